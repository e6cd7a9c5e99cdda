//! Whatever a file holds, reading it ends soon and with findings, never with a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use foresell::scenario::{Memory, ScenarioError, load, render};

/// Time that no file may take: far above what any takes, far below what a user would call hanging.
const LIMIT: Duration = Duration::from_secs(60);

/// Loads a scenario and shows what is wrong with it; the outcome does not matter.
fn survive(files: &Memory) {
    let started = Instant::now();
    if let Err(ScenarioError::Invalid { files, findings }) = load(files, &["a.toml".into()]) {
        let shown = render::text(&files, &findings, render::TextStyle::default());
        assert!(
            !shown.chars().any(|c| c.is_control() && c != '\n'),
            "{shown:?}"
        );
        let _ = render::json(&files, &findings);
    }
    assert!(started.elapsed() < LIMIT, "took {:?}", started.elapsed());
}

const PLAN: &str = include_str!("../../scenarios/invalid/base/plan.toml");
const SEATS: &str = "seat,role,quota-per-year\nae-1,ae,100000\nae-2,\"ae\",\n";

/// A valid scenario with a table, in which bytes `at` are replaced.
fn mutated(text: &str, at: usize, length: usize, by: &[u8]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let start = at % (bytes.len() + 1);
    let end = (start + length).min(bytes.len());
    bytes.splice(start..end, by.iter().copied());
    bytes
}

/// What breaks parsers more often than chance does.
fn poison() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "\"\"\"",
        "=",
        ",",
        ".",
        "\n",
        "\r",
        "\t",
        "#",
        "[[",
        "]]",
        "\u{feff}",
        "é",
        "\0",
        "nan",
        "-inf",
        "1e999",
        "9223372036854775807",
        "-0",
        "0x",
        "1_",
        "1979-05-27",
        "\\u",
        "remove = ['funnel']\n",
        "extends = 'a.toml'\n",
        "\u{202e}",
        "a.b.c",
        "by-segment",
        "normal",
        "''",
        "true",
    ];
    prop_oneof![
        prop::sample::select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive(&Memory::new().with("a.toml", bytes));
    }

    #[test]
    fn arbitrary_toml(pieces in prop::collection::vec(poison(), 0..40)) {
        survive(&Memory::new().with("a.toml", pieces.concat()));
    }

    #[test]
    fn a_valid_plan_with_a_change(at in any::<usize>(), length in 0_usize..12, by in poison()) {
        survive(&Memory::new().with("a.toml", mutated(PLAN, at, length, &by)));
    }

    #[test]
    fn a_valid_table_with_a_change(at in any::<usize>(), length in 0_usize..6, by in poison()) {
        let plan = "extends = 'plan.toml'\nworkforce.seats = 'seats.csv'\n";
        survive(&Memory::new().with("plan.toml", PLAN).with("a.toml", plan).with("seats.csv", mutated(SEATS, at, length, &by)));
    }
}

#[test]
fn files_made_to_exhaust_time_or_stack() {
    let mib = 1 << 20;
    for bytes in [
        "[".repeat(mib),
        "a = ".to_owned() + &"[".repeat(100_000) + &"]".repeat(100_000),
        "a = ".to_owned() + &"{b=".repeat(100_000),
        "a.".repeat(mib) + "b = 1",
        format!("[{}]", "a.".repeat(mib)),
        "[[a]]\n".repeat(100_000),
        "a = 1\n".repeat(100_000),
        (0..20_000).map(|ix| format!("a{ix} = {ix}\n")).collect(),
        (0..20_000)
            .map(|ix| format!("[t{ix}]\nx = {ix}\n"))
            .collect(),
        (0..20_000)
            .map(|ix| format!("[a.t{ix}.u]\nx = nan\n"))
            .collect(),
        "\"".repeat(mib),
        "'''\n".repeat(mib / 4),
        "\\".repeat(mib),
        "é".repeat(mib),
        "\n".repeat(7 * mib),
        "= ".repeat(mib),
        "a = \"".to_owned() + &"x".repeat(7 * mib) + "\"\n",
        "x".repeat(7 * mib),
    ] {
        survive(&Memory::new().with("a.toml", bytes));
    }
}

#[test]
fn tables_made_to_exhaust_time() {
    let plan = "extends = 'plan.toml'\nworkforce.seats = 'seats.csv'\n";
    for table in [
        ",".repeat(1 << 20),
        "seat,role\n".to_owned() + &"a,b,c\n".repeat(50_000),
        "seat,role\n".to_owned() + &"a,ae\n".repeat(50_000),
        "seat,role\n".to_owned() + &"\"".repeat(1 << 20),
        "\n".repeat(1 << 20),
        (0..5_000).map(|ix| format!("column-{ix},")).collect(),
    ] {
        survive(
            &Memory::new()
                .with("plan.toml", PLAN)
                .with("a.toml", plan)
                .with("seats.csv", table),
        );
    }
}
