//! The table of opportunities as deals: every row is used or set aside with a reason.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::columns::{Column, Table};
use super::dates::DateOrder;
use super::names::key;
use super::quality::Quality;
use super::sheet::SheetRow;
use crate::scenario::{Code, Findings, Sources};

mod reader;
mod reason;
mod report;

use reader::Reader;
use reason::{Reason, SetAside};
use report::report;

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
/// the end of the history. Few is one of 500, and one in any case.
fn without_far_away(deals: Vec<DealRow>, set_aside: &mut SetAside) -> Vec<DealRow> {
    let dates = |deal: &DealRow| [deal.engaged, deal.closed].into_iter().flatten();
    let few = (deals.len() / 500).max(1);
    // By their latest and by their earliest day, deals that are alone beyond a gap.
    let mut latest: Vec<Date> = deals.iter().filter_map(|deal| dates(deal).max()).collect();
    let mut earliest: Vec<Date> = deals.iter().filter_map(|deal| dates(deal).min()).collect();
    latest.sort_unstable_by(|one, other| other.cmp(one));
    earliest.sort_unstable();
    let gap = |one: Date, next: Date| days_between(one, next).abs() > 366;
    let end = |days: &[Date]| {
        let most = few.min(days.len().saturating_sub(MANY_MORE));
        (1..=most)
            .rev()
            .find(|&ix| gap(days[ix - 1], days[ix]))
            .map(|ix| days[ix])
    };
    let (until, from) = (end(&latest), end(&earliest));
    let inside = |deal: &DealRow| {
        dates(deal).all(|day| {
            until.is_none_or(|until| day <= until) && from.is_none_or(|from| day >= from)
        })
    };
    let (kept, far): (Vec<_>, Vec<_>) = deals.into_iter().partition(inside);
    if !far.is_empty() {
        set_aside.insert(
            Reason::FarAway,
            far.into_iter().map(|deal| deal.id).collect(),
        );
    }
    kept
}

/// Deals with dates that there must be beside the few.
const MANY_MORE: usize = 10;

/// Whole days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    let span = to.duration_since(from);
    span.as_secs() / 86_400
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
    fn one_of_few_deals_may_be_far_away_at_either_end() {
        let row = |n| format!("{n},a,p,x,Won,2027-01-01,2027-02-{:02},10\n", n % 28 + 1);
        let rows = (0..60).map(row).collect::<Vec<_>>().concat();
        let late = "late,a,p,x,Won,2027-01-01,2071-02-01,10\n";
        let early = "early,a,p,x,Won,1917-01-01,2027-02-01,10\n";
        for typos in [vec![late], vec![early], vec![late, early]] {
            let (deals, quality, _) = read(&format!("{rows}{}", typos.concat()));
            assert_eq!(deals.len(), 60);
            let aside: usize = quality.finish().1[0].set_aside.values().sum();
            assert_eq!(aside, typos.len());
        }
        // The control: two of sixty are no typo.
        let (deals, _, _) = read(&format!("{rows}{late}{}", late.replace("late", "later")));
        assert_eq!(deals.len(), 62);
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
