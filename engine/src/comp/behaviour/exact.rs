//! The best effort where results are known: exact for every plan whose pay is a chain of straight pieces.

use super::effort::Effort;
use super::pay_curve::PayCurve;

/// What somebody chooses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Effort.
    pub effort: f64,
    /// Results.
    pub output: f64,
    /// Pay less the cost of the effort.
    pub value: f64,
}

/// The effort with the greatest pay less cost, for results `b + k e` that are known.
///
/// On each straight piece of the pay the objective is concave, so that its best point is where a little more effort costs as
/// much as it earns, or the end of the piece that is nearest to it; the best of these is the best of all. Where two are
/// equally good it is the one with less effort. Where pay drops at the end of a piece, that end counts as reached from
/// below.
#[must_use]
pub fn best(pay: &PayCurve, effort: &Effort) -> Choice {
    let pieces = pay.pieces();
    let mut best: Option<Choice> = None;
    for (ix, piece) in pieces.iter().enumerate() {
        // What lies below the first piece goes on like it.
        let first = if ix == 0 {
            0.0
        } else {
            effort.needed(piece.from).max(0.0)
        };
        let last = pieces.get(ix + 1).map_or(f64::INFINITY, |next| next.from);
        let last = effort.needed(last).min(effort.most);
        if first > last {
            continue;
        }
        let balanced = effort.cost.balanced(piece.slope * effort.gain);
        let chosen = balanced.clamp(first, last);
        let output = effort.output(chosen);
        let value = piece.at(output) - effort.cost.of(chosen);
        if best.is_none_or(|best| value > best.value) {
            best = Some(Choice {
                effort: chosen,
                output,
                value,
            });
        }
    }
    best.unwrap_or_else(|| Choice {
        effort: 0.0,
        output: effort.base,
        value: pay.at(effort.base),
    })
}
