//! Numbers as people type them: `80%`, `10M`, `1_500`, `2.5k`.

use crate::kpi::Unit;

/// Endings of a number and what they stand for.
const ENDINGS: [(&str, f64); 6] = [
    ("%", 0.01),
    ("bn", 1e9),
    ("k", 1e3),
    ("K", 1e3),
    ("m", 1e6),
    ("M", 1e6),
];

/// A number as it was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Amount {
    /// The number that it stands for: 0.8 for `80%`, 10 million for `10M`.
    pub(crate) value: f64,
    /// Its ending, if it has one.
    ending: Option<&'static str>,
}

impl Amount {
    /// The number as a value of a unit. An ending says something of the unit: nobody means a tenth of a euro by `10%`, or
    /// three million months by `3M`.
    ///
    /// # Errors
    ///
    /// What is expected instead, where the ending does not go with the unit.
    pub(crate) fn in_unit(self, unit: Unit) -> Result<f64, &'static str> {
        let (fits, expected): (fn(&str) -> bool, _) = match unit {
            Unit::Money | Unit::Count => (
                |ending| ending != "%",
                "write a number such as 250_000, 1.5k or 10M",
            ),
            Unit::Share => (|ending| ending == "%", "write a share such as 80% or 0.8"),
            Unit::Factor => (|ending| ending == "%", "write a factor such as 1.5 or 150%"),
            Unit::People | Unit::Hours | Unit::Months => {
                (|_| false, "write a number without an ending, such as 12")
            }
        };
        if self.ending.is_none_or(fits) {
            Ok(self.value)
        } else {
            Err(expected)
        }
    }
}

/// A number with an ending or without.
pub(crate) fn amount(text: &str) -> Result<Amount, String> {
    let plain = text.trim();
    let ending = ENDINGS.iter().find(|(ending, _)| plain.ends_with(ending));
    let (digits, factor) = match ending {
        Some((ending, factor)) => (plain.trim_end_matches(ending).trim_end(), *factor),
        None => (plain, 1.0),
    };
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let number = digits.replace('_', "").parse::<f64>();
    match number.map(|number| number * factor) {
        Ok(value) if is_number && value.is_finite() => Ok(Amount {
            value,
            ending: ending.map(|(ending, _)| *ending),
        }),
        _ => Err("expected a number such as 0.8, 80%, 250_000, 1.5k or 10M".into()),
    }
}

/// A share of futures above 0 and below 1, as a share or in per cent.
pub(crate) fn chance(text: &str) -> Result<f64, String> {
    let typed = amount(text)?;
    let share = typed.in_unit(Unit::Share)?;
    if share > 0.0 && share < 1.0 {
        Ok(share)
    } else {
        Err("expected a chance above 0 and below 100 %, such as 80% or 0.8".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_multiply() {
        for (text, number) in [
            ("80%", 0.8),
            ("80 %", 0.8),
            ("10M", 1e7),
            ("1.5k", 1_500.0),
            ("-2bn", -2e9),
            ("250_000", 250_000.0),
            (".5", 0.5),
        ] {
            let got = amount(text).unwrap().value;
            assert!(
                (got - number).abs() <= 1e-12 * number.abs(),
                "{text}: {got}"
            );
        }
        for text in [
            "", "%", "k", "ten", "inf", "nan", "1,000", "1e999", "5 apples",
        ] {
            assert!(amount(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_ending_goes_with_the_unit() {
        let fits = |text: &str, unit| amount(text).unwrap().in_unit(unit).is_ok();
        for unit in [
            Unit::Money,
            Unit::Count,
            Unit::People,
            Unit::Hours,
            Unit::Months,
            Unit::Share,
            Unit::Factor,
        ] {
            assert!(fits("2.5", unit), "{unit:?}");
            let is_rate = matches!(unit, Unit::Share | Unit::Factor);
            assert_eq!(fits("10%", unit), is_rate, "{unit:?}");
            let may_be_large = matches!(unit, Unit::Money | Unit::Count);
            for text in ["3k", "3K", "3m", "3M", "3bn"] {
                assert_eq!(fits(text, unit), may_be_large, "{text} {unit:?}");
            }
        }
    }

    #[test]
    fn a_chance_is_no_certainty() {
        assert_eq!(chance("90%"), Ok(0.9));
        assert!(
            ["0", "1", "100%", "-1%", "80"]
                .iter()
                .all(|text| chance(text).is_err())
        );
    }
}
