//! Alerts that are to fail a run.

use clap::Args;

use super::console::Console;
use super::{FINDINGS, FINE};
use crate::report::{AlertState, Report};

/// Whether alerts decide the exit code.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct AlertArgs {
    /// Exit with 1 if an alert of the scenario is raised, has no value in any future, or is not counted because of `only`;
    /// without this, alerts are reported and the exit code is 0
    #[arg(long)]
    fail_on_alert: bool,
}

impl AlertArgs {
    /// The exit code that the alerts of a report ask for; says on standard error why it is not 0.
    pub(super) fn exit(self, report: &Report<'_>, console: &Console) -> u8 {
        let count = |state| {
            report
                .alerts
                .iter()
                .filter(|odds| odds.state == state)
                .count()
        };
        let raised = count(AlertState::Raised);
        let without_value = count(AlertState::NoValue);
        let not_counted = count(AlertState::NotCounted);
        if !self.fail_on_alert || raised + without_value + not_counted == 0 {
            return FINE;
        }
        let alerts = |n: usize| format!("{n} alert{}", if n == 1 { "" } else { "s" });
        if raised > 0 {
            console.err(&format!(
                "{} raised: the summary says which\n",
                alerts(raised)
            ));
        }
        if without_value > 0 {
            console.err(&format!(
                "{} without a value in any future: nobody is told whether it is kept; watch another KPI or period\n",
                alerts(without_value)
            ));
        }
        if not_counted > 0 {
            console.err(&format!(
                "{} not counted, because `only` asks for other numbers: name their KPIs in it too\n",
                alerts(not_counted)
            ));
        }
        FINDINGS
    }
}
