//! A linear or mixed-integer programme: stated here, solved in `solve`, checked in `check`.

mod check;
mod solve;

use std::ops::RangeInclusive;

pub use check::Violation;
pub use solve::{Outcome, SolveError, Values};

/// Whether the best objective is the lowest or the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The lowest objective wins: a cost.
    Minimise,
    /// The highest objective wins: a profit.
    Maximise,
}

/// How the left side of a constraint compares with the right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `left <= right`
    AtMost,
    /// `left >= right`
    AtLeast,
    /// `left == right`
    Equal,
}

/// One unknown of the [`Program`] that handed it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variable(usize);

/// What is known of one unknown.
#[derive(Clone, Debug)]
struct Column {
    lower: f64,
    upper: f64,
    integer: bool,
    objective: f64,
}

/// One constraint: `Σ coefficient · variable`, compared with `right`.
#[derive(Clone, Debug)]
struct Row {
    terms: Vec<(Variable, f64)>,
    relation: Relation,
    right: f64,
}

/// A linear programme, or a mixed-integer one if any of its variables is an integer.
///
/// `optimise c'x, subject to A x {<=, >=, ==} b, l <= x <= u, some x integer`
///
/// The numbers carry no unit here: whoever builds the programme states what a variable counts and
/// what the objective is measured in.
///
/// # Examples
///
/// One experienced rep brings 5, a junior 3 (thousand a month); they cost 2 and 1 desks, of 4, and
/// at most 3 people can be hired. Hire one experienced and two juniors:
///
/// ```
/// use foresell::decide::{Goal, Outcome, Program};
///
/// let mut program = Program::new(Goal::Maximise);
/// let experienced = program.integer(0.0..=10.0, 5.0);
/// let junior = program.integer(0.0..=10.0, 3.0);
/// program.at_most([(experienced, 2.0), (junior, 1.0)], 4.0);
/// program.at_most([(experienced, 1.0), (junior, 1.0)], 3.0);
///
/// let Outcome::Optimal { objective, values } = program.solve()? else {
///     panic!("zero hires is a plan, and desks are limited");
/// };
/// assert_eq!(objective, 11.0);
/// assert_eq!((values[experienced], values[junior]), (1.0, 2.0));
/// # Ok::<(), foresell::decide::SolveError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Program {
    goal: Goal,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

impl Program {
    /// A programme without variables or constraints.
    #[must_use]
    pub fn new(goal: Goal) -> Self {
        Self {
            goal,
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a variable that may take any value in `bounds`.
    ///
    /// * `bounds`: either end may be infinite; an empty range makes the programme infeasible
    /// * `objective`: what one unit of it adds to the objective
    ///
    /// # Panics
    ///
    /// If a bound is NaN or `objective` is not finite.
    pub fn continuous(&mut self, bounds: RangeInclusive<f64>, objective: f64) -> Variable {
        self.column(&bounds, false, objective)
    }

    /// Adds a variable that may take the whole numbers in `bounds`.
    ///
    /// * `bounds`: either end may be infinite; a range without a whole number makes the programme infeasible
    /// * `objective`: what one unit of it adds to the objective
    ///
    /// # Panics
    ///
    /// If a bound is NaN or `objective` is not finite.
    pub fn integer(&mut self, bounds: RangeInclusive<f64>, objective: f64) -> Variable {
        self.column(&bounds, true, objective)
    }

    /// Demands `Σ coefficient · variable <= right`.
    ///
    /// # Panics
    ///
    /// As [`Program::constrain`].
    pub fn at_most(&mut self, terms: impl IntoIterator<Item = (Variable, f64)>, right: f64) {
        self.constrain(terms, Relation::AtMost, right);
    }

    /// Demands `Σ coefficient · variable >= right`.
    ///
    /// # Panics
    ///
    /// As [`Program::constrain`].
    pub fn at_least(&mut self, terms: impl IntoIterator<Item = (Variable, f64)>, right: f64) {
        self.constrain(terms, Relation::AtLeast, right);
    }

    /// Demands `Σ coefficient · variable == right`.
    ///
    /// # Panics
    ///
    /// As [`Program::constrain`].
    pub fn equal(&mut self, terms: impl IntoIterator<Item = (Variable, f64)>, right: f64) {
        self.constrain(terms, Relation::Equal, right);
    }

    /// Demands that `Σ coefficient · variable` stands in `relation` to `right`.
    ///
    /// * `terms`: a variable that comes twice counts with the sum of its coefficients; without
    ///   terms, the left side is zero
    ///
    /// # Panics
    ///
    /// If a coefficient or `right` is not finite, or a variable is not of this programme.
    pub fn constrain(
        &mut self,
        terms: impl IntoIterator<Item = (Variable, f64)>,
        relation: Relation,
        right: f64,
    ) {
        let terms: Vec<_> = terms.into_iter().collect();
        assert!(
            right.is_finite(),
            "the right side of a constraint must be finite, not {right}"
        );
        for &(variable, coefficient) in &terms {
            assert!(
                variable.0 < self.columns.len(),
                "{variable:?} belongs to another programme"
            );
            assert!(
                coefficient.is_finite(),
                "a coefficient must be finite, not {coefficient}"
            );
        }
        self.rows.push(Row {
            terms,
            relation,
            right,
        });
    }

    fn column(&mut self, bounds: &RangeInclusive<f64>, integer: bool, objective: f64) -> Variable {
        let (lower, upper) = (*bounds.start(), *bounds.end());
        assert!(
            !lower.is_nan() && !upper.is_nan(),
            "a bound must be a number"
        );
        assert!(
            objective.is_finite(),
            "an objective coefficient must be finite, not {objective}"
        );
        self.columns.push(Column {
            lower,
            upper,
            integer,
            objective,
        });
        Variable(self.columns.len() - 1)
    }

    /// Whether some variable has no value to take, whatever the constraints say.
    fn has_empty_bounds(&self) -> bool {
        self.columns.iter().any(|column| {
            let (lower, upper) = if column.integer {
                (column.lower.ceil(), column.upper.floor())
            } else {
                (column.lower, column.upper)
            };
            lower > upper || lower == f64::INFINITY || upper == f64::NEG_INFINITY
        })
    }

    /// The same constraints with nothing to optimise: solvable exactly if `self` is feasible.
    fn feasibility(&self) -> Self {
        let mut program = self.clone();
        program
            .columns
            .iter_mut()
            .for_each(|column| column.objective = 0.0);
        program
    }

    /// The directions in which a feasible point can move forever, cut to the unit box.
    ///
    /// A feasible programme is unbounded exactly if one of them improves the objective (Schrijver
    /// 1986, Theory of Linear and Integer Programming, §8.2; with integers, for rational data, §16.7).
    fn recession(&self) -> Self {
        let mut program = self.clone();
        for column in &mut program.columns {
            column.lower = if column.lower.is_finite() { 0.0 } else { -1.0 };
            column.upper = if column.upper.is_finite() { 0.0 } else { 1.0 };
            column.integer = false;
        }
        program.rows.iter_mut().for_each(|row| row.right = 0.0);
        program
    }
}
