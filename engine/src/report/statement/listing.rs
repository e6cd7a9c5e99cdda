//! What a statement lists: everything that counted, and what it sums to where it is settled.

use serde_json::{Value, json};

use super::super::grid::{Align, Grid, width_of};
use super::super::numbers::six_decimals;
use super::super::printable;
use super::super::story::deal_label;
use super::{AMOUNT, Statement};
use crate::comp::{Component, Credit, Measure};
use crate::model::journal::{Item, Posting, Source, Target};
use crate::model::seat_pay::PersonPay;
use crate::units::Money;

/// What is listed for programs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    /// What components were credited with.
    Credit,
    /// What SPIFFs pay.
    Spiff,
    /// What is owed from then on.
    Owed,
}

/// A row of a list: day, what, share, amount.
type Row = [String; 4];

impl Statement<'_> {
    /// Everything that counted for one person, a list for each component, SPIFF and what is owed.
    pub(super) fn listing_text(&self, part: &PersonPay, width: usize) -> String {
        let mut lists: Vec<Vec<Row>> = Vec::new();
        for component in 0..self.plan.components.len() {
            lists.extend(self.credits(part, component));
        }
        for (ix, spiff) in self.plan.spiffs.iter().enumerate() {
            let title = ["SPIFF".into(), printable(&spiff.id).into_owned()];
            let title = (title, "pay");
            lists.extend(self.amounts(part, Target::Spiff(ix), title, Money::ZERO));
        }
        let title = (["Clawback".into(), "lost again early".into()], "owed");
        lists.extend(self.amounts(part, Target::Owed, title, part.owed_before));
        if lists.is_empty() {
            return format!("\n{}\n", self.nothing());
        }
        let amounts = lists.iter().flatten().map(|row| &row[3]);
        let (date, share, amount) = (12, 8, width_of(amounts, AMOUNT));
        let what = width.saturating_sub(date + share + amount).max(20);
        let mut grid = Grid::new(&[
            (date, Align::Left),
            (what, Align::Left),
            (share, Align::Right),
            (amount, Align::Right),
        ]);
        for list in &lists {
            grid.gap();
            for row in list {
                grid.row(row);
            }
        }
        grid.into_text()
    }

    /// What one component was credited with, with a sum at each settlement.
    fn credits(&self, part: &PersonPay, component: usize) -> Option<Vec<Row>> {
        let of = &self.plan.components[component];
        let to = Target::Component(component);
        let before = part.brought_forward.get(component).copied();
        let before = before.unwrap_or(0.0);
        if before == 0.0 && part.posted(to).next().is_none() {
            return None;
        }
        let title = format!("{}: {}", printable(&of.id), title(of.measure));
        let mut rows = vec![["Credited".into(), title, "share".into(), "credit".into()]];
        let sum_of = |what: String, sum: f64| {
            let sum = self.units(of.measure, sum);
            ["Sum".into(), what, String::new(), sum]
        };
        if before != 0.0 {
            let mut row = sum_of("credited before, not settled".into(), before);
            row[0] = String::new();
            rows.push(row);
        }
        let (mut sum, mut is_settled) = (before, before == 0.0);
        for month in self.period.months.clone() {
            for posting in part.posted(to).filter(|posting| posting.month == month) {
                sum += posting.amount;
                is_settled = false;
                rows.push(self.row_of(posting, self.units(of.measure, posting.amount)));
                let items = posting.items.iter().flat_map(|items| items.iter());
                rows.extend(items.map(|item| self.item_row(of, item)));
            }
            let pays = part.pays.iter().filter(|pay| pay.month == month);
            let mut settled = pays.flat_map(|pay| &pay.settled);
            if let Some(settled) = settled.find(|settled| settled.of.component == component) {
                let month = self.subject.model.calendar.month(month);
                if !is_settled {
                    rows.push(sum_of(format!("settled at the end of {month}"), sum));
                }
                is_settled = true;
                sum = if settled.closed { 0.0 } else { sum };
            }
        }
        if !is_settled {
            rows.push(sum_of("not settled yet".into(), sum));
        }
        Some(rows)
    }

    /// Amounts of money that counted for something else.
    ///
    /// * `before`: what was owed before
    fn amounts(
        &self,
        part: &PersonPay,
        to: Target,
        ([what, of], amount): ([String; 2], &str),
        before: Money,
    ) -> Option<Vec<Row>> {
        if before == Money::ZERO && part.posted(to).next().is_none() {
            return None;
        }
        let mut rows = vec![[what, of, "share".into(), amount.into()]];
        let mut sum = before;
        if before != Money::ZERO {
            let what = "owed before".to_owned();
            rows.push([String::new(), what, String::new(), self.exact(before)]);
        }
        for posting in part.posted(to) {
            let amount = Money::round(posting.amount);
            sum += amount;
            rows.push(self.row_of(posting, self.exact(amount)));
        }
        rows.push(["Sum".into(), String::new(), String::new(), self.exact(sum)]);
        Some(rows)
    }

    fn row_of(&self, posting: &Posting, amount: String) -> Row {
        let date = self.subject.model.calendar.date_of(posting.time);
        let what = printable(&self.what(posting)).into_owned();
        [
            date.to_string(),
            what,
            self.numbers.percent(posting.share),
            amount,
        ]
    }

    /// A row of what a market's month is made of; the month above it has the sum, as far as somebody was there.
    fn item_row(&self, component: &Component, item: &Item) -> Row {
        let date = self.subject.model.calendar.date_of(item.time);
        let amount = self.units(component.measure, item.amount);
        let what = format!("  {amount}: {}", self.source(&item.source));
        let what = printable(&what).into_owned();
        [date.to_string(), what, String::new(), String::new()]
    }

    /// What counted: with the seats whose result it is, where it is a team's.
    fn what(&self, posting: &Posting) -> String {
        let model = self.subject.model;
        let what = match &posting.source {
            Source::Month => self.month_of(posting),
            source => self.source(source),
        };
        if posting.by.is_empty() {
            return what;
        }
        let mut seats: Vec<&str> = Vec::new();
        for &seat in &posting.by {
            let id = model.workforce.seats[seat].id.as_str();
            if !seats.contains(&id) {
                seats.push(id);
            }
        }
        format!("{}: {what}", seats.join(", "))
    }

    /// What something that counted is called.
    fn source(&self, source: &Source) -> String {
        let model = self.subject.model;
        match source {
            Source::Deal(deal) => deal_label(model, deal),
            Source::Cash(deal) => format!("cash on {}", deal_label(model, deal)),
            Source::Lost(deal) => format!("lost again: {}", deal_label(model, deal)),
            Source::ActualCash(row) => match self.credits[*row].what.as_str() {
                "" => "cash on a deal without a name".into(),
                name => format!("cash on {name}"),
            },
            Source::ActualLost(row) => format!("lost again: {}", self.credits[*row].what),
            Source::Actual(row) => match self.credits[*row].what.as_str() {
                "" => "without a name".into(),
                name => name.into(),
            },
            Source::Month => "cash on other deals".into(),
        }
    }

    /// "all of the company in 2027-01".
    fn month_of(&self, posting: &Posting) -> String {
        let month = self.subject.model.calendar.month(posting.month);
        let credit = match posting.to {
            Target::Component(component) => self.plan.components[component].credit,
            Target::Spiff(_) | Target::Owed => Credit::Own,
        };
        match credit {
            Credit::Own => format!("done in {month}"),
            Credit::Team => format!("done by the team in {month}"),
            Credit::Territory => format!("all of the territory in {month}"),
            Credit::Company => format!("all of the company in {month}"),
        }
    }

    /// That there is nothing to list.
    fn nothing(&self) -> &'static str {
        match self.plan.main().credit {
            Credit::Own => "Nothing was credited in these months.",
            Credit::Team => "The team was credited with nothing in these months.",
            Credit::Territory => "Nothing was credited in the territory in these months.",
            Credit::Company => "Nothing was credited in the company in these months.",
        }
    }

    /// A value in the unit of a measure, for programs.
    pub(super) fn natural(&self, measure: Measure, value: f64) -> f64 {
        if measure.is_money() {
            self.subject.currency.natural(value)
        } else {
            six_decimals(value)
        }
    }

    /// What components had been credited with before and not settled, for programs.
    pub(super) fn brought_forward(&self, people: &[(String, &PersonPay)]) -> Vec<Value> {
        let mut values = Vec::new();
        for (who, part) in people {
            for (component, &before) in self.plan.components.iter().zip(&part.brought_forward) {
                if before != 0.0 {
                    values.push(json!({
                        "person": who,
                        "component": component.id,
                        "credit": self.natural(component.measure, before),
                    }));
                }
            }
        }
        values
    }

    /// What counted, for programs, person after person.
    pub(super) fn postings(&self, people: &[(String, &PersonPay)], listed: Listed) -> Vec<Value> {
        let mut values = Vec::new();
        for (who, part) in people {
            let mut postings: Vec<&Posting> = part.postings.iter().collect();
            postings.sort_by_key(|posting| posting.to);
            values.extend(postings.iter().filter_map(|p| self.posting(who, p, listed)));
        }
        values
    }

    fn posting(&self, who: &str, posting: &Posting, listed: Listed) -> Option<Value> {
        let (of, id, key, amount) = match posting.to {
            Target::Component(ix) if listed == Listed::Credit => {
                let component = &self.plan.components[ix];
                let credit = self.natural(component.measure, posting.amount);
                ("component", component.id.as_str(), "credit", credit)
            }
            Target::Spiff(ix) if listed == Listed::Spiff => {
                let pay = self.subject.currency.natural(posting.amount);
                ("spiff", self.plan.spiffs[ix].id.as_str(), "pay", pay)
            }
            Target::Owed if listed == Listed::Owed => {
                let owed = self.subject.currency.natural(posting.amount);
                ("plan", self.plan.id.as_str(), "owed", owed)
            }
            _ => return None,
        };
        let mut value = json!({
            "person": who,
            of: id,
            "date": self.subject.model.calendar.date_of(posting.time).to_string(),
            "month": self.subject.model.calendar.month(posting.month).to_string(),
            "what": self.what(posting),
            "share": six_decimals(posting.share),
            key: amount,
        });
        if let (Some(items), Target::Component(ix)) = (&posting.items, posting.to) {
            let measure = self.plan.components[ix].measure;
            let deals = items.iter().map(|item| {
                json!({
                    "date": self.subject.model.calendar.date_of(item.time).to_string(),
                    "what": self.source(&item.source),
                    "amount": self.natural(measure, item.amount),
                })
            });
            value["deals"] = deals.collect();
        }
        Some(value)
    }
}

/// What a measure counts, in words.
fn title(measure: Measure) -> &'static str {
    match measure {
        Measure::Bookings => "bookings",
        Measure::Margin => "margin",
        Measure::Arr => "recurring revenue a year",
        Measure::Collected => "cash collected",
        Measure::Wins => "deals won",
        Measure::Opportunities => "opportunities",
        Measure::Activities => "activities",
    }
}
