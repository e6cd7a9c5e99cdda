//! Values of a split that are one although they are written otherwise.

use std::collections::BTreeMap;

use super::table::Row;

/// Joins values of the split that differ by case and blanks only, as the spelling that most rows have; says which.
///
/// * `by`: names of the columns of the split
pub(super) fn join(rows: &mut [Row], by: &[String], notes: &mut Vec<String>) {
    for (column, header) in by.iter().enumerate() {
        let mut spellings = BTreeMap::<String, BTreeMap<String, usize>>::new();
        for row in rows.iter() {
            let name = &row.part[column];
            *spellings
                .entry(folded(name))
                .or_default()
                .entry(name.clone())
                .or_default() += 1;
        }
        spellings.retain(|_, written| written.len() > 1);
        let usual: BTreeMap<&String, &String> = spellings
            .iter()
            .filter_map(|(folded, written)| {
                let most = written
                    .iter()
                    .max_by_key(|(name, n)| (**n, std::cmp::Reverse(*name)));
                most.map(|(name, _)| (folded, name))
            })
            .collect();
        for row in rows.iter_mut() {
            if let Some(name) = usual.get(&folded(&row.part[column])) {
                row.part[column].clone_from(name);
            }
        }
        for (folded, written) in &spellings {
            let others = written.keys().filter(|name| *name != usual[folded]);
            let others: Vec<String> = others.map(|name| format!("`{name}`")).collect();
            notes.push(format!(
                "{} in `{header}` {} read as `{}`",
                others.join(", "),
                if others.len() == 1 { "is" } else { "are" },
                usual[folded]
            ));
        }
    }
}

/// A name without case and without blanks around and between words.
fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
