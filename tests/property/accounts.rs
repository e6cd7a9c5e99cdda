//! Finite markets and their customers: worked examples, exact in every future.

use foresell::measure::{Cut, Measure};
use foresell::scenario::{Code, ScenarioError};
use foresell_tests::plan::{Plan, Run};

const N_TRIALS: u32 = 40;

/// Five leads a month that are decided at once, in a market of so many accounts, and contracts of a year.
fn plan(accounts: u32, overlay: &str) -> Plan {
    Plan::minimal()
        .with(&format!(
            r#"
            horizon.months = 24
            demand.markets.accounts = {accounts}
            demand.sources.inbound.leads-per-month = 5
            funnel.stages.closing = {{ pass = 0.5, dwell-days = 0 }}
            [contracts]
            value = "acv"
            billing = "annual"
            term-months = 12
            renewal = {{ probability = 0.5 }}
            "#
        ))
        .with(overlay)
}

/// So many customers at the start, whose terms of a year end evenly over it.
fn customers(count: u32) -> String {
    format!(
        "contracts.base.old = {{ count = {count}, segment = \"all\", region = \"all\", arr-each = 900, term-months = 12 }}\n"
    )
}

#[track_caller]
fn all_are(values: Vec<f64>, expected: f64) {
    assert!(values.iter().all(|&value| value == expected), "{values:?}");
}

#[track_caller]
fn accounts_sum_to(run: &Run, n_accounts: f64, months: usize) {
    for month in 0..months {
        let of = |measure| run.month(measure, month);
        let (free, in_play) = (of(Measure::FreeAccounts), of(Measure::AccountsInPlay));
        let (sold, resting) = (of(Measure::AccountsSold), of(Measure::AccountsResting));
        for trial in 0..free.len() {
            let sum = free[trial] + in_play[trial] + sold[trial] + resting[trial];
            assert_eq!(sum, n_accounts, "month {month}, trial {trial}");
        }
        assert_eq!(sold, of(Measure::Customers), "month {month}");
    }
}

#[test]
fn every_account_is_free_in_play_sold_or_cooling_off() {
    let busy = "funnel.stages.closing.dwell-days = { exponential = { mean = 40 } }\n\
                funnel.nurture = { share = 0.3, delay-days = 50 }\n\
                demand.markets.cooling-off-days = 45\n\
                demand.sources.upsell.leads-per-month = 7\n\
                contracts = { expansion-sources = [\"upsell\"], cancel-per-year = 0.3 }\n";
    let run = plan(60, busy).with(&customers(20)).run(N_TRIALS);
    accounts_sum_to(&run, 60.0, 24);
    let total = |measure| run.company(measure, 0..24).iter().sum::<f64>();
    for measure in [
        Measure::Exhausted,
        Measure::FreeAccounts,
        Measure::AccountsInPlay,
        Measure::AccountsResting,
        Measure::CustomersChurned,
    ] {
        assert!(total(measure) > 0.0, "{measure:?} never happens");
    }
    // The same where accounts are listed, and the customers of the start are some of them.
    let rows = (0..60).map(|i| format!("a{i:02},all,all,{}\n", 1 + i % 3));
    let list: String = rows.collect();
    let listed = plan(60, busy)
        .with("demand.accounts = \"accounts.csv\"\ncontracts.customers = \"customers.csv\"\n")
        .with(&customers(15))
        .table(
            "accounts.csv",
            &format!("account,segment,region,potential\n{list}"),
        )
        .table(
            "customers.csv",
            "customer,segment,region,arr,renews,term-months,account\n\
             z,all,all,1200,2027-05,12,a07\ny,all,all,1200,2027-07,12,a59\n",
        )
        .run(N_TRIALS);
    accounts_sum_to(&listed, 60.0, 24);
    let exhausted = listed.company(Measure::Exhausted, 0..24);
    assert!(exhausted.iter().sum::<f64>() > 0.0);
}

/// Leads of customers are all sent, as in a market without end, and no new customer is missing because of them.
#[test]
fn more_business_with_customers_is_always_sent_and_takes_no_account() {
    let upsell = "demand.sources.upsell.leads-per-month = 30\n\
                  contracts.expansion-sources = [\"upsell\"]\n";
    let without = plan(10, "").run(N_TRIALS);
    let with = plan(10, upsell).run(N_TRIALS);
    let endless = plan(10, upsell)
        .with("remove = [\"demand.markets\"]")
        .run(N_TRIALS);
    // Sources are in the order of their ids.
    let sent = |run: &Run, month: usize| run.over(Measure::Leads, Cut::Source, 1, month..month + 1);
    for month in 0..24 {
        assert_eq!(sent(&with, month), sent(&endless, month));
        for measure in [
            Measure::Exhausted,
            Measure::FreeAccounts,
            Measure::Customers,
        ] {
            assert_eq!(with.month(measure, month), without.month(measure, month));
        }
    }
    assert!(
        with.company(Measure::Exhausted, 0..24)
            .iter()
            .all(|&n| n > 0.0)
    );
}

/// Ten accounts and ten customers who stay: nothing is sent. In July the only one who leaves does so, and its account is
/// free again sixty-one days after.
#[test]
fn customers_hold_their_accounts_until_they_have_left_and_cooled_off() {
    let full = plan(10, &customers(10)).with("contracts.renewal.probability = 1");
    let run = full.run(N_TRIALS);
    all_are(run.company(Measure::Leads, 0..24), 0.0);
    assert!(
        run.company(Measure::Exhausted, 0..24)
            .iter()
            .all(|&n| n > 0.0)
    );
    accounts_sum_to(&run, 10.0, 24);
    let one = plan(1, "contracts.renewal.probability = 0\ncontracts.customers = \"customers.csv\"\n")
        .with("demand.sources.inbound.leads-per-month = 300\ndemand.markets.cooling-off-days = 61\nfunnel.stages.closing.pass = 1\n")
        .table(
            "customers.csv",
            "customer,segment,region,arr,renews,term-months\nacme,all,all,1200,2027-07-01,12\n",
        )
        .run(N_TRIALS);
    accounts_sum_to(&one, 1.0, 24);
    all_are(one.company(Measure::Leads, 0..8), 0.0);
    // July 1 is month 6; 61 days are 2.004 months; the next of 300 leads a month comes within hours.
    all_are(one.month(Measure::Wins, 8), 1.0);
    all_are(one.month(Measure::AccountsResting, 6), 1.0);
    all_are(one.month(Measure::AccountsResting, 7), 1.0);
    // A year later that contract ends, and its account cools off again.
    all_are(one.company(Measure::Wins, 9..22), 0.0);
    all_are(one.month(Measure::CustomersChurned, 20), 1.0);
    all_are(one.month(Measure::AccountsResting, 21), 1.0);
}

/// A customer that names its account holds that one: the other one of two is all that is left to sell.
#[test]
fn a_customer_that_names_its_account_holds_that_account() {
    let run = plan(0, "demand.accounts = \"accounts.csv\"\ncontracts.customers = \"customers.csv\"\n")
        .with("remove = [\"demand.markets.accounts\"]\ncontracts.renewal.probability = 1\ndemand.markets = {}\n")
        .with("funnel.stages.closing.pass = 1\ndemand.sources.inbound.leads-per-month = 50\n")
        .table(
            "accounts.csv",
            "account,segment,region,potential\nbig,all,all,1000000000\nsmall,all,all,0.000001\n",
        )
        .table(
            "customers.csv",
            "customer,segment,region,arr,renews,term-months,account\nacme,all,all,1200,2027-07-01,12,big\n",
        )
        .run(N_TRIALS);
    all_are(run.company(Measure::Wins, 0..24), 0.0);
    all_are(run.month(Measure::FreeAccounts, 23), 1.0);
}

fn codes(plan: &Plan) -> Vec<Code> {
    match plan.load() {
        Err(ScenarioError::Invalid { findings, .. }) => findings.iter().map(|f| f.code).collect(),
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

#[test]
fn there_is_room_for_all_customers_or_a_finding() {
    assert!(plan(10, &customers(10)).load().is_ok());
    assert_eq!(codes(&plan(10, &customers(11))), [Code::NoAccount]);
    let sold_for = plan(10, "demand.markets.sold-for-months = 12");
    assert_eq!(codes(&sold_for), [Code::NoEffect]);
    // As many as there may be in one future in a thousand.
    let uncertain = plan(
        10,
        "demand.markets.accounts = { uniform = { low = 5, high = 12 } }",
    );
    assert!(uncertain.clone().with(&customers(11)).load().is_ok());
    assert_eq!(codes(&uncertain.with(&customers(12))), [Code::NoAccount]);
}

/// Leads of the market are held back by accounts that are taken, and so not linear; those of customers never are.
#[test]
fn leads_of_customers_are_expected_as_in_a_market_without_end() {
    let plan = plan(
        10,
        "demand.sources.upsell.leads-per-month = 30\ncontracts.expansion-sources = [\"upsell\"]\n",
    );
    let expected = foresell::expect::Expectation::of(&plan.scenario().model);
    let named = expected
        .left_out
        .iter()
        .filter(|left| left.why.contains("demand.markets"));
    let named: Vec<&str> = named.map(|left| left.what.as_str()).collect();
    assert!(
        named.iter().any(|what| what.contains("`inbound`")),
        "{named:?}"
    );
    assert!(
        !named.iter().any(|what| what.contains("`upsell`")),
        "{named:?}"
    );
}

/// A finite market of two accounts that are listed, with open deals, each with an account or none.
fn two_accounts(deals: &[(&str, &str)]) -> Plan {
    let mut open = String::from("deal,segment,region,stage,entered,amount,account\n");
    for (deal, account) in deals {
        open += &format!("{deal},all,all,closing,2026-12-31,1000,{account}\n");
    }
    plan(0, "demand.accounts = \"accounts.csv\"\nfunnel.open-pipeline = \"open.csv\"\n")
        .with("remove = [\"demand.markets.accounts\"]\ndemand.markets = {}\n")
        .with("funnel.stages.closing = { pass = 0, dwell-days = 200 }\ndemand.sources.inbound.leads-per-month = 50\n")
        .table("accounts.csv", "account,segment,region\nacme,all,all\nbolt,all,all\n")
        .table("open.csv", &open)
}

/// An open deal is with its account, which sends no lead before it is decided, in the seventh month.
#[test]
fn an_open_deal_that_names_its_account_holds_that_account() {
    let run = |deals: &[(&str, &str)]| two_accounts(deals).run(N_TRIALS);
    // Deals open at the start count as leads of the first month.
    let both = run(&[("x", "acme"), ("y", "bolt")]);
    all_are(both.company(Measure::Leads, 0..6), 2.0);
    all_are(both.month(Measure::AccountsInPlay, 0), 2.0);
    let one = run(&[("x", "acme")]);
    all_are(one.company(Measure::Leads, 0..6), 2.0);
    // Of a deal that names none nobody knows the account: both send a lead.
    let none = run(&[("x", "")]);
    all_are(none.company(Measure::Leads, 0..6), 3.0);
}

#[test]
fn an_account_of_a_finite_market_is_with_one_open_deal() {
    let twice = two_accounts(&[("x", "acme"), ("y", "acme")]);
    assert_eq!(codes(&twice), [Code::NoAccount]);
    let unknown = two_accounts(&[("x", "acmee")]);
    assert_eq!(codes(&unknown), [Code::UnknownId]);
    let sold = two_accounts(&[("x", "acme")])
        .with("contracts.customers = \"customers.csv\"\n")
        .table(
            "customers.csv",
            "customer,segment,region,arr,renews,term-months,account\nc,all,all,1200,2027-07-01,12,acme\n",
        );
    assert_eq!(codes(&sold), [Code::NoAccount]);
    assert!(two_accounts(&[("x", "acme"), ("y", "bolt")]).load().is_ok());
}
