//! Where everything the program writes lives: one folder, one sub-folder a mode.
//!
//! `demo/` holds the demo's database, its account's seed (`seed`), how its clock was set (`clock.json`) and the simulated server's world (`world/`, which is
//! that server's own). Nothing outside the folder is ever written or removed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use pilotfish_store::{Mode, private};
use serde::{Deserialize, Serialize};

use crate::error::EngineError;

/// The environment variable that names another folder.
pub const HOME_VARIABLE: &str = "PILOTFISH_HOME";

/// The seed of a demo for which none was given.
pub const DEFAULT_SEED: u64 = 1;

/// Where the locks of this user's accounts lie: one place, whatever folder is used for data, so that two folders cannot hold
/// engines of one account. As the data, it is of this computer: Windows carries another place of a user's along to other computers.
///
/// # Errors
/// When the platform has no place for a user's data: an account that cannot be locked is not traded.
pub fn account_locks() -> Result<PathBuf, EngineError> {
    directories::ProjectDirs::from("", "", "Pilotfish")
        .map(|folders| folders.data_local_dir().join("accounts"))
        .ok_or(EngineError::NoHome)
}

/// What the program makes in its folder.
const OURS: [&str; 8] = [
    "accounts",
    "demo",
    "paper",
    "live",
    "replay",
    "logs",
    "settings.json",
    "settings.json.new",
];

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
            .map(|folders| Self::at(folders.data_local_dir()))
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

    /// Makes a mode's sub-folder. What of the program's folder others may read, from an earlier version say, is theirs no more.
    ///
    /// # Errors
    /// When it cannot be made, or is somebody else's.
    pub fn prepare(&self, mode: Mode) -> Result<PathBuf, EngineError> {
        let folder = self.mode(mode);
        make_private(&folder)?;
        private::narrow_all(&folder).map_err(failed_at(&folder))?;
        self.narrow()?;
        Ok(folder)
    }

    /// Makes the folder of the program's own logs, for the user only.
    ///
    /// # Errors
    /// As [`Home::prepare`].
    pub fn prepare_logs(&self) -> Result<PathBuf, EngineError> {
        let folder = self.logs();
        make_private(&folder)?;
        private::narrow_all(&folder).map_err(failed_at(&folder))?;
        Ok(folder)
    }

    /// The settings are narrowed, and the folder itself where nothing but ours lies in it: one that was named may be anybody's.
    fn narrow(&self) -> Result<(), EngineError> {
        let settings = self.settings();
        if settings.exists() {
            private::narrow(&settings).map_err(failed_at(&settings))?;
        }
        let entries = fs::read_dir(&self.root).map_err(failed_at(&self.root))?;
        let is_ours = entries
            .filter_map(Result::ok)
            .all(|entry| OURS.iter().any(|name| entry.file_name() == *name));
        if is_ours {
            private::narrow(&self.root).map_err(failed_at(&self.root))?;
        }
        Ok(())
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

    /// How the demo's clock was last set; the usual where nothing is kept, or nothing that can be understood.
    #[must_use]
    pub fn demo_clock(&self) -> DemoSpeed {
        let kept = fs::read(self.clock_file()).ok();
        kept.and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }

    /// Keeps how the demo's clock is set, so that it goes on so with the next start.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_demo_clock(&self, clock: DemoSpeed) -> Result<(), EngineError> {
        self.prepare(Mode::Demo)?;
        let text = serde_json::to_vec(&clock).map_err(|error| EngineError::Failed(error.to_string()))?;
        write_atomically(&self.clock_file(), &text)
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

    fn clock_file(&self) -> PathBuf {
        self.mode(Mode::Demo).join("clock.json")
    }
}

/// How the demo's clock is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSpeed {
    /// Venue seconds a real second, 1 to 600.
    pub speed: u32,
    /// Whether it stands.
    pub paused: bool,
}

impl Default for DemoSpeed {
    fn default() -> Self {
        Self {
            speed: 60,
            paused: false,
        }
    }
}

fn make_private(folder: &Path) -> Result<(), EngineError> {
    private::create_folder(folder).map_err(failed_at(folder))
}

fn failed_at(path: &Path) -> impl Fn(std::io::Error) -> EngineError {
    move |source| EngineError::Folder {
        path: path.to_owned(),
        source,
    }
}

/// Writes a whole file, for the user only, so that a reader (or a crash) sees the old one or the new one, never a part.
///
/// # Errors
/// When it cannot be written; the old one stays.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<(), EngineError> {
    let fail = failed_at(path);
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        make_private(folder)?;
    }
    let mut batch = path.as_os_str().to_owned();
    batch.push(".new");
    let batch = PathBuf::from(batch);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let mut file = private::create_privately(&mut options).open(&batch).map_err(&fail)?;
    // One that a crash left may have been made by an earlier version.
    private::narrow(&batch).map_err(&fail)?;
    file.write_all(content).map_err(&fail)?;
    file.sync_all().map_err(&fail)?;
    drop(file);
    fs::rename(&batch, path).map_err(fail)
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
    fn the_demos_clock_goes_on_as_it_was_set_and_ends_with_its_world() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert_eq!(home.demo_clock(), DemoSpeed::default());
        let set = DemoSpeed {
            speed: 600,
            paused: true,
        };
        home.keep_demo_clock(set).unwrap();
        assert_eq!(home.demo_clock(), set);
        fs::write(home.mode(Mode::Demo).join("clock.json"), "fast").unwrap();
        assert_eq!(
            home.demo_clock(),
            DemoSpeed::default(),
            "what nobody understands is not kept"
        );
        home.keep_demo_clock(set).unwrap();
        home.remove_demo().unwrap();
        assert_eq!(home.demo_clock(), DemoSpeed::default());
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

    /// Everything under a folder that somebody else may read, write or enter.
    #[cfg(unix)]
    fn open_to_others(folder: &Path) -> Vec<(PathBuf, u32)> {
        use std::os::unix::fs::PermissionsExt;
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            // A file that the database needed for a moment may be gone by now.
            let about = match entry.metadata() {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                about => about.unwrap(),
            };
            let mode = about.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                found.push((entry.path(), mode));
            }
            if entry.path().is_dir() {
                found.extend(open_to_others(&entry.path()));
            }
        }
        found
    }

    /// What a start writes: folders, seed, settings, logs, the database while it is open, and the snapshots.
    #[cfg(unix)]
    async fn start_in(root: &Path) -> (pilotfish_store::Store, pilotfish_store::Snapshots) {
        let home = Home::at(root);
        home.settle_demo_seed(Some(7)).unwrap();
        let folder = home.prepare(Mode::Demo).unwrap();
        write_atomically(&home.settings(), b"{}").unwrap();
        home.prepare_logs().unwrap();
        let identity = pilotfish_store::Identity::Demo {
            world: "w".to_owned(),
            account: crate::order_signer::demo_account(7, "w").unwrap(),
        };
        let store = pilotfish_store::Store::open(&folder, identity).await.unwrap();
        let batch = pilotfish_store::Batch {
            changes: &[],
            events: &[],
            intents: &[],
            at: pilotfish_copy::ids::VenueMs(1),
        };
        store.commit(batch).await.unwrap();
        let copy = folder.join("copy.db");
        if !copy.exists() {
            store.backup(&copy).await.unwrap();
        }
        let snapshots = pilotfish_store::Snapshots::open(&folder).await.unwrap();
        (store, snapshots)
    }

    /// The umask is the process's: the test runs itself again in one that has none.
    #[cfg(unix)]
    #[tokio::test]
    async fn whatever_the_umask_all_that_is_made_is_for_the_user_only() {
        const FOLDER: &str = "PILOTFISH_TEST_UMASK_FOLDER";
        if let Some(root) = std::env::var_os(FOLDER) {
            let _open = start_in(Path::new(&root)).await;
            let found = open_to_others(Path::new(&root).parent().unwrap());
            assert!(found.is_empty(), "{found:?}");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let this = std::env::current_exe().unwrap();
        let name = "home::tests::whatever_the_umask_all_that_is_made_is_for_the_user_only";
        let child = std::process::Command::new("sh")
            .args(["-c", "umask 0; exec \"$0\" --exact \"$1\" --nocapture"])
            .arg(this)
            .arg(name)
            .env(FOLDER, folder.path().join("home"))
            .output()
            .unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
        assert!(
            folder.path().join("home/demo/snapshots.db").exists(),
            "the child did its part"
        );
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_an_earlier_version_left_open_to_others_is_narrowed_at_the_start() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("home");
        drop(start_in(&root).await);
        let world = root.join("demo/world");
        fs::create_dir(&world).unwrap();
        fs::write(world.join("journal"), "x").unwrap();
        let widen = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        for file in ["demo/seed", "settings.json", "demo/pilotfish.db", "demo/world/journal"] {
            widen(&root.join(file), 0o644);
        }
        for folder in [&root, &root.join("demo"), &world, &root.join("logs")] {
            widen(folder, 0o755);
        }
        drop(start_in(&root).await);
        let found = open_to_others(folder.path());
        assert!(found.is_empty(), "{found:?}");
        // A folder with other people's things in it is not ours to close.
        fs::write(root.join("theirs.txt"), "x").unwrap();
        widen(&root, 0o755);
        Home::at(&root).prepare(Mode::Demo).unwrap();
        assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o755);
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
