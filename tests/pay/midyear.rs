//! A plan that is looked at in mid-year: what has happened counts as it was, and the rest is simulated.

use std::path::PathBuf;

use foresell::calendar::PeriodKind;
use foresell::kernel::stream::Seed;
use foresell::kpi::{Facts, Kpi};
use foresell::measure::{Cut, Measure};
use foresell::model::actual_payroll::ActualPayroll;
use foresell::model::simulate::{Unwatched, simulate};
use foresell::report::payouts::Payouts;
use foresell::report::{Cell, Report, Run, Subject, Table};
use foresell::results::Results;
use foresell::scenario::{Memory, Scenario, ScenarioError, load};
use foresell_tests::scenario::{MINIMAL, shown};

use crate::TEAM;

pub(crate) const CREDITS: &str = "date,seat,deal,amount,share\n\
    2027-01-20,rep-01,a,100000,\n\
    2027-02-20,rep-02,b,200000,0.5\n\
    2027-02-20,rep-01,b,200000,0.5\n\
    2027-04-10,rep-01,c,250000,\n";

/// The team with history up to a month, and tables beside it.
pub(crate) fn load_with(
    until: &str,
    overlay: &str,
    credits: &str,
    tables: &[(&str, &str)],
) -> Result<Scenario, ScenarioError> {
    let plan = format!(
        "extends = \"team.toml\"\n\
         actuals = {{ until = {until:?}, credits = \"credits.csv\" }}\n{overlay}"
    );
    let mut files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("credits.csv", credits)
        .with("plan.toml", plan);
    for (name, content) in tables {
        files.insert(name, *content);
    }
    load(&files, &[PathBuf::from("plan.toml")])
}

/// The same up to May, which must be sound.
pub(crate) fn with_tables(overlay: &str, credits: &str, tables: &[(&str, &str)]) -> Scenario {
    load_with("2027-05", overlay, credits, tables)
        .unwrap_or_else(|error| panic!("{}", shown(&error)))
}

fn plan(overlay: &str) -> Scenario {
    with_tables(overlay, CREDITS, &[])
}

pub(crate) fn run(scenario: &Scenario) -> Results {
    simulate(&scenario.model, Seed(3), 0..50, None, &Unwatched)
        .unwrap()
        .results
}

#[test]
fn without_leads_the_year_is_what_was_booked_and_pay_goes_on_from_it() {
    let scenario = plan("demand.sources.inbound.leads-per-month = 0");
    let results = run(&scenario);
    let company = |measure, months| results.company(measure, months)[0] as f64 / 100.0;
    assert_eq!(company(Measure::Bookings, 0..12), 550_000.0);
    assert_eq!(company(Measure::Bookings, 3..4), 250_000.0);
    assert_eq!(results.company(Measure::Wins, 0..12)[0], 3);
    let seat = |id: &str| {
        let seats = &scenario.model.workforce.seats;
        seats.iter().position(|seat| seat.id == id).unwrap()
    };
    let pay =
        |id: &str| results.over(Measure::VariablePay, Cut::Seat, seat(id), 0..1)[0] as f64 / 100.0;
    // rep-01: 200,000 in the first quarter, 250,000 in the second, below the quota of 300,000 in both.
    assert_eq!(pay("rep-01"), 20_000.0 + 25_000.0);
    assert_eq!(pay("rep-02"), 10_000.0);
    // The second quarter is settled in June, two months after the history ends.
    assert_eq!(company(Measure::VariablePay, 2..3), 30_000.0);
    assert_eq!(company(Measure::VariablePay, 5..6), 25_000.0);
}

#[test]
fn history_is_the_same_in_all_futures_and_the_rest_is_not() {
    let scenario = plan("workforce.roles.ae.attrition-per-year = 0.9");
    let results = run(&scenario);
    let spread = |measure, months: std::ops::Range<usize>| {
        let mut values = results.company(measure, months);
        values.sort_unstable();
        values.dedup();
        values.len()
    };
    assert_eq!(spread(Measure::Bookings, 0..4), 1);
    assert!(spread(Measure::Bookings, 4..12) > 10);
    assert_eq!(
        results.company(Measure::Leavers, 0..4).iter().sum::<i64>(),
        0
    );
    assert!(results.company(Measure::Leavers, 4..12).iter().sum::<i64>() > 0);
    assert_eq!(results.company(Measure::Leads, 0..4)[0], 3);
}

#[test]
fn credits_after_the_history_and_a_history_of_nothing_are_findings() {
    let late = format!("{CREDITS}2027-05-01,rep-01,d,1,\n");
    let codes = |outcome: Result<Scenario, ScenarioError>| -> Vec<&'static str> {
        match outcome {
            Err(ScenarioError::Invalid { findings, .. }) => {
                findings.iter().map(|finding| finding.code.id()).collect()
            }
            _ => panic!("expected findings"),
        }
    };
    assert_eq!(codes(load_with("2027-05", "", &late, &[])), ["E0402"]);
    let nothing = load_with("2027-01", "", CREDITS, &[]);
    assert!(codes(nothing).contains(&"E0217"));
}

pub(crate) fn report<'a>(scenario: &'a Scenario, results: &'a Results) -> Report<'a> {
    let run = Run {
        requested: 50,
        complete: true,
        precision: None,
        command: Vec::new(),
    };
    Report::build(Subject::from(scenario), results, run)
}

fn table(report: &Report<'_>, id: &str) -> Table {
    let mut tables = report.tables().into_iter();
    tables.find(|table| table.id == id).unwrap()
}

#[test]
fn a_wrong_end_of_the_history_is_one_finding_with_a_remedy() {
    let found = |until: &str, credits: &str| match load_with(until, "", credits, &[]) {
        Err(ScenarioError::Invalid { findings, .. }) => findings,
        _ => panic!("expected findings"),
    };
    for until in ["2026-05", "2029-01", "2027-5", "May"] {
        let findings = found(until, CREDITS);
        assert_eq!(findings.len(), 1, "{until}: {findings:?}");
        assert!(!findings[0].help.is_empty(), "{until}");
    }
    // Four rows that lie behind the history have one reason.
    let findings = found("2027-02", CREDITS);
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0].message.contains("2 more rows"),
        "{:?}",
        findings[0]
    );
    assert!(findings[0].help.contains("actuals.until"));
}

#[test]
fn a_score_that_is_known_is_not_drawn() {
    let rows = "date,seat,deal,measure,amount,activity\n\
                2027-03-20,rep-01,,objective,0.75,enablement\n\
                2027-04-20,rep-01,,objective,0.5,enablement\n\
                2027-04-21,rep-02,,objective,0.25,enablement\n";
    let scenario = with_tables(
        "comp.plans.ae.objectives.enablement = { period = \"quarter\", pays = 1_000, score = { beta = { alpha = 2, beta = 2 } } }\n",
        rows,
        &[],
    );
    let results = run(&scenario);
    let paid = |month: usize| results.over(Measure::Objectives, Cut::Plan, 0, month..month + 1);
    // rep-02 has no score for the first quarter: what the table does not say was not reached.
    assert!(paid(2).iter().all(|&paid| paid == 75_000));
    // The second quarter ends after the history; what is known of it holds.
    assert!(paid(5).iter().all(|&paid| paid == 75_000));
    let mut third = paid(8);
    third.sort_unstable();
    third.dedup();
    assert!(third.len() > 10, "later quarters are drawn");
}

#[test]
fn what_bound_months_that_have_happened_is_not_said() {
    let scenario = plan("demand.sources.inbound.leads-per-month = 3_000");
    let results = run(&scenario);
    let report = report(&scenario, &results);
    let bound = table(&report, "bound");
    for (month, row) in bound.rows.iter().enumerate() {
        let expected = match month {
            0..4 => vec![Cell::Empty; 6],
            // There is no budget that could be used up.
            _ => [Some(0.0), Some(1.0), Some(0.0), Some(0.0), None, Some(0.0)]
                .map(|cell| cell.map_or(Cell::Empty, Cell::Number))
                .to_vec(),
        };
        assert_eq!(row[1..], expected, "month {month}");
    }
    // Capacity bound in every month that is simulated, which is all that counts.
    let year = &report.periods[0];
    assert_eq!(
        year.get("bound-by-capacity").unwrap().estimate.moments.mean,
        1.0
    );
    assert_eq!(year.bound.unwrap().capacity.worst.0, 4);
    let json = foresell::report::json::summary(&report);
    let by_month = &json["periods"][0]["bound_by_capacity"]["by_month"];
    assert!(by_month[3]["share"].is_null());
    assert_eq!(by_month[4]["share"], 1.0);
}

#[test]
fn what_is_not_known_of_the_history_is_left_out_and_the_summary_says_so() {
    let customers = "customer,segment,region,product,arr,renews,term-months\nacme,all,all,suite,120000,2027-08,12\n\
                     beta,all,all,suite,60000,2027-11,12\n";
    let scenario = with_tables(
        "contracts = { value = \"acv\", term-months = 12, billing = \"annual\", renewal = { probability = 1 }, \
         customers = \"customers.csv\" }\n",
        CREDITS,
        &[("customers.csv", customers)],
    );
    let results = run(&scenario);
    let report = report(&scenario, &results);
    let monthly = table(&report, "monthly");
    let mean = |month: &str, measure: &str| {
        let is_it = |row: &&Vec<Cell>| row[0] == Cell::text(month) && row[2] == Cell::text(measure);
        monthly.rows.iter().find(is_it).unwrap()[4].clone()
    };
    let money = |value: f64| Cell::Amount { value, places: 2 };
    for unknown in ["revenue", "cash", "leads", "open-amount", "arr-new"] {
        assert_eq!(mean("2027-04", unknown), Cell::Empty, "{unknown}");
        assert_ne!(mean("2027-05", unknown), Cell::Empty, "{unknown}");
    }
    assert_eq!(mean("2027-04", "bookings"), money(250_000.0));
    // The customers stand at the end of the history: 180,000 of ARR.
    assert_eq!(mean("2027-03", "arr"), Cell::Empty);
    assert_eq!(mean("2027-04", "arr"), money(180_000.0));
    assert_eq!(mean("2027-04", "customers"), Cell::Number(2.0));
    let [year, next] = &report.periods[..] else {
        panic!("two fiscal years")
    };
    for (id, in_both) in [
        ("revenue", false),
        ("cash", false),
        ("arr-new", false),
        ("arr", true),
        ("grr", true),
        ("bookings", true),
    ] {
        assert_eq!(year.get(id).is_some(), in_both, "{id}");
        assert!(next.get(id).is_some(), "{id}");
    }
    let summary = foresell::report::text::summary(&report);
    assert!(
        summary.contains("FY2027: 4 months actual, 8 simulated; actual bookings so far 550 k."),
        "{summary}"
    );
    let json = foresell::report::json::summary(&report);
    assert_eq!(
        json["periods"][0]["actual"],
        serde_json::json!({ "months": 4, "until": "2027-04", "bookings": 550_000.0, "unit": "USD", "wins": 3 })
    );
    assert!(json["periods"][1]["actual"].is_null());
    // Totals of a story over a year with such months say so, too.
    let mut simulator = foresell::model::trial::Simulator::new(&scenario.model);
    let (chronicle, cells) = simulator.replay(Seed(3), 0);
    let story =
        foresell::report::story::Story::new(Subject::from(&scenario), (3, 0), &chronicle, cells);
    let totals = &story.json()["totals"];
    for (measure, is_known) in [
        ("arr-new", false),
        ("renewals-due", false),
        ("arr", true),
        ("bookings", true),
    ] {
        assert_eq!(
            !totals[0]["values"][measure].is_null(),
            is_known,
            "{measure}"
        );
        assert!(!totals[1]["values"][measure].is_null(), "{measure}");
    }
    assert!(story.text(false, 100).contains("not known"));
}

#[test]
fn pay_of_months_that_have_happened_is_a_fact() {
    // Whoever began in December is ramping, and how long that takes is not known.
    let overlay = "workforce.groups.rep.tenure-months = 1\n\
        workforce.roles.ae.onboarding-months = { uniform = { low = 0.5, high = 1.5 } }\n\
        workforce.roles.ae.ramp = { months = { uniform = { low = 3, high = 9 } } }\n\
        workforce.roles.ae.base-per-year = { normal = { mean = 60_000, sd = 5_000 } }\n\
        workforce.roles.ae.attrition-per-year = 0\n\
        comp.plans.ae.ramped-quota = true\ncomp.plans.ae.period = \"month\"\n";
    let scenario = plan(overlay);
    let results = run(&scenario);
    let spread = |measure, month: usize| {
        let mut values = results.company(measure, month..month + 1);
        values.sort_unstable();
        values.dedup();
        values.len()
    };
    for measure in [
        Measure::VariablePay,
        Measure::BasePay,
        Measure::StreetQuota,
        Measure::Rre,
        Measure::Cost,
    ] {
        for month in 0..4 {
            assert_eq!(spread(measure, month), 1, "{measure:?} of month {month}");
        }
    }
    assert!(spread(Measure::StreetQuota, 4) > 10);
    assert!(spread(Measure::BasePay, 4) > 10);
    // The same table, paid by itself, gives the same cents.
    let told = crate::paid(&scenario, CREDITS, 4);
    for month in 0..4 {
        let pays = told.iter().filter(|pay| pay.month == month);
        let sum: i64 = pays.map(|pay| pay.total().minor()).sum();
        assert_eq!(
            results.company(Measure::VariablePay, month..month + 1)[0],
            sum
        );
    }
    assert!(results.company(Measure::VariablePay, 0..4)[0] > 0);
}

/// A rep who was hired within the history is called by name, and cannot be told to leave before.
#[test]
fn who_was_hired_within_the_history_has_a_name_and_leaves_afterwards() {
    let seats = "seat,role,rep,hired\nnew,ae,Cleo,2027-03-16\n";
    let of = |month: &str| {
        let goes = format!(
            "workforce.seats = \"seats.csv\"\n\
             events.goes.leave = {{ seats = [\"new\"], month = {month:?} }}\n"
        );
        load_with("2027-05", &goes, CREDITS, &[("seats.csv", seats)])
    };
    for month in ["2027-02", "2027-03"] {
        let Err(ScenarioError::Invalid { findings, .. }) = of(month) else {
            panic!("{month} is sound");
        };
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code.id()).collect();
        assert_eq!(codes, ["E0503"], "{month}");
    }
    let scenario = of("2027-04").unwrap_or_else(|error| panic!("{}", shown(&error)));
    let quarter = scenario.model.calendar.periods(PeriodKind::Quarter)[0].clone();
    let settled = ActualPayroll::new(&scenario.model).settle(&[], 3);
    let payouts = Payouts::new(Subject::from(&scenario), &quarter, &settled, &[]);
    let table = payouts.table();
    let names: Vec<&Cell> = table.rows.iter().map(|row| &row[1]).collect();
    assert!(names.contains(&&Cell::text("Cleo")), "{names:?}");
}

/// What stock, overtime and contractors have cost in months that have happened follows from what nobody has told.
#[test]
fn cost_of_delivery_is_not_known_of_half_a_year() {
    let stock = r#"
        [products.goods]
        [supply.stock.goods]
        units-per-deal = 1
        on-hand = 100
        lead-time-days = 10
        policy = { base-stock = 100 }
        holding-cost-per-month = 1
        "#;
    for (overlay, is_known) in [("", true), (stock, false)] {
        let scenario = plan(overlay);
        let results = run(&scenario);
        let facts = Facts::new(&scenario.model, &results);
        // Without supply there is no cost of delivery.
        let n_ids = if is_known { 1 } else { 2 };
        for id in &["contribution", "delivery-cost"][..n_ids] {
            let of = |months| Kpi::find(id).unwrap().values(&facts, months);
            assert_eq!(of(0..12).is_some(), is_known, "{id}");
            assert!(of(4..12).is_some(), "{id}");
        }
        assert_eq!(facts.knows(Measure::Contribution, &(0..12)), is_known);
        assert!(facts.knows(Measure::Cost, &(0..12)));
    }
}
