//! What statements and payouts share: what is counted, when pay is paid, and what is still to be settled.

use serde_json::{Value, json};

use crate::calendar::{Calendar, PeriodKind, YearMonth};
use crate::comp::{Measure, Plan};

/// What a plan counts where it is no money.
pub(super) const fn things(measure: Measure) -> Option<&'static str> {
    match measure {
        Measure::Bookings | Measure::Margin | Measure::Arr | Measure::Collected => None,
        Measure::Wins => Some("wins"),
        Measure::Opportunities => Some("opportunities"),
        Measure::Activities => Some("activities"),
    }
}

/// The month in which a plan pays what it settles at the end of a month.
pub(super) fn paid_in(plan: &Plan, calendar: &Calendar, month: usize) -> YearMonth {
    calendar.month(month + plan.payment_lag)
}

/// A period that is under way: what is credited in it counts when it is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Open<'a> {
    /// Its label, such as "FY2027-Q1".
    pub(super) period: String,
    /// The components and objectives that are settled with it.
    pub(super) of: Vec<&'a str>,
    /// The month at whose end it is settled, and the month in which it is paid.
    pub(super) settled_in: YearMonth,
    pub(super) paid_in: YearMonth,
}

/// What a plan has not settled yet when some months are over, the shortest period first.
///
/// * `end`: the first month that is not over
/// * `last`: month at whose end everything is settled, whatever its period; `None` if there is none
pub(super) fn open<'a>(
    plan: &'a Plan,
    calendar: &Calendar,
    end: usize,
    last: Option<usize>,
) -> Vec<Open<'a>> {
    let Some(now) = end.checked_sub(1).filter(|&now| Some(now) != last) else {
        return Vec::new();
    };
    let kinds = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];
    let open = kinds.into_iter().filter_map(|kind| {
        let components = plan.components.iter().map(|c| (c.period, c.id.as_str()));
        let objectives = plan.objectives.iter().map(|o| (o.period, o.id.as_str()));
        let of = components.chain(objectives);
        let of: Vec<&str> = of.filter(|(of, _)| *of == kind).map(|(_, id)| id).collect();
        if of.is_empty() || calendar.ends_period(kind, now) {
            return None;
        }
        let settled = (now..now + 12)
            .find(|&month| Some(month) == last || calendar.ends_period(kind, month))?;
        Some(Open {
            period: calendar.label(kind, now),
            of,
            settled_in: calendar.month(settled),
            paid_in: paid_in(plan, calendar, settled),
        })
    });
    open.collect()
}

impl Open<'_> {
    /// "FY2027-Q1 of account-executives is settled at the end of 2027-03 and paid in 2027-04".
    pub(super) fn words(&self) -> String {
        format!(
            "{} of {} is settled at the end of {} and paid in {}",
            self.period,
            self.of.join(", "),
            self.settled_in,
            self.paid_in
        )
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "period": self.period,
            "of": self.of,
            "settled_in": self.settled_in.to_string(),
            "paid_in": self.paid_in.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Memory, Scenario, load};

    /// The smallest scenario, January to December, with a plan that settles by quarter and pays a month later.
    fn scenario() -> Scenario {
        let base = include_str!("../../../tests/support/minimal.toml");
        let plan = "extends = 'plan.toml'\nworkforce.roles.ae.incentive-per-year = 120_000\n[comp.plans.ae]\nroles = ['ae']\nmeasure = 'bookings'\nperiod = 'quarter'\n\
                    quota-per-year = 24_000\ntier-method = 'marginal'\ntiers = [{ above = 0, multiplier = 1 }]\n\
                    payment-lag-months = 1\n";
        let files = Memory::new().with("plan.toml", base).with("ae.toml", plan);
        load(&files, &["ae.toml".into()]).unwrap()
    }

    #[test]
    fn a_quarter_is_open_until_its_last_month_is_over() {
        let scenario = scenario();
        let (plan, calendar) = (&scenario.model.comp.plans[0], &scenario.model.calendar);
        let of = |end, last| open(plan, calendar, end, last);
        assert!(of(0, None).is_empty(), "nothing has begun");
        assert!(of(3, None).is_empty());
        let words = of(4, None)[0].words();
        assert_eq!(
            words,
            "FY2027-Q2 of ae is settled at the end of 2027-06 and paid in 2027-07"
        );
        assert_eq!(of(5, None)[0].settled_in, "2027-06".parse().unwrap());
        // A simulation settles everything at its end.
        assert!(of(5, Some(4)).is_empty());
        assert_eq!(of(4, Some(4))[0].settled_in, "2027-05".parse().unwrap());
        assert_eq!(paid_in(plan, calendar, 11), "2028-01".parse().unwrap());
    }
}
