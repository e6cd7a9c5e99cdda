//! `--tables` and `--draws`: what stands in the CSV files, typed, and every future by itself.

use std::fs::{self, File};
use std::path::Path;

use parquet::basic::Type;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

use crate::{Plan, entries, expect_code, saas};

fn open(path: &Path) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(path).unwrap()).unwrap()
}

pub(crate) fn rows(path: &Path) -> Vec<Vec<(String, Field)>> {
    let rows = open(path).into_iter();
    rows.map(|row| row.unwrap().into_columns()).collect()
}

/// A line of a CSV file without quoted line breaks.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

/// Whether a value is what the CSV file says of it, which has twelve digits, or the digits of the currency.
fn is_same(field: &Field, cell: &str) -> bool {
    match field {
        Field::Null => cell.is_empty(),
        Field::Str(text) => cell == text || cell == format!("'{text}"),
        Field::Long(count) => cell == count.to_string(),
        Field::Double(value) => {
            let said: f64 = cell.parse().unwrap();
            let decimals = cell
                .split_once('.')
                .map_or(0, |(_, decimals)| decimals.len());
            // The shipped scenario counts in dollars and cents.
            let rounding = if decimals == 2 { 0.005 } else { 0.0 };
            (value - said).abs() <= (rounding + 1e-11 * value.abs()) * (1.0 + 1e-12)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn parquet_says_what_csv_says() {
    let plan = Plan::new();
    let run = [
        "run",
        &saas("scenario.toml"),
        "--trials",
        "20",
        "-o",
        "out",
        "--tables",
    ];
    expect_code(&plan.run(&[&run[..], &["both"]].concat()), 0);
    let out = plan.path("out");
    let tables: Vec<String> = entries(&out)
        .iter()
        .filter_map(|n| Some(n.strip_suffix(".csv")?.to_owned()))
        .collect();
    assert!(tables.len() >= 13, "{tables:?}");
    let (mut n_numbers, mut n_cells) = (0, 0);
    for table in &tables {
        let csv = fs::read_to_string(out.join(format!("{table}.csv"))).unwrap();
        let mut lines = csv.lines().map(cells);
        let header = lines.next().unwrap();
        let file = out.join(format!("{table}.parquet"));
        let schema = open(&file);
        let schema = schema
            .metadata()
            .file_metadata()
            .schema_descr()
            .columns()
            .to_vec();
        assert_eq!(
            schema
                .iter()
                .map(|c| c.name().to_owned())
                .collect::<Vec<_>>(),
            header,
            "{table}"
        );
        let rows = rows(&file);
        let lines: Vec<_> = lines.collect();
        assert_eq!(rows.len(), lines.len(), "{table}");
        for (row, line) in rows.iter().zip(&lines) {
            for ((name, field), cell) in row.iter().zip(line) {
                assert!(
                    is_same(field, cell),
                    "{table}.{name}: {field:?} is not {cell:?}"
                );
                n_numbers += usize::from(matches!(field, Field::Double(_)));
                n_cells += 1;
            }
        }
    }
    assert!(
        n_numbers > 10_000 && n_cells > n_numbers,
        "{n_numbers} of {n_cells}"
    );
    // The comparison can fail.
    assert!(!is_same(&Field::Double(1.02), "1.01") && !is_same(&Field::Double(1.0), "1.000001"));
    expect_code(&plan.run(&[&run[..], &["parquet", "--force"]].concat()), 0);
    assert!(!entries(&out).iter().any(|name| name.ends_with(".csv")));
    expect_code(&plan.run(&[&run[..], &["csv", "--force"]].concat()), 0);
    assert!(!entries(&out).iter().any(|name| name.ends_with(".parquet")));
}

#[test]
fn columns_have_a_type_and_a_file_knows_its_run() {
    let plan = Plan::new();
    let args = [
        "run",
        "plan.toml",
        "--trials",
        "8",
        "--first-trial",
        "5",
        "-o",
        "out",
        "--tables",
        "parquet",
        "--draws",
    ];
    expect_code(&plan.run(&args), 0);
    let types = |file: &str| -> Vec<(String, Type)> {
        let reader = open(&plan.path("out").join(file));
        let columns = reader
            .metadata()
            .file_metadata()
            .schema_descr()
            .columns()
            .to_vec();
        columns
            .iter()
            .map(|c| (c.name().to_owned(), c.physical_type()))
            .collect()
    };
    let has = |file: &str, name: &str, kind: Type| types(file).contains(&(name.to_owned(), kind));
    assert!(has("kpis.parquet", "trials", Type::INT64));
    assert!(has("kpis.parquet", "mean", Type::DOUBLE));
    assert!(has("kpis.parquet", "unit", Type::BYTE_ARRAY));
    assert!(
        has("reps.parquet", "territory", Type::BYTE_ARRAY),
        "no seat has a territory"
    );
    assert!(has("draws/company-by-month.parquet", "trial", Type::INT64));
    assert!(has("draws/company-by-month.parquet", "wins", Type::INT64));
    assert!(has(
        "draws/company-by-month.parquet",
        "bookings",
        Type::DOUBLE
    ));
    let about = |file: &str| -> serde_json::Value {
        let reader = open(&plan.path("out/draws").join(file));
        let about = reader.metadata().file_metadata().key_value_metadata();
        serde_json::from_str(about.unwrap()[0].value.as_ref().unwrap()).unwrap()
    };
    let company = about("company-by-month.parquet");
    assert_eq!(
        (&company["kind"], &company["run"]["first_trial"]),
        (&"draws".into(), &5.into())
    );
    let unit = |about: &serde_json::Value, column: &str| about["columns"][column]["unit"].clone();
    assert_eq!(unit(&company, "bookings"), "USD");
    assert_eq!(unit(&company, "headcount"), "people");
    assert_eq!(
        unit(&about("seat-by-year.parquet"), "headcount"),
        "person-months"
    );
    assert_eq!(company["columns"]["bookings"]["decimals"], 2);
}

#[test]
fn single_futures_add_up_to_the_tables() {
    let plan = Plan::new();
    let args = [
        "run",
        "plan.toml",
        "--trials",
        "40",
        "-o",
        "out",
        "--tables",
        "parquet",
        "--draws",
    ];
    expect_code(&plan.run(&args), 0);
    let get = |row: &[(String, Field)], name: &str| {
        row.iter().find(|(n, _)| n == name).unwrap().1.clone()
    };
    let number = |field: Field| match field {
        Field::Double(value) => value,
        Field::Long(count) => f64::from(i32::try_from(count).unwrap()),
        other => panic!("{other:?}"),
    };
    let draws = rows(&plan.path("out/draws/company-by-month.parquet"));
    assert_eq!(draws.len(), 40 * 12);
    let monthly = rows(&plan.path("out/monthly.parquet"));
    for measure in ["bookings", "wins", "leads", "headcount"] {
        for month in ["2027-01", "2027-07", "2027-12"] {
            let of_month = draws
                .iter()
                .filter(|row| get(row, "period") == Field::Str(month.into()));
            let mean = of_month.map(|row| number(get(row, measure))).sum::<f64>() / 40.0;
            let is_it = |row: &&Vec<(String, Field)>| {
                get(row, "period") == Field::Str(month.into())
                    && get(row, "measure") == Field::Str(measure.into())
            };
            let said = number(get(monthly.iter().find(is_it).unwrap(), "mean"));
            assert!(
                (said - mean).abs() <= 1e-9 * mean.abs(),
                "{measure} of {month}: {said}, {mean}"
            );
        }
    }
}
