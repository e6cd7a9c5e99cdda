//! Alerts: how likely each is to be missed, and which are raised; as words, JSON and a table.

#[cfg(feature = "cli")]
use std::fmt::Write as _;
use std::ops::Range;

use serde_json::{Value, json};

use super::json::chance;
use super::said::Said;
use super::table::{Cell, Table, unit_name};
use super::{Currency, Estimate, Report};
#[cfg(feature = "cli")]
use super::{grid::fill, numbers::Numbers, printable};
use crate::kernel::summary::Share;
use crate::kpi::Unit;
use crate::kpi::alert::{Alert, Bound};
use crate::measure::Cut;

/// What the futures say about an alert.
#[derive(Clone, Debug)]
pub struct AlertOdds<'a> {
    /// What is watched.
    pub alert: &'a Alert,
    /// What the KPI comes to, over the futures in which it has a value; `None` if none has, or it is not counted.
    pub value: Option<Estimate>,
    /// Share of these futures in which the limit is missed.
    pub missed: Option<Share>,
    /// Where it stands.
    pub state: AlertState,
    /// Whether all months of the period have happened: the limit was missed, or kept.
    pub is_past: bool,
    /// The months of the period that it is about: a rate is that of the months that are simulated.
    pub months: Range<usize>,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertState {
    /// It is missed in as many futures as it takes.
    Raised,
    /// It is not.
    Quiet,
    /// Nobody knows: no future has a value.
    NoValue,
    /// Nobody knows: what the KPI takes is not counted, since only other numbers are wanted.
    NotCounted,
}

impl AlertState {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Quiet => "quiet",
            Self::NoValue => "no-value",
            Self::NotCounted => "not-counted",
        }
    }
}

impl<'a> AlertOdds<'a> {
    /// All alerts of a plan, by name and then in order of time.
    pub(super) fn of_all(said: &Said<'_>, alerts: &'a [Alert]) -> Vec<Self> {
        alerts.iter().map(|alert| Self::of(said, alert)).collect()
    }

    fn of(said: &Said<'_>, alert: &'a Alert) -> Self {
        let layout = &said.facts.results.layout;
        let missed = said.share(&alert.missed());
        let state = match &missed {
            _ if !alert.kpi.is_counted_by(layout, alert.member.0) => AlertState::NotCounted,
            None => AlertState::NoValue,
            Some(share) if share.value >= alert.chance => AlertState::Raised,
            Some(_) => AlertState::Quiet,
        };
        Self {
            alert,
            value: said.estimate(&alert.value()),
            missed,
            state,
            is_past: alert.is_past(said.facts),
            months: alert.known_months(said.facts),
        }
    }
}

/// Which side of the threshold is right, as files say it.
pub(super) fn bound(alert: &Alert) -> &'static str {
    match alert.limit.bound {
        Bound::AtLeast => "at-least",
        Bound::AtMost => "at-most",
    }
}

/// The name of a cut in files; empty for the company.
pub(super) fn cut_name(cut: Cut) -> &'static str {
    match cut {
        Cut::Region => "region",
        Cut::Segment => "segment",
        Cut::Source => "source",
        Cut::Territory => "territory",
        Cut::Role => "role",
        _ => "",
    }
}

/// An alert and its odds, as JSON; the keys are described in [`json`](super::json).
pub(super) fn value(report: &Report<'_>, odds: &AlertOdds<'_>) -> Value {
    let (alert, currency) = (odds.alert, report.subject.currency);
    let calendar = &report.subject.model.calendar;
    let months = &alert.period.months;
    let scale = scale(alert.kpi.unit, currency);
    let member = alert.member_name.as_ref();
    json!({
        "alert": alert.id,
        "kpi": alert.kpi.id,
        "title": alert.kpi.title,
        "period": alert.period.label,
        "from": calendar.month(months.start).to_string(),
        "until": calendar.month(months.end - 1).to_string(),
        "counted_from": calendar.month(odds.months.start).to_string(),
        "counted_until": calendar.month(odds.months.end - 1).to_string(),
        "cut": member.map(|_| cut_name(alert.member.0)),
        "member": member,
        "unit": unit_name(alert.kpi.unit, currency),
        "bound": bound(alert),
        "threshold": alert.limit.threshold / scale,
        "raised_from": alert.chance,
        "state": odds.state.name(),
        "past": odds.is_past,
        "missed": odds.missed.as_ref().map(chance),
        "mean": odds.value.map(|value| value.moments.mean / scale),
        "p10": odds.value.map(|value| value.p10.value / scale),
        "p50": odds.value.map(|value| value.p50.value / scale),
        "p90": odds.value.map(|value| value.p90.value / scale),
        "owner": alert.owner,
        "note": alert.note,
    })
}

pub(super) fn scale(unit: Unit, currency: Currency) -> f64 {
    if unit == Unit::Money {
        currency.minor_per_major()
    } else {
        1.0
    }
}

/// Every alert in a row.
pub(super) fn table(report: &Report<'_>) -> Table {
    let mut table = Table::new(
        "alerts",
        &[
            "alert",
            "kpi",
            "title",
            "period",
            "past",
            "counted-from",
            "counted-until",
            "cut",
            "member",
            "bound",
            "threshold",
            "unit",
            "mean",
            "p10",
            "p50",
            "p90",
            "missed",
            "missed-se",
            "trials",
            "raised-from",
            "state",
            "owner",
            "note",
        ],
    );
    let currency = report.subject.currency;
    let calendar = &report.subject.model.calendar;
    for odds in &report.alerts {
        let alert = odds.alert;
        let value = |v: f64| Cell::value(alert.kpi.unit, v, currency);
        let of = |pick: fn(&Estimate) -> f64| {
            let estimate = odds.value.as_ref();
            estimate.map_or(Cell::Empty, |estimate| value(pick(estimate)))
        };
        let share = |pick: fn(&Share) -> f64| {
            let missed = odds.missed.as_ref();
            missed.map_or(Cell::Empty, |missed| Cell::Number(pick(missed)))
        };
        let text = |text: Option<&String>| text.map_or(Cell::Empty, Cell::text);
        #[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
        let row = vec![
            Cell::text(&alert.id),
            Cell::text(alert.kpi.id),
            Cell::text(alert.kpi.title),
            Cell::text(&alert.period.label),
            Cell::text(if odds.is_past { "yes" } else { "no" }),
            Cell::text(calendar.month(odds.months.start).to_string()),
            Cell::text(calendar.month(odds.months.end - 1).to_string()),
            Cell::text(cut_name(alert.member.0)),
            text(alert.member_name.as_ref()),
            Cell::text(bound(alert)),
            value(alert.limit.threshold),
            Cell::text(unit_name(alert.kpi.unit, currency)),
            of(|e| e.moments.mean),
            of(|e| e.p10.value),
            of(|e| e.p50.value),
            of(|e| e.p90.value),
            share(|s| s.value),
            share(|s| s.std_error),
            share(|s| s.n as f64),
            Cell::Number(alert.chance),
            Cell::text(odds.state.name()),
            text(alert.owner.as_ref()),
            text(alert.note.as_ref()),
        ];
        table.push(row);
    }
    table
}

/// Which months of its period an alert is about, where these are not all of them.
#[cfg(feature = "cli")]
fn part(report: &Report<'_>, odds: &AlertOdds<'_>) -> String {
    if odds.months == odds.alert.period.months {
        return String::new();
    }
    let calendar = &report.subject.model.calendar;
    let [first, last] = [odds.months.start, odds.months.end - 1].map(|month| calendar.month(month));
    format!(
        "; of {} it is about {first} to {last}",
        odds.alert.period.label
    )
}

/// The alerts in words: those that are raised, then those of which nothing is known, then the rest in a line each.
#[cfg(feature = "cli")]
pub(super) fn text(report: &Report<'_>, numbers: &Numbers) -> String {
    let alerts = &report.alerts;
    if alerts.is_empty() {
        return String::new();
    }
    let of = |state: AlertState| alerts.iter().filter(move |odds| odds.state == state);
    let n_raised = of(AlertState::Raised).count();
    let mut text = format!("\nAlerts: {n_raised} of {} raised\n", alerts.len());
    for odds in of(AlertState::Raised) {
        let line = raised(odds, numbers) + &part(report, odds);
        text.push_str(&fill(&line, "  "));
    }
    for odds in of(AlertState::Quiet) {
        let line = quiet(odds, numbers) + &part(report, odds);
        text.push_str(&fill(&line, "  "));
    }
    for odds in of(AlertState::NoValue) {
        let line = format!("no value: {} has none in any future", what(odds.alert));
        text.push_str(&fill(&line, "  "));
    }
    for odds in of(AlertState::NotCounted) {
        let line = format!(
            "not counted: {}, since only other numbers are wanted (`only`)",
            what(odds.alert)
        );
        text.push_str(&fill(&line, "  "));
    }
    text
}

/// "Pipeline coverage for FY2027-Q3, EMEA".
#[cfg(feature = "cli")]
pub(super) fn what(alert: &Alert) -> String {
    let of = alert.member_name.as_ref();
    let of = of.map_or_else(String::new, |name| format!(", {}", printable(name)));
    format!("{} for {}{of}", alert.kpi.title, alert.period.label)
}

/// "Pipeline coverage for FY2027-Q3 falls below 3 with 70 % chance (standard error 1.0 pt); ..."
#[cfg(feature = "cli")]
fn raised(odds: &AlertOdds<'_>, numbers: &Numbers) -> String {
    let alert = odds.alert;
    let mut line = format!("RAISED: {}", missed(odds, numbers));
    if let Some(owner) = &alert.owner {
        let _ = write!(line, "; owner: {}", printable(owner));
    }
    if let Some(note) = &alert.note {
        let _ = write!(line, "; {}", printable(note));
    }
    line
}

#[cfg(feature = "cli")]
fn quiet(odds: &AlertOdds<'_>, numbers: &Numbers) -> String {
    if odds.is_past {
        return format!("quiet: {}", missed(odds, numbers));
    }
    let from = numbers.percent(odds.alert.chance);
    format!("quiet: {} (raised from {from} on)", missed(odds, numbers))
}

/// That the limit is missed with a chance, or was missed or kept.
#[cfg(feature = "cli")]
fn missed(odds: &AlertOdds<'_>, numbers: &Numbers) -> String {
    let (alert, what) = (odds.alert, what(odds.alert));
    let unit = alert.kpi.unit;
    let threshold = threshold(alert, numbers);
    let value = odds.value.as_ref();
    let share = odds.missed.as_ref();
    let (Some(value), Some(share)) = (value, share) else {
        return what;
    };
    if odds.is_past && (share.value <= 0.0 || share.value >= 1.0) {
        let was = numbers.short(unit, value.p50.value);
        let is_missed = share.value >= 1.0;
        return match (alert.limit.bound, is_missed) {
            (Bound::AtLeast, true) => format!("{what} was below {threshold}: {was}"),
            (Bound::AtLeast, false) => format!("{what} was at least {threshold}: {was}"),
            (Bound::AtMost, true) => format!("{what} was above {threshold}: {was}"),
            (Bound::AtMost, false) => format!("{what} was at most {threshold}: {was}"),
        };
    }
    let error = numbers.decimals(100.0 * share.std_error, 1);
    format!(
        "{what} {} with {} chance (standard error {error} pt); median {}",
        falls(alert, numbers),
        numbers.percent(share.value),
        numbers.short(unit, value.p50.value),
    )
}

/// The threshold of an alert, as people write it.
#[cfg(feature = "cli")]
fn threshold(alert: &Alert, numbers: &Numbers) -> String {
    let threshold = alert.limit.threshold;
    match alert.kpi.unit {
        Unit::Money => numbers.short(alert.kpi.unit, threshold),
        Unit::Share => format!("{} %", numbers.typed(100.0 * threshold)),
        _ => numbers.typed(threshold),
    }
}

/// "falls below 3".
#[cfg(feature = "cli")]
pub(super) fn falls(alert: &Alert, numbers: &Numbers) -> String {
    let falls = match alert.limit.bound {
        Bound::AtLeast => "falls below",
        Bound::AtMost => "rises above",
    };
    format!("{falls} {}", threshold(alert, numbers))
}
