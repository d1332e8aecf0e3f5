//! Recorded traders: their changes and the prices of their markets, with books that are made around them.
//!
//! The recorded traders become the world's traders (addresses are the key, names are not unique), and each recorded
//! change becomes one row of activity at the recorded price and time. What a recording does not know stays unknown:
//! markets have no end and no payout, categories are empty. What it lacks and a venue must have is assumed, here and
//! nowhere else:
//!
//! - books: a market maker quotes [`MADE_SPREAD_BPS`] around the last recorded price, [`MADE_DEPTH_SHARES`] at the best
//!   price and half as much again at each deeper of seven levels; it moves at every recorded price and is filled up
//!   again by the hour. Before a market's first recorded price its book is empty; after its last it stays;
//! - the step is 0.001, the least size 5 shares, the fee rate 0.05 (the venue's general one);
//! - a recorded change is not matched against the book: it is declared. A client's order fills against the quotes, and
//!   a resting one also when the maker, following the recorded price, quotes through it;
//! - a trader's first baseline in a token is held from the beginning, however late it was observed, so that its
//!   appearance reads as no purchase. Later baselines are in the recording and nowhere else.

pub(super) mod read;
mod tape;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};

pub(super) use tape::TraderTape;

use crate::error::SimError;
use crate::replay::Extent;

/// The made books' spread in basis points of the price: between the tenth and the half of the measured books, since
/// the recorded traders are large and trade where it is liquid.
pub const MADE_SPREAD_BPS: i64 = 100;

/// Shares that the made books show at the best price.
pub const MADE_DEPTH_SHARES: i64 = 2_000;

/// What a row of the recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordedKind {
    /// Shares moved.
    Change,
    /// What was held when observation began, or began again after a gap.
    Baseline,
}

/// One row of the recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedChange {
    /// The row's number; 1 is the first after the header.
    pub row: u64,
    /// When it was observed.
    pub at: VenueMs,
    pub wallet: WalletAddress,
    /// The name the trader had then.
    pub name: Arc<str>,
    /// In which market.
    pub condition: ConditionId,
    /// 0 or 1.
    pub outcome_index: usize,
    /// The token made from those two.
    pub token: TokenId,
    /// A change or a baseline.
    pub kind: RecordedKind,
    /// Shares before.
    pub before: Shares,
    /// Shares after.
    pub after: Shares,
    /// The market's price then.
    pub price: Price,
    /// What the trader's shares had cost on average.
    pub avg_price: Price,
}

impl RecordedChange {
    /// Bought or sold.
    #[must_use]
    pub fn side(&self) -> Side {
        if self.after >= self.before {
            Side::Buy
        } else {
            Side::Sell
        }
    }

    /// How many shares moved.
    #[must_use]
    pub fn shares(&self) -> Shares {
        (self.after - self.before).abs()
    }

    /// The pseudo transaction of its activity row: it ends in the row's number.
    #[must_use]
    pub fn tx(&self) -> TxHash {
        TxHash::new(&format!("{TX_PREFIX}{:016x}", self.row))
    }
}

/// "replayed recording of positions" cut to 24 bytes, in hex: nobody takes it for a real transaction.
const TX_PREFIX: &str = "0x7265706c61796564207265636f7264696e67206f6620706f";

/// The recorded row behind a pseudo transaction, if it is one of a replay.
#[must_use]
pub fn row_of(tx: &TxHash) -> Option<u64> {
    u64::from_str_radix(tx.as_str().strip_prefix(TX_PREFIX)?, 16).ok()
}

/// One observation of a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPrice {
    pub at: VenueMs,
    /// In which market.
    pub condition: ConditionId,
    /// Of which outcome, 0 or 1.
    pub outcome_index: usize,
    pub price: Price,
}

/// A market as far as the recording knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedMarket {
    pub condition: ConditionId,
    pub title: String,
    /// Its event's slug.
    pub event_slug: String,
    /// Its outcomes' names; one that no row names is derived ("No" beside "Yes") or called "Other".
    pub outcomes: [String; 2],
}

/// A recording, whole or cut to a part.
#[derive(Debug, Clone)]
pub struct Replay {
    pub(super) extent: Extent,
    markets: Vec<RecordedMarket>,
    rows: Vec<RecordedChange>,
    prices: Vec<RecordedPrice>,
}

impl Replay {
    /// Reads a recording: the changes and the prices, CSV, gzipped or plain.
    ///
    /// # Errors
    /// [`SimError::Unreadable`] when a file cannot be read, [`SimError::Malformed`] with the line when it is not what
    /// it should be: columns missing, no numbers, times that go back, a price nowhere recorded.
    pub fn load(changes: &Path, prices: &Path) -> Result<Self, SimError> {
        read::load(changes, prices)
    }

    /// Its name, and from when (its first row, or its cut) to when (the later of both files' last rows, or its cut) it is
    /// played.
    #[must_use]
    pub fn extent(&self) -> &Extent {
        &self.extent
    }

    /// The changes that are played, in order.
    pub fn changes(&self) -> impl Iterator<Item = &RecordedChange> {
        self.rows
            .iter()
            .filter(|row| row.kind == RecordedKind::Change && (self.extent.start..=self.extent.end).contains(&row.at))
    }

    /// Every row of the recording, baselines and what lies outside the cut included.
    #[must_use]
    pub fn rows(&self) -> &[RecordedChange] {
        &self.rows
    }

    /// Every recorded price.
    #[must_use]
    pub fn prices(&self) -> &[RecordedPrice] {
        &self.prices
    }

    /// Every market in it, in the order they appear.
    #[must_use]
    pub fn markets(&self) -> &[RecordedMarket] {
        &self.markets
    }

    /// Every trader in it, in the order they appear, with the names it went by, the last one first.
    #[must_use]
    pub fn traders(&self) -> Vec<(WalletAddress, Vec<Arc<str>>)> {
        let mut traders: Vec<(WalletAddress, Vec<Arc<str>>)> = Vec::new();
        let mut places: BTreeMap<&WalletAddress, usize> = BTreeMap::new();
        for row in &self.rows {
            let place = *places.entry(&row.wallet).or_insert_with(|| {
                traders.push((row.wallet.clone(), Vec::new()));
                traders.len() - 1
            });
            if let Some((_, names)) = traders.get_mut(place) {
                names.retain(|name| *name != row.name);
                names.insert(0, Arc::clone(&row.name));
            }
        }
        traders
    }
}

#[cfg(test)]
mod tests;
