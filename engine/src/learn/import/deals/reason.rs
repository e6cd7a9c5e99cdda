//! Why a row is set aside.

use std::collections::BTreeMap;

use crate::learn::import::quality::OddityKind;

/// Why a row is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    CellCount,
    Deleted,
    NoStage,
    NoCloseDate,
    Unreadable,
    OutOfRange,
    ClosedBeforeEngaged,
    FarAway,
    Repeat,
    Contradiction,
}

impl Reason {
    /// What the oddity is, what is set aside and why.
    pub(super) fn says(self) -> (OddityKind, &'static str, &'static str) {
        match self {
            Self::CellCount => (
                OddityKind::Impossible,
                "wrong number of cells",
                "rows have too few or too many cells",
            ),
            Self::Deleted => (
                OddityKind::Unusual,
                "deleted in the CRM",
                "rows are marked as deleted",
            ),
            Self::NoStage => (OddityKind::Missing, "no stage", "deals have no stage"),
            Self::NoCloseDate => (
                OddityKind::Contradictory,
                "closed without a close date",
                "deals are won or lost but have no close date",
            ),
            Self::Unreadable => (
                OddityKind::Impossible,
                "unreadable date",
                "deals have a date that cannot be read",
            ),
            Self::OutOfRange => (
                OddityKind::Impossible,
                "date out of range",
                "deals have a date before 1900 or after 2200",
            ),
            Self::ClosedBeforeEngaged => (
                OddityKind::Impossible,
                "closed before it was engaged",
                "deals close before they are engaged",
            ),
            Self::FarAway => (
                OddityKind::Impossible,
                "date years away from all others",
                "deals have a date more than a year away from all others",
            ),
            Self::Repeat => (
                OddityKind::Duplicated,
                "repeats a row",
                "rows repeat another one cell by cell",
            ),
            Self::Contradiction => (
                OddityKind::Contradictory,
                "contradicts a row of the same id",
                "rows have the id of another one and say otherwise",
            ),
        }
    }
}

/// Rows set aside: their ids by reason.
pub(super) type SetAside = BTreeMap<Reason, Vec<String>>;
