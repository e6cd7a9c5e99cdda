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
    let lost = counted(facts, Measure::Lost, stage, &months);
    let expired = counted(facts, Measure::Expired, stage, &months);
    let left: Vec<f64> = passed
        .iter()
        .zip(&lost)
        .zip(&expired)
        .map(|((p, l), e)| p + l + e)
        .collect();
    ratios(&passed, &left)
}

/// Mean time in the stage, waiting included \[months\]: time that deals spent there within the months / deals that
/// entered it in them.
///
/// This is Little's law, W = L / λ (Little 1961), so it is exact for a steady flow and lags behind a changing one.
#[must_use]
pub fn time_in_stage(facts: &Facts<'_>, stage: usize, months: Range<usize>) -> PerTrial {
    let time = counted(facts, Measure::TimeInStage, stage, &months);
    ratios(&time, &counted(facts, Measure::Entered, stage, &months))
}

/// Mean wait for the first activity of the stage, of deals that could not be worked on at once and were then served
/// \[months\].
#[must_use]
pub fn mean_wait(facts: &Facts<'_>, stage: usize, months: Range<usize>) -> PerTrial {
    let time = counted(facts, Measure::WaitTime, stage, &months);
    ratios(&time, &counted(facts, Measure::Waited, stage, &months))
}
