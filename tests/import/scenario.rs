//! The scenario that an import writes is sound, labelled, and the same for any order of rows.

use foresell::learn::import::{Options, import};

use crate::crm::{Crm, loaded, odd};

#[test]
fn scenario_and_what_if_are_sound() {
    let imported = Crm::new().import();
    let base = loaded(&imported, "scenario.toml");
    let more = loaded(&imported, "what-if/two-more-agents.toml");
    assert_eq!(
        more.model.workforce.seats.len(),
        base.model.workforce.seats.len() + 2
    );
    assert_ne!(base.hash, more.hash);
}

#[test]
fn every_number_says_where_it_comes_from() {
    let imported = Crm::new().import();
    let scenario = loaded(&imported, "scenario.toml");
    let assumed: Vec<String> = scenario
        .register
        .iter()
        .filter(|entry| entry.assumed)
        .map(|entry| entry.path.to_string())
        .collect();
    for path in [
        "demand.sources.prospected.leads-per-month",
        "funnel.stages.engaging.activities.work.hours",
        "finance.gross-margin",
        "workforce.roles.agent.base-per-year",
        "workforce.roles.agent.incentive-per-year",
        "workforce.roles.agent.hours-per-month",
        "workforce.roles.agent.selling-share",
        "workforce.roles.agent.ramp.months",
        "workforce.roles.agent.time-to-fill-months",
        "workforce.roles.agent.attrition-per-year",
        "workforce.roles.manager.base-per-year",
        "comp.plans.agents.quota-per-year",
    ] {
        assert!(
            assumed.iter().any(|known| known == path),
            "{path} is no labelled default: {assumed:?}"
        );
    }
    for learned in [
        "funnel.stages.engaging.pass",
        "funnel.stages.engaging.dwell-days",
        "workforce.roles.agent.capacity-per-year",
    ] {
        assert!(
            !assumed.iter().any(|known| known == learned),
            "{learned} is learned"
        );
        let entry = scenario
            .register
            .iter()
            .find(|entry| entry.path.to_string() == learned)
            .unwrap();
        assert!(
            entry
                .source
                .as_deref()
                .is_some_and(|source| source.contains("n = ")),
            "{entry:?}"
        );
    }
}

/// Mean of the beta that stands for the share of engaged deals that is won.
fn won_share(text: &str) -> f64 {
    let beta = text.split("[funnel.stages.engaging.pass]").nth(1).unwrap();
    let of = |name: &str| -> f64 {
        let number = beta.split(&format!("{name} = ")).nth(1).unwrap();
        let end = number.find([',', ' ']).unwrap();
        number[..end].parse().unwrap()
    };
    of("alpha") / (of("alpha") + of(", beta"))
}

#[test]
fn open_deals_count_for_as_long_as_they_were_seen() {
    let crm = Crm::new();
    let share = won_share(&crm.import().files["scenario.toml"]);
    // Three of five are won; the two dozen that are open are as young as deals are before they are decided.
    assert!((share - 0.6).abs() < 0.03, "{share}");
    // Sixty deals of the first half of the year that nobody ever decides are no losses, but they are not won either.
    let mut stuck = crm.clone();
    for n in 0..60 {
        let (month, day) = (n / 10 + 1, n % 10 + 1);
        stuck = stuck.with(&format!(
            "S{n},Ann,Basic,Acme,Engaging,2026-{month:02}-{day:02},,"
        ));
    }
    let imported = stuck.import();
    let text = &imported.files["scenario.toml"];
    let fewer = won_share(text);
    assert!((fewer - 0.6 * 240.0 / 300.0).abs() < 0.03, "{fewer}");
    assert!(text.contains("are never decided"), "{text}");
    let never = odd(&imported, "of engaged deals are never decided");
    assert!((60..=84).contains(&never.n), "{never:?}");
    // Decided deals say nothing of them.
    assert!(text.contains("Of decided deals 0.6"), "{text}");
}

#[test]
fn the_order_of_rows_and_files_does_not_show() {
    let straight = Crm::new()
        .with("X1,Ann,Basic,Acme,Won,2026-03-01,2026-02-01,1000")
        .with("X2,Ann,Basc,Acme,Won,2026-02-01,2026-03-01,");
    let mut turned = straight.clone();
    turned.deals.reverse();
    turned.deals.rotate_left(17);
    turned.tables.reverse();
    for (_, content) in &mut turned.tables {
        let mut lines: Vec<&str> = content.lines().collect();
        lines[1..].reverse();
        *content = lines.join("\n");
    }
    assert_eq!(straight.import().files, turned.import().files);
}

#[test]
fn marks_separators_and_decimal_signs_do_not_show() {
    let plain = Crm::new().import();
    let mut other = Crm::new();
    other.header = format!("\u{feff}{}", other.header.replace(',', ";"));
    other = other.map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let value = if cells[7].len() == 4 {
            format!("{}.{},00", &cells[7][..1], &cells[7][1..])
        } else {
            cells[7].to_owned()
        };
        format!("{};{value}", cells[..7].join(";"))
    });
    let other = other.import();
    for name in ["scenario.toml", "pipeline.csv", "seats.csv", "accounts.csv"] {
        assert_eq!(plain.files[name], other.files[name], "{name}");
    }
}

#[test]
fn names_that_a_spreadsheet_takes_for_formulas_are_defused() {
    let evil = "=HYPERLINK(1)";
    let imported = Crm::new()
        .map(|row| row.replace(",Ann,", &format!(",{evil},")).replace("D000", "+cmd"))
        .table("teams.csv", &format!("sales_agent,manager,regional_office\n{evil},@Mia,North\nBob,@Mia,North\nCleo,Noa,South\nDan,Noa,South\n"))
        .with("-1,Bob,Basic,Acme,Engaging,2026-12-30,,")
        .import();
    for (name, content) in imported
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".csv"))
    {
        for cell in content.lines().flat_map(|line| line.split(',')) {
            // A rate that has fallen is a number, and no text that a spreadsheet could take for a formula.
            let is_number = cell.parse::<f64>().is_ok();
            assert!(
                is_number || !cell.trim_matches('"').starts_with(['=', '+', '-', '@']),
                "{name}: {cell}"
            );
        }
    }
    let scenario = loaded(&imported, "scenario.toml");
    assert!(
        scenario
            .model
            .workforce
            .seats
            .iter()
            .any(|seat| seat.name == format!("'{evil}"))
    );
}

#[test]
fn options_reach_the_scenario() {
    let options = Options {
        name: "Plan \"B\"".into(),
        currency: "EUR".into(),
        currency_is_default: false,
        months: 24,
        targets: vec![("FY2027".into(), 2e5)],
        ..Options::default()
    };
    let imported = import(Crm::new().export(), &options).unwrap();
    let scenario = loaded(&imported, "scenario.toml");
    assert_eq!(
        (scenario.name.as_str(), scenario.currency.code()),
        ("Plan \"B\"", "EUR")
    );
    assert_eq!(
        (
            scenario.model.calendar.n_months(),
            scenario.model.finance.targets.len()
        ),
        (24, 1)
    );
    assert!(
        !imported
            .report
            .defaults
            .iter()
            .any(|default| default.path == "currency")
    );
}

#[test]
fn the_report_is_plain_json_with_every_part() {
    let json: serde_json::Value =
        serde_json::from_str(&Crm::new().import().files["import-report.json"]).unwrap();
    for key in [
        "format",
        "scenario",
        "as_of",
        "tables",
        "oddities",
        "estimates",
        "defaults",
        "left_out",
        "reading",
    ] {
        assert!(!json[key].is_null(), "{key}");
    }
    assert_eq!(json["as_of"], "2026-12-31");
}

/// The history by the formulas of simulated futures: months add up to the export, and rates are what can be counted by hand.
#[test]
fn the_history_tells_the_kpis_that_deals_tell() {
    let crm = Crm::new();
    let imported = crm.import();
    let history = &imported.files["history.csv"];
    let rows: Vec<Vec<&str>> = history.lines().skip(1).map(cells).collect();
    let sum = |kpi: &str, of: &str| -> f64 {
        let wanted = rows.iter().filter(|row| row[0] == kpi && row[3] == of);
        wanted.map(|row| row[7].parse::<f64>().unwrap()).sum()
    };
    let cell = |row: &str, ix: usize| row.split(',').nth(ix).unwrap_or_default().to_owned();
    let won: Vec<&String> = crm
        .deals
        .iter()
        .filter(|row| row.contains(",Won,"))
        .collect();
    let lost = crm
        .deals
        .iter()
        .filter(|row| row.contains(",Lost,"))
        .count();
    let values: f64 = won
        .iter()
        .filter_map(|row| cell(row, 7).parse::<f64>().ok())
        .sum();
    let n_won = f64::from(u32::try_from(won.len()).unwrap());
    for of in ["month", "quarter", "year"] {
        assert!((sum("wins", of) - n_won).abs() < 1e-9, "{history}");
        assert!((sum("bookings", of) - values).abs() < 1e-6, "{history}");
    }
    // In a year that holds all decisions the rate is that of all.
    let years: Vec<&Vec<&str>> = rows
        .iter()
        .filter(|row| row[0] == "close-rate" && row[3] == "year")
        .collect();
    let [year] = years.as_slice() else {
        panic!("{history}")
    };
    let rate = n_won / (n_won + f64::from(u32::try_from(lost).unwrap()));
    assert!(
        (year[7].parse::<f64>().unwrap() - rate).abs() < 1e-5,
        "{history}"
    );
    assert!(
        rows.iter()
            .any(|row| row[0] == "sales-cycle" && row[6] == "months")
    );
    assert!(
        !history.contains("\nleads,"),
        "leads are not told: {history}"
    );
    let readme = &imported.files["IMPORT.md"];
    for words in [
        "## What the history says",
        "Not told, and why:",
        "it holds deals, and no leads that became none: leads, lead-to-win",
    ] {
        assert!(readme.contains(words), "{words:?} is missing in\n{readme}");
    }
}

/// The cells of a row in which titles and formulas stand in quotes.
fn cells(row: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    for (ix, letter) in row.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => {
                cells.push(&row[start..ix]);
                start = ix + 1;
            }
            _ => {}
        }
    }
    cells.push(&row[start..]);
    cells
}
