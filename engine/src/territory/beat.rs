//! Beats: what territories can be cut by, markets or the products within them.

/// Where a deal lies, for those who cover it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Its number among all beats.
    pub index: usize,
    /// Market (segment x region).
    pub market: usize,
    /// Product.
    pub product: usize,
}

/// All beats of a plan: one for each market, or, where people sell some products only, one for each market and product.
///
/// Where nobody is told from others by product, a beat is a market, so that such a plan pays nothing for the products
/// that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beats {
    n_markets: usize,
    n_products: usize,
}

impl Beats {
    /// * `by_product`: whether anybody sells some products only, or owns accounts for some
    #[must_use]
    pub fn new(n_markets: usize, n_products: usize, by_product: bool) -> Self {
        let n_products = if by_product { n_products } else { 1 };
        Self {
            n_markets,
            n_products,
        }
    }

    /// Number of beats.
    #[must_use]
    pub fn len(self) -> usize {
        self.n_markets * self.n_products
    }

    /// Whether there is none, since there is no market.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Beats within a market: 1 unless products make a difference.
    #[must_use]
    pub fn per_market(self) -> usize {
        self.n_products
    }

    /// Whether products make a difference.
    #[must_use]
    pub fn is_by_product(self) -> bool {
        self.n_products > 1
    }

    /// The beat of a market's product.
    #[must_use]
    #[inline]
    pub fn of(self, market: usize, product: usize) -> Beat {
        Beat {
            index: market * self.n_products + product % self.n_products,
            market,
            product,
        }
    }

    /// The beat with a number; of a whole market, that of its first product.
    #[must_use]
    pub fn at(self, index: usize) -> Beat {
        Beat {
            index,
            market: index / self.n_products,
            product: index % self.n_products,
        }
    }

    /// All beats, in order.
    pub fn iter(self) -> impl Iterator<Item = Beat> {
        (0..self.len()).map(move |index| self.at(index))
    }

    /// The row of a named account's product in a list with a row for each that may have an owner of its own.
    #[must_use]
    #[inline]
    pub fn row_of_account(self, account: usize, product: usize) -> usize {
        account * self.n_products + product % self.n_products
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_is_a_market_unless_products_make_a_difference() {
        let whole = Beats::new(3, 4, false);
        assert_eq!((whole.len(), whole.per_market()), (3, 1));
        assert!((0..4).all(|product| whole.of(2, product).index == 2));
        assert_eq!(whole.row_of_account(5, 3), 5);
        let split = Beats::new(3, 4, true);
        assert_eq!((split.len(), split.per_market()), (12, 4));
        assert_eq!(split.of(2, 3).index, 11);
        assert!(split.iter().all(|b| split.of(b.market, b.product) == b));
        assert_eq!(split.row_of_account(5, 3), 23);
    }
}
