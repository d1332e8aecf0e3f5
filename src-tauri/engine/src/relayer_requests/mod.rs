//! Approvals and redemption through the venue's relayer: shown as exact calls, signed by the vault, written down, submitted once, and
//! followed until nothing more can become of them.
//!
//! It works beside a live engine ([`RelayerRequests::beside`]), through whose one writer it writes, and before there is one
//! ([`RelayerRequests::alone`]), when the wizard or the command line asks. The rules:
//! - What is sent is what was shown: a preview holds for the calls and the wallet's number that were read for it, and where either is
//!   another by then, nothing is sent and it is made anew.
//! - The signed request is on the disk before it leaves, and leaves once. What was not answered is looked up, never sent again.
//! - One request of a wallet is open at a time.
//! - The relayer's word books nothing: rights are read again from the venue, and money is booked by the account's own movements.
//!
//! The relayer key is read from the key store for each request, and nowhere kept.

mod approval_samples;
mod book;
mod claims;
mod error;
mod follow;
mod place;
mod preview;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::ids::{TokenId, WalletAddress};
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::relayer::{Submitted, request};
use pilotfish_polymarket::{Endpoints, RelayerApi, Transport};
use pilotfish_store::{NewRelayerRequest, RequestProgress};
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::{KeyStore, SecretMode};
use pilotfish_vault::{RelayerCredentials, RelayerRequest, RelayerTerms, Signer};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock::system_ms;
use crate::engine::EngineHandle;
use crate::error::EngineError;
use crate::home::Home;
use crate::order_signer::OwnAccount;
use place::Place;
use preview::Asked;

pub(crate) use book::RelayerWrite;
pub use claims::{OpenClaim, open_claims};
pub use error::RelayerError;
pub use pilotfish_polymarket::relayer::approvals::{Approval, Asset, LeftOut, LeftOutBecause, Most};
pub use pilotfish_polymarket::relayer::preview::{Argument, CallPreview, Effect};
pub use pilotfish_store::{KeptCall, KeptClaim, RelayerRequestRow, RequestPurpose, RequestState};
pub use preview::{CallsPlan, NextNumber};

/// A preview is good for so long, real time.
const PREVIEW_GOOD_FOR: Duration = Duration::from_secs(600);
/// So many previews are kept, the newest.
const PREVIEWS_MOST: usize = 8;
/// So many requests are listed.
const LISTED_MOST: u32 = 50;

/// How patiently requests are followed, real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Between two questions about a request.
    pub ask_every: Duration,
    /// A request without an end of its own that nobody has seen for so long is not waited for any more. Should it arrive after all, the
    /// wallet's number keeps it from happening beside another.
    pub unseen_for: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            ask_every: Duration::from_secs(3),
            unseen_for: Duration::from_secs(600),
        }
    }
}

/// The requests of one account. Clones are the same ones.
#[derive(Clone)]
pub struct RelayerRequests {
    shared: Arc<Shared>,
}

struct Shared {
    place: Place,
    /// None for a key that is held in memory only: then there is no relayer key either.
    keys: Option<Arc<dyn KeyStore>>,
    pace: Pace,
    previews: Mutex<Vec<Shown>>,
    numbered: Mutex<u64>,
    /// One is sent at a time.
    sending: tokio::sync::Mutex<()>,
    /// One is looked at at a time: what is learnt is written once.
    looking: tokio::sync::Mutex<()>,
    /// Those that a task of this process follows.
    followed: Mutex<BTreeSet<u64>>,
    stop: CancellationToken,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A preview that was handed out.
#[derive(Clone)]
struct Shown {
    plan: CallsPlan,
    asked: Asked,
    at: Instant,
}

/// Who signs, for which wallet.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) signer: Arc<Signer>,
    pub(crate) kind: WalletType,
    pub(crate) wallet: WalletAddress,
}

impl RelayerRequests {
    /// Beside the live engine, for its account, with the relayer key of `keys` (of the store that keeps the account's own key, where none
    /// is given). Requests of before that are open are followed from now on. Within a runtime.
    ///
    /// # Errors
    /// [`RelayerError::NotLive`] for an engine of another mode.
    pub fn beside(engine: &EngineHandle, keys: Option<Arc<dyn KeyStore>>, pace: Pace) -> Result<Self, RelayerError> {
        let keys = keys.or_else(|| engine.shared.stop_path.login.key_store());
        let this = Self::at(Place::beside(engine)?, keys, pace);
        this.resume();
        Ok(this)
    }

    /// Without an engine. Each write opens the account's data for itself, so that an engine may start at any time; while one runs,
    /// nothing is written from here.
    ///
    /// # Errors
    /// [`EngineError::Address`] for addresses that may not be used.
    pub fn alone(
        home: Home,
        own: OwnAccount,
        endpoints: Endpoints,
        keys: Arc<dyn KeyStore>,
        pace: Pace,
    ) -> Result<Self, RelayerError> {
        let place = Place::alone(home, own, endpoints, Arc::clone(&keys))?;
        Ok(Self::at(place, Some(keys), pace))
    }

    fn at(place: Place, keys: Option<Arc<dyn KeyStore>>, pace: Pace) -> Self {
        let stop = place.stop();
        Self {
            shared: Arc::new(Shared {
                place,
                keys,
                pace,
                previews: Mutex::new(Vec::new()),
                numbered: Mutex::new(0),
                sending: tokio::sync::Mutex::new(()),
                looking: tokio::sync::Mutex::new(()),
                followed: Mutex::new(BTreeSet::new()),
                stop,
            }),
        }
    }

    /// The calls that would give every right that the venue shows as missing, and who has which. Nothing is sent.
    ///
    /// # Errors
    /// The key's, and what could not be read.
    pub async fn preview_approvals(&self) -> Result<CallsPlan, RelayerError> {
        self.preview(Asked::Approvals).await
    }

    /// The calls that would redeem what resolved markets owe for those tokens; for all where none is named. Nothing is sent.
    ///
    /// # Errors
    /// As [`RelayerRequests::preview_approvals`]; [`RelayerError::NoClaim`] for a token for which nothing is owed.
    pub async fn preview_redemption(&self, tokens: &[TokenId]) -> Result<CallsPlan, RelayerError> {
        self.preview(Asked::Redemption(tokens.to_vec())).await
    }

    async fn preview(&self, asked: Asked) -> Result<CallsPlan, RelayerError> {
        let mut plan = preview::plan(self, &asked).await?;
        if plan.next.is_some() && !plan.calls.is_empty() {
            plan.id = Some(self.next_number());
            let shown = Shown {
                plan: plan.clone(),
                asked,
                at: Instant::now(),
            };
            let mut previews = self.shared.previews.lock().unwrap_or_else(PoisonError::into_inner);
            if previews.len() >= PREVIEWS_MOST {
                previews.remove(0);
            }
            previews.push(shown);
        }
        Ok(plan)
    }

    fn next_number(&self) -> u64 {
        let mut numbered = self.shared.numbered.lock().unwrap_or_else(PoisonError::into_inner);
        *numbered += 1;
        *numbered
    }

    /// A preview that was handed out and is good still.
    #[must_use]
    pub fn shown(&self, preview: u64) -> Option<CallsPlan> {
        self.find(preview).map(|shown| shown.plan)
    }

    fn find(&self, preview: u64) -> Option<Shown> {
        let previews = self.shared.previews.lock().unwrap_or_else(PoisonError::into_inner);
        let found = previews.iter().find(|shown| shown.plan.id == Some(preview))?;
        (found.at.elapsed() < PREVIEW_GOOD_FOR).then(|| found.clone())
    }

    fn forget(&self, preview: u64) {
        let mut previews = self.shared.previews.lock().unwrap_or_else(PoisonError::into_inner);
        previews.retain(|shown| shown.plan.id != Some(preview));
    }

    /// Signs, writes down and submits what that preview showed, and follows it from then on. The row that is returned says how far it
    /// was when it was answered, or that it was not.
    ///
    /// # Errors
    /// [`RelayerError::PreviewGone`], [`RelayerError::PreviewChanged`] where the calls or the wallet's number are others by now,
    /// [`RelayerError::Open`] while another request is open, [`RelayerError::NoRelayerKey`]; the vault's and the disk's. Nothing was sent
    /// then.
    pub async fn send(&self, preview: u64) -> Result<RelayerRequestRow, RelayerError> {
        // Not to be given up half-way by a caller that goes away.
        let this = self.clone();
        let sent = tokio::spawn(async move { this.send_now(preview).await });
        sent.await.map_err(|error| EngineError::Failed(error.to_string()))?
    }

    async fn send_now(&self, preview: u64) -> Result<RelayerRequestRow, RelayerError> {
        let _one = self.shared.sending.lock().await;
        let shown = self.find(preview).ok_or(RelayerError::PreviewGone)?;
        self.settle_open().await?;
        let now = preview::plan(self, &shown.asked).await?;
        self.forget(preview);
        let Some(next) = now.next.clone().filter(|_| now.is_as(&shown.plan)) else {
            return Err(RelayerError::PreviewChanged);
        };
        let account = self.account().await?;
        let (transport, _) = self.shared.place.wire().await?;
        let relayer = self.relayer_with_key(transport.clone(), &account).await?;
        let terms = request::terms(account.kind, &next.transaction, transport.stamp_s())
            .map_err(crate::venue::word)
            .map_err(EngineError::from)?;
        let asked = RelayerRequest {
            calls: &now.raw,
            nonce: next.transaction.nonce,
            terms,
        };
        let signed = account.signer.sign_relayer_calls(&asked).map_err(EngineError::from)?;
        let new = NewRelayerRequest {
            purpose: now.purpose,
            wallet: now.wallet.clone(),
            wallet_type: account.kind,
            nonce: next.nonce.clone(),
            calls: now.calls.iter().map(kept_call).collect(),
            claims: now.claims.clone(),
            body: signed.body,
            good_until: good_until(&terms),
            at: system_ms(),
        };
        let id = self
            .shared
            .place
            .write(RelayerWrite::Begin(Box::new(new.clone())))
            .await?;
        tracing::info!(id, nonce = %new.nonce, calls = new.calls.len(), "a request to the relayer is written down");
        let progress = progress_of(relayer.submit(&new.body, None).await);
        tracing::info!(id, state = ?progress.state, words = progress.words, "a request to the relayer was submitted");
        // Where even this cannot be written, the row says that it may have been sent: it is looked up.
        if let Err(error) = self.note(id, progress).await {
            tracing::warn!(id, %error, "what became of a request is not written down yet");
        }
        self.follow(id);
        self.row(id).await
    }

    /// A request, as far as is known.
    ///
    /// # Errors
    /// [`RelayerError::NoRequest`]; the store's.
    pub async fn row(&self, id: u64) -> Result<RelayerRequestRow, RelayerError> {
        let reader = self.shared.place.reader().await?.ok_or(RelayerError::NoRequest)?;
        let row = reader.relayer_request(id).await.map_err(EngineError::from)?;
        row.ok_or(RelayerError::NoRequest)
    }

    /// The last requests, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn rows(&self) -> Result<Vec<RelayerRequestRow>, RelayerError> {
        match self.shared.place.reader().await? {
            Some(reader) => Ok(reader
                .last_relayer_requests(LISTED_MOST)
                .await
                .map_err(EngineError::from)?),
            None => Ok(Vec::new()),
        }
    }

    /// The kind of wallet that holds the money.
    #[must_use]
    pub fn wallet_type(&self) -> WalletType {
        self.shared.place.wallet_type()
    }

    /// Whether a relayer key is kept for the account.
    ///
    /// # Errors
    /// The key store's.
    pub async fn has_relayer_key(&self) -> Result<bool, RelayerError> {
        let account = self.account().await?;
        Ok(self.credentials(&account).await?.is_some())
    }

    /// The books as they are committed; none where nothing was ever written.
    ///
    /// # Errors
    /// The store's.
    pub async fn core(&self) -> Result<Option<Arc<Core>>, RelayerError> {
        Ok(self.shared.place.core().await?)
    }

    pub(crate) async fn account(&self) -> Result<Account, EngineError> {
        self.shared.place.account().await
    }

    async fn relayer_with_key(&self, transport: Transport, account: &Account) -> Result<RelayerApi, RelayerError> {
        let credentials = self.credentials(account).await?.ok_or(RelayerError::NoRelayerKey)?;
        Ok(RelayerApi::new(transport).with_credentials(credentials))
    }

    /// A key store may take as long as its user needs to type a password.
    async fn credentials(&self, account: &Account) -> Result<Option<RelayerCredentials>, EngineError> {
        let Some(keys) = self.shared.keys.clone() else {
            return Ok(None);
        };
        let owner = owner_of(&account.signer)?;
        let read = tokio::task::spawn_blocking(move || {
            Accounts::of(keys.as_ref(), SecretMode::Live).relayer_credentials(&owner)
        });
        let read = read.await.map_err(|error| EngineError::Failed(error.to_string()))?;
        Ok(read?)
    }

    async fn note(&self, id: u64, progress: RequestProgress) -> Result<(), EngineError> {
        self.shared.place.write(RelayerWrite::Note(id, progress)).await?;
        self.shared.place.tell();
        Ok(())
    }
}

impl std::fmt::Debug for RelayerRequests {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RelayerRequests").finish_non_exhaustive()
    }
}

pub(crate) fn owner_of(signer: &Signer) -> Result<WalletAddress, EngineError> {
    WalletAddress::parse(&signer.address()).map_err(|error| EngineError::Failed(error.to_string()))
}

fn kept_call(call: &CallPreview) -> KeptCall {
    KeptCall {
        contract: call.contract.full.clone(),
        data: call.data.clone(),
    }
}

/// When the wallet stops taking it, ms of the computer's clock.
fn good_until(terms: &RelayerTerms) -> Option<i64> {
    match terms {
        RelayerTerms::Deposit { deadline_s } => i64::try_from(*deadline_s).ok()?.checked_mul(1_000),
        RelayerTerms::Safe | RelayerTerms::Proxy { .. } => None,
    }
}

/// What an answer to a submission says.
fn progress_of(submitted: Submitted) -> RequestProgress {
    match submitted {
        Submitted::Taken(transaction) => follow::progress(&transaction),
        Submitted::Refused { status, words } => ended(RequestState::Refused, format!("HTTP {status}: {words}")),
        Submitted::NotSent(error) => ended(RequestState::NotSent, error.to_string()),
        Submitted::Unknown(why) => ended(RequestState::Unknown, why),
    }
}

fn ended(state: RequestState, words: impl Into<String>) -> RequestProgress {
    RequestProgress {
        state,
        transaction_id: None,
        transaction_hash: None,
        words: Some(words.into()),
        at: system_ms(),
    }
}
