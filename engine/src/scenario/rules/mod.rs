//! The rules: from the raw scenario to a checked model, or to everything that is wrong with it.
//!
//! One file per domain. A rule that meets a mistake reports it and goes on with a stand-in, so that one pass finds all
//! mistakes of all domains; a rule that needs a value which was refused stays silent ([`doubt`]).

mod actuals;
mod alerts;
mod appeal;
mod backtest;
mod behaviour;
mod books;
mod check;
mod comp;
mod comp_extras;
mod contracts;
mod correlation;
mod counts;
mod coverage;
mod coverage_response;
mod customers;
mod demand;
mod dimensions;
mod doubt;
mod effects;
mod events;
mod family;
mod finance;
mod funnel;
mod hiring;
mod horizon;
mod initiatives;
mod joiners;
mod laws;
mod leavers;
mod limits;
mod numbers;
mod only;
mod ownership;
mod pipeline;
mod places;
mod quotas;
mod range;
mod ratio;
mod ratio_teams;
mod reconcile;
mod recut;
mod room;
mod rows;
mod seats;
mod splits;
mod stand_ins;
mod stock;
mod supply;
mod territory;
mod travel;
mod workforce;

use iso_currency::Currency;

use crate::calendar::{Calendar, Timing};
use crate::comp::Comp;
use crate::kernel::assumption::Assumptions;
use crate::kernel::stream::EntityKey;
use crate::model::Model;
use crate::model::actual::Actuals;
use crate::workforce::{Seat, Workforce};

use super::files::Files;
use super::finding::Findings;
use super::merged::Merged;
use super::raw::RawScenario;
use super::reconcile::Reconcile;
use super::register::RegisterEntry;
use crate::kpi::Kpi;
use crate::kpi::alert::Alert;
pub(super) use backtest::looked_back;
use check::Check;
use horizon::Settings;

/// What a pass of all rules comes to.
pub(super) struct Checked {
    pub(super) merged: Merged,
    /// What is wrong, also with the structure.
    pub(super) findings: Findings,
    /// The model, if nothing is wrong.
    pub(super) model: Option<Model>,
    pub(super) register: Vec<RegisterEntry>,
    pub(super) currency: Currency,
    pub(super) locale: String,
    pub(super) trials: u32,
    pub(super) seed: u64,
    pub(super) only: Option<Vec<&'static Kpi>>,
    pub(super) reconcile: Reconcile,
    pub(super) alerts: Vec<Alert>,
}

/// Runs all rules.
///
/// * `findings`: what is wrong with the structure
pub(super) fn check(
    raw: &RawScenario,
    mut merged: Merged,
    files: &dyn Files,
    findings: Findings,
) -> Checked {
    let as_written = raw;
    let raw = &stand_ins::with_members(raw, &mut merged);
    let mut check = Check::new(merged, files, findings, dimensions::dimensions(raw));
    let settings = check.settings(raw);
    check.horizon(&raw.horizon, raw.calendar.as_ref());
    check.history(raw.actuals.as_ref());
    // With too many rows it would take too long to say more.
    let fits = check.dimension_rules(as_written);
    let mut alerts = Vec::new();
    let model = fits.then(|| {
        let mut model = check.model(raw);
        alerts = check.alerts(raw.alerts.as_ref(), &model);
        if let Some(only) = &settings.only {
            let supply = raw.supply.as_ref();
            let stock = supply.and_then(|supply| supply.stock.as_ref());
            let has_stock = stock.is_some_and(|stock| !stock.is_empty());
            let sections = (raw.contracts.is_some(), supply.is_some(), has_stock);
            model.only = Some(check.counted_only(only, &model, sections));
        }
        model
    });
    let reconcile = if fits {
        check.reconcile(raw.reconcile.as_ref())
    } else {
        Reconcile::default()
    };
    let Settings {
        currency,
        locale,
        trials,
        seed,
        only,
    } = settings;
    let model = model.filter(|_| check.findings.is_empty());
    let Check {
        merged,
        findings,
        register,
        ..
    } = check;
    Checked {
        merged,
        findings,
        model,
        register,
        currency,
        locale,
        trials,
        seed,
        only: only.map(|only| only.into_iter().map(|(_, kpi)| kpi).collect()),
        reconcile,
        alerts,
    }
}

impl Check<'_> {
    /// Whether everything is known that a table of credits refers to.
    fn credits_can_be_read(&self) -> bool {
        let d = &self.dimensions;
        let referred = [&d.segments, &d.regions, &d.products, &d.sources];
        self.calendar.is_some()
            && self.seats.ids.is_none()
            && referred
                .into_iter()
                .all(|members| doubt::are_known(members))
    }

    /// The model; of no use if there are findings.
    fn model(&mut self, raw: &RawScenario) -> Model {
        self.owner_is_no_role();
        let initiatives = self.initiatives(raw.initiatives.as_ref());
        let roles = self.roles(&raw.workforce);
        let activities = counts::Activities::of(&raw.funnel);
        let plans = self.plans(raw.comp.as_ref(), &activities);
        let splits = self.splits(raw.comp.as_ref());
        let payees = quotas::Payees {
            plans: &plans,
            roles: &roles,
            n_months: self.calendar.as_ref().map_or(1, Calendar::n_months),
        };
        let (seats, weights_at) = self.seats(&raw.workforce, payees);
        self.quotas(payees, &seats);
        let throughput = self.throughput(&raw.workforce);
        let events = self.events(raw.events.as_ref(), &seats, &roles);
        let mut demand = self.demand(raw, events.shocks);
        let owners = territory::owner_roles(&demand, roles.len());
        let accounts = self.accounts(raw.territory.as_ref(), &seats, &owners);
        demand.finite = self.finite_markets(raw.demand.markets.as_ref(), &accounts);
        self.coverage_responses(raw, &mut demand, &accounts);
        let beats = ownership::beats(raw, &self.dimensions);
        let mut territories = self.territories(raw.territory.as_ref(), accounts, beats);
        self.owners_by_product(raw, &seats, &owners, &mut territories);
        territories.recuts = self.recuts(raw.events.as_ref(), &seats, &territories, &owners);
        self.score_and_tiers(&territories, &demand);
        territories.travel = self.travel(raw, &territories.accounts, &seats);
        let pipeline = self.pipeline((&seats, &territories.accounts), &demand);
        let funnel = self.funnel(&raw.funnel, pipeline);
        let finance = self.finance(raw.finance.as_ref(), raw.targets.as_ref());
        let staffed = (&seats[..], &territories.accounts[..]);
        let contracts = self.contracts(raw.contracts.as_ref(), raw.finance.as_ref(), staffed);
        let supply = self.supply(raw.supply.as_ref(), raw.contracts.is_some());
        let finite = (raw.demand.markets.as_ref(), demand.finite.as_ref());
        self.room_for_customers(finite.0, finite.1, contracts.as_ref(), staffed.1);
        self.accounts_in_play(
            &funnel.pipeline,
            &demand,
            contracts.as_ref(),
            &territories.accounts,
        );
        self.moves_are_met();
        let correlation = self.correlation(raw.correlation.as_ref());
        let assumptions = Assumptions::new(self.assumptions.clone());
        let assumptions = match correlation {
            Some((members, matrix)) => assumptions.with_correlation(members, matrix),
            None => assumptions,
        };
        let n_roles = roles.len();
        let workforce = Workforce {
            roles,
            seats,
            freezes: events.freezes,
            leavers: events.leavers,
            joiners: events.joiners,
            throughput,
        };
        let calendar = self.calendar.clone().unwrap_or_else(any_calendar);
        let dimensions = self.dimensions.clone();
        let mut model = Model {
            calendar,
            dimensions,
            assumptions,
            demand,
            funnel,
            workforce,
            territories,
            comp: Comp::new(plans, splits, n_roles),
            finance,
            contracts,
            supply,
            initiatives,
            actuals: Actuals::default(),
            only: None,
            only_street_settlements: false,
        };
        if raw.actuals.is_none() {
            self.customers_without_history();
        } else if self.credits_can_be_read() {
            let books = self.books(raw.actuals.as_ref(), model.contracts.is_some());
            model.actuals = self.actuals(&model).with_books(books);
        }
        self.efforts_count(&model);
        self.lead_counts(&model);
        if self.work_is_known() {
            let before = self.findings.len();
            self.coverage(&model, &weights_at);
            // What nobody covers from the start is said once.
            if self.findings.len() == before {
                self.coverage_after_recuts(&model, &weights_at);
            }
        }
        self.distinct_keys(entities(&model));
        model
    }
}

/// A calendar where the horizon is wrong: series are as short then.
fn any_calendar() -> Calendar {
    let start = "2000-01".parse().expect("this is a month");
    Calendar::new(start, 1, 0, Timing::Continuous)
}

/// Everything with random numbers of its own.
fn entities(model: &Model) -> impl Iterator<Item = (&str, &str, EntityKey)> {
    let dimensions = &model.dimensions;
    let members = [
        ("segment", &dimensions.segments),
        ("region", &dimensions.regions),
        ("product", &dimensions.products),
        ("source", &dimensions.sources),
        ("stage", &dimensions.stages),
        ("role", &dimensions.roles),
        ("territory", &dimensions.territories),
    ];
    let members = members
        .into_iter()
        .flat_map(|(kind, list)| list.iter().map(move |m| (kind, m.id.as_str(), m.key)));
    let seats = model
        .workforce
        .seats
        .iter()
        .map(|seat: &Seat| ("seat", seat.id.as_str(), seat.key));
    let accounts = model
        .territories
        .accounts
        .iter()
        .map(|account| ("account", account.id.as_str(), account.key));
    let deals = model
        .funnel
        .pipeline
        .iter()
        .map(|deal| ("deal", deal.id.as_str(), deal.key));
    let customers = model
        .contracts
        .iter()
        .flat_map(|contracts| &contracts.customers)
        .map(|customer| ("customer", customer.id.as_str(), customer.key));
    let pools = model
        .supply
        .iter()
        .flat_map(|supply| &supply.pools)
        .map(|pool| ("pool", pool.named.id.as_str(), pool.named.key));
    let items = model
        .supply
        .iter()
        .flat_map(|supply| &supply.items)
        .map(|item| ("stock", item.named.id.as_str(), item.named.key));
    let assumptions = model
        .assumptions
        .list()
        .iter()
        .map(|a| ("assumption", a.name.as_str(), a.key));
    members
        .chain(seats)
        .chain(accounts)
        .chain(deals)
        .chain(customers)
        .chain(pools)
        .chain(items)
        .chain(assumptions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Code, Memory, read};

    fn check(text: &str) -> (Check<'static>, RawScenario) {
        static FILES: std::sync::LazyLock<Memory> = std::sync::LazyLock::new(Memory::new);
        let base = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../tests/support/minimal.toml"
        ));
        let files = Memory::new()
            .with("base.toml", base)
            .with("plan.toml", format!("extends = \"base.toml\"\n{text}"));
        let read = read::<RawScenario>(&files, &["plan.toml".into()]).unwrap();
        let raw = read.raw.unwrap();
        (
            Check::new(
                read.merged,
                &*FILES,
                read.findings,
                dimensions::dimensions(&raw),
            ),
            raw,
        )
    }

    #[test]
    fn two_things_with_one_key_are_found() {
        let (mut check, _) = check("");
        let (one, two) = (EntityKey(1), EntityKey(2));
        check.distinct_keys(
            [("seat", "a", one), ("deal", "b", two), ("seat", "a", one)].into_iter(),
        );
        assert!(
            check.findings.is_empty(),
            "one thing may be looked at twice"
        );
        check.distinct_keys([("seat", "a", one), ("deal", "b", one)].into_iter());
        assert_eq!(
            check.findings.iter().map(|f| f.code).collect::<Vec<_>>(),
            [Code::IdTwice]
        );
    }

    #[test]
    fn a_number_that_serves_all_stages_is_drawn_once() {
        let (mut check, raw) = check(
            "[funnel]\ncycle-factor = { lognormal = { mean = 1, cv = 0.1 } }\norder = [\"a\", \"closing\"]\n\
                                      [funnel.stages.a]\npass = 0.5\ndwell-days = 3\n",
        );
        check.settings(&raw);
        check.horizon(&raw.horizon, None);
        let model = check.model(&raw);
        assert!(check.findings.is_empty());
        assert_eq!(model.assumptions.list().len(), 1);
        assert!(
            model
                .funnel
                .stages
                .iter()
                .all(|stage| stage.cycle_factor.is_uncertain())
        );
    }

    #[test]
    fn a_number_by_stage_differs_between_stages() {
        let (mut check, raw) = check(
            "[funnel]\ncycle-factor = { by-stage = { a = 2, other = 1 } }\norder = [\"a\", \"closing\"]\n\
                                      [funnel.stages.a]\npass = 0.5\ndwell-days = 3\n",
        );
        check.horizon(&raw.horizon, None);
        let model = check.model(&raw);
        let factors: Vec<u64> = model
            .funnel
            .stages
            .iter()
            .map(|stage| stage.cycle_factor.at(0, 0).to_bits())
            .collect();
        assert_eq!(factors, [2.0, 1.0_f64].map(f64::to_bits));
    }
}
