//! A number of a scenario: a constant, a series by month, a table by segment and the like, or a distribution.

use std::borrow::Cow;
use std::fmt;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::codes::Code;
use super::finding::Findings;
use super::nearest::{did_you_mean, nearest};
use super::node::{Entry, Node, Value};
use super::place::Place;
use super::raw_law::{
    RawLaw, law_names, law_schemas, listed, not_a_number, quantile_help, read_law, read_numbers,
    single_key,
};

/// A number as a scenario writes it, with what is noted about it.
///
/// | written as | meaning |
/// |---|---|
/// | `0.2` | a constant |
/// | `[0.2, 0.3]` | a series by month, the first month first |
/// | `{ by-segment = { smb = 0.3, other = 0.2 } }` | a table; its entries are numbers again |
/// | `{ normal = { mean = 0.2, sd = 0.02 } }` | a distribution |
/// | `{ value = 0.2, owner = "Dana", ... }` | any of these with notes |
#[derive(Clone, Debug, PartialEq)]
pub struct RawNumber {
    /// The number itself.
    pub form: Form,
    /// What is noted about it.
    pub meta: Option<Box<Meta>>,
}

/// The forms of a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// The same in every month and for everything.
    Constant(f64),
    /// By month, the first month of the horizon first; at least one.
    Series(Vec<f64>),
    /// By the ids of a dimension; at least one entry or a default.
    Table {
        /// What the keys are ids of.
        by: Dimension,
        /// A number for each id.
        entries: IndexMap<String, RawNumber>,
        /// The number of all other ids: the entry called `other`.
        other: Option<Box<RawNumber>>,
    },
    /// Uncertain; never [`RawLaw::Constant`].
    Law(RawLaw),
}

/// What a table of numbers goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// `by-segment`.
    Segment,
    /// `by-role`.
    Role,
    /// `by-product`.
    Product,
    /// `by-region`.
    Region,
    /// `by-source`.
    Source,
    /// `by-stage`.
    Stage,
}

impl Dimension {
    /// All dimensions.
    pub const ALL: [Self; 6] = [
        Self::Segment,
        Self::Role,
        Self::Product,
        Self::Region,
        Self::Source,
        Self::Stage,
    ];

    /// The key in a scenario, such as `by-segment`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Segment => "by-segment",
            Self::Role => "by-role",
            Self::Product => "by-product",
            Self::Region => "by-region",
            Self::Source => "by-source",
            Self::Stage => "by-stage",
        }
    }

    /// The dimension of a key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|dimension| dimension.key() == key)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key()["by-".len()..])
    }
}

/// What is noted about a number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meta {
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// Its unit, for readers.
    pub unit: Option<String>,
    /// Lowest and highest value that makes sense, in the unit of the number: the ends of a slider.
    pub range: Option<[f64; 2]>,
    /// Step of a slider; above 0.
    pub step: Option<f64>,
    /// True for a default that does not come from the user's own data.
    pub assumed: bool,
}

pub(crate) const VALUE: &str = "value";
const META: [&str; 7] = [
    "owner", "source", "note", "unit", "range", "step", "assumed",
];
const OTHER: &str = "other";

impl RawNumber {
    /// A constant without notes.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self {
            form: Form::Constant(value),
            meta: None,
        }
    }

    /// The number, if it is one constant.
    #[must_use]
    pub fn as_constant(&self) -> Option<f64> {
        match self.form {
            Form::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// Reads a value of the merged tree; what is wrong with it goes to `findings`.
    ///
    /// Only the form is checked, neither ids nor whether such a distribution exists.
    pub fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        read(node, &[], findings)
    }
}

/// What kind of table a number's keys make it: an overlay of the same kind refines it, one of another kind replaces it.
pub(crate) fn tag<'a>(mut keys: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let notes = |key: &str| key == VALUE || META.contains(&key);
    keys.next()
        .map(|first| if notes(first) { VALUE } else { first })
}

/// Reads a number; `above` are the dimensions of the tables around it.
fn read(node: &Node, above: &[Dimension], findings: &mut Findings) -> Option<RawNumber> {
    let form = match &node.value {
        Value::Refused => return None,
        Value::Integer(_) | Value::Float(_) => Form::Constant(node.value.number()?),
        Value::Array(_) => Form::Series(read_numbers(node, findings)?),
        Value::Table(table) if table.keys().any(|key| is_note(key)) => {
            return read_noted(node, table, above, findings);
        }
        Value::Table(table) => read_form(&node.place, table, above, findings)?,
        _ => {
            return not_a_number(
                node,
                "a number, a series, a table or a distribution",
                findings,
            );
        }
    };
    Some(RawNumber { form, meta: None })
}

fn is_note(key: &str) -> bool {
    key == VALUE || META.contains(&key)
}

fn is_form(key: &str) -> bool {
    Dimension::of_key(key).is_some() || law_names().any(|law| law == key)
}

fn form_keys() -> impl Iterator<Item = &'static str> {
    Dimension::ALL
        .into_iter()
        .map(Dimension::key)
        .chain(law_names())
}

/// A table that is a number by exactly one key: a dimension or a distribution.
fn read_form(
    at: &Place,
    table: &IndexMap<String, Entry>,
    above: &[Dimension],
    findings: &mut Findings,
) -> Option<Form> {
    let mut sound = true;
    for (key, entry) in table.iter().filter(|(key, _)| !is_form(key)) {
        let finding = findings.add(
            Code::UnknownKey,
            entry.key.clone(),
            format!("a number has no form `{key}`"),
        );
        finding.help = form_help(key);
        sound = false;
    }
    if table.len() != 1 && sound {
        let names: Vec<_> = table.keys().map(String::as_str).collect();
        let message = format!(
            "exactly one form of a number is expected, found {}",
            listed(&names)
        );
        findings.add(Code::OneOf, at.clone(), message).help =
            "a table by two keys is nested: by-segment entries may be by-role tables".into();
        sound = false;
    }
    let (key, entry) = table.first().filter(|_| sound)?;
    match Dimension::of_key(key) {
        Some(by) => read_table(by, entry, above, findings),
        None => read_law(key, &entry.node, findings).map(Form::Law),
    }
}

fn form_help(key: &str) -> String {
    let quantiles = quantile_help(key);
    if !quantiles.is_empty() {
        return quantiles.to_owned();
    }
    let near = nearest(key, form_keys().chain([VALUE]).chain(META));
    near.map_or_else(
        || "a number is a constant, a list by month, a table such as by-segment, or a distribution such as normal".into(),
        |near| format!("did you mean `{near}`?"),
    )
}

fn read_table(
    by: Dimension,
    table: &Entry,
    above: &[Dimension],
    findings: &mut Findings,
) -> Option<Form> {
    if above.contains(&by) {
        let message = format!("`{}` stands inside of another `{}`", by.key(), by.key());
        findings.add(Code::NumberForm, table.key.clone(), message);
        return None;
    }
    let Some(rows) = table.node.table() else {
        return not_a_number(
            &table.node,
            &format!("a table of numbers by {by}"),
            findings,
        );
    };
    if rows.is_empty() {
        let message = format!("the table by {by} is empty, expected at least one entry");
        findings.add(Code::WrongLength, table.node.place.clone(), message);
        return None;
    }
    let within: Vec<_> = above.iter().copied().chain([by]).collect();
    let mut read_row =
        |(id, entry): (&String, &Entry)| (id.clone(), read(&entry.node, &within, findings));
    let rows: Vec<(String, Option<RawNumber>)> = rows.iter().map(&mut read_row).collect();
    let mut entries: IndexMap<String, RawNumber> = rows
        .into_iter()
        .map(|(id, row)| Some((id, row?)))
        .collect::<Option<_>>()?;
    let other = entries.shift_remove(OTHER).map(Box::new);
    Some(Form::Table { by, entries, other })
}

/// A number with notes: `{ value = ..., owner = ... }`.
fn read_noted(
    node: &Node,
    table: &IndexMap<String, Entry>,
    above: &[Dimension],
    findings: &mut Findings,
) -> Option<RawNumber> {
    let before = findings.len();
    for (key, entry) in table.iter().filter(|(key, _)| !is_note(key)) {
        if is_form(key) {
            let finding = findings.add(
                Code::NumberForm,
                entry.key.clone(),
                format!("`{key}` stands beside notes"),
            );
            finding.help = format!("write value = {{ {key} = ... }}");
        } else {
            let finding = findings.add(
                Code::UnknownKey,
                entry.key.clone(),
                format!("a number has no `{key}`"),
            );
            finding.help = did_you_mean(key, [VALUE].into_iter().chain(META));
        }
    }
    let meta = read_meta(table, findings);
    let Some(value) = table.get(VALUE) else {
        if findings.len() == before {
            findings.add(
                Code::MissingKey,
                node.place.clone(),
                "notes without a number: `value` is missing",
            );
        }
        return None;
    };
    let number = read(&value.node, above, findings)?;
    if number.meta.is_some() {
        findings
            .add(
                Code::NumberForm,
                value.node.place.clone(),
                "`value` has notes of its own",
            )
            .help = "write all notes in one table".into();
    }
    (findings.len() == before).then(|| RawNumber {
        form: number.form,
        meta: Some(Box::new(meta)),
    })
}

fn read_meta(table: &IndexMap<String, Entry>, findings: &mut Findings) -> Meta {
    let mut text = |key| {
        table
            .get(key)
            .and_then(|entry| read_text(&entry.node, findings))
    };
    let (owner, source, note, unit) = (text("owner"), text("source"), text("note"), text("unit"));
    let range = table
        .get("range")
        .and_then(|entry| read_range(&entry.node, findings));
    let step = table
        .get("step")
        .and_then(|entry| read_step(&entry.node, findings));
    let assumed = table
        .get("assumed")
        .and_then(|entry| read_boolean(&entry.node, findings));
    Meta {
        owner,
        source,
        note,
        unit,
        range,
        step,
        assumed: assumed.unwrap_or(false),
    }
}

fn read_text(node: &Node, findings: &mut Findings) -> Option<String> {
    node.text()
        .map(str::to_owned)
        .or_else(|| not_a_number(node, "text", findings))
}

fn read_boolean(node: &Node, findings: &mut Findings) -> Option<bool> {
    match node.value {
        Value::Boolean(truth) => Some(truth),
        _ => not_a_number(node, "true or false", findings),
    }
}

fn read_range(node: &Node, findings: &mut Findings) -> Option<[f64; 2]> {
    let ends = read_numbers(node, findings)?;
    let Ok([low, high]) = <[f64; 2]>::try_from(ends.as_slice()) else {
        let message = "a range is two numbers: lowest and highest";
        findings.add(Code::WrongLength, node.place.clone(), message);
        return None;
    };
    if low > high {
        findings.add(
            Code::OutOfRange,
            node.place.clone(),
            format!("the range ends at {high} before it starts at {low}"),
        );
    }
    Some([low, high])
}

fn read_step(node: &Node, findings: &mut Findings) -> Option<f64> {
    let step = node
        .value
        .number()
        .or_else(|| not_a_number(node, "a number", findings))?;
    if step <= 0.0 {
        findings.add(
            Code::OutOfRange,
            node.place.clone(),
            format!("the step is {step}, expected a number above 0"),
        );
    }
    Some(step)
}

impl<'de> Deserialize<'de> for RawNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::de::read_with(deserializer, Self::read)
    }
}

impl JsonSchema for RawNumber {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let again = generator.subschema_for::<Self>();
        let rows = json!({ "type": "object", "additionalProperties": again, "minProperties": 1 });
        let mut alternatives = vec![
            json!({ "type": "number" }),
            json!({ "type": "array", "items": { "type": "number" }, "minItems": 1 }),
        ];
        alternatives.extend(Dimension::ALL.map(|by| single_key(by.key(), &rows)));
        alternatives.extend(law_schemas());
        alternatives.push(noted_schema(&again));
        json_schema!({
            "description": "A constant, a series by month, a table by segment / role / product / region / source / stage, or a distribution; with or without notes.",
            "x-foresell": "number",
            "anyOf": alternatives,
        })
    }
}

fn noted_schema(value: &Schema) -> serde_json::Value {
    json!({
        "type": "object",
        "properties": {
            "value": value,
            "owner": { "type": "string" },
            "source": { "type": "string" },
            "note": { "type": "string" },
            "unit": { "type": "string" },
            "range": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
            "step": { "type": "number", "exclusiveMinimum": 0 },
            "assumed": { "type": "boolean" },
        },
        "required": ["value"],
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests;
