//! How a made-up scenario is written down: the same sections and tables in whatever order.

use foresell_tests::plan::Plan;

use super::{Draft, Stage};

/// A table of the file: a header, lines in any order, and what has to stay behind them.
#[derive(Clone, Debug)]
struct Section {
    header: String,
    lines: Vec<String>,
    fixed: String,
}

/// A CSV table: a header and rows in any order.
pub(super) type Table = (&'static str, String, Vec<String>);

/// Decides in which order things are written.
pub(crate) struct Shuffle(u64);

impl Shuffle {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Steele, Lea & Flood 2014.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.next() % (last as u64 + 1);
            items.swap(last, usize::try_from(other).expect("an index"));
        }
    }
}

impl Draft {
    /// The plan, written in the usual order.
    pub(crate) fn plan(&self) -> Plan {
        written(&self.sections(), &self.tables())
    }

    /// The same plan with keys, tables and rows in another order.
    pub(crate) fn plan_in_another_order(&self, shuffle: &mut Shuffle) -> Plan {
        let (mut sections, mut tables) = (self.sections(), self.tables());
        for section in &mut sections {
            shuffle.shuffle(&mut section.lines);
        }
        // The first section has no header and stays in front.
        shuffle.shuffle(&mut sections[1..]);
        for (_, _, rows) in &mut tables {
            shuffle.shuffle(rows);
        }
        written(&sections, &tables)
    }

    fn sections(&self) -> Vec<Section> {
        let mut sections = vec![section(
            "",
            ["format = 1", "name = \"Draft\"", "currency = \"EUR\""],
        )];
        sections.extend(self.market_sections());
        sections.extend(self.funnel_sections());
        sections.extend(self.people_sections());
        sections.extend(self.pay_sections());
        let limits = self.limits.tables(self.n_customers());
        sections.extend(limits.into_iter().map(|(at, lines)| section(at, lines)));
        sections.extend(self.contract_sections());
        sections
    }

    fn market_sections(&self) -> Vec<Section> {
        let market = &self.market;
        let timing = if market.monthly {
            "monthly"
        } else {
            "continuous"
        };
        let mut all = vec![section(
            "horizon",
            [
                "start = \"2027-02\"".into(),
                format!("months = {}", market.months),
                format!("timing = \"{timing}\""),
                "fiscal-year-start = 4".into(),
            ],
        )];
        all.push(section(
            "calendar",
            ["season = [1, 0.9, 1.1, 1, 1.2, 0.8, 1, 0.7, 1.3, 1, 1, 1]"],
        ));
        all.extend((0..market.n_regions).map(|i| section(&format!("regions.r{i}"), [""; 0])));
        all.extend((0..market.n_segments).map(|i| {
            section(
                &format!("segments.s{i}"),
                [format!("macro-loading = {i}.5")],
            )
        }));
        all.extend(
            (0..market.n_products)
                .map(|i| section(&format!("products.p{i}"), [format!("weight = {}", i + 1)])),
        );
        let rate = format!(
            "leads-per-month = {{ by-segment = {{ s0 = {}, other = 1.5 }} }}",
            market.leads
        );
        let trend = if self.funnel.uncertain {
            "{ normal = { mean = 0.01, sd = 0.02 } }"
        } else {
            "0.01"
        };
        let dispersion = format!("dispersion = {}", market.dispersion);
        let mut inbound = vec![rate, dispersion, format!("trend = {trend}")];
        inbound.extend(self.limits.of_source());
        all.push(section("demand.sources.inbound", inbound));
        if market.outbound {
            let lines = [
                "leads-per-month = 3",
                "prospected-by = \"sdr\"",
                "mix = { by-region = { r0 = 2, other = 1 } }",
            ];
            all.push(section("demand.sources.outbound", lines));
        }
        if market.tiers {
            all.push(section("demand.tiers.hot", ["share = 1", "lift = 0.7"]));
            all.push(section("demand.tiers.cold", ["share = 2", "lift = -0.2"]));
        }
        if market.moody {
            all.push(section(
                "macro-factor",
                ["volatility = 0.2", "persistence = 0.7"],
            ));
        }
        if market.shock {
            all.push(section(
                "events.dip.shock",
                [
                    "from = \"2027-03\"",
                    "demand = -0.3",
                    "conversion = -0.2",
                    "deal-size = -0.1",
                ],
            ));
        }
        all
    }

    fn funnel_sections(&self) -> Vec<Section> {
        let funnel = &self.funnel;
        let order: Vec<String> = (0..self.stages.len())
            .map(|i| format!("\"stage-{i}\""))
            .collect();
        let priority = if funnel.first_come {
            "first-come"
        } else {
            "later-stages-first"
        };
        let factor = if funnel.uncertain {
            "{ lognormal = { mean = 1, cv = 0.2 } }"
        } else {
            "1.1"
        };
        let mut all = vec![section(
            "funnel",
            [
                format!("order = [{}]", order.join(", ")),
                "owner-role = \"ae\"".into(),
                "deal-size = { lognormal = { mean = 10_000, cv = 0.9 } }".into(),
                format!("deal-size-factor = {factor}"),
                "discount = 0.05".into(),
                format!("priority = \"{priority}\""),
            ],
        )];
        if funnel.n_open > 0 {
            all[0].lines.push("open-pipeline = \"open.csv\"".into());
        }
        if funnel.uncertain {
            let lines = [
                "assumptions = [\"demand.sources.inbound.trend\", \"funnel.deal-size-factor\"]",
                "matrix = [[1, 0.5], [0.5, 1]]",
            ];
            all.push(section("correlation", lines));
        }
        if funnel.effects {
            all.push(section(
                "funnel.effects",
                [
                    "skill = 0.5",
                    "ramp = 0.8",
                    "discount = 0.3",
                    "overload = 0.4",
                    "response-time = 0.02",
                ],
            ));
        }
        all.extend(
            self.stages
                .iter()
                .enumerate()
                .map(|(i, stage)| stage_section(i, stage)),
        );
        all
    }

    fn people_sections(&self) -> Vec<Section> {
        let people = &self.people;
        let ramp = match people.ramp {
            0 => "ramp = { months = 0 }",
            1 => "ramp = { months = 4, start = 0.2, cv = 0.4 }",
            _ => "ramp = { curve = [0.2, 0.7, 1] }",
        };
        let role = |id: &str, capacity: &str| {
            let mut lines = self.limits.of_role();
            lines.extend([
                "base-per-year = 60_000".into(),
                "incentive-per-year = 30_000".into(),
                format!("load = {}", self.pay.load),
                ramp.into(),
                "skill-cv = 0.3".into(),
                "onboarding-months = 0.4".into(),
                format!("attrition-per-year = {}", people.attrition),
                "attrition-by-tenure-year = [1.5, 1]".into(),
                format!("attrition-shortfall-effect = {}", people.shortfall),
                format!(
                    "time-to-fill-months = {{ uniform = {{ low = 0, high = {} }} }}",
                    people.months_to_fill + 0.1
                ),
                "hiring-cost = 4_000".into(),
                "tools-per-month = 150.55".into(),
                capacity.into(),
            ]);
            section(&format!("workforce.roles.{id}"), lines)
        };
        let mut workforce = vec!["seats = \"seats.csv\"".to_owned()];
        workforce.extend(self.limits.of_workforce());
        let mut all = vec![
            section("workforce", workforce),
            role("ae", "capacity-per-year = 333_333.33"),
            role("sdr", ""),
            section(
                "workforce.groups.sdr",
                [
                    "role = \"sdr\"".into(),
                    format!("count = {}", people.n_sdr),
                    "tenure-months = 2.5".into(),
                ],
            ),
            section(
                "territory.routing",
                [format!("ae = \"{}\"", self.funnel.routing)],
            ),
            section("territory.territories.north", ["regions = [\"r0\"]"]),
            section(
                "finance",
                [
                    "gross-margin = 0.77",
                    "marketing-per-month = 1_000.01",
                    "overhead-per-month = 99",
                ],
            ),
        ];
        if let (Some(contracts), Some(finance)) = (&self.contracts, all.last_mut()) {
            let days = contracts.collection_days;
            finance.lines.push(format!(
                "collection-days = {{ uniform = {{ low = 0, high = {} }} }}",
                days + 1.0
            ));
        }
        if self.funnel.n_accounts > 0 {
            all.push(section("demand", ["accounts = \"accounts.csv\""]));
        }
        all.extend(self.split_sections());
        if people.leaver {
            all.push(section(
                "events.bye.leave",
                [
                    "seats = [\"a0\"]".into(),
                    "month = \"2027-03\"".into(),
                    format!("severance-months = {}", u8::from(self.limits.severance)),
                ],
            ));
        }
        if people.freeze {
            all.push(section(
                "events.pause.freeze",
                ["from = \"2027-03\"", "until = \"2027-05\""],
            ));
        }
        all
    }

    /// Two products that different people sell, who exchange them in the second month.
    fn split_sections(&self) -> Vec<Section> {
        let mut all = Vec::new();
        if !self.people.by_product {
            return all;
        }
        for product in ["p0", "p1"] {
            all.push(section(
                &format!("territory.territories.{product}"),
                [format!("products = [\"{product}\"]")],
            ));
        }
        all.push(section(
            "events.exchange.recut",
            [
                "month = \"2027-03\"",
                "seats = { a0 = \"p1\", a1 = \"p0\" }",
                "holdover-months = 1",
            ],
        ));
        if self.funnel.n_accounts > 1 {
            all.push(section(
                "territory",
                ["product-owners = \"product-owners.csv\""],
            ));
        }
        all
    }

    fn pay_sections(&self) -> Vec<Section> {
        let pay = &self.pay;
        if !pay.plan {
            return Vec::new();
        }
        let mut lines = vec![
                "roles = [\"ae\", \"sdr\"]".into(),
                format!("measure = \"{}\"", pay.measure),
                format!("credit = \"{}\"", pay.credit),
                format!("period = \"{}\"", pay.period),
                format!("quota-per-year = {}", pay.quota),
                "tier-method = \"marginal\"".into(),
                "tiers = [{ above = 0, multiplier = 1 }, { above = 0.8, multiplier = 1.5 }, { above = 2, multiplier = 0.1 }]".into(),
                "bonuses = [{ at = 1, amount = 500 }]".into(),
            ];
        if pay.responds {
            lines.push(
                "behaviour = { dynamic = { elasticity = 0.5, timing = { early-days = 90, late-days = 60, least-gain = 0 } } }"
                    .into(),
            );
        }
        if pay.ratchets {
            lines.push("quota-ratchet = 0.4".into());
        }
        vec![section("comp.plans.sales", lines)]
    }

    fn contract_sections(&self) -> Vec<Section> {
        let Some(contracts) = &self.contracts else {
            return Vec::new();
        };
        let value = if contracts.by_term { "tcv" } else { "acv" };
        let renewal = if contracts.differ {
            "renewal = { shifted-beta-geometric = { alpha = 0.7, beta = { by-segment = { s0 = 3.8, other = 1.2 } } } }".into()
        } else {
            format!("renewal = {{ probability = {} }}", contracts.stay)
        };
        let mut lines = vec![
            format!("value = \"{value}\""),
            format!("term-months = {}", contracts.term),
            format!("recurring-share = {}", contracts.recurring),
            format!("billing = \"{}\"", contracts.billing),
            format!("cancel-per-year = {}", contracts.cancel),
            format!(
                "contraction = {{ chance = {}, share = 0.31 }}",
                contracts.change
            ),
            "expansion = { chance = 0.4, share = 0.27 }".into(),
            renewal,
        ];
        let rise = if self.funnel.uncertain {
            "{ uniform = { low = 0, high = 0.1 } }"
        } else {
            "0.03"
        };
        lines.push(format!("price-rise = {rise}"));
        if self.market.outbound {
            lines.push("expansion-sources = [\"outbound\"]".into());
        }
        if contracts.work {
            lines.push(
                "renewal-work = { role = \"ae\", hours = 9, lead-days = 25, unworked = -1.5 }"
                    .into(),
            );
        }
        if contracts.n_customers > 0 {
            lines.push("customers = \"customers.csv\"".into());
        }
        let mut all = vec![section("contracts", lines)];
        if contracts.n_base > 0 {
            let lines = [
                format!("count = {}", contracts.n_base),
                "segment = \"s0\"".into(),
                "region = \"r0\"".into(),
                "product = \"p0\"".into(),
                "arr-each = 1_000.01".into(),
                "term-months = 4.5".into(),
                "renewals = 2".into(),
            ];
            all.push(section("contracts.base.old", lines));
        }
        all
    }
}

fn stage_section(ix: usize, stage: &Stage) -> Section {
    let law = match stage.law {
        0 => format!("{}", stage.days),
        1 => format!("{{ exponential = {{ mean = {} }} }}", stage.days + 0.1),
        2 => format!(
            "{{ lognormal = {{ mean = {}, cv = 0.8 }} }}",
            stage.days + 0.1
        ),
        _ => format!("{{ uniform = {{ low = 0, high = {} }} }}", stage.days + 0.1),
    };
    let mut lines = vec![
        format!("pass = {}", stage.pass),
        format!("dwell-days = {law}"),
    ];
    if stage.law == 2 {
        lines.push(format!("dwell-lost-days = {}", stage.days / 2.0));
    }
    let mut fixed = String::new();
    for (role, hours) in ["owner", "sdr"].into_iter().zip(stage.hours) {
        if hours > 0.0 {
            fixed += &format!(
                "[funnel.stages.stage-{ix}.activities.{role}]\nrole = \"{role}\"\nhours = {{ exponential = {{ mean = {hours} }} }}\n"
            );
        }
    }
    if let (Some(days), false) = (stage.decay_days, fixed.is_empty()) {
        lines.push(format!("decay-days = {days}"));
    }
    Section {
        fixed,
        ..section(&format!("funnel.stages.stage-{ix}"), lines)
    }
}

fn section<L: Into<String>>(header: &str, lines: impl IntoIterator<Item = L>) -> Section {
    let lines = lines.into_iter().map(Into::into).collect();
    Section {
        header: header.into(),
        lines,
        fixed: String::new(),
    }
}

fn written(sections: &[Section], tables: &[Table]) -> Plan {
    let mut toml = String::new();
    for Section {
        header,
        lines,
        fixed,
    } in sections
    {
        if !header.is_empty() {
            toml += &format!("[{header}]\n");
        }
        toml += &format!("{}\n{fixed}\n", lines.join("\n"));
    }
    let files = tables
        .iter()
        .map(|(name, header, rows)| (name, format!("{header}\n{}\n", rows.join("\n"))));
    files.fold(Plan::of(&toml), |plan, (name, csv)| plan.table(name, &csv))
}
