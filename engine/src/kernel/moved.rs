//! What moves numbers in the course of time: shifts on a scale on which they add.
//!
//! A chance `p` is moved on the logit scale, where its odds are multiplied by `exp(sum)`; a positive number on the log
//! scale, where it is itself. So several shifts stack by adding, in any order, and none of them takes a chance out of
//! 0 to 1 or a positive number below 0.

use super::field::Field;
use super::math::exp;

/// On which scale shifts add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Log-odds, for chances.
    Logit,
    /// Logarithms, for positive numbers.
    Log,
}

impl Scale {
    /// A number, moved; 0 on either scale and 1 on the logit scale stay where they are.
    ///
    /// * `by`: the sum of all shifts; 0 leaves every bit of the number
    #[must_use]
    pub fn moved(self, number: f64, by: f64) -> f64 {
        if by == 0.0 {
            return number;
        }
        let factor = exp(by);
        match self {
            Self::Logit => number * factor / (1.0 - number + number * factor),
            Self::Log => number * factor,
        }
    }

    /// Whether a shift can make any difference to a number.
    #[must_use]
    pub fn moves(self, number: f64) -> bool {
        match self {
            Self::Logit => number > 0.0 && number < 1.0,
            Self::Log => number > 0.0,
        }
    }
}

/// Something that moves numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The whole effect, by row; one month.
    pub effect: Field,
    /// Share of it that holds in each month, 0 to 1; shape `(n_months,)`.
    pub shares: Vec<f64>,
}

/// The shifts of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Moved {
    scale: Scale,
    /// The numbers without shifts, in the order of the field's cells.
    pub(super) stated: Vec<f64>,
    shifts: Vec<Shift>,
}

impl Moved {
    pub(super) fn new(scale: Scale, stated: Vec<f64>, shifts: Vec<Shift>) -> Self {
        Self {
            scale,
            stated,
            shifts,
        }
    }

    /// Whether any shift is drawn.
    pub(super) fn is_uncertain(&self) -> bool {
        self.shifts.iter().any(|shift| shift.effect.is_uncertain())
    }

    /// Puts one trial's draws into the shifts; says whether any of them is drawn.
    pub(super) fn redraw(&mut self, draws: &[f64]) -> bool {
        for shift in &mut self.shifts {
            shift.effect.redraw(draws);
        }
        self.is_uncertain()
    }

    /// Puts the moved numbers into the cells of a field.
    pub(super) fn fill(&self, cells: &mut [f64], n_months: usize, (low, high): (f64, f64)) {
        for (ix, (cell, &stated)) in cells.iter_mut().zip(&self.stated).enumerate() {
            let (row, month) = (ix / n_months, ix % n_months);
            let shift = |shift: &Shift| shift.effect.at(row, 0) * shift.shares[month];
            let by: f64 = self.shifts.iter().map(shift).sum();
            *cell = if by == 0.0 {
                stated
            } else {
                self.scale.moved(stated, by).clamp(low, high)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::Drawn;
    use super::super::math::ln;
    use super::*;

    fn constant(effect: f64, shares: &[f64]) -> Shift {
        Shift {
            effect: Field::constant(effect),
            shares: shares.to_vec(),
        }
    }

    fn by_month(field: &Field, row: usize, n_months: usize) -> Vec<f64> {
        (0..n_months).map(|month| field.at(row, month)).collect()
    }

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-12, "{found:?}, expected {expected:?}");
        }
    }

    /// Odds of 1 : 3 are doubled, and doubled again where the second shift holds too: 2 : 3 and 4 : 3.
    #[test]
    fn shifts_of_a_chance_add_on_the_logit_scale() {
        let double = ln(2.0);
        let pass = Field::new(1, vec![0.25], Vec::new(), 0.0, 1.0);
        let shifts = vec![
            constant(double, &[0.0, 1.0, 1.0]),
            constant(double, &[0.0, 0.0, 1.0]),
        ];
        let moved = pass.moved_by(Scale::Logit, shifts, (1, 3));
        close(&by_month(&moved, 0, 3), &[0.25, 0.4, 4.0 / 7.0]);
        assert_eq!(moved.at(0, 0).to_bits(), 0.25_f64.to_bits());
    }

    /// Half of the way to a factor of 4 is a factor of 2; a halving takes it back.
    #[test]
    fn shifts_of_a_positive_number_multiply_it() {
        let rate = Field::new(1, vec![3.0], Vec::new(), 0.0, 100.0);
        let quadruple = constant(ln(4.0), &[0.0, 0.5, 1.0, 1.0]);
        let halve = constant(ln(0.5), &[0.0, 0.0, 0.0, 1.0]);
        let one_way = vec![quadruple.clone(), halve.clone()];
        let moved = rate.clone().moved_by(Scale::Log, one_way, (1, 4));
        close(&by_month(&moved, 0, 4), &[3.0, 6.0, 12.0, 6.0]);
        let other_way = rate.moved_by(Scale::Log, vec![halve, quadruple], (1, 4));
        close(&by_month(&other_way, 0, 4), &by_month(&moved, 0, 4));
    }

    #[test]
    fn a_moved_number_stays_in_its_range_and_what_is_certain_stays_certain() {
        let share = Field::new(1, vec![0.8, 0.0, 1.0], Vec::new(), 0.0, 1.0);
        let log = share
            .clone()
            .moved_by(Scale::Log, vec![constant(1.0, &[1.0])], (3, 1));
        close(
            &[log.at(0, 0), log.at(1, 0), log.at(2, 0)],
            &[1.0, 0.0, 1.0],
        );
        let logit = share.moved_by(Scale::Logit, vec![constant(1.0, &[1.0])], (3, 1));
        close(&[logit.at(1, 0), logit.at(2, 0)], &[0.0, 1.0]);
        assert!(!log.is_uncertain());
    }

    /// A drawn number in one row of two, and a drawn effect that differs by row.
    #[test]
    fn draws_of_numbers_and_of_effects_meet() {
        let slot = |cell, slot| Drawn { cell, slot };
        let rate = Field::new(1, vec![10.0, 0.0], vec![slot(1, 0)], 0.0, 100.0);
        let effect = Field::new(1, vec![0.0, 0.0], vec![slot(0, 1)], -1.0, 1.0);
        let shift = Shift {
            effect,
            shares: vec![0.0, 1.0],
        };
        let mut moved = rate.moved_by(Scale::Log, vec![shift], (2, 2));
        assert!(moved.is_uncertain());
        moved.redraw(&[7.0, 0.5]);
        close(&by_month(&moved, 0, 2), &[10.0, 10.0 * exp(0.5)]);
        close(&by_month(&moved, 1, 2), &[7.0, 7.0]);
        // The next trial starts from what is stated, not from what was moved; an effect beyond its range is clipped.
        moved.redraw(&[3.0, 9.0]);
        close(&by_month(&moved, 0, 2), &[10.0, 10.0 * exp(1.0)]);
        close(&by_month(&moved, 1, 2), &[3.0, 3.0]);
    }

    #[test]
    fn no_effect_leaves_every_bit() {
        let values = vec![0.1, 1.0 / 3.0, 0.7];
        let field = Field::new(3, values.clone(), Vec::new(), 0.0, 1.0);
        let none = constant(0.0, &[1.0, 0.5, 1.0]);
        let moved = field.moved_by(Scale::Logit, vec![none.clone(), none], (1, 3));
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&by_month(&moved, 0, 3)), bits(&values));
    }
}
