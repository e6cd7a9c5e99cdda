//! What a claimed solution is worth, worked out from the programme alone.
//!
//! A solver's status is a claim. Nothing here asks the solver anything: the constraints and the
//! objective are summed anew from the programme's own numbers, and optimality of a linear programme
//! is certified by weak duality.

use super::{Goal, Program, Relation, Row};

/// Relative slack of every comparison.
///
/// Ten times the solver's own feasibility tolerance, and relative to the largest sum a row forms,
/// because a row in cents and a row in head counts cannot share an absolute one.
pub(super) const TOLERANCE: f64 = 1e-6;

/// One claim of the solver that does not hold.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// A variable is outside its bounds, or not a whole number though it must be.
    #[error("variable {column} is {value}, outside its bounds or not whole")]
    Column {
        /// Position of the variable, in the order of adding.
        column: usize,
        /// What the solver gave it.
        value: f64,
    },
    /// A constraint does not hold.
    #[error("constraint {row} has the left side {left}, which does not meet {right}")]
    Row {
        /// Position of the constraint, in the order of adding.
        row: usize,
        /// The left side at the claimed solution.
        left: f64,
        /// The right side.
        right: f64,
    },
    /// The dual solution does not prove the objective to be the best.
    #[error("the objective {objective} is not proven: the best could be {bound}")]
    Gap {
        /// The objective at the claimed solution.
        objective: f64,
        /// The best objective that the dual solution leaves open.
        bound: f64,
    },
}

/// The objective at `values`, if they meet every bound and constraint.
///
/// # Errors
///
/// The first [`Violation::Column`] or [`Violation::Row`].
pub(super) fn primal(program: &Program, values: &[f64]) -> Result<f64, Violation> {
    for (column, (known, &value)) in program.columns.iter().zip(values).enumerate() {
        let inside = (known.lower..=known.upper).contains(&value);
        let whole = !known.integer || value.fract() == 0.0;
        if !(inside && whole) {
            return Err(Violation::Column { column, value });
        }
    }
    for (row, known) in program.rows.iter().enumerate() {
        let (left, scale) = left_side(known, values);
        if !holds(left, known.relation, known.right, TOLERANCE * scale) {
            return Err(Violation::Row {
                row,
                left,
                right: known.right,
            });
        }
    }
    Ok(program
        .columns
        .iter()
        .zip(values)
        .map(|(known, value)| known.objective * value)
        .sum())
}

/// That no feasible point of a linear programme beats `objective` by more than the tolerance.
///
/// For multipliers `y`, with the reduced costs `d = c − A'y`, every feasible `x` has
/// `c'x = y'(Ax) + d'x`, and each part is bounded by its row or its column.
///
/// # Errors
///
/// [`Violation::Gap`] if the multipliers leave a better objective open.
pub(super) fn dual(
    program: &Program,
    objective: f64,
    multipliers: &[f64],
) -> Result<(), Violation> {
    let mut reduced: Vec<f64> = program
        .columns
        .iter()
        .map(|column| column.objective)
        .collect();
    let mut sizes: Vec<f64> = reduced.iter().map(|cost| cost.abs().max(1.0)).collect();
    let mut bound = Best::new(program.goal);
    for (row, &y) in program.rows.iter().zip(multipliers) {
        for &(variable, coefficient) in &row.terms {
            reduced[variable.0] -= coefficient * y;
            sizes[variable.0] += (coefficient * y).abs();
        }
        let (lower, upper) = sides(row);
        bound.add(y, TOLERANCE * y.abs().max(1.0), lower, upper);
    }
    for ((column, d), size) in program.columns.iter().zip(reduced).zip(sizes) {
        bound.add(d, TOLERANCE * size, column.lower, column.upper);
    }
    if (objective - bound.total).abs() <= TOLERANCE * bound.scale.max(objective.abs()) {
        Ok(())
    } else {
        Err(Violation::Gap {
            objective,
            bound: bound.total,
        })
    }
}

/// The best that a sum of `factor · quantity` can reach while each quantity keeps its range.
struct Best {
    goal: Goal,
    total: f64,
    scale: f64,
}

impl Best {
    fn new(goal: Goal) -> Self {
        Self {
            goal,
            total: 0.0,
            scale: 1.0,
        }
    }

    fn add(&mut self, factor: f64, noise: f64, lower: f64, upper: f64) {
        let best_is_low = (self.goal == Goal::Minimise) == (factor > 0.0);
        let end = if best_is_low { lower } else { upper };
        // A factor within the noise has no sign to speak of, so it must not open a distant end.
        let part = if factor.abs() <= noise {
            0.0
        } else {
            factor * end
        };
        self.total += part;
        if part.is_finite() {
            self.scale += part.abs();
        }
    }
}

fn sides(row: &Row) -> (f64, f64) {
    match row.relation {
        Relation::AtMost => (f64::NEG_INFINITY, row.right),
        Relation::AtLeast => (row.right, f64::INFINITY),
        Relation::Equal => (row.right, row.right),
    }
}

/// The left side of a constraint, and the size of the numbers it was summed from, at least one.
fn left_side(row: &Row, values: &[f64]) -> (f64, f64) {
    let parts = row
        .terms
        .iter()
        .map(|&(variable, coefficient)| coefficient * values[variable.0]);
    let scale = parts
        .clone()
        .map(f64::abs)
        .sum::<f64>()
        .max(row.right.abs())
        .max(1.0);
    (parts.sum(), scale)
}

fn holds(left: f64, relation: Relation, right: f64, slack: f64) -> bool {
    match relation {
        Relation::AtMost => left <= right + slack,
        Relation::AtLeast => left >= right - slack,
        Relation::Equal => (left - right).abs() <= slack,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Highest `3x + 2y` with `x + y <= 4`, `x <= 3`: 11 at (3, 1), with multipliers 2 and (as a row) 1.
    fn program() -> Program {
        let mut program = Program::new(Goal::Maximise);
        let x = program.continuous(0.0..=f64::INFINITY, 3.0);
        let y = program.continuous(0.0..=f64::INFINITY, 2.0);
        program.at_most([(x, 1.0), (y, 1.0)], 4.0);
        program.at_most([(x, 1.0)], 3.0);
        program
    }

    #[test]
    fn the_hand_solution_passes() {
        assert_eq!(primal(&program(), &[3.0, 1.0]), Ok(11.0));
        assert_eq!(dual(&program(), 11.0, &[2.0, 1.0]), Ok(()));
    }

    #[test]
    fn a_broken_row_is_named() {
        let broken = Violation::Row {
            row: 0,
            left: 4.5,
            right: 4.0,
        };
        assert_eq!(primal(&program(), &[3.0, 1.5]), Err(broken));
    }

    #[test]
    fn a_value_below_its_bound_is_named() {
        assert_eq!(
            primal(&program(), &[3.0, -1.0]),
            Err(Violation::Column {
                column: 1,
                value: -1.0
            })
        );
    }

    #[test]
    fn a_part_of_a_head_is_not_a_head() {
        let mut program = Program::new(Goal::Minimise);
        program.integer(0.0..=5.0, 1.0);
        assert_eq!(
            primal(&program, &[1.5]),
            Err(Violation::Column {
                column: 0,
                value: 1.5
            })
        );
    }

    #[test]
    fn not_a_number_is_no_solution() {
        assert!(primal(&program(), &[f64::NAN, 0.0]).is_err());
    }

    #[test]
    fn a_feasible_point_that_is_not_the_best_is_not_proven() {
        assert_eq!(primal(&program(), &[2.0, 2.0]), Ok(10.0));
        let gap = Violation::Gap {
            objective: 10.0,
            bound: 11.0,
        };
        assert_eq!(dual(&program(), 10.0, &[2.0, 1.0]), Err(gap));
    }

    #[test]
    fn multipliers_that_prove_nothing_leave_an_infinite_gap() {
        let gap = dual(&program(), 11.0, &[0.0, 0.0]);
        assert_eq!(
            gap,
            Err(Violation::Gap {
                objective: 11.0,
                bound: f64::INFINITY
            })
        );
    }
}
