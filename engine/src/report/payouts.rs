//! Payouts of a team: for each seat what was credited, the attainment, and what is paid.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::credit_account::CreditAccount;
use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::table::{Cell, Table};
use super::{Subject, printable};
use crate::calendar::Period;
use crate::comp::component::Standing;
use crate::comp::line::Kind;
use crate::kpi::Unit;
use crate::model::actual::ActualCredit;
use crate::model::actual_payroll::Paid;
use crate::units::Money;

/// Kinds of pay, each a column of the table.
const KINDS: [(Kind, &str); 7] = [
    (Kind::Commission, "commission"),
    (Kind::Bonus, "bonuses"),
    (Kind::Spiff, "spiffs"),
    (Kind::Activity, "activity-bonuses"),
    (Kind::Objective, "objectives"),
    (Kind::Floor, "draws-and-guarantees"),
    (Kind::Clawback, "clawed-back"),
];

fn plus(a: Standing, b: Standing) -> Standing {
    Standing {
        credited: a.credited + b.credited,
        quota: a.quota + b.quota,
    }
}

/// What a team is paid.
#[derive(Clone, Debug)]
pub struct Payouts<'a> {
    subject: Subject<'a>,
    numbers: Numbers,
    period: &'a Period,
    seats: Vec<SeatPay>,
    account: CreditAccount,
}

/// What one seat is paid.
#[derive(Clone, Debug)]
struct SeatPay {
    seat: usize,
    standing: Standing,
    kinds: [Money; 7],
}

impl SeatPay {
    fn total(&self) -> Money {
        self.kinds.iter().copied().sum()
    }
}

impl<'a> Payouts<'a> {
    /// The payouts of a period.
    ///
    /// * `paid`: all months up to its end; what was paid before it is left out
    /// * `credits`: what that rests on
    ///
    /// # Panics
    ///
    /// Never: every kind of pay has a column.
    #[must_use]
    pub fn new(
        subject: Subject<'a>,
        period: &'a Period,
        paid: &Paid,
        credits: &[ActualCredit],
    ) -> Self {
        let within = || {
            paid.pays
                .iter()
                .filter(|pay| period.months.contains(&pay.month))
        };
        let seats: BTreeSet<usize> = within().map(|pay| pay.seat).collect();
        let seats = seats.into_iter().map(|seat| {
            let mut sum = SeatPay {
                seat,
                standing: Standing::default(),
                kinds: [Money::ZERO; 7],
            };
            let mut open = Standing::default();
            for pay in within().filter(|pay| pay.seat == seat) {
                for settled in pay.settled.iter().filter(|s| s.of.component == 0) {
                    // What is settled on the year to date stands for all of the year that was settled before.
                    open = settled.of.standing;
                    if settled.closed {
                        sum.standing = plus(sum.standing, std::mem::take(&mut open));
                    }
                }
                for line in &pay.lines {
                    let kind = KINDS.iter().position(|(kind, _)| *kind == line.item.kind());
                    sum.kinds[kind.expect("every kind has a column")] += line.amount;
                }
            }
            sum.standing = plus(sum.standing, open);
            sum
        });
        Self {
            numbers: Numbers::new(subject.locale, subject.currency),
            seats: seats.collect(),
            account: CreditAccount::new(credits, &paid.fates, &period.months),
            subject,
            period,
        }
    }

    fn total(&self) -> Money {
        self.seats.iter().map(SeatPay::total).sum()
    }

    /// The payouts for a screen.
    #[must_use]
    pub fn text(&self) -> String {
        let origin = format!(
            "Payouts of {} on actual credits | scenario {} | money in {}",
            self.period.label,
            self.subject.short_hash(),
            self.subject.currency.code()
        );
        let mut text = clip(&printable(self.subject.name), WIDTH) + "\n";
        text.push_str(&fill(&origin, ""));
        text.push('\n');
        let mut grid = Grid::new(&[
            (14, Align::Left),
            (17, Align::Left),
            (14, Align::Right),
            (14, Align::Right),
            (8, Align::Right),
            (13, Align::Right),
        ]);
        grid.row(&["Seat", "Rep", "credited", "quota", "", "pay"]);
        for pay in &self.seats {
            let seat = &self.subject.model.workforce.seats[pay.seat];
            let attainment = pay.standing.attainment();
            grid.row(&[
                printable(&seat.id).into_owned(),
                printable(&seat.name).into_owned(),
                self.units(pay.seat, pay.standing.credited),
                self.units(pay.seat, pay.standing.quota),
                attainment.map_or(String::new(), |a| self.numbers.percent(a)),
                self.exact(pay.total()),
            ]);
        }
        grid.row(&["Sum", "", "", "", "", &self.exact(self.total())]);
        text.push_str(&grid.into_text());
        text.push('\n');
        text.push_str(&self.account.text(self.subject, &self.numbers));
        let note = "`foresell statement` shows each of them line by line.";
        text.push('\n');
        text.push_str(&fill(note, ""));
        text
    }

    /// The payouts as a table, a row for each seat.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut columns = vec![
            "seat",
            "rep",
            "role",
            "plan",
            "period",
            "unit",
            "credited",
            "quota",
            "attainment",
        ];
        columns.extend(KINDS.map(|(_, name)| name));
        columns.push("pay");
        let mut table = Table::new("payouts", &columns);
        let currency = self.subject.currency;
        for pay in &self.seats {
            let model = self.subject.model;
            let seat = &model.workforce.seats[pay.seat];
            let plan = model.comp.plan_of(seat.role);
            let unit = self.unit(pay.seat);
            let mut row = vec![
                Cell::text(&seat.id),
                Cell::text(&seat.name),
                Cell::text(&model.dimensions.roles[seat.role].id),
                plan.map_or(Cell::Empty, |plan| Cell::text(&plan.id)),
                Cell::text(&self.period.label),
                Cell::text(super::unit_name(unit, currency)),
                Cell::value(unit, pay.standing.credited, currency),
                Cell::value(unit, pay.standing.quota, currency),
                pay.standing.attainment().map_or(Cell::Empty, Cell::Number),
            ];
            row.extend(
                pay.kinds
                    .map(|kind| Cell::amount(Some(kind.as_f64()), currency)),
            );
            row.push(Cell::amount(Some(pay.total().as_f64()), currency));
            table.push(row);
        }
        table
    }

    /// The payouts for programs; money in whole units of the currency.
    #[must_use]
    pub fn json(&self) -> Value {
        let natural = |amount: Money| amount.as_f64() / self.subject.currency.minor_per_major();
        let seats = self.seats.iter().map(|pay| {
            let seat = &self.subject.model.workforce.seats[pay.seat];
            let kinds: serde_json::Map<String, Value> = KINDS
                .iter()
                .zip(pay.kinds)
                .map(|((_, name), amount)| ((*name).to_owned(), json!(natural(amount))))
                .collect();
            json!({
                "seat": seat.id,
                "rep": seat.name,
                "attainment": pay.standing.attainment(),
                "kinds": kinds,
                "pay": natural(pay.total()),
            })
        });
        json!({
            "format": super::json::FORMAT,
            "kind": "payouts",
            "engine": super::json::engine(),
            "scenario": { "name": self.subject.name, "hash": self.subject.hash },
            "currency": self.subject.currency.code(),
            "period": self.period.label,
            "seats": seats.collect::<Vec<_>>(),
            "pay": natural(self.total()),
            "credits": self.account.json(self.subject),
        })
    }

    fn unit(&self, seat: usize) -> Unit {
        let role = self.subject.model.workforce.seats[seat].role;
        let plan = self.subject.model.comp.plan_of(role);
        if plan.is_some_and(|plan| plan.main().measure.is_money()) {
            Unit::Money
        } else {
            Unit::Count
        }
    }

    fn units(&self, seat: usize, value: f64) -> String {
        match self.unit(seat) {
            Unit::Money => self.exact(Money::round(value)),
            _ => self.numbers.decimals(value, 1),
        }
    }

    fn exact(&self, amount: Money) -> String {
        let currency = self.subject.currency;
        let whole = amount.as_f64() / currency.minor_per_major();
        self.numbers.decimals(whole, usize::from(currency.digits()))
    }
}
