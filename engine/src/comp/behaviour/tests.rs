use super::*;
use crate::calendar::PeriodKind;
use crate::comp::component::{Bonus, Component, Kicker, Settlement, Standing};
use crate::comp::tiers::{Method, Tier};
use crate::comp::{Credit, Filter, Measure, Plan};
use crate::kernel::math::{ln, sqrt};
use crate::units::Money;
use pay_curve::Piece;

/// A curve of pieces as (from, pay there, slope).
fn curve(pieces: &[(f64, f64, f64)]) -> PayCurve {
    let piece = |&(from, pay, slope): &(f64, f64, f64)| Piece { from, pay, slope };
    PayCurve::new(pieces.iter().map(piece).collect())
}

/// `r1` a unit up to a quota and `r2` above it.
fn accelerator(quota: f64, r1: f64, r2: f64) -> PayCurve {
    curve(&[(0.0, 0.0, r1), (quota, r1 * quota, r2)])
}

fn bonus(quota: f64, rate: f64, amount: f64) -> PayCurve {
    curve(&[(0.0, 0.0, rate), (quota, rate * quota + amount, rate)])
}

fn effort(base: f64, gain: f64, scale: f64) -> Effort {
    let cost = Cost { scale, power: 2.0 };
    let most = 100.0;
    Effort {
        base,
        gain,
        cost,
        most,
    }
}

/// Baselines from 0 to 4.
fn baselines() -> impl Iterator<Item = f64> {
    (0..=4_000).map(|step| f64::from(step) / 1_000.0 + 1e-7)
}

fn near(got: f64, expected: f64, within: f64) {
    assert!(
        (got - expected).abs() <= within,
        "{got} instead of {expected}"
    );
}

#[test]
fn a_linear_plan_moves_everybody_alike() {
    let (rate, gain, scale) = (0.8, 0.3, 0.2);
    let pay = curve(&[(0.0, 0.0, rate)]);
    for base in baselines() {
        near(
            best(&pay, &effort(base, gain, scale)).effort,
            rate * gain / scale,
            1e-12,
        );
    }
    let cubic = Effort {
        cost: Cost { scale, power: 3.0 },
        ..effort(0.1, gain, scale)
    };
    // c e² = k r.
    near(best(&pay, &cubic).effort, sqrt(rate * gain / scale), 1e-12);
    let month = Effort {
        most: 4.0,
        ..effort(0.1, gain, scale)
    };
    for luck in [Luck::none(), Luck::normal(0.2, 9), Luck::lognormal(0.7, 9)] {
        let policy = Policy::solve(&pay, &month, 3, &luck, &Levels::Any);
        for left in 1..=3 {
            for step in -10..40 {
                let attainment = f64::from(step) / 10.0;
                near(policy.effort(left, attainment), rate * gain / scale, 1e-6);
            }
        }
    }
}

#[test]
fn salary_moves_nobody() {
    let paid = [(0.0, 0.0, 0.5), (1.0, 0.9, 1.5), (2.0, 2.4, 0.0)];
    let with_salary = paid.map(|(from, pay, slope)| (from, pay + 40.0, slope));
    let month = Effort {
        most: 3.0,
        ..effort(0.2, 0.3, 0.3)
    };
    let luck = Luck::normal(0.1, 7);
    let policies = [paid, with_salary]
        .map(|pieces| Policy::solve(&curve(&pieces), &month, 3, &luck, &Levels::Any));
    for base in baselines() {
        let [without, with] =
            [paid, with_salary].map(|pieces| best(&curve(&pieces), &effort(base, 1.0, 1.0)));
        near(with.effort, without.effort, 1e-9);
        let [without, with] = [0, 1].map(|ix| policies[ix].effort(3, base / 2.0));
        near(with, without, 1e-6);
    }
}

/// Holmström & Milgrom (1987): with exponential utility and normal luck the best linear rate is m / (1 + ρ c σ² / k²).
#[test]
fn the_best_linear_rate_shares_risk() {
    let (margin, gain, scale, risk_aversion, sd) = (1.0, 0.5, 0.4, 0.8, 0.6);
    let luck = Luck::normal(sd, 4_001);
    let surplus = |rate: f64| {
        let chosen = best(&curve(&[(0.0, 0.0, rate)]), &effort(0.3, gain, scale));
        let utility = |results: f64| exp_of(-risk_aversion * rate * results);
        let certain = -ln(luck.mean_of(chosen.output, utility)) / risk_aversion;
        let cost = effort(0.3, gain, scale).cost.of(chosen.effort);
        margin * chosen.output - rate * chosen.output + certain - cost
    };
    let rates = (0..=1_000).map(|step| f64::from(step) / 1_000.0);
    let found = rates.max_by(|a, b| surplus(*a).total_cmp(&surplus(*b)));
    let known = margin / (1.0 + risk_aversion * scale * sd * sd / (gain * gain));
    near(found.unwrap(), known, 2e-3);
}

fn exp_of(x: f64) -> f64 {
    crate::kernel::math::exp(x)
}

#[test]
fn an_accelerator_is_jumped_to_from_half_way() {
    let (quota, r1, r2, scale) = (2.0, 0.4, 1.0, 1.0);
    let jump = quota - (r1 + r2) / (2.0 * scale);
    let gap = (r2 - r1) / (2.0 * scale);
    let pay = accelerator(quota, r1, r2);
    for base in baselines() {
        let chosen = best(&pay, &effort(base, 1.0, scale));
        let expected = if base >= jump { r2 } else { r1 } / scale;
        near(chosen.effort, expected, 1e-12);
        assert!((chosen.output - quota).abs() >= gap - 1e-6, "{chosen:?}");
    }
}

#[test]
fn under_a_cap_results_bunch_at_it() {
    let (cap, rate, scale) = (2.0, 0.7, 1.0);
    let pay = curve(&[(0.0, 0.0, rate), (cap, rate * cap, 0.0)]);
    for base in baselines() {
        let chosen = best(&pay, &effort(base, 1.0, scale));
        if base < cap - rate / scale {
            near(chosen.effort, rate / scale, 1e-12);
        } else if base <= cap {
            near(chosen.output, cap, 1e-12);
        } else {
            near(chosen.effort, 0.0, 0.0);
        }
    }
}

#[test]
fn a_bonus_is_reached_for_just_as_far_as_it_pays() {
    let (quota, rate, amount, scale) = (2.5, 0.3, 0.5, 1.0);
    let (plain, far) = (rate / scale, sqrt(2.0 * amount / scale));
    for base in baselines() {
        let chosen = best(&bonus(quota, rate, amount), &effort(base, 1.0, scale));
        let distance = quota - (base + plain);
        if distance > 0.0 && distance <= far {
            near(chosen.output, quota, 1e-12);
        } else {
            near(chosen.effort, plain, 1e-12);
        }
    }
}

#[test]
fn a_higher_cap_never_lowers_effort() {
    let rate = 0.7;
    let capped = |cap: f64| curve(&[(0.0, 0.0, rate), (cap, rate * cap, 0.0)]);
    let month = Effort {
        most: 4.0,
        ..effort(0.2, 0.5, 0.3)
    };
    let caps = [0.8, 1.0, 1.3, 1.9, 5.0];
    let luck = Luck::normal(0.3, 9);
    let policy = |cap: f64| Policy::solve(&capped(cap), &month, 3, &luck, &Levels::Any);
    let mut greatest = 0.0_f64;
    for two in caps.windows(2) {
        let (low, high) = (policy(two[0]), policy(two[1]));
        for base in baselines() {
            let chosen = |cap: f64| best(&capped(cap), &effort(base, 1.0, 1.0)).effort;
            assert!(chosen(two[1]) >= chosen(two[0]));
            for left in 1..=3 {
                let by = high.effort(left, base) - low.effort(left, base);
                // Both are read between points of their own.
                assert!(by > -0.05, "{by} at {base} with {left} months left");
                greatest = greatest.max(by);
            }
        }
    }
    // The other half of the claim: somewhere it raises effort by far more than the slack above.
    assert!(greatest > 0.5, "{greatest}");
}

/// A plan of up to six straight pieces with rises and jumps that are drawn; jumps go up.
fn any_plan(luck: &mut impl FnMut() -> f64) -> PayCurve {
    let (mut from, mut pay) = (0.0, 0.0);
    let mut pieces = Vec::new();
    while pieces.len() < 2 || (pieces.len() < 6 && luck() < 0.7) {
        let slope = if luck() < 0.2 { 0.0 } else { 2.0 * luck() };
        pieces.push((from, pay, slope));
        let length = 0.1 + luck();
        let jump = if luck() < 0.4 { 0.5 * luck() } else { 0.0 };
        (from, pay) = (from + length, pay + slope * length + jump);
    }
    curve(&pieces)
}

/// Numbers between 0 and 1 that look drawn (Knuth's linear congruential generator).
fn drawn() -> impl FnMut() -> f64 {
    let mut state: u64 = 2_027;
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 32).unwrap()) / 4_294_967_296.0
    }
}

#[test]
fn any_plan_of_straight_pieces_is_solved_exactly() {
    let mut luck = drawn();
    let mut n_missed = 0;
    for _ in 0..400 {
        let pay = any_plan(&mut luck);
        let effort = effort(luck(), 0.3 + luck(), 0.3 + luck());
        let effort = Effort {
            most: 4.0,
            ..effort
        };
        let value = |e: f64| pay.at(effort.output(e)) - effort.cost.of(e);
        let chosen = best(&pay, &effort);
        // By brute force, with the ends of the pieces among what is tried.
        let grid = (0..=4_000).map(|step| f64::from(step) / 1_000.0);
        let ends = pay
            .pieces()
            .iter()
            .map(|piece| effort.needed(piece.from) + 1e-9);
        let tried = grid.chain(ends.filter(|e| (0.0..=4.0).contains(e)));
        let found = tried.map(value).fold(f64::NEG_INFINITY, f64::max);
        assert!(
            chosen.value >= found - 1e-9,
            "{chosen:?} is worth less than {found}: {pay:?}"
        );
        assert!(
            chosen.value <= found + 1e-5,
            "{chosen:?} is worth more than {found}: {pay:?}"
        );
        // Who climbs from where no effort is made, as long as it goes up, misses some of the tops.
        let climbed = climb(value, 0.0);
        n_missed += usize::from(climbed < found - 1e-3);
    }
    assert!(n_missed > 20, "{n_missed}");
}

/// The first top that is reached by small steps up.
fn climb(value: impl Fn(f64) -> f64, from: f64) -> f64 {
    const STEP: f64 = 1e-3;
    let mut at = from;
    while at < 4.0 && value(at + STEP) > value(at) {
        at += STEP;
    }
    value(at)
}

/// With luck the objective has two tops: the effort that the rate pays for, and the one that reaches the bonus.
#[test]
fn of_two_tops_the_higher_is_found() {
    let pay = bonus(1.0, 0.5, 0.6);
    let month = Effort {
        most: 4.0,
        ..effort(0.0, 0.3, 0.25)
    };
    let luck = Luck::normal(0.04, 301);
    let policy = Policy::solve(&pay, &month, 1, &luck, &Levels::Any);
    let mut n_missed = 0;
    for step in 0..=60 {
        let attainment = f64::from(step) / 100.0;
        let value = |e: f64| {
            let pay = |results: f64| pay.at(attainment + results);
            luck.mean_of(month.output(e), pay) - month.cost.of(e)
        };
        let tried = (0..=400).map(|e| value(f64::from(e) / 100.0));
        let highest = tried.fold(f64::NEG_INFINITY, f64::max);
        near(policy.value(1, attainment), highest, 0.012);
        n_missed += usize::from(climb(value, 0.0) < highest - 0.1);
    }
    assert!(n_missed > 10, "{n_missed}");
}

/// Effort 0 or 1 brings as many units, luck adds or takes one, 12 are paid at the quota and effort costs 1. By hand, in
/// whole units from the quota: who is out of reach gives up, who is safe coasts.
#[test]
fn two_and_three_months_to_a_bonus_are_as_by_hand() {
    let quota = 4.0;
    let pay = curve(&[(0.0, 0.0, 0.0), (quota, 12.0, 0.0)]);
    let month = Effort {
        most: 1.0,
        ..effort(0.0, 1.0, 2.0)
    };
    let luck = Luck::normal(1.0, 2);
    let policy = Policy::solve(&pay, &month, 3, &luck, &Levels::Of(vec![0.0, 1.0]));
    let by_hand: [&[(f64, f64, f64)]; 3] = [
        &[
            (-3.0, 0.0, 0.0),
            (-2.0, 1.0, 5.0),
            (-1.0, 0.0, 6.0),
            (0.0, 1.0, 11.0),
            (1.0, 0.0, 12.0),
        ],
        &[
            (-5.0, 0.0, 0.0),
            (-4.0, 1.0, 1.5),
            (-3.0, 0.0, 2.5),
            (-2.0, 1.0, 7.0),
            (0.0, 1.0, 10.5),
            (1.0, 0.0, 11.5),
            (2.0, 0.0, 12.0),
        ],
        &[
            (-6.0, 0.0, 0.0),
            (-5.0, 0.0, 0.75),
            (-4.0, 1.0, 3.25),
            (2.0, 0.0, 11.75),
            (3.0, 0.0, 12.0),
        ],
    ];
    for (left, rows) in (1..).zip(by_hand) {
        for &(from_quota, chosen, value) in rows {
            let attainment = quota + from_quota + 0.5;
            near(policy.effort(left, attainment), chosen, 0.0);
            if (left, from_quota) != (3, -6.0) {
                near(policy.value(left, attainment), value, 1e-9);
            }
        }
    }
}

#[test]
fn without_luck_the_dynamic_answer_is_the_exact_one() {
    let plans = [
        accelerator(1.0, 0.8, 1.6),
        bonus(1.0, 0.9, 0.2),
        curve(&[(0.0, 0.0, 1.0), (1.2, 1.2, 0.0)]),
        curve(&[(0.0, 0.0, 0.0), (0.6, 0.0, 1.0)]),
    ];
    for pay in plans {
        let month = Behaviour::month(0.4, 0.31, 4.0);
        let whole = Effort {
            base: 3.0 * month.base,
            gain: 3.0 * month.gain,
            cost: Cost {
                scale: 3.0 * month.cost.scale,
                ..month.cost
            },
            ..month
        };
        let exact = best(&pay, &whole);
        for luck in [Luck::none(), Luck::normal(1e-5, 5)] {
            let policy = Policy::solve(&pay, &month, 3, &luck, &Levels::Any);
            near(policy.value(3, 0.0), exact.value, 2e-3);
            near(policy.effort(3, 0.0), exact.effort, 0.1);
            let last = Effort {
                base: month.base + 0.7,
                ..month
            };
            near(policy.value(1, 0.7), best(&pay, &last).value, 2e-3);
        }
    }
}

#[test]
fn reference_effort_is_one_and_elasticity_is_that_of_results() {
    let month = Behaviour::month(0.31, 0.25, 4.0);
    let chosen = |rate: f64| best(&curve(&[(0.0, 0.0, rate)]), &month);
    near(chosen(1.0).effort, 1.0, 1e-12);
    near(chosen(1.0).output, 0.25, 1e-12);
    let (up, down) = (chosen(1.001).output, chosen(0.999).output);
    near(ln(up / down) / ln(1.001 / 0.999), 0.31, 1e-6);
    near(Behaviour::response(0.31, 1.0), 1.0, 0.0);
    near(ln(Behaviour::response(0.31, 2.0)) / ln(2.0), 0.31, 1e-12);
    near(
        Behaviour::response(0.31, 0.0),
        Behaviour::response(0.31, 0.1),
        0.0,
    );
}

fn constant(value: f64) -> Field {
    Field::constant(value)
}

fn component(method: Method, tiers: &[(f64, f64)], cap: Option<f64>) -> Component {
    Component {
        id: "main".into(),
        measure: Measure::Bookings,
        credit: Credit::Own,
        counts: Filter::all(),
        activities: Filter::all(),
        period: PeriodKind::Quarter,
        cumulative: false,
        weight: constant(1.0),
        quota_per_year: constant(4e9),
        ramped_quota: true,
        rate: Some(constant(0.1)),
        method,
        tiers: tiers
            .iter()
            .map(|&(above, multiplier)| Tier {
                above,
                multiplier: constant(multiplier),
            })
            .collect(),
        bonuses: vec![Bonus {
            at: 1.0,
            amount: constant(1e7),
        }],
        kickers: vec![Kicker {
            component: 0,
            at: 1.25,
            multiplier: constant(1.1),
        }],
        cap: cap.map(constant),
    }
}

/// The curve is read off the code that settles plans: at any attainment it pays what a settlement does.
#[test]
fn the_curve_of_a_plan_pays_what_its_settlement_pays() {
    let terms = PeriodTerms {
        quota_factor: 1.0,
        role: 0,
        month: 0,
        months: 3.0,
        incentive_per_year: 0.0,
    };
    let tiers = [(0.0, 0.0), (0.5, 1.0), (1.0, 2.0), (1.5, 0.5)];
    for method in [Method::Marginal, Method::Retroactive] {
        for cap in [None, Some(0.9), Some(1.0), Some(1.7), Some(40.0)] {
            let component = component(method, &tiers, cap);
            let plan = Plan {
                ratchet: None,
                id: "plan".into(),
                roles: vec![0],
                components: vec![component.clone()],
                spiffs: Vec::new(),
                activity_bonuses: Vec::new(),
                objectives: Vec::new(),
                draw: None,
                guarantee: None,
                clawback: None,
                payment_lag: 0,
                behaviour: None,
            };
            let curve = PayCurve::of_plan(&plan, terms);
            near(PayCurve::target(&plan, terms, None), 1e8, 1e-6);
            near(PayCurve::target(&plan, terms, Some(0.2)), 2e8, 1e-6);
            for step in 0..4_000 {
                let attainment = f64::from(step) / 500.0 + 0.0003;
                let settled = Settlement {
                    component: 0,
                    standing: Standing {
                        credited: attainment * 1e9,
                        quota: 1e9,
                    },
                    rate: 0.1,
                    month: 0,
                    paid_before: Money::ZERO,
                };
                let pay = component.earn(settled, |_| Some(attainment), |_| {});
                near(curve.at(attainment), pay.as_f64(), 4.0);
            }
        }
    }
}
