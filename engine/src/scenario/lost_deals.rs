//! Rows of a table of credits that say that a customer leaves.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::actual::Done;

use super::codes::Code;
use super::credits::Read;
use super::finding::{Finding, Findings};
use super::place::Place;

/// A deal that was won: by which sales, and where its customer left.
struct Won<'r> {
    sales: BTreeSet<usize>,
    lost: Option<&'r Place>,
}

/// Reports customers who leave twice or before their deal was won, and sales to customers who have left.
///
/// * `rows`: in order of time, their sales numbered
/// * `refused`: deals of rows that cannot be used, which may be won by them
pub(super) fn check(rows: &[Read], refused: &BTreeSet<String>, findings: &mut Findings) {
    let mut deals: BTreeMap<&str, Won<'_>> = BTreeMap::new();
    for Read { credit, at } in rows.iter().filter(|row| !row.credit.what.is_empty()) {
        let (deal, sale) = (credit.what.as_str(), credit.part.sale);
        let is_won = matches!(credit.done, Done::Deal(counted) if counted.wins > 0);
        match (credit.done, deals.get_mut(deal)) {
            (Done::Deal(_), None) if credit.done.is_sale() => {
                let won = Won {
                    sales: BTreeSet::from([sale]),
                    lost: None,
                };
                deals.insert(deal, won);
            }
            (Done::Deal(_), Some(won)) if is_won => match won.lost {
                // The rest of a sale may be credited late.
                Some(lost) if !won.sales.contains(&sale) && !credit.done.is_return() => {
                    let message = format!("deal `{deal}` is sold after its customer has left");
                    let finding = Finding::new(Code::CreditTwice, at.clone(), message);
                    let finding = finding.also(lost.clone(), "leaves here");
                    findings.push(finding.help("give the new deal a name of its own"));
                }
                _ => {
                    won.sales.insert(sale);
                }
            },
            (Done::Lost, None) if !refused.contains(deal) => {
                let message = format!("no deal `{deal}` has been won by then");
                findings.add(Code::UnknownId, at.clone(), message).help =
                    "write the row of the deal, or leave this one out: pay from before the table cannot be taken back by it"
                        .into();
            }
            (Done::Lost, Some(won)) => match won.lost {
                Some(before) => {
                    let message = format!("the customer of deal `{deal}` leaves twice");
                    let finding = Finding::new(Code::CreditTwice, at.clone(), message);
                    let finding = finding.also(before.clone(), "first here");
                    findings.push(finding.help("delete one of the rows"));
                }
                None => won.lost = Some(at),
            },
            _ => {}
        }
    }
}
