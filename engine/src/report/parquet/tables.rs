//! The tables of a report as Parquet.

use serde_json::Value;

use super::super::table::{Cell, Table};
use super::super::{Format, Output, Report};
use super::about;
use super::columns::{Column, Kind, Values, write};

/// Columns of names and labels. A column without any value cannot show what it would hold, and has to have the same
/// type in every run.
const TEXTS: [&str; 43] = [
    "actual",
    "alert",
    "assumed",
    "bound",
    "certainty",
    "complete",
    "counted-from",
    "counted-until",
    "cut",
    "direction",
    "formula",
    "kpi",
    "layer",
    "line",
    "manager",
    "measure",
    "member",
    "month",
    "name",
    "nine-in-ten",
    "note",
    "of",
    "owner",
    "past",
    "path",
    "period",
    "plan",
    "quarter",
    "quota-unit",
    "region",
    "rep",
    "role",
    "seat",
    "segment",
    "side",
    "source",
    "stage",
    "state",
    "territory",
    "title",
    "unit",
    "value",
    "year",
];

/// Columns of counts.
const COUNTS: [&str; 1] = ["trials"];

/// Parquet, a file for each table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parquet;

impl Format for Parquet {
    fn outputs(&self, report: &Report<'_>) -> Vec<Output> {
        let output = |table: &Table| Output {
            name: format!("{}.parquet", table.id),
            bytes: bytes(table, &about(report, "table", table.id)),
        };
        report.tables().iter().map(output).collect()
    }
}

/// A table as Parquet.
pub(super) fn bytes(table: &Table, about: &Value) -> Vec<u8> {
    let columns: Vec<Column> = (0..table.columns.len())
        .map(|ix| Column {
            name: table.columns[ix].to_owned(),
            kind: kind(table, ix),
            required: false,
        })
        .collect();
    let mut bytes = Vec::new();
    // A file without a group of rows is sound; a group without rows is not.
    let n_groups = usize::from(!table.rows.is_empty());
    write(&mut bytes, &columns, about, n_groups, &|_, ix| {
        values(table, ix, columns[ix].kind)
    })
    .expect("memory takes a table");
    bytes
}

/// What a column holds: texts if there is one or the name says so.
fn kind(table: &Table, column: usize) -> Kind {
    let name = table.columns[column];
    let is_text = |row: &Vec<Cell>| matches!(row[column], Cell::Text(_));
    if TEXTS.contains(&name) || table.rows.iter().any(is_text) {
        Kind::Text
    } else if COUNTS.contains(&name) {
        Kind::Whole
    } else {
        Kind::Real
    }
}

fn values(table: &Table, column: usize, kind: Kind) -> Values {
    let cells = table.rows.iter().map(|row| &row[column]);
    match kind {
        Kind::Text => Values::Text(
            cells
                .map(|cell| text(cell).map(|t| t.as_str().into()))
                .collect(),
        ),
        #[expect(clippy::cast_possible_truncation, reason = "a count is a whole number")]
        Kind::Whole => Values::Whole(cells.map(|cell| number(cell).map(|n| n as i64)).collect()),
        Kind::Real => Values::Real(cells.map(number).collect()),
    }
}

fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        other => number(other).map(|number| number.to_string()),
    }
}

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(value) | Cell::Amount { value, .. } => Some(*value),
        Cell::Text(_) | Cell::Empty => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;
    use std::fs::File;
    use std::io::Write as _;

    fn reader(bytes: &[u8]) -> SerializedFileReader<File> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    fn read(bytes: &[u8]) -> (Vec<Vec<(String, Field)>>, String) {
        let reader = reader(bytes);
        let metadata = reader.metadata().file_metadata();
        let about = metadata.key_value_metadata().unwrap();
        let about = about.iter().find(|entry| entry.key == "foresell").unwrap();
        let about = about.value.clone().unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        let row = |row: Result<parquet::record::Row, _>| row.unwrap().into_columns();
        (rows.map(row).collect(), about)
    }

    #[test]
    fn cells_keep_their_type_and_every_bit() {
        let mut table = Table::new("t", &["name", "value", "mean", "trials", "pay"]);
        let amount = Cell::Amount {
            value: 1234.56,
            places: 2,
        };
        table.push(vec![
            Cell::text("=1+1"),
            Cell::Empty,
            Cell::Number(0.1 + 0.2),
            Cell::Number(10_000.0),
            amount,
        ]);
        table.push(vec![
            Cell::Empty,
            Cell::text("x"),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ]);
        let (rows, about) = read(&bytes(&table, &serde_json::json!({ "kind": "table" })));
        assert_eq!(about, r#"{"kind":"table"}"#);
        let values = |row: usize| rows[row].iter().map(|(_, f)| f.clone()).collect::<Vec<_>>();
        let expected = [
            Field::Str("=1+1".into()),
            Field::Null,
            Field::Double(0.1 + 0.2),
            Field::Long(10_000),
            Field::Double(1234.56),
        ];
        assert_eq!(values(0), expected);
        let text = Field::Str("x".into());
        assert_eq!(
            values(1),
            [Field::Null, text, Field::Null, Field::Null, Field::Null]
        );
    }

    #[test]
    fn a_table_without_rows_still_has_its_columns() {
        let empty = bytes(&Table::new("t", &["name", "mean"]), &serde_json::json!({}));
        let reader = reader(&empty);
        let schema = reader.metadata().file_metadata().schema_descr();
        let names: Vec<_> = schema
            .columns()
            .iter()
            .map(|c| c.name().to_owned())
            .collect();
        assert_eq!(names, ["name", "mean"]);
    }

    #[test]
    fn every_column_of_texts_is_known_by_name() {
        use crate::kernel::stream::Seed;
        use crate::model::simulate::{Unwatched, simulate};
        use crate::report::{Run, Subject};
        use crate::scenario::{Disk, load};
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        // With alerts, so that their table is among them.
        let alerts = root.join("../scenarios/saas/what-if/alerts.toml");
        let scenario = load(&Disk, &[alerts]).unwrap();
        let results = simulate(&scenario.model, Seed(1), 0..2, None, &Unwatched);
        let results = results.unwrap().results;
        let run = Run {
            requested: 2,
            complete: true,
            precision: None,
            command: Vec::new(),
        };
        for table in Report::build(Subject::from(&scenario), &results, run).tables() {
            for (ix, name) in table.columns.iter().enumerate() {
                let is_text = TEXTS.contains(name);
                assert_eq!(
                    kind(&table, ix) == Kind::Text,
                    is_text,
                    "{}, {name}",
                    table.id
                );
                let strays = |row: &&Vec<Cell>| {
                    matches!(row[ix], Cell::Number(_) | Cell::Amount { .. }) == is_text
                        && row[ix] != Cell::Empty
                };
                assert_eq!(table.rows.iter().find(strays), None, "{}, {name}", table.id);
            }
        }
    }
}
