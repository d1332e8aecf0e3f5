//! A store in memory, for tests: it keeps nothing beyond the program, and can be made to fail as real ones do.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{EntryName, KeyStore, SecretBytes, StoreError};

/// What is wrong with a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// It takes what is written, and forgets it.
    Forgets,
    /// It keeps other bytes.
    Garbles,
    /// It keeps the first half.
    Cuts,
    /// It answers with this.
    Fails(StoreError),
}

/// Keeps secrets until it goes.
#[derive(Debug, Default)]
pub struct InMemory {
    entries: Mutex<BTreeMap<EntryName, SecretBytes>>,
    trouble: Mutex<Trouble>,
}

impl InMemory {
    /// With something wrong from the start.
    #[must_use]
    pub fn with(trouble: Trouble) -> Self {
        Self {
            entries: Mutex::default(),
            trouble: Mutex::new(trouble),
        }
    }

    /// From now on something else is wrong.
    pub fn set_trouble(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// From now on nothing is wrong.
    pub fn cure(&self) {
        self.set_trouble(Trouble::None);
    }

    fn trouble(&self) -> Trouble {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self) -> Result<(), StoreError> {
        match self.trouble() {
            Trouble::Fails(error) => Err(error),
            _ => Ok(()),
        }
    }
}

impl KeyStore for InMemory {
    fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        self.check()?;
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let secret = entries.get(name).ok_or(StoreError::Gone)?;
        Ok(SecretBytes::copied(secret.expose()))
    }

    fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
        self.check()?;
        let bytes = secret.expose();
        let kept = match self.trouble() {
            Trouble::Forgets => return Ok(()),
            Trouble::Garbles => SecretBytes::new(bytes.iter().map(|byte| byte ^ 1).collect()),
            Trouble::Cuts => SecretBytes::new(bytes.iter().copied().take(bytes.len() / 2).collect()),
            Trouble::None | Trouble::Fails(_) => SecretBytes::copied(bytes),
        };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert(name.clone(), kept);
        Ok(())
    }

    fn delete(&self, name: &EntryName) -> Result<(), StoreError> {
        self.check()?;
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }
}
