//! Every sampler, fed by addressed draws, against its distribution by another hand.

use foresell::kernel::copula::RankCorrelation;
use foresell::kernel::count::{GammaMultiplier, bernoulli, binomial, poisson};
use foresell::kernel::law::Law;
use foresell::kernel::philox::PhiloxStream;
use foresell::kernel::stream::{
    Address, EntityKey, Purpose, Seed, Words, draw, pick, pick_uniform,
};
use foresell_tests::{
    chi_square_p, critical_ks, critical_p, critical_z, ks_statistic, reference, z_of_mean,
    z_of_mean_only, z_of_share,
};

const SEED: Seed = Seed(20_260_901);
/// Draws per check; enough to see a fault of one or a few per cent.
const N: u32 = 400_000;

fn words(id: &str, trial: u32) -> Words {
    let entity = EntityKey::of("test", id);
    draw(
        SEED,
        Address {
            entity,
            trial,
            month: 7,
            purpose: Purpose::new(1),
            index: 0,
        },
    )
}

fn uniforms(id: &str) -> impl Iterator<Item = f64> {
    let entity = EntityKey::of("test", id);
    (0..N).map(move |trial| {
        let at = Address {
            entity,
            trial,
            month: 7,
            purpose: Purpose::new(1),
            index: 0,
        };
        draw(SEED, at).uniform(0)
    })
}

fn draws(id: &str, law: &Law) -> Vec<f64> {
    uniforms(id).map(|u| law.quantile(u)).collect()
}

/// Holds the draws of `law` against `cdf`, and shows that draws a share `fault` too large would
/// have been found.
fn follows(id: &str, law: &Law, fault: f64, cdf: impl Fn(f64) -> f64) {
    let values = draws(id, law);
    let distance = ks_statistic(&values, &cdf);
    assert!(distance < critical_ks(), "{id}: distance {distance:.2}");

    let faulty: Vec<f64> = values.iter().map(|value| value * (1.0 + fault)).collect();
    let distance = ks_statistic(&faulty, &cdf);
    assert!(
        distance > critical_ks(),
        "{id}: a fault of {fault} went unseen: {distance:.2}"
    );

    let z = z_of_mean(&values, law.mean(), law.variance());
    assert!(z.abs() < critical_z(), "{id}: mean off by z = {z:.2}");
    let squares: Vec<f64> = values
        .iter()
        .map(|value| (value - law.mean()).powi(2))
        .collect();
    let z = z_of_mean_only(&squares, law.variance());
    assert!(z.abs() < critical_z(), "{id}: variance off by z = {z:.2}");
    let z = z_of_mean_only(&squares, law.variance() * 1.1);
    assert!(
        z.abs() > critical_z(),
        "{id}: a variance off by 10 % went unseen: z = {z:.2}"
    );
}

#[test]
fn uniform_draws_follow_their_distribution() {
    let law = Law::uniform(-1.0, 4.0).unwrap();
    follows("uniform", &law, 0.02, |x| ((x + 1.0) / 5.0).clamp(0.0, 1.0));
}

#[test]
fn normal_draws_follow_their_distribution() {
    let law = Law::normal(100.0, 15.0).unwrap();
    follows("normal", &law, 0.01, reference::normal(100.0, 15.0));
}

#[test]
fn lognormal_draws_follow_their_distribution() {
    let law = Law::lognormal(50_000.0, 0.7).unwrap();
    follows("lognormal", &law, 0.02, reference::lognormal(50_000.0, 0.7));
}

#[test]
fn exponential_draws_follow_their_distribution() {
    let law = Law::exponential(2.5).unwrap();
    follows("exponential", &law, 0.02, reference::exponential(2.5));
}

#[test]
fn gamma_draws_follow_their_distribution() {
    let law = Law::gamma(3.0, 0.6).unwrap();
    follows("gamma", &law, 0.02, reference::gamma_by_mean(3.0, 0.6));
}

#[test]
fn wide_gamma_draws_follow_their_distribution() {
    let law = Law::gamma(3.0, 1.8).unwrap();
    follows("wide gamma", &law, 0.05, reference::gamma_by_mean(3.0, 1.8));
}

#[test]
fn weibull_draws_follow_their_distribution() {
    let law = Law::weibull(4.0, 1.7).unwrap();
    follows("weibull", &law, 0.02, reference::weibull(4.0, 1.7));
}

#[test]
fn triangular_draws_follow_their_distribution() {
    let law = Law::triangular(1.0, 2.0, 6.0).unwrap();
    follows(
        "triangular",
        &law,
        0.02,
        reference::triangular(1.0, 2.0, 6.0),
    );
}

#[test]
fn pert_draws_follow_their_distribution() {
    // Beta with parameters 1 + 4 (mode - low) / (high - low) and 1 + 4 (high - mode) / (high - low).
    let law = Law::pert(1.0, 2.0, 6.0).unwrap();
    follows("pert", &law, 0.02, reference::beta(1.8, 4.2, 1.0, 6.0));
}

#[test]
fn beta_draws_follow_their_distribution() {
    let law = Law::beta(0.5, 2.0, 10.0, 20.0).unwrap();
    follows("beta", &law, 0.01, reference::beta(0.5, 2.0, 10.0, 20.0));
}

/// Chance of at most `x` where the quantile function is `curve`, by bisection.
fn inverse_of(curve: impl Fn(f64) -> f64) -> impl Fn(f64) -> f64 {
    move |x| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..50 {
            let middle = f64::midpoint(low, high);
            if curve(middle) < x {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}

/// Keelin's three-term metalog with the coefficients written out for the triplet 10, 14, 22.
fn metalog(p10: f64, p50: f64, p90: f64) -> impl Fn(f64) -> f64 {
    let spread = 0.5 * (p90 - p10) / 9.0_f64.ln();
    let skew = (1.0 - 2.0 * (p50 - p10) / (p90 - p10)) * (p90 - p10) / (0.8 * 9.0_f64.ln());
    move |u| {
        let log_odds = (u / (1.0 - u)).ln();
        p50 + spread * log_odds + skew * (u - 0.5) * log_odds
    }
}

#[test]
fn metalog_draws_follow_their_distribution() {
    let law = Law::quantiles(10.0, 14.0, 22.0).unwrap();
    follows("metalog", &law, 0.01, inverse_of(metalog(10.0, 14.0, 22.0)));
}

#[test]
fn bounded_metalog_draws_follow_their_distribution() {
    let law = Law::quantiles_above(1.0, 2.0, 2.3, 2.7).unwrap();
    let logs = metalog(0.0, 1.3_f64.ln(), 1.7_f64.ln());
    follows(
        "bounded metalog",
        &law,
        0.02,
        inverse_of(move |u| 1.0 + logs(u).exp()),
    );
}

#[test]
fn draws_with_a_power_tail_follow_their_distribution() {
    let law = Law::pareto_tail(40_000.0, 0.6, 0.9, 9.0).unwrap();
    let body = reference::lognormal(40_000.0, 0.6);
    let start = Law::lognormal(40_000.0, 0.6).unwrap().quantile(0.9);
    let cdf = move |x: f64| {
        if x <= start {
            body(x)
        } else {
            1.0 - 0.1 * (x / start).powi(-9)
        }
    };
    follows("power tail", &law, 0.02, cdf);
}

#[test]
fn draws_beyond_a_floor_follow_the_conditional_distribution() {
    let law = Law::gamma(3.0, 0.6).unwrap();
    let values: Vec<f64> = uniforms("beyond")
        .map(|u| law.quantile_beyond(u, 4.0).unwrap())
        .collect();
    let cdf = reference::gamma_by_mean(3.0, 0.6);
    let below = cdf(4.0);
    let conditional = |x: f64| (cdf(x) - below) / (1.0 - below);
    let distance = ks_statistic(&values, conditional);
    assert!(distance < critical_ks(), "distance {distance:.2}");
    let faulty: Vec<f64> = values.iter().map(|value| value * 1.01).collect();
    let distance = ks_statistic(&faulty, conditional);
    assert!(
        distance > critical_ks(),
        "a fault of 1 % went unseen: {distance:.2}"
    );
}

fn counts(numbers: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut counts = Vec::new();
    for number in numbers {
        let number = number as usize;
        if number >= counts.len() {
            counts.resize(number + 1, 0);
        }
        counts[number] += 1;
    }
    counts
}

#[test]
fn steps_have_their_weights() {
    let law = Law::discrete(&[2.0, 0.0, 1.0, 3.0], &[1.0, 4.0, 3.0, 2.0]).unwrap();
    let counted = counts(draws("steps", &law).iter().map(|&value| value as u32));
    let p = chi_square_p(&counted, |k| [0.4, 0.3, 0.1, 0.2][k]);
    assert!(p > critical_p(), "p = {p:e}");
    let p = chi_square_p(&counted, |k| [0.4, 0.3, 0.106, 0.194][k]);
    assert!(
        p < critical_p(),
        "0.6 points in the wrong place went unseen: p = {p:e}"
    );
}

#[test]
fn empirical_draws_have_the_shares_of_the_observations() {
    let law = Law::empirical(&[1.0, 0.0, 2.0, 1.0, 1.0]).unwrap();
    let counted = counts(draws("empirical", &law).iter().map(|&value| value as u32));
    let p = chi_square_p(&counted, |k| [0.2, 0.6, 0.2][k]);
    assert!(p > critical_p(), "p = {p:e}");
    let p = chi_square_p(&counted, |k| [0.206, 0.594, 0.2][k]);
    assert!(
        p < critical_p(),
        "0.6 points in the wrong place went unseen: p = {p:e}"
    );
}

/// Rates on both sides of each change of method, and a fault of 2 % (10 % for the rarest, where
/// less is known).
#[test]
fn poisson_counts_have_their_chances() {
    for (rate, fault) in [
        (0.3, 0.1),
        (3.0, 0.02),
        (9.5, 0.02),
        (10.5, 0.02),
        (60.0, 0.02),
        (4e3, 0.02),
    ] {
        let id = format!("poisson {rate}");
        let p = chi_square_p(
            &counts(uniforms(&id).map(|u| poisson(u, rate))),
            reference::poisson(rate),
        );
        assert!(p > critical_p(), "rate {rate}: p = {p:e}");
        let faulty = counts(uniforms(&id).map(|u| poisson(u, rate * (1.0 + fault))));
        let p = chi_square_p(&faulty, reference::poisson(rate));
        assert!(
            p < critical_p(),
            "rate {rate}: a fault of {fault} went unseen: p = {p:e}"
        );
    }
}

#[test]
fn mixed_poisson_counts_are_negative_binomial() {
    let (mean, dispersion) = (4.0, 0.5);
    let counted = |dispersion: f64| {
        let multiplier = GammaMultiplier::new(dispersion).unwrap();
        counts((0..N).map(|trial| {
            let words = words("negative binomial", trial);
            poisson(
                words.uniform(1),
                mean * multiplier.quantile(words.uniform(0)),
            )
        }))
    };
    let p = chi_square_p(
        &counted(dispersion),
        reference::negative_binomial(mean, dispersion),
    );
    assert!(p > critical_p(), "p = {p:e}");
    let faulty = counted(dispersion * 1.05);
    let p = chi_square_p(&faulty, reference::negative_binomial(mean, dispersion));
    assert!(
        p < critical_p(),
        "a dispersion 5 % too large went unseen: p = {p:e}"
    );
}

#[test]
fn binomial_counts_have_their_chances() {
    for (n, chance) in [(12, 0.3), (300, 0.4), (20, 0.9)] {
        let id = format!("binomial {n}");
        let counted = |chance: f64| counts(uniforms(&id).map(|u| binomial(u, n, chance)));
        let p = chi_square_p(&counted(chance), reference::binomial(n.into(), chance));
        assert!(p > critical_p(), "{n} tries: p = {p:e}");
        let p = chi_square_p(
            &counted(chance * 1.02),
            reference::binomial(n.into(), chance),
        );
        assert!(
            p < critical_p(),
            "{n} tries: a fault of 2 % went unseen: p = {p:e}"
        );
    }
}

#[test]
fn events_have_their_chance() {
    let hits = |chance: f64| {
        uniforms("bernoulli")
            .filter(|&u| bernoulli(u, chance))
            .count()
    };
    let z = z_of_share(hits(0.22), N as usize, 0.22);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_share(hits(0.22 * 1.02), N as usize, 0.22);
    assert!(
        z > critical_z(),
        "a chance 2 % too large went unseen: z = {z:.2}"
    );
}

/// Neighbours along each part of the address, and the words of one draw, must not know of each
/// other; a share of 2 % in common would be seen.
#[test]
fn neighbouring_addresses_are_independent() {
    type Step = fn(Address) -> Address;
    let base = Address {
        entity: EntityKey(41),
        trial: 0,
        month: 0,
        purpose: Purpose::new(0),
        index: 0,
    };
    let uniform = |at| draw(SEED, at).uniform(0) - 0.5;
    let neighbours: [(&str, Step); 5] = [
        ("entity", |at| Address {
            entity: EntityKey(at.entity.0 + 1),
            ..at
        }),
        ("trial", |at| Address {
            trial: at.trial + 1,
            ..at
        }),
        ("month", |at| Address {
            month: at.month + 1,
            ..at
        }),
        ("purpose", |at| Address {
            purpose: Purpose::new(1),
            ..at
        }),
        ("index", |at| Address {
            index: at.index + 1,
            ..at
        }),
    ];
    for (part, next) in neighbours {
        let products = |shared: f64| -> Vec<f64> {
            (0..N)
                .map(|trial| {
                    let at = Address { trial, ..base };
                    let (a, b) = (uniform(at), uniform(next(at)));
                    12.0 * a * (b * (1.0 - shared) + a * shared)
                })
                .collect()
        };
        let z = z_of_mean_only(&products(0.0), 0.0);
        assert!(z.abs() < critical_z(), "{part}: z = {z:.2}");
        let z = z_of_mean_only(&products(0.02), 0.0);
        assert!(
            z > critical_z(),
            "{part}: 2 % in common went unseen: z = {z:.2}"
        );
    }
}

#[test]
fn all_words_of_a_draw_are_uniform() {
    for word in 0..4 {
        let values: Vec<f64> = (0..N)
            .map(|trial| words("words", trial).uniform(word))
            .collect();
        let distance = ks_statistic(&values, |u| u);
        assert!(distance < critical_ks(), "word {word}: {distance:.2}");
        let faulty: Vec<f64> = values.iter().map(|u| u.powf(1.02)).collect();
        let distance = ks_statistic(&faulty, |u| u);
        assert!(
            distance > critical_ks(),
            "word {word}: a fault of 2 % went unseen: {distance:.2}"
        );
    }
}

/// Seven candidates, so that a bias of the highest bits cannot hide in a power of two.
#[test]
fn lots_pick_all_candidates_alike() {
    let reps: Vec<EntityKey> = (0..7)
        .map(|i| EntityKey::of("rep", &i.to_string()))
        .collect();
    let winners = counts((0..N).map(|trial| {
        let words = words("lots", trial);
        let winner = (0..7_u32).max_by_key(|&rep| pick(words, reps[rep as usize]));
        winner.unwrap()
    }));
    let p = chi_square_p(&winners, |_| 1.0 / 7.0);
    assert!(p > critical_p(), "p = {p:e}");
    let p = chi_square_p(&winners, |rep| (1.0 + 0.02 * [1.0, -1.0][rep % 2]) / 7.02);
    assert!(p < critical_p(), "a bias of 2 % went unseen: p = {p:e}");
}

#[test]
fn weighted_lots_pick_in_proportion_to_the_weights() {
    let reps: Vec<EntityKey> = (0..3)
        .map(|i| EntityKey::of("rep", &i.to_string()))
        .collect();
    let weights = [1.0, 2.0, 5.0];
    let time =
        |words, rep: u32| -pick_uniform(words, reps[rep as usize]).ln() / weights[rep as usize];
    let winners = counts((0..N).map(|trial| {
        let words = words("weighted lots", trial);
        (0..3_u32)
            .min_by(|&a, &b| time(words, a).total_cmp(&time(words, b)))
            .unwrap()
    }));
    let p = chi_square_p(&winners, |rep| weights[rep] / 8.0);
    assert!(p > critical_p(), "p = {p:e}");
    let p = chi_square_p(&winners, |rep| [1.03, 2.0, 4.97][rep] / 8.0);
    assert!(p < critical_p(), "a weight 3 % off went unseen: p = {p:e}");
}

#[test]
fn correlated_uniforms_have_their_rank_correlations() {
    let names = ["win-rate", "cycle", "demand"];
    let matrix = [[1.0, -0.6, 0.3], [-0.6, 1.0, 0.0], [0.3, 0.0, 1.0]];
    let correlation = RankCorrelation::new(&names, &matrix).unwrap();
    let samples: Vec<Vec<f64>> = (0..N)
        .map(|trial| {
            let words = words("copula", trial);
            correlation.correlate(&[0, 1, 2].map(|word| words.uniform(word)))
        })
        .collect();
    for i in 0..3 {
        let column: Vec<f64> = samples.iter().map(|u| u[i]).collect();
        let distance = ks_statistic(&column, |u| u);
        assert!(distance < critical_ks(), "{}: {distance:.2}", names[i]);
        for j in 0..i {
            // Spearman's correlation of exact uniforms is twelve times their covariance.
            let products: Vec<f64> = samples
                .iter()
                .map(|u| 12.0 * (u[i] - 0.5) * (u[j] - 0.5))
                .collect();
            let z = z_of_mean_only(&products, matrix[i][j]);
            assert!(
                z.abs() < critical_z(),
                "{} and {}: z = {z:.2}",
                names[i],
                names[j]
            );
            let z = z_of_mean_only(&products, matrix[i][j] + 0.015);
            assert!(
                z.abs() > critical_z(),
                "a correlation off by 0.015 went unseen: z = {z:.2}"
            );
        }
    }
}

#[test]
fn the_stream_serves_library_samplers() {
    use rand_distr::{Distribution, Normal};
    let normal = Normal::new(100.0, 15.0).unwrap();
    let mut stream = PhiloxStream::new(SEED.0, 3);
    let values: Vec<f64> = (0..N).map(|_| normal.sample(&mut stream)).collect();
    let distance = ks_statistic(&values, reference::normal(100.0, 15.0));
    assert!(distance < critical_ks(), "distance {distance:.2}");
    let distance = ks_statistic(&values, reference::normal(101.0, 15.0));
    assert!(
        distance > critical_ks(),
        "a fault of 1 % went unseen: {distance:.2}"
    );
}
