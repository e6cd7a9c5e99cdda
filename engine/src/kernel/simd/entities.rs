//! Random words of entities that have many decisions each: what belongs to the entity is worked out once, and stays where
//! the processor computes.

use std::ops::Range;

use super::Level;
#[cfg(target_arch = "x86_64")]
use super::by_hand::{avx2, avx512};
#[cfg(target_arch = "x86_64")]
use super::level::Kind;
use super::words::{INDEX, Stem, Trunk, pair, place, words};
use crate::kernel::philox::halves;
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

/// Each entity and where what belongs to it is.
fn each<'c>(
    stems: &'c [Stem],
    ends: &'c [u32],
) -> impl Iterator<Item = (&'c Stem, Range<usize>)> + use<'c> {
    let mut first = 0;
    stems.iter().zip(ends).map(move |(stem, &end)| {
        let range = first..end as usize;
        first = range.end;
        (stem, range)
    })
}

impl<'c> Ragged<'c> {
    /// Each entity and where its places are.
    pub(super) fn each(&self) -> impl Iterator<Item = (&'c Stem, Range<usize>)> + use<'c> {
        each(self.stems, self.ends)
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

/// Decisions of which four share a draw, a word each: whose index is the draw's times four, and the three after it.
#[derive(Clone, Copy, Debug)]
pub struct Fours<'c> {
    /// The entities.
    pub stems: &'c [Stem],
    /// Where the draws of each end; those of the first begin at 0.
    pub ends: &'c [u32],
    /// Of how many decisions each draw is, where more than four mean four, above its place with purpose 0; and at least
    /// [`WIDTH`] more that mean nothing.
    pub draws: &'c [u64],
}

impl<'c> Fours<'c> {
    /// Each entity and where its draws are.
    pub(super) fn each(&self) -> impl Iterator<Item = (&'c Stem, Range<usize>)> + use<'c> {
        each(self.stems, self.ends)
    }

    fn len(&self) -> usize {
        self.ends.last().map_or(0, |&end| end as usize)
    }
}

/// Makes room for so many and those that are written down without need.
fn make_room<T: Copy + Default>(column: &mut Vec<T>, n: usize) {
    if column.len() < n + WIDTH {
        column.resize(n + WIDTH, T::default());
    }
}

/// The words of each entity at each place; and which of them are at most a limit.
///
/// * `places`: with purpose 0; 8 or 16
/// * `limits`: of each word, four for each place
/// * `out`: row = entity; the four words of a place side by side
/// * `marks`: of each entity, the bit of each word that is at most its limit
///
/// # Panics
///
/// If there are other numbers of places, or of limits.
pub fn grid(
    level: Level,
    trunk: &Trunk,
    (stems, purpose): (&[Stem], Purpose),
    (places, limits): (&[u32], &[u32]),
    out: &mut Vec<u32>,
    marks: &mut Vec<u64>,
) {
    let n = places.len();
    assert!(
        n > 0 && n.is_multiple_of(WIDTH) && n <= 16 && limits.len() == 4 * n,
        "four limits for each of a few places"
    );
    out.resize(stems.len() * 4 * n, 0);
    marks.resize(stems.len(), 0);
    let flip = place(0, purpose, 0);
    match level.kind() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        Kind::Avx512 => unsafe { avx512::grid(trunk, stems, flip, (places, limits), out, marks) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        Kind::Avx2 => unsafe { avx2::grid(trunk, stems, flip, (places, limits), out, marks) },
        _ => {
            let rows = out.chunks_exact_mut(4 * n).zip(stems).zip(marks);
            for ((out, stem), marks) in rows {
                *marks = 0;
                for (ix, place) in places.iter().enumerate() {
                    let drawn = words(trunk, stem, place ^ flip);
                    out[4 * ix..][..4].copy_from_slice(&drawn);
                    for (at, drawn) in (4 * ix..).zip(drawn) {
                        *marks |= u64::from(drawn <= limits[at]) << at;
                    }
                }
            }
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
    match level.kind() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        Kind::Avx512 => unsafe { avx512::pairs_of(trunk, flip, rows, out) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        Kind::Avx2 => unsafe { avx2::pairs_of(trunk, flip, rows, out) },
        _ => {
            for (stem, range) in rows.each() {
                let places = &rows.places[range.clone()];
                for (out, place) in out[range].iter_mut().zip(places) {
                    *out = pair(words(trunk, stem, place ^ flip));
                }
            }
        }
    }
}

/// The places of decisions whose word is at most a limit, entity by entity, in no order; behind the last stand some more
/// that mean nothing.
///
/// * `last`: the greatest word that passes; `None` if none does
/// * `ends`: where those of each entity end
pub fn passing(
    level: Level,
    trunk: &Trunk,
    (purpose, last): (Purpose, Option<u32>),
    rows: &Fours<'_>,
    out: &mut Vec<u32>,
    ends: &mut Vec<u32>,
) {
    ends.clear();
    ends.resize(rows.stems.len(), 0);
    make_room(out, 4 * rows.len());
    let Some(last) = last else {
        return;
    };
    let flip = place(0, purpose, 0);
    match level.kind() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        Kind::Avx512 => unsafe { avx512::passing(trunk, flip, rows, last, out, ends) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
        Kind::Avx2 => unsafe { avx2::passing(trunk, flip, rows, last, out, ends) },
        _ => {
            let mut n = 0;
            for ((stem, range), end) in rows.each().zip(ends) {
                for &draw in &rows.draws[range] {
                    let [block, how_many] = halves(draw);
                    let first = block + 3 * (block & INDEX);
                    let drawn = words(trunk, stem, block ^ flip);
                    for (place, word) in (first..).zip(drawn).take(how_many as usize) {
                        out[n] = place;
                        n += usize::from(word <= last);
                    }
                }
                #[allow(
                    clippy::cast_possible_truncation,
                    reason = "places are counted in 32 bits"
                )]
                {
                    *end = n as u32;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::stream::{Address, EntityKey, Seed, draw};

    const PURPOSE: Purpose = Purpose::new(33);
    const SEED: Seed = Seed(0x1234_5678_9ABC);

    fn words_at(entity: EntityKey, trial: u32, place: u32) -> [u32; 4] {
        let month = u16::try_from(place >> 22).unwrap();
        let index = u16::try_from(place & INDEX).unwrap();
        let at = Address {
            entity,
            trial,
            month,
            purpose: PURPOSE,
            index,
        };
        draw(SEED, at).0
    }

    fn each_level(check: impl Fn(Level, &Trunk, u32)) {
        for level in Level::all() {
            for trial in [0, 77, u32::MAX] {
                check(level, &Trunk::new(SEED, trial), trial);
            }
        }
    }

    fn entities() -> Vec<EntityKey> {
        (0..23).map(EntityKey::scattered).collect()
    }

    /// Places of each entity, none for some, and where they end.
    fn ragged() -> (Vec<u32>, Vec<u32>) {
        let (mut places, mut ends) = (Vec::new(), Vec::new());
        for n in 0..23_u16 {
            places.extend((0..n * 3).map(|index| place(n * 40, Purpose::new(0), index)));
            ends.push(u32::try_from(places.len()).unwrap());
        }
        places.resize(places.len() + WIDTH, 0);
        (places, ends)
    }

    #[test]
    fn a_grid_has_the_words_of_single_decisions_and_marks_the_low_ones() {
        let places: Vec<u32> = (0..16)
            .map(|month| place(month, Purpose::new(0), 2))
            .collect();
        let limits: Vec<u32> = (0..64).map(|at| at << 26 | 0x0765_4321).collect();
        each_level(|level, trunk, trial| {
            let stems: Vec<Stem> = entities().iter().map(|&e| trunk.stem(e)).collect();
            let (mut out, mut marks) = (Vec::new(), Vec::new());
            let (columns, of) = ((&places[..], &limits[..]), (&stems[..], PURPOSE));
            grid(level, trunk, of, columns, &mut out, &mut marks);
            for (row, &entity) in entities().iter().enumerate() {
                for (column, &place) in places.iter().enumerate() {
                    let words = words_at(entity, trial, place);
                    let at = 4 * column;
                    assert_eq!(out[row * 64 + at..][..4], words, "{}", level.name());
                    for (at, word) in (at..).zip(words) {
                        let is_marked = marks[row] >> at & 1 == 1;
                        assert_eq!(is_marked, word <= limits[at], "{}", level.name());
                    }
                }
            }
            assert!(marks.iter().any(|&marks| marks > 0));
        });
    }

    #[test]
    fn pairs_of_entities_are_those_of_single_decisions() {
        let (places, ends) = ragged();
        each_level(|level, trunk, trial| {
            let stems: Vec<Stem> = entities().iter().map(|&e| trunk.stem(e)).collect();
            let rows = Ragged {
                stems: &stems,
                ends: &ends,
                places: &places,
            };
            let mut out = Vec::new();
            pairs_of(level, trunk, PURPOSE, &rows, &mut out);
            let mut first = 0;
            for (&entity, &end) in entities().iter().zip(&ends) {
                for at in first..end as usize {
                    let expected = pair(words_at(entity, trial, places[at]));
                    assert_eq!(out[at], expected, "{}", level.name());
                }
                first = end as usize;
            }
        });
    }

    #[test]
    fn what_passes_of_four_is_listed_by_its_own_place() {
        let (places, ends) = ragged();
        let how_many: Vec<u32> = (0..).map(|at| 1 + at % 5).take(places.len()).collect();
        let draws = how_many.iter().zip(&places);
        let draws = draws.map(|(&n, &place)| u64::from(n) << 32 | u64::from(place));
        let draws: Vec<u64> = draws.collect();
        each_level(|level, trunk, trial| {
            let stems: Vec<Stem> = entities().iter().map(|&e| trunk.stem(e)).collect();
            let rows = Fours {
                stems: &stems,
                ends: &ends,
                draws: &draws,
            };
            for last in [None, Some(0), Some(1 << 30), Some(3 << 30), Some(u32::MAX)] {
                let (mut out, mut out_ends) = (Vec::new(), Vec::new());
                let of = (PURPOSE, last);
                passing(level, trunk, of, &rows, &mut out, &mut out_ends);
                let (mut first, mut from) = (0, 0);
                for (row, &entity) in entities().iter().enumerate() {
                    let mut expected = Vec::new();
                    for at in first..ends[row] as usize {
                        let (month, index) = (places[at] & !INDEX, places[at] & INDEX);
                        let words = words_at(entity, trial, places[at]);
                        let decisions = (month + 4 * index..).zip(words);
                        let decisions = decisions.take(how_many[at] as usize);
                        let passes = |&(_, word): &(u32, u32)| last.is_some_and(|l| word <= l);
                        expected.extend(decisions.filter(passes).map(|(place, _)| place));
                    }
                    first = ends[row] as usize;
                    let until = out_ends[row] as usize;
                    let mut got = out[from..until].to_vec();
                    expected.sort_unstable();
                    got.sort_unstable();
                    assert_eq!(got, expected, "{}", level.name());
                    from = until;
                }
            }
        });
    }
}
