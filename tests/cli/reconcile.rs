//! `foresell reconcile`: where the plans of functions contradict each other.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::{Plan, entries, expect_code, stderr, stdout};

/// Something of most factors, and a target that is out of reach.
const PLAN: &str = "
extends = \"plan.toml\"
[funnel]
discount = 0.1
[reconcile.planned.price]
\"funnel.discount\" = 0
[funnel.stages.closing]
pass = { value = { normal = { mean = 0.5, sd = 0.05 } } }
dwell-days = 5
decay-days = 30
activities.call = { role = \"owner\", hours = 30 }
[workforce.roles.ae]
base-per-year = 60_000
attrition-per-year = 0.3
ramp = { months = 4 }
[funnel.cycle-factor]
lognormal = { mean = 1, cv = 0.1 }
[correlation]
assumptions = [\"funnel.stages.closing.pass\", \"funnel.cycle-factor\"]
matrix = [[1, -0.5], [-0.5, 1]]
[targets]
FY2027 = { bookings = 90_000, budget = 50_000 }
FY2027-Q3 = { bookings = 20_000 }
";

const FEW: [&str; 2] = ["--trials", "24"];

fn plan() -> Plan {
    Plan::with("built.toml", PLAN)
}

fn reconcile(plan: &Plan, args: &[&str]) -> std::process::Output {
    plan.run(&[&["reconcile", "built.toml"], &FEW[..], args].concat())
}

fn json(plan: &Plan, args: &[&str]) -> Value {
    let output = reconcile(plan, &[&["--format", "json"], args].concat());
    expect_code(&output, 0);
    serde_json::from_str(stdout(&output)).unwrap()
}

#[test]
fn one_page_says_who_contradicts_whom_and_why() {
    let output = reconcile(&plan(), &[]);
    expect_code(&output, 0);
    let text = stdout(&output);
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    assert!(text.lines().count() <= 60, "{text}");
    for words in [
        "32 + 1 plans",
        "Finance promised 90.0 k; sales can sign",
        "Selling costs 60.0 k (60.0 k-60.0 k); the budget is 50.0 k",
        "From the target to what is expected: bookings, FY2027",
        "Attrition and vacancies",
        "Against what was planned: Price (funnel.discount = 0).",
        "Against a default, since `reconcile.planned` states no number: Ramp (everybody is",
        "Not in this plan: Supply (the plan does not say who or what delivers).",
    ] {
        let words = words.replace("32 + 1", "33");
        assert!(text.contains(&words), "no `{words}` in\n{text}");
    }
}

#[test]
fn json_and_tables_sum_exactly() {
    let plan = plan();
    let told = json(&plan, &["-o", "out"]);
    let bridge = &told["bridge"];
    let whole = |value: &Value| value.as_str().unwrap().parse::<i128>().unwrap();
    let parts = bridge["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 5);
    let sum: i128 = parts.iter().map(|part| whole(&part["numerator"])).sum();
    assert_eq!(sum, whole(&bridge["exact"]["whole"]));
    assert_eq!(whole(&bridge["exact"]["denominator"]), 120 * 24);
    // What is rounded sums to the cent.
    let cents = |value: &Value| (value.as_f64().unwrap() * 100.0).round();
    let rounded = &bridge["rounded"];
    let steps: f64 = parts.iter().map(|part| cents(&part["rounded"])).sum();
    assert_eq!(
        cents(&rounded["from"]) + cents(&rounded["unexplained"]) + steps,
        cents(&rounded["expected"])
    );
    assert_eq!(told["run"]["complete"], true);
    let quarter = &told["periods"][3];
    assert_eq!(
        (&quarter["label"], &quarter["target"]),
        (&"FY2027-Q3".into(), &20_000.0.into())
    );
    assert_eq!(quarter["supply"], Value::Null);

    let folder = plan.path("out");
    assert_eq!(
        entries(&folder),
        [
            "bridge.csv",
            "contradictions.csv",
            "reconciliation.json",
            "run.json",
            "views.csv"
        ]
    );
    let csv = fs::read_to_string(folder.join("bridge.csv")).unwrap();
    let cents: Vec<i64> = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(3).unwrap())
        .filter(|amount| !amount.is_empty())
        .map(|amount| amount.replace('.', "").parse().unwrap())
        .collect();
    let (last, steps) = cents.split_last().unwrap();
    assert_eq!(steps.iter().sum::<i64>(), *last, "{csv}");
    assert!(
        csv.lines()
            .nth(1)
            .unwrap()
            .starts_with("FY2027,bookings,target,90000.00,")
    );
}

#[test]
fn threads_change_nothing_and_seeds_do() {
    let plan = plan();
    let one = json(&plan, &["--threads", "1"]);
    assert_eq!(one, json(&plan, &["--threads", "3"]));
    assert_ne!(one["bridge"], json(&plan, &["--seed", "5"])["bridge"]);
}

#[test]
fn a_planned_number_that_cannot_be_used_is_found_by_check_at_its_own_line() {
    let plan = plan();
    fs::write(
        plan.path("planned.toml"),
        "extends = \"built.toml\"\n[reconcile.planned.coverage]\n\"workforce.groups.ae.count\" = 2.5\n",
    )
    .unwrap();
    for command in [vec!["check"], vec!["reconcile", "--trials", "8"]] {
        let mut args = command.clone();
        args.insert(1, "planned.toml");
        let output = plan.run(&args);
        expect_code(&output, 1);
        let said = stdout(&output);
        assert!(said.contains("planned.toml:3:"), "{said}");
    }
}

#[test]
fn planned_numbers_take_the_place_of_a_default() {
    let plan = plan();
    fs::write(
        plan.path("planned.toml"),
        "extends = \"built.toml\"\n[reconcile]\nperiod = \"FY2027-Q3\"\n\
         [reconcile.planned.win-rate]\n\"funnel.stages.closing.pass\" = 0.9\n\
         [reconcile.planned.coverage]\n\"workforce.groups.ae.count\" = 4\n",
    )
    .unwrap();
    let args = [
        "reconcile",
        "planned.toml",
        "--trials",
        "24",
        "--format",
        "json",
    ];
    let output = plan.run(&args);
    expect_code(&output, 0);
    let told: Value = serde_json::from_str(stdout(&output)).unwrap();
    let part = |id: &str| {
        let parts = told["bridge"]["parts"].as_array().unwrap();
        parts
            .iter()
            .find(|part| part["factor"] == id)
            .unwrap()
            .clone()
    };
    assert_eq!(told["bridge"]["period"], "FY2027-Q3");
    assert_eq!(part("win-rate")["planned"][0]["value"], 0.9);
    assert!(part("win-rate")["mean"].as_f64().unwrap() < -1_000.0);
    assert!(part("coverage")["mean"].as_f64().unwrap() < 0.0);
    // What is planned changes nothing that is simulated otherwise.
    let run = |name: &str| {
        let output = plan.run(&["run", name, "--trials", "24", "--format", "json"]);
        expect_code(&output, 0);
        serde_json::from_str::<Value>(stdout(&output)).unwrap()["periods"].clone()
    };
    assert_eq!(run("built.toml"), run("planned.toml"));
}

#[test]
fn mistakes_are_said_before_anything_is_simulated() {
    let plan = plan();
    for (args, code, words) in [
        (&["--period", "FY2O27"][..], 2, "did you mean `FY2027`?"),
        (
            &["--measure", "revenue"],
            2,
            "possible values: bookings, delivered",
        ),
        (
            &["--least-share", "2"],
            2,
            "expected a chance above 0 and below 100 %",
        ),
        (&["--trials", "0"], 2, "--trials"),
        (&["--force"], 2, "--output"),
    ] {
        let output = reconcile(&plan, args);
        expect_code(&output, code);
        let told = format!("{}{}", stdout(&output), stderr(&output));
        assert!(told.contains(words), "{args:?}: {told}");
    }
    for (section, words) in [
        (
            "planned.win-rate = { \"funnel.stages.closing.pas\" = 0.3 }",
            "did you mean `funnel.stages.closing.pass`?",
        ),
        (
            "planned.win-rate = { \"funnel.stages.closing.pass\" = 3 }",
            "3 is out of range: `funnel.stages.closing.pass` is from 0 to 1",
        ),
        (
            "planned.win-rate = { \"funnel.stages.closing.pass.value\" = -2 }",
            "-2 is out of range",
        ),
        (
            "planned.price = { \"targets.FY2027.bookings\" = 3 }",
            "no number `targets.FY2027.bookings`",
        ),
        ("planned.price = { \"\" = 3 }", "E0301"),
        ("planned.wins = { x = 3 }", "E0201"),
        (
            "planned = { ramp = { \"funnel.discount\" = 0 }, price = { \"funnel.discount\" = 0 } }",
            "is planned under `funnel.discount` too",
        ),
        ("period = \"FY2029\"", "the horizon has no period `FY2029`"),
        ("measure = \"money\"", "E0204"),
        ("planned.price = { \"funnel.discount\" = nan }", "E0206"),
        (
            "planned.ramp = { \"workforce.groups.ae.count\" = 2.5 }",
            "E0203",
        ),
    ] {
        let text = format!("extends = \"built.toml\"\n[reconcile]\n{section}\n");
        fs::write(plan.path("wrong.toml"), text).unwrap();
        let output = plan.run(&["reconcile", "wrong.toml", "--trials", "24"]);
        expect_code(&output, 1);
        assert!(
            stdout(&output).contains(words),
            "{section}: {}",
            stdout(&output)
        );
    }
}

#[test]
fn a_plan_without_a_target_has_a_bridge_of_its_own() {
    let plan = Plan::with(
        "bare.toml",
        "extends = \"plan.toml\"\n[funnel]\ndiscount = 0.1\n",
    );
    let output = plan.run(&["reconcile", "bare.toml", "--trials", "8"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    for words in [
        "From the plan without the factors to what is expected",
        "The plan without all of these",
        "FY2027 has no target of the whole company.",
        "Target: the plan sets none.",
        "No step: Price. It stays what the plan says, since `reconcile.planned` states no number",
    ] {
        assert!(text.contains(words), "{text}");
    }
    assert!(!text.contains("Not explained"), "{text}");
}

#[test]
fn a_target_of_a_month_is_held_against_that_month_alone() {
    let plan = Plan::with(
        "month.toml",
        "extends = \"plan.toml\"\ntargets.\"2027-03\".bookings = 9_000_000\n",
    );
    let output = plan.run(&["reconcile", "month.toml", "--trials", "8"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    let told = text
        .lines()
        .filter(|line| line.contains("Finance promised"));
    let told: Vec<&str> = told.map(|line| &line[..7]).collect();
    assert_eq!(told, ["2027-03"; 2], "{text}");
    for words in [
        "bookings, 2027-03",
        "Not explained by the stated set",
        "Nothing of the stated set is in this plan.",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
}

/// Stops after so many futures, as Ctrl-C does.
struct Impatient(AtomicU32);

impl foresell::model::simulate::Watch for Impatient {
    fn done(&self, n_trials: u32) {
        self.0.fetch_sub(
            n_trials.min(self.0.load(Ordering::Relaxed)),
            Ordering::Relaxed,
        );
    }

    fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

#[test]
fn views_that_are_known_are_shown_when_the_bridge_is_interrupted() {
    use foresell::explore::futures::{SharedFutures, period_of};
    use foresell::explore::reconcile::{Crossing, Ideals, n_runs, reconcile};
    use foresell::kernel::stream::Seed;
    use foresell::report::reconciliation::ReconciliationReport;
    use foresell::scenario::{Disk, Measured, load};

    let plan = plan();
    let paths = [plan.path("built.toml")];
    let scenario = load(&Disk, &paths).unwrap();
    let ideals = Ideals::new(&scenario, &Disk, &paths).unwrap();
    let crossing = Crossing {
        period: period_of(&scenario.model, "FY2027").unwrap(),
        measured: Measured::Bookings,
    };
    let within = |n_futures: u32| {
        let watch = Impatient(AtomicU32::new(n_futures));
        let futures = SharedFutures {
            seed: Seed(1),
            trials: 0..32,
            threads: Some(1),
            watch: &watch,
        };
        reconcile(&ideals, &crossing, &futures).unwrap()
    };
    assert!(within(20).is_none());
    let found = within(100).unwrap();
    assert!(found.bridge.is_none() && !found.periods.is_empty());
    let report = ReconciliationReport {
        subject: (&scenario).into(),
        seed: 1,
        first_trial: 0,
        n_trials: 32,
        n_plans: n_runs(&ideals, &crossing),
        least_share: 0.1,
        found,
    };
    let text = foresell::report::reconciliation_text::text(&report);
    assert!(
        text.contains("PARTIAL") && text.contains("Finance promised"),
        "{text}"
    );
}

/// The step of supply is split where deliveries are promised, on the page, in the JSON and in the table, and each of them sums.
#[test]
fn what_is_due_after_the_period_is_told_from_what_is_late() {
    let plan = Plan::with(
        "built.toml",
        "extends = \"plan.toml\"\n[workforce.roles.consultant]\nhours-per-month = 100\nselling-share = 1\n\
         [workforce.groups.consultants]\nrole = \"consultant\"\ncount = 2\ntenure-months = 24\n\
         [supply]\norder = [\"work\"]\npromise-days = 45\n[supply.pools.delivery]\nroles = [\"consultant\"]\n\
         [supply.steps.work]\npool = \"delivery\"\nhours = 200\n",
    );
    let output = reconcile(&plan, &[]);
    expect_code(&output, 0);
    let text = stdout(&output);
    for words in [
        "  of it signed, due after the period",
        "  of it late, cancelled or short",
        "Signed, due after the period: what is promised for later than FY2027",
    ] {
        assert!(text.contains(words), "no `{words}` in\n{text}");
    }
    let told = json(&plan, &["-o", "out"]);
    let part = &told["bridge"]["parts"][0];
    let cents = |value: &Value| (value.as_f64().unwrap() * 100.0).round();
    let split = &part["due_later"];
    assert!(cents(&split["rounded"]) < 0.0 && cents(&split["rest"]) < 0.0);
    let sum = cents(&split["rounded"]) + cents(&split["rest"]);
    assert_eq!(sum, cents(&part["rounded"]));
    let csv = fs::read_to_string(plan.path("out").join("bridge.csv")).unwrap();
    let cents = |amount: &str| amount.replace('.', "").parse::<i64>().ok();
    let amounts = csv.lines().skip(1).map(|line| line.split(',').nth(3));
    let amounts: Vec<i64> = amounts.filter_map(|amount| cents(amount?)).collect();
    let (last, steps) = amounts.split_last().unwrap();
    assert_eq!(steps.iter().sum::<i64>(), *last, "{csv}");
    assert!(csv.contains("supply-due-later") && csv.contains("supply-against-promise"));
    // Nothing is split where value signed is measured.
    let signed = json(&plan, &["--measure", "bookings"]);
    assert_eq!(signed["bridge"]["parts"][0]["due_later"], Value::Null);
}

/// What was delivered in months that have happened is not known, and neither are the hours that were there: nobody is said to
/// have room for less than is signed over them.
#[test]
fn deliveries_are_not_told_of_months_that_have_happened() {
    let plan = Plan::with(
        "built.toml",
        "extends = \"plan.toml\"\n[actuals]\nuntil = \"2027-03\"\ncredits = \"credits.csv\"\n\
         [workforce.roles.consultant]\nhours-per-month = 100\nselling-share = 1\n\
         [workforce.groups.consultants]\nrole = \"consultant\"\ncount = 2\ntenure-months = 24\n\
         [supply]\norder = [\"work\"]\n[supply.pools.delivery]\nroles = [\"consultant\"]\n\
         [supply.steps.work]\npool = \"delivery\"\nhours = 50\n",
    );
    fs::write(
        plan.path("credits.csv"),
        "date,seat,deal,amount\n2027-01-10,,A,1000\n",
    )
    .unwrap();
    let told = json(&plan, &["--measure", "bookings"]);
    let periods = told["periods"].as_array().unwrap();
    let of = |label: &str| periods.iter().find(|of| of["label"] == label).unwrap();
    assert_eq!(
        (&of("FY2027")["supply"], &of("FY2027")["capacity"]),
        (&Value::Null, &Value::Null)
    );
    assert!(of("FY2027-Q2")["capacity"]["mean"].as_f64().unwrap() > 0.0);
    let years = told["contradictions"].as_array().unwrap().iter();
    let mut years = years.filter(|of| of["period"] == "FY2027");
    assert!(years.all(|of| of["less"] != "supply" && of["less"] != "capacity"));
    // What a row holds against what is said of it.
    let rows = told["contradictions"].as_array().unwrap();
    for row in rows {
        let is_delivery = row["less"] == "supply" || row["less"] == "capacity";
        assert_eq!(row["signed_against_delivered"], is_delivery, "{row}");
    }
    assert!(
        rows.iter()
            .any(|row| row["signed_against_delivered"] == true)
    );
}
