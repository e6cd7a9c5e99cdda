//! Finds: the leads that each seat finds, month by month.

use std::collections::BTreeMap;

use crate::flows::Spell;
use crate::kernel::count::PoissonTable;
use crate::kernel::simd::amount::uniform53;
use crate::kernel::simd::entities::WIDTH;
use crate::kernel::simd::words::place;
use crate::kernel::stream::Purpose;
use crate::model::lanes::counts;
use crate::model::lanes::groups::Group;
use crate::model::trial::Simulator;
use crate::workforce::roster::turnover::Stay;

/// The first eight bits of a draw do not tell the number.
const UNCLEAR: u8 = u8::MAX;
/// Most months of tenure that are told apart.
const MOST_TENURES: usize = 600;

/// A Poisson number, and what the first eight bits of a draw tell of it.
#[derive(Clone, Debug)]
struct Table {
    guide: [u8; 256],
    exact: PoissonTable,
}

impl Table {
    fn new(rate: f64) -> Self {
        let exact = PoissonTable::new(rate);
        let mut guide = [UNCLEAR; 256];
        for (of, bits) in guide.iter_mut().zip(0_u64..) {
            let ends = [bits << 56, (bits << 56) + (u64::MAX >> 8)];
            // The number rises with the draw: what is the same at both ends is the same in between.
            let [low, high] = ends.map(|words| exact.at(uniform53(words)));
            if low == high {
                *of = u8::try_from(low).unwrap_or(UNCLEAR);
            }
        }
        Self { guide, exact }
    }

    #[inline]
    fn at(&self, words: u64) -> u16 {
        #[allow(clippy::cast_possible_truncation, reason = "eight bits")]
        let bits = (words >> 56) as usize;
        match self.guide[bits] {
            UNCLEAR => self.exactly(words),
            n => n.into(),
        }
    }

    #[cold]
    fn exactly(&self, words: u64) -> u16 {
        let n = self.exact.at(uniform53(words));
        u16::try_from(n).unwrap_or(u16::MAX)
    }
}

/// The leads of a group of seats.
#[derive(Clone, Debug)]
pub(super) struct Finds {
    tables: Vec<Table>,
    /// Table of each month and tenure since the first day; row = month.
    table_of: Vec<u16>,
    n_tenures: usize,
    /// Months from the first day until somebody finds anything.
    onboarding: i32,
    /// Places of all leads, seat by seat, and where those of each seat end.
    pub(super) places: Vec<u32>,
    pub(super) ends: Vec<u32>,
}

impl Finds {
    /// Prepares a group, if its numbers are Poisson and depend on nothing but month and tenure.
    pub(super) fn of(simulator: &Simulator<'_>, group: &Group) -> Option<Self> {
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
        let source = &plan.demand.sources[group.source];
        let mut tables = Vec::new();
        let mut by_rate = BTreeMap::new();
        let mut table_of = Vec::new();
        for month in 0..n_months {
            let context = counts::context(simulator, month);
            let (per_rep, mood) = (context.per_rep(source), context.mood_of(source, group.market));
            if source.dispersion.at(0, month) > 0.0 || mood <= 0.0 {
                return None;
            }
            for tenure in (0_u16..).take(MOST_TENURES) {
                #[allow(clippy::cast_precision_loss, reason = "months are small")]
                let from = month as f64;
                let spell = Spell {
                    seat,
                    nth: 0,
                    from,
                    to: from + 1.0,
                    ready: from - f64::from(tenure) + onboarding,
                    log_skill: 0.0,
                    ramp_factor: 1.0,
                    joined: false,
                    left: false,
                };
                let rate = per_rep * workforce.ramped_months(&spell) * mood;
                let table = *by_rate.entry(rate.to_bits()).or_insert_with(|| {
                    tables.push(Table::new(rate));
                    tables.len() - 1
                });
                table_of.push(u16::try_from(table).ok()?);
            }
        }
        #[allow(clippy::cast_possible_truncation, reason = "checked")]
        let onboarding = onboarding as i32;
        Some(Self {
            tables,
            table_of,
            n_tenures: MOST_TENURES,
            onboarding,
            places: Vec::new(),
            ends: Vec::new(),
        })
    }

    /// Lists the leads of a trial.
    ///
    /// * `pairs`: first two words of each seat's months; row = seat of the group, of a width
    /// * `n_leads`: of each month, to be added to
    pub(super) fn list(
        &mut self,
        (seats, (stays, firsts)): (&[usize], (&[Stay], &[u32])),
        (pairs, width): (&[u64], usize),
        n_leads: &mut [i64],
    ) {
        let mut n = 0;
        self.ends.clear();
        for (row, &seat) in seats.iter().enumerate() {
            let pairs = &pairs[row * width..][..width];
            for stay in &stays[firsts[seat] as usize..firsts[seat + 1] as usize] {
                let ready = stay.first_day + self.onboarding;
                let from = i32::from(stay.from).max(ready);
                for month in from..i32::from(stay.until) {
                    #[allow(clippy::cast_sign_loss, reason = "months are not negative")]
                    let (tenure, month) = ((month - stay.first_day) as usize, month as usize);
                    let tenure = tenure.min(self.n_tenures - 1);
                    let table = self.table_of[month * self.n_tenures + tenure];
                    let found = self.tables[usize::from(table)].at(pairs[month]);
                    n_leads[month] += i64::from(found);
                    n = self.write(month, n, found.into());
                }
            }
            self.ends.push(u32::try_from(n).expect("leads are few"));
        }
        if self.places.len() < n + WIDTH {
            self.places.resize(n + WIDTH, 0);
        }
    }

    /// Writes down the places of the leads of a month, and some more that mean nothing.
    #[inline]
    fn write(&mut self, month: usize, n: usize, found: usize) -> usize {
        if self.places.len() < n + found + WIDTH {
            self.places.resize(2 * (n + found + WIDTH), 0);
        }
        #[allow(clippy::cast_possible_truncation, reason = "a horizon fits the address")]
        let first = place(month as u16, Purpose::new(0), 0);
        let mut index = 0;
        loop {
            let into = &mut self.places[n + index as usize..][..WIDTH];
            for (place, more) in into.iter_mut().zip(0..) {
                *place = first + index + more;
            }
            index += 8;
            if index as usize >= found {
                break;
            }
        }
        n + found
    }
}
