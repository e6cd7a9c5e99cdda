//! One file: from bytes to a tree of values with places, or to findings, whatever the bytes are.

use std::ops::Range;
use std::path::Path;

use indexmap::IndexMap;
use toml_edit::{Document, Item, TableLike};

use super::codes::Code;
use super::finding::Findings;
use super::node::{Entry, Node, Value};
use super::place::{FileId, Place, Sources};
use super::syntax::{self, Breach, lowercase_first, visible};

/// Bytes at which a scenario file is refused before it is read.
pub const MAX_FILE_BYTES: u64 = 8 << 20;
/// Levels of tables and lists that a scenario may have.
const MAX_DEPTH: usize = 32;
const DEPTH_HELP: &str = "remove the surplus brackets or steps of the key";
/// Duplicate keys shown for one file.
const MAX_DUPLICATES: usize = 20;
/// Largest integer whose neighbours are numbers of their own in `f64`.
pub const MAX_INTEGER: i64 = 1 << 53;

/// Reads the content of one file.
///
/// The file is added to `sources` even if it is broken. A file whose grammar is broken has no tree; a value that
/// cannot be used (`nan`, an integer beyond 2^53) is a finding and stands in the tree as [`Value::Refused`].
pub(crate) fn read(
    sources: &mut Sources,
    path: &Path,
    bytes: Vec<u8>,
    findings: &mut Findings,
) -> Option<Node> {
    match decode(bytes) {
        Ok(text) => {
            let file = sources.add(path.to_owned(), text);
            parse(file, &sources.get(file).text, findings)
        }
        Err(problem) => {
            let file = sources.add(path.to_owned(), String::new());
            let finding = findings.add(Code::NotText, Place::new(file, 0..0), problem.message);
            finding.help = problem.help.into();
            None
        }
    }
}

/// Why bytes are not text.
pub(crate) struct NotText {
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

/// The text of a file without its byte order mark.
pub(crate) fn decode(mut bytes: Vec<u8>) -> Result<String, NotText> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(NotText {
            message: "the file is UTF-16, expected UTF-8".into(),
            help: "save it as UTF-8",
        });
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let message = format!("byte {at} is NUL, which no text file holds");
        return Err(NotText {
            message,
            help: "is this a text file? save it as UTF-8",
        });
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes()[at];
        let message = format!("byte {at} ({byte:#04X}) is not UTF-8");
        NotText {
            message,
            help: "save the file as UTF-8",
        }
    })
}

fn parse(file: FileId, text: &str, findings: &mut Findings) -> Option<Node> {
    if let Some(at) = too_deep(text) {
        let what = if text.as_bytes()[at] == b'.' {
            "the steps of this key"
        } else {
            "brackets"
        };
        let message = format!("{what} are nested more than {MAX_DEPTH} deep");
        findings
            .add(Code::TooDeep, Place::new(file, at..at + 1), message)
            .help = DEPTH_HELP.into();
        return None;
    }
    let (document, renamed) = parse_past_duplicates(file, text, findings);
    let mut root = convert(file, document?.as_table(), findings);
    let firsts = drop_renamed(&mut root, &renamed, text);
    findings.point_also(Code::KeyTwice, &firsts, "first set here");
    Some(root)
}

/// First opening bracket, or dot of a key, beyond the depth that is allowed, strings and comments aside.
///
/// The scan is a guard before the parser and only approximates TOML: what it gets wrong is refused by the parser.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    let mut dots = 0_usize;
    let in_key = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-\"'".contains(byte))
    };
    for (at, byte) in text.bytes().enumerate() {
        if matches!(byte, b'\n' | b'=' | b',') {
            dots = 0;
        }
        match (quote, byte) {
            // A quote left open ends with its line, so that it cannot hide the brackets of the lines below.
            (_, b'\n') => (quote, escaped) = (None, false),
            (Some(_), _) if escaped => escaped = false,
            (Some(b'"'), b'\\') => escaped = true,
            (Some(open), close) if open == close && open != b'#' => quote = None,
            (None, b'"' | b'\'' | b'#') => quote = Some(byte),
            (None, b'[' | b'{') => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            (None, b']' | b'}') => depth = depth.saturating_sub(1),
            // A dot between spaces is one of a text in three quotes.
            (None, b'.')
                if in_key(text.as_bytes()[..at].last()) && in_key(text.as_bytes().get(at + 1)) =>
            {
                dots += 1;
                if dots > MAX_DEPTH {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Parses a text; a key that is set twice is reported and renamed, so that all such keys are found in one pass.
fn parse_past_duplicates(
    file: FileId,
    text: &str,
    findings: &mut Findings,
) -> (Option<Document<String>>, Vec<Range<usize>>) {
    let mut attempt = text.to_owned();
    let mut renamed = Vec::new();
    loop {
        let error = match Document::parse(attempt.clone()) {
            Ok(document) => return (Some(document), renamed),
            Err(error) => error,
        };
        let span = visible(text, error.span().unwrap_or(text.len()..text.len()));
        if error.message() != "duplicate key" || span.is_empty() {
            broken(file, text, &error, findings);
            return (None, renamed);
        }
        // The same place again means that the name of its stand-in is taken.
        if renamed.contains(&span) {
            return (None, renamed);
        }
        let message = format!("`{}` is set twice", &text[span.clone()]);
        findings
            .add(Code::KeyTwice, Place::new(file, span.clone()), message)
            .help = "delete one of the two".into();
        if renamed.len() == MAX_DUPLICATES {
            return (None, renamed);
        }
        attempt.replace_range(span.clone(), &stand_in(renamed.len(), span.len()));
        renamed.push(span);
    }
}

/// A key of `length` bytes that no one writes: a quoted or bare run that differs by `ix`.
fn stand_in(ix: usize, length: usize) -> String {
    let tail = format!("{ix:02}");
    if length <= tail.len() {
        // So short a name may be taken; the parser then reports the same place again, which ends the search.
        return "zyxwvutsrqponmlkjihg"
            .chars()
            .nth(ix % MAX_DUPLICATES)
            .map_or_else(String::new, |c| c.to_string().repeat(length));
    }
    format!("{}{tail}", "_".repeat(length - tail.len()))
}

/// Takes the stand-ins out again and returns where each is written and where the key it repeats is.
fn drop_renamed(node: &mut Node, renamed: &[Range<usize>], text: &str) -> Vec<(Place, Place)> {
    let mut firsts = Vec::new();
    match &mut node.value {
        Value::Table(table) if !renamed.is_empty() => {
            let (stand_ins, kept) = std::mem::take(table)
                .into_iter()
                .partition(|(_, entry)| renamed.contains(&entry.key.bytes));
            *table = kept;
            let stand_ins: IndexMap<String, Entry> = stand_ins;
            for entry in stand_ins.values() {
                let name = text[entry.key.bytes.clone()].trim_matches(['"', '\'']);
                firsts.extend(
                    table
                        .get(name)
                        .map(|first| (entry.key.clone(), first.key.clone())),
                );
            }
            firsts.extend(
                table
                    .values_mut()
                    .flat_map(|entry| drop_renamed(&mut entry.node, renamed, text)),
            );
        }
        Value::Array(nodes) => firsts.extend(
            nodes
                .iter_mut()
                .flat_map(|node| drop_renamed(node, renamed, text)),
        ),
        _ => {}
    }
    firsts
}

/// Reports all breaches of grammar, or else the one that the parser stopped at.
fn broken(file: FileId, text: &str, stopped: &toml_edit::TomlError, findings: &mut Findings) {
    let mut breaches = syntax::breaches(text);
    if breaches.is_empty() {
        let span = visible(text, stopped.span().unwrap_or(text.len()..text.len()));
        breaches.push(Breach {
            message: lowercase_first(stopped.message()),
            span,
        });
    }
    for Breach { message, span } in breaches {
        let help = syntax::help(text, span.start).to_owned();
        findings
            .add(Code::Syntax, Place::new(file, span), message)
            .help = help;
    }
}

/// Converts the parser's tables to ours.
fn convert(file: FileId, root: &toml_edit::Table, findings: &mut Findings) -> Node {
    let mut converter = Converter {
        file,
        findings,
        reported_depth: false,
    };
    let table = converter.table(root, 1);
    Node::new(Value::Table(table), Place::new(file, 0..0))
}

struct Converter<'a> {
    file: FileId,
    findings: &'a mut Findings,
    reported_depth: bool,
}

impl Converter<'_> {
    fn table(&mut self, table: &dyn TableLike, depth: usize) -> IndexMap<String, Entry> {
        let mut entries = IndexMap::new();
        for (name, item) in table.iter() {
            let key_span = table
                .key(name)
                .and_then(toml_edit::Key::span)
                .unwrap_or_default();
            let key = Place::new(self.file, key_span);
            let node = self.item(item, &key, depth);
            entries.insert(name.to_owned(), Entry { key, node });
        }
        entries
    }

    fn item(&mut self, item: &Item, key: &Place, depth: usize) -> Node {
        let place = item.span().filter(|span| !span.is_empty());
        let place = place.map_or_else(|| key.clone(), |span| Place::new(self.file, span));
        if depth > MAX_DEPTH {
            return self.depth_exceeded(place);
        }
        let value = match item {
            Item::None => Value::Refused,
            Item::Value(value) => return self.value(value, place, depth),
            Item::Table(table) => Value::Table(self.table(table, depth + 1)),
            Item::ArrayOfTables(tables) => Value::Array(
                tables
                    .iter()
                    .map(|table| self.element(table, &place, depth))
                    .collect(),
            ),
        };
        Node::new(value, place)
    }

    fn element(&mut self, table: &toml_edit::Table, array: &Place, depth: usize) -> Node {
        let place = table
            .span()
            .map_or_else(|| array.clone(), |span| Place::new(self.file, span));
        Node::new(Value::Table(self.table(table, depth + 2)), place)
    }

    fn value(&mut self, value: &toml_edit::Value, place: Place, depth: usize) -> Node {
        if depth > MAX_DEPTH {
            return self.depth_exceeded(place);
        }
        let value = match value {
            toml_edit::Value::String(text) => Value::String(text.value().clone()),
            toml_edit::Value::Integer(whole) => return self.integer(*whole.value(), place),
            toml_edit::Value::Float(number) => return self.float(*number.value(), place),
            toml_edit::Value::Boolean(truth) => Value::Boolean(*truth.value()),
            toml_edit::Value::Datetime(time) => Value::Datetime(time.value().to_string()),
            toml_edit::Value::InlineTable(table) => Value::Table(self.table(table, depth + 1)),
            toml_edit::Value::Array(array) => {
                let nodes = array.iter().map(|value| {
                    let place = Place::new(
                        self.file,
                        value.span().unwrap_or_else(|| place.bytes.clone()),
                    );
                    self.value(value, place, depth + 1)
                });
                Value::Array(nodes.collect())
            }
        };
        Node::new(value, place)
    }

    fn integer(&mut self, whole: i64, place: Place) -> Node {
        if (-MAX_INTEGER..=MAX_INTEGER).contains(&whole) {
            return Node::new(Value::Integer(whole), place);
        }
        let message = format!(
            "{whole} is an integer beyond 2^53, which loses its last digits once it is computed with"
        );
        self.findings
            .add(Code::IntegerTooLarge, place.clone(), message);
        Node::new(Value::Refused, place)
    }

    fn float(&mut self, number: f64, place: Place) -> Node {
        if number.is_finite() {
            return Node::new(Value::Float(number), place);
        }
        let name = if number.is_nan() {
            "not a number"
        } else {
            "infinite"
        };
        let finding = self.findings.add(
            Code::NotFinite,
            place.clone(),
            format!("this value is {name}, expected a finite number"),
        );
        finding.help = "to leave a limit open, leave its key out".into();
        Node::new(Value::Refused, place)
    }

    fn depth_exceeded(&mut self, place: Place) -> Node {
        if !self.reported_depth {
            let message = format!("values are nested more than {MAX_DEPTH} deep");
            self.findings
                .add(Code::TooDeep, place.clone(), message)
                .help = DEPTH_HELP.into();
            self.reported_depth = true;
        }
        Node::new(Value::Refused, place)
    }
}

#[cfg(test)]
pub(crate) mod tests;
