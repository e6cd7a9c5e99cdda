//! Names that several tables share: which spelling stands for all, and what was mended to get there.

use std::collections::BTreeMap;

use super::columns::TableKind;
use super::names::{key, same_or_misspelt};
use super::quality::{About, OddityKind, Quality};

/// Length of a reference table up to which misspelt names are looked up in it.
const MAX_KNOWN: usize = 5_000;

/// Where names come from and what they are, for the report.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    /// Table of the names.
    pub(super) table: TableKind,
    /// Column in that table.
    pub(super) column: &'a str,
    /// The table that should know them.
    pub(super) reference: TableKind,
    /// What becomes of a name that it does not know.
    pub(super) unknown: &'a str,
}

/// The one spelling of each name.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelling(BTreeMap<String, String>);

impl Spelling {
    /// Settles the spelling of names without a table that knows them: the most frequent one of those that are alike.
    pub(super) fn most_frequent(counts: &BTreeMap<String, usize>) -> Self {
        let mut best: BTreeMap<String, (&String, usize)> = BTreeMap::new();
        for (name, &n) in counts {
            let entry = best.entry(key(name)).or_insert((name, n));
            // The first in text order stays where two are as frequent.
            if n > entry.1 {
                *entry = (name, n);
            }
        }
        Self(
            counts
                .keys()
                .map(|name| (name.clone(), best[&key(name)].0.clone()))
                .collect(),
        )
    }

    /// Settles the spelling of names by a table that knows them, mends what is within a typo, and reports both.
    ///
    /// * `counts`: every spelling that occurs and in how many rows
    /// * `known`: the names of the reference table
    pub(super) fn by_reference(
        counts: &BTreeMap<String, usize>,
        known: &[String],
        context: Context<'_>,
        quality: &mut Quality,
    ) -> Self {
        let mut spelling = BTreeMap::new();
        let mut unknown = BTreeMap::new();
        let by_key: BTreeMap<String, &str> = known
            .iter()
            .map(|name| (key(name), name.as_str()))
            .collect();
        // Looking for typos compares every name with every other, which a very long list does not allow.
        let for_typos = if known.len() <= MAX_KNOWN { known } else { &[] };
        for (name, &n) in counts {
            let alike = by_key.get(&key(name)).copied();
            match alike.or_else(|| same_or_misspelt(name, for_typos.iter().map(String::as_str))) {
                Some(right) => {
                    report_mended(name, right, n, context, quality);
                    spelling.insert(name.clone(), right.to_owned());
                }
                None => {
                    unknown.insert(name.clone(), n);
                }
            }
        }
        spelling.extend(settle(&unknown, context.table, context.column, quality).0);
        let n_rows = unknown.values().sum();
        let about = About {
            table: context.table,
            kind: OddityKind::Contradictory,
            column: context.column,
            what: format!(
                "rows name {} of which the table of {} knows nothing",
                plural(unknown.len()),
                context.reference.name()
            ),
            of: counts.values().sum(),
            handled: context.unknown.to_owned(),
        };
        if n_rows > 0 {
            quality.count(about, n_rows, unknown.keys().take(5).cloned().collect());
        }
        Self(spelling)
    }

    /// The settled spelling of a name; the name itself if it was never counted.
    pub(super) fn of<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }
}

fn plural(n: usize) -> String {
    if n == 1 {
        "one name".to_owned()
    } else {
        format!("{n} names")
    }
}

fn report_mended(name: &str, right: &str, n: usize, context: Context<'_>, quality: &mut Quality) {
    if name == right {
        return;
    }
    let (why, handled) = if key(name) == key(right) {
        ("differs in case, spaces or punctuation only", "joined")
    } else {
        ("is a likely misspelling", "mended")
    };
    let about = About {
        table: context.table,
        kind: OddityKind::Vocabulary,
        column: context.column,
        what: format!(
            "\"{name}\" is \"{right}\" in the table of {}; it {why}",
            context.reference.name()
        ),
        of: 0,
        handled: format!("{handled}: the rows count for \"{right}\""),
    };
    quality.count(about, n, Vec::new());
}

/// How often each name occurs; blanks are left out.
pub(super) fn counts<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        *counts.entry(name.to_owned()).or_insert(0) += 1;
    }
    counts
}

/// Reports names that are alike but written in several ways, and settles on the most frequent.
pub(super) fn settle(
    names: &BTreeMap<String, usize>,
    table: TableKind,
    column: &str,
    quality: &mut Quality,
) -> Spelling {
    let spelling = Spelling::most_frequent(names);
    for (name, &n) in names {
        let right = spelling.of(name);
        if right != name {
            let about = About {
                table,
                kind: OddityKind::Vocabulary,
                column,
                what: format!(
                    "\"{name}\" and \"{right}\" differ in case, spaces or punctuation only"
                ),
                of: names.values().sum(),
                handled: format!("joined: the rows count for \"{right}\""),
            };
            quality.count(about, n, Vec::new());
        }
    }
    spelling
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: Context<'static> = Context {
        table: TableKind::Opportunities,
        column: "product",
        reference: TableKind::Products,
        unknown: "kept",
    };

    #[test]
    fn names_follow_the_table_that_knows_them() {
        let mut quality = Quality::default();
        let known = ["GTX Pro".to_owned(), "GTK 500".to_owned()];
        let spelling = Spelling::by_reference(
            &counts(["GTXPro", "GTXPro", "GTX Prro", "Other", "GTX Pro"]),
            &known,
            CONTEXT,
            &mut quality,
        );
        assert_eq!(
            ["GTXPro", "GTX Prro", "Other"].map(|n| spelling.of(n)),
            ["GTX Pro", "GTX Pro", "Other"]
        );
        let (oddities, ..) = quality.finish();
        assert_eq!(oddities.iter().map(|o| o.n).collect::<Vec<_>>(), [1, 1, 2]);
        assert!(
            oddities[2].what.starts_with("\"GTXPro\" is \"GTX Pro\""),
            "{oddities:?}"
        );
    }

    #[test]
    fn without_such_a_table_the_most_frequent_spelling_stands() {
        let mut quality = Quality::default();
        let spelling = settle(
            &counts(["retail", "Retail", "Retail"]),
            TableKind::Accounts,
            "sector",
            &mut quality,
        );
        assert_eq!(spelling.of("retail"), "Retail");
        assert_eq!(quality.finish().0.len(), 1);
    }
}
