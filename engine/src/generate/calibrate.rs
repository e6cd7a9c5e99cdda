//! Quotas and targets that a company can live with: from a few futures of it.

use crate::calendar::PeriodKind;
use crate::kernel::stream::Seed;
use crate::measure::Measure;
use crate::model::simulate::{RunError, Unwatched, simulate};
use crate::scenario::{Memory, load};

use super::demand::Demand;
use super::{Options, as_f64};

/// Futures are tried until about so many seats have lived through one.
const SEATS_TRIED: usize = 12_500;

/// What the futures say.
#[derive(Clone, Debug)]
pub(super) struct Calibration {
    /// Bookings against those that the hours would allow if nobody left and nothing waited.
    pub(super) realised: f64,
    /// Median bookings of each whole fiscal year \[USD\].
    pub(super) targets: Vec<(String, f64)>,
}

impl Calibration {
    /// What is assumed before any future was tried.
    pub(super) fn draft() -> Self {
        Self {
            realised: 1.0,
            targets: Vec::new(),
        }
    }
}

/// Tries some futures of a company.
///
/// Quotas do not bear on bookings in it, so that those of the final company are the same.
pub(super) fn calibrate(
    files: &[(&'static str, String)],
    options: &Options,
    demand: &Demand,
) -> Result<Calibration, RunError> {
    let mut memory = Memory::new();
    for (name, content) in files {
        memory.insert(name, content.clone());
    }
    let scenario = load(&memory, &["scenario.toml".into()])
        .unwrap_or_else(|error| panic!("a generated company is sound: {error}: {error:?}"));
    let n_trials =
        u32::try_from((SEATS_TRIED / options.seats).clamp(24, 100)).expect("at most 100");
    let watch = Unwatched;
    let run = simulate(
        &scenario.model,
        Seed(options.seed),
        0..n_trials,
        None,
        &watch,
    )?;
    let calendar = &scenario.model.calendar;
    let years = calendar.periods(PeriodKind::Year).into_iter();
    let target = |months| median(run.results.company(Measure::Bookings, months));
    let targets = years
        .filter(|year| year.complete)
        .map(|year| (year.label, target(year.months)))
        .collect();
    let yearly = target(0..options.months) * 12.0 / as_f64(options.months);
    Ok(Calibration {
        realised: yearly / demand.bookings,
        targets,
    })
}

/// The median of amounts in cents, in dollars.
fn median(mut cents: Vec<i64>) -> f64 {
    cents.sort_unstable();
    let middle = cents[cents.len() / 2];
    #[expect(clippy::cast_precision_loss, reason = "it is rounded to three digits")]
    let dollars = middle as f64 / 100.0;
    dollars
}
