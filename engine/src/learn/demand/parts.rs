//! What a table of demand is split into, and the sums of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::YearMonth;

use super::table::Rows;

/// Demand by part and month.
pub(super) struct Parts {
    /// Names of the parts, in order: a value for each column of the split.
    pub(super) ids: Vec<Vec<String>>,
    pub(super) first: YearMonth,
    /// Whether no row is negative.
    pub(super) never_negative: bool,
    /// Demand of each part in each month.
    by_month: Vec<Vec<f64>>,
}

/// A sum of parts.
pub(super) struct Total {
    /// For each column of the split its value, or `None` for all.
    pub(super) of: Vec<Option<String>>,
    /// The parts, by index.
    pub(super) members: Vec<usize>,
}

impl Total {
    /// Whether it is a part itself.
    pub(super) fn is_part(&self) -> bool {
        self.of.iter().all(Option::is_some)
    }
}

impl Parts {
    /// Sums rows by part and month, whatever their order. There is a row at least.
    pub(super) fn of(rows: &Rows) -> Self {
        let (first, last) = rows.span;
        let n_months = usize::try_from(first.months_until(last)).unwrap_or(0) + 1;
        let mut cells = BTreeMap::<(&[String], YearMonth), Vec<f64>>::new();
        for row in &rows.used {
            cells
                .entry((&row.part, row.month))
                .or_default()
                .push(row.value);
        }
        let ids: BTreeSet<&[String]> = cells.keys().map(|(part, _)| *part).collect();
        let ids: Vec<Vec<String>> = ids.into_iter().map(<[String]>::to_vec).collect();
        let mut by_month = vec![vec![0.0; n_months]; ids.len()];
        for ((part, month), mut values) in cells {
            // Sums of decimals depend on their order.
            values.sort_by(f64::total_cmp);
            let (Ok(ix), Ok(at)) = (
                ids.binary_search_by(|id| id.as_slice().cmp(part)),
                usize::try_from(first.months_until(month)),
            ) else {
                unreachable!("parts and months are those of the rows");
            };
            by_month[ix][at] = values.iter().sum();
        }
        Self {
            never_negative: rows.used.iter().all(|row| row.value >= 0.0),
            ids,
            first,
            by_month,
        }
    }

    /// Takes out values of the split that are the sum of all others of their column in every month: rows of totals, which
    /// would count everything twice. Says which; `by` names the columns of the split.
    pub(super) fn without_totals(&mut self, by: &[String], notes: &mut Vec<String>) {
        for (column, header) in by.iter().enumerate() {
            let names: BTreeSet<String> = self.ids.iter().map(|id| id[column].clone()).collect();
            // Of two values each could be the sum of the other.
            if names.len() < 3 {
                continue;
            }
            let total = names.into_iter().find(|name| self.is_total(column, name));
            if let Some(name) = total {
                let keep: Vec<bool> = self.ids.iter().map(|id| id[column] != name).collect();
                let mut kept = keep.iter();
                self.by_month.retain(|_| kept.next() == Some(&true));
                let mut kept = keep.iter();
                self.ids.retain(|_| kept.next() == Some(&true));
                notes.push(format!(
                    "`{name}` in `{header}` is left out: it is the sum of all others in every month"
                ));
            }
        }
    }

    fn is_total(&self, column: usize, name: &str) -> bool {
        let mut is_any = false;
        (0..self.n_months()).all(|month| {
            let (mut of, mut others) = (0.0, 0.0);
            for (id, by_month) in self.ids.iter().zip(&self.by_month) {
                if id[column] == name {
                    of += by_month[month];
                } else {
                    others += by_month[month];
                }
            }
            is_any |= of != 0.0;
            (of - others).abs() <= 1e-9 * of.abs()
        }) && is_any
    }

    /// Months from the first row to the last.
    pub(super) fn n_months(&self) -> usize {
        self.by_month.first().map_or(0, Vec::len)
    }

    /// The total first, then sums by one column and so on, down to the parts; each by name.
    pub(super) fn totals(&self) -> Vec<Total> {
        let n_columns = self.ids.first().map_or(0, Vec::len);
        let mut found = BTreeMap::<(usize, Vec<bool>, Vec<Option<&String>>), Vec<usize>>::new();
        for (ix, id) in self.ids.iter().enumerate() {
            for subset in 0..1_usize << n_columns {
                let of: Vec<Option<&String>> = id
                    .iter()
                    .enumerate()
                    .map(|(column, name)| (subset >> column & 1 == 1).then_some(name))
                    .collect();
                // The first column's sums come before the second's.
                let all = of.iter().map(Option::is_none).collect();
                found
                    .entry((of.iter().flatten().count(), all, of))
                    .or_default()
                    .push(ix);
            }
        }
        let totals = found.into_iter().map(|((_, _, of), members)| Total {
            of: of.into_iter().map(Option::<&String>::cloned).collect(),
            members,
        });
        totals.collect()
    }

    /// Demand of a total by month, from the first month with any.
    pub(super) fn series(&self, total: &Total) -> Vec<f64> {
        let sums: Vec<f64> = (0..self.n_months())
            .map(|month| {
                total
                    .members
                    .iter()
                    .map(|&part| self.by_month[part][month])
                    .sum()
            })
            .collect();
        let begin = sums.iter().position(|&value| value != 0.0).unwrap_or(0);
        sums[begin..].to_vec()
    }
}
