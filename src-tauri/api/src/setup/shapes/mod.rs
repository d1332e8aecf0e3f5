//! The way to live, as it is shown: where it stands, the wallets of a key, the checks, the test order.
//!
//! What was found is a fact with figures, never a sentence: the window has the words, in both languages. Times here are those of the
//! computer's clock, ms since 1970.

mod checks;
mod test_order;
mod wallets;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{ErrorCode, LimitsView, Ms};

pub use checks::*;
pub use test_order::*;
pub use wallets::*;

/// The kinds of wallet that one key may control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WalletKind {
    /// The key's own address.
    Eoa,
    /// Polymarket's proxy.
    Proxy,
    /// A Safe.
    Safe,
    /// A deposit wallet, as new accounts have since May 2026.
    Deposit,
}

/// An address to be compared by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AddressView {
    /// `0x` and 40 digits, with the checksum of EIP-55 in their case.
    pub full: String,
    /// The same digits in ten groups of four, without `0x`.
    pub groups: Vec<String>,
}

/// Where the program keeps keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// The operating system's keychain.
    Keychain,
    /// A folder of encrypted files, by the user's choice.
    EncryptedFolder,
    /// Nowhere: this program takes no keys.
    Nowhere,
}

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SetupStep {
    /// No key is imported, or none is chosen.
    Key,
    /// The wallet is not confirmed.
    Wallet,
    /// Not every check has passed since the program started.
    Checks,
    /// Limits were not saved.
    Limits,
    /// A person has not confirmed it.
    Confirmation,
    /// The test order has not been there and back.
    TestOrder,
    /// Everything is done: live may be entered.
    Done,
}

/// The way to live, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// The first step that is not done.
    pub step: SetupStep,
    /// Where keys are kept.
    pub key_place: KeyPlace,
    /// The imported keys.
    pub keys: Vec<KeyView>,
    /// Why the keys cannot be read: one of the key store's (`key_locked`, `key_denied`, `key_no_bus` and the like).
    pub key_trouble: Option<ErrorCode>,
    /// What is typed to delete a key, in either language.
    pub delete_words: Vec<String>,
    /// The account that was chosen.
    pub account: Option<ChosenAccountView>,
    /// All eight, as they were last looked at.
    pub checks: Vec<SetupCheck>,
    /// The API key's trap, after the test order showed it.
    pub key_trap: Option<KeyTrapView>,
    /// The limits of live: those that are saved, else those that are offered.
    pub limits: LimitsView,
    /// Whether the user saved them.
    pub limits_saved: bool,
    /// The most that can be at risk by these limits, USD.
    pub at_risk: String,
    /// pUSD in the wallet, as last read.
    pub cash: Option<String>,
    /// Above this many USD of total exposure, the amount is typed to confirm.
    pub typed_above: String,
    /// When a person confirmed it.
    pub confirmed_at: Option<Ms>,
    /// When the test order had been there and back.
    pub tested_at: Option<Ms>,
    /// Whether a live engine runs in this program.
    pub runs: bool,
    /// The follows of paper, which a first start in live takes over as they are set.
    pub carried_over: Vec<CarriedFollow>,
}

/// An imported key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// Its own address.
    pub owner: AddressView,
    /// Whether it is the chosen one.
    pub chosen: bool,
    /// Whether a relayer key is kept with it; none where that could not be read.
    pub relayer_key: Option<bool>,
}

/// How it is known that a wallet is the account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Its address follows from the key.
    Derived,
    /// The venue's profile of the key names it.
    Profile,
}

/// The account that was chosen, and its wallet once it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChosenAccountView {
    /// The key's own address: the signer.
    pub owner: AddressView,
    /// The wallet that holds the money.
    pub wallet: Option<WalletView>,
}

/// A confirmed wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WalletView {
    /// Its kind.
    pub kind: WalletKind,
    /// Its address.
    pub address: AddressView,
    /// How it is known.
    pub evidence: EvidenceKind,
    /// When it was confirmed.
    pub at: Ms,
}

/// A follow of paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CarriedFollow {
    /// The trader's name.
    pub trader: String,
    /// Their wallet.
    pub address: String,
    /// Percent, one decimal.
    pub percentage: String,
}
