//! Statements: what is listed sums to what is settled, and every line can be worked out from what it prints.

use std::collections::BTreeMap;
use std::path::Path;

use foresell::calendar::PeriodKind;
use foresell::kernel::stream::Seed;
use foresell::model::actual::ActualCredit;
use foresell::model::actual_payroll::{ActualPayroll, Paid};
use foresell::model::chronicle::{Chronicle, Pay};
use foresell::model::journal::{Posting, Target};
use foresell::model::seat_pay::PersonPay;
use foresell::model::trial::Simulator;
use foresell::report::credits::credits;
use foresell::report::payouts::Payouts;
use foresell::report::statement::Statement;
use foresell::report::{Subject, csv};
use foresell::scenario::{Disk, Memory, Scenario, load, read_credits};
use foresell_tests::scenario::shown;
use serde_json::Value;

use crate::contracts::told_with_chronicle;
use crate::statement_words::{line, text};
use crate::team;

/// A scenario that is shipped, with what an overlay changes.
fn shipped(name: &str, overlay: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let base = folder.join(name).join("scenario.toml");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("overlay.toml");
    let base = base.canonicalize().unwrap();
    let text = format!("extends = '{}'\n{overlay}", base.display());
    std::fs::write(&path, text).unwrap();
    load(&Disk, &[path]).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

fn replay(scenario: &Scenario, trial: u32) -> Chronicle {
    let seed = Seed(scenario.seed);
    Simulator::new(&scenario.model).replay(seed, trial).0
}

/// Checks that what was posted to each component of each person sums to what was settled, to the cent; returns how many
/// settlements were checked, by role.
fn settled_as_posted<'p>(
    scenario: &Scenario,
    journal: &[Posting],
    pays: impl Iterator<Item = &'p Pay>,
) -> BTreeMap<String, usize> {
    for posting in journal {
        let Some(items) = &posting.items else {
            continue;
        };
        let sum: f64 = items.iter().map(|item| item.amount).sum();
        let off = sum * posting.share - posting.amount;
        assert!(off.abs() < 0.51, "{sum} and {posting:?}");
    }
    let mut checked = BTreeMap::new();
    let mut begun: BTreeMap<(usize, u16, usize), usize> = BTreeMap::new();
    for pay in pays {
        for settled in &pay.settled {
            let component = settled.of.component;
            let from = begun.entry((pay.seat, pay.nth, component)).or_default();
            let of = |posting: &&Posting| {
                (posting.seat, posting.nth) == (pay.seat, pay.nth)
                    && posting.to == Target::Component(component)
                    && (*from..=pay.month).contains(&posting.month)
            };
            let posted: f64 = journal
                .iter()
                .filter(of)
                .map(|posting| posting.amount)
                .sum();
            let credited = settled.of.standing.credited;
            let seat = &scenario.model.workforce.seats[pay.seat];
            assert!(
                (posted - credited).abs() < 1e-3,
                "{}, month {}: {posted} are listed, {credited} settled",
                seat.id,
                pay.month
            );
            if settled.closed {
                *from = pay.month + 1;
            }
            if credited != 0.0 {
                let role = scenario.model.dimensions.roles[seat.role].id.clone();
                *checked.entry(role).or_default() += 1;
            }
        }
    }
    checked
}

#[test]
fn what_is_listed_is_what_is_settled_in_every_shipped_scenario() {
    for name in ["saas", "distribution", "services"] {
        let scenario = shipped(name, "");
        let chronicle = replay(&scenario, 1);
        let checked = settled_as_posted(&scenario, &chronicle.journal, chronicle.pays());
        for (role, plan) in scenario.model.comp.plan_of_role.iter().enumerate() {
            let role = &scenario.model.dimensions.roles[role].id;
            let n = checked.get(role).copied().unwrap_or(0);
            assert!(plan.is_none() || n >= 6, "{name}, {role}: {n}");
        }
    }
}

/// The statement of a seat over a period, for programs.
fn statement(scenario: &Scenario, chronicle: &Chronicle, seat: &str, label: &str) -> Value {
    let model = &scenario.model;
    let seat = model
        .workforce
        .seats
        .iter()
        .position(|s| s.id == seat)
        .unwrap();
    let kinds = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];
    let mut periods = kinds
        .into_iter()
        .flat_map(|kind| model.calendar.periods(kind));
    let period = periods.find(|period| period.label == label).unwrap();
    let parts = PersonPay::of_chronicle(model, chronicle, seat, &period.months);
    let last = Some(model.calendar.n_months() - 1);
    let origin = String::new();
    Statement::new(
        Subject::from(scenario),
        seat,
        &period,
        origin,
        parts,
        None,
        last,
    )
    .unwrap()
    .json()
}

fn sum(values: &Value, key: &str) -> f64 {
    let values = values.as_array().unwrap().iter();
    values.map(|value| value[key].as_f64().unwrap()).sum()
}

/// The desk of the distribution's projects has a tenth of a deal that the field rep keeps whole: 110 % in all, of which the
/// manager of both has 100 %.
#[test]
fn a_manager_is_listed_a_shared_deal_once() {
    let scenario = shipped("distribution", "");
    let chronicle = replay(&scenario, 0);
    let of = statement(&scenario, &chronicle, "manager-midwest", "FY2027-Q1");
    let settled = of["months"][0]["settled"][0]["credited"].as_f64().unwrap();
    let listed = sum(&of["credited"], "credit");
    assert!((listed - settled).abs() < 0.005, "{listed} and {settled}");
    let shared = |credit: &&Value| credit["what"].as_str().unwrap().contains(", field-");
    let credits = of["credited"].as_array().unwrap();
    let shared: Vec<&Value> = credits.iter().filter(shared).collect();
    assert!(!shared.is_empty());
    assert!(
        shared.iter().all(|credit| credit["share"] == 1.0),
        "{shared:?}"
    );
}

#[test]
fn the_credits_of_a_future_pay_managers_what_it_pays_them() {
    let stay = |roles: &[&str]| {
        let stays = |role: &&str| format!("workforce.roles.{role}.attrition-per-year = 0\n");
        roles.iter().map(stays).collect::<String>()
    };
    let distribution = ["inside", "field", "key-account", "specialist", "manager"];
    let services = [
        "business-development",
        "partner-manager",
        "principal",
        "account-manager",
        "architect",
        "director",
    ];
    for (name, roles, manager, without) in [
        ("distribution", &distribution[..], "manager", ""),
        ("services", &services[..], "director", ", \"supply\""),
    ] {
        // Whom the plan hires later is not known to a table of credits; those who deliver are all such people.
        let overlay = format!("remove = [\"workforce.groups\"{without}]\n{}", stay(roles));
        let scenario = shipped(name, &overlay);
        let chronicle = replay(&scenario, 2);
        let table = csv::bytes(&credits(Subject::from(&scenario), &chronicle));
        let (_, paid) = settled(&scenario, &String::from_utf8(table).unwrap(), 12);
        settled_as_posted(&scenario, &paid.journal, paid.pays.iter());
        let of_manager = |pay: &&Pay| {
            let seat = &scenario.model.workforce.seats[pay.seat];
            scenario.model.dimensions.roles[seat.role].id == manager && pay.month < 12
        };
        let sums = |pays: &mut dyn Iterator<Item = &Pay>| -> Vec<(usize, usize, i64)> {
            let rows = pays.filter(of_manager);
            rows.map(|pay| (pay.seat, pay.month, pay.total().minor()))
                .collect()
        };
        let told = sums(&mut chronicle.pays());
        assert!(told.len() >= 8, "{name}: {told:?}");
        assert_eq!(sums(&mut paid.pays.iter()), told, "{name}");
    }
}

/// A table of credits, and what it pays in the first months.
pub(crate) fn settled(
    scenario: &Scenario,
    rows: &str,
    n_months: usize,
) -> (Vec<ActualCredit>, Paid) {
    let files = Memory::new().with("credits.csv", rows);
    let credits = read_credits(&files, Path::new("credits.csv"), scenario)
        .unwrap_or_else(|error| panic!("{}", shown(&error)));
    let paid = ActualPayroll::new(&scenario.model).settle(&credits, n_months);
    (credits, paid)
}

#[test]
fn kickers_objectives_draws_and_guarantees_say_what_they_rest_on() {
    let plan = r#"
        comp.plans.ae.kickers = [{ component = "logos", at = 0, multiplier = 1.15 }]
        comp.plans.ae.draw = { per-month = 5_000, recoverable = true }
        [comp.plans.ae.objectives.enablement]
        period = "quarter"
        pays = 1_000
        [comp.plans.ae.components.logos]
        measure = "wins"
        period = "quarter"
        rate = 0
        quota-per-year = 12
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows = "date,seat,deal,measure,amount,activity\n2027-02-01,rep-01,a,,50000,\n\
                2027-03-01,rep-01,,objective,0.3333,enablement\n2027-05-01,rep-01,b,,300000,\n";
    // 5,000 and 15 % more; a third of 1,000; a draw of 15,000 on 6,083.30.
    let first = text(plan, rows, "rep-01", "FY2027-Q1");
    let kicker = line(&first, "Kicker");
    assert_eq!(
        kicker,
        ("5,000.00 x 15 %, logos at 33.3 %".into(), "750.00".into())
    );
    let objective = line(&first, "Objective enablement");
    assert_eq!(objective, ("1,000.00 x 33.33 %".into(), "333.30".into()));
    let draw = line(&first, "Draw");
    assert_eq!(
        draw,
        ("from 6,083.30 up to 15,000.00".into(), "8,916.70".into())
    );
    let second = text(plan, rows, "rep-01", "FY2027-Q2");
    let back = line(&second, "Draw paid back");
    assert_eq!(back, ("of 8,916.70 drawn".into(), "-8,916.70".into()));
}

#[test]
fn a_successors_open_period_is_shown() {
    // rep-01 leaves on the first of February, somebody begins on that day and has sold nothing: the quarter is open.
    let told = told_with_chronicle(
        r#"
        events.goes = { leave = { seats = ["rep-01"], month = "2027-02" } }
        workforce.roles.ae.time-to-fill-months = 0
        "#,
    );
    let (scenario, chronicle) = told;
    let of = |label: &str| statement(&scenario, &chronicle, "rep-01", label);
    let february = of("2027-02");
    assert_eq!(february["people"].as_array().unwrap().len(), 2);
    assert_eq!(february["open"][0]["period"], "FY2027-Q1");
    // Without a successor nothing is open.
    let (scenario, chronicle) = told_with_chronicle(
        r#"
        events.goes = { leave = { seats = ["rep-01"], month = "2027-02" } }
        workforce.roles.ae.backfill = false
        "#,
    );
    let alone = statement(&scenario, &chronicle, "rep-01", "2027-02");
    assert_eq!(alone["open"], serde_json::json!([]));
}

#[test]
fn attainment_for_programs_is_a_clean_number() {
    let scenario = team("");
    let rows = "date,seat,deal,amount\n2027-02-01,rep-01,a,100000\n";
    let (credits, paid) = settled(&scenario, rows, 3);
    let periods = scenario.model.calendar.periods(PeriodKind::Quarter);
    let subject = Subject::from(&scenario);
    let payouts = Payouts::new(subject, &periods[0], &paid, &credits);
    let seats = payouts.json()["seats"].clone();
    let attained: Vec<String> = seats
        .as_array()
        .unwrap()
        .iter()
        .map(|seat| seat["attainment"].to_string())
        .collect();
    // A third, and nothing.
    assert_eq!(attained, ["0.333333", "0.0"]);
    let seat = scenario
        .model
        .workforce
        .seats
        .iter()
        .position(|s| s.id == "rep-01");
    let parts = PersonPay::of_paid(&scenario.model, &paid, seat.unwrap(), &(0..3));
    let origin = String::new();
    let of = Statement::new(
        subject,
        seat.unwrap(),
        &periods[0],
        origin,
        parts,
        Some(&credits),
        None,
    );
    let standing = of.unwrap().json()["months"][0]["settled"][0]["attainment"].clone();
    assert_eq!(standing, 0.333_333);
}

#[test]
fn seats_of_a_ratio_lead_those_whom_nobody_leads() {
    let plan = r#"
        remove = ["workforce.groups.boss", "workforce.groups.rep.manager"]
        workforce.groups.rep.count = 5
        workforce.roles.manager.ratio = { per = ["ae"], seats = 2, tenure-months = 24 }
        [comp.plans.manager]
        roles = ["manager"]
        measure = "bookings"
        credit = "team"
        period = "quarter"
        rate = 0.01
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
    "#;
    let rows = "date,seat,deal,amount\n2027-01-05,rep-01,a,100000\n2027-01-06,rep-02,b,200000\n\
                2027-01-07,rep-03,c,400000\n2027-01-08,rep-04,d,800000\n2027-01-09,rep-05,e,1600000\n";
    let pay = |overlay: &str, seat: &str| crate::pays(overlay, rows, 3, seat);
    // 1 % of 100,000 + 200,000, of 400,000 + 800,000, and of 1.6 M.
    assert_eq!(pay(plan, "manager-ratio-01"), [(2, 3_000.0)]);
    assert_eq!(pay(plan, "manager-ratio-02"), [(2, 12_000.0)]);
    assert_eq!(pay(plan, "manager-ratio-03"), [(2, 16_000.0)]);
    // A manager who is listed has room for two; rep-01 and rep-02 are left to her, as the file says nothing of them.
    let listed = plan.replace("\"workforce.groups.boss\", ", "");
    assert_eq!(pay(&listed, "boss-01"), []);
    assert_eq!(pay(&listed, "manager-ratio-02"), [(2, 12_000.0)]);
    // Nobody reports to seats of a ratio that is said to lead nobody.
    let alone = plan.replace("seats = 2,", "seats = 2, leads = false,");
    assert_eq!(pay(&alone, "manager-ratio-01"), []);
}
