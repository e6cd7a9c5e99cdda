//! Named accounts: many small ones, a few that are very large.

use std::fmt::Write as _;

use super::demand::segments_of;
use super::economy::SEGMENTS;
use super::luck::{self, Luck};
use super::seats::{Role, Team};
use super::{Options, as_f64, names, whole};
use crate::kernel::law::Law;
use crate::kernel::stream::EntityKey;

/// Share of accounts that are customers of an account manager.
const CUSTOMERS: f64 = 0.2;

/// The table of accounts.
pub(super) fn table(options: &Options, team: &Team, luck: Luck) -> String {
    let sizes: Vec<f64> = team
        .regions
        .iter()
        .map(|region| as_f64(region.ae[0] + region.ae[1]))
        .collect();
    let shares = SEGMENTS.map(|segment| segment.share_of_accounts);
    let potentials: Vec<Option<Law>> = SEGMENTS
        .iter()
        .map(|segment| Law::pareto_tail(segment.potential, 1.0, 0.9, 1.6).ok())
        .collect();
    let owners: Vec<Owners> = (0..team.regions.len())
        .map(|region| Owners::of(team, region))
        .collect();
    let mut text = String::from("account,segment,region,potential,owner\n");
    for number in 1..=options.accounts {
        let key = number.to_string();
        let id = names::account(luck.draw("account", &key, luck::NAME), number);
        let market = luck.draw("account", &key, luck::MARKET);
        let region = luck::weighted(market.uniform(0), &sizes);
        let segment = luck::weighted(market.uniform(1), &shares);
        let u = luck.draw("account", &key, luck::POTENTIAL).uniform53(0);
        let potential = potentials[segment]
            .as_ref()
            .map_or(0.0, |law| law.quantile(u));
        let owner = luck.draw("account", &key, luck::OWNER);
        let line = usize::from(segments_of(1).contains(&segment));
        let candidates = if market.uniform(2) < CUSTOMERS {
            &owners[region].account_managers
        } else {
            &owners[region].executives[line]
        };
        let owner =
            luck::one_of(owner, candidates.iter().copied()).map_or("", |seat| &team.seats[seat].id);
        writeln!(
            text,
            "{id},{},{},{},{owner}",
            SEGMENTS[segment].id,
            team.regions[region].id,
            whole(potential / 1_000.0).max(1) * 1_000
        )
        .expect("a string takes every text");
    }
    text
}

/// Who may own what in a region.
struct Owners {
    executives: [Vec<(usize, EntityKey)>; 2],
    account_managers: Vec<(usize, EntityKey)>,
}

impl Owners {
    fn of(team: &Team, region: usize) -> Self {
        Self {
            executives: [0, 1].map(|line| team.in_region(Role::Ae, region, Some(line))),
            account_managers: team.in_region(Role::Am, region, None),
        }
    }
}
