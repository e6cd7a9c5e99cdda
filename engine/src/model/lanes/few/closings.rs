//! Closings: what is won of the leads of a group, when, and what it is worth.

use super::finds::Finds;
use super::settlements::Settlements;
use crate::kernel::law::Law;
use crate::kernel::simd::amount::uniform;
use crate::kernel::simd::entities::{Fours, Ragged};
use crate::kernel::simd::words::{Stem, Trunk};
use crate::kernel::simd::{Level, amount, entities, normal};
use crate::model::lanes::counts::middle_of;
use crate::model::lanes::fates::{EARLY, last_below};
use crate::model::lanes::groups::Group;
use crate::model::trial::Simulator;
use crate::purpose;
use crate::workforce::roster::turnover::Stay;

/// Bits of a draw that mostly tell how many months a cycle takes.
const BITS: u32 = 12;
/// They do not.
const UNCLEAR: u8 = u8::MAX;
/// Later than any horizon.
const LATE: u8 = 200;
/// Share of a month around its start in which no short cut is taken: far more than rounding can be off by, and more than
/// what counts as early.
const CLOSE: f64 = 1e-5;

/// How long deals take, and what the first bits of a draw tell of it.
#[derive(Clone, Debug)]
struct Cycle {
    law: Law,
    factor: f64,
    horizon: f64,
    /// Months from that of the lead until it is closed.
    guide: Box<[u8; 1 << BITS]>,
}

impl Cycle {
    fn new(law: Law, factor: f64, n_months: usize) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let horizon = n_months as f64;
        let mut cycle = Self {
            law,
            factor,
            horizon,
            guide: Box::new([UNCLEAR; 1 << BITS]),
        };
        let step = u32::MAX >> BITS;
        let months = |bits: u32| {
            let first = bits << (32 - BITS);
            let ends = [first, first + step].map(|word| {
                let length = cycle.law.quantile(uniform(word.into()));
                0.5 + (length * factor).max(0.0)
            });
            // Cycles rise with the draw: what is the same at both ends is the same in between.
            let [low, high] = ends;
            #[allow(clippy::float_cmp, reason = "whole numbers")]
            let is_clear = low.floor() == high.floor()
                && low - low.floor() > CLOSE
                && high.floor() + 1.0 - high > CLOSE;
            if low >= f64::from(LATE) + 1.0 {
                return LATE;
            }
            if !is_clear || high >= f64::from(LATE) {
                return UNCLEAR;
            }
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 199"
            )]
            let months = low as u8;
            months
        };
        let guide: Vec<u8> = (0..1 << BITS).map(months).collect();
        cycle.guide.copy_from_slice(&guide);
        cycle
    }

    /// Month in which a deal is closed, and whether that is so early in it that who joins then may have been later.
    #[cold]
    fn exactly(&self, month: usize, word: u32) -> (usize, bool) {
        let length = self.law.quantile(uniform(word.into()));
        let mut end = [0];
        let (start, horizon) = (middle_of(month), self.horizon);
        amount::ends(
            Level::PORTABLE,
            &[length],
            self.factor,
            start,
            horizon,
            &mut end,
        );
        #[allow(clippy::cast_possible_truncation, reason = "takes a word apart")]
        let (month, micro) = ((end[0] >> 32) as usize, end[0] as u32);
        (month, micro <= EARLY)
    }
}

/// What is won of the leads of a group.
#[derive(Clone, Debug)]
pub(super) struct Closings {
    n_months: usize,
    /// The greatest word that passes.
    last_passing: Option<u32>,
    cycle: Cycle,
    size: Law,
    /// What is asked of the list price.
    price: (f64, f64),
    room: normal::Tails,
    /// Places of what is won, seat by seat, and where those of each seat end; size above time in the stage of each.
    won: Vec<u32>,
    won_ends: Vec<u32>,
    words: Vec<u64>,
    /// What is closed within the horizon: the word of its size, above its month, above seat and month in one.
    closed: Vec<u64>,
    values: Vec<f64>,
    amounts: Vec<i64>,
    /// Seat and month of what may be too early.
    early: Vec<(usize, usize)>,
}

impl Closings {
    /// Prepares a group, if its chances, cycles and prices are the same in all months.
    pub(super) fn of(simulator: &Simulator<'_>, group: &Group) -> Option<Self> {
        let (plan, class) = (&simulator.plan, group.class);
        let n_months = plan.calendar.n_months();
        let stage = &plan.funnel.stages[0];
        let chance = |month: usize| {
            let mood = simulator.moods.of(group.segment, month).odds;
            let odds = 1.0 * mood * 1.0 * simulator.price_odds(class, month);
            plan.funnel.pass_probability(0, class, month, odds)
        };
        let price = |month: usize| simulator.price_factors(class, month);
        let factor = |month: usize| stage.cycle_factor.at(class, month);
        let of = |month: usize| (chance(month), price(month), factor(month));
        #[allow(clippy::float_cmp, reason = "the same is the same to the bit")]
        let is_steady = (1..n_months).all(|month| of(month) == of(0));
        let laws = [&plan.funnel.deal_size, &stage.dwell];
        let is_stated = |month: usize| {
            #[allow(clippy::float_cmp, reason = "what nothing moves is exactly 1")]
            laws.iter().all(|laws| laws.factor(class, month) == 1.0)
        };
        let is_plain = is_steady && (0..n_months).all(is_stated);
        is_plain.then(|| Self {
            n_months,
            last_passing: last_below(chance(0)),
            cycle: Cycle::new(stage.dwell.of(class).clone(), factor(0), n_months),
            size: plan.funnel.deal_size.of(class).clone(),
            price: price(0),
            room: normal::Tails::default(),
            won: Vec::new(),
            won_ends: Vec::new(),
            words: Vec::new(),
            closed: Vec::new(),
            values: Vec::new(),
            amounts: Vec::new(),
            early: Vec::new(),
        })
    }

    /// Draws what is closed within the horizon; `None` if one of them is worth too much to be counted here.
    pub(super) fn draw(
        &mut self,
        level: Level,
        trunk: &Trunk,
        (stems, seats): (&[Stem], &[usize]),
        finds: &Finds,
    ) -> Option<()> {
        let leads = Fours {
            stems,
            ends: &finds.ends,
            draws: &finds.draws,
        };
        let (passing, _) = purpose::passing(0);
        let of = (passing, self.last_passing);
        entities::passing(level, trunk, of, &leads, &mut self.won, &mut self.won_ends);
        let won = Ragged {
            stems,
            ends: &self.won_ends,
            places: &self.won,
        };
        entities::pairs_of(level, trunk, purpose::stage(0), &won, &mut self.words);
        let n = self.close(seats);
        self.values.resize(n, 0.0);
        self.amounts.resize(n, 0);
        amount::first_uniforms(level, &self.closed[..n], &mut self.values);
        self.size.transform(level, &mut self.room, &mut self.values);
        let (factor, share) = self.price;
        amount::rounded(level, &self.values, factor, share, &mut self.amounts).then_some(())
    }

    /// Lists what is closed within the horizon; returns how much that is.
    fn close(&mut self, seats: &[usize]) -> usize {
        if self.closed.len() < self.won.len() {
            self.closed.resize(self.won.len(), 0);
        }
        self.early.clear();
        let (mut n, mut first) = (0, 0);
        for (&seat, &end) in seats.iter().zip(&self.won_ends) {
            let won = first..end as usize;
            first = won.end;
            let cell = (seat * self.n_months) as u64;
            for (&place, &words) in self.won[won.clone()].iter().zip(&self.words[won]) {
                #[allow(clippy::cast_possible_truncation, reason = "takes a word apart")]
                let word = words as u32;
                let month = place >> 22;
                let closes = match self.cycle.guide[(word >> (32 - BITS)) as usize] {
                    UNCLEAR => {
                        let (closes, is_early) = self.cycle.exactly(month as usize, word);
                        if is_early && closes < self.n_months {
                            self.early.push((seat, closes));
                        }
                        closes as u64
                    }
                    months => u64::from(month) + u64::from(months),
                };
                self.closed[n] = words & SIZE | closes << MONTH_AT | (cell + closes) & CELL;
                n += usize::from(closes < self.n_months as u64);
            }
        }
        n
    }

    /// `None` if something is closed so early in a month that whoever joins then may have been later.
    pub(super) fn early(&self, stays: &[Stay], firsts: &[u32]) -> Option<()> {
        let joins = |&(seat, month): &(usize, usize)| {
            let mut of_seat = stays[firsts[seat] as usize..firsts[seat + 1] as usize].iter();
            of_seat.any(|stay| usize::try_from(stay.first_day) == Ok(month))
        };
        (!self.early.iter().any(joins)).then_some(())
    }

    /// Counts what is closed, for the company and for whoever is there.
    pub(super) fn count(&self, bookings: &mut [i64], settlements: &mut Settlements) {
        for (&amount, &closed) in self.amounts.iter().zip(&self.closed) {
            bookings[month_of(closed)] += amount;
            settlements.credit((closed & CELL) as usize, amount);
        }
    }

    /// Counts how many deals are closed in each month.
    pub(super) fn count_wins(&self, wins: &mut [i64]) {
        for &closed in &self.closed[..self.amounts.len()] {
            wins[month_of(closed)] += 1;
        }
    }
}

/// Parts of what is listed of a deal that is closed: the word of its size, its month, and the number of its seat x months + month.
const SIZE: u64 = 0xFFFF_FFFF << 32;
const MONTH_AT: u32 = 24;
const CELL: u64 = (1 << MONTH_AT) - 1;

#[inline]
fn month_of(closed: u64) -> usize {
    (closed >> MONTH_AT & 0xFF) as usize
}
