//! Payouts of a team: for each person what was credited, the attainment, and what is paid.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::attained::attained;
use super::credit_account::CreditAccount;
use super::grid::{Align, Grid, fill, width_of};
use super::numbers::{Numbers, six_decimals};
use super::table::{Cell, Table};
use super::{Subject, due, printable};
use crate::calendar::Period;
use crate::comp::Plan;
use crate::comp::component::Standing;
use crate::comp::line::Kind;
use crate::kpi::Unit;
use crate::model::actual::ActualCredit;
use crate::model::actual_payroll::Paid;
use crate::units::Money;
use crate::workforce::SeatStart;

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
    people: Vec<PersonPay>,
    account: CreditAccount,
}

/// What one person is paid.
#[derive(Clone, Debug)]
struct PersonPay {
    seat: usize,
    /// Name, or the seat.
    name: String,
    /// First day, if it lies in the months that are paid.
    hired: Option<String>,
    standing: Standing,
    kinds: [Money; 7],
}

impl PersonPay {
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
        let people: BTreeSet<(usize, u16)> = within().map(|pay| (pay.seat, pay.nth)).collect();
        let people = people.into_iter().map(|(seat, nth)| {
            let model = subject.model;
            let stay = paid.stay_of(seat, nth).filter(|stay| stay.joined);
            let hired = stay.map(|stay| model.calendar.date_of(stay.from).to_string());
            let named = stay.and_then(|stay| model.workforce.name_of_joiner(seat, stay.from));
            let of_seat = &model.workforce.seats[seat];
            let is_first = nth == 0 && matches!(of_seat.start, SeatStart::Filled { .. });
            let mut sum = PersonPay {
                seat,
                name: match (named, &hired) {
                    (Some(name), _) => name.to_owned(),
                    _ if is_first => of_seat.name.clone(),
                    (None, Some(hired)) => format!("{}, hired {hired}", of_seat.id),
                    (None, None) => of_seat.name.clone(),
                },
                hired,
                standing: Standing::default(),
                kinds: [Money::ZERO; 7],
            };
            let mut open = Standing::default();
            for pay in within().filter(|pay| (pay.seat, pay.nth) == (seat, nth)) {
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
            people: people.collect(),
            account: CreditAccount::new(credits, &paid.fates, &period.months),
            subject,
            period,
        }
    }

    fn total(&self) -> Money {
        self.people.iter().map(PersonPay::total).sum()
    }

    /// The payouts for a screen.
    ///
    /// * `width`: of the screen; names go on in a second line where they do not fit, keys and amounts never do
    #[must_use]
    pub fn text(&self, width: usize) -> String {
        let origin = format!(
            "Payouts of {} on actual credits | scenario {} | money in {}",
            self.period.label,
            self.subject.short_hash(),
            self.subject.currency.code()
        );
        let mut text = fill(&printable(self.subject.name), "");
        text.push_str(&fill(&origin, ""));
        text.push('\n');
        text.push_str(&self.rows(width));
        text.push('\n');
        text.push_str(&self.account.text(self.subject, &self.numbers));
        text.push('\n');
        for note in self.notes() {
            text.push_str(&fill(&note, ""));
        }
        text
    }

    /// An attainment of the main component of whoever is in a seat.
    fn attained(&self, seat: usize, attainment: f64) -> String {
        let model = self.subject.model;
        match model.comp.plan_of(model.workforce.seats[seat].role) {
            Some(plan) => attained(plan, 0, attainment, &self.numbers),
            None => self.numbers.percent(attainment),
        }
    }

    /// A row for each person, and the sum.
    fn rows(&self, width: usize) -> String {
        const TITLES: [&str; 6] = ["Seat", "Rep", "credited", "quota", "attained", "pay"];
        let mut rows = vec![TITLES.map(str::to_owned)];
        rows.extend(self.people.iter().map(|pay| {
            let seat = &self.subject.model.workforce.seats[pay.seat];
            let attainment = pay.standing.attainment();
            [
                printable(&seat.id).into_owned(),
                printable(&pay.name).into_owned(),
                self.units(pay.seat, pay.standing.credited) + &self.counted(pay.seat),
                self.units(pay.seat, pay.standing.quota),
                attainment.map_or(String::new(), |a| self.attained(pay.seat, a)),
                self.exact(pay.total()),
            ]
        }));
        let mut sum = [""; 6].map(str::to_owned);
        (sum[0], sum[5]) = ("Sum".into(), self.exact(self.total()));
        rows.push(sum);
        let column = |ix: usize| width_of(rows.iter().map(|row| &row[ix]), 0) + usize::from(ix > 1);
        let numbers: usize = (2..6).map(column).sum();
        let name = width.saturating_sub(column(0) + numbers);
        let name = name.min(column(1)).max(10);
        let widths = [column(0), name, column(2), column(3), column(4), column(5)];
        let align = |ix| if ix < 2 { Align::Left } else { Align::Right };
        let columns: [_; 6] = std::array::from_fn(|ix| (widths[ix], align(ix)));
        let mut grid = Grid::new(&columns);
        for row in &rows {
            grid.row(row);
        }
        grid.into_text()
    }

    /// When it is paid, what is still open, and where the lines are.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for plan in &self.subject.model.comp.plans {
            let (id, lag) = (printable(&plan.id), plan.payment_lag);
            let months = if lag == 1 { "month" } else { "months" };
            if lag > 0 {
                notes.push(format!(
                    "{id} pays {lag} {months} after the month in which it settles."
                ));
            }
        }
        for (plan, open) in self.open() {
            let is_named = open.of.contains(&plan.id.as_str());
            let plan = if is_named {
                String::new()
            } else {
                format!(" (plan {})", plan.id)
            };
            let note = format!("Still open, and not paid yet: {}{plan}.", open.words());
            notes.push(printable(&note).into_owned());
        }
        if self.account.has_vacant() {
            notes.push(
                "Who was hired into a seat that was free is said by an event `join`, with seat and date.".into(),
            );
        }
        notes.push("`foresell statement` shows each of them line by line.".into());
        notes
    }

    /// The payouts as a table, a row for each person.
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
        columns.extend(["pay", "hired"]);
        let mut table = Table::new("payouts", &columns);
        let currency = self.subject.currency;
        for pay in &self.people {
            let model = self.subject.model;
            let seat = &model.workforce.seats[pay.seat];
            let plan = model.comp.plan_of(seat.role);
            let unit = self.unit(pay.seat);
            let mut row = vec![
                Cell::text(&seat.id),
                Cell::text(&pay.name),
                Cell::text(&model.dimensions.roles[seat.role].id),
                plan.map_or(Cell::Empty, |plan| Cell::text(&plan.id)),
                Cell::text(&self.period.label),
                Cell::text(super::unit_name(unit, currency)),
                Cell::value(unit, pay.standing.credited, currency),
                Cell::value(unit, pay.standing.quota, currency),
                pay.standing
                    .attainment()
                    .map_or(Cell::Empty, |a| Cell::Number(six_decimals(a))),
            ];
            row.extend(
                pay.kinds
                    .map(|kind| Cell::amount(Some(kind.as_f64()), currency)),
            );
            row.push(Cell::amount(Some(pay.total().as_f64()), currency));
            row.push(pay.hired.as_ref().map_or(Cell::Empty, Cell::text));
            table.push(row);
        }
        table
    }

    /// The payouts for programs; money in whole units of the currency.
    #[must_use]
    pub fn json(&self) -> Value {
        let (model, currency) = (self.subject.model, self.subject.currency);
        let natural = |amount: Money| currency.natural(amount.as_f64());
        let seats = self.people.iter().map(|pay| {
            let seat = &model.workforce.seats[pay.seat];
            let unit = self.unit(pay.seat);
            let counted = |value: f64| match unit {
                Unit::Money => currency.natural(value),
                _ => six_decimals(value),
            };
            let kinds: serde_json::Map<String, Value> = KINDS
                .iter()
                .zip(pay.kinds)
                .map(|((_, name), amount)| ((*name).to_owned(), json!(natural(amount))))
                .collect();
            json!({
                "seat": seat.id,
                "rep": pay.name,
                "hired": pay.hired,
                "role": model.dimensions.roles[seat.role].id,
                "plan": model.comp.plan_of(seat.role).map(|plan| &plan.id),
                "unit": super::unit_name(unit, currency),
                "credited": counted(pay.standing.credited),
                "quota": counted(pay.standing.quota),
                "attainment": pay.standing.attainment().map(six_decimals),
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
            "open": self.open().map(|(plan, open)| {
                let mut value = open.json();
                value["plan"] = json!(plan.id);
                value
            }).collect::<Vec<_>>(),
            "seats": seats.collect::<Vec<_>>(),
            "pay": natural(self.total()),
            "credits": self.account.json(self.subject),
        })
    }

    /// Periods that are under way when the months are over, plan by plan.
    fn open(&self) -> impl Iterator<Item = (&Plan, due::Open<'_>)> {
        let model = self.subject.model;
        let of = |plan| due::open(plan, &model.calendar, self.period.months.end, None);
        let plans = model.comp.plans.iter();
        plans.flat_map(move |plan| of(plan).into_iter().map(move |open| (plan, open)))
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
        if self.unit(seat) == Unit::Money {
            return self.exact(Money::round(value));
        }
        self.numbers.typed(value)
    }

    /// What the plan of a seat counts, where it is no money: " opportunities".
    fn counted(&self, seat: usize) -> String {
        let role = self.subject.model.workforce.seats[seat].role;
        let plan = self.subject.model.comp.plan_of(role);
        let things = plan.and_then(|plan| due::things(plan.main().measure));
        things.map_or(String::new(), |things| format!(" {things}"))
    }

    fn exact(&self, amount: Money) -> String {
        let currency = self.subject.currency;
        let whole = amount.as_f64() / currency.minor_per_major();
        self.numbers.decimals(whole, usize::from(currency.digits()))
    }
}
