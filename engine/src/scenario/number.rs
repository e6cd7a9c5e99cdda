//! A number of a scenario: a constant, a series by month, a table by segment and the like, or a distribution.

use std::borrow::Cow;
use std::fmt;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::finding::Findings;
use super::node::Node;
use super::raw_law::{RawLaw, law_schemas, single_key};

mod read;

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
    /// By month, the first month of the horizon first; at least one. `None` for a month that is a finding already.
    Series(Vec<Option<f64>>),
    /// By the ids of a dimension; at least one entry or a default.
    Table {
        /// What the keys are ids of.
        by: Dimension,
        /// A number for each id.
        entries: IndexMap<String, RawNumber>,
        /// The number of all other ids: the entry called `other`.
        other: Option<Box<RawNumber>>,
    },
    /// Uncertain, or the same each time it is drawn.
    Law(RawLaw),
    /// It cannot be read, which is a finding already: rules neither use it nor report anything about it.
    Refused,
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

    /// Reads a value of the merged tree; what is wrong with it goes to `findings`, and is from then on
    /// [`Refused`](super::Value::Refused) in the tree and [`Form::Refused`] in the number. So the rest of it can be used, and read again
    /// without a finding.
    ///
    /// Only the form is checked, neither ids nor whether such a distribution exists.
    pub fn read(node: &mut Node, findings: &mut Findings) -> Self {
        read::read(node, &[], findings)
    }
}

/// What kind of table a number's keys make it: an overlay of the same kind refines it, one of another kind replaces it.
pub(crate) fn tag<'a>(mut keys: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    keys.next()
        .map(|first| if is_note(first) { VALUE } else { first })
}

/// Whether a key makes a table a number with notes.
fn is_note(key: &str) -> bool {
    key == VALUE || META.contains(&key)
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
