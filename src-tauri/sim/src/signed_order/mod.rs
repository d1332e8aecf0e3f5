//! A signed order, from the JSON that a client posts to what the exchange takes: decoded, its signature checked, its
//! wallet derived from its signer.
//!
//! It stands here and not in the server, because whoever drives the venue without a server checks orders just the same.
//! Nothing here signs, and nothing here knows HTTP.

mod identity;
mod key_holder;
mod order;
pub mod typed_data;
mod wallets;

pub use key_holder::{Authenticated, KeyHolder, wallet_address};
pub use order::{
    EXPIRATION_THRESHOLD_MS, MarketTerms, OrderRefused, PostedOrderFields, accept, accept_posted, accept_signed_order,
    decode_order,
};
pub use typed_data::{SignatureRefused, TypedOrder};
pub use wallets::DepositWallets;
