//! KPIs of people.

use super::kpis;
use crate::kpi::ramp;

kpis! {
    /// KPIs of people, in the order of reports.
    PEOPLE:
    "headcount", "Headcount", People, Neutral, [Headcount], "people in seat, averaged over the months";
    "hires", "Hires", Count, Neutral, [Hires], "people hired";
    "leavers", "Leavers", Count, LowIsGood, [Leavers], "people who left";
    "ramp-time", "Ramp time", Months, LowIsGood, [ramp::ramp_time],
        "onboarding + ramp of the hired role, or the sales cycle where that is longer; mean over hires of roles with capacity";
}
