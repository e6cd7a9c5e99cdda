//! Customers that may buy more, by market, in a shape that is quick to search.

use crate::kernel::stream::{EntityKey, Words, pick};

/// A customer in force whose account nobody knows.
#[derive(Clone, Copy, Debug)]
struct Anonymous {
    key: EntityKey,
    slot: u32,
}

/// A customer in force whose account is known.
#[derive(Clone, Copy, Debug)]
struct Named {
    account: usize,
    slot: u32,
}

/// Customers in force of one market, in no order.
#[derive(Clone, Debug, Default)]
struct Market {
    anonymous: Vec<Anonymous>,
    named: Vec<Named>,
}

/// Customers in force of every market.
#[derive(Clone, Debug)]
pub(super) struct Buyers {
    markets: Vec<Market>,
}

impl Buyers {
    pub(super) fn new(n_markets: usize) -> Self {
        Self {
            markets: vec![Market::default(); n_markets],
        }
    }

    pub(super) fn clear(&mut self) {
        for market in &mut self.markets {
            market.anonymous.clear();
            market.named.clear();
        }
    }

    /// Somebody becomes a customer.
    ///
    /// * `slot`: of the contract that makes the customer
    /// * `account`: named account, if anybody knows it
    pub(super) fn join(
        &mut self,
        market: usize,
        slot: u32,
        key: EntityKey,
        account: Option<usize>,
    ) {
        let market = &mut self.markets[market];
        match account {
            Some(account) => market.named.push(Named { account, slot }),
            None => market.anonymous.push(Anonymous { key, slot }),
        }
    }

    /// A customer leaves.
    pub(super) fn leave(&mut self, market: usize, slot: u32) {
        let market = &mut self.markets[market];
        if let Some(place) = market.anonymous.iter().position(|buyer| buyer.slot == slot) {
            market.anonymous.swap_remove(place);
        } else if let Some(place) = market.named.iter().position(|buyer| buyer.slot == slot) {
            market.named.swap_remove(place);
        }
    }

    /// The customer whose account it is, the oldest if there are several.
    pub(super) fn of_account(&self, market: usize, account: usize) -> Option<usize> {
        let named = self.markets[market].named.iter();
        let slots = named.filter(|buyer| buyer.account == account);
        slots.map(|buyer| buyer.slot as usize).min()
    }

    /// One of the customers of whom nobody knows the account, each with the same chance: the one with the highest lot.
    pub(super) fn by_lot(&self, market: usize, lots: Words) -> Option<usize> {
        // The first one of those that 52 bits do not tell apart.
        let lot = |buyer: &Anonymous| {
            let place = u64::from(u32::MAX - buyer.slot);
            (pick(lots, buyer.key) >> 12, place)
        };
        let anonymous = self.markets[market].anonymous.iter();
        let chosen = anonymous.max_by_key(|buyer| lot(buyer));
        chosen.map(|buyer| buyer.slot as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lots(i: u32) -> Words {
        Words([i.wrapping_mul(0x9E37_79B9), i ^ 0x55, 1, 2])
    }

    fn market_of(n: u32) -> Buyers {
        let mut buyers = Buyers::new(1);
        for slot in 0..n {
            buyers.join(0, slot, EntityKey::scattered(u64::from(slot)), None);
        }
        buyers
    }

    #[test]
    fn when_a_customer_leaves_only_what_it_would_have_bought_goes_to_others() {
        let (all, mut without) = (market_of(20), market_of(20));
        without.leave(0, 7);
        for i in 0..500 {
            let (before, after) = (all.by_lot(0, lots(i)), without.by_lot(0, lots(i)));
            assert!(before == Some(7) && after != Some(7) || before == after);
        }
    }

    #[test]
    fn the_order_of_joining_does_not_matter() {
        let mut backwards = Buyers::new(1);
        for slot in (0..20).rev() {
            backwards.join(0, slot, EntityKey::scattered(u64::from(slot)), None);
        }
        for i in 0..100 {
            assert_eq!(
                market_of(20).by_lot(0, lots(i)),
                backwards.by_lot(0, lots(i))
            );
        }
    }

    #[test]
    fn an_account_is_found_by_name_until_its_customer_leaves() {
        let mut buyers = Buyers::new(2);
        buyers.join(1, 4, EntityKey(9), Some(3));
        buyers.join(1, 2, EntityKey(8), Some(3));
        assert_eq!(
            (buyers.of_account(1, 3), buyers.of_account(0, 3)),
            (Some(2), None)
        );
        assert_eq!(buyers.by_lot(1, lots(1)), None);
        buyers.leave(1, 2);
        buyers.leave(1, 4);
        assert_eq!(buyers.of_account(1, 3), None);
    }
}
