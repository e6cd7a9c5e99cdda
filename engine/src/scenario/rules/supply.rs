//! Delivery: pools, steps, and what follows when it is late.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::kernel::field::Field;
use crate::kernel::law::Law;
use crate::kernel::law_table::LawTable;
use crate::model::Model;
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::number::RawNumber;
use crate::scenario::path::KeyPath;
use crate::scenario::raw_supply::{
    RawBacklog, RawContractors, RawOvertime, RawPool, RawPrecedence, RawRevenueFrom, RawStep,
    RawSupply,
};
use crate::supply::{Backlog, Contractors, Overtime, Pool, Precedence, Recognised, Step, Supply};
use crate::units::{DAYS_PER_MONTH, Money};

use super::check::{Check, named, path};
use super::coverage::never_has_hours;
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

/// Hours on top are stated for so many units of the currency.
const HOURS_PER: f64 = 1_000.0;
const HOURS_HELP: &str = "write one number or a distribution, which is drawn for each order";
/// Keys that do something to contracts alone.
const OF_CONTRACTS: [&str; 3] = ["late-churn", "unserved-churn", "revenue-from"];

/// A number that may differ by deal class.
fn by_class(range: Range) -> Spec {
    Spec::new(range).rows(Rows::Class)
}

/// All pools, by id.
fn sorted_pools(raw: &RawSupply) -> Vec<(&String, &RawPool)> {
    let mut sorted: Vec<(&String, &RawPool)> = raw.pools.iter().flatten().collect();
    sorted.sort_by_key(|(id, _)| *id);
    sorted
}

impl Check<'_> {
    /// Who delivers what is sold; `None` if the scenario does not say so.
    pub(super) fn supply(
        &mut self,
        raw: Option<&RawSupply>,
        has_contracts: bool,
    ) -> Option<Supply> {
        let raw = raw?;
        let at = path("supply");
        if !has_contracts {
            self.needs_contracts(raw);
        }
        let of_pools = sorted_pools(raw);
        let ids: Vec<&String> = of_pools.iter().map(|(id, _)| *id).collect();
        let pools = of_pools
            .iter()
            .map(|(id, pool)| self.pool(&at.key("pools").key(id.as_str()), id, pool))
            .collect();
        let steps = self.steps(raw, &ids);
        let items = self.stock(raw.stock.as_ref());
        if raw.pools.is_none() && raw.steps.is_none() && raw.stock.is_none() {
            let message = "nobody delivers, and nothing is in stock";
            self.report_key(Code::NothingThere, &at, message).help =
                "describe `pools` and `steps`, or `stock`, or delete this section".into();
        }
        self.pays_nobody_twice(raw);
        let number = |check: &mut Self, key: &str, raw: Option<&RawNumber>, default, spec: Spec| {
            check.optional(&at.key(key), raw, default, &spec)
        };
        let days = by_class(Range::AT_LEAST_ZERO).scale(1.0 / DAYS_PER_MONTH);
        let promise = match &raw.promise_days {
            Some(promise) => self.field(&at.key("promise-days"), promise, &days),
            None => Field::constant(f64::INFINITY),
        };
        if raw.promise_days.is_none() {
            for (key, is_there) in [
                ("cancel-per-month-late", raw.cancel_per_month_late.is_some()),
                ("late-churn", raw.late_churn.is_some()),
            ] {
                if is_there {
                    let message = "nothing is late, since no delivery is promised";
                    self.report_key(Code::NoEffect, &at.key(key), message).help =
                        "add `promise-days`, or delete this key".into();
                }
            }
            for (id, pool) in &of_pools {
                if pool.priority == Some(RawPrecedence::PromisedFirst) {
                    let at = at.key("pools").key(id.as_str()).key("priority");
                    let message = "no delivery is promised, so that none comes before another";
                    self.report_key(Code::NoEffect, &at, message).help =
                        "add `promise-days`, or take \"first-come\"".into();
                }
            }
        }
        let loss = by_class(Range::LOGIT_LOSS);
        Some(Supply {
            pools,
            steps,
            items,
            promise,
            when_promised: false,
            cancel: number(
                self,
                "cancel-per-month-late",
                raw.cancel_per_month_late.as_ref(),
                0.0,
                by_class(Range::SHARE_BELOW_ONE),
            ),
            late_churn: number(
                self,
                "late-churn",
                raw.late_churn.as_ref(),
                0.0,
                loss.clone(),
            ),
            unserved_churn: number(
                self,
                "unserved-churn",
                raw.unserved_churn.as_ref(),
                0.0,
                loss,
            ),
            recognised: match raw.revenue_from {
                Some(RawRevenueFrom::Signed) => Recognised::Signed,
                Some(RawRevenueFrom::Delivered) | None => Recognised::Delivered,
            },
        })
    }

    /// Reports what does something to contracts where there are none.
    fn needs_contracts(&mut self, raw: &RawSupply) {
        let at = path("supply");
        let stated = [
            raw.late_churn.is_some(),
            raw.unserved_churn.is_some(),
            raw.revenue_from.is_some(),
        ];
        let keys = OF_CONTRACTS.iter().zip(stated).filter(|(_, is)| *is);
        let keys = keys.map(|(key, _)| at.key(*key));
        let pools = sorted_pools(raw).into_iter();
        let served = pools.filter(|(_, pool)| pool.hours_per_customer.is_some());
        let served =
            served.map(|(id, _)| at.key("pools").key(id.as_str()).key("hours-per-customer"));
        for at in keys.chain(served).collect::<Vec<_>>() {
            let message = "without contracts there are no customers and no revenue to follow";
            self.report_key(Code::NoEffect, &at, message).help =
                "add a section `contracts`, or delete this key".into();
        }
    }

    fn pool(&mut self, at: &KeyPath, id: &str, raw: &RawPool) -> Pool {
        let roles_at = at.key("roles");
        if raw.roles.is_empty() {
            let message = "a pool without roles has nobody";
            self.report(Code::NothingThere, &roles_at, message).help =
                "name the roles whose people work in it".into();
        }
        let roles = raw.roles.iter().enumerate();
        let mut roles: Vec<usize> = roles
            .filter_map(|(ix, id)| self.index_of("role", |d| &d.roles, id, &roles_at.index(ix)))
            .collect();
        roles.sort_unstable();
        roles.dedup();
        Pool {
            named: named("pool", id, raw.name.as_ref()),
            roles,
            at_once: raw.people_per_order.map_or(1.0, |people| {
                self.plain(&at.key("people-per-order"), people, Range::PEOPLE)
            }),
            precedence: match raw.priority {
                Some(RawPrecedence::PromisedFirst) => Precedence::PromisedFirst,
                Some(RawPrecedence::GreatestFirst) => Precedence::GreatestFirst,
                Some(RawPrecedence::FirstCome) | None => Precedence::FirstCome,
            },
            hours_per_customer: self.optional(
                &at.key("hours-per-customer"),
                raw.hours_per_customer.as_ref(),
                0.0,
                &by_class(Range::HOURS),
            ),
            backlog: raw.backlog.as_ref().map_or_else(Backlog::default, |raw| {
                self.backlog(&at.key("backlog"), raw)
            }),
            overtime: raw
                .overtime
                .as_ref()
                .map(|raw| self.overtime(&at.key("overtime"), raw)),
            contractors: raw
                .contractors
                .as_ref()
                .map(|raw| self.contractors(&at.key("contractors"), raw)),
        }
    }

    /// What is still to be earned by old orders, and its margin.
    fn worth_of_backlog(&mut self, at: &KeyPath, raw: &RawBacklog) -> (Money, Money) {
        let value = raw.value.map_or(0.0, |value| {
            self.plain(&at.key("value"), value, Range::MONEY)
        });
        let share = raw.gross_margin.map_or(0.0, |share| {
            self.plain(&at.key("gross-margin"), share, Range::PROBABILITY)
        });
        if raw.value.is_some() && raw.gross_margin.is_none() {
            let message = "nothing says what of this value is no cost of what is sold";
            self.report_key(Code::MissingKey, &at.key("value"), message)
                .help = "add `gross-margin`, such as 0.6".into();
        }
        if raw.value.is_none() && raw.gross_margin.is_some() {
            let message = "orders without a value have no margin";
            self.report_key(Code::NoEffect, &at.key("gross-margin"), message)
                .help = "say in `value` what is still to be earned by them".into();
        }
        let value = Money::round(value * self.minor_units);
        (value, value.share(share))
    }

    fn backlog(&mut self, at: &KeyPath, raw: &RawBacklog) -> Backlog {
        self.plain(&at.key("orders"), f64::from(raw.orders), Range::BACKLOG);
        let hours = self.plain(&at.key("hours"), raw.hours, Range::AT_LEAST_ZERO);
        if raw.orders == 0 && hours > 0.0 {
            let message = "hours of no order are never worked";
            self.report_key(Code::NoEffect, &at.key("hours"), message)
                .help = "say in `orders` how many there are".into();
        }
        if raw.orders > 0 && hours <= 0.0 {
            let message = "orders without any hours left are delivered";
            self.report_key(Code::NoEffect, &at.key("orders"), message)
                .help = "say in `hours` what is left of them, or delete this section".into();
        }
        let (value, margin) = self.worth_of_backlog(at, raw);
        Backlog {
            orders: raw.orders,
            hours,
            value,
            margin,
        }
    }

    fn overtime(&mut self, at: &KeyPath, raw: &RawOvertime) -> Overtime {
        let mut number =
            |key: &str, raw: &RawNumber, spec: Spec| self.field(&at.key(key), raw, &spec);
        Overtime {
            most: number("most", &raw.most, Spec::new(Range::PROBABILITY)),
            above: number("above-months", &raw.above_months, Spec::new(Range::MONTHS)),
            cost_per_hour: self.cost_per_hour(at, &raw.cost_per_hour),
        }
    }

    fn contractors(&mut self, at: &KeyPath, raw: &RawContractors) -> Contractors {
        let months = |check: &mut Self, key: &str, months: u32, range: Range| {
            check.plain(&at.key(key), f64::from(months), range);
            months as usize
        };
        let lead = months(self, "lead-months", raw.lead_months, Range::MONTHS);
        let stay = months(self, "stay-months", raw.stay_months, Range::TERM);
        let mut number =
            |key: &str, raw: &RawNumber, spec: Spec| self.field(&at.key(key), raw, &spec);
        Contractors {
            most: number("most", &raw.most, Spec::new(Range::HIRES)),
            above: number("above-months", &raw.above_months, Spec::new(Range::MONTHS)),
            lead,
            stay,
            hours_per_month: number(
                "hours-per-month",
                &raw.hours_per_month,
                Spec::new(Range::HOURS),
            ),
            cost_per_hour: self.cost_per_hour(at, &raw.cost_per_hour),
        }
    }

    fn cost_per_hour(&mut self, at: &KeyPath, raw: &RawNumber) -> Field {
        let money = Spec::new(Range::MONEY).scale(self.minor_units);
        self.field(&at.key("cost-per-hour"), raw, &money)
    }

    /// The steps in order.
    ///
    /// * `pools`: ids of all pools, sorted
    fn steps(&mut self, raw: &RawSupply, pools: &[&String]) -> Vec<Step> {
        let none = IndexMap::new();
        let steps = raw.steps.as_ref().unwrap_or(&none);
        let order = raw.order.as_deref().unwrap_or(&[]);
        let at = path("supply.order");
        let mut found = Vec::new();
        for (ix, id) in order.iter().enumerate() {
            let here = at.index(ix);
            if order[..ix].contains(id) {
                let message = format!("the step `{id}` stands twice in the order");
                self.report(Code::IdTwice, &here, message).help = "name each step once".into();
            } else if let Some(step) = steps.get(id) {
                found.push(self.step(id, step, pools));
            } else if !self.is_refused(&path("supply.steps")) {
                let message = format!("there is no step `{id}`");
                self.report(Code::UnknownId, &here, message).help =
                    did_you_mean(id, steps.keys().map(String::as_str));
            }
        }
        let mut left_out: Vec<&String> = steps.keys().filter(|id| !order.contains(id)).collect();
        left_out.sort_unstable();
        for id in left_out {
            let here = path("supply.steps").key(id.as_str());
            let message = format!("the step `{id}` is not in `supply.order`");
            self.report_key(Code::StageNotInOrder, &here, message).help =
                "add it to the order, or delete it".into();
        }
        found
    }

    fn step(&mut self, id: &str, raw: &RawStep, pools: &[&String]) -> Step {
        let at = path("supply.steps").key(id);
        let pool = pools.iter().position(|pool| **pool == raw.pool);
        if pool.is_none() {
            let pool = &raw.pool;
            let message = format!("there is no pool `{pool}`");
            self.report(Code::UnknownId, &at.key("pool"), message).help =
                did_you_mean(pool, pools.iter().map(|id| id.as_str()));
        }
        let hours = by_class(Range::AT_LEAST_ZERO).luck(HOURS_HELP);
        let days = hours.clone().scale(1.0 / DAYS_PER_MONTH);
        let per = 1.0 / (HOURS_PER * self.minor_units);
        Step {
            id: id.to_owned(),
            name: raw.name.clone().unwrap_or_else(|| id.to_owned()),
            pool: pool.unwrap_or(0),
            hours: self.luck(&at.key("hours"), raw.hours.as_ref(), &hours),
            hours_per_unit: self.optional(
                &at.key("hours-per-1000"),
                raw.hours_per_1000.as_ref(),
                0.0,
                &by_class(Range::AT_LEAST_ZERO).scale(per),
            ),
            least: self.luck(&at.key("least-days"), raw.least_days.as_ref(), &days),
        }
    }

    /// A number that is drawn for each order; 0 unless said.
    fn luck(&mut self, at: &KeyPath, raw: Option<&RawNumber>, spec: &Spec) -> LawTable {
        raw.map_or_else(
            || LawTable::same(Law::constant(0.0).expect("zero is finite")),
            |raw| self.law_table(at, raw, spec),
        )
    }

    /// Reports roles that work in two pools.
    fn pays_nobody_twice(&mut self, raw: &RawSupply) {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for (id, pool) in sorted_pools(raw) {
            let at = path("supply.pools").key(id.as_str()).key("roles");
            for (ix, role) in pool.roles.iter().enumerate() {
                if let Some(other) = first.insert(role, id) {
                    let message = format!("the role `{role}` works in the pool `{other}` already");
                    self.report(Code::TwoJobs, &at.index(ix), message).help =
                        "name it in one pool, or split it into two roles".into();
                }
            }
        }
    }

    /// Reports pools of roles that sell too, that nobody is in, or that have no hours.
    ///
    /// * `sells`: roles that have something to do in the funnel
    pub(super) fn pools_have_people(&mut self, model: &Model, sells: &BTreeSet<usize>) {
        let Some(supply) = &model.supply else { return };
        // A pool without roles is a finding already.
        for pool in supply.pools.iter().filter(|pool| !pool.roles.is_empty()) {
            let at = path("supply.pools")
                .key(pool.named.id.as_str())
                .key("roles");
            for (ix, &role) in pool.roles.iter().enumerate() {
                if sells.contains(&role) {
                    let id = self.dimensions.roles[role].id.clone();
                    let message = format!(
                        "the role `{id}` has work in the funnel, so that its hours are used there"
                    );
                    self.report(Code::TwoJobs, &at.index(ix), message).help =
                        "give delivery a role of its own".into();
                }
            }
            let works = |role: &usize| !never_has_hours(model, *role);
            let seats = &model.workforce.seats;
            if !seats.iter().any(|seat| pool.roles.contains(&seat.role)) {
                let message = format!("the pool `{}` has work to do, but no seats", pool.named.id);
                self.report(Code::NobodyThere, &at, message).help =
                    "add seats of its roles to `workforce.seats` or `workforce.groups`".into();
            } else if !pool.roles.iter().any(works) {
                let message = format!("the people of the pool `{}` have no hours", pool.named.id);
                self.report(Code::NoHours, &at, message).help =
                    "give its roles `hours-per-month` and a `selling-share` above 0".into();
            }
        }
    }
}
