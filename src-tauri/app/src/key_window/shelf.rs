//! A key store in memory, for tests.

use std::collections::BTreeMap;
use std::sync::Mutex;

use pilotfish_vault::store::{EntryName, KeyStore, SecretBytes, StoreError};

#[derive(Debug, Default)]
pub(super) struct Shelf {
    kept: Mutex<BTreeMap<EntryName, Vec<u8>>>,
    refuses: Mutex<Option<StoreError>>,
}

impl Shelf {
    pub(super) fn is_empty(&self) -> bool {
        self.kept.lock().expect("a lock").is_empty()
    }

    /// Takes nothing from now on, for that reason.
    pub(super) fn refuses(&self, error: Option<StoreError>) {
        *self.refuses.lock().expect("a lock") = error;
    }
}

impl KeyStore for Shelf {
    fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        let kept = self.kept.lock().expect("a lock");
        let found = kept.get(name).map(|bytes| SecretBytes::copied(bytes));
        found.ok_or(StoreError::Gone)
    }

    fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
        if let Some(error) = *self.refuses.lock().expect("a lock") {
            return Err(error);
        }
        let mut kept = self.kept.lock().expect("a lock");
        kept.insert(name.clone(), secret.expose().to_vec());
        Ok(())
    }

    fn delete(&self, name: &EntryName) -> Result<(), StoreError> {
        self.kept.lock().expect("a lock").remove(name);
        Ok(())
    }
}
