//! The CLOB's books, orders, trades and markets as JSON: numbers are strings, the best level stands last.

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange as Contract, Market};
use serde_json::{Value, json};

use super::summary::Summary;
use crate::auth::KeyRing;
use crate::json::{iso_instant, number, seconds};
use pilotfish_exchange::{
    AtStart, BookView, CancelReason, Exchange, Leg, MarketRules, Order, OrderChange, OrderStatus, TakerDelay, Trade,
};
use pilotfish_sim::signed_order::EXPIRATION_THRESHOLD_MS;
use pilotfish_sim::venue::rows::MarketRow;

/// A book as part of something else (the market channel); `GET /book` answers the summary itself.
pub(crate) fn book(view: &BookView) -> Value {
    serde_json::to_value(Summary::of(view)).unwrap_or_default()
}

/// An order: `GET /data/order/{id}` and the rows of `GET /data/orders`.
pub(crate) fn open_order(order: &Order, outcome: &str, ring: &KeyRing) -> Value {
    json!({
        "id": order.id,
        "status": order.status.as_str(),
        "owner": owner_key(ring, &order.owner),
        "maker_address": order.owner,
        "market": order.condition,
        "asset_id": order.token,
        "side": order.side,
        "original_size": order.original.to_string(),
        "size_matched": order.matched.to_string(),
        "price": order.price.to_string(),
        "associate_trades": order.trades,
        "outcome": outcome,
        "created_at": seconds(order.placed_at),
        "expiration": expiration(order),
        "order_type": order.kind.as_str(),
    })
}

/// An order event of the user channel.
pub(crate) fn order_event(at: VenueMs, change: OrderChange, order: &Order, outcome: &str, ring: &KeyRing) -> Value {
    let owner = owner_key(ring, &order.owner);
    // A killed order never was one: the venue leaves its size and birth blank.
    let killed = matches!(order.ended_by, Some(CancelReason::FakKilled | CancelReason::FokKilled));
    let blank_if_killed = |text: String| if killed { String::new() } else { text };
    json!({
        "event_type": "order",
        "type": change.as_str(),
        "id": order.id,
        "status": event_status(order),
        "asset_id": order.token,
        "market": order.condition,
        "side": order.side,
        "price": order.price.to_string(),
        "original_size": order.original.to_string(),
        "size_matched": blank_if_killed(order.matched.to_string()),
        "outcome": outcome,
        "owner": owner,
        "order_owner": owner,
        "maker_address": order.owner,
        "order_type": order.kind.as_str(),
        "associate_trades": order.trades,
        "created_at": blank_if_killed(order.placed_at.0.to_string()),
        "expiration": expiration(order),
        "timestamp": at.0.to_string(),
    })
}

fn event_status(order: &Order) -> String {
    match (order.status, order.ended_by) {
        (OrderStatus::Canceled, Some(reason @ (CancelReason::FakKilled | CancelReason::FokKilled))) => {
            format!("CANCELED_{reason}")
        }
        (status, _) => status.as_str().to_owned(),
    }
}

/// The expiration as its owner wrote it: Unix seconds, `"0"` for none.
fn expiration(order: &Order) -> String {
    order.expires_at.map_or_else(
        || "0".to_owned(),
        |end| seconds(end.plus(EXPIRATION_THRESHOLD_MS)).to_string(),
    )
}

/// A trade as one of its parties sees it.
pub(crate) struct TradeView<'a> {
    pub(crate) trade: &'a Trade,
    pub(crate) market: &'a Market,
    pub(crate) ring: &'a KeyRing,
    /// The party's wallets.
    pub(crate) wallets: &'a [WalletAddress],
}

impl TradeView<'_> {
    /// A row of `GET /data/trades`. As a maker's, its top-level side, price, size and token are the taker's.
    pub(crate) fn row(&self) -> Value {
        let trade = self.trade;
        let taker = self.wallets.contains(&trade.taker);
        let own_leg = trade.legs.iter().find(|leg| self.wallets.contains(&leg.owner));
        let wallet = own_leg.filter(|_| !taker).map_or(&trade.taker, |leg| &leg.owner);
        json!({
            "id": trade.id,
            "taker_order_id": trade.taker_order,
            "market": trade.condition,
            "asset_id": trade.token,
            "side": trade.side,
            "size": trade.shares.to_string(),
            "fee_rate_bps": "0",
            "price": trade.price.to_string(),
            "status": trade.status.as_str(),
            "match_time": seconds(trade.matched_at).to_string(),
            "last_update": seconds(trade.updated_at).to_string(),
            "outcome": self.outcome(trade.outcome),
            "bucket_index": 0,
            "owner": owner_key(self.ring, wallet),
            "maker_address": wallet,
            "maker_orders": trade.legs.iter().map(|leg| self.leg(leg)).collect::<Vec<_>>(),
            "transaction_hash": trade.shown_transaction().map_or("", |hash| hash.as_str()),
            "trader_side": if taker { "TAKER" } else { "MAKER" },
        })
    }

    /// A trade event of the user channel.
    pub(crate) fn event(&self, at: VenueMs) -> Value {
        let mut value = self.row();
        if let Value::Object(fields) = &mut value {
            let owner = fields.get("owner").cloned().unwrap_or_default();
            fields.insert("event_type".to_owned(), "trade".into());
            fields.insert("type".to_owned(), "TRADE".into());
            fields.insert("trade_owner".to_owned(), owner);
            fields.insert("timestamp".to_owned(), at.0.to_string().into());
        }
        value
    }

    fn leg(&self, leg: &Leg) -> Value {
        json!({
            "order_id": leg.order,
            "owner": owner_key(self.ring, &leg.owner),
            "maker_address": leg.owner,
            "matched_amount": leg.shares.to_string(),
            "price": leg.price.to_string(),
            "fee_rate_bps": "0",
            "asset_id": leg.token,
            "outcome": self.outcome(leg.outcome),
            "side": leg.side,
        })
    }

    fn outcome(&self, index: usize) -> &str {
        self.market
            .outcomes
            .get(index)
            .map_or("", |outcome| outcome.name.as_str())
    }
}

/// The API key of whoever owns that wallet. The world's own traders have none; they get one made up from the wallet.
pub(super) fn owner_key(ring: &KeyRing, wallet: &WalletAddress) -> String {
    ring.key_of_wallet(wallet)
        .map_or_else(|| crate::auth::made_up_key(wallet), str::to_owned)
}

/// `GET /markets/{condition}`.
pub(crate) fn market(row: &MarketRow, exchange: &Exchange) -> Value {
    let rules = rules_of(row, exchange);
    let event = exchange.event_of(&row.market.condition);
    let now = &row.market;
    let token = |index: usize| {
        let outcome = now.outcomes.get(index)?;
        let price = row.outcome_prices.get(index)?;
        let paid = now.payouts.and_then(|payouts| payouts.get(index).copied());
        Some(json!({
            "token_id": outcome.token,
            "outcome": outcome.name,
            "price": number(price.micros()),
            "winner": paid == Some(pilotfish_copy::money::Price::ONE),
        }))
    };
    let halves = pilotfish_copy::money::Price::from_micros(500_000);
    json!({
        "enable_order_book": true,
        "active": true,
        "closed": now.closed,
        "archived": false,
        "accepting_orders": now.accepting_orders,
        "accepting_order_timestamp": iso_instant(row.card.opened_at),
        "minimum_order_size": number(now.min_size.micros()),
        "minimum_tick_size": number(now.tick.micros()),
        "condition_id": now.condition,
        "question_id": now.condition,
        "question": now.question,
        "description": row.card.description,
        "market_slug": now.slug,
        "end_date_iso": now.end.map(iso_instant),
        "game_start_time": rules.game_start.map(iso_instant),
        "seconds_delay": rules.taker_delay.seconds(),
        "fpmm": "",
        "maker_base_fee": 0,
        "taker_base_fee": 0,
        "notifications_enabled": true,
        "neg_risk": now.exchange == Contract::NegRiskV2,
        "neg_risk_market_id": event.map_or("", |event| event.as_str()),
        // The question's id within the event is told by nobody who uses it.
        "neg_risk_request_id": "",
        "icon": "",
        "image": "",
        "rewards": { "rates": null, "min_size": 0, "max_spread": 0 },
        "is_50_50_outcome": now.payouts == Some([halves, halves]),
        "tokens": [token(0), token(1)],
        "tags": if now.category.is_empty() { json!([]) } else { json!([now.category]) },
    })
}

/// `GET /clob-markets/{condition}`, with its short keys.
pub(crate) fn clob_market(row: &MarketRow, exchange: &Exchange) -> Value {
    let rules = rules_of(row, exchange);
    let now = &row.market;
    let [first, second] = &now.outcomes;
    json!({
        "c": now.condition,
        "t": [{ "t": first.token, "o": first.name }, { "t": second.token, "o": second.name }],
        "mts": number(now.tick.micros()),
        "mos": number(now.min_size.micros()),
        "nr": now.exchange == Contract::NegRiskV2,
        "fd": { "r": number(now.fee.rate_micros), "e": now.fee.exponent, "to": true },
        "mbf": 0,
        "tbf": 0,
        "ao": now.accepting_orders,
        "aot": iso_instant(row.card.opened_at),
        "sd": rules.taker_delay.seconds(),
        "itode": rules.taker_delay == TakerDelay::Brief,
        "cbos": rules.at_start == AtStart::ClearsBook,
        "gst": rules.game_start.map(iso_instant),
        "ibce": false,
        "oas": 0,
        "r": null,
        "rfqe": false,
    })
}

/// A market that the exchange does not know has the plain rules.
fn rules_of(row: &MarketRow, exchange: &Exchange) -> MarketRules {
    exchange.rules(&row.market.condition).cloned().unwrap_or_default()
}
