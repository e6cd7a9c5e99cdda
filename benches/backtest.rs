//! What a look back costs: twelve month-ends of ten thousand made-up opportunities, learnt and simulated from each.
//!
//! Run with `cargo bench -p foresell-benches --bench backtest`; asked are at most 60 s on two cores. With `-- --test` two
//! month-ends of a thousand.

use std::time::Instant;

use foresell::generate::crm::CrmOptions;
use foresell::kernel::stream::Seed;
use foresell::learn::backtest::{Options, backtest};
use foresell::learn::import::Options as ImportOptions;
use foresell::model::simulate::Unwatched;
use foresell_benches::export::made_up;

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--test");
    let (deals, n_days, trials) = if smoke {
        (1_000, 2, 100)
    } else {
        (10_000, 12, 1_000)
    };
    let export = made_up(&CrmOptions {
        deals,
        months: 24,
        ..CrmOptions::default()
    });
    let mut days = Vec::new();
    let mut day = jiff::civil::date(2026, 9, 30);
    while days.len() < n_days {
        days.push(day);
        day = day.first_of_month().yesterday().expect("a day before");
    }
    days.reverse();
    let options = Options {
        import: ImportOptions::default(),
        horizon: 3,
        days: Some(days),
        trials,
        seed: Seed(1),
        threads: None,
    };
    let begin = Instant::now();
    let found = backtest(&export, &options, &Unwatched).expect("forecasts");
    let taken = begin.elapsed();
    assert_eq!(found.days.len(), n_days, "{:?}", found.refused);
    println!(
        "back-test of {deals} made-up opportunities from {n_days} month-ends, {trials} futures each"
    );
    println!("time      {:6.1} s   (at most 60)", taken.as_secs_f64());
    for judged in &found.judged {
        println!("{:9} {}", judged.kpi.id, judged.verdict.name());
    }
}
