//! The wallets of a key.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AddressView, WalletKind};
use crate::types::Ms;

/// What was said to a question about a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "seen", rename_all = "snake_case")]
pub enum WalletSaying {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody knows.
    Unknown {
        /// What stood in the way, in the transport's words.
        words: String,
    },
}

/// Which of the two forms a deposit wallet has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DepositWalletForm {
    /// As the factory made them first.
    Uups,
    /// As it makes them since it has a beacon.
    Beacon,
}

/// A wallet that the key may control, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundWallet {
    /// Its kind.
    pub kind: WalletKind,
    /// Its form, of a deposit wallet.
    pub form: Option<DepositWalletForm>,
    /// Its address.
    pub address: AddressView,
    /// Whether the venue's public profile of this key names it.
    pub profile: WalletSaying,
    /// Whether the relayer says that it is deployed; never asked of a plain address.
    pub deployed: Option<WalletSaying>,
    /// Whether there is code at its address.
    pub code: WalletSaying,
    /// pUSD in it, by the chain; none where nobody knows.
    pub cash: Option<String>,
}

/// Which wallet is recommended, or why none is. Places count from 0 in the list of wallets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum WalletVerdict {
    /// That one.
    Recommended {
        /// Its place.
        place: u32,
    },
    /// The profile names a wallet that this key does not control.
    AnotherAccount {
        /// The wallet that it names.
        named: AddressView,
    },
    /// The profile names a wallet that the chain does not have.
    NotDeployed {
        /// Its place.
        place: u32,
    },
    /// Several could be it.
    Several {
        /// Their places.
        places: Vec<u32>,
    },
    /// No wallet exists: the account was never opened at polymarket.com.
    NoWallet,
    /// Not everybody answered.
    Unanswered {
        /// What stood in the way, in the transport's words.
        words: String,
    },
}

/// The wallets of the chosen key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WalletSearch {
    /// The key's own address.
    pub owner: AddressView,
    /// The wallets, likely ones first.
    pub wallets: Vec<FoundWallet>,
    /// Which one it is.
    pub verdict: WalletVerdict,
    /// When it was asked.
    pub at: Ms,
}
