//! Tables: what every format writes.

use super::money::Currency;
use crate::kpi::Unit;

/// A table of results.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Id, which is its file name without the ending.
    pub id: &'static str,
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// Rows, each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A name or a label.
    Text(String),
    /// A number.
    Number(f64),
    /// A number with a fixed number of decimals: an amount of money in whole units of the currency.
    Amount {
        /// The amount in whole units of the currency.
        value: f64,
        /// Decimals.
        places: u8,
    },
    /// Nothing to say.
    Empty,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(id: &'static str, columns: &[&'static str]) -> Self {
        Self {
            id,
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    ///
    /// # Panics
    ///
    /// If its length is not the number of columns.
    pub fn push(&mut self, row: Vec<Cell>) {
        assert_eq!(
            row.len(),
            self.columns.len(),
            "a row of {} fills its columns",
            self.id
        );
        self.rows.push(row);
    }
}

impl Cell {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A value in its unit: money in whole units of the currency, all else as it is. NaN is empty.
    #[must_use]
    pub fn value(unit: Unit, value: f64, currency: Currency) -> Self {
        match unit {
            _ if value.is_nan() => Self::Empty,
            Unit::Money => Self::Amount {
                value: value / currency.minor_per_major(),
                places: currency.digits(),
            },
            _ => Self::Number(value),
        }
    }

    /// An amount of minor units, if there is one.
    #[must_use]
    pub fn amount(minor: Option<f64>, currency: Currency) -> Self {
        minor.map_or(Self::Empty, |minor| {
            Self::value(Unit::Money, minor, currency)
        })
    }
}

/// Name of a unit in files.
#[must_use]
pub fn unit_name(unit: Unit, currency: Currency) -> &'static str {
    match unit {
        Unit::Money => currency.code(),
        Unit::Count => "count",
        Unit::People => "people",
        Unit::Hours => "hours",
        Unit::Months => "months",
        Unit::Share => "share",
        Unit::Factor => "factor",
    }
}
