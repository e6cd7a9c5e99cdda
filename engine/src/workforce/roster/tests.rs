//! Hiring, freezes and leaving, by hand-made workforces.

use super::*;
use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::kernel::multiplier::Multiplier;
use crate::kernel::stream::{EntityKey, Seed};
use crate::workforce::ramp::Ramp;
use crate::workforce::{Freeze, Joiner, Leaver};

const FUTURE: Future = Future {
    seed: Seed(1),
    trial: 0,
};

fn role(attrition: f64, months_to_fill: f64) -> Role {
    let zero = || Field::constant(0.0);
    Role {
        base_per_year: zero(),
        incentive_per_year: zero(),
        load: zero(),
        hours_per_month: Field::constant(160.0),
        selling_share: Field::constant(1.0),
        ramp: Ramp::Curve(vec![1.0]),
        onboarding: zero(),
        time_to_fill: Law::constant(months_to_fill).unwrap(),
        backfill: true,
        attrition_per_year: Field::constant(attrition),
        attrition_by_tenure_year: vec![1.0],
        shortfall_effect: Field::constant(2.0),
        skill_cv: zero(),
        ramp_moved: Multiplier::ONE,
        ramp_cv: zero(),
        capacity_per_year: zero(),
        hiring_cost: zero(),
        onboarding_cost: zero(),
        tools_per_month: zero(),
        offer_acceptance: None,
    }
}

fn seat(id: &str, start: SeatStart) -> Seat {
    let key = EntityKey::of("seat", id);
    Seat {
        id: id.into(),
        name: id.into(),
        key,
        role: 0,
        territory: None,
        start,
        quota_per_year: None,
        weight: 1.0,
        manager: None,
        location: None,
    }
}

fn workforce(role: Role, seats: Vec<Seat>) -> Workforce {
    Workforce {
        roles: vec![role],
        seats,
        freezes: Vec::new(),
        leavers: Vec::new(),
        joiners: Vec::new(),
        throughput: None,
    }
}

fn lives(workforce: &Workforce, timing: Timing, n_months: usize) -> Vec<Spell> {
    let mut roster = Roster::default();
    let calendar = Calendar::new("2027-01".parse().unwrap(), n_months, 0, timing);
    roster.reset(workforce, calendar.now(), FUTURE);
    let mut spells = Vec::new();
    for month in 0..n_months {
        roster.live(workforce, &calendar, FUTURE, month, &mut spells);
    }
    spells
}

#[test]
fn a_named_leaver_goes_and_the_seat_is_refilled_after_the_time_to_fill() {
    let mut team = workforce(
        role(0.0, 3.0),
        vec![seat("ae-1", SeatStart::Filled { tenure: 12.0 })],
    );
    team.leavers = vec![Leaver {
        seat: 0,
        month: 4,
        last_day: None,
        severance: 0.0,
    }];
    let spells = lives(&team, Timing::Continuous, 12);
    let worked: f64 = spells.iter().map(|s| s.to - s.from).sum();
    assert!((worked - 9.0).abs() < 1e-12, "{worked}");
    assert_eq!(first_days(&team, Timing::Continuous), [7.0]);
    assert_eq!(first_days(&team, Timing::Monthly), [8.0]);
    // With a last day, that is when the three months begin; whoever is there stays until then.
    team.leavers[0].last_day = Some(4.5);
    assert_eq!(first_days(&team, Timing::Continuous), [7.5]);
    assert_eq!(first_days(&team, Timing::Monthly), [8.0]);
}

#[test]
fn a_freeze_stops_recruiting_and_first_days() {
    let mut team = workforce(
        role(0.0, 3.0),
        vec![seat("ae-1", SeatStart::Opens { at: 1.0 })],
    );
    let first_day = |team: &Workforce| {
        lives(team, Timing::Continuous, 24)
            .iter()
            .find(|s| s.joined)
            .map(|s| s.from)
    };
    assert_eq!(first_day(&team), Some(4.0));
    team.freezes = vec![Freeze {
        from: 2,
        until: 8,
        roles: vec![true],
    }];
    assert_eq!(
        first_day(&team),
        Some(10.0),
        "one month before the freeze and two after it"
    );
    team.freezes = vec![Freeze {
        from: 4,
        until: 8,
        roles: vec![true],
    }];
    assert_eq!(
        first_day(&team),
        Some(8.0),
        "nobody starts on the first day of a freeze"
    );
    team.freezes = vec![Freeze {
        from: 2,
        until: 8,
        roles: vec![false],
    }];
    assert_eq!(
        first_day(&team),
        Some(4.0),
        "a freeze of other roles changes nothing"
    );
}

#[test]
fn a_position_overdue_at_the_start_is_filled_at_once_unless_there_is_a_freeze() {
    let mut team = workforce(
        role(0.0, 1.0),
        vec![seat("ae-1", SeatStart::Opens { at: -3.0 })],
    );
    let first_day = |team: &Workforce| {
        let spells = lives(team, Timing::Continuous, 12);
        spells.iter().find(|s| s.joined).map(|s| s.from)
    };
    assert_eq!(first_day(&team), Some(0.0));
    team.freezes = vec![Freeze {
        from: 0,
        until: 4,
        roles: vec![true],
    }];
    assert_eq!(first_day(&team), Some(4.0));
}

#[test]
fn a_freeze_outlasting_the_horizon_leaves_the_seat_open() {
    let mut team = workforce(
        role(0.0, 1.0),
        vec![seat("ae-1", SeatStart::Opens { at: 0.0 })],
    );
    team.freezes = vec![Freeze {
        from: 0,
        until: 24,
        roles: vec![true],
    }];
    assert!(lives(&team, Timing::Continuous, 24).is_empty());
}

#[test]
fn a_seat_added_changes_nobody_elses_life() {
    let one = workforce(
        role(0.4, 2.0),
        vec![seat("b", SeatStart::Filled { tenure: 3.0 })],
    );
    let two = workforce(
        role(0.4, 2.0),
        vec![
            seat("a", SeatStart::Filled { tenure: 3.0 }),
            seat("b", SeatStart::Filled { tenure: 3.0 }),
        ],
    );
    let alone = lives(&one, Timing::Continuous, 48);
    let together: Vec<Spell> = lives(&two, Timing::Continuous, 48)
        .into_iter()
        .filter(|s| s.seat == 1)
        .map(|s| Spell { seat: 0, ..s })
        .collect();
    assert_eq!(alone, together);
}

#[test]
fn missing_quota_raises_the_hazard_and_beating_it_does_not_lower_it() {
    let role = role(0.3, 0.0);
    let hazard = |attainment| {
        Occupancy {
            state: State::Closed,
            n_people: 1,
            attainment,
            wanted: None,
        }
        .hazard(&role, 0, 0.0)
    };
    assert!(hazard(Some(0.5)) > hazard(Some(0.9)) && hazard(Some(0.9)) > hazard(None));
    assert!((hazard(Some(1.4)) - hazard(None)).abs() < 1e-15);
    assert!((hazard(None) * 12.0 + crate::kernel::math::ln(0.7)).abs() < 1e-12);
}

/// First days of whoever joins within a year.
fn first_days(team: &Workforce, timing: Timing) -> Vec<f64> {
    let spells = lives(team, timing, 12);
    let joined = spells.iter().filter(|spell| spell.joined);
    joined.map(|spell| spell.from).collect()
}

/// Positions that open in the first two months, and one place in onboarding, which takes half a year.
fn one_place() -> Workforce {
    let mut role = role(0.0, 0.0);
    (role.onboarding, role.backfill) = (Field::constant(6.0), false);
    let seats = vec![
        seat("ae-1", SeatStart::Opens { at: 0.0 }),
        seat("ae-2", SeatStart::Opens { at: 1.0 }),
    ];
    Workforce {
        throughput: Some(Throughput {
            hires_per_month: None,
            onboarding_places: Some(Field::constant(1.0)),
            trainers: None,
        }),
        ..workforce(role, seats)
    }
}

/// The second position is filled when the first hire leaves, not when that hire would have been through onboarding.
#[test]
fn a_hire_who_leaves_makes_room_in_onboarding() {
    let mut team = one_place();
    assert_eq!(first_days(&team, Timing::Continuous), [0.0, 6.0]);
    team.leavers = vec![Leaver {
        seat: 0,
        month: 3,
        last_day: None,
        severance: 0.0,
    }];
    assert_eq!(first_days(&team, Timing::Continuous), [0.0, 3.0]);
}

/// Whoever is named starts in any case; the position that opens in the next month waits until they are through.
#[test]
fn a_named_hire_takes_a_place_in_onboarding() {
    let mut team = one_place();
    team.joiners = vec![Joiner {
        seat: 0,
        time: 0.5,
        name: None,
    }];
    assert_eq!(first_days(&team, Timing::Continuous), [0.5, 7.0]);
}
