//! Numbers as a reader of the scenario's locale writes them.

use num_format::{Buffer, Locale};

use super::money::Currency;
use crate::kpi::Unit;

/// A share or a count for programs, to six decimals: what its arithmetic has left in binary behind them says nothing.
#[must_use]
pub(super) fn six_decimals(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Writes numbers for people: compact money, shares in per cent, counts with separators.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    locale: Locale,
    minor_per_major: f64,
}

impl Numbers {
    /// Numbers of a locale such as "de-CH" and of a currency. A locale that is not known counts as that of its
    /// language, and an unknown language as English.
    #[must_use]
    pub fn new(locale: &str, currency: Currency) -> Self {
        let language = locale.split(['-', '_']).next().unwrap_or_default();
        let known = Locale::from_name(locale).or_else(|_| Locale::from_name(language));
        Self {
            locale: known.unwrap_or(Locale::en),
            minor_per_major: currency.minor_per_major(),
        }
    }

    /// A value in its unit, short enough for a table: `38.4 M`, `42.3 %`, `1,024`.
    #[must_use]
    pub fn short(&self, unit: Unit, value: f64) -> String {
        match unit {
            Unit::Money => self.compact(value / self.minor_per_major),
            Unit::Share => self.percent(value),
            Unit::Count | Unit::Hours => self.decimals(
                value,
                usize::from(value.abs() < 10.0 && value.fract() != 0.0),
            ),
            Unit::People | Unit::Months => self.decimals(value, 1),
            Unit::Factor => self.decimals(value, 2),
        }
    }

    /// A difference in its unit, with its sign. Differences of shares are in percentage points.
    #[must_use]
    pub fn signed(&self, unit: Unit, value: f64) -> String {
        self.with_sign(value, self.spread(unit, value.abs()))
    }

    /// A difference with its sign, and half of its interval. Money that differs by less than its interval has the scale of
    /// the interval.
    #[must_use]
    pub fn difference(&self, unit: Unit, value: f64, half: Option<f64>) -> String {
        let Some(half) = half else {
            return self.signed(unit, value);
        };
        if unit != Unit::Money || value.abs() >= half {
            return format!("{} ± {}", self.signed(unit, value), self.spread(unit, half));
        }
        let [value, half] = [value, half].map(|amount| amount / self.minor_per_major);
        let value = self.with_sign(value, self.compact_like(value.abs(), half));
        format!("{value} ± {}", self.compact(half))
    }

    fn with_sign(&self, value: f64, magnitude: String) -> String {
        match (reads_as_nothing(&magnitude), value > 0.0) {
            (true, _) => magnitude,
            (false, true) => format!("+{magnitude}"),
            (false, false) => format!("{}{magnitude}", self.locale.minus_sign()),
        }
    }

    /// The size of a difference or of an error: like [`short`](Self::short), but shares are in percentage points and
    /// counts have a decimal.
    #[must_use]
    pub fn spread(&self, unit: Unit, value: f64) -> String {
        match unit {
            Unit::Share => format!(
                "{} pt",
                self.decimals(value * 100.0, if value < 0.01 { 2 } else { 1 })
            ),
            Unit::Money => self.short(unit, value),
            _ => self.decimals(value, if value < 10.0 { 2 } else { 1 }),
        }
    }

    /// A share in per cent, with one decimal unless it is 100 % or more.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        let percent = share * 100.0;
        format!(
            "{} %",
            self.decimals(percent, usize::from(percent.abs() < 99.95))
        )
    }

    /// A relative difference in per cent, with its sign unless it is nothing.
    #[must_use]
    pub fn signed_percent(&self, change: f64) -> String {
        let magnitude = self.percent(change.abs());
        match (reads_as_nothing(&magnitude), change > 0.0) {
            (true, _) => magnitude,
            (false, true) => format!("+{magnitude}"),
            (false, false) => format!("{}{magnitude}", self.locale.minus_sign()),
        }
    }

    /// A share in whole per cent; a share that is not 0 % or 100 % never reads as if it were.
    #[must_use]
    pub fn whole_percent(&self, share: f64) -> String {
        let rounded = (share * 100.0).round();
        match share {
            s if s > 0.0 && rounded < 1.0 => "<1 %".into(),
            s if s < 1.0 && rounded > 99.0 => ">99 %".into(),
            _ => format!("{} %", self.decimals(rounded, 0)),
        }
    }

    /// A share and what it leaves of the whole in whole per cent, which come to 100.
    #[must_use]
    pub fn whole_percents(&self, share: f64) -> [String; 2] {
        let rounded = (share * 100.0).round();
        let rest = if (1.0..=99.0).contains(&rounded) {
            1.0 - rounded / 100.0
        } else {
            1.0 - share
        };
        [self.whole_percent(share), self.whole_percent(rest)]
    }

    /// A number as somebody has typed it, in up to six decimals.
    #[must_use]
    pub fn typed(&self, value: f64) -> String {
        let is_exact = |places: &usize| {
            let short = format!("{value:.places$}").parse::<f64>();
            short.is_ok_and(|short| (short - value).abs() <= 1e-9 * value.abs())
        };
        let places = (0..=6).find(is_exact);
        places.map_or_else(
            || self.significant(value, 6),
            |places| self.decimals(value, places),
        )
    }

    /// A number without a unit, with as many decimals as its size needs for `digits` significant digits.
    #[must_use]
    pub fn significant(&self, value: f64, digits: usize) -> String {
        let mut places = digits.saturating_sub(1);
        let mut size = value.abs();
        while size >= 10.0 && places > 0 {
            (size, places) = (size / 10.0, places - 1);
        }
        while size < 1.0 && size > 0.0 && places < 12 {
            (size, places) = (size * 10.0, places + 1);
        }
        if value == 0.0 || (value.fract() == 0.0 && value.abs() < 1e15) {
            places = 0;
        }
        self.decimals(value, places)
    }

    /// A number with separators and a fixed number of decimals.
    #[must_use]
    pub fn decimals(&self, value: f64, places: usize) -> String {
        if !value.is_finite() {
            return "-".into();
        }
        let plain = format!("{:.places$}", value.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let is_zero = !plain.bytes().any(|b| b.is_ascii_digit() && b != b'0');
        let mut text = String::from(if value < 0.0 && !is_zero {
            self.locale.minus_sign()
        } else {
            ""
        });
        match whole.parse::<u64>() {
            Ok(whole) => text.push_str(self.separated(whole).as_str()),
            Err(_) => text.push_str(whole),
        }
        if !fraction.is_empty() {
            text.push_str(self.locale.decimal());
            text.push_str(fraction);
        }
        text
    }

    fn separated(self, whole: u64) -> Buffer {
        let mut buffer = Buffer::new();
        buffer.write_formatted(&whole, &self.locale);
        buffer
    }

    /// Three significant digits and a scale: `38.4 M`, `412 k`, `1.20 bn`.
    pub(super) fn compact(&self, value: f64) -> String {
        self.compact_like(value, value)
    }

    /// A value on the scale, and with the decimals, that another one has.
    fn compact_like(&self, value: f64, other: f64) -> String {
        const SCALES: [(f64, &str); 5] = [
            (1.0, ""),
            (1e3, " k"),
            (1e6, " M"),
            (1e9, " bn"),
            (1e12, " tn"),
        ];
        // 999.6 k is 1.00 M: the scale is chosen for the rounded value.
        let fits = |scale: f64| other.abs() / scale < 999.5;
        let (scale, name) = SCALES
            .into_iter()
            .find(|(scale, _)| fits(*scale))
            .unwrap_or(SCALES[4]);
        let size = (other / scale).abs();
        let whole_digits = if size < 9.995 {
            1
        } else if size < 99.95 {
            2
        } else {
            3
        };
        let places = if name.is_empty() && other.fract() == 0.0 {
            0
        } else {
            3 - whole_digits
        };
        format!("{}{name}", self.decimals(value / scale, places))
    }
}

/// Whether a number is written without any digit but 0.
pub(super) fn reads_as_nothing(written: &str) -> bool {
    !written.chars().any(|c| ('1'..='9').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Numbers {
        Numbers::new("en-US", Currency::new("USD", 2))
    }

    #[test]
    fn money_has_three_digits_and_a_scale() {
        let money = |major: f64| english().short(Unit::Money, major * 100.0);
        let texts = [
            38_412_345.0,
            412_345.0,
            999_600.0,
            1_204_000_000.0,
            0.0,
            -12.0,
            999.4,
            9_996.0,
        ]
        .map(money);
        assert_eq!(
            texts,
            [
                "38.4 M", "412 k", "1.00 M", "1.20 bn", "0", "-12", "999", "10.0 k"
            ]
        );
    }

    #[test]
    fn a_difference_and_its_interval_share_the_larger_scale() {
        let shown = |value: f64, half: f64| {
            english().difference(Unit::Money, value * 100.0, Some(half * 100.0))
        };
        assert_eq!(shown(-85.4, 78_700.0), "-0.1 k ± 78.7 k");
        assert_eq!(shown(671_000.0, 329.0), "+671 k ± 329");
        assert_eq!(shown(-12.0, 1_200_000.0), "0.00 M ± 1.20 M");
    }

    #[test]
    fn the_locale_decides_on_separators() {
        let german = Numbers::new("de-DE", Currency::new("EUR", 2));
        assert_eq!(german.short(Unit::Money, 3_841_234_500.0), "38,4 M");
        assert_eq!(german.decimals(1_234_567.25, 1), "1.234.567,2");
        assert_eq!(
            Numbers::new("xx-YY", Currency::new("EUR", 2)).decimals(1234.5, 1),
            "1,234.5"
        );
    }

    #[test]
    fn a_currency_without_minor_units_is_not_divided() {
        assert_eq!(
            Numbers::new("en", Currency::new("JPY", 0)).short(Unit::Money, 5_000.0),
            "5.00 k"
        );
    }

    #[test]
    fn digits_that_matter_are_shown() {
        let texts = [0.004_127, 0.781_26, 1.0, 12.3456, 1_312_345.6, 0.0, -0.25]
            .map(|value| english().significant(value, 4));
        let expected = [
            "0.004127",
            "0.7813",
            "1",
            "12.35",
            "1,312,346",
            "0",
            "-0.2500",
        ];
        assert_eq!(texts, expected);
        let typed = [0.125, 0.6, 1_300_000.0, 1.0 / 3.0].map(|value| english().typed(value));
        assert_eq!(typed, ["0.125", "0.6", "1,300,000", "0.333333"]);
    }

    #[test]
    fn rare_is_not_never() {
        assert_eq!(
            [0.0, 0.001, 0.42, 0.999, 1.0].map(|s| english().whole_percent(s)),
            ["0 %", "<1 %", "42 %", ">99 %", "100 %"]
        );
        assert_eq!(
            [0.0, 0.001, 0.905, 0.996].map(|s| english().whole_percents(s)),
            [
                ["0 %", "100 %"],
                ["<1 %", ">99 %"],
                ["91 %", "9 %"],
                [">99 %", "<1 %"]
            ]
        );
    }

    #[test]
    fn differences_have_a_sign_unless_they_are_nothing() {
        let numbers = english();
        assert_eq!(numbers.signed(Unit::Share, 0.012), "+1.2 pt");
        assert_eq!(numbers.signed(Unit::Count, -3.25), "-3.25");
        assert_eq!(numbers.signed(Unit::Money, 0.0), "0");
        let excess = [0.143, -0.0001, 0.0, -0.02].map(|change| numbers.signed_percent(change));
        assert_eq!(excess, ["+14.3 %", "0.0 %", "0.0 %", "-2.0 %"]);
        assert_eq!(numbers.decimals(-0.001, 1), "0.0");
        assert_eq!(numbers.decimals(f64::NAN, 1), "-");
    }
}
