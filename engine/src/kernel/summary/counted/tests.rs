use super::super::recount::Recount;
use super::*;
use crate::kernel::math::{exp, ln};
use crate::kernel::special::normal_quantile;
use crate::kernel::summary::Sorted;

/// Values of a pilot.
const PILOT: usize = 4_096;
/// Values of a batch.
const BATCH: usize = 1_024;
/// Rank error that a million values must keep.
const BOUND: f64 = 1e-4;

/// A uniform number: 53 bits of `SplitMix64` (Steele, Lea and Flood 2014), addressed by its index.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn uniform(ix: usize) -> f64 {
    let mut z = (ix as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ z >> 31) >> 11) as f64 / (1_u64 << 53) as f64 + 0.5 / (1_u64 << 53) as f64
}

/// An inverse distribution function.
type Shape = fn(f64) -> f64;

/// What an output can look like.
const SHAPES: [(&str, Shape); 10] = [
    ("uniform", |u| u),
    ("normal", normal_quantile),
    ("cents of a lognormal", |u| {
        exp(10.0 + normal_quantile(u)).round()
    }),
    ("Pareto without a mean", |u| exp(-ln(u) / 0.8)),
    (
        "two humps far apart",
        |u| if u < 0.47 { u } else { u + 1e6 },
    ),
    ("a few whole numbers", |u| (u * u * 12.0).floor()),
    ("whole numbers of small mass", |u| {
        (5_000.0 + 70.0 * normal_quantile(u)).round()
    }),
    ("ratios", |u| {
        (u * 40.0).floor() / (7.0 + (u * 1e3).fract() * 5.0).floor()
    }),
    ("constant", |_| 0.1),
    (
        "mostly zeros",
        |u| if u < 0.88 { 0.0 } else { -ln(1.0 - u) },
    ),
];

fn values(n: usize, shape: Shape) -> Vec<f64> {
    (0..n).map(|ix| shape(uniform(ix))).collect()
}

fn counted(values: &[f64], pilot: usize) -> Counted {
    let mut counted = Counted::new(Wanted::Quantiles, &values[..pilot]);
    values
        .chunks(BATCH)
        .for_each(|batch| counted.observe(batch));
    counted
}

/// How far the share of values up to an estimate is from the share that was asked for: 0 if the estimate is a value that
/// stretches over that share.
fn rank_error(sorted: &Sorted<f64>, share: f64, estimate: f64) -> f64 {
    let all = sorted.values();
    let up_to = count(all.partition_point(|&v| v <= estimate)) / count(all.len());
    let below = count(all.partition_point(|&v| v < estimate)) / count(all.len());
    (below - share).max(share - up_to).max(0.0)
}

fn worst(values: &[f64], counted: &Counted) -> f64 {
    let sorted = Sorted::of(values);
    let error = |share| rank_error(&sorted, share, counted.quantile(share).unwrap().value);
    SHARES.into_iter().map(error).fold(0.0, f64::max)
}

#[test]
fn quantiles_of_a_million_are_where_they_belong() {
    for (name, shape) in SHAPES {
        let values = values(1_000_000, shape);
        let error = worst(&values, &counted(&values, PILOT));
        assert!(error <= BOUND, "{name}: {error:e}");
    }
}

/// The control: thresholds from another distribution, or from hardly any pilot, are seen by the same measure.
#[test]
fn thresholds_in_the_wrong_places_are_seen() {
    let values = values(1_000_000, |u| exp(2.0 * normal_quantile(u)));
    let shifted: Vec<f64> = values[..PILOT].iter().map(|v| v * 3.0).collect();
    let mut wrong = Counted::new(Wanted::Quantiles, &shifted);
    values.chunks(BATCH).for_each(|batch| wrong.observe(batch));
    assert!(worst(&values, &wrong) > 10.0 * BOUND);
    assert!(worst(&values, &counted(&values, FEWEST)) > BOUND);
    // And an estimate that is off by three ten-thousandths in rank.
    let sorted = Sorted::of(&values);
    let off = sorted.quantile(0.5003).unwrap().value;
    assert!(rank_error(&sorted, 0.5, off) > BOUND);
}

#[test]
fn intervals_are_those_of_the_order_statistics() {
    let values = values(200_000, normal_quantile);
    let (counted, sorted) = (counted(&values, PILOT), Sorted::of(&values));
    for share in SHARES {
        let (got, exact) = (
            counted.quantile(share).unwrap(),
            sorted.quantile(share).unwrap(),
        );
        let (got, exact) = (got.std_error().unwrap(), exact.std_error().unwrap());
        assert!(
            (got / exact - 1.0).abs() < 0.15,
            "{share}: {got} for {exact}"
        );
    }
}

#[test]
fn moments_are_those_of_all_values() {
    for (name, shape) in SHAPES {
        let values = values(100_000, shape);
        let (got, exact) = (
            counted(&values, PILOT).moments().unwrap(),
            Moments::of(&values).unwrap(),
        );
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-11 * b.abs();
        assert!(close(got.mean, exact.mean), "{name}: {got:?} for {exact:?}");
        assert!(
            close(got.sd.unwrap(), exact.sd.unwrap()) || got.sd < Some(1e-12),
            "{name}: {got:?} for {exact:?}"
        );
        assert_eq!(got.n, exact.n);
        let above = Share::of_events(values.iter().map(|&v| v > 0.0));
        assert_eq!(counted(&values, PILOT).share_above_0(), above);
    }
}

#[test]
fn any_order_of_parts_gives_the_same_bits() {
    for (name, shape) in SHAPES {
        let values = values(20 * BATCH + 100, shape);
        let whole = counted(&values, PILOT);
        let mut parts: Vec<Counted> = values
            .chunks(5 * BATCH)
            .map(|part| {
                let mut counted = Counted::new(Wanted::Quantiles, &values[..PILOT]);
                part.chunks(BATCH).for_each(|batch| counted.observe(batch));
                counted
            })
            .collect();
        for _ in 0..parts.len() {
            parts.rotate_left(1);
            let mut joined = parts[0].clone();
            parts[1..].iter().for_each(|part| joined.merge(part));
            assert_eq!(joined, whole, "{name}");
            assert_eq!(joined.moments(), whole.moments(), "{name}");
        }
    }
}

#[test]
fn a_second_pass_finds_the_exact_quantiles() {
    for (name, shape) in SHAPES {
        let values = values(50_000, shape);
        let (counted, sorted) = (counted(&values, PILOT), Sorted::of(&values));
        let mut recount = Recount::of(&counted).unwrap();
        values
            .chunks(BATCH)
            .for_each(|batch| recount.observe(batch));
        assert!(
            recount.n_values() < 10_000,
            "{name}: {}",
            recount.n_values()
        );
        for share in SHARES {
            assert_eq!(
                recount.quantile(&counted, share),
                sorted.quantile(share),
                "{name} {share}"
            );
        }
    }
}

#[test]
fn rare_outputs_are_exact() {
    let values = [3.0, 1.0, 2.0];
    let mut rare = Counted::new(Wanted::Quantiles, &[]);
    rare.observe(&values);
    assert_eq!(rare.quantile(0.5), Sorted::of(&values).quantile(0.5));
    assert!(Recount::of(&rare).is_none());
    let mut plain = Counted::new(Wanted::Moments, &values);
    plain.observe(&values);
    assert_eq!(
        (plain.quantile(0.5), plain.moments().unwrap().mean),
        (None, 2.0)
    );
    let empty = Counted::new(Wanted::Quantiles, &[]);
    assert_eq!(
        (empty.moments(), empty.quantile(0.5), empty.share_above_0()),
        (None, None, None)
    );
}

#[test]
fn words_hold_a_summary() {
    let values = values(10_000, normal_quantile);
    let mut rare = Counted::new(Wanted::Quantiles, &[]);
    rare.observe(&values[..3]);
    let mut plain = Counted::new(Wanted::Moments, &values);
    plain.observe(&values);
    for summary in [counted(&values, PILOT), rare, plain] {
        let mut words = Vec::new();
        summary.write(&mut words);
        assert_eq!(Counted::read(&mut words.iter().copied()), Some(summary));
        words.pop();
        assert_eq!(Counted::read(&mut words.into_iter()), None);
    }
}

#[test]
#[should_panic(expected = "summaries of one pilot")]
fn summaries_of_other_pilots_are_not_merged() {
    let mut one = Counted::new(Wanted::Quantiles, &[1.0; 100]);
    one.merge(&Counted::new(Wanted::Quantiles, &[2.0; 100]));
}
