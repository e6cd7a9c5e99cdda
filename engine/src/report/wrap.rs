//! Text in lines of a width, of which nothing is lost and in which no number is parted from its unit.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands after a number and belongs to it, such as the `%` of "42 %" and the `M` of "1.2 M".
const UNITS: [&str; 6] = ["%", "pt", "k", "M", "bn", "tn"];

/// Characters after which a word that is longer than a line is broken: the steps of a path rather than anything else.
const STEPS: [char; 2] = ['.', '/'];
const JOINTS: [char; 4] = [',', '-', '_', '['];

/// Lines that a single word may take: what nobody named in good faith is cut then.
const MOST_LINES_OF_A_WORD: usize = 6;

/// Lines that are at most `width` columns wide; those after the first are indented like it and by `hang` blanks more.
///
/// Lines break at blanks; a number stays with its unit. A word that is longer than a line goes on in the next one,
/// after a joint such as the dots of a path where there is one.
#[must_use]
pub(super) fn wrap(text: &str, width: usize, hang: usize) -> Vec<String> {
    let words_of = text.trim_start_matches(' ');
    let indent = (text.len() - words_of.len()).min(width / 2);
    let hanging = (indent + hang).min(width / 2);
    let (mut lines, mut line) = (Vec::new(), " ".repeat(indent));
    let mut is_empty = true;
    for word in words(words_of) {
        if !is_empty && line.width() + 1 + word.width() > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(hanging)));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        let room = width - indent.max(hanging);
        for (ix, part) in broken(&word, room).iter().enumerate() {
            if ix > 0 {
                lines.push(std::mem::replace(&mut line, " ".repeat(hanging)));
            }
            line.push_str(part);
        }
        is_empty = false;
    }
    lines.push(line);
    lines
}

/// The words of a text, a number and its unit being one word.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let joined = words.last_mut().filter(|before| belongs(before, word));
        match joined {
            Some(before) => {
                before.push(' ');
                before.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// Whether a word must not be parted from the one before it.
fn belongs(before: &str, word: &str) -> bool {
    let unit = word.trim_end_matches(['.', ',', ';', ':', ')']);
    let is_number = before.ends_with(|c: char| c.is_ascii_digit());
    (is_number && UNITS.contains(&unit)) || before == "\u{b1}"
}

/// A word in parts that are at most `width` columns wide.
fn broken(word: &str, width: usize) -> Vec<String> {
    let (mut parts, mut rest) = (Vec::new(), word);
    while rest.width() > width {
        if parts.len() + 1 == MOST_LINES_OF_A_WORD {
            parts.push(clip(rest, width));
            return parts;
        }
        let fits = fitting(rest, width);
        // A joint near the start would leave most of the line empty.
        let after = |at: usize| Some(at + 1).filter(|&end| end * 3 >= fits);
        let step = rest[..fits].rfind(STEPS).and_then(after);
        let joint = || rest[..fits].rfind(JOINTS).and_then(after);
        let end = step.or_else(joint).unwrap_or(fits);
        parts.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    parts.push(rest.to_owned());
    parts
}

/// Bytes of a text that fit into a width, at least one character.
fn fitting(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width && at > 0 {
            return at;
        }
    }
    text.len()
}

/// A text cut to a width, with dots where something is missing: for titles, which stand in full elsewhere.
#[must_use]
pub fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut clipped, mut used) = (String::new(), 0);
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 3 > width {
            break;
        }
        clipped.push(c);
    }
    clipped + &"..."[..width.min(3)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_with_its_unit() {
        let text = "no opportunity 38 %, not reached 2 % of 1.2 M.";
        for width in 8..40 {
            for line in wrap(text, width, 0) {
                assert!(!line.starts_with('%') && !line.starts_with('M'), "{line}");
            }
        }
        assert_eq!(wrap("46 %", 3, 0), ["46 ", "%"], "unless nothing else fits");
        assert_eq!(wrap("3.2 M \u{b1} 227 k", 9, 0), ["3.2 M", "\u{b1} 227 k"]);
        assert_eq!(wrap("deals M 5", 7, 0), ["deals M", "5"]);
    }

    #[test]
    fn nothing_is_lost() {
        let text = "Ann: opp-1229, mid-market, amer, platform, inbound";
        for width in 12..60 {
            let lines = wrap(text, width, 0);
            assert!(lines.iter().all(|line| line.width() <= width), "{lines:?}");
            assert_eq!(lines.join(" "), text);
        }
        assert_eq!(wrap("  ab cd ef", 7, 1), ["  ab cd", "   ef"]);
    }

    #[test]
    fn long_words_go_on_after_a_joint() {
        let path = "funnel.stages.qualification.pass[enterprise]";
        let lines = wrap(path, 30, 0);
        assert_eq!(lines, ["funnel.stages.qualification.", "pass[enterprise]"]);
        assert_eq!(wrap(path, 36, 0), lines);
        assert_eq!(wrap("株式会社", 5, 0), ["株式", "会社"]);
        assert_eq!(wrap(&"x".repeat(10_000), 10, 0).len(), MOST_LINES_OF_A_WORD);
        assert_eq!(wrap("", 10, 0), [""]);
    }

    #[test]
    fn what_is_clipped_ends_in_dots() {
        assert_eq!(
            [clip("abcdef", 6), clip("abcdefg", 6), clip("abcdefg", 2)],
            ["abcdef", "abc...", ".."]
        );
    }
}
