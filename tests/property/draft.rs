//! Made-up scenarios: small, but with something of everything in them.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::limits::{Limits, limits};

mod tables;
mod written;

pub(crate) use written::Shuffle;

/// The same 64 plans in every run.
pub(crate) fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 64,
        rng_seed: RngSeed::Fixed(20_270_101),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    }
}

/// Trials of each plan.
pub(crate) const N_TRIALS: u32 = 6;

/// A scenario before it is written down.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) market: Market,
    pub(crate) stages: Vec<Stage>,
    pub(crate) funnel: Funnel,
    pub(crate) people: People,
    pub(crate) pay: Pay,
    pub(crate) limits: Limits,
    pub(crate) contracts: Option<Contracts>,
}

#[derive(Clone, Debug)]
pub(crate) struct Contracts {
    term: f64,
    recurring: f64,
    by_term: bool,
    billing: &'static str,
    differ: bool,
    stay: f64,
    change: f64,
    cancel: f64,
    pub(crate) work: bool,
    n_customers: usize,
    n_base: usize,
    collection_days: f64,
}

#[derive(Clone, Debug)]
pub(crate) struct Market {
    pub(crate) months: usize,
    monthly: bool,
    n_segments: usize,
    n_regions: usize,
    n_products: usize,
    pub(crate) leads: f64,
    dispersion: f64,
    outbound: bool,
    tiers: bool,
    moody: bool,
    shock: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) pass: f64,
    days: f64,
    law: usize,
    /// Hours of the owner and of sales development; 0 for none.
    pub(crate) hours: [f64; 2],
    decay_days: Option<f64>,
}

#[derive(Clone, Debug)]
pub(crate) struct Funnel {
    first_come: bool,
    pub(crate) routing: &'static str,
    n_open: usize,
    n_accounts: usize,
    effects: bool,
    uncertain: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct People {
    n_ae: usize,
    n_sdr: usize,
    n_hires: usize,
    attrition: f64,
    pub(crate) shortfall: f64,
    months_to_fill: f64,
    ramp: usize,
    leaver: bool,
    freeze: bool,
    territories: bool,
    by_product: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Pay {
    plan: bool,
    period: &'static str,
    measure: &'static str,
    credit: &'static str,
    quota: u32,
    /// Whether people follow their plan, and whether quotas follow results.
    responds: bool,
    ratchets: bool,
    load: f64,
}

fn market() -> impl Strategy<Value = Market> {
    let size = (3_usize..=9, 1_usize..=2, 1_usize..=2, 1_usize..=2);
    let flags = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    (size, 0.5..12.0, prop_oneof![Just(0.0), 0.01..0.5], flags).prop_map(
        |((months, n_segments, n_regions, n_products), leads, dispersion, flags)| {
            let (monthly, outbound, tiers, moody, shock) = flags;
            Market {
                months,
                monthly,
                n_segments,
                n_regions,
                n_products,
                leads,
                dispersion,
                outbound,
                tiers,
                moody,
                shock,
            }
        },
    )
}

fn stage() -> impl Strategy<Value = Stage> {
    let hours = prop_oneof![Just(0.0), 1.0..40.0];
    let both = (hours, prop_oneof![Just(0.0), 1.0..20.0]);
    (
        0.05..0.95,
        0.0..60.0,
        0_usize..4,
        both,
        proptest::option::of(0.0..60.0),
    )
        .prop_map(|(pass, days, law, (owner, sdr), decay_days)| Stage {
            pass,
            days,
            law,
            hours: [owner, sdr],
            decay_days,
        })
}

fn funnel() -> impl Strategy<Value = Funnel> {
    let routing = prop_oneof![
        Just("weighted"),
        Just("round-robin"),
        Just("pool"),
        Just("owner")
    ];
    (
        any::<bool>(),
        routing,
        0_usize..12,
        0_usize..5,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(first_come, routing, n_open, n_accounts, effects, uncertain)| Funnel {
                first_come,
                routing,
                n_open,
                n_accounts,
                effects,
                uncertain,
            },
        )
}

fn people() -> impl Strategy<Value = People> {
    let sizes = (1_usize..=4, 1_usize..=2, 0_usize..=2);
    let lives = (
        0.0..0.9,
        prop_oneof![Just(0.0), 0.5..3.0],
        0.0..4.0,
        0_usize..3,
    );
    (sizes, lives, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(
            (n_ae, n_sdr, n_hires),
            (attrition, shortfall, months_to_fill, ramp),
            leaver,
            freeze,
            territories,
        )| People {
            n_ae,
            n_sdr,
            n_hires,
            attrition,
            shortfall,
            months_to_fill,
            ramp,
            leaver,
            freeze,
            territories,
            by_product: false,
        },
    )
}

fn pay() -> impl Strategy<Value = Pay> {
    let period = prop_oneof![Just("month"), Just("quarter"), Just("year")];
    let measure = prop_oneof![Just("bookings"), Just("opportunities")];
    let credit = prop_oneof![Just("own"), Just("territory"), Just("company")];
    (
        any::<bool>(),
        period,
        measure,
        credit,
        1_u32..200_000,
        0.0..0.4,
    )
        .prop_map(|(plan, period, measure, credit, quota, load)| Pay {
            plan,
            period,
            measure,
            credit,
            quota,
            responds: credit == "own" && measure == "bookings" && quota.is_multiple_of(2),
            ratchets: quota.is_multiple_of(3),
            load,
        })
}

fn contracts() -> impl Strategy<Value = Contracts> {
    let value = (1.0..8.0, 0.0..=1.0, any::<bool>());
    let billing = prop_oneof![Just("annual"), Just("upfront"), Just("monthly")];
    let ends = (any::<bool>(), 0.0..=1.0, 0.0..0.5);
    let cancel = prop_oneof![Just(0.0), 0.1..0.9];
    let there = (0_usize..6, 0_usize..4, any::<bool>(), 0.0..90.0);
    (value, billing, ends, cancel, there).prop_map(
        |((term, recurring, by_term), billing, (differ, stay, change), cancel, there)| {
            let (n_customers, n_base, work, collection_days) = there;
            Contracts {
                term,
                recurring,
                by_term,
                billing,
                differ,
                stay,
                change,
                cancel,
                work,
                n_customers,
                n_base,
                collection_days,
            }
        },
    )
}

/// Any plan.
pub(crate) fn drafts() -> impl Strategy<Value = Draft> {
    let stages = proptest::collection::vec(stage(), 1..=3);
    let contracts = proptest::option::of(contracts());
    (
        market(),
        stages,
        funnel(),
        people(),
        pay(),
        limits(),
        contracts,
    )
        .prop_map(
            |(market, stages, funnel, people, pay, limits, contracts)| Draft {
                market,
                stages,
                funnel,
                people,
                pay,
                limits,
                contracts,
            },
        )
}

impl Draft {
    /// The same plan without any work for anybody.
    pub(crate) fn without_work(mut self) -> Self {
        self.stages
            .iter_mut()
            .for_each(|stage| stage.hours = [0.0, 0.0]);
        if let Some(contracts) = &mut self.contracts {
            contracts.work = false;
        }
        self
    }

    /// The same plan in which quota drives nobody away, and nobody works or signs by it.
    pub(crate) fn without_loop(mut self) -> Self {
        self.people.shortfall = 0.0;
        (self.pay.responds, self.pay.ratchets) = (false, false);
        self
    }

    /// The same plan with two products, each sold by other people, who exchange them in the second month.
    pub(crate) fn by_product(mut self) -> Self {
        self.market.n_products = 2;
        self.people.n_ae = self.people.n_ae.max(2);
        self.people.by_product = true;
        self.limits = self.limits.without_recut();
        self
    }

    /// The same plan in a market without end.
    pub(crate) fn without_limits(mut self) -> Self {
        self.limits = Limits::NONE;
        self
    }
}
