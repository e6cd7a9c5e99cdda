//! The way of a deal through the stages.

use super::chronicle::{Happening, Why};
use super::credit::Counted;
use super::deals::Deal;
use super::journal::{Occasion, Source};
use super::stays::Stay;
use super::tally::{micro, month_of};
use super::trial::{Event, Simulator, narrow};
use crate::flows::{Lead, LeadId};
use crate::funnel::progress::Hand;
use crate::measure::{Cut, Measure};
use crate::purpose;
use crate::units::Money;

impl Simulator<'_> {
    #[inline]
    pub(super) fn horizon(&self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let horizon = self.plan.calendar.n_months() as f64;
        horizon
    }

    /// Simulates the deals open at the start forward, each given its age.
    pub(super) fn take_over_pipeline(&mut self) {
        let (now, month) = (self.plan.calendar.now(), self.plan.calendar.n_history());
        for ix in 0..self.plan.funnel.pipeline.len() {
            let open = &self.plan.funnel.pipeline[ix];
            let id = LeadId {
                entity: open.key,
                month: 0,
                index: 0,
            };
            let lot = id.draw_of_four(self.future, purpose::passing(open.stage));
            let words = id.draw(self.future, purpose::stage(open.stage));
            let lots = id.draw(self.future, purpose::LEAD);
            let lead = Lead {
                id,
                time: now,
                class: open.class,
                tier: None,
                account: open.account,
                prospector: None,
                lots,
            };
            let (class, stage, age, amount, open_owner) =
                (open.class, open.stage, open.age, open.amount, open.owner);
            let mut deal = Deal {
                owner: open.owner,
                before: age,
                from_pipeline: true,
                ..Deal::of_lead(&lead, 1.0, stage)
            };
            self.enter_ledger(&mut deal, amount, month);
            deal.amount = (stage >= self.plan.funnel.opportunity_from).then_some(deal.value);
            if deal.amount.is_some() {
                deal.price = self.price_of(class, month);
                if deal.list.is_some() {
                    deal.price_odds = self.price_odds(class, month);
                    let segment = self.classes[class].segment;
                    deal.size = self.moods.of(segment, month).deal_size;
                }
            }
            self.count_lead(class, month);
            let pass = self.pass_probability(&deal, month, self.hand_of(open_owner, now));
            let outcome = self.plan.funnel.stages[stage].outcome_given_age(
                &self.plan.funnel.pipeline[ix],
                month,
                (pass, self.efforts.most(stage)),
                (lot, words),
            );
            debug_assert!(age >= 0.0, "an open deal has been open for some time");
            let slot = self.deals.put(&deal);
            if deal.amount.is_some() {
                self.fix_list(slot, month);
            }
            if let Some(outcome) = outcome {
                self.deals[slot].outcome = outcome;
                self.hold_account(class, lead.account);
                self.schedule_exit(slot);
            } else {
                self.tally.company(Measure::Dead, month, 1);
                self.leave_ledger(slot, Measure::Dead, now);
                self.deals.finish(slot);
            }
        }
    }

    pub(super) fn count_lead(&mut self, class: usize, month: usize) {
        self.count_market(Measure::Leads, class, month, 1);
    }

    #[inline]
    pub(super) fn count_market(
        &mut self,
        measure: Measure,
        class: usize,
        month: usize,
        value: i64,
    ) {
        let of = self.classes[class];
        self.tally.company(measure, month, value);
        self.tally
            .add(Cut::Segment, of.segment, measure, month, value);
        self.tally
            .add(Cut::Region, of.region, measure, month, value);
        self.tally
            .add(Cut::Source, of.source, measure, month, value);
    }

    /// A deal enters its stage: it asks for work, or goes on by itself where the stage takes none.
    pub(super) fn enter(&mut self, slot: usize, time: f64) {
        let deal = &mut self.deals[slot];
        let stage = deal.stage;
        (deal.entered, deal.served, deal.worked) = (time, time, time);
        deal.before = 0.0;
        // The size of a deal comes from the words of the first stage, which are there then.
        if stage > 0 || deal.list.is_none() {
            deal.words = deal.id.draw(self.future, purpose::stage(stage));
        }
        self.tally
            .add(Cut::Stage, stage, Measure::Entered, month_of(time), 1);
        if stage >= self.plan.funnel.opportunity_from && self.deals[slot].amount.is_none() {
            self.become_opportunity(slot, time);
        }
        if self.is_pooled(slot) {
            self.claim(slot);
        } else {
            self.ensure_owner(slot);
        }
        if self.plan.funnel.stages[stage].activities.is_empty() {
            let owner = self.deals[slot].owner;
            self.begin_stage(slot, owner, self.hand_of(owner, time), time);
        } else {
            self.request(slot, 0, time);
        }
    }

    fn become_opportunity(&mut self, slot: usize, time: f64) {
        let month = month_of(time);
        let class = self.deals[slot].class;
        self.deals[slot].amount = Some(self.fix_value(slot, month));
        self.count_market(Measure::Opportunities, class, month, 1);
        let creator = self.deals[slot].worker.or(self.deals[slot].prospector);
        self.deals[slot].creator = creator;
        self.note(time, |now| Happening::Opens {
            deal: Self::entry_of(&now.deals[slot]),
        });
        let counted = Counted {
            opportunities: 1,
            ..Counted::default()
        };
        let opens = || Occasion {
            class,
            time,
            source: Source::Deal(Self::entry_of(&self.deals[slot])),
        };
        self.payroll.count_widely(class, &counted, opens);
        if let Some(seat) = creator {
            let deal = self.deals[slot];
            self.credit_opportunity(&deal, seat, time, counted);
        }
    }

    /// An opportunity belongs to whoever has prospected it, also where a pool serves all others.
    #[inline]
    fn claim(&mut self, slot: usize) {
        let deal = &self.deals[slot];
        if deal.prospector.is_some() && deal.amount.is_some() && deal.owner.is_none() {
            self.deals[slot].owner = self.prospecting_owner(slot);
        }
    }

    /// An opportunity has an owner as soon as there is anybody who could own it.
    #[inline]
    fn ensure_owner(&mut self, slot: usize) {
        if self.deals[slot].amount.is_some() && self.deals[slot].owner.is_none() {
            self.deals[slot].owner = self.route_owner(slot);
        }
    }

    /// Work on the stage begins: whether the deal will pass, and how long it stays.
    #[inline]
    pub(super) fn decide(&mut self, slot: usize, time: f64, hand: Hand) {
        let month = month_of(time);
        let deal = &self.deals[slot];
        let pass = self.pass_probability(deal, month, hand);
        let lot = deal
            .id
            .draw_of_four(self.future, purpose::passing(deal.stage));
        let stage = &self.plan.funnel.stages[deal.stage];
        let pass = (pass, self.efforts.most(deal.stage));
        let outcome = stage.outcome(deal.class, month, pass, (lot, deal.words));
        let deal = &mut self.deals[slot];
        (deal.served, deal.outcome) = (time, outcome);
    }

    #[inline]
    fn pass_probability(&self, deal: &Deal, month: usize, hand: Hand) -> f64 {
        let segment = self.classes[deal.class].segment;
        let odds = deal.odds * self.moods.of(segment, month).odds * hand.odds * deal.price_odds;
        self.plan
            .funnel
            .pass_probability(deal.stage, deal.class, month, odds)
    }

    /// Nothing of the stage waits any more: the deal leaves when its work and its dwell time are both over.
    #[inline]
    pub(super) fn schedule_exit(&mut self, slot: usize) {
        let deal = &self.deals[slot];
        let exit = deal.worked.max(deal.served + deal.outcome.dwell);
        if deal.outcome.passes {
            self.expect_passing(slot, f64::NEG_INFINITY);
        } else if exit < self.horizon() {
            self.leave_stage(slot, exit);
            self.lose(slot, Why::Refused, exit);
        }
    }

    /// A deal will pass its stage, unless it comes up for a decision or falters before.
    ///
    /// * `after`: what has been scheduled until this moment is over
    #[inline]
    fn expect_passing(&mut self, slot: usize, after: f64) {
        let due = self.due(slot);
        let early = self.comes_up_at(slot, due).filter(|&at| at > after);
        let lost = self.deals[slot].lost_at().filter(|&at| at > after);
        match early {
            Some(at) if lost.is_none_or(|lost| at < lost) => {
                let (tie, deal) = (self.deals[slot].id.tie(), narrow(slot));
                self.expect(at, tie, Event::ComesUpEarly { deal });
            }
            _ => self.expect_end(slot, after),
        }
    }

    /// A deal that has not been brought in passes its stage when it is due, unless it falters before.
    pub(super) fn expect_end(&mut self, slot: usize, after: f64) {
        let (due, lost) = (self.due(slot), self.deals[slot].lost_at());
        let (tie, deal) = (self.deals[slot].id.tie(), narrow(slot));
        match lost.filter(|&lost| lost > after && lost < due) {
            Some(lost) => self.expect(lost, tie, Event::Falters { deal }),
            None => self.expect(due, tie, Event::Passes { deal }),
        }
    }

    /// A deal that takes more than the effort of reference is lost when deals are, or goes on to where it may be won.
    pub(super) fn falter(&mut self, slot: usize, time: f64) {
        // What was due before has not been won then.
        if self.due(slot) <= time || self.takes_too_much(slot) {
            self.leave_stage(slot, time);
            return self.lose(slot, Why::Refused, time);
        }
        self.expect_passing(slot, time);
    }

    /// A deal passes its stage: on to the next one, or won.
    pub(super) fn pass(&mut self, slot: usize, time: f64) {
        let stage = self.deals[slot].stage;
        let takes_too_much = self.takes_too_much(slot);
        if takes_too_much {
            if let Some(lost) = self.deals[slot].lost_at().filter(|&lost| lost > time) {
                let (order, deal) = (self.deals[slot].id.tie(), narrow(slot));
                return self.expect(lost, order, Event::Falters { deal });
            }
        } else if self.is_held_back(slot, time) {
            return;
        }
        if let Some(why) = self.what_loses(slot, takes_too_much, time) {
            self.leave_stage(slot, time);
            return self.lose(slot, why, time);
        }
        let is_last = stage + 1 == self.plan.funnel.stages.len();
        self.tally
            .add(Cut::Stage, stage, Measure::Passed, month_of(time), 1);
        self.leave_stage(slot, time);
        if is_last {
            self.win(slot, time);
        } else {
            self.deals[slot].stage = stage + 1;
            self.enter(slot, time);
        }
    }

    /// What loses a deal at the moment at which it would pass its stage, if anything does.
    pub(super) fn what_loses(
        &mut self,
        slot: usize,
        takes_too_much: bool,
        time: f64,
    ) -> Option<Why> {
        let is_last = self.deals[slot].stage + 1 == self.plan.funnel.stages.len();
        if self.is_lost_in_hand_over(slot, time) {
            Some(Why::InHandOver)
        } else if takes_too_much || self.is_lost_by_waiting(slot) {
            Some(Why::Refused)
        } else if is_last && self.is_lost_for_stock(slot, time) {
            Some(Why::OutOfStock)
        } else {
            None
        }
    }

    /// Counts the time that a deal has spent in the stage it leaves.
    #[inline]
    pub(super) fn leave_stage(&mut self, slot: usize, time: f64) {
        let deal = &self.deals[slot];
        self.stays.count(Stay {
            stage: deal.stage,
            class: deal.class,
            before: deal.before,
            entered: deal.entered,
            served: deal.served,
            left: time,
            amount: deal.amount,
        });
    }

    /// A deal is out: lost, or expired for lack of capacity.
    #[inline]
    pub(super) fn lose(&mut self, slot: usize, why: Why, time: f64) {
        let month = month_of(time);
        let measure = match why {
            Why::Refused | Why::InHandOver | Why::OutOfStock => Measure::Lost,
            Why::Expired => Measure::Expired,
        };
        let line = if why == Why::OutOfStock {
            Measure::LostForStock
        } else {
            measure
        };
        if self.deals[slot].amount.is_some() {
            self.note(time, |now| Happening::Loses {
                deal: Self::entry_of(&now.deals[slot]),
                stage: now.deals[slot].stage,
                why,
            });
        }
        self.leave_ledger(slot, line, time);
        self.tally.company(measure, month, 1);
        self.tally
            .add(Cut::Stage, self.deals[slot].stage, measure, month, 1);
        self.let_go(slot, time);
        self.deals.finish(slot);
    }

    fn win(&mut self, slot: usize, time: f64) {
        let month = month_of(time);
        self.ensure_owner(slot);
        let deal = self.deals[slot];
        let amount = deal.amount.expect("a deal that is won is an opportunity");
        self.count_market(Measure::Wins, deal.class, month, 1);
        self.count_market(Measure::Bookings, deal.class, month, amount.minor());
        if deal.from_pipeline {
            self.tally
                .company(Measure::BookingsFromPipeline, month, amount.minor());
        }
        let counted = self.counted_of(&deal, amount, month);
        self.tally
            .company(Measure::GrossMargin, month, counted.margin.minor());
        self.note(time, |_| Happening::Wins {
            deal: Self::entry_of(&deal),
        });
        let wins = || Occasion {
            class: deal.class,
            time,
            source: Source::Deal(Self::entry_of(&deal)),
        };
        self.payroll.count_widely(deal.class, &counted, wins);
        let first_seller = self.sellers.mark();
        self.credit_win(&deal, time, &counted);
        let sold = (first_seller, self.sellers.mark());
        self.leave_ledger(slot, Measure::Wins, time);
        self.pay_partner(deal.class, month, amount);
        self.sell_account(slot, time);
        let contract = self.sign(&deal, amount, time, sold);
        self.deals.finish(slot);
        self.take_order(&deal, (amount, counted.margin), contract, time);
    }

    /// What a deal counts for if it is won in a month.
    pub(super) fn counted_of(&self, deal: &Deal, amount: Money, month: usize) -> Counted {
        Counted {
            bookings: amount,
            margin: self.margin_of(deal, amount, month),
            arr: self.arr_of(deal.class, amount, month),
            wins: 1,
            ..Counted::default()
        }
    }

    /// Pays the partner who has brought a deal that is won.
    pub(super) fn pay_partner(&mut self, class: usize, month: usize, amount: Money) {
        let source = &self.plan.demand.sources[self.classes[class].source];
        if let Some(share) = &source.partner_share {
            let fee = amount.share(share.at(class, month)).minor();
            self.tally.company(Measure::PartnerFees, month, fee);
        }
    }

    /// Counts what is still in the funnel when the horizon ends.
    pub(super) fn close_horizon(&mut self) {
        let horizon = self.horizon();
        for deal in self.deals.live() {
            let waits = deal.ticket.is_some();
            self.stays.count(Stay {
                stage: deal.stage,
                class: deal.class,
                before: deal.before,
                entered: deal.entered,
                served: if waits { horizon } else { deal.served },
                left: horizon,
                amount: deal.amount,
            });
        }
        self.stays.write(&mut self.tally);
        self.close_ledger();
        self.close_orders();
        self.close_revenue();
    }

    /// Counts how long a deal has waited for the first activity of its stage.
    #[inline]
    pub(super) fn count_wait(&mut self, slot: usize, time: f64) {
        let deal = &self.deals[slot];
        if time > deal.entered {
            let (stage, waited) = (deal.stage, micro(time - deal.entered));
            self.tally
                .add(Cut::Stage, stage, Measure::WaitTime, month_of(time), waited);
            self.tally
                .add(Cut::Stage, stage, Measure::Waited, month_of(time), 1);
        }
    }
}
