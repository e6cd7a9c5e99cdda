//! Deals: wins of seasonal leads, stages without waiting, the open pipeline, the reference model.

use foresell_tests::plan::{DAYS, Plan, float};
use foresell_tests::reference;

use crate::{expect_equal, expected, of_shipped};

/// The reference model's exact means, by an implementation that knows nothing of it.
#[test]
fn ref_1_has_its_published_means() {
    let expected = of_shipped("ref-1");
    assert!(expected.left_out.is_empty(), "{:?}", expected.left_out);
    let deals = expected.deals.unwrap();
    let year = |n: usize| deals.bookings[12 * n..12 * n + 12].iter().sum::<f64>() / 100.0;
    assert_eq!(
        [year(0).round(), year(1).round()],
        [29_089_484.0, 41_136_378.0]
    );
    let found: f64 = deals.opportunities.iter().sum();
    assert_eq!((found * 10.0).round(), 65_162.0);
}

/// Seasonal arrivals: wins come at rate `p ∫ λ(u) f(t − u) du`.
#[test]
fn wins_of_seasonal_leads_come_late_by_the_cycle() {
    let season = [0.4, 1.6, 0.4, 1.6, 1.0, 1.0, 2.0, 0.0, 0.7, 1.3, 0.5, 1.5];
    let mean = 1.4;
    let deals = expected(&Plan::minimal().with(&format!(
        "calendar.season = {season:?}\n\
         demand.sources.inbound.leads-per-month = 20\n\
         [funnel.stages.closing]\npass = 0.4\n\
         dwell-days = {{ exponential = {{ mean = {} }} }}\n",
        mean * DAYS
    )))
    .deals
    .unwrap();
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
    let leads = |n: usize| season[..n].iter().sum::<f64>() * 20.0;
    for month in 0..12 {
        let exact = until(float(month + 1)) - until(float(month));
        expect_equal(deals.wins[month], exact, 1e-9);
        expect_equal(deals.bookings[month], exact * 100_000.0, 1e-9);
        let open = leads(month + 1) - until(float(month + 1)) / 0.4;
        expect_equal(deals.open[0][month], open, 1e-9);
    }
}

/// Constant times are exact: a deal that takes a month and a half is won half in the next month, half a month later.
#[test]
fn constant_cycles_shift_leads() {
    let deals = expected(&Plan::minimal().with(&format!(
        "[funnel.stages.closing]\ndwell-days = {}\n",
        1.5 * DAYS
    )))
    .deals
    .unwrap();
    for (month, exact) in [(0, 0.0), (1, 1.25), (2, 2.5), (11, 2.5)] {
        expect_equal(deals.wins[month], exact, 1e-12);
    }
}

/// Stages hold `L · Π p · mean` in the long run, whatever the law; from empty, exponential stages as their chain says.
#[test]
fn stages_hold_what_little_and_the_chain_say() {
    let plan = |first: &str, second: &str| {
        Plan::minimal().with(&format!(
            "horizon.months = 60\n\
             demand.sources.inbound.leads-per-month = 8\n\
             [funnel]\norder = [\"first\", \"closing\"]\n\
             [funnel.stages.first]\npass = 0.5\ndwell-days = {first}\n\
             [funnel.stages.closing]\npass = 0.25\ndwell-days = {second}\n"
        ))
    };
    let gamma = |mean: f64| format!("{{ gamma = {{ mean = {}, cv = 0.8 }} }}", mean * DAYS);
    let deals = expected(&plan(&gamma(1.5), &gamma(2.0))).deals.unwrap();
    expect_equal(deals.open[0][59], 8.0 * 1.5, 1e-7);
    expect_equal(deals.open[1][59], 8.0 * 0.5 * 2.0, 1e-7);
    expect_equal(deals.wins[59], 1.0, 1e-7);
    expect_equal(deals.opportunities[59], 4.0, 1e-7);

    let exponential = |mean: f64| format!("{{ exponential = {{ mean = {} }} }}", mean * DAYS);
    let deals = expected(&plan(&exponential(1.5), &exponential(2.0)))
        .deals
        .unwrap();
    // Open in the second stage: x' = 8 · 0.5 · (1 − exp(−t / 1.5)) − x / 2 from 0.
    let second = |t: f64| {
        let (a, b) = (1.0 / 1.5, 0.5);
        4.0 * ((1.0 - (-b * t).exp()) / b - ((-a * t).exp() - (-b * t).exp()) / (b - a))
    };
    for month in [0, 1, 5, 20] {
        let t = float(month + 1);
        expect_equal(
            deals.open[0][month],
            8.0 * 1.5 * (1.0 - (-t / 1.5).exp()),
            1e-9,
        );
        expect_equal(deals.open[1][month], second(t), 1e-6);
    }
}

fn open_deals(entered: &str, amount: &str) -> String {
    format!(
        "deal,segment,region,stage,entered,amount\nd1,all,all,first,{entered},{amount}\nd2,all,all,closing,{entered},3000\n"
    )
}

fn pipeline(csv: &str) -> Plan {
    Plan::minimal().table("open.csv", csv).with(&format!(
        "demand.sources.inbound.leads-per-month = 0\n\
         [funnel]\norder = [\"first\", \"closing\"]\nopportunity-from = \"first\"\n\
         open-pipeline = \"open.csv\"\ndeal-size = {{ lognormal = {{ mean = 1_000, cv = 0.5 }} }}\n\
         [funnel.stages.first]\npass = 0.4\ndwell-days = {{ exponential = {{ mean = {0} }} }}\n\
         [funnel.stages.closing]\npass = 0.25\ndwell-days = {{ lognormal = {{ mean = {1}, cv = 0.7 }} }}\n\
         dwell-lost-days = {{ exponential = {{ mean = {0} }} }}\n",
        1.5 * DAYS,
        3.0 * DAYS
    ))
}

/// `Σ p v` and `Σ p (1 − p) v²`, with chances given age, and a drawn value's own variance.
#[test]
fn the_weighted_pipeline_knows_age_and_spread() {
    let age = 2.0;
    let won = reference::lognormal(3.0, 0.7);
    let (alive_won, alive_lost) = (0.25 * (1.0 - won(age)), 0.75 * (-age / 1.5_f64).exp());
    let second = alive_won / (alive_won + alive_lost);
    for (amount, v, spread) in [("2000", 200_000.0, 0.0), ("", 100_000.0, 0.5)] {
        let expected = expected(&pipeline(&open_deals("2026-11-01", amount)));
        let value = expected.pipeline.unwrap();
        let first = 0.4 * 0.25;
        let square = v * v * (1.0 + spread * spread);
        expect_equal(value.weighted, first * v + second * 300_000.0, 1e-9);
        let of_first = first * square - (first * v).powi(2);
        let of_second = second * (1.0 - second) * 300_000.0_f64.powi(2);
        expect_equal(value.variance, of_first + of_second, 1e-9);
        assert_eq!((value.deals, value.dead), (2, 0));
        // Month by month, the deal in the last stage is won as its law says, given its age.
        let deals = expected.deals.unwrap();
        let until = |t: f64| second * (won(age + t) - won(age)) / (1.0 - won(age));
        let first_month = deals.bookings[0] - until(1.0) * 300_000.0;
        assert!(
            first_month >= 0.0 && first_month < 0.02 * v,
            "{first_month}"
        );
        let all: f64 = deals.bookings.iter().sum();
        assert!(all < value.weighted && all > 0.9 * value.weighted);
    }
}

/// A deal that is no opportunity yet is priced when it becomes one: if prices change meanwhile, its value is not known.
#[test]
fn open_deals_that_are_still_to_be_priced_are_left_out_when_prices_change() {
    let prices = "funnel.deal-size-factor = [1, 1, 1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]\n";
    let of = |amount: &str, from: &str| {
        let open = open_deals("2026-11-01", amount);
        expected(&pipeline(&open).with(&format!("{prices}funnel.opportunity-from = {from:?}\n")))
    };
    let unknown = of("", "closing");
    assert!(unknown.pipeline.is_none());
    let mut left_out = unknown.left_out.iter();
    let why = left_out.find(|left| left.what == "weighted pipeline");
    assert!(why.unwrap().why.contains("`d1`"), "{:?}", unknown.left_out);
    // What has a value already, or a stated one, keeps it.
    assert!(of("", "first").pipeline.is_some());
    assert!(of("2000", "closing").pipeline.is_some());
}

/// In mid-year, open deals are taken over at the prices and chances of the first month that is simulated.
#[test]
fn open_deals_of_a_plan_in_mid_year_are_worth_what_they_are_worth_then() {
    let open = open_deals("2027-06-01", "");
    let plan = pipeline(&open)
        .table(
            "credits.csv",
            "date,seat,deal,amount,share\n2027-02-20,ae-01,a,1000,\n",
        )
        .with(
            "actuals = { until = \"2027-07\", credits = \"credits.csv\" }\n\
             [funnel]\n\
             opportunity-from = \"first\"\n\
             deal-size-factor = [1, 1, 1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]\n",
        );
    let value = expected(&plan).pipeline.unwrap();
    expect_equal(value.open, 150_000.0 + 300_000.0, 1e-12);
}
