//! `foresell run --shard`: one part of a run, into one file.

use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde_json::json;

use super::console::Console;
use super::failure::Failure;
use super::simulation::{Futures, SimulationArgs};
use super::summaries::{self, Mode};
use super::{FINE, INTERRUPTED, Output, interrupt};
use crate::kpi::tallies::BATCH;
use crate::report::file::{FileKind, SingleFile};
use crate::report::{json, printable};
use crate::scenario::{Packed, Scenario};
use crate::shard::Shard;
use crate::shard::header::Header;
use crate::shard::{part, reader};

/// By what a part is known before it is replaced.
const PART: FileKind = FileKind {
    words: "a part of a run",
    is: |file| reader::is_part(file),
};

/// Which part is wanted, and where.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) shard: Shard,
    pub(super) path: &'a Path,
    pub(super) force: bool,
    pub(super) format: Output,
    pub(super) mode: Mode,
}

/// Simulates the part and writes it, as a whole or not at all.
///
/// * `futures`: of the whole run
pub(super) fn run(
    wanted: &Wanted<'_>,
    scenario: &Scenario,
    futures: Futures,
    simulation: &SimulationArgs,
    console: &Console,
) -> Result<u8, Failure> {
    let trials = match wanted.mode {
        Mode::Held => wanted.shard.trials(futures.trials()),
        Mode::Counted { .. } => wanted.shard.batches(futures.trials(), BATCH),
    };
    let trials = trials.map_err(|error| Failure::Usage(error.to_string()))?;
    let file = SingleFile::prepare(wanted.path, PART, wanted.force)?;
    interrupt::guard(file.staging());
    let of_the_part = Futures {
        first: trials.start,
        n_trials: trials.end - trials.start,
        ..futures
    };
    let run = (futures.first, futures.n_trials);
    let (numbers, header);
    let complete = if let Mode::Counted { .. } = wanted.mode {
        let both = (futures, of_the_part);
        let counted = summaries::count(scenario, both, simulation, false, console)?;
        let Some(counted) = counted else {
            console.err("interrupted; nothing was written\n");
            return Ok(INTERRUPTED);
        };
        let words = counted.tallies.words();
        let layout = &counted.first.layout;
        let part = (of_the_part.first, of_the_part.n_trials);
        header = Header::new(scenario, layout, futures.seed, (wanted.shard, part), run)
            .counted(words.len());
        numbers = words.into_iter().map(u64::cast_signed).collect();
        counted.complete
    } else {
        let simulated = simulation.simulate(scenario, of_the_part, console)?;
        let results = simulated.results;
        let part = (of_the_part.first, of_the_part.n_trials);
        header = Header::new(
            scenario,
            &results.layout,
            results.seed,
            (wanted.shard, part),
            run,
        );
        numbers = results.values.into_raw_vec_and_offset().0;
        simulated.complete
    };
    if !complete || !write(file, &header, &Packed::of(scenario), &numbers)? {
        console.err("interrupted; nothing was written\n");
        return Ok(INTERRUPTED);
    }
    console.out(&described(&header, wanted))?;
    Ok(FINE)
}

/// Fills the file and gives it its name; false, and nothing is left, if Ctrl-C comes before that.
fn write(
    file: SingleFile,
    header: &Header,
    scenario: &Packed,
    numbers: &[i64],
) -> Result<bool, Failure> {
    let written = file.write(|file| {
        let mut file = BufWriter::new(file);
        part::write(&mut file, header, scenario, numbers)?;
        file.flush()
    });
    let outcome = match written {
        Ok(()) if interrupt::pressed() => Ok(false),
        Ok(()) => file.commit().map(|()| true),
        Err(error) => Err(error),
    };
    interrupt::release();
    Ok(outcome?)
}

/// What was written. Figures of a part would be taken for those of the run, so there are none.
fn described(header: &Header, wanted: &Wanted<'_>) -> String {
    let path = wanted.path.display().to_string();
    let last = header.part_first_trial + (header.part_n_trials - 1);
    match wanted.format {
        Output::Text => format!(
            "shard {} of {}: trials {} to {last} of {} to {} | seed {} | scenario {}\nthe part is in {}; \
             `foresell merge` joins all {}\n",
            header.shard.number(),
            header.shard.of(),
            header.part_first_trial,
            header.first_trial,
            header.first_trial + (header.n_trials - 1),
            header.seed,
            header.hash.get(..8).unwrap_or_default(),
            printable(&path),
            header.shard.of(),
        ),
        Output::Json => json::text(&json!({
            "format": json::FORMAT,
            "kind": "part",
            "engine": json::engine(),
            "hash": header.hash,
            "run": { "seed": header.seed, "first_trial": header.first_trial, "trials": header.n_trials },
            "shard": header.shard.number(),
            "shards": header.shard.of(),
            "first_trial": header.part_first_trial,
            "trials": header.part_n_trials,
            "file": path,
        })),
    }
}
