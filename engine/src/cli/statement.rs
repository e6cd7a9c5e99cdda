//! `foresell statement`: one person's pay, line by line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::failure::Failure;
use super::replay::FutureArgs;
use super::{FINE, Output, load, payouts, period, seat};
use crate::comp::{Credit, Measure};
use crate::model::Model;
use crate::model::actual::ActualCredit;
use crate::model::actual_payroll::Fate;
use crate::model::chronicle::{Chronicle, Happening};
use crate::report::statement::{Credited, Part, Statement};
use crate::report::story::deal_label;
use crate::report::{Subject, json};
use crate::workforce::SeatStart;

/// Print the pay of one seat over a period, line by line
///
/// Whoever leaves and whoever comes after in the seat have a statement each; a name asks for that person's alone.
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
    let (seat, is_by_name) = seat::find(&scenario.model, &args.rep)?;
    let calendar = &scenario.model.calendar;
    let (mut parts, period, origin, last) = if let Some(path) = &args.credits {
        let actual = payouts::settle(&scenario, path, Some(&args.period), args.format)?;
        let parts = of_table(&scenario.model, &actual, seat);
        (parts, actual.period, "actual credits".to_owned(), None)
    } else {
        let period = period::find(&scenario.model, &args.period)?;
        let (chronicle, _) = args.future.replay(&scenario);
        let seed = args.future.seed(&scenario).0;
        let origin = format!("trial {} of seed {seed}", args.future.trial);
        let parts = of_chronicle(&scenario.model, &chronicle, seat, &period.months);
        // A simulated future settles everything at its end.
        (parts, period, origin, Some(calendar.n_months() - 1))
    };
    if is_by_name {
        parts.retain(|part| part.nth == 0);
    }
    let subject = Subject::from(&scenario);
    let statement = Statement::new(subject, seat, &period, origin, parts, last);
    let statement = statement.ok_or_else(|| {
        let role = subject.model.workforce.seats[seat].role;
        let role = &subject.model.dimensions.roles[role].id;
        Failure::Usage(format!("no comp plan pays the role {role} of this seat"))
    })?;
    let text = match args.format {
        Output::Text => statement.text(console.width()),
        Output::Json => json::text(&statement.json()),
    };
    console.out(&text)?;
    Ok(FINE)
}

/// The part of a person of the seat, begun if there is none yet.
fn part(parts: &mut Vec<Part>, nth: u16) -> &mut Part {
    let ix = parts.iter().position(|part| part.nth == nth);
    let ix = ix.unwrap_or_else(|| {
        parts.push(Part {
            nth,
            ..Part::default()
        });
        parts.len() - 1
    });
    &mut parts[ix]
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

/// A deal as a statement lists it: with the seat whose result it is, where a whole team's are.
fn named(model: &Model, whose: Credit, by: usize, what: String) -> String {
    match whose {
        Credit::Team => format!("{}: {what}", model.workforce.seats[by].id),
        _ => what,
    }
}

/// What the people of a seat were credited with and paid in a simulated future.
fn of_chronicle(
    model: &Model,
    chronicle: &Chronicle,
    seat: usize,
    months: &Range<usize>,
) -> Vec<Part> {
    let Some((measure, whose)) = counts(model, seat) else {
        return Vec::new();
    };
    let is_filled = matches!(model.workforce.seats[seat].start, SeatStart::Filled { .. });
    let mut there = is_filled.then_some(0);
    let mut hired = BTreeMap::new();
    let mut parts = Vec::new();
    for entry in &chronicle.entries {
        match &entry.what {
            Happening::Joins { seat: joined, nth } if *joined == seat => {
                there = Some(*nth);
                hired.insert(*nth, model.calendar.date_of(entry.time).to_string());
            }
            Happening::Leaves { seat: left, .. } if *left == seat => there = None,
            Happening::Credits {
                seat: by,
                deal,
                counted,
                share,
            } => {
                let amount = counted.of(measure);
                let is_credited =
                    months.contains(&entry.month()) && is_credited(model, seat, *by, whose);
                if let Some(nth) = there.filter(|_| is_credited && amount != 0) {
                    part(&mut parts, nth).credited.push(Credited {
                        date: model.calendar.date_of(entry.time).to_string(),
                        what: named(model, whose, *by, deal_label(model, deal)),
                        share: *share,
                        measure,
                        counted: amount,
                    });
                }
            }
            Happening::LosesCredit {
                seat: by,
                deal,
                counted,
                share,
            } if *by == seat && months.contains(&entry.month()) => {
                if let Some(nth) = there.filter(|_| counted.of(measure) != 0) {
                    part(&mut parts, nth).credited.push(Credited {
                        date: model.calendar.date_of(entry.time).to_string(),
                        what: format!("lost again: {}", deal_label(model, deal)),
                        share: -share,
                        measure,
                        counted: -counted.share(*share).of(measure),
                    });
                }
            }
            Happening::Pays(pay) if pay.seat == seat && months.contains(&pay.month) => {
                part(&mut parts, pay.nth).pays.push(pay.clone());
            }
            Happening::Actual {
                credit,
                seat: Some(by),
            } if months.contains(&entry.month()) && is_credited(model, seat, *by, whose) => {
                let credit = &model.actuals.credits()[*credit];
                let listed = listed(model, whose, *by, credit, measure);
                if let (Some(nth), Some(listed)) = (there, listed) {
                    part(&mut parts, nth).credited.push(listed);
                }
            }
            _ => {}
        }
    }
    for part in &mut parts {
        part.hired = hired.remove(&part.nth);
    }
    parts.sort_by_key(|part| part.nth);
    parts
}

/// What the people of a seat were credited with in a table, and are paid for it.
fn of_table(model: &Model, actual: &payouts::Settled, seat: usize) -> Vec<Part> {
    let Some((measure, whose)) = counts(model, seat) else {
        return Vec::new();
    };
    let months = &actual.period.months;
    let mut parts = Vec::new();
    for (credit, fate) in actual.credits.iter().zip(&actual.paid.fates) {
        let by = credit.seat.filter(|_| *fate != Fate::Vacant);
        let by = by.filter(|&by| is_credited(model, seat, by, whose));
        let Some(by) = by.filter(|_| months.contains(&credit.month())) else {
            continue;
        };
        let person = actual.paid.person_at(seat, credit.time);
        if let Some((stay, listed)) = person.zip(listed(model, whose, by, credit, measure)) {
            part(&mut parts, stay.nth).credited.push(listed);
        }
    }
    let of_seat = actual.paid.pays.iter().filter(|pay| pay.seat == seat);
    for pay in of_seat.filter(|pay| months.contains(&pay.month)) {
        part(&mut parts, pay.nth).pays.push(pay.clone());
    }
    for part in &mut parts {
        let stay = actual.paid.stay_of(seat, part.nth);
        let hired = stay.filter(|stay| stay.joined).map(|stay| stay.from);
        part.hired = hired.map(|time| model.calendar.date_of(time).to_string());
    }
    parts.sort_by_key(|part| part.nth);
    parts
}

/// An actual credit as a statement lists it, if the measure counts it.
fn listed(
    model: &Model,
    whose: Credit,
    by: usize,
    credit: &ActualCredit,
    measure: Measure,
) -> Option<Credited> {
    let counted = credit.counted(measure);
    (counted != 0).then(|| Credited {
        date: model.calendar.date_of(credit.time).to_string(),
        what: named(model, whose, by, credit.what.clone()),
        share: credit.share,
        measure,
        counted,
    })
}
