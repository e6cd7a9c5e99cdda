//! A number without a table around it: one value, one for each month, or a distribution.

use crate::kernel::law::Law;
use crate::scenario::codes::Code;
use crate::scenario::number::{Form, Meta};
use crate::scenario::path::KeyPath;
use crate::scenario::raw_law::RawLaw;
use crate::scenario::register::Certainty;

use super::super::check::Check;
use super::super::laws::law;
use super::spec::{Chance, Spec};
use super::{Cell, Walk};

impl Check<'_> {
    pub(super) fn constant(
        &mut self,
        value: f64,
        at: &KeyPath,
        walk: &mut Walk<'_>,
    ) -> Option<(Cell, Certainty)> {
        if !walk.spec.range.contains(value) {
            self.plain(at, value, walk.spec.range);
            return None;
        }
        let scaled = value * walk.spec.scale;
        if walk.spec.chance == Chance::Assumption {
            return Some((Cell::Constant(scaled), Certainty::Constant));
        }
        walk.laws.push(Law::constant(scaled).ok()?);
        Some((Cell::Law(walk.laws.len() - 1), Certainty::Constant))
    }

    pub(super) fn series(
        &mut self,
        values: &[Option<f64>],
        at: &KeyPath,
        walk: &mut Walk<'_>,
    ) -> Option<(Cell, Certainty)> {
        let spec = walk.spec;
        if !spec.by_month {
            let finding = self.report(
                Code::SeriesNotHere,
                at,
                "this number cannot change from month to month",
            );
            finding.help = match spec.chance {
                Chance::Luck(instead) => instead.to_owned(),
                Chance::Assumption => "write one number or a distribution".to_owned(),
            };
            return None;
        }
        let before = self.findings.len();
        for (ix, value) in values.iter().enumerate() {
            if let Some(value) = value {
                self.plain(&at.index(ix), *value, spec.range);
            }
        }
        let n_months = self
            .calendar
            .as_ref()
            .map(crate::calendar::Calendar::n_months);
        if let Some(n_months) = n_months.filter(|&n| n != values.len()) {
            let message = format!(
                "the series has {} months, the horizon has {n_months}",
                values.len()
            );
            self.report(Code::WrongLength, at, message).help =
                "write one number for each month of the horizon".into();
        }
        let scaled = values.iter().map(|value| Some((*value)? * spec.scale));
        let scaled = scaled.collect::<Option<_>>()?;
        (self.findings.len() == before).then_some((Cell::Series(scaled), Certainty::Series))
    }

    /// A distribution: of an assumption, or of luck.
    pub(super) fn uncertain(
        &mut self,
        raw: &RawLaw,
        at: &KeyPath,
        name: &str,
        walk: &mut Walk<'_>,
    ) -> Option<(Cell, Certainty)> {
        // The parameters in the unit of the file are what the user can compare with the range.
        let as_written = match law(raw, 1.0) {
            Ok(law) => law,
            Err(error) => {
                let place = self.merged.law_place(at, &error);
                self.findings
                    .add(Code::LawParameters, place, error.to_string());
                return None;
            }
        };
        let scaled = law(raw, walk.spec.scale).ok()?;
        if let Some((message, help)) = outside(&as_written, walk.spec) {
            self.report(Code::OutOfRange, at, message).help = help;
            return None;
        }
        if walk.spec.chance == Chance::Assumption {
            let slot = self.slot(name, scaled);
            return Some((Cell::Slot(slot), Certainty::Uncertain(slot)));
        }
        walk.laws.push(scaled);
        Some((Cell::Law(walk.laws.len() - 1), Certainty::Luck))
    }

    /// A value outside of the range that the scenario itself states for it.
    pub(super) fn stated_range(&mut self, form: &Form, meta: &Meta, at: &KeyPath) {
        let Some([low, high]) = meta.range else {
            return;
        };
        let values: Vec<f64> = match form {
            Form::Constant(value) => vec![*value],
            Form::Series(values) => values.iter().copied().flatten().collect(),
            _ => Vec::new(),
        };
        if let Some(value) = values.iter().find(|&&value| value < low || value > high) {
            let message = format!("{value} is outside of its own `range`, {low} to {high}");
            self.report(Code::OutOfRange, at, message).help =
                "widen the range or mend the value".into();
        }
    }
}

/// What is wrong with where a distribution lies, and what to do about it.
///
/// An assumption is clipped to its range, so all but one draw in a hundred at either end must lie inside. Luck is
/// drawn as it is: nothing of it may lie below the range.
fn outside(law: &Law, spec: &Spec) -> Option<(String, String)> {
    let (range, words) = (spec.range, spec.range.words());
    let is_luck = spec.chance != Chance::Assumption;
    if is_luck && law.support().0 < range.lowest() {
        let message = format!(
            "this distribution reaches down to {}: expected {words}",
            rounded(law.support().0)
        );
        return Some((
            message,
            "take one that cannot fall below, such as lognormal or gamma".into(),
        ));
    }
    if is_luck && !law.mean().is_finite() {
        return Some((
            "the mean of this distribution is infinite".into(),
            "let its tail fall faster".into(),
        ));
    }
    let ends = [(1, law.quantile(0.01)), (99, law.quantile(0.99))];
    let (percent, value) = ends
        .into_iter()
        .find(|(_, value)| !range.contains(*value))?;
    let message = format!(
        "the {percent} % quantile of this distribution is {}: expected {words}",
        rounded(value)
    );
    Some((
        message,
        "make it narrower, or take a distribution that ends there, such as beta or pert".into(),
    ))
}

/// A computed number in four digits.
pub(super) fn rounded(value: f64) -> String {
    let short = format!("{value:.3e}").parse::<f64>();
    short.unwrap_or(value).to_string()
}
