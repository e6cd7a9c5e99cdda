//! The tables of a report, and the columns they share.

pub(super) mod capacity;
pub(super) mod comp;
pub(super) mod kpis;
pub(super) mod ledger;
pub(super) mod measures;
pub(super) mod quotas;
pub(super) mod register;
pub(super) mod seats;
pub(super) mod teams;

use super::estimate::Estimate;
use super::money::Currency;
use super::table::{Cell, unit_name};
use crate::kernel::summary::Moments;
use crate::kpi::Unit;

/// The columns of an estimate in a long table.
const STATISTICS: [&str; 6] = ["unit", "mean", "standard-error", "p10", "p50", "p90"];

/// The cells under [`STATISTICS`]; empty numbers if there is no estimate.
fn statistics(unit: Unit, estimate: Option<&Estimate>, currency: Currency) -> [Cell; 6] {
    let value = |v: f64| Cell::value(unit, v, currency);
    let name = Cell::text(unit_name(unit, currency));
    let Some(e) = estimate else {
        return [
            name,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ];
    };
    let error = e.moments.std_error().map_or(Cell::Empty, value);
    [
        name,
        value(e.moments.mean),
        error,
        value(e.p10.value),
        value(e.p50.value),
        value(e.p90.value),
    ]
}

/// Mean and standard error as two cells.
fn mean_and_error(unit: Unit, moments: Option<Moments>, currency: Currency) -> [Cell; 2] {
    let value = |v: f64| Cell::value(unit, v, currency);
    match moments {
        Some(m) => [value(m.mean), m.std_error().map_or(Cell::Empty, value)],
        None => [Cell::Empty, Cell::Empty],
    }
}
