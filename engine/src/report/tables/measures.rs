//! Tables with a row for each measure and period: the company, its markets, stages and roles.

use super::super::Report;
use super::super::table::{Cell, Table};
use super::{STATISTICS, statistics};
use crate::calendar::{Period, PeriodKind};
use crate::dimensions::Named;
use crate::kpi::output::Output;
use crate::kpi::{Kpi, Unit};
use crate::measure::{Cut, Measure};

/// Every measure of the company and its net cash flow, by month, quarter or year.
pub(in super::super) fn company(report: &Report<'_>, id: &'static str, kind: PeriodKind) -> Table {
    let mut table = Table::new(
        id,
        &[&["period", "complete", "measure"], &STATISTICS[..]].concat(),
    );
    for period in report.subject.model.calendar.periods(kind) {
        for measure in measures_of(report, Cut::Company) {
            let complete = Cell::text(if period.complete { "yes" } else { "no" });
            let keys = vec![
                Cell::text(&period.label),
                complete,
                Cell::text(measure.id()),
            ];
            table.push(row(report, keys, measure, Cut::Company, 0, &period));
        }
        for id in ["net-cash-flow", "cumulative-cash-flow"] {
            let kpi = Kpi::find(id).expect("cash flow is a KPI");
            if report.facts.customers.is_none() || !kpi.is_counted(&report.facts.results.layout) {
                continue;
            }
            let complete = Cell::text(if period.complete { "yes" } else { "no" });
            let keys = vec![Cell::text(&period.label), complete, Cell::text(id)];
            let months = kpi.months(&report.facts, &period.months);
            let output = months.map(|_| Output::Kpi(kpi.id, (&period.months).into()));
            table.push(derived_row(report, keys, kpi.unit, output.as_ref()));
        }
    }
    table
}

/// A table for each dimension of the market, and for territories; by month, quarter and year.
pub(in super::super) fn by_market(report: &Report<'_>) -> Vec<Table> {
    let dimensions = &report.subject.model.dimensions;
    let cuts: [(&'static str, &'static str, Cut, &[Named]); 4] = [
        ("regions", "region", Cut::Region, &dimensions.regions),
        ("segments", "segment", Cut::Segment, &dimensions.segments),
        ("sources", "source", Cut::Source, &dimensions.sources),
        (
            "territories",
            "territory",
            Cut::Territory,
            &dimensions.territories,
        ),
    ];
    let mut tables: Vec<Table> = cuts
        .into_iter()
        .map(|(id, column, cut, members)| by_member(report, id, column, cut, members))
        .collect();
    let territories = tables
        .last_mut()
        .filter(|_| !dimensions.territories.is_empty());
    if let Some(table) = territories {
        rest(report, table, Cut::Territory, "No territory");
    }
    tables
}

/// Rows for what belongs to no member of a cut, without an id: with them the members sum to the company.
fn rest(report: &Report<'_>, table: &mut Table, cut: Cut, name: &str) {
    for period in all_periods(report) {
        for measure in measures_of(report, cut) {
            let is_known = report.facts.knows(measure, &period.months);
            let output = Output::BelongsToNone(measure, cut, (&period.months).into());
            let output = is_known.then_some(&output);
            let keys = vec![
                Cell::Empty,
                Cell::text(name),
                Cell::text(&period.label),
                Cell::text(measure.id()),
            ];
            table.push(derived_row(report, keys, measure.unit().into(), output));
        }
    }
}

fn by_member(
    report: &Report<'_>,
    id: &'static str,
    column: &'static str,
    cut: Cut,
    members: &[Named],
) -> Table {
    let mut table = new_by_member(id, column);
    for (member, named) in members.iter().enumerate() {
        for period in all_periods(report) {
            for measure in measures_of(report, cut) {
                table.push(row(
                    report,
                    keys(named, &period, measure.id()),
                    measure,
                    cut,
                    member,
                    &period,
                ));
            }
            if measures_of(report, cut).contains(&Measure::ArrAvailable) {
                let months = (&period.months).into();
                let kept = [
                    ("grr", Output::GrossRetention(cut, member, months)),
                    ("nrr", Output::NetRetention(cut, member, months)),
                ];
                for (id, output) in kept {
                    // Of months before contracts are followed there is nothing to say.
                    let output = report.facts.follows(&period.months).then_some(&output);
                    table.push(derived_row(
                        report,
                        keys(named, &period, id),
                        Unit::Share,
                        output,
                    ));
                }
            }
        }
    }
    table
}

/// Every measure of the stages, their conversion and the mean time in them, by quarter and year.
pub(in super::super) fn stages(report: &Report<'_>) -> Table {
    let mut table = new_by_member("stages", "stage");
    for (stage_ix, named) in report.subject.model.dimensions.stages.iter().enumerate() {
        for period in quarters_and_years(report) {
            for measure in measures_of(report, Cut::Stage) {
                table.push(row(
                    report,
                    keys(named, &period, measure.id()),
                    measure,
                    Cut::Stage,
                    stage_ix,
                    &period,
                ));
            }
            let months = (&period.months).into();
            let derived = [
                (
                    "conversion",
                    Unit::Share,
                    Output::Conversion(stage_ix, months),
                ),
                (
                    "mean-time-in-stage",
                    Unit::Months,
                    Output::TimeInStage(stage_ix, months),
                ),
                (
                    "mean-wait",
                    Unit::Months,
                    Output::MeanWait(stage_ix, months),
                ),
            ];
            for (id, unit, output) in derived {
                let keys = keys(named, &period, id);
                table.push(derived_row(report, keys, unit, Some(&output)));
            }
        }
    }
    table
}

/// Every measure of the roles and, by year, the attainment of their seats together; by quarter and year.
pub(in super::super) fn roles(report: &Report<'_>) -> Table {
    let model = report.subject.model;
    let mut table = new_by_member("roles", "role");
    for (role, named) in model.dimensions.roles.iter().enumerate() {
        let seats: Vec<usize> = (0..model.workforce.seats.len())
            .filter(|&s| model.workforce.seats[s].role == role)
            .collect();
        for period in quarters_and_years(report) {
            for measure in measures_of(report, Cut::Role) {
                table.push(row(
                    report,
                    keys(named, &period, measure.id()),
                    measure,
                    Cut::Role,
                    role,
                    &period,
                ));
            }
            if let Some(year) = report
                .facts
                .year(&period.months)
                .filter(|_| period.kind == PeriodKind::Year)
            {
                let attainment = Output::Attainment(seats.clone(), year);
                table.push(derived_row(
                    report,
                    keys(named, &period, "attainment"),
                    Unit::Share,
                    Some(&attainment),
                ));
            }
        }
    }
    table
}

/// Every measure of the pools, by month, quarter and year; none in a plan without any.
pub(in super::super) fn pools(report: &Report<'_>) -> Option<Table> {
    let supply = report.subject.model.supply.as_ref()?;
    if supply.pools.is_empty() && !supply.items.is_empty() {
        return None;
    }
    let pools: Vec<Named> = supply.pools.iter().map(|pool| pool.named.clone()).collect();
    Some(by_member(report, "pools", "pool", Cut::Pool, &pools))
}

/// Every measure of the items in stock and their fill rate, by month, quarter and year; none in a plan without any.
pub(in super::super) fn stock(report: &Report<'_>) -> Option<Table> {
    let supply = report.subject.model.supply.as_ref()?;
    if supply.items.is_empty() {
        return None;
    }
    let items: Vec<Named> = supply.items.iter().map(|item| item.named.clone()).collect();
    let mut table = by_member(report, "stock", "item", Cut::Item, &items);
    for (item, named) in items.iter().enumerate() {
        for period in all_periods(report) {
            let months = report.subject.model.calendar.simulated(&period.months);
            let output = Output::FillRate(item, (&months).into());
            let output = Some(&output).filter(|_| !months.is_empty());
            let keys = keys(named, &period, "fill-rate");
            table.push(derived_row(report, keys, Unit::Share, output));
        }
    }
    Some(table)
}

fn new_by_member(id: &'static str, column: &'static str) -> Table {
    Table::new(
        id,
        &[&[column, "name", "period", "measure"], &STATISTICS[..]].concat(),
    )
}

fn keys(named: &Named, period: &Period, measure: &str) -> Vec<Cell> {
    vec![
        Cell::text(&named.id),
        Cell::text(&named.name),
        Cell::text(&period.label),
        Cell::text(measure),
    ]
}

fn row(
    report: &Report<'_>,
    keys: Vec<Cell>,
    measure: Measure,
    cut: Cut,
    member: usize,
    period: &Period,
) -> Vec<Cell> {
    let is_known = report.facts.knows(measure, &period.months);
    let output = Output::Measure(measure, cut, member, (&period.months).into());
    let output = is_known.then_some(&output);
    derived_row(report, keys, measure.unit().into(), output)
}

/// The keys and what the trials say of an output; empty numbers without one.
fn derived_row(
    report: &Report<'_>,
    mut keys: Vec<Cell>,
    unit: Unit,
    output: Option<&Output>,
) -> Vec<Cell> {
    let estimate = output.and_then(|output| report.said().estimate(output));
    keys.extend(statistics(unit, estimate.as_ref(), report.subject.currency));
    keys
}

/// The measures that are counted along a cut, in cell order.
fn measures_of(report: &Report<'_>, cut: Cut) -> Vec<Measure> {
    report
        .facts
        .results
        .layout
        .blocks()
        .iter()
        .filter(|block| block.cut == cut)
        .map(|block| block.measure)
        .collect()
}

fn all_periods(report: &Report<'_>) -> Vec<Period> {
    let calendar = &report.subject.model.calendar;
    [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year]
        .into_iter()
        .flat_map(|kind| calendar.periods(kind))
        .collect()
}

fn quarters_and_years(report: &Report<'_>) -> Vec<Period> {
    all_periods(report)
        .into_iter()
        .filter(|period| period.kind != PeriodKind::Month)
        .collect()
}
