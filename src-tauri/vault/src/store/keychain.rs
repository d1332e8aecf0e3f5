//! The operating system's keychain: the Secret Service on Linux, Keychain Services on macOS, the Credential Manager on Windows.
//!
//! Each call connects anew, in a thread of its own: a keychain that was restarted is found again, one that asks its user and gets no
//! answer holds up nobody for ever, and no async runtime is in the way of the one that D-Bus needs.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};

use super::{EntryName, KeyStore, SecretBytes, StoreError};

/// What the program's entries are filed under.
const SERVICE: &str = "Pilotfish";
/// A user who is asked for a password has so long to type it.
const PATIENCE: Duration = Duration::from_secs(90);

/// The system's keychain.
#[derive(Debug, Clone)]
pub struct Keychain {
    service: &'static str,
    patience: Duration,
}

impl Default for Keychain {
    fn default() -> Self {
        Self {
            service: SERVICE,
            patience: PATIENCE,
        }
    }
}

impl Keychain {
    /// For tests alone: entries of another name, and less patience.
    #[cfg(any(test, feature = "test-util"))]
    #[must_use]
    pub const fn for_tests(service: &'static str, patience: Duration) -> Self {
        Self { service, patience }
    }

    /// Whether a keychain answers at all: whether something is kept makes no difference.
    ///
    /// # Errors
    /// Why none does.
    pub fn probe(&self) -> Result<(), StoreError> {
        match self.read(&EntryName::AppPassphrase) {
            Ok(_) | Err(StoreError::Gone) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Does it with the entry of that name, in a thread of its own.
    fn with_entry<T: Send + 'static>(
        &self,
        name: &EntryName,
        act: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (service, user) = (self.service, name.to_string());
        self.in_a_thread(move || entry(service, &user).and_then(|entry| act(&entry)))
    }

    /// Asks the keychain something, in a thread of its own.
    fn in_a_thread<T: Send + 'static>(
        &self,
        ask: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (to, from) = channel();
        std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                // Who asked may have given up.
                let _ = to.send(ask().map_err(|error| reason(&error)));
            })
            .map_err(|_| StoreError::Other)?;
        match from.recv_timeout(self.patience) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => Err(StoreError::TimedOut),
            Err(RecvTimeoutError::Disconnected) => Err(StoreError::Other),
        }
    }
}

impl KeyStore for Keychain {
    fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        self.with_entry(name, |entry| entry.get_secret().map(SecretBytes::new))
    }

    /// Reading an entry that is locked shows the system's question, on Linux: whether it is, is looked at first. Elsewhere the keychain is
    /// open as long as its user is logged in.
    #[cfg(target_os = "linux")]
    fn read_quietly(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        let (service, user) = (self.service, name.to_string());
        self.in_a_thread(move || is_unlocked(service, &user))?;
        self.read(name)
    }

    fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
        let secret = SecretBytes::copied(secret.expose());
        self.with_entry(name, move |entry| entry.set_secret(secret.expose()))
    }

    fn delete(&self, name: &EntryName) -> Result<(), StoreError> {
        self.with_entry(name, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            other => other,
        })
    }
}

fn entry(service: &str, user: &str) -> Result<Entry, Error> {
    let label = format!("{service}: {user}");
    platform()?.build(service, user, modifiers(&label).as_ref())
}

/// That the entry is not locked; one that is not there is not.
#[cfg(target_os = "linux")]
fn is_unlocked(service: &str, user: &str) -> Result<(), Error> {
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;
    let failed = |error: secret_service::Error| Error::PlatformFailure(Box::new(error));
    // Nothing secret passes: only the state of the entry is asked for.
    let keychain = SecretService::connect(EncryptionType::Plain).map_err(failed)?;
    let named = HashMap::from([("service", service), ("username", user)]);
    if keychain.search_items(named).map_err(failed)?.locked.is_empty() {
        Ok(())
    } else {
        Err(Error::NoStorageAccess("object locked".into()))
    }
}

/// What an entry is made with. Here: how the keychain's own program calls it.
#[cfg(target_os = "linux")]
fn modifiers(label: &str) -> Option<HashMap<&str, &str>> {
    Some(HashMap::from([("label", label)]))
}

/// What an entry is made with. Here: that it stays on this computer. The library's own choice would let it go along with its user to each
/// computer of a domain.
#[cfg(target_os = "windows")]
fn modifiers(_label: &str) -> Option<HashMap<&str, &str>> {
    Some(HashMap::from([("persistence", "Local")]))
}

/// What an entry is made with. Here: nothing.
#[cfg(not(any(target_os = "linux", target_os = "windows")))]
fn modifiers(_label: &str) -> Option<HashMap<&str, &str>> {
    None
}

#[cfg(target_os = "linux")]
fn platform() -> Result<Arc<zbus_secret_service_keyring_store::Store>, Error> {
    zbus_secret_service_keyring_store::Store::new()
}

#[cfg(target_os = "macos")]
fn platform() -> Result<Arc<apple_native_keyring_store::keychain::Store>, Error> {
    apple_native_keyring_store::keychain::Store::new()
}

#[cfg(target_os = "windows")]
fn platform() -> Result<Arc<windows_native_keyring_store::Store>, Error> {
    windows_native_keyring_store::Store::new()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn platform() -> Result<Arc<keyring_core::mock::Store>, Error> {
    Err(Error::NoDefaultStore)
}

/// What an error of the keychain's means. Its own text is not handed on: it may repeat what was kept.
fn reason(error: &Error) -> StoreError {
    match error {
        Error::NoEntry => StoreError::Gone,
        Error::Ambiguous(_) => StoreError::Ambiguous,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => StoreError::Damaged,
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => StoreError::NoProvider,
        Error::NoStorageAccess(source) => reason_by_text(&said(source.as_ref())).unwrap_or(StoreError::Locked),
        Error::PlatformFailure(source) => {
            // The bus's own errors lie one or two sources down.
            let mut text = said(source.as_ref());
            let mut below = source.source();
            while let Some(error) = below {
                text.push_str(": ");
                text.push_str(&error.to_string());
                below = error.source();
            }
            reason_by_text(&text).unwrap_or(StoreError::Other)
        }
        _ => StoreError::Other,
    }
}

/// What the system says of it. The texts of macOS are in its user's language, and its numbers only in the form for debugging.
fn said(error: &(dyn std::error::Error + Send + Sync)) -> String {
    if cfg!(target_os = "macos") {
        format!("{error} {error:?}")
    } else {
        error.to_string()
    }
}

/// The systems name their reasons in texts and numbers alone; where none is known, `None`.
fn reason_by_text(text: &str) -> Option<StoreError> {
    // Linux: names of D-Bus errors, the texts of zbus and of the secret service's client. macOS: numbers of Security.framework and
    // their texts. Windows: numbers of the system's errors.
    const SIGNS: [(&[&str], StoreError); 6] = [
        (
            &[
                "ServiceUnknown",
                "NameHasNoOwner",
                "was not provided by any .service",
                "Spawn.",
                "no secret service provider",
                // Switched off or removed; no such keychain.
                "-25291",
                "-25294",
            ],
            StoreError::NoProvider,
        ),
        (
            &[
                "AccessDenied",
                "AuthFailed",
                "-128",
                "-25293",
                // Made by another program, whose it stays.
                "-25244",
                "canceled",
                "cancelled",
                "denied",
            ],
            StoreError::Denied,
        ),
        (
            &[
                "locked",
                "IsLocked",
                // Whoever closes the question, or has no program that shows it, leaves it locked.
                "dismissed",
                "-25308",
                "interaction is not allowed",
                "result not returned",
            ],
            StoreError::Locked,
        ),
        (
            &[
                "NoSession",
                "NoReply",
                "Disconnected",
                "connection closed",
                "broken pipe",
                "UnknownObject",
            ],
            StoreError::OwnerChanged,
        ),
        (&["Timeout", "timed out"], StoreError::TimedOut),
        (
            &[
                "No such file or directory",
                "Connection refused",
                "I/O error",
                "address",
                "DBUS_SESSION_BUS_ADDRESS",
                "os error",
            ],
            StoreError::NoBus,
        ),
    ];
    let text = text.to_lowercase();
    SIGNS
        .iter()
        .find(|(signs, _)| signs.iter().any(|sign| text.contains(&sign.to_lowercase())))
        .map(|(_, reason)| *reason)
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::accounts::Accounts;
    use crate::secret_key::SecretKey;
    use crate::store::SecretMode;

    fn failure(text: &str) -> Error {
        Error::PlatformFailure(text.to_owned().into())
    }

    #[test]
    fn each_failure_of_the_systems_has_its_reason() {
        for (error, expected) in [
            (Error::NoEntry, StoreError::Gone),
            (Error::Ambiguous(Vec::new()), StoreError::Ambiguous),
            (Error::BadEncoding(vec![1]), StoreError::Damaged),
            (
                failure("zbus error: I/O error: No such file or directory (os error 2)"),
                StoreError::NoBus,
            ),
            (
                failure(
                    "zbus fdo error: org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not \
                     provided by any .service files",
                ),
                StoreError::NoProvider,
            ),
            (
                Error::NoStorageAccess("SS error: result not returned from SS API".into()),
                StoreError::Locked,
            ),
            (
                Error::NoStorageAccess("SS Error: object locked".into()),
                StoreError::Locked,
            ),
            (failure("SS Error: object locked"), StoreError::Locked),
            (
                Error::NoStorageAccess("SS error: prompt dismissed".into()),
                StoreError::Locked,
            ),
            (
                failure("zbus error: org.freedesktop.Secret.Error.NoSession: The session does not exist"),
                StoreError::OwnerChanged,
            ),
            (
                failure(
                    "zbus error: org.freedesktop.DBus.Error.NoReply: Message recipient disconnected from message bus",
                ),
                StoreError::OwnerChanged,
            ),
            (
                failure("SS error: connection closed before prompt completed"),
                StoreError::OwnerChanged,
            ),
            (failure("User canceled the operation. (-128)"), StoreError::Denied),
            // As macOS says it to a user who reads French.
            (
                failure("L’interaction de l’utilisateur n’est pas autorisée. Error { code: -25308, message: \"…\" }"),
                StoreError::Locked,
            ),
            (
                Error::NoStorageAccess("Error { code: -25244 }".into()),
                StoreError::Denied,
            ),
            (
                Error::NoStorageAccess("Error { code: -25291 }".into()),
                StoreError::NoProvider,
            ),
            (
                Error::NoStorageAccess("Windows ERROR_NO_SUCH_LOGON_SESSION".into()),
                StoreError::Locked,
            ),
            (failure("something new"), StoreError::Other),
        ] {
            assert_eq!(reason(&error), expected, "{error:?}");
        }
    }

    /// What every keychain has to do.
    pub(in crate::store) fn round_trip(keychain: &Keychain) {
        keychain.probe().unwrap();
        let accounts = Accounts::of(keychain, SecretMode::Live);
        let key = SecretKey::generate().unwrap();
        let account = accounts.import(&key).unwrap();
        assert_eq!(accounts.import(&key).unwrap(), account, "written over, not beside");
        assert_eq!(accounts.key(&account).unwrap().bytes(), key.bytes());
        assert_eq!(accounts.list().unwrap(), std::slice::from_ref(&account));
        assert!(Accounts::of(keychain, SecretMode::Paper).list().unwrap().is_empty());
        accounts.delete(&account, "delete").unwrap();
        assert_eq!(accounts.key(&account).err(), Some(StoreError::Gone));
        assert_eq!(accounts.list(), Ok(Vec::new()));
    }

    /// On Linux one is started for the test: see `keychain_session`.
    #[cfg(any(target_os = "macos", target_os = "windows"))]
    #[test]
    fn the_keychain_of_the_system_keeps_what_it_is_given() {
        let service = format!("Pilotfish test {}", std::process::id());
        let keychain = Keychain::for_tests(Box::leak(service.into_boxed_str()), Duration::from_secs(30));
        round_trip(&keychain);
    }
}
