//! Findings as a person reads them, with the text they point at, and as a program reads them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::finding::Finding;
use super::place::{Place, SourceFile};

/// Bytes between two annotated lines up to which they are shown in one excerpt.
const MAX_EXCERPT: usize = 16 << 10;
/// Bytes of a line from which on only the part around the caret is shown.
const MAX_LINE: usize = 1 << 10;
/// Bytes that are shown on either side of a caret in such a line.
const AROUND: usize = 60;

/// How findings are shown as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// Whether ANSI colours are used.
    pub coloured: bool,
    /// Columns of the terminal; longer lines are clipped.
    pub width: usize,
    /// Findings shown in full; the rest is counted.
    pub shown: usize,
}

impl Default for TextStyle {
    /// Plain text, 120 columns, 20 findings.
    fn default() -> Self {
        Self {
            coloured: false,
            width: 120,
            shown: 20,
        }
    }
}

/// Findings with the lines they point at, a caret below and help.
///
/// * `files`: as in [`ScenarioError::Invalid`](super::ScenarioError::Invalid)
///
/// Control characters in what the user wrote are shown escaped, so that no file can write to the terminal.
#[must_use]
pub fn text(files: &[SourceFile], findings: &[Finding], style: TextStyle) -> String {
    let renderer = if style.coloured {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(style.width);
    let mut text = String::new();
    for finding in findings.iter().take(style.shown) {
        text.push_str(&renderer.render(&[group(files, finding)]));
        text.push_str("\n\n");
    }
    let rest = findings.len().saturating_sub(style.shown);
    if rest > 0 {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "... and {rest} more problem{}",
            if rest == 1 { "" } else { "s" }
        );
    } else {
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn group<'a>(files: &'a [SourceFile], finding: &'a Finding) -> Group<'a> {
    let title = Level::ERROR
        .primary_title(escaped(&finding.message))
        .id(finding.code.id());
    let mut group = Group::with_title(title);
    let (near, far): (Vec<_>, Vec<_>) = finding
        .also
        .iter()
        .partition(|(place, _)| is_near(files, &finding.at, place));
    let mut marks = vec![(&finding.at, AnnotationKind::Primary, "")];
    marks.extend(
        near.into_iter()
            .map(|(place, label)| (place, AnnotationKind::Context, label.as_str())),
    );
    group = group.elements(excerpt(files, &marks));
    for (place, label) in far {
        group = group.elements(excerpt(
            files,
            &[(place, AnnotationKind::Context, label.as_str())],
        ));
    }
    if finding.help.is_empty() {
        group
    } else {
        group.element(Level::HELP.message(escaped(&finding.help)))
    }
}

/// True if two places can be shown in one excerpt.
fn is_near(files: &[SourceFile], a: &Place, b: &Place) -> bool {
    let range = a.bytes.start.min(b.bytes.start)..a.bytes.end.max(b.bytes.end);
    let short = |text: &str| {
        text.get(range.clone())
            .is_some_and(|between| between.lines().all(|line| line.len() < MAX_LINE))
    };
    a.file == b.file
        && range.len() < MAX_EXCERPT
        && files
            .get(a.file.index())
            .is_some_and(|file| short(&file.text))
}

/// The lines of one file around some places, the first of which is the one to name.
fn excerpt<'a>(
    files: &'a [SourceFile],
    marks: &[(&Place, AnnotationKind, &'a str)],
) -> Vec<Element<'a>> {
    let Some(file) = marks
        .first()
        .and_then(|(place, ..)| files.get(place.file.index()))
    else {
        return Vec::new();
    };
    let path = escaped(&file.path.display().to_string());
    let spans = marks
        .iter()
        .map(|(place, ..)| inside(&file.text, &place.bytes));
    let all = spans
        .reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
        .unwrap_or(0..0);
    let lines = whole_lines(&file.text, &all);
    let first = inside(&file.text, &marks[0].0.bytes);
    if file.text.is_empty() {
        return vec![Origin::path(path).into()];
    }
    if lines.len() > MAX_EXCERPT
        || file.text[lines.clone()]
            .lines()
            .any(|line| line.len() > MAX_LINE)
    {
        return clipped(file, path, &first, marks[0].2);
    }
    let mut snippet = Snippet::source(visible(&file.text[lines.clone()]))
        .path(path)
        .line_start(file.line_column(lines.start).line);
    for (place, kind, label) in marks {
        let span = inside(&file.text, &place.bytes);
        let mark = kind.span(span.start - lines.start..span.end - lines.start);
        snippet = snippet.annotation(if label.is_empty() {
            mark
        } else {
            mark.label(escaped(label))
        });
    }
    vec![snippet.into()]
}

/// The surroundings of one place in a line that is too long to be shown.
fn clipped<'a>(
    file: &'a SourceFile,
    path: String,
    span: &Range<usize>,
    label: &'a str,
) -> Vec<Element<'a>> {
    let at = file.line_column(span.start);
    let line = whole_lines(&file.text, &(span.start..span.start));
    let start = file
        .text
        .ceil_char_boundary(span.start.saturating_sub(AROUND).max(line.start));
    let end = file
        .text
        .floor_char_boundary((span.start + AROUND).min(line.end));
    let mark_end = span.end.min(end).max(span.start);
    let mark = AnnotationKind::Primary.span(span.start - start..mark_end - start);
    let mark = if label.is_empty() {
        mark
    } else {
        mark.label(escaped(label))
    };
    let snippet = Snippet::source(visible(&file.text[start..end]))
        .line_start(at.line)
        .annotation(mark);
    vec![
        Origin::path(path)
            .line(at.line)
            .char_column(at.column)
            .into(),
        snippet.into(),
    ]
}

/// A range inside of a text, at character boundaries.
fn inside(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(bytes.start);
    start
        ..text
            .ceil_char_boundary(bytes.end.min(text.len()))
            .max(start)
}

/// The lines that a range touches, without the last line break.
fn whole_lines(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    // A range that ends with a line break does not touch the next line.
    let last = text[range.clone()]
        .strip_suffix('\n')
        .map_or(range.end, |_| range.end - 1);
    start
        ..text[last..]
            .find('\n')
            .map_or(text.len(), |newline| last + newline)
}

/// A text without the control characters that the renderer leaves as they are, such as the one that begins an escape
/// sequence in one character; each stays as long as it was, so that marks stay in place.
fn visible(text: &str) -> Cow<'_, str> {
    let is_left = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if text.contains(is_left) {
        text.replace(is_left, "¿").into()
    } else {
        text.into()
    }
}

/// A text with control characters written out, and with those that change the direction of writing.
fn escaped(text: &str) -> String {
    let hides =
        |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| {
            if hides(c) {
                c.escape_unicode().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}

/// A finding as a program reads it. Lines and columns count from 1, columns count characters, and the end is the first
/// character behind. The fields are stable: new ones may come, none changes or goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JsonFinding {
    /// The code, such as `E0201`.
    pub code: &'static str,
    /// The title of the code.
    pub title: &'static str,
    /// Where it is.
    #[serde(flatten)]
    pub at: JsonPlace,
    /// What is wrong.
    pub message: String,
    /// How to mend it; empty if there is nothing to add.
    pub help: String,
    /// Other places that belong to it.
    pub also: Vec<JsonAlso>,
}

/// A place as a program reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JsonPlace {
    /// Path of the file.
    pub file: String,
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the first character behind.
    pub end_line: usize,
    /// Column of the first character behind.
    pub end_column: usize,
}

/// A second place of a finding as a program reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JsonAlso {
    /// Where it is.
    #[serde(flatten)]
    pub at: JsonPlace,
    /// What it has to do with the finding.
    pub label: String,
}

/// All findings as values that serialise to JSON.
///
/// * `files`: as in [`ScenarioError::Invalid`](super::ScenarioError::Invalid)
#[must_use]
pub fn json(files: &[SourceFile], findings: &[Finding]) -> Vec<JsonFinding> {
    let also = |(place, label): &(Place, String)| JsonAlso {
        at: json_place(files, place),
        label: label.clone(),
    };
    let finding = |finding: &Finding| JsonFinding {
        code: finding.code.id(),
        title: finding.code.title(),
        at: json_place(files, &finding.at),
        message: finding.message.clone(),
        help: finding.help.clone(),
        also: finding.also.iter().map(also).collect(),
    };
    findings.iter().map(finding).collect()
}

fn json_place(files: &[SourceFile], place: &Place) -> JsonPlace {
    let file = files.get(place.file.index());
    let path = file.map(|file| file.path.display().to_string());
    let start = file.map(|file| file.line_column(place.bytes.start));
    let end = file.map(|file| file.line_column(place.bytes.end));
    JsonPlace {
        file: path.unwrap_or_default(),
        line: start.map_or(1, |at| at.line),
        column: start.map_or(1, |at| at.column),
        end_line: end.map_or(1, |at| at.line),
        end_column: end.map_or(1, |at| at.column),
    }
}

#[cfg(test)]
mod tests;
