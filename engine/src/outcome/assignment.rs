//! Street quota from so much to so much of the target: what comes of each share, in the same futures.

use crate::kernel::summary::{Moments, Share};
use crate::kpi::Kpi;
use crate::units::Money;

/// A sweep over shares of street quota in the target.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// Label of the period whose target it is.
    pub period: String,
    /// Bookings to reach.
    pub target: Money,
    /// Ids of the comp plans whose quotas are scaled.
    pub plans: Vec<String>,
    /// What is to be as good as can be.
    pub objective: &'static Kpi,
    /// What was tried, the lowest share first.
    pub tried: Vec<Assigned>,
    /// The best; `None` before two values are known.
    pub best: Option<Best>,
    /// Whether Ctrl-C came before all were tried.
    pub is_interrupted: bool,
}

/// What comes of a share. Money in minor units.
#[derive(Clone, Debug, PartialEq)]
pub struct Assigned {
    /// Mean street quota / target that was asked for.
    pub share: f64,
    /// What all quotas were multiplied by for it.
    pub factor: f64,
    /// Street quota.
    pub street_quota: Moments,
    /// Share of futures that reach the target.
    pub reached: Share,
    /// Bookings.
    pub bookings: Moments,
    /// Variable pay.
    pub pay: Moments,
    /// People who leave.
    pub leavers: Moments,
    /// Settled rep-periods at quota / those with one; `None` if none is settled.
    pub at_quota: Option<Moments>,
    /// Contribution.
    pub contribution: Moments,
    /// What is to be as good as can be, in the futures in which it has a value at every share.
    pub objective: Moments,
    /// By how much the best is better, future by future: 0 or more; `None` of the best itself.
    pub behind: Option<Moments>,
    /// How often it would be the best of another draw of as many futures; `None` before two shares are known.
    pub chosen: Option<f64>,
}

impl Assigned {
    /// Variable pay as a share of bookings, of their means; `None` without bookings.
    #[must_use]
    pub fn pay_share(&self) -> Option<f64> {
        (self.bookings.mean > 0.0).then(|| self.pay.mean / self.bookings.mean)
    }

    /// Whether it cannot be told from the best with 95 % confidence.
    #[must_use]
    pub fn is_tied(&self) -> bool {
        self.behind.is_none_or(|behind| {
            behind
                .std_error()
                .is_none_or(|error| behind.mean <= Z_95 * error)
        })
    }
}

/// The 97.5 % quantile of the normal distribution.
const Z_95: f64 = 1.959_963_984_540_054;

/// The best of a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Best {
    /// Its index among what was tried.
    pub ix: usize,
    /// Where it lies.
    pub place: Place,
    /// Number of futures that were compared: those in which the objective has a value at every share.
    pub n_compared: usize,
}

impl Sweep {
    /// How often the best of another draw of as many futures would lie between the ends; `None` before two shares are known.
    #[must_use]
    pub fn chance_inside(&self) -> Option<f64> {
        let [_, between @ .., _] = self.tried.as_slice() else {
            return None;
        };
        between.iter().map(|assigned| assigned.chosen).sum()
    }
}

/// Where the best lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Between the ends, each of which is clearly worse.
    Interior,
    /// Between the ends, of which the lower one cannot be told from it.
    TiedWithLowest,
    /// Between the ends, of which the upper one cannot be told from it.
    TiedWithHighest,
    /// Between the ends, neither of which can be told from it.
    Flat,
    /// It is the lowest share that was tried.
    Lowest,
    /// It is the highest share that was tried.
    Highest,
}

impl Place {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Interior => "interior",
            Self::TiedWithLowest => "tied-with-lowest",
            Self::TiedWithHighest => "tied-with-highest",
            Self::Flat => "flat",
            Self::Lowest => "lowest",
            Self::Highest => "highest",
        }
    }
}
