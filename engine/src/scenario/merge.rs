//! Setting an overlay's tree upon what it extends: tables key by key, everything else as a whole.

use std::collections::BTreeSet;

use super::codes::Code;
use super::finding::{Finding, Findings};
use super::node::{Entry, Node, Value};
use super::number;
use super::path::KeyPath;
use super::place::{FileId, Place};
use super::schema::{Schema, Shape};

/// Keys of the root for which the last file wins, whatever it extends.
const LABELS: [&str; 2] = ["name", "description"];

/// The scenario while file after file is set upon it.
pub(crate) struct Merge<'a> {
    schema: Option<&'a Schema>,
    root: Node,
    /// Disagreements that no later file has settled, with the files that disagree.
    conflicts: Vec<(KeyPath, [FileId; 2], Finding)>,
    /// What overlays took away, and where they say so.
    removed: Vec<(KeyPath, Place)>,
}

/// One file to be set upon the others.
pub(crate) struct Layer<'a> {
    pub(crate) file: FileId,
    pub(crate) root: &'a Node,
    pub(crate) remove: &'a [(KeyPath, Place)],
    /// The files that this one extends, directly or not: those that it may override.
    pub(crate) bases: &'a BTreeSet<FileId>,
}

/// What may stand at a place of the scenario, as far as merging has to know.
#[derive(Clone, Copy)]
enum Position<'a> {
    /// Structure that is merged key by key whatever it is.
    Free,
    Shape(&'a Shape),
    /// A number; also the `value` of a number with notes.
    Number,
    /// The rows of a table of numbers.
    Rows,
}

impl<'a> Merge<'a> {
    /// An empty scenario; without a schema, alternatives are merged like any table.
    pub(crate) fn new(schema: Option<&'a Schema>, first: FileId) -> Self {
        let root = Node::new(
            Value::Table(indexmap::IndexMap::new()),
            Place::new(first, 0..0),
        );
        Self {
            schema,
            root,
            conflicts: Vec::new(),
            removed: Vec::new(),
        }
    }

    /// Sets one file upon those before it.
    pub(crate) fn apply(&mut self, layer: &Layer<'_>, findings: &mut Findings) {
        for (path, at) in layer.remove {
            self.remove(path, at, layer, findings);
        }
        let position = self
            .schema
            .map_or(Position::Free, |schema| Position::Shape(schema.root()));
        let mut root = std::mem::replace(
            &mut self.root,
            Node::new(Value::Refused, layer.root.place.clone()),
        );
        self.merge(&mut root, layer.root, position, &KeyPath::root(), layer);
        self.root = root;
    }

    /// The merged tree; disagreements that are left become findings.
    pub(crate) fn finish(self, findings: &mut Findings) -> Node {
        findings.extend(self.conflicts.into_iter().map(|(_, _, finding)| finding));
        self.root
    }

    fn merge(
        &mut self,
        below: &mut Node,
        above: &Node,
        position: Position<'a>,
        path: &KeyPath,
        layer: &Layer<'_>,
    ) {
        if !self.refines(below, above, position) {
            self.replace(below, above, path, layer);
            return;
        }
        let (Value::Table(below), Value::Table(above)) = (&mut below.value, &above.value) else {
            return;
        };
        for (key, entry) in above {
            let path = path.key(key);
            if let Some(old) = below.get_mut(key) {
                self.merge(
                    &mut old.node,
                    &entry.node,
                    self.below(position, key),
                    &path,
                    layer,
                );
            } else {
                self.settle(&path, layer);
                self.check_removed(&path, &entry.key, layer);
                below.insert(key.clone(), entry.clone());
            }
        }
    }

    /// True if the two are tables of which one completes the other, false if the upper one takes the place of the lower.
    fn refines(&self, below: &Node, above: &Node, position: Position<'a>) -> bool {
        let (Some(old), Some(new)) = (below.table(), above.table()) else {
            return false;
        };
        let (old, new) = (
            || old.keys().map(String::as_str),
            || new.keys().map(String::as_str),
        );
        match self.resolve(position) {
            Position::Number => number::tag(old()) == number::tag(new()),
            Position::Shape(Shape::Choice { .. }) => old().eq(new()),
            _ => true,
        }
    }

    fn resolve(&self, position: Position<'a>) -> Position<'a> {
        match (position, self.schema) {
            (Position::Shape(shape), Some(schema)) => match schema.resolve(shape) {
                Shape::Number => Position::Number,
                Shape::Anything => Position::Free,
                shape => Position::Shape(shape),
            },
            (position, _) => position,
        }
    }

    /// What stands below a key.
    fn below(&self, position: Position<'a>, key: &str) -> Position<'a> {
        let shape = match self.resolve(position) {
            Position::Number if number::Dimension::of_key(key).is_some() => return Position::Rows,
            Position::Number if key == number::VALUE => return Position::Number,
            Position::Rows => return Position::Number,
            Position::Free | Position::Number => return Position::Free,
            Position::Shape(shape) => shape,
        };
        let inner = match shape {
            Shape::Table(fields) => fields.get(key).map(|field| &field.shape),
            Shape::Choice { tables, .. } => tables.get(key),
            Shape::Map(rows) => Some(&**rows),
            _ => None,
        };
        inner.map_or(Position::Free, Position::Shape)
    }

    /// Puts a value in the place of another one; two files of which neither extends the other may not disagree, except
    /// about what the scenario is called.
    fn replace(&mut self, below: &mut Node, above: &Node, path: &KeyPath, layer: &Layer<'_>) {
        self.settle(path, layer);
        let same = below.value.same(&above.value);
        let stranger = stranger(below, layer).cloned();
        match stranger {
            Some(place) if !same && !is_label(path) => {
                let finding = disagreement(path, above, &place);
                self.conflicts
                    .push((path.clone(), [place.file, layer.file], finding));
                *below = above.clone();
            }
            // The first of two that agree answers for the value, unless it is a base.
            Some(_) if same => {}
            _ => *below = above.clone(),
        }
    }

    /// Forgets the disagreements about what a file that extends both sides sets anew.
    fn settle(&mut self, path: &KeyPath, layer: &Layer<'_>) {
        let settled = |at: &KeyPath, sides: &[FileId; 2]| {
            path.contains(at) && sides.iter().all(|side| layer.bases.contains(side))
        };
        self.conflicts.retain(|(at, sides, _)| !settled(at, sides));
    }

    /// A value that a file of equal standing took away cannot be set.
    fn check_removed(&mut self, path: &KeyPath, key: &Place, layer: &Layer<'_>) {
        let by_equal = |(removed, at): &&(KeyPath, Place)| {
            removed.contains(path) && !may_override(at.file, layer)
        };
        if let Some((removed, at)) = self.removed.iter().find(by_equal) {
            let finding = Finding::new(
                Code::Conflict,
                key.clone(),
                format!("`{path}` is set here and removed by another overlay"),
            )
            .help("take one of the two back, or let one overlay extend the other")
            .also(at.clone(), format!("`{removed}` is removed here"));
            self.conflicts
                .push((path.clone(), [at.file, layer.file], finding));
        }
    }

    fn remove(&mut self, path: &KeyPath, at: &Place, layer: &Layer<'_>, findings: &mut Findings) {
        self.settle(path, layer);
        let gone = self
            .removed
            .iter()
            .any(|(removed, _)| removed.contains(path));
        let taken = take(&mut self.root, path);
        match &taken {
            None if !gone => {
                let message = format!("there is no `{path}` to remove");
                findings.add(Code::RemoveUnknown, at.clone(), message).help =
                    removable(&self.root, path);
            }
            None => {}
            Some(entry) => {
                if let Some(set) = stranger(&entry.node, layer) {
                    let finding = Finding::new(
                        Code::Conflict,
                        at.clone(),
                        format!("`{path}` is removed here and set by another overlay"),
                    )
                    .help("take one of the two back, or let one overlay extend the other")
                    .also(set.clone(), "set here");
                    self.conflicts
                        .push((path.clone(), [set.file, layer.file], finding));
                }
            }
        }
        self.removed.push((path.clone(), at.clone()));
    }
}

fn may_override(file: FileId, layer: &Layer<'_>) -> bool {
    file == layer.file || layer.bases.contains(&file)
}

/// Whether a path is what the scenario is called: every overlay says it, and nothing is computed from it.
fn is_label(path: &KeyPath) -> bool {
    LABELS.iter().any(|label| *path == KeyPath::from([*label]))
}

/// A place inside of a value that was set by a file which the layer does not extend.
fn stranger<'n>(node: &'n Node, layer: &Layer<'_>) -> Option<&'n Place> {
    match &node.value {
        Value::Table(table) if !table.is_empty() => table
            .values()
            .find_map(|entry| stranger(&entry.node, layer)),
        Value::Array(nodes) if !nodes.is_empty() => {
            nodes.iter().find_map(|node| stranger(node, layer))
        }
        _ => (!may_override(node.place.file, layer)).then_some(&node.place),
    }
}

fn disagreement(path: &KeyPath, above: &Node, other: &Place) -> Finding {
    Finding::new(Code::Conflict, above.place.clone(), format!("two overlays set `{path}` differently"))
        .help("take it out of one of the two, let one extend the other, or set it in a file that extends both")
        .also(other.clone(), "set here as well")
}

/// Takes the value at a path out of a tree; entries of lists stay, since the others would change their place.
fn take(root: &mut Node, path: &KeyPath) -> Option<Entry> {
    let (last, parent) = path.segments().split_last()?;
    let mut node = root;
    for segment in parent {
        node = match segment {
            super::path::Segment::Key(key) => &mut node.table_mut()?.get_mut(key)?.node,
            super::path::Segment::Index(_) => return None,
        };
    }
    match last {
        super::path::Segment::Key(key) => node.table_mut()?.shift_remove(key),
        super::path::Segment::Index(_) => None,
    }
}

/// Help for a path that leads nowhere: the nearest key where the path leaves the scenario.
fn removable(root: &Node, path: &KeyPath) -> String {
    let mut node = root;
    for segment in path.segments() {
        if let Some(child) = node.child(segment) {
            node = child;
            continue;
        }
        return match (node.table(), segment) {
            (Some(table), super::path::Segment::Key(key)) => {
                super::nearest::did_you_mean(key, table.keys().map(String::as_str))
            }
            _ => String::new(),
        };
    }
    "entries of lists cannot be removed: set the list anew".into()
}
