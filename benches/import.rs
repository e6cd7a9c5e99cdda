//! What it costs to learn a plan from a large export: a million made-up opportunities, read, checked and estimated.
//!
//! Run with `cargo bench -p foresell-benches --bench import`; asked are at most 60 s and 3 GB on two cores. With `-- --test`
//! ten thousand.

use std::time::Instant;

use foresell::generate::crm::CrmOptions;
use foresell::learn::import::{Options, import};
use foresell_benches::export::{made_up, most_memory};

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--test");
    let deals = if smoke { 10_000 } else { 1_000_000 };
    let options = CrmOptions {
        deals,
        months: 36,
        ..CrmOptions::default()
    };
    let export = made_up(&options);
    let before = most_memory();
    let begin = Instant::now();
    let imported = import(export, &Options::default()).expect("the export makes a scenario");
    let taken = begin.elapsed();
    println!("import and estimates of {deals} made-up opportunities");
    println!("time      {:6.1} s   (at most 60)", taken.as_secs_f64());
    if let (Some(before), Some(after)) = (before, most_memory()) {
        println!("memory    {after:6.2} GB  (at most 3; {before:.2} when the export was made up)");
    }
    assert!(imported.files.contains_key("scenario.toml"));
}
