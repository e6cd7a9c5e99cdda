//! The bridge from a target to what is expected: what each factor takes away, so that the parts sum to the whole exactly.

use super::super::futures::SharedFutures;
use super::views::target_of;
use super::{Crossing, Ideals, counted, measured};
use crate::kernel::shapley::Shapley;
use crate::kernel::summary::Moments;
use crate::model::simulate::RunError;
use crate::outcome::reconciliation::{Bridge, DueLater, Part};
use crate::results::Results;
use crate::scenario::Measured;

/// Simulates the plan without each set of its factors; `None` if Ctrl-C came before all were known.
///
/// * `planned`, `due`: what the plan as it is comes to, and what it would if every order were delivered when it is promised
pub(super) fn bridge(
    ideals: &Ideals,
    crossing: &Crossing,
    (planned, due): (&Results, Option<&Results>),
    futures: &SharedFutures<'_>,
) -> Result<Option<Bridge>, RunError> {
    let of = |results: &Results| measured(results, crossing.measured, &crossing.period.months);
    let mut worths = vec![of(planned)];
    for set in 1..ideals.n_plans() {
        let Some(results) = counted(&ideals.plan(set), futures)? else {
            return Ok(None);
        };
        worths.push(of(&results));
    }
    // Where value delivered is measured, an order that is due later is told from one that is late: the same plans, and what is
    // to be delivered comes when it is promised.
    let supply = splits(ideals, crossing);
    let mut promised = Vec::new();
    for (set, worth) in worths.iter().enumerate() {
        let Some(bit) = supply else { break };
        if set >> bit & 1 == 1 {
            promised.push(worth.clone());
            continue;
        }
        if let Some(due) = due.filter(|_| set == 0) {
            promised.push(of(due));
            continue;
        }
        let plan = ideals.plan(set).keeping_promises();
        let plan = plan.expect("a plan that promises, whatever else it is without");
        let Some(results) = counted(&plan, futures)? else {
            return Ok(None);
        };
        promised.push(of(&results));
    }
    let promised = supply.map(|supply| (supply, promised));
    Ok(Some(over(ideals, crossing, &worths, promised)))
}

/// Number of the factor of supply, if its step is split at what is promised.
pub(super) fn splits(ideals: &Ideals, crossing: &Crossing) -> Option<usize> {
    let is_delivery = crossing.measured == Measured::Delivered;
    ideals.supply_by_promise().filter(|_| is_delivery)
}

/// The bridge over what was simulated.
///
/// * `worths`: of each set of factors that the plan is without, trial by trial
/// * `promised`: the factor of supply, and the same where every order is delivered when it is promised
fn over(
    ideals: &Ideals,
    crossing: &Crossing,
    worths: &[Vec<i64>],
    promised: Option<(usize, Vec<Vec<i64>>)>,
) -> Bridge {
    let (expected, ideal) = (&worths[0], &worths[worths.len() - 1]);
    let n_factors = ideals.factors().len();
    let (shapley, found) = parts(n_factors, worths);
    let due_later = promised.map(|(supply, worths)| {
        let (_, mut of_promises) = parts(n_factors, &worths);
        let (numerator, moments) = of_promises.swap_remove(supply);
        (supply, DueLater { numerator, moments })
    });
    let found = ideals.factors().iter().zip(found).enumerate();
    let parts = found.map(|(ix, (&factor, (numerator, moments)))| Part {
        factor,
        numerator,
        moments,
        planned: ideals.planned_for(factor),
        due_later: due_later
            .filter(|(supply, _)| *supply == ix)
            .map(|(_, due_later)| due_later),
    });
    let sum = |values: &[i64]| values.iter().map(|&value| i128::from(value)).sum();
    let moments = |values: &[i64]| Moments::of(values).expect("there is a future");
    let target = target_of(&ideals.base().finance.targets, &crossing.period);
    let beyond = target.map(|target| {
        let beyond: Vec<i64> = ideal.iter().map(|value| value - target.minor()).collect();
        moments(&beyond)
    });
    Bridge {
        period: crossing.period.clone(),
        measured: crossing.measured,
        target,
        ideal_sum: sum(ideal),
        expected_sum: sum(expected),
        ideal: moments(ideal),
        expected: moments(expected),
        unexplained: beyond,
        parts: parts.collect(),
        absent: ideals.absent().to_vec(),
        unplanned: ideals.unplanned().to_vec(),
        n_trials: u32::try_from(expected.len()).expect("trials are counted in 32 bits"),
        denominator: shapley.denominator(),
    }
}

/// What each factor adds to the plan that is without all of them: the numerator of its sum over all trials, and its moments.
fn parts(n_factors: usize, worths: &[Vec<i64>]) -> (Shapley, Vec<(i128, Moments)>) {
    let shapley = Shapley::of(n_factors);
    let mut sums = vec![0_i128; n_factors];
    let mut by_trial = vec![Vec::new(); n_factors];
    #[expect(
        clippy::cast_precision_loss,
        reason = "rounding to 16 digits is what an estimate is"
    )]
    let share = |numerator: i128| numerator as f64 / shapley.denominator() as f64;
    let n_trials = worths[0].len();
    let of_trial = |trial: usize| shapley.numerators(|set| worths[set][trial]);
    for numerators in (0..n_trials).map(of_trial) {
        // To be without a factor is worth what the factor takes away.
        for (factor, numerator) in numerators.into_iter().enumerate() {
            sums[factor] -= numerator;
            by_trial[factor].push(share(-numerator));
        }
    }
    let moments = by_trial
        .iter()
        .map(|values| Moments::of(values).expect("there is a future"));
    let parts = sums.into_iter().zip(moments).collect();
    (shapley, parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two factors that multiply: without both 100 x 10, and what they leave of it is 80 x 9 and 70 x 8.
    #[test]
    fn parts_sum_to_the_whole_in_whole_numbers() {
        let worths = [
            vec![80 * 9, 70 * 8],
            vec![100 * 9, 100 * 8],
            vec![80 * 10, 70 * 10],
            vec![100 * 10, 100 * 10],
        ];
        let (shapley, parts) = parts(2, &worths);
        assert_eq!(shapley.denominator(), 2);
        // -20 x (9 + 10) / 2 and -30 x (8 + 10) / 2; -1 x (80 + 100) / 2 and -2 x (70 + 100) / 2.
        let numerators: Vec<i128> = parts.iter().map(|(numerator, _)| *numerator).collect();
        assert_eq!(numerators, [-20 * 19 - 30 * 18, -180 - 2 * 170]);
        let whole = (720 + 560) - 2_000;
        assert_eq!(numerators.iter().sum::<i128>(), 2 * whole);
        assert!((parts[0].1.mean + f64::from(20 * 19 + 30 * 18) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_factor_that_does_nothing_has_exactly_nothing() {
        let worths = [vec![7, 3], vec![7, 3], vec![9, 4], vec![9, 4]];
        let (_, parts) = parts(2, &worths);
        assert_eq!(parts[0].0, 0);
        assert!(parts[0].1.sd.is_some_and(|sd| sd <= 0.0));
        assert_eq!(parts[1].0, -2 * 3);
    }
}
