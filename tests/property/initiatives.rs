//! What must hold for every initiative: none without effect changes anything, and no order matters.

use std::fs;
use std::path::Path;

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
