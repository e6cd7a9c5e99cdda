//! Samplers never fall when their uniform rises, whatever their parameters: what common random
//! numbers between two plans rest on.

use foresell::kernel::count::{binomial, gamma_multiplier, poisson};
use foresell::kernel::law::Law;
use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};

/// Random cases per family.
const N_CASES: u32 = 3_000;

/// Uniforms of one case: the first ones make the parameters, the last ones are where to look.
fn case(family: &str, number: u32) -> impl FnMut() -> f64 {
    let entity = EntityKey::of("monotone", family);
    let mut index = 0;
    move || {
        let at = Address {
            entity,
            trial: number,
            month: 0,
            purpose: Purpose::new(0),
            index,
        };
        index += 1;
        draw(Seed(77), at).uniform(0)
    }
}

/// A number from `low` to `high`, as often in each power of ten.
fn spread(u: f64, low: f64, high: f64) -> f64 {
    low * (high / low).powf(u)
}

/// Two places on the grid of 32 random bits: neighbours, or anywhere, in either tail.
fn two_places(mut next: impl FnMut() -> f64) -> (f64, f64) {
    const STEP: f64 = 1.0 / (1_u64 << 32) as f64;
    let tail = 0.5 * spread(next(), 1e-9, 1.0);
    let place = if next() < 0.5 { tail } else { 1.0 - tail };
    let first = ((place / STEP).floor().clamp(0.0, 4_294_967_294.0) + 0.5) * STEP;
    let second = if next() < 0.5 { first + STEP } else { next() };
    (first.min(second), first.max(second))
}

/// A law of a family, from a source of uniforms.
type Make = fn(&mut dyn FnMut() -> f64) -> Law;

const FAMILIES: [(&str, Make); 12] = [
    ("uniform", |u| Law::uniform(-u(), u()).unwrap()),
    ("normal", |u| {
        Law::normal(u() - 0.5, spread(u(), 1e-3, 1e3)).unwrap()
    }),
    ("lognormal", |u| {
        Law::lognormal(spread(u(), 1e-3, 1e9), spread(u(), 1e-3, 50.0)).unwrap()
    }),
    ("exponential", |u| {
        Law::exponential(spread(u(), 1e-3, 1e6)).unwrap()
    }),
    ("gamma", |u| {
        Law::gamma(spread(u(), 1e-3, 1e6), spread(u(), 1e-5, 20.0)).unwrap()
    }),
    ("weibull", |u| {
        Law::weibull(spread(u(), 1e-3, 1e6), spread(u(), 0.05, 1e3)).unwrap()
    }),
    ("triangular", |u| Law::triangular(-u(), 0.0, u()).unwrap()),
    ("pert", |u| Law::pert(-u(), 0.0, u()).unwrap()),
    ("beta", |u| {
        Law::beta(spread(u(), 0.01, 1e3), spread(u(), 0.01, 1e3), 1.0, 2.0).unwrap()
    }),
    ("metalog", |u| {
        Law::quantiles(0.0, 0.17 + 0.66 * u(), 1.0).unwrap()
    }),
    ("power tail", |u| {
        Law::pareto_tail(1.0, spread(u(), 0.01, 9.0), u(), spread(u(), 0.2, 20.0)).unwrap()
    }),
    ("empirical", |u| {
        Law::empirical(&[u(), u(), u(), u(), u()]).unwrap()
    }),
];

#[test]
fn quantiles_never_fall() {
    for (family, make) in FAMILIES {
        // Compiling a table takes milliseconds.
        let n_cases = if ["gamma", "pert", "beta"].contains(&family) {
            60
        } else {
            N_CASES
        };
        for number in 0..n_cases {
            let mut next = case(family, number);
            let law = make(&mut next);
            for _ in 0..20 {
                let (low, high) = two_places(&mut next);
                let (from, to) = (law.quantile(low), law.quantile(high));
                assert!(from <= to, "{law:?}: {from:e} at {low}, {to:e} at {high}");
            }
        }
    }
}

#[test]
fn draws_beyond_a_floor_never_fall_and_exceed_it() {
    for (family, make) in FAMILIES {
        for number in 0..60 {
            let mut next = case(family, number);
            let law = make(&mut next);
            for _ in 0..20 {
                let floor = law.quantile(next());
                let (low, high) = two_places(&mut next);
                let beyond = |u| law.quantile_beyond(u, floor);
                let (from, to) = (beyond(low), beyond(high));
                assert_eq!(
                    from.is_none(),
                    law.survival(floor) == 0.0,
                    "{law:?} beyond {floor}"
                );
                assert!(
                    from <= to,
                    "{law:?} beyond {floor}: {from:?} at {low}, {to:?} at {high}"
                );
                assert!(
                    from.is_none_or(|x| x >= floor),
                    "{law:?} beyond {floor}: {from:?}"
                );
            }
        }
    }
}

#[test]
fn counts_never_fall_when_their_uniform_or_their_rate_rises() {
    for number in 0..20 * N_CASES {
        let mut next = case("poisson", number);
        let rate = spread(next(), 1e-3, 1e6);
        let more = if next() < 0.5 {
            rate * (1.0 + 1e-9)
        } else {
            rate + next()
        };
        let (low, high) = two_places(&mut next);
        let count = poisson(low, rate);
        assert!(
            count <= poisson(high, rate),
            "rate {rate}: {low} and {high}"
        );
        assert!(
            count <= poisson(low, more),
            "at {low}: rates {rate} and {more}"
        );
    }
    for number in 0..N_CASES {
        let mut next = case("binomial", number);
        let (n, chance) = (spread(next(), 1.0, 1e4) as u32, next());
        let more = chance + (1.0 - chance) * spread(next(), 1e-9, 1.0);
        let (low, high) = two_places(&mut next);
        let count = binomial(low, n, chance);
        assert!(
            count <= binomial(high, n, chance),
            "{n} at {chance}: {low} and {high}"
        );
        assert!(
            count <= binomial(low, n, more),
            "{n} at {low}: {chance} and {more}"
        );
        assert!(
            count <= binomial(low, n + 1, chance),
            "{n} and one more at {low}: {chance}"
        );
    }
    for number in 0..N_CASES {
        let mut next = case("multiplier", number);
        let dispersion = spread(next(), 1e-6, 100.0);
        let (low, high) = two_places(&mut next);
        let (from, to) = (
            gamma_multiplier(low, dispersion),
            gamma_multiplier(high, dispersion),
        );
        assert!(from <= to, "dispersion {dispersion}: {low} and {high}");
    }
}
