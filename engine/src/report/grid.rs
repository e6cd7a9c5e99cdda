//! Text in columns and lines that fit a screen.

use unicode_width::UnicodeWidthStr;

pub use super::wrap::clip;
use super::wrap::wrap;

/// Columns of the narrowest terminal that a report must fit, and of a report that is not printed on a terminal.
pub const WIDTH: usize = 80;

/// Blanks before the lines of a cell after its first.
const HANG: usize = 2;

/// Lines that a cell may take before the rest of it is left out.
const MOST_LINES: usize = 8;

/// Side on which a column is flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left: names.
    Left,
    /// Right: numbers.
    Right,
}

/// Lines of cells in columns of fixed width. A fixed width keeps the tables of one report in line with each other.
///
/// Nothing is cut: a text that is too long for its column goes on in the next line, and a number that is too long moves
/// what stands right of it.
#[derive(Clone, Debug)]
pub struct Grid {
    columns: Vec<(usize, Align)>,
    text: String,
}

impl Grid {
    /// An empty grid of columns with their widths.
    #[must_use]
    pub fn new(columns: &[(usize, Align)]) -> Self {
        Self {
            columns: columns.to_vec(),
            text: String::new(),
        }
    }

    /// Adds a row; missing cells are empty.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        let lines_of = |(ix, cell): (usize, &S)| self.lines(ix, cell.as_ref());
        let known = cells.iter().take(self.columns.len());
        let cells: Vec<Vec<String>> = known.enumerate().map(lines_of).collect();
        let n_lines = cells.iter().map(Vec::len).max().unwrap_or(1);
        for line_ix in 0..n_lines {
            let (mut line, mut end) = (String::new(), 0);
            for (&(width, align), lines) in self.columns.iter().zip(&cells) {
                let cell = lines.get(line_ix).map_or("", String::as_str);
                end += width;
                if align == Align::Right {
                    line.push_str(&" ".repeat(end.saturating_sub(line.width() + cell.width())));
                }
                if !cell.is_empty() && !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
                line.push_str(cell);
                line.push_str(&" ".repeat(end.saturating_sub(line.width())));
            }
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// The lines of a cell.
    fn lines(&self, column: usize, text: &str) -> Vec<String> {
        let (width, align) = self.columns[column];
        // Two texts side by side need a blank between them.
        let next_is_text = matches!(self.columns.get(column + 1), Some((_, Align::Left)));
        let width = width - usize::from(next_is_text && width > 1);
        if align == Align::Right || text.width() <= width {
            return vec![text.to_owned()];
        }
        let mut lines = wrap(text, width, if width > 6 * HANG { HANG } else { 0 });
        if lines.len() > MOST_LINES {
            lines.truncate(MOST_LINES - 1);
            lines.push("...".into());
        }
        lines
    }

    /// Adds an empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// The lines.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }
}

/// Width of a column that holds these texts and a blank, at least `least`.
#[must_use]
pub fn width_of<S: AsRef<str>>(texts: impl IntoIterator<Item = S>, least: usize) -> usize {
    let widths = texts.into_iter().map(|text| text.as_ref().width() + 1);
    widths.max().unwrap_or(0).max(least)
}

/// A paragraph in lines of at most [`WIDTH`] columns; lines after the first are indented by two more blanks than `indent`.
#[must_use]
pub fn fill(paragraph: &str, indent: &str) -> String {
    let lines = wrap(&format!("{indent}{paragraph}"), WIDTH, HANG);
    let lines = lines.iter().map(|line| line.trim_end());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_what_is_seen() {
        let mut grid = Grid::new(&[(6, Align::Left), (6, Align::Right)]);
        grid.row(&["Zürich", "1.0 M"]);
        grid.row(&["株式会社", "2"]);
        assert_eq!(grid.into_text(), "Zürich 1.0 M\n株式会     2\n社\n");
    }

    #[test]
    fn what_is_too_long_for_its_column_is_there_all_the_same() {
        let mut grid = Grid::new(&[(20, Align::Left), (8, Align::Left), (7, Align::Right)]);
        grid.row(&["opp-1, mid-market, amer, platform", "lost", "1,234,567.89"]);
        grid.row(&["  a", "b", "2"]);
        let text = grid.into_text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "opp-1, mid-market,  lost    1,234,567.89");
        assert_eq!(lines[1], "  amer, platform");
        assert_eq!(lines[2], "  a                 b             2");
    }

    #[test]
    fn long_lines_are_filled() {
        let text = fill(&"word ".repeat(40), "  ");
        assert!(text.lines().count() > 2 && text.lines().all(|line| line.width() <= WIDTH));
        assert!(text.lines().nth(1).unwrap().starts_with("    word"));
        let text = fill(&"x".repeat(200), "  ");
        assert!(text.lines().all(|line| line.width() <= WIDTH));
        assert_eq!(text.matches('x').count(), 200);
    }

    #[test]
    fn a_column_is_as_wide_as_what_it_holds() {
        assert_eq!(width_of(["ab", "株式"], 3), 5);
        assert_eq!(width_of([""; 0], 3), 3);
    }
}
