//! Pay that depends on what becomes of a customer: clawback, recurring value, cash.

use foresell::comp::line::{Kind, Line};
use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::chronicle::{Chronicle, Pay};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::model::trial::Simulator;
use foresell::scenario::{Memory, Scenario, load};
use foresell_tests::scenario::{MINIMAL, shown};

use crate::TEAM;

/// Three deals of rep-01 that are won on about the 10th of January, March and May.
pub(crate) const OPEN: &str = "deal,segment,region,product,stage,entered,amount,owner\n\
    a,all,all,suite,closing,2026-08-10,100000,rep-01\n\
    b,all,all,suite,closing,2026-10-10,200000,rep-01\n\
    c,all,all,addon,closing,2026-12-10,250000,rep-01\n";

/// Contracts of a month; those of the suite are given up at its end, those of the add-on go on.
const SHORT: &str = r#"
    funnel.open-pipeline = "open.csv"
    demand.sources.inbound.leads-per-month = 0
    funnel.stages.closing.pass = 1
    funnel.stages.closing.dwell-days = 152.1875
    [contracts]
    value = "tcv"
    term-months = 1
    billing = "monthly"
    renewal = { probability = { by-product = { suite = 0, addon = 1 } } }
"#;

fn plan_with(open: &str, overlay: &str) -> Scenario {
    let files = Memory::new()
        .with("minimal.toml", MINIMAL)
        .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
        .with("short.toml", format!("extends = \"team.toml\"\n{SHORT}"))
        .with("open.csv", open)
        .with("plan.toml", format!("extends = \"short.toml\"\n{overlay}"));
    load(&files, &["plan.toml".into()]).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

fn plan(overlay: &str) -> Scenario {
    plan_with(OPEN, overlay)
}

/// What was paid in one future.
pub(crate) struct Told {
    scenario: Scenario,
    pays: Vec<Pay>,
}

/// What is paid where these deals are open at the start.
pub(crate) fn told(open: &str, overlay: &str) -> Told {
    let scenario = plan_with(open, overlay);
    let (chronicle, _) = Simulator::new(&scenario.model).replay(Seed(1), 0);
    let pays = chronicle.pays().cloned().collect();
    Told { scenario, pays }
}

/// One future of the deals that are open at the start.
pub(crate) fn told_with_chronicle(overlay: &str) -> (Scenario, Chronicle) {
    let scenario = plan(overlay);
    let (chronicle, _) = Simulator::new(&scenario.model).replay(Seed(1), 0);
    (scenario, chronicle)
}

impl Told {
    fn of_person(&self, seat: &str, nth: u16) -> impl Iterator<Item = &Pay> {
        let mut seats = self.scenario.model.workforce.seats.iter();
        let ix = seats.position(|s| s.id == seat).unwrap();
        let pays = self.pays.iter();
        pays.filter(move |pay| pay.seat == ix && pay.nth == nth)
    }

    fn sums(&self, seat: &str, nth: u16, counts: impl Fn(&&Line) -> bool) -> Vec<(usize, f64)> {
        let sum = |pay: &Pay| {
            let lines = pay.lines.iter().filter(&counts);
            let sum: f64 = lines.map(|line| line.amount.as_f64() / 100.0).sum();
            (pay.month, sum)
        };
        let sums = self.of_person(seat, nth).map(sum);
        sums.filter(|(_, sum)| *sum != 0.0).collect()
    }

    /// Pay of the nth person in a seat by month, in whole dollars, months without pay left out.
    pub(crate) fn pays(&self, seat: &str, nth: u16) -> Vec<(usize, f64)> {
        self.sums(seat, nth, |_| true)
    }

    /// The same for one kind of lines.
    pub(crate) fn of_kind(&self, seat: &str, nth: u16, kind: Kind) -> Vec<(usize, f64)> {
        self.sums(seat, nth, |line| line.item.kind() == kind)
    }
}

/// Pay of all by month in whole dollars, months without pay left out.
fn pays(overlay: &str) -> Vec<(usize, f64)> {
    let scenario = plan(overlay);
    let results = simulate(&scenario.model, Seed(1), 0..1, None, &Unwatched)
        .unwrap()
        .results;
    let month = |month: usize| {
        let pay = results.over(Measure::VariablePay, Cut::Company, 0, month..month + 1);
        (month, pay[0] as f64 / 100.0)
    };
    (0..12).map(month).filter(|(_, pay)| *pay != 0.0).collect()
}

#[test]
fn without_clawback_a_lost_customer_costs_the_rep_nothing() {
    assert_eq!(pays(""), [(2, 30_000.0), (5, 25_000.0)]);
}

#[test]
fn clawback_takes_the_credit_before_the_settlement_and_the_commission_after_it() {
    // a is lost in February: its credit is gone. b is lost in April: the 20,000 that it paid are taken off the 25,000
    // of the second quarter.
    assert_eq!(
        pays("comp.plans.ae.clawback = { months = 1.5 }"),
        [(2, 20_000.0), (5, 5_000.0)]
    );
    // Half of both: 10 % of 50,000 + 200,000, then 25,000 less 10,000.
    assert_eq!(
        pays("comp.plans.ae.clawback = { months = 1.5, share = 0.5 }"),
        [(2, 25_000.0), (5, 15_000.0)]
    );
    assert_eq!(
        pays("comp.plans.ae.clawback = { months = 0.9 }"),
        [(2, 30_000.0), (5, 25_000.0)],
        "whoever stays a month is not lost early"
    );
    assert_eq!(
        pays("comp.plans.ae.clawback = { months = 1 }"),
        [(2, 20_000.0), (5, 5_000.0)],
        "exactly at the end of the window"
    );
}

#[test]
fn clawback_beyond_earnings_is_carried_over_and_written_off_with_the_leaver() {
    let small = OPEN.replace("250000", "50000");
    let files = |overlay: &str| {
        Memory::new()
            .with("minimal.toml", MINIMAL)
            .with("team.toml", format!("extends = \"minimal.toml\"\n{TEAM}"))
            .with("short.toml", format!("extends = \"team.toml\"\n{SHORT}"))
            .with("open.csv", small.as_str())
            .with("plan.toml", format!("extends = \"short.toml\"\n{overlay}"))
    };
    let overlay = "comp.plans.ae.clawback = { months = 1.5 }\n\
                   events.goes = { leave = { seats = [\"rep-01\"], month = \"2027-08\" } }\n";
    let scenario = load(&files(overlay), &["plan.toml".into()])
        .unwrap_or_else(|error| panic!("{}", shown(&error)));
    let mut simulator = Simulator::new(&scenario.model);
    let (chronicle, _) = simulator.replay(Seed(1), 0);
    let results = simulate(&scenario.model, Seed(1), 0..1, None, &Unwatched)
        .unwrap()
        .results;
    // 20,000 are owed, the second quarter earns 5,000 of them, and 15,000 leave with the rep in August.
    let over = |measure| results.over(measure, Cut::Plan, 0, 0..12)[0] as f64 / 100.0;
    assert_eq!(over(Measure::ClawedBack), -5_000.0);
    assert_eq!(over(Measure::WrittenOff), 15_000.0);
    let told: i64 = chronicle.pays().map(|pay| pay.total().minor()).sum();
    assert_eq!(told, 2_000_000);
}

#[test]
fn recurring_value_is_what_a_year_of_the_contract_is_worth() {
    // A month's contract of 100,000 is worth 1.2 M a year.
    let plan = "comp.plans.ae.measure = \"arr\"\ncomp.plans.ae.quota-per-year = 40_000_000\n\
                comp.plans.ae.rate = 0.001";
    assert_eq!(pays(plan), [(2, 1_200.0 + 2_400.0), (5, 3_000.0)]);
}

#[test]
fn cash_is_credited_when_it_comes_in() {
    let plan = r#"
        contracts.term-months = 12
        contracts.renewal = { probability = 1 }
        finance.collection-days = 30.4375
        [comp.plans.ae]
        measure = "collected"
        period = "month"
        quota-per-year = 0
        rate = 0.12
    "#;
    let paid = pays(plan);
    // A twelfth of 100,000 every month from February on, of 200,000 from April, of 250,000 from June: at 12 % these are
    // 1,000, 2,000 and 2,500 a month.
    let expected: Vec<(usize, f64)> = (1..12)
        .map(|month| {
            let of = |from: usize, pay: f64| if month >= from { pay } else { 0.0 };
            (month, of(1, 1_000.0) + of(3, 2_000.0) + of(5, 2_500.0))
        })
        .collect();
    assert_eq!(paid, expected);
}

/// Four deals of rep-01 that are won in January, March, May and June; that of March is far above quota and given up a
/// month later.
const FOUR: &str = "deal,segment,region,product,stage,entered,amount,owner\n\
    a,all,all,addon,closing,2026-08-10,100000,rep-01\n\
    b,all,all,suite,closing,2026-10-10,400000,rep-01\n\
    c,all,all,addon,closing,2026-12-10,250000,rep-01\n\
    d,all,all,addon,closing,2027-01-01,300000,rep-01\n";

#[test]
fn a_year_that_is_settled_in_part_pays_what_it_would_pay_without_the_lost_deal() {
    let cumulative = "comp.plans.ae.accrual = \"cumulative\"\n";
    let claws = "comp.plans.ae.clawback = { months = 1.5 }\n";
    // First quarter: 500,000 of 300,000 are 30,000 + 30,000, 12 % on average. b is lost in April: 48,000 are owed, the
    // year stands at 100,000 and has been paid 12,000. With c and d it stands at 650,000 of 600,000 in June: 60,000 +
    // 7,500, less 12,000, and 48,000 of these are taken.
    let told = told(FOUR, &format!("{cumulative}{claws}"));
    assert_eq!(told.pays("rep-01", 0), [(2, 60_000.0), (5, 7_500.0)]);
    // In all 67,500, as on 650,000 without b.
    let without: String = FOUR
        .lines()
        .filter(|line| !line.starts_with('b'))
        .fold(String::new(), |all, line| all + line + "\n");
    let never_sold = self::told(&without, cumulative).pays("rep-01", 0);
    assert_eq!(never_sold.iter().map(|(_, pay)| pay).sum::<f64>(), 67_500.0);
}

#[test]
fn after_its_year_is_closed_a_lost_deal_costs_what_the_years_units_have_earned() {
    let open = "deal,segment,region,product,stage,entered,amount,owner\n\
        a,all,all,addon,closing,2026-08-10,400000,rep-01\n\
        b,all,all,suite,closing,2026-08-20,400000,rep-01\n";
    let plan = r#"
        funnel.stages.closing.dwell-days = 152.1875
        contracts.term-months = 8
        comp.plans.ae.accrual = "cumulative"
        comp.plans.ae.clawback = { months = 12 }
        horizon.fiscal-year-start = 7
        events.goes = { leave = { seats = ["rep-01"], month = "2028-02" } }
    "#;
    // The fiscal year ends in June. In March 800,000 of 300,000 have paid 30,000 + 75,000; in June, on 600,000, nothing
    // more is due. b is lost in September: half of 105,000 is owed, nothing is earned that could cover it, and it leaves
    // with the rep.
    let told = told(open, plan);
    assert_eq!(told.pays("rep-01", 0), [(2, 105_000.0)]);
    let results = simulate(&told.scenario.model, Seed(1), 0..1, None, &Unwatched)
        .unwrap()
        .results;
    let written_off = results.over(Measure::WrittenOff, Cut::Plan, 0, 0..24)[0];
    assert_eq!(written_off, 5_250_000);
}

#[test]
fn a_manager_and_an_overlay_give_back_their_part_of_a_lost_deal() {
    let boss = |credit: &str, rate: &str| {
        format!(
            "[comp.plans.manager]\nroles = [\"manager\"]\nmeasure = \"bookings\"\ncredit = \"{credit}\"\n\
             period = \"quarter\"\nrate = {rate}\nquota-per-year = 0\ntier-method = \"marginal\"\n\
             tiers = [{{ above = 0, multiplier = 1 }}]\n"
        )
    };
    let claws = "clawback = { months = 1.5 }\n";
    for credit in ["team", "company", "territory"] {
        let pays = |plan: &str| told(OPEN, plan).pays("boss-01", 0);
        let kept = pays(&boss(credit, "0.01"));
        assert_eq!(kept, [(2, 3_000.0), (5, 2_500.0)], "{credit}");
        // a is lost in February, before it is paid; b's 2,000 are taken off the 2,500 on c.
        let taken = pays(&format!("{}{claws}", boss(credit, "0.01")));
        assert_eq!(taken, [(2, 2_000.0), (5, 500.0)], "{credit}");
    }
}

#[test]
fn commission_on_cash_is_taken_back_with_the_customer() {
    let plan = r#"
        finance.collection-days = 0
        [comp.plans.ae]
        measure = "collected"
        period = "month"
        quota-per-year = 0
        rate = 0.12
        clawback = { months = 1.5 }
    "#;
    // 12,000 on a in January and 24,000 on b in March are taken back in February and April, when nothing else comes in:
    // of b's 24,000 of March, 12,000 go on a; of c's 30,000 of May, 24,000 go on b.
    let paid = told(OPEN, plan).pays("rep-01", 0);
    assert_eq!(paid, [(0, 12_000.0), (2, 12_000.0), (4, 6_000.0)]);
}

#[test]
fn what_a_spiff_has_paid_goes_with_the_lost_deal() {
    let plan = |claws: &str| {
        let spiff = "[comp.plans.ae.spiffs.push]\nper-deal = 500\nrate = 0.01\n";
        format!("[comp.plans.ae]\nweight = 0\n{claws}{spiff}")
    };
    let pay = |claws: &str| told(OPEN, &plan(claws)).pays("rep-01", 0);
    // 500 and a hundredth of 100,000 in January, of 200,000 in March, of 250,000 in May.
    let kept = [(0, 1_500.0), (2, 2_500.0), (4, 3_000.0)];
    assert_eq!(pay(""), kept);
    // a and b are lost in February and April: March pays 1,500 less for a, May 2,500 less for b.
    let claws = |more: &str| format!("clawback = {{ months = 1.5{more} }}\n");
    assert_eq!(pay(&claws("")), [(0, 1_500.0), (2, 1_000.0), (4, 500.0)]);
    assert_eq!(
        pay(&claws(", share = 0.5"))[1..],
        [(2, 1_750.0), (4, 1_750.0)]
    );
    assert_eq!(pay(&claws(", spiffs = false")), kept);
    assert_eq!(
        pay("clawback = { months = 0.9 }\n"),
        kept,
        "nobody left early"
    );
}

#[test]
fn cash_that_comes_in_after_the_customer_is_lost_pays_nobody_whose_plan_claws_back() {
    // Cash comes in two months after the month that it is for: a's in March, when a is lost already, b's in May, c's in
    // July.
    let boss = |credit: &str| {
        format!(
            "[comp.plans.manager]\nroles = [\"manager\"]\nmeasure = \"collected\"\ncredit = \"{credit}\"\n\
             period = \"month\"\nrate = 0.01\nquota-per-year = 0\ntier-method = \"marginal\"\n\
             tiers = [{{ above = 0, multiplier = 1 }}]\n"
        )
    };
    let late = "finance.collection-days = 60.875\n";
    for credit in ["team", "company", "territory"] {
        let pays =
            |claws: &str| told(OPEN, &format!("{late}{}{claws}", boss(credit))).pays("boss-01", 0);
        let kept = pays("");
        assert_eq!(
            kept[..3],
            [(2, 1_000.0), (4, 2_000.0), (6, 2_500.0)],
            "{credit}"
        );
        let clawed = pays("clawback = { months = 1.5 }\n");
        assert_eq!(clawed[0], (6, 2_500.0), "{credit}");
        let half = pays("clawback = { months = 1.5, share = 0.5 }\n");
        assert_eq!(
            half[..3],
            [(2, 500.0), (4, 1_000.0), (6, 2_500.0)],
            "{credit}"
        );
    }
    // The rep who sold it, and who leaves before b's cash comes in, loses no other credit for it.
    let rep = "[comp.plans.ae]\nmeasure = \"collected\"\nperiod = \"year\"\nquota-per-year = 0\nrate = 0.12\n\
               clawback = { months = 1.5 }\n";
    let goes = "events.goes = { leave = { seats = [\"rep-01\"], month = \"2027-05\" } }\n";
    assert_eq!(
        told(OPEN, &format!("{late}{goes}{rep}")).pays("rep-01", 0),
        []
    );
    let early = "deal,segment,region,product,stage,entered,amount,owner\n\
                 b,all,all,suite,closing,2026-10-10,200000,rep-01\n\
                 c,all,all,addon,closing,2026-08-10,250000,rep-01\n";
    // c, of January, pays 30,000 on its cash of March. b is lost in April, before its cash could come in.
    assert_eq!(
        told(early, &format!("{late}{goes}{rep}")).pays("rep-01", 0),
        [(4, 30_000.0)]
    );
}

#[test]
fn pay_is_accrued_when_it_is_earned_and_paid_out_after_the_lag() {
    // 30,000 of the first quarter fall due in May, 25,000 of the second in August.
    let scenario = plan("comp.plans.ae.payment-lag-months = 2");
    let results = simulate(&scenario.model, Seed(1), 0..1, None, &Unwatched)
        .unwrap()
        .results;
    let by_month = |measure| -> Vec<i64> {
        let month = |month: usize| results.company(measure, month..month + 1)[0] / 100_000;
        (0..9).map(month).collect()
    };
    // In whole thousands. a is sold in January, b in March, c in May: against the quota of 200,000 so far its 250,000 have
    // earned 27,500, against that of the whole quarter 25,000.
    assert_eq!(
        by_month(Measure::VariablePay),
        [0, 0, 30, 0, 0, 25, 0, 0, 0]
    );
    assert_eq!(by_month(Measure::PaidOut), [0, 0, 0, 0, 30, 0, 0, 25, 0]);
    assert_eq!(
        by_month(Measure::AccruedPay),
        [10, 10, 30, 30, 27, 25, 25, 0, 0]
    );
}
