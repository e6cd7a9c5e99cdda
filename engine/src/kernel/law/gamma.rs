//! The gamma distribution.

use super::{Family, Tails};
use crate::kernel::central_table::CentralTable;
use crate::kernel::incomplete_gamma::{gamma_tails, ln_mean_one_gamma_quantile};
use crate::kernel::math::{exp, ln};
use crate::kernel::quantile_table::QuantileTable;
use crate::kernel::special::poisson_density;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// The gamma distribution with mean one, compiled for drawing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MeanOneGamma(Arc<Compiled>);

#[derive(Debug, PartialEq)]
struct Compiled {
    shape: f64,
    /// Logarithm of the value, over the normal number.
    table: QuantileTable,
    /// The value, over the chance, where that is smooth enough.
    centre: Option<CentralTable>,
}

/// Smallest shape whose quantile function is nearly a polynomial in the middle.
const SMOOTH_FROM: f64 = 0.5;

/// Compiled distributions in use, by the bits of their shape: most durations of a plan share one.
static IN_USE: Mutex<BTreeMap<u64, Weak<Compiled>>> = Mutex::new(BTreeMap::new());

impl MeanOneGamma {
    /// `None` for a variance under 1e-12, where rounding spoils shapes above 10¹².
    pub(crate) fn new(variance: f64) -> Option<Self> {
        if variance < 1e-12 {
            return None;
        }
        let shape = 1.0 / variance;
        let mut in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = in_use.get(&shape.to_bits()).and_then(Weak::upgrade) {
            return Some(Self(known));
        }
        in_use.retain(|_, compiled| compiled.strong_count() > 0);
        let compiled = Arc::new(Compiled::new(shape));
        in_use.insert(shape.to_bits(), Arc::downgrade(&compiled));
        Some(Self(compiled))
    }

    #[inline]
    pub(crate) fn quantile(&self, at: Tails) -> f64 {
        self.0.quantile(at)
    }

    fn shape(&self) -> f64 {
        self.0.shape
    }
}

impl Compiled {
    fn new(shape: f64) -> Self {
        let log_density = |y: f64| shape * poisson_density(shape, shape * exp(y));
        let table = QuantileTable::compile(|at| ln_mean_one_gamma_quantile(shape, at), log_density);
        let mut compiled = Self {
            shape,
            table,
            centre: None,
        };
        compiled.centre = (shape >= SMOOTH_FROM).then(|| {
            CentralTable::compile(
                |chance| compiled.quantile(Tails::below(chance)),
                |x| log_density(ln(x)) / x,
            )
        });
        compiled
    }

    #[inline]
    fn quantile(&self, at: Tails) -> f64 {
        if let Some(value) = self.centre.as_ref().and_then(|table| table.at(at.lower)) {
            return value;
        }
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
    #[inline]
    fn quantile(&self, at: Tails) -> f64 {
        self.mean * self.unit.quantile(at)
    }

    fn tails(&self, x: f64) -> Tails {
        gamma_tails(self.unit.shape(), x / self.mean * self.unit.shape())
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.mean * self.mean / self.unit.shape()
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}
