//! Demand: counts, trend, season, market mood, shocks, score tiers, products, prospecting.

use foresell::measure::{Cut, Measure};
use foresell_tests::moments::{z_of_covariance, z_of_poisson, z_of_ratio, z_of_variance};
use foresell_tests::plan::{DAYS, Plan, Run, float};
use foresell_tests::{
    chi_square_p, critical_p, critical_z, reference, z_of_mean, z_of_mean_only, z_of_share,
};

/// Leads that are decided at once.
fn leads(overlay: &str) -> Plan {
    let at_once = "[funnel.stages.closing]\ndwell-days = 0\n";
    Plan::minimal().with(at_once).with(overlay)
}

fn counts(values: &[f64]) -> Vec<usize> {
    let most = values.iter().copied().fold(0.0, f64::max);
    let mut counts = vec![0; most as usize + 1];
    values.iter().for_each(|&n| counts[n as usize] += 1);
    counts
}

/// A gamma-mixed Poisson rate gives a negative binomial count with variance `μ + d μ²` (Greenwood & Yule 1920).
#[test]
fn dispersed_arrivals_are_negative_binomial() {
    let run = leads("demand.sources.inbound.dispersion = 0.2").run(4_000);
    let months: Vec<f64> = (0..12).flat_map(|m| run.month(Measure::Leads, m)).collect();
    let (mean, variance) = (10.0, 10.0 + 0.2 * 100.0);
    assert!(z_of_mean(&months, mean, variance).abs() < critical_z());
    let z = z_of_variance(&months, mean, variance);
    assert!(z.abs() < critical_z(), "variance: z = {z:.2}");
    let p = chi_square_p(&counts(&months), reference::negative_binomial(mean, 0.2));
    assert!(p > critical_p(), "p = {p:e}");
    let p = chi_square_p(&counts(&months), reference::negative_binomial(mean, 0.23));
    assert!(
        p < critical_p(),
        "dispersion 15 % off went unseen: p = {p:e}"
    );
    let p = chi_square_p(&counts(&months), reference::poisson(mean));
    assert!(p < critical_p(), "dispersion went unseen: p = {p:e}");
    // Months are independent of each other.
    let (first, second) = (run.month(Measure::Leads, 0), run.month(Measure::Leads, 1));
    let z = z_of_covariance((&first, &second), (mean, mean), 0.0);
    assert!(z.abs() < critical_z(), "covariance of months: z = {z:.2}");
}

#[test]
fn trend_and_season_scale_poisson_arrivals() {
    let season = [0.5, 1.5, 0.8, 1.2, 1.0, 1.0, 0.9, 1.1, 0.7, 1.3, 0.6, 1.4];
    let overlay = |trend: f64| {
        format!("calendar.season = {season:?}\ndemand.sources.inbound.trend = {trend}\n")
    };
    let run = leads(&overlay(0.03)).run(4_000);
    let claim =
        |trend: f64| move |month: usize| 10.0 * season[month] * (1.0 + trend).powf(float(month));
    let total: f64 = (0..12).map(claim(0.03)).sum();
    let in_all = run.company(Measure::Leads, 0..12);
    let z = z_of_poisson(&in_all, total);
    assert!(z.abs() < critical_z(), "in all: z = {z:.2}");
    let by_month = run.by_month(Measure::Leads, Cut::Company, 0, 0..12);
    let shares = |trend: f64| {
        let sum: f64 = (0..12).map(claim(trend)).sum();
        move |month| claim(trend)(month) / sum
    };
    let p = chi_square_p(&by_month, shares(0.03));
    assert!(p > critical_p(), "months: p = {p:e}");
    let p = chi_square_p(&by_month, shares(0.035));
    assert!(p < critical_p(), "a trend of 3.5 % went unseen: p = {p:e}");
    let unseasonal = leads(&overlay(0.0)).with("demand.sources.inbound.seasonal = false");
    let z = z_of_poisson(&unseasonal.run(4_000).month(Measure::Leads, 1), 10.0);
    assert!(
        z.abs() < critical_z(),
        "a source without season: z = {z:.2}"
    );
}

/// The market-wide factor `exp(β x − β² σ² / 2)` with a stationary AR(1) `x` has mean one in every month and
/// covariance `exp(β β' σ² φᵏ) − 1` over `k` months and two segments.
#[test]
fn the_market_wide_factor_has_mean_one_and_fades_as_it_says() {
    let run = leads(
        r"
        horizon.months = 4
        segments.other.macro-loading = 0.5
        demand.sources.inbound.leads-per-month = 20
        funnel.stages.closing.pass = 0
        macro-factor = { volatility = 0.3, persistence = 0.8 }
        ",
    )
    .run(30_000);
    let of = |segment, month| run.over(Measure::Leads, Cut::Segment, segment, month..month + 1);
    let covariance =
        |loadings: f64, phi: f64, lag: i32| 400.0 * ((loadings * 0.09 * phi.powi(lag)).exp() - 1.0);
    for month in [0, 3] {
        let z = z_of_mean(&of(0, month), 20.0, 20.0 + covariance(1.0, 0.8, 0));
        assert!(z.abs() < critical_z(), "month {month}: z = {z:.2}");
        let z = z_of_mean(
            &of(0, month),
            20.0 * 0.045_f64.exp(),
            20.0 + covariance(1.0, 0.8, 0),
        );
        assert!(
            z < -critical_z(),
            "a factor with median one went unseen: z = {z:.2}"
        );
        let z = z_of_variance(&of(0, month), 20.0, 20.0 + covariance(1.0, 0.8, 0));
        assert!(
            z.abs() < critical_z(),
            "variance of month {month}: z = {z:.2}"
        );
    }
    for (lag, other, loadings) in [(1, 0, 1.0), (3, 0, 1.0), (0, 1, 0.5), (2, 1, 0.5)] {
        let (now, then) = (of(0, 0), of(other, lag));
        let lag = i32::try_from(lag).expect("months are few");
        let z_of = |claim| z_of_covariance((&now, &then), (20.0, 20.0), claim);
        let z = z_of(covariance(loadings, 0.8, lag));
        assert!(
            z.abs() < critical_z(),
            "lag {lag}, segment {other}: z = {z:.2}"
        );
        let z = z_of(covariance(1.3 * loadings, 0.8, lag));
        assert!(
            z < -critical_z(),
            "loadings 30 % off went unseen: z = {z:.2}"
        );
    }
    let z = z_of_covariance(
        (&of(0, 0), &of(0, 1)),
        (20.0, 20.0),
        covariance(1.0, 0.65, 1),
    );
    assert!(
        z > critical_z(),
        "a persistence of 0.65 went unseen: z = {z:.2}"
    );
}

/// A shock changes leads, odds and deal sizes of its segments and months, and nothing else.
#[test]
fn a_shock_hits_its_segments_for_its_months() {
    let run = leads(
        r#"
        segments.other = {}
        [events.recession.shock]
        from = "2027-04"
        until = "2027-09"
        segments = ["other"]
        demand = -0.2
        conversion = -0.5
        deal-size = -0.1
        "#,
    )
    .run(10_000);
    let of = |measure, segment, months| run.over(measure, Cut::Segment, segment, months);
    // Odds of 1 : 3, less a factor of exp(-0.5).
    let hit = 1.0 / (1.0 + 3.0 * 0.5_f64.exp());
    for (segment, months, rate, pass, size) in [
        (0, 3..8, 50.0, 0.25, 100_000.0),
        (1, 0..3, 30.0, 0.25, 100_000.0),
        (1, 3..8, 40.0, hit, 90_000.0),
        (1, 8..12, 40.0, 0.25, 100_000.0),
    ] {
        let case = format!("segment {segment}, months {months:?}");
        let (leads, wins) = (
            of(Measure::Leads, segment, months.clone()),
            of(Measure::Wins, segment, months.clone()),
        );
        let z = z_of_poisson(&leads, rate);
        assert!(z.abs() < critical_z(), "leads of {case}: z = {z:.2}");
        let z = z_of_poisson(&leads, 1.03 * rate);
        assert!(
            z < -critical_z(),
            "leads of {case}: 3 % went unseen: z = {z:.2}"
        );
        let z = z_of_ratio(&wins, &leads, pass);
        assert!(z.abs() < critical_z(), "wins of {case}: z = {z:.2}");
        let z = z_of_ratio(&wins, &leads, 1.03 * pass);
        assert!(
            z < -critical_z(),
            "wins of {case}: 3 % went unseen: z = {z:.2}"
        );
        let bookings = of(Measure::Bookings, segment, months);
        assert!(
            bookings
                .iter()
                .zip(wins)
                .all(|(bookings, wins)| *bookings == size * wins),
            "{case}"
        );
    }
}

/// A tier's lift moves every stage on the logit scale; the product of stages is averaged over tiers, not the lifts.
#[test]
fn tiers_lift_the_odds_of_every_stage() {
    let run = leads(
        r#"
        demand.tiers.hot = { share = 1, lift = 1.2 }
        demand.tiers.cold = { share = 3, lift = -0.4 }
        funnel.order = ["first", "closing"]
        funnel.stages.first = { pass = 0.5, dwell-days = 0 }
        "#,
    )
    .run(10_000);
    let logistic = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    let pass = |lift: f64| logistic(lift) * logistic(lift - 3.0_f64.ln());
    let claim = 0.25 * pass(1.2) + 0.75 * pass(-0.4);
    let sum = |measure| run.company(measure, 0..12).iter().sum::<f64>() as usize;
    let z = z_of_share(sum(Measure::Wins), sum(Measure::Leads), claim);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_share(
        sum(Measure::Wins),
        sum(Measure::Leads),
        pass(0.25 * 1.2 - 0.75 * 0.4),
    );
    assert!(z > critical_z(), "averaged lifts went unseen: z = {z:.2}");
    let z = z_of_share(sum(Measure::Wins), sum(Measure::Leads), 1.03 * claim);
    assert!(z < -critical_z(), "3 % went unseen: z = {z:.2}");
}

/// Products share the opportunities by weight, which shows in what their deals are worth.
#[test]
fn products_share_deals_by_weight() {
    let run = leads(
        r"
        products.small.weight = 3
        products.large.weight = 1
        funnel.stages.closing.pass = 1
        funnel.deal-size = { by-product = { small = 0, large = 1 } }
        ",
    )
    .run(2_000);
    // A deal of the large product is worth 1.00: bookings count them.
    let large: Vec<f64> = run
        .company(Measure::Bookings, 0..12)
        .iter()
        .map(|b| b / 100.0)
        .collect();
    let z = z_of_ratio(&large, &run.company(Measure::Wins, 0..12), 0.25);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_ratio(&large, &run.company(Measure::Wins, 0..12), 0.26);
    assert!(z < -critical_z(), "4 % went unseen: z = {z:.2}");
    // Poisson deals split by weight are Poisson.
    let z = z_of_poisson(&large, 30.0);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
}

/// Reps prospect in proportion to their ramped time: here 2 reps for a year and one who ramps over half of it.
#[test]
fn prospected_leads_follow_the_ramp() {
    let run: Run = leads(
        r#"
        remove = ["demand.sources.inbound"]
        demand.sources.outbound = { leads-per-month = 4, prospected-by = "ae" }
        workforce.groups.ae.count = 2
        workforce.groups.new = { role = "ae", count = 1, planned-start = "2027-01" }
        workforce.roles.ae.ramp = { months = 6 }
        "#,
    )
    .run(10_000);
    let claim = 4.0 * (24.0 + 3.0 + 6.0);
    let leads = run.company(Measure::Leads, 0..12);
    let z = z_of_poisson(&leads, claim);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_poisson(&leads, 4.0 * 36.0);
    assert!(z < -critical_z(), "the ramp went unseen: z = {z:.2}");
    let z = z_of_poisson(&leads, 1.02 * claim);
    assert!(z < -critical_z(), "2 % went unseen: z = {z:.2}");
}

/// Weighted routing gives each seat its share of deals, whoever else is there.
#[test]
fn routing_shares_deals_by_weight() {
    let run = leads(
        r#"
        remove = ["workforce.groups.ae"]
        funnel.stages.closing.pass = 1
        workforce.groups.a = { role = "ae", count = 1, tenure-months = 24, weight = 1 }
        workforce.groups.b = { role = "ae", count = 1, tenure-months = 24, weight = 2 }
        workforce.groups.c = { role = "ae", count = 1, tenure-months = 24, weight = 3 }
        "#,
    )
    .run(2_000);
    let wins = |seat| run.over(Measure::Wins, Cut::Seat, seat, 0..1);
    for (seat, mean) in [20.0, 40.0, 60.0].into_iter().enumerate() {
        let z = z_of_poisson(&wins(seat), mean);
        assert!(z.abs() < critical_z(), "seat {seat}: z = {z:.2}");
        let z = z_of_poisson(&wins(seat), 1.04 * mean);
        assert!(
            z < -critical_z(),
            "seat {seat}: 4 % went unseen: z = {z:.2}"
        );
    }
    let z = z_of_covariance((&wins(0), &wins(2)), (20.0, 60.0), 0.0);
    assert!(z.abs() < critical_z(), "covariance: z = {z:.2}");
}

#[test]
fn round_robin_leaves_no_seat_more_than_one_deal_ahead() {
    let plan = |routing: &str| {
        leads(&format!(
            "funnel.stages.closing.pass = 1\nworkforce.groups.ae.count = 3\nterritory.routing.ae = {routing:?}\n"
        ))
    };
    let ahead = |routing: &str| {
        let run = plan(routing).run(200);
        let wins: Vec<Vec<f64>> = (0..3)
            .map(|seat| run.over(Measure::Wins, Cut::Seat, seat, 0..1))
            .collect();
        let spread = |trial: usize| {
            let of = wins.iter().map(|wins| wins[trial]);
            of.clone().fold(f64::MIN, f64::max) - of.fold(f64::MAX, f64::min)
        };
        (0..200).map(spread).fold(0.0, f64::max)
    };
    assert!(ahead("round-robin") <= 1.0);
    assert!(ahead("weighted") > 1.0, "lots are meant to differ");
}

/// A cycle factor stretches every dwell, a tier of time being a month.
#[test]
fn a_cycle_factor_stretches_time_in_stage() {
    let plan = Plan::minimal().with(&format!(
        "horizon.months = 24\n\
         [funnel]\ncycle-factor = 1.5\n\
         [funnel.stages.closing]\ndwell-days = {{ gamma = {{ mean = {DAYS}, cv = 0.5 }} }}\n"
    ));
    let run = plan.run(2_000);
    let time = run.stage(Measure::TimeInStage, 0, 12..24);
    let z = z_of_mean_only(&time, 12.0 * 10.0 * 1.5e6);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_mean_only(&time, 12.0 * 10.0 * 1.53e6);
    assert!(z < -critical_z(), "2 % went unseen: z = {z:.2}");
}
