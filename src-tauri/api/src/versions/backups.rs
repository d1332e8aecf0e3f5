//! Copies of the data from before a new version was put in place: one folder each, laid out as the data are, so that going back is
//! copying its content over them.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use pilotfish_engine::{Home, Mode};
use pilotfish_store::{StoreError, copy_database};

use crate::types::{Ms, UpdateBackup};

/// So many are kept, the newest.
const KEPT: usize = 3;
/// What every folder's name begins with.
const NAME: &str = "before-";
/// What lies beside the database of a mode and belongs to it: paper's pretend account.
const FILES: [&str; 2] = ["pilotfish.db", "paper.db"];

fn place(home: &Home) -> PathBuf {
    home.root().join("backups")
}

/// Copies the databases of every mode, as each is at one moment. The folder they are in; none where there are no data.
///
/// # Errors
/// The store's: what was copied by then is taken away again.
pub(crate) async fn make(home: &Home, from: &str, to: &str) -> Result<Option<PathBuf>, StoreError> {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let place = place(home);
    let folder = (seconds..)
        .map(|seconds| place.join(name(to, from, seconds)))
        .find(|folder| !folder.exists())
        .unwrap_or_else(|| place.join(name(to, from, seconds)));
    let mut copied = false;
    for mode in [Mode::Demo, Mode::Paper, Mode::Live] {
        for file in FILES {
            let data = home.mode(mode).join(file);
            if !data.exists() {
                continue;
            }
            let to = folder.join(mode.to_string()).join(file);
            if let Err(error) = copy_database(&data, &to).await {
                remove(&folder);
                return Err(error);
            }
            copied = true;
        }
    }
    if !copied {
        return Ok(None);
    }
    for old in found(home).into_iter().skip(KEPT) {
        remove(Path::new(&old.folder));
    }
    Ok(Some(folder))
}

/// Those that are there, the newest first. Only folders of our own naming are looked at.
pub(crate) fn found(home: &Home) -> Vec<UpdateBackup> {
    let Ok(entries) = std::fs::read_dir(place(home)) else {
        return Vec::new();
    };
    let mut found: Vec<UpdateBackup> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| read(&entry.path()))
        .collect();
    found.sort_by_key(|backup| std::cmp::Reverse(backup.at));
    found
}

fn name(to: &str, from: &str, seconds: u64) -> String {
    format!("{NAME}{to}_of-{from}_{seconds}")
}

fn read(folder: &Path) -> Option<UpdateBackup> {
    let name = folder.file_name()?.to_str()?.strip_prefix(NAME)?;
    let (versions, seconds) = name.rsplit_once('_')?;
    let (to, from) = versions.split_once("_of-")?;
    let seconds: i64 = seconds.parse().ok()?;
    Some(UpdateBackup {
        from: from.to_owned(),
        to: to.to_owned(),
        at: Ms(seconds.checked_mul(1_000)?),
        folder: folder.display().to_string(),
    })
}

fn remove(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %folder.display(), "a copy of the data stays behind");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[tokio::test]
    async fn without_data_nothing_is_made_and_names_of_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert_eq!(make(&home, "0.1.0", "0.2.0").await.unwrap(), None);
        assert!(found(&home).is_empty() && !place(&home).exists());
        let theirs = place(&home).join("before-christmas");
        std::fs::create_dir_all(&theirs).unwrap();
        assert!(found(&home).is_empty());
        let ours = place(&home).join(name("0.3.0-rc.1", "0.2.0", 1_700_000_000));
        std::fs::create_dir_all(&ours).unwrap();
        let all = found(&home);
        assert_eq!(
            (all.len(), all[0].to.as_str(), all[0].from.as_str()),
            (1, "0.3.0-rc.1", "0.2.0")
        );
        assert_eq!(all[0].at, Ms(1_700_000_000_000));
    }

    #[tokio::test]
    async fn data_that_cannot_be_copied_leave_no_half_copy() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        std::fs::create_dir_all(home.mode(Mode::Demo)).unwrap();
        std::fs::write(home.database(Mode::Demo), "no database").unwrap();
        make(&home, "0.1.0", "0.2.0").await.expect_err("it is no database");
        assert!(found(&home).is_empty());
    }
}
