//! Reading a part: header first, numbers when they have a place, and nothing believed before the checksum is seen.

use std::io::{self, Read};

use super::header::Header;
use super::part::{BLOCK, COUNTED, KIND, MAGIC, PartError, Preface, SUM};
use crate::scenario::Packed;

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
    if bytes[..known] != MAGIC[..known] && bytes[..known] != COUNTED[..known] {
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
