//! Lines of a payout in words: what each is about, and how its amount comes about.

use super::super::printable;
use super::Statement;
use super::factors::Factor;
use crate::comp::line::{Item, Line};

impl Statement<'_> {
    /// What a line is about, and how its amount comes about.
    pub(super) fn words(&self, line: &Line) -> (String, String) {
        let per_cent = |share: f64| self.numbers.typed(share * 100.0);
        let product = |factors: &[Factor]| self.product(factors, line.amount);
        match line.item {
            Item::Tier {
                component,
                tier,
                units,
                rate,
            } => self.tier(line, (component, tier), units, rate),
            Item::Bonus { component, bonus } => {
                let at = self.plan.components[component].bonuses[bonus].at;
                ("Bonus".into(), format!("for {} % of quota", per_cent(at)))
            }
            Item::Kicker {
                component,
                kicker,
                attainment,
                commission,
                more,
            } => {
                let of = &self.plan.components[component].kickers[kicker];
                let other = printable(&self.plan.components[of.component].id).into_owned();
                let factors = [Factor::Money(commission.as_f64()), Factor::Share(more)];
                let at = self.numbers.percent(attainment);
                (
                    "Kicker".into(),
                    format!("{}, {other} at {at}", product(&factors)),
                )
            }
            Item::Cap { most, .. } => ("Cap".into(), format!("at most {}", self.exact(most))),
            Item::PaidBefore { .. } => {
                let without = self.plan.clawback.is_some();
                let how = if without {
                    "less anything taken back"
                } else {
                    ""
                };
                ("Paid before in the year".into(), how.into())
            }
            Item::NotTakenBack { .. } => (
                "Not taken back".into(),
                "paid beyond the year to date".into(),
            ),
            Item::Spiff { spiff, deals } => {
                let id = printable(&self.plan.spiffs[spiff].id).into_owned();
                let deals_word = if deals == 1 { "deal" } else { "deals" };
                (format!("SPIFF {id}"), format!("{deals} {deals_word}"))
            }
            Item::Activity { bonus } => {
                let of = &self.plan.activity_bonuses[bonus];
                let how = format!(
                    "{} a working day for {} {}",
                    self.numbers.typed(of.per_working_day),
                    of.months,
                    if of.months == 1 { "month" } else { "months" }
                );
                (format!("Activity bonus {}", printable(&of.id)), how)
            }
            Item::Objective {
                objective,
                score,
                pays,
                present,
            } => {
                let id = printable(&self.plan.objectives[objective].id).into_owned();
                let mut factors = vec![Factor::Money(pays), Factor::Share(score)];
                if present < 1.0 {
                    factors.push(Factor::Share(present));
                }
                let of_period = if present < 1.0 { " of the period" } else { "" };
                (format!("Objective {id}"), product(&factors) + of_period)
            }
            Item::ClawedBack { owed } => {
                ("Clawback".into(), format!("of {} owed", self.exact(owed)))
            }
            Item::CarriedOver => ("Carried over".into(), "taken off later pay".into()),
            Item::Guarantee { least, earned } => (
                "Guarantee".into(),
                format!("from {} up to {}", self.exact(earned), self.exact(least)),
            ),
            Item::Draw { least, earned } => (
                "Draw".into(),
                format!("from {} up to {}", self.exact(earned), self.exact(least)),
            ),
            Item::Recovered { drawn } => (
                "Draw paid back".into(),
                format!("of {} drawn", self.exact(drawn)),
            ),
        }
    }

    /// A tier of a component: the units in it times their rate.
    fn tier(
        &self,
        line: &Line,
        (component, tier): (usize, usize),
        units: f64,
        rate: f64,
    ) -> (String, String) {
        let per_cent = |share: f64| self.numbers.typed(share * 100.0);
        let of = &self.plan.components[component];
        let from = of.tiers[tier].above;
        let what = match of.tiers.get(tier + 1) {
            _ if of.tiers.len() == 1 => "Commission".into(),
            Some(next) => {
                let (from, to) = (per_cent(from), per_cent(next.above));
                format!("Tier {from} to {to} % of quota")
            }
            None => format!("Tier from {} % of quota", per_cent(from)),
        };
        let factors = if of.measure.is_money() {
            [Factor::Money(units), Factor::Share(rate)]
        } else {
            [Factor::Number(units), Factor::Money(rate)]
        };
        (what, self.product(&factors, line.amount))
    }
}
