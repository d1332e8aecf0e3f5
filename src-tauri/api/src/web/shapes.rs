//! Pages on the web that the system's browser is asked to open.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Of what a page is wanted. An address is made from it here; none is ever taken from the web view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WebPage {
    /// A market's on polymarket.com.
    Market {
        /// Its id, or a token of it.
        market: String,
    },
    /// A trader's on polymarket.com.
    Trader {
        /// Their wallet.
        address: String,
    },
    /// A transaction's on polygonscan.com.
    Transaction {
        /// Its hash.
        hash: String,
    },
}

/// What came of asking for a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenedPage {
    /// Its address.
    pub address: String,
    /// Whether a browser was asked to open it; where none can be, the address can be copied.
    pub opened: bool,
}
