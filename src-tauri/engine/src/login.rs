//! Logging in at the venue: first, and again where the key is refused.
//!
//! One login at a time: whoever else finds the key refused meanwhile waits for that one and goes on with its outcome.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::Signer;
use pilotfish_vault::store::KeyStore;
use tokio::time::Instant;

use crate::error::EngineError;
use crate::order_signer::{AccountSource, KeySource, OrderSigner, OwnAccount, Unlock};
use crate::port::{PortError, VenueStanding, within};

/// How long logging in may take, real time.
const TIMEOUT: Duration = Duration::from_secs(20);
/// A key that is refused again so soon after a login is not asked for once more.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// Our account's login at one venue.
pub(crate) struct Login {
    standing: Arc<dyn VenueStanding>,
    account: AccountSource,
    /// The key, once its store gave it; kept until the engine ends.
    signer: tokio::sync::Mutex<Option<Arc<Signer>>>,
    order_signer: RwLock<Option<Arc<OrderSigner>>>,
    /// When the last login succeeded. Held while one is under way.
    last: tokio::sync::Mutex<Option<Instant>>,
}

impl Login {
    pub(crate) fn new(standing: Arc<dyn VenueStanding>, account: AccountSource) -> Self {
        Self {
            standing,
            account,
            signer: tokio::sync::Mutex::new(None),
            order_signer: RwLock::new(None),
            last: tokio::sync::Mutex::new(None),
        }
    }

    /// Who trades; none before the first login.
    pub(crate) fn order_signer(&self) -> Option<Arc<OrderSigner>> {
        self.order_signer.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where the account's secrets are kept; none of a key that is held in memory only.
    pub(crate) fn key_store(&self) -> Option<Arc<dyn KeyStore>> {
        match &self.account {
            AccountSource::Live(OwnAccount {
                keys: KeySource::Kept { store, .. },
                ..
            }) => Some(Arc::clone(store)),
            _ => None,
        }
    }

    /// The kind of wallet that holds the money.
    pub(crate) const fn wallet_type(&self) -> WalletType {
        self.account.wallet_type()
    }

    /// Our wallet. A demo's comes from its world: none before the first login.
    pub(crate) fn wallet(&self) -> Option<WalletAddress> {
        match &self.account {
            AccountSource::Paper(own) | AccountSource::Live(own) => Some(own.account.funder.clone()),
            AccountSource::Demo { .. } => self.order_signer().map(|order_signer| order_signer.wallet.clone()),
        }
    }

    /// Who signs: asked of the account's key store once.
    ///
    /// # Errors
    /// The key's and its store's, and the demo clock's where it cannot be read.
    pub(crate) async fn key(&self, unlock: Unlock) -> Result<Arc<Signer>, EngineError> {
        let mut signer = self.signer.lock().await;
        if let Some(signer) = &*signer {
            return Ok(Arc::clone(signer));
        }
        let read = self.account.signer(unlock).await?;
        *signer = Some(Arc::clone(&read));
        Ok(read)
    }

    /// Whether somebody asks the key's store already, and has no answer within that time: its user may be typing a password.
    pub(crate) async fn is_asking_for_key(&self, patience: Duration) -> bool {
        tokio::time::timeout(patience, self.signer.lock()).await.is_err()
    }

    /// Logs in, unless that is done.
    ///
    /// # Errors
    /// The key's and its store's, and the venue's.
    pub(crate) async fn first(&self) -> Result<Arc<OrderSigner>, EngineError> {
        let mut last = self.last.lock().await;
        if let Some(order_signer) = self.order_signer() {
            return Ok(order_signer);
        }
        let signer = self.key(Unlock::MayAsk).await?;
        let kind = self.account.wallet_type();
        // The one that was confirmed: the account's own.
        let wallet = signer.wallet(kind)?;
        let owner = within(TIMEOUT, self.standing.connect(&signer, kind, &wallet)).await?;
        tracing::info!(%wallet, "logged in");
        *last = Some(Instant::now());
        Ok(self.keep(OrderSigner {
            signer,
            kind,
            wallet,
            owner,
        }))
    }

    /// Logs in again, since the venue refuses the key: it is derived anew, or made anew where it was revoked.
    ///
    /// # Errors
    /// The venue's. [`PortError::Denied`] where a login that is seconds old is refused already.
    pub(crate) async fn again(&self) -> Result<(), PortError> {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        let Some(order_signer) = self.order_signer() else {
            return Ok(());
        };
        if let Some(at) = *last {
            if at > asked {
                return Ok(()); // Somebody else did, meanwhile.
            }
            if at.elapsed() < AGAIN_AFTER {
                return Err(PortError::Denied("the key was refused right after a login".to_owned()));
            }
        }
        let owner = within(
            TIMEOUT,
            self.standing
                .connect(&order_signer.signer, order_signer.kind, &order_signer.wallet),
        )
        .await?;
        tracing::info!(wallet = %order_signer.wallet, "logged in again");
        *last = Some(Instant::now());
        self.keep(OrderSigner {
            owner,
            ..OrderSigner::clone(&order_signer)
        });
        Ok(())
    }

    /// For tests: the last login is long past.
    #[cfg(test)]
    pub(crate) async fn age(&self) {
        *self.last.lock().await = None;
    }

    fn keep(&self, order_signer: OrderSigner) -> Arc<OrderSigner> {
        let order_signer = Arc::new(order_signer);
        *self.order_signer.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&order_signer));
        order_signer
    }
}
