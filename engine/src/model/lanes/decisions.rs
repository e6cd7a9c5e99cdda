//! Decisions: what is won of that which may be, month by month, and the orders that it becomes.
//!
//! How hard people work in a month follows from how they stand when it begins, and what is delivered from who is there. Neither
//! changes what becomes of any other deal in the same month, so whatever may be won in it is decided at once; orders then go
//! through the pools of the plain kernel, event by event.

use super::fates::{Win, time_since};
use super::staffing::NOBODY;
use super::{Lanes, is_there};
use crate::flows::LeadId;
use crate::measure::{Cut, Measure};
use crate::model::chronicle::DealEntry;
use crate::model::stays::Leavers;
use crate::units::Money;

impl Lanes<'_> {
    /// Decides what is won in a month of that which may be, and counts that and what is lost; `None` if the trial needs the
    /// plain kernel. Orders that follow are delivered as far as the month goes.
    pub(super) fn decide(&mut self, month: usize) -> Option<()> {
        self.simulator.staff_pools(month);
        if self.fates.most.is_some() {
            self.simulator.set_efforts(month);
        }
        let mut wins = std::mem::take(&mut self.fates.wins[month]);
        let mut n_won = 0;
        for ix in 0..wins.len() {
            let win = wins[ix];
            if self.is_won(&win, month)? {
                self.win(&win, month);
                wins[n_won] = win;
                n_won += 1;
            } else {
                self.lose(&win, month);
            }
        }
        wins.truncate(n_won);
        self.fates.wins[month] = wins;
        if self.simulator.delivers() {
            self.simulator.live_through(month);
        }
        Some(())
    }

    /// Whether whoever owns a deal works hard enough for it; `None` if it is too close to be told who that is.
    fn is_won(&self, win: &Win, month: usize) -> Option<bool> {
        if self.fates.most.is_none() {
            return Some(true);
        }
        let n_months = self.simulator.plan.calendar.n_months();
        let stay = self.staffing.stay_of[win.seat * n_months + month];
        let is_there = stay != NOBODY && is_there(&self.simulator, stay as usize, win)?;
        let stay = is_there.then_some(stay as usize);
        Some(win.takes < self.simulator.effort_of_stay(win.seat, stay, 0))
    }

    fn win(&mut self, win: &Win, month: usize) {
        let group = &self.groups[win.group];
        let simulator = &mut self.simulator;
        let place = (0, group.class);
        simulator.stays.leave_many(place, month, leaves(win, month));
        let tally = &mut simulator.tally;
        tally.add(Cut::Stage, 0, Measure::Passed, month, 1);
        simulator.count_market(Measure::Wins, group.class, month, 1);
        simulator.count_market(Measure::Bookings, group.class, month, win.amount);
        let amount = Money::from_minor(win.amount);
        let gross_margin = &simulator.plan.finance.gross_margin;
        let margin = amount.share(gross_margin.at(group.class, month));
        let tally = &mut simulator.tally;
        tally.company(Measure::GrossMargin, month, margin.minor());
        if !simulator.delivers() {
            let tally = &mut simulator.tally;
            return tally.company(Measure::Delivered, month, win.amount);
        }
        let row = group.row_of[win.seat].expect("whoever finds leads is in the group");
        let (found, index) = win.found;
        let deal = DealEntry {
            id: LeadId {
                entity: group.streams[row as usize],
                month: found,
                index,
            },
            class: group.class,
            account: None,
            owner: Some(win.seat),
            amount,
            from_pipeline: false,
        };
        simulator.expect_sale(deal, margin, win.time);
    }

    fn lose(&mut self, win: &Win, month: usize) {
        let place = (0, self.groups[win.group].class);
        let simulator = &mut self.simulator;
        simulator.stays.leave_many(place, month, leaves(win, month));
        let tally = &mut simulator.tally;
        tally.company(Measure::Lost, month, 1);
        tally.add(Cut::Stage, 0, Measure::Lost, month, 1);
        tally.company(Measure::LostValue, month, win.amount);
    }
}

/// A deal that leaves the stage in a month.
fn leaves(win: &Win, month: usize) -> Leavers {
    Leavers {
        n: 1,
        time: time_since(month, win.found.0.into(), win.micro.into()),
        amount: win.amount,
    }
}
