//! Columns of values into a Parquet file.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use serde_json::Value;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names and labels.
    Text,
    /// Counts.
    Whole,
    /// Amounts, shares and averages.
    Real,
}

/// A column of a file.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Whether every row has a value.
    pub(super) required: bool,
}

/// Values of some rows of a column; those that are `None` are null.
#[derive(Debug)]
pub(super) enum Values {
    Text(Vec<Option<ByteArray>>),
    Whole(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
}

/// Writes a file.
///
/// * `about`: what the file says about itself
/// * `n_groups`: groups of rows that are written one after another, so that not all rows are in memory at once
/// * `values`: of a group and a column, by their indices
pub(super) fn write<W: Write + Send>(
    out: W,
    columns: &[Column],
    about: &Value,
    n_groups: usize,
    values: &dyn Fn(usize, usize) -> Values,
) -> io::Result<()> {
    let written = || -> Result<(), ParquetError> {
        let schema = Arc::new(schema(columns)?);
        let key_values = vec![KeyValue::new("foresell".to_owned(), about.to_string())];
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(key_values))
            .build();
        let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        for group in 0..n_groups {
            let mut rows = file.next_row_group()?;
            for (ix, column) in columns.iter().enumerate() {
                let writer = rows.next_column()?;
                let writer = writer.expect("the schema has a column for each column");
                put(writer, values(group, ix), column.required)?;
            }
            rows.close()?;
        }
        file.close()?;
        Ok(())
    };
    written().map_err(|error| match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    })
}

fn schema(columns: &[Column]) -> Result<Type, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Whole => (Physical::INT64, None),
            Kind::Real => (Physical::DOUBLE, None),
        };
        let repetition = if column.required {
            Repetition::REQUIRED
        } else {
            Repetition::OPTIONAL
        };
        Type::primitive_type_builder(&column.name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()
            .map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    Type::group_type_builder("foresell")
        .with_fields(fields)
        .build()
}

fn put(
    mut writer: SerializedColumnWriter<'_>,
    values: Values,
    required: bool,
) -> Result<(), ParquetError> {
    match values {
        Values::Text(values) => {
            let (levels, values) = levels(values);
            let levels = (!required).then_some(levels.as_slice());
            writer
                .typed::<ByteArrayType>()
                .write_batch(&values, levels, None)?;
        }
        Values::Whole(values) => {
            let (levels, values) = levels(values);
            let levels = (!required).then_some(levels.as_slice());
            writer
                .typed::<Int64Type>()
                .write_batch(&values, levels, None)?;
        }
        Values::Real(values) => {
            let (levels, values) = levels(values);
            let levels = (!required).then_some(levels.as_slice());
            writer
                .typed::<DoubleType>()
                .write_batch(&values, levels, None)?;
        }
    }
    writer.close()
}

/// 1 for each row that has a value, 0 for the others; and the values.
fn levels<T>(values: Vec<Option<T>>) -> (Vec<i16>, Vec<T>) {
    let levels = values
        .iter()
        .map(|value| i16::from(value.is_some()))
        .collect();
    (levels, values.into_iter().flatten().collect())
}
