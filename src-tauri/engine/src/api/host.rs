//! The program on its computer: where its files are.

use std::path::{Path, PathBuf};

use super::types::DataPaths;
use super::{Api, ApiResult, problem};
use crate::error::EngineError;

impl Api {
    /// Where things are. Whether there is a tray only the program around the engine knows.
    #[must_use]
    pub fn data_paths(&self, tray: bool) -> DataPaths {
        let home = &self.shared.home;
        let database = home.database(self.shared.mode);
        let shown = |path: &Path| path.display().to_string();
        DataPaths {
            data: shown(&home.mode(self.shared.mode)),
            database_bytes: size_with_log(&database),
            database: shown(&database),
            logs: shown(&home.logs()),
            tray,
        }
    }

    /// The folder that is called `data` or `logs`, made if it is not there.
    ///
    /// # Errors
    /// `unknown_choice` for another word, `folder` when it cannot be made.
    pub fn folder(&self, which: &str) -> ApiResult<PathBuf> {
        let home = &self.shared.home;
        let folder = match which {
            "data" => home.mode(self.shared.mode),
            "logs" => home.logs(),
            _ => {
                return Err(problem(
                    "unknown_choice",
                    format!("which: {which:?} is not one of data, logs"),
                ));
            }
        };
        std::fs::create_dir_all(&folder).map_err(|source| EngineError::Folder {
            path: folder.clone(),
            source,
        })?;
        Ok(folder)
    }
}

/// A database's size, with what stands in its write-ahead log.
fn size_with_log(database: &Path) -> u64 {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    [database, Path::new(&log)]
        .into_iter()
        .filter_map(|file| std::fs::metadata(file).ok())
        .map(|file| file.len())
        .sum()
}
