//! Presets of sales operations: each lies over each template, costs what it says, and is nowhere presented as a fact.

use std::fs;
use std::path::PathBuf;

use foresell::kernel::stream::Seed;
use foresell::kpi::{Facts, Kpi};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::scenario::{Disk, Scenario, load};

use crate::{entries, stored};

/// The presets and what each costs in a year: base and load, and tools.
const PRESETS: [(&str, f64); 3] = [
    ("sales-ops-below-1m.toml", 70_000.0 * 1.2 + 12.0 * 300.0),
    ("sales-ops-1m-to-10m.toml", 105_000.0 * 1.2 + 12.0 * 700.0),
    ("sales-ops-above-10m.toml", 165_000.0 * 1.2 + 12.0 * 1_500.0),
];

fn preset(name: &str) -> PathBuf {
    stored::scenarios().join("presets").join(name)
}

/// Mean of a KPI over the first twelve months, in whole units of the currency or people.
fn first_year(scenario: &Scenario, kpi: &str) -> f64 {
    let simulated = simulate(&scenario.model, Seed(1), 0..8, Some(1), &Unwatched).unwrap();
    let facts = Facts::new(&scenario.model, &simulated.results);
    let kpi = Kpi::find(kpi).unwrap();
    let values = kpi.values(&facts, 0..12).unwrap().defined();
    let scale = if kpi.id == "headcount" { 1.0 } else { 100.0 };
    assert_eq!(values.len(), 8);
    values.iter().sum::<f64>() / 8.0 / scale
}

#[test]
fn every_preset_lies_over_every_template_and_costs_what_it_says() {
    let shipped = entries(&stored::scenarios().join("presets"));
    let mut named: Vec<&str> = PRESETS.iter().map(|(name, _)| *name).collect();
    named.sort_unstable();
    assert_eq!(shipped, named);
    for template in ["saas", "services", "distribution"] {
        let base = stored::scenarios().join(template).join("scenario.toml");
        let plain = load(&Disk, std::slice::from_ref(&base)).unwrap();
        for (name, cost) in PRESETS {
            let both = load(&Disk, &[base.clone(), preset(name)])
                .unwrap_or_else(|error| panic!("{template} with {name}: {error:?}"));
            assert_eq!(both.currency, plain.currency);
            let more = |kpi| first_year(&both, kpi) - first_year(&plain, kpi);
            assert!(
                (more("cost") - cost).abs() < 1.0,
                "{template} with {name}: {}",
                more("cost")
            );
            assert!(
                (more("headcount") - 1.0).abs() < 1e-6,
                "{template} with {name}"
            );
            // It costs something, and promises nothing.
            assert!(more("bookings").abs() < 1e-6, "{template} with {name}");
        }
    }
}

#[test]
fn a_preset_is_a_starting_point_and_says_so_of_each_number() {
    let base = stored::scenarios().join("saas/scenario.toml");
    for (name, _) in PRESETS {
        let scenario = load(&Disk, &[base.clone(), preset(name)]).unwrap();
        let role = scenario.model.dimensions.roles.iter();
        let role = role.map(|role| role.id.as_str());
        let id = role.clone().find(|id| id.starts_with("sales-ops")).unwrap();
        let of_it = format!("workforce.roles.{id}.");
        let register = scenario.register.iter();
        let numbers: Vec<_> = register
            .filter(|entry| entry.path.starts_with(&of_it))
            .collect();
        assert_eq!(numbers.len(), 3, "{name}");
        for entry in numbers {
            assert!(entry.assumed, "{}", entry.path);
            let note = entry.note.as_deref().unwrap_or_default();
            assert!(
                note.contains("a starting point, not a fact"),
                "{}",
                entry.path
            );
        }
        let text = fs::read_to_string(preset(name)).unwrap();
        assert!(text.contains("not a fact and no benchmark"), "{name}");
    }
}
