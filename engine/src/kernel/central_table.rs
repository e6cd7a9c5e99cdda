//! The middle of a quantile function, compiled into cubics of the chance itself.
//!
//! Seven draws in eight fall there and are spared the normal number and the exponential that the
//! tails need.

use super::quantile_table::hermite;

const N_CELLS: f64 = 1024.0;
const N_NODES: usize = 1024 + 1;
/// Chances that the table covers.
const COVERED: std::ops::Range<f64> = 0.0625..0.9375;

/// Increasing function of a chance as a cubic Hermite spline on an even grid. The error is at most
/// `h⁴/384` times the largest fourth derivative, with `h = 1/1024`.
#[derive(Clone, Debug, PartialEq)]
pub struct CentralTable {
    /// Value at each node and slope per cell; zeros outside of what is covered.
    nodes: Box<[[f64; 2]]>,
}

impl CentralTable {
    /// Compiles a quantile function.
    ///
    /// * `quantile`: value at a chance
    /// * `density`: density of the distribution at a value; the slope is its inverse
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "there are a thousand nodes")]
    pub fn compile(quantile: impl Fn(f64) -> f64, density: impl Fn(f64) -> f64) -> Self {
        let node = |place: usize| {
            let chance = place as f64 / N_CELLS;
            if !(COVERED.start..=COVERED.end).contains(&chance) {
                return [0.0; 2];
            }
            let value = quantile(chance);
            [value, 1.0 / (density(value) * N_CELLS)]
        };
        Self {
            nodes: (0..N_NODES).map(node).collect(),
        }
    }

    /// The value at a chance, or `None` outside the middle.
    #[inline]
    #[must_use]
    pub fn at(&self, chance: f64) -> Option<f64> {
        if !COVERED.contains(&chance) {
            return None;
        }
        let place = chance * N_CELLS;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "cuts off a number that is covered"
        )]
        let below = place as u32;
        let [from, slope_from] = self.nodes[below as usize];
        let [to, slope_to] = self.nodes[below as usize + 1];
        let t = place - f64::from(below);
        Some(hermite(t, [from, to], [slope_from, slope_to]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::math::{exp, ln_1p};

    #[test]
    fn a_known_quantile_function_is_met_to_nine_digits_in_the_middle_only() {
        let table = CentralTable::compile(|u| -ln_1p(-u), |x| exp(-x));
        for step in 0..10_000 {
            let u = f64::from(step) / 10_000.0;
            match table.at(u) {
                Some(got) => assert!((got / -ln_1p(-u) - 1.0).abs() < 1e-9, "{u}: {got}"),
                None => assert!(!(0.0625..0.9375).contains(&u), "{u}"),
            }
        }
        assert_eq!(table.at(f64::NAN), None);
    }
}
