//! Whether it was looked for long enough to tell what never ends from what has not ended yet.

use super::float;
use super::risk_set::RiskSet;

/// How far the last end lies before the last look.
///
/// Where some never end, the curve of what is open becomes flat, and its height is their share (Maller & Zhou 1996, section
/// 2.2). That it is flat, and not merely not seen to fall, is told by the ends in the last part of the ages that were looked at:
/// with `t` the last age seen, `t*` the last end and `N` the ends in `(2 t* - t, t*]`, the chance of `N` or fewer there, if
/// times of ends went on beyond `t`, is about `(1 - N / n)^n` (Maller & Zhou 1994).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FollowUp {
    /// The last age at which anything ended.
    pub last_end: f64,
    /// The last age at which anything was seen.
    pub last_seen: f64,
    /// Ends in the part of ages below the last end that is as long as what follows it.
    pub n_late: usize,
    /// `(1 - N / n)^n`; small if it was looked for long enough.
    pub chance: f64,
}

impl FollowUp {
    /// Measures; `None` if nothing ended.
    #[must_use]
    pub fn of(risk: &RiskSet) -> Option<Self> {
        let last_end = risk.steps().last()?.at;
        let last_seen = risk.last_seen();
        let from = 2.0 * last_end - last_seen;
        let late = risk.steps().iter().rev().take_while(|step| step.at > from);
        let n_late = if last_seen > last_end {
            late.map(super::Step::n_ended).sum()
        } else {
            0
        };
        let n = risk.n_spells();
        let share = float(n_late) / float(n.max(1));
        let chance = crate::kernel::math::pow(1.0 - share, float(n));
        Some(Self {
            last_end,
            last_seen,
            n_late,
            chance,
        })
    }

    /// Whether what is open beyond the last end may be taken never to end.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.chance < 0.05
    }
}

#[cfg(test)]
mod tests {
    use super::super::spell::Spell;
    use super::*;

    fn follow_up(open_until: f64) -> FollowUp {
        let ended = (1..=20_u32).map(|ix| Spell::ended(f64::from(ix), 0));
        let spells: Vec<Spell> = ended.chain([Spell::open(open_until)]).collect();
        FollowUp::of(&RiskSet::new(1, &spells).unwrap()).unwrap()
    }

    #[test]
    fn a_long_look_at_nothing_is_enough_and_a_short_one_is_not() {
        let long = follow_up(35.0);
        assert_eq!((long.n_late, long.is_enough()), (15, true));
        let short = follow_up(21.0);
        assert_eq!((short.n_late, short.is_enough()), (1, false));
        assert!(!follow_up(12.0).is_enough(), "the last that is seen ended");
        assert_eq!(
            FollowUp::of(&RiskSet::new(1, &[Spell::open(4.0)]).unwrap()),
            None
        );
    }
}
