//! From a distribution as it is written to one that can be drawn.

use crate::kernel::law::{Law, LawError};
use crate::scenario::raw_law::{RawLaw, in_words_of_the_file};

/// The distribution of `scale` times the written number.
///
/// # Errors
///
/// What the kernel says about the parameters, with the names and values that are written.
pub(super) fn law(raw: &RawLaw, scale: f64) -> Result<Law, LawError> {
    // Built unscaled first, so that an error names the parameters that the user wrote.
    let as_written = scaled(raw, 1.0).map_err(in_words_of_the_file)?;
    if scale.to_bits() == 1.0_f64.to_bits() {
        Ok(as_written)
    } else {
        scaled(raw, scale)
    }
}

/// Builds the distribution from parameters in another unit; all of these families keep their shape under a scale.
fn scaled(raw: &RawLaw, k: f64) -> Result<Law, LawError> {
    let times = |values: &[f64]| values.iter().map(|value| value * k).collect::<Vec<_>>();
    match raw {
        RawLaw::Normal { mean, sd } => Law::normal(mean * k, sd * k),
        RawLaw::Lognormal { mean, cv } => Law::lognormal(mean * k, *cv),
        RawLaw::Exponential { mean } => Law::exponential(mean * k),
        RawLaw::Gamma { mean, cv } => Law::gamma(mean * k, *cv),
        RawLaw::Weibull { mean, shape } => Law::weibull(mean * k, *shape),
        RawLaw::Uniform { low, high } => Law::uniform(low * k, high * k),
        RawLaw::Triangular { low, mode, high } => Law::triangular(low * k, mode * k, high * k),
        RawLaw::Pert { low, mode, high } => Law::pert(low * k, mode * k, high * k),
        RawLaw::Beta {
            alpha,
            beta,
            low,
            high,
        } => Law::beta(
            *alpha,
            *beta,
            low.unwrap_or(0.0) * k,
            high.unwrap_or(1.0) * k,
        ),
        RawLaw::Discrete { values, weights } => {
            let alike = vec![1.0; values.len()];
            Law::discrete(&times(values), weights.as_ref().unwrap_or(&alike))
        }
        RawLaw::Empirical { values } => Law::empirical(&times(values)),
        RawLaw::Quantiles {
            p10,
            p50,
            p90,
            low: None,
        } => Law::quantiles(p10 * k, p50 * k, p90 * k),
        RawLaw::Quantiles {
            p10,
            p50,
            p90,
            low: Some(low),
        } => Law::quantiles_above(low * k, p10 * k, p50 * k, p90 * k),
        RawLaw::ParetoTail {
            mean,
            cv,
            from_quantile,
            alpha,
        } => Law::pareto_tail(mean * k, *cv, *from_quantile, *alpha),
    }
}

/// The distribution in a few words, such as "normal(mean 0.34, sd 0.02)".
pub(super) fn words(raw: &RawLaw) -> String {
    let listed = |values: &[f64]| {
        format!(
            "{} values from {} to {}",
            values.len(),
            least(values),
            greatest(values)
        )
    };
    let end = |name, value: &Option<f64>| {
        value.map_or_else(String::new, |value| format!(", {name} {value}"))
    };
    match raw {
        RawLaw::Normal { mean, sd } => format!("normal(mean {mean}, sd {sd})"),
        RawLaw::Lognormal { mean, cv } => format!("lognormal(mean {mean}, cv {cv})"),
        RawLaw::Exponential { mean } => format!("exponential(mean {mean})"),
        RawLaw::Gamma { mean, cv } => format!("gamma(mean {mean}, cv {cv})"),
        RawLaw::Weibull { mean, shape } => format!("weibull(mean {mean}, shape {shape})"),
        RawLaw::Uniform { low, high } => format!("uniform({low} to {high})"),
        RawLaw::Triangular { low, mode, high } => format!("triangular({low}, {mode}, {high})"),
        RawLaw::Pert { low, mode, high } => format!("pert({low}, {mode}, {high})"),
        RawLaw::Beta {
            alpha,
            beta,
            low,
            high,
        } => {
            format!(
                "beta(alpha {alpha}, beta {beta}{}{})",
                end("low", low),
                end("high", high)
            )
        }
        RawLaw::Discrete { values, .. } => format!("discrete({})", listed(values)),
        RawLaw::Empirical { values } => format!("empirical({})", listed(values)),
        RawLaw::Quantiles { p10, p50, p90, low } => {
            format!(
                "quantiles(p10 {p10}, p50 {p50}, p90 {p90}{})",
                end("low", low)
            )
        }
        RawLaw::ParetoTail {
            mean,
            cv,
            from_quantile,
            alpha,
        } => {
            format!(
                "pareto-tail(mean {mean}, cv {cv}, from-quantile {from_quantile}, alpha {alpha})"
            )
        }
    }
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn greatest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<RawLaw> {
        vec![
            RawLaw::Normal {
                mean: 10.0,
                sd: 2.0,
            },
            RawLaw::Lognormal {
                mean: 10.0,
                cv: 0.7,
            },
            RawLaw::Exponential { mean: 10.0 },
            RawLaw::Gamma {
                mean: 10.0,
                cv: 0.5,
            },
            RawLaw::Weibull {
                mean: 10.0,
                shape: 1.5,
            },
            RawLaw::Uniform {
                low: 1.0,
                high: 2.0,
            },
            RawLaw::Triangular {
                low: 1.0,
                mode: 2.0,
                high: 4.0,
            },
            RawLaw::Pert {
                low: 1.0,
                mode: 2.0,
                high: 4.0,
            },
            RawLaw::Beta {
                alpha: 2.0,
                beta: 3.0,
                low: None,
                high: None,
            },
            RawLaw::Beta {
                alpha: 2.0,
                beta: 3.0,
                low: Some(1.0),
                high: Some(5.0),
            },
            RawLaw::Discrete {
                values: vec![1.0, 2.0],
                weights: None,
            },
            RawLaw::Discrete {
                values: vec![1.0, 2.0],
                weights: Some(vec![3.0, 1.0]),
            },
            RawLaw::Empirical {
                values: vec![4.0, 1.0, 2.0],
            },
            RawLaw::Quantiles {
                p10: 1.0,
                p50: 2.0,
                p90: 4.0,
                low: None,
            },
            RawLaw::Quantiles {
                p10: 1.0,
                p50: 2.0,
                p90: 4.0,
                low: Some(0.0),
            },
            RawLaw::ParetoTail {
                mean: 10.0,
                cv: 1.0,
                from_quantile: 0.9,
                alpha: 3.0,
            },
        ]
    }

    #[test]
    fn a_scale_stretches_every_distribution() {
        for raw in samples() {
            let (plain, stretched) = (law(&raw, 1.0).unwrap(), law(&raw, 100.0).unwrap());
            for u in [0.05, 0.3, 0.5, 0.9, 0.99] {
                let (expected, got) = (100.0 * plain.quantile(u), stretched.quantile(u));
                assert!(
                    (got - expected).abs() <= 1e-6 * expected.abs(),
                    "{raw:?} at {u}: {got}, expected {expected}"
                );
            }
        }
    }

    #[test]
    fn an_error_names_what_was_written() {
        let error = law(&RawLaw::Exponential { mean: -3.0 }, 100.0).unwrap_err();
        assert!(
            error.to_string().contains("-3") && !error.to_string().contains("-300"),
            "{error}"
        );
        let no_share = RawLaw::ParetoTail {
            mean: 1.0,
            cv: 1.0,
            from_quantile: 2.0,
            alpha: 2.0,
        };
        assert_eq!(
            law(&no_share, 1.0).unwrap_err().to_string(),
            "from-quantile is 2: expected a share above 0 and below 1"
        );
    }

    #[test]
    fn words_name_the_parameters() {
        assert_eq!(
            words(&RawLaw::Normal {
                mean: 0.34,
                sd: 0.02
            }),
            "normal(mean 0.34, sd 0.02)"
        );
        assert_eq!(
            words(&RawLaw::Empirical {
                values: vec![4.0, 1.0]
            }),
            "empirical(2 values from 1 to 4)"
        );
    }
}
