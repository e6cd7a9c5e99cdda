//! Pay: what tiers cost when sales are uncertain, who makes quota, and who leaves because of it.

use foresell::measure::{Cut, Measure};
use foresell_tests::plan::{Plan, Run};
use foresell_tests::{chi_square_p, critical_p, critical_z, reference, z_of_mean_only, z_of_share};

/// Reps in [`one_deal_each`].
const N_REPS: usize = 20;
/// Quota of a rep and month [minor units].
const QUOTA: f64 = 10_000_000.0;
/// Pay per unit below quota, above it, and the attainment at which pay ends.
const RATES: (f64, f64) = (0.10, 0.20);
const CAP: f64 = 2.0;

/// Reps who sell exactly one deal in one month each, under a plan with an accelerator and a cap.
fn one_deal_each(deal_size: &str) -> Plan {
    let mut csv = String::from("deal,segment,region,stage,entered,owner\n");
    for i in 1..=N_REPS {
        csv += &format!("d{i},all,all,closing,2027-01-01,reps-{i:02}\n");
    }
    Plan::minimal().table("open.csv", &csv).with(&format!(
        r#"
        remove = ["workforce.groups.ae"]
        horizon.months = 1
        demand.sources.inbound.leads-per-month = 0
        workforce.groups.reps = {{ role = "ae", count = {N_REPS}, tenure-months = 24 }}
        [funnel]
        open-pipeline = "open.csv"
        {deal_size}
        [funnel.stages.closing]
        pass = 1
        dwell-days = 12
        [comp.plans.ae]
        roles = ["ae"]
        measure = "bookings"
        period = "month"
        quota-per-year = 1_200_000
        rate = {}
        tier-method = "marginal"
        tiers = [{{ above = 0, multiplier = 1 }}, {{ above = 1, multiplier = {} }}, {{ above = {CAP}, multiplier = 0 }}]
        "#,
        RATES.0,
        RATES.1 / RATES.0,
    ))
}

/// `r₁ μ + (r₂ − r₁) E(X − Q)⁺ − r₂ E(X − cap)⁺`.
fn tiered_pay(mean: f64, excess: impl Fn(f64) -> f64) -> f64 {
    RATES.0 * mean + (RATES.1 - RATES.0) * excess(QUOTA) - RATES.1 * excess(CAP * QUOTA)
}

fn phi(z: f64) -> f64 {
    reference::normal(0.0, 1.0)(z)
}

/// Mean of lognormal deals [minor units] and their log-sd.
const SIZE: (f64, f64) = (10_500_000.0, 0.5);

fn lognormal_deals(n_trials: u32) -> Run {
    let cv = (SIZE.1 * SIZE.1).exp_m1().sqrt();
    let law = format!(
        "deal-size = {{ lognormal = {{ mean = {}, cv = {cv} }} }}",
        SIZE.0 / 100.0
    );
    one_deal_each(&law).run(n_trials)
}

/// `E(X − K)⁺ = m Φ(d₁) − K Φ(d₂)` of lognormal sales (Black & Scholes 1973).
fn lognormal_excess(mean: f64) -> impl Fn(f64) -> f64 {
    move |strike| {
        let d1 = (mean / strike).ln() / SIZE.1 + SIZE.1 / 2.0;
        mean * phi(d1) - strike * phi(d1 - SIZE.1)
    }
}

#[test]
fn lognormal_sales_cost_what_black_and_scholes_say() {
    let run = lognormal_deals(5_000);
    let pay: Vec<f64> = (0..N_REPS)
        .flat_map(|seat| run.over(Measure::VariablePay, Cut::Seat, seat, 0..1))
        .collect();
    let claim = tiered_pay(SIZE.0, lognormal_excess(SIZE.0));
    let z = z_of_mean_only(&pay, claim);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_mean_only(&pay, 1.02 * claim);
    assert!(z < -critical_z(), "2 % went unseen: z = {z:.2}");
    // The pay of the mean is not the mean pay.
    let at_mean = tiered_pay(SIZE.0, |strike| (SIZE.0 - strike).max(0.0));
    let z = z_of_mean_only(&pay, at_mean);
    assert!(
        z.abs() > critical_z(),
        "pay at the mean went unseen: z = {z:.2}"
    );
    let company = run.company(Measure::VariablePay, 0..1);
    assert_eq!(company.iter().sum::<f64>(), pay.iter().sum::<f64>());
}

/// `P(A ≥ 1) = Φ(ln m / s − s / 2)`; the deals beyond the quantile `1 − q` carry `Φ(s − z_{1−q})` of the revenue.
#[test]
fn lognormal_attainment_has_its_share_at_quota_and_its_top_fifth() {
    let run = lognormal_deals(5_000);
    let n = N_REPS * run.0.n_trials();
    let at_quota = run
        .company(Measure::SettledAtQuota, 0..1)
        .iter()
        .sum::<f64>() as usize;
    assert_eq!(
        run.company(Measure::SettledWithQuota, 0..1)
            .iter()
            .sum::<f64>() as usize,
        n
    );
    let (m, s) = (SIZE.0 / QUOTA, SIZE.1);
    let z = z_of_share(at_quota, n, phi(m.ln() / s - s / 2.0));
    assert!(z.abs() < critical_z(), "at quota: z = {z:.2}");
    let z = z_of_share(at_quota, n, phi(m.ln() / s));
    assert!(
        z < -critical_z(),
        "a median for a mean went unseen: z = {z:.2}"
    );

    let z_fifth = 0.841_621_233_572_914_3;
    let threshold = SIZE.0 * (s * z_fifth - s * s / 2.0).exp();
    let sales = (0..N_REPS).flat_map(|seat| run.over(Measure::Bookings, Cut::Seat, seat, 0..1));
    let top: Vec<f64> = sales
        .map(|sales| {
            if sales > threshold {
                sales / SIZE.0
            } else {
                0.0
            }
        })
        .collect();
    let z = z_of_mean_only(&top, phi(s - z_fifth));
    assert!(z.abs() < critical_z(), "the top fifth: z = {z:.2}");
    let z = z_of_mean_only(&top, 1.05 * phi(s - z_fifth));
    assert!(z < -critical_z(), "5 % went unseen: z = {z:.2}");
}

/// `E(X − Q)⁺ = s φ(d) + (μ − Q) Φ(d)`, `d = (μ − Q) / s`, of normal sales.
#[test]
fn normal_sales_cost_what_the_normal_loss_function_says() {
    let (mu, s) = (1.05 * QUOTA, 0.2 * QUOTA);
    let size = "deal-size = 100_000\ndeal-size-factor = { normal = { mean = 1.05, sd = 0.2 } }";
    let run = one_deal_each(size).run(40_000);
    let pay = run.over(Measure::VariablePay, Cut::Seat, 0, 0..1);
    let excess = |s: f64| {
        move |strike: f64| {
            let d = (mu - strike) / s;
            s * reference::normal_density(d) + (mu - strike) * phi(d)
        }
    };
    let z = z_of_mean_only(&pay, tiered_pay(mu, excess(s)));
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_mean_only(&pay, tiered_pay(mu, excess(1.5 * s)));
    assert!(
        z.abs() > critical_z(),
        "a wider spread went unseen: z = {z:.2}"
    );
    let z = z_of_mean_only(&pay, tiered_pay(mu, |strike| (mu - strike).max(0.0)));
    assert!(
        z.abs() > critical_z(),
        "pay at the mean went unseen: z = {z:.2}"
    );
}

/// Two reps share Poisson deals of one size: a quarter's pay is a sum over how many came.
#[test]
fn quarterly_pay_of_poisson_deals_is_the_mixture_over_their_number() {
    let run = Plan::minimal()
        .with(
            r#"
            demand.sources.inbound.leads-per-month = 6
            funnel.deal-size = 40_000
            workforce.groups.ae.count = 2
            [funnel.stages.closing]
            pass = 1
            dwell-days = 0
            [comp.plans.ae]
            roles = ["ae"]
            measure = "bookings"
            period = "quarter"
            quota-per-year = 1_440_000
            rate = 0.05
            tier-method = "marginal"
            tiers = [{ above = 0, multiplier = 0.5 }, { above = 0.5, multiplier = 1 }, { above = 1, multiplier = 3 }]
            bonuses = [{ at = 1, amount = 2_000 }, { at = 1.5, amount = 3_000 }]
            "#,
        )
        .run(10_000);
    // A quarter's quota is nine deals; amounts in whole units of money.
    let pay = |n: f64| {
        let tiers = 0.5 * n.min(4.5) + (n.min(9.0) - 4.5).max(0.0) + 3.0 * (n - 9.0).max(0.0);
        let bonuses = if n >= 9.0 { 2_000.0 } else { 0.0 } + if n >= 13.5 { 3_000.0 } else { 0.0 };
        0.05 * 40_000.0 * tiers + bonuses
    };
    let chance = reference::poisson(9.0);
    let mean: f64 = (0_u32..80)
        .map(|n| chance(n as usize) * pay(f64::from(n)))
        .sum();
    let year = |seat| run.over(Measure::VariablePay, Cut::Seat, seat, 0..1);
    for seat in 0..2 {
        let z = z_of_mean_only(&year(seat), 4.0 * 100.0 * mean);
        assert!(z.abs() < critical_z(), "seat {seat}: z = {z:.2}");
        let z = z_of_mean_only(&year(seat), 4.0 * 100.0 * pay(9.0));
        assert!(z > critical_z(), "pay at the mean went unseen: z = {z:.2}");
        // Some eight standard errors.
        let z = z_of_mean_only(&year(seat), 4.0 * 103.0 * mean);
        assert!(z < -critical_z(), "3 % went unseen: z = {z:.2}");
    }
}

/// A new hire carries the quota of the ramped months only, unless the plan says otherwise.
#[test]
fn quota_follows_ramp_and_stay() {
    let quota = |overlay: &str| {
        let run = one_deal_each("deal-size = 0")
            .with(
                r#"
                horizon.months = 12
                workforce.roles.ae = { ramp = { months = 6 }, backfill = false }
                workforce.groups.a = { role = "ae", count = 1, planned-start = "2027-01" }
                "#,
            )
            .with(overlay)
            .run(1);
        (run.over(Measure::Quota, Cut::Seat, 0, 0..1)[0] / QUOTA * 1e6).round() / 1e6
    };
    assert_eq!(quota(""), 9.0, "three of the six months of ramp");
    assert_eq!(quota("comp.plans.ae.ramped-quota = false"), 12.0);
    let leaves = "events.leaver.leave = { seats = [\"a-01\"], month = \"2027-10\" }";
    assert_eq!(quota(leaves), 6.0, "nine months, less three of ramp");
    assert_eq!(quota("workforce.groups.a.quota-per-year = 600_000"), 4.5);
}

/// Nobody sells, so attainment is 0 from the first settlement on, and the hazard is raised by `exp(effect)` from the
/// second month on.
fn without_sales(effect: f64) -> Run {
    Plan::minimal()
        .with(&format!(
            r#"
            horizon.months = 6
            demand.sources.inbound.leads-per-month = 0
            workforce.groups.ae.count = 100
            [workforce.roles.ae]
            backfill = false
            attrition-per-year = 0.2
            attrition-shortfall-effect = {effect}
            [comp.plans.ae]
            roles = ["ae"]
            measure = "bookings"
            period = "month"
            quota-per-year = 100_000
            rate = 0.1
            tier-method = "marginal"
            tiers = [{{ above = 0, multiplier = 1 }}]
            "#
        ))
        .run(4_000)
}

#[test]
fn missed_quota_raises_the_hazard_of_leaving() {
    let hazard = -0.8_f64.ln() / 12.0;
    let leave = |effect: f64| 1.0 - (-hazard * (1.0 + 5.0 * effect.exp())).exp();
    let leavers = |effect: f64| {
        let run = without_sales(effect);
        run.company(Measure::Leavers, 0..6)
    };
    let counts = |leavers: &[f64]| {
        let mut counts = vec![0; 101];
        leavers.iter().for_each(|&n| counts[n as usize] += 1);
        counts
    };
    let (none, some, more) = (leavers(0.0), leavers(1.0), leavers(1.5));
    for (effect, leavers) in [(0.0, &none), (1.0, &some), (1.5, &more)] {
        let p = chi_square_p(&counts(leavers), reference::binomial(100, leave(effect)));
        assert!(p > critical_p(), "effect {effect}: p = {p:e}");
        let p = chi_square_p(
            &counts(leavers),
            reference::binomial(100, leave(effect + 0.05)),
        );
        assert!(
            p < critical_p(),
            "effect {effect} + 0.05 went unseen: p = {p:e}"
        );
    }
    // In the same futures nobody stays whom a lower hazard had lost.
    let in_order = |low: &[f64], high: &[f64]| low.iter().zip(high).all(|(low, high)| low <= high);
    assert!(in_order(&none, &some) && in_order(&some, &more));
}

/// A higher quota, missed by more, loses more people; an easier one loses no fewer than no quota at all.
#[test]
fn a_quota_too_high_loses_people() {
    let leavers = |quota: u32| {
        let run = Plan::minimal()
            .with(&format!(
                r#"
                demand.sources.inbound.leads-per-month = 200
                workforce.groups.ae.count = 20
                [funnel.stages.closing]
                dwell-days = 0
                [workforce.roles.ae]
                attrition-per-year = 0.3
                attrition-shortfall-effect = 2
                [comp.plans.ae]
                roles = ["ae"]
                measure = "bookings"
                period = "quarter"
                quota-per-year = {quota}
                rate = 0.1
                tier-method = "marginal"
                tiers = [{{ above = 0, multiplier = 1 }}]
                "#
            ))
            .run(1_000);
        run.company(Measure::Leavers, 0..12)
    };
    // A rep sells 30 deals of 1,000 a year.
    let by_quota: Vec<Vec<f64>> = [3_000, 30_000, 60_000, 120_000].map(leavers).into();
    for pair in by_quota.windows(2) {
        let more: Vec<f64> = pair[1]
            .iter()
            .zip(&pair[0])
            .map(|(more, less)| more - less)
            .collect();
        let z = z_of_mean_only(&more, 0.0);
        assert!(
            z > critical_z(),
            "a higher quota lost no more people: z = {z:.2}"
        );
    }
    let base = 20.0 * -0.7_f64.ln();
    let z = z_of_mean_only(&by_quota[0], base);
    assert!(z.abs() < critical_z(), "an easy quota: z = {z:.2}");
    assert!(
        z_of_mean_only(&by_quota[1], base) > critical_z(),
        "a missed quota went unseen"
    );
}
