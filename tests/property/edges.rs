//! Plans at the edge: nobody, nothing, all or none.

use foresell::measure::{Cut, Measure};
use foresell::scenario::ScenarioError;
use foresell_tests::plan::{Plan, Run};

const N_TRIALS: u32 = 50;

/// The minimal plan with work for its one seat, who is paid for bookings.
fn busy() -> Plan {
    Plan::minimal().with(
        r#"
        [funnel.stages.closing]
        dwell-days = 0
        decay-days = 20
        activities.work = { role = "owner", hours = 10 }
        [workforce.roles.ae]
        base-per-year = 60_000
        [comp.plans.ae]
        roles = ["ae"]
        measure = "bookings"
        period = "quarter"
        quota-per-year = 20_000
        rate = 0.1
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 2 }]
        "#,
    )
}

fn sum(run: &Run, measure: Measure) -> f64 {
    run.company(measure, 0..12).iter().sum()
}

#[test]
fn without_leads_nothing_happens_but_cost() {
    let run = busy()
        .with("demand.sources.inbound.leads-per-month = 0")
        .run(N_TRIALS);
    let flows = [
        Measure::Leads,
        Measure::Opportunities,
        Measure::Wins,
        Measure::Lost,
        Measure::Expired,
        Measure::Bookings,
    ];
    for measure in flows {
        assert_eq!(sum(&run, measure), 0.0, "{measure:?}");
    }
    assert_eq!(sum(&run, Measure::VariablePay), 0.0);
    assert_eq!(sum(&run, Measure::Cost), 50.0 * 6_000_000.0);
    assert_eq!(sum(&run, Measure::Contribution), -50.0 * 6_000_000.0);
    assert_eq!(sum(&run, Measure::SettledWithQuota), 50.0 * 4.0);
    assert_eq!(sum(&run, Measure::SettledAtQuota), 0.0);
}

#[test]
fn certain_loss_and_certain_win_are_certain() {
    for (pass, won, lost) in [(0, 0.0, 1.0), (1, 1.0, 0.0)] {
        let decided = format!(
            "demand.tiers = {{ hot = {{ share = 1, lift = 2 }}, cold = {{ share = 1, lift = -2 }} }}\n\
             [funnel.stages.closing]\npass = {pass}\ndwell-days = 0\n"
        );
        let run = Plan::minimal().with(&decided).run(N_TRIALS);
        let leads = sum(&run, Measure::Leads);
        assert!(leads > 0.0);
        assert_eq!(sum(&run, Measure::Wins), won * leads);
        assert_eq!(sum(&run, Measure::Lost), lost * leads);
    }
}

#[test]
fn one_seat_does_everything() {
    let run = busy().run(N_TRIALS);
    assert!(sum(&run, Measure::Wins) > 0.0);
    for measure in [Measure::Wins, Measure::Bookings, Measure::VariablePay] {
        assert_eq!(
            run.over(measure, Cut::Seat, 0, 0..1),
            run.company(measure, 0..12),
            "{measure:?}"
        );
    }
}

#[test]
fn a_horizon_without_months_is_refused() {
    let Err(ScenarioError::Invalid { findings, .. }) =
        Plan::minimal().with("horizon.months = 0").load()
    else {
        panic!("a plan of no months was accepted");
    };
    let messages: Vec<_> = findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(messages, ["0 is out of range: expected 1 to 600"]);
}

#[test]
fn a_horizon_of_one_month_is_a_plan() {
    let run = busy().with("horizon.months = 1").run(N_TRIALS);
    assert!(run.month(Measure::Leads, 0).iter().sum::<f64>() > 0.0);
}

/// Seats that nobody fills: leads wait or give up, nobody is paid, and the capacity is lost to vacancies.
#[test]
fn without_people_leads_expire() {
    let empty = busy().with(
        r#"
        remove = ["workforce.groups.ae"]
        workforce.groups.empty = { role = "ae", count = 2, planned-start = "2027-01" }
        workforce.roles.ae = { time-to-fill-months = 100, capacity-per-year = 60_000 }
        "#,
    );
    let run = empty.run(N_TRIALS);
    for measure in [
        Measure::Wins,
        Measure::Lost,
        Measure::Hires,
        Measure::Headcount,
        Measure::Cost,
        Measure::Capacity,
    ] {
        assert_eq!(sum(&run, measure), 0.0, "{measure:?}");
    }
    assert_eq!(sum(&run, Measure::CapacityVacant), 50.0 * 2.0 * 6_000_000.0);
    assert_eq!(sum(&run, Measure::CapacityBound), 50.0 * 12.0);
    let waiting = run.month(Measure::Waiting, 11).iter().sum::<f64>();
    assert_eq!(
        sum(&run, Measure::Leads),
        sum(&run, Measure::Expired) + waiting
    );
    let patient = empty
        .with("remove = [\"funnel.stages.closing.decay-days\"]")
        .run(N_TRIALS);
    assert_eq!(
        patient.month(Measure::Waiting, 11).iter().sum::<f64>(),
        sum(&patient, Measure::Leads)
    );
}

#[test]
fn a_freeze_of_the_whole_horizon_hires_nobody() {
    let team =
        busy().with("workforce.roles.ae.attrition-per-year = 0.6\nworkforce.groups.ae.count = 10");
    assert!(sum(&team.run(N_TRIALS), Measure::Hires) > 0.0);
    let frozen = team
        .with("events.freeze.freeze = { from = \"2027-01\" }")
        .run(N_TRIALS);
    assert_eq!(sum(&frozen, Measure::Hires), 0.0);
    assert!(sum(&frozen, Measure::Leavers) > 0.0);
}

/// Without a quota there is no attainment: the first tier pays, and nobody misses or makes it.
#[test]
fn a_quota_of_zero_is_no_quota() {
    let run = busy()
        .with("comp.plans.ae.quota-per-year = 0")
        .run(N_TRIALS);
    assert_eq!(sum(&run, Measure::SettledWithQuota), 0.0);
    assert_eq!(sum(&run, Measure::StreetQuota), 0.0);
    assert!(sum(&run, Measure::Bookings) > 0.0);
    assert_eq!(
        sum(&run, Measure::VariablePay),
        0.1 * sum(&run, Measure::Bookings)
    );
}

/// A rep whose markets have no weight among the leads to be prospected finds none, and says so with a zero.
#[test]
fn a_rep_without_a_market_prospects_nothing() {
    let prospecting = |territory: &str| {
        let run = Plan::minimal()
            .with(&format!(
                r#"
                remove = ["demand.sources.inbound"]
                demand.sources.outbound = {{ leads-per-month = 5, prospected-by = "sdr", mix = {{ by-region = {{ all = 1, far = 0 }} }} }}
                regions.far = {{}}
                workforce.roles.sdr = {{}}
                workforce.groups.sdr = {{ role = "sdr", count = 1, tenure-months = 24, territory = "{territory}" }}
                territory.territories.far.regions = ["far"]
                territory.territories.near.regions = ["all"]
                "#
            ))
            .run(N_TRIALS);
        sum(&run, Measure::Leads)
    };
    assert_eq!(prospecting("far"), 0.0);
    assert!(prospecting("near") > 0.0);
}

/// Work that meets a month without selling days goes on after it.
#[test]
fn work_rests_in_a_month_without_selling_days() {
    // Six hours of a month of ten begin in the middle of June: five are left for June, none for July, one for August.
    let days = [10, 10, 10, 10, 10, 10, 0, 10, 10, 10, 10, 20];
    let plan = |days: [u32; 12]| {
        Plan::minimal().with(&format!(
            r#"
            calendar.selling-days = {days:?}
            horizon.timing = "monthly"
            demand.sources.inbound.leads-per-month = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
            workforce.roles.ae.hours-per-month = 10
            workforce.groups.ae.count = 50
            territory.routing.ae = "pool"
            [funnel.stages.closing]
            pass = 1
            dwell-days = 0
            activities.work = {{ role = "owner", hours = 6 }}
            "#
        ))
    };
    let wins = |run: &Run, month| run.month(Measure::Wins, month).iter().sum::<f64>();
    let (resting, steady) = (plan(days).run(N_TRIALS), plan([10; 12]).run(N_TRIALS));
    let leads = sum(&resting, Measure::Leads);
    assert!(leads > 0.0);
    assert_eq!((wins(&resting, 6), wins(&resting, 7)), (0.0, leads));
    assert_eq!((wins(&steady, 6), wins(&steady, 7)), (leads, 0.0));
}

/// People whose last day is the last of the horizon leave their work to nobody.
#[test]
fn whoever_leaves_at_the_end_leaves_work_behind() {
    let run = busy()
        .with(
            r#"
            horizon.timing = "monthly"
            workforce.groups.ae.count = 5
            workforce.roles.ae.attrition-per-year = 0.9
            funnel.stages.closing.activities.work.hours = 160
            demand.sources.inbound.leads-per-month = 20
            "#,
        )
        .run(N_TRIALS);
    assert!(run.month(Measure::Leavers, 11).iter().sum::<f64>() > 0.0);
    assert!(run.month(Measure::Waiting, 11).iter().sum::<f64>() > 0.0);
}

/// The codes of what is found in the minimal plan with an overlay, in order.
fn codes(overlay: &str) -> Vec<&'static str> {
    match Plan::minimal().with(overlay).load() {
        Err(ScenarioError::Invalid { findings, .. }) => {
            findings.iter().map(|f| f.code.id()).collect()
        }
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

/// A mistake somewhere else does not hide that nobody travels.
#[test]
fn a_way_that_nobody_goes_is_found_beside_other_mistakes() {
    let travel = "territory.travel = { km-per-hour = 80 }\n";
    assert_eq!(codes(travel), ["E0217"]);
    let wrong = "funnel.stages.closing.pass = 7\n";
    let both = codes(&format!("{wrong}{travel}"));
    assert!(
        both.contains(&"E0211") && both.contains(&"E0217"),
        "{both:?}"
    );
    let visit = "funnel.stages.closing.activities.visit = { role = \"owner\", hours = 2, on-site = true }\n";
    let both = codes(&format!("{wrong}{visit}{travel}"));
    assert!(
        both.contains(&"E0211") && both.contains(&"E0217"),
        "{both:?}"
    );
    // Whether anybody travels is not known where what would say so cannot be used.
    let unclear = visit.replace("true", "\"yes\"");
    assert!(!codes(&format!("{unclear}{travel}")).contains(&"E0217"));
}

#[test]
fn a_change_of_owner_costs_the_middle_of_what_is_published_unless_said() {
    let loss = |overlay: &str| {
        let model = Plan::minimal().with(overlay).scenario().model;
        model.territories.hand_over.map(|costs| costs.loss.at(0, 0))
    };
    assert_eq!(loss(""), None);
    assert_eq!(loss("territory.hand-over = {}\n"), Some(0.154));
    assert_eq!(loss("territory.hand-over.loss = 0.2\n"), Some(0.2));
}

/// Where a new cut halves the accounts that a seat looks after, leads that follow its time double: 40,000 a month are
/// 80,000 then, more than can be told apart.
#[test]
fn leads_that_follow_time_are_checked_under_the_cut_that_holds() {
    let codes = |cut: &str| {
        let plan = Plan::minimal()
            .with(&format!(
                r#"
                remove = ["workforce.groups.ae"]
                horizon.months = 2
                regions = {{ north = {{}}, south = {{}} }}
                workforce.seats = "seats.csv"
                workforce.roles.ae.hours-per-month = 200
                territory.territories = {{ both = {{ regions = ["north", "south"] }}, north = {{ regions = ["north"] }}, south = {{ regions = ["south", "all"] }} }}
                {cut}
                [demand.sources.inbound]
                leads-per-month = {{ by-region = {{ north = 40_000, south = 1, all = 0 }} }}
                coverage-response = {{ hours-per-account = 1, accounts = 100, power = {{ elasticity = 1 }} }}
                "#
            ))
            .table(
                "seats.csv",
                "seat,role,territory,hired\na,ae,both,2025-01-01\nb,ae,south,2025-01-01\n",
            );
        match plan.load() {
            Err(ScenarioError::Invalid { findings, .. }) => {
                findings.iter().map(|f| f.code.id()).collect()
            }
            Err(error) => panic!("{error}"),
            Ok(_) => Vec::new(),
        }
    };
    assert_eq!(codes(""), Vec::<&str>::new());
    let cut = "events.anew.recut = { month = \"2027-02\", seats = { a = \"north\" } }";
    assert_eq!(codes(cut), ["E0214"]);
}
