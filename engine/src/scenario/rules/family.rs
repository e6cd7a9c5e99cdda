//! Families of accounts: parents that exist, no circles, and children that follow them.

use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::place::Place;
use crate::scenario::raw::RawTerritory;
use crate::territory::Account;
use crate::territory::family::inherited;
use crate::territory::ownership::Owners;

use super::check::{Check, path};

impl Check<'_> {
    /// Says of each account to which it belongs and, if children follow their parents, who owns it then; reports parents
    /// that do not exist, and circles.
    ///
    /// * `accounts`: sorted by id; `parents`: the parent that each names, and where
    pub(super) fn put_parents(
        &mut self,
        raw: Option<&RawTerritory>,
        accounts: &mut [Account],
        parents: Vec<Option<(String, Place)>>,
    ) {
        let follow = raw.and_then(|raw| raw.children_follow_parents);
        if follow == Some(true) && parents.iter().all(Option::is_none) {
            let at = path("territory.children-follow-parents");
            let message = "no account has a parent";
            self.report_key(Code::NoEffect, &at, message).help =
                "fill the column `parent` of `demand.accounts`, or delete the key".into();
        }
        let mut places = vec![None; accounts.len()];
        for (ix, parent) in parents.into_iter().enumerate() {
            if let Some((id, place)) = parent {
                accounts[ix].parent = self.account_index(accounts, &id, place.clone());
                places[ix] = Some(place);
            }
        }
        if let Some(ix) = circle(accounts) {
            let message = format!(
                "the account `{}` belongs to itself in the end",
                accounts[ix].id
            );
            let place = places[ix]
                .clone()
                .expect("whoever is in a circle names a parent");
            self.findings.add(Code::OwnParent, place, message).help =
                "leave the `parent` of the topmost account empty".into();
            return;
        }
        if follow == Some(true) {
            for account in accounts.iter_mut() {
                account.inherits = account.named.rest.is_none() && account.parent.is_some();
            }
            let named: Vec<Owners> = accounts.iter().map(|a| a.named.clone()).collect();
            let owners = inherited(&named, accounts);
            for (account, owners) in accounts.iter_mut().zip(owners) {
                account.owners = owners;
            }
        }
    }

    /// Reports accounts named by an id that does not exist.
    fn account_index(&mut self, accounts: &[Account], id: &str, at: Place) -> Option<usize> {
        let found = accounts.binary_search_by(|account| account.id.as_str().cmp(id));
        if found.is_err() {
            let help = did_you_mean(id, accounts.iter().map(|account| account.id.as_str()));
            let message = format!("there is no account `{id}`");
            self.findings.add(Code::UnknownId, at, message).help = help;
        }
        found.ok()
    }
}

/// The first account that is above itself, if any is.
fn circle(accounts: &[Account]) -> Option<usize> {
    // Accounts from which all ways up were followed, each once.
    let mut is_clear = vec![false; accounts.len()];
    let mut walked_from = vec![usize::MAX; accounts.len()];
    for start in 0..accounts.len() {
        let mut here = Some(start);
        while let Some(ix) = here.filter(|&ix| !is_clear[ix]) {
            if walked_from[ix] == start {
                return Some(ix);
            }
            walked_from[ix] = start;
            here = accounts[ix].parent;
        }
        let mut here = Some(start);
        while let Some(ix) = here.filter(|&ix| !is_clear[ix]) {
            is_clear[ix] = true;
            here = accounts[ix].parent;
        }
    }
    None
}
