//! What a draw costs: random words alone, and with the transform that makes a number of them.
//!
//! Run with `cargo bench -p foresell-benches --bench draws`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foresell::kernel::count::poisson;
use foresell::kernel::law::Law;
use foresell::kernel::sobol::Axis;
use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, Words, draw};

/// Draws of one measurement: enough to fill microseconds, few enough to stay in the first cache.
const N_DRAWS: u32 = 1_000;

fn words(trial: u32) -> Words {
    let entity = EntityKey(0x5EED);
    draw(
        Seed(1),
        Address {
            entity,
            trial,
            month: 3,
            purpose: Purpose::new(3),
            index: 0,
        },
    )
}

fn draws(c: &mut Criterion) {
    let lognormal = Law::lognormal(50_000.0, 1.0).expect("a valid law");
    let gamma = Law::gamma(3.0, 0.6).expect("a valid law");
    let mut group = c.benchmark_group("draw");
    group.throughput(Throughput::Elements(u64::from(N_DRAWS)));
    let mut measure = |name: &str, number: &dyn Fn(Words) -> f64| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                (0..N_DRAWS)
                    .map(|trial| number(words(black_box(trial))))
                    .sum::<f64>()
            });
        });
    };
    measure("words", &|words| words.uniform(0));
    measure("lognormal", &|words| lognormal.quantile(words.uniform(0)));
    measure("gamma", &|words| gamma.quantile(words.uniform(0)));
    measure("poisson-3", &|words| {
        f64::from(poisson(words.uniform53(0), 3.0))
    });
    measure("poisson-300", &|words| {
        f64::from(poisson(words.uniform53(0), 300.0))
    });
    let axis = Axis {
        seed: Seed(1),
        key: EntityKey(0x5EED),
        purpose: Purpose::new(0),
    };
    // What a trial pays for each uncertain assumption, beside its quantile.
    group.bench_function("evenly-spread", |bencher| {
        bencher.iter(|| {
            (0..N_DRAWS)
                .map(|trial| axis.uniform(black_box(trial)))
                .sum::<f64>()
        });
    });
    group.finish();
}

criterion_group!(benches, draws);
criterion_main!(benches);
