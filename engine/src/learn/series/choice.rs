//! Which method forecasts a series: the combination, unless another was clearly better at past origins.

use super::method::{Method, Scored};
use super::scale::Scale;
use super::season::{PERIODS, Period};
use super::spread::Miss;

/// How much smaller the error of a rule must be for it to replace the combination: choosing by small differences of few
/// origins chooses luck.
const CLEARLY: f64 = 0.9;

/// Origins looked back at: at most so many, each a month before the other.
const MOST_ORIGINS: usize = 48;
/// Values that the first origin needs to have seen, beside half the series.
const LEAST_SEEN: usize = 24;

/// Origins at which methods are compared alone if there are so many of them.
const FEWEST_LIKE_THE_END: usize = 6;

/// What past origins say.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// Every method that could forecast, as it did; the chosen one first.
    pub(super) scored: Vec<Scored>,
    /// The misses of the chosen one.
    pub(super) misses: Vec<Miss>,
    /// Origins.
    pub(super) n_origins: usize,
}

/// The misses of a method at all origins, and the sum of their sizes where methods are compared.
struct Tried {
    method: Method,
    misses: Vec<Miss>,
    absolute: f64,
    n: usize,
}

/// Where methods are tried, and as what.
///
/// A model that has a season in the end has one at every origin too, from two periods on; otherwise the rule that repeats
/// last year would be compared with a model that knows of no season. Where enough origins have as long a past as the model
/// needs in the end, these alone are compared.
struct Trial {
    origins: std::ops::Range<usize>,
    /// First origin that is compared.
    compared_from: usize,
    /// Periods from which a season is learnt.
    fewest: usize,
}

impl Trial {
    fn of(n: usize, period: Period) -> Self {
        let origins = origins(n);
        let needed = PERIODS * period.len();
        let has_season = period.is_seasonal() && n >= needed;
        let like_the_end = origins.start.max(needed);
        let is_enough = has_season && like_the_end + FEWEST_LIKE_THE_END <= origins.end;
        Self {
            compared_from: if is_enough {
                like_the_end
            } else {
                origins.start
            },
            origins,
            fewest: if has_season { 2 } else { PERIODS },
        }
    }
}

/// Tries all methods at past origins, each with what was known there.
pub(super) fn choose(series: &[f64], period: Period, horizon: usize, among: &[Method]) -> Choice {
    let trial = Trial::of(series.len(), period);
    let n_origins = trial.origins.len();
    let mut tried: Vec<Tried> = among
        .iter()
        .filter_map(|&method| try_at(series, period, horizon, method, &trial))
        .collect();
    // Whatever cannot be tried everywhere is not compared.
    let most = tried.iter().map(|tried| tried.n).max().unwrap_or(0);
    tried.retain(|tried| tried.n == most && (most > 0 || tried.method == among[0]));
    let best = best_of(&tried);
    tried.rotate_left(best.unwrap_or(0));
    let scored = tried
        .iter()
        .map(|tried| Scored {
            method: tried.method,
            error: mean(tried.absolute, tried.n),
            n_origins,
        })
        .collect();
    Choice {
        scored,
        misses: tried
            .into_iter()
            .next()
            .map_or_else(Vec::new, |tried| tried.misses),
        n_origins,
    }
}

/// Which one forecasts: the first, unless the least error is clearly less than its own.
fn best_of(tried: &[Tried]) -> Option<usize> {
    let first = tried.first()?;
    let (ix, least) = tried
        .iter()
        .enumerate()
        .min_by(|(_, one), (_, other)| one.absolute.total_cmp(&other.absolute))?;
    Some(if least.absolute < CLEARLY * first.absolute {
        ix
    } else {
        0
    })
}

/// Lengths of what was known at the origins: the last half of the series, as far as there is enough before.
fn origins(n: usize) -> std::ops::Range<usize> {
    let first = (n / 2)
        .max(LEAST_SEEN.min(n * 2 / 3))
        .max(n.saturating_sub(MOST_ORIGINS));
    first.min(n)..n
}

/// `None` if the method says nothing at any origin.
fn try_at(
    series: &[f64],
    period: Period,
    horizon: usize,
    method: Method,
    trial: &Trial,
) -> Option<Tried> {
    let scale = Scale::of(series);
    let mut tried = Tried {
        method,
        misses: Vec::new(),
        absolute: 0.0,
        n: 0,
    };
    // It must be able to forecast from the end.
    method.points(series, period, 1, PERIODS)?;
    for origin in trial.origins.clone() {
        let (known, future) = series.split_at(origin);
        let Some(points) = method.points(known, period, horizon.min(future.len()), trial.fewest)
        else {
            continue;
        };
        for (ahead, (&point, &actual)) in points.iter().zip(future).enumerate() {
            if origin >= trial.compared_from {
                tried.absolute += (actual - point).abs();
                tried.n += 1;
            }
            tried.misses.extend(
                scale
                    .error(actual, point)
                    .map(|error| Miss { ahead, error }),
            );
        }
    }
    Some(tried)
}

fn mean(sum: f64, n: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a series has far fewer values")]
    let n = n.max(1) as f64;
    sum / n
}
