//! The export as it would have been on an earlier day, and what came after it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::columns::TableKind;
use super::deals::{DealRow, Outcome, days_between};
use super::quality::Quality;
use super::{Export, ImportError, Options, deals, joins, recognise, refused};
use crate::scenario::{Code, Findings, Place, Sources};

/// Takes back everything that was not known at the end of a day: deals that came later, decisions that fell later with
/// the values that they settled, and open deals without a day, of which nobody knows since when they are there. Accounts,
/// products and teams stay as they are: an export does not say since when.
///
/// # Errors
///
/// [`ImportError::StandsTooLate`] if the day lies more than a month after everything that is known.
///
/// Returns how much was taken back.
pub(super) fn as_known_on(deals: &mut Vec<DealRow>, day: Date) -> Result<TakenBack, ImportError> {
    let days = deals.iter().flat_map(|deal| [deal.engaged, deal.closed]);
    not_too_late(day, days.flatten().max())?;
    let stage = usual_stage(deals);
    let n_all = deals.len();
    deals.retain(|deal| {
        deal.engaged
            .or(deal.closed)
            .is_some_and(|first| first <= day)
    });
    let mut taken_back = TakenBack {
        deals: n_all - deals.len(),
        decisions: 0,
    };
    for deal in deals {
        if deal.closed.is_some_and(|closed| closed > day) {
            taken_back.decisions += 1;
            deal.outcome = Outcome::Open;
            deal.closed = None;
            deal.value = None;
            deal.stage.clone_from(&stage);
        }
    }
    Ok(taken_back)
}

/// What was not known on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TakenBack {
    /// Deals that were not there yet.
    pub(super) deals: usize,
    /// Decisions that had not fallen.
    pub(super) decisions: usize,
}

/// Refuses a day that lies more than a month after the last one that is known.
pub(super) fn not_too_late(day: Date, until: Option<Date>) -> Result<(), ImportError> {
    match until.filter(|&until| days_between(until, day) > MOST_DAYS_AFTER) {
        Some(until) => Err(ImportError::StandsTooLate { as_of: day, until }),
        None => Ok(()),
    }
}

/// Days after the last one that an export knows on which it may still be taken to stand: quiet weeks are no news.
const MOST_DAYS_AFTER: i64 = 31;

/// The stage that most open deals in work have: the export does not say in which one a deal was before its decision.
fn usual_stage(deals: &[DealRow]) -> String {
    let mut counts = BTreeMap::<&str, usize>::new();
    let working = deals
        .iter()
        .filter(|deal| deal.outcome == Outcome::Open && deal.engaged.is_some());
    for deal in working {
        *counts.entry(&deal.stage).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(stage, n)| (**n, std::cmp::Reverse(**stage)));
    most.map_or_else(|| "Engaging".to_owned(), |(stage, _)| (*stage).to_owned())
}

/// A deal of an export, as far as a look back needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct PastDeal {
    /// Day on which work began.
    pub engaged: Option<Date>,
    /// Day of the decision; `None` for open deals.
    pub closed: Option<Date>,
    /// Whether it was won.
    pub is_won: bool,
    /// Its value above 0 [whole currency].
    pub value: Option<f64>,
}

/// The deals of an export by id, as [`import`](super::import) reads them.
///
/// # Errors
///
/// [`ImportError::Findings`] as of [`import`](super::import).
pub fn past_deals(export: &Export, options: &Options) -> Result<Vec<PastDeal>, ImportError> {
    let mut files = export.files.clone();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let (mut sources, mut findings, mut quality) =
        (Sources::new(), Findings::new(), Quality::default());
    let mut unused = export.skipped.clone();
    let mut tables = recognise::tables(files, &mut unused, &mut sources, &mut findings);
    for table in tables.values_mut() {
        table.tidy(&mut quality);
    }
    joins::join(
        &mut tables,
        options.dates,
        &mut quality,
        &sources,
        &mut findings,
    );
    let Some(table) = tables.get(&TableKind::Opportunities) else {
        return Err(refused(findings, &sources));
    };
    let (rows, _) = deals::deals(table, options.dates, &mut quality, &sources, &mut findings);
    if !findings.is_empty() {
        return Err(refused(findings, &sources));
    }
    if rows.is_empty() {
        let place: Place = table.sheet.header_place();
        findings
            .add(Code::TooFewDeals, place, "no row of the table is a deal")
            .help = "export closed deals as well".into();
        return Err(refused(findings, &sources));
    }
    let deals = rows.into_iter().map(|row| PastDeal {
        engaged: row.engaged,
        closed: row.closed,
        is_won: row.outcome == Outcome::Won,
        value: row.value,
    });
    Ok(deals.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(engaged: Option<&str>, closed: Option<&str>, outcome: Outcome) -> DealRow {
        let day = |text: Option<&str>| text.map(|text| text.parse::<Date>().unwrap());
        DealRow {
            id: String::new(),
            agent: String::new(),
            product: String::new(),
            account: String::new(),
            region: String::new(),
            sector: String::new(),
            stage: "Working".into(),
            outcome,
            engaged: day(engaged),
            closed: day(closed),
            value: Some(5.0),
        }
    }

    #[test]
    fn what_came_later_is_taken_back() {
        let day = "2027-06-30".parse().unwrap();
        let mut deals = vec![
            row(Some("2027-05-01"), Some("2027-06-30"), Outcome::Won),
            row(Some("2027-05-01"), Some("2027-07-01"), Outcome::Won),
            row(Some("2027-07-01"), Some("2027-07-02"), Outcome::Lost),
            row(Some("2027-06-30"), None, Outcome::Open),
            row(None, None, Outcome::Open),
            row(None, Some("2027-04-01"), Outcome::Lost),
        ];
        let taken_back = as_known_on(&mut deals, day).unwrap();
        assert_eq!((taken_back.deals, taken_back.decisions), (2, 1));
        let found: Vec<_> = deals
            .iter()
            .map(|deal| (deal.outcome, deal.closed.is_some(), deal.value))
            .collect();
        assert_eq!(
            found,
            [
                (Outcome::Won, true, Some(5.0)),
                (Outcome::Open, false, None),
                (Outcome::Open, false, Some(5.0)),
                (Outcome::Lost, true, Some(5.0)),
            ]
        );
        assert_eq!(deals[1].stage, "Working");
    }
}
