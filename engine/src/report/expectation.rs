//! Expected values, as text, as a table and for programs.
//!
//! # The JSON
//!
//! `{format: 1, kind: "expectation", engine, scenario: {name, hash}, currency, at_mean, months, figures, pipeline,
//! left_out}`. `at_mean` is the number of uncertain assumptions that stand at their mean. `figures` is a list of
//! `{figure, of, unit, values}` with a value for each of `months`; `of` is the role, source or stage, or null for the
//! whole company. `pipeline` is `{deals, dead, open, weighted, sd}` or null. Money is in whole units of the currency.
//! `left_out` is a list of `{what, why}`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::table::{Cell, Table, unit_name};
use super::{Subject, printable};
use crate::calendar::PeriodKind;
use crate::expect::{Expectation, PipelineValue};
use crate::kernel::math::sqrt;
use crate::kpi::{Unit, has_capacity};

/// What is to be expected of a plan, ready to be shown.
#[derive(Clone, Debug)]
pub struct ExpectationReport<'a> {
    subject: Subject<'a>,
    numbers: Numbers,
    expectation: &'a Expectation,
    figures: Vec<Figure<'a>>,
}

/// A figure with a value for each month.
#[derive(Clone, Debug)]
struct Figure<'a> {
    id: &'static str,
    /// Role, source or stage; `None` is the whole company.
    of: Option<&'a str>,
    unit: Unit,
    values: Vec<f64>,
}

/// Columns of the months: what stands above them, and the figure below.
const COLUMNS: [(&str, &str); 7] = [
    ("Leads", "leads"),
    ("People", "headcount"),
    ("RRE", "rre"),
    ("Capacity", "capacity"),
    ("Quota", "street-quota"),
    ("Wins", "wins"),
    ("Bookings", "bookings"),
];

impl<'a> ExpectationReport<'a> {
    /// The report of an expectation.
    ///
    /// * `subject`: the plan it is about
    #[must_use]
    pub fn new(subject: Subject<'a>, expectation: &'a Expectation) -> Self {
        Self {
            subject,
            numbers: Numbers::new(subject.locale, subject.currency),
            expectation,
            figures: figures(subject, expectation),
        }
    }

    /// The months, the open pipeline and what is left out, for a screen.
    ///
    /// # Panics
    ///
    /// Never: writing to a text cannot fail.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}\nExpected values, worked out and not simulated | scenario {} | money in {}\n\n",
            clip(&printable(self.subject.name), WIDTH),
            self.subject.short_hash(),
            self.subject.currency.code()
        );
        let (months, sources) = (self.months(), self.sources());
        text.push_str(&months);
        if !months.is_empty() && !sources.is_empty() {
            text.push('\n');
        }
        text.push_str(&sources);
        text.push_str(&self.roles());
        if let Some(pipeline) = &self.expectation.pipeline {
            text.push_str(&self.pipeline(pipeline));
        }
        if self.expectation.at_mean > 0 {
            text.push('\n');
            text.push_str(&fill(
                &format!(
                    "{} uncertain assumptions stand at their mean: this is one plan, not the mean over what they may \
                     turn out to be.",
                    self.expectation.at_mean
                ),
                "",
            ));
        }
        if !self.expectation.left_out.is_empty() {
            text.push_str("\nLeft out, because it is not linear (`foresell run` simulates it)\n");
            for left in &self.expectation.left_out {
                let line = format!("{}: {}", printable(&left.what), printable(&left.why));
                text.push_str(&fill(&line, "  "));
            }
        }
        text
    }

    fn months(&self) -> String {
        let shown: Vec<(&str, Vec<f64>, Unit)> = COLUMNS
            .iter()
            .filter_map(|&(title, id)| {
                let (values, unit) = self.total(id)?;
                let is_there = values.iter().any(|&value| value != 0.0);
                is_there.then_some((title, values, unit))
            })
            .collect();
        if shown.is_empty() {
            return String::new();
        }
        let mut columns = vec![(8, Align::Left)];
        columns.extend(shown.iter().map(|_| (10, Align::Right)));
        let mut grid = Grid::new(&columns);
        let mut header = vec!["Month".to_owned()];
        header.extend(shown.iter().map(|(title, ..)| (*title).to_owned()));
        grid.row(&header);
        for month in 0..self.subject.model.calendar.n_months() {
            let mut row = vec![self.subject.model.calendar.month(month).to_string()];
            row.extend(shown.iter().map(|(_, values, unit)| match unit {
                Unit::Count => self.numbers.decimals(values[month], 1),
                unit => self.numbers.short(*unit, values[month]),
            }));
            grid.row(&row);
        }
        grid.gap();
        for year in self.subject.model.calendar.periods(PeriodKind::Year) {
            let mut row = vec![year.label.clone()];
            row.extend(shown.iter().map(|(_, values, unit)| {
                let values = &values[year.months.clone()];
                let sum: f64 = values.iter().sum();
                match unit {
                    Unit::Count => self.numbers.decimals(sum, 1),
                    Unit::People => self.numbers.short(*unit, sum / count(values.len())),
                    unit => self.numbers.short(*unit, sum),
                }
            }));
            grid.row(&row);
        }
        let mut text = grid.into_text();
        text.push_str("Years: sums over their months; of people, averages.\n");
        text
    }

    /// Leads of each source, fiscal year by fiscal year, where those of the whole company are not known.
    fn sources(&self) -> String {
        let rows = &self.expectation.sources;
        if rows.is_empty() || self.total("leads").is_some() {
            return String::new();
        }
        let years = self.subject.model.calendar.periods(PeriodKind::Year);
        let mut columns = vec![(20, Align::Left)];
        columns.extend(years.iter().map(|_| (10, Align::Right)));
        let mut grid = Grid::new(&columns);
        let mut header = vec!["Leads".to_owned()];
        header.extend(years.iter().map(|year| year.label.clone()));
        grid.row(&header);
        for row in rows {
            let name = &self.subject.model.dimensions.sources[row.source].name;
            let mut cells = vec![printable(name).into_owned()];
            cells.extend(years.iter().map(|year| {
                let leads: f64 = row.leads[year.months.clone()].iter().sum();
                self.numbers.decimals(leads, 1)
            }));
            grid.row(&cells);
        }
        grid.into_text()
    }

    /// People of each role, fiscal year by fiscal year.
    fn roles(&self) -> String {
        let mut text = String::new();
        if self.expectation.roles.is_empty() {
            return text;
        }
        let mut columns = vec![(20, Align::Left)];
        columns.extend([(10, Align::Right); 6]);
        for year in self.subject.model.calendar.periods(PeriodKind::Year) {
            let mut grid = Grid::new(&columns);
            grid.gap();
            let titles = ["People", "Ramped", "Hires", "Leavers", "Capacity", "Quota"];
            let mut header = vec![year.label.as_str()];
            header.extend(titles);
            grid.row(&header);
            for row in &self.expectation.roles {
                let sum = |values: &[f64]| values[year.months.clone()].iter().sum::<f64>();
                let mean = |values: &[f64]| sum(values) / count(year.months.len());
                let people = |value| self.numbers.decimals(value, 1);
                let money = |value| match value {
                    0.0 => String::new(),
                    value => self.numbers.short(Unit::Money, value),
                };
                grid.row(&[
                    printable(&self.subject.model.dimensions.roles[row.role].name).into_owned(),
                    people(mean(&row.headcount)),
                    people(mean(&row.rre)),
                    people(sum(&row.hires)),
                    people(sum(&row.leavers)),
                    money(sum(&row.capacity)),
                    money(sum(&row.street_quota)),
                ]);
            }
            text.push_str(&grid.into_text());
        }
        text
    }

    /// A figure of the whole company; `None` if a part of it is left out. Ramped-rep equivalents are those of roles with a
    /// capacity, as in a run.
    fn total(&self, id: &str) -> Option<(Vec<f64>, Unit)> {
        let dimensions = &self.subject.model.dimensions;
        let roles = self.subject.model.workforce.roles.iter();
        let with_capacity: Vec<&str> = roles
            .zip(&dimensions.roles)
            .filter(|(role, _)| has_capacity(role))
            .map(|(_, named)| named.id.as_str())
            .collect();
        let counts = |figure: &&Figure<'_>| {
            let of = figure.of.unwrap_or_default();
            figure.id == id && (id != "rre" || with_capacity.contains(&of))
        };
        let parts: Vec<&Figure<'_>> = self.figures.iter().filter(counts).collect();
        let whole = match id {
            "leads" => dimensions.sources.len(),
            "wins" | "bookings" => 1,
            "rre" | "capacity" => with_capacity.len(),
            _ => dimensions.roles.len(),
        };
        if parts.len() < whole {
            return None;
        }
        let n_months = self.subject.model.calendar.n_months();
        let sum = |month: usize| parts.iter().map(|figure| figure.values[month]).sum();
        Some(((0..n_months).map(sum).collect(), parts.first()?.unit))
    }

    fn pipeline(&self, pipeline: &PipelineValue) -> String {
        let money = |minor: f64| self.numbers.short(Unit::Money, minor);
        let mut text = String::new();
        let _ = writeln!(
            text,
            "\nOpen pipeline: {} deals, {}; expected to win {} +- {} (standard deviation)",
            self.numbers.short(Unit::Count, count(pipeline.deals)),
            money(pipeline.open),
            money(pipeline.weighted),
            money(sqrt(pipeline.variance.max(0.0)))
        );
        if pipeline.dead > 0 {
            let _ = writeln!(text, "  {} of them are too old to be alive", pipeline.dead);
        }
        text
    }

    /// Every figure in every month, a row for each.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut table = Table::new("expected", &["month", "figure", "of", "unit", "value"]);
        let currency = self.subject.currency;
        for figure in &self.figures {
            for (month, &value) in figure.values.iter().enumerate() {
                table.push(vec![
                    Cell::text(self.subject.model.calendar.month(month).to_string()),
                    Cell::text(figure.id),
                    figure.of.map_or(Cell::Empty, Cell::text),
                    Cell::text(unit_name(figure.unit, currency)),
                    Cell::value(figure.unit, value, currency),
                ]);
            }
        }
        table
    }

    /// The figures for programs, in the format described above.
    #[must_use]
    pub fn json(&self) -> Value {
        let calendar = &self.subject.model.calendar;
        let months: Vec<String> = (0..calendar.n_months())
            .map(|month| calendar.month(month).to_string())
            .collect();
        let figures = self.figures.iter().map(|figure| {
            let values = figure
                .values
                .iter()
                .map(|&value| self.natural(figure.unit, value));
            json!({
                "figure": figure.id,
                "of": figure.of,
                "unit": unit_name(figure.unit, self.subject.currency),
                "values": values.collect::<Vec<_>>(),
            })
        });
        let money = |minor: f64| self.natural(Unit::Money, minor);
        json!({
            "format": super::json::FORMAT,
            "kind": "expectation",
            "engine": super::json::engine(),
            "scenario": { "name": self.subject.name, "hash": self.subject.hash },
            "currency": self.subject.currency.code(),
            "at_mean": self.expectation.at_mean,
            "months": months,
            "figures": figures.collect::<Vec<_>>(),
            "pipeline": self.expectation.pipeline.as_ref().map(|pipeline| json!({
                "deals": pipeline.deals,
                "dead": pipeline.dead,
                "open": money(pipeline.open),
                "weighted": money(pipeline.weighted),
                "sd": money(sqrt(pipeline.variance.max(0.0))),
            })),
            "left_out": self.expectation.left_out.iter().map(|left| json!({
                "what": left.what,
                "why": left.why,
            })).collect::<Vec<_>>(),
        })
    }

    /// Money in whole units of the currency, all else as it is.
    fn natural(&self, unit: Unit, value: f64) -> f64 {
        match unit {
            Unit::Money => value / self.subject.currency.minor_per_major(),
            _ => value,
        }
    }
}

fn figures<'a>(subject: Subject<'a>, expectation: &Expectation) -> Vec<Figure<'a>> {
    let dimensions = &subject.model.dimensions;
    let mut figures = Vec::new();
    let mut add = |id, of: Option<&'a str>, unit, values: &[f64]| {
        figures.push(Figure {
            id,
            of,
            unit,
            values: values.to_vec(),
        });
    };
    for row in &expectation.sources {
        let id = Some(dimensions.sources[row.source].id.as_str());
        add("leads", id, Unit::Count, &row.leads);
    }
    for row in &expectation.roles {
        let id = Some(dimensions.roles[row.role].id.as_str());
        add("headcount", id, Unit::People, &row.headcount);
        add("rre", id, Unit::People, &row.rre);
        add("hires", id, Unit::Count, &row.hires);
        add("leavers", id, Unit::Count, &row.leavers);
        if has_capacity(&subject.model.workforce.roles[row.role]) {
            add("capacity", id, Unit::Money, &row.capacity);
        }
        add("street-quota", id, Unit::Money, &row.street_quota);
    }
    if let Some(deals) = &expectation.deals {
        add("opportunities", None, Unit::Count, &deals.opportunities);
        add("wins", None, Unit::Count, &deals.wins);
        add("bookings", None, Unit::Money, &deals.bookings);
        for (stage, open) in dimensions.stages.iter().zip(&deals.open) {
            add("open", Some(stage.id.as_str()), Unit::Count, open);
        }
    }
    figures
}

#[allow(clippy::cast_precision_loss, reason = "deals are counted in thousands")]
fn count(n: usize) -> f64 {
    n as f64
}
