//! Initiatives: effects on leads and chances by closed forms, effects that are not known, costs.

use foresell::measure::Measure;
use foresell_tests::plan::{DAYS, Plan};
use foresell_tests::{critical_z, z_of_mean, z_of_mean_only};

const N_TRIALS: u32 = 4_000;

/// Share of the effect in each month: from April on, half in the first month.
const ADOPTED: [f64; 12] = [0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];

/// Ten leads a month that are decided on at once, and two initiatives from April on.
fn plan(effects: &str) -> Plan {
    Plan::minimal().with(&format!(
        r#"
        [funnel.stages.closing]
        dwell-days = 0
        [initiatives.tool]
        start = "2027-04"
        adoption = {{ curve = [0.5, 1] }}
        {effects}
        "#
    ))
}

/// Leads of a month are Poisson with mean `10 · 1.6^a`, and each is won with odds of `e^(0.8 a) / 3`, where `a` is the
/// share adopted; so wins are Poisson too. The chance is moved by two initiatives, 0.5 and 0.3.
#[test]
fn leads_and_wins_are_poisson_with_the_moved_means() {
    let run = plan(&format!(
        r#"
        [initiatives.tool.effects]
        "demand.sources.inbound.leads-per-month" = {{ log = {} }}
        "funnel.stages.closing.pass" = {{ logit = 0.5 }}
        [initiatives.coaching]
        start = "2027-04"
        adoption = {{ curve = [0.5, 1] }}
        effects = {{ "funnel.stages.closing.pass" = {{ logit = 0.3 }} }}
        "#,
        1.6_f64.ln()
    ))
    .run(N_TRIALS);
    let leads = |a: f64| 10.0 * 1.6_f64.powf(a);
    let wins = |a: f64, effect: f64| {
        let odds = (effect * a).exp() / 3.0;
        leads(a) * odds / (1.0 + odds)
    };
    for months in [0..3, 3..4, 4..5, 0..12] {
        let over = |of: &dyn Fn(f64) -> f64| ADOPTED[months.clone()].iter().map(|&a| of(a)).sum();
        let mean: f64 = over(&leads);
        let found = run.company(Measure::Leads, months.clone());
        let z = z_of_mean(&found, mean, mean);
        assert!(z.abs() < critical_z(), "leads in {months:?}: z = {z:.2}");
        let mean: f64 = over(&|a| wins(a, 0.8));
        let found = run.company(Measure::Wins, months.clone());
        let z = z_of_mean(&found, mean, mean);
        assert!(z.abs() < critical_z(), "wins in {months:?}: z = {z:.2}");
    }
    // One of the two effects on the chance, or all adopted from the first day, would have been seen.
    let of_year = run.company(Measure::Wins, 0..12);
    let without: f64 = ADOPTED.iter().map(|&a| wins(a, 0.5)).sum();
    assert!(z_of_mean(&of_year, without, without) > critical_z());
    let of_april = run.month(Measure::Wins, 3);
    let at_once = wins(1.0, 0.8);
    assert!(z_of_mean(&of_april, at_once, at_once) < -critical_z());
}

/// An effect on the logarithm that is normal with mean 0.2 and standard deviation 0.5 multiplies leads by
/// `exp(0.2 + 0.5² / 2)` on average, which the effect at its mean does not.
#[test]
fn an_effect_that_is_not_known_is_drawn_once_for_each_future() {
    let plan = plan(
        r#"
        [initiatives.tool.effects."demand.sources.inbound.leads-per-month".log]
        value = { normal = { mean = 0.2, sd = 0.5 } }
        owner = "Dana"
        source = "a pilot"
        "#,
    );
    let scenario = plan.scenario();
    assert_eq!(scenario.model.assumptions.list().len(), 1);
    let path = "initiatives.tool.effects.\"demand.sources.inbound.leads-per-month\".log";
    let entry = scenario.register.iter().find(|e| e.path == path).unwrap();
    assert_eq!(
        (entry.owner.as_deref(), entry.source.as_deref()),
        (Some("Dana"), Some("a pilot"))
    );
    let run = plan.run(N_TRIALS);
    let whole = run.company(Measure::Leads, 4..12);
    let mean = 80.0 * (0.2_f64 + 0.125).exp();
    let z = z_of_mean_only(&whole, mean);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let at_mean = 80.0 * 0.2_f64.exp();
    let z = z_of_mean_only(&whole, at_mean);
    assert!(z > critical_z(), "the mean effect went unseen: {z:.2}");
    // Months of one future share the effect: their leads go together, while those before the start do not.
    let before = correlation(&run.month(Measure::Leads, 1), &run.month(Measure::Leads, 2));
    let after = correlation(
        &run.month(Measure::Leads, 6),
        &run.month(Measure::Leads, 11),
    );
    assert!(before.abs() < 0.1 && after > 0.5, "{before}, {after}");
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (of_a, of_b) = (mean(a), mean(b));
    let sum = |x: &[f64], of_x: f64, y: &[f64], of_y: f64| {
        let pairs = x.iter().zip(y);
        pairs.map(|(x, y)| (x - of_x) * (y - of_y)).sum::<f64>()
    };
    sum(a, of_a, b, of_b) / (sum(a, of_a, a, of_a) * sum(b, of_b, b, of_b)).sqrt()
}

/// Deals that come in May or later take twice as long: a month becomes two. Those of April take 1.4 months.
#[test]
fn dwell_times_follow_the_cycle_factor() {
    let plan = plan("effects = { \"funnel.cycle-factor\" = { log = 0.6931471805599453 } }");
    let plan = plan.with(&format!(
        "horizon.timing = \"monthly\"\nfunnel.stages.closing.pass = 1\nfunnel.stages.closing.dwell-days = {DAYS}"
    ));
    let run = plan.run(200);
    // Leads arrive and deals close in the middle of a month.
    let (leads, wins) = (
        |m: usize| run.month(Measure::Leads, m),
        |m: usize| run.month(Measure::Wins, m),
    );
    assert_eq!(leads(2), wins(3));
    assert_eq!(leads(4), wins(6));
    assert_eq!(leads(9), wins(11));
    assert_ne!(leads(9), wins(10));
}

#[test]
fn costs_are_paid_while_it_runs_and_are_part_of_the_cost_of_sales() {
    let costs = "cost-once = 40_000\ncost-per-month = 6_000.5\nuntil = \"2027-10\"";
    let with = plan(costs).run(20);
    let without = Plan::minimal()
        .with("[funnel.stages.closing]\ndwell-days = 0")
        .run(20);
    for month in 0..12 {
        let expected = match month {
            3 => 4_600_050.0,
            4..=8 => 600_050.0,
            _ => 0.0,
        };
        assert_eq!(with.month(Measure::Initiatives, month), vec![expected; 20]);
        for (measure, sign) in [(Measure::Cost, 1.0), (Measure::Contribution, -1.0)] {
            let (with, without) = (with.month(measure, month), without.month(measure, month));
            let mut pairs = with.iter().zip(&without);
            assert!(pairs.all(|(a, b)| a - b == sign * expected));
        }
    }
}
