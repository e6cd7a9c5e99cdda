//! What is known exactly of a plan, to correct what its simulated futures say about the rest.

use std::ops::Range;

use crate::expect::Expectation;
use crate::kernel::summary::Control;
use crate::kpi::{has_capacity, natural};
use crate::measure::Measure;
use crate::model::Model;
use crate::results::Results;

/// Measures of the company whose means are known exactly, month by month, because nobody's time binds in the plan.
#[derive(Clone, Debug)]
pub(super) struct Controls {
    flows: Vec<(Measure, Vec<f64>)>,
    stocks: Vec<(Measure, Vec<f64>)>,
}

impl Controls {
    /// `None` if the means are not known, or are not those over all futures: where anything is uncertain, they are those
    /// of the plan at its means.
    pub(super) fn of(model: &Model) -> Option<Self> {
        if !model.assumptions.list().is_empty() || model.calendar.n_history() > 0 {
            return None;
        }
        let expected = Expectation::of(model);
        let deals = expected.deals?;
        let roles = &model.workforce.roles;
        let sum = |of_role: &dyn Fn(usize) -> Option<Vec<f64>>| {
            let mut months = vec![0.0; model.calendar.n_months()];
            for row in (0..expected.roles.len()).filter_map(of_role) {
                for (sum, value) in months.iter_mut().zip(row) {
                    *sum += value;
                }
            }
            months
        };
        let team = [
            (
                Measure::Headcount,
                sum(&|ix| Some(expected.roles[ix].headcount.clone())),
            ),
            (
                Measure::Rre,
                sum(&|ix| {
                    let row = &expected.roles[ix];
                    has_capacity(&roles[row.role]).then(|| row.rre.clone())
                }),
            ),
        ];
        Some(Self {
            flows: vec![
                (Measure::Bookings, deals.bookings),
                (Measure::Wins, deals.wins),
                (Measure::Opportunities, deals.opportunities),
            ],
            // The sum over roles is that of the company only if there is a row for every role.
            stocks: if expected.roles.len() == roles.len() {
                team.to_vec()
            } else {
                Vec::new()
            },
        })
    }

    /// The controls of some months that results tell: flows summed, stocks averaged.
    pub(super) fn over(&self, results: &Results, months: &Range<usize>) -> Vec<Control> {
        let control = |measure: Measure, means: &[f64], over: f64| Control {
            values: results
                .company(measure, months.clone())
                .into_iter()
                .map(|value| natural(measure.unit(), value))
                .collect(),
            mean: means[months.clone()].iter().sum::<f64>() / over,
        };
        #[expect(clippy::cast_precision_loss, reason = "a horizon has few months")]
        let n_months = months.len() as f64;
        let is_counted = |(measure, _): &&(Measure, _)| results.layout.has_company(*measure);
        let flows = self.flows.iter().filter(is_counted);
        let stocks = self.stocks.iter().filter(is_counted);
        flows
            .map(|(measure, means)| control(*measure, means, 1.0))
            .chain(stocks.map(|(measure, means)| control(*measure, means, n_months)))
            .collect()
    }
}
