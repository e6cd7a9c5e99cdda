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
//! # Format 2
//!
//! The same, but that the trials were counted as they came: the numbers are the words of
//! [`Tallies`](crate::kpi::tallies::Tallies), as many as the header says.
//!
//! Numbers are little-endian. The number of trials and of cells is in the header, so the length of the whole file is
//! known from its beginning: a file that is shorter or longer is torn, whatever its checksum would say. A change that could
//! break a reader gets a new version.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::Shard;
use super::header::Header;
use crate::scenario::Packed;

/// What the file begins with, up to the version.
pub(super) const KIND: &[u8] = b"foresell part ";
/// What a file of this version begins with.
pub(super) const MAGIC: &[u8; 16] = b"foresell part 1\n";
/// What a file begins with that holds counts.
pub(super) const COUNTED: &[u8; 16] = b"foresell part 2\n";
/// Length of a checksum.
pub(super) const SUM: u64 = blake3::OUT_LEN as u64;
/// Bytes that are read or written at a time; a multiple of eight.
pub(super) const BLOCK: usize = 1 << 16;

/// All that stands before the numbers: with the scenario, so that nothing else is needed to go on.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Preface<H, P> {
    pub(super) part: H,
    pub(super) scenario: P,
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
    #[error("is torn: it has {got} bytes instead of {}{expected}; {}", at_least(*shard), remedy(*shard))]
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

/// The whole length is known once the header is, and with it the shard.
fn at_least(shard: Option<Shard>) -> &'static str {
    if shard.is_none() { "at least " } else { "" }
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
/// * `numbers`: what each trial came to, trial by trial; or the words of what was counted
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
    numbers: &[i64],
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
    put(if header.counted.is_some() {
        COUNTED
    } else {
        MAGIC
    })?;
    put(&(text.len() as u64).to_le_bytes())?;
    put(&text)?;
    let mut block = Vec::with_capacity(BLOCK);
    for value in numbers {
        block.extend(value.to_le_bytes());
        if block.len() == BLOCK {
            put(&block)?;
            block.clear();
        }
    }
    put(&block)?;
    out.write_all(hasher.finalize().as_bytes())
}

#[cfg(test)]
pub(super) mod tests;
