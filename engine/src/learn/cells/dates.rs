//! Dates of a column: the order of day and month is proved by the column itself, or the column is refused.

use jiff::civil::{Date, DateTime, Time};

/// Years in which deals can lie; what is outside is a typo.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// In which order dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOrder {
    /// 2027-01-31, with or without a time after it.
    YearMonthDay,
    /// 1/31/2027.
    MonthDayYear,
    /// 31-01-2027.
    DayMonthYear,
}

impl DateOrder {
    /// The order in letters, such as `m/d/yyyy`.
    #[must_use]
    pub fn pattern(self) -> &'static str {
        match self {
            Self::YearMonthDay => "yyyy-mm-dd",
            Self::MonthDayYear => "m/d/yyyy",
            Self::DayMonthYear => "d/m/yyyy",
        }
    }
}

/// A cell as three numbers, before their order is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Triple {
    numbers: [i16; 3],
    year_first: bool,
    dots: bool,
}

/// What the cells of a column say about their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::learn) struct OrderEvidence {
    /// Cells that begin with the year.
    pub(in crate::learn) n_year_first: usize,
    /// Cells that can only be month first; the least of them in text order and their number.
    pub(in crate::learn) month_first: Option<(String, usize)>,
    /// Cells that can only be day first; the least of them in text order and their number.
    pub(in crate::learn) day_first: Option<(String, usize)>,
    /// Cells that could be either.
    pub(in crate::learn) n_open: usize,
    /// Cells that mean the same day in both orders.
    pub(in crate::learn) n_same: usize,
    /// Cells that are no dates.
    pub(in crate::learn) n_unreadable: usize,
}

/// Whether and how a column's order is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::learn) enum Verdict {
    /// No dates at all.
    Empty,
    /// Known.
    Known(DateOrder),
    /// Nothing tells day from month.
    Ambiguous,
    /// Some cells prove one order and some the other.
    Mixed,
}

impl OrderEvidence {
    /// Collects what the cells of a column say; blank cells are to be left out.
    pub(in crate::learn) fn of<'a>(cells: impl IntoIterator<Item = &'a str>) -> Self {
        let mut evidence = Self::default();
        for cell in cells {
            evidence.add(cell);
        }
        evidence
    }

    fn add(&mut self, cell: &str) {
        let Some(triple) = triple(cell) else {
            self.n_unreadable += 1;
            return;
        };
        let readable = |order| date(triple, order).is_some();
        let as_month_first = readable(DateOrder::MonthDayYear);
        // Dates with dots are written day first wherever dots are used.
        let as_day_first = readable(DateOrder::DayMonthYear);
        match (triple.year_first, as_month_first, as_day_first) {
            (true, ..) if readable(DateOrder::YearMonthDay) => self.n_year_first += 1,
            (false, true, true) if triple.dots => note(&mut self.day_first, cell),
            (false, true, true) if triple.numbers[0] == triple.numbers[1] => self.n_same += 1,
            (false, true, true) => self.n_open += 1,
            (false, true, false) => note(&mut self.month_first, cell),
            (false, false, true) => note(&mut self.day_first, cell),
            _ => self.n_unreadable += 1,
        }
    }

    /// What follows from the evidence.
    ///
    /// One stray cell in a hundred does not unmake an order; it is unreadable then.
    pub(in crate::learn) fn verdict(&self) -> Verdict {
        let count = |proof: &Option<(String, usize)>| proof.as_ref().map_or(0, |(_, n)| *n);
        let mut proved = [
            (self.n_year_first, DateOrder::YearMonthDay),
            (count(&self.month_first), DateOrder::MonthDayYear),
            (count(&self.day_first), DateOrder::DayMonthYear),
        ];
        proved.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        let [(most, order), (second, _), (third, _)] = proved;
        let stray = second
            + third
            + if order == DateOrder::YearMonthDay {
                self.n_open
            } else {
                0
            };
        match (most, self.n_open + self.n_same) {
            (0, 0) => Verdict::Empty,
            (0, _) if self.n_open > 0 => Verdict::Ambiguous,
            (0, _) => Verdict::Known(DateOrder::MonthDayYear),
            _ if stray * 100 <= most => Verdict::Known(order),
            _ => Verdict::Mixed,
        }
    }

    /// The cell that proves an order and how many do, for the report.
    pub(in crate::learn) fn proof(&self, order: DateOrder) -> Option<&(String, usize)> {
        match order {
            DateOrder::YearMonthDay => None,
            DateOrder::MonthDayYear => self.month_first.as_ref(),
            DateOrder::DayMonthYear => self.day_first.as_ref(),
        }
    }
}

/// Counts a proof and keeps the least text, so that the order of rows does not show.
fn note(proof: &mut Option<(String, usize)>, cell: &str) {
    let (least, n) = proof.get_or_insert_with(|| (cell.to_owned(), 0));
    if cell < least.as_str() {
        cell.clone_into(least);
    }
    *n += 1;
}

/// A cell in a known order; `None` if it is no date of the calendar.
pub(in crate::learn) fn read(cell: &str, order: DateOrder) -> Option<Date> {
    date(triple(cell)?, order)
}

/// A cell in a known order with the time of day that it states, midnight if it states none; `None` if it is no date of
/// the calendar. The clock is that of the cell, whatever its distance from Greenwich.
pub(in crate::learn) fn read_time(cell: &str, order: DateOrder) -> Option<DateTime> {
    let date = read(cell, order)?;
    let time = cell
        .split_once(['T', ' '])
        .map_or("", |(_, time)| time.trim());
    Some(date.to_datetime(time_of_day(time).unwrap_or_default()))
}

/// Hours, minutes, seconds and their parts, such as `9:05:01.25 PM` or `09:05+02:00`.
fn time_of_day(text: &str) -> Option<Time> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','))
        .unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    let (clock, parts) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let mut numbers = clock.split(':').map(|part| part.parse::<i8>().ok());
    let mut next = || numbers.next().flatten();
    let (hour, minute, second) = (next()?, next()?, next().unwrap_or(0));
    let hour = match rest.trim().to_ascii_lowercase().as_str() {
        "am" => hour % 12,
        "pm" => hour % 12 + 12,
        _ => hour,
    };
    let nanoseconds = format!("{parts:0<9.9}").parse().unwrap_or(0);
    Time::new(hour, minute, second, nanoseconds).ok()
}

/// Whether a cell is a date of the calendar outside of [`YEARS`].
pub(in crate::learn) fn is_out_of_range(cell: &str, order: DateOrder) -> bool {
    let date = triple(cell).and_then(|triple| any_date(triple, order));
    date.is_some_and(|date| !YEARS.contains(&date.year()))
}

fn date(triple: Triple, order: DateOrder) -> Option<Date> {
    any_date(triple, order).filter(|date| YEARS.contains(&date.year()))
}

fn any_date(triple: Triple, order: DateOrder) -> Option<Date> {
    let [a, b, c] = triple.numbers;
    let (year, month, day) = match (order, triple.year_first) {
        (DateOrder::YearMonthDay, true) => (a, b, c),
        (DateOrder::MonthDayYear, false) => (c, a, b),
        (DateOrder::DayMonthYear, false) => (c, b, a),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Three numbers, of which the first or the last is a year of four digits, with a time after them or not.
fn triple(cell: &str) -> Option<Triple> {
    let day = cell.split(['T', ' ']).next()?;
    let separator = day.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = day.split(separator).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let (year_first, year_last) = (first.len() == 4, third.len() == 4);
    let digits =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && (1..=4).contains(&part.len());
    let plain = matches!(separator, '-' | '/' | '.') && parts.iter().all(|part| digits(part));
    if !plain || year_first == year_last || second.len() > 2 || first.len().min(third.len()) > 2 {
        return None;
    }
    let numbers = [first, second, third].map(|part| part.parse().ok());
    let [Some(a), Some(b), Some(c)] = numbers else {
        return None;
    };
    Some(Triple {
        numbers: [a, b, c],
        year_first,
        dots: separator == '.',
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn verdict(cells: &[&str]) -> Verdict {
        OrderEvidence::of(cells.iter().copied()).verdict()
    }

    #[test]
    fn a_column_proves_its_own_order() {
        assert_eq!(
            verdict(&["3/1/2017", "10/20/2016"]),
            Verdict::Known(DateOrder::MonthDayYear)
        );
        assert_eq!(
            verdict(&["01-03-2017", "20-10-2016"]),
            Verdict::Known(DateOrder::DayMonthYear)
        );
        assert_eq!(
            verdict(&["01.03.2017"]),
            Verdict::Known(DateOrder::DayMonthYear)
        );
        assert_eq!(
            verdict(&["2017-03-01", "2018-12-18 00:00:00", "2018-12-18T01:02:03Z"]),
            Verdict::Known(DateOrder::YearMonthDay)
        );
    }

    #[test]
    fn what_proves_nothing_or_both_is_refused() {
        assert_eq!(verdict(&["3/1/2017", "4/5/2016"]), Verdict::Ambiguous);
        assert_eq!(verdict(&["13/1/2017", "1/13/2017"]), Verdict::Mixed);
        assert_eq!(verdict(&["2017-03-01", "1/2/2017"]), Verdict::Mixed);
        assert_eq!(verdict(&["soon", "2/30/2017", "1/1/17"]), Verdict::Empty);
        assert_eq!(
            verdict(&["5/5/2017"]),
            Verdict::Known(DateOrder::MonthDayYear)
        );
    }

    #[test]
    fn cells_read_in_the_order_of_their_column() {
        assert_eq!(
            read("3/1/2017", DateOrder::MonthDayYear),
            Some(day(2017, 3, 1))
        );
        assert_eq!(
            read("3/1/2017", DateOrder::DayMonthYear),
            Some(day(2017, 1, 3))
        );
        assert_eq!(read("2017-02-30", DateOrder::YearMonthDay), None);
        assert_eq!(read("", DateOrder::YearMonthDay), None);
        assert_eq!(read("1/1/2999", DateOrder::MonthDayYear), None);
        assert!(is_out_of_range("1/1/2999", DateOrder::MonthDayYear));
        assert!(!is_out_of_range("2/30/2999", DateOrder::MonthDayYear));
    }

    #[test]
    fn times_are_those_of_the_clock_that_the_cell_shows() {
        let time = |cell| read_time(cell, DateOrder::YearMonthDay).map(|time| time.to_string());
        for (cell, shown) in [
            ("2011-10-01T00:38:44.546+02:00", "2011-10-01T00:38:44.546"),
            ("2021-01-07 6:49:18", "2021-01-07T06:49:18"),
            (
                "2021-01-07 06:49:18.123456 UTC",
                "2021-01-07T06:49:18.123456",
            ),
            ("2021-01-07T23:59Z", "2021-01-07T23:59:00"),
            ("2021-01-07", "2021-01-07T00:00:00"),
        ] {
            assert_eq!(time(cell).as_deref(), Some(shown), "{cell}");
        }
        let american = read_time("1/13/2021 12:05 PM", DateOrder::MonthDayYear);
        assert_eq!(american, Some(day(2021, 1, 13).at(12, 5, 0, 0)));
    }

    #[test]
    fn the_proof_is_the_least_cell_whatever_the_order_of_rows() {
        let proof = |cells: &[&str]| OrderEvidence::of(cells.iter().copied()).month_first;
        assert_eq!(
            proof(&["3/13/2017", "10/20/2016"]),
            proof(&["10/20/2016", "3/13/2017"])
        );
    }
}
