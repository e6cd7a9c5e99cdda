//! Reach: leads that follow the time which accounts get, and the way to where they are.

use foresell::measure::{Cut, Measure};
use foresell_tests::critical_z;
use foresell_tests::moments::{z_of_poisson, z_of_ratio, z_of_variance};
use foresell_tests::plan::{Plan, Run};

const N_TRIALS: u32 = 4_000;

/// Ten leads a month, won at once, where one person has 1.6 of 160 hours for each of 100 accounts.
fn covered(response: &str, n_seats: u32) -> Plan {
    Plan::minimal().with(&format!(
        "[funnel.stages.closing]\npass = 1\ndwell-days = 0\n\
         [demand.sources.inbound.coverage-response]\nhours-per-account = 1.6\naccounts = 100\n{response}\n\
         [workforce.groups.ae]\ncount = {n_seats}\n"
    ))
}

fn power(elasticity: f64) -> String {
    format!("power = {{ elasticity = {elasticity} }}")
}

fn leads(run: &Run) -> Vec<f64> {
    run.company(Measure::Leads, 0..12)
}

/// Twice the hours per account bring `2^e` as many leads; 0.33 is in the middle of what is published of personal selling
/// (Albers, Mantrala & Sridhar 2010).
#[test]
fn seats_that_double_bring_two_to_the_elasticity_as_many_leads() {
    let of = |n_seats| leads(&covered(&power(0.33), n_seats).run(N_TRIALS));
    let z = z_of_poisson(&of(1), 120.0);
    assert!(z.abs() < critical_z(), "at the reference: z = {z:.2}");
    let z = z_of_poisson(&of(2), 120.0 * 2.0_f64.powf(0.33));
    assert!(z.abs() < critical_z(), "twice as many: z = {z:.2}");
    let z = z_of_poisson(&of(4), 120.0 * 4.0_f64.powf(0.33));
    assert!(z.abs() < critical_z(), "four times as many: z = {z:.2}");
    let z = z_of_poisson(&of(2), 120.0 * 2.0_f64.powf(0.35));
    assert!(
        z < -critical_z(),
        "an elasticity of 0.35 went unseen: z = {z:.2}"
    );
}

/// By hand: 0.2 + 1.8 / 2 = 1.1 at the half way point of 1.6 h, which is the reference; twice of it gives
/// 0.2 + 1.8 · 4 / 5 = 1.64, and nobody's time 0.2.
#[test]
fn adbudg_leads_are_those_worked_by_hand() {
    let adbudg = "adbudg = { min = 0.2, max = 2, shape = 2, half = 1.6 }";
    let of = |plan: Plan| leads(&plan.run(N_TRIALS));
    let z = z_of_poisson(&of(covered(adbudg, 2)), 120.0 * 1.64 / 1.1);
    assert!(z.abs() < critical_z(), "two seats: z = {z:.2}");
    let z = z_of_poisson(&of(covered(adbudg, 2)), 120.0 * 1.60 / 1.1);
    assert!(z > critical_z(), "2 % less went unseen: z = {z:.2}");
    let nobody = "workforce.roles.ae.backfill = false\n[events.gone.leave]\nseats = [\"ae-01\"]\nmonth = \"2027-01\"\n";
    let z = z_of_poisson(&of(covered(adbudg, 1).with(nobody)), 120.0 * 0.2 / 1.1);
    assert!(z.abs() < critical_z(), "nobody there: z = {z:.2}");
}

/// A seat more adds leads and sales to the same futures and takes none away: the counts are drawn by inversion.
#[test]
fn a_seat_more_adds_leads_in_the_same_futures() {
    let (one, two) = (
        covered(&power(0.33), 1).run(N_TRIALS),
        covered(&power(0.33), 2).run(N_TRIALS),
    );
    for measure in [Measure::Leads, Measure::Wins, Measure::Bookings] {
        for month in 0..12 {
            let (few, more) = (one.month(measure, month), two.month(measure, month));
            assert!(few.iter().zip(&more).all(|(few, more)| more >= few));
        }
    }
    let (few, more) = (leads(&one), leads(&two));
    let added: Vec<f64> = more
        .iter()
        .zip(&few)
        .map(|(more, few)| more - few)
        .collect();
    let (mean, ones) = (120.0 * (2.0_f64.powf(0.33) - 1.0), vec![1.0; added.len()]);
    let z = z_of_ratio(&added, &ones, mean);
    assert!(z.abs() < critical_z(), "mean: z = {z:.2}");
    let z = z_of_ratio(&added, &ones, 1.01 * mean);
    assert!(
        z < -critical_z(),
        "1 % of the difference went unseen: z = {z:.2}"
    );
    let independent = 120.0 * (2.0_f64.powf(0.33) + 1.0);
    let z = z_of_variance(&added, mean, independent);
    assert!(z < -critical_z(), "shared dice went unseen: z = {z:.2}");
}

/// Of two people one leaves at the end of June and nobody follows: from July on each account gets half the time. People
/// at half of full productivity give half the time.
#[test]
fn a_vacancy_and_a_ramp_cost_leads() {
    let vacant = "workforce.roles.ae.backfill = false\n[events.gone.leave]\nseats = [\"ae-02\"]\nmonth = \"2027-07\"\n";
    let run = covered(&power(0.33), 2).with(vacant).run(N_TRIALS);
    let z = z_of_poisson(
        &run.company(Measure::Leads, 0..6),
        60.0 * 2.0_f64.powf(0.33),
    );
    assert!(z.abs() < critical_z(), "before: z = {z:.2}");
    let z = z_of_poisson(&run.company(Measure::Leads, 6..12), 60.0);
    assert!(z.abs() < critical_z(), "after: z = {z:.2}");
    let z = z_of_poisson(
        &run.company(Measure::Leads, 6..12),
        60.0 * 2.0_f64.powf(0.33),
    );
    assert!(z < -critical_z(), "the vacancy went unseen: z = {z:.2}");
    let ramping = covered(&power(0.33), 1).with("workforce.roles.ae.ramp = { curve = [0.5] }");
    let z = z_of_poisson(&leads(&ramping.run(N_TRIALS)), 120.0 * 0.5_f64.powf(0.33));
    assert!(z.abs() < critical_z(), "at half speed: z = {z:.2}");
}

/// Accounts that are listed count by their workload, and each territory has the time of its own people.
#[test]
fn time_is_shared_by_workload_within_each_territory() {
    let territories = "[regions.north]\n[regions.all]\n\
         [territory.territories]\nnorth = { regions = [\"north\"] }\nrest = { regions = [\"all\"] }\n\
         [workforce.groups.ae]\nterritory = \"rest\"\n\
         [workforce.groups.up]\nrole = \"ae\"\nterritory = \"north\"\ncount = 2\ntenure-months = 24\n";
    // Whom the source sends no leads from takes nobody's time.
    let plan = covered(&power(0.33), 1).with(territories).with(
        "[segments.silent]\n[demand.sources.inbound]\nleads-per-month = { by-segment = { silent = 0, other = 10 } }\n",
    );
    let north = "demand.accounts = \"accounts.csv\"\n";
    let csv = "account,segment,region,potential,workload\na,all,north,1,30\nb,all,north,9,170\nc,all,all,1,100\nd,silent,all,1,500\n";
    let run = plan.with(north).table("accounts.csv", csv).run(N_TRIALS);
    // Two people for a workload of 200 in the north, one for 100 in the rest: both at the reference.
    for region in 0..2 {
        let leads = run.over(Measure::Leads, Cut::Region, region, 0..12);
        let z = z_of_poisson(&leads, 120.0);
        assert!(z.abs() < critical_z(), "region {region}: z = {z:.2}");
        let z = z_of_poisson(&leads, 120.0 * 1.05);
        assert!(
            z < -critical_z(),
            "region {region}: 5 % went unseen: z = {z:.2}"
        );
    }
}

/// By hand: 111.195 km there and as many back by a way 1.2 times as long are 266.87 km, twice for two visits: 6.672 h at
/// 80 km / h and 160.12 at 0.30 a km, in each deal. With 2 x 2 h for the visits themselves a deal takes 10.672 h.
#[test]
fn the_way_to_the_customer_takes_hours_and_money() {
    let plan = Plan::minimal()
        .with(
            "demand.accounts = \"accounts.csv\"\nworkforce.groups.ae.latitude = 0\nworkforce.groups.ae.longitude = 10\n\
             demand.sources.inbound.leads-per-month = 0.5\n\
             [funnel.stages.closing.activities.visit]\nrole = \"owner\"\ncount = 2\nhours = 2\n",
        )
        .table(
            "accounts.csv",
            "account,segment,region,latitude,longitude\na,all,all,0,11\n",
        );
    let travelling = plan.clone().with(
        "funnel.stages.closing.activities.visit.on-site = true\n\
         [territory.travel]\nkm-per-hour = 80\ncost-per-km = 0.3\ndetour = 1.2\n",
    );
    let (at_desk, on_site) = (plan.run(500), travelling.run(500));
    let of = |measure| on_site.company(measure, 0..12);
    let hours = |run: &Run| run.over(Measure::HoursUsed, Cut::Role, 0, 0..12);
    let begun = at_desk.stage(Measure::Activities, 0, 0..12);
    let done = on_site.stage(Measure::Activities, 0, 0..12);
    let (cost, travel, way) = (
        of(Measure::Cost),
        of(Measure::Travel),
        of(Measure::TravelHours),
    );
    let used = hours(&on_site);
    assert!(done.iter().sum::<f64>() > 1_000.0);
    for trial in 0..500 {
        // Each deal takes two visits.
        let n = done[trial] / 2.0;
        assert_eq!(travel[trial], n * 16_012.0, "in cents");
        assert_eq!(cost[trial], travel[trial]);
        assert!(way[trial] == n * 6_671_705.0, "{}", way[trial] / n);
        assert!(used[trial] == n * 10_671_705.0, "{}", used[trial] / n);
    }
    assert!(
        hours(&at_desk)
            .iter()
            .zip(&begun)
            .all(|(h, n)| *h == n * 2_000_000.0)
    );
    // The same deals come, whether or not somebody has to drive to them.
    assert_eq!(leads(&at_desk), leads(&on_site));
}
