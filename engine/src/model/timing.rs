//! Timing in a trial: deals that are brought in before a period ends, or held back until it is over.
//!
//! A deal of the last stage that would be signed soon after the end of its owner's period comes up for a decision in the last
//! moments of the period. All that come up for a person are decided together (`comp/behaviour/timing.rs`), since a bonus may
//! take several; those that are brought in are signed there and then, at a concession, and the others when they are due.
//! A deal that could be signed shortly before the end is held back, once, where its owner gains by that; whether the customer
//! waits is all that is drawn.

use std::ops::Range;

use super::chronicle::Happening;
use super::deals::Deal;
use super::effort::Response;
use super::efforts::Held;
use super::tally::month_of;
use super::trial::{Event, Simulator, narrow};
use crate::calendar::LAST_MOMENT;
use crate::comp::Credit;
use crate::comp::behaviour::DealTiming;
use crate::comp::behaviour::timing::Adds;
use crate::measure::Measure;
use crate::purpose;

/// Who decides about a deal at the end of a period, and by what.
struct Decision<'s> {
    timing: DealTiming,
    response: &'s Response,
    /// How the person responds in the period after it.
    next: &'s Response,
    /// Index of the stay in the month.
    stay: usize,
    /// Months of the next period.
    later: Range<usize>,
}

impl Simulator<'_> {
    /// The moment at which its owner decides whether to bring in a deal that is due some time after it; `None` if nobody does.
    ///
    /// * `due`: when the deal will be signed
    #[inline]
    pub(super) fn comes_up_at(&self, slot: usize, due: f64) -> Option<f64> {
        if !self.efforts.times_deals() {
            return None;
        }
        let deal = &self.deals[slot];
        let owner = deal
            .owner
            .filter(|_| deal.stage + 1 == self.plan.funnel.stages.len())?;
        let role = self.plan.workforce.seats[owner].role;
        let timing = self.timing_of(role)?;
        // A period that ends in some month within reach before the deal is due; the last one of them.
        let last = month_of(due).min(self.plan.calendar.n_months());
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let is_within = |&end: &usize| due - (end as f64) < timing.early;
        let mut ends = (1..=last).rev().take_while(is_within);
        let end = ends.find(|&end| self.period_ends(role, end))?;
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let moment = end as f64 - 2.0 * LAST_MOMENT;
        // What is still worked on, or has not begun, cannot be signed.
        (deal.worked <= moment && deal.served <= moment).then_some(moment)
    }

    /// Whether the period of a role ends with the month before.
    fn period_ends(&self, role: usize, end: usize) -> bool {
        let response = self.efforts.response(role, end - 1);
        response.is_some_and(|response| {
            let kind = response.period.kind;
            response.policy.is_some() && self.plan.calendar.ends_period(kind, end - 1)
        })
    }

    fn timing_of(&self, role: usize) -> Option<DealTiming> {
        let plan = self.plan.comp.plan_of(role)?;
        plan.behaviour.as_ref()?.timing()
    }

    /// A deal comes up for a decision: when all have come up that do in this month, their owners decide.
    pub(super) fn come_up_for_decision(&mut self, slot: usize, time: f64) {
        if self.efforts.coming_up.is_empty() {
            self.expect(time + LAST_MOMENT, 0, Event::Decide);
        }
        self.efforts.coming_up.push(narrow(slot));
    }

    /// People decide which of the deals that have come up they bring in.
    pub(super) fn decide_on_deals(&mut self, time: f64) {
        let mut coming_up = std::mem::take(&mut self.efforts.coming_up);
        let order = |&slot: &u32| {
            let deal = &self.deals[slot as usize];
            (deal.owner, self.due(slot as usize).to_bits(), deal.id.tie())
        };
        coming_up.sort_unstable_by_key(order);
        let same_owner =
            |a: &u32, b: &u32| self.deals[*a as usize].owner == self.deals[*b as usize].owner;
        let groups: Vec<Vec<u32>> = coming_up.chunk_by(same_owner).map(Vec::from).collect();
        for group in groups {
            let ready: Vec<u32> = group
                .iter()
                .copied()
                .filter(|&slot| !self.takes_too_much(slot as usize))
                .collect();
            let n_brought_in = self.n_brought_in(&ready, time);
            let brought_in = &ready[..n_brought_in];
            for &slot in group.iter().filter(|slot| !brought_in.contains(slot)) {
                self.expect_end(slot as usize, time);
            }
            for &slot in brought_in {
                self.bring_in(slot as usize, time);
            }
        }
        coming_up.clear();
        self.efforts.coming_up = coming_up;
    }

    /// When a deal passes its stage, if it does and nobody moves it.
    #[inline]
    pub(super) fn due(&self, slot: usize) -> f64 {
        let deal = &self.deals[slot];
        deal.worked.max(deal.served + deal.outcome.dwell)
    }

    /// How many of a person's deals are brought in, of those that are due soon, in the order in which they are.
    fn n_brought_in(&self, ready: &[u32], time: f64) -> usize {
        let Some(&first) = ready.first() else {
            return 0;
        };
        let month = month_of(time);
        let Some(decision) = self.decision(first as usize, month) else {
            return 0;
        };
        if decision.later.start != month + 1 {
            // The owner has changed since, and the new one's period goes on.
            return 0;
        }
        let Some((stands, worth)) = self.prospects(&decision, month) else {
            return 0;
        };
        let deals: Vec<Adds> = ready
            .iter()
            .map(|&slot| self.adds(slot as usize, &decision, month))
            .collect();
        let pay = |added: f64| decision.response.seen.at(stands + added);
        decision.timing.brought_in(&deals, pay, worth)
    }

    /// A deal is signed before it is due, for a concession, unless something loses it then.
    fn bring_in(&mut self, slot: usize, time: f64) {
        // Nothing is conceded on what is not signed.
        if let Some(why) = self.what_loses(slot, false, time) {
            self.leave_stage(slot, time);
            return self.lose(slot, why, time);
        }
        let deal = &self.deals[slot];
        let owner = deal.owner.expect("whoever brings a deal in owns it");
        let role = self.plan.workforce.seats[owner].role;
        let share = self.timing_of(role).map_or(0.0, |timing| timing.concession);
        let before = deal.value;
        let deal = &mut self.deals[slot];
        concede(deal, share);
        let conceded = before - deal.value;
        let (value, month) = (deal.value, month_of(time));
        self.tally
            .company(Measure::Conceded, month, conceded.minor());
        self.tally.company(Measure::BroughtIn, month, value.minor());
        self.note(time, |now| Happening::BringsIn {
            deal: Self::entry_of(&now.deals[slot]),
            conceded,
        });
        self.pass(slot, time);
    }

    /// Whether its owner holds back a deal that could be signed now; it is signed when the period is over.
    #[inline]
    pub(super) fn is_held_back(&mut self, slot: usize, time: f64) -> bool {
        if !self.efforts.times_deals() {
            return false;
        }
        let Some(held) = self.gains_by_waiting(slot, time) else {
            return false;
        };
        let deal = &mut self.deals[slot];
        deal.held_back = true;
        let (value, order) = (deal.value, deal.id.tie());
        self.tally
            .company(Measure::HeldBack, month_of(time), value.minor());
        self.note(time, |now| Happening::HoldsBack {
            deal: Self::entry_of(&now.deals[slot]),
        });
        let owner = self.deals[slot].owner.expect("whoever holds back owns it");
        self.efforts.held[owner] = held;
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let over = held.until as f64;
        self.expect(over, order, Event::Passes { deal: narrow(slot) });
        true
    }

    /// Whether a deal that was held back is lost by that.
    #[inline]
    pub(super) fn is_lost_by_waiting(&self, slot: usize) -> bool {
        let deal = &self.deals[slot];
        if !deal.held_back {
            return false;
        }
        let role = deal
            .owner
            .map(|owner| self.plan.workforce.seats[owner].role);
        let timing = role.and_then(|role| self.timing_of(role));
        let lot = deal.id.draw(self.future, purpose::HOLDING_BACK).uniform(0);
        timing.is_some_and(|timing| lot < timing.lost)
    }

    /// What its owner holds back with a deal that could be signed now; `None` where that gains nothing.
    fn gains_by_waiting(&self, slot: usize, time: f64) -> Option<Held> {
        let deal = &self.deals[slot];
        let month = month_of(time);
        if deal.held_back || deal.stage + 1 < self.plan.funnel.stages.len() {
            return None;
        }
        let decision = self.decision(slot, month)?;
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let left = decision.later.start as f64 - time;
        // What has just been brought in, in the last moments, is not sent back.
        if left >= decision.timing.late || left < 2.0 * LAST_MOMENT {
            return None;
        }
        let (stands, worth) = self.prospects(&decision, month)?;
        let adds = self.adds(slot, &decision, month);
        let now = |added: f64| decision.response.worth_with(left, stands + added);
        let is_held = decision.timing.holds_back(adds, now, worth);
        is_held.then(|| Held {
            nth: self.spells[decision.stay].nth,
            until: decision.later.start,
            attainment: self.held_by(&decision) + decision.timing.kept(adds),
        })
    }

    /// What a person holds back for the next period, in its attainment.
    fn held_by(&self, decision: &Decision<'_>) -> f64 {
        let spell = &self.spells[decision.stay];
        let held = &self.efforts.held[spell.seat];
        let is_own = held.nth == spell.nth && held.until == decision.later.start;
        if is_own { held.attainment } else { 0.0 }
    }

    /// Who decides about a deal in the last months of a period; `None` where nobody does, or nobody knows when it ends.
    fn decision(&self, slot: usize, month: usize) -> Option<Decision<'_>> {
        let owner = self.deals[slot].owner?;
        let stay = self.desks[owner].spell?;
        let role = self.plan.workforce.seats[owner].role;
        let timing = self.timing_of(role)?;
        let response = self.efforts.response(role, month)?;
        let end = response.period.months.end;
        if response.policy.is_none() || !self.period_ends(role, end) {
            return None;
        }
        // Beyond the horizon people expect what they have had.
        let next = if end < self.plan.calendar.n_months() {
            self.efforts.response(role, end)
        } else {
            None
        };
        let later = next.map_or(end..end, |next| next.period.months.clone());
        Some(Decision {
            timing,
            response,
            next: next.unwrap_or(response),
            stay,
            later,
        })
    }

    /// How a person stands in this period, and what the next one is worth if so much is added to what is held back for it,
    /// in what this period's quota pays at the rate of reference; `None` where there is no quota.
    fn prospects<'s>(
        &'s self,
        decision: &Decision<'s>,
        month: usize,
    ) -> Option<(f64, impl Fn(f64) -> f64 + use<'s>)> {
        let spell = &self.spells[decision.stay];
        let stand = self.stand_of(spell, decision.response, month, Some(decision.stay))?;
        let (next, own) = (decision.next, decision.response);
        let ratio = next.at_quota / own.at_quota;
        let left = next.whole_months();
        let held = self.held_by(decision);
        let worth = move |added: f64| ratio * next.worth_with(left, held + added);
        Some((stand.attainment, worth))
    }

    /// What a deal adds to attainment if it is signed in a month, and if it is signed in the next period.
    fn adds(&self, slot: usize, decision: &Decision<'_>, month: usize) -> Adds {
        let deal = &self.deals[slot];
        let plan = &self.plan.comp.plans[decision.response.plan];
        let main = plan.main();
        if !main.takes(Credit::Own, deal.class) {
            return Adds {
                now: 0.0,
                early: 0.0,
                later: 0.0,
            };
        }
        #[allow(clippy::cast_precision_loss, reason = "amounts are below 2^53")]
        let counted = |deal: &Deal| {
            let counted = self.counted_of(deal, deal.value, month);
            counted.of(main.measure) as f64
        };
        let mut cheaper = *deal;
        concede(&mut cheaper, decision.timing.concession);
        let (counted, conceded) = (counted(deal), counted(&cheaper));
        let spell = &self.spells[decision.stay];
        let share_of =
            |counted: f64, quota: Option<f64>| quota.map_or(0.0, |quota| counted / quota);
        let stand = self.stand_of(spell, decision.response, month, None);
        let quota = stand.map(|stand| stand.quota);
        let (now, early) = (share_of(counted, quota), share_of(conceded, quota));
        let later = if decision.later.is_empty() {
            now
        } else {
            let part = decision.next.whole_months();
            #[allow(clippy::cast_precision_loss, reason = "months are few")]
            let part = decision.later.len() as f64 / part;
            let quota = self.quota_to_come(spell, decision.later.clone()) / part;
            share_of(counted, (quota > 0.0).then_some(quota))
        };
        Adds { now, early, later }
    }
}

/// Lowers the price of a deal by a share; what is sold costs the same.
fn concede(deal: &mut Deal, share: f64) {
    deal.value -= deal.value.share(share);
    deal.amount = Some(deal.value);
    deal.price *= 1.0 - share;
}
