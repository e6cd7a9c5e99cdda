//! The scenario that follows from a history: what was learned as it is, what was not as labelled defaults.

mod demand;
mod funnel;
mod stages;
mod team;

use super::defaults as usual;
use super::estimate::Estimates;
use super::heterogeneity::float;
use super::history::{History, Named};
use super::tables::{Manager, region_counts};
use super::toml_text::{Origin, ScenarioText, Shape, Stated, brief, thousands};
use super::{Options, Plan};

/// Role that owns deals.
const AGENT: &str = "agent";
/// Role of those who lead agents.
const MANAGER: &str = "manager";

/// Everything a scenario is composed from.
pub(super) struct Composer<'a> {
    pub(super) history: &'a History,
    pub(super) estimates: &'a Estimates,
    pub(super) managers: &'a [Manager],
    pub(super) options: &'a Options,
    pub(super) plan: &'a Plan,
    /// Whether there is a table of accounts and one of open deals.
    pub(super) has_accounts: bool,
    pub(super) has_pipeline: bool,
}

fn path(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}

fn at(text: &str, id: &str, rest: &str) -> Vec<String> {
    path(text)
        .into_iter()
        .chain([id.to_owned()])
        .chain(path(rest))
        .collect()
}

fn learned(n: usize, how: impl Into<String>) -> Origin {
    Origin::Learned { n, how: how.into() }
}

fn assumed(source: impl Into<String>) -> Origin {
    Origin::Assumed {
        source: source.into(),
    }
}

/// A number without a note and without a slider.
fn stated(
    path: Vec<String>,
    what: &'static str,
    unit: &'static str,
    shape: Shape,
    words: String,
    origin: Origin,
) -> Stated {
    Stated {
        path,
        what,
        shape,
        words,
        unit,
        origin,
        note: String::new(),
        range: None,
    }
}

/// A labelled default that is uncertain within its published range.
fn usually(
    path: Vec<String>,
    what: &'static str,
    unit: &'static str,
    default: &usual::Published,
) -> Stated {
    let words = words_of(default.range, unit);
    Stated {
        range: Some([default.range[0], default.range[2]]),
        ..stated(
            path,
            what,
            unit,
            Shape::pert(default.range),
            words,
            assumed(default.source),
        )
    }
}

fn words_of([low, mode, high]: [f64; 3], unit: &str) -> String {
    format!("{} ({} to {}) {unit}", brief(mode), brief(low), brief(high))
}

/// Money times a factor, in whole units where these are small change: more digits would pretend to know more.
fn times(range: [f64; 3], factor: f64) -> [f64; 3] {
    let round = |x: f64| if x >= 100.0 { x.round() } else { x };
    range.map(|x| round(x * factor))
}

impl Composer<'_> {
    /// The scenario file.
    pub(super) fn scenario(&self) -> ScenarioText {
        let mut text = ScenarioText::default();
        self.head(&mut text);
        self.market(&mut text);
        self.demand(&mut text);
        self.funnel(&mut text);
        self.workforce(&mut text);
        self.money(&mut text);
        text
    }

    fn head(&self, text: &mut ScenarioText) {
        let Plan { start, .. } = self.plan;
        text.comment("Written by `foresell import` from a CRM export; IMPORT.md beside this file says what was read, learned and assumed.")
            .comment("Numbers with `assumed = true` are labelled defaults: the export cannot tell them. Replace them with your own.")
            .gap()
            .raw("format", "1")
            .text("name", &self.plan.name)
            .text("description", &format!("Imported from a CRM export as of {}.", self.history.as_of))
            .text("currency", &self.plan.currency.code)
            .gap()
            .table(&["horizon"])
            .comment(&format!("The month after the last day of the export, {}, unless stated otherwise.", self.history.as_of))
            .text("start", &start.to_string())
            .raw("months", &self.options.months.to_string())
            .raw("fiscal-year-start", &self.options.fiscal_year_start.to_string());
        if self.plan.currency.is_assumed {
            text.assume(
                "currency",
                "currency",
                &self.plan.currency.code,
                "the export states none; say `--currency`",
            );
        }
        if self.options.fiscal_year_is_default {
            text.assume(
                "horizon.fiscal-year-start",
                "first month of the fiscal year",
                "1",
                "the export states none; say `--fiscal-year-start`",
            );
        }
    }

    fn market(&self, text: &mut ScenarioText) {
        if let Some(volatility) = self.estimates.flow.volatility().filter(|v| *v > 0.0) {
            let n = self.estimates.flow.observed.len();
            let how = "spread of engaged deals a month beyond Poisson (method of moments), months";
            let words = format!("{volatility:.3}");
            let mut spread = stated(
                path("macro-factor.volatility"),
                "swings of the market",
                "standard deviation of the logarithm",
                Shape::constant(volatility),
                words,
                learned(n, how),
            );
            spread.note =
                format!("From {n} months only; months that rise or fall together show here.");
            text.number(spread);
            text.number(usually(
                path("macro-factor.persistence"),
                "how long good and bad months last",
                "correlation from month to month",
                &usual::PERSISTENCE,
            ));
        }
        names(text, "regions", self.history.regions.iter());
        names(text, "segments", self.history.segments.iter());
        for (product, n) in self
            .history
            .products
            .iter()
            .zip(&self.estimates.product_counts)
        {
            text.gap()
                .table(&["products", &product.id])
                .text("name", &product.name);
            let words = format!("{} decided deals", thousands(*n));
            text.number(stated(
                at("products", &product.id, "weight"),
                "share of a product among deals",
                "decided deals",
                Shape::constant(float(*n)),
                words,
                learned(*n, "decided deals"),
            ));
        }
    }

    /// The what-if that adds two agents where agents have most to do.
    pub(super) fn two_more_agents(&self) -> String {
        let loads = &self.estimates.load_by_region;
        let busiest = (0..loads.len())
            .rev()
            .max_by(|&a, &b| loads[a].total_cmp(&loads[b]))
            .unwrap_or(0);
        let region = &self.history.regions[busiest];
        let mut text = ScenarioText::default();
        text.comment("Two more agents in the region where each has most to do; compare it with ../scenario.toml.")
            .comment("They bring deals of their own and take over work of others, once they are found and ramped (labelled defaults).")
            .gap()
            .text("extends", "../scenario.toml")
            .text("name", &format!("{}: two more agents in {}", self.plan.name, region.name))
            .gap()
            .table(&["workforce", "groups", "two-more-agents"])
            .text("role", AGENT)
            .text("territory", &region.id)
            .raw("count", "2")
            .text("planned-start", &self.plan.start.to_string());
        text.finish().0
    }

    /// What the scenario leaves out, for the report.
    pub(super) fn left_out(&self) -> Vec<String> {
        let mut list: Vec<String> = [
            "Leads before engagement and what they cost: the export begins with engaged deals.",
            "Marketing, tools, overhead, employer's load, cost of hiring and onboarding: 0.",
            "Renewals, churn and delivery: the export holds first deals only.",
            "Seasons, and swings of the win rate within a quarter.",
            "Attrition of managers.",
        ]
        .map(str::to_owned)
        .to_vec();
        if self.options.targets.is_empty() {
            list.insert(
                0,
                "Targets: none; add them with `--target FY2027=12e6`.".into(),
            );
        }
        let quiet: Vec<&str> = self
            .history
            .regions
            .iter()
            .zip(region_counts(self.history))
            .filter(|(_, n)| *n == 0)
            .map(|(region, _)| region.name.as_str())
            .collect();
        if !quiet.is_empty() {
            list.push(format!(
                "Arrivals in regions without a decided deal: {}.",
                quiet.join(", ")
            ));
        }
        list
    }
}

fn names<'a>(text: &mut ScenarioText, table: &str, list: impl Iterator<Item = &'a Named>) {
    for Named { id, name } in list {
        text.gap().table(&[table, id]).text("name", name);
    }
}
