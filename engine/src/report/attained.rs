//! How an attainment reads beside the steps of a comp plan.

use super::numbers::Numbers;
use crate::comp::Plan;

/// "103 %"; what has just missed the quota, a tier, a bonus or a kicker does not read as if it had reached it.
///
/// * `component`: its index in the plan
pub(super) fn attained(
    plan: &Plan,
    component: usize,
    attainment: f64,
    numbers: &Numbers,
) -> String {
    let text = numbers.percent(attainment);
    let own = &plan.components[component];
    let tiers = own.tiers.iter().map(|tier| tier.above);
    let bonuses = own.bonuses.iter().map(|bonus| bonus.at);
    let kickers = plan.components.iter().flat_map(|other| &other.kickers);
    let kickers = kickers.filter(|kicker| kicker.component == component);
    let mut steps = tiers
        .chain(bonuses)
        .chain(kickers.map(|kicker| kicker.at))
        .chain([1.0]);
    if steps.any(|step| attainment < step && numbers.percent(step) == text) {
        format!("just below {text}")
    } else {
        text
    }
}
