//! KPIs of the months that an export knows of: its deals, counted as a simulated future counts its own, and the formulas of
//! [`kpi`](crate::kpi), so that history and simulation share every definition.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;
use ndarray::Array2;

use super::flow::{first_whole_month, last_day};
use super::history::{History, Standing};
use super::{Options, toml_text::thousands};
use crate::calendar::{Calendar, Period, PeriodKind, Timing, YearMonth};
use crate::dimensions::{Dimensions, Named};
use crate::kernel::stream::{EntityKey, Seed};
use crate::kpi::delivery::OfDelivery;
use crate::kpi::pipeline::StartPipeline;
use crate::kpi::{self, Facts, Kpi, Unit};
use crate::measure::{Cut, Direction, Measure};
use crate::model::actual::Actuals;
use crate::results::{Layout, Others, Results};

/// The file of an imported scenario that holds the KPIs of its history.
pub const HISTORY: &str = "history.csv";

/// KPIs that dated, decided deals with values tell.
const TOLD: [&str; 7] = [
    "bookings",
    "bookings-growth",
    "opportunities",
    "wins",
    "deal-size",
    "close-rate",
    "sales-cycle",
];

/// Quarters that are shown to people.
const SHOWN: usize = 8;

/// What the deals of the export come to, month by month.
pub(super) struct Past {
    calendar: Calendar,
    /// One trial: what happened.
    results: Results,
    /// Months that the export knows from their first day to their last.
    whole: std::ops::Range<usize>,
    /// Months with deals won whose value the export does not tell.
    without_value: BTreeSet<usize>,
    /// Months in which a deal was decided of which nobody knows when it began.
    without_begin: BTreeSet<usize>,
    /// Minor units of money in one of its units.
    minor_units: f64,
}

/// A KPI of a period.
struct Told {
    kpi: &'static Kpi,
    period: Period,
    is_whole: bool,
    value: f64,
}

impl Past {
    /// Counts the deals.
    ///
    /// * `minor_digits`: digits of money after the decimal point
    pub(super) fn of(history: &History, options: &Options, minor_digits: u32) -> Self {
        let days = || {
            let deals = history.deals.iter();
            deals.flat_map(|deal| [deal.engaged, deal.closed]).flatten()
        };
        let first = days().min().unwrap_or(history.as_of);
        let (start, end) = (YearMonth::of(first), YearMonth::of(history.as_of));
        let n_months = usize::try_from(start.months_until(end) + 1).unwrap_or(1);
        let fiscal_start = options.fiscal_year_start.saturating_sub(1).min(11) as usize;
        let calendar = Calendar::new(start, n_months, fiscal_start, Timing::Continuous);
        let one = |kind: &str| {
            vec![Named {
                id: kind.to_owned(),
                name: kind.to_owned(),
                key: EntityKey::of(kind, kind),
            }]
        };
        let dimensions = Dimensions {
            segments: one("segment"),
            regions: one("region"),
            products: one("product"),
            sources: one("source"),
            stages: one("stage"),
            roles: Vec::new(),
            territories: Vec::new(),
        };
        let layout = Layout::new(&calendar, &dimensions, Others::default());
        let values = Array2::zeros((1, layout.n_cells()));
        let from = calendar
            .index_of(first_whole_month(first))
            .unwrap_or(n_months);
        let is_cut_off = history.as_of < last_day(end);
        let mut past = Self {
            results: Results {
                layout,
                seed: Seed(0),
                first_trial: 0,
                values,
            },
            whole: from..(n_months - usize::from(is_cut_off)).max(from),
            calendar,
            without_value: BTreeSet::new(),
            without_begin: BTreeSet::new(),
            minor_units: f64::from(10_u32.pow(minor_digits)),
        };
        past.count(history);
        past
    }

    fn count(&mut self, history: &History) {
        for deal in &history.deals {
            if let Some(engaged) = deal.engaged {
                let month = self.month(engaged);
                self.add(Measure::Opportunities, Cut::Company, month, 1);
                self.add(Measure::Entered, Cut::Stage, month, 1);
            }
            let Some(closed) = deal.closed else { continue };
            let month = self.month(closed);
            if deal.is_decided() {
                match deal.engaged {
                    Some(engaged) => self.add_time(engaged, closed),
                    None => {
                        self.without_begin.insert(month);
                    }
                }
            }
            match deal.standing {
                Standing::Won => {
                    self.add(Measure::Passed, Cut::Stage, month, 1);
                    if deal.value.is_none() {
                        self.without_value.insert(month);
                    }
                    let value = (deal.value.unwrap_or(0.0) * self.minor_units).round();
                    #[expect(
                        clippy::cast_possible_truncation,
                        reason = "an import refuses values beyond 1e12"
                    )]
                    self.add(Measure::Bookings, Cut::Company, month, value as i64);
                    self.add(Measure::Wins, Cut::Company, month, 1);
                }
                Standing::Lost => {
                    self.add(Measure::Lost, Cut::Company, month, 1);
                    self.add(Measure::Lost, Cut::Stage, month, 1);
                }
                Standing::Prospecting | Standing::Engaging => {}
            }
        }
    }

    fn month(&self, day: Date) -> usize {
        let last = self.calendar.n_months() - 1;
        self.calendar.index_of(YearMonth::of(day)).unwrap_or(last)
    }

    fn add(&mut self, measure: Measure, cut: Cut, month: usize, value: i64) {
        let cell = self.results.layout.block(measure, cut).first + month;
        self.results.values[(0, cell)] += value;
    }

    /// How long a deal was in progress, in the month in which it was decided.
    fn add_time(&mut self, from: Date, until: Date) {
        let time = self.calendar.time_of(until) - self.calendar.time_of(from);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a month has a million millionths"
        )]
        let time = (time * 1e6).round() as i64;
        self.add(Measure::TimeInStage, Cut::Stage, self.month(until), time);
    }

    /// Every KPI that the deals tell, by the formulas of simulated futures.
    fn told(&self) -> Vec<Told> {
        let actuals = Actuals::default();
        let facts = Facts {
            results: &self.results,
            calendar: &self.calendar,
            actuals: &actuals,
            targets: &[],
            budgets: &[],
            bookings_last_year: None,
            ramps: Vec::new(),
            opportunity_from: 0,
            n_stages: 1,
            at_start: StartPipeline::default(),
            has_capacity: false,
            customers: None,
            has_street_quota: false,
            delivery: OfDelivery::default(),
        };
        let mut told = Vec::new();
        for id in TOLD {
            let kpi = Kpi::find(id).expect("what is told is a KPI");
            for kind in [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year] {
                for period in self.calendar.periods(kind) {
                    let mut known = period.months.clone();
                    if id == "bookings-growth" {
                        // It takes as many months before, and is nothing where these are known in part.
                        known.start = known.start.saturating_sub(period.months.len());
                    }
                    let is_known = known.start >= self.whole.start && known.end <= self.whole.end;
                    let mut unknown = self.without_begin.range(known.clone());
                    if id == "sales-cycle" && unknown.next().is_some() {
                        continue;
                    }
                    let is_money = ["bookings", "bookings-growth", "deal-size"].contains(&id);
                    let lacks = is_money && self.without_value.range(known).next().is_some();
                    let is_whole = period.complete && is_known && !lacks;
                    // What is divided by deals of which some have no value would be too low.
                    if id == "bookings-growth" && !is_whole || id == "deal-size" && lacks {
                        continue;
                    }
                    let values = kpi.values(&facts, period.months.clone());
                    let value = values.and_then(|values| values.defined().first().copied());
                    told.extend(value.map(|value| Told {
                        kpi,
                        period,
                        is_whole,
                        value,
                    }));
                }
            }
        }
        told
    }

    /// The table: a row for each KPI and period.
    pub(super) fn csv(&self, currency: &str) -> String {
        let mut text = String::from("kpi,title,period,of,complete,direction,unit,value,formula\n");
        for told in self.told() {
            let kpi = told.kpi;
            let of = match told.period.kind {
                PeriodKind::Month => "month",
                PeriodKind::Quarter => "quarter",
                PeriodKind::Year => "year",
            };
            let direction = match kpi.direction {
                Direction::HighIsGood => "high-is-good",
                Direction::LowIsGood => "low-is-good",
                Direction::Neutral => "neutral",
            };
            let (unit, value) = match kpi.unit {
                Unit::Money => (currency, told.value / self.minor_units),
                Unit::Months => ("months", told.value),
                Unit::Share => ("share", told.value),
                _ => ("count", told.value),
            };
            let _ = writeln!(
                text,
                "{},\"{}\",{},{of},{},{direction},{unit},{},\"{}\"",
                kpi.id,
                kpi.title,
                told.period.label,
                if told.is_whole { "yes" } else { "no" },
                (value * 1e6).round() / 1e6,
                kpi.formula
            );
        }
        text
    }

    /// The last whole quarters in words, and what is not told and why; Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut md = String::from("\n## What the history says\n\n");
        let told = self.told();
        let quarters = self.calendar.periods(PeriodKind::Quarter).into_iter();
        let mut quarters: Vec<Period> = quarters
            .filter(|quarter| {
                let months = &quarter.months;
                quarter.complete && months.start >= self.whole.start && months.end <= self.whole.end
            })
            .collect();
        quarters.drain(..quarters.len().saturating_sub(SHOWN));
        let _ = writeln!(
            md,
            "By the formulas of simulated futures; every month, quarter and year is in `{HISTORY}`. A period that the export \
             knows in part says `no` under `complete` there.\n"
        );
        if quarters.is_empty() {
            md.push_str("The export knows no whole fiscal quarter.\n");
        } else {
            md.push_str("| KPI |");
            for quarter in &quarters {
                let _ = write!(md, " {} |", quarter.label);
            }
            md.push_str("\n|---|");
            md.push_str(&"---:|".repeat(quarters.len()));
            md.push('\n');
            for id in TOLD {
                let Some(kpi) = Kpi::find(id) else { continue };
                let _ = write!(md, "| {} |", kpi.title);
                for quarter in &quarters {
                    let is_it = |told: &&Told| told.kpi.id == id && told.period == *quarter;
                    let value = told.iter().find(is_it);
                    let shown = value.map_or_else(|| "-".into(), |told| self.shown(told));
                    let _ = write!(md, " {shown} |");
                }
                md.push('\n');
            }
        }
        md.push_str("\nNot told, and why:\n\n");
        for (why, kpis) in untold() {
            let _ = writeln!(md, "- {why}: {}", kpis.join(", "));
        }
        md
    }

    fn shown(&self, told: &Told) -> String {
        match told.kpi.unit {
            Unit::Share => format!("{:.1} %", 100.0 * told.value),
            Unit::Months => format!("{:.1} months", told.value),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "bookings and counts are no less than 0, and an import refuses values beyond 1e12"
            )]
            Unit::Money => thousands((told.value / self.minor_units).round() as usize),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count is a whole number"
            )]
            _ => thousands(told.value as usize),
        }
    }
}

/// KPIs that an export does not tell, by the reason.
fn untold() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut untold: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
    for kpi in kpi::ALL.iter().filter(|kpi| !TOLD.contains(&kpi.id)) {
        untold.entry(why(kpi.id)).or_default().push(kpi.id);
    }
    untold
}

/// Why an export does not tell a KPI.
fn why(id: &str) -> &'static str {
    match id {
        "leads" | "lead-to-win" => "it holds deals, and no leads that became none",
        "open-amount" | "coverage" | "weighted-pipeline" | "bookings-from-pipeline" => {
            "it does not say what was open, and for how much, on past days"
        }
        "target-attainment" | "target-reached" | "target-shortfall" | "attainment-factor"
        | "over-assignment" | "budget-use" | "budget-kept" | "budget-overrun"
        | "bound-by-budget" => "it holds no targets, quotas and budgets of the past",
        "activities" | "activity-rate" | "utilisation" | "expired" | "bound-by-capacity"
        | "close-rate-broad" => {
            "it holds neither calls nor hours, nor what was lost because nobody had time"
        }
        "headcount"
        | "hires"
        | "leavers"
        | "rre"
        | "ramp-time"
        | "capacity"
        | "capacity-budgeted"
        | "capacity-use"
        | "street-quota"
        | "quota-attainment"
        | "settlements-at-quota"
        | "reps-at-quota" => {
            "it says who owns deals, but neither when people came and went nor their quotas"
        }
        "cost" | "cost-ratio" | "cac" | "variable-pay" | "initiatives" | "gross-margin"
        | "margin-rate" | "contribution" => "it holds neither pay nor other cost, nor margins",
        "delivery-cost" | "delivered" | "order-backlog" | "orders-delivered"
        | "orders-cancelled" | "time-to-deliver" | "on-time" | "pool-use" | "customers-served"
        | "bound-by-supply" => "it does not say when what is sold was delivered",
        "fill-rate" | "stock-turns" | "stock-value" | "stock-cost" | "lost-for-stock"
        | "bound-by-stock" => "it does not say what was in stock, or came in and went out",
        "conceded" | "brought-in" | "held-back" => {
            "it says when deals were signed, but not when they could have been, nor what was conceded for it"
        }
        "arr-start"
        | "arr-new"
        | "arr-gained"
        | "arr-lost"
        | "arr"
        | "arr-growth"
        | "grr"
        | "nrr"
        | "churn-rate"
        | "customer-churn"
        | "net-promoters"
        | "customers"
        | "customers-new"
        | "renewal-bookings"
        | "renewals-unworked"
        | "revenue"
        | "revenue-growth"
        | "revenue-per-account"
        | "cash"
        | "net-cash-flow"
        | "cumulative-cash-flow"
        | "ltv"
        | "ltv-year-end"
        | "customer-cost"
        | "ltv-to-cac"
        | "payback" => "it holds no contracts, renewals, invoices or payments",
        other => panic!("nobody says why an export does not tell the KPI {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_told_has_a_reason() {
        let n: usize = untold().values().map(Vec::len).sum();
        assert_eq!(n + TOLD.len(), kpi::ALL.len());
        assert_eq!(why("coverage"), why("open-amount"));
        assert!(untold()[why("arr")].contains(&"cash"));
        assert!(!untold()[why("arr")].contains(&"hires"));
        // A KPI without a reason of its own would have panicked.
        assert_ne!(why("stock-value"), why("arr"));
        assert_ne!(why("held-back"), why("arr"));
    }
}
