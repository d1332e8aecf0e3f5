//! Files and folders that only their owner may read, whatever the umask. On Windows the user's own folder sees to that, and
//! nothing is done here.
//!
//! What lies in the program's folder tells whom the user copies, what they own and what they sign.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a folder and what is missing above it, for the owner only. One that others may enter is narrowed.
///
/// # Errors
/// When it cannot be made, or is somebody else's.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)?;
    narrow(path)
}

/// Has a file that `options` create readable by its owner only. One that is there already keeps its rights: see [`narrow`].
pub fn create_privately(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Takes a file or folder away from everybody but its owner. Nothing is given to anybody; a link is left alone.
///
/// # Errors
/// When it is not there, or is somebody else's.
pub fn narrow(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let found = std::fs::symlink_metadata(path)?;
        let mode = found.permissions().mode();
        if !found.is_symlink() && mode & 0o077 != 0 {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode & 0o700))?;
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// [`narrow`] for a folder and everything in it. A file that goes meanwhile is none of its business.
///
/// # Errors
/// When something in it is somebody else's.
pub fn narrow_all(folder: &Path) -> io::Result<()> {
    let gone = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    };
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            narrow_all(&entry.path()).or_else(gone)?;
        } else {
            narrow(&entry.path()).or_else(gone)?;
        }
    }
    narrow(folder)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn widen(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_others_may_read_is_narrowed_and_what_a_link_leads_to_is_not() {
        let home = tempfile::tempdir().unwrap();
        let (folder, outside) = (home.path().join("demo"), home.path().join("theirs"));
        create_folder(&folder.join("world")).unwrap();
        let file = folder.join("world/journal");
        for path in [&file, &outside] {
            std::fs::write(path, "x").unwrap();
            widen(path, 0o644);
        }
        symlink(&outside, folder.join("link")).unwrap();
        widen(&folder, 0o755);
        widen(&folder.join("world"), 0o777);
        narrow_all(&folder).unwrap();
        assert_eq!(
            (mode(&folder), mode(&folder.join("world")), mode(&file)),
            (0o700, 0o700, 0o600)
        );
        assert_eq!(mode(&outside), 0o644);
        // A file that its owner made unwritable stays so.
        widen(&file, 0o444);
        narrow_all(&folder).unwrap();
        assert_eq!(mode(&file), 0o400);
    }
}
