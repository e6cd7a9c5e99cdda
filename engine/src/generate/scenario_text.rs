//! The scenario file: a template with places for what depends on size and luck.

use super::calibrate::Calibration;
use super::demand::{Demand, segments_of};
use super::economy::{
    BECOMES_OPPORTUNITY, FOLLOW_ON_PASS, FOLLOW_ON_SIZE, FOLLOW_ON_WORK, HOURS, INBOUND, PRODUCTS,
    SEGMENTS, SELLING_SHARE, Segment,
};
use super::seats::{LINES, Team};
use super::{Options, three_digits, whole};

/// The file with a word such as `@MONTHS@` in every such place.
const TEMPLATE: &str = include_str!("scenario.toml.in");

/// The scenario file of a company.
pub(super) fn compose(
    options: &Options,
    team: &Team,
    demand: &Demand,
    calibration: &Calibration,
) -> String {
    let mut text = TEMPLATE.to_owned();
    let mut places = identity(options, team);
    places.extend(demand_places(demand, team));
    places.extend(funnel_places());
    places.extend(pay_places(team, demand, calibration));
    for (place, content) in places {
        let word = format!("@{place}@");
        debug_assert!(text.contains(&word), "there is no place {word}");
        text = text.replace(&word, &content);
    }
    debug_assert!(!text.contains('@'), "a place is left open");
    text
}

type Places = Vec<(&'static str, String)>;

fn identity(options: &Options, team: &Team) -> Places {
    let lines = |line: &dyn Fn(usize) -> String, n: usize| {
        (0..n).map(line).collect::<Vec<String>>().join("\n")
    };
    let regions = lines(
        &|ix| {
            let region = &team.regions[ix];
            format!("{} = {{ name = \"{}\" }}", region.id, region.name)
        },
        team.regions.len(),
    );
    let segments = SEGMENTS.map(|segment| {
        format!(
            "{} = {{ name = \"{}\", macro-loading = {} }}",
            segment.id, segment.name, segment.macro_loading
        )
    });
    let products = PRODUCTS
        .map(|(id, name, weight, _)| format!("{id} = {{ name = \"{name}\", weight = {weight} }}"));
    let n_regions = match team.regions.len() {
        1 => "one region".to_owned(),
        n => format!("{n} regions"),
    };
    vec![
        ("NAME", format!("Made-up company of {}", options.seats)),
        ("SEATS", options.seats.to_string()),
        ("REGIONS_N", n_regions),
        ("ACCOUNTS_N", options.accounts.to_string()),
        ("START", options.start.to_string()),
        ("MONTHS", options.months.to_string()),
        ("FISCAL", (options.start.month_of_year() + 1).to_string()),
        ("SEED", options.seed.to_string()),
        ("REGIONS", regions),
        ("SEGMENTS", segments.join("\n")),
        ("PRODUCTS", products.join("\n")),
        ("TERRITORIES", territories(team)),
    ]
}

/// A territory for each region, and two for the account executives there.
fn territories(team: &Team) -> String {
    let mut lines = Vec::new();
    for region in &team.regions {
        let (id, name) = (region.id, region.name);
        lines.push(format!(
            "{id} = {{ name = \"{name}\", regions = [\"{id}\"] }}"
        ));
        for (line, kind) in LINES.iter().enumerate() {
            let [a, b] = segments_of(line).map(|s| SEGMENTS[s].id);
            lines.push(format!(
                "{id}-{kind} = {{ name = \"{name}, {kind}\", regions = [\"{id}\"], segments = [\"{a}\", \"{b}\"] }}"
            ));
        }
    }
    lines.join("\n")
}

fn demand_places(demand: &Demand, team: &Team) -> Places {
    let by_market = |leads: &[[f64; 4]], factor: f64| {
        let segment = |s: usize| {
            let regions: Vec<String> = team
                .regions
                .iter()
                .zip(leads)
                .map(|(region, leads)| format!("{} = {:.2}", region.id, leads[s] * factor))
                .collect();
            format!(
                "{} = {{ by-region = {{ {} }} }}",
                SEGMENTS[s].id,
                regions.join(", ")
            )
        };
        [0, 1, 2, 3].map(segment).join("\n")
    };
    let mix = demand.mix();
    vec![
        ("INBOUND", by_market(&demand.new, INBOUND)),
        ("FOLLOW_ON", by_market(&demand.follow_on, 1.0)),
        ("FOUND", format!("{:.2}", demand.found_per_rep)),
        ("MIX", by_segment(|s, _| format!("{:.3}", mix[s]))),
        ("CONTACTS", whole(demand.outreach / 0.25).max(1).to_string()),
        (
            "SUPPORT",
            by_segment(|s, _| format!("{:.1}", demand.support[s])),
        ),
    ]
}

fn funnel_places() -> Places {
    let size = |of: &Segment, factor: f64| {
        let (mean, cv) = of.deal_size;
        format!(
            "{} = {{ lognormal = {{ mean = {}, cv = {cv} }} }}",
            of.id,
            grouped(whole(mean * factor))
        )
    };
    let stage = |pick: fn(&Segment) -> [f64; 3], ix: usize| {
        by_segment(move |_, of| format!("{}", pick(of)[ix]))
    };
    let dwell = |ix: usize| {
        by_segment(move |_, of| format!("{{ gamma = {{ mean = {}, cv = 1 }} }}", of.days[ix]))
    };
    let pass = |of: &Segment| of.pass;
    let hours = |of: &Segment| of.hours;
    vec![
        ("DISCOUNTS", by_segment(|_, of| of.discount.to_string())),
        (
            "SIZES_FOLLOW_ON",
            SEGMENTS.map(|of| size(&of, FOLLOW_ON_SIZE)).join("\n"),
        ),
        ("SIZES", SEGMENTS.map(|of| size(&of, 1.0)).join("\n")),
        ("OPPORTUNITY", BECOMES_OPPORTUNITY.to_string()),
        ("AGAIN_1", FOLLOW_ON_PASS[0].to_string()),
        ("AGAIN_2", FOLLOW_ON_PASS[1].to_string()),
        ("AGAIN_WORK", FOLLOW_ON_WORK.to_string()),
        ("PASS_0", stage(pass, 0)),
        ("PASS_1", stage(pass, 1)),
        ("PASS_2", stage(pass, 2)),
        ("HOURS_0", stage(hours, 0)),
        ("HOURS_1", stage(hours, 1)),
        ("HOURS_2", stage(hours, 2)),
        ("DWELL_0", dwell(0)),
        ("DWELL_1", dwell(1)),
        ("DWELL_2", dwell(2)),
    ]
}

fn pay_places(team: &Team, demand: &Demand, calibration: &Calibration) -> Places {
    let money = |amount: f64| grouped(three_digits(amount));
    let quotas = demand.quotas(calibration);
    let capacity = demand.capacity(team);
    let margins = PRODUCTS.map(|(id, _, _, margin)| format!("{id} = {margin}"));
    let targets: Vec<String> = calibration
        .targets
        .iter()
        .map(|(year, bookings)| format!("{year} = {{ bookings = {} }}\n", money(*bookings)))
        .collect();
    let targets = if targets.is_empty() {
        String::new()
    } else {
        format!("[targets]\n{}\n", targets.concat())
    };
    vec![
        ("HOURS", HOURS.to_string()),
        ("SHARE_SDR", SELLING_SHARE.sdr.to_string()),
        ("SHARE_AE", SELLING_SHARE.ae.to_string()),
        ("SHARE_AM", SELLING_SHARE.am.to_string()),
        ("SHARE_SE", SELLING_SHARE.se.to_string()),
        ("CAPACITY_AE", money(capacity[0])),
        ("CAPACITY_AM", money(capacity[1])),
        ("QUOTA_AE", money(quotas.executive[0])),
        ("QUOTA_AM", money(quotas.account_manager)),
        ("QUOTA_SDR", whole(quotas.developer).max(1).to_string()),
        ("QUOTA_COMPANY", money(quotas.company)),
        ("QUOTA_MANAGER", money(team.manager_quota())),
        ("MARGINS", margins.join(", ")),
        ("MARKETING", money(demand.bookings * 0.08 / 12.0)),
        ("OVERHEAD", money(demand.bookings * 0.02 / 12.0)),
        ("TARGETS", targets),
    ]
}

/// An entry for each segment, in one line.
fn by_segment(entry: impl Fn(usize, &Segment) -> String) -> String {
    let entries: Vec<String> = SEGMENTS
        .iter()
        .enumerate()
        .map(|(s, segment)| format!("{} = {}", segment.id, entry(s, segment)))
        .collect();
    entries.join(", ")
}

/// A whole number with its thousands set apart, as TOML allows.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (ix, digit) in digits.chars().enumerate() {
        if ix > 0 && (digits.len() - ix).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}
