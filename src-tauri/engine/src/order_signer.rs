//! What signs our orders: the key, for which wallet, under which API key.
//!
//! It turns what the core wants placed into a signed order. It knows no reason for an order and keeps nothing.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::command::PlaceChild;
use pilotfish_copy::ids::{OrderHash, WalletAddress};
use pilotfish_copy::risk::OrderLimits;
use pilotfish_copy::wallet::{TradingAccount, WalletType};
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::order::SALT_MAX;
use pilotfish_vault::store::{KeyStore, Quietly, SecretMode};
use pilotfish_vault::{OrderBody, OrderRequest, SignedChild, Signer, VaultError, WalletEvidence};
use rand::Rng;

use crate::error::EngineError;
use crate::live::{ChosenWallet, Evidence};
use crate::port::{DemoClock, within};

/// The demo account's kind of wallet: the one that new accounts have had since May 2026.
const DEMO_WALLET: WalletType = WalletType::Deposit;
/// How long the demo's clock may take to say which world it is, real time.
const WORLD_TIMEOUT: Duration = Duration::from_secs(20);

/// Whether a key store that is locked may ask its user for a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unlock {
    /// It may.
    MayAsk,
    /// It may not: locked is the answer then.
    Quietly,
}

/// Where an account's key is.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// Here.
    Held(Arc<Signer>),
    /// In a key store, among the keys of live mode, under its own address. It is asked for at each start of an engine.
    Kept {
        /// The store.
        store: Arc<dyn KeyStore>,
        /// The key's own address.
        owner: WalletAddress,
    },
}

/// An account of the user's at the venue.
#[derive(Debug, Clone)]
pub struct OwnAccount {
    /// Which it is: its data, its lock and its orders are of this one.
    pub account: TradingAccount,
    /// Why its wallet is taken for the key's.
    pub evidence: Evidence,
    /// Where its key is.
    pub keys: KeySource,
    /// Where this user's account locks lie ([`account_locks`](crate::home::account_locks)).
    pub locks: PathBuf,
}

impl OwnAccount {
    /// The account that a key controls through the wallet of that type that is derived from it.
    ///
    /// # Errors
    /// The key's, where its chain has no such wallet.
    pub fn derived(signer: Arc<Signer>, wallet_type: WalletType, locks: PathBuf) -> Result<Self, EngineError> {
        Ok(Self {
            account: account_of(&signer, wallet_type)?,
            evidence: Evidence::Derived,
            keys: KeySource::Held(signer),
            locks,
        })
    }

    /// Who signs for it: nothing but orders of this account's wallet. A key store may ask its user for a password meanwhile.
    ///
    /// # Errors
    /// [`EngineError::KeyStore`] where the store does not give the key, or gives that of another address; [`EngineError::Key`] where the
    /// wallet is not the key's.
    pub async fn signer(&self) -> Result<Arc<Signer>, EngineError> {
        self.signer_unlocking(Unlock::MayAsk).await
    }

    async fn signer_unlocking(&self, unlock: Unlock) -> Result<Arc<Signer>, EngineError> {
        let signer = match &self.keys {
            KeySource::Held(signer) => Arc::clone(signer),
            KeySource::Kept { store, owner } => kept_signer(Arc::clone(store), owner.clone(), unlock).await?,
        };
        let wallet = ChosenWallet {
            wallet_type: self.account.wallet_type,
            address: self.account.funder.clone(),
            evidence: self.evidence,
        };
        signer.confirm_wallet(wallet.wallet_type, &wallet.address, wallet.for_signer())?;
        Ok(signer)
    }
}

/// A key store may take as long as its user needs to type a password.
async fn kept_signer(
    store: Arc<dyn KeyStore>,
    owner: WalletAddress,
    unlock: Unlock,
) -> Result<Arc<Signer>, EngineError> {
    let read = tokio::task::spawn_blocking(move || {
        let quiet = Quietly(store.as_ref());
        let store = match unlock {
            Unlock::MayAsk => store.as_ref(),
            Unlock::Quietly => &quiet,
        };
        let key = Accounts::of(store, SecretMode::Live).key(&owner)?;
        Ok::<_, EngineError>(Arc::new(Signer::new(&key)?))
    });
    read.await.map_err(|error| EngineError::Failed(error.to_string()))?
}

/// The account that a key controls through a wallet of that type.
fn account_of(signer: &Signer, wallet_type: WalletType) -> Result<TradingAccount, EngineError> {
    Ok(TradingAccount {
        chain_id: signer.chain().id(),
        funder: signer.wallet(wallet_type)?,
        wallet_type,
    })
}

/// The demo's account in that world. It is made up: a function of its seed and the world.
pub(crate) fn demo_account(seed: u64, world: &str) -> Result<TradingAccount, EngineError> {
    account_of(&Signer::demo(seed, world)?, DEMO_WALLET)
}

/// Whose account is traded, and where its key comes from.
#[derive(Clone)]
pub(crate) enum AccountSource {
    /// The demo's: its key comes from its seed and the id of the world, which the demo's clock tells.
    Demo { seed: u64, clock: Arc<dyn DemoClock> },
    /// The user's own, with pretend money.
    Paper(OwnAccount),
    /// The user's own.
    Live(OwnAccount),
}

impl AccountSource {
    /// Who signs, for the account's own wallet and no other.
    ///
    /// # Errors
    /// The key's and its store's, and the demo clock's where it cannot be read.
    pub(crate) async fn signer(&self, unlock: Unlock) -> Result<Arc<Signer>, EngineError> {
        match self {
            Self::Demo { seed, clock } => {
                let world = within(WORLD_TIMEOUT, clock.read()).await?.world;
                let signer = Signer::demo(*seed, &world)?;
                let wallet = signer.wallet(DEMO_WALLET)?;
                signer.confirm_wallet(DEMO_WALLET, &wallet, WalletEvidence::Derived)?;
                Ok(Arc::new(signer))
            }
            Self::Paper(own) | Self::Live(own) => own.signer_unlocking(unlock).await,
        }
    }

    /// The kind of wallet that holds the money.
    pub(crate) const fn wallet_type(&self) -> WalletType {
        match self {
            Self::Demo { .. } => DEMO_WALLET,
            Self::Paper(own) | Self::Live(own) => own.account.wallet_type,
        }
    }
}

/// Who trades.
#[derive(Debug, Clone)]
pub(crate) struct OrderSigner {
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
    /// Its bytes.
    pub(crate) body: OrderBody,
}

impl OrderSigner {
    /// Signs, within the limits by which the core decided it.
    pub(crate) fn sign(&self, place: &PlaceChild, limits: &OrderLimits) -> Result<Ready, VaultError> {
        let request = OrderRequest {
            place,
            wallet: self.kind,
            funder: &self.wallet,
            salt: rand::rng().random_range(0..=SALT_MAX),
            limits,
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
