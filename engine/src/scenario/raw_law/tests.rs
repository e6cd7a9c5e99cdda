use super::parameters::{Kind, LAWS, Parameter};
use super::*;
use crate::kernel::law::Law;
use crate::scenario::document::tests::parsed;
use crate::scenario::{Code, Findings, Form, RawNumber};

fn read(text: &str) -> Result<RawLaw, Vec<(Code, String)>> {
    let (sources, mut root) = parsed(&format!("x = {text}"));
    let mut findings = Findings::new();
    let node = &mut root.table_mut().unwrap()["x"].node;
    let number = RawNumber::read(node, &mut findings);
    let found = || {
        findings
            .clone()
            .into_sorted()
            .into_iter()
            .map(|f| (f.code, sources.snippet(&f.at).to_owned()))
            .collect()
    };
    match number.form {
        Form::Law(law) => Ok(law),
        _ => Err(found()),
    }
}

#[test]
fn every_distribution_of_the_table_is_read() {
    for (name, parameters) in LAWS {
        let value = |p: &Parameter| {
            if p.kind == Kind::Number {
                "1"
            } else {
                "[1, 2.5]"
            }
        };
        let written: Vec<_> = parameters
            .iter()
            .map(|p| format!("{} = {}", p.name, value(p)))
            .collect();
        let text = format!("{{ {name} = {{ {} }} }}", written.join(", "));
        assert!(read(&text).is_ok(), "{text}: {:?}", read(&text));
    }
    let discrete = RawLaw::Discrete {
        values: vec![1.0],
        weights: None,
    };
    assert_eq!(read("{ discrete = { values = [1] } }"), Ok(discrete));
}

#[test]
fn impossible_parameters_are_found_where_they_are_written() {
    for (text, error, at) in [
        (
            "{ normal = { mean = 1, sd = -2 } }",
            Law::normal(1.0, -2.0),
            "-2",
        ),
        (
            "{ value = { gamma = { mean = 1, cv = -2 } }, note = 'n' }",
            Law::gamma(1.0, -2.0),
            "-2",
        ),
        (
            "{ uniform = { low = 3, high = 1 } }",
            Law::uniform(3.0, 1.0),
            "{ low = 3, high = 1 }",
        ),
        (
            "{ discrete = { values = [1, 2], weights = [1, -1] } }",
            Law::discrete(&[1.0, 2.0], &[1.0, -1.0]),
            "-1",
        ),
        (
            "{ discrete = { values = [1, 2], weights = [0, 0] } }",
            Law::discrete(&[1.0, 2.0], &[0.0, 0.0]),
            "[0, 0]",
        ),
        (
            "{ discrete = { values = [1, 2], weights = [1] } }",
            Law::discrete(&[1.0, 2.0], &[1.0]),
            "[1]",
        ),
        (
            "{ pareto-tail = { mean = 1, cv = 1, from-quantile = 2, alpha = 2 } }",
            Law::pareto_tail(1.0, 1.0, 2.0, 2.0),
            "2",
        ),
        (
            "{ quantiles = { p10 = 1, p50 = 1.1, p90 = 9 } }",
            Law::quantiles(1.0, 1.1, 9.0),
            "1.1",
        ),
    ] {
        let (sources, root) = parsed(&format!("x = {text}"));
        let node = root.get(&"x".into()).unwrap();
        let error = in_words_of_the_file(error.unwrap_err());
        assert_eq!(sources.snippet(culprit(node, &error)), at, "{text}");
    }
}

#[test]
fn every_slip_is_found_where_it_is() {
    for (text, code, at) in [
        ("\"3\"", Code::WrongType, "\"3\""),
        (
            "{ nomal = { mean = 1, sd = 2 } }",
            Code::UnknownKey,
            "nomal",
        ),
        (
            "{ normal = { mean = 1 } }",
            Code::MissingKey,
            "{ mean = 1 }",
        ),
        (
            "{ normal = { mean = 1, sd = 2, cv = 3 } }",
            Code::UnknownKey,
            "cv",
        ),
        (
            "{ normal = { mean = 1, sd = true } }",
            Code::WrongType,
            "true",
        ),
        ("{ normal = { p50 = 1 } }", Code::UnknownKey, "p50"),
        ("{ normal = 3 }", Code::WrongType, "3"),
        ("{}", Code::OneOf, "{}"),
        ("{ discrete = { values = [] } }", Code::WrongLength, "[]"),
        (
            "{ discrete = { values = [1, 'a'] } }",
            Code::WrongType,
            "'a'",
        ),
    ] {
        assert_eq!(read(text), Err(vec![(code, at.to_owned())]), "{text}");
    }
    let two = "{ normal = { mean = 1, sd = 2 }, exponential = { mean = 2 } }";
    assert_eq!(read(two), Err(vec![(Code::OneOf, two.to_owned())]));
}
