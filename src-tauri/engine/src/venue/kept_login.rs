//! The API credentials of the last login, kept for the next one: in the key store beside the key, and nowhere else. Derived anew at
//! each start they would be the same; keeping them spares the signature, and the venue the question.
//!
//! They are tried before new ones are asked for, by a question that changes nothing. A store that does not give them is no obstacle: they
//! are derived then, as at the first login.

use std::sync::Arc;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::input::RefusalCode;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::{Error, TradingApi};
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::{KeyStore, SecretMode, StoreError};
use pilotfish_vault::{ApiCredentials, Signer};

use super::PolymarketVenue;

impl PolymarketVenue {
    /// The login with the credentials that are kept; none where there are none or the venue refuses them.
    pub(super) async fn log_in_as_before(
        &self,
        signer: &Signer,
        kind: WalletType,
        wallet: &WalletAddress,
    ) -> Result<Option<TradingApi>, Error> {
        // Whoever logs in again was refused with these.
        if self.login().is_some() {
            return Ok(None);
        }
        let Some(credentials) = self.kept(signer).await else {
            return Ok(None);
        };
        // With a computer's clock that is off, every stamp would be refused as that of a wrong key is.
        self.public.server_time().await?;
        let trading = TradingApi::new(self.public.clone(), signer, credentials, kind, wallet.clone());
        match trading.closed_only().await {
            Err(Error::Refused { refusal, .. }) if refusal.code == RefusalCode::Authentication => {
                tracing::info!("the venue refuses the API key that was kept");
                Ok(None)
            }
            // What else it refuses is for others to say: the key is known.
            Ok(_) | Err(Error::Refused { .. }) => Ok(Some(trading)),
            Err(error) => Err(error),
        }
    }

    async fn kept(&self, signer: &Signer) -> Option<ApiCredentials> {
        let (store, owner) = (self.keys.clone()?, owner(signer)?);
        let read = move || Accounts::of(store.as_ref(), SecretMode::Live).api_credentials(&owner);
        match tokio::task::spawn_blocking(read).await {
            Ok(Ok(kept)) => kept,
            Ok(Err(error)) => {
                tracing::warn!(
                    code = error.advice().code,
                    "the API credentials that were kept cannot be read"
                );
                None
            }
            Err(_) => None,
        }
    }

    /// Keeps the credentials of a new login. Nobody waits for it: a login is good whether its credentials are kept or not.
    pub(super) fn keep(&self, signer: &Signer, trading: &TradingApi) {
        let (Some(store), Some(owner)) = (self.keys.clone(), owner(signer)) else {
            return;
        };
        let credentials = trading.credentials().clone();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = keep_in(&store, &owner, &credentials) {
                tracing::warn!(code = error.advice().code, "the API credentials are not kept");
            }
        });
    }
}

fn keep_in(store: &Arc<dyn KeyStore>, owner: &WalletAddress, credentials: &ApiCredentials) -> Result<(), StoreError> {
    Accounts::of(store.as_ref(), SecretMode::Live).keep_api_credentials(owner, credentials)
}

/// The key's name in the store.
fn owner(signer: &Signer) -> Option<WalletAddress> {
    WalletAddress::parse(&signer.address()).ok()
}
