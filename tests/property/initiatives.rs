//! What must hold for every initiative: none without effect changes anything, and no order matters.

use std::fs;
use std::path::Path;

use foresell::kernel::math::exp;
use foresell::measure::Measure;
use foresell_tests::plan::{Plan, Run};

/// The shipped software company with an overlay.
fn saas(overlay: &str) -> Plan {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/saas");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let mut plan = Plan::of(&read("scenario.toml"));
    for name in ["accounts.csv", "pipeline.csv", "seats.csv"] {
        plan = plan.table(name, &read(name));
    }
    plan.with(overlay)
}

const TARGETS: [(&str, &str); 8] = [
    ("demand.sources.outbound.leads-per-month", "log"),
    ("funnel.stages.qualification.pass", "logit"),
    ("funnel.stages.prospecting.activities.outreach.count", "log"),
    ("funnel.cycle-factor", "log"),
    ("funnel.deal-size-factor", "log"),
    ("workforce.roles.ae.selling-share", "log"),
    ("workforce.roles.ae.attrition-per-year", "log"),
    ("contracts.renewal.probability", "logit"),
];

fn effects(size: &str) -> String {
    let line = |(path, scale): &(&str, &str)| format!("\"{path}\" = {{ {scale} = {size} }}\n");
    TARGETS.iter().map(line).collect()
}

fn initiative(id: &str, costs: &str, size: &str) -> String {
    format!(
        "[initiatives.{id}]\nstart = \"2027-03\"\n{costs}adoption = {{ months = 5, shape = \"s-curve\" }}\n\
         [initiatives.{id}.effects]\n{}",
        effects(size)
    )
}

#[test]
fn an_initiative_without_effect_and_cost_changes_no_bit() {
    let plain = saas("").run(6);
    for size in ["0", "{ normal = { mean = 0, sd = 0 } }"] {
        let with = saas(&initiative("nothing", "cost-once = 0\n", size)).run(6);
        assert!(with == plain, "an effect of {size} makes a difference");
    }
    let with = saas(&initiative("something", "", "0.01")).run(6);
    assert!(with != plain, "an effect of 0.01 makes none");
}

#[test]
fn the_order_of_initiatives_changes_no_bit() {
    let size = |mean: &str| format!("{{ normal = {{ mean = {mean}, sd = 0.02 }} }}");
    let a = initiative("a", "cost-once = 1_000\n", &size("0.1"));
    let b = initiative("b", "cost-per-month = 10\n", &size("-0.03"));
    let c = initiative("c", "", "0.07");
    let one_way = saas(&format!("{a}{b}{c}")).run(4);
    let other_way = saas(&format!("{c}{b}{a}")).run(4);
    assert!(one_way == other_way, "the order of the file matters");
    assert!(cost(&one_way) > 0.0);
}

fn cost(run: &Run) -> f64 {
    run.company(Measure::Initiatives, 0..24).iter().sum()
}

/// Two effects are one of their sum, up to the rounding of sums; whoever reads the number of any month sees both.
#[test]
fn effects_of_several_initiatives_add() {
    let of = |overlay: &str| saas(overlay).scenario().model;
    let two = of(&(initiative("a", "", "0.1") + &initiative("b", "", "0.25")));
    let one = of(&initiative("sum", "", "0.35"));
    let plain = of("");
    let n_classes = plain.dimensions.n_classes();
    let mut n_moved = 0;
    for month in 0..24 {
        for class in 0..n_classes {
            let of = |model: &foresell::model::Model| {
                let role = &model.workforce.roles[0];
                [
                    model.funnel.stages[0].activities[0].count.at(class, month),
                    role.selling_share.at(0, month),
                    model.funnel.stages[2].pass.at(class, month),
                ]
            };
            for (a, b) in of(&two).into_iter().zip(of(&one)) {
                assert!((a - b).abs() < 1e-12, "{a} and {b}");
            }
            n_moved += usize::from(of(&two) != of(&plain));
        }
    }
    // From March on.
    assert_eq!(n_moved, 22 * n_classes);
}

/// A plan in which numbers are drawn wherever initiatives reach them; `$` and a name stand for what a test scales.
const DRAWN: &str = r#"
format = 1
name = "Drawn"
currency = "USD"
[horizon]
start = "2027-01"
months = 18
[regions.all]
[segments.small]
[segments.large]
[products.goods]
[products.service]
[demand.sources.web]
leads-per-month = { by-segment = { small = 12, large = 6 } }
[funnel.nurture]
share = 0.4
delay-days = { gamma = { mean = $nurture, cv = 0.5 } }
enters = "talk"
[funnel]
order = ["talk", "offer"]
owner-role = "rep"
deal-size = { by-segment = { small = { lognormal = { mean = $small, cv = 0.9 } }, large = { gamma = { mean = $large, cv = 0.7 } } } }
[funnel.stages.talk]
pass = 0.6
dwell-days = { lognormal = { mean = $talk, cv = 0.8 } }
dwell-lost-days = { exponential = { mean = $lost } }
activities.call = { role = "rep", hours = { gamma = { mean = $call, cv = 0.6 } } }
[funnel.stages.offer]
pass = 0.5
dwell-days = { weibull = { mean = $offer, shape = 1.3 } }
[supply]
order = ["project"]
promise-days = 30
[supply.pools.team]
roles = ["doer"]
[supply.steps.project]
pool = "team"
hours = { lognormal = { mean = $project, cv = 0.5 } }
least-days = { exponential = { mean = $least } }
[supply.stock.box]
products = ["goods"]
on-hand = 400
units-per-deal = { gamma = { mean = $units, cv = 0.4 } }
lead-time-days = 20
unit-cost = 100
policy = { base-stock = 300 }
[workforce.roles.rep]
base-per-year = 60_000
incentive-per-year = 50_000
hours-per-month = 140
attrition-per-year = 0.5
time-to-fill-months = 1
onboarding-months = 0.5
ramp = { months = $ramp, cv = 0.3 }
[workforce.roles.doer]
hours-per-month = 150
[workforce.groups]
reps = { role = "rep", count = 6, tenure-months = 60 }
doers = { role = "doer", count = 5, tenure-months = 60 }
[comp.plans.rep]
roles = ["rep"]
measure = "bookings"
period = "quarter"
quota-per-year = 700_000
ramped-quota = true
tier-method = "marginal"
tiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 2 }]
"#;

/// Numbers of [`DRAWN`]: name, means of its rows, path.
const LAWS: [(&str, f64, &str); 11] = [
    ("$nurture", 70.0, "funnel.nurture.delay-days"),
    ("$small", 20_000.0, "funnel.deal-size"),
    ("$large", 90_000.0, "funnel.deal-size"),
    ("$talk", 25.0, "funnel.stages.talk.dwell-days"),
    ("$lost", 40.0, "funnel.stages.talk.dwell-lost-days"),
    ("$call", 5.0, "funnel.stages.talk.activities.call.hours"),
    ("$offer", 45.0, "funnel.stages.offer.dwell-days"),
    ("$project", 60.0, "supply.steps.project.hours"),
    ("$least", 20.0, "supply.steps.project.least-days"),
    ("$units", 7.0, "supply.stock.box.units-per-deal"),
    ("$ramp", 8.0, "workforce.roles.rep.ramp.months"),
];

/// [`DRAWN`], with the means of a path's numbers multiplied.
fn drawn(path: &str, factor: f64) -> Plan {
    let mut text = DRAWN.to_owned();
    for (name, mean, of) in LAWS {
        let mean = if of == path { mean * factor } else { mean };
        text = text.replace(name, &format!("{mean}"));
    }
    Plan::of(&text)
}

/// Whether two runs have counted the same up to the rounding of what is multiplied before or after it is drawn.
fn are_alike(one: &Run, other: &Run) -> bool {
    assert_eq!(one.0.layout, other.0.layout);
    let is_close = |(&a, &b): (&i64, &i64)| a.abs_diff(b) <= 20;
    let n_cells = one.0.layout.n_cells();
    (0..n_cells).all(|cell| {
        let of = |run: &Run| run.0.values.column(cell).to_vec();
        of(one).iter().zip(&of(other)).all(is_close)
    })
}

/// Moved from the first day by all of an effect `e`, what is drawn for each deal, and ramps of whoever is hired, are those of
/// a plan whose numbers are `exp(e)` times as great: in the same futures.
#[test]
fn draws_are_moved_as_if_their_distribution_were_scaled() {
    let plain = drawn("", 1.0).run(6);
    let mut paths: Vec<&str> = LAWS.iter().map(|(.., path)| *path).collect();
    paths.dedup();
    for path in paths {
        for effect in [0.3, -0.25] {
            let tool = format!(
                "[initiatives.tool]\nstart = \"2027-01\"\neffects = {{ {path:?} = {{ log = {effect} }} }}\n"
            );
            let moved = drawn("", 1.0).with(&tool).run(6);
            let scaled = drawn(path, exp(effect)).run(6);
            assert!(are_alike(&moved, &scaled), "{path} by {effect}");
            assert!(
                !are_alike(&moved, &plain),
                "{path} by {effect} moves nothing"
            );
        }
    }
}

/// An effect of exactly 0 on what is drawn changes no bit, and neither does one that comes after the horizon's last draw.
#[test]
fn no_effect_on_draws_changes_no_bit() {
    let plain = drawn("", 1.0).run(4);
    let effects = |size: &str| {
        let lines = LAWS.iter().map(|(.., path)| *path);
        let mut lines: Vec<&str> = lines.collect();
        lines.dedup();
        let line = |path: &&str| format!("{path:?} = {{ log = {size} }}\n");
        let lines: String = lines.iter().map(line).collect();
        format!("[initiatives.tool]\nstart = \"2027-01\"\n[initiatives.tool.effects]\n{lines}")
    };
    for size in ["0", "{ normal = { mean = 0, sd = 0 } }"] {
        assert!(
            drawn("", 1.0).with(&effects(size)).run(4) == plain,
            "{size}"
        );
    }
    assert!(drawn("", 1.0).with(&effects("1e-3")).run(4) != plain);
}

/// Whoever was there before the initiative ramps as ever; what is open keeps the size that it had when it became an
/// opportunity.
#[test]
fn what_began_before_stays_as_it_was() {
    let from_july = |path: &str| {
        format!(
            "[initiatives.tool]\nstart = \"2027-07\"\neffects = {{ {path:?} = {{ log = -1 }} }}\n"
        )
    };
    let plain = drawn("", 1.0).run(6);
    for path in ["funnel.deal-size", "workforce.roles.rep.ramp.months"] {
        let moved = drawn("", 1.0).with(&from_july(path)).run(6);
        let of = |run: &Run, months| run.company(Measure::Bookings, months);
        assert_eq!(of(&moved, 0..6), of(&plain, 0..6), "{path}");
        assert_ne!(of(&moved, 6..18), of(&plain, 6..18), "{path}");
    }
}
