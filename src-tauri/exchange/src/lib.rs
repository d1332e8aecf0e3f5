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
//! | setting up | [`Exchange::with_seed`], [`Exchange::add_event`], [`Exchange::add_market`], [`Exchange::open_account`], [`Exchange::deposit`] |
//! | orders | [`Exchange::place`], [`Exchange::cancel`], [`Exchange::cancel_market`], [`Exchange::cancel_all`]; from the wire: [`check_amounts`], [`implied_price`], [`decoded_amount`] |
//! | what an account may do | [`Exchange::set_account_status`], [`Exchange::approve`], [`Exchange::set_allowance`], [`Exchange::set_auto_redeem`], [`Exchange::set_paused`] |
//! | what the venue takes | [`Exchange::set_mode`], [`Exchange::restart`], [`Exchange::mode`] |
//! | faults on request | [`Exchange::override_settlement`], [`Exchange::set_settlement`], [`Exchange::refuse_next`], [`Exchange::set_frictions`] |
//! | time | [`Exchange::advance`], [`Exchange::next_deadline`] (every call advances first) |
//! | a market's life | [`Exchange::set_tick`], [`Exchange::set_accepting`], [`Exchange::set_game_start`], [`Exchange::set_taker_delay`], [`Exchange::clear_book`], [`Exchange::resolve`], [`Exchange::resolve_paying`], [`Exchange::correct_payouts`], [`Exchange::postpone_redemption`] |
//! | positions without trades | [`Exchange::split`], [`Exchange::merge`], [`Exchange::convert`], [`Exchange::redeem`], [`Exchange::redeem_shares`], [`Exchange::transfer`], [`Exchange::withdraw`] |
//! | looking | [`Exchange::book`], [`Exchange::best`], [`Exchange::market`], [`Exchange::market_of`], [`Exchange::rules`], [`Exchange::event_of`], [`Exchange::account`], [`Exchange::order`], [`Exchange::open_orders`], [`Exchange::trade`], [`Exchange::trades`], [`Exchange::tape`] … |
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
//! - Where a market delays takers, a marketable order is held first and meets the book of then.
//! - A failed sweep is undone on both sides; the orders keep what they had filled, nothing is rested again.
//! - An order never trades with another of its owner: the resting one is cancelled, and counted for clients.

#![allow(
    missing_docs,
    reason = "nothing here is published: a comment stands where it says more than the name"
)]

mod account;
mod account_status;
mod approvals;
mod book;
mod cancel;
mod checks;
mod delay;
mod error;
mod event;
mod execute;
mod faults;
mod fee;
mod frictions;
mod funds;
mod ids;
mod invariants;
mod keys;
mod lifecycle;
mod market;
mod matching;
mod mode;
mod neg_risk;
mod order;
mod place;
mod plan;
mod precision;
mod queries;
mod redeem;
mod reject;
mod rules;
mod settle;
mod settlement_path;
mod ticks;
mod timers;
mod trade;
mod types;
mod void;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, VenueMs, WalletAddress};
use pilotfish_copy::money::Usd;

pub use account::{Account, AccountKind};
pub use approvals::{Spender, TokenKind};
pub use book::BookView;
pub use error::SetupError;
pub use event::{BookChange, ExchangeEvent, OrderChange};
pub use faults::Refusals;
pub use fee::taker_fee;
pub use frictions::{Frictions, MICRO_FILL_MOST};
pub use market::MarketSpec;
pub use mode::POST_ONLY_AFTER_RESTART_MS;
pub use order::{Amount, CancelReason, NewOrder, Order, OrderKind, OrderStatus, Placed, PlacedStatus, budget_buys};
pub use precision::{check_amounts, decoded_amount, implied_price};
pub use redeem::REDEEMED_AFTER_MS;
pub use reject::{CancelRefused, Reject};
pub use rules::{AtStart, BRIEF_DELAY_MS, MarketRules, TakerDelay};
pub use settlement_path::{FAILED_AFTER_MS, RETRIED_CONFIRMED_AFTER_MS, RETRIED_MINED_AFTER_MS, SettlementOverride};
pub use trade::{CONFIRMED_AFTER_MS, Leg, MINED_AFTER_MS, Trade, TradeStatus};
pub use types::{
    AccountStatus, Asset, Conversion, EventId, NegRiskConversion, SettlementPath, SettlementPlan, VenueMode,
};

use delay::Held;
use ids::Ids;
use keys::{AccountKey, GroupKey, MarketKey, OrderKey, Rows, TradeKey};
use market::Listed;
use mode::Mode;
use neg_risk::Group;
use timers::Timers;

/// The whole exchange.
#[derive(Debug, Clone)]
pub struct Exchange {
    now: VenueMs,
    markets: Rows<MarketKey, Listed>,
    by_condition: BTreeMap<ConditionId, MarketKey>,
    by_token: BTreeMap<TokenId, (MarketKey, usize)>,
    groups: Rows<GroupKey, Group>,
    by_event: BTreeMap<EventId, GroupKey>,
    accounts: Rows<AccountKey, Account>,
    by_wallet: BTreeMap<WalletAddress, AccountKey>,
    orders: BTreeMap<OrderKey, Order>,
    by_order: BTreeMap<OrderHash, OrderKey>,
    orders_taken: u64,
    /// Orders that wait before they meet the book.
    held: BTreeMap<OrderKey, Held>,
    trades: BTreeMap<TradeKey, Trade>,
    by_trade: BTreeMap<TradeId, TradeKey>,
    trades_made: u64,
    timers: Timers,
    mode: Mode,
    /// What is told beforehand about sweeps that settle, and orders that are refused.
    overrides: Vec<SettlementOverride>,
    refusals: Vec<Refusals>,
    /// Markets whose tick may have to move.
    touched: BTreeSet<MarketKey>,
    frictions: Frictions,
    /// Whether neg-risk sales need one approval more.
    legacy_approval_required: bool,
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
            groups: Rows::new(),
            by_event: BTreeMap::new(),
            accounts: Rows::new(),
            by_wallet: BTreeMap::new(),
            orders: BTreeMap::new(),
            by_order: BTreeMap::new(),
            orders_taken: 0,
            held: BTreeMap::new(),
            trades: BTreeMap::new(),
            by_trade: BTreeMap::new(),
            trades_made: 0,
            timers: Timers::default(),
            mode: Mode::default(),
            overrides: Vec::new(),
            refusals: Vec::new(),
            touched: BTreeSet::new(),
            frictions: Frictions::default(),
            legacy_approval_required: false,
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
