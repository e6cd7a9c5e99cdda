//! Initiatives on a screen: when they run, what they cost, what they move.

use super::Subject;
use super::grid::fill;
use super::numbers::Numbers;
use super::printable;
use crate::initiatives::Initiative;
use crate::kernel::field::Field;
use crate::kpi::Unit;
use crate::kpi::pipeline::at_mean;

/// The initiatives of a plan; empty if there are none.
pub(super) fn text(subject: &Subject<'_>, numbers: &Numbers) -> String {
    let initiatives = &subject.model.initiatives;
    if initiatives.is_empty() {
        return String::new();
    }
    let mut text = String::from("\nInitiatives:\n");
    for initiative in initiatives {
        let line = format!(
            "{}, {}: {}{}",
            printable(&initiative.name),
            months(subject, initiative),
            costs(subject, initiative, numbers),
            moves(initiative),
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
