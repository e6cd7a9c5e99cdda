//! People: cohorts, refilled seats, named leavers, freezes, prospected leads.

use foresell::expect::RoleRow;
use foresell_tests::numeric::integral;
use foresell_tests::plan::{Plan, float};
use foresell_tests::reference;

use crate::{expect_equal, expected};

pub(crate) fn people(months: usize, role: &str, groups: &str) -> Plan {
    Plan::minimal().with(&format!(
        "remove = [\"workforce.groups.ae\"]\n\
         horizon.months = {months}\n\
         [workforce.roles.ae]\n{role}\n\
         [workforce.groups]\n{groups}\n"
    ))
}

pub(crate) fn row(plan: &Plan) -> RoleRow {
    expected(plan).roles.remove(0)
}

pub(crate) fn there(count: usize, tenure: f64) -> String {
    format!("there = {{ role = \"ae\", count = {count}, tenure-months = {tenure} }}\n")
}

fn hires(month: usize, count: usize) -> String {
    let (year, of_year) = (2027 + month / 12, month % 12 + 1);
    format!(
        "m{month} = {{ role = \"ae\", count = {count}, planned-start = \"{year}-{of_year:02}\" }}\n"
    )
}

/// Hazard of a yearly attrition [1 / month]: `−ln(1 − A) / 12`.
fn hazard(attrition: f64) -> f64 {
    -(1.0 - attrition).ln() / 12.0
}

/// `C(t) = Σ h S(t − t_k) p(t − t_k)`, averaged over a month.
#[test]
fn capacity_is_the_sum_of_cohorts_that_ramp_and_leave() {
    const COHORTS: [(usize, usize); 3] = [(0, 20), (3, 10), (6, 15)];
    let groups: String = COHORTS.iter().map(|&(m, n)| hires(m, n)).collect();
    let role = "backfill = false\nattrition-per-year = 0.4\nramp = { months = 6 }\ncapacity-per-year = 120_000";
    let row = row(&people(12, role, &groups));
    for month in 0..12 {
        let of_cohort = |&(start, count): &(usize, usize)| {
            let tenure = |t: f64| (t - float(start)).max(0.0);
            let there = |t: f64| (-hazard(0.4) * tenure(t)).exp() * (tenure(t) / 6.0).min(1.0);
            float(count) * integral(float(month), float(month + 1), there)
        };
        let exact: f64 = COHORTS.iter().map(of_cohort).sum();
        expect_equal(row.rre[month], exact, 1e-9);
        expect_equal(row.capacity[month], exact * 10_000.0 * 100.0, 1e-9);
    }
}

/// `(1 − exp(−Λ R)) / (Λ R)`, divided by `(1 + Λ V)` with a vacancy of mean `V`.
#[test]
fn steady_seats_are_as_productive_as_renewal_theory_says() {
    let (rate, ramp) = (hazard(0.3), 6.0);
    let productive = (1.0 - (-rate * ramp).exp()) / (rate * ramp);
    for (time_to_fill, vacancy, error) in [
        ("0", 0.0, 1e-9),
        ("3", 3.0, 1e-9),
        ("{ exponential = { mean = 3 } }", 3.0, 1e-6),
        ("{ uniform = { low = 1, high = 4 } }", 2.5, 1e-6),
    ] {
        for months in [60, 600] {
            let role = format!(
                "attrition-per-year = 0.3\nramp = {{ months = 6 }}\ntime-to-fill-months = {time_to_fill}"
            );
            let row = row(&people(months, &role, &there(50, 60.0)));
            let filled = 50.0 / (1.0 + rate * vacancy);
            expect_equal(row.headcount[months - 1], filled, error);
            expect_equal(row.rre[months - 1], productive * filled, error);
            expect_equal(row.leavers[months - 1], rate * filled, error);
        }
    }
}

/// `N_n = N_0 (1 − a)ⁿ + h (1 − (1 − a)ⁿ) / a` with leavers at the end of a month and hires at the start.
#[test]
fn headcount_month_by_month_follows_the_recursion() {
    let groups = there(80, 24.0) + &(1..24).map(|m| hires(m, 3)).collect::<String>();
    let plan = people(24, "backfill = false\nattrition-per-year = 0.3", &groups);
    let row = row(&plan.with("horizon.timing = \"monthly\""));
    let a = 1.0 - 0.7_f64.powf(1.0 / 12.0);
    for month in 0..24 {
        let stays = (1.0 - a).powf(float(month));
        let exact = 80.0 * stays + 3.0 * (1.0 - stays) / a;
        expect_equal(row.headcount[month], exact, 1e-12);
        expect_equal(row.leavers[month], a * exact, 1e-12);
    }
}

/// With monthly timing and refilled seats: a recursion over what a seat can be.
#[test]
fn refilled_seats_by_the_month_follow_their_chain() {
    let role = "attrition-per-year = 0.4\nattrition-by-tenure-year = [1.5, 0.5]\n\
                ramp = { curve = [0.2, 0.5, 1] }\ntime-to-fill-months = 1";
    let row = row(&people(30, role, &there(1, 0.0)).with("horizon.timing = \"monthly\""));
    let mut of_tenure = vec![0.0; 40];
    of_tenure[0] = 1.0;
    let mut vacant = 0.0;
    for month in 0..30 {
        let ramp = |tenure: usize| [0.2, 0.5, 1.0][tenure.min(2)];
        let leaves = |tenure: usize| 1.0 - 0.6_f64.powf(if tenure < 12 { 1.5 } else { 0.5 } / 12.0);
        let rre: f64 = (0..40).map(|t| of_tenure[t] * ramp(t)).sum();
        expect_equal(row.rre[month], rre, 1e-12);
        expect_equal(row.headcount[month], of_tenure.iter().sum(), 1e-12);
        let gone: f64 = (0..40).map(|t| of_tenure[t] * leaves(t)).sum();
        for tenure in (1..40).rev() {
            of_tenure[tenure] = of_tenure[tenure - 1] * (1.0 - leaves(tenure - 1));
        }
        of_tenure[0] = vacant;
        vacant = gone;
    }
}

#[test]
fn hazards_change_with_the_year_of_tenure() {
    let role = "backfill = false\nattrition-per-year = 0.2\nattrition-by-tenure-year = [2, 0.5]";
    let row = row(&people(36, role, &there(100, 0.0)));
    let stay = |factor: f64| 0.8_f64.powf(factor);
    let year = |n: usize| row.leavers[12 * n..12 * n + 12].iter().sum::<f64>();
    expect_equal(year(0), 100.0 * (1.0 - stay(2.0)), 1e-9);
    expect_equal(year(1), 100.0 * stay(2.0) * (1.0 - stay(0.5)), 1e-9);
    expect_equal(year(2), 100.0 * stay(2.5) * (1.0 - stay(0.5)), 1e-9);
}

/// Planned positions are filled after a time that follows a law: hires of each month are its increments.
#[test]
fn positions_are_filled_after_their_time_to_fill() {
    let role = "time-to-fill-months = { gamma = { mean = 3, cv = 0.6 } }";
    let row = row(&people(12, role, &hires(1, 10)));
    let filled = reference::gamma_by_mean(3.0, 0.6);
    for month in 1..12 {
        let exact = 10.0 * (filled(float(month)) - filled(float(month - 1)));
        assert!(
            (row.hires[month] - exact).abs() < 1e-5 * exact,
            "{month}: {} {exact}",
            row.hires[month]
        );
        let present = 10.0 * integral(float(month - 1), float(month), |t| filled(t.max(1e-12)));
        assert!(
            (row.headcount[month] - present).abs() < 1e-5 * present,
            "{month}"
        );
    }
}

/// Somebody leaves in May for certain; two months to fill, of which one falls into a freeze.
#[test]
fn named_leavers_and_freezes_are_certain() {
    let events = "[events]\n\
         gone = { leave = { seats = [\"there-01\"], month = \"2027-05\" } }\n\
         freeze = { freeze = { from = \"2027-06\", until = \"2027-07\" } }\n";
    let plan = people(12, "time-to-fill-months = 2", &there(2, 24.0)).with(events);
    let row = row(&plan);
    let exact = [2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0];
    for month in 0..12 {
        expect_equal(row.headcount[month], exact[month], 1e-12);
        expect_equal(
            row.leavers[month],
            if month == 4 { 1.0 } else { 0.0 },
            1e-12,
        );
        expect_equal(row.hires[month], if month == 7 { 1.0 } else { 0.0 }, 1e-12);
    }
    let monthly = crate::people::row(&plan.with("horizon.timing = \"monthly\""));
    let exact = [2.0, 2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0];
    assert_eq!(monthly.headcount, exact);
}

/// Ramped quota is carried by ramped people, a full one by all who are there; seats may have their own.
#[test]
fn street_quota_follows_ramp_or_presence() {
    let groups = "new = { role = \"ae\", count = 2, tenure-months = 0 }\n\
                  own = { role = \"ae\", count = 1, tenure-months = 0, quota-per-year = 600_000 }\n";
    let plan = |ramped: bool| {
        people(6, "ramp = { curve = [0.25, 0.5, 1] }", groups).with(&format!(
            "[comp.plans.reps]\nroles = [\"ae\"]\nmeasure = \"bookings\"\nperiod = \"quarter\"\n\
             quota-per-year = 240_000\nramped-quota = {ramped}\nrate = 0.1\ntier-method = \"marginal\"\n\
             tiers = [{{ above = 0, multiplier = 1 }}]\n"
        ))
    };
    let full = (2.0 * 20_000.0 + 50_000.0) * 100.0;
    for (month, share) in [(0, 0.25), (1, 0.5), (2, 1.0), (5, 1.0)] {
        expect_equal(row(&plan(true)).street_quota[month], share * full, 1e-12);
        expect_equal(row(&plan(false)).street_quota[month], full, 1e-12);
    }
}

/// Leads are base x trend x season x shocks; those that are prospected follow the ramp.
#[test]
fn leads_follow_rates_and_ramped_people() {
    let season = [0.5, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    let plan = people(6, "ramp = { months = 4 }", &there(3, 1.0)).with(&format!(
        "calendar.season = {season:?}\n\
         macro-factor = {{ volatility = 0.4, persistence = 0.9 }}\n\
         [demand.sources]\n\
         inbound = {{ leads-per-month = 10, trend = 0.02 }}\n\
         outbound = {{ leads-per-month = 5, prospected-by = \"ae\", seasonal = false }}\n\
         [events.recession.shock]\nfrom = \"2027-04\"\ndemand = -0.2\n"
    ));
    let sources = expected(&plan).sources;
    for month in 0..6 {
        let shock = if month >= 3 { 0.8 } else { 1.0 };
        let inbound = 10.0 * 1.02_f64.powf(float(month)) * season[month] * shock;
        expect_equal(sources[0].leads[month], inbound, 1e-12);
        // Tenure from m + 1 to m + 2 on a line of four months.
        let until = |t: f64| if t < 4.0 { t * t / 8.0 } else { t - 2.0 };
        let ramped = until(float(month + 2)) - until(float(month + 1));
        expect_equal(sources[1].leads[month], 15.0 * ramped * shock, 1e-12);
    }
}
