//! Routing by score and skill: good leads rather to good reps.

use super::beat::Beat;
use super::routing::Router;
use crate::kernel::math::{exp, ln};
use crate::kernel::stream::{Words, pick_uniform};

impl Router {
    /// The seat that takes a lead, if any candidate is in place: by chance, in proportion to weight times
    /// `exp(pull of the seat)`.
    ///
    /// Each candidate has a lot of its own for each lead, as in weighted routing, so that a seat with more pull takes
    /// leads from others and moves none between them.
    ///
    /// * `pull`: how strongly the lead is drawn to a seat; 0 is its plain weight
    #[must_use]
    pub fn route_by_score(
        &self,
        role: usize,
        beat: Beat,
        lots: Words,
        in_place: impl Fn(usize) -> bool,
        pull: impl Fn(usize) -> f64,
    ) -> Option<usize> {
        let candidates = self.candidates(role, beat).iter();
        let waits = candidates
            .filter(|c| in_place(c.seat) && c.weight > 0.0)
            .map(|c| {
                let wait = -ln(pick_uniform(lots, c.key)) / c.weight * exp(-pull(c.seat));
                (wait, c.seat)
            });
        waits
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, seat)| seat)
    }
}

#[cfg(test)]
mod tests {
    use super::super::beat::Beats;
    use super::super::routing::Candidate;
    use super::super::{Area, Routing, Territories};
    use super::*;
    use crate::kernel::stream::{Address, EntityKey, Seed, draw};

    fn router() -> Router {
        let territories = Territories {
            areas: vec![Area {
                markets: vec![true],
                products: None,
            }],
            beats: Beats::new(1, 1, false),
            routing: vec![Routing::ByScore],
            accounts: Vec::new(),
            score_focus: 1.0,
            hand_over: None,
            travel: None,
            recuts: Vec::new(),
        };
        let seats = (0..3).map(|seat| {
            let key = EntityKey::of("seat", &format!("ae-{seat}"));
            let weight = 1.0;
            (0, Some(0), Candidate { seat, key, weight })
        });
        Router::new(&territories, 1, seats)
    }

    fn lots(trial: u32) -> Words {
        let address = Address {
            entity: EntityKey(7),
            trial,
            month: 0,
            purpose: crate::purpose::LEAD,
            index: 0,
        };
        draw(Seed(9), address)
    }

    /// With pulls ln 3, 0 and 0 the first of three takes 3 / 5 of the leads.
    #[test]
    fn leads_go_by_pull_and_more_pull_moves_none_between_others() {
        let router = router();
        let to = |i: u32, pull: f64| {
            let pulls = move |seat: usize| if seat == 0 { pull } else { 0.0 };
            router
                .route_by_score(0, Beats::new(1, 1, false).at(0), lots(i), |_| true, pulls)
                .unwrap()
        };
        let n = 20_000;
        let first = (0..n).filter(|&i| to(i, ln(3.0)) == 0).count();
        #[allow(clippy::cast_precision_loss)]
        let share = first as f64 / f64::from(n);
        assert!((share - 0.6).abs() < 0.02, "{share}");
        for i in 0..n {
            let (before, after) = (to(i, 0.0), to(i, 1.0));
            assert!(after == before || after == 0);
        }
        assert!(
            router
                .route_by_score(
                    0,
                    Beats::new(1, 1, false).at(0),
                    lots(1),
                    |_| false,
                    |_| 0.0
                )
                .is_none()
        );
    }
}
