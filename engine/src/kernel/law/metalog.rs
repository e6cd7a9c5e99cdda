//! Distributions through three stated quantiles: metalogs.
//!
//! T. W. Keelin, "The metalog distributions", Decision Analysis 13 (2016), sections 3 to 5. With
//! log-odds `t = ln(u / (1 - u))` the three-term quantile function is
//! `M(u) = a₁ + a₂ t + a₃ (u - ½) t`.

use super::error::{LawError, ordered};
use super::{Family, Tails};
use crate::kernel::math::{exp, ln, ln_1p, logistic};
use std::f64::consts::PI;

/// `ln 9`, the log-odds of 90 %.
const LOG_ODDS: f64 = 2.197_224_577_336_219_4;
/// Largest `|a₃| / a₂` with a density above zero everywhere: one over the maximum of
/// `u - ½ + u (1 - u) t`, which lies at u = 0.916778.
const MOST_SKEW: f64 = 1.667_113_119_201_929_4;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Metalog {
    centre: f64,
    spread: f64,
    skew: f64,
}

impl Metalog {
    pub(super) fn through(p10: f64, p50: f64, p90: f64) -> Result<Self, LawError> {
        strictly_ordered([("p10", p10), ("p50", p50), ("p90", p90)])?;
        let metalog = Self::solve(p10, p50, p90);
        if metalog.is_feasible() {
            return Ok(metalog);
        }
        let margin = closest_share() * (p90 - p10);
        Err(LawError::Skew {
            p50,
            lowest: p10 + margin,
            highest: p90 - margin,
        })
    }

    /// The three linear equations `M(0.1) = p10`, `M(0.5) = p50`, `M(0.9) = p90`.
    fn solve(p10: f64, p50: f64, p90: f64) -> Self {
        Self {
            centre: p50,
            spread: (p90 - p10) / (2.0 * LOG_ODDS),
            skew: ((p90 - p50) - (p50 - p10)) / (0.8 * LOG_ODDS),
        }
    }

    fn is_feasible(&self) -> bool {
        self.skew.abs() < MOST_SKEW * self.spread
    }

    fn at_log_odds(&self, t: f64) -> f64 {
        self.centre + (self.spread + self.skew * (logistic(t) - 0.5)) * t
    }

    /// Slope of [`at_log_odds`](Self::at_log_odds); above zero if feasible.
    fn slope(&self, t: f64) -> f64 {
        let u = logistic(t);
        self.spread + self.skew * (u - 0.5 + u * logistic(-t) * t)
    }

    /// Growth of the value per unit of log-odds, far up.
    fn upper_rate(&self) -> f64 {
        self.spread + 0.5 * self.skew
    }

    /// The log-odds at which the curve passes `x`, by Newton's method within a
    /// bracket.
    fn log_odds_of(&self, x: f64) -> f64 {
        let (mut low, mut high) = (-1.0, 1.0);
        while self.at_log_odds(low) > x {
            low *= 2.0;
        }
        while self.at_log_odds(high) < x {
            high *= 2.0;
        }
        let mut t = f64::midpoint(low, high);
        for _ in 0..200 {
            let miss = self.at_log_odds(t) - x;
            if miss > 0.0 {
                high = t;
            } else {
                low = t;
            }
            let newton = t - miss / self.slope(t);
            let next = if newton > low && newton < high {
                newton
            } else {
                f64::midpoint(low, high)
            };
            if (next - t).abs() <= 4e-16 * t.abs().max(1.0) {
                return next;
            }
            t = next;
        }
        t
    }
}

/// How near `p50` may come to an end, as a share of `p90 - p10`: about one sixth.
fn closest_share() -> f64 {
    0.5 - 0.2 * MOST_SKEW
}

fn strictly_ordered<const N: usize>(named: [(&'static str, f64); N]) -> Result<(), LawError> {
    ordered(named)?;
    for pair in named.windows(2) {
        let ((low_name, low), (high_name, high)) = (pair[0], pair[1]);
        if low >= high {
            return Err(LawError::Order {
                low_name,
                low,
                relation: "<",
                high_name,
                high,
            });
        }
    }
    Ok(())
}

fn log_odds(at: Tails) -> f64 {
    if at.lower <= 0.5 {
        ln(at.lower) - ln_1p(-at.lower)
    } else {
        ln_1p(-at.upper) - ln(at.upper)
    }
}

fn tails_at(t: f64) -> Tails {
    Tails {
        lower: logistic(t),
        upper: logistic(-t),
    }
}

impl Family for Metalog {
    fn quantile(&self, at: Tails) -> f64 {
        self.at_log_odds(log_odds(at))
    }

    fn tails(&self, x: f64) -> Tails {
        if x.is_infinite() {
            return if x < 0.0 { Tails::START } else { Tails::END };
        }
        tails_at(self.log_odds_of(x))
    }

    fn mean(&self) -> f64 {
        self.centre + 0.5 * self.skew
    }

    /// `π²/3 a₂² + (1/12 + π²/36) a₃²` (Keelin 2016, section 3.3).
    fn variance(&self) -> f64 {
        PI * PI / 3.0 * self.spread * self.spread
            + (1.0 / 12.0 + PI * PI / 36.0) * self.skew * self.skew
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

/// `low + exp(metalog)`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LogMetalog {
    low: f64,
    log: Metalog,
    mean: f64,
    variance: f64,
}

impl LogMetalog {
    pub(super) fn through(low: f64, p10: f64, p50: f64, p90: f64) -> Result<Self, LawError> {
        strictly_ordered([("low", low), ("p10", p10), ("p50", p50), ("p90", p90)])?;
        let [y10, y50, y90] = [p10, p50, p90].map(|quantile| ln(quantile - low));
        let log = Metalog::solve(y10, y50, y90);
        if !log.is_feasible() {
            let margin = closest_share() * (y90 - y10);
            let (lowest, highest) = (low + exp(y10 + margin), low + exp(y90 - margin));
            return Err(LawError::Skew {
                p50,
                lowest,
                highest,
            });
        }
        let first = log.exponential_moment(1.0);
        let second = log.exponential_moment(2.0);
        // Relative to the median, so that neither moment overflows before the variance does.
        let median = exp(log.centre);
        let variance = if second.is_finite() {
            (second - first * first).max(0.0) * median * median
        } else {
            f64::INFINITY
        };
        Ok(Self {
            low,
            mean: low + first * median,
            variance,
            log,
        })
    }
}

impl Metalog {
    /// `E exp(power · (M - a₁))`, by the trapezoidal rule over log-odds; infinite where the upper
    /// tail outgrows its chance.
    ///
    /// The integrand is analytic and dies out exponentially, so that the rule is exact to rounding
    /// at this step (Trefethen and Weideman 2014).
    fn exponential_moment(&self, power: f64) -> f64 {
        const STEP: f64 = 0.125;
        if power * self.upper_rate() >= 1.0 {
            return f64::INFINITY;
        }
        let term = |t: f64| {
            // exp(value) times the logistic density, in one exponential so that neither overflows.
            let value = power * (self.at_log_odds(t) - self.centre);
            exp(value - t.abs() - 2.0 * ln_1p(exp(-t.abs())))
        };
        let side = |sign: f64| {
            let (mut sum, mut t) = (0.0, STEP);
            loop {
                let next = term(sign * t);
                sum += next;
                if next <= sum * 1e-18 || t > 1e5 {
                    return sum;
                }
                t += STEP;
            }
        };
        STEP * (term(0.0) + side(-1.0) + side(1.0))
    }
}

impl Family for LogMetalog {
    fn quantile(&self, at: Tails) -> f64 {
        self.low + exp(self.log.quantile(at))
    }

    fn tails(&self, x: f64) -> Tails {
        if x <= self.low {
            Tails::START
        } else {
            self.log.tails(ln(x - self.low))
        }
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.variance
    }

    fn support(&self) -> (f64, f64) {
        (self.low, f64::INFINITY)
    }
}
