//! Crediting: who is credited with what happens, each with a part, and each manager above them once.

use super::Model;
use super::chronicle::Happening;
use super::credit::Counted;
use super::deals::Deal;
use super::payroll::Payroll;
use super::tally::month_of;
use super::trial::Simulator;
use crate::comp::parts::{Part, Parts};
use crate::comp::{Credit, Partner, Plan};
use crate::measure::{Cut, Measure};
use crate::units::Money;

/// Somebody who is credited with something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Credited {
    /// The stay of the month.
    pub(super) stay: usize,
    /// Whether as one's own result or as the team's.
    pub(super) whose: Credit,
    pub(super) counted: Counted,
}

/// Room for the parts of a deal and what each counts for, by seat.
pub(super) type Shares = (Parts, Vec<(usize, Counted)>);

impl Payroll {
    /// Whom the last thing was credited to.
    pub(super) fn last_credited(&self) -> &[Credited] {
        &self.credited
    }

    /// Credits everybody who shares in something with a part, and each manager above them with what is the team's of
    /// it, once and never more than the whole.
    ///
    /// * `parts`: seats and what each counts; nobody in a seat is credited with nothing
    /// * `stay_in`: the stay of the month of whoever is in a seat now
    pub(crate) fn credit(
        &mut self,
        model: &Model,
        parts: &[(usize, Counted)],
        whole: &Counted,
        (class, month): (usize, usize),
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let mut credited = self.share_among(model, parts, &stay_in);
        for own in credited.iter().filter(|c| c.whose == Credit::Own) {
            self.credit_own(model, own.stay, (class, month), &own.counted);
        }
        for team in credited.iter_mut().filter(|c| c.whose == Credit::Team) {
            team.counted = team.counted.within(whole);
            let seat = self.people[team.stay].seat;
            if let Some(plan) = self.plan_of(model, seat) {
                self.credits
                    .count_person(team.stay, plan, Credit::Team, class, &team.counted);
            }
        }
        self.credited = credited;
    }

    /// Everybody who shares in something with a part, then each manager above them with the sum of the team's parts.
    pub(super) fn share_among(
        &mut self,
        model: &Model,
        parts: &[(usize, Counted)],
        stay_in: impl Fn(usize) -> Option<usize>,
    ) -> Vec<Credited> {
        let mut credited = std::mem::take(&mut self.credited);
        credited.clear();
        for &(seat, counted) in parts {
            let Some(stay) = stay_in(seat) else { continue };
            credited.push(Credited {
                stay,
                whose: Credit::Own,
                counted,
            });
        }
        for &(seat, counted) in parts.iter().filter(|(seat, _)| stay_in(*seat).is_some()) {
            for stay in managers(model, seat).filter_map(&stay_in) {
                let of_team = |c: &&mut Credited| c.stay == stay && c.whose == Credit::Team;
                match credited.iter_mut().find(of_team) {
                    Some(team) => team.counted.add(&counted),
                    None => credited.push(Credited {
                        stay,
                        whose: Credit::Team,
                        counted,
                    }),
                }
            }
        }
        credited
    }

    fn credit_own(
        &mut self,
        model: &Model,
        stay: usize,
        (class, month): (usize, usize),
        counted: &Counted,
    ) {
        let person = self.people[stay];
        let Some(plan) = self.plan_of(model, person.seat) else {
            return;
        };
        self.credits
            .count_person(stay, plan, Credit::Own, class, counted);
        if counted.wins == 0 {
            return;
        }
        for (ix, spiff) in plan.spiffs.iter().enumerate() {
            let paid = self.spiff_deals(stay, plan, ix);
            if let Some(pay) = spiff.pays(month, class, counted.bookings, paid) {
                self.credits.count_spiff(stay, plan, ix, pay);
            }
        }
    }

    /// Deals that whoever stays in a seat has been paid for by a SPIFF so far.
    pub(super) fn spiff_deals(&self, stay: usize, plan: &Plan, spiff: usize) -> i64 {
        let person = self.people[stay];
        let account = &self.accounts[person.seat];
        // Before a leaver's last month is closed the account is not yet that of whoever came after.
        let before = if account.nth == person.nth {
            account.spiff_deals[spiff]
        } else {
            0
        };
        before + self.credits.of_spiff(stay, plan, spiff).1
    }

    /// Credits the person in a seat with activities \[millionths\], and the managers above.
    pub(crate) fn credit_activity(
        &mut self,
        model: &Model,
        seat: usize,
        activity: usize,
        done: i64,
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let whose = std::iter::once((seat, Credit::Own));
        let above = managers(model, seat).map(|manager| (manager, Credit::Team));
        for (seat, whose) in whose.chain(above) {
            if let Some((stay, plan)) = stay_in(seat).zip(self.plan_of(model, seat)) {
                self.credits
                    .count_activity(stay, plan, whose, activity, done);
            }
        }
    }
}

/// The managers above a seat, the nearest first.
pub(super) fn managers(model: &Model, seat: usize) -> impl Iterator<Item = usize> + '_ {
    let above = |&seat: &usize| model.workforce.seats[seat].manager;
    std::iter::successors(above(&seat), above)
}

impl Simulator<'_> {
    /// Credits a deal to the person in the owning seat and to those who share it; while the owning seat is vacant its
    /// part counts for the company only.
    pub(super) fn credit_win(&mut self, deal: &Deal, time: f64, whole: &Counted) {
        let month = month_of(time);
        let (mut parts, mut counted) = std::mem::take(&mut self.shares);
        self.share_out(deal, month, &mut parts);
        counted.clear();
        let of_part = |part: &Part| (part.seat, whole.part(part));
        counted.extend(parts.as_slice().iter().map(of_part));
        self.credit_deal(deal, &counted, whole, time);
        self.remember_sellers(deal, month, whole, &parts);
        for (part, &(seat, counted)) in parts.as_slice().iter().zip(&counted) {
            self.note_credit(deal, seat, time, counted, part.share());
        }
        self.shares = (parts, counted);
        if let Some(seat) = deal.owner {
            self.count_owner(seat, month, (1, whole.bookings));
        }
    }

    /// Credits an opportunity to whoever made it one.
    pub(super) fn credit_opportunity(
        &mut self,
        deal: &Deal,
        seat: usize,
        time: f64,
        counted: Counted,
    ) {
        self.credit_deal(deal, &[(seat, counted)], &counted, time);
        self.note_credit(deal, seat, time, counted, 1.0);
    }

    fn credit_deal(&mut self, deal: &Deal, parts: &[(usize, Counted)], whole: &Counted, time: f64) {
        let desks = &self.desks;
        let at = (deal.class, month_of(time));
        self.payroll
            .credit(&self.plan, parts, whole, at, |seat| desks[seat].spell);
    }

    /// Who has which part of a deal: those with whom it is split, if they are there, and the owner.
    fn share_out(&self, deal: &Deal, month: usize, shares: &mut Parts) {
        shares.clear();
        for split in &self.plan.comp.splits {
            let is_there =
                |&seat: &usize| Some(seat) != deal.owner && self.desks[seat].spell.is_some();
            let partner = self.partner_of(deal, split.with).filter(is_there);
            if let Some(seat) = partner.filter(|_| split.counts.takes(deal.class)) {
                shares.add(seat, split.share.at(0, month), split.double);
            }
        }
        shares.close(deal.owner);
    }

    fn partner_of(&self, deal: &Deal, with: Partner) -> Option<usize> {
        match with {
            Partner::Creator => deal.creator,
            Partner::Role(role) => {
                let ix = self.helping_roles.iter().position(|&r| r == role)?;
                deal.helpers[ix].map(|seat| seat as usize)
            }
        }
    }

    fn note_credit(&mut self, deal: &Deal, seat: usize, time: f64, counted: Counted, share: f64) {
        if self.desks[seat].spell.is_some() {
            self.note(time, |_| Happening::Credits {
                seat,
                deal: Self::entry_of(deal),
                counted,
                share,
            });
        }
    }

    /// Counts a deal for the seat that owns it and its territory, if somebody is in the seat.
    ///
    /// * `won`: deals, and their value
    pub(super) fn count_owner(&mut self, seat: usize, month: usize, won: (i64, Money)) {
        if self.desks[seat].spell.is_none() {
            return;
        }
        let year = self.fiscal_year[month];
        let territory = self.plan.workforce.seats[seat].territory;
        for (measure, value) in [(Measure::Wins, won.0), (Measure::Bookings, won.1.minor())] {
            self.tally.add(Cut::Seat, seat, measure, year, value);
            if let Some(territory) = territory {
                self.tally
                    .add(Cut::Territory, territory, measure, month, value);
            }
        }
    }
}
