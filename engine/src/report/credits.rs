//! The credits of one future as a table: what `foresell payouts` and `actuals.credits` read. A seat that has both a slice of
//! a deal and a `double` split of it has one row with the sum of both, which may come out a cent apart.

use std::collections::{BTreeMap, BTreeSet};

use super::Subject;
use super::table::{Cell, Table};
use crate::calendar::{LAST_MOMENT, Timing};
use crate::comp::line::Item;
use crate::contracts::key_of;
use crate::flows::LeadId;
use crate::kernel::stream::EntityKey;
use crate::kpi::Unit;
use crate::model::actual::{ActualCredit, Done};
use crate::model::chronicle::{Chronicle, DealEntry, Happening, Pay};
use crate::model::credit::Counted;
use crate::units::Money;

/// Columns of the table.
const COLUMNS: [&str; 12] = [
    "date", "seat", "deal", "measure", "amount", "share", "margin", "activity", "segment",
    "region", "product", "source",
];

/// What people were credited with in one future, row by row: deals won, opportunities made, objectives reached, and
/// customers who leave. Cash and activities are not in it.
#[must_use]
pub fn credits(subject: Subject<'_>, chronicle: &Chronicle) -> Table {
    let mut writer = Writer {
        subject,
        table: Table::new("credits", &COLUMNS),
        open: open_deals(subject),
        left: leavers(chronicle),
    };
    let credited: BTreeSet<_> = chronicle
        .entries
        .iter()
        .filter_map(|entry| match &entry.what {
            Happening::Credits { deal, counted, .. } => Some(key(deal, counted.wins > 0)),
            _ => None,
        })
        .collect();
    let won: BTreeMap<EntityKey, &DealEntry> = chronicle
        .entries
        .iter()
        .filter_map(|entry| match &entry.what {
            Happening::Wins { deal } => Some((key_of(deal.id), deal)),
            _ => None,
        })
        .collect();
    let made = customers_made(subject);
    for entry in &chronicle.entries {
        let time = entry.time;
        match &entry.what {
            // What nobody is credited with counts for the company.
            Happening::Wins { deal } if !credited.contains(&key(deal, true)) => {
                let won = Counted {
                    bookings: deal.amount,
                    wins: 1,
                    ..Counted::default()
                };
                writer.deal(time, None, deal, won, 1.0);
            }
            Happening::Opens { deal } if !credited.contains(&key(deal, false)) => {
                let made = Counted {
                    opportunities: 1,
                    ..Counted::default()
                };
                writer.deal(time, None, deal, made, 1.0);
            }
            Happening::Credits {
                seat,
                deal,
                counted,
                share,
            } => writer.deal(time, Some(*seat), deal, *counted, *share),
            Happening::Actual { credit, .. } => {
                writer.actual(&subject.model.actuals.credits()[*credit]);
            }
            Happening::Ends { contract, .. } => {
                if let Some(deal) = won.get(&contract.key) {
                    writer.lost(time, &writer.name(deal));
                } else if let Some(deal) = made.get(&contract.key) {
                    writer.lost(time, deal);
                }
            }
            Happening::Pays(pay) => writer.objectives(pay),
            _ => {}
        }
    }
    writer.table
}

/// A deal, and whether it is won or made an opportunity.
fn key(deal: &DealEntry, wins: bool) -> (EntityKey, u16, u16, bool) {
    let LeadId {
        entity,
        month,
        index,
    } = deal.id;
    (entity, month, index, wins)
}

/// The deals of the open pipeline by their keys, and what the plan calls them.
fn open_deals(subject: Subject<'_>) -> BTreeMap<EntityKey, &str> {
    let pipeline = &subject.model.funnel.pipeline;
    let named = pipeline.iter().map(|open| (open.key, open.id.as_str()));
    named.collect()
}

/// Customers of the start by their keys, and the actual deals that made them.
fn customers_made(subject: Subject<'_>) -> BTreeMap<EntityKey, &str> {
    let contracts = subject.model.contracts.as_ref();
    let made = contracts.into_iter().flat_map(|contracts| {
        let made = contracts.customer_of_deal().into_iter();
        made.map(|(deal, ix)| (contracts.customers[ix].key, deal))
    });
    made.collect()
}

/// When people leave each seat, in order of time.
fn leavers(chronicle: &Chronicle) -> BTreeMap<usize, Vec<f64>> {
    let mut left: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for entry in &chronicle.entries {
        if let Happening::Leaves { seat, .. } = entry.what {
            left.entry(seat).or_default().push(entry.time);
        }
    }
    left
}

struct Writer<'a> {
    subject: Subject<'a>,
    table: Table,
    open: BTreeMap<EntityKey, &'a str>,
    left: BTreeMap<usize, Vec<f64>>,
}

/// What a row says beside its day, its seat and its kind.
struct Said<'s> {
    deal: &'s str,
    measure: &'s str,
    amount: Cell,
    share: f64,
    margin: Option<Money>,
    activity: &'s str,
    class: Option<usize>,
}

impl Writer<'_> {
    fn row(&mut self, time: f64, seat: Option<usize>, said: Said<'_>) {
        let model = self.subject.model;
        let seat = seat.map_or("", |seat| model.workforce.seats[seat].id.as_str());
        let text = |text: &str| match text {
            "" => Cell::Empty,
            text => Cell::text(text),
        };
        let mut row = vec![
            Cell::text(model.calendar.date_of(time).to_string()),
            text(seat),
            text(said.deal),
            text(said.measure),
            said.amount,
            // All digits: what is read must be what was shared.
            Cell::text(said.share.to_string()),
            said.margin.map_or(Cell::Empty, |margin| self.money(margin)),
            text(said.activity),
        ];
        let dimensions = &model.dimensions;
        let class = said.class.map(|class| dimensions.class_at(class));
        row.extend(match class {
            Some(of) => [
                Cell::text(&dimensions.segments[of.segment].id),
                Cell::text(&dimensions.regions[of.region].id),
                Cell::text(&dimensions.products[of.product].id),
                Cell::text(&dimensions.sources[of.source].id),
            ],
            None => [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
        });
        self.table.push(row);
    }

    fn money(&self, amount: Money) -> Cell {
        Cell::value(Unit::Money, amount.as_f64(), self.subject.currency)
    }

    /// * `counted`: what the seat is credited with, after its share
    fn deal(
        &mut self,
        time: f64,
        seat: Option<usize>,
        deal: &DealEntry,
        counted: Counted,
        share: f64,
    ) {
        let wins = counted.wins > 0;
        // Of a share below 1, the margin that gives this very share of it to the cent.
        let has_margin = wins && seat.is_some() && share > 0.0;
        let whole = |margin: Money| Money::round(margin.as_f64() / share);
        let said = Said {
            deal: &self.name(deal),
            measure: if wins { "bookings" } else { "opportunities" },
            amount: if wins {
                self.money(deal.amount)
            } else {
                Cell::Number(1.0)
            },
            share,
            margin: has_margin.then(|| whole(counted.margin)),
            activity: "",
            class: Some(deal.class),
        };
        self.row(time, seat, said);
    }

    /// The customer of a deal leaves.
    fn lost(&mut self, time: f64, deal: &str) {
        let model = self.subject.model;
        let mut row = vec![Cell::Empty; COLUMNS.len()];
        row[0] = Cell::text(model.calendar.date_of(time).to_string());
        row[2] = Cell::text(deal);
        row[3] = Cell::text("lost");
        self.table.push(row);
    }

    /// What a deal is called: its id in the open pipeline, or one of its own.
    fn name(&self, deal: &DealEntry) -> String {
        let id = deal.id;
        match self.open.get(&id.entity).filter(|_| deal.from_pipeline) {
            Some(&open) => open.to_owned(),
            None => format!("{:016x}-{}-{}", id.entity.0, id.month, id.index),
        }
    }

    /// A row of the plan's own table.
    fn actual(&mut self, credit: &ActualCredit) {
        let model = self.subject.model;
        let plan = credit.seat.and_then(|seat| {
            let role = model.workforce.seats[seat].role;
            model.comp.plan_of(role)
        });
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let (measure, amount, margin, activity) = match credit.done {
            Done::Deal(counted) if counted.wins > 0 => {
                let margin = Some(counted.margin);
                ("bookings", self.money(counted.bookings), margin, "")
            }
            Done::Deal(counted) if counted.opportunities > 0 => {
                let made = Cell::Number(counted.opportunities as f64);
                ("opportunities", made, None, "")
            }
            Done::Deal(counted) => ("collected", self.money(counted.collected), None, ""),
            Done::Activity { activity, times } => {
                let mut activities = model.funnel.stages.iter().flat_map(|s| &s.activities);
                let id = activities.nth(activity).map_or("", |a| a.id.as_str());
                ("activities", Cell::Number(times as f64 / 1e6), None, id)
            }
            Done::Objective { objective, score } => {
                let id = plan.map_or("", |plan| plan.objectives[objective].id.as_str());
                ("objective", Cell::text(score.to_string()), None, id)
            }
            Done::Lost => return self.lost(credit.time, &credit.what),
        };
        let said = Said {
            deal: &credit.what,
            measure,
            amount,
            share: credit.share,
            margin,
            activity,
            class: Some(credit.class),
        };
        self.row(credit.time, credit.seat, said);
    }

    /// Objectives that were judged with a month's pay, on the last day of whoever reached them.
    fn objectives(&mut self, pay: &Pay) {
        let model = self.subject.model;
        // What has happened stands in the plan's own table.
        if pay.month < model.calendar.n_history() {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "months are small")]
        let (start, end) = (pay.month as f64, pay.month as f64 + 1.0);
        let left = self.left.get(&pay.seat).into_iter().flatten();
        // At the end of a month leaves who is told to with monthly timing, on its first day with any other.
        let is_monthly = model.calendar.timing() == Timing::Monthly;
        let in_month = left.filter(|&&time| {
            let is_first = is_monthly && time <= start;
            pay.last && !is_first && (start..=end).contains(&time)
        });
        let last = in_month.copied().fold(end, f64::min);
        let time = (last - LAST_MOMENT).max(0.0);
        let role = model.workforce.seats[pay.seat].role;
        let plan = model.comp.plan_of(role);
        for line in &pay.lines {
            let Item::Objective {
                objective, score, ..
            } = line.item
            else {
                continue;
            };
            let id = plan.map_or("", |plan| plan.objectives[objective].id.as_str());
            let said = Said {
                deal: "",
                measure: "objective",
                amount: Cell::text(score.to_string()),
                share: 1.0,
                margin: None,
                activity: id,
                class: None,
            };
            self.row(time, Some(pay.seat), said);
        }
    }
}
