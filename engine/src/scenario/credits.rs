//! Actual credits: the table of what people were really credited with.

use std::collections::BTreeMap;
use std::path::Path;

use crate::comp::{Credit, Filter, Plan};
use crate::dimensions::{DealClass, Named};
use crate::model::Model;
use crate::model::actual::{ActualCredit, Done};
use crate::model::credit::Counted;
use crate::units::Money;

use super::codes::Code;
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
/// One row for each credit: `date`, `seat` (empty: for the company only), `deal` (rows with one deal share it),
/// `measure` ("bookings" unless said, "collected", "opportunities", "activities" or "objective"), `amount` (money, a count, or how
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
    let at = scenario.merged.place(super::path::KeyPath::root());
    let table = Table::open(
        files,
        path,
        &at,
        &mut sources,
        &COLUMNS,
        MAX_ROWS,
        &mut findings,
    );
    let minor = f64::from(10_u32.pow(scenario.minor_digits()));
    let credits =
        table.map(|table| Reader::new(&scenario.model, minor).read(&table, &mut findings));
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
    /// Months of the horizon in which credits may lie.
    n_months: usize,
}

impl<'m> Reader<'m> {
    /// * `minor`: minor units of a whole unit of the currency
    pub(super) fn new(model: &'m Model, minor: f64) -> Self {
        Self {
            model,
            minor,
            needs_class: model.comp.plans.iter().any(needs_class),
            n_months: model.calendar.n_months(),
        }
    }

    /// The same reader for credits of the first months.
    pub(super) fn until(self, n_months: usize) -> Self {
        Self { n_months, ..self }
    }

    /// All rows; what is wrong goes to `findings`.
    pub(super) fn read(self, table: &Table, findings: &mut Findings) -> Vec<ActualCredit> {
        let mut credits: Vec<ActualCredit> = Vec::new();
        for row in table.rows() {
            credits.extend(self.row(&row, findings));
        }
        // The order of rows counts for nothing: not in what is paid, not in how it is listed.
        credits.sort_by(|a, b| {
            let order = a.time.total_cmp(&b.time).then(a.what.cmp(&b.what));
            let order = order.then(rank(a.done).cmp(&rank(b.done)));
            order
                .then(b.share.total_cmp(&a.share))
                .then(a.seat.cmp(&b.seat))
        });
        count_deals_once(&mut credits);
        credits
    }

    fn row(&self, row: &Row<'_>, findings: &mut Findings) -> Option<ActualCredit> {
        let time = self.time(row, findings);
        let seat = self.seat(row, findings);
        let class = self.class(row, findings);
        let share = Self::share(row, findings);
        let done = self.done(row, seat.flatten(), class.unwrap_or(0), findings);
        let what = row.optional_text("deal").unwrap_or_default().to_owned();
        Some(ActualCredit {
            time: time?,
            seat: seat?,
            class: class?,
            what,
            done: done?,
            share: share?,
            of_company: 1.0,
            begins_deal: true,
        })
    }

    /// When \[months since the start of the horizon\]; reports what lies outside.
    fn time(&self, row: &Row<'_>, findings: &mut Findings) -> Option<f64> {
        let date = row.date("date", findings)?;
        let calendar = &self.model.calendar;
        let time = calendar.time_of(date);
        let n_months = self.n_months;
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        if (0.0..n_months as f64).contains(&time) {
            return Some(time);
        }
        let (first, last) = (calendar.start(), calendar.month(n_months.max(1) - 1));
        let message = format!("{date} is outside of these months: expected {first} to {last}");
        findings.add(Code::OutsideHorizon, row.place("date"), message);
        None
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
            if self.needs_class && members.len() > 1 {
                let message = format!("`{column}` is empty, and comp plans count by it");
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
        class: usize,
        findings: &mut Findings,
    ) -> Option<Done> {
        match row.optional_text("measure").unwrap_or(MEASURES[0]) {
            "bookings" => {
                let bookings = self.money(row, "amount", findings)?;
                let margin = match row.optional_text("margin") {
                    Some(_) => self.money(row, "margin", findings)?,
                    None => bookings.share(self.model.finance.gross_margin.at(class, 0)),
                };
                Some(Done::Deal(Counted {
                    bookings,
                    margin,
                    arr: self.arr(bookings, class),
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
    fn arr(&self, bookings: Money, class: usize) -> Money {
        self.model.contracts.as_ref().map_or(Money::ZERO, |terms| {
            let length = terms.term.at(class, 0);
            terms.parts(bookings, class, 0, length).arr
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

/// Of several rows that win one deal, all count together once for market and company; the same for several that make
/// it an opportunity. Cash counts as often as it comes in.
fn count_deals_once(credits: &mut [ActualCredit]) {
    let mut left: BTreeMap<(bool, &str), f64> = BTreeMap::new();
    for credit in credits {
        let Done::Deal(counted) = credit.done else {
            continue;
        };
        credit.of_company = credit.share;
        let is_once = counted.wins > 0 || counted.opportunities > 0;
        if credit.what.is_empty() || !is_once {
            continue;
        }
        let deal = (counted.wins > 0, credit.what.as_str());
        credit.begins_deal = !left.contains_key(&deal);
        let left = left.entry(deal).or_insert(1.0);
        credit.of_company = credit.share.min(*left);
        *left -= credit.of_company;
    }
}

/// Numbers that differ between kinds of credit, for the order of rows.
fn rank(done: Done) -> (u8, usize, i64) {
    match done {
        Done::Deal(counted) if counted.wins > 0 => (0, 0, counted.bookings.minor()),
        Done::Deal(counted) if counted.opportunities > 0 => (1, 0, counted.opportunities),
        Done::Deal(counted) => (2, 0, counted.collected.minor()),
        Done::Activity { activity, times } => (3, activity, times),
        Done::Objective { objective, .. } => (4, objective, 0),
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
