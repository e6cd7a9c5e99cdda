//! What initiatives move: the numbers that their effects name, each on its own scale.
//!
//! Effects are noted before any other rule runs. A rule that reads a number hands it through [`Check::moved`], so that it
//! comes out moved wherever it goes; in the end an effect that met no number is a finding.

use std::collections::BTreeMap;

use crate::calendar::Calendar;
use crate::kernel::field::Field;
use crate::kernel::moved::{Scale, Shift};
use crate::kernel::multiplier::Multiplier;
use crate::scenario::codes::Code;
use crate::scenario::nearest::nearest;
use crate::scenario::number::RawNumber;
use crate::scenario::path::{KeyPath, Segment};
use crate::scenario::raw::RawMove;

use super::super::check::Check;
use super::super::doubt::are_known;
use super::super::range::Range;
use super::leaf::rounded;
use super::spec::{Chance, Spec};

/// Sections that say what the plan pays, and what an initiative itself is: agreed, not assumed.
const AGREED: [&str; 4] = ["comp", "targets", "alerts", "initiatives"];

/// What initiatives move, and the numbers that there are.
#[derive(Default)]
pub(in super::super) struct Moves {
    /// Effects by initiative and then by path, so that sums do not depend on the order of the file.
    list: Vec<Move>,
    /// Whether each number that was met can be moved.
    met: BTreeMap<String, Movable>,
}

/// An effect.
#[derive(Clone)]
struct Move {
    /// Path of the number.
    target: KeyPath,
    /// Where the effect is written, by its key.
    at: KeyPath,
    /// Where its number is written.
    number_at: KeyPath,
    scale: Scale,
    number: RawNumber,
    /// Share of it that holds in each month.
    shares: Vec<f64>,
    /// Whether it makes a difference to any number; `None` as long as it has met none that is known.
    moves: Option<bool>,
    /// Whether it was said that a number is taken out of its range.
    leads_out: bool,
}

/// Whether a number can be moved.
#[derive(Clone, Copy)]
enum Movable {
    On(Scale),
    /// Why not, and what to do instead.
    Not(&'static str, &'static str),
}

impl Move {
    /// Id of the initiative whose effect it is, in quotes.
    fn initiative(&self) -> Option<String> {
        match self.at.segments().get(1) {
            Some(Segment::Key(id)) => Some(format!("`{id}`")),
            _ => None,
        }
    }
}

impl Movable {
    fn of(at: &KeyPath, spec: &Spec) -> Self {
        let is_agreed = matches!(
            at.segments().first(),
            Some(Segment::Key(first)) if AGREED.contains(&first.as_str())
        );
        if let (Chance::Luck(instead), false) = (spec.chance, spec.is_multiplied) {
            return Self::Not("is drawn where no effect reaches it", instead);
        }
        // What a deal is worth is drawn, not agreed.
        if is_agreed || spec.range.is_money() && !spec.is_multiplied {
            return Self::Not(
                "is agreed or paid, not assumed",
                "state the number itself, by month if need be; what the initiative costs stands in \
                 its `cost-once` and `cost-per-month`",
            );
        }
        if spec.is_multiplied {
            return Self::On(Scale::Log);
        }
        if !spec.by_month {
            return Self::Not(
                "is read once for the whole plan, and an initiative moves numbers month by month",
                "name a number that may change from month to month, or state this one differently",
            );
        }
        if spec.is_chance {
            return Self::On(Scale::Logit);
        }
        if spec.range.lowest() < 0.0 {
            return Self::Not(
                "may be below 0, so it is neither a chance nor a positive number",
                "name the chance or rate that it acts on",
            );
        }
        Self::On(Scale::Log)
    }
}

impl Moves {
    /// Takes note of a number, and whether it can be moved.
    pub(super) fn meet(&mut self, at: &KeyPath, spec: &Spec) {
        if !self.list.is_empty() {
            self.met.insert(at.to_string(), Movable::of(at, spec));
        }
    }
}

impl Check<'_> {
    /// Takes note of an effect; the path of the number that it is on, if it is one.
    ///
    /// * `at`: the effect's key; `shares`: of the effect in each month
    pub(in super::super) fn take_move(
        &mut self,
        at: &KeyPath,
        target: &str,
        by: &RawMove,
        shares: &[f64],
    ) -> Option<String> {
        let target: KeyPath = match target.parse() {
            Ok(target) => target,
            Err(_) => return self.not_a_number_of_the_plan(at, target),
        };
        let (scale, number, number_at) = match by {
            RawMove::Logit(number) => (Scale::Logit, number, at.key("logit")),
            RawMove::Log(number) => (Scale::Log, number, at.key("log")),
        };
        let shown = target.to_string();
        self.moves.list.push(Move {
            target,
            at: at.clone(),
            number_at,
            scale,
            number: number.clone(),
            shares: shares.to_vec(),
            moves: None,
            leads_out: false,
        });
        Some(shown)
    }

    fn not_a_number_of_the_plan(&mut self, at: &KeyPath, target: &str) -> Option<String> {
        let message = format!("`{target}` is not the path of a number");
        self.report_key(Code::UnknownId, at, message).help = if target.contains('[') {
            "name the whole number, and write the effect as a table: \
             { logit = { by-segment = { smb = 0.2, other = 0 } } }"
                .into()
        } else {
            "write something like \"funnel.stages.closing.pass\"".into()
        };
        None
    }

    /// A number with everything that initiatives do to it.
    pub(super) fn moved(&mut self, at: &KeyPath, field: Field, spec: &Spec) -> Field {
        if spec.is_multiplied {
            return field;
        }
        let Some((scale, found)) = self.moves_of(at, spec) else {
            return field;
        };
        let (n_rows, n_months) = self.shape(spec);
        let is_moved = field.is_uncertain()
            || (0..n_rows).any(|row| (0..n_months).any(|month| scale.moves(field.at(row, month))));
        let shifts = self.shifts(&found, spec, is_moved);
        let range = (
            spec.range.lowest_drawn() * spec.scale,
            spec.range.highest() * spec.scale,
        );
        let free = (f64::NEG_INFINITY, f64::INFINITY);
        let shape = (n_rows, n_months);
        let free = field
            .clone()
            .within(free)
            .moved_by(scale, shifts.clone(), shape);
        self.stays_within(at, &found, (&field, &free), (range, spec), shape);
        field.within(range).moved_by(scale, shifts, shape)
    }

    /// What the draws of a number, or whom it first applies to in a month, are multiplied by.
    ///
    /// * `is_nought`: whether the number is 0 for all
    pub(in super::super) fn multiplier(
        &mut self,
        at: &KeyPath,
        spec: &Spec,
        is_nought: bool,
    ) -> Multiplier {
        let Some((_, found)) = self.moves_of(at, spec) else {
            return Multiplier::ONE;
        };
        let shifts = self.shifts(&found, spec, !is_nought);
        Multiplier::of(shifts, self.shape(spec))
    }

    /// Rows of a number, and months of the horizon.
    fn shape(&self, spec: &Spec) -> (usize, usize) {
        let n_months = self.calendar.as_ref().map_or(1, Calendar::n_months);
        (spec.rows.count(&self.dimensions), n_months)
    }

    /// The scale on which a number is moved, and the effects on it; `None` if nothing moves it.
    fn moves_of(&mut self, at: &KeyPath, spec: &Spec) -> Option<(Scale, Vec<usize>)> {
        self.moves.meet(at, spec);
        let scale = match Movable::of(at, spec) {
            Movable::On(scale) => scale,
            // Said when all numbers are known.
            Movable::Not(..) => return None,
        };
        let is_on_it = |&ix: &usize| {
            let by = &self.moves.list[ix];
            by.target == *at && by.scale == scale
        };
        let found: Vec<usize> = (0..self.moves.list.len()).filter(is_on_it).collect();
        (!found.is_empty()).then_some((scale, found))
    }

    /// The shifts of some effects on a number.
    ///
    /// * `is_moved`: whether they make a difference to it
    fn shifts(&mut self, found: &[usize], spec: &Spec, is_moved: bool) -> Vec<Shift> {
        let mut shifts = Vec::new();
        for &ix in found {
            let by = self.moves.list[ix].clone();
            let moves = &mut self.moves.list[ix].moves;
            *moves = Some(moves.unwrap_or(false) || is_moved);
            let range = match by.scale {
                Scale::Logit => Range::LOGIT,
                Scale::Log => Range::LOG,
            };
            let effect_spec = Spec {
                rows: spec.rows,
                fixed: spec.fixed,
                needed: spec.needed.clone(),
                ..Spec::new(range).timeless()
            };
            let cells = self.cells(&by.number_at, &by.number, &effect_spec);
            shifts.push(Shift {
                effect: self.to_field(&cells, &effect_spec),
                shares: by.shares,
            });
        }
        shifts
    }

    /// Reports certain effects that take a certain number out of its range, the first month of it. What is drawn is clipped.
    ///
    /// * `stated`, `free`: the number, and as far as the effects move it; `range`: where it is clipped to
    fn stays_within(
        &mut self,
        at: &KeyPath,
        found: &[usize],
        (stated, free): (&Field, &Field),
        ((low, high), spec): ((f64, f64), &Spec),
        (n_rows, n_months): (usize, usize),
    ) {
        let Some(calendar) = self.calendar.as_ref().filter(|_| !free.is_uncertain()) else {
            return;
        };
        let mut cells = (0..n_months).flat_map(|month| (0..n_rows).map(move |row| (row, month)));
        let is_out = |&(row, month): &(usize, usize)| {
            let moved = free.at(row, month);
            moved.to_bits() != stated.at(row, month).to_bits() && !(low..=high).contains(&moved)
        };
        let Some((row, month)) = cells.find(is_out) else {
            return;
        };
        // A number that is read several times, as the cycle of each stage, is reported once.
        if std::mem::replace(&mut self.moves.list[found[0]].leads_out, true) {
            return;
        }
        let mut by: Vec<String> = Vec::new();
        for &ix in found {
            by.extend(self.moves.list[ix].initiative());
        }
        by.dedup();
        let by = by.join(" and ");
        let value = rounded(free.at(row, month) / spec.scale);
        let message = format!(
            "`{at}` would be {value} in {} with {by}: expected {}",
            calendar.month(month),
            spec.range.words()
        );
        let first = self.moves.list[found[0]].number_at.clone();
        self.report(Code::MovedOut, &first, message).help =
            "make the effect smaller, or state a number that leaves room for it".into();
    }

    /// Reports effects on what is no number, or none that can be moved so. Runs when all numbers are known.
    pub(in super::super) fn moves_are_met(&mut self) {
        for by in std::mem::take(&mut self.moves.list) {
            let shown = by.target.to_string();
            match self.moves.met.get(&shown).copied() {
                None => self.unknown_target(&by, &shown),
                Some(Movable::Not(why, instead)) => {
                    let message = format!("`{shown}` {why}");
                    self.report_key(Code::NotMoved, &by.at, message).help = instead.into();
                }
                Some(Movable::On(scale)) if scale != by.scale => {
                    let (is, key) = match scale {
                        Scale::Logit => ("a chance", "logit"),
                        Scale::Log => ("a positive number and no chance", "log"),
                    };
                    let message = format!("`{shown}` is {is}");
                    self.report_key(Code::WrongScale, &by.number_at, message)
                        .help = format!("effects on it add on the other scale: write `{key}`");
                }
                Some(Movable::On(_)) if by.moves == Some(false) && self.is_sound(&by.target) => {
                    let message = format!("`{shown}` cannot be moved from where it is");
                    self.report_key(Code::NoEffect, &by.at, message).help =
                        "a number of 0, or a chance of 0 or 1, stays what it is: state another one"
                            .into();
                }
                Some(Movable::On(_)) => {}
            }
        }
    }

    fn unknown_target(&mut self, by: &Move, shown: &str) {
        let d = &self.dimensions;
        let all = [&d.stages, &d.sources, &d.roles, &d.segments, &d.products];
        let is_known = all.into_iter().all(|members| are_known(members));
        if !is_known || self.is_refused(&by.target) {
            return;
        }
        if self.merged.root().get(&by.target).is_some() {
            let message = format!("`{shown}` is no number that can be moved");
            self.report_key(Code::NotMoved, &by.at, message).help =
                "initiatives move chances and positive numbers that may change from month to month"
                    .into();
            return;
        }
        let movable = self.moves.met.iter();
        let movable = movable.filter(|(_, movable)| matches!(movable, Movable::On(_)));
        let near = nearest(shown, movable.map(|(path, _)| path.as_str()));
        let help = near.map_or_else(
            || "`foresell check --merged` shows the scenario as one file".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no number `{shown}`");
        self.report_key(Code::UnknownId, &by.at, message).help = help;
    }
}
