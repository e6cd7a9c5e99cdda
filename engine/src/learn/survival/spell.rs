//! One stay, as far as it was seen.

/// A stay of which is known from which age on it was looked at, until which age, and how it ended then.
///
/// Ages are in any unit of time, counted from the beginning of the stay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    /// The last age at which nobody looked: had it ended by then, it would not be here. `None` if it was seen from its
    /// beginning, an end at age 0 included.
    pub seen_after: Option<f64>,
    /// Age at its end, or when it was last seen.
    pub until: f64,
    /// Number of the way in which it ended; `None` if it was still there.
    pub end: Option<usize>,
}

impl Spell {
    /// Seen from its beginning to its end.
    #[must_use]
    pub fn ended(until: f64, end: usize) -> Self {
        Self {
            seen_after: None,
            until,
            end: Some(end),
        }
    }

    /// Seen from its beginning, and still there.
    #[must_use]
    pub fn open(until: f64) -> Self {
        Self {
            seen_after: None,
            until,
            end: None,
        }
    }

    /// The same, seen only after an age.
    #[must_use]
    pub fn seen_after(self, age: f64) -> Self {
        Self {
            seen_after: Some(age),
            ..self
        }
    }

    /// Whether it was there to be seen ending at an age.
    #[cfg(test)]
    pub(super) fn is_at_risk(&self, age: f64) -> bool {
        self.seen_after.is_none_or(|after| after < age) && age <= self.until
    }
}

/// Why a list of spells is none.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpellError {
    /// An age is no age.
    #[error("spell {index} has the age {got}: expected a finite number of 0 or more")]
    Age {
        /// Place in the list.
        index: usize,
        /// The age.
        got: f64,
    },
    /// Nobody ever looked while it was there.
    #[error("spell {index} is over at {until}, before it was looked at after {seen_after}")]
    NeverSeen {
        /// Place in the list.
        index: usize,
        /// Last age at which nobody looked.
        seen_after: f64,
        /// Age at its end.
        until: f64,
    },
    /// It ended in a way that does not exist.
    #[error("spell {index} ended in way {got}: expected one below {n_ends}")]
    End {
        /// Place in the list.
        index: usize,
        /// The way.
        got: usize,
        /// Number of ways.
        n_ends: usize,
    },
}

/// Checks a list.
pub(super) fn check(n_ends: usize, spells: &[Spell]) -> Result<(), SpellError> {
    for (index, spell) in spells.iter().enumerate() {
        let bad = |age: f64| !(age.is_finite() && age >= 0.0);
        if bad(spell.until) {
            return Err(SpellError::Age {
                index,
                got: spell.until,
            });
        }
        if let Some(got) = spell.end.filter(|&end| end >= n_ends) {
            return Err(SpellError::End { index, got, n_ends });
        }
        let Some(seen_after) = spell.seen_after else {
            continue;
        };
        if !seen_after.is_finite() {
            return Err(SpellError::Age {
                index,
                got: seen_after,
            });
        }
        if seen_after >= spell.until {
            let until = spell.until;
            return Err(SpellError::NeverSeen {
                index,
                seen_after,
                until,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_spell_is_refused() {
        let of = |spell| check(2, &[Spell::open(1.0), spell]).unwrap_err();
        assert!(matches!(
            of(Spell::open(f64::NAN)),
            SpellError::Age { index: 1, .. }
        ));
        assert!(matches!(of(Spell::open(-1.0)), SpellError::Age { .. }));
        assert!(matches!(
            of(Spell::open(f64::INFINITY)),
            SpellError::Age { .. }
        ));
        assert!(matches!(
            of(Spell::ended(1.0, 2)),
            SpellError::End { got: 2, .. }
        ));
        assert!(matches!(
            of(Spell::open(1.0).seen_after(1.0)),
            SpellError::NeverSeen { .. }
        ));
        assert!(matches!(
            of(Spell::open(1.0).seen_after(f64::NAN)),
            SpellError::Age { .. }
        ));
        assert_eq!(
            check(1, &[Spell::ended(0.0, 0), Spell::open(3.0).seen_after(0.0)]),
            Ok(())
        );
    }
}
