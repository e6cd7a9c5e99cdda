//! Reports: from results to figures and tables, and from those to files and screens.
//!
//! A [`Report`] is built once from a plan and its results. What it says is the same in every format; a format is one
//! file behind the trait [`Format`].

mod alerts;
pub mod assignment;
#[cfg(feature = "cli")]
pub mod assignment_text;
#[cfg(feature = "cli")]
mod attained;
pub mod backtest;
#[cfg(feature = "cli")]
pub mod backtest_text;
mod bound;
mod bridge;
#[cfg(feature = "cli")]
mod bridge_text;
mod budget;
pub mod comparison;
#[cfg(feature = "cli")]
pub mod comparison_text;
mod controls;
#[cfg(feature = "cli")]
mod credit_account;
#[cfg(feature = "cli")]
pub mod credits;
pub mod csv;
pub mod demand;
#[cfg(feature = "cli")]
pub mod demand_text;
mod drivers;
#[cfg(feature = "cli")]
mod due;
#[cfg(feature = "cli")]
pub mod effort;
mod estimate;
mod exactness;
#[cfg(feature = "cli")]
pub mod expectation;
mod figures;
#[cfg(feature = "files")]
pub mod file;
#[cfg(feature = "files")]
pub mod folder;
#[cfg(feature = "cli")]
pub mod grid;
mod initiatives;
#[cfg(feature = "cli")]
mod initiatives_text;
pub mod json;
mod ledger;
mod looked_back;
mod money;
#[cfg(feature = "cli")]
pub mod numbers;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "cli")]
pub mod payouts;
pub mod pipeline;
#[cfg(feature = "cli")]
pub mod pipeline_text;
mod plan_pay;
mod printable;
pub mod reconciliation;
pub mod reconciliation_tables;
#[cfg(feature = "cli")]
pub mod reconciliation_text;
mod said;
pub mod search;
#[cfg(feature = "cli")]
pub mod search_text;
mod so_far;
#[cfg(feature = "cli")]
pub mod statement;
#[cfg(feature = "cli")]
pub mod story;
mod subject;
mod table;
mod tables;
mod targets;
#[cfg(feature = "cli")]
pub mod text;
pub mod tornado;
#[cfg(feature = "cli")]
pub mod tornado_text;
#[cfg(feature = "cli")]
mod wrap;

pub use alerts::{AlertOdds, AlertState};
pub use bound::{Bound, Often};
pub use budget::BudgetOdds;
pub use estimate::{Estimate, Promise};
pub use figures::{Figure, PeriodFigures, TargetOdds};
pub use money::Currency;
pub use printable::printable;
pub use so_far::SoFar;
pub use subject::{Run, Subject};
pub use table::{Cell, Table, unit_name};
pub use targets::OtherTarget;

use std::cell::RefCell;

use said::{Said, Source};

use crate::calendar::PeriodKind;
use crate::kpi::drivers::{Draws, FEWEST_TRIALS};
use crate::kpi::tallies::{Asked, Tallies};
use crate::kpi::{Facts, headline_periods};
use crate::results::Results;
use controls::Controls;

/// What a run has to say about a plan.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The plan.
    pub subject: Subject<'a>,
    /// The run.
    pub run: Run,
    /// What KPIs are computed from.
    pub facts: Facts<'a>,
    /// The KPIs of each complete fiscal year, or of the whole horizon if no fiscal year is complete.
    pub periods: Vec<PeriodFigures>,
    /// The odds of targets that have no table of their own, in order of time.
    pub other_targets: Vec<OtherTarget>,
    /// The odds of all alerts, by name and then in order of time.
    pub alerts: Vec<AlertOdds<'a>>,
    source: Source<'a>,
}

impl<'a> Report<'a> {
    /// The report of a plan and its results.
    ///
    /// # Panics
    ///
    /// If there is no trial, or the results do not come from this plan.
    #[must_use]
    pub fn build(subject: Subject<'a>, results: &'a Results, run: Run) -> Self {
        Self::from_source(subject, results, run, Source::Held)
    }

    /// The report of a plan and of trials that were counted as they came.
    ///
    /// * `first`: the first trial of the run, by itself: what has happened is the same in all
    /// * `tallies`: what all of them say about the outputs that [`asked`](Self::asked) names
    ///
    /// # Panics
    ///
    /// If nothing was counted, or the tallies are those of another plan.
    #[must_use]
    pub fn of_tallies(
        subject: Subject<'a>,
        first: &'a Results,
        tallies: &'a Tallies,
        run: Run,
    ) -> Self {
        assert!(tallies.n_trials() > 0, "a report needs a trial");
        Self::from_source(subject, first, run, Source::Counted(tallies))
    }

    /// The outputs that the report of a plan asks for, in all of its formats.
    ///
    /// * `first`: any trial
    #[must_use]
    pub fn asked(subject: Subject<'_>, first: &Results) -> Asked {
        let asked = RefCell::default();
        let run = Run {
            requested: 1,
            complete: true,
            precision: None,
            command: Vec::new(),
        };
        let report = Report::from_source(subject, first, run, Source::Asking(&asked));
        let _ = (report.tables(), json::summary(&report));
        #[cfg(feature = "cli")]
        let _ = text::summary(&report);
        asked.into_inner()
    }

    fn from_source(
        subject: Subject<'a>,
        results: &'a Results,
        run: Run,
        source: Source<'a>,
    ) -> Self {
        assert!(results.n_trials() > 0, "a report needs a trial");
        let facts = Facts::new(subject.model, results);
        let said = Said {
            facts: &facts,
            source,
        };
        let (seed, first) = (results.seed, results.first_trial);
        let draws = match source {
            // All that can be known of drivers is which output they drive.
            Source::Asking(_) => Draws::of_trials(subject.model, seed, first, FEWEST_TRIALS),
            _ => Draws::of_trials(subject.model, seed, first, said.n_trials()),
        };
        let controls = Controls::of(subject.model);
        let periods = headline_periods(facts.calendar)
            .into_iter()
            .map(|p| {
                PeriodFigures::of(
                    &said,
                    |kpi| subject.shows(kpi),
                    draws.as_ref(),
                    controls.as_ref(),
                    p,
                )
            })
            .collect::<Vec<_>>();
        let other_targets = targets::others(subject.model, &said, &periods);
        let alerts = AlertOdds::of_all(&said, subject.alerts);
        Self {
            subject,
            run,
            facts,
            periods,
            other_targets,
            alerts,
            source,
        }
    }

    /// Number of trials.
    #[must_use]
    pub fn n_trials(&self) -> usize {
        self.said().n_trials()
    }

    /// What was counted; `None` if every trial is held.
    fn tallies(&self) -> Option<&'a Tallies> {
        match self.source {
            Source::Counted(tallies) => Some(tallies),
            _ => None,
        }
    }

    /// What the trials say.
    fn said(&self) -> Said<'_> {
        Said {
            facts: &self.facts,
            source: self.source,
        }
    }

    /// The tables of the report; of a plan that counts a few measures of the company only, those which hold no others. They
    /// take longer than the figures: every cell of the results is read.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = self.unmarked_tables();
        for table in &mut tables {
            looked_back::mark(table, self.subject.looked_back);
        }
        tables
    }

    fn unmarked_tables(&self) -> Vec<Table> {
        let mut tables = Vec::new();
        let company = [
            ("monthly", PeriodKind::Month),
            ("quarterly", PeriodKind::Quarter),
            ("yearly", PeriodKind::Year),
        ];
        tables.extend(company.map(|(id, kind)| tables::measures::company(self, id, kind)));
        if !self.alerts.is_empty() {
            tables.push(alerts::table(self));
        }
        tables.extend(initiatives::table(self));
        if !self.facts.results.layout.has_parts() {
            tables.push(tables::kpis::kpis(self));
            tables.push(tables::kpis::by_period(self));
            tables.push(tables::register::assumptions(self));
            return tables;
        }
        tables.extend(tables::measures::by_market(self));
        tables.push(tables::measures::stages(self));
        tables.push(tables::measures::roles(self));
        tables.extend(tables::measures::pools(self));
        tables.extend(tables::measures::stock(self));
        tables.push(tables::seats::reps(self));
        tables.push(tables::teams::teams(self));
        tables.push(tables::capacity::capacity(self));
        tables.push(tables::quotas::quotas(self));
        tables.push(tables::comp::comp(self));
        tables.push(tables::ledger::ledger(self));
        tables.push(tables::ledger::bound(self));
        tables.push(tables::kpis::kpis(self));
        tables.push(tables::kpis::by_period(self));
        tables.push(tables::register::assumptions(self));
        tables
    }

    /// The labelled defaults: assumptions that do not come from the user's own data.
    pub fn assumed(&self) -> impl Iterator<Item = &'a crate::scenario::RegisterEntry> {
        self.subject.register.iter().filter(|entry| entry.assumed)
    }
}

/// A file that a format makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// File name, or path inside the folder.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A way to write a report.
pub trait Format {
    /// The files it makes.
    fn outputs(&self, report: &Report<'_>) -> Vec<Output>;
}
