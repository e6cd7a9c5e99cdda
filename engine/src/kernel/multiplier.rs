//! What numbers that are drawn one by one are multiplied by in the course of time.

use super::field::Field;
use super::moved::{Scale, Shift};

/// A positive factor by row and month; exactly 1 unless something moves it.
///
/// It stands beside numbers that are drawn for each deal or person: the draw stays what it is, and is multiplied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Multiplier(Option<Field>);

impl Multiplier {
    /// 1 for every row and month.
    pub const ONE: Self = Self(None);

    /// The least and the greatest factor: a shift of -3 and one of 3 on the log scale.
    pub const RANGE: (f64, f64) = (0.049_787_068_367_863_944, 20.085_536_923_187_668);

    /// `exp` of the sum of some shifts, by row and month, clipped to its [range](Self::RANGE).
    ///
    /// * `shape`: rows that the numbers are stated for, and months of the horizon
    #[must_use]
    pub fn of(shifts: Vec<Shift>, shape: (usize, usize)) -> Self {
        if shifts.is_empty() {
            return Self::ONE;
        }
        let one = Field::constant(1.0).within(Self::RANGE);
        Self(Some(one.moved_by(Scale::Log, shifts, shape)))
    }

    /// The factor of a row in a month; exactly 1 where the shifts sum to 0.
    #[must_use]
    #[inline]
    pub fn at(&self, row: usize, month: usize) -> f64 {
        self.0.as_ref().map_or(1.0, |field| field.at(row, month))
    }

    /// Whether it is 1 whatever happens.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.0.is_none()
    }

    /// Puts one trial's draws into it.
    pub fn redraw(&mut self, draws: &[f64]) {
        if let Some(field) = &mut self.0 {
            field.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::math::exp;
    use super::*;

    #[test]
    fn it_is_one_to_the_bit_where_nothing_moves_it() {
        let shift = |effect: f64| Shift {
            effect: Field::constant(effect),
            shares: vec![0.0, 0.5, 1.0],
        };
        let none = Multiplier::of(vec![shift(0.0)], (3, 3));
        let some = Multiplier::of(vec![shift(0.2), shift(-0.5)], (3, 3));
        for month in 0..3 {
            assert_eq!(none.at(2, month).to_bits(), 1.0_f64.to_bits());
            assert_eq!(Multiplier::ONE.at(2, month).to_bits(), 1.0_f64.to_bits());
        }
        assert_eq!(some.at(0, 0).to_bits(), 1.0_f64.to_bits());
        assert!((some.at(1, 1) - exp(-0.15)).abs() < 1e-15);
        assert!((some.at(1, 2) - exp(-0.3)).abs() < 1e-15);
        assert!(Multiplier::of(Vec::new(), (1, 3)).is_one() && !some.is_one());
    }
}
