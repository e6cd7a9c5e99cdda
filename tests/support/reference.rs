//! Distributions by another hand (`statrs`), in the parameters the engine uses.
//!
//! All of them panic if the parameters are not those of a distribution.

#![expect(clippy::missing_panics_doc, reason = "said once for all above")]

use statrs::distribution::{
    Beta, Continuous, ContinuousCDF, Discrete, Exp, Gamma, LogNormal, NegativeBinomial, Normal,
    Poisson, Triangular, Weibull,
};
use statrs::function::gamma::gamma;

const MADE: &str = "the parameters of a reference are valid";

/// Chance that a normal number is at most `x`.
pub fn normal(mean: f64, sd: f64) -> impl Fn(f64) -> f64 {
    let law = Normal::new(mean, sd).expect(MADE);
    move |x| law.cdf(x)
}

/// Chance that a lognormal number of this mean and coefficient of variation is at most `x`.
pub fn lognormal(mean: f64, cv: f64) -> impl Fn(f64) -> f64 {
    let log_variance = (1.0 + cv * cv).ln();
    let law = LogNormal::new(mean.ln() - log_variance / 2.0, log_variance.sqrt()).expect(MADE);
    move |x| law.cdf(x)
}

/// Chance that an exponential number of this mean is at most `x`.
pub fn exponential(mean: f64) -> impl Fn(f64) -> f64 {
    let law = Exp::new(1.0 / mean).expect(MADE);
    move |x| law.cdf(x)
}

/// Chance that a gamma number of this mean and coefficient of variation is at most `x`.
pub fn gamma_by_mean(mean: f64, cv: f64) -> impl Fn(f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    let law = Gamma::new(shape, shape / mean).expect(MADE);
    move |x| law.cdf(x)
}

/// Chance that a Weibull number of this mean and shape is at most `x`.
pub fn weibull(mean: f64, shape: f64) -> impl Fn(f64) -> f64 {
    let law = Weibull::new(shape, mean / gamma(1.0 + 1.0 / shape)).expect(MADE);
    move |x| law.cdf(x)
}

/// Chance that a triangular number is at most `x`.
pub fn triangular(low: f64, mode: f64, high: f64) -> impl Fn(f64) -> f64 {
    let law = Triangular::new(low, high, mode).expect(MADE);
    move |x| law.cdf(x)
}

/// Chance that a beta number on `low..=high` is at most `x`.
pub fn beta(alpha: f64, beta: f64, low: f64, high: f64) -> impl Fn(f64) -> f64 {
    let law = Beta::new(alpha, beta).expect(MADE);
    move |x| law.cdf((x - low) / (high - low))
}

/// Density of the standard normal distribution.
#[must_use]
pub fn normal_density(z: f64) -> f64 {
    Normal::standard().pdf(z)
}

/// Chance of exactly `k` events where `rate` are expected.
pub fn poisson(rate: f64) -> impl Fn(usize) -> f64 {
    let law = Poisson::new(rate).expect(MADE);
    move |k| law.pmf(k as u64)
}

/// Chance of exactly `k` where the mean is `mean` and the variance `mean + dispersion · mean²`.
pub fn negative_binomial(mean: f64, dispersion: f64) -> impl Fn(usize) -> f64 {
    let law = NegativeBinomial::new(1.0 / dispersion, 1.0 / (1.0 + dispersion * mean)).expect(MADE);
    move |k| law.pmf(k as u64)
}

/// Chance of exactly `k` successes in `n` tries of chance `p`.
pub fn binomial(n: u64, p: f64) -> impl Fn(usize) -> f64 {
    let law = statrs::distribution::Binomial::new(p, n).expect(MADE);
    move |k| law.pmf(k as u64)
}
