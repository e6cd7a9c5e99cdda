//! The history of stages of an export, as stages of the plan.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time, date};

use super::columns::{Table, TableKind};
use super::dates::DateOrder;
use super::deals::{Outcome, days_between};
use super::flow::{exact, last_day};
use super::history::{History, Named, stage_names};
use super::joins::TablesByKind;
use super::quality::Quality;
use super::stage_events::{self, stage_events};
use crate::calendar::YearMonth;
use crate::learn::stages::workers::{Difference, differences, machines};
use crate::learn::stages::{End, Funnel, Layout, StageEvent, StageShares};
use crate::learn::survival::{AalenJohansen, Estimate, Stretch, dispersion, weeks};
use crate::scenario::{Findings, Sources};

/// The first of all days.
const EPOCH: Date = date(1970, 1, 1);

/// A moment in days since 1970.
pub(super) fn moment(time: DateTime) -> f64 {
    let midnight = time.date().to_datetime(Time::midnight());
    exact(days_between(EPOCH, time.date())) + time.duration_since(midnight).as_secs_f64() / 86_400.0
}

/// The last moment of a day.
pub(super) fn end_of(day: Date) -> f64 {
    exact(days_between(EPOCH, day)) + 1.0 - 1e-9
}

/// The events of a history as `learn/stages` reads them.
pub(super) fn moves(events: &[stage_events::StageEvent]) -> Vec<StageEvent> {
    let one = |event: &stage_events::StageEvent| StageEvent {
        deal: event.deal.clone(),
        entered: moment(event.entered),
        rank: event.rank,
        stage: event.stage.clone(),
        worker: event.worker.clone(),
    };
    events.iter().map(one).collect()
}

/// Names that the history shows to be ends, with what they mean for a deal.
pub(super) fn ends(events: &[stage_events::StageEvent]) -> BTreeMap<String, Outcome> {
    let ends = Layout::of_events(&moves(events)).ends.into_iter();
    ends.map(|(name, end)| match end {
        End::Won => (name, Outcome::Won),
        End::Lost | End::Declined | End::Cancelled => (name, Outcome::Lost),
    })
    .collect()
}

/// How far months and weeks of a history differ.
pub(super) struct Pace([Vec<Stretch>; 2]);

impl Pace {
    /// The whole months and weeks of a history up to a day.
    pub(super) fn of(funnel: &Funnel, last: Date) -> Self {
        let begins = funnel.paths.iter().filter_map(|path| path.stays.first());
        let first = begins
            .map(|stay| stay.entered)
            .fold(f64::INFINITY, f64::min);
        if !first.is_finite() {
            return Self([Vec::new(), Vec::new()]);
        }
        let mut months = Vec::new();
        let mut end = last_day(YearMonth::of(last));
        loop {
            let Ok(before) = end.first_of_month().yesterday() else {
                break;
            };
            if end_of(before) < first.floor() - 1.0 {
                break;
            }
            if end <= last {
                months.push(Stretch {
                    after: end_of(before),
                    until: end_of(end),
                });
            }
            end = before;
        }
        months.reverse();
        Self([months, weeks(funnel.now, first, 7.0)])
    }

    /// Factor on variances of what is learnt of a stage.
    pub(super) fn dispersion(&self, shares: &StageShares) -> f64 {
        let risk = shares.risk.coarse(1_000);
        let of = |stretches: &Vec<Stretch>| dispersion(&risk, &shares.spells, stretches);
        self.0.iter().map(of).fold(1.0, f64::max)
    }
}

/// A stage of the plan, as the history shows it.
#[derive(Clone, Debug)]
pub(super) struct StagedStage {
    pub(super) named: Named,
    /// Deals that entered, passed, left otherwise, and are there.
    pub(super) counts: [usize; 4],
    /// Share that passes on.
    pub(super) pass: Estimate,
    /// Share that never leaves.
    pub(super) never: f64,
    /// Days of those that pass, and of those that leave otherwise, each with its share of all.
    pub(super) days: [Vec<(f64, f64)>; 2],
    /// The greatest age at which any deal left [days].
    pub(super) longest: f64,
    /// Factor on variances.
    pub(super) dispersion: f64,
}

/// All stages of the plan, and where open deals are.
#[derive(Clone, Debug)]
pub(super) struct Staged {
    pub(super) stages: Vec<StagedStage>,
    /// Stage and day of entry of each open deal.
    pub(super) open: BTreeMap<String, (usize, Date)>,
    /// Coefficient of variation of a skill that makes people differ as much as they do in the stage where they differ most; 0
    /// if luck explains all differences.
    pub(super) skill_cv: f64,
    /// Names of workers who are no people.
    pub(super) machines: Vec<String>,
}

/// Share of deals whose path the history must know, so that its stages are those of the plan.
const NEARLY_ALL: f64 = 0.9;
/// Fewest deals that leave a stage in either way from which it is learnt.
const FEWEST: usize = 10;

impl Staged {
    /// Reads the history of stages up to the day on which the export stands; `None` if there is none, it knows fewer than
    /// two stages, too few deals leave one of them, or it knows too few of the deals.
    pub(super) fn of(
        tables: &TablesByKind,
        history: &History,
        forced: Option<DateOrder>,
        quality: &mut Quality,
        sources: &Sources,
    ) -> Option<Self> {
        let table: &Table = tables.get(&TableKind::StageHistory)?;
        // What is odd in the table was reported when it was joined.
        let (mut unsaid, mut findings) = (Quality::default(), Findings::new());
        let events = stage_events(table, forced, &mut unsaid, sources, &mut findings);
        let events = moves(&events);
        let funnel = Funnel::of(&events, Some(end_of(history.as_of))).ok()?;
        let known: std::collections::BTreeSet<&str> = funnel
            .paths
            .iter()
            .filter(|path| !path.stays.is_empty())
            .map(|path| path.deal.as_str())
            .collect();
        let dated = || history.deals.iter().filter(|deal| deal.engaged.is_some());
        let n_known = dated()
            .filter(|deal| known.contains(deal.id.as_str()))
            .count();
        if funnel.stages.len() < 2
            || exact_count(n_known) < NEARLY_ALL * exact_count(dated().count())
        {
            return None;
        }
        let pace = Pace::of(&funnel, history.as_of);
        let names = stage_names(
            history,
            funnel.layout.stages.iter().map(|stage| stage.name.as_str()),
        );
        let stages = funnel.stages.iter().zip(names);
        let stages: Option<Vec<StagedStage>> = stages
            .map(|(shares, named)| StagedStage::of(shares, named, &pace))
            .collect();
        for note in notes(&funnel, &events) {
            quality.read_as(format!("stage history: {note}"));
        }
        let open = funnel.open().into_iter().map(|deal| {
            #[expect(clippy::cast_possible_truncation, reason = "days of a history are few")]
            let days = (funnel.now - deal.age).floor() as i64;
            let entered = EPOCH
                .checked_add(jiff::Span::new().days(days))
                .unwrap_or(history.as_of);
            (deal.deal, (deal.stage, entered))
        });
        let machines = machines(&events);
        let differ = differences(&funnel, &machines)
            .into_iter()
            .filter(Difference::is_real);
        Some(Self {
            stages: stages?,
            open: open.collect(),
            skill_cv: differ
                .map(|difference| difference.skill_cv)
                .fold(0.0, f64::max),
            machines: machines.into_iter().map(|machine| machine.name).collect(),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "deals are countable")]
fn exact_count(n: usize) -> f64 {
    n as f64
}

impl StagedStage {
    fn of(shares: &StageShares, named: Named, pace: &Pace) -> Option<Self> {
        let passing: AalenJohansen = shares.passing();
        let left = |passes: bool| -> usize {
            let ways = (0..shares.ways.len()).filter(|&way| shares.passes(way) == passes);
            ways.map(|way| shares.risk.n_ended(way)).sum()
        };
        let (passed, otherwise) = (left(true), left(false));
        if passed < FEWEST {
            return None;
        }
        let dispersion = pace.dispersion(shares);
        let (mut pass, stays) = (passing.last(0), passing.open(f64::INFINITY).value);
        pass.variance *= dispersion;
        let never = if shares.follow_up.is_some_and(|seen| seen.is_enough()) {
            stays
        } else {
            // Nobody saw what becomes of those who stayed longest: they leave as others do.
            let scale = 1.0 / (1.0 - stays).max(1e-9);
            pass.value = (pass.value * scale).min(1.0);
            pass.variance = pass.variance * scale * scale + stays * stays / 12.0;
            0.0
        };
        Some(Self {
            counts: [
                shares.n_entered() + shares.n_skipped,
                passed + shares.n_skipped,
                otherwise,
                shares.n_open(),
            ],
            pass,
            never,
            days: [passing.jumps(0), passing.jumps(1)],
            longest: passing.last_age(),
            dispersion,
            named,
        })
    }

    /// Beta parameters of the share that passes.
    pub(super) fn beta(&self) -> (f64, f64) {
        let worth = self.pass.worth(exact_count(self.counts[0])).max(2.0);
        (
            worth * self.pass.value + 0.5,
            worth * (1.0 - self.pass.value) + 0.5,
        )
    }
}

/// What a reader has to know of a history.
pub(super) fn notes(funnel: &Funnel, events: &[StageEvent]) -> Vec<String> {
    let mut notes = Vec::new();
    for stage in funnel
        .layout
        .stages
        .iter()
        .filter(|stage| stage.names.len() > 1)
    {
        notes.push(format!(
            "{} are one stage: nearly all deals go from one to the other, half of them within the hour",
            stage.names.join(", ")
        ));
    }
    for (name, (aside, n)) in &funnel.layout.asides {
        notes.push(format!("{name} ({n} events) {}: no stage", aside.why()));
    }
    let (back, reopened) = funnel.irregular();
    if back > 0 {
        notes.push(format!("{back} moves back to stages that were passed: a deal counts for a stage from its first entry"));
    }
    if reopened > 0 {
        notes.push(format!(
            "{reopened} deals went on after an end, which then counts for none"
        ));
    }
    let machines = machines(events);
    for machine in &machines {
        notes.push(format!(
            "{} is no person: {} events over {:.0} hours of an average day, {} times several deals within five seconds",
            machine.name, machine.n_events, machine.hours_a_day, machine.n_at_once
        ));
    }
    for difference in differences(funnel, &machines) {
        let words = if difference.is_real() {
            format!(
                "people differ more than luck makes them (standard deviation of their shares {:.3})",
                difference.spread
            )
        } else {
            "people differ no more than luck makes them".to_owned()
        };
        notes.push(format!(
            "Of deals that somebody moved to {}, {:.3} pass: {words}; chi-square {:.1} on {} degrees of freedom, p = {:.4}",
            funnel.stages[difference.stage].name,
            difference.pooled,
            difference.chi_square,
            difference.df,
            difference.p
        ));
    }
    notes
}
