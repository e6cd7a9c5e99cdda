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
        findings[0]
            .message
            .contains("are open: nothing can be learnt"),
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

#[test]
fn amounts_in_several_currencies_are_refused() {
    let mut n = 0;
    let mut crm = Crm::new();
    for row in &mut crm.deals {
        if let Some(at) = row.rfind(',').filter(|at| row.len() - at == 5) {
            n += 1;
            row.insert(at + 1, if n % 2 == 0 { '€' } else { '$' });
        }
    }
    let findings = crm.findings();
    assert_eq!(findings[0].code, Code::CurrenciesMixed);
    assert!(
        findings[0].message.contains("in EUR such as \"€1000\"")
            || findings[0].message.contains("in USD such as \"$1000\""),
        "{}",
        findings[0].message
    );
}

#[test]
fn a_column_that_stands_twice_is_refused() {
    let mut crm = Crm::new();
    crm.header = crm.header.replace("product", "account");
    let findings = crm.findings();
    assert_eq!(findings[0].code, Code::ColumnTwice);
    assert!(
        findings[0]
            .message
            .contains("`account` stands twice in `deals.csv`"),
        "{}",
        findings[0].message
    );
}

#[test]
fn an_export_of_which_most_rows_are_broken_is_refused() {
    let mut crm = Crm::new();
    let broken = (0..300).map(|n| format!("X{n},Ann,Basic,Acme,Won,2026-03-01,2026-02-01,1000"));
    crm.deals.extend(broken);
    assert_eq!(crm.findings()[0].code, Code::MostRowsUnusable);
}

#[test]
fn what_makes_no_scenario_is_refused_in_the_words_of_the_export() {
    let crm = Crm::new().map(|row| match row.rsplit_once(',') {
        Some((rest, value)) if value.len() == 4 => format!("{rest},99999{value}000"),
        _ => row.to_owned(),
    });
    let ImportError::Findings { files, findings } =
        import(crm.export(), &Options::default()).unwrap_err()
    else {
        panic!("it is refused with findings");
    };
    assert_eq!(findings[0].code, Code::NoScenario);
    assert!(
        findings[0].message.contains("`deals.csv`"),
        "{}",
        findings[0].message
    );
    assert!(
        files
            .iter()
            .all(|file| !file.path.ends_with("scenario.toml"))
    );
}

#[test]
fn targets_out_of_range_are_refused_by_the_name_of_the_option() {
    for targets in [
        vec![("FY2031", 1e6)],
        vec![("FY2027", 1e13)],
        vec![("FY2027", f64::INFINITY)],
        vec![("FY2027", 1.0), ("FY2027", 2.0)],
    ] {
        let options = Options {
            targets: targets
                .iter()
                .map(|(label, x)| ((*label).to_owned(), *x))
                .collect(),
            ..Options::default()
        };
        let error = import(Crm::new().export(), &options).unwrap_err();
        assert!(error.to_string().starts_with("`--target FY20"), "{error}");
    }
}
