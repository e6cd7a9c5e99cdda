//! The export of a made-up company whose ruling numbers are known, as a CRM would show it on a day.
//!
//! Deals come evenly over time, as many as chance has it; each is won with one chance, takes its time, and is worth what its
//! product costs, more or less. What is not decided on the day of the export is open and tells no value. Some deals are
//! never decided. The rows are as untidy as people leave them: some stand twice, names are spelled in two ways, accounts
//! are missing, and prospects have no day. So an import can be held against the truth.
//!
//! ```
//! use foresell::generate::crm::{CrmOptions, export};
//!
//! let company = export(&CrmOptions { deals: 500, ..CrmOptions::default() })?;
//! assert!((0.25..0.65).contains(&company.truth.win_chance));
//! assert!(company.files[0].1.lines().count() > 400);
//! # Ok::<(), foresell::generate::GenerateError>(())
//! ```

use std::fmt::Write as _;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::luck::{self, Luck};
use super::{GenerateError, LARGEST_SEED, as_f64, names, whole};
use crate::kernel::law::Law;
use crate::kernel::math::sqrt;
use crate::kernel::special::normal_quantile;

/// Deals that an export may have.
pub const DEALS: std::ops::RangeInclusive<usize> = 100..=2_000_000;
/// Months that it may reach back.
pub const MONTHS: std::ops::RangeInclusive<usize> = 6..=120;

/// Products: name, another spelling, list price.
const PRODUCTS: [(&str, &str, f64); 3] = [
    ("Alto Basic", "AltoBasic", 900.0),
    ("Alto Plus", "Alto-Plus", 4_200.0),
    ("Alto Max", "alto max", 17_500.0),
];
const PRODUCT_WEIGHTS: [f64; 3] = [5.0, 3.0, 1.0];
/// Coefficients of variation of days and of values around their means.
const CYCLE_CV: f64 = 0.5;
const VALUE_CV: f64 = 0.25;
/// Deals for each agent and month, about.
const LOAD: f64 = 6.0;
const REGIONS: [&str; 2] = ["East", "West"];
const SECTORS: [&str; 3] = ["retail", "software", "medical"];

/// What to make up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrmOptions {
    /// Deals that are expected in all; one of [`DEALS`].
    pub deals: usize,
    /// Months that the export reaches back; one of [`MONTHS`].
    pub months: usize,
    /// What makes one company different from another; at most [`LARGEST_SEED`].
    pub seed: u64,
    /// Day of the export: its last one.
    pub until: Date,
}

impl Default for CrmOptions {
    /// Two thousand deals in two years up to the end of 2026.
    fn default() -> Self {
        Self {
            deals: 2_000,
            months: 24,
            seed: 1,
            until: Date::constant(2026, 12, 31),
        }
    }
}

/// The numbers that rule a company.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Chance that a deal that is decided is won.
    pub win_chance: f64,
    /// Deals that begin in a month and will be decided, on average.
    pub deals_per_month: f64,
    /// Mean days from beginning to decision of won and of lost deals.
    pub days: [f64; 2],
    /// Share of deals that nobody ever decides.
    pub dead_share: f64,
    /// Mean value of a won deal of each product, by name.
    pub values: Vec<(&'static str, f64)>,
}

/// An export and what is true of it.
#[derive(Clone, Debug, PartialEq)]
pub struct CrmExport {
    /// Name and content of each table.
    pub files: Vec<(&'static str, String)>,
    /// What rules the company.
    pub truth: Truth,
    /// Deals without their repeats.
    pub n_deals: usize,
    /// Deals that are open on the day of the export, those without a day among them.
    pub n_open: usize,
}

impl Truth {
    /// The truth as JSON, to be held against what is learnt.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "win_chance": self.win_chance,
            "deals_per_month": self.deals_per_month,
            "days_of_won_deals": self.days[0],
            "days_of_lost_deals": self.days[1],
            "dead_share": self.dead_share,
            "mean_values": self.values.iter().map(|(name, value)| (*name, *value)).collect::<std::collections::BTreeMap<_, _>>(),
        })
    }

    fn of(options: &CrmOptions, luck: Luck) -> Self {
        let number = |what: &str, low: f64, high: f64| {
            low + (high - low) * luck.draw("truth", what, luck::TRUTH).uniform53(0)
        };
        let days = number("days", 20.0, 60.0);
        let dead_share = number("dead", 0.0, 0.02);
        Self {
            win_chance: number("win", 0.25, 0.65),
            deals_per_month: as_f64(options.deals) * (1.0 - dead_share) / as_f64(options.months),
            days: [days, days * number("lost", 0.9, 1.1)],
            dead_share,
            values: PRODUCTS
                .map(|(name, _, price)| (name, price * number(name, 0.8, 1.1)))
                .to_vec(),
        }
    }
}

/// Makes up an export.
///
/// # Errors
///
/// [`GenerateError::Size`] if a size is outside of [`DEALS`] or [`MONTHS`], [`GenerateError::Seed`].
pub fn export(options: &CrmOptions) -> Result<CrmExport, GenerateError> {
    for (what, got, range) in [
        ("deals", options.deals, DEALS),
        ("months", options.months, MONTHS),
    ] {
        if !range.contains(&got) {
            return Err(GenerateError::Size {
                what,
                got,
                least: *range.start(),
                most: *range.end(),
                why: "",
            });
        }
    }
    if options.seed > LARGEST_SEED {
        return Err(GenerateError::Seed { got: options.seed });
    }
    let luck = Luck::new(options.seed);
    let truth = Truth::of(options, luck);
    let agents = agents(options, luck);
    let n_accounts = (options.deals / 20).clamp(10, 5_000);
    let mut book = Book::new(options, truth, luck, &agents, n_accounts);
    // As many deals as chance has it, spread evenly over the days: a Poisson process.
    let z = normal_quantile(luck.draw("truth", "count", luck::TRUTH).uniform53(0));
    let n = whole(as_f64(options.deals) + sqrt(as_f64(options.deals)) * z);
    for ix in 0..n {
        book.enter(ix);
    }
    for ix in 0..n / 50 {
        book.prospect(ix);
    }
    let (n_deals, n_open) = (n + n / 50, book.n_open);
    Ok(CrmExport {
        files: vec![
            ("opportunities.csv", book.text),
            ("accounts.csv", accounts(n_accounts)),
            ("products.csv", products()),
            ("teams.csv", teams(&agents)),
        ],
        truth: book.truth,
        n_deals,
        n_open,
    })
}

/// The table of opportunities while it is written.
struct Book<'a> {
    text: String,
    truth: Truth,
    luck: Luck,
    agents: &'a [String],
    n_accounts: usize,
    n_open: usize,
    first: Date,
    n_days: f64,
    until: Date,
    cycles: [Law; 2],
    values: Vec<Law>,
}

impl<'a> Book<'a> {
    fn new(
        options: &CrmOptions,
        truth: Truth,
        luck: Luck,
        agents: &'a [String],
        n_accounts: usize,
    ) -> Self {
        let months = i32::try_from(options.months).expect("months are few");
        let first = options.until.saturating_add(1.day());
        let first = first.saturating_sub(Span::new().months(months));
        let days = options.until.duration_since(first).as_secs() / 86_400 + 1;
        let law = |mean, cv| Law::lognormal(mean, cv).expect("a mean above 0");
        Self {
            text: "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
                .into(),
            luck,
            agents,
            n_accounts,
            n_open: 0,
            first,
            n_days: as_f64(usize::try_from(days).unwrap_or(0)),
            until: options.until,
            cycles: truth.days.map(|days| law(days, CYCLE_CV)),
            values: truth.values.iter().map(|(_, mean)| law(*mean, VALUE_CV)).collect(),
            truth,
        }
    }

    /// Writes a deal, and now and then writes it again.
    fn enter(&mut self, ix: usize) {
        let id = format!("OPP-{ix:07}");
        let [record, terms, mess] = [luck::RECORD, luck::TERMS, luck::MESS]
            .map(|purpose| self.luck.draw("record", &id, purpose));
        let engaged = day(self.first, (record.uniform53(0) * self.n_days).floor());
        let is_won = record.uniform(2) < self.truth.win_chance;
        let agent = &self.agents[whole((record.uniform(3) * as_f64(self.agents.len())).floor())];
        let product = luck::weighted(terms.uniform(0), &PRODUCT_WEIGHTS);
        let days = self.cycles[usize::from(!is_won)].quantile(terms.uniform(1));
        let closed = day(engaged, days.round().max(1.0));
        let is_dead = terms.uniform(2) < self.truth.dead_share;
        let value = whole(self.values[product].quantile(terms.uniform(3)));
        let (name, odd_name, _) = PRODUCTS[product];
        let name = if mess.uniform(0) < 1.0 / 15.0 {
            odd_name
        } else {
            name
        };
        let account = self.account(mess.uniform(1));
        let is_open = is_dead || closed > self.until;
        let outcome = match (is_open, is_won) {
            (true, _) => format!("Engaging,{engaged},,"),
            (false, true) => format!("Won,{engaged},{closed},{value}"),
            (false, false) => format!("Lost,{engaged},{closed},0"),
        };
        self.n_open += usize::from(is_open);
        let row = format!("{id},{agent},{name},{account},{outcome}\n");
        self.text.push_str(&row);
        if mess.uniform(2) < 1.0 / 200.0 {
            self.text.push_str(&row);
        }
    }

    /// Writes a deal that nobody has begun to work on: it has no day.
    fn prospect(&mut self, ix: usize) {
        let id = format!("PRO-{ix:06}");
        let words = self.luck.draw("prospect", &id, luck::RECORD);
        let agent = &self.agents[whole((words.uniform(0) * as_f64(self.agents.len())).floor())];
        let product = PRODUCTS[luck::weighted(words.uniform(1), &PRODUCT_WEIGHTS)].0;
        let account = self.account(words.uniform(2));
        let written = writeln!(self.text, "{id},{agent},{product},{account},Prospecting,,,");
        written.expect("a string takes every text");
        self.n_open += 1;
    }

    /// An account, or none for one deal of twenty.
    fn account(&self, u: f64) -> String {
        let ix = whole((u * 1.05 * as_f64(self.n_accounts)).floor());
        if ix < self.n_accounts {
            account_name(ix)
        } else {
            String::new()
        }
    }
}

fn day(from: Date, days: f64) -> Date {
    let days = i32::try_from(whole(days)).unwrap_or(i32::MAX / 2);
    from.saturating_add(Span::new().days(days.min(3_000_000)))
}

fn account_name(ix: usize) -> String {
    format!("Account {ix:05}")
}

fn agents(options: &CrmOptions, luck: Luck) -> Vec<String> {
    let n = whole(as_f64(options.deals) / as_f64(options.months) / LOAD).clamp(4, 400);
    (0..n)
        .map(|ix| {
            let words = luck.draw("agent", &ix.to_string(), luck::NAME);
            format!("{} {ix:03}", names::person(words))
        })
        .collect()
}

fn accounts(n: usize) -> String {
    let mut text = "account,sector,office_location\n".to_owned();
    for ix in 0..n {
        let sector = SECTORS[ix % SECTORS.len()];
        let written = writeln!(text, "{},{sector},Norway", account_name(ix));
        written.expect("a string takes every text");
    }
    text
}

fn products() -> String {
    let rows = PRODUCTS.map(|(name, _, price)| format!("{name},{price}\n"));
    format!("product,sales_price\n{}", rows.concat())
}

fn teams(agents: &[String]) -> String {
    let mut text = "sales_agent,manager,regional_office\n".to_owned();
    for (ix, agent) in agents.iter().enumerate() {
        let region = ix % REGIONS.len();
        let written = writeln!(
            text,
            "{agent},Manager {},{}",
            REGIONS[region], REGIONS[region]
        );
        written.expect("a string takes every text");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_what_rules_it() {
        let options = CrmOptions {
            deals: 20_000,
            ..CrmOptions::default()
        };
        let company = export(&options).unwrap();
        let rows: Vec<Vec<&str>> = company.files[0]
            .1
            .lines()
            .skip(1)
            .map(|row| row.split(',').collect())
            .collect();
        let n = |stage: &str| as_f64(rows.iter().filter(|row| row[4] == stage).count());
        let share = n("Won") / (n("Won") + n("Lost"));
        assert!(
            (share - company.truth.win_chance).abs() < 0.02,
            "{share} {:?}",
            company.truth
        );
        assert!(
            rows.iter()
                .all(|row| row[6] <= "2026-12-31" && (row[5].is_empty() || row[5] >= "2025-01-01"))
        );
        // The last deals are still open, and nobody knows what they are worth.
        assert!(
            n("Engaging") > 500.0
                && rows
                    .iter()
                    .filter(|row| row[4] == "Engaging")
                    .all(|row| row[7].is_empty())
        );
        assert!(rows.len() > company.n_deals, "some stand twice");
        let other = CrmOptions { seed: 2, ..options };
        assert_ne!(export(&other).unwrap().truth, company.truth);
        assert_eq!(export(&options).unwrap(), company);
        assert!(
            export(&CrmOptions {
                deals: 5,
                ..options
            })
            .is_err()
        );
    }
}
