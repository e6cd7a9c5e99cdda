//! History: the months of the horizon that have happened.

use crate::model::Model;
use crate::model::actual::Actuals;
use crate::scenario::codes::Code;
use crate::scenario::credits::{COLUMNS, Reader};
use crate::scenario::raw::RawActuals;
use crate::scenario::table::MAX_ROWS;

use super::check::{Check, path};

impl Check<'_> {
    /// How many months of the horizon are history, into the pass: what stands at the start stands then.
    pub(super) fn history(&mut self, raw: Option<&RawActuals>) {
        let Some(raw) = raw else { return };
        let at = path("actuals.until");
        if let Some(month) = self.month(&at, &raw.until, false) {
            self.history = month;
        }
        if self.history == 0 && self.calendar.is_some() && self.findings.is_empty() {
            let message = "no month of the horizon is history: it is all to be simulated";
            self.report(Code::NoEffect, &at, message).help =
                "take a month after the first, or leave `actuals` out".into();
        }
    }

    /// What happened in the months that are history.
    ///
    /// * `model`: all but the history
    pub(super) fn actuals(&mut self, model: &Model) -> Actuals {
        let findings = &mut self.findings;
        let at = path("actuals.credits");
        let table = self
            .merged
            .table(self.files, at, &COLUMNS, MAX_ROWS, findings);
        let reader = Reader::new(model, self.minor_units).until(self.history);
        let credits = table.map(|table| reader.read(&table, &mut self.findings));
        Actuals {
            n_months: self.history,
            credits: credits.unwrap_or_default(),
        }
    }
}
