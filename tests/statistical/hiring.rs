//! What bounds hiring: declined offers, places a month, trainers; ratios between roles; severance pay.

use foresell::measure::{Cut, Measure};
use foresell_tests::plan::{Plan, float};
use foresell_tests::{chi_square_p, critical_p, reference};

/// Positions that open at the start, and what else there is.
fn positions(count: usize, role: &str, rest: &str) -> Plan {
    Plan::minimal().with(&format!(
        "demand.sources.inbound.leads-per-month = 0\n{rest}\n\
         [workforce.roles.ae]\n{role}\n\
         [workforce.groups.new]\nrole = \"ae\"\ncount = {count}\nplanned-start = \"2027-01\"\n"
    ))
}

fn by_month(plan: &Plan, measure: Measure, n_trials: u32) -> Vec<usize> {
    plan.run(n_trials).by_month(measure, Cut::Company, 0, 0..12)
}

/// A geometric number of exponential times to fill is exponential with mean `m / a`.
#[test]
fn each_declined_offer_costs_another_time_to_fill() {
    let role = "time-to-fill-months = { exponential = { mean = 1.5 } }\noffer-acceptance = 0.6";
    let hired = by_month(&positions(200, role, ""), Measure::Hires, 300);
    let in_month = |mean: f64| {
        let law = reference::exponential(mean);
        move |month: usize| law(float(month + 1)) - law(float(month))
    };
    let last = |chance: &dyn Fn(usize) -> f64| -> Vec<f64> {
        let mut chances: Vec<f64> = (0..12).map(chance).collect();
        chances.push(1.0 - chances.iter().sum::<f64>());
        chances
    };
    let mut counts = hired.clone();
    counts.push(200 * 300 - hired.iter().sum::<usize>());
    let p_of = |mean: f64| {
        let chances = last(&in_month(mean));
        chi_square_p(&counts, |month| chances.get(month).copied().unwrap_or(0.0))
    };
    let p = p_of(1.5 / 0.6);
    assert!(p > critical_p(), "p = {p:e}");
    let p = p_of(1.5 / 0.62);
    assert!(
        p < critical_p(),
        "an acceptance of 0.62 went unseen: p = {p:e}"
    );
    // Accepting more often never makes a hire later: the same answers, the same times.
    let rarer = "time-to-fill-months = { exponential = { mean = 1.5 } }\noffer-acceptance = 0.5";
    let rarer = by_month(&positions(200, rarer, ""), Measure::Hires, 300);
    let so_far = |hired: &[usize], month: usize| hired[..=month].iter().sum::<usize>();
    assert!((0..12).all(|month| so_far(&hired, month) >= so_far(&rarer, month)));
}

/// Ten positions and 2.5 places a month: 2, 3, 2, 3 are hired, and who waits is put off month by month.
#[test]
fn hires_start_as_places_allow() {
    let plan = positions(10, "", "workforce.hires-per-month = 2.5");
    assert_eq!(
        by_month(&plan, Measure::Hires, 1),
        [2, 3, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0]
    );
    assert_eq!(
        by_month(&plan, Measure::HiresPostponed, 1)[..5],
        [8, 5, 3, 0, 0]
    );
    let without = positions(10, "", "");
    assert_eq!(by_month(&without, Measure::Hires, 1)[0], 10);
    // A freeze comes on top.
    let frozen = plan.with("events.pause.freeze = { from = \"2027-02\", until = \"2027-04\" }");
    assert_eq!(
        by_month(&frozen, Measure::Hires, 1)[..7],
        [2, 0, 0, 3, 2, 3, 0]
    );
}

/// Two trainers with two hires a month each take on four; those of a third count once that one is through onboarding.
#[test]
fn new_hires_wait_for_trainers() {
    let rest = "workforce.trainer = { role = \"coach\", hires-per-month = 2 }\n\
                workforce.roles.coach.onboarding-months = 1\n\
                workforce.groups.coaches = { role = \"coach\", count = 2, tenure-months = 20 }\n\
                workforce.groups.coach-3 = { role = \"coach\", count = 1, planned-start = \"2027-02\" }";
    let plan = positions(20, "", rest);
    let hired = plan.run(1).by_month(Measure::Hires, Cut::Role, 0, 0..5);
    assert_eq!(hired, [4, 4, 6, 6, 0]);
}

/// Ten positions, two months of onboarding and three places: three start every other month.
#[test]
fn hires_start_when_onboarding_has_room() {
    let plan = positions(
        10,
        "onboarding-months = 2",
        "workforce.onboarding-places = 3",
    );
    assert_eq!(
        by_month(&plan, Measure::Hires, 1)[..8],
        [3, 0, 3, 0, 3, 0, 1, 0]
    );
}

/// Who leaves makes room for a refill only if there is a place; nobody is lost on the way.
#[test]
fn refills_wait_for_places_too() {
    let plan = Plan::minimal().with(
        "demand.sources.inbound.leads-per-month = 0\nworkforce.hires-per-month = 3\n\
         workforce.groups.ae.count = 60\n\
         workforce.roles.ae = { attrition-per-year = 0.7, time-to-fill-months = 0.5 }\n",
    );
    let run = plan.run(200);
    for month in 0..12 {
        assert!(run.month(Measure::Hires, month).iter().all(|&n| n <= 3.0));
    }
    let (hired, left, put_off) = (
        run.company(Measure::Hires, 0..12).iter().sum::<f64>(),
        run.company(Measure::Leavers, 0..12).iter().sum::<f64>(),
        run.company(Measure::HiresPostponed, 0..12)
            .iter()
            .sum::<f64>(),
    );
    // Sixty people with a hazard of 0.1 a month lose six at first, so that places are always taken, but for the first weeks.
    assert!(left > hired && put_off > 0.0);
    assert!(hired > 200.0 * 3.0 * 10.5, "{hired}");
}

/// One engineer for four executives, and one manager for eight seats of either.
#[test]
fn ratios_add_seats_as_others_open() {
    let plan = Plan::minimal().with(
        r#"
        workforce.groups.ae.count = 5
        workforce.groups.late = { role = "ae", count = 4, planned-start = "2027-07" }
        workforce.groups.se = { role = "se", count = 1, tenure-months = 9 }
        workforce.roles.se.ratio = { per = ["ae"], seats = 4, tenure-months = 12 }
        workforce.roles.manager.ratio = { per = ["ae", "se"], seats = 8 }
        "#,
    );
    let scenario = plan.scenario();
    let seats: Vec<&str> = scenario
        .model
        .workforce
        .seats
        .iter()
        .map(|s| s.id.as_str())
        .collect();
    let added: Vec<&&str> = seats.iter().filter(|id| id.contains("ratio")).collect();
    // Nine executives need three engineers, of whom one is listed; twelve seats need two managers.
    assert_eq!(
        added,
        [
            &"manager-ratio-01",
            &"manager-ratio-02",
            &"se-ratio-02",
            &"se-ratio-03"
        ]
    );
    let run = plan.run(1);
    let heads =
        |role, month| run.over(Measure::Headcount, Cut::Role, role, month..month + 1)[0] / 1e6;
    assert_eq!([heads(1, 0), heads(1, 5), heads(1, 6)], [1.0, 1.0, 2.0]);
    assert_eq!([heads(2, 0), heads(2, 5), heads(2, 6)], [2.0, 2.0, 3.0]);
}

/// Five executives in the north and three in the south need two engineers and one there; one is listed in the north, and one
/// for everywhere, who counts for neither.
#[test]
fn ratios_by_territory_add_seats_to_each() {
    let plan = Plan::minimal().with(
        r#"
        remove = ["workforce.groups.ae"]
        territory.territories = { north = {}, south = {} }
        [workforce.groups]
        n = { role = "ae", count = 5, tenure-months = 9, territory = "north" }
        s = { role = "ae", count = 2, tenure-months = 9, territory = "south" }
        t = { role = "ae", count = 1, planned-start = "2027-07", territory = "south" }
        sn = { role = "se", count = 1, tenure-months = 9, territory = "north" }
        se = { role = "se", count = 1, tenure-months = 9 }
        [workforce.roles.se]
        ratio = { per = ["ae"], seats = 4, tenure-months = 12, by-territory = true }
        "#,
    );
    let scenario = plan.scenario();
    let seats = &scenario.model.workforce.seats;
    let added = seats.iter().filter(|seat| seat.id.contains("ratio"));
    let added: Vec<_> = added
        .map(|seat| (seat.id.as_str(), seat.territory))
        .collect();
    assert_eq!(
        added,
        [
            ("se-north-ratio-02", Some(0)),
            ("se-south-ratio-01", Some(1))
        ]
    );
}

/// Three months of 5,000 for one leaver, in the month of the leave, and once.
#[test]
fn severance_is_paid_once() {
    let run = Plan::minimal()
        .with(
            "demand.sources.inbound.leads-per-month = 0\n\
             workforce.roles.ae = { base-per-year = 60_000, backfill = false, load = 0.2 }\n\
             events.out.leave = { seats = [\"ae-01\"], month = \"2027-04\", severance-months = 3 }\n",
        )
        .run(2);
    let paid: Vec<f64> = (0..12)
        .map(|m| run.month(Measure::Severance, m)[1])
        .collect();
    assert_eq!(paid[3], 1_500_000.0);
    assert_eq!(paid.iter().sum::<f64>(), 1_500_000.0);
    assert_eq!(run.month(Measure::Cost, 3)[0], 1_500_000.0);
    assert_eq!(run.month(Measure::Cost, 2)[0], 600_000.0);
}
