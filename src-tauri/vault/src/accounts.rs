//! The accounts whose secrets are kept in a store, of one mode: importing, looking up, deleting.
//!
//! An account is named by its key's own address. What a store gives back is checked before it is used: a key must be that of the
//! address it lies under.

use pilotfish_copy::ids::WalletAddress;

use crate::kept_credentials::{api_from_secret, api_to_secret, relayer_from_secret, relayer_to_secret};
use crate::store::{EntryName, KeyStore, SecretBytes, SecretKind, SecretMode, StoreError, read_if_any, save};
use crate::words::Words;
use crate::{ApiCredentials, RelayerCredentials, SecretKey};

/// What is typed to delete a key.
pub const DELETE_WORD: Words = Words {
    en: "delete",
    fr: "supprimer",
};
/// So many accounts are listed. More would be a mistake.
const ACCOUNTS_MOST: usize = 50;
/// An address and the end of its line, bytes.
const LINE_BYTES: usize = 43;
/// The Credential Manager of Windows takes no entry that is longer than this, bytes.
const ENTRY_BYTES_MOST: usize = 2_560;
const _: () = assert!(ACCOUNTS_MOST * LINE_BYTES <= ENTRY_BYTES_MOST);

/// Whether that is the word, in either language.
#[must_use]
pub fn is_delete_word(typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    typed == DELETE_WORD.en || typed == DELETE_WORD.fr
}

/// The accounts of a mode in a store.
#[derive(Debug, Clone, Copy)]
pub struct Accounts<'a> {
    store: &'a dyn KeyStore,
    mode: SecretMode,
}

impl<'a> Accounts<'a> {
    /// Those of that mode in that store.
    #[must_use]
    pub const fn of(store: &'a dyn KeyStore, mode: SecretMode) -> Self {
        Self { store, mode }
    }

    /// Keeps a key, and makes sure that it is kept. Returns its address.
    ///
    /// # Errors
    /// The store's; nothing is kept then.
    pub fn import(&self, key: &SecretKey) -> Result<WalletAddress, StoreError> {
        let account = address_of(key)?;
        // Listed first: a key that is listed and missing is said to be gone, one that is kept and not listed is found by nobody.
        let listed = self.list()?;
        if !listed.contains(&account) {
            if listed.len() >= ACCOUNTS_MOST {
                return Err(StoreError::Other);
            }
            self.write_list(&[listed.as_slice(), std::slice::from_ref(&account)].concat())?;
        }
        let kept = self.put(&account, SecretKind::PrivateKey, &SecretBytes::copied(key.bytes()));
        if let Err(error) = kept {
            // The list is as it was; why the key is not kept is what is told.
            let _ = self.write_list(&listed);
            return Err(error);
        }
        Ok(account)
    }

    /// The accounts there are, by their addresses.
    ///
    /// # Errors
    /// The store's.
    pub fn list(&self) -> Result<Vec<WalletAddress>, StoreError> {
        let Some(text) = read_if_any(self.store, &EntryName::Accounts(self.mode))? else {
            return Ok(Vec::new());
        };
        let text = std::str::from_utf8(text.expose()).map_err(|_| StoreError::Damaged)?;
        text.lines()
            .filter(|line| !line.is_empty())
            .map(|line| WalletAddress::parse(line).map_err(|_| StoreError::Damaged))
            .collect()
    }

    /// The key of an account.
    ///
    /// # Errors
    /// The store's; [`StoreError::WrongKey`] when what lies there is the key of another address.
    pub fn key(&self, account: &WalletAddress) -> Result<SecretKey, StoreError> {
        let bytes = self.store.read(&self.name(account, SecretKind::PrivateKey))?;
        let key = SecretKey::from_bytes(bytes.expose()).map_err(|_| StoreError::Damaged)?;
        if address_of(&key)? == *account {
            Ok(key)
        } else {
            Err(StoreError::WrongKey)
        }
    }

    /// Removes everything that is kept of an account. `typed` is what the user typed to confirm it; a delay before that is the
    /// window's.
    ///
    /// # Errors
    /// [`StoreError::NotConfirmed`] where the word is another; the store's, and then some of it may be left.
    pub fn delete(&self, account: &WalletAddress, typed: &str) -> Result<(), StoreError> {
        if !is_delete_word(typed) {
            return Err(StoreError::NotConfirmed);
        }
        for kind in SecretKind::ALL {
            self.store.delete(&self.name(account, kind))?;
        }
        let mut listed = self.list()?;
        listed.retain(|other| other != account);
        if listed.is_empty() {
            self.store.delete(&EntryName::Accounts(self.mode))
        } else {
            self.write_list(&listed)
        }
    }

    /// Keeps the venue's API credentials of an account.
    ///
    /// # Errors
    /// The store's.
    pub fn keep_api_credentials(
        &self,
        account: &WalletAddress,
        credentials: &ApiCredentials,
    ) -> Result<(), StoreError> {
        self.put(account, SecretKind::ApiCredentials, &api_to_secret(credentials))
    }

    /// They again, if any are kept.
    ///
    /// # Errors
    /// The store's; [`StoreError::Damaged`].
    pub fn api_credentials(&self, account: &WalletAddress) -> Result<Option<ApiCredentials>, StoreError> {
        self.get(account, SecretKind::ApiCredentials, api_from_secret)
    }

    /// Keeps what the user's requests to the relayer are authenticated with: a relayer key and a builder's lie side by side.
    ///
    /// # Errors
    /// The store's.
    pub fn keep_relayer_credentials(
        &self,
        account: &WalletAddress,
        credentials: &RelayerCredentials,
    ) -> Result<(), StoreError> {
        let kind = match credentials {
            RelayerCredentials::Relayer { .. } => SecretKind::RelayerKey,
            RelayerCredentials::Builder(_) => SecretKind::BuilderKey,
        };
        self.put(account, kind, &relayer_to_secret(credentials))
    }

    /// They again, if any are kept: the relayer key before the builder's.
    ///
    /// # Errors
    /// The store's; [`StoreError::Damaged`].
    pub fn relayer_credentials(&self, account: &WalletAddress) -> Result<Option<RelayerCredentials>, StoreError> {
        for kind in [SecretKind::RelayerKey, SecretKind::BuilderKey] {
            let kept = self.get(account, kind, |secret| relayer_from_secret(kind, secret))?;
            if kept.is_some() {
                return Ok(kept);
            }
        }
        Ok(None)
    }

    /// Removes one secret other than the private key, which [`Accounts::delete`] removes with all of them.
    ///
    /// # Errors
    /// The store's; [`StoreError::NotConfirmed`] for the private key.
    pub fn forget(&self, account: &WalletAddress, kind: SecretKind) -> Result<(), StoreError> {
        if kind == SecretKind::PrivateKey {
            return Err(StoreError::NotConfirmed);
        }
        self.store.delete(&self.name(account, kind))
    }

    fn put(&self, account: &WalletAddress, kind: SecretKind, secret: &SecretBytes) -> Result<(), StoreError> {
        save(self.store, &self.name(account, kind), secret)
    }

    fn get<T>(
        &self,
        account: &WalletAddress,
        kind: SecretKind,
        read: impl FnOnce(&SecretBytes) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let secret = read_if_any(self.store, &self.name(account, kind))?;
        secret.map(|secret| read(&secret)).transpose()
    }

    fn name(&self, account: &WalletAddress, kind: SecretKind) -> EntryName {
        EntryName::Secret {
            mode: self.mode,
            account: account.clone(),
            kind,
        }
    }

    fn write_list(&self, accounts: &[WalletAddress]) -> Result<(), StoreError> {
        let name = EntryName::Accounts(self.mode);
        if accounts.is_empty() {
            return self.store.delete(&name);
        }
        let lines: Vec<&str> = accounts.iter().map(WalletAddress::as_str).collect();
        save(self.store, &name, &SecretBytes::new(lines.join("\n").into_bytes()))
    }
}

fn address_of(key: &SecretKey) -> Result<WalletAddress, StoreError> {
    let address = key.address().map_err(|_| StoreError::Damaged)?;
    WalletAddress::parse(&address).map_err(|_| StoreError::Damaged)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::store::memory::{InMemory, Trouble};

    const UUID: &str = "00000000-1111-2222-3333-444444444444";

    #[test]
    fn an_account_is_imported_found_and_deleted_with_all_that_is_its() {
        let store = InMemory::default();
        let accounts = Accounts::of(&store, SecretMode::Live);
        assert_eq!(accounts.list(), Ok(Vec::new()));
        let (key, other) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
        let account = accounts.import(&key).unwrap();
        assert_eq!(accounts.import(&key), Ok(account.clone()), "twice is once");
        let second = accounts.import(&other).unwrap();
        assert_eq!(accounts.list(), Ok(vec![account.clone(), second.clone()]));
        assert_eq!(accounts.key(&account).unwrap().bytes(), key.bytes());
        let credentials = ApiCredentials::new(UUID, "c2VjcmV0LXNlY3JldA==", "hush").unwrap();
        accounts.keep_api_credentials(&account, &credentials).unwrap();
        let builder = RelayerCredentials::builder(UUID, "c2VjcmV0", "hush").unwrap();
        accounts.keep_relayer_credentials(&account, &builder).unwrap();
        let kept = || accounts.relayer_credentials(&account).unwrap();
        assert!(matches!(kept(), Some(RelayerCredentials::Builder(_))));
        let relayer = RelayerCredentials::relayer(UUID, account.as_str()).unwrap();
        accounts.keep_relayer_credentials(&account, &relayer).unwrap();
        assert!(
            matches!(kept(), Some(RelayerCredentials::Relayer { .. })),
            "it goes first"
        );
        assert_eq!(accounts.api_credentials(&account).unwrap().unwrap().owner(), UUID);
        assert!(accounts.api_credentials(&second).unwrap().is_none());

        for typed in ["", "yes", "delete it", "löschen"] {
            assert_eq!(
                accounts.delete(&account, typed),
                Err(StoreError::NotConfirmed),
                "{typed:?}"
            );
        }
        assert!(accounts.key(&account).is_ok());
        assert_eq!(accounts.delete(&account, " Delete "), Ok(()));
        assert_eq!(accounts.key(&account).err(), Some(StoreError::Gone));
        assert!(accounts.api_credentials(&account).unwrap().is_none() && kept().is_none());
        assert_eq!(accounts.list(), Ok(vec![second.clone()]));
        assert_eq!(accounts.delete(&second, "supprimer"), Ok(()));
        assert_eq!(
            store.read(&EntryName::Accounts(SecretMode::Live)).err(),
            Some(StoreError::Gone)
        );
    }

    #[test]
    fn modes_share_nothing() {
        let store = InMemory::default();
        let (live, paper) = (
            Accounts::of(&store, SecretMode::Live),
            Accounts::of(&store, SecretMode::Paper),
        );
        let account = live.import(&SecretKey::generate().unwrap()).unwrap();
        assert_eq!(paper.list(), Ok(Vec::new()));
        assert_eq!(paper.key(&account).err(), Some(StoreError::Gone));
        paper.delete(&account, "delete").unwrap();
        assert!(live.key(&account).is_ok());
    }

    #[test]
    fn an_import_that_fails_leaves_nothing() {
        let key = SecretKey::generate().unwrap();
        for trouble in [
            Trouble::Forgets,
            Trouble::Garbles,
            Trouble::Cuts,
            Trouble::Fails(StoreError::Denied),
        ] {
            let store = InMemory::with(trouble);
            let accounts = Accounts::of(&store, SecretMode::Live);
            assert!(accounts.import(&key).is_err(), "{trouble:?}");
            store.cure();
            assert_eq!(accounts.list(), Ok(Vec::new()), "{trouble:?}");
        }
    }

    #[test]
    fn what_lies_under_anothers_name_is_not_used() {
        let store = InMemory::default();
        let accounts = Accounts::of(&store, SecretMode::Live);
        let account = accounts.import(&SecretKey::generate().unwrap()).unwrap();
        let name = accounts.name(&account, SecretKind::PrivateKey);
        let other = SecretKey::generate().unwrap();
        store.write(&name, &SecretBytes::copied(other.bytes())).unwrap();
        assert_eq!(accounts.key(&account).err(), Some(StoreError::WrongKey));
        store.write(&name, &SecretBytes::copied(b"short")).unwrap();
        assert_eq!(accounts.key(&account).err(), Some(StoreError::Damaged));
        assert_eq!(
            accounts.forget(&account, SecretKind::PrivateKey),
            Err(StoreError::NotConfirmed)
        );
    }
}
