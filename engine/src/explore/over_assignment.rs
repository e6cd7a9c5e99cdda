//! Over-assignment: how much more quota people carry than the company has to sell, and what it does.
//!
//! Street quota / target is over-assignment, 1 / attainment factor. More of it pays less for the same bookings, since who is
//! paid a share of quota earns less on each deal, and fewer people reach accelerators; but who misses quota is likelier to
//! leave, and whoever leaves takes capacity along until the next one is hired and ramped. With effort in the plan, quota also
//! moves how hard people work. Between the two there may be a best, which a sweep in the same futures finds.

use crate::comp::Plan;
use crate::kernel::philox::philox4x32_10;
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
    plans.filter(|plan| plan.makes_street_quota()).collect()
}

/// The plan with every quota on own bookings multiplied by a factor: of all components of the plans that make street quota,
/// and of single seats.
///
/// # Panics
///
/// If the factor is not above 0.
#[must_use]
pub fn with_quotas(model: &Model, factor: f64) -> Model {
    assert!(factor > 0.0, "a quota stays above 0");
    let mut scaled = model.clone();
    // Whether others reach their quotas is not what is asked. Where there are no others, nothing has to be left out.
    let mut plans = model.comp.plans.iter();
    scaled.only_street_settlements = plans.any(|plan| !plan.makes_street_quota());
    let shape = (model.workforce.roles.len(), model.calendar.n_months());
    for (ix, plan) in model.comp.plans.iter().enumerate() {
        if !plan.makes_street_quota() {
            continue;
        }
        for component in &mut scaled.comp.plans[ix].components {
            if component.is_of_own_bookings() {
                let quota = component.quota_per_year.clone();
                component.quota_per_year = quota.times(factor, shape);
            }
        }
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
        chosen: None,
    };
    Some(Trial {
        assigned,
        objective,
    })
}

/// The best of all by paired differences in the same futures, the lowest share of equals; says of all others how far they are
/// behind.
///
/// Means of different futures would compare luck. So only futures count in which the objective has a value at every share; the
/// means of these differ by the means of their paired differences, whichever two are compared.
fn best_of(trials: &mut [Trial], direction: Direction) -> Option<Best> {
    let sign = match direction {
        Direction::HighIsGood | Direction::Neutral => 1.0,
        Direction::LowIsGood => -1.0,
    };
    if trials.len() < 2 {
        return None;
    }
    let worths = in_common(trials, sign);
    let means = worths.iter().map(|worth| Moments::of(worth));
    let means: Vec<f64> = means.map(|of| Some(of?.mean)).collect::<Option<_>>()?;
    let ix = highest(&means);
    for (other, trial) in trials.iter_mut().enumerate() {
        let of_objective: Vec<f64> = worths[other].iter().map(|worth| sign * worth).collect();
        trial.assigned.objective = Moments::of(&of_objective)?;
        if other != ix {
            let pairs = worths[ix].iter().zip(&worths[other]);
            let behind: Vec<f64> = pairs.map(|(best, worth)| best - worth).collect();
            trial.assigned.behind = Moments::of(&behind);
        }
    }
    for (trial, chosen) in trials.iter_mut().zip(resampled(&worths)) {
        trial.assigned.chosen = Some(chosen);
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
    Some(Best {
        ix,
        place,
        n_compared: worths[ix].len(),
    })
}

/// The objective at each share, high being good, in the futures in which it has a value at all of them.
fn in_common(trials: &[Trial], sign: f64) -> Vec<Vec<f64>> {
    let all: Vec<&[f64]> = trials.iter().map(|trial| trial.objective.all()).collect();
    let n_futures = all.iter().map(|values| values.len()).min().unwrap_or(0);
    let has_value = |future: &usize| all.iter().all(|values| !values[*future].is_nan());
    let common: Vec<usize> = (0..n_futures).filter(has_value).collect();
    let of = |values: &&[f64]| common.iter().map(|&future| sign * values[future]).collect();
    all.iter().map(of).collect()
}

/// The first of the highest.
fn highest(means: &[f64]) -> usize {
    let mut ix = 0;
    for (other, mean) in means.iter().enumerate() {
        if *mean > means[ix] {
            ix = other;
        }
    }
    ix
}

/// Draws of as many futures that are looked at for how sure the best is.
const RESAMPLES: u32 = 1_000;
/// Where there are more futures, so many runs of neighbours are drawn in their place: as many independent sums tell the same of
/// a mean.
const MOST_DRAWN: usize = 4_096;

/// How often each share would be the best of another draw of as many futures: the bootstrap (Efron 1979), futures drawn with
/// repetition from those that were simulated. The same futures are always drawn in the same way.
///
/// * `worths`: by share and future, high being good
fn resampled(worths: &[Vec<f64>]) -> Vec<f64> {
    let length = worths[0].len().div_ceil(MOST_DRAWN).max(1);
    let sums_of_runs = |worth: &Vec<f64>| -> Vec<f64> {
        worth.chunks(length).map(|run| run.iter().sum()).collect()
    };
    let worths: Vec<Vec<f64>> = worths.iter().map(sums_of_runs).collect();
    let n_futures = worths[0].len();
    let n_drawn = u32::try_from(n_futures).expect("trials are counted in 32 bits");
    let mut n_chosen = vec![0_u32; worths.len()];
    let mut times = vec![0.0; n_futures];
    for resample in 0..RESAMPLES {
        times.fill(0.0);
        for block in 0..n_drawn.div_ceil(4) {
            let words = philox4x32_10([resample, block, 0, 0], RESAMPLING);
            let left = (n_drawn - 4 * block).min(4) as usize;
            for word in words.into_iter().take(left) {
                let future = (u64::from(word) * u64::from(n_drawn)) >> 32;
                times[usize::try_from(future).expect("fewer than there are futures")] += 1.0;
            }
        }
        let sum = |worth: &Vec<f64>| -> f64 {
            let pairs = worth.iter().zip(&times);
            pairs.map(|(worth, times)| worth * times).sum()
        };
        let sums: Vec<f64> = worths.iter().map(sum).collect();
        n_chosen[highest(&sums)] += 1;
    }
    let share = |n: u32| f64::from(n) / f64::from(RESAMPLES);
    n_chosen.into_iter().map(share).collect()
}

/// Key of the resampling, which has nothing to do with any seed.
const RESAMPLING: [u32; 2] = [0x6f76_6572, 0x6173_7369];

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
        let best = best.unwrap();
        assert_eq!((best.ix, best.place), (1, Place::Interior));
        assert_eq!(best.n_compared, 3);
        let (_, best) = sweep_made_up(&[1.2, 1.3, 1.4], Direction::HighIsGood);
        assert_eq!(best.unwrap().place, Place::Lowest);
        // Where low is good, the same curve is best at an end.
        let (_, best) = sweep_made_up(&[1.0, 1.15, 1.5], Direction::LowIsGood);
        assert_eq!(best.unwrap().place, Place::Highest);
        assert_eq!(sweep_made_up(&[1.0], Direction::HighIsGood).1, None);
    }

    /// Values of the objective at shares of 1, 1.1 and 1.2, future by future.
    fn of_objective(values: [&[f64]; 3]) -> (Vec<Assigned>, Best) {
        let mut n = 0;
        let found = sweep(&[1.0, 1.1, 1.2], 100.0, Direction::HighIsGood, |_| {
            let mut all = made_up(1.0);
            all[0] = Some(PerTrial::new(vec![[100.0, 110.0, 120.0][n]; 3]));
            all[7] = Some(PerTrial::new(values[n].to_vec()));
            n += 1;
            Ok::<_, ()>(Some(all))
        });
        let (tried, best, _) = found.unwrap();
        (tried, best.unwrap())
    }

    #[test]
    fn only_futures_that_have_a_value_at_every_share_are_compared() {
        // The first share has no value in the future that is bad for all: its mean is the highest, but it is behind in both
        // of the others.
        let none = f64::NAN;
        let (tried, best) = of_objective([&[4.0, 5.0, none], &[5.0, 6.0, -9.0], &[1.0, 2.0, -8.0]]);
        assert_eq!((best.ix, best.n_compared), (1, 2));
        assert!((tried[0].behind.unwrap().mean - 1.0).abs() < 1e-12);
        assert!((tried[1].objective.mean - 5.5).abs() < 1e-12);
    }

    #[test]
    fn resamples_tell_how_sure_the_best_is() {
        // Always ahead by the same: no draw of futures chooses another one.
        let (tried, _) = of_objective([&[1.0, 7.0, 4.0], &[2.0, 8.0, 5.0], &[0.0, 6.0, 3.0]]);
        let chosen: Vec<f64> = tried.iter().filter_map(|of| of.chosen).collect();
        assert_eq!(chosen, [0.0, 1.0, 0.0]);
        // Ahead by two in one of three futures and behind by one in another: at least as good in half of the draws or so.
        let (tried, _) = of_objective([&[0.0, 0.0, 0.0], &[2.0, -1.0, 0.0], &[-9.0, -9.0, -9.0]]);
        let chosen = tried[1].chosen.unwrap();
        assert!((0.5..0.7).contains(&chosen), "{chosen}");
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
