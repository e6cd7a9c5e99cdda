//! One future as a dated story: who came and went, what was won and lost, what was paid.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::grid::{Align, Grid, clip};
use super::numbers::Numbers;
use super::{Subject, printable};
use crate::calendar::{Calendar, PeriodKind};
use crate::measure::{Cut, Measure, Unit};
use crate::model::Model;
use crate::model::chronicle::{Chronicle, DealEntry, Entry, Happening};
use crate::results::Layout;
use crate::units::Money;
use crate::workforce::SeatStart;

/// Columns of the story: date, what happened, the story itself, money; 80 in all.
const COLUMNS: [(usize, Align); 4] = [
    (11, Align::Left),
    (7, Align::Left),
    (50, Align::Left),
    (12, Align::Right),
];

/// A moment before midnight \[months\].
const LAST_MOMENT: f64 = 1e-4;

/// One future, told.
#[derive(Clone, Debug)]
pub struct Story<'a> {
    subject: Subject<'a>,
    numbers: Numbers,
    seed: u64,
    trial: u32,
    layout: Layout,
    cells: &'a [i64],
    lines: Vec<Told>,
}

/// A line of the story.
#[derive(Clone, Debug)]
struct Told {
    date: String,
    kind: &'static str,
    text: String,
    money: Option<Money>,
    /// Whether it is told without being asked for details.
    headline: bool,
}

impl<'a> Story<'a> {
    /// The story of a replayed trial.
    ///
    /// * `cells`: its counts, from which the totals at the end are taken
    #[must_use]
    pub fn new(
        subject: Subject<'a>,
        (seed, trial): (u64, u32),
        chronicle: &Chronicle,
        cells: &'a [i64],
    ) -> Self {
        let mut teller = Teller::new(subject.model);
        let mut lines: Vec<Told> = Vec::new();
        let mut month = Payday::default();
        for entry in &chronicle.entries {
            if let Some(closed) = month.close_before(entry, teller.calendar()) {
                lines.push(closed);
            }
            month.count(entry);
            lines.extend(teller.tell(entry));
        }
        lines.extend(month.told(teller.calendar()));
        Self {
            numbers: Numbers::new(subject.locale, subject.currency),
            layout: subject.model.layout(),
            subject,
            seed,
            trial,
            cells,
            lines,
        }
    }

    /// The story for a screen.
    ///
    /// * `details`: whether opportunities, losses and single payouts are told too
    #[must_use]
    pub fn text(&self, details: bool) -> String {
        let mut text = format!(
            "{}\nTrial {} | seed {} | scenario {} | money in {}\n\n",
            clip(&printable(self.subject.name), 80),
            self.trial,
            self.seed,
            self.subject.short_hash(),
            self.subject.currency.code()
        );
        let mut grid = Grid::new(&COLUMNS);
        for line in self.lines.iter().filter(|line| details || line.headline) {
            let money = line.money.map_or(String::new(), |m| self.whole(m));
            grid.row(&[line.date.as_str(), line.kind, &line.text, &money]);
        }
        text.push_str(&grid.into_text());
        for (period, rows) in self.totals() {
            let _ = write!(text, "\n{period}\n");
            let mut grid = Grid::new(&[(2, Align::Left), (28, Align::Left), (14, Align::Right)]);
            for (measure, value) in rows {
                grid.row(&["", measure.title(), &self.numbers.decimals(value, 0)]);
            }
            text.push_str(&grid.into_text());
        }
        text
    }

    /// The story for programs: every line, and the totals in minor units and counts.
    #[must_use]
    pub fn json(&self) -> Value {
        let line = |line: &Told| {
            json!({
                "date": line.date,
                "kind": line.kind,
                "text": line.text,
                "amount": line.money.map(|money| self.natural(money)),
            })
        };
        json!({
            "format": super::json::FORMAT,
            "kind": "replay",
            "engine": super::json::engine(),
            "scenario": { "name": self.subject.name, "hash": self.subject.hash },
            "currency": self.subject.currency.code(),
            "seed": self.seed,
            "trial": self.trial,
            "story": self.lines.iter().map(line).collect::<Vec<_>>(),
            "totals": self.totals().into_iter().map(|(period, rows)| {
                let values = rows.into_iter().map(|(measure, value)| (measure.id(), value));
                json!({ "period": period, "values": values.collect::<std::collections::BTreeMap<_, _>>() })
            }).collect::<Vec<_>>(),
        })
    }

    fn whole(&self, amount: Money) -> String {
        self.numbers.decimals(self.natural(amount), 0)
    }

    /// An amount in whole units of the currency.
    fn natural(&self, amount: Money) -> f64 {
        amount.as_f64() / self.subject.currency.minor_per_major()
    }

    /// What the trial comes to in each fiscal year, from its counts: money in whole units of the currency.
    fn totals(&self) -> Vec<(String, Vec<(Measure, f64)>)> {
        const SHOWN: [Measure; 7] = [
            Measure::Wins,
            Measure::Bookings,
            Measure::Hires,
            Measure::Leavers,
            Measure::VariablePay,
            Measure::Cost,
            Measure::Contribution,
        ];
        let years = self.subject.model.calendar.periods(PeriodKind::Year);
        let total = |measure: Measure, months: &std::ops::Range<usize>| {
            let first = self.layout.block(measure, Cut::Company).first;
            let sum: i64 = self.cells[first + months.start..first + months.end]
                .iter()
                .sum();
            let sum = Money::from_minor(sum);
            if measure.unit() == Unit::Money {
                (measure, self.natural(sum))
            } else {
                (measure, sum.as_f64())
            }
        };
        let year = |period: crate::calendar::Period| {
            let rows = SHOWN.map(|measure| total(measure, &period.months));
            (period.label, rows.to_vec())
        };
        years.into_iter().map(year).collect()
    }
}

/// Pay of a month, told when it is over.
#[derive(Default)]
struct Payday {
    month: Option<usize>,
    people: usize,
    sum: Money,
}

impl Payday {
    fn count(&mut self, entry: &Entry) {
        if let Happening::Pays(pay) = &entry.what {
            self.month = Some(pay.month);
            self.people += 1;
            self.sum += pay.total();
        }
    }

    fn close_before(&mut self, entry: &Entry, calendar: &Calendar) -> Option<Told> {
        let same = matches!(&entry.what, Happening::Pays(pay) if Some(pay.month) == self.month);
        if same {
            return None;
        }
        std::mem::take(self).told(calendar)
    }

    fn told(self, calendar: &Calendar) -> Option<Told> {
        let month = calendar.month(self.month?);
        let people = if self.people == 1 { "person" } else { "people" };
        Some(Told {
            date: month.to_string(),
            kind: "payday",
            text: format!("Variable pay of {} {people}", self.people),
            money: Some(self.sum),
            headline: true,
        })
    }
}

/// Turns what happened into words.
struct Teller<'m> {
    model: &'m Model,
    /// Whether each seat still holds whom the plan names.
    incumbent: Vec<bool>,
}

impl<'m> Teller<'m> {
    fn new(model: &'m Model) -> Self {
        let seats = model.workforce.seats.iter();
        Self {
            model,
            incumbent: seats
                .map(|seat| matches!(seat.start, SeatStart::Filled { .. }))
                .collect(),
        }
    }

    fn calendar(&self) -> &'m Calendar {
        &self.model.calendar
    }

    fn tell(&mut self, entry: &Entry) -> Option<Told> {
        let told = self.words(entry);
        if let Happening::Leaves { seat, .. } = entry.what {
            self.incumbent[seat] = false;
        }
        told
    }

    fn words(&self, entry: &Entry) -> Option<Told> {
        // Pay is settled at the end of its month, which is its last day and not the first of the next.
        let is_pay = matches!(entry.what, Happening::Pays(_));
        let time = entry.time - if is_pay { LAST_MOMENT } else { 0.0 };
        let told = |kind, text: String, money, headline| {
            Some(Told {
                date: self.calendar().date_of(time).to_string(),
                kind,
                text: printable(&text).to_string(),
                money,
                headline,
            })
        };
        match &entry.what {
            Happening::Joins { seat } => told(
                "hire",
                format!(
                    "Somebody begins as {}, {}",
                    self.role(*seat),
                    self.seat(*seat)
                ),
                None,
                true,
            ),
            Happening::Ready { seat } => told(
                "ready",
                format!("{} is through onboarding", self.seat(*seat)),
                None,
                false,
            ),
            Happening::Leaves { seat, tenure } => told(
                "leaver",
                format!(
                    "{}, {}, leaves after {tenure:.0} months",
                    self.seat(*seat),
                    self.role(*seat)
                ),
                None,
                true,
            ),
            Happening::Opens { deal } => told("opens", self.deal(deal), Some(deal.amount), false),
            Happening::Wins { deal } => {
                let text = format!("{}: {}", self.owner(deal), self.deal(deal));
                told("won", text, Some(deal.amount), true)
            }
            Happening::Loses {
                deal,
                stage,
                expired,
            } => {
                let stage = &self.model.dimensions.stages[*stage].name;
                let why = if *expired { "nobody had time" } else { "lost" };
                let text = format!("{}, {why} in {stage}", self.deal(deal));
                told("lost", text, Some(deal.amount), false)
            }
            Happening::Credits { .. } => None,
            Happening::Actual { credit, seat } => {
                let credit = &self.model.actuals.credits()[*credit];
                let booked = credit.booked()?;
                let owner = seat.map_or("nobody".into(), |seat| self.seat(seat));
                let what = Some(credit.what.as_str()).filter(|what| !what.is_empty());
                let text = format!("{owner}: {}, actual", what.unwrap_or("a deal"));
                told("won", text, Some(booked), true)
            }
            Happening::Pays(pay) => told(
                "pay",
                format!("Variable pay of {}", self.seat(pay.seat)),
                Some(pay.total()),
                false,
            ),
        }
    }

    /// Who sits in a seat: by name while it is whom the plan names.
    fn seat(&self, seat: usize) -> String {
        let of = &self.model.workforce.seats[seat];
        if self.incumbent[seat] && of.name != of.id {
            of.name.clone()
        } else {
            format!("seat {}", of.id)
        }
    }

    fn role(&self, seat: usize) -> &str {
        let role = self.model.workforce.seats[seat].role;
        &self.model.dimensions.roles[role].name
    }

    fn owner(&self, deal: &DealEntry) -> String {
        deal.owner.map_or("nobody".into(), |seat| self.seat(seat))
    }

    fn deal(&self, deal: &DealEntry) -> String {
        deal_label(self.model, deal)
    }
}

/// What a deal is called: its account or its id where it has one, then what it is about.
#[must_use]
pub fn deal_label(model: &Model, deal: &DealEntry) -> String {
    let dimensions = &model.dimensions;
    let of = dimensions.class_at(deal.class);
    let mut label = String::new();
    let account = deal
        .account
        .map(|ix| model.territories.accounts[ix].id.as_str());
    let pipeline = || {
        let open = model.funnel.pipeline.iter();
        open.filter(|open| open.key == deal.id.entity)
            .map(|open| open.id.as_str())
            .next()
    };
    if let Some(id) = account.or_else(pipeline) {
        let _ = write!(label, "{id}, ");
    }
    let mut parts = vec![&dimensions.segments[of.segment].id];
    for (list, ix) in [
        (&dimensions.regions, of.region),
        (&dimensions.products, of.product),
        (&dimensions.sources, of.source),
    ] {
        if list.len() > 1 {
            parts.push(&list[ix].id);
        }
    }
    for (ix, part) in parts.into_iter().enumerate() {
        let _ = write!(label, "{}{part}", if ix > 0 { ", " } else { "" });
    }
    label
}
