//! The recordings that the replays play, as the tests read them for themselves.
#![allow(dead_code, reason = "each test program uses a part")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use pilotfish_copy::ids::TxHash;
use pilotfish_sim::replay::row_of;
use pilotfish_tests::lines::{micros, parse_micros, text};
use pilotfish_tests::programs::recorded;
use serde_json::Value;

/// A row of the recording that is a change.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) number: u64,
    pub(crate) at_s: String,
    pub(crate) wallet: String,
    pub(crate) condition: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// The recorded traders' two files.
pub(crate) struct Recording {
    pub(crate) changes: PathBuf,
    pub(crate) prices: PathBuf,
}

impl Recording {
    pub(crate) fn find() -> Option<Self> {
        let changes = recorded("recorded/positions", "changes_");
        let prices = recorded("recorded/positions", "prices_");
        let (Some(changes), Some(prices)) = (changes, prices) else {
            println!("skipped: the recording is not here");
            return None;
        };
        Some(Self { changes, prices })
    }

    /// The options of `demo` that play it.
    pub(crate) fn options(&self) -> [String; 4] {
        let path = |path: &Path| path.to_str().expect("a path").to_owned();
        [
            "--replay".to_owned(),
            path(&self.changes),
            "--prices".to_owned(),
            path(&self.prices),
        ]
    }

    /// The changes of traders by names that only they ever had, by their rows' numbers.
    pub(crate) fn changes_of(&self, names: &[&str]) -> BTreeMap<u64, Change> {
        let mut text = String::new();
        let file = std::fs::File::open(&self.changes).expect("the recording");
        flate2::read::GzDecoder::new(file)
            .read_to_string(&mut text)
            .expect("the recording's text");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().expect("a header").clone();
        let place = |name: &str| columns.iter().position(|column| column == name).expect("a column");
        let [at, named, who, condition, kind, before, after] = [
            "observed_utc",
            "name",
            "wallet",
            "condition_id",
            "kind",
            "shares_before",
            "shares_after",
        ]
        .map(place);
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        // A wallet may have had several names; the follow is of the wallet.
        let wallet_of = |name: &&str| {
            let found = rows.iter().find(|row| &row[named] == *name);
            found.map_or_else(
                || panic!("nobody is called {name} in the recording"),
                |row| row[who].to_owned(),
            )
        };
        let wallets: BTreeSet<String> = names.iter().map(wallet_of).collect();
        rows.iter()
            .zip(1_u64..)
            .filter(|(row, _)| wallets.contains(&row[who]) && &row[kind] != "baseline")
            .map(|(row, number)| {
                let change = Change {
                    number,
                    at_s: row[at].to_owned(),
                    wallet: row[who].to_lowercase(),
                    condition: row[condition].to_lowercase(),
                    before: row[before].to_owned(),
                    after: row[after].to_owned(),
                };
                (number, change)
            })
            .collect()
    }
}

/// The recorded books' two files, as options of `demo`.
pub(crate) fn books() -> Option<[String; 4]> {
    let path = |prefix: &str| recorded("recorded/books", prefix).and_then(|path| path.to_str().map(str::to_owned));
    let (Some(books), Some(markets)) = (path("books_"), path("markets_")) else {
        println!("skipped: the recorded books are not here");
        return None;
    };
    Some(["--replay-books".to_owned(), books, "--markets".to_owned(), markets])
}

/// Micro-shares of a recorded decimal, which may have more places than the venue's six.
pub(crate) fn recorded_micros(text: &str) -> i64 {
    let cut: String = text.split_once('.').map_or_else(
        || text.to_owned(),
        |(whole, part)| format!("{whole}.{}", part.chars().take(6).collect::<String>()),
    );
    parse_micros(&cut).unwrap_or_else(|| panic!("{text} is no number of shares"))
}

/// The row in the pseudo transaction that the signal's key holds.
pub(crate) fn recorded_row(signal: &Value) -> Option<u64> {
    text(signal, "key")
        .split('/')
        .find_map(|part| row_of(&TxHash::new(part)))
}

pub(crate) fn of_kind<'a>(lines: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    lines.iter().filter(move |line| text(line, "kind") == kind)
}

/// The signals of trades by the recorded row that each comes from; each is checked against its row.
pub(crate) fn traced<'a>(lines: &'a [Value], changes: &BTreeMap<u64, Change>) -> BTreeMap<u64, &'a Value> {
    let mut traced: BTreeMap<u64, &Value> = BTreeMap::new();
    for signal in of_kind(lines, "signal").filter(|signal| text(signal, "origin") == "trades") {
        let row = recorded_row(signal).unwrap_or_else(|| panic!("no recorded row is behind {signal}"));
        let change = changes
            .get(&row)
            .unwrap_or_else(|| panic!("row {row} is no change of a followed trader: {signal}"));
        assert_eq!(text(signal, "condition"), change.condition, "row {row}");
        assert_eq!(text(signal, "trader"), change.wallet, "row {row}");
        let told = micros(signal, "after") - micros(signal, "before");
        let recorded = recorded_micros(&change.after) - recorded_micros(&change.before);
        assert_eq!(told, recorded, "row {row} moved other shares: {signal}");
        assert!(traced.insert(row, signal).is_none(), "row {row} became two signals");
    }
    traced
}
