//! A reconciliation of plans as tables: `views.csv`, `contradictions.csv`, `bridge.csv`. All amounts are in whole units of
//! the currency; the words are those of the [JSON](super::reconciliation).
//!
//! ```text
//! views           a row for each period and view that it has: period, kind (year, quarter, month), view, mean, mean-se, p10,
//!                 p50, p90; a target or budget has a mean alone, and only in the period for which it is stated
//! contradictions  period, kind, more, less, more-mean, less-mean, p10, p90, share, share-se, missing, missing-se,
//!                 missing-then: one view counts on more than another one allows, in what share of futures, and what is
//!                 missing on average over all of them and over those in which something is
//! bridge          period, measure, step, amount, se, note, from "target" (or "ideal") over "unexplained" and the factors to
//!                 "expected"; amounts are rounded so that the first one and all steps sum to the last. A factor that the plan
//!                 does not have, or has without a planned number or a default, has no amount. Supply is two steps where deliveries
//!                 are promised and value delivered is measured: "supply-due-later" and "supply-against-promise"
//! ```

use super::Currency;
use super::bridge::{DUE_LATER, Steps, against_promise};
use super::reconciliation::{ReconciliationReport, kind};
use super::table::{Cell, Table};
use crate::kernel::summary::Moments;
use crate::kpi::Unit;
use crate::outcome::reconciliation::{Bridge, Contradiction, Part, PeriodViews, View};

/// What each function's plan comes to, who contradicts whom, and the bridge: all amounts in whole units of the currency.
#[must_use]
pub fn tables(report: &ReconciliationReport<'_>) -> Vec<Table> {
    let currency = report.subject.currency;
    let columns = [
        "period", "kind", "view", "mean", "mean-se", "p10", "p50", "p90",
    ];
    let mut views = Table::new("views", &columns);
    for of in &report.found.periods {
        views_of(of, currency, &mut views);
    }
    let columns = [
        "period",
        "kind",
        "more",
        "less",
        "more-mean",
        "less-mean",
        "p10",
        "p90",
        "share",
        "share-se",
        "missing",
        "missing-se",
        "missing-then",
        "signed-against-delivered",
        "from-start",
    ];
    let mut contradictions = Table::new("contradictions", &columns);
    for of in &report.found.contradictions {
        contradictions.push(contradiction(of, currency));
    }
    let bridge = report.found.bridge.as_ref();
    let bridge = bridge.map(|of| bridge_table(of, currency));
    [views, contradictions].into_iter().chain(bridge).collect()
}

fn money(minor: f64, currency: Currency) -> Cell {
    Cell::value(Unit::Money, minor, currency)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "rounding to 16 digits is what an estimate is"
)]
fn whole(minor: i64, currency: Currency) -> Cell {
    money(minor as f64, currency)
}

fn mean_and_error(of: &Moments, currency: Currency) -> [Cell; 2] {
    [
        money(of.mean, currency),
        Cell::amount(of.std_error(), currency),
    ]
}

fn views_of(of: &PeriodViews, currency: Currency, table: &mut Table) {
    let names = |view: View| {
        [
            Cell::text(&of.period.label),
            Cell::text(kind(&of.period)),
            Cell::text(view.id()),
        ]
    };
    let fixed = |view: View, amount: Option<crate::units::Money>, table: &mut Table| {
        if let Some(amount) = amount {
            let mut row = names(view).to_vec();
            row.push(money(amount.as_f64(), currency));
            row.extend([const { Cell::Empty }; 4]);
            table.push(row);
        }
    };
    for (view, amounts) in [
        (View::Demand, Some(&of.demand)),
        (View::Sales, Some(&of.sales)),
        (View::Due, of.due.as_ref()),
        (View::Supply, of.supply.as_ref()),
        (View::Capacity, of.capacity.as_ref()),
    ] {
        if let Some(amounts) = amounts {
            table.push(amounts_row(&names(view), amounts, currency));
        }
    }
    fixed(View::Target, of.target, table);
    fixed(View::Budget, of.budget, table);
    if let Some(cost) = &of.cost {
        table.push(amounts_row(&names(View::Cost), cost, currency));
    }
}

fn amounts_row(
    names: &[Cell; 3],
    of: &crate::outcome::reconciliation::Amounts,
    currency: Currency,
) -> Vec<Cell> {
    let mut row = names.to_vec();
    row.extend(mean_and_error(&of.moments, currency));
    let quantiles = of.quantiles.iter();
    row.extend(quantiles.map(|quantile| whole(quantile.value, currency)));
    row
}

fn contradiction(of: &Contradiction, currency: Currency) -> Vec<Cell> {
    let mut row = vec![
        Cell::text(&of.period.label),
        Cell::text(kind(&of.period)),
        Cell::text(of.more.id()),
        Cell::text(of.less.id()),
    ];
    row.extend(of.means.map(|mean| money(mean, currency)));
    row.extend(of.range.map(|quantile| whole(quantile, currency)));
    row.extend([of.share.value, of.share.std_error].map(Cell::Number));
    row.extend(mean_and_error(&of.missing, currency));
    row.push(money(of.missing_then(), currency));
    let words = |is_so| Cell::text(if is_so { "yes" } else { "no" });
    row.push(words(of.is_signed_against_delivered()));
    row.push(words(of.is_from_start()));
    row
}

/// The bridge, step by step: amounts are rounded to the minor unit so that the first one and all steps sum to the last.
fn bridge_table(of: &Bridge, currency: Currency) -> Table {
    let columns = ["period", "measure", "step", "amount", "se", "note"];
    let mut table = Table::new("bridge", &columns);
    let mut row = |step: &str, amount: Option<i64>, se: Option<f64>, note: String| {
        let mut cells = [&of.period.label, of.measured.id(), step]
            .map(Cell::text)
            .to_vec();
        cells.push(amount.map_or(Cell::Empty, |amount| whole(amount, currency)));
        cells.extend([Cell::amount(se, currency), Cell::Text(note)]);
        table.push(cells);
    };
    let steps = Steps::of(of, 1);
    let ideal = "the plan without any of the factors";
    if let Some(beyond) = steps.beyond {
        let promised = "what finance promised".to_owned();
        row("target", Some(steps.from), None, promised);
        let error = of.unexplained.as_ref().and_then(Moments::std_error);
        let less = format!("{ideal}, minus the target");
        row("unexplained", Some(beyond), error, less);
    } else {
        let error = of.ideal.std_error();
        row("ideal", Some(steps.from), error, ideal.to_owned());
    }
    for ((part, &amount), split) in of.parts.iter().zip(&steps.parts).zip(&steps.split) {
        let error = part.moments.std_error();
        let id = part.factor.id();
        // Two rows in place of one, so that the column still sums.
        if let (Some([later, late]), Some(due_later)) = (*split, &part.due_later) {
            let error = due_later.moments.std_error();
            row("supply-due-later", Some(later), error, DUE_LATER.to_owned());
            row(
                "supply-against-promise",
                Some(late),
                None,
                against_promise(late).to_owned(),
            );
        } else {
            row(id, Some(amount), error, instead(part));
        }
    }
    for factor in &of.absent {
        let why = format!("not in this plan: {}", factor.absence());
        row(factor.id(), None, None, why);
    }
    for factor in &of.unplanned {
        let why = "no step: stays what the plan says, since no planned number is stated";
        row(factor.id(), None, None, why.to_owned());
    }
    let error = of.expected.std_error();
    let as_it_is = "the plan as it is".to_owned();
    row("expected", Some(steps.expected), error, as_it_is);
    table
}

/// What takes the place of a factor.
fn instead(part: &Part) -> String {
    if part.planned.is_empty() {
        return format!("default: {}", part.factor.ideal().unwrap_or_default());
    }
    let numbers = part.planned.iter();
    let numbers: Vec<String> = numbers
        .map(|planned| format!("{} = {}", planned.path, planned.value))
        .collect();
    format!("planned: {}", numbers.join(", "))
}
