//! The beta distribution on an interval.

use super::{Family, Tails};
use crate::kernel::incomplete_beta::{beta_tails_of, logit_beta_quantile, logit_density};
use crate::kernel::math::logistic;
use crate::kernel::quantile_table::QuantileTable;
use std::sync::Arc;

/// `low < high`.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_field_names, reason = "the parameter is called so")]
pub(super) struct Beta {
    alpha: f64,
    beta: f64,
    low: f64,
    high: f64,
    /// Log-odds of the share of the interval.
    table: Arc<QuantileTable>,
}

impl Beta {
    pub(super) fn new(alpha: f64, beta: f64, low: f64, high: f64) -> Self {
        let table = QuantileTable::compile(
            |at| logit_beta_quantile(alpha, beta, at),
            |t| logit_density(alpha, beta, logistic(t), logistic(-t)),
        );
        Self {
            alpha,
            beta,
            low,
            high,
            table: Arc::new(table),
        }
    }
}

impl Family for Beta {
    fn quantile(&self, at: Tails) -> f64 {
        let beyond = || logit_beta_quantile(self.alpha, self.beta, at);
        let t = self.table.at(at.normal()).unwrap_or_else(beyond);
        // From the nearer end, so that rounding cannot step over it.
        if t <= 0.0 {
            self.low + (self.high - self.low) * logistic(t)
        } else {
            self.high - (self.high - self.low) * logistic(-t)
        }
    }

    fn tails(&self, x: f64) -> Tails {
        let width = self.high - self.low;
        beta_tails_of(
            self.alpha,
            self.beta,
            (x - self.low) / width,
            (self.high - x) / width,
        )
    }

    fn mean(&self) -> f64 {
        self.low + (self.high - self.low) * (self.alpha / (self.alpha + self.beta))
    }

    fn variance(&self) -> f64 {
        let (n, width) = (self.alpha + self.beta, self.high - self.low);
        width * width * (self.alpha / n) * (self.beta / n) / (n + 1.0)
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}
