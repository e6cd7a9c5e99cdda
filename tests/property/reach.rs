//! Plans whose leads follow people's time, with people on the way to accounts: the same bits however they are written.

use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::Results;
use foresell_tests::plan::Plan;
use proptest::prelude::*;

const SEATS: [&str; 4] = [
    "a1,ae,south,2025-01-01,48.1,11.6",
    "a2,ae,south,2026-12-01,,",
    "a3,ae,north,2024-06-01,53.6,10.0",
    "a4,ae,,2025-06-01,50.1,8.7",
];
const ACCOUNTS: [&str; 6] = [
    "group,all,north,2,3,53.1,8.8,a3,",
    "group-b,all,north,1,,52.4,9.7,,group",
    "group-c,all,north,3,0.5,,,,group-b",
    "mill,all,all,1,2,48.4,10.9,a1,",
    "mill-2,all,all,1,1,49.4,11.1,,mill",
    "yard,all,all,4,,47.8,13.0,,",
];
const OVERLAY: &str = r#"remove = ["workforce.groups.ae"]
demand.accounts = "accounts.csv"
workforce.seats = "seats.csv"

[regions.north]

[demand.sources.inbound]
leads-per-month = 6
coverage-response = { hours-per-account = 12, power = { elasticity = { uniform = { low = 0.2, high = 0.5 } } } }

[funnel.stages.closing]
decay-days = 20
activities = { visit = { role = "owner", count = 2, hours = { exponential = { mean = 6 } }, on-site = true } }

[workforce.roles.ae]
ramp = { months = 4 }
attrition-per-year = 0.4
time-to-fill-months = { exponential = { mean = 2 } }

[territory]
children-follow-parents = true
territories = { north = { regions = ["north"] }, south = { regions = ["all"] } }
routing = { ae = "owner" }
travel = { km-per-hour = { uniform = { low = 60, high = 90 } }, cost-per-km = 0.31, detour = 1.2 }
"#;

fn plan(seats: &[&str], accounts: &[&str]) -> Plan {
    Plan::minimal()
        .with(OVERLAY)
        .table(
            "seats.csv",
            &format!(
                "seat,role,territory,hired,latitude,longitude\n{}\n",
                seats.join("\n")
            ),
        )
        .table(
            "accounts.csv",
            &format!(
                "account,segment,region,potential,workload,latitude,longitude,owner,parent\n{}\n",
                accounts.join("\n")
            ),
        )
}

fn run(plan: &Plan, n_threads: usize) -> Results {
    let model = plan.scenario().model;
    simulate(&model, Seed(5), 0..40, Some(n_threads), &Unwatched)
        .expect("the machine gives threads")
        .results
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn order_and_threads_change_nothing(
        seats in Just(SEATS.to_vec()).prop_shuffle(),
        accounts in Just(ACCOUNTS.to_vec()).prop_shuffle(),
        n_threads in 1_usize..4,
    ) {
        let written = run(&plan(&SEATS, &ACCOUNTS), 1);
        prop_assert!(run(&plan(&seats, &accounts), n_threads) == written);
    }
}

/// Children of the group are owned by the owner of the group, and so on downwards; who owns nothing stays as it is.
#[test]
fn children_are_owned_by_who_owns_their_parent() {
    let model = plan(&SEATS, &ACCOUNTS).scenario().model;
    let owner = |id: &str| {
        let accounts = &model.territories.accounts;
        let account = accounts.iter().find(|account| account.id == id);
        let owner = account.expect("it is listed").owners.rest;
        owner.map(|seat| model.workforce.seats[seat].id.as_str())
    };
    let owners = ["group", "group-b", "group-c", "mill-2", "yard"].map(owner);
    assert_eq!(
        owners,
        [Some("a3"), Some("a3"), Some("a3"), Some("a1"), None]
    );
    let by_itself = plan(&SEATS, &ACCOUNTS).with("territory.children-follow-parents = false\n");
    let accounts = by_itself.scenario().model.territories.accounts;
    assert!(accounts.iter().filter(|a| !a.owners.is_nobody()).count() == 2);
}

/// A new cut that gives the group to another seat takes along the children that have no owner of their own.
#[test]
fn children_change_hands_with_their_parent() {
    let cut = "[events.anew.recut]\nmonth = \"2027-04\"\naccounts = { group = \"a4\", group-c = \"a1\" }\n";
    let model = plan(&SEATS, &ACCOUNTS).with(cut).scenario().model;
    let seat = |owner: Option<usize>| owner.map(|seat| model.workforce.seats[seat].id.as_str());
    let owners = model.territories.recuts[0].owners.iter();
    let owners: Vec<_> = owners.map(|owners| seat(owners.rest)).collect();
    let expected = [
        Some("a4"),
        Some("a4"),
        Some("a1"),
        Some("a1"),
        Some("a1"),
        None,
    ];
    assert_eq!(owners, expected);
}

/// Travel is a cost like any other, and people are no more on the way than they are at work.
#[test]
fn travel_is_a_cost_and_takes_time_at_work() {
    let results = run(&plan(&SEATS, &ACCOUNTS), 1);
    let of = |measure| results.company(measure, 0..12);
    let (cost, travel) = (of(Measure::Cost), of(Measure::Travel));
    assert!(travel.iter().all(|&money| money > 0));
    assert_eq!(cost, travel, "nothing else costs anything here");
    let used = results.over(Measure::HoursUsed, Cut::Role, 0, 0..12);
    let way = of(Measure::TravelHours);
    assert!(
        way.iter()
            .zip(&used)
            .all(|(way, used)| 0 < *way && way < used)
    );
}

/// A visit that takes no time of its own still takes the way: once nobody ramps any more, hours of work are the hours on the
/// way and nothing else.
#[test]
fn the_way_to_a_visit_takes_time_also_if_the_visit_takes_none() {
    let short = "funnel.stages.closing.activities = { visit = { role = \"owner\", count = 2, hours = 0, on-site = true } }\n\
                 workforce.roles.ae.attrition-per-year = 0\n";
    let results = run(&plan(&SEATS, &ACCOUNTS).with(short), 1);
    let way = results.company(Measure::TravelHours, 6..12);
    let used = results.over(Measure::HoursUsed, Cut::Role, 0, 6..12);
    assert!(way.iter().all(|&hours| hours > 0));
    assert_eq!(way, used);
}
