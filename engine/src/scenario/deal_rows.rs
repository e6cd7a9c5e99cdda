//! Rows of a table of credits that say the same twice, or share out more than there is.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::comp::parts::SAME_SHARE;
use crate::model::actual::Done;

use super::codes::Code;
use super::credits::Read;
use super::finding::{Finding, Findings};
use super::place::Place;
use super::sales::stated;

/// Reports what is credited more than once.
///
/// * `rows`: numbered
/// * `most`: what the shares of a sale may sum to, with splits that credit it once more
pub(super) fn check(rows: &[Read], most: f64, findings: &mut Findings) {
    let twice = check_rows(rows, findings);
    let mut shares: BTreeMap<usize, (f64, &Place)> = BTreeMap::new();
    let mut said = BTreeSet::new();
    for (ix, Read { credit, at }) in rows.iter().enumerate() {
        let is_won = matches!(credit.done, Done::Deal(counted) if counted.wins > 0);
        let is_named_sale = is_won && !credit.what.is_empty();
        if !is_named_sale || twice.contains(&ix) {
            continue;
        }
        let sale = credit.part.sale;
        let (sum, first) = shares.entry(sale).or_insert((0.0, at));
        *sum += credit.share;
        if *sum > most + SAME_SHARE && said.insert(sale) {
            let message = format!(
                "the shares of deal `{}` sum to {:.0} %: expected {:.0} % at most",
                credit.what,
                *sum * 100.0,
                most * 100.0
            );
            findings.push(
                Finding::new(Code::CreditTwice, at.clone(), message)
                    .also((*first).clone(), "shared from here on")
                    .help(
                        "write in `share` what each seat is credited with; sales of their own need \
                         a `deal` each, and a split with `double` allows another whole",
                    ),
            );
        }
    }
}

/// Reports rows that say the same twice, and returns their places; activities are many of a kind.
fn check_rows(rows: &[Read], findings: &mut Findings) -> BTreeSet<usize> {
    let mut first = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for (ix, Read { credit, at }) in rows.iter().enumerate() {
        let (mut kind, mut share) = (stated(credit.done), credit.share.to_bits());
        let mut of = (credit.what.as_str(), credit.class);
        let help = match credit.done {
            Done::Activity { .. } | Done::Lost => continue,
            Done::Objective { .. } => {
                (kind.2, share, of) = ([0; 4], 0, ("", 0));
                "an objective is reached so far on one day: leave one row"
            }
            Done::Deal(_) => {
                "delete one of them; two sales of one size on one day need a `deal` each"
            }
        };
        let same = (credit.time.to_bits(), credit.seat, of, kind, share);
        match first.entry(same) {
            Entry::Vacant(entry) => {
                entry.insert(at);
            }
            Entry::Occupied(entry) => {
                twice.insert(ix);
                let message = "this credit stands twice";
                let finding = Finding::new(Code::CreditTwice, at.clone(), message);
                let earlier: &Place = entry.get();
                findings.push(finding.also(earlier.clone(), "first here").help(help));
            }
        }
    }
    twice
}
