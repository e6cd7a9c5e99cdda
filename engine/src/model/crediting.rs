//! Crediting: who is credited with what happens, each with a part, and each manager above them once.

use super::Model;
use super::chronicle::Happening;
use super::credit::Counted;
use super::deals::Deal;
use super::journal::{Occasion, Posting, Source, Target};
use super::payroll::{Payroll, Person};
use super::tally::month_of;
use super::trial::Simulator;
use crate::comp::parts::{Part, Parts};
use crate::comp::{Component, Credit, Partner, Plan};
use crate::measure::{Cut, Measure};
use crate::units::Money;

/// Somebody who is credited with something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Credited {
    /// The stay of the month.
    pub(super) stay: usize,
    /// Whether as one's own result or as the team's.
    pub(super) whose: Credit,
    /// Share of it, 1 for all of it.
    pub(super) share: f64,
    pub(super) counted: Counted,
    /// What SPIFFs pay on it.
    pub(super) spiffs: Money,
}

/// What one seat is credited with of something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portion {
    pub(crate) seat: usize,
    /// Share of it, 1 for all of it.
    pub(crate) share: f64,
    pub(crate) counted: Counted,
}

impl Portion {
    /// What a part of a deal counts for.
    pub(super) fn of(part: &Part, whole: &Counted) -> Self {
        Self {
            seat: part.seat,
            share: part.share(),
            counted: whole.part(part),
        }
    }
}

/// Room for the parts of a deal and what each counts for, by seat.
pub(super) type Shares = (Parts, Vec<Portion>);

impl Payroll {
    /// Credits everybody who shares in something with a part, and each manager above them with what is the team's of
    /// it, once and never more than the whole.
    ///
    /// * `parts`: seats and what each counts; nobody in a seat is credited with nothing
    /// * `stay_in`: the stay of the month of whoever is in a seat now
    pub(crate) fn credit(
        &mut self,
        model: &Model,
        parts: &[Portion],
        whole: &Counted,
        occasion: &Occasion,
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let mut credited = self.share_among(model, parts, &stay_in);
        for own in credited.iter_mut().filter(|c| c.whose == Credit::Own) {
            own.spiffs = self.credit_own(model, own, occasion);
        }
        for team in credited.iter_mut().filter(|c| c.whose == Credit::Team) {
            team.counted = team.counted.within(whole);
            team.share = team.share.min(1.0);
            let (seat, class) = (self.people[team.stay].seat, occasion.class);
            if let Some(plan) = self.plan_of(model, seat) {
                self.credits
                    .count_person(team.stay, plan, Credit::Team, class, &team.counted);
            }
        }
        if self.journal.is_some() {
            for of in &credited {
                self.post_part(model, occasion, of, &credited, |component| {
                    of.counted.of(component.measure)
                });
            }
        }
        self.credited = credited;
    }

    /// Everybody who shares in something with a part, then each manager above them with the sum of the team's parts.
    pub(super) fn share_among(
        &mut self,
        model: &Model,
        parts: &[Portion],
        stay_in: impl Fn(usize) -> Option<usize>,
    ) -> Vec<Credited> {
        let mut credited = std::mem::take(&mut self.credited);
        credited.clear();
        for part in parts {
            let Some(stay) = stay_in(part.seat) else {
                continue;
            };
            credited.push(Credited {
                stay,
                whose: Credit::Own,
                share: part.share,
                counted: part.counted,
                spiffs: Money::ZERO,
            });
        }
        for part in parts.iter().filter(|part| stay_in(part.seat).is_some()) {
            for stay in model.workforce.managers_of(part.seat).filter_map(&stay_in) {
                let of_team = |c: &&mut Credited| c.stay == stay && c.whose == Credit::Team;
                match credited.iter_mut().find(of_team) {
                    Some(team) => {
                        team.counted.add(&part.counted);
                        team.share += part.share;
                    }
                    None => credited.push(Credited {
                        stay,
                        whose: Credit::Team,
                        share: part.share,
                        counted: part.counted,
                        spiffs: Money::ZERO,
                    }),
                }
            }
        }
        credited
    }

    /// Credits somebody with a part of one's own; returns what SPIFFs pay on it.
    fn credit_own(&mut self, model: &Model, own: &Credited, occasion: &Occasion) -> Money {
        let (stay, counted) = (own.stay, &own.counted);
        let person = self.people[stay];
        let Some(plan) = self.plan_of(model, person.seat) else {
            return Money::ZERO;
        };
        let (class, month) = (occasion.class, month_of(occasion.time));
        self.credits
            .count_person(stay, plan, Credit::Own, class, counted);
        if counted.wins == 0 {
            return Money::ZERO;
        }
        let mut spiffs = Money::ZERO;
        for (ix, spiff) in plan.spiffs.iter().enumerate() {
            let paid = self.spiff_deals(stay, plan, ix);
            if let Some(pay) = spiff.pays(month, class, counted.bookings, paid) {
                self.credits.count_spiff(stay, plan, ix, pay);
                spiffs += pay;
                self.post_spiff(person, occasion, ix, own.share, pay);
            }
        }
        spiffs
    }

    /// Puts what somebody is credited with into the journal, for each component that counts it.
    ///
    /// * `all`: everybody who is credited with it
    /// * `amount`: what a component counts
    pub(super) fn post_part(
        &mut self,
        model: &Model,
        occasion: &Occasion,
        of: &Credited,
        all: &[Credited],
        amount: impl Fn(&Component) -> i64,
    ) {
        let person = self.people[of.stay];
        let Some(plan) = self.plan_of(model, person.seat) else {
            return;
        };
        let mut by = Vec::new();
        if of.whose == Credit::Team {
            let own = all.iter().filter(|c| c.whose == Credit::Own);
            let seats = own.map(|c| self.people[c.stay].seat);
            let of_team =
                |&seat: &usize| model.workforce.managers_of(seat).any(|m| m == person.seat);
            by.extend(seats.filter(of_team));
        }
        for (ix, component) in plan.components.iter().enumerate() {
            if !component.takes(of.whose, occasion.class) {
                continue;
            }
            let amount = amount(component);
            if amount != 0 {
                let amount = component.measure.value(amount);
                let to = Target::Component(ix);
                self.post(person, occasion, (to, by.clone()), of.share, amount);
            }
        }
    }

    /// Puts what a SPIFF pays into the journal.
    pub(super) fn post_spiff(
        &mut self,
        person: Person,
        occasion: &Occasion,
        spiff: usize,
        share: f64,
        pay: Money,
    ) {
        let to = (Target::Spiff(spiff), Vec::new());
        self.post(person, occasion, to, share, pay.as_f64());
    }

    fn post(
        &mut self,
        person: Person,
        occasion: &Occasion,
        (to, by): (Target, Vec<usize>),
        share: f64,
        amount: f64,
    ) {
        if let Some(journal) = &mut self.journal {
            journal.push(Posting {
                seat: person.seat,
                nth: person.nth,
                time: occasion.time,
                month: month_of(occasion.time),
                to,
                source: occasion.source,
                by,
                share,
                amount,
                items: None,
            });
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
        let above = model.workforce.managers_of(seat);
        let above = above.map(|manager| (manager, Credit::Team));
        for (seat, whose) in whose.chain(above) {
            if let Some((stay, plan)) = stay_in(seat).zip(self.plan_of(model, seat)) {
                self.credits
                    .count_activity(stay, plan, whose, activity, done);
            }
        }
    }
}

impl Simulator<'_> {
    /// Credits a deal to the person in the owning seat and to those who share it; while the owning seat is vacant its
    /// part counts for the company only.
    pub(super) fn credit_win(&mut self, deal: &Deal, time: f64, whole: &Counted) {
        let month = month_of(time);
        let (mut parts, mut counted) = std::mem::take(&mut self.shares);
        self.share_out(deal, month, &mut parts);
        counted.clear();
        let shares = parts.as_slice().iter();
        counted.extend(shares.map(|part| Portion::of(part, whole)));
        self.credit_deal(deal, &counted, whole, time);
        self.remember_sellers(deal, month, whole, &parts);
        for share in &counted {
            self.note_credit(deal, time, share);
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
        let share = Portion {
            seat,
            share: 1.0,
            counted,
        };
        self.credit_deal(deal, &[share], &counted, time);
        self.note_credit(deal, time, &share);
    }

    fn credit_deal(&mut self, deal: &Deal, parts: &[Portion], whole: &Counted, time: f64) {
        let desks = &self.desks;
        let occasion = Occasion {
            class: deal.class,
            time,
            source: Source::Deal(Self::entry_of(deal)),
        };
        self.payroll
            .credit(&self.plan, parts, whole, &occasion, |seat| {
                desks[seat].spell
            });
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

    fn note_credit(&mut self, deal: &Deal, time: f64, of: &Portion) {
        if self.desks[of.seat].spell.is_some() {
            self.note(time, |_| Happening::Credits {
                seat: of.seat,
                deal: Self::entry_of(deal),
                counted: of.counted,
                share: of.share,
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
