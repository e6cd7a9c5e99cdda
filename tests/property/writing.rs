//! How a plan is written, spread over files or over threads changes no bit of what comes out.

use foresell::kernel::stream::Seed;
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::Results;
use proptest::prelude::*;

use crate::draft::{Draft, N_TRIALS, Shuffle, config, drafts};

fn order_changes_nothing(draft: &Draft, seed: u64) {
    let plan = draft.plan();
    let other = draft.plan_in_another_order(&mut Shuffle::new(seed));
    assert_eq!(plan.scenario().hash, other.scenario().hash);
    assert!(
        plan.run(N_TRIALS) == other.run(N_TRIALS),
        "the order of keys or rows moved a bit"
    );
}

/// An overlay that says what is there already says nothing; one that says something else does.
fn saying_it_twice_changes_nothing(draft: &Draft) {
    let plan = draft.plan();
    let stage = |pass: f64| {
        format!(
            "[horizon]\nmonths = {}\n[funnel.stages.stage-0]\npass = {pass}\n",
            draft.market.months
        )
    };
    let again = plan.clone().with(&stage(draft.stages[0].pass));
    assert_eq!(plan.scenario().hash, again.scenario().hash);
    assert!(
        plan.run(N_TRIALS) == again.run(N_TRIALS),
        "a value stated twice moved a bit"
    );
    let other = plan.clone().with(&stage(draft.stages[0].pass / 2.0));
    assert_ne!(plan.scenario().hash, other.scenario().hash);
}

fn threads_and_splits_change_nothing(draft: &Draft) {
    let model = draft.plan().scenario().model;
    let run = |trials: std::ops::Range<u32>, threads: usize| -> Results {
        let simulated = simulate(&model, Seed(3), trials, Some(threads), &Unwatched);
        simulated.expect("there are two threads").results
    };
    let whole = run(0..40, 1);
    assert!(run(0..40, 2) == whole, "threads moved a bit");
    let parts = vec![run(17..40, 2), run(0..1, 1), run(1..17, 1)];
    let joined = Results::join(parts).expect("the parts belong together");
    assert!(joined == Some(whole), "splits moved a bit");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn order(draft in drafts(), seed in any::<u64>()) {
        order_changes_nothing(&draft, seed);
    }

    #[test]
    fn overlays(draft in drafts()) {
        saying_it_twice_changes_nothing(&draft);
    }

    #[test]
    fn threads(draft in drafts()) {
        threads_and_splits_change_nothing(&draft);
    }
}
