//! Deals that are open at the start: as many as a company in balance has at any time.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::demand::Demand;
use super::economy::{
    BECOMES_OPPORTUNITY, FOLLOW_ON_PASS, FOLLOW_ON_SIZE, INBOUND, PRODUCTS, SEGMENTS,
};
use super::luck::{self, Luck};
use super::seats::{self, Role, Team};
use super::{Options, whole};
use crate::kernel::law::Law;
use crate::kernel::stream::EntityKey;

/// Stages of opportunities, in order.
const STAGES: [&str; 3] = ["qualification", "demonstration", "closing"];
/// Months that a deal waits for somebody in a stage, beside its dwell time.
const WAIT: f64 = 0.15;

/// The table of open deals, and how many they are.
pub(super) fn table(
    options: &Options,
    team: &Team,
    demand: &Demand,
    luck: Luck,
) -> (String, usize) {
    let mut book = Book {
        text: "deal,segment,region,product,source,stage,entered,amount,owner\n".into(),
        n_deals: 0,
        first_day: seats::first_day(options.start),
        team,
        luck,
    };
    for region in 0..team.regions.len() {
        for (s, segment) in SEGMENTS.iter().enumerate() {
            let [qualified, shown, _] = segment.pass;
            let opened = demand.new[region][s] * BECOMES_OPPORTUNITY;
            let flows = [opened, opened * qualified, opened * qualified * shown];
            for (stage, flow) in flows.into_iter().enumerate() {
                book.enter(region, s, stage, flow, false);
            }
            let again = demand.follow_on[region][s];
            book.enter(region, s, 1, again, true);
            book.enter(region, s, 2, again * FOLLOW_ON_PASS[0], true);
        }
    }
    (book.text, book.n_deals)
}

/// The table while it is written.
struct Book<'a> {
    text: String,
    n_deals: usize,
    first_day: Date,
    team: &'a Team,
    luck: Luck,
}

impl Book<'_> {
    /// Writes the deals of a segment and region that are in a stage which so many enter a month.
    fn enter(&mut self, region: usize, segment: usize, stage: usize, flow: f64, follow_on: bool) {
        let kind = format!("{region} {segment} {stage} {follow_on}");
        let days = SEGMENTS[segment].days[stage];
        let expected = flow * (days / 30.4375 + WAIT);
        let u = self
            .luck
            .draw("open deals", &kind, luck::OPEN_DEALS)
            .uniform53(0);
        let count = whole((expected + u).floor());
        let (role, line) = if follow_on {
            (Role::Am, None)
        } else {
            (Role::Ae, Some(segment / 2))
        };
        let owners = self.team.in_region(role, region, line);
        for _ in 0..count {
            self.write(region, segment, stage, days, follow_on, &owners);
        }
    }

    fn write(
        &mut self,
        region: usize,
        segment: usize,
        stage: usize,
        days: f64,
        follow_on: bool,
        owners: &[(usize, EntityKey)],
    ) {
        self.n_deals += 1;
        let id = format!("opp-{:06}", self.n_deals);
        let words = self.luck.draw("deal", &id, luck::DEAL);
        let of = &SEGMENTS[segment];
        let (mean, cv) = of.deal_size;
        let size = Law::lognormal(mean, cv).expect("a mean above 0");
        let scale = if follow_on { FOLLOW_ON_SIZE } else { 1.0 };
        let amount = size.quantile(words.uniform(0)) * scale * (1.0 - of.discount);
        let age = (words.uniform(1) * days).max(1.0);
        let product = luck::weighted(words.uniform(2), &PRODUCTS.map(|(_, _, weight, _)| weight));
        let source = match follow_on {
            true => "follow-on",
            false if words.uniform(3) < INBOUND => "inbound",
            false => "outbound",
        };
        let owner = luck::one_of(
            self.luck.draw("deal", &id, luck::OWNER),
            owners.iter().copied(),
        );
        let owner = owner.map_or("", |seat| &self.team.seats[seat].id);
        writeln!(
            self.text,
            "{id},{},{},{},{source},{},{},{},{owner}",
            of.id,
            self.team.regions[region].id,
            PRODUCTS[product].0,
            STAGES[stage],
            seats::days_before(self.first_day, age),
            whole(amount / 100.0).max(1) * 100,
        )
        .expect("a string takes every text");
    }
}
