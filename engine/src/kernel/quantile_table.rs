//! A quantile function compiled into piecewise cubics.
//!
//! The inverse of a gamma or beta distribution takes microseconds by Newton's method. Compiled
//! once, it takes a normal quantile, one cubic and one exponential.

use super::special::normal_density;
use super::tails::Tails;

/// Nodes per unit of the normal number; a power of two, so that a node's place is exact.
const PER_UNIT: f64 = 32.0;
/// Normal numbers the table covers, `±8`: all but one in 10¹⁵ places. The widest that 32 random
/// bits can ask for is ±6.4.
const REACH: f64 = 8.0;
const N_CELLS: f64 = 2.0 * REACH * PER_UNIT;
const N_NODES: usize = 2 * 8 * 32 + 1;

/// Smooth increasing function `y` of the standard normal number `z` at a place of a distribution,
/// as a monotone cubic Hermite spline on an even grid in `z` (Fritsch and Carlson 1980).
///
/// Written over `z` and in logarithms or log-odds, the quantile functions of gamma and beta
/// distributions are nearly straight; the error is at most `h⁴/384 · max |y''''|` with
/// `h = 1/32`, and each user of the table states it.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileTable {
    /// Value and slope at each node, lowest first.
    nodes: Box<[[f64; 2]]>,
}

impl QuantileTable {
    /// Compiles `y`, given as the value at a place and the density of that value.
    ///
    /// * `value`: `y` at a place
    /// * `density`: density of the distribution of `y` at a value; the slope is `φ(z) / density`
    #[must_use]
    pub fn compile(value: impl Fn(Tails) -> f64, density: impl Fn(f64) -> f64) -> Self {
        let mut nodes: Box<[[f64; 2]]> = (0..N_NODES)
            .map(|node| {
                let z = node_place(node);
                let y = value(Tails::of_normal(z));
                [y, normal_density(z) / density(y)]
            })
            .collect();
        limit_slopes(&mut nodes);
        Self { nodes }
    }

    /// `y` at the normal number `z`, or `None` beyond the table.
    #[inline]
    #[must_use]
    pub fn at(&self, z: f64) -> Option<f64> {
        let place = (z + REACH) * PER_UNIT;
        if !(0.0..N_CELLS).contains(&place) {
            return None;
        }
        // Cutting off is rounding down here, and needs no call.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 or more"
        )]
        let node = place as u32;
        let t = place - f64::from(node);
        let node = node as usize;
        let [from, slope_from] = self.nodes[node];
        let [to, slope_to] = self.nodes[node + 1];
        Some(hermite(
            t,
            [from, to],
            [slope_from / PER_UNIT, slope_to / PER_UNIT],
        ))
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are hundreds of nodes")]
fn node_place(node: usize) -> f64 {
    node as f64 / PER_UNIT - REACH
}

/// Cubic through both `values` with both `slopes` per cell, at share `t` of the cell.
#[inline]
pub(super) fn hermite(t: f64, values: [f64; 2], slopes: [f64; 2]) -> f64 {
    let rise = values[1] - values[0];
    let (first, last) = (slopes[0] - rise, slopes[1] - rise);
    values[0] + t * (rise + (1.0 - t) * (first * (1.0 - t) - last * t))
}

/// A cubic between two nodes is monotone if neither slope exceeds three times the chord's. The
/// exact slopes of a smooth function never do on this grid; one spoilt by underflow may, or may
/// not even be a number.
fn limit_slopes(nodes: &mut [[f64; 2]]) {
    for node in 0..nodes.len() {
        let after = (node + 1).min(nodes.len() - 1);
        let before = node.saturating_sub(1);
        let chord = |a: usize, b: usize| (nodes[b][0] - nodes[a][0]) * PER_UNIT;
        let (left, right) = match node {
            0 => (chord(0, after), chord(0, after)),
            _ if after == node => (chord(before, node), chord(before, node)),
            _ => (chord(before, node), chord(node, after)),
        };
        let most = 3.0 * left.min(right);
        let slope = nodes[node][1];
        nodes[node][1] = if slope.is_finite() {
            slope.clamp(0.0, most.max(0.0))
        } else {
            left.min(right)
        };
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;
    use crate::kernel::math::{exp, ln, ln_1p};

    /// The exponential distribution in logarithms: `y = ln(-ln(upper))`, density `exp(y - exp(y))`.
    fn exponential() -> QuantileTable {
        let value = |at: Tails| {
            ln(if at.lower < 0.5 {
                -ln_1p(-at.lower)
            } else {
                -ln(at.upper)
            })
        };
        QuantileTable::compile(value, |y| exp(y - exp(y)))
    }

    #[test]
    fn a_known_quantile_function_is_met_to_nine_digits() {
        let table = exponential();
        for step in -799..800 {
            let z = f64::from(step) / 100.0;
            let at = Tails::of_normal(z);
            let exact = if at.lower < 0.5 {
                -ln_1p(-at.lower)
            } else {
                -ln(at.upper)
            };
            let got = exp(table.at(z).unwrap());
            assert!(
                (got / exact - 1.0).abs() < 2e-9,
                "z = {z}: {got} for {exact}"
            );
        }
    }

    #[test]
    fn beyond_the_table_there_is_no_answer() {
        let table = exponential();
        for z in [-8.1, 8.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(table.at(z), None);
        }
    }

    #[test]
    fn slopes_that_would_bend_back_are_limited() {
        let mut nodes = [[0.0, 1e9], [1.0, f64::NAN], [1.0, 5.0]];
        limit_slopes(&mut nodes);
        assert_eq!(nodes.map(|n| n[1]), [3.0 * PER_UNIT, 0.0, 0.0]);
    }
}
