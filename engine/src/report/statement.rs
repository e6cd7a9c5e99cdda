//! A pay statement: what one seat's people were credited with and paid, line by line.

mod factors;
mod line_words;
mod listing;

use serde_json::{Value, json};

use super::attained::attained;
use super::due::{self, Open};
use super::grid::{Align, Grid, fill, width_of};
use super::numbers::{Numbers, six_decimals};
use super::{Subject, printable};
use crate::calendar::Period;
use crate::comp::component::Standing;
use crate::comp::line::{Item, Line};
use crate::comp::{Measure, Plan};
use crate::model::actual::ActualCredit;
use crate::model::chronicle::Pay;
use crate::model::seat_pay::PersonPay;
use crate::units::Money;
use crate::workforce::SeatStart;
use listing::Listed;

/// Least width of a column of amounts.
const AMOUNT: usize = 15;

/// Number of nobody in a seat that is vacant.
const NOBODY: u16 = u16::MAX;

/// What one seat's people were credited with and paid over some months, each by themselves.
#[derive(Clone, Debug)]
pub struct Statement<'a> {
    subject: Subject<'a>,
    numbers: Numbers,
    seat: usize,
    plan: &'a Plan,
    period: &'a Period,
    /// Where the results come from, such as "trial 4711".
    origin: String,
    /// One for each person, never none.
    parts: Vec<PersonPay>,
    /// The table that actual credits stand in.
    credits: &'a [ActualCredit],
    /// Periods that are under way when the months are over.
    open: Vec<Open<'a>>,
}

impl<'a> Statement<'a> {
    /// The statement of a seat; `None` if no plan pays its role.
    ///
    /// * `period`: its months
    /// * `origin`: where the results come from, such as "trial 4711"
    /// * `parts`: what each of the seat's people was credited with and paid in those months; if there is none, nobody was
    ///   there
    /// * `credits`: the table of actual credits, if the results come from one
    /// * `last`: month at whose end everything is settled, as at the end of a simulated future; `None` if there is none
    #[must_use]
    pub fn new(
        subject: Subject<'a>,
        seat: usize,
        period: &'a Period,
        origin: String,
        mut parts: Vec<PersonPay>,
        credits: Option<&'a [ActualCredit]>,
        last: Option<usize>,
    ) -> Option<Self> {
        let role = subject.model.workforce.seats[seat].role;
        let plan = subject.model.comp.plan_of(role)?;
        // A leaver is settled at once, so that nothing is open until somebody comes.
        let is_open = parts.iter().any(|part| part.stays);
        let open = due::open(plan, &subject.model.calendar, period.months.end, last);
        if parts.is_empty() {
            parts.push(PersonPay {
                nth: NOBODY,
                ..PersonPay::default()
            });
        }
        Some(Self {
            open: if is_open { open } else { Vec::new() },
            numbers: Numbers::new(subject.locale, subject.currency),
            credits: credits.unwrap_or(subject.model.actuals.credits()),
            plan,
            subject,
            seat,
            period,
            origin,
            parts,
        })
    }

    /// What is paid in all.
    #[must_use]
    pub fn total(&self) -> Money {
        self.parts.iter().map(total).sum()
    }

    /// Whose part it is: whom the plan names, or whoever came after.
    fn who(&self, part: &PersonPay) -> String {
        let seat = &self.subject.model.workforce.seats[self.seat];
        if part.nth == 0 && matches!(seat.start, SeatStart::Filled { .. }) {
            if seat.name == seat.id {
                return seat.id.clone();
            }
            return format!("{} ({})", seat.name, seat.id);
        }
        match self.hired(part) {
            Some(hired) => format!("{}, hired {hired}", self.successor(part)),
            None if part.nth == 0 => format!("{}, to be hired", seat.id),
            None => format!("{}, vacant", seat.id),
        }
    }

    /// What somebody who came after the start is called: by name if the plan says it, with the seat.
    fn successor(&self, part: &PersonPay) -> String {
        let workforce = &self.subject.model.workforce;
        let named = part
            .joined
            .and_then(|first_day| workforce.name_of_joiner(self.seat, first_day));
        let seat = &workforce.seats[self.seat].id;
        named.map_or_else(|| seat.clone(), |name| format!("{name} ({seat})"))
    }

    /// First day of whoever came after the start, "YYYY-MM-DD".
    fn hired(&self, part: &PersonPay) -> Option<String> {
        let date = |time| self.subject.model.calendar.date_of(time).to_string();
        part.joined.map(date)
    }

    /// The statement for a screen or a file.
    ///
    /// * `width`: of the screen; what does not fit goes on in the next line
    #[must_use]
    pub fn text(&self, width: usize) -> String {
        let seat = &self.subject.model.workforce.seats[self.seat];
        let role = &self.subject.model.dimensions.roles[seat.role].name;
        let origin = format!(
            "Plan {} | {} | scenario {} | money in {}",
            printable(&self.plan.id),
            self.origin,
            self.subject.short_hash(),
            self.subject.currency.code()
        );
        let columns = self.columns(width);
        let mut text = String::new();
        for part in &self.parts {
            if !text.is_empty() {
                text.push('\n');
            }
            let heading = format!(
                "Statement of {}, {role}, {}",
                self.who(part),
                self.period.label
            );
            text.push_str(&fill(&printable(&heading), ""));
            text.push_str(&fill(&origin, ""));
            text.push_str(&self.listing_text(part, width));
            for pay in &part.pays {
                text.push_str(&self.pay_text(pay, columns));
            }
            text.push_str(&self.sum_text("Variable pay", total(part), columns));
            for (what, amount) in [
                ("Owed, off later pay", part.still_owed),
                ("Drawn, off later pay", part.drawn),
            ] {
                if amount != Money::ZERO {
                    text.push_str(&self.sum_text(what, amount, columns));
                }
            }
        }
        if self.parts.len() > 1 {
            let what = format!("Seat {}, all", seat.id);
            text.push_str(&self.sum_text(&printable(&what), self.total(), columns));
        }
        for open in &self.open {
            let words = format!("Still open, and not paid yet: {}.", open.words());
            text.push('\n');
            text.push_str(&fill(&printable(&words), ""));
        }
        text
    }

    fn sum_text(&self, what: &str, sum: Money, columns: [(usize, Align); 3]) -> String {
        let mut grid = Grid::new(&columns);
        grid.gap();
        grid.row(&[what, self.period.label.as_str(), &self.exact(sum)]);
        grid.into_text()
    }

    /// What, how it is computed, amount.
    fn columns(&self, width: usize) -> [(usize, Align); 3] {
        let pays = self.parts.iter().flat_map(|part| &part.pays);
        let amounts = pays.map(|pay| self.exact(pay.total()));
        let amount = width_of(amounts, AMOUNT);
        let texts = width.saturating_sub(amount).max(40);
        let what = texts * 6 / 13;
        [
            (what, Align::Left),
            (texts - what, Align::Left),
            (amount, Align::Right),
        ]
    }

    fn pay_text(&self, pay: &Pay, columns: [(usize, Align); 3]) -> String {
        let calendar = &self.subject.model.calendar;
        let month = calendar.month(pay.month);
        let paid = due::paid_in(self.plan, calendar, pay.month);
        let last = if pay.last {
            ", last pay of a leaver"
        } else {
            ""
        };
        let mut text = format!("\n{month}, paid in {paid}{last}\n");
        let mut grid = Grid::new(&columns);
        for settled in &pay.settled {
            let ix = settled.of.component;
            let standing = self.standing(ix, settled.of.standing);
            grid.row(&[
                &printable(&self.plan.components[ix].id),
                standing.as_str(),
                "",
            ]);
            for line in of_component(&pay.lines, settled.of.component) {
                self.row(&mut grid, line);
            }
        }
        for line in pay.lines.iter().filter(|line| component_of(line).is_none()) {
            self.row(&mut grid, line);
        }
        grid.row(&["  Sum", "", &self.exact(pay.total())]);
        if pay.written_off != Money::ZERO {
            let owed = self.exact(pay.written_off);
            grid.row(&["  Owed and drawn", "not paid back by a leaver", &owed]);
        }
        text.push_str(&grid.into_text());
        text
    }

    fn row(&self, grid: &mut Grid, line: &Line) {
        let (what, how) = self.words(line);
        grid.row(&[format!("  {what}"), how, self.exact(line.amount)]);
    }

    /// "412,000.00 of 400,000.00, 103.0 %", "45 of 40 opportunities, 112 %".
    fn standing(&self, ix: usize, standing: Standing) -> String {
        let component = &self.plan.components[ix];
        let credited = self.units(component.measure, standing.credited);
        let things = due::things(component.measure);
        let things = things.map_or(String::new(), |things| format!(" {things}"));
        match standing.attainment() {
            Some(attainment) => format!(
                "{credited} of {}{things}, {}",
                self.units(component.measure, standing.quota),
                attained(self.plan, ix, attainment, &self.numbers)
            ),
            None => format!("{credited}{things}, no quota"),
        }
    }

    fn minor(&self) -> f64 {
        self.subject.currency.minor_per_major()
    }

    /// An amount to the minor unit.
    fn exact(&self, amount: Money) -> String {
        let digits = usize::from(self.subject.currency.digits());
        self.numbers
            .decimals(amount.as_f64() / self.minor(), digits)
    }

    /// Something counted, in the unit of its measure.
    fn units(&self, measure: Measure, value: f64) -> String {
        if measure.is_money() {
            self.exact(Money::round(value))
        } else {
            self.numbers.typed(value)
        }
    }

    /// The statement for programs; money in whole units of the currency.
    #[must_use]
    pub fn json(&self) -> Value {
        let seat = &self.subject.model.workforce.seats[self.seat];
        let currency = self.subject.currency;
        let natural = |amount: Money| currency.natural(amount.as_f64());
        let calendar = &self.subject.model.calendar;
        let line = |line: &Line| {
            let (what, how) = self.words(line);
            json!({ "what": what, "how": how, "amount": natural(line.amount) })
        };
        let pay = |(who, pay): (&str, &Pay)| {
            let settled = pay.settled.iter().map(|settled| {
                let component = &self.plan.components[settled.of.component];
                let (measure, standing) = (component.measure, settled.of.standing);
                json!({
                    "component": component.id,
                    "unit": due::things(measure).unwrap_or(currency.code()),
                    "credited": self.natural(measure, standing.credited),
                    "quota": self.natural(measure, standing.quota),
                    "attainment": settled.of.standing.attainment().map(six_decimals),
                    "earned": natural(settled.earned),
                })
            });
            json!({
                "person": who,
                "month": calendar.month(pay.month).to_string(),
                "paid_in": due::paid_in(self.plan, calendar, pay.month).to_string(),
                "last": pay.last,
                "settled": settled.collect::<Vec<_>>(),
                "lines": pay.lines.iter().map(line).collect::<Vec<_>>(),
                "pay": natural(pay.total()),
                "written_off": natural(pay.written_off),
            })
        };
        let people: Vec<(String, &PersonPay)> = self
            .parts
            .iter()
            .map(|part| (self.who(part), part))
            .collect();
        let person = |(who, part): &(String, &PersonPay)| {
            json!({
                "person": who,
                "hired": self.hired(part),
                "pay": natural(total(part)),
                "owed_before": natural(part.owed_before),
                "still_owed": natural(part.still_owed),
                "drawn": natural(part.drawn),
            })
        };
        let all_pays = people
            .iter()
            .flat_map(|(who, part)| part.pays.iter().map(move |pay| (who.as_str(), pay)));
        json!({
            "format": super::json::FORMAT,
            "kind": "statement",
            "engine": super::json::engine(),
            "scenario": { "name": self.subject.name, "hash": self.subject.hash },
            "currency": self.subject.currency.code(),
            "origin": self.origin,
            "seat": seat.id,
            "rep": seat.name,
            "plan": self.plan.id,
            "period": self.period.label,
            "open": self.open.iter().map(Open::json).collect::<Vec<_>>(),
            "people": people.iter().map(person).collect::<Vec<_>>(),
            "brought_forward": self.brought_forward(&people),
            "credited": self.postings(&people, Listed::Credit),
            "spiffs": self.postings(&people, Listed::Spiff),
            "owed": self.postings(&people, Listed::Owed),
            "months": all_pays.map(pay).collect::<Vec<_>>(),
            "pay": natural(self.total()),
        })
    }
}

/// What one person is paid in all.
fn total(part: &PersonPay) -> Money {
    part.pays.iter().map(Pay::total).sum()
}

fn component_of(line: &Line) -> Option<usize> {
    match line.item {
        Item::Tier { component, .. }
        | Item::Bonus { component, .. }
        | Item::Kicker { component, .. }
        | Item::Cap { component, .. }
        | Item::PaidBefore { component }
        | Item::NotTakenBack { component } => Some(component),
        _ => None,
    }
}

fn of_component(lines: &[Line], component: usize) -> impl Iterator<Item = &Line> {
    lines
        .iter()
        .filter(move |line| component_of(line) == Some(component))
}
