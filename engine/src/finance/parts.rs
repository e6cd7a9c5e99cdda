//! Targets of parts beside the target of the whole.

use std::collections::BTreeMap;

use super::{Finance, Scope, Target};
use crate::units::Money;

/// What the parts of a target are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parts {
    /// Regions of the same period.
    Regions,
    /// Segments of the same period.
    Segments,
    /// Shorter periods of the company, of so many months each.
    Periods(usize),
}

/// Parts of a company target that do not come to the whole. More than the whole is over-assignment, as many companies
/// plan it; less, where all parts have a target, leaves something that nobody is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Label of the period of the whole.
    pub period: String,
    /// What the parts are.
    pub parts: Parts,
    /// Sum of the parts.
    pub sum: Money,
    /// The whole.
    pub whole: Money,
}

impl Finance {
    /// Company targets beside which the targets of parts come to more, or of all parts to less, in order of the targets.
    ///
    /// * `n_regions`, `n_segments`: how many there are
    #[must_use]
    pub fn mismatches(&self, n_regions: usize, n_segments: usize) -> Vec<Mismatch> {
        let is_company = |target: &&Target| target.scope == Scope::Company;
        let wholes = self.targets.iter().filter(is_company);
        wholes
            .flat_map(|whole| self.mismatches_of(whole, n_regions, n_segments))
            .collect()
    }

    fn mismatches_of(&self, whole: &Target, n_regions: usize, n_segments: usize) -> Vec<Mismatch> {
        let mut sums: BTreeMap<Parts, (usize, i64)> = BTreeMap::new();
        for part in &self.targets {
            let is_inside =
                whole.months.start <= part.months.start && part.months.end <= whole.months.end;
            let parts = match part.scope {
                Scope::Region(_) if part.months == whole.months => Parts::Regions,
                Scope::Segment(_) if part.months == whole.months => Parts::Segments,
                Scope::Company if is_inside && part.months.len() < whole.months.len() => {
                    Parts::Periods(part.months.len())
                }
                _ => continue,
            };
            let (count, sum) = sums.entry(parts).or_default();
            *count += 1;
            *sum += part.bookings.minor();
        }
        let all = |parts| match parts {
            Parts::Regions => n_regions,
            Parts::Segments => n_segments,
            Parts::Periods(months) => whole.months.len() / months,
        };
        let goal = whole.bookings.minor();
        let differs = |(parts, (count, sum)): &(Parts, (usize, i64))| {
            *sum > goal || (*sum < goal && *count == all(*parts))
        };
        let found = sums.into_iter().filter(differs);
        found
            .map(|(parts, (_, sum))| Mismatch {
                period: whole.period.clone(),
                parts,
                sum: Money::from_minor(sum),
                whole: whole.bookings,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::field::Field;

    fn finance(targets: &[(&str, std::ops::Range<usize>, Scope, i64)]) -> Finance {
        let none = Field::constant(0.0);
        let target =
            |(period, months, scope, minor): &(&str, std::ops::Range<usize>, Scope, i64)| Target {
                period: (*period).into(),
                months: months.clone(),
                scope: *scope,
                bookings: Money::from_minor(*minor),
            };
        Finance {
            gross_margin: none.clone(),
            marketing_per_month: none.clone(),
            overhead_per_month: none,
            targets: targets.iter().map(target).collect(),
            budgets: Vec::new(),
            bookings_last_year: None,
        }
    }

    fn found(targets: &[(&str, std::ops::Range<usize>, Scope, i64)]) -> Vec<(Parts, i64)> {
        let found = finance(targets).mismatches(2, 2).into_iter();
        found.map(|m| (m.parts, m.sum.minor())).collect()
    }

    #[test]
    fn parts_beyond_the_whole_and_gaps_in_all_parts_are_told() {
        let whole = ("FY", 0..12, Scope::Company, 100);
        let north = |minor| ("FY", 0..12, Scope::Region(0), minor);
        let south = |minor| ("FY", 0..12, Scope::Region(1), minor);
        assert_eq!(found(&[whole.clone(), north(60), south(40)]), []);
        let over = [whole.clone(), north(70), south(40)];
        assert_eq!(found(&over), [(Parts::Regions, 110)]);
        let gap = [whole.clone(), north(50), south(40)];
        assert_eq!(found(&gap), [(Parts::Regions, 90)]);
        assert_eq!(found(&[whole.clone(), north(60)]), [], "the rest is open");
        let small = ("FY", 0..12, Scope::Segment(1), 101);
        assert_eq!(found(&[whole, small]), [(Parts::Segments, 101)]);
    }

    #[test]
    fn quarters_are_held_against_the_year() {
        let quarter = |ix: usize, minor| ("Q", 3 * ix..3 * ix + 3, Scope::Company, minor);
        let year = |minor| ("FY", 0..12, Scope::Company, minor);
        let quarters = |minor| (0..4).map(move |ix| quarter(ix, minor));
        let with = |whole, each| {
            let targets: Vec<_> = quarters(each).chain([year(whole)]).collect();
            found(&targets)
        };
        assert_eq!(with(100, 25), []);
        assert_eq!(with(100, 20), [(Parts::Periods(3), 80)]);
        assert_eq!(with(100, 30), [(Parts::Periods(3), 120)]);
        assert_eq!(found(&[quarter(0, 40), year(100)]), []);
    }
}
