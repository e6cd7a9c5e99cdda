//! The pipeline as a network of infinite servers: open deals, Little's law, weighted value, age.

use foresell::measure::{Cut, Measure};
use foresell_tests::moments::{
    spread_out, z_of_covariance, z_of_poisson, z_of_ratio, z_of_variance,
};
use foresell_tests::numeric::integral;
use foresell_tests::plan::{DAYS, Plan, Run, float};
use foresell_tests::{
    chi_square_p, critical_p, critical_z, reference, z_of_mean, z_of_mean_only, z_of_share,
};

/// Two stages whose times have different laws for passing and loss; every deal is an opportunity of 1,000.
fn two_stages(months: usize, leads: f64) -> Plan {
    Plan::minimal().with(&format!(
        r#"
        remove = ["funnel.stages.closing"]
        [horizon]
        months = {months}
        [demand.sources.inbound]
        leads-per-month = {leads}
        [funnel]
        order = ["first", "second"]
        opportunity-from = "first"
        [funnel.stages.first]
        pass = 0.6
        dwell-days = {{ lognormal = {{ mean = {}, cv = 0.8 }} }}
        dwell-lost-days = {}
        [funnel.stages.second]
        pass = 0.3
        dwell-days = {{ uniform = {{ low = 0, high = {} }} }}
        "#,
        1.5 * DAYS,
        0.5 * DAYS,
        3.0 * DAYS
    ))
}

/// Mean dwells of the two stages [months]: 0.6 of 1.5 and 0.4 of 0.5; and half of 3.
const DWELLS: [f64; 2] = [0.6 * 1.5 + 0.4 * 0.5, 1.5];
/// Share of leads that reach each of them.
const REACH: [f64; 2] = [1.0, 0.6];

/// Open deals of a stage at the ends of months so far apart that hardly a deal is open at two of them.
fn snapshots(run: &Run, stage: usize, months: usize) -> Vec<f64> {
    let ends = (24..months).step_by(12);
    ends.flat_map(|month| run.stage(Measure::Open, stage, month..month + 1))
        .collect()
}

/// Deals open in a stage are Poisson with mean `L · Π p · m`, whatever the law of the dwell (M/G/∞, Mirasol 1963),
/// and independent of those in the next (Ross 2014, section 5.3).
#[test]
fn open_deals_are_poisson_and_stages_are_independent() {
    let (leads, months) = (6.0, 600);
    let run = two_stages(months, leads).run(250);
    let open = [snapshots(&run, 0, months), snapshots(&run, 1, months)];
    for stage in 0..2 {
        let mean = leads * REACH[stage] * DWELLS[stage];
        let z = z_of_poisson(&open[stage], mean);
        assert!(z.abs() < critical_z(), "stage {stage}: z = {z:.2}");
        let z = z_of_poisson(&open[stage], mean * 1.04);
        assert!(
            z < -critical_z(),
            "stage {stage}: 4 % went unseen: z = {z:.2}"
        );

        let counts = histogram(&open[stage]);
        let p = chi_square_p(&counts, reference::poisson(mean));
        assert!(p > critical_p(), "stage {stage}: p = {p:e}");
        let p = chi_square_p(&counts, reference::negative_binomial(mean, 0.05));
        assert!(
            p < critical_p(),
            "stage {stage}: a wider law went unseen: p = {p:e}"
        );
    }
    let means = (leads * DWELLS[0], leads * 0.6 * DWELLS[1]);
    let z = z_of_covariance((&open[0], &open[1]), means, 0.0);
    assert!(z.abs() < critical_z(), "covariance: z = {z:.2}");
    let z = z_of_covariance((&open[0], &open[1]), means, 0.08 * means.0);
    assert!(
        z < -critical_z(),
        "8 % of shared deals went unseen: z = {z:.2}"
    );
}

fn histogram(values: &[f64]) -> Vec<usize> {
    let most = values.iter().copied().fold(0.0, f64::max);
    let numbers = (0_u32..).map(f64::from).take_while(|&n| n <= most);
    numbers
        .map(|n| values.iter().filter(|&&value| value == n).count())
        .collect()
}

/// From empty, open deals of the first stage have mean `L ∫₀ᵗ (1 − G)`, and those of a second stage behind a
/// constant dwell the same, later.
#[test]
fn a_pipeline_fills_from_empty_as_its_dwells_say() {
    let (mean, cv) = (2.0, 0.9);
    let run = Plan::minimal()
        .with(&format!(
            r#"
            horizon.months = 8
            demand.sources.inbound.leads-per-month = 20
            funnel.order = ["first", "closing"]
            [funnel.stages.first]
            pass = 0.5
            dwell-days = {DAYS}
            [funnel.stages.closing]
            dwell-days = {{ lognormal = {{ mean = {}, cv = {cv} }} }}
            "#,
            mean * DAYS
        ))
        .run(6_000);
    let law = reference::lognormal(mean, cv);
    let filled = |t: f64| 10.0 * integral(0.0, t.max(0.0), |u| 1.0 - law(u));
    for month in [1, 2, 3, 7] {
        let open = run.stage(Measure::Open, 1, month..month + 1);
        let claim = filled(float(month));
        let z = z_of_poisson(&open, claim);
        assert!(z.abs() < critical_z(), "month {month}: z = {z:.2}");
        let z = z_of_poisson(&open, 10.0 * float(month).min(mean));
        assert!(
            z < -critical_z(),
            "the longest time of all went unseen: z = {z:.2}"
        );
    }
}

/// Little's law (Little 1961): what is open at a moment is arrivals times the time that they stay; in money, each deal counts
/// with its amount. Those who leave have stayed as long.
#[test]
fn time_and_money_in_the_pipeline_obey_littles_law() {
    let (leads, months) = (6.0, 480);
    let sizes = "funnel.deal-size = { lognormal = { mean = 1_000, cv = 0.7 } }";
    let run = two_stages(months, leads).with(sizes).run(100);
    let span = 24..months;
    let length = float(span.len());
    let mut in_all = 0.0;
    for stage in 0..2 {
        let claim = leads * REACH[stage] * DWELLS[stage];
        in_all += claim;
        let time = run.stage(Measure::TimeInStage, stage, span.clone());
        let z = z_of_mean_only(&time, claim * length * 1e6);
        assert!(z.abs() < critical_z(), "stage {stage}: z = {z:.2}");
        let z = z_of_mean_only(&time, claim * length * 1.03e6);
        assert!(
            z < -critical_z(),
            "stage {stage}: 3 % went unseen: z = {z:.2}"
        );
        let amount = mean_at_ends(span.clone(), |month| {
            run.stage(Measure::OpenAmount, stage, month..month + 1)
        });
        let z = z_of_mean_only(&amount, claim * 1_000.0 * 100.0);
        assert!(z.abs() < critical_z(), "money of stage {stage}: z = {z:.2}");
        let z = z_of_mean_only(&amount, claim * 1_050.0 * 100.0);
        assert!(
            z < -critical_z(),
            "5 % of the money of stage {stage} went unseen: z = {z:.2}"
        );
    }
    let company = |measure| mean_at_ends(span.clone(), |month| run.month(measure, month));
    let amount = company(Measure::OpenAmount);
    let z = z_of_mean_only(&amount, in_all * 1_000.0 * 100.0);
    assert!(z.abs() < critical_z(), "money: z = {z:.2}");
    let z = z_of_mean_only(&amount, in_all * 1_030.0 * 100.0);
    assert!(
        z < -critical_z(),
        "3 % of the money went unseen: z = {z:.2}"
    );
    let open = company(Measure::Open);
    assert!(z_of_mean_only(&open, in_all).abs() < critical_z());
}

/// Average of a stock over the ends of some months, trial by trial.
///
/// * `at_end`: its values at the end of a month
fn mean_at_ends(months: std::ops::Range<usize>, at_end: impl Fn(usize) -> Vec<f64>) -> Vec<f64> {
    let n = float(months.len());
    let mut sums: Vec<f64> = Vec::new();
    for month in months {
        let values = at_end(month);
        sums.resize(values.len(), 0.0);
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += value / n;
        }
    }
    sums
}

/// Deals that are open at the start have been there before: with a pipeline as it always stands, those who leave in the first
/// year have stayed as long as those of any year.
#[test]
fn deals_that_are_open_at_the_start_shorten_no_time() {
    // Two exponential stages of two months: 12 leads a month, of which all pass the first, have 24 open in each. How long these
    // have been there is exponential too: each stands for a 24th of them, with the mean of that part.
    let start = jiff::civil::date(2027, 1, 1);
    let mut csv = String::from("deal,segment,region,stage,entered,amount\n");
    for part in 0..24_u32 {
        let left = |ix: u32| 1.0 - f64::from(ix) / 24.0;
        let term = |left: f64| {
            if left > 0.0 {
                left * (1.0 - left.ln())
            } else {
                0.0
            }
        };
        let age = 24.0 * (term(left(part)) - term(left(part + 1)));
        #[expect(clippy::cast_possible_truncation, reason = "days are few")]
        let days = (age * 2.0 * DAYS).round() as i64;
        let entered = start.checked_sub(jiff::Span::new().days(days)).unwrap();
        for stage in ["first", "closing"] {
            csv += &format!("{stage}{part},all,all,{stage},{entered},1000\n");
        }
    }
    let dwell = format!(
        "dwell-days = {{ exponential = {{ mean = {} }} }}",
        2.0 * DAYS
    );
    let run = Plan::minimal()
        .table("open.csv", &csv)
        .with(&format!(
            r#"
            horizon.months = 12
            demand.sources.inbound.leads-per-month = 12
            funnel.order = ["first", "closing"]
            funnel.open-pipeline = "open.csv"
            [funnel.stages.first]
            pass = 1
            {dwell}
            [funnel.stages.closing]
            {dwell}
            "#
        ))
        .run(2_000);
    for stage in 0..2 {
        let time = run.stage(Measure::TimeInStage, stage, 0..12);
        let ways = [Measure::Passed, Measure::Lost].map(|way| run.stage(way, stage, 0..12));
        let left: Vec<f64> = ways[0].iter().zip(&ways[1]).map(|(p, l)| p + l).collect();
        let z = z_of_ratio(&time, &left, 2.0e6);
        assert!(z.abs() < critical_z(), "stage {stage}: z = {z:.2}");
        let without_age: Vec<f64> = time.iter().map(|time| time - 24.0e6).collect();
        let z = z_of_ratio(&without_age, &left, 2.0e6);
        assert!(
            z < -critical_z(),
            "stage {stage}: half of the time before went unseen: z = {z:.2}"
        );
    }
}

/// Where deals wait for a rep, the law holds for waiting and working together.
#[test]
fn littles_law_holds_for_deals_that_wait() {
    let months = 360;
    let run = Plan::minimal()
        .with(&format!(
            r#"
            horizon.months = {months}
            demand.sources.inbound.leads-per-month = 8
            territory.routing.ae = "pool"
            [funnel.stages.closing]
            dwell-days = 0
            decay-days = {DAYS}
            [funnel.stages.closing.activities.work]
            role = "owner"
            hours = {{ exponential = {{ mean = 16 }} }}
            "#
        ))
        .run(200);
    let span = 24..months;
    let time = run.stage(Measure::TimeInStage, 0, span.clone());
    let at_ends = |measure| mean_at_ends(span.clone(), |month| run.month(measure, month));
    let there: Vec<f64> = at_ends(Measure::Open)
        .iter()
        .zip(at_ends(Measure::Waiting))
        .map(|(open, waiting)| open + waiting)
        .collect();
    let length = 1e6 * float(span.len());
    let z = z_of_ratio(&time, &there, length);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let working = at_ends(Measure::Open);
    let z = z_of_ratio(&time, &working, length);
    assert!(z > critical_z(), "what waits went unseen: z = {z:.2}");
}

/// Open deals of given amounts, the later ones one stage further; all decided within the first months.
fn weighted(pass: &str) -> (Run, Vec<(f64, f64)>) {
    let mut csv = String::from("deal,segment,region,stage,entered,amount\n");
    let mut deals = Vec::new();
    for i in 0..30_u32 {
        let (stage, amount) = (["first", "closing"][i as usize % 2], 1_000 * (1 + i % 7));
        csv += &format!("d{i},all,all,{stage},2027-01-01,{amount}\n");
        let chance = if stage == "first" { 0.4 * 0.25 } else { 0.25 };
        deals.push((chance, 100.0 * f64::from(amount)));
    }
    let plan = Plan::minimal().table("open.csv", &csv).with(&format!(
        r#"
        horizon.months = 3
        demand.sources.inbound.leads-per-month = 0
        [funnel]
        order = ["first", "closing"]
        opportunity-from = "first"
        open-pipeline = "open.csv"
        [funnel.stages.first]
        pass = 0.4
        dwell-days = 12
        [funnel.stages.closing]
        pass = {pass}
        dwell-days = 12
        "#
    ));
    (plan.run(20_000), deals)
}

#[test]
fn weighted_pipeline_has_the_mean_and_variance_of_independent_deals() {
    let (run, deals) = weighted("0.25");
    let bookings = run.company(Measure::Bookings, 0..3);
    assert_eq!(bookings, run.company(Measure::BookingsFromPipeline, 0..3));
    let mean: f64 = deals.iter().map(|(p, v)| p * v).sum();
    let variance: f64 = deals.iter().map(|(p, v)| p * (1.0 - p) * v * v).sum();
    let z = z_of_mean(&bookings, mean, variance);
    assert!(z.abs() < critical_z(), "mean: z = {z:.2}");
    let z = z_of_mean(&bookings, 1.03 * mean, variance);
    assert!(z < -critical_z(), "3 % went unseen: z = {z:.2}");
    let z = z_of_variance(&bookings, mean, variance);
    assert!(z.abs() < critical_z(), "variance: z = {z:.2}");
    let z = z_of_variance(&bookings, mean, 1.1 * variance);
    assert!(
        z < -critical_z(),
        "10 % of variance went unseen: z = {z:.2}"
    );
}

/// An uncertain win rate is common to all deals of a trial: `Var = Σ E[p (1 − p)] v² + Var(p) (Σ v)²` for deals of
/// the last stage, in expectation over it.
#[test]
fn a_common_factor_keeps_the_mean_and_raises_the_variance() {
    // Beta(5, 15): mean 1/4, variance 0.25 · 0.75 / 21.
    let (run, deals) = weighted("{ beta = { alpha = 5, beta = 15 } }");
    let bookings = run.company(Measure::Bookings, 0..3);
    let mean: f64 = deals.iter().map(|(p, v)| p * v).sum();
    // Each deal is won with chance c · q, q shared: E[(c q)²] = c² (q̄² + Var q).
    let var_q = 0.25 * 0.75 / 21.0;
    let alone: f64 = deals.iter().map(|(p, v)| p * (1.0 - p) * v * v).sum();
    let shares: f64 = deals.iter().map(|(p, v)| p / 0.25 * v).sum();
    let own: f64 = deals.iter().map(|(p, v)| (p / 0.25 * v).powi(2)).sum();
    let variance = alone + var_q * (shares * shares - own);
    assert!(variance > 1.5 * alone, "the factor is meant to matter");
    let z = z_of_mean(&bookings, mean, variance);
    assert!(z.abs() < critical_z(), "mean: z = {z:.2}");
    let z = z_of_variance(&bookings, mean, variance);
    assert!(z.abs() < critical_z(), "variance: z = {z:.2}");
    let z = z_of_variance(&bookings, mean, alone);
    assert!(z > critical_z(), "the factor went unseen: z = {z:.2}");
}

/// 200 open deals of one stage, entered on a date.
fn aged(entered: &str, stage: &str) -> Run {
    let mut csv = String::from("deal,segment,region,stage,entered\n");
    for i in 0..200 {
        csv += &format!("d{i},all,all,closing,{entered}\n");
    }
    let plan = Plan::minimal().table("open.csv", &csv).with(&format!(
        "horizon.months = 4\n\
         demand.sources.inbound.leads-per-month = 0\n\
         funnel.open-pipeline = \"open.csv\"\n\
         [funnel.stages.closing]\npass = 0.4\n{stage}\n"
    ));
    plan.run(300)
}

/// Wins of `aged` deals in each month, against the chance of each month; the rest is lost or open.
fn wins_z(run: &Run, chance: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let n = 200 * run.0.n_trials();
    let wins = run.by_month(Measure::Wins, Cut::Company, 0, 0..3);
    let z = |(month, &wins): (usize, &usize)| {
        z_of_share(wins, n, chance(float(month), float(month + 1)))
    };
    wins.iter().enumerate().map(z).collect()
}

/// A deal that has been open for `a` is won before `a + t` with chance
/// `p (S₊(a) − S₊(a + t)) / (p S₊(a) + (1 − p) S₋(a))`.
#[test]
fn open_deals_go_on_given_their_age() {
    let law = format!(
        "dwell-days = {{ lognormal = {{ mean = {}, cv = 0.7 }} }}\ndwell-lost-days = {{ exponential = {{ mean = {} }} }}",
        3.0 * DAYS,
        1.5 * DAYS
    );
    // Two months in the stage at the start of 2027.
    let run = aged("2026-11-01", &law);
    let (won, age) = (reference::lognormal(3.0, 0.7), 2.0);
    let alive = 0.4 * (1.0 - won(age)) + 0.6 * (-age / 1.5_f64).exp();
    let claim = |from: f64, to: f64| 0.4 * (won(age + to) - won(age + from)) / alive;
    for (month, z) in wins_z(&run, claim).into_iter().enumerate() {
        assert!(z.abs() < critical_z(), "month {month}: z = {z:.2}");
    }
    let as_new = wins_z(&run, |from, to| 0.4 * (won(to) - won(from)));
    assert!(
        as_new[0] > critical_z(),
        "age went unseen: z = {:.2}",
        as_new[0]
    );
    let same_chance = wins_z(&run, |from, to| {
        0.4 * (won(age + to) - won(age + from)) / (1.0 - won(age))
    });
    assert!(
        same_chance[0] > critical_z(),
        "survivors' better odds went unseen"
    );
}

#[test]
fn exponential_dwells_forget_the_age() {
    let law = format!(
        "dwell-days = {{ exponential = {{ mean = {} }} }}",
        2.0 * DAYS
    );
    let claim =
        |mean: f64| move |from: f64, to: f64| 0.4 * ((-from / mean).exp() - (-to / mean).exp());
    for entered in ["2027-01-01", "2026-02-01"] {
        let run = aged(entered, &law);
        for (month, z) in wins_z(&run, claim(2.0)).into_iter().enumerate() {
            assert!(
                z.abs() < critical_z(),
                "{entered}, month {month}: z = {z:.2}"
            );
        }
        let z = wins_z(&run, claim(1.8))[0];
        assert!(z < -critical_z(), "10 % went unseen: z = {z:.2}");
    }
}

#[test]
fn deals_older_than_deals_become_are_dead() {
    let of_two_months = format!("dwell-days = {}", 2.0 * DAYS);
    let ends = |entered: &str, stage: &str| {
        let run = aged(entered, stage);
        let sum = |measure| run.company(measure, 0..4).iter().sum::<f64>();
        (
            sum(Measure::Dead),
            spread_out(&run.by_month(Measure::Wins, Cut::Company, 0, 0..4)),
        )
    };
    let all = 200.0 * 300.0;
    assert_eq!(ends("2026-10-01", &of_two_months).0, all);
    let (dead, wins) = ends("2026-12-16", &of_two_months);
    assert_eq!(dead, 0.0);
    assert!(
        !wins.is_empty() && wins.iter().all(|&month| month == 1.0),
        "half a month is over"
    );
    let stale = format!("{of_two_months}\nstale-after-days = 20");
    assert_eq!(ends("2026-12-16", &stale).0, 0.0, "that is 15 days");
    assert_eq!(ends("2026-12-01", &stale).0, all, "that is a month");
}
