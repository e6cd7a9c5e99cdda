//! From a number as a scenario writes it to the field or the distributions that the engine reads.

mod leaf;
pub(super) mod moves;
mod spec;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::kernel::field::{Drawn, Field};
use crate::kernel::law::Law;
use crate::kernel::law_table::LawTable;
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::number::{Dimension, Form, Meta, RawNumber};
use crate::scenario::path::KeyPath;
use crate::scenario::register::{Certainty, RegisterEntry};

use super::check::Check;
use super::doubt::are_known;
use super::laws::words;
use super::rows::members;

pub(super) use spec::Spec;

/// The number of one row.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Constant(f64),
    Series(Rc<[f64]>),
    Slot(usize),
    Law(usize),
}

/// A checked number that is not yet spread over its rows.
enum Branch {
    Leaf(Cell),
    Table {
        by: Dimension,
        entries: BTreeMap<usize, Branch>,
        other: Option<Box<Branch>>,
        at: KeyPath,
    },
    /// Has a finding already.
    Bad,
}

/// Where in a number a walk stands.
struct Walk<'n> {
    spec: &'n Spec,
    number: String,
    laws: Vec<Law>,
}

impl Check<'_> {
    /// A number that the scenario has to state.
    pub(super) fn field(&mut self, at: &KeyPath, number: &RawNumber, spec: &Spec) -> Field {
        let cells = self.cells(at, number, spec);
        let field = self.to_field(&cells, spec);
        self.moved(at, field, spec)
    }

    /// A number that the scenario may state; `default` is in the unit of the file.
    pub(super) fn optional(
        &mut self,
        at: &KeyPath,
        number: Option<&RawNumber>,
        default: f64,
        spec: &Spec,
    ) -> Field {
        if let Some(number) = number {
            return self.field(at, number, spec);
        }
        let default = Field::constant(default * spec.scale);
        self.moved(at, default, spec)
    }

    /// The number of each row.
    pub(super) fn cells(&mut self, at: &KeyPath, number: &RawNumber, spec: &Spec) -> Vec<Cell> {
        self.spread(at, number, spec).0
    }

    /// A table of distributions by deal class, or of one.
    pub(super) fn law_table(&mut self, at: &KeyPath, number: &RawNumber, spec: &Spec) -> LawTable {
        let (cells, laws) = self.spread(at, number, spec);
        let is_nought = |law: &Law| law.as_constant().is_some_and(|value| value <= 0.0);
        let moved = self.multiplier(at, spec, laws.iter().all(is_nought));
        let by_class: Vec<usize> = cells
            .iter()
            .map(|cell| if let Cell::Law(ix) = cell { *ix } else { 0 })
            .collect();
        let table = match laws.len() {
            0 => LawTable::same(Law::constant(0.0).expect("zero is finite")),
            1 => LawTable::same(laws.into_iter().next().expect("there is one law")),
            _ => LawTable::new(laws, by_class),
        };
        table.multiplied(moved)
    }

    /// Cells of rows as a field; one row if all are alike.
    pub(super) fn to_field(&self, cells: &[Cell], spec: &Spec) -> Field {
        let has_series = cells.iter().any(|cell| matches!(cell, Cell::Series(_)));
        let n_months = self
            .calendar
            .as_ref()
            .filter(|_| has_series)
            .map_or(1, crate::calendar::Calendar::n_months);
        let cells = if alike(cells) { &cells[..1] } else { cells };
        let (mut values, mut drawn) = (Vec::new(), Vec::new());
        for cell in cells {
            let first = values.len();
            match cell {
                Cell::Constant(value) => values.resize(first + n_months, *value),
                Cell::Series(series) => {
                    values.extend((0..n_months).map(|m| series.get(m).copied().unwrap_or(0.0)));
                }
                Cell::Slot(slot) => {
                    values.resize(first + n_months, 0.0);
                    drawn.extend((first..first + n_months).map(|cell| Drawn { cell, slot: *slot }));
                }
                Cell::Law(_) => values.resize(first + n_months, 0.0),
            }
        }
        let (low, high) = (
            spec.range.lowest_drawn() * spec.scale,
            spec.range.highest() * spec.scale,
        );
        Field::new(n_months, values, drawn, low, high)
    }

    /// Checks a number and spreads it over the rows; the distributions are those of luck.
    fn spread(&mut self, at: &KeyPath, number: &RawNumber, spec: &Spec) -> (Vec<Cell>, Vec<Law>) {
        let mut walk = Walk {
            spec,
            number: at.to_string(),
            laws: Vec::new(),
        };
        let branch = self.branch(number, at, &at.to_string(), &Meta::default(), &mut walk);
        let n_rows = spec.rows.count(&self.dimensions);
        let mut cells = Vec::with_capacity(n_rows);
        let mut missing = BTreeMap::new();
        for row in 0..n_rows {
            let is_needed = spec.needed.get(row).copied().unwrap_or(true);
            let found = self.descend(
                &branch,
                row,
                spec,
                if is_needed { Some(&mut missing) } else { None },
            );
            cells.push(found.unwrap_or(Cell::Constant(0.0)));
        }
        self.report_missing(missing);
        (cells, walk.laws)
    }

    /// The leaf of a row. What a needed row lacks goes to `missing`: the table, and the members without entry.
    fn descend(
        &self,
        branch: &Branch,
        row: usize,
        spec: &Spec,
        missing: Option<&mut Missing>,
    ) -> Option<Cell> {
        match branch {
            Branch::Leaf(cell) => Some(cell.clone()),
            Branch::Bad => None,
            Branch::Table {
                by,
                entries,
                other,
                at,
            } => {
                let fixed = spec
                    .fixed
                    .filter(|(dimension, _)| dimension == by)
                    .map(|(_, member)| member);
                let member = fixed.or_else(|| spec.rows.member(&self.dimensions, row, *by))?;
                if let Some(next) = entries.get(&member).or(other.as_deref()) {
                    return self.descend(next, row, spec, missing);
                }
                if let Some(missing) = missing {
                    missing
                        .entry(at.clone())
                        .or_insert_with(|| (*by, Vec::new()))
                        .1
                        .push(member);
                }
                None
            }
        }
    }

    fn report_missing(&mut self, missing: Missing) {
        for (at, (by, mut ixs)) in missing {
            if !are_known(members(&self.dimensions, by)) {
                continue;
            }
            ixs.sort_unstable();
            ixs.dedup();
            let ids: Vec<_> = ixs
                .iter()
                .map(|&ix| format!("`{}`", members(&self.dimensions, by)[ix].id))
                .collect();
            let message = format!("the table by {by} says nothing about {}", ids.join(", "));
            self.report(Code::MemberMissing, &at, message).help =
                "add an entry for each, or `other = ...` for all that are not named".into();
        }
    }

    /// Checks a number and everything inside of it.
    ///
    /// * `name`: its path with the members it holds for
    /// * `around`: what is noted about the table it stands in
    fn branch(
        &mut self,
        number: &RawNumber,
        at: &KeyPath,
        name: &str,
        around: &Meta,
        walk: &mut Walk<'_>,
    ) -> Branch {
        let (meta, at) = match &number.meta {
            Some(meta) => (with_defaults(meta, around), at.key("value")),
            None => (around.clone(), at.clone()),
        };
        let leaf = match &number.form {
            Form::Table { by, entries, other } => {
                let rows = entries.iter().map(|(id, entry)| (id.as_str(), entry));
                let rows = rows.chain(other.iter().map(|entry| (OTHER, &**entry)));
                return self.numbers_by(*by, &rows.collect::<Vec<_>>(), &at, name, &meta, walk);
            }
            Form::Constant(value) => self.constant(*value, &at, walk),
            Form::Series(values) => self.series(values, &at, walk),
            Form::Law(raw) => self.uncertain(raw, &at, name, walk),
            Form::Refused => None,
        };
        self.stated_range(&number.form, &meta, &at);
        let Some((cell, certainty)) = leaf else {
            self.refused_numbers.push(name.to_owned());
            return Branch::Bad;
        };
        let law = match (&certainty, &cell) {
            (Certainty::Uncertain(slot), _) => Some(self.assumptions[*slot].law.clone()),
            (Certainty::Luck, Cell::Law(ix)) => Some(walk.laws[*ix].clone()),
            _ => None,
        };
        let place = self.place(&at);
        self.note(RegisterEntry {
            path: name.to_owned(),
            number: walk.number.clone(),
            stated: stated(&number.form),
            certainty,
            law,
            owner: meta.owner,
            source: meta.source,
            note: meta.note,
            unit: meta.unit,
            range: meta.range,
            step: meta.step,
            assumed: meta.assumed,
            place,
            at,
            scale: walk.spec.scale,
            limits: [walk.spec.range.lowest_drawn(), walk.spec.range.highest()],
        });
        Branch::Leaf(cell)
    }

    fn numbers_by(
        &mut self,
        by: Dimension,
        rows: &[(&str, &RawNumber)],
        at: &KeyPath,
        name: &str,
        meta: &Meta,
        walk: &mut Walk<'_>,
    ) -> Branch {
        let at = at.key(by.key());
        let applies = walk.spec.rows.along().contains(&by)
            || walk.spec.fixed.is_some_and(|(fixed, _)| fixed == by);
        if !applies {
            self.report_dimension(by, &at, walk.spec);
            return Branch::Bad;
        }
        let (mut entries, mut rest) = (BTreeMap::new(), None);
        for (id, entry) in rows {
            let entry_at = at.key(*id);
            let branch = self.branch(entry, &entry_at, &format!("{name}[{id}]"), meta, walk);
            let ids = members(&self.dimensions, by);
            match ids.iter().position(|member| member.id == *id) {
                _ if *id == OTHER => rest = Some(Box::new(branch)),
                Some(ix) => _ = entries.insert(ix, branch),
                None if !are_known(ids) => {}
                None => {
                    let help = did_you_mean(id, ids.iter().map(|member| member.id.as_str()));
                    self.report_key(
                        Code::UnknownId,
                        &entry_at,
                        format!("there is no {by} `{id}`"),
                    )
                    .help = help;
                }
            }
        }
        Branch::Table {
            by,
            entries,
            other: rest,
            at,
        }
    }

    fn report_dimension(&mut self, by: Dimension, at: &KeyPath, spec: &Spec) {
        let fixed = spec.fixed.iter().map(|(dimension, _)| *dimension);
        let possible: Vec<_> = spec
            .rows
            .along()
            .iter()
            .copied()
            .chain(fixed)
            .map(Dimension::key)
            .collect();
        let message = format!("this number does not differ by {by}");
        self.report_key(Code::DimensionNotHere, at, message).help = match possible.as_slice() {
            [] => "write one number".into(),
            keys => format!("it may differ by: {}", keys.join(", ")),
        };
    }
}

/// Tables that lack members, by path.
type Missing = BTreeMap<KeyPath, (Dimension, Vec<usize>)>;

const OTHER: &str = "other";

fn alike(cells: &[Cell]) -> bool {
    cells.windows(2).all(|pair| match pair {
        [Cell::Constant(a), Cell::Constant(b)] => a.to_bits() == b.to_bits(),
        [Cell::Slot(a), Cell::Slot(b)] => a == b,
        [Cell::Series(a), Cell::Series(b)] => Rc::ptr_eq(a, b),
        _ => false,
    })
}

/// Notes, with those of the table around for what they leave open.
fn with_defaults(meta: &Meta, around: &Meta) -> Meta {
    let text = |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
    Meta {
        owner: text(&meta.owner, &around.owner),
        source: text(&meta.source, &around.source),
        note: text(&meta.note, &around.note),
        unit: text(&meta.unit, &around.unit),
        range: meta.range.or(around.range),
        step: meta.step.or(around.step),
        assumed: meta.assumed || around.assumed,
    }
}

fn stated(form: &Form) -> String {
    match form {
        Form::Constant(value) => value.to_string(),
        Form::Series(values) => {
            let values: Vec<String> = values.iter().flatten().map(f64::to_string).collect();
            format!("[{}]", values.join(", "))
        }
        Form::Law(raw) => words(raw),
        Form::Table { by, .. } => format!("by {by}"),
        Form::Refused => "refused".into(),
    }
}
