//! Bookings as a compound Poisson process, and wins of seasonal leads.

use foresell::measure::{Cut, Measure};
use foresell_tests::moments::{z_of_covariance, z_of_poisson, z_of_variance};
use foresell_tests::plan::{DAYS, Plan, Run, float};
use foresell_tests::{chi_square_p, critical_p, critical_z, reference, z_of_mean};

/// Immediate decisions on 20 leads a month, half of them won; list prices 1,000 on average with cv 0.8, 10 % off.
fn immediate(n_trials: u32) -> Run {
    Plan::minimal()
        .with(
            r"
            demand.sources.inbound.leads-per-month = 20
            segments.other = {}
            [funnel]
            deal-size = { lognormal = { mean = 1_000, cv = 0.8 } }
            deal-size-factor = 1.2
            discount = 0.1
            [funnel.stages.closing]
            pass = 0.5
            dwell-days = 0
            ",
        )
        .run(n_trials)
}

/// Compound Poisson: mean `n μ`, variance `n (μ² + σ²)`.
#[test]
fn bookings_are_compound_poisson() {
    let run = immediate(3_000);
    // 12 months, two segments; a price of 1.2 · 0.9 in cents.
    let (n, mu) = (12.0 * 2.0 * 20.0 * 0.5, 108_000.0);
    let bookings = run.company(Measure::Bookings, 0..12);
    let (mean, variance) = (n * mu, n * mu * mu * (1.0 + 0.8 * 0.8));
    let z = z_of_mean(&bookings, mean, variance);
    assert!(z.abs() < critical_z(), "mean: z = {z:.2}");
    let z = z_of_mean(&bookings, 1.02 * mean, variance);
    assert!(z < -critical_z(), "2 % went unseen: z = {z:.2}");
    let z = z_of_variance(&bookings, mean, variance);
    assert!(z.abs() < critical_z(), "variance: z = {z:.2}");
    let z = z_of_variance(&bookings, mean, n * mu * mu);
    assert!(
        z > critical_z(),
        "the spread of sizes went unseen: z = {z:.2}"
    );
}

/// What is split by chance from a Poisson process is Poisson, and the parts are independent.
#[test]
fn wins_are_poisson_and_segments_are_independent() {
    let run = immediate(8_000);
    let wins = |segment| run.over(Measure::Wins, Cut::Segment, segment, 3..4);
    let (all, other) = (wins(0), wins(1));
    for wins in [&all, &other] {
        let mut counts = vec![0; 60];
        wins.iter().for_each(|&n| counts[n as usize] += 1);
        let p = chi_square_p(&counts, reference::poisson(10.0));
        assert!(p > critical_p(), "p = {p:e}");
        let p = chi_square_p(&counts, reference::poisson(10.4));
        assert!(p < critical_p(), "4 % went unseen: p = {p:e}");
    }
    let z = z_of_covariance((&all, &other), (10.0, 10.0), 0.0);
    assert!(z.abs() < critical_z(), "covariance: z = {z:.2}");
    let z = z_of_covariance((&all, &other), (10.0, 10.0), 1.0);
    assert!(
        z < -critical_z(),
        "a correlation of 0.1 went unseen: z = {z:.2}"
    );
}

/// Seasonal arrivals: wins come at rate `p ∫ λ(u) f(t − u) du`.
#[test]
fn wins_of_seasonal_leads_come_late_by_the_cycle() {
    let season = [0.4, 1.6, 0.4, 1.6, 1.0, 1.0, 2.0, 0.0, 0.7, 1.3, 0.5, 1.5];
    let (mean, n_trials) = (1.4, 2_000);
    let run = Plan::minimal()
        .with(&format!(
            "calendar.season = {season:?}\n\
             demand.sources.inbound.leads-per-month = 20\n\
             [funnel.stages.closing]\n\
             pass = 0.4\n\
             dwell-days = {{ exponential = {{ mean = {} }} }}\n",
            mean * DAYS
        ))
        .run(n_trials);
    // ∫₀ˣ F of an exponential law.
    let h = |x: f64| {
        if x <= 0.0 {
            0.0
        } else {
            x - mean * (1.0 - (-x / mean).exp())
        }
    };
    let until = |t: f64| -> f64 {
        let months = season.iter().enumerate().map(|(k, s)| (float(k), s));
        months
            .map(|(k, s)| 20.0 * s * (h(t - k) - h(t - k - 1.0)))
            .sum::<f64>()
            * 0.4
    };
    let claims: Vec<f64> = (0..12)
        .map(|m| until(float(m + 1)) - until(float(m)))
        .collect();
    let total: f64 = claims.iter().sum();
    let wins = run.company(Measure::Wins, 0..12);
    let z = z_of_poisson(&wins, total);
    assert!(z.abs() < critical_z(), "wins in all: z = {z:.2}");
    let z = z_of_poisson(&wins, 1.02 * total);
    assert!(z < -critical_z(), "2 % went unseen: z = {z:.2}");

    let by_month = run.by_month(Measure::Wins, Cut::Company, 0, 0..12);
    let p = chi_square_p(&by_month, |m| claims[m] / total);
    assert!(p > critical_p(), "months: p = {p:e}");
    let of_season: f64 = season.iter().sum();
    let p = chi_square_p(&by_month, |m| season[m] / of_season);
    assert!(p < critical_p(), "the cycle went unseen: p = {p:e}");
}
