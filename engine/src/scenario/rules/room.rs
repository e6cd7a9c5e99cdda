//! Room for customers: those at the start hold accounts of their market.

use std::collections::BTreeMap;

use crate::calendar::Calendar;
use crate::contracts::Contracts;
use crate::demand::finite::FiniteMarkets;
use crate::scenario::codes::Code;
use crate::scenario::raw::RawFiniteMarkets;
use crate::territory::Account;

use super::check::{Check, path};

/// Share of futures in which an uncertain number of accounts stays below what there is room for.
const HIGH: f64 = 0.999;

impl Check<'_> {
    /// Reports markets with more customers at the start than accounts, accounts that are two customers, and a time after
    /// which customers buy again where contracts say how long they are customers.
    pub(super) fn room_for_customers(
        &mut self,
        raw: Option<&RawFiniteMarkets>,
        finite: Option<&FiniteMarkets>,
        contracts: Option<&Contracts>,
        accounts: &[Account],
    ) {
        let Some(contracts) = contracts else {
            return;
        };
        self.accounts_twice(contracts);
        let (Some(raw), Some(finite)) = (raw, finite) else {
            return;
        };
        let at = path("demand.markets");
        let is_known = self.is_sound(&at.key("accounts"));
        if raw.sold_for_months.is_some() {
            let message = "contracts say how long an account is a customer";
            self.report_key(Code::NoEffect, &at.key("sold-for-months"), message)
                .help =
                "delete this key; an account is free again after its contract has ended and \
                         `cooling-off-days` are over"
                    .into();
        }
        let high: Vec<f64> = self
            .assumptions
            .iter()
            .map(|assumption| assumption.law.quantile(HIGH))
            .collect();
        let mut finite = finite.clone();
        finite.redraw(&high);
        let n_markets = self.dimensions.n_markets();
        let (mut customers, mut listed) = (vec![0_u32; n_markets], vec![0_u32; n_markets]);
        for customer in &contracts.customers {
            customers[self.dimensions.market_of(customer.class)] += 1;
        }
        for account in accounts {
            listed[account.market] += 1;
        }
        let n_history = self.calendar.as_ref().map_or(0, Calendar::n_history);
        for market in 0..n_markets {
            let room = if listed[market] > 0 {
                f64::from(listed[market])
            } else {
                finite.n_accounts(market, n_history)
            };
            if listed[market] == 0 && !is_known {
                continue;
            }
            if f64::from(customers[market]) > room {
                let message = format!(
                    "{} customers at the start of {}, which has {room} accounts",
                    customers[market],
                    self.market_words(market)
                );
                let key = if listed[market] > 0 || raw.accounts.is_none() {
                    path("demand.accounts")
                } else {
                    at.key("accounts")
                };
                self.report(Code::NoAccount, &key, message).help = if listed[market] > 0 {
                    format!(
                        "list at least {} accounts of this market, each customer being one of them, or state fewer \
                             customers",
                        customers[market]
                    )
                } else {
                    format!(
                        "state at least {} accounts: the number is that of all accounts, customers among them; or state \
                             fewer customers",
                        customers[market]
                    )
                };
                return;
            }
        }
    }

    /// Reports accounts that two customers name.
    fn accounts_twice(&mut self, contracts: &Contracts) {
        let mut seen = BTreeMap::new();
        for customer in &contracts.customers {
            let Some(account) = customer.account else {
                continue;
            };
            if let Some(other) = seen.insert(account, &customer.id) {
                let message = format!(
                    "the customers `{other}` and `{}` are one account",
                    customer.id
                );
                self.report(Code::NoAccount, &path("contracts.customers"), message)
                    .help = "name another account, or none".into();
                return;
            }
        }
    }
}
