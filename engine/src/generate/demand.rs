//! Demand worked out backwards: as many leads as the people have hours for.

use super::as_f64;
use super::calibrate::Calibration;
use super::economy::{
    BECOMES_OPPORTUNITY, FOLLOW_ON_PASS, FOLLOW_ON_SIZE, HOURS, INBOUND, SEGMENTS, SELLING_SHARE,
    Segment, UTILISATION,
};
use super::seats::{Role, Team};

/// Quota against what was booked in the futures that were tried.
const STRETCH: f64 = 1.12;

/// Leads and work of a month in which everything is as expected.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    /// New leads of each region and segment \[leads / month\].
    pub(super) new: Vec<[f64; 4]>,
    /// Follow-on business of each region and segment \[opportunities / month\].
    pub(super) follow_on: Vec<[f64; 4]>,
    /// Leads that a sales development rep finds \[leads / month\].
    pub(super) found_per_rep: f64,
    /// Hours of sales development for a lead.
    pub(super) outreach: f64,
    /// Hours of a sales engineer for a demonstration, by segment.
    pub(super) support: [f64; 4],
    /// Bookings expected a year, of the company, of an executive for small and for large accounts, of an account manager
    /// \[USD\].
    pub(super) bookings: f64,
    per_executive: [f64; 2],
    per_account_manager: f64,
    /// Opportunities that a sales development rep opens in a year.
    per_developer: f64,
}

/// Quotas a year: bookings in USD, and opportunities of sales development.
pub(super) struct Quotas {
    pub(super) executive: [f64; 2],
    pub(super) account_manager: f64,
    pub(super) developer: f64,
    pub(super) company: f64,
}

/// Segments of small (0) and of large (1) accounts.
pub(super) fn segments_of(line: usize) -> [usize; 2] {
    [2 * line, 2 * line + 1]
}

impl Demand {
    /// The demand that uses the hours of everybody as they are meant to be used.
    pub(super) fn in_balance_with(team: &Team) -> Self {
        let hours = |people: usize, share: f64| as_f64(people) * HOURS * share * UTILISATION;
        let new: Vec<[f64; 4]> = team
            .regions
            .iter()
            .map(|region| {
                let mut leads = [0.0; 4];
                for line in 0..2 {
                    let there = hours(region.ae[line], SELLING_SHARE.ae);
                    let segments = segments_of(line);
                    let work =
                        |s: usize| SEGMENTS[s].share_of_territory * SEGMENTS[s].work_per_lead();
                    let per_lead = work(segments[0]) + work(segments[1]);
                    for s in segments {
                        leads[s] = there / per_lead * SEGMENTS[s].share_of_territory;
                    }
                }
                leads
            })
            .collect();
        let per_follow_on: f64 = SEGMENTS
            .iter()
            .map(|segment| segment.share_of_follow_on * segment.work_per_follow_on())
            .sum();
        let follow_on: Vec<[f64; 4]> = team
            .regions
            .iter()
            .map(|region| {
                let all = hours(region.am, SELLING_SHARE.am) / per_follow_on;
                std::array::from_fn(|s| all * SEGMENTS[s].share_of_follow_on)
            })
            .collect();
        let (sdr, se) = (team.count(Role::Sdr), team.count(Role::Se));
        let all_new: f64 = new.iter().flatten().sum();
        let support = support(&new, &follow_on, hours(se, SELLING_SHARE.se));
        let mut demand = Self {
            found_per_rep: all_new * (1.0 - INBOUND) / as_f64(sdr),
            outreach: hours(sdr, SELLING_SHARE.sdr) / all_new,
            support,
            bookings: 0.0,
            per_executive: [0.0; 2],
            per_account_manager: 0.0,
            per_developer: all_new * BECOMES_OPPORTUNITY * 12.0 / as_f64(sdr),
            new,
            follow_on,
        };
        demand.price(team);
        demand
    }

    /// What the demand is worth.
    fn price(&mut self, team: &Team) {
        let new_value = |s: usize, segment: &Segment| {
            sum_of(&self.new, s) * 12.0 * segment.wins_per_lead() * segment.price()
        };
        let follow_on_value = |s: usize, segment: &Segment| {
            let wins = FOLLOW_ON_PASS[0] * FOLLOW_ON_PASS[1];
            sum_of(&self.follow_on, s) * 12.0 * wins * FOLLOW_ON_SIZE * segment.price()
        };
        let values: [f64; 4] = std::array::from_fn(|s| new_value(s, &SEGMENTS[s]));
        let again: f64 = (0..4).map(|s| follow_on_value(s, &SEGMENTS[s])).sum();
        for line in 0..2 {
            let people: usize = team.regions.iter().map(|region| region.ae[line]).sum();
            let [a, b] = segments_of(line);
            self.per_executive[line] = (values[a] + values[b]) / as_f64(people);
        }
        self.per_account_manager = again / as_f64(team.count(Role::Am));
        self.bookings = values.iter().sum::<f64>() + again;
    }

    /// Quotas a year.
    pub(super) fn quotas(&self, calibration: &Calibration) -> Quotas {
        let factor = STRETCH * calibration.realised;
        Quotas {
            executive: self.per_executive.map(|bookings| bookings * factor),
            account_manager: self.per_account_manager * factor,
            developer: self.per_developer * factor,
            company: self.bookings * factor,
        }
    }

    /// Weight of each segment among new leads.
    pub(super) fn mix(&self) -> [f64; 4] {
        let all: f64 = self.new.iter().flatten().sum();
        std::array::from_fn(|s| sum_of(&self.new, s) / all)
    }

    /// Bookings that a ramped person is expected to contribute: an executive, an account manager \[USD / year\].
    pub(super) fn capacity(&self, team: &Team) -> [f64; 2] {
        let people = team.regions.iter().fold([0, 0], |[small, large], region| {
            [small + region.ae[0], large + region.ae[1]]
        });
        let all: f64 = (0..2)
            .map(|line| self.per_executive[line] * as_f64(people[line]))
            .sum();
        [
            all / as_f64(people[0] + people[1]),
            self.per_account_manager,
        ]
    }
}

fn sum_of(by_region: &[[f64; 4]], segment: usize) -> f64 {
    by_region.iter().map(|segments| segments[segment]).sum()
}

/// Hours of a demonstration by segment that use so many hours of sales engineers a month.
fn support(new: &[[f64; 4]], follow_on: &[[f64; 4]], hours: f64) -> [f64; 4] {
    let shown = |s: usize| {
        sum_of(new, s) * BECOMES_OPPORTUNITY * SEGMENTS[s].pass[0] + sum_of(follow_on, s)
    };
    let weighed: f64 = (0..4).map(|s| shown(s) * SEGMENTS[s].support).sum();
    std::array::from_fn(|s| SEGMENTS[s].support * hours / weighed)
}
