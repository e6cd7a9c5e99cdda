//! The fast kernel comes to what the plain one does, bit by bit: on the plans that are shipped, and on made-up ones of the
//! kind that it is for.

use std::fs;
use std::path::Path;

use foresell::kernel::philox::PhiloxStream;
use foresell::kernel::simd::Level;
use foresell::kernel::stream::Seed;
use foresell::measure::Measure;
use foresell::model::Model;
use foresell::model::lanes::{Lanes, lives_in_lanes};
use foresell::model::simulate::{Kernel, Unwatched, simulate_by};
use foresell::model::workers::Workers;
use foresell::results::Results;
use foresell::scenario::{Disk, load};
use foresell_tests::plan::Plan;
use rand::RngExt;

const SEED: Seed = Seed(20_270_101);

fn by(kernel: Kernel, model: &Model, n_trials: u32) -> Results {
    let workers = Workers::new(Some(1)).expect("a thread can be had");
    let run = simulate_by(kernel, &workers, model, SEED, 0..n_trials, &Unwatched);
    run.unwrap().results
}

/// What two runs have counted differently: measure, cut, member and period of the first such cell of each block.
fn differences(one: &Results, other: &Results) -> Vec<String> {
    assert_eq!(one.layout, other.layout);
    let mut found = Vec::new();
    for block in one.layout.blocks() {
        for cell in block.first..block.first + block.n_members * block.n_periods {
            let [a, b] = [one, other].map(|results| results.values.column(cell).to_vec());
            if a != b {
                let (member, period) = (
                    (cell - block.first) / block.n_periods,
                    (cell - block.first) % block.n_periods,
                );
                let (measure, cut) = (block.measure, block.cut);
                found.push(format!(
                    "{measure:?} {cut:?} {member} {period}: {a:?} {b:?}"
                ));
                break;
            }
        }
    }
    found
}

/// Holds all levels against the plain kernel.
#[track_caller]
fn check(model: &Model, n_trials: u32, what: &str) {
    let plain = by(Kernel::Plain, model, n_trials);
    for level in Level::all() {
        let lanes = by(Kernel::Lanes(level), model, n_trials);
        let found = differences(&plain, &lanes);
        let n = found.len();
        assert!(
            found.is_empty(),
            "{}: {n} in {what}\n{}",
            level.name(),
            found[0]
        );
    }
}

/// Trials of a plan that the fast kernel does by itself.
fn n_in_lanes(model: &Model, n_trials: u32) -> usize {
    let Some(mut lanes) = Lanes::new(model, Level::best()) else {
        return 0;
    };
    let trials = 0..n_trials;
    trials
        .filter(|&trial| lanes.run_in_lanes(SEED, trial).is_some())
        .count()
}

fn shipped(name: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let path = folder.join(name).join("scenario.toml");
    load(&Disk, &[path]).unwrap().model
}

#[test]
fn the_reference_model_comes_out_the_same_bits() {
    let model = shipped("ref-1");
    assert!(lives_in_lanes(&model));
    assert_eq!(n_in_lanes(&model, 40), 40);
    check(&model, 40, "REF-1");
}

/// All that the kernel for few numbers counts.
const FEW: [Measure; 7] = [
    Measure::Leads,
    Measure::Opportunities,
    Measure::Wins,
    Measure::Bookings,
    Measure::VariablePay,
    Measure::SettledWithQuota,
    Measure::SettledAtQuota,
];

/// A plan of which only a few numbers are wanted, and whether it is simulated as such.
fn with_few(mut model: Model) -> (Model, bool) {
    model.only = Some(FEW.to_vec());
    let follows_few = Lanes::new(&model, Level::best()).is_some_and(|lanes| lanes.follows_few());
    (model, follows_few)
}

#[test]
fn few_numbers_of_the_reference_model_come_out_the_same_bits() {
    let (model, follows_few) = with_few(shipped("ref-1"));
    assert!(follows_few);
    check(&model, 400, "few numbers of REF-1");
}

#[test]
fn every_shipped_plan_comes_out_the_same_bits() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let mut n = 0;
    for folder in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if !folder.path().join("scenario.toml").is_file() {
            continue;
        }
        let name = folder.file_name().into_string().unwrap();
        check(&shipped(&name), 2, &name);
        check(&with_few(shipped(&name)).0, 2, &name);
        n += 1;
    }
    assert!(n >= 5, "scenarios are shipped");
}

#[test]
fn a_wrong_bit_is_seen() {
    let model = Plan::of(&made_up(&mut PhiloxStream::new(3, 1)))
        .scenario()
        .model;
    let plain = by(Kernel::Plain, &model, 3);
    assert_eq!(differences(&plain, &plain), [""; 0]);
    let n_cells = plain.layout.n_cells();
    for cell in (0..n_cells).step_by(n_cells / 50) {
        let mut wrong = plain.clone();
        wrong.values[[2, cell]] ^= 1;
        assert_eq!(differences(&plain, &wrong).len(), 1, "{cell}");
    }
}

#[test]
fn a_thousand_made_up_plans_come_out_the_same_bits() {
    let mut luck = PhiloxStream::new(SEED.0, 0);
    let (mut n_eligible, mut n_trials_in_lanes, mut n_few) = (0, 0, 0);
    for ix in 0..1_000 {
        let text = made_up(&mut luck);
        let model = Plan::of(&text).scenario().model;
        n_eligible += usize::from(lives_in_lanes(&model));
        n_trials_in_lanes += n_in_lanes(&model, 2);
        check(&model, 2, &format!("plan {ix}:\n{text}"));
        let (model, follows_few) = with_few(model);
        n_few += usize::from(follows_few);
        check(&model, 3, &format!("few numbers of plan {ix}:\n{text}"));
    }
    assert!(n_few > 40, "only {n_few} plans are such that few numbers are followed");
    assert!(n_eligible > 800, "only {n_eligible} plans live in lanes");
    assert!(
        10 * n_trials_in_lanes > 7 * 2 * n_eligible,
        "only {n_trials_in_lanes} of their trials live in lanes"
    );
}

fn one_of<'o, T: ?Sized>(luck: &mut PhiloxStream, options: &[&'o T]) -> &'o T {
    options[luck.random_range(0..options.len())]
}

/// Whether something happens that does once in so many times.
fn now_and_then(luck: &mut PhiloxStream, times: u32) -> bool {
    luck.random_range(0..times) == 0
}

/// A plan in which nothing waits, or, once in ten, something does.
fn made_up(luck: &mut PhiloxStream) -> String {
    let months = one_of(luck, &[&1, &2, &5, &9, &14, &25]);
    let timing = if now_and_then(luck, 20) {
        "continuous"
    } else {
        "monthly"
    };
    let fiscal = luck.random_range(1..=12);
    let mut text = format!(
        "format = 1\nname = \"Made up\"\ncurrency = \"USD\"\n\
         [horizon]\nstart = \"2027-0{}\"\nmonths = {months}\ntiming = \"{timing}\"\nfiscal-year-start = {fiscal}\n\
         [calendar]\nseason = [0.85, 0.9, 1.1, 0.95, 1, 1.1, 0.85, 0, 1.05, 1, 2.5, 1.2]\n",
        luck.random_range(1..=9),
    );
    let is_uncertain = now_and_then(luck, 3);
    if now_and_then(luck, 4) {
        text += "[macro-factor]\nvolatility = 0.2\npersistence = 0.7\n";
    }
    let by_region = now_and_then(luck, 3);
    text += if by_region {
        "[regions.east]\n[regions.west]\n[segments.all]\n[territory.territories]\n\
         e = { regions = [\"east\"] }\nw = { regions = [\"west\"] }\n"
    } else {
        "[regions.all]\n[segments.all]\n"
    };
    if *months >= 14 && now_and_then(luck, 5) {
        text += "[events.slump.shock]\nfrom = \"2027-10\"\nuntil = \"2027-12\"\n\
                 demand = -0.4\nconversion = -0.5\ndeal-size = -0.1\n";
    }
    text += &sources(luck, is_uncertain, by_region);
    text += &funnel(luck, is_uncertain, by_region);
    let paid = ["rep", "farmer"].map(|_| !now_and_then(luck, 4));
    text += &people(luck, is_uncertain, by_region, (*months, paid));
    text += &pay(luck, paid);
    text
}

/// A number, which may be uncertain.
fn number(luck: &mut PhiloxStream, is_uncertain: bool, value: f64) -> String {
    if is_uncertain && now_and_then(luck, 2) {
        format!(
            "{{ uniform = {{ low = {}, high = {} }} }}",
            value * 0.5,
            value
        )
    } else {
        format!("{value}")
    }
}

fn sources(luck: &mut PhiloxStream, is_uncertain: bool, by_region: bool) -> String {
    let mut text = String::new();
    for (source, role) in [("own", "rep"), ("calls", "rep"), ("farm", "farmer")] {
        if source != "own" && !now_and_then(luck, 4) {
            continue;
        }
        let leads = *one_of(luck, &[&0.0, &0.3, &3.0, &3.0, &8.0, &14.0, &60.0]);
        let leads = number(luck, is_uncertain, leads);
        text += &format!(
            "[demand.sources.{source}]\nleads-per-month = {leads}\nprospected-by = \"{role}\"\n"
        );
        text += &format!("owner-role = \"{role}\"\n");
        text += one_of(
            luck,
            &[
                "",
                "",
                "trend = 0.01\n",
                "dispersion = 0.3\n",
                "seasonal = false\n",
            ],
        );
        if by_region && now_and_then(luck, 3) {
            text += "mix = { by-region = { east = 2, other = 1 } }\n";
        }
    }
    if now_and_then(luck, 25) {
        text += "[demand.sources.web]\nleads-per-month = 2\nowner-role = \"rep\"\n";
    }
    text
}

const LAWS: &[&str] = &[
    "{ lognormal = { mean = $, cv = 0.6 } }",
    "{ lognormal = { mean = $, cv = 1.5 } }",
    "{ lognormal = { mean = $, cv = 0 } }",
    "{ exponential = { mean = $ } }",
    "{ gamma = { mean = $, cv = 0.8 } }",
    "{ weibull = { mean = $, shape = 1.4 } }",
    "{ uniform = { low = 0, high = $ } }",
    "{ pareto-tail = { mean = $, cv = 0.7, from-quantile = 0.9, alpha = 1.8 } }",
    "$",
];

fn law(luck: &mut PhiloxStream, mean: f64) -> String {
    let lognormal = !now_and_then(luck, 3);
    let law = if lognormal {
        LAWS[0]
    } else {
        one_of(luck, LAWS)
    };
    law.replace('$', &format!("{mean}"))
}

fn funnel(luck: &mut PhiloxStream, is_uncertain: bool, by_region: bool) -> String {
    let size = law(luck, 50_000.0);
    let mut text = format!(
        "[funnel]\norder = [\"cycle\"]\nopportunity-from = \"cycle\"\nowner-role = \"rep\"\ndeal-size = {size}\n"
    );
    text += one_of(
        luck,
        &[
            "",
            "",
            "discount = 0.13\n",
            "effects.skill = 0.8\n",
            "effects.ramp = 1.5\n",
        ],
    );
    let pass = *one_of(luck, &[&0.0, &0.25, &0.25, &0.6, &1.0]);
    let pass = if by_region && now_and_then(luck, 3) {
        "{ by-region = { east = 0.2, other = 0.7 } }".to_owned()
    } else {
        number(luck, is_uncertain, pass)
    };
    let days = *one_of(luck, &[&0.0, &15.0, &91.3125, &400.0]);
    let dwell = if days > 0.0 {
        law(luck, days)
    } else {
        "0".to_owned()
    };
    text += &format!("[funnel.stages.cycle]\npass = {pass}\ndwell-days = {dwell}\n");
    if now_and_then(luck, 3) {
        text += &format!("dwell-lost-days = {}\n", law(luck, 20.0));
    }
    if now_and_then(luck, 25) {
        text += "activities.work = { role = \"owner\", hours = 3 }\n";
    }
    text
}

fn people(
    luck: &mut PhiloxStream,
    is_uncertain: bool,
    by_region: bool,
    (months, paid): (usize, [bool; 2]),
) -> String {
    let mut text = String::new();
    for role in ["rep", "farmer"] {
        let attrition = *one_of(luck, &[&0.0, &0.2, &0.6, &0.95]);
        let attrition = number(luck, is_uncertain, attrition);
        let fill = one_of(
            luck,
            &[
                "0",
                "1",
                "2",
                "2",
                "0.7",
                "{ uniform = { low = 1, high = 3 } }",
            ],
        );
        let fill = if now_and_then(luck, 3) { fill } else { "2" };
        let ramp = one_of(
            luck,
            &[
                "{ curve = [0.16666666666666666, 0.5, 1] }",
                "{ months = 6 }",
                "{ months = 3, start = 0.3 }",
                "{ curve = [1] }",
            ],
        );
        let load = one_of(luck, &["0", "0.21"]);
        text += &format!(
            "[workforce.roles.{role}]\nramp = {ramp}\nattrition-per-year = {attrition}\n\
             time-to-fill-months = {fill}\nload = {load}\n"
        );
        text += one_of(luck, &["", "", "backfill = false\n"]);
        text += one_of(
            luck,
            &[
                "",
                "",
                "base-per-year = 77_777\nincentive-per-year = 33_333\n",
            ],
        );
        text += one_of(luck, &["", "", "skill-cv = 0.4\n"]);
        text += one_of(luck, &["", "", "capacity-per-year = 300_001\n"]);
        text += one_of(luck, &["", "", "attrition-by-tenure-year = [0.5, 2, 1]\n"]);
        text += one_of(
            luck,
            &["", "", "hiring-cost = 12_345.67\ntools-per-month = 99.9\n"],
        );
        text += one_of(luck, &["", "", "", "onboarding-months = 1\n"]);
        if now_and_then(luck, 30) {
            text += "attrition-shortfall-effect = 1.5\n";
        }
    }
    for group in 0..luck.random_range(4..=6) {
        let role = ["rep", "rep", "farmer", "farmer"];
        let role = *role
            .get(group)
            .unwrap_or(one_of(luck, &[&"rep", &"farmer"]));
        let count = one_of(luck, &[&1, &2, &3, &9]);
        let place = match (by_region, group % 2) {
            (true, 0) => "territory = \"e\"\n",
            (true, _) => "territory = \"w\"\n",
            _ => "",
        };
        let since = match luck.random_range(0..5) {
            0 if months >= 14 => "planned-start = \"2027-11\"".to_owned(),
            1 => "tenure-months = 3.3".to_owned(),
            _ => format!("tenure-months = {}", luck.random_range(0..40)),
        };
        text += &format!(
            "[workforce.groups.g{group}]\nrole = \"{role}\"\ncount = {count}\n{since}\n{place}"
        );
        if paid[usize::from(role == "farmer")] && now_and_then(luck, 4) {
            text += "quota-per-year = 123_456\n";
        }
    }
    if months >= 14 && now_and_then(luck, 6) {
        text += "[events.pause.freeze]\nfrom = \"2027-11\"\nuntil = \"2028-02\"\n";
    }
    text
}

fn pay(luck: &mut PhiloxStream, paid: [bool; 2]) -> String {
    let mut text = String::new();
    for (role, _) in ["rep", "farmer"]
        .into_iter()
        .zip(paid)
        .filter(|(_, paid)| *paid)
    {
        let period = one_of(luck, &["month", "quarter", "quarter", "year"]);
        let measure = one_of(
            luck,
            &[
                "bookings",
                "bookings",
                "bookings",
                "wins",
                "opportunities",
                "margin",
            ],
        );
        let quota = match (measure, luck.random_range(0..6)) {
            (_, 0) => 0.0,
            ("wins" | "opportunities", _) => 7.0,
            (_, 1) => 99_999.99,
            _ => 400_000.0,
        };
        let rate = if quota > 0.0 && measure == "bookings" {
            "0.1"
        } else {
            "0.0123"
        };
        let rate = if now_and_then(luck, 3) && quota > 0.0 {
            String::new()
        } else {
            format!("rate = {rate}\n")
        };
        let method = one_of(luck, &["marginal", "marginal", "retroactive"]);
        let ramped = one_of(luck, &["false", "true"]);
        let tiers = one_of(
            luck,
            &[
                "[{ above = 0, multiplier = 1 }, { above = 1, multiplier = 1.5 }]",
                "[{ above = 0, multiplier = 0 }, { above = 0.4, multiplier = 1.1 }, { above = 1.2, multiplier = 3 }]",
                "[{ above = 0, multiplier = 1 }]",
            ],
        );
        let lag = luck.random_range(0..3);
        text += &format!(
            "[comp.plans.{role}s]\nroles = [\"{role}\"]\nmeasure = \"{measure}\"\nperiod = \"{period}\"\n\
             quota-per-year = {quota}\n{rate}ramped-quota = {ramped}\ntier-method = \"{method}\"\ntiers = {tiers}\n\
             payment-lag-months = {lag}\n"
        );
        text += one_of(
            luck,
            &["", "", "", "accrual = \"cumulative\"\n", "cap = 1.3\n"],
        );
        text += one_of(
            luck,
            &["", "", "", "", "bonuses = [{ at = 0.8, amount = 1_000 }]\n"],
        );
        if now_and_then(luck, 8) {
            text += "draw = { per-month = 2_000, recoverable = true, months = 6 }\n";
        }
        if now_and_then(luck, 8) {
            text += &format!(
                "[comp.plans.{role}s.components.deals]\nmeasure = \"wins\"\nperiod = \"month\"\nquota-per-year = 12\n\
                 rate = 50\ntier-method = \"marginal\"\ntiers = [{{ above = 0, multiplier = 1 }}]\n"
            );
        }
    }
    text
}
