//! A part of a run as a file.
//!
//! # Format 1
//!
//! ```text
//! bytes          content
//! 16             "foresell part 1\n": what it is, and the version of the format
//! 8              length h of the header, unsigned
//! h              header: JSON in UTF-8, {"part": the fields of `Header`, "scenario": those of `Packed`}
//! 8 per number   what each trial came to: signed integers, trial by trial, cell by cell in the order of the layout
//! 32             BLAKE3 of all bytes before
//! ```
//!
//! Numbers are little-endian. The number of trials and of cells is in the header, so the length of the whole file is
//! known from its beginning: a file that is shorter or longer is torn, whatever its checksum would say. A change that could
//! break a reader gets a new version.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::Shard;
use crate::kernel::stream::Seed;
use crate::results::{Layout, Results};
use crate::scenario::{Packed, Scenario};

/// What the file begins with, up to the version.
const KIND: &[u8] = b"foresell part ";
/// What a file of this version begins with.
const MAGIC: &[u8; 16] = b"foresell part 1\n";
/// Length of a checksum.
const SUM: u64 = blake3::OUT_LEN as u64;
/// Bytes that are read or written at a time; a multiple of eight.
const BLOCK: usize = 1 << 16;

/// What a part says about itself: which part of which run it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Version of the engine that simulated it.
    pub engine: String,
    /// Hash of the scenario.
    pub hash: String,
    /// Seed of the futures.
    pub seed: u64,
    /// First trial of the run.
    pub first_trial: u32,
    /// Trials of the run.
    pub n_trials: u32,
    /// Which part of the run this is.
    pub shard: Shard,
    /// First trial of the part.
    pub part_first_trial: u32,
    /// Trials of the part.
    pub part_n_trials: u32,
    /// Numbers of a trial.
    pub n_cells: u64,
    /// Fingerprint of what each number of a trial is.
    pub layout: String,
}

/// All that stands before the numbers: with the scenario, so that nothing else is needed to go on.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Preface<H, P> {
    part: H,
    scenario: P,
}

impl Header {
    /// The header of a part of a run.
    ///
    /// * `results`: of the part
    /// * `first_trial`, `n_trials`: of the run
    ///
    /// # Panics
    ///
    /// If the results have more than 2^32 trials, which no run has.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        results: &Results,
        shard: Shard,
        first_trial: u32,
        n_trials: u32,
    ) -> Self {
        let part_n_trials = u32::try_from(results.n_trials());
        Self {
            engine: env!("CARGO_PKG_VERSION").into(),
            hash: scenario.hash.clone(),
            seed: results.seed.0,
            first_trial,
            n_trials,
            shard,
            part_first_trial: results.first_trial,
            part_n_trials: part_n_trials.expect("trials are counted in 32 bits"),
            n_cells: results.layout.n_cells() as u64,
            layout: fingerprint(&results.layout),
        }
    }

    /// Seed of the futures.
    #[must_use]
    pub fn seed(&self) -> Seed {
        Seed(self.seed)
    }

    /// Whether the trials are those of the shard: a header that a mistake or a hand has changed may say otherwise.
    fn is_consistent(&self) -> bool {
        let run = self.first_trial.checked_add(self.n_trials);
        let part = self.part_first_trial.checked_add(self.part_n_trials);
        let (Some(run), Some(part)) = (run, part) else {
            return false;
        };
        self.shard.trials(self.first_trial..run) == Ok(self.part_first_trial..part)
    }

    /// Bytes of all its numbers.
    fn n_bytes(&self) -> Option<u64> {
        let n_numbers = u64::from(self.part_n_trials).checked_mul(self.n_cells)?;
        n_numbers.checked_mul(8)
    }
}

/// One text for what each number of a trial is: measure, cut, members and periods of every block.
///
/// Two builds of the engine that count the same have the same fingerprint.
#[must_use]
pub fn fingerprint(layout: &Layout) -> String {
    let mut hasher = blake3::Hasher::new();
    for block in layout.blocks() {
        let (id, cut, grain) = (block.measure.id(), block.cut, block.grain);
        let line = format!(
            "{id} {cut:?} {grain:?} {} {} {}\n",
            block.n_members, block.n_periods, block.first
        );
        hasher.update(line.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Why a file cannot be read as a part.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// The file system refused.
    #[error("cannot be read: {0}")]
    Read(#[from] io::Error),
    /// It is something else.
    #[error("is no part of a Foresell run: leave it out")]
    Foreign,
    /// It comes from a later engine.
    #[error(
        "is a part in a format that this version does not know: merge with the version that wrote it"
    )]
    Version,
    /// It is cut off, or something hangs on to it.
    #[error("is torn: it has {got} bytes instead of {expected}; {}", remedy(*shard))]
    Length {
        /// Bytes there are.
        got: u64,
        /// Bytes there should be, or at least.
        expected: u64,
        /// Which shard it seems to be.
        shard: Option<Shard>,
    },
    /// Some of its bytes have changed.
    #[error("is damaged: its content does not match its checksum; {}", remedy(*shard))]
    Damaged {
        /// Which shard it seems to be.
        shard: Option<Shard>,
    },
}

fn remedy(shard: Option<Shard>) -> String {
    let shard = shard.map_or("the shard".into(), |shard| format!("shard {shard}"));
    format!("copy it again, or run {shard} again")
}

impl PartError {
    /// Which shard the file seems to be, as far as that can be told.
    #[must_use]
    pub fn shard(&self) -> Option<Shard> {
        match self {
            Self::Length { shard, .. } | Self::Damaged { shard } => *shard,
            _ => None,
        }
    }
}

/// Writes a part.
///
/// # Errors
///
/// What the writer says.
///
/// # Panics
///
/// Never: a header can always be written as JSON.
pub fn write(
    out: &mut dyn Write,
    header: &Header,
    scenario: &Packed,
    results: &Results,
) -> io::Result<()> {
    let preface = Preface {
        part: header,
        scenario,
    };
    let text = serde_json::to_vec(&preface).expect("a header can be written as JSON");
    let mut hasher = blake3::Hasher::new();
    let mut put = |bytes: &[u8]| {
        hasher.update(bytes);
        out.write_all(bytes)
    };
    put(MAGIC)?;
    put(&(text.len() as u64).to_le_bytes())?;
    put(&text)?;
    let mut block = Vec::with_capacity(BLOCK);
    for value in &results.values {
        block.extend(value.to_le_bytes());
        if block.len() == BLOCK {
            put(&block)?;
            block.clear();
        }
    }
    put(&block)?;
    out.write_all(hasher.finalize().as_bytes())
}

/// A part whose header is read and whose numbers are still to come.
#[derive(Debug)]
pub struct Part<R> {
    /// What it says about itself. It may be wrong until the numbers are read and the checksum is found to match.
    pub header: Header,
    /// The scenario of the run, as far as that is true of the header.
    pub scenario: Packed,
    reader: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Part<R> {
    /// Reads the header.
    ///
    /// * `length`: of the whole file, in bytes
    ///
    /// # Errors
    ///
    /// [`PartError`] if it is no part or has not the length that it should have.
    pub fn open(mut reader: R, length: u64) -> Result<Self, PartError> {
        let mut hasher = blake3::Hasher::new();
        let start = start(&mut reader, length)?;
        hasher.update(&start);
        let (_, n_header) = start.split_at(MAGIC.len());
        let n_header = n_header
            .iter()
            .rev()
            .fold(0, |n, &byte| n << 8 | u64::from(byte));
        // The header is not trusted with memory: no more is read than the file has.
        let least = (start.len() as u64 + SUM).saturating_add(n_header);
        if length < least {
            return Err(PartError::Length {
                got: length,
                expected: least,
                shard: None,
            });
        }
        let mut text = Vec::new();
        (&mut reader).take(n_header).read_to_end(&mut text)?;
        hasher.update(&text);
        let preface: Preface<Header, Packed> =
            serde_json::from_slice(&text).map_err(|_| PartError::Damaged { shard: None })?;
        let Preface {
            part: header,
            scenario,
        } = preface;
        let shard = Some(header.shard);
        let expected = header.n_bytes().and_then(|n| n.checked_add(least));
        match expected {
            Some(expected) if expected != length => Err(PartError::Length {
                got: length,
                expected,
                shard,
            }),
            Some(_) if header.is_consistent() => Ok(Self {
                header,
                scenario,
                reader,
                hasher,
            }),
            _ => Err(PartError::Damaged { shard }),
        }
    }

    /// Reads the numbers to nowhere and compares the checksum.
    ///
    /// # Errors
    ///
    /// [`PartError`] if they cannot be read, or are not what was written.
    pub fn verify(self) -> Result<Header, PartError> {
        self.blocks(|_| ())
    }

    /// Reads the numbers and compares the checksum.
    ///
    /// * `values`: where they go, with room for exactly as many as the header says
    ///
    /// # Errors
    ///
    /// [`PartError`] if they cannot be read, or are not what was written.
    ///
    /// # Panics
    ///
    /// If there is other room than for the part.
    pub fn read(self, values: &mut [i64]) -> Result<Header, PartError> {
        assert_eq!(
            self.header.n_bytes(),
            Some(values.len() as u64 * 8),
            "a part fills its room"
        );
        let mut rest = values.iter_mut();
        self.blocks(|block| {
            let (numbers, _) = block.as_chunks::<8>();
            // The numbers come first: a pair that lacks its second half has used up its first.
            for (bytes, value) in numbers.iter().zip(&mut rest) {
                *value = i64::from_le_bytes(*bytes);
            }
        })
    }

    /// Hands over the numbers block by block, each of whole numbers.
    fn blocks(mut self, mut take: impl FnMut(&[u8])) -> Result<Header, PartError> {
        let mut left = self.header.n_bytes().unwrap_or_default();
        let mut block = vec![0; BLOCK];
        while left > 0 {
            let n = usize::try_from(left).map_or(BLOCK, |left| left.min(BLOCK));
            self.reader.read_exact(&mut block[..n])?;
            self.hasher.update(&block[..n]);
            take(&block[..n]);
            left -= n as u64;
        }
        let mut sum = [0; blake3::OUT_LEN];
        self.reader.read_exact(&mut sum)?;
        if self.hasher.finalize() == sum {
            Ok(self.header)
        } else {
            let shard = Some(self.header.shard);
            Err(PartError::Damaged { shard })
        }
    }
}

/// Whether a file begins like a part, of whatever version.
///
/// # Errors
///
/// What the reader says.
pub fn is_part(reader: impl Read) -> io::Result<bool> {
    let mut kind = Vec::new();
    reader.take(KIND.len() as u64).read_to_end(&mut kind)?;
    Ok(kind == KIND)
}

/// Reads what a part begins with, and the length of its header.
fn start(reader: &mut impl Read, length: u64) -> Result<[u8; MAGIC.len() + 8], PartError> {
    let mut bytes = Vec::new();
    let n = MAGIC.len() as u64 + 8;
    reader.take(n).read_to_end(&mut bytes)?;
    let known = bytes.len().min(MAGIC.len());
    if bytes.is_empty() || bytes[..known] != MAGIC[..known] {
        let is_part = bytes.starts_with(KIND);
        return Err(if is_part {
            PartError::Version
        } else {
            PartError::Foreign
        });
    }
    bytes.try_into().map_err(|_| PartError::Length {
        got: length,
        expected: n + SUM,
        shard: None,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::simulate::{Unwatched, simulate};
    use crate::scenario::{Memory, load};

    const PLAN: &str = include_str!("../../../tests/support/minimal.toml");

    pub(in super::super) fn scenario() -> Scenario {
        load(
            &Memory::new().with("plan.toml", PLAN),
            &["plan.toml".into()],
        )
        .unwrap()
    }

    pub(in super::super) fn results(seed: u64, trials: std::ops::Range<u32>) -> Results {
        let run = simulate(&scenario().model, Seed(seed), trials, Some(1), &Unwatched);
        run.unwrap().results
    }

    /// A part of the run of trials 3 to 9 as a file.
    pub(in super::super) fn part(shard: &str, change: impl FnOnce(&mut Header)) -> Vec<u8> {
        let shard: Shard = shard.parse().unwrap();
        let results = results(1, shard.trials(3..10).unwrap());
        let mut header = Header::new(&scenario(), &results, shard, 3, 7);
        change(&mut header);
        let mut bytes = Vec::new();
        write(&mut bytes, &header, &Packed::of(&scenario()), &results).unwrap();
        bytes
    }

    pub(in super::super) fn open(bytes: &[u8]) -> Result<Part<&[u8]>, PartError> {
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
        let header = Header::new(&scenario(), &results, shard, 0, 40);
        let mut bytes = Vec::new();
        write(&mut bytes, &header, &Packed::of(&scenario()), &results).unwrap();
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
        assert!(matches!(verified(b""), Err(PartError::Foreign)));
        assert!(matches!(verified(PLAN.as_bytes()), Err(PartError::Foreign)));
        let mut later = part("1/7", |_| ());
        later[14] = b'2';
        assert!(matches!(verified(&later), Err(PartError::Version)));
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
}
