//! Solving a [`Program`] with `HiGHS`: the only file that knows `good_lp`.

use std::ops::Index;

use good_lp::solvers::highs::{HighsParallelType, HighsProblem, HighsSolution, highs};
use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, solvers::SolutionStatus,
    variable,
};

use super::check::{self, TOLERANCE, Violation};
use super::{Column, Goal, Program, Relation, Row, Variable};

/// Seed of the solver's own random choices, fixed so that a programme with several optima always
/// gets the same one.
const SOLVER_SEED: i32 = 1;

/// What a programme turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// No feasible point is better.
    Optimal {
        /// The objective, summed from `values` by the check and not taken from the solver.
        objective: f64,
        /// One optimal point; whole where the variable is an integer.
        values: Values,
    },
    /// No point meets all bounds and constraints.
    Infeasible,
    /// Feasible points exist with an objective as good as one likes.
    Unbounded,
}

/// The value of every variable of the programme that was solved.
#[derive(Clone, Debug, PartialEq)]
pub struct Values(Vec<f64>);

impl Values {
    /// The values in the order in which the variables were added, shape `(n_variables,)`.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }
}

impl Index<Variable> for Values {
    type Output = f64;

    fn index(&self, variable: Variable) -> &f64 {
        &self.0[variable.0]
    }
}

/// Why a programme has no outcome: the solver broke, or what it claims does not hold.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The solver gave up.
    #[error("the solver stopped without an answer: {reason}")]
    Stopped {
        /// The solver's own words.
        reason: String,
    },
    /// The solver's answer fails the independent check.
    #[error("the solver's answer was refused: {0}")]
    Refused(#[from] Violation),
    /// The solver contradicts itself on whether the programme is infeasible, unbounded or neither.
    #[error("the solver's answers on feasibility contradict each other")]
    Contradiction,
}

impl Program {
    /// Finds the best point, on one thread and with a fixed seed, and checks it.
    ///
    /// Constraints and objective are checked from the programme alone. The optimum of a linear
    /// programme is certified by weak duality, to a relative tolerance of 1e-6; that of a
    /// mixed-integer programme is searched to a relative gap of zero (absolute: 1e-6) and that the
    /// search missed nothing rests on the solver.
    ///
    /// # Errors
    ///
    /// [`SolveError`] if the solver breaks or its answer fails the check; infeasible and unbounded
    /// programmes are outcomes, not errors.
    ///
    /// # Examples
    ///
    /// ```
    /// use foresell::decide::{Goal, Outcome, Program};
    ///
    /// let mut program = Program::new(Goal::Minimise);
    /// let heads = program.continuous(0.0..=5.0, 1.0);
    /// program.at_least([(heads, 1.0)], 6.0);
    /// assert_eq!(program.solve()?, Outcome::Infeasible);
    /// # Ok::<(), foresell::decide::SolveError>(())
    /// ```
    pub fn solve(&self) -> Result<Outcome, SolveError> {
        if self.has_empty_bounds() {
            return Ok(Outcome::Infeasible);
        }
        if self.columns.is_empty() {
            return Ok(without_variables(self));
        }
        match run(self) {
            Ok(solution) => accept(self, solution),
            // The solver may stop as soon as it knows that one of the two holds.
            Err(ResolutionError::Infeasible | ResolutionError::Unbounded) => {
                infeasible_or_unbounded(self)
            }
            Err(broken) => Err(stopped(&broken)),
        }
    }
}

/// The only point there is has no coordinates: it is feasible or it is not.
fn without_variables(program: &Program) -> Outcome {
    check::primal(program, &[]).map_or(Outcome::Infeasible, |objective| Outcome::Optimal {
        objective,
        values: Values(Vec::new()),
    })
}

fn accept(program: &Program, solution: HighsSolution) -> Result<Outcome, SolveError> {
    if matches!(solution.status(), SolutionStatus::TimeLimit) {
        return Err(SolveError::Stopped {
            reason: "a limit was reached".to_owned(),
        });
    }
    let solved = solution.into_inner();
    let values: Vec<f64> = program
        .columns
        .iter()
        .zip(solved.columns())
        .map(|(column, &x)| tidy(column, x))
        .collect();
    let objective = check::primal(program, &values)?;
    if !program.columns.iter().any(|column| column.integer) {
        check::dual(program, objective, solved.dual_rows())?;
    }
    Ok(Outcome::Optimal {
        objective,
        values: Values(values),
    })
}

/// The value without the solver's last-digit noise; what is reported is what is checked.
fn tidy(column: &Column, value: f64) -> f64 {
    let value = if column.integer { value.round() } else { value };
    // Beyond the noise, the value stays as it is for the check to refuse.
    let inside = value.clamp(column.lower, column.upper);
    if (inside - value).abs() <= TOLERANCE * value.abs().max(1.0) {
        inside
    } else {
        value
    }
}

fn infeasible_or_unbounded(program: &Program) -> Result<Outcome, SolveError> {
    let feasibility = program.feasibility();
    match run(&feasibility) {
        Err(ResolutionError::Infeasible) => return Ok(Outcome::Infeasible),
        Err(broken) => return Err(stopped(&broken)),
        Ok(solution) => accept(&feasibility, solution)?,
    };
    let recession = program.recession();
    let ray = run(&recession).map_err(|broken| stopped(&broken))?;
    let Outcome::Optimal { objective, .. } = accept(&recession, ray)? else {
        return Err(SolveError::Contradiction);
    };
    let scale = program
        .columns
        .iter()
        .map(|column| column.objective.abs())
        .fold(0.0, f64::max);
    if objective.abs() > TOLERANCE * scale {
        Ok(Outcome::Unbounded)
    } else {
        Err(SolveError::Contradiction)
    }
}

fn run(program: &Program) -> Result<HighsSolution, ResolutionError> {
    let mut unknowns = ProblemVariables::new();
    let handles: Vec<_> = program
        .columns
        .iter()
        .map(|column| unknowns.add(unknown(column)))
        .collect();
    let costs = program.columns.iter().map(|column| column.objective);
    let objective = sum(handles.iter().copied().zip(costs));
    let problem = match program.goal {
        Goal::Minimise => unknowns.minimise(objective),
        Goal::Maximise => unknowns.maximise(objective),
    };
    let mut problem = configured(problem.using(highs))?;
    for row in &program.rows {
        problem.add_constraint(constraint(row, &handles));
    }
    problem.solve()
}

/// One thread, because the order in which several find solutions decides between equal ones.
fn configured(problem: HighsProblem) -> Result<HighsProblem, ResolutionError> {
    let problem = problem
        .set_threads(1)
        .set_parallel(HighsParallelType::Off)
        .set_option("random_seed", SOLVER_SEED);
    problem
        .set_mip_rel_gap(0.0)
        .map_err(|gap| ResolutionError::Str(gap.to_string()))
}

fn unknown(column: &Column) -> good_lp::VariableDefinition {
    let definition = variable().min(column.lower).max(column.upper);
    if column.integer {
        definition.integer()
    } else {
        definition
    }
}

fn constraint(row: &Row, handles: &[good_lp::Variable]) -> good_lp::Constraint {
    let left = sum(row
        .terms
        .iter()
        .map(|&(variable, factor)| (handles[variable.0], factor)));
    match row.relation {
        Relation::AtMost => left.leq(row.right),
        Relation::AtLeast => left.geq(row.right),
        Relation::Equal => left.eq(row.right),
    }
}

fn sum(terms: impl Iterator<Item = (good_lp::Variable, f64)>) -> Expression {
    let mut total = Expression::from(0.0);
    for (variable, factor) in terms {
        total.add_mul(factor, variable);
    }
    total
}

fn stopped(broken: &ResolutionError) -> SolveError {
    SolveError::Stopped {
        reason: broken.to_string(),
    }
}
