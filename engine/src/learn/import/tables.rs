//! The tables beside the scenario: roster, accounts and open pipeline.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::estimate::market_counts;
use super::history::{Agent, History, Named, Standing};
use super::names::ids;

/// A source for deals whose origin the export does not tell.
pub(super) const EARLIER: &str = "earlier";

/// A manager of the team list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Manager {
    pub(super) id: String,
    pub(super) name: String,
    /// The one region of the team; `None` if it has several.
    pub(super) region: Option<usize>,
    /// Day of the team's first deal.
    pub(super) first: Option<Date>,
}

/// Managers of seated agents who own no deals themselves.
pub(super) fn managers(history: &History) -> Vec<Manager> {
    let own_deals: BTreeSet<&str> = history.seated().map(|agent| agent.name.as_str()).collect();
    let mut teams: BTreeMap<&str, Vec<&Agent>> = BTreeMap::new();
    for agent in history
        .seated()
        .filter(|agent| !agent.manager.is_empty() && !own_deals.contains(agent.manager.as_str()))
    {
        teams.entry(agent.manager.as_str()).or_default().push(agent);
    }
    let taken = history.agents.iter().map(|agent| agent.id.as_str());
    let manager_ids = ids(taken.chain(teams.keys().copied())).split_off(history.agents.len());
    let manager = |(id, (name, team)): (String, (&str, Vec<&Agent>))| Manager {
        region: team
            .iter()
            .all(|agent| agent.region == team[0].region)
            .then_some(team[0].region),
        first: team.iter().filter_map(|agent| agent.first).min(),
        name: name.to_owned(),
        id,
    };
    manager_ids.into_iter().zip(teams).map(manager).collect()
}

/// The roster.
pub(super) fn seats(history: &History, managers: &[Manager]) -> String {
    let mut rows = Vec::new();
    let day = |first: Option<Date>| first.unwrap_or(history.as_of).to_string();
    for agent in history.seated() {
        let region = &history.regions[agent.region].id;
        rows.push([&agent.id, "agent", region, &agent.name, &day(agent.first)].map(str::to_owned));
    }
    for manager in managers {
        let region = manager
            .region
            .map_or("", |region| history.regions[region].id.as_str());
        rows.push(
            [
                &manager.id,
                "manager",
                region,
                &manager.name,
                &day(manager.first),
            ]
            .map(str::to_owned),
        );
    }
    rows.sort();
    csv(&["seat", "role", "territory", "rep", "hired"], &rows)
}

/// Named accounts that have deals, in the region that closed most of them.
pub(super) fn accounts(history: &History) -> String {
    let mut counts = vec![vec![(0_usize, 0_usize); history.regions.len()]; history.accounts.len()];
    for deal in &history.deals {
        if let Some(account) = deal.account {
            let count = &mut counts[account][deal.region];
            count.0 += usize::from(deal.is_decided());
            count.1 += 1;
        }
    }
    let mut rows = Vec::new();
    for ((Named { name, .. }, segment), counts) in history.accounts.iter().zip(&counts) {
        // The later of two equal regions would win `max_by_key`, so the order is turned round.
        let Some((region, _)) = counts
            .iter()
            .enumerate()
            .rev()
            .max_by_key(|(_, count)| **count)
            .filter(|(_, count)| count.1 > 0)
        else {
            continue;
        };
        let decided: usize = counts.iter().map(|count| count.0).sum();
        rows.push([
            name.clone(),
            history.segments[*segment].id.clone(),
            history.regions[region].id.clone(),
            decided.max(1).to_string(),
        ]);
    }
    if rows.is_empty() {
        String::new()
    } else {
        csv(&["account", "segment", "region", "potential"], &rows)
    }
}

/// Deals that are open at the end of the export.
pub(super) fn pipeline(history: &History) -> String {
    let mut rows = Vec::new();
    for deal in history.deals.iter().filter(|deal| !deal.is_decided()) {
        let engaged = deal.engaged.unwrap_or(history.as_of);
        let (stage, entered) = match (deal.standing, &history.stages.prospecting) {
            (Standing::Prospecting, Some(stage)) => (stage, engaged),
            _ => match history
                .staged
                .as_ref()
                .map(|staged| (staged, staged.open.get(&deal.id)))
            {
                Some((staged, Some((stage, entered)))) => (&staged.stages[*stage].named, *entered),
                _ => (history.entry(), engaged),
            },
        };
        let owner = deal
            .agent
            .map(|agent| &history.agents[agent])
            .filter(|agent| agent.seated);
        rows.push([
            deal.id.clone(),
            history.segments[deal.segment].id.clone(),
            history.regions[deal.region].id.clone(),
            history.products[deal.product].id.clone(),
            EARLIER.to_owned(),
            stage.id.clone(),
            entered.to_string(),
            deal.value
                .map_or_else(String::new, |value| format!("{value:.2}")),
            owner.map_or_else(String::new, |agent| agent.id.clone()),
        ]);
    }
    let header = [
        "deal", "segment", "region", "product", "source", "stage", "entered", "amount", "owner",
    ];
    if rows.is_empty() {
        String::new()
    } else {
        csv(&header, &rows)
    }
}

/// Segments and regions in which decided deals were counted; both all zero if there are none.
pub(super) fn region_counts(history: &History) -> Vec<usize> {
    let counts = market_counts(history);
    (0..history.regions.len())
        .map(|region| counts.iter().map(|row| row[region]).sum())
        .collect()
}

fn csv<const N: usize>(header: &[&str; N], rows: &[[String; N]]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).expect("memory takes every row");
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| harmless(cell)))
            .expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("cells are text")
}

/// A text that no spreadsheet takes for a formula: names come from files that anybody may have written.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_cells_quoted() {
        let text = csv(
            &["a", "b"],
            &[
                ["=HYPERLINK(\"x\")".into(), "x,y".into()],
                ["-1+2".into(), "plain".into()],
            ],
        );
        assert_eq!(
            text,
            "a,b\n\"'=HYPERLINK(\"\"x\"\")\",\"x,y\"\n'-1+2,plain\n"
        );
    }
}
