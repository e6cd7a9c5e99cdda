//! Shapley values: what each of several causes has of what they do together, in whole numbers, so that the parts sum exactly.

/// Most causes that are told apart: 2^k cases have to be known.
pub const MOST: usize = 12;

/// How the differences that a cause makes are weighed.
///
/// The value of cause `i` among `k` is the mean, over all orders in which the causes could come one after the other, of the
/// difference that `i` makes when it comes (Shapley 1953, section 3):
///
/// ```text
/// phi_i = sum over S without i of |S|! (k - |S| - 1)! / k!  x  (worth(S and i) - worth(S))
/// ```
///
/// Values sum to `worth(all) - worth(none)`; a cause that never makes a difference has exactly 0, and two that make the same
/// differences have the same. Here the values stand over the common denominator `k!`, so that all of this holds in integers.
///
/// # Examples
///
/// ```
/// use foresell::kernel::shapley::Shapley;
///
/// // 2 x 3 against 1 x 1: the first factor alone brings 1, the second 2, both together 5.
/// let worth = [1, 2, 3, 6];
/// let shapley = Shapley::of(2);
/// assert_eq!(shapley.numerators(|set| worth[set]), [4, 6]); // 2 and 3
/// assert_eq!(shapley.denominator(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Shapley {
    /// `|S|! (k - |S| - 1)!` by the size of `S`.
    weights: Vec<i128>,
    denominator: i128,
}

impl Shapley {
    /// Weights for so many causes.
    ///
    /// # Panics
    ///
    /// If there are more than [`MOST`].
    #[must_use]
    pub fn of(n_causes: usize) -> Self {
        assert!(n_causes <= MOST, "{n_causes} causes are too many");
        let mut factorials: Vec<i128> = vec![1];
        for n in (1_i128..).take(n_causes) {
            factorials.push(n * factorials[factorials.len() - 1]);
        }
        let weight = |size: usize| factorials[size] * factorials[n_causes - size - 1];
        Self {
            weights: (0..n_causes).map(weight).collect(),
            denominator: factorials[n_causes],
        }
    }

    /// `k!`, which every value is divided by.
    #[must_use]
    pub fn denominator(&self) -> i128 {
        self.denominator
    }

    /// The value of each cause, times [`denominator`](Self::denominator).
    ///
    /// * `worth`: of a set of causes; cause `i` is in it if bit `i` is set
    #[must_use]
    pub fn numerators(&self, worth: impl Fn(usize) -> i64) -> Vec<i128> {
        let n_causes = self.weights.len();
        let mut values = vec![0_i128; n_causes];
        for set in 0..1_usize << n_causes {
            let Some(&weight) = self.weights.get(set.count_ones() as usize) else {
                continue;
            };
            let without = i128::from(worth(set));
            for (cause, value) in values.iter_mut().enumerate() {
                if set >> cause & 1 == 0 {
                    *value += weight * (i128::from(worth(set | 1 << cause)) - without);
                }
            }
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three causes whose worth is a product of factors 2, 3 and 5: by hand, each order of 2 x 3 x 5 counted.
    #[test]
    fn causes_that_multiply_share_what_they_do_together() {
        let worth = |set: usize| {
            [2, 3, 5]
                .into_iter()
                .enumerate()
                .filter(|(cause, _)| set >> cause & 1 == 1)
                .map(|(_, factor)| factor)
                .product::<i64>()
        };
        // Factor 2: (2 x 1 + 3 + 5 + 2 x 15) / 6 and so on: (f - 1) x (2 + g + h + 2 g h) / 6.
        let by_hand = |f: i128, g: i128, h: i128| (f - 1) * (2 + g + h + 2 * g * h);
        let shapley = Shapley::of(3);
        let values = shapley.numerators(worth);
        assert_eq!(
            values,
            [by_hand(2, 3, 5), by_hand(3, 2, 5), by_hand(5, 2, 3)]
        );
        assert_eq!(values.iter().sum::<i128>(), 29 * shapley.denominator());
    }

    #[test]
    fn who_does_nothing_has_nothing_and_who_does_the_same_has_the_same() {
        // Cause 1 does nothing; causes 0 and 2 bring 7 as soon as one of them is there, and 9 together.
        let worth = |set: usize| match (set & 1) + (set >> 2 & 1) {
            0 => 0,
            1 => 7,
            _ => 9,
        };
        assert_eq!(Shapley::of(3).numerators(worth), [27, 0, 27]);
    }

    #[test]
    fn no_cause_has_no_value() {
        assert!(Shapley::of(0).numerators(|_| 4).is_empty());
        assert_eq!(Shapley::of(0).denominator(), 1);
    }

    #[test]
    fn the_greatest_amounts_still_sum() {
        let worth = |set: usize| if set == 63 { i64::MAX } else { i64::MIN };
        let shapley = Shapley::of(6);
        let sum: i128 = shapley.numerators(worth).into_iter().sum();
        assert_eq!(
            sum,
            shapley.denominator() * (i128::from(i64::MAX) - i128::from(i64::MIN))
        );
    }
}
