use super::*;

const AXIS: Axis = Axis {
    seed: Seed(11),
    key: EntityKey(0xA5),
    purpose: Purpose::new(0),
};

fn other(key: u64) -> Axis {
    Axis {
        key: EntityKey(key),
        ..AXIS
    }
}

/// The trials that are points `indices` of a replicate.
fn trials(replicate: u32, indices: std::ops::Range<u32>) -> impl Iterator<Item = u32> {
    indices.map(move |index| index * REPLICATES + replicate)
}

/// Whether each of the equal intervals holds exactly one of the values.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "intervals are few"
)]
fn one_in_each(values: &[f64]) -> bool {
    let mut seen = vec![0; values.len()];
    for value in values {
        seen[(value * values.len() as f64) as usize] += 1;
    }
    seen.iter().all(|&n| n == 1)
}

/// 0, 1/2, 1/4, 3/4, 1/8, ...: the sequence of Sobol' as published, first axis, without Gray's order.
#[test]
fn the_first_points_are_the_published_ones() {
    let published = [
        0.0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875, 0.0625, 0.5625,
    ];
    for (index, value) in (0_u32..).zip(published) {
        let point = f64::from(first_axis(index)) / 4_294_967_296.0;
        assert_eq!(point.to_bits(), f64::to_bits(value), "point {index}");
    }
}

#[test]
fn every_aligned_block_has_one_point_in_each_interval() {
    for (replicate, bits, block) in [(0, 0, 9), (3, 1, 1), (31, 5, 0), (7, 5, 6), (12, 9, 3)] {
        let indices = block << bits..(block + 1) << bits;
        let values: Vec<f64> = trials(replicate, indices)
            .map(|trial| AXIS.uniform(trial))
            .collect();
        assert!(
            one_in_each(&values),
            "block {block} of 2^{bits}, replicate {replicate}"
        );
    }
    // Blocks that are not aligned, and trials of different replicates, are no such blocks.
    let shifted: Vec<f64> = trials(7, 13..45).map(|trial| AXIS.uniform(trial)).collect();
    assert!(!one_in_each(&shifted));
    let mixed: Vec<f64> = (0..64).map(|trial| AXIS.uniform(trial)).collect();
    assert!(!one_in_each(&mixed));
}

/// Digits of the last level too: the tree has 32 of them, in groups of seven.
#[test]
fn scrambling_is_a_bijection_that_respects_the_tree() {
    let image = |word| AXIS.scrambled(VALUES, 5, word);
    for common in 0..u32::BITS {
        let word = 0x9E37_79B9;
        let twin = word ^ 1 << (u32::BITS - 1 - common);
        let differ = image(word) ^ image(twin);
        assert_eq!(differ.leading_zeros(), common, "level {common}");
    }
}

/// A coin that always fell on one side, or that nodes shared, would show in the swaps of a whole level.
#[test]
fn coins_of_all_levels_are_fair() {
    let mut swaps = [0_u32; 32];
    let n = 4_000_u32;
    for key in 0..n {
        let word = key.wrapping_mul(0x9E37_79B9);
        let swapped = other(u64::from(key)).scrambled(ORDER, key % REPLICATES, word) ^ word;
        for (level, count) in swaps.iter_mut().enumerate() {
            *count += swapped >> (31 - level) & 1;
        }
    }
    for (level, &count) in swaps.iter().enumerate() {
        let z = (f64::from(count) - f64::from(n) / 2.0) / (f64::from(n) / 4.0).sqrt();
        assert!(z.abs() < 6.0, "level {level}: {count} of {n}");
    }
}

#[test]
fn seeds_names_and_replicates_are_told_apart() {
    let first = AXIS.uniform(64);
    let others = [
        other(0xA6).uniform(64),
        Axis {
            seed: Seed(12),
            ..AXIS
        }
        .uniform(64),
        AXIS.uniform(65),
        AXIS.uniform(96),
    ];
    assert!(
        others
            .iter()
            .all(|value| (value - first).abs() > f64::EPSILON)
    );
}

#[test]
fn the_last_trial_has_a_number() {
    let last = AXIS.uniform(u32::MAX);
    assert!(last > 0.0 && last < 1.0);
}
