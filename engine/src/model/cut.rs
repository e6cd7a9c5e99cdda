//! A cut of the territories: who covers and owns what, from a month on.

use super::Model;
use crate::territory::Recut;
use crate::territory::routing::{Candidate, Router};

impl Model {
    /// Who could take a lead under the present cut.
    pub(super) fn router(&self) -> Router {
        let seats = self.workforce.seats.iter().enumerate();
        let candidates = seats.map(|(ix, seat)| {
            let candidate = Candidate {
                seat: ix,
                key: seat.key,
                weight: seat.weight,
            };
            (seat.role, seat.territory, candidate)
        });
        Router::new(
            &self.territories,
            self.dimensions.roles.len(),
            self.dimensions.n_markets(),
            candidates,
        )
    }

    /// Whether a seat covers a market under the present cut.
    #[inline]
    pub(super) fn covers(&self, seat: usize, market: usize) -> bool {
        let territory = self.workforce.seats[seat].territory;
        territory.is_none_or(|territory| self.territories.areas[territory].markets[market])
    }

    /// Puts a new cut in place of the present one.
    ///
    /// * `handed`: told each account that gets another owner, and the seat that owned it
    pub fn apply_cut(&mut self, cut: &Recut, mut handed: impl FnMut(usize, usize)) {
        self.territories.areas.clone_from(&cut.areas);
        for (seat, territory) in self.workforce.seats.iter_mut().zip(&cut.seats) {
            seat.territory = *territory;
        }
        let accounts = self.territories.accounts.iter_mut().enumerate();
        for ((ix, account), owner) in accounts.zip(&cut.owners) {
            match account.owner {
                Some(former) if *owner != Some(former) => handed(ix, former),
                _ => {}
            }
            account.owner = *owner;
        }
    }

    /// Puts the cut of another model of the same plan back in place.
    pub(super) fn restore_cut(&mut self, from: &Self) {
        let (here, there) = (&mut self.territories, &from.territories);
        here.areas.clone_from(&there.areas);
        for (account, original) in here.accounts.iter_mut().zip(&there.accounts) {
            account.owner = original.owner;
        }
        for (seat, original) in self.workforce.seats.iter_mut().zip(&from.workforce.seats) {
            seat.territory = original.territory;
        }
    }
}
