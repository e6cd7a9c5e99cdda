//! What has been published about pay and effort, by sign and rough size, each with a plan in which it does not show.

use foresell::measure::Measure;
use foresell::model::effort::Responses;
use foresell_tests::critical_z;
use foresell_tests::moments::z_of_ratio;
use foresell_tests::plan::{Plan, Run};

const N_TRIALS: u32 = 400;
const LINEAR: &str = "tiers = [{ above = 0, multiplier = 1 }]\n";
const BONUS: &str =
    "tiers = [{ above = 0, multiplier = 1 }]\nbonuses = [{ at = 1, amount = 750 }]\n";
const OVER_ACHIEVEMENT: &str =
    "tiers = [{ above = 0, multiplier = 1 }, { above = 1.2, multiplier = 2 }]\n";
const BOTH: &str = "tiers = [{ above = 0, multiplier = 1 }, { above = 1.2, multiplier = 2 }]\n\
    bonuses = [{ at = 1, amount = 750 }]\n";
const OFF: &str = "behaviour = \"off\"\n";

/// Ten reps with 60,000 of quota a year each. Deals of 1,000 take a month and a half.
///
/// * `wins`: of a rep a year, at the effort of reference; `period`: that is settled
fn team(wins: u32, period: &str, terms: &str) -> Plan {
    // One lead in four is won.
    let leads = wins * 10 * 4 / 12;
    Plan::minimal().with(&format!(
        "[horizon]
        months = 24
        [demand.sources.inbound]
        leads-per-month = {leads}
        [funnel.stages.closing]
        pass = 0.25
        dwell-days = {{ gamma = {{ mean = 45, cv = 0.5 }} }}
        [workforce.groups.ae]
        count = 10
        [comp.plans.reps]
        roles = [\"ae\"]
        measure = \"bookings\"
        period = \"{period}\"
        quota-per-year = 60_000
        rate = 0.1
        tier-method = \"marginal\"
        {terms}"
    ))
}

fn dynamic(wins: u32, more: &str) -> String {
    format!("behaviour = {{ dynamic = {{ cv = 0.45, results-per-year = {wins}_000{more} }} }}\n")
}

fn bookings(run: &Run) -> Vec<f64> {
    run.company(Measure::Bookings, 0..24)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Steenburgh (2008): bonuses make people work more, and move deals in time much less.
#[test]
fn a_bonus_raises_effort_more_than_it_moves_deals() {
    let sold = |behaviour: &str| {
        bookings(&team(42, "quarter", &format!("{BONUS}{behaviour}")).run(N_TRIALS))
    };
    let off = sold(OFF);
    let effort = sold(&dynamic(42, ""));
    let both = sold(&dynamic(42, ", timing = {}"));
    assert!(z_of_ratio(&effort, &off, 1.0) > critical_z());
    let by_effort = mean(&effort) - mean(&off);
    let by_timing = (mean(&both) - mean(&effort)).abs();
    assert!(by_timing < 0.25 * by_effort, "{by_timing} and {by_effort}");
    // Where effort brings nothing all that is seen is timing.
    let timing = sold(&dynamic(42, ", elasticity = 0, timing = {}"));
    assert!(timing != off);
    assert!(mean(&timing) < mean(&off) + 0.02 * by_effort);
}

/// Chung, Steenburgh & Sudhir (2014): without commission for over-achievement the best lose most, without quarterly
/// bonuses the weak.
#[test]
fn the_best_work_for_over_achievement_and_the_weak_for_bonuses() {
    // Share of sales that is lost with a part of the plan.
    let lost = |wins: u32, without: &str| {
        let sold = |terms: &str| {
            let terms = format!("{terms}{}", dynamic(wins, ""));
            bookings(&team(wins, "quarter", &terms).run(N_TRIALS))
        };
        let (with, without) = (sold(BOTH), sold(without));
        assert!(z_of_ratio(&with, &without, 1.0) > critical_z());
        1.0 - mean(&without) / mean(&with)
    };
    let (weak, strong) = (48, 69);
    let over_achievement = [weak, strong].map(|wins| lost(wins, BONUS));
    assert!(
        over_achievement[1] > over_achievement[0] + 0.03,
        "{over_achievement:?}"
    );
    let bonus = [weak, strong].map(|wins| lost(wins, OVER_ACHIEVEMENT));
    assert!(bonus[0] > bonus[1] + 0.05, "{bonus:?}");
    // Where nobody responds nobody loses anything by it.
    let off = |terms: &str| bookings(&team(69, "quarter", &format!("{terms}{OFF}")).run(20));
    assert_eq!(off(BOTH), off(BONUS));
}

/// Larkin (2014): vendors of software whose pay rises steeply concede so much to sign in time that it costs 6 to 8 % of revenue. What
/// a customer asks for is an assumption here, and what share of sales is brought in follows.
#[test]
fn gaming_of_a_steep_accelerator_costs_some_per_cent_of_revenue() {
    let timing = ", elasticity = 0, timing = { concession = 0.3, early-days = 90, late-days = 0 }";
    let share_conceded = |tiers: &str| {
        let terms = format!("{tiers}{}", dynamic(54, timing));
        let run = team(54, "quarter", &terms).run(N_TRIALS);
        let conceded = run.company(Measure::Conceded, 0..24);
        mean(&conceded) / mean(&bookings(&run))
    };
    let steep =
        share_conceded("tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 8 }]\n");
    assert!((0.04..0.10).contains(&steep), "{steep}");
    assert_eq!(share_conceded(LINEAR), 0.0);
}

/// Oyer (1998): where quotas are those of a year, sales are high when the year ends, and low when the next begins.
#[test]
fn deals_bunch_at_the_end_of_the_fiscal_year() {
    let z = |tiers: &str, [before, after]: [usize; 2]| {
        // Nobody works harder or less, so that all there is to see is when deals are signed.
        let terms = format!("{tiers}{}", dynamic(54, ", elasticity = 0, timing = {}"));
        let run = team(54, "year", &terms)
            .with("horizon.months = 36\n")
            .run(N_TRIALS);
        let [before, after] = [before, after].map(|month| run.month(Measure::Wins, month));
        z_of_ratio(&before, &after, 1.0)
    };
    let accelerator = "tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 2 }]\n";
    assert!(z(accelerator, [23, 24]) > critical_z());
    assert!(z(LINEAR, [23, 24]).abs() < critical_z());
    // Nothing ends with a quarter.
    assert!(z(accelerator, [17, 18]).abs() < critical_z());
}

/// Lazear (2000): piece rates instead of an hourly wage brought 44 %, half of it by what the same people did. Who comes and
/// who goes for the sake of a plan is no part of the engine, so that the other half is not either.
#[test]
fn a_piece_rate_brings_the_share_that_is_effort() {
    let sold = |multiplier: u32| {
        let terms = format!(
            "tiers = [{{ above = 0, multiplier = {multiplier} }}]\n{}",
            dynamic(54, ", elasticity = 0.18, reference-rate = 0.1")
        );
        bookings(&team(54, "quarter", &terms).run(N_TRIALS))
    };
    let (hourly, piece) = (sold(0), sold(1));
    let gain = 1.0 / (1.0 - 0.18);
    // Deals that were signed at one pay take none of the other: the first months have the same funnel.
    assert!(z_of_ratio(&piece, &hourly, gain).abs() < critical_z());
    assert!(z_of_ratio(&piece, &hourly, 1.0) > critical_z());
}

#[test]
fn salary_moves_nobody() {
    let terms = format!("{BONUS}{}", dynamic(54, ""));
    let paid = |more: &str| team(54, "quarter", &format!("{terms}{more}"));
    let salary = "[workforce.roles.ae]\nbase-per-year = 120_000\n";
    let (without, with) = (paid(""), paid(salary));
    let policy = |plan: &Plan| {
        let responses = Responses::of(&plan.scenario().model);
        responses
            .at(0, 0)
            .expect("the plan moves the role")
            .policy
            .clone()
    };
    assert_eq!(policy(&without), policy(&with));
    assert_eq!(bookings(&without.run(20)), bookings(&with.run(20)));
    let cost = |plan: &Plan| mean(&plan.run(20).company(Measure::BasePay, 0..24));
    assert!(cost(&with) > cost(&without));
    // What results pay does move them.
    let paid_twice = paid("").with("[comp.plans.reps]\nbonuses = [{ at = 1, amount = 1_500 }]\n");
    assert_ne!(policy(&without), policy(&paid_twice));
}
