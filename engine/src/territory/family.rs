//! Families of accounts: to whom a child belongs that has no owner of its own.

use super::Account;

/// The owner of each account, where those that inherit have none.
#[must_use]
pub fn named_owners(accounts: &[Account]) -> Vec<Option<usize>> {
    let own = |account: &Account| account.owner.filter(|_| !account.inherits);
    accounts.iter().map(own).collect()
}

/// The owner of each account: its own, or, where it inherits, that of the nearest account above that has one.
///
/// * `named`: owners as they are stated
#[must_use]
pub fn inherited(named: &[Option<usize>], accounts: &[Account]) -> Vec<Option<usize>> {
    let owner = |(ix, own): (usize, &Option<usize>)| {
        if own.is_some() || !accounts[ix].inherits {
            return *own;
        }
        let above = std::iter::successors(accounts[ix].parent, |&up| accounts[up].parent);
        above.into_iter().find_map(|up| named[up])
    };
    named.iter().enumerate().map(owner).collect()
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
            owner,
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

    #[test]
    fn children_go_to_the_nearest_owner_above_unless_they_have_one() {
        let accounts = group();
        let owners = inherited(&named_owners(&accounts), &accounts);
        assert_eq!(owners, [Some(7), Some(3), Some(7), Some(7), None]);
    }

    #[test]
    fn who_is_named_in_a_new_cut_takes_the_children_along() {
        let accounts = group();
        let mut named = named_owners(&accounts);
        named[0] = Some(5);
        assert_eq!(
            inherited(&named, &accounts),
            [Some(5), Some(3), Some(5), Some(5), None]
        );
        named[2] = Some(9);
        assert_eq!(
            inherited(&named, &accounts),
            [Some(5), Some(3), Some(9), Some(9), None]
        );
    }
}
