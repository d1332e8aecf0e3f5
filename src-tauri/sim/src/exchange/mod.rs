//! The simulated venue's exchange: books, matching, money, settlement, resolution. Pure: no I/O, no clock, no chance.
//!
//! It is told the time with every call, works off what is due up to then in the order it fell due, and says what
//! happened in events. The same calls give the same bytes, and many small advances the same as one large one.
//! It knows nothing of agents, HTTP or signatures: whoever calls has already checked who is asking.
//!
//! # What others call
//!
//! | for | call |
//! |---|---|
//! | setting up | [`Exchange::with_seed`], [`Exchange::add_market`], [`Exchange::open_account`], [`Exchange::deposit`], [`Exchange::set_approval`] |
//! | orders | [`Exchange::place`], [`Exchange::cancel`]; from the wire: [`check_amounts`], [`implied_price`], [`decoded_amount`] |
//! | time | [`Exchange::advance`], [`Exchange::next_deadline`] (every call advances first) |
//! | a market's life | [`Exchange::set_tick`], [`Exchange::set_accepting`], [`Exchange::clear_book`], [`Exchange::close_market`], [`Exchange::resolve`], [`Exchange::resolve_paying`] |
//! | positions without trades | [`Exchange::split`], [`Exchange::merge`], [`Exchange::transfer`], [`Exchange::withdraw`] |
//! | looking | [`Exchange::book`], [`Exchange::best`], [`Exchange::market`], [`Exchange::market_of`], [`Exchange::account`], [`Exchange::order`], [`Exchange::open_orders`], [`Exchange::trade`], [`Exchange::trades`], [`Exchange::tape`] … |
//! | what happened | [`Exchange::drain_events`] (drain it after every step: it is the only buffer that grows) |
//! | being right | [`Exchange::check_invariants`] |
//!
//! # Rules worth knowing
//!
//! - One book per market, in YES; a NO order stands in it mirrored ([`BookView`] shows either outcome).
//! - The taker gets the makers' prices; one [`Trade`] per maker price level, all of one sweep in one transaction.
//! - Working orders lock no money. A new purchase must fit into cash less what the owner's working purchases *in the
//!   same market* still ask; a sale into the shares less what working sales of the token still ask. Orders that a
//!   fill leaves without money are cancelled.
//! - An order never trades with another of its owner: the resting one is cancelled, and counted for clients.

mod account;
mod agenda;
mod book;
mod checks;
mod event;
mod execute;
mod fee;
mod funds;
mod ids;
mod invariants;
mod keys;
mod life;
mod look;
mod market;
mod matching;
mod order;
mod place;
mod precision;
mod reject;
mod settle;
mod trade;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, VenueMs, WalletAddress};
use pilotfish_copy::money::Usd;

pub use account::{Account, AccountKind};
pub use book::BookView;
pub use event::{BookChange, Conversion, ExchangeEvent, LevelChange, OrderChange};
pub use fee::taker_fee;
pub use market::MarketSpec;
pub use order::{Amount, CancelReason, NewOrder, Order, OrderKind, OrderStatus, Placed, PlacedStatus, budget_buys};
pub use precision::{check_amounts, decoded_amount, implied_price};
pub use reject::{CancelRefused, Reject, spender};
pub use settle::REDEEMED_AFTER_MS;
pub use trade::{CONFIRMED_AFTER_MS, Leg, MINED_AFTER_MS, Trade, TradeStatus};

use agenda::Agenda;
use ids::Ids;
use keys::{AccountKey, MarketKey, OrderKey, Rows, TradeKey};
use market::Listed;

/// The whole exchange.
#[derive(Debug, Clone)]
pub struct Exchange {
    now: VenueMs,
    markets: Rows<MarketKey, Listed>,
    by_condition: BTreeMap<ConditionId, MarketKey>,
    by_token: BTreeMap<TokenId, (MarketKey, usize)>,
    accounts: Rows<AccountKey, Account>,
    by_wallet: BTreeMap<WalletAddress, AccountKey>,
    orders: BTreeMap<OrderKey, Order>,
    by_order: BTreeMap<OrderHash, OrderKey>,
    orders_taken: u64,
    trades: BTreeMap<TradeKey, Trade>,
    by_trade: BTreeMap<TradeId, TradeKey>,
    trades_made: u64,
    agenda: Agenda,
    ids: Ids,
    events: Vec<ExchangeEvent>,
    /// Fees taken so far.
    fees: Usd,
    /// Deposits less withdrawals.
    deposited: Usd,
    /// How often a client's order would have met another of its own.
    self_matches: u64,
}

impl Exchange {
    /// An empty exchange, seed 0.
    #[must_use]
    pub fn new() -> Self {
        Self::with_seed(0)
    }

    /// An empty exchange whose trade ids and transaction hashes come from `seed`.
    #[must_use]
    pub fn with_seed(seed: u64) -> Self {
        Self {
            now: VenueMs(0),
            markets: Rows::new(),
            by_condition: BTreeMap::new(),
            by_token: BTreeMap::new(),
            accounts: Rows::new(),
            by_wallet: BTreeMap::new(),
            orders: BTreeMap::new(),
            by_order: BTreeMap::new(),
            orders_taken: 0,
            trades: BTreeMap::new(),
            by_trade: BTreeMap::new(),
            trades_made: 0,
            agenda: Agenda::default(),
            ids: Ids::new(seed),
            events: Vec::new(),
            fees: Usd::ZERO,
            deposited: Usd::ZERO,
            self_matches: 0,
        }
    }

    /// Takes what has happened since the last call, in order.
    pub fn drain_events(&mut self) -> Vec<ExchangeEvent> {
        std::mem::take(&mut self.events)
    }
}

impl Default for Exchange {
    fn default() -> Self {
        Self::new()
    }
}
