//! Tiers: how much of what is credited each one pays.

use crate::kernel::field::Field;

/// A tier.
#[derive(Clone, Debug)]
pub struct Tier {
    /// Attainment above which it applies.
    pub above: f64,
    /// Multiplier on the rate inside it; one row.
    pub multiplier: Field,
}

/// How tiers work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Each tier's multiplier applies to what lies inside it.
    Marginal,
    /// The multiplier of the tier that is reached applies to everything, back to the first unit.
    Retroactive,
}

/// Units of what is credited that each tier pays, as (tier, units); tiers without units are left out.
///
/// With attainment limits `a_1 = 0 < a_2 < ...` and a quota `q`, a marginal tier pays `(min(x, a_{i+1} q) − a_i q)⁺`.
/// A retroactive tier pays all of `x` from the moment that `x ≥ a_i q`. Without a quota everything lies in the first
/// tier, and so does a negative credit.
///
/// * `tiers`: in rising order, the first from 0 on
/// * `credited`, `quota`: in the measure's unit
pub fn units(
    tiers: &[Tier],
    method: Method,
    credited: f64,
    quota: f64,
) -> impl Iterator<Item = (usize, f64)> + '_ {
    let first_only = quota <= 0.0 || credited < 0.0;
    let reached = tiers
        .iter()
        .rposition(|tier| credited >= tier.above * quota)
        .unwrap_or(0);
    let inside = move |i: usize| {
        if first_only {
            return if i == 0 { credited } else { 0.0 };
        }
        match method {
            Method::Retroactive if i == reached => credited,
            Method::Retroactive => 0.0,
            Method::Marginal => {
                let top = tiers
                    .get(i + 1)
                    .map_or(f64::INFINITY, |next| next.above * quota);
                (credited.min(top) - tiers[i].above * quota).max(0.0)
            }
        }
    };
    (0..tiers.len())
        .map(move |i| (i, inside(i)))
        .filter(|&(_, units)| units != 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiers(limits: &[f64]) -> Vec<Tier> {
        let tier = |&above| Tier {
            above,
            multiplier: Field::constant(1.0),
        };
        limits.iter().map(tier).collect()
    }

    fn split(method: Method, credited: f64, quota: f64) -> Vec<(usize, f64)> {
        units(&tiers(&[0.0, 0.5, 1.0]), method, credited, quota).collect()
    }

    #[test]
    fn marginal_tiers_share_what_is_credited() {
        assert_eq!(split(Method::Marginal, 40.0, 100.0), [(0, 40.0)]);
        assert_eq!(split(Method::Marginal, 50.0, 100.0), [(0, 50.0)]);
        assert_eq!(
            split(Method::Marginal, 130.0, 100.0),
            [(0, 50.0), (1, 50.0), (2, 30.0)]
        );
    }

    #[test]
    fn a_retroactive_tier_takes_everything_from_the_moment_it_is_reached() {
        assert_eq!(split(Method::Retroactive, 49.0, 100.0), [(0, 49.0)]);
        assert_eq!(split(Method::Retroactive, 50.0, 100.0), [(1, 50.0)]);
        assert_eq!(split(Method::Retroactive, 100.0, 100.0), [(2, 100.0)]);
        assert_eq!(split(Method::Retroactive, 130.0, 100.0), [(2, 130.0)]);
    }

    #[test]
    fn without_a_quota_or_below_nothing_the_first_tier_counts() {
        for method in [Method::Marginal, Method::Retroactive] {
            assert_eq!(split(method, 80.0, 0.0), [(0, 80.0)]);
            assert_eq!(split(method, -20.0, 100.0), [(0, -20.0)]);
            assert_eq!(split(method, 0.0, 100.0), []);
        }
    }
}
