use super::*;
use crate::scenario::Code;
use crate::scenario::document::tests::parsed;

fn read_text_form(text: &str) -> Result<RawNumber, Vec<(Code, String)>> {
    let (sources, mut root) = parsed(&format!("x = {text}"));
    let mut findings = Findings::new();
    let node = &mut root.table_mut().unwrap()["x"].node;
    let number = RawNumber::read(node, &mut findings);
    let mut again = Findings::new();
    assert_eq!(RawNumber::read(node, &mut again), number, "{text}");
    assert!(again.is_empty(), "{text}: {again:?}");
    if findings.is_empty() {
        return Ok(number);
    }
    let found = findings.into_sorted().into_iter();
    Err(found
        .map(|f| (f.code, sources.snippet(&f.at).to_owned()))
        .collect())
}

#[test]
fn every_form_is_read() {
    assert_eq!(read_text_form("2"), Ok(RawNumber::constant(2.0)));
    assert_eq!(
        read_text_form("[1, 2.5]").unwrap().form,
        Form::Series(vec![Some(1.0), Some(2.5)])
    );
    let law = RawLaw::Normal {
        mean: 0.2,
        sd: 0.02,
    };
    assert_eq!(
        read_text_form("{ normal = { mean = 0.2, sd = 0.02 } }")
            .unwrap()
            .form,
        Form::Law(law)
    );
}

#[test]
fn tables_nest_and_have_a_default() {
    let number =
        read_text_form("{ by-segment = { smb = { by-role = { ae = [1, 2] } }, other = 3 } }")
            .unwrap();
    let Form::Table { by, entries, other } = number.form else {
        panic!("not a table")
    };
    assert_eq!((by, entries.len()), (Dimension::Segment, 1));
    assert!(matches!(
        entries["smb"].form,
        Form::Table {
            by: Dimension::Role,
            ..
        }
    ));
    assert_eq!(other, Some(Box::new(RawNumber::constant(3.0))));
}

#[test]
fn notes_are_kept_with_any_form() {
    let text = "{ value = { normal = { mean = 1, sd = 2 } }, owner = \"Dana\", range = [0, 3], step = 0.5, assumed = true }";
    let number = read_text_form(text).unwrap();
    let meta = Meta {
        owner: Some("Dana".into()),
        range: Some([0.0, 3.0]),
        step: Some(0.5),
        assumed: true,
        ..Meta::default()
    };
    assert_eq!(number.meta, Some(Box::new(meta)));
    assert!(matches!(number.form, Form::Law(_)));
    let in_a_table =
        read_text_form("{ by-segment = { smb = { value = 1, note = 'n' } } }").unwrap();
    let Form::Table { entries, .. } = in_a_table.form else {
        panic!("not a table")
    };
    assert_eq!(
        entries["smb"].meta.as_ref().unwrap().note.as_deref(),
        Some("n")
    );
}

#[test]
fn every_slip_is_found_where_it_is() {
    for (text, code, at) in [
        ("'0.2'", Code::WrongType, "'0.2'"),
        ("true", Code::WrongType, "true"),
        ("[]", Code::WrongLength, "[]"),
        ("[1, 'x']", Code::WrongType, "'x'"),
        ("{}", Code::OneOf, "{}"),
        ("{ by-segmnt = { smb = 1 } }", Code::UnknownKey, "by-segmnt"),
        ("{ by-segment = 3 }", Code::WrongType, "3"),
        ("{ by-segment = {} }", Code::WrongLength, "{}"),
        ("{ by-segment = { smb = 'x' } }", Code::WrongType, "'x'"),
        (
            "{ by-segment = { a = { by-segment = { b = 1 } } } }",
            Code::NumberForm,
            "by-segment",
        ),
        ("{ owner = 'Dana' }", Code::MissingKey, "{ owner = 'Dana' }"),
        (
            "{ value = 1, normal = { mean = 1, sd = 1 } }",
            Code::NumberForm,
            "normal",
        ),
        ("{ value = 1, ownr = 'x' }", Code::UnknownKey, "ownr"),
        (
            "{ value = { value = 1, note = 'x' } }",
            Code::NumberForm,
            "{ value = 1, note = 'x' }",
        ),
        ("{ value = 1, owner = 3 }", Code::WrongType, "3"),
        ("{ value = 1, range = [1] }", Code::WrongLength, "[1]"),
        ("{ value = 1, range = [2, 1] }", Code::OutOfRange, "[2, 1]"),
        ("{ value = 1, step = 0 }", Code::OutOfRange, "0"),
        ("{ value = 1, assumed = 'yes' }", Code::WrongType, "'yes'"),
    ] {
        assert_eq!(
            read_text_form(text),
            Err(vec![(code, at.to_owned())]),
            "{text}"
        );
    }
    let two = "{ by-segment = { a = 1 }, by-role = { b = 2 } }";
    assert_eq!(
        read_text_form(two),
        Err(vec![(Code::OneOf, two.to_owned())])
    );
}

#[test]
fn all_slips_of_a_table_are_found_at_once() {
    let found =
        read_text_form("{ by-segment = { a = 'x', b = { nrmal = 1 }, c = [true] } }").unwrap_err();
    assert_eq!(found.len(), 3);
}

#[test]
fn the_tag_tells_refinement_from_replacement() {
    assert_eq!(tag(["owner", "value"].into_iter()), Some("value"));
    assert_eq!(tag(["normal"].into_iter()), Some("normal"));
    assert_eq!(tag([].into_iter()), None);
}

#[test]
fn numbers_come_out_of_json_as_well() {
    let number: RawNumber =
        serde_json::from_str("{\"by-segment\": {\"z\": 1, \"a\": [2]}}").unwrap();
    let Form::Table { entries, .. } = number.form else {
        panic!("not a table")
    };
    assert_eq!(
        entries.keys().collect::<Vec<_>>(),
        ["z", "a"],
        "in the order of the text"
    );
    let error = serde_json::from_str::<RawNumber>("\"x\"").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("this is text, expected a number"),
        "{error}"
    );
}

#[test]
fn what_is_sound_of_a_number_outlives_its_slips() {
    let (_, mut root) = parsed(
        "x = { value = { by-segment = { a = [1, false, 'x'], b = true, c = 3 } }, ownr = 'n', step = 0 }",
    );
    let mut findings = Findings::new();
    let node = &mut root.table_mut().unwrap()["x"].node;
    let number = RawNumber::read(node, &mut findings);
    assert_eq!(findings.len(), 5, "{findings:?}");
    let Form::Table { entries, .. } = number.form else {
        panic!("not a table")
    };
    assert_eq!(entries["a"].form, Form::Series(vec![Some(1.0), None, None]));
    assert_eq!(entries["b"].form, Form::Refused);
    assert_eq!(entries["c"].form, Form::Constant(3.0));
    assert_eq!(number.meta.unwrap().step, None);
}
