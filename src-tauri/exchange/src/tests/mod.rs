//! Tests of the exchange, by subject. This file sets the stage: markets, wallets, short ways to place orders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod account_status;
mod books;
mod delays;
mod frictions;
mod games;
mod lifecycle;
mod model;
mod modes;
mod money;
mod neg_risk;
mod random;
mod random_events;
mod redemption;
mod refusals;
mod settlement;
mod ticks;
mod trades;
mod wire;

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange as Contract, FeeSchedule, Market, Outcome, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};

use super::{
    AccountKind, Amount, Exchange, ExchangeEvent, MarketRules, MarketSpec, NewOrder, Order, OrderKind, Placed, Reject,
    Trade,
};

/// Politics: 4 %.
const FEE: FeeSchedule = FeeSchedule {
    rate_micros: 40_000,
    exponent: 1,
};

const ANN: u8 = 1;
const BOB: u8 = 2;
const CAT: u8 = 3;
/// The only client; the others are agents.
const ZOE: u8 = 9;

fn wallet(n: u8) -> WalletAddress {
    WalletAddress::parse(&format!("0x{n:040x}")).unwrap()
}

fn hash(n: u64) -> OrderHash {
    OrderHash::new(&format!("0x{n:064x}"))
}

fn condition(name: &str) -> ConditionId {
    ConditionId::new(&format!("0x{name}"))
}

fn token(name: &str, outcome: usize) -> TokenId {
    TokenId::new(&format!("{name}{outcome}"))
}

fn price(text: &str) -> Price {
    text.parse().unwrap()
}

fn shares(text: &str) -> Shares {
    text.parse().unwrap()
}

fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

fn spec(name: &str, fee: FeeSchedule) -> MarketSpec {
    let outcome = |index, label: &str| Outcome {
        token: token(name, index),
        name: label.to_owned(),
    };
    MarketSpec::plain(
        Market {
            condition: condition(name),
            question: format!("Will {name} happen?"),
            slug: name.to_owned(),
            event_slug: name.to_owned(),
            category: "politics".to_owned(),
            outcomes: [outcome(0, "Yes"), outcome(1, "No")],
            tick: Tick::CENT,
            min_size: shares("5"),
            fee,
            exchange: Contract::StandardV2,
            end: None,
            accepting_orders: true,
            closed: false,
            payouts: None,
        },
        VenueMs(0),
    )
}

/// An exchange with two markets, "a" (fee-paying) and "b" (free), and wallets with 1,000 pUSD each.
struct Fixture {
    exchange: Exchange,
    now: VenueMs,
    orders: u64,
}

impl Fixture {
    /// The shares resting at a price of a token's book.
    fn resting_at(&self, token: &TokenId, side: Side, price: Price) -> Shares {
        let book = self.exchange.book(token).unwrap();
        let levels = if side == Side::Buy { book.bids } else { book.asks };
        let found = levels.iter().find(|level| level.price == price);
        found.map_or(Shares::ZERO, |level| level.shares)
    }

    fn new() -> Self {
        let mut exchange = Exchange::with_seed(7);
        exchange.add_market(spec("a", FEE)).unwrap();
        exchange.add_market(spec("b", FeeSchedule::FREE)).unwrap();
        for n in [ANN, BOB, CAT, ZOE] {
            let kind = if n == ZOE {
                AccountKind::Client
            } else {
                AccountKind::Agent
            };
            exchange.open_account(&wallet(n), kind);
            exchange.deposit(&wallet(n), usd("1000")).unwrap();
        }
        Self {
            exchange,
            now: VenueMs(1_000),
            orders: 0,
        }
    }

    /// Lists another market with rules of its own.
    fn list(&mut self, name: &str, contract: Contract, rules: MarketRules) {
        let mut spec = spec(name, FeeSchedule::FREE);
        spec.market.exchange = contract;
        spec.listed_at = self.now;
        spec.rules = rules;
        self.exchange.add_market(spec).unwrap();
    }

    /// Gives pairs of shares to somebody, paid for.
    fn split(&mut self, owner: u8, market: &str, pairs: &str) {
        self.exchange
            .split(self.now, &wallet(owner), &condition(market), shares(pairs))
            .unwrap();
        self.well();
    }

    /// An order that the exchange knows.
    fn known(&self, id: &OrderHash) -> &Order {
        self.exchange.order(id).unwrap()
    }

    /// A GTC order, not yet placed: `fixture.order(ANN, "a", 0, Side::Buy, "10", "0.5")`.
    fn order(&mut self, owner: u8, market: &str, outcome: usize, side: Side, size: &str, limit: &str) -> NewOrder {
        self.orders += 1;
        NewOrder {
            id: hash(self.orders),
            owner: wallet(owner),
            token: token(market, outcome),
            side,
            price: price(limit),
            amount: Amount::Shares(shares(size)),
            kind: OrderKind::Gtc,
            post_only: false,
            expires_at: None,
            created_at: self.now,
        }
    }

    fn place(&mut self, order: NewOrder) -> Result<Placed, Reject> {
        let placed = self.exchange.place(self.now, order);
        self.well();
        placed
    }

    /// A GTC order that must be accepted.
    fn gtc(&mut self, owner: u8, market: &str, outcome: usize, side: Side, size: &str, limit: &str) -> Placed {
        let order = self.order(owner, market, outcome, side, size, limit);
        self.place(order).unwrap()
    }

    /// A fill-and-kill: a budget when it buys, shares when it sells.
    fn fak(
        &mut self,
        owner: u8,
        market: &str,
        outcome: usize,
        side: Side,
        much: &str,
        limit: &str,
    ) -> Result<Placed, Reject> {
        let mut order = self.order(owner, market, outcome, side, much, limit);
        order.kind = OrderKind::Fak;
        if side == Side::Buy {
            order.amount = Amount::Budget(usd(much));
        }
        self.place(order)
    }

    fn advance(&mut self, ms: i64) {
        self.now = self.now.plus(ms);
        self.exchange.advance(self.now);
        self.well();
    }

    fn last_id(&self) -> OrderHash {
        hash(self.orders)
    }

    fn cash(&self, owner: u8) -> Usd {
        self.exchange.account(&wallet(owner)).unwrap().cash()
    }

    fn holds(&self, owner: u8, market: &str, outcome: usize) -> Shares {
        self.exchange
            .account(&wallet(owner))
            .unwrap()
            .shares(&token(market, outcome))
    }

    fn trades(&mut self) -> Vec<Trade> {
        self.exchange
            .drain_events()
            .into_iter()
            .filter_map(|event| {
                if let ExchangeEvent::Trade(trade) = event {
                    Some(*trade)
                } else {
                    None
                }
            })
            .collect()
    }

    /// Every invariant holds.
    fn well(&self) {
        assert_eq!(self.exchange.check_invariants(), Vec::<String>::new());
    }
}
