//! Demand: where leads come from, and how many.

pub mod appeal;
pub mod arrivals;
pub mod coverage;
pub mod finite;
pub mod mood;
pub mod response;
mod shares;

use crate::kernel::field::Field;
use crate::units::Money;
use appeal::Appeal;
use coverage::Coverage;
use finite::FiniteMarkets;
use response::Spend;

/// All that is assumed about demand.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Number of segments.
    pub n_segments: usize,
    /// Lead sources, in the order of [`Dimensions::sources`](crate::dimensions::Dimensions::sources).
    pub sources: Vec<Source>,
    /// Lead-score tiers; empty if all leads are alike. Sorted by id.
    pub tiers: Vec<Tier>,
    /// Weight of each product among the opportunities of a segment; row = segment x product.
    pub product_weight: Field,
    /// The market-wide factor, if any.
    pub macro_factor: Option<MacroFactor>,
    /// How strongly each segment follows it; row = segment.
    pub macro_loading: Field,
    /// Shocks, sorted by name.
    pub shocks: Vec<Shock>,
    /// What prices and promotions do; `None`: there are none.
    pub appeal: Option<Appeal>,
    /// How many accounts there are; `None`: always another one.
    pub finite: Option<FiniteMarkets>,
}

/// A lead source.
#[derive(Clone, Debug)]
pub struct Source {
    /// Leads a month, before trend and season: of a market (row = segment x region) or, for a prospecting source, of a
    /// fully ramped rep (one row).
    pub rate: Field,
    /// Weight of each market among the leads that a rep prospects in the territory; row = segment x region.
    pub mix: Field,
    /// Role whose reps create the leads; `None` if the market sends them.
    pub prospected_by: Option<usize>,
    /// Growth of arrivals from month to month; one row.
    pub trend: Field,
    /// Whether the calendar's season applies.
    pub seasonal: bool,
    /// Variance beyond Poisson: variance = mean + dispersion x mean²; one row.
    pub dispersion: Field,
    /// Stage at which leads enter.
    pub enters: usize,
    /// Role that owns the opportunities.
    pub owner_role: usize,
    /// What is spent on it, if anything.
    pub spend: Option<Spend>,
    /// Share of its bookings that goes to partners, if any; row = class.
    pub partner_share: Option<Field>,
    /// How its arrivals follow the hours that accounts get; `None`: not at all.
    pub coverage: Option<Coverage>,
}

/// A lead-score tier.
#[derive(Clone, Debug)]
pub struct Tier {
    /// Id in the files.
    pub id: String,
    /// Weight among leads; row = deal class.
    pub share: Field,
    /// Effect on pass probabilities, on the logit scale; row = deal class.
    pub lift: Field,
}

/// A mean-one lognormal AR(1) factor on lead arrivals.
#[derive(Clone, Debug)]
pub struct MacroFactor {
    /// Long-run standard deviation of its logarithm; one row.
    pub volatility: Field,
    /// Correlation of its logarithm from one month to the next; one row.
    pub persistence: Field,
}

/// A change of the market between two months.
#[derive(Clone, Debug)]
pub struct Shock {
    /// Name in the file.
    pub id: String,
    /// First month.
    pub from: usize,
    /// First month after it.
    pub until: usize,
    /// Whether each segment is hit.
    pub segments: Vec<bool>,
    /// Relative change of lead arrivals; one row.
    pub demand: Field,
    /// Change of pass probabilities, on the logit scale; one row.
    pub conversion: Field,
    /// Relative change of deal sizes; one row.
    pub deal_size: Field,
}

impl Demand {
    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        for source in &mut self.sources {
            for field in [
                &mut source.rate,
                &mut source.mix,
                &mut source.trend,
                &mut source.dispersion,
            ] {
                field.redraw(draws);
            }
            if let Some(spend) = &mut source.spend {
                spend.redraw(draws);
            }
            if let Some(share) = &mut source.partner_share {
                share.redraw(draws);
            }
            if let Some(coverage) = &mut source.coverage {
                coverage.redraw(draws);
            }
        }
        if let Some(appeal) = &mut self.appeal {
            appeal.redraw(draws);
        }
        if let Some(finite) = &mut self.finite {
            finite.redraw(draws);
        }
        for tier in &mut self.tiers {
            tier.share.redraw(draws);
            tier.lift.redraw(draws);
        }
        if let Some(factor) = &mut self.macro_factor {
            factor.volatility.redraw(draws);
            factor.persistence.redraw(draws);
        }
        self.product_weight.redraw(draws);
        self.macro_loading.redraw(draws);
        for shock in &mut self.shocks {
            for field in [
                &mut shock.demand,
                &mut shock.conversion,
                &mut shock.deal_size,
            ] {
                field.redraw(draws);
            }
        }
    }

    /// Spend on all sources and promotions in a month [minor units], each rounded to one.
    #[must_use]
    pub fn spend(&self, month: usize) -> Money {
        let spends = self.sources.iter().filter_map(|s| s.spend.as_ref());
        let on_sources: Money = spends
            .map(|spend| Money::round(spend.per_month.at(0, month)))
            .sum();
        let promotions = self.appeal.as_ref().map(|appeal| appeal.cost(month));
        on_sources + promotions.unwrap_or_default()
    }

    /// Whether the arrivals of any source follow the hours that accounts get.
    #[must_use]
    pub fn follows_coverage(&self) -> bool {
        self.sources.iter().any(|s| s.coverage.is_some())
    }

    /// Whether any source pays partners.
    #[must_use]
    pub fn pays_partners(&self) -> bool {
        self.sources.iter().any(|s| s.partner_share.is_some())
    }
}
