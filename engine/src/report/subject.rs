//! What a report is about: a plan, how it reads, and the run that made the results.

use serde_json::{Value, json};

use super::money::Currency;
use crate::kpi::Kpi;
use crate::kpi::alert::Alert;
use crate::kpi::verdict::LookedBack;
use crate::model::Model;
use crate::outcome::precision::PrecisionReached;
use crate::scenario::{RegisterEntry, Scenario};

/// A plan as a report needs it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Short name of the scenario.
    pub name: &'a str,
    /// Hash of the merged scenario and its tables, in hexadecimal.
    pub hash: &'a str,
    /// Currency of every amount.
    pub currency: Currency,
    /// How numbers are written for people, such as "en-US".
    pub locale: &'a str,
    /// The plan that was simulated.
    pub model: &'a Model,
    /// The only KPIs to be shown, as the plan asks; nothing is counted beside what these take.
    pub only: Option<&'a [&'static Kpi]>,
    /// What KPIs should keep to, by name and period.
    pub alerts: &'a [Alert],
    /// What looking back said of such forecasts, if the plan says it.
    pub looked_back: Option<&'a LookedBack>,
    /// The register of assumptions, in the order of the scenario.
    pub register: &'a [RegisterEntry],
}

impl<'a> From<&'a Scenario> for Subject<'a> {
    fn from(scenario: &'a Scenario) -> Self {
        Self {
            name: &scenario.name,
            hash: &scenario.hash,
            currency: Currency::of(scenario.currency),
            locale: &scenario.locale,
            model: &scenario.model,
            only: scenario.only.as_deref(),
            alerts: &scenario.alerts,
            looked_back: scenario.looked_back.as_ref(),
            register: &scenario.register,
        }
    }
}

impl Subject<'_> {
    /// Whether a KPI is to be shown.
    #[must_use]
    pub fn shows(&self, kpi: &Kpi) -> bool {
        let is_it = |only: &[&'static Kpi]| only.iter().any(|named| named.id == kpi.id);
        self.only.is_none_or(is_it)
    }

    /// What JSON says of the scenario: its name and hash, and how its numbers read.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({ "name": self.name, "hash": self.hash, "currency": self.currency.code(), "locale": self.locale })
    }

    /// The first eight digits of the hash, enough to tell scenarios apart on a screen.
    #[must_use]
    pub fn short_hash(&self) -> &str {
        self.hash.get(..8).unwrap_or(self.hash)
    }
}

/// The run that made the results.
#[derive(Clone, Debug)]
pub struct Run {
    /// Trials that were asked for.
    pub requested: u32,
    /// Whether all of them were run.
    pub complete: bool,
    /// What came of it, if the run was to go on until means are exact.
    pub precision: Option<PrecisionReached>,
    /// The command that repeats the run inside of its results folder, word by word; empty if the run was not started from
    /// a command line.
    pub command: Vec<String>,
}
