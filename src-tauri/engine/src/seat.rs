//! Our seat at the venue: who signs, for which wallet, under which API key.
//!
//! It turns what the core wants placed into a signed order. It knows no reason for an order and keeps nothing.

use std::sync::Arc;

use pilotfish_copy::command::PlaceChild;
use pilotfish_copy::ids::{OrderHash, WalletAddress};
use pilotfish_copy::money::Usd;
use pilotfish_vault::order::SALT_MAX;
use pilotfish_vault::{LastGate, OrderRequest, SignedChild, Signer, VaultError, WalletType};
use rand::Rng;

/// The demo account's kind of wallet: the one that new accounts have had since May 2026.
pub(crate) const DEMO_WALLET: WalletType = WalletType::Deposit;

/// Who trades.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) signer: Arc<Signer>,
    pub(crate) kind: WalletType,
    pub(crate) wallet: WalletAddress,
    /// The API key's id: the `owner` of our orders.
    pub(crate) owner: String,
}

/// A signed order, ready to be committed and sent.
pub(crate) struct Ready {
    pub(crate) signed: SignedChild,
    pub(crate) hash: OrderHash,
    /// The exact bytes to send.
    pub(crate) body: String,
}

impl Seat {
    /// Signs. `most` is the most a purchase may cost: the last gate before a signature.
    pub(crate) fn sign(&self, place: &PlaceChild, most: Usd) -> Result<Ready, VaultError> {
        let request = OrderRequest {
            place,
            wallet: self.kind,
            funder: &self.wallet,
            salt: rand::rng().random_range(0..=SALT_MAX),
            gate: LastGate { max_notional: most },
        };
        let signed = self.signer.sign_order(&request)?;
        let body = signed.body(&self.owner)?;
        Ok(Ready {
            hash: signed.hash().clone(),
            body,
            signed,
        })
    }
}
