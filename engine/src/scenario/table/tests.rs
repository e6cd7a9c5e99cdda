use super::*;
use crate::scenario::Memory;

const COLUMNS: [Column; 4] = [
    Column::required("seat"),
    Column::required("role"),
    Column::optional("quota"),
    Column::optional("start"),
];

const MOST_ROWS: usize = 100;

fn open(bytes: impl Into<Vec<u8>>) -> (Option<Table>, Findings, Sources) {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let scenario = sources.add("a.toml".into(), "seats = \"seats.csv\"".into());
    let files = Memory::new().with("seats.csv", bytes);
    let at = Place::new(scenario, 8..19);
    let table = Table::open(
        &files,
        Path::new("seats.csv"),
        &at,
        &mut sources,
        &COLUMNS,
        MOST_ROWS,
        &mut findings,
    );
    (table, findings, sources)
}

fn found(findings: Findings, sources: &Sources) -> Vec<(Code, String)> {
    findings
        .into_sorted()
        .into_iter()
        .map(|f| (f.code, sources.snippet(&f.at).to_owned()))
        .collect()
}

#[test]
fn cells_are_read_with_their_types() {
    let (table, mut findings, _) =
        open("\u{feff}role, seat,quota,start\nae,\"a-1\",1e5,2027-03\n,,,\nsdr,a-2,,\n");
    let table = table.unwrap();
    let rows: Vec<_> = table.rows().collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].text("seat", &mut findings), Some("a-1"));
    assert_eq!(rows[0].number("quota", &mut findings), Some(1e5));
    assert_eq!(
        rows[0].month("start", &mut findings),
        "2027-03".parse().ok()
    );
    assert_eq!(rows[1].optional_number("quota", &mut findings), None);
    assert_eq!(rows[1].optional_month("start", &mut findings), None);
    assert_eq!(rows[1].optional_text("start"), None);
    table.check_unique("seat", &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn slips_in_the_form_are_found_where_they_are() {
    for (text, expected) in [
        ("", vec![(Code::TableEmpty, "")]),
        ("seat,role\n", vec![(Code::TableEmpty, "seat,role")]),
        ("seat,role\n,\n", vec![(Code::TableEmpty, "seat,role")]),
        ("seat,rolle\na,b\n", vec![(Code::UnknownColumn, "rolle")]),
        ("seat,role,x\na,b,c\n", vec![(Code::UnknownColumn, "x")]),
        (
            "seat,quota\na,1\n",
            vec![(Code::MissingColumn, "seat,quota")],
        ),
        ("seat;role\na;b\n", vec![(Code::UnknownColumn, "seat;role")]),
        ("seat,role,seat\na,b,c\n", vec![(Code::ColumnTwice, "seat")]),
        (
            "seat,role\na,b,c\nd,e\nf\n",
            vec![(Code::CellCount, "a,b,c"), (Code::CellCount, "f")],
        ),
        (
            "seat,role\na,b\nc,\"d\ne,f\n",
            vec![(Code::QuoteOpen, "\"")],
        ),
    ] {
        let (_, findings, sources) = open(text);
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(code, at)| (code, at.to_owned()))
            .collect();
        assert_eq!(found(findings, &sources), expected, "{text}");
    }
}

#[test]
fn slips_in_cells_are_found_where_they_are() {
    let (table, mut findings, sources) =
        open("seat,role,quota,start\na,,\"$1,000\",1/2027\nb,x,nan,2027-13\n");
    let table = table.unwrap();
    for row in table.rows() {
        assert!(row.text("role", &mut findings) != Some("ae"));
        assert!(row.number("quota", &mut findings).is_none());
        assert!(row.month("start", &mut findings).is_none());
    }
    let expected = [
        (Code::CellEmpty, ""),
        (Code::CellNotNumber, "\"$1,000\""),
        (Code::CellNotTime, "1/2027"),
        (Code::CellNotNumber, "nan"),
        (Code::CellNotTime, "2027-13"),
    ];
    assert_eq!(
        found(findings, &sources),
        expected.map(|(code, at)| (code, at.to_owned()))
    );
}

#[test]
fn a_number_that_is_none_or_infinite_has_a_way_out() {
    let (table, mut findings, _) =
        open("seat,role,quota\na,b,nan\na,b,inf\na,b,-Infinity\na,b,1e999\n");
    let read = table.unwrap();
    for row in read.rows() {
        assert!(row.number("quota", &mut findings).is_none());
    }
    let findings: Vec<_> = findings.into_iter().collect();
    assert_eq!(findings.len(), 4);
    assert!(findings.iter().all(|finding| !finding.help.is_empty()));
    assert!(findings[3].message.contains("no finite number"));
}

#[test]
fn days_have_one_spelling() {
    let (table, mut findings, _) =
        open("seat,role,start\na,b,2027-02-28\na,b,2027-02-30\na,b,20270228\n");
    let days: Vec<_> = table
        .unwrap()
        .rows()
        .map(|row| row.date("start", &mut findings).is_some())
        .collect();
    assert_eq!(days, [true, false, false]);
}

#[test]
fn an_id_that_stands_twice_points_at_the_first() {
    let (table, mut findings, sources) = open("seat,role\na,x\nb,x\na,y\n");
    table.unwrap().check_unique("seat", &mut findings);
    let finding = &findings.into_sorted()[0];
    assert_eq!(
        sources
            .get(finding.at.file)
            .line_column(finding.at.bytes.start)
            .line,
        4
    );
    assert_eq!(
        sources
            .get(finding.also[0].0.file)
            .line_column(finding.also[0].0.bytes.start)
            .line,
        2
    );
}

#[test]
fn what_is_no_table_is_found_where_it_is_named() {
    for (bytes, code) in [
        (b"seat,role\n\xEB,x\n".as_slice(), Code::TableNotText),
        (b"\xFF\xFEs\0", Code::TableNotText),
        (b"a\0", Code::TableNotText),
    ] {
        let (table, findings, sources) = open(bytes);
        assert!(table.is_none());
        assert_eq!(
            found(findings, &sources),
            [(code, "\"seats.csv\"".to_owned())]
        );
    }
    let large = vec![b'a'; usize::try_from(MAX_TABLE_BYTES).unwrap() + 1];
    let (_, findings, sources) = open(large);
    assert_eq!(
        found(findings, &sources),
        [(Code::TableTooLarge, "\"seats.csv\"".to_owned())]
    );
}

#[test]
fn the_order_of_rows_and_columns_is_no_part_of_the_content() {
    let digest = |text: &str| open(text).0.unwrap().digest();
    let one = digest("seat,role\na,x\nb,y\n");
    assert_eq!(one, digest("role, seat\r\ny,b\r\nx,\"a\"\r\n"));
    assert_eq!(one, digest("seat,role,quota\na,x,\nb,y,\n"));
    assert_ne!(one, digest("seat,role\na,y\nb,x\n"));
    assert_ne!(one, digest("seat,role\na,x\nb,y\nb,y\n"));
}

#[test]
fn rows_beyond_the_limit_are_refused_and_padding_is_none() {
    let rows = |n: usize| {
        let rows: Vec<_> = (0..n).map(|ix| format!("a-{ix},ae\n")).collect();
        rows.concat()
    };
    let padded = format!("seat,role\n{}{}", rows(MOST_ROWS), ",\n".repeat(1_000));
    let (table, findings, _) = open(padded);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(table.unwrap().rows().len(), MOST_ROWS);
    let (table, findings, sources) = open(format!("seat,role\n{}", rows(MOST_ROWS + 50)));
    assert!(table.is_none());
    assert_eq!(
        found(findings, &sources),
        [(Code::TableTooLarge, "a-100,ae".to_owned())]
    );
}

#[test]
fn a_header_without_end_is_refused_in_a_short_message_at_once() {
    let started = std::time::Instant::now();
    let (_, findings, _) = open("seat".repeat(2 << 20));
    let findings = findings.into_sorted();
    assert!(findings.iter().all(|finding| finding.message.len() < 200));
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}
