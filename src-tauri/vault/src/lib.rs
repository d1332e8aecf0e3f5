//! The vault: the only code that touches the signing key.
//!
//! It signs two things: our own orders for the three pinned exchanges ([`Signer::sign_order`]), and the message that
//! proves ownership of the key to the venue ([`Signer::l1_headers`]). There is deliberately no way to have anything else
//! signed: no raw hash, no message, no transaction. Keys and API secrets are zeroed when dropped and appear in no
//! `Debug`, `Display` or error.

pub mod amounts;
pub mod credentials;
mod error;
pub mod order;
mod relayer_key;
pub mod signer;
mod terms;
#[cfg(test)]
mod vectors;
pub mod wallets;

pub use credentials::{ApiCredentials, Headers};
pub use error::VaultError;
pub use order::{LastGate, OrderRequest, SALT_MAX, SignedChild, WireType};
pub use relayer_key::RelayerCredentials;
pub use signer::Signer;
pub use wallets::Chain;
