//! Names of an export: when two mean the same, what a misspelt one meant, and ids made of them.

use std::collections::{BTreeMap, BTreeSet};

/// A name without case, spaces and punctuation: `GTX Pro` and `gtxpro` are one.
pub(in crate::learn) fn key(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A name that holds nothing but a word for "nothing".
pub(in crate::learn) fn is_blank(cell: &str) -> bool {
    matches!(
        key(cell).as_str(),
        "" | "null" | "none" | "nan" | "na" | "nil"
    )
}

/// The known name that a name stands for although it is written otherwise.
///
/// First the one that differs in case, spaces or punctuation only, then the only one within a typo of it.
pub(in crate::learn) fn same_or_misspelt<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wanted = key(name);
    if wanted.is_empty() {
        return None;
    }
    let mut near = BTreeSet::new();
    for candidate in known {
        let candidate_key = key(candidate);
        if candidate_key == wanted {
            return Some(candidate);
        }
        if is_typo_of(&wanted, &candidate_key) {
            near.insert(candidate);
        }
    }
    // Two candidates within a typo leave the choice open, and a guess would move rows silently.
    if near.len() == 1 {
        near.pop_first()
    } else {
        None
    }
}

/// Whether two keys are within one typo, or two in a long word. Digits are never typos: `GTX 500` is no `GTX 600`.
pub(in crate::learn) fn is_typo_of(a: &str, b: &str) -> bool {
    let shorter = a.chars().count().min(b.chars().count());
    let allowed = match shorter {
        0..=4 => return false,
        5..=8 => 1,
        _ => 2,
    };
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    a != b && digits(a) == digits(b) && strsim::osa_distance(a, b) <= allowed
}

/// Ids for names: lower case, letters and digits with hyphens between, each once.
///
/// * `names`: every name once; those that come first in order keep the plain id when two collide
pub(in crate::learn) fn ids<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeMap::<String, usize>::new();
    names
        .into_iter()
        .map(|name| unique(slug(name), &mut taken))
        .collect()
}

fn unique(id: String, taken: &mut BTreeMap<String, usize>) -> String {
    if taken.insert(id.clone(), 1).is_none() {
        return id;
    }
    // At most as many numbers are taken as there are names.
    let numbered = (2..=taken.len() + 2)
        .map(|n| format!("{id}-{n}"))
        .find(|candidate| !taken.contains_key(candidate));
    let numbered = numbered.expect("some number is free");
    taken.insert(numbered.clone(), 1);
    numbered
}

/// A name in lower case, with a hyphen for whatever is neither letter nor digit.
pub(in crate::learn) fn slug(name: &str) -> String {
    let lower: String = name
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    let parts: Vec<&str> = lower.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        "unnamed".into()
    } else {
        parts.join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_under_another_spelling() {
        let known = ["GTX Pro", "GTX Plus Pro", "GTK 500"];
        assert_eq!(same_or_misspelt("GTXPro", known), Some("GTX Pro"));
        assert_eq!(
            same_or_misspelt("GTX Plus Por", known),
            Some("GTX Plus Pro")
        );
        assert_eq!(same_or_misspelt("GTK 600", known), None);
        assert_eq!(same_or_misspelt("Basic", known), None);
        assert_eq!(same_or_misspelt("  ", known), None);
    }

    #[test]
    fn two_likely_names_are_no_match() {
        assert_eq!(
            same_or_misspelt("Northe", ["North1x", "Northy", "Northa"]),
            None
        );
    }

    #[test]
    fn ids_are_plain_and_each_stands_once() {
        assert_eq!(
            ids(["Mei-Mei Johns", "mei mei johns", "=1+1", "  "]),
            ["mei-mei-johns", "mei-mei-johns-2", "1-1", "unnamed"]
        );
    }
}
