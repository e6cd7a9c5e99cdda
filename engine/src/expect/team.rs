//! The team: headcount, ramped-rep equivalents, capacity and street quota of each role.

use super::obstacles;
use super::renewal::{People, Seats, people};
use crate::comp::{Credit, Measure, Plan};
use crate::model::Model;

/// What is to be expected of a role in each month.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleRow {
    /// Role.
    pub role: usize,
    /// People in seat, averaged over the month.
    pub headcount: Vec<f64>,
    /// Ramped-rep equivalents, averaged over the month.
    pub rre: Vec<f64>,
    /// People who begin.
    pub hires: Vec<f64>,
    /// People who leave.
    pub leavers: Vec<f64>,
    /// What ramped people are expected to contribute [minor units].
    pub capacity: Vec<f64>,
    /// Sum of the ramped quotas carried on people's own bookings [minor units].
    pub street_quota: Vec<f64>,
}

/// Seats that differ in nothing but how they begin.
#[derive(Clone, Debug)]
struct Group {
    seats: Seats,
    territory: Option<usize>,
    quota_per_year: Option<f64>,
}

/// People of the seats of one role that share a territory.
#[derive(Clone, Debug)]
pub(super) struct Prospectors {
    pub(super) role: usize,
    pub(super) territory: Option<usize>,
    pub(super) rre: Vec<f64>,
}

/// The roles whose people can be worked out, and those among them who prospect, territory by territory.
pub(super) fn team(model: &Model) -> (Vec<RoleRow>, Vec<Prospectors>) {
    let n_months = model.calendar.n_months();
    let roles =
        (0..model.dimensions.roles.len()).filter(|&role| obstacles::of_role(model, role).is_none());
    let mut rows: Vec<RoleRow> = roles.map(|role| RoleRow::empty(role, n_months)).collect();
    let mut prospectors = Vec::new();
    for group in groups(model) {
        let Some(row) = rows.iter_mut().find(|row| row.role == group.seats.role) else {
            continue;
        };
        let people = people(
            &model.workforce,
            model.calendar.timing(),
            n_months,
            &group.seats,
        );
        row.add(model, &group, &people);
        prospectors.push(Prospectors {
            role: group.seats.role,
            territory: group.territory,
            rre: people.rre,
        });
    }
    (rows, prospectors)
}

fn groups(model: &Model) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (ix, seat) in model.workforce.seats.iter().enumerate() {
        let leavers = model.workforce.leavers.iter();
        let timing = model.calendar.timing();
        let told = leavers
            .filter(|l| l.seat == ix)
            .map(|l| (l.month, l.time(timing)));
        let told: Vec<(usize, f64)> = told.collect();
        let alike = groups.iter_mut().find(|group| {
            group.seats.role == seat.role
                && group.seats.leaves == told
                && group.territory == seat.territory
                && group.quota_per_year.map(f64::to_bits) == seat.quota_per_year.map(f64::to_bits)
        });
        if let Some(group) = alike {
            group.seats.starts.push(seat.start);
            continue;
        }
        groups.push(Group {
            seats: Seats {
                role: seat.role,
                starts: vec![seat.start],
                leaves: told,
            },
            territory: seat.territory,
            quota_per_year: seat.quota_per_year,
        });
    }
    groups
}

impl RoleRow {
    fn empty(role: usize, n_months: usize) -> Self {
        let People {
            headcount,
            rre,
            hires,
            leavers,
        } = People::nobody(n_months);
        Self {
            role,
            headcount,
            rre,
            hires,
            leavers,
            capacity: vec![0.0; n_months],
            street_quota: vec![0.0; n_months],
        }
    }

    fn add(&mut self, model: &Model, group: &Group, people: &People) {
        let role = &model.workforce.roles[self.role];
        let plan = model.comp.plan_of(self.role).map(Plan::main);
        let carried =
            plan.filter(|main| main.credit == Credit::Own && main.measure == Measure::Bookings);
        for month in 0..people.rre.len() {
            self.headcount[month] += people.headcount[month];
            self.rre[month] += people.rre[month];
            self.hires[month] += people.hires[month];
            self.leavers[month] += people.leavers[month];
            self.capacity[month] += people.rre[month] * role.capacity_per_year.at(0, month) / 12.0;
            if let Some(main) = carried {
                let quota = group
                    .quota_per_year
                    .unwrap_or_else(|| main.quota_per_year.at(self.role, month));
                let months = if main.ramped_quota {
                    people.rre[month]
                } else {
                    people.headcount[month]
                };
                self.street_quota[month] += quota / 12.0 * months;
            }
        }
    }
}
