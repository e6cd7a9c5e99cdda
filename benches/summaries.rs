//! What it costs to summarise an output: per value that is counted as it comes, and per value that is held and sorted.
//!
//! The promise is at most 2 ns per value for moments, extremes and counters together. Run with
//! `cargo bench -p foresell-benches --bench summaries`; read the medians in elements (values) per second: 500 million
//! are 2 ns. `kept` is what a second pass for exact quantiles adds.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use foresell::kernel::law::Law;
use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};
use foresell::kernel::summary::{Counted, Moments, Recount, Sorted, Wanted};

/// Values of a batch, as a run has them.
const BATCH: usize = 1_024;
/// Batches of one measurement: more values than the first cache holds.
const N_BATCHES: u32 = 64;

/// Sizes of deals in cents.
fn values() -> Vec<f64> {
    let law = Law::lognormal(5_000_000.0, 1.0).expect("a valid law");
    let n = u32::try_from(BATCH).expect("a batch is small") * N_BATCHES;
    let value = |trial| {
        let address = Address {
            entity: EntityKey(7),
            trial,
            month: 0,
            purpose: Purpose::new(3),
            index: 0,
        };
        law.quantile(draw(Seed(1), address).uniform(0)).round()
    };
    (0..n).map(value).collect()
}

fn summaries(c: &mut Criterion) {
    let values = values();
    let mut group = c.benchmark_group("summaries");
    group.throughput(Throughput::Elements(values.len() as u64));
    for (name, wanted) in [
        ("counted", Wanted::Quantiles),
        ("counted-moments", Wanted::Moments),
    ] {
        let empty = Counted::new(wanted, &values[..4 * BATCH]);
        group.bench_function(name, |bencher| {
            bencher.iter_batched_ref(
                || empty.clone(),
                |counted| {
                    let batches = black_box(&values).chunks(BATCH);
                    batches.for_each(|batch| counted.observe(batch));
                },
                BatchSize::SmallInput,
            );
        });
    }
    let mut counted = Counted::new(Wanted::Quantiles, &values[..4 * BATCH]);
    values
        .chunks(BATCH)
        .for_each(|batch| counted.observe(batch));
    let recount = Recount::of(&counted).expect("the output has counters");
    group.bench_function("kept", |bencher| {
        bencher.iter_batched_ref(
            || recount.clone(),
            |recount| {
                let batches = black_box(&values).chunks(BATCH);
                batches.for_each(|batch| recount.observe(batch));
            },
            BatchSize::SmallInput,
        );
    });
    group.bench_function("held", |bencher| {
        bencher.iter(|| {
            let values = black_box(&values);
            (Moments::of(values), Sorted::of(values).quantile(0.5))
        });
    });
    group.finish();
}

criterion_group!(benches, summaries);
criterion_main!(benches);
