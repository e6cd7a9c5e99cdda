//! Text in columns and lines that fit a screen.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the narrowest terminal that a report must fit.
pub const WIDTH: usize = 80;

/// Side on which a column is flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left: names.
    Left,
    /// Right: numbers.
    Right,
}

/// Lines of cells in columns of fixed width. A fixed width keeps the tables of one report in line with each other.
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

    /// Adds a line; cells that do not fit are clipped, missing cells are empty.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        let mut line = String::new();
        for (&(width, align), cell) in self.columns.iter().zip(cells) {
            let cell = clip(cell.as_ref(), width);
            let blank = " ".repeat(width - cell.width());
            match align {
                Align::Left => line.extend([cell.as_str(), &blank]),
                Align::Right => line.extend([blank.as_str(), &cell]),
            }
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
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

/// A text cut to a width, with dots where something is missing.
#[must_use]
pub fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut clipped, mut used) = (String::new(), 0);
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 3 > width {
            break;
        }
        clipped.push(c);
    }
    clipped + &"..."[..width.min(3)]
}

/// The end of a path, with dots where its beginning is missing: whole steps of it, since its end tells more.
#[must_use]
pub fn clip_start(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut kept, mut used) = (Vec::new(), 3);
    for c in text.chars().rev() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(c);
    }
    let kept: String = kept.into_iter().rev().collect();
    let whole_steps = kept
        .split_once('.')
        .map_or(kept.as_str(), |(_, steps)| steps);
    format!("...{whole_steps}")
}

/// A paragraph in lines of at most [`WIDTH`] columns; lines after the first are indented by two more blanks than `indent`.
#[must_use]
pub fn fill(paragraph: &str, indent: &str) -> String {
    let (mut text, mut line) = (String::new(), indent.to_owned());
    let mut is_empty = true;
    for word in paragraph.split(' ') {
        if !is_empty && line.width() + 1 + word.width() > WIDTH {
            text.push_str(line.trim_end());
            text.push('\n');
            line = format!("{indent}  ");
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(&clip(word, WIDTH - indent.len() - 2));
        is_empty = false;
    }
    text + line.trim_end() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_what_is_seen() {
        let mut grid = Grid::new(&[(6, Align::Left), (6, Align::Right)]);
        grid.row(&["Zürich", "1.0 M"]);
        grid.row(&["株式会社x", "2"]);
        assert_eq!(grid.into_text(), "Zürich 1.0 M\n株...      2\n");
    }

    #[test]
    fn long_lines_are_filled_and_long_words_clipped() {
        let text = fill(&"word ".repeat(40), "  ");
        assert!(text.lines().count() > 2 && text.lines().all(|line| line.width() <= WIDTH));
        assert!(text.lines().nth(1).unwrap().starts_with("    word"));
        assert!(
            fill(&"x".repeat(200), "  ")
                .lines()
                .all(|line| line.width() <= WIDTH)
        );
    }

    #[test]
    fn what_does_not_fit_ends_in_dots() {
        assert_eq!(
            [clip("abcdef", 6), clip("abcdefg", 6), clip("abcdefg", 2)],
            ["abcdef", "abc...", ".."]
        );
        let starts = [
            "a.b[smb]",
            "funnel.stages.pass[smb]",
            "abcdefghijklmnopqrst",
        ];
        let starts = starts.map(|path| clip_start(path, 15));
        assert_eq!(starts, ["a.b[smb]", "...pass[smb]", "...ijklmnopqrst"]);
    }
}
