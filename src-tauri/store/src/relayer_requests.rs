//! Requests to the venue's relayer, as they are kept: what was signed, under which of the wallet's numbers, and what became of it.
//!
//! A request is written before it leaves ([`Store::begin_relayer_request`]), in live's data only. What is known of it only grows: a
//! signed request is never changed, and one that is over stays as it ended.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;

use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::money::Usd;
use pilotfish_copy::wallet::WalletType;

use crate::codec::{Columns, Whole, json, word};
use crate::error::StoreError;
use crate::reader::Reader;
use crate::statements::{Statement, Statements};
use crate::store::Store;

/// The requests that may still happen.
pub(crate) const OPEN_REQUESTS: &str = "SELECT * FROM relayer_requests INDEXED BY one_open_relayer_request_a_wallet \
    WHERE state IN ('committed', 'unknown', 'taken') ORDER BY id";
const OPEN_OF_WALLET: &str =
    "SELECT id FROM relayer_requests WHERE wallet = ? AND state IN ('committed', 'unknown', 'taken')";
/// The last requests.
pub(crate) const LAST_REQUESTS: &str = "SELECT * FROM relayer_requests ORDER BY id DESC LIMIT ?";

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestPurpose {
    /// Contracts get a right to spend pUSD or to move shares.
    Approvals,
    /// Shares of resolved markets become pUSD.
    Redemption,
}

/// How far a request is, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Written down. It may have been sent.
    Committed,
    /// Sent, and not answered: it is looked up.
    Unknown,
    /// The relayer has it.
    Taken,
    /// It happened, for good.
    Confirmed,
    /// The chain or the relayer gave it up: nothing happened.
    Failed,
    /// The relayer refused it: nothing happened.
    Refused,
    /// It never left.
    NotSent,
    /// Another transaction used the wallet's number up: whether it was this one is not known, and it cannot happen any more.
    NumberUsed,
    /// Nobody has it, and it cannot happen any more, or was not seen for so long that it is not waited for.
    Lapsed,
}

impl RequestState {
    /// Whether nothing more is waited for.
    #[must_use]
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Committed | Self::Unknown | Self::Taken)
    }
}

/// A call as it was shown and signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCall {
    /// The contract, EIP-55.
    pub contract: String,
    /// Selector and arguments, `0x` and hex digits.
    pub data: String,
}

/// What of the books a request redeems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptClaim {
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// What was owed for it when it was sent, USD.
    pub usd: Usd,
}

/// A signed request that is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRelayerRequest {
    /// What it is for.
    pub purpose: RequestPurpose,
    /// Whose calls, EIP-55.
    pub wallet: String,
    /// Its kind.
    pub wallet_type: WalletType,
    /// The wallet's number, a decimal.
    pub nonce: String,
    /// The calls.
    pub calls: Vec<KeptCall>,
    /// The claims; none of an approval.
    pub claims: Vec<KeptClaim>,
    /// What is posted.
    pub body: String,
    /// From when on the wallet does not take it any more, ms of the computer's clock.
    pub good_until: Option<i64>,
    /// When it was signed, ms of the computer's clock.
    pub at: i64,
}

/// What became known of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestProgress {
    /// How far it is.
    pub state: RequestState,
    /// The relayer's name for it; `None` leaves what is known.
    pub transaction_id: Option<String>,
    /// Its hash on the chain; `None` leaves what is known.
    pub transaction_hash: Option<String>,
    /// Why, in the relayer's or the program's words; `None` leaves what is known.
    pub words: Option<String>,
    /// When, ms of the computer's clock.
    pub at: i64,
}

/// A request as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayerRequestRow {
    /// Its number here.
    pub id: u64,
    /// What was signed.
    pub request: NewRelayerRequest,
    /// How far it is.
    pub state: RequestState,
    /// The relayer's name for it.
    pub transaction_id: Option<String>,
    /// Its hash on the chain.
    pub transaction_hash: Option<String>,
    /// Why it ended so.
    pub words: Option<String>,
    /// When something was last learnt of it, ms of the computer's clock.
    pub updated_at: i64,
}

impl Store {
    /// Writes a signed request down, before it is sent. Returns its number here; it is on the disk then.
    ///
    /// # Errors
    /// `Refused` for data that are not live's, and while another request of that wallet is open; `Busy`, `DiskFull` and the like.
    /// Nothing may be sent then.
    pub async fn begin_relayer_request(&self, new: &NewRelayerRequest) -> Result<u64, StoreError> {
        const INSERT: &str = "INSERT INTO relayer_requests (purpose, wallet, wallet_type, nonce, calls, claims, body, \
            good_until, state, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'committed', ?, ?)";
        let mut statements = Statements::default();
        statements.push(
            Statement::new(INSERT)
                .bind(word(&new.purpose)?)
                .bind(new.wallet.as_str())
                .bind(new.wallet_type.word())
                .bind(new.nonce.as_str())
                .bind(json(&new.calls)?)
                .bind(json(&new.claims)?)
                .bind(new.body.as_str())
                .bind(new.good_until)
                .bind(new.at)
                .bind(new.at),
        );
        self.write(statements).await?;
        // Of a wallet at most one is open: this one.
        let id: i64 = sqlx::query_scalar(OPEN_OF_WALLET)
            .bind(&new.wallet)
            .fetch_one(&mut *self.connection().await)
            .await?;
        u64::from_whole(id).ok_or_else(|| StoreError::unreadable("a request's number", id))
    }

    /// Writes down what became known of a request.
    ///
    /// # Errors
    /// `Refused` for a request that is over; `Busy`, `DiskFull` and the like: what is written stays true, and it can be said again.
    pub async fn note_relayer_request(&self, id: u64, news: &RequestProgress) -> Result<(), StoreError> {
        const UPDATE: &str = "UPDATE relayer_requests SET state = ?, transaction_id = COALESCE(?, transaction_id), \
            transaction_hash = COALESCE(?, transaction_hash), words = COALESCE(?, words), updated_at = ? WHERE id = ?";
        let mut statements = Statements::default();
        statements.push(
            Statement::new(UPDATE)
                .bind(word(&news.state)?)
                .bind(news.transaction_id.as_deref())
                .bind(news.transaction_hash.as_deref())
                .bind(news.words.as_deref())
                .bind(news.at)
                .bind(id.to_whole()?),
        );
        self.write(statements).await
    }
}

impl Reader {
    /// The requests that may still happen, oldest first: at most one a wallet.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood; `Busy` and the like.
    pub async fn open_relayer_requests(&self) -> Result<Vec<RelayerRequestRow>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(OPEN_REQUESTS).fetch_all(&mut *tx).await?;
        rows.iter().map(read).collect()
    }

    /// The last `most` requests, newest first.
    ///
    /// # Errors
    /// As [`Reader::open_relayer_requests`].
    pub async fn last_relayer_requests(&self, most: u32) -> Result<Vec<RelayerRequestRow>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(LAST_REQUESTS).bind(most).fetch_all(&mut *tx).await?;
        rows.iter().map(read).collect()
    }

    /// The request of that number; none where there is none.
    ///
    /// # Errors
    /// As [`Reader::open_relayer_requests`].
    pub async fn relayer_request(&self, id: u64) -> Result<Option<RelayerRequestRow>, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query("SELECT * FROM relayer_requests WHERE id = ?")
            .bind(id.to_whole()?)
            .fetch_optional(&mut *tx)
            .await?;
        row.as_ref().map(read).transpose()
    }
}

fn read(row: &SqliteRow) -> Result<RelayerRequestRow, StoreError> {
    let row = Columns(row);
    Ok(RelayerRequestRow {
        id: row.whole("id")?,
        request: NewRelayerRequest {
            purpose: row.word("purpose")?,
            wallet: row.text("wallet")?,
            wallet_type: row.word("wallet_type")?,
            nonce: row.text("nonce")?,
            calls: row.json("calls")?,
            claims: row.json("claims")?,
            body: row.text("body")?,
            good_until: row.whole_opt("good_until")?,
            at: row.whole("created_at")?,
        },
        state: row.word("state")?,
        transaction_id: row.text_opt("transaction_id")?,
        transaction_hash: row.text_opt("transaction_hash")?,
        words: row.text_opt("words")?,
        updated_at: row.whole("updated_at")?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::WalletAddress;
    use pilotfish_copy::wallet::TradingAccount;

    use super::*;
    use crate::identity::Identity;

    fn account() -> TradingAccount {
        TradingAccount {
            chain_id: 137,
            funder: WalletAddress::parse("0x56687bf447db6ffa42ffe2204a05edaa20f55839").unwrap(),
            wallet_type: WalletType::Deposit,
        }
    }

    fn request(nonce: &str) -> NewRelayerRequest {
        NewRelayerRequest {
            purpose: RequestPurpose::Redemption,
            wallet: "0x56687bf447dB6fFA42FFE2204a05EDaa20f55839".to_owned(),
            wallet_type: WalletType::Deposit,
            nonce: nonce.to_owned(),
            calls: vec![KeptCall {
                contract: "0x12121212006e4CD160D18e3f00711DA5c3372600".to_owned(),
                data: "0x01".to_owned(),
            }],
            claims: vec![KeptClaim {
                token: TokenId::new("7"),
                condition: ConditionId::new("0xab"),
                usd: Usd::dollars(5),
            }],
            body: "{}".to_owned(),
            good_until: Some(300_000),
            at: 1_000,
        }
    }

    fn news(state: RequestState, id: Option<&str>) -> RequestProgress {
        RequestProgress {
            state,
            transaction_id: id.map(str::to_owned),
            transaction_hash: None,
            words: None,
            at: 2_000,
        }
    }

    #[tokio::test]
    async fn a_request_is_kept_as_signed_and_only_what_is_known_of_it_grows() {
        let folder = tempfile::tempdir().unwrap();
        let live = Identity::Live { account: account() };
        let store = Store::open(folder.path(), live.clone()).await.unwrap();
        let id = store.begin_relayer_request(&request("3")).await.unwrap();
        let open = store.reader().open_relayer_requests().await.unwrap();
        assert_eq!(
            (open.len(), &open[0].request, open[0].state),
            (1, &request("3"), RequestState::Committed)
        );
        let second = store.begin_relayer_request(&request("4")).await;
        assert!(
            matches!(second, Err(StoreError::Refused { .. })),
            "one at a time: {second:?}"
        );
        let unnamed = store.note_relayer_request(id, &news(RequestState::Taken, None)).await;
        assert!(matches!(unnamed, Err(StoreError::Refused { .. })), "{unnamed:?}");
        store
            .note_relayer_request(id, &news(RequestState::Taken, Some("a1")))
            .await
            .unwrap();
        store.close().await.unwrap();

        let store = Store::open(folder.path(), live).await.unwrap();
        store
            .note_relayer_request(id, &news(RequestState::Confirmed, None))
            .await
            .unwrap();
        let row = store.reader().relayer_request(id).await.unwrap().unwrap();
        assert_eq!(
            (row.state, row.transaction_id.as_deref()),
            (RequestState::Confirmed, Some("a1"))
        );
        assert!(
            store
                .note_relayer_request(id, &news(RequestState::Failed, None))
                .await
                .is_err(),
            "it is over"
        );
        // The next one, and the same number is not confirmed twice.
        let again = store.begin_relayer_request(&request("3")).await.unwrap();
        let twice = store
            .note_relayer_request(again, &news(RequestState::Confirmed, Some("b2")))
            .await;
        assert!(matches!(twice, Err(StoreError::Refused { .. })), "{twice:?}");
        store
            .note_relayer_request(again, &news(RequestState::Lapsed, None))
            .await
            .unwrap();
        assert_eq!(store.reader().open_relayer_requests().await.unwrap(), []);
        let last = store.reader().last_relayer_requests(5).await.unwrap();
        assert_eq!(last.iter().map(|row| row.id).collect::<Vec<_>>(), [again, id]);
    }

    #[tokio::test]
    async fn only_a_live_account_has_requests_and_each_has_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Identity::Paper { account: account() })
            .await
            .unwrap();
        assert!(store.begin_relayer_request(&request("3")).await.is_err());
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Identity::Live { account: account() })
            .await
            .unwrap();
        for nonce in ["", "-1", "0x3", "3.5"] {
            assert!(store.begin_relayer_request(&request(nonce)).await.is_err(), "{nonce:?}");
        }
        let plain = NewRelayerRequest {
            wallet_type: WalletType::Eoa,
            ..request("3")
        };
        assert!(store.begin_relayer_request(&plain).await.is_err());
    }
}
