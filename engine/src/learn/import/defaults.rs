//! What no CRM export tells, as labelled ranges with their source: defaults to start from, never facts.

/// A default with the source it is quoted from: low, most likely, high.
#[derive(Clone, Copy, Debug)]
pub(super) struct Published {
    pub(super) range: [f64; 3],
    pub(super) source: &'static str,
}

impl Published {
    /// Mean of the PERT distribution through the range: `(low + 4 mode + high) / 6`.
    pub(super) fn mean(&self) -> f64 {
        let [low, mode, high] = self.range;
        (low + 4.0 * mode + high) / 6.0
    }
}

const fn published(range: [f64; 3], source: &'static str) -> Published {
    Published { range, source }
}

/// Share of arrivals that comes and goes with the number of agents.
pub(super) const AGENT_SHARE: Published = published(
    [0.15, 0.31, 0.50],
    "personal-selling elasticity .34, .31 corrected (Albers, Mantrala & Sridhar 2010): 10 % more selling effort, 3 % more sales",
);
/// Win rate over all opportunities, those never engaged included.
pub(super) const BROAD_WIN_RATE: Published = published(
    [0.15, 0.22, 0.35],
    "published win rate of all opportunities .22 (.15-.35)",
);
/// Months from first day to full productivity.
pub(super) const RAMP_MONTHS: Published = published(
    [3.0, 5.0, 9.0],
    "ramp of account executives 5 months, 3 in small business to 9 and more in enterprise (Bridge Group, as quoted)",
);
/// Share of people who leave within a year.
pub(super) const ATTRITION: Published = published(
    [0.15, 0.30, 0.45],
    "published attrition of sales staff 30 % a year (15-45)",
);
/// Months to refill a seat.
pub(super) const MONTHS_TO_FILL: Published =
    published([1.0, 3.0, 6.0], "published time to refill 3 months (1-6)");
/// Quota over on-target earnings.
pub(super) const QUOTA_TO_OTE: Published = published(
    [4.0, 5.0, 6.0],
    "quota : OTE 5 (mean 4.8 of 83 companies, BenchSights)",
);
/// Share of on-target earnings that is base pay.
pub(super) const BASE_SHARE: f64 = 0.5;
/// Where the pay mix comes from.
pub(super) const PAY_MIX: &str = "pay mix of account executives 50 : 50";
/// Quota over past bookings per agent.
pub(super) const QUOTA_GROWTH: Published = published(
    [0.9, 1.0, 1.2],
    "house default: quota as the average agent booked in the export, 10 % less to 20 % more",
);
/// Multiplier of commission above quota.
pub(super) const ACCELERATOR: f64 = 1.5;
/// Where the accelerator comes from.
pub(super) const ACCELERATOR_SOURCE: &str = "accelerator 1.5 without cap (QuotaPath templates)";
/// Working hours a month.
pub(super) const HOURS_PER_MONTH: f64 = 160.0;
/// Share of the hours left for selling.
pub(super) const SELLING_SHARE: Published = published(
    [0.60, 0.65, 0.75],
    "house default, no published figure: a quarter to two fifths of the time goes to admin and training",
);
/// Share of selling hours that agents of the busiest region work at full strength.
pub(super) const UTILISATION: f64 = 0.80;
/// Manager's pay over an agent's on-target earnings.
pub(super) const MANAGER_PAY: Published = published(
    [1.0, 1.2, 1.5],
    "house default, no published figure: 1 to 1.5 times an agent's OTE",
);
/// Days that a deal spends before it is engaged, if it ever is.
pub(super) const PROSPECTING_DAYS: f64 = 30.0;
/// Factor on those days.
pub(super) const PROSPECTING_FACTOR: Published = published(
    [0.5, 1.0, 2.0],
    "house default, no published figure: 15 to 60 days",
);
/// Correlation of the market's mood from month to month.
pub(super) const PERSISTENCE: Published = published(
    [0.0, 0.5, 0.9],
    "house default: a few months do not tell how long good and bad months last",
);
