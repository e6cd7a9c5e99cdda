//! Rows of a table of credits that belong together: shares of one sale, sales of one deal, and rows that stand twice.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::comp::parts::SAME_SHARE;
use crate::model::actual::{ActualCredit, Done};

use super::codes::Code;
use super::credits::Read;
use super::finding::{Finding, Findings};
use super::place::Place;

/// What of a credit tells it from others on the same day: kind, then numbers of the kind.
type Kind = (u8, usize, [i64; 4]);

fn kind(done: Done) -> Kind {
    match done {
        Done::Deal(counted) => {
            let rank = match (counted.wins, counted.opportunities) {
                (1.., _) => 0,
                (_, 1..) => 1,
                _ => 2,
            };
            let money = [counted.bookings, counted.collected, counted.margin];
            let [bookings, collected, margin] = money.map(crate::units::Money::minor);
            let numbers = [bookings, counted.opportunities, collected, margin];
            (rank, 0, numbers)
        }
        Done::Activity { activity, times } => (3, activity, [times, 0, 0, 0]),
        Done::Objective { objective, score } => {
            #[allow(clippy::cast_possible_truncation, reason = "a score is 0 to 1")]
            let score = (score * 1e9) as i64;
            (4, objective, [score, 0, 0, 0])
        }
    }
}

/// [`kind`] without the margin, which a row may leave out.
fn stated(done: Done) -> Kind {
    let (rank, which, [one, two, three, _]) = kind(done);
    (rank, which, [one, two, three, 0])
}

/// Sorts rows so that their order in the file counts for nothing: neither in what is paid nor in how it is listed. Of
/// the rows that share a sale, that with the greatest share comes first.
pub(super) fn sort(rows: &mut [Read]) {
    rows.sort_by(|a, b| {
        let (one, other) = (&a.credit, &b.credit);
        let order = one.time.total_cmp(&other.time);
        let order = order.then_with(|| one.what.cmp(&other.what));
        let order = order.then_with(|| stated(one.done).cmp(&stated(other.done)));
        order
            .then(one.class.cmp(&other.class))
            .then(other.share.total_cmp(&one.share))
            .then(one.seat.cmp(&other.seat))
            .then_with(|| kind(one.done).cmp(&kind(other.done)))
    });
}

/// One sale of a deal: rows of one deal, class and amount share it.
type Sale<'c> = (&'c str, Kind, usize);

/// The sale that a row has a share of, where rows can be told to share one: it wins a deal that has a name.
fn sale(credit: &ActualCredit) -> Option<Sale<'_>> {
    let is_named = !credit.what.is_empty();
    match credit.done {
        Done::Deal(counted) if is_named && counted.wins > 0 => {
            Some((&credit.what, stated(credit.done), credit.class))
        }
        _ => None,
    }
}

/// Reports what is credited more than once.
///
/// * `rows`: sorted
/// * `n_doubled`: splits that credit a sale once more
pub(super) fn check(rows: &[Read], n_doubled: usize, findings: &mut Findings) {
    let twice = check_rows(rows, findings);
    #[allow(clippy::cast_precision_loss, reason = "a plan has few splits")]
    let most = 1.0 + n_doubled as f64;
    let mut shares: BTreeMap<Sale<'_>, (f64, &Place)> = BTreeMap::new();
    let mut said = BTreeSet::new();
    for (ix, Read { credit, at }) in rows.iter().enumerate() {
        let Some(sale) = sale(credit).filter(|_| !twice.contains(&ix)) else {
            continue;
        };
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
        let help = match credit.done {
            Done::Activity { .. } => continue,
            Done::Objective { .. } => {
                (kind.2, share) = ([0; 4], 0);
                "an objective is reached so far on one day: leave one row"
            }
            Done::Deal(_) => {
                "delete one of them; two sales of one size on one day need a `deal` each"
            }
        };
        let same = (
            credit.time.to_bits(),
            credit.seat,
            &credit.what,
            kind,
            credit.class,
            share,
        );
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

/// Of several rows that share a sale, the first counts all of it for market and company; a deal of several sales is one
/// deal; the same for rows that make a deal an opportunity. Cash counts as often as it comes in, and what has no name
/// by its shares.
///
/// * `credits`: sorted
pub(super) fn count_once(credits: &mut [ActualCredit]) {
    let mut sales: BTreeSet<Sale<'_>> = BTreeSet::new();
    let mut deals: BTreeSet<(bool, &str)> = BTreeSet::new();
    let mut counted = Vec::with_capacity(credits.len());
    for credit in &*credits {
        let once = match credit.done {
            Done::Deal(done) if done.wins > 0 || done.opportunities > 0 => Some(done.wins > 0),
            _ => None,
        };
        counted.push(match once.filter(|_| !credit.what.is_empty()) {
            Some(wins) => {
                let begins = deals.insert((wins, &credit.what));
                let is_first = sale(credit).map_or(begins, |sale| sales.insert(sale));
                (f64::from(u8::from(is_first)), begins)
            }
            None => (credit.share, true),
        });
    }
    for (credit, (share, begins)) in credits.iter_mut().zip(counted) {
        (credit.of_company, credit.begins_deal) = (share, begins);
    }
}

/// Lays the shares of each sale side by side, the greatest last, so that they sum to it to the cent. What is credited
/// beyond the whole, by a split that doubles it, stands by itself.
///
/// * `credits`: sorted
pub(super) fn lay_out(credits: &mut [ActualCredit]) {
    let mut sums: BTreeMap<Sale<'_>, f64> = BTreeMap::new();
    for credit in &*credits {
        if let Some(sale) = sale(credit) {
            *sums.entry(sale).or_default() += credit.share;
        }
    }
    sums.retain(|_, sum| *sum <= 1.0 + SAME_SHARE);
    let mut from = vec![0.0; credits.len()];
    let mut ends: BTreeMap<Sale<'_>, f64> = BTreeMap::new();
    for (credit, from) in credits.iter().zip(&mut from).rev() {
        if let Some(sale) = sale(credit).filter(|sale| sums.contains_key(sale)) {
            let end = ends.entry(sale).or_default();
            *from = *end;
            *end += credit.share;
        }
    }
    for (credit, from) in credits.iter_mut().zip(from) {
        credit.from = from;
    }
}
