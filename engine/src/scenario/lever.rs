//! Levers: numbers of a scenario that can be moved, found by their path.

use std::path::PathBuf;

use super::files::Files;
use super::finding::ScenarioError;
use super::load::{Scenario, load_with};
use super::nearest::nearest;
use super::node::{Node, Value};
use super::path::{KeyPath, Segment};
use super::raw::RawScenario;
use super::register::{Certainty, RegisterEntry};
use super::schema::{Schema, Shape};
use super::setting::{Change, Setting};

/// Numbers that say how a scenario is simulated, not what it assumes.
const NO_LEVERS: [&str; 3] = ["format", "horizon", "simulation"];

/// Keys beside a number that only speak of it.
const NOTES: [&str; 2] = ["range", "step"];

/// Entries of a number that are listed in a message before the rest is left out.
const LISTED: usize = 6;

/// A number that can be moved, or several that are moved by one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// Paths as they are shown.
    pub paths: Vec<String>,
    /// What the scenario says now, in words.
    pub stated: String,
    /// Where a search may begin and end, in the unit of the file: the stated range, or half to twice what it is now.
    /// `None` if the scenario says nothing that could be halved.
    pub span: Option<[f64; 2]>,
    /// The step of its slider; 1 for what is counted.
    pub step: Option<f64>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// A whole number.
    Whole(KeyPath),
    /// A number.
    Real(KeyPath),
    /// An uncertain number that is held: its slot, the engine's units in one of the file's, and its limits.
    Held {
        slot: usize,
        scale: f64,
        limits: [f64; 2],
    },
    /// Numbers that are multiplied.
    Scaled(Vec<KeyPath>),
}

/// Why a path names no lever.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoLever {
    /// Nothing stands there.
    #[error("the scenario has no number `{path}`{}", meant(nearest.as_ref()))]
    Unknown {
        /// The path.
        path: String,
        /// The path of a number that was probably meant.
        nearest: Option<String>,
    },
    /// What stands there is no single number.
    #[error("`{path}` is {what}: name one number of it{}{}", list(inside), .help)]
    Several {
        /// The path.
        path: String,
        /// What it is.
        what: &'static str,
        /// Numbers inside.
        inside: Vec<String>,
        /// What else can be done.
        help: &'static str,
    },
    /// It is a whole number, which has no meaningful fraction.
    #[error(
        "`{path}` is counted in whole numbers, so it is moved and not multiplied: leave out --scale"
    )]
    Counted {
        /// The path.
        path: String,
    },
    /// A value lies outside of what the number may be.
    #[error("{value} is out of range for `{path}`: expected {low} to {high}")]
    OutOfRange {
        /// The path.
        path: String,
        /// The value, as text.
        value: String,
        /// The lowest value.
        low: String,
        /// The highest value.
        high: String,
    },
}

fn meant(nearest: Option<&String>) -> String {
    nearest.map_or_else(
        || ": `foresell check --merged` shows the scenario as one file".into(),
        |path| format!("; did you mean `{path}`?"),
    )
}

fn list(inside: &[String]) -> String {
    let shown: Vec<String> = inside
        .iter()
        .take(LISTED)
        .map(|path| format!("`{path}`"))
        .collect();
    let more = if inside.len() > LISTED { ", ..." } else { "" };
    if shown.is_empty() {
        String::new()
    } else {
        format!(" ({}{more})", shown.join(", "))
    }
}

impl Lever {
    /// The lever at a path: the path of a number as reports show it, such as `funnel.stages.demo.pass[smb]`, or of any
    /// number in the merged scenario, such as `workforce.groups.ae.count` or `comp.plans.ae.tiers[1].multiplier`.
    ///
    /// # Errors
    ///
    /// [`NoLever`] with what was probably meant.
    pub fn find(scenario: &Scenario, path: &str) -> Result<Self, NoLever> {
        let entries = entries_at(scenario, path);
        if let [entry] = entries.as_slice() {
            return of_entry(entry);
        }
        if !entries.is_empty() {
            return Err(several(path, "a table", &entries));
        }
        let Ok(at) = path.parse::<KeyPath>() else {
            return Err(unknown(scenario, path));
        };
        let is_whole = match shape_at(&Schema::of::<RawScenario>(), &at) {
            Some(Shape::Integer(_)) => true,
            Some(Shape::Text | Shape::Word(_) | Shape::Boolean) => {
                return Err(unknown(scenario, path));
            }
            _ => false,
        };
        let now = match scenario.merged.root().get(&at).map(|node| &node.value) {
            Some(value) => value.number(),
            None if can_be_added(scenario, &at) => None,
            None => return Err(unknown(scenario, path)),
        };
        if now.is_none() && scenario.merged.root().get(&at).is_some() {
            let inside: Vec<String> = numbers(scenario)
                .into_iter()
                .filter(|(_, inside)| at.contains(inside))
                .map(|(shown, _)| shown)
                .collect();
            return Err(if inside.is_empty() {
                unknown(scenario, path)
            } else {
                NoLever::Several {
                    path: path.to_owned(),
                    what: "a table",
                    inside,
                    help: "",
                }
            });
        }
        let span = now.filter(|&now| now > 0.0).map(|now| {
            if is_whole {
                [(now / 2.0).floor().max(1.0), (2.0 * now).max(now + 4.0)]
            } else {
                [now / 2.0, 2.0 * now]
            }
        });
        Ok(Self {
            paths: vec![path.to_owned()],
            stated: now.map_or_else(|| "not said".into(), |now| now.to_string()),
            span,
            step: is_whole.then_some(1.0),
            kind: if is_whole {
                Kind::Whole(at)
            } else {
                Kind::Real(at)
            },
        })
    }

    /// The lever that multiplies numbers by one factor: each with all of its months and entries.
    ///
    /// # Errors
    ///
    /// [`NoLever`] if a path names no number or several different ones.
    pub fn scaling(scenario: &Scenario, paths: &[String]) -> Result<Self, NoLever> {
        let (mut at, mut stated) = (Vec::new(), Vec::new());
        for path in paths {
            let entries = entries_at(scenario, path);
            let is_one = entries
                .windows(2)
                .all(|pair| pair[0].number == pair[1].number);
            if !is_one {
                return Err(several(path, "a table of different numbers", &entries));
            }
            at.extend(entries.iter().map(|entry| entry.at.clone()));
            stated.extend(entries.iter().map(|entry| entry.stated.clone()));
            if entries.is_empty() {
                let plain = Self::find(scenario, path)?;
                match plain.kind {
                    Kind::Real(one) if plain.span.is_some() => at.push(one),
                    Kind::Whole(_) => return Err(NoLever::Counted { path: path.clone() }),
                    _ => return Err(unknown(scenario, path)),
                }
                stated.push(plain.stated);
            }
        }
        Ok(Self {
            paths: paths.to_vec(),
            stated: if let [one] = stated.as_slice() {
                one.clone()
            } else {
                format!("{} numbers", stated.len())
            },
            span: Some([0.5, 2.0]),
            step: None,
            kind: Kind::Scaled(at),
        })
    }

    /// Whether its values are factors.
    #[must_use]
    pub fn is_factor(&self) -> bool {
        matches!(self.kind, Kind::Scaled(_))
    }

    /// Whether the number is uncertain in the scenario; the lever says what it is then.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        matches!(self.kind, Kind::Held { .. })
    }

    /// Whether it is counted in whole numbers.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self.kind, Kind::Whole(_))
    }

    /// Refuses a value that an uncertain number cannot have; every other value is checked by the rules of the scenario.
    ///
    /// # Errors
    ///
    /// [`NoLever::OutOfRange`].
    pub fn check(&self, value: f64) -> Result<(), NoLever> {
        match &self.kind {
            Kind::Held { limits, .. } if !(limits[0]..=limits[1]).contains(&value) => {
                Err(NoLever::OutOfRange {
                    path: self.paths.join(", "),
                    value: value.to_string(),
                    low: limits[0].to_string(),
                    high: limits[1].to_string(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The scenario with the lever at a value.
    ///
    /// * `base`: the scenario as it is
    /// * `files`, `paths`: what it was loaded from
    ///
    /// # Errors
    ///
    /// As [`load`](super::load): the changed scenario is checked by all rules.
    pub fn moved(
        &self,
        base: &Scenario,
        files: &dyn Files,
        paths: &[PathBuf],
        value: f64,
    ) -> Result<Scenario, ScenarioError> {
        let setting = |at: &KeyPath, change| Setting {
            at: at.clone(),
            change,
        };
        let settings = match &self.kind {
            Kind::Held { slot, scale, .. } => {
                let mut held = base.clone();
                held.model.assumptions = held.model.assumptions.holding(*slot, value * scale);
                return Ok(held);
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "what is counted is far below 2^63, and a cast saturates"
            )]
            Kind::Whole(at) => vec![setting(at, Change::Whole(value.round() as i64))],
            Kind::Real(at) => vec![setting(at, Change::To(value))],
            Kind::Scaled(at) => at
                .iter()
                .map(|at| setting(at, Change::Times(value)))
                .collect(),
        };
        load_with(files, paths, &settings)
    }
}

/// The register's entries that a path names: one entry, or all of a number.
fn entries_at<'s>(scenario: &'s Scenario, path: &str) -> Vec<&'s RegisterEntry> {
    let register = &scenario.register;
    let at = path.parse::<KeyPath>().ok();
    let is_it = |entry: &&RegisterEntry| entry.path == path || at.as_ref() == Some(&entry.at);
    if let Some(entry) = register.iter().find(is_it) {
        return vec![entry];
    }
    let inside = |entry: &&RegisterEntry| {
        let number = KeyPath::from(entry.number.as_str());
        entry.number == path
            || entry.path.starts_with(&format!("{path}["))
            || at
                .as_ref()
                .is_some_and(|at| number.contains(at) && at.contains(&entry.at))
    };
    register.iter().filter(inside).collect()
}

fn of_entry(entry: &RegisterEntry) -> Result<Lever, NoLever> {
    let (kind, now) = match entry.certainty {
        Certainty::Constant => (Kind::Real(entry.at.clone()), entry.stated.parse().ok()),
        Certainty::Series => (Kind::Real(entry.at.clone()), mean_of_series(&entry.stated)),
        Certainty::Uncertain(slot) => {
            let kind = Kind::Held {
                slot,
                scale: entry.scale,
                limits: entry.limits,
            };
            let median = entry.law.as_ref().map(|law| law.quantile(0.5));
            (kind, median.map(|median| median / entry.scale))
        }
        Certainty::Luck => {
            return Err(NoLever::Several {
                path: entry.path.clone(),
                what: "drawn for each deal or hire",
                inside: Vec::new(),
                help: " (such as its `mean`), or multiply it with --scale",
            });
        }
    };
    let [low, high] = entry.limits;
    let around = now
        .filter(|&now: &f64| now > 0.0)
        .map(|now| [(now / 2.0).max(low), (2.0 * now).min(high)]);
    Ok(Lever {
        paths: vec![entry.path.clone()],
        stated: entry.stated.clone(),
        span: entry.range.or(around),
        step: entry.step,
        kind,
    })
}

/// Mean of a series as the register states it: "[1, 2]".
fn mean_of_series(stated: &str) -> Option<f64> {
    let inner = stated.strip_prefix('[')?.strip_suffix(']')?;
    let values: Option<Vec<f64>> = inner.split(',').map(|v| v.trim().parse().ok()).collect();
    let values = values?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a horizon has some hundred months"
    )]
    let n = values.len() as f64;
    Some(values.iter().sum::<f64>() / n)
}

fn several(path: &str, what: &'static str, entries: &[&RegisterEntry]) -> NoLever {
    NoLever::Several {
        path: path.to_owned(),
        what,
        inside: entries.iter().map(|entry| entry.path.clone()).collect(),
        help: ", or multiply all entries of one number with --scale",
    }
}

fn unknown(scenario: &Scenario, path: &str) -> NoLever {
    let all = numbers(scenario);
    NoLever::Unknown {
        path: path.to_owned(),
        nearest: nearest(path, all.iter().map(|(shown, _)| shown.as_str())).map(str::to_owned),
    }
}

/// Whether a key that the scenario does not say could be said where it would stand.
fn can_be_added(scenario: &Scenario, at: &KeyPath) -> bool {
    let Some((Segment::Key(_), parent)) = at.segments().split_last() else {
        return false;
    };
    let parent = KeyPath::from(parent.to_vec());
    let holds = scenario
        .merged
        .root()
        .get(&parent)
        .is_some_and(|node| node.table().is_some());
    let shape = shape_at(&Schema::of::<RawScenario>(), at);
    holds
        && matches!(
            shape,
            Some(Shape::Integer(_) | Shape::Real(_) | Shape::Number)
        )
}

/// The numbers of a scenario: as they are shown, and where they stand.
fn numbers(scenario: &Scenario) -> Vec<(String, KeyPath)> {
    let stated = scenario
        .register
        .iter()
        .map(|entry| (entry.path.clone(), entry.at.clone()));
    let mut found: Vec<_> = stated.collect();
    let n_stated = found.len();
    plain_numbers(scenario.merged.root(), &KeyPath::root(), &mut |path| {
        let is_stated = found[..n_stated].iter().any(|(_, at)| at.contains(&path));
        if !is_stated {
            found.push((path.to_string(), path));
        }
    });
    found
}

fn plain_numbers(node: &Node, path: &KeyPath, found: &mut impl FnMut(KeyPath)) {
    match &node.value {
        Value::Integer(_) | Value::Float(_) => found(path.clone()),
        Value::Table(entries) => {
            for (key, entry) in entries {
                let is_root = path.segments().is_empty();
                let is_lever = !(is_root && NO_LEVERS.contains(&key.as_str()));
                if is_lever && !NOTES.contains(&key.as_str()) {
                    plain_numbers(&entry.node, &path.key(key), found);
                }
            }
        }
        Value::Array(nodes) => {
            for (ix, node) in nodes.iter().enumerate() {
                plain_numbers(node, &path.index(ix), found);
            }
        }
        _ => {}
    }
}

/// What may stand at a path.
fn shape_at(schema: &Schema, path: &KeyPath) -> Option<Shape> {
    let mut shape = schema.root();
    for segment in path.segments() {
        let next = match (shape, segment) {
            (Shape::Table(fields), Segment::Key(key)) => &fields.get(key)?.shape,
            (Shape::Choice { tables, .. }, Segment::Key(key)) => tables.get(key)?,
            (Shape::Map(rows), Segment::Key(_)) => rows,
            (Shape::List(items, _), Segment::Index(_)) => items,
            (Shape::Tuple(items), Segment::Index(ix)) => items.get(*ix)?,
            _ => return None,
        };
        shape = schema.resolve(next);
    }
    Some(shape.clone())
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    const PLAN: &str = r#"
        [funnel.stages.closing]
        pass = { value = { normal = { mean = 0.25, sd = 0.02 } }, owner = "Ann" }
        [funnel]
        deal-size = { lognormal = { mean = 1_000, cv = 0.5 } }
        [demand.sources.inbound]
        leads-per-month = { by-segment = { all = { value = 10, range = [5, 30], step = 5 } } }
        [targets.FY2027]
        bookings = 30_000
    "#;

    fn files() -> Memory {
        Memory::new()
            .with(
                "base.toml",
                include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/../tests/support/minimal.toml"
                )),
            )
            .with("plan.toml", format!("extends = \"base.toml\"\n{PLAN}"))
    }

    fn scenario() -> Scenario {
        super::super::load(&files(), &["plan.toml".into()]).unwrap()
    }

    fn find(path: &str) -> Result<Lever, NoLever> {
        Lever::find(&scenario(), path)
    }

    fn moved(lever: &Lever, value: f64) -> Scenario {
        lever
            .moved(&scenario(), &files(), &["plan.toml".into()], value)
            .unwrap()
    }

    #[test]
    fn counted_uncertain_and_plain_numbers_are_levers() {
        let count = find("workforce.groups.ae.count").unwrap();
        assert_eq!((count.step, count.span), (Some(1.0), Some([1.0, 5.0])));
        assert_eq!(moved(&count, 3.0).model.workforce.seats.len(), 3);

        let pass = find("funnel.stages.closing.pass").unwrap();
        assert!(pass.is_uncertain() && pass.check(1.2).is_err());
        let held = moved(&pass, 0.4).model.assumptions.list()[0].law.clone();
        assert_eq!(held.as_constant(), Some(0.4));

        let leads = find("demand.sources.inbound.leads-per-month[all]").unwrap();
        assert_eq!((leads.step, leads.span), (Some(5.0), Some([5.0, 30.0])));
        let target = moved(&find("targets.FY2027.bookings").unwrap(), 40_000.0);
        assert_eq!(target.model.finance.targets[0].bookings.minor(), 4_000_000);
        let base = find("workforce.roles.ae.base-per-year").unwrap();
        assert_eq!((base.span, base.stated.as_str()), (None, "not said"));
    }

    #[test]
    fn a_factor_moves_all_entries_of_a_number() {
        let paths = [
            "demand.sources.inbound.leads-per-month".to_owned(),
            "funnel.deal-size".to_owned(),
        ];
        let lever = Lever::scaling(&scenario(), &paths).unwrap();
        let register = moved(&lever, 1.5).register;
        let stated = |path: &str| &register.iter().find(|e| e.path == path).unwrap().stated;
        assert_eq!(stated("demand.sources.inbound.leads-per-month[all]"), "15");
        assert_eq!(stated("funnel.deal-size"), "lognormal(mean 1500, cv 0.5)");
        let count = Lever::scaling(&scenario(), &["workforce.groups.ae.count".into()]);
        assert!(matches!(count, Err(NoLever::Counted { .. })), "{count:?}");
    }

    #[test]
    fn what_is_no_lever_is_told_what_was_meant() {
        for (path, words) in [
            (
                "funnel.stages.closin.pass",
                "did you mean `funnel.stages.closing.pass`?",
            ),
            (
                "workforce.groups.ea.count",
                "did you mean `workforce.groups.ae.count`?",
            ),
            (
                "funnel.stages.closing",
                "name one number of it (`funnel.stages.closing.pass`",
            ),
            ("funnel.deal-size", "--scale"),
            ("name", "has no number `name`"),
            ("a..b", "has no number `a..b`"),
            ("", "is a table: name one number of it"),
        ] {
            let message = find(path).unwrap_err().to_string();
            assert!(message.contains(words), "{path}: {message}");
        }
    }
}
