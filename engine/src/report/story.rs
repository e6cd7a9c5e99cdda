//! One future as a dated story: who came and went, what was won and lost, who stayed a customer, what was paid.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::grid::{Align, Grid, fill, width_of};
use super::numbers::Numbers;
use super::{Subject, printable};
use crate::calendar::PeriodKind;
use crate::kpi::delivery::OfDelivery;
use crate::kpi::history::knows;
use crate::measure::{Cut, Measure, OverTime, Unit};
use crate::model::chronicle::Chronicle;
use crate::results::Layout;
use crate::units::Money;

mod teller;

pub use teller::deal_label;
use teller::{Payday, Teller, Told};

/// Width of the columns of dates, and of what happened.
const DATE: usize = 11;
const KIND: usize = 10;

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
            let told = (&model.calendar, &model.actuals, OfDelivery::of(model));
            if !knows(told, measure, months) {
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
