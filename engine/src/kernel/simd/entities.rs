//! Random words of entities that have many decisions each: what belongs to the entity is worked out once, and stays where
//! the processor computes.

use std::ops::Range;

use super::level::Kind;
use super::words::{Stem, Trunk, pair, place};
use super::{Level, at_each_level};
use crate::kernel::stream::Purpose;

/// Decisions that are worked out together.
pub const WIDTH: usize = 8;

/// Places of decisions, entity after entity, each as many as it has.
#[derive(Clone, Copy, Debug)]
pub struct Ragged<'c> {
    /// The entities.
    pub stems: &'c [Stem],
    /// Where the places of each end; those of the first begin at 0.
    pub ends: &'c [u32],
    /// Places with purpose 0, and at least [`WIDTH`] more that mean nothing.
    pub places: &'c [u32],
}

impl<'c> Ragged<'c> {
    /// Each entity and where its places are.
    pub(super) fn each(&self) -> impl Iterator<Item = (&'c Stem, Range<usize>)> + use<'c> {
        let mut first = 0;
        self.stems.iter().zip(self.ends).map(move |(stem, &end)| {
            let range = first..end as usize;
            first = range.end;
            (stem, range)
        })
    }

    /// Number of places that mean something.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.last().map_or(0, |&end| end as usize)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Makes room for so many and those that are written down without need.
fn make_room<T: Copy + Default>(column: &mut Vec<T>, n: usize) {
    if column.len() < n + WIDTH {
        column.resize(n + WIDTH, T::default());
    }
}

/// The first two words, the first one above the second, of each entity at each place; and which of them lie below a limit.
///
/// * `places`: with purpose 0; a multiple of [`WIDTH`], at most 64
/// * `limits`: of each place
/// * `out`: row = entity, column = place
/// * `marks`: of each entity, the bit of each place whose words lie below its limit
///
/// # Panics
///
/// If there are as many limits as places for neither.
pub fn grid(
    level: Level,
    trunk: &Trunk,
    (stems, purpose): (&[Stem], Purpose),
    (places, limits): (&[u32], &[u64]),
    out: &mut Vec<u64>,
    marks: &mut Vec<u64>,
) {
    assert!(
        places.len().is_multiple_of(WIDTH) && places.len() <= 64 && places.len() == limits.len(),
        "a limit for each of a few places"
    );
    out.resize(stems.len() * places.len(), 0);
    marks.resize(stems.len(), 0);
    let flip = place(0, purpose, 0);
    #[cfg(target_arch = "x86_64")]
    if level.kind() == Kind::Avx512 {
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        unsafe {
            super::wide::grid(trunk, stems, flip, (places, limits), out, marks);
        }
        return;
    }
    grid_in_lanes(level, trunk, stems, flip, places, limits, out, marks);
}

at_each_level! {
    /// [`grid`] as the compiler does it.
    pub fn grid_in_lanes(
        trunk: &Trunk,
        stems: &[Stem],
        flip: u32,
        places: &[u32],
        limits: &[u64],
        out: &mut [u64],
        marks: &mut [u64]
    ) { grid_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn grid_of(
    trunk: &Trunk,
    stems: &[Stem],
    flip: u32,
    places: &[u32],
    limits: &[u64],
    out: &mut [u64],
    marks: &mut [u64],
) {
    let rows = out.chunks_exact_mut(places.len()).zip(stems).zip(marks);
    for ((out, stem), marks) in rows {
        for (out, place) in out.iter_mut().zip(places) {
            *out = pair(trunk, stem, place ^ flip);
        }
        *marks = 0;
        for (ix, (out, limit)) in out.iter().zip(limits).enumerate() {
            *marks |= u64::from(out < limit) << ix;
        }
    }
}

/// The first two words, the first one above the second, at each place of each entity; behind the last stand some more that
/// mean nothing.
pub fn pairs_of(
    level: Level,
    trunk: &Trunk,
    purpose: Purpose,
    rows: &Ragged<'_>,
    out: &mut Vec<u64>,
) {
    make_room(out, rows.len());
    let flip = place(0, purpose, 0);
    #[cfg(target_arch = "x86_64")]
    if level.kind() == Kind::Avx512 {
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        unsafe {
            super::wide::pairs_of(trunk, flip, rows, out);
        }
        return;
    }
    pairs_in_lanes(level, trunk, flip, rows, out);
}

at_each_level! {
    /// [`pairs_of`] as the compiler does it.
    pub fn pairs_in_lanes(trunk: &Trunk, flip: u32, rows: &Ragged<'_>, out: &mut [u64]) { pairs_of_each }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn pairs_of_each(trunk: &Trunk, flip: u32, rows: &Ragged<'_>, out: &mut [u64]) {
    for (stem, range) in rows.each() {
        let places = &rows.places[range.clone()];
        for (out, place) in out[range].iter_mut().zip(places) {
            *out = pair(trunk, stem, place ^ flip);
        }
    }
}

/// What passes of each entity: its place above its second word; behind the last stand some more that mean nothing.
///
/// * `last_passing`: the greatest first two words that pass; `None` if none do
/// * `ends`: where what passes of each entity ends
pub fn passing(
    level: Level,
    trunk: &Trunk,
    (purpose, last_passing): (Purpose, Option<u64>),
    rows: &Ragged<'_>,
    out: &mut Vec<u64>,
    ends: &mut Vec<u32>,
) {
    ends.clear();
    ends.resize(rows.stems.len(), 0);
    make_room(out, rows.len());
    let Some(last_passing) = last_passing else {
        return;
    };
    let flip = place(0, purpose, 0);
    #[cfg(target_arch = "x86_64")]
    if level.kind() == Kind::Avx512 {
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        unsafe {
            super::wide::passing(trunk, flip, rows, last_passing, out, ends);
        }
        return;
    }
    passing_in_lanes(level, trunk, flip, rows, last_passing, out, ends);
}

at_each_level! {
    /// [`passing`] as the compiler does it.
    pub fn passing_in_lanes(
        trunk: &Trunk,
        flip: u32,
        rows: &Ragged<'_>,
        last_passing: u64,
        out: &mut [u64],
        ends: &mut [u32]
    ) { passing_of }
}

#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level"
)]
fn passing_of(
    trunk: &Trunk,
    flip: u32,
    rows: &Ragged<'_>,
    last_passing: u64,
    out: &mut [u64],
    ends: &mut [u32],
) {
    /// Decisions whose words are worked out before they are looked at.
    const AT_ONCE: usize = 64;
    let mut words = [0; AT_ONCE];
    let mut n = 0;
    for ((stem, range), end) in rows.each().zip(ends) {
        for places in rows.places[range].chunks(AT_ONCE) {
            for (word, place) in words.iter_mut().zip(places) {
                *word = pair(trunk, stem, place ^ flip);
            }
            for (&word, &place) in words.iter().zip(places) {
                out[n] = u64::from(place) << 32 | word & 0xFFFF_FFFF;
                n += usize::from(word <= last_passing);
            }
        }
        #[allow(clippy::cast_possible_truncation, reason = "places are counted in 32 bits")]
        {
            *end = n as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::stream::{Address, EntityKey, Seed, draw};

    const PURPOSE: Purpose = Purpose::new(33);

    fn first_two(entity: EntityKey, trial: u32, place: u32) -> u64 {
        let month = u16::try_from(place >> 22).unwrap();
        let index = u16::try_from(place & 0xFFFF).unwrap();
        let at = Address {
            entity,
            trial,
            month,
            purpose: PURPOSE,
            index,
        };
        let [first, second, ..] = draw(Seed(0x1234_5678_9ABC), at).0;
        u64::from(first) << 32 | u64::from(second)
    }

    fn each_level(check: impl Fn(Level, &Trunk, u32)) {
        for level in Level::all() {
            for trial in [0, 77, u32::MAX] {
                check(level, &Trunk::new(Seed(0x1234_5678_9ABC), trial), trial);
            }
        }
    }

    fn entities() -> Vec<EntityKey> {
        (0..23).map(EntityKey::scattered).collect()
    }

    #[test]
    fn a_grid_has_the_words_of_single_decisions_and_marks_the_low_ones() {
        let places: Vec<u32> = (0..24).map(|month| place(month, Purpose::new(0), 2)).collect();
        let limits: Vec<u64> = (0..24).map(|month| month << 59).collect();
        each_level(|level, trunk, trial| {
            let stems: Vec<Stem> = entities().iter().map(|&e| trunk.stem(e)).collect();
            let (mut out, mut marks) = (Vec::new(), Vec::new());
            let (columns, of) = ((&places[..], &limits[..]), (&stems[..], PURPOSE));
            grid(level, trunk, of, columns, &mut out, &mut marks);
            for (row, &entity) in entities().iter().enumerate() {
                for (column, &place) in places.iter().enumerate() {
                    let words = first_two(entity, trial, place);
                    assert_eq!(out[row * 24 + column], words, "{}", level.name());
                    let marked = marks[row] >> column & 1 == 1;
                    assert_eq!(marked, words < limits[column]);
                }
            }
            assert!(marks.iter().any(|&marks| marks > 0));
        });
    }

    #[test]
    fn what_passes_is_listed_in_order_with_its_second_word() {
        let (mut places, mut ends) = (Vec::new(), Vec::new());
        for n in 0..23_u16 {
            places.extend((0..n * 3).map(|index| place(n * 40, Purpose::new(0), index)));
            ends.push(u32::try_from(places.len()).unwrap());
        }
        places.resize(places.len() + WIDTH, 0);
        each_level(|level, trunk, trial| {
            let stems: Vec<Stem> = entities().iter().map(|&e| trunk.stem(e)).collect();
            let rows = Ragged {
                stems: &stems,
                ends: &ends,
                places: &places,
            };
            let mut words = Vec::new();
            pairs_of(level, trunk, PURPOSE, &rows, &mut words);
            for last in [None, Some(0), Some(1 << 62), Some(3 << 62), Some(u64::MAX)] {
                let (mut out, mut out_ends) = (Vec::new(), Vec::new());
                let of = (PURPOSE, last);
                passing(level, trunk, of, &rows, &mut out, &mut out_ends);
                let (mut expected, mut first) = (Vec::new(), 0);
                for (row, &entity) in entities().iter().enumerate() {
                    for at in first..ends[row] as usize {
                        let pair = first_two(entity, trial, places[at]);
                        assert_eq!(words[at], pair, "{}", level.name());
                        if last.is_some_and(|last| pair <= last) {
                            expected.push(u64::from(places[at]) << 32 | pair & 0xFFFF_FFFF);
                        }
                    }
                    first = ends[row] as usize;
                    assert_eq!(out_ends[row] as usize, expected.len(), "{}", level.name());
                }
                assert_eq!(out[..expected.len()], expected);
            }
        });
    }
}
