//! A cut of the territories: who covers and owns what, from a month on.

use super::Model;
use crate::territory::Recut;
use crate::territory::beat::Beat;
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
        Router::new(&self.territories, self.dimensions.roles.len(), candidates)
    }

    /// Whether a seat covers a beat under the present cut.
    #[inline]
    pub(super) fn covers(&self, seat: usize, beat: Beat) -> bool {
        let territory = self.workforce.seats[seat].territory;
        territory.is_none_or(|territory| self.territories.areas[territory].covers(beat))
    }

    /// Puts a new cut in place of the present one.
    ///
    /// * `handed`: told each row of [`Beats::row_of_account`](crate::territory::beat::Beats::row_of_account) that gets
    ///   another owner, and the seat that owned it
    pub fn apply_cut(&mut self, cut: &Recut, mut handed: impl FnMut(usize, usize)) {
        let beats = self.territories.beats;
        self.territories.areas.clone_from(&cut.areas);
        for (seat, territory) in self.workforce.seats.iter_mut().zip(&cut.seats) {
            seat.territory = *territory;
        }
        let accounts = self.territories.accounts.iter_mut().enumerate();
        for ((ix, account), owners) in accounts.zip(&cut.owners) {
            for product in 0..beats.per_market() {
                match account.owners.of(product) {
                    Some(former) if owners.of(product) != Some(former) => {
                        handed(beats.row_of_account(ix, product), former);
                    }
                    _ => {}
                }
            }
            account.owners.clone_from(owners);
        }
    }

    /// Puts the cut of another model of the same plan back in place.
    pub(super) fn restore_cut(&mut self, from: &Self) {
        let (here, there) = (&mut self.territories, &from.territories);
        here.areas.clone_from(&there.areas);
        for (account, original) in here.accounts.iter_mut().zip(&there.accounts) {
            account.owners.clone_from(&original.owners);
        }
        for (seat, original) in self.workforce.seats.iter_mut().zip(&from.workforce.seats) {
            seat.territory = original.territory;
        }
    }
}
