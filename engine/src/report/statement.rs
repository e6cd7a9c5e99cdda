//! A pay statement: what one seat's people were credited with and paid, line by line.

use serde_json::{Value, json};

use super::due::{self, Open};
use super::grid::{Align, Grid, fill, width_of};
use super::numbers::Numbers;
use super::{Subject, printable};
use crate::calendar::Period;
use crate::comp::component::Standing;
use crate::comp::line::{Item, Line};
use crate::comp::{Component, Credit, Measure, Plan};
use crate::model::chronicle::Pay;
use crate::units::Money;
use crate::workforce::SeatStart;

/// Least width of a column of amounts.
const AMOUNT: usize = 15;

/// Something that was credited.
#[derive(Clone, Debug, PartialEq)]
pub struct Credited {
    /// When, "YYYY-MM-DD".
    pub date: String,
    /// The deal, as people call it.
    pub what: String,
    /// Share of it that is credited, 1 for all of it.
    pub share: f64,
    /// What is counted.
    pub measure: Measure,
    /// How much: minor units, things, or millionths of activities.
    pub counted: i64,
}

/// What one person was credited with and paid.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The how-manieth person in the seat, from 0.
    pub nth: u16,
    /// First day, "YYYY-MM-DD", if it is known.
    pub hired: Option<String>,
    /// What was credited, in order of time.
    pub credited: Vec<Credited>,
    /// What was paid, in order of time.
    pub pays: Vec<Pay>,
}

impl Part {
    /// What is paid in all.
    #[must_use]
    pub fn total(&self) -> Money {
        self.pays.iter().map(Pay::total).sum()
    }
}

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
    parts: Vec<Part>,
    /// Periods that are under way when the months are over.
    open: Vec<Open<'a>>,
}

impl<'a> Statement<'a> {
    /// The statement of a seat; `None` if no plan pays its role.
    ///
    /// * `period`: its months
    /// * `origin`: where the results come from, such as "trial 4711"
    /// * `parts`: what each of the seat's people was credited with and paid in those months; if there is none, nobody was
    ///   credited with anything
    /// * `last`: month at whose end everything is settled, as at the end of a simulated future; `None` if there is none
    #[must_use]
    pub fn new(
        subject: Subject<'a>,
        seat: usize,
        period: &'a Period,
        origin: String,
        mut parts: Vec<Part>,
        last: Option<usize>,
    ) -> Option<Self> {
        if parts.is_empty() {
            parts.push(Part::default());
        }
        let role = subject.model.workforce.seats[seat].role;
        let plan = subject.model.comp.plan_of(role)?;
        // A leaver is settled at once, so that nothing is open until somebody comes.
        let last_pay = parts.last().and_then(|part| part.pays.last());
        let is_over = last_pay.is_some_and(|pay| pay.last);
        let open = due::open(plan, &subject.model.calendar, period.months.end, last);
        Some(Self {
            open: if is_over { Vec::new() } else { open },
            numbers: Numbers::new(subject.locale, subject.currency),
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
        self.parts.iter().map(Part::total).sum()
    }

    /// Whose part it is: whom the plan names, or whoever came after.
    fn who(&self, part: &Part) -> String {
        let seat = &self.subject.model.workforce.seats[self.seat];
        if part.nth == 0 && matches!(seat.start, SeatStart::Filled { .. }) {
            if seat.name == seat.id {
                return seat.id.clone();
            }
            return format!("{} ({})", seat.name, seat.id);
        }
        match &part.hired {
            Some(hired) => format!("{}, hired {hired}", seat.id),
            None if part.nth == 0 => format!("{}, to be hired", seat.id),
            None => format!("{}, successor", seat.id),
        }
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
            text.push_str(&self.credits_text(part, width));
            for pay in &part.pays {
                text.push_str(&self.pay_text(pay, columns));
            }
            text.push_str(&self.sum_text("Variable pay", part.total(), columns));
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

    fn credits_text(&self, part: &Part, width: usize) -> String {
        if part.credited.is_empty() {
            return format!("\n{}\n", self.no_credits());
        }
        let of = |credit: &Credited| credit.measure.value(credit.counted);
        let amounts = part
            .credited
            .iter()
            .map(|credit| self.units(credit.measure, of(credit)));
        let (date, share, amount) = (12, 8, width_of(amounts, AMOUNT));
        let what = width.saturating_sub(date + share + amount).max(20);
        let mut grid = Grid::new(&[
            (date, Align::Left),
            (what, Align::Left),
            (share, Align::Right),
            (amount, Align::Right),
        ]);
        grid.gap();
        grid.row(&["Credited", "", "share", "credit"]);
        for credit in &part.credited {
            grid.row(&[
                credit.date.as_str(),
                &printable(&credit.what),
                &self.numbers.percent(credit.share),
                &self.units(credit.measure, of(credit)),
            ]);
        }
        if let [first, _, ..] = part.credited.as_slice() {
            let all: i64 = part.credited.iter().map(|credit| credit.counted).sum();
            let sum = self.units(first.measure, first.measure.value(all));
            grid.row(&["Sum", "", "", &sum]);
        }
        grid.into_text()
    }

    /// Why no deals are listed.
    fn no_credits(&self) -> &'static str {
        match self.plan.main().credit {
            Credit::Own => "Nothing was credited in these months.",
            Credit::Team => "The team was credited with nothing in these months.",
            Credit::Territory => {
                "Paid on all results in the territory; reps' statements list them."
            }
            Credit::Company => "Paid on the company's results; reps' statements list them.",
        }
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
            let component = &self.plan.components[settled.of.component];
            let standing = self.standing(component, settled.of.standing);
            grid.row(&[&printable(&component.id), standing.as_str(), ""]);
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
            grid.row(&["  Owed, not paid back", "leaves with the person", &owed]);
        }
        text.push_str(&grid.into_text());
        text
    }

    fn row(&self, grid: &mut Grid, line: &Line) {
        let (what, how) = self.words(line);
        grid.row(&[format!("  {what}"), how, self.exact(line.amount)]);
    }

    /// "412,000.00 of 400,000.00, 103.0 %", "45 of 40 opportunities, 112 %".
    fn standing(&self, component: &Component, standing: Standing) -> String {
        let credited = self.units(component.measure, standing.credited);
        let things = due::things(component.measure);
        let things = things.map_or(String::new(), |things| format!(" {things}"));
        match standing.attainment() {
            Some(attainment) => format!(
                "{credited} of {}{things}, {}",
                self.units(component.measure, standing.quota),
                self.numbers.percent(attainment)
            ),
            None => format!("{credited}{things}, no quota"),
        }
    }

    /// What a line is about, and how its amount comes about.
    fn words(&self, line: &Line) -> (String, String) {
        let percent = |share: f64| self.numbers.percent(share);
        let whole = |share: f64| format!("{} %", self.numbers.decimals(share * 100.0, 0));
        match line.item {
            Item::Tier {
                component,
                tier,
                units,
                rate,
            } => {
                let of = &self.plan.components[component];
                let rate = if of.measure.is_money() {
                    format!("{} %", self.numbers.decimals(rate * 100.0, 4))
                } else {
                    self.numbers.decimals(rate / self.minor(), 4)
                };
                let from = of.tiers[tier].above;
                let what = match of.tiers.get(tier + 1) {
                    _ if of.tiers.len() == 1 => "Commission".into(),
                    Some(next) => {
                        format!("Tier {} to {} of quota", whole(from), whole(next.above))
                    }
                    None => format!("Tier from {} of quota", whole(from)),
                };
                (what, format!("{} x {rate}", self.units(of.measure, units)))
            }
            Item::Bonus { component, bonus } => {
                let at = self.plan.components[component].bonuses[bonus].at;
                ("Bonus".into(), format!("for {} of quota", percent(at)))
            }
            Item::Kicker {
                component,
                kicker,
                attainment,
            } => {
                let of = &self.plan.components[component].kickers[kicker];
                let other = printable(&self.plan.components[of.component].id).into_owned();
                let how = format!("{other} at {}", percent(attainment));
                ("Kicker".into(), how)
            }
            Item::Cap { most, .. } => ("Cap".into(), format!("at most {}", self.exact(most))),
            Item::PaidBefore { .. } => ("Paid before in the year".into(), String::new()),
            Item::Spiff { spiff, deals } => {
                let id = printable(&self.plan.spiffs[spiff].id).into_owned();
                let deals_word = if deals == 1 { "deal" } else { "deals" };
                (format!("SPIFF {id}"), format!("{deals} {deals_word}"))
            }
            Item::Activity { bonus } => {
                let of = &self.plan.activity_bonuses[bonus];
                let how = format!(
                    "{} a working day for {} {}",
                    self.numbers.decimals(of.per_working_day, 1),
                    of.months,
                    if of.months == 1 { "month" } else { "months" }
                );
                (format!("Activity bonus {}", printable(&of.id)), how)
            }
            Item::Objective { objective, score } => {
                let id = printable(&self.plan.objectives[objective].id).into_owned();
                (
                    format!("Objective {id}"),
                    format!("reached by {}", percent(score)),
                )
            }
            Item::ClawedBack => (
                "Clawback".into(),
                "commission on what was lost again".into(),
            ),
            Item::CarriedOver => ("Carried over".into(), "taken off later pay".into()),
            Item::Guarantee { least } => {
                ("Guarantee".into(), format!("up to {}", self.exact(least)))
            }
            Item::Draw { least } => ("Draw".into(), format!("up to {}", self.exact(least))),
            Item::Recovered => ("Draw paid back".into(), String::new()),
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
            let places = usize::from((value - value.round()).abs() > 1e-9);
            self.numbers.decimals(value, places)
        }
    }

    /// The statement for programs; money in whole units of the currency.
    #[must_use]
    pub fn json(&self) -> Value {
        let seat = &self.subject.model.workforce.seats[self.seat];
        let currency = self.subject.currency;
        let natural = |amount: Money| currency.natural(amount.as_f64());
        let counted = |measure: Measure, value: f64| {
            if measure.is_money() {
                currency.natural(value)
            } else {
                (value * 1e6).round() / 1e6
            }
        };
        let calendar = &self.subject.model.calendar;
        let line = |line: &Line| {
            let (what, how) = self.words(line);
            json!({ "what": what, "how": how, "amount": natural(line.amount) })
        };
        let pay = |(who, pay): (&String, &Pay)| {
            let settled = pay.settled.iter().map(|settled| {
                let component = &self.plan.components[settled.of.component];
                let (measure, standing) = (component.measure, settled.of.standing);
                json!({
                    "component": component.id,
                    "unit": due::things(measure).unwrap_or(currency.code()),
                    "credited": counted(measure, standing.credited),
                    "quota": counted(measure, standing.quota),
                    "attainment": settled.of.standing.attainment(),
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
        let credited = |(who, credit): (&String, &Credited)| {
            json!({
                "person": who,
                "date": credit.date,
                "what": credit.what,
                "share": credit.share,
                "credit": counted(credit.measure, credit.measure.value(credit.counted)),
            })
        };
        let people: Vec<(String, &Part)> = self
            .parts
            .iter()
            .map(|part| (self.who(part), part))
            .collect();
        let person = |(who, part): &(String, &Part)| json!({ "person": who, "hired": part.hired, "pay": natural(part.total()) });
        let all_credited = people
            .iter()
            .flat_map(|(who, part)| part.credited.iter().map(move |credit| (who, credit)));
        let all_pays = people
            .iter()
            .flat_map(|(who, part)| part.pays.iter().map(move |pay| (who, pay)));
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
            "credited": all_credited.map(credited).collect::<Vec<_>>(),
            "months": all_pays.map(pay).collect::<Vec<_>>(),
            "pay": natural(self.total()),
        })
    }
}

fn component_of(line: &Line) -> Option<usize> {
    match line.item {
        Item::Tier { component, .. }
        | Item::Bonus { component, .. }
        | Item::Kicker { component, .. }
        | Item::Cap { component, .. }
        | Item::PaidBefore { component } => Some(component),
        _ => None,
    }
}

fn of_component(lines: &[Line], component: usize) -> impl Iterator<Item = &Line> {
    lines
        .iter()
        .filter(move |line| component_of(line) == Some(component))
}
