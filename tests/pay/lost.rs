//! Customers who leave, and returns, in tables of actual credits: worked by hand, and as in a simulated future.

use foresell::model::actual_payroll::Fate;
use foresell::report::Subject;
use foresell::report::credits::credits as table_of;
use foresell::report::csv;

use crate::contracts::told_with_chronicle;
use crate::{credits, findings, of, paid, pays, settled, team};

const CONTRACTS: &str = "contracts = { value = \"acv\", term-months = 12, billing = \"annual\", renewal.probability = 1 }\n\
    comp.plans.ae.clawback = { months = 6 }\n";

/// 200,000 and 250,000 of a quota of 300,000 pay 30,000 and half as much again of 150,000: 52,500.
const SOLD: &str = "2027-01-10,rep-01,a,,200000,,,\n2027-02-10,rep-01,b,,250000,,,\n\
    2027-05-10,rep-01,c,,300000,,,\n";

#[test]
fn what_was_paid_on_a_deal_is_taken_back_when_its_customer_leaves() {
    let with = |lost: &str| pays(CONTRACTS, &credits(&format!("{SOLD}{lost}")), 6, "rep-01");
    assert_eq!(with(""), [(2, 52_500.0), (5, 30_000.0)]);
    // 200 of 450 thousand of 52,500 are 23,333.33.
    assert_eq!(
        with("2027-04-20,,a,lost,,,,\n"),
        [(2, 52_500.0), (5, 6_666.67)]
    );
    // Before the quarter is settled the credit goes: 200,000 are below the quota.
    assert_eq!(
        with("2027-03-10,,b,lost,,,,\n"),
        [(2, 20_000.0), (5, 30_000.0)]
    );
    // More than six months later nothing does.
    let late = credits(&format!("{SOLD}2027-07-20,,a,lost,,,,\n"));
    assert_eq!(
        pays(CONTRACTS, &late, 9, "rep-01"),
        [(2, 52_500.0), (5, 30_000.0)]
    );
    let rows = credits(&format!("{SOLD}2027-04-20,,a,lost,,,,\n"));
    let fates = settled(&team(CONTRACTS), &rows, 6).fates;
    assert!(fates.contains(&Fate::Lost), "{fates:?}");
}

#[test]
fn a_customer_who_was_never_won_or_leaves_twice_is_refused() {
    let codes = |lost: &str| -> Vec<&str> {
        let rows = credits(&format!("{SOLD}{lost}"));
        let found = findings(&team(CONTRACTS), &rows);
        assert!(found.iter().all(|finding| !finding.help.is_empty()));
        found.iter().map(|finding| finding.code.id()).collect()
    };
    assert_eq!(codes("2027-04-20,,z,lost,,,,\n"), ["E0301"]);
    assert_eq!(
        codes("2027-01-01,,a,lost,,,,\n"),
        ["E0301"],
        "before it is won"
    );
    assert_eq!(
        codes("2027-04-20,,a,lost,,,,\n2027-05-20,,a,lost,,,,\n"),
        ["E0714"]
    );
    // A return is no win, and whoever comes back is another deal.
    assert_eq!(
        codes("2027-04-10,rep-01,z,,-5,,,\n2027-04-20,,z,lost,,,,\n"),
        ["E0301"]
    );
    assert_eq!(
        codes("2027-04-20,,a,lost,,,,\n2027-06-10,rep-01,a,,300000,,,\n"),
        ["E0714"]
    );
    // The rest of a sale that is credited late is no other sale.
    let late = "2027-04-01,rep-01,d,,200000,0.5,,\n2027-04-20,,d,lost,,,,\n2027-05-10,rep-02,d,,200000,0.5,,\n";
    let fates = settled(&team(CONTRACTS), &credits(&format!("{SOLD}{late}")), 6).fates;
    assert_eq!(fates.len(), 6);
    assert_eq!(codes("2027-04-20,,,lost,,,,\n"), ["E0712"]);
    assert_eq!(codes("2027-04-20,rep-01,a,lost,5,,,\n"), ["E0217", "E0217"]);
}

/// One future with customers who leave, written as a table and paid from it: the same pay, for reps, teams, markets and the
/// company, on every measure of deals but cash, which the table leaves out, on all of them or on one product's.
#[test]
fn a_future_in_which_customers_leave_pays_the_same_from_its_table() {
    let claws = "clawback = { months = 1.5 }\n";
    let spiff = "[comp.plans.ae.spiffs.push]\nper-deal = 500\nrate = 0.01\n";
    let measures = [
        ("bookings", 0.01),
        ("margin", 0.01),
        ("arr", 0.01),
        ("wins", 1_000.0),
        ("opportunities", 1_000.0),
    ];
    let (mut n_clawed, mut n_measures) = (0, 0);
    for (measure, rate) in measures {
        let mut claws_back = false;
        for credit in ["team", "company", "territory"] {
            for counts in ["", "products = [\"suite\"]\n", "products = [\"addon\"]\n"] {
                let terms = format!(
                    "measure = \"{measure}\"\nrate = {rate}\nquota-per-year = 0\ntier-method = \"marginal\"\n\
                     tiers = [{{ above = 0, multiplier = 1 }}]\n{claws}{counts}"
                );
                let plan = format!(
                    "[comp.plans.ae]\n{terms}{spiff}[comp.plans.manager]\nroles = [\"manager\"]\n\
                     credit = \"{credit}\"\nperiod = \"quarter\"\n{terms}"
                );
                let (scenario, chronicle) = told_with_chronicle(&plan);
                let table = csv::bytes(&table_of(Subject::from(&scenario), &chronicle));
                let table = String::from_utf8(table).unwrap();
                assert!(table.contains(",lost,"), "{table}");
                let again = paid(&scenario, &table, 12);
                let told = chronicle.pays().filter(|pay| pay.month < 12);
                let told: Vec<_> = told.cloned().collect();
                for seat in ["rep-01", "boss-01"] {
                    let (told, again) = (of(&scenario, &told, seat), of(&scenario, &again, seat));
                    assert_eq!(again, told, "{credit} {measure} {counts}");
                }
                claws_back |= again
                    .iter()
                    .any(|pay| pay.total().minor() < 0 || pay.lines.len() > 1);
                n_clawed += 1;
            }
        }
        n_measures += usize::from(claws_back);
    }
    assert_eq!((n_clawed, n_measures), (45, 5));
}

/// A deal of two sales, of which the plan counts the second: it goes when the customer leaves, for whoever won it, the team,
/// the market and the company.
#[test]
fn a_deal_won_with_a_later_sale_is_lost_with_it() {
    let suite = "products = [\"suite\"]\nclawback = { months = 6 }\n";
    let rows = |lost: &str| {
        format!(
            "date,seat,deal,measure,amount,product\n2027-01-10,rep-01,a,,10000,addon\n\
             2027-02-10,rep-01,a,,90000,suite\n2027-02-20,rep-01,b,,90000,suite\n{lost}"
        )
    };
    for credit in ["team", "company", "territory"] {
        let terms = "measure = \"wins\"\nrate = 100\nquota-per-year = 0\nperiod = \"quarter\"\n\
            tier-method = \"marginal\"\ntiers = [{ above = 0, multiplier = 1 }]\n";
        let plan = format!(
            "[comp.plans.ae]\n{terms}{suite}[comp.plans.manager]\nroles = [\"manager\"]\n\
             credit = \"{credit}\"\n{terms}{suite}"
        );
        for seat in ["rep-01", "boss-01"] {
            let pays = |lost: &str| pays(&plan, &rows(lost), 6, seat);
            assert_eq!(pays(""), [(2, 200.0)], "{seat} {credit}");
            assert_eq!(
                pays("2027-03-10,,a,lost,,\n"),
                [(2, 100.0)],
                "{seat} {credit}"
            );
        }
    }
}

/// The customer of a leaves: 100 for making it an opportunity stays paid, and those of February pay 200.
#[test]
fn pay_for_an_opportunity_stays_when_the_customer_leaves() {
    let plan = format!(
        "{CONTRACTS}comp.plans.ae.measure = \"opportunities\"\ncomp.plans.ae.period = \"month\"\n\
         comp.plans.ae.quota-per-year = 0\ncomp.plans.ae.rate = 100\n"
    );
    let rows = credits(
        "2027-01-10,rep-01,a,opportunities,,,,\n2027-01-20,rep-01,a,,1000,,,\n\
         2027-02-05,rep-01,b,opportunities,,,,\n2027-02-06,rep-01,c,opportunities,,,,\n\
         2027-02-10,,a,lost,,,,\n",
    );
    assert_eq!(pays(&plan, &rows, 2, "rep-01"), [(0, 100.0), (1, 200.0)]);
}

/// A tenth a month on bookings: what a deal has paid, less what its return has cost, goes when the customer leaves, also where
/// the month of the return has no other credit, or as much as it.
#[test]
fn a_deal_that_was_returned_in_part_is_taken_back_once() {
    let plan = "comp.plans.ae = { measure = \"bookings\", period = \"month\", quota-per-year = 0, rate = 0.1, clawback = { months = 6 } }\n";
    let paid = |rows: &str| {
        let rows = credits(&format!(
            "2027-01-10,rep-01,a,,1000,,,\n{rows}2027-04-10,rep-01,b,,5000,,,\n"
        ));
        let pays = pays(plan, &rows, 6, "rep-01");
        pays.iter().map(|(_, pay)| pay).sum::<f64>()
    };
    // Without a: 500.
    assert_eq!(
        paid("2027-02-10,rep-01,a,,-300,,,\n2027-03-10,,a,lost,,,,\n"),
        500.0
    );
    // Without a: 30 and 500.
    assert_eq!(
        paid("2027-02-05,rep-01,c,,300,,,\n2027-02-10,rep-01,a,,-300,,,\n2027-03-10,,a,lost,,,,\n"),
        530.0
    );
}

/// Won on 15 January with a window of a month: the 15th of February counts, though February is shorter, and the 18th does not.
/// The same day a year later counts as well.
#[test]
fn the_last_day_of_the_window_of_a_clawback_counts() {
    let paid = |months: u32, won: &str, lost: &str| {
        let plan = format!(
            "comp.plans.ae = {{ measure = \"bookings\", period = \"month\", quota-per-year = 0, rate = 0.1, \
             clawback = {{ months = {months} }} }}\n"
        );
        let rows = credits(&format!(
            "{won},rep-01,a,,1000,,,\n{lost},,a,lost,,,,\n2028-08-10,rep-01,b,,5000,,,\n"
        ));
        let pays = pays(&plan, &rows, 24, "rep-01");
        pays.iter().map(|(_, pay)| pay).sum::<f64>()
    };
    for (months, won, last, next) in [
        (1, "2027-01-15", "2027-02-15", "2027-02-16"),
        (1, "2027-01-30", "2027-02-28", "2027-03-02"),
        (12, "2027-05-03", "2028-05-03", "2028-05-04"),
        (12, "2027-05-04", "2028-05-04", "2028-05-05"),
    ] {
        assert_eq!(paid(months, won, last), 500.0, "{won} {last}");
        assert_eq!(paid(months, won, next), 600.0, "{won} {next}");
    }
}

/// A named return that is credited to somebody who never had the deal takes nothing of the SPIFF.
#[test]
fn a_spiff_goes_back_from_whoever_had_it() {
    let spiff = "comp.plans.ae.weight = 0\ncomp.plans.ae.spiffs.push = { rate = 0.1 }\n";
    let rows = credits(
        "2027-01-10,rep-01,a,,10000,,,\n2027-02-10,rep-02,a,,-10000,,,\n2027-02-11,rep-02,b,,20000,,,\n",
    );
    assert_eq!(pays(spiff, &rows, 3, "rep-02"), [(1, 2_000.0)]);
}

#[test]
fn a_return_takes_its_amount_off_and_is_no_win() {
    let wins = "comp.plans.ae = { measure = \"wins\", quota-per-year = 0, rate = 10_000 }\n";
    let rows = |more: &str| credits(&format!("2027-01-10,rep-01,,,100000,,,\n{more}"));
    let returned = "2027-02-10,rep-01,,,-100000,,,\n";
    assert_eq!(pays(wins, &rows(returned), 3, "rep-01"), [(2, 10_000.0)]);
    assert_eq!(pays("", &rows(returned), 3, "rep-01"), []);
    let spiff =
        "comp.plans.ae.weight = 0\ncomp.plans.ae.spiffs.push = { per-deal = 500, rate = 0.01 }\n";
    // 500 and 1,000 for the deal; of 30,000 that are returned a hundredth goes back with the next deal, and no deal is paid.
    let part = "2027-02-10,rep-01,,,-30000,,,\n2027-03-10,rep-01,,,100000,,,\n";
    assert_eq!(
        pays(spiff, &rows(part), 3, "rep-01"),
        [(0, 1_500.0), (2, 1_200.0)]
    );
    // The second deal was beyond the limit: nothing was paid for it, and nothing goes back.
    let limited =
        "comp.plans.ae.weight = 0\ncomp.plans.ae.spiffs.push = { rate = 0.01, most-deals = 1 }\n";
    let second = credits(
        "2027-01-10,rep-01,a,,100000,,,\n2027-02-10,rep-01,b,,100000,,,\n2027-03-10,rep-01,b,,-100000,,,\n",
    );
    assert_eq!(pays(limited, &second, 3, "rep-01"), [(0, 1_000.0)]);
    // A named deal that comes back in part stays one deal.
    let named = credits("2027-01-10,rep-01,a,,100000,,,\n2027-02-10,rep-01,a,,-30000,,,\n");
    assert_eq!(pays(wins, &named, 3, "rep-01"), [(2, 10_000.0)]);
}

/// The quarter's quota is 100,000 + 100,000 + 200,000, and its variable pay 30,000: whoever reaches the quota earns it,
/// wherever in the quarter the quota lies.
#[test]
fn a_quota_that_changes_by_month_is_worth_the_variable_pay_of_its_months() {
    let series = "comp.plans.ae.quota-per-year = [1_200_000, 1_200_000, 2_400_000, 1_200_000, 1_200_000, 1_200_000, \
        1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, \
        1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000, 1_200_000]\n";
    let rows = credits("2027-01-10,rep-01,a,,400000,,,\n");
    assert_eq!(pays(series, &rows, 3, "rep-01"), [(2, 30_000.0)]);
    let half = credits("2027-01-10,rep-01,a,,200000,,,\n");
    assert_eq!(pays(series, &half, 3, "rep-01"), [(2, 15_000.0)]);
}

/// An opportunity of whoever is paid on bookings, and bookings of whoever is paid on a team's.
#[test]
fn what_the_plan_of_a_seat_does_not_count_is_said_not_to_be_settled() {
    let plan = "[comp.plans.manager]\nroles = [\"manager\"]\nmeasure = \"bookings\"\ncredit = \"team\"\n\
        period = \"month\"\nrate = 0.01\nquota-per-year = 0\ntier-method = \"marginal\"\n\
        tiers = [{ above = 0, multiplier = 1 }]\n";
    let rows = credits(
        "2027-01-10,rep-01,a,opportunities,,,,\n2027-01-11,boss-01,b,,100000,,,\n2027-01-12,rep-01,c,,100000,,,\n",
    );
    let fates = settled(&team(plan), &rows, 3).fates;
    let settled = Fate::Settled { month: 2 };
    assert_eq!(fates, [Fate::Uncounted, Fate::Uncounted, settled]);
}
