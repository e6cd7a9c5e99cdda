//! Sales as tables tell them: several people, several days, several sales of a deal, with and without a name.

use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::Results;
use foresell::scenario::{Memory, Scenario, load};
use foresell_tests::scenario::{MINIMAL, shown};

use crate::{TEAM, findings, paid, pays, team};

const HEADER: &str = "date,seat,deal,amount,share,product\n";

fn rows(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

/// A plan of a role that pays so much for each unit of a measure, month by month.
fn plan(role: &str, measure: &str, credit: &str, rate: &str) -> String {
    format!(
        "[comp.plans.{role}]\nroles = [\"{role}\"]\nmeasure = \"{measure}\"\ncredit = \"{credit}\"\n\
         period = \"month\"\nrate = {rate}\nquota-per-year = 0\ntier-method = \"marginal\"\n\
         tiers = [{{ above = 0, multiplier = 1 }}]\n"
    )
}

/// The results of the table as the first five months of a plan without leads.
fn history(overlay: &str, credits: &str) -> (Scenario, Results) {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("credits.csv", credits)
        .with(
            "plan.toml",
            format!(
                "extends = \"team.toml\"\nactuals = {{ until = \"2027-06\", credits = \"credits.csv\" }}\n\
                 demand.sources.inbound.leads-per-month = 0\n{overlay}"
            ),
        );
    let scenario =
        load(&files, &["plan.toml".into()]).unwrap_or_else(|error| panic!("{}", shown(&error)));
    let outcome = simulate(&scenario.model, Seed(3), 0..3, None, &Unwatched).unwrap();
    (scenario, outcome.results)
}

/// Wins and bookings of a seat in the first year.
fn owned(scenario: &Scenario, results: &Results, seat: &str) -> (i64, i64) {
    let mut seats = scenario.model.workforce.seats.iter();
    let ix = seats.position(|s| s.id == seat).unwrap();
    let of = |measure| results.over(measure, Cut::Seat, ix, 0..1)[0];
    (of(Measure::Wins), of(Measure::Bookings) / 100)
}

/// 60,000 on two days: rep-01 has 70 % in January, rep-02 30 % in February.
const TWO_DAYS: &str = "2027-01-10,rep-01,d,60000,0.7,\n2027-02-10,rep-02,d,60000,0.3,\n";

#[test]
fn a_sale_whose_shares_have_several_days_is_won_once_by_the_team_and_the_company() {
    let rows = rows(TWO_DAYS);
    let team_wins = plan("manager", "wins", "team", "500");
    assert_eq!(pays(&team_wins, &rows, 3, "boss-01"), [(0, 500.0)]);
    let company_wins = plan("manager", "wins", "company", "500");
    assert_eq!(pays(&company_wins, &rows, 3, "boss-01"), [(0, 500.0)]);
    // Its money comes to the team as it comes to the people: 42,000 and 18,000.
    let team_bookings = plan("manager", "bookings", "team", "0.01");
    assert_eq!(
        pays(&team_bookings, &rows, 3, "boss-01"),
        [(0, 420.0), (1, 180.0)]
    );
    let company = plan("manager", "bookings", "company", "0.01");
    assert_eq!(pays(&company, &rows, 3, "boss-01"), [(0, 600.0)]);
}

#[test]
fn a_team_has_no_more_than_the_whole_of_a_sale_that_is_doubled_later() {
    let doubles = "comp.splits.again = { with = \"creator\", share = 0.5, double = true }\n";
    let overlay = format!("{doubles}{}", plan("manager", "bookings", "team", "0.01"));
    let rows = rows("2027-01-10,rep-01,d,60000,0.8,\n2027-02-10,rep-02,d,60000,0.5,\n");
    // 48,000 and then 12,000 of the 30,000 that are credited.
    assert_eq!(
        pays(&overlay, &rows, 3, "boss-01"),
        [(0, 480.0), (1, 120.0)]
    );
}

const SPIFF: &str = "[comp.plans.ae.spiffs.push]\nper-deal = 300\nrate = 0.01\n";

#[test]
fn a_seat_that_shares_a_sale_twice_wins_it_once_and_has_one_spiff() {
    for second in ["2027-01-10", "2027-01-20"] {
        let rows = rows(&format!(
            "2027-01-10,rep-01,d,60000,0.5,\n{second},rep-01,d,60000,0.3,\n"
        ));
        let wins = plan("ae", "wins", "own", "500");
        assert_eq!(pays(&wins, &rows, 1, "rep-01"), [(0, 500.0)], "{second}");
        // 300 for the deal, and 1 % of 48,000.
        let spiff = plan("ae", "wins", "own", "0.0001") + SPIFF;
        assert_eq!(pays(&spiff, &rows, 1, "rep-01"), [(0, 780.0)], "{second}");
    }
}

/// A deal of two products, the second sold a month later.
const TWO_SALES: &str = "2027-01-10,rep-01,d,60000,,suite\n2027-02-12,rep-01,d,40000,,addon\n";

#[test]
fn a_deal_of_several_sales_is_won_once_by_whoever_wins_it() {
    let rows = rows(TWO_SALES);
    let own = plan("ae", "wins", "own", "500");
    assert_eq!(pays(&own, &rows, 2, "rep-01"), [(0, 500.0)]);
    for credit in ["team", "company"] {
        let wide = plan("manager", "wins", credit, "500");
        assert_eq!(pays(&wide, &rows, 2, "boss-01"), [(0, 500.0)], "{credit}");
    }
    // A plan that counts deals with the second product alone counts the deal when that is sold.
    let addon = "products = [\"addon\"]\n";
    let own = plan("ae", "wins", "own", "500") + addon;
    assert_eq!(pays(&own, &rows, 2, "rep-01"), [(1, 500.0)]);
    for credit in ["team", "company"] {
        let wide = plan("manager", "wins", credit, "500") + addon;
        assert_eq!(pays(&wide, &rows, 2, "boss-01"), [(1, 500.0)], "{credit}");
    }
    // One SPIFF for the deal, and its rate on both sales: 300 + 600, then 400.
    let spiff = plan("ae", "wins", "own", "0.0001") + SPIFF;
    assert_eq!(pays(&spiff, &rows, 2, "rep-01"), [(0, 900.0), (1, 400.0)]);
    // A SPIFF on the second product is paid when it is sold.
    let spiff = spiff + "products = [\"addon\"]\n";
    assert_eq!(pays(&spiff, &rows, 2, "rep-01"), [(1, 700.0)]);
}

#[test]
fn the_owner_has_the_greatest_share_whatever_its_day() {
    let table = rows("2027-01-10,rep-01,d,60000,0.4,suite\n2027-02-10,rep-02,d,60000,0.6,suite\n");
    let (scenario, results) = history("", &table);
    assert_eq!(results.company(Measure::Wins, 0..5)[0], 1);
    assert_eq!(results.company(Measure::Bookings, 0..1)[0], 6_000_000);
    assert_eq!(owned(&scenario, &results, "rep-01"), (0, 0));
    assert_eq!(owned(&scenario, &results, "rep-02"), (1, 60_000));
}

#[test]
fn shares_without_a_deal_make_a_sale_if_they_fit_into_one() {
    // Two sales of one size on one day, each shared; and one that is nobody else's.
    let table = rows(
        "2027-01-10,rep-01,,50000,0.7,suite\n2027-01-10,rep-02,,50000,0.3,suite\n\
         2027-01-10,rep-02,,50000,0.6,suite\n2027-01-10,rep-01,,50000,0.4,suite\n\
         2027-01-10,rep-01,,50000,,suite\n2027-01-11,rep-01,,50000,0.5,suite\n",
    );
    let (scenario, results) = history("", &table);
    assert_eq!(results.company(Measure::Wins, 0..1)[0], 4);
    // Of the last one only half is told.
    assert_eq!(results.company(Measure::Bookings, 0..1)[0], 17_500_000);
    // rep-01 owns the whole one, the one that rep-02 has 30 % of and the half; rep-02 the other.
    assert_eq!(owned(&scenario, &results, "rep-01"), (3, 125_000));
    assert_eq!(owned(&scenario, &results, "rep-02"), (1, 50_000));
    let wins = plan("manager", "wins", "team", "500");
    assert_eq!(pays(&wins, &table, 1, "boss-01"), [(0, 2_000.0)]);
}

#[test]
fn one_payment_that_is_shared_is_cash_once() {
    let header = "date,seat,deal,measure,amount,share\n";
    let rows = format!(
        "{header}2027-01-10,rep-01,d,collected,60000,0.7\n2027-01-10,rep-02,d,collected,60000,0.3\n\
         2027-02-10,rep-01,d,collected,60000,\n"
    );
    let contracts = "contracts = { value = \"acv\", term-months = 12, billing = \"annual\", renewal = { probability = 1 } }\n";
    let company = contracts.to_owned() + &plan("manager", "collected", "company", "0.01");
    assert_eq!(
        pays(&company, &rows, 2, "boss-01"),
        [(0, 600.0), (1, 600.0)]
    );
}

#[test]
fn a_column_that_is_needed_and_missing_is_said_once() {
    let regions = "regions.west = {}\nregions.east = {}\n";
    let addon = format!("{regions}comp.plans.ae.products = [\"addon\"]\n");
    let scenario = team(&addon);
    let table = "date,seat,deal,amount\n2027-01-10,rep-01,a,1000\n2027-01-11,rep-01,b,2000\n";
    let found = findings(&scenario, table);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code.id(), "E0705");
    assert!(
        found[0].message.contains("`product`"),
        "{}",
        found[0].message
    );
    assert!(!found[0].help.is_empty());
    // Regions make no difference to any plan; an empty cell is said where it is.
    let table = "date,seat,deal,amount,product\n2027-01-10,rep-01,a,1000,addon\n2027-01-11,rep-01,b,2000,\n";
    let found = findings(&scenario, table);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code.id(), "E0712");
    // A plan that counts everything asks for nothing.
    let _ = paid(
        &team(regions),
        &table
            .replace(",product", "")
            .replace(",addon", "")
            .replace("2000,", "2000"),
        1,
    );
}

/// Each row may state a margin of its own: what the team has of a sale is what its people have, whatever their days.
#[test]
fn the_margin_of_a_sale_on_several_days_is_what_its_rows_sum_to() {
    let team_margin = plan("manager", "margin", "team", "1");
    let rows = |margins: [&str; 2]| {
        let [first, second] = margins;
        format!(
            "date,seat,deal,amount,share,margin\n2027-01-05,rep-01,x,60000,1,1000\n2027-02-05,rep-01,y,60000,1,1000\n\
             2027-01-10,rep-01,d,60000,0.5,{first}\n2027-02-10,rep-02,d,60000,0.5,{second}\n"
        )
    };
    let pay = |margins| pays(&team_margin, &rows(margins), 3, "boss-01");
    assert_eq!(pay(["100", "100"]), [(0, 1_050.0), (1, 1_050.0)]);
    assert_eq!(pay(["100", "60"]), [(0, 1_050.0), (1, 1_030.0)]);
    let company = plan("manager", "margin", "company", "1");
    assert_eq!(
        pays(&company, &rows(["100", "60"]), 3, "boss-01"),
        [(0, 1_080.0), (1, 1_000.0)]
    );
}

#[test]
fn a_deal_becomes_an_opportunity_once_for_everybody_whatever_its_days() {
    let rows = "date,seat,deal,measure,amount\n2027-01-10,rep-01,d,opportunities,1\n2027-02-03,rep-01,d,opportunities,1\n";
    let own = plan("ae", "opportunities", "own", "100");
    assert_eq!(pays(&own, rows, 3, "rep-01"), [(0, 100.0)]);
    let of_team = plan("manager", "opportunities", "team", "100");
    assert_eq!(pays(&of_team, rows, 3, "boss-01"), [(0, 100.0)]);
}

#[test]
fn whoever_has_no_share_has_not_won() {
    let wins = plan("ae", "wins", "own", "500");
    let rows = rows("2027-01-10,rep-01,d,60000,1,\n2027-01-10,rep-02,d,60000,0,\n");
    assert_eq!(pays(&wins, &rows, 3, "rep-01"), [(0, 500.0)]);
    assert_eq!(pays(&wins, &rows, 3, "rep-02"), []);
}
