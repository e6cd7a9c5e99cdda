//! The search for the value of a lever that reaches a goal, in the same futures for all values.

use crate::kpi::Kpi;

/// A goal.
#[derive(Clone, Debug)]
pub struct Goal {
    /// The output that is looked at.
    pub kpi: &'static Kpi,
    /// Label of the period, such as `FY2027`.
    pub period: String,
    /// What the output has to be; in its unit.
    pub bound: Bound,
    /// What the futures have to say.
    pub demand: Demand,
}

/// What an output has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// The target that the scenario sets.
    Target,
    /// At least so much, in the unit of the output.
    AtLeast(f64),
    /// At most so much.
    AtMost(f64),
}

/// What the futures have to say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Demand {
    /// The bound holds in at least this share of futures.
    Chance(f64),
    /// The bound holds for the mean over all futures.
    Mean,
}

/// A value of the lever, and what came of it: the chance that the bound holds, or the mean of the output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tried {
    /// The value, in the unit of the file; the factor, if the lever multiplies.
    pub value: f64,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Whether the goal is reached.
    pub reached: bool,
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Everything that was tried, by value.
    pub tried: Vec<Tried>,
    /// The answer.
    pub answer: Answer,
    /// Where the curve runs against its direction by more than chance explains.
    pub reversal: Option<Reversal>,
    /// How often it crosses the goal between neighbouring values that were tried.
    pub n_crossings: usize,
}

/// The answer of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// The goal is reached on one side of a value and not on the other.
    Reached(Crossing),
    /// The goal is reached at every value that was tried.
    Everywhere,
    /// The goal is reached nowhere; index of what came nearest in [`Search::tried`].
    Nowhere(usize),
    /// Ctrl-C came before there was an answer.
    Interrupted,
}

/// Where a goal begins to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The value: of a lever in steps, the first that reaches the goal.
    pub value: f64,
    /// Standard error by the delta method: that of the estimate over the slope of the curve. `None` for a lever in
    /// steps, or a curve that is flat or jumps there.
    pub std_error: Option<f64>,
    /// Where the 95 % band of the curve crosses the goal. An end is `None` if the band does not cross it in the range.
    pub interval: (Option<f64>, Option<f64>),
    /// Whether higher values reach the goal, rather than lower ones.
    pub upwards: bool,
}

/// Two neighbouring values between which the curve runs the wrong way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reversal {
    /// The lower value.
    pub from: f64,
    /// The higher value.
    pub to: f64,
    /// Change of the estimate from one to the other.
    pub change: f64,
    /// Its paired standard error.
    pub std_error: f64,
}
