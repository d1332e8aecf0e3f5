//! Notifications: a client's cancellations (type 1), fills (type 2) and resolved markets (type 4) of the last 48 hours.
//!
//! They are read off orders and trades each time; only what was taken off is remembered (`clients.rs`).

use alloy::primitives::B256;
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::host::Host;
use crate::json::seconds;
use crate::private::Private;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_exchange::{Order, OrderKind, OrderStatus, Trade};

/// How long a notification is shown, in venue time.
const SHOWN_MS: i64 = 48 * 3_600_000;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/notifications", get(list).delete(take_off))
}

/// What happened, with the venue's number for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cancelled = 1,
    Filled = 2,
    Resolved = 4,
}

/// One thing a client is told.
struct Notification<'a> {
    kind: Kind,
    at: VenueMs,
    condition: &'a ConditionId,
    token: &'a TokenId,
    outcome: usize,
    side: Side,
    price: Price,
    original: Shares,
    matched: Shares,
    remaining: Shares,
    order: &'a OrderHash,
    order_kind: Option<OrderKind>,
    trade: Option<&'a TradeId>,
    transaction: Option<&'a TxHash>,
}

impl Notification<'_> {
    /// The same number for the same thing, within what every client can hold as a number (2⁵³).
    fn id(&self) -> u64 {
        let mut hasher = Sha256::new();
        hasher.update([self.kind as u8]);
        hasher.update(self.order.as_str());
        hasher.update(self.trade.map_or("", |trade| trade.as_str()));
        hasher.update(self.condition.as_str());
        let digest: [u8; 32] = hasher.finalize().into();
        digest.iter().take(6).fold(0, |id, byte| (id << 8) | u64::from(*byte))
    }

    fn row(&self, host: &Host, api_key: &str) -> Value {
        let row = host.venue.market(self.condition);
        let market = row.as_ref().map(|row| &row.market);
        let text = |read: fn(&pilotfish_copy::market::Market) -> &str| market.map_or("", read);
        let outcome = market.and_then(|market| market.outcomes.get(self.outcome));
        json!({
            "id": self.id(),
            "type": self.kind as u8,
            "owner": api_key,
            "timestamp": seconds(self.at),
            "payload": {
                "asset_id": self.token,
                "condition_id": self.condition,
                "eventSlug": text(|market| &market.event_slug),
                "icon": "",
                "image": "",
                "market": self.condition,
                "market_slug": text(|market| &market.slug),
                "matched_size": self.matched.to_string(),
                "order_id": self.order,
                "original_size": self.original.to_string(),
                "outcome": outcome.map(|outcome| outcome.name.as_str()).unwrap_or_default(),
                "outcome_index": self.outcome,
                "owner": api_key,
                "price": self.price.to_string(),
                "question": text(|market| &market.question),
                "remaining_size": self.remaining.to_string(),
                "seriesSlug": "",
                "side": self.side,
                "trade_id": self.trade.map_or("", |trade| trade.as_str()),
                // The clients' types want 32 bytes; before there is a transaction they are zero.
                "transaction_hash": self.transaction.map_or_else(|| B256::ZERO.to_string(), |hash| hash.as_str().to_owned()),
                "type": self.order_kind.map_or("GTC", OrderKind::as_str),
            },
        })
    }
}

/// Newest first, for the wallet of that `signature_type`, or for all the holder's wallets.
async fn list(State(app): State<App>, params: Params, private: Private) -> Result<Json<Value>, Refusal> {
    let holder = private.key.holder;
    let signature_type: Option<u8> = params
        .text("signature_type")
        .map(str::parse)
        .transpose()
        .map_err(|_| Refusal::bad_request("invalid signature_type"))?;
    let rows: Vec<Value> = app.look(|host| {
        let wallets = match signature_type {
            None => holder.wallets().to_vec(),
            Some(kind) => host.wallet_of(&holder, kind).into_iter().collect(),
        };
        let since = host.venue.now().plus(-SHOWN_MS);
        let mut told: Vec<Notification<'_>> = wallets.iter().flat_map(|wallet| of_wallet(host, wallet)).collect();
        told.retain(|told| told.at >= since && !host.clients.is_taken_off(holder.owner, told.id()));
        told.sort_by_key(|told| (std::cmp::Reverse(told.at), told.id()));
        told.iter().map(|told| told.row(host, &private.key.api_key)).collect()
    })?;
    Ok(Json(rows.into()))
}

/// Takes the named ones off; numbers that name nothing change nothing.
async fn take_off(State(app): State<App>, params: Params, private: Private) -> Result<Json<Value>, Refusal> {
    let ids: Vec<u64> = params
        .list("ids")
        .into_iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    app.act(|host| host.clients.take_off(private.key.holder.owner, ids))?;
    Ok(Json(json!("OK")))
}

fn of_wallet<'a>(host: &'a Host, wallet: &'a WalletAddress) -> Vec<Notification<'a>> {
    let exchange = host.venue.exchange();
    let ended = exchange.ended_orders(wallet);
    let mut told: Vec<Notification<'a>> = ended
        .filter(|order| order.status != OrderStatus::Matched)
        .map(cancelled)
        .collect();
    for trade in exchange.trades(wallet) {
        told.extend(fills(host, trade, wallet));
        told.extend(resolved(host, trade, wallet));
    }
    // One resolution, however often the market was traded.
    told.sort_by_key(|told| told.kind as u8);
    told.dedup_by(|a, b| a.kind == Kind::Resolved && b.kind == Kind::Resolved && a.condition == b.condition);
    told
}

fn cancelled(order: &Order) -> Notification<'_> {
    Notification {
        kind: Kind::Cancelled,
        at: order.updated_at,
        condition: &order.condition,
        token: &order.token,
        outcome: order.outcome,
        side: order.side,
        price: order.price,
        original: order.original,
        matched: order.matched,
        remaining: order.unfilled(),
        order: &order.id,
        order_kind: Some(order.kind),
        trade: None,
        transaction: None,
    }
}

/// The wallet's orders that a trade filled: the taker's, or any of the makers'.
fn fills<'a>(host: &'a Host, trade: &'a Trade, wallet: &'a WalletAddress) -> Vec<Notification<'a>> {
    let exchange = host.venue.exchange();
    let fill = |id: &'a OrderHash, matched: Shares, price: Price| {
        let order = exchange.order(id)?;
        Some(Notification {
            kind: Kind::Filled,
            at: trade.matched_at,
            price,
            matched,
            trade: Some(&trade.id),
            transaction: trade.shown_transaction(),
            ..cancelled(order)
        })
    };
    if trade.taker == *wallet {
        return fill(&trade.taker_order, trade.shares, trade.price)
            .into_iter()
            .collect();
    }
    let own = trade.legs.iter().filter(|leg| leg.owner == *wallet);
    own.filter_map(|leg| fill(&leg.order, leg.shares, leg.price)).collect()
}

/// That the market of a trade of theirs resolved.
fn resolved<'a>(host: &'a Host, trade: &'a Trade, wallet: &WalletAddress) -> Option<Notification<'a>> {
    let row = host.venue.market(&trade.condition)?;
    let at = row.closed_at.filter(|_| row.market.payouts.is_some())?;
    let own = fills_order(trade, wallet)?;
    let order = host.venue.exchange().order(own)?;
    Some(Notification {
        kind: Kind::Resolved,
        at,
        ..cancelled(order)
    })
}

fn fills_order<'a>(trade: &'a Trade, wallet: &WalletAddress) -> Option<&'a OrderHash> {
    if trade.taker == *wallet {
        return Some(&trade.taker_order);
    }
    let leg = trade.legs.iter().find(|leg| leg.owner == *wallet)?;
    Some(&leg.order)
}
