//! Plans of the kind that the fast kernel is for, made up.

use foresell::kernel::philox::PhiloxStream;
use rand::RngExt;

fn one_of<'o, T: ?Sized>(luck: &mut PhiloxStream, options: &[&'o T]) -> &'o T {
    options[luck.random_range(0..options.len())]
}

/// Whether something happens that does once in so many times.
fn now_and_then(luck: &mut PhiloxStream, times: u32) -> bool {
    luck.random_range(0..times) == 0
}

/// A plan in which nothing waits, or, once in ten, something does.
pub(super) fn made_up(luck: &mut PhiloxStream) -> String {
    let months = one_of(luck, &[&1, &2, &5, &9, &14, &25]);
    let timing = if now_and_then(luck, 20) {
        "continuous"
    } else {
        "monthly"
    };
    let fiscal = luck.random_range(1..=12);
    let start = luck.random_range(1..=9);
    let mut text = format!(
        "format = 1\nname = \"Made up\"\ncurrency = \"USD\"\n\
         [horizon]\nstart = \"2027-0{start}\"\nmonths = {months}\ntiming = \"{timing}\"\nfiscal-year-start = {fiscal}\n\
         [calendar]\nseason = [0.85, 0.9, 1.1, 0.95, 1, 1.1, 0.85, 0, 1.05, 1, 2.5, 1.2]\n",
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
    text += &behaviour(luck, &text);
    if now_and_then(luck, 4) {
        text += &supply(luck);
    }
    if now_and_then(luck, 4) {
        let moved = moved(&text);
        text += &initiatives(luck, is_uncertain, (start, *months), &moved);
    }
    text
}

/// Numbers of a plan that can be moved, since they are not at an end of what they may be, and their scales.
fn moved(text: &str) -> Vec<(&'static str, &'static str)> {
    let mut moved = vec![
        ("funnel.deal-size-factor", "log"),
        ("funnel.cycle-factor", "log"),
    ];
    let is_some = |section: &str, key: &str| {
        let of_section = text.split(section).nth(1).unwrap_or_default();
        let line = of_section.lines().find(|line| line.starts_with(key));
        line.is_some_and(|line| !line.ends_with(" 0") && !line.contains("high = 0 }"))
    };
    if is_some("[demand.sources.own]", "leads-per-month") {
        moved.push(("demand.sources.own.leads-per-month", "log"));
    }
    let chances = ["\npass = 0.25\n", "\npass = 0.6\n"];
    if chances.iter().any(|pass| text.contains(pass)) {
        moved.push(("funnel.stages.cycle.pass", "logit"));
    }
    moved.push(("funnel.deal-size", "log"));
    if text.contains("[supply.steps.project]") {
        moved.push(("supply.steps.project.hours", "log"));
    }
    if !text.contains("\ndwell-days = 0\n") {
        moved.push(("funnel.stages.cycle.dwell-days", "log"));
    }
    if text.contains("\ndwell-lost-days") {
        moved.push(("funnel.stages.cycle.dwell-lost-days", "log"));
    }
    for (role, path) in [
        ("rep", "workforce.roles.rep.ramp.months"),
        ("farmer", "workforce.roles.farmer.ramp.months"),
    ] {
        let section = format!("[workforce.roles.{role}]");
        let of_role = text.split(&section).nth(1).unwrap_or_default();
        let ramp = of_role.lines().find(|line| line.starts_with("ramp = "));
        if ramp.is_some_and(|ramp| ramp.contains("months")) {
            moved.push((path, "log"));
        }
    }
    // A greater one could leave its range.
    let rep = text
        .split("[workforce.roles.rep]")
        .nth(1)
        .unwrap_or_default();
    let attrition = rep
        .lines()
        .find(|line| line.starts_with("attrition-per-year"));
    if attrition.is_some_and(|line| line.ends_with(" 0.2") || line.contains("high = 0.2 }")) {
        moved.push(("workforce.roles.rep.attrition-per-year", "log"));
    }
    moved
}

fn initiatives(
    luck: &mut PhiloxStream,
    is_uncertain: bool,
    (start, months): (usize, usize),
    moved: &[(&str, &str)],
) -> String {
    let mut text = String::new();
    for id in ["tool", "training"] {
        if id == "training" && !now_and_then(luck, 2) {
            continue;
        }
        let first = start + luck.random_range(0..months.min(4));
        text += &format!("[initiatives.{id}]\nstart = \"2027-{first:02}\"\n");
        text += one_of(
            luck,
            &[
                "cost-once = 12_345.67\ncost-per-month = 99.9\n",
                "cost-once = 0\n",
            ],
        );
        text += one_of(
            luck,
            &[
                "",
                "adoption = { months = 4 }\n",
                "adoption = { curve = [0.3, 0.9] }\n",
            ],
        );
        let (path, scale) = moved[luck.random_range(0..moved.len())];
        let (other, _) = moved[0];
        let size = number(luck, is_uncertain, 0.4);
        text += &format!("effects.\"{path}\".{scale} = {size}\n");
        if path != other && now_and_then(luck, 2) {
            text += &format!("effects.\"{other}\".log = -0.1\n");
        }
    }
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

/// How people respond to some of the comp plans, which opportunities do not.
fn behaviour(luck: &mut PhiloxStream, text: &str) -> String {
    let mut behaviour = String::new();
    // Where lost deals stay otherwise, people who respond are for the plain kernel.
    if text.contains("\ndwell-lost-days") && !now_and_then(luck, 8) {
        return behaviour;
    }
    for role in ["rep", "farmer"] {
        let plan = text.split(&format!("[comp.plans.{role}s]")).nth(1);
        let main = plan.and_then(|plan| plan.split("\n[").next());
        let responds = main.is_some_and(|main| !main.contains("measure = \"opportunities\""));
        if responds && now_and_then(luck, 6) {
            let kind = one_of(luck, &["elastic", "elastic", "elastic", "dynamic"]);
            let elasticity = one_of(luck, &["0.3", "0.9"]);
            behaviour +=
                &format!("[comp.plans.{role}s.behaviour.{kind}]\nelasticity = {elasticity}\n");
        }
    }
    behaviour
}

/// What is sold has to be delivered, by people who may come and go.
fn supply(luck: &mut PhiloxStream) -> String {
    let hours = law(luck, 30.0);
    let least = law(luck, 10.0);
    let count = one_of(luck, &[&1, &4, &20]);
    let mut text = format!(
        "[workforce.roles.doer]\nattrition-per-year = 0.3\nbase-per-year = 50_000\n\
         [workforce.groups.doers]\nrole = \"doer\"\ncount = {count}\ntenure-months = 7\n\
         [supply]\norder = [\"project\", \"handover\"]\npromise-days = 20\n"
    );
    text += one_of(luck, &["", "cancel-per-month-late = 0.3\n"]);
    text += "[supply.pools.team]\nroles = [\"doer\"]\n";
    text += one_of(
        luck,
        &[
            "",
            "priority = \"promised-first\"\n",
            "priority = \"greatest-first\"\npeople-per-order = 2\n",
            "contractors = { most = 5, above-months = 1, lead-months = 1, stay-months = 2, hours-per-month = 120, cost-per-hour = 80 }\n",
        ],
    );
    text += &format!(
        "[supply.steps.project]\npool = \"team\"\nhours = {hours}\nleast-days = {least}\n\
         [supply.steps.handover]\npool = \"team\"\nhours = 2\n"
    );
    text
}

/// The plan without most of what has to be followed person by person and deal by deal: all numbers certain, all vacancies
/// whole months, pay on bookings by marginal tiers alone.
pub(super) fn plainer(text: &str) -> String {
    let mut plainer = String::new();
    let mut is_left_out = false;
    for line in text.lines() {
        if line.starts_with('[') {
            let left_out = [
                "[macro-factor",
                "[events.",
                "[demand.sources.web",
                "[supply",
                "[workforce.roles.doer",
                "[workforce.groups.doers",
            ];
            let of_plans = [".components.", ".behaviour."];
            is_left_out = left_out.iter().any(|of| line.starts_with(of))
                || of_plans.iter().any(|of| line.contains(of));
        }
        let odd = [
            "effects.",
            "dispersion",
            "accrual",
            "cap =",
            "bonuses",
            "draw =",
            "activities.",
        ];
        let is_of_initiative = line.starts_with("effects.\"");
        let is_odd = odd.iter().any(|of| line.starts_with(of)) && !is_of_initiative
            || line.starts_with("effects.\"supply.");
        if is_left_out || is_odd {
            continue;
        }
        let certain = ["leads-per-month", "pass", "attrition-per-year"];
        let (key, value) = line.split_once(" = ").unwrap_or((line, ""));
        let value = match key {
            "time-to-fill-months" if value.len() > 1 => "1",
            "tenure-months" if value.contains('.') => "3",
            "measure" => "\"bookings\"",
            "tier-method" => "\"marginal\"",
            "timing" => "\"monthly\"",
            // The upper end of an uncertain number.
            _ if value.contains("high") && (certain.contains(&key) || is_of_initiative) => {
                let (_, high) = value.split_once("high = ").expect("it has one");
                high.trim_end_matches([' ', '}'])
            }
            _ => value,
        };
        plainer += &if value.is_empty() {
            format!("{line}\n")
        } else {
            format!("{key} = {value}\n")
        };
    }
    plainer
}
