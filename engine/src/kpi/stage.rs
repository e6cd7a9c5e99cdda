//! KPIs of a stage.

use std::ops::Range;

use super::formula::ratios;
use super::{Facts, PerTrial, natural};
use crate::measure::{Cut, Measure};

fn counted(facts: &Facts<'_>, measure: Measure, stage: usize, months: &Range<usize>) -> Vec<f64> {
    let values = facts
        .results
        .over(measure, Cut::Stage, stage, months.clone());
    values
        .into_iter()
        .map(|v| natural(measure.unit(), v))
        .collect()
}

/// Conversion: deals that passed / deals that passed, were lost or were lost for lack of capacity.
#[must_use]
pub fn conversion(facts: &Facts<'_>, stage: usize, months: Range<usize>) -> PerTrial {
    let passed = counted(facts, Measure::Passed, stage, &months);
    ratios(&passed, &left(facts, stage, &months))
}

/// Mean time in the stage, waiting included, of deals that left it within the months \[months\]: passed, lost or expired.
///
/// What is open still is not counted, however old: time that dead deals stand there is no part of a sales cycle.
#[must_use]
pub fn time_in_stage(facts: &Facts<'_>, stage: usize, months: Range<usize>) -> PerTrial {
    let time = counted(facts, Measure::TimeInStage, stage, &months);
    ratios(&time, &left(facts, stage, &months))
}

/// Deals that left a stage, whichever way.
fn left(facts: &Facts<'_>, stage: usize, months: &Range<usize>) -> Vec<f64> {
    let ways = [Measure::Passed, Measure::Lost, Measure::Expired];
    let [passed, lost, expired] = ways.map(|way| counted(facts, way, stage, months));
    let ways = passed.iter().zip(&lost).zip(&expired);
    ways.map(|((p, l), e)| p + l + e).collect()
}

/// Mean wait for the first activity of the stage, of deals that could not be worked on at once and were then served
/// \[months\].
#[must_use]
pub fn mean_wait(facts: &Facts<'_>, stage: usize, months: Range<usize>) -> PerTrial {
    let time = counted(facts, Measure::WaitTime, stage, &months);
    ratios(&time, &counted(facts, Measure::Waited, stage, &months))
}
