//! A passphrase in memory, and where a service gets its own: from the service manager's credentials, as a file that only the service
//! can read. Never from an argument or from the value of an environment variable, which other programs can see.

use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::store::StoreError;

/// systemd names the folder of a service's credentials in it (systemd.exec, `LoadCredential=`). Its value is a path and no secret.
const CREDENTIALS_FOLDER: &str = "CREDENTIALS_DIRECTORY";
/// The credential that holds the keystore's passphrase.
pub const KEYSTORE_CREDENTIAL: &str = "pilotfish-keystore";
/// The fewest characters of a passphrase that is chosen here.
pub const CHARACTERS_LEAST: usize = 12;
/// A longer one is a mistake.
const BYTES_MOST: usize = 1_024;

/// A passphrase, zeroed when it goes. It cannot be printed or cloned.
pub struct Passphrase(Zeroizing<String>);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(redacted)")
    }
}

impl Passphrase {
    /// One that is chosen now: at least [`CHARACTERS_LEAST`] characters. The text is taken over.
    ///
    /// # Errors
    /// [`StoreError::BadPassphrase`].
    pub fn chosen(text: String) -> Result<Self, StoreError> {
        let passphrase = Self::of_a_file(text)?;
        if passphrase.0.chars().count() < CHARACTERS_LEAST {
            return Err(StoreError::BadPassphrase);
        }
        Ok(passphrase)
    }

    /// One that was chosen once, here or elsewhere: any that is not empty. The text is taken over.
    ///
    /// # Errors
    /// [`StoreError::BadPassphrase`].
    pub fn of_a_file(text: String) -> Result<Self, StoreError> {
        let text = Zeroizing::new(text);
        if text.is_empty() || text.len() > BYTES_MOST {
            return Err(StoreError::BadPassphrase);
        }
        // Its bytes are taken as they are: the files of other programs were made with theirs.
        Ok(Self(text))
    }

    /// The service manager's, where it has one for the program.
    ///
    /// # Errors
    /// [`StoreError::NoPassphrase`] where it has none, [`StoreError::Folder`] when it cannot be read, [`StoreError::BadPassphrase`].
    pub fn of_the_service() -> Result<Self, StoreError> {
        let folder = std::env::var_os(CREDENTIALS_FOLDER)
            .filter(|path| !path.is_empty())
            .ok_or(StoreError::NoPassphrase)?;
        Self::in_folder(&PathBuf::from(folder))
    }

    fn in_folder(folder: &Path) -> Result<Self, StoreError> {
        let text = match std::fs::read_to_string(folder.join(KEYSTORE_CREDENTIAL)) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::NoPassphrase),
            Err(_) => return Err(StoreError::Folder),
        };
        // Editors end a file with a new line, which nobody means.
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        Self::of_a_file(line.to_owned())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_chosen_one_is_long_enough_and_an_old_one_is_what_it_is() {
        assert!(Passphrase::chosen("correct horse".to_owned()).is_ok());
        assert_eq!(
            Passphrase::chosen("short".to_owned()).err(),
            Some(StoreError::BadPassphrase)
        );
        assert!(Passphrase::of_a_file("short".to_owned()).is_ok());
        assert_eq!(
            Passphrase::of_a_file(String::new()).err(),
            Some(StoreError::BadPassphrase)
        );
        assert_eq!(
            Passphrase::of_a_file("x".repeat(1_025)).err(),
            Some(StoreError::BadPassphrase)
        );
        let shown = format!("{:?}", Passphrase::chosen("correct horse".to_owned()).unwrap());
        assert!(!shown.contains("horse"));
    }

    #[test]
    fn the_service_managers_is_the_files_line() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            Passphrase::in_folder(folder.path()).err(),
            Some(StoreError::NoPassphrase)
        );
        for text in ["correct horse", "correct horse\n", "correct horse\r\n"] {
            std::fs::write(folder.path().join(KEYSTORE_CREDENTIAL), text).unwrap();
            assert_eq!(Passphrase::in_folder(folder.path()).unwrap().bytes(), b"correct horse");
        }
        std::fs::write(folder.path().join(KEYSTORE_CREDENTIAL), "\n").unwrap();
        assert_eq!(
            Passphrase::in_folder(folder.path()).err(),
            Some(StoreError::BadPassphrase)
        );
    }
}
