use super::delivery::OfDelivery;
use super::pipeline::StartPipeline;
use super::recurring::StartCustomers;
use super::*;
use crate::calendar::Timing;
use crate::dimensions::{Dimensions, Named};
use crate::finance::{Budget, Scope, Target};
use crate::kernel::stream::{EntityKey, Seed};
use crate::measure::{Cut, Measure};
use crate::results::{Layout, Others, Results, Section};
use crate::units::Money;
use ndarray::Array2;

mod further;

fn named(kind: &str, id: &str) -> Named {
    Named {
        id: id.into(),
        name: id.into(),
        key: EntityKey::of(kind, id),
    }
}

fn one(kind: &str) -> Vec<Named> {
    vec![named(kind, "only")]
}

/// Two fiscal years, three stages, two seats; all cells 0.
struct Fixture {
    calendar: Calendar,
    results: Results,
    targets: Vec<Target>,
    budgets: Vec<Budget>,
    bookings_last_year: Option<Money>,
    ramps: Vec<Option<Vec<f64>>>,
    customers: Option<StartCustomers>,
}

impl Fixture {
    fn new(n_trials: usize) -> Self {
        let calendar = Calendar::new("2027-01".parse().unwrap(), 24, 0, Timing::Continuous);
        let dimensions = Dimensions {
            segments: one("segment"),
            regions: one("region"),
            products: one("product"),
            sources: one("source"),
            stages: ["lead", "demo", "close"]
                .map(|id| named("stage", id))
                .into(),
            roles: one("role"),
            territories: one("territory"),
        };
        let layout = Layout::new(
            &calendar,
            &dimensions,
            Others {
                seats: 2,
                ..Others::default()
            },
        );
        let values = Array2::zeros((n_trials, layout.n_cells()));
        Self {
            calendar,
            results: Results {
                layout,
                seed: Seed(1),
                first_trial: 0,
                values,
            },
            targets: Vec::new(),
            budgets: Vec::new(),
            bookings_last_year: None,
            ramps: Vec::new(),
            customers: None,
        }
    }

    /// The same with contracts, and 1,000.00 of ARR at the start.
    fn with_contracts(n_trials: usize) -> Self {
        let mut fixture = Self::new(n_trials);
        let dimensions = Dimensions {
            segments: one("segment"),
            regions: one("region"),
            products: one("product"),
            sources: one("source"),
            stages: one("stage"),
            roles: one("role"),
            territories: one("territory"),
        };
        let layout = fixture.results.layout;
        fixture.results.layout = layout.with(
            Section::Contracts,
            &fixture.calendar,
            &dimensions,
            Others::default(),
        );
        let n_cells = fixture.results.layout.n_cells();
        fixture.results.values = Array2::zeros((n_trials, n_cells));
        fixture.customers = Some(StartCustomers {
            arr: Money::from_minor(100_000),
            n_customers: 8,
            discount_per_year: 0.1,
            from: 0,
            recurs: true,
        });
        fixture
    }

    fn set(&mut self, measure: Measure, cut: Cut, member: usize, period: usize, by_trial: &[i64]) {
        let block = self.results.layout.block(measure, cut).clone();
        let cell = block.first + member * block.n_periods + period;
        for (trial, &value) in by_trial.iter().enumerate() {
            self.results.values[[trial, cell]] = value;
        }
    }

    fn company(&mut self, measure: Measure, month: usize, by_trial: &[i64]) {
        self.set(measure, Cut::Company, 0, month, by_trial);
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            results: &self.results,
            calendar: &self.calendar,
            actuals: Box::leak(Box::default()),
            targets: &self.targets,
            budgets: &self.budgets,
            bookings_last_year: self.bookings_last_year,
            ramps: self.ramps.clone(),
            opportunity_from: 1,
            n_stages: 3,
            at_start: StartPipeline {
                open: Money::from_minor(500),
                weighted: Money::from_minor(200),
            },
            has_capacity: true,
            customers: self.customers,
            has_street_quota: true,
            delivery: OfDelivery::default(),
        }
    }

    fn values(&self, id: &str, months: Range<usize>) -> Vec<f64> {
        Kpi::find(id)
            .unwrap()
            .values(&self.facts(), months)
            .unwrap()
            .all()
            .to_vec()
    }
}

#[test]
fn ids_are_unique_and_headlines_exist() {
    let mut ids: Vec<_> = ALL.iter().map(|kpi| kpi.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), ALL.len());
    assert!(HEADLINES.iter().all(|id| Kpi::find(id).is_some()));
    assert!(Kpi::find("no-such-kpi").is_none());
}

#[test]
fn the_documentation_names_every_kpi_it_speaks_of() {
    let rows = include_str!("../kpi.rs").lines();
    let rows = rows.filter(|line| line.starts_with("//! | "));
    let words: Vec<&str> = rows
        .flat_map(|row| row.split('`').skip(1).step_by(2))
        .collect();
    let ids = words
        .iter()
        .filter(|word| !word.contains([':', '.']) && **word != "accuracy");
    let mut n_named = 0;
    for id in ids {
        assert!(Kpi::find(id).is_some(), "there is no KPI `{id}`");
        n_named += 1;
    }
    assert!(n_named > 40, "{n_named}");
}

#[test]
fn flows_are_summed_over_the_months_and_growth_is_against_the_months_before() {
    let mut fixture = Fixture::new(2);
    fixture.company(Measure::Bookings, 0, &[100, 200]);
    fixture.company(Measure::Bookings, 11, &[100, 200]);
    fixture.company(Measure::Bookings, 12, &[300, 300]);
    assert_eq!(fixture.values("bookings", 0..12), [200.0, 400.0]);
    assert_eq!(fixture.values("bookings-growth", 12..24), [0.5, -0.25]);
    assert!(
        Kpi::find("bookings-growth")
            .unwrap()
            .values(&fixture.facts(), 0..12)
            .is_none()
    );
}

#[test]
fn a_ratio_to_nothing_has_no_value_and_does_not_count() {
    let mut fixture = Fixture::new(2);
    fixture.company(Measure::Bookings, 3, &[900, 0]);
    fixture.company(Measure::Wins, 3, &[3, 0]);
    let sizes = Kpi::find("deal-size")
        .unwrap()
        .values(&fixture.facts(), 0..12)
        .unwrap();
    assert_eq!(sizes.defined(), [300.0]);
    let other = PerTrial::new(vec![1.0, 2.0]);
    assert_eq!(sizes.paired(&other), (vec![300.0], vec![1.0]));
}

#[test]
fn close_rates_count_opportunities_only() {
    let mut fixture = Fixture::new(1);
    fixture.company(Measure::Wins, 2, &[20]);
    fixture.set(Measure::Lost, Cut::Stage, 0, 2, &[1_000]);
    fixture.set(Measure::Lost, Cut::Stage, 1, 2, &[50]);
    fixture.set(Measure::Lost, Cut::Stage, 2, 2, &[10]);
    fixture.set(Measure::Expired, Cut::Stage, 2, 2, &[20]);
    assert_eq!(fixture.values("close-rate", 0..12), [0.25]);
    assert_eq!(fixture.values("close-rate-broad", 0..12), [0.2]);
}

#[test]
fn the_sales_cycle_is_the_sum_of_the_times_in_the_stages_of_an_opportunity() {
    let mut fixture = Fixture::new(1);
    for (stage, months, passed) in [(0, 900, 100), (1, 50, 100), (2, 60, 30)] {
        fixture.set(
            Measure::TimeInStage,
            Cut::Stage,
            stage,
            0,
            &[months * 1_000_000],
        );
        fixture.set(Measure::Passed, Cut::Stage, stage, 0, &[passed]);
    }
    // Ten more left the last stage by other ways; who came and is there yet does not count.
    fixture.set(Measure::Lost, Cut::Stage, 2, 0, &[7]);
    fixture.set(Measure::Expired, Cut::Stage, 2, 0, &[3]);
    fixture.set(Measure::Entered, Cut::Stage, 2, 0, &[1_000]);
    assert_eq!(fixture.values("sales-cycle", 0..1), [0.5 + 1.5]);
}

#[test]
fn target_kpis_need_a_target_of_the_very_months() {
    let mut fixture = Fixture::new(2);
    fixture.company(Measure::Bookings, 0, &[900, 1_000]);
    fixture.company(Measure::StreetQuota, 0, &[1_250, 1_250]);
    fixture.targets.push(Target {
        period: "FY2027".into(),
        months: 0..12,
        scope: Scope::Company,
        bookings: Money::from_minor(1_000),
    });
    assert_eq!(fixture.values("target-attainment", 0..12), [0.9, 1.0]);
    assert_eq!(fixture.values("target-reached", 0..12), [0.0, 1.0]);
    assert_eq!(fixture.values("attainment-factor", 0..12), [0.8, 0.8]);
    assert_eq!(fixture.values("over-assignment", 0..12), [1.25, 1.25]);
    assert_eq!(fixture.values("coverage", 0..12), [0.5, 0.5]);
    assert!(
        Kpi::find("target-attainment")
            .unwrap()
            .values(&fixture.facts(), 0..24)
            .is_none()
    );
}

#[test]
fn coverage_of_a_later_period_takes_the_pipeline_at_its_start() {
    let mut fixture = Fixture::new(1);
    fixture.company(Measure::OpenAmount, 11, &[3_000]);
    fixture.targets.push(Target {
        period: "FY2028".into(),
        months: 12..24,
        scope: Scope::Company,
        bookings: Money::from_minor(1_000),
    });
    assert_eq!(fixture.values("coverage", 12..24), [3.0]);
    fixture.company(Measure::WeightedAmount, 11, &[700]);
    assert_eq!(fixture.values("weighted-pipeline", 12..24), [700.0]);
    assert_eq!(fixture.values("weighted-pipeline", 0..12), [200.0]);
}

#[test]
fn seats_at_quota_count_seats_with_a_quota_by_fiscal_year() {
    let mut fixture = Fixture::new(3);
    fixture.set(Measure::Credited, Cut::Seat, 0, 1, &[100, 99, 50]);
    fixture.set(Measure::Quota, Cut::Seat, 0, 1, &[100, 100, 0]);
    fixture.set(Measure::Credited, Cut::Seat, 1, 1, &[80, 120, 10]);
    fixture.set(Measure::Quota, Cut::Seat, 1, 1, &[100, 100, 100]);
    assert_eq!(fixture.values("reps-at-quota", 12..24), [0.5, 0.5, 0.0]);
    assert!(
        Kpi::find("reps-at-quota")
            .unwrap()
            .values(&fixture.facts(), 0..6)
            .is_none()
    );
    let team = seat::team_attainment(&fixture.facts(), &[0, 1], 1);
    assert_eq!(team.all(), [0.9, 1.095, 0.6]);
}

#[test]
fn hours_and_people_come_in_their_natural_units() {
    let mut fixture = Fixture::new(1);
    fixture.set(Measure::HoursUsed, Cut::Role, 0, 0, &[60_000_000]);
    fixture.set(Measure::HoursAvailable, Cut::Role, 0, 0, &[80_000_000]);
    assert_eq!(fixture.values("utilisation", 0..1), [0.75]);
    fixture.company(Measure::Headcount, 0, &[2_500_000]);
    fixture.set(Measure::Activities, Cut::Stage, 2, 0, &[50]);
    assert_eq!(fixture.values("headcount", 0..1), [2.5]);
    assert_eq!(fixture.values("activity-rate", 0..1), [20.0]);
}

#[test]
fn without_a_complete_year_the_whole_horizon_is_the_headline() {
    let months = |start: &str, n| {
        headline_periods(&Calendar::new(
            start.parse().unwrap(),
            n,
            0,
            Timing::Continuous,
        ))
    };
    let labels = |periods: Vec<Period>| periods.into_iter().map(|p| p.label).collect::<Vec<_>>();
    assert_eq!(labels(months("2027-01", 30)), ["FY2027", "FY2028"]);
    assert_eq!(labels(months("2027-03", 12)), ["2027-03 to 2028-02"]);
}

#[test]
fn without_contracts_nothing_recurs() {
    let fixture = Fixture::new(1);
    for id in [
        "arr",
        "grr",
        "nrr",
        "revenue",
        "ltv",
        "payback",
        "churn-rate",
    ] {
        let values = Kpi::find(id).unwrap().values(&fixture.facts(), 0..12);
        assert_eq!(values, None, "{id}");
    }
}

/// 1,000.00 at the start; 400.00 come up, of which 60.00 leave and 20.00 are given up; 30.00 are added, 10.00 by price;
/// 100.00 are cancelled before they come up, and 200.00 are new.
fn a_year() -> Fixture {
    let mut fixture = Fixture::with_contracts(2);
    for (measure, month, value) in [
        (Measure::ArrAvailable, 2, 40_000),
        (Measure::ArrCancelled, 3, 10_000),
        (Measure::ArrChurned, 2, 6_000),
        (Measure::ArrChurned, 3, 10_000),
        (Measure::ArrContraction, 2, 2_000),
        (Measure::ArrExpansion, 2, 3_000),
        (Measure::ArrPriceRise, 2, 1_000),
        (Measure::ArrRenewed, 2, 36_000),
        (Measure::ArrNew, 5, 20_000),
        (Measure::Arr, 11, 106_000),
        (Measure::Customers, 11, 10),
        (Measure::CustomersNew, 5, 4),
        (Measure::Cost, 5, 16_000),
        (Measure::Bookings, 5, 20_000),
        (Measure::GrossMargin, 5, 15_000),
        (Measure::RenewalsDue, 2, 8),
        (Measure::RenewalsUnworked, 2, 2),
    ] {
        fixture.company(measure, month, &[value, 0]);
    }
    fixture
}

/// Asserts the first trial's values of KPIs in the first year.
#[track_caller]
fn are(fixture: &Fixture, expected: &[(&str, f64)]) {
    for &(id, expected) in expected {
        let value = fixture.values(id, 0..12)[0];
        assert!((value - expected).abs() < 1e-9, "{id}: {value}");
    }
}

#[test]
fn arr_rolls_forward_and_retention_is_on_the_base_that_was_eligible() {
    let fixture = a_year();
    let rolled = [
        ("arr-start", 100_000.0),
        ("arr-new", 20_000.0),
        ("arr-gained", 4_000.0),
        ("arr-lost", 18_000.0),
        ("arr", 106_000.0),
        ("arr-growth", 0.06),
    ];
    are(&fixture, &rolled);
    // 400.00 came up and 100.00 did not come so far: of 500.00 stay 320.00, and 360.00 with what was added.
    are(
        &fixture,
        &[("grr", 0.64), ("nrr", 0.72), ("renewals-unworked", 0.25)],
    );
    // The next year begins with the ARR at the end of this one; nothing is eligible in it.
    assert_eq!(fixture.values("arr-start", 12..24), [106_000.0, 0.0]);
    assert!(fixture.values("nrr", 12..24)[0].is_nan());
}

#[test]
fn lifetime_value_and_payback_follow_their_formulas() {
    let fixture = a_year();
    // 106.00 a year per customer at a margin of 75 %, retention 0.84, discount 10 %; 160.00 of cost for four customers,
    // against 150.00 of margin a year.
    let value = 7_950.0 * 1.1 / (1.1 - 0.84);
    are(
        &fixture,
        &[
            ("churn-rate", 0.16),
            ("ltv", value),
            ("customer-cost", 4_000.0),
            ("ltv-to-cac", value / 4_000.0),
            ("payback", 12.8),
        ],
    );
    // A payment at once and one after each year that is reached: the sum by hand.
    let years = 0..200;
    let sum: f64 = years
        .map(|year| 100.0 * crate::kernel::math::powi(0.8 / 1.1, year))
        .sum();
    assert!((recurring::lifetime_value(100.0, 0.8, 0.1) - sum).abs() < 1e-9);
    assert!(recurring::lifetime_value(1.0, 1.0, 0.0).is_nan());
}
