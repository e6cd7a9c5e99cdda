use super::*;
use crate::scenario::finding::Finding;

/// The tree of a text that is expected to be fine.
pub(crate) fn parsed(text: &str) -> (Sources, Node) {
    let mut sources = Sources::new();
    let mut findings = Findings::new();
    let root = read(
        &mut sources,
        Path::new("a.toml"),
        text.into(),
        &mut findings,
    );
    assert!(findings.is_empty(), "{findings:?}");
    (sources, root.unwrap())
}

fn found(bytes: impl Into<Vec<u8>>) -> (Sources, Vec<Finding>) {
    let mut sources = Sources::new();
    let mut findings = Findings::new();
    let _ = read(
        &mut sources,
        Path::new("a.toml"),
        bytes.into(),
        &mut findings,
    );
    (sources, findings.into_sorted())
}

fn codes(bytes: impl Into<Vec<u8>>) -> Vec<(Code, String)> {
    let (sources, findings) = found(bytes);
    findings
        .into_iter()
        .map(|f| (f.code, sources.snippet(&f.at).to_owned()))
        .collect()
}

#[test]
fn every_kind_of_value_keeps_its_place() {
    let text = "a = 'x'\nb.c = 1\n[d]\ne = [1.5, true]\nf = 2027-01-01\n[[g]]\nh = {}\n";
    let (sources, root) = parsed(text);
    let snippet = |path: &str| {
        sources
            .snippet(&root.get(&path.parse().unwrap()).unwrap().place)
            .to_owned()
    };
    assert_eq!(snippet("a"), "'x'");
    assert_eq!(snippet("b"), "b");
    assert_eq!(snippet("b.c"), "1");
    assert_eq!(snippet("d"), "[d]");
    assert_eq!(snippet("d.e[1]"), "true");
    assert_eq!(snippet("d.f"), "2027-01-01");
    assert_eq!(snippet("g[0]"), "[[g]]");
    assert_eq!(snippet("g[0].h"), "{}");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let (sources, root) = parsed("\u{feff}a = 1");
    assert_eq!(
        sources.snippet(&root.get(&"a".parse().unwrap()).unwrap().place),
        "1"
    );
}

#[test]
fn what_is_not_text_is_named() {
    for (bytes, word) in [
        (b"\xFF\xFEa\0".as_slice(), "UTF-16"),
        (b"a = 1\0", "byte 5 is NUL"),
        (b"a = '\xEB'", "byte 5 (0xEB) is not UTF-8"),
    ] {
        let (_, findings) = found(bytes);
        assert_eq!(findings[0].code, Code::NotText);
        assert!(
            findings[0].message.contains(word),
            "{}",
            findings[0].message
        );
    }
}

#[test]
fn all_breaches_of_grammar_are_found_in_one_pass() {
    let found = codes("a = 25 %\nb = 1\n[c\nd = \"x\ne = 2\n");
    let lines: Vec<_> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(lines, [Code::Syntax; 3], "{found:?}");
}

#[test]
fn all_keys_that_are_set_twice_are_found_with_their_first_place() {
    let text = "a = 1\na = 2\n[t]\nlonger = 1\n'longer' = 2\n[u]\n[t]\n";
    let (sources, findings) = found(text);
    let twice: Vec<_> = findings
        .iter()
        .map(|f| {
            (
                f.code,
                sources.snippet(&f.at),
                sources.get(f.at.file).line_column(f.at.bytes.start).line,
            )
        })
        .collect();
    assert_eq!(
        twice,
        [
            (Code::KeyTwice, "a", 2),
            (Code::KeyTwice, "'longer'", 5),
            (Code::KeyTwice, "t", 7)
        ]
    );
    assert_eq!(findings[1].also.len(), 1);
    assert_eq!(
        sources
            .get(findings[1].also[0].0.file)
            .line_column(findings[1].also[0].0.bytes.start)
            .line,
        4
    );
}

#[test]
fn numbers_that_cannot_be_computed_with_are_found() {
    let found = codes("a = nan\nb = [1, -inf]\nc = 9007199254740993\nd = 9007199254740992\n");
    let expected = [
        (Code::NotFinite, "nan"),
        (Code::NotFinite, "-inf"),
        (Code::IntegerTooLarge, "9007199254740993"),
    ];
    assert_eq!(found, expected.map(|(code, text)| (code, text.to_owned())));
}

#[test]
fn deep_nesting_is_refused_however_it_is_written() {
    let nested =
        |open: &str, close: &str, n: usize| format!("x = {}1{}", open.repeat(n), close.repeat(n));
    assert_eq!(codes(nested("[", "]", 100_000))[0].0, Code::TooDeep);
    assert_eq!(codes(nested("{a=", "}", 100_000))[0].0, Code::TooDeep);
    assert_eq!(codes(nested("[", "]", 33))[0].0, Code::TooDeep);
    assert_eq!(codes(nested("[", "]", 31)), []);
    assert_eq!(codes(format!("[{}x]", "a.".repeat(40)))[0].0, Code::TooDeep);
    assert_eq!(
        codes(format!(
            "x = {{ {}a = {{ {}a = 1 }} }}",
            "a.".repeat(30),
            "a.".repeat(30)
        ))[0]
            .0,
        Code::TooDeep
    );
    let (sources, findings) = found(format!("b = 1\n{}x = 1", "a.".repeat(100_000)));
    assert_eq!(findings[0].code, Code::TooDeep);
    assert!(findings[0].help.contains("steps"), "{:?}", findings[0]);
    let at = findings[0].at.bytes.start;
    assert_eq!(sources.get(findings[0].at.file).line_column(at).line, 2);
    assert_eq!(
        codes(format!("a = \"\"\"\n{}\n\"\"\"\n", "... a. ".repeat(50))),
        []
    );
    // Brackets in strings and comments nest nothing.
    assert_eq!(
        codes(format!(
            "# {b}\nx = \"\\\"{b}\"\ny = '{b}'\n",
            b = "[".repeat(100)
        )),
        []
    );
}

#[test]
fn common_slips_get_help() {
    for (text, word) in [
        ("a = 25 %", "0.25"),
        ("a = ", "needs a value"),
        ("a = 100,000", "thousands"),
        ("a = 2027-01", "\"2027-01\""),
        ("a = $5", "plain numbers"),
        ("a = smb", "quotes"),
    ] {
        let (_, findings) = found(text);
        assert!(findings[0].help.contains(word), "{text}: {:?}", findings[0]);
    }
}
