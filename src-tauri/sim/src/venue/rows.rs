//! The public data of the venue as typed rows: what Gamma and the Data API would say, before it becomes JSON.
//!
//! Rows are copies: they hold no reference into the world and never change it.

use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Price, Shares, Usd};

use pilotfish_exchange::MarketRules;

/// Everything that is told about a market and never changes: the question, its names, its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketCard {
    /// The market as the core knows it, as it was opened (tick and state may have changed since).
    pub market: Market,
    /// Gamma's number of the market, in decimal digits.
    pub id: String,
    /// Gamma's number of its event, in decimal digits.
    pub event_id: String,
    /// The event's title.
    pub event_title: String,
    /// How it resolves, in words.
    pub description: String,
    /// The share of the taker fee that makers get back, in micro-units (0.25 is 250,000).
    pub rebate_micros: i64,
    /// When it was opened.
    pub opened_at: VenueMs,
}

/// Where a market is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarketState {
    /// Trading.
    Open,
    /// Resolved: pays out.
    Resolved,
}

/// A market with what moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketRow {
    /// Its unchanging facts.
    pub card: Arc<MarketCard>,
    /// The market now: tick, accepting orders, closed, payouts.
    pub market: Market,
    /// What the venue knows of it beside: its neg-risk event, its game, its delays.
    pub rules: MarketRules,
    /// Open or resolved.
    pub state: MarketState,
    /// When it closed.
    pub closed_at: Option<VenueMs>,
    /// The price of each outcome: the middle of the book, else the last price; 1 or 0 once resolved.
    pub outcome_prices: [Price; 2],
    /// The first outcome's highest bid.
    pub best_bid: Option<Price>,
    /// The first outcome's lowest ask.
    pub best_ask: Option<Price>,
    /// The first outcome's last trade.
    pub last_trade: Option<Price>,
    /// What the visible orders of both outcomes are worth.
    pub liquidity: Usd,
    /// What was traded since it opened, in pUSD.
    pub volume: Usd,
    /// What was traded in the last 24 h, in pUSD.
    pub volume_24h: Usd,
}

/// A public profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraderProfile {
    /// The proxy wallet: the key.
    pub wallet: WalletAddress,
    /// The name, not unique in recordings.
    pub name: Arc<str>,
    /// The pseudonym that the venue makes up.
    pub pseudonym: Arc<str>,
    /// A line about the trader, may be empty.
    pub bio: Arc<str>,
    /// When the account was made.
    pub joined_at: VenueMs,
    /// Whether it is one of the world's named traders (else the client's own or one of the crowd).
    pub named: bool,
}

/// What a leaderboard looks back on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// Everything.
    All,
}

impl Window {
    /// Its length in milliseconds, `None` for everything.
    #[must_use]
    pub const fn length_ms(self) -> Option<i64> {
        match self {
            Self::Day => Some(86_400_000),
            Self::Week => Some(7 * 86_400_000),
            Self::Month => Some(30 * 86_400_000),
            Self::All => None,
        }
    }
}

/// What a leaderboard ranks by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaderOrder {
    /// Profit, most first.
    Pnl,
    /// Shares traded, most first (as the venue ranks volume).
    Volume,
}

/// One line of a leaderboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaderRow {
    /// From 1.
    pub rank: usize,
    pub wallet: WalletAddress,
    pub name: Arc<str>,
    /// Realised and unrealised profit in the window, fees taken off.
    pub pnl: Usd,
    /// Shares bought and sold in the window.
    pub volume: Shares,
    /// What they were worth.
    pub volume_usd: Usd,
    /// How many trade rows in the window.
    pub trades: u64,
}

/// What a position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PositionStatus {
    /// Held, the market trades.
    Open,
    /// Held, the market resolved: pays `current_price` a share when redeemed.
    Redeemable,
    /// Nothing is held any more.
    Closed,
}

/// One trader's position in one token, open or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionRow {
    pub wallet: WalletAddress,
    /// The owner's name.
    pub name: Arc<str>,
    pub card: Arc<MarketCard>,
    pub token: TokenId,
    /// 0 or 1.
    pub outcome_index: usize,
    /// The outcome's name.
    pub outcome: String,
    /// The other outcome's token.
    pub opposite_token: TokenId,
    /// The other outcome's name.
    pub opposite_outcome: String,
    /// Shares held.
    pub shares: Shares,
    /// Average price paid a share, without fees (of what was held last, for a closed one).
    pub avg_price: Price,
    /// What the shares held cost, without fees.
    pub entry_cost: Usd,
    /// The fees in what the shares held cost.
    pub entry_fees: Usd,
    /// `entry_cost + entry_fees`.
    pub total_cost: Usd,
    /// The price of a share now.
    pub current_price: Price,
    /// `shares × current_price`.
    pub current_value: Usd,
    /// Shares ever bought (or split into).
    pub total_bought: Shares,
    /// Profit on what was sold, merged or redeemed, fees taken off.
    pub realised: Usd,
    /// `current_value − total_cost`.
    pub unrealised: Usd,
    /// Open, redeemable or closed.
    pub status: PositionStatus,
    /// Whether equal shares of the other outcome are held too.
    pub mergeable: bool,
    /// When the market is to end, where known.
    pub end: Option<VenueMs>,
    /// When it was first traded.
    pub opened_at: VenueMs,
    /// The last event that touched it.
    pub last_event_at: VenueMs,
}

/// The kind of an activity row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActivityKind {
    /// Shares for pUSD.
    Trade,
    /// pUSD into equal shares of both outcomes.
    Split,
    /// Equal shares of both outcomes into pUSD.
    Merge,
    /// Shares of a resolved market into pUSD (one row per outcome).
    Redeem,
    /// NO shares of some markets of a neg-risk event into YES shares of the others and pUSD: one row for all of it, in
    /// the first market given.
    Conversion,
    /// Shares of one contract or wallet into as many of another: one row for each token that left.
    Migration,
    /// A kind that nobody knows. The venue's truth has none; what it shows may.
    Unknown,
}

impl ActivityKind {
    /// As the Data API writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trade => "TRADE",
            Self::Split => "SPLIT",
            Self::Merge => "MERGE",
            Self::Redeem => "REDEEM",
            Self::Conversion => "CONVERSION",
            Self::Migration => "MIGRATION",
            Self::Unknown => "AIRDROP",
        }
    }
}

/// One row of a trader's activity. A trade that met several resting orders is several rows of one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRecord {
    /// The world's running number, strictly rising with time.
    pub sequence: u64,
    pub kind: ActivityKind,
    pub wallet: WalletAddress,
    /// The owner's name (empty for one of the crowd).
    pub name: Arc<str>,
    /// In which market.
    pub card: Arc<MarketCard>,
    /// In which token; `None` for a split, merge or conversion, which touch several.
    pub token: Option<TokenId>,
    /// 0 or 1; `None` like `token`.
    pub outcome_index: Option<usize>,
    /// Bought or sold; `None` but for a trade.
    pub side: Option<Side>,
    /// How many shares.
    pub size: Shares,
    /// At which price; `None` but for a trade.
    pub price: Option<Price>,
    /// What it was worth in pUSD, without fees.
    pub usdc_size: Usd,
    /// The taker fee that this row bore.
    pub fee: Usd,
    /// Whether the trader's order was resting (false for what is no trade).
    pub maker: bool,
    /// The pseudo transaction.
    pub tx: TxHash,
    pub at: VenueMs,
    /// For a replay: the row of the recording (1 is the first after the header) that declared it.
    pub recorded_row: Option<u64>,
}

/// Which activity rows are wanted. The default is all of them, newest first.
#[derive(Debug, Clone, Default)]
pub struct ActivityQuery {
    /// Of whom; all when `None`.
    pub wallet: Option<WalletAddress>,
    /// In which markets; all when empty.
    pub conditions: Vec<ConditionId>,
    /// Which kinds; all when empty.
    pub kinds: Vec<ActivityKind>,
    pub side: Option<Side>,
    /// Not before.
    pub start: Option<VenueMs>,
    /// Not after.
    pub end: Option<VenueMs>,
    /// Without rows whose order was resting.
    pub taker_only: bool,
    /// Without trades of the crowd and of market makers.
    pub named_only: bool,
    /// Oldest first instead of newest first.
    pub ascending: bool,
    /// How many to leave out.
    pub offset: usize,
    /// How many at most; 0 for no bound.
    pub limit: usize,
}

/// One point of a profit curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PnlPoint {
    pub at: VenueMs,
    /// Profit on what was closed, fees taken off.
    pub realised: Usd,
    /// Profit on what is held.
    pub unrealised: Usd,
    /// Worth of what is held.
    pub value: Usd,
    /// Fees paid so far.
    pub fees: Usd,
    /// Shares traded so far.
    pub volume: Shares,
    /// What was paid for them.
    pub volume_usd: Usd,
    /// In how many trades.
    pub trades: u64,
}

/// A trader's figures over everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserStats {
    pub wallet: WalletAddress,
    /// Trade rows.
    pub trades: u64,
    /// Markets traded.
    pub markets: u64,
    /// Positions that are closed (token by token).
    pub closed_positions: u64,
    /// Of those, how many made money.
    pub won_positions: u64,
    /// The best closed position.
    pub biggest_win: Usd,
    /// Shares traded.
    pub volume: Shares,
    /// What they were worth.
    pub volume_usd: Usd,
    /// Fees paid.
    pub fees: Usd,
    /// Profit on what was closed, fees taken off.
    pub realised: Usd,
    /// Profit on what is held.
    pub unrealised: Usd,
    /// Worth of what is held.
    pub value: Usd,
    /// When the account was made.
    pub joined_at: VenueMs,
}

impl UserStats {
    /// Realised and unrealised.
    #[must_use]
    pub fn pnl(&self) -> Usd {
        self.realised + self.unrealised
    }
}

/// A price of a token at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricePoint {
    pub at: VenueMs,
    pub price: Price,
}
