//! Random words in lanes by hand, for want of a compiler that finds them: a macro that writes the functions of a level, given
//! the operations it has.
//!
//! Words of 32 bits live in lanes of 64, so that products need no shuffling. What a product reads is its lower half: what
//! stands above it means nothing, and nobody clears it.

pub(super) mod avx2;
pub(super) mod avx512;

/// Writes the functions of a level.
///
/// The module has, for its lanes `V` and its half as wide places `P`: `LANES`, `all`, `load`, `load_words`, `places`, `widened`, `xor`,
/// `xor3`, `product`, `upper`, `above`, `write`, `write_words`, `interleaved`, `at_most_of_words`, `of_those`, `passes`, `first_of_four`
/// and `keep`.
macro_rules! by_hand {
    ($features:literal) => {
        /// The words of the last round, each in the lower half of its lane.
        #[target_feature(enable = $features)]
        #[inline]
        fn last_round(trunk: &Trunk, places: V, a: V, b: V) -> [V; 4] {
            let [m0, m1] = MULTIPLIERS.map(|multiplier| all(multiplier));
            let first = product(places, m1);
            let common = all(trunk.trial[1] ^ trunk.keys[1][0]);
            let mut w = [xor(upper(first), common), first, a, b];
            for key in trunk.keys.iter().skip(2) {
                let (p, q) = (product(w[0], m0), product(w[2], m1));
                w = [
                    xor3(upper(q), w[1], all(key[0])),
                    q,
                    xor3(upper(p), w[3], all(key[1])),
                    p,
                ];
            }
            w
        }

        /// [`Decisions::pairs`](super::super::words::Decisions::pairs).
        #[target_feature(enable = $features)]
        pub(in super::super) fn pairs(
            trunk: &Trunk,
            flip: u32,
            columns: [&[u32]; 3],
            out: &mut [u64],
        ) {
            let flip = all(flip);
            for first in (0..out.len()).step_by(LANES) {
                let [place, a, b] = columns.map(|column| widened(places(column, first)));
                let [w0, w1, ..] = last_round(trunk, xor(place, flip), a, b);
                write(out, first, above(w0, w1));
            }
        }

        /// [`Decisions::blocks`](super::super::words::Decisions::blocks).
        #[target_feature(enable = $features)]
        pub(in super::super) fn blocks(
            trunk: &Trunk,
            flip: u32,
            columns: [&[u32]; 3],
            out: &mut [u32],
        ) {
            let flip = all(flip);
            for first in (0..out.len() / 4).step_by(LANES) {
                let [place, a, b] = columns.map(|column| widened(places(column, first)));
                let [one, other] = interleaved(last_round(trunk, xor(place, flip), a, b));
                write_words(out, 4 * first, one);
                write_words(out, 4 * first + 2 * LANES, other);
            }
        }

        /// [`entities::grid`](super::super::entities::grid).
        #[target_feature(enable = $features)]
        pub(in super::super) fn grid(
            trunk: &Trunk,
            stems: &[Stem],
            flip: u32,
            (columns, limits): (&[u32], &[u32]),
            out: &mut [u32],
            marks: &mut [u64],
        ) {
            let n = columns.len();
            let rows = stems.iter().zip(out.chunks_exact_mut(4 * n)).zip(marks);
            for ((stem, out), marks) in rows {
                let (a, b) = (all(stem.a), all(stem.b));
                let flip = all(flip ^ stem.place);
                *marks = 0;
                for first in (0..n).step_by(LANES) {
                    let place = xor(widened(places(columns, first)), flip);
                    let words = interleaved(last_round(trunk, place, a, b));
                    for (half, words) in words.into_iter().enumerate() {
                        let at = 4 * first + half * 2 * LANES;
                        write_words(out, at, words);
                        *marks |= at_most_of_words(words, load_words(limits, at)) << at;
                    }
                }
            }
        }

        /// [`entities::pairs_of`](super::super::entities::pairs_of).
        #[target_feature(enable = $features)]
        pub(in super::super) fn pairs_of(
            trunk: &Trunk,
            flip: u32,
            rows: &Ragged<'_>,
            out: &mut [u64],
        ) {
            for (stem, range) in rows.each() {
                let (a, b) = (all(stem.a), all(stem.b));
                let flip = all(flip ^ stem.place);
                for first in range.step_by(LANES) {
                    let place = xor(widened(places(rows.places, first)), flip);
                    let [w0, w1, ..] = last_round(trunk, place, a, b);
                    write(out, first, above(w0, w1));
                }
            }
        }

        /// [`entities::passing`](super::super::entities::passing).
        #[target_feature(enable = $features)]
        pub(in super::super) fn passing(
            trunk: &Trunk,
            flip: u32,
            rows: &Fours<'_>,
            last: u32,
            out: &mut [u32],
            ends: &mut [u32],
        ) {
            let last = all(last);
            let mut n = 0;
            for ((stem, range), end) in rows.each().zip(ends) {
                let (a, b) = (all(stem.a), all(stem.b));
                let flip = all(flip ^ stem.place);
                let until = range.end;
                for first in range.step_by(LANES) {
                    let draws = load(rows.draws, first);
                    let words = last_round(trunk, xor(draws, flip), a, b);
                    let how_many = upper(of_those(draws, LANES.min(until - first)));
                    let firsts = first_of_four(draws);
                    for (which, word) in (0..).zip(words) {
                        n += keep(firsts, which, passes(word, last, how_many, which), out, n);
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
    };
}
use by_hand;
