//! Why a path names no lever, with what was probably meant.

use super::paths::numbers;
use crate::scenario::load::Scenario;
use crate::scenario::nearest::{self, nearest};
use crate::scenario::path::Segment;
use crate::scenario::register::RegisterEntry;

/// Entries of a number that are listed in a message before the rest is left out.
const LISTED: usize = 6;

/// Why a path names no lever.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoLever {
    /// Nothing stands there.
    #[error("the scenario has no number `{path}`{}", meant(nearest.as_ref()))]
    Unknown {
        /// The path.
        path: String,
        /// The path of a number that was probably meant.
        nearest: Option<String>,
    },
    /// The number says how the plan is simulated or shown, not what is planned.
    #[error(
        "`{path}` is no lever: it says how the plan is simulated or shown, not what is planned; levers are the numbers of {}",
        either(sections)
    )]
    NotPlanned {
        /// The path.
        path: String,
        /// Sections of the scenario in which levers stand.
        sections: Vec<String>,
    },
    /// What stands there is no single number.
    #[error("`{path}` is {what}: name one number of it{}{}", list(inside), .help)]
    Several {
        /// The path.
        path: String,
        /// What it is.
        what: &'static str,
        /// Numbers inside.
        inside: Vec<String>,
        /// What else can be done.
        help: &'static str,
    },
    /// It is a whole number, which has no meaningful fraction.
    #[error(
        "`{path}` is counted in whole numbers, so it is moved and not multiplied: leave out --scale"
    )]
    Counted {
        /// The path.
        path: String,
    },
    /// A value lies outside of what the number may be.
    #[error("{value} is out of range for `{path}`: expected {low} to {high}")]
    OutOfRange {
        /// The path.
        path: String,
        /// The value, as text.
        value: String,
        /// The lowest value.
        low: String,
        /// The highest value.
        high: String,
    },
    /// A factor takes one of the numbers out of its range.
    #[error(
        "a factor of {factor} takes `{path}`, which is {stated}, out of {range}: factors {last} are possible"
    )]
    NoRoom {
        /// The factor, as text.
        factor: String,
        /// The path of the number.
        path: String,
        /// What the scenario says it is.
        stated: String,
        /// Its range.
        range: String,
        /// The factors that are possible, such as "up to 1.25".
        last: String,
    },
}

fn meant(nearest: Option<&String>) -> String {
    nearest.map_or_else(
        || ": `foresell check --merged` shows the scenario as one file".into(),
        |path| format!("; did you mean `{path}`?"),
    )
}

fn list(inside: &[String]) -> String {
    let shown: Vec<String> = inside
        .iter()
        .take(LISTED)
        .map(|path| format!("`{path}`"))
        .collect();
    let more = if inside.len() > LISTED { ", ..." } else { "" };
    if shown.is_empty() {
        String::new()
    } else {
        format!(" ({}{more})", shown.join(", "))
    }
}

fn either(sections: &[String]) -> String {
    let quoted: Vec<String> = sections.iter().map(|name| format!("`{name}`")).collect();
    nearest::either(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

pub(super) fn several(path: &str, what: &'static str, entries: &[&RegisterEntry]) -> NoLever {
    NoLever::Several {
        path: path.to_owned(),
        what,
        inside: entries.iter().map(|entry| entry.path.clone()).collect(),
        help: ", or multiply all entries of one number with --scale",
    }
}

pub(super) fn unknown(scenario: &Scenario, path: &str) -> NoLever {
    let all = numbers(scenario);
    NoLever::Unknown {
        path: path.to_owned(),
        nearest: nearest(path, all.iter().map(|(shown, _)| shown.as_str())).map(str::to_owned),
    }
}

pub(super) fn no_part_of_the_plan(scenario: &Scenario, path: &str) -> NoLever {
    let mut sections: Vec<String> = Vec::new();
    for (_, at) in numbers(scenario) {
        if let Some(Segment::Key(section)) = at.segments().first()
            && !sections.contains(section)
        {
            sections.push(section.clone());
        }
    }
    NoLever::NotPlanned {
        path: path.to_owned(),
        sections,
    }
}
