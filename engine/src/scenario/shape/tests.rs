use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::scenario::de::from_node;
use crate::scenario::document::tests::parsed;
use crate::scenario::schema::json_schema;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(
    dead_code,
    reason = "only the schema and the fact that it can be read matter"
)]
struct Toy {
    name: String,
    trials: u32,
    share: Option<f64>,
    timing: Option<Timing>,
    bare: Option<Bare>,
    seats: Option<Vec<Seat>>,
    events: Option<BTreeMap<String, Event>>,
    pass: Option<RawNumber>,
    owner: Option<Owner>,
    limits: Option<[f64; 2]>,
    pair: Option<(String, bool)>,
    #[serde(default)]
    seasonal: bool,
}

/// With comments on its words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Timing {
    /// At any time.
    Continuous,
    /// At month ends.
    Monthly,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Bare {
    On,
    Off,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(
    dead_code,
    reason = "only the schema and the fact that it can be read matter"
)]
struct Seat {
    id: String,
    quota: f64,
}

/// Something.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(
    dead_code,
    reason = "only the schema and the fact that it can be read matter"
)]
enum Event {
    /// Someone leaves.
    Leave(Seat),
    Freeze {
        from: String,
    },
    Nothing,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "only the schema and the fact that it can be read matter"
)]
enum Owner {
    One(String),
    Many(Vec<String>),
}

const HEAD: &str = "name = 'n'\ntrials = 3\n";

fn found(text: &str) -> Vec<(Code, String, String)> {
    let (sources, mut root) = parsed(text);
    let mut findings = Findings::new();
    check(&Schema::of::<Toy>(), &mut root, &mut findings);
    let readable = from_node::<Toy>(&root);
    // What has several forms has no one to stand in for it.
    let has_forms = text.contains("owner = ");
    assert!(
        has_forms || readable.is_ok(),
        "{text}\n{findings:?}\n{readable:?}"
    );
    let mut again = Findings::new();
    check(&Schema::of::<Toy>(), &mut root, &mut again);
    assert!(
        again.is_empty(),
        "what is mended is sound: {text}\n{again:?}"
    );
    let found = findings.into_sorted().into_iter();
    found
        .map(|f| {
            (
                f.code,
                sources.snippet(&f.at).to_owned(),
                format!("{}; {}", f.message, f.help),
            )
        })
        .collect()
}

#[test]
fn a_sound_scenario_passes_and_can_be_read() {
    let text = "share = 1\ntiming = 'monthly'\nbare = 'on'\nseats = [{ id = 'a', quota = 1 }]\npass = [1, 2]\n\
                owner = ['a', 'b']\nlimits = [0, 1]\npair = ['a', true]\nseasonal = true\n\
                [events]\na = { leave = { id = 'a', quota = 1 } }\nb.freeze.from = '2027-01'\nc = 'nothing'\n";
    assert_eq!(found(&format!("{HEAD}{text}")), []);
}

/// What is written, what is found, where, and a word of the message or the help.
const SLIPS: [(&str, Code, &str, &str); 24] = [
    (
        "shar = 1",
        Code::UnknownKey,
        "shar",
        "did you mean `share`?",
    ),
    ("share = '0.2'", Code::WrongType, "'0.2'", "without quotes"),
    ("share = '20 %'", Code::WrongType, "'20 %'", "0.25"),
    (
        "share = { normal = { mean = 1, sd = 1 } }",
        Code::WrongType,
        "{ normal = { mean = 1, sd = 1 } }",
        "plain number",
    ),
    (
        "timing = 'montly'",
        Code::UnknownWord,
        "'montly'",
        "did you mean `monthly`?",
    ),
    (
        "timing = 3",
        Code::WrongType,
        "3",
        "expected \"continuous\" or \"monthly\"",
    ),
    (
        "bare = 'of'",
        Code::UnknownWord,
        "'of'",
        "possible here: on, off",
    ),
    (
        "seats = [{ id = 'a' }]",
        Code::MissingKey,
        "{ id = 'a' }",
        "`quota` is missing in `seats[0]`",
    ),
    (
        "seats = { id = 'a' }",
        Code::WrongType,
        "{ id = 'a' }",
        "expected a list of tables",
    ),
    (
        "events.a = {}",
        Code::OneOf,
        "{}",
        "needs exactly one alternative, found none",
    ),
    (
        "events.a = { freeze = { from = 'x' }, leave = { id = 'a', quota = 1 } }",
        Code::OneOf,
        "{ freeze = { from = 'x' }, leave = { id = 'a', quota = 1 } }",
        "found freeze, leave",
    ),
    (
        "events.a = { freze = { from = 'x' } }",
        Code::UnknownKey,
        "freze",
        "did you mean `freeze`?",
    ),
    (
        "events.a = { freeze = { frm = 'x' } }",
        Code::UnknownKey,
        "frm",
        "did you mean `from`?",
    ),
    (
        "events.a = 'leave'",
        Code::WrongType,
        "'leave'",
        "{ leave = { ... } }",
    ),
    (
        "events.a = 'nothin'",
        Code::UnknownWord,
        "'nothin'",
        "nothing",
    ),
    (
        "events.a = { nothing = 1 }",
        Code::UnknownKey,
        "nothing",
        "without a table",
    ),
    (
        "pass = 'x'",
        Code::WrongType,
        "'x'",
        "expected a number, a series",
    ),
    (
        "pass = { nrmal = { mean = 1 } }",
        Code::UnknownKey,
        "nrmal",
        "normal",
    ),
    (
        "owner = 3",
        Code::WrongType,
        "3",
        "expected text or a list of texts",
    ),
    (
        "owner = ['a', 3]",
        Code::WrongType,
        "3",
        "`owner[1]` is an integer, expected text",
    ),
    (
        "limits = [1]",
        Code::WrongLength,
        "[1]",
        "`limits` has 1 entry, expected 2",
    ),
    ("pair = ['a']", Code::WrongLength, "['a']", "expected 2"),
    ("pair = ['a', 1]", Code::WrongType, "1", "true or false"),
    (
        "seasonal = 'true'",
        Code::WrongType,
        "'true'",
        "without quotes",
    ),
];

#[test]
fn every_slip_is_found_where_it_is() {
    for (text, code, at, words) in SLIPS {
        let found = found(&format!("{HEAD}{text}"));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!((found[0].0, found[0].1.as_str()), (code, at), "{text}");
        assert!(found[0].2.contains(words), "{text}: {}", found[0].2);
    }
}

#[test]
fn whole_numbers_have_their_bounds() {
    for (trials, code) in [
        ("-1", Code::OutOfRange),
        ("4294967296", Code::OutOfRange),
        ("3.0", Code::WrongType),
        ("2.5", Code::WrongType),
    ] {
        let found = found(&format!("name = 'n'\ntrials = {trials}\n"));
        assert_eq!((found.len(), found[0].0), (1, code), "{trials}");
    }
}

#[test]
fn a_misspelt_key_is_not_reported_as_missing_as_well() {
    let found = found("nam = 'n'\n");
    let codes: Vec<_> = found
        .iter()
        .map(|(code, at, _)| (*code, at.as_str()))
        .collect();
    assert_eq!(codes, [(Code::MissingKey, ""), (Code::UnknownKey, "nam")]);
    assert!(found[0].2.contains("`trials` is missing"));
}

#[test]
fn all_mistakes_are_found_at_once() {
    assert_eq!(
        found("name = 1\ntrials = 'x'\nshare = true\nzzz = 1\n[events]\na = 3\nb = {}\n").len(),
        6
    );
}

#[test]
fn what_is_sound_beside_a_slip_can_be_read() {
    let (_, mut root) = parsed(
        "nam = 'n'\ntrials = 'x'\nzzz = 1\nseats = [{ id = 'a', quota = 1, x = 2 }, 3]\n\
         events.a.freze = { frm = 'x', y = 1 }\nevents.b = 1\n",
    );
    let mut findings = Findings::new();
    check(&Schema::of::<Toy>(), &mut root, &mut findings);
    assert_eq!(findings.len(), 9, "{findings:?}");
    let toy: Toy = from_node(&root).unwrap();
    assert_eq!((toy.name.as_str(), toy.trials), ("n", 0));
    let seats: Vec<String> = toy.seats.unwrap().into_iter().map(|seat| seat.id).collect();
    assert_eq!(seats, ["a", ""]);
    let events = toy.events.unwrap();
    assert!(matches!(&events["a"], Event::Freeze { from } if from == "x"));
    assert_eq!(events.len(), 2);
}

#[test]
fn the_schema_for_editors_has_no_null_and_knows_overlays() {
    let json = json_schema::<Toy>();
    assert!(!json.to_string().contains("null"));
    assert!(json["properties"]["extends"].is_object() && json["properties"]["remove"].is_object());
    assert_eq!(json["properties"]["share"]["type"], "number");
    assert_eq!(json["$defs"]["Number"]["x-foresell"], "number");
}
