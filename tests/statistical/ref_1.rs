//! REF-1, the reference model that ships: its exact means, worked out here a second time, and its published quantiles.

use std::path::Path;

use foresell::measure::{Cut, Measure};
use foresell::scenario::{Disk, load};
use foresell_tests::moments::z_of_ratio;
use foresell_tests::plan::{Run, float, run};
use foresell_tests::{critical_z, reference, z_of_mean_only, z_of_share};

const N_TRIALS: u32 = 2_000;
const SEASON: [f64; 12] = [
    0.85, 0.90, 1.10, 0.95, 1.00, 1.10, 0.85, 0.90, 1.05, 1.00, 1.10, 1.20,
];
const LEAVES: f64 = 0.02;

/// Expected opportunities of each month, by a recursion over what a seat can be: vacant for one or two months more, or
/// filled for so many months.
fn opportunities() -> Vec<f64> {
    let mut of_tenure = [0.0; 36];
    (0..100).for_each(|seat| of_tenure[seat % 12] += 1.0);
    let mut vacant = [0.0; 2];
    let ramp = |tenure: usize| (float(tenure + 1) / 6.0).min(1.0);
    let month = |month: usize| {
        let ramped: f64 = (0..36).map(|tenure| of_tenure[tenure] * ramp(tenure)).sum();
        let everybody: f64 = of_tenure.iter().sum();
        for tenure in (1..36).rev() {
            of_tenure[tenure] = of_tenure[tenure - 1] * (1.0 - LEAVES);
        }
        of_tenure[0] = vacant[0];
        vacant = [vacant[1], everybody * LEAVES];
        3.0 * ramped * SEASON[month % 12]
    };
    (0..24).map(month).collect()
}

/// Expected bookings of each month: a quarter of the opportunities of each earlier month, after a lognormal cycle that
/// begins in the middle of the month.
fn bookings() -> Vec<f64> {
    let (found, cycle) = (opportunities(), reference::lognormal(3.0, 0.6));
    let won = |from: usize, month: usize| {
        let until = |end: usize| cycle(float(end) - float(from) - 0.5);
        found[from] * 0.25 * (until(month + 1) - if month > from { until(month) } else { 0.0 })
    };
    (0..24)
        .map(|month| 50_000.0 * (0..=month).map(|from| won(from, month)).sum::<f64>())
        .collect()
}

#[test]
fn the_recursion_gives_the_published_means() {
    let year = |months: std::ops::Range<usize>| bookings()[months].iter().sum::<f64>();
    assert_eq!(year(0..12).round(), 29_089_484.0);
    assert_eq!(year(12..24).round(), 41_136_378.0);
    let found: f64 = opportunities().iter().sum();
    assert_eq!((found * 10.0).round(), 65_162.0);
}

fn simulated() -> Run {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/ref-1/scenario.toml");
    let scenario = load(&Disk, &[path]).expect("what ships can be loaded");
    run(&scenario.model, scenario.seed, N_TRIALS)
}

#[test]
fn ref_1_comes_out_as_published() {
    let run = simulated();
    let exact = bookings();
    for months in [0..12, 12..24] {
        let claim: f64 = exact[months.clone()].iter().sum::<f64>() * 100.0;
        let values = run.company(Measure::Bookings, months.clone());
        let z = z_of_mean_only(&values, claim);
        assert!(z.abs() < critical_z(), "bookings of {months:?}: z = {z:.2}");
        let z = z_of_mean_only(&values, 1.02 * claim);
        assert!(
            z < -critical_z(),
            "2 % of {months:?} went unseen: z = {z:.2}"
        );
    }
    let found = run.company(Measure::Opportunities, 0..24);
    let claim: f64 = opportunities().iter().sum();
    let z = z_of_mean_only(&found, claim);
    assert!(z.abs() < critical_z(), "opportunities: z = {z:.2}");
    let z = z_of_mean_only(&found, 1.01 * claim);
    assert!(z < -critical_z(), "1 % went unseen: z = {z:.2}");
    quantiles(&run);
    pay(&run);
}

/// The published quantiles are rounded to 0.01 M: the share of futures below their upper end is at least the level, and
/// below their lower end at most.
fn quantiles(run: &Run) {
    let year: Vec<f64> = run
        .company(Measure::Bookings, 12..24)
        .iter()
        .map(|cents| cents / 1e8)
        .collect();
    let below = |limit: f64| year.iter().filter(|&&m| m < limit).count();
    for (level, published) in [(0.1, 38.43), (0.5, 41.10), (0.9, 43.89)] {
        let z = |limit: f64| z_of_share(below(limit), year.len(), level);
        let (low, high) = (z(published - 0.005), z(published + 0.005));
        assert!(
            low < critical_z() && high > -critical_z(),
            "P{}: z = {low:.2} to {high:.2}",
            level * 100.0
        );
        // Some nine standard errors.
        let z = z(published - 0.9);
        assert!(z < -critical_z(), "0.9 M went unseen: z = {z:.2}");
    }
}

/// Commission 8.048 M and a share at quota of .3329, give or take half of their last digit.
fn pay(run: &Run) {
    let commission = run.company(Measure::VariablePay, 0..24);
    let z = |claim: f64| z_of_mean_only(&commission, claim * 1e8);
    let (low, high) = (z(8.048_5), z(8.047_5));
    assert!(
        low < critical_z() && high > -critical_z(),
        "commission: z = {low:.2} to {high:.2}"
    );
    let z = z(8.048 * 1.02);
    assert!(z < -critical_z(), "2 % went unseen: z = {z:.2}");
    let settled = |measure| run.over(measure, Cut::Company, 0, 0..24);
    let (at, with) = (
        settled(Measure::SettledAtQuota),
        settled(Measure::SettledWithQuota),
    );
    let z = |share: f64| z_of_ratio(&at, &with, share);
    let (low, high) = (z(0.332_95), z(0.332_85));
    assert!(
        low < critical_z() && high > -critical_z(),
        "share at quota: z = {low:.2} to {high:.2}"
    );
    let z = z(0.3329 * 1.02);
    assert!(z < -critical_z(), "2 % went unseen: z = {z:.2}");
}
