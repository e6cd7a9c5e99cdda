//! Over-assignment: how much more quota people carry than the company has to sell, and what it does.
//!
//! Street quota / target is over-assignment, 1 / attainment factor. More of it pays less for the same bookings, since who is
//! paid a share of quota earns less on each deal, and fewer people reach accelerators; but who misses quota is likelier to
//! leave, and whoever leaves takes capacity along until the next one is hired and ramped. With effort in the plan, quota also
//! moves how hard people work. Between the two there may be a best, which a sweep in the same futures finds.

use crate::comp::{Credit, Measure, Plan};
use crate::kernel::summary::{Moments, Share};
use crate::kpi::{Kpi, PerTrial};
use crate::measure::Direction;
use crate::model::Model;
use crate::outcome::assignment::{Assigned, Best, Place};

/// What a sweep needs of each future, and then what is to be as good as can be.
pub const OUTPUTS: [&str; 7] = [
    "street-quota",
    "target-reached",
    "bookings",
    "variable-pay",
    "leavers",
    "settlements-at-quota",
    "contribution",
];

/// Mean street quota may miss the share that was asked for by this part of it.
const EXACT: f64 = 0.001;
/// Simulations of one share: who leaves depends on quota, and street quota on who leaves.
const MOST_ROUNDS: usize = 4;

/// Plans whose quotas make street quota: on own bookings.
#[must_use]
pub fn carriers(model: &Model) -> Vec<&Plan> {
    let plans = model.comp.plans.iter();
    plans.filter(|plan| is_carried(plan)).collect()
}

fn is_carried(plan: &Plan) -> bool {
    let main = plan.main();
    main.credit == Credit::Own && main.measure == Measure::Bookings
}

/// The plan with every quota on own bookings multiplied by a factor, in comp plans and of single seats.
///
/// # Panics
///
/// If the factor is not above 0.
#[must_use]
pub fn with_quotas(model: &Model, factor: f64) -> Model {
    assert!(factor > 0.0, "a quota stays above 0");
    let mut scaled = model.clone();
    let shape = (model.workforce.roles.len(), model.calendar.n_months());
    for (ix, plan) in model.comp.plans.iter().enumerate() {
        if !is_carried(plan) {
            continue;
        }
        let main = &mut scaled.comp.plans[ix].components[0];
        main.quota_per_year = main.quota_per_year.clone().times(factor, shape);
        for seat in &mut scaled.workforce.seats {
            if plan.roles.contains(&seat.role) {
                seat.quota_per_year = seat.quota_per_year.map(|quota| quota * factor);
            }
        }
    }
    scaled
}

/// What the futures say at a factor, output by output; `None` for one without a value.
type Values = Vec<Option<PerTrial>>;

/// A share that was tried, with the values of the objective for pairs.
struct Trial {
    assigned: Assigned,
    objective: PerTrial,
}

/// What comes of some shares of street quota in the target, the best, and whether Ctrl-C came before all were tried.
///
/// * `shares`: ascending
/// * `target`: bookings to reach [minor units]
/// * `values`: what the same futures say of [`OUTPUTS`] and the objective, with quotas multiplied by a factor; `None` if
///   Ctrl-C came
///
/// # Errors
///
/// What `values` says.
pub fn sweep<E>(
    shares: &[f64],
    target: f64,
    direction: Direction,
    mut values: impl FnMut(f64) -> Result<Option<Values>, E>,
) -> Result<(Vec<Assigned>, Option<Best>, bool), E> {
    let mut trials: Vec<Trial> = Vec::new();
    let mut guess = Guess {
        factor: 1.0,
        share: None,
    };
    let mut is_interrupted = false;
    for &share in shares {
        match at_share(share, target, &mut guess, &mut values)? {
            Found::Trial(trial) => trials.push(*trial),
            Found::Nothing => {}
            Found::Interrupted => {
                is_interrupted = true;
                break;
            }
        }
    }
    let best = best_of(&mut trials, direction);
    let assigned = trials.into_iter().map(|trial| trial.assigned).collect();
    Ok((assigned, best, is_interrupted))
}

/// A factor, and the share that it was seen to make.
struct Guess {
    factor: f64,
    share: Option<f64>,
}

/// What a share came to.
enum Found {
    Trial(Box<Trial>),
    /// There is no street quota that could be scaled, or an output has no value.
    Nothing,
    Interrupted,
}

/// Simulates a share until mean street quota is what was asked for.
fn at_share<E>(
    share: f64,
    target: f64,
    guess: &mut Guess,
    values: &mut impl FnMut(f64) -> Result<Option<Values>, E>,
) -> Result<Found, E> {
    let mut found = Found::Nothing;
    for _ in 0..MOST_ROUNDS {
        if let Some(seen) = guess.share {
            guess.factor *= share / seen;
        }
        let Some(values) = values(guess.factor)? else {
            return Ok(Found::Interrupted);
        };
        let street = values.first().and_then(Option::as_ref);
        let Some(street) = street.and_then(|street| Moments::of(&street.defined())) else {
            return Ok(Found::Nothing);
        };
        if street.mean <= 0.0 {
            return Ok(Found::Nothing);
        }
        let seen = street.mean / target;
        guess.share = Some(seen);
        found = match trial(share, guess.factor, values) {
            Some(trial) => Found::Trial(Box::new(trial)),
            None => Found::Nothing,
        };
        if (seen / share - 1.0).abs() <= EXACT {
            break;
        }
    }
    Ok(found)
}

/// What the values at a factor say.
fn trial(share: f64, factor: f64, values: Values) -> Option<Trial> {
    let mut values = values.into_iter();
    let mut next = || values.next().flatten();
    let moments = |values: Option<PerTrial>| Moments::of(&values?.into_defined());
    let street_quota = moments(next())?;
    let reached = next()?.into_defined();
    let reached = Share::of_events(reached.into_iter().map(|reached| reached > 0.0))?;
    let (bookings, pay, leavers) = (moments(next())?, moments(next())?, moments(next())?);
    let at_quota = moments(next());
    let contribution = moments(next())?;
    let objective = next()?;
    let assigned = Assigned {
        share,
        factor,
        street_quota,
        reached,
        bookings,
        pay,
        leavers,
        at_quota,
        contribution,
        objective: Moments::of(&objective.defined())?,
        behind: None,
    };
    Some(Trial {
        assigned,
        objective,
    })
}

/// The best of all, the lowest share of equals; says of all others how far they are behind.
fn best_of(trials: &mut [Trial], direction: Direction) -> Option<Best> {
    let sign = match direction {
        Direction::HighIsGood | Direction::Neutral => 1.0,
        Direction::LowIsGood => -1.0,
    };
    let worth = |trial: &Trial| sign * trial.assigned.objective.mean;
    let mut ix = 0;
    for (other, trial) in trials.iter().enumerate() {
        if worth(trial) > worth(&trials[ix]) {
            ix = other;
        }
    }
    if trials.len() < 2 {
        return None;
    }
    let best = trials[ix].objective.clone();
    for (other, trial) in trials.iter_mut().enumerate() {
        if other != ix {
            let (best, values) = best.paired(&trial.objective);
            let pairs = best.iter().zip(&values);
            let behind: Vec<f64> = pairs.map(|(best, value)| sign * (best - value)).collect();
            trial.assigned.behind = Moments::of(&behind);
        }
    }
    let last = trials.len() - 1;
    let ties = [0, last].map(|end| trials[end].assigned.is_tied());
    let place = match (ix, ties) {
        (0, _) => Place::Lowest,
        (ix, _) if ix == last => Place::Highest,
        (_, [false, false]) => Place::Interior,
        (_, [true, false]) => Place::TiedWithLowest,
        (_, [false, true]) => Place::TiedWithHighest,
        (_, [true, true]) => Place::Flat,
    };
    Some(Best { ix, place })
}

/// The measures that a sweep takes, for a plan that counts nothing else; `None` if the objective takes more.
#[must_use]
pub fn measures(objective: &Kpi) -> Option<Vec<crate::measure::Measure>> {
    let mut measures = Vec::new();
    let kpis = OUTPUTS.iter().filter_map(|id| Kpi::find(id));
    for kpi in kpis.chain([objective]) {
        for &measure in kpi.needs()?.iter().chain(kpi.needs_besides()) {
            if !measures.contains(&measure) {
                measures.push(measure);
            }
        }
    }
    Some(measures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::math::{exp, ln};

    /// Values of a company whose contribution is best at a share of 1.2, and whose street quota falls short of a factor.
    fn made_up(factor: f64) -> Values {
        let share = exp(0.9 * ln(factor)) * 0.8;
        let one = |value: f64| Some(PerTrial::new(vec![value, value + 1.0, value - 1.0]));
        let contribution = 1_000.0 - 4_000.0 * (share - 1.2) * (share - 1.2);
        vec![
            Some(PerTrial::new(vec![100.0 * share; 3])),
            Some(PerTrial::new(vec![1.0, 0.0, 0.0])),
            one(90.0),
            one(9.0),
            one(5.0),
            None,
            one(contribution),
            one(contribution),
        ]
    }

    fn sweep_made_up(shares: &[f64], direction: Direction) -> (Vec<Assigned>, Option<Best>) {
        let found = sweep(shares, 100.0, direction, |factor| {
            Ok::<_, ()>(Some(made_up(factor)))
        });
        let (tried, best, _) = found.unwrap();
        (tried, best)
    }

    #[test]
    fn street_quota_comes_to_the_share_that_is_asked_for() {
        let (tried, _) = sweep_made_up(&[1.0, 1.2, 1.4], Direction::HighIsGood);
        for assigned in &tried {
            let share = assigned.street_quota.mean / 100.0;
            assert!(
                (share / assigned.share - 1.0).abs() <= EXACT,
                "{assigned:?}"
            );
        }
    }

    #[test]
    fn the_best_lies_inside_or_at_an_end() {
        let (_, best) = sweep_made_up(&[1.0, 1.2, 1.4], Direction::HighIsGood);
        assert_eq!(
            best,
            Some(Best {
                ix: 1,
                place: Place::Interior
            })
        );
        let (_, best) = sweep_made_up(&[1.2, 1.3, 1.4], Direction::HighIsGood);
        assert_eq!(best.unwrap().place, Place::Lowest);
        // Where low is good, the same curve is best at an end.
        let (_, best) = sweep_made_up(&[1.0, 1.15, 1.5], Direction::LowIsGood);
        assert_eq!(best.unwrap().place, Place::Highest);
        assert_eq!(sweep_made_up(&[1.0], Direction::HighIsGood).1, None);
    }

    #[test]
    fn what_cannot_be_told_from_the_best_is_tied() {
        let mut n = 0.0;
        let found = sweep(&[1.0, 1.1, 1.2], 80.0, Direction::HighIsGood, |factor| {
            n += 1.0;
            let mut values = made_up(factor);
            values[0] = Some(PerTrial::new(vec![80.0 * factor; 3]));
            // As much noise as there is difference.
            values[7] = Some(PerTrial::new(vec![10.0 * n, -10.0 * n, n]));
            Ok::<_, ()>(Some(values))
        });
        let (tried, best, _) = found.unwrap();
        let best = best.unwrap();
        assert_eq!(best.place, Place::Highest);
        assert!(tried.iter().all(Assigned::is_tied), "{tried:?}");
    }
}
