//! Where secrets rest between two runs: the operating system's keychain, or by the user's explicit choice a folder of encrypted
//! files. Never one in place of the other by itself.
//!
//! A store keeps bytes under an [`EntryName`] and knows nothing of what they mean; [`crate::accounts`] does. What goes wrong is a
//! [`StoreError`], each with its words and a way out.

pub mod encrypted_folder;
mod error;
pub mod keychain;
#[cfg(all(test, target_os = "linux"))]
mod keychain_session;
#[cfg(any(test, feature = "test-util"))]
pub mod memory;

use std::fmt;

use pilotfish_copy::ids::WalletAddress;
use zeroize::Zeroizing;

pub use error::StoreError;

/// Which of the program's modes a secret is for: they share none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretMode {
    /// Real orders.
    Live,
    /// Pretend money.
    Paper,
}

impl SecretMode {
    /// Its word, as it stands in the names of entries.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Paper => "paper",
        }
    }
}

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKind {
    /// The account's private key.
    PrivateKey,
    /// The venue's API credentials.
    ApiCredentials,
    /// The user's key for the relayer.
    RelayerKey,
    /// The user's builder credentials.
    BuilderKey,
}

impl SecretKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::PrivateKey,
        Self::ApiCredentials,
        Self::RelayerKey,
        Self::BuilderKey,
    ];

    /// Its word, as it stands in the names of entries.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PrivateKey => "private-key",
            Self::ApiCredentials => "api-credentials",
            Self::RelayerKey => "relayer-key",
            Self::BuilderKey => "builder-key",
        }
    }
}

/// The name of one secret. It holds an address at the most, and no secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryName {
    /// A secret of an account.
    Secret {
        /// The mode.
        mode: SecretMode,
        /// The key's own address.
        account: WalletAddress,
        /// What it is.
        kind: SecretKind,
    },
    /// The addresses of a mode's accounts.
    Accounts(SecretMode),
    /// The check of the app's passphrase, which is one for all modes.
    AppPassphrase,
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret { mode, account, kind } => write!(f, "{}-{}-{account}", mode.word(), kind.word()),
            Self::Accounts(mode) => write!(f, "{}-accounts", mode.word()),
            Self::AppPassphrase => f.write_str("app-passphrase"),
        }
    }
}

/// The bytes of a secret, zeroed when they go. They cannot be printed or cloned.
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(redacted)")
    }
}

impl SecretBytes {
    /// Takes these bytes over: they are not copied.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// From a copy of these bytes, which are the caller's to zero.
    #[must_use]
    pub fn copied(bytes: &[u8]) -> Self {
        Self::new(bytes.to_vec())
    }

    /// The bytes. Do not copy them into anything that is not zeroed.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    fn is(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.expose(), other.expose());
        let differences = ours.iter().zip(theirs).fold(0, |sum, (one, other)| sum | (one ^ other));
        ours.len() == theirs.len() && std::hint::black_box(differences) == 0
    }
}

/// Where a store keeps what it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorePlace {
    /// The operating system's keychain.
    Keychain,
    /// A folder of encrypted files.
    EncryptedFolder,
}

/// Keeps secrets. Calls may block while the system asks the user; none of them is for a thread that must not wait.
pub trait KeyStore: fmt::Debug + Send + Sync {
    /// What is kept under that name.
    ///
    /// # Errors
    /// [`StoreError::Gone`] when nothing is; else why it cannot be read.
    fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError>;

    /// The same without asking the user anything: a store that is locked says [`StoreError::Locked`] and stays so. Where the system has no
    /// such question it is [`KeyStore::read`].
    ///
    /// # Errors
    /// As [`KeyStore::read`].
    fn read_quietly(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        self.read(name)
    }

    /// Keeps it, in place of what was there.
    ///
    /// # Errors
    /// Why it is not kept.
    fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError>;

    /// Removes it. Nothing there is no error.
    ///
    /// # Errors
    /// Why it is still there.
    fn delete(&self, name: &EntryName) -> Result<(), StoreError>;

    /// Where it keeps them.
    fn place(&self) -> StorePlace {
        StorePlace::Keychain
    }
}

/// A store that is only ever read quietly: see [`KeyStore::read_quietly`].
#[derive(Debug, Clone, Copy)]
pub struct Quietly<'a>(pub &'a dyn KeyStore);

impl KeyStore for Quietly<'_> {
    fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        self.0.read_quietly(name)
    }

    fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
        self.0.write(name, secret)
    }

    fn delete(&self, name: &EntryName) -> Result<(), StoreError> {
        self.0.delete(name)
    }

    fn place(&self) -> StorePlace {
        self.0.place()
    }
}

/// Keeps a secret and makes sure of it: what is read back must be what was written, else it is removed and said.
///
/// # Errors
/// The store's, and [`StoreError::NotKept`].
pub fn save(store: &dyn KeyStore, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
    store.write(name, secret)?;
    let back = match store.read(name) {
        Ok(back) => back,
        // The reason it cannot be read is the better one to tell; what was written may not lie around unread.
        Err(error) => {
            let _ = store.delete(name);
            return Err(if error == StoreError::Gone {
                StoreError::NotKept
            } else {
                error
            });
        }
    };
    if back.is(secret) {
        return Ok(());
    }
    let _ = store.delete(name);
    Err(StoreError::NotKept)
}

/// What is kept under that name, if anything is.
///
/// # Errors
/// The store's, but for [`StoreError::Gone`].
pub fn read_if_any(store: &dyn KeyStore, name: &EntryName) -> Result<Option<SecretBytes>, StoreError> {
    match store.read(name) {
        Ok(secret) => Ok(Some(secret)),
        Err(StoreError::Gone) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::memory::{InMemory, Trouble};
    use super::*;

    fn name() -> EntryName {
        EntryName::Secret {
            mode: SecretMode::Live,
            account: WalletAddress::parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266").unwrap(),
            kind: SecretKind::PrivateKey,
        }
    }

    #[test]
    fn what_is_saved_was_read_back() {
        let store = InMemory::default();
        let secret = SecretBytes::copied(b"a secret");
        assert_eq!(save(&store, &name(), &secret), Ok(()));
        assert!(store.read(&name()).unwrap().is(&secret));
        assert_eq!(store.delete(&name()), Ok(()));
        assert_eq!(store.read(&name()).err(), Some(StoreError::Gone));
        assert_eq!(store.delete(&name()), Ok(()), "nothing there is no error");
    }

    #[test]
    fn a_store_that_keeps_something_else_or_nothing_is_told_of_and_left_empty() {
        let secret = SecretBytes::copied(b"a secret");
        for (trouble, expected) in [
            (Trouble::Forgets, StoreError::NotKept),
            (Trouble::Garbles, StoreError::NotKept),
            (Trouble::Cuts, StoreError::NotKept),
            (Trouble::Fails(StoreError::Locked), StoreError::Locked),
        ] {
            let store = InMemory::with(trouble);
            assert_eq!(save(&store, &name(), &secret), Err(expected), "{trouble:?}");
            store.cure();
            assert_eq!(store.read(&name()).err(), Some(StoreError::Gone), "{trouble:?}");
        }
    }

    #[test]
    fn names_say_whose_and_what_and_are_all_different() {
        let mut names = vec![
            EntryName::AppPassphrase.to_string(),
            EntryName::Accounts(SecretMode::Live).to_string(),
            EntryName::Accounts(SecretMode::Paper).to_string(),
        ];
        for mode in [SecretMode::Live, SecretMode::Paper] {
            for kind in SecretKind::ALL {
                let account = WalletAddress::parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266").unwrap();
                names.push(EntryName::Secret { mode, account, kind }.to_string());
            }
        }
        assert!(names.contains(&"live-private-key-0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266".to_owned()));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn secret_bytes_show_nothing() {
        assert_eq!(format!("{:?}", SecretBytes::copied(b"hush")), "SecretBytes(redacted)");
    }
}
