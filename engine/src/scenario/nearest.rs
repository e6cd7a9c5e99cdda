//! What a misspelt name was meant to be.

/// Names listed in full in a help text.
const LISTED: usize = 12;

/// Bytes of a name from which on nobody looks for a typo in it.
const MAX_NAME: usize = 100;

/// The candidate that a word most likely stands for; `None` if none is near.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.len() > MAX_NAME {
        return None;
    }
    let wanted = word.to_lowercase();
    // Every typo may cost one letter in three, and short words one letter.
    let allowed = (wanted.chars().count() / 3).max(1);
    let short = candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= MAX_NAME);
    let scored = short.filter_map(|candidate| {
        let distance = distance(&wanted, &candidate.to_lowercase());
        (distance.0 <= allowed).then_some((distance, candidate))
    });
    scored
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How far apart two words are, a word that only lacks the end or a part between hyphens being near as well; then the
/// edits between them, by which one of several that are as near is chosen.
fn distance(wanted: &str, candidate: &str) -> (usize, usize) {
    let is_part = wanted.len() >= 3 && candidate.split('-').any(|part| part == wanted);
    let is_start = wanted.len() >= 4
        && (candidate.starts_with(wanted) || wanted.starts_with(candidate) && candidate.len() >= 4);
    let edits = strsim::damerau_levenshtein(wanted, candidate);
    if is_part || is_start {
        (edits.min(1), edits)
    } else {
        (edits, edits)
    }
}

/// Help for a word that is none of the candidates: the nearest one, and all of them if they are few.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if candidates.is_empty() {
        return "none is declared: leave this out, or declare what it names".into();
    }
    let nearest = nearest(word, candidates.iter().copied());
    let few = (1..=LISTED).contains(&candidates.len()) && nearest.as_slice() != candidates;
    let meant = nearest.map(|near| format!("did you mean `{near}`?"));
    let listed = few.then(|| format!("possible here: {}", candidates.join(", ")));
    let parts: Vec<String> = meant.into_iter().chain(listed).collect();
    parts.join(" ")
}

/// Words as a list for a sentence: `a, b or c`.
pub(crate) fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [word] => (*word).to_owned(),
        [words @ .., last] => format!("{} or {last}", words.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_find_their_word() {
        let keys = ["win-rate", "base-per-year", "load", "hours-per-month"];
        for (typo, key) in [
            ("win_rate", "win-rate"),
            ("winrate", "win-rate"),
            ("Win-Rate", "win-rate"),
            ("laod", "load"),
            ("hours", "hours-per-month"),
            ("base", "base-per-year"),
        ] {
            assert_eq!(nearest(typo, keys), Some(key), "{typo}");
        }
        assert_eq!(nearest("colour", keys), None);
        let endless = "load".repeat(1 << 20);
        assert_eq!(nearest(&endless, keys), None);
        assert_eq!(nearest("load", [endless.as_str()]), None);
    }

    #[test]
    fn long_lists_are_not_recited() {
        let many: Vec<String> = (0..20).map(|ix| format!("key-number-{ix}")).collect();
        assert_eq!(did_you_mean("zzz", many.iter().map(String::as_str)), "");
        assert_eq!(did_you_mean("alne", ["alone"]), "did you mean `alone`?");
        assert_eq!(
            did_you_mean("b", ["a-long-word", "b-long-word"]),
            "possible here: a-long-word, b-long-word"
        );
    }

    #[test]
    fn alternatives_are_joined_by_or() {
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
        assert_eq!(either(&["a"]), "a");
    }
}
