//! The plan's calendar: months, fiscal quarters and years, seasons and selling days.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearMonth {
    year: i16,
    month: i8,
}

/// A text that names no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{got:?} is not a month: expected \"YYYY-MM\", such as \"2027-05\"")]
pub struct NotAMonth {
    /// The text that was given.
    pub got: String,
}

impl YearMonth {
    /// The month of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// The calendar month of the year, 0 for January.
    #[must_use]
    pub fn month_of_year(self) -> usize {
        usize::from(self.month.unsigned_abs()) - 1
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// Months from `self` to `later`; negative if `later` is earlier.
    #[must_use]
    pub fn months_until(self, later: Self) -> i32 {
        (i32::from(later.year) - i32::from(self.year)) * 12 + i32::from(later.month)
            - i32::from(self.month)
    }

    /// The month `n` months later.
    ///
    /// # Panics
    ///
    /// If that is after the year 32,767.
    #[must_use]
    pub fn plus(self, n: usize) -> Self {
        let months = self.month_of_year() + n;
        let years = i16::try_from(months / 12).expect("a horizon is shorter than 30,000 years");
        let month = i8::try_from(months % 12 + 1).expect("a month of the year is at most 12");
        Self {
            year: self.year + years,
            month,
        }
    }
}

impl FromStr for YearMonth {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let wrong = || NotAMonth {
            got: text.to_owned(),
        };
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(wrong());
        }
        let date = format!("{text}-01").parse::<Date>().map_err(|_| wrong())?;
        Ok(Self::of(date))
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// When things happen inside a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// At any time.
    Continuous,
    /// What happens in a month happens at its middle, and people leave at its end.
    Monthly,
}

/// How long a settlement or reporting period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodKind {
    /// Calendar month.
    Month,
    /// Fiscal quarter.
    Quarter,
    /// Fiscal year.
    Year,
}

impl PeriodKind {
    /// Its length \[months\].
    #[must_use]
    pub const fn months(self) -> f64 {
        match self {
            Self::Month => 1.0,
            Self::Quarter => 3.0,
            Self::Year => 12.0,
        }
    }
}

/// The part of a period that lies inside the horizon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// "2027-05", "FY2027-Q2" or "FY2027".
    pub label: String,
    /// Month, quarter or year.
    pub kind: PeriodKind,
    /// Its months, counted from the start of the horizon.
    pub months: Range<usize>,
    /// Whether the whole period lies inside the horizon.
    pub complete: bool,
}

/// Months, fiscal periods, seasons and selling days of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    start: YearMonth,
    n_months: usize,
    history: usize,
    fiscal_start: usize,
    timing: Timing,
    season: [f64; 12],
    hours_factor: [f64; 12],
    working_days: [f64; 12],
}

/// Share of a day by which a time may lie before its midnight, since days are no whole parts of a month in binary.
const ROUNDING: f64 = 1e-6;

/// A moment before midnight \[months\]: what is settled when a month is over is dated on its last day.
pub const LAST_MOMENT: f64 = 1e-4;

/// Working days of a month where a plan does not say.
const WORKING_DAYS: f64 = 21.0;

impl Calendar {
    /// A calendar of `n_months` months from `start`, with flat seasons and equal months.
    ///
    /// * `fiscal_start`: month of the year in which a fiscal year starts, 0 for January
    ///
    /// # Panics
    ///
    /// If `n_months` is 0 or `fiscal_start` is not below 12: the scenario's rules refuse both.
    #[must_use]
    pub fn new(start: YearMonth, n_months: usize, fiscal_start: usize, timing: Timing) -> Self {
        assert!(
            n_months > 0 && fiscal_start < 12,
            "a calendar needs a month and a fiscal start below 12"
        );
        Self {
            start,
            n_months,
            history: 0,
            fiscal_start,
            timing,
            season: [1.0; 12],
            hours_factor: [1.0; 12],
            working_days: [WORKING_DAYS; 12],
        }
    }

    /// The same calendar with a factor on lead arrivals for January to December.
    #[must_use]
    pub fn with_season(self, season: [f64; 12]) -> Self {
        Self { season, ..self }
    }

    /// The same calendar with selling days for January to December; hours of a month scale by its days over their mean.
    #[must_use]
    pub fn with_selling_days(self, days: [f64; 12]) -> Self {
        let mean = days.iter().sum::<f64>() / 12.0;
        Self {
            hours_factor: days.map(|d| d / mean),
            working_days: days,
            ..self
        }
    }

    /// The same calendar, the first months of which have happened: nothing is drawn in them.
    #[must_use]
    pub fn with_history(self, n_months: usize) -> Self {
        Self {
            history: n_months,
            ..self
        }
    }

    /// Number of months that have happened: the first month that is simulated.
    #[must_use]
    pub fn n_history(&self) -> usize {
        self.history
    }

    /// When the simulation begins \[months since the start of the horizon\].
    #[must_use]
    pub fn now(&self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "months are small")]
        let now = self.history as f64;
        now
    }

    /// Those of some months that are simulated; empty if all of them have happened.
    #[must_use]
    pub fn simulated(&self, months: &Range<usize>) -> Range<usize> {
        months.start.max(self.history).min(months.end)..months.end
    }

    /// Whether any of some months has happened.
    #[must_use]
    pub fn touches_history(&self, months: &Range<usize>) -> bool {
        months.start < self.history
    }

    /// First month.
    #[must_use]
    pub fn start(&self) -> YearMonth {
        self.start
    }

    /// Number of months.
    #[must_use]
    pub fn n_months(&self) -> usize {
        self.n_months
    }

    /// When things happen inside a month.
    #[must_use]
    pub fn timing(&self) -> Timing {
        self.timing
    }

    /// Factor on lead arrivals in month `m`.
    #[must_use]
    pub fn season(&self, m: usize) -> f64 {
        self.season[self.start.plus(m).month_of_year()]
    }

    /// Factor on working hours in month `m`; 1 on average over a year.
    #[must_use]
    pub fn hours_factor(&self, m: usize) -> f64 {
        self.hours_factor[self.start.plus(m).month_of_year()]
    }

    /// Working days of month `m`: the selling days, or 21.
    #[must_use]
    pub fn working_days(&self, m: usize) -> f64 {
        self.working_days[self.start.plus(m).month_of_year()]
    }

    /// The day on which a time falls \[months since the start of the horizon\]; 0 or later.
    ///
    /// # Panics
    ///
    /// Never: every month has the days that its length allows.
    #[must_use]
    pub fn date_of(&self, time: f64) -> Date {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "times are not negative and short"
        )]
        let month = self.start.plus(time as usize);
        let first = Date::new(month.year, month.month, 1).expect("a month has a first day");
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a month has at most 31 days"
        )]
        let day = (time.fract() * f64::from(first.days_in_month()) + ROUNDING) as i8 + 1;
        Date::new(month.year, month.month, day).expect("the day lies in the month")
    }

    /// The calendar month number `m`.
    #[must_use]
    pub fn month(&self, m: usize) -> YearMonth {
        self.start.plus(m)
    }

    /// Index of `month`; none before the horizon. The first month after it has index `n_months`.
    #[must_use]
    pub fn index_of(&self, month: YearMonth) -> Option<usize> {
        usize::try_from(self.start.months_until(month)).ok()
    }

    /// Time of the start of a date [months since the start of the horizon]; negative before it.
    #[must_use]
    pub fn time_of(&self, date: Date) -> f64 {
        let month = f64::from(self.start.months_until(YearMonth::of(date)));
        month + f64::from(date.day() - 1) / f64::from(date.days_in_month())
    }

    /// Whether a day lies within so many months of an earlier one: up to the day with the same number, so many months later,
    /// or up to the day that lies as far in its month, whichever comes later. What counts are days, not times of day.
    ///
    /// * `from`, `to`: when \[months\]
    #[must_use]
    pub fn is_within(&self, from: f64, to: f64, months: f64) -> bool {
        if to <= from + months {
            return true;
        }
        if to > from + months + 1.0 {
            return false;
        }
        let (first, last) = (self.date_of(from), self.date_of(to));
        let day = 1.0 / f64::from(first.days_in_month());
        let as_far = self.time_of(last) < self.time_of(first) + day + months - ROUNDING;
        #[allow(clippy::cast_possible_truncation, reason = "windows are short")]
        let whole = (months.fract() == 0.0).then_some(months as i32);
        let same_number = whole.and_then(|n| first.checked_add(n.months()).ok());
        as_far || same_number.is_some_and(|end| last <= end)
    }

    /// The months, fiscal quarters or fiscal years that touch the horizon, in order.
    #[must_use]
    pub fn periods(&self, kind: PeriodKind) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        for m in 0..self.n_months {
            let label = self.label(kind, m);
            match periods.last_mut() {
                Some(last) if last.label == label => last.months.end = m + 1,
                _ => periods.push(Period {
                    label,
                    kind,
                    months: m..m + 1,
                    complete: false,
                }),
            }
        }
        let whole = match kind {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::Year => 12,
        };
        for period in &mut periods {
            period.complete = period.months.len() == whole;
        }
        periods
    }

    /// Whether month `m` is the last of its period.
    #[must_use]
    pub fn ends_period(&self, kind: PeriodKind, m: usize) -> bool {
        let months = match kind {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::Year => 12,
        };
        (self.month_of_fiscal_year(m) + 1).is_multiple_of(months)
    }

    /// Months since the start of the fiscal year, 0 to 11.
    fn month_of_fiscal_year(&self, m: usize) -> usize {
        (self.month(m).month_of_year() + 12 - self.fiscal_start) % 12
    }

    /// The label of the period that month `m` belongs to.
    #[must_use]
    pub fn label(&self, kind: PeriodKind, m: usize) -> String {
        let month = self.month(m);
        // A fiscal year is named after the calendar year in which it ends.
        let ends_next_year = self.fiscal_start > 0 && month.month_of_year() >= self.fiscal_start;
        let year = month.year() + i16::from(ends_next_year);
        match kind {
            PeriodKind::Month => month.to_string(),
            PeriodKind::Quarter => format!("FY{year}-Q{}", self.month_of_fiscal_year(m) / 3 + 1),
            PeriodKind::Year => format!("FY{year}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(start: &str, n_months: usize, fiscal_start: usize) -> Calendar {
        Calendar::new(
            start.parse().unwrap(),
            n_months,
            fiscal_start,
            Timing::Continuous,
        )
    }

    #[test]
    fn a_month_is_written_year_dash_month_and_nothing_else() {
        assert_eq!(
            "2027-05".parse::<YearMonth>().unwrap().to_string(),
            "2027-05"
        );
        for wrong in [
            "2027-13",
            "2027-00",
            "2027-5",
            "27-05",
            "2027/05",
            "",
            "2027-05-01",
            "-027-05",
            "２０２７-05",
        ] {
            assert!(wrong.parse::<YearMonth>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn fiscal_periods_follow_the_fiscal_start() {
        let years = calendar("2027-01", 24, 1).periods(PeriodKind::Year);
        let labels: Vec<_> = years
            .iter()
            .map(|p| (p.label.as_str(), p.months.clone(), p.complete))
            .collect();
        assert_eq!(
            labels,
            [
                ("FY2027", 0..1, false),
                ("FY2028", 1..13, true),
                ("FY2029", 13..24, false)
            ]
        );
        let quarters = calendar("2027-01", 12, 0).periods(PeriodKind::Quarter);
        assert_eq!(
            quarters
                .iter()
                .map(|p| p.label.as_str())
                .collect::<Vec<_>>(),
            ["FY2027-Q1", "FY2027-Q2", "FY2027-Q3", "FY2027-Q4"]
        );
        assert!(quarters.iter().all(|p| p.complete));
        let shifted = calendar("2027-01", 24, 1);
        for kind in [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year] {
            let ends: Vec<usize> = (0..24).filter(|&m| shifted.ends_period(kind, m)).collect();
            let last: Vec<usize> = shifted
                .periods(kind)
                .iter()
                .map(|p| p.months.end - 1)
                .collect();
            assert_eq!(
                ends,
                last.into_iter()
                    .filter(|&m| m < 23 || kind == PeriodKind::Month)
                    .collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn dates_become_times_in_months() {
        let calendar = calendar("2027-01", 12, 0);
        assert!((calendar.time_of("2027-02-15".parse().unwrap()) - 1.5).abs() < 1e-12);
        assert!((calendar.time_of("2026-12-01".parse().unwrap()) + 1.0).abs() < 1e-12);
        let mut date = "2027-01-01".parse::<Date>().unwrap();
        while date.year() == 2027 {
            assert_eq!(calendar.date_of(calendar.time_of(date)), date);
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn selling_days_scale_hours_around_one() {
        let days = [
            21.0, 20.0, 23.0, 22.0, 20.0, 22.0, 22.0, 22.0, 22.0, 21.0, 21.0, 23.0,
        ];
        let calendar = calendar("2027-01", 12, 0).with_selling_days(days);
        let mean = (0..12).map(|m| calendar.hours_factor(m)).sum::<f64>() / 12.0;
        assert!((mean - 1.0).abs() < 1e-12);
    }
}
