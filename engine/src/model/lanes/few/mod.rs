//! Trials of which only a few numbers are wanted: what is won, and what it pays.
//!
//! Where a plan counts nothing but leads, wins, bookings, variable pay and settlements, nobody asks what becomes of deals
//! that are lost, what people cost, or who is where in which month. What is left of a trial goes from list to list without
//! a gap: who is in which seat ([`Turnover`]), what each of them finds ([`finds`]), what is won of it and when
//! ([`closings`]), and what that pays ([`settlements`]).
//!
//! Decisions have the addresses and numbers the operations of the other kernels, and what comes of a trial are their bits.

mod closings;
mod finds;
mod quotas;
mod settlements;

use super::Lanes;
use super::crews::Crew;
use super::groups::Group;
use super::monthly::TOGETHER;
use crate::kernel::simd::amount::uniform;
use crate::kernel::simd::words::{Stem, Trunk, firsts};
use crate::kernel::simd::{Level, entities};
use crate::kernel::stream::{EntityKey, Purpose, Seed};
use crate::measure::Measure;
use crate::model::Model;
use crate::model::trial::Simulator;
use crate::purpose;
use crate::results::Layout;
use crate::workforce::roster::turnover::{Stay, Turnover};
use closings::Closings;
use finds::Finds;
use settlements::Settlements;

/// Measures that a trial may be asked for.
const KNOWN: [Measure; 7] = [
    Measure::Leads,
    Measure::Opportunities,
    Measure::Wins,
    Measure::Bookings,
    Measure::VariablePay,
    Measure::SettledWithQuota,
    Measure::SettledAtQuota,
];

/// A draw of each month of each seat.
#[derive(Clone, Debug, Default)]
struct MonthlyWords {
    streams: Vec<EntityKey>,
    stems: Vec<Stem>,
    /// Row = seat, column = month.
    words: Vec<u32>,
    /// Months whose word is at most the limit of leaving, of which only those who may leave are asked.
    marks: Vec<u64>,
}

/// Months of the horizon, four to a draw, in full lanes.
#[derive(Clone, Debug)]
struct Months {
    places: Vec<u32>,
    /// Up to which words somebody may leave.
    limits: Vec<u32>,
}

/// Seats of a group and what is drawn for them.
#[derive(Clone, Debug)]
struct Prospects {
    counts: MonthlyWords,
    finds: Finds,
    closings: Closings,
    /// Seats of the group.
    seats: Vec<usize>,
}

/// Simulates trials of which only a few numbers are wanted.
#[derive(Clone, Debug)]
pub(super) struct Few {
    level: Level,
    n_months: usize,
    months: Months,
    turnover: Turnover,
    leaving: MonthlyWords,
    prospects: Vec<Prospects>,
    settlements: Settlements,
    stays: Vec<Stay>,
    first_stays: Vec<u32>,
    sums: Sums,
    wanted: Wanted,
    layout: Layout,
    cells: Vec<i64>,
}

/// What is counted beside bookings and pay.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    leads: bool,
    wins: bool,
}

/// What a trial comes to, month by month.
#[derive(Clone, Debug, Default)]
struct Sums {
    leads: Vec<i64>,
    wins: Vec<i64>,
    /// Minor units, as pay is.
    bookings: Vec<i64>,
    pay: Vec<i64>,
    with_quota: Vec<i64>,
    at_quota: Vec<i64>,
}

impl Sums {
    fn clear(&mut self, n_months: usize) {
        for column in [
            &mut self.leads,
            &mut self.wins,
            &mut self.bookings,
            &mut self.pay,
            &mut self.with_quota,
            &mut self.at_quota,
        ] {
            column.clear();
            column.resize(n_months, 0);
        }
    }

    fn of(&self, measure: Measure) -> &[i64] {
        match measure {
            Measure::Leads | Measure::Opportunities => &self.leads,
            Measure::Wins => &self.wins,
            Measure::Bookings => &self.bookings,
            Measure::VariablePay => &self.pay,
            Measure::SettledWithQuota => &self.with_quota,
            Measure::SettledAtQuota => &self.at_quota,
            _ => unreachable!("only what is known is asked for"),
        }
    }
}

impl MonthlyWords {
    fn of(streams: Vec<EntityKey>) -> Self {
        Self {
            streams,
            ..Self::default()
        }
    }

    fn draw(&mut self, level: Level, trunk: &Trunk, purpose: Purpose, months: &Months) {
        self.stems.clear();
        self.stems
            .extend(self.streams.iter().map(|&of| trunk.stem(of)));
        let of = (&self.stems[..], purpose);
        let columns = (&months.places[..], &months.limits[..]);
        entities::grid(level, trunk, of, columns, &mut self.words, &mut self.marks);
    }
}

/// The greatest word whose uniform number may lie below a limit.
fn last_word_below(limit: f64) -> u32 {
    const WORDS: f64 = 4_294_967_296.0;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates"
    )]
    let word = (limit * WORDS) as u32;
    word.saturating_add(1)
}

impl Few {
    /// Prepares to simulate a plan whose numbers are the same in every trial, if it is plain enough and asks for nothing
    /// else.
    ///
    /// * `simulator`: has taken its numbers
    pub(super) fn new(
        simulator: &Simulator<'_>,
        level: Level,
        model: &Model,
        (groups, crews): (&[Group], &[Crew]),
    ) -> Option<Self> {
        let only = model.only.as_ref()?;
        if !only.iter().all(|measure| KNOWN.contains(measure)) {
            return None;
        }
        let plan = &simulator.plan;
        let n_months = plan.calendar.n_months();
        let turnover = simulator.roster.turnover(&plan.workforce, &plan.calendar)?;
        let n_draws = n_months
            .div_ceil(TOGETHER)
            .next_multiple_of(entities::WIDTH);
        let mut limits: Vec<u32> = turnover.limits().into_iter().map(last_word_below).collect();
        limits.resize(n_draws * TOGETHER, 0);
        let months = Months {
            places: firsts(n_draws),
            limits,
        };
        let seats = &plan.workforce.seats;
        let prospects = groups.iter().map(|group| {
            Some(Prospects {
                counts: MonthlyWords::of(group.streams.clone()),
                finds: Finds::of(simulator, group, &turnover)?,
                closings: Closings::of(simulator, group)?,
                seats: group.seats.clone(),
            })
        });
        let prospects = prospects.collect::<Option<_>>()?;
        Some(Self {
            level,
            n_months,
            months,
            turnover,
            leaving: MonthlyWords::of(seats.iter().map(|seat| seat.key).collect()),
            prospects,
            settlements: Settlements::of(simulator, crews)?,
            stays: Vec::new(),
            first_stays: Vec::new(),
            sums: Sums::default(),
            wanted: Wanted {
                leads: [Measure::Leads, Measure::Opportunities]
                    .iter()
                    .any(|leads| only.contains(leads)),
                wins: only.contains(&Measure::Wins),
            },
            cells: vec![0; model.layout().n_cells()],
            layout: model.layout(),
        })
    }

    /// The counts of the trial that was simulated last, in the order of the model's layout.
    pub(super) fn cells(&self) -> &[i64] {
        &self.cells
    }

    /// Simulates one trial; `None` if it needs another kernel.
    pub(super) fn run(&mut self, seed: Seed, trial: u32) -> Option<()> {
        let trunk = Trunk::new(seed, trial);
        let (level, width) = (self.level, self.months.limits.len());
        self.sums.clear(self.n_months);
        self.leaving
            .draw(level, &trunk, purpose::ATTRITION, &self.months);
        let words = &self.leaving.words;
        let uniform = |seat: usize, month: usize| uniform(words[seat * width + month].into());
        let marks = &self.leaving.marks;
        let stays = (&mut self.stays, &mut self.first_stays);
        self.turnover.live(marks, uniform, stays.0, stays.1);
        self.settlements.open(&self.stays, &self.first_stays);
        for of in &mut self.prospects {
            of.counts
                .draw(level, &trunk, purpose::LEAD_COUNT, &self.months);
            let stays = (&self.stays[..], &self.first_stays[..]);
            of.finds.list((&of.seats, stays), (&of.counts.words, width));
            if self.wanted.leads {
                of.finds.count(&mut self.sums.leads);
            }
            let of_group = (&of.counts.stems[..], &of.seats[..]);
            of.closings.draw(level, &trunk, of_group, &of.finds)?;
            of.closings.early(&self.stays, &self.first_stays)?;
            of.closings
                .count(&mut self.sums.bookings, &mut self.settlements);
            if self.wanted.wins {
                of.closings.count_wins(&mut self.sums.wins);
            }
        }
        let sums = &mut self.sums;
        self.settlements.settle(
            level,
            [&mut sums.pay, &mut sums.with_quota, &mut sums.at_quota],
        )?;
        for block in self.layout.blocks() {
            let cells = &mut self.cells[block.first..][..block.n_periods];
            cells.copy_from_slice(self.sums.of(block.measure));
        }
        Some(())
    }
}

impl Lanes<'_> {
    /// Prepares to simulate trials of which only a few numbers are wanted, if the plan says so.
    pub(super) fn prepare_few(&mut self, model: &Model) {
        if model.only.is_none() || !self.plan.is_certain || !self.plan.pays_in_columns {
            return;
        }
        let future = crate::flows::Future {
            seed: Seed(0),
            trial: 0,
        };
        self.simulator.begin(future);
        self.simulator.take_numbers(false);
        self.note_numbers(self.simulator.plan.calendar.n_months());
        if self.numbers.rates_are_steady && !self.hands_matter() {
            let of = (&self.groups[..], &self.crews[..]);
            self.few = Few::new(&self.simulator, self.level, model, of);
        }
    }

    /// Whether it matters for a deal who works on it.
    fn hands_matter(&self) -> bool {
        let funnel = &self.simulator.plan.funnel;
        let n_months = self.simulator.plan.calendar.n_months();
        [&funnel.skill_effect, &funnel.ramp_effect]
            .into_iter()
            .any(|effect| (0..n_months).any(|month| effect.at(0, month) != 0.0))
    }
}
