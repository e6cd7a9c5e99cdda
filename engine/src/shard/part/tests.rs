use super::super::header::fingerprint;
use super::super::reader::{Part, is_part};
use super::*;
use crate::kernel::stream::Seed;
use crate::model::simulate::{Unwatched, simulate};
use crate::results::Results;
use crate::scenario::{Memory, Scenario, load};

const PLAN: &str = include_str!("../../../../tests/support/minimal.toml");

pub(in crate::shard) fn scenario() -> Scenario {
    load(
        &Memory::new().with("plan.toml", PLAN),
        &["plan.toml".into()],
    )
    .unwrap()
}

pub(in crate::shard) fn results(seed: u64, trials: std::ops::Range<u32>) -> Results {
    let run = simulate(&scenario().model, Seed(seed), trials, Some(1), &Unwatched);
    run.unwrap().results
}

/// A part of the run of trials 3 to 9 as a file.
pub(in crate::shard) fn part(shard: &str, change: impl FnOnce(&mut Header)) -> Vec<u8> {
    let shard: Shard = shard.parse().unwrap();
    let results = results(1, shard.trials(3..10).unwrap());
    let part = (
        results.first_trial,
        u32::try_from(results.n_trials()).unwrap(),
    );
    let (layout, seed) = (&results.layout, results.seed);
    let mut header = Header::new(&scenario(), layout, seed, (shard, part), (3, 7));
    change(&mut header);
    let mut bytes = Vec::new();
    write(
        &mut bytes,
        &header,
        &Packed::of(&scenario()),
        results.values.as_slice().unwrap(),
    )
    .unwrap();
    bytes
}

pub(in crate::shard) fn open(bytes: &[u8]) -> Result<Part<&[u8]>, PartError> {
    Part::open(bytes, bytes.len() as u64)
}

fn verified(bytes: &[u8]) -> Result<Header, PartError> {
    open(bytes).and_then(Part::verify)
}

#[test]
fn a_part_reads_as_it_was_written() {
    let bytes = part("2/3", |_| ());
    let header = verified(&bytes).unwrap();
    assert_eq!((header.part_first_trial, header.part_n_trials), (6, 2));
    let packed = open(&bytes).unwrap().scenario;
    assert_eq!(packed.load().unwrap().hash, scenario().hash);
    let expected = results(1, 6..8).values;
    let mut values = vec![0; expected.len()];
    open(&bytes).unwrap().read(&mut values).unwrap();
    assert_eq!(values, expected.into_raw_vec_and_offset().0);
    assert!(is_part(&bytes[..]).unwrap() && !is_part(&b"foresell"[..]).unwrap());
}

#[test]
fn a_part_of_many_blocks_reads_as_it_was_written() {
    let (shard, results) = (Shard::new(1, 1).unwrap(), results(1, 0..40));
    assert!(
        results.values.len() * 8 > 3 * BLOCK,
        "{}",
        results.values.len()
    );
    let part = (0, u32::try_from(results.n_trials()).unwrap());
    let (layout, seed) = (&results.layout, results.seed);
    let header = Header::new(&scenario(), layout, seed, (shard, part), (0, 40));
    let mut bytes = Vec::new();
    write(
        &mut bytes,
        &header,
        &Packed::of(&scenario()),
        results.values.as_slice().unwrap(),
    )
    .unwrap();
    let mut values = vec![0; results.values.len()];
    open(&bytes).unwrap().read(&mut values).unwrap();
    assert_eq!(values, results.values.into_raw_vec_and_offset().0);
}

#[test]
fn no_byte_can_change_unnoticed() {
    let bytes = part("1/7", |_| ());
    let all = (0..64)
        .chain((64..bytes.len()).step_by(41))
        .chain(bytes.len() - 32..bytes.len());
    for at in all {
        let mut changed = bytes.clone();
        changed[at] ^= 4;
        assert!(verified(&changed).is_err(), "byte {at}");
    }
}

#[test]
fn no_cut_goes_unnoticed_and_the_shard_is_named_where_it_is_known() {
    let bytes = part("1/7", |_| ());
    let lengths = (1..64)
        .chain((64..bytes.len()).step_by(101))
        .chain([bytes.len() - 1]);
    for length in lengths {
        let error = verified(&bytes[..length]).unwrap_err();
        assert!(
            matches!(error, PartError::Length { got, .. } if got == length as u64),
            "{length}: {error}"
        );
    }
    let torn = verified(&bytes[..bytes.len() - 1]).unwrap_err().to_string();
    assert!(torn.contains("run shard 1/7 again"), "{torn}");
    let longer = [&bytes[..], &[0]].concat();
    assert!(matches!(verified(&longer), Err(PartError::Length { .. })));
}

#[test]
fn what_is_something_else_or_of_another_format_is_told_apart() {
    // An empty file is what is left of one, where a disk was full or a copy never began.
    let empty = verified(b"").unwrap_err().to_string();
    assert_eq!(
        empty,
        "is torn: it has 0 bytes instead of at least 56; copy it again, or run the shard again"
    );
    assert!(matches!(verified(PLAN.as_bytes()), Err(PartError::Foreign)));
    let mut later = part("1/7", |_| ());
    later[14] = b'3';
    assert!(matches!(verified(&later), Err(PartError::Version)));
    // Counts in place of trials are another format, and no byte of either can change.
    later[14] = b'2';
    assert!(matches!(verified(&later), Err(PartError::Damaged { .. })));
}

#[test]
fn a_header_is_not_believed_what_cannot_be() {
    let mut endless = part("1/7", |_| ());
    endless[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(matches!(verified(&endless), Err(PartError::Length { .. })));
    let many = part("1/7", |header| header.n_cells = u64::MAX / 2);
    assert!(matches!(verified(&many), Err(PartError::Damaged { .. })));
    let moved = part("1/7", |header| header.part_first_trial = 4);
    assert!(matches!(verified(&moved), Err(PartError::Damaged { .. })));
}

#[test]
fn a_fingerprint_tells_layouts_apart() {
    let layout = scenario().model.layout();
    let longer = PLAN.replace("months = 12", "months = 13");
    let files = Memory::new().with("plan.toml", longer);
    let other = load(&files, &["plan.toml".into()]).unwrap().model.layout();
    assert_eq!(fingerprint(&layout), fingerprint(&layout.clone()));
    assert_ne!(fingerprint(&layout), fingerprint(&other));
}
