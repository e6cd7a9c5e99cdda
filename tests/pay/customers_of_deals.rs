//! A plan in mid-year whose customers were won in months that have happened: when they leave in a simulated future, plans take
//! back what they paid on their deals, and no more cash comes in on them.

use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::model::trial::Simulator;
use foresell::report::credits::credits as table_of;
use foresell::report::{Subject, csv};
use foresell::scenario::{Scenario, ScenarioError};

use crate::midyear::{load_with, run, with_tables};
use crate::{of, paid};

/// Nobody wins anything more; 200,000 of a quota of 300,000 a quarter pay a tenth.
const PLAN: &str = "horizon.months = 12\n\
    demand.sources.inbound.leads-per-month = 0\n\
    contracts = { value = \"acv\", term-months = 12, billing = \"annual\", renewal.probability = 0, customers = \"customers.csv\" }\n";

const SOLD: &str =
    "date,seat,deal,amount\n2027-02-10,rep-01,b,250000\n2027-04-10,rep-01,c,280000\n";

fn customers(rows: &str) -> String {
    format!("customer,segment,region,product,arr,renews,term-months,deal\n{rows}")
}

/// Variable pay of each month, the same in all futures, in whole dollars.
fn pay_by_month(scenario: &Scenario) -> Vec<f64> {
    let results = run(scenario);
    let months = (0..12).map(|month| results.company(Measure::VariablePay, month..month + 1));
    months
        .map(|values| {
            assert!(values.iter().all(|value| *value == values[0]), "{values:?}");
            values[0] as f64 / 100.0
        })
        .collect()
}

/// Pay of the two quarters that pay anything.
fn quarters(window: &str, rows: &str) -> (f64, f64) {
    let plan = format!("{PLAN}comp.plans.ae.clawback = {{ months = {window} }}\n");
    let rows = customers(rows);
    let pay = pay_by_month(&with_tables(&plan, SOLD, &[("customers.csv", &rows)]));
    let others = [0, 1, 3, 4, 6, 7, 8, 9, 10, 11].map(|month| pay[month]);
    assert_eq!(others, [0.0; 10]);
    (pay[2], pay[5])
}

#[test]
fn pay_on_actual_deals_is_taken_back_when_their_customers_leave_in_a_future() {
    // The first quarter has paid 25,000 for b, the second earns 28,000 for c.
    let b = "acme,all,all,suite,250000,2027-05-10,3,";
    assert_eq!(quarters("6", &format!("{b}\n")), (25_000.0, 28_000.0));
    assert_eq!(quarters("6", &format!("{b}b\n")), (25_000.0, 3_000.0));
    // On the last day of the window, and a day after it.
    assert_eq!(quarters("3", &format!("{b}b\n")), (25_000.0, 3_000.0));
    assert_eq!(quarters("2", &format!("{b}b\n")), (25_000.0, 28_000.0));
    // What is not settled yet goes from the quarter's credit.
    let c = "beta,all,all,suite,280000,2027-06-10,2,c\n";
    assert_eq!(quarters("6", c), (25_000.0, 0.0));
    // Both: 25,000 are owed, and nothing is earned.
    assert_eq!(quarters("6", &format!("{b}b\n{c}")), (25_000.0, 0.0));
}

/// Whoever is paid a tenth of the cash has a tenth of what the customers who are theirs bring in, in each future, whether they
/// cancel or stay until their terms end; without a word on the deal it is the billing of a term of any deal's length.
#[test]
fn cash_on_actual_deals_is_that_of_the_customers_they_made() {
    let plan = |cancel: f64| {
        format!(
            r#"
            horizon.months = 12
            demand.sources.inbound.leads-per-month = 0
            finance.collection-days = {{ gamma = {{ mean = 45, cv = 0.5 }} }}
            contracts = {{ value = "acv", term-months = 12, billing = "monthly", renewal.probability = 0, cancel-per-year = {cancel}, customers = "customers.csv" }}
            comp.plans.ae = {{ measure = "collected", period = "year", quota-per-year = 0, rate = 0.1 }}
            "#
        )
    };
    let credits = "date,seat,deal,measure,amount,product\n2027-04-01,rep-01,a,,120000,suite\n";
    let columns = "customer,segment,region,product,arr,renews,term-months,deal\n";
    let totals = |cancel: f64, renews: &str, deal: &str| -> Vec<(i64, i64)> {
        let rows = format!("{columns}acme,all,all,suite,120000,{renews},6,{deal}\n");
        let scenario = with_tables(&plan(cancel), credits, &[("customers.csv", &rows)]);
        let results = simulate(&scenario.model, Seed(3), 0..200, None, &Unwatched)
            .unwrap()
            .results;
        let pay = results.company(Measure::VariablePay, 0..12);
        pay.into_iter()
            .zip(results.company(Measure::Cash, 0..12))
            .collect()
    };
    // The term begins on the day of the deal, twelve days before and after it, and on the first of a month.
    for cancel in [0.0, 0.99] {
        for renews in ["2027-10-01", "2027-09-19", "2027-10-13", "2027-11"] {
            let linked = totals(cancel, renews, "a");
            for (pay, cash) in &linked {
                // Whoever brings in less than nothing, because all of it was paid back, is paid nothing.
                let cash = (*cash).max(0);
                assert!((10 * pay - cash).abs() <= 10, "{renews}: {pay} of {cash}");
            }
            let differs = linked.iter().any(|(_, cash)| *cash != linked[0].1);
            assert!(differs, "payment takes a random time");
        }
        // The bill of a year, of which eight or nine months are paid by its end, and not that of six months.
        let mut open = totals(cancel, "2027-10-01", "").into_iter();
        assert!(open.any(|(pay, cash)| (10 * pay - cash).abs() > 1_000_000));
    }
}

/// A manager has a hundredth of all cash, and gives it back when the customer leaves within a year, whoever was in the seat of
/// the sale.
#[test]
fn cash_of_the_company_is_lost_with_a_customer_whom_nobody_sold() {
    let plan = "horizon.months = 12\ndemand.sources.inbound.leads-per-month = 0\nfinance.collection-days = 15\n\
        contracts = { value = \"acv\", term-months = 12, billing = \"monthly\", renewal.probability = 0, customers = \"customers.csv\" }\n\
        remove = [\"comp.plans.ae\"]\n\
        [comp.plans.manager]\nroles = [\"manager\"]\nmeasure = \"collected\"\ncredit = \"company\"\nperiod = \"year\"\n\
        rate = 0.01\nquota-per-year = 0\ntier-method = \"marginal\"\ntiers = [{ above = 0, multiplier = 1 }]\n";
    let pay = |clawback: &str, seat: &str| {
        let plan = format!("{plan}{clawback}");
        let credits = format!("date,seat,deal,amount,product\n2027-04-01,{seat},a,240000,suite\n");
        let rows = customers("acme,all,all,suite,240000,2027-10-01,6,a\n");
        pay_by_month(&with_tables(&plan, &credits, &[("customers.csv", &rows)]))[11]
    };
    for seat in ["rep-01", ""] {
        // Five invoices of 20,000 are paid from May to September.
        assert_eq!(pay("", seat), 1_000.0);
        assert_eq!(pay("clawback = { months = 12 }\n", seat), 0.0);
    }
}

/// Whoever has left before the customer does keeps the pay on the cash of the month, which comes in before both.
#[test]
fn a_leaver_keeps_cash_that_came_in_before_the_customer_left() {
    let plan = |last_day: &str| {
        format!(
            r#"
            horizon.months = 12
            demand.sources.inbound.leads-per-month = 0
            finance.collection-days = 15
            contracts = {{ value = "acv", term-months = 12, billing = "monthly", renewal.probability = 0, customers = "customers.csv" }}
            events.goes.leave = {{ seats = ["rep-01"], date = "{last_day}" }}
            comp.plans.ae = {{ measure = "collected", period = "month", quota-per-year = 0, rate = 0.1, clawback = {{ months = 12 }} }}
            "#
        )
    };
    let credits = "date,seat,deal,amount,product\n2027-03-20,rep-01,a,120000,suite\n";
    let rows = customers("acme,all,all,suite,120000,2027-08-20,5,a\n");
    let pay = |last_day: &str| {
        let plan = plan(last_day);
        pay_by_month(&with_tables(&plan, credits, &[("customers.csv", &rows)]))
    };
    // Invoices of 10,000 are paid on the fourth or fifth of May to August; the customer leaves on the 20th of August.
    let expected = |month: usize| {
        if (4..8).contains(&month) {
            1_000.0
        } else {
            0.0
        }
    };
    let kept: Vec<f64> = (0..12).map(expected).collect();
    assert_eq!(pay("2027-08-10"), kept);
    let there = pay("2027-08-25");
    assert_eq!(there[7], 0.0, "{there:?}");
}

/// A second sale three days before the customer's renewal goes with the renewal: all of the next term is invoiced.
#[test]
fn a_sale_shortly_before_a_renewal_goes_with_it() {
    let plan = "horizon.months = 12\ndemand.sources.inbound.leads-per-month = 0\nfinance.collection-days = 60\n\
        contracts = { value = \"acv\", term-months = 12, billing = \"upfront\", renewal.probability = 1, customers = \"customers.csv\" }\n\
        comp.plans.ae = { measure = \"collected\", period = \"year\", quota-per-year = 0, rate = 0.1 }\n";
    let cash = |second: &str| {
        let credits = format!(
            "date,seat,deal,amount,product\n2027-01-20,rep-01,a,120000,suite\n{second},rep-01,a,60000,suite\n"
        );
        // Its first term of three months ended on the 20th of April, in which the simulation does not begin yet.
        let rows = "customer,segment,region,product,arr,renews,term-months,renewals,deal\n\
                    acme,all,all,suite,120000,2027-07-20,3,1,a\n";
        let scenario = with_tables(plan, &credits, &[("customers.csv", rows)]);
        10.0 * pay_by_month(&scenario)[11]
    };
    assert_eq!(cash("2027-04-17"), 15_000.0);
    // In the middle of a term: the month and a half until its end, paid two months later.
    let middle = cash("2027-03-05");
    assert!((middle - 7_500.0).abs() < 300.0, "{middle}");
}

/// Both leave at the same moment: whatever the customer is called, whoever is gone owes nothing.
#[test]
fn who_leaves_with_the_customer_owes_nothing_whatever_the_name() {
    let plan = format!(
        "{PLAN}comp.plans.ae.clawback = {{ months = 6 }}\ncomp.plans.ae.period = \"month\"\n\
         events.goes.leave = {{ seats = [\"rep-01\"], month = \"2027-06\" }}\n"
    );
    for id in [
        "acme", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta",
    ] {
        let rows = customers(&format!("{id},all,all,suite,280000,2027-06-01,2,c\n"));
        let scenario = with_tables(&plan, SOLD, &[("customers.csv", &rows)]);
        let results = run(&scenario);
        let written_off = results.over(Measure::WrittenOff, Cut::Plan, 0, 0..12);
        assert!(written_off.iter().all(|amount| *amount == 0), "{id}");
    }
}

/// The table of such a future says that the customers have left, and pays the same.
#[test]
fn a_future_is_paid_the_same_from_its_table() {
    let plan = format!(
        "{PLAN}[comp.plans.ae]\nclawback = {{ months = 6 }}\n\
         [comp.plans.manager]\nroles = [\"manager\"]\nmeasure = \"wins\"\ncredit = \"company\"\nperiod = \"quarter\"\n\
         quota-per-year = 0\nrate = 100\ntier-method = \"marginal\"\ntiers = [{{ above = 0, multiplier = 1 }}]\n\
         clawback = {{ months = 6 }}\n"
    );
    let rows = customers(
        "acme,all,all,suite,250000,2027-05-10,3,b\nbeta,all,all,suite,280000,2027-06-10,2,c\n",
    );
    let scenario = with_tables(&plan, SOLD, &[("customers.csv", &rows)]);
    let mut simulator = Simulator::new(&scenario.model);
    let (chronicle, _) = simulator.replay(Seed(3), 0);
    let table = csv::bytes(&table_of(Subject::from(&scenario), &chronicle));
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains("2027-05-10,,b,lost,"), "{table}");
    assert!(table.contains("2027-06-10,,c,lost,"), "{table}");
    let again = paid(&scenario, &table, 12);
    let told: Vec<_> = chronicle.pays().cloned().collect();
    for (seat, expected) in [
        ("rep-01", vec![(2, 25_000.0)]),
        ("boss-01", vec![(2, 100.0)]),
    ] {
        assert_eq!(of(&scenario, &told, seat), expected);
        assert_eq!(of(&scenario, &again, seat), expected);
    }
}

#[test]
fn a_customer_of_a_deal_that_does_not_fit_is_refused() {
    let found = |credits: &str, rows: &str| {
        let rows = customers(rows);
        match load_with("2027-05", PLAN, credits, &[("customers.csv", &rows)]) {
            Err(ScenarioError::Invalid { findings, .. }) => findings
                .iter()
                .map(|finding| {
                    assert!(!finding.help.is_empty());
                    (finding.code.id(), finding.message.clone())
                })
                .collect(),
            _ => Vec::new(),
        }
    };
    let row = "acme,all,all,suite,1,2028-02-10,12,";
    assert_eq!(found(SOLD, &format!("{row}b\n")), []);
    let e0904 = |message: &str| vec![("E0904", message.to_owned())];
    assert_eq!(
        found(SOLD, &format!("{row}z\n")),
        e0904("no deal `z` has been won in `actuals.credits`")
    );
    assert_eq!(
        found(
            SOLD,
            &format!("{row}b\nbeta,all,all,suite,1,2028-02-10,12,b\n")
        ),
        e0904("the deal `b` has made another customer")
    );
    // Of a row that cannot be used nothing else is said.
    let unknown = SOLD.replace("rep-01,b", "rep-99,b");
    assert_eq!(found(&unknown, &format!("{row}b\n"))[0].0, "E0301");
    assert_eq!(found(&unknown, &format!("{row}b\n")).len(), 1);
    let lost = "date,seat,deal,measure,amount\n2027-02-10,rep-01,b,,250000\n2027-03-10,,b,lost,\n";
    assert_eq!(
        found(lost, &format!("{row}b\n")),
        e0904("the customer of deal `b` has left")
    );
    // The first term begins a month before the deal is won at most, and a term after it.
    let of =
        |renews: &str, term: u32| found(SOLD, &format!("acme,all,all,suite,1,{renews},{term},b\n"));
    assert_eq!(of("2028-01-11", 12), []);
    assert_eq!(
        of("2028-01-01", 12),
        e0904("the first term of `acme` began 1.3 months before its deal was won")
    );
    assert_eq!(of("2027-06-09", 2), []);
    assert_eq!(
        of("2027-06-20", 2),
        e0904("the first term of `acme` began 2.3 months after its deal was won")
    );
}
