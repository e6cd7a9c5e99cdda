//! What following customers costs: a trial of the shipped scenario `saas` with its contracts and without them.
//!
//! Run with `cargo bench -p foresell-benches --bench contracts`; the difference is the price of contracts, renewals and
//! the work on them.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use foresell::kernel::stream::Seed;
use foresell::model::simulate::{Unwatched, simulate};
use foresell_benches::{saas, without_contracts};

/// Trials of one measurement: a second or two.
const N_TRIALS: u32 = 64;

fn contracts(c: &mut Criterion) {
    let mut group = c.benchmark_group("contracts");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(u64::from(N_TRIALS)));
    for (name, scenario) in [("with", saas()), ("without", without_contracts())] {
        group.bench_with_input(
            BenchmarkId::new("saas", name),
            &scenario,
            |bencher, scenario| {
                bencher.iter(|| {
                    let run = simulate(&scenario.model, Seed(1), 0..N_TRIALS, Some(1), &Unwatched);
                    black_box(run.expect("a run starts"))
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, contracts);
criterion_main!(benches);
