//! Sales: which rows of a table of credits share one, and what each of them is of it.
//!
//! Rows with one deal, amount and class share a sale, whatever their days: its shares may be credited one after another.
//! A deal of several amounts or classes is sold in several sales, and won once. Rows that name no deal share a sale if
//! they are of one day, amount and class and their shares fit into one whole; a row with a share of 1 stands by itself.
//! Cash is the same, but for its day: whoever pays the same amount on two days has paid twice.

use std::collections::BTreeMap;

use crate::comp::parts::SAME_SHARE;
use crate::model::actual::{ActualCredit, Done, SalePart};
use crate::units::Money;

use super::credits::Read;

/// What of a credit tells it from others on the same day: kind, then numbers of the kind.
pub(super) type Kind = (u8, usize, [i64; 4]);

/// Ranks of kinds: deals that were won, opportunities that were made, and cash.
const WON: u8 = 0;
const MADE: u8 = 1;
const CASH: u8 = 2;

fn kind(done: Done) -> Kind {
    match done {
        Done::Deal(counted) => {
            let rank = match (counted.wins, counted.opportunities) {
                (1.., _) => WON,
                (_, 1..) => MADE,
                _ => CASH,
            };
            let money = [counted.bookings, counted.collected, counted.margin];
            let [bookings, collected, margin] = money.map(Money::minor);
            let numbers = [bookings, counted.opportunities, collected, margin];
            (rank, 0, numbers)
        }
        Done::Activity { activity, times } => (3, activity, [times, 0, 0, 0]),
        Done::Objective { objective, score } => {
            #[allow(clippy::cast_possible_truncation, reason = "a score is 0 to 1")]
            let score = (score * 1e9) as i64;
            (4, objective, [score, 0, 0, 0])
        }
        Done::Lost => (5, 0, [0; 4]),
    }
}

/// [`kind`] without the margin, which a row may leave out.
pub(super) fn stated(done: Done) -> Kind {
    let (rank, which, [one, two, three, _]) = kind(done);
    (rank, which, [one, two, three, 0])
}

/// Sorts rows so that their order in the file counts for nothing, neither in what is paid nor in how it is listed, and
/// says of each which sale it is a part of. Rows of one sale and day then stand side by side, the greatest share first.
pub(super) fn number(rows: &mut [Read]) {
    sort(rows);
    let mut sales = Numbering::default();
    for Read { credit, .. } in &mut *rows {
        credit.part = sales.part_of(credit);
    }
    rows.sort_by(|a, b| {
        let (one, other) = (&a.credit, &b.credit);
        let order = one.time.total_cmp(&other.time);
        order.then(one.part.sale.cmp(&other.part.sale))
    });
    count_once(rows);
    lay_out(rows);
}

fn sort(rows: &mut [Read]) {
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

/// What rows of one sale have in common: the deal, if it has a name, the class, the kind, and for cash and whatever has
/// no name the day. A deal is made an opportunity once, whatever its amounts and classes.
type Identity = (String, usize, Kind, u64);

fn identity(credit: &ActualCredit) -> Identity {
    let (named, kind) = (!credit.what.is_empty(), stated(credit.done));
    let day = credit.time.to_bits();
    match (named, kind.0) {
        (true, WON) => (credit.what.clone(), credit.class, kind, 0),
        (true, MADE) => (credit.what.clone(), 0, (MADE, 0, [0; 4]), 0),
        _ => (credit.what.clone(), credit.class, kind, day),
    }
}

/// A sale without a name that more rows may share.
struct Open {
    number: usize,
    shared: f64,
    seats: Vec<Option<usize>>,
}

/// The numbers of sales and deals that have been met.
#[derive(Default)]
struct Numbering {
    n_sales: usize,
    named: BTreeMap<Identity, usize>,
    unnamed: BTreeMap<Identity, Vec<Open>>,
    /// By kind and name; what is no deal with a name, by its sale.
    deals: BTreeMap<(u8, String, usize), usize>,
}

impl Numbering {
    fn part_of(&mut self, credit: &ActualCredit) -> SalePart {
        let (is_named, rank) = (!credit.what.is_empty(), stated(credit.done).0);
        let sale = match rank {
            WON | MADE | CASH if is_named => {
                let n_sales = &mut self.n_sales;
                let named = self.named.entry(identity(credit));
                *named.or_insert_with(|| next(n_sales))
            }
            WON | CASH if credit.share < 1.0 - SAME_SHARE => self.fit(credit),
            _ => next(&mut self.n_sales),
        };
        let deal = match rank {
            WON | MADE if is_named => (rank, credit.what.clone(), 0),
            _ => (u8::MAX, String::new(), sale),
        };
        let n_deals = self.deals.len();
        SalePart {
            deal: *self.deals.entry(deal).or_insert(n_deals),
            ..SalePart::whole(sale, credit.share, Money::ZERO)
        }
    }

    /// The first sale without a name that still has room for a row, or a new one. A seat shares a sale once.
    fn fit(&mut self, credit: &ActualCredit) -> usize {
        let open = self.unnamed.entry(identity(credit)).or_default();
        let has_room = |sale: &&mut Open| {
            sale.shared + credit.share <= 1.0 + SAME_SHARE && !sale.seats.contains(&credit.seat)
        };
        if let Some(sale) = open.iter_mut().find(has_room) {
            sale.shared += credit.share;
            sale.seats.push(credit.seat);
            return sale.number;
        }
        let number = next(&mut self.n_sales);
        open.push(Open {
            number,
            shared: credit.share,
            seats: vec![credit.seat],
        });
        number
    }
}

fn next(n: &mut usize) -> usize {
    *n += 1;
    *n - 1
}

/// What is known of a sale from all of its rows.
struct Sale {
    /// Its first row, and that with the greatest share.
    first: usize,
    owner: usize,
    /// Sum of its shares.
    shared: f64,
    /// Sum of the margins that its rows are credited with.
    margins: Money,
}

fn sales(rows: &[Read]) -> Vec<Sale> {
    let mut sales: Vec<Option<Sale>> = Vec::new();
    for (ix, Read { credit, .. }) in rows.iter().enumerate() {
        let number = credit.part.sale;
        sales.resize_with(sales.len().max(number + 1), || None);
        let sale = sales[number].get_or_insert(Sale {
            first: ix,
            owner: ix,
            shared: 0.0,
            margins: Money::ZERO,
        });
        sale.shared += credit.share;
        sale.margins += margins(credit).1;
        if credit.share > rows[sale.owner].credit.share + SAME_SHARE {
            sale.owner = ix;
        }
    }
    sales.into_iter().flatten().collect()
}

/// What a row states as the sale's margin, and what of it is its own.
fn margins(credit: &ActualCredit) -> (Money, Money) {
    match credit.done {
        Done::Deal(counted) => (counted.margin, credit.own(counted).margin),
        Done::Activity { .. } | Done::Objective { .. } | Done::Lost => (Money::ZERO, Money::ZERO),
    }
}

impl Sale {
    /// Margin of the whole sale: what its rows are credited with where they share it out, else what the row with the
    /// greatest share states, which is no less than what the others have.
    fn margin(&self, rows: &[Read]) -> Money {
        let (stated, _) = margins(&rows[self.owner].credit);
        if (self.shared - 1.0).abs() <= SAME_SHARE {
            self.margins
        } else if self.shared > 1.0 {
            stated
        } else if stated < Money::ZERO {
            stated.min(self.margins)
        } else {
            stated.max(self.margins)
        }
    }
}

/// Lets each sale count once for market and company, with its first row, and once for its owner; a deal of several sales
/// counts once, with the first of them. What has no name, and cash, counts as far as it is shared out.
///
/// * `rows`: in order of time
fn count_once(rows: &mut [Read]) {
    let sales = sales(rows);
    let margins: Vec<Money> = sales.iter().map(|sale| sale.margin(rows)).collect();
    // The sale with which each deal began.
    let mut deals: BTreeMap<usize, usize> = BTreeMap::new();
    for (ix, Read { credit, .. }) in rows.iter_mut().enumerate() {
        let (sale, deal) = (&sales[credit.part.sale], credit.part.deal);
        let is_whole = !credit.what.is_empty() && stated(credit.done).0 <= MADE;
        let counts = if is_whole { 1.0 } else { sale.shared.min(1.0) };
        let of = |row: usize| if row == ix { counts } else { 0.0 };
        let (of_company, of_owner) = (of(sale.first), of(sale.owner));
        // What is returned is no deal.
        let begins_deal = !credit.done.is_return()
            && *deals.entry(deal).or_insert(credit.part.sale) == credit.part.sale;
        let margin = margins[credit.part.sale];
        credit.part = SalePart {
            of_company,
            of_owner,
            begins_deal,
            margin,
            ..credit.part
        };
    }
}

/// Lays the shares of each sale side by side, the last row first, so that they sum to it to the cent. What is credited
/// beyond the whole, by a split that doubles it, stands by itself.
fn lay_out(rows: &mut [Read]) {
    let sales = sales(rows);
    let mut ends = vec![0.0; sales.len()];
    for Read { credit, .. } in rows.iter_mut().rev() {
        let sale = credit.part.sale;
        if sales[sale].shared <= 1.0 + SAME_SHARE {
            credit.part.from = ends[sale];
            ends[sale] += credit.share;
        }
    }
}
