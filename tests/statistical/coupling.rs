//! Coupling: two plans live in the same futures, so that a difference between them is the plan and not the dice.

use foresell::measure::Measure;
use foresell_tests::moments::{z_of_poisson, z_of_ratio, z_of_variance};
use foresell_tests::plan::Plan;
use foresell_tests::{chi_square_p, critical_p, critical_z, reference};

/// Leads of a year.
const LEADS: f64 = 240.0;
const N_TRIALS: u32 = 5_000;

/// 20 leads a month that are decided after half a month and won with chance `pass`.
fn plan(pass: f64) -> Plan {
    Plan::minimal().with(&format!(
        "demand.sources.inbound.leads-per-month = [{}0]\n\
         [funnel.stages.closing]\npass = {pass}\ndwell-days = 15\n",
        "21.818181818181818, ".repeat(11)
    ))
}

fn wins(plan: &Plan) -> Vec<f64> {
    plan.run(N_TRIALS).company(Measure::Wins, 0..12)
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// On the same uniforms the extra wins are those leads whose uniform lies between `p` and `p'`: Poisson with mean
/// `(p' − p) L`. With independent draws the difference has variance `(p + p') L`.
#[test]
fn a_better_win_rate_adds_wins_and_takes_none_away() {
    let (p, better) = (0.30, 0.33);
    let (base, raised) = (wins(&plan(p)), wins(&plan(better)));
    let added = difference(&raised, &base);
    let mean = (better - p) * LEADS;
    assert!(added.iter().all(|&n| n >= 0.0));
    let z = z_of_poisson(&added, mean);
    assert!(z.abs() < critical_z(), "mean: z = {z:.2}");
    let z = z_of_variance(&added, mean, mean);
    assert!(z.abs() < critical_z(), "variance: z = {z:.2}");
    let mut counts = vec![0; 60];
    added.iter().for_each(|&n| counts[n as usize] += 1);
    let p_value = chi_square_p(&counts, reference::poisson(mean));
    assert!(p_value > critical_p(), "p = {p_value:e}");

    let elsewhere = difference(&wins(&plan(better).seed(99)), &base);
    let z = z_of_variance(&elsewhere, mean, (p + better) * LEADS);
    assert!(
        z.abs() < critical_z(),
        "variance with other dice: z = {z:.2}"
    );
    let z = z_of_variance(&elsewhere, mean, mean);
    assert!(z > critical_z(), "other dice went unseen: z = {z:.2}");
    let z = z_of_variance(&added, mean, (p + better) * LEADS);
    assert!(z < -critical_z(), "shared dice went unseen: z = {z:.2}");
}

/// More leads are the same leads and some more: the counts are drawn by inversion.
#[test]
fn more_demand_adds_leads_and_takes_none_away() {
    let more = plan(0.3).with(&format!(
        "demand.sources.inbound.leads-per-month = [{}0]\n",
        "22.90909090909091, ".repeat(11)
    ));
    let (few, many) = (plan(0.3).run(N_TRIALS), more.run(N_TRIALS));
    let leads = |run: &foresell_tests::plan::Run, month| run.month(Measure::Leads, month);
    let mut added = vec![0.0; N_TRIALS as usize];
    for month in 0..12 {
        let here = difference(&leads(&many, month), &leads(&few, month));
        assert!(here.iter().all(|&n| n >= 0.0));
        added = added.iter().zip(here).map(|(sum, n)| sum + n).collect();
    }
    let ones = vec![1.0; added.len()];
    let z = z_of_ratio(&added, &ones, 0.05 * LEADS);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_ratio(&added, &ones, 0.052 * LEADS);
    assert!(
        z < -critical_z(),
        "4 % of the difference went unseen: z = {z:.2}"
    );
}

/// What the plan does to people and pay changes no lead of the market, no outcome and no deal size.
#[test]
fn pay_and_people_change_no_customer() {
    let base = plan(0.3).with(
        r#"
        funnel.deal-size = { lognormal = { mean = 1_000, cv = 1 } }
        [comp.plans.ae]
        roles = ["ae"]
        measure = "bookings"
        period = "quarter"
        quota-per-year = 100_000
        rate = 0.1
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        "#,
    );
    let accelerator =
        "comp.plans.ae.tiers = [{ above = 0, multiplier = 1 }, { above = 0.5, multiplier = 2 }]";
    let turnover = "workforce.roles.ae = { attrition-per-year = 0.6, time-to-fill-months = 2 }";
    let one_more =
        "workforce.groups.more = { role = \"ae\", count = 1, planned-start = \"2027-04\" }";
    let run = |overlay: &str| base.clone().with(overlay).run(500);
    let before = run("");
    for overlay in [accelerator, turnover, one_more] {
        let after = run(overlay);
        for measure in [
            Measure::Leads,
            Measure::Wins,
            Measure::Lost,
            Measure::Bookings,
        ] {
            for month in 0..12 {
                assert_eq!(
                    before.month(measure, month),
                    after.month(measure, month),
                    "{overlay}: {measure:?}"
                );
            }
        }
        assert_ne!(before, after, "{overlay} is meant to change something");
    }
    let pay = |run: &foresell_tests::plan::Run| run.company(Measure::VariablePay, 0..12);
    let extra = difference(&pay(&run(accelerator)), &pay(&before));
    assert!(extra.iter().all(|&pay| pay >= 0.0) && extra.iter().sum::<f64>() > 0.0);
}
