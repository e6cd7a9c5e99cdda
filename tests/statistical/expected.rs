//! Expected values without simulation, against simulation: two plans with everything that stays linear.

use foresell::expect::Expectation;
use foresell::measure::{Cut, Measure, OverTime};
use foresell_tests::plan::{Plan, Run, float};
use foresell_tests::{critical_z, z_of_mean_only};

const N_TRIALS: u32 = 3_000;

/// Two roles that come, ramp and leave in every way there is, leads of two sources in two segments with a market-wide
/// factor, a shock and a trend, three scored stages with chances, prices and cycles that change, and aged deals.
fn plan() -> Plan {
    let months = |first: &str, then: &str| {
        let mut values = vec![first; 6];
        values.extend([then; 12]);
        format!("[{}]", values.join(", "))
    };
    let mut open = String::from("deal,segment,region,source,stage,entered,amount\n");
    for i in 0..24 {
        let stage = ["first", "second", "closing"][i % 3];
        let amount = if i % 2 == 0 { "9000" } else { "" };
        open += &format!(
            "d{i},all,all,inbound,{stage},2026-{:02}-20,{amount}\n",
            10 + i % 3
        );
    }
    Plan::minimal().table("open.csv", &open).with(&format!(
        r#"
        remove = ["workforce.groups.ae"]
        horizon.months = 18
        calendar.season = [0.8, 0.9, 1.3, 1, 1, 1.1, 0.7, 0.8, 1.2, 1, 1.1, 1.1]
        macro-factor = {{ volatility = 0.3, persistence = 0.8 }}
        segments.other = {{ macro-loading = 0.5 }}
        [demand.sources.inbound]
        leads-per-month = {{ by-segment = {{ all = 12, other = 5 }} }}
        trend = 0.02
        [demand.sources.partner]
        leads-per-month = 3
        dispersion = 0.2
        enters = "second"
        seasonal = false
        [demand.tiers]
        a = {{ share = 0.3, lift = 0.6 }}
        b = {{ share = 0.7, lift = -0.2 }}
        [funnel]
        order = ["first", "second", "closing"]
        open-pipeline = "open.csv"
        deal-size = {{ lognormal = {{ mean = 8_000, cv = 0.6 }} }}
        deal-size-factor = {prices}
        [funnel.stages.first]
        pass = {chances}
        dwell-days = {{ gamma = {{ mean = 20, cv = 0.9 }} }}
        stale-after-days = 80
        [funnel.stages.second]
        pass = 0.5
        dwell-days = 45
        dwell-lost-days = {{ exponential = {{ mean = 30 }} }}
        [funnel.stages.closing]
        pass = 0.4
        dwell-days = {{ lognormal = {{ mean = 50, cv = 0.7 }} }}
        [workforce.roles.ae]
        attrition-per-year = {attrition}
        attrition-by-tenure-year = [1.4, 0.6]
        ramp = {{ months = 5, start = 0.2 }}
        onboarding-months = 0.7
        time-to-fill-months = {{ gamma = {{ mean = 2.5, cv = 0.7 }} }}
        capacity-per-year = 120_000
        [workforce.roles.sdr]
        attrition-per-year = 0.5
        ramp = {{ curve = [0.1, 0.5, 0.8, 1] }}
        time-to-fill-months = 1.3
        [workforce.groups]
        there = {{ role = "ae", count = 20, tenure-months = 7.4 }}
        fresh = {{ role = "ae", count = 10, tenure-months = 0 }}
        later = {{ role = "ae", count = 8, planned-start = "2027-05" }}
        callers = {{ role = "sdr", count = 15, tenure-months = 3 }}
        more = {{ role = "sdr", count = 5, planned-start = "2027-03" }}
        [events]
        gone.leave = {{ seats = ["there-01", "there-02", "later-01", "callers-03"], month = "2027-07" }}
        known.leave = {{ seats = ["there-03", "there-04", "fresh-01", "callers-04", "more-01"], date = "2027-06-12" }}
        freeze.freeze = {{ from = "2027-09", until = "2027-11" }}
        recession.shock = {{ from = "2027-10", segments = ["all"], demand = -0.3, conversion = -0.4, deal-size = -0.1 }}
        [comp.plans.reps]
        roles = ["ae"]
        measure = "bookings"
        period = "quarter"
        quota-per-year = 100_000
        rate = 0.1
        tier-method = "marginal"
        tiers = [{{ above = 0, multiplier = 1 }}]
        "#,
        prices = months("1", "1.2"),
        chances = months("0.5", "0.6"),
        attrition = months("0.3", "0.45"),
    ))
}

/// The same by the month, with leads that are prospected by the owners.
fn monthly() -> Plan {
    plan().with(
        r#"
        horizon.timing = "monthly"
        [demand.sources.own]
        leads-per-month = 0.8
        prospected-by = "ae"
        mix = { by-segment = { all = 1, other = 3 } }
        "#,
    )
}

/// Compares the mean of a figure with simulation, in three months and over the horizon, and shows that a few per cent
/// would have been seen.
fn compare(what: &str, run: &Run, of: (Measure, Cut, usize), expected: &[f64], unit: f64) {
    let (measure, cut, member) = of;
    let n = expected.len();
    // Averages over a month are averaged over the months.
    let of_months = |months: &std::ops::Range<usize>| {
        let sum = expected[months.clone()].iter().sum::<f64>() * unit;
        match measure.over_time() {
            OverTime::Mean => sum / float(months.len()),
            _ => sum,
        }
    };
    for months in [0..1, 6..7, n - 1..n, 0..n] {
        let claim = of_months(&months);
        let values = run.over(measure, cut, member, months.clone());
        if values.windows(2).all(|pair| pair[0] == pair[1]) {
            // Stays are rounded to millionths one by one, amounts to cents.
            assert!(
                (values[0] - claim).abs() <= 100.0,
                "{what}, {months:?}: {claim}"
            );
            continue;
        }
        let z = z_of_mean_only(&values, claim);
        assert!(z.abs() < critical_z(), "{what} in {months:?}: z = {z:.2}");
    }
    let claim = of_months(&(0..n));
    let values = run.over(measure, cut, member, 0..n);
    let z = z_of_mean_only(&values, 1.05 * claim);
    assert!(z < -critical_z(), "{what}: 5 % went unseen: z = {z:.2}");
}

fn check(plan: &Plan) {
    let model = plan.scenario().model;
    let (expected, run) = (Expectation::of(&model), plan.run(N_TRIALS));
    assert!(
        expected
            .left_out
            .iter()
            .all(|left| left.what == "weighted pipeline")
    );
    for row in &expected.roles {
        let name = &model.dimensions.roles[row.role].id;
        for (measure, values, unit) in [
            (Measure::Headcount, &row.headcount, 1e6),
            (Measure::Rre, &row.rre, 1e6),
            (Measure::Hires, &row.hires, 1.0),
            (Measure::Leavers, &row.leavers, 1.0),
        ] {
            let what = format!("{} of {name}", measure.id());
            compare(&what, &run, (measure, Cut::Role, row.role), values, unit);
        }
        if name == "ae" {
            for (measure, values) in [
                (Measure::Capacity, &row.capacity),
                (Measure::StreetQuota, &row.street_quota),
            ] {
                compare(measure.id(), &run, (measure, Cut::Company, 0), values, 1.0);
            }
        }
    }
    for row in &expected.sources {
        // Deals open at the start count as leads of the first source in the first month.
        let mut leads = row.leads.clone();
        let open = model.funnel.pipeline.iter();
        let of_source = |class| model.dimensions.class_at(class).source == row.source;
        leads[0] += float(open.filter(|d| of_source(d.class)).count());
        let what = format!("leads of {}", model.dimensions.sources[row.source].id);
        compare(
            &what,
            &run,
            (Measure::Leads, Cut::Source, row.source),
            &leads,
            1.0,
        );
    }
    let deals = expected.deals.expect("nothing binds");
    for (measure, values) in [
        (Measure::Opportunities, &deals.opportunities),
        (Measure::Wins, &deals.wins),
        (Measure::Bookings, &deals.bookings),
    ] {
        compare(measure.id(), &run, (measure, Cut::Company, 0), values, 1.0);
    }
    for (stage, open) in deals.open.iter().enumerate() {
        // A stock is compared where it stands, so one month at a time.
        for month in [0, 6, open.len() - 1] {
            let values = run.stage(Measure::Open, stage, month..month + 1);
            let z = z_of_mean_only(&values, open[month]);
            assert!(
                z.abs() < critical_z(),
                "open in {stage}, {month}: z = {z:.2}"
            );
        }
        let last = run.stage(Measure::Open, stage, open.len() - 1..open.len());
        let z = z_of_mean_only(&last, 1.1 * open[open.len() - 1]);
        assert!(
            z < -critical_z(),
            "open in {stage}: 10 % went unseen: z = {z:.2}"
        );
    }
}

#[test]
fn expected_values_are_the_means_of_simulations() {
    check(&plan());
}

#[test]
fn expected_values_are_the_means_of_simulations_by_the_month() {
    check(&monthly());
}

/// What is certain of initiatives is expected as it is simulated.
#[test]
fn expected_values_are_the_means_of_simulations_with_initiatives() {
    let with = r#"
        [initiatives.tool]
        start = "2027-03"
        adoption = { months = 4 }
        [initiatives.tool.effects]
        "demand.sources.inbound.leads-per-month" = { log = { by-segment = { all = 0.3, other = -0.2 } } }
        "funnel.stages.second.pass" = { logit = 0.7 }
        "funnel.deal-size-factor" = { log = 0.2 }
        "funnel.deal-size" = { log = 0.3 }
        "funnel.stages.second.dwell-days" = { log = -0.5 }
        "funnel.stages.second.dwell-lost-days" = { log = 0.6 }
        "workforce.roles.ae.ramp.months" = { log = -0.7 }
        [initiatives.care]
        start = "2027-06"
        until = "2028-03"
        effects = { "workforce.roles.ae.attrition-per-year" = { log = -0.8 }, "funnel.cycle-factor" = { log = -0.3 }, "funnel.stages.second.pass" = { logit = -0.2 } }
    "#;
    check(&plan().with(with));
}
