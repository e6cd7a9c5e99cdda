//! What is known of months that have happened: actual credits tell what was sold and paid, not how it came about.

use std::ops::Range;

use super::Facts;
use crate::measure::{Measure, OverTime};

/// How a KPI is looked at over months part of which have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// All of it is known.
    Whole,
    /// A rate, which is that of the months that are simulated.
    Simulated,
    /// What stands at the end is known once the simulation has begun.
    AtEnd,
    /// A sum of which a part is not known.
    Unknown,
}

fn view(id: &str) -> View {
    match id {
        "close-rate" | "close-rate-broad" | "lead-to-win" | "sales-cycle" | "activity-rate"
        | "utilisation" | "bound-by-capacity" | "grr" | "nrr" | "churn-rate" | "customer-churn"
        | "net-promoters" | "renewals-unworked" | "ltv" | "ltv-year-end" | "customer-cost"
        | "ltv-to-cac" | "payback" => View::Simulated,
        "open-amount" | "arr" | "customers" | "cumulative-cash-flow" => View::AtEnd,
        "leads" | "opportunities" | "activities" | "expired" | "arr-start" | "arr-new"
        | "arr-gained" | "arr-lost" | "arr-growth" | "customers-new" | "renewal-bookings"
        | "revenue" | "cash" | "net-cash-flow" => View::Unknown,
        _ => View::Whole,
    }
}

/// The months over which a KPI is computed; `None` if it is not known over them.
pub(super) fn months_of(id: &str, facts: &Facts<'_>, months: Range<usize>) -> Option<Range<usize>> {
    let calendar = facts.calendar;
    if !calendar.touches_history(&months) {
        return Some(months);
    }
    match view(id) {
        View::Whole => Some(months),
        View::Simulated => Some(calendar.simulated(&months)).filter(|months| !months.is_empty()),
        View::AtEnd => {
            let stated = !["open-amount", "cumulative-cash-flow"].contains(&id);
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
        if !self.calendar.touches_history(months) || is_told(measure) {
            return true;
        }
        let is_stated = matches!(measure, Measure::Arr | Measure::Customers);
        measure.over_time() == OverTime::Last && self.knows_end(months, is_stated)
    }

    /// Whether it is known what stands at the end of some months.
    ///
    /// * `stated`: whether the plan states what stands when the simulation begins
    fn knows_end(&self, months: &Range<usize>, stated: bool) -> bool {
        let now = self.calendar.n_history();
        months.end > now || (stated && months.end == now)
    }
}

/// Measures that are known of months that have happened.
fn is_told(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Wins
            | Measure::Bookings
            | Measure::BookingsFromPipeline
            | Measure::GrossMargin
            | Measure::Delivered
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
            (18, 4, 14),
            "an id without a KPI would be a slip"
        );
    }
}
