//! What is uncertain is drawn by its own name, whatever else is uncertain.

use foresell::kernel::assumption::{Assumption, Assumptions};
use foresell::kernel::copula::RankCorrelation;
use foresell::kernel::law::Law;
use foresell::kernel::stream::{EntityKey, Purpose, Seed};
use proptest::prelude::*;

use crate::draft::config;

fn named(name: &str) -> Assumption {
    Assumption {
        name: name.into(),
        law: Law::normal(10.0, 2.0).unwrap(),
        key: EntityKey::of("assumption", name),
    }
}

/// The draws by name, to the bit.
fn draws(names: &[String], correlated: &[usize], seed: u64, trial: u32) -> Vec<(String, u64)> {
    let list = names.iter().map(|name| named(name)).collect();
    let mut assumptions = Assumptions::new(list);
    if let [a, b] = correlated {
        let pair = [names[*a].as_str(), names[*b].as_str()];
        let matrix = RankCorrelation::new(&pair, &[[1.0, 0.7], [0.7, 1.0]]).unwrap();
        assumptions = assumptions.with_correlation(vec![*a, *b], matrix);
    }
    let values = assumptions.draw(Seed(seed), trial, Purpose::new(0));
    let bits = values.iter().map(|value| value.to_bits());
    let mut found: Vec<_> = names.iter().cloned().zip(bits).collect();
    found.sort();
    found
}

proptest! {
    #![proptest_config(config())]

    /// One more uncertain number shifts no other, and neither does the order of the file, nor a correlation between others.
    #[test]
    fn one_more_uncertain_number_shifts_no_other(
        names in proptest::collection::btree_set("[a-z]{1,8}", 3..12),
        more in "[A-Z]{1,8}",
        seed in any::<u64>(),
        trial in any::<u32>(),
        at in any::<prop::sample::Index>(),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        for correlated in [&[][..], &[0, 2]] {
            let before = draws(&names, correlated, seed, trial);
            let mut with = names.clone();
            with.push(more.clone());
            let mut after = draws(&with, correlated, seed, trial);
            let own = after.iter().position(|(name, _)| *name == more).unwrap();
            let (_, own) = after.remove(own);
            prop_assert_eq!(&before, &after);
            prop_assert!(before.iter().all(|(_, bits)| *bits != own));
            if correlated.is_empty() {
                let mut turned = names.clone();
                turned.rotate_left(at.index(names.len()));
                prop_assert_eq!(&before, &draws(&turned, &[], seed, trial));
            }
        }
        // The check sees a draw of another trial.
        prop_assert_ne!(draws(&names, &[], seed, trial), draws(&names, &[], seed, trial ^ 1));
    }
}
