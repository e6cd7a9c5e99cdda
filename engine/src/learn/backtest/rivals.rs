//! What people use today: forecasts that need no simulation.

use jiff::civil::Date;

use super::super::import::PastDeal;
use super::actual::Actual;
use crate::calendar::YearMonth;

/// A simple forecast of a KPI from a day: `None` where the history does not allow it.
pub(super) type Simple = fn(&[PastDeal], Date, usize, &str) -> Option<f64>;

/// The simple forecasts by name; money in whole currency.
pub(super) const RIVALS: [(&str, Simple); 3] = [
    ("months just gone", just_gone),
    ("same months last year", last_year),
    ("weighted pipeline", weighted_pipeline),
];

/// What the same number of months before the day brought: same as last quarter, for three months.
fn just_gone(deals: &[PastDeal], day: Date, horizon: usize, kpi: &str) -> Option<f64> {
    before(deals, day, horizon, horizon, kpi)
}

/// What the months brought a year before: the seasonal naive forecast.
fn last_year(deals: &[PastDeal], day: Date, horizon: usize, kpi: &str) -> Option<f64> {
    before(deals, day, 12, horizon, kpi)
}

/// What `n` months brought that begin `back` months before the months after the day; they must be over on that day.
fn before(deals: &[PastDeal], day: Date, back: usize, n: usize, kpi: &str) -> Option<f64> {
    let (first_day, _) = Actual::span(deals)?;
    let next = YearMonth::of(day).plus(1);
    let known = YearMonth::of(first_day);
    let from = usize::try_from(known.months_until(next))
        .ok()?
        .checked_sub(back)?;
    // The first month of all may have begun before the export did.
    let is_there = from >= 1 && n <= back;
    is_there
        .then(|| Actual::of(deals, known.plus(from), n))?
        .kpi(kpi, 1.0)
        .ok()
}

/// Open deals times the share of decided deals that were won, times the mean value of won deals: what a pipeline report does
/// with one stage. It says nothing of close rates, and nothing of deals that are not there yet.
fn weighted_pipeline(deals: &[PastDeal], day: Date, _: usize, kpi: &str) -> Option<f64> {
    let decided = deals
        .iter()
        .filter(|deal| deal.closed.is_some_and(|closed| closed <= day));
    let (mut won, mut lost, mut values) = (0_usize, 0_usize, Vec::new());
    for deal in decided {
        if deal.is_won {
            won += 1;
            values.extend(deal.value);
        } else {
            lost += 1;
        }
    }
    let open = deals.iter().filter(|deal| {
        let is_there = deal.engaged.is_some_and(|engaged| engaged <= day);
        is_there && deal.closed.is_none_or(|closed| closed > day)
    });
    if won == 0 || values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let wins = float(open.count()) * float(won) / float(won + lost);
    match kpi {
        "wins" => Some(wins),
        "bookings" => Some(wins * values.iter().sum::<f64>() / float(values.len())),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "deals are countable")]
fn float(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deals() -> Vec<PastDeal> {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let deal = |engaged: &str, closed: Option<&str>, is_won, value| PastDeal {
            engaged: Some(day(engaged)),
            closed: closed.map(day),
            is_won,
            value,
        };
        vec![
            deal("2026-12-01", Some("2026-12-15"), true, Some(1.0)),
            deal("2027-01-01", Some("2027-01-15"), true, Some(10.0)),
            deal("2027-01-01", Some("2027-02-15"), false, None),
            deal("2027-02-01", Some("2027-03-15"), true, Some(20.0)),
            deal("2027-03-01", Some("2027-04-15"), true, Some(40.0)),
            deal("2027-03-02", None, false, None),
        ]
    }

    #[test]
    fn months_just_gone_are_those_before_the_day() {
        let (deals, day) = (deals(), "2027-03-31".parse().unwrap());
        assert_eq!(just_gone(&deals, day, 2, "bookings"), Some(20.0));
        assert_eq!(just_gone(&deals, day, 3, "wins"), Some(2.0));
        // December is the first month, of which the export may know a part only.
        assert_eq!(just_gone(&deals, day, 4, "wins"), None);
        assert_eq!(last_year(&deals, day, 3, "wins"), None);
    }

    #[test]
    fn the_pipeline_is_weighed_by_what_was_won_so_far() {
        let (deals, day) = (deals(), "2027-03-31".parse().unwrap());
        // Two are open on that day; three of four decided deals were won, worth 31 / 3 each.
        assert_eq!(weighted_pipeline(&deals, day, 3, "wins"), Some(1.5));
        let bookings = weighted_pipeline(&deals, day, 3, "bookings").unwrap();
        assert!((bookings - 15.5).abs() < 1e-12, "{bookings}");
        assert_eq!(weighted_pipeline(&deals, day, 3, "close-rate"), None);
    }
}
