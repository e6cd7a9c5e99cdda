//! The distributions and what each is described by.

use serde_json::{Value as Json, json};

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Number,
    Numbers,
}

/// A parameter of a distribution.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
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
pub(super) const LAWS: &[(&str, &[Parameter])] = &[
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
