//! KPIs of capacity: what people could sell, what quotas they carry, and what they do with their time.

use super::kpis;
use crate::kpi::{bound, formula};

kpis! {
    /// KPIs of capacity, in the order of reports.
    CAPACITY:
    "capacity-budgeted", "Capacity of all seats", Money, HighIsGood, [formula::capacity_budgeted: CapacityBudgeted],
        "what the seats would contribute if all were filled and ramped";
    "capacity", "Ramped capacity", Money, HighIsGood, [formula::capacity: Capacity],
        "capacity of all seats - lost to vacancies - lost to ramp";
    "capacity-use", "Bookings per capacity", Share, Neutral, [formula::capacity_use: Bookings, Capacity], "bookings / ramped capacity";
    "rre", "Ramped-rep equivalents", People, HighIsGood, [formula::rre: Rre],
        "sum over people of their share of full productivity, averaged over the months";
    "street-quota", "Street quota", Money, Neutral, [formula::street_quota: StreetQuota],
        "sum of the ramped quotas that reps carry on their own bookings; none where nobody does, as under plans on margin";
    "attainment-factor", "Attainment factor", Factor, Neutral, [formula::attainment_factor: StreetQuota], "target / street quota";
    "over-assignment", "Over-assignment", Factor, Neutral, [formula::over_assignment: StreetQuota], "street quota / target";
    "quota-attainment", "Attainment of street quota", Share, HighIsGood, [formula::quota_attainment: Bookings, StreetQuota],
        "bookings / street quota";
    "settlements-at-quota", "Settlements at quota", Share, HighIsGood, [SettledAtQuota / SettledWithQuota],
        "settled rep-periods at or above quota / settled rep-periods with a quota";
    "reps-at-quota", "Seats at quota over the year", Share, HighIsGood, [formula::reps_at_quota],
        "seats whose credits of the fiscal year reach their ramped quota / seats with a quota";
    "activities", "Activities", Count, Neutral, [formula::activities], "calls, demonstrations, ... that were started";
    "activity-rate", "Activities per head and month", Count, Neutral, [formula::activity_rate],
        "activities / (headcount x months)";
    "utilisation", "Selling hours used", Share, Neutral, [formula::utilisation],
        "hours of work started / selling hours there were";
    "expired", "Lost for lack of capacity", Count, LowIsGood, [Expired],
        "leads and deals lost because nobody had time for them";
    "bound-by-capacity", "Months bound by capacity", Share, LowIsGood, [bound::by_capacity: CapacityBound],
        "months in which capacity, not leads, was what bound / months simulated";
}
