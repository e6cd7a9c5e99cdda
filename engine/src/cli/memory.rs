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
    let (needed, allowed) = (size(needed), size(limit));
    Err(Failure::Usage(if most < 1.0 {
        let one = size(per_trial);
        format!(
            "one trial alone takes {one} of memory, and {allowed} are allowed: allow more (--memory)"
        )
    } else {
        format!(
            "{n_trials} trials take {needed} of memory, and {allowed} are allowed: \
             run at most {most:.0} (--trials), run in parts (--first-trial), allow more (--memory), or count futures \
             as they come (--summaries counted)"
        )
    }))
}

/// The most trials whose results fit.
///
/// * `limit`: memory that results may take [GiB]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number that is too large becomes the largest there is"
)]
pub(crate) fn most(n_cells: usize, limit: f64) -> u32 {
    (limit / per_trial(n_cells)).floor() as u32
}

/// Refuses a run that would not fit although its trials are only counted.
///
/// * `n_cells`: numbers of each trial
/// * `n_bytes`: what counting takes
/// * `limit`: memory that results may take [GiB]
pub(crate) fn check_counted(
    n_trials: u32,
    n_cells: usize,
    n_bytes: usize,
    limit: f64,
) -> Result<(), Failure> {
    let needed = gibibytes(n_bytes);
    if needed <= limit {
        return Ok(());
    }
    // Whoever has no room for one trial is told so.
    check(1, n_cells, limit)?;
    Err(Failure::Usage(format!(
        "{n_trials} trials take {} of memory also if they are counted as they come, and {} are allowed: \
         allow more (--memory)",
        size(needed),
        size(limit)
    )))
}

/// What the results of a run take, and what is allowed, in words.
pub(crate) fn of_run(n_trials: u32, n_cells: usize, limit: f64) -> (String, String) {
    let needed = f64::from(n_trials) * per_trial(n_cells);
    (size(needed), size(limit))
}

/// Values of 8 bytes for which there is room beside so many bytes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a limit in bytes is a whole number above 0, and saturates"
)]
pub(crate) fn values_beside(n_bytes: usize, limit: f64) -> usize {
    ((limit - gibibytes(n_bytes)).max(0.0) * GIB / 8.0) as usize
}

/// Refuses to join parts whose results would not fit.
pub(crate) fn check_merge(n_trials: u32, n_cells: usize, limit: f64) -> Result<(), Failure> {
    let needed = f64::from(n_trials) * per_trial(n_cells);
    if needed <= limit {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "the results of all {n_trials} trials take {} of memory, and {} are allowed: allow more (--memory), or \
         run the parts with --summaries counted",
        size(needed),
        size(limit)
    )))
}

/// An amount of memory in a unit that suits it.
///
/// * `amount`: in GiB
fn size(amount: f64) -> String {
    let units = [("GiB", 1.0), ("MiB", 1_024.0), ("KiB", 1_048_576.0)];
    let fits = |(_, per_gib): &&(&str, f64)| amount * per_gib >= 1.0;
    match units.iter().find(fits) {
        Some((unit, per_gib)) => format!("{:.1} {unit}", amount * per_gib),
        None => format!("{:.0} bytes", amount * GIB),
    }
}

/// Memory of a trial's numbers [GiB].
fn per_trial(n_cells: usize) -> f64 {
    gibibytes(n_cells) * 8.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an estimate in GiB needs no more than 53 bits"
)]
fn gibibytes(n_bytes: usize) -> f64 {
    n_bytes as f64 / GIB
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_does_not_fit_is_refused_with_a_remedy() {
        assert!(check(10_000, 5_000, 4.0).is_ok());
        let message = check(u32::MAX, 5_000, 4.0).unwrap_err().to_string();
        assert!(message.contains("at most 107374 (--trials)"), "{message}");
        let message = check(10, 5_000, 1e-6).unwrap_err().to_string();
        assert_eq!(
            message,
            "one trial alone takes 39.1 KiB of memory, and 1.0 KiB are allowed: allow more (--memory)"
        );
        assert!(check(107_374, 5_000, 4.0).is_ok() && check(107_375, 5_000, 4.0).is_err());
    }
}
