//! The cleaned history: names settled across tables, every deal tied to agent, region, product and segment.

mod market;
mod people;
mod staging;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::columns::{Column, Table, TableKind};
use super::deals::DealRow;
use super::names::ids;
use super::quality::Quality;
use super::reference::{Account, Product, TeamMember};
use super::resolve::{Context, Spelling, counts, settle};
use super::staged::Staged;
use market::{products, segments};
use people::{agents, seat};
use staging::Staging;

/// A thing with an id for the files and the name it has in the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

/// Somebody who owns deals.
#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) manager: String,
    pub(super) region: usize,
    /// Whether the plan gives the agent a seat.
    pub(super) seated: bool,
    /// Day of the first deal.
    pub(super) first: Option<Date>,
    /// Number of deals.
    pub(super) n_deals: usize,
}

/// A product with its list price, if there is one.
#[derive(Clone, Debug)]
pub(super) struct PricedProduct {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) price: Option<f64>,
}

/// Where a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Won,
    Lost,
    /// Work has not begun.
    Prospecting,
    /// In work.
    Engaging,
}

/// A deal of the history; indices point into the lists of [`History`].
#[derive(Clone, Debug)]
pub(super) struct Deal {
    pub(super) id: String,
    pub(super) agent: Option<usize>,
    pub(super) region: usize,
    pub(super) product: usize,
    pub(super) segment: usize,
    pub(super) account: Option<usize>,
    pub(super) standing: Standing,
    pub(super) engaged: Option<Date>,
    pub(super) closed: Option<Date>,
    pub(super) value: Option<f64>,
}

impl Deal {
    /// Whether the deal was decided.
    pub(super) fn is_decided(&self) -> bool {
        matches!(self.standing, Standing::Won | Standing::Lost)
    }
}

/// What the plan calls the stages of open deals.
#[derive(Clone, Debug)]
pub(super) struct Stages {
    /// The stage before work begins, if the export has one.
    pub(super) prospecting: Option<Named>,
    /// The stage from which deals are won or lost.
    pub(super) engaging: Named,
}

/// The cleaned history. Lists are in text order of their names, deals in that of their ids.
#[derive(Clone, Debug)]
pub(super) struct History {
    pub(super) agents: Vec<Agent>,
    pub(super) regions: Vec<Named>,
    pub(super) segments: Vec<Named>,
    pub(super) products: Vec<PricedProduct>,
    /// Names of accounts with the segment of each.
    pub(super) accounts: Vec<(Named, usize)>,
    pub(super) deals: Vec<Deal>,
    pub(super) stages: Stages,
    /// Stages by the history of moves, if there is one.
    pub(super) staged: Option<Staged>,
    /// Last day that the export knows of.
    pub(super) as_of: Date,
}

/// The tables as they were read.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) deals: Vec<DealRow>,
    pub(super) accounts: Option<Vec<Account>>,
    pub(super) products: Option<Vec<Product>>,
    pub(super) team: Option<Vec<TeamMember>>,
}

const NO_SECTOR: &str = "Sector unknown";
const NO_PRODUCT: &str = "Product unknown";

impl History {
    /// Ties the tables together.
    ///
    /// * `opportunities`: the table of deals, for the names of its columns
    /// * `as_of`: the day on which the export stands; the last day that it knows of unless stated
    ///
    /// Gives nothing if no deal has a date or none has an agent.
    pub(super) fn new(
        mut tables: Tables,
        opportunities: &Table,
        as_of: Option<Date>,
        quality: &mut Quality,
    ) -> Option<Self> {
        settle_names(&mut tables, opportunities, quality);
        let deals = std::mem::take(&mut tables.deals);
        let last = deals
            .iter()
            .flat_map(|deal| [deal.engaged, deal.closed])
            .flatten()
            .max()?;
        let as_of = as_of.unwrap_or(last);
        let (regions, mut agents) = agents(&tables, &deals, quality);
        if agents.iter().all(|agent| agent.n_deals == 0) {
            return None;
        }
        seat(&mut agents, &deals, as_of, regions.len(), quality);
        let products = products(&tables, &deals);
        let (segments, accounts) = segments(&tables, &deals);
        let stages = Staging::of(&deals, opportunities, quality);
        let lookup = Lookup {
            agents: positions(agents.iter().map(|a| a.name.as_str())),
            products: positions(products.iter().map(|p| p.name.as_str())),
            accounts: positions(accounts.iter().map(|(a, _)| a.name.as_str())),
            segments: positions(segments.iter().map(|s| s.name.as_str())),
        };
        let deals = deals
            .into_iter()
            .map(|row| lookup.deal(row, &agents, &accounts, &stages))
            .collect();
        Some(Self {
            agents,
            regions,
            segments,
            products,
            accounts,
            deals,
            stages: stages.stages,
            staged: None,
            as_of,
        })
    }

    /// Agents with a seat in the plan.
    pub(super) fn seated(&self) -> impl Iterator<Item = &Agent> {
        self.agents.iter().filter(|agent| agent.seated)
    }

    /// Takes their seats from workers who are no people, as long as somebody else works in their region.
    pub(super) fn unseat_machines(&mut self) {
        let Some(staged) = &self.staged else { return };
        for machine in &staged.machines {
            let Some(ix) = self.agents.iter().position(|agent| agent.name == *machine) else {
                continue;
            };
            let region = self.agents[ix].region;
            let others = self.agents.iter().enumerate();
            let is_covered = others
                .filter(|(other, agent)| *other != ix && agent.region == region)
                .any(|(_, agent)| agent.seated);
            self.agents[ix].seated &= !is_covered;
        }
    }

    /// The stage that engaged deals enter.
    pub(super) fn entry(&self) -> &Named {
        let first = self
            .staged
            .as_ref()
            .and_then(|staged| staged.stages.first());
        first.map_or(&self.stages.engaging, |stage| &stage.named)
    }

    /// Deals that were won or lost.
    pub(super) fn decided(&self) -> impl Iterator<Item = &Deal> {
        self.deals.iter().filter(|deal| deal.is_decided())
    }
}

/// Settles the spelling of agents, products and accounts by the tables that know them.
fn settle_names(tables: &mut Tables, table: &Table, quality: &mut Quality) {
    let Tables {
        deals,
        accounts,
        products,
        team,
    } = tables;
    let known = |names: Option<Vec<String>>| names.filter(|names| !names.is_empty());
    let mut settle_one = |column,
                          reference,
                          unknown,
                          known: Option<Vec<String>>,
                          name: fn(&mut DealRow) -> &mut String| {
        let counts = counts(deals.iter_mut().map(|deal| &**name(deal)));
        let spelling = match known {
            Some(known) => {
                let context = Context {
                    table: TableKind::Opportunities,
                    column: table.header(column),
                    reference,
                    unknown,
                };
                Spelling::by_reference(&counts, &known, context, quality)
            }
            None => settle(
                &counts,
                TableKind::Opportunities,
                table.header(column),
                quality,
            ),
        };
        for deal in deals.iter_mut() {
            let settled = spelling.of(name(deal)).to_owned();
            *name(deal) = settled;
        }
    };
    settle_one(
        Column::Agent,
        TableKind::Teams,
        "kept: they work in the region \"Unassigned\"",
        known(
            team.as_ref()
                .map(|list| list.iter().map(|member| member.name.clone()).collect()),
        ),
        |deal| &mut deal.agent,
    );
    settle_one(
        Column::Product,
        TableKind::Products,
        "kept as products without a list price",
        known(
            products
                .as_ref()
                .map(|list| list.iter().map(|product| product.name.clone()).collect()),
        ),
        |deal| &mut deal.product,
    );
    settle_one(
        Column::Account,
        TableKind::Accounts,
        "kept: they count for the segment \"Sector unknown\"",
        known(
            accounts
                .as_ref()
                .map(|list| list.iter().map(|account| account.name.clone()).collect()),
        ),
        |deal| &mut deal.account,
    );
    settle_one(Column::Region, TableKind::Teams, "", None, |deal| {
        &mut deal.region
    });
    settle_one(Column::Sector, TableKind::Accounts, "", None, |deal| {
        &mut deal.sector
    });
}

/// Position of each name in a list.
fn positions<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    names
        .enumerate()
        .map(|(ix, name)| (name.to_owned(), ix))
        .collect()
}

/// Ids that a scenario gives a meaning of its own.
const RESERVED: [&str; 2] = ["other", "owner"];

/// Names in text order with their ids.
fn named(names: BTreeSet<String>) -> Vec<Named> {
    let slugs = ids(RESERVED.into_iter().chain(names.iter().map(String::as_str)));
    slugs
        .into_iter()
        .skip(RESERVED.len())
        .zip(names)
        .map(|(id, name)| Named { id, name })
        .collect()
}

/// Names of stages of a history of moves, in their order, with ids unlike that of the stage before engagement.
pub(super) fn stage_names<'a>(
    history: &History,
    names: impl Iterator<Item = &'a str>,
) -> Vec<Named> {
    let before = history
        .stages
        .prospecting
        .as_ref()
        .map_or("", |stage| stage.name.as_str());
    let names: Vec<&str> = names.collect();
    let slugs = ids(RESERVED
        .into_iter()
        .chain([before])
        .chain(names.iter().copied()));
    let slugs = slugs.into_iter().skip(RESERVED.len() + 1);
    let stage = |(id, name): (String, &str)| Named {
        id,
        name: name.to_owned(),
    };
    slugs.zip(names).map(stage).collect()
}

struct Lookup {
    agents: BTreeMap<String, usize>,
    products: BTreeMap<String, usize>,
    accounts: BTreeMap<String, usize>,
    segments: BTreeMap<String, usize>,
}

impl Lookup {
    fn deal(
        &self,
        row: DealRow,
        agents: &[Agent],
        accounts: &[(Named, usize)],
        stages: &Staging,
    ) -> Deal {
        let standing = stages.standing(&row);
        let agent = self.agents.get(&row.agent).copied();
        let account = self.accounts.get(&row.account).copied();
        let product = if row.product.is_empty() {
            NO_PRODUCT
        } else {
            &row.product
        };
        let sector = || {
            self.segments
                .get(&row.sector)
                .or_else(|| self.segments.get(NO_SECTOR))
                .copied()
                .unwrap_or(0)
        };
        Deal {
            region: agent.map_or(0, |agent| agents[agent].region),
            product: self.products[product],
            segment: account.map_or_else(sector, |account| accounts[account].1),
            agent,
            account,
            standing,
            engaged: row.engaged,
            closed: row.closed,
            value: row.value,
            id: row.id,
        }
    }
}
