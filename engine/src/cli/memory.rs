//! Whether a run fits into memory, asked before it starts.

use super::failure::Failure;

const GIB: f64 = 1_073_741_824.0;

/// Refuses a run whose results would not fit.
///
/// * `n_cells`: numbers kept of each trial, 8 bytes each
/// * `limit`: memory that results may take [GiB]
pub(crate) fn check(n_trials: u32, n_cells: usize, limit: f64) -> Result<(), Failure> {
    let per_trial = per_trial(n_cells);
    let needed = f64::from(n_trials) * per_trial;
    if needed <= limit {
        return Ok(());
    }
    let most = (limit / per_trial).floor();
    Err(Failure::Usage(format!(
        "{n_trials} trials take {needed:.1} GiB of memory, and {limit} GiB are allowed: \
         run at most {most:.0} (--trials), run in parts (--first-trial), or allow more (--memory)"
    )))
}

/// Refuses to join parts whose results would not fit.
pub(crate) fn check_merge(n_trials: u32, n_cells: usize, limit: f64) -> Result<(), Failure> {
    let needed = f64::from(n_trials) * per_trial(n_cells);
    if needed <= limit {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "the results of all {n_trials} trials take {needed:.1} GiB of memory, and {limit} GiB are allowed: \
         allow more (--memory)"
    )))
}

/// Memory of a trial's numbers [GiB].
#[expect(
    clippy::cast_precision_loss,
    reason = "an estimate in GiB needs no more than 53 bits"
)]
fn per_trial(n_cells: usize) -> f64 {
    n_cells as f64 * 8.0 / GIB
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_does_not_fit_is_refused_with_a_remedy() {
        assert!(check(10_000, 5_000, 4.0).is_ok());
        let message = check(u32::MAX, 5_000, 4.0).unwrap_err().to_string();
        assert!(message.contains("at most 107374 (--trials)"), "{message}");
        assert!(check(107_374, 5_000, 4.0).is_ok() && check(107_375, 5_000, 4.0).is_err());
    }
}
