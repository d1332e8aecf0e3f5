//! What became of requests: asked until nothing more can, also of those that a process before this one left open.

use std::sync::{Arc, PoisonError, Weak};

use pilotfish_polymarket::RelayerApi;
use pilotfish_polymarket::relayer::{Fate, RelayerState, RelayerTransaction, Sought};
use pilotfish_store::{RelayerRequestRow, RequestProgress, RequestPurpose, RequestState};
use serde_json::Value;

use super::{RelayerError, RelayerRequests, Shared, ended};
use crate::clock::system_ms;
use crate::error::EngineError;

/// After the end that a request has by itself, the chain's clock and the computer's may differ by so much, ms.
const CLOCKS_APART_MS: i64 = 60_000;

impl RelayerRequests {
    /// Follows what is open, from before as from now. Within a runtime.
    pub fn resume(&self) {
        let this = Arc::downgrade(&self.shared);
        let (stop, every) = (self.shared.stop.clone(), self.shared.pace.ask_every);
        tokio::spawn(async move {
            // Before the engine's data are open nobody knows what is open.
            loop {
                let Some(this) = upgraded(&this) else { return };
                match this.open().await {
                    Ok(open) => {
                        for row in open {
                            tracing::info!(id = row.id, state = ?row.state, "a request to the relayer is open: it is looked up");
                            this.follow(row.id);
                        }
                        return;
                    }
                    Err(error) => tracing::debug!(%error, "it is not known yet which requests are open"),
                }
                drop(this);
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(every) => {}
                }
            }
        });
    }

    /// Follows that request until it is over, unless somebody here does.
    pub(super) fn follow(&self, id: u64) {
        if !self.followed().insert(id) {
            return;
        }
        let this = Arc::downgrade(&self.shared);
        let (stop, every) = (self.shared.stop.clone(), self.shared.pace.ask_every);
        tokio::spawn(async move {
            loop {
                let Some(this) = upgraded(&this) else { return };
                match this.look(id).await {
                    Ok(row) if row.state.is_over() => {
                        this.followed().remove(&id);
                        return;
                    }
                    Ok(_) => {}
                    Err(error) => tracing::warn!(id, %error, "it is not known how far a request to the relayer is"),
                }
                drop(this);
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(every) => {}
                }
            }
        });
    }

    fn followed(&self) -> std::sync::MutexGuard<'_, std::collections::BTreeSet<u64>> {
        self.shared.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(&self) -> Result<Vec<RelayerRequestRow>, EngineError> {
        match self.shared.place.reader().await? {
            Some(reader) => Ok(reader.open_relayer_requests().await?),
            None => Ok(Vec::new()),
        }
    }

    /// Looks at what is open once more.
    ///
    /// # Errors
    /// [`RelayerError::Open`] where something is open still.
    pub(super) async fn settle_open(&self) -> Result<(), RelayerError> {
        for row in self.open().await? {
            let now = self.look(row.id).await?;
            if !now.state.is_over() {
                self.follow(now.id);
                return Err(RelayerError::Open(now.id));
            }
        }
        Ok(())
    }

    /// Asks how far a request is, and writes down what is new.
    ///
    /// # Errors
    /// What could not be asked or written: then it is as it was.
    pub async fn look(&self, id: u64) -> Result<RelayerRequestRow, RelayerError> {
        let _one = self.shared.looking.lock().await;
        let row = self.row(id).await?;
        if row.state.is_over() {
            return Ok(row);
        }
        let Some(progress) = self.ask(&row).await? else {
            return Ok(row);
        };
        let is_news = progress.state != row.state
            || (progress.transaction_hash.is_some() && progress.transaction_hash != row.transaction_hash);
        if !is_news {
            return Ok(row);
        }
        tracing::info!(id, state = ?progress.state, words = progress.words, "a request to the relayer has come further");
        let state = progress.state;
        // What happened shows where it is read; the row is written first, so that a crash in between leaves nothing unread for good.
        self.note(id, progress).await?;
        if matches!(state, RequestState::Confirmed | RequestState::NumberUsed) {
            self.read_again(row.request.purpose).await;
        }
        self.row(id).await
    }

    async fn ask(&self, row: &RelayerRequestRow) -> Result<Option<RequestProgress>, RelayerError> {
        let (transport, _) = self.shared.place.wire().await?;
        if let (RequestState::Taken, Some(named)) = (row.state, &row.transaction_id) {
            // Anybody may ask for one by its name.
            let found = RelayerApi::new(transport).transaction(named).await.map_err(venue)?;
            return Ok(Some(progress(&found)));
        }
        let account = self.account().await?;
        let relayer = self.relayer_with_key(transport, &account).await?;
        let others = self.others(row.id).await?;
        let signature = signature_of(&row.request.body);
        let sought = Sought {
            signature: signature.as_deref(),
            others: &others,
        };
        let bad = |what: &str| EngineError::Failed(format!("a kept request has no {what}"));
        let owner = account.signer.address().parse().map_err(|_| bad("owner"))?;
        let nonce = row.request.nonce.parse().map_err(|_| bad("number"))?;
        let fate = relayer.fate_of_request(owner, row.request.wallet_type, nonce, &sought);
        Ok(match fate.await.map_err(venue)? {
            Fate::Found(found) => Some(progress(&found)),
            Fate::NumberUsed => Some(ended(
                RequestState::NumberUsed,
                "the wallet's number was used by a transaction that the relayer does not list",
            )),
            Fate::NotSeen if self.is_past(row) => Some(ended(
                RequestState::Lapsed,
                "the relayer does not have it, and the wallet's number is free",
            )),
            Fate::NotSeen => None,
        })
    }

    /// Whether a request that nobody has seen is not to be waited for any more.
    fn is_past(&self, row: &RelayerRequestRow) -> bool {
        let now = system_ms();
        let unseen_for = i64::try_from(self.shared.pace.unseen_for.as_millis()).unwrap_or(i64::MAX);
        row.request.good_until.map_or_else(
            || now.saturating_sub(row.request.at) >= unseen_for,
            |until| now >= until.saturating_add(CLOCKS_APART_MS),
        )
    }

    /// The relayer's names of our other requests.
    async fn others(&self, id: u64) -> Result<Vec<String>, RelayerError> {
        let rows = self.rows().await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.id != id)
            .filter_map(|row| row.transaction_id)
            .collect())
    }

    /// What a request changed is read where it shows.
    async fn read_again(&self, purpose: RequestPurpose) {
        match purpose {
            RequestPurpose::Redemption => self.shared.place.read_account().await,
            // The venue keeps what it read from the chain, until it is asked to read again.
            RequestPurpose::Approvals => {
                let Ok((_, trading)) = self.shared.place.wire().await else {
                    return;
                };
                if let Err(error) = trading.refresh_balance().await {
                    tracing::warn!(%error, "the venue was not asked to read the approvals again");
                }
            }
        }
    }
}

fn upgraded(shared: &Weak<Shared>) -> Option<RelayerRequests> {
    shared.upgrade().map(|shared| RelayerRequests { shared })
}

fn venue(error: pilotfish_polymarket::Error) -> EngineError {
    crate::venue::word(error).into()
}

/// How far a transaction of the relayer's is.
pub(super) fn progress(found: &RelayerTransaction) -> RequestProgress {
    RequestProgress {
        state: match found.state {
            RelayerState::Confirmed => RequestState::Confirmed,
            RelayerState::Invalid | RelayerState::Failed => RequestState::Failed,
            RelayerState::New | RelayerState::Executed | RelayerState::Mined | RelayerState::Other(_) => {
                RequestState::Taken
            }
        },
        transaction_id: Some(found.id.clone()),
        transaction_hash: found.hash.clone(),
        words: found.words.clone(),
        at: system_ms(),
    }
}

/// The signature in a request's body.
fn signature_of(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    body.get("signature")?.as_str().map(str::to_owned)
}
