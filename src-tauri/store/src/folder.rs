//! The data's folder on the disk: what lies where, readable by its owner only.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::private;

/// The first bytes of every SQLite database.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// What a database file is before SQLite sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing, or an empty file.
    Nothing,
    /// A SQLite database.
    Database,
}

/// The database's file in `folder`.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("pilotfish.db")
}

/// Where automatic backups lie.
pub(crate) fn backups(folder: &Path) -> PathBuf {
    folder.join("backups")
}

/// Makes `folder` and what is missing above it, for their owner only, and narrows what is there already.
pub(crate) fn create(folder: &Path) -> Result<(), StoreError> {
    private::create_folder(folder).map_err(StoreError::io(folder))
}

/// Writes a small file of ours anew.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    private::create_privately(&mut options);
    options
        .open(path)
        .and_then(|mut file| file.write_all(content))
        .map_err(StoreError::io(path))
}

/// Makes an empty file that must not exist yet, for its owner only.
pub(crate) fn create_new(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    private::create_privately(&mut options);
    options.open(path).map(drop).map_err(StoreError::io(path))
}

/// Looks at the first bytes of a database file, so that SQLite never touches what is not its own.
pub(crate) fn inspect(path: &Path) -> Result<Found, StoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(source) => {
            return Err(StoreError::Io {
                path: path.to_owned(),
                source,
            });
        }
    };
    let mut head = Vec::with_capacity(MAGIC.len());
    file.take(16).read_to_end(&mut head).map_err(StoreError::io(path))?;
    if head.is_empty() {
        return Ok(Found::Nothing);
    }
    if head != MAGIC {
        return Err(StoreError::unreadable(
            path.display().to_string(),
            "it is not a SQLite database",
        ));
    }
    Ok(Found::Database)
}
