//! Parts that belong together: everything that is wrong with them, or the run they are.

use std::collections::BTreeMap;
use std::io::Read;

use ndarray::Array2;

use super::Shard;
use super::header::{Header, fingerprint};
use super::part::PartError;
use super::reader::Part;
use crate::results::Results;
use crate::scenario::{Scenario, ScenarioError};

/// A file that was named as a part: what it is called, and what it says about itself.
#[derive(Debug)]
pub struct Named {
    /// The file.
    pub file: String,
    /// Its header, if the file is sound.
    pub header: Result<Header, PartError>,
}

/// Something that keeps files from being one run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A file cannot be read as a part.
    #[error("{file} {error}")]
    Unusable {
        /// The file.
        file: String,
        /// Why.
        error: PartError,
    },
    /// A file is part of another run than most.
    #[error("{file} belongs to another run than {first}: {}; leave it out, or run it again like the others", .differences.join(", "))]
    Foreign {
        /// The file.
        file: String,
        /// The first file of the run that most belong to.
        first: String,
        /// What differs.
        differences: Vec<String>,
    },
    /// A shard is there twice.
    #[error("{file} is shard {shard} again, as {first} is: leave one of them out")]
    Doubled {
        /// The file.
        file: String,
        /// The file that was named before.
        first: String,
        /// The shard of both.
        shard: Shard,
    },
    /// Shards are not there.
    #[error("{} missing: run what is not there yet (--shard {example}), and name all parts", missing(gaps, example.of()))]
    Missing {
        /// First and last number of each gap.
        gaps: Vec<(u32, u32)>,
        /// One of them.
        example: Shard,
    },
    /// The parts come from another engine than this one.
    #[error(
        "the parts were simulated by version {got} of the engine, and this is {own}: merge with {got}, or run the shards again with {own}"
    )]
    Engine {
        /// Version that simulated them.
        got: String,
        /// Version of this engine.
        own: &'static str,
    },
    /// The parts come from a build that counts other things, though its version is the same.
    #[error(
        "the parts were simulated by another build of version {version}, which counts differently: merge with that build, or run the shards again with this one"
    )]
    Build {
        /// Version of both.
        version: &'static str,
    },
}

fn missing(gaps: &[(u32, u32)], of: u32) -> String {
    let one = |&(first, last): &(u32, u32)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    };
    let numbers: Vec<String> = gaps.iter().map(one).collect();
    let alone = matches!(gaps, [(first, last)] if first == last);
    let (shards, are) = if alone {
        ("shard", "is")
    } else {
        ("shards", "are")
    };
    format!("{shards} {} of {of} {are}", numbers.join(", "))
}

/// What all parts of a run have in common, in words.
fn identity(header: &Header) -> [(&'static str, String); 7] {
    [
        ("version of the engine", header.engine.clone()),
        (
            "scenario",
            header.hash.get(..8).unwrap_or(&header.hash).to_owned(),
        ),
        ("seed", header.seed.to_string()),
        ("first trial", header.first_trial.to_string()),
        ("trials", header.n_trials.to_string()),
        ("shards", header.shard.of().to_string()),
        (
            "summaries",
            if header.counted.is_some() {
                "counted"
            } else {
                "exact"
            }
            .to_owned(),
        ),
    ]
}

/// Whether two parts belong to one run.
fn belong_together(a: &Header, b: &Header) -> bool {
    let run = |h: &Header| {
        let counted = h.counted.is_some();
        (
            h.seed,
            h.first_trial,
            h.n_trials,
            h.shard.of(),
            h.n_cells,
            counted,
        )
    };
    run(a) == run(b) && a.engine == b.engine && a.hash == b.hash && a.layout == b.layout
}

/// What is different about a part, in words.
fn differences(header: &Header, run: &Header) -> Vec<String> {
    let pairs = identity(header).into_iter().zip(identity(run));
    let differing = pairs.filter(|((_, got), (_, expected))| got != expected);
    let mut found: Vec<String> = differing
        .map(|((what, got), (_, expected))| format!("{what} {got} instead of {expected}"))
        .collect();
    if found.is_empty() {
        found.push("it comes from another build of the engine, which counts differently".into());
    }
    found
}

/// Everything that keeps files from being one run; empty if they are. The run is that to which most of them belong.
///
/// The order of the files does not matter, but for ties: then the run of the first file counts.
#[must_use]
pub fn problems(files: Vec<Named>) -> Vec<Problem> {
    let own = env!("CARGO_PKG_VERSION");
    let (mut problems, mut seen, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for Named { file, header } in files {
        match header {
            Ok(header) => parts.push((file, header)),
            Err(error) => {
                // Its shard is not missing: whoever mends the file has it.
                seen.extend(error.shard());
                problems.push(Problem::Unusable { file, error });
            }
        }
    }
    let kin = |header: &Header| {
        parts
            .iter()
            .filter(|(_, h)| belong_together(h, header))
            .count()
    };
    // The first of the largest: the last of equals would be taken from the other side.
    let Some((first, run)) = parts.iter().rev().max_by_key(|(_, header)| kin(header)) else {
        // No file is sound: what the broken ones say of the run they were part of still tells what else is missing.
        if let Some(of) = seen.first().map(|shard: &Shard| shard.of()) {
            seen.retain(|shard| shard.of() == of);
            problems.extend(gaps(seen, of));
        }
        return problems;
    };
    let mut shards: BTreeMap<Shard, &String> = BTreeMap::new();
    for (file, header) in &parts {
        if !belong_together(header, run) {
            problems.push(Problem::Foreign {
                file: file.clone(),
                first: first.clone(),
                differences: differences(header, run),
            });
        } else if let Some(first) = shards.get(&header.shard) {
            problems.push(Problem::Doubled {
                file: file.clone(),
                first: (*first).clone(),
                shard: header.shard,
            });
        } else {
            shards.insert(header.shard, file);
        }
    }
    seen.retain(|shard| shard.of() == run.shard.of());
    seen.extend(shards.into_keys());
    problems.extend(gaps(seen, run.shard.of()));
    if run.engine != own {
        let got = run.engine.clone();
        problems.push(Problem::Engine { got, own });
    }
    problems
}

/// What is missing between the shards that are there.
fn gaps(mut seen: Vec<Shard>, of: u32) -> Option<Problem> {
    seen.sort_unstable();
    let (mut gaps, mut next) = (Vec::new(), 1);
    for number in seen.into_iter().map(Shard::number) {
        if number > next {
            gaps.push((next, number - 1));
        }
        next = next.max(number.saturating_add(1));
    }
    if next <= of {
        gaps.push((next, of));
    }
    let (number, _) = gaps.first().copied()?;
    let example = Shard::new(number, of).ok()?;
    Some(Problem::Missing { gaps, example })
}

/// The scenario of a part, and so of all that belong together with it.
///
/// # Errors
///
/// [`Problem::Build`] if this build of the engine takes it for another one.
pub fn scenario<R>(part: &Part<R>) -> Result<Scenario, Problem> {
    let header = &part.header;
    let build = |_: ScenarioError| Problem::Build {
        version: env!("CARGO_PKG_VERSION"),
    };
    let scenario = part.scenario.load().map_err(build)?;
    let is_same = scenario.hash == header.hash
        && fingerprint(&scenario.model.layout()) == header.layout
        && scenario.model.layout().n_cells() as u64 == header.n_cells;
    is_same.then_some(scenario).ok_or(Problem::Build {
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// Room for the results of a run that is read part by part.
#[derive(Debug)]
pub struct Joined {
    results: Results,
    next: usize,
}

impl Joined {
    /// Room for all trials of a run; `None` if the machine has no room for them.
    ///
    /// * `header`: of any of its parts
    #[must_use]
    pub fn with_room(header: &Header, scenario: &Scenario) -> Option<Self> {
        let layout = scenario.model.layout();
        let (rows, columns) = (header.n_trials as usize, layout.n_cells());
        let n_values = rows.checked_mul(columns)?;
        // Asked first, because what cannot be had otherwise ends the process.
        Vec::<i64>::new().try_reserve_exact(n_values).ok()?;
        Some(Self {
            results: Results {
                layout,
                seed: header.seed(),
                first_trial: header.first_trial,
                values: Array2::zeros((rows, columns)),
            },
            next: 0,
        })
    }

    /// Reads the next part; parts come in the order of their shards.
    ///
    /// # Errors
    ///
    /// [`PartError`] if it cannot be read. Then the rest must not be used.
    ///
    /// # Panics
    ///
    /// If the part is not the next one, which [`problems`] would have said.
    pub fn read<R: Read>(&mut self, part: Part<R>) -> Result<(), PartError> {
        let first = (part.header.part_first_trial - self.results.first_trial) as usize;
        assert_eq!(first, self.next, "parts come in order");
        let n_cells = self.results.layout.n_cells();
        let cells = first * n_cells..(first + part.header.part_n_trials as usize) * n_cells;
        let values = self.results.values.as_slice_mut();
        let values = values.expect("rows of fresh zeros stand one after another");
        self.next += part.header.part_n_trials as usize;
        part.read(&mut values[cells])?;
        Ok(())
    }

    /// The results of the run.
    ///
    /// # Panics
    ///
    /// If a part was not read.
    #[must_use]
    pub fn into_results(self) -> Results {
        assert_eq!(self.next, self.results.n_trials(), "every part was read");
        self.results
    }
}

#[cfg(test)]
mod tests {
    use super::super::part::tests::{open, part, results, scenario as plan};
    use super::*;

    fn named(file: &str, bytes: &[u8]) -> Named {
        Named {
            file: file.into(),
            header: open(bytes).and_then(Part::verify),
        }
    }

    fn said(files: Vec<Named>) -> Vec<String> {
        problems(files).iter().map(ToString::to_string).collect()
    }

    fn sound(shard: &str) -> Vec<u8> {
        part(shard, |_| ())
    }

    #[test]
    fn parts_are_joined_to_the_bits_of_the_whole() {
        let parts = ["1/3", "2/3", "3/3"].map(sound);
        let files = ["b", "c", "a"].iter().zip([1, 2, 0]);
        let files = files.map(|(file, ix)| named(file, &parts[ix])).collect();
        assert!(said(files).is_empty());
        let first = open(&parts[0]).unwrap();
        let scenario = scenario(&first).unwrap();
        let mut joined = Joined::with_room(&first.header, &scenario).unwrap();
        for bytes in &parts {
            joined.read(open(bytes).unwrap()).unwrap();
        }
        assert_eq!(joined.into_results(), results(1, 3..10));
    }

    #[test]
    fn everything_is_said_at_once_by_name() {
        let torn = sound("4/7");
        let files = vec![
            named("1", &sound("1/7")),
            named("again", &sound("1/7")),
            named("notes", b"years of work"),
            named("torn", &torn[..torn.len() - 5]),
            named("other-seed", &part("5/7", |header| header.seed = 2)),
            named("other-split", &sound("2/3")),
            named("3", &sound("3/7")),
        ];
        let said = said(files);
        let all = said.join("\n");
        for words in [
            "again is shard 1/7 again, as 1 is",
            "notes is no part of a Foresell run",
            "torn is torn: it has ",
            "run shard 4/7 again",
            "other-seed belongs to another run than 1: seed 2 instead of 1;",
            "other-split belongs to another run than 1: shards 3 instead of 7;",
            "shards 2, 5 to 7 of 7 are missing",
            "(--shard 2/7)",
        ] {
            assert!(all.contains(words), "{words:?} is missing in\n{all}");
        }
        assert_eq!(said.len(), 6, "{all}");
    }

    #[test]
    fn the_run_is_that_of_most_parts_and_of_the_first_of_equals() {
        let other = |shard: &str| part(shard, |header| header.hash = "0".repeat(64));
        let few = vec![
            named("a", &other("1/3")),
            named("b", &sound("2/3")),
            named("c", &sound("3/3")),
        ];
        let all = said(few).join("\n");
        assert!(
            all.contains("a belongs to another run than b: scenario 00000000 instead of "),
            "{all}"
        );
        assert!(all.contains("shard 1 of 3 is missing"), "{all}");
        let equals = vec![named("a", &other("1/2")), named("b", &sound("2/2"))];
        assert!(said(equals)[0].starts_with("b belongs to another run than a"));
    }

    /// Where no file is sound, the broken ones still say which others the run has.
    #[test]
    fn what_is_missing_beside_torn_parts_is_named() {
        let torn = sound("2/3");
        let torn = || named("torn", &torn[..torn.len() - 5]);
        for files in [vec![torn()], vec![named("1", &sound("1/3")), torn()]] {
            let gap = if files.len() == 1 {
                "shards 1, 3 of 3 are missing"
            } else {
                "shard 3 of 3 is missing"
            };
            let said = said(files);
            assert!(said[0].starts_with("torn is torn"), "{said:?}");
            assert!(said[1].starts_with(gap), "{said:?}");
        }
    }

    #[test]
    fn parts_of_another_engine_or_build_are_refused() {
        let by = |shard: &str| part(shard, |header| header.engine = "9.9.9".into());
        let all = said(vec![named("a", &by("1/2")), named("b", &by("2/2"))]).join("\n");
        assert!(
            all.contains("version 9.9.9 of the engine, and this is "),
            "{all}"
        );
        let mixed = said(vec![named("a", &sound("1/2")), named("b", &by("2/2"))]).join("\n");
        assert!(
            mixed.contains("version of the engine 9.9.9 instead of "),
            "{mixed}"
        );
        let build = |header: &mut Header| header.layout = "0".repeat(64);
        let two = said(vec![
            named("a", &sound("1/2")),
            named("b", &part("2/2", build)),
        ]);
        assert!(two[0].contains("another build of the engine"), "{two:?}");
        let other = part("1/1", build);
        let other = scenario(&open(&other).unwrap());
        assert!(matches!(other, Err(Problem::Build { .. })));
        assert!(scenario(&open(&sound("1/1")).unwrap()).is_ok());
    }

    #[test]
    fn room_for_more_than_the_machine_has_is_asked_for_in_vain() {
        let mut header = open(&sound("1/1")).unwrap().header;
        header.n_trials = u32::MAX;
        assert!(Joined::with_room(&header, &plan()).is_none());
    }
}
