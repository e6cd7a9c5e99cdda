//! The summary on a screen: what a director reads first, in 80 columns.

use std::fmt::Write as _;

use super::figures::{Figure, PeriodFigures};
use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::plan_pay::{self, PlanPay};
use super::{
    Format, Output, Promise, Report, SoFar, Subject, alerts, bound, budget, drivers, exactness,
    initiatives_text, ledger, looked_back, printable, targets,
};
use crate::kpi::Unit;
use crate::kpi::drivers::FEWEST_TRIALS;
use crate::kpi::verdict::LookedBack;
use crate::model::Model;
use crate::scenario::RegisterEntry;

/// Labelled defaults that are listed before the rest is only counted.
const LISTED: usize = 40;

/// The rows of a period's table: ids of KPIs in groups, with a blank line between two groups.
const GROUPS: [&[&str]; 7] = [
    &[
        "bookings",
        "bookings-growth",
        "bookings-from-pipeline",
        "wins",
        "deal-size",
        "close-rate",
    ],
    &[
        "capacity",
        "rre",
        "street-quota",
        "quota-attainment",
        "settlements-at-quota",
        "expired",
    ],
    &[
        "delivered",
        "order-backlog",
        "orders-cancelled",
        "time-to-deliver",
        "on-time",
        "fill-rate",
        "lost-for-stock",
        "stock-value",
        "stock-turns",
        "pool-use",
        "customers-served",
    ],
    &[
        "cost",
        "variable-pay",
        "initiatives",
        "cost-ratio",
        "cac",
        "delivery-cost",
        "stock-cost",
        "contribution",
    ],
    &["headcount", "leavers"],
    &[
        "arr-start",
        "arr-new",
        "arr-gained",
        "arr-lost",
        "arr",
        "grr",
        "nrr",
        "revenue",
        "cash",
        "net-cash-flow",
    ],
    &["ltv", "customer-cost", "ltv-to-cac", "payback"],
];

/// Chances, which are said in words and have no quantiles worth a row.
const CHANCES: [&str; 2] = ["target-reached", "budget-kept"];

/// Rows that are left out where they are nothing in every future: the plan does not speak of it.
const IF_ANY: [&str; 3] = ["bookings-from-pipeline", "street-quota", "lost-for-stock"];

/// Columns of a period's table.
pub(super) const COLUMNS: [(usize, Align); 5] = [
    (30, Align::Left),
    (10, Align::Right),
    (10, Align::Right),
    (10, Align::Right),
    (19, Align::Right),
];

/// Text for people: one file, `summary.txt`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text;

impl Format for Text {
    fn outputs(&self, report: &Report<'_>) -> Vec<Output> {
        vec![Output {
            name: "summary.txt".into(),
            bytes: summary(report).into_bytes(),
        }]
    }
}

/// The summary of a report as plain text, at most 80 columns wide.
#[must_use]
pub fn summary(report: &Report<'_>) -> String {
    let numbers = Numbers::new(report.subject.locale, report.subject.currency);
    let mut text = title(report, &numbers);
    text.push_str(&alerts::text(report, &numbers));
    for figures in &report.periods {
        text.push('\n');
        text.push_str(&period(report, figures, &numbers));
    }
    text.push_str(&targets::of_other_periods(report, &numbers));
    text.push_str(&budget::of_other_periods(report, &numbers));
    text.push_str(&initiatives_text::text(report, &numbers));
    text.push_str(&assumed(report.assumed()));
    text
}

/// Name of the plan, then the run in one line.
fn title(report: &Report<'_>, numbers: &Numbers) -> String {
    let (subject, results) = (&report.subject, report.facts.results);
    #[expect(clippy::cast_precision_loss, reason = "trials are counted in millions")]
    let trials = numbers.decimals(report.n_trials() as f64, 0);
    let mut text = format!("{}\n", clip(&printable(subject.name), WIDTH));
    if !report.run.complete {
        let requested = numbers.decimals(f64::from(report.run.requested), 0);
        let _ = writeln!(
            text,
            "PARTIAL: interrupted after {trials} of {requested} futures"
        );
    }
    let first = if results.first_trial > 0 {
        format!(" from trial {}", results.first_trial)
    } else {
        String::new()
    };
    let futures = if report.n_trials() == 1 {
        "future"
    } else {
        "futures"
    };
    let run = format!(
        "{trials} {futures}{first} | seed {} | scenario {} | money in {}",
        results.seed.0,
        subject.short_hash(),
        subject.currency.code()
    );
    text.push_str(&fill(&run, ""));
    if let Some(found) = subject.looked_back {
        text.push_str(&fill(&looked_back::words(found), ""));
    }
    if let Some(reached) = &report.run.precision {
        text.push_str(&fill(&exactness::precision_text(reached, numbers), ""));
    }
    if let Some(tallies) = report.tallies() {
        let quantiles = if tallies.is_exact() {
            "a second pass has found the quantiles"
        } else {
            "quantiles are interpolated"
        };
        let how = format!("futures were counted as they came: {quantiles}, all else is exact");
        text.push_str(&fill(&how, ""));
    }
    text.push_str(&only(subject));
    text
}

/// That a few figures are all that is counted, if so.
pub(super) fn only(subject: &Subject<'_>) -> String {
    match subject.only {
        Some(_) => fill(
            "Only these figures are counted, as `only` asks: leave it out for all others.",
            "",
        ),
        None => String::new(),
    }
}

fn period(report: &Report<'_>, figures: &PeriodFigures, numbers: &Numbers) -> String {
    let calendar = &report.subject.model.calendar;
    let months = &figures.period.months;
    let span = format!(
        "{} to {}",
        calendar.month(months.start),
        calendar.month(months.end - 1)
    );
    let heading = if figures.period.label == span {
        format!("Whole horizon, {span}")
    } else {
        format!("{}, {span}", figures.period.label)
    };
    let mut text = format!("{heading}\n{}\n", "-".repeat(WIDTH));
    if let Some(so_far) = &figures.so_far {
        text.push_str(&fill(&actual(report, figures, so_far, numbers), ""));
    }
    text.push_str(&fill(&odds(report, figures, numbers), ""));
    if let Some(odds) = &figures.budget {
        text.push_str(&fill(
            &format!("Budget {}", budget::kept(odds, numbers)),
            "",
        ));
    }
    text.push_str(&targets::within(report, months, numbers));
    text.push('\n');
    let rows = rows(report, figures);
    if !rows.is_empty() {
        text.push_str(&table(rows, report.subject.looked_back, numbers));
        text.push('\n');
    }
    let at_mean = report.said().pay_at_mean(report.subject.model);
    let plans = plan_pay::text(
        &PlanPay::of_all(report, &at_mean, months),
        report.subject.looked_back,
        numbers,
    );
    if !plans.is_empty() {
        text.push_str(&plans);
        text.push('\n');
    }
    if let Some(line) = assignment(figures, numbers) {
        text.push_str(&fill(&line, ""));
    }
    if let Some(found) = &figures.bound {
        for line in bound::text(report, found, numbers) {
            text.push_str(&fill(&line, ""));
        }
    }
    let found = report.said().ledgers().of(months);
    if !found.is_empty() {
        text.push_str(&fill(&ledger::text(&found, numbers), ""));
    }
    let is_uncertain = !report.subject.model.assumptions.list().is_empty();
    if figures.get("bookings").is_some() && is_uncertain && report.n_trials() < FEWEST_TRIALS {
        let line =
            format!("What moves bookings most is said from {FEWEST_TRIALS} futures on (--trials).");
        text.push_str(&fill(&line, ""));
    }
    text.push_str(&drivers::text(figures.drivers.as_ref(), numbers));
    let exactness = [
        exactness::replicates_text(figures, numbers),
        exactness::controls_text(figures, numbers),
    ];
    for line in exactness.iter().flatten() {
        text.push_str(&fill(line, ""));
    }
    // Nothing may have followed the last gap.
    text.trim_end_matches('\n').to_owned() + "\n"
}

fn table(rows: Vec<Vec<&Figure>>, found: Option<&LookedBack>, numbers: &Numbers) -> String {
    let mut grid = Grid::new(&COLUMNS);
    let marked = |title| looked_back::heading(title, found);
    grid.row(&[
        "",
        &marked("P10"),
        &marked("P50"),
        &marked("P90"),
        &marked("90 % chance of"),
    ]);
    for (ix, group) in rows.into_iter().enumerate() {
        if ix > 0 {
            grid.gap();
        }
        for figure in group {
            let show = |value| numbers.short(figure.kpi.unit, value);
            let e = &figure.estimate;
            let promise = e.nine_in_ten(figure.kpi.direction).map(Promise::words);
            let promise = promise.map_or(String::new(), |(words, value)| {
                format!("{words} {}", show(value))
            });
            let title = named(figure.kpi.title, figure.kpi.unit);
            grid.row(&[
                &title,
                &show(e.p10.value),
                &show(e.p50.value),
                &show(e.p90.value),
                &promise,
            ]);
        }
    }
    grid.into_text()
}

/// The rows of the table in groups, none of which is empty: a choice of all figures, or those that the plan asks for.
fn rows<'f>(report: &Report<'_>, figures: &'f PeriodFigures) -> Vec<Vec<&'f Figure>> {
    let mut groups: Vec<Vec<&Figure>> = if report.subject.only.is_some() {
        let all = figures.figures.iter();
        vec![
            all.filter(|figure| !CHANCES.contains(&figure.kpi.id))
                .collect(),
        ]
    } else {
        let group = |ids: &&[&str]| ids.iter().filter_map(|id| shown(figures, id)).collect();
        GROUPS.iter().map(group).collect()
    };
    groups.retain(|group| !group.is_empty());
    groups
}

/// A figure, if the plan gives it a meaning that is worth a row.
fn shown<'f>(figures: &'f PeriodFigures, id: &str) -> Option<&'f Figure> {
    // Where customers are followed, what a new one costs is known better than by deals.
    let is_better_known = id == "cac" && figures.get("customer-cost").is_some();
    let is_nothing = |figure: &Figure| {
        let e = &figure.estimate;
        e.p10.value == 0.0 && e.moments.mean == 0.0 && e.p90.value == 0.0
    };
    let figure = figures.get(id).filter(|_| !is_better_known)?;
    (!(IF_ANY.contains(&id) && is_nothing(figure))).then_some(figure)
}

/// A KPI's title with its unit, where the values do not show it.
pub(super) fn named(title: &str, unit: Unit) -> String {
    if unit == Unit::Months {
        format!("{title}, months")
    } else {
        title.to_owned()
    }
}

/// What is asked first: the odds of the target.
fn odds(report: &Report<'_>, figures: &PeriodFigures, numbers: &Numbers) -> String {
    let is_set = report
        .facts
        .company_target(&figures.period.months)
        .is_some();
    figures.target.as_ref().map_or_else(
        || {
            if is_set {
                "The chance of its target takes bookings, which are not counted.".into()
            } else {
                "The scenario sets no target of the whole company for this period.".into()
            }
        },
        |odds| {
            let (low, high) = odds.chance.interval;
            format!(
                "Target {}: {} chance to reach it (95 % interval {} to {}).",
                numbers.short(Unit::Money, odds.target.as_f64()),
                numbers.percent(odds.chance.value),
                numbers.percent(low),
                numbers.percent(high),
            )
        },
    )
}

/// Attainment factor and over-assignment, where there is a target and a street quota.
fn assignment(figures: &PeriodFigures, numbers: &Numbers) -> Option<String> {
    let mean = |id| Some(figures.get(id)?.estimate.moments.mean);
    let street = mean("street-quota").filter(|&quota| quota > 0.0)?;
    let target = figures.target?.target.as_f64();
    Some(format!(
        "Target / mean street quota = attainment factor {}; over-assignment {}.",
        numbers.decimals(target / street, 2),
        numbers.decimals(street / target, 2),
    ))
}

/// What of the period has happened, and what is not known of it.
fn actual(
    report: &Report<'_>,
    figures: &PeriodFigures,
    so_far: &SoFar,
    numbers: &Numbers,
) -> String {
    let model = report.subject.model;
    let before = model.calendar.n_history().checked_sub(1);
    let customers = before.filter(|_| model.contracts.is_some()).map(|month| {
        format!(
            " Recurring revenue and renewals are those of the customers who are listed as of the end of {}; a deal that was \
             won before counts in them only if its customer is listed.",
            model.calendar.month(month)
        )
    });
    let s = if so_far.actual == 1 { "" } else { "s" };
    let simulated = match so_far.simulated {
        0 => String::new(),
        n => format!(", {n} simulated"),
    };
    let booked = so_far.bookings.map_or_else(String::new, |booked| {
        let booked = numbers.short(Unit::Money, booked.as_f64());
        format!("; actual bookings so far {booked}")
    });
    format!(
        "{}: {} month{s} actual{simulated}{booked}. What is not known of the actual months, such \
         as {}, is left out; rates are those of the simulated months.{}",
        figures.period.label,
        so_far.actual,
        not_known(model),
        customers.unwrap_or_default(),
    )
}

/// What neither actual credits nor the books of finance tell, by way of example.
fn not_known(model: &Model) -> &'static str {
    let books = model.actuals.books();
    let of_contracts = (books.revenue.is_empty(), books.collected.is_empty());
    match model.contracts.as_ref().map(|_| of_contracts) {
        Some((true, true)) => "leads, revenue and cash",
        Some((true, false)) => "leads and revenue",
        Some((false, true)) => "leads and cash",
        Some((false, false)) | None => "leads and opportunities",
    }
}

/// The labelled defaults, the first forty in full; empty if there are none.
#[must_use]
pub fn assumed<'a>(entries: impl Iterator<Item = &'a RegisterEntry>) -> String {
    let entries: Vec<_> = entries.collect();
    if entries.is_empty() {
        return String::new();
    }
    let mut text = String::from("\nAssumed, not from your data:\n");
    for entry in entries.iter().take(LISTED) {
        let source = entry.source.as_deref().unwrap_or("no source given");
        let line = format!(
            "{} = {} ({})",
            printable(&entry.path),
            printable(&entry.stated),
            printable(source)
        );
        text.push_str(&fill(&line, "  "));
    }
    if entries.len() > LISTED {
        let _ = writeln!(
            text,
            "  ... and {} more: see assumptions.csv in a results folder (-o)",
            entries.len() - LISTED
        );
    }
    text
}
