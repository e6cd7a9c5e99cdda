//! A made-up company of any size, as a scenario folder, for trying out what a plan of that size feels like.
//!
//! Nothing in it is anybody's data. The shape follows from the size alone; who sits where, who owns which account and
//! what is open at the start is drawn, decision by decision, so that one seed gives the same bytes on every machine.
//! Demand is worked out backwards from the hours of the people, and quotas and targets from a few simulated futures, so
//! that the company makes its number about every other time.

mod accounts;
mod calibrate;
pub mod crm;
mod demand;
mod economy;
mod luck;
mod names;
mod pipeline;
mod scenario_text;
mod seats;
mod shape;

use crate::calendar::YearMonth;
use crate::model::simulate::RunError;
use crate::scenario::MAX_INTEGER;

use calibrate::Calibration;
use demand::Demand;
use luck::Luck;
use seats::Team;

/// Seats that a generated company may have.
pub const SEATS: std::ops::RangeInclusive<usize> = 10..=2_000;
/// Named accounts that it may have.
pub const ACCOUNTS: std::ops::RangeInclusive<usize> = 1..=500_000;
/// Months of its plan.
pub const MONTHS: std::ops::RangeInclusive<usize> = 1..=120;
/// Largest seed: the largest whole number of a scenario file.
pub const LARGEST_SEED: u64 = MAX_INTEGER.unsigned_abs();

/// What to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Seats in all, managers among them; one of [`SEATS`].
    pub seats: usize,
    /// Named accounts; one of [`ACCOUNTS`].
    pub accounts: usize,
    /// Months of the plan; one of [`MONTHS`].
    pub months: usize,
    /// What makes one company of a size different from another; at most [`LARGEST_SEED`].
    pub seed: u64,
    /// First month of the plan.
    pub start: YearMonth,
}

/// Why no company was generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// A size beyond what the generator makes sense of.
    #[error("{got} {what} cannot be generated: expected {least} to {most}{why}")]
    Size {
        /// What there should be so many of.
        what: &'static str,
        /// How many were asked for.
        got: usize,
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
        /// Why there are no fewer, as the end of a sentence.
        why: &'static str,
    },
    /// A month whose years before and after cannot be written as dates.
    #[error(
        "a plan that starts in {got} cannot be generated: expected a month from 1900-01 to 2999-12"
    )]
    Start {
        /// The month that was asked for.
        got: YearMonth,
    },
    /// A seed that no scenario file can hold.
    #[error(
        "a company of seed {got} cannot be generated: expected at most {LARGEST_SEED}, the largest whole number of a scenario file"
    )]
    Seed {
        /// The seed that was asked for.
        got: u64,
    },
    /// The futures that quotas and targets come from cannot be simulated.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// A generated company: its files, and what is in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Name and content of each file.
    pub files: Vec<(&'static str, String)>,
    /// Regions.
    pub regions: usize,
    /// Deals that are open at the start.
    pub open_deals: usize,
}

/// Makes up a company.
///
/// # Errors
///
/// [`GenerateError::Size`] if a size is outside of [`SEATS`], [`ACCOUNTS`] or [`MONTHS`], [`GenerateError::Start`] and
/// [`GenerateError::Seed`] if the first month or the seed cannot stand in a scenario file, [`GenerateError::Run`] if the
/// machine has no room for a few futures of it.
pub fn generate(options: &Options) -> Result<Generated, GenerateError> {
    refuse_absurd(options)?;
    let luck = Luck::new(options.seed);
    let mut team = Team::hire(options, luck);
    let demand = Demand::in_balance_with(&team);
    let accounts = accounts::table(options, &team, luck);
    let (pipeline, open_deals) = pipeline::table(options, &team, &demand, luck);
    let draft = Calibration::draft();
    team.set_quotas(&demand, &draft);
    let mut files = vec![
        (
            "scenario.toml",
            scenario_text::compose(options, &team, &demand, &draft),
        ),
        ("seats.csv", team.table()),
        ("accounts.csv", accounts),
        ("pipeline.csv", pipeline),
    ];
    let calibration = calibrate::calibrate(&files, options, &demand)?;
    team.set_quotas(&demand, &calibration);
    files[0].1 = scenario_text::compose(options, &team, &demand, &calibration);
    files[1].1 = team.table();
    files.push((MARK, note(options)));
    Ok(Generated {
        files,
        regions: team.regions.len(),
        open_deals,
    })
}

/// The file by which a generated company is known.
pub const MARK: &str = "generated.md";

fn note(options: &Options) -> String {
    let Options {
        seats,
        accounts,
        months,
        seed,
        start,
    } = options;
    format!(
        "This company is made up; names, numbers and all. It comes from\n\n    \
         foresell generate DIR --reps {seats} --accounts {accounts} --months {months} --seed {seed} --start {start}\n\n\
         and the same command gives the same files on every machine. `--force` replaces this folder as long as there is\n\
         nothing else in it; delete this note to keep what you have changed.\n"
    )
}

fn refuse_absurd(options: &Options) -> Result<(), GenerateError> {
    let team = "; a team has every role and a manager";
    let sizes = [
        ("reps", options.seats, SEATS, team),
        ("accounts", options.accounts, ACCOUNTS, ""),
        ("months", options.months, MONTHS, ""),
    ];
    for (what, got, range, why) in sizes {
        if !range.contains(&got) {
            return Err(GenerateError::Size {
                what,
                got,
                least: *range.start(),
                most: *range.end(),
                why,
            });
        }
    }
    if !(1900..3000).contains(&options.start.year()) {
        return Err(GenerateError::Start { got: options.start });
    }
    if options.seed > LARGEST_SEED {
        return Err(GenerateError::Seed { got: options.seed });
    }
    Ok(())
}

/// A count as a number.
fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// The whole number nearest to `x`; 0 for what is below.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded, not below 0, and far below 2^63"
)]
fn whole(x: f64) -> usize {
    x.round().max(0.0) as usize
}

/// An amount with three significant digits.
fn three_digits(x: f64) -> usize {
    let number = whole(x);
    let mut step = 1;
    while number / step >= 1_000 {
        step *= 10;
    }
    (number + step / 2) / step * step
}

/// Parts of `total` in proportion to weights, by largest remainders; each has `least` at least.
fn apportion(total: usize, weights: &[f64], least: usize) -> Vec<usize> {
    let spare = total.saturating_sub(least * weights.len());
    let sum: f64 = weights.iter().sum();
    let shares: Vec<f64> = weights
        .iter()
        .map(|weight| as_f64(spare) * weight / sum)
        .collect();
    let mut parts: Vec<usize> = shares
        .iter()
        .map(|share| least + whole(share.floor()))
        .collect();
    let given: usize = parts.iter().sum();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let remainder = |ix: usize| shares[ix] - shares[ix].floor();
    order.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)));
    for &ix in order.iter().take(total.saturating_sub(given)) {
        parts[ix] += 1;
    }
    parts
}

#[cfg(test)]
mod tests;
