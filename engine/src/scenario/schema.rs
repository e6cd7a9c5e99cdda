//! The structure of a scenario as the raw structs declare it, compiled from their JSON schema.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde_json::{Value as Json, json};

use super::nearest::either;

/// What may stand where; made from the raw structs alone, so that check, documentation and editors cannot disagree.
#[derive(Clone, Debug)]
pub struct Schema {
    root: Shape,
    definitions: BTreeMap<String, Shape>,
}

/// What a value may be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Whatever it is.
    Anything,
    /// A [`RawNumber`](super::RawNumber).
    Number,
    /// What is defined under a name.
    Reference(String),
    /// A table with known keys.
    Table(IndexMap<String, Field>),
    /// A table with keys of the user's choice.
    Map(Box<Shape>),
    /// A list.
    List(Box<Shape>, Length),
    /// A list in which every position has its own shape.
    Tuple(Vec<Shape>),
    /// Any text.
    Text,
    /// One of some words.
    Word(Vec<String>),
    /// A whole number.
    Integer(Bounds),
    /// A number.
    Real(Bounds),
    /// True or false.
    Boolean,
    /// One of some words, or a table with exactly one of some keys.
    Choice {
        words: Vec<String>,
        tables: IndexMap<String, Shape>,
    },
    /// Several forms.
    AnyOf(Vec<Shape>),
}

/// A key of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) shape: Shape,
    pub(crate) required: bool,
}

/// How many entries a list may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Length {
    pub(crate) low: usize,
    pub(crate) high: usize,
}

/// What a number may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds {
    low: f64,
    high: f64,
    above: f64,
    below: f64,
}

impl Bounds {
    pub(crate) fn contain(self, number: f64) -> bool {
        self.low <= number && number <= self.high && self.above < number && number < self.below
    }

    /// The bound that a number breaks, in words, such as "0 or more".
    pub(crate) fn broken_by(self, number: f64) -> String {
        if number < self.low {
            format!("{} or more", self.low)
        } else if number > self.high {
            format!("{} or less", self.high)
        } else if number <= self.above {
            format!("more than {}", self.above)
        } else {
            format!("less than {}", self.below)
        }
    }
}

impl Schema {
    /// The schema of a type of raw structs.
    #[must_use]
    pub fn of<T: JsonSchema>() -> Self {
        let schema = schemars::schema_for!(T);
        let json = schema.as_value();
        let definitions = json.get("$defs").and_then(Json::as_object);
        let definitions = definitions
            .into_iter()
            .flatten()
            .map(|(name, json)| (name.clone(), compile(json)));
        Self {
            definitions: definitions.collect(),
            root: compile(json),
        }
    }

    /// The shape of the whole scenario.
    pub(crate) fn root(&self) -> &Shape {
        self.resolve(&self.root)
    }

    /// The shape itself, not a reference to it.
    ///
    /// # Panics
    ///
    /// If a reference has no definition, which the generator of schemas does not let happen.
    pub(crate) fn resolve<'a>(&'a self, shape: &'a Shape) -> &'a Shape {
        match shape {
            Shape::Reference(name) => self.resolve(
                self.definitions
                    .get(name)
                    .expect("every reference is defined"),
            ),
            shape => shape,
        }
    }

    /// What a shape expects, for a message.
    pub(crate) fn expected(&self, shape: &Shape) -> String {
        match self.resolve(shape) {
            Shape::Anything | Shape::Reference(_) => "a value".into(),
            Shape::Number => "a number, a series, a table or a distribution".into(),
            Shape::Table(_) | Shape::Map(_) => "a table".into(),
            Shape::List(items, _) => match self.resolve(items) {
                Shape::Text => "a list of texts".into(),
                Shape::Real(_) | Shape::Integer(_) => "a list of numbers".into(),
                Shape::Table(_) | Shape::Choice { .. } => "a list of tables".into(),
                _ => "a list".into(),
            },
            Shape::Tuple(items) => format!("a list of {} entries", items.len()),
            Shape::Text => "text".into(),
            Shape::Word(words) => quoted(words),
            Shape::Integer(_) => "a whole number".into(),
            Shape::Real(_) => "a number".into(),
            Shape::Boolean => "true or false".into(),
            Shape::Choice { words, tables } => match (words.is_empty(), tables.is_empty()) {
                (false, true) => quoted(words),
                (true, _) => format!("a table with one of the keys {}", listed(tables.keys())),
                (false, false) => format!(
                    "{}, or a table with one of the keys {}",
                    quoted(words),
                    listed(tables.keys())
                ),
            },
            Shape::AnyOf(shapes) => {
                let all: Vec<_> = shapes.iter().map(|shape| self.expected(shape)).collect();
                either(&all.iter().map(String::as_str).collect::<Vec<_>>())
            }
        }
    }
}

fn quoted(words: &[String]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
    either(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

fn listed<'a>(words: impl Iterator<Item = &'a String>) -> String {
    either(&words.map(String::as_str).collect::<Vec<_>>())
}

fn compile(json: &Json) -> Shape {
    if json.get("x-foresell").is_some() {
        return Shape::Number;
    }
    if let Some(reference) = json.get("$ref").and_then(Json::as_str) {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        return Shape::Reference(name.to_owned());
    }
    if let Some(alternatives) = ["oneOf", "anyOf"]
        .iter()
        .find_map(|key| json.get(key)?.as_array())
    {
        return compile_alternatives(alternatives);
    }
    if let Some(words) = words(json) {
        return Shape::Word(words);
    }
    match json.get("type") {
        Some(Json::String(kind)) => compile_type(kind, json),
        Some(Json::Array(kinds)) => {
            let kinds = kinds
                .iter()
                .filter_map(Json::as_str)
                .filter(|kind| *kind != "null");
            one_or_any(kinds.map(|kind| compile_type(kind, json)).collect())
        }
        _ => Shape::Anything,
    }
}

fn one_or_any(mut shapes: Vec<Shape>) -> Shape {
    if shapes.len() == 1 {
        shapes.remove(0)
    } else {
        Shape::AnyOf(shapes)
    }
}

/// The words of a schema that lists them; TOML has no null, so the null of an optional value is none of them.
fn words(json: &Json) -> Option<Vec<String>> {
    if let Some(word) = json.get("const") {
        return Some(vec![word.as_str()?.to_owned()]);
    }
    let listed = json
        .get("enum")?
        .as_array()?
        .iter()
        .filter(|word| !word.is_null());
    listed
        .map(|word| word.as_str().map(str::to_owned))
        .collect()
}

fn compile_alternatives(alternatives: &[Json]) -> Shape {
    let is_null = |json: &&Json| json.get("type").and_then(Json::as_str) == Some("null");
    let alternatives: Vec<&Json> = alternatives.iter().filter(|json| !is_null(json)).collect();
    let (mut all_words, mut tables) = (Vec::new(), IndexMap::new());
    for json in &alternatives {
        match (words(json), tag(json)) {
            (Some(words), _) => all_words.extend(words),
            (None, Some((key, inner))) => {
                tables.insert(key.to_owned(), compile(inner));
            }
            (None, None) => {
                return one_or_any(alternatives.iter().map(|json| compile(json)).collect());
            }
        }
    }
    if tables.is_empty() {
        Shape::Word(all_words)
    } else {
        Shape::Choice {
            words: all_words,
            tables,
        }
    }
}

/// The only key of a table that stands for one alternative, and what belongs to it.
fn tag(json: &Json) -> Option<(&str, &Json)> {
    let properties = json.get("properties")?.as_object()?;
    let required = json.get("required")?.as_array()?;
    let (key, inner) = properties.iter().next()?;
    let only = properties.len() == 1
        && required.len() == 1
        && json.get("additionalProperties") == Some(&Json::Bool(false));
    only.then_some((key.as_str(), inner))
}

fn compile_type(kind: &str, json: &Json) -> Shape {
    match kind {
        "object" => compile_object(json),
        "array" => compile_array(json),
        "string" => Shape::Text,
        "integer" => Shape::Integer(bounds(json)),
        "number" => Shape::Real(bounds(json)),
        "boolean" => Shape::Boolean,
        _ => Shape::Anything,
    }
}

fn compile_object(json: &Json) -> Shape {
    let properties = json.get("properties").and_then(Json::as_object);
    match (properties, json.get("additionalProperties")) {
        (None, Some(rows @ Json::Object(_))) => Shape::Map(Box::new(compile(rows))),
        (None, None | Some(Json::Bool(true))) => Shape::Map(Box::new(Shape::Anything)),
        (properties, _) => {
            let required: Vec<_> = json
                .get("required")
                .and_then(Json::as_array)
                .into_iter()
                .flatten()
                .filter_map(Json::as_str)
                .collect();
            let field = |(key, json): (&String, &Json)| {
                (
                    key.clone(),
                    Field {
                        shape: compile(json),
                        required: required.contains(&key.as_str()),
                    },
                )
            };
            Shape::Table(properties.into_iter().flatten().map(field).collect())
        }
    }
}

fn compile_array(json: &Json) -> Shape {
    if let Some(items) = json.get("prefixItems").and_then(Json::as_array) {
        return Shape::Tuple(items.iter().map(compile).collect());
    }
    let size = |key| {
        json.get(key)
            .and_then(Json::as_u64)
            .and_then(|n| usize::try_from(n).ok())
    };
    let length = Length {
        low: size("minItems").unwrap_or(0),
        high: size("maxItems").unwrap_or(usize::MAX),
    };
    Shape::List(
        Box::new(json.get("items").map_or(Shape::Anything, compile)),
        length,
    )
}

fn bounds(json: &Json) -> Bounds {
    let get = |key| json.get(key).and_then(Json::as_f64);
    // The generator leaves out what the width of the larger integers implies.
    let (low, high) = match json.get("format").and_then(Json::as_str) {
        Some("uint32") => (0.0, f64::from(u32::MAX)),
        Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
        Some("uint" | "uint64") => (0.0, f64::INFINITY),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    };
    Bounds {
        low: get("minimum").unwrap_or(low),
        high: get("maximum").unwrap_or(high),
        above: get("exclusiveMinimum").unwrap_or(f64::NEG_INFINITY),
        below: get("exclusiveMaximum").unwrap_or(f64::INFINITY),
    }
}

/// The JSON schema of a type of raw structs, for editors.
///
/// TOML has no null, so optional keys are optional without it. No key is required, since an overlay leaves most of them
/// to its base; that none is missing is checked once all files are merged.
#[must_use]
pub fn json_schema<T: JsonSchema>() -> Json {
    let mut json = schemars::schema_for!(T).to_value();
    for_editors(&mut json);
    let Some(root) = json.as_object_mut() else {
        return json;
    };
    let text = json!({ "type": "string" });
    if let Some(properties) = root.get_mut("properties").and_then(Json::as_object_mut) {
        properties.insert("extends".into(), json!({
            "description": "The scenario that this file changes, or several; paths are relative to this file.",
            "anyOf": [text, { "type": "array", "items": text, "minItems": 1 }],
        }));
        properties.insert("remove".into(), json!({
            "description": "Paths of keys of the base that this overlay takes away, such as \"workforce.groups.smb\".",
            "type": "array",
            "items": text,
        }));
    }
    json
}

/// Removes null alternatives, and the requirement of keys except of those that tell alternatives apart.
fn for_editors(json: &mut Json) {
    match json {
        Json::Array(entries) => entries.iter_mut().for_each(for_editors),
        Json::Object(object) => {
            let is_null = |json: &Json| json.get("type").and_then(Json::as_str) == Some("null");
            let alone = object
                .get("properties")
                .and_then(Json::as_object)
                .is_some_and(|keys| keys.len() == 1);
            if !alone {
                object.remove("required");
            }
            for (key, value) in object.iter_mut() {
                match (key.as_str(), value) {
                    ("type", Json::Array(kinds)) => kinds.retain(|kind| kind != "null"),
                    ("enum", Json::Array(words)) => words.retain(|word| !word.is_null()),
                    ("anyOf", Json::Array(alternatives)) => {
                        alternatives.retain(|json| !is_null(json));
                    }
                    _ => {}
                }
            }
            if let Some([kind]) = object
                .get("type")
                .and_then(Json::as_array)
                .map(Vec::as_slice)
            {
                let kind = kind.clone();
                object.insert("type".into(), kind);
            }
            object.values_mut().for_each(for_editors);
        }
        _ => {}
    }
}
