//! A scenario with all that belongs to it in one piece, so that it can be sent anywhere and still says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::finding::ScenarioError;
use super::load::{Scenario, load};
use super::path::KeyPath;
use super::{Memory, RegisterEntry};

/// Name of the merged scenario in a results folder.
const MERGED: &str = "scenario.toml";
/// Folder of its tables, beside it.
const TABLES: &str = "scenario";

/// A scenario that needs no other file: the merged TOML, and the tables it names.
///
/// It loads to the same model with the same hash, and its reports are the same to the last byte. Where its files come
/// from is forgotten: neither paths of a machine nor comments are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packed {
    /// The merged scenario as TOML; tables are named as below.
    pub toml: String,
    /// The tables word by word, by their path as seen from the TOML: `scenario/workforce.seats.csv`.
    pub tables: BTreeMap<String, String>,
    /// Paths of the register's entries in their order, which follows the files that the scenario came from.
    register: Vec<String>,
}

impl Packed {
    /// A scenario, packed.
    ///
    /// # Panics
    ///
    /// Never: the text of every table that was opened is kept.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let merged = &scenario.merged;
        let text = |path: &Path| {
            let mut files = merged.sources().files().iter();
            let file = files.find(|file| file.path == path);
            file.expect("a table that was opened is kept").text.clone()
        };
        let names = names(merged.tables().keys());
        let tables = merged.tables().iter();
        let register = scenario.register.iter();
        Self {
            toml: merged.to_toml_with(&|key, _| names[key].clone()),
            tables: tables
                .map(|(key, table)| (names[key].clone(), text(&table.path)))
                .collect(),
            register: register.map(|entry| entry.path.clone()).collect(),
        }
    }

    /// The scenario again.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] if it is no sound scenario. One that was packed by this build is sound.
    pub fn load(&self) -> Result<Scenario, ScenarioError> {
        let mut files = Memory::new().with(MERGED, self.toml.as_str());
        for (name, text) in &self.tables {
            files.insert(name, text.as_str());
        }
        let mut scenario = load(&files, &[MERGED.into()])?;
        self.restore_order(&mut scenario.register);
        Ok(scenario)
    }

    /// Sorts a register as it was.
    fn restore_order(&self, register: &mut [RegisterEntry]) {
        let paths = self.register.iter().enumerate();
        let order: BTreeMap<&str, usize> = paths.map(|(ix, path)| (path.as_str(), ix)).collect();
        register.sort_by_key(|entry| order.get(entry.path.as_str()).copied());
    }
}

/// Where the tables of some keys stand: names that any file system takes, each once even for one that does not tell
/// capitals from small letters.
fn names<'k>(keys: impl Iterator<Item = &'k KeyPath>) -> BTreeMap<&'k KeyPath, String> {
    let mut taken = BTreeSet::new();
    let mut name = |key: &KeyPath| {
        let plain = plain(key);
        let nth = |n: usize| match n {
            1 => format!("{TABLES}/{plain}.csv"),
            n => format!("{TABLES}/{plain}-{n}.csv"),
        };
        let mut all = (1..).map(nth);
        let free = all.find(|name| taken.insert(name.to_lowercase()));
        free.expect("there is always another number")
    };
    keys.map(|key| (key, name(key))).collect()
}

/// A key in letters, digits, points and dashes.
fn plain(key: &KeyPath) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-._".contains(c);
    let replaced = |c| if is_plain(c) { c } else { '_' };
    key.to_string().chars().map(replaced).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHAT_IF: &str = "extends = '../plan/scenario.toml'\nname = 'B'\n[funnel.stages.closing]\n\
                           pass = { value = { normal = { mean = 0.3, sd = 0.02 } }, owner = 'Ann' }\n";

    /// The shipped scenario under an overlay, from folders of other names.
    fn scenario() -> Scenario {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/saas");
        let mut files = Memory::new().with("over/what-if.toml", WHAT_IF);
        for name in ["scenario.toml", "seats.csv", "accounts.csv", "pipeline.csv"] {
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            files.insert(Path::new("plan").join(name), text);
        }
        load(&files, &["over/what-if.toml".into()]).unwrap()
    }

    fn register(scenario: &Scenario) -> Vec<String> {
        let said =
            |e: &RegisterEntry| format!("{} {} {:?} {:?}", e.path, e.stated, e.owner, e.range);
        scenario.register.iter().map(said).collect()
    }

    #[test]
    fn a_packed_scenario_says_the_same_in_the_same_order() {
        let scenario = scenario();
        let packed = Packed::of(&scenario);
        assert_eq!(packed.tables.len(), 3);
        assert!(!packed.toml.contains("../"), "{}", packed.toml);
        let again = packed.load().unwrap();
        assert_eq!(again.hash, scenario.hash);
        assert_eq!(register(&again), register(&scenario));
        assert_eq!(Packed::of(&again), packed, "packing again changes nothing");
    }

    #[test]
    fn the_order_of_the_register_is_that_of_the_files_it_came_from() {
        let scenario = scenario();
        let mut packed = Packed::of(&scenario);
        packed.register.reverse();
        let mut reversed = register(&scenario);
        reversed.reverse();
        assert_eq!(register(&packed.load().unwrap()), reversed);
    }

    #[test]
    fn a_table_has_a_name_that_any_file_system_takes() {
        let named = |key: KeyPath| names([&key].into_iter())[&key].clone();
        assert_eq!(
            named("workforce.seats".into()),
            "scenario/workforce.seats.csv"
        );
        assert_eq!(named(["a/b", "c:d"].into()), "scenario/_a_b_._c_d_.csv");
    }

    #[test]
    fn no_two_tables_share_a_name() {
        let keys: Vec<KeyPath> = vec![
            ["events", "a b", "t"].into(),
            ["events", "a/b", "t"].into(),
            ["events", "A b", "t"].into(),
            ["events", "c", "t"].into(),
        ];
        let all = names(keys.iter());
        let in_order: Vec<&str> = keys.iter().map(|key| all[key].as_str()).collect();
        assert_eq!(
            in_order,
            [
                "scenario/events._a_b_.t.csv",
                "scenario/events._a_b_.t-2.csv",
                "scenario/events._A_b_.t-3.csv",
                "scenario/events.c.t.csv"
            ]
        );
    }
}
