//! What is left out by name, and how the command shows it.

use std::process::Output;

use assert_cmd::Command;
use foresell_tests::scenario::MINIMAL;
use serde_json::Value;

use crate::of_shipped;

fn foresell(args: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("foresell-under-test"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command.args(args).output().unwrap()
}

fn shipped(name: &str) -> String {
    format!(
        "{}/../scenarios/{name}/scenario.toml",
        env!("CARGO_MANIFEST_DIR")
    )
}

#[test]
fn what_is_not_linear_is_left_out_by_name() {
    let expected = of_shipped("saas");
    assert!(expected.deals.is_none() && expected.pipeline.is_none());
    let of = |part: &str| {
        let found = expected
            .left_out
            .iter()
            .find(|left| left.what.contains(part));
        found
            .unwrap_or_else(|| panic!("{part} is not named"))
            .why
            .clone()
    };
    assert!(of("`ae`").contains("attrition-shortfall-effect"));
    assert!(of("bookings").contains("hours"));
    assert!(of("weighted pipeline").contains("skill"));
    assert!(expected.at_mean > 0);
    assert!(
        expected.roles.len() + 1 == 5,
        "only account executives feel attainment"
    );
    assert_eq!(
        expected.sources.len(),
        4,
        "SDRs prospect, and do not feel attainment"
    );
}

#[test]
fn the_command_prints_months_and_what_is_left_out() {
    for name in ["ref-1", "saas"] {
        let output = foresell(&["expect", &shipped(name)]);
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        assert!(text.contains("2028-12"), "{text}");
        assert_eq!(text.contains("Left out"), name == "saas", "{text}");
        assert_eq!(text.contains("Bookings"), name == "ref-1", "{text}");
        // Nobody of REF-1 has a capacity, and those of the other are left out.
        assert!(!text.contains("RRE"), "{text}");
    }
}

/// Below the months stands each year: leads add up, to what rounding each month to a tenth leaves.
#[test]
fn the_years_are_summed() {
    let output = foresell(&["expect", &shipped("ref-1")]);
    let text = String::from_utf8(output.stdout).unwrap();
    let cells = |start: &str| -> Vec<String> {
        let line = text.lines().find(|line| line.starts_with(start));
        let line = line.unwrap_or_else(|| panic!("{start} in {text}"));
        line.split_whitespace().map(str::to_owned).collect()
    };
    let header = cells("Month");
    let leads = header.iter().position(|title| title == "Leads").unwrap();
    let number = |cell: &str| cell.replace(',', "").parse::<f64>().unwrap();
    let months = text.lines().filter(|line| line.starts_with("2027-"));
    let sum: f64 = months
        .map(|line| number(line.split_whitespace().nth(leads).unwrap()))
        .sum();
    let year = number(&cells("FY2027 ")[leads]);
    assert!(
        (year - sum).abs() < 12.0 * 0.05 + 0.05,
        "{year} is not {sum}"
    );
}

#[test]
fn json_and_csv_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, csv) = (
        folder.path().join("plan.toml"),
        folder.path().join("expected.csv"),
    );
    std::fs::write(&plan, MINIMAL).unwrap();
    let (plan, csv) = (plan.to_str().unwrap(), csv.to_str().unwrap());
    let output = foresell(&["expect", plan, "--format", "json", "-o", csv]);
    assert_eq!(output.status.code(), Some(0));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["kind"], "expectation");
    let figures = json["figures"].as_array().unwrap();
    let bookings = figures.iter().find(|f| f["figure"] == "bookings").unwrap();
    let last = bookings["values"][11].as_f64().unwrap();
    assert!((last - 2_500.0).abs() < 1e-6, "{last}");
    let table = std::fs::read_to_string(csv).unwrap();
    assert!(
        table.contains("\n2027-12,bookings,,USD,2500.00\n"),
        "{table}"
    );
    assert!(
        table.contains("\n2027-12,leads,inbound,count,10\n"),
        "{table}"
    );
    // Ramped-rep equivalents are those of roles with a capacity, as in a run.
    for (capacity, there) in [("0", false), ("30_000", true)] {
        let with = format!(
            "{MINIMAL}\n[workforce.roles.sdr]\n[workforce.groups.sdr]\nrole = \"sdr\"\ncount = 5\ntenure-months = 24\n"
        );
        let role = format!("[workforce.roles.ae]\ncapacity-per-year = {capacity}\n");
        std::fs::write(plan, with.replace("[workforce.roles.ae]\n", &role)).unwrap();
        let output = foresell(&["expect", plan]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.contains("RRE"), there, "{text}");
        let last = text
            .lines()
            .find(|line| line.starts_with("2027-12"))
            .unwrap();
        let cells: Vec<&str> = last.split_whitespace().collect();
        let (people, next) = (cells[2], cells[3]);
        assert_eq!((people, next == "1.0"), ("6.0", there), "{last}");
    }
    // Who has none is in no row of the table either.
    assert!(!std::fs::read_to_string(csv).unwrap().contains(",capacity,"));
    let again = foresell(&["expect", plan, "-o", csv]);
    assert_eq!(
        again.status.code(),
        Some(2),
        "a file is not replaced unasked"
    );
}

/// Where nothing of the whole company is linear, there is no table of months; the sources that are linear are told.
#[test]
fn leads_are_told_by_source_where_those_of_the_company_are_not_known() {
    let output = foresell(&["expect", &shipped("distribution")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("Month"), "{text}");
    let expected = of_shipped("distribution");
    let told = text.lines().skip_while(|line| !line.starts_with("Leads "));
    let rows: Vec<&str> = told.skip(1).take_while(|line| !line.is_empty()).collect();
    assert!(!rows.is_empty(), "{text}");
    assert_eq!(rows.len(), expected.sources.len(), "{text}");
    let leads: f64 = expected.sources[0].leads[..12].iter().sum();
    let shown = rows[0].split_whitespace().last().unwrap();
    let shown: f64 = shown.replace(',', "").parse().unwrap();
    assert!((shown - leads).abs() <= 0.05, "{shown} is not {leads}");
}
