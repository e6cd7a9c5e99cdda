//! Finite markets: an account in play, sold or cooling off is not a lead again until it is free.

use crate::kernel::field::Field;

/// How many accounts there are, and for how long one is out of the market.
///
/// A lead that is no more business with customers picks one of the accounts of its market, each with the same chance or, where accounts are listed, in proportion
/// to their potential. If the account is taken, the lead is not sent. So arrivals are thinned by the share of accounts
/// that are free: a market of `N` accounts with `λ` leads a month loses each free account with the rate `λ / N`.
#[derive(Clone, Debug)]
pub struct FiniteMarkets {
    /// Accounts of a market that lists none; row = market.
    pub accounts: Field,
    /// How long an account rests after it was lost, or has left as a customer \[months\]; row = market.
    pub cooling_off: Field,
    /// How long a customer buys nothing new where nobody follows contracts \[months\]; row = market. `None`: until the end.
    pub sold_for: Option<Field>,
}

impl FiniteMarkets {
    /// Accounts of a market that lists none; part of one is none.
    #[must_use]
    pub fn n_accounts(&self, market: usize, month: usize) -> f64 {
        self.accounts.at(market, month).floor()
    }

    /// Share of the accounts of a market that are free, 0 to 1.
    ///
    /// * `taken`: accounts in play, sold or cooling off; deals open at the start may be more than there are accounts
    #[must_use]
    pub fn free_share(&self, market: usize, month: usize, taken: f64) -> f64 {
        let accounts = self.n_accounts(market, month);
        if taken < accounts {
            1.0 - taken / accounts
        } else {
            0.0
        }
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.accounts.redraw(draws);
        self.cooling_off.redraw(draws);
        if let Some(sold_for) = &mut self.sold_for {
            sold_for.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_share_falls_to_nothing() {
        let markets = FiniteMarkets {
            accounts: Field::constant(4.0),
            cooling_off: Field::constant(0.0),
            sold_for: None,
        };
        let shares = [0.0, 1.0, 4.0, 9.0].map(|taken| markets.free_share(0, 0, taken));
        assert_eq!(
            shares.map(f64::to_bits),
            [1.0, 0.75, 0.0, 0.0_f64].map(f64::to_bits)
        );
    }
}
