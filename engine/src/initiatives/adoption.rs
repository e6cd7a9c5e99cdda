//! Adoption: which share of an initiative's effect has been reached in each of its months.

/// How an initiative takes hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Adoption {
    /// Along a shape over some months, above 0, and whole from then on.
    Over(Shape, f64),
    /// A share for the first, second, ... month, 0 to 1; the last one holds from then on. Never empty.
    Curve(Vec<f64>),
}

/// How adoption rises from nobody to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// By the same share every day.
    Linear,
    /// Slowly at first, fastest in the middle, slowly in the end: `3 x² - 2 x³` of the way.
    SCurve,
}

impl Shape {
    /// The integral of the share adopted over the first part of the way, of length 1: `x² / 2`, or `x³ - x⁴ / 2`.
    fn integral(self, x: f64) -> f64 {
        match self {
            Self::Linear => x * x / 2.0,
            Self::SCurve => x * x * x * (1.0 - x / 2.0),
        }
    }
}

impl Adoption {
    /// Everybody from the first day.
    #[must_use]
    pub fn at_once() -> Self {
        Self::Curve(vec![1.0])
    }

    /// Share of the effect in a month, the average over its days; 0 to 1.
    ///
    /// * `month`: 0 for the first month of the initiative
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "months are small")]
    pub fn share(&self, month: usize) -> f64 {
        match self {
            Self::Over(shape, months) => {
                let until = |time: f64| {
                    let on_the_way = time.min(*months);
                    months * shape.integral(on_the_way / months) + (time - on_the_way)
                };
                let time = month as f64;
                if time >= *months {
                    1.0
                } else {
                    (until(time + 1.0) - until(time)).clamp(0.0, 1.0)
                }
            }
            Self::Curve(shares) => shares[month.min(shares.len() - 1)],
        }
    }

    /// Share of the effect in each month of a horizon: none before the start and from the end on.
    ///
    /// * `start`, `until`: first month of the initiative, and first month after it
    #[must_use]
    pub fn by_month(&self, (start, until): (usize, usize), n_months: usize) -> Vec<f64> {
        let share = |month: usize| {
            if (start..until).contains(&month) {
                self.share(month - start)
            } else {
                0.0
            }
        };
        (0..n_months).map(share).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        let is_close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12;
        assert!(found.len() == expected.len() && found.iter().zip(expected).all(is_close));
    }

    /// Averages over months of a straight line that is at the top after four months.
    #[test]
    fn a_line_is_averaged_over_each_month() {
        let line = Adoption::Over(Shape::Linear, 4.0);
        let expected = [0.0, 0.0, 0.125, 0.375, 0.625, 0.875, 1.0, 1.0];
        close(&line.by_month((2, 9), 8), &expected);
        // Half of the second month is on the way, at 5 / 6 on average, and half of it is whole.
        let uneven = Adoption::Over(Shape::Linear, 1.5);
        close(&uneven.by_month((0, 3), 3), &[1.0 / 3.0, 11.0 / 12.0, 1.0]);
    }

    /// Over two months the shares of the halves are 3 / 16 and 13 / 16, and any shape has half of its way in the middle.
    #[test]
    fn an_s_curve_starts_and_ends_slowly() {
        let curve = Adoption::Over(Shape::SCurve, 2.0);
        close(&curve.by_month((0, 3), 3), &[3.0 / 16.0, 13.0 / 16.0, 1.0]);
    }

    #[test]
    fn the_last_share_of_a_curve_holds_until_the_initiative_ends() {
        let curve = Adoption::Curve(vec![0.2, 0.9]);
        close(&curve.by_month((1, 4), 5), &[0.0, 0.2, 0.9, 0.9, 0.0]);
        close(&Adoption::at_once().by_month((1, 3), 3), &[0.0, 1.0, 1.0]);
    }
}
