//! Tables as CSV: comma, quotes where needed, `.` as the decimal mark, one line per row.

use super::table::{Cell, Table};
use super::{Format, Output, Report, printable};

/// CSV, a file for each table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Csv;

impl Format for Csv {
    fn outputs(&self, report: &Report<'_>) -> Vec<Output> {
        report
            .tables()
            .iter()
            .map(|table| Output {
                name: format!("{}.csv", table.id),
                bytes: bytes(table),
            })
            .collect()
    }
}

/// A table as CSV.
///
/// # Panics
///
/// Never: writing to memory cannot fail.
#[must_use]
pub fn bytes(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(&table.columns)
        .expect("memory takes a record");
    for row in &table.rows {
        writer
            .write_record(row.iter().map(field))
            .expect("memory takes a record");
    }
    writer.into_inner().expect("memory takes what is buffered")
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => neutral(&printable_lines(text)),
        Cell::Number(value) => number(*value),
        Cell::Amount { value, places } => {
            let text = format!("{value:.*}", usize::from(*places));
            let is_nothing = text.bytes().all(|b| b"-0.".contains(&b));
            text.strip_prefix('-')
                .filter(|_| is_nothing)
                .unwrap_or(&text)
                .to_owned()
        }
        Cell::Empty => String::new(),
    }
}

/// A text in which nothing moves a cursor or changes colours where the file is shown on a terminal; its lines stay lines.
fn printable_lines(text: &str) -> String {
    let is_kept = |c: char| matches!(c, '\n' | '\r' | '\t');
    let pieces = text.split_inclusive(is_kept).map(|piece| {
        let line = piece.trim_end_matches(is_kept);
        let end = &piece[line.len()..];
        format!("{}{end}", printable(line))
    });
    pieces.collect()
}

/// A number with up to twelve significant digits: more than any estimate has, fewer than show how floats round.
fn number(value: f64) -> String {
    let rounded = format!("{value:.11e}").parse::<f64>();
    // Adding zero makes -0.0 the same as 0.0.
    rounded.map_or_else(|_| value.to_string(), |rounded| (rounded + 0.0).to_string())
}

/// How a formula may begin: the last four are the full-width `=`, `+`, `-` and `@`.
const STARTS: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// A text that no spreadsheet takes for a formula: it gets a leading apostrophe if it begins like one.
///
/// The first characters are those that OWASP lists for CSV injection. Tabs and carriage returns count, since
/// spreadsheets skip them, and so do the full-width forms, which some spreadsheets take for the plain ones.
///
/// ```
/// use foresell::report::csv::neutral;
/// assert_eq!(neutral("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
/// assert_eq!(neutral("Acme"), "Acme");
/// ```
#[must_use]
pub fn neutral(text: &str) -> String {
    if text.starts_with(STARTS) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_cell_moves_the_cursor_and_lines_stay() {
        let shown = |text: &str| field(&Cell::text(text));
        assert_eq!(shown("Dana\u{1b}[2J"), "Dana\\u{1b}[2J");
        assert_eq!(shown("call\nthe bank\tat once"), "call\nthe bank\tat once");
    }

    #[test]
    fn texts_are_neutral_and_numbers_stay_numbers() {
        let mut table = Table::new("t", &["name", "value", "amount"]);
        table.push(vec![
            Cell::text("=1+1"),
            Cell::Number(-2.5),
            Cell::Amount {
                value: -3.0,
                places: 2,
            },
        ]);
        table.push(vec![
            Cell::text("a, \"b\""),
            Cell::Number(0.1 + 0.2),
            Cell::Empty,
        ]);
        let text = String::from_utf8(bytes(&table)).unwrap();
        assert_eq!(
            text,
            "name,value,amount\n'=1+1,-2.5,-3.00\n\"a, \"\"b\"\"\",0.3,\n"
        );
    }

    #[test]
    fn nothing_has_no_sign() {
        let mut table = Table::new("t", &["value", "amount"]);
        let amount = |value| Cell::Amount { value, places: 2 };
        table.push(vec![Cell::Number(-0.0), amount(-0.004)]);
        table.push(vec![Cell::Number(-0.001), amount(-0.006)]);
        let text = String::from_utf8(bytes(&table)).unwrap();
        assert_eq!(text, "value,amount\n0,0.00\n-0.001,-0.01\n");
    }

    #[test]
    fn every_start_of_a_formula_is_neutral() {
        for start in [
            "=", "+", "-", "@", "\t", "\r", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}",
        ] {
            assert!(
                neutral(&format!("{start}cmd")).starts_with('\''),
                "{start:?}"
            );
        }
    }
}
