//! Changes of owner: what a leaver or a new cut costs, who owns what afterwards, and routing by score.

use foresell::kernel::stream::Seed;
use foresell::measure::{Cut, Measure};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::Results;
use foresell_tests::moments::{z_of_poisson, z_of_ratio};
use foresell_tests::plan::Plan;
use foresell_tests::{chi_square_p, critical_p, critical_z, reference, z_of_mean_only};

/// Forty deals of `ae-01`, which all are won in the fifth month unless their change of hands costs them.
fn forty_deals(overlay: &str) -> Plan {
    let rows =
        (0..40).map(|i| format!("d{i:02},all,all,product,inbound,closing,2027-01-01,1000,ae-01\n"));
    let csv = format!(
        "deal,segment,region,product,source,stage,entered,amount,owner\n{}",
        rows.collect::<String>()
    );
    Plan::minimal()
        .with(
            r#"
            demand.sources.inbound.leads-per-month = 0
            funnel.open-pipeline = "open.csv"
            funnel.stages.closing = { pass = 1, dwell-days = 140 }
            events.bye.leave = { seats = ["ae-01"], month = "2027-03" }
            "#,
        )
        .with(overlay)
        .table("open.csv", &csv)
}

fn wins_are_binomial(plan: &Plan, kept: f64, control: f64) {
    let run = plan.run(6_000);
    let wins = run.company(Measure::Wins, 0..12);
    let mut counts = vec![0_usize; 41];
    wins.iter().for_each(|&n| counts[n as usize] += 1);
    let p = chi_square_p(&counts, reference::binomial(40, kept));
    assert!(p > critical_p(), "p = {p:e}");
    let p = chi_square_p(&counts, reference::binomial(40, control));
    assert!(p < critical_p(), "{control} went unseen: p = {p:e}");
    let of = |measure| run.company(measure, 0..12);
    assert!(of(Measure::HandedOver).iter().all(|&n| n == 40.0));
    let lost = of(Measure::LostInHandOver);
    assert!(wins.iter().zip(&lost).all(|(won, lost)| won + lost == 40.0));
    assert_eq!(of(Measure::Lost), lost);
}

/// Deals whose owner leaves are won as before, but for the stated share.
#[test]
fn a_leaver_costs_the_stated_share_of_open_deals() {
    let vacant = "workforce.roles.ae.backfill = false\nterritory.hand-over.loss = 0.15";
    wins_are_binomial(&forty_deals(vacant), 0.85, 0.86);
    // Whoever comes next covers the same and is still ramping: 0.15 x 0.5 x 1.6 = 0.12.
    let refilled = "workforce.roles.ae.ramp = { months = 10 }\n\
                    territory.hand-over = { loss = 0.15, similar = 0.5, new-hire = 1.6 }";
    wins_are_binomial(&forty_deals(refilled), 0.88, 0.87);
    let free = forty_deals("territory.hand-over.loss = 0").run(50);
    assert!(
        free.company(Measure::Wins, 0..12)
            .iter()
            .all(|&n| n == 40.0)
    );
}

/// New deals of a named account suffer for three months after its owner has left, and no longer.
#[test]
fn an_account_suffers_for_a_while_after_its_owner_left() {
    let run = Plan::minimal()
        .with(
            r#"
            demand.accounts = "accounts.csv"
            funnel.stages.closing = { pass = 0.5, dwell-days = 0 }
            events.bye.leave = { seats = ["ae-01"], month = "2027-03" }
            [territory]
            routing.ae = "owner"
            hand-over = { loss = 0.2, months = 3 }
            "#,
        )
        .table(
            "accounts.csv",
            "account,segment,region,potential,owner\nacme,all,all,1,ae-01\n",
        )
        .run(20_000);
    for (months, mean, control) in [(0..2, 10.0, 9.8), (2..5, 12.0, 12.2), (5..12, 35.0, 34.6)] {
        let wins = run.company(Measure::Wins, months.clone());
        let z = z_of_poisson(&wins, mean);
        assert!(z.abs() < critical_z(), "{months:?}: z = {z:.2}");
        let z = z_of_poisson(&wins, control);
        assert!(
            z.abs() > critical_z(),
            "{control} went unseen in {months:?}"
        );
    }
}

/// Two executives with a region each, who exchange regions in July.
fn exchange(overlay: &str) -> Plan {
    Plan::minimal()
        .with(
            r#"
            remove = ["workforce.groups.ae", "regions.all"]
            horizon.fiscal-year-start = 7
            funnel.stages.closing = { pass = 1, dwell-days = 0 }
            [regions]
            east = {}
            west = {}
            [territory.territories]
            one = { regions = ["east"] }
            two = { regions = ["west"] }
            [workforce.groups]
            a = { role = "ae", count = 1, tenure-months = 20, territory = "one" }
            b = { role = "ae", count = 1, tenure-months = 20, territory = "two" }
            [events.exchange.recut]
            month = "2027-07"
            territories = { one = { regions = ["west"] }, two = { regions = ["east"] } }
            "#,
        )
        .with(overlay)
}

#[test]
fn after_a_new_cut_leads_go_to_whoever_covers_them_now() {
    let run = exchange("").run(200);
    let of = |seat, year: usize| run.over(Measure::Wins, Cut::Seat, seat, year..year + 1);
    let (east, west) = (0, 1);
    let leads = |region, months| run.over(Measure::Leads, Cut::Region, region, months);
    assert_eq!(of(0, 0), leads(east, 0..6));
    assert_eq!(of(1, 0), leads(west, 0..6));
    assert_eq!(of(0, 1), leads(west, 6..12));
    assert_eq!(of(1, 1), leads(east, 6..12));
    // The same by moving the people instead of the borders.
    let people = exchange("remove = [\"events.exchange\"]\n")
        .with("events.moves.recut = { month = \"2027-07\", seats = { a-01 = \"two\", b-01 = \"one\" } }")
        .run(200);
    for seat in 0..2 {
        let wins = people.over(Measure::Wins, Cut::Seat, seat, 1..2);
        assert_eq!(wins, of(seat, 1));
    }
}

/// Deals that are open in July change hands with the regions, which costs the stated share of them; or they stay.
#[test]
fn a_new_cut_moves_open_deals_unless_they_are_kept() {
    let slow = "funnel.stages.closing.dwell-days = 90\nterritory.hand-over.loss = 0.17\n";
    let run = exchange(slow).run(4_000);
    let of = |measure| run.company(measure, 0..12);
    let (moved, lost) = (of(Measure::HandedOver), of(Measure::LostInHandOver));
    // Those of April, May and June, less two days: 10 a month and region.
    let z = z_of_poisson(&moved, 20.0 * 90.0 / 30.4375);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_ratio(&lost, &moved, 0.17);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_ratio(&lost, &moved, 0.16);
    assert!(z.abs() > critical_z(), "a loss of 0.16 went unseen");
    let kept = exchange(slow)
        .with("events.exchange.recut.keep-open-deals = true")
        .run(100);
    assert_eq!(
        kept.company(Measure::HandedOver, 0..12).iter().sum::<f64>(),
        0.0
    );
    assert_eq!(kept.company(Measure::Lost, 0..12).iter().sum::<f64>(), 0.0);
}

/// Deals that executives have prospected themselves change hands like any other.
#[test]
fn prospected_deals_follow_a_new_cut() {
    let run = exchange(
        "demand.sources.inbound = { leads-per-month = 10, prospected-by = \"ae\" }\n\
         funnel.stages.closing.dwell-days = 90\nterritory.hand-over.loss = 0.17\n",
    )
    .run(4_000);
    let of = |measure| run.company(measure, 0..12);
    let (moved, lost) = (of(Measure::HandedOver), of(Measure::LostInHandOver));
    let z = z_of_poisson(&moved, 20.0 * 90.0 / 30.4375);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_ratio(&lost, &moved, 0.17);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_ratio(&lost, &moved, 0.16);
    assert!(z.abs() > critical_z(), "a loss of 0.16 went unseen");
}

/// Deals take ninety days. Those that are open in July stay with their owners until September: what is won until then is
/// credited to them, and what came in after June 3 is still open then and changes hands.
#[test]
fn a_holdover_keeps_open_deals_with_their_owners_for_a_while() {
    let slow = "funnel.stages.closing.dwell-days = 90\nterritory.hand-over.loss = 0.17\n\
                events.exchange.recut.holdover-months = 2\n";
    let run = exchange(slow).run(8_000);
    let of = |measure, months| run.company(measure, months);
    all_are_zero(&of(Measure::HandedOver, 0..8));
    all_are_zero(&of(Measure::HandedOver, 9..12));
    let moved = of(Measure::HandedOver, 8..9);
    let open = 90.0 / 30.4375 - 2.0;
    let z = z_of_poisson(&moved, 20.0 * open);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_poisson(&moved, 20.0 * (open - 0.03));
    assert!(z.abs() > critical_z(), "a share of a month went unseen");
    let z = z_of_ratio(&of(Measure::LostInHandOver, 0..12), &moved, 0.17);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    // Where nothing is lost, the first owner of the east wins all that is won there until September: it was open in July.
    let run = exchange(slow)
        .with("territory.hand-over.loss = 0\nhorizon.months = 9\nhorizon.fiscal-year-start = 9\n")
        .run(100);
    let east = run.over(Measure::Wins, Cut::Region, 0, 0..8);
    assert!(east.iter().sum::<f64>() > 0.0);
    assert_eq!(run.over(Measure::Wins, Cut::Seat, 0, 0..1), east);
}

fn all_are_zero(values: &[f64]) {
    assert!(values.iter().all(|&value| value == 0.0), "{values:?}");
}

/// Forty customers of `am-01`, who all would renew in September.
fn forty_customers(overlay: &str) -> Plan {
    let rows = (0..40).map(|i| format!("c{i:02},all,all,1200,2027-09-10,12,am-01,a{i:02}\n"));
    let accounts = (0..40).map(|i| format!("a{i:02},all,all,1,am-01\n"));
    Plan::minimal()
        .with(
            r#"
            demand.sources.inbound.leads-per-month = 0
            demand.sources.upsell = { leads-per-month = 0, owner-role = "am" }
            demand.accounts = "accounts.csv"
            workforce.roles.am = {}
            workforce.groups.am = { role = "am", count = 2, tenure-months = 20 }
            territory.hand-over = { loss = 0.15, months = 12 }
            [contracts]
            value = "acv"
            billing = "annual"
            term-months = 12
            renewal = { probability = 1 }
            renewal-work = { role = "am", hours = 1, lead-days = 60, unworked = -20 }
            customers = "customers.csv"
            "#,
        )
        .with(overlay)
        .table(
            "customers.csv",
            &format!(
                "customer,segment,region,arr,renews,term-months,owner,account\n{}",
                rows.collect::<String>()
            ),
        )
        .table(
            "accounts.csv",
            &format!(
                "account,segment,region,potential,owner\n{}",
                accounts.collect::<String>()
            ),
        )
}

fn churn_is_binomial(plan: &Plan, n: usize, kept: f64, control: f64) {
    let run = plan.run(6_000);
    let churned = run.company(Measure::CustomersChurned, 0..12);
    let mut counts = vec![0_usize; n + 1];
    churned
        .iter()
        .for_each(|&lost| counts[n - lost as usize] += 1);
    let p = chi_square_p(&counts, reference::binomial(n as u64, kept));
    assert!(p > critical_p(), "p = {p:e}");
    let p = chi_square_p(&counts, reference::binomial(n as u64, control));
    assert!(p < critical_p(), "{control} went unseen: p = {p:e}");
    let of = |measure| run.company(measure, 0..12);
    assert!(
        of(Measure::CustomersHandedOver)
            .iter()
            .all(|&moved| moved == n as f64)
    );
    assert_eq!(of(Measure::ChurnedInHandOver), churned);
    all_are_zero(&of(Measure::RenewalsUnworked));
}

/// Customers whose account manager leaves or gives up their market or account stay but for the stated share, once.
#[test]
fn a_change_of_account_manager_costs_the_stated_share_of_renewals() {
    let leaver = "events.bye.leave = { seats = [\"am-01\"], month = \"2027-03\" }\nworkforce.roles.am.backfill = false\n";
    churn_is_binomial(&forty_customers(leaver), 40, 0.85, 0.86);
    let rows = (0..25).map(|i| format!("a{i:02},am-02\n"));
    let table: String = rows.collect();
    let accounts = forty_customers(
        "events.anew.recut = { month = \"2027-08\", account-table = \"moves.csv\" }\n",
    )
    .table("moves.csv", &format!("account,owner\n{table}"));
    churn_is_binomial(&accounts, 25, 0.85, 0.865);
    // Two territories instead of everything: the first manager gives up the only market there is.
    let markets = forty_customers(
        r#"
        segments.other = {}
        territory.territories = { here = { segments = ["all"] }, there = { segments = ["other"] } }
        demand.sources.inbound.leads-per-month = { by-segment = { all = 0, other = 0 } }
        events.anew.recut = { month = "2027-05", seats = { am-01 = "there" } }
        "#,
    );
    churn_is_binomial(&markets, 40, 0.85, 0.86);
    // Four months of suffering are over in September.
    let long_ago = forty_customers(leaver)
        .with("territory.hand-over.months = 4")
        .run(50);
    all_are_zero(&long_ago.company(Measure::CustomersChurned, 0..12));
}

/// Ten renewals of a month's work each wait for one manager; half of the accounts go to another one in time for two of them.
#[test]
fn renewals_that_wait_follow_their_accounts() {
    let plan = forty_customers(
        "contracts.renewal-work = { hours = 160, lead-days = 89, unworked = 0 }\nterritory.hand-over.loss = 0\n",
    );
    let begun = |plan: &Plan| -> Vec<f64> {
        let unworked = plan.run(20).company(Measure::RenewalsUnworked, 0..12);
        unworked.iter().map(|n| 40.0 - n).collect()
    };
    // Asked for on June 13: begun then, in July and in August; the fourth would begin on September 13.
    assert!(begun(&plan).iter().all(|&n| n == 3.0));
    let rows = (20..40).map(|i| format!("a{i:02},am-02\n"));
    let table: String = rows.collect();
    let shared = plan
        .with("events.anew.recut = { month = \"2027-07\", account-table = \"moves.csv\" }\n")
        .table("moves.csv", &format!("account,owner\n{table}"));
    // The other one begins on July 1, August 1 and September 1.
    assert!(begun(&shared).iter().all(|&n| n == 6.0));
}

/// Some twenty deals of January, a week of work each, wait for two people of the east; from February on a third one helps.
#[test]
fn what_waits_for_a_pool_is_spread_after_a_new_cut() {
    let run = Plan::minimal()
        .with(
            r#"
            remove = ["workforce.groups.ae", "regions.all"]
            demand.sources.inbound.leads-per-month = { by-region = { east = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], west = 0 } }
            funnel.stages.closing = { pass = 1, dwell-days = 0, activities.work = { role = "owner", hours = 40 } }
            [regions]
            east = {}
            west = {}
            [territory]
            routing.ae = "pool"
            territories = { one = { regions = ["east"] }, two = { regions = ["west"] } }
            [workforce.groups]
            a = { role = "ae", count = 2, tenure-months = 20, territory = "one" }
            b = { role = "ae", count = 1, tenure-months = 20, territory = "two" }
            [events.all.recut]
            month = "2027-02"
            territories = { two = {} }
            "#,
        )
        .run(400);
    let leads = run.company(Measure::Leads, 0..12);
    let by_april = run.company(Measure::Wins, 0..4);
    let of = |seat| run.over(Measure::Wins, Cut::Seat, seat, 0..1);
    let (helper, others) = (of(2), [of(0), of(1)]);
    for trial in 0..400 {
        // Three people get through twelve deals a month: forty and more do not come in one January.
        assert_eq!(by_april[trial], leads[trial]);
        let most = others[0][trial].max(others[1][trial]);
        assert!(
            helper[trial] <= most,
            "trial {trial}: {} and {most}",
            helper[trial]
        );
    }
    assert!(helper.iter().sum::<f64>() > 400.0 * 2.0);
}

/// A trial is the same alone and after others, also where territories are cut anew twice.
#[test]
fn new_cuts_are_undone_before_the_next_trial() {
    let plan = exchange(
        "funnel.stages.closing.dwell-days = 40\nterritory.hand-over.loss = 0.3\n\
         territory.routing.ae = \"round-robin\"\n\
         events.again.recut = { month = \"2027-10\", seats = { a-01 = \"two\", b-01 = \"one\" }, holdover-months = 1 }\n",
    );
    let model = &plan.scenario().model;
    let run = |trials| {
        simulate(model, Seed(5), trials, Some(1), &Unwatched)
            .unwrap()
            .results
    };
    let parts = [0..7, 7..8, 8..20].map(run);
    assert_eq!(Results::join(parts.into()).unwrap().unwrap(), run(0..20));
}

/// Named accounts get another owner, and their work follows.
#[test]
fn accounts_follow_their_new_owner() {
    let csv =
        "account,segment,region,potential,owner\nacme,all,all,1,ae-01\nbolt,all,all,1,ae-02\n";
    let plan = Plan::minimal()
        .with(
            r#"
            horizon.fiscal-year-start = 7
            demand.accounts = "accounts.csv"
            workforce.groups.ae.count = 2
            territory.routing.ae = "owner"
            funnel.stages.closing = { pass = 1, dwell-days = 0, activities = { work = { role = "owner", hours = 1 } } }
            events.swap.recut = { month = "2027-07", account-table = "moves.csv" }
            "#,
        )
        .table("accounts.csv", csv)
        .table("moves.csv", "account,owner\nacme,ae-02\n");
    let run = plan.run(300);
    let of = |seat, year: usize| run.over(Measure::Wins, Cut::Seat, seat, year..year + 1);
    assert!(of(0, 0).iter().sum::<f64>() > 0.0);
    // What is under way when the half-year ends may still be won by the former owner.
    assert!(of(0, 1).iter().sum::<f64>() < 30.0);
    let z = z_of_mean_only(&of(1, 1), 60.0);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
    let z = z_of_mean_only(&of(1, 1), 30.0);
    assert!(
        z > critical_z(),
        "an account that stays went unseen: z = {z:.2}"
    );
}

/// Hot leads in skilled hands, cold ones in the others: more is won than by weight alone.
#[test]
fn routing_by_score_wins_more_where_skill_counts() {
    let plan = |routing: &str| {
        Plan::minimal()
            .with(&format!(
                r#"
                demand.sources.inbound.leads-per-month = 60
                demand.tiers = {{ hot = {{ share = 1, lift = 1 }}, cold = {{ share = 1, lift = -3 }} }}
                funnel.effects.skill = 1
                funnel.stages.closing = {{ pass = 0.3, dwell-days = 0 }}
                workforce.groups.ae.count = 8
                workforce.roles.ae.skill-cv = 0.5
                territory.routing.ae = "{routing}"
                "#
            ))
            .run(1_000)
            .company(Measure::Wins, 0..12)
    };
    let (by_score, by_weight) = (plan("by-score"), plan("weighted"));
    let gain: Vec<f64> = by_score
        .iter()
        .zip(&by_weight)
        .map(|(a, b)| a - b)
        .collect();
    let z = z_of_mean_only(&gain, 0.0);
    assert!(z > critical_z(), "z = {z:.2}");
}
