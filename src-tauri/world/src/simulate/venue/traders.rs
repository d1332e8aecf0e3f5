//! Traders: what they hold, what they held when, and the rows that tell of it.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, Migration, RowKind};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, mul_div};

use super::{Push, Venue, names};
use crate::simulate::chance::{Chance, Occasion, of_text};
use crate::simulate::script::{Hidden, TraderLine};

/// A position at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) shares: Shares,
    pub(crate) cost: Price,
}

/// How a position changed, in truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ChangeKind {
    Trade,
    Split,
    Merge,
    Conversion,
    Redeem,
    Transfer,
    Migration,
}

/// A change of a position, in truth: what the oracle judges signals by.
#[derive(Debug, Clone)]
pub(crate) struct TrueChange {
    pub(crate) at: i64,
    pub(crate) token: TokenId,
    pub(crate) kind: ChangeKind,
    /// Signed.
    pub(crate) shares: Shares,
}

/// A row, and where it is shown when.
#[derive(Debug, Clone)]
pub(crate) struct ShownRow {
    pub(crate) row: ActivityRow,
    /// When the pages of activity show it; never, for some.
    pub(crate) paged_at: Option<i64>,
    /// When the stream tells it, how often.
    pub(crate) streamed_at: Option<i64>,
    pub(crate) streamed_times: u32,
}

/// A migration, as the pages of activity show it.
#[derive(Debug, Clone)]
pub(crate) struct MigrationRow {
    pub(crate) tx: TxHash,
    pub(crate) at: i64,
    pub(crate) moved: Migration,
}

/// A trader.
#[derive(Debug)]
pub(crate) struct Trader {
    pub(crate) wallet: WalletAddress,
    pub(crate) positions: BTreeMap<TokenId, Position>,
    /// What each position was since each instant.
    pub(crate) history: BTreeMap<TokenId, Vec<(i64, Position)>>,
    pub(crate) rows: Vec<ShownRow>,
    pub(crate) migrations: Vec<MigrationRow>,
    pub(crate) changes: Vec<TrueChange>,
}

impl Trader {
    /// What a position was at an instant.
    pub(crate) fn position_at(&self, token: &TokenId, at: i64) -> Position {
        let nothing = Position {
            shares: Shares::ZERO,
            cost: Price::ZERO,
        };
        let Some(history) = self.history.get(token) else {
            return nothing;
        };
        let place = history.partition_point(|(since, _)| *since <= at);
        place
            .checked_sub(1)
            .and_then(|place| history.get(place))
            .map_or(nothing, |(_, position)| *position)
    }

    /// Shares of a position now.
    pub(crate) fn held(&self, token: &TokenId) -> Shares {
        self.positions
            .get(token)
            .map_or(Shares::ZERO, |position| position.shares)
    }
}

impl Venue {
    /// The trader of that name, who comes to be where there is none.
    pub(super) fn trader(&mut self, name: &str) -> &mut Trader {
        if !self.traders.contains_key(name) {
            self.by_wallet.insert(names::wallet(name), name.to_owned());
        }
        self.traders.entry(name.to_owned()).or_insert_with(|| Trader {
            wallet: names::wallet(name),
            positions: BTreeMap::new(),
            history: BTreeMap::new(),
            rows: Vec::new(),
            migrations: Vec::new(),
            changes: Vec::new(),
        })
    }

    /// Makes sure that there is a trader of that name, and gives the wallet.
    pub(crate) fn wallet_of(&mut self, name: &str) -> WalletAddress {
        self.trader(name).wallet.clone()
    }

    /// Changes a position.
    pub(super) fn move_position(
        &mut self,
        name: &str,
        token: &TokenId,
        kind: ChangeKind,
        shares: Shares,
        price: Price,
    ) {
        let now = self.now;
        let trader = self.trader(name);
        let before = trader.positions.get(token).copied().unwrap_or(Position {
            shares: Shares::ZERO,
            cost: price,
        });
        let after = (before.shares + shares).at_least(Shares::ZERO);
        let cost = if shares > Shares::ZERO && after > Shares::ZERO {
            let spent = before.shares.value(before.cost, Rounding::HalfUp) + shares.value(price, Rounding::HalfUp);
            Price::from_micros(mul_div(spent.micros(), MICRO, after.micros(), Rounding::HalfUp))
        } else {
            before.cost
        };
        let position = Position { shares: after, cost };
        trader.positions.insert(token.clone(), position);
        trader.history.entry(token.clone()).or_default().push((now, position));
        trader.changes.push(TrueChange {
            at: now,
            token: token.clone(),
            kind,
            shares: after - before.shares,
        });
    }

    /// Adds a row that tells of a change.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn add_row(
        &mut self,
        line: &TraderLine,
        tx: &TxHash,
        token: &TokenId,
        condition: &ConditionId,
        kind: RowKind,
        shares: Shares,
        price: Price,
    ) {
        let (now, seed) = (self.now, self.seed);
        let habits = self.habits.clone();
        let count = self.next();
        let mut chance = Chance::of(seed, Occasion::Rows, of_text(tx.as_str()), count.cast_signed());
        let mut streamed_at = now + chance.between(1_000, 3_000);
        if habits.late_stream
            && let Some((_, mut spell)) = super::shown::LATE_STREAM.since(seed, Occasion::Rows, 1, now)
        {
            streamed_at += spell.between(60_000, 30 * 60_000);
        }
        let silent = habits.silent_tokens
            && super::shown::SILENT_TOKEN
                .since(seed, Occasion::Rows, of_text(token.as_str()), now)
                .is_some();
        if habits.reordered_messages && chance.happens(100) {
            streamed_at += chance.between(1_000, 15_000);
        }
        let paged_at = now + chance.between(2_000, 10_000) + line.late.0;
        let shown = ShownRow {
            row: ActivityRow {
                tx: tx.clone(),
                token: token.clone(),
                condition: condition.clone(),
                kind,
                shares,
                price,
                // The wire gives whole seconds.
                at: VenueMs(now.div_euclid(1_000) * 1_000),
            },
            paged_at: matches!(line.hidden, Hidden::Nowhere | Hidden::Stream).then_some(paged_at),
            // The stream tells of trades only.
            streamed_at: (matches!(line.hidden, Hidden::Nowhere | Hidden::Pages)
                && !silent
                && matches!(kind, RowKind::Trade(_)))
            .then_some(streamed_at + line.late.0),
            streamed_times: line.shown_times.max(1) + u32::from(habits.repeated_messages && chance.happens(100)),
        };
        let trader = self.trader(&line.name);
        trader.rows.push(shown.clone());
        let wallet = trader.wallet.clone();
        if shown.streamed_at.is_some() {
            self.pushes.push(Push::Row {
                trader: wallet,
                row: shown,
            });
        }
    }

    /// A trade of a trader: position and row.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn trade(
        &mut self,
        line: &TraderLine,
        tx: &TxHash,
        token: &TokenId,
        condition: &ConditionId,
        side: Side,
        shares: Shares,
        price: Price,
    ) {
        let signed = match side {
            Side::Buy => shares,
            Side::Sell => -shares,
        };
        self.move_position(&line.name, token, ChangeKind::Trade, signed, price);
        self.add_row(line, tx, token, condition, RowKind::Trade(side), shares, price);
    }
}
