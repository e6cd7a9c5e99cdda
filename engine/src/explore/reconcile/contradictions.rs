//! Who counts on more than another function's plan allows, in what share of futures, and by how much.

use super::views::{Runs, amounts};
use crate::kernel::summary::{Moments, Share};
use crate::outcome::reconciliation::{Contradiction, PeriodViews, View};

/// Who could count on more, and who could allow less. Where something is promised, what is delivered is held against that and
/// not against what is signed.
const PAIRS: [(View, View); 10] = [
    (View::Due, View::Supply),
    (View::Target, View::Demand),
    (View::Target, View::Sales),
    (View::Target, View::Supply),
    (View::Demand, View::Sales),
    (View::Sales, View::Supply),
    (View::Demand, View::Supply),
    (View::Target, View::Capacity),
    (View::Sales, View::Capacity),
    (View::Cost, View::Budget),
];

/// All contradictions in all periods: those of whole years first, then of quarters, then of months. Of each kind those come
/// first that hold like against like, and of these the one in which most is missing on average.
pub(super) fn all(runs: &Runs<'_>, periods: &[PeriodViews]) -> Vec<Contradiction> {
    let mut found: Vec<(usize, Contradiction)> = Vec::new();
    for of in periods {
        let length = of.period.months.len();
        let pairs = PAIRS.iter();
        let pairs = pairs.filter_map(|&pair| contradiction(runs, of, pair));
        found.extend(pairs.map(|contradiction| (length, contradiction)));
    }
    found.sort_by(|(a_length, a), (b_length, b)| {
        let most_missing = b.missing.mean.total_cmp(&a.missing.mean);
        let by_time = a.period.months.start.cmp(&b.period.months.start);
        let by_pair = (a.more, a.less).cmp(&(b.more, b.less));
        let longest = b_length.cmp(a_length);
        let [a_unlike, b_unlike] = [a, b].map(Contradiction::is_signed_against_delivered);
        let alike = a_unlike.cmp(&b_unlike);
        longest
            .then(alike)
            .then(most_missing)
            .then(by_time)
            .then(by_pair)
    });
    found.into_iter().map(|(_, of)| of).collect()
}

/// `None` if one of the two is not known, or they never contradict each other.
fn contradiction(
    runs: &Runs<'_>,
    of: &PeriodViews,
    (more, less): (View, View),
) -> Option<Contradiction> {
    let [high, low] = match (more, less) {
        (View::Due, _) => runs.due_until(&of.period)?,
        (_, View::Supply) if of.due.is_some() => return None,
        _ => [values(runs, of, more)?, values(runs, of, less)?],
    };
    let missing: Vec<i64> = high.iter().zip(&low).map(|(h, l)| (h - l).max(0)).collect();
    let share = Share::of_events(missing.iter().map(|&missing| missing > 0))?;
    if share.value <= 0.0 {
        return None;
    }
    let [high, low] = [amounts(&high), amounts(&low)];
    let shown = if less == View::Budget { &high } else { &low };
    Some(Contradiction {
        period: of.period.clone(),
        more,
        less,
        means: [high.moments.mean, low.moments.mean],
        range: [shown.quantiles[0].value, shown.quantiles[2].value],
        share,
        missing: Moments::of(&missing)?,
    })
}

fn values(runs: &Runs<'_>, of: &PeriodViews, view: View) -> Option<Vec<i64>> {
    let n_trials = runs.planned.results.n_trials();
    let fixed = |amount: crate::units::Money| vec![amount.minor(); n_trials];
    match view {
        View::Demand => Some(runs.demand(&of.period)),
        View::Sales => Some(runs.sales(&of.period)),
        View::Due => runs.due(&of.period),
        View::Supply => runs.supply(&of.period),
        View::Capacity => runs.capacity(&of.period),
        View::Target => of.target.map(fixed),
        View::Budget => of.budget.map(fixed),
        View::Cost => of.budget.and_then(|_| runs.cost(&of.period)),
    }
}
