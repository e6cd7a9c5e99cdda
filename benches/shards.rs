//! What a run in parts costs beside its trials: writing a part, and joining parts to the run.
//!
//! Run with `cargo bench -p foresell-benches --bench shards`; throughput is in bytes of the parts.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foresell::kernel::stream::Seed;
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::Results;
use foresell::scenario::{Packed, Scenario};
use foresell::shard::Shard;
use foresell::shard::gather::{Joined, Named, problems, scenario};
use foresell::shard::header::Header;
use foresell::shard::part;
use foresell::shard::reader::Part;
use foresell_benches::saas;

/// Trials of the run and parts it is split into: some ten megabytes, which no cache holds.
const N_TRIALS: u32 = 256;
const N_SHARDS: u32 = 8;

/// The results of each part.
fn simulated(scenario: &Scenario) -> Vec<(Header, Results)> {
    let of_shard = |number| {
        let shard = Shard::new(number, N_SHARDS).expect("it is one of them");
        let trials = shard.trials(0..N_TRIALS).expect("there are enough trials");
        let part = (trials.start, trials.end - trials.start);
        let run = simulate(&scenario.model, Seed(1), trials, None, &Unwatched);
        let results = run.expect("a run starts").results;
        let run = (0, N_TRIALS);
        let header = Header::new(scenario, &results.layout, Seed(1), (shard, part), run);
        (header, results)
    };
    (1..=N_SHARDS).map(of_shard).collect()
}

fn written(scenario: &Packed, (header, results): &(Header, Results)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let numbers = results.values.as_slice().expect("rows follow rows");
    part::write(&mut bytes, header, scenario, numbers).expect("memory takes it");
    bytes
}

fn open(bytes: &[u8]) -> Part<&[u8]> {
    Part::open(bytes, bytes.len() as u64).expect("it is a part")
}

/// As the command does it: each part is read twice, once to see that all is well before there is room for the whole.
fn merged(parts: &[Vec<u8>]) -> Results {
    let named = parts.iter().map(|bytes| Named {
        file: "part".into(),
        header: open(bytes).verify(),
    });
    assert!(problems(named.collect()).is_empty(), "they are one run");
    let first = open(&parts[0]);
    let scenario = scenario(&first).expect("this build wrote it");
    let room = Joined::with_room(&first.header, &scenario);
    let mut joined = room.expect("the machine has room for some megabytes");
    for bytes in parts {
        joined.read(open(bytes)).expect("it was read before");
    }
    joined.into_results()
}

fn shards(c: &mut Criterion) {
    let scenario = saas();
    let packed = Packed::of(&scenario);
    let simulated = simulated(&scenario);
    let parts: Vec<Vec<u8>> = simulated
        .iter()
        .map(|part| written(&packed, part))
        .collect();
    let n_bytes: usize = parts.iter().map(Vec::len).sum();
    let mut group = c.benchmark_group("shards");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(n_bytes as u64));
    group.bench_function("write", |bencher| {
        bencher.iter(|| {
            let parts = simulated.iter().map(|part| written(&packed, part));
            black_box(parts.collect::<Vec<_>>())
        });
    });
    group.bench_function("merge", |bencher| {
        bencher.iter(|| black_box(merged(&parts)));
    });
    group.finish();
}

criterion_group!(benches, shards);
criterion_main!(benches);
