//! What each random number decides.

use crate::kernel::stream::Purpose;

// The number of a purpose is part of every address: never renumber, only append. Six bits: 0 to 63.

/// The value of an uncertain assumption. Entity: the assumption.
pub const ASSUMPTION: Purpose = Purpose::new(0);
/// Shock of the market-wide factor. Entity: the factor; one per month.
pub const MACRO: Purpose = Purpose::new(1);
/// Number of leads of a month; four months share a draw. Entity: the stream of a source in a market, or the prospecting
/// seat; month: a fourth of it; index: the how-manieth rep of the month.
pub const LEAD_COUNT: Purpose = Purpose::new(2);
/// When a lead arrives, its tier, product and account. Entity: as for the count; index: the lead.
pub const LEAD: Purpose = Purpose::new(3);
/// Luck of a month's leads, where they are dispersed. Entity and index: as for the count.
pub const LEAD_LUCK: Purpose = Purpose::new(4);
/// When a rep leaves; four months share a draw. Entity: the seat; month: a fourth of it; index: the how-manieth rep of the
/// month.
pub const ATTRITION: Purpose = Purpose::new(5);
/// Skill of a hire, and how long a ramp the hire needs. Entity: the seat; index: the how-manieth hire of the seat.
pub const SKILL: Purpose = Purpose::new(6);
/// Time to fill a seat. Entity: the seat; month: the how-manieth offer, from 0; index: the how-manieth hire of the seat.
pub const TIME_TO_FILL: Purpose = Purpose::new(7);
/// How far an objective is reached. Entity: the objective and the seat; index: the how-manieth person of the seat.
pub const OBJECTIVE: Purpose = Purpose::new(8);

/// Work and time that a step of delivery takes. Entity: as a contract that the deal becomes; index: the step.
pub const DELIVERY: Purpose = Purpose::new(9);
/// How long a customer waits for what is late. Entity: as a contract that the deal becomes.
pub const PATIENCE: Purpose = Purpose::new(10);

/// Units of an order. Entity: as a contract that the deal becomes.
pub const UNITS: Purpose = Purpose::new(11);
/// How long goods are under way. Entity: the item; index: the how-manieth delivery of the item, and month what does not fit.
pub const LEAD_TIME: Purpose = Purpose::new(12);
/// Whether a customer waits for a deal that is held back. Entity, month and index: the lead's.
pub const HOLDING_BACK: Purpose = Purpose::new(15);

/// Whether a lost deal comes back, and when. Entity, month and index: the lead's.
pub const NURTURE: Purpose = Purpose::new(16);
/// Whether the account that a lead comes from is free, or which customer sends it. Entity, month and index: the lead's; or
/// a customer of the start, for which account it is.
pub const ACCOUNT: Purpose = Purpose::new(17);

/// Whether an offer is accepted. Entity: the seat; month: the how-manieth offer; index: the how-manieth hire of the seat.
pub const OFFER: Purpose = Purpose::new(18);

/// Whether a change of owner costs the deal. Entity, month and index: the lead's; each hand-over has a lot of its own. Or
/// the customer: entity: the contract; index: the how-manieth term.
pub const HAND_OVER: Purpose = Purpose::new(19);
/// A customer: its own chance to leave, and whom it is routed to. Entity: the contract; index: 0 for the chance, 1 for lots.
pub const CUSTOMER: Purpose = Purpose::new(20);
/// A term of a contract: renewal, changes, cancellation, delay of payment. Entity: the contract; index: the how-manieth
/// term.
pub const TERM: Purpose = Purpose::new(21);

/// Most stages that a funnel may have: each has a purpose of its own.
pub const MAX_STAGES: usize = 32;

/// Whether deals pass a stage; four leads share a draw. Entity and month: the lead's; index: that which stands beside the
/// purpose, and a fourth of the lead's.
///
/// # Panics
///
/// If `stage` is not below [`MAX_STAGES`].
#[must_use]
pub fn passing(stage: usize) -> (Purpose, u16) {
    /// Stages that share a purpose: a fourth of an index leaves so much of it.
    const TOGETHER: usize = 4;
    assert!(stage < MAX_STAGES, "a stage has an index of its own");
    #[allow(clippy::cast_possible_truncation, reason = "checked above")]
    let (purpose, part) = ((stage / TOGETHER) as u8, (stage % TOGETHER) as u16);
    (Purpose::new(24 + purpose), part << 14)
}

/// Dwell time, work and patience of a deal in a stage, from the second word on; the hours of further activities mix the first
/// two. The first word of the first stage is the size of the deal, whether it ever is in that stage or not. Entity, month and
/// index: the lead's.
///
/// # Panics
///
/// If `stage` is not below [`MAX_STAGES`].
#[must_use]
pub fn stage(stage: usize) -> Purpose {
    assert!(stage < MAX_STAGES, "a stage has a purpose of its own");
    #[allow(clippy::cast_possible_truncation, reason = "checked above")]
    Purpose::new(32 + stage as u8)
}
