//! Initiatives on a screen: when they run, what they cost, what they move and how far they are adopted.

use super::figures::PeriodFigures;
use super::grid::fill;
use super::initiatives::at_means;
use super::numbers::Numbers;
use super::{Report, Subject, printable};
use crate::initiatives::Initiative;
use crate::kernel::field::Field;
use crate::kpi::Unit;
use crate::kpi::pipeline::at_mean;

/// The initiatives of a plan; empty if there are none.
pub(super) fn text(report: &Report<'_>, numbers: &Numbers) -> String {
    let subject = &report.subject;
    let initiatives = &subject.model.initiatives;
    if initiatives.is_empty() {
        return String::new();
    }
    let mut text = String::from("\nInitiatives:\n");
    for initiative in initiatives {
        let line = format!(
            "{}, {}: {}{}{}",
            printable(&initiative.name),
            months(subject, initiative),
            costs(subject, initiative, numbers),
            moves(initiative),
            periods(report, initiative, numbers),
        );
        text.push_str(&fill(&line, "  "));
    }
    text
}

fn months(subject: &Subject<'_>, initiative: &Initiative) -> String {
    let calendar = &subject.model.calendar;
    let start = calendar.month(initiative.start);
    if initiative.until == calendar.n_months() {
        format!("from {start}")
    } else {
        format!("{start} to {}", calendar.month(initiative.until - 1))
    }
}

/// What it costs at the means of what is uncertain.
fn costs(subject: &Subject<'_>, initiative: &Initiative, numbers: &Numbers) -> String {
    let about = |field: &Field| if field.is_uncertain() { "about " } else { "" };
    let mean = |field: &Field| at_mean(field, &subject.model.assumptions).at(0, initiative.start);
    let part = |field: &Field, when: &str| {
        let cost = mean(field);
        let shown = numbers.short(Unit::Money, cost);
        (cost > 0.0).then(|| format!("{}{shown} {when}", about(field)))
    };
    let monthly = part(&initiative.cost_per_month, "a month");
    let parts: Vec<String> = part(&initiative.cost_once, "once")
        .into_iter()
        .chain(monthly)
        .collect();
    if parts.is_empty() {
        "no cost".into()
    } else {
        parts.join(" and ")
    }
}

/// How far it is adopted in each period, on average, and what it costs there.
fn periods(report: &Report<'_>, initiative: &Initiative, numbers: &Numbers) -> String {
    let costs = at_means(&report.subject, initiative);
    let of = |figures: &PeriodFigures| {
        let months = figures.period.months.clone();
        let mut parts = Vec::new();
        if !initiative.moves.is_empty() {
            let adopted = numbers.short(Unit::Share, initiative.adopted(months.clone()));
            parts.push(format!("{adopted} adopted"));
        }
        if costs.costs_anything() {
            let cost = costs.cost_over(months);
            parts.push(format!(
                "cost {}",
                numbers.short(Unit::Money, cost.as_f64())
            ));
        }
        format!("; {}: {}", figures.period.label, parts.join(", "))
    };
    report.periods.iter().map(of).collect()
}

fn moves(initiative: &Initiative) -> String {
    let moves: Vec<_> = initiative
        .moves
        .iter()
        .map(|path| printable(path).to_string())
        .collect();
    if moves.is_empty() {
        "; moves nothing".into()
    } else {
        format!("; moves {}", moves.join(", "))
    }
}
