use super::*;

/// 10 % to quota, 15 % above it, 1,000 at quota and 500 more at 120 %.
fn component() -> Component {
    let tier = |above, multiplier| Tier {
        above,
        multiplier: Field::constant(multiplier),
    };
    let bonus = |at, amount| Bonus {
        at,
        amount: Field::constant(amount),
    };
    Component {
        id: "ae".into(),
        measure: Measure::Bookings,
        credit: Credit::Own,
        counts: Filter::all(),
        activities: Filter::all(),
        period: PeriodKind::Quarter,
        cumulative: false,
        weight: Field::constant(1.0),
        quota_per_year: Field::constant(400_000.0),
        ramped_quota: true,
        rate: Some(Field::constant(0.10)),
        method: Method::Marginal,
        tiers: vec![tier(0.0, 1.0), tier(1.0, 1.5)],
        bonuses: vec![bonus(1.0, 1_000.0), bonus(1.2, 500.0)],
        kickers: Vec::new(),
        cap: None,
    }
}

fn settlement(credited: f64, quota: f64) -> Settlement {
    Settlement {
        component: 0,
        standing: Standing { credited, quota },
        rate: 0.10,
        month: 0,
        paid_before: Money::ZERO,
    }
}

fn earns(component: &Component, settled: Settlement) -> i64 {
    let mut sum = Money::ZERO;
    let earned = component.earn(settled, |_| Some(0.9), |line| sum += line.amount);
    assert_eq!(earned, sum, "lines sum to what is earned");
    earned.minor()
}

#[test]
fn tiers_are_marginal_and_bonuses_are_due_from_their_attainment_on() {
    let pays = |credited| earns(&component(), settlement(credited, 100_000.0));
    assert_eq!(pays(0.0), 0);
    assert_eq!(pays(99_999.0), 10_000); // 9,999.9
    assert_eq!(pays(100_000.0), 11_000);
    assert_eq!(pays(120_000.0), 10_000 + 3_000 + 1_500);
    assert_eq!(pays(300_000.0), 10_000 + 30_000 + 1_500);
}

#[test]
fn without_a_quota_the_first_tier_pays_and_nothing_else() {
    let capped = Component {
        cap: Some(Field::constant(0.1)),
        ..component()
    };
    assert_eq!(earns(&capped, settlement(50_000.0, 0.0)), 5_000);
}

#[test]
fn a_threshold_a_decelerator_and_an_accelerator() {
    // Nothing up to 50 % of quota, half the rate up to quota, twice the rate above.
    let tier = |above, multiplier| Tier {
        above,
        multiplier: Field::constant(multiplier),
    };
    let plan = Component {
        tiers: vec![tier(0.0, 0.0), tier(0.5, 0.5), tier(1.0, 2.0)],
        bonuses: Vec::new(),
        ..component()
    };
    let pays = |credited| earns(&plan, settlement(credited, 100_000.0));
    assert_eq!(pays(50_000.0), 0, "exactly at the threshold");
    assert_eq!(pays(50_010.0), 1); // half a cent a dollar: 10 x .05 = .5, halves away from zero
    assert_eq!(pays(100_000.0), 2_500);
    assert_eq!(pays(150_000.0), 2_500 + 10_000);
}

#[test]
fn a_retroactive_tier_pays_back_to_the_first_unit() {
    let plan = Component {
        method: Method::Retroactive,
        bonuses: Vec::new(),
        ..component()
    };
    let pays = |credited| earns(&plan, settlement(credited, 100_000.0));
    assert_eq!(pays(99_999.0), 10_000);
    assert_eq!(pays(100_000.0), 15_000, "exactly at the tier");
    assert_eq!(pays(140_000.0), 21_000);
}

#[test]
fn a_kicker_raises_commission_while_the_other_component_does_well() {
    let kicker = |at| Kicker {
        component: 1,
        at,
        multiplier: Field::constant(1.2),
    };
    let with = |at| Component {
        kickers: vec![kicker(at)],
        ..component()
    };
    // The other component stands at 90 %.
    assert_eq!(
        earns(&with(0.9), settlement(100_000.0, 100_000.0)),
        10_000 + 2_000 + 1_000
    );
    assert_eq!(
        earns(&with(0.91), settlement(100_000.0, 100_000.0)),
        10_000 + 1_000
    );
}

#[test]
fn a_cap_bounds_what_the_period_pays() {
    let capped = Component {
        cap: Some(Field::constant(1.5)),
        ..component()
    };
    // Target pay is 10 % of the quota of 100,000; at most 15,000 is paid.
    assert_eq!(
        earns(&capped, settlement(100_000.0, 100_000.0)),
        11_000,
        "below the cap"
    );
    // 10,000 + .15 x 20,000 + 1,500 = 14,500; 3,333 more reach it.
    assert_eq!(earns(&capped, settlement(120_000.0, 100_000.0)), 14_500);
    assert_eq!(earns(&capped, settlement(123_334.0, 100_000.0)), 15_000);
    assert_eq!(earns(&capped, settlement(500_000.0, 100_000.0)), 15_000);
}

#[test]
fn a_cumulative_component_pays_the_year_to_date_less_what_was_paid() {
    let plan = Component {
        cumulative: true,
        bonuses: Vec::new(),
        ..component()
    };
    // Quarters of 100,000 quota: 150,000, then 20,000, then 130,000, then 100,000 are sold.
    let sold = [150_000.0, 170_000.0, 300_000.0, 400_000.0];
    let mut paid = Money::ZERO;
    let mut payouts = Vec::new();
    for (quarter, credited) in (1_u32..).zip(sold) {
        let settled = Settlement {
            paid_before: paid,
            ..settlement(credited, 100_000.0 * f64::from(quarter))
        };
        let payout = plan.earn(settled, |_| None, |_| {});
        paid += payout;
        payouts.push(payout.minor());
    }
    // 150 % of the first quarter pays 17,500; 85 % of two quarters would be 17,000, which has been paid already, and
    // nothing is taken back; 100 % of three is 30,000, of four 40,000.
    assert_eq!(payouts, [17_500, 0, 12_500, 10_000]);
}

#[test]
fn the_rate_follows_from_weight_incentive_and_quota_unless_stated() {
    let stated = component();
    let derived = Component {
        rate: None,
        weight: Field::constant(0.6),
        ..component()
    };
    assert!((stated.base_rate(9e9, 1.0, 0) - 0.10).abs() < 1e-15);
    assert!((derived.base_rate(60_000.0, 600_000.0, 0) - 0.06).abs() < 1e-15);
    assert!(derived.base_rate(60_000.0, 0.0, 0).abs() < 1e-15);
}

#[test]
fn negative_credit_takes_back_at_the_first_tiers_rate() {
    assert_eq!(
        earns(&component(), settlement(-30_000.0, 100_000.0)),
        -3_000
    );
}

#[test]
fn parts_of_a_quota_add_up_to_it() {
    for (quota, months) in [
        (32_500_000.0, 3),
        (8.0, 7),
        (3.25, 3),
        (96.0, 12),
        (1e11, 12),
    ] {
        for share in [0.1, 0.3, 0.7] {
            let (mut standing, part) = (Standing::default(), quota / f64::from(months));
            for _ in 0..months {
                for share in [share, 1.0 - share] {
                    standing.add(Standing {
                        credited: part * share,
                        quota: part * share,
                    });
                }
            }
            standing.credited = quota;
            assert_eq!(standing.attainment(), Some(1.0), "{quota} in {months}");
        }
    }
    // What is no dust stays.
    let mut odd = Standing::default();
    odd.add(Standing {
        credited: 0.0,
        quota: 1.0 / 3.0,
    });
    assert_eq!(odd.quota.to_bits(), (1.0_f64 / 3.0).to_bits());
}
