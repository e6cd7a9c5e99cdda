//! Who waits for whom.

use std::collections::BTreeMap;

use super::Model;
use super::strain::Backlog;
use crate::kernel::waiting_line::{Place, WaitingLine};
use crate::territory::beat::Beat;
use crate::units::Hours;

/// What has to be done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Job {
    /// An activity of a deal's stage.
    Activity {
        /// Slot of the deal.
        deal: u32,
        /// Which activity of its stage.
        activity: u32,
    },
    /// The renewal of a contract.
    Renewal {
        /// Index of the contract.
        contract: u32,
    },
}

/// Work that waits for somebody to do it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    /// What has to be done.
    pub(super) job: Job,
    /// Hours that it takes somebody who is fully ramped.
    pub(super) hours: f64,
    /// Serial number; a place in a line is void when whoever took it waits with another one, or not at all.
    pub(super) serial: u32,
}

/// Waiting lines: one for each seat, by its index, then shared ones for what nobody in particular has to do.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    queues: Vec<WaitingLine<Task>>,
    servers: Servers,
    next_serial: u32,
    /// What waits in each line, where that does anything to deals.
    backlog: Option<Backlog>,
}

/// Who serves which line. Beats that the same seats of a role cover share a line.
#[derive(Clone, Debug)]
pub(super) struct Servers {
    /// Shared line of each role and beat, row = role x beat.
    shared: Vec<usize>,
    /// Seats that serve each line, and lines that each seat serves.
    of_line: Vec<Vec<usize>>,
    of_seat: Vec<Vec<usize>>,
    n_beats: usize,
}

impl Servers {
    pub(super) fn new(model: &Model) -> Self {
        let (n_roles, beats) = (model.dimensions.roles.len(), model.territories.beats);
        let seats = &model.workforce.seats;
        let mut of_line: Vec<Vec<usize>> = (0..seats.len()).map(|seat| vec![seat]).collect();
        let (mut shared, mut known) = (Vec::new(), BTreeMap::new());
        for role in 0..n_roles {
            for beat in beats.iter() {
                let team: Vec<usize> = (0..seats.len())
                    .filter(|&seat| seats[seat].role == role && model.covers(seat, beat))
                    .collect();
                shared.push(*known.entry((role, team)).or_insert_with_key(|(_, team)| {
                    of_line.push(team.clone());
                    of_line.len() - 1
                }));
            }
        }
        let mut of_seat = vec![Vec::new(); seats.len()];
        for (line, team) in of_line.iter().enumerate() {
            for &seat in team {
                of_seat[seat].push(line);
            }
        }
        Self {
            shared,
            of_line,
            of_seat,
            n_beats: beats.len(),
        }
    }
}

impl Lines {
    pub(super) fn new(model: &Model) -> Self {
        let servers = Servers::new(model);
        let overload = model.funnel.effects.overload.as_ref();
        Self {
            queues: vec![WaitingLine::default(); servers.of_line.len()],
            servers,
            next_serial: 0,
            backlog: overload.map(|_| Backlog::default()),
        }
    }

    pub(super) fn clear(&mut self) {
        self.queues.iter_mut().for_each(WaitingLine::clear);
        self.next_serial = 0;
        if let Some(backlog) = &mut self.backlog {
            backlog.clear();
        }
    }

    /// Empties all lines; returns what has waited, with its line.
    pub(super) fn drain(&mut self) -> Vec<(usize, Place<Task>)> {
        let mut waiting = Vec::new();
        for (line, queue) in self.queues.iter_mut().enumerate() {
            waiting.extend(std::iter::from_fn(|| queue.call()).map(|place| (line, place)));
        }
        if let Some(backlog) = &mut self.backlog {
            backlog.clear();
        }
        waiting
    }

    /// Other servers from now on; nothing may wait.
    pub(super) fn exchange(&mut self, servers: &mut Servers) {
        std::mem::swap(&mut self.servers, servers);
        let n_lines = self.queues.len().max(self.servers.of_line.len());
        self.queues.resize_with(n_lines, WaitingLine::default);
    }

    /// Numbers a new place.
    pub(super) fn issue_serial(&mut self) -> u32 {
        self.next_serial += 1;
        self.next_serial
    }

    /// The line for a role in a beat.
    #[inline]
    pub(super) fn shared(&self, role: usize, beat: Beat) -> usize {
        self.servers.shared[role * self.servers.n_beats + beat.index]
    }

    /// Seats that serve a line.
    #[inline]
    pub(super) fn servers(&self, line: usize) -> &[usize] {
        &self.servers.of_line[line]
    }

    #[inline]
    pub(super) fn join(&mut self, line: usize, place: Place<Task>) {
        if let Some(backlog) = &mut self.backlog {
            backlog.join(line, place.who.serial, place.who.hours);
        }
        self.queues[line].join(place);
    }

    /// The work of a place is not asked for any more, or is begun.
    #[inline]
    pub(super) fn forget(&mut self, serial: u32) {
        if let Some(backlog) = &mut self.backlog {
            backlog.leave(serial);
        }
    }

    /// Lines that a seat serves and in which work waits, and the hours of it; nothing where nobody asks for them.
    pub(super) fn waiting_for(&self, seat: usize) -> impl Iterator<Item = (usize, Hours)> {
        let lines = self.backlog.iter().flat_map(move |backlog| {
            let lines = self.servers.of_seat[seat].iter();
            lines.map(|&line| (line, backlog.waiting(line)))
        });
        lines.filter(|(_, waiting)| *waiting > Hours::ZERO)
    }

    /// Whether anything waits that a seat could do.
    #[inline]
    pub(super) fn is_awaited(&self, seat: usize) -> bool {
        self.servers.of_seat[seat]
            .iter()
            .any(|&line| self.queues[line].first().is_some())
    }

    /// The most urgent of what waits for a seat in its own line.
    pub(super) fn call_own(&mut self, seat: usize) -> Option<Place<Task>> {
        let place = self.queues[seat].call();
        self.left(place)
    }

    /// The most urgent of all that waits and that a seat could do.
    #[inline]
    pub(super) fn call_any(&mut self, seat: usize) -> Option<Place<Task>> {
        let firsts = self.servers.of_seat[seat]
            .iter()
            .filter_map(|&line| self.queues[line].first().map(|place| (place, line)));
        let (_, line) = firsts.max_by(|a, b| a.0.cmp(b.0))?;
        let place = self.queues[line].call();
        self.left(place)
    }

    #[inline]
    fn left(&mut self, place: Option<Place<Task>>) -> Option<Place<Task>> {
        if let Some(place) = &place {
            self.forget(place.who.serial);
        }
        place
    }
}
