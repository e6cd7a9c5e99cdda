//! The gamma distribution.

use super::{Family, Tails};
use crate::kernel::incomplete_gamma::{gamma_tails, ln_mean_one_gamma_quantile};
use crate::kernel::math::exp;
use crate::kernel::quantile_table::QuantileTable;
use crate::kernel::special::poisson_density;
use std::sync::Arc;

/// The gamma distribution with mean one, compiled for drawing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MeanOneGamma {
    shape: f64,
    /// Logarithm of the value.
    table: Arc<QuantileTable>,
}

impl MeanOneGamma {
    /// `None` for a variance under 1e-12, where rounding spoils shapes above 10¹².
    pub(crate) fn new(variance: f64) -> Option<Self> {
        if variance < 1e-12 {
            return None;
        }
        let shape = 1.0 / variance;
        let table = QuantileTable::compile(
            |at| ln_mean_one_gamma_quantile(shape, at),
            |y| shape * poisson_density(shape, shape * exp(y)),
        );
        Some(Self {
            shape,
            table: Arc::new(table),
        })
    }

    #[inline]
    pub(crate) fn quantile(&self, at: Tails) -> f64 {
        let beyond = || ln_mean_one_gamma_quantile(self.shape, at);
        exp(self.table.at(at.normal()).unwrap_or_else(beyond))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gamma {
    pub(super) mean: f64,
    pub(super) unit: MeanOneGamma,
}

impl Family for Gamma {
    fn quantile(&self, at: Tails) -> f64 {
        self.mean * self.unit.quantile(at)
    }

    fn tails(&self, x: f64) -> Tails {
        gamma_tails(self.unit.shape, x / self.mean * self.unit.shape)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.mean * self.mean / self.unit.shape
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
