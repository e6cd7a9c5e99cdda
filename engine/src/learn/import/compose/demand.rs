//! Demand of an imported scenario: what the market sends, what agents bring, what was open.

use super::super::defaults as usual;
use super::super::diagnose::markets_words;
use super::super::heterogeneity::float;
use super::super::tables::EARLIER;
use super::super::toml_text::{ScenarioText, Shape, thousands};
use super::{AGENT, Composer, assumed, learned, path, stated, words_of};

impl Composer<'_> {
    pub(super) fn demand(&self, text: &mut ScenarioText) {
        let flow = &self.estimates.flow;
        let (decided, engaged) = flow.decided_of_engaged();
        text.gap().table(&["demand"]);
        if self.has_accounts {
            text.comment(
                "Accounts with deals; `potential` is the number of decided deals of each.",
            )
            .text("accounts", "accounts.csv");
        }
        let engaging = &self.history.entry().id;
        let seats = self.history.seated().count();
        let per_agent = flow.per_month / float(seats.max(1));
        text.gap()
            .comment("Deals that the market sends: they arise whoever sells. The export begins with engaged deals and tells no leads.")
            .table(&["demand", "sources", "market"])
            .text("name", "Sent by the market")
            .text("enters", engaging);
        let months = flow.observed.len();
        let which = if flow.makeshift {
            "all months, since none is fully observed"
        } else {
            "fully observed months"
        };
        let of_flow = format!(
            "{} engaged deals in {months} {which}, {} of them decided",
            thousands(engaged),
            thousands(decided)
        );
        let markets = markets_words(self.history, self.estimates.markets);
        let mut rate = stated(
            path("demand.sources.market.leads-per-month"),
            "deals that arise a month",
            "deals a month",
            self.market_rates(),
            format!(
                "{:.1} a month in all, of which {:.0} % without the agents' doing",
                flow.per_month,
                100.0 * (1.0 - usual::AGENT_SHARE.mean())
            ),
            learned(engaged, of_flow),
        );
        rate.note = format!(
            "Deals that are engaged, less what agents bring themselves (the source `prospected`). Shares of segments and regions: {markets}."
        );
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
            assumed(format!(
                "{}; times {per_agent:.2} engaged deals a month and agent",
                usual::AGENT_SHARE.source
            )),
        );
        own.note = "The export does not tell which deals would have come without the agent. The range also covers what is unknown about the level of arrivals.".into();
        own.range = Some([0.0, per_agent]);
        text.number(own);
        let counts = thousands(self.estimates.win_rate.all.n());
        let mix = stated(
            path("demand.sources.prospected.mix"),
            "where agents' own deals arise",
            "weight",
            self.markets(|_, share| 100.0 * share),
            format!("as all decided deals ({counts})"),
            learned(
                self.estimates.win_rate.all.n(),
                "share of decided deals [%]",
            ),
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

    /// Share of a market among all decided deals.
    fn share(&self, segment: usize, region: usize) -> f64 {
        self.estimates.market_shares[segment * self.history.regions.len() + region]
    }

    /// A number for each market, from its region and its share among all decided deals.
    fn markets(&self, value: impl Fn(usize, f64) -> f64) -> Shape {
        let cell = |segment: usize, region: usize| {
            Shape::constant(value(region, self.share(segment, region)))
        };
        let of_region = |region: usize| {
            self.history
                .segments
                .iter()
                .enumerate()
                .map(|(s, name)| (name.id.clone(), cell(s, region)))
                .collect()
        };
        let regions = self.history.regions.iter().enumerate();
        Shape::By(
            "by-region",
            regions
                .map(|(r, name)| (name.id.clone(), Shape::By("by-segment", of_region(r))))
                .collect(),
        )
    }

    /// What the market sends to each region, once the agents there have brought their share.
    fn market_rates(&self) -> Shape {
        let per_month = self.estimates.flow.per_month;
        let seats = float(self.history.seated().count().max(1));
        let rest = |region: usize| {
            let share: f64 = (0..self.history.segments.len())
                .map(|segment| self.share(segment, region))
                .sum();
            let here = float(
                self.history
                    .seated()
                    .filter(|agent| agent.region == region)
                    .count(),
            );
            let own = usual::AGENT_SHARE.mean() * here / seats;
            if share > 0.0 {
                (share - own).max(0.0) / share
            } else {
                0.0
            }
        };
        self.markets(|region, share| share * per_month * rest(region))
    }
}
