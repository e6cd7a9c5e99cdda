//! Cash that is still to come in on actual sales when the history of a plan ends.

use foresell::measure::Measure;

use crate::midyear::{run, with_tables};

/// Nobody wins anything more; what is sold is billed monthly over a year and paid 45 days later. A rep has a tenth of it.
const ON_CASH: &str = r#"
        horizon.months = 12
        demand.sources.inbound.leads-per-month = 0
        finance.collection-days = 45
        contracts = { value = "tcv", term-months = 12, billing = "monthly", renewal.probability = 1 }
        comp.plans.ae = { measure = "collected", period = "month", quota-per-year = 0, rate = 0.1 }
"#;

/// 120,000 are sold in April over a year, billed monthly and paid 45 days later; the history ends with April. Whoever is paid
/// on cash gets a tenth of the eleven invoices of 10,000 that are paid from May on in the horizon of the year, if there.
#[test]
fn cash_that_is_still_to_come_in_on_actual_sales_pays_those_who_sold_them() {
    let credits = "date,seat,deal,measure,amount,share\n2027-04-01,rep-01,a,,120000,\n";
    let plan = ON_CASH;
    let scenario = with_tables(plan, credits, &[]);
    let results = run(&scenario);
    let pay = |month: usize| {
        let pay = results.company(Measure::VariablePay, month..month + 1)[0];
        pay as f64 / 100.0
    };
    let by_month: Vec<f64> = (0..12).map(pay).collect();
    // Invoices of the first of April to the first of November, paid in the middle of May to December.
    let expected: Vec<f64> = (0..12)
        .map(|month| if month < 4 { 0.0 } else { 1_000.0 })
        .collect();
    assert_eq!(by_month, expected);
    let leaver =
        format!("{plan}\nevents.goes.leave = {{ seats = [\"rep-01\"], month = \"2027-08\" }}\n");
    let scenario = with_tables(&leaver, credits, &[]);
    assert_eq!(
        run(&scenario).company(Measure::VariablePay, 0..12)[0],
        300_000
    );
}

/// The customer of such a sale leaves on the first of May's eve, or the sale is returned: nothing comes in on it any more.
/// Whoever is paid on the company's cash has it with nobody in the seat as well, and as far as the sale counts.
#[test]
fn no_cash_comes_in_on_actual_sales_that_are_lost_and_none_depends_on_a_seat() {
    let plan = format!(
        r#"{ON_CASH}
        [comp.plans.manager]
        roles = ["manager"]
        measure = "collected"
        credit = "company"
        period = "month"
        rate = 0.01
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{{ above = 0, multiplier = 1 }}]
        "#
    );
    let pay = |rows: &str, plan: &str| {
        let credits = format!("date,seat,deal,measure,amount,share\n{rows}");
        let scenario = with_tables(plan, &credits, &[]);
        run(&scenario).company(Measure::VariablePay, 0..12)[0]
    };
    // Eight invoices of 10,000, at 10 % and 1 %.
    let sold = "2027-04-01,rep-01,a,,120000,\n";
    assert_eq!(pay(sold, &plan), 880_000);
    assert_eq!(pay("2027-04-01,,a,,120000,\n", &plan), 80_000);
    assert_eq!(pay("2027-04-01,rep-01,,,120000,0.5\n", &plan), 440_000);
    // April's invoice, less what of it is given back for the time after the fifteenth: half of 10,000, but for the length of days.
    let lost = pay(&format!("{sold}2027-04-16,,a,lost,,\n"), &plan);
    assert!((lost - 55_000).abs() < 3_000, "{lost}");
    let clawed = plan.replace("rate = 0.1 }", "rate = 0.1, clawback = { months = 6 } }");
    let kept = pay(&format!("{sold}2027-04-16,,a,lost,,\n"), &clawed);
    assert!((kept - 5_000).abs() < 500, "the manager's: {kept}");
    // All of it, the manager's as well, where that plan claws back; also where nobody was in the seat.
    let all = clawed.replace(
        "rate = 0.01\n",
        "rate = 0.01\n        clawback = { months = 6 }\n",
    );
    for seat in ["rep-01", ""] {
        let rows = format!("2027-04-01,{seat},a,,120000,\n2027-04-16,,a,lost,,\n");
        assert_eq!(pay(&rows, &all), 0);
    }
    assert_eq!(
        pay(&format!("{sold}2027-04-20,rep-01,a,,-120000,\n"), &plan),
        0
    );
    assert_eq!(
        pay(&format!("{sold}2027-04-20,rep-01,a,,-60000,\n"), &plan),
        440_000
    );
}
