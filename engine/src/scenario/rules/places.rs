//! Places: where accounts and people are.

use crate::kernel::globe::Location;
use crate::scenario::codes::Code;
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
                return Some(Location::of_degrees(latitude?, longitude?));
            }
            (true, false) => ("longitude", "latitude"),
            (false, true) => ("latitude", "longitude"),
        };
        let message = format!("a place needs both: the {given} is given, the {missing} is not");
        self.findings
            .add(Code::CellEmpty, row.place(given), message)
            .help = format!("fill `{missing}`, or leave both empty");
        None
    }
}
