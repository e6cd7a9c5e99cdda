//! Where the cells of a CSV record stand, for the carets of findings.

use std::ops::Range;

/// The cells of one record and where a quote was left open, in bytes of its text.
pub(crate) struct Cells {
    pub(crate) ranges: Vec<Range<usize>>,
    pub(crate) open_quote: Option<usize>,
}

/// Splits the text of one record the way the `csv` crate does: a quote counts at the start of a cell only, and is
/// written twice inside of a quoted one.
pub(crate) fn cells(record: &str) -> Cells {
    let start = record.len() - record.trim_start_matches(['\r', '\n']).len();
    let end = record.trim_end_matches(['\r', '\n']).len().max(start);
    let bytes = record.as_bytes();
    let (mut ranges, mut cell, mut at) = (Vec::new(), start, start);
    let mut open_quote = None;
    while at < end {
        match bytes[at] {
            b'"' if at == cell => {
                let closing = closing_quote(bytes, at + 1, end);
                open_quote = closing.is_none().then_some(at);
                at = closing.unwrap_or(end);
            }
            b',' => {
                ranges.push(trimmed(record, cell..at));
                cell = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    ranges.push(trimmed(record, cell..end));
    Cells { ranges, open_quote }
}

/// The quote that ends a cell, past those that are written twice.
fn closing_quote(bytes: &[u8], from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    while at < end {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', Some(b'"')) if at + 1 < end => at += 2,
            (b'"', _) => return Some(at),
            _ => at += 1,
        }
    }
    None
}

fn trimmed(record: &str, range: Range<usize>) -> Range<usize> {
    let cell = &record[range.clone()];
    let start = range.start + (cell.len() - cell.trim_start().len());
    start..(start + cell.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_in_their_quotes() {
        let text = "\r\n a ,\"b, \"\"c\"\"\",,é\r\n";
        let found: Vec<_> = cells(text)
            .ranges
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(found, ["a", "\"b, \"\"c\"\"\"", "", "é"]);
        assert_eq!(cells("a,\"b").open_quote, Some(2));
        assert_eq!(cells("a,b\"").open_quote, None);
    }

    #[test]
    fn there_are_as_many_cells_as_the_csv_crate_reads() {
        for text in all_texts(6) {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let mut record = csv::StringRecord::new();
            let mut start = 0;
            while reader.read_record(&mut record).unwrap() {
                let end = usize::try_from(reader.position().byte()).unwrap();
                assert_eq!(
                    cells(&text[start..end]).ranges.len(),
                    record.len(),
                    "{text:?}"
                );
                start = end;
            }
        }
    }

    /// Every text of up to `longest` characters that mean something to CSV, and one that does not.
    fn all_texts(longest: u32) -> impl Iterator<Item = String> {
        let alphabet = ['a', '"', ',', '\n', '\r'];
        let text = move |code: usize, length: u32| {
            (0..length)
                .map(|at| alphabet[code / 5_usize.pow(at) % 5])
                .collect()
        };
        (0..=longest)
            .flat_map(move |length| (0..5_usize.pow(length)).map(move |code| text(code, length)))
    }
}
