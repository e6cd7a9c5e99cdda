//! Hand-over: what a change of owner costs.

use crate::kernel::field::Field;

/// Share of sales lost where a customer gets another owner. Every field has one row.
///
/// Each deal that changes hands is lost with this chance when it would next pass a stage, whatever its odds otherwise, so
/// that the expected sales from these deals fall by exactly this share. So are the deals that arise from a named account
/// within `months` after it got another owner. The published range is 13.2 to 17.6 % of a customer's sales in the year
/// after (Journal of Marketing 81(2)).
#[derive(Clone, Debug)]
pub struct HandOver {
    /// The share, 0 to 1.
    pub loss: Field,
    /// Factor on it where the successor covers the same territory as the former owner.
    pub similar: Field,
    /// Factor on it where the successor is still onboarding or ramping.
    pub new_hire: Field,
    /// How long the new deals of an account suffer after the change \[months\].
    pub months: f64,
}

/// Who takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Whether the territory is the same.
    pub is_similar: bool,
    /// Whether the person is not fully ramped.
    pub is_new: bool,
}

impl HandOver {
    /// Chance that a deal is lost to its change of hands, 0 to 1.
    #[must_use]
    pub fn loss_to(&self, successor: Successor, month: usize) -> f64 {
        let factor = |field: &Field, applies: bool| if applies { field.at(0, month) } else { 1.0 };
        let loss = self.loss.at(0, month)
            * factor(&self.similar, successor.is_similar)
            * factor(&self.new_hire, successor.is_new);
        loss.min(1.0)
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        for field in [&mut self.loss, &mut self.similar, &mut self.new_hire] {
            field.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_successor_loses_less_and_a_new_one_more() {
        let hand_over = HandOver {
            loss: Field::constant(0.15),
            similar: Field::constant(0.6),
            new_hire: Field::constant(10.0),
            months: 12.0,
        };
        let loss = |is_similar, is_new| {
            let successor = Successor { is_similar, is_new };
            hand_over.loss_to(successor, 0)
        };
        assert!((loss(false, false) - 0.15).abs() < 1e-15);
        assert!((loss(true, false) - 0.09).abs() < 1e-15);
        assert!((loss(true, true) - 0.9).abs() < 1e-15);
        assert!((loss(false, true) - 1.0).abs() < 1e-15);
    }
}
