//! The funnel of an imported scenario: sizes, stages, win rates, cycle times, hours.

use super::super::conversion::Conversion;
use super::super::defaults as usual;
use super::super::diagnose::{conversion_words, months_of};
use super::super::estimate::{By, Sizes};
use super::super::heterogeneity::float;
use super::super::history::{Named, Standing};
use super::super::toml_text::{ScenarioText, Shape, Stated, brief, number, quoted, thousands};
use super::{AGENT, Composer, assumed, at, learned, path, stated, words_of};

impl Composer<'_> {
    pub(super) fn funnel(&self, text: &mut ScenarioText) {
        let stages = &self.history.stages;
        let order: Vec<String> = stages
            .prospecting
            .iter()
            .chain(self.worked())
            .map(|stage| quoted(&stage.id))
            .collect();
        text.gap()
            .table(&["funnel"])
            .raw("order", &format!("[{}]", order.join(", ")))
            .text("opportunity-from", &self.history.entry().id)
            .text("owner-role", AGENT);
        if self.has_pipeline {
            text.text("open-pipeline", "pipeline.csv");
        }
        let undated = self
            .history
            .deals
            .iter()
            .filter(|deal| !deal.is_decided() && deal.engaged.is_none())
            .count();
        if undated > 0 {
            let as_of = self.history.as_of.to_string();
            text.assume(
                "funnel.open-pipeline",
                "when undated deals entered their stage",
                &as_of,
                &format!(
                    "{} open deals have no date: the last day of the export stands in",
                    thousands(undated)
                ),
            );
        }
        self.sizes(text);
        if let Some(stage) = &stages.prospecting {
            self.prospecting(text, stage);
        }
        match &self.history.staged {
            Some(moves) => self.staged(text, moves),
            None => self.engaging(text, &stages.engaging),
        }
        self.pace(text);
    }

    /// Stages from engagement on.
    fn worked(&self) -> Vec<&Named> {
        match &self.history.staged {
            Some(staged) => staged.stages.iter().map(|stage| &stage.named).collect(),
            None => vec![&self.history.stages.engaging],
        }
    }

    fn sizes(&self, text: &mut ScenarioText) {
        let mut notes = Vec::new();
        let (mut entries, mut n_pooled) = (Vec::new(), 0);
        for (product, sizes) in self.history.products.iter().zip(&self.estimates.sizes) {
            let shape = match sizes {
                Sizes::Own(values) => Shape::empirical(values),
                Sizes::Listed { price, n } => {
                    notes.push(format!("{}: {n} won deals, so list price {} times the ratio of value to list price in all {} won deals", product.name, number(*price), thousands(self.estimates.ratios.len())));
                    Shape::empirical(
                        &self
                            .estimates
                            .ratios
                            .iter()
                            .map(|ratio| ratio * price)
                            .collect::<Vec<f64>>(),
                    )
                }
                Sizes::Pooled(n) => {
                    n_pooled += 1;
                    notes.push(format!(
                        "{}: {n} won deals and no list price, so the sizes of all products",
                        product.name
                    ));
                    Shape::empirical(&self.estimates.values)
                }
            };
            entries.push((product.id.clone(), shape));
        }
        let all_pooled = n_pooled == entries.len();
        let shape = if all_pooled {
            Shape::empirical(&self.estimates.values)
        } else {
            Shape::By("by-product", entries)
        };
        let n = self.estimates.values.len();
        let mean = self.estimates.values.iter().sum::<f64>() / float(n.max(1));
        let mut size = stated(
            path("funnel.deal-size"),
            "signed value of a deal",
            "currency",
            shape,
            format!("{} on average, by product", brief(mean)),
            learned(
                n,
                "values of won deals above 0, thinned to 60 for each product",
            ),
        );
        size.note = notes.join(". ");
        text.number(size);
    }

    /// The stage before engagement, of which the export tells only who is in it.
    fn prospecting(&self, text: &mut ScenarioText, stage: &Named) {
        let n = self
            .history
            .deals
            .iter()
            .filter(|deal| deal.standing == Standing::Prospecting)
            .count();
        text.gap()
            .comment(&format!("{} deals were here at the export; nothing tells when they came or how many leave. New deals enter when they are engaged.", thousands(n)))
            .table(&["funnel", "stages", &stage.id])
            .text("name", &stage.name);
        let engaged = self.estimates.conversion.won.value;
        let range = usual::BROAD_WIN_RATE
            .range
            .map(|broad| (broad / engaged).min(0.99));
        let here = |key: &str| at("funnel.stages", &stage.id, key);
        let source = format!(
            "{}, over the share of engaged deals that is won in this export, {engaged:.3}",
            usual::BROAD_WIN_RATE.source
        );
        let mut pass = stated(
            here("pass"),
            "share of deals that are ever engaged",
            "share",
            Shape::pert(range),
            words_of(range, "of deals"),
            assumed(source),
        );
        pass.range = Some([0.0, 1.0]);
        pass.note = format!(
            "What passes comes on top of the arrivals, which already hold the engaged deals of the past: {:.0} deals against {:.0} in 12 months. Set it to 0 to leave them out.",
            float(n) * range[1],
            12.0 * self.estimates.flow.per_month
        );
        text.number(pass);
        let days = usual::PROSPECTING_DAYS;
        text.number(stated(
            here("dwell-days"),
            "days until a deal is engaged",
            "days",
            Shape::exponential(days),
            format!("{days} on average"),
            assumed("house default, no published figure"),
        ));
    }

    /// The stage from which deals are won or lost.
    fn engaging(&self, text: &mut ScenarioText, stage: &Named) {
        let cycles = &self.estimates.cycles;
        text.gap()
            .table(&["funnel", "stages", &stage.id])
            .text("name", &stage.name)
            .comment(
                "Days that the slowest decided deal took: open deals that are older count as dead.",
            )
            .raw("stale-after-days", &cycles.longest.to_string());
        let here = |key: &str| at("funnel.stages", &stage.id, key);
        text.number(self.win_rate(here("pass")));
        self.days(text, stage);
        text.gap()
            .table(&here("activities.work"))
            .text("role", "owner");
        text.number(self.hours(here("activities.work.hours")));
    }

    /// How long deals stay that are won, and those that are not.
    fn days(&self, text: &mut ScenarioText, stage: &Named) {
        let conversion = &self.estimates.conversion;
        let here = |key: &str| at("funnel.stages", &stage.id, key);
        let of = |what: &str, n: usize| {
            learned(
                n,
                format!(
                    "days from engagement to close of {what}, open deals counted until they were last seen, thinned to 60"
                ),
            )
        };
        let [won, lost, _] = conversion.counts;
        let words = |days| {
            let mean = Conversion::mean_days(days);
            format!("{mean:.0} on average ({:.1} months)", months_of(mean))
        };
        text.number(stated(
            here("dwell-days"),
            "days from engagement to a win",
            "days",
            Shape::weighted(&conversion.won_days, 0.0),
            words(&conversion.won_days),
            of("won deals", won),
        ));
        let never = conversion.never;
        let (low, high) = never.interval(0.95);
        let mut days = stated(
            here("dwell-lost-days"),
            "days from engagement to a loss",
            "days",
            Shape::weighted(&conversion.lost_days, never.value),
            format!(
                "{}; {:.1} % of all deals ({:.1} to {:.1}) are never decided",
                words(&conversion.lost_days),
                100.0 * never.value,
                100.0 * low,
                100.0 * high
            ),
            of("lost deals", lost),
        );
        if never.value > 0.0 {
            days.note = format!(
                "Of deals that are not won, {:.1} % are never decided: they stay open for a century, which no plan sees the end of. The older an open deal is, the likelier it is one of them.",
                100.0 * never.value / (never.value + conversion.lost.value)
            );
        }
        text.number(days);
    }

    /// How uncertain the pace is, by stage.
    fn pace(&self, text: &mut ScenarioText) {
        let (stages, conversion) = (&self.history.stages, &self.estimates.conversion);
        let n = conversion.counts[0] + conversion.counts[1];
        let cv = conversion.pace_cv();
        let worked = self.worked().into_iter();
        let mut entries: Vec<(String, Shape)> = worked
            .map(|stage| (stage.id.clone(), Shape::factor(cv)))
            .collect();
        let mut factor = stated(
            path("funnel.cycle-factor"),
            "factor on the days that deals stay",
            "factor",
            Shape::constant(1.0),
            format!("1, give or take {:.1} %", 100.0 * cv),
            learned(
                n,
                "standard error of the mean days to a decision over that mean",
            ),
        );
        if let Some(stage) = &stages.prospecting {
            let usual = &usual::PROSPECTING_FACTOR;
            entries.push((stage.id.clone(), Shape::pert(usual.range)));
            factor.note = format!("Before engagement: {}.", usual.source);
            text.assume(
                &format!("funnel.cycle-factor.value.by-stage.{}", stage.id),
                "factor on the days until a deal is engaged",
                &words_of(usual.range, "factor"),
                usual.source,
            );
        }
        factor.shape = Shape::By("by-stage", entries);
        text.number(factor);
    }

    fn win_rate(&self, path: Vec<String>) -> Stated {
        let (rate, conversion) = (&self.estimates.win_rate, &self.estimates.conversion);
        let (shape, note) = match &rate.by {
            None => (Shape::beta(conversion.beta()), String::new()),
            Some((by, betas)) => {
                let ids: Vec<&String> = match by {
                    By::Product => self
                        .history
                        .products
                        .iter()
                        .map(|product| &product.id)
                        .collect(),
                    By::Segment => self
                        .history
                        .segments
                        .iter()
                        .map(|segment| &segment.id)
                        .collect(),
                    By::Region => self
                        .history
                        .regions
                        .iter()
                        .map(|region| &region.id)
                        .collect(),
                };
                let entries = ids
                    .into_iter()
                    .zip(betas)
                    .map(|(id, beta)| (id.clone(), Shape::beta(*beta)));
                let note = format!(
                    "By {}, each shrunk towards the common rate as far as luck blurs it.",
                    by.name()
                );
                (Shape::By(by.key(), entries.collect()), note)
            }
        };
        let (low, high) = conversion.won.interval(0.95);
        let n: usize = conversion.counts.iter().sum();
        let mut pass = stated(
            path,
            "share of engaged deals that is won",
            "share",
            shape,
            format!("{:.3} ({low:.3} to {high:.3})", conversion.won.value),
            learned(n, conversion_words(self.estimates)),
        );
        let tests: Vec<String> = rate
            .tests
            .iter()
            .map(|(by, test)| format!("{} p = {:.3}", by.name(), test.p))
            .collect();
        let full_note = format!(
            "{note} Of decided deals {:.3} were won ({} of {}); same rate of these tested by {}, agent p = {:.3}.",
            rate.share(),
            thousands(rate.all.won),
            thousands(rate.all.n()),
            tests.join(", "),
            rate.agents.p
        )
        .trim()
        .to_owned();
        pass.note = full_note;
        pass.range = Some([0.0, 1.0]);
        pass
    }

    /// Hours a deal takes, so that the present team is as busy as teams usually are.
    pub(super) fn hours(&self, path: Vec<String>) -> Stated {
        let load = self
            .estimates
            .load_by_region
            .iter()
            .copied()
            .fold(0.0, f64::max);
        let hours = usual::UTILISATION * usual::HOURS_PER_MONTH * usual::SELLING_SHARE.mean()
            / load.max(1e-9);
        let hours = hours.min(usual::HOURS_PER_MONTH);
        let source = format!(
            "calibrated, not measured: agents of the busiest region take on {load:.1} deals a month each and would be {:.0} % busy with nobody missing; vacancies and ramp bring that to 85-90 %",
            100.0 * usual::UTILISATION
        );
        stated(
            path,
            "selling hours that a deal takes",
            "hours",
            Shape::constant(hours),
            format!("{hours:.1} hours"),
            assumed(source),
        )
    }
}
