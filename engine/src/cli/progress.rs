//! A bar with the time left, for whoever watches.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::Console;
use super::interrupt;
use crate::model::simulate::Watch;

/// Shows the progress of a run and passes on Ctrl-C.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar of so many trials; invisible in a pipe or if `quiet`.
    pub(crate) fn new(n_trials: u32, quiet: bool, console: &Console) -> Self {
        let is_shown = !quiet && console.is_watched();
        let target = if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(u64::from(n_trials)), target);
        let style =
            ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} futures, {eta} left");
        Self(bar.with_style(style.expect("the template is well formed")))
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Watch for Progress {
    fn done(&self, n_trials: u32) {
        self.0.inc(u64::from(n_trials));
    }

    fn stopped(&self) -> bool {
        interrupt::pressed()
    }
}
