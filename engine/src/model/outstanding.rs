//! Cash that is still to come in when the simulation begins, on sales of the months that have happened: it pays those who are
//! paid on cash. What has come in before stands in the table of credits.

use std::collections::{BTreeMap, BTreeSet};

use super::actual::{ActualCredit, Done, stay_at};
use super::customers::Contract;
use super::tally::month_of;
use super::trial::Simulator;
use crate::contracts::Contracts;
use crate::contracts::billing::Term;
use crate::kernel::stream::EntityKey;
use crate::purpose;
use crate::units::Money;

/// A sale as the rows of its table tell it.
#[derive(Clone, Copy, Debug)]
struct Sale<'c> {
    number: usize,
    class: usize,
    name: &'c str,
    signed: f64,
    /// Whether its deal was won with it.
    is_first: bool,
    amount: Money,
    /// Share of it that counts for markets and the company.
    of_company: f64,
    /// When its customer left \[months\].
    left: Option<f64>,
}

impl Simulator<'_> {
    /// Remembers who was credited by rows of one day and sale, as far as cash may come in on it later.
    ///
    /// * `place`: of the first row in its table
    pub(super) fn remember_actual_sellers(&mut self, place: usize, rows: &[ActualCredit]) {
        if !self.sellers.are_paid_on_cash() {
            return;
        }
        for (row, credit) in rows.iter().enumerate() {
            let stay_of = |seat| stay_at(&self.spells, seat, credit.time);
            if let Some(stay) = credit.seat.and_then(stay_of) {
                let person = self.payroll.person(stay);
                self.sellers.actual.insert(place + row, person);
            }
        }
    }

    /// When the simulation begins: what is still to come in, for as long as the term goes that began with the sale. Customers
    /// of the start have been taken over before.
    pub(super) fn expect_cash_of_history(&mut self) {
        if !self.sellers.are_paid_on_cash() {
            return;
        }
        let model = self.model;
        let credits = model.actuals.credits();
        let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, credit) in credits.iter().enumerate().filter(|(_, c)| c.done.is_sale()) {
            rows.entry(credit.part.sale).or_default().push(row);
        }
        // Customers of the start stand before all contracts that are signed.
        let made = model.contracts.as_ref().map(Contracts::customer_of_deal);
        let made = made.unwrap_or_default();
        for sale in sales(credits, &rows) {
            let (mark, rows) = (self.sellers.mark(), &rows[&sale.number]);
            self.sellers.add_actual_sale(rows[0], &credits[rows[0]]);
            for &row in rows {
                if let Some(&person) = self.sellers.actual.get(&row) {
                    self.sellers.add_actual(person, row, &credits[row]);
                }
            }
            let sold = (mark, self.sellers.mark());
            let customer = made.get(sale.name).map(|&slot| self.customers[slot]);
            for (time, amount) in self.still_due(&sale, customer.as_ref()) {
                let both = (amount, amount.share(sale.of_company));
                self.expect_cash_on_part(sold, sale.class, time, both);
            }
        }
    }

    /// Cash of a sale that comes in after the simulation has begun: when, and how much.
    ///
    /// * `customer`: of the start, whom its deal has made, if the plan says so
    fn still_due(&self, sale: &Sale<'_>, customer: Option<&Contract>) -> Vec<(f64, Money)> {
        let Some(contracts) = &self.plan.contracts else {
            return Vec::new();
        };
        let (class, month) = (sale.class, month_of(sale.signed));
        let Span { start, end, left } = match customer {
            Some(customer) => Span::of_customer(sale, customer),
            None => Span {
                start: sale.signed,
                end: sale.signed + contracts.term.at(class, month),
                left: sale.left,
            },
        };
        let parts = contracts.parts(sale.amount, class, month, end - start);
        let term = Term {
            start,
            end,
            cancelled: left.filter(|&left| left < end),
            worth: contracts.worth(parts.arr, end - start, Some(sale.amount - parts.once)),
        };
        let key = customer.map_or_else(
            || EntityKey::of("actual-sale", &sale.number.to_string()),
            |customer| customer.key,
        );
        let words = self.future.draw(key, 0, purpose::TERM, 0);
        let (delay, now) = (contracts.collected_after(words), self.plan.calendar.now());
        std::iter::once((sale.signed, parts.once))
            .chain(term.invoices(contracts.billing))
            .map(|(time, amount)| (time + delay, amount))
            .filter(|&(time, amount)| time >= now && amount != Money::ZERO)
            .collect()
    }
}

/// So long before a renewal a sale goes with it \[months\].
const WITH_RENEWAL: f64 = 1.0;

/// For how long a sale brings in what recurs.
struct Span {
    start: f64,
    end: f64,
    /// When its customer leaves before the end, if that is known \[months\].
    left: Option<f64>,
}

impl Span {
    /// The sale with which a deal is won begins the customer's first term; what is sold later goes until the end of the term
    /// that the customer was in then.
    fn of_customer(sale: &Sale<'_>, customer: &Contract) -> Self {
        let current = customer.term();
        let length = current.end - current.start;
        let first = current.start - f64::from(customer.renewals) * length;
        // What is sold in the last month of a term that has been renewed since goes with the renewal.
        let in_advance = WITH_RENEWAL.min(length / 2.0);
        let n_terms = ((sale.signed + in_advance - first) / length).floor();
        let n_before = if sale.is_first {
            0.0
        } else {
            n_terms.clamp(0.0, f64::from(customer.renewals))
        };
        let begun = first + n_before * length;
        let start = if sale.is_first {
            begun
        } else {
            sale.signed.max(begun)
        };
        let end = begun + length;
        let is_current = end > current.start + length / 2.0;
        Self {
            start,
            end: if is_current { current.end } else { end },
            left: current.cancelled.filter(|_| is_current),
        }
    }
}

/// The sales in the order of their numbers, less what was returned of deals that have a name, the first sale first.
///
/// * `rows`: places of the rows of each sale
fn sales<'c>(credits: &'c [ActualCredit], rows: &BTreeMap<usize, Vec<usize>>) -> Vec<Sale<'c>> {
    let mut lost: BTreeMap<&str, f64> = BTreeMap::new();
    let mut won: BTreeMap<&str, f64> = BTreeMap::new();
    let mut returned: BTreeMap<&str, Money> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for credit in credits.iter().filter(|credit| !credit.what.is_empty()) {
        match credit.done {
            Done::Lost => {
                lost.entry(&credit.what).or_insert(credit.time);
            }
            // Rows that share a return each state all of it.
            Done::Deal(counted) if credit.done.is_return() && seen.insert(credit.part.sale) => {
                *returned.entry(&credit.what).or_default() -= counted.bookings;
            }
            Done::Deal(_) if credit.done.is_sale() => {
                won.entry(&credit.what).or_insert(credit.time);
            }
            _ => {}
        }
    }
    let sale = |(&number, rows): (&usize, &Vec<usize>)| {
        let first = &credits[rows[0]];
        let Done::Deal(counted) = first.done else {
            return None;
        };
        let back = returned.get_mut(first.what.as_str());
        let back = back.map_or(Money::ZERO, |left| {
            let back = (*left).min(counted.bookings);
            *left -= back;
            back
        });
        Some(Sale {
            number,
            class: first.class,
            name: &first.what,
            signed: first.time,
            is_first: won.get(first.what.as_str()) == Some(&first.time),
            amount: counted.bookings - back,
            of_company: rows.iter().map(|&row| credits[row].part.of_company).sum(),
            left: lost.get(first.what.as_str()).copied(),
        })
    };
    rows.iter().filter_map(sale).collect()
}
