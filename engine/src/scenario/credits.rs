//! Actual credits: the table of what people were really credited with.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;

use crate::calendar::YearMonth;
use crate::comp::{Credit, Filter, Plan};
use crate::dimensions::{DealClass, Named};
use crate::model::Model;
use crate::model::actual::{ActualCredit, SalePart};
use crate::units::Money;

use super::codes::Code;
use super::deal_rows;
use super::files::Files;
use super::finding::{Findings, ScenarioError};
use super::load::Scenario;
use super::lost_deals;
use super::nearest::did_you_mean;
use super::place::{Place, Sources};
use super::sales;
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

/// Reads a table of actual credits.
///
/// One row for each credit: `date`, `seat` (empty: for the company only), `deal` (rows with one deal, amount and kind
/// share one sale, whatever their days, which counts once for the company; a deal of several sales is won once; without
/// a deal, rows of one day, amount and kind share a sale as long as their shares fit into one), `measure` ("bookings" unless said, "collected", "opportunities", "activities", "objective",
/// or "lost" when the customer of the deal leaves: plans take back what their clawback says), `amount` (money, a count, or how
/// far an objective was reached; 1 unless said for opportunities; a negative amount is a return, which is no win), `share` (1 unless said), `margin` (by the
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
    pub(super) model: &'m Model,
    /// Minor units of a whole unit of the currency.
    pub(super) minor: f64,
    /// Columns that tell the kind of a deal and are needed, each with who counts by it.
    needed: Vec<(&'static str, &'static str)>,
    /// Months of the horizon in which credits may lie, and what to do about one that does not.
    n_months: usize,
    remedy: &'static str,
    /// Days that lie outside of them.
    outside: Vec<(Place, Date)>,
}

/// A table that has been read.
#[derive(Debug)]
pub(super) struct ReadTable {
    pub(super) rows: Vec<Read>,
    /// Deals of rows that are findings.
    pub(super) refused: BTreeSet<String>,
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
            needed: needed_columns(model),
            n_months: model.calendar.n_months(),
            remedy: "leave such rows out, or lengthen the horizon of the scenario",
            outside: Vec::new(),
        }
    }

    /// The same reader for credits of the first months, which are history.
    pub(super) fn until(self, n_months: usize) -> Self {
        let mut needed = self.needed;
        for column in ["segment", "region", "source"] {
            if needed.iter().all(|(other, _)| *other != column) {
                needed.push((column, "results are counted"));
            }
        }
        Self {
            needed,
            n_months,
            remedy: "leave such rows out, or let `actuals.until` come after them",
            ..self
        }
    }

    /// All rows; what is wrong goes to `findings`.
    pub(super) fn read(self, table: &Table, findings: &mut Findings) -> Vec<ActualCredit> {
        let rows = self.read_placed(table, findings).rows.into_iter();
        rows.map(|row| row.credit).collect()
    }

    /// [`read`](Self::read), with where each row stands.
    pub(super) fn read_placed(mut self, table: &Table, findings: &mut Findings) -> ReadTable {
        self.report_missing(table, findings);
        let (mut rows, mut refused) = (Vec::new(), BTreeSet::new());
        for row in table.rows() {
            match self.row(&row, findings) {
                Some(read) => rows.push(read),
                None => refused.extend(row.optional_text("deal").map(str::to_owned)),
            }
        }
        self.report_outside(findings);
        sales::number(&mut rows);
        deal_rows::check(&rows, self.most_shares(), findings);
        lost_deals::check(&rows, &refused, findings);
        ReadTable { rows, refused }
    }

    /// What the shares of one sale may sum to: the whole, and another one for each split that doubles it.
    fn most_shares(&self) -> f64 {
        let splits = self.model.comp.splits.iter();
        #[allow(clippy::cast_precision_loss, reason = "a plan has few splits")]
        let n_doubled = splits.filter(|split| split.double).count() as f64;
        1.0 + n_doubled
    }

    /// Says once of each column that is needed and missing that it is, and asks no row for it.
    fn report_missing(&mut self, table: &Table, findings: &mut Findings) {
        if !table.rows().any(|row| is_deal(&row)) {
            return;
        }
        let dimensions = &self.model.dimensions;
        let is_missing = |(column, _): &(&'static str, &'static str)| {
            let members = match *column {
                "segment" => &dimensions.segments,
                "region" => &dimensions.regions,
                "product" => &dimensions.products,
                _ => &dimensions.sources,
            };
            !table.has(column) && members.len() > 1
        };
        let (missing, needed) = self.needed.iter().copied().partition(is_missing);
        self.needed = needed;
        let missing: Vec<(&str, &str)> = missing;
        for (column, who) in missing {
            let message = format!("the column `{column}` is missing, and {who} by it");
            findings
                .add(Code::MissingColumn, table.header_place(), message)
                .help =
                format!("add it, and name one of the scenario's {column}s in each row of a deal");
        }
    }

    fn row(&mut self, row: &Row<'_>, findings: &mut Findings) -> Option<Read> {
        let time = self.time(row, findings);
        let seat = self.seat(row, findings);
        let class = self.class(row, findings);
        let share = self.share(row, findings);
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
            part: SalePart::whole(0, 1.0, Money::ZERO),
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

    /// What the seat is credited with: up to the whole, and what splits that double it add.
    fn share(&self, row: &Row<'_>, findings: &mut Findings) -> Option<f64> {
        if row.optional_text("share").is_none() {
            return Some(1.0);
        }
        let share = row.number("share", findings)?;
        let most = self.most_shares();
        if (0.0..=most).contains(&share) {
            return Some(share);
        }
        let message = format!("{share} is out of range: expected 0 to {most}");
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
            let needed = self.needed.iter().find(|(needed, _)| *needed == column);
            if let Some((_, who)) = needed.filter(|_| is_deal(row) && members.len() > 1) {
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
}

/// Whether a row is of a deal: it was won, became an opportunity or brought cash.
fn is_deal(row: &Row<'_>) -> bool {
    !matches!(
        row.optional_text("measure"),
        Some("activities" | "objective" | "lost")
    )
}

/// The columns by which plans count some deals and not others.
fn needed_columns(model: &Model) -> Vec<(&'static str, &'static str)> {
    let by_territory = |plan: &Plan| {
        let mut components = plan.components.iter();
        components.any(|component| component.credit == Credit::Territory)
    };
    let cuts_markets = model.comp.plans.iter().any(by_territory);
    let columns = ["segment", "region", "product", "source"];
    let needed = columns.into_iter().filter(|column| {
        let is_beat = match *column {
            "segment" | "region" => true,
            "product" => model.territories.beats.is_by_product(),
            _ => false,
        };
        (cuts_markets && is_beat) || filters(model).any(|counts| tells(model, counts, column))
    });
    needed.map(|column| (column, "comp plans count")).collect()
}

/// Which deals plans count.
fn filters(model: &Model) -> impl Iterator<Item = &Filter> {
    model.comp.plans.iter().flat_map(|plan| {
        let components = plan.components.iter().map(|component| &component.counts);
        components.chain(plan.spiffs.iter().map(|spiff| &spiff.counts))
    })
}

/// Whether a filter takes some deals and not others that differ in one column alone.
fn tells(model: &Model, counts: &Filter, column: &str) -> bool {
    let dimensions = &model.dimensions;
    (0..dimensions.n_classes()).any(|class| {
        let mut of = dimensions.class_at(class);
        match column {
            "segment" => of.segment = 0,
            "region" => of.region = 0,
            "product" => of.product = 0,
            _ => of.source = 0,
        }
        counts.takes(class) != counts.takes(dimensions.class(of))
    })
}

/// Reports an id that there is not, with the nearest that there is.
pub(super) fn unknown<'i>(
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
