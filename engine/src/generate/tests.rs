use std::collections::BTreeSet;

use super::shape::Headcount;
use super::*;
use crate::kernel::stream::Seed;
use crate::kpi;
use crate::measure::Measure;
use crate::model::simulate::{Unwatched, simulate};
use crate::scenario::{Memory, Scenario, load};

fn options(seats: usize) -> Options {
    Options {
        seats,
        accounts: 40 * seats,
        months: 12,
        seed: 1,
        start: "2027-01".parse().unwrap(),
    }
}

fn scenario(generated: &Generated) -> Scenario {
    let mut memory = Memory::new();
    for (name, content) in &generated.files {
        memory.insert(name, content.clone());
    }
    load(&memory, &["scenario.toml".into()]).unwrap()
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_others() {
    let company = generate(&options(10)).unwrap();
    assert_eq!(company, generate(&options(10)).unwrap());
    let other = generate(&Options {
        seed: 2,
        ..options(10)
    })
    .unwrap();
    for (mine, theirs) in company.files.iter().zip(&other.files) {
        assert_eq!(mine.0, theirs.0);
        assert_ne!(mine.1, theirs.1, "{}", mine.0);
    }
}

#[test]
fn companies_of_all_sizes_are_sound_and_complete() {
    for seats in [10, 60, 500] {
        let options = Options {
            months: 3,
            ..options(seats)
        };
        let company = generate(&options).unwrap();
        let scenario = scenario(&company);
        let model = &scenario.model;
        assert_eq!(model.workforce.seats.len(), seats);
        assert_eq!(model.funnel.pipeline.len(), company.open_deals);
        assert_eq!(company.files[2].1.lines().count(), options.accounts + 1);
        let tops = model
            .workforce
            .seats
            .iter()
            .filter(|seat| seat.manager.is_none());
        assert_eq!(tops.count(), 1, "{seats} seats: one person at the top");
        for (name, content) in &company.files {
            assert!(content.is_ascii(), "{name}");
        }
    }
}

#[test]
fn a_small_company_makes_its_number_in_about_half_of_all_futures() {
    let scenario = scenario(&generate(&options(10)).unwrap());
    let watch = Unwatched;
    // Other futures than those that the target comes from.
    let run = simulate(&scenario.model, Seed(1), 1_000..1_400, None, &watch).unwrap();
    let facts = kpi::Facts::new(&scenario.model, &run.results);
    let target = facts.target(&(0..12)).unwrap().minor();
    let bookings = run.results.company(Measure::Bookings, 0..12);
    let reached = bookings
        .iter()
        .filter(|&&bookings| bookings >= target)
        .count();
    assert!((120..280).contains(&reached), "{reached} of 400");
}

#[test]
fn people_are_in_proportion() {
    for seats in [10, 11, 25, 60, 137, 500, 1_999, 2_000] {
        let headcount = Headcount::of(seats);
        let managers: usize = headcount.managers.iter().sum();
        let sellers = headcount.sdr + headcount.ae + headcount.am + headcount.se;
        assert_eq!(sellers + managers, seats);
        let per_manager = as_f64(sellers) / as_f64(headcount.managers[0]);
        assert!(
            (7.0..=10.0).contains(&per_manager),
            "{seats}: {per_manager}"
        );
        let per_engineer = as_f64(headcount.ae) / as_f64(headcount.se);
        assert!(
            (3.0..=5.0).contains(&per_engineer),
            "{seats}: {per_engineer}"
        );
        assert_eq!(headcount.managers.last(), Some(&1));
    }
    assert_eq!(Headcount::of(500).managers, [56, 7, 1]);
    assert_eq!(Headcount::of(500).regions(), 6);
}

#[test]
fn parts_sum_to_the_whole() {
    assert_eq!(apportion(11, &[2.0, 1.0, 1.0], 1), [5, 3, 3]);
    assert_eq!(apportion(10, &[2.0, 1.0, 1.0], 1), [4, 3, 3]);
    assert_eq!(apportion(3, &[5.0, 1.0, 1.0], 1), [1, 1, 1]);
    assert_eq!(apportion(7, &[1.0, 1.0], 0), [4, 3]);
    assert_eq!(
        [
            three_digits(1_234_567.0),
            three_digits(0.0),
            three_digits(999.6)
        ],
        [1_230_000, 0, 1_000]
    );
}

#[test]
fn absurd_sizes_are_refused_with_the_reason() {
    let base = options(10);
    let absurd = [
        (
            Options { seats: 0, ..base },
            "0 reps cannot be generated: expected 10 to 2000",
        ),
        (
            Options {
                seats: 2_001,
                ..base
            },
            "2001 reps",
        ),
        (
            Options {
                accounts: 0,
                ..base
            },
            "0 accounts cannot be generated: expected 1 to 500000",
        ),
        (Options { months: 0, ..base }, "0 months"),
        (
            Options {
                months: 121,
                ..base
            },
            "expected 1 to 120",
        ),
        (
            Options {
                start: "1066-10".parse().unwrap(),
                ..base
            },
            "1066-10",
        ),
    ];
    for (options, message) in absurd {
        let refused = generate(&options).unwrap_err().to_string();
        assert!(
            refused.starts_with(message) || refused.contains(message),
            "{refused}"
        );
    }
}

#[test]
fn no_two_accounts_or_seats_share_an_id() {
    let company = generate(&options(60)).unwrap();
    for (name, content) in &company.files[1..4] {
        let ids: BTreeSet<&str> = content
            .lines()
            .filter_map(|line| line.split(',').next())
            .collect();
        assert_eq!(ids.len(), content.lines().count(), "{name}");
    }
}
