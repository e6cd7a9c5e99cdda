//! The market's mood: the market-wide factor and the shocks, by segment and month.

use super::Demand;
use crate::flows::{Future, Mood};
use crate::kernel::math::{exp, sqrt};
use crate::kernel::special::normal_quantile;
use crate::kernel::stream::EntityKey;
use crate::purpose;

/// The mood of every segment and month of one future.
#[derive(Clone, Debug, Default)]
pub struct Moods {
    n_months: usize,
    moods: Vec<Mood>,
}

impl Moods {
    /// Draws the market-wide factor and applies the shocks.
    ///
    /// The factor's logarithm is a stationary AR(1), `x' = φ x + σ √(1 − φ²) z`. A segment with loading `β` sees
    /// `exp(β x − β² σ² / 2)`, so that the factor has mean one whatever the loading.
    pub fn redraw(&mut self, demand: &Demand, future: Future, n_months: usize) {
        let path = log_factor(demand, future, n_months);
        let variance = demand.macro_factor.as_ref().map_or(0.0, |factor| {
            let sigma = factor.volatility.at(0, 0);
            sigma * sigma
        });
        self.n_months = n_months;
        self.moods.clear();
        for segment in 0..demand.n_segments {
            let loading = demand.macro_loading.at(segment, 0);
            for (month, log) in path.iter().enumerate() {
                let factor = exp(loading * log - loading * loading * variance / 2.0);
                self.moods.push(shocked(demand, segment, month, factor));
            }
        }
    }

    /// The mood of a segment in a month; the last month's mood holds from then on.
    #[must_use]
    #[inline]
    pub fn of(&self, segment: usize, month: usize) -> Mood {
        self.moods[segment * self.n_months + month.min(self.n_months - 1)]
    }
}

/// The mood to be expected of a segment in a month: the market-wide factor at its mean of 1, and the shocks.
#[must_use]
pub fn expected_mood(demand: &Demand, segment: usize, month: usize) -> Mood {
    shocked(demand, segment, month, 1.0)
}

fn shocked(demand: &Demand, segment: usize, month: usize, factor: f64) -> Mood {
    let mut mood = Mood {
        demand: factor,
        odds: 1.0,
        deal_size: 1.0,
    };
    for shock in &demand.shocks {
        if shock.segments[segment] && (shock.from..shock.until).contains(&month) {
            mood.demand *= 1.0 + shock.demand.at(0, month);
            mood.odds *= exp(shock.conversion.at(0, month));
            mood.deal_size *= 1.0 + shock.deal_size.at(0, month);
        }
    }
    mood
}

/// The logarithm of the market-wide factor before its mean is set right; zeros without one.
fn log_factor(demand: &Demand, future: Future, n_months: usize) -> Vec<f64> {
    let Some(factor) = &demand.macro_factor else {
        return vec![0.0; n_months];
    };
    let (sigma, phi) = (factor.volatility.at(0, 0), factor.persistence.at(0, 0));
    let entity = EntityKey::of("macro-factor", "");
    let mut x = 0.0;
    (0..n_months)
        .map(|month| {
            let address = u16::try_from(month).expect("a horizon fits the address");
            let z = normal_quantile(future.draw(entity, address, purpose::MACRO, 0).uniform53(0));
            x = if month == 0 {
                sigma * z
            } else {
                phi * x + sigma * sqrt(1.0 - phi * phi) * z
            };
            x
        })
        .collect()
}
