//! `foresell statement`: one person's pay, line by line.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::replay::FutureArgs;
use super::seat::Meant;
use super::{FINE, Output, payouts, period, seat};
use crate::calendar::Period;
use crate::model::seat_pay::PersonPay;
use crate::report::statement::Statement;
use crate::report::{Subject, json};
use crate::scenario::Scenario;

/// Print the pay of one seat over a period, line by line
///
/// Whoever leaves and whoever comes after in the seat have a statement each; a name asks for that person's alone.
/// What is credited comes from a simulated future (`--trial`) or from a table of actual credits (`--credits`).
#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    #[command(flatten)]
    plan: PlanArgs,
    /// Seat, or name of the person in it
    #[arg(long, value_name = "SEAT")]
    rep: String,
    /// Month, fiscal quarter or fiscal year: 2027-03, FY2027-Q1, FY2027
    #[arg(long, value_name = "PERIOD")]
    period: String,
    #[command(flatten)]
    future: FutureArgs,
    /// Table of actual credits (CSV) instead of a simulated future
    #[arg(long, value_name = "CSV", conflicts_with_all = ["trial", "seed"])]
    credits: Option<PathBuf>,
}

/// What the pay of a period rests on: on what has happened as far as it goes.
fn origin(args: &StatementArgs, scenario: &Scenario, period: &Period) -> String {
    let trial = args.future.trial;
    let trial = format!("trial {trial} of seed {}", args.future.seed(scenario).0);
    let (calendar, months) = (&scenario.model.calendar, &period.months);
    if calendar.simulated(months).is_empty() {
        "actual credits".into()
    } else if calendar.touches_history(months) {
        let last = calendar.month(calendar.n_history() - 1);
        format!("actual credits to {last}, then {trial}")
    } else {
        trial
    }
}

pub(super) fn run(args: &StatementArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = args.plan.load()?;
    let (seat, meant) = seat::find(&scenario.model, &args.rep)?;
    let model = &scenario.model;
    let mut credits = None;
    let (mut parts, period, origin, last) = if let Some(path) = &args.credits {
        let actual = payouts::settle(&scenario, path, Some(&args.period), args.plan.format)?;
        let period = actual.period;
        let parts = PersonPay::of_paid(model, &actual.paid, seat, &period.months);
        credits = Some(actual.credits);
        (parts, period, "actual credits".to_owned(), None)
    } else {
        let period = period::find(model, &args.period)?;
        let (chronicle, _) = args.future.replay(&scenario);
        let origin = origin(args, &scenario, &period);
        let parts = PersonPay::of_chronicle(model, &chronicle, seat, &period.months);
        // A simulated future settles everything at its end.
        (parts, period, origin, Some(model.calendar.n_months() - 1))
    };
    parts.retain(|part| match meant {
        Meant::Everybody => true,
        Meant::Incumbent => part.nth == 0,
        Meant::Joiner(first_day) => part.joined == Some(first_day),
    });
    let subject = Subject::from(&scenario);
    let credits = credits.as_deref();
    let statement = Statement::new(subject, seat, &period, origin, parts, credits, last);
    let statement = statement.ok_or_else(|| {
        let role = subject.model.workforce.seats[seat].role;
        let role = &subject.model.dimensions.roles[role].id;
        Failure::Usage(format!("no comp plan pays the role {role} of this seat"))
    })?;
    let text = match args.plan.format {
        Output::Text => statement.text(console.width()),
        Output::Json => json::text(&statement.json()),
    };
    console.out(&text)?;
    Ok(FINE)
}
