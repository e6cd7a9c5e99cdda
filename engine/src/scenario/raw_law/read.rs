//! Reading a distribution out of the tree.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::RawLaw;
use super::parameters::{Kind, LAWS, Parameter};
use crate::scenario::codes::Code;
use crate::scenario::finding::Findings;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::node::{Entry, Node, Value};

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
