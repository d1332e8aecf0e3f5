//! The program around the command list, at a terminal: it has keys and addresses, no window and no desktop, and asks the person at this
//! terminal while it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use pilotfish_api::{ApiResult, Confirm, Host, Question};
use pilotfish_engine::live;
use pilotfish_polymarket::Endpoints;
use pilotfish_vault::store::{EntryName, KeyStore, SecretBytes, StoreError};
use pilotfish_vault::words::Language;

use crate::args::LivePlace;
use crate::confirming;
use crate::error::CliError;
use crate::key;

/// This terminal.
pub(super) struct TerminalHost {
    keys: Arc<dyn KeyStore>,
    endpoints: Endpoints,
    asks: AtomicBool,
    /// Of what it asks.
    language: Language,
}

impl TerminalHost {
    /// With the store and the addresses that were named. The passphrase of an encrypted folder is asked for here.
    pub(super) fn new(place: &LivePlace, language: Language) -> Result<Arc<Self>, CliError> {
        Ok(Arc::new(Self {
            keys: key::live_store(place.venue.store, place.home.as_deref())?,
            endpoints: live::endpoints(place.venue.endpoints.as_deref())?,
            asks: AtomicBool::new(false),
            language,
        }))
    }

    /// From now on the person at this terminal is asked.
    pub(super) fn asks(&self) {
        self.asks.store(true, Ordering::Release);
    }

    /// From now on nobody is asked here.
    pub(super) fn asks_no_more(&self) {
        self.asks.store(false, Ordering::Release);
    }

    pub(super) fn key_store(&self) -> Arc<dyn KeyStore> {
        Arc::clone(&self.keys)
    }

    pub(super) fn addresses(&self) -> Endpoints {
        self.endpoints.clone()
    }
}

/// The person at this terminal.
struct Person(Language);

impl Confirm for Person {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            match confirming::asked(Box::new(question.clone()), self.0).await {
                Ok(_) => true,
                Err(error) => {
                    eprintln!("{error}");
                    false
                }
            }
        })
    }
}

impl Host for TerminalHost {
    fn confirm(&self) -> Option<Arc<dyn Confirm>> {
        let asks = self.asks.load(Ordering::Acquire);
        asks.then(|| Arc::new(Person(self.language)) as Arc<dyn Confirm>)
    }

    fn keys(&self) -> ApiResult<Arc<dyn KeyStore>> {
        Ok(self.key_store())
    }

    fn endpoints(&self) -> ApiResult<Endpoints> {
        Ok(self.addresses())
    }
}

/// A store for what needs no key: it has none.
#[derive(Debug)]
pub(super) struct NoKeys;

impl KeyStore for NoKeys {
    fn read(&self, _name: &EntryName) -> Result<SecretBytes, StoreError> {
        Err(StoreError::Gone)
    }

    fn write(&self, _name: &EntryName, _secret: &SecretBytes) -> Result<(), StoreError> {
        Err(StoreError::NotKept)
    }

    fn delete(&self, _name: &EntryName) -> Result<(), StoreError> {
        Ok(())
    }
}
