//! Delivery against queueing theory: a pool with one person for each order has as many servers as people, a pool in which
//! all work on one order is a single fast one.

use foresell::measure::{Cut, Measure};
use foresell_tests::critical_z;
use foresell_tests::moments::z_of_ratio;
use foresell_tests::plan::{Plan, Run};

const MONTHS: usize = 480;
/// Months that are counted, after the queue has settled.
const SETTLED: std::ops::Range<usize> = 24..MONTHS;
/// Orders a month, each of which takes one of the people a month on average if that is 1.
const ORDERS: f64 = 8.0;

/// Orders that come at random and are delivered by so many people of 100 hours a month.
fn orders(people: u32, pool: &str, hours: &str) -> Run {
    Plan::minimal()
        .with(&format!(
            r#"
            horizon.months = {MONTHS}
            demand.sources.inbound.leads-per-month = {ORDERS}
            funnel.stages.closing = {{ pass = 1, dwell-days = 0 }}
            [workforce.roles.consultant]
            hours-per-month = 100
            [workforce.groups.consultants]
            role = "consultant"
            count = {people}
            tenure-months = 24
            [supply]
            order = ["work"]
            [supply.pools.delivery]
            roles = ["consultant"]
            {pool}
            [supply.steps.work]
            pool = "delivery"
            hours = {hours}
            "#
        ))
        .run(120)
}

/// Time from signature to delivery, in millionths of a month, is `claim` months on average, and not off by the share
/// `fault` either way.
fn takes(run: &Run, claim: f64, fault: f64) {
    let over = |measure| run.over(measure, Cut::Company, 0, SETTLED);
    let (time, delivered) = (over(Measure::DeliveryTime), over(Measure::OrdersDelivered));
    let z = |months: f64| z_of_ratio(&time, &delivered, 1e6 * months);
    assert!(z(claim).abs() < critical_z(), "z = {:.2}", z(claim));
    let (more, less) = (z((1.0 + fault) * claim), z((1.0 - fault) * claim));
    assert!(
        more < -critical_z(),
        "{fault} more went unseen: z = {more:.2}"
    );
    assert!(
        less > critical_z(),
        "{fault} less went unseen: z = {less:.2}"
    );
}

/// With exponential hours and all on one order, the time in an M/M/1 queue is `1 / (rate - orders)`
/// (Erlang 1917; Kleinrock 1975, section 3.2).
#[test]
fn all_on_one_order_are_one_fast_server() {
    let run = orders(
        4,
        "people-per-order = 4",
        "{ exponential = { mean = 37.5 } }",
    );
    let rate = 4.0 * 100.0 / 37.5;
    takes(&run, 1.0 / (rate - ORDERS), 0.1);
    let over = |measure| run.over(measure, Cut::Company, 0, SETTLED);
    let z = |share| z_of_ratio(&over(Measure::OrderHours), &over(Measure::PoolHours), share);
    assert!(z(0.75).abs() < critical_z(), "use: z = {:.2}", z(0.75));
    assert!(
        z(0.765) < -critical_z(),
        "2 % went unseen: z = {:.2}",
        z(0.765)
    );
}

/// With the same hours for each, the time in an M/D/1 queue is `1 / rate + load / (2 rate (1 - load))`
/// (Pollaczek 1930; Khinchine 1932).
#[test]
fn equal_orders_wait_half_as_long() {
    let run = orders(4, "people-per-order = 4", "37.5");
    let (rate, load) = (4.0 * 100.0 / 37.5, 0.75);
    takes(&run, 1.0 / rate + load / (2.0 * rate * (1.0 - load)), 0.06);
}

/// With one person for each order, the wait is Erlang's: `C / (servers x rate - orders)`, and the work `1 / rate` beside it.
#[test]
fn one_person_for_each_order_is_a_server() {
    let run = orders(
        4,
        "people-per-order = 1",
        "{ exponential = { mean = 37.5 } }",
    );
    let (rate, servers, offered) = (100.0 / 37.5, 4, ORDERS * 37.5 / 100.0);
    let mut terms = vec![1.0];
    for n in 1..=servers {
        terms.push(terms[n - 1] * offered / n as f64);
    }
    let busy = terms[servers] / (1.0 - offered / servers as f64);
    let waits = busy / (terms[..servers].iter().sum::<f64>() + busy);
    takes(
        &run,
        waits / (servers as f64 * rate - ORDERS) + 1.0 / rate,
        0.05,
    );
}
