//! Who sells: agents, the region each works in, and who has a seat in the plan.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::columns::TableKind;
use super::super::deals::{DealRow, days_between};
use super::super::quality::{About, OddityKind, Quality};
use super::{Agent, Named, Tables, named, positions};

const UNASSIGNED: &str = "Unassigned";

/// Regions, and agents with the region each works in.
pub(super) fn agents(
    tables: &Tables,
    deals: &[DealRow],
    quality: &mut Quality,
) -> (Vec<Named>, Vec<Agent>) {
    let mut region_of: BTreeMap<String, (String, String)> = BTreeMap::new();
    for member in tables.team.iter().flatten() {
        region_of.insert(
            member.name.clone(),
            (member.region.clone(), member.manager.clone()),
        );
    }
    let own = own_deals(deals);
    for (name, own) in own.iter().filter(|(name, _)| !name.is_empty()) {
        region_of.entry((*name).to_owned()).or_insert_with(|| {
            (
                most_frequent(&own.regions).unwrap_or_default(),
                String::new(),
            )
        });
    }
    // One region for everybody is simply everything; "unassigned" has a meaning only beside others.
    let nobody_has_one = region_of.values().all(|(region, _)| region.is_empty());
    for (region, _) in region_of
        .values_mut()
        .filter(|(region, _)| region.is_empty())
    {
        *region = if nobody_has_one {
            "All".into()
        } else {
            UNASSIGNED.into()
        };
    }
    if nobody_has_one {
        let handled = "one region \"All\" stands for everything".to_owned();
        let what = "no table says where agents work".to_owned();
        let about = About {
            table: TableKind::Teams,
            kind: OddityKind::Missing,
            column: "",
            what,
            of: region_of.len(),
            handled,
        };
        quality.count(about, region_of.len(), Vec::new());
    }
    let regions = named(
        region_of
            .values()
            .map(|(region, _)| region.clone())
            .collect(),
    );
    let index = positions(regions.iter().map(|region| region.name.as_str()));
    let agent_ids = named(region_of.keys().cloned().collect());
    let agent = |(Named { id, name }, (region, manager)): (Named, (String, String))| Agent {
        first: own.get(name.as_str()).and_then(|own| own.first),
        n_deals: own.get(name.as_str()).map_or(0, |own| own.n),
        region: index[&region],
        seated: false,
        id,
        name,
        manager,
    };
    let agents = agent_ids
        .into_iter()
        .zip(region_of.into_values())
        .map(agent)
        .collect();
    (regions, agents)
}

/// What the deals of one agent say.
#[derive(Clone, Debug, Default)]
struct Own {
    n: usize,
    first: Option<Date>,
    last: Option<Date>,
    regions: BTreeMap<String, usize>,
}

fn own_deals(deals: &[DealRow]) -> BTreeMap<&str, Own> {
    let mut all = BTreeMap::<&str, Own>::new();
    for deal in deals {
        let own = all.entry(deal.agent.as_str()).or_default();
        own.n += 1;
        for day in [deal.engaged, deal.closed].into_iter().flatten() {
            own.first = Some(own.first.map_or(day, |first| first.min(day)));
            own.last = Some(own.last.map_or(day, |last| last.max(day)));
        }
        if !deal.region.is_empty() {
            *own.regions.entry(deal.region.clone()).or_insert(0) += 1;
        }
    }
    all
}

fn most_frequent(counts: &BTreeMap<String, usize>) -> Option<String> {
    let best = counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
    best.map(|(name, _)| name.clone())
}

/// Days without any deal after which an agent is taken to have left.
const GONE_AFTER_DAYS: i64 = 180;

/// Gives a seat to agents who have deals and were active of late.
pub(super) fn seat(
    agents: &mut [Agent],
    deals: &[DealRow],
    as_of: Date,
    n_regions: usize,
    quality: &mut Quality,
) {
    let own = own_deals(deals);
    let last = |agent: &Agent| own.get(agent.name.as_str()).and_then(|own| own.last);
    let days_idle = |agent: &Agent| last(agent).map(|day| days_between(day, as_of));
    let mut gone = Vec::new();
    for agent in agents.iter_mut() {
        let idle = days_idle(agent).is_some_and(|days| days > GONE_AFTER_DAYS);
        agent.seated = agent.n_deals > 0 && !idle;
        if agent.n_deals > 0 && idle {
            gone.push(agent.name.clone());
        }
    }
    for region in 0..n_regions {
        // A region nobody covers could not be sold to, so its former agents stand for those who will.
        if !agents
            .iter()
            .any(|agent| agent.region == region && agent.seated)
        {
            agents
                .iter_mut()
                .filter(|agent| agent.region == region && agent.n_deals > 0)
                .for_each(|agent| agent.seated = true);
        }
    }
    let idle: Vec<&str> = agents
        .iter()
        .filter(|agent| agent.n_deals == 0)
        .map(|agent| agent.name.as_str())
        .collect();
    let about = |what: String, handled: &str| About {
        table: TableKind::Teams,
        kind: OddityKind::Contradictory,
        column: "",
        what,
        of: agents.len(),
        handled: handled.to_owned(),
    };
    quality.note(
        about(
            "agents in the team list own no deal".into(),
            "no seat: they may be new, or gone; add them with `[workforce.groups]` if they sell",
        ),
        idle,
    );
    quality.note(
        about(
            format!("agents have no deal in the last {GONE_AFTER_DAYS} days"),
            "no seat: they look gone; their open deals have no owner",
        ),
        gone.iter().map(String::as_str),
    );
}
