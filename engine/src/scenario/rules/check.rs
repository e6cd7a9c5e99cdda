//! What the rules of all domains share while a scenario is checked.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Calendar, YearMonth};
use crate::dimensions::{Dimensions, Named};
use crate::kernel::assumption::Assumption;
use crate::kernel::law::Law;
use crate::kernel::stream::EntityKey;
use crate::scenario::codes::Code;
use crate::scenario::files::Files;
use crate::scenario::finding::{Finding, Findings};
use crate::scenario::merged::Merged;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::path::KeyPath;
use crate::scenario::place::Place;
use crate::scenario::register::RegisterEntry;
use crate::scenario::table::{Column, Row, Table};

use super::doubt::{Doubt, SeatDoubt, are_known};
use super::numbers::moves::Moves;
use super::range::Range;

/// What mends a time outside of the horizon.
pub(super) const IN_HORIZON: &str = "take a time within it, or change `horizon`";

/// One pass of all rules over a merged scenario.
///
/// A rule reports what it finds and goes on with a value that stands in, so that all findings come out at once; a
/// scenario with findings yields no model, so a stand-in never reaches a result.
pub(super) struct Check<'a> {
    /// The scenario; its tables are opened through it.
    pub(super) merged: Merged,
    pub(super) files: &'a dyn Files,
    /// What is wrong so far.
    pub(super) findings: Findings,
    /// Ids of everything.
    pub(super) dimensions: Dimensions,
    /// The calendar, unless the horizon is wrong.
    pub(super) calendar: Option<Calendar>,
    /// Minor units of a whole unit of the currency, such as 100 cents.
    pub(super) minor_units: f64,
    /// Uncertain numbers so far, each once.
    pub(super) assumptions: Vec<Assumption>,
    /// Stated numbers so far.
    pub(super) register: Vec<RegisterEntry>,
    /// What is not known of the seats, since what would say so cannot be used.
    pub(super) seats: SeatDoubt,
    /// Which named accounts may exist although they are not known.
    pub(super) accounts: Doubt,
    /// Whether a place was stated that cannot be used, of an account or of a seat.
    pub(super) a_place_is_refused: bool,
    /// Where each deal of the open pipeline stands.
    pub(super) open_deals: BTreeMap<String, Place>,
    /// Actual deals that customers name as those that made them, and where.
    pub(super) customer_deals: Vec<(String, Place)>,
    /// Names of numbers that are findings.
    pub(super) refused_numbers: Vec<String>,
    /// What initiatives move, and the numbers met so far.
    pub(super) moves: Moves,
    /// What was last found at a place that is a finding already.
    silenced: Option<Finding>,
    /// Paths that stand in the register: a number that serves several fields is read several times.
    registered: BTreeSet<String>,
}

/// A path that stands in the source code.
///
/// # Panics
///
/// If the text is no path: that is a slip in the rules.
pub(super) fn path(text: &str) -> KeyPath {
    text.parse().expect("a path of the rules is well formed")
}

/// A thing with an id, and its key among the random numbers.
pub(super) fn named(kind: &str, id: &str, name: Option<&String>) -> Named {
    Named {
        id: id.to_owned(),
        name: name.map_or(id, String::as_str).to_owned(),
        key: EntityKey::of(kind, id),
    }
}

impl<'a> Check<'a> {
    /// A pass over a merged scenario; `findings` is what is wrong with its structure.
    pub(super) fn new(
        merged: Merged,
        files: &'a dyn Files,
        findings: Findings,
        dimensions: Dimensions,
    ) -> Self {
        Self {
            merged,
            files,
            findings,
            dimensions,
            calendar: None,
            minor_units: 1.0,
            assumptions: Vec::new(),
            register: Vec::new(),
            seats: SeatDoubt::default(),
            accounts: Doubt::default(),
            a_place_is_refused: false,
            open_deals: BTreeMap::new(),
            customer_deals: Vec::new(),
            refused_numbers: Vec::new(),
            moves: Moves::default(),
            silenced: None,
            registered: BTreeSet::new(),
        }
    }

    /// Where a value is written.
    pub(super) fn place(&self, at: &KeyPath) -> Place {
        self.merged.root().nearest(at).place.clone()
    }

    /// Where a key is written.
    pub(super) fn key_place(&self, at: &KeyPath) -> Place {
        self.merged.root().key_place(at).clone()
    }

    /// Reports something about a value; nothing is said of one that is a finding already.
    pub(super) fn report(
        &mut self,
        code: Code,
        at: &KeyPath,
        message: impl Into<String>,
    ) -> &mut Finding {
        let place = self.place(at);
        self.unless_refused(code, at, place, message)
    }

    /// Reports something about a key; nothing is said where its value is a finding already.
    pub(super) fn report_key(
        &mut self,
        code: Code,
        at: &KeyPath,
        message: impl Into<String>,
    ) -> &mut Finding {
        let place = self.key_place(at);
        self.unless_refused(code, at, place, message)
    }

    fn unless_refused(
        &mut self,
        code: Code,
        at: &KeyPath,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Finding {
        if self.is_refused(at) {
            return self.silenced.insert(Finding::new(code, place, message));
        }
        self.findings.add(code, place, message)
    }

    /// The index of an id; reports an id that does not exist.
    ///
    /// * `what`: the kind of thing, such as "role"
    pub(super) fn index_of(
        &mut self,
        what: &str,
        members: Members,
        id: &str,
        at: &KeyPath,
    ) -> Option<usize> {
        if self.is_refused(at) {
            return None;
        }
        let place = self.place(at);
        self.index_at(what, members, id, place)
    }

    /// [`index_of`](Self::index_of) for an id in a table beside the scenario.
    pub(super) fn index_at(
        &mut self,
        what: &str,
        members: Members,
        id: &str,
        place: Place,
    ) -> Option<usize> {
        let list = members(&self.dimensions);
        let found = list.iter().position(|member| member.id == id);
        if found.is_none() && are_known(list) {
            let help = did_you_mean(id, list.iter().map(|member| member.id.as_str()));
            self.findings
                .add(Code::UnknownId, place, format!("there is no {what} `{id}`"))
                .help = help;
        }
        found
    }

    /// A plain number in its range; reports one outside of it and puts the nearest end in its place.
    pub(super) fn plain(&mut self, at: &KeyPath, value: f64, range: Range) -> f64 {
        if range.contains(value) {
            return value;
        }
        let message = format!("{value} is out of range: expected {}", range.words());
        self.report(Code::OutOfRange, at, message).help = range.help(value);
        range.lowest().max(0.0)
    }

    /// The index of a month of the horizon; reports what is no month and what lies outside.
    ///
    /// * `end`: whether the first month after the horizon is allowed
    pub(super) fn month(&mut self, at: &KeyPath, text: &str, end: bool) -> Option<usize> {
        let month = self.any_month(at, text)?;
        let calendar = self.calendar.as_ref()?;
        let last = calendar.n_months() - usize::from(!end);
        if let Some(ix) = calendar.index_of(month).filter(|&ix| ix <= last) {
            return Some(ix);
        }
        let (first, last) = (calendar.start(), calendar.month(last));
        let message = format!("{month} is outside of the horizon: expected {first} to {last}");
        self.report(Code::OutsideHorizon, at, message).help = IN_HORIZON.into();
        None
    }

    /// A month; reports what is none.
    pub(super) fn any_month(&mut self, at: &KeyPath, text: &str) -> Option<YearMonth> {
        let month = text.parse::<YearMonth>();
        if let Err(wrong) = &month {
            self.report(Code::NotAMonth, at, wrong.to_string());
        }
        month.ok()
    }

    /// The slot of an uncertain number; the same name always has the same slot.
    pub(super) fn slot(&mut self, name: &str, law: Law) -> usize {
        if let Some(slot) = self
            .assumptions
            .iter()
            .position(|assumption| assumption.name == name)
        {
            return slot;
        }
        let key = EntityKey::of("assumption", name);
        self.assumptions.push(Assumption {
            name: name.to_owned(),
            law,
            key,
        });
        self.assumptions.len() - 1
    }

    /// Puts a number into the register, once.
    pub(super) fn note(&mut self, entry: RegisterEntry) {
        if self.registered.insert(entry.path.clone()) {
            self.register.push(entry);
        }
    }

    /// The table that the scenario names at a path, each id of which stands in one row.
    pub(super) fn table(
        &mut self,
        at: &str,
        id: &str,
        columns: &'static [Column],
        most_rows: usize,
    ) -> Option<Table> {
        self.table_at(path(at), id, columns, most_rows)
    }

    /// [`table`](Self::table) at any path.
    pub(super) fn table_at(
        &mut self,
        at: KeyPath,
        id: &str,
        columns: &'static [Column],
        most_rows: usize,
    ) -> Option<Table> {
        let findings = &mut self.findings;
        let table = self
            .merged
            .table(self.files, at, columns, most_rows, findings)?;
        table.check_unique(id, &mut self.findings);
        Some(table)
    }

    /// The number in a cell; reports one outside of its range.
    pub(super) fn cell(&mut self, row: &Row<'_>, column: &str, range: Range) -> Option<f64> {
        let value = row.optional_number(column, &mut self.findings)?;
        if !range.contains(value) {
            let message = format!("{value} is out of range: expected {}", range.words());
            self.findings
                .add(Code::OutOfRange, row.place(column), message)
                .help = range.help(value);
            return None;
        }
        Some(value)
    }

    /// How long ago a day or month of the past is [months before the start]; reports one after the start.
    pub(super) fn past(&mut self, row: &Row<'_>, column: &str) -> Option<f64> {
        let is_month = row.optional_text(column)?.len() == "2027-01".len();
        let date = if is_month {
            let month = row.optional_month(column, &mut self.findings)?;
            format!("{month}-01")
                .parse()
                .expect("a month has a first day")
        } else {
            row.optional_date(column, &mut self.findings)?
        };
        let calendar = self.calendar.as_ref()?;
        let time = calendar.time_of(date);
        if time > calendar.now() {
            let message = if calendar.n_history() == 0 {
                format!(
                    "{date} is after the start of the horizon, {}",
                    calendar.start()
                )
            } else {
                let until = calendar.month(calendar.n_history());
                format!("{date} is after the history, which ends before {until}")
            };
            self.findings
                .add(Code::AfterStart, row.place(column), message);
            return None;
        }
        Some(-time)
    }

    /// Reports two things that would share their luck: no two ids are known to have one key.
    ///
    /// * `things`: kind, id and key of each
    pub(super) fn distinct_keys<'t>(
        &mut self,
        things: impl Iterator<Item = (&'t str, &'t str, EntityKey)>,
    ) {
        let mut seen: BTreeMap<EntityKey, (&str, &str)> = BTreeMap::new();
        for (kind, id, key) in things {
            let first = *seen.entry(key).or_insert((kind, id));
            if first != (kind, id) {
                let message = format!(
                    "the {kind} `{id}` and the {} `{}` have one key among the random numbers",
                    first.0, first.1
                );
                self.report(Code::IdTwice, &KeyPath::root(), message).help =
                    format!("give the {kind} another id");
            }
        }
    }
}

/// A list of things that ids may stand for.
pub(super) type Members = fn(&Dimensions) -> &[Named];
