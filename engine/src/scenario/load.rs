//! From files to a scenario that can be run.

use std::path::PathBuf;

use iso_currency::Currency;

use crate::kpi::Kpi;
use crate::kpi::alert::Alert;
use crate::kpi::verdict::LookedBack;
use crate::model::Model;

use super::codes::Code;
use super::files::Files;
use super::finding::{Findings, ScenarioError};
use super::merged::Merged;
use super::path::KeyPath;
use super::raw::RawScenario;
use super::reconcile::Reconcile;
use super::register::RegisterEntry;
use super::rules::{self, Checked};
use super::setting::Setting;
use super::{Read, read_with};

/// A checked scenario: it exists only if nothing is wrong with it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Short name, shown on every report.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Currency of all money.
    pub currency: Currency,
    /// How numbers are written in reports, such as "en-US".
    pub locale: String,
    /// Number of trials, unless the command line says otherwise.
    pub trials: u32,
    /// Seed of the futures, unless the command line says otherwise.
    pub seed: u64,
    /// The only KPIs that are wanted, if a few are: the model counts what these take and nothing else.
    pub only: Option<Vec<&'static Kpi>>,
    /// What KPIs should keep to, by name and period.
    pub alerts: Vec<Alert>,
    /// What is simulated.
    pub model: Model,
    /// What the target was built on.
    pub reconcile: Reconcile,
    /// What looking back said of forecasts of such plans, if the files say it.
    pub looked_back: Option<LookedBack>,
    /// Every stated number, in file order.
    pub register: Vec<RegisterEntry>,
    /// The scenario as its files say it, set upon each other.
    pub merged: Merged,
    /// Fingerprint of the merged scenario and its tables.
    pub hash: String,
}

impl Scenario {
    /// The same scenario with everything counted, for questions that take more than the few numbers that it asks for.
    #[must_use]
    pub fn counting_all(mut self) -> Self {
        (self.only, self.model.only) = (None, None);
        self
    }

    /// Digits after the decimal point of an amount of money: 2 for cents.
    #[must_use]
    pub fn minor_digits(&self) -> u32 {
        self.currency.exponent().map_or(2, u32::from)
    }
}

/// Loads a scenario: reads its files, sets them upon each other and checks the result.
///
/// * `files`: where they are read from
/// * `paths`: applied from left to right, each with what it extends
///
/// # Errors
///
/// [`ScenarioError::Read`] if one of `paths` cannot be read, [`ScenarioError::Invalid`] with all findings of all
/// domains at once.
///
/// # Examples
///
/// ```
/// use foresell::scenario::{Memory, ScenarioError, load};
///
/// let files = Memory::new().with("plan.toml", "format = 1\nname = \"Plan\"\ncurency = \"USD\"\n");
/// let Err(ScenarioError::Invalid { findings, .. }) = load(&files, &["plan.toml".into()]) else { panic!() };
/// assert!(findings.iter().any(|finding| finding.code.id() == "E0201"));
/// ```
pub fn load(files: &dyn Files, paths: &[PathBuf]) -> Result<Scenario, ScenarioError> {
    load_with(files, paths, &[])
}

/// [`load`], with some values set anew on top of all files.
///
/// # Errors
///
/// As [`load`]; what is wrong with a value that was set is a finding like any other.
pub fn load_with(
    files: &dyn Files,
    paths: &[PathBuf],
    settings: &[Setting],
) -> Result<Scenario, ScenarioError> {
    let Read {
        merged,
        raw,
        findings,
    } = read_with::<RawScenario>(files, paths, settings)?;
    match raw {
        Some(raw) => checked(&raw, rules::check(&raw, merged, files, findings)),
        None => Err(or_unreadable(findings, &merged).into_error(merged.sources())),
    }
}

fn checked(raw: &RawScenario, checked: Checked) -> Result<Scenario, ScenarioError> {
    let Checked {
        merged,
        findings,
        model,
        register,
        currency,
        locale,
        trials,
        seed,
        only,
        reconcile,
        alerts,
    } = checked;
    let Some(model) = model else {
        return Err(or_unreadable(findings, &merged).into_error(merged.sources()));
    };
    Ok(Scenario {
        name: raw.name.clone(),
        description: raw.description.clone(),
        currency,
        locale,
        trials,
        seed,
        only,
        alerts,
        model,
        reconcile,
        looked_back: raw.backtest.as_ref().map(rules::looked_back),
        register,
        hash: merged.hash(),
        merged,
    })
}

/// What cannot be built has findings; should a rule have forgotten to say why, this one says that much.
fn or_unreadable(mut findings: Findings, merged: &Merged) -> Findings {
    if findings.is_empty() {
        findings.add(
            Code::Unreadable,
            merged.place(KeyPath::root()),
            "the scenario cannot be built",
        );
    }
    findings
}

#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod tests;
