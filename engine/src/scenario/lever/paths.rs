//! Where the numbers of a scenario stand, and which of them a path names.

use crate::scenario::load::Scenario;
use crate::scenario::node::{Node, Value};
use crate::scenario::path::{KeyPath, Segment};
use crate::scenario::raw::RawScenario;
use crate::scenario::register::RegisterEntry;
use crate::scenario::schema::{Schema, Shape};

/// Sections that say how a scenario is simulated, shown or looked at, not what it plans.
const NO_PART: [&str; 4] = ["format", "horizon", "reconcile", "simulation"];

/// Keys beside a number that only speak of it.
const NOTES: [&str; 2] = ["range", "step"];

/// Whether a path leads to what a scenario plans or assumes: neither to how it is simulated nor to a slider's ends.
pub(super) fn is_part_of_the_plan(at: &KeyPath) -> bool {
    let mut keys = at.segments().iter().filter_map(|segment| match segment {
        Segment::Key(key) => Some(key.as_str()),
        Segment::Index(_) => None,
    });
    let is_planned = keys.next().is_none_or(|first| !NO_PART.contains(&first));
    is_planned && !keys.next_back().is_some_and(|last| NOTES.contains(&last))
}

/// The register's entries that a path names: one entry, or all of a number.
pub(super) fn entries_at<'s>(scenario: &'s Scenario, path: &str) -> Vec<&'s RegisterEntry> {
    let register = &scenario.register;
    let at = path.parse::<KeyPath>().ok();
    let is_it = |entry: &&RegisterEntry| entry.path == path || at.as_ref() == Some(&entry.at);
    if let Some(entry) = register.iter().find(is_it) {
        return vec![entry];
    }
    let inside = |entry: &&RegisterEntry| {
        let number = KeyPath::from(entry.number.as_str());
        entry.number == path
            || entry.path.starts_with(&format!("{path}["))
            || at
                .as_ref()
                .is_some_and(|at| number.contains(at) && at.contains(&entry.at))
    };
    register.iter().filter(inside).collect()
}

/// Whether a key that the scenario does not say could be said where it would stand.
pub(super) fn can_be_added(scenario: &Scenario, at: &KeyPath) -> bool {
    let Some((Segment::Key(_), parent)) = at.segments().split_last() else {
        return false;
    };
    let parent = KeyPath::from(parent.to_vec());
    let holds = scenario
        .merged
        .root()
        .get(&parent)
        .is_some_and(|node| node.table().is_some());
    let shape = shape_at(&Schema::of::<RawScenario>(), at);
    holds
        && matches!(
            shape,
            Some(Shape::Integer(_) | Shape::Real(_) | Shape::Number)
        )
}

/// The numbers of a scenario: as they are shown, and where they stand.
pub(super) fn numbers(scenario: &Scenario) -> Vec<(String, KeyPath)> {
    let stated = scenario
        .register
        .iter()
        .map(|entry| (entry.path.clone(), entry.at.clone()));
    let mut found: Vec<_> = stated.collect();
    let n_stated = found.len();
    plain_numbers(scenario.merged.root(), &KeyPath::root(), &mut |path| {
        let is_stated = found[..n_stated].iter().any(|(_, at)| at.contains(&path));
        if !is_stated {
            found.push((path.to_string(), path));
        }
    });
    found
}

fn plain_numbers(node: &Node, path: &KeyPath, found: &mut impl FnMut(KeyPath)) {
    match &node.value {
        Value::Integer(_) | Value::Float(_) => found(path.clone()),
        Value::Table(entries) => {
            for (key, entry) in entries {
                let at = path.key(key);
                if is_part_of_the_plan(&at) {
                    plain_numbers(&entry.node, &at, found);
                }
            }
        }
        Value::Array(nodes) => {
            for (ix, node) in nodes.iter().enumerate() {
                plain_numbers(node, &path.index(ix), found);
            }
        }
        _ => {}
    }
}

/// What may stand at a path.
pub(super) fn shape_at(schema: &Schema, path: &KeyPath) -> Option<Shape> {
    let mut shape = schema.root();
    for segment in path.segments() {
        let next = match (shape, segment) {
            (Shape::Table(fields), Segment::Key(key)) => &fields.get(key)?.shape,
            (Shape::Choice { tables, .. }, Segment::Key(key)) => tables.get(key)?,
            (Shape::Map(rows), Segment::Key(_)) => rows,
            (Shape::List(items, _), Segment::Index(_)) => items,
            (Shape::Tuple(items), Segment::Index(ix)) => items.get(*ix)?,
            _ => return None,
        };
        shape = schema.resolve(next);
    }
    Some(shape.clone())
}
