//! Finds: the leads that each seat finds, month by month.

use std::collections::BTreeMap;

use crate::flows::Spell;
use crate::kernel::count::PoissonTable;
use crate::kernel::philox::halves;
use crate::kernel::simd::amount::uniform;
use crate::kernel::simd::entities::WIDTH;
use crate::kernel::simd::words::INDEX;
use crate::model::lanes::counts;
use crate::model::lanes::groups::Group;
use crate::model::trial::Simulator;
use crate::workforce::roster::turnover::{Stay, Turnover};

/// The first bits of a draw do not tell the number.
const UNCLEAR: u8 = u8::MAX;
/// Most months of tenure that are told apart.
const MOST_TENURES: u16 = 600;

/// Poisson numbers of some rates, and what the first bits of a draw tell of them.
#[derive(Clone, Debug, Default)]
struct Tables {
    exact: Vec<PoissonTable>,
    /// Table after table.
    guide: Vec<u8>,
}

/// Bits of a draw that mostly tell the number.
const BITS: u32 = 10;

impl Tables {
    /// Adds a rate; returns where its guide begins.
    fn add(&mut self, rate: f64) -> u32 {
        let exact = PoissonTable::new(rate);
        let first = u32::try_from(self.guide.len()).expect("rates are few");
        self.guide.extend((0..1_u32 << BITS).map(|bits| {
            let first = bits << (32 - BITS);
            let ends = [first, first + (u32::MAX >> BITS)];
            // The number rises with the draw: what is the same at both ends is the same in between.
            let [low, high] = ends.map(|word| exact.at(uniform(word.into())));
            let number = u8::try_from(low).unwrap_or(UNCLEAR);
            if low == high { number } else { UNCLEAR }
        }));
        self.exact.push(exact);
        first
    }

    /// The number of a draw, whatever the guide says.
    ///
    /// * `first`: where the guide of the rate begins
    fn exactly(&self, first: u32, word: u32) -> u16 {
        let n = self.exact[(first >> BITS) as usize].at(uniform(word.into()));
        u16::try_from(n).unwrap_or(u16::MAX)
    }
}

/// The leads of a group of seats.
#[derive(Clone, Debug)]
pub(super) struct Finds {
    tables: Tables,
    /// Where the guide of each month begins, row = one of the first days that there may be.
    table_of: Vec<u32>,
    /// Where the row of each first day begins, from [`MOST_TENURES`] months before the horizon on.
    row_of: Vec<u32>,
    n_months: usize,
    /// Months from the first day until somebody finds anything.
    onboarding: i32,
    /// Draws that decide which leads pass, in the form of [`Fours`](crate::kernel::simd::entities::Fours), seat by seat,
    /// and where those of each seat end.
    pub(super) draws: Vec<u64>,
    pub(super) ends: Vec<u32>,
}

impl Finds {
    /// Prepares a group, if its numbers are Poisson and depend on nothing but month and tenure.
    pub(super) fn of(
        simulator: &Simulator<'_>,
        group: &Group,
        turnover: &Turnover,
    ) -> Option<Self> {
        let plan = &simulator.plan;
        let workforce = &plan.workforce;
        let n_months = plan.calendar.n_months();
        let &seat = group.seats.first()?;
        let onboarding = workforce.roles[workforce.seats[seat].role]
            .onboarding
            .at(0, 0);
        if onboarding.fract() != 0.0 || !(0.0..600.0).contains(&onboarding) {
            return None;
        }
        let first_days = turnover.first_days(&group.seats);
        if *first_days.first()? < -i32::from(MOST_TENURES) {
            return None;
        }
        let source = &plan.demand.sources[group.source];
        let mut per_month = Vec::new();
        for month in 0..n_months {
            let context = counts::context(simulator, month);
            let (per_rep, mood) = (
                context.per_rep(source),
                context.mood_of(source, group.market),
            );
            if source.dispersion.at(0, month) > 0.0 || mood <= 0.0 {
                return None;
            }
            per_month.push((per_rep, mood));
        }
        let (mut tables, mut by_rate) = (Tables::default(), BTreeMap::new());
        let mut table_of = Vec::new();
        let mut row_of = vec![0; usize::from(MOST_TENURES) + n_months];
        let n = i32::try_from(n_months).expect("a horizon fits the address");
        for first_day in first_days.into_iter().take_while(|&day| day < n) {
            let since = first_day + i32::from(MOST_TENURES);
            row_of[usize::try_from(since).ok()?] = u32::try_from(table_of.len()).ok()?;
            for (month, (per_rep, mood)) in (0_i32..).zip(&per_month) {
                let from = f64::from(month);
                let spell = Spell {
                    seat,
                    nth: 0,
                    from,
                    to: from + 1.0,
                    ready: f64::from(first_day) + onboarding,
                    log_skill: 0.0,
                    ramp_factor: 1.0,
                    ramp_moved: 1.0,
                    joined: false,
                    left: false,
                };
                let rate = per_rep * workforce.ramped_months(&spell) * mood;
                let add = || tables.add(rate);
                table_of.push(*by_rate.entry(rate.to_bits()).or_insert_with(add));
            }
        }
        #[allow(clippy::cast_possible_truncation, reason = "checked")]
        let onboarding = onboarding as i32;
        Some(Self {
            tables,
            table_of,
            row_of,
            n_months,
            onboarding,
            draws: Vec::new(),
            ends: Vec::new(),
        })
    }

    /// Lists the leads of a trial.
    ///
    /// * `words`: of each seat's months; row = seat of the group, of a width
    pub(super) fn list(
        &mut self,
        (seats, (stays, firsts)): (&[usize], (&[Stay], &[u32])),
        (words, width): (&[u32], usize),
    ) {
        let (n_months, onboarding) = (self.n_months, self.onboarding);
        let (guide, draws) = (&self.tables.guide[..], &mut self.draws);
        let mut n = 0;
        self.ends.clear();
        for (row, &seat) in seats.iter().enumerate() {
            let words = &words[row * width..][..width];
            make_room(draws, n + n_months * AT_ONCE);
            for stay in &stays[firsts[seat] as usize..firsts[seat + 1] as usize] {
                let ready = (stay.first_day + onboarding).max(0).cast_unsigned();
                let until = usize::from(stay.until);
                let from = usize::from(stay.from).max(ready as usize).min(until);
                let since = (stay.first_day + i32::from(MOST_TENURES)).cast_unsigned();
                let first = self.row_of[since as usize] as usize;
                let tables = &self.table_of[first + from..first + until];
                let mut place = from as u64 * MONTH;
                for (&table, &word) in tables.iter().zip(&words[from..until]) {
                    let said = guide[(table + (word >> (32 - BITS))) as usize];
                    if said <= FEW {
                        // Both are written down, whether they are needed or not.
                        let draw = u64::from(said) << 32 | place;
                        draws[n..n + AT_ONCE].copy_from_slice(&[draw, draw.wrapping_sub(NEXT)]);
                        n += usize::from(said.div_ceil(4));
                    } else {
                        let number = self.tables.exactly(table, word);
                        n = write_many(draws, n, u64::from(number) << 32 | place, n_months);
                    }
                    place += MONTH;
                }
            }
            self.ends.push(u32::try_from(n).expect("leads are few"));
        }
    }

    /// Counts the leads of each month.
    pub(super) fn count(&self, n_leads: &mut [i64]) {
        let n = self.ends.last().map_or(0, |&end| end as usize);
        for draw in &self.draws[..n] {
            let [place, number] = halves(*draw);
            // The first draw of a month says how many leads there are.
            if place & INDEX == 0 {
                n_leads[(place >> 22) as usize] += i64::from(number);
            }
        }
    }
}

/// From the place of a month to that of the next one.
const MONTH: u64 = 1 << 22;
/// The next draw is for four leads less, and has the next place.
const NEXT: u64 = (4 << 32) - 1;
/// Draws of a month that are written down at once.
const AT_ONCE: usize = 2;
/// Leads that they are enough for.
const FEW: u8 = 8;

fn make_room(draws: &mut Vec<u64>, n: usize) {
    if draws.len() < n + WIDTH {
        draws.resize(2 * (n + WIDTH), 0);
    }
}

/// Writes down the draws of a month that may need many; returns how many draws there are then.
///
/// * `first`: the first of them
/// * `n_months`: months that may follow
#[cold]
#[inline(never)]
fn write_many(draws: &mut Vec<u64>, n: usize, first: u64, n_months: usize) -> usize {
    let n_draws = (first >> 32).div_ceil(4);
    let until = n + usize::try_from(n_draws).expect("leads are few");
    make_room(draws, until + n_months * AT_ONCE);
    for (ix, draw) in (0..).zip(&mut draws[n..until]) {
        *draw = first - ix * NEXT;
    }
    until
}
