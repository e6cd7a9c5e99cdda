//! Integrals of distribution functions.

/// Pieces are halved until two estimates differ by no more than this share of the whole piece.
const TOLERANCE: f64 = 1e-13;
/// Most halvings of a piece: a jump is then placed to within a millionth of a millionth of it.
const DEPTH: u32 = 40;

/// The integral of a function of values between 0 and 1, by Simpson's rule on pieces that adapt to it.
pub(super) fn integral((from, to): (f64, f64), f: &dyn Fn(f64) -> f64) -> f64 {
    let middle = f64::midpoint(from, to);
    let values = [f(from), f(middle), f(to)];
    adapt((from, to), values, f, TOLERANCE * (to - from), DEPTH)
}

fn simpson((from, to): (f64, f64), [start, middle, end]: [f64; 3]) -> f64 {
    (to - from) * (start + 4.0 * middle + end) / 6.0
}

fn adapt(
    (from, to): (f64, f64),
    [start, middle, end]: [f64; 3],
    f: &dyn Fn(f64) -> f64,
    tolerance: f64,
    depth: u32,
) -> f64 {
    let centre = f64::midpoint(from, to);
    let first = [start, f(f64::midpoint(from, centre)), middle];
    let second = [middle, f(f64::midpoint(centre, to)), end];
    let whole = simpson((from, to), [start, middle, end]);
    let halves = simpson((from, centre), first) + simpson((centre, to), second);
    let difference = halves - whole;
    if depth == 0 || difference.abs() <= 15.0 * tolerance {
        return halves + difference / 15.0;
    }
    adapt((from, centre), first, f, tolerance / 2.0, depth - 1)
        + adapt((centre, to), second, f, tolerance / 2.0, depth - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::law::Law;

    #[test]
    fn integrals_of_survival_are_means() {
        let laws = [
            Law::exponential(1.5),
            Law::lognormal(3.0, 0.6),
            Law::gamma(2.0, 1.5),
            Law::discrete(&[1.0, 2.5], &[1.0, 3.0]),
        ];
        for law in laws.map(Result::unwrap) {
            let all: f64 = (0..4_000_u32)
                .map(|cell| {
                    let from = f64::from(cell) / 16.0;
                    integral((from, from + 1.0 / 16.0), &|x| law.survival(x))
                })
                .sum();
            assert!((all / law.mean() - 1.0).abs() < 1e-9, "{law:?}: {all}");
        }
    }
}
