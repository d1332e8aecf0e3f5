//! The program around the engine, as it is while answers are recorded: with a desktop, a tray and a person who agrees.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use pilotfish_vault::store::KeyStore;

use crate::tests::program::Person;
use crate::types::{Delivery, ErrorCode, KeyPurpose, Licence};
use crate::{ApiResult, Confirm, Host, NewVersions, problem};

pub(super) struct Around {
    downloads: PathBuf,
    person: Arc<Person>,
    pub(super) has_passphrase: AtomicBool,
    pub(super) proves: AtomicBool,
    /// Where there is a keychain.
    pub(super) keys: Option<Arc<dyn KeyStore>>,
    pub(super) versions: Mutex<Option<Arc<dyn NewVersions>>>,
}

impl Around {
    pub(super) fn of(folder: &Path) -> Self {
        let person = Person::default();
        person.says(true);
        Self {
            downloads: folder.join("downloads"),
            person: Arc::new(person),
            has_passphrase: AtomicBool::new(false),
            proves: AtomicBool::new(false),
            keys: None,
            versions: Mutex::new(None),
        }
    }
}

impl Host for Around {
    fn has_tray(&self) -> BoxFuture<'_, bool> {
        Box::pin(std::future::ready(true))
    }
    fn download(&self, name: &str) -> ApiResult<PathBuf> {
        std::fs::create_dir_all(&self.downloads).unwrap();
        Ok(self.downloads.join(name))
    }
    fn open(&self, _: &Path) -> ApiResult<()> {
        Ok(())
    }
    fn takes_keys(&self) -> bool {
        true
    }
    fn keys(&self) -> ApiResult<Arc<dyn KeyStore>> {
        let none = || problem(ErrorCode::CannotHere, "no keychain here");
        self.keys.clone().ok_or_else(none)
    }
    fn test_notification(&self) -> BoxFuture<'_, ApiResult<Delivery>> {
        Box::pin(std::future::ready(Ok(Delivery::Taken)))
    }
    fn new_versions(&self) -> Option<Arc<dyn NewVersions>> {
        self.versions.lock().unwrap().clone()
    }
    fn licences(&self) -> Vec<Licence> {
        let licence = |name: &str, version: &str| Licence {
            name: name.to_owned(),
            version: version.to_owned(),
            licence: "MIT".to_owned(),
        };
        vec![licence("react", "19.3.1"), licence("tokio", "1.49.0")]
    }
    fn open_key_window(&self, _: KeyPurpose) -> ApiResult<()> {
        Ok(())
    }
    fn has_passphrase(&self) -> BoxFuture<'_, ApiResult<bool>> {
        Box::pin(std::future::ready(Ok(self.has_passphrase.load(Ordering::SeqCst))))
    }
    fn prove(&self) -> BoxFuture<'_, bool> {
        Box::pin(std::future::ready(self.proves.load(Ordering::SeqCst)))
    }
    fn confirm(&self) -> Option<Arc<dyn Confirm>> {
        Some(Arc::clone(&self.person) as Arc<dyn Confirm>)
    }
}
