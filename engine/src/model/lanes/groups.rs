//! Groups: seats whose leads are alike, since they prospect from one source in one market.

use super::eligible::market_of;
use crate::demand::arrivals::stream_of_seat;
use crate::dimensions::DealClass;
use crate::kernel::stream::EntityKey;
use crate::model::Model;

/// Seats that prospect from one source in one market.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) source: usize,
    pub(super) market: usize,
    pub(super) segment: usize,
    /// Class of all their deals.
    pub(super) class: usize,
    /// Seats, by index; their place in the columns of books; and the place of each seat of the plan in this list.
    pub(super) seats: Vec<usize>,
    pub(super) rows: Vec<usize>,
    pub(super) row_of: Vec<Option<u32>>,
    /// The stream of each.
    pub(super) streams: Vec<EntityKey>,
    /// Whether deals that pass and deals that are lost stay equally long.
    pub(super) stay_alike: bool,
}

/// All groups of a plan that lives in lanes.
///
/// * `rows`: crew and row of each seat
pub(super) fn groups(model: &Model, rows: &[(usize, usize)]) -> Vec<Group> {
    let (dimensions, seats) = (&model.dimensions, &model.workforce.seats);
    let mut groups = Vec::new();
    for (source, of) in model.demand.sources.iter().enumerate() {
        for market in 0..dimensions.n_markets() {
            let n_regions = dimensions.regions.len();
            let (segment, region) = (market / n_regions, market % n_regions);
            let is_here = |&seat: &usize| {
                Some(seats[seat].role) == of.prospected_by
                    && market_of(model, &seats[seat]) == Some(market)
            };
            let seats_here: Vec<usize> = (0..seats.len()).filter(is_here).collect();
            let class = dimensions.class(DealClass {
                segment,
                region,
                source,
                product: 0,
            });
            let stage = &model.funnel.stages[0];
            let streams = seats_here.iter();
            let streams = streams.map(|&seat| stream_of_seat(dimensions, source, seats[seat].key));
            let mut row_of = vec![None; seats.len()];
            for (row, &seat) in (0..).zip(&seats_here) {
                row_of[seat] = Some(row);
            }
            if !seats_here.is_empty() {
                groups.push(Group {
                    source,
                    market,
                    segment,
                    class,
                    streams: streams.collect(),
                    rows: seats_here.iter().map(|&seat| rows[seat].1).collect(),
                    row_of,
                    seats: seats_here,
                    stay_alike: stage.dwell.draws_like(&stage.dwell_lost, class),
                });
            }
        }
    }
    groups
}
