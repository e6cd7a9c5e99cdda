//! Lead sources, score tiers, products' weights, the market-wide factor.

use crate::calendar::YearMonth;
use crate::demand::{Demand, MacroFactor, Shock, Source, Tier};
use crate::kernel::field::Field;
use crate::kernel::math::exp;
use crate::kernel::special::normal_quantile;
use crate::model::Model;
use crate::scenario::codes::Code;
use crate::scenario::number::Dimension;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawMacroFactor, RawScenario, RawSource, RawTier};

use super::check::{Check, path};
use super::coverage_response::FullCoverage;
use super::numbers::{Cell, Spec};
use super::range::Range;
use super::rows::{Rows, position};

/// Leads of one stream in one month beyond which the index of a lead overflows its 16 bits; with room for luck.
const MAX_LEADS: f64 = 60_000.0;
/// Leads of one future beyond which it takes minutes and gigabytes.
const MAX_ALL_LEADS: f64 = 100_000_000.0;
/// Share of futures in which an uncertain number stays below what the limits on leads count with.
const HIGH: f64 = 0.999;

impl Check<'_> {
    /// All that is assumed about demand.
    pub(super) fn demand(&mut self, raw: &RawScenario, shocks: Vec<Shock>) -> Demand {
        let sources = self.sources(raw);
        let tiers = self.tiers(raw);
        let product_weight = self.product_weight(raw);
        let macro_factor = raw
            .macro_factor
            .as_ref()
            .map(|factor| self.macro_factor(factor));
        let macro_loading = self.macro_loading(raw);
        let appeal = self.appeal(raw, &sources);
        let n_segments = self.dimensions.segments.len();
        Demand {
            n_segments,
            sources,
            tiers,
            product_weight,
            macro_factor,
            macro_loading,
            shocks,
            appeal,
            finite: None,
        }
    }

    fn sources(&mut self, raw: &RawScenario) -> Vec<Source> {
        let ids: Vec<String> = self
            .dimensions
            .sources
            .iter()
            .map(|source| source.id.clone())
            .collect();
        let source = |(ix, id): (usize, &String)| {
            let at = path("demand.sources").key(id.as_str());
            self.source(ix, &at, &raw.demand.sources[id], &raw.funnel.owner_role)
        };
        ids.iter().enumerate().map(source).collect()
    }

    fn source(&mut self, ix: usize, at: &KeyPath, raw: &RawSource, owner_role: &str) -> Source {
        let role = |check: &mut Self, key: &str, id: &str| {
            check.index_of("role", |d| &d.roles, id, &at.key(key))
        };
        let prospected_by = raw
            .prospected_by
            .as_ref()
            .map(|id| role(self, "prospected-by", id));
        let owner = raw
            .owner_role
            .as_ref()
            .map(|id| role(self, "owner-role", id).unwrap_or(0));
        let enters = raw
            .enters
            .as_ref()
            .and_then(|id| self.index_of("stage", |d| &d.stages, id, &at.key("enters")));
        let here = |spec: Spec| spec.fixed(Dimension::Source, ix);
        let rows = if raw.prospected_by.is_some() {
            Rows::One
        } else {
            Rows::Market
        };
        let rate = self.field(
            &at.key("leads-per-month"),
            &raw.leads_per_month,
            &here(Spec::new(Range::AT_LEAST_ZERO).rows(rows)),
        );
        let mix_spec = here(Spec::new(Range::WEIGHT).rows(Rows::Market).timeless());
        let mix = self.optional(&at.key("mix"), raw.mix.as_ref(), 1.0, &mix_spec);
        // Where the mix is refused, a zero stands in for it.
        if raw.prospected_by.is_some() && self.is_sound_for_all(&at.key("mix")) {
            self.some_mix(&mix, &at.key("mix"));
        }
        if raw.mix.is_some() && raw.prospected_by.is_none() {
            let finding = self.report_key(
                Code::NoEffect,
                &at.key("mix"),
                "`mix` is for leads that reps prospect",
            );
            finding.help =
                "add `prospected-by`, or state `leads-per-month` by segment and region instead"
                    .into();
        }
        let trend = self.optional(
            &at.key("trend"),
            raw.trend.as_ref(),
            0.0,
            &here(Spec::new(Range::GROWTH).timeless()),
        );
        let dispersion_spec = here(Spec::new(Range::DISPERSION));
        let dispersion = self.optional(
            &at.key("dispersion"),
            raw.dispersion.as_ref(),
            0.0,
            &dispersion_spec,
        );
        Source {
            rate,
            mix,
            prospected_by: prospected_by.map(|role| role.unwrap_or(0)),
            trend,
            seasonal: raw.seasonal.unwrap_or(true),
            dispersion,
            enters: enters.unwrap_or(0),
            owner_role: owner
                .or_else(|| position(&self.dimensions.roles, owner_role))
                .unwrap_or(0),
            spend: self.spend(ix, at, raw),
            partner_share: self.partner_share(ix, at, raw),
            coverage: None,
        }
    }

    /// Reports a mix by which no lead can ever be prospected.
    fn some_mix(&mut self, mix: &Field, at: &KeyPath) {
        let n_markets = self.dimensions.n_markets();
        if !mix.is_uncertain() && (0..n_markets).all(|market| mix.at(market, 0) <= 0.0) {
            let message = "the mix is 0 in every segment and region";
            self.report(Code::NothingWeighs, at, message).help =
                "give at least one a number above 0, or delete the key to mean all alike".into();
        }
    }

    fn tiers(&mut self, raw: &RawScenario) -> Vec<Tier> {
        let Some(tiers) = &raw.demand.tiers else {
            return Vec::new();
        };
        let mut sorted: Vec<(&String, &RawTier)> = tiers.iter().collect();
        sorted.sort_by_key(|(id, _)| *id);
        let class = |range| Spec::new(range).rows(Rows::Class).timeless();
        let mut built = Vec::new();
        for (id, tier) in sorted {
            let at = path("demand.tiers").key(id.as_str());
            let share = self.field(&at.key("share"), &tier.share, &class(Range::WEIGHT));
            let lift = self.field(&at.key("lift"), &tier.lift, &class(Range::LOGIT));
            built.push(Tier {
                id: id.clone(),
                share,
                lift,
            });
        }
        let shares: Vec<&Field> = built.iter().map(|tier| &tier.share).collect();
        let is_zero = |row| {
            shares
                .iter()
                .all(|field| !field.is_uncertain() && field.at(row, 0) <= 0.0)
        };
        // Where a share is refused, a zero stands in for it.
        let at = path("demand.tiers");
        if self.is_sound_for_all(&at) && (0..self.dimensions.n_classes()).any(is_zero) {
            self.report(
                Code::NothingWeighs,
                &at,
                "the shares of all tiers are 0, expected one above",
            );
        }
        built
    }

    /// Weight of each product in each segment; row = segment x product.
    fn product_weight(&mut self, raw: &RawScenario) -> Field {
        let spec = Spec::new(Range::WEIGHT).rows(Rows::Segment).timeless();
        let (n_segments, n_products) = (
            self.dimensions.segments.len(),
            self.dimensions.products.len(),
        );
        let mut by_product: Vec<Vec<Cell>> = Vec::new();
        for ix in 0..n_products {
            let id = self.dimensions.products[ix].id.clone();
            let weight = raw
                .products
                .as_ref()
                .and_then(|p| p.get(&id))
                .and_then(|product| product.weight.as_ref());
            let at = path("products").key(id.as_str()).key("weight");
            by_product.push(match weight {
                Some(number) => {
                    self.cells(&at, number, &spec.clone().fixed(Dimension::Product, ix))
                }
                None => vec![Cell::Constant(1.0); n_segments],
            });
        }
        let cell = |row: usize| by_product[row % n_products][row / n_products].clone();
        let cells: Vec<Cell> = (0..n_segments * n_products).map(cell).collect();
        let is_zero = |segment: usize| {
            by_product
                .iter()
                .all(|p| matches!(p[segment], Cell::Constant(w) if w <= 0.0))
        };
        if self.is_sound_for_all(&path("products")) && (0..n_segments).any(is_zero) {
            self.report(
                Code::NothingWeighs,
                &path("products"),
                "the weights of all products are 0 in a segment",
            );
        }
        self.to_field(&cells, &spec)
    }

    fn macro_factor(&mut self, raw: &RawMacroFactor) -> MacroFactor {
        let at = path("macro-factor");
        let volatility = self.field(
            &at.key("volatility"),
            &raw.volatility,
            &Spec::new(Range::VOLATILITY).timeless(),
        );
        let persistence = Spec::new(Range::SHARE_BELOW_ONE).timeless();
        MacroFactor {
            volatility,
            persistence: self.field(&at.key("persistence"), &raw.persistence, &persistence),
        }
    }

    /// How strongly each segment follows the market; row = segment.
    fn macro_loading(&mut self, raw: &RawScenario) -> Field {
        let spec = Spec::new(Range::LOADING).rows(Rows::Segment).timeless();
        let ids: Vec<String> = self
            .dimensions
            .segments
            .iter()
            .map(|segment| segment.id.clone())
            .collect();
        let mut cells = Vec::new();
        for (ix, id) in ids.iter().enumerate() {
            let at = path("segments").key(id.as_str()).key("macro-loading");
            let own = Spec::new(Range::LOADING)
                .fixed(Dimension::Segment, ix)
                .timeless();
            let loading = raw.segments[id].macro_loading.as_ref();
            cells.push(loading.map_or(Cell::Constant(1.0), |number| {
                self.cells(&at, number, &own)[0].clone()
            }));
        }
        self.to_field(&cells, &spec)
    }

    /// Reports streams that expect more leads in a month than a draw's index can tell apart, and plans with too many in
    /// all: by the upper ends of what is uncertain, with trend, season, shocks and the market's ups.
    pub(super) fn lead_counts(&mut self, model: &Model) {
        let (calendar, seats) = (&model.calendar, &model.workforce.seats);
        let nurture = model.funnel.nurture.as_ref();
        let high: Vec<f64> = self
            .assumptions
            .iter()
            .map(|assumption| assumption.law.quantile(HIGH))
            .collect();
        let mut demand = model.demand.clone();
        demand.redraw(&high);
        let coverage = FullCoverage::new(model, &demand, &high);
        let n_months = calendar.n_months();
        let moods: Vec<Vec<f64>> = (0..demand.n_segments)
            .map(|segment| {
                let market = high_market(&demand, segment);
                (0..n_months)
                    .map(|m| market * shocked(&demand, segment, m))
                    .collect()
            })
            .collect();
        let highest = |m: usize| moods.iter().map(|mood| mood[m]).fold(0.0, f64::max);
        let n_regions = self.dimensions.regions.len();
        let n_markets = self.dimensions.n_markets();
        let n_products = self.dimensions.products.len();
        // Leads of the largest stream of a month, and of all streams.
        let counts = |ix: usize, m: usize| {
            let source = &demand.sources[ix];
            let season = if source.seasonal {
                calendar.season(m)
            } else {
                1.0
            };
            let growth = crate::kernel::math::pow(1.0 + source.trend.at(0, m), as_f64(m));
            let spend = source.spend.as_ref().map_or(1.0, |spend| spend.factor(m));
            let factor = season * growth * spend;
            if let Some(role) = source.prospected_by {
                let reps = seats.iter().filter(|seat| seat.role == role).count();
                let rep = source.rate.at(0, m) * highest(m) * factor;
                return (rep, rep * as_f64(reps));
            }
            let covered = coverage.factors(ix, m);
            let appeal = |segment: usize| {
                demand.appeal.as_ref().map_or(1.0, |appeal| {
                    let of = |product| appeal.factor((ix, segment, product), m);
                    (0..n_products).map(of).fold(0.0, f64::max)
                })
            };
            let stream = |row: usize| {
                let segment = row / n_regions;
                let mood = moods[segment][m] * appeal(segment);
                source.rate.at(row, m) * mood * factor * covered[row]
            };
            let streams = (0..n_markets).map(stream);
            streams.fold((0.0, 0.0), |(most, all), leads| {
                (f64::max(most, leads), all + leads)
            })
        };
        let mut in_all = Vec::new();
        for ix in 0..demand.sources.len() {
            let by_month: Vec<(f64, f64)> = (0..n_months).map(|m| counts(ix, m)).collect();
            match by_month.iter().position(|(most, _)| *most > MAX_LEADS) {
                Some(m) => self.crowded_stream(ix, by_month[m].0, calendar.month(m)),
                None => in_all.push((ix, by_month.iter().map(|(_, all)| all).sum::<f64>())),
            }
        }
        let lives = nurture.map_or(1.0, |nurture| self.lives(nurture, &high, n_months));
        let sum = lives * in_all.iter().map(|(_, leads)| leads).sum::<f64>();
        let largest = in_all.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((ix, _)) = largest.filter(|_| sum > MAX_ALL_LEADS) {
            let at = self.leads_per_month(*ix);
            let message = format!(
                "{sum:.0} leads over the horizon are too many: expected at most {MAX_ALL_LEADS}"
            );
            self.report(Code::TooManyLeads, &at, message).help =
                "let one lead stand for several, or shorten the horizon".into();
        }
    }

    fn crowded_stream(&mut self, source: usize, leads: f64, month: YearMonth) {
        let at = self.leads_per_month(source);
        let message = format!(
            "{leads:.0} leads in {month} are too many for one stream: expected at most {MAX_LEADS}"
        );
        self.report(Code::TooManyLeads, &at, message).help =
            "split the segment or the region, or let one lead stand for several".into();
    }

    fn leads_per_month(&self, source: usize) -> KeyPath {
        path("demand.sources")
            .key(self.dimensions.sources[source].id.as_str())
            .key("leads-per-month")
    }
}

/// How far the market-wide factor may lift the arrivals of a segment, one month in a thousand aside.
fn high_market(demand: &Demand, segment: usize) -> f64 {
    let Some(factor) = &demand.macro_factor else {
        return 1.0;
    };
    let spread = (demand.macro_loading.at(segment, 0) * factor.volatility.at(0, 0)).abs();
    exp(spread * normal_quantile(HIGH) - spread * spread / 2.0).max(1.0)
}

/// What shocks do to the arrivals of a segment in a month; one that lowers them makes no room for more.
fn shocked(demand: &Demand, segment: usize, month: usize) -> f64 {
    let hits =
        |shock: &&Shock| shock.segments[segment] && (shock.from..shock.until).contains(&month);
    let changes = demand.shocks.iter().filter(hits);
    changes
        .map(|shock| 1.0 + shock.demand.at(0, month).max(0.0))
        .product()
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
