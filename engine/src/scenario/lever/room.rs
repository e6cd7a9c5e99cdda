//! How far numbers can be multiplied before one of them leaves its range: a share cannot exceed 1.

use crate::scenario::register::{Certainty, RegisterEntry};

/// Decimals of the end of a search that is set by a range.
const PLACES: f64 = 1_000.0;

/// The factors that keep all numbers inside of their ranges.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Room {
    pub(super) low: Option<End>,
    pub(super) high: Option<End>,
}

/// An end of the room, and the number that sets it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct End {
    pub(super) factor: f64,
    pub(super) path: String,
    pub(super) stated: String,
    pub(super) limits: [f64; 2],
}

impl Room {
    pub(super) fn of(entries: &[&RegisterEntry]) -> Self {
        let mut room = Self {
            low: None,
            high: None,
        };
        for entry in entries {
            for value in extremes(entry) {
                room.take(entry, value);
            }
        }
        room
    }

    fn take(&mut self, entry: &RegisterEntry, value: f64) {
        let [least, most] = entry.limits;
        let ends = match value {
            v if v > 0.0 => [least / v, most / v],
            v if v < 0.0 => [most / v, least / v],
            _ => return,
        };
        let end = |factor| End {
            factor,
            path: entry.path.clone(),
            stated: entry.stated.clone(),
            limits: entry.limits,
        };
        let [low, high] = ends;
        if low > 0.0 && self.low.as_ref().is_none_or(|end| low > end.factor) {
            self.low = Some(end(low));
        }
        if high.is_finite() && self.high.as_ref().is_none_or(|end| high < end.factor) {
            self.high = Some(end(high));
        }
    }

    /// A span as far as there is room, its ends in a few decimals, and the paths that cut it.
    pub(super) fn cut(&self, [from, to]: [f64; 2]) -> ([f64; 2], Vec<String>) {
        let mut span = [from, to];
        let mut paths: Vec<String> = Vec::new();
        if let Some(end) = self.low.as_ref().filter(|end| end.factor > from) {
            span[0] = (end.factor * PLACES).ceil() / PLACES;
            paths.push(end.path.clone());
        }
        if let Some(end) = self.high.as_ref().filter(|end| end.factor < to) {
            span[1] = (end.factor * PLACES).floor() / PLACES;
            if !paths.contains(&end.path) {
                paths.push(end.path.clone());
            }
        }
        (span, paths)
    }

    /// The end that a factor lies beyond.
    pub(super) fn beyond(&self, factor: f64) -> Option<&End> {
        // A factor that was worked out from the range and printed is not refused for its last digit.
        let is_low = |end: &&End| factor < end.factor * (1.0 - 1e-9);
        let is_high = |end: &&End| factor > end.factor * (1.0 + 1e-9);
        let low = self.low.as_ref().filter(is_low);
        low.or_else(|| self.high.as_ref().filter(is_high))
    }
}

impl End {
    /// The factors on the right side of the end.
    pub(super) fn in_words(&self) -> String {
        let is_low = self.limits[0] > 0.0 && self.factor <= 1.0;
        let (words, last) = if is_low {
            ("from", (self.factor * PLACES).ceil())
        } else {
            ("up to", (self.factor * PLACES).floor())
        };
        let on = if is_low { " on" } else { "" };
        format!("{words} {}{on}", last / PLACES)
    }
}

/// The lowest and the highest value of a number as far as its range is checked, in the unit of the file.
fn extremes(entry: &RegisterEntry) -> Vec<f64> {
    match (&entry.certainty, &entry.law) {
        (_, Some(law)) => [0.01, 0.99]
            .map(|share| law.quantile(share) / entry.scale)
            .to_vec(),
        (Certainty::Series, _) => series(&entry.stated).unwrap_or_default(),
        _ => entry.stated.parse().into_iter().collect(),
    }
}

/// A series as the register states it: "[1, 2]".
pub(super) fn series(stated: &str) -> Option<Vec<f64>> {
    let inner = stated.strip_prefix('[')?.strip_suffix(']')?;
    inner.split(',').map(|v| v.trim().parse().ok()).collect()
}
