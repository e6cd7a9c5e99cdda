//! What makes an import impossible is refused with the reason and the remedy.

use foresell::learn::import::{DateOrder, ImportError, Options, import};
use foresell::scenario::Code;

use crate::crm::{Crm, file, found};

/// Dates written in another way.
fn dated(format: fn(&str, &str, &str) -> String) -> Crm {
    Crm::new().map(|row| {
        let cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        let day = |cell: &String| match cell.split('-').collect::<Vec<_>>().as_slice() {
            [year, month, day] => format(year, month, day),
            _ => cell.clone(),
        };
        cells
            .iter()
            .enumerate()
            .map(|(ix, cell)| {
                if ix == 5 || ix == 6 {
                    day(cell)
                } else {
                    cell.clone()
                }
            })
            .collect::<Vec<_>>()
            .join(",")
    })
}

#[test]
fn the_way_dates_are_written_does_not_matter() {
    let without_report = |crm: &Crm| {
        let mut files = crm.import().files;
        files.retain(|name, _| name.ends_with(".toml") || name.ends_with(".csv"));
        files
    };
    let iso = without_report(&Crm::new());
    for other in [
        dated(|y, m, d| {
            format!(
                "{}/{}/{y}",
                m.trim_start_matches('0'),
                d.trim_start_matches('0')
            )
        }),
        dated(|y, m, d| format!("{d}-{m}-{y}")),
        dated(|y, m, d| format!("{d}.{m}.{y}")),
        dated(|y, m, d| format!("{y}-{m}-{d} 00:00:00")),
    ] {
        assert_eq!(without_report(&other), iso);
    }
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_refused_until_somebody_says_which() {
    let mut crm = dated(|y, m, d| format!("{m}/{d}/{y}"));
    crm.deals.retain(|row| {
        let small =
            |cell: &str| cell.is_empty() || cell[3..5].parse::<u32>().is_ok_and(|day| day <= 12);
        let cells: Vec<&str> = row.split(',').collect();
        small(cells[5]) && small(cells[6])
    });
    let findings = crm.findings();
    assert_eq!(findings[0].code, Code::DateOrder);
    assert!(findings[0].help.contains("--dates"), "{}", findings[0].help);
    let options = Options {
        dates: Some(DateOrder::MonthDayYear),
        ..Options::default()
    };
    assert!(import(crm.export(), &options).is_ok());
}

#[test]
fn dates_in_two_orders_are_refused_with_both_proofs() {
    let mut crm = dated(|y, m, d| format!("{m}/{d}/{y}"));
    let half = crm.deals.len() / 2;
    let other = dated(|y, m, d| format!("{d}/{m}/{y}"));
    crm.deals[half..].clone_from_slice(&other.deals[half..]);
    let findings = crm.findings();
    assert_eq!(findings[0].code, Code::DateOrder);
    assert!(
        findings[0].message.contains("month first") && findings[0].message.contains("day first"),
        "{}",
        findings[0].message
    );
}

#[test]
fn what_is_no_table_of_opportunities_is_refused() {
    let mut crm = Crm::new();
    crm.header = crm
        .header
        .replace("sales_agent", "dealer")
        .replace("engage_date", "begin");
    let findings = crm.findings();
    assert_eq!(findings[0].code, Code::MissingColumn);
    assert!(
        findings[0]
            .message
            .contains("lacks the owner, the day it began"),
        "{}",
        findings[0].message
    );
    assert!(
        findings[0].help.contains("salesagent"),
        "{}",
        findings[0].help
    );

    let findings = found(
        import(
            vec![file("notes.csv", "a,b\n1,2\n")].into(),
            &Options::default(),
        )
        .unwrap_err(),
    );
    assert_eq!(findings[0].code, Code::NoOpportunities);
    let findings = found(import(Vec::new().into(), &Options::default()).unwrap_err());
    assert_eq!(findings[0].code, Code::NoOpportunities);
}

#[test]
fn two_tables_of_a_kind_other_encodings_and_empty_files_are_refused() {
    let twice = Crm::new().table(
        "more.csv",
        &format!("{}\n{}\n", crate::crm::HEADER, Crm::new().deals[0]),
    );
    assert_eq!(twice.findings()[0].code, Code::TablesTwice);
    let mut export = Crm::new().export();
    export.files.push(file(
        "latin.csv",
        b"account,sector\nCaf\xe9,retail\n".to_vec(),
    ));
    let findings = found(import(export, &Options::default()).unwrap_err());
    assert_eq!(findings[0].code, Code::TableNotText);
    assert!(findings[0].help.contains("UTF-8"));
    assert_eq!(
        Crm::new().table("empty.csv", "").findings()[0].code,
        Code::TableEmpty
    );
    assert_eq!(
        Crm::new()
            .table("accounts.csv", "account,sector\n")
            .findings()[0]
            .code,
        Code::TableEmpty
    );
}

#[test]
fn an_export_of_open_deals_alone_teaches_nothing() {
    let mut crm = Crm::new();
    crm.deals.retain(|row| row.contains(",Engaging,"));
    let findings = crm.findings();
    assert_eq!(findings[0].code, Code::TooFewDeals);
    assert!(
        findings[0].message.contains("0 won and 0 lost"),
        "{}",
        findings[0].message
    );
}

#[test]
fn a_plan_cannot_start_before_the_export_ends() {
    let options = Options {
        start: Some("2026-12".parse().unwrap()),
        ..Options::default()
    };
    let error = import(Crm::new().export(), &options).unwrap_err();
    assert!(
        matches!(error, ImportError::StartsTooEarly { .. }),
        "{error}"
    );
    let later = Options {
        start: Some("2027-04".parse().unwrap()),
        ..Options::default()
    };
    assert!(
        import(Crm::new().export(), &later).unwrap().files["scenario.toml"]
            .contains("start = \"2027-04\"")
    );
}
