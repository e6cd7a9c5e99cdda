//! Who sits where, and who reports to whom.

use std::fmt::Write as _;

use jiff::Span;
use jiff::civil::Date;

use super::calibrate::Calibration;
use super::demand::Demand;
use super::luck::{self, Luck};
use super::shape::Headcount;
use super::{Options, apportion, as_f64, names, whole};
use crate::calendar::YearMonth;
use crate::kernel::law::Law;
use crate::kernel::stream::EntityKey;

/// Mean tenure at the start \[months\].
const TENURE: f64 = 30.0;
/// Most days that anybody has been there.
const LONGEST: f64 = 3_650.0;
/// Share of account executives who work small accounts.
const VELOCITY: f64 = 0.6;
/// A manager's quota against the sum of those below.
const MANAGED: f64 = 0.9;

/// A role, named as in the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Sdr,
    Ae,
    Am,
    Se,
    Manager,
}

impl Role {
    fn id(self) -> &'static str {
        match self {
            Self::Sdr => "sdr",
            Self::Ae => "ae",
            Self::Am => "am",
            Self::Se => "se",
            Self::Manager => "manager",
        }
    }
}

/// A region and how many of each role are there.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// Account executives for small and for large accounts.
    pub(super) ae: [usize; 2],
    pub(super) sdr: usize,
    pub(super) am: usize,
    pub(super) se: usize,
}

/// A seat.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) id: String,
    pub(super) key: EntityKey,
    pub(super) role: Role,
    /// Its region, and of an account executive whether the accounts are small (0) or large (1).
    pub(super) region: Option<usize>,
    pub(super) line: Option<usize>,
    territory: String,
    rep: String,
    hired: Date,
    manager: Option<usize>,
    /// Quota a year where it counts bookings \[USD\].
    quota: f64,
}

/// Everybody.
#[derive(Clone, Debug)]
pub(super) struct Team {
    pub(super) regions: Vec<Region>,
    /// Those who sell first, then managers from the lowest layer up.
    pub(super) seats: Vec<Seat>,
    /// Where the managers begin.
    managers_from: usize,
}

/// Names of the two kinds of territories in ids.
pub(super) const LINES: [&str; 2] = ["velocity", "major"];

impl Team {
    /// Everybody that a company of this size has, seated.
    pub(super) fn hire(options: &Options, luck: Luck) -> Self {
        let headcount = Headcount::of(options.seats);
        let regions = regions(&headcount, luck);
        let office = Office {
            luck,
            first_day: first_day(options.start),
            tenure: Law::exponential(TENURE).expect("a mean above 0"),
        };
        let mut seats = office.sellers(&regions);
        let managers_from = seats.len();
        office.managers(&headcount.managers, &mut seats);
        Self {
            regions,
            seats,
            managers_from,
        }
    }

    /// Seats of a role in a region, and of a line where that matters, each with its index.
    pub(super) fn in_region(
        &self,
        role: Role,
        region: usize,
        line: Option<usize>,
    ) -> Vec<(usize, EntityKey)> {
        let fits = |seat: &&(usize, &Seat)| {
            seat.1.role == role && seat.1.region == Some(region) && seat.1.line == line
        };
        let seats: Vec<(usize, &Seat)> = self.seats.iter().enumerate().collect();
        let found = seats.iter().filter(fits);
        found.map(|&(ix, seat)| (ix, seat.key)).collect()
    }

    /// Number of seats of a role.
    pub(super) fn count(&self, role: Role) -> usize {
        self.seats.iter().filter(|seat| seat.role == role).count()
    }

    /// Gives everybody who is credited with bookings a quota: what the hours of a seat were worth in the futures that
    /// were tried, and for managers nine tenths of what stands below them.
    pub(super) fn set_quotas(&mut self, demand: &Demand, calibration: &Calibration) {
        let quotas = demand.quotas(calibration);
        for seat in &mut self.seats {
            seat.quota = match (seat.role, seat.line) {
                (Role::Ae, Some(line)) => quotas.executive[line],
                (Role::Am, _) => quotas.account_manager,
                _ => 0.0,
            };
        }
        // Those below stand before those above.
        for ix in 0..self.seats.len() {
            if let Some(manager) = self.seats[ix].manager {
                self.seats[manager].quota += MANAGED * self.seats[ix].quota;
            }
        }
    }

    /// Mean quota of a manager \[USD / year\].
    pub(super) fn manager_quota(&self) -> f64 {
        let managers = &self.seats[self.managers_from..];
        managers.iter().map(|seat| seat.quota).sum::<f64>() / as_f64(managers.len())
    }

    /// The table of seats.
    pub(super) fn table(&self) -> String {
        let mut text = String::from(
            "seat,role,territory,rep,hired,planned-start,quota-per-year,weight,manager\n",
        );
        for seat in &self.seats {
            let own_quota = seat.role == Role::Manager || seat.line == Some(1);
            let quota = if own_quota {
                super::three_digits(seat.quota).to_string()
            } else {
                String::new()
            };
            let manager = seat.manager.map_or("", |manager| &self.seats[manager].id);
            writeln!(
                text,
                "{},{},{},{},{},,{quota},,{manager}",
                seat.id,
                seat.role.id(),
                seat.territory,
                seat.rep,
                seat.hired
            )
            .expect("a string takes every text");
        }
        text
    }
}

/// Regions with their people, in proportion to sizes that fall from one to the next, give or take some luck.
fn regions(headcount: &Headcount, luck: Luck) -> Vec<Region> {
    let spread = Law::lognormal(1.0, 0.15).expect("a mean above 0");
    let places = &names::REGIONS[..headcount.regions()];
    let size = |(ix, (id, _)): (usize, &(&str, &str))| {
        let u = luck.draw("region", id, luck::REGION_SIZE).uniform53(0);
        spread.quantile(u) / (1.0 + 0.25 * as_f64(ix))
    };
    let sizes: Vec<f64> = places.iter().enumerate().map(size).collect();
    let ae = apportion(headcount.ae, &sizes, 2);
    let sdr = apportion(headcount.sdr, &sizes, 1);
    let am = apportion(headcount.am, &sizes, 1);
    let se = apportion(headcount.se, &sizes, 1);
    let region = |(ix, &(id, name)): (usize, &(&'static str, &'static str))| {
        let velocity = whole(as_f64(ae[ix]) * VELOCITY).clamp(1, ae[ix] - 1);
        Region {
            id,
            name,
            ae: [velocity, ae[ix] - velocity],
            sdr: sdr[ix],
            am: am[ix],
            se: se[ix],
        }
    };
    places.iter().enumerate().map(region).collect()
}

/// The first day of a month.
pub(super) fn first_day(month: YearMonth) -> Date {
    format!("{month}-01")
        .parse()
        .expect("a month has a first day")
}

/// The day so many days before another.
pub(super) fn days_before(day: Date, days: f64) -> Date {
    let days = i64::try_from(whole(days)).expect("days of a career or a deal");
    day.checked_sub(Span::new().days(days))
        .expect("plans start in 1900 or later")
}

/// What everybody who is hired has in common.
struct Office {
    luck: Luck,
    first_day: Date,
    tenure: Law,
}

impl Office {
    fn seat(
        &self,
        id: String,
        role: Role,
        region: Option<usize>,
        line: Option<usize>,
        territory: String,
    ) -> Seat {
        let u = self.luck.draw("seat", &id, luck::TENURE).uniform53(0);
        let days = (self.tenure.quantile(u) * 30.4375).clamp(1.0, LONGEST);
        Seat {
            key: EntityKey::of("seat", &id),
            rep: names::person(self.luck.draw("seat", &id, luck::NAME)),
            hired: days_before(self.first_day, days),
            id,
            role,
            region,
            line,
            territory,
            manager: None,
            quota: 0.0,
        }
    }

    /// Those who sell, region by region, roles mixed evenly, so that every run of them makes a team.
    fn sellers(&self, regions: &[Region]) -> Vec<Seat> {
        let mut placed: Vec<(usize, f64, usize, Seat)> = Vec::new();
        for (ix, region) in regions.iter().enumerate() {
            let groups = [
                (Role::Ae, Some(0), region.ae[0]),
                (Role::Ae, Some(1), region.ae[1]),
                (Role::Sdr, None, region.sdr),
                (Role::Am, None, region.am),
                (Role::Se, None, region.se),
            ];
            for (group, (role, line, count)) in groups.into_iter().enumerate() {
                for number in 0..count {
                    let territory = match line {
                        Some(line) => format!("{}-{}", region.id, LINES[line]),
                        None => region.id.to_owned(),
                    };
                    let id = format!("{}-{territory}-{:03}", role.id(), number + 1);
                    let seat = self.seat(id, role, Some(ix), line, territory);
                    let place = (as_f64(number) + 0.5) / as_f64(count);
                    placed.push((ix, place, group, seat));
                }
            }
        }
        placed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        placed.into_iter().map(|(.., seat)| seat).collect()
    }

    /// Managers over those who are there, layer upon layer.
    fn managers(&self, layers: &[usize], seats: &mut Vec<Seat>) {
        let mut below = 0..seats.len();
        for (layer, &count) in layers.iter().enumerate() {
            let from = seats.len();
            let spans = apportion(below.len(), &vec![1.0; count], 0);
            let mut next = below.start;
            for (number, span) in spans.into_iter().enumerate() {
                for seat in &mut seats[next..next + span] {
                    seat.manager = Some(from + number);
                }
                next += span;
            }
            for number in 1..=count {
                let id = format!("manager-{}-{number:03}", layer + 1);
                seats.push(self.seat(id, Role::Manager, None, None, String::new()));
            }
            below = from..seats.len();
        }
    }
}
