//! Whether a folder lies on this computer. SQLite's write-ahead log needs memory that all its users share, which no file system
//! of another computer has: two of them would each write a database of their own into one file.

use std::path::Path;

use crate::error::StoreError;

/// File systems of other computers, as Linux calls them.
const REMOTE: [&str; 17] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "davfs",
    "fuse.sshfs",
    "fuse.davfs2",
    "fuse.rclone",
    "fuse.glusterfs",
    "fuse.ceph",
    "fuse.gvfsd-fuse",
];

/// Refuses a folder that is known to lie on another computer. Where the system does not say, it is taken for ours.
pub(crate) fn refuse_remote(folder: &Path) -> Result<(), StoreError> {
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else {
        return Ok(());
    };
    let real = folder.canonicalize().map_err(StoreError::io(folder))?;
    match kind_of(&mounts, &real).filter(|kind| REMOTE.contains(kind)) {
        Some(kind) => Err(StoreError::io(folder)(std::io::Error::other(format!(
            "it lies on another computer ({kind}), where a database is soon damaged: name a folder of this one"
        )))),
        None => Ok(()),
    }
}

/// The kind of the file system that holds a path, by the kernel's list of mounts: the longest that leads to it, of several the
/// last one.
fn kind_of<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    let mut found: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((place, kind)) = mount(line) else { continue };
        let place = Path::new(&place);
        let depth = place.components().count();
        if path.starts_with(place) && found.is_none_or(|(before, _)| depth >= before) {
            found = Some((depth, kind));
        }
    }
    found.map(|(_, kind)| kind)
}

/// Where a line of the list is mounted, and its kind.
fn mount(line: &str) -> Option<(String, &str)> {
    // Number, parent, device, root, place, options, and after a dash: kind, source, options.
    let (head, tail) = line.split_once(" - ")?;
    let place = head.split(' ').nth(4)?;
    Some((unescaped(place), tail.split(' ').next()?))
}

/// Spaces and the like stand there as octal numbers.
fn unescaped(place: &str) -> String {
    let mut text = place.to_owned();
    for (number, letter) in [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")] {
        text = text.replace(number, letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
        23 22 0:5 / /mnt/nas rw - nfs4 server:/export rw,vers=4.2\n\
        24 23 8:2 / /mnt/nas/local rw - ext4 /dev/sdb1 rw\n\
        25 22 0:6 / /mnt/a\\040b/share rw - cifs //server/share rw\n\
        26 22 0:7 / /mnt/a\\040b rw - tmpfs none rw\n\
        27 22 0:8 / /mnt/twice rw - nfs server:/a rw\n\
        28 22 0:9 / /mnt/twice rw - xfs /dev/sdc rw\n\
        broken line\n";

    #[test]
    fn the_nearest_and_newest_mount_says_whose_file_system_it_is() {
        for (path, kind) in [
            ("/srv/pilotfish", "ext4"),
            ("/mnt/nas/pilotfish/demo", "nfs4"),
            ("/mnt/nasty/pilotfish", "ext4"),
            ("/mnt/nas/local/pilotfish", "ext4"),
            ("/mnt/a b/share/pilotfish", "cifs"),
            ("/mnt/a b/elsewhere", "tmpfs"),
            ("/mnt/twice/pilotfish", "xfs"),
        ] {
            assert_eq!(kind_of(MOUNTS, Path::new(path)), Some(kind), "{path}");
        }
        assert_eq!(kind_of("", Path::new("/srv")), None);
        assert!(REMOTE.contains(&"nfs4") && REMOTE.contains(&"cifs") && !REMOTE.contains(&"ext4"));
    }

    #[test]
    fn a_folder_of_this_computer_is_taken() {
        let folder = std::env::temp_dir();
        assert!(refuse_remote(&folder).is_ok());
    }
}
