//! What one domain hands to the next.

use crate::kernel::stream::{Address, EntityKey, Purpose, Seed, Words, draw};

/// The future that is being simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Future {
    /// Seed of all futures.
    pub seed: Seed,
    /// Number of this one.
    pub trial: u32,
}

impl Future {
    /// The random words of a decision in this future.
    #[must_use]
    #[inline]
    pub fn draw(self, entity: EntityKey, month: u16, purpose: Purpose, index: u16) -> Words {
        draw(
            self.seed,
            Address {
                entity,
                trial: self.trial,
                month,
                purpose,
                index,
            },
        )
    }

    /// The uniform number of a decision that is made month by month: four months share a draw, a word each.
    #[must_use]
    #[inline]
    pub fn draw_of_month(self, entity: EntityKey, month: u16, purpose: Purpose, index: u16) -> f64 {
        let words = self.draw(entity, month / 4, purpose, index);
        words.uniform(usize::from(month % 4))
    }
}

/// Who a lead is, as far as random numbers are concerned: the stream that created it, when, and as the how-manieth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadId {
    /// The source in a market, the prospecting seat, or the open deal itself.
    pub entity: EntityKey,
    /// Month in which it arose; 0 for a deal open at the start.
    pub month: u16,
    /// Its number among those of the entity and month.
    pub index: u16,
}

impl LeadId {
    /// The random words of a decision about this lead.
    #[must_use]
    #[inline]
    pub fn draw(self, future: Future, purpose: Purpose) -> Words {
        future.draw(self.entity, self.month, purpose, self.index)
    }

    /// The uniform number of a decision about this lead: four leads share a draw, a word each.
    ///
    /// * `first`: index of the first draw of this kind
    #[must_use]
    #[inline]
    pub fn draw_of_four(self, future: Future, (purpose, first): (Purpose, u16)) -> f64 {
        let words = future.draw(self.entity, self.month, purpose, first + self.index / 4);
        words.uniform(usize::from(self.index % 4))
    }

    /// The same lead when it comes back after it was lost: random numbers of its own, the how-manieth time it ever is.
    #[must_use]
    pub fn again(self) -> Self {
        Self {
            entity: EntityKey::scattered(self.entity.0),
            ..self
        }
    }

    /// A number that orders leads of one moment; differs between leads.
    #[must_use]
    #[inline]
    pub fn tie(self) -> u64 {
        let place = u64::from(self.month) << 16 | u64::from(self.index);
        self.entity.0 ^ place.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// A lead that arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// Who it is.
    pub id: LeadId,
    /// When it arrives \[months\].
    pub time: f64,
    /// Class of the deal it may become.
    pub class: usize,
    /// Score tier, if leads have one.
    pub tier: Option<usize>,
    /// Named account it comes from, if its market has any.
    pub account: Option<usize>,
    /// Seat that prospected it.
    pub prospector: Option<usize>,
    /// The words of its arrival, from which routing takes its lots.
    pub lots: Words,
}

/// One person's stay in a seat within one month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    /// Seat.
    pub seat: usize,
    /// The how-manieth person in the seat, from 0.
    pub nth: u16,
    /// From when in the month \[months\].
    pub from: f64,
    /// Until when \[months\].
    pub to: f64,
    /// The person's first day of work after onboarding \[months\]; negative before the horizon.
    pub ready: f64,
    /// Logarithm of the person's skill, whose mean is 1.
    pub log_skill: f64,
    /// How much longer the person's ramp is than the plan says for the role; 1 on average unless something moves it.
    pub ramp_factor: f64,
    /// How much of that holds for everybody in the role who starts in that month; 1 unless something moves it.
    pub ramp_moved: f64,
    /// Whether the person began in this month.
    pub joined: bool,
    /// Whether the person leaves at `to`.
    pub left: bool,
}

impl Spell {
    /// Whether the person is in the seat at a moment \[months\].
    #[must_use]
    pub fn contains(&self, time: f64) -> bool {
        (self.from..self.to).contains(&time)
    }
}

/// What the market's mood does to leads of one segment in one month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mood {
    /// Factor on lead arrivals.
    pub demand: f64,
    /// Factor on the odds of passing a stage.
    pub odds: f64,
    /// Factor on deal sizes.
    pub deal_size: f64,
}
