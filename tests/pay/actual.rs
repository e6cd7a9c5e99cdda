//! Tables of actual credits: who was there, what is counted once, what is refused, and what becomes of every row.

use std::path::{Path, PathBuf};

use foresell::model::actual_payroll::{ActualPayroll, Fate};
use foresell::report::Subject;
use foresell::report::payouts::Payouts;
use foresell::scenario::{Memory, Scenario, ScenarioError, load, read_credits};
use foresell_tests::scenario::{MINIMAL, shown};
use rand::SeedableRng;
use rand::seq::SliceRandom;

use crate::{TEAM, credits, findings, of, paid, pays, settled, team};

/// A manager who is paid 1 % of what the company books, month by month.
const COMPANY: &str = r#"
    [comp.plans.manager]
    roles = ["manager"]
    measure = "bookings"
    credit = "company"
    period = "month"
    rate = 0.01
    quota-per-year = 0
    tier-method = "marginal"
    tiers = [{ above = 0, multiplier = 1 }]
"#;

#[test]
fn with_monthly_timing_a_leaver_is_there_until_the_end_of_the_month() {
    let plan = r#"
        horizon.timing = "monthly"
        [events.goes.leave]
        seats = ["rep-01"]
        month = "2027-03"
    "#;
    let rows = "2027-02-01,rep-01,a,,300000,,,\n2027-03-31,rep-01,b,,100000,,,\n";
    // The whole quarter's quota, 300,000: 30,000 + 15,000.
    let scenario = team(plan);
    let paid = paid(&scenario, &credits(rows), 4);
    assert_eq!(of(&scenario, &paid, "rep-01"), [(2, 45_000.0)]);
    assert!(paid.iter().any(|pay| pay.last && pay.month == 2));
}

#[test]
fn a_new_cut_changes_what_a_territory_is_paid_on() {
    let plan = r#"
        [regions]
        west = {}
        [territory.territories]
        one = { regions = ["all"] }
        two = { regions = ["west"] }
        [workforce.groups.rep]
        territory = "one"
        [workforce.groups.other]
        role = "ae"
        count = 1
        tenure-months = 24
        territory = "two"
        [comp.plans.ae]
        credit = "territory"
        period = "month"
        quota-per-year = 0
        rate = 0.1
        tiers = [{ above = 0, multiplier = 1 }]
        [events.swap.recut]
        month = "2027-02"
        territories = { one = { regions = ["west"] }, two = { regions = ["all"] } }
    "#;
    let rows = "date,seat,deal,amount,region,segment,product,source\n\
                2027-01-10,rep-01,a,1000,all,all,suite,inbound\n\
                2027-02-10,rep-01,b,3000,west,all,suite,inbound\n\
                2027-02-11,rep-01,c,5000,all,all,suite,inbound\n";
    assert_eq!(pays(plan, rows, 2, "rep-02"), [(0, 100.0), (1, 300.0)]);
    assert_eq!(pays(plan, rows, 2, "other-01"), [(1, 500.0)]);
}

#[test]
fn margins_are_those_of_the_credits_month() {
    let margins: Vec<&str> = (0..24)
        .map(|m| if m == 1 { "0.25" } else { "0.5" })
        .collect();
    let plan = format!(
        "finance.gross-margin = [{}]\n[comp.plans.ae]\nmeasure = \"margin\"\nperiod = \"month\"\n\
         quota-per-year = 0\nrate = 0.1\ntiers = [{{ above = 0, multiplier = 1 }}]\n",
        margins.join(", ")
    );
    let rows = credits("2027-01-10,rep-01,a,,1000,,,\n2027-02-10,rep-01,b,,1000,,,\n");
    assert_eq!(pays(&plan, &rows, 2, "rep-01"), [(0, 50.0), (1, 25.0)]);
}

#[test]
fn what_is_uncertain_is_at_its_mean() {
    let plan = "finance.gross-margin = { beta = { alpha = 3, beta = 1 } }\n[comp.plans.ae]\n\
                measure = \"margin\"\nperiod = \"month\"\nquota-per-year = 0\nrate = 0.1\n\
                tiers = [{ above = 0, multiplier = 1 }]\n";
    let rows = credits("2027-01-10,rep-01,a,,1000,,,\n");
    assert_eq!(pays(plan, &rows, 1, "rep-01"), [(0, 75.0)]);
}

#[test]
fn a_deal_of_several_sales_counts_each_of_them_and_is_won_once() {
    let wins = COMPANY
        .replace("\"bookings\"", "\"wins\"")
        .replace("0.01", "500");
    // Two products, one of them shared; and amounts that were divided already.
    let rows = credits(
        "2027-01-10,rep-01,d,,60000,0.7,,suite\n2027-01-10,rep-02,d,,60000,0.3,,suite\n\
         2027-01-12,rep-01,d,,40000,,,addon\n2027-01-13,rep-02,d,,10000,,,addon\n",
    );
    assert_eq!(pays(COMPANY, &rows, 1, "boss-01"), [(0, 1_100.0)]);
    assert_eq!(pays(&wins, &rows, 1, "boss-01"), [(0, 500.0)]);
    // A seat that is credited with a part leaves the deal what it is.
    let half = credits("2027-01-10,rep-01,d,,60000,0.5,,\n");
    assert_eq!(pays(COMPANY, &half, 1, "boss-01"), [(0, 600.0)]);
}

#[test]
fn what_is_credited_twice_is_refused() {
    let scenario = team("");
    let row = "2027-02-10,rep-01,a,,1000,,,\n";
    let found = findings(&scenario, &credits(&row.repeat(2)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.id(), "E0714");
    assert_eq!(found[0].also.len(), 1);
    let unnamed = "2027-02-10,rep-01,,,1000,,,\n";
    assert_eq!(findings(&scenario, &credits(&unnamed.repeat(3))).len(), 2);
    let scores = "2027-02-10,rep-01,,objective,0.5,,x,\n2027-02-10,rep-01,,objective,1,,x,\n";
    let judged = team("comp.plans.ae.objectives.x = { period = \"quarter\", pays = 1 }");
    assert_eq!(findings(&judged, &credits(scores)).len(), 1);
    // What a deal would be told apart by makes no second objective.
    let scores = "2027-02-10,rep-01,,objective,0.5,,x,\n2027-02-10,rep-01,a,objective,1,,x,addon\n";
    assert_eq!(findings(&judged, &credits(scores)).len(), 1);
    // Names of their own, or another day, and a log of calls are fine.
    let fine = "2027-02-10,rep-01,a,,1000,,,\n2027-02-10,rep-01,b,,1000,,,\n\
                2027-02-11,rep-01,,,1000,,,\n2027-02-12,rep-01,,,1000,,,\n\
                2027-02-12,rep-01,,activities,1,,call,\n2027-02-12,rep-01,,activities,1,,call,\n";
    let _ = paid(&scenario, &credits(fine), 1);
}

#[test]
fn shares_beyond_the_whole_are_refused_unless_a_split_doubles() {
    let scenario = team("");
    let shares = |a: &str, b: &str| {
        credits(&format!(
            "2027-02-10,rep-01,a,,1000,{a},,\n2027-02-11,rep-02,a,,1000,{b},,\n"
        ))
    };
    let found = findings(&scenario, &shares("0.7", "0.4"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.id(), "E0714");
    assert!(found[0].message.contains("110 %"), "{}", found[0].message);
    assert!(!found[0].help.is_empty());
    let _ = paid(&scenario, &shares("0.7", "0.3"), 1);
    let doubles = team("comp.splits.again = { with = \"creator\", share = 0.5, double = true }");
    let _ = paid(&doubles, &shares("1", "0.5"), 1);
    assert_eq!(findings(&doubles, &credits(
        "2027-02-10,rep-01,a,,1000,1,,\n2027-02-11,rep-02,a,,1000,1,,\n2027-02-12,boss-01,a,,1000,0.1,,\n"
    )).len(), 1);
}

#[test]
fn every_row_has_a_fate() {
    let plan = r#"
        workforce.groups.new = { role = "ae", count = 1, planned-start = "2027-06" }
        events.goes.leave = { seats = ["rep-02"], month = "2027-05" }
    "#;
    let rows = credits(
        "2027-02-10,rep-01,a,,1000,,,\n2027-04-10,rep-01,b,,2000,,,\n2027-04-11,rep-02,c,,3000,,,\n\
         2027-05-10,rep-02,d,,4000,,,\n2027-05-11,boss-01,e,,5000,,,\n2027-05-12,,f,,6000,,,\n\
         2027-05-13,new-01,g,,7000,,,\n2027-06-10,rep-01,h,,8000,,,\n",
    );
    let settled = settled(&team(plan), &rows, 5);
    assert_eq!(
        settled.fates,
        [
            Fate::Settled { month: 2 },
            Fate::Open { due: 5 },
            // The leaver of the first of May is settled with May, as in a simulated future.
            Fate::Settled { month: 4 },
            Fate::Vacant,
            Fate::Unpaid,
            Fate::Company,
            Fate::Vacant,
            Fate::Later,
        ]
    );
}

/// A table that uses every kind of row, with shares, several rows on one day and deals without a name.
const MANY: &str = "2027-01-04,rep-01,d,opportunities,1,,,suite\n2027-01-10,rep-01,d,,100000,0.5,,suite\n\
    2027-01-10,rep-02,d,,100000,0.5,,suite\n2027-01-10,rep-01,d,,20000,,,addon\n2027-01-10,rep-01,,,500,,,addon\n\
    2027-01-10,rep-02,,,500,,,addon\n2027-01-10,rep-01,,,500,,,suite\n2027-01-20,rep-01,d,collected,40000,,,suite\n\
    2027-01-20,rep-02,d,collected,40000,0.3,,suite\n2027-02-03,,e,,70000,,,addon\n2027-02-03,rep-02,f,,70000,,,addon\n\
    2027-02-03,rep-02,g,,70000,0.4,,addon\n2027-02-03,rep-01,g,,70000,0.6,,addon\n\
    2027-02-05,rep-01,,activities,500,,call,\n2027-02-05,rep-01,,activities,500,,call,\n\
    2027-03-01,rep-02,,objective,0.25,,x,\n2027-03-02,rep-02,,objective,0.75,,x,\n2027-05-09,rep-01,h,,333333.33,,,addon\n";

/// Rules that look at the order of deals: a SPIFF for the first two, and tiers.
const ORDERED: &str = r#"
    comp.plans.ae.objectives.x = { period = "quarter", pays = 1_000 }
    [comp.plans.ae.spiffs.push]
    products = ["addon"]
    per-deal = 300
    rate = 0.01
    most-deals = 2
    [comp.plans.ae.activity-bonuses.calls]
    per-working-day = 40
    months = 1
    pays = 500
"#;

#[test]
fn the_order_of_rows_changes_no_byte() {
    let overlay = format!("{ORDERED}{COMPANY}");
    let scenario = team(&overlay);
    let period = scenario
        .model
        .calendar
        .periods(foresell::calendar::PeriodKind::Quarter)[0]
        .clone();
    let rows: Vec<&str> = MANY.lines().collect();
    let bytes = |rows: &[&str]| {
        let table = credits(&(rows.join("\n") + "\n"));
        let files = Memory::new().with("credits.csv", table.clone());
        let read = read_credits(&files, Path::new("credits.csv"), &scenario).unwrap();
        let paid = ActualPayroll::new(&scenario.model).settle(&read, 6);
        let payouts = Payouts::new(Subject::from(&scenario), &period, &paid, &read);
        let csv = foresell::report::csv::bytes(&payouts.table());
        // The same table as history of a simulated plan.
        let mid_year = mid_year(&overlay, &table);
        let mut simulator = foresell::model::trial::Simulator::new(&mid_year.model);
        let (chronicle, cells) = simulator.replay(foresell::kernel::stream::Seed(3), 0);
        let future = (format!("{:?}", chronicle.entries), cells.to_vec());
        (
            format!("{read:?}{paid:?}"),
            csv,
            payouts.text(80),
            payouts.json(),
            future,
        )
    };
    let expected = bytes(&rows);
    assert!(expected.2.contains("rep-01"));
    let mut random = rand::rngs::StdRng::seed_from_u64(11);
    for round in 0..40 {
        let mut shuffled = rows.clone();
        shuffled.shuffle(&mut random);
        assert!(bytes(&shuffled) == expected, "round {round}: {shuffled:#?}");
    }
}

fn mid_year(overlay: &str, table: &str) -> Scenario {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("credits.csv", table)
        .with(
            "plan.toml",
            format!(
                "extends = \"team.toml\"\n\
                 actuals = {{ until = \"2027-06\", credits = \"credits.csv\" }}\n{overlay}"
            ),
        );
    load(&files, &[PathBuf::from("plan.toml")]).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

#[test]
fn the_account_of_credits_sums_to_what_was_read() {
    let scenario = team("");
    let rows = credits(
        "2027-02-10,rep-01,a,,1000,,,\n2027-02-11,rep-01,b,,2000,0.5,,\n2027-04-10,rep-01,c,,4000,,,\n",
    );
    let files = Memory::new().with("credits.csv", rows);
    let read = read_credits(&files, Path::new("credits.csv"), &scenario).unwrap();
    let quarters = scenario
        .model
        .calendar
        .periods(foresell::calendar::PeriodKind::Quarter);
    let account = |months: usize, period: usize| {
        let paid = ActualPayroll::new(&scenario.model).settle(&read, months);
        let payouts = Payouts::new(Subject::from(&scenario), &quarters[period], &paid, &read);
        (payouts.json()["credits"].clone(), payouts.text(80))
    };
    let (first, text) = account(3, 0);
    assert_eq!(
        (first["rows"].as_u64(), first["amount"].as_f64()),
        (Some(3), Some(6_000.0))
    );
    assert_eq!(
        first["settled"],
        serde_json::json!({ "rows": 2, "amount": 2_000.0 })
    );
    assert_eq!(
        first["later"],
        serde_json::json!({ "rows": 1, "amount": 4_000.0 })
    );
    assert!(text.contains("Credits read"), "{text}");
    // Within the second quarter the first is settled, and the rest is due in June.
    let (second, text) = account(5, 1);
    assert_eq!(
        second["before"],
        serde_json::json!({ "rows": 2, "amount": 2_000.0 })
    );
    assert_eq!(
        second["open"],
        serde_json::json!([{ "due": "2027-06", "rows": 1, "amount": 4_000.0 }])
    );
    assert!(text.contains("due at the end of 2027-06"), "{text}");
    let sum: u64 = ["settled", "before", "later", "unpaid", "company", "vacant"]
        .iter()
        .map(|line| second[line]["rows"].as_u64().unwrap())
        .sum();
    assert_eq!(sum + 1, 3);
}

#[test]
fn a_table_that_is_missing_is_named_as_it_was_given() {
    let scenario = team("");
    let missing = read_credits(&Memory::new(), Path::new("pay/no.csv"), &scenario);
    let Err(ScenarioError::Invalid { files, findings }) = missing else {
        panic!("expected a finding");
    };
    assert_eq!(findings.len(), 1);
    let finding = &findings[0];
    assert_eq!(files[finding.at.file.index()].path, Path::new("pay/no.csv"));
    assert!(finding.help.contains("command line"), "{}", finding.help);
    assert_eq!(finding.code.id(), "E0701");
}
