//! What a trial costs, and what it buys: figures that need more than a timer.
//!
//! `python3 benches/run.py` runs all of it, beside the same model in other languages. Each command takes `--smoke` last,
//! which runs it once at a small size.
//!
//! * `ref-1 N`, `ref-1-random-numbers N`: CPU of N trials of the reference model that count what it is asked for, and of its
//!   random numbers alone; JSON. A third word is what of the processor is used: `AVX-512`, `AVX2` or `portable`
//! * `ref-1-whole N`: the same of trials that count all there is
//! * `random-numbers`: a trial of the `saas` scenario beside a loop that draws the same number of the same random numbers
//! * `threads`: CPU of a trial with one thread and with two
//! * `growth`: cost per trial, seat, month and deal at three sizes each
//! * `chain`: a trial of the `saas` scenario and of the reference model with supply and behaviour on, beside one without
//! * `common-random-numbers`: what a comparison in the same futures gains over one in others

mod chain;
mod clock;
mod common_random_numbers;
mod growth;
mod random_numbers;
mod reference;
mod threads;

use std::process::ExitCode;

use foresell::kernel::simd::Level;

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let is_smoke = args.last().is_some_and(|last| last == "--smoke");
    if is_smoke {
        args.pop();
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["ref-1-whole", trials] => return with_trials(trials, reference::whole),
        ["ref-1", trials, ref level @ ..] if level.len() <= 1 => {
            return at_level(level.first(), trials, reference::product);
        }
        ["ref-1-random-numbers", trials, ref level @ ..] if level.len() <= 1 => {
            return at_level(level.first(), trials, reference::random_numbers);
        }
        ["random-numbers"] => random_numbers::print(is_smoke),
        ["threads"] => threads::print(is_smoke),
        ["growth"] => growth::print(is_smoke),
        ["chain"] => chain::print(is_smoke),
        ["common-random-numbers"] => common_random_numbers::print(is_smoke),
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

fn with_trials(trials: &str, measure: impl FnOnce(u32) -> f64) -> ExitCode {
    match trials.parse() {
        Ok(trials) if trials > 0 => {
            let micros = measure(trials);
            println!("{{\"trials\": {trials}, \"micros_per_trial\": {micros}}}");
            ExitCode::SUCCESS
        }
        _ => usage(),
    }
}

/// * `level`: its name; the best there is unless said
fn at_level(
    level: Option<&&str>,
    trials: &str,
    measure: impl FnOnce(Level, u32) -> f64,
) -> ExitCode {
    let Some(name) = level else {
        return with_trials(trials, |trials| measure(Level::best(), trials));
    };
    let mut levels = Level::all().into_iter();
    let Some(level) = levels.find(|level| level.name() == *name) else {
        eprintln!("this processor has no {name}");
        return ExitCode::from(2);
    };
    with_trials(trials, |trials| measure(level, trials))
}

fn usage() -> ExitCode {
    eprintln!(
        "usage: measure ref-1 TRIALS [LEVEL] | ref-1-random-numbers TRIALS [LEVEL] | ref-1-whole TRIALS | random-numbers | threads | growth | chain | common-random-numbers [--smoke]"
    );
    ExitCode::from(2)
}
