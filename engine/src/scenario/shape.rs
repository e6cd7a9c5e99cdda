//! The structural check: the merged scenario against the schema of the raw structs, all mistakes at once.

use indexmap::IndexMap;

use super::codes::Code;
use super::finding::Findings;
use super::nearest::{did_you_mean, nearest};
use super::node::{Entry, Node, Value};
use super::number::RawNumber;
use super::path::{KeyPath, Segment};
use super::raw_law::{RawLaw, listed};
use super::schema::{Bounds, Field, Length, Schema, Shape};

/// Keys that are misspelt, missing or of the wrong type, and numbers of a wrong form.
///
/// Where nothing is found, the tree can be read into the raw structs.
pub(crate) fn check(schema: &Schema, root: &Node, findings: &mut Findings) {
    Check { schema, findings }.node(schema.root(), root, &KeyPath::root());
}

/// Takes the keys that do not exist out of a tree, so that the rest can be read although they are findings.
pub(crate) fn without_unknown_keys(schema: &Schema, root: &Node) -> Node {
    let mut root = root.clone();
    prune(schema, schema.root(), &mut root);
    root
}

fn prune(schema: &Schema, shape: &Shape, node: &mut Node) {
    match (schema.resolve(shape), &mut node.value) {
        (Shape::Table(fields), Value::Table(table)) => {
            table.retain(|key, _| fields.contains_key(key));
            table
                .iter_mut()
                .for_each(|(key, entry)| prune(schema, &fields[key].shape, &mut entry.node));
        }
        (Shape::Map(rows), Value::Table(table)) => {
            table
                .values_mut()
                .for_each(|entry| prune(schema, rows, &mut entry.node));
        }
        (Shape::List(items, _), Value::Array(nodes)) => {
            for node in nodes {
                prune(schema, items, node);
            }
        }
        (Shape::Choice { tables, .. }, Value::Table(table)) => {
            for (key, entry) in table {
                tables
                    .get(key)
                    .into_iter()
                    .for_each(|shape| prune(schema, shape, &mut entry.node));
            }
        }
        _ => {}
    }
}

struct Check<'a> {
    schema: &'a Schema,
    findings: &'a mut Findings,
}

impl Check<'_> {
    fn node(&mut self, shape: &Shape, node: &Node, path: &KeyPath) {
        match (self.schema.resolve(shape), &node.value) {
            (_, Value::Refused)
            | (Shape::Anything, _)
            | (Shape::Text, Value::String(_))
            | (Shape::Boolean, Value::Boolean(_)) => {}
            (Shape::Number, _) => drop(RawNumber::read(node, self.findings)),
            (Shape::Law, _) => drop(RawLaw::read(node, self.findings)),
            (Shape::Table(fields), Value::Table(table)) => self.table(fields, table, node, path),
            (Shape::Map(rows), Value::Table(table)) => {
                for (key, entry) in table {
                    self.node(rows, &entry.node, &path.key(key));
                }
            }
            (Shape::List(items, length), Value::Array(nodes)) => {
                self.list(items, *length, nodes, node, path);
            }
            (Shape::Tuple(items), Value::Array(nodes)) => self.tuple(items, nodes, node, path),
            (Shape::Word(words), Value::String(word)) => self.word(words, word, node, path),
            (Shape::Integer(bounds), Value::Integer(_))
            | (Shape::Real(bounds), Value::Integer(_) | Value::Float(_)) => {
                self.bounds(*bounds, node, path);
            }
            (Shape::Choice { words, tables }, Value::String(word)) => {
                self.chosen_word(words, tables, word, node, path);
            }
            (Shape::Choice { words, tables }, Value::Table(table)) => {
                self.chosen_table(words, tables, table, node, path);
            }
            (Shape::AnyOf(shapes), _) => self.any_of(shapes, node, path),
            (shape, _) => self.wrong_type(shape, node, path),
        }
    }

    fn table(
        &mut self,
        fields: &IndexMap<String, Field>,
        table: &IndexMap<String, Entry>,
        node: &Node,
        path: &KeyPath,
    ) {
        let mut missing: Vec<&str> = fields
            .iter()
            .filter(|(_, field)| field.required)
            .map(|(key, _)| key.as_str())
            .collect();
        missing.retain(|key| !table.contains_key(*key));
        for (key, entry) in table {
            if let Some(field) = fields.get(key) {
                self.node(&field.shape, &entry.node, &path.key(key));
                continue;
            }
            let free = fields
                .keys()
                .map(String::as_str)
                .filter(|field| !table.contains_key(*field));
            // A misspelt key explains the one that is missing.
            if let Some(meant) = nearest(key, free) {
                missing.retain(|key| *key != meant);
            }
            let message = format!("there is no key `{key}`{}", within(path));
            self.findings
                .add(Code::UnknownKey, entry.key.clone(), message)
                .help = did_you_mean(key, fields.keys().map(String::as_str));
        }
        for key in missing {
            let message = format!("`{key}` is missing{}", within(path));
            let finding = self
                .findings
                .add(Code::MissingKey, node.place.clone(), message);
            finding.help = format!("expected {}", self.schema.expected(&fields[key].shape));
        }
    }

    fn list(&mut self, items: &Shape, length: Length, nodes: &[Node], node: &Node, path: &KeyPath) {
        if nodes.len() < length.low || nodes.len() > length.high {
            let expected = match length {
                Length { low, high } if low == high => format!("{low}"),
                Length {
                    low,
                    high: usize::MAX,
                } => format!("at least {low}"),
                Length { low, high } => format!("{low} to {high}"),
            };
            self.wrong_length(nodes.len(), &expected, node, path);
        }
        for (ix, item) in nodes.iter().enumerate() {
            self.node(items, item, &path.index(ix));
        }
    }

    fn tuple(&mut self, items: &[Shape], nodes: &[Node], node: &Node, path: &KeyPath) {
        if nodes.len() != items.len() {
            self.wrong_length(nodes.len(), &items.len().to_string(), node, path);
        }
        for (ix, (shape, item)) in items.iter().zip(nodes).enumerate() {
            self.node(shape, item, &path.index(ix));
        }
    }

    fn wrong_length(&mut self, got: usize, expected: &str, node: &Node, path: &KeyPath) {
        let entries = if got == 1 { "entry" } else { "entries" };
        let message = format!("`{path}` has {got} {entries}, expected {expected}");
        self.findings
            .add(Code::WrongLength, node.place.clone(), message);
    }

    fn word(&mut self, words: &[String], word: &str, node: &Node, path: &KeyPath) {
        if words.iter().any(|known| known == word) {
            return;
        }
        let message = format!("{word:?} is not a choice for `{path}`");
        let finding = self
            .findings
            .add(Code::UnknownWord, node.place.clone(), message);
        finding.help = did_you_mean(word, words.iter().map(String::as_str));
    }

    fn bounds(&mut self, bounds: Bounds, node: &Node, path: &KeyPath) {
        let number = node
            .value
            .number()
            .filter(|number| !bounds.contain(*number));
        if let Some(number) = number {
            let message = format!(
                "`{path}` is {number}, expected {}",
                bounds.broken_by(number)
            );
            self.findings
                .add(Code::OutOfRange, node.place.clone(), message);
        }
    }

    fn chosen_word(
        &mut self,
        words: &[String],
        tables: &IndexMap<String, Shape>,
        word: &str,
        node: &Node,
        path: &KeyPath,
    ) {
        if words.iter().any(|known| known == word) {
            return;
        }
        if tables.contains_key(word) {
            let finding = self.findings.add(
                Code::WrongType,
                node.place.clone(),
                format!("`{word}` needs a table of its own"),
            );
            finding.help = format!("write {{ {word} = {{ ... }} }}");
            return;
        }
        let message = format!("{word:?} is not a choice for `{path}`");
        let finding = self
            .findings
            .add(Code::UnknownWord, node.place.clone(), message);
        finding.help = did_you_mean(word, words.iter().chain(tables.keys()).map(String::as_str));
    }

    fn chosen_table(
        &mut self,
        words: &[String],
        tables: &IndexMap<String, Shape>,
        table: &IndexMap<String, Entry>,
        node: &Node,
        path: &KeyPath,
    ) {
        let mut unknown = false;
        for (key, entry) in table.iter().filter(|(key, _)| !tables.contains_key(*key)) {
            let message = format!("there is no alternative `{key}`{}", within(path));
            let finding = self
                .findings
                .add(Code::UnknownKey, entry.key.clone(), message);
            let alone = words.contains(key);
            finding.help = if alone {
                format!("write \"{key}\" without a table")
            } else {
                did_you_mean(key, tables.keys().map(String::as_str))
            };
            unknown = true;
        }
        for (key, entry) in table {
            tables
                .get(key)
                .into_iter()
                .for_each(|shape| self.node(shape, &entry.node, &path.key(key)));
        }
        if table.len() != 1 && !unknown {
            let names: Vec<_> = table.keys().map(String::as_str).collect();
            let message = format!(
                "`{path}` needs exactly one alternative, found {}",
                listed(&names)
            );
            let finding = self.findings.add(Code::OneOf, node.place.clone(), message);
            finding.help = format!(
                "expected {}",
                self.schema.expected(&Shape::Choice {
                    words: words.to_vec(),
                    tables: tables.clone()
                })
            );
        }
    }

    /// Reports what is wrong under the form that fits best: of its type, with the fewest findings.
    fn any_of(&mut self, shapes: &[Shape], node: &Node, path: &KeyPath) {
        let attempts = shapes
            .iter()
            .filter(|shape| self.fits_type(shape, node))
            .map(|shape| {
                let mut findings = Findings::new();
                Check {
                    schema: self.schema,
                    findings: &mut findings,
                }
                .node(shape, node, path);
                findings
            });
        match attempts.min_by_key(Findings::len) {
            Some(fewest) => self.findings.append(fewest),
            None => self.wrong_type(&Shape::AnyOf(shapes.to_vec()), node, path),
        }
    }

    fn fits_type(&self, shape: &Shape, node: &Node) -> bool {
        match self.schema.resolve(shape) {
            Shape::Anything | Shape::Number | Shape::Law | Shape::Reference(_) => true,
            Shape::Table(_) | Shape::Map(_) => node.table().is_some(),
            Shape::List(..) | Shape::Tuple(_) => node.array().is_some(),
            Shape::Text | Shape::Word(_) => node.text().is_some(),
            Shape::Integer(_) => matches!(node.value, Value::Integer(_)),
            Shape::Real(_) => node.value.number().is_some(),
            Shape::Boolean => matches!(node.value, Value::Boolean(_)),
            Shape::Choice { .. } => node.text().is_some() || node.table().is_some(),
            Shape::AnyOf(shapes) => shapes.iter().any(|shape| self.fits_type(shape, node)),
        }
    }

    fn wrong_type(&mut self, shape: &Shape, node: &Node, path: &KeyPath) {
        let expected = self.schema.expected(shape);
        let message = format!("`{path}` is {}, expected {expected}", node.value.kind());
        let finding = self
            .findings
            .add(Code::WrongType, node.place.clone(), message);
        finding.help = month_help(node, path).unwrap_or_else(|| type_help(shape, node).to_owned());
    }
}

/// Keys that stand for months.
const MONTHS: [&str; 5] = ["start", "from", "until", "month", "planned-start"];

/// Help for a date where a month is expected.
fn month_help(node: &Node, path: &KeyPath) -> Option<String> {
    let Value::Datetime(date) = &node.value else {
        return None;
    };
    let Some(Segment::Key(key)) = path.segments().last() else {
        return None;
    };
    let month = date.get(..7).filter(|month| month.as_bytes()[4] == b'-')?;
    MONTHS
        .contains(&key.as_str())
        .then(|| format!("write the month as text: {key} = \"{month}\""))
}

/// The usual reasons why a value has the wrong type.
fn type_help(shape: &Shape, node: &Node) -> &'static str {
    let wants_number = matches!(shape, Shape::Integer(_) | Shape::Real(_));
    match (&node.value, shape) {
        (Value::String(text), _) if wants_number && text.trim().parse::<f64>().is_ok() => {
            "write the number without quotes"
        }
        (Value::String(text), _) if wants_number && text.trim().ends_with('%') => {
            "write a percentage as a fraction: 25 % is 0.25"
        }
        (Value::String(text), Shape::Boolean) if text == "true" || text == "false" => {
            "write it without quotes"
        }
        (Value::Float(_), Shape::Integer(_)) => "write it without a decimal point",
        (Value::Table(_), Shape::Real(_)) => {
            "this has to be a plain number: no series, table or distribution"
        }
        (Value::Array(_), Shape::Table(_)) => "write [name] once instead of [[name]]",
        (Value::Datetime(_), Shape::Text) => "put it in double quotes",
        (_, Shape::List(..)) => "put it in brackets: [...]",
        _ => "",
    }
}

/// " in `path`", or nothing at the top of the scenario.
fn within(path: &KeyPath) -> String {
    if path.segments().is_empty() {
        String::new()
    } else {
        format!(" in `{path}`")
    }
}

#[cfg(test)]
mod tests;
