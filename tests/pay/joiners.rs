//! Seats that are refilled during the year: two people of one seat, each with own quota, credit and pay.

use std::path::Path;

use foresell::calendar::PeriodKind;
use foresell::kernel::stream::Seed;
use foresell::measure::Measure;
use foresell::model::actual_payroll::{ActualPayroll, Fate};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::report::payouts::Payouts;
use foresell::report::{Cell, Subject};
use foresell::scenario::{Memory, ScenarioError, load, read_credits};
use foresell_tests::scenario::{MINIMAL, shown};

use crate::{TEAM, of, paid, team};

/// rep-02 leaves on the first of May, and Dana begins on the sixteenth; nobody else is hired by the plan's own rules.
const REFILLED: &str = r#"
    events.sam = { leave = { seats = ["rep-02"], month = "2027-05" } }
    events.dana = { join = { seat = "rep-02", date = "2027-05-16", name = "Dana" } }
    workforce.roles.ae.backfill = false
    workforce.roles.ae.attrition-per-year = 0
"#;

const CREDITS: &str = "date,seat,deal,amount,product\n2027-04-20,rep-02,a,90000,suite\n2027-05-05,rep-02,b,70000,suite\n\
    2027-06-10,rep-02,c,160000,suite\n";

/// rep-02 has the 15th of March as last day: 300,000 on a quota of 100,000 x (2 + 15 / 31) = 248,387.10, at 10 % up to it and
/// 15 % beyond: 24,838.71 + 7,741.94. What comes the day after is nobody's, until somebody begins on the 17th.
#[test]
fn a_leaver_counts_up_to_the_last_day() {
    let rows = "date,seat,deal,amount\n2027-01-10,rep-02,a,100000\n2027-03-15,rep-02,b,200000\n\
        2027-03-16,rep-02,c,50000\n2027-03-17,rep-02,d,10000\n";
    let goes = r#"
        events.sam = { leave = { seats = ["rep-02"], date = "2027-03-15" } }
        events.dana = { join = { seat = "rep-02", date = "2027-03-17" } }
        workforce.roles.ae.attrition-per-year = 0
    "#;
    let scenario = team(goes);
    let files = Memory::new().with("credits.csv", rows);
    let credits = read_credits(&files, Path::new("credits.csv"), &scenario).unwrap();
    let settled = ActualPayroll::new(&scenario.model).settle(&credits, 3);
    let pays = of(&scenario, &settled.pays, "rep-02");
    assert_eq!(pays, [(2, 32_580.65), (2, 1_000.0)]);
    let month = Fate::Settled { month: 2 };
    assert_eq!(settled.fates, [month, month, Fate::Vacant, month]);
    // The last of a month is a whole day of it.
    let whole = team(&goes.replace("03-15", "03-31").replace("03-17", "04-01"));
    let settled = ActualPayroll::new(&whole.model).settle(&credits, 3);
    assert_eq!(of(&whole, &settled.pays, "rep-02"), [(2, 39_000.0)]);
}

#[test]
fn a_leave_has_a_month_or_a_last_day_before_whoever_follows() {
    let codes = |leave: &str, join: &str| -> Vec<&str> {
        let overlay = format!(
            "events.sam = {{ leave = {{ seats = [\"rep-02\"]{leave} }} }}\n\
             events.dana = {{ join = {{ seat = \"rep-02\", date = \"{join}\" }} }}\n"
        );
        let files = Memory::new()
            .with("minimal.toml", MINIMAL)
            .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
            .with("plan.toml", format!("extends = \"team.toml\"\n{overlay}"));
        match load(&files, &["plan.toml".into()]) {
            Err(ScenarioError::Invalid { findings, .. }) => {
                assert!(findings.iter().all(|finding| !finding.help.is_empty()));
                findings.iter().map(|finding| finding.code.id()).collect()
            }
            _ => Vec::new(),
        }
    };
    let dated = ", date = \"2027-03-15\"";
    assert_eq!(codes(dated, "2027-03-16"), [""; 0]);
    assert_eq!(codes(dated, "2027-03-15"), ["E0506"]);
    let both = format!("{dated}, month = \"2027-03\"");
    assert_eq!(codes(&both, "2027-03-16"), ["E0205", "E0506"]);
    assert_eq!(codes("", "2027-03-16"), ["E0205", "E0506"]);
    assert!(codes(", date = \"2027-02-30\"", "2027-03-16").contains(&"E0401"));
    assert!(codes(", date = \"2030-02-20\"", "2027-03-16").contains(&"E0402"));
}

#[test]
fn whoever_comes_after_a_leaver_has_a_quota_and_pay_of_their_own() {
    let scenario = team(REFILLED);
    let files = Memory::new().with("credits.csv", CREDITS);
    let credits = read_credits(&files, Path::new("credits.csv"), &scenario).unwrap();
    let settled = ActualPayroll::new(&scenario.model).settle(&credits, 6);
    assert_eq!(
        settled.fates,
        [
            Fate::Settled { month: 4 },
            Fate::Vacant,
            Fate::Settled { month: 5 }
        ]
    );
    // The leaver: 90,000 of a month's 100,000, at 10 %. Dana: 160,000 of 100,000 x (16 / 31 + 1) = 151,612.90, at 10 % up
    // to it and 15 % beyond: 15,161.29 + 1,258.06.
    let pays = of(&scenario, &settled.pays, "rep-02");
    assert_eq!(pays, [(4, 9_000.0), (5, 16_419.35)]);
    let of_leaver = settled.pays.iter().find(|pay| pay.last).unwrap();
    assert_eq!((of_leaver.nth, of_leaver.month), (0, 4));
    let quarter = scenario.model.calendar.periods(PeriodKind::Quarter)[1].clone();
    let payouts = Payouts::new(Subject::from(&scenario), &quarter, &settled, &credits);
    let table = payouts.table();
    let rows: Vec<[&Cell; 3]> = table
        .rows
        .iter()
        .filter(|row| row[0] == Cell::text("rep-02"))
        .map(|row| [&row[1], &row[7], row.last().unwrap()])
        .collect();
    let money = |value: f64| Cell::Amount { value, places: 2 };
    let [leaver, dana] = rows[..] else {
        panic!("two people: {rows:?}")
    };
    assert_eq!(
        leaver,
        [&Cell::text("rep-02"), &money(100_000.0), &Cell::Empty]
    );
    assert_eq!(
        (dana[0], dana[2]),
        (&Cell::text("Dana"), &Cell::text("2027-05-16"))
    );
    let quota = dana[1];
    assert!(
        matches!(quota, Cell::Amount { value, .. } if (value - 151_612.90).abs() < 0.01),
        "{quota:?}"
    );
    let text = payouts.text(80);
    assert!(
        text.contains("Dana") && text.contains("event `join`"),
        "{text}"
    );
}

#[test]
fn whoever_opens_a_seat_on_a_known_day_is_paid_from_that_day_on() {
    let plan = r#"
        workforce.groups.new = { role = "ae", count = 1, planned-start = "2027-03" }
        events.kim = { join = { seat = "new-01", date = "2027-04-16" } }
    "#;
    let rows = "date,seat,deal,amount,product\n2027-04-10,new-01,a,90000,suite\n2027-06-10,new-01,c,100000,suite\n";
    let scenario = team(plan);
    // Nobody was there on the tenth of April. Of the second quarter 2.5 months count: 250,000.
    assert_eq!(
        of(&scenario, &paid(&scenario, rows, 6), "new-01"),
        [(5, 10_000.0)]
    );
    // Without the event nobody is known to be there.
    let unknown = team(plan.split("events").next().unwrap());
    assert!(of(&unknown, &paid(&unknown, rows, 6), "new-01").is_empty());
}

#[test]
fn a_future_knows_whoever_is_hired_on_a_known_day() {
    let files = |until: &str, credits: &str| {
        Memory::new()
            .with("minimal.toml", MINIMAL)
            .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
            .with("credits.csv", credits.to_owned())
            .with(
                "plan.toml",
                format!(
                    "extends = \"team.toml\"\nactuals = {{ until = \"{until}\", credits = \"credits.csv\" }}\n\
                     demand.sources.inbound.leads-per-month = 0\n{REFILLED}"
                ),
            )
    };
    let head = CREDITS.lines().take(3).collect::<Vec<_>>().join("\n");
    let year = |until: &str, credits: &str| {
        let scenario = load(&files(until, credits), &["plan.toml".into()])
            .unwrap_or_else(|error| panic!("{}", shown(&error)));
        let outcome = simulate(&scenario.model, Seed(3), 0..4, None, &Unwatched).unwrap();
        let people = outcome.results.company(Measure::Headcount, 4..6);
        let pay = outcome.results.company(Measure::VariablePay, 0..6);
        (people, pay)
    };
    // As history, and as what is still to come: in May 16 of 31 days.
    let (people, pay) = year("2027-07", CREDITS);
    assert!(pay.iter().all(|&pay| pay == 900_000 + 1_641_935), "{pay:?}");
    // On the average of two months, in millionths of a person.
    let expected = i64::midpoint(5_000_000, 16_000_000 / 31);
    assert!(
        people.iter().all(|&people| (people - expected).abs() <= 1),
        "{people:?} {expected}"
    );
    let (to_come, pay) = year("2027-05", &head.replace("2027-05-05", "2027-04-21"));
    assert_eq!(to_come, people);
    // 160,000 of 100,000 in April: 10,000 + 9,000.
    assert!(pay.iter().all(|&pay| pay == 1_900_000), "{pay:?}");
}

/// Where the leaver has left before the plan tells so, the successor comes on the same day, once, and is not told to leave.
#[test]
fn whoever_joins_is_hired_once_although_the_leaver_has_gone_before() {
    let plan = |attrition: &str| {
        let refilled = REFILLED.replace("attrition-per-year = 0", attrition);
        let paid = "workforce.roles.ae.base-per-year = 120_000";
        let refilled = refilled.replace("\"2027-05\" }", "\"2027-05\", severance-months = 3 }");
        team(&format!("{refilled}\n{paid}"))
    };
    let (scenario, hasty) = (
        plan("attrition-per-year = 0"),
        plan("attrition-per-year = 0.9"),
    );
    let of = |scenario: &foresell::scenario::Scenario, measure| {
        let outcome = simulate(&scenario.model, Seed(7), 0..200, None, &Unwatched).unwrap();
        outcome.results.company(measure, 0..24)
    };
    assert!(
        of(&scenario, Measure::Severance)
            .iter()
            .all(|&paid| paid == 3_000_000)
    );
    assert!(of(&hasty, Measure::Hires).iter().all(|&hires| hires == 1));
    let severance = of(&hasty, Measure::Severance);
    let told = severance.iter().filter(|&&paid| paid == 3_000_000).count();
    let gone = severance.iter().filter(|&&paid| paid == 0).count();
    assert_eq!(told + gone, 200);
    // Four months at this rate are survived by 0.1 ^ (1 / 3), 46 %.
    assert!((70..115).contains(&told), "{told}");
}
