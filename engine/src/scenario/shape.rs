//! The structural check: the merged scenario against the schema of the raw structs, all mistakes at once.

use indexmap::IndexMap;

use super::codes::Code;
use super::finding::Findings;
use super::nearest::{did_you_mean, nearest};
use super::node::{Entry, Node, Value};
use super::number::RawNumber;
use super::path::{KeyPath, Segment};
use super::place::Place;
use super::raw_law::listed;
use super::schema::{Bounds, Field, Length, Schema, Shape};

/// Reports keys that are misspelt, missing or of the wrong type, and numbers of a wrong form, and mends the tree so that
/// it can be read all the same: what cannot be used is [`Value::Refused`], what is missing stands there refused, what is
/// misspelt stands under the key that was meant, and what has no place in a scenario is gone.
pub(crate) fn check(schema: &Schema, root: &mut Node, findings: &mut Findings) {
    Check { schema, findings }.node(schema.root(), root, &KeyPath::root());
}

struct Check<'a> {
    schema: &'a Schema,
    findings: &'a mut Findings,
}

impl<'a> Check<'a> {
    fn node(&mut self, shape: &'a Shape, node: &mut Node, path: &KeyPath) {
        let place = node.place.clone();
        match (self.schema.resolve(shape), &mut node.value) {
            (_, Value::Refused)
            | (Shape::Anything, _)
            | (Shape::Text, Value::String(_))
            | (Shape::Boolean, Value::Boolean(_)) => {}
            (Shape::Number, _) => drop(RawNumber::read(node, self.findings)),
            (Shape::Table(fields), Value::Table(table)) => self.table(fields, table, &place, path),
            (Shape::Map(rows), Value::Table(table)) => {
                for (key, entry) in table {
                    self.node(rows, &mut entry.node, &path.key(key));
                }
            }
            (Shape::List(items, length), Value::Array(nodes)) => {
                if !self.list(items, *length, nodes, &place, path) {
                    node.value = Value::Refused;
                }
            }
            (Shape::Tuple(items), Value::Array(nodes)) => {
                if !self.tuple(items, nodes, &place, path) {
                    node.value = Value::Refused;
                }
            }
            (Shape::Word(words), Value::String(word)) => {
                if !self.word(words, word, &place, path) {
                    node.value = Value::Refused;
                }
            }
            (Shape::Integer(bounds), Value::Integer(_))
            | (Shape::Real(bounds), Value::Integer(_) | Value::Float(_)) => {
                self.bounds(*bounds, node, path);
            }
            (Shape::Choice { words, tables }, Value::String(word)) => {
                if !self.chosen_word(words, tables, word, &place, path) {
                    node.value = Value::Refused;
                }
            }
            (Shape::Choice { words, tables }, Value::Table(table)) => {
                if !self.chosen_table(words, tables, table, &place, path) {
                    node.value = Value::Refused;
                }
            }
            (Shape::AnyOf(shapes), _) => self.any_of(shapes, node, path),
            (shape, _) => self.wrong_type(shape, node, path),
        }
    }

    fn table(
        &mut self,
        fields: &'a IndexMap<String, Field>,
        table: &mut IndexMap<String, Entry>,
        place: &Place,
        path: &KeyPath,
    ) {
        self.unknown_keys(fields, table, path);
        for (key, entry) in table.iter_mut() {
            if let Some(field) = fields.get(key) {
                self.node(&field.shape, &mut entry.node, &path.key(key));
            }
        }
        for (key, field) in fields.iter().filter(|(_, field)| field.required) {
            if table.contains_key(key) {
                continue;
            }
            let message = format!("`{key}` is missing{}", within(path));
            let finding = self.findings.add(Code::MissingKey, place.clone(), message);
            finding.help = format!("expected {}", self.schema.expected(&field.shape));
            let entry = Entry {
                key: place.clone(),
                node: Node::new(Value::Refused, place.clone()),
            };
            table.insert(key.clone(), entry);
        }
    }

    /// Reports keys that do not exist. The value of one that is misspelt goes to the key that was meant, so that this one
    /// is not missing and what else is wrong with it is found.
    fn unknown_keys(
        &mut self,
        fields: &IndexMap<String, Field>,
        table: &mut IndexMap<String, Entry>,
        path: &KeyPath,
    ) {
        let unknown = table.keys().filter(|key| !fields.contains_key(*key));
        let unknown: Vec<String> = unknown.cloned().collect();
        for key in unknown {
            let Some(mut entry) = table.shift_remove(&key) else {
                continue;
            };
            let message = format!("there is no key `{key}`{}", within(path));
            self.findings
                .add(Code::UnknownKey, entry.key.clone(), message)
                .help = did_you_mean(&key, fields.keys().map(String::as_str));
            let free = fields.keys().map(String::as_str);
            let free = free.filter(|field| !table.contains_key(*field));
            if let Some(meant) = nearest(&key, free) {
                if !self.fits_type(&fields[meant].shape, &entry.node) {
                    entry.node.value = Value::Refused;
                }
                table.insert(meant.to_owned(), entry);
            }
        }
    }

    /// False if the list is of no use.
    fn list(
        &mut self,
        items: &'a Shape,
        length: Length,
        nodes: &mut [Node],
        place: &Place,
        path: &KeyPath,
    ) -> bool {
        let has_length = (length.low..=length.high).contains(&nodes.len());
        if !has_length {
            let expected = match length {
                Length { low, high } if low == high => format!("{low}"),
                Length {
                    low,
                    high: usize::MAX,
                } => format!("at least {low}"),
                Length { low, high } => format!("{low} to {high}"),
            };
            self.wrong_length(nodes.len(), &expected, place, path);
        }
        for (ix, item) in nodes.iter_mut().enumerate() {
            self.node(items, item, &path.index(ix));
        }
        has_length
    }

    /// False if the list is of no use.
    fn tuple(
        &mut self,
        items: &'a [Shape],
        nodes: &mut [Node],
        place: &Place,
        path: &KeyPath,
    ) -> bool {
        let has_length = nodes.len() == items.len();
        if !has_length {
            self.wrong_length(nodes.len(), &items.len().to_string(), place, path);
        }
        for (ix, (shape, item)) in items.iter().zip(nodes).enumerate() {
            self.node(shape, item, &path.index(ix));
        }
        has_length
    }

    fn wrong_length(&mut self, got: usize, expected: &str, place: &Place, path: &KeyPath) {
        let entries = if got == 1 { "entry" } else { "entries" };
        let message = format!("`{path}` has {got} {entries}, expected {expected}");
        self.findings.add(Code::WrongLength, place.clone(), message);
    }

    /// False if it is none of the words.
    fn word(&mut self, words: &[String], word: &str, place: &Place, path: &KeyPath) -> bool {
        let is_known = words.iter().any(|known| known == word);
        if !is_known {
            let message = format!("{word:?} is not a choice for `{path}`");
            let finding = self.findings.add(Code::UnknownWord, place.clone(), message);
            finding.help = did_you_mean(word, words.iter().map(String::as_str));
        }
        is_known
    }

    fn bounds(&mut self, bounds: Bounds, node: &mut Node, path: &KeyPath) {
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
            node.value = Value::Refused;
        }
    }

    /// False if it is no choice.
    fn chosen_word(
        &mut self,
        words: &[String],
        tables: &IndexMap<String, Shape>,
        word: &str,
        place: &Place,
        path: &KeyPath,
    ) -> bool {
        if words.iter().any(|known| known == word) {
            return true;
        }
        if tables.contains_key(word) {
            let finding = self.findings.add(
                Code::WrongType,
                place.clone(),
                format!("`{word}` needs a table of its own"),
            );
            finding.help = format!("write {{ {word} = {{ ... }} }}");
            return false;
        }
        let message = format!("{word:?} is not a choice for `{path}`");
        let finding = self.findings.add(Code::UnknownWord, place.clone(), message);
        finding.help = did_you_mean(word, words.iter().chain(tables.keys()).map(String::as_str));
        false
    }

    /// False if nothing of it can be used; of several alternatives the first one is kept.
    fn chosen_table(
        &mut self,
        words: &[String],
        tables: &'a IndexMap<String, Shape>,
        table: &mut IndexMap<String, Entry>,
        place: &Place,
        path: &KeyPath,
    ) -> bool {
        let unknown = table.keys().filter(|key| !tables.contains_key(*key));
        let unknown: Vec<String> = unknown.cloned().collect();
        for key in &unknown {
            let Some(entry) = table.shift_remove(key) else {
                continue;
            };
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
            let free = tables.keys().map(String::as_str);
            let meant = nearest(key, free.filter(|free| !table.contains_key(*free)));
            if let Some(meant) = meant.filter(|_| !alone) {
                table.insert(meant.to_owned(), entry);
            }
        }
        for (key, entry) in table.iter_mut() {
            if let Some(shape) = tables.get(key) {
                self.node(shape, &mut entry.node, &path.key(key));
            }
        }
        if table.len() != 1 && unknown.is_empty() {
            let names: Vec<_> = table.keys().map(String::as_str).collect();
            let message = format!(
                "`{path}` needs exactly one alternative, found {}",
                listed(&names)
            );
            let finding = self.findings.add(Code::OneOf, place.clone(), message);
            finding.help = format!(
                "expected {}",
                self.schema.expected(&Shape::Choice {
                    words: words.to_vec(),
                    tables: tables.clone()
                })
            );
        }
        table.truncate(1);
        !table.is_empty()
    }

    /// Reports what is wrong under the form that fits best: of its type, with the fewest findings.
    fn any_of(&mut self, shapes: &'a [Shape], node: &mut Node, path: &KeyPath) {
        let attempts = shapes
            .iter()
            .filter(|shape| self.fits_type(shape, node))
            .map(|shape| {
                let (mut findings, mut mended) = (Findings::new(), node.clone());
                Check {
                    schema: self.schema,
                    findings: &mut findings,
                }
                .node(shape, &mut mended, path);
                (findings, mended)
            });
        match attempts.min_by_key(|(findings, _)| findings.len()) {
            Some((fewest, mended)) => {
                *node = mended;
                self.findings.append(fewest);
            }
            None => self.wrong_type(&Shape::AnyOf(shapes.to_vec()), node, path),
        }
    }

    fn fits_type(&self, shape: &Shape, node: &Node) -> bool {
        match self.schema.resolve(shape) {
            Shape::Anything | Shape::Number | Shape::Reference(_) => true,
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

    fn wrong_type(&mut self, shape: &Shape, node: &mut Node, path: &KeyPath) {
        let expected = self.schema.expected(shape);
        let message = format!("`{path}` is {}, expected {expected}", node.value.kind());
        let finding = self
            .findings
            .add(Code::WrongType, node.place.clone(), message);
        finding.help = month_help(node, path).unwrap_or_else(|| type_help(shape, node).to_owned());
        node.value = Value::Refused;
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
