//! Test orders: one small order that only rests, which proves the way to the exchange and back before a live engine starts.
//!
//! Its row is on the disk before it leaves. How it ended decides over live: passed, the data say that they were tested; anything else
//! takes the confirmation back, in the same transaction.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs};
use pilotfish_copy::money::{Price, Shares, Usd};
use sqlx::sqlite::SqliteRow;

use crate::codec::Columns;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::statements::{Statement, Statements};
use crate::store::Store;

/// What stands in `ending` of one that passed.
const PASSED: &str = "passed";

/// A signed test order, prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOrder {
    /// Its EIP-712 hash.
    pub hash: OrderHash,
    /// The market.
    pub condition: ConditionId,
    /// The token.
    pub token: TokenId,
    /// The market's question.
    pub question: String,
    /// The outcome's name.
    pub outcome: String,
    /// Its limit.
    pub price: Price,
    /// Shares.
    pub shares: Shares,
    /// The signed order as JSON, without the API key's owner (a body that names one is refused).
    pub body: String,
    /// When the venue is to drop it, venue time.
    pub expires_at: VenueMs,
    /// The balance before it.
    pub cash_before: Usd,
    /// When it was signed, venue time.
    pub created_at: VenueMs,
}

/// How a test order ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestEnding {
    /// There and back.
    Passed,
    /// At that step, for a reason with that word.
    Failed {
        /// The step's word.
        step: String,
        /// The reason's word.
        code: String,
    },
}

/// A test order as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTestOrder {
    /// What was signed.
    pub order: TestOrder,
    /// What happened so far, as JSON.
    pub log: String,
    /// When and how it ended; none while its fate is open.
    pub ended: Option<(i64, TestEnding)>,
}

impl Store {
    /// Keeps a signed test order: to be called before it leaves. One at a time may be open.
    ///
    /// # Errors
    /// `Refused` while another is open; `Busy`, `DiskFull` and the like.
    pub async fn begin_test_order(&self, order: &TestOrder) -> Result<(), StoreError> {
        let mut statements = Statements::default();
        statements.push(
            Statement::new(
                "INSERT INTO test_orders (hash, condition_id, token, question, outcome, price, shares, body, expires_at, \
                 cash_before, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(order.hash.as_str())
            .bind(order.condition.as_str())
            .bind(order.token.as_str())
            .bind(order.question.as_str())
            .bind(order.outcome.as_str())
            .bind(order.price.micros())
            .bind(order.shares.micros())
            .bind(order.body.as_str())
            .bind(order.expires_at.0)
            .bind(order.cash_before.micros())
            .bind(order.created_at.0),
        );
        self.write(statements).await
    }

    /// Keeps what happened so far, as JSON.
    ///
    /// # Errors
    /// `Busy`, `DiskFull` and the like.
    pub async fn note_test_order(&self, hash: &OrderHash, log: &str) -> Result<(), StoreError> {
        let mut statements = Statements::default();
        statements.push(
            Statement::new("UPDATE test_orders SET log = ? WHERE hash = ?")
                .bind(log)
                .bind(hash.as_str()),
        );
        self.write(statements).await
    }

    /// Keeps how it ended, at an instant of the computer's clock, ms: one that passed leaves the data tested; anything else takes the
    /// confirmation back.
    ///
    /// # Errors
    /// `Busy`, `DiskFull` and the like; nothing is kept then.
    pub async fn end_test_order(
        &self,
        hash: &OrderHash,
        at_ms: i64,
        log: &str,
        ending: &TestEnding,
    ) -> Result<(), StoreError> {
        let (word, step) = match ending {
            TestEnding::Passed => (PASSED, None),
            TestEnding::Failed { step, code } => (code.as_str(), Some(step.as_str())),
        };
        let mut statements = Statements::default();
        statements.push(
            Statement::new("UPDATE test_orders SET log = ?, ended_at = ?, ending = ?, failed_step = ? WHERE hash = ?")
                .bind(log)
                .bind(at_ms)
                .bind(word)
                .bind(step)
                .bind(hash.as_str()),
        );
        statements.push(match ending {
            TestEnding::Passed => {
                Statement::new("UPDATE identity SET live_tested_at = ? WHERE live_confirmed_at IS NOT NULL").bind(at_ms)
            }
            TestEnding::Failed { .. } => {
                Statement::new("UPDATE identity SET live_confirmed_at = NULL, live_tested_at = NULL")
            }
        });
        self.write(statements).await
    }
}

impl Reader {
    /// The test order whose fate is open, if there is one.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood; `Busy` and the like.
    pub async fn open_test_order(&self) -> Result<Option<KeptTestOrder>, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query("SELECT * FROM test_orders WHERE ended_at IS NULL")
            .fetch_optional(&mut *tx)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The last test order, if there ever was one.
    ///
    /// # Errors
    /// As [`Reader::open_test_order`].
    pub async fn last_test_order(&self) -> Result<Option<KeptTestOrder>, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query("SELECT * FROM test_orders ORDER BY rowid DESC LIMIT 1")
            .fetch_optional(&mut *tx)
            .await?;
        row.as_ref().map(read).transpose()
    }
}

fn read(row: &SqliteRow) -> Result<KeptTestOrder, StoreError> {
    let row = Columns(row);
    let at: Option<i64> = row.whole_opt("ended_at")?;
    let step = row.text_opt("failed_step")?;
    let ending = row.text_opt("ending")?.map(|word| match step {
        _ if word == PASSED => TestEnding::Passed,
        step => TestEnding::Failed {
            step: step.unwrap_or_default(),
            code: word,
        },
    });
    Ok(KeptTestOrder {
        order: TestOrder {
            hash: row.word("hash")?,
            condition: row.word("condition_id")?,
            token: row.word("token")?,
            question: row.text("question")?,
            outcome: row.text("outcome")?,
            price: row.whole("price")?,
            shares: row.whole("shares")?,
            body: row.text("body")?,
            expires_at: row.whole("expires_at")?,
            cash_before: row.whole("cash_before")?,
            created_at: row.whole("created_at")?,
        },
        log: row.text("log")?,
        ended: at.zip(ending),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::WalletAddress;
    use pilotfish_copy::wallet::{TradingAccount, WalletType};

    use super::*;
    use crate::identity::Identity;

    fn order(digit: &str) -> TestOrder {
        TestOrder {
            hash: OrderHash::new(&format!("0x{}", digit.repeat(64))),
            condition: ConditionId::new(&format!("0x{}", "c".repeat(64))),
            token: TokenId::new("71321045679252212594626385532706912750332728571942532289631379312455583992563"),
            question: "Will it rain?".to_owned(),
            outcome: "Yes".to_owned(),
            price: "0.01".parse().unwrap(),
            shares: "5".parse().unwrap(),
            body: r#"{"order":{}}"#.to_owned(),
            expires_at: VenueMs(240_000),
            cash_before: Usd::dollars(862),
            created_at: VenueMs(0),
        }
    }

    async fn open(folder: &std::path::Path) -> Store {
        let account = TradingAccount {
            chain_id: 137,
            funder: WalletAddress::parse("0x56687bf447db6ffa42ffe2204a05edaa20f55839").unwrap(),
            wallet_type: WalletType::Deposit,
        };
        Store::open(folder, Identity::Live { account }).await.unwrap()
    }

    #[tokio::test]
    async fn one_that_passed_leaves_the_data_tested_and_one_that_failed_takes_the_confirmation_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        store.confirm_live(5).await.unwrap();
        store.begin_test_order(&order("a")).await.unwrap();
        assert!(store.begin_test_order(&order("b")).await.is_err(), "one is open");
        let reader = store.reader();
        assert_eq!(reader.open_test_order().await.unwrap().unwrap().order, order("a"));
        store.note_test_order(&order("a").hash, "[1]").await.unwrap();
        store
            .end_test_order(&order("a").hash, 9, "[1,2]", &TestEnding::Passed)
            .await
            .unwrap();
        assert_eq!(reader.live_tested_at().await.unwrap(), Some(9));
        assert_eq!(reader.open_test_order().await.unwrap(), None);
        let again = store.note_test_order(&order("a").hash, "[]").await;
        assert!(again.is_err(), "what ended stays");

        store.begin_test_order(&order("b")).await.unwrap();
        let failed = TestEnding::Failed {
            step: "resting".to_owned(),
            code: "refused".to_owned(),
        };
        store.end_test_order(&order("b").hash, 11, "[]", &failed).await.unwrap();
        let (confirmed, tested) = (reader.live_confirmed_at().await, reader.live_tested_at().await);
        assert_eq!((confirmed.unwrap(), tested.unwrap()), (None, None));
        store.close().await.unwrap();
        let store = open(folder.path()).await;
        let last = store.reader().last_test_order().await.unwrap().unwrap();
        assert_eq!((last.order, last.ended), (order("b"), Some((11, failed))));
    }

    #[tokio::test]
    async fn a_body_with_the_api_keys_owner_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let named = TestOrder {
            body: r#"{"owner":"someone"}"#.to_owned(),
            ..order("a")
        };
        assert!(store.begin_test_order(&named).await.is_err());
    }
}
