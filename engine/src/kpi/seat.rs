//! KPIs of a seat and of the seats of a role, by fiscal year.

use super::formula::{ratio, ratios};
use super::{Facts, PerTrial};
use crate::measure::{Cut, Measure};

/// A seat's measure in a fiscal year, trial by trial.
fn counted(facts: &Facts<'_>, measure: Measure, seat: usize, year: usize) -> Vec<i64> {
    facts.results.over(measure, Cut::Seat, seat, year..year + 1)
}

/// Attainment of a rep: what the plan counted / ramped quota of the fiscal year; no value where nobody carried a quota.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "what a seat is credited with stays far below 2^53"
)]
pub fn attainment(facts: &Facts<'_>, seat: usize, year: usize) -> PerTrial {
    let (credited, quota) = (
        counted(facts, Measure::Credited, seat, year),
        counted(facts, Measure::Quota, seat, year),
    );
    PerTrial::new(
        credited
            .iter()
            .zip(&quota)
            .map(|(&c, &q)| ratio(c as f64, q as f64))
            .collect(),
    )
}

/// Attainment of a team: what its seats were credited with / their ramped quotas in the fiscal year.
///
/// * `seats`: the team's seats, whose plans count in the same unit
#[must_use]
pub fn team_attainment(facts: &Facts<'_>, seats: &[usize], year: usize) -> PerTrial {
    let sum = |measure| team_total(facts, measure, seats, year);
    ratios(&sum(Measure::Credited), &sum(Measure::Quota))
}

/// A measure of all seats of a team in a fiscal year, trial by trial, as it is counted.
#[must_use]
pub fn team_total(facts: &Facts<'_>, measure: Measure, seats: &[usize], year: usize) -> Vec<f64> {
    let mut total = vec![0.0; facts.results.n_trials()];
    for &seat in seats {
        for (sum, value) in total.iter_mut().zip(counted(facts, measure, seat, year)) {
            #[expect(
                clippy::cast_precision_loss,
                reason = "what a seat is credited with stays far below 2^53"
            )]
            let value = value as f64;
            *sum += value;
        }
    }
    total
}
