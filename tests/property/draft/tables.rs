//! The tables of a made-up scenario.

use super::Draft;
use super::written::Table;

impl Draft {
    /// Customers at the start, all of one market; `None` without contracts.
    pub(super) fn n_customers(&self) -> Option<usize> {
        let contracts = self.contracts.as_ref()?;
        Some(contracts.n_customers + contracts.n_base)
    }

    /// Listed accounts; in a finite market no fewer than there are customers.
    fn n_accounts(&self) -> usize {
        let is_finite = self.limits.n_accounts(0).is_some();
        match self.n_customers().filter(|_| is_finite) {
            Some(n_customers) if self.funnel.n_accounts > 0 => {
                self.funnel.n_accounts.max(n_customers)
            }
            _ => self.funnel.n_accounts,
        }
    }

    pub(super) fn tables(&self) -> Vec<Table> {
        let ae = |i: usize| {
            let territory = if self.people.by_product {
                ["p0", "p1"][i % 2]
            } else if self.people.territories && i > 0 {
                "north"
            } else {
                ""
            };
            format!("a{i},ae,{territory},2025-0{}-15,,{}", i + 1, 1 + i % 2)
        };
        let hire = |i: usize| format!("b{i},ae,,,2027-0{},1", 2 + i);
        let seats = (0..self.people.n_ae)
            .map(ae)
            .chain((0..self.people.n_hires).map(hire))
            .collect();
        let open = |i: usize| {
            let stage = i % self.stages.len();
            let amount = if i.is_multiple_of(2) {
                "12_000".replace('_', "")
            } else {
                String::new()
            };
            let owner = if i.is_multiple_of(3) { "a0" } else { "" };
            format!(
                "d{i},s0,r0,p0,inbound,stage-{stage},2027-01-{:02},{amount},{owner}",
                1 + i
            )
        };
        let account = |i: usize| {
            format!(
                "c{i},s0,r0,{},{}",
                1 + i,
                if i.is_multiple_of(2) { "a0" } else { "" }
            )
        };
        let customer = |i: usize| {
            let owner = if i.is_multiple_of(2) { "a0" } else { "" };
            let account = if i.is_multiple_of(3) && i < self.n_accounts() {
                format!("c{i}")
            } else {
                String::new()
            };
            format!(
                "k{i},s0,r0,p0,{}.07,2027-0{}-{:02},{},{i},{owner},{account}",
                900 * (i + 1),
                2 + i % 3,
                1 + i,
                3 + i
            )
        };
        let n_customers = self.contracts.as_ref().map_or(0, |c| c.n_customers);
        vec![
            (
                "customers.csv",
                "customer,segment,region,product,arr,renews,term-months,renewals,owner,account"
                    .into(),
                (0..n_customers).map(customer).collect(),
            ),
            (
                "seats.csv",
                "seat,role,territory,hired,planned-start,weight".into(),
                seats,
            ),
            (
                "open.csv",
                "deal,segment,region,product,source,stage,entered,amount,owner".into(),
                (0..self.funnel.n_open).map(open).collect(),
            ),
            (
                "product-owners.csv",
                "account,product,owner".into(),
                vec!["c0,p1,a1".into(), "c1,p0,a0".into()],
            ),
            (
                "accounts.csv",
                "account,segment,region,potential,owner".into(),
                (0..self.n_accounts()).map(account).collect(),
            ),
        ]
    }
}
