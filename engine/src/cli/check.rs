//! `foresell check`: is the scenario sound?

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::failure::Failure;
use super::{FINE, Output, load};
use crate::report::{json, printable};
use crate::scenario::{Certainty, RegisterEntry, Scenario};

/// Check a scenario without running it
///
/// Finds every mistake at once, each with its place, a code and what to do about it.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Scenario files, composed from left to right
    #[arg(required = true, value_name = "SCENARIO")]
    scenario: Vec<PathBuf>,
    /// Print the merged scenario as TOML
    #[arg(long, conflicts_with_all = ["hash", "format"])]
    merged: bool,
    /// Print the hash of the merged scenario and its tables
    #[arg(long, conflicts_with = "format")]
    hash: bool,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

pub(super) fn run(args: &CheckArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = load::scenario(&args.scenario, args.format)?;
    let text = if args.merged {
        load::merged_toml(&scenario, Path::new(""))
    } else if args.hash {
        format!("{}\n", scenario.hash)
    } else if args.format == Output::Json {
        json::text(&json!({
            "format": json::FORMAT, "kind": "findings", "engine": json::engine(), "hash": scenario.hash, "findings": [],
        }))
    } else {
        sound(&scenario)
    };
    console.out(&text)?;
    Ok(FINE)
}

/// What the scenario holds, so that a wrong file is noticed.
fn sound(scenario: &Scenario) -> String {
    let (model, register) = (&scenario.model, &scenario.register);
    let calendar = &model.calendar;
    let held_by =
        |is: fn(&RegisterEntry) -> bool| register.iter().filter(|entry| is(entry)).count();
    let last = calendar.month(calendar.n_months() - 1);
    let parts = [
        format!(
            "{}, {} to {last}",
            count(calendar.n_months(), "month"),
            calendar.month(0)
        ),
        format!(
            "{} in {}, {}, {}",
            count(model.workforce.seats.len(), "seat"),
            count(model.dimensions.roles.len(), "role"),
            count(model.funnel.pipeline.len(), "open deal"),
            count(model.territories.accounts.len(), "named account")
        ),
        format!(
            "{}: {} uncertain, {} drawn event by event, {} assumed",
            count(register.len(), "stated number"),
            model.assumptions.list().len(),
            held_by(|entry| entry.certainty == Certainty::Luck),
            held_by(|entry| entry.assumed)
        ),
    ];
    let mut text = format!("{} is sound.\n", printable(&scenario.name));
    for part in parts {
        let _ = writeln!(text, "  {part}");
    }
    let _ = writeln!(text, "  hash {}", scenario.hash);
    text
}

/// A number of things: `1 seat`, `2 seats`.
fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}
