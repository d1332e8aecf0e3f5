//! A demo's database as anybody can read it who has the file: plain SQL, no code of the program's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row, SqliteConnection};

/// A database opened beside whoever writes it.
#[derive(Debug)]
pub struct Database {
    conn: SqliteConnection,
}

/// A signed order as it was committed before it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentRow {
    /// Its hash.
    pub hash: String,
    /// For which copy order.
    pub copy_order: i64,
    /// How that child stands.
    pub state: String,
    /// `resting`, `buy_now` or `sell_now`.
    pub kind: String,
}

/// A fill as it was booked. Money and shares are micro-units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FillRow {
    /// The venue's trade.
    pub trade: String,
    /// Our order.
    pub hash: String,
    /// What was traded.
    pub token: String,
    /// `BUY` or `SELL`.
    pub side: String,
    /// How many shares.
    pub shares: i64,
    /// At which price.
    pub price: i64,
    /// How final it is.
    pub settlement: String,
}

/// Where the demo's database lies in a home folder.
#[must_use]
pub fn path(home: &Path) -> PathBuf {
    home.join("demo").join("pilotfish.db")
}

impl Database {
    /// Opens the demo's database of a home folder, to read.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open(home: &Path) -> Self {
        Self::connect(SqliteConnectOptions::new().filename(path(home)).read_only(true)).await
    }

    /// Opens it to change something behind the program's back.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open_to_write(home: &Path) -> Self {
        Self::connect(
            SqliteConnectOptions::new()
                .filename(path(home))
                .create_if_missing(false),
        )
        .await
    }

    async fn connect(options: SqliteConnectOptions) -> Self {
        let options = options
            .busy_timeout(std::time::Duration::from_secs(10))
            .disable_statement_logging();
        let conn = options
            .connect()
            .await
            .unwrap_or_else(|error| panic!("the database cannot be opened: {error}"));
        Self { conn }
    }

    /// Runs a statement.
    ///
    /// # Panics
    /// When SQLite refuses it.
    pub async fn execute(&mut self, statement: &'static str) {
        sqlx::query(statement)
            .execute(&mut self.conn)
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// One whole number.
    ///
    /// # Panics
    /// When the question has no such answer.
    pub async fn number(&mut self, question: &'static str) -> i64 {
        sqlx::query_scalar(question)
            .fetch_one(&mut self.conn)
            .await
            .unwrap_or_else(|error| panic!("{question}: {error}"))
    }

    /// A column of text.
    ///
    /// # Panics
    /// When the question has no such answer.
    pub async fn texts(&mut self, question: &'static str) -> Vec<String> {
        sqlx::query_scalar(question)
            .fetch_all(&mut self.conn)
            .await
            .unwrap_or_else(|error| panic!("{question}: {error}"))
    }

    /// Every committed order, by its hash.
    ///
    /// # Panics
    /// When the database cannot be read.
    pub async fn intents(&mut self) -> BTreeMap<String, IntentRow> {
        let rows = sqlx::query(
            "SELECT i.hash, c.copy_order, c.state, c.kind FROM order_intents i JOIN child_orders c ON c.id = i.child",
        )
        .fetch_all(&mut self.conn)
        .await
        .expect("the intents");
        rows.iter()
            .map(|row| {
                let intent = IntentRow {
                    hash: row.get("hash"),
                    copy_order: row.get("copy_order"),
                    state: row.get("state"),
                    kind: row.get("kind"),
                };
                (intent.hash.clone(), intent)
            })
            .collect()
    }

    /// Every fill.
    ///
    /// # Panics
    /// When the database cannot be read.
    pub async fn fills(&mut self) -> Vec<FillRow> {
        let rows = sqlx::query("SELECT * FROM executed_copy_trades ORDER BY trade, hash")
            .fetch_all(&mut self.conn)
            .await
            .expect("the fills");
        rows.iter()
            .map(|row| FillRow {
                trade: row.get("trade"),
                hash: row.get("hash"),
                token: row.get("token"),
                side: row.get("side"),
                shares: row.get("shares"),
                price: row.get("price"),
                settlement: row.get("settlement"),
            })
            .collect()
    }

    /// Shares held of each token over all follows, where any are and the market has not paid out.
    ///
    /// # Panics
    /// When the database cannot be read.
    pub async fn holdings(&mut self) -> BTreeMap<String, i64> {
        let rows = sqlx::query(
            "SELECT token, SUM(shares) AS held FROM holdings WHERE payout IS NULL GROUP BY token HAVING held <> 0",
        )
        .fetch_all(&mut self.conn)
        .await
        .expect("the holdings");
        rows.iter().map(|row| (row.get("token"), row.get("held"))).collect()
    }
}
