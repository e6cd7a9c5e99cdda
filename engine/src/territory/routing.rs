//! Routing: which seat a lead goes to.

use super::beat::{Beat, Beats};
use super::ownership::Owners;
use super::{Routing, Territories};
use crate::kernel::math::ln;
use crate::kernel::stream::{EntityKey, Words, pick, pick_uniform};
use std::collections::BTreeMap;

/// The bits of a lot that make room for a place in a list of candidates.
const PLACES: u64 = 0xF_FFFF;

/// A seat as routing sees it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Seat.
    pub seat: usize,
    /// Its key, which gives its lot for each lead.
    pub key: EntityKey,
    /// Its weight.
    pub weight: f64,
}

/// Who could take a lead, by role and beat, and whose turn it is.
#[derive(Clone, Debug)]
pub struct Router {
    beats: Beats,
    /// Team of each role and beat, row = role x beat; beats that the same seats cover have one.
    team_of: Vec<usize>,
    teams: Vec<Team>,
    routing: Vec<Routing>,
    turn: Vec<usize>,
    owners_of_account: Vec<Owners>,
}

/// Who could take a lead.
#[derive(Clone, Debug)]
struct Team {
    candidates: Vec<Candidate>,
    equal_weights: bool,
}

impl Team {
    fn new(candidates: Vec<Candidate>) -> Self {
        let equal = |pair: &[Candidate]| pair[0].weight.to_bits() == pair[1].weight.to_bits();
        Self {
            equal_weights: candidates.windows(2).all(equal),
            candidates,
        }
    }

    fn seats(&self) -> impl Iterator<Item = usize> {
        self.candidates.iter().map(|candidate| candidate.seat)
    }
}

impl Router {
    /// Prepares routing.
    ///
    /// * `seats`: role, territory and candidate of each seat, in seat order
    #[must_use]
    pub fn new(
        territories: &Territories,
        n_roles: usize,
        seats: impl Iterator<Item = (usize, Option<usize>, Candidate)>,
    ) -> Self {
        let beats = territories.beats;
        let mut candidates = vec![Vec::new(); n_roles * beats.len()];
        for (role, territory, candidate) in seats {
            for beat in beats.iter() {
                if territory.is_none_or(|t| territories.areas[t].covers(beat)) {
                    candidates[role * beats.len() + beat.index].push(candidate);
                }
            }
        }
        let (mut teams, mut known) = (Vec::new(), BTreeMap::new());
        let team_of: Vec<usize> = candidates
            .into_iter()
            .map(|candidates| {
                let seats: Vec<usize> = candidates.iter().map(|c| c.seat).collect();
                *known.entry(seats).or_insert_with(|| {
                    teams.push(Team::new(candidates));
                    teams.len() - 1
                })
            })
            .collect();
        Self {
            beats,
            turn: vec![0; team_of.len()],
            team_of,
            teams,
            routing: territories.routing.clone(),
            owners_of_account: territories
                .accounts
                .iter()
                .map(|account| account.owners.clone())
                .collect(),
        }
    }

    /// Forgets whose turn it was.
    pub fn reset(&mut self) {
        self.turn.fill(0);
    }

    /// Goes on with whose turn it was under another cut, wherever the same seats cover a beat.
    pub fn take_turns(&mut self, from: &Self) {
        for (row, turn) in self.turn.iter_mut().enumerate() {
            let (now, before) = (&self.teams[self.team_of[row]], from.team(row));
            let is_same = now.seats().eq(before.seats());
            *turn = if is_same { from.turn[row] } else { 0 };
        }
    }

    /// How leads find a rep of a role.
    #[must_use]
    pub fn routing(&self, role: usize) -> Routing {
        self.routing[role]
    }

    /// Seats of a role that cover a beat.
    #[must_use]
    pub fn candidates(&self, role: usize, beat: Beat) -> &[Candidate] {
        &self.team(role * self.beats.len() + beat.index).candidates
    }

    #[inline]
    fn team(&self, row: usize) -> &Team {
        &self.teams[self.team_of[row]]
    }

    /// The seat that takes a lead, if any candidate is in place.
    ///
    /// Weighted routing gives each candidate a lot of its own for each lead, so that a seat added takes a share of
    /// everybody's leads and moves none between others.
    ///
    /// * `account`: named account the lead comes from
    /// * `lots`: the lead's words
    /// * `in_place`: whether somebody works in a seat now
    #[inline]
    pub fn route(
        &mut self,
        role: usize,
        beat: Beat,
        account: Option<usize>,
        lots: Words,
        in_place: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let row = role * self.beats.len() + beat.index;
        match self.routing[role] {
            Routing::Owner => {
                let owner =
                    account.and_then(|account| self.owners_of_account[account].of(beat.product));
                let owner = owner.filter(|&seat| {
                    in_place(seat) && self.team(row).seats().any(|other| other == seat)
                });
                owner.or_else(|| self.by_lot(row, lots, in_place))
            }
            Routing::RoundRobin => self.next_in_turn(row, in_place),
            Routing::Weighted | Routing::Pool | Routing::ByScore => {
                self.by_lot(row, lots, in_place)
            }
        }
    }

    #[inline]
    fn by_lot(&self, row: usize, lots: Words, in_place: impl Fn(usize) -> bool) -> Option<usize> {
        let team = self.team(row);
        let candidates = team.candidates.iter();
        if team.equal_weights {
            // The place in the list takes the low bits of each lot: one maximum, and no branch that nobody could guess.
            let lots = candidates.zip(1_u64..).map(|(c, place)| {
                (pick(lots, c.key) & !PLACES | place) * u64::from(in_place(c.seat))
            });
            let winner = lots.fold(0, u64::max) & PLACES;
            return (winner > 0).then(|| {
                #[allow(clippy::cast_possible_truncation, reason = "a place in a list")]
                let place = winner as usize - 1;
                team.candidates[place].seat
            });
        }
        let wait = |c: &Candidate| -ln(pick_uniform(lots, c.key)) / c.weight;
        candidates
            .filter(|c| in_place(c.seat) && c.weight > 0.0)
            .min_by(|a, b| wait(a).total_cmp(&wait(b)))
            .map(|c| c.seat)
    }

    fn next_in_turn(&mut self, row: usize, in_place: impl Fn(usize) -> bool) -> Option<usize> {
        let list = &self.teams[self.team_of[row]].candidates;
        let n = list.len();
        let step = (0..n).find(|step| in_place(list[(self.turn[row] + step) % n].seat))?;
        let chosen = (self.turn[row] + step) % n;
        self.turn[row] = (chosen + 1) % n;
        Some(list[chosen].seat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::territory::{Account, Area};

    const BEAT: Beat = Beat {
        index: 0,
        market: 0,
        product: 0,
    };

    fn router(routing: Routing, weights: &[f64]) -> Router {
        let account = Account {
            id: "a".into(),
            key: EntityKey(1),
            market: 0,
            potential: 1.0,
            workload: 1.0,
            location: None,
            named: Owners::whole(Some(1)),
            owners: Owners::whole(Some(1)),
            parent: None,
            inherits: false,
        };
        let territories = Territories {
            areas: vec![Area {
                markets: vec![true],
                products: None,
            }],
            beats: Beats::new(1, 1, false),
            routing: vec![routing],
            accounts: vec![account],
            score_focus: 0.0,
            hand_over: None,
            travel: None,
            recuts: Vec::new(),
        };
        let seats = weights.iter().enumerate().map(|(seat, &weight)| {
            let key = EntityKey::of("seat", &format!("ae-{seat}"));
            (0, Some(0), Candidate { seat, key, weight })
        });
        Router::new(&territories, 1, seats)
    }

    fn lots(i: u32) -> Words {
        crate::kernel::stream::draw(
            crate::kernel::stream::Seed(9),
            crate::kernel::stream::Address {
                entity: EntityKey(7),
                trial: i,
                month: 0,
                purpose: crate::purpose::LEAD,
                index: 0,
            },
        )
    }

    #[test]
    fn round_robin_takes_turns_and_passes_over_the_absent() {
        let mut router = router(Routing::RoundRobin, &[1.0; 3]);
        let order: Vec<_> = (0..4)
            .map(|i| {
                router
                    .route(0, BEAT, None, lots(i), |seat| seat != 1)
                    .unwrap()
            })
            .collect();
        assert_eq!(order, [0, 2, 0, 2]);
        assert_eq!(router.route(0, BEAT, None, lots(0), |_| false), None);
    }

    #[test]
    fn weights_are_kept_and_a_leaver_moves_only_what_was_the_leavers() {
        let mut router = router(Routing::Weighted, &[1.0, 2.0, 1.0]);
        let n = 20_000;
        let all: Vec<_> = (0..n)
            .map(|i| router.route(0, BEAT, None, lots(i), |_| true).unwrap())
            .collect();
        #[allow(clippy::cast_precision_loss)]
        let share = all.iter().filter(|&&seat| seat == 1).count() as f64 / f64::from(n);
        assert!((share - 0.5).abs() < 0.02, "{share}");
        for (i, &seat) in (0..n).zip(&all) {
            let without = router
                .route(0, BEAT, None, lots(i), |seat| seat != 0)
                .unwrap();
            assert!(
                seat == 0 || without == seat,
                "a lead moved between two who stayed"
            );
        }
    }

    #[test]
    fn an_account_goes_to_its_owner_while_there_is_one() {
        let mut router = router(Routing::Owner, &[1.0; 3]);
        assert!((0..50).all(|i| router.route(0, BEAT, Some(0), lots(i), |_| true) == Some(1)));
        assert!(
            (0..50).all(|i| router.route(0, BEAT, Some(0), lots(i), |seat| seat != 1) != Some(1))
        );
    }
}
