use super::*;
use crate::kernel::stream::Seed;
use crate::scenario::{Certainty, Finding, Memory};

const MINIMAL: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tests/support/minimal.toml"
));

fn loaded(overlay: &str) -> Result<Scenario, Vec<Finding>> {
    let files = Memory::new().with("minimal.toml", MINIMAL).with(
        "plan.toml",
        format!("extends = \"minimal.toml\"\n{overlay}"),
    );
    load(&files, &["plan.toml".into()]).map_err(|error| match error {
        ScenarioError::Invalid { findings, .. } => findings,
        ScenarioError::Read { .. } => panic!("{error}"),
    })
}

fn codes(overlay: &str) -> Vec<&'static str> {
    loaded(overlay).map_or_else(
        |findings| findings.iter().map(|finding| finding.code.id()).collect(),
        |_| Vec::new(),
    )
}

#[test]
fn the_smallest_scenario_is_a_model() {
    let scenario = loaded("").unwrap();
    let model = &scenario.model;
    assert_eq!(
        (scenario.trials, scenario.seed, scenario.currency.code()),
        (10_000, 1, "USD")
    );
    assert_eq!(
        (
            model.dimensions.n_classes(),
            model.workforce.seats.len(),
            model.funnel.opportunity_from
        ),
        (1, 1, 0)
    );
    assert!(
        (model.funnel.deal_size.of(0).mean() - 100_000.0).abs() < 1e-9,
        "money is in cents"
    );
    assert!(
        (model.funnel.stages[0].dwell.of(0).mean() - 1.0).abs() < 1e-12,
        "durations are in months"
    );
    assert!(model.assumptions.list().is_empty());
    assert!(model.comp.plans.is_empty() && model.finance.targets.is_empty());
}

#[test]
fn every_stated_number_is_in_the_register_once() {
    let overlay = "[funnel]\ncycle-factor = { value = { lognormal = { mean = 1, cv = 0.1 } }, owner = \"Dana\", assumed = true }\n";
    let register = loaded(overlay).unwrap().register;
    let paths: Vec<_> = register.iter().map(|entry| entry.path.as_str()).collect();
    let expected = [
        "demand.sources.inbound.leads-per-month",
        "funnel.stages.closing.pass",
        "funnel.stages.closing.dwell-days",
        "funnel.cycle-factor",
        "funnel.deal-size",
    ];
    assert_eq!(paths.len(), expected.len(), "{paths:?}");
    assert!(
        expected.iter().all(|path| paths.contains(path)),
        "{paths:?}"
    );
    let cycle = register
        .iter()
        .find(|entry| entry.path == "funnel.cycle-factor")
        .unwrap();
    assert_eq!(
        (cycle.owner.as_deref(), cycle.assumed, cycle.certainty),
        (Some("Dana"), true, Certainty::Uncertain(0))
    );
    assert_eq!(cycle.stated, "lognormal(mean 1, cv 0.1)");
}

#[test]
fn an_entry_of_a_table_is_one_assumption_for_all_it_covers() {
    let overlay = "[segments.big]\n[regions.north]\n[funnel.stages.closing]\n\
                   pass = { by-segment = { all = { normal = { mean = 0.2, sd = 0.02 } }, other = 0.4 } }\n";
    let model = loaded(overlay).unwrap().model;
    let names: Vec<_> = model
        .assumptions
        .list()
        .iter()
        .map(|a| a.name.as_str())
        .collect();
    assert_eq!(names, ["funnel.stages.closing.pass[all]"]);
    let mut pass = model.funnel.stages[0].pass.clone();
    pass.redraw(
        &model
            .assumptions
            .draw(Seed(1), 3, crate::purpose::ASSUMPTION),
    );
    let drawn: Vec<f64> = (0..4).map(|class| pass.at(class, 0)).collect();
    assert!(
        drawn[0] > 0.1 && drawn[0] < 0.3 && drawn[0].to_bits() == drawn[1].to_bits(),
        "{drawn:?}"
    );
    assert!(
        drawn[2..].iter().all(|p| p.to_bits() == 0.4_f64.to_bits()),
        "{drawn:?}"
    );
}

#[test]
fn a_series_has_the_months_of_the_horizon() {
    let overlay = |n: usize| {
        format!(
            "[demand.sources.inbound]\nleads-per-month = {:?}\n",
            vec![3.0; n]
        )
    };
    let model = loaded(&overlay(12)).unwrap().model;
    assert!((model.demand.sources[0].rate.at(0, 11) - 3.0).abs() < 1e-12);
    assert_eq!(codes(&overlay(11)), ["E0210"]);
}

#[test]
fn the_order_of_a_file_and_of_its_tables_does_not_matter() {
    let seats = ["a,ae,2026-01-01", "b,ae,2026-07", "c,ae,2025-01-01"];
    let with = |rows: &[&str]| {
        let overlay = "extends = \"minimal.toml\"\n[workforce]\nseats = \"seats.csv\"\n";
        let table = format!("seat,role,hired\n{}\n", rows.join("\n"));
        let files = Memory::new()
            .with("minimal.toml", MINIMAL)
            .with("plan.toml", overlay)
            .with("seats.csv", table);
        load(&files, &["plan.toml".into()]).unwrap()
    };
    let (forth, back) = (with(&seats), with(&[seats[2], seats[0], seats[1]]));
    assert_eq!(
        format!("{:?}", forth.model.workforce.seats),
        format!("{:?}", back.model.workforce.seats)
    );
    assert_eq!(forth.hash, back.hash);
    assert_eq!(forth.model.workforce.seats.len(), 4);
}

#[test]
fn findings_of_all_domains_come_at_once() {
    let overlay = "[horizon]\nstart = \"2027-1\"\n[funnel]\nowner-role = \"aee\"\n[funnel.stages.closing]\npass = 25\n\
                   [workforce.roles.ae]\nattrition-per-year = 1\n[finance]\ngross-margin = -0.1\n[comp.plans.p]\nroles = [\"ae\"]\n\
                   measure = \"bookings\"\nperiod = \"year\"\nquota-per-year = 1\ntier-method = \"marginal\"\ntiers = []\n";
    assert_eq!(
        codes(overlay),
        ["E0401", "E0301", "E0211", "E0211", "E0211", "E0216"]
    );
}

#[test]
fn a_refused_value_causes_no_further_findings() {
    // Each of these values is read by rules of other domains.
    assert_eq!(
        codes(
            "[horizon]\nstart = \"x\"\n[targets.FY2027]\nbookings = 1\n[events.f]\nfreeze = { from = \"2027-03\" }\n"
        ),
        ["E0401"]
    );
    assert_eq!(
        codes("[demand.sources.inbound]\nowner-role = \"x\"\n"),
        ["E0301"]
    );
    assert_eq!(codes("[workforce.groups.ae]\nrole = \"x\"\n"), ["E0301"]);
}

#[test]
fn weights_that_are_all_0_matter_only_where_they_share_something_out() {
    let weightless = "[workforce.groups.ae]\nweight = 0\n";
    let with = |more: &str| codes(&format!("{weightless}{more}"));
    assert_eq!(with(""), ["E0213"]);
    assert_eq!(with("[territory]\nrouting.ae = \"owner\"\n"), ["E0213"]);
    assert_eq!(with("[territory]\nrouting.ae = \"pool\"\n"), [""; 0]);
    assert_eq!(with("[territory]\nrouting.ae = \"round-robin\"\n"), [""; 0]);
    let another = "[workforce.groups.more]\nrole = \"ae\"\ncount = 1\ntenure-months = 1\n";
    assert_eq!(with(another), [""; 0]);
    // The other one works where nobody buys.
    let elsewhere = "territory = \"quiet\"\n[territory.territories.quiet]\nregions = [\"quiet\"]\n[regions.quiet]\n\
                     [demand.sources.inbound]\nleads-per-month = { by-region = { quiet = 0, other = 10 } }\n";
    assert_eq!(with(&format!("{another}{elsewhere}")), ["E0213"]);

    let mix = |mix: &str| {
        codes(&format!(
            "[demand.sources.outbound]\nprospected-by = \"ae\"\nleads-per-month = 1\nmix = {mix}\n"
        ))
    };
    assert_eq!(mix("0"), ["E0213"]);
    assert_eq!(mix("0.1"), [""; 0]);
    assert_eq!(mix("{ uniform = { low = 0, high = 1 } }"), [""; 0]);
    assert_eq!(mix("-1"), ["E0211"]);
}

#[test]
fn a_misspelt_key_does_not_hide_other_findings() {
    assert_eq!(
        codes("[funnel]\ndiscout = 0.1\n[funnel.stages.closing]\npass = 1.5\n"),
        ["E0201", "E0211"]
    );
}

#[test]
fn an_impossible_distribution_is_found_in_the_file_that_made_it_so() {
    let base = "extends = \"minimal.toml\"\n[funnel.stages.closing]\n\
                pass = { uniform = { low = 0.3, high = 0.5 } }\ndwell-days = { gamma = { mean = 30, cv = 0.7 } }\n";
    for (overlay, at) in [
        ("dwell-days.gamma.cv = -1", "-1"),
        ("pass.uniform.low = 0.9", "0.9"),
        ("pass.uniform.high = 0.2", "0.2"),
        ("pass.uniform = { low = 0.9, high = 0.1 }", "0.9"),
    ] {
        let text = format!("extends = \"base.toml\"\n[funnel.stages.closing]\n{overlay}\n");
        let files = Memory::new()
            .with("minimal.toml", MINIMAL)
            .with("base.toml", base)
            .with("plan.toml", text);
        let Err(ScenarioError::Invalid { files, findings }) = load(&files, &["plan.toml".into()])
        else {
            panic!("{overlay} is sound")
        };
        let [finding] = &findings[..] else {
            panic!("{findings:?}")
        };
        let file = &files[finding.at.file.index()];
        assert_eq!(file.path, std::path::Path::new("plan.toml"), "{overlay}");
        assert_eq!(
            (finding.code.id(), &file.text[finding.at.bytes.clone()]),
            ("E0209", at)
        );
    }
}

#[test]
fn the_shipped_scenario_and_its_what_ifs_are_sound() {
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/saas"));
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut files = Memory::new();
    let tables = ["seats.csv", "accounts.csv", "pipeline.csv"];
    let what_ifs = [
        "hiring-freeze",
        "three-leavers-in-may",
        "accelerator",
        "two-more-sdrs",
        "recession",
    ];
    let what_ifs = what_ifs.map(|name| format!("what-if/{name}.toml"));
    for name in tables
        .iter()
        .map(ToString::to_string)
        .chain(["scenario.toml".to_owned()])
        .chain(what_ifs.clone())
    {
        files.insert(&name, text(&name));
    }
    let base = load(&files, &["scenario.toml".into()]).unwrap_or_else(|error| panic!("{error:#?}"));
    assert_eq!(
        base.model
            .workforce
            .seats
            .iter()
            .filter(|seat| seat.name != seat.id)
            .count(),
        60
    );
    assert_eq!(base.model.finance.targets.len(), 2);
    for name in what_ifs {
        let what_if = load(&files, &[name.clone().into()])
            .unwrap_or_else(|error| panic!("{name}: {error:#?}"));
        assert_ne!(what_if.hash, base.hash, "{name}");
    }
}
