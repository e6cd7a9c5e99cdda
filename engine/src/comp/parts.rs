//! Parts: how the credit of one deal is shared out.

use crate::units::Money;

/// Shares of a deal closer than this are the same: what is left of 1 after 0.7 and 0.3 is nothing.
pub const SAME_SHARE: f64 = 1e-9;

/// What one seat is credited with of a deal: a slice of it, and what a double split adds on top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The seat.
    pub seat: usize,
    /// Where its slice of the deal begins and ends, 0 to 1.
    from: f64,
    to: f64,
    /// Share that is credited beside the deal itself.
    added: f64,
}

impl Part {
    /// A share of a deal.
    #[must_use]
    pub const fn new(seat: usize, share: f64) -> Self {
        Self::slice(seat, 0.0, share)
    }

    /// A slice of a deal.
    #[must_use]
    pub const fn slice(seat: usize, from: f64, to: f64) -> Self {
        Self {
            seat,
            from,
            to,
            added: 0.0,
        }
    }

    /// Share of the deal that is credited.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.to - self.from + self.added
    }

    /// The part of an amount. The slices of all parts sum to the amount, to the minor unit.
    #[must_use]
    pub fn of(&self, amount: Money) -> Money {
        amount.share(self.to) - amount.share(self.from) + amount.share(self.added)
    }
}

/// The parts of one deal: partners first, each seat once, then the owner with what they leave.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    parts: Vec<Part>,
}

impl Parts {
    /// Begins with another deal.
    pub fn clear(&mut self) {
        self.parts.clear();
    }

    /// Adds the share of a partner; what several take of one deal ends at the whole of it.
    ///
    /// * `double`: whether the owner keeps the whole credit all the same
    pub fn add(&mut self, seat: usize, share: f64, double: bool) {
        let ix = self.parts.iter().position(|part| part.seat == seat);
        let ix = ix.unwrap_or_else(|| {
            self.parts.push(Part::new(seat, 0.0));
            self.parts.len() - 1
        });
        if double {
            self.parts[ix].added += share;
        } else {
            let taken: f64 = self.parts.iter().map(|part| part.to).sum();
            self.parts[ix].to += share.min(1.0 - taken).max(0.0);
        }
    }

    /// Gives the rest to the owner and lays the slices side by side; whoever has no share has no part.
    pub fn close(&mut self, owner: Option<usize>) {
        self.parts.retain(|part| part.share() > SAME_SHARE);
        let mut end = 0.0;
        for part in &mut self.parts {
            (part.from, part.to) = (end, end + part.to);
            end = if 1.0 - part.to < SAME_SHARE {
                1.0
            } else {
                part.to
            };
            part.to = end;
        }
        if let Some(seat) = owner.filter(|_| end < 1.0) {
            self.parts.push(Part {
                from: end,
                ..Part::new(seat, 1.0)
            });
        }
    }

    /// The part of a seat.
    #[must_use]
    pub fn of_seat(&self, seat: usize) -> Option<Part> {
        self.parts.iter().find(|part| part.seat == seat).copied()
    }

    /// The parts, the owner's last.
    #[must_use]
    pub fn as_slice(&self) -> &[Part] {
        &self.parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(splits: &[(usize, f64, bool)], owner: Option<usize>) -> Vec<Part> {
        let mut parts = Parts::default();
        for &(seat, share, double) in splits {
            parts.add(seat, share, double);
        }
        parts.close(owner);
        parts.as_slice().to_vec()
    }

    fn amounts(parts: &[Part], minor: i64) -> Vec<(usize, i64)> {
        let amount = Money::from_minor(minor);
        parts
            .iter()
            .map(|part| (part.seat, part.of(amount).minor()))
            .collect()
    }

    #[test]
    fn parts_sum_to_the_amount_and_the_owner_has_the_remainder() {
        let thirds = parts(&[(1, 1.0 / 3.0, false), (2, 1.0 / 3.0, false)], Some(0));
        assert_eq!(amounts(&thirds, 100), [(1, 33), (2, 34), (0, 33)]);
        let halves = parts(&[(1, 0.5, false)], Some(0));
        // Rounded singly, both halves of 101 would be 51.
        assert_eq!(amounts(&halves, 101), [(1, 51), (0, 50)]);
        for minor in -300..300 {
            let sum: i64 = amounts(&thirds, minor).iter().map(|(_, part)| part).sum();
            assert_eq!(sum, minor);
        }
    }

    #[test]
    fn whoever_has_no_share_has_no_part() {
        let all = parts(&[(1, 0.7, false), (2, 0.3, false)], Some(0));
        assert_eq!(amounts(&all, 999), [(1, 699), (2, 300)]);
        assert_eq!(parts(&[(1, 0.0, false)], Some(0)).len(), 1);
        assert_eq!(parts(&[], Some(0))[0].share().to_bits(), 1.0_f64.to_bits());
        assert_eq!(parts(&[], None), []);
    }

    #[test]
    fn a_double_split_leaves_the_owner_all_and_one_seat_has_one_part() {
        let double = parts(&[(1, 0.5, true)], Some(0));
        assert_eq!(amounts(&double, 100), [(1, 50), (0, 100)]);
        let both = parts(&[(1, 0.2, false), (1, 0.5, true), (1, 0.1, false)], Some(0));
        assert_eq!(amounts(&both, 1_000), [(1, 800), (0, 700)]);
    }

    #[test]
    fn shares_beyond_the_whole_end_there() {
        let drawn = parts(&[(1, 0.7, false), (2, 0.7, false)], Some(0));
        assert_eq!(amounts(&drawn, 100), [(1, 70), (2, 30)]);
    }
}
