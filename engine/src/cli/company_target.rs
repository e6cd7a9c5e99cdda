//! The company's targets, as a command line names them.

use super::failure::Failure;
use crate::finance::{Scope, Target};
use crate::kpi::{headline_periods, target};
use crate::model::Model;
use crate::report::printable;
use crate::scenario::{Scenario, did_you_mean};

/// The label of the period whose target is to be reached: the one that is asked for, or the first headline period that has
/// one. Targets of regions and segments are not the company's.
///
/// * `instead`: what else the command could be asked for, if anything: ", or name another goal with --measure"
pub(crate) fn period(
    scenario: &Scenario,
    asked: Option<&str>,
    instead: &str,
) -> Result<String, Failure> {
    let model = &scenario.model;
    let targets = &model.finance.targets;
    let (companys, parts): (Vec<&Target>, Vec<&Target>) = targets
        .iter()
        .partition(|target| target.scope == Scope::Company);
    let labels = labels(&companys);
    let found = match (asked, labels.first()) {
        (None, Some(first)) => {
            let years = headline_periods(&model.calendar);
            let year = years
                .iter()
                .find(|year| labels.contains(&year.label.as_str()));
            Ok(year.map_or_else(|| (*first).to_owned(), |year| year.label.clone()))
        }
        (None, None) if parts.is_empty() => {
            Err(format!("the scenario sets no target: set one{instead}"))
        }
        (None, None) => Err(format!(
            "the scenario sets no target for the whole company, only for {}: set one{instead}",
            listed(model, &parts)
        )),
        (Some(label), _) if labels.contains(&label) => Ok(label.to_owned()),
        (Some(label), _) => {
            let own: Vec<&Target> = parts
                .into_iter()
                .filter(|target| target.period == label)
                .collect();
            Err(unset(model, label, &labels, &own, instead))
        }
    };
    found.map_err(|message| Failure::Usage(printable(&message).into_owned()))
}

/// Why there is nothing to reach in a period.
///
/// * `labels`: periods of the company's targets
/// * `parts`: targets of regions and segments in the period
fn unset(model: &Model, label: &str, labels: &[&str], parts: &[&Target], instead: &str) -> String {
    let others = match labels {
        [] => format!("set one{instead}"),
        [only] => format!("it sets one for {only}"),
        _ => match did_you_mean(label, labels.iter().copied()).as_str() {
            "" => format!("it sets some for {}", labels.join(", ")),
            meant => meant.to_owned(),
        },
    };
    if parts.is_empty() {
        format!("the scenario sets no target for `{label}`: {others}")
    } else {
        format!(
            "the scenario sets no target of the whole company for `{label}`, only for {}: {others}",
            listed(model, parts)
        )
    }
}

/// Periods of targets, each once, in the order of the scenario.
fn labels<'t>(targets: &[&'t Target]) -> Vec<&'t str> {
    let mut labels: Vec<&str> = Vec::new();
    for target in targets {
        if !labels.contains(&target.period.as_str()) {
            labels.push(&target.period);
        }
    }
    labels
}

/// The first few targets by name: "FY2027, Americas; FY2027, Europe and 3 more".
fn listed(model: &Model, targets: &[&Target]) -> String {
    const FEW: usize = 3;
    let few = targets.iter().take(FEW);
    let names: Vec<String> = few.map(|of| target::label(model, of)).collect();
    let names = names.join("; ");
    match targets.len().saturating_sub(FEW) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}
