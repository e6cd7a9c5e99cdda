//! Rows of a table of credits that say that a customer leaves.

use std::collections::BTreeMap;

use crate::model::actual::Done;

use super::codes::Code;
use super::credits::Read;
use super::finding::{Finding, Findings};
use super::place::Place;

/// Reports customers who leave twice, or before their deal was won.
///
/// * `rows`: in order of time
pub(super) fn check(rows: &[Read], findings: &mut Findings) {
    // By deal: where it was won, and where it was lost.
    let mut deals: BTreeMap<&str, (&Place, Option<&Place>)> = BTreeMap::new();
    for Read { credit, at } in rows {
        let deal = credit.what.as_str();
        match (credit.done, deals.get_mut(deal)) {
            (Done::Deal(counted), None) if counted.wins > 0 => {
                deals.insert(deal, (at, None));
            }
            (Done::Lost, None) => {
                let message = format!("no deal `{deal}` has been won by then");
                findings.add(Code::UnknownId, at.clone(), message).help =
                    "write the row of the deal, or leave this one out: pay from before the table cannot be taken back by it"
                        .into();
            }
            (Done::Lost, Some((_, Some(before)))) => {
                let message = format!("the customer of deal `{deal}` leaves twice");
                let finding = Finding::new(Code::CreditTwice, at.clone(), message);
                let finding = finding.also((*before).clone(), "first here");
                findings.push(finding.help("delete one of the rows"));
            }
            (Done::Lost, Some((_, lost))) => *lost = Some(at),
            _ => {}
        }
    }
}
