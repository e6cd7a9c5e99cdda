//! What limits a market: the response to spend, the number of accounts, partners' share, and what returns of the lost.

use crate::demand::finite::FiniteMarkets;
use crate::demand::response::{Curve, Response, Spend};
use crate::funnel::nurture::Nurture;
use crate::kernel::field::Field;
use crate::scenario::codes::Code;
use crate::scenario::number::Dimension;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{
    RawAdbudgResponse, RawFiniteMarkets, RawNurture, RawPowerResponse, RawSource, RawSpendResponse,
};
use crate::territory::Account;
use crate::units::DAYS_PER_MONTH;

use super::check::{Check, path};
use super::numbers::Spec;
use super::range::Range;
use super::rows::Rows;

const DELAY_HELP: &str = "write one number or a distribution";

impl Check<'_> {
    /// What is spent on a source.
    pub(super) fn spend(&mut self, ix: usize, at: &KeyPath, raw: &RawSource) -> Option<Spend> {
        let money = Spec::new(Range::MONEY)
            .scale(self.minor_units)
            .fixed(Dimension::Source, ix);
        let response_at = at.key("spend-response");
        let response = raw.spend_response.as_ref();
        let Some(per_month) = &raw.spend_per_month else {
            if response.is_some() {
                let message = "leads are said to follow spend, but no spend is stated";
                self.report_key(Code::MissingKey, &response_at, message)
                    .help = "add `spend-per-month`".into();
            }
            return None;
        };
        let per_month = self.field(&at.key("spend-per-month"), per_month, &money);
        let response = response.and_then(|raw| self.spend_response(ix, &response_at, raw));
        Some(Spend {
            per_month,
            response,
        })
    }

    fn spend_response(
        &mut self,
        ix: usize,
        at: &KeyPath,
        raw: &RawSpendResponse,
    ) -> Option<Response> {
        let here = |spec: Spec| spec.fixed(Dimension::Source, ix).timeless();
        let money = here(Spec::new(Range::SOME_MONEY).scale(self.minor_units));
        let reference = self.field(&at.key("reference"), &raw.reference, &money);
        let curve =
            self.response_curve(at, (raw.power.as_ref(), raw.adbudg.as_ref()), &here, &money)?;
        Some(Response { reference, curve })
    }

    /// The shape of a response: `power` or `adbudg`.
    ///
    /// * `here`: what all numbers of the response share; `input`: what is asked of what is put in
    pub(super) fn response_curve(
        &mut self,
        at: &KeyPath,
        shapes: (Option<&RawPowerResponse>, Option<&RawAdbudgResponse>),
        here: &dyn Fn(Spec) -> Spec,
        input: &Spec,
    ) -> Option<Curve> {
        match shapes {
            (Some(power), None) => {
                let at = at.key("power").key("elasticity");
                let spec = here(Spec::new(Range::PROBABILITY));
                let elasticity = self.field(&at, &power.elasticity, &spec);
                Some(Curve::Power { elasticity })
            }
            (None, Some(adbudg)) => Some(self.adbudg(&at.key("adbudg"), adbudg, here, input)),
            (power, _) => {
                let found = if power.is_some() { "both" } else { "neither" };
                let message =
                    format!("a response has either `power` or `adbudg`, this one has {found}");
                self.report(Code::OneOf, at, message).help =
                    "keep `power` for a constant elasticity, `adbudg` for a curve that flattens out"
                        .into();
                None
            }
        }
    }

    fn adbudg(
        &mut self,
        at: &KeyPath,
        raw: &RawAdbudgResponse,
        here: &dyn Fn(Spec) -> Spec,
        input: &Spec,
    ) -> Curve {
        let min_spec = here(Spec::new(Range::WEIGHT));
        let min = self.field(&at.key("min"), &raw.min, &min_spec);
        let max = self.field(&at.key("max"), &raw.max, &here(Spec::new(Range::RESPONSE)));
        let shape = self.field(
            &at.key("shape"),
            &raw.shape,
            &here(Spec::new(Range::EXPONENT)),
        );
        let half = self.field(&at.key("half"), &raw.half, input);
        let ends = (min.as_constant(), max.as_constant());
        if let (true, (Some(low), Some(high))) = (self.are_sound(at, &["min", "max"]), ends)
            && low > high
        {
            let message = format!("`max` is {high}, below `min`, which is {low}");
            self.report(Code::OutOfRange, &at.key("max"), message).help =
                "more of it never brings fewer leads: exchange the two".into();
        }
        Curve::Adbudg {
            min,
            max,
            shape,
            half,
        }
    }

    /// Share of a source's bookings that goes to partners.
    pub(super) fn partner_share(
        &mut self,
        ix: usize,
        at: &KeyPath,
        raw: &RawSource,
    ) -> Option<Field> {
        let spec = Spec::new(Range::PROBABILITY)
            .rows(Rows::Class)
            .fixed(Dimension::Source, ix);
        let share = raw.partner_share.as_ref();
        share.map(|share| self.field(&at.key("partner-share"), share, &spec))
    }

    /// How many accounts the markets have.
    pub(super) fn finite_markets(
        &mut self,
        raw: Option<&RawFiniteMarkets>,
        accounts: &[Account],
    ) -> Option<FiniteMarkets> {
        let raw = raw?;
        let at = path("demand.markets");
        // A market with a list has the accounts of the list; which those are is not known if the list cannot be used.
        let mut needed = vec![self.accounts.is_none(); self.dimensions.n_markets()];
        for account in accounts {
            needed[account.market] = false;
        }
        if let (None, Some(market)) = (&raw.accounts, needed.iter().position(|&needed| needed)) {
            let message = format!(
                "nothing says how many accounts there are of {}",
                self.market_words(market)
            );
            self.report_key(Code::MissingKey, &at, message).help =
                "add `accounts`, or list the accounts of every market in `demand.accounts`".into();
        }
        let market = |range| Spec::new(range).rows(Rows::Market);
        let accounts_spec = market(Range::ACCOUNTS).needed(needed);
        let accounts = raw.accounts.as_ref();
        let days = market(Range::AT_LEAST_ZERO).scale(1.0 / DAYS_PER_MONTH);
        let cooling_off = raw.cooling_off_days.as_ref();
        let sold_at = at.key("sold-for-months");
        let sold_for = raw.sold_for_months.as_ref();
        Some(FiniteMarkets {
            accounts: self.optional(&at.key("accounts"), accounts, 0.0, &accounts_spec),
            cooling_off: self.optional(&at.key("cooling-off-days"), cooling_off, 0.0, &days),
            sold_for: sold_for.map(|months| self.field(&sold_at, months, &market(Range::MONTHS))),
        })
    }

    /// What becomes of the lost.
    pub(super) fn nurture(&mut self, raw: &RawNurture) -> Nurture {
        let at = path("funnel.nurture");
        let class = |range| Spec::new(range).rows(Rows::Class);
        let days = class(Range::AT_LEAST_ZERO)
            .scale(1.0 / DAYS_PER_MONTH)
            .luck(DELAY_HELP);
        let enters = raw.enters.as_ref();
        let enters =
            enters.and_then(|id| self.index_of("stage", |d| &d.stages, id, &at.key("enters")));
        Nurture {
            share: self.field(
                &at.key("share"),
                &raw.share,
                &class(Range::RETURNS).chance(),
            ),
            delay: self.law_table(&at.key("delay-days"), &raw.delay_days, &days),
            enters: enters.unwrap_or(0),
        }
    }

    /// How often a lead may be one, on average at most: `1 / (1 − share)` for the largest share that returns.
    ///
    /// * `high`: high values of all assumptions
    pub(super) fn lives(&self, nurture: &Nurture, high: &[f64], n_months: usize) -> f64 {
        let mut nurture = nurture.clone();
        nurture.redraw(high);
        let shares = (0..self.dimensions.n_classes())
            .flat_map(|class| (0..n_months).map(move |month| (class, month)))
            .map(|(class, month)| nurture.share.at(class, month));
        1.0 / (1.0 - shares.fold(0.0, f64::max))
    }
}
