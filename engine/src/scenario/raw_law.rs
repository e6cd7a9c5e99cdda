//! A distribution as a scenario writes it: `{ lognormal = { mean = 3, cv = 0.6 } }`, or a plain number for a constant.

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::{Value as Json, json};

use crate::kernel::law::LawError;

use super::codes::Code;
use super::finding::Findings;
use super::nearest::did_you_mean;
use super::node::{Entry, Node, Value};
use super::place::Place;

/// A distribution, or a number that is certain; its parameters are in the unit of what it stands for.
///
/// What the parameters mean is said by the constructors of [`Law`](crate::kernel::law::Law); here they are as written.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    missing_docs,
    reason = "the fields are the parameters that the scenario names"
)]
pub enum RawLaw {
    /// Certainty.
    Constant(f64),
    /// Normal.
    Normal { mean: f64, sd: f64 },
    /// Lognormal by its own mean and coefficient of variation.
    Lognormal { mean: f64, cv: f64 },
    /// Exponential.
    Exponential { mean: f64 },
    /// Gamma by its mean and coefficient of variation.
    Gamma { mean: f64, cv: f64 },
    /// Weibull by its mean and shape.
    Weibull { mean: f64, shape: f64 },
    /// Uniform.
    Uniform { low: f64, high: f64 },
    /// Triangular.
    Triangular { low: f64, mode: f64, high: f64 },
    /// PERT: a beta with the given extremes and mode.
    Pert { low: f64, mode: f64, high: f64 },
    /// Beta, on 0 to 1 or on the given extremes.
    Beta {
        alpha: f64,
        beta: f64,
        low: Option<f64>,
        high: Option<f64>,
    },
    /// Some values, equally likely or with weights.
    Discrete {
        values: Vec<f64>,
        weights: Option<Vec<f64>>,
    },
    /// Observed values, smoothed between neighbours.
    Empirical { values: Vec<f64> },
    /// The 10 %, 50 % and 90 % quantiles, and a lower end.
    Quantiles {
        p10: f64,
        p50: f64,
        p90: f64,
        low: Option<f64>,
    },
    /// Lognormal with a Pareto tail from a quantile on.
    ParetoTail {
        mean: f64,
        cv: f64,
        from_quantile: f64,
        alpha: f64,
    },
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Number,
    Numbers,
}

/// A parameter of a distribution.
struct Parameter {
    name: &'static str,
    kind: Kind,
    required: bool,
}

const fn number(name: &'static str) -> Parameter {
    Parameter {
        name,
        kind: Kind::Number,
        required: true,
    }
}

const fn optional(name: &'static str) -> Parameter {
    Parameter {
        name,
        kind: Kind::Number,
        required: false,
    }
}

const fn numbers(name: &'static str, required: bool) -> Parameter {
    Parameter {
        name,
        kind: Kind::Numbers,
        required,
    }
}

/// The distributions and their parameters: check, schema and error messages are made from this table.
const LAWS: &[(&str, &[Parameter])] = &[
    ("normal", &[number("mean"), number("sd")]),
    ("lognormal", &[number("mean"), number("cv")]),
    ("exponential", &[number("mean")]),
    ("gamma", &[number("mean"), number("cv")]),
    ("weibull", &[number("mean"), number("shape")]),
    ("uniform", &[number("low"), number("high")]),
    (
        "triangular",
        &[number("low"), number("mode"), number("high")],
    ),
    ("pert", &[number("low"), number("mode"), number("high")]),
    (
        "beta",
        &[
            number("alpha"),
            number("beta"),
            optional("low"),
            optional("high"),
        ],
    ),
    (
        "discrete",
        &[numbers("values", true), numbers("weights", false)],
    ),
    ("empirical", &[numbers("values", true)]),
    (
        "quantiles",
        &[number("p10"), number("p50"), number("p90"), optional("low")],
    ),
    (
        "pareto-tail",
        &[
            number("mean"),
            number("cv"),
            number("from-quantile"),
            number("alpha"),
        ],
    ),
];

/// The names of all distributions.
pub(crate) fn law_names() -> impl Iterator<Item = &'static str> {
    LAWS.iter().map(|(name, _)| *name)
}

/// The parameters of one distribution as they were found.
#[derive(Default)]
struct Given {
    numbers: BTreeMap<&'static str, f64>,
    lists: BTreeMap<&'static str, Vec<f64>>,
}

impl Given {
    /// A required parameter.
    fn get(&self, name: &str) -> f64 {
        *self
            .numbers
            .get(name)
            .expect("a required parameter was checked")
    }

    fn list(&mut self, name: &str) -> Vec<f64> {
        self.lists
            .remove(name)
            .expect("a required parameter was checked")
    }

    fn law(mut self, law: &str) -> RawLaw {
        let low = self.numbers.get("low").copied();
        let high = self.numbers.get("high").copied();
        match law {
            "normal" => RawLaw::Normal {
                mean: self.get("mean"),
                sd: self.get("sd"),
            },
            "lognormal" => RawLaw::Lognormal {
                mean: self.get("mean"),
                cv: self.get("cv"),
            },
            "exponential" => RawLaw::Exponential {
                mean: self.get("mean"),
            },
            "gamma" => RawLaw::Gamma {
                mean: self.get("mean"),
                cv: self.get("cv"),
            },
            "weibull" => RawLaw::Weibull {
                mean: self.get("mean"),
                shape: self.get("shape"),
            },
            "uniform" => RawLaw::Uniform {
                low: self.get("low"),
                high: self.get("high"),
            },
            "triangular" => RawLaw::Triangular {
                low: self.get("low"),
                mode: self.get("mode"),
                high: self.get("high"),
            },
            "pert" => RawLaw::Pert {
                low: self.get("low"),
                mode: self.get("mode"),
                high: self.get("high"),
            },
            "beta" => RawLaw::Beta {
                alpha: self.get("alpha"),
                beta: self.get("beta"),
                low,
                high,
            },
            "discrete" => RawLaw::Discrete {
                weights: self.lists.remove("weights"),
                values: self.list("values"),
            },
            "empirical" => RawLaw::Empirical {
                values: self.list("values"),
            },
            "quantiles" => RawLaw::Quantiles {
                p10: self.get("p10"),
                p50: self.get("p50"),
                p90: self.get("p90"),
                low,
            },
            "pareto-tail" => RawLaw::ParetoTail {
                mean: self.get("mean"),
                cv: self.get("cv"),
                from_quantile: self.get("from-quantile"),
                alpha: self.get("alpha"),
            },
            other => unreachable!("`{other}` is in the table of distributions but not built"),
        }
    }
}

impl RawLaw {
    /// Reads a value of the merged tree; what is wrong with it goes to `findings`.
    ///
    /// Only the form is checked: that there is such a distribution is up to [`Law`](crate::kernel::law::Law).
    pub fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Refused => None,
            Value::Table(table) => read_tagged(table, &node.place, findings),
            value => match value.number() {
                Some(number) => Some(Self::Constant(number)),
                None => not_a_number(node, "a number or a distribution", findings),
            },
        }
    }
}

/// An error of the kernel with the names that a scenario gives to parameters.
pub(crate) fn in_words_of_the_file(error: LawError) -> LawError {
    match error {
        LawError::Parameter {
            name: "threshold",
            got,
            expected,
        } => LawError::Parameter {
            name: "from-quantile",
            got,
            expected,
        },
        error => error,
    }
}

/// Where the parameter is written that an error names; the distribution if it names several of one file.
///
/// * `node`: the distribution, with or without notes around it
/// * `error`: in the words of the file
pub(crate) fn culprit<'n>(node: &'n Node, error: &LawError) -> &'n Place {
    let node = node
        .table()
        .and_then(|table| table.get("value"))
        .map_or(node, |entry| &entry.node);
    let parameters = node
        .table()
        .and_then(IndexMap::first)
        .map(|(_, entry)| &entry.node);
    let named = |name| Some(&parameters?.table()?.get(name)?.node);
    let parameter = match error {
        LawError::Parameter {
            name: "sum of weights",
            ..
        }
        | LawError::Lengths { .. } => named("weights"),
        LawError::Parameter { name, .. }
        | LawError::Element { name, .. }
        | LawError::Empty { name } => named(name),
        LawError::Skew { .. } => named("p50"),
        // Of two that contradict each other, an overlay has set the one in another file.
        LawError::Order {
            low_name,
            high_name,
            ..
        } => [named(low_name), named(high_name)]
            .into_iter()
            .flatten()
            .find(|node| parameters.is_some_and(|law| law.place.file != node.place.file)),
    };
    let element = match error {
        LawError::Element { index, .. } => parameter.and_then(|node| node.array()?.get(*index)),
        _ => None,
    };
    let found = element.or(parameter).or(parameters);
    found.map_or(&node.place, |node| &node.place)
}

/// Reports a value of another type.
pub(crate) fn not_a_number<T>(node: &Node, expected: &str, findings: &mut Findings) -> Option<T> {
    if node.value == Value::Refused {
        return None;
    }
    let message = format!("this is {}, expected {expected}", node.value.kind());
    let help = match node.text().map(str::trim) {
        Some(text) if text.parse::<f64>().is_ok() => "write the number without quotes",
        Some(text) if text.ends_with('%') => "write a percentage as a fraction: 25 % is 0.25",
        _ => "",
    };
    findings
        .add(Code::WrongType, node.place.clone(), message)
        .help = help.into();
    None
}

fn read_tagged(
    table: &IndexMap<String, Entry>,
    at: &Place,
    findings: &mut Findings,
) -> Option<RawLaw> {
    let mut sound = true;
    for (name, entry) in table {
        if law_names().all(|law| law != name) {
            let finding = findings.add(
                Code::UnknownKey,
                entry.key.clone(),
                format!("there is no distribution `{name}`"),
            );
            finding.help = did_you_mean(name, law_names());
            sound = false;
        }
    }
    match table.first() {
        Some((name, entry)) if table.len() == 1 && sound => read_law(name, &entry.node, findings),
        _ if sound => {
            let names: Vec<_> = table.keys().map(String::as_str).collect();
            let message = format!(
                "exactly one distribution is expected, found {}",
                listed(&names)
            );
            findings.add(Code::OneOf, at.clone(), message);
            None
        }
        _ => None,
    }
}

/// Names for a message.
pub(crate) fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "none".into()
    } else {
        names.join(", ")
    }
}

/// Help for quantiles where another distribution stands; empty if the key is none.
pub(crate) fn quantile_help(key: &str) -> &'static str {
    match key {
        "p10" | "p50" | "p90" => "quantiles = { p10 = ..., p50 = ..., p90 = ... } takes these",
        _ => "",
    }
}

/// Reads the parameters of the distribution `name`, which exists.
pub(crate) fn read_law(name: &str, node: &Node, findings: &mut Findings) -> Option<RawLaw> {
    let (name, parameters) = LAWS.iter().find(|(law, _)| *law == name)?;
    let Some(table) = node.table() else {
        let names: Vec<_> = parameters.iter().map(|p| p.name).collect();
        return not_a_number(node, &format!("a table of {}", names.join(", ")), findings);
    };
    let before = findings.len();
    let mut has_quantiles = false;
    for (key, entry) in table {
        if parameters.iter().all(|parameter| parameter.name != key) {
            let message = format!("`{name}` has no parameter `{key}`");
            let quantiles = quantile_help(key);
            has_quantiles |= !quantiles.is_empty();
            findings
                .add(Code::UnknownKey, entry.key.clone(), message)
                .help = if quantiles.is_empty() {
                did_you_mean(key, parameters.iter().map(|p| p.name))
            } else {
                quantiles.to_owned()
            };
        }
    }
    // The distribution is the wrong one, so that nothing is missing from it.
    if has_quantiles {
        return None;
    }
    let mut given = Given::default();
    for parameter in *parameters {
        read_parameter(name, parameter, table, node, &mut given, findings);
    }
    let refused = table.values().any(|entry| contains_refused(&entry.node));
    (findings.len() == before && !refused).then(|| given.law(name))
}

fn contains_refused(node: &Node) -> bool {
    node.value == Value::Refused
        || node
            .array()
            .is_some_and(|nodes| nodes.iter().any(contains_refused))
}

fn read_parameter(
    law: &str,
    parameter: &Parameter,
    table: &IndexMap<String, Entry>,
    node: &Node,
    given: &mut Given,
    findings: &mut Findings,
) {
    let Some(entry) = table.get(parameter.name) else {
        if parameter.required {
            let message = format!("`{law}` needs `{}`", parameter.name);
            findings.add(Code::MissingKey, node.place.clone(), message);
        }
        return;
    };
    match parameter.kind {
        Kind::Number => {
            let number = entry
                .node
                .value
                .number()
                .or_else(|| not_a_number(&entry.node, "a number", findings));
            given
                .numbers
                .extend(number.map(|number| (parameter.name, number)));
        }
        Kind::Numbers => {
            let list = read_numbers(&entry.node, findings);
            given.lists.extend(list.map(|list| (parameter.name, list)));
        }
    }
}

/// Reads a list of at least one number.
pub(crate) fn read_numbers(node: &Node, findings: &mut Findings) -> Option<Vec<f64>> {
    let Some(nodes) = node.array() else {
        return not_a_number(node, "a list of numbers", findings);
    };
    if nodes.is_empty() {
        findings.add(
            Code::WrongLength,
            node.place.clone(),
            "the list is empty, expected at least one number",
        );
        return None;
    }
    let read = |node: &Node| {
        node.value
            .number()
            .or_else(|| not_a_number(node, "a number", findings))
    };
    let numbers: Vec<Option<f64>> = nodes.iter().map(read).collect();
    numbers.into_iter().collect()
}

impl<'de> Deserialize<'de> for RawLaw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::de::read_with(deserializer, Self::read)
    }
}

impl JsonSchema for RawLaw {
    fn schema_name() -> Cow<'static, str> {
        "Law".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut alternatives = vec![json!({ "type": "number" })];
        alternatives.extend(law_schemas());
        json_schema!({
            "description": "A number that is certain, or a distribution.",
            "x-foresell": "law",
            "anyOf": alternatives,
        })
    }
}

/// One schema for each distribution.
pub(crate) fn law_schemas() -> impl Iterator<Item = Json> {
    LAWS.iter().map(|(name, parameters)| {
        let properties: serde_json::Map<String, Json> =
            parameters.iter().map(|p| (p.name.to_owned(), parameter_schema(p))).collect();
        let required: Vec<_> = parameters.iter().filter(|p| p.required).map(|p| p.name).collect();
        let inner = json!({
            "type": "object", "properties": properties, "required": required, "additionalProperties": false,
        });
        single_key(name, &inner)
    })
}

/// The schema of a table with exactly one key.
pub(crate) fn single_key(key: &str, inner: &Json) -> Json {
    json!({ "type": "object", "properties": { key: inner }, "required": [key], "additionalProperties": false })
}

fn parameter_schema(parameter: &Parameter) -> Json {
    match parameter.kind {
        Kind::Number => json!({ "type": "number" }),
        Kind::Numbers => json!({ "type": "array", "items": { "type": "number" }, "minItems": 1 }),
    }
}

#[cfg(test)]
mod tests;
