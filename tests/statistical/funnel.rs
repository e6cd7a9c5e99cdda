//! The funnel against Markov chains: in whole months and in continuous time.

use foresell::measure::{Cut, Measure};
use foresell_tests::moments::{spread_out, z_of_variance};
use foresell_tests::numeric::solve;
use foresell_tests::plan::{DAYS, Plan, Run, float};
use foresell_tests::{chi_square_p, critical_p, critical_z, z_of_mean, z_of_mean_only, z_of_share};

/// Months in which everything is decided.
const MONTHS: usize = 72;
const N_TRIALS: u32 = 100;

/// All leads come in the middle of the first month, so that the month of an event tells how long it took.
fn cohort(stages: &[(&str, f64, String)]) -> Run {
    let order: Vec<_> = stages.iter().map(|(id, ..)| format!("{id:?}")).collect();
    let mut text = format!(
        "remove = [\"funnel.stages.closing\"]\n\
         horizon.months = {MONTHS}\n\
         horizon.timing = \"monthly\"\n\
         demand.sources.inbound.leads-per-month = [2_000{}]\n\
         funnel.order = [{}]\n",
        ", 0".repeat(MONTHS - 1),
        order.join(", ")
    );
    for (id, pass, dwell) in stages {
        text += &format!("[funnel.stages.{id}]\npass = {pass}\ndwell-days = {dwell}\n");
    }
    Plan::minimal().with(&text).run(N_TRIALS)
}

fn total(run: &Run, measure: Measure) -> usize {
    run.by_month(measure, Cut::Company, 0, 0..MONTHS)
        .iter()
        .sum()
}

/// Chances each month of going on and of being lost, by stage; a deal stays with what is left.
type Chain = [(f64, f64); 3];

const CHAIN: Chain = [(0.30, 0.10), (0.20, 0.20), (0.45, 0.05)];

/// A chain's stages as a scenario says them: what is decided each month takes a geometric number of months.
fn stages_of(chain: &Chain) -> Vec<(&'static str, f64, String)> {
    let stage = |(id, (go, lost)): (&'static str, &(f64, f64))| {
        let stay = 1.0 - go - lost;
        let months = (1_u32..=70).map(f64::from);
        let (days, weights): (Vec<_>, Vec<_>) = months
            .map(|month| (month * DAYS, stay.powf(month - 1.0)))
            .unzip();
        let law = format!("{{ discrete = {{ values = {days:?}, weights = {weights:?} }} }}");
        (id, go / (go + lost), law)
    };
    ["a", "b", "c"].into_iter().zip(chain).map(stage).collect()
}

/// What a chain says: `h`, the chance of winning from each stage; mean and variance of the number of steps until
/// absorption, from the first stage (Kemeny & Snell 1960, ch. 3).
struct Absorption {
    win: [f64; 3],
    mean: f64,
    variance: f64,
}

/// `h = (I - Q)^-1 R`, `t = (I - Q)^-1 1`, `Var = (2 (I - Q)^-1 - I) t - t²`.
fn absorption(q: [[f64; 3]; 3], into_win: [f64; 3]) -> Absorption {
    let mut rest = q.map(|row| row.map(|chance| -chance));
    for (i, row) in rest.iter_mut().enumerate() {
        row[i] += 1.0;
    }
    let mean = solve(rest, [1.0; 3]);
    let again = solve(rest, mean)[0];
    Absorption {
        win: solve(rest, into_win),
        mean: mean[0],
        variance: 2.0 * again - mean[0] - mean[0] * mean[0],
    }
}

fn of_all(chain: &Chain) -> Absorption {
    let stay = |i: usize| 1.0 - chain[i].0 - chain[i].1;
    let q = [
        [stay(0), chain[0].0, 0.0],
        [0.0, stay(1), chain[1].0],
        [0.0, 0.0, stay(2)],
    ];
    absorption(q, [0.0, 0.0, chain[2].0])
}

/// Conditional on winning, by the h-transform `Q'_ij = Q_ij h_j / h_i` (Doob 1957).
fn of_winners(chain: &Chain) -> Absorption {
    let h = of_all(chain).win;
    let stay = |i: usize| 1.0 - chain[i].0 - chain[i].1;
    let q = [
        [stay(0), chain[0].0 * h[1] / h[0], 0.0],
        [0.0, stay(1), chain[1].0 * h[2] / h[1]],
        [0.0, 0.0, stay(2)],
    ];
    absorption(q, [0.0, 0.0, chain[2].0 / h[2]])
}

/// Months until each deal that came to `measure` was out.
fn steps(run: &Run, measure: Measure) -> Vec<f64> {
    spread_out(&run.by_month(measure, Cut::Company, 0, 0..MONTHS))
}

#[test]
fn a_funnel_decided_month_by_month_is_an_absorbing_chain() {
    let run = cohort(&stages_of(&CHAIN));
    let (wins, leads) = (total(&run, Measure::Wins), total(&run, Measure::Leads));
    assert_eq!(wins + total(&run, Measure::Lost), leads, "all is decided");

    let z = z_of_share(wins, leads, of_all(&CHAIN).win[0]);
    assert!(z.abs() < critical_z(), "chance of winning: z = {z:.2}");
    let mut other = CHAIN;
    other[1].0 *= 1.05;
    let z = z_of_share(wins, leads, of_all(&other).win[0]);
    assert!(
        z < -critical_z(),
        "a stage 5 % better went unseen: z = {z:.2}"
    );

    let winners = steps(&run, Measure::Wins);
    let all: Vec<f64> = winners
        .iter()
        .copied()
        .chain(steps(&run, Measure::Lost))
        .collect();
    for (who, steps, claim) in [
        ("all", &all, of_all(&CHAIN)),
        ("winners", &winners, of_winners(&CHAIN)),
    ] {
        let z = z_of_mean(steps, claim.mean, claim.variance);
        assert!(z.abs() < critical_z(), "mean time of {who}: z = {z:.2}");
        let z = z_of_variance(steps, claim.mean, claim.variance);
        assert!(
            z.abs() < critical_z(),
            "variance of time of {who}: z = {z:.2}"
        );
    }
}

#[test]
fn the_check_of_times_tells_winners_from_all_and_sees_a_slower_stage() {
    let run = cohort(&stages_of(&CHAIN));
    let winners = steps(&run, Measure::Wins);
    let z = z_of_mean_only(&winners, of_all(&CHAIN).mean);
    assert!(z > critical_z(), "winners took for all: z = {z:.2}");

    let mut slower = CHAIN;
    slower[1] = (CHAIN[1].0 / 1.04, CHAIN[1].1 / 1.04);
    let claim = of_winners(&slower);
    let z = z_of_mean(&winners, claim.mean, claim.variance);
    assert!(
        z < -critical_z(),
        "a stage 4 % slower went unseen: z = {z:.2}"
    );
    let z = z_of_variance(&winners, claim.mean, claim.variance * 1.03);
    assert!(z < -critical_z(), "a wider spread went unseen: z = {z:.2}");
}

/// Rates a month of going on and of being lost, by stage.
const RATES: [(f64, f64); 3] = [(0.9, 0.6), (0.7, 0.1), (0.3, 0.2)];

/// Chance that a sum of exponential times with distinct rates is at most `t` (Cox 1962, section 2.2).
fn hypoexponential(rates: [f64; 3], t: f64) -> f64 {
    if t <= 0.0 {
        return 0.0;
    }
    let weight = |i: usize| -> f64 {
        let others = (0..3).filter(|&j| j != i);
        others.map(|j| rates[j] / (rates[j] - rates[i])).product()
    };
    1.0 - (0..3)
        .map(|i| weight(i) * (-rates[i] * t).exp())
        .sum::<f64>()
}

/// Chance of each month for what happens after such a time, from the middle of the first month on.
fn by_month(rates: [f64; 3]) -> impl Fn(usize) -> f64 {
    move |month| {
        let end = float(month) + 0.5;
        hypoexponential(rates, end) - hypoexponential(rates, end - 1.0)
    }
}

/// Competing rates `a` and `l` decide with chance `a / (a + l)` after a mean of `1 / (a + l)`, the same for won and
/// lost: the time of a win is the sum of mean dwells, not of `1 / a`.
#[test]
fn a_funnel_in_continuous_time_wins_after_the_sum_of_its_dwells() {
    let stages = RATES.map(|(a, l)| {
        let dwell = format!("{{ exponential = {{ mean = {} }} }}", DAYS / (a + l));
        (a / (a + l), dwell)
    });
    let [first, second, third] = stages;
    let run = cohort(&[
        ("a", first.0, first.1),
        ("b", second.0, second.1),
        ("c", third.0, third.1),
    ]);
    for (stage, (a, l)) in RATES.into_iter().enumerate() {
        let sum = |measure| {
            run.by_month(measure, Cut::Stage, stage, 0..MONTHS)
                .iter()
                .sum()
        };
        let z = z_of_share(sum(Measure::Passed), sum(Measure::Entered), a / (a + l));
        assert!(z.abs() < critical_z(), "stage {stage}: z = {z:.2}");
        let z = z_of_share(
            sum(Measure::Passed),
            sum(Measure::Entered),
            1.03 * a / (a + l),
        );
        assert!(
            z < -critical_z(),
            "stage {stage}: 3 % went unseen: z = {z:.2}"
        );
    }
    let wins = run.by_month(Measure::Wins, Cut::Company, 0, 0..MONTHS);
    let p = chi_square_p(&wins, by_month(RATES.map(|(a, l)| a + l)));
    assert!(p > critical_p(), "time of a win: p = {p:e}");
    let p = chi_square_p(&wins, by_month(RATES.map(|(a, _)| a)));
    assert!(p < critical_p(), "the sum of 1 / a went unseen: p = {p:e}");

    // Losses of the first stage come as late as its passes would have.
    let lost = run.by_month(Measure::Lost, Cut::Stage, 0, 0..MONTHS);
    let after = |rate: f64| move |t: f64| 1.0 - (-rate * t.max(0.0)).exp();
    let months = |rate: f64| {
        let cdf = after(rate);
        move |month| cdf(float(month) + 0.5) - cdf(float(month) - 0.5)
    };
    let p = chi_square_p(&lost, months(1.5));
    assert!(p > critical_p(), "time of a loss: p = {p:e}");
    let p = chi_square_p(&lost, months(0.6));
    assert!(
        p < critical_p(),
        "the rate of losses alone went unseen: p = {p:e}"
    );
}
