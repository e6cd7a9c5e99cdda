//! What is known of months that have happened: actual credits tell what was sold and paid, not how it came about.

use std::ops::Range;

use super::Facts;
use super::delivery::OfDelivery;
use crate::calendar::Calendar;
use crate::measure::{Measure, OverTime};
use crate::model::actual::Actuals;

/// How a KPI is looked at over months part of which have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// All of it is known, or its formula looks at history itself.
    Whole,
    /// A rate, which is that of the months that are simulated.
    Simulated,
    /// What stands at the end is known once the simulation has begun.
    AtEnd,
    /// A sum of which a part is not known.
    Unknown,
}

/// Every KPI says how it looks at history: one that says nothing is a slip.
fn view(id: &str) -> View {
    match id {
        // What was booked and won, against targets and quotas.
        "bookings"
        | "bookings-from-pipeline"
        | "bookings-growth"
        | "target-attainment"
        | "target-reached"
        | "target-shortfall"
        | "wins"
        | "deal-size"
        | "coverage"
        | "weighted-pipeline"
        | "attainment-factor"
        | "over-assignment"
        | "quota-attainment"
        | "settlements-at-quota"
        | "reps-at-quota"
        // People, capacity and cost, as the plan says.
        | "capacity-budgeted" | "capacity" | "capacity-use" | "rre" | "street-quota" | "cost"
        | "variable-pay" | "initiatives" | "cost-ratio" | "cac" | "budget-use" | "budget-kept"
        | "budget-overrun" | "gross-margin" | "margin-rate" | "contribution" | "headcount"
        | "hires" | "leavers" | "ramp-time" | "delivery-cost"
        // Looks back from what is simulated, and no further than it knows.
        | "revenue-growth" => View::Whole,
        "close-rate"
        | "close-rate-broad"
        | "lead-to-win"
        | "sales-cycle"
        | "activity-rate"
        | "utilisation"
        | "bound-by-capacity"
        | "grr"
        | "nrr"
        | "churn-rate"
        | "customer-churn"
        | "net-promoters"
        | "renewals-unworked"
        | "ltv"
        | "ltv-year-end"
        | "customer-cost"
        | "ltv-to-cac"
        | "payback"
        | "revenue-per-account"
        | "time-to-deliver"
        | "on-time"
        | "pool-use"
        | "customers-served"
        | "fill-rate"
        | "stock-turns"
        | "bound-by-stock"
        | "bound-by-supply"
        | "bound-by-budget" => View::Simulated,
        "open-amount" | "order-backlog" | "stock-value" | "arr" | "customers" | "cumulative-cash-flow" => {
            View::AtEnd
        }
        "leads" | "opportunities" | "activities" | "expired" | "arr-start" | "arr-new"
        | "arr-gained" | "arr-lost" | "arr-growth" | "customers-new" | "renewal-bookings"
        | "revenue" | "cash" | "net-cash-flow" | "delivered" | "orders-delivered" | "orders-cancelled"
        | "stock-cost" | "lost-for-stock" | "conceded" | "brought-in" | "held-back" => {
            View::Unknown
        }
        other => panic!("the KPI {other} does not say how it looks at history"),
    }
}

/// Whether a KPI of months that have happened follows from deliveries of which nobody knows: contribution earns what is
/// delivered, and bears with the cost of delivery what may follow from it.
fn follows_from_delivery(id: &str, delivery: OfDelivery) -> bool {
    match id {
        "contribution" => delivery.is_needed || delivery.cost_follows,
        "delivery-cost" => delivery.cost_follows,
        _ => false,
    }
}

/// The months over which a KPI is computed; `None` if it is not known over them.
pub(super) fn months_of(id: &str, facts: &Facts<'_>, months: Range<usize>) -> Option<Range<usize>> {
    let calendar = facts.calendar;
    let is_recorded = match id {
        "revenue" => facts.recorded(Measure::Revenue),
        "cash" => facts.recorded(Measure::Cash),
        _ => false,
    };
    if is_recorded || !calendar.touches_history(&months) {
        return Some(months);
    }
    let is_told = !follows_from_delivery(id, facts.delivery);
    match if is_told { view(id) } else { View::Unknown } {
        View::Whole => Some(months),
        View::Simulated => Some(calendar.simulated(&months)).filter(|months| !months.is_empty()),
        View::AtEnd => {
            let stated = ![
                "open-amount",
                "order-backlog",
                "stock-value",
                "cumulative-cash-flow",
            ]
            .contains(&id);
            facts.knows_end(&months, stated).then_some(months)
        }
        View::Unknown => None,
    }
}

impl Facts<'_> {
    /// Whether a measure is known over some months. Of those that have happened, actual credits tell bookings, pay and
    /// what follows from them; the plan tells people and costs; all else is not known.
    #[must_use]
    pub fn knows(&self, measure: Measure, months: &Range<usize>) -> bool {
        let told = (self.calendar, self.actuals, self.delivery);
        knows(told, measure, months)
    }

    /// Whether finance has recorded a measure of the months that have happened.
    pub(super) fn recorded(&self, measure: Measure) -> bool {
        is_recorded(self.actuals, measure)
    }

    /// Whether it is known what stands at the end of some months.
    ///
    /// * `stated`: whether the plan states what stands when the simulation begins
    fn knows_end(&self, months: &Range<usize>, stated: bool) -> bool {
        knows_end(self.calendar, months, stated)
    }
}

/// [`Facts::knows`] of a plan without results.
///
/// * `delivery`: what the plan knows of it; where something has to be delivered, nobody knows what was
#[must_use]
pub fn knows(
    (calendar, actuals, delivery): (&Calendar, &Actuals, OfDelivery),
    measure: Measure,
    months: &Range<usize>,
) -> bool {
    let is_told = match measure {
        Measure::Delivered => !delivery.is_needed,
        Measure::Contribution | Measure::DeliveryCost => {
            !follows_from_delivery(measure.id(), delivery)
        }
        _ => is_told(measure),
    };
    let is_told = is_told || is_recorded(actuals, measure);
    if !calendar.touches_history(months) || is_told {
        return true;
    }
    let is_stated = matches!(measure, Measure::Arr | Measure::Customers);
    measure.over_time() == OverTime::Last && knows_end(calendar, months, is_stated)
}

fn is_recorded(actuals: &Actuals, measure: Measure) -> bool {
    match measure {
        Measure::Revenue => !actuals.books().revenue.is_empty(),
        Measure::Cash => !actuals.books().collected.is_empty(),
        _ => false,
    }
}

fn knows_end(calendar: &Calendar, months: &Range<usize>, stated: bool) -> bool {
    let now = calendar.n_history();
    months.end > now || (stated && months.end == now)
}

/// Measures that are known of months that have happened.
fn is_told(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Wins
            | Measure::Bookings
            | Measure::BookingsFromPipeline
            | Measure::GrossMargin
            | Measure::DeliveryCost
            | Measure::Hires
            | Measure::Leavers
            | Measure::HiresPostponed
            | Measure::Headcount
            | Measure::Rre
            | Measure::CapacityBudgeted
            | Measure::CapacityVacant
            | Measure::CapacityRamping
            | Measure::Capacity
            | Measure::HoursAvailable
            | Measure::StreetQuota
            | Measure::Credited
            | Measure::Quota
            | Measure::SettledWithQuota
            | Measure::SettledAtQuota
            | Measure::Settlements
            | Measure::TargetPay
            | Measure::BasePay
            | Measure::VariablePay
            | Measure::PaidOut
            | Measure::AccruedPay
            | Measure::Commission
            | Measure::Bonuses
            | Measure::Spiffs
            | Measure::ActivityBonuses
            | Measure::Objectives
            | Measure::DrawsAndGuarantees
            | Measure::ClawedBack
            | Measure::WrittenOff
            | Measure::Load
            | Measure::HiringCost
            | Measure::Tools
            | Measure::Marketing
            | Measure::Overhead
            | Measure::PartnerFees
            | Measure::Severance
            | Measure::Initiatives
            | Measure::Cost
            | Measure::Contribution
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::ALL;

    #[test]
    fn every_view_is_of_a_kpi() {
        let of = |wanted: View| ALL.iter().filter(|kpi| view(kpi.id) == wanted).count();
        assert_eq!(
            (of(View::Simulated), of(View::AtEnd), of(View::Unknown)),
            (28, 6, 22),
            "an id without a KPI would be a slip"
        );
        // A KPI without a view would have panicked.
        assert_eq!(of(View::Whole), ALL.len() - 56);
    }
}
