//! All breaches of TOML's grammar in one pass, where the parser that builds the tree stops at the first.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use toml_parser::decoder::ScalarKind;
use toml_parser::parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{Expected, ParseError, Source};

/// Breaches shown for one file; behind them the rest is noise.
const MAX_BREACHES: usize = 20;
/// Nesting at which the parser gives up rather than overflow its stack.
const MAX_RECURSION: u32 = 80;

/// A place at which a text breaks the grammar.
pub(crate) struct Breach {
    /// What is wrong there, in lower case.
    pub(crate) message: String,
    /// The bytes, in the text and at character boundaries.
    pub(crate) span: Range<usize>,
}

/// The breaches of a text, at most one a line.
pub(crate) fn breaches(text: &str) -> Vec<Breach> {
    let mut errors = errors(text);
    errors.sort_by_key(|error| span(text, error).start);
    let mut breaches: Vec<Breach> = errors.iter().map(|error| breach(text, error)).collect();
    // What follows in the same line is most often the same slip once more.
    breaches.dedup_by_key(|breach| line_start(text, breach.span.start));
    breaches.truncate(MAX_BREACHES);
    breaches
}

fn errors(text: &str) -> Vec<ParseError> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut errors = Vec::new();
    let mut events: Vec<Event> = Vec::new();
    let mut checked = ValidateWhitespace::new(&mut events, source);
    parse_document(
        &tokens,
        &mut RecursionGuard::new(&mut checked, MAX_RECURSION),
        &mut errors,
    );
    for event in events
        .iter()
        .filter(|event| event.kind() == EventKind::Scalar)
    {
        let mut decoded = Cow::Borrowed("");
        if let Some(raw) = source.get(event) {
            let kind = raw.decode_scalar(&mut decoded, &mut errors);
            // That a time exists is not a matter of grammar to the decoder.
            if kind == ScalarKind::DateTime && decoded.parse::<toml_edit::Datetime>().is_err() {
                errors.push(
                    ParseError::new("there is no such date or time").with_unexpected(event.span()),
                );
            }
        }
    }
    errors
}

fn breach(text: &str, error: &ParseError) -> Breach {
    let mut message = lowercase_first(error.description());
    for (ix, expected) in error.expected().unwrap_or_default().iter().enumerate() {
        message.push_str(if ix == 0 { ", expected " } else { ", " });
        // Writing to a string cannot fail.
        let _ = match expected {
            Expected::Literal("\n") => write!(message, "the end of the line"),
            Expected::Literal("`") => write!(message, "'`'"),
            Expected::Literal(literal) => write!(message, "`{}`", literal.escape_debug()),
            Expected::Description(words) => write!(message, "{words}"),
            _ => write!(message, "something else"),
        };
    }
    Breach {
        message,
        span: span(text, error),
    }
}

/// Where an error is, inside of the text and at character boundaries.
fn span(text: &str, error: &ParseError) -> Range<usize> {
    let span = error.unexpected().or(error.context());
    visible(
        text,
        span.map_or(text.len()..text.len(), |span| span.start()..span.end()),
    )
}

/// A span moved inside of a text and to character boundaries.
pub(crate) fn visible(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    start..text.ceil_char_boundary(span.end.min(text.len())).max(start)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

pub(crate) fn lowercase_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// Help with the slips that people make most often; empty if none is recognised.
pub(crate) fn help(text: &str, at: usize) -> &'static str {
    let line = text[line_start(text, at)..].lines().next().unwrap_or("");
    let value = line.split_once('=').map_or("", |(_, value)| value.trim());
    let word = value.starts_with(char::is_alphabetic);
    match value.as_bytes().first() {
        _ if value.contains('%') => "write a percentage as a fraction: 25 % is 0.25",
        None if line.contains('=') => "a key needs a value after `=`",
        Some(b'0'..=b'9' | b'-' | b'+') if value.contains(',') => {
            "write numbers without thousands separators: 100000 or 100_000"
        }
        Some(b'0'..=b'9') if value.contains('-') => "write months as text: \"2027-01\"",
        Some(b'$') => "write amounts of money as plain numbers",
        Some(_) if word => "text stands in double quotes",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_line_is_found() {
        let text = "a = 25 %\nb = 1\n[c\nd = \"x\ne = 1.\nf = 2027-01\ng = [1\n";
        let lines: Vec<_> = breaches(text)
            .iter()
            .map(|b| text[..b.span.start].matches('\n').count() + 1)
            .collect();
        assert_eq!(&lines[..5], [1, 3, 4, 5, 6]);
    }

    #[test]
    fn a_sound_text_has_none() {
        assert!(breaches("a = 1\n[b]\nc = [1, 'x', 2027-01-01]\n").is_empty());
    }
}
