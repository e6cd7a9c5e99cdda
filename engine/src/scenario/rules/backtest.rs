//! What looking back said of the forecasts of a plan.

use crate::kpi::Kpi;
use crate::kpi::verdict::{LookedBack, Verdict};
use crate::scenario::raw::{RawBacktest, RawVerdict, RawVerdicts};

/// The section `backtest`.
pub(in crate::scenario) fn looked_back(raw: &RawBacktest) -> LookedBack {
    let nothing = RawVerdicts::default();
    let stated = raw.verdicts.as_ref().unwrap_or(&nothing);
    let all = [
        ("bookings", stated.bookings),
        ("wins", stated.wins),
        ("close-rate", stated.close_rate),
    ];
    let verdicts = all.into_iter().filter_map(|(id, verdict)| {
        let verdict = match verdict? {
            RawVerdict::Calibrated => Verdict::Calibrated,
            RawVerdict::TooNarrow => Verdict::TooNarrow,
            RawVerdict::TooWide => Verdict::TooWide,
            RawVerdict::TooLow => Verdict::TooLow,
            RawVerdict::TooHigh => Verdict::TooHigh,
            RawVerdict::TooLittleData => Verdict::TooLittleData,
        };
        Kpi::find(id).map(|kpi| (kpi, verdict))
    });
    LookedBack {
        until: raw.until.clone(),
        horizon: raw.horizon_months,
        days: raw.days,
        verdicts: verdicts.collect(),
    }
}
