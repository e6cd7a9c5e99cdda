//! A distribution as a scenario writes it: `{ lognormal = { mean = 3, cv = 0.6 } }`.

use indexmap::IndexMap;

use crate::kernel::law::LawError;

use super::node::Node;
use super::place::Place;

mod parameters;
mod read;

pub(crate) use parameters::{law_names, law_schemas, single_key};
pub(crate) use read::{listed, not_a_number, quantile_help, read_law, read_numbers};

/// A distribution; its parameters are in the unit of what it stands for.
///
/// What the parameters mean is said by the constructors of [`Law`](crate::kernel::law::Law); here they are as written.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    missing_docs,
    reason = "the fields are the parameters that the scenario names"
)]
pub enum RawLaw {
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

#[cfg(test)]
mod tests;
