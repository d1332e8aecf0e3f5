//! The vault: the only code that touches the signing key.
//!
//! It signs three things: our own orders for the three pinned exchanges, within limits that come with each
//! ([`Signer::sign_order`]); the message that proves ownership of the key to the venue ([`Signer::l1_headers`]); and calls of
//! our own wallet that are on a short list ([`Signer::sign_relayer_calls`]). There is deliberately no way to have anything else
//! signed: no raw hash, no message, no transaction. Keys and API secrets are zeroed when dropped and appear in no
//! `Debug`, `Display` or error.

pub mod accounts;
pub mod amounts;
pub mod app_passphrase;
pub mod credentials;
mod device;
mod error;
mod kept_credentials;
pub mod keystore_file;
mod limits;
pub mod order;
pub mod passphrase;
pub mod process;
#[cfg(test)]
mod refusals;
pub mod relayer;
mod relayer_key;
pub mod secret_key;
pub mod signer;
pub mod store;
mod terms;
pub mod unrepeated;
#[cfg(test)]
mod vectors;
pub mod wallets;
pub mod words;

pub use credentials::{ApiCredentials, Headers};
pub use error::{LimitName, VaultError};
pub use order::{OrderBody, OrderRequest, SALT_MAX, SignedChild, WireType};
pub use relayer::{RelayerCall, RelayerRequest, RelayerTerms, SignedRelayerRequest};
pub use relayer_key::RelayerCredentials;
pub use secret_key::{KeyTextError, SecretKey};
pub use signer::{Signer, WalletEvidence};
pub use wallets::Chain;
