//! Factors of an amount, printed so that a pocket calculator gives the amount to the cent.

use super::Statement;
use crate::units::Money;

/// A factor of an amount.
#[derive(Clone, Copy, Debug)]
pub(super) enum Factor {
    /// Money [minor units].
    Money(f64),
    /// A share, in per cent.
    Share(f64),
    /// A number of things.
    Number(f64),
}

/// Digits that are printed of a share and of a number even where fewer would do, and most that are added.
const USUAL: usize = 4;
const MORE: usize = 8;

impl Statement<'_> {
    /// "412,000.00 x 10 %": factors with as many digits as it takes to give the amount; it is said where none do.
    pub(super) fn product(&self, factors: &[Factor], amount: Money) -> String {
        let with = |more: usize| -> (String, f64) {
            let printed: Vec<(String, f64)> = factors
                .iter()
                .map(|&factor| self.printed(factor, more))
                .collect();
            let texts: Vec<&str> = printed.iter().map(|(text, _)| text.as_str()).collect();
            (
                texts.join(" x "),
                printed.iter().map(|(_, value)| value).product(),
            )
        };
        let gives = |product: f64| Money::round(product * self.minor()) == amount;
        let exact = (0..=MORE).map(with).find(|(_, product)| gives(*product));
        exact.map_or_else(|| with(0).0 + " (rounded)", |(text, _)| text)
    }

    /// A factor as it is printed, and the value that is read there, in whole units of the currency.
    fn printed(&self, factor: Factor, more: usize) -> (String, f64) {
        let digits = usize::from(self.subject.currency.digits());
        let (value, least, usual, unit, scale) = match factor {
            Factor::Money(minor) => (minor / self.minor(), digits, digits, "", 1.0),
            Factor::Share(share) => (share * 100.0, 0, USUAL, " %", 0.01),
            Factor::Number(number) => (number, 0, USUAL, "", 1.0),
        };
        let read = |places: usize| format!("{value:.places$}").parse().unwrap_or(value);
        let most = usual + more;
        let shortest = (least..most).find(|&places| same(read(places), read(most)));
        let places = shortest.unwrap_or(most);
        let text = self.numbers.decimals(value, places) + unit;
        (text, read(places) * scale)
    }
}

/// Whether two numbers that were read are the same.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits()
}
