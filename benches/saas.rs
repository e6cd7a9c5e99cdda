//! Trials per second of the shipped scenario `saas`.
//!
//! The promise of the README is 10,000 trials in less than 60 s on two cores: 167 trials per second with two threads.
//! Run with `cargo bench -p foresell-benches --bench saas`; read the median of `saas/threads/2`, in elements (trials)
//! per second.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use foresell::kernel::stream::Seed;
use foresell::model::simulate::{Unwatched, simulate};
use foresell_benches::saas;

/// Trials of one measurement: enough that two threads have several chunks each, few enough for a second or two.
const N_TRIALS: u32 = 128;
/// Threads: one for the cost of a trial, two for the promise.
const THREADS: [usize; 2] = [1, 2];

fn trials(c: &mut Criterion) {
    let scenario = saas();
    let mut group = c.benchmark_group("saas");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(u64::from(N_TRIALS)));
    for threads in THREADS {
        group.bench_with_input(
            BenchmarkId::new("threads", threads),
            &threads,
            |bencher, &threads| {
                bencher.iter(|| {
                    let run = simulate(
                        &scenario.model,
                        Seed(1),
                        0..N_TRIALS,
                        Some(threads),
                        &Unwatched,
                    );
                    black_box(run.expect("a run starts"))
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, trials);
criterion_main!(benches);
