//! Ramp: growth of a new hire to full productivity.

use crate::kernel::field::Field;

/// Share of full productivity by tenure after onboarding.
#[derive(Clone, Debug)]
pub enum Ramp {
    /// A straight line from `start` to 1 over `months` months; each field has one row. `months` of 0 is no ramp.
    Linear {
        /// Length of the line \[months\].
        months: Field,
        /// Share on its first day, 0 to 1.
        start: Field,
    },
    /// A share for each whole month, first month first; the last one holds from then on. Never empty.
    Curve(Vec<f64>),
}

impl Ramp {
    /// Share of full productivity at a tenure \[months\]; 0 before the first day.
    #[must_use]
    #[inline]
    pub fn share(&self, tenure: f64) -> f64 {
        if tenure < 0.0 {
            return 0.0;
        }
        match self {
            Self::Linear { months, start } => {
                let (length, start) = (months.at(0, 0), start.at(0, 0));
                if tenure >= length {
                    1.0
                } else {
                    start + (1.0 - start) * tenure / length
                }
            }
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "tenure is not negative here"
            )]
            Self::Curve(shares) => shares[(tenure as usize).min(shares.len() - 1)],
        }
    }

    /// Tenure from which the share no longer changes \[months\].
    #[must_use]
    pub fn length(&self) -> f64 {
        match self {
            Self::Linear { months, .. } => months.at(0, 0),
            #[allow(clippy::cast_precision_loss, reason = "months of tenure are small")]
            Self::Curve(shares) => (shares.len() - 1) as f64,
        }
    }

    /// Share of full productivity from [`length`](Self::length) on.
    #[must_use]
    #[inline]
    pub fn last_share(&self) -> f64 {
        match self {
            Self::Linear { .. } => 1.0,
            Self::Curve(shares) => shares[shares.len() - 1],
        }
    }

    /// Ramped-rep months between two tenures: the integral of [`share`](Self::share) \[months\].
    ///
    /// Exact for both shapes. 0 if `to <= from`.
    #[must_use]
    pub fn months_between(&self, from: f64, to: f64) -> f64 {
        if to <= from {
            0.0
        } else {
            self.months_until(to) - self.months_until(from)
        }
    }

    /// [`months_between`](Self::months_between) of a ramp that is a factor longer.
    ///
    /// * `factor`: above 0; 1 changes no bit
    #[must_use]
    pub fn stretched_months(&self, factor: f64, from: f64, to: f64) -> f64 {
        factor * self.months_between(from / factor, to / factor)
    }

    /// The integral of the share from the first day to a tenure.
    fn months_until(&self, tenure: f64) -> f64 {
        let tenure = tenure.max(0.0);
        match self {
            Self::Linear { months, start } => {
                let (length, start) = (months.at(0, 0), start.at(0, 0));
                let ramping = tenure.min(length);
                let rise = if length > 0.0 {
                    (1.0 - start) * ramping * ramping / (2.0 * length)
                } else {
                    0.0
                };
                start * ramping + rise + (tenure - ramping)
            }
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "tenure is not negative here"
            )]
            Self::Curve(shares) => {
                let whole = tenure as usize;
                let last = shares.len() - 1;
                let inside: f64 = shares[..whole.min(last)].iter().sum();
                #[allow(clippy::cast_precision_loss, reason = "months of tenure are small")]
                let beyond = whole.saturating_sub(last) as f64 * shares[last];
                inside + beyond + tenure.fract() * shares[whole.min(last)]
            }
        }
    }

    /// Puts this trial's draws into the ramp.
    pub fn redraw(&mut self, draws: &[f64]) {
        if let Self::Linear { months, start } = self {
            months.redraw(draws);
            start.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(months: f64, start: f64) -> Ramp {
        Ramp::Linear {
            months: Field::constant(months),
            start: Field::constant(start),
        }
    }

    #[test]
    fn a_linear_ramp_rises_to_one_and_integrates_to_half_its_length() {
        let ramp = linear(6.0, 0.0);
        assert!((ramp.share(3.0) - 0.5).abs() < 1e-12 && (ramp.share(60.0) - 1.0).abs() < 1e-12);
        assert!((ramp.months_between(0.0, 6.0) - 3.0).abs() < 1e-12);
        assert!((ramp.months_between(5.0, 8.0) - (5.5 / 6.0 + 2.0)).abs() < 1e-12);
        assert!((ramp.months_between(-2.0, 6.0) - 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_curve_holds_its_last_share() {
        let ramp = Ramp::Curve(vec![0.0, 0.5, 1.0]);
        assert!((ramp.months_between(0.0, 3.0) - 1.5).abs() < 1e-12);
        assert!((ramp.months_between(0.5, 1.5) - 0.25).abs() < 1e-12);
        assert!((ramp.months_between(0.0, 10.0) - 8.5).abs() < 1e-12);
    }

    #[test]
    fn no_ramp_is_full_productivity_from_the_first_day() {
        let ramp = linear(0.0, 0.0);
        assert!(
            (ramp.share(0.0) - 1.0).abs() < 1e-12
                && (ramp.months_between(0.0, 2.0) - 2.0).abs() < 1e-12
        );
    }
}
