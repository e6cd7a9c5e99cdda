//! Fates: what becomes of each lead, and when.

use super::books::Books;
use super::groups::Group;
use crate::kernel::simd::words::{Decisions, Trunk, place};
use crate::kernel::simd::{Level, amount, normal};
use crate::kernel::stream::Purpose;
use crate::model::trial::Simulator;
use crate::purpose;
use crate::units::Money;

/// Leads that go through the samplers together: their numbers stay in the first cache.
const AT_ONCE: usize = 512;
/// Lanes are filled up to a multiple of this.
const LANES: usize = 32;
/// Millionths of a month in which a win counts as early.
const EARLY: u32 = 2;
/// One deal, above the millionths of months of those counted with it.
const ONE: u64 = 1 << 40;

/// All leads of a group in a trial.
#[derive(Clone, Debug, Default)]
pub(super) struct Leads {
    decisions: Decisions,
    /// Row of the seat within the group.
    rows: Vec<u32>,
    /// Stage and size: the first two words of each.
    stage: Vec<u64>,
    size: Vec<u64>,
}

/// Seats that are written down at once for the leads of a month.
const ROWS_AT_ONCE: usize = 16;

impl Leads {
    pub(super) fn clear(&mut self) {
        self.decisions.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.decisions.len()
    }

    /// Appends the leads that a seat finds in a month.
    #[inline]
    pub(super) fn append(&mut self, (row, stem): (usize, super::Stem), month: u16, n: u16) {
        let (first, n) = (self.len(), usize::from(n));
        let room = first + n + ROWS_AT_ONCE;
        if self.rows.len() < room {
            self.rows.resize(2 * room, 0);
        }
        #[allow(clippy::cast_possible_truncation, reason = "seats are few")]
        let row = row as u32;
        self.rows[first..first + ROWS_AT_ONCE].fill(row);
        if n > ROWS_AT_ONCE {
            self.rows[first..first + n].fill(row);
        }
        self.decisions
            .append(stem, place(month, Purpose::new(0), 0), n);
    }

    /// Draws the words of all of them.
    pub(super) fn draw(&mut self, trunk: &Trunk, level: Level) {
        let stage = purpose::stage(0);
        self.decisions.pairs(level, trunk, stage, &mut self.stage);
        self.decisions
            .pairs(level, trunk, purpose::DEAL_SIZE, &mut self.size);
        for words in [&mut self.stage, &mut self.size] {
            // What fills the lanes behind the last lead.
            let room = self.decisions.len() + AT_ONCE + LANES;
            words.resize(words.len().max(room), 0);
        }
    }
}

/// A deal that is won within the horizon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Win {
    pub(super) seat: u32,
    pub(super) group: u32,
    /// When in the month \[millionths\].
    pub(super) micro: u32,
    pub(super) amount: i64,
}

/// Deals of a group that leave in a month, those that slip past the horizon last.
#[derive(Clone, Copy, Debug, Default)]
struct Leaving {
    /// Their number, above the sum of the millionths of the month that they were there.
    parts: u64,
    /// Value [minor units].
    amount: i64,
}

impl Leaving {
    fn n(self) -> i64 {
        (self.parts / ONE).cast_signed()
    }

    fn part_months(self) -> i64 {
        (self.parts % ONE).cast_signed()
    }
}

/// What becomes of leads.
#[derive(Clone, Debug, Default)]
pub(super) struct Fates {
    /// Wins of each month, unless they go into books.
    pub(super) wins: Vec<Vec<Win>>,
    /// Margin of what is won in each month [minor units].
    pub(super) margins: Vec<i64>,
    /// Month and seat of wins so early in a month that who joins on its first day may have been earlier or later.
    pub(super) early: Vec<(usize, usize)>,
    /// Deals that leave: lost ones by month, then won ones.
    leaving: Vec<Leaving>,
    /// First uniform words that do not pass: of all, or of each row of the group.
    limits: Vec<u64>,
    room: normal::Tails,
    values: Vec<f64>,
    lost_lengths: Vec<f64>,
    amounts: Vec<i64>,
    ends: Vec<u64>,
    won: Vec<u32>,
}

impl Fates {
    pub(super) fn begin_trial(&mut self, n_months: usize) {
        self.wins.resize_with(n_months, Vec::new);
        self.wins.iter_mut().for_each(Vec::clear);
        self.margins.clear();
        self.margins.resize(n_months, 0);
        self.early.clear();
        for column in [&mut self.values, &mut self.lost_lengths] {
            column.resize(AT_ONCE + LANES, 0.0);
        }
        self.amounts.resize(AT_ONCE + LANES, 0);
        self.ends.resize(AT_ONCE + LANES, 0);
        self.won.resize(AT_ONCE + 1, 0);
    }

    /// Begins a group.
    pub(super) fn begin_group(&mut self, n_months: usize) {
        self.leaving.clear();
        self.leaving.resize(2 * (n_months + 1), Leaving::default());
    }

    /// Settles the fates of a month's leads; returns their value, or `None` if one is too great to be counted here.
    ///
    /// * `range`: of the leads
    /// * `passes`: chances of passing: one for all, or one for each row of the group
    pub(super) fn settle(
        &mut self,
        simulator: &Simulator<'_>,
        (group_ix, group): (usize, &Group),
        month: usize,
        (leads, range): (&Leads, std::ops::Range<usize>),
        passes: &[f64],
        (books, level): (&mut Option<&mut Books>, Level),
    ) -> Option<i64> {
        self.limits.clear();
        self.limits.extend(passes.iter().map(|&pass| limit(pass)));
        let mut value = 0;
        let mut first = range.start;
        while first < range.end {
            let n = (range.end - first).min(AT_ONCE);
            value += self.settle_some(
                simulator,
                (group_ix, group),
                month,
                (leads, first, n),
                (books, level),
            )?;
            first += n;
        }
        Some(value)
    }

    fn settle_some(
        &mut self,
        simulator: &Simulator<'_>,
        (group_ix, group): (usize, &Group),
        month: usize,
        (leads, first, n): (&Leads, usize, usize),
        (books, level): (&mut Option<&mut Books>, Level),
    ) -> Option<i64> {
        let (plan, class) = (&simulator.plan, group.class);
        let (n_months, lanes) = (plan.calendar.n_months(), n.next_multiple_of(LANES));
        let (stage_words, size_words) = (
            &leads.stage[first..first + lanes],
            &leads.size[first..first + lanes],
        );
        let values = &mut self.values[..lanes];
        amount::uniforms53(level, size_words, values);
        plan.funnel
            .deal_size
            .of(class)
            .transform(level, &mut self.room, values);
        let (factor, share) = simulator.price_factors(class, month);
        let amounts = &mut self.amounts[..lanes];
        if !amount::rounded(level, values, factor, share, amounts) {
            return None;
        }
        let stage = &plan.funnel.stages[0];
        amount::second_uniforms(level, stage_words, values);
        if !group.stay_alike {
            let lost = &mut self.lost_lengths[..lanes];
            lost.copy_from_slice(values);
            stage
                .dwell_lost
                .of(class)
                .transform(level, &mut self.room, lost);
        }
        stage
            .dwell
            .of(class)
            .transform(level, &mut self.room, values);
        let rows = &leads.rows[first..first + n];
        let limits = &self.limits;
        let limit_of = |ix: usize| {
            if limits.len() == 1 {
                limits[0]
            } else {
                limits[rows[ix] as usize]
            }
        };
        if !group.stay_alike {
            for ix in 0..n {
                if stage_words[ix] >> 32 >= limit_of(ix) {
                    values[ix] = self.lost_lengths[ix];
                }
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let horizon = n_months as f64;
        let start = super::counts::middle_of(month);
        let ends = &mut self.ends[..lanes];
        amount::ends(
            level,
            values,
            stage.cycle_factor.at(class, month),
            start,
            horizon,
            ends,
        );
        let (mut n_won, mut value) = (0, 0);
        for ix in 0..n {
            let passes = usize::from(stage_words[ix] >> 32 < limit_of(ix));
            let (month, micro) = ((ends[ix] >> 32) as usize, ends[ix] & 0xFFFF_FFFF);
            let leaving = &mut self.leaving[passes * (n_months + 1) + month];
            leaving.parts += ONE + micro;
            leaving.amount += amounts[ix];
            value += amounts[ix];
            #[allow(
                clippy::cast_possible_truncation,
                reason = "an index into a few hundred"
            )]
            let place = ix as u32;
            self.won[n_won] = place;
            n_won += passes;
        }
        for &ix in &self.won[..n_won] {
            let ix = ix as usize;
            #[allow(clippy::cast_possible_truncation, reason = "takes a word apart")]
            let (month, micro) = ((ends[ix] >> 32) as usize, ends[ix] as u32);
            if month >= n_months {
                continue;
            }
            let (row, amount) = (rows[ix] as usize, amounts[ix]);
            let share = plan.finance.gross_margin.at(class, month);
            self.margins[month] += if share == 1.0 {
                amount
            } else {
                Money::from_minor(amount).share(share).minor()
            };
            if let Some(books) = books {
                books.win(month, group.rows[row], amount);
                if micro <= EARLY {
                    self.early.push((month, group.seats[row]));
                }
            } else {
                #[allow(clippy::cast_possible_truncation, reason = "seats and groups are few")]
                self.wins[month].push(Win {
                    seat: group.seats[row] as u32,
                    group: group_ix as u32,
                    micro,
                    amount,
                });
            }
        }
        Some(value)
    }

    /// Deals of the group that leave: number, time in the month and value by month, with those that slip past the horizon
    /// last.
    ///
    /// * `passes`: of those that pass, or of those that are lost
    pub(super) fn leaving(&self, passes: bool) -> impl Iterator<Item = (i64, i64, i64)> + '_ {
        let n = self.leaving.len() / 2;
        let first = if passes { n } else { 0 };
        let leaving = self.leaving[first..first + n].iter();
        leaving.map(|leaving| (leaving.n(), leaving.part_months(), leaving.amount))
    }
}

/// The first word whose uniform number does not lie below a chance.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "words are whole numbers of 32 bits"
)]
fn limit(chance: f64) -> u64 {
    const WORDS: f64 = 4_294_967_296.0;
    let lies_below = |word: u64| (word as f64 + 0.5) * (1.0 / WORDS) < chance;
    let mut limit = (chance * WORDS - 0.5).ceil().clamp(0.0, WORDS) as u64;
    while limit < 1 << 32 && lies_below(limit) {
        limit += 1;
    }
    while limit > 0 && !lies_below(limit - 1) {
        limit -= 1;
    }
    limit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::stream::Words;

    #[test]
    fn words_below_the_limit_are_those_that_pass() {
        for chance in [
            0.0,
            1e-12,
            1.2e-10,
            0.25,
            1.0 / 3.0,
            0.5,
            0.999_999_999_9,
            1.0,
            7.0,
        ] {
            let limit = limit(chance);
            for word in [limit.saturating_sub(1), limit, 0, 0xFFFF_FFFF] {
                let Ok(bits) = u32::try_from(word) else {
                    continue;
                };
                let passes = Words([bits, 0, 0, 0]).uniform(0) < chance;
                assert_eq!(word < limit, passes, "{word} of {chance}");
            }
        }
    }
}
