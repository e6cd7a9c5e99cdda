//! Reading a number out of the tree: every slip is a finding, and the tree is left so that what is sound can be used.

use indexmap::IndexMap;

use super::{Dimension, Form, META, Meta, OTHER, RawNumber, VALUE, is_note};
use crate::scenario::codes::Code;
use crate::scenario::finding::Findings;
use crate::scenario::nearest::{did_you_mean, nearest};
use crate::scenario::node::{Entry, Node, Value};
use crate::scenario::raw_law::{law_names, listed, not_a_number, quantile_help, read_law};

/// Reads a number; `above` are the dimensions of the tables around it.
pub(super) fn read(node: &mut Node, above: &[Dimension], findings: &mut Findings) -> RawNumber {
    let has_notes = node
        .table()
        .is_some_and(|table| table.keys().any(|key| is_note(key)));
    let number = if has_notes {
        read_noted(node, above, findings)
    } else {
        read_plain(node, above, findings).map(|form| RawNumber { form, meta: None })
    };
    number.unwrap_or_else(|| {
        node.value = Value::Refused;
        RawNumber {
            form: Form::Refused,
            meta: None,
        }
    })
}

/// A number without notes; `None` if nothing of it can be used.
fn read_plain(node: &mut Node, above: &[Dimension], findings: &mut Findings) -> Option<Form> {
    match &node.value {
        Value::Integer(_) | Value::Float(_) => node.value.number().map(Form::Constant),
        Value::Array(_) => read_series(node, findings),
        Value::Table(_) => read_form(node, above, findings),
        _ => not_a_number(
            node,
            "a number, a series, a table or a distribution",
            findings,
        ),
    }
}

/// A number by month; a month that is none is refused by itself.
fn read_series(node: &mut Node, findings: &mut Findings) -> Option<Form> {
    let Value::Array(nodes) = &mut node.value else {
        return None;
    };
    if nodes.is_empty() {
        let message = "the list is empty, expected at least one number";
        findings.add(Code::WrongLength, node.place.clone(), message);
        return None;
    }
    let mut read = |node: &mut Node| {
        let number = node.value.number();
        if number.is_none() {
            not_a_number::<f64>(node, "a number", findings);
            node.value = Value::Refused;
        }
        number
    };
    Some(Form::Series(nodes.iter_mut().map(&mut read).collect()))
}

fn is_form(key: &str) -> bool {
    Dimension::of_key(key).is_some() || law_names().any(|law| law == key)
}

fn form_keys() -> impl Iterator<Item = &'static str> {
    Dimension::ALL
        .into_iter()
        .map(Dimension::key)
        .chain(law_names())
}

/// A table that is a number by exactly one key: a dimension or a distribution.
fn read_form(node: &mut Node, above: &[Dimension], findings: &mut Findings) -> Option<Form> {
    let place = node.place.clone();
    let table = node.table_mut()?;
    let mut sound = true;
    for (key, entry) in table.iter().filter(|(key, _)| !is_form(key)) {
        let finding = findings.add(
            Code::UnknownKey,
            entry.key.clone(),
            format!("a number has no form `{key}`"),
        );
        finding.help = form_help(key);
        sound = false;
    }
    if table.len() != 1 && sound {
        let names: Vec<_> = table.keys().map(String::as_str).collect();
        let message = format!(
            "exactly one form of a number is expected, found {}",
            listed(&names)
        );
        findings.add(Code::OneOf, place, message).help =
            "a table by two keys is nested: by-segment entries may be by-role tables".into();
        sound = false;
    }
    let (key, entry) = table.first_mut().filter(|_| sound)?;
    match Dimension::of_key(key) {
        Some(by) => read_table(by, entry, above, findings),
        None => read_law(key, &entry.node, findings).map(Form::Law),
    }
}

fn form_help(key: &str) -> String {
    let quantiles = quantile_help(key);
    if !quantiles.is_empty() {
        return quantiles.to_owned();
    }
    let near = nearest(key, form_keys().chain([VALUE]).chain(META));
    near.map_or_else(
        || "a number is a constant, a list by month, a table such as by-segment, or a distribution such as normal".into(),
        |near| format!("did you mean `{near}`?"),
    )
}

fn read_table(
    by: Dimension,
    table: &mut Entry,
    above: &[Dimension],
    findings: &mut Findings,
) -> Option<Form> {
    if above.contains(&by) {
        let message = format!("`{}` stands inside of another `{}`", by.key(), by.key());
        findings.add(Code::NumberForm, table.key.clone(), message);
        return None;
    }
    let place = table.node.place.clone();
    let Some(rows) = table.node.table_mut() else {
        return not_a_number(
            &table.node,
            &format!("a table of numbers by {by}"),
            findings,
        );
    };
    if rows.is_empty() {
        let message = format!("the table by {by} is empty, expected at least one entry");
        findings.add(Code::WrongLength, place, message);
        return None;
    }
    let within: Vec<_> = above.iter().copied().chain([by]).collect();
    let mut entries: IndexMap<String, RawNumber> = rows
        .iter_mut()
        .map(|(id, entry)| (id.clone(), read(&mut entry.node, &within, findings)))
        .collect();
    let other = entries.shift_remove(OTHER).map(Box::new);
    Some(Form::Table { by, entries, other })
}

/// A number with notes: `{ value = ..., owner = ... }`. A note that cannot be used is left out.
fn read_noted(node: &mut Node, above: &[Dimension], findings: &mut Findings) -> Option<RawNumber> {
    let place = node.place.clone();
    let before = findings.len();
    let table = node.table_mut()?;
    for (key, entry) in table.iter().filter(|(key, _)| !is_note(key)) {
        if is_form(key) {
            let finding = findings.add(
                Code::NumberForm,
                entry.key.clone(),
                format!("`{key}` stands beside notes"),
            );
            finding.help = format!("write value = {{ {key} = ... }}");
        } else {
            let finding = findings.add(
                Code::UnknownKey,
                entry.key.clone(),
                format!("a number has no `{key}`"),
            );
            finding.help = did_you_mean(key, [VALUE].into_iter().chain(META));
        }
    }
    table.retain(|key, _| is_note(key));
    let meta = read_meta(table, findings);
    let Some(value) = table.get_mut(VALUE) else {
        if findings.len() == before {
            findings.add(
                Code::MissingKey,
                place,
                "notes without a number: `value` is missing",
            );
        }
        return None;
    };
    let number = read(&mut value.node, above, findings);
    if number.meta.is_some() {
        findings
            .add(
                Code::NumberForm,
                value.node.place.clone(),
                "`value` has notes of its own",
            )
            .help = "write all notes in one table".into();
        let inner = value.node.table_mut()?.shift_remove(VALUE)?;
        value.node = inner.node;
    }
    Some(RawNumber {
        form: number.form,
        meta: Some(Box::new(meta)),
    })
}

fn read_meta(table: &mut IndexMap<String, Entry>, findings: &mut Findings) -> Meta {
    Meta {
        owner: note(table, "owner", read_text, findings),
        source: note(table, "source", read_text, findings),
        note: note(table, "note", read_text, findings),
        unit: note(table, "unit", read_text, findings),
        range: note(table, "range", read_range, findings),
        step: note(table, "step", read_step, findings),
        assumed: note(table, "assumed", read_boolean, findings).unwrap_or(false),
    }
}

/// A note; one that cannot be used is taken out of the table.
fn note<T>(
    table: &mut IndexMap<String, Entry>,
    key: &str,
    read: fn(&Node, &mut Findings) -> Option<T>,
    findings: &mut Findings,
) -> Option<T> {
    let found = read(&table.get(key)?.node, findings);
    if found.is_none() {
        table.shift_remove(key);
    }
    found
}

fn read_text(node: &Node, findings: &mut Findings) -> Option<String> {
    node.text()
        .map(str::to_owned)
        .or_else(|| not_a_number(node, "text", findings))
}

fn read_boolean(node: &Node, findings: &mut Findings) -> Option<bool> {
    match node.value {
        Value::Boolean(truth) => Some(truth),
        _ => not_a_number(node, "true or false", findings),
    }
}

fn read_range(node: &Node, findings: &mut Findings) -> Option<[f64; 2]> {
    let ends = crate::scenario::raw_law::read_numbers(node, findings)?;
    let Ok([low, high]) = <[f64; 2]>::try_from(ends.as_slice()) else {
        let message = "a range is two numbers: lowest and highest";
        findings.add(Code::WrongLength, node.place.clone(), message);
        return None;
    };
    if low > high {
        findings.add(
            Code::OutOfRange,
            node.place.clone(),
            format!("the range ends at {high} before it starts at {low}"),
        );
        return None;
    }
    Some([low, high])
}

fn read_step(node: &Node, findings: &mut Findings) -> Option<f64> {
    let step = node
        .value
        .number()
        .or_else(|| not_a_number(node, "a number", findings))?;
    if step <= 0.0 {
        findings.add(
            Code::OutOfRange,
            node.place.clone(),
            format!("the step is {step}, expected a number above 0"),
        );
        return None;
    }
    Some(step)
}
