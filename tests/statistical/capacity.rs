//! Reps as servers: loss, wait, abandonment and priority against queueing theory.

use foresell::measure::{Cut, Measure};
use foresell_tests::critical_z;
use foresell_tests::moments::z_of_ratio;
use foresell_tests::plan::{DAYS, Plan, Run};
use foresell_tests::z_of_mean_only;

const MONTHS: usize = 480;
/// Months that are counted, after the lines have settled.
const SETTLED: std::ops::Range<usize> = 24..MONTHS;

/// Three reps who take a tenth of a month for a lead on average, in one line: a load of 2.4 at 24 leads a month.
fn pool(stage: &str) -> Run {
    Plan::minimal()
        .with(&format!(
            r#"
            horizon.months = {MONTHS}
            demand.sources.inbound.leads-per-month = 24
            workforce.groups.ae.count = 3
            territory.routing.ae = "pool"
            [funnel.stages.closing]
            dwell-days = 0
            {stage}
            [funnel.stages.closing.activities.work]
            role = "owner"
            hours = {{ exponential = {{ mean = 16 }} }}
            "#
        ))
        .run(120)
}

fn settled(run: &Run, measure: Measure) -> Vec<f64> {
    run.stage(measure, 0, SETTLED)
}

/// `measure` for each lead that entered is `claim` on average, and not more or less by the share `fault`.
fn per_lead(run: &Run, measure: Measure, claim: f64, fault: f64) {
    let (of, entered) = (settled(run, measure), settled(run, Measure::Entered));
    let z = |claim| z_of_ratio(&of, &entered, claim);
    assert!(
        z(claim).abs() < critical_z(),
        "{measure:?}: z = {:.2}",
        z(claim)
    );
    let (more, less) = (z((1.0 + fault) * claim), z((1.0 - fault) * claim));
    assert!(
        more < -critical_z(),
        "{measure:?}: {fault} more went unseen: z = {more:.2}"
    );
    assert!(
        less > critical_z(),
        "{measure:?}: {fault} less went unseen: z = {less:.2}"
    );
}

/// What a line of `servers` comes to in the long run.
struct Line {
    waits: f64,
    gives_up: f64,
    length: f64,
}

/// The birth-death chain of `leads` a month, each served at `rate` and, while it waits, lost at `impatience`
/// (Erlang 1917; Palm 1957, as in Garnett, Mandelbaum & Reiman 2002, section 2).
fn line(leads: f64, servers: u32, rate: f64, impatience: f64) -> Line {
    let mut weight = 1.0;
    let (mut sum, mut busy, mut length) = (0.0, 0.0, 0.0);
    for n in 0..2_000_u32 {
        let waiting = f64::from(n.saturating_sub(servers));
        sum += weight;
        length += weight * waiting;
        busy += if n >= servers { weight } else { 0.0 };
        let next = n + 1;
        let leaves = f64::from(next.min(servers)) * rate
            + f64::from(next.saturating_sub(servers)) * impatience;
        weight *= leads / leaves;
    }
    let length = length / sum;
    Line {
        waits: busy / sum,
        gives_up: impatience * length / leads,
        length,
    }
}

#[test]
fn reps_with_one_line_make_leads_wait_as_erlang_c_says() {
    let run = pool("");
    let claim = line(24.0, 3, 10.0, 0.0);
    // Erlang's own formula, at three servers and a load of 2.4.
    let erlang = (2.4_f64.powi(3) / 6.0 * 3.0 / 0.6)
        / (1.0 + 2.4 + 2.88 + 2.4_f64.powi(3) / 6.0 * 3.0 / 0.6);
    assert!((claim.waits - erlang).abs() < 1e-12);
    per_lead(&run, Measure::Waited, erlang, 0.05);
    // Waits of one month make those of the next: what a busy line shows is little beside its length.
    per_lead(&run, Measure::WaitTime, 1e6 * erlang / (30.0 - 24.0), 0.15);
    let used = run.over(Measure::HoursUsed, Cut::Role, 0, SETTLED);
    let available = run.over(Measure::HoursAvailable, Cut::Role, 0, SETTLED);
    let z = z_of_ratio(&used, &available, 0.8);
    assert!(z.abs() < critical_z(), "utilisation: z = {z:.2}");
    assert!(
        z_of_ratio(&used, &available, 0.816) < -critical_z(),
        "2 % went unseen"
    );
}

#[test]
fn reps_without_a_line_lose_leads_as_erlang_b_says() {
    let run = pool("decay-days = 0");
    let weights = [1.0, 2.4, 2.88, 2.304];
    per_lead(
        &run,
        Measure::Expired,
        2.304 / weights.iter().sum::<f64>(),
        0.03,
    );
    assert_eq!(settled(&run, Measure::Waited).iter().sum::<f64>(), 0.0);
}

#[test]
fn impatient_leads_give_up_as_erlang_a_says() {
    // Patience of a fifth of a month on average, twice as long as the work takes; more leads than capacity.
    let patience = 0.2;
    let plan = format!("decay-days = {}", patience * DAYS);
    let run = pool(&plan);
    let claim = line(24.0, 3, 10.0, 1.0 / patience);
    per_lead(&run, Measure::Expired, claim.gives_up, 0.05);
    // Whoever waits and is served in the end has waited; the others have given up.
    let had_to: Vec<f64> = settled(&run, Measure::Waited)
        .iter()
        .zip(settled(&run, Measure::Expired))
        .map(|(served, gone)| served + gone)
        .collect();
    let z = |claim| z_of_ratio(&had_to, &settled(&run, Measure::Entered), claim);
    assert!(
        z(claim.waits).abs() < critical_z(),
        "z = {:.2}",
        z(claim.waits)
    );
    assert!(
        z(line(24.0, 3, 10.0, 0.0).waits) < -critical_z(),
        "patience went unseen"
    );
    let waiting: Vec<f64> = SETTLED
        .step_by(3)
        .map(|month| run.stage(Measure::Waiting, 0, month..month + 1))
        .fold(vec![0.0; 120], |sums, values| {
            sums.iter().zip(values).map(|(a, b)| a + b).collect()
        });
    let n = SETTLED.step_by(3).map(|_| 1.0).sum::<f64>();
    let z = |claim: f64| z_of_mean_only(&waiting, n * claim);
    assert!(
        z(claim.length).abs() < critical_z(),
        "length: z = {:.2}",
        z(claim.length)
    );
    let more = z(1.15 * claim.length);
    assert!(more < -critical_z(), "15 % went unseen: z = {more:.2}");
}

/// Without a common line each rep has a third of the leads: three lines of their own, in which a lead waits as often
/// as its rep is busy.
#[test]
fn reps_with_lines_of_their_own_are_single_servers() {
    let plan = |routing: &str| {
        Plan::minimal()
            .with(&format!(
                r#"
                horizon.months = {MONTHS}
                demand.sources.inbound.leads-per-month = 21
                workforce.groups.ae.count = 3
                territory.routing.ae = {routing:?}
                [funnel.stages.closing]
                dwell-days = 0
                [funnel.stages.closing.activities.work]
                role = "owner"
                hours = 16
                "#
            ))
            .run(120)
    };
    // Constant work: half the wait of exponential work (Pollaczek 1930, Khinchine 1932).
    let run = plan("weighted");
    per_lead(&run, Measure::Waited, 0.7, 0.05);
    per_lead(&run, Measure::WaitTime, 1e6 * 0.7 * 0.1 / (2.0 * 0.3), 0.1);
    // In turn, each rep's leads come more evenly.
    let in_turn = plan("round-robin");
    let z = z_of_ratio(
        &settled(&in_turn, Measure::Waited),
        &settled(&in_turn, Measure::Entered),
        0.7,
    );
    assert!(
        z < -critical_z(),
        "even arrivals wait less often: z = {z:.2}"
    );
}

/// Two kinds of leads for one rep: 4 a month enter at the last stage, 4 at the first and end there.
fn two_kinds(priority: &str) -> Run {
    Plan::minimal()
        .with(&format!(
            r#"
            horizon.months = {MONTHS}
            demand.sources.inbound.leads-per-month = 4
            demand.sources.referral = {{ leads-per-month = 4, enters = "closing" }}
            territory.routing.ae = "pool"
            [funnel]
            order = ["first", "closing"]
            priority = {priority:?}
            [funnel.stages.first]
            pass = 0
            dwell-days = 0
            activities.call = {{ role = "owner", hours = {{ exponential = {{ mean = 16 }} }} }}
            [funnel.stages.closing]
            dwell-days = 0
            activities.work = {{ role = "owner", hours = {{ exponential = {{ mean = 8 }} }} }}
            "#
        ))
        .run(200)
}

/// Without interrupting work, the first class waits `W₀ / (1 − ρ₁)` and the second
/// `W₀ / ((1 − ρ₁)(1 − ρ₁ − ρ₂))` (Cobham 1954); in order of arrival both wait `W₀ / (1 − ρ₁ − ρ₂)`.
#[test]
fn later_stages_go_first_as_cobham_says() {
    // Loads 0.4 and 0.2; W₀ = Σ λ E[S²] / 2 with E[S²] = 2 m².
    let w0 = 4.0 * 0.1 * 0.1 + 4.0 * 0.05 * 0.05;
    let (urgent, other, fair) = (w0 / 0.8, w0 / (0.8 * 0.4), w0 / 0.4);
    let z_of = |run: &Run, stage, claim: f64| {
        let of = |measure| run.stage(measure, stage, SETTLED);
        z_of_ratio(&of(Measure::WaitTime), &of(Measure::Entered), 1e6 * claim)
    };
    let run = two_kinds("later-stages-first");
    for (stage, claim) in [(0, other), (1, urgent)] {
        let z = z_of(&run, stage, claim);
        assert!(z.abs() < critical_z(), "stage {stage}: z = {z:.2}");
        let z = z_of(&run, stage, 1.1 * claim);
        assert!(
            z < -critical_z(),
            "stage {stage}: 10 % went unseen: z = {z:.2}"
        );
    }
    let run = two_kinds("first-come");
    for stage in [0, 1] {
        let z = z_of(&run, stage, fair);
        assert!(
            z.abs() < critical_z(),
            "stage {stage} in order of arrival: z = {z:.2}"
        );
    }
    assert!(
        z_of(&run, 1, urgent) > critical_z(),
        "the order went unseen"
    );
}
