//! Programmes with optima worked out by hand, checked without the code that builds or solves them.

use foresell::decide::{Goal, Outcome, Program, SolveError, Variable};

/// Slack of every comparison, relative to the larger side, and at least this much.
const TOLERANCE: f64 = 1e-6;

/// One inequality `coefficients · x <= right`, written down a second time for the test.
struct Limit<const N: usize> {
    coefficients: [f64; N],
    right: f64,
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= TOLERANCE * left.abs().max(right.abs()).max(1.0)
}

fn meets<const N: usize>(values: &[f64], limits: &[Limit<N>]) -> bool {
    let slack = |limit: &Limit<N>| TOLERANCE * limit.right.abs().max(1.0);
    values.iter().all(|&value| value >= -TOLERANCE)
        && limits
            .iter()
            .all(|limit| dot(&limit.coefficients, values) <= limit.right + slack(limit))
}

fn optimum(program: &Program) -> (f64, Vec<f64>) {
    match program.solve() {
        Ok(Outcome::Optimal { objective, values }) => (objective, values.as_slice().to_vec()),
        other => panic!("an optimum was expected, not {other:?}"),
    }
}

/// Margin of an account executive, a development rep and an engineer [k USD / month].
const MARGIN: [f64; 3] = [30.0, 8.0, 12.0];
/// Their cost [k USD / month], under a budget of 200.
const COST: [f64; 3] = [15.0, 6.0, 10.0];
const BUDGET: f64 = 200.0;

/// Hires under a budget, with coverage: two development reps feed at most five executives, and an
/// engineer serves at most four.
///
/// Each executive needs 0.4 development reps (2.4 k) and 0.25 engineers (2.5 k), so costs 19.9 k with
/// its support. Any further supporter earns less per dollar than an executive with support, which
/// earns 36.2 k per 19.9 k = 1.819, against 8 / 6 = 1.333 and 12 / 10 = 1.2. So both coverage rows
/// and the budget bind: 200 / 19.9 executives.
fn hires(add: fn(&mut Program, f64) -> Variable) -> Program {
    let mut program = Program::new(Goal::Maximise);
    let [executives, developers, engineers] = MARGIN.map(|margin| add(&mut program, margin));
    program.at_most(
        [
            (executives, COST[0]),
            (developers, COST[1]),
            (engineers, COST[2]),
        ],
        BUDGET,
    );
    program.at_least([(developers, 5.0), (executives, -2.0)], 0.0);
    program.at_least([(engineers, 4.0), (executives, -1.0)], 0.0);
    program
}

fn hire_limits() -> [Limit<3>; 3] {
    [
        Limit {
            coefficients: COST,
            right: BUDGET,
        },
        Limit {
            coefficients: [2.0, -5.0, 0.0],
            right: 0.0,
        },
        Limit {
            coefficients: [1.0, 0.0, -4.0],
            right: 0.0,
        },
    ]
}

#[test]
fn hires_under_a_budget_land_on_the_corner_found_by_hand() {
    let (objective, values) = optimum(&hires(|p, margin| {
        p.continuous(0.0..=f64::INFINITY, margin)
    }));

    let executives = BUDGET / 19.9;
    let by_hand = [executives, 0.4 * executives, 0.25 * executives];
    assert!(
        values
            .iter()
            .zip(by_hand)
            .all(|(&got, want)| close(got, want)),
        "{values:?}"
    );
    assert!(close(objective, 36.2 * executives), "{objective}");
    assert!(meets(&values, &hire_limits()), "{values:?}");
    assert!(close(objective, dot(&MARGIN, &values)), "{objective}");

    // The other half of the claim: the check sees a plan that is a tenth of a head over budget.
    let over = [by_hand[0], by_hand[1], by_hand[2] + 0.1];
    assert!(!meets(&over, &hire_limits()));
}

#[test]
fn whole_heads_are_the_best_of_all_whole_plans() {
    let (objective, values) = optimum(&hires(|p, margin| p.integer(0.0..=40.0, margin)));

    assert!(
        values.iter().all(|value| value.fract() == 0.0),
        "{values:?}"
    );
    assert!(meets(&values, &hire_limits()), "{values:?}");
    assert!(close(objective, dot(&MARGIN, &values)), "{objective}");
    assert!(close(objective, best_by_enumeration()), "{objective}");
    // Rounding the corner of the linear programme would not have done.
    assert!(!meets(&[10.0, 4.0, 3.0], &hire_limits()));
}

fn best_by_enumeration() -> f64 {
    let counts = |limit: u32| (0..=limit).map(f64::from);
    // No role can exceed the budget divided by its cost.
    let plans =
        counts(13).flat_map(|a| counts(33).flat_map(move |d| counts(20).map(move |e| [a, d, e])));
    let limits = hire_limits();
    plans
        .filter(|plan| meets(plan, &limits))
        .map(|plan| dot(&MARGIN, &plan))
        .fold(0.0, f64::max)
}

#[test]
fn a_knapsack_keeps_the_best_pair() {
    // Of items worth 60, 100, 120 and weighing 10, 20, 30, a sack of 50 holds the last two.
    let mut program = Program::new(Goal::Maximise);
    let items = [60.0, 100.0, 120.0].map(|worth| program.integer(0.0..=1.0, worth));
    program.at_most(items.into_iter().zip([10.0, 20.0, 30.0]), 50.0);

    assert_eq!(optimum(&program), (220.0, vec![0.0, 1.0, 1.0]));
}

#[test]
fn a_cost_is_minimised_and_an_equality_held() {
    // Cover 100 leads: x at 2 each up to 60, y at 3 each; so 60 and 40.
    let mut program = Program::new(Goal::Minimise);
    let cheap = program.continuous(0.0..=60.0, 2.0);
    let dear = program.continuous(0.0..=f64::INFINITY, 3.0);
    program.equal([(cheap, 1.0), (dear, 1.0)], 100.0);

    let (objective, values) = optimum(&program);
    assert!(close(objective, 240.0), "{objective}");
    assert!(
        close(values[0], 60.0) && close(values[1], 40.0),
        "{values:?}"
    );
}

#[test]
fn a_variable_that_comes_twice_counts_twice() {
    let mut program = Program::new(Goal::Maximise);
    let x = program.continuous(0.0..=f64::INFINITY, 1.0);
    program.at_most([(x, 1.0), (x, 1.0)], 6.0);
    assert_eq!(optimum(&program), (3.0, vec![3.0]));
}

#[test]
fn coverage_beyond_the_budget_is_infeasible() {
    let mut program = Program::new(Goal::Minimise);
    let heads = [5.0, 4.0].map(|cost| program.integer(0.0..=f64::INFINITY, cost));
    program.at_least(heads.map(|head| (head, 1.0)), 10.0);
    program.at_most(heads.into_iter().zip([5.0, 4.0]), 30.0);
    assert_eq!(program.solve(), Ok(Outcome::Infeasible));
}

#[test]
fn bounds_that_leave_nothing_are_infeasible() {
    let mut crossed = Program::new(Goal::Minimise);
    crossed.continuous(2.0..=1.0, 1.0);
    assert_eq!(crossed.solve(), Ok(Outcome::Infeasible));

    let mut between = Program::new(Goal::Minimise);
    between.integer(0.2..=0.8, 1.0);
    assert_eq!(between.solve(), Ok(Outcome::Infeasible));
}

#[test]
fn a_profit_without_a_limit_is_unbounded() {
    for add in [Program::continuous, Program::integer] {
        let mut program = Program::new(Goal::Maximise);
        let x = add(&mut program, 0.0..=f64::INFINITY, 2.0);
        let y = add(&mut program, 0.0..=f64::INFINITY, -1.0);
        program.at_most([(x, 1.0), (y, -1.0)], 5.0);
        assert_eq!(program.solve(), Ok(Outcome::Unbounded));
    }
}

#[test]
fn an_unlimited_profit_that_no_plan_can_start_is_infeasible() {
    let mut program = Program::new(Goal::Maximise);
    let x = program.continuous(0.0..=f64::INFINITY, 1.0);
    let y = program.continuous(0.0..=f64::INFINITY, 0.0);
    program.at_most([(y, 1.0)], 1.0);
    program.at_least([(y, 1.0), (x, 0.0)], 2.0);
    assert_eq!(program.solve(), Ok(Outcome::Infeasible));
}

#[test]
fn without_variables_only_the_constraints_are_left() {
    let mut program = Program::new(Goal::Minimise);
    program.at_most([], 1.0);
    assert_eq!(optimum(&program), (0.0, Vec::new()));
    program.at_least([], 1.0);
    assert_eq!(program.solve(), Ok(Outcome::Infeasible));
}

#[test]
fn the_same_programme_gets_the_same_optimum_every_time() {
    // Every whole split of 10 among 6 equal reps is optimal.
    let solve = || {
        let mut program = Program::new(Goal::Maximise);
        let reps = [1.0; 6].map(|worth| program.integer(0.0..=4.0, worth));
        program.at_most(reps.map(|rep| (rep, 1.0)), 10.0);
        program.solve()
    };
    let first: Result<Outcome, SolveError> = solve();
    assert!(
        matches!(
            first,
            Ok(Outcome::Optimal {
                objective: 10.0,
                ..
            })
        ),
        "{first:?}"
    );
    assert!((0..5).all(|_| solve() == first));
}
