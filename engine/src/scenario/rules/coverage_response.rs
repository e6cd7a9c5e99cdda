//! Response to coverage: leads that follow the time which people have for accounts.

use crate::calendar::Calendar;
use crate::demand::coverage::{Coverage, Offer};
use crate::demand::response::Response;
use crate::demand::{Demand, Source};
use crate::kernel::field::Field;
use crate::model::Model;
use crate::scenario::codes::Code;
use crate::scenario::number::Dimension;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawCoverageResponse, RawScenario};
use crate::territory::Account;
use crate::workforce::Role;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

impl Check<'_> {
    /// Puts the response to coverage into each source that has one.
    pub(super) fn coverage_responses(
        &mut self,
        raw: &RawScenario,
        demand: &mut Demand,
        accounts: &[Account],
    ) {
        for ix in 0..demand.sources.len() {
            let id = self.dimensions.sources[ix].id.clone();
            let source = &raw.demand.sources[&id];
            let Some(response) = &source.coverage_response else {
                continue;
            };
            let at = path("demand.sources").key(&id).key("coverage-response");
            if source.prospected_by.is_some() {
                let message = "these leads follow the time of the reps who prospect them already";
                self.report_key(Code::NoEffect, &at, message).help =
                    "delete the key, or delete `prospected-by` to let the market send the leads"
                        .into();
                continue;
            }
            demand.sources[ix].coverage =
                self.coverage_response(ix, &at, response, demand, accounts);
        }
    }

    fn coverage_response(
        &mut self,
        ix: usize,
        at: &KeyPath,
        raw: &RawCoverageResponse,
        demand: &Demand,
        accounts: &[Account],
    ) -> Option<Coverage> {
        let here = |spec: Spec| spec.fixed(Dimension::Source, ix).timeless();
        let role = match &raw.role {
            Some(id) => self.index_of("role", |d| &d.roles, id, &at.key("role"))?,
            None => demand.sources[ix].owner_role,
        };
        let hours = here(Spec::new(Range::EFFORT));
        let reference_at = at.key("hours-per-account");
        let reference = self.field(&reference_at, &raw.hours_per_account, &hours);
        let listed = self.listed(&demand.sources[ix], accounts);
        let accounts = self.unlisted(ix, at, raw, demand, &listed);
        let shapes = (raw.power.as_ref(), raw.adbudg.as_ref());
        let curve = self.response_curve(at, shapes, &here, &hours)?;
        Some(Coverage {
            role,
            listed,
            accounts,
            response: Response { reference, curve },
        })
    }

    /// Workload of the accounts of each market that lists any; none in a market where the source sends no leads.
    fn listed(&self, source: &Source, accounts: &[Account]) -> Vec<Option<f64>> {
        let n_months = self.calendar.as_ref().map_or(1, Calendar::n_months);
        let sends = |market: usize| {
            let rate = &source.rate;
            rate.is_uncertain() || (0..n_months).any(|month| rate.at(market, month) > 0.0)
        };
        let nothing = |market| (!sends(market)).then_some(0.0);
        let mut listed: Vec<_> = (0..self.dimensions.n_markets()).map(nothing).collect();
        for account in accounts.iter().filter(|account| sends(account.market)) {
            *listed[account.market].get_or_insert(0.0) += account.workload;
        }
        listed
    }

    /// Number of accounts of the markets that list none; row = market.
    fn unlisted(
        &mut self,
        ix: usize,
        at: &KeyPath,
        raw: &RawCoverageResponse,
        demand: &Demand,
        listed: &[Option<f64>],
    ) -> Field {
        let needed: Vec<bool> = listed.iter().map(Option::is_none).collect();
        let missing = needed.iter().position(|&needed| needed);
        if let Some(number) = &raw.accounts {
            let spec = Spec::new(Range::ACCOUNTS).rows(Rows::Market).needed(needed);
            let spec = spec.fixed(Dimension::Source, ix);
            return self.field(&at.key("accounts"), number, &spec);
        }
        if let Some(finite) = &demand.finite {
            return finite.accounts.clone();
        }
        if let Some(market) = missing {
            let message = format!(
                "nothing says between how many accounts of {} people share their time",
                self.market_words(market)
            );
            self.report_key(Code::MissingKey, at, message).help =
                "add `accounts`, or list the accounts of every market in `demand.accounts`".into();
        }
        Field::constant(0.0)
    }
}

/// What coverage makes of leads if every seat is filled and ramped for a whole month.
pub(super) struct FullCoverage<'a> {
    model: &'a Model,
    demand: &'a Demand,
    /// Roles with their uncertain numbers drawn; empty if no source follows coverage.
    roles: Vec<Role>,
}

impl<'a> FullCoverage<'a> {
    /// * `demand`: with its uncertain numbers drawn; `draws`: what was drawn
    pub(super) fn new(model: &'a Model, demand: &'a Demand, draws: &[f64]) -> Self {
        let mut roles = Vec::new();
        if demand.follows_coverage() {
            let mut workforce = model.workforce.clone();
            workforce.redraw(draws);
            roles = workforce.roles;
        }
        Self {
            model,
            demand,
            roles,
        }
    }

    /// The factor on the leads of a source in each market in a month, under the cut that holds then; 1 if they do not follow
    /// coverage.
    pub(super) fn factors(&self, source: usize, month: usize) -> Vec<f64> {
        let mut factors = vec![1.0; self.model.dimensions.n_markets()];
        if let Some(coverage) = &self.demand.sources[source].coverage {
            let role = &self.roles[coverage.role];
            let hours = role.hours_per_month.at(0, month)
                * role.selling_share.at(0, month)
                * role.ramp.last_share()
                * self.model.calendar.hours_factor(month);
            let seats = self.model.workforce.seats.iter().enumerate();
            let mut cuts = self.model.territories.recuts.iter();
            let cut = cuts.rfind(|cut| cut.month <= month);
            let areas = cut.map_or(&self.model.territories.areas, |cut| &cut.areas);
            let offers = seats
                .filter(|(_, seat)| seat.role == coverage.role)
                .map(|(ix, seat)| {
                    let territory = cut.map_or(seat.territory, |cut| cut.seats[ix]);
                    Offer {
                        hours,
                        covers: territory.map(|t| areas[t].markets.as_slice()),
                        sells: territory.and_then(|t| areas[t].products.as_deref()),
                    }
                });
            let shares = self.model.shares_of_beats(self.demand, month);
            let mut of_beats = vec![0.0; shares.len()];
            coverage.fill(offers, month, &shares, &mut of_beats);
            let per_market = shares.len() / factors.len();
            let beats = of_beats.chunks(per_market).zip(shares.chunks(per_market));
            for (factor, (of_beats, shares)) in factors.iter_mut().zip(beats) {
                *factor = of_beats.iter().zip(shares).map(|(f, s)| f * s).sum();
            }
        }
        factors
    }
}
