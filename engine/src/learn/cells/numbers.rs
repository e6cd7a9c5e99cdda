//! Numbers of a column: which sign parts the decimals is told from the column as a whole.

use iso_currency::Currency;

/// Which sign parts the decimals from the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::learn) enum DecimalSign {
    /// 1,234.5
    Point,
    /// 1.234,5
    Comma,
}

/// Most money that a scenario may name.
pub(in crate::learn) const MOST: f64 = 1e12;

/// Why a cell of a column of numbers is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::learn) enum Trouble {
    /// It is no number.
    NotANumber,
    /// It is written with the other decimal sign.
    OtherSign,
    /// It is in another currency.
    OtherCurrency,
    /// It is beyond what a scenario may name.
    TooLarge,
}

/// How the numbers of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::learn) struct Style {
    pub(in crate::learn) sign: DecimalSign,
    /// Whether some cell can only be read with this sign.
    pub(in crate::learn) proved: bool,
    /// Currency of the amounts, if the column has more than one.
    pub(in crate::learn) only: Option<&'static str>,
}

/// What the cells of a column say about the sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::learn) struct SignEvidence {
    /// Cells that can only have a decimal point.
    point: usize,
    /// Cells that can only have a decimal comma.
    comma: usize,
    /// Cells such as 1.234, which mean 1234 or little more than 1.
    open_point: usize,
    /// Cells such as 1,234.
    open_comma: usize,
}

impl SignEvidence {
    /// Collects what the cells of a column say.
    pub(in crate::learn) fn of<'a>(cells: impl IntoIterator<Item = &'a str>) -> Self {
        let mut evidence = Self::default();
        for amount in cells.into_iter().filter_map(amount) {
            let digits = amount.mantissa();
            match proved(digits) {
                Some(DecimalSign::Point) => evidence.point += 1,
                Some(DecimalSign::Comma) => evidence.comma += 1,
                None if digits.contains('.') => evidence.open_point += 1,
                None if digits.contains(',') => evidence.open_comma += 1,
                None => {}
            }
        }
        evidence
    }

    /// The sign that more cells prove. Where none proves anything, what parts three digits parts thousands.
    pub(in crate::learn) fn style(self) -> Style {
        let proved = self.comma + self.point > 0;
        let comma = if proved {
            self.comma > self.point
        } else {
            self.open_point > self.open_comma
        };
        Style {
            sign: if comma {
                DecimalSign::Comma
            } else {
                DecimalSign::Point
            },
            proved,
            only: None,
        }
    }

    /// Cells that could be read in two ways, where no cell of the column tells which.
    pub(in crate::learn) fn n_assumed(self) -> usize {
        if self.comma + self.point > 0 {
            0
        } else {
            self.open_point.max(self.open_comma)
        }
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
        let begins_a_group = (1..=3).contains(&at) && !number.starts_with('0');
        match (repeated, three_follow && begins_a_group) {
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

/// A cell taken apart.
#[derive(Clone, Debug, PartialEq)]
struct Amount {
    negative: bool,
    currency: Option<&'static str>,
    /// Digits, separators and exponent, without blanks.
    digits: String,
    multiplier: f64,
}

impl Amount {
    /// The digits and separators before an exponent.
    fn mantissa(&self) -> &str {
        self.digits.split(['e', 'E']).next().unwrap_or_default()
    }
}

/// Takes a cell apart; `None` if something in it is no part of an amount. Brackets mean a negative amount.
fn amount(cell: &str) -> Option<Amount> {
    let trimmed = cell.trim();
    let (inner, bracketed) = match trimmed
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(inner) => (inner, true),
        None => (trimmed, false),
    };
    let begin = inner.find(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))?;
    let length = length_of_number(&inner[begin..]);
    let (before, number) = (&inner[..begin], &inner[begin..begin + length]);
    let (before, signed) = without_sign(before)?;
    let (multiplier, after) = multiplier(&unspaced(&inner[begin + length..]));
    let currency = match (currency(&before).ok()?, currency(&after).ok()?) {
        (Some(a), Some(b)) if a != b => return None,
        (a, b) => a.or(b),
    };
    Some(Amount {
        negative: bracketed ^ signed,
        currency,
        digits: unspaced(number),
        multiplier,
    })
}

/// Bytes of digits, separators and an exponent at the beginning of a text.
fn length_of_number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut end, mut exponent) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' | '.' | ',' => end = at + 1,
            'e' | 'E' if !exponent && at > 0 && is_digit(at - 1) => {
                let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
                if !is_digit(at + 1 + usize::from(signed)) {
                    break;
                }
                exponent = true;
            }
            '+' | '-' if at > 0 && exponent && matches!(bytes[at - 1], b'e' | b'E') => {}
            '\'' | '’' => {}
            c if c.is_whitespace() => {}
            _ => break,
        }
    }
    end
}

/// A text without blanks and marks between thousands.
fn unspaced(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’'))
        .collect()
}

/// What stands before a number, without a plus or minus in it; `None` if it has several.
fn without_sign(before: &str) -> Option<(String, bool)> {
    let before = unspaced(before);
    let signs = before.matches(['-', '+']).count();
    (signs <= 1).then(|| (before.replace(['-', '+'], ""), before.contains('-')))
}

/// The factor that letters after a number stand for, and what follows them.
fn multiplier(after: &str) -> (f64, String) {
    if matches!(currency(after), Ok(Some(_))) {
        return (1.0, after.to_owned());
    }
    for (letters, factor) in [("mn", 1e6), ("bn", 1e9), ("k", 1e3), ("m", 1e6)] {
        let rest = after
            .get(..letters.len())
            .filter(|start| start.eq_ignore_ascii_case(letters))
            .map(|_| &after[letters.len()..]);
        if let Some(rest) = rest.filter(|rest| currency(rest).is_ok()) {
            return (factor, rest.to_owned());
        }
    }
    (1.0, after.to_owned())
}

/// Signs of currencies; a sign that several share stands for the one that has it alone most often.
const SIGNS: [(&str, &str); 21] = [
    ("$", "USD"),
    ("US$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("₽", "RUB"),
    ("₪", "ILS"),
    ("zł", "PLN"),
    ("₴", "UAH"),
    ("฿", "THB"),
];

/// The currency of a sign or code, if there is one.
///
/// # Errors
///
/// For any other text.
fn currency(text: &str) -> Result<Option<&'static str>, Trouble> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Some((_, code)) = SIGNS.iter().find(|(sign, _)| *sign == text) {
        return Ok(Some(code));
    }
    let is_code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
    Currency::from_code(&text.to_ascii_uppercase())
        .filter(|_| is_code)
        .map(|known| Some(known.code()))
        .ok_or(Trouble::NotANumber)
}

/// The currency that a cell states, and whether it holds an amount other than 0.
pub(in crate::learn) fn stated_currency(cell: &str) -> Option<(Option<&'static str>, bool)> {
    let amount = amount(cell)?;
    let counts = amount
        .mantissa()
        .bytes()
        .any(|b| (b'1'..=b'9').contains(&b));
    Some((amount.currency, counts))
}

/// Whether a cell has letters that multiply it, such as 12k.
pub(in crate::learn) fn is_multiplied(cell: &str) -> bool {
    amount(cell).is_some_and(|amount| amount.multiplier > 1.0)
}

/// A cell as a number.
pub(in crate::learn) fn read(cell: &str, style: Style) -> Result<f64, Trouble> {
    let amount = amount(cell).ok_or(Trouble::NotANumber)?;
    let other_currency = style
        .only
        .zip(amount.currency)
        .is_some_and(|(only, stated)| only != stated);
    if other_currency {
        return Err(Trouble::OtherCurrency);
    }
    let (digits, decimal) = match style.sign {
        DecimalSign::Point => (amount.digits.replace(',', ""), '.'),
        DecimalSign::Comma => (amount.digits.replace('.', ""), ','),
    };
    match proved(amount.mantissa()) {
        Some(sign) if sign != style.sign => return Err(Trouble::OtherSign),
        None if !style.proved && amount.mantissa().contains(decimal) => {
            return Err(Trouble::OtherSign);
        }
        // 1.234k could be 1,234 or 1,234,000.
        None if !style.proved && amount.multiplier > 1.0 && amount.digits.contains(['.', ',']) => {
            return Err(Trouble::NotANumber);
        }
        _ => {}
    }
    let number: f64 = digits
        .replace(',', ".")
        .parse()
        .map_err(|_| Trouble::NotANumber)?;
    let number = number * amount.multiplier;
    if number > MOST {
        return Err(Trouble::TooLarge);
    }
    Ok(if amount.negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(cells: &[&str]) -> Vec<Option<f64>> {
        let style = SignEvidence::of(cells.iter().copied()).style();
        cells.iter().map(|cell| read(cell, style).ok()).collect()
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
    fn a_column_that_proves_nothing_has_thousands() {
        assert_eq!(all(&["1.234", "12"]), [Some(1234.0), Some(12.0)]);
        assert_eq!(all(&["1,234", "12"]), [Some(1234.0), Some(12.0)]);
        assert_eq!(all(&["0.125", "1.234"]), [Some(0.125), Some(1.234)]);
        assert_eq!(
            all(&["1.234", "1.235", "1,234"]),
            [Some(1234.0), Some(1235.0), None]
        );
        assert_eq!(SignEvidence::of(["1.234", "12"]).n_assumed(), 1);
        assert_eq!(SignEvidence::of(["1.234", "1.5"]).n_assumed(), 0);
    }

    #[test]
    fn signs_brackets_and_nonsense() {
        assert_eq!(
            all(&[
                "(12)", "-3", "USD 4", "-$5", "1e3", "7EUR", "8 usd", "(US$ 9)"
            ]),
            [-12.0, -3.0, 4.0, -5.0, 1000.0, 7.0, 8.0, -9.0].map(Some)
        );
        assert_eq!(
            all(&[
                "",
                "abc",
                "1/2",
                "12-5",
                "inf",
                "--1",
                "12 apples",
                "€1 USD",
                "1e"
            ]),
            [None; 9]
        );
    }

    #[test]
    fn letters_after_a_number_multiply_it_or_make_it_unreadable() {
        assert_eq!(
            all(&["12k", "1.5M", "2 mn", "3bn", "4 k€", "USD 5K"]),
            [12e3, 1.5e6, 2e6, 3e9, 4e3, 5e3].map(Some)
        );
        assert_eq!(all(&["12MM", "12x", "12%", "12kk"]), [None; 4]);
        assert_eq!(all(&["1.234k"]), [None]);
    }

    #[test]
    fn cells_that_contradict_the_column_are_no_numbers() {
        let style = SignEvidence::of(["1.5", "2.5", "1.234,50"]).style();
        assert_eq!(read("1.234,50", style), Err(Trouble::OtherSign));
        assert_eq!(read("1,234.50", style), Ok(1234.5));
    }

    #[test]
    fn amounts_beyond_a_scenario_and_in_other_currencies_are_told_apart() {
        let style = SignEvidence::of(["1"]).style();
        for cell in ["1e999", "1e300", "1000000000000000"] {
            assert_eq!(read(cell, style), Err(Trouble::TooLarge), "{cell}");
        }
        let euros = Style {
            only: Some("EUR"),
            ..style
        };
        assert_eq!(read("$1", euros), Err(Trouble::OtherCurrency));
        assert_eq!((read("€1", euros), read("1", euros)), (Ok(1.0), Ok(1.0)));
    }
}
