//! Stages of an imported scenario, where the export holds the history of moves.

use super::super::heterogeneity::float;
use super::super::staged::{Staged, StagedStage};
use super::super::toml_text::{ScenarioText, Shape, thousands};
use super::{Composer, at, learned, stated};

impl Composer<'_> {
    /// One stage after the other; the owner's work stands in the first one.
    pub(super) fn staged(&self, text: &mut ScenarioText, staged: &Staged) {
        for (ix, stage) in staged.stages.iter().enumerate() {
            text.gap()
                .table(&["funnel", "stages", &stage.named.id])
                .text("name", &stage.named.name)
                .comment("Days that the slowest deal took to leave it: open deals that are older count as dead.")
                .raw("stale-after-days", &format!("{:.0}", stage.longest.ceil()));
            let here = |key: &str| at("funnel.stages", &stage.named.id, key);
            pass(text, stage, here("pass"));
            days(text, stage, here);
            if ix == 0 {
                text.gap()
                    .table(&here("activities.work"))
                    .text("role", "owner");
                text.number(self.hours(here("activities.work.hours")));
            }
        }
    }
}

fn pass(text: &mut ScenarioText, stage: &StagedStage, path: Vec<String>) {
    let [entered, passed, otherwise, open] = stage.counts;
    let (low, high) = stage.pass.interval(0.95);
    let how = format!(
        "Aalen-Johansen share of {} deals that passed, {} that ended and {} open ones",
        thousands(passed),
        thousands(otherwise),
        thousands(open)
    );
    let mut pass = stated(
        path,
        "share of deals that pass the stage",
        "share",
        Shape::beta(stage.beta()),
        format!("{:.3} ({low:.3} to {high:.3})", stage.pass.value),
        learned(entered, how),
    );
    if stage.dispersion > 1.0 {
        pass.note = format!(
            "Variance times {:.1}, since weeks and months differ more than luck makes them.",
            stage.dispersion
        );
    }
    pass.range = Some([0.0, 1.0]);
    text.number(pass);
}

fn days(text: &mut ScenarioText, stage: &StagedStage, here: impl Fn(&str) -> Vec<String>) {
    let [passes, ends] = &stage.days;
    let words = |days: &[(f64, f64)]| {
        let all: f64 = days.iter().map(|(_, share)| share).sum();
        let mean = days.iter().map(|(age, share)| age * share).sum::<f64>() / all.max(1e-12);
        format!("{mean:.1} on average")
    };
    let how = "days in the stage, open deals counted until they were last seen, thinned to 60";
    text.number(stated(
        here("dwell-days"),
        "days of a deal that passes the stage",
        "days",
        Shape::weighted(passes, 0.0),
        words(passes),
        learned(stage.counts[1], how),
    ));
    let shape = match (ends.is_empty(), stage.never > 0.0) {
        // Where nothing ends and nothing stays, nobody ever draws from it.
        (true, false) => Shape::weighted(passes, 0.0),
        (true, true) => Shape::never(),
        _ => Shape::weighted(ends, stage.never),
    };
    let ended: f64 = ends.iter().map(|(_, share)| share).sum();
    let of_rest = stage.never / (stage.never + ended).max(1e-12);
    let mut lost = stated(
        here("dwell-lost-days"),
        "days of a deal that does not pass the stage",
        "days",
        shape,
        words(ends),
        learned(stage.counts[2], how),
    );
    if stage.never > 0.0 {
        lost.note = format!(
            "Of deals that do not pass, {:.1} % never leave: they stay for a century, which no plan sees the end of ({:.0} open deals are there).",
            100.0 * of_rest,
            float(stage.counts[3])
        );
    }
    text.number(lost);
}
