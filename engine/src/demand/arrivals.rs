//! Arrivals: the leads of a month.

use std::borrow::Cow;

use super::mood::Moods;
use super::shares::{Shares, choose};
use super::{Demand, Source};
use crate::calendar::{Calendar, Timing};
use crate::dimensions::{DealClass, Dimensions};
use crate::flows::{Future, Lead, LeadId};
use crate::kernel::count::{GammaMultiplier, gamma_multiplier, poisson};
use crate::kernel::math::powi;
use crate::kernel::stream::{EntityKey, Words, pick_uniform};
use crate::purpose;

/// A prospecting rep's month: where leads come from that the rep creates.
#[derive(Clone, Copy, Debug)]
pub struct Prospecting<'a> {
    /// Seat.
    pub seat: usize,
    /// Key of the seat.
    pub key: EntityKey,
    /// From when the rep works \[months\].
    pub from: f64,
    /// Until when \[months\].
    pub to: f64,
    /// Ramped months between them.
    pub ramped_months: f64,
    /// Whether the seat covers each market.
    pub covers: Option<&'a [bool]>,
    /// Whether the seat sells each product; `None`: it sells all.
    pub sells: Option<&'a [bool]>,
    /// The how-manieth rep of the seat in this month; leads of one seat and month are numbered through.
    pub spell: u16,
}

/// Draws the leads of a plan, month by month.
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// Key of each source in each market, row = source x market.
    streams: Vec<EntityKey>,
    /// Named accounts of each market with their cumulative potential.
    accounts: Vec<Vec<(usize, f64)>>,
    /// Overdispersion of each source, compiled where it is one known number.
    dispersion: Vec<Option<GammaMultiplier>>,
    /// Products by segment and tiers by class, in the month that is drawn.
    products: Shares,
    tiers: Shares,
}

impl Arrivals {
    /// Prepares the streams of a plan.
    ///
    /// * `accounts`: named accounts as (market, potential), in order of their index
    #[must_use]
    pub fn new(
        demand: &Demand,
        dimensions: &Dimensions,
        accounts: impl Iterator<Item = (usize, f64)>,
    ) -> Self {
        let mut by_market = vec![Vec::new(); dimensions.n_markets()];
        for (ix, (market, potential)) in accounts.enumerate() {
            let list: &mut Vec<(usize, f64)> = &mut by_market[market];
            let before = list.last().map_or(0.0, |&(_, sum)| sum);
            list.push((ix, before + potential));
        }
        let markets = || {
            dimensions
                .segments
                .iter()
                .flat_map(|s| dimensions.regions.iter().map(move |r| (s, r)))
        };
        let key = |source: &str, segment: &str, region: &str| {
            EntityKey::of("stream", &format!("{source}\u{1f}{segment}\u{1f}{region}"))
        };
        let streams = dimensions
            .sources
            .iter()
            .flat_map(|src| markets().map(|(s, r)| key(&src.id, &s.id, &r.id)))
            .collect();
        let known = |source: &Source| {
            source
                .dispersion
                .as_constant()
                .and_then(|d| GammaMultiplier::new(d).ok())
        };
        Self {
            streams,
            accounts: by_market,
            dispersion: demand.sources.iter().map(known).collect(),
            products: Shares::default(),
            tiers: Shares::default(),
        }
    }

    /// Prepares what the leads of a month have in common.
    pub fn begin_month(&mut self, context: &Context<'_>) {
        let (demand, dimensions, month) = (context.demand, context.dimensions, context.month);
        let n_products = dimensions.products.len();
        self.products
            .fill(dimensions.segments.len(), n_products, |segment, product| {
                let row = segment * n_products + product;
                demand.product_weight.at(row, month)
            });
        self.tiers
            .fill(dimensions.n_classes(), demand.tiers.len(), |class, tier| {
                demand.tiers[tier].share.at(class, month)
            });
    }

    /// Appends the leads that the market sends in a month, in no order.
    pub fn from_market(&self, context: &Context<'_>, leads: &mut Vec<Lead>) {
        let n_markets = context.dimensions.n_markets();
        for (ix, source) in context
            .demand
            .sources
            .iter()
            .enumerate()
            .filter(|(_, s)| s.prospected_by.is_none())
        {
            for market in 0..n_markets {
                let segment = market / context.dimensions.regions.len();
                let mood = context.moods.of(segment, context.month).demand;
                let factors = context.factors(ix, market);
                let (coverage, sums) = self.products.covered(segment, &factors);
                let rate = source.rate.at(market, context.month)
                    * context.monthly_factor(source)
                    * mood
                    * coverage;
                if rate <= 0.0 {
                    continue;
                }
                let entity = self.streams[ix * n_markets + market];
                let n = self.count(context, ix, entity, 0, rate);
                for index in 0..n {
                    let id = context.lead_id(entity, index);
                    let words = id.draw(context.future, purpose::LEAD);
                    let time = context.time_within(context.month_start(), 1.0, words);
                    let product = choose(&sums, words.uniform(1));
                    let class = context.class(ix, market, product);
                    leads.push(self.lead(context, id, time, class, None, words));
                }
            }
        }
    }

    /// Appends the leads that one rep prospects from one source in a month; returns how many.
    ///
    /// * `source`: index of a prospecting source
    /// * `first_index`: number of leads that earlier reps of the seat have prospected from it in this month
    pub fn from_rep(
        &self,
        context: &Context<'_>,
        source_ix: usize,
        rep: Prospecting<'_>,
        first_index: u16,
        leads: &mut Vec<Lead>,
    ) -> u16 {
        let source = &context.demand.sources[source_ix];
        let weights = self.market_weights(context, source, rep);
        // Where no market of the rep has a weight, there is nobody to prospect.
        let Some(&(_, total)) = weights.last().filter(|(_, total)| *total > 0.0) else {
            return 0;
        };
        let mean_mood = total
            / weights
                .iter()
                .map(|&(market, _)| source.mix.at(market, context.month))
                .sum::<f64>();
        let rate = context.per_rep(source) * rep.ramped_months * mean_mood;
        let entity = stream_of_seat(context.dimensions, source_ix, rep.key);
        let n = self.count(context, source_ix, entity, rep.spell, rate);
        for index in first_index..first_index.saturating_add(n) {
            let id = context.lead_id(entity, index);
            let words = id.draw(context.future, purpose::LEAD);
            let time = context.time_within(rep.from, rep.to - rep.from, words);
            let lot = pick_uniform(words, context.dimensions.sources[source_ix].key) * total;
            let market = weights[weights
                .partition_point(|&(_, sum)| sum <= lot)
                .min(weights.len() - 1)]
            .0;
            let segment = market / context.dimensions.regions.len();
            let sums = self.products.among(segment, rep.sells);
            let product = choose(&sums, words.uniform(1));
            let class = context.class(source_ix, market, product);
            leads.push(self.lead(context, id, time, class, Some(rep.seat), words));
        }
        n
    }

    /// Number of leads that a seat's only rep of a month finds from a source.
    ///
    /// * `rate`: how many are to be expected
    #[must_use]
    pub fn count_of_seat(
        &self,
        context: &Context<'_>,
        source_ix: usize,
        seat: EntityKey,
        rate: f64,
    ) -> u16 {
        let entity = stream_of_seat(context.dimensions, source_ix, seat);
        self.count(context, source_ix, entity, 0, rate)
    }

    /// Markets that a rep prospects in, where anything is sold that the rep sells, with cumulative weights.
    fn market_weights(
        &self,
        context: &Context<'_>,
        source: &Source,
        rep: Prospecting<'_>,
    ) -> Vec<(usize, f64)> {
        let mut sum = 0.0;
        let n_regions = context.dimensions.regions.len();
        let is_covered = |&market: &usize| {
            rep.covers.is_none_or(|covers| covers[market])
                && self.products.any_among(market / n_regions, rep.sells)
        };
        (0..context.dimensions.n_markets())
            .filter(is_covered)
            .map(|market| {
                sum += source.mix.at(market, context.month)
                    * context.moods.of(market / n_regions, context.month).demand;
                (market, sum)
            })
            .collect()
    }

    /// Poisson, or negative binomial with the source's dispersion, by inversion; at most 65,535.
    fn count(
        &self,
        context: &Context<'_>,
        source: usize,
        entity: EntityKey,
        spell: u16,
        rate: f64,
    ) -> u16 {
        let (future, month) = (context.future, context.address_month());
        let u = future.draw_of_month(entity, month, purpose::LEAD_COUNT, spell);
        let luck = || {
            future
                .draw(entity, month, purpose::LEAD_LUCK, spell)
                .uniform53(0)
        };
        let dispersion = context.demand.sources[source]
            .dispersion
            .at(0, context.month);
        let luck = match &self.dispersion[source] {
            _ if dispersion <= 0.0 => 1.0,
            Some(compiled) => compiled.quantile(luck()),
            None => gamma_multiplier(luck(), dispersion),
        };
        u16::try_from(poisson(u, rate * luck)).unwrap_or(u16::MAX)
    }

    fn lead(
        &self,
        context: &Context<'_>,
        id: LeadId,
        time: f64,
        class: usize,
        prospector: Option<usize>,
        words: Words,
    ) -> Lead {
        let tier = (!context.demand.tiers.is_empty())
            .then(|| choose(self.tiers.of(class), words.uniform(2)));
        let accounts = &self.accounts[context.dimensions.market_of(class)];
        let account = accounts.last().map(|&(_, total)| {
            let lot = words.uniform(3) * total;
            accounts[accounts
                .partition_point(|&(_, sum)| sum <= lot)
                .min(accounts.len() - 1)]
            .0
        });
        Lead {
            id,
            time,
            class,
            tier,
            account,
            prospector,
            lots: words,
        }
    }
}

/// What the leads of a month depend on.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Assumptions about demand.
    pub demand: &'a Demand,
    /// Segments, regions, sources, products.
    pub dimensions: &'a Dimensions,
    /// Seasons.
    pub calendar: &'a Calendar,
    /// The market's mood.
    pub moods: &'a Moods,
    /// The future.
    pub future: Future,
    /// The month.
    pub month: usize,
    /// Factor that the hours of people put on arrivals, row = source x beat; empty if no source follows them.
    pub coverage: &'a [f64],
}

impl Context<'_> {
    /// Leads that a fully ramped rep finds from a source in a month at the usual mood.
    #[must_use]
    pub fn per_rep(&self, source: &Source) -> f64 {
        source.rate.at(0, self.month) * self.monthly_factor(source)
    }

    /// Factor that the market's mood puts on what a rep finds who prospects in one market only; 0 where nobody is to be
    /// found.
    #[must_use]
    pub fn mood_of(&self, source: &Source, market: usize) -> f64 {
        let mix = source.mix.at(market, self.month);
        let segment = market / self.dimensions.regions.len();
        let total = mix * self.moods.of(segment, self.month).demand;
        if total > 0.0 { total / mix } else { 0.0 }
    }

    fn address_month(&self) -> u16 {
        u16::try_from(self.month).expect("a horizon fits the address")
    }

    fn month_start(&self) -> f64 {
        f64::from(self.address_month())
    }

    fn lead_id(&self, entity: EntityKey, index: u16) -> LeadId {
        LeadId {
            entity,
            month: self.address_month(),
            index,
        }
    }

    fn monthly_factor(&self, source: &Source) -> f64 {
        monthly_factor(source, self.calendar, self.address_month())
    }

    /// Factors that the hours of people put on the leads of a market, one for each of its beats; empty if no source
    /// follows them.
    fn coverage(&self, source: usize, market: usize) -> &[f64] {
        let rows = self.demand.sources.len() * self.dimensions.n_markets();
        let per_market = self.coverage.len() / rows;
        let first = (source * self.dimensions.n_markets() + market) * per_market;
        &self.coverage[first..][..per_market]
    }

    /// The same, with what prices and promotions do to each product.
    fn factors(&self, source: usize, market: usize) -> Cow<'_, [f64]> {
        let coverage = self.coverage(source, market);
        let Some(appeal) = &self.demand.appeal else {
            return Cow::Borrowed(coverage);
        };
        let segment = market / self.dimensions.regions.len();
        let factor = |product: usize| {
            let covered = match coverage {
                [] => 1.0,
                &[factor] => factor,
                factors => factors[product],
            };
            covered * appeal.factor((source, segment, product), self.month)
        };
        let products = 0..self.dimensions.products.len();
        Cow::Owned(products.map(factor).collect())
    }

    fn class(&self, source: usize, market: usize, product: usize) -> usize {
        let n_regions = self.dimensions.regions.len();
        self.dimensions.class(DealClass {
            segment: market / n_regions,
            region: market % n_regions,
            source,
            product,
        })
    }

    fn time_within(&self, from: f64, length: f64, words: Words) -> f64 {
        match self.calendar.timing() {
            Timing::Continuous => from + length * words.uniform(0),
            Timing::Monthly => self.month_start() + 0.5,
        }
    }
}

/// The stream that a seat prospects from a source: a seat may prospect from several, each is a stream of its own.
#[must_use]
pub fn stream_of_seat(dimensions: &Dimensions, source_ix: usize, seat: EntityKey) -> EntityKey {
    EntityKey(seat.0 ^ dimensions.sources[source_ix].key.0.rotate_left(17))
}

/// Factor that trend, season and response to spend put on the leads of a month.
#[must_use]
pub fn monthly_factor(source: &Source, calendar: &Calendar, month: u16) -> f64 {
    let trend = powi(
        1.0 + source.trend.at(0, usize::from(month)),
        i32::from(month),
    );
    let factor = trend
        * if source.seasonal {
            calendar.season(usize::from(month))
        } else {
            1.0
        };
    let spend = source.spend.as_ref();
    spend.map_or(factor, |spend| factor * spend.factor(usize::from(month)))
}
