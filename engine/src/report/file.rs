//! A single file that appears as a whole or not at all.

use std::io::{self, Write as _};
use std::path::Path;

use super::folder::FolderError;

/// Writes a file: to a temporary one beside it, which then takes its name.
///
/// * `force`: whether a file of that name is replaced
///
/// # Errors
///
/// [`FolderError::Exists`] if something of that name is there and is not to be replaced, [`FolderError::Write`] if the
/// file system refuses.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), FolderError> {
    let failed = |source| FolderError::Write {
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let mut file =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    if force {
        return file
            .persist(path)
            .map(drop)
            .map_err(|error| failed(error.error));
    }
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(FolderError::Exists {
                path: path.to_owned(),
            })
        }
        Err(error) => Err(failed(error.error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_only_if_that_is_asked_for_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("payouts.csv");
        write(&path, b"one", false).unwrap();
        assert!(matches!(
            write(&path, b"two", false),
            Err(FolderError::Exists { .. })
        ));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        write(&path, b"two", true).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write(&folder.path().join("no/such/folder"), b"", true).is_err());
    }
}
