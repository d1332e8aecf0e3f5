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

/// A purchase that rests, with what another like it needs. Money and shares are micro-units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestingRow {
    /// Its copy order.
    pub copy_order: i64,
    /// Its child order.
    pub child: i64,
    /// What it buys.
    pub token: String,
    /// The contract that its market settles at.
    pub exchange: String,
    /// The market's step of prices.
    pub tick: i64,
    /// The fewest shares of an order.
    pub min_size: i64,
    /// The next copy order's id.
    pub next_order: i64,
    /// The next child order's id.
    pub next_child: i64,
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
            .busy_timeout(std::time::Duration::from_secs(60))
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

    /// A purchase that rests at the venue, if there is one.
    ///
    /// # Panics
    /// When the database cannot be read.
    pub async fn resting_purchase(&mut self) -> Option<RestingRow> {
        let row = sqlx::query(
            "SELECT c.copy_order, c.id, c.token, m.exchange, m.tick, m.min_size, k.next_order, k.next_child \
             FROM child_orders c JOIN markets m ON c.token IN (m.token_0, m.token_1) JOIN control k \
             WHERE c.state = 'live' AND c.side = 'BUY' AND c.kind = 'resting' LIMIT 1",
        )
        .fetch_optional(&mut self.conn)
        .await
        .expect("the resting orders");
        row.map(|row| RestingRow {
            copy_order: row.get("copy_order"),
            child: row.get("id"),
            token: row.get("token"),
            exchange: row.get("exchange"),
            tick: row.get("tick"),
            min_size: row.get("min_size"),
            next_order: row.get("next_order"),
            next_child: row.get("next_child"),
        })
    }

    /// Adds a row like the one of that id, but for what is replaced: columns and SQL expressions.
    ///
    /// # Panics
    /// When SQLite refuses it.
    pub async fn copy_row(&mut self, table: &'static str, id: i64, replaced: &[(&str, String)]) {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
            .bind(table)
            .fetch_all(&mut self.conn)
            .await
            .expect("the columns");
        let value = |column: &String| {
            let found = replaced.iter().find(|(name, _)| name == column);
            found.map_or_else(|| column.clone(), |(_, value)| value.clone())
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        let (columns, values) = (columns.join(", "), values.join(", "));
        let copy = format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = {id}");
        sqlx::query(sqlx::AssertSqlSafe(copy))
            .execute(&mut self.conn)
            .await
            .unwrap_or_else(|error| panic!("a copy of {table} {id}: {error}"));
    }

    /// Adds what was signed for a resting child, which `times` says when it expires and when it was made.
    ///
    /// # Panics
    /// When SQLite refuses it.
    pub async fn add_intent(&mut self, hash: &str, child: i64, body: &str, times: (i64, i64)) {
        sqlx::query(
            "INSERT INTO order_intents (hash, child, body, order_type, expires_at, reservation, created_at) \
             VALUES (?, ?, ?, 'GTD', ?, 0, ?)",
        )
        .bind(hash)
        .bind(child)
        .bind(body)
        .bind(times.0)
        .bind(times.1)
        .execute(&mut self.conn)
        .await
        .unwrap_or_else(|error| panic!("the intent of {hash}: {error}"));
    }

    /// So many copy orders and child orders were added.
    ///
    /// # Panics
    /// When SQLite refuses it.
    pub async fn count_up(&mut self, added: i64) {
        sqlx::query("UPDATE control SET next_order = next_order + ?1, next_child = next_child + ?1")
            .bind(added)
            .execute(&mut self.conn)
            .await
            .unwrap_or_else(|error| panic!("the counters: {error}"));
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
