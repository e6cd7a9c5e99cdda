//! The order in which deals enter stages.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Names in the order in which deals enter them: one stands before as many others as it comes before in more deals than after
/// (Copeland's rule); names that are even stand in the order of the text.
///
/// * `firsts`: for each deal the moments of its first entries by name
pub(super) fn order(names: &[String], firsts: &[BTreeMap<usize, f64>]) -> Vec<usize> {
    let n = names.len();
    let mut before = vec![vec![0_usize; n]; n];
    for firsts in firsts {
        for (&one, at) in firsts {
            for (&other, later) in firsts {
                before[one][other] += usize::from(at < later);
            }
        }
    }
    let leads = |one: usize| {
        (0..n)
            .filter(|&other| before[one][other] > before[other][one])
            .count()
    };
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&one| (Reverse(leads(one)), names[one].clone()));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_deals_tell_the_order() {
        let names = ["b", "c", "a"].map(str::to_owned);
        let deal = |moments: [f64; 3]| -> BTreeMap<usize, f64> {
            moments.into_iter().enumerate().collect()
        };
        // a, b, c twice; once c comes first.
        let firsts = [
            deal([2.0, 3.0, 1.0]),
            deal([2.0, 3.0, 1.0]),
            deal([2.0, 0.0, 1.0]),
        ];
        assert_eq!(order(&names, &firsts), [2, 0, 1]);
        assert_eq!(order(&names, &[]), [2, 0, 1], "by name where nothing tells");
    }
}
