//! The `foresell` command: parse, run, exit code.

fn main() -> std::process::ExitCode {
    foresell::cli::main(std::env::args_os())
}
