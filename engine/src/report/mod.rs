//! Reports: from results to figures and tables, and from those to files and screens.
//!
//! A [`Report`] is built once from a plan and its results. What it says is the same in every format; a format is one
//! file behind the trait [`Format`].

#[cfg(feature = "cli")]
mod attained;
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
mod drivers;
#[cfg(feature = "cli")]
mod due;
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
pub mod json;
mod ledger;
mod money;
#[cfg(feature = "cli")]
pub mod numbers;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "cli")]
pub mod payouts;
mod plan_pay;
mod printable;
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

pub use budget::BudgetOdds;
pub use estimate::{Estimate, Promise};
pub use figures::{Bound, Figure, PeriodFigures, TargetOdds};
pub use money::Currency;
pub use printable::printable;
pub use so_far::SoFar;
pub use subject::{Run, Subject};
pub use table::{Cell, Table, unit_name};
pub use targets::OtherTarget;

use crate::calendar::PeriodKind;
use crate::kpi::drivers::Draws;
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
}

impl<'a> Report<'a> {
    /// The report of a plan and its results.
    ///
    /// # Panics
    ///
    /// If there is no trial, or the results do not come from this plan.
    #[must_use]
    pub fn build(subject: Subject<'a>, results: &'a Results, run: Run) -> Self {
        assert!(results.n_trials() > 0, "a report needs a trial");
        let facts = Facts::new(subject.model, results);
        let draws = Draws::of(subject.model, results);
        let controls = Controls::of(subject.model);
        let periods = headline_periods(facts.calendar)
            .into_iter()
            .map(|p| PeriodFigures::of(&facts, draws.as_ref(), controls.as_ref(), p))
            .collect::<Vec<_>>();
        let other_targets = targets::others(subject.model, &facts, &periods);
        Self {
            subject,
            run,
            facts,
            periods,
            other_targets,
        }
    }

    /// The tables of the report. They take longer than the figures: every cell of the results is read.
    #[must_use]
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = Vec::new();
        let company = [
            ("monthly", PeriodKind::Month),
            ("quarterly", PeriodKind::Quarter),
            ("yearly", PeriodKind::Year),
        ];
        tables.extend(company.map(|(id, kind)| tables::measures::company(self, id, kind)));
        tables.extend(tables::measures::by_market(self));
        tables.push(tables::measures::stages(self));
        tables.push(tables::measures::roles(self));
        tables.push(tables::seats::reps(self));
        tables.push(tables::teams::teams(self));
        tables.push(tables::capacity::capacity(self));
        tables.push(tables::quotas::quotas(self));
        tables.push(tables::comp::comp(self));
        tables.push(tables::ledger::ledger(self));
        tables.push(tables::ledger::bound(self));
        tables.push(tables::kpis::kpis(self));
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
