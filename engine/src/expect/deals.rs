//! Deals to be expected: opportunities, wins, bookings and what stands in each stage.
//!
//! Where nobody's time is needed, deals do not wait for each other, and each goes its way as if it were alone: leads
//! split, shifted by their dwell times and thinned by their chances, `wins(t) = p ∫ λ(u) f(t − u) du`, and a stage
//! holds `∫ λ(u) (1 − G(t − u)) du` (M/G/∞; Eick, Massey & Whitt 1993).

use super::flow::{Flow, float};
use super::leads::SourceRow;
use crate::calendar::Timing;
use crate::demand::mood::expected_mood;
use crate::dimensions::DealClass;
use crate::funnel::OpenDeal;
use crate::kernel::law_table::LawTable;
use crate::kernel::math::exp;
use crate::model::Model;

/// Cells of a month on the coarse grid, up to 60 months and beyond.
const CELLS: [usize; 2] = [16, 4];

/// What is to be expected of deals in each month.
#[derive(Clone, Debug, PartialEq)]
pub struct DealRows {
    /// Leads that become opportunities.
    pub opportunities: Vec<f64>,
    /// Deals won.
    pub wins: Vec<f64>,
    /// Value of deals won [minor units].
    pub bookings: Vec<f64>,
    /// Leads and deals in each stage at the end of the month; row = stage.
    pub open: Vec<Vec<f64>>,
}

impl DealRows {
    fn nothing(model: &Model) -> Self {
        let months = vec![0.0; model.calendar.n_months()];
        Self {
            opportunities: months.clone(),
            wins: months.clone(),
            bookings: months.clone(),
            open: vec![months; model.dimensions.stages.len()],
        }
    }

    /// `(4 self − coarse) / 3`: takes away an error of second order in the width of the grid.
    fn refined(mut self, coarse: &Self) -> Self {
        let refine = |fine: &mut [f64], coarse: &[f64]| {
            for (fine, coarse) in fine.iter_mut().zip(coarse) {
                *fine += (*fine - coarse) / 3.0;
            }
        };
        refine(&mut self.opportunities, &coarse.opportunities);
        refine(&mut self.wins, &coarse.wins);
        refine(&mut self.bookings, &coarse.bookings);
        for (fine, coarse) in self.open.iter_mut().zip(&coarse.open) {
            refine(fine, coarse);
        }
        self
    }
}

/// Deals that come of the leads of all sources, and of the pipeline that is open at the start.
pub(super) fn deals(model: &Model, sources: &[SourceRow]) -> DealRows {
    let cells = CELLS[usize::from(model.calendar.n_months() > 60)];
    let on_grid = |cells| {
        let mut funnel = Funnel {
            model,
            cells,
            rows: DealRows::nothing(model),
        };
        funnel.open_pipeline();
        for source in sources {
            funnel.leads(source);
        }
        funnel.rows
    };
    on_grid(2 * cells).refined(&on_grid(cells))
}

/// The funnel at one width of the grid.
struct Funnel<'m> {
    model: &'m Model,
    cells: usize,
    rows: DealRows,
}

/// What enters a stage, of one class and score tier.
#[derive(Clone, Debug)]
struct Entering {
    /// Leads and deals.
    deals: Flow,
    /// Those of them that are no opportunities yet.
    leads: Flow,
    /// Those of them whose value is drawn when they become opportunities.
    unpriced: Flow,
    /// Value of the others [minor units].
    value: Flow,
}

impl Entering {
    fn each(&self, way: impl Fn(&Flow) -> Flow) -> Self {
        Self {
            deals: way(&self.deals),
            leads: way(&self.leads),
            unpriced: way(&self.unpriced),
            value: way(&self.value),
        }
    }
}

impl Funnel<'_> {
    fn nothing(&self) -> Flow {
        Flow::nothing(self.model.calendar.n_months(), self.cells)
    }

    fn nobody(&self) -> Entering {
        Entering {
            deals: self.nothing(),
            leads: self.nothing(),
            unpriced: self.nothing(),
            value: self.nothing(),
        }
    }

    /// The leads of a source, class by class and tier by tier.
    fn leads(&mut self, source: &SourceRow) {
        let model = self.model;
        let n_regions = model.dimensions.regions.len();
        for (market, by_month) in source.by_market.iter().enumerate() {
            for product in 0..model.dimensions.products.len() {
                let class = model.dimensions.class(DealClass {
                    segment: market / n_regions,
                    region: market % n_regions,
                    source: source.source,
                    product,
                });
                for tier in 0..model.demand.tiers.len().max(1) {
                    let arrivals = |month: usize| {
                        by_month[month]
                            * share_of_product(model, market / n_regions, product, month)
                            * share_of_tier(model, class, tier, month)
                    };
                    let flow = self.arriving(arrivals);
                    let odds = model
                        .demand
                        .tiers
                        .get(tier)
                        .map_or(1.0, |tier| exp(tier.lift.at(class, 0)));
                    let entering = Entering {
                        deals: flow.clone(),
                        leads: flow.clone(),
                        unpriced: flow,
                        value: self.nothing(),
                    };
                    let enters = model.demand.sources[source.source].enters;
                    self.go_through(class, odds, enters, entering);
                }
            }
        }
    }

    /// Leads of each month, at any time of it or in its middle.
    fn arriving(&self, leads: impl Fn(usize) -> f64) -> Flow {
        let mut flow = self.nothing();
        for month in 0..self.model.calendar.n_months() {
            match self.model.calendar.timing() {
                Timing::Continuous => flow.spread(month, leads(month)),
                Timing::Monthly => flow.add_point(float(month) + 0.5, leads(month)),
            }
        }
        flow
    }

    /// The deals open at the start, each given its age.
    fn open_pipeline(&mut self) {
        let n_classes = self.model.dimensions.n_classes();
        for stage in 0..self.model.funnel.stages.len() {
            for class in 0..n_classes {
                let mut passing = self.nobody();
                let mut is_there = false;
                for deal in &self.model.funnel.pipeline {
                    if (deal.stage, deal.class) == (stage, class) {
                        is_there = true;
                        self.leave_given_age(deal, &mut passing);
                    }
                }
                if is_there {
                    self.pass_on(class, 1.0, stage, passing);
                }
            }
        }
    }

    /// How a deal leaves the stage it is in at the start: with `S₊` and `S₋` of the two dwell times it passes with
    /// chance `p S₊(a) / (p S₊(a) + (1 − p) S₋(a))`, after `t` more months with chance `1 − S₊(a + t) / S₊(a)`.
    fn leave_given_age(&mut self, deal: &OpenDeal, passing: &mut Entering) {
        let funnel = &self.model.funnel;
        let stage = &funnel.stages[deal.stage];
        let Some(fate) = super::pipeline::fate(self.model, deal) else {
            return;
        };
        let cycle = stage.cycle_factor.at(deal.class, 0);
        let leave = |laws: &LawTable, chance: f64, out: &mut Flow| {
            let law = laws.of(deal.class);
            let factor = laws.factor(deal.class, 0) * cycle;
            let age = if factor > 0.0 { deal.age / factor } else { 0.0 };
            match law.as_constant() {
                _ if factor <= 0.0 => out.add_point(0.0, chance),
                Some(months) => out.add_point(((months - age) * factor).max(0.0), chance),
                None if age > 0.0 => {
                    let alive = law.survival(age);
                    out.add_after(0.0, chance, |t| {
                        1.0 - law.survival(age + t / factor) / alive
                    });
                }
                None => out.add_after(0.0, chance, |t| law.cdf(t / factor)),
            }
        };
        let (mut won, mut lost) = (self.nothing(), self.nothing());
        leave(&stage.dwell, fate.passes, &mut won);
        leave(&stage.dwell_lost, 1.0 - fate.passes, &mut lost);
        self.stand(deal.stage, &[1.0], [&won, &lost]);
        let value = super::pipeline::value(self.model, deal).mean;
        let is_opportunity = deal.stage >= funnel.opportunity_from;
        passing.deals.add(&won);
        if !is_opportunity {
            passing.leads.add(&won);
        }
        if is_opportunity || deal.amount.is_some() {
            passing.value.add(&won.times(|_| value));
        } else {
            passing.unpriced.add(&won);
        }
    }

    /// Counts what stands in a stage at the end of each month: what has come, less what has left.
    ///
    /// * `came`: in each month, the last one being followed by nothing
    fn stand(&mut self, stage: usize, came: &[f64], left: [&Flow; 2]) {
        let left = left.map(Flow::by_month);
        let mut standing = 0.0;
        for (month, open) in self.rows.open[stage].iter_mut().enumerate() {
            standing += came.get(month).unwrap_or(&0.0) - left[0][month] - left[1][month];
            *open += standing;
        }
    }

    /// Leads or deals of one class enter a stage, and go on until they are won, lost or the horizon ends.
    fn go_through(&mut self, class: usize, odds: f64, stage: usize, mut entering: Entering) {
        if entering.deals.is_nothing() {
            return;
        }
        let (model, funnel) = (self.model, &self.model.funnel);
        if stage >= funnel.opportunity_from {
            for (total, new) in self
                .rows
                .opportunities
                .iter_mut()
                .zip(entering.leads.by_month())
            {
                *total += new;
            }
            let priced = entering.unpriced.times(|month| {
                funnel.deal_size.of(class).mean() * super::pipeline::price(model, class, month)
            });
            entering.value.add(&priced);
            (entering.leads, entering.unpriced) = (self.nothing(), self.nothing());
        }
        let pass = |month: usize| {
            let segment = model.dimensions.class_at(class).segment;
            let odds = odds * expected_mood(&model.demand, segment, month).odds;
            funnel.pass_probability(stage, class, month, odds)
        };
        let of = &funnel.stages[stage];
        let after = |flow: &Flow, laws: &LawTable| {
            let factor =
                |month: usize| laws.factor(class, month) * of.cycle_factor.at(class, month);
            flow.after(laws.of(class), factor)
        };
        let passing = entering.each(|flow| after(&flow.times(pass), &of.dwell));
        let losing = entering.deals.times(|month| 1.0 - pass(month));
        let losing = after(&losing, &of.dwell_lost);
        let came = entering.deals.by_month();
        self.stand(stage, &came, [&passing.deals, &losing]);
        self.pass_on(class, odds, stage, passing);
    }

    fn pass_on(&mut self, class: usize, odds: f64, stage: usize, passing: Entering) {
        if stage + 1 < self.model.funnel.stages.len() {
            return self.go_through(class, odds, stage + 1, passing);
        }
        let totals = [
            (&mut self.rows.wins, passing.deals.by_month()),
            (&mut self.rows.bookings, passing.value.by_month()),
        ];
        for (total, months) in totals {
            for (total, more) in total.iter_mut().zip(months) {
                *total += more;
            }
        }
    }
}

fn share_of_product(model: &Model, segment: usize, product: usize, month: usize) -> f64 {
    let n = model.dimensions.products.len();
    share(n, product, |product| {
        model.demand.product_weight.at(segment * n + product, month)
    })
}

fn share_of_tier(model: &Model, class: usize, tier: usize, month: usize) -> f64 {
    let tiers = &model.demand.tiers;
    if tiers.is_empty() {
        return 1.0;
    }
    share(tiers.len(), tier, |tier| tiers[tier].share.at(class, month))
}

/// Share of a member among those who take room by weight; all of it goes to the last one if all weights are 0.
fn share(n: usize, member: usize, weight: impl Fn(usize) -> f64) -> f64 {
    let all: f64 = (0..n).map(&weight).sum();
    if all > 0.0 {
        weight(member) / all
    } else {
        f64::from(u8::from(member + 1 == n))
    }
}
