//! Rank correlations between uncertain assumptions.

use crate::kernel::copula::{CorrelationError, RankCorrelation};
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::RawCorrelation;

use super::check::{Check, path};

impl Check<'_> {
    /// The correlated assumptions and their matrix. Runs last: it needs the names of all uncertain numbers.
    pub(super) fn correlation(
        &mut self,
        raw: Option<&RawCorrelation>,
    ) -> Option<(Vec<usize>, RankCorrelation)> {
        let raw = raw?;
        let members = self.correlated(raw);
        self.square(raw);
        if !self.is_sound(&path("correlation")) || members.len() != raw.assumptions.len() {
            return None;
        }
        let at = path("correlation.matrix");
        match RankCorrelation::new(&raw.assumptions, &raw.matrix) {
            Ok(matrix) => Some((members, matrix)),
            Err(error) => {
                self.report(Code::ImpossibleCorrelation, &at, error.to_string())
                    .help = nearest_possible(&error);
                None
            }
        }
    }

    fn correlated(&mut self, raw: &RawCorrelation) -> Vec<usize> {
        let at = path("correlation.assumptions");
        let mut members = Vec::new();
        for (ix, name) in raw.assumptions.iter().enumerate() {
            let here = at.index(ix);
            match self
                .assumptions
                .iter()
                .position(|assumption| assumption.name == *name)
            {
                Some(slot) if members.contains(&slot) => {
                    self.report(Code::IdTwice, &here, format!("`{name}` stands twice"))
                        .help = "leave it out here, and its row and column of the matrix".into();
                }
                Some(slot) => members.push(slot),
                None if self.may_be_uncertain(name) => {}
                None => self.not_uncertain(name, &here),
            }
        }
        members
    }

    fn not_uncertain(&mut self, name: &str, at: &KeyPath) {
        let names: Vec<String> = self
            .assumptions
            .iter()
            .map(|assumption| assumption.name.clone())
            .collect();
        let parts: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|other| other.starts_with(&format!("{name}[")))
            .collect();
        let help = match parts.as_slice() {
            [] => did_you_mean(name, names.iter().map(String::as_str)),
            parts => format!("name one of its entries: {}", parts.join(", ")),
        };
        let is_stated = self.register.iter().any(|entry| entry.path == name);
        let message = if is_stated {
            format!("`{name}` is certain: only what has a distribution can be correlated")
        } else {
            format!("there is no uncertain assumption `{name}`")
        };
        self.report(Code::NotUncertain, at, message).help = help;
    }

    /// Sizes, range, diagonal and symmetry of the matrix.
    fn square(&mut self, raw: &RawCorrelation) {
        let (n, at) = (raw.assumptions.len(), path("correlation.matrix"));
        if self.is_refused(&path("correlation.assumptions")) {
            return;
        }
        if raw.matrix.len() != n {
            let message = format!(
                "the matrix has {} rows for {n} assumptions",
                raw.matrix.len()
            );
            self.report(Code::NoCorrelation, &at, message);
        }
        for (ix, row) in raw
            .matrix
            .iter()
            .enumerate()
            .filter(|(_, row)| row.len() != n)
        {
            let message = format!(
                "row {} has {} numbers for {n} assumptions",
                ix + 1,
                row.len()
            );
            self.report(Code::NoCorrelation, &at.index(ix), message);
        }
        if raw.matrix.len() != n || raw.matrix.iter().any(|row| row.len() != n) {
            return;
        }
        for i in 0..n {
            for j in 0..n {
                self.entry(&raw.matrix, i, j, &at.index(i).index(j));
            }
        }
    }

    fn entry(&mut self, matrix: &[Vec<f64>], i: usize, j: usize, at: &KeyPath) {
        let (entry, mirror) = (matrix[i][j], matrix[j][i]);
        let mirror_at = path("correlation.matrix").index(j).index(i);
        let message = if !(-1.0..=1.0).contains(&entry) {
            format!("{entry} is no correlation: expected -1 to 1")
        } else if i == j && (entry - 1.0).abs() > 0.0 {
            format!("{entry} stands on the diagonal: everything correlates with itself by 1")
        } else if j < i && (entry - mirror).abs() > 0.0 && !self.is_refused(&mirror_at) {
            format!(
                "{entry} differs from {mirror} in row {}, column {}: the matrix is not symmetric",
                j + 1,
                i + 1
            )
        } else {
            return;
        };
        self.report(Code::NoCorrelation, at, message);
    }
}

/// The matrix to write instead.
fn nearest_possible(error: &CorrelationError) -> String {
    let CorrelationError::Impossible { nearest, .. } = error else {
        return String::new();
    };
    let row = |row: &Vec<f64>| {
        format!(
            "[{}]",
            row.iter()
                .map(f64::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        )
    };
    let rows: Vec<String> = nearest.iter().map(row).collect();
    format!("the nearest possible matrix is [{}]", rows.join(", "))
}
