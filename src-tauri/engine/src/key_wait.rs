//! Waiting for the key: a live engine whose key store does not give it neither trades nor fails. What is committed can be looked at, what
//! the user asks for is taken in, and the key is looked for again and again.
//!
//! The store may ask its user for a password when the engine starts, and when somebody looks for the key on purpose; in between it is
//! looked at quietly, so that nobody is asked each half a minute. Once the engine has its key it keeps it in memory until it ends: a
//! keychain that is locked meanwhile changes nothing before the next start.

use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::ids::RealMs;
use pilotfish_vault::store::StoreError;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::clock::system_ms;
use crate::error::EngineError;
use crate::login::Login;
use crate::order_signer::Unlock;
use crate::view::{Phase, View};

/// How often the key is looked for, real time.
pub const KEY_AGAIN: Duration = Duration::from_secs(30);
/// A look that the user asked for is over by then, real time: a keychain gives its user 90 s for the password.
const LOOK_MOST: Duration = Duration::from_secs(100);

/// That the key is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyMissing {
    /// What stands between the engine and its key, with words and a way out.
    pub reason: StoreError,
    /// Since when.
    pub since: RealMs,
    /// When it was last looked for.
    pub looked_at: RealMs,
}

/// Whether an engine waits for its key, as everybody sees it.
pub(crate) struct KeyWait {
    missing: watch::Sender<Option<KeyMissing>>,
    look: Notify,
    view: watch::Sender<Arc<View>>,
    bus: Bus,
}

impl KeyWait {
    pub(crate) fn new(view: watch::Sender<Arc<View>>, bus: Bus) -> Self {
        Self {
            missing: watch::Sender::new(None),
            look: Notify::new(),
            view,
            bus,
        }
    }

    /// What is missing now; none where nothing is, or before it was looked for.
    pub(crate) fn missing(&self) -> Option<KeyMissing> {
        *self.missing.borrow()
    }

    /// Looks for the key until it is there. Only what its store says is waited out.
    ///
    /// # Errors
    /// [`EngineError::Ended`], and what waiting does not cure: a key that is no key, a wallet that is not the key's.
    pub(crate) async fn until_there(&self, login: &Login, stop: &CancellationToken) -> Result<(), EngineError> {
        let mut unlock = Unlock::MayAsk;
        loop {
            match login.key(unlock).await {
                Ok(_) => {
                    self.found();
                    return Ok(());
                }
                Err(EngineError::KeyStore(reason)) => self.not_there(reason),
                Err(error) => return Err(error),
            }
            unlock = tokio::select! {
                () = stop.cancelled() => return Err(EngineError::Ended),
                () = tokio::time::sleep(KEY_AGAIN) => Unlock::Quietly,
                () = self.look.notified() => Unlock::MayAsk,
            };
        }
    }

    /// Looks now, and lets the store ask its user. Returns what is missing then.
    pub(crate) async fn look_now(&self, mut ended: watch::Receiver<bool>) -> Option<KeyMissing> {
        let mut looks = self.missing.subscribe();
        looks.borrow_and_update().as_ref()?;
        self.look.notify_one();
        tokio::select! {
            _ = looks.changed() => {}
            _ = ended.wait_for(|ended| *ended) => {}
            () = tokio::time::sleep(LOOK_MOST) => {}
        }
        self.missing()
    }

    fn not_there(&self, reason: StoreError) {
        let now = RealMs(system_ms());
        let since = self.missing().map_or(now, |missing| missing.since);
        tracing::warn!(code = reason.advice().code, "the key is not there: nothing is signed");
        let missing = KeyMissing {
            reason,
            since,
            looked_at: now,
        };
        self.missing.send_replace(Some(missing));
        self.show(Phase::WaitingForKey(missing));
    }

    fn found(&self) {
        if self.missing.send_replace(None).is_some() {
            tracing::info!("the key is there");
            self.show(Phase::Starting);
        }
    }

    /// A phase that is over or running is not overwritten: whoever waits is starting.
    fn show(&self, phase: Phase) {
        self.view.send_modify(|view| {
            if matches!(view.phase, Phase::Starting | Phase::WaitingForKey(_)) {
                *view = Arc::new(View {
                    phase,
                    ..View::clone(view)
                });
            }
        });
        self.bus.nudge();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use std::sync::Mutex;

    use pilotfish_copy::Core;
    use pilotfish_copy::wallet::{TradingAccount, WalletType};
    use pilotfish_vault::accounts::Accounts;
    use pilotfish_vault::store::memory::{InMemory, Trouble};
    use pilotfish_vault::store::{EntryName, KeyStore, SecretBytes, SecretMode};
    use pilotfish_vault::{SecretKey, Signer};

    use super::*;
    use crate::live::Evidence;
    use crate::order_signer::{AccountSource, KeySource, OwnAccount};
    use crate::testing::venue::Script;

    /// Notes whether its user may be asked.
    #[derive(Debug, Default)]
    struct Noting {
        inner: InMemory,
        reads: Mutex<Vec<&'static str>>,
    }

    impl KeyStore for Noting {
        fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
            self.reads.lock().unwrap().push("asks");
            self.inner.read(name)
        }

        fn read_quietly(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
            self.reads.lock().unwrap().push("quiet");
            self.inner.read(name)
        }

        fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
            self.inner.write(name, secret)
        }

        fn delete(&self, name: &EntryName) -> Result<(), StoreError> {
            self.inner.delete(name)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_key_is_looked_for_each_half_a_minute_and_its_user_is_asked_only_on_purpose() {
        let store = Arc::new(Noting::default());
        let key = SecretKey::generate().unwrap();
        let owner = Accounts::of(&store.inner, SecretMode::Live).import(&key).unwrap();
        let own = OwnAccount {
            account: TradingAccount {
                chain_id: 137,
                funder: Signer::new(&key).unwrap().wallet(WalletType::Deposit).unwrap(),
                wallet_type: WalletType::Deposit,
            },
            evidence: Evidence::Derived,
            keys: KeySource::Kept {
                store: Arc::<Noting>::clone(&store),
                owner,
            },
            locks: std::path::PathBuf::new(),
        };
        store.inner.set_trouble(Trouble::Fails(StoreError::Locked));
        let blank = View {
            core: Arc::new(Core::new(pilotfish_copy::Intervals::default())),
            phase: Phase::Starting,
        };
        let view = watch::Sender::new(Arc::new(blank));
        let wait = Arc::new(KeyWait::new(view.clone(), Bus::new()));
        let login = Arc::new(Login::new(Script::new(), AccountSource::Live(own)));
        let stop = CancellationToken::new();
        let waits = tokio::spawn({
            let (wait, login, stop) = (Arc::clone(&wait), Arc::clone(&login), stop.clone());
            async move { wait.until_there(&login, &stop).await }
        });
        let looks = |count: usize| {
            let mut missing = wait.missing.subscribe();
            let store = Arc::clone(&store);
            async move {
                while store.reads.lock().unwrap().len() < count {
                    missing.changed().await.unwrap();
                }
            }
        };
        looks(3).await;
        assert_eq!(*store.reads.lock().unwrap(), ["asks", "quiet", "quiet"]);
        assert!(matches!(view.borrow().phase, Phase::WaitingForKey(missing) if missing.reason == StoreError::Locked));
        let ended = watch::Sender::new(false);
        assert!(wait.look_now(ended.subscribe()).await.is_some());
        assert_eq!(store.reads.lock().unwrap().last(), Some(&"asks"));
        store.inner.cure();
        waits.await.unwrap().unwrap();
        assert_eq!(store.reads.lock().unwrap().last(), Some(&"quiet"), "found by itself");
        assert!(matches!(view.borrow().phase, Phase::Starting));
        // From here on it is held.
        store.inner.set_trouble(Trouble::Fails(StoreError::Locked));
        assert!(login.key(Unlock::MayAsk).await.is_ok());
        assert_eq!(wait.look_now(ended.subscribe()).await, None);
    }
}
