//! A CSV file of an export as cells: byte-order mark, separator and quotes dealt with.

use std::path::PathBuf;

use crate::scenario::{Code, FileId, Findings, Place, Sources};

/// Bytes from which a file is no longer taken for an export.
pub const MAX_SHEET_BYTES: u64 = 256 << 20;

/// Separators, the likelier first.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// One file of an export, as it came.
#[derive(Clone, Debug)]
pub struct ExportFile {
    /// Name shown in messages and in the report.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The files of an export.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// Files that may be tables, in any order.
    pub files: Vec<ExportFile>,
    /// Names of what lies beside them and is not read, each with the reason.
    pub skipped: std::collections::BTreeMap<String, String>,
}

impl From<Vec<ExportFile>> for Export {
    fn from(files: Vec<ExportFile>) -> Self {
        Self {
            files,
            ..Self::default()
        }
    }
}

/// A row and where it stands.
#[derive(Clone, Debug)]
pub(in crate::learn) struct SheetRow {
    /// Line in the file, from 1.
    pub(in crate::learn) line: usize,
    /// Bytes of the row in the file.
    pub(in crate::learn) start: usize,
    /// Trimmed cells, as many as the row has.
    pub(in crate::learn) cells: Vec<String>,
}

/// A file as cells.
#[derive(Clone, Debug)]
pub(in crate::learn) struct Sheet {
    /// Id in the sources.
    pub(in crate::learn) file: FileId,
    /// File name.
    pub(in crate::learn) name: String,
    /// Trimmed column names.
    pub(in crate::learn) header: Vec<String>,
    /// Rows with something in them, in file order.
    pub(in crate::learn) rows: Vec<SheetRow>,
    /// Rows of nothing but blanks.
    pub(in crate::learn) n_blank: usize,
    header_place: Place,
    ends_in_a_quote: bool,
}

impl Sheet {
    /// Reads a file; what makes it unreadable becomes a finding.
    pub(in crate::learn) fn read(
        file: ExportFile,
        sources: &mut Sources,
        findings: &mut Findings,
    ) -> Option<Self> {
        let name = file.name.clone();
        let text = match text_of(file.bytes) {
            Ok(text) => text,
            Err(refusal) => {
                let at = refusal.before.len();
                let id = sources.add(PathBuf::from(&name), refusal.before);
                let place = Place::new(id, at..at);
                findings
                    .add(refusal.code, place, format!("`{name}` {}", refusal.message))
                    .help = refusal.remedy.into();
                return None;
            }
        };
        let id = sources.add(PathBuf::from(&name), text.clone());
        let sheet = Self::split(id, name, &text, findings)?;
        if sheet.ends_in_a_quote {
            let at = sheet.rows.last().map_or(0, |row| row.start);
            let message = format!("a quote is never closed in `{}`", sheet.name);
            findings.add(Code::QuoteOpen, line_place(id, &text, at), message).help =
                "the last row runs over several lines to the end: close its quote, or export the table again".into();
            return None;
        }
        Some(sheet)
    }

    fn split(file: FileId, name: String, text: &str, findings: &mut Findings) -> Option<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator(text))
            .flexible(true)
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let (mut header, mut rows, mut n_blank) = (None, Vec::new(), 0);
        let mut last_has_newline = false;
        let mut lines = Lines {
            text,
            byte: 0,
            line: 1,
        };
        for record in reader.records().map_while(Result::ok) {
            if record.iter().all(str::is_empty) {
                n_blank += usize::from(header.is_some());
                continue;
            }
            last_has_newline = record.iter().any(|cell| cell.contains('\n'));
            let cells: Vec<String> = record.iter().map(clean).collect();
            let reported = record.position().map_or(0, csv::Position::byte);
            let start = beginning(text, usize::try_from(reported).unwrap_or(0));
            lines.advance(start);
            let line = lines.line;
            match header {
                None => header = Some(SheetRow { line, start, cells }),
                Some(_) => rows.push(SheetRow { line, start, cells }),
            }
        }
        let Some(header) = header else {
            findings
                .add(
                    Code::TableEmpty,
                    Place::new(file, 0..0),
                    format!("`{name}` is empty"),
                )
                .help = "remove the file, or export the table again".into();
            return None;
        };
        let header_place = line_place(file, text, header.start);
        let odd_quotes = text.bytes().filter(|&b| b == b'"').count() % 2 == 1;
        let ends_in_a_quote = odd_quotes && last_has_newline;
        Some(Self {
            file,
            name,
            header: header.cells,
            rows,
            n_blank,
            header_place,
            ends_in_a_quote,
        })
    }

    /// The line of column names.
    pub(in crate::learn) fn header_place(&self) -> Place {
        self.header_place.clone()
    }

    /// The line of a row.
    pub(in crate::learn) fn place(&self, row: &SheetRow, sources: &Sources) -> Place {
        line_place(self.file, &sources.get(self.file).text, row.start)
    }
}

/// Counts lines while rows are read: what a reader reports is the end of the row before.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    fn advance(&mut self, to: usize) {
        let passed = self.text.get(self.byte..to).unwrap_or("");
        self.line += passed.matches('\n').count();
        self.byte = to;
    }
}

/// Where a row begins, line breaks before it left out.
fn beginning(text: &str, reported: usize) -> usize {
    let rest = text.get(reported..).unwrap_or("");
    reported + (rest.len() - rest.trim_start_matches(['\r', '\n']).len())
}

/// The line that begins at a byte.
fn line_place(file: FileId, text: &str, begin: usize) -> Place {
    let rest = text.get(begin..).unwrap_or("");
    let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
    Place::new(file, begin..begin + length)
}

/// A cell without control characters, which have no business in a name and garble a terminal.
fn clean(cell: &str) -> String {
    let spaced: String = cell
        .chars()
        .map(|c| {
            if c.is_control() || c == '\u{a0}' {
                ' '
            } else {
                c
            }
        })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Why bytes are no text.
struct Refusal {
    code: Code,
    message: String,
    remedy: &'static str,
    before: String,
}

fn text_of(bytes: Vec<u8>) -> Result<String, Refusal> {
    const SAVE: &str = "save it as \"CSV UTF-8\"";
    let refuse = |code, message: &str, before: String| {
        Err(Refusal {
            code,
            message: message.into(),
            remedy: SAVE,
            before,
        })
    };
    if bytes.len() as u64 > MAX_SHEET_BYTES {
        return refuse(Code::TableTooLarge, "is larger than 256 MiB", String::new());
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return refuse(
            Code::TableNotText,
            "is UTF-16 text: expected UTF-8",
            String::new(),
        );
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return refuse(
            Code::TableNotText,
            "is an Excel workbook: expected a CSV file",
            String::new(),
        );
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text
            .strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
            refuse(
                Code::TableNotText,
                &format!("is not UTF-8 text: byte {at} fits no character"),
                before,
            )
        }
    }
}

/// The separator that the line of column names uses most.
fn separator(text: &str) -> u8 {
    let header = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("");
    let mut outside = true;
    let mut counts = [0_usize; SEPARATORS.len()];
    for byte in header.bytes() {
        outside ^= byte == b'"';
        if let Some(ix) = SEPARATORS
            .iter()
            .position(|&s| s == byte)
            .filter(|_| outside)
        {
            counts[ix] += 1;
        }
    }
    let best = (0..SEPARATORS.len())
        .rev()
        .max_by_key(|&ix| counts[ix])
        .unwrap_or(0);
    SEPARATORS[best]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Option<Sheet>, Findings) {
        let mut findings = Findings::new();
        let file = ExportFile {
            name: "a.csv".into(),
            bytes: bytes.to_vec(),
        };
        (
            Sheet::read(file, &mut Sources::new(), &mut findings),
            findings,
        )
    }

    #[test]
    fn marks_separators_and_quotes_are_dealt_with() {
        let (sheet, _) = read("\u{feff}a;b\r\n1;\"x;y\"\r\n\r\n;\r\n2;z\r\n".as_bytes());
        let sheet = sheet.unwrap();
        assert_eq!(sheet.header, ["a", "b"]);
        assert_eq!(
            sheet
                .rows
                .iter()
                .map(|r| (r.line, r.cells[1].as_str()))
                .collect::<Vec<_>>(),
            [(2, "x;y"), (5, "z")]
        );
        assert_eq!(sheet.n_blank, 1);
    }

    #[test]
    fn other_encodings_are_refused_with_the_remedy() {
        for (bytes, code) in [
            (b"a,b\n\xe9,1\n".as_slice(), Code::TableNotText),
            (b"\xff\xfea\0", Code::TableNotText),
            (b"PK\x03\x04", Code::TableNotText),
            (b"", Code::TableEmpty),
            (b"a,b\n\"1,2\n3,4\n", Code::QuoteOpen),
        ] {
            let (sheet, findings) = read(bytes);
            let finding = findings.iter().next().unwrap();
            assert!(
                sheet.is_none() && finding.code == code && !finding.help.is_empty(),
                "{finding:?}"
            );
        }
    }
}
