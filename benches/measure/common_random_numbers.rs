//! What a comparison of two plans in the same futures gains over one in futures of their own: how many times smaller the
//! variance of the difference is.
//!
//! The reference model against itself with one thing changed. In futures of their own the variance of a difference is the
//! sum of both variances.

use foresell::kernel::stream::Seed;
use foresell::kernel::summary::Moments;
use foresell::measure::Measure;
use foresell::scenario::Scenario;
use foresell_benches::{changed, shipped};

use crate::clock::run_with;

const TRIALS: u32 = 4_000;

/// What is changed, how the scenario says it, what is looked at, and the ratio that is asked for at least.
const CHANGES: [(&str, &str, Output, f64); 4] = [
    (
        "five reps from month 6 on: bookings of year 2",
        "[workforce.groups.more]\nrole = \"rep\"\ncount = 5\nplanned-start = \"2027-07\"\n",
        Output::BookingsOfSecondYear,
        40.0,
    ),
    (
        "5 % more leads: bookings of year 2",
        "[demand.sources.own]\nleads-per-month = 3.15\n",
        Output::BookingsOfSecondYear,
        40.0,
    ),
    (
        "26 % instead of 25 % won: bookings of year 2",
        "[funnel.stages.cycle]\npass = 0.26\n",
        Output::BookingsOfSecondYear,
        50.0,
    ),
    (
        "20 % instead of 15 % above quota: commission",
        "[comp.plans.reps]\ntiers = [{ above = 0, multiplier = 1 }, { above = 1, multiplier = 2 }]\n",
        Output::Commission,
        30.0,
    ),
];

#[derive(Clone, Copy)]
enum Output {
    BookingsOfSecondYear,
    Commission,
}

impl Output {
    fn of(self, scenario: &Scenario, trials: u32) -> Vec<i64> {
        let results = run_with(scenario, Seed(1), trials, 2).results;
        match self {
            Self::BookingsOfSecondYear => results.company(Measure::Bookings, 12..24),
            Self::Commission => results.company(Measure::VariablePay, 0..24),
        }
    }
}

/// Prints the ratio of variances for each change.
pub(crate) fn print(is_smoke: bool) {
    let trials = if is_smoke { 50 } else { TRIALS };
    let base = shipped("ref-1");
    println!(
        "{:52}{:>12}{:>10}",
        "same futures against others", "variance /", "asked"
    );
    for (name, change, output, asked) in CHANGES {
        let (before, after) = (
            output.of(&base, trials),
            output.of(&changed("ref-1", change), trials),
        );
        let apart: Vec<i64> = before.iter().zip(&after).map(|(a, b)| b - a).collect();
        let ratio = (variance(&before) + variance(&after)) / variance(&apart);
        println!("{name:52}{ratio:12.1}{asked:10.0}");
    }
}

fn variance(values: &[i64]) -> f64 {
    let sd = Moments::of(values).and_then(|moments| moments.sd);
    let sd = sd.expect("there are several trials");
    sd * sd
}
