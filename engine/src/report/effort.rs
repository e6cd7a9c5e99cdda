//! How hard people work under their plans, as text, as a table and for programs.
//!
//! # The JSON
//!
//! `{format: 1, kind: "effort", engine, scenario: {name, hash}, currency, responses, value}`. `responses` is a list of `{plan,
//! role, period, months, kind, elasticity, expected, points}`: `period` is the first for which the table holds, `expected` the
//! attainment that a month brings at the effort of reference, and `points` a list of `{months_left, attainment, effort,
//! results, marginal_rate}`; `effort` is null where the plan states how results respond and not how effort does. `value` is
//! null, or `{futures, seed, plan, periods, timing, over_the_end, months_of_quarter}` with `{period, outputs}` and `{kpi, without,
//! with, difference, std_error}` in each: `periods` is behaviour against none, and `timing`, null where nobody moves deals,
//! moving them against signing each when it is due. Of both the first is the whole horizon, then come its fiscal years if it
//! has several. `plan` is the only comp plan whose behaviour is compared, or null. `over_the_end` is `{into, out_of}`: what of
//! the deals signed early would have been signed after the horizon, and what of those held back is signed there.
//! `months_of_quarter` is a list of three, the first, second and third months of all quarters: bookings with deals moved and
//! with each signed when it is due.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::grid::{Align, Grid, WIDTH, clip, fill};
use super::numbers::Numbers;
use super::table::{Cell, Table};
use super::{Subject, printable};
use crate::calendar::PeriodKind;
use crate::kernel::summary::Moments;
use crate::kpi::{Facts, Kpi, Unit};
use crate::model::effort::{Response, Responses};
use crate::outcome::{ComparedOutput, ComparedPeriod};

/// Attainments of the table, in twentieths of the quota.
const ATTAINMENTS: std::ops::RangeInclusive<u32> = 0..=40;
/// Every how-manieth attainment is printed.
const PRINTED: u32 = 2;
/// Of a long period every how-manieth number of months left is printed, and the last month.
const PRINTED_LEFT: usize = 3;
/// Outputs of which is said what behaviour changes.
const OUTPUTS: [&str; 3] = ["bookings", "variable-pay", "contribution"];
/// What is moved across the ends of periods, besides.
pub const MOVED: [&str; 3] = ["conceded", "brought-in", "held-back"];

/// What behaviour changes in the same futures.
#[derive(Clone, Debug)]
pub struct Gaming {
    /// Number of futures.
    pub futures: u32,
    /// Seed of the futures.
    pub seed: u64,
    /// Without behaviour as the base, with it as the what-if.
    pub periods: Vec<ComparedPeriod>,
    /// What moving deals changes of that; `None` where nobody moves any.
    pub timing: Option<DealsMoved>,
}

/// What moving deals across the ends of periods changes: every deal signed when it is due as the base, deals moved as the
/// what-if.
#[derive(Clone, Debug)]
pub struct DealsMoved {
    /// The whole horizon, and the fiscal years if it has several.
    pub periods: Vec<ComparedPeriod>,
    /// Bookings of all first, second and third months of quarters.
    pub by_month: Option<[ComparedOutput; 3]>,
    /// What is moved across the end of the horizon.
    pub over_the_end: Option<OverTheEnd>,
}

/// Deals moved across the end of the horizon, on average \[minor units\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverTheEnd {
    /// Signed early, and due after it.
    pub into: f64,
    /// Held back until it is over.
    pub out_of: f64,
}

impl OverTheEnd {
    /// What crosses the end of a plan's horizon, if anything is moved.
    ///
    /// * `reach`: for how many of the last months deals are held back
    #[must_use]
    pub fn of(facts: &Facts<'_>, reach: Option<usize>) -> Option<Self> {
        let end = facts.calendar.n_months();
        // What was held back for an earlier quarter's end has been signed.
        let last_quarter = facts.calendar.periods(PeriodKind::Quarter).pop()?.months;
        let of = |id: &str, months: usize| {
            let first = last_quarter.start.max(end.saturating_sub(months));
            let values = Kpi::find(id)?.values(facts, first..end)?;
            Some(Moments::of(&values.into_defined())?.mean)
        };
        Some(Self {
            into: of("brought-in", 1)?,
            out_of: match reach? {
                0 => 0.0,
                months => of("held-back", months)?,
            },
        })
    }
}

/// How hard people work, ready to be shown.
#[derive(Clone, Debug)]
pub struct EffortReport<'a> {
    subject: Subject<'a>,
    numbers: Numbers,
    /// The first response of each with the same terms.
    responses: Vec<&'a Response>,
    /// The only comp plan that was asked for.
    plan: Option<usize>,
    gaming: Option<Gaming>,
}

/// A point of a response.
struct Point {
    left: usize,
    attainment: f64,
    effort: Option<f64>,
    results: f64,
    marginal_rate: f64,
}

impl<'a> EffortReport<'a> {
    /// The report of how people respond.
    ///
    /// * `subject`: the plan it is about
    /// * `plan`: index of the only comp plan to be shown
    #[must_use]
    pub fn new(
        subject: Subject<'a>,
        responses: &'a Responses,
        plan: Option<usize>,
        gaming: Option<Gaming>,
    ) -> Self {
        let mut shown: Vec<&Response> = Vec::new();
        let asked = responses.list().iter();
        for response in asked.filter(|response| plan.is_none_or(|plan| plan == response.plan)) {
            let is_same = |other: &&Response| {
                other.plan == response.plan
                    && other.role == response.role
                    && other.pay == response.pay
                    && other.policy == response.policy
                    && other.expected.to_bits() == response.expected.to_bits()
            };
            if !shown.iter().any(is_same) {
                shown.push(response);
            }
        }
        Self {
            subject,
            numbers: Numbers::new(subject.locale, subject.currency),
            responses: shown,
            plan,
            gaming,
        }
    }

    /// Results by attainment and months left, for a screen.
    ///
    /// # Panics
    ///
    /// Never: writing to a text cannot fail.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}\nHow hard people work under their comp plans | scenario {} | money in {}\n",
            clip(&printable(self.subject.name), WIDTH),
            self.subject.short_hash(),
            self.subject.currency.code()
        );
        if self.responses.is_empty() {
            text.push('\n');
            text.push_str(&fill(&self.why_nobody_moves(), ""));
        }
        for response in &self.responses {
            text.push_str(&self.response(response));
        }
        if !self.responses.is_empty() {
            text.push('\n');
            text.push_str(&fill(
                "Results as a share of those at the effort of reference, by attainment so far and by the months of the period that are left, this one included.",
                "",
            ));
            if !self.subject.model.assumptions.list().is_empty() {
                text.push_str(&fill(
                    "Uncertain numbers of comp plans stand at their centres: people do not know them either.",
                    "",
                ));
            }
        }
        if let Some(gaming) = &self.gaming {
            text.push_str(&self.gaming(gaming));
        }
        text
    }

    fn why_nobody_moves(&self) -> String {
        let plans = &self.subject.model.comp.plans;
        let no_quota = "its people have no quota, or no target pay to go with it";
        let Some(plan) = self.plan.map(|ix| &plans[ix]) else {
            return if plans.iter().any(|plan| plan.behaviour.is_some()) {
                format!("No comp plan moves anybody: where one states `behaviour`, {no_quota}.")
            } else {
                "No comp plan moves anybody: none states `behaviour`.".into()
            };
        };
        let id = printable(&plan.id);
        if plan.behaviour.is_some() {
            format!("Comp plan {id} moves nobody: it states `behaviour`, but {no_quota}.")
        } else {
            format!("Comp plan {id} moves nobody: it does not state `behaviour`.")
        }
    }

    fn response(&self, response: &Response) -> String {
        let model = self.subject.model;
        let mut text = format!(
            "\n{} ({}), from {}\n",
            printable(&model.comp.plans[response.plan].id),
            printable(&model.dimensions.roles[response.role].id),
            response.period.label,
        );
        let n_months = months(response);
        let mut columns = vec![(14, Align::Left)];
        let printed = |left: &usize| {
            n_months <= PRINTED_LEFT || left.is_multiple_of(PRINTED_LEFT) || *left == 1
        };
        let lefts: Vec<usize> = (1..=n_months).rev().filter(printed).collect();
        columns.extend(lefts.iter().map(|_| (6, Align::Right)));
        columns.push((14, Align::Right));
        let mut grid = Grid::new(&columns);
        let mut head = vec!["attainment".to_owned()];
        head.extend(lefts.iter().map(usize::to_string));
        head.push("pay per unit".into());
        grid.row(&head);
        for step in ATTAINMENTS.filter(|step| step % PRINTED == 0) {
            let attainment = f64::from(step) / 20.0;
            let mut row = vec![self.numbers.whole_percent(attainment)];
            let results = |left: usize| response.results(left, attainment, response.elasticity);
            let results = lefts.iter().map(|&left| results(left));
            row.extend(results.map(|results| self.numbers.decimals(results, 2)));
            // Of the last unit so far: the pay curve itself.
            let rate = response.pay.piece(attainment).slope;
            row.push(self.numbers.decimals(rate, 2));
            grid.row(&row);
        }
        text.push_str(&grid.into_text());
        text
    }

    fn gaming(&self, gaming: &Gaming) -> String {
        let futures = self.numbers.significant(f64::from(gaming.futures), 9);
        let under = self.plan.map_or_else(String::new, |ix| {
            let id = &self.subject.model.comp.plans[ix].id;
            format!(" under comp plan {}", printable(id))
        });
        let mut text = fill(
            &format!("What behaviour{under} changes, in the same {futures} futures"),
            "",
        );
        text.insert(0, '\n');
        text.push_str(&self.changes(&gaming.periods));
        if let Some(timing) = &gaming.timing {
            text.push_str("\nOf this, what moving deals across the ends of periods changes\n");
            text.push_str(&self.changes(&timing.periods));
            text.push_str(&self.moved(timing));
        }
        text
    }

    /// Where deals go that are moved.
    fn moved(&self, timing: &DealsMoved) -> String {
        let mut text = String::new();
        if let Some(over) = timing.over_the_end {
            let minor = self.subject.currency.minor_per_major();
            let [into, out_of] =
                [over.into, over.out_of].map(|value| self.numbers.compact(value / minor));
            text.push_str(&fill(
                &format!(
                    "Of this, deals for {into} were due after the plan's last month and were signed in it, and deals for {out_of} were held back beyond it."
                ),
                "  ",
            ));
        }
        if let Some(months) = &timing.by_month {
            text.push_str(
                "  Bookings by month of the quarter, deals moved against each signed when due\n",
            );
            for (name, output) in ["first months", "second months", "third months"]
                .iter()
                .zip(months)
            {
                let share = output.paired.difference.mean / output.base.mean.max(1.0);
                writeln!(
                    text,
                    "    {name:<22} {} ({})",
                    self.difference(output),
                    self.numbers.signed_percent(share),
                )
                .expect("a text takes all");
            }
        }
        text
    }

    fn difference(&self, output: &ComparedOutput) -> String {
        let difference = output.paired.difference;
        let half = difference.std_error().map(|error| 1.96 * error);
        self.numbers.difference(Unit::Money, difference.mean, half)
    }

    fn changes(&self, periods: &[ComparedPeriod]) -> String {
        let mut text = String::new();
        for (ix, period) in periods.iter().enumerate() {
            let whole = if ix == 0 { ", the whole plan" } else { "" };
            writeln!(text, "  {}{whole}", period.period.label).expect("a text takes all");
            let bookings = outputs(period).find(|output| output.kpi.id == OUTPUTS[0]);
            let bookings = bookings
                .map(|output| output.base.mean)
                .filter(|&mean| mean > 0.0);
            for output in outputs(period) {
                let share = bookings.map_or_else(String::new, |bookings| {
                    let share = output.paired.difference.mean / bookings;
                    format!(" ({} of bookings)", self.numbers.signed_percent(share))
                });
                writeln!(
                    text,
                    "    {:<22} {}{share}",
                    output.kpi.title,
                    self.difference(output),
                )
                .expect("a text takes all");
            }
        }
        text
    }

    /// All points, for a spreadsheet or a notebook.
    #[must_use]
    pub fn table(&self) -> Table {
        let columns = [
            "plan",
            "role",
            "period",
            "months_left",
            "attainment",
            "effort",
            "results",
            "marginal_rate",
        ];
        let mut table = Table::new("effort", &columns);
        let model = self.subject.model;
        for response in &self.responses {
            for point in points(response) {
                #[allow(clippy::cast_precision_loss, reason = "months are few")]
                let left = point.left as f64;
                table.push(vec![
                    Cell::text(model.comp.plans[response.plan].id.as_str()),
                    Cell::text(model.dimensions.roles[response.role].id.as_str()),
                    Cell::text(response.period.label.as_str()),
                    Cell::Number(left),
                    Cell::Number(point.attainment),
                    point.effort.map_or(Cell::Empty, Cell::Number),
                    Cell::Number(point.results),
                    Cell::Number(point.marginal_rate),
                ]);
            }
        }
        table
    }

    /// All of it, for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let model = self.subject.model;
        let responses = self.responses.iter().map(|response| {
            let points = points(response).into_iter().map(|point| {
                json!({
                    "months_left": point.left,
                    "attainment": point.attainment,
                    "effort": point.effort,
                    "results": point.results,
                    "marginal_rate": point.marginal_rate,
                })
            });
            json!({
                "plan": model.comp.plans[response.plan].id,
                "role": model.dimensions.roles[response.role].id,
                "period": response.period.label,
                "months": months(response),
                "kind": if response.policy.is_some() { "dynamic" } else { "elastic" },
                "elasticity": response.elasticity,
                "expected": response.expected,
                "points": points.collect::<Vec<_>>(),
            })
        });
        json!({
            "format": 1,
            "kind": "effort",
            "engine": super::json::engine(),
            "scenario": { "name": self.subject.name, "hash": self.subject.hash },
            "currency": self.subject.currency.code(),
            "responses": responses.collect::<Vec<_>>(),
            "value": self.gaming.as_ref().map(|gaming| self.value_json(gaming)),
        })
    }

    fn value_json(&self, gaming: &Gaming) -> Value {
        let minor = self.subject.currency.minor_per_major();
        let output = |output: &ComparedOutput| {
            let difference = output.paired.difference;
            json!({
                "kpi": output.kpi.id,
                "without": output.base.mean / minor,
                "with": output.what_if.mean / minor,
                "difference": difference.mean / minor,
                "std_error": difference.std_error().map(|error| error / minor),
            })
        };
        let period = |period: &ComparedPeriod| {
            json!({
                "period": period.period.label,
                "outputs": outputs(period).map(output).collect::<Vec<_>>(),
            })
        };
        let timing = gaming.timing.as_ref();
        json!({
            "futures": gaming.futures,
            "seed": gaming.seed,
            "periods": gaming.periods.iter().map(period).collect::<Vec<_>>(),
            "plan": self.plan.map(|ix| &self.subject.model.comp.plans[ix].id),
            "timing": timing.map(|timing| timing.periods.iter().map(period).collect::<Vec<_>>()),
            "over_the_end": timing.and_then(|timing| timing.over_the_end).map(|over| json!({
                "into": over.into / minor,
                "out_of": over.out_of / minor,
            })),
            "months_of_quarter": timing
                .and_then(|timing| timing.by_month.as_ref())
                .map(|months| months.iter().map(output).collect::<Vec<_>>()),
        })
    }
}

fn outputs(period: &ComparedPeriod) -> impl Iterator<Item = &ComparedOutput> {
    let is_shown =
        |output: &&ComparedOutput| OUTPUTS.iter().chain(&MOVED).any(|id| *id == output.kpi.id);
    period.outputs.iter().filter(is_shown)
}

/// Number of months of a whole period.
fn months(response: &Response) -> usize {
    match response.period.kind {
        PeriodKind::Month => 1,
        PeriodKind::Quarter => 3,
        PeriodKind::Year => 12,
    }
}

fn points(response: &Response) -> Vec<Point> {
    let lefts = (1..=months(response)).rev();
    let point = |left: usize, step: u32| {
        let attainment = f64::from(step) / 20.0;
        Point {
            left,
            attainment,
            effort: response.effort(left, attainment),
            results: response.results(left, attainment, response.elasticity),
            marginal_rate: response.marginal_rate(left, attainment),
        }
    };
    lefts
        .flat_map(|left| ATTAINMENTS.map(move |step| point(left, step)))
        .collect()
}
