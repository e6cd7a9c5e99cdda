//! A scenario as a tree of values, each of which knows where it is written.

use indexmap::IndexMap;

use super::path::{KeyPath, Segment};
use super::place::Place;

/// A value and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it is written: the value itself, or the heading of a table.
    pub place: Place,
}

/// What a scenario file can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Keys with values, in the order of the file.
    Table(IndexMap<String, Entry>),
    /// A list.
    Array(Vec<Node>),
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or a time, as it is written.
    Datetime(String),
    /// A value that is a finding already and stands for anything, so that it is not reported twice.
    Refused,
}

/// A key of a table and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the key is written.
    pub key: Place,
    /// The value.
    pub node: Node,
}

impl Value {
    /// The type in the words of a user, such as "a table" or "text".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Array(_) => "a list",
            Self::String(_) => "text",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Datetime(_) => "a date",
            Self::Refused => "a value that cannot be used",
        }
    }

    /// True if both say the same, wherever they are written: `1` and `1.0` are the same number.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Table(a), Self::Table(b)) => same_tables(a, b),
            (Self::Array(a), Self::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value.same(&b.value))
            }
            (a, b) => match (a.number(), b.number()) {
                (Some(a), Some(b)) => a.total_cmp(&b).is_eq() || (a == 0.0 && b == 0.0),
                _ => a == b,
            },
        }
    }

    /// The number, of an integer or a float.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "integers beyond 2^53 are refused when a file is read"
    )]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(whole) => Some(*whole as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }
}

fn same_tables(a: &IndexMap<String, Entry>, b: &IndexMap<String, Entry>) -> bool {
    let same_in_b = |(key, entry): (&String, &Entry)| {
        b.get(key)
            .is_some_and(|other| entry.node.value.same(&other.node.value))
    };
    a.len() == b.len() && a.iter().all(same_in_b)
}

impl Node {
    /// A value with its place.
    #[must_use]
    pub fn new(value: Value, place: Place) -> Self {
        Self { value, place }
    }

    /// The keys of a table; `None` for all else.
    #[must_use]
    pub fn table(&self) -> Option<&IndexMap<String, Entry>> {
        match &self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The keys of a table, to be changed; `None` for all else.
    pub fn table_mut(&mut self) -> Option<&mut IndexMap<String, Entry>> {
        match &mut self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entries of a list; `None` for all else.
    #[must_use]
    pub fn array(&self) -> Option<&[Self]> {
        match &self.value {
            Value::Array(nodes) => Some(nodes),
            _ => None,
        }
    }

    /// The text of a string; `None` for all else.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// One step down.
    #[must_use]
    pub fn child(&self, segment: &Segment) -> Option<&Self> {
        match segment {
            Segment::Key(key) => self.table()?.get(key).map(|entry| &entry.node),
            Segment::Index(ix) => self.array()?.get(*ix),
        }
    }

    /// The value at a path.
    #[must_use]
    pub fn get(&self, path: &KeyPath) -> Option<&Self> {
        path.segments()
            .iter()
            .try_fold(self, |node, segment| node.child(segment))
    }

    /// The value at a path, or the innermost one on the way to it.
    #[must_use]
    pub fn nearest(&self, path: &KeyPath) -> &Self {
        let mut node = self;
        for segment in path.segments() {
            let Some(child) = node.child(segment) else {
                break;
            };
            node = child;
        }
        node
    }

    /// Where the key at the end of a path is written; the place of the innermost value on the way if there is no such key.
    #[must_use]
    pub fn key_place(&self, path: &KeyPath) -> &Place {
        let parent = KeyPath::from(
            path.segments()
                .split_last()
                .map_or(Vec::new(), |(_, parent)| parent.to_vec()),
        );
        let entry = match (
            self.get(&parent).and_then(Self::table),
            path.segments().last(),
        ) {
            (Some(table), Some(Segment::Key(key))) => table.get(key),
            _ => None,
        };
        entry.map_or(&self.nearest(path).place, |entry| &entry.key)
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::document::tests::parsed;

    #[test]
    fn values_are_found_by_path_and_missing_ones_by_their_nearest_ancestor() {
        let text = "[funnel]\nstages = [{ \"1.5 x\" = 3 }]\n";
        let (sources, root) = parsed(text);
        let snippet = |path: &str| sources.snippet(&root.nearest(&path.parse().unwrap()).place);
        assert_eq!(snippet("funnel.stages[0].\"1.5 x\""), "3");
        assert_eq!(
            snippet("funnel.stages[0].nothing.here"),
            "{ \"1.5 x\" = 3 }"
        );
        assert_eq!(snippet("funnel.missing"), "[funnel]");
        let key = |path: &str| sources.snippet(root.key_place(&path.parse().unwrap()));
        assert_eq!(key("funnel.stages[0].\"1.5 x\""), "\"1.5 x\"");
        assert_eq!(key("funnel"), "funnel");
        assert_eq!(key("funnel.stages[0]"), "{ \"1.5 x\" = 3 }");
    }

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        let value = |text: &str| {
            parsed(&format!("x = {text}"))
                .1
                .get(&"x".parse().unwrap())
                .unwrap()
                .value
                .clone()
        };
        assert!(value("1").same(&value("1.0")));
        assert!(value("0.0").same(&value("-0.0")));
        assert!(value("{ a = 1, b = [2] }").same(&value("{ b = [2.0], a = 1 }")));
        assert!(!value("{ a = 1 }").same(&value("{ a = 1, b = 2 }")));
        assert!(!value("[1, 2]").same(&value("[2, 1]")));
        assert!(!value("1").same(&value("\"1\"")));
    }
}
