//! A market on the exchange: its description, its book, its collateral and its latest trades.

use std::collections::VecDeque;

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::market::{Exchange as Contract, Level, Market, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};

use super::book::{BookView, Orders};
use super::ids::book_hash;
use super::keys::{GroupKey, TradeKey};
use super::rules::MarketRules;

/// A market to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketSpec {
    /// Its description: ids, outcomes, tick, least size, fee, contract, end. Usually `accepting_orders`, not `closed`.
    pub market: Market,
    /// When it is listed.
    pub listed_at: VenueMs,
    /// What the venue knows of it beside.
    pub rules: MarketRules,
}

impl MarketSpec {
    /// A market without rules of its own.
    #[must_use]
    pub fn plain(market: Market, listed_at: VenueMs) -> Self {
        Self {
            market,
            listed_at,
            rules: MarketRules::default(),
        }
    }
}

/// A listed market.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) market: Market,
    pub(super) listed_at: VenueMs,
    pub(super) rules: MarketRules,
    /// Its neg-risk event.
    pub(super) group: Option<GroupKey>,
    /// The tick it has away from 0 and 1.
    pub(super) base_tick: Tick,
    /// The timer of its game's start.
    pub(super) start_due: Option<(VenueMs, u64)>,
    /// The timer of its automatic redemption, while it waits for it.
    pub(super) redemption_due: Option<(VenueMs, u64)>,
    /// Whether any share was ever redeemed.
    pub(super) paid_out: bool,
    pub(super) orders: Orders,
    /// pUSD behind the outstanding pairs of shares.
    pub(super) collateral: Usd,
    /// NO shares that conversions burnt: they count as outstanding, nobody holds them.
    pub(super) burnt: Shares,
    /// The last trade, as the taker's side and price in YES.
    pub(super) last_trade: Option<(Side, Price)>,
    /// The latest trades, oldest first, at most `TAPE_LENGTH` but for those not yet final.
    pub(super) tape: VecDeque<TradeKey>,
    /// Counts the book's changes.
    pub(super) version: u64,
    pub(super) changed_at: VenueMs,
    pub(super) redeemed: bool,
}

impl Listed {
    pub(super) fn new(spec: MarketSpec, group: Option<GroupKey>) -> Self {
        Self {
            base_tick: spec.market.tick,
            market: spec.market,
            listed_at: spec.listed_at,
            rules: spec.rules,
            group,
            start_due: None,
            redemption_due: None,
            paid_out: false,
            burnt: Shares::ZERO,
            orders: Orders::default(),
            collateral: Usd::ZERO,
            last_trade: None,
            tape: VecDeque::new(),
            version: 0,
            changed_at: spec.listed_at,
            redeemed: false,
        }
    }

    pub(super) fn token(&self, outcome: usize) -> &TokenId {
        let [yes, no] = &self.market.outcomes;
        if outcome == 0 { &yes.token } else { &no.token }
    }

    /// What a share of that outcome pays, once resolved.
    pub(super) fn payout(&self, outcome: usize) -> Option<Price> {
        self.market.payouts.map(|[yes, no]| if outcome == 0 { yes } else { no })
    }

    pub(super) fn view(&self, outcome: usize) -> BookView {
        let (bids, asks) = if outcome == 0 {
            (
                self.orders.levels(Side::Buy).collect(),
                self.orders.levels(Side::Sell).collect(),
            )
        } else {
            let mirrored = |side| self.orders.levels(side).map(mirror).collect();
            (mirrored(Side::Sell), mirrored(Side::Buy))
        };
        let last = self
            .last_trade
            .map(|(side, price)| super::book::in_yes(outcome, side, price));
        BookView {
            condition: self.market.condition.clone(),
            token: self.token(outcome).clone(),
            changed_at: self.changed_at,
            bids,
            asks,
            hash: book_hash(&self.market.condition, outcome, self.version),
            last_trade: last.map(|(_, price)| price),
            last_side: last.map(|(side, _)| side),
            tick: self.market.tick,
            min_size: self.market.min_size,
            neg_risk: self.market.exchange == Contract::NegRiskV2,
        }
    }

    /// Notes that the book changed.
    pub(super) fn touch(&mut self, now: VenueMs) {
        self.version += 1;
        self.changed_at = now;
    }
}

fn mirror(level: Level) -> Level {
    Level {
        price: level.price.complement(),
        shares: level.shares,
    }
}
