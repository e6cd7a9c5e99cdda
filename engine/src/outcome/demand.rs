//! A forecast of demand by parts and totals, as a report shows it.

use crate::calendar::YearMonth;

/// Forecasts of all parts and totals of a table of demand; the parts of a total sum to it, month by month.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandForecast {
    /// Name of the column of values.
    pub value: String,
    /// Names of the columns by which it is split; empty for the total alone.
    pub by: Vec<String>,
    /// Rows that were used.
    pub n_rows: usize,
    /// What was left out of the table or read in a way that it does not prove, a sentence each.
    pub notes: Vec<String>,
    /// First and last month of the history.
    pub history: (YearMonth, YearMonth),
    /// First month of the forecast.
    pub first: YearMonth,
    /// The total, then sums by one column, then by two and so on; within each by name.
    pub series: Vec<SeriesForecast>,
}

/// A part, or a total of parts.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesForecast {
    /// What it is the sum of: for each column of the split its value, or `None` for all of them.
    pub of: Vec<Option<String>>,
    /// Months of history, from the first demand on.
    pub n_months: usize,
    /// Sum of the last months of the history, as many as are forecast, up to a year.
    pub last: f64,
    /// How it was forecast.
    pub method: &'static str,
    /// What was compared at past months: mean absolute errors, the chosen method first.
    pub compared: Vec<(&'static str, f64)>,
    /// Past months from which forecasts were tried.
    pub n_origins: usize,
    /// The forecast, month by month.
    pub months: Vec<MonthForecast>,
}

/// A month of a forecast, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthForecast {
    /// What comes on average; parts sum to their totals, and months to years.
    pub point: f64,
    /// The middle of what may come: half of outcomes lie below.
    pub median: f64,
    /// What this series alone says, before parts and totals are made to agree.
    pub alone: f64,
    /// Between these lie 80 % of outcomes; `None` if the history is too short to tell.
    pub middle_80: Option<[f64; 2]>,
    /// Between these lie 95 % of outcomes.
    pub middle_95: Option<[f64; 2]>,
}

impl DemandForecast {
    /// The series of the total.
    #[must_use]
    pub fn total(&self) -> &SeriesForecast {
        &self.series[0]
    }
}

impl SeriesForecast {
    /// Of how many columns a value is named: 0 for the total.
    #[must_use]
    pub fn level(&self) -> usize {
        self.of.iter().flatten().count()
    }

    /// Sum of the first months, up to a year.
    #[must_use]
    pub fn next(&self) -> f64 {
        self.months.iter().take(12).map(|month| month.point).sum()
    }
}
