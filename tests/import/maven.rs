//! The Maven Analytics CRM export, end to end, if it is there: `FORESELL_TEST_DATA` names the folder that holds it.

use std::path::PathBuf;

use foresell::kernel::stream::Seed;
use foresell::learn::import::{ImportError, Imported, Options, import, read_export};
use foresell::measure::Measure;
use foresell::model::simulate::{Unwatched, simulate};

use crate::crm::{loaded, odd, set_aside};

pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FORESELL_TEST_DATA")
        .map(|root| PathBuf::from(root).join(name))
        .filter(|path| path.exists());
    if folder.is_none() {
        println!("skipped: FORESELL_TEST_DATA holds no {name}");
    }
    folder
}

fn maven() -> Option<Imported> {
    let export = read_export(&data("maven_crm")?).unwrap();
    Some(
        import(
            export,
            &Options {
                name: "maven".into(),
                ..Options::default()
            },
        )
        .unwrap(),
    )
}

#[test]
fn every_row_is_used() {
    let Some(imported) = maven() else { return };
    for table in &imported.report.tables {
        assert_eq!(set_aside(&imported, table.table), [], "{}", table.table);
    }
    let deals = imported
        .report
        .tables
        .iter()
        .find(|ledger| ledger.table == "opportunities")
        .unwrap();
    let used: Vec<(&str, usize)> = deals
        .used
        .iter()
        .map(|(what, n)| (what.as_str(), *n))
        .collect();
    assert_eq!(
        used,
        [("lost deal", 2473), ("open deal", 2089), ("won deal", 4238)]
    );
    assert!(
        imported
            .report
            .unused_files
            .contains_key("data_dictionary.csv")
    );
}

#[test]
fn every_known_oddity_is_reported_with_its_number() {
    let Some(imported) = maven() else { return };
    for (phrase, n) in [
        ("\"GTXPro\" is \"GTX Pro\"", 1480),
        ("\"technolgy\" is likely \"technology\"", 12),
        ("\"Philipines\" is likely \"Philippines\"", 1),
        ("open deals have no engage date", 500),
        ("open deals have no close date", 2089),
        ("open deals have no value", 2089),
        ("deals have no account", 1425),
        ("lost deals have the value 0", 2473),
        ("older than the 138 days", 1291),
        ("own no deal", 5),
        ("cycle times have two peaks", 3133),
        (
            "the won share swings with the month within the quarter: 0.49, 0.55, 0.81",
            2574,
        ),
        (
            "differ no more than luck makes them (chi-square 33.3 on 29",
            30,
        ),
        ("no deal is decided before 2017-03-01", 1185),
        ("engaged deals fall off at the end", 404),
        ("of engaged deals are never decided", 1589),
        (
            "in the last three months deals of an age were decided",
            1985,
        ),
        ("1513 of all open deals are dead", 1291),
        ("belong to the region Central", 500),
    ] {
        assert_eq!(odd(&imported, phrase).n, n, "{phrase}");
    }
    assert!(
        imported
            .report
            .reading
            .iter()
            .any(|how| how.contains("`engage_date` are m/d/yyyy"))
    );
}

#[test]
fn what_is_learned_agrees_with_the_counts() {
    let Some(imported) = maven() else { return };
    let text = &imported.files["scenario.toml"];
    assert!(text.contains("Of decided deals 0.632 were won (4,238 of 6,711)"));
    assert!(text.contains("Aalen-Johansen share of 1,196 won, 789 lost and 1,589 open deals, seen after 2017-09-30, 2,409 of them late"));
    assert!(text.contains("stale-after-days = 138"));
    let scenario = loaded(&imported, "scenario.toml");
    assert_eq!(scenario.model.funnel.pipeline.len(), 2089);
    assert_eq!(
        (
            scenario.model.workforce.seats.len(),
            scenario.model.dimensions.products.len()
        ),
        (36, 7)
    );
}

#[test]
fn the_plan_sells_what_the_past_sold_and_two_more_agents_sell_more() {
    let Some(imported) = maven() else { return };
    let bookings = |root: &str| {
        let model = loaded(&imported, root).model;
        let run = simulate(&model, Seed(1), 0..64, None, &Unwatched).unwrap();
        run.results.company(Measure::Bookings, 0..12)
    };
    let (base, more) = (
        bookings("scenario.toml"),
        bookings("what-if/two-more-agents.toml"),
    );
    #[expect(
        clippy::cast_precision_loss,
        reason = "cents of a year are far below 2^53"
    )]
    let mean = |values: &[i64]| values.iter().sum::<i64>() as f64 / values.len() as f64 / 100.0;
    // Ten months of the past sold 10.0 M, hence 12.0 M a year; the pipeline is thin and swings are wide.
    assert!((9e6..14e6).contains(&mean(&base)), "{}", mean(&base));
    assert!(
        mean(&more) > mean(&base),
        "{} against {}",
        mean(&more),
        mean(&base)
    );
}

#[test]
fn other_exports_are_refused_in_words() {
    for name in [
        "fivetran_salesforce_seeds",
        "fivetran_hubspot_seeds",
        "powerbi_opportunity_tracking",
    ] {
        let Some(folder) = data(name) else { continue };
        match import(read_export(&folder).unwrap(), &Options::default()) {
            Err(ImportError::Findings { findings, .. }) => {
                assert!(
                    findings.iter().all(|finding| !finding.help.is_empty()),
                    "{name}: {findings:?}"
                );
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}
