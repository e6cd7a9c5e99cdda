//! Numbers of a column: which sign parts the decimals is told from the column as a whole.

/// Which sign parts the decimals from the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecimalSign {
    /// 1,234.5
    Point,
    /// 1.234,5
    Comma,
}

/// What the cells of a column say about the sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SignEvidence {
    n_point: usize,
    n_comma: usize,
}

impl SignEvidence {
    /// Collects what the cells of a column say.
    pub(super) fn of<'a>(cells: impl IntoIterator<Item = &'a str>) -> Self {
        let mut evidence = Self::default();
        for cell in cells {
            match proved(&digits_and_signs(cell)) {
                Some(DecimalSign::Point) => evidence.n_point += 1,
                Some(DecimalSign::Comma) => evidence.n_comma += 1,
                None => {}
            }
        }
        evidence
    }

    /// The sign that more cells prove; a point where none proves anything.
    pub(super) fn sign(self) -> DecimalSign {
        if self.n_comma > self.n_point {
            DecimalSign::Comma
        } else {
            DecimalSign::Point
        }
    }

    /// Cells that prove the other sign.
    pub(super) fn n_contradicting(self) -> usize {
        self.n_comma.min(self.n_point)
    }
}

/// The sign that a cell can only mean; a single separator before three digits could be either.
fn proved(number: &str) -> Option<DecimalSign> {
    let (point, comma) = (number.rfind('.'), number.rfind(','));
    let decides = |at: usize, sign, other| {
        let repeated = number
            .matches(number[at..].chars().next().unwrap_or('.'))
            .count()
            > 1;
        let three_follow = number.len() - at - 1 == 3;
        match (repeated, three_follow) {
            (true, _) => Some(other),
            (false, true) => None,
            (false, false) => Some(sign),
        }
    };
    match (point, comma) {
        (Some(p), Some(c)) if p > c => Some(DecimalSign::Point),
        (Some(_), Some(_)) => Some(DecimalSign::Comma),
        (Some(p), None) => decides(p, DecimalSign::Point, DecimalSign::Comma),
        (None, Some(c)) => decides(c, DecimalSign::Comma, DecimalSign::Point),
        (None, None) => None,
    }
}

/// A cell without currency signs, currency codes and blanks.
fn digits_and_signs(cell: &str) -> String {
    cell.chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
        .collect()
}

/// A cell as a number; `None` if it is none. Brackets mean a negative amount.
pub(super) fn read(cell: &str, sign: DecimalSign) -> Option<f64> {
    let trimmed = cell.trim();
    let (inner, negative) = match trimmed
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(inner) => (inner, true),
        None => (trimmed, false),
    };
    let bare = inner
        .trim_start_matches(is_decoration)
        .trim_end_matches(is_decoration);
    let bare: String = bare
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’'))
        .collect();
    let plain = match sign {
        DecimalSign::Point => bare.replace(',', ""),
        DecimalSign::Comma => bare.replace('.', "").replace(',', "."),
    };
    let allowed = plain
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    let starts_well = plain
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    let number: f64 = plain.parse().ok().filter(|_| allowed && starts_well)?;
    number
        .is_finite()
        .then_some(if negative { -number } else { number })
}

/// What may stand around an amount: letters of a code such as USD, signs such as $ and €, blanks.
fn is_decoration(c: char) -> bool {
    c.is_alphabetic() || c.is_whitespace() || "$€£¥₹".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(cells: &[&str]) -> Vec<Option<f64>> {
        let sign = SignEvidence::of(cells.iter().copied()).sign();
        cells.iter().map(|cell| read(cell, sign)).collect()
    }

    #[test]
    fn separators_are_told_from_the_column() {
        assert_eq!(all(&["1,054", "$2,000.50"]), [Some(1054.0), Some(2000.5)]);
        assert_eq!(all(&["1.054", "2.000,50 €"]), [Some(1054.0), Some(2000.5)]);
        assert_eq!(all(&["1.5", "1,000"]), [Some(1.5), Some(1000.0)]);
        assert_eq!(all(&["1 234,5"]), [Some(1234.5)]);
        assert_eq!(all(&["1,234,567"]), [Some(1_234_567.0)]);
        assert_eq!(all(&["1.234.567"]), [Some(1_234_567.0)]);
    }

    #[test]
    fn signs_brackets_and_nonsense() {
        assert_eq!(
            all(&["(12)", "-3", "USD 4"]),
            [Some(-12.0), Some(-3.0), Some(4.0)]
        );
        assert_eq!(all(&["", "abc", "1/2", "12-5", "inf", "1e999"]), [None; 6]);
    }

    #[test]
    fn contradictions_are_counted() {
        assert_eq!(SignEvidence::of(["1.5", "2.5", "1,5"]).n_contradicting(), 1);
        assert_eq!(SignEvidence::of(["1,054", "12"]).n_contradicting(), 0);
    }
}
