//! What an import says about the data it read: nothing is dropped, mended or assumed in silence.

use std::collections::BTreeMap;

use serde::Serialize;

use super::columns::TableKind;

/// Examples listed for one oddity.
const EXAMPLES: usize = 5;

/// What is wrong with some of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OddityKind {
    /// Something is not there.
    Missing,
    /// Two things cannot both be true.
    Contradictory,
    /// The same thing stands more than once.
    Duplicated,
    /// It cannot be.
    Impossible,
    /// A word that is likely misspelt or written in several ways.
    Vocabulary,
    /// It could be, but whoever plans with it has to know.
    Unusual,
}

impl OddityKind {
    /// The kind in a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Contradictory => "contradictory",
            Self::Duplicated => "duplicated",
            Self::Impossible => "impossible",
            Self::Vocabulary => "vocabulary",
            Self::Unusual => "unusual",
        }
    }
}

/// Something odd in the data, how much of it there is and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Oddity {
    /// Table it was found in.
    pub table: &'static str,
    /// What kind of trouble it is.
    pub kind: OddityKind,
    /// Column in the file; empty if it concerns whole rows.
    pub column: String,
    /// What was found.
    pub what: String,
    /// How many rows or values it concerns.
    pub n: usize,
    /// Out of how many.
    pub of: usize,
    /// What the import does about it.
    pub handled: String,
    /// Some of them, in text order.
    pub examples: Vec<String>,
}

/// What became of the rows of a table: `rows = sum(used) + sum(set_aside)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// The table.
    pub table: &'static str,
    /// File it was read from.
    pub file: String,
    /// Columns that were understood: meaning and name in the file.
    pub columns: BTreeMap<String, String>,
    /// Columns that the import has no use for.
    pub ignored_columns: Vec<String>,
    /// Rows below the column names.
    pub rows: usize,
    /// Rows by what they are used for.
    pub used: BTreeMap<String, usize>,
    /// Rows by the reason why they are not used.
    pub set_aside: BTreeMap<String, usize>,
}

impl Ledger {
    /// Whether every row is accounted for.
    #[must_use]
    pub fn balances(&self) -> bool {
        let total: usize = self.used.values().chain(self.set_aside.values()).sum();
        total == self.rows
    }
}

/// A number learned from the data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Where it stands in the scenario.
    pub path: String,
    /// What it is, in words.
    pub what: String,
    /// Its value as text, with its unit.
    pub value: String,
    /// Number of observations behind it.
    pub n: usize,
    /// How it was computed.
    pub how: String,
}

/// A number that the data cannot tell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelledDefault {
    /// Where it stands in the scenario.
    pub path: String,
    /// What it is, in words.
    pub what: String,
    /// Its value as text, with its unit.
    pub value: String,
    /// Where the value comes from.
    pub source: String,
}

/// All that an import has to say.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Version of this report's layout.
    pub format: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// Last day the export knows of.
    pub as_of: String,
    /// First month of the plan.
    pub start: String,
    /// Months of the plan.
    pub months: u32,
    /// How dates and numbers of each column were read.
    pub reading: Vec<String>,
    /// What became of every row.
    pub tables: Vec<Ledger>,
    /// Files that are none of the tables, with the reason.
    pub unused_files: BTreeMap<String, String>,
    /// What is odd in the data.
    pub oddities: Vec<Oddity>,
    /// What was learned.
    pub estimates: Vec<Estimate>,
    /// What could not be learned.
    pub defaults: Vec<LabelledDefault>,
    /// What the scenario leaves out.
    pub left_out: Vec<String>,
}

impl Report {
    /// The report as JSON with a line for each value.
    ///
    /// # Panics
    ///
    /// Never: a report is plain data.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a report is plain data");
        text.push('\n');
        text
    }
}

/// Gathers the oddities of an import.
#[derive(Debug, Default)]
pub(super) struct Quality {
    oddities: Vec<Oddity>,
    ledgers: Vec<Ledger>,
    reading: Vec<String>,
}

/// What an oddity is about, before the examples are known.
#[derive(Clone, Debug)]
pub(super) struct About<'a> {
    pub(super) table: TableKind,
    pub(super) kind: OddityKind,
    pub(super) column: &'a str,
    pub(super) what: String,
    pub(super) of: usize,
    pub(super) handled: String,
}

impl Quality {
    /// Notes an oddity by the names of the rows or values it concerns; none is no oddity.
    pub(super) fn note<'a>(
        &mut self,
        about: About<'_>,
        concerned: impl IntoIterator<Item = &'a str>,
    ) {
        let mut examples: Vec<&str> = concerned.into_iter().collect();
        if examples.is_empty() {
            return;
        }
        examples.sort_unstable();
        let n = examples.len();
        examples.dedup();
        let examples = examples
            .into_iter()
            .take(EXAMPLES)
            .map(str::to_owned)
            .collect();
        self.count(about, n, examples);
    }

    /// Notes an oddity that has a number but no list of names.
    pub(super) fn count(&mut self, about: About<'_>, n: usize, examples: Vec<String>) {
        self.oddities.push(Oddity {
            table: about.table.name(),
            kind: about.kind,
            column: about.column.to_owned(),
            what: about.what,
            n,
            of: about.of,
            handled: about.handled,
            examples,
        });
    }

    /// Notes what became of the rows of a table.
    ///
    /// # Panics
    ///
    /// If a row is unaccounted for: that is what the ledger is there to prevent.
    pub(super) fn ledger(&mut self, ledger: Ledger) {
        assert!(
            ledger.balances(),
            "every row of {} is used or set aside",
            ledger.table
        );
        self.ledgers.push(ledger);
    }

    /// What was set aside of a table, as the end of a sentence; empty if nothing was.
    pub(super) fn set_aside(&self, table: TableKind) -> String {
        let of_table = self
            .ledgers
            .iter()
            .filter(|ledger| ledger.table == table.name());
        let reasons: Vec<String> = of_table
            .flat_map(|ledger| &ledger.set_aside)
            .map(|(reason, n)| format!("{n} {reason}"))
            .collect();
        if reasons.is_empty() {
            String::new()
        } else {
            format!("; rows set aside: {}", reasons.join(", "))
        }
    }

    /// Notes how a column was read.
    pub(super) fn read_as(&mut self, how: String) {
        self.reading.push(how);
    }

    /// Everything in an order that does not depend on how it was found.
    pub(super) fn finish(mut self) -> (Vec<Oddity>, Vec<Ledger>, Vec<String>) {
        self.oddities.sort();
        self.ledgers
            .sort_by(|a, b| (a.table, &a.file).cmp(&(b.table, &b.file)));
        self.reading.sort();
        (self.oddities, self.ledgers, self.reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About<'static> {
        About {
            table: TableKind::Teams,
            kind: OddityKind::Missing,
            column: "manager",
            what: "no manager".into(),
            of: 9,
            handled: "left blank".into(),
        }
    }

    #[test]
    fn examples_are_few_and_in_text_order() {
        let mut quality = Quality::default();
        quality.note(about(), ["g", "b", "b", "a", "c", "d", "e"]);
        quality.note(about(), []);
        let (oddities, ..) = quality.finish();
        assert_eq!(oddities.len(), 1);
        assert_eq!(
            (oddities[0].n, oddities[0].examples.join("")),
            (7, "abcde".into())
        );
    }

    #[test]
    fn a_ledger_with_a_lost_row_does_not_balance() {
        let counts = |n| BTreeMap::from([("x".to_owned(), n)]);
        let ledger = |rows| Ledger {
            table: "teams",
            file: String::new(),
            columns: BTreeMap::new(),
            ignored_columns: Vec::new(),
            rows,
            used: counts(3),
            set_aside: counts(2),
        };
        assert!(ledger(5).balances() && !ledger(6).balances());
    }
}
