//! Splits of deals in simulated futures: whose part is what, to the cent.

use foresell::comp::line::Kind;
use foresell::kernel::stream::Seed;
use foresell::measure::Measure;
use foresell::model::chronicle::{Chronicle, Happening, Pay};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::model::trial::Simulator;
use foresell::report::Subject;
use foresell::scenario::{Memory, Scenario, ScenarioError, load};
use foresell_tests::scenario::{MINIMAL, shown};

/// An SDR makes every lead an opportunity, an engineer works on each of them, an AE owns it; all report to one manager.
/// A deal is worth 1,000.01.
const THREE: &str = r#"
remove = ["workforce.groups.ae"]
[funnel]
order = ["qualify", "closing"]
deal-size = 1_000.01
[funnel.stages.qualify]
pass = 1
dwell-days = 1
activities = { call = { role = "sdr", hours = 0.1 } }
[funnel.stages.closing]
pass = 1
dwell-days = 1
activities = { close = { role = "owner", hours = 0.1 }, demo = { role = "se", hours = 0.1 } }
[workforce.roles.sdr]
[workforce.roles.se]
[workforce.roles.manager]
[workforce.groups]
sdr = { role = "sdr", count = 1, tenure-months = 24, manager = "boss-01" }
se = { role = "se", count = 1, tenure-months = 24, manager = "boss-01" }
rep = { role = "ae", count = 1, tenure-months = 24, manager = "boss-01" }
boss = { role = "manager", count = 1, tenure-months = 24 }
[comp.plans.ae]
roles = ["ae"]
measure = "wins"
period = "month"
rate = 0
quota-per-year = 0
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }]
spiffs = { each = { per-deal = 10 } }
[comp.plans.manager]
roles = ["manager"]
measure = "wins"
credit = "team"
period = "month"
rate = 1
quota-per-year = 0
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }]
[comp.plans.manager.components.value]
measure = "bookings"
credit = "team"
period = "month"
rate = 1
quota-per-year = 0
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }]
"#;

fn try_three(overlay: &str) -> Result<Scenario, ScenarioError> {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("three.toml", format!("extends = \"minimal.toml\"\n{THREE}"))
        .with("plan.toml", format!("extends = \"three.toml\"\n{overlay}"));
    load(&files, &["plan.toml".into()])
}

fn three(overlay: &str) -> Scenario {
    try_three(overlay).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

fn replay(scenario: &Scenario) -> Chronicle {
    Simulator::new(&scenario.model).replay(Seed(5), 0).0
}

/// Seats and cents of each deal that is won.
fn credits(scenario: &Scenario, chronicle: &Chronicle) -> Vec<Vec<(String, i64, i64)>> {
    let mut deals: Vec<Vec<(String, i64, i64)>> = Vec::new();
    for entry in &chronicle.entries {
        match &entry.what {
            Happening::Wins { .. } => deals.push(Vec::new()),
            Happening::Credits { seat, counted, .. } if counted.wins > 0 => {
                let seat = scenario.model.workforce.seats[*seat].id.clone();
                let credit = (seat, counted.bookings.minor(), counted.wins);
                deals.last_mut().unwrap().push(credit);
            }
            _ => {}
        }
    }
    deals
}

fn paid(scenario: &Scenario, chronicle: &Chronicle, seat: &str, kind: Kind) -> i64 {
    let mut seats = scenario.model.workforce.seats.iter();
    let ix = seats.position(|s| s.id == seat).unwrap();
    let lines = chronicle
        .pays()
        .filter(|pay| pay.seat == ix)
        .flat_map(|pay| &pay.lines);
    let of_kind = lines.filter(|line| line.item.kind() == kind);
    of_kind.map(|line| line.amount.minor()).sum()
}

#[test]
fn parts_of_a_deal_sum_to_it_and_the_team_has_it_once() {
    let third = 1.0 / 3.0;
    let scenario = three(&format!(
        "[comp.splits]\na = {{ with = \"creator\", share = {third} }}\nb = {{ with = \"se\", share = {third} }}\n"
    ));
    let chronicle = replay(&scenario);
    let deals = credits(&scenario, &chronicle);
    assert!(deals.len() > 50);
    for deal in &deals {
        // Cents of 1,000.01 up to a third, two thirds and the whole: 33,334, 66,667 and 100,001.
        let expected = [("sdr-01", 33_334), ("se-01", 33_333), ("rep-01", 33_334)];
        let expected = expected.map(|(seat, cents)| (seat.to_owned(), cents, 1));
        assert_eq!(*deal, expected);
    }
    let n_wins = i64::try_from(deals.len()).unwrap();
    let team = paid(&scenario, &chronicle, "boss-01", Kind::Commission);
    assert_eq!(
        team,
        n_wins * (100 + 100_001),
        "one win and its value for each deal"
    );
    assert_eq!(
        paid(&scenario, &chronicle, "rep-01", Kind::Spiff),
        n_wins * 1_000
    );
    let results = simulate(&scenario.model, Seed(5), 0..1, None, &Unwatched)
        .unwrap()
        .results;
    assert_eq!(results.company(Measure::Wins, 0..12)[0], n_wins);
}

#[test]
fn an_owner_who_gives_all_away_has_neither_the_win_nor_its_spiff() {
    let scenario = three(
        "[comp.splits]\na = { with = \"creator\", share = 0.7 }\nb = { with = \"se\", share = 0.3 }\n",
    );
    let chronicle = replay(&scenario);
    let deals = credits(&scenario, &chronicle);
    assert!(!deals.is_empty());
    for deal in &deals {
        let expected = [("sdr-01", 70_001), ("se-01", 30_000)];
        assert_eq!(
            *deal,
            expected.map(|(seat, cents)| (seat.to_owned(), cents, 1))
        );
    }
    assert_eq!(paid(&scenario, &chronicle, "rep-01", Kind::Spiff), 0);
}

#[test]
fn a_double_split_leaves_the_owner_all_and_the_team_one_deal() {
    let scenario = three("[comp.splits]\na = { with = \"creator\", share = 0.5, double = true }\n");
    let chronicle = replay(&scenario);
    let deals = credits(&scenario, &chronicle);
    for deal in &deals {
        let expected = [("sdr-01", 50_001), ("rep-01", 100_001)];
        assert_eq!(
            *deal,
            expected.map(|(seat, cents)| (seat.to_owned(), cents, 1))
        );
    }
    let n_wins = i64::try_from(deals.len()).unwrap();
    let team = paid(&scenario, &chronicle, "boss-01", Kind::Commission);
    assert_eq!(team, n_wins * (100 + 100_001));
}

#[test]
fn splits_beyond_the_whole_are_found_and_shares_that_are_drawn_are_cut() {
    let splits = |a: &str, b: &str| {
        format!(
            "[comp.splits]\na = {{ with = \"creator\", share = {a} }}\nb = {{ with = \"se\", share = {b} }}\n"
        )
    };
    let Err(ScenarioError::Invalid { findings, .. }) = try_three(&splits("0.7", "0.4")) else {
        panic!("1.1 of a deal were given away");
    };
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code.id()).collect();
    assert_eq!(codes, ["E0610"]);
    assert!(try_three(&splits("0.7", "0.3")).is_ok());
    assert!(try_three(&splits("0.7", "0.4, double = true")).is_ok());
    let drawn = three(&splits("{ uniform = { low = 0.8, high = 0.9 } }", "0.4"));
    for deal in credits(&drawn, &replay(&drawn)) {
        assert_eq!(deal.len(), 2, "nothing is left for the owner");
        assert_eq!(deal.iter().map(|(_, cents, _)| cents).sum::<i64>(), 100_001);
    }
}

#[test]
fn an_activity_that_takes_no_time_counts_for_whoever_does_it() {
    // Each lead takes a call and two e-mails, each deal a note; none of them takes any time.
    let scenario = three(
        r#"
        funnel.stages.qualify.activities.call.hours = 0
        funnel.stages.qualify.activities.email = { role = "sdr", count = 2, hours = 0 }
        funnel.stages.closing.activities.note = { role = "se", hours = 0 }
        [comp.plans.help]
        roles = ["sdr", "se"]
        measure = "activities"
        activities = ["call", "email", "note"]
        period = "month"
        rate = 1
        quota-per-year = 0
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        "#,
    );
    let chronicle = replay(&scenario);
    let opens = chronicle
        .entries
        .iter()
        .filter(|e| matches!(e.what, Happening::Opens { .. }));
    let results = simulate(&scenario.model, Seed(5), 0..1, None, &Unwatched)
        .unwrap()
        .results;
    let n_leads = results.company(Measure::Leads, 0..12)[0];
    let n_opened = i64::try_from(opens.count()).unwrap();
    assert!(n_leads >= n_opened && n_opened > 50);
    assert_eq!(
        paid(&scenario, &chronicle, "sdr-01", Kind::Commission),
        300 * n_leads
    );
    assert_eq!(
        paid(&scenario, &chronicle, "se-01", Kind::Commission),
        100 * n_opened
    );
}

/// Who makes a lead an opportunity shares the deal, and whoever of the same role worked on it has it doubled: one seat
/// is credited with 0.4 + 0.9 of each deal.
#[test]
fn what_a_future_writes_is_read_and_paid_like_the_future() {
    let scenario = three(
        "[comp.splits]\nmade = { with = \"creator\", share = 0.4 }\n\
         helped = { with = \"sdr\", share = 0.9, double = true }\n\
         [comp.plans.sdr]\nroles = [\"sdr\"]\nmeasure = \"bookings\"\nperiod = \"month\"\nrate = 1\n\
         quota-per-year = 0\ntier-method = \"marginal\"\ntiers = [{ above = 0, multiplier = 1 }]\n\
         spiffs = { each = { per-deal = 10 } }\n",
    );
    let chronicle = replay(&scenario);
    let table = foresell::report::credits::credits(Subject::from(&scenario), &chronicle);
    let csv = String::from_utf8(foresell::report::csv::bytes(&table)).unwrap();
    assert!(csv.lines().any(|line| line.contains(",1.3,")), "{csv}");
    let told = crate::paid(&scenario, &csv, 12);
    for seat in ["sdr-01", "rep-01", "boss-01"] {
        let mut seats = scenario.model.workforce.seats.iter();
        let ix = seats.position(|s| s.id == seat).unwrap();
        let by_month = |pays: &mut dyn Iterator<Item = &Pay>| -> Vec<(usize, i64)> {
            pays.filter(|pay| pay.seat == ix && pay.total().minor() != 0)
                .map(|pay| (pay.month, pay.total().minor()))
                .collect()
        };
        let (future, table) = (by_month(&mut chronicle.pays()), by_month(&mut told.iter()));
        assert!(future.len() > 6, "{seat}");
        assert_eq!(future.len(), table.len(), "{seat}");
        for (future, table) in future.iter().zip(&table) {
            // The sum of two rounded shares of a deal may be a cent apart from the share of the sum.
            let apart = (future.1 - table.1).abs();
            assert!(
                future.0 == table.0 && apart < 20,
                "{seat}: {future:?} {table:?}"
            );
        }
    }
}
