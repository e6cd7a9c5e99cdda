//! The limits of markets: response to spend, finite markets, what returns of the lost, partners' share.

use foresell::measure::Measure;
use foresell_tests::moments::{z_of_poisson, z_of_ratio, z_of_variance};
use foresell_tests::plan::{DAYS, Plan, float};
use foresell_tests::{chi_square_p, critical_p, critical_z, reference, z_of_mean, z_of_mean_only};

/// Leads that are decided at once, a quarter of them won.
fn leads(overlay: &str) -> Plan {
    let at_once = "[funnel.stages.closing]\ndwell-days = 0\n";
    Plan::minimal().with(at_once).with(overlay)
}

/// Spend that changes by month multiplies the rate by `(spend / reference)^e`, and is all that marketing costs.
#[test]
fn leads_follow_spend_by_its_elasticity() {
    let spend = [10, 20, 40, 0, 10, 10, 10, 10, 10, 10, 10, 10];
    let run = leads(&format!(
        "[demand.sources.inbound]\nspend-per-month = {spend:?}\n\
         spend-response = {{ reference = 10, power = {{ elasticity = 0.34 }} }}\n"
    ))
    .run(20_000);
    let rate = |month: usize, e: f64| 10.0 * (f64::from(spend[month]) / 10.0).powf(e);
    for month in [0, 1, 2] {
        let z = z_of_poisson(&run.month(Measure::Leads, month), rate(month, 0.34));
        assert!(z.abs() < critical_z(), "month {month}: z = {z:.2}");
    }
    let z = z_of_poisson(&run.month(Measure::Leads, 2), rate(2, 0.31));
    assert!(
        z > critical_z(),
        "an elasticity of 0.31 went unseen: {z:.2}"
    );
    assert!(run.month(Measure::Leads, 3).iter().all(|&n| n == 0.0));
    assert!(
        run.month(Measure::Marketing, 2)
            .iter()
            .all(|&m| m == 4_000.0)
    );
}

/// ADBUDG by hand: 10 + 90 · 20² / (10² + 20²) = 82 against 55 at the reference 10.
#[test]
fn leads_follow_spend_along_little_s_curve() {
    let run = leads(
        "[demand.sources.inbound]\nspend-per-month = 20\n\
         spend-response = { reference = 10, adbudg = { min = 10, max = 100, shape = 2, half = 10 } }\n",
    )
    .run(10_000);
    let year = run.company(Measure::Leads, 0..12);
    let z = z_of_poisson(&year, 120.0 * 82.0 / 55.0);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_poisson(&year, 120.0 * 80.0 / 55.0);
    assert!(
        z > critical_z(),
        "a slightly other curve went unseen: {z:.2}"
    );
}

/// Each lost lead comes back after a month with chance `s`, again and again: leads of month `m` are Poisson with mean
/// `λ Σ_{k ≤ m} (s (1 − p))^k`, those that came back the same without `k = 0`.
#[test]
fn what_returns_is_a_geometric_series_of_what_was_lost() {
    let run = leads(&format!(
        "funnel.nurture = {{ share = 0.4, delay-days = {DAYS} }}\n"
    ))
    .run(20_000);
    let again = |month: i32, share: f64| (1..=month).map(|k| (share * 0.75).powi(k)).sum::<f64>();
    for month in [0, 1, 3, 11] {
        let claim = 10.0 * again(month, 0.4);
        let at = usize::try_from(month).unwrap();
        let (returned, leads) = (
            run.month(Measure::Returned, at),
            run.month(Measure::Leads, at),
        );
        if month == 0 {
            assert!(returned.iter().all(|&n| n == 0.0));
            continue;
        }
        for (values, mean) in [(&returned, claim), (&leads, 10.0 + claim)] {
            let z = z_of_poisson(values, mean);
            assert!(z.abs() < critical_z(), "month {month}: z = {z:.2}");
            let z = z_of_variance(values, mean, mean);
            assert!(
                z.abs() < critical_z(),
                "variance of month {month}: z = {z:.2}"
            );
        }
        let z = z_of_poisson(&returned, 10.0 * again(month, 0.38));
        assert!(z > critical_z(), "a share of 0.38 went unseen: z = {z:.2}");
    }
    // Every life is a lead of its own: a quarter of them is won.
    let (wins, leads) = (
        run.company(Measure::Wins, 0..12),
        run.company(Measure::Leads, 0..12),
    );
    assert!(z_of_ratio(&wins, &leads, 0.25).abs() < critical_z());
    // And is worth what any deal is.
    let booked = run.company(Measure::Bookings, 0..12);
    let worth: Vec<f64> = wins.iter().map(|n| n * 100_000.0).collect();
    assert_eq!(booked, worth);
}

/// Where every account buys at once and never again, each is hit with rate `λ / N`: those sold after `t` months are
/// binomial with chance `1 − exp(−λ t / N)`.
#[test]
fn a_finite_market_sells_out_as_a_pure_death_process() {
    let run =
        leads("demand.markets.accounts = 60\n[funnel.stages.closing]\npass = 1\n").run(10_000);
    let wins = run.company(Measure::Wins, 0..12);
    let mut counts = vec![0_usize; 61];
    wins.iter().for_each(|&n| counts[n as usize] += 1);
    let sold = |rate: f64| 1.0 - (-rate * 12.0 / 60.0).exp();
    let p = chi_square_p(&counts, reference::binomial(60, sold(10.0)));
    assert!(p > critical_p(), "p = {p:e}");
    let p = chi_square_p(&counts, reference::binomial(60, sold(9.7)));
    assert!(p < critical_p(), "a rate 3 % off went unseen: p = {p:e}");
    // What was not sent would have come: together they are Poisson.
    let (sent, not) = (
        run.company(Measure::Leads, 0..12),
        run.company(Measure::Exhausted, 0..12),
    );
    let all: Vec<f64> = sent.iter().zip(&not).map(|(a, b)| a + b).collect();
    assert!(z_of_poisson(&all, 120.0).abs() < critical_z());
    let free = run.month(Measure::FreeAccounts, 11);
    assert!(
        free.iter()
            .zip(&wins)
            .all(|(free, sold)| free + sold == 60.0)
    );
}

/// An account is out of the market for the mean time `m` in the funnel and cooling off. In the long run a lead finds its
/// account taken with chance `a / (1 + a)`, `a = λ m / N`, whatever the law of that time (Engset).
#[test]
fn accounts_in_play_and_cooling_off_hold_back_leads_as_engset_says() {
    let run = leads(&format!(
        "horizon.months = 60\ndemand.markets = {{ accounts = 20, cooling-off-days = {DAYS} }}\n\
         [funnel.stages.closing]\npass = 0\ndwell-days = {{ exponential = {{ mean = {} }} }}\n",
        2.0 * DAYS
    ))
    .run(4_000);
    let (sent, not) = (
        run.company(Measure::Leads, 24..60),
        run.company(Measure::Exhausted, 24..60),
    );
    let all: Vec<f64> = sent.iter().zip(&not).map(|(a, b)| a + b).collect();
    let taken = |months: f64| (months * 0.5) / (1.0 + months * 0.5);
    let z = z_of_ratio(&not, &all, taken(3.0));
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_ratio(&not, &all, taken(2.9));
    assert!(z > critical_z(), "2.9 months went unseen: z = {z:.2}");
}

/// Listed accounts are in play one by one: four that buy at once and never again are sold once each.
#[test]
fn a_listed_account_is_sold_once() {
    let plan = leads(
        "demand.accounts = \"accounts.csv\"\ndemand.markets = {}\n[funnel.stages.closing]\npass = 1\n",
    );
    let csv = "account,segment,region,potential\na,all,all,1\nb,all,all,1\nc,all,all,2\nd,all,all,0.001\n";
    let run = plan.clone().table("accounts.csv", csv).run(2_000);
    let wins = run.company(Measure::Wins, 0..12);
    assert!(wins.iter().all(|&n| n <= 4.0));
    // Each is hit with rate λ times its share of potential.
    let mean: f64 = [1.0, 1.0, 2.0, 0.001]
        .map(|potential: f64| 1.0 - (-120.0 * potential / 4.001).exp())
        .iter()
        .sum();
    let z = z_of_mean_only(&wins, mean);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_mean_only(&wins, 4.0);
    assert!(
        z < -critical_z(),
        "an account that nobody hits went unseen: z = {z:.2}"
    );
    // Customers who come back after three months buy again.
    let again = plan
        .with("demand.markets.sold-for-months = 3")
        .table("accounts.csv", csv)
        .run(200)
        .company(Measure::Wins, 0..12);
    assert!(again.iter().sum::<f64>() / 200.0 > 8.0);
}

#[test]
fn partners_get_their_share_of_bookings_as_a_cost() {
    let run = leads("demand.sources.inbound.partner-share = 0.2\n").run(500);
    let of = |measure| run.company(measure, 0..12);
    let (fees, bookings) = (of(Measure::PartnerFees), of(Measure::Bookings));
    assert!(bookings.iter().sum::<f64>() > 0.0);
    assert!(
        fees.iter()
            .zip(&bookings)
            .all(|(fee, booked)| *fee == 0.2 * booked)
    );
    let (cost, margin, left) = (
        of(Measure::Cost),
        of(Measure::GrossMargin),
        of(Measure::Contribution),
    );
    for trial in 0..500 {
        assert_eq!(cost[trial], fees[trial]);
        assert_eq!(left[trial], margin[trial] - fees[trial]);
    }
    let z = z_of_mean(
        &fees,
        0.2 * 30.0 * 100_000.0,
        30.0 * (0.2 * 100_000.0_f64).powi(2),
    );
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_mean(
        &fees,
        0.22 * 30.0 * 100_000.0,
        30.0 * (0.22 * 100_000.0_f64).powi(2),
    );
    assert!(z < -critical_z(), "a tenth went unseen: z = {z:.2}");
    assert_eq!(float(bookings.len()), 500.0);
}
