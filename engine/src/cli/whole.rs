//! Whole numbers as people type them: `10000` or `10_000`.

/// A number of futures: at least one.
pub(crate) fn trials(text: &str) -> Result<u32, String> {
    within(text, 1, u32::MAX)
}

/// The number of a future, counted from 0.
pub(crate) fn trial(text: &str) -> Result<u32, String> {
    within(text, 0, u32::MAX)
}

/// A number of threads: at least one.
pub(crate) fn threads(text: &str) -> Result<u16, String> {
    within(text, 1, u16::MAX)
}

/// A seed.
pub(crate) fn seed(text: &str) -> Result<u64, String> {
    within(text, 0, u64::MAX)
}

fn within<N: TryFrom<u64> + Into<u64> + Copy>(text: &str, low: u64, high: N) -> Result<N, String> {
    let digits = text.trim().replace('_', "");
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse::<u64>().ok();
    let inside = number.filter(|&number| is_plain && (low..=high.into()).contains(&number));
    let whole = inside.and_then(|number| N::try_from(number).ok());
    whole.ok_or_else(|| format!("expected a whole number from {low} to {}", high.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_ends() {
        assert_eq!(trials("10_000"), Ok(10_000));
        assert_eq!(trial("0"), Ok(0));
        assert_eq!(seed("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(
            threads("65536"),
            Err("expected a whole number from 1 to 65535".into())
        );
        for text in [
            "",
            "0",
            "-1",
            "+1",
            "1e3",
            "1.0",
            "4294967296",
            "many",
            "１",
        ] {
            assert!(trials(text).is_err(), "{text}");
        }
    }
}
