//! `foresell check`: is the scenario sound?

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::{FINE, Output, load};
use crate::explore::reconcile::Ideals;
use crate::finance::{Mismatch, Parts};
use crate::kpi::Unit;
use crate::report::numbers::Numbers;
use crate::report::{Currency, json, printable};
use crate::scenario::{Certainty, Disk, RegisterEntry, Scenario};
use crate::units::Money;

/// Check a scenario without running it
///
/// Finds every mistake at once, each with its place, a code and what to do about it.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    plan: PlanArgs,
    /// Print the merged scenario as TOML
    #[arg(long, conflicts_with_all = ["hash", "format"])]
    merged: bool,
    /// Print the hash of the merged scenario and its tables
    #[arg(long, conflicts_with = "format")]
    hash: bool,
}

pub(super) fn run(args: &CheckArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = args.plan.load()?;
    // Planned numbers are checked by the rules of what they take the place of.
    Ideals::new(&scenario, &Disk, &args.plan.scenario)
        .map_err(|error| load::unsound(error, args.plan.format))?;
    let text = if args.merged {
        load::merged_toml(&scenario, Path::new(""))
    } else if args.hash {
        format!("{}\n", scenario.hash)
    } else if args.plan.format == Output::Json {
        json::text(&json!({
            "format": json::FORMAT, "kind": "findings", "engine": json::engine(), "hash": scenario.hash, "findings": [],
            "notes": notes(&scenario),
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
    for note in notes(scenario) {
        let _ = writeln!(text, "Note: {note}.");
    }
    text
}

/// What is sound but may not be meant: targets of parts that do not come to the target of the whole.
fn notes(scenario: &Scenario) -> Vec<String> {
    let (model, currency) = (&scenario.model, Currency::of(scenario.currency));
    let numbers = Numbers::new(&scenario.locale, currency);
    let money = |amount: Money| numbers.short(Unit::Money, amount.as_f64());
    let (n_regions, n_segments) = (
        model.dimensions.regions.len(),
        model.dimensions.segments.len(),
    );
    let found = model.finance.mismatches(n_regions, n_segments).into_iter();
    found
        .map(|Mismatch { period, parts, sum, whole }| {
            let parts = match parts {
                Parts::Regions => "regions",
                Parts::Segments => "segments",
                Parts::Periods(1) => "months",
                Parts::Periods(_) => "quarters",
            };
            let (sum_words, whole_words) = (money(sum), money(whole));
            let difference = money(Money::from_minor((sum.minor() - whole.minor()).abs()));
            let than = if sum > whole {
                "more than the company's target, so that the parts carry a reserve"
            } else {
                "less than the company's target, so that nobody is asked for the rest"
            };
            format!(
                "the targets of {parts} for {period} come to {sum_words}, {difference} {than} ({whole_words})"
            )
        })
        .collect()
}

/// A number of things: `1 seat`, `2 seats`.
fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}
