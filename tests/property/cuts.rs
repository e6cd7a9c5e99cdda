//! New cuts of the territories: worked examples of who has what after them.

use foresell::measure::{Cut, Measure};
use foresell_tests::plan::{Plan, Run};

const TRIALS: u32 = 20;
const SEATS: &str =
    "seat,role,hired,planned-start\ndana,ae,2025-01-01,\neli,ae,,2027-09\nzoe,ae,2025-01-01,\n";

/// Deals of one account that all are won after a hundred days, arise in the first three months, and go to Dana who owns the
/// account; in April it goes to Eli, who comes in September.
fn plan(routing: &str, cut: &str) -> Plan {
    Plan::minimal()
        .with(&format!(
            r#"
            remove = ["workforce.groups.ae"]
            demand.accounts = "accounts.csv"
            demand.sources.inbound.leads-per-month = [10, 10, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            funnel.stages.closing = {{ pass = 1, dwell-days = 100 }}
            territory.routing.ae = "{routing}"
            workforce.seats = "seats.csv"
            {cut}
            "#
        ))
        .table("seats.csv", SEATS)
        .table(
            "accounts.csv",
            "account,segment,region,owner\nacme,all,all,dana\n",
        )
}

const CUT: &str = "events.anew.recut = { month = \"2027-04\", accounts = { acme = \"eli\" } }";

fn wins(run: &Run, seat: usize) -> Vec<f64> {
    run.over(Measure::Wins, Cut::Seat, seat, 0..1)
}

/// All deals are open when the cut comes, since none is closed before the middle of April. They are Eli's from then on, and
/// while nobody sits there what is won counts for the company only.
#[test]
fn deals_of_an_account_go_to_its_new_seat_also_while_that_is_vacant() {
    let before = plan("owner", "").run(TRIALS);
    let after = plan("owner", CUT).run(TRIALS);
    let all = before.company(Measure::Wins, 0..12);
    assert_eq!(wins(&before, 0), all);
    assert_eq!(after.company(Measure::Wins, 0..12), all);
    assert!((0..3).all(|seat| wins(&after, seat).iter().all(|&n| n == 0.0)));
}

/// With work left to do on them, colleagues take over what waits while nobody sits there.
#[test]
fn colleagues_do_the_work_of_a_seat_that_is_vacant() {
    let work = "funnel.order = [\"closing\", \"signing\"]\nfunnel.opportunity-from = \"closing\"\n\
                funnel.stages.signing = { pass = 1, dwell-days = 0, activities = { paper = { role = \"owner\", hours = 1 } } }\n\
                workforce.roles.ae.hours-per-month = 160\n";
    let after = plan("owner", CUT).with(work).run(TRIALS);
    let all = after.company(Measure::Wins, 0..12);
    let of_colleagues: Vec<f64> = wins(&after, 0)
        .iter()
        .zip(wins(&after, 2))
        .map(|(a, b)| a + b)
        .collect();
    assert_eq!(of_colleagues, all);
    assert!(
        wins(&after, 2).iter().all(|&n| n > 0.0),
        "Zoe takes her part"
    );
}

/// Where leads are routed by weight, the owner of an account has no more of it than others: what Zoe has of it stays hers,
/// and what Dana has goes to Eli.
#[test]
fn who_has_nothing_to_do_with_the_cut_keeps_the_own_deals() {
    let before = plan("weighted", "").run(TRIALS);
    let after = plan("weighted", CUT).run(TRIALS);
    assert!(wins(&before, 2).iter().all(|&n| n > 0.0));
    assert_eq!(wins(&before, 2), wins(&after, 2));
    assert!(wins(&after, 0).iter().all(|&n| n == 0.0));
}

/// Two regions whose reps take turns: a cut that changes nothing changes nothing, and one that moves somebody does.
#[test]
fn turns_go_on_where_nothing_is_cut_anew() {
    let regions = |cut: &str| {
        Plan::minimal()
            .with(&format!(
                r#"
                remove = ["workforce.groups.ae"]
                regions = {{ north = {{}}, south = {{}} }}
                demand.sources.inbound.leads-per-month = {{ by-region = {{ all = 0, other = 3 }} }}
                territory.territories = {{ north = {{ regions = ["north"] }}, south = {{ regions = ["south"] }} }}
                territory.routing.ae = "round-robin"
                workforce.seats = "seats.csv"
                {cut}
                "#
            ))
            .table(
                "seats.csv",
                "seat,role,territory,hired\na,ae,north,2025-01-01\nb,ae,north,2025-01-01\n\
                 c,ae,south,2025-01-01\nd,ae,south,2025-01-01\ne,ae,,2025-01-01\n",
            )
            .run(TRIALS)
    };
    let before = regions("");
    let after = regions("events.anew.recut = { month = \"2027-07\", seats = { a = \"south\" } }");
    let north = regions(
        "events.anew.recut = { month = \"2027-07\", accounts = {}, seats = { b = \"north\" } }",
    );
    assert_eq!(
        (0..5).map(|s| wins(&before, s)).collect::<Vec<_>>(),
        (0..5).map(|s| wins(&north, s)).collect::<Vec<_>>()
    );
    assert_ne!(wins(&before, 0), wins(&after, 0));
}
