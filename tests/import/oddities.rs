//! Each oddity is handled and said.

use crate::crm::{Crm, loaded, odd, set_aside};

#[test]
fn a_clean_export_uses_every_row() {
    let imported = Crm::new().import();
    for table in ["opportunities", "accounts", "products", "teams"] {
        assert_eq!(set_aside(&imported, table), [], "{table}");
    }
    assert!(
        imported
            .report
            .oddities
            .iter()
            .all(|oddity| !oddity.handled.is_empty())
    );
}

#[test]
fn rows_that_cannot_be_used_are_set_aside_by_reason() {
    let imported = Crm::new()
        .with("D000,Ann,Basic,Acme,Won,2026-01-01,2026-01-06,1000")
        .with("D001,Ann,Basic,Acme,Lost,2026-01-01,2026-01-02,0")
        .with("X1,Ann,Basic,Acme,Won,2026-03-01,2026-02-01,1000")
        .with("X2,Ann,Basic,Acme,Won,2026-03-01,,1000")
        .with("X3,Ann,Basic,Acme,,2026-03-01,,")
        .with("X4,Ann,Basic,Acme,Won,2026-02-30,2026-03-05,1000")
        .with("X5,Ann,Basic")
        .with("X6,Ann,Basic,Acme,Won,2026-03-01,2999-01-01,1000")
        .with(",,,,,,,")
        .import();
    let reasons = set_aside(&imported, "opportunities");
    let expected = [
        "blank row",
        "closed before it was engaged",
        "closed without a close date",
        "contradicts a row of the same id",
        "date out of range",
        "no stage",
        "repeats a row",
        "unreadable date",
        "wrong number of cells",
    ];
    assert_eq!(
        reasons
            .iter()
            .map(|(reason, _)| reason.as_str())
            .collect::<Vec<_>>(),
        expected
    );
    assert!(reasons.iter().all(|(_, n)| *n == 1), "{reasons:?}");
    assert_eq!(odd(&imported, "close before").examples, ["X1"]);
}

#[test]
fn of_contradicting_rows_the_one_furthest_along_counts_whatever_their_order() {
    let open = "D900,Ann,Basic,Acme,Engaging,2026-11-01,,";
    let won = "D900,Ann,Basic,Acme,Won,2026-11-01,2026-11-20,1100";
    let (a, b) = (
        Crm::new().with(open).with(won).import(),
        Crm::new().with(won).with(open).import(),
    );
    assert_eq!(a.files, b.files);
    assert!(!a.files["pipeline.csv"].contains("D900"));
}

#[test]
fn a_product_spelled_otherwise_is_joined_and_a_misspelt_one_mended() {
    let renamed = Crm::new()
        .table(
            "products.csv",
            "product,sales_price\nGTX Basic,1200\nGTX Premium,1250\n",
        )
        .map(|row| {
            row.replace(",Pro,", ",GTXPremium,")
                .replace(",Basic,", ",GTX Basic,")
        })
        .with("X1,Ann,GTX Premum,Acme,Won,2026-03-01,2026-03-09,1000");
    let imported = renamed.import();
    assert_eq!(odd(&imported, "\"GTXPremium\" is \"GTX Premium\"").n, 132);
    assert_eq!(odd(&imported, "\"GTX Premum\" is \"GTX Premium\"").n, 1);
    let products: Vec<String> = loaded(&imported, "scenario.toml")
        .model
        .dimensions
        .products
        .iter()
        .map(|p| p.id.clone())
        .collect();
    assert_eq!(products, ["gtx-basic", "gtx-premium"]);
}

#[test]
fn misspelt_sectors_and_countries_get_a_proposal_and_stay() {
    let accounts = "account,sector,office_location\nAcme,technolgy,Philipines\nBolt,software,Kenya\nCask,retail,Chile\n";
    let imported = Crm::new().table("accounts.csv", accounts).import();
    assert!(
        odd(&imported, "\"technolgy\" is likely \"technology\"")
            .handled
            .contains("kept")
    );
    assert!(
        odd(&imported, "\"Philipines\" is likely \"Philippines\"")
            .handled
            .contains("kept")
    );
    assert!(imported.files["scenario.toml"].contains("[segments.technolgy]"));
}

#[test]
fn sectors_that_differ_in_case_are_one() {
    let accounts = "account,sector\nAcme,Retail\nBolt,software\nCask,retail\n";
    let imported = Crm::new().table("accounts.csv", accounts).import();
    odd(&imported, "differ in case");
    assert_eq!(
        loaded(&imported, "scenario.toml")
            .model
            .dimensions
            .segments
            .len(),
        2
    );
}

#[test]
fn open_deals_may_lack_account_date_and_value() {
    let imported = Crm::new()
        .with("X1,Ann,Basic,,Prospecting,,,")
        .with("X2,Bob,Basic,Acme,Prospecting,,,")
        .with("X3,Bob,Basic,,Engaging,2026-12-30,,")
        .import();
    assert_eq!(odd(&imported, "open deals have no engage date").n, 2);
    assert_eq!(odd(&imported, "deals have no account").n, 2);
    let scenario = loaded(&imported, "scenario.toml");
    assert_eq!(
        scenario
            .model
            .dimensions
            .stages
            .iter()
            .map(|s| s.id.as_str())
            .collect::<Vec<_>>(),
        ["prospecting", "engaging"]
    );
    assert!(
        imported.files["pipeline.csv"]
            .contains("X1,sector-unknown,north,basic,earlier,prospecting,2026-12-31,,ann")
    );
    // The pass probability of a stage without outcomes is no finding of the import.
    let pass = scenario
        .register
        .iter()
        .find(|entry| entry.path.to_string() == "funnel.stages.prospecting.pass")
        .unwrap();
    assert!(pass.assumed);
}

#[test]
fn lost_deals_of_value_0_are_no_deal_sizes() {
    let imported = Crm::new().import();
    assert!(odd(&imported, "lost deals have the value 0").n > 50);
    let scenario = loaded(&imported, "scenario.toml");
    let smallest = (0..scenario.model.dimensions.n_classes())
        .map(|class| scenario.model.funnel.deal_size.of(class).support().0)
        .fold(f64::INFINITY, f64::min);
    assert!(smallest >= 100_000.0, "{smallest} cents");
}

#[test]
fn open_deals_older_than_any_decided_one_count_as_dead() {
    let imported = Crm::new()
        .with("X1,Ann,Basic,Acme,Engaging,2026-05-01,,")
        .with("X2,Ann,Basic,Acme,Engaging,2026-12-30,,")
        .import();
    // The slowest deal took 29 days; besides X1, one deal of 1 December is still open.
    assert_eq!(odd(&imported, "slowest decided deal").n, 2);
    assert!(imported.files["scenario.toml"].contains("stale-after-days = 29\n"));
}

#[test]
fn agents_without_deals_and_agents_gone_get_no_seat() {
    let team = "sales_agent,manager,regional_office\nAnn,Mia,North\nBob,Mia,North\nCleo,Noa,South\nDan,Noa,South\nEve,Noa,South\n";
    let imported = Crm::new()
        .table("teams.csv", team)
        .with("X1,Fay,Basic,Acme,Won,2026-01-02,2026-01-12,1000")
        .import();
    assert_eq!(odd(&imported, "own no deal").examples, ["Eve"]);
    assert_eq!(odd(&imported, "no deal in the last 180 days").n, 1);
    odd(&imported, "of which the table of teams knows nothing");
    let seats = &imported.files["seats.csv"];
    assert!(
        !seats.contains("Eve") && seats.contains("ann,agent,north,Ann,2026-01-01"),
        "{seats}"
    );
    assert!(
        seats.contains("mia,manager,north,Mia,2026-01-01"),
        "{seats}"
    );
}

#[test]
fn equal_win_rates_are_pooled_and_unequal_ones_are_not() {
    let clean = Crm::new().import();
    odd(&clean, "differ no more than luck");
    assert!(clean.files["scenario.toml"].contains("{ beta = {"));
    // Pro now always wins and Basic never does, whoever sells it.
    let swung = Crm::new().map(|row| {
        let won = row.contains(",Pro,");
        let row = row.replace(",Won,", ",X,").replace(",Lost,", ",X,");
        row.replace(",X,", if won { ",Won," } else { ",Lost," })
    });
    let swung = swung.map(|row| {
        if row.contains(",Won,") {
            format!("{}1000", row.trim_end_matches(|c: char| c.is_ascii_digit()))
        } else {
            row.to_owned()
        }
    });
    let imported = swung.import();
    let scenario = &imported.files["scenario.toml"];
    assert!(
        scenario.contains("[funnel.stages.engaging.pass.value.by-product]"),
        "{scenario}"
    );
    loaded(&imported, "scenario.toml");
}

#[test]
fn one_table_is_enough() {
    let mut crm = Crm::new();
    crm.tables.clear();
    let imported = crm.import();
    let model = loaded(&imported, "scenario.toml").model;
    assert_eq!(
        (
            model.dimensions.regions.len(),
            model.dimensions.segments.len(),
            model.workforce.seats.len()
        ),
        (1, 1, 4)
    );
}

#[test]
fn a_history_that_starts_with_old_deals_is_seen_as_truncated() {
    // The first three months of decisions are gone, as in an export of one fiscal year.
    let mut crm = Crm::new();
    crm.deals.retain(|row| {
        row.split(',')
            .nth(6)
            .is_none_or(|closed| closed.is_empty() || closed >= "2026-04-01")
    });
    crm.deals
        .push("X1,Ann,Basic,Acme,Won,2026-01-02,2026-04-20,1000".into());
    let imported = crm.import();
    assert!(odd(&imported, "left truncation").n > 0);
    odd(&imported, "months of arrivals are fully observed");
}

/// The same with the values of won deals written in another way.
fn valued(value: impl Fn(usize, &str) -> String) -> Crm {
    let mut crm = Crm::new();
    for (n, row) in crm.deals.iter_mut().enumerate() {
        let (rest, last) = row.rsplit_once(',').unwrap();
        if last.len() == 4 {
            *row = format!("{rest},\"{}\"", value(n, last));
        }
    }
    crm
}

#[test]
fn letters_that_multiply_an_amount_are_read_and_said() {
    let imported = valued(|_, value| format!("{}.{}k", &value[..1], &value[1..2])).import();
    odd(&imported, "letters that multiply");
    assert!(imported.files["scenario.toml"].contains("[1000, "));
}

#[test]
fn amounts_with_stray_letters_are_set_aside() {
    let imported = Crm::new()
        .with("X1,Ann,Basic,Acme,Won,2026-03-01,2026-03-09,12MM")
        .import();
    let odd = odd(&imported, "values are no numbers");
    assert_eq!((odd.n, odd.examples[0].as_str()), (1, "X1: \"12MM\""));
}

#[test]
fn amounts_that_contradict_the_decimal_sign_of_the_column_are_set_aside() {
    let imported = valued(|n, value| {
        let sign = if n % 10 == 0 { [".", ","] } else { [",", "."] };
        format!("{}{}{}{}00", &value[..1], sign[0], &value[1..], sign[1])
    })
    .import();
    assert!(
        odd(
            &imported,
            "another decimal sign than most, such as D000: \"1.000,00\""
        )
        .n > 10
    );
    assert!(!imported.files["scenario.toml"].contains("values = [1,"));
}

#[test]
fn a_column_that_could_have_decimals_or_thousands_has_thousands_and_says_so() {
    for sign in [".", ","] {
        let imported = valued(|_, value| format!("{}{sign}{}", &value[..1], &value[1..])).import();
        let odd = odd(&imported, "could have decimals or thousands");
        assert!(odd.n > 100 && odd.handled.starts_with("assumed"), "{odd:?}");
        assert_eq!(
            imported.files["pipeline.csv"],
            Crm::new().import().files["pipeline.csv"]
        );
        assert!(imported.files["scenario.toml"].contains("[1000, "));
    }
}

#[test]
fn a_currency_that_all_amounts_state_is_that_of_the_plan() {
    let euros = valued(|_, value| format!("€{value}"));
    let imported = euros.import();
    assert_eq!(loaded(&imported, "scenario.toml").currency.code(), "EUR");
    assert!(
        !imported
            .report
            .defaults
            .iter()
            .any(|d| d.path == "currency")
    );
    let stray = euros.with("X1,Ann,Basic,Acme,Won,2026-03-01,2026-03-09,$1000");
    let imported = stray.import();
    assert_eq!(
        odd(&imported, "another currency than most").examples,
        ["X1: \"$1000\""]
    );
    assert_eq!(loaded(&imported, "scenario.toml").currency.code(), "EUR");
}

#[test]
fn an_amount_that_no_scenario_can_hold_is_set_aside() {
    for value in ["1e300", "1e999", "1000000000000000"] {
        let imported = Crm::new()
            .with(&format!(
                "X1,Ann,Basic,Acme,Won,2026-03-01,2026-03-09,{value}"
            ))
            .import();
        let odd = odd(&imported, "values in `deals.csv` are beyond 1e12");
        assert_eq!(odd.examples, [format!("X1: \"{value}\"")]);
    }
}

#[test]
fn columns_that_are_not_there_and_blank_ids_are_said() {
    let mut crm = Crm::new();
    crm.header = crm
        .header
        .replace("opportunity_id", "x")
        .replace("product", "y")
        .replace("account", "z");
    let imported = crm.import();
    for what in ["ids", "products", "accounts"] {
        let odd = odd(&imported, &format!("the table has no column of {what}"));
        assert_eq!(odd.n, 264);
    }
    let mut crm = Crm::new();
    for row in crm.deals.iter_mut().take(10) {
        *row = row[4..].to_owned();
    }
    assert_eq!(odd(&crm.import(), "rows have no id").n, 10);
}

#[test]
fn agents_joined_without_the_team_list_are_said() {
    let imported = Crm::new()
        .with("X1,J. Doe,Basic,Acme,Won,2026-11-01,2026-11-09,1000")
        .with("X2,j-doe,Basic,Acme,Won,2026-11-01,2026-11-09,1000")
        .import();
    odd(
        &imported,
        "\"j-doe\" and \"J. Doe\" differ in case, spaces or punctuation only",
    );
}

#[test]
fn marks_that_turn_the_writing_are_dropped_and_long_names_clipped() {
    let long = "N".repeat(100_000);
    let imported = Crm::new()
        .with(&format!(
            "X1,{long},Basic,Acme,Won,2026-11-01,2026-11-09,1000"
        ))
        .with("X2,A\u{202e}n\u{200f}n,Basic,Acme,Won,2026-11-01,2026-11-09,1000")
        .import();
    odd(&imported, "more than 200 characters");
    assert_eq!(odd(&imported, "turn the direction").examples, ["Ann"]);
    assert!(
        imported
            .files
            .values()
            .all(|file| !file.contains('\u{202e}') && !file.contains(&"N".repeat(201)))
    );
}
