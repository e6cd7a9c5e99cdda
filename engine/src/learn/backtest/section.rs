//! The verdict of a back-test as a section of a scenario.

use std::fmt::Write as _;

use crate::outcome::backtest::Backtest;

/// The section `backtest` of a scenario whose forecasts were looked back on, as TOML: with it every report of the scenario
/// prints the verdicts and marks quantiles that they do not bear out.
#[must_use]
pub fn section(found: &Backtest) -> String {
    let mut text = format!(
        "# What forecasts from past days of the same data would have been worth; reports print it beside every quantile.\n\
         [backtest]\nuntil = \"{}\"\nhorizon-months = {}\ndays = {}\n",
        found.until,
        found.horizon,
        found.days.len()
    );
    let judged = found.judged.iter().filter(|judged| !judged.rows.is_empty());
    let verdicts: Vec<String> = judged
        .map(|judged| format!("{} = \"{}\"", judged.kpi.id, judged.verdict.id()))
        .collect();
    if !verdicts.is_empty() {
        let _ = writeln!(text, "verdicts = {{ {} }}", verdicts.join(", "));
    }
    text
}
