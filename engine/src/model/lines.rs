//! Who waits for whom.

use std::collections::BTreeMap;

use super::Model;
use crate::kernel::waiting_line::{Place, WaitingLine};

/// An activity that waits for somebody to do it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    /// Slot of the deal.
    pub(super) deal: usize,
    /// Which activity of its stage.
    pub(super) activity: usize,
    /// Hours that it takes somebody who is fully ramped.
    pub(super) hours: f64,
    /// Serial number of the place in a line; the place is void when the deal holds another one.
    pub(super) serial: u32,
}

/// Waiting lines: one for each seat, and shared ones for what nobody in particular has to do. Markets that the same
/// seats of a role cover share a line.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    of_seat: Vec<WaitingLine<Task>>,
    shared: Vec<WaitingLine<Task>>,
    /// Shared line of each role and market, row = role x market.
    line_of: Vec<usize>,
    /// Seats that serve each shared line, and shared lines that each seat serves.
    servers: Vec<Vec<usize>>,
    served_by: Vec<Vec<usize>>,
    n_markets: usize,
    next_serial: u32,
}

impl Lines {
    pub(super) fn new(model: &Model) -> Self {
        let (n_roles, n_markets) = (model.dimensions.roles.len(), model.dimensions.n_markets());
        let seats = &model.workforce.seats;
        let covers = |seat: usize, role: usize, market: usize| {
            seats[seat].role == role
                && seats[seat]
                    .territory
                    .is_none_or(|t| model.territories.areas[t].markets[market])
        };
        let (mut line_of, mut servers, mut known) = (Vec::new(), Vec::new(), BTreeMap::new());
        for role in 0..n_roles {
            for market in 0..n_markets {
                let team: Vec<usize> = (0..seats.len())
                    .filter(|&seat| covers(seat, role, market))
                    .collect();
                line_of.push(*known.entry((role, team)).or_insert_with_key(|(_, team)| {
                    servers.push(team.clone());
                    servers.len() - 1
                }));
            }
        }
        let lines_of = |seat: usize| {
            (0..servers.len())
                .filter(|&line| servers[line].contains(&seat))
                .collect()
        };
        Self {
            of_seat: vec![WaitingLine::default(); seats.len()],
            shared: vec![WaitingLine::default(); servers.len()],
            served_by: (0..seats.len()).map(lines_of).collect(),
            line_of,
            servers,
            n_markets,
            next_serial: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.of_seat.iter_mut().for_each(WaitingLine::clear);
        self.shared.iter_mut().for_each(WaitingLine::clear);
        self.next_serial = 0;
    }

    /// The serial number of the next place that is taken.
    pub(super) fn next_serial(&self) -> u32 {
        self.next_serial
    }

    /// Numbers a new place.
    pub(super) fn issue_serial(&mut self) -> u32 {
        self.next_serial += 1;
        self.next_serial - 1
    }

    /// The line for a role in a market.
    pub(super) fn shared_line(&self, role: usize, market: usize) -> usize {
        self.line_of[role * self.n_markets + market]
    }

    /// Seats that serve a shared line.
    pub(super) fn servers(&self, line: usize) -> &[usize] {
        &self.servers[line]
    }

    pub(super) fn join_seat(&mut self, seat: usize, place: Place<Task>) {
        self.of_seat[seat].join(place);
    }

    pub(super) fn join_shared(&mut self, line: usize, place: Place<Task>) {
        self.shared[line].join(place);
    }

    /// Whether anything waits that a seat could do.
    pub(super) fn is_awaited(&self, seat: usize) -> bool {
        self.of_seat[seat].first().is_some()
            || self.served_by[seat]
                .iter()
                .any(|&line| self.shared[line].first().is_some())
    }

    /// The most urgent of what waits for a seat in its own line.
    pub(super) fn call_own(&mut self, seat: usize) -> Option<Place<Task>> {
        self.of_seat[seat].call()
    }

    /// The most urgent of all that waits and that a seat could do.
    pub(super) fn call_any(&mut self, seat: usize) -> Option<Place<Task>> {
        let own = self.of_seat[seat].first();
        let shared = self.served_by[seat]
            .iter()
            .filter_map(|&line| self.shared[line].first().map(|place| (place, line)))
            .max_by(|a, b| a.0.cmp(b.0));
        match (own, shared) {
            (own, Some((place, line))) if own.is_none_or(|own| place > own) => {
                self.shared[line].call()
            }
            _ => self.of_seat[seat].call(),
        }
    }
}
