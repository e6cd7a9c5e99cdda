//! Demand by month, split by columns of a table: forecasts of all parts and totals that agree.
//!
//! Rows are summed by month and part; a month without a row had no demand. Every part and every total is forecast by itself
//! ([`series`](super::series)), and then parts are moved as little as their errors allow so that they sum to totals.
//!
//! ```
//! use foresell::learn::cells::ExportFile;
//! use foresell::learn::demand::{Options, forecast};
//!
//! let rows: String = (0..48).map(|m| format!("{}-{:02},north,{}\n", 2023 + m / 12, 1 + m % 12, 100 + m)).collect();
//! let file = ExportFile { name: "sold.csv".into(), bytes: format!("month,region,units\n{rows}").into_bytes() };
//! let found = forecast(file, &Options { by: vec!["region".into()], ..Options::default() })?;
//! assert_eq!(found.series.len(), 2); // the total and the north
//! assert!((found.total().months[0].point - 148.0).abs() < 3.0);
//! # Ok::<(), foresell::learn::demand::Refused>(())
//! ```

mod names;
mod parts;
mod table;
mod whole;

use crate::outcome::demand::{DemandForecast, MonthForecast, SeriesForecast};
use crate::scenario::{Code, Finding, Findings, ScenarioError, SourceFile, Sources};

use super::cells::ExportFile;
use super::cells::dates::DateOrder;
use super::series::hierarchy::{Said, reconcile};
use super::series::{Forecast, MIN_LENGTH, Period, forecast as forecast_series};
use parts::{Parts, Total};
use table::Rows;

/// Most parts into which a table may be split.
pub const MOST_PARTS: usize = 500;

/// The sign before decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// 1,234.5
    Point,
    /// 1.234,5
    Comma,
}

/// What is to be forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Column of values; unless said, the only one that is named like one.
    pub value: Option<String>,
    /// Column of months or dates; unless said, the only one that is named like one.
    pub month: Option<String>,
    /// Columns by which the total is split.
    pub by: Vec<String>,
    /// Months of the forecast.
    pub months: usize,
    /// Last month that is complete; what comes later is left out, and what has no row up to it is 0.
    pub until: Option<crate::calendar::YearMonth>,
    /// Order of day and month where dates do not prove it.
    pub dates: Option<DateOrder>,
    /// Sign before decimals where numbers do not prove it.
    pub decimal: Option<Decimal>,
}

impl Default for Options {
    /// The total of the next 12 months.
    fn default() -> Self {
        Self {
            value: None,
            month: None,
            by: Vec::new(),
            months: 12,
            until: None,
            dates: None,
            decimal: None,
        }
    }
}

/// Why a table cannot be forecast, with the file that the findings point into.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the table of demand has {} problem{}", findings.len(), if findings.len() == 1 { "" } else { "s" })]
pub struct Refused {
    /// The file.
    pub files: Vec<SourceFile>,
    /// What is wrong, in file order.
    pub findings: Vec<Finding>,
}

/// Forecasts the demand of a table.
///
/// * `file`: a row for a month and part, in any order; several rows of one are summed
///
/// # Errors
///
/// [`Refused`] if the file is no table, a column is missing or could be several, cells are no months or numbers, there are
/// more than [`MOST_PARTS`] parts, or the history has fewer than [`MIN_LENGTH`] months.
pub fn forecast(file: ExportFile, options: &Options) -> Result<DemandForecast, Refused> {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let rows = Rows::read(file, options, &mut sources, &mut findings);
    let found = rows
        .filter(|_| findings.is_empty())
        .and_then(|rows| of_rows(&rows, options, &mut findings));
    match found {
        Some(found) if findings.is_empty() => Ok(found),
        _ => Err(refused(findings, &sources)),
    }
}

fn refused(findings: Findings, sources: &Sources) -> Refused {
    match findings.into_error(sources) {
        ScenarioError::Invalid { files, findings } => Refused { files, findings },
        // Findings make no other error.
        _ => Refused {
            files: Vec::new(),
            findings: Vec::new(),
        },
    }
}

fn of_rows(rows: &Rows, options: &Options, findings: &mut Findings) -> Option<DemandForecast> {
    let (mut parts, mut notes) = (Parts::of(rows), rows.notes.clone());
    parts.without_totals(&rows.by, &mut notes);
    let mut refuse = |code, message: String, help: &str| {
        findings.add(code, rows.header.clone(), message).help = help.into();
    };
    let n_months = parts.n_months();
    if n_months < MIN_LENGTH {
        refuse(
            Code::TooFewMonths,
            format!("the table covers {n_months} months: at least {MIN_LENGTH} are needed"),
            "export a longer history; seasons need three years",
        );
        return None;
    }
    if parts.ids.len() > MOST_PARTS {
        refuse(
            Code::TooManyParts,
            format!(
                "the split makes {} parts: at most {MOST_PARTS}",
                parts.ids.len()
            ),
            "split by fewer or coarser columns with `--by`",
        );
        return None;
    }
    let totals = parts.totals();
    let alone: Vec<Alone> = totals
        .iter()
        .map(|total| Alone::of(&parts.series(total), options.months))
        .collect();
    let agreed = agree(&parts, &totals, &alone, options.months);
    let series = totals.iter().zip(alone).zip(agreed);
    Some(DemandForecast {
        value: rows.value.clone(),
        by: rows.by.clone(),
        n_rows: rows.used.len(),
        notes,
        history: (parts.first, parts.first.plus(n_months - 1)),
        first: parts.first.plus(n_months),
        series: series
            .map(|((total, alone), points)| alone.into_series(total, &parts, &points))
            .collect(),
    })
}

/// What a series says by itself.
struct Alone {
    /// `None` if the series is too short for a forecast: then its mean stands.
    forecast: Option<Forecast>,
    /// Means: medians of parts do not sum to that of their total.
    points: Vec<f64>,
    /// Variance of each month's error.
    variances: Vec<f64>,
}

impl Alone {
    /// * `series`: from its first demand on
    fn of(series: &[f64], months: usize) -> Self {
        let Ok(forecast) = forecast_series(series, Period::MONTHS, months) else {
            #[expect(clippy::cast_precision_loss, reason = "a handful of months")]
            let n = series.len().max(1) as f64;
            let mean = series.iter().sum::<f64>() / n;
            // A new product may be anything from nothing to twice what it was.
            return Self {
                forecast: None,
                points: vec![mean; months],
                variances: vec![mean * mean; months],
            };
        };
        let variance = |ahead| {
            let half = forecast.half_width(ahead);
            half * half
        };
        Self {
            points: forecast.means().to_vec(),
            variances: (0..months).map(variance).collect(),
            forecast: Some(forecast),
        }
    }

    fn into_series(self, total: &Total, parts: &Parts, points: &[f64]) -> SeriesForecast {
        let series = parts.series(total);
        let alone = self.points;
        let moved = self.forecast.map(|forecast| forecast.moved_to(points));
        let last = series.len().saturating_sub(points.len().min(12));
        SeriesForecast {
            of: total.of.clone(),
            n_months: series.len(),
            last: series[last..].iter().sum(),
            method: moved
                .as_ref()
                .map_or("mean of few months", |it| it.method().name()),
            compared: moved.as_ref().map_or_else(Vec::new, |it| {
                let scored = it.scored().iter();
                scored
                    .map(|scored| (scored.method.name(), scored.error))
                    .collect()
            }),
            n_origins: moved.as_ref().map_or(0, Forecast::n_origins),
            months: points
                .iter()
                .zip(alone)
                .enumerate()
                .map(|(ahead, (&point, alone))| {
                    let between = |tail: f64| {
                        let told = moved.as_ref().filter(|it| it.n_origins() > 0)?;
                        Some([told.quantile(ahead, tail), told.quantile(ahead, 1.0 - tail)])
                    };
                    MonthForecast {
                        point,
                        median: moved.as_ref().map_or(point, |it| it.points()[ahead]),
                        alone,
                        middle_80: between(0.1),
                        middle_95: between(0.025),
                    }
                })
                .collect(),
        }
    }
}

/// The share of its own forecast that a part keeps, whatever the totals say, where nothing was ever negative.
const LEAST_KEPT: f64 = 0.05;

/// Points of every total, month by month, that sum up.
fn agree(parts: &Parts, totals: &[Total], alone: &[Alone], months: usize) -> Vec<Vec<f64>> {
    let n = parts.ids.len();
    let mut points = vec![Vec::with_capacity(months); totals.len()];
    for month in 0..months {
        let said = |ix: usize| Said {
            point: alone[ix].points[month],
            variance: alone[ix].variances[month],
        };
        let mut single = vec![None; n];
        let mut sums = Vec::new();
        for (ix, total) in totals.iter().enumerate() {
            match total.members.as_slice() {
                &[part] if total.is_part() => single[part] = Some(said(ix)),
                _ => sums.push((total.members.clone(), said(ix))),
            }
        }
        let single: Vec<Said> = single.into_iter().flatten().collect();
        let never_negative = parts.never_negative;
        let agreed: Vec<f64> = reconcile(&single, &sums)
            .into_iter()
            .zip(&single)
            .map(|(point, alone)| {
                if never_negative {
                    point.max(LEAST_KEPT * alone.point)
                } else {
                    point
                }
            })
            .collect();
        for (total, points) in totals.iter().zip(&mut points) {
            points.push(total.members.iter().map(|&part| agreed[part]).sum());
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> ExportFile {
        ExportFile {
            name: "sold.csv".into(),
            bytes: text.as_bytes().to_vec(),
        }
    }

    /// Two regions by two products over four years, growing at their own pace.
    fn table() -> String {
        let mut text = "month;region;product;units\n".to_owned();
        for month in 0..48_i32 {
            let wobble = (month * 5) % 7 - 3;
            for (region, product, level, growth) in [
                ("north", "A", 200, 2),
                ("north", "B", 90, 0),
                ("south", "A", 60, 1),
                ("south", "B", 30, 0),
            ] {
                let units = level + growth * month + wobble;
                let line = format!(
                    "{}-{:02};{region};{product};{units}\n",
                    2023 + month / 12,
                    1 + month % 12
                );
                text.push_str(&line);
            }
        }
        text
    }

    fn by(columns: &[&str]) -> Options {
        Options {
            by: columns.iter().map(|&column| column.to_owned()).collect(),
            ..Options::default()
        }
    }

    #[test]
    fn parts_sum_to_every_total_in_every_month() {
        let found = forecast(file(&table()), &by(&["region", "product"])).unwrap();
        assert_eq!(found.series.len(), 1 + 2 + 2 + 4);
        for month in 0..12 {
            let sum = |level: usize, column: Option<usize>| -> f64 {
                let of = found.series.iter().filter(|series| series.level() == level);
                of.filter(|series| column.is_none_or(|column| series.of[column].is_some()))
                    .map(|series| series.months[month].point)
                    .sum()
            };
            let total = found.total().months[month].point;
            for parts in [sum(1, Some(0)), sum(1, Some(1)), sum(2, None)] {
                assert!((parts - total).abs() < 1e-6 * total, "{parts} {total}");
            }
        }
        let north_a = found
            .series
            .iter()
            .find(|series| series.of == [Some("north".into()), Some("A".into())])
            .unwrap();
        assert!(
            (north_a.months[11].point - 318.0).abs() < 12.0,
            "{north_a:?}"
        );
    }

    #[test]
    fn the_order_of_rows_changes_nothing() {
        let text = table();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        let options = by(&["region"]);
        assert_eq!(
            forecast(file(&text), &options).unwrap(),
            forecast(file(&lines.join("\n")), &options).unwrap()
        );
    }

    #[test]
    fn a_new_part_is_forecast_by_what_there_is() {
        let text = table() + "2026-12;east;A;40\n";
        let found = forecast(file(&text), &by(&["region"])).unwrap();
        let east = found
            .series
            .iter()
            .find(|series| series.of == [Some("east".into())])
            .unwrap();
        assert_eq!((east.n_months, east.method), (1, "mean of few months"));
        assert!(east.months[0].middle_95.is_none() && east.months[0].point > 0.0);
    }

    #[test]
    fn mistakes_are_said_all_at_once_and_where() {
        let text = "month,units\n2026-01,5\n2026-13,6\n2026-02,x\n2026-03,\n";
        let refused = forecast(file(text), &Options::default()).unwrap_err();
        let codes: Vec<_> = refused
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect();
        assert_eq!(
            codes,
            [Code::CellNotTime, Code::CellNotNumber, Code::CellEmpty]
        );
        let few = forecast(file("month,units\n2026-01,5\n"), &Options::default()).unwrap_err();
        assert_eq!(few.findings[0].code, Code::TooFewMonths);
        let codes = |text: &str, options: &Options| -> Vec<Code> {
            let refused = forecast(file(text), options).unwrap_err();
            refused
                .findings
                .iter()
                .map(|finding| finding.code)
                .collect()
        };
        assert_eq!(
            codes(&table(), &by(&["region", "region"])),
            [Code::ColumnTwice]
        );
        assert_eq!(codes(&table(), &by(&["units"])), [Code::ColumnTwice]);
        let mixed = "month,amount\n2026-01,$5\n2026-02,€6\n";
        assert_eq!(codes(mixed, &Options::default()), [Code::CurrenciesMixed]);
        let typo = "month,units\n1026-01,5\n2026-02,6\n";
        assert_eq!(codes(typo, &Options::default()), [Code::CellNotTime]);
        let unknown = forecast(file(&table()), &by(&["regoin"])).unwrap_err();
        assert!(
            unknown.findings[0].help.contains("region"),
            "{:?}",
            unknown.findings[0]
        );
    }
}
