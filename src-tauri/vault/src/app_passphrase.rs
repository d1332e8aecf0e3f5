//! The app's optional passphrase: asked for before limits are raised, and to unlock the window. It encrypts nothing; it says that the
//! person at the computer is the one who set it.
//!
//! What is kept is a check in the usual form (PHC string format) in the store of secrets. Wrong answers cost time, more with each.

use std::fmt;
use std::time::{Duration, Instant};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::passphrase::Passphrase;
use crate::store::{EntryName, KeyStore, SecretBytes, StoreError, read_if_any, save};

/// Argon2id with 64 MiB, three passes and four lanes: the second of the two choices that RFC 9106 (section 4) recommends, for where
/// memory is limited; above the least that OWASP's Password Storage Cheat Sheet asks for (19 MiB, two passes).
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// The first wrong answers are free: people mistype.
const FREE_ATTEMPTS: u32 = 3;
const FIRST_DELAY: Duration = Duration::from_secs(2);
const LONGEST_DELAY: Duration = Duration::from_secs(300);

/// Why the passphrase was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// It is another one.
    Wrong {
        /// How long nothing is tried now.
        wait: Duration,
    },
    /// Too many wrong ones: nothing is tried before then.
    TooSoon {
        /// How long that is.
        wait: Duration,
    },
    /// Whether it is right cannot be known: unknown means no.
    Unknown(StoreError),
}

/// The app's passphrase, and who tried it lately. One for the program: the count of wrong answers is kept in it.
pub struct AppPassphrase {
    params: Params,
    wrong: u32,
    not_before: Option<Instant>,
}

impl fmt::Debug for AppPassphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppPassphrase")
            .field("wrong", &self.wrong)
            .finish_non_exhaustive()
    }
}

impl AppPassphrase {
    /// Nobody has tried it yet.
    ///
    /// # Errors
    /// [`StoreError::Other`] when the costs are none that Argon2 knows, which a test rules out.
    pub fn new() -> Result<Self, StoreError> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| StoreError::Other)?;
        Ok(Self::with(params))
    }

    const fn with(params: Params) -> Self {
        Self {
            params,
            wrong: 0,
            not_before: None,
        }
    }

    /// Whether one is set.
    ///
    /// # Errors
    /// The store's: unknown is not "none".
    pub fn is_set(&self, store: &dyn KeyStore) -> Result<bool, StoreError> {
        Ok(read_if_any(store, &EntryName::AppPassphrase)?.is_some())
    }

    /// Sets it, where none is set or the one that is was just checked: that is the caller's to see to.
    ///
    /// # Errors
    /// The store's; [`StoreError::Random`].
    pub fn set(&mut self, store: &dyn KeyStore, passphrase: &Passphrase) -> Result<(), StoreError> {
        let check: PasswordHash = self
            .argon2()
            .hash_password(passphrase.bytes())
            .map_err(|_| StoreError::Random)?;
        let text = check.to_string();
        save(store, &EntryName::AppPassphrase, &SecretBytes::new(text.into_bytes()))?;
        self.forgive();
        Ok(())
    }

    /// Removes it.
    ///
    /// # Errors
    /// The store's.
    pub fn remove(&mut self, store: &dyn KeyStore) -> Result<(), StoreError> {
        store.delete(&EntryName::AppPassphrase)?;
        self.forgive();
        Ok(())
    }

    /// Whether this is the one that is set. The work is the same whatever is there, so that nothing is told by the time it takes; it is
    /// a second's, for a thread that may wait. `now` is the time at which it was typed.
    ///
    /// # Errors
    /// [`Rejected`]: it is not, or nobody can know.
    pub fn verify(&mut self, store: &dyn KeyStore, passphrase: &Passphrase, now: Instant) -> Result<(), Rejected> {
        if let Some(wait) = self.wait(now) {
            return Err(Rejected::TooSoon { wait });
        }
        let kept = store.read(&EntryName::AppPassphrase);
        let text = kept
            .as_ref()
            .ok()
            .and_then(|kept| std::str::from_utf8(kept.expose()).ok());
        let check = text.and_then(|text| PasswordHash::new(text).ok());
        let is_right = match &check {
            Some(check) => self.argon2().verify_password(passphrase.bytes(), check).is_ok(),
            None => {
                // Work for nothing, on purpose.
                let worked: Result<PasswordHash, _> = self.argon2().hash_password(passphrase.bytes());
                drop(worked);
                false
            }
        };
        match (kept, check) {
            (Err(error), _) => return Err(Rejected::Unknown(error)),
            (Ok(_), None) => return Err(Rejected::Unknown(StoreError::Damaged)),
            (Ok(_), Some(_)) => {}
        }
        if is_right {
            self.forgive();
            return Ok(());
        }
        self.wrong = self.wrong.saturating_add(1);
        let wait = delay_after(self.wrong);
        self.not_before = now.checked_add(wait);
        Err(Rejected::Wrong { wait })
    }

    /// How long nothing is tried now, if so.
    #[must_use]
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        let until = self.not_before?;
        until.checked_duration_since(now).filter(|wait| !wait.is_zero())
    }

    const fn forgive(&mut self) {
        self.wrong = 0;
        self.not_before = None;
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }
}

/// The delay after so many wrong answers in a row: doubled each time, up to five minutes.
fn delay_after(wrong: u32) -> Duration {
    let beyond = wrong.saturating_sub(FREE_ATTEMPTS);
    if beyond == 0 {
        return Duration::ZERO;
    }
    let doublings = (beyond - 1).min(16);
    FIRST_DELAY.saturating_mul(1 << doublings).min(LONGEST_DELAY)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::store::memory::{InMemory, Trouble};

    fn cheap() -> AppPassphrase {
        AppPassphrase::with(Params::new(Params::MIN_M_COST, 1, 1, None).unwrap())
    }

    fn words(text: &str) -> Passphrase {
        Passphrase::of_a_file(text.to_owned()).unwrap()
    }

    #[test]
    fn the_real_costs_are_those_of_the_recommendation() {
        let params = AppPassphrase::new().unwrap().params;
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (65_536, 3, 4));
    }

    #[test]
    fn the_right_one_is_taken_and_what_is_kept_is_a_check_only() {
        let store = InMemory::default();
        let mut app = cheap();
        assert_eq!(app.is_set(&store), Ok(false));
        app.set(&store, &words("correct horse")).unwrap();
        assert_eq!(app.is_set(&store), Ok(true));
        let kept = store.read(&EntryName::AppPassphrase).unwrap();
        let kept = String::from_utf8(kept.expose().to_vec()).unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$") && !kept.contains("horse"),
            "{kept}"
        );
        let now = Instant::now();
        assert_eq!(app.verify(&store, &words("correct horse"), now), Ok(()));
        assert!(matches!(
            app.verify(&store, &words("Correct horse"), now),
            Err(Rejected::Wrong { .. })
        ));
        app.remove(&store).unwrap();
        assert_eq!(app.is_set(&store), Ok(false));
    }

    #[test]
    fn wrong_answers_cost_time_and_the_right_one_takes_it_back() {
        let store = InMemory::default();
        let mut app = cheap();
        app.set(&store, &words("correct horse")).unwrap();
        let start = Instant::now();
        let seconds = |count| Duration::from_secs(count);
        for _ in 0..3 {
            assert_eq!(
                app.verify(&store, &words("wrong"), start),
                Err(Rejected::Wrong { wait: Duration::ZERO })
            );
        }
        assert_eq!(
            app.verify(&store, &words("wrong"), start),
            Err(Rejected::Wrong { wait: seconds(2) })
        );
        // Even the right one is not looked at meanwhile.
        assert_eq!(
            app.verify(&store, &words("correct horse"), start + seconds(1)),
            Err(Rejected::TooSoon { wait: seconds(1) })
        );
        assert_eq!(
            app.verify(&store, &words("wrong"), start + seconds(2)),
            Err(Rejected::Wrong { wait: seconds(4) })
        );
        assert_eq!(app.verify(&store, &words("correct horse"), start + seconds(6)), Ok(()));
        assert_eq!(app.wait(start + seconds(6)), None);
        assert_eq!(delay_after(u32::MAX), LONGEST_DELAY);
    }

    #[test]
    fn what_cannot_be_read_is_no() {
        let store = InMemory::default();
        let (mut app, now) = (cheap(), Instant::now());
        assert_eq!(
            app.verify(&store, &words("x"), now),
            Err(Rejected::Unknown(StoreError::Gone))
        );
        store
            .write(&EntryName::AppPassphrase, &SecretBytes::copied(b"no check"))
            .unwrap();
        assert_eq!(
            app.verify(&store, &words("x"), now),
            Err(Rejected::Unknown(StoreError::Damaged))
        );
        store.set_trouble(Trouble::Fails(StoreError::Locked));
        assert_eq!(
            app.verify(&store, &words("x"), now),
            Err(Rejected::Unknown(StoreError::Locked))
        );
        assert_eq!(app.is_set(&store), Err(StoreError::Locked));
    }
}
