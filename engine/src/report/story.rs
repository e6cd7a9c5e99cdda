//! One future as a dated story: who came and went, what was won and lost, who stayed a customer, what was paid.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::grid::{Align, Grid, fill, width_of};
use super::numbers::Numbers;
use super::{Subject, printable};
use crate::calendar::{Calendar, PeriodKind, Timing};
use crate::contracts::key_of;
use crate::contracts::renewal::Changes;
use crate::kernel::stream::EntityKey;
use crate::kpi::history::knows;
use crate::measure::{Cut, Measure, OverTime, Unit};
use crate::model::Model;
use crate::model::chronicle::{Chronicle, ContractEntry, DealEntry, Entry, Happening};
use crate::results::Layout;
use crate::units::Money;
use crate::workforce::SeatStart;

/// Width of the columns of dates, and of what happened.
const DATE: usize = 11;
const KIND: usize = 10;

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
    /// What became of the recurring revenue a year of a contract, part by part.
    arr: Vec<(&'static str, Money)>,
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
    /// * `details`: whether opportunities, losses, single payouts and renewals at a higher price are told too
    /// * `width`: of the screen; what does not fit goes on in the next line
    #[must_use]
    pub fn text(&self, details: bool, width: usize) -> String {
        let mut text = fill(&printable(self.subject.name), "");
        let _ = write!(
            text,
            "Trial {} | seed {} | scenario {} | money in {}\n\n",
            self.trial,
            self.seed,
            self.subject.short_hash(),
            self.subject.currency.code()
        );
        let told = || self.lines.iter().filter(|line| details || line.headline);
        let money = |line: &Told| line.money.map_or(String::new(), |m| self.whole(m));
        let amount = width_of(told().map(money), 12);
        let story = width.saturating_sub(DATE + KIND + amount).max(20);
        let mut grid = Grid::new(&[
            (DATE, Align::Left),
            (KIND, Align::Left),
            (story, Align::Left),
            (amount, Align::Right),
        ]);
        for line in told() {
            grid.row(&[line.date.as_str(), line.kind, &line.text, &money(line)]);
        }
        text.push_str(&grid.into_text());
        for (period, rows) in self.totals() {
            let _ = write!(text, "\n{period}\n");
            let mut grid = Grid::new(&[(2, Align::Left), (38, Align::Left), (18, Align::Right)]);
            for (measure, value) in rows {
                let value = value.map(|value| self.numbers.decimals(value, 0));
                let value = value.unwrap_or_else(|| "not known".into());
                grid.row(&["", measure.title(), &value]);
            }
            text.push_str(&grid.into_text());
        }
        text
    }

    /// The story for programs: every line, and the totals; money in whole units of the currency.
    ///
    /// The line of a contract has its recurring revenue a year in `arr`: `before`, `after`, and what made the difference
    /// (`price-rise`, `expansion`, `contraction`).
    #[must_use]
    pub fn json(&self) -> Value {
        let line = |line: &Told| {
            let mut value = json!({
                "date": line.date,
                "kind": line.kind,
                "text": line.text,
                "amount": line.money.map(|money| self.natural(money)),
            });
            for (part, amount) in &line.arr {
                value["arr"][*part] = json!(self.natural(*amount));
            }
            value
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

    /// What the trial comes to in each fiscal year, from its counts: money in whole units of the currency, nothing where
    /// months that have happened are not known.
    fn totals(&self) -> Vec<(String, Vec<Total>)> {
        let years = self.subject.model.calendar.periods(PeriodKind::Year);
        let shown = || {
            let all = SHOWN.iter().chain(SHOWN_OF_CONTRACTS);
            all.filter(|measure| self.layout.has_company(**measure))
        };
        let model = self.subject.model;
        let total = |measure: Measure, months: &std::ops::Range<usize>| {
            if !knows((&model.calendar, &model.actuals), measure, months) {
                return (measure, None);
            }
            let first = self.layout.block(measure, Cut::Company).first;
            let cells = &self.cells[first + months.start..first + months.end];
            let sum = match measure.over_time() {
                OverTime::Last => cells.last().copied().unwrap_or_default(),
                _ => cells.iter().sum(),
            };
            let sum = Money::from_minor(sum);
            if measure.unit() == Unit::Money {
                (measure, Some(self.natural(sum)))
            } else {
                (measure, Some(sum.as_f64()))
            }
        };
        let year = |period: crate::calendar::Period| {
            let rows = shown().map(|&measure| total(measure, &period.months));
            (period.label, rows.collect())
        };
        years.into_iter().map(year).collect()
    }
}

/// What a measure comes to, if it is known.
type Total = (Measure, Option<f64>);

/// Totals at the end of a story.
const SHOWN: &[Measure] = &[
    Measure::Wins,
    Measure::Bookings,
    Measure::Hires,
    Measure::Leavers,
    Measure::VariablePay,
    Measure::Cost,
    Measure::Contribution,
];
/// Totals of a plan that follows contracts.
const SHOWN_OF_CONTRACTS: &[Measure] = &[
    Measure::RenewalsDue,
    Measure::RenewalsWon,
    Measure::CustomersChurned,
    Measure::ArrNew,
    Measure::ArrExpansion,
    Measure::ArrPriceRise,
    Measure::ArrContraction,
    Measure::ArrChurned,
    Measure::ArrCancelled,
    Measure::Arr,
];

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
            arr: Vec::new(),
            headline: true,
        })
    }
}

/// Turns what happened into words.
struct Teller<'m> {
    model: &'m Model,
    /// Whether each seat still holds whom the plan names.
    incumbent: Vec<bool>,
    /// What each contract is called.
    contracts: BTreeMap<EntityKey, String>,
}

impl<'m> Teller<'m> {
    fn new(model: &'m Model) -> Self {
        let seats = model.workforce.seats.iter();
        let at_start = model
            .contracts
            .iter()
            .flat_map(|contracts| &contracts.customers);
        let named = at_start.map(|customer| {
            // Nobody knows from which source a customer of the start came.
            let label = class_label(model, customer.class, false);
            let name = format!("{}, {label}", customer.id);
            (customer.key, name)
        });
        Self {
            model,
            contracts: named.collect(),
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
        match &entry.what {
            Happening::Leaves { seat, .. } => self.incumbent[*seat] = false,
            Happening::Wins { deal } => {
                self.contracts.insert(key_of(deal.id), self.deal(deal));
            }
            _ => {}
        }
        told
    }

    fn words(&self, entry: &Entry) -> Option<Told> {
        // Pay is settled at the end of its month, which is its last day and not the first of the next; so is the last
        // day of those who leave at the end of a month.
        let (calendar, horizon) = (self.calendar(), self.model.calendar.n_months());
        let at_end = match entry.what {
            Happening::Pays(_) => true,
            Happening::Leaves { .. } => {
                calendar.timing() == Timing::Monthly || entry.month() >= horizon
            }
            _ => false,
        };
        let time = entry.time - if at_end { LAST_MOMENT } else { 0.0 };
        let told = |kind, text: String, money, headline| {
            Some(Told {
                date: self.calendar().date_of(time).to_string(),
                kind,
                text: printable(&text).to_string(),
                money,
                arr: Vec::new(),
                headline,
            })
        };
        match &entry.what {
            Happening::Joins { seat, .. } => told(
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
            Happening::Renews { contract, changes } => {
                Some(self.renewal(entry.time, contract, *changes))
            }
            Happening::Ends {
                contract,
                cancelled,
            } => Some(self.end(entry.time, contract, *cancelled)),
            Happening::Credits { .. } | Happening::LosesCredit { .. } => None,
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

    /// A contract is renewed: its recurring revenue before and after, and what made the difference.
    fn renewal(&self, time: f64, contract: &ContractEntry, changes: Changes) -> Told {
        let after = changes.applied_to(contract.arr);
        let made = [
            ("price rise", changes.price_rise),
            ("expansion", changes.expansion),
            ("contraction", changes.contraction),
        ];
        let made: Vec<&str> = made
            .iter()
            .filter(|(_, amount)| *amount != Money::ZERO)
            .map(|(what, _)| *what)
            .collect();
        let made = match made.as_slice() {
            [] => "ARR as it was".to_owned(),
            made => format!("ARR after {}", made.join(" and ")),
        };
        // Prices rise for all; what a customer adds or gives up is worth a line.
        let moved = changes.expansion != Money::ZERO || changes.contraction != Money::ZERO;
        Told {
            date: self.calendar().date_of(time).to_string(),
            kind: "renewed",
            text: printable(&format!("{}: {made}", self.contract(contract))).into_owned(),
            money: Some(after),
            arr: vec![
                ("before", contract.arr),
                ("price-rise", changes.price_rise),
                ("expansion", changes.expansion),
                ("contraction", -changes.contraction),
                ("after", after),
            ],
            headline: moved,
        }
    }

    /// A contract ends: it is not renewed, or it is cancelled before its term is over.
    fn end(&self, time: f64, contract: &ContractEntry, cancelled: bool) -> Told {
        let (kind, how) = if cancelled {
            ("cancelled", "within its term")
        } else {
            ("churned", "not renewed")
        };
        Told {
            date: self.calendar().date_of(time).to_string(),
            kind,
            text: printable(&format!("{}, {how}: ARR", self.contract(contract))).into_owned(),
            money: Some(-contract.arr),
            arr: vec![("before", contract.arr), ("after", Money::ZERO)],
            headline: true,
        }
    }

    /// What a contract is called: the customer, or the deal that it came from; what was added to one is said to be.
    fn contract(&self, contract: &ContractEntry) -> String {
        let known = self.contracts.get(&contract.key).cloned();
        let label = known.unwrap_or_else(|| class_label(self.model, contract.class, false));
        let added = if contract.makes_customer {
            ""
        } else {
            " (added later)"
        };
        label + added
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
    label + &class_label(model, deal.class, true)
}

/// What a class of deals is called: its segment, then region, product and, if wanted, source where there are several.
fn class_label(model: &Model, class: usize, with_source: bool) -> String {
    let dimensions = &model.dimensions;
    let of = dimensions.class_at(class);
    let mut parts = vec![dimensions.segments[of.segment].id.as_str()];
    for (list, ix, is_wanted) in [
        (&dimensions.regions, of.region, true),
        (&dimensions.products, of.product, true),
        (&dimensions.sources, of.source, with_source),
    ] {
        if list.len() > 1 && is_wanted {
            parts.push(&list[ix].id);
        }
    }
    parts.join(", ")
}
