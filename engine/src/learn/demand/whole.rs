//! Months of which a table of days knows a part only.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::YearMonth;

/// Days without a row at either end of a month that make it no less whole.
const QUIET: i64 = 4;

/// The last day of rows in the first month if that month had begun before them, and in the last month if it was not over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Begun {
    /// First day, in a month of which the rows miss the beginning.
    pub(super) first: Option<Date>,
    /// Last day, in a month of which the rows miss the end.
    pub(super) last: Option<Date>,
}

impl Begun {
    /// A column holds days, and not a day that stands for a month, if there are two or more of them in the average month. Rows
    /// that come every week leave up to a week without any: a month is whole if the days that it misses are no more than
    /// usually lie between two rows.
    pub(super) fn of(days: &BTreeSet<Date>) -> Self {
        let months: BTreeSet<YearMonth> = days.iter().copied().map(YearMonth::of).collect();
        let (Some(&first), Some(&last)) = (days.first(), days.last()) else {
            return Self::default();
        };
        if days.len() < 2 * months.len() || months.len() < 3 {
            return Self::default();
        }
        let mut gaps: Vec<i64> = days
            .iter()
            .zip(days.iter().skip(1))
            .map(|(&one, &next)| days_apart(one, next))
            .collect();
        gaps.sort_unstable();
        let quiet = gaps[gaps.len() / 2].max(QUIET);
        let misses = |days: i64| days > quiet;
        Self {
            first: misses(i64::from(first.day()) - 1).then_some(first),
            last: misses(i64::from(last.last_of_month().day() - last.day())).then_some(last),
        }
    }
}

fn days_apart(one: Date, next: Date) -> i64 {
    next.duration_since(one).as_secs() / 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, until: &str, every: usize) -> BTreeSet<Date> {
        let (from, until): (Date, Date) = (from.parse().unwrap(), until.parse().unwrap());
        from.series(jiff::Span::new().days(i64::try_from(every).unwrap()))
            .take_while(|&day| day <= until)
            .collect()
    }

    #[test]
    fn a_month_that_is_not_over_is_told_from_one_that_is() {
        let whole = days("2026-01-02", "2026-06-28", 1);
        assert_eq!(Begun::of(&whole), Begun::default());
        let begun = Begun::of(&days("2026-01-10", "2026-06-12", 1));
        assert_eq!(
            (begun.first, begun.last),
            ("2026-01-10".parse().ok(), "2026-06-12".parse().ok())
        );
        assert_eq!(
            Begun::of(&days("2026-01-05", "2026-06-30", 7)),
            Begun::default()
        );
        // A day that stands for its month is no day.
        let monthly = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"];
        let monthly = monthly.iter().map(|day| day.parse().unwrap()).collect();
        assert_eq!(Begun::of(&monthly), Begun::default());
    }
}
