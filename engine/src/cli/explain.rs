//! `foresell explain`: what a code means.

use std::fmt::Write as _;

use clap::Args;

use super::FINE;
use super::console::Console;
use super::failure::Failure;
use crate::report::printable;
use crate::scenario::{Code, explain};

/// Explain the code of a finding, or list all codes
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A code such as E0203
    code: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, console: &Console) -> Result<u8, Failure> {
    let text = match &args.code {
        Some(code) => explain(code).ok_or_else(|| unknown(code))?.to_owned(),
        None => index(),
    };
    console.out(&text)?;
    Ok(FINE)
}

/// All codes, a line each.
fn index() -> String {
    let mut text = String::new();
    for code in Code::ALL {
        let _ = writeln!(text, "{}  {}", code.id(), code.title());
    }
    text
}

fn unknown(code: &str) -> Failure {
    let near = Code::nearest(code);
    Failure::Usage(format!(
        "there is no code `{}`; the nearest is {} ({}). `foresell explain` lists all",
        printable(code),
        near.id(),
        near.title()
    ))
}
