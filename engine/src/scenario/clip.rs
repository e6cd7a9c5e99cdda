//! Messages of bearable length, whatever a file holds.

/// Characters of a quoted text from which on only its ends are shown.
const MAX_QUOTED: usize = 80;
/// Characters shown of such a text.
const HEAD: usize = 48;
const TAIL: usize = 12;
/// Characters of a message.
const MAX_MESSAGE: usize = 2_000;
/// Digits before the point from which on a number is shown in powers of ten.
const MAX_DIGITS: usize = 15;
/// Characters of a number from which on it is shown in powers of ten.
const MAX_NUMBER: usize = 30;

/// A text in which what the user wrote between backticks or double quotes is short, and numbers are.
pub(super) fn clipped(text: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len().min(MAX_MESSAGE)), text);
    while let Some(open) = rest.find(['`', '"']) {
        let (before, quoted) = rest.split_at(open + 1);
        shown.push_str(&with_short_numbers(before));
        rest = quoted;
        if let Some(close) = quoted.find(&before[open..]) {
            shown.push_str(&ends(&quoted[..close]));
            shown.push_str(&before[open..]);
            rest = &quoted[close + 1..];
        }
    }
    shown.push_str(&with_short_numbers(rest));
    match shown.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}

/// The text itself, or its ends if it is long.
fn ends(text: &str) -> String {
    if text.chars().nth(MAX_QUOTED).is_none() {
        return text.to_owned();
    }
    let at = |(at, _): (usize, char)| at;
    let head = text.char_indices().nth(HEAD).map_or(text.len(), at);
    let tail = text.char_indices().nth_back(TAIL - 1).map_or(0, at);
    format!("{}…{}", &text[..head], &text[tail..])
}

fn with_short_numbers(text: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let end = number.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, behind) = number.split_at(end.unwrap_or(number.len()));
        shown.push_str(before);
        let stands_alone = !shown.ends_with(|c: char| c.is_alphanumeric() || "_/\\".contains(c))
            && !behind.starts_with(|c: char| c.is_alphanumeric() || "_/\\".contains(c));
        match in_powers_of_ten(number).filter(|_| stands_alone) {
            Some(short) => shown.push_str(&short),
            None => shown.push_str(number),
        }
        rest = behind;
    }
    shown.push_str(rest);
    shown
}

/// A number of many digits in powers of ten; `None` for all others.
fn in_powers_of_ten(number: &str) -> Option<String> {
    let whole = number.split('.').next().map_or(0, str::len);
    let is_long = whole > MAX_DIGITS || number.len() > MAX_NUMBER;
    let value: f64 = number.parse().ok().filter(|_| is_long)?;
    Some(format!("{value:e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_quotes_are_shown_by_their_ends() {
        let long = "x".repeat(4 << 20);
        let shown = clipped(&format!(
            "there is no column `{long}y`, expected \"{long}\""
        ));
        let x = |n| "x".repeat(n);
        let (head, tail) = (x(HEAD), x(TAIL - 1));
        assert_eq!(
            shown,
            format!("there is no column `{head}…{tail}y`, expected \"{head}…{tail}x\"")
        );
        let umlauts = clipped(&format!("`{}`", "ü".repeat(100)));
        assert_eq!(umlauts.chars().count(), HEAD + TAIL + 3);
        assert!(clipped(&long).chars().count() <= MAX_MESSAGE + 1);
    }

    #[test]
    fn what_is_short_stays_as_it_is() {
        let path = format!("`{}`", "a.".repeat(MAX_QUOTED / 2));
        for text in [
            "",
            "`a` and \"b\", 900000 and 0.30000000000000004",
            "an open ` stays",
            "plan-1/12345678901234567890.csv: no such file",
            &path,
        ] {
            assert_eq!(clipped(text), text);
        }
    }

    #[test]
    fn numbers_of_many_digits_are_shown_in_powers_of_ten() {
        for (number, shown) in [
            (1e300, "1e300 is out of range"),
            (-1e15, "-1e15 is out of range"),
            (999_999_999_999_999.0, "999999999999999 is out of range"),
            (1e-300, "1e-300 is out of range"),
        ] {
            assert_eq!(clipped(&format!("{number} is out of range")), shown);
        }
    }
}
