//! Scenarios for tests, from text in memory.

use foresell::scenario::{Memory, Scenario, ScenarioError, load, render};

/// The smallest valid scenario: one segment, region, source, stage and seat, over 12 months; a base for overlays.
pub const MINIMAL: &str = include_str!("minimal.toml");

/// The scenario of a TOML text, which may extend `minimal.toml`.
///
/// # Panics
///
/// If anything is wrong with it; the message is the rendering of all findings.
#[must_use]
pub fn scenario_from_str(toml: &str) -> Scenario {
    scenario_from_files(toml, &[])
}

/// The scenario of a TOML text with tables beside it, by name and content.
///
/// # Panics
///
/// As for [`scenario_from_str`].
#[must_use]
pub fn scenario_from_files(toml: &str, tables: &[(&str, &str)]) -> Scenario {
    let mut files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("scenario.toml", toml);
    for (name, content) in tables {
        files.insert(name, *content);
    }
    load(&files, &["scenario.toml".into()]).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

/// The smallest scenario with what an overlay changes in it.
///
/// # Panics
///
/// As for [`scenario_from_str`].
#[must_use]
pub fn minimal_with(overlay: &str) -> Scenario {
    scenario_from_str(&format!("extends = \"minimal.toml\"\n{overlay}"))
}

/// What a scenario that cannot be loaded says.
#[must_use]
pub fn shown(error: &ScenarioError) -> String {
    match error {
        ScenarioError::Invalid { files, findings } => {
            render::text(files, findings, render::TextStyle::default())
        }
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_scenario_is_valid_and_can_be_changed() {
        assert_eq!(scenario_from_str(MINIMAL).model.workforce.seats.len(), 1);
        assert_eq!(
            minimal_with("[workforce.groups.ae]\ncount = 3\n")
                .model
                .workforce
                .seats
                .len(),
            3
        );
    }

    #[test]
    #[should_panic(expected = "E0211")]
    fn a_broken_scenario_shows_its_findings() {
        let _ = minimal_with("[funnel.stages.closing]\npass = 25\n");
    }
}
