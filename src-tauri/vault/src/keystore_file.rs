//! The standard Ethereum keystore, version 3 (Web3 Secret Storage): JSON with AES-128-CTR under a key that scrypt or PBKDF2 makes
//! of a passphrase, and a Keccak-256 check.
//!
//! It is read here and not by alloy's helper for three reasons: that one writes with a scrypt cost of 2¹³, a sixteenth of what is
//! recommended today; it takes whatever memory a file asks for; and it leaves the derived key in memory. Files of each open in the
//! other.

use std::fmt;

use aes::Aes128;
use aes::cipher::{KeyIvInit, StreamCipher};
use alloy::primitives::keccak256;
use ctr::Ctr128BE;
use rand::TryRngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use crate::SecretKey;
use crate::passphrase::Passphrase;
use crate::store::{SecretBytes, StoreError};

/// A keystore file is under a kilobyte; a longer one is not read.
pub const FILE_BYTES_MOST: u64 = 65_536;
/// What is encrypted is a key or credentials.
const PAYLOAD_BYTES_MOST: usize = 4_096;
const VERSION: u32 = 3;
const CIPHER: &str = "aes-128-ctr";
/// Bytes that are derived: the first half encrypts, the second checks.
const DERIVED_BYTES: usize = 32;
const SALT_BYTES: usize = 32;
const SALT_BYTES_MOST: usize = 256;
const IV_BYTES: usize = 16;
/// Memory that a file may ask for, bytes: wallets write up to 256 MiB (n = 2¹⁸, r = 8).
const MEMORY_MOST: u64 = 1 << 30;
/// Passes over that memory: wallets of little memory write p = 6.
const PASSES_MOST: u32 = 16;
/// Rounds of PBKDF2: wallets write 262,144 to a million.
const ROUNDS_MOST: u32 = 10_000_000;

/// What opening a file costs who guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    log_n: u8,
}

impl Cost {
    /// scrypt with N = 2¹⁷, r = 8, p = 1: 128 MiB and well under a second (OWASP Password Storage Cheat Sheet, 2026).
    pub const RECOMMENDED: Self = Self { log_n: 17 };
    /// For tests alone: no cost.
    #[cfg(any(test, feature = "test-util"))]
    pub const NONE: Self = Self { log_n: 2 };
}

/// scrypt's block size and passes, as everybody has them.
const SCRYPT_R: u32 = 8;
const SCRYPT_P: u32 = 1;

/// A file's contents.
#[derive(Serialize, Deserialize)]
struct File {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(alias = "Crypto")]
    crypto: Crypto,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Crypto {
    cipher: String,
    cipherparams: CipherParams,
    ciphertext: String,
    #[serde(flatten)]
    kdf: Kdf,
    mac: String,
}

#[derive(Serialize, Deserialize)]
struct CipherParams {
    iv: String,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kdf", content = "kdfparams", rename_all = "lowercase")]
enum Kdf {
    Scrypt {
        dklen: u32,
        n: u64,
        p: u32,
        r: u32,
        salt: String,
    },
    Pbkdf2 {
        c: u32,
        dklen: u32,
        prf: String,
        salt: String,
    },
}

/// A keystore file that was read and not opened yet.
pub struct Keystore(File);

impl fmt::Debug for Keystore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keystore")
            .field("address", &self.0.address)
            .finish_non_exhaustive()
    }
}

impl Keystore {
    /// Reads a file's text.
    ///
    /// # Errors
    /// [`StoreError::NotKeystore`]; [`StoreError::KeystoreTooCostly`] for what is not even tried.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        // The error of the reader may repeat the text.
        // Editors of Windows write a mark before it.
        let text = text.trim_start_matches('\u{feff}');
        let file: File = serde_json::from_str(text).map_err(|_| StoreError::NotKeystore)?;
        if file.version != VERSION || file.crypto.cipher != CIPHER {
            return Err(StoreError::NotKeystore);
        }
        file.crypto.kdf.check()?;
        Ok(Self(file))
    }

    /// The address that the file says it is of: nothing proves it before it is opened.
    #[must_use]
    pub fn claimed_address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`StoreError::WrongPassphrase`], which a damaged file gives too; [`StoreError::NotKeystore`].
    pub fn open(&self, passphrase: &Passphrase) -> Result<SecretBytes, StoreError> {
        let crypto = &self.0.crypto;
        let mut bytes = unhex(&crypto.ciphertext, PAYLOAD_BYTES_MOST)?;
        let iv = unhex(&crypto.cipherparams.iv, IV_BYTES)?;
        let mac = unhex(&crypto.mac, DERIVED_BYTES)?;
        let derived = crypto.kdf.derive(passphrase)?;
        if check_of(&derived, &bytes) != mac.as_slice() {
            return Err(StoreError::WrongPassphrase);
        }
        apply(&derived, &iv, &mut bytes)?;
        Ok(SecretBytes::new(std::mem::take(&mut *bytes)))
    }

    /// Opens one that holds a private key.
    ///
    /// # Errors
    /// As [`Keystore::open`]; [`StoreError::Damaged`] when what it holds is no key; [`StoreError::WrongKey`] when the key is of
    /// another address than the file says.
    pub fn open_key(&self, passphrase: &Passphrase) -> Result<SecretKey, StoreError> {
        let bytes = self.open(passphrase)?;
        let key = SecretKey::from_bytes(bytes.expose()).map_err(|_| StoreError::Damaged)?;
        let address = key.owner().map_err(|_| StoreError::Damaged)?;
        let is_its = |claimed: &str| {
            let digits = claimed.trim_start_matches("0x");
            digits.is_empty() || digits.eq_ignore_ascii_case(&alloy::hex::encode(address))
        };
        if self.claimed_address().is_none_or(is_its) {
            Ok(key)
        } else {
            Err(StoreError::WrongKey)
        }
    }
}

/// Encrypts a secret into a file's text. `address` stands in it in the clear, as wallets expect.
///
/// # Errors
/// [`StoreError::Random`]; [`StoreError::Damaged`] for a secret that is too long.
pub fn seal(
    secret: &SecretBytes,
    address: Option<&str>,
    passphrase: &Passphrase,
    cost: Cost,
) -> Result<String, StoreError> {
    let (mut salt, mut iv) = ([0; SALT_BYTES], [0; IV_BYTES]);
    OsRng.try_fill_bytes(&mut salt).map_err(|_| StoreError::Random)?;
    OsRng.try_fill_bytes(&mut iv).map_err(|_| StoreError::Random)?;
    if secret.expose().len() > PAYLOAD_BYTES_MOST {
        return Err(StoreError::Damaged);
    }
    let kdf = Kdf::Scrypt {
        dklen: 32,
        n: 1 << cost.log_n,
        p: SCRYPT_P,
        r: SCRYPT_R,
        salt: alloy::hex::encode(salt),
    };
    let derived = kdf.derive(passphrase)?;
    // Encrypted in place: what leaves this function is not the secret any more.
    let mut bytes = Zeroizing::new(secret.expose().to_vec());
    apply(&derived, &iv, &mut bytes)?;
    let file = File {
        address: address.map(|address| address.trim_start_matches("0x").to_lowercase()),
        crypto: Crypto {
            cipher: CIPHER.to_owned(),
            cipherparams: CipherParams {
                iv: alloy::hex::encode(iv),
            },
            ciphertext: alloy::hex::encode(bytes.as_slice()),
            mac: alloy::hex::encode(check_of(&derived, &bytes)),
            kdf,
        },
        id: Some(Uuid::new_v4().to_string()),
        version: VERSION,
    };
    serde_json::to_string_pretty(&file).map_err(|_| StoreError::Other)
}

type Derived = Zeroizing<[u8; DERIVED_BYTES]>;

impl Kdf {
    /// Whether it is tried at all.
    fn check(&self) -> Result<(), StoreError> {
        let is_usual = match self {
            Self::Scrypt { dklen, n, p, r, .. } => {
                let memory = n.checked_mul(u64::from(*r)).and_then(|blocks| blocks.checked_mul(128));
                *dklen == 32
                    && n.is_power_of_two()
                    && *n > 1
                    && (1..=PASSES_MOST).contains(p)
                    && *r > 0
                    && memory.is_some_and(|bytes| bytes <= MEMORY_MOST)
            }
            Self::Pbkdf2 { c, dklen, prf, .. } => *dklen == 32 && prf == "hmac-sha256" && (1..=ROUNDS_MOST).contains(c),
        };
        if is_usual {
            Ok(())
        } else {
            Err(StoreError::KeystoreTooCostly)
        }
    }

    fn derive(&self, passphrase: &Passphrase) -> Result<Derived, StoreError> {
        let mut derived = Zeroizing::new([0; DERIVED_BYTES]);
        match self {
            Self::Scrypt { n, p, r, salt, .. } => {
                let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| StoreError::KeystoreTooCostly)?;
                let params = scrypt::Params::new(log_n, *r, *p).map_err(|_| StoreError::KeystoreTooCostly)?;
                let salt = unhex(salt, SALT_BYTES_MOST)?;
                scrypt::scrypt(passphrase.bytes(), &salt, &params, derived.as_mut_slice())
                    .map_err(|_| StoreError::KeystoreTooCostly)?;
            }
            Self::Pbkdf2 { c, salt, .. } => {
                let salt = unhex(salt, SALT_BYTES_MOST)?;
                pbkdf2::pbkdf2_hmac::<pbkdf2::sha2::Sha256>(passphrase.bytes(), &salt, *c, derived.as_mut_slice());
            }
        }
        Ok(derived)
    }
}

/// The check of a ciphertext: Keccak-256 over the second half of the derived key and it.
fn check_of(derived: &Derived, ciphertext: &[u8]) -> [u8; 32] {
    let (_, checks) = derived.split_at(DERIVED_BYTES / 2);
    let mut text = [checks, ciphertext].concat();
    let check = keccak256(&text).0;
    text.zeroize();
    check
}

/// Encrypts or decrypts in place: in counter mode that is the same.
fn apply(derived: &Derived, iv: &[u8], bytes: &mut [u8]) -> Result<(), StoreError> {
    let (encrypts, _) = derived.split_at(DERIVED_BYTES / 2);
    let mut cipher = Ctr128BE::<Aes128>::new_from_slices(encrypts, iv).map_err(|_| StoreError::NotKeystore)?;
    cipher.apply_keystream(bytes);
    Ok(())
}

fn unhex(text: &str, most: usize) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let text = text.trim_start_matches("0x");
    if text.len() > 2 * most {
        return Err(StoreError::NotKeystore);
    }
    alloy::hex::decode(text)
        .map(Zeroizing::new)
        .map_err(|_| StoreError::NotKeystore)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use proptest::prelude::*;

    use super::*;

    /// The examples of the standard itself: one key, both ways.
    const STANDARD_KEY: &str = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
    const STANDARD_PASSPHRASE: &str = "testpassword";
    const PBKDF2: &str = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
        "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
        "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
        "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;
    const SCRYPT: &str = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,
        "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
        "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::of_a_file(text.to_owned()).unwrap()
    }

    #[test]
    fn the_standards_own_files_open_with_their_passphrase_and_with_no_other() {
        for text in [PBKDF2, SCRYPT] {
            let file = Keystore::parse(text).unwrap();
            let opened = file.open(&passphrase(STANDARD_PASSPHRASE)).unwrap();
            assert_eq!(alloy::hex::encode(opened.expose()), STANDARD_KEY);
            let key = file.open_key(&passphrase(STANDARD_PASSPHRASE)).unwrap();
            assert_eq!(key.bytes(), opened.expose());
            assert_eq!(
                file.open(&passphrase("testpassworD")).err(),
                Some(StoreError::WrongPassphrase)
            );
        }
    }

    #[test]
    fn a_file_of_another_address_is_not_taken() {
        let with = |address: &str| text_with(r#""version":3}"#, &format!(r#""version":3,"address":"{address}"}}"#));
        let open = |text: &str| {
            Keystore::parse(text)
                .unwrap()
                .open_key(&passphrase(STANDARD_PASSPHRASE))
                .err()
        };
        assert_eq!(open(&with("008aeeda4d805471df9b2a5b0f38a0c3bcba786b")), None);
        assert_eq!(open(&with("0x008AEEDA4D805471DF9B2A5B0F38A0C3BCBA786B")), None);
        assert_eq!(open(&with("")), None, "left empty on purpose by some wallets");
        assert_eq!(open(&with(&"0".repeat(40))), Some(StoreError::WrongKey));
    }

    fn text_with(from: &str, to: &str) -> String {
        assert!(PBKDF2.contains(from), "{from}");
        PBKDF2.replace(from, to)
    }

    #[test]
    fn what_is_no_keystore_or_asks_for_too_much_is_refused_before_it_costs_anything() {
        for text in [
            "",
            "{}",
            "not json",
            "[1]",
            &text_with(r#""version":3"#, r#""version":1"#),
            &text_with(r#""version":3"#, r#""version":"3""#),
            &text_with(r#""c":262144"#, r#""c":"262144""#),
            &text_with(r#""c":262144"#, r#""c":-1"#),
        ] {
            assert_eq!(Keystore::parse(text).err(), Some(StoreError::NotKeystore), "{text}");
        }
        let scrypt = |n: &str, p: &str, r: &str| {
            SCRYPT.replace(r#""n":262144,"p":8,"r":1"#, &format!(r#""n":{n},"p":{p},"r":{r}"#))
        };
        for text in [
            scrypt("1099511627776", "1", "8"),
            scrypt("262143", "8", "1"),
            scrypt("1", "8", "1"),
            scrypt("0", "8", "1"),
            scrypt("262144", "1000000", "1"),
            scrypt("262144", "8", "4294967295"),
            scrypt("262144", "8", "0"),
            scrypt("262144", "0", "1"),
            text_with(r#""c":262144"#, r#""c":4000000000"#),
            text_with(r#""c":262144"#, r#""c":0"#),
            text_with(r#""dklen":32"#, r#""dklen":16"#),
            text_with(r#""dklen":32"#, r#""dklen":64"#),
            text_with("hmac-sha256", "hmac-sha512"),
        ] {
            assert_eq!(
                Keystore::parse(&text).err(),
                Some(StoreError::KeystoreTooCostly),
                "{text}"
            );
        }
        let odd = text_with("6087dab2f9fdbbfaddc31a909735c1e6", "6087");
        let odd = Keystore::parse(&odd).unwrap().open(&passphrase(STANDARD_PASSPHRASE));
        assert_eq!(odd.err(), Some(StoreError::NotKeystore));
        // Out of an editor of Windows, in capitals, with fields of its writer's own.
        let dressed = format!(
            "\u{feff}{}",
            text_with(r#""crypto""#, r#""x-made-by":{"n":1},"Crypto""#)
        );
        let opened = Keystore::parse(&dressed)
            .unwrap()
            .open(&passphrase(STANDARD_PASSPHRASE));
        assert_eq!(alloy::hex::encode(opened.unwrap().expose()), STANDARD_KEY);
    }

    #[test]
    fn a_sealed_key_is_a_standard_file_without_the_key_in_it() {
        let key = SecretKey::generate().unwrap();
        let secret = SecretBytes::copied(key.bytes());
        let address = key.address().unwrap();
        let text = seal(&secret, Some(&address), &passphrase("correct horse"), Cost::RECOMMENDED).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["version"], 3);
        assert_eq!(json["crypto"]["kdf"], "scrypt");
        assert_eq!(json["crypto"]["kdfparams"]["n"], 131_072);
        assert_eq!(json["address"], address[2..].to_lowercase());
        assert!(!text.contains(&alloy::hex::encode(key.bytes())));
        let opened = Keystore::parse(&text)
            .unwrap()
            .open_key(&passphrase("correct horse"))
            .unwrap();
        assert_eq!(opened.address().unwrap(), address);
        let again = seal(&secret, Some(&address), &passphrase("correct horse"), Cost::NONE).unwrap();
        let again: serde_json::Value = serde_json::from_str(&again).unwrap();
        assert_ne!(
            again["crypto"]["ciphertext"], json["crypto"]["ciphertext"],
            "salt and iv are drawn each time"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_sealed_opens_again(secret in prop::collection::vec(any::<u8>(), 0..200), words in "\\PC{1,40}") {
            let words = passphrase(&words);
            let text = seal(&SecretBytes::copied(&secret), None, &words, Cost::NONE).unwrap();
            let opened = Keystore::parse(&text).unwrap().open(&words).unwrap();
            prop_assert_eq!(opened.expose(), secret.as_slice());
        }

        #[test]
        fn no_text_makes_the_reader_fall_over(text in "\\PC{0,200}") {
            let _ = Keystore::parse(&text);
        }
    }
}
