//! How exact the means of a run are, and what evenly spread assumptions and control variates brought; as lines of a
//! summary and as JSON, in the format described in [`json`](super::json).

use serde_json::{Value, json};

use super::Currency;
use super::table::unit_name;
use crate::kernel::sobol::REPLICATES;
use crate::kernel::summary::{Controlled, Replicated};
use crate::kpi::Unit;
use crate::outcome::precision::{PreciseOutput, PrecisionReached};

/// What a run reached that was to go on until its means are exact.
pub(super) fn precision(reached: &PrecisionReached, currency: Currency) -> Value {
    let output = |output: &PreciseOutput| {
        let scale = scale(output.kpi.unit, currency);
        json!({
            "id": output.kpi.id,
            "period": output.period,
            "unit": unit_name(output.kpi.unit, currency),
            "mean": output.tightness.mean.map(|mean| mean / scale),
            "half_width": output.tightness.half_width.map(|half_width| half_width / scale),
            "allowed": output.tightness.allowed / scale,
            "reached": output.tightness.is_reached(),
        })
    };
    json!({
        "asked": reached.asked.share(),
        "most": reached.most,
        "reached": reached.is_reached(),
        "outputs": reached.outputs.iter().map(output).collect::<Vec<_>>(),
    })
}

/// The standard error of a mean from replicates.
pub(super) fn replicates(found: &Replicated, scale: f64) -> Value {
    json!({
        "replicates": REPLICATES,
        "standard_error": found.std_error / scale,
        "gain": found.gain,
    })
}

/// A mean with control variates.
pub(super) fn controlled(found: &Controlled, scale: f64) -> Value {
    json!({
        "mean": found.mean / scale,
        "standard_error": found.std_error / scale,
        "controls": found.n_controls,
        "gain": found.gain,
    })
}

/// What a value of the unit is divided by in files.
fn scale(unit: Unit, currency: Currency) -> f64 {
    if unit == Unit::Money {
        currency.minor_per_major()
    } else {
        1.0
    }
}

#[cfg(feature = "cli")]
pub(super) use said::{controls_text, precision_text, replicates_text};

#[cfg(feature = "cli")]
mod said {
    use super::{PreciseOutput, PrecisionReached, Unit};
    use crate::report::figures::PeriodFigures;
    use crate::report::numbers::Numbers;

    /// Figures whose better known mean is worth a line, in this order.
    const SHOWN: [&str; 3] = ["variable-pay", "cost", "contribution"];
    /// A gain of less is not worth a line.
    const WORTH: f64 = 1.5;

    /// Whether the precision was reached, and what is known least.
    pub(in super::super) fn precision_text(
        reached: &PrecisionReached,
        numbers: &Numbers,
    ) -> String {
        let asked = percent(reached.asked.share(), numbers);
        let Some(widest) = reached.widest() else {
            return String::new();
        };
        let known = known(widest, numbers);
        if reached.is_reached() {
            format!(
                "Precision {asked} reached: {known} (95 %), and the other means are as exact or better."
            )
        } else {
            let most = numbers.decimals(f64::from(reached.most), 0);
            let missed = reached
                .outputs
                .iter()
                .filter(|output| !output.tightness.is_reached());
            format!(
                "Precision {asked} NOT reached within {most} futures by {} of {} means: {known} (95 %). Allow more \
                 (--trials, --memory) or ask for less.",
                missed.count(),
                reached.outputs.len(),
            )
        }
    }

    fn known(output: &PreciseOutput, numbers: &Numbers) -> String {
        let title = output.kpi.title.to_lowercase();
        let (what, found) = (
            format!("mean {title} of {}", output.period),
            output.tightness,
        );
        match (found.mean, found.half_width) {
            (Some(mean), Some(half_width)) => format!(
                "{what} is {} ± {}",
                numbers.short(output.kpi.unit, mean),
                match output.kpi.unit {
                    Unit::Share => format!("{} pt", numbers.decimals(100.0 * half_width, 2)),
                    unit => numbers.short(unit, half_width),
                }
            ),
            _ => format!("{what} has no value in enough futures"),
        }
    }

    fn percent(share: f64, numbers: &Numbers) -> String {
        format!("{} %", numbers.typed(100.0 * share))
    }

    /// What evenly spread assumptions brought for mean bookings.
    pub(in super::super) fn replicates_text(
        figures: &PeriodFigures,
        numbers: &Numbers,
    ) -> Option<String> {
        let bookings = figures.get("bookings")?;
        let found = bookings.replicated?;
        let gain = match found.clearly_smaller() {
            Some(times) => format!("{} times smaller than that of", numbers.decimals(times, 1)),
            None => "about that of".into(),
        };
        Some(format!(
            "Mean bookings {} ± {} (95 %), with assumptions spread evenly: the standard error is {gain} independent draws.",
            numbers.short(Unit::Money, bookings.estimate.moments.mean),
            numbers.short(Unit::Money, found.half_width()),
        ))
    }

    /// What exact means of deals and people say about the means of money.
    pub(in super::super) fn controls_text(
        figures: &PeriodFigures,
        numbers: &Numbers,
    ) -> Option<String> {
        let line = |id: &&str| {
            let figure = figures.get(id)?;
            let found = figure
                .controlled
                .filter(|found| found.gain.is_none_or(|gain| gain >= WORTH))?;
            let gain = found.gain.map_or_else(
                || "exactly".into(),
                |gain| {
                    format!(
                        "± {}, variance / {}",
                        numbers.short(Unit::Money, found.half_width()),
                        numbers.decimals(gain, 1)
                    )
                },
            );
            Some(format!(
                "{} {} ({gain})",
                figure.kpi.title.to_lowercase(),
                numbers.short(Unit::Money, found.mean)
            ))
        };
        let lines: Vec<String> = SHOWN.iter().filter_map(line).collect();
        (!lines.is_empty()).then(|| {
            format!(
                "Means with control variates, since mean bookings, wins and opportunities are known exactly: {}.",
                lines.join("; ")
            )
        })
    }
}
