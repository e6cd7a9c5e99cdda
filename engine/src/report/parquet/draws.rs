//! Every future by itself: what each trial came to, month by month and member by member.
//!
//! One file for each dimension and grain, such as `draws/company-by-month.parquet` and `draws/seat-by-year.parquet`, with a
//! row for each trial, member and period, and a column for each measure. `pandas.read_parquet(...)` and
//! `groupby("trial")["bookings"].sum()` is a distribution.
//!
//! Counts are integers. The rest are floats in the unit that the file's metadata names for the column, from which the exact
//! number comes back by rounding to the `decimals` named beside it: those of the currency for money, six for averages.
//! Averages over a month that are kept by year, such as the headcount of a seat, are sums of months: person-months.
//! What the plan of a seat measures (`credited`, `quota`) has its unit in the column `quota-unit`, and is null without a plan.

use std::io::{self, Write};
use std::ops::Range;

use parquet::data_type::ByteArray;
use serde_json::{Value, json};

use super::super::tables::seats::{counting_unit, quota_unit};
use super::super::{Report, unit_name};
use super::about;
use super::columns::{Column, Kind, Values, write};
use crate::calendar::PeriodKind;
use crate::dimensions::Named;
use crate::kpi::{self, natural};
use crate::measure::{Cut, Grain, Measure, OverTime, Unit};
use crate::results::Block;

/// Rows that are in memory at a time, unless a single trial has more.
const GROUP: usize = 1 << 17;

/// The trials of a run along one cut.
#[derive(Debug)]
pub struct Draws<'r> {
    report: &'r Report<'r>,
    /// All measures along the cut, of one grain.
    blocks: Vec<&'r Block>,
    cut: Cut,
    grain: Grain,
}

/// All files that a run makes of its trials.
#[must_use]
pub fn draws<'r>(report: &'r Report<'r>) -> Vec<Draws<'r>> {
    let mut draws: Vec<Draws<'r>> = Vec::new();
    let blocks = report.facts.results.layout.blocks().iter();
    for block in blocks.filter(|block| block.n_members > 0) {
        let (cut, grain) = (block.cut, block.grain);
        match draws.iter_mut().find(|d| d.cut == cut && d.grain == grain) {
            Some(known) => known.blocks.push(block),
            None => draws.push(Draws {
                report,
                blocks: vec![block],
                cut,
                grain,
            }),
        }
    }
    draws
}

/// What a column holds.
#[derive(Clone, Copy, Debug)]
enum Content<'r> {
    Trial,
    Member,
    Period,
    /// The unit of the seat's plan.
    QuotaUnit,
    Measure(&'r Block),
}

impl<'r> Draws<'r> {
    /// Where the file stands in a results folder.
    #[must_use]
    pub fn name(&self) -> String {
        let grain = match self.grain {
            Grain::Month => "month",
            Grain::Year => "year",
        };
        format!("draws/{}-by-{grain}.parquet", dimension(self.cut))
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// What the writer says.
    ///
    /// # Panics
    ///
    /// Never: the results come from the plan of the report.
    pub fn write<W: Write + Send>(&self, out: W) -> io::Result<()> {
        let contents = self.contents();
        let columns: Vec<Column> = contents
            .iter()
            .map(|content| self.column(*content))
            .collect();
        let (members, periods, units) = (self.members(), self.periods(), self.quota_units());
        let n_trials = self.report.facts.results.n_trials();
        let rows_of_a_trial = members.len() * periods.len();
        let trials_of_a_group = (GROUP / rows_of_a_trial).max(1);
        let n_groups = n_trials.div_ceil(trials_of_a_group);
        let values = |group: usize, column: usize| {
            let first = group * trials_of_a_group;
            let trials = first..(first + trials_of_a_group).min(n_trials);
            match contents[column] {
                Content::Trial => self.trials(trials, rows_of_a_trial),
                Content::Member => texts(trials, &members, periods.len(), |member| {
                    Some(member.clone())
                }),
                Content::Period => {
                    let once = |_: usize| periods.iter().cloned().map(Some);
                    let of_a_trial: Vec<_> = (0..members.len()).flat_map(once).collect();
                    Values::Text(trials.flat_map(|_| of_a_trial.iter().cloned()).collect())
                }
                Content::QuotaUnit => texts(trials, &units, periods.len(), |unit| {
                    Some(unit_name((*unit)?, self.report.subject.currency).into())
                }),
                Content::Measure(block) => self.measured(block, trials, &units),
            }
        };
        let mut about = about(self.report, "draws", dimension(self.cut));
        about["columns"] = self.units();
        write(out, &columns, &about, n_groups, &values)
    }

    fn contents(&self) -> Vec<Content<'r>> {
        let mut contents = vec![Content::Trial];
        if self.cut != Cut::Company {
            contents.push(Content::Member);
        }
        contents.push(Content::Period);
        let in_plan_units = |b: &&Block| b.measure.unit() == Unit::PlanMeasure;
        if self.blocks.iter().any(in_plan_units) {
            contents.push(Content::QuotaUnit);
        }
        contents.extend(self.blocks.iter().map(|block| Content::Measure(block)));
        contents
    }

    fn column(&self, content: Content<'_>) -> Column {
        let (name, kind, required) = match content {
            Content::Trial => ("trial", Kind::Whole, true),
            Content::Member => (dimension(self.cut), Kind::Text, true),
            Content::Period => ("period", Kind::Text, true),
            Content::QuotaUnit => ("quota-unit", Kind::Text, false),
            Content::Measure(block) => {
                let measure = block.measure;
                match measure.unit() {
                    Unit::Count => (measure.id(), Kind::Whole, true),
                    Unit::PlanMeasure => (measure.id(), Kind::Real, false),
                    _ => (measure.id(), Kind::Real, true),
                }
            }
        };
        Column {
            name: name.to_owned(),
            kind,
            required,
        }
    }

    /// Unit and decimals of each measure, for the metadata.
    fn units(&self) -> Value {
        let currency = self.report.subject.currency;
        let unit = |measure: Measure| match measure.unit() {
            Unit::PlanMeasure => json!({ "unit": "quota-unit", "decimals": currency.digits() }),
            Unit::Count => json!({ "unit": "count", "decimals": 0 }),
            Unit::Money => json!({ "unit": currency.code(), "decimals": currency.digits() }),
            _ if self.grain == Grain::Year && measure.over_time() == OverTime::Mean => {
                json!({ "unit": "person-months", "decimals": 6 })
            }
            unit => json!({ "unit": unit_name(unit.into(), currency), "decimals": 6 }),
        };
        let units = self
            .blocks
            .iter()
            .map(|b| (b.measure.id().to_owned(), unit(b.measure)));
        Value::Object(units.collect())
    }

    /// Ids of the members, in the order of the cells.
    fn members(&self) -> Vec<ByteArray> {
        let model = self.report.subject.model;
        let ids = |named: &[Named]| named.iter().map(|n| n.id.as_str().into()).collect();
        let dimensions = &model.dimensions;
        match self.cut {
            Cut::Company => vec!["".into()],
            Cut::Region => ids(&dimensions.regions),
            Cut::Segment => ids(&dimensions.segments),
            Cut::Source => ids(&dimensions.sources),
            Cut::Territory => ids(&dimensions.territories),
            Cut::Stage => ids(&dimensions.stages),
            Cut::Role => ids(&dimensions.roles),
            Cut::Pool => {
                let pools = model.supply.iter().flat_map(|supply| &supply.pools);
                pools.map(|pool| pool.named.id.as_str().into()).collect()
            }
            Cut::Item => {
                let items = model.supply.iter().flat_map(|supply| &supply.items);
                items.map(|item| item.named.id.as_str().into()).collect()
            }
            Cut::Seat => {
                let seats = model.workforce.seats.iter();
                seats.map(|seat| seat.id.as_str().into()).collect()
            }
            Cut::Plan => {
                let plans = model.comp.plans.iter();
                plans.map(|plan| plan.id.as_str().into()).collect()
            }
            Cut::Component => {
                let names = model.comp.components().map(|(plan, component)| {
                    if component.id == plan.id {
                        plan.id.clone()
                    } else {
                        format!("{}.{}", plan.id, component.id)
                    }
                });
                names.map(|name| name.as_str().into()).collect()
            }
        }
    }

    /// Labels of the periods, those of the other tables.
    fn periods(&self) -> Vec<ByteArray> {
        let kind = match self.grain {
            Grain::Month => PeriodKind::Month,
            Grain::Year => PeriodKind::Year,
        };
        let periods = self.report.subject.model.calendar.periods(kind);
        periods
            .iter()
            .map(|period| period.label.as_str().into())
            .collect()
    }

    /// The unit of each seat's plan; empty for other members.
    fn quota_units(&self) -> Vec<Option<kpi::Unit>> {
        let model = self.report.subject.model;
        match self.cut {
            Cut::Seat => {
                let seats = model.workforce.seats.iter();
                seats
                    .map(|seat| quota_unit(self.report, seat.role))
                    .collect()
            }
            Cut::Component => {
                let components = model.comp.components();
                components
                    .map(|(_, component)| Some(counting_unit(component.measure)))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn trials(&self, trials: Range<usize>, rows: usize) -> Values {
        let first = i64::from(self.report.facts.results.first_trial);
        let number = |trial: usize| first + i64::try_from(trial).expect("trials fit 32 bits");
        Values::Whole(
            trials
                .flat_map(|t| std::iter::repeat_n(Some(number(t)), rows))
                .collect(),
        )
    }

    fn measured(&self, block: &Block, trials: Range<usize>, units: &[Option<kpi::Unit>]) -> Values {
        let cells = block.first..block.first + block.n_members * block.n_periods;
        let counted = trials.flat_map(|trial| {
            let row = self.report.facts.results.values.row(trial);
            cells.clone().map(move |cell| row[cell]).enumerate()
        });
        let unit = block.measure.unit();
        let minor = self.report.subject.currency.minor_per_major();
        let real = |(at, counted): (usize, i64)| match unit {
            Unit::Money => Some(natural(unit, counted) / minor),
            Unit::PlanMeasure => match units.get(at / block.n_periods).copied().flatten()? {
                kpi::Unit::Money => Some(natural(unit, counted) / minor),
                _ => Some(natural(unit, counted)),
            },
            _ => Some(natural(unit, counted)),
        };
        match unit {
            Unit::Count => Values::Whole(counted.map(|(_, counted)| Some(counted)).collect()),
            _ => Values::Real(counted.map(real).collect()),
        }
    }
}

/// A text for each trial, member and period that depends on the member.
fn texts<T>(
    trials: Range<usize>,
    members: &[T],
    n_periods: usize,
    text: impl Fn(&T) -> Option<ByteArray>,
) -> Values {
    let of_a_trial: Vec<_> = members
        .iter()
        .flat_map(|member| std::iter::repeat_n(text(member), n_periods))
        .collect();
    Values::Text(trials.flat_map(|_| of_a_trial.iter().cloned()).collect())
}

/// Name of a dimension in files.
fn dimension(cut: Cut) -> &'static str {
    match cut {
        Cut::Company => "company",
        Cut::Region => "region",
        Cut::Segment => "segment",
        Cut::Source => "source",
        Cut::Territory => "territory",
        Cut::Stage => "stage",
        Cut::Role => "role",
        Cut::Seat => "seat",
        Cut::Plan => "plan",
        Cut::Component => "component",
        Cut::Pool => "pool",
        Cut::Item => "item",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    use super::*;
    use crate::kernel::stream::Seed;
    use crate::model::simulate::{Unwatched, simulate};
    use crate::report::{Run, Subject};
    use crate::scenario::{Disk, load};

    /// The exact number behind a value, by the decimals that the metadata names.
    fn exact(field: &Field, decimals: u64) -> Option<i64> {
        #[expect(clippy::cast_possible_truncation, reason = "a counted number fits")]
        match field {
            Field::Long(value) => Some(*value),
            Field::Double(value) => {
                let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
                Some((value * scale).round() as i64)
            }
            _ => None,
        }
    }

    #[test]
    fn every_number_of_every_trial_comes_back() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/saas/scenario.toml");
        let scenario = load(&Disk, &[path]).unwrap();
        let results = simulate(&scenario.model, Seed(1), 7..10, None, &Unwatched);
        let results = results.unwrap().results;
        let run = Run {
            requested: 3,
            complete: true,
            precision: None,
            command: Vec::new(),
        };
        let report = Report::build(Subject::from(&scenario), &results, run);
        let mut n_compared = 0;
        for draws in draws(&report) {
            let file = tempfile::tempfile().unwrap();
            draws.write(file.try_clone().unwrap()).unwrap();
            let reader = SerializedFileReader::new(file).unwrap();
            let about = reader
                .metadata()
                .file_metadata()
                .key_value_metadata()
                .unwrap();
            let about: Value = serde_json::from_str(about[0].value.as_ref().unwrap()).unwrap();
            let block = draws.blocks[0];
            let rows: Vec<_> = reader
                .get_row_iter(None)
                .unwrap()
                .map(Result::unwrap)
                .collect();
            assert_eq!(
                rows.len(),
                3 * block.n_members * block.n_periods,
                "{}",
                draws.name()
            );
            for (ix, row) in rows.iter().enumerate() {
                let (trial, cell) = (ix / (rows.len() / 3), ix % (rows.len() / 3));
                for (name, field) in row.get_column_iter() {
                    let Some(block) = draws.blocks.iter().find(|b| b.measure.id() == name) else {
                        let number = Field::Long(7 + i64::try_from(trial).unwrap());
                        assert!(name != "trial" || *field == number);
                        continue;
                    };
                    let counted = results.values[(trial, block.first + cell)];
                    let plan = block.measure.unit() == Unit::PlanMeasure;
                    let in_units = row.get_column_iter().any(|(name, field)| {
                        name == "quota-unit" && *field == Field::Str("count".into())
                    });
                    let decimals = if plan && in_units {
                        0
                    } else {
                        about["columns"][name]["decimals"].as_u64().unwrap()
                    };
                    match exact(field, decimals) {
                        Some(value) => assert_eq!(value, counted, "{name} of {trial}"),
                        None => assert!(plan && *field == Field::Null, "{name}: {field}"),
                    }
                    n_compared += 1;
                }
            }
        }
        assert_eq!(n_compared, results.values.len());
    }
}
