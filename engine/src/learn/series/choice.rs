//! Which method forecasts a series: the combination, unless another was clearly better at past origins.

use super::method::{Method, Scored};
use super::scale::Scale;
use super::season::Period;
use super::spread::Miss;

/// How much smaller the error of a rule must be for it to replace the combination: choosing by small differences of few
/// origins chooses luck.
const CLEARLY: f64 = 0.9;

/// Origins looked back at: at most so many, each a month before the other.
const MOST_ORIGINS: usize = 48;
/// Values that the first origin needs to have seen, beside half the series.
const LEAST_SEEN: usize = 24;

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

/// The misses of a method at all origins, and the sum of their sizes.
struct Tried {
    method: Method,
    misses: Vec<Miss>,
    absolute: f64,
    n: usize,
}

/// Tries all methods at past origins, each with what was known there.
pub(super) fn choose(series: &[f64], period: Period, horizon: usize, among: &[Method]) -> Choice {
    let origins = origins(series.len());
    let n_origins = origins.len();
    let mut tried: Vec<Tried> = among
        .iter()
        .filter_map(|&method| try_at(series, period, horizon, method, origins.clone()))
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
    origins: std::ops::Range<usize>,
) -> Option<Tried> {
    let scale = Scale::of(series);
    let mut tried = Tried {
        method,
        misses: Vec::new(),
        absolute: 0.0,
        n: 0,
    };
    // It must be able to forecast from the end.
    method.points(series, period, 1)?;
    for origin in origins {
        let (known, future) = series.split_at(origin);
        let Some(points) = method.points(known, period, horizon.min(future.len())) else {
            continue;
        };
        for (ahead, (&point, &actual)) in points.iter().zip(future).enumerate() {
            tried.absolute += (actual - point).abs();
            tried.n += 1;
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
