//! How the cost grows with trials, seats, months and deals: the cost of one of them at three sizes each.

use foresell::measure::Measure;
use foresell::scenario::Scenario;
use foresell_benches::{changed, generated, generated_over, saas};

use crate::clock::{cpu_of_trial, medians, run};

const ROUNDS: usize = 3;

/// One size of one thing that grows.
struct Size {
    label: String,
    scenario: Scenario,
    trials: u32,
    /// How many of the thing there are in a trial, or trials.
    n: f64,
}

/// Prints a table for each of them.
pub(crate) fn print(is_smoke: bool) {
    let scale = if is_smoke { 1 } else { 8 };
    let by_trials = [50, 200, 800].map(|trials| Size {
        label: format!("{trials} trials"),
        scenario: saas(),
        trials: trials * scale / 8,
        n: 1.0,
    });
    table("SaaS, by trials", "us a trial", &by_trials, is_smoke);
    let seats = if is_smoke {
        [20, 40, 60]
    } else {
        [50, 150, 500]
    };
    let by_seats = seats.map(|seats| {
        of_deals(
            format!("{seats} seats"),
            generated(seats, 40 * seats),
            scale,
        )
    });
    let mut by_seats = Vec::from(by_seats);
    if !is_smoke {
        by_seats.push(of_deals("SaaS, 60 seats".into(), saas(), scale));
    }
    table(
        "made-up companies, by seats",
        "us a lead",
        &by_seats,
        is_smoke,
    );
    let by_months = [24, 48, 96].map(|months| Size {
        label: format!("{months} months"),
        scenario: generated_over(60, 1_000, months),
        trials: 2 * scale,
        n: f64::from(u16::try_from(months).expect("months are few")),
    });
    table(
        "a made-up company of 60 seats, by months",
        "us a month",
        &by_months,
        is_smoke,
    );
    let by_deals = [1.5, 3.0, 6.0].map(|leads| {
        let more = format!("[demand.sources.own]\nleads-per-month = {leads}\n");
        of_deals(
            format!("{leads} leads a month and rep"),
            changed("ref-1", &more),
            scale,
        )
    });
    table(
        "the reference model, by deals",
        "us a lead",
        &by_deals,
        is_smoke,
    );
}

/// A size that is counted in leads.
fn of_deals(label: String, scenario: Scenario, scale: u32) -> Size {
    let results = run(&scenario, 2, 1).results;
    let months = 0..scenario.model.calendar.n_months();
    let leads = results.company(Measure::Leads, months);
    #[expect(clippy::cast_precision_loss, reason = "leads are counted in thousands")]
    let n = leads.iter().sum::<i64>() as f64 / 2.0;
    Size {
        label,
        scenario,
        trials: 2 * scale,
        n,
    }
}

fn table(title: &str, unit: &str, sizes: &[Size], is_smoke: bool) {
    let rounds = if is_smoke { 1 } else { ROUNDS };
    let figures = medians(sizes.len(), rounds, |which| {
        let size = &sizes[which];
        cpu_of_trial(&size.scenario, size.trials, 1)
    });
    println!("{title:42}{:>14}{unit:>14}{:>10}", "us a trial", "ratio");
    let first = figures[0] / sizes[0].n;
    for (size, figure) in sizes.iter().zip(figures) {
        let each = figure / size.n;
        println!(
            "{:42}{figure:14.1}{each:14.3}{:10.2}",
            size.label,
            each / first
        );
    }
    println!();
}
