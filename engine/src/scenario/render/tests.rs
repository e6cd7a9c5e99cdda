use super::*;
use crate::scenario::{Code, Sources};

fn sources(texts: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in texts {
        sources.add((*path).into(), (*text).to_owned());
    }
    sources
}

fn place(sources: &Sources, file: usize, snippet: &str) -> Place {
    let start = sources.files()[file].text.find(snippet).unwrap();
    let id = sources.ids().nth(file).unwrap();
    Place::new(id, start..start + snippet.len())
}

#[test]
fn a_finding_shows_its_line_caret_code_and_help() {
    let sources = sources(&[("plan.toml", "[funnel]\nwin-rat = 0.2\n")]);
    let finding = Finding::new(
        Code::UnknownKey,
        place(&sources, 0, "win-rat"),
        "there is no key `win-rat`",
    )
    .help("did you mean `win-rate`?");
    let expected = "\
error[E0201]: there is no key `win-rat`
 --> plan.toml:2:1
  |
2 | win-rat = 0.2
  | ^^^^^^^
  |
  = help: did you mean `win-rate`?
";
    assert_eq!(
        text(sources.files(), &[finding], TextStyle::default()),
        expected
    );
}

#[test]
fn second_places_are_shown_beside_the_first_or_in_their_own_file() {
    let sources = sources(&[("a.toml", "x = 1\ny = 2\n"), ("b.toml", "x = 3\n")]);
    let finding = Finding::new(
        Code::Conflict,
        place(&sources, 1, "3"),
        "two overlays set `x` differently",
    )
    .also(place(&sources, 0, "1"), "set here as well");
    let shown = text(sources.files(), &[finding], TextStyle::default());
    assert!(
        shown.contains("b.toml:1:5")
            && shown.contains("a.toml:1:5")
            && shown.contains("set here as well"),
        "{shown}"
    );
    let twice = Finding::new(Code::KeyTwice, place(&sources, 0, "y"), "`y` is set twice")
        .also(place(&sources, 0, "x"), "first set here");
    let shown = text(sources.files(), &[twice], TextStyle::default());
    assert_eq!(shown.matches("a.toml").count(), 1, "{shown}");
}

#[test]
fn twenty_are_shown_and_the_rest_is_counted() {
    let sources = sources(&[("a.toml", "x = 1\n")]);
    let findings = vec![Finding::new(Code::UnknownKey, place(&sources, 0, "x"), "no"); 23];
    let shown = text(sources.files(), &findings, TextStyle::default());
    assert_eq!(shown.matches("error[E0201]").count(), 20);
    assert!(shown.ends_with("... and 3 more problems\n"));
}

#[test]
fn no_file_can_write_to_the_terminal() {
    let sources = sources(&[("a\u{1b}[31m.toml", "x\u{1b}]0;title\u{7} = \u{202e}1\n")]);
    let finding = Finding::new(
        Code::UnknownKey,
        place(&sources, 0, "x"),
        "no `\u{1b}[2J\n`",
    )
    .help("\r\u{202e}");
    let shown = text(sources.files(), &[finding], TextStyle::default());
    assert!(
        !shown
            .chars()
            .any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')),
        "{shown:?}"
    );
}

#[test]
fn a_mark_stands_below_its_text_beside_control_characters() {
    let sources = sources(&[("a.toml", "\u{9b}2J\u{80} = 1\n")]);
    let finding = Finding::new(Code::UnknownKey, place(&sources, 0, "1"), "no");
    let shown = text(sources.files(), &[finding], TextStyle::default());
    assert!(shown.contains("1 | ¿2J¿ = 1\n  |        ^\n"), "{shown}");
}

#[test]
fn long_lines_and_odd_places_are_shown_in_short_time() {
    let long = format!("x = \"{}\" # é\ny = 1\n", "ä".repeat(4 << 20));
    let sources = sources(&[("long.toml", &long), ("empty.toml", ""), ("ä.toml", "ä")]);
    let ids: Vec<_> = sources.ids().collect();
    let places = [
        Place::new(ids[0], 5..long.len() - 12),
        Place::new(ids[0], 4 << 20..long.len()),
        Place::new(ids[0], 0..long.len() + 5),
        Place::new(ids[0], long.len()..long.len()),
        Place::new(ids[1], 0..0),
        Place::new(ids[2], 1..2),
    ];
    let findings: Vec<_> = places
        .map(|at| Finding::new(Code::UnknownKey, at, "no"))
        .into();
    let shown = text(sources.files(), &findings, TextStyle::default());
    assert_eq!(shown.matches("error[E0201]").count(), findings.len());
    assert!(shown.lines().all(|line| line.chars().count() < 200));
    assert!(shown.contains("long.toml:1:6"), "{shown}");
}

#[test]
fn programs_get_lines_and_columns_in_characters() {
    let sources = sources(&[("a.toml", "é = 'ü'\nx = 1\n")]);
    let finding = Finding::new(Code::WrongType, place(&sources, 0, "'ü'"), "text")
        .help("h")
        .also(place(&sources, 0, "x"), "here");
    let json = serde_json::to_value(json(sources.files(), &[finding])).unwrap();
    let expected = serde_json::json!([{
        "code": "E0203", "title": "a value of the wrong type", "file": "a.toml",
        "line": 1, "column": 5, "end_line": 1, "end_column": 8, "message": "text", "help": "h",
        "also": [{ "file": "a.toml", "line": 2, "column": 1, "end_line": 2, "end_column": 2, "label": "here" }],
    }]);
    assert_eq!(json, expected);
}
