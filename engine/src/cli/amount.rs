//! Numbers as people type them: `80%`, `10M`, `1_500`, `2.5k`.

/// Endings of a number and what they stand for.
const ENDINGS: [(&str, f64); 6] = [
    ("%", 0.01),
    ("bn", 1e9),
    ("k", 1e3),
    ("K", 1e3),
    ("m", 1e6),
    ("M", 1e6),
];

/// A number with an ending or without.
pub(crate) fn amount(text: &str) -> Result<f64, String> {
    let plain = text.trim();
    let ending = ENDINGS.iter().find(|(ending, _)| plain.ends_with(ending));
    let (digits, factor) = match ending {
        Some((ending, factor)) => (plain.trim_end_matches(ending).trim_end(), *factor),
        None => (plain, 1.0),
    };
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let number = digits.replace('_', "").parse::<f64>();
    match number.map(|number| number * factor) {
        Ok(number) if is_number && number.is_finite() => Ok(number),
        _ => Err("expected a number such as 0.8, 80%, 250_000, 1.5k or 10M".into()),
    }
}

/// A share of futures above 0 and below 1, as a share or in per cent.
pub(crate) fn chance(text: &str) -> Result<f64, String> {
    let share = amount(text)?;
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
            let got = amount(text).unwrap();
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
    fn a_chance_is_no_certainty() {
        assert_eq!(chance("90%"), Ok(0.9));
        assert!(
            ["0", "1", "100%", "-1%", "80"]
                .iter()
                .all(|text| chance(text).is_err())
        );
    }
}
