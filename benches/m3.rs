//! The monthly series of the M3 competition (Makridakis & Hibon 2000), and how good forecasts of them are.

use std::path::Path;

use foresell::kpi::accuracy::smape;
use foresell::learn::series::{Method, Period, forecast, forecast_by};

/// A series of the competition.
#[derive(Clone, Debug)]
pub struct Contest {
    /// What was known.
    pub known: Vec<f64>,
    /// What came after.
    pub came: Vec<f64>,
}

/// How good forecasts were.
#[derive(Clone, Copy, Debug, Default)]
pub struct Judged {
    /// Series.
    pub n: usize,
    /// Mean of the symmetric mean absolute percentage errors [per cent].
    pub error: f64,
    /// The same of the means, which are what may be summed and not what this error is least for.
    pub error_of_means: f64,
    /// The same for the same month of last year.
    pub naive: f64,
    /// Share of months inside of the 80 % interval.
    pub within_80: f64,
    /// Share of months inside of the 95 % interval.
    pub within_95: f64,
    /// The same of the first month.
    pub within_95_first: f64,
    /// The same of the last month.
    pub within_95_last: f64,
}

/// Reads the series.
///
/// # Panics
///
/// If the file is not there or not as the competition has it.
#[must_use]
pub fn read(path: &Path) -> Vec<Contest> {
    let text = std::fs::read_to_string(path).expect("the series of the competition");
    let numbers = |cell: &str| -> Vec<f64> {
        let cells = cell.split_whitespace();
        cells
            .map(|number| number.parse().expect("a number"))
            .collect()
    };
    // Descriptions hold commas in quotes; the two lists of numbers are the last cells.
    let rows = text.lines().skip(1).map(|line| {
        let mut cells = line.rsplit(',');
        let came = numbers(cells.next().expect("what came"));
        let known = numbers(cells.next().expect("what was known"));
        Contest { known, came }
    });
    rows.collect()
}

/// Forecasts series and compares with what came.
///
/// # Panics
///
/// If a series cannot be forecast.
#[must_use]
pub fn judge<'c>(contests: impl Iterator<Item = &'c Contest>) -> Judged {
    let mut judged = Judged::default();
    let mut n_months = 0.0;
    for contest in contests {
        let horizon = contest.came.len();
        let found = forecast(&contest.known, Period::MONTHS, horizon).expect("a forecast");
        let naive = forecast_by(
            &contest.known,
            Period::MONTHS,
            horizon,
            &[Method::SeasonalNaive],
        )
        .expect("a forecast");
        judged.n += 1;
        judged.error += smape(found.points(), &contest.came).expect("a month");
        judged.error_of_means += smape(found.means(), &contest.came).expect("a month");
        judged.naive += smape(naive.points(), &contest.came).expect("a month");
        for (ahead, &came) in contest.came.iter().enumerate() {
            let within = |tail: f64| {
                let inside = found.quantile(ahead, tail) <= came
                    && came <= found.quantile(ahead, 1.0 - tail);
                f64::from(u8::from(inside))
            };
            let in_95 = within(0.025);
            n_months += 1.0;
            judged.within_80 += within(0.1);
            judged.within_95 += in_95;
            judged.within_95_first += if ahead == 0 { in_95 } else { 0.0 };
            judged.within_95_last += if ahead + 1 == horizon { in_95 } else { 0.0 };
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand series")]
    let n = judged.n as f64;
    for sum in [
        &mut judged.error,
        &mut judged.error_of_means,
        &mut judged.naive,
        &mut judged.within_95_first,
        &mut judged.within_95_last,
    ] {
        *sum /= n;
    }
    judged.within_80 /= n_months;
    judged.within_95 /= n_months;
    judged
}
