//! Places: where accounts and people are.

use crate::kernel::globe::Location;
use crate::scenario::codes::Code;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::RawGroup;
use crate::scenario::table::Row;

use super::check::Check;
use super::range::Range;

impl Check<'_> {
    /// The place that a row states in degrees, if it does; reports half of one.
    pub(super) fn location(&mut self, row: &Row<'_>) -> Option<Location> {
        let is_there = |column| row.optional_text(column).is_some();
        let (missing, given) = match (is_there("latitude"), is_there("longitude")) {
            (false, false) => return None,
            (true, true) => {
                let latitude = self.cell(row, "latitude", Range::LATITUDE);
                let longitude = self.cell(row, "longitude", Range::LONGITUDE);
                self.a_place_is_refused |= latitude.is_none() || longitude.is_none();
                return Some(Location::of_degrees(latitude?, longitude?));
            }
            (true, false) => ("longitude", "latitude"),
            (false, true) => ("latitude", "longitude"),
        };
        self.a_place_is_refused = true;
        let message = format!("a place needs both: the {given} is given, the {missing} is not");
        self.findings
            .add(Code::CellEmpty, row.place(given), message)
            .help = format!("fill `{missing}`, or leave both empty");
        None
    }

    /// The place of the seats of a group.
    pub(super) fn group_location(&mut self, at: &KeyPath, raw: &RawGroup) -> Option<Location> {
        let mut degrees = |key: &str, value: Option<f64>, range| {
            value.map(|value| self.plain(&at.key(key), value, range))
        };
        let latitude = degrees("latitude", raw.latitude, Range::LATITUDE);
        let longitude = degrees("longitude", raw.longitude, Range::LONGITUDE);
        let refused = |key: &str| self.is_refused(&at.key(key));
        self.a_place_is_refused |= refused("latitude") || refused("longitude");
        let (missing, given) = match (latitude, longitude) {
            (None, None) => return None,
            (Some(latitude), Some(longitude)) => {
                return Some(Location::of_degrees(latitude, longitude));
            }
            (Some(_), None) => ("longitude", "latitude"),
            (None, Some(_)) => ("latitude", "longitude"),
        };
        self.a_place_is_refused = true;
        let message = format!("a place needs both: the {given} is given, the {missing} is not");
        self.report_key(Code::MissingKey, &at.key(given), message)
            .help = format!("add `{missing}`, or delete `{given}`");
        None
    }
}
