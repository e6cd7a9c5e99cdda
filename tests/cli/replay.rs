//! `foresell replay`: what the story of a trial tells is what the trial counted in the run.

use parquet::record::Field;
use serde_json::Value;

use crate::parquet::rows;
use crate::{Plan, expect_code, saas, stdout};

/// The trial that is told.
const TRIAL: i64 = 3;

fn json(plan: &Plan, args: &[&str]) -> Value {
    let output = plan.run(&[args, &["--format", "json"]].concat());
    expect_code(&output, 0);
    serde_json::from_str(stdout(&output)).unwrap()
}

fn number(field: &Field) -> f64 {
    match field {
        Field::Long(count) => f64::from(i32::try_from(*count).unwrap()),
        Field::Double(value) => *value,
        other => panic!("{other:?} is no number"),
    }
}

/// The lines of a story of one kind.
struct Lines<'s>(Vec<&'s Value>);

impl<'s> Lines<'s> {
    fn of(replay: &'s Value, kind: &str) -> Self {
        let story = replay["story"].as_array().unwrap().iter();
        Self(story.filter(|line| line["kind"] == kind).collect())
    }

    fn count(&self) -> f64 {
        f64::from(i32::try_from(self.0.len()).unwrap())
    }

    fn sum(&self, of: impl Fn(&Value) -> &Value) -> f64 {
        self.0.iter().map(|line| of(line).as_f64().unwrap()).sum()
    }

    /// Sum of a part of the recurring revenue of contracts.
    fn arr(&self, part: &str) -> f64 {
        self.sum(|line| &line["arr"][part])
    }
}

/// Runs a scenario with all its draws, tells one trial, and compares what both say.
fn expect_the_story_of_the_run(plan: &Plan, scenario: &str) {
    let draws = [
        "--tables", "parquet", "--draws", "--force", "-q", "-o", "out",
    ];
    let run = [&["run", scenario, "--trials", "5"], &draws[..]].concat();
    expect_code(&plan.run(&run), 0);
    let rows = rows(&plan.path("out/draws/company-by-month.parquet"));
    let of_trial = |row: &&Vec<(String, Field)>| row[0].1 == Field::Long(TRIAL);
    let total = |measure: &str| -> f64 {
        let cells = rows.iter().filter(of_trial).flatten();
        cells
            .filter(|(name, _)| name == measure)
            .map(|(_, value)| number(value))
            .sum()
    };
    let replay = json(plan, &["replay", scenario, "--trial", &TRIAL.to_string()]);
    let lines = |kind| Lines::of(&replay, kind);
    let (won, renewed) = (lines("won"), lines("renewed"));
    let (churned, cancelled) = (lines("churned"), lines("cancelled"));
    let told = [
        ("hires", lines("hire").count()),
        ("leavers", lines("leaver").count()),
        ("wins", won.count()),
        ("bookings", won.sum(|line| &line["amount"])),
        ("variable-pay", lines("payday").sum(|line| &line["amount"])),
        ("renewals-won", renewed.count()),
        ("renewals-due", renewed.count() + churned.count()),
        (
            "arr-available",
            renewed.arr("before") + churned.arr("before"),
        ),
        ("arr-renewed", renewed.arr("after")),
        ("arr-price-rise", renewed.arr("price-rise")),
        ("arr-contraction", -renewed.arr("contraction")),
        (
            "arr-churned",
            churned.arr("before") + cancelled.arr("before"),
        ),
        ("arr-cancelled", cancelled.arr("before")),
    ];
    for (measure, told) in told {
        let counted = total(measure);
        assert!(
            (told - counted).abs() < 0.005,
            "{measure}: {told} told, {counted} counted"
        );
        assert!(counted > 0.0, "{measure} does not happen in this trial");
    }
    // Beside what is added at renewals, customers buy more by deals.
    assert!(renewed.arr("expansion") > 0.0);
    assert!(renewed.arr("expansion") <= total("arr-expansion") + 0.005);
    // The totals at the end are those of the run too.
    let years = replay["totals"].as_array().unwrap().iter();
    let at_end: f64 = years
        .map(|year| year["values"]["arr-churned"].as_f64().unwrap())
        .sum();
    assert!((at_end - total("arr-churned")).abs() < 0.005);
}

#[test]
fn a_story_tells_what_the_trial_of_the_run_counted() {
    expect_the_story_of_the_run(&Plan::new(), &saas("scenario.toml"));
}

#[test]
fn contracts_are_told_in_words_with_their_dates() {
    let plan = Plan::new();
    let output = plan.run(&["replay", &saas("scenario.toml"), "--trial", "3"]);
    expect_code(&output, 0);
    let text = stdout(&output);
    crate::expect_plain_and_narrow(text);
    let lines: Vec<&str> = text.lines().collect();
    for kind in ["renewed", "churned", "cancelled"] {
        let line = lines
            .iter()
            .find(|line| line.get(11..).is_some_and(|l| l.starts_with(kind)));
        let line = line.unwrap_or_else(|| panic!("no {kind} in\n{text}"));
        assert!(
            line.starts_with("2027-") || line.starts_with("2028-"),
            "{line}"
        );
    }
    for words in [
        "price rise",
        "expansion",
        "contraction",
        "not renewed: ARR",
        "Churned ARR",
    ] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    assert!(!text.contains("..."), "something is cut in\n{text}");
}

#[test]
fn whom_the_plan_names_is_told_by_name() {
    let plan = Plan::with(
        "named.toml",
        "extends = \"plan.toml\"\n\
         events.goes.leave = { seats = [\"ae-01\"], month = \"2027-03\" }\n\
         events.comes.join = { seat = \"ae-01\", date = \"2027-03-16\", name = \"Dana\" }\n",
    );
    let story = json(&plan, &["replay", "named.toml", "--trial", "1", "--all"]);
    let hires = Lines::of(&story, "hire");
    let begins = hires.0.iter().find(|line| line["date"] == "2027-03-16");
    let text = begins.expect("Dana comes")["text"].as_str().unwrap();
    assert!(text.starts_with("Dana begins as "), "{text}");
    let wins = Lines::of(&story, "won");
    let (mut of_seat, mut of_dana) = (0, 0);
    for line in &wins.0 {
        let (date, text) = (
            line["date"].as_str().unwrap(),
            line["text"].as_str().unwrap(),
        );
        of_seat += i32::from(date < "2027-03-01" && text.starts_with("seat ae-01: "));
        of_dana += i32::from(date >= "2027-03-16" && text.starts_with("Dana: "));
    }
    assert!(of_seat > 0 && of_dana > 0);
    assert_eq!(f64::from(of_seat + of_dana), wins.count());
}
