//! Effort: what it brings and what it costs.

use crate::kernel::math::pow;

/// What effort costs whoever makes it: `c eᵖ / p`, in the unit of pay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// `c`, above 0.
    pub scale: f64,
    /// `p`, above 1, so that more effort costs more and more.
    pub power: f64,
}

impl Cost {
    fn is_quadratic(&self) -> bool {
        self.power.to_bits() == 2.0_f64.to_bits()
    }

    /// What an effort costs.
    #[must_use]
    #[inline]
    pub fn of(&self, effort: f64) -> f64 {
        if self.is_quadratic() {
            // The usual case, at a multiplication instead of a power.
            return self.scale * effort * effort / 2.0;
        }
        self.scale * pow(effort, self.power) / self.power
    }

    /// The effort at which a little more costs as much as it earns: `c eᵖ⁻¹ = s`; 0 where more earns nothing.
    ///
    /// * `earns`: pay for one more unit of effort
    #[must_use]
    pub fn balanced(&self, earns: f64) -> f64 {
        if earns <= 0.0 {
            0.0
        } else if self.is_quadratic() {
            earns / self.scale
        } else {
            pow(earns / self.scale, 1.0 / (self.power - 1.0))
        }
    }
}

/// What the effort of some time brings and costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// `b`: results that come without any.
    pub base: f64,
    /// `k`: results of each unit of effort, above 0.
    pub gain: f64,
    /// What it costs.
    pub cost: Cost,
    /// Most that anybody can do.
    pub most: f64,
}

impl Effort {
    /// The same effort where results are shares of another quota.
    ///
    /// * `quota`: factor on the quota
    #[must_use]
    pub fn against(self, quota: f64) -> Self {
        Self {
            base: self.base / quota,
            gain: self.gain / quota,
            ..self
        }
    }

    /// Results of an effort: `b + k e`.
    #[must_use]
    #[inline]
    pub fn output(&self, effort: f64) -> f64 {
        self.base + self.gain * effort
    }

    /// The effort that brings some results; below 0 where they come by themselves.
    #[must_use]
    #[inline]
    pub fn needed(&self, output: f64) -> f64 {
        (output - self.base) / self.gain
    }
}
