//! Cash that is still to come in when the simulation begins, on sales of the months that have happened: it pays those who are
//! paid on cash. What has come in before stands in the table of credits.

use std::collections::{BTreeMap, BTreeSet};

use super::actual::{ActualCredit, Done, stay_at};
use super::customers::Contract;
use super::tally::month_of;
use super::trial::Simulator;
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

    /// When the simulation begins: what is still to come in, by the terms of the contracts and for as long as the first term
    /// goes. Customers of the start have been taken over before.
    pub(super) fn expect_cash_of_history(&mut self) {
        if !self.sellers.are_paid_on_cash() {
            return;
        }
        let model = self.model;
        let credits = model.actuals.credits();
        let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, credit) in credits.iter().enumerate().filter(|(_, c)| is_sale(c)) {
            rows.entry(credit.part.sale).or_default().push(row);
        }
        let customers = model.contracts.iter().flat_map(|all| &all.customers);
        let customers = customers.enumerate();
        let made = customers.filter_map(|(slot, made)| Some((made.deal.as_deref()?, slot)));
        let made: BTreeMap<&str, usize> = made.collect();
        for sale in sales(credits, &rows) {
            let mark = self.sellers.mark();
            for &row in &rows[&sale.number] {
                if let Some(&person) = self.sellers.actual.get(&row) {
                    self.sellers.add_actual(person, row, &credits[row]);
                }
            }
            let sold = (mark, self.sellers.mark());
            let made = made.get(sale.name).copied();
            for (time, amount) in self.still_due(&sale, made) {
                let both = (amount, amount.share(sale.of_company));
                self.expect_cash_on_part(sold, sale.class, time, both);
            }
        }
    }

    /// Cash of a sale that comes in after the simulation has begun: when, and how much.
    ///
    /// * `made`: the customer of the start that its deal has made, if the plan says so
    fn still_due(&self, sale: &Sale<'_>, made: Option<usize>) -> Vec<(f64, Money)> {
        let Some(contracts) = &self.plan.contracts else {
            return Vec::new();
        };
        let (class, month) = (sale.class, month_of(sale.signed));
        let customer = made.map(|slot| &self.customers[slot]);
        let length = customer.map_or_else(
            || contracts.term.at(class, month),
            |customer| customer.term().end - customer.term().start,
        );
        // A customer who has not renewed yet stays as long as its term says; it is not known when it was renewed.
        let first = customer.filter(|customer| customer.is_in_first_term());
        let first = first.map(Contract::term);
        let end = first.map_or(sale.signed + length, |term| term.end);
        let cancelled = first.map_or(sale.left, |term| term.cancelled);
        let parts = contracts.parts(sale.amount, class, month, end - sale.signed);
        let term = Term {
            start: sale.signed,
            end,
            cancelled: cancelled.filter(|&lost| lost < end),
            worth: contracts.worth(parts.arr, end - sale.signed, Some(sale.amount - parts.once)),
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

fn is_sale(credit: &ActualCredit) -> bool {
    let is_won = matches!(credit.done, Done::Deal(counted) if counted.wins > 0);
    is_won && !credit.done.is_return()
}

/// The sales in the order of their numbers, less what was returned of deals that have a name, the first sale first.
///
/// * `rows`: places of the rows of each sale
fn sales<'c>(credits: &'c [ActualCredit], rows: &BTreeMap<usize, Vec<usize>>) -> Vec<Sale<'c>> {
    let mut lost: BTreeMap<&str, f64> = BTreeMap::new();
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
            amount: counted.bookings - back,
            of_company: rows.iter().map(|&row| credits[row].part.of_company).sum(),
            left: lost.get(first.what.as_str()).copied(),
        })
    };
    rows.iter().filter_map(sale).collect()
}
