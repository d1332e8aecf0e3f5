//! The way to live without a window: what it needs, and what is remembered of it for as long as the program runs.
//!
//! Whoever has a folder, a key store and addresses can walk it: the command list does for the window, and a command line may. Only a
//! person's word is missing here ([`Api::confirm_live`](crate::Api::confirm_live) asks for it).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::money::Usd;
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::going_live::{self, Standing};
use pilotfish_engine::live::{self, ChosenAccount};
use pilotfish_engine::port::VenuePorts;
use pilotfish_engine::test_order::{Cut, Pace, TestDrive, TestPlan, TestRecord};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::{EngineError, Home, OwnAccount};
use pilotfish_polymarket::wallets::{self, WalletCandidates};
use pilotfish_polymarket::{ChainApi, Endpoints, Error, PublicApi, RateLimits, RelayerApi, RequestTimeouts, Transport};
use pilotfish_vault::Signer;
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::{KeyStore, Quietly, SecretMode, StoreError};
use tokio::sync::watch;

use crate::types::{ApiKeyCure, CureState, ErrorCode, Ms, SetupCheck, SetupCheckKind};
use crate::{ApiResult, problem};

/// Deposits usually show within two minutes (polymarket-api §3).
pub(crate) const DEPOSIT_SHOWS_WITHIN: Duration = Duration::from_secs(120);

/// What is asked about a key's wallets.
pub(crate) trait Lookups: Send + Sync {
    /// The wallets that a key may control, and what speaks for each.
    fn find<'a>(&'a self, signer: &'a Signer) -> BoxFuture<'a, Result<WalletCandidates, Error>>;
    /// The wallet that the venue's public profile of that address names.
    fn profile<'a>(&'a self, owner: &'a WalletAddress) -> BoxFuture<'a, Result<WalletAddress, Error>>;
    /// Whether a wallet is there.
    fn exists<'a>(&'a self, kind: WalletType, wallet: &'a WalletAddress) -> BoxFuture<'a, Result<bool, Error>>;
    /// pUSD in it, by the chain.
    fn cash<'a>(&'a self, wallet: &'a WalletAddress) -> BoxFuture<'a, Result<Usd, Error>>;
}

/// The same over the wire.
struct Wire {
    public: PublicApi,
    relayer: RelayerApi,
    chain: ChainApi,
}

impl Lookups for Wire {
    fn find<'a>(&'a self, signer: &'a Signer) -> BoxFuture<'a, Result<WalletCandidates, Error>> {
        Box::pin(wallets::find_wallets(&self.public, &self.relayer, &self.chain, signer))
    }

    fn profile<'a>(&'a self, owner: &'a WalletAddress) -> BoxFuture<'a, Result<WalletAddress, Error>> {
        Box::pin(self.public.profile_wallet(owner))
    }

    fn exists<'a>(&'a self, kind: WalletType, wallet: &'a WalletAddress) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(wallets::exists(&self.relayer, &self.chain, kind, wallet))
    }

    fn cash<'a>(&'a self, wallet: &'a WalletAddress) -> BoxFuture<'a, Result<Usd, Error>> {
        Box::pin(wallets::cash(&self.chain, wallet))
    }
}

/// The venue as the way to live speaks to it.
#[derive(Clone)]
pub(crate) struct Venue {
    pub(crate) ports: VenuePorts,
    pub(crate) lookups: Arc<dyn Lookups>,
}

impl Venue {
    fn connect(endpoints: &Endpoints, keys: &Arc<dyn KeyStore>) -> Result<Self, EngineError> {
        let ports = PolymarketVenue::keeping(endpoints.clone(), Arc::clone(keys))?;
        let transport = Transport::new(endpoints.clone(), RequestTimeouts::default(), RateLimits::Published)
            .map_err(|error| EngineError::Address(error.to_string()))?;
        let wire = Wire {
            public: PublicApi::new(transport.clone()),
            relayer: RelayerApi::new(transport.clone()),
            chain: ChainApi::new(transport),
        };
        Ok(Self {
            ports,
            lookups: Arc::new(wire),
        })
    }
}

/// The API key's trap, since a test order showed it.
#[derive(Debug, Clone)]
pub(crate) struct Trap {
    /// The venue's words.
    pub(crate) words: String,
    /// What was tried, and since when.
    pub(crate) tried: BTreeMap<ApiKeyCure, (CureState, Ms)>,
}

/// What is remembered for as long as the program runs.
#[derive(Default)]
pub(crate) struct Remembered {
    /// The venue, with a login once the checks made one.
    venue: Option<Venue>,
    /// Whether it has one.
    pub(crate) logged_in: bool,
    pub(crate) checks: BTreeMap<SetupCheckKind, SetupCheck>,
    pub(crate) cash: Option<Usd>,
    pub(crate) trap: Option<Trap>,
    /// Since when the wallet has money by the chain that the venue does not show, venue ms.
    pub(crate) unseen_since: Option<i64>,
    /// The test order that was shown.
    pub(crate) plan: Option<TestPlan>,
    /// Whether a test order is under way.
    pub(crate) testing: bool,
    /// What ends it before its time: a stop of everything stops it too.
    pub(crate) cut: Cut,
    /// The venue, where another one stands in place of that at the addresses.
    pub(crate) staged: Option<Venue>,
    /// Where accounts' locks lie, where it is not the platform's place.
    pub(crate) locks: Option<PathBuf>,
    /// The test order's time, where it is not the usual one.
    pub(crate) pace: Option<Pace>,
}

/// The memory of one program.
pub(crate) struct Memory {
    remembered: Mutex<Remembered>,
    /// The test order under way, or the last one since the program began.
    pub(crate) test: watch::Sender<TestRecord>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            remembered: Mutex::default(),
            test: watch::Sender::new(TestRecord::default()),
        }
    }
}

impl Memory {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another account: nothing that was found holds for it.
    pub(crate) fn forget(&self) {
        let mut remembered = self.lock();
        let (staged, locks, pace) = (
            remembered.staged.take(),
            remembered.locks.take(),
            remembered.pace.take(),
        );
        *remembered = Remembered {
            staged,
            locks,
            pace,
            ..Remembered::default()
        };
        drop(remembered);
        self.test.send_replace(TestRecord::default());
    }

    /// For tests: another venue than the one at the addresses, other places, other times.
    #[cfg(test)]
    pub(crate) fn stage(&self, venue: Venue, locks: PathBuf, pace: Pace) {
        let mut remembered = self.lock();
        remembered.staged = Some(venue);
        remembered.locks = Some(locks);
        remembered.pace = Some(pace);
    }
}

/// The way to live.
#[derive(Clone)]
pub struct Way {
    pub(crate) home: Home,
    pub(crate) keys: Arc<dyn KeyStore>,
    endpoints: Endpoints,
    pub(crate) memory: Arc<Memory>,
    /// How long a deposit may take to show at the venue before that is taken for the trap of the API key.
    pub(crate) deposit_shows_within: Duration,
}

impl Way {
    /// That of a folder, with the keys of that store, at those addresses.
    #[must_use]
    pub fn new(home: Home, keys: Arc<dyn KeyStore>, endpoints: Endpoints) -> Self {
        Self::remembering(home, keys, endpoints, Arc::default())
    }

    pub(crate) fn remembering(home: Home, keys: Arc<dyn KeyStore>, endpoints: Endpoints, memory: Arc<Memory>) -> Self {
        Self {
            home,
            keys,
            endpoints,
            memory,
            deposit_shows_within: DEPOSIT_SHOWS_WITHIN,
        }
    }

    /// The same, with another patience for deposits.
    pub(crate) fn with_deposits_within(self, deposit_shows_within: Duration) -> Self {
        Self {
            deposit_shows_within,
            ..self
        }
    }

    /// The venue; connected to when it is first needed.
    pub(crate) fn venue(&self) -> ApiResult<Venue> {
        let mut remembered = self.memory.lock();
        if let Some(staged) = &remembered.staged {
            return Ok(staged.clone());
        }
        if let Some(venue) = &remembered.venue {
            return Ok(venue.clone());
        }
        let venue = Venue::connect(&self.endpoints, &self.keys)?;
        remembered.venue = Some(venue.clone());
        Ok(venue)
    }

    /// The account that was chosen.
    pub(crate) fn chosen(&self) -> ApiResult<ChosenAccount> {
        ChosenAccount::load(&self.home)?.ok_or_else(|| {
            problem(
                ErrorCode::NoAccountChosen,
                "no key was chosen for live trading in this folder",
            )
        })
    }

    /// The account with its confirmed wallet.
    pub(crate) fn own(&self) -> ApiResult<OwnAccount> {
        let own = live::account(&self.home, Arc::clone(&self.keys))?;
        let locks = self.memory.lock().locks.clone().unwrap_or_else(|| own.locks.clone());
        Ok(OwnAccount { locks, ..own })
    }

    /// How far going live is, by the data.
    pub(crate) async fn standing(&self) -> ApiResult<Standing> {
        Ok(going_live::standing(&self.home).await?)
    }

    /// Asks the key store something; it may take as long as its user needs to type a password.
    pub(crate) async fn asking_keys<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Accounts<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let keys = Arc::clone(&self.keys);
        let asked = tokio::task::spawn_blocking(move || question(&Accounts::of(keys.as_ref(), SecretMode::Live)));
        asked.await.unwrap_or(Err(StoreError::Other))
    }

    /// The same without asking its user for anything: a store that is locked stays so, and says it.
    pub(crate) async fn asking_keys_quietly<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Accounts<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let keys = Arc::clone(&self.keys);
        let asked = tokio::task::spawn_blocking(move || {
            let quietly = Quietly(keys.as_ref());
            question(&Accounts::of(&quietly, SecretMode::Live))
        });
        asked.await.unwrap_or(Err(StoreError::Other))
    }

    /// A signer of that key, without a confirmed wallet.
    pub(crate) async fn signer(&self, owner: &WalletAddress) -> Result<Signer, StoreError> {
        let owner = owner.clone();
        self.asking_keys(move |accounts| {
            let key = accounts.key(&owner)?;
            Signer::new(&key).map_err(|_| StoreError::Damaged)
        })
        .await
    }

    pub(crate) fn drive(&self) -> ApiResult<TestDrive> {
        let (pace, cut) = {
            let remembered = self.memory.lock();
            (remembered.pace.unwrap_or_default(), remembered.cut.clone())
        };
        Ok(TestDrive {
            home: self.home.clone(),
            own: self.own()?,
            ports: self.venue()?.ports,
            pace,
            cut,
        })
    }
}
