//! Intervals and standard errors hold what they promise.

use foresell::kernel::law::Law;
use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, Words, draw};
use foresell::kernel::summary::{Moments, Paired, Share, Sorted};
use foresell_tests::{critical_z, reference, z_of_mean_only, z_of_share};

/// Repetitions of a small study.
const N_STUDIES: u32 = 4_000;
/// Trials of each.
const N_TRIALS: u16 = 200;

fn study(id: &str, number: u32) -> impl Iterator<Item = Words> {
    let entity = EntityKey::of("interval", id);
    (0..N_TRIALS).map(move |index| {
        draw(
            Seed(5),
            Address {
                entity,
                trial: number,
                month: 0,
                purpose: Purpose::new(2),
                index,
            },
        )
    })
}

fn normal_values(id: &str, number: u32) -> Vec<f64> {
    let law = Law::normal(10.0, 2.0).unwrap();
    study(id, number)
        .map(|words| law.quantile(words.uniform(0)))
        .collect()
}

/// How often `interval` of a study holds the truth.
fn coverage(truth: f64, interval: impl Fn(u32) -> (f64, f64)) -> usize {
    let holds = |&number: &u32| {
        let (low, high) = interval(number);
        low <= truth && truth <= high
    };
    (0..N_STUDIES).filter(holds).count()
}

#[test]
fn intervals_of_means_cover_the_mean() {
    let interval = |number| {
        Moments::of(&normal_values("mean", number))
            .unwrap()
            .interval()
            .unwrap()
    };
    let z = z_of_share(coverage(10.0, interval), N_STUDIES as usize, 0.95);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_share(coverage(10.0 + 0.1, interval), N_STUDIES as usize, 0.95);
    assert!(z < -critical_z(), "a bias of 1 % went unseen: z = {z:.2}");
}

/// The ranks are chosen for at least 95 %; what they cover is a sum of binomial chances.
#[test]
fn intervals_of_quantiles_cover_the_quantile() {
    for share in [0.1, 0.5, 0.9] {
        let law = Law::normal(10.0, 2.0).unwrap();
        let pmf = reference::binomial(N_TRIALS.into(), share);
        let mut sum = 0.0;
        let sums: Vec<f64> = (0..=usize::from(N_TRIALS))
            .map(|k| {
                sum += pmf(k);
                sum
            })
            .collect();
        let low = sums.iter().position(|&sum| sum >= 0.025).unwrap();
        let high = sums.iter().position(|&sum| sum >= 0.975).unwrap();
        let exact = sums[high] - sums[low - 1];
        assert!((0.95..0.98).contains(&exact), "{exact}");

        let interval = |number| {
            let sorted = Sorted::of(&normal_values("quantile", number));
            sorted.quantile(share).unwrap().interval.unwrap()
        };
        let covered = coverage(law.quantile(share), interval);
        let z = z_of_share(covered, N_STUDIES as usize, exact);
        assert!(z.abs() < critical_z(), "{share}: z = {z:.2}");
        let covered = coverage(law.quantile(share) + 0.15, interval);
        let z = z_of_share(covered, N_STUDIES as usize, exact);
        assert!(
            z < -critical_z(),
            "{share}: a quantile 1.5 % off went unseen: z = {z:.2}"
        );
    }
}

/// Wilson's interval covers 95 % on average over shares; at one share and size, the exact coverage
/// is a sum of binomial chances.
#[test]
fn intervals_of_shares_cover_the_chance() {
    let (chance, n) = (0.22, usize::from(N_TRIALS));
    let pmf = reference::binomial(N_TRIALS.into(), chance);
    let holds = |interval: (f64, f64)| interval.0 <= chance && chance <= interval.1;
    let exact: f64 = (0..=n)
        .filter(|&k| holds(Share::of(k, n).unwrap().interval))
        .map(pmf)
        .sum();
    assert!((0.93..0.97).contains(&exact), "{exact}");

    let covered = |win_rate: f64| {
        coverage(chance, |number| {
            let events = study("share", number).map(|words| words.uniform(0) < win_rate);
            Share::of_events(events).unwrap().interval
        })
    };
    let z = z_of_share(covered(chance), N_STUDIES as usize, exact);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_share(covered(chance + 0.02), N_STUDIES as usize, exact);
    assert!(
        z < -critical_z(),
        "a chance off by 2 points went unseen: z = {z:.2}"
    );
}

/// `E[SE²] = Var(mean)`, of a difference between plans that share most of their luck.
#[test]
fn the_standard_error_of_a_difference_is_its_spread() {
    let law = Law::normal(10.0, 2.0).unwrap();
    let ratios = |claimed_variance: f64| -> Vec<f64> {
        (0..N_STUDIES)
            .map(|number| {
                let (a, b): (Vec<f64>, Vec<f64>) = study("paired", number)
                    .map(|words| {
                        let shared = law.quantile(words.uniform(0));
                        (shared + 0.1 * words.uniform(1), shared)
                    })
                    .unzip();
                let paired = Paired::of(&a, &b).unwrap();
                assert!(paired.variance_reduction.unwrap() > 1000.0);
                paired.difference.std_error().unwrap().powi(2) / claimed_variance
            })
            .collect()
    };
    // A tenth of a uniform number has variance 0.01 / 12.
    let variance = 0.01 / 12.0 / f64::from(N_TRIALS);
    let z = z_of_mean_only(&ratios(variance), 1.0);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_mean_only(&ratios(variance * 1.02), 1.0);
    assert!(
        z < -critical_z(),
        "a variance 2 % off went unseen: z = {z:.2}"
    );
}

/// The standard error of a quantile is near the asymptotic `√(p (1 - p) / n) / density`.
#[test]
fn the_standard_error_of_a_quantile_has_the_asymptotic_size() {
    let errors: Vec<f64> = (0..N_STUDIES)
        .map(|number| {
            let sorted = Sorted::of(&normal_values("median", number));
            sorted.quantile(0.5).unwrap().std_error().unwrap()
        })
        .collect();
    let mean = errors.iter().sum::<f64>() / f64::from(N_STUDIES);
    let asymptotic = 2.0 * 0.5 / f64::from(N_TRIALS).sqrt() / reference::normal_density(0.0);
    // The ranks are rounded outwards by up to one of 28.
    assert!(
        (1.0..1.08).contains(&(mean / asymptotic)),
        "{mean} {asymptotic}"
    );
}
