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

/// How much of a variance is not knowing, and how much is luck. An estimate may lie outside of what a share can be; then
/// that is what is said of it, since 0 % would be another number than the one in the files.
///
/// * `of`: what varies, such as "the variance of bookings"
#[cfg(feature = "cli")]
pub(super) fn not_knowing(
    share: &VarianceShare,
    of: &str,
    numbers: &super::numbers::Numbers,
) -> String {
    let error = numbers.decimals(100.0 * share.std_error, 0);
    if (0.0..=1.0).contains(&share.value) {
        let [unknown, luck] = numbers.whole_percents(share.value);
        return format!(
            "Uncertain assumptions make {unknown} of {of} (standard error {error} pt), luck {luck}."
        );
    }
    let (side, estimate) = if share.value < 0.0 {
        ("next to none", share.value)
    } else {
        ("next to all", share.value)
    };
    format!(
        "Uncertain assumptions make {side} of {of}, as far as so few futures tell: the estimate is {} % (standard error \
         {error} pt).",
        numbers.decimals(100.0 * estimate, 0)
    )
}

/// The drivers of bookings in at most six lines; empty if nothing is uncertain, or there are too few futures to tell.
#[cfg(feature = "cli")]
pub(super) fn text(drivers: Option<&Drivers>, numbers: &super::numbers::Numbers) -> String {
    use super::grid::{Align, Grid, fill};
    use super::printable;

    const LISTED: usize = 4;
    const PATH: usize = 58;
    let Some(drivers) = drivers else {
        return String::new();
    };
    let unknown = drivers.unknown.as_ref();
    let split = unknown.map(|unknown| not_knowing(unknown, "the variance of bookings", numbers));
    if drivers.biggest.is_empty() {
        let said = match split {
            Some(split) => format!("{split} No assumption stands out."),
            None => format!(
                "No assumption stands out in {} futures; more would show smaller drivers.",
                drivers.n_trials
            ),
        };
        return fill(&said, "");
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

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::*;
    use crate::report::numbers::Numbers;

    /// What is said is what the files hold: an estimate below 0 % is not shown as 0 %.
    #[test]
    fn an_estimate_outside_of_a_share_is_said_as_it_is() {
        let numbers = Numbers::new("en-US", Currency::new("USD", 2));
        let said = |value| {
            let share = VarianceShare {
                value,
                std_error: 0.31,
            };
            not_knowing(&share, "its variance", &numbers)
        };
        assert_eq!(
            said(0.25),
            "Uncertain assumptions make 25 % of its variance (standard error 31 pt), luck 75 %."
        );
        assert_eq!(
            said(-0.2),
            "Uncertain assumptions make next to none of its variance, as far as so few futures tell: the estimate is -20 % \
             (standard error 31 pt)."
        );
        assert!(said(1.2).contains("next to all of its variance"));
        assert!(said(1.2).contains("the estimate is 120 %"));
    }
}
