//! The assumption register: every number that a scenario states, with who answers for it and where it comes from.

use crate::kernel::law::Law;

use super::path::KeyPath;
use super::place::Place;

/// A stated number: one entry for each leaf of a table by segment and the like.
#[derive(Clone, Debug)]
pub struct RegisterEntry {
    /// Path with the members it holds for, such as `funnel.stages.demo.pass[smb]`.
    pub path: String,
    /// Path without members: entries of one table share it.
    pub number: String,
    /// The value in words, in the unit of the file: "0.2", "[0.2, 0.3]" or "normal(mean 0.34, sd 0.02)".
    pub stated: String,
    /// How certain it is.
    pub certainty: Certainty,
    /// The distribution, if there is one, in the engine's units (money in minor units, durations of deals in months).
    pub law: Option<Law>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// Its unit, for readers.
    pub unit: Option<String>,
    /// Lowest and highest value that makes sense, in the unit of the file.
    pub range: Option<[f64; 2]>,
    /// Step of a slider, in the unit of the file.
    pub step: Option<f64>,
    /// True for a default that does not come from the user's own data.
    pub assumed: bool,
    /// Where it is written.
    pub place: Place,
    /// Path of the value in the merged scenario, through notes and tables: `funnel.stages.demo.pass.value.by-segment.smb`.
    pub at: KeyPath,
    /// The engine's units in one of the file's, such as 100 cents.
    pub scale: f64,
    /// Lowest and highest value that the scenario may give it, in the unit of the file.
    pub limits: [f64; 2],
}

/// How certain a stated number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// One number for all months.
    Constant,
    /// One number for each month.
    Series,
    /// Not known: drawn once for each trial. The index of its assumption.
    Uncertain(usize),
    /// Luck: drawn for each deal or hire.
    Luck,
}
