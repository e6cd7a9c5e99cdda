//! The command line.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

/// Runs the command line and returns the exit code of the process.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    run(args).into()
}

/// Runs the command line; `args` starts with the name of the program.
///
/// Returns 0 if all is well, 1 if the plan has findings or is infeasible, 2 if the command broke.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let version = args.into_iter().skip(1).any(|arg| arg == "--version");
    let printed =
        version.then(|| writeln!(std::io::stdout(), "foresell {}", env!("CARGO_PKG_VERSION")));
    if matches!(printed, Some(Ok(()))) {
        0
    } else {
        2
    }
}
