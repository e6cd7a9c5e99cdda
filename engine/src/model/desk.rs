//! A seat at work.

use super::Model;
use super::tally::month_of;
use crate::flows::Spell;
use crate::funnel::Funnel;
use crate::funnel::progress::Hand;
use crate::workforce::ramp::Ramp;

/// A seat at work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk {
    /// Stay of the person in the seat in this month, if there is one.
    pub(super) spell: Option<usize>,
    /// When that person was or will be through onboarding, and from when fully ramped \[months\].
    ready: f64,
    ramped: f64,
    /// How much longer the person's ramp is than the role's.
    ramp_factor: f64,
    /// Factor that the person's skill puts on the odds of passing a stage.
    skill_odds: f64,
    /// Whether the person takes work.
    pub(super) active: bool,
    /// Until when work is under way \[months\].
    pub(super) busy_until: f64,
    /// Whether the seat is on the agenda for the moment at which it is free again.
    pub(super) called: bool,
}

impl Desk {
    /// Nobody has ever been in the seat.
    pub(super) const EMPTY: Self = Self {
        spell: None,
        ready: 0.0,
        ramped: 0.0,
        skill_odds: 1.0,
        ramp_factor: 1.0,
        active: false,
        busy_until: 0.0,
        called: false,
    };

    /// Somebody sits down, or stays for another month.
    pub(super) fn sit(&mut self, ix: usize, spell: &Spell, plan: &Model, now: f64) {
        self.spell = Some(ix);
        self.ready = spell.ready;
        self.ramp_factor = spell.ramp_factor;
        self.ramped = spell.ready + spell.ramp_factor * plan.workforce.ramp_of(spell.seat).length();
        self.skill_odds = plan.funnel.skill_odds(spell.log_skill, month_of(now));
        // Whoever is through onboarding at this very moment or later gets an event of their own for it.
        self.active = spell.ready < now;
    }

    /// Whether somebody could take up work now.
    #[inline]
    pub(super) fn is_free(&self, now: f64) -> bool {
        self.active && self.busy_until <= now
    }

    /// Skill and ramp of the person in the seat; average where there is none.
    #[inline]
    pub(super) fn hand(&self, ramp: &Ramp, funnel: &Funnel, now: f64) -> Hand {
        if self.spell.is_none() {
            return Hand::AVERAGE;
        }
        let share = if now >= self.ramped {
            ramp.last_share()
        } else {
            ramp.share((now - self.ready) / self.ramp_factor)
        };
        let mut odds = self.skill_odds;
        if share < 1.0 {
            odds *= funnel.ramp_odds(share, month_of(now));
        }
        Hand { odds, ramp: share }
    }
}
