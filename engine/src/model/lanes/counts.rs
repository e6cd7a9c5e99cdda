//! Counts: how many leads each seat of a group finds in each month.

use std::collections::BTreeMap;

use super::groups::Group;
use super::monthly::Monthly;
use super::staffing::Staffing;
use crate::demand::arrivals::Context;
use crate::flows::Spell;
use crate::kernel::count::PoissonTable;
use crate::kernel::simd::Level;
use crate::kernel::simd::words::Trunk;
use crate::model::trial::Simulator;
use crate::purpose;

/// Whole months of tenure up to which rates are remembered.
const TENURES: usize = 128;
/// A rate that is not known yet.
const UNKNOWN: u32 = u32::MAX;

/// How many leads a group's seats find.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Row = seat of the group x month.
    pub(super) n_leads: Vec<u16>,
    tables: Vec<PoissonTable>,
    by_rate: BTreeMap<u64, u32>,
    /// Table of a rep who is there for all of a month, by group, month and whole months of tenure.
    by_tenure: Vec<u32>,
    /// Leads that a fully ramped rep finds in each month, the factor of the mood on it, and whether the number is Poisson.
    per_month: Vec<(f64, f64, bool)>,
    monthly: Monthly,
}

impl Counts {
    /// Forgets all rates: numbers are others.
    pub(super) fn forget(&mut self, n_groups: usize, n_months: usize) {
        self.tables.clear();
        self.by_rate.clear();
        self.by_tenure.clear();
        self.by_tenure
            .resize(n_groups * n_months * TENURES, UNKNOWN);
    }

    /// Draws the counts of a group; `false` if somebody finds leads before being at work, which are others' then.
    pub(super) fn draw(
        &mut self,
        (group_ix, group): (usize, &Group),
        simulator: &Simulator<'_>,
        staffing: &Staffing,
        (trunk, level): (&Trunk, Level),
    ) -> bool {
        let n_months = simulator.plan.calendar.n_months();
        let streams = group.streams.iter().copied();
        self.monthly
            .draw((trunk, level), purpose::LEAD_COUNT, streams, n_months);
        self.n_leads.clear();
        self.n_leads.resize(group.seats.len() * n_months, 0);
        self.per_month.clear();
        self.per_month.extend((0..n_months).map(|month| {
            let context = context(simulator, month);
            let source = &simulator.plan.demand.sources[group.source];
            let is_poisson = source.dispersion.at(0, month) <= 0.0;
            let mood = context.mood_of(source, group.market);
            (context.per_rep(source), mood, is_poisson)
        }));
        let workforce = &simulator.plan.workforce;
        for stint in &staffing.stints {
            let Some(row) = group.row_of[stint.seat] else {
                continue;
            };
            let (whole_from, first_tenure) = stint.whole_months().unwrap_or((usize::MAX, 0));
            for month in stint.months.clone().map(usize::from) {
                let (per_rep, mood, is_poisson) = self.per_month[month];
                if mood <= 0.0 {
                    continue;
                }
                if is_poisson && month >= whole_from {
                    let tenure = first_tenure + month - whole_from;
                    if tenure < TENURES {
                        let place = row as usize * n_months + month;
                        let u = self.monthly.uniforms[row as usize * self.monthly.width + month];
                        let of = (group_ix * n_months + month) * TENURES + tenure;
                        let rate =
                            || per_rep * workforce.ramped_months(&stint.spell_of(month)) * mood;
                        let n = self.table(of, rate).at(u);
                        self.n_leads[place] = u16::try_from(n).unwrap_or(u16::MAX);
                        continue;
                    }
                }
                let spell = &stint.spell_of(month);
                let place = row as usize * n_months + month;
                let rate = || per_rep * workforce.ramped_months(spell) * mood;
                let key = workforce.seats[stint.seat].key;
                let (arrivals, context) = (&simulator.arrivals, context(simulator, month));
                let n = arrivals.count_of_seat(&context, group.source, key, rate());
                if n > 0 && !is_at_work(spell, month) {
                    return false;
                }
                self.n_leads[place] = n;
            }
        }
        true
    }

    /// The table at a place of what is remembered, compiled when it is first asked for.
    #[inline]
    fn table(&mut self, place: usize, rate: impl FnOnce() -> f64) -> &PoissonTable {
        if self.by_tenure[place] == UNKNOWN {
            let rate = rate();
            let tables = &mut self.tables;
            let table = self.by_rate.entry(rate.to_bits()).or_insert_with(|| {
                tables.push(PoissonTable::new(rate));
                u32::try_from(tables.len() - 1).expect("a plan has few rates")
            });
            self.by_tenure[place] = *table;
        }
        &self.tables[self.by_tenure[place] as usize]
    }
}

/// What the leads of a month depend on.
pub(super) fn context<'s>(simulator: &'s Simulator<'_>, month: usize) -> Context<'s> {
    Context {
        demand: &simulator.plan.demand,
        dimensions: &simulator.plan.dimensions,
        calendar: &simulator.plan.calendar,
        moods: &simulator.moods,
        future: simulator.future,
        month,
        coverage: &simulator.coverage,
    }
}

/// Whether somebody is at work when the leads of a month arise, in its middle.
#[inline]
pub(super) fn is_at_work(spell: &Spell, month: usize) -> bool {
    let middle = middle_of(month);
    spell.from < middle && spell.ready < middle
}

/// When the leads of a month arise \[months\].
#[inline]
pub(super) fn middle_of(month: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "months are small")]
    let start = month as f64;
    start + 0.5
}
