//! Actual credits: the table of what people were really credited with.

use std::path::Path;

use jiff::civil::Date;

use crate::calendar::YearMonth;
use crate::comp::{Credit, Filter, Plan};
use crate::dimensions::{DealClass, Named};
use crate::model::Model;
use crate::model::actual::{ActualCredit, Done};
use crate::model::credit::Counted;
use crate::units::Money;

use super::codes::Code;
use super::deal_rows;
use super::files::Files;
use super::finding::{Findings, ScenarioError};
use super::load::Scenario;
use super::nearest::did_you_mean;
use super::place::{Place, Sources};
use super::table::{Column, MAX_ROWS, Row, Table};

pub(super) const COLUMNS: [Column; 12] = [
    Column::required("date"),
    Column::required("seat"),
    Column::optional("deal"),
    Column::optional("measure"),
    Column::optional("amount"),
    Column::optional("share"),
    Column::optional("margin"),
    Column::optional("activity"),
    Column::optional("segment"),
    Column::optional("region"),
    Column::optional("product"),
    Column::optional("source"),
];

/// What a row may count.
const MEASURES: [&str; 5] = [
    "bookings",
    "collected",
    "opportunities",
    "activities",
    "objective",
];

/// Reads a table of actual credits.
///
/// One row for each credit: `date`, `seat` (empty: for the company only), `deal` (rows with one deal, amount and kind
/// share one sale, which counts once for the company), `measure` ("bookings" unless said, "collected", "opportunities", "activities" or "objective"), `amount` (money, a count, or how
/// far an objective was reached; 1 unless said for opportunities), `share` (1 unless said), `margin` (by the
/// scenario's gross margin unless said), `activity` (the activity or the objective), and `segment`, `region`,
/// `product`, `source`, which are needed where a plan counts only some of them.
///
/// # Errors
///
/// [`ScenarioError::Invalid`] with everything that is wrong with the table.
pub fn read_credits(
    files: &dyn Files,
    path: &Path,
    scenario: &Scenario,
) -> Result<Vec<ActualCredit>, ScenarioError> {
    let mut sources = scenario.merged.sources().clone();
    let mut findings = Findings::new();
    let table = Table::open_given(files, path, &mut sources, &COLUMNS, MAX_ROWS, &mut findings);
    let minor = f64::from(10_u32.pow(scenario.minor_digits()));
    let model = scenario.model.at_means();
    let credits = table.map(|table| Reader::new(&model, minor).read(&table, &mut findings));
    or_findings(credits, findings, &sources)
}

fn or_findings(
    credits: Option<Vec<ActualCredit>>,
    findings: Findings,
    sources: &Sources,
) -> Result<Vec<ActualCredit>, ScenarioError> {
    match credits {
        Some(credits) if findings.is_empty() => Ok(credits),
        _ => Err(findings.into_error(sources)),
    }
}

/// Reads rows into credits.
pub(super) struct Reader<'m> {
    model: &'m Model,
    /// Minor units of a whole unit of the currency.
    minor: f64,
    /// Whether plans count only some segments, regions, products or sources.
    needs_class: bool,
    /// Whether segments, regions and sources are counted.
    counts_markets: bool,
    /// Months of the horizon in which credits may lie, and what to do about one that does not.
    n_months: usize,
    remedy: &'static str,
    /// Days that lie outside of them.
    outside: Vec<(Place, Date)>,
}

/// A row that has been read, and where it stands.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) credit: ActualCredit,
    pub(super) at: Place,
}

impl<'m> Reader<'m> {
    /// * `minor`: minor units of a whole unit of the currency
    pub(super) fn new(model: &'m Model, minor: f64) -> Self {
        Self {
            model,
            minor,
            needs_class: model.comp.plans.iter().any(needs_class),
            counts_markets: false,
            n_months: model.calendar.n_months(),
            remedy: "leave such rows out, or lengthen the horizon of the scenario",
            outside: Vec::new(),
        }
    }

    /// The same reader for credits of the first months, which are history.
    pub(super) fn until(self, n_months: usize) -> Self {
        Self {
            counts_markets: true,
            n_months,
            remedy: "leave such rows out, or let `actuals.until` come after them",
            ..self
        }
    }

    /// All rows; what is wrong goes to `findings`.
    pub(super) fn read(mut self, table: &Table, findings: &mut Findings) -> Vec<ActualCredit> {
        let mut rows: Vec<Read> = Vec::new();
        for row in table.rows() {
            rows.extend(self.row(&row, findings));
        }
        self.report_outside(findings);
        deal_rows::sort(&mut rows);
        let doubled = self.model.comp.splits.iter().filter(|split| split.double);
        deal_rows::check(&rows, doubled.count(), findings);
        let mut credits: Vec<ActualCredit> = rows.into_iter().map(|row| row.credit).collect();
        deal_rows::count_once(&mut credits);
        deal_rows::lay_out(&mut credits);
        credits
    }

    fn row(&mut self, row: &Row<'_>, findings: &mut Findings) -> Option<Read> {
        let time = self.time(row, findings);
        let seat = self.seat(row, findings);
        let class = self.class(row, findings);
        let share = Self::share(row, findings);
        // What is wrong with the day is said; the rest is read all the same.
        let at = (class.unwrap_or(0), time.map_or(0, |(_, month)| month));
        let done = self.done(row, seat.flatten(), at, findings);
        let what = row.optional_text("deal").unwrap_or_default().to_owned();
        let credit = ActualCredit {
            time: time?.0,
            seat: seat?,
            class: class?,
            what,
            done: done?,
            share: share?,
            from: 0.0,
            of_company: 1.0,
            begins_deal: true,
        };
        let at = row.row_place();
        Some(Read { credit, at })
    }

    /// When \[months since the start of the horizon\], and in which month; remembers what lies outside.
    fn time(&mut self, row: &Row<'_>, findings: &mut Findings) -> Option<(f64, usize)> {
        let date = row.date("date", findings)?;
        let calendar = &self.model.calendar;
        let month = calendar.index_of(YearMonth::of(date));
        if let Some(month) = month.filter(|&month| month < self.n_months) {
            return Some((calendar.time_of(date), month));
        }
        self.outside.push((row.place("date"), date));
        None
    }

    /// One finding for all days that lie outside: they mostly have one reason.
    fn report_outside(&self, findings: &mut Findings) {
        let Some((at, date)) = self.outside.first() else {
            return;
        };
        let calendar = &self.model.calendar;
        let (first, last) = (calendar.start(), calendar.month(self.n_months.max(1) - 1));
        let others = match self.outside.len() - 1 {
            0 => String::new(),
            1 => ", and so is one more row".into(),
            n => format!(", and so are {n} more rows"),
        };
        let message =
            format!("{date} is outside of these months: expected {first} to {last}{others}");
        findings.add(Code::OutsideHorizon, at.clone(), message).help = self.remedy.into();
    }

    /// `Some(None)` for a row that counts for the company only.
    #[allow(
        clippy::option_option,
        reason = "no seat is not the same as a wrong one"
    )]
    fn seat(&self, row: &Row<'_>, findings: &mut Findings) -> Option<Option<usize>> {
        let Some(id) = row.optional_text("seat") else {
            return Some(None);
        };
        let seats = &self.model.workforce.seats;
        let found = seats.binary_search_by(|seat| seat.id.as_str().cmp(id)).ok();
        if found.is_none() {
            let ids = seats.iter().map(|seat| seat.id.as_str());
            unknown("seat", id, ids, row.place("seat"), findings);
        }
        found.map(Some)
    }

    fn share(row: &Row<'_>, findings: &mut Findings) -> Option<f64> {
        if row.optional_text("share").is_none() {
            return Some(1.0);
        }
        let share = row.number("share", findings)?;
        if (0.0..=1.0).contains(&share) {
            return Some(share);
        }
        let message = format!("{share} is out of range: expected 0 to 1");
        findings.add(Code::OutOfRange, row.place("share"), message);
        None
    }

    fn class(&self, row: &Row<'_>, findings: &mut Findings) -> Option<usize> {
        let dimensions = &self.model.dimensions;
        let segment = self.member(row, "segment", &dimensions.segments, findings);
        let region = self.member(row, "region", &dimensions.regions, findings);
        let product = self.member(row, "product", &dimensions.products, findings);
        let source = self.member(row, "source", &dimensions.sources, findings);
        Some(dimensions.class(DealClass {
            segment: segment?,
            region: region?,
            product: product?,
            source: source?,
        }))
    }

    fn member(
        &self,
        row: &Row<'_>,
        column: &str,
        members: &[Named],
        findings: &mut Findings,
    ) -> Option<usize> {
        let Some(id) = row.optional_text(column) else {
            let measure = row.optional_text("measure");
            let is_deal = !matches!(measure, Some("activities" | "objective"));
            let who = match column {
                _ if self.needs_class => "comp plans count",
                "segment" | "region" | "source" if self.counts_markets => "results are counted",
                _ => return Some(0),
            };
            if is_deal && members.len() > 1 {
                let message = format!("`{column}` is empty, and {who} by it");
                findings
                    .add(Code::CellEmpty, row.place(column), message)
                    .help = format!("name one of the scenario's {column}s");
                return None;
            }
            return Some(0);
        };
        let found = members.iter().position(|member| member.id == id);
        if found.is_none() {
            let ids = members.iter().map(|member| member.id.as_str());
            unknown(column, id, ids, row.place(column), findings);
        }
        found
    }

    fn done(
        &self,
        row: &Row<'_>,
        seat: Option<usize>,
        at: (usize, usize),
        findings: &mut Findings,
    ) -> Option<Done> {
        let (class, month) = at;
        match row.optional_text("measure").unwrap_or(MEASURES[0]) {
            "bookings" => {
                let bookings = self.money(row, "amount", findings)?;
                let margin = match row.optional_text("margin") {
                    Some(_) => self.money(row, "margin", findings)?,
                    None => bookings.share(self.model.finance.gross_margin.at(class, month)),
                };
                Some(Done::Deal(Counted {
                    bookings,
                    margin,
                    arr: self.arr(bookings, at),
                    wins: 1,
                    ..Counted::default()
                }))
            }
            "collected" => Some(Done::Deal(Counted {
                collected: self.money(row, "amount", findings)?,
                ..Counted::default()
            })),
            "opportunities" => {
                let n = Self::count(row, findings)?;
                #[allow(clippy::cast_possible_truncation, reason = "checked to be whole")]
                let opportunities = n as i64;
                Some(Done::Deal(Counted {
                    opportunities,
                    ..Counted::default()
                }))
            }
            "activities" => {
                let activity = self.activity(row, findings);
                let n = Self::count(row, findings)?;
                #[allow(clippy::cast_possible_truncation, reason = "counts are small")]
                let times = (n * 1e6) as i64;
                Some(Done::Activity {
                    activity: activity?,
                    times,
                })
            }
            "objective" => self.objective(row, seat, findings),
            other => {
                unknown(
                    "measure",
                    other,
                    MEASURES.into_iter(),
                    row.place("measure"),
                    findings,
                );
                None
            }
        }
    }

    /// Annual recurring part of a deal; nothing without contracts.
    fn arr(&self, bookings: Money, (class, month): (usize, usize)) -> Money {
        self.model.contracts.as_ref().map_or(Money::ZERO, |terms| {
            let length = terms.term.at(class, month);
            terms.parts(bookings, class, month, length).arr
        })
    }

    fn money(&self, row: &Row<'_>, column: &str, findings: &mut Findings) -> Option<Money> {
        let amount = row.number(column, findings)?;
        if amount.is_finite() && amount.abs() <= 1e12 {
            return Some(Money::round(amount * self.minor));
        }
        let message = format!("{amount} is out of range: expected an amount up to 1e12");
        findings.add(Code::OutOfRange, row.place(column), message);
        None
    }

    /// A whole number of things; 1 unless said.
    fn count(row: &Row<'_>, findings: &mut Findings) -> Option<f64> {
        if row.optional_text("amount").is_none() {
            return Some(1.0);
        }
        let n = row.number("amount", findings)?;
        if (0.0..=1e9).contains(&n) && n.fract() == 0.0 {
            return Some(n);
        }
        let message = format!("{n} is no count: expected a whole number from 0 on");
        findings.add(Code::OutOfRange, row.place("amount"), message);
        None
    }

    fn activity(&self, row: &Row<'_>, findings: &mut Findings) -> Option<usize> {
        let id = row.text("activity", findings)?;
        let stages = self.model.funnel.stages.iter();
        let ids: Vec<&str> = stages
            .flat_map(|stage| stage.activities.iter().map(|activity| activity.id.as_str()))
            .collect();
        let found = ids.iter().position(|&activity| activity == id);
        if found.is_none() {
            unknown(
                "activity",
                id,
                ids.into_iter(),
                row.place("activity"),
                findings,
            );
        }
        found
    }

    fn objective(
        &self,
        row: &Row<'_>,
        seat: Option<usize>,
        findings: &mut Findings,
    ) -> Option<Done> {
        let id = row.text("activity", findings)?;
        if row.optional_text("seat").is_none() {
            let message = "an objective is somebody's: the seat is empty";
            findings.add(Code::CellEmpty, row.place("seat"), message);
        }
        let role = self.model.workforce.seats[seat?].role;
        let plan = self.model.comp.plan_of(role);
        let objectives = plan.map_or(&[][..], |plan| &plan.objectives);
        let found = objectives.iter().position(|objective| objective.id == id);
        if found.is_none() {
            let ids = objectives.iter().map(|objective| objective.id.as_str());
            unknown("objective", id, ids, row.place("activity"), findings);
        }
        let score = row.number("amount", findings)?;
        if !(0.0..=1.0).contains(&score) {
            let message = format!("{score} is out of range: expected 0 to 1");
            findings.add(Code::OutOfRange, row.place("amount"), message);
            return None;
        }
        Some(Done::Objective {
            objective: found?,
            score,
        })
    }
}

/// Whether a plan pays differently for deals of one kind and another.
fn needs_class(plan: &Plan) -> bool {
    let all = Filter::all();
    let components = plan.components.iter();
    let spiffs = plan.spiffs.iter().map(|spiff| &spiff.counts);
    components
        .clone()
        .any(|component| component.credit == Credit::Territory)
        || components
            .map(|component| &component.counts)
            .chain(spiffs)
            .any(|counts| *counts != all)
}

fn unknown<'i>(
    what: &str,
    id: &str,
    all: impl Iterator<Item = &'i str>,
    at: Place,
    findings: &mut Findings,
) {
    let help = did_you_mean(id, all);
    findings
        .add(Code::UnknownId, at, format!("there is no {what} `{id}`"))
        .help = help;
}
