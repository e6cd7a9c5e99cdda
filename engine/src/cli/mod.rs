//! The `foresell` command: one file per command. All printing and all exit codes are here.

mod alerts;
mod amount;
mod answer;
mod backtest;
mod check;
mod company_target;
mod compare;
mod console;
mod demand;
mod effort;
mod expect;
mod explain;
mod failure;
mod folder;
mod forecast;
mod generate;
mod import;
mod init;
mod interrupt;
mod load;
mod measures;
mod memory;
mod merge;
mod part;
mod payouts;
mod period;
mod plan;
mod precision;
mod progress;
mod reconcile;
mod replay;
mod results;
mod run;
mod schema;
mod seat;
mod seek;
mod sensitivity;
mod simulation;
mod statement;
mod summaries;
mod sweep;
mod templates;
mod whole;
mod written;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use console::Console;
use failure::Failure;

/// All is well.
pub const FINE: u8 = 0;
/// There are findings in the input, the plan is infeasible, a goal is out of reach, or a certificate failed.
pub const FINDINGS: u8 = 1;
/// The command could not do its work: bad usage, an unreadable file, no place to write.
pub const BROKE: u8 = 2;
/// Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// Simulates sales & operations plans, deal by deal, through thousands of futures.
#[derive(Debug, Parser)]
#[command(
    name = "foresell",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(
    after_help = "Exit codes: 0 fine, 1 findings in the input, a goal out of reach or an alert, 2 could not run, 130 interrupted."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::RunArgs),
    Merge(merge::MergeArgs),
    Check(check::CheckArgs),
    Compare(compare::CompareArgs),
    Sensitivity(sensitivity::SensitivityArgs),
    Seek(Box<seek::SeekArgs>),
    Reconcile(reconcile::ReconcileArgs),
    Sweep(Box<sweep::SweepArgs>),
    Init(init::InitArgs),
    Generate(generate::GenerateArgs),
    Import(import::ImportArgs),
    Backtest(backtest::BacktestArgs),
    Demand(demand::DemandArgs),
    Forecast(forecast::ForecastArgs),
    Explain(explain::ExplainArgs),
    Expect(expect::ExpectArgs),
    Effort(effort::EffortArgs),
    Replay(replay::ReplayArgs),
    Statement(statement::StatementArgs),
    Payouts(payouts::PayoutsArgs),
    Schema(schema::SchemaArgs),
}

/// How a command prints what it has to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Output {
    /// Text for people.
    #[default]
    Text,
    /// JSON for programs.
    Json,
}

/// Runs the command of a list of arguments, the program's name first, and returns the process's exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    ExitCode::from(run(args))
}

/// Runs the command of a list of arguments, the program's name first, and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let console = Console::new();
    let outcome = match Cli::try_parse_from(&args) {
        Ok(cli) => dispatch(&cli.command, &words(&args), &console),
        Err(error) => usage(&error, &console),
    };
    outcome.unwrap_or_else(|failure| failure.report(&console))
}

/// The command line as text, for the record of a run.
fn words(args: &[OsString]) -> Vec<String> {
    args.iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

fn dispatch(command: &Command, words: &[String], console: &Console) -> Result<u8, Failure> {
    match command {
        Command::Run(args) => run::run(args, console),
        Command::Merge(args) => merge::run(args, console),
        Command::Check(args) => check::run(args, console),
        Command::Compare(args) => compare::run(args, words, console),
        Command::Sensitivity(args) => sensitivity::run(args, words, console),
        Command::Seek(args) => seek::run(args, words, console),
        Command::Reconcile(args) => reconcile::run(args, words, console),
        Command::Sweep(args) => sweep::run(args, words, console),
        Command::Init(args) => init::run(args, console),
        Command::Generate(args) => generate::run(args, console),
        Command::Import(args) => import::run(args, console),
        Command::Backtest(args) => backtest::run(args, console),
        Command::Demand(args) => demand::run(args, console),
        Command::Forecast(args) => forecast::run(args, console),
        Command::Explain(args) => explain::run(args, console),
        Command::Expect(args) => expect::run(args, console),
        Command::Effort(args) => effort::run(args, console),
        Command::Replay(args) => replay::run(args, console),
        Command::Statement(args) => statement::run(args, console),
        Command::Payouts(args) => payouts::run(args, console),
        Command::Schema(args) => schema::run(args, console),
    }
}

/// Help and version are no errors; everything else that clap says is bad usage.
fn usage(error: &clap::Error, console: &Console) -> Result<u8, Failure> {
    let text = error.render().ansi().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => console.out(&text).map(|()| FINE),
        _ => {
            console.err(&text);
            Ok(BROKE)
        }
    }
}
