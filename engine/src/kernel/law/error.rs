//! Why numbers do not make a distribution, and the checks that find out.

/// Why numbers do not make a distribution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LawError {
    /// A parameter out of its range.
    #[error("{name} is {got}: expected {expected}")]
    Parameter {
        /// Which parameter.
        name: &'static str,
        /// What it is.
        got: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// An entry of a list out of its range.
    #[error("{name}[{index}] is {got}: expected {expected}")]
    Element {
        /// Which list.
        name: &'static str,
        /// Place in the list, from 0.
        index: usize,
        /// What it is.
        got: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// Two parameters the wrong way round.
    #[error(
        "{low_name} is {low} and {high_name} is {high}: expected {low_name} {relation} {high_name}"
    )]
    Order {
        /// Name of what is expected to be lower.
        low_name: &'static str,
        /// What it is.
        low: f64,
        /// `<` or `<=`.
        relation: &'static str,
        /// Name of what is expected to be higher.
        high_name: &'static str,
        /// What it is.
        high: f64,
    },
    /// A list without entries.
    #[error("{name} is empty: expected at least one number")]
    Empty {
        /// Which list.
        name: &'static str,
    },
    /// Lists that belong together and differ in length.
    #[error("there are {values} values and {weights} weights: expected as many weights as values")]
    Lengths {
        /// Length of the list of values.
        values: usize,
        /// Length of the list of weights.
        weights: usize,
    },
    /// Quantiles too skewed for a smooth curve.
    #[error(
        "p50 is {p50}: expected more than {lowest:.6} and less than {highest:.6} for a smooth curve through p10 and p90"
    )]
    Skew {
        /// The median.
        p50: f64,
        /// What it has to exceed.
        lowest: f64,
        /// What it has to stay below.
        highest: f64,
    },
}

/// Finiteness is asked before any range: a comparison lets NaN through either way round.
pub(super) fn check(
    name: &'static str,
    got: f64,
    holds: bool,
    expected: &'static str,
) -> Result<f64, LawError> {
    if got.is_finite() && holds {
        Ok(got)
    } else {
        Err(LawError::Parameter {
            name,
            got,
            expected,
        })
    }
}

pub(super) fn finite(name: &'static str, got: f64) -> Result<f64, LawError> {
    check(name, got, true, "a finite number")
}

pub(super) fn positive(name: &'static str, got: f64) -> Result<f64, LawError> {
    check(name, got, got > 0.0, "a number > 0")
}

pub(super) fn not_negative(name: &'static str, got: f64) -> Result<f64, LawError> {
    check(name, got, got >= 0.0, "a number >= 0")
}

pub(super) fn within(
    name: &'static str,
    got: f64,
    low: f64,
    high: f64,
    expected: &'static str,
) -> Result<f64, LawError> {
    check(name, got, (low..=high).contains(&got), expected)
}

/// First and last of finite numbers in ascending order.
pub(super) fn ordered<const N: usize>(
    named: [(&'static str, f64); N],
) -> Result<(f64, f64), LawError> {
    for (name, number) in named {
        finite(name, number)?;
    }
    for pair in named.windows(2) {
        let ((low_name, low), (high_name, high)) = (pair[0], pair[1]);
        if low > high {
            return Err(LawError::Order {
                low_name,
                low,
                relation: "<=",
                high_name,
                high,
            });
        }
    }
    Ok((named[0].1, named[N - 1].1))
}
