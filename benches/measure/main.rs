//! What a trial costs, and what it buys: figures that need more than a timer.
//!
//! `python3 benches/run.py` runs all of it, beside the same model in other languages. Each command takes `--smoke` last,
//! which runs it once at a small size.
//!
//! * `ref-1 N`, `ref-1-random-numbers N`: CPU of N trials of the reference model, and of its random numbers alone; JSON
//! * `random-numbers`: a trial of the `saas` scenario beside a loop that draws the same number of the same random numbers
//! * `threads`: CPU of a trial with one thread and with two
//! * `growth`: cost per trial, seat, month and deal at three sizes each
//! * `common-random-numbers`: what a comparison in the same futures gains over one in others

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
        ["ref-1", trials] => return with_trials(trials, reference::product),
        ["ref-1-few", level, trials] => {
            let of_name = |of: &Level| of.name().eq_ignore_ascii_case(level);
            let Some(level) = Level::all().into_iter().find(of_name) else {
                eprintln!("this processor has no {level}");
                return ExitCode::from(2);
            };
            return with_trials(trials, |trials| reference::few_numbers(level, trials));
        }
        ["ref-1-random-numbers", trials] => return with_trials(trials, reference::random_numbers),
        ["random-numbers"] => random_numbers::print(is_smoke),
        ["threads"] => threads::print(is_smoke),
        ["growth"] => growth::print(is_smoke),
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

fn usage() -> ExitCode {
    eprintln!(
        "usage: measure ref-1 TRIALS | ref-1-random-numbers TRIALS | random-numbers | threads | growth | common-random-numbers [--smoke]"
    );
    ExitCode::from(2)
}
