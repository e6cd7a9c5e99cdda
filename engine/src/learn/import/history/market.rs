//! What is sold and to whom: products, segments and accounts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::deals::DealRow;
use super::{NO_PRODUCT, NO_SECTOR, Named, PricedProduct, Tables, named, positions};

/// Products that were sold, each with its list price.
pub(super) fn products(tables: &Tables, deals: &[DealRow]) -> Vec<PricedProduct> {
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
pub(super) fn segments(tables: &Tables, deals: &[DealRow]) -> (Vec<Named>, Vec<(Named, usize)>) {
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
