//! Fates: what becomes of each lead, and when.

use super::books::Books;
use super::counts::middle_of;
use super::groups::Group;
use crate::kernel::simd::words::{Decisions, Trunk, place};
use crate::kernel::simd::{Level, amount, normal};
use crate::kernel::stream::Purpose;
use crate::model::stays::Leavers;
use crate::model::trial::Simulator;
use crate::purpose;
use crate::units::Money;

/// Leads that go through the samplers together: their numbers stay in the first cache.
const AT_ONCE: usize = 512;
/// Lanes are filled up to a multiple of this.
const LANES: usize = 32;
/// Millionths of a month in which a win counts as early.
pub(super) const EARLY: u32 = 2;
/// One deal, above the millionths of months of those counted with it.
const ONE: u64 = 1 << 40;

/// All leads of a group in a trial.
#[derive(Clone, Debug, Default)]
pub(super) struct Leads {
    decisions: Decisions,
    /// Row of the seat within the group.
    rows: Vec<u32>,
    /// Size above time in the stage: the first two words of each.
    words: Vec<u64>,
    /// The word that decides whether it passes.
    lots: Vec<u32>,
    /// Draws of which each decides for four leads, and how many leads each seat has in each month that has any.
    draws: Decisions,
    blocks: Vec<u32>,
    numbers: Vec<u16>,
    /// First lead of each seat in each month, month after month.
    firsts: Vec<usize>,
}

/// Seats that are written down at once for the leads of a month.
const ROWS_AT_ONCE: usize = 8;
/// Leads that share a draw on whether they pass.
const TOGETHER: usize = 4;

impl Leads {
    pub(super) fn clear(&mut self) {
        self.decisions.clear();
        self.draws.clear();
        self.numbers.clear();
        self.firsts.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.decisions.len()
    }

    /// Appends the leads that a seat finds in a month.
    #[inline]
    pub(super) fn append(&mut self, (row, stem): (usize, super::Stem), month: u16, n: u16) {
        let first = self.len();
        self.firsts.push(first);
        self.numbers.push(n);
        let n = usize::from(n);
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
        let first = place(month, Purpose::new(0), 0);
        self.decisions.append(stem, first, n);
        self.draws.append(stem, first, n.div_ceil(TOGETHER));
    }

    /// Draws the words of all of them.
    pub(super) fn draw(&mut self, trunk: &Trunk, level: Level) {
        let stage = purpose::stage(0);
        self.decisions.pairs(level, trunk, stage, &mut self.words);
        // What fills the lanes behind the last lead.
        let room = self.decisions.len() + AT_ONCE + LANES;
        self.words.resize(self.words.len().max(room), 0);
        let (passing, _) = purpose::passing(0);
        self.draws.blocks(level, trunk, passing, &mut self.blocks);
        self.lots.resize(self.lots.len().max(room), 0);
        let (mut first, mut words) = (0, self.blocks.chunks_exact(TOGETHER));
        for &n in &self.numbers {
            let next = first + usize::from(n);
            // The last draw of a month may be for fewer leads; what is too many is written over by the next month.
            for (at, words) in (first..next).step_by(TOGETHER).zip(&mut words) {
                self.lots[at..at + TOGETHER].copy_from_slice(words);
            }
            first = next;
        }
    }
}

/// A deal that is won within the horizon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Win {
    pub(super) seat: usize,
    pub(super) group: usize,
    /// When in the month \[millionths\].
    pub(super) micro: u32,
    pub(super) amount: i64,
    /// When \[months\].
    pub(super) time: f64,
    /// When it was found, and as the how-manieth of its seat in that month.
    pub(super) found: (u16, u16),
    /// Factor on the chance of passing from which on the deal passes; 0 where effort does nothing.
    pub(super) takes: f64,
}

/// Deals of a group that leave in a month, those that slip past the horizon last.
#[derive(Clone, Copy, Debug, Default)]
struct Leaving {
    /// Their number, above the sum of the millionths of the month that they were there.
    parts: u64,
    /// Value [minor units].
    amount: i64,
}

/// Whole months since deals of a group that leave in a month were found.
#[derive(Clone, Copy, Debug, Default)]
struct Age {
    /// Deals that are counted in it.
    n: i64,
    /// Months of all of them.
    months: i64,
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
    /// How long these have been there, likewise.
    ages: Vec<Age>,
    /// Whether it is decided month by month what is won of that which may be.
    pub(super) defers: bool,
    /// Greatest factor that effort may put on the chance of passing.
    pub(super) most: Option<f64>,
    /// Chances of passing: of all, or of each row of the group.
    passes: Vec<f64>,
    /// First uniform words that do not pass, however hard anybody works.
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
        self.ages.clear();
        self.ages.resize(2 * (n_months + 1), Age::default());
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
        self.passes.clear();
        self.passes.extend_from_slice(passes);
        let most = self.most.unwrap_or(1.0);
        self.limits.clear();
        let limits = passes.iter().map(|&pass| limit(pass * most));
        self.limits.extend(limits);
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
        self.count_ages(month);
        Some(value)
    }

    /// Counts how many months those have been there that were found in a month, once all of these are settled.
    fn count_ages(&mut self, found: usize) {
        let width = self.leaving.len() / 2;
        for (place, (leaving, age)) in self.leaving.iter().zip(&mut self.ages).enumerate() {
            let n = leaving.n() - age.n;
            if n != 0 {
                let months = i64::try_from(place % width - found).expect("months are few");
                age.months += n * months;
                age.n += n;
            }
        }
    }

    fn settle_some(
        &mut self,
        simulator: &Simulator<'_>,
        (group_ix, group): (usize, &Group),
        month: usize,
        (leads, first, n): (&Leads, usize, usize),
        (books, level): (&mut Option<&mut Books>, Level),
    ) -> Option<i64> {
        let lanes = first..first + n.next_multiple_of(LANES);
        let words = &leads.words[lanes.clone()];
        self.draw_amounts(simulator, group, month, words, level)?;
        let rows = &leads.rows[first..first + n];
        let lots = &leads.lots[lanes];
        self.draw_ends(simulator, group, month, (words, lots, rows), level);
        let n_won = if let [limit] = self.limits[..] {
            self.count(simulator, lots, n, |_| limit)
        } else {
            let limits = std::mem::take(&mut self.limits);
            let n_won = self.count(simulator, lots, n, |ix| limits[rows[ix] as usize]);
            self.limits = limits;
            n_won
        };
        if self.defers {
            self.may_be_won(simulator, (group_ix, group), month, (leads, first), n_won);
        } else {
            self.count_won(simulator, (group_ix, group), n_won, rows, books);
        }
        Some(self.amounts[..n].iter().sum())
    }

    /// Draws what each deal is worth; `None` if that is too great for one of them.
    fn draw_amounts(
        &mut self,
        simulator: &Simulator<'_>,
        group: &Group,
        month: usize,
        words: &[u64],
        level: Level,
    ) -> Option<()> {
        let values = &mut self.values[..words.len()];
        amount::first_uniforms(level, words, values);
        let sizes = &simulator.plan.funnel.deal_size;
        let law = sizes.of(group.class);
        law.transform(level, &mut self.room, values);
        multiply(values, sizes.factor(group.class, month));
        let (factor, share) = simulator.price_factors(group.class, month);
        let amounts = &mut self.amounts[..words.len()];
        amount::rounded(level, values, factor, share, amounts).then_some(())
    }

    /// Draws when each deal leaves.
    fn draw_ends(
        &mut self,
        simulator: &Simulator<'_>,
        group: &Group,
        month: usize,
        (words, lots, rows): (&[u64], &[u32], &[u32]),
        level: Level,
    ) {
        let (plan, class) = (&simulator.plan, group.class);
        let stage = &plan.funnel.stages[0];
        let values = &mut self.values[..words.len()];
        amount::second_uniforms(level, words, values);
        if !group.stay_alike {
            let lost = &mut self.lost_lengths[..words.len()];
            lost.copy_from_slice(values);
            let law = stage.dwell_lost.of(class);
            law.transform(level, &mut self.room, lost);
            multiply(lost, stage.dwell_lost.factor(class, month));
        }
        let law = stage.dwell.of(class);
        law.transform(level, &mut self.room, values);
        multiply(values, stage.dwell.factor(class, month));
        if !group.stay_alike {
            let lengths = values.iter_mut().zip(&self.lost_lengths);
            for (((length, lost), &lot), &row) in lengths.zip(lots).zip(rows) {
                let limit = match self.limits[..] {
                    [limit] => limit,
                    ref limits => limits[row as usize],
                };
                *length = if u64::from(lot) < limit {
                    *length
                } else {
                    *lost
                };
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let horizon = plan.calendar.n_months() as f64;
        let factor = stage.cycle_factor.at(class, month);
        let ends = &mut self.ends[..words.len()];
        amount::ends(level, values, factor, middle_of(month), horizon, ends);
    }

    /// Counts deals by the month in which they leave, and lists those that pass; returns how many do.
    #[inline]
    fn count(
        &mut self,
        simulator: &Simulator<'_>,
        lots: &[u32],
        n: usize,
        limit_of: impl Fn(usize) -> u64,
    ) -> usize {
        let width = simulator.plan.calendar.n_months() + 1;
        let leaving = &mut self.leaving[..2 * width];
        let won = &mut self.won[..=n];
        let deals = self.ends[..n].iter().zip(&self.amounts[..n]);
        let mut n_won = 0;
        for (ix, ((&end, &amount), &lot)) in deals.zip(&lots[..n]).enumerate() {
            let passes = u64::from(lot) < limit_of(ix);
            let first = if passes { width } else { 0 };
            let passes = usize::from(passes);
            #[allow(clippy::cast_possible_truncation, reason = "takes a word apart")]
            let (month, micro) = ((end >> 32) as usize, end & 0xFFFF_FFFF);
            let leaving = &mut leaving[first + month];
            leaving.parts += ONE + micro;
            leaving.amount += amount;
            #[allow(clippy::cast_possible_truncation, reason = "one of a few hundred")]
            let place = ix as u32;
            won[n_won] = place;
            n_won += passes;
        }
        n_won
    }

    /// Counts what is won within the horizon, for whoever is to be credited with it.
    fn count_won(
        &mut self,
        simulator: &Simulator<'_>,
        (group_ix, group): (usize, &Group),
        n_won: usize,
        rows: &[u32],
        books: &mut Option<&mut Books>,
    ) {
        let margin = &simulator.plan.finance.gross_margin;
        for &ix in &self.won[..n_won] {
            let (end, amount) = (self.ends[ix as usize], self.amounts[ix as usize]);
            #[allow(clippy::cast_possible_truncation, reason = "takes a word apart")]
            let (month, micro) = ((end >> 32) as usize, end as u32);
            if month >= self.margins.len() {
                continue;
            }
            let share = margin.at(group.class, month);
            #[allow(clippy::float_cmp, reason = "all of it is all of it to the bit")]
            let all_of_it = share == 1.0;
            self.margins[month] += if all_of_it {
                amount
            } else {
                Money::from_minor(amount).share(share).minor()
            };
            let row = rows[ix as usize] as usize;
            if let Some(books) = books {
                books.win(month, group.rows[row], amount);
                if micro <= EARLY {
                    self.early.push((month, group.seats[row]));
                }
            } else {
                self.wins[month].push(Win {
                    seat: group.seats[row],
                    group: group_ix,
                    micro,
                    amount,
                    time: 0.0,
                    found: (0, 0),
                    takes: 0.0,
                });
            }
        }
    }

    /// Lists what may be won within the horizon, for whoever decides in that month whether it is; it is not counted among what
    /// leaves.
    ///
    /// * `found`: month of the leads; `first`: the first one of those at hand
    fn may_be_won(
        &mut self,
        simulator: &Simulator<'_>,
        (group_ix, group): (usize, &Group),
        found: usize,
        (leads, first): (&Leads, usize),
        n_won: usize,
    ) {
        let n_months = simulator.plan.calendar.n_months();
        let stage = &simulator.plan.funnel.stages[0];
        let cycle = stage.cycle_factor.at(group.class, found);
        for &ix in &self.won[..n_won] {
            let ix = ix as usize;
            let (end, amount) = (self.ends[ix], self.amounts[ix]);
            #[allow(clippy::cast_possible_truncation, reason = "takes a word apart")]
            let (month, micro) = ((end >> 32) as usize, end as u32);
            if month >= n_months {
                continue;
            }
            let leaving = &mut self.leaving[n_months + 1 + month];
            leaving.parts -= ONE + u64::from(micro);
            leaving.amount -= amount;
            let row = leads.rows[first + ix] as usize;
            let index = first + ix - leads.firsts[found * group.seats.len() + row];
            let start = middle_of(found);
            let pass = match self.passes[..] {
                [pass] => pass,
                ref passes => passes[row],
            };
            #[allow(
                clippy::cast_possible_truncation,
                reason = "months fit the address, and so do leads of a seat"
            )]
            let found = (found as u16, index as u16);
            let lot = leads.lots[first + ix];
            self.wins[month].push(Win {
                seat: group.seats[row],
                group: group_ix,
                micro,
                amount,
                time: start.max(start + (self.values[ix] * cycle).max(0.0)),
                found,
                takes: if self.most.is_some() {
                    amount::uniform(lot.into()) / pass
                } else {
                    0.0
                },
            });
        }
    }

    /// Deals of the group that leave: number, time in the month and value by month, with those that slip past the horizon
    /// last.
    ///
    /// * `passes`: of those that pass, or of those that are lost
    pub(super) fn leaving(&self, passes: bool) -> impl Iterator<Item = Leavers> + '_ {
        let n = self.leaving.len() / 2;
        let first = if passes { n } else { 0 };
        let leaving = self.leaving[first..first + n].iter();
        let ages = self.ages[first..first + n].iter();
        leaving.zip(ages).map(|(leaving, age)| {
            let n = leaving.n();
            Leavers {
                n,
                time: age.months * MONTH + leaving.part_months() - n * HALF,
                amount: leaving.amount,
            }
        })
    }
}

/// A month, and the half of it after which leads are found, in millionths.
const MONTH: i64 = 1_000_000;
const HALF: i64 = 500_000;

/// How long a deal has been there that leaves in a month \[millionths of months\].
///
/// * `found`: month in whose middle it was found
/// * `micro`: when in its month it leaves \[millionths\]
pub(super) fn time_since(month: usize, found: usize, micro: i64) -> i64 {
    let months = i64::try_from(month - found).expect("months are few");
    months * MONTH + micro - HALF
}

/// The greatest word whose uniform number lies below a chance; `None` if none does.
pub(super) fn last_below(chance: f64) -> Option<u32> {
    let last = limit(chance).checked_sub(1)?;
    Some(u32::try_from(last).expect("a limit is at most 2^32"))
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

/// Multiplies what was drawn by what moves it, as the plain kernel does number by number.
#[inline]
fn multiply(drawn: &mut [f64], factor: f64) {
    #[allow(clippy::float_cmp, reason = "what nothing moves is exactly 1")]
    if factor != 1.0 {
        for number in drawn {
            *number *= factor;
        }
    }
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
