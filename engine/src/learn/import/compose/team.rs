//! The team of an imported scenario: roles, pay, territories, comp plan.

use super::super::defaults as usual;
use super::super::toml_text::{ScenarioText, Shape, brief, number, quoted};
use super::{
    AGENT, Composer, MANAGER, assumed, at, learned, path, stated, times, usually, words_of,
};

/// Path of a number of the agent's role.
fn here(key: &str) -> Vec<String> {
    at("workforce.roles", AGENT, key)
}

impl Composer<'_> {
    pub(super) fn workforce(&self, text: &mut ScenarioText) {
        text.gap().table(&["workforce"]).comment("`hired` is the day of an agent's first deal: a lower bound of the tenure, since the export tells no dates of hire.").text("seats", "seats.csv");
        text.assume("workforce.seats", "dates of hire", "day of the first deal", "the export tells none; the first deal is a lower bound of tenure, managers as their teams");
        text.gap()
            .table(&["workforce", "roles", AGENT])
            .text("name", "Sales agent");
        self.pay(text);
        Self::time(text);
        Self::coming_and_going(text);
        self.skill_and_capacity(text);
        if !self.managers.is_empty() {
            self.manager(text);
        }
        self.territories(text);
    }

    /// Pay of an agent, from quota.
    fn pay(&self, text: &mut ScenarioText) {
        let ote = self.ote();
        let pay = format!("{}; {}", usual::QUOTA_TO_OTE.source, usual::PAY_MIX);
        for (key, what, share) in [
            ("base-per-year", "base pay of an agent", usual::BASE_SHARE),
            (
                "incentive-per-year",
                "variable pay of an agent at target",
                1.0 - usual::BASE_SHARE,
            ),
        ] {
            let range = times(ote, share);
            text.number(stated(
                here(key),
                what,
                "currency a year",
                Shape::pert(range),
                words_of(range, "a year"),
                assumed(pay.clone()),
            ));
        }
    }

    /// Hours of an agent.
    fn time(text: &mut ScenarioText) {
        let hours = usual::HOURS_PER_MONTH;
        text.number(stated(
            here("hours-per-month"),
            "working hours of an agent",
            "hours a month",
            Shape::constant(hours),
            format!("{hours} hours a month"),
            assumed("house default: 40 hours a week"),
        ));
        text.number(usually(
            here("selling-share"),
            "share of hours for selling",
            "share",
            &usual::SELLING_SHARE,
        ));
    }

    /// How agents come, grow and go.
    fn coming_and_going(text: &mut ScenarioText) {
        text.number(usually(
            here("ramp.months"),
            "ramp of a new agent",
            "months",
            &usual::RAMP_MONTHS,
        ));
        let mut fill = usually(
            here("time-to-fill-months"),
            "time to fill a seat",
            "months",
            &usual::MONTHS_TO_FILL,
        );
        fill.range = None;
        fill.note = "Drawn for each hire.".into();
        text.number(fill);
        text.number(usually(
            here("attrition-per-year"),
            "agents who leave within a year",
            "share",
            &usual::ATTRITION,
        ));
    }

    /// How much agents differ, and what one books in a year.
    fn skill_and_capacity(&self, text: &mut ScenarioText) {
        let rate = &self.estimates.win_rate;
        let n = self
            .history
            .agents
            .iter()
            .filter(|agent| agent.n_deals > 0)
            .count();
        let mut skill = stated(
            here("skill-cv"),
            "how much agents differ in skill",
            "coefficient of variation",
            Shape::constant(rate.skill_cv),
            format!("{:.2}", rate.skill_cv),
            learned(n, format!("agents' win rates, {}", rate.agents.words())),
        );
        skill.note = "0 if win rates differ no more than luck makes them differ.".into();
        text.number(skill);
        let booked = self.estimates.bookings_per_agent;
        let how = format!(
            "bookings of the last {} whole months, a year and seated agent; agents",
            self.estimates.n_booking_months
        );
        text.number(stated(
            here("capacity-per-year"),
            "bookings of an agent in a year",
            "currency a year",
            Shape::constant(booked.round()),
            format!("{} a year", brief(booked)),
            learned(self.history.seated().count(), how),
        ));
        if rate.skill_cv > 0.0 {
            text.gap()
                .table(&["funnel", "effects"])
                .comment("Skill is measured by the odds of winning, so it acts on them one to one.")
                .raw("skill", "1");
        }
    }

    fn manager(&self, text: &mut ScenarioText) {
        text.gap()
            .table(&["workforce", "roles", MANAGER])
            .text("name", "Manager");
        let range = times(usual::MANAGER_PAY.range, self.ote()[1]);
        text.number(stated(
            at("workforce.roles", MANAGER, "base-per-year"),
            "pay of a manager",
            "currency a year",
            Shape::pert(range),
            words_of(range, "a year"),
            assumed(usual::MANAGER_PAY.source),
        ));
    }

    /// On-target earnings of an agent a year: low, likely, high.
    fn ote(&self) -> [f64; 3] {
        let [low, mode, high] = usual::QUOTA_TO_OTE.range;
        [high, mode, low].map(|ratio| self.estimates.bookings_per_agent / ratio)
    }

    fn territories(&self, text: &mut ScenarioText) {
        for region in &self.history.regions {
            text.gap()
                .table(&["territory", "territories", &region.id])
                .text("name", &region.name)
                .raw("regions", &format!("[{}]", quoted(&region.id)));
        }
        text.gap()
            .comment("Whoever of a region is free takes the next deal: what deals waited for single agents is in the observed days already.")
            .table(&["territory", "routing"])
            .text(AGENT, "pool");
        text.assume(
            "territory.routing.agent",
            "how deals find an agent",
            "whoever of the region is free",
            "house default: the observed days from engagement to decision already hold what deals waited for single agents",
        );
    }

    pub(super) fn money(&self, text: &mut ScenarioText) {
        text.gap()
            .table(&["comp", "plans", "agents"])
            .raw("roles", &format!("[{}]", quoted(AGENT)))
            .text("measure", "bookings")
            .text("period", "quarter")
            .text("tier-method", "marginal");
        text.assume(
            "comp.plans.agents.period",
            "settlement of commission",
            "by quarter, own bookings",
            "house default: the export tells no comp plan",
        );
        text.raw("tiers", &format!("[{{ above = 0, multiplier = 1 }}, {{ above = 1, multiplier = {{ value = {}, assumed = true, source = {} }} }}]", number(usual::ACCELERATOR), quoted(usual::ACCELERATOR_SOURCE)));
        text.assume(
            "comp.plans.agents.tiers",
            "commission above quota",
            "1.5 times the rate below",
            usual::ACCELERATOR_SOURCE,
        );
        let range = times(usual::QUOTA_GROWTH.range, self.estimates.bookings_per_agent);
        text.number(stated(
            path("comp.plans.agents.quota-per-year"),
            "quota of an agent",
            "currency a year",
            Shape::pert(range),
            words_of(range, "a year"),
            assumed(usual::QUOTA_GROWTH.source),
        ));
        self.margin_and_targets(text);
    }

    fn margin_and_targets(&self, text: &mut ScenarioText) {
        let mut margin = stated(
            path("finance.gross-margin"),
            "gross margin",
            "share of bookings",
            Shape::constant(1.0),
            "1".into(),
            assumed("not in the export: bookings count in full"),
        );
        margin.note =
            "What is sold costs nothing here; contribution is bookings less the cost of sales."
                .into();
        margin.range = Some([0.0, 1.0]);
        text.number(margin);
        if !self.options.targets.is_empty() {
            text.gap().table(&["targets"]);
            for (period, bookings) in &self.options.targets {
                text.raw(period, &format!("{{ bookings = {} }}", number(*bookings)));
            }
        }
    }
}
