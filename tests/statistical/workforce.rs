//! The workforce: capacity of cohorts, steady states, survivors, time to fill, skill.

use foresell::measure::{Cut, Measure};
use foresell_tests::moments::{spread_out, z_of_ratio};
use foresell_tests::numeric::integral;
use foresell_tests::plan::{Plan, Run, float};
use foresell_tests::{chi_square_p, critical_p, critical_z, reference, z_of_mean, z_of_mean_only};

/// People without any leads, in groups that come and go.
fn people(months: usize, role: &str, groups: &str) -> Plan {
    Plan::minimal().with(&format!(
        "remove = [\"workforce.groups.ae\"]\n\
         horizon.months = {months}\n\
         demand.sources.inbound.leads-per-month = 0\n\
         [workforce.roles.ae]\n{role}\n\
         [workforce.groups]\n{groups}\n"
    ))
}

fn there(count: usize, tenure: usize) -> String {
    format!("there = {{ role = \"ae\", count = {count}, tenure-months = {tenure} }}\n")
}

fn hires(month: usize, count: usize) -> String {
    let (year, of_year) = (2027 + month / 12, month % 12 + 1);
    format!(
        "m{month} = {{ role = \"ae\", count = {count}, planned-start = \"{year}-{of_year:02}\" }}\n"
    )
}

/// Hazard of a yearly attrition [1 / month]: `−ln(1 − A) / 12`.
fn hazard(attrition: f64) -> f64 {
    -(1.0 - attrition).ln() / 12.0
}

/// `C(t) = Σ h S(t − t_k) p(t − t_k)`, averaged over a month.
#[test]
fn capacity_is_the_sum_of_cohorts_that_ramp_and_leave() {
    const COHORTS: [(usize, usize); 3] = [(0, 20), (3, 10), (6, 15)];
    let groups: String = COHORTS
        .iter()
        .map(|&(month, count)| hires(month, count))
        .collect();
    let role = "backfill = false\nattrition-per-year = 0.4\nramp = { months = 6 }\ncapacity-per-year = 120_000";
    let run = people(12, role, &groups).run(3_000);
    let claim = |month: usize, attrition: f64, ramp: f64| -> f64 {
        let of_cohort = |&(start, count): &(usize, usize)| {
            let tenure = |t: f64| (t - float(start)).max(0.0);
            let there =
                |t: f64| (-hazard(attrition) * tenure(t)).exp() * (tenure(t) / ramp).min(1.0);
            float(count) * integral(float(month), float(month + 1), there)
        };
        COHORTS.iter().map(of_cohort).sum()
    };
    for month in [0, 4, 11] {
        for (measure, unit) in [(Measure::Rre, 1e6), (Measure::Capacity, 10_000.0 * 100.0)] {
            let values = run.month(measure, month);
            let z = |claim: f64| z_of_mean_only(&values, claim * unit);
            let is = z(claim(month, 0.4, 6.0));
            assert!(
                is.abs() < critical_z(),
                "{measure:?} of month {month}: z = {is:.2}"
            );
            let slower = z(claim(month, 0.4, 5.5));
            assert!(
                slower < -critical_z(),
                "a ramp 8 % shorter went unseen in {month}: z = {slower:.2}"
            );
        }
    }
    let z = z_of_mean_only(&run.month(Measure::Rre, 11), claim(11, 0.36, 6.0) * 1e6);
    assert!(
        z < -critical_z(),
        "attrition of 36 % went unseen: z = {z:.2}"
    );
}

/// Long-run averages of headcount and ramped-rep equivalents of 50 seats that are refilled.
fn steady(time_to_fill: &str) -> (Vec<f64>, Vec<f64>) {
    let role = format!(
        "attrition-per-year = 0.3\nramp = {{ months = 6 }}\ncapacity-per-year = 1\ntime-to-fill-months = {time_to_fill}"
    );
    let run = people(600, &role, &there(50, 60)).run(100);
    let mean = |measure| {
        run.company(measure, 300..600)
            .iter()
            .map(|v| v / 50e6)
            .collect()
    };
    (mean(Measure::Headcount), mean(Measure::Rre))
}

/// Productive share `(1 − exp(−Λ R)) / (Λ R)` of a seat that is refilled at once; with a mean vacancy `V`, a seat is
/// filled for `1 / (1 + Λ V)` of the time (renewal reward, Ross 2014, section 7.4).
#[test]
fn steady_seats_are_as_productive_as_renewal_theory_says() {
    let (rate, ramp) = (hazard(0.3), 6.0);
    let productive = (1.0 - (-rate * ramp).exp()) / (rate * ramp);
    for (time_to_fill, vacancy) in [
        ("0", 0.0),
        ("3", 3.0),
        ("{ exponential = { mean = 3 } }", 3.0),
    ] {
        let (headcount, rre) = steady(time_to_fill);
        let filled = 1.0 / (1.0 + rate * vacancy);
        for (what, values, claim) in [
            ("headcount", &headcount, filled),
            ("ramped", &rre, productive * filled),
        ] {
            if claim == 1.0 {
                // Stays are rounded to millionths one by one.
                assert!(
                    values.iter().all(|&share| (share - 1.0).abs() < 1e-6),
                    "nobody is missing"
                );
                continue;
            }
            let z = z_of_mean_only(values, claim);
            assert!(z.abs() < critical_z(), "{what}, {time_to_fill}: z = {z:.2}");
            let z = z_of_mean_only(values, 1.01 * claim);
            assert!(
                z < -critical_z(),
                "{what}, {time_to_fill}: 1 % went unseen: z = {z:.2}"
            );
        }
    }
}

/// In months: `N_n = N_0 (1 − a)ⁿ + h (1 − (1 − a)ⁿ) / a` with leavers at the end of a month and hires at the start.
#[test]
fn headcount_month_by_month_follows_the_recursion() {
    const LEFT: f64 = 0.3;
    let groups = there(80, 24) + &(1..24).map(|month| hires(month, 3)).collect::<String>();
    let role = format!("backfill = false\nattrition-per-year = {LEFT}");
    let plan = people(24, &role, &groups);
    let run = plan.clone().with("horizon.timing = \"monthly\"").run(3_000);
    let stays = |a: f64, months: usize| (1.0 - a).powf(float(months));
    let a = 1.0 - (1.0 - LEFT).powf(1.0 / 12.0);
    for month in [0, 1, 12, 23] {
        let claim = |a: f64| 80.0 * stays(a, month) + 3.0 * (1.0 - stays(a, month)) / a;
        let bernoulli = |p: f64| p * (1.0 - p);
        let joined: f64 = (0..month).map(|age| bernoulli(stays(a, age))).sum();
        let variance = 80.0 * bernoulli(stays(a, month)) + 3.0 * joined;
        let headcount: Vec<f64> = run
            .month(Measure::Headcount, month)
            .iter()
            .map(|v| v / 1e6)
            .collect();
        if month == 0 {
            assert!(headcount.iter().all(|&n| n == 80.0));
            continue;
        }
        let z = z_of_mean(&headcount, claim(a), variance);
        assert!(z.abs() < critical_z(), "month {month}: z = {z:.2}");
        let z = z_of_mean(&headcount, claim(1.1 * a), variance);
        assert!(
            z > critical_z(),
            "month {month}: 10 % more leavers went unseen: z = {z:.2}"
        );
    }
    let continuous = plan.run(3_000);
    let headcount: Vec<f64> = continuous
        .month(Measure::Headcount, 1)
        .iter()
        .map(|v| v / 1e6)
        .collect();
    let z = z_of_mean_only(&headcount, 80.0 * (1.0 - a) + 3.0);
    assert!(
        z < -critical_z(),
        "leaving within the month went unseen: z = {z:.2}"
    );
}

fn leavers(run: &Run, months: std::ops::Range<usize>) -> Vec<usize> {
    let mut counts = vec![0; 101];
    run.company(Measure::Leavers, months)
        .iter()
        .for_each(|&n| counts[n as usize] += 1);
    counts
}

/// Whoever leaves within a year, at a hazard of `−ln(1 − A) / 12` a month, leaves with chance `A`; how many do is
/// binomial, whether they leave at any time or at the end of a month.
#[test]
fn leavers_of_a_year_are_binomial() {
    for timing in ["continuous", "monthly"] {
        let run = people(
            12,
            "backfill = false\nattrition-per-year = 0.25",
            &there(100, 24),
        )
        .with(&format!("horizon.timing = {timing:?}"))
        .run(10_000);
        let p = chi_square_p(&leavers(&run, 0..12), reference::binomial(100, 0.25));
        assert!(p > critical_p(), "{timing}: p = {p:e}");
        let p = chi_square_p(&leavers(&run, 0..12), reference::binomial(100, 0.255));
        assert!(
            p < critical_p(),
            "{timing}: 2 % more leavers went unseen: p = {p:e}"
        );
        let half = 1.0 - 0.75_f64.sqrt();
        let p = chi_square_p(&leavers(&run, 0..6), reference::binomial(100, half));
        assert!(p > critical_p(), "{timing}, half a year: p = {p:e}");
    }
}

/// Factors by year of tenure are factors on the hazard: powers of the yearly chance to stay.
#[test]
fn hazards_change_with_the_year_of_tenure() {
    let role = "backfill = false\nattrition-per-year = 0.2\nattrition-by-tenure-year = [2, 0.5]";
    let run = people(36, role, &there(100, 0)).run(10_000);
    let stay = |factor: f64| 0.8_f64.powf(factor);
    for (months, claim) in [
        (0..12, 1.0 - stay(2.0)),
        (12..24, stay(2.0) * (1.0 - stay(0.5))),
        (24..36, stay(2.5) * (1.0 - stay(0.5))),
    ] {
        let p = chi_square_p(
            &leavers(&run, months.clone()),
            reference::binomial(100, claim),
        );
        assert!(p > critical_p(), "{months:?}: p = {p:e}");
        let p = chi_square_p(
            &leavers(&run, months.clone()),
            reference::binomial(100, 1.06 * claim),
        );
        assert!(
            p < critical_p(),
            "{months:?}: 6 % more leavers went unseen: p = {p:e}"
        );
    }
}

/// First days come after the time to fill; while a freeze lasts, recruiting stands still.
#[test]
fn positions_are_filled_after_their_time_to_fill() {
    let role = "time-to-fill-months = { gamma = { mean = 3, cv = 0.6 } }";
    let plan = people(24, role, &hires(0, 100));
    let law = reference::gamma_by_mean(3.0, 0.6);
    let in_month = |month: f64| law(month + 1.0) - law(month);
    let hired = |plan: &Plan| {
        plan.run(400)
            .by_month(Measure::Hires, Cut::Company, 0, 0..24)
    };

    let p = chi_square_p(&hired(&plan), |month| in_month(float(month)));
    assert!(p > critical_p(), "p = {p:e}");
    let law_of_less = reference::gamma_by_mean(2.9, 0.6);
    let p = chi_square_p(&hired(&plan), |m| {
        law_of_less(float(m + 1)) - law_of_less(float(m))
    });
    assert!(p < critical_p(), "3 % went unseen: p = {p:e}");

    let frozen = plan.with("events.pause.freeze = { from = \"2027-03\", until = \"2027-06\" }");
    let hired = hired(&frozen);
    assert_eq!(hired[2..5], [0, 0, 0]);
    let p = chi_square_p(&hired, |month| match month {
        0 | 1 => in_month(float(month)),
        2..5 => 0.0,
        _ => in_month(float(month) - 3.0),
    });
    assert!(p > critical_p(), "with a freeze: p = {p:e}");
    assert!(
        spread_out(&hired).len() > 39_000,
        "nearly all are hired within two years"
    );
}

/// Onboarding comes before the ramp, of which a month is worth its mean share.
#[test]
fn a_hire_is_worth_nothing_while_onboarding_and_then_ramps() {
    let role = "onboarding-months = 2\nramp = { months = 4 }\ncapacity-per-year = 1";
    let run = people(8, role, &hires(0, 1)).run(1);
    let rre: Vec<f64> = (0..8)
        .map(|month| run.month(Measure::Rre, month)[0] / 1e6)
        .collect();
    assert_eq!(rre, [0.0, 0.0, 0.125, 0.375, 0.625, 0.875, 1.0, 1.0]);
    let stepwise = people(
        8,
        "ramp = { curve = [0.25, 0.5, 1] }\ncapacity-per-year = 1",
        &hires(1, 1),
    )
    .run(1);
    let rre: Vec<f64> = (0..5)
        .map(|month| stepwise.month(Measure::Rre, month)[0] / 1e6)
        .collect();
    assert_eq!(rre, [0.0, 0.25, 0.5, 1.0, 1.0]);
}

/// Hires whose ramps are stretched by factors of their own are worth the mean over them, which is less than the mean ramp.
#[test]
fn hires_ramp_at_their_own_pace() {
    const HIRES: usize = 30;
    let role = "ramp = { months = 4, cv = 0.5 }\ncapacity-per-year = 1";
    let run = people(8, role, &hires(0, HIRES)).run(1_000);
    let claim = |month: usize, cv: f64| {
        let variance = (cv * cv).ln_1p();
        let share = |tenure: f64, z: f64| {
            let factor = (variance.sqrt() * z - variance / 2.0).exp();
            (tenure / (4.0 * factor)).min(1.0) * reference::normal_density(z)
        };
        let mean = |tenure: f64| integral(-8.0, 8.0, |z| share(tenure, z));
        float(HIRES) * 1e6 * integral(float(month), float(month + 1), mean)
    };
    for month in [1, 6] {
        let rre = run.month(Measure::Rre, month);
        let z = z_of_mean_only(&rre, claim(month, 0.5));
        assert!(z.abs() < critical_z(), "month {month}: z = {z:.2}");
        let z = z_of_mean_only(&rre, claim(month, 0.53));
        assert!(
            z.abs() > critical_z(),
            "month {month}: a wider spread went unseen: z = {z:.2}"
        );
    }
}

/// Skill is lognormal with mean one, and multiplies the odds: the mean chance is an integral over it.
#[test]
fn skill_spreads_the_odds_around_the_mean_rep() {
    let run = Plan::minimal()
        .with(
            "demand.sources.inbound.leads-per-month = 40\n\
             funnel.effects.skill = 1\n\
             workforce.groups.ae.count = 40\n\
             workforce.roles.ae.skill-cv = 0.5\n\
             [funnel.stages.closing]\npass = 0.3\ndwell-days = 0\n",
        )
        .run(1_500);
    let sigma = 1.25_f64.ln().sqrt();
    let mean_pass = |centre: f64| {
        integral(-8.0, 8.0, |z| {
            let odds = 0.3 / 0.7 * (centre + sigma * z).exp();
            odds / (1.0 + odds) * reference::normal_density(z)
        })
    };
    let (wins, leads) = (
        run.company(Measure::Wins, 0..12),
        run.company(Measure::Leads, 0..12),
    );
    let z = z_of_ratio(&wins, &leads, mean_pass(-sigma * sigma / 2.0));
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_ratio(&wins, &leads, mean_pass(0.0));
    assert!(
        z < -critical_z(),
        "skill with median one went unseen: z = {z:.2}"
    );
    let z = z_of_ratio(&wins, &leads, 0.3);
    assert!(
        z < -critical_z(),
        "the chance of the mean rep went unseen: z = {z:.2}"
    );
}
