//! The currency of a report, and amounts written exactly.

/// A currency and how it is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    code: &'static str,
    digits: u8,
}

impl Currency {
    /// A currency.
    ///
    /// * `code`: ISO 4217 code
    /// * `digits`: decimal digits of its minor unit: 2 for cents, 0 for yen
    #[must_use]
    pub const fn new(code: &'static str, digits: u8) -> Self {
        Self { code, digits }
    }

    /// A currency of ISO 4217; one that the standard gives no minor unit counts two digits.
    #[must_use]
    pub fn of(currency: iso_currency::Currency) -> Self {
        let digits = currency
            .exponent()
            .and_then(|digits| u8::try_from(digits).ok())
            .unwrap_or(2);
        Self::new(currency.code(), digits)
    }

    /// ISO 4217 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// Decimal digits of the minor unit.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// Minor units in one unit.
    #[must_use]
    pub fn minor_per_major(self) -> f64 {
        f64::from(10_u32.pow(u32::from(self.digits)))
    }

    /// An amount of minor units in whole units of the currency, rounded to the minor unit: 1234.5.
    #[must_use]
    pub fn natural(self, minor: f64) -> f64 {
        minor.round() / self.minor_per_major()
    }

    /// An amount of minor units in whole units of the currency, rounded to the minor unit: `1234.50`.
    #[must_use]
    pub fn plain(self, minor: f64) -> String {
        format!(
            "{:.*}",
            usize::from(self.digits),
            minor / self.minor_per_major()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_to_the_minor_unit() {
        assert_eq!(Currency::new("USD", 2).plain(123_450.0), "1234.50");
        assert_eq!(Currency::new("JPY", 0).plain(-1234.0), "-1234");
        assert_eq!(Currency::new("BHD", 3).plain(1.0), "0.001");
        let euro = Currency::new("EUR", 2);
        let exact = [32_499_999.999_999_965, 0.4, -12.0].map(|minor| euro.natural(minor));
        assert_eq!(
            exact.map(f64::to_bits),
            [325_000.0, 0.0, -0.12_f64].map(f64::to_bits)
        );
    }
}
