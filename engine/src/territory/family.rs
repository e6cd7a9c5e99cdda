//! Families of accounts: to whom a child belongs that has no owner of its own.

use super::Account;
use super::ownership::Owners;

/// The owners of each account: its own, or, where it inherits, those of the nearest account above that has any; product
/// by product, where they own some products only.
///
/// * `named`: owners as they are stated
#[must_use]
pub fn inherited(named: &[Owners], accounts: &[Account]) -> Vec<Owners> {
    let owners = |(ix, own): (usize, &Owners)| {
        let mut owners = own.clone();
        if accounts[ix].inherits {
            let mut above = accounts[ix].parent;
            while let Some(up) = above.filter(|_| owners.rest.is_none()) {
                owners.inherit(&named[up]);
                above = accounts[up].parent;
            }
        }
        owners
    };
    named.iter().enumerate().map(owners).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::stream::EntityKey;

    /// A group with two subsidiaries, of which the second has a plant; only the first has an owner of its own.
    fn group() -> Vec<Account> {
        let account = |id: &str, owner, parent: Option<usize>, inherits| Account {
            id: id.into(),
            key: EntityKey::of("account", id),
            market: 0,
            potential: 1.0,
            workload: 1.0,
            location: None,
            named: Owners::whole(owner),
            owners: Owners::whole(owner),
            parent,
            inherits,
        };
        vec![
            account("group", Some(7), None, false),
            account("group-a", Some(3), Some(0), false),
            account("group-b", None, Some(0), true),
            account("group-b-plant", None, Some(2), true),
            account("loner", None, None, false),
        ]
    }

    fn named(accounts: &[Account]) -> Vec<Owners> {
        accounts
            .iter()
            .map(|account| account.named.clone())
            .collect()
    }

    fn rest(named: &[Owners], accounts: &[Account]) -> Vec<Option<usize>> {
        let owners = inherited(named, accounts);
        owners.iter().map(|owners| owners.rest).collect()
    }

    #[test]
    fn children_go_to_the_nearest_owner_above_unless_they_have_one() {
        let accounts = group();
        assert_eq!(
            rest(&named(&accounts), &accounts),
            [Some(7), Some(3), Some(7), Some(7), None]
        );
    }

    #[test]
    fn who_is_named_in_a_new_cut_takes_the_children_along() {
        let accounts = group();
        let mut named = named(&accounts);
        named[0] = Owners::whole(Some(5));
        assert_eq!(
            rest(&named, &accounts),
            [Some(5), Some(3), Some(5), Some(5), None]
        );
        named[2] = Owners::whole(Some(9));
        assert_eq!(
            rest(&named, &accounts),
            [Some(5), Some(3), Some(9), Some(9), None]
        );
    }

    /// The second subsidiary has somebody for product 1 alone: so has its plant, and the group's owner has the rest.
    #[test]
    fn a_product_is_inherited_from_the_nearest_account_that_has_somebody_for_it() {
        let accounts = group();
        let mut named = named(&accounts);
        named[2].give(1, 9);
        let owners = inherited(&named, &accounts);
        for account in [2, 3] {
            assert_eq!([0, 1].map(|p| owners[account].of(p)), [Some(7), Some(9)]);
        }
        assert_eq!(owners[0].of(1), Some(7));
    }
}
