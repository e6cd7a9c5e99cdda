//! The cleaned history: names settled across tables, every deal tied to agent, region, product and segment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::columns::{Column, Table, TableKind};
use super::deals::{DealRow, Outcome};
use super::names::ids;
use super::quality::{About, OddityKind, Quality};
use super::reference::{Account, Product, TeamMember};
use super::resolve::{Context, Spelling, counts, settle};

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

const UNASSIGNED: &str = "Unassigned";
const NO_SECTOR: &str = "Sector unknown";
const NO_PRODUCT: &str = "Product unknown";

impl History {
    /// Ties the tables together.
    ///
    /// * `opportunities`: the table of deals, for the names of its columns
    ///
    /// Gives nothing if no deal has a date or none has an agent.
    pub(super) fn new(
        mut tables: Tables,
        opportunities: &Table,
        quality: &mut Quality,
    ) -> Option<Self> {
        settle_names(&mut tables, opportunities, quality);
        let deals = std::mem::take(&mut tables.deals);
        let as_of = deals
            .iter()
            .flat_map(|deal| [deal.engaged, deal.closed])
            .flatten()
            .max()?;
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
            as_of,
        })
    }

    /// Agents with a seat in the plan.
    pub(super) fn seated(&self) -> impl Iterator<Item = &Agent> {
        self.agents.iter().filter(|agent| agent.seated)
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

/// Regions, and agents with the region each works in.
fn agents(tables: &Tables, deals: &[DealRow], quality: &mut Quality) -> (Vec<Named>, Vec<Agent>) {
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
fn seat(
    agents: &mut [Agent],
    deals: &[DealRow],
    as_of: Date,
    n_regions: usize,
    quality: &mut Quality,
) {
    let own = own_deals(deals);
    let last = |agent: &Agent| own.get(agent.name.as_str()).and_then(|own| own.last);
    let days_idle = |agent: &Agent| last(agent).map(|day| super::deals::days_between(day, as_of));
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
                .filter(|agent| agent.region == region)
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

fn products(tables: &Tables, deals: &[DealRow]) -> Vec<PricedProduct> {
    let prices: BTreeMap<&str, Option<f64>> = tables
        .products
        .iter()
        .flatten()
        .map(|p| (p.name.as_str(), p.price))
        .collect();
    let name_of = |deal: &DealRow| {
        if deal.product.is_empty() {
            NO_PRODUCT.to_owned()
        } else {
            deal.product.clone()
        }
    };
    let sold: BTreeSet<String> = deals.iter().map(name_of).collect();
    let with_price = |Named { id, name }: Named| PricedProduct {
        price: prices.get(name.as_str()).copied().flatten(),
        id,
        name,
    };
    named(sold).into_iter().map(with_price).collect()
}

/// Segments, and accounts with the segment of each.
fn segments(tables: &Tables, deals: &[DealRow]) -> (Vec<Named>, Vec<(Named, usize)>) {
    let mut sector_of: BTreeMap<String, String> = BTreeMap::new();
    for account in tables.accounts.iter().flatten() {
        sector_of.insert(account.name.clone(), account.sector.clone());
    }
    for deal in deals.iter().filter(|deal| !deal.account.is_empty()) {
        let sector = sector_of.entry(deal.account.clone()).or_default();
        if sector.is_empty() {
            deal.sector.clone_into(sector);
        }
    }
    let known = sector_of
        .values()
        .cloned()
        .chain(deals.iter().map(|deal| deal.sector.clone()));
    let mut names: BTreeSet<String> = known.filter(|sector| !sector.is_empty()).collect();
    if names.is_empty() {
        names.insert("All".into());
    } else if deals
        .iter()
        .any(|deal| sector_of_deal(deal, &sector_of).is_empty())
        || sector_of.values().any(String::is_empty)
    {
        names.insert(NO_SECTOR.into());
    }
    let segments = named(names);
    let index = positions(segments.iter().map(|segment| segment.name.as_str()));
    let fallback = index.get(NO_SECTOR).copied().unwrap_or(0);
    let account_ids = named(sector_of.keys().cloned().collect());
    let of_sector = |sector: &String| index.get(sector).copied().unwrap_or(fallback);
    let accounts = account_ids
        .into_iter()
        .zip(sector_of.values().map(of_sector))
        .collect();
    (segments, accounts)
}

fn sector_of_deal<'a>(deal: &'a DealRow, sector_of: &'a BTreeMap<String, String>) -> &'a str {
    sector_of
        .get(&deal.account)
        .map_or(deal.sector.as_str(), String::as_str)
}

/// Which stages of open deals are which in the plan.
struct Staging {
    stages: Stages,
    prospecting: BTreeSet<String>,
}

impl Staging {
    /// Takes stages most of whose deals have no engage date for prospecting, and merges all others: an export without
    /// the history of stages does not tell when a deal passes from one to the next.
    fn of(deals: &[DealRow], table: &Table, quality: &mut Quality) -> Self {
        let open: Vec<&DealRow> = deals
            .iter()
            .filter(|deal| deal.outcome == Outcome::Open)
            .collect();
        let names = counts(open.iter().map(|deal| deal.stage.as_str()));
        let undated = counts(
            open.iter()
                .filter(|deal| deal.engaged.is_none())
                .map(|deal| deal.stage.as_str()),
        );
        let is_prospecting = |(name, n): (&String, &usize)| {
            (undated.get(name).copied().unwrap_or(0) * 2 > *n).then(|| name.clone())
        };
        let prospecting: BTreeSet<String> = names.iter().filter_map(is_prospecting).collect();
        let engaging: Vec<String> = names
            .into_keys()
            .filter(|name| !prospecting.contains(name))
            .collect();
        report_merged(table, &engaging, quality);
        report_merged(
            table,
            &prospecting.iter().cloned().collect::<Vec<_>>(),
            quality,
        );
        let one = |names: &[String], otherwise: &str| match names {
            [name] => name.clone(),
            _ => otherwise.to_owned(),
        };
        let first: Vec<String> = prospecting.iter().cloned().collect();
        let both = [one(&first, "Prospecting"), one(&engaging, "Engaging")];
        let names = RESERVED.into_iter().chain(both.iter().map(String::as_str));
        let mut ids = ids(names).into_iter().skip(RESERVED.len());
        let mut next = |name: &str| Named {
            id: ids.next().expect("an id for each name"),
            name: name.to_owned(),
        };
        let (before, during) = (next(&both[0]), next(&both[1]));
        let stages = Stages {
            prospecting: (!prospecting.is_empty()).then_some(before),
            engaging: during,
        };
        Self {
            stages,
            prospecting,
        }
    }

    fn standing(&self, deal: &DealRow) -> Standing {
        match deal.outcome {
            Outcome::Won => Standing::Won,
            Outcome::Lost => Standing::Lost,
            Outcome::Open if self.prospecting.contains(&deal.stage) => Standing::Prospecting,
            Outcome::Open => Standing::Engaging,
        }
    }
}

fn report_merged(table: &Table, stages: &[String], quality: &mut Quality) {
    if stages.len() < 2 {
        return;
    }
    let about = About {
        table: TableKind::Opportunities,
        kind: OddityKind::Missing,
        column: table.header(Column::Stage),
        what: format!(
            "the export does not say when deals pass from stage to stage ({})",
            stages.join(", ")
        ),
        of: 0,
        handled: "merged into one stage, from which deals are won or lost".into(),
    };
    quality.count(about, stages.len(), Vec::new());
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
