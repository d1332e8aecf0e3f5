//! A private key in memory: read from what a person typed, or drawn by the operating system, and zeroed when it goes.
//!
//! It can deliberately not be cloned, printed, compared or serialised. Its bytes lie in one place on the heap, so that moving
//! the value leaves no copy behind. What it is for is [`crate::Signer`]; what may keep it is [`crate::store`].

use std::fmt;

use alloy::primitives::Address;
use alloy::signers::local::PrivateKeySigner;
use rand::TryRngCore;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::words::{Advice, Words};

/// Bytes of a key.
const BYTES: usize = 32;
/// Hex digits of a key.
const DIGITS: usize = 2 * BYTES;
/// Hex digits of an address.
const ADDRESS_DIGITS: usize = 40;
/// Hex digits of a public key: compressed, raw, and with its prefix.
const PUBLIC_KEY_DIGITS: [usize; 3] = [66, 128, 130];
/// A longer text is no key, and is not looked at.
const TEXT_MOST: usize = 4_096;
/// How many words a recovery phrase has (BIP-39).
const PHRASE_WORDS: [usize; 5] = [12, 15, 18, 21, 24];
/// The order of secp256k1, the first number that is no key any more (SEC 2, section 2.4.1).
const CURVE_ORDER: [u8; BYTES] = alloy::hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

/// A secp256k1 private key.
pub struct SecretKey(Box<Zeroizing<[u8; BYTES]>>);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(redacted)")
    }
}

/// Why a text is no private key: what it seems to be instead. It holds nothing of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyTextError {
    /// Nothing was given.
    Empty,
    /// An address.
    Address,
    /// A recovery phrase.
    Phrase,
    /// The contents of a keystore file.
    KeystoreFile,
    /// A public key.
    PublicKey,
    /// An API key, which has the form of a UUID.
    ApiKey,
    /// Hex digits, but so many of them.
    Length(usize),
    /// Something else.
    NotHex,
    /// The number zero.
    Zero,
    /// A number that is not below the order of the curve.
    OutOfRange,
}

impl fmt::Display for KeyTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = self.advice();
        match self {
            Self::Length(digits) => write!(f, "{} It has {digits}. {}", advice.what.en, advice.way_out.en),
            _ => write!(f, "{} {}", advice.what.en, advice.way_out.en),
        }
    }
}

impl std::error::Error for KeyTextError {}

impl KeyTextError {
    /// What was given, and what to do.
    #[must_use]
    pub const fn advice(self) -> Advice {
        match self {
            Self::Empty => advice("empty", "Nothing was entered.", "Rien n’a été saisi.", EXPORT),
            Self::Address => advice(
                "address",
                "This is an address, not a private key: an address has 40 hexadecimal digits, a key has 64.",
                "C’est une adresse, pas une clé privée : une adresse a 40 chiffres hexadécimaux, une clé en a 64.",
                EXPORT,
            ),
            Self::Phrase => advice(
                "phrase",
                "This is a recovery phrase. It opens every account of a wallet, so Pilotfish does not accept it.",
                "C’est une phrase de récupération. Elle ouvre tous les comptes d’un portefeuille : Pilotfish ne l’accepte pas.",
                Words {
                    en: "Only ever enter this phrase in your wallet; export from there the private key of the account you want to trade with.",
                    fr: "Ne saisissez cette phrase que dans votre portefeuille ; exportez-en la clé privée du compte à utiliser.",
                },
            ),
            Self::KeystoreFile => advice(
                "keystore_file",
                "This is the text of a keystore file, not a private key.",
                "C’est le contenu d’un fichier keystore, pas une clé privée.",
                Words {
                    en: "Import the file itself, with its passphrase.",
                    fr: "Importez le fichier lui-même, avec sa phrase secrète.",
                },
            ),
            Self::PublicKey => advice(
                "public_key",
                "This is a public key, which cannot sign.",
                "C’est une clé publique : elle ne permet pas de signer.",
                EXPORT,
            ),
            Self::ApiKey => advice(
                "api_key",
                "This is an API key, not a private key.",
                "C’est une clé d’API, pas une clé privée.",
                EXPORT,
            ),
            Self::Length(_) => advice(
                "length",
                "A private key has 64 hexadecimal digits.",
                "Une clé privée a 64 chiffres hexadécimaux.",
                Words {
                    en: "Copy it again in full.",
                    fr: "Copiez-la de nouveau, en entier.",
                },
            ),
            Self::NotHex => advice(
                "not_hex",
                "This is not a private key: a key has 64 hexadecimal digits, with or without a leading 0x.",
                "Ce n’est pas une clé privée : une clé a 64 chiffres hexadécimaux, avec ou sans 0x devant.",
                EXPORT,
            ),
            Self::Zero => advice(
                "zero",
                "A key made of zeros belongs to no one.",
                "Une clé faite de zéros n’appartient à personne.",
                EXPORT,
            ),
            Self::OutOfRange => advice(
                "out_of_range",
                "This number is too large to be a private key.",
                "Ce nombre est trop grand pour être une clé privée.",
                Words {
                    en: "Copy it again in full: a digit may be wrong.",
                    fr: "Copiez-la de nouveau, en entier : un chiffre est peut-être faux.",
                },
            ),
        }
    }
}

/// What most of them ask for.
const EXPORT: Words = Words {
    en: "In your wallet or on polymarket.com, choose to export the private key, then paste it here.",
    fr: "Dans votre portefeuille ou sur polymarket.com, choisissez d’exporter la clé privée, puis collez-la ici.",
};

const fn advice(code: &'static str, en: &'static str, fr: &'static str, way_out: Words) -> Advice {
    Advice {
        code,
        what: Words { en, fr },
        way_out,
    }
}

impl SecretKey {
    /// From what a person typed or pasted: 64 hex digits in any case, with or without `0x`, with white space anywhere. The text
    /// is the caller's to zero.
    ///
    /// # Errors
    /// [`KeyTextError`], which says what was given instead and what to do.
    pub fn parse(typed: &str) -> Result<Self, KeyTextError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(KeyTextError::Empty);
        }
        if typed.len() > TEXT_MOST {
            return Err(if typed.starts_with('{') {
                KeyTextError::KeystoreFile
            } else {
                KeyTextError::NotHex
            });
        }
        let digits = typed
            .strip_prefix("0x")
            .or_else(|| typed.strip_prefix("0X"))
            .unwrap_or(typed);
        let of_digits = |letter: char| letter.is_ascii_hexdigit() || letter.is_whitespace();
        if is_phrase(typed) {
            return Err(KeyTextError::Phrase);
        }
        if !digits.chars().all(of_digits) {
            return Err(what_else(typed));
        }
        let mut key = Self::blank();
        let mut count = 0_usize;
        for value in digits.chars().filter_map(|letter| letter.to_digit(16)) {
            let value = u8::try_from(value).unwrap_or_default();
            if let Some(byte) = key.0.get_mut(count / 2) {
                *byte = (*byte << 4) | value;
            }
            count += 1;
        }
        match count {
            DIGITS => key.in_range(),
            ADDRESS_DIGITS => Err(KeyTextError::Address),
            _ if PUBLIC_KEY_DIGITS.contains(&count) => Err(KeyTextError::PublicKey),
            _ => Err(KeyTextError::Length(count)),
        }
    }

    /// A new key, drawn from the operating system's random numbers.
    ///
    /// # Errors
    /// [`VaultError::Random`] when the system gives none.
    pub fn generate() -> Result<Self, VaultError> {
        loop {
            let mut key = Self::blank();
            OsRng
                .try_fill_bytes(key.0.as_mut_slice())
                .map_err(|_| VaultError::Random)?;
            // One draw in 2^127 is no key.
            if let Ok(key) = key.in_range() {
                return Ok(key);
            }
        }
    }

    /// From 32 bytes, which are the caller's to zero.
    ///
    /// # Errors
    /// [`VaultError::Key`] when they are no secp256k1 key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        let mut key = Self::blank();
        if bytes.len() != BYTES {
            return Err(VaultError::Key);
        }
        key.0.copy_from_slice(bytes);
        key.in_range().map_err(|_| VaultError::Key)
    }

    /// Its address, EIP-55.
    ///
    /// # Errors
    /// [`VaultError::Key`], which cannot happen to a key that was made here.
    pub fn address(&self) -> Result<String, VaultError> {
        Ok(self.signer()?.address().to_checksum(None))
    }

    pub(crate) fn owner(&self) -> Result<Address, VaultError> {
        Ok(self.signer()?.address())
    }

    /// What signs with it; it zeroes its own copy.
    pub(crate) fn signer(&self) -> Result<PrivateKeySigner, VaultError> {
        PrivateKeySigner::from_slice(self.bytes()).map_err(|_| VaultError::Key)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    fn blank() -> Self {
        Self(Box::new(Zeroizing::new([0; BYTES])))
    }

    fn in_range(self) -> Result<Self, KeyTextError> {
        if self.bytes().iter().all(|byte| *byte == 0) {
            return Err(KeyTextError::Zero);
        }
        if self.bytes() >= CURVE_ORDER.as_slice() {
            return Err(KeyTextError::OutOfRange);
        }
        Ok(self)
    }
}

/// Whether a text is so many words without a digit as a recovery phrase has; some of those words are of hex digits alone.
fn is_phrase(typed: &str) -> bool {
    let of_letters = |word: &str| word.chars().all(char::is_alphabetic);
    PHRASE_WORDS.contains(&typed.split_whitespace().count()) && typed.split_whitespace().all(of_letters)
}

/// What a text that is not made of hex digits seems to be.
fn what_else(typed: &str) -> KeyTextError {
    if typed.starts_with('{') {
        return KeyTextError::KeystoreFile;
    }
    let is_of_letters = typed
        .chars()
        .all(|letter| letter.is_alphabetic() || letter.is_whitespace());
    if is_of_letters && typed.split_whitespace().count() > 3 {
        return KeyTextError::Phrase;
    }
    if typed.parse::<uuid::Uuid>().is_ok() {
        return KeyTextError::ApiKey;
    }
    KeyTextError::NotHex
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use proptest::prelude::*;

    use super::*;

    /// The first key of every local test chain: public, and worthless.
    const KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    const ADDRESS: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    #[test]
    fn a_key_is_read_however_it_was_pasted() {
        let spaced: Vec<String> = KEY
            .as_bytes()
            .chunks(4)
            .map(|group| String::from_utf8_lossy(group).into())
            .collect();
        for typed in [
            KEY.to_owned(),
            format!("0x{KEY}"),
            format!("0X{}", KEY.to_uppercase()),
            format!("  0x{KEY}\r\n"),
            format!("\t{KEY}\n\n"),
            spaced.join(" "),
        ] {
            let key = SecretKey::parse(&typed).expect("a key");
            assert_eq!(key.address().expect("an address"), ADDRESS, "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_key_is_named() {
        let phrase = "test test test test test test test test test test test junk";
        let of_hex_letters = "add bad cab dad fad fee bee ace cede deed face fade";
        for (typed, expected) in [
            ("", KeyTextError::Empty),
            (" \n", KeyTextError::Empty),
            (ADDRESS, KeyTextError::Address),
            (&ADDRESS[2..], KeyTextError::Address),
            (phrase, KeyTextError::Phrase),
            ("legal winner thank year wave sausage", KeyTextError::Phrase),
            (of_hex_letters, KeyTextError::Phrase),
            (r#"{"version":3,"crypto":{}}"#, KeyTextError::KeystoreFile),
            ("00000000-1111-2222-3333-444444444444", KeyTextError::ApiKey),
            (format!("04{KEY}{KEY}").as_str(), KeyTextError::PublicKey),
            (format!("0x02{KEY}").as_str(), KeyTextError::PublicKey),
            (&KEY[1..], KeyTextError::Length(63)),
            (format!("{KEY}0").as_str(), KeyTextError::Length(65)),
            (format!("{KEY}g").as_str(), KeyTextError::NotHex),
            ("correct horse", KeyTextError::NotHex),
            ("0".repeat(64).as_str(), KeyTextError::Zero),
            ("f".repeat(64).as_str(), KeyTextError::OutOfRange),
            (alloy::hex::encode(CURVE_ORDER).as_str(), KeyTextError::OutOfRange),
        ] {
            let error = SecretKey::parse(typed).expect_err(typed);
            assert_eq!(error, expected, "{typed:?}");
            let advice = error.advice();
            for words in [advice.what, advice.way_out] {
                assert!(
                    !words.en.is_empty() && !words.fr.is_empty() && words.en != words.fr,
                    "{error:?}"
                );
            }
        }
    }

    #[test]
    fn the_largest_key_is_one_and_the_next_number_is_none() {
        let mut largest = CURVE_ORDER;
        largest[31] -= 1;
        assert!(SecretKey::parse(&alloy::hex::encode(largest)).is_ok());
        assert!(SecretKey::from_bytes(&largest).is_ok());
        assert_eq!(SecretKey::from_bytes(&CURVE_ORDER).err(), Some(VaultError::Key));
        assert_eq!(SecretKey::from_bytes(&largest[1..]).err(), Some(VaultError::Key));
        let mut least = [0; 32];
        least[31] = 1;
        assert!(SecretKey::from_bytes(&least).is_ok());
    }

    #[test]
    fn drawn_keys_differ_and_sign() {
        let (one, other) = (
            SecretKey::generate().expect("a key"),
            SecretKey::generate().expect("a key"),
        );
        assert_ne!(one.address().expect("an address"), other.address().expect("an address"));
    }

    proptest! {
        #[test]
        fn no_error_and_no_debug_repeats_what_was_typed(typed in "\\PC{8,80}") {
            match SecretKey::parse(&typed) {
                Ok(key) => prop_assert_eq!(format!("{key:?}"), "SecretKey(redacted)"),
                Err(error) => {
                    let shown = format!("{error} {error:?}");
                    let typed = typed.trim();
                    prop_assert!(typed.len() < 8 || !shown.contains(typed));
                }
            }
        }

        #[test]
        fn every_number_below_the_order_is_a_key(bytes in prop::array::uniform32(any::<u8>())) {
            let text = alloy::hex::encode(bytes);
            let is_key = bytes.iter().any(|byte| *byte != 0) && bytes < CURVE_ORDER;
            prop_assert_eq!(SecretKey::parse(&text).is_ok(), is_key);
            prop_assert_eq!(PrivateKeySigner::from_slice(&bytes).is_ok(), is_key);
        }
    }
}
