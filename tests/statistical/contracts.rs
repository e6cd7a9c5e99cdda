//! Renewals against closed forms: survival of customers who differ, steady ARR, cancellation, work left undone.

use foresell::measure::Measure;
use foresell_tests::plan::{Plan, Run, float};
use foresell_tests::{critical_z, z_of_mean, z_of_mean_only};

/// `n` customers of 1,000.00 a year whose terms of a year end evenly over the year, and no deals.
fn base(n: usize, years: usize, contracts: &str) -> Plan {
    Plan::minimal().with(&format!(
        r#"
        horizon.months = {}
        funnel.stages.closing.pass = 0
        [contracts]
        value = "acv"
        billing = "annual"
        term-months = 12
        {contracts}
        [contracts.base.old]
        count = {n}
        segment = "all"
        region = "all"
        arr-each = 1_000
        term-months = 12
        "#,
        12 * years
    ))
}

/// Customers left after so many renewals of each.
fn left(run: &Run, renewals: usize) -> Vec<f64> {
    run.month(Measure::Customers, 12 * renewals - 1)
}

/// `B(α, β + t) / B(α, β)`, by its recursion.
fn survival(alpha: f64, beta: f64, t: usize) -> f64 {
    (0..t)
        .map(|n| (beta + float(n)) / (alpha + beta + float(n)))
        .product()
}

fn z_of_left(run: &Run, renewals: usize, n: usize, share: f64) -> f64 {
    let (n, left) = (float(n), left(run, renewals));
    z_of_mean(&left, n * share, n * share * (1.0 - share))
}

/// Fader & Hardie 2007, with what they fit to "Regular" and "High End" customers: the share left follows their model for
/// twelve years.
#[test]
fn customers_who_differ_survive_as_modelled() {
    let (n, n_trials) = (500, 200);
    for (alpha, beta) in [(0.704, 1.182), (0.668, 3.806)] {
        let sbg = |beta: f64| {
            format!("renewal = {{ shifted-beta-geometric = {{ alpha = {alpha}, beta = {beta} }} }}")
        };
        let run = base(n, 12, &sbg(beta)).run(n_trials);
        for years in [1, 2, 4, 7, 12] {
            let z = z_of_left(&run, years, n, survival(alpha, beta, years));
            assert!(z.abs() < critical_z(), "year {years}: z = {z:.2}");
        }
        // A beta that is 8 % off is seen, and customers who are all alike are.
        let off = base(n, 12, &sbg(1.08 * beta)).run(n_trials);
        let z = z_of_left(&off, 4, n, survival(alpha, beta, 4));
        assert!(z > critical_z(), "8 % went unseen: z = {z:.2}");
        let mean = format!("renewal = {{ probability = {} }}", survival(alpha, beta, 1));
        let alike = base(n, 12, &mean).run(n_trials);
        let z = z_of_left(&alike, 12, n, survival(alpha, beta, 12));
        assert!(
            z < -critical_z(),
            "one chance for all went unseen: z = {z:.2}"
        );
    }
}

/// Who has renewed three times leaves as such a customer does: `S(3 + t) / S(3)`.
#[test]
fn survivors_are_loyal_from_the_start() {
    let (n, alpha, beta) = (500, 0.668, 3.806);
    let sbg =
        format!("renewal = {{ shifted-beta-geometric = {{ alpha = {alpha}, beta = {beta} }} }}");
    let run = base(n, 4, &sbg)
        .with("contracts.base.old.renewals = 3")
        .run(200);
    for years in [1, 4] {
        let share = survival(alpha, beta, 3 + years) / survival(alpha, beta, 3);
        let z = z_of_left(&run, years, n, share);
        assert!(z.abs() < critical_z(), "year {years}: z = {z:.2}");
        let z = z_of_left(&run, years, n, survival(alpha, beta, years));
        assert!(z > critical_z(), "loyalty went unseen: z = {z:.2}");
    }
}

/// With chance `p` to stay, a price rise, contraction and expansion, ARR after `k` renewals is `ARR₀ qᵏ`, where
/// `q = p (1 + rise - contraction + expansion)` is the NRR.
#[test]
fn arr_after_years_is_a_power_of_retention() {
    let changes = "renewal = { probability = 0.9 }\nprice-rise = 0.04\n\
                   contraction = { chance = 0.2, share = 0.3 }\nexpansion = { chance = 0.25, share = 0.4 }";
    let (n, run) = (500, base(500, 6, changes).run(150));
    let q: f64 = 0.9 * (1.0 + 0.04 - 0.2 * 0.3 + 0.25 * 0.4);
    for years in [1, 3, 6] {
        let expected = 100_000.0 * float(n) * q.powf(float(years));
        let arr = run.month(Measure::Arr, 12 * years - 1);
        let z = z_of_mean_only(&arr, expected);
        assert!(z.abs() < critical_z(), "year {years}: z = {z:.2}");
        let z = z_of_mean_only(&arr, 1.03 * expected);
        assert!(z < -critical_z(), "3 % went unseen: z = {z:.2}");
    }
}

/// New bookings of B a year and an NRR of q below 1 bring ARR to B (1 - qᵏ) / (1 - q) after k years, and in the end to
/// B / (1 - q).
#[test]
fn steady_arr_is_bookings_over_what_is_lost() {
    let years = 30;
    let run = Plan::minimal()
        .with(&format!(
            r#"
            horizon.months = {}
            demand.sources.inbound.leads-per-month = 4
            funnel.stages.closing = {{ pass = 0.5, dwell-days = 0 }}
            [contracts]
            value = "acv"
            billing = "annual"
            term-months = 12
            renewal = {{ probability = 0.75 }}
            price-rise = 0.04
            "#,
            12 * years
        ))
        .run(800);
    let (b, q): (f64, f64) = (12.0 * 4.0 * 0.5 * 100_000.0, 0.75 * 1.04);
    for k in [2, 5, years] {
        let expected = b * (1.0 - q.powf(float(k))) / (1.0 - q);
        let z = z_of_mean_only(&run.month(Measure::Arr, 12 * k - 1), expected);
        assert!(z.abs() < critical_z(), "year {k}: z = {z:.2}");
    }
    let last = run.month(Measure::Arr, 12 * years - 1);
    let z = z_of_mean_only(&last, b / (1.0 - q));
    assert!(z.abs() < critical_z(), "in the end: z = {z:.2}");
    let z = z_of_mean_only(&last, 1.04 * b / (1.0 - q));
    assert!(z < -critical_z(), "4 % went unseen: z = {z:.2}");
    // In the steady state a year earns what it holds: recurring revenue of the last year is the mean ARR.
    let revenue = run.company(Measure::Revenue, 12 * (years - 1)..12 * years);
    let z = z_of_mean_only(&revenue, b / (1.0 - q));
    assert!(z.abs() < critical_z(), "revenue: z = {z:.2}");
}

/// A share of 20 % cancelled a year leaves 0.8ᵗ after t years of a long term.
#[test]
fn cancellation_is_exponential() {
    let (n, years) = (500, 5);
    let plan = base(
        n,
        years,
        "renewal = { probability = 1 }\ncancel-per-year = 0.2",
    );
    let run = plan.with("contracts.base.old.term-months = 600").run(200);
    let share = 0.8_f64.powi(5);
    // Few terms of fifty years end within five, and who comes up stays.
    let z = z_of_left(&run, years, n, share);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_left(&run, years, n, 0.79_f64.powi(5));
    assert!(z > critical_z(), "1 point a year went unseen: z = {z:.2}");
}

/// Whoever is not looked after stays with the odds times exp(effect).
#[test]
fn renewals_that_nobody_works_on_are_lost_more_often() {
    let n = 500;
    let plan = base(
        n,
        1,
        "renewal = { probability = 0.9 }\n\
         renewal-work = { role = \"am\", hours = 1, lead-days = 60, unworked = -0.7 }",
    )
    .with("workforce.roles.am = {}");
    let odds = 9.0 * (-0.7_f64).exp();
    let nobody = plan
        .clone()
        .with("workforce.roles.am.time-to-fill-months = 60\nworkforce.groups.am = { role = \"am\", count = 2, planned-start = \"2027-01\" }")
        .run(100);
    // Those who come up within sixty days of the start have been asked before; the 83rd comes up 1.98 months after it.
    let (early, late) = (82.0, float(n) - 82.0);
    let unworked = odds / (1.0 + odds);
    let mean = early * 0.9 + late * unworked;
    let variance = early * 0.9 * 0.1 + late * unworked * (1.0 - unworked);
    let z = z_of_mean(&left(&nobody, 1), mean, variance);
    assert!(z.abs() < critical_z(), "nobody: z = {z:.2}");
    let all = plan
        .with("workforce.groups.am = { role = \"am\", count = 20, tenure-months = 12 }")
        .run(100);
    let z = z_of_left(&all, 1, n, 0.9);
    assert!(z.abs() < critical_z(), "all: z = {z:.2}");
    let z = z_of_left(&all, 1, n, unworked);
    assert!(z > critical_z(), "the work went unseen: z = {z:.2}");
}
