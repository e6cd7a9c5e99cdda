//! Sums of floats that no order of addition can change.

use std::collections::BTreeMap;

/// Bits by which the exponents of one limb may differ. A mantissa has 53, so a limb of 128 takes 2⁴³ of them.
const SPREAD: i32 = 32;
/// Exponent of the smallest float above 0, `2⁻¹⁰⁷⁴`.
const LOWEST: i32 = -1074;

/// An exact sum of floats: integers by ranges of the exponent (Neal 2015, "Fast exact summation using small and large
/// superaccumulators", section 2). Adding and merging are additions of integers, so the sum is that of the values and not
/// of their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExactSum {
    /// Sum of the mantissas of a range of exponents, in units of its lowest one; only ranges that have occurred.
    limbs: BTreeMap<u8, i128>,
    /// Sum of what is infinite or no number.
    unbounded: f64,
}

impl ExactSum {
    /// Adds a value.
    ///
    /// # Panics
    ///
    /// Never: a float's exponent has eleven bits.
    pub fn add(&mut self, value: f64) {
        if value == 0.0 {
            return;
        }
        if !value.is_finite() {
            self.unbounded += value;
            return;
        }
        let bits = value.to_bits();
        let exponent = i32::from((bits >> 52 & 0x7ff) as u16);
        let fraction = i128::from(bits & ((1 << 52) - 1));
        // Subnormal numbers have no leading one, and the exponent of the smallest normal ones.
        let (mantissa, above) = match exponent {
            0 => (fraction, 0),
            _ => (fraction | 1 << 52, exponent - 1),
        };
        let signed = if value < 0.0 { -mantissa } else { mantissa };
        let limb = u8::try_from(above / SPREAD).expect("2046 / 32 is below 256");
        *self.limbs.entry(limb).or_default() += signed << (above % SPREAD);
    }

    /// Adds all that another sum has.
    pub fn merge(&mut self, other: &Self) {
        for (&limb, sum) in &other.limbs {
            *self.limbs.entry(limb).or_default() += sum;
        }
        self.unbounded += other.unbounded;
    }

    /// The sum as a float; at most one unit in the last place of its greatest limb away from the exact one.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a sum is read as a float")]
    pub fn value(&self) -> f64 {
        let limbs = self.limbs.iter().rev();
        let sum = limbs.fold(0.0, |sum, (&limb, &mantissas)| {
            sum + mantissas as f64 * power_of_two(LOWEST + SPREAD * i32::from(limb))
        });
        if self.unbounded == 0.0 {
            sum
        } else {
            self.unbounded
        }
    }

    /// Appends the sum to words of 64 bits.
    pub fn write(&self, words: &mut Vec<u64>) {
        words.push(self.unbounded.to_bits());
        words.push(self.limbs.len() as u64);
        for (&limb, &sum) in &self.limbs {
            let bits = sum.cast_unsigned();
            #[expect(clippy::cast_possible_truncation, reason = "the two halves of it")]
            words.extend([u64::from(limb), bits as u64, (bits >> 64) as u64]);
        }
    }

    /// Reads a sum from the words that [`write`](Self::write) has written; `None` if they are none.
    pub fn read(words: &mut impl Iterator<Item = u64>) -> Option<Self> {
        let unbounded = f64::from_bits(words.next()?);
        let n_limbs = words.next()?;
        let mut limbs = BTreeMap::new();
        for _ in 0..n_limbs {
            let limb = u8::try_from(words.next()?).ok()?;
            let low = u128::from(words.next()?);
            let bits = u128::from(words.next()?) << 64 | low;
            limbs.insert(limb, bits.cast_signed());
        }
        Some(Self { limbs, unbounded })
    }
}

/// 2 to a power that a float can have.
fn power_of_two(exponent: i32) -> f64 {
    let bits = if exponent < -1022 {
        1 << (exponent - LOWEST)
    } else {
        u64::from((exponent + 1023).unsigned_abs()) << 52
    };
    f64::from_bits(bits)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    fn sum(values: &[f64]) -> ExactSum {
        let mut sum = ExactSum::default();
        for &value in values {
            sum.add(value);
        }
        sum
    }

    #[test]
    fn nothing_is_lost_between_large_and_small() {
        assert_eq!(sum(&[1e300, 1.0, -1e300]).value(), 1.0);
        // As floats, one after the other, this is 0.
        assert_eq!(1e300 + 1.0 - 1e300, 0.0);
        assert_eq!(sum(&[0.1; 10]).value(), 1.0);
        assert_eq!(
            sum(&[5e-324, 5e-324, f64::MIN_POSITIVE]).value(),
            f64::MIN_POSITIVE + 1e-323
        );
        assert_eq!(sum(&[f64::MAX, -f64::MAX]).value(), 0.0);
        assert_eq!(sum(&[]).value(), 0.0);
    }

    #[test]
    fn no_order_and_no_split_changes_a_bit() {
        let values: Vec<f64> = (0..1_000_i32)
            .map(|i| f64::from(i * 37 % 101 - 50) * power_of_two(i % 90 - 45) / 3.0)
            .collect();
        let reversed: Vec<f64> = values.iter().rev().copied().collect();
        let whole = sum(&values);
        assert_eq!(whole, sum(&reversed));
        let (mut first, second) = (sum(&values[700..]), sum(&values[..700]));
        first.merge(&second);
        assert_eq!(first, whole);
        // The control: plain addition in these two orders is not the same.
        assert_ne!(values.iter().sum::<f64>(), reversed.iter().sum::<f64>());
    }

    #[test]
    fn words_hold_a_sum() {
        let sum = sum(&[-1e-200, 3.5, 1e40, -7.25, f64::INFINITY]);
        let mut words = Vec::new();
        sum.write(&mut words);
        assert_eq!(ExactSum::read(&mut words.iter().copied()), Some(sum));
        words.pop();
        assert_eq!(ExactSum::read(&mut words.into_iter()), None);
    }

    #[test]
    fn what_is_infinite_stays_so() {
        assert_eq!(sum(&[1.0, f64::NEG_INFINITY]).value(), f64::NEG_INFINITY);
        assert!(sum(&[f64::INFINITY, f64::NEG_INFINITY]).value().is_nan());
    }
}
