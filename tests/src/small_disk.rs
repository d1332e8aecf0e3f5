//! A small disk that can be filled, emptied and made read-only, where the system lets one be mounted.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A file system in memory, mounted in a folder of its own; unmounted when dropped.
#[derive(Debug)]
pub struct SmallDisk {
    place: TempDir,
}

impl SmallDisk {
    /// A disk of so many megabytes; none where nothing may be mounted here.
    ///
    /// # Panics
    /// When there is no folder to mount it in.
    #[must_use]
    pub fn mount(megabytes: u32) -> Option<Self> {
        let place = tempfile::tempdir().expect("a folder");
        let options = format!("size={megabytes}m,mode=0700");
        let mounted = run(Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(place.path()));
        mounted.then_some(Self { place })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// Takes all the room that is left, until [`SmallDisk::make_room`].
    ///
    /// # Panics
    /// When the file that takes it cannot be made.
    pub fn fill(&self) {
        let mut filler = File::create(self.filler()).expect("a file");
        for size in [4_194_304, 65_536, 4_096, 512, 1] {
            let piece = vec![0_u8; size];
            while filler.write_all(&piece).is_ok() {}
        }
    }

    /// Gives the room back.
    ///
    /// # Panics
    /// When it cannot be given back.
    pub fn make_room(&self) {
        std::fs::remove_file(self.filler()).expect("the file that took the room");
    }

    /// Nothing can be written to it any more. No file of it may be open to be written.
    ///
    /// # Panics
    /// When the system refuses.
    pub fn make_read_only(&self) {
        self.remount("ro");
    }

    /// It can be written to again.
    ///
    /// # Panics
    /// When the system refuses.
    pub fn make_writable(&self) {
        self.remount("rw");
    }

    fn remount(&self, how: &str) {
        let option = format!("remount,{how}");
        let done = run(Command::new("mount").args(["-o", &option]).arg(self.path()));
        assert!(done, "{} could not be remounted {how}", self.path().display());
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: whoever still has a file open there was killed, and is about to go.
        let _ = run(Command::new("umount").arg("-l").arg(self.place.path()));
    }
}

fn run(command: &mut Command) -> bool {
    let output = command.output();
    output.is_ok_and(|output| output.status.success())
}
