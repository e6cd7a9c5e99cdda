//! `foresell payouts`: what a whole team is paid on actual credits.

use std::path::{Path, PathBuf};

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::plan::PlanArgs;
use super::written::TableFileArgs;
use super::{FINE, Output, load, period as periods};
use crate::calendar::{Calendar, Period, PeriodKind};
use crate::model::actual::ActualCredit;
use crate::model::actual_payroll::{ActualPayroll, Paid};
use crate::report::file::{FileKind, begins_with};
use crate::report::payouts::Payouts;
use crate::report::{Subject, json};
use crate::scenario::{self, Disk, Scenario};

/// Compute the pay of a whole team from a table of actual credits
///
/// The table is CSV with the columns date, seat, amount, and where needed deal, share, measure (bookings,
/// collected, opportunities, activities, objective), margin, activity, segment, region, product, source. Rows with one
/// deal, amount and kind share a sale. Everybody who is in a seat at the start of the scenario's horizon counts as there
/// until the scenario lets them leave; who comes after them is said by events `join`. What is not settled yet is listed with the month in which it will be.
#[derive(Debug, Args)]
pub(crate) struct PayoutsArgs {
    #[command(flatten)]
    plan: PlanArgs,
    /// Table of actual credits (CSV)
    #[arg(long, value_name = "CSV")]
    credits: PathBuf,
    /// Month, fiscal quarter or fiscal year to be paid, such as FY2027-Q1; all that have credits unless said
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    #[command(flatten)]
    table: TableFileArgs,
}

/// Actual credits and what they pay.
pub(super) struct Settled {
    pub(super) credits: Vec<ActualCredit>,
    /// Pay of all months up to the end of the period, and what became of each credit.
    pub(super) paid: Paid,
    pub(super) period: Period,
}

/// Settles a table of actual credits, from the start of the horizon to the end of a period.
pub(super) fn settle(
    scenario: &Scenario,
    credits: &Path,
    period: Option<&str>,
    format: Output,
) -> Result<Settled, Failure> {
    let credits = scenario::read_credits(&Disk, credits, scenario)
        .map_err(|error| Failure::Scenario(Box::new(load::Unsound::new(error, format))))?;
    let calendar = &scenario.model.calendar;
    let period = match period {
        Some(label) => periods::find(&scenario.model, label)?,
        None => until_last(calendar, &credits),
    };
    let paid = ActualPayroll::new(&scenario.model).settle(&credits, period.months.end);
    Ok(Settled {
        credits,
        paid,
        period,
    })
}

/// From the first month of the horizon to the last that has a credit.
fn until_last(calendar: &Calendar, credits: &[ActualCredit]) -> Period {
    let last = credits.last().map_or(0, ActualCredit::month);
    Period {
        label: format!("{} to {}", calendar.start(), calendar.month(last)),
        kind: PeriodKind::Month,
        months: 0..last + 1,
        complete: true,
    }
}

/// A table of payouts is known by its first columns.
const TABLE: FileKind = FileKind {
    words: "a table of payouts",
    is: |file| begins_with(file, b"seat,rep,role,plan,"),
};

pub(super) fn run(args: &PayoutsArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = args.plan.load()?;
    let settled = settle(
        &scenario,
        &args.credits,
        args.period.as_deref(),
        args.plan.format,
    )?;
    let subject = Subject::from(&scenario);
    let payouts = Payouts::new(subject, &settled.period, &settled.paid, &settled.credits);
    args.table.write(TABLE, || payouts.table())?;
    console.out(&match args.plan.format {
        Output::Text => payouts.text(console.width()),
        Output::Json => json::text(&payouts.json()),
    })?;
    Ok(FINE)
}
