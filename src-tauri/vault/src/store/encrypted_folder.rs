//! A folder of encrypted files, for a server without a keychain: chosen by its user, never a way out that the program takes itself.
//!
//! Each secret is a file of its own, in the standard form of Ethereum keystores ([`crate::keystore_file`]); a private key's opens in
//! any wallet. API credentials and relayer keys are sealed the same way: the same cipher, the same key derivation, their text as
//! the payload. The folder is for its owner alone (0700), and so is each file (0600), which is put in place whole or not at all.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::{EntryName, KeyStore, SecretBytes, SecretKind, StoreError, StorePlace};
use crate::keystore_file::{self, Cost, FILE_BYTES_MOST, Keystore};
use crate::passphrase::Passphrase;

/// Secrets in files, under one passphrase.
#[derive(Debug)]
pub struct EncryptedFolder {
    folder: PathBuf,
    passphrase: Passphrase,
    cost: Cost,
}

impl EncryptedFolder {
    /// In that folder, which is made when something is first written.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>, passphrase: Passphrase) -> Self {
        Self {
            folder: folder.into(),
            passphrase,
            cost: Cost::RECOMMENDED,
        }
    }

    /// Whether anything is kept there.
    #[must_use]
    pub fn holds_any(folder: &Path) -> bool {
        fs::read_dir(folder).is_ok_and(|entries| {
            entries
                .flatten()
                .any(|entry| entry.path().extension().is_some_and(|end| end == "json"))
        })
    }

    /// For tests alone: files that cost nothing to open.
    #[cfg(any(test, feature = "test-util"))]
    #[must_use]
    pub const fn without_cost(mut self) -> Self {
        self.cost = Cost::NONE;
        self
    }

    fn path(&self, name: &EntryName) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }

    fn make_folder(&self) -> Result<(), StoreError> {
        fs::create_dir_all(&self.folder).map_err(|_| StoreError::Folder)?;
        access::narrow(&self.folder, access::FOLDER)
    }
}

impl KeyStore for EncryptedFolder {
    fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        let text = read_file(&self.path(name))?;
        let file = Keystore::parse(&text)?;
        match name {
            EntryName::Secret {
                kind: SecretKind::PrivateKey,
                ..
            } => {
                let key = file.open_key(&self.passphrase)?;
                Ok(SecretBytes::copied(key.bytes()))
            }
            _ => file.open(&self.passphrase),
        }
    }

    fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
        self.make_folder()?;
        let address = match name {
            EntryName::Secret {
                kind: SecretKind::PrivateKey,
                account,
                ..
            } => Some(account.as_str()),
            _ => None,
        };
        let text = keystore_file::seal(secret, address, &self.passphrase, self.cost)?;
        replace(&self.folder, &self.path(name), text.as_bytes())
    }

    fn place(&self) -> StorePlace {
        StorePlace::EncryptedFolder
    }

    fn delete(&self, name: &EntryName) -> Result<(), StoreError> {
        match fs::remove_file(self.path(name)) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(_) => Err(StoreError::Folder),
        }
    }
}

/// The text of a keystore file of anybody's, for an import.
///
/// # Errors
/// [`StoreError::Gone`], [`StoreError::Folder`], [`StoreError::NotKeystore`] for a file that is too long to be one.
pub fn read_any_file(path: &Path) -> Result<String, StoreError> {
    let file = open(path)?;
    read_text(file)
}

/// The text of a file of ours, which only its owner may be able to read.
fn read_file(path: &Path) -> Result<String, StoreError> {
    let file = open(path)?;
    access::check(&file)?;
    read_text(file)
}

fn open(path: &Path) -> Result<File, StoreError> {
    File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::Gone,
        std::io::ErrorKind::PermissionDenied => StoreError::NotPrivate,
        _ => StoreError::Folder,
    })
}

fn read_text(file: File) -> Result<String, StoreError> {
    let mut text = String::new();
    file.take(FILE_BYTES_MOST + 1)
        .read_to_string(&mut text)
        .map_err(|error| {
            if error.kind() == std::io::ErrorKind::InvalidData {
                StoreError::NotKeystore
            } else {
                StoreError::Folder
            }
        })?;
    if u64::try_from(text.len()).is_ok_and(|length| length <= FILE_BYTES_MOST) {
        Ok(text)
    } else {
        Err(StoreError::NotKeystore)
    }
}

/// Writes beside it, for its owner only from the first byte on, and puts it in place at once.
fn replace(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let beside = path.with_extension("new");
    let written = (|| {
        // What lies there is of a run that was cut off; it may have other rights.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = access::create_new(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        access::sync_folder(folder)
    })();
    written.map_err(|_| {
        let _ = fs::remove_file(&beside);
        StoreError::Folder
    })
}

#[cfg(unix)]
mod access {
    use std::fs::{self, File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    use super::StoreError;

    pub(super) const FOLDER: u32 = 0o700;
    const FILE: u32 = 0o600;
    const OTHERS: u32 = 0o077;

    pub(super) fn create_new(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(FILE).open(path)
    }

    /// Makes what is ours for us only. What is somebody else's cannot be narrowed, and is not used.
    pub(super) fn narrow(path: &Path, mode: u32) -> Result<(), StoreError> {
        let metadata = fs::metadata(path).map_err(|_| StoreError::Folder)?;
        if metadata.permissions().mode() & OTHERS == 0 {
            return Ok(());
        }
        fs::set_permissions(path, Permissions::from_mode(mode)).map_err(|_| StoreError::NotPrivate)
    }

    pub(super) fn check(file: &File) -> Result<(), StoreError> {
        let metadata = file.metadata().map_err(|_| StoreError::Folder)?;
        let is_ours = metadata.uid() == rustix::process::geteuid().as_raw();
        if is_ours && metadata.mode() & OTHERS == 0 {
            Ok(())
        } else {
            Err(StoreError::NotPrivate)
        }
    }

    /// So that the new name survives a power cut.
    pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }
}

#[cfg(not(unix))]
mod access {
    //! A user's folders are theirs alone where the system keeps them, and the files in them are too.

    use std::fs::{File, OpenOptions};
    use std::io;
    use std::path::Path;

    use super::StoreError;

    pub(super) const FOLDER: u32 = 0;

    pub(super) fn create_new(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    pub(super) fn narrow(_: &Path, _: u32) -> Result<(), StoreError> {
        Ok(())
    }

    pub(super) fn check(_: &File) -> Result<(), StoreError> {
        Ok(())
    }

    pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use pilotfish_copy::ids::WalletAddress;

    use super::super::{SecretMode, save};
    use super::*;
    use crate::SecretKey;

    fn store(folder: &Path, words: &str) -> EncryptedFolder {
        EncryptedFolder::at(folder, Passphrase::of_a_file(words.to_owned()).unwrap()).without_cost()
    }

    fn name_of(key: &SecretKey, kind: SecretKind) -> EntryName {
        EntryName::Secret {
            mode: SecretMode::Live,
            account: WalletAddress::parse(&key.address().unwrap()).unwrap(),
            kind,
        }
    }

    #[test]
    fn secrets_survive_a_round_trip_and_open_with_their_passphrase_only() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("keystore");
        let key = SecretKey::generate().unwrap();
        let (private, api) = (
            name_of(&key, SecretKind::PrivateKey),
            name_of(&key, SecretKind::ApiCredentials),
        );
        let ours = store(&folder, "correct horse");
        assert_eq!(ours.read(&private).err(), Some(StoreError::Gone));
        save(&ours, &private, &SecretBytes::copied(key.bytes())).unwrap();
        save(&ours, &api, &SecretBytes::copied(b"an id\na secret\na passphrase")).unwrap();
        assert_eq!(ours.read(&private).unwrap().expose(), key.bytes());
        assert_eq!(ours.read(&api).unwrap().expose(), b"an id\na secret\na passphrase");
        let theirs = store(&folder, "battery staple");
        for name in [&private, &api] {
            assert_eq!(theirs.read(name).err(), Some(StoreError::WrongPassphrase));
        }
        let lying_around: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        assert_eq!(lying_around.len(), 2);
        for text in &lying_around {
            assert!(
                !text.contains("a secret") && !text.contains(&alloy::hex::encode(key.bytes())),
                "{text}"
            );
        }
        assert!(EncryptedFolder::holds_any(&folder));
        ours.delete(&private).unwrap();
        ours.delete(&private).unwrap();
        assert_eq!(ours.read(&private).err(), Some(StoreError::Gone));
    }

    #[cfg(unix)]
    #[test]
    fn folder_and_files_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("keystore");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let key = SecretKey::generate().unwrap();
        let name = name_of(&key, SecretKind::PrivateKey);
        let ours = store(&folder, "correct horse");
        save(&ours, &name, &SecretBytes::copied(key.bytes())).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        let path = ours.path(&name);
        assert_eq!(mode(&path), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(
            ours.read(&name).err(),
            Some(StoreError::NotPrivate),
            "others may have read it"
        );
    }

    #[test]
    fn a_file_that_is_none_or_too_long_is_said_so() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("key.json");
        assert_eq!(read_any_file(&path).err(), Some(StoreError::Gone));
        fs::write(&path, "x".repeat(70_000)).unwrap();
        assert_eq!(read_any_file(&path).err(), Some(StoreError::NotKeystore));
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert_eq!(read_any_file(&path).err(), Some(StoreError::NotKeystore));
        assert_eq!(read_any_file(home.path()).err(), Some(StoreError::Folder));
    }

    #[test]
    fn a_key_that_was_moved_to_another_name_is_not_taken() {
        let home = tempfile::tempdir().unwrap();
        let ours = store(home.path(), "correct horse");
        let (key, other) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
        let (name, wrong) = (
            name_of(&key, SecretKind::PrivateKey),
            name_of(&other, SecretKind::PrivateKey),
        );
        save(&ours, &name, &SecretBytes::copied(key.bytes())).unwrap();
        // Written under another's name, the key is of another address than the file says.
        assert_eq!(
            save(&ours, &wrong, &SecretBytes::copied(key.bytes())),
            Err(StoreError::WrongKey)
        );
        assert_eq!(ours.read(&wrong).err(), Some(StoreError::Gone));
    }
}
