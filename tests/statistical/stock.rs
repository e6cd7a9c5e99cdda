//! Stock against the closed forms of inventory theory: the newsvendor, base stock under Poisson demand, and what limits
//! leave to wait.

use foresell::measure::Measure;
use foresell_tests::plan::{DAYS, Plan, Run};
use foresell_tests::reference::poisson;
use foresell_tests::{critical_z, z_of_mean_only};

/// Sales that come at random, so many a month, each of one unit that sells for 100.
fn sales(months: usize, per_month: f64, stock: &str) -> Plan {
    Plan::minimal().with(&format!(
        "
        horizon.months = {months}
        demand.sources.inbound.leads-per-month = {per_month}
        funnel.deal-size = 100
        funnel.stages.closing = {{ pass = 1, dwell-days = 0 }}
        [supply.stock.product]
        units-per-deal = 1
        {stock}
        "
    ))
}

/// Months that are looked at of a plan that has settled: far enough from each other that few units are on order in two.
fn settled(run: &Run, months: usize, of: impl Fn(usize) -> Vec<f64>) -> Vec<f64> {
    let looked_at: Vec<Vec<f64>> = (12..months).step_by(4).map(of).collect();
    let n_trials = run.0.n_trials();
    let mean = |trial: usize| {
        let sum: f64 = looked_at.iter().map(|month| month[trial]).sum();
        sum / looked_at.len() as f64
    };
    (0..n_trials).map(mean).collect()
}

/// The mean is as claimed, and would not be if the claim were off by the share `fault` either way.
fn comes_to(values: &[f64], claim: f64, fault: f64, what: &str) {
    let z = |mean| z_of_mean_only(values, mean);
    assert!(z(claim).abs() < critical_z(), "{what}: z = {:.2}", z(claim));
    let (more, less) = (z(claim * (1.0 + fault)), z(claim * (1.0 - fault)));
    assert!(
        more < -critical_z() && less > critical_z(),
        "{what}: a fault of {fault} went unseen: z = {more:.2} and {less:.2}"
    );
}

/// Units on order under base stock that is looked after all the time are Poisson with mean demand x lead time, whatever
/// the distribution of the lead time (Palm 1938; Zipkin 2000, section 6.2.3); stock and backorders follow.
fn base_stock(lead: &str) {
    const MONTHS: usize = 96;
    const LEVEL: usize = 20;
    let (demand, months_of_lead) = (12.0, 1.5);
    let run = sales(
        MONTHS,
        demand,
        &format!(
            "on-hand = {LEVEL}\nreview = \"continuous\"\npolicy = {{ base-stock = {LEVEL} }}\n\
             lead-time-days = {lead}"
        ),
    )
    .run(400);
    let on_order = poisson(demand * months_of_lead);
    let (mut runs_out, mut backorders, mut in_stock) = (1.0, 0.0, 0.0);
    for n in 0..200 {
        let p = on_order(n);
        if n < LEVEL {
            runs_out -= p;
            in_stock += p * (LEVEL - n) as f64;
        } else {
            backorders += p * (n - LEVEL) as f64;
        }
    }
    let at = |measure| settled(&run, MONTHS, |month| run.month(measure, month));
    comes_to(
        &at(Measure::UnitsOnOrder),
        demand * months_of_lead,
        0.05,
        "on order",
    );
    comes_to(
        &at(Measure::UnitsBackordered),
        backorders,
        0.25,
        "backorders",
    );
    comes_to(&at(Measure::UnitsOnHand), in_stock, 0.12, "in stock");
    let empty = |month| {
        let on_hand = run.month(Measure::UnitsOnHand, month);
        let is_empty = |units: f64| f64::from(u8::from(units == 0.0));
        on_hand.into_iter().map(is_empty).collect()
    };
    comes_to(
        &settled(&run, MONTHS, empty),
        runs_out,
        0.2,
        "nothing in stock",
    );
    // Whoever comes at random sees what an observer at any time sees (Wolff 1982).
    let over = |measure| run.company(measure, 12..MONTHS);
    let short = over(Measure::UnitsShort);
    let wanted = over(Measure::UnitsWanted);
    let shares: Vec<f64> = short.iter().zip(&wanted).map(|(s, w)| s / w).collect();
    comes_to(&shares, runs_out, 0.2, "not shipped at once");
}

#[test]
fn units_on_order_are_poisson_where_lead_times_are_the_same() {
    base_stock(&format!("{}", 1.5 * DAYS));
}

#[test]
fn units_on_order_are_poisson_where_lead_times_are_drawn() {
    base_stock(&format!("{{ exponential = {{ mean = {} }} }}", 1.5 * DAYS));
}

/// Stock of mean demand over the lead time plus z standard deviations is not exhausted with the chance that belongs to z.
#[test]
fn safety_stock_gives_its_service_level() {
    let (demand, z) = (100.0_f64, 1.281_552);
    let level = (demand + z * demand.sqrt()).ceil();
    let run = sales(
        60,
        demand,
        &format!(
            "on-hand = {level}\nreview = \"continuous\"\npolicy = {{ base-stock = {level} }}\n\
             lead-time-days = {DAYS}"
        ),
    )
    .run(300);
    let has_some = |month| {
        let on_hand = run.month(Measure::UnitsOnHand, month);
        let is_there = |units: f64| f64::from(u8::from(units > 0.0));
        on_hand.into_iter().map(is_there).collect()
    };
    let service = settled(&run, 60, has_some);
    let on_order = poisson(demand);
    let exact: f64 = (0..level as usize).map(on_order).sum();
    assert!(
        (exact - 0.9).abs() < 0.01,
        "what z says of Poisson demand: {exact}"
    );
    comes_to(&service, exact, 0.05, "service level");
}

/// One month, one order: `q = F^-1(cu / (cu + co))` is best, and costs `(cu + co) sigma phi(z)` against knowing demand
/// (Arrow, Harris and Marschak 1951; Silver, Pyke and Thomas 2017, section 9.2).
#[test]
fn the_newsvendor_orders_the_critical_quantile() {
    // A margin of 30 is lost with a sale, 10 with a unit that is left: three of four.
    let (under, over, demand) = (30.0, 10.0, 100.0_f64);
    let pmf = poisson(demand);
    let mut quantity = 0;
    let mut below = pmf(0);
    while below < under / (under + over) {
        quantity += 1;
        below += pmf(quantity);
    }
    let cost = |order: usize| -> f64 {
        let of = |sold: usize| {
            let (sold, order) = (sold as f64, order as f64);
            under * (sold - order).max(0.0) + over * (order - sold).max(0.0)
        };
        (0..400).map(|sold| pmf(sold) * of(sold)).sum()
    };
    let normal = {
        let z = 0.674_49_f64;
        let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        (under + over) * demand.sqrt() * density
    };
    assert!((cost(quantity) / normal - 1.0).abs() < 0.02, "{normal}");
    let lost = |order: usize| -> Vec<f64> {
        let run = sales(
            1,
            demand,
            &format!(
                "lead-time-days = 0\npolicy = {{ order-plan = {order} }}\nshortage = \"lost-sale\"\n\
                 holding-cost-per-month = {over}"
            ),
        )
        .with("finance.gross-margin = 0.3")
        .run(12_000);
        let earned = run.month(Measure::Contribution, 0);
        let wanted = run.month(Measure::UnitsWanted, 0);
        let best = wanted.iter().map(|units| units * under);
        best.zip(earned)
            .map(|(best, cents)| best - cents / 100.0)
            .collect()
    };
    let best = lost(quantity);
    comes_to(&best, cost(quantity), 0.1, "at the critical quantile");
    for other in [quantity - 8, quantity + 8] {
        let other_lost = lost(other);
        comes_to(&other_lost, cost(other), 0.1, "away from it");
        let more: Vec<f64> = other_lost.iter().zip(&best).map(|(a, b)| a - b).collect();
        let z = z_of_mean_only(&more, 0.0);
        assert!(
            z > critical_z(),
            "ordering {other} is no better: z = {z:.1}"
        );
    }
}

/// What a limit leaves waits: `(before + asked for - limit)+`, in every month of every future.
#[test]
fn what_a_limit_leaves_waits() {
    let run = sales(
        36,
        20.0,
        "on-hand = 100_000\nlead-time-days = 0\npolicy = { order-plan = 9 }\n\
         handling-limit-per-month = 21\nsupplier-limit-per-month = 7",
    )
    .run(50);
    let mut before = vec![0.0; 50];
    let mut has_waited = false;
    for month in 0..36 {
        let wanted = run.month(Measure::UnitsWanted, month);
        for (before, wanted) in before.iter_mut().zip(&wanted) {
            *before = (*before + wanted - 21.0).max(0.0);
            has_waited |= *before > 0.0;
        }
        assert_eq!(
            before,
            run.month(Measure::UnitsBackordered, month),
            "{month}"
        );
        let with_supplier = 2.0 * (month + 1) as f64;
        assert!(
            run.month(Measure::UnitsOnOrder, month)
                .iter()
                .all(|&units| units == with_supplier)
        );
    }
    assert!(has_waited, "the limit binds");
}
