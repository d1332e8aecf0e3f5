//! The passphrase of the app: that the person at the computer is the one who set it. It is asked for, where one is set, before what
//! widens what real money can lose; it is entered in the key window and nowhere else.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use pilotfish_vault::app_passphrase::AppPassphrase;
use pilotfish_vault::passphrase::Passphrase;
use pilotfish_vault::store::{KeyStore, StoreError};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::refusal::{NOBODY_ASKED, Refusal};

/// Who is there.
pub(crate) struct Presence {
    keys: Arc<dyn KeyStore>,
    passphrase: Mutex<AppPassphrase>,
    /// Who waits for a proof: one at a time, and none after the window has gone.
    waiting: Mutex<Option<oneshot::Sender<()>>>,
}

impl Presence {
    /// The check lies in that store.
    ///
    /// # Errors
    /// [`StoreError::Other`] when the costs of the check are none that exist.
    pub(crate) fn new(keys: Arc<dyn KeyStore>) -> Result<Self, StoreError> {
        Ok(Self {
            keys,
            passphrase: Mutex::new(AppPassphrase::new()?),
            waiting: Mutex::new(None),
        })
    }

    /// Whether a passphrase is set. Calls may block while the system asks the user.
    ///
    /// # Errors
    /// The store's: unknown is not "none".
    pub(crate) fn is_set(&self) -> Result<bool, StoreError> {
        self.passphrase().is_set(self.keys.as_ref())
    }

    /// Sets it; where one is set, `current` has to be it.
    ///
    /// # Errors
    /// Where `current` is another one, the new one is too short, or the store keeps nothing.
    pub(super) fn set(&self, current: &str, chosen: &str) -> Result<(), Refusal> {
        let chosen = Passphrase::chosen(owned(chosen))?;
        let mut passphrase = self.passphrase();
        self.check(&mut passphrase, current)?;
        Ok(passphrase.set(self.keys.as_ref(), &chosen)?)
    }

    /// Removes it.
    ///
    /// # Errors
    /// As [`Presence::set`].
    pub(super) fn remove(&self, current: &str) -> Result<(), Refusal> {
        let mut passphrase = self.passphrase();
        self.check(&mut passphrase, current)?;
        Ok(passphrase.remove(self.keys.as_ref())?)
    }

    /// Somebody waits for a proof from now on; who waited before does no more. The answer comes, or the sender goes.
    pub(crate) fn awaited(&self) -> oneshot::Receiver<()> {
        let (proven, proof) = oneshot::channel();
        *self.waiting() = Some(proven);
        proof
    }

    /// Whether somebody waits for a proof: the window is open for nothing else then.
    pub(super) fn is_awaited(&self) -> bool {
        self.waiting().is_some()
    }

    /// Nobody gives a proof any more: the window has gone.
    pub(super) fn give_up(&self) {
        *self.waiting() = None;
    }

    /// Takes the passphrase as the proof that is waited for.
    ///
    /// # Errors
    /// Where it is another one, or nobody waits.
    pub(super) fn prove(&self, given: &str) -> Result<(), Refusal> {
        if self.waiting().is_none() {
            return Err(Refusal::of(NOBODY_ASKED));
        }
        let given = Passphrase::of_a_file(owned(given))?;
        self.passphrase().verify(self.keys.as_ref(), &given, Instant::now())?;
        let waiting = self.waiting().take().ok_or_else(|| Refusal::of(NOBODY_ASKED))?;
        waiting.send(()).map_err(|()| Refusal::of(NOBODY_ASKED))
    }

    /// That `current` is the one that is set, if one is.
    fn check(&self, passphrase: &mut AppPassphrase, current: &str) -> Result<(), Refusal> {
        if !passphrase.is_set(self.keys.as_ref())? {
            return Ok(());
        }
        let current = Passphrase::of_a_file(owned(current))?;
        Ok(passphrase.verify(self.keys.as_ref(), &current, Instant::now())?)
    }

    fn passphrase(&self) -> MutexGuard<'_, AppPassphrase> {
        self.passphrase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> MutexGuard<'_, Option<oneshot::Sender<()>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A copy for a passphrase to take over: with all its room made at once, and zeroed on every other way.
fn owned(text: &str) -> String {
    let mut copy = Zeroizing::new(String::with_capacity(text.len()));
    copy.push_str(text);
    std::mem::take(&mut *copy)
}

#[cfg(test)]
mod tests {
    use super::super::shelf::Shelf;
    use super::*;

    const FIRST: &str = "correct horse battery";
    const SECOND: &str = "another one entirely";

    #[tokio::test]
    async fn it_is_set_changed_and_removed_only_by_who_knows_it() {
        let presence = Presence::new(Arc::new(Shelf::default())).expect("costs");
        assert_eq!(presence.is_set(), Ok(false));
        assert_eq!(presence.set("", "short").unwrap_err().code, "bad_passphrase");
        presence.set("", FIRST).expect("it is set");
        assert_eq!(presence.is_set(), Ok(true));
        assert_eq!(presence.set("", SECOND).unwrap_err().code, "bad_passphrase");
        assert_eq!(presence.set("wrong", SECOND).unwrap_err().code, "wrong_app_passphrase");
        presence.set(FIRST, SECOND).expect("it is changed");
        assert_eq!(presence.remove(FIRST).unwrap_err().code, "wrong_app_passphrase");
        presence.remove(SECOND).expect("it is removed");
        assert_eq!(presence.is_set(), Ok(false));
    }

    #[tokio::test]
    async fn only_the_passphrase_proves_and_only_to_who_waits() {
        let presence = Presence::new(Arc::new(Shelf::default())).expect("costs");
        presence.set("", FIRST).expect("it is set");
        assert_eq!(presence.prove(FIRST).unwrap_err().code, "nobody_asked");
        assert!(!presence.is_awaited());
        let mut proof = presence.awaited();
        assert!(presence.is_awaited());
        assert_eq!(presence.prove("wrong").unwrap_err().code, "wrong_app_passphrase");
        assert!(proof.try_recv().is_err(), "nothing is proven yet");
        presence.prove(FIRST).expect("it is right");
        assert_eq!(proof.try_recv(), Ok(()));
        let proof = presence.awaited();
        presence.give_up();
        assert!(!presence.is_awaited());
        assert!(proof.await.is_err(), "the window has gone");
        assert_eq!(presence.prove(FIRST).unwrap_err().code, "nobody_asked");
    }
}
