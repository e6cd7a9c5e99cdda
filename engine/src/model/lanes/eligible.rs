//! Which plans live in lanes: those in which nothing waits, and nobody's doing changes what becomes of anybody else's deals.

use crate::calendar::Timing;
use crate::comp::{Component, Credit, Measure, Plan};
use crate::demand::Source;
use crate::model::Model;
use crate::model::actual::Actuals;
use crate::workforce::Seat;
use crate::workforce::roster::Roster;

/// Most leads of a trial, beyond which sums of theirs may outgrow their room.
pub(super) const MOST_LEADS: usize = 1_000_000;

/// Whether the trials of a plan may live in lanes: whether all is off that the lanes do not do. Whoever gives plans a new
/// feature refuses it here, or teaches the lanes to do it.
#[must_use]
pub fn lives_in_lanes(model: &Model) -> bool {
    model.calendar.timing() == Timing::Monthly
        && model.calendar.n_history() == 0
        && model.actuals == Actuals::default()
        && model.contracts.is_none()
        && supply_is_plain(model)
        && !model.only_street_settlements
        && Roster::lives_in_stints(&model.workforce, &model.calendar)
        && demand_is_plain(model)
        && funnel_is_plain(model)
        && territories_are_plain(model)
        && comp_is_plain(model)
        && behaviour_is_plain(model)
}

/// All leads are prospected by whoever owns what becomes of them.
fn demand_is_plain(model: &Model) -> bool {
    let demand = &model.demand;
    let is_plain = |source: &Source| {
        source.prospected_by == Some(source.owner_role)
            && source.enters == 0
            && source.partner_share.is_none()
            && source.coverage.is_none()
    };
    demand.sources.iter().all(is_plain)
        && demand.tiers.is_empty()
        && demand.finite.is_none()
        && demand.appeal.is_none()
        && model.dimensions.products.len() == 1
        && demand.product_weight.as_constant().is_some_and(|w| w > 0.0)
}

/// One stage that takes nobody's time, and nothing comes back.
fn funnel_is_plain(model: &Model) -> bool {
    let funnel = &model.funnel;
    funnel.stages.len() == 1
        && funnel.opportunity_from == 0
        && funnel.stages[0].activities.is_empty()
        && funnel.pipeline.is_empty()
        && funnel.nurture.is_none()
        && funnel.effects.response_time.is_none()
        && funnel.effects.overload.is_none()
}

/// Each rep prospects in one market.
fn territories_are_plain(model: &Model) -> bool {
    let territories = &model.territories;
    let prospects = |seat: &Seat| {
        let mut sources = model.demand.sources.iter();
        sources.any(|source| source.prospected_by == Some(seat.role))
    };
    let seats = model.workforce.seats.iter();
    territories.accounts.is_empty()
        && territories.recuts.is_empty()
        && territories.hand_over.is_none()
        && territories.travel.is_none()
        && territories.areas.iter().all(|area| area.products.is_none())
        && seats
            .filter(|seat| prospects(seat))
            .all(|seat| market_of(model, seat).is_some())
}

/// The market in which a seat prospects, if it is one only.
pub(super) fn market_of(model: &Model, seat: &Seat) -> Option<usize> {
    let area = seat
        .territory
        .map(|territory| &model.territories.areas[territory]);
    let is_covered = |&market: &usize| area.is_none_or(|area| area.markets[market]);
    let mut covered = (0..model.dimensions.n_markets()).filter(is_covered);
    covered.next().filter(|_| covered.next().is_none())
}

/// How hard people work decides whether a deal is won, and neither when it is decided nor by when it is signed.
fn behaviour_is_plain(model: &Model) -> bool {
    let stage = &model.funnel.stages[0];
    let stay_alike =
        || (0..model.dimensions.n_classes()).all(|c| stage.dwell.draws_like(&stage.dwell_lost, c));
    let mut plans = model.comp.plans.iter();
    !model.times_deals() && (plans.all(|plan| plan.behaviour.is_none()) || stay_alike())
}

/// What is sold leaves no stock, and where it is worked on nobody's time for customers counts.
fn supply_is_plain(model: &Model) -> bool {
    let supply = model.supply.as_ref();
    supply.is_none_or(|supply| supply.items.is_empty())
}

/// People are paid on what is their own and is known when it is won, deal by deal in any order.
fn comp_is_plain(model: &Model) -> bool {
    let counts_own = |component: &Component| {
        let is_known = matches!(
            component.measure,
            Measure::Bookings | Measure::Margin | Measure::Wins | Measure::Opportunities
        );
        component.credit == Credit::Own && is_known
    };
    let is_plain = |plan: &Plan| {
        plan.components.iter().all(counts_own)
            && plan.spiffs.is_empty()
            && plan.activity_bonuses.is_empty()
            && plan.objectives.is_empty()
            && plan.clawback.is_none()
            && plan.ratchet.is_none()
    };
    model.comp.splits.is_empty() && model.comp.plans.iter().all(is_plain)
}
