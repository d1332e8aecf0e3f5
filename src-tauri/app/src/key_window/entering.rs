//! What the key window's one command does: it looks at what was entered and answers with the address, and keeps it when told to.
//!
//! Between the two the secret waits here, in memory that is zeroed: it crosses from the page once. What was looked at last is all that
//! can be kept, and closing the window forgets it.

use std::sync::{Arc, Mutex, PoisonError};

use pilotfish_copy::ids::WalletAddress;
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::keystore_file::Keystore;
use pilotfish_vault::passphrase::Passphrase;
use pilotfish_vault::store::{KeyStore, SecretMode, StoreError};
use pilotfish_vault::wallets::with_checksum;
use pilotfish_vault::{RelayerCredentials, SecretKey};
use serde::Serialize;
use zeroize::Zeroizing;

use super::frame::Entry;
use super::refusal::{NO_SUCH_ACCOUNT, NOT_CREDENTIALS, NOTHING_LOOKED_AT, Refusal};

/// What the window is told: an address, and nothing else of what was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    /// The signer's address, with its checksum; none where there is nothing to show.
    pub(super) address: Option<String>,
    /// Whether it is kept now.
    pub(super) kept: bool,
}

impl Answer {
    /// There is nothing to show.
    pub(super) const fn nothing() -> Self {
        Self {
            address: None,
            kept: false,
        }
    }

    /// What was asked for is done.
    pub(super) const fn done() -> Self {
        Self {
            address: None,
            kept: true,
        }
    }
}

/// What was looked at and waits for the user's word.
enum Waiting {
    Key(SecretKey),
    Relayer {
        account: WalletAddress,
        credentials: RelayerCredentials,
    },
}

/// What is entered in the key window.
pub(crate) struct Entering {
    keys: Arc<dyn KeyStore>,
    /// With the address that the window shows.
    waiting: Mutex<Option<(String, Waiting)>>,
}

impl Entering {
    /// Keeps in that store.
    pub(crate) fn new(keys: Arc<dyn KeyStore>) -> Self {
        Self {
            keys,
            waiting: Mutex::new(None),
        }
    }

    /// Forgets what was looked at.
    pub(crate) fn forget(&self) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Looks at what was entered; what was looked at before is forgotten. May take a second (a keystore file), or as long as the
    /// system's keychain takes to ask the user.
    ///
    /// # Errors
    /// Why it is no key, or cannot be opened. Nothing is kept.
    pub(super) fn look(&self, entry: Entry<'_>) -> Result<Answer, Refusal> {
        self.forget();
        let waiting = match entry {
            Entry::Key(text) => Waiting::Key(SecretKey::parse(text)?),
            // What the program read itself comes here as a key.
            Entry::Clipboard => return Err(Refusal::not_understood()),
            Entry::Keystore { file, passphrase } => Waiting::Key(open(file, passphrase)?),
            Entry::Generate => Waiting::Key(SecretKey::generate().map_err(|_| StoreError::Random)?),
            Entry::RelayerKey { key, address } => {
                let credentials =
                    RelayerCredentials::relayer(key, address).map_err(|_| Refusal::of(NOT_CREDENTIALS))?;
                Waiting::Relayer {
                    account: self.account(address)?,
                    credentials,
                }
            }
            Entry::BuilderKey {
                account,
                key,
                secret,
                passphrase,
            } => {
                let credentials =
                    RelayerCredentials::builder(key, secret, passphrase).map_err(|_| Refusal::of(NOT_CREDENTIALS))?;
                Waiting::Relayer {
                    account: self.account(account)?,
                    credentials,
                }
            }
        };
        let address = match &waiting {
            Waiting::Key(key) => key.address().map_err(|_| StoreError::Damaged)?,
            Waiting::Relayer { account, .. } => with_checksum(account),
        };
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some((address.clone(), waiting));
        Ok(Answer {
            address: Some(address),
            kept: false,
        })
    }

    /// Keeps what was looked at last, if it is of the address that the user was shown.
    ///
    /// # Errors
    /// The store's: it goes on waiting then, so that the user can unlock the keychain and try again.
    pub(super) fn keep(&self, address: &str) -> Result<Answer, Refusal> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let accounts = Accounts::of(self.keys.as_ref(), SecretMode::Live);
        match waiting.as_ref().filter(|(shown, _)| shown == address) {
            None => return Err(Refusal::of(NOTHING_LOOKED_AT)),
            Some((_, Waiting::Key(key))) => {
                accounts.import(key)?;
            }
            Some((_, Waiting::Relayer { account, credentials })) => {
                accounts.keep_relayer_credentials(account, credentials)?;
            }
        }
        *waiting = None;
        Ok(Answer {
            address: Some(address.to_owned()),
            kept: true,
        })
    }

    /// The account with that signer's address.
    fn account(&self, address: &str) -> Result<WalletAddress, Refusal> {
        let wanted = WalletAddress::parse(address.trim()).map_err(|_| Refusal::of(NOT_CREDENTIALS))?;
        let accounts = Accounts::of(self.keys.as_ref(), SecretMode::Live).list()?;
        if accounts.contains(&wanted) {
            Ok(wanted)
        } else {
            Err(Refusal::of(NO_SUCH_ACCOUNT))
        }
    }
}

fn open(file: &str, passphrase: &str) -> Result<SecretKey, Refusal> {
    let keystore = Keystore::parse(file)?;
    let mut text = Zeroizing::new(String::with_capacity(passphrase.len()));
    text.push_str(passphrase);
    // Taken over, not copied.
    let passphrase = Passphrase::of_a_file(std::mem::take(&mut *text))?;
    keystore.open_key(&passphrase).map_err(|error| Refusal {
        claimed: claimed(&keystore),
        ..Refusal::from(error)
    })
}

fn claimed(keystore: &Keystore) -> Option<String> {
    let digits = keystore.claimed_address()?.trim_start_matches("0x");
    WalletAddress::parse(&format!("0x{digits}"))
        .ok()
        .map(|address| with_checksum(&address))
}

#[cfg(test)]
mod tests {
    use super::super::shelf::Shelf;
    use super::*;

    /// The first key of every development chain, and its address.
    const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    const ADDRESS: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    const UUID: &str = "00000000-1111-2222-3333-444444444444";

    fn entering() -> (Arc<Shelf>, Entering) {
        let shelf = Arc::new(Shelf::default());
        (Arc::clone(&shelf), Entering::new(shelf))
    }

    #[test]
    fn a_key_is_kept_only_after_its_address_was_shown() {
        let (shelf, entering) = entering();
        assert_eq!(entering.keep(ADDRESS).unwrap_err().code, "nothing_looked_at");
        let seen = entering.look(Entry::Key(KEY)).expect("a key");
        assert_eq!((seen.address.as_deref(), seen.kept), (Some(ADDRESS), false));
        assert!(shelf.is_empty(), "looking keeps nothing");
        let other = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        assert_eq!(entering.keep(other).unwrap_err().code, "nothing_looked_at");
        let kept = entering.keep(ADDRESS).expect("it is kept");
        assert!(kept.kept);
        let account = WalletAddress::parse(ADDRESS).expect("an address");
        let accounts = Accounts::of(shelf.as_ref(), SecretMode::Live);
        assert!(accounts.key(&account).is_ok());
        assert_eq!(entering.keep(ADDRESS).unwrap_err().code, "nothing_looked_at", "once");
    }

    #[test]
    fn what_is_forgotten_or_was_refused_cannot_be_kept() {
        let (_, entering) = entering();
        entering.look(Entry::Key(KEY)).expect("a key");
        entering.forget();
        assert!(entering.keep(ADDRESS).is_err());
        entering.look(Entry::Key(KEY)).expect("a key");
        assert!(entering.look(Entry::Key("nonsense")).is_err());
        assert!(entering.keep(ADDRESS).is_err(), "what was looked at before is gone");
    }

    #[test]
    fn a_locked_keychain_can_be_unlocked_and_tried_again() {
        let (shelf, entering) = entering();
        entering.look(Entry::Key(KEY)).expect("a key");
        shelf.refuses(Some(StoreError::Locked));
        let refused = entering.keep(ADDRESS).unwrap_err();
        assert_eq!(refused, Refusal::from(StoreError::Locked));
        shelf.refuses(None);
        assert!(entering.keep(ADDRESS).is_ok());
    }

    #[test]
    fn no_refusal_repeats_what_was_entered() {
        let (_, entering) = entering();
        for typed in [
            "",
            "zz",
            &KEY[..40],
            &format!("{KEY}00"),
            "correct horse battery staple correct horse battery staple correct horse battery staple",
            UUID,
        ] {
            let refused = entering.look(Entry::Key(typed)).unwrap_err();
            let said = serde_json::to_string(&refused).expect("JSON");
            assert!(typed.is_empty() || !said.contains(typed), "{said}");
        }
        let refused = entering
            .look(Entry::Keystore {
                file: "{\"secret\":\"in the clear\"}",
                passphrase: "hush",
            })
            .unwrap_err();
        let said = serde_json::to_string(&refused).expect("JSON");
        assert!(
            refused.code == "not_keystore" && !said.contains("clear") && !said.contains("hush"),
            "{said}"
        );
    }

    #[test]
    fn a_keystore_file_is_opened_by_its_passphrase_alone() {
        let (_, entering) = entering();
        // The test vector of the standard (Web3 Secret Storage), with PBKDF2.
        let file = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"address":"008aeeda4d805471df9b2a5b0f38a0c3bcba786b","id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;
        let wrong = Entry::Keystore {
            file,
            passphrase: "another",
        };
        let refused = entering.look(wrong).unwrap_err();
        let claimed = Some("0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b".to_owned());
        assert_eq!((refused.code, &refused.claimed), ("wrong_passphrase", &claimed));
        let right = Entry::Keystore {
            file,
            passphrase: "testpassword",
        };
        assert_eq!(entering.look(right).expect("it opens").address, claimed);
    }

    #[test]
    fn a_generated_key_is_the_one_that_is_kept() {
        let (shelf, entering) = entering();
        let address = entering
            .look(Entry::Generate)
            .expect("a key")
            .address
            .expect("its address");
        entering.keep(&address).expect("it is kept");
        let account = WalletAddress::parse(&address).expect("an address");
        assert!(Accounts::of(shelf.as_ref(), SecretMode::Live).key(&account).is_ok());
    }

    #[test]
    fn keys_for_the_relayer_go_to_an_account_that_is_here() {
        let (shelf, entering) = entering();
        let relayer = Entry::RelayerKey {
            key: UUID,
            address: ADDRESS,
        };
        assert_eq!(entering.look(relayer).unwrap_err().code, "no_such_account");
        entering.look(Entry::Key(KEY)).expect("a key");
        entering.keep(ADDRESS).expect("it is kept");
        assert_eq!(entering.look(relayer).expect("a key").address.as_deref(), Some(ADDRESS));
        entering.keep(ADDRESS).expect("it is kept");
        let account = WalletAddress::parse(ADDRESS).expect("an address");
        let kept = || Accounts::of(shelf.as_ref(), SecretMode::Live).relayer_credentials(&account);
        assert!(matches!(kept(), Ok(Some(RelayerCredentials::Relayer { .. }))));
        let builder = |secret| Entry::BuilderKey {
            account: ADDRESS,
            key: UUID,
            secret,
            passphrase: "hush",
        };
        assert_eq!(entering.look(builder("!")).unwrap_err().code, "not_credentials");
        assert!(entering.look(builder("c2VjcmV0")).is_ok());
    }
}
