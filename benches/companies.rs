//! Trials per second of plans of other kinds than `saas`: a made-up company of 500 seats, and the reference model.
//!
//! The company has 20,000 named accounts and 36 months, and is made up once, outside the timer; so a first run takes
//! some time before it measures. The reference model works by the month and takes no hours: it shows what a trial costs
//! that does little but draw.
//! Run with `cargo bench -p foresell-benches --bench companies`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foresell::kernel::stream::Seed;
use foresell::model::simulate::{Unwatched, simulate};
use foresell_benches::{generated, shipped};

/// Trials of one measurement: a second or two of each.
const N_TRIALS: [u32; 2] = [4, 64];

fn companies(c: &mut Criterion) {
    // A smoke test does not wait until the large company is made up.
    let is_smoke = std::env::args().any(|argument| argument == "--test");
    let company = if is_smoke {
        generated(60, 1_000)
    } else {
        generated(500, 20_000)
    };
    let plans = [("seats-500", company), ("ref-1", shipped("ref-1"))];
    let mut group = c.benchmark_group("companies");
    group.sample_size(10);
    for ((name, scenario), n_trials) in plans.iter().zip(N_TRIALS) {
        group.throughput(Throughput::Elements(u64::from(n_trials)));
        group.bench_with_input(*name, scenario, |bencher, scenario| {
            bencher.iter(|| {
                let run = simulate(&scenario.model, Seed(1), 0..n_trials, Some(1), &Unwatched);
                black_box(run.expect("a run starts"))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, companies);
criterion_main!(benches);
