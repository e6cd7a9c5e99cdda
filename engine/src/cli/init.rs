//! `foresell init`: a documented scenario to start from.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::NamedTempFile;

use super::console::Console;
use super::failure::Failure;
use super::{FINE, templates};
use crate::report::folder::FolderError;
use crate::report::printable;

/// Write a documented scenario to start from
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Which one: "saas", a software company; "services", a consulting firm; "distribution", a distributor of goods
    #[arg(long, value_name = "NAME", default_value = "saas")]
    template: String,
    /// Folder to write it into
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write into a folder that holds files already; files of the same names are replaced
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &InitArgs, console: &Console) -> Result<u8, Failure> {
    let files = templates::find(&args.template).ok_or_else(|| unknown(&args.template))?;
    let failed = |source| FolderError::Write {
        path: args.folder.clone(),
        source,
    };
    if !args.force && is_occupied(&args.folder).map_err(failed)? {
        let message = format!(
            "{} is not empty: choose another folder, or say --force to write into it",
            args.folder.display()
        );
        return Err(Failure::Usage(message));
    }
    write(&args.folder, &files).map_err(failed)?;
    let shown = args.folder.join("scenario.toml").display().to_string();
    let path = printable(&shown);
    console.out(&format!(
        "wrote {} files; try\n  foresell check {path}\n  foresell run {path}\n",
        files.len()
    ))?;
    Ok(FINE)
}

fn unknown(name: &str) -> Failure {
    let names: Vec<&str> = templates::names().collect();
    Failure::Usage(format!(
        "there is no template {}; there is: {}",
        printable(name),
        names.join(", ")
    ))
}

fn is_occupied(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes all files, or none: each is written under a temporary name first, and all of them are there before the first
/// takes its name.
fn write(folder: &Path, files: &[templates::File]) -> io::Result<()> {
    let made = missing_folders(folder, files);
    let staged = stage(folder, files);
    let outcome = staged.and_then(|staged| {
        staged
            .into_iter()
            .try_for_each(|(file, path)| file.persist(path).map(drop).map_err(|error| error.error))
    });
    if outcome.is_err() {
        // Only folders that did not exist before, innermost first; those that are not empty stay.
        for folder in made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
    outcome
}

/// The folders that writing will make, outermost first.
fn missing_folders(folder: &Path, files: &[templates::File]) -> Vec<PathBuf> {
    let mut missing: Vec<PathBuf> = Vec::new();
    for (name, _) in files {
        let path = folder.join(name);
        let mut ancestors: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .take_while(|a| !a.as_os_str().is_empty() && !a.exists())
            .collect();
        ancestors.reverse();
        for ancestor in ancestors {
            if !missing.iter().any(|known| known == ancestor) {
                missing.push(ancestor.to_owned());
            }
        }
    }
    missing
}

fn stage(folder: &Path, files: &[templates::File]) -> io::Result<Vec<(NamedTempFile, PathBuf)>> {
    let stage_one = |(name, content): &templates::File| {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)?;
        let mut file = tempfile(parent)?;
        file.write_all(content.as_bytes())?;
        file.as_file().sync_all()?;
        Ok((file, path))
    };
    files.iter().map(stage_one).collect()
}

/// A temporary file with the permissions of a new one.
fn tempfile(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".foresell-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
