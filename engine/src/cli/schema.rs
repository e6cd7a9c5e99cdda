//! `foresell schema`: what a scenario file may say, for editors.

use clap::Args;

use super::FINE;
use super::console::Console;
use super::failure::Failure;
use crate::report::json;
use crate::scenario::json_schema;
use crate::scenario::raw::RawScenario;

/// Print the JSON schema of scenario files, for editors
///
/// An editor that knows the schema completes keys, explains them and marks mistakes as you type. Save it beside your
/// plan, and name it in the first line of the scenario file; editors with Taplo, such as VS Code with "Even Better TOML",
/// Zed, Helix and Neovim, then use it. To Foresell the line is a comment.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  foresell schema > schema.json\n  \
                        and as first line of scenario.toml:  #:schema ./schema.json")]
pub(crate) struct SchemaArgs {}

pub(super) fn run(_: &SchemaArgs, console: &Console) -> Result<u8, Failure> {
    console.out(&json::text(&json_schema::<RawScenario>()))?;
    Ok(FINE)
}
