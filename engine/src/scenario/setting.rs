//! Values of a scenario set anew, as if an overlay on top of all files said so: the result is checked like any file.

use std::path::PathBuf;

use indexmap::IndexMap;

use super::codes::Code;
use super::finding::Findings;
use super::merged::Merged;
use super::node::{Entry, Node, Value};
use super::number::{Dimension, VALUE};
use super::path::{KeyPath, Segment};
use super::place::{FileId, Place, Sources};
use super::raw_law::law_names;

/// Parameters of distributions that are in the unit of the number; all others are dimensionless.
const IN_ITS_UNIT: [&str; 9] = [
    "mean", "sd", "low", "mode", "high", "values", "p10", "p50", "p90",
];

/// A value that is set anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Path of the value in the merged scenario: of a number, or of a whole series or distribution.
    pub at: KeyPath,
    /// What becomes of it.
    pub change: Change,
}

/// What becomes of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// This whole number.
    Whole(i64),
    /// This number, in the unit of the file.
    To(f64),
    /// This number, in the unit of the file, on which a target was built.
    Planned {
        /// The number.
        value: f64,
        /// Path under which the scenario states it: what is wrong with it is wrong there.
        stated: KeyPath,
    },
    /// So many times what it is: every month of a series, every entry of a table, the values of a distribution but not
    /// its shape.
    Times(f64),
    /// This list of names, in a table that there need not be yet.
    Names(Vec<String>),
}

impl Change {
    /// What findings name as the file of such a setting: the option that sets it.
    fn option(&self) -> &'static str {
        match self {
            Self::Whole(_) | Self::To(_) | Self::Times(_) => "--lever",
            Self::Planned { .. } => "reconcile.planned",
            Self::Names(_) => "--only",
        }
    }

    /// As a line of a file would say it.
    fn written(&self, at: &KeyPath) -> String {
        match self {
            Self::Whole(whole) => format!("{at} = {whole}\n"),
            Self::To(number) | Self::Planned { value: number, .. } => format!("{at} = {number}\n"),
            Self::Times(factor) => format!("{at} = {factor} times what it is\n"),
            Self::Names(names) => format!("{at} = {names:?}\n"),
        }
    }
}

/// Applies settings of one option to a merged scenario, each as a line of a file of its own for findings to point at.
pub(crate) fn apply(merged: &mut Merged, settings: &[Setting], findings: &mut Findings) {
    let Some(first) = settings.first() else {
        return;
    };
    let lines: Vec<String> = settings
        .iter()
        .map(|setting| setting.change.written(&setting.at))
        .collect();
    let (sources, root) = merged.edit();
    let file = sources.add(PathBuf::from(first.change.option()), lines.concat());
    let mut start = 0;
    for (setting, line) in settings.iter().zip(&lines) {
        let place = match &setting.change {
            Change::Planned { stated, .. } => root.nearest(stated).place.clone(),
            _ => Place::new(file, start..start + line.len() - 1),
        };
        if !set(root, setting, &place) {
            let message = format!("there is no table to hold `{}`", setting.at);
            findings.add(Code::NotAnOverlay, place, message);
        }
        start += line.len();
    }
    debug_assert!(is_last(sources, file), "settings come after all files");
}

fn is_last(sources: &Sources, file: FileId) -> bool {
    sources.last() == Some(file)
}

/// False if there is nothing that could hold the value.
fn set(root: &mut Node, setting: &Setting, place: &Place) -> bool {
    let Some((last, parent)) = setting.at.segments().split_last() else {
        return false;
    };
    let step = |node, segment| match setting.change {
        Change::Names(_) => child_or_new(node, segment, place),
        _ => child(node, segment),
    };
    let Some(parent) = parent.iter().try_fold(root, step) else {
        return false;
    };
    let value = match &setting.change {
        Change::Whole(whole) => Value::Integer(*whole),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "what is counted is far below 2^53"
        )]
        Change::Planned { value: number, .. } if number.fract() == 0.0 && number.abs() < 1e15 => {
            Value::Integer(*number as i64)
        }
        Change::To(number) | Change::Planned { value: number, .. } => Value::Float(*number),
        Change::Names(names) => {
            let names = names.iter().cloned().map(Value::String);
            Value::Array(names.map(|name| Node::new(name, place.clone())).collect())
        }
        Change::Times(factor) => {
            let Some(node) = child(parent, last) else {
                return false;
            };
            scale(node, *factor, place);
            return true;
        }
    };
    let node = Node::new(value, place.clone());
    match (&mut parent.value, last) {
        (Value::Table(entries), Segment::Key(key)) => {
            let key_place = entries.get(key).map_or(place, |entry| &entry.key).clone();
            let entry = Entry {
                key: key_place,
                node,
            };
            entries.insert(key.clone(), entry);
            true
        }
        (Value::Array(nodes), Segment::Index(ix)) if *ix < nodes.len() => {
            nodes[*ix] = node;
            true
        }
        _ => false,
    }
}

fn child<'n>(node: &'n mut Node, segment: &Segment) -> Option<&'n mut Node> {
    match (&mut node.value, segment) {
        (Value::Table(entries), Segment::Key(key)) => entries.get_mut(key).map(|e| &mut e.node),
        (Value::Array(nodes), Segment::Index(ix)) => nodes.get_mut(*ix),
        _ => None,
    }
}

/// What stands at a key, a new table if nothing does.
fn child_or_new<'n>(node: &'n mut Node, segment: &Segment, place: &Place) -> Option<&'n mut Node> {
    let (Value::Table(entries), Segment::Key(key)) = (&mut node.value, segment) else {
        return None;
    };
    let new = || Entry {
        key: place.clone(),
        node: Node::new(Value::Table(IndexMap::new()), place.clone()),
    };
    Some(&mut entries.entry(key.clone()).or_insert_with(new).node)
}

/// Multiplies a number, whatever its form.
fn scale(node: &mut Node, factor: f64, place: &Place) {
    if let Some(number) = node.value.number() {
        *node = Node::new(Value::Float(number * factor), place.clone());
        return;
    }
    match &mut node.value {
        Value::Array(nodes) => nodes.iter_mut().for_each(|node| scale(node, factor, place)),
        Value::Table(entries) => {
            for (key, entry) in entries.iter_mut() {
                if key == VALUE {
                    scale(&mut entry.node, factor, place);
                } else if Dimension::of_key(key).is_some() {
                    let rows = entry
                        .node
                        .table_mut()
                        .into_iter()
                        .flat_map(IndexMap::values_mut);
                    rows.for_each(|row| scale(&mut row.node, factor, place));
                } else if law_names().any(|law| law == key) {
                    scale_law(key, &mut entry.node, factor, place);
                }
            }
        }
        _ => {}
    }
}

/// Multiplies what a distribution is of: its parameters in the unit of the number, not those of its shape.
fn scale_law(law: &str, parameters: &mut Node, factor: f64, place: &Place) {
    let Some(entries) = parameters.table_mut() else {
        return;
    };
    for (_, entry) in entries
        .iter_mut()
        .filter(|(name, _)| IN_ITS_UNIT.contains(&name.as_str()))
    {
        scale(&mut entry.node, factor, place);
    }
    // A beta distribution that names no upper end ends at 1.
    if law == "beta" && !entries.contains_key("high") {
        let high = Entry {
            key: place.clone(),
            node: Node::new(Value::Float(factor), place.clone()),
        };
        entries.insert("high".into(), high);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Memory, Scenario, ScenarioError, load_with, render};
    use super::*;

    const BASE: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/support/minimal.toml"
    ));

    fn with(overlay: &str, settings: &[(&str, Change)]) -> Result<Scenario, ScenarioError> {
        let files = Memory::new()
            .with("base.toml", BASE)
            .with("plan.toml", format!("extends = \"base.toml\"\n{overlay}"));
        let settings: Vec<Setting> = settings
            .iter()
            .map(|(at, change)| Setting {
                at: at.parse().unwrap(),
                change: change.clone(),
            })
            .collect();
        load_with(&files, &["plan.toml".into()], &settings)
    }

    fn stated(scenario: &Scenario, path: &str) -> String {
        let entry = scenario.register.iter().find(|entry| entry.path == path);
        entry.unwrap().stated.clone()
    }

    #[test]
    fn a_setting_says_what_an_overlay_would() {
        let set = with("", &[("workforce.groups.ae.count", Change::Whole(3))]).unwrap();
        let overlaid = with("[workforce.groups.ae]\ncount = 3\n", &[]).unwrap();
        assert_eq!(set.hash, overlaid.hash);
        assert_eq!(set.model.workforce.seats.len(), 3);
    }

    #[test]
    fn names_are_set_in_a_table_that_need_not_be_there() {
        let names = |ids: &[&str]| Change::Names(ids.iter().map(|&id| id.into()).collect());
        let only = |ids: &[&str]| [("simulation.only", names(ids))];
        let set = with("", &only(&["bookings", "cost"])).unwrap();
        let overlaid = with("simulation.only = [\"bookings\", \"cost\"]\n", &[]).unwrap();
        assert_eq!(set.hash, overlaid.hash);
        assert_eq!(set.model.layout(), overlaid.model.layout());
        let overlay = "simulation = { trials = 7, only = [\"wins\"] }\n";
        let replaced = with(overlay, &only(&["cost"])).unwrap();
        assert_eq!(replaced.trials, 7);
        assert!(replaced.only.unwrap().iter().map(|kpi| kpi.id).eq(["cost"]));
        let Err(ScenarioError::Invalid { files, findings }) = with("", &only(&["cosst"])) else {
            panic!("it was taken")
        };
        let text = render::text(&files, &findings, render::TextStyle::default());
        let told = ["E0204", "only = [\"cosst\"]", "--only:1", "`cost`"]
            .iter()
            .all(|words| text.contains(words));
        assert!(told, "{text}");
    }

    #[test]
    fn what_is_set_is_checked_like_a_file() {
        for (at, change, code, line) in [
            (
                "funnel.stages.closing.pass",
                Change::To(25.0),
                "E0211",
                "pass = 25",
            ),
            (
                "funnel.stages.closing.pas",
                Change::To(0.2),
                "E0201",
                "pas = 0.2",
            ),
            (
                "workforce.groups.ae.count",
                Change::To(1.5),
                "E0203",
                "count = 1.5",
            ),
        ] {
            let Err(ScenarioError::Invalid { files, findings }) = with("", &[(at, change)]) else {
                panic!("{at} was taken")
            };
            let text = render::text(&files, &findings, render::TextStyle::default());
            let told = [code, line, "--lever:1"]
                .iter()
                .all(|words| text.contains(words));
            assert!(told, "{text}");
        }
    }

    #[test]
    fn a_factor_reaches_every_form_of_a_number_and_leaves_shapes_alone() {
        let leads = "demand.sources.inbound.leads-per-month";
        for (before, path, after) in [
            ("12", leads, "24"),
            (
                "[1,2,3,4,5,6,7,8,9,10,11,12]",
                leads,
                "[2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]",
            ),
            (
                "{ by-segment = { all = 4 } }",
                &format!("{leads}[all]"),
                "8",
            ),
            ("{ value = 7, note = \"x\" }", leads, "14"),
            (
                "{ normal = { mean = 9, sd = 1 } }",
                leads,
                "normal(mean 18, sd 2)",
            ),
            (
                "{ lognormal = { mean = 9, cv = 0.5 } }",
                leads,
                "lognormal(mean 18, cv 0.5)",
            ),
            (
                "{ beta = { alpha = 2, beta = 3 } }",
                leads,
                "beta(alpha 2, beta 3, high 2)",
            ),
            (
                "{ weibull = { mean = 9, shape = 2 } }",
                leads,
                "weibull(mean 18, shape 2)",
            ),
            (
                "{ quantiles = { p10 = 4, p50 = 5, p90 = 7, low = 1 } }",
                leads,
                "quantiles(p10 8, p50 10, p90 14, low 2)",
            ),
        ] {
            let overlay = format!("{leads} = {before}\n");
            let scaled = with(&overlay, &[(leads, Change::Times(2.0))]).unwrap();
            assert_eq!(stated(&scaled, path), after);
        }
    }
}
