//! Names from files, made safe to show on a terminal.

use std::borrow::Cow;

/// A text without the characters that could move the cursor, change colours or reverse the line: control characters
/// and the marks of bidirectional text are written as escapes, such as `\u{1b}`.
///
/// ```
/// use foresell::report::printable;
/// assert_eq!(printable("Acme \u{1b}[2J Ltd"), "Acme \\u{1b}[2J Ltd");
/// assert_eq!(printable("Zürich"), "Zürich");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let escaped = text.chars().fold(String::new(), |mut escaped, c| {
        if is_unsafe(c) {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
        escaped
    });
    Cow::Owned(escaped)
}

/// Control characters, line and paragraph separators, and the marks that reorder text.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_or_reverses_text_is_escaped() {
        assert_eq!(printable("a\nb\tc"), "a\\nb\\tc");
        assert_eq!(printable("\u{202e}evil\u{9b}"), "\\u{202e}evil\\u{9b}");
        assert!(matches!(printable("plain 株式会社"), Cow::Borrowed(_)));
    }
}
