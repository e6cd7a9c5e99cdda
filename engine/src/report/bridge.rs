//! The steps of a bridge in whole amounts that sum exactly.

use crate::outcome::reconciliation::Bridge;

/// The two parts of the step of supply: what is due later, and the rest by its sign.
pub(super) const DUE_LATER: &str = "signed, due after the period";

/// What the rest of the step of supply is: more than was promised, from stock at once for instance, or less.
pub(super) const fn against_promise(rest: i64) -> &'static str {
    if rest > 0 {
        "sooner than promised, less late"
    } else {
        "late, cancelled or short"
    }
}

/// A bridge in whole units: `from + beyond + parts = expected`, to the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Steps {
    /// The target, or the plan without factors where there is none.
    pub(super) from: i64,
    /// Plan without factors minus target, if there is one.
    pub(super) beyond: Option<i64>,
    /// What each factor takes away or adds.
    pub(super) parts: Vec<i64>,
    /// Of the step of each factor, what is due later and what is late; they sum to the step.
    pub(super) split: Vec<Option<[i64; 2]>>,
    /// The plan as it is.
    pub(super) expected: i64,
}

impl Steps {
    /// The steps of a bridge, each rounded down or up: those with the largest remainders up, as many as the rounded ends ask
    /// for (the method of the largest remainder, Hamilton 1792). A step of exactly nothing stays nothing.
    ///
    /// * `unit`: minor units in one of those that are shown
    pub(super) fn of(bridge: &Bridge, unit: i64) -> Self {
        // Everything over one denominator: of the parts, of the mean over the futures, and of the unit.
        let n_trials = i128::from(bridge.n_trials.max(1));
        let denominator = bridge.denominator * n_trials * i128::from(unit.max(1));
        let sum = |sum: i128| sum * bridge.denominator;
        let (ideal, expected) = (sum(bridge.ideal_sum), sum(bridge.expected_sum));
        let target = bridge
            .target
            .map(|target| sum(i128::from(target.minor()) * n_trials));
        let from = nearest(target.unwrap_or(ideal), denominator);
        let expected = nearest(expected, denominator);
        let beyond = target.map(|target| ideal - target);
        let parts = bridge.parts.iter().map(|part| part.numerator);
        let numerators: Vec<i128> = beyond.into_iter().chain(parts).collect();
        let mut steps: Vec<i128> = numerators
            .iter()
            .map(|numerator| numerator.div_euclid(denominator))
            .collect();
        let mut by_remainder: Vec<usize> = (0..steps.len()).collect();
        by_remainder.sort_by_key(|&ix| std::cmp::Reverse(numerators[ix].rem_euclid(denominator)));
        by_remainder.retain(|&ix| numerators[ix] != 0);
        let left = (expected - from) - steps.iter().sum::<i128>();
        let up = by_remainder.iter().cycle();
        for (_, &ix) in (0..left).zip(up) {
            steps[ix] += 1;
        }
        let mut steps = steps.into_iter().map(narrow);
        let beyond = target.and_then(|_| steps.next());
        let parts: Vec<i64> = steps.collect();
        let split = bridge.parts.iter().zip(&parts).map(|(part, &step)| {
            let due_later = narrow(nearest(part.due_later?.numerator, denominator));
            Some([due_later, step.saturating_sub(due_later)])
        });
        Self {
            from: narrow(from),
            beyond,
            split: split.collect(),
            parts,
            expected: narrow(expected),
        }
    }
}

fn nearest(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

fn narrow(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Period, PeriodKind};
    use crate::kernel::summary::Moments;
    use crate::model::factor::Factor;
    use crate::outcome::reconciliation::{DueLater, Part};
    use crate::scenario::Measured;
    use crate::units::Money;

    /// A bridge over three futures with two parts, in halves.
    fn bridge(target: i64, ideal_sum: i128, numerators: [i128; 2]) -> Bridge {
        let moments = Moments::of(&[0_i64]).unwrap();
        let part = |(factor, numerator)| Part {
            factor,
            numerator,
            moments,
            planned: Vec::new(),
            due_later: None,
        };
        Bridge {
            period: Period {
                label: "FY2027".into(),
                kind: PeriodKind::Year,
                months: 0..12,
                complete: true,
            },
            measured: Measured::Bookings,
            target: Some(Money::from_minor(target)),
            ideal_sum,
            expected_sum: ideal_sum + numerators.iter().sum::<i128>() / 2,
            ideal: moments,
            expected: moments,
            unexplained: Some(moments),
            parts: [Factor::Ramp, Factor::Price]
                .into_iter()
                .zip(numerators)
                .map(part)
                .collect(),
            absent: Vec::new(),
            unplanned: Vec::new(),
            n_trials: 3,
            denominator: 2,
        }
    }

    #[track_caller]
    fn sums(steps: &Steps) {
        let parts: i64 = steps.parts.iter().sum();
        assert_eq!(
            steps.from + steps.beyond.unwrap_or(0) + parts,
            steps.expected,
            "{steps:?}"
        );
    }

    #[test]
    fn steps_sum_in_every_unit() {
        for target in [100, 101, 250] {
            for numerators in [[-41, 20], [7, 8], [-1, 1], [-600, -13], [0, -9]] {
                let ideal = 311;
                let numerators = numerators.map(|n: i128| 2 * n);
                for unit in [1, 10, 100] {
                    let steps = Steps::of(&bridge(target, ideal, numerators), unit);
                    sums(&steps);
                    assert!(numerators[0] != 0 || steps.parts[0] == 0, "{steps:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_due_later_and_what_is_late_sum_to_their_step() {
        let mut bridge = bridge(100, 311, [-82, 8]);
        let moments = Moments::of(&[0_i64]).unwrap();
        let numerator = -31;
        bridge.parts[0].due_later = Some(DueLater { numerator, moments });
        let steps = Steps::of(&bridge, 1);
        sums(&steps);
        // -31 over 2 x 3, and what is left of the step.
        assert_eq!(steps.split, [Some([-5, steps.parts[0] + 5]), None]);
    }

    #[test]
    fn amounts_that_are_whole_stay_what_they_are() {
        // Mean ideal 90 against 100, parts -30 and +12 on average.
        let steps = Steps::of(&bridge(100, 270, [-180, 72]), 1);
        let expected = Steps {
            from: 100,
            beyond: Some(-10),
            parts: vec![-30, 12],
            split: vec![None, None],
            expected: 72,
        };
        assert_eq!(steps, expected);
    }
}
