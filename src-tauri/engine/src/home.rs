//! Where everything the program writes lives: one folder, one sub-folder a mode.
//!
//! `demo/` holds the demo's database, its account's seed (`seed`) and the simulated server's world (`world/`, which is
//! that server's own). Nothing outside the folder is ever written or removed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use pilotfish_store::Mode;

use crate::error::EngineError;

/// The environment variable that names another folder.
pub const HOME_VARIABLE: &str = "PILOTFISH_HOME";

/// The seed of a demo for which none was given.
pub const DEFAULT_SEED: u64 = 1;

/// The program's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// The folder that was given, else the one in `PILOTFISH_HOME`, else the platform's own place for data.
    ///
    /// # Errors
    /// When none was given and the platform has no such place.
    pub fn resolve(given: Option<&Path>) -> Result<Self, EngineError> {
        if let Some(path) = given {
            return Ok(Self::at(path));
        }
        if let Some(path) = std::env::var_os(HOME_VARIABLE).filter(|value| !value.is_empty()) {
            return Ok(Self::at(PathBuf::from(path)));
        }
        directories::ProjectDirs::from("", "", "Pilotfish")
            .map(|folders| Self::at(folders.data_dir()))
            .ok_or(EngineError::NoHome)
    }

    /// That folder; it is made when something is first written.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A mode's sub-folder.
    #[must_use]
    pub fn mode(&self, mode: Mode) -> PathBuf {
        self.root.join(mode.as_str())
    }

    /// A mode's database file.
    #[must_use]
    pub fn database(&self, mode: Mode) -> PathBuf {
        self.mode(mode).join("pilotfish.db")
    }

    /// The simulated server's folder.
    #[must_use]
    pub fn world(&self) -> PathBuf {
        self.mode(Mode::Demo).join("world")
    }

    /// The file of the settings that are not the core's: language, theme, notifications.
    #[must_use]
    pub fn settings(&self) -> PathBuf {
        self.root.join("settings.json")
    }

    /// The folder of the program's own logs.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// Makes a mode's sub-folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn prepare(&self, mode: Mode) -> Result<PathBuf, EngineError> {
        let folder = self.mode(mode);
        fs::create_dir_all(&folder).map_err(|source| EngineError::Folder {
            path: folder.clone(),
            source,
        })?;
        Ok(folder)
    }

    /// The demo account's seed, where one is kept.
    ///
    /// # Errors
    /// When the file is there and cannot be read as a number.
    pub fn demo_seed(&self) -> Result<Option<u64>, EngineError> {
        let path = self.seed_file();
        match fs::read_to_string(&path) {
            Ok(text) => text
                .trim()
                .parse()
                .map(Some)
                .map_err(|_| EngineError::SeedUnreadable { path }),
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(EngineError::Folder { path, source }),
        }
    }

    /// The seed to use: the kept one; where none is kept, the given one (or [`DEFAULT_SEED`]), which is kept from now on.
    ///
    /// # Errors
    /// When another seed than the given one is kept: the account in that folder is another one.
    pub fn settle_demo_seed(&self, given: Option<u64>) -> Result<u64, EngineError> {
        match (self.demo_seed()?, given) {
            (Some(kept), Some(given)) if kept != given => Err(EngineError::SeedDiffers { kept, given }),
            (Some(kept), _) => Ok(kept),
            (None, given) => {
                let seed = given.unwrap_or(DEFAULT_SEED);
                self.prepare(Mode::Demo)?;
                write_atomically(&self.seed_file(), format!("{seed}\n").as_bytes())?;
                Ok(seed)
            }
        }
    }

    /// Removes the demo's sub-folder with all that is in it. Nothing may be using it.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove_demo(&self) -> Result<(), EngineError> {
        let path = self.mode(Mode::Demo);
        match fs::remove_dir_all(&path) {
            Ok(()) => Ok(()),
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(EngineError::Folder { path, source }),
        }
    }

    fn seed_file(&self) -> PathBuf {
        self.mode(Mode::Demo).join("seed")
    }
}

/// Writes a whole file so that a reader (or a crash) sees the old one or the new one, never a part.
///
/// # Errors
/// When it cannot be written; the old one stays.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<(), EngineError> {
    let fail = |source| EngineError::Folder {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let draft = PathBuf::from(draft);
    let mut file = fs::File::create(&draft).map_err(fail)?;
    file.write_all(content).map_err(fail)?;
    file.sync_all().map_err(fail)?;
    drop(file);
    fs::rename(&draft, path).map_err(fail)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_kept_seed_stays_and_another_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert_eq!(home.demo_seed().unwrap(), None);
        assert_eq!(home.settle_demo_seed(Some(7)).unwrap(), 7);
        assert_eq!(home.settle_demo_seed(None).unwrap(), 7);
        assert_eq!(home.settle_demo_seed(Some(7)).unwrap(), 7);
        let refused = home.settle_demo_seed(Some(8)).unwrap_err();
        assert!(
            matches!(refused, EngineError::SeedDiffers { kept: 7, given: 8 }),
            "{refused}"
        );
        assert_eq!(home.demo_seed().unwrap(), Some(7), "a refused seed changes nothing");
    }

    #[test]
    fn a_seed_file_that_is_no_number_is_an_error_and_not_a_new_account() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        home.prepare(Mode::Demo).unwrap();
        fs::write(home.mode(Mode::Demo).join("seed"), "seven").unwrap();
        assert!(matches!(
            home.settle_demo_seed(None),
            Err(EngineError::SeedUnreadable { .. })
        ));
    }

    #[test]
    fn removing_the_demo_leaves_the_rest_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        home.settle_demo_seed(None).unwrap();
        write_atomically(&home.settings(), b"{}").unwrap();
        home.remove_demo().unwrap();
        home.remove_demo().unwrap();
        assert!(!home.mode(Mode::Demo).exists());
        assert!(home.settings().exists());
    }
}
