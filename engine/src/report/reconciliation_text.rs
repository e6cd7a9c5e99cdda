//! A reconciliation of plans on one page.

use super::bridge_text;
use super::grid::{Align, Grid, WIDTH, clip};
use super::numbers::Numbers;
use super::printable;
use super::reconciliation::ReconciliationReport;
use super::wrap::wrap;
use crate::calendar::{Period, PeriodKind};
use crate::kpi::Unit;
use crate::outcome::reconciliation::{Amounts, Contradiction, PeriodViews, View};

/// Columns of the page.
pub(super) const PAGE: usize = 100;

/// Contradictions of each kind of period that are listed.
const LISTED: usize = 8;
const LISTED_SHORT: usize = 3;

/// Part of the greater of two means below which what is missing is left out of the text.
const SMALL: f64 = 0.005;

/// The reconciliation as plain text.
#[must_use]
pub fn text(report: &ReconciliationReport<'_>) -> String {
    let subject = &report.subject;
    let numbers = Numbers::new(subject.locale, subject.currency);
    let mut text = format!("{}\n", clip(&printable(subject.name), WIDTH));
    if !report.is_complete() {
        text.push_str("PARTIAL: interrupted before the bridge was known\n");
    }
    let first = if report.first_trial > 0 {
        format!(" from trial {}", report.first_trial)
    } else {
        String::new()
    };
    text.push_str(&paragraph(&format!(
        "{} plans in {} shared futures{first} | seed {} | scenario {} | money in {}",
        report.n_plans,
        numbers.decimals(f64::from(report.n_trials), 0),
        report.seed,
        subject.short_hash(),
        subject.currency.code()
    )));
    text.push_str(&views(report, &numbers));
    text.push_str(&contradictions(report, &numbers));
    if let Some(bridge) = &report.found.bridge {
        text.push_str(&bridge_text::section(bridge, report, &numbers));
    }
    text
}

/// A paragraph in lines that fit the page.
pub(super) fn paragraph(words: &str) -> String {
    let lines = wrap(words, PAGE, 2);
    let lines = lines.iter().map(|line| line.trim_end());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Years, and the quarters of the year of the bridge or of the first one.
fn shown<'r>(report: &'r ReconciliationReport<'_>) -> Vec<&'r PeriodViews> {
    let periods = &report.found.periods;
    let bridge = report.found.bridge.as_ref().map(|of| &of.period);
    let first = periods.first().map(|of| &of.period);
    let lies_in = |inner: &Period, outer: &Period| {
        outer.months.start <= inner.months.start && inner.months.end <= outer.months.end
    };
    let year = periods.iter().map(|of| &of.period).find(|period| {
        period.kind == PeriodKind::Year && bridge.is_some_and(|of| lies_in(of, period))
    });
    let within = year.or(bridge).or(first);
    let is_shown = |of: &&PeriodViews| {
        let has_bridge = bridge.is_some_and(|bridge| bridge.label == of.period.label);
        let is_long = of.period.kind == PeriodKind::Year;
        let is_quarter = of.period.kind == PeriodKind::Quarter;
        is_long || has_bridge || is_quarter && within.is_some_and(|year| lies_in(&of.period, year))
    };
    let shown: Vec<&PeriodViews> = periods.iter().filter(is_shown).collect();
    if shown.is_empty() {
        periods.iter().collect()
    } else {
        shown
    }
}

fn views(report: &ReconciliationReport<'_>, numbers: &Numbers) -> String {
    let has_supply = report.meaning(View::Supply).is_some();
    let has_capacity = report.meaning(View::Capacity).is_some();
    let has_due = report.meaning(View::Due).is_some();
    let mean = |of: Option<&Amounts>| {
        of.map_or_else(String::new, |of| {
            numbers.short(Unit::Money, of.moments.mean)
        })
    };
    let mut text = format!(
        "\nWhat each plan comes to: mean (P10-P90)\n{}\n",
        "-".repeat(PAGE)
    );
    let mut grid = Grid::new(&[
        (9, Align::Left),
        (22, Align::Right),
        (22, Align::Right),
        (9, Align::Right),
        (22, Align::Right),
        (8, Align::Right),
        (8, Align::Right),
    ]);
    grid.row(&[
        "",
        "Demand wants",
        "Sales can sign",
        if has_due { "Due" } else { "" },
        if has_supply { "Supply delivers" } else { "" },
        if has_capacity { "Room" } else { "" },
        "Target",
    ]);
    for of in shown(report) {
        let supply = of.supply.as_ref();
        let unknown = if has_supply { "not known" } else { "" };
        grid.row(&[
            of.period.label.clone(),
            spread(&of.demand, numbers),
            spread(&of.sales, numbers),
            mean(of.due.as_ref()),
            supply.map_or_else(|| unknown.to_owned(), |of| spread(of, numbers)),
            mean(of.capacity.as_ref()),
            of.target.map_or_else(
                || "-".to_owned(),
                |target| numbers.short(Unit::Money, target.as_f64()),
            ),
        ]);
    }
    text.push_str(&grid.into_text());
    text.push_str(&budgets(report, numbers));
    let mut meanings = Vec::new();
    for (title, view) in [
        ("Demand", View::Demand),
        ("Sales", View::Sales),
        ("Due", View::Due),
        ("Supply", View::Supply),
        ("Room", View::Capacity),
        ("Target", View::Target),
    ] {
        if let Some(meaning) = report.meaning(view) {
            meanings.push(format!("{title}: {meaning}."));
        }
    }
    if !has_supply {
        meanings.push("Supply: the plan does not say who or what delivers.".into());
    }
    if report.meaning(View::Target).is_none() {
        meanings.push("Target: the plan sets none.".into());
    }
    text.push_str(&paragraph(&meanings.join(" ")));
    text
}

/// What was budgeted for cost of sales, and what selling costs; empty without a budget.
fn budgets(report: &ReconciliationReport<'_>, numbers: &Numbers) -> String {
    let periods = report.found.periods.iter();
    let budgets = periods.filter_map(|of| Some((of, of.budget?, of.cost.as_ref()?)));
    let budgets: Vec<String> = budgets
        .take(LISTED_SHORT)
        .map(|(of, budget, cost)| {
            format!(
                "{} {}, selling costs {}",
                of.period.label,
                numbers.short(Unit::Money, budget.as_f64()),
                spread(cost, numbers)
            )
        })
        .collect();
    if budgets.is_empty() {
        return String::new();
    }
    paragraph(&format!(
        "Budget for cost of sales: {}.",
        budgets.join("; ")
    ))
}

fn spread(of: &Amounts, numbers: &Numbers) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let [low, high] = [0, 2].map(|ix: usize| of.quantiles[ix].value as f64);
    format!(
        "{} ({}-{})",
        numbers.short(Unit::Money, of.moments.mean),
        numbers.short(Unit::Money, low),
        numbers.short(Unit::Money, high)
    )
}

fn contradictions(report: &ReconciliationReport<'_>, numbers: &Numbers) -> String {
    let all = &report.found.contradictions;
    let matters = |of: &&Contradiction| {
        of.share.value >= report.least_share && of.missing.mean >= SMALL * of.means[0].abs()
    };
    let listed = |kind: PeriodKind, most: usize| {
        let of_kind = all.iter().filter(move |of| of.period.kind == kind);
        of_kind.filter(matters).take(most)
    };
    let years = report.found.periods.iter();
    let has_years = years.clone().any(|of| of.period.kind == PeriodKind::Year);
    let mut shown: Vec<&Contradiction> = listed(PeriodKind::Year, LISTED).collect();
    shown.extend(listed(PeriodKind::Quarter, LISTED_SHORT));
    let bridge = report.found.bridge.as_ref().map(|of| &of.period.label);
    let is_asked = |of: &&Contradiction| !has_years || bridge == Some(&of.period.label);
    let months = listed(PeriodKind::Month, usize::MAX).filter(is_asked);
    shown.extend(months.take(LISTED_SHORT));
    let mut text = format!("\nWho contradicts whom\n{}\n", "-".repeat(PAGE));
    if shown.is_empty() {
        text.push_str(&paragraph(&format!(
            "Nobody, in at least {} of futures.",
            numbers.percent(report.least_share)
        )));
    } else {
        let mut grid = Grid::new(&[
            (10, Align::Left),
            (67, Align::Left),
            (14, Align::Right),
            (9, Align::Right),
        ]);
        grid.row(&["", "", "in futures", "then by"]);
        for of in &shown {
            grid.row(&row(of, numbers));
        }
        text.push_str(&grid.into_text());
    }
    let others = all.len() - shown.len();
    if others > 0 {
        text.push_str(&paragraph(&format!(
            "{} more, by month too, in JSON and CSV. Here are left out those in fewer than {} of futures and those below \
             {} of what is counted on.",
            numbers.decimals(f64::from(u32::try_from(others).unwrap_or(u32::MAX)), 0),
            numbers.percent(report.least_share),
            numbers.percent(SMALL)
        )));
    }
    text
}

fn row(of: &Contradiction, numbers: &Numbers) -> [String; 4] {
    let [more, less] = of.means.map(|mean| numbers.short(Unit::Money, mean));
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let [low, high] = of.range.map(|end| numbers.short(Unit::Money, end as f64));
    let range = format!("({low}-{high})");
    let first = match of.more {
        View::Due => format!("Promised until its end {more}"),
        View::Target => format!("Finance promised {more}"),
        View::Demand => format!("Demand wants {more}"),
        View::Cost => format!("Selling costs {more} {range}"),
        _ => format!("Sales can sign {more}"),
    };
    let second = match of.less {
        View::Demand => format!("demand wants {less} {range}"),
        View::Supply if of.is_from_start() => format!("delivered until then {less} {range}"),
        View::Supply => format!("supply delivers {less} {range}"),
        View::Capacity => format!("pools have room for {less} {range}"),
        View::Budget => format!("the budget is {less}"),
        _ => format!("sales can sign {less} {range}"),
    };
    let unlike = if of.is_signed_against_delivered() {
        " [signed against delivered]"
    } else {
        ""
    };
    let (low, high) = of.share.interval;
    let share = format!(
        "{} ({}-{})",
        numbers.whole_percent(of.share.value),
        numbers.whole_percent(low).trim_end_matches(" %"),
        numbers.whole_percent(high)
    );
    [
        of.period.label.clone(),
        format!("{first}; {second}{unlike}"),
        share,
        numbers.short(Unit::Money, of.missing_then()),
    ]
}
