//! Ownership: who sells what to a named account.

/// The seats that own a named account: one for all products, or some for one product each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    /// Seat that owns it, but for the products that others sell.
    pub rest: Option<usize>,
    /// Seats that own it for one product: the product and the seat, in order of products.
    by_product: Vec<(usize, usize)>,
}

impl Owners {
    /// One seat for all products, or nobody.
    #[must_use]
    pub fn whole(seat: Option<usize>) -> Self {
        Self {
            rest: seat,
            by_product: Vec::new(),
        }
    }

    /// Another seat for one product.
    pub fn give(&mut self, product: usize, seat: usize) {
        match self.by_product.binary_search_by_key(&product, |&(p, _)| p) {
            Ok(ix) => self.by_product[ix].1 = seat,
            Err(ix) => self.by_product.insert(ix, (product, seat)),
        }
    }

    /// The seat that owns the account for a product.
    #[must_use]
    #[inline]
    pub fn of(&self, product: usize) -> Option<usize> {
        let own = self.by_product.iter().find(|&&(p, _)| p == product);
        own.map(|&(_, seat)| seat).or(self.rest)
    }

    /// Whether nobody owns anything of it.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.rest.is_none() && self.by_product.is_empty()
    }

    /// Takes from those who own the account above what nobody owns here.
    pub(super) fn inherit(&mut self, above: &Self) {
        if self.rest.is_some() {
            return;
        }
        for &(product, seat) in &above.by_product {
            if self.of(product).is_none() {
                self.give(product, seat);
            }
        }
        self.rest = above.rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_product_sells_it_and_the_owner_the_rest() {
        let mut owners = Owners::whole(Some(7));
        owners.give(2, 9);
        owners.give(0, 8);
        assert_eq!([0, 1, 2].map(|p| owners.of(p)), [Some(8), Some(7), Some(9)]);
        owners.give(2, 5);
        assert_eq!(owners.of(2), Some(5));
        assert!(Owners::default().is_nobody() && !owners.is_nobody());
    }

    #[test]
    fn what_nobody_owns_is_inherited_and_nothing_else() {
        let mut above = Owners::whole(Some(7));
        above.give(0, 8);
        above.give(1, 6);
        let mut below = Owners::default();
        below.give(1, 9);
        below.inherit(&above);
        assert_eq!([0, 1, 2].map(|p| below.of(p)), [Some(8), Some(9), Some(7)]);
        let mut owned = Owners::whole(Some(3));
        owned.inherit(&above);
        assert_eq!(owned, Owners::whole(Some(3)));
    }
}
