//! The scenario that follows from a history: what was learned as it is, what was not as labelled defaults.

use super::defaults as usual;
use super::diagnose::{markets_words, mean_days, months_of};
use super::estimate::{By, Estimates, Sizes};
use super::heterogeneity::float;
use super::history::{History, Named};
use super::tables::{EARLIER, Manager, region_counts};
use super::toml_text::{Origin, ScenarioText, Shape, Stated, number, quoted, thousands};
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
    path(text).into_iter().chain([id.to_owned()]).chain(path(rest)).collect()
}

fn learned(n: usize, how: impl Into<String>) -> Origin {
    Origin::Learned { n, how: how.into() }
}

fn assumed(source: impl Into<String>) -> Origin {
    Origin::Assumed { source: source.into() }
}

/// A number without a note and without a slider.
fn stated(path: Vec<String>, what: &'static str, unit: &'static str, shape: Shape, words: String, origin: Origin) -> Stated {
    Stated { path, what, shape, words, unit, origin, note: String::new(), range: None }
}

/// A labelled default that is uncertain within its published range.
fn usually(path: Vec<String>, what: &'static str, unit: &'static str, default: &usual::Published) -> Stated {
    let words = words_of(default.range, unit);
    Stated { range: Some([default.range[0], default.range[2]]), ..stated(path, what, unit, Shape::pert(default.range), words, assumed(default.source)) }
}

fn words_of([low, mode, high]: [f64; 3], unit: &str) -> String {
    format!("{} ({} to {}) {unit}", number(mode), number(low), number(high))
}

fn times(range: [f64; 3], factor: f64) -> [f64; 3] {
    // Whole units of money: more digits would pretend to know more.
    range.map(|x| (x * factor).round())
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
            .text("currency", &self.options.currency)
            .gap()
            .table(&["horizon"])
            .comment(&format!("The month after the last day of the export, {}, unless stated otherwise.", self.history.as_of))
            .text("start", &start.to_string())
            .raw("months", &self.options.months.to_string())
            .raw("fiscal-year-start", &self.options.fiscal_year_start.to_string());
        if self.options.currency_is_default {
            text.assume("currency", "currency", &self.options.currency, "the export states none; say `--currency`");
        }
        if self.options.fiscal_year_is_default {
            text.assume("horizon.fiscal-year-start", "first month of the fiscal year", "1", "the export states none; say `--fiscal-year-start`");
        }
    }

    fn market(&self, text: &mut ScenarioText) {
        if let Some(volatility) = self.estimates.flow.volatility() {
            let n = self.estimates.flow.observed.len();
            let how = "spread of decided deals a month beyond Poisson (method of moments), months";
            let words = format!("{volatility:.3}");
            let mut spread = stated(path("macro-factor.volatility"), "swings of the market", "standard deviation of the logarithm", Shape::constant(volatility), words, learned(n, how));
            spread.note = format!("From {n} months only; months that rise or fall together show here.");
            text.number(spread);
            text.number(usually(path("macro-factor.persistence"), "how long good and bad months last", "correlation from month to month", &usual::PERSISTENCE));
        }
        names(text, "regions", self.history.regions.iter());
        names(text, "segments", self.history.segments.iter());
        for (product, n) in self.history.products.iter().zip(&self.estimates.product_counts) {
            text.gap().table(&["products", &product.id]).text("name", &product.name);
            let words = format!("{} decided deals", thousands(*n));
            text.number(stated(at("products", &product.id, "weight"), "share of a product among deals", "decided deals", Shape::constant(float(*n)), words, learned(*n, "decided deals")));
        }
    }

    fn demand(&self, text: &mut ScenarioText) {
        let flow = &self.estimates.flow;
        let (decided, engaged) = flow.decided_of_engaged();
        text.gap().table(&["demand"]);
        if self.has_accounts {
            text.comment("Accounts with deals; `potential` is the number of decided deals of each.").text("accounts", "accounts.csv");
        }
        let engaging = &self.history.stages.engaging.id;
        let seats = self.history.seated().count();
        let per_agent = flow.per_month / float(seats.max(1));
        text.gap()
            .comment("Deals that the market sends: they arise whoever sells. The export begins with engaged deals and tells no leads.")
            .table(&["demand", "sources", "market"])
            .text("name", "Sent by the market")
            .text("enters", engaging);
        let months = flow.observed.len();
        let which = if flow.makeshift { "all months, since none is fully observed" } else { "fully observed months" };
        let of_flow = format!("{} decided of {} engaged deals in {months} {which}", thousands(decided), thousands(engaged));
        let markets = markets_words(self.history, self.estimates.markets);
        let mut rate = stated(
            path("demand.sources.market.leads-per-month"),
            "deals that arise a month",
            "deals a month",
            self.market_rates(),
            format!("{:.1} a month in all, of which {:.0} % without the agents' doing", flow.per_month, 100.0 * (1.0 - usual::AGENT_SHARE.mean())),
            learned(decided, of_flow),
        );
        rate.note = format!("Deals that reach a decision, less what agents bring themselves (the source `prospected`). Shares of segments and regions: {markets}.");
        text.number(rate);
        text.gap()
            .comment("Deals that agents bring themselves: they come and go with the number of agents. See IMPORT.md, \"What two more agents do\".")
            .table(&["demand", "sources", "prospected"])
            .text("name", "Brought by agents")
            .text("prospected-by", AGENT)
            .text("enters", engaging);
        let range = usual::AGENT_SHARE.range.map(|share| share * per_agent);
        let mut own = stated(
            path("demand.sources.prospected.leads-per-month"),
            "deals a month that an agent brings",
            "deals a month and agent",
            Shape::pert(range),
            words_of(range, "deals a month and agent"),
            assumed(format!("{}; times {per_agent:.2} decided deals a month and agent", usual::AGENT_SHARE.source)),
        );
        own.note = "The export does not tell which deals would have come without the agent. The range also covers what is unknown about the level of arrivals.".into();
        own.range = Some([0.0, per_agent]);
        text.number(own);
        let counts = thousands(self.estimates.win_rate.all.n());
        let mix = stated(
            path("demand.sources.prospected.mix"),
            "where agents' own deals arise",
            "weight",
            self.markets(|share| 100.0 * share),
            format!("as all decided deals ({counts})"),
            learned(self.estimates.win_rate.all.n(), "share of decided deals [%]"),
        );
        text.number(mix);
        if self.has_pipeline {
            text.gap()
                .comment("Deals that were open at the export: where they came from is not told, and no more of them arise.")
                .table(&["demand", "sources", EARLIER])
                .text("name", "Open at the export")
                .raw("leads-per-month", "0")
                .text("enters", engaging);
        }
    }

    /// A number for each market, from its share among all decided deals.
    fn markets(&self, value: impl Fn(f64) -> f64) -> Shape {
        let n_regions = self.history.regions.len();
        let cell = |segment: usize, region: usize| Shape::constant(value(self.estimates.market_shares[segment * n_regions + region]));
        let of_region = |region: usize| self.history.segments.iter().enumerate().map(|(s, name)| (name.id.clone(), cell(s, region))).collect();
        let regions = self.history.regions.iter().enumerate();
        Shape::By("by-region", regions.map(|(r, name)| (name.id.clone(), Shape::By("by-segment", of_region(r)))).collect())
    }

    /// What the market sends to each region, once the agents there have brought their share.
    fn market_rates(&self) -> Shape {
        let per_month = self.estimates.flow.per_month;
        let seats = float(self.history.seated().count().max(1));
        let n_regions = self.history.regions.len();
        let rest = |region: usize| {
            let share: f64 = (0..self.history.segments.len()).map(|s| self.estimates.market_shares[s * n_regions + region]).sum();
            let here = float(self.history.seated().filter(|agent| agent.region == region).count());
            let own = usual::AGENT_SHARE.mean() * here / seats;
            if share > 0.0 { (share - own).max(0.0) / share } else { 0.0 }
        };
        let cell = |segment: usize, region: usize| {
            Shape::constant(self.estimates.market_shares[segment * n_regions + region] * per_month * rest(region))
        };
        let of_region = |region: usize| self.history.segments.iter().enumerate().map(|(s, name)| (name.id.clone(), cell(s, region))).collect();
        let regions = self.history.regions.iter().enumerate();
        Shape::By("by-region", regions.map(|(r, name)| (name.id.clone(), Shape::By("by-segment", of_region(r)))).collect())
    }

    fn funnel(&self, text: &mut ScenarioText) {
        let stages = &self.history.stages;
        let order: Vec<String> = stages.prospecting.iter().chain([&stages.engaging]).map(|stage| quoted(&stage.id)).collect();
        text.gap()
            .table(&["funnel"])
            .raw("order", &format!("[{}]", order.join(", ")))
            .text("opportunity-from", &stages.engaging.id)
            .text("owner-role", AGENT);
        if self.has_pipeline {
            text.text("open-pipeline", "pipeline.csv");
        }
        self.sizes(text);
        if let Some(stage) = &stages.prospecting {
            self.prospecting(text, stage);
        }
        self.engaging(text, &stages.engaging);
    }

    fn sizes(&self, text: &mut ScenarioText) {
        let mut notes = Vec::new();
        let (mut entries, mut n_pooled) = (Vec::new(), 0);
        for (product, sizes) in self.history.products.iter().zip(&self.estimates.sizes) {
            let shape = match sizes {
                Sizes::Own(values) => Shape::empirical(values),
                Sizes::Listed { price, n } => {
                    notes.push(format!("{}: {n} won deals, so list price {} times the ratio of value to list price in all {} won deals", product.name, number(*price), thousands(self.estimates.ratios.len())));
                    Shape::empirical(&self.estimates.ratios.iter().map(|ratio| ratio * price).collect::<Vec<f64>>())
                }
                Sizes::Pooled(n) => {
                    n_pooled += 1;
                    notes.push(format!("{}: {n} won deals and no list price, so the sizes of all products", product.name));
                    Shape::empirical(&self.estimates.values)
                }
            };
            entries.push((product.id.clone(), shape));
        }
        let all_pooled = n_pooled == entries.len();
        let shape = if all_pooled { Shape::empirical(&self.estimates.values) } else { Shape::By("by-product", entries) };
        let n = self.estimates.values.len();
        let mean = self.estimates.values.iter().sum::<f64>() / float(n.max(1));
        let mut size = stated(path("funnel.deal-size"), "signed value of a deal", "currency", shape, format!("{mean:.0} on average, by product"), learned(n, "values of won deals above 0, thinned to 60 for each product"));
        size.note = notes.join(". ");
        text.number(size);
    }

    /// The stage before engagement, of which the export tells only who is in it.
    fn prospecting(&self, text: &mut ScenarioText, stage: &Named) {
        let n = self.history.deals.iter().filter(|deal| deal.standing == super::history::Standing::Prospecting).count();
        text.gap()
            .comment(&format!("{} deals were here at the export; nothing tells when they came or how many leave. New deals enter when they are engaged.", thousands(n)))
            .table(&["funnel", "stages", &stage.id])
            .text("name", &stage.name);
        let narrow = self.estimates.win_rate.share();
        let range = usual::BROAD_WIN_RATE.range.map(|broad| (broad / narrow).min(0.99));
        let here = |key: &str| at("funnel.stages", &stage.id, key);
        let source = format!("{}, over won / (won + lost) of this export, {narrow:.3}", usual::BROAD_WIN_RATE.source);
        let mut pass = stated(here("pass"), "share of deals that are ever engaged", "share", Shape::pert(range), words_of(range, "of deals"), assumed(source));
        pass.range = Some([0.0, 1.0]);
        pass.note = format!(
            "What passes comes on top of the arrivals, which already hold the engaged deals of the past: {:.0} deals against {:.0} in 12 months. Set it to 0 to leave them out.",
            float(n) * range[1],
            12.0 * self.estimates.flow.per_month
        );
        text.number(pass);
        let days = usual::PROSPECTING_DAYS;
        text.number(stated(here("dwell-days"), "days until a deal is engaged", "days", Shape::exponential(days), format!("{days} on average"), assumed("house default, no published figure")));
        let mut factor = usually(path("funnel.cycle-factor"), "factor on the days until a deal is engaged", "factor", &usual::PROSPECTING_FACTOR);
        let uncertain = std::mem::replace(&mut factor.shape, Shape::constant(1.0));
        factor.shape = Shape::By("by-stage", vec![(stage.id.clone(), uncertain), ("other".into(), Shape::constant(1.0))]);
        text.number(factor);
    }

    /// The stage from which deals are won or lost.
    fn engaging(&self, text: &mut ScenarioText, stage: &Named) {
        let cycles = &self.estimates.cycles;
        let stale = cycles.longest + self.plan.days_until_start;
        text.gap()
            .table(&["funnel", "stages", &stage.id])
            .text("name", &stage.name)
            .comment(&format!("The slowest decided deal took {} days, and {} days pass between the export and the start.", cycles.longest, self.plan.days_until_start))
            .raw("stale-after-days", &format!("{stale}"));
        let here = |key: &str| at("funnel.stages", &stage.id, key);
        text.number(self.win_rate(here("pass")));
        for (key, what, days, outcome) in [
            ("dwell-days", "days from engagement to a win", &cycles.won, "won"),
            ("dwell-lost-days", "days from engagement to a loss", &cycles.lost, "lost"),
        ] {
            let words = format!("{:.0} on average ({:.1} months)", mean_days(days), months_of(mean_days(days)));
            let how = format!("days from engagement to close of {outcome} deals, thinned to 60");
            text.number(stated(here(key), what, "days", Shape::empirical(days), words, learned(days.len(), how)));
        }
        text.gap().table(&here("activities.work")).text("role", "owner");
        text.number(self.hours(here("activities.work.hours")));
    }

    fn win_rate(&self, path: Vec<String>) -> Stated {
        let rate = &self.estimates.win_rate;
        let (shape, note) = match &rate.by {
            None => (Shape::beta(self.estimates.pooled_beta()), String::new()),
            Some((by, betas)) => {
                let ids: Vec<&String> = match by {
                    By::Product => self.history.products.iter().map(|product| &product.id).collect(),
                    By::Segment => self.history.segments.iter().map(|segment| &segment.id).collect(),
                    By::Region => self.history.regions.iter().map(|region| &region.id).collect(),
                };
                let entries = ids.into_iter().zip(betas).map(|(id, beta)| (id.clone(), Shape::beta(*beta)));
                let note = format!("By {}, each shrunk towards the common rate as far as luck blurs it.", by.name());
                (Shape::By(by.key(), entries.collect()), note)
            }
        };
        let mut pass = stated(path, "win rate", "share", shape, format!("{:.3}", rate.share()), learned(rate.all.n(), "won / (won + lost)"));
        let tests: Vec<String> = rate.tests.iter().map(|(by, test)| format!("{} p = {:.3}", by.name(), test.p)).collect();
        pass.note = format!("{note} Same rate tested by {}, agent p = {:.3}.", tests.join(", "), rate.agents.p).trim().to_owned();
        pass.range = Some([0.0, 1.0]);
        pass
    }

    /// Hours a deal takes, so that the present team is as busy as teams usually are.
    fn hours(&self, path: Vec<String>) -> Stated {
        let load = self.estimates.load_by_region.iter().copied().fold(0.0, f64::max);
        let hours = usual::UTILISATION * usual::HOURS_PER_MONTH * usual::SELLING_SHARE.mean() / load.max(1e-9);
        let hours = hours.min(usual::HOURS_PER_MONTH);
        let source = format!(
            "calibrated, not measured: agents of the busiest region decide {load:.1} deals a month each and would be {:.0} % busy with nobody missing; vacancies and ramp bring that to 85-90 %",
            100.0 * usual::UTILISATION
        );
        stated(path, "selling hours that a deal takes", "hours", Shape::constant(hours), format!("{hours:.1} hours"), assumed(source))
    }

    fn workforce(&self, text: &mut ScenarioText) {
        text.gap().table(&["workforce"]).comment("`hired` is the day of an agent's first deal: a lower bound of the tenure, since the export tells no dates of hire.").text("seats", "seats.csv");
        text.assume("workforce.seats", "dates of hire", "day of the first deal", "the export tells none; the first deal is a lower bound of tenure, managers as their teams");
        text.gap().table(&["workforce", "roles", AGENT]).text("name", "Sales agent");
        let here = |key: &str| at("workforce.roles", AGENT, key);
        let ote = self.ote();
        let pay = format!("{}; {}", usual::QUOTA_TO_OTE.source, usual::PAY_MIX);
        for (key, what, share) in [
            ("base-per-year", "base pay of an agent", usual::BASE_SHARE),
            ("incentive-per-year", "variable pay of an agent at target", 1.0 - usual::BASE_SHARE),
        ] {
            let range = times(ote, share);
            text.number(stated(here(key), what, "currency a year", Shape::pert(range), words_of(range, "a year"), assumed(pay.clone())));
        }
        let hours = usual::HOURS_PER_MONTH;
        text.number(stated(here("hours-per-month"), "working hours of an agent", "hours a month", Shape::constant(hours), format!("{hours} hours a month"), assumed("house default: 40 hours a week")));
        text.number(usually(here("selling-share"), "share of hours for selling", "share", &usual::SELLING_SHARE));
        text.number(usually(here("ramp.months"), "ramp of a new agent", "months", &usual::RAMP_MONTHS));
        let mut fill = usually(here("time-to-fill-months"), "time to fill a seat", "months", &usual::MONTHS_TO_FILL);
        fill.range = None;
        fill.note = "Drawn for each hire.".into();
        text.number(fill);
        text.number(usually(here("attrition-per-year"), "agents who leave within a year", "share", &usual::ATTRITION));
        let rate = &self.estimates.win_rate;
        let n = self.history.agents.iter().filter(|agent| agent.n_deals > 0).count();
        let mut skill = stated(here("skill-cv"), "how much agents differ in skill", "coefficient of variation", Shape::constant(rate.skill_cv), format!("{:.2}", rate.skill_cv), learned(n, format!("agents' win rates, {}", rate.agents.words())));
        skill.note = "0 if win rates differ no more than luck makes them differ.".into();
        text.number(skill);
        let booked = self.estimates.bookings_per_agent;
        let how = format!("bookings of the last {} whole months, a year and seated agent; agents", self.estimates.n_booking_months);
        text.number(stated(here("capacity-per-year"), "bookings of an agent in a year", "currency a year", Shape::constant(booked.round()), format!("{booked:.0} a year"), learned(self.history.seated().count(), how)));
        if !self.managers.is_empty() {
            text.gap().table(&["workforce", "roles", MANAGER]).text("name", "Manager");
            let range = times(usual::MANAGER_PAY.range, ote[1]);
            text.number(stated(at("workforce.roles", MANAGER, "base-per-year"), "pay of a manager", "currency a year", Shape::pert(range), words_of(range, "a year"), assumed(usual::MANAGER_PAY.source)));
        }
        if rate.skill_cv > 0.0 {
            text.gap().table(&["funnel", "effects"]).comment("Skill is measured by the odds of winning, so it acts on them one to one.").raw("skill", "1");
        }
        self.territories(text);
    }

    /// On-target earnings of an agent a year: low, likely, high.
    fn ote(&self) -> [f64; 3] {
        let [low, mode, high] = usual::QUOTA_TO_OTE.range;
        [high, mode, low].map(|ratio| self.estimates.bookings_per_agent / ratio)
    }

    fn territories(&self, text: &mut ScenarioText) {
        for region in &self.history.regions {
            text.gap().table(&["territory", "territories", &region.id]).text("name", &region.name).raw("regions", &format!("[{}]", quoted(&region.id)));
        }
    }

    fn money(&self, text: &mut ScenarioText) {
        text.gap().table(&["comp", "plans", "agents"]).raw("roles", &format!("[{}]", quoted(AGENT))).text("measure", "bookings").text("period", "quarter").text("tier-method", "marginal");
        text.assume("comp.plans.agents.period", "settlement of commission", "by quarter, own bookings", "house default: the export tells no comp plan");
        text.raw("tiers", &format!("[{{ above = 0, multiplier = 1 }}, {{ above = 1, multiplier = {{ value = {}, assumed = true, source = {} }} }}]", number(usual::ACCELERATOR), quoted(usual::ACCELERATOR_SOURCE)));
        text.assume("comp.plans.agents.tiers", "commission above quota", "1.5 times the rate below", usual::ACCELERATOR_SOURCE);
        let range = times(usual::QUOTA_GROWTH.range, self.estimates.bookings_per_agent);
        text.number(stated(path("comp.plans.agents.quota-per-year"), "quota of an agent", "currency a year", Shape::pert(range), words_of(range, "a year"), assumed(usual::QUOTA_GROWTH.source)));
        let mut margin = stated(path("finance.gross-margin"), "gross margin", "share of bookings", Shape::constant(1.0), "1".into(), assumed("not in the export: bookings count in full"));
        margin.note = "What is sold costs nothing here; contribution is bookings less the cost of sales.".into();
        margin.range = Some([0.0, 1.0]);
        text.number(margin);
        if !self.options.targets.is_empty() {
            text.gap().table(&["targets"]);
            for (period, bookings) in &self.options.targets {
                text.raw(period, &format!("{{ bookings = {} }}", number(*bookings)));
            }
        }
    }

    /// The what-if that adds two agents where agents have most to do.
    pub(super) fn two_more_agents(&self) -> String {
        let loads = &self.estimates.load_by_region;
        let busiest = (0..loads.len()).rev().max_by(|&a, &b| loads[a].total_cmp(&loads[b])).unwrap_or(0);
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
            list.insert(0, "Targets: none; add them with `--target FY2027=12e6`.".into());
        }
        let quiet: Vec<&str> = self.history.regions.iter().zip(region_counts(self.history)).filter(|(_, n)| *n == 0).map(|(region, _)| region.name.as_str()).collect();
        if !quiet.is_empty() {
            list.push(format!("Arrivals in regions without a decided deal: {}.", quiet.join(", ")));
        }
        list
    }
}

fn names<'a>(text: &mut ScenarioText, table: &str, list: impl Iterator<Item = &'a Named>) {
    for Named { id, name } in list {
        text.gap().table(&[table, id]).text("name", name);
    }
}
