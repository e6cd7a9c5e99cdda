//! Every KPI: a table made of several files, one for each theme.

mod capacity;
mod contracts;
mod cost;
mod delivery;
mod people;
mod sales;

use super::Kpi;

/// Defines a list of KPIs: id, title, unit, direction, how it is computed, and what it means in words.
macro_rules! kpis {
    ($(#[$doc:meta])* $name:ident:
     $($id:literal, $title:literal, $unit:ident, $direction:ident, $computed:tt, $formula:literal;)*) => {
        $(#[$doc])*
        pub(super) const $name: &[$crate::kpi::Kpi] = &[$($crate::kpi::Kpi {
            id: $id,
            title: $title,
            unit: $crate::kpi::Unit::$unit,
            direction: $crate::measure::Direction::$direction,
            formula: $formula,
            computed: $crate::kpi::formula::formula! $computed,
        },)*];
    };
}
use kpis;

/// The themes, in the order of reports.
const THEMES: [&[Kpi]; 6] = [
    sales::SALES,
    capacity::CAPACITY,
    cost::COST,
    delivery::DELIVERY,
    people::PEOPLE,
    contracts::CONTRACTS,
];

const N_KPIS: usize = {
    let (mut n, mut theme) = (0, 0);
    while theme < THEMES.len() {
        n += THEMES[theme].len();
        theme += 1;
    }
    n
};

/// All themes in one table; constants have no iterators.
const JOINED: [Kpi; N_KPIS] = {
    let mut all = [THEMES[0][0]; N_KPIS];
    let (mut at, mut theme) = (0, 0);
    while theme < THEMES.len() {
        let mut ix = 0;
        while ix < THEMES[theme].len() {
            all[at] = THEMES[theme][ix];
            (at, ix) = (at + 1, ix + 1);
        }
        theme += 1;
    }
    all
};

/// Every KPI, in the order of reports.
pub const ALL: &[Kpi] = &JOINED;

/// Ids of the KPIs that a comparison shows, in their order.
pub const HEADLINES: &[&str] = &[
    "bookings",
    "target-reached",
    "wins",
    "close-rate",
    "sales-cycle",
    "capacity",
    "rre",
    "street-quota",
    "quota-attainment",
    "settlements-at-quota",
    "expired",
    "delivered",
    "order-backlog",
    "on-time",
    "fill-rate",
    "stock-value",
    "variable-pay",
    "cost",
    "cost-ratio",
    "budget-kept",
    "delivery-cost",
    "contribution",
    "headcount",
    "hires",
    "leavers",
    "open-amount",
    "arr",
    "grr",
    "nrr",
    "revenue",
    "cash",
    "net-cash-flow",
];
