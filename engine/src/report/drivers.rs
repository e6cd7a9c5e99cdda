//! What moves bookings most, as a few lines of a summary and as JSON.

use serde_json::{Value, json};

use super::Currency;
use super::table::unit_name;
use crate::kernel::summary::VarianceShare;
use crate::kpi::Unit;
use crate::kpi::drivers::{Driver, Drivers};

/// The drivers of bookings, in the format described in [`json`](super::json).
pub(super) fn json(drivers: &Drivers, currency: Currency) -> Value {
    let driver = |driver: &Driver| {
        json!({
            "path": driver.name,
            "share": driver.share.value,
            "standard_error": driver.share.std_error,
            "rise": driver.rise / currency.minor_per_major(),
        })
    };
    json!({
        "kpi": "bookings",
        "unit": unit_name(Unit::Money, currency),
        "trials": drivers.n_trials,
        "unknown": drivers.unknown.as_ref().map(share),
        "biggest": drivers.biggest.iter().map(driver).collect::<Vec<_>>(),
    })
}

/// A share of variance with its standard error.
pub(super) fn share(share: &VarianceShare) -> Value {
    json!({ "share": share.value, "standard_error": share.std_error })
}

/// The drivers of bookings in at most six lines; empty if there is nothing to say.
#[cfg(feature = "cli")]
pub(super) fn text(drivers: Option<&Drivers>, numbers: &super::numbers::Numbers) -> String {
    use super::grid::{Align, Grid, fill};
    use super::printable;

    const LISTED: usize = 4;
    const PATH: usize = 58;
    let Some(drivers) = drivers else {
        return String::new();
    };
    let split = drivers.unknown.map(|unknown| {
        let [unknown, luck] = [unknown.value, 1.0 - unknown.value]
            .map(|share| numbers.whole_percent(share.clamp(0.0, 1.0)));
        format!("Uncertain assumptions make {unknown} of the variance of bookings, luck {luck}.")
    });
    if drivers.biggest.is_empty() {
        return split.map_or_else(String::new, |split| {
            fill(&format!("{split} No assumption stands out."), "")
        });
    }
    let heading = "Biggest drivers, with their shares and what bookings gain from P10 to P90:";
    let heading = split.map_or_else(|| heading.into(), |split| format!("{split} {heading}"));
    let mut grid = Grid::new(&[
        (PATH + 2, Align::Left),
        (6, Align::Right),
        (13, Align::Right),
    ]);
    for driver in drivers.biggest.iter().take(LISTED) {
        grid.row(&[
            format!("  {}", printable(&driver.name)),
            numbers.whole_percent(driver.share.value.min(1.0)),
            numbers.signed(Unit::Money, driver.rise),
        ]);
    }
    fill(&heading, "") + &grid.into_text()
}
