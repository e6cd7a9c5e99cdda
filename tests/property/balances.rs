//! The ledger of every period balances: what was open and came in is what went out and is still open.

use foresell::calendar::PeriodKind;
use foresell::kpi::Facts;
use foresell::kpi::ledger::{Entry, Ledger, Line, PeriodLedger, Side};
use foresell::model::Model;
use foresell::results::Results;

/// In every month, quarter and year, and in all months together: what was open and what came in is what went out and what is
/// still open, in every trial and on average, to the minor unit; and what is still open opens the next period.
pub(crate) fn every_period_balances(model: &Model, results: &Results) {
    let (facts, calendar) = (Facts::new(model, results), &model.calendar);
    let ledger = Ledger::new(&facts);
    let all = ledger.of(&(0..calendar.n_months())).into_iter();
    all.for_each(|whole| balances(&whole, results.n_trials()));
    for kind in [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year] {
        let mut left: Option<Entry> = None;
        for period in calendar.periods(kind) {
            let Some(found) = ledger.of(&period.months) else {
                continue;
            };
            balances(&found, results.n_trials());
            let of = |line| {
                found
                    .entries
                    .iter()
                    .find(|entry| entry.line == line)
                    .unwrap()
            };
            if let Some(left) = left {
                let opening = of(Line::Opening);
                assert_eq!((&left.values, left.mean), (&opening.values, opening.mean));
            }
            left = Some(of(Line::StillOpen).clone());
        }
        let left = left.expect("a horizon has months that are simulated");
        assert!(
            left.values.all().iter().all(|&open| open == 0.0),
            "it has slipped"
        );
    }
}

fn balances(ledger: &PeriodLedger, n_trials: usize) {
    let side = |side| {
        ledger
            .entries
            .iter()
            .filter(move |entry| entry.line.side() == side)
    };
    for trial in 0..n_trials {
        let sum = |of| side(of).map(|entry| entry.values.all()[trial]).sum::<f64>();
        assert_eq!(sum(Side::In), sum(Side::Out), "trial {trial}");
    }
    let mean = |of| side(of).map(|entry| entry.mean).sum::<i64>();
    assert_eq!(mean(Side::In), mean(Side::Out));
    assert_eq!(mean(Side::In), ledger.potential());
    for of in [Side::In, Side::Out] {
        let shares: Vec<f64> = side(of).filter_map(|entry| entry.share).collect();
        let sum: f64 = shares.iter().sum();
        assert!(shares.is_empty() || (sum - 1.0).abs() < 1e-9, "{shares:?}");
    }
}
