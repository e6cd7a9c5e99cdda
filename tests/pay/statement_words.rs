//! Statements in words: what they say of each kind of pay, and which deals they list.

use foresell::calendar::PeriodKind;
use foresell::model::seat_pay::PersonPay;
use foresell::report::Subject;
use foresell::report::statement::Statement;

use crate::statement::settled;
use crate::team;

/// Text of the statement of a seat on a table of credits, wide enough that no line breaks.
pub(crate) fn text(overlay: &str, rows: &str, seat: &str, label: &str) -> String {
    let scenario = team(overlay);
    let model = &scenario.model;
    let periods = model.calendar.periods(PeriodKind::Quarter);
    let period = periods.into_iter().find(|p| p.label == label).unwrap();
    let (credits, paid) = settled(&scenario, rows, period.months.end);
    let seat = model
        .workforce
        .seats
        .iter()
        .position(|s| s.id == seat)
        .unwrap();
    let parts = PersonPay::of_paid(model, &paid, seat, &period.months);
    let subject = Subject::from(&scenario);
    let origin = String::from("actual credits");
    let statement = Statement::new(subject, seat, &period, origin, parts, Some(&credits), None);
    statement.unwrap().text(160)
}

/// The words of a line, and its amount.
pub(crate) fn line(text: &str, what: &str) -> (String, String) {
    let found = text
        .lines()
        .find(|line| line.trim_start().starts_with(what));
    let found = found.unwrap_or_else(|| panic!("{what} in {text}"));
    let words: Vec<&str> = found.trim_start()[what.len()..]
        .split_whitespace()
        .collect();
    let (amount, how) = words.split_last().unwrap();
    (how.join(" "), (*amount).to_owned())
}

#[test]
fn a_cumulative_statement_says_what_was_paid_before_and_what_is_not_taken_back() {
    // Q1: 400,000 of 300,000 are 30,000 + 15,000. Half-year: 410,000 of 600,000 are 41,000.
    let rows = "date,seat,deal,amount\n2027-02-01,rep-01,a,400000\n2027-05-01,rep-01,b,10000\n";
    let plan = "comp.plans.ae.accrual = \"cumulative\"";
    let text = text(plan, rows, "rep-01", "FY2027-Q2");
    assert_eq!(line(&text, "Tier 0 to 100 %").1, "41,000.00");
    assert_eq!(line(&text, "Paid before in the year").1, "-45,000.00");
    assert_eq!(line(&text, "Not taken back").1, "4,000.00");
    assert_eq!(line(&text, "Variable pay").1, "0.00");
    // 400,000 were credited before, 10,000 in these months, 410,000 are settled.
    assert!(line(&text, "credited before").1 == "400,000.00", "{text}");
    let settled = line(&text, "Sum         settled at the end of 2027-06");
    assert_eq!(settled.1, "410,000.00");
}

/// The first quarter pays 20,000 for a and 10,000 for b; in the second both leave, and 10,000 are earned for c: 20,000 are still
/// owed. In the third 30,000 are earned and 10,000 paid, and nothing is owed any more.
#[test]
fn a_statement_says_what_is_still_owed() {
    let plan = "contracts = { value = \"acv\", term-months = 12, billing = \"annual\", renewal.probability = 1 }\n\
                comp.plans.ae.clawback = { months = 6 }\n";
    let rows = "date,seat,deal,measure,amount\n2027-02-01,rep-01,a,,200000\n2027-02-02,rep-01,b,,100000\n\
                2027-04-20,,a,lost,\n2027-04-21,,b,lost,\n2027-05-02,rep-01,c,,100000\n2027-08-02,rep-01,d,,300000\n";
    let of = |label| text(plan, rows, "rep-01", label);
    assert!(!of("FY2027-Q1").contains("wed"));
    let second = of("FY2027-Q2");
    assert_eq!(line(&second, "Variable pay").1, "0.00");
    assert_eq!(line(&second, "Owed, off later pay").1, "20,000.00");
    assert!(!second.contains("owed before"), "{second}");
    let third = of("FY2027-Q3");
    assert_eq!(line(&third, "owed before").1, "20,000.00");
    assert_eq!(line(&third, "Variable pay").1, "10,000.00");
    assert!(!third.contains("off later pay"), "{third}");
}

/// Whoever is paid on a territory or on the company has each deal of it listed, also those of others and of nobody.
#[test]
fn the_deals_of_a_market_are_listed_for_those_who_are_paid_on_it() {
    let rows = "date,seat,deal,amount\n2027-02-01,rep-01,a,100000\n2027-02-20,,b,50000\n2027-03-05,rep-02,c,70000\n";
    for (credit, all_of) in [("company", "company"), ("territory", "territory")] {
        let plan = format!(
            "[comp.plans.manager]\nroles = [\"manager\"]\nmeasure = \"bookings\"\ncredit = \"{credit}\"\nperiod = \"quarter\"\n\
             rate = 0.01\nquota-per-year = 0\ntier-method = \"marginal\"\ntiers = [{{ above = 0, multiplier = 1 }}]\n"
        );
        let text = text(&plan, rows, "boss-01", "FY2027-Q1");
        let (how, sum) = line(
            &text,
            &format!("2027-02-28  all of the {all_of} in 2027-02"),
        );
        assert_eq!(
            (how.as_str(), sum.as_str()),
            ("100 %", "150,000.00"),
            "{text}"
        );
        for (date, deal) in [
            ("2027-02-01", "  100,000.00: a"),
            ("2027-02-20", "  50,000.00: b"),
            ("2027-03-05", "  70,000.00: c"),
        ] {
            assert!(
                text.contains(&format!("{date}  {deal}")),
                "{deal} in {text}"
            );
        }
        assert_eq!(line(&text, "Variable pay").1, "2,200.00");
    }
}

/// A win and its return in one month come to nothing, and are listed.
#[test]
fn deals_of_a_market_that_cancel_out_are_listed() {
    let plan = "[comp.plans.manager]\nroles = [\"manager\"]\nmeasure = \"bookings\"\ncredit = \"company\"\nperiod = \"quarter\"\n\
        rate = 0.01\nquota-per-year = 0\ntier-method = \"marginal\"\ntiers = [{ above = 0, multiplier = 1 }]\n";
    let rows = "date,seat,deal,amount\n2027-02-01,rep-01,a,100000\n2027-02-20,rep-01,a,-100000\n";
    let text = text(plan, rows, "boss-01", "FY2027-Q1");
    for deal in [
        "2027-02-01    100,000.00: a",
        "2027-02-20    -100,000.00: a",
    ] {
        assert!(text.contains(deal), "{deal} in {text}");
    }
}

/// 3,000 a month are advanced in the first quarter, of which 4,000 above the draw of the second go back.
#[test]
fn a_statement_says_what_is_drawn() {
    let plan = "comp.plans.ae.draw = { per-month = 3_000, recoverable = true }\n";
    let rows = "date,seat,deal,amount\n2027-05-01,rep-01,a,130000\n";
    let first = text(plan, rows, "rep-01", "FY2027-Q1");
    assert_eq!(line(&first, "Drawn, off later pay").1, "9,000.00");
    let second = text(plan, rows, "rep-01", "FY2027-Q2");
    assert_eq!(line(&second, "Drawn, off later pay").1, "5,000.00");
}

/// A cent below the quota, and below a bonus at four fifths of it, pays no bonus and reads so.
#[test]
fn what_has_just_missed_a_step_does_not_read_as_reached() {
    let plan =
        "comp.plans.ae.bonuses = [{ at = 0.8, amount = 1_000 }, { at = 1, amount = 5_000 }]\n";
    let read = |amount: &str| {
        let rows = format!("date,seat,deal,amount\n2027-02-01,rep-01,a,{amount}\n");
        let text = text(plan, &rows, "rep-01", "FY2027-Q1");
        let how = line(&text, "ae  ").0;
        how.rsplit(", ").next().unwrap().to_owned() + " " + line(&text, "ae  ").1.as_str()
    };
    assert_eq!(read("299999.99"), "just below 100 %");
    assert_eq!(read("300000"), "100 %");
    assert_eq!(read("239999.99"), "just below 80.0 %");
    assert_eq!(read("239000"), "79.7 %");
}

#[test]
fn factors_are_printed_with_the_digits_that_give_the_amount() {
    // 120,000 / 2,320,000 is 5.172413793... %: on 577,777.77 that is 29,885.06, with four digits 29,884.98. One cent above
    // the 580,000 of the quarter's quota pays nothing and is told.
    let plan = "comp.plans.ae.quota-per-year = 2_320_000\n\
                comp.plans.ae.components.logos = { measure = \"wins\", period = \"quarter\", weight = 0, \
                quota-per-year = 13, tier-method = \"marginal\", tiers = [{ above = 0, multiplier = 1 }, \
                { above = 0.6, multiplier = 1 }], rate = 100 }\n";
    let plan = plan.replace(" weight = 0,", "");
    let rows = |amount: &str| format!("date,seat,deal,amount\n2027-02-01,rep-01,a,{amount}\n");
    let text_of = |amount: &str| text(&plan, &rows(amount), "rep-01", "FY2027-Q1");
    let below = text_of("577777.77");
    let (how, amount) = line(&below, "Tier 0 to 100 % of quota");
    assert_eq!(amount, "29,885.06");
    let (units, rate) = how.split_once(" x ").unwrap();
    let number = |text: &str| -> f64 {
        let digits: String = text
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        digits.parse().unwrap()
    };
    let cents = (number(units) * number(rate)).round();
    assert_eq!(cents, 2_988_506.0, "{how}");
    // 13 a year are 3.25 a quarter.
    assert!(below.contains("1 of 3.25 wins"), "{below}");
    let above = text_of("580000.01");
    assert_eq!(line(&above, "Tier from 100 % of quota").1, "0.00");
    assert!(
        line(&above, "Tier from 100 % of quota")
            .0
            .starts_with("0.01 x ")
    );
}
