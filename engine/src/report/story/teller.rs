//! What happened, in words: lines of a story.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::printable;
use crate::calendar::{Calendar, LAST_MOMENT, Timing};
use crate::contracts::key_of;
use crate::contracts::renewal::Changes;
use crate::kernel::stream::EntityKey;
use crate::model::Model;
use crate::model::actual::Done;
use crate::model::chronicle::{ContractEntry, DealEntry, Entry, Happening, Pay, Why};
use crate::units::{DAYS_PER_MONTH, Money};
use crate::workforce::{Seat, SeatStart};

/// A line of the story.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) date: String,
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) money: Option<Money>,
    /// What became of the recurring revenue a year of a contract, part by part.
    pub(super) arr: Vec<(&'static str, Money)>,
    /// Whether it is told without being asked for details.
    pub(super) headline: bool,
}

/// What an entry pays, if it pays anything.
fn payment(entry: &Entry) -> Option<&Pay> {
    match &entry.what {
        Happening::Pays(pay) => Some(pay).filter(|pay| pay.moves_money()),
        _ => None,
    }
}

/// Pay of a month, told when it is over.
#[derive(Default)]
pub(super) struct Payday {
    month: Option<usize>,
    people: usize,
    sum: Money,
}

impl Payday {
    pub(super) fn count(&mut self, entry: &Entry) {
        if let Some(pay) = payment(entry) {
            self.month = Some(pay.month);
            self.people += 1;
            self.sum += pay.total();
        }
    }

    pub(super) fn close_before(&mut self, entry: &Entry, calendar: &Calendar) -> Option<Told> {
        let same = matches!(&entry.what, Happening::Pays(pay) if Some(pay.month) == self.month);
        if same {
            return None;
        }
        std::mem::take(self).told(calendar)
    }

    pub(super) fn told(self, calendar: &Calendar) -> Option<Told> {
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
pub(super) struct Teller<'m> {
    model: &'m Model,
    /// Names of those who have been in each seat, one after another, of whom the plan names one.
    names: Vec<BTreeMap<u16, &'m str>>,
    /// The how-manieth person is in each seat, if anybody is.
    sits: Vec<Option<u16>>,
    /// What each contract is called.
    contracts: BTreeMap<EntityKey, String>,
}

impl<'m> Teller<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
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
        let starts_with = |seat: &'m Seat| {
            let is_filled = matches!(seat.start, SeatStart::Filled { .. });
            let name = (is_filled && seat.name != seat.id).then_some((0, seat.name.as_str()));
            (name.into_iter().collect(), is_filled.then_some(0))
        };
        let (people, sits) = seats.map(starts_with).unzip();
        Self {
            model,
            contracts: named.collect(),
            names: people,
            sits,
        }
    }

    pub(super) fn calendar(&self) -> &'m Calendar {
        &self.model.calendar
    }

    pub(super) fn tell(&mut self, entry: &Entry) -> Option<Told> {
        if let Happening::Joins { seat, nth } = entry.what {
            self.sits[seat] = Some(nth);
            if let Some(name) = self.model.workforce.name_of_joiner(seat, entry.time) {
                self.names[seat].insert(nth, name);
            }
        }
        let told = match entry.what {
            Happening::Begins { initiative } => Some(self.initiative(entry, initiative, "begins")),
            Happening::GivesUp { initiative } => Some(self.initiative(entry, initiative, "ends")),
            Happening::Receives { item, units } => {
                let text = format!("{}: {units} units received", self.item(item));
                Some(self.stock(entry, "received", text, None))
            }
            Happening::RunsOut { deal, item, units } => {
                let (what, item) = (self.deal(&deal), self.item(item));
                let text = format!("{what}, waits for {units} units of {item}");
                Some(self.stock(entry, "short", text, Some(deal.amount)))
            }
            _ => self.words(entry),
        };
        match &entry.what {
            Happening::Leaves { seat, .. } => self.sits[*seat] = None,
            Happening::Wins { deal } => {
                self.contracts.insert(key_of(deal.id), self.deal(deal));
            }
            _ => {}
        }
        told
    }

    /// What happens to stock: goods come in, or an order has to wait for them.
    fn stock(&self, entry: &Entry, kind: &'static str, text: String, money: Option<Money>) -> Told {
        Told {
            date: self.calendar().date_of(entry.time).to_string(),
            kind,
            text,
            money,
            arr: Vec::new(),
            headline: money.is_some(),
        }
    }

    /// Name of an item in stock.
    fn item(&self, item: usize) -> &str {
        let items = self.model.supply.as_ref().map(|supply| &supply.items);
        items.map_or("", |items| &items[item].named.name)
    }

    fn cut(&self, cut: usize) -> String {
        let cut = &self.model.territories.recuts[cut];
        format!("Territories are cut anew: {}", cut.id)
    }

    /// What an initiative does on a day.
    fn initiative(&self, entry: &Entry, initiative: usize, does: &str) -> Told {
        let name = &self.model.initiatives[initiative].name;
        Told {
            date: self.calendar().date_of(entry.time).to_string(),
            kind: "change",
            text: printable(&format!("{name} {does}")).to_string(),
            money: None,
            arr: Vec::new(),
            headline: true,
        }
    }

    /// Whether something happens at the end of its month: pay is settled on its last day and not on the first of the next,
    /// and so leave those who leave at the end of a month.
    fn is_at_end(&self, entry: &Entry) -> bool {
        let (calendar, horizon) = (self.calendar(), self.model.calendar.n_months());
        match entry.what {
            Happening::Pays(_) => true,
            Happening::Leaves { .. } => {
                calendar.timing() == Timing::Monthly || entry.month() >= horizon
            }
            _ => false,
        }
    }

    fn joins(&self, seat: usize, nth: u16) -> String {
        match self.names[seat].get(&nth) {
            Some(name) => format!("{name} begins as {}", self.role(seat)),
            None => format!(
                "Somebody begins as {}, {}",
                self.role(seat),
                self.seat(seat)
            ),
        }
    }

    /// A deal that its owner moves across the end of a period.
    fn moved(&self, deal: &DealEntry, how: &str) -> String {
        format!("{}: {}, {how}", self.owner(deal), self.deal(deal))
    }

    fn words(&self, entry: &Entry) -> Option<Told> {
        let time = entry.time
            - if self.is_at_end(entry) {
                LAST_MOMENT
            } else {
                0.0
            };
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
            Happening::Joins { seat, nth } => told("hire", self.joins(*seat, *nth), None, true),
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
            Happening::BringsIn { deal, conceded } => {
                let text = self.moved(deal, "price lowered to sign it early");
                told("conceded", text, Some(*conceded), false)
            }
            Happening::HoldsBack { deal } => {
                let text = self.moved(deal, "held back until the period is over");
                told("held-back", text, Some(deal.amount), false)
            }
            Happening::Loses { deal, stage, why } => {
                let text = format!("{}, {}", self.deal(deal), self.lost(*stage, *why));
                told("lost", text, Some(deal.amount), false)
            }
            Happening::Recuts { cut } => told("recut", self.cut(*cut), None, true),
            Happening::Renews { contract, changes } => {
                Some(self.renewal(entry.time, contract, *changes))
            }
            Happening::Ends {
                contract,
                cancelled,
            } => Some(self.end(entry.time, contract, *cancelled)),
            Happening::Delivers { deal, late } => {
                let text = format!("{}, {}", self.deal(deal), delivered(*late));
                told("delivered", text, Some(deal.amount), *late > 0.0)
            }
            Happening::Withdraws { deal } => {
                let text = format!("{}, cancelled before it was delivered", self.deal(deal));
                told("withdrawn", text, Some(deal.amount), true)
            }
            Happening::Credits { .. }
            | Happening::Begins { .. }
            | Happening::GivesUp { .. }
            | Happening::Receives { .. }
            | Happening::RunsOut { .. } => None,
            Happening::Actual { credit, seat } => {
                let credit = &self.model.actuals.credits()[*credit];
                if credit.done == Done::Lost {
                    let text = format!("the customer of {} leaves, actual", credit.what);
                    return told("churned", text, None, true);
                }
                let booked = credit.booked()?;
                let owner = seat.map_or("nobody".into(), |seat| self.seat(seat));
                let what = Some(credit.what.as_str()).filter(|what| !what.is_empty());
                let text = format!("{owner}: {}, actual", what.unwrap_or("a deal"));
                let is_return = booked < Money::ZERO;
                let kind = if is_return { "returned" } else { "won" };
                told(kind, text, Some(booked), true)
            }
            Happening::Pays(pay) if !pay.moves_money() => None,
            Happening::Pays(pay) => told(
                "pay",
                format!("Variable pay of {}", self.person(pay.seat, Some(pay.nth))),
                Some(pay.total()),
                false,
            ),
        }
    }

    /// How an opportunity was lost.
    fn lost(&self, stage: usize, why: Why) -> String {
        let how = match why {
            Why::Refused => "lost",
            Why::Expired => "nobody had time",
            Why::InHandOver => "lost in the hand-over",
            Why::OutOfStock => "lost for want of stock",
        };
        format!("{how} in {}", self.model.dimensions.stages[stage].name)
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

    /// Who sits in a seat: by name, where the plan names them.
    fn seat(&self, seat: usize) -> String {
        self.person(seat, self.sits[seat])
    }

    /// The how-manieth person in a seat.
    fn person(&self, seat: usize, nth: Option<u16>) -> String {
        let name = nth.and_then(|nth| self.names[seat].get(&nth));
        name.map_or_else(
            || format!("seat {}", self.model.workforce.seats[seat].id),
            |name| (*name).to_owned(),
        )
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

/// How an order was delivered.
///
/// * `late`: months beyond the promise
fn delivered(late: f64) -> String {
    if late > 0.0 {
        format!("delivered {:.0} days late", late * DAYS_PER_MONTH)
    } else {
        "delivered".to_owned()
    }
}
