use super::billing::Billing;
use super::renewal::{Change, Changes, Fate, Renewal, RenewalWork};
use super::*;

fn constant(value: f64) -> Field {
    Field::constant(value)
}

fn contracts(basis: Basis) -> Contracts {
    let change = |chance, share| Change {
        chance: constant(chance),
        share: constant(share),
    };
    Contracts {
        basis,
        term: constant(36.0),
        recurring_share: constant(0.8),
        billing: Billing::Annual,
        collection: Law::constant(1.5).unwrap(),
        renewal: Renewal::Simple(constant(0.9)),
        price_rise: constant(0.03),
        contraction: change(0.2, 0.5),
        expansion: change(0.3, 0.25),
        cancel_per_year: constant(0.19),
        work: None,
        is_expansion: vec![false],
        discount_per_year: 0.1,
        customers: Vec::new(),
    }
}

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

/// Words whose first four uniforms are these.
fn words(uniforms: [f64; 4]) -> Words {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a uniform below 1 fits 32 bits"
    )]
    Words(uniforms.map(|u| (u * 4_294_967_296.0) as u32))
}

#[test]
fn a_deal_is_worth_what_was_signed() {
    // 3,600.00 a year at an annual value: 2,880.00 recur each year, 720.00 are paid once.
    let annual = contracts(Basis::Annual);
    let parts = annual.parts(money(360_000), 0, 0, 36.0);
    assert_eq!((parts.arr, parts.once), (money(288_000), money(72_000)));
    let worth = annual.worth(parts.arr, 36.0, Some(money(288_000)));
    assert_eq!(worth, money(864_000));
    assert_eq!(annual.booked(parts.arr, worth), money(288_000));
    // The same amount over three years: 2,880.00 recur in all, which is 960.00 a year.
    let term = contracts(Basis::Term);
    let parts = term.parts(money(360_000), 0, 0, 36.0);
    assert_eq!((parts.arr, parts.once), (money(96_000), money(72_000)));
    // 1,000.01 over 36 months make an ARR of 333.34, but no cent is lost over the term.
    let parts = Contracts {
        recurring_share: constant(1.0),
        ..term.clone()
    }
    .parts(money(100_001), 0, 0, 36.0);
    assert_eq!((parts.arr, parts.once), (money(33_334), Money::ZERO));
    assert_eq!(
        term.worth(parts.arr, 36.0, Some(money(100_001))),
        money(100_001)
    );
    assert_eq!(term.worth(parts.arr, 36.0, None), money(100_002));
    assert_eq!(term.booked(parts.arr, money(100_002)), money(100_002));
}

#[test]
fn a_renewal_changes_the_arr_as_computed_by_hand() {
    let contracts = contracts(Basis::Annual);
    let fate = |stays, place| {
        let words = words([stays, place, 0.5, 0.5]);
        contracts.fate(0, 0, money(10_001), 0.9, false, words)
    };
    assert_eq!(fate(0.901, 0.5), Fate::Churns);
    let rise = money(300); // 3 % of 100.01 is 3.0003
    let plain = Changes {
        price_rise: rise,
        ..Changes::default()
    };
    assert_eq!(fate(0.899, 0.5), Fate::Renews(plain));
    let contracted = Changes {
        contraction: money(5_001), // halves away from zero
        ..plain
    };
    assert_eq!(fate(0.5, 0.19), Fate::Renews(contracted));
    assert_eq!(contracted.applied_to(money(10_001)), money(5_300));
    let expanded = Changes {
        expansion: money(2_500),
        ..plain
    };
    assert_eq!(fate(0.5, 0.71), Fate::Renews(expanded));
    assert_eq!(expanded.applied_to(money(10_001)), money(12_801));
}

#[test]
fn certain_chances_leave_nothing_to_luck() {
    let mut contracts = contracts(Basis::Annual);
    for u in [0.0, 1.0 - 1e-9] {
        let words = words([u, u, u, u]);
        assert_eq!(
            contracts.fate(0, 0, money(100), 0.0, false, words),
            Fate::Churns
        );
        assert_ne!(
            contracts.fate(0, 0, money(100), 1.0, false, words),
            Fate::Churns
        );
    }
    // Whoever gives up does not add, even if everybody would do both.
    contracts.contraction.chance = constant(1.0);
    contracts.expansion.chance = constant(1.0);
    let Fate::Renews(changes) = contracts.fate(0, 0, money(100), 1.0, false, words([0.5; 4]))
    else {
        panic!("it stays")
    };
    assert_eq!(
        (changes.contraction, changes.expansion),
        (money(50), Money::ZERO)
    );
}

#[test]
fn a_renewal_that_nobody_works_on_loses_odds() {
    let mut contracts = contracts(Basis::Annual);
    // Without work there is nothing to miss.
    let at = |contracts: &Contracts, u, unworked| {
        contracts.fate(0, 0, money(100), 0.9, unworked, words([u, 0.5, 0.5, 0.5]))
    };
    assert_ne!(at(&contracts, 0.89, true), Fate::Churns);
    contracts.work = Some(RenewalWork {
        role: 0,
        hours: constant(3.0),
        lead: 1.0,
        unworked: constant(-1.0),
    });
    // Odds of 9 times exp(-1) are 3.311, a chance of 0.7680.
    assert_ne!(at(&contracts, 0.89, false), Fate::Churns);
    assert_ne!(at(&contracts, 0.767, true), Fate::Churns);
    assert_eq!(at(&contracts, 0.769, true), Fate::Churns);
}

#[test]
fn cancellation_is_a_hazard() {
    let contracts = contracts(Basis::Annual);
    // 19 % a year: half of all are cancelled after ln 2 / (-ln 0.81 / 12) = 39.47 months.
    let median = contracts.cancelled_after(0, 0, words([0.5, 0.5, 0.5, 0.5]));
    assert!((median - 39.472).abs() < 1e-3, "{median}");
    let never = Contracts {
        cancel_per_year: constant(0.0),
        ..contracts
    };
    assert!(never.cancelled_after(0, 0, words([0.5; 4])).is_infinite());
}
