//! What looking back says of a plan's forecasts, beside its quantiles.

use serde_json::{Value, json};

use super::table::{Cell, Table};
use crate::kpi::verdict::LookedBack;

/// The mark of a quantile that looking back does not bear out.
pub(super) const MARK: &str = "!";

/// The heading of a column of quantiles, marked if looking back does not bear them out.
#[cfg(feature = "cli")]
#[must_use]
pub(super) fn heading(title: &str, found: Option<&LookedBack>) -> String {
    if found.is_some_and(LookedBack::warns) {
        format!("{title}{MARK}")
    } else {
        title.to_owned()
    }
}

/// What is said above all quantiles: a sentence or two.
#[must_use]
pub(super) fn words(found: &LookedBack) -> String {
    let days = if found.days == 1 { "day" } else { "days" };
    let months = if found.horizon == 1 {
        "month"
    } else {
        "months"
    };
    let said = format!(
        "Back-test of {} {days}, {} {months} each, on data up to {}: {}.",
        found.days,
        found.horizon,
        super::printable(&found.until),
        found.words()
    );
    if found.warns() {
        format!(
            "WARNING. {said} Looking back does not bear out the quantiles marked {MARK}, nor the chances: read them as unproved."
        )
    } else {
        format!("{said} Nothing speaks against reading quantiles as they stand.")
    }
}

/// What JSON says: {until, `horizon_months`, days, verdicts, warns, warning}.
#[must_use]
pub(super) fn value(found: &LookedBack) -> Value {
    json!({
        "until": found.until,
        "horizon_months": found.horizon,
        "days": found.days,
        "verdicts": found.verdicts.iter().map(|(kpi, verdict)| json!({ "kpi": kpi.id, "verdict": verdict.name() })).collect::<Vec<_>>(),
        "warns": found.warns(),
        "warning": found.warns().then(|| words(found)),
    })
}

/// Adds a column to a table that has quantiles: what looking back says of them, where it does not bear them out.
pub(super) fn mark(table: &mut Table, found: Option<&LookedBack>) {
    let Some(found) = found.filter(|found| found.warns()) else {
        return;
    };
    if table.columns.contains(&"p10") {
        table.columns.push("backtest");
        for row in &mut table.rows {
            row.push(Cell::text(found.words()));
        }
    }
}
