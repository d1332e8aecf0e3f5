//! Folders as they are, to be compared with what they become.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every file under a folder with its content, by its path in it. A folder that is not there holds nothing.
///
/// # Panics
/// When something in it cannot be read.
#[must_use]
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    gather(folder, folder, &mut found);
    found
}

fn gather(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            gather(root, &path, found);
        } else if let Ok(content) = std::fs::read(&path) {
            // A file that went while we looked (a lock's note) is not there.
            let name = path.strip_prefix(root).unwrap_or(&path).to_owned();
            found.insert(name, content);
        }
    }
}

/// Whether those bytes lie somewhere in these.
#[must_use]
pub fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && haystack.windows(needle.len()).any(|window| window == needle)
}
