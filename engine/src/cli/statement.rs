//! `foresell statement`: one person's pay, line by line.

use std::ops::Range;
use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::replay::FutureArgs;
use super::{FINE, Output, load, payouts};
use crate::calendar::{Calendar, Period, PeriodKind};
use crate::comp::{Credit, Measure};
use crate::model::Model;
use crate::model::actual::ActualCredit;
use crate::model::actual_payroll::Fate;
use crate::model::chronicle::{Chronicle, Happening, Pay};
use crate::report::statement::{Credited, Statement};
use crate::report::story::deal_label;
use crate::report::{Subject, json};
use crate::scenario::Scenario;

/// Print the pay of one seat over a period, line by line
///
/// What is credited comes from a simulated future (`--trial`) or from a table of actual credits (`--credits`).
#[derive(Debug, Args)]
pub(crate) struct StatementArgs {
    /// Scenario files, composed from left to right
    #[arg(required = true, value_name = "SCENARIO")]
    scenario: Vec<PathBuf>,
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
    /// How the statement is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Output,
}

pub(super) fn run(args: &StatementArgs, console: &Console) -> Result<u8, Failure> {
    let scenario = load::scenario(&args.scenario, args.format)?;
    let seat = seat_of(&scenario.model, &args.rep)?;
    let subject = Subject::from(&scenario);
    let text = if let Some(path) = &args.credits {
        let actual = payouts::settle(&scenario, path, Some(&args.period), args.format)?;
        let months = &actual.period.months;
        let credited = of_credits(&scenario.model, &actual, seat, months);
        let pays = of_seat(&actual.paid.pays, seat, months);
        let origin = "actual credits".to_owned();
        shown(subject, seat, &args.period, origin, credited, pays, args)?
    } else {
        let months = period_of(&scenario.model.calendar, &args.period)?.months;
        let (chronicle, _) = args.future.replay(&scenario);
        let credited = of_chronicle(&scenario, &chronicle, seat, &months);
        let pays: Vec<Pay> = chronicle.pays().cloned().collect();
        let pays = of_seat(&pays, seat, &months);
        let origin = format!(
            "trial {} of seed {}",
            args.future.trial,
            args.future.seed(&scenario).0
        );
        shown(subject, seat, &args.period, origin, credited, pays, args)?
    };
    console.out(&text)?;
    Ok(FINE)
}

fn shown(
    subject: Subject<'_>,
    seat: usize,
    period: &str,
    origin: String,
    credited: Vec<Credited>,
    pays: Vec<Pay>,
    args: &StatementArgs,
) -> Result<String, Failure> {
    let statement = Statement::new(subject, seat, period, origin, credited, pays);
    let statement = statement.ok_or_else(|| {
        let role = subject.model.workforce.seats[seat].role;
        let role = &subject.model.dimensions.roles[role].id;
        Failure::Usage(format!("no comp plan pays the role {role} of this seat"))
    })?;
    Ok(match args.format {
        Output::Text => statement.text(),
        Output::Json => json::text(&statement.json()),
    })
}

/// The seat with an id, or with a person of a name.
fn seat_of(model: &Model, rep: &str) -> Result<usize, Failure> {
    let seats = &model.workforce.seats;
    let by_id = seats.iter().position(|seat| seat.id == rep);
    let by_name = || {
        let mut named = (0..seats.len()).filter(|&ix| seats[ix].name == rep);
        let first = named.next()?;
        named.next().is_none().then_some(first)
    };
    by_id.or_else(by_name).ok_or_else(|| {
        let known = seats.iter().flat_map(|seat| [seat.id.as_str(), &seat.name]);
        let help = crate::scenario::did_you_mean(rep, known);
        Failure::Usage(format!("there is no seat or single person {rep:?}; {help}"))
    })
}

/// The period of the horizon with a label.
pub(super) fn period_of(calendar: &Calendar, label: &str) -> Result<Period, Failure> {
    let kinds = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];
    let mut periods = kinds.into_iter().flat_map(|kind| calendar.periods(kind));
    let labels: Vec<String> = periods.clone().map(|period| period.label).collect();
    periods.find(|period| period.label == label).ok_or_else(|| {
        let help = crate::scenario::did_you_mean(label, labels.iter().map(String::as_str));
        Failure::Usage(format!("there is no period {label:?}; {help}"))
    })
}

fn of_seat(pays: &[Pay], seat: usize, months: &Range<usize>) -> Vec<Pay> {
    let of_seat = pays
        .iter()
        .filter(|pay| pay.seat == seat && months.contains(&pay.month));
    of_seat.cloned().collect()
}

/// What a seat's main component counts: its measure, and whose results.
fn counts(model: &Model, seat: usize) -> Option<(Measure, Credit)> {
    let plan = model.comp.plan_of(model.workforce.seats[seat].role)?;
    Some((plan.main().measure, plan.main().credit))
}

/// Whether a seat is credited with what another one does.
fn is_credited(model: &Model, seat: usize, other: usize, whose: Credit) -> bool {
    let above = |&seat: &usize| model.workforce.seats[seat].manager;
    match whose {
        Credit::Own => seat == other,
        Credit::Team => std::iter::successors(above(&other), above).any(|m| m == seat),
        Credit::Territory | Credit::Company => false,
    }
}

/// Credits of a simulated future.
fn of_chronicle(
    scenario: &Scenario,
    chronicle: &Chronicle,
    seat: usize,
    months: &Range<usize>,
) -> Vec<Credited> {
    let model = &scenario.model;
    let Some((measure, whose)) = counts(model, seat) else {
        return Vec::new();
    };
    let mut credited = Vec::new();
    for entry in &chronicle.entries {
        if !months.contains(&entry.month()) {
            continue;
        }
        match &entry.what {
            Happening::Credits {
                seat: by,
                deal,
                counted,
                share,
            } if is_credited(model, seat, *by, whose) && counted.of(measure) != 0 => {
                credited.push(Credited {
                    date: model.calendar.date_of(entry.time).to_string(),
                    what: deal_label(model, deal),
                    share: *share,
                    measure,
                    counted: counted.of(measure),
                });
            }
            Happening::Actual {
                credit,
                seat: Some(by),
            } if is_credited(model, seat, *by, whose) => {
                credited.extend(listed(model, &model.actuals.credits()[*credit], measure));
            }
            _ => {}
        }
    }
    credited
}

/// Credits of a table, as far as they are somebody's.
fn of_credits(
    model: &Model,
    actual: &payouts::Settled,
    seat: usize,
    months: &Range<usize>,
) -> Vec<Credited> {
    let Some((measure, whose)) = counts(model, seat) else {
        return Vec::new();
    };
    let credits = actual.credits.iter().zip(&actual.paid.fates);
    let theirs = credits.filter(|(credit, fate)| {
        let by = credit.seat.filter(|_| **fate != Fate::Vacant);
        months.contains(&credit.month()) && by.is_some_and(|by| is_credited(model, seat, by, whose))
    });
    theirs
        .filter_map(|(credit, _)| listed(model, credit, measure))
        .collect()
}

/// An actual credit as a statement lists it, if the measure counts it.
fn listed(model: &Model, credit: &ActualCredit, measure: Measure) -> Option<Credited> {
    let counted = credit.counted(measure);
    (counted != 0).then(|| Credited {
        date: model.calendar.date_of(credit.time).to_string(),
        what: credit.what.clone(),
        share: credit.share,
        measure,
        counted,
    })
}
