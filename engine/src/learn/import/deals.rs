//! The table of opportunities as deals: every row is used or set aside with a reason.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::columns::{Column, Table, TableKind};
use super::dates::DateOrder;
use super::names::{is_blank, key};
use super::quality::{About, OddityKind, Quality};
use super::reference::{new_ledger, text, unreadable};
use super::sheet::SheetRow;
use super::typed::{Cell, DateColumns, NumberColumn, refuse_if_mostly_unreadable};
use crate::scenario::{Code, Findings, Sources};

/// What became of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    Open,
    Lost,
    Won,
}

/// A row of the opportunities, cell by cell, with names as they are written.
#[derive(Clone, Debug)]
pub(super) struct DealRow {
    pub(super) id: String,
    pub(super) agent: String,
    pub(super) product: String,
    pub(super) account: String,
    pub(super) region: String,
    pub(super) sector: String,
    /// Stage as written; only open deals need it.
    pub(super) stage: String,
    pub(super) outcome: Outcome,
    pub(super) engaged: Option<Date>,
    /// Day of the decision; of open deals nothing, since it could only be a guess.
    pub(super) closed: Option<Date>,
    /// Value above 0.
    pub(super) value: Option<f64>,
}

/// Why a row is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    CellCount,
    Deleted,
    NoStage,
    NoCloseDate,
    Unreadable,
    OutOfRange,
    ClosedBeforeEngaged,
    FarAway,
    Repeat,
    Contradiction,
}

impl Reason {
    /// What the oddity is, what is set aside and why.
    fn says(self) -> (OddityKind, &'static str, &'static str) {
        match self {
            Self::CellCount => (
                OddityKind::Impossible,
                "wrong number of cells",
                "rows have too few or too many cells",
            ),
            Self::Deleted => (
                OddityKind::Unusual,
                "deleted in the CRM",
                "rows are marked as deleted",
            ),
            Self::NoStage => (OddityKind::Missing, "no stage", "deals have no stage"),
            Self::NoCloseDate => (
                OddityKind::Contradictory,
                "closed without a close date",
                "deals are won or lost but have no close date",
            ),
            Self::Unreadable => (
                OddityKind::Impossible,
                "unreadable date",
                "deals have a date that cannot be read",
            ),
            Self::OutOfRange => (
                OddityKind::Impossible,
                "date out of range",
                "deals have a date before 1900 or after 2200",
            ),
            Self::ClosedBeforeEngaged => (
                OddityKind::Impossible,
                "closed before it was engaged",
                "deals close before they are engaged",
            ),
            Self::FarAway => (
                OddityKind::Impossible,
                "date years away from all others",
                "deals have a date more than a year away from all others",
            ),
            Self::Repeat => (
                OddityKind::Duplicated,
                "repeats a row",
                "rows repeat another one cell by cell",
            ),
            Self::Contradiction => (
                OddityKind::Contradictory,
                "contradicts a row of the same id",
                "rows have the id of another one and say otherwise",
            ),
        }
    }
}

/// Rows set aside: their ids by reason.
type SetAside = BTreeMap<Reason, Vec<String>>;

/// Reads the opportunities.
///
/// # Errors
///
/// Findings for dates whose order cannot be told, for columns most of whose cells are unreadable, for amounts in several
/// currencies, and if most rows cannot be used.
pub(super) fn deals(
    table: &Table,
    forced: Option<DateOrder>,
    quality: &mut Quality,
    sources: &Sources,
    findings: &mut Findings,
) -> (Vec<DealRow>, Option<&'static str>) {
    let n_findings = findings.len();
    let reader = Reader::new(table, forced, quality, findings);
    if findings.len() > n_findings {
        // Without the order of its dates, every row would look unreadable.
        return (Vec::new(), None);
    }
    let mut rows: Vec<&SheetRow> = table.sheet.rows.iter().collect();
    rows.sort_by(|a, b| a.cells.cmp(&b.cells));
    reader.refuse_unreadable(&rows, sources, findings);
    reader.values.refuse_mixed_currencies(table, findings);
    let mut set_aside = SetAside::new();
    let mut deals = Vec::new();
    for (rank, row) in rows.iter().enumerate() {
        let id = reader.id(row, rank);
        match reader.deal(row, id.clone()) {
            Ok(deal) => deals.push((deal, *row)),
            Err(reason) => set_aside.entry(reason).or_default().push(id),
        }
    }
    let deals = without_repeats(deals, table.has(Column::Id), &mut set_aside);
    let deals = without_far_away(deals, &mut set_aside);
    reader.report_values(&rows, quality);
    report(table, &deals, &set_aside, quality);
    refuse_if_mostly_set_aside(table, &set_aside, findings);
    (deals, reader.values.currency())
}

/// Refuses a table most of whose rows are broken. Rows deleted in the CRM and repeated ones are not: they are left out
/// on purpose.
fn refuse_if_mostly_set_aside(table: &Table, set_aside: &SetAside, findings: &mut Findings) {
    let broken = || {
        set_aside
            .iter()
            .filter(|(reason, _)| !matches!(reason, Reason::Deleted | Reason::Repeat))
    };
    let (n, of) = (
        broken().map(|(_, ids)| ids.len()).sum::<usize>(),
        table.sheet.rows.len(),
    );
    if n * 2 <= of {
        return;
    }
    let reasons: Vec<String> = broken()
        .map(|(reason, ids)| format!("{} {}", ids.len(), reason.says().1))
        .collect();
    let message = format!(
        "{n} of {of} rows of `{}` cannot be used: {}",
        table.sheet.name,
        reasons.join(", ")
    );
    findings
        .add(Code::MostRowsUnusable, table.sheet.header_place(), message)
        .help = "mend the rows in the CRM, or export the table again".into();
}

/// The opportunities with the columns that need reading.
struct Reader<'a> {
    table: &'a Table,
    dates: DateColumns,
    values: NumberColumn,
}

impl<'a> Reader<'a> {
    fn new(
        table: &'a Table,
        forced: Option<DateOrder>,
        quality: &mut Quality,
        findings: &mut Findings,
    ) -> Self {
        let dates = DateColumns::of(
            table,
            &[Column::Engaged, Column::Closed],
            forced,
            quality,
            findings,
        );
        Self {
            table,
            dates,
            values: NumberColumn::of(table, Column::Value, quality),
        }
    }

    fn refuse_unreadable(&self, rows: &[&SheetRow], sources: &Sources, findings: &mut Findings) {
        for column in [Column::Engaged, Column::Closed] {
            let cells = unreadable(rows, |row| self.dates.read(self.table, row, column));
            refuse_if_mostly_unreadable(
                self.table,
                column,
                &cells,
                Code::CellNotTime,
                sources,
                findings,
            );
        }
        let cells = unreadable(rows, |row| self.values.read(self.table, row));
        refuse_if_mostly_unreadable(
            self.table,
            Column::Value,
            &cells,
            Code::CellNotNumber,
            sources,
            findings,
        );
    }

    /// The id of a row, or its rank among all rows in text order, which no shuffling changes.
    fn id(&self, row: &SheetRow, rank: usize) -> String {
        let id = text(self.table.cell(row, Column::Id));
        if id.is_empty() {
            format!("row-{:06}", rank + 1)
        } else {
            id.to_owned()
        }
    }

    fn deal(&self, row: &SheetRow, id: String) -> Result<DealRow, Reason> {
        let extra = row
            .cells
            .iter()
            .skip(self.table.sheet.header.len())
            .any(|cell| !cell.is_empty());
        if extra || row.cells.len() < self.table.sheet.header.len() {
            return Err(Reason::CellCount);
        }
        let cell = |column| text(self.table.cell(row, column));
        if is_true(cell(Column::IsDeleted)) {
            return Err(Reason::Deleted);
        }
        let outcome = self.outcome(row).ok_or(Reason::NoStage)?;
        let engaged = self.date(row, Column::Engaged)?;
        let closed = if outcome == Outcome::Open {
            None
        } else {
            Some(self.date(row, Column::Closed)?.ok_or(Reason::NoCloseDate)?)
        };
        if engaged
            .zip(closed)
            .is_some_and(|(engaged, closed)| closed < engaged)
        {
            return Err(Reason::ClosedBeforeEngaged);
        }
        let name = |column| cell(column).to_owned();
        Ok(DealRow {
            id,
            agent: name(Column::Agent),
            product: name(Column::Product),
            account: name(Column::Account),
            region: name(Column::Region),
            sector: name(Column::Sector),
            stage: name(Column::Stage),
            outcome,
            engaged,
            closed,
            value: self
                .values
                .read(self.table, row)
                .value()
                .filter(|value| *value > 0.0),
        })
    }

    fn date(&self, row: &SheetRow, column: Column) -> Result<Option<Date>, Reason> {
        match self.dates.read(self.table, row, column) {
            Cell::Unreadable if self.dates.is_out_of_range(self.table, row, column) => {
                Err(Reason::OutOfRange)
            }
            Cell::Unreadable => Err(Reason::Unreadable),
            cell => Ok(cell.value()),
        }
    }

    /// The outcome, from the columns that state it or from the stage; `None` without either.
    fn outcome(&self, row: &SheetRow) -> Option<Outcome> {
        let cell = |column| text(self.table.cell(row, column));
        if self.table.has(Column::IsWon) && !cell(Column::IsWon).is_empty() {
            let closed = !self.table.has(Column::IsClosed) || is_true(cell(Column::IsClosed));
            return Some(match (is_true(cell(Column::IsWon)), closed) {
                (true, _) => Outcome::Won,
                (false, true) => Outcome::Lost,
                (false, false) => Outcome::Open,
            });
        }
        let stage = cell(Column::Stage);
        (!stage.is_empty()).then(|| outcome_of_stage(stage))
    }

    fn report_values(&self, rows: &[&SheetRow], quality: &mut Quality) {
        let named: Vec<(&SheetRow, String)> = rows
            .iter()
            .enumerate()
            .map(|(rank, row)| (*row, self.id(row, rank)))
            .collect();
        self.values.report(self.table, &named, quality);
        let (mut negative, mut won_without, mut lost_with, mut lost_zero) =
            (vec![], vec![], vec![], vec![]);
        for (row, id) in named {
            let value = self.values.read(self.table, row);
            match (self.outcome(row), value) {
                (_, Cell::Value(value)) if value < 0.0 => negative.push(id),
                (Some(Outcome::Won), Cell::Blank | Cell::Value(0.0)) => won_without.push(id),
                (Some(Outcome::Lost), Cell::Value(0.0)) => lost_zero.push(id),
                (Some(Outcome::Lost), Cell::Value(_)) => lost_with.push(id),
                _ => {}
            }
        }
        let of = rows.len();
        for (kind, what, handled, ids) in [
            (
                OddityKind::Impossible,
                "values are below 0",
                "the deals count, their values do not",
                &negative,
            ),
            (
                OddityKind::Missing,
                "won deals have no value",
                "they count as won, but not as a deal size",
                &won_without,
            ),
            (
                OddityKind::Unusual,
                "lost deals have the value 0",
                "0 is not the size of these deals: sizes come from won deals only",
                &lost_zero,
            ),
            (
                OddityKind::Unusual,
                "lost deals have a value",
                "not used: sizes come from won deals only",
                &lost_with,
            ),
        ] {
            let about = About {
                table: TableKind::Opportunities,
                kind,
                column: self.table.header(Column::Value),
                what: what.into(),
                of,
                handled: handled.into(),
            };
            quality.note(about, ids.iter().map(String::as_str));
        }
    }
}

/// The outcome that a stage name states; every name that states none is a stage of open deals.
pub(super) fn outcome_of_stage(stage: &str) -> Outcome {
    match key(stage).as_str() {
        "won" | "closedwon" | "closewon" | "closedandwon" | "win" | "gewonnen" | "gagne" => {
            Outcome::Won
        }
        "lost" | "closedlost" | "closelost" | "closedandlost" | "loss" | "verloren" | "perdu" => {
            Outcome::Lost
        }
        _ => Outcome::Open,
    }
}

fn is_true(cell: &str) -> bool {
    matches!(
        key(cell).as_str(),
        "true" | "yes" | "y" | "1" | "t" | "ja" | "wahr"
    )
}

/// One deal for each id: the one furthest along, where rows disagree.
fn without_repeats(
    deals: Vec<(DealRow, &SheetRow)>,
    has_ids: bool,
    set_aside: &mut SetAside,
) -> Vec<DealRow> {
    if !has_ids {
        return deals.into_iter().map(|(deal, _)| deal).collect();
    }
    let mut by_id: BTreeMap<String, (DealRow, &SheetRow)> = BTreeMap::new();
    for (deal, row) in deals {
        let Some((kept, kept_row)) = by_id.get_mut(&deal.id) else {
            by_id.insert(deal.id.clone(), (deal, row));
            continue;
        };
        let reason = if kept_row.cells == row.cells {
            Reason::Repeat
        } else {
            Reason::Contradiction
        };
        set_aside.entry(reason).or_default().push(deal.id.clone());
        let progress = |deal: &DealRow| (deal.outcome != Outcome::Open, deal.closed, deal.outcome);
        if progress(&deal) > progress(kept) {
            (*kept, *kept_row) = (deal, row);
        }
    }
    by_id.into_values().map(|(deal, _)| deal).collect()
}

/// Sets aside the few deals whose dates lie more than a year beyond all others: typos such as 2107, which would move
/// the end of the history.
fn without_far_away(deals: Vec<DealRow>, set_aside: &mut SetAside) -> Vec<DealRow> {
    let mut days: Vec<Date> = deals
        .iter()
        .flat_map(|deal| [deal.engaged, deal.closed])
        .flatten()
        .collect();
    days.sort_unstable();
    let few = days.len() / 500;
    let gap = |a: Date, b: Date| days_between(a, b) > 366;
    let late =
        (days.len().saturating_sub(few).max(1)..days.len()).find(|&ix| gap(days[ix - 1], days[ix]));
    let early = (1..few.min(days.len()))
        .rev()
        .find(|&ix| gap(days[ix - 1], days[ix]));
    let inside = |date: Option<Date>| {
        date.is_none_or(|date| {
            late.is_none_or(|ix| date < days[ix]) && early.is_none_or(|ix| date >= days[ix])
        })
    };
    let (kept, far): (Vec<_>, Vec<_>) = deals
        .into_iter()
        .partition(|deal| inside(deal.engaged) && inside(deal.closed));
    if !far.is_empty() {
        set_aside.insert(
            Reason::FarAway,
            far.into_iter().map(|deal| deal.id).collect(),
        );
    }
    kept
}

/// Whole days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    let span = to.duration_since(from);
    span.as_secs() / 86_400
}

fn report(table: &Table, deals: &[DealRow], set_aside: &SetAside, quality: &mut Quality) {
    let of = table.sheet.rows.len();
    for (reason, ids) in set_aside {
        let (kind, why, what) = reason.says();
        let about = About {
            table: TableKind::Opportunities,
            kind,
            column: "",
            what: what.to_owned(),
            of,
            handled: format!("set aside: {why}"),
        };
        quality.note(about, ids.iter().map(String::as_str));
    }
    let mut reasons: BTreeMap<String, usize> = set_aside
        .iter()
        .map(|(reason, ids)| (reason.says().1.to_owned(), ids.len()))
        .collect();
    if table.sheet.n_blank > 0 {
        reasons.insert("blank row".into(), table.sheet.n_blank);
    }
    let mut used = BTreeMap::new();
    for deal in deals {
        let name = match deal.outcome {
            Outcome::Won => "won deal",
            Outcome::Lost => "lost deal",
            Outcome::Open => "open deal",
        };
        *used.entry(name.to_owned()).or_insert(0) += 1;
    }
    quality.ledger(new_ledger(table, used, reasons));
    report_missing(table, deals, quality);
    report_missing_columns(table, quality);
}

fn report_missing_columns(table: &Table, quality: &mut Quality) {
    let unnamed = table
        .sheet
        .rows
        .iter()
        .filter(|row| is_blank(table.cell(row, Column::Id)))
        .count();
    for (column, n, without, blank, handled) in [
        (
            Column::Id,
            unnamed,
            "the table has no column of ids",
            "rows have no id",
            "each is named by its place among all rows in text order; repeated rows are not told",
        ),
        (
            Column::Account,
            0,
            "the table has no column of accounts",
            "",
            "open deals count for the segment of their row, or for one that stands for all",
        ),
        (
            Column::Product,
            0,
            "the table has no column of products",
            "",
            "all deals count for a product \"Product unknown\"",
        ),
    ] {
        let (n, of, what) = if table.has(column) {
            (n, table.sheet.rows.len(), blank)
        } else {
            (table.sheet.rows.len(), table.sheet.rows.len(), without)
        };
        if n > 0 {
            let about = About {
                table: TableKind::Opportunities,
                kind: OddityKind::Missing,
                column: table.header(column),
                what: what.to_owned(),
                of,
                handled: handled.to_owned(),
            };
            quality.count(about, n, Vec::new());
        }
    }
}

fn report_missing(table: &Table, deals: &[DealRow], quality: &mut Quality) {
    let is_open = |deal: &DealRow| deal.outcome == Outcome::Open;
    let mut note =
        |column, what: &str, of: usize, handled: &str, concerned: &dyn Fn(&DealRow) -> bool| {
            let about = About {
                table: TableKind::Opportunities,
                kind: OddityKind::Missing,
                column: table.header(column),
                what: what.to_owned(),
                of,
                handled: handled.to_owned(),
            };
            quality.note(
                about,
                deals
                    .iter()
                    .filter(|deal| concerned(deal))
                    .map(|deal| deal.id.as_str()),
            );
        };
    let n_open = deals.iter().filter(|deal| is_open(deal)).count();
    let (n_closed, n) = (deals.len() - n_open, deals.len());
    note(
        Column::Engaged,
        "open deals have no engage date",
        n_open,
        "their age is unknown: they count as just entered (a labelled default)",
        &|d| is_open(d) && d.engaged.is_none(),
    );
    note(
        Column::Engaged,
        "closed deals have no engage date",
        n_closed,
        "they count for the win rate, not for cycle times and arrivals",
        &|d| !is_open(d) && d.engaged.is_none(),
    );
    note(
        Column::Value,
        "open deals have no value",
        n_open,
        "each draws its size from the won deals of its product",
        &|d| is_open(d) && d.value.is_none(),
    );
    if table.has(Column::Account) {
        note(
            Column::Account,
            "deals have no account",
            n,
            "those that are open count for the segment \"Sector unknown\"",
            &|d| d.account.is_empty(),
        );
    }
    if table.has(Column::Product) {
        note(
            Column::Product,
            "deals have no product",
            n,
            "they count for a product \"Product unknown\"",
            &|d| d.product.is_empty(),
        );
    }
    note(
        Column::Agent,
        "deals have no agent",
        n,
        "they count for the rates, for nobody's results",
        &|d| d.agent.is_empty(),
    );
    let undated = deals.iter().filter(|deal| is_open(deal)).count();
    let closes = table.sheet.rows.iter().filter(|row| {
        outcome_of_stage(table.cell(row, Column::Stage)) == Outcome::Open
            && !is_blank(table.cell(row, Column::Closed))
    });
    let n_expected = closes.count();
    let about = |what: &str, handled: &str| About {
        table: TableKind::Opportunities,
        kind: OddityKind::Missing,
        column: table.header(Column::Closed),
        what: what.to_owned(),
        of: undated,
        handled: handled.to_owned(),
    };
    if table.has(Column::Stage) && n_expected > 0 {
        quality.count(
            about(
                "open deals have a close date",
                "read as what somebody expects, not as what happened: not used",
            ),
            n_expected,
            Vec::new(),
        );
    } else if undated > 0 {
        quality.count(
            about(
                "open deals have no close date",
                "as it should be: they are simulated forward, given their age",
            ),
            undated,
            Vec::new(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::import::sheet::{ExportFile, Sheet};

    fn read(rows: &str) -> (Vec<DealRow>, Quality, Findings) {
        let text =
            format!("opportunity_id,owner,product,account,stage,created,close date,amount\n{rows}");
        let (mut sources, mut findings, mut quality) =
            (Sources::new(), Findings::new(), Quality::default());
        let file = ExportFile {
            name: "deals.csv".into(),
            bytes: text.into_bytes(),
        };
        let table =
            Table::recognise(Sheet::read(file, &mut sources, &mut findings).unwrap()).unwrap();
        let (deals, _) = deals(&table, None, &mut quality, &sources, &mut findings);
        (deals, quality, findings)
    }

    #[test]
    fn every_row_is_used_or_set_aside_by_reason() {
        let (deals, quality, findings) = read(
            "1,a,p,x,Won,2027-01-01,2027-02-01,10\n1,a,p,x,Won,2027-01-01,2027-02-01,10\n\
             2,a,p,x,Open,2027-01-01,,\n2,a,p,x,Lost,2027-01-01,2027-03-01,0\n\
             3,a,p,x,Won,2027-02-01,2027-01-01,10\n4,a,p,x,Won,2027-01-01,,10\n5,a,p,x,,2027-01-01,,\n\
             6,a,p,x,Open,2027-02-30,,\n7,a,p,x\n\
             8,a,p,x,Open,2027-02-01,,\n9,a,p,x,Open,2027-02-01,,\n10,a,p,x,Open,2027-02-01,,\n",
        );
        assert!(findings.is_empty());
        assert_eq!(
            deals
                .iter()
                .map(|d| (d.id.as_str(), d.outcome))
                .collect::<Vec<_>>(),
            [
                ("1", Outcome::Won),
                ("10", Outcome::Open),
                ("2", Outcome::Lost),
                ("8", Outcome::Open),
                ("9", Outcome::Open)
            ]
        );
        let (_, ledgers, _) = quality.finish();
        assert_eq!(ledgers[0].set_aside.values().sum::<usize>(), 7);
        assert_eq!(ledgers[0].set_aside.len(), 7, "{:?}", ledgers[0].set_aside);
    }

    #[test]
    fn rows_of_which_most_are_broken_are_refused() {
        let (_, _, findings) = read(
            "1,a,p,x,Won,2027-01-01,2027-02-01,10\n2,a,p,x,Won,2027-03-01,2027-02-01,10\n\
             3,a,p,x,Won,2027-03-01,2027-02-02,10\n",
        );
        let finding = findings.iter().next().unwrap();
        assert_eq!(finding.code, Code::MostRowsUnusable);
        assert!(
            finding
                .message
                .contains("2 of 3 rows of `deals.csv` cannot be used: 2 closed before"),
            "{}",
            finding.message
        );
    }

    #[test]
    fn a_typo_in_a_year_does_not_move_the_end_of_history() {
        let row = |n| format!("{n},a,p,x,Won,2027-01-01,2027-02-{:02},10\n", n % 28 + 1);
        let rows = (0..600).map(row).collect::<Vec<_>>().concat();
        let (deals, quality, _) = read(&format!("{rows}late,a,p,x,Won,2027-01-01,2107-02-01,10\n"));
        assert_eq!(deals.len(), 600);
        assert_eq!(quality.finish().1[0].set_aside.values().sum::<usize>(), 1);
    }

    #[test]
    fn a_column_of_something_else_is_refused() {
        let (_, _, findings) = read(
            "1,a,p,x,Won,2027-01-01,2027-02-01,much\n2,a,p,x,Won,2027-01-01,2027-02-01,more\n",
        );
        let finding = findings.iter().next().unwrap();
        assert_eq!(finding.code, Code::CellNotNumber);
        assert!(finding.message.contains("line 2"), "{}", finding.message);
    }
}
