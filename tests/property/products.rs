//! Accounts that are shared by product: worked examples, and that whoever owns a deal sells its product.

use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::chronicle::{DealEntry, Happening};
use foresell::model::trial::Simulator;
use foresell_tests::plan::{Plan, Run};
use proptest::prelude::*;

use crate::conservation::holds;
use crate::draft::{N_TRIALS, config, drafts};

const TRIALS: u32 = 20;

/// One region, in which Dana sells machines for 1,000.00 each and Eli service for 1.00, and all of it is bought at once.
fn plan() -> Plan {
    Plan::minimal()
        .with(
            r#"
            remove = ["workforce.groups.ae"]
            products = { machines = { weight = 3 }, service = {} }
            funnel.deal-size = { by-product = { machines = 1_000, service = 1 } }
            funnel.stages.closing = { pass = 1, dwell-days = 0 }
            workforce.seats = "seats.csv"
            [territory.territories]
            machines = { products = ["machines"] }
            service = { products = ["service"] }
            "#,
        )
        .table("seats.csv", SEATS)
}

const SEATS: &str =
    "seat,role,territory,hired\ndana,ae,machines,2025-01-01\neli,ae,service,2025-01-01\n";

fn bookings(run: &Run, cut: Cut, member: usize) -> Vec<f64> {
    let n = if cut == Cut::Seat { 1 } else { 12 };
    run.over(Measure::Bookings, cut, member, 0..n)
}

/// What is booked with machines is whole thousands of the currency, and what is left is service.
fn by_product(run: &Run) -> Vec<(f64, f64)> {
    let all = run.company(Measure::Bookings, 0..12).into_iter();
    let wins = run.company(Measure::Wins, 0..12).into_iter();
    // With m machines and s services, 1000 m + s is booked and m + s are won.
    let split = |(booked, wins): (f64, f64)| {
        let machines = (booked / 100.0 - wins) / 999.0;
        (machines * 100_000.0, (wins - machines) * 100.0)
    };
    all.zip(wins).map(split).collect()
}

#[test]
fn each_sells_the_own_product_to_the_accounts_of_both() {
    let run = plan().run(TRIALS);
    let (machines, service): (Vec<_>, Vec<_>) = by_product(&run).into_iter().unzip();
    assert!(
        machines
            .iter()
            .zip(&service)
            .all(|(m, s)| *m > 0.0 && *s > 0.0)
    );
    for cut in [Cut::Seat, Cut::Territory] {
        assert_eq!(bookings(&run, cut, 0), machines, "{cut:?}");
        assert_eq!(bookings(&run, cut, 1), service, "{cut:?}");
    }
    // The market is the one that it would be if both sold everything.
    let shared = plan()
        .with("territory.territories = { machines = { products = [\"machines\", \"service\"] }, service = { products = [\"service\", \"machines\"] } }\n")
        .run(TRIALS);
    for measure in [Measure::Leads, Measure::Bookings, Measure::Wins] {
        assert_eq!(run.company(measure, 0..12), shared.company(measure, 0..12));
    }
    assert_ne!(bookings(&shared, Cut::Seat, 0), machines);
}

/// When Eli leaves for good in July, nobody is credited with service from then on, and Dana with what she had before.
#[test]
fn a_vacancy_leaves_the_other_product_alone() {
    let both = plan().run(TRIALS);
    let without = plan()
        .with("events.bye.leave = { seats = [\"eli\"], month = \"2027-07\" }\nworkforce.roles.ae.time-to-fill-months = 100\n")
        .run(TRIALS);
    assert_eq!(
        bookings(&both, Cut::Seat, 0),
        bookings(&without, Cut::Seat, 0)
    );
    let of_half = |run: &Run, months| run.over(Measure::Bookings, Cut::Territory, 1, months);
    assert_eq!(of_half(&both, 0..6), of_half(&without, 0..6));
    assert!(of_half(&without, 6..12).iter().all(|&booked| booked == 0.0));
    assert_eq!(
        both.company(Measure::Bookings, 0..12),
        without.company(Measure::Bookings, 0..12)
    );
}

/// A cut that exchanges the products in July: each is credited with the own product before, with the other's after.
#[test]
fn a_new_cut_may_move_a_product() {
    let cut = "[events.exchange.recut]\nmonth = \"2027-07\"\nterritories = { machines = { products = [\"service\"] }, service = { products = [\"machines\"] } }\n";
    let (before, after) = (plan().run(TRIALS), plan().with(cut).run(TRIALS));
    let of = |run: &Run, territory, months| {
        run.over(Measure::Bookings, Cut::Territory, territory, months)
    };
    for (one, other) in [(0, 1), (1, 0)] {
        assert_eq!(of(&before, one, 0..6), of(&after, one, 0..6));
        assert_eq!(of(&before, one, 6..12), of(&after, other, 6..12));
    }
}

/// Who prospects finds leads for the own products only, as many as for all of them.
#[test]
fn prospectors_find_leads_for_what_they_sell() {
    let outbound = "demand.sources.inbound = { prospected-by = \"ae\", leads-per-month = 10 }\n";
    let run = plan().with(outbound).run(TRIALS);
    let alone = plan()
        .with(outbound)
        .table(
            "seats.csv",
            &SEATS.replace("eli,ae,service", "eli,ae,machines"),
        )
        .run(TRIALS);
    for (trial, (machines, service)) in by_product(&run).into_iter().enumerate() {
        assert_eq!(bookings(&run, Cut::Seat, 0)[trial], machines);
        assert_eq!(bookings(&run, Cut::Seat, 1)[trial], service);
    }
    assert_eq!(
        run.company(Measure::Leads, 0..12),
        alone.company(Measure::Leads, 0..12)
    );
    assert!(
        by_product(&alone)
            .iter()
            .all(|&(_, service)| service == 0.0)
    );
}

/// A named account whose owner sells everything, and somebody else for its service.
#[test]
fn an_account_may_have_an_owner_for_each_product() {
    let shared = plan()
        .with("demand.accounts = \"accounts.csv\"\nterritory = { routing = { ae = \"owner\" }, product-owners = \"owners.csv\", territories = { machines = { products = [\"machines\", \"service\"] } } }\n")
        .table("seats.csv", &format!("{SEATS}fay,ae,,2025-01-01\n"))
        .table("accounts.csv", "account,segment,region,owner\nacme,all,all,dana\n")
        .table("owners.csv", "account,product,owner\nacme,service,eli\n");
    let run = shared.run(TRIALS);
    let (machines, service): (Vec<_>, Vec<_>) = by_product(&run).into_iter().unzip();
    assert_eq!(bookings(&run, Cut::Seat, 0), machines);
    assert_eq!(bookings(&run, Cut::Seat, 1), service);
    // In July the account's service goes to Fay, and its machines stay.
    let run = shared
        .with("[events.anew.recut]\nmonth = \"2027-07\"\nproduct-owners = \"anew.csv\"\n")
        .table("anew.csv", "account,product,owner\nacme,service,fay\n")
        .run(TRIALS);
    assert_eq!(bookings(&run, Cut::Seat, 0), machines);
    let (eli, fay) = (bookings(&run, Cut::Seat, 1), bookings(&run, Cut::Seat, 2));
    assert!(
        eli.iter()
            .zip(&fay)
            .zip(&service)
            .all(|((eli, fay), all)| *eli > 0.0 && *fay > 0.0 && eli + fay == *all)
    );
}

/// What is renewed belongs to whoever sells it.
#[test]
fn renewals_are_work_of_whoever_sells_the_product() {
    let run = plan()
        .with(
            r#"
            demand.sources.inbound.leads-per-month = 0.000001
            [contracts]
            value = "acv"
            billing = "annual"
            term-months = 12
            renewal = { probability = 1 }
            renewal-work = { role = "ae", hours = 1, lead-days = 1, unworked = -1 }
            base.old = { count = 12, segment = "all", region = "all", product = "service", arr-each = 1_200, term-months = 12 }
            [workforce.roles.ae]
            hours-per-month = 100
            "#,
        )
        .with("events.bye.leave = { seats = [\"eli\"], month = \"2027-07\" }\nworkforce.roles.ae.time-to-fill-months = 100\n")
        .run(1);
    let half = |measure, months| run.company(measure, months)[0];
    assert_eq!(half(Measure::RenewalsDue, 0..6), 6.0);
    assert_eq!(half(Measure::RenewalsUnworked, 0..6), 0.0);
    // Dana has time for them, and does not sell service.
    assert_eq!(
        half(Measure::RenewalsUnworked, 6..12),
        half(Measure::RenewalsDue, 6..12)
    );
    assert_eq!(half(Measure::RenewalsDue, 6..12), 6.0);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_is_lost_between_products(draft in drafts()) {
        holds(&draft.by_product());
    }

    /// Deals of the first month by the first cut, those from the fourth on by the second, whose holdover is over by then.
    #[test]
    fn whoever_owns_a_deal_sells_its_product(draft in drafts()) {
        let model = draft.by_product().plan().scenario().model;
        let cut = &model.territories.recuts[0];
        let sells = |month: usize, deal: &DealEntry| {
            let Some(seat) = deal.owner else { return true };
            let class = model.dimensions.class_at(deal.class);
            let market = model.dimensions.market(class.segment, class.region);
            let beat = model.territories.beats.of(market, class.product);
            let (territory, areas) = if month < cut.month {
                (model.workforce.seats[seat].territory, &model.territories.areas)
            } else {
                (cut.seats[seat], &cut.areas)
            };
            territory.is_none_or(|t| areas[t].covers(beat))
        };
        let mut simulator = Simulator::new(&model);
        for trial in 0..N_TRIALS {
            let (chronicle, _) = simulator.replay(Seed(5), trial);
            for entry in &chronicle.entries {
                if let Happening::Wins { deal } | Happening::Opens { deal } = &entry.what {
                    let month = entry.month();
                    let held = (cut.month..cut.month + cut.holdover).contains(&month);
                    prop_assert!(held || sells(month, deal), "month {}: {:?}", month, deal);
                }
            }
        }
    }
}
