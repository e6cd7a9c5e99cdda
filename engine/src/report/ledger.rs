//! The constraint ledger of a period in words and as JSON: where potential went.

use serde_json::{Value, json};

use super::Currency;
#[cfg(feature = "cli")]
use super::numbers::Numbers;
use super::said::{LedgerLine, potential};
#[cfg(feature = "cli")]
use crate::kpi::Unit;
#[cfg(feature = "cli")]
use crate::kpi::ledger::{Line, Side};

/// Where the potential of a period went, in shares of all that it had to do with: what was open at its start and what came in.
#[cfg(feature = "cli")]
pub(super) fn text(ledger: &[LedgerLine], numbers: &Numbers) -> String {
    let potential = potential(ledger);
    if potential == 0 {
        return "No potential in this period: no lead arrived, and nothing was open.".into();
    }
    #[expect(clippy::cast_precision_loss, reason = "money stays far below 2^53")]
    let short = |minor: i64| numbers.short(Unit::Money, minor as f64);
    let opening = ledger.iter().find(|entry| entry.line == Line::Opening);
    let before = opening.map_or(0, |entry| entry.mean);
    let before = if before == 0 {
        String::new()
    } else {
        format!(" ({} of it open before)", short(before))
    };
    // What was sold first; what is still open last.
    let (open, outcomes): (Vec<&LedgerLine>, Vec<&LedgerLine>) = ledger
        .iter()
        .filter(|entry| entry.line.side() == Side::Out && entry.mean > 0)
        .partition(|entry| entry.line == Line::StillOpen);
    let said = outcomes.into_iter().rev().chain(open).map(|entry| {
        let title = entry.line.title().to_lowercase();
        let share = entry.share.unwrap_or(0.0);
        format!("{title} {}", numbers.whole_percent(share))
    });
    format!(
        "Where {} of potential went{before}: {}.",
        short(potential),
        said.collect::<Vec<_>>().join(", ")
    )
}

/// `{potential, unit, lines}`, each line `{line, title, side, mean, standard_error, share}`.
pub(super) fn json(ledger: &[LedgerLine], currency: Currency) -> Value {
    let scale = currency.minor_per_major();
    #[expect(clippy::cast_precision_loss, reason = "money stays far below 2^53")]
    let natural = |minor: i64| minor as f64 / scale;
    let lines = ledger.iter().map(|entry| {
        let error = entry.estimate.and_then(|e| e.moments.std_error());
        json!({
            "line": entry.line.id(),
            "title": entry.line.title(),
            "side": entry.line.side().id(),
            "mean": natural(entry.mean),
            "standard_error": error.map(|error| error / scale),
            "share": entry.share,
        })
    });
    json!({
        "potential": natural(potential(ledger)),
        "unit": currency.code(),
        "lines": lines.collect::<Vec<_>>(),
    })
}
