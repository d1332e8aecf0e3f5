//! The market channel: books, level changes, trades, ticks, resolutions, new markets.
//!
//! What happened between two looks at the clock goes out together: a market that traded (or changed its tick) gets one
//! fresh `book` a token, the others one `price_change` with the last size of every level that moved. After each batch a
//! listener's book is the venue's.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs};
use pilotfish_copy::market::{Outcome, Side};
use pilotfish_copy::money::{Price, Shares};
use serde_json::{Value, json};

use crate::broadcaster::{ConnectionId, Outbox, frame};
use crate::clob::rows as clob_rows;
use crate::gamma::rows as gamma_rows;
use crate::json::iso_instant;
use pilotfish_exchange::{BookChange, ExchangeEvent, Trade};
use pilotfish_sim::venue::rows::MarketRow;
use pilotfish_sim::venue::{Venue, VenueEvent};

/// How many tokens one connection may listen to; the real venue stalls silently at a few hundred.
pub(crate) const TOKENS_MOST: usize = 2_000;

#[derive(Debug)]
struct Listener {
    outbox: Outbox,
    tokens: BTreeSet<TokenId>,
    /// Whether it asked for `best_bid_ask`, `new_market` and `market_resolved`.
    custom: bool,
}

/// The best prices of a token, as last told.
type Best = (Option<Price>, Option<Price>);

/// Everyone on the market channel.
#[derive(Debug, Default)]
pub(crate) struct MarketFeed {
    listeners: BTreeMap<ConnectionId, Listener>,
    told_best: BTreeMap<TokenId, Best>,
}

/// What a market's listeners have not been told yet.
#[derive(Debug, Default)]
struct Pending {
    at: VenueMs,
    cause: Option<OrderHash>,
    /// The last size of each level that moved, in YES.
    levels: BTreeMap<(bool, Price), Shares>,
    /// Whether a whole book is due rather than changes.
    snapshot: bool,
}

impl MarketFeed {
    /// Subscribes to more tokens; the books of those that are new go out first, if asked for.
    ///
    /// Gives whether there was room.
    pub(crate) fn subscribe(
        &mut self,
        venue: &Venue,
        connection: ConnectionId,
        outbox: &Outbox,
        tokens: &[TokenId],
        wishes: Wishes,
    ) -> bool {
        let listener = self.listeners.entry(connection).or_insert_with(|| Listener {
            outbox: outbox.clone(),
            tokens: BTreeSet::new(),
            custom: false,
        });
        if listener.tokens.len() + tokens.len() > TOKENS_MOST {
            return false;
        }
        listener.custom |= wishes.custom;
        let new: Vec<&TokenId> = tokens
            .iter()
            .filter(|token| listener.tokens.insert((*token).clone()))
            .collect();
        for token in &new {
            let best = venue.exchange().best(token).unwrap_or_default();
            self.told_best.entry((*token).clone()).or_insert(best);
        }
        if wishes.dump {
            let books: Vec<Value> = new
                .into_iter()
                .filter_map(|token| venue.exchange().book(token))
                .map(|view| book(&view))
                .collect();
            listener.outbox.send(&frame(&books.into()));
        }
        true
    }

    /// Stops listening to these tokens.
    pub(crate) fn unsubscribe(&mut self, connection: ConnectionId, tokens: &[TokenId]) {
        if let Some(listener) = self.listeners.get_mut(&connection) {
            for token in tokens {
                listener.tokens.remove(token);
            }
        }
    }

    /// Forgets a connection.
    pub(crate) fn leave(&mut self, connection: ConnectionId) {
        self.listeners.remove(&connection);
    }

    /// Tells what happened.
    pub(crate) fn publish(&mut self, venue: &Venue, events: &[VenueEvent]) {
        self.listeners.retain(|_, listener| !listener.outbox.is_dead());
        if self.listeners.is_empty() {
            // What is told next time is told against the books of then.
            self.told_best.clear();
            return;
        }
        let mut pending: BTreeMap<ConditionId, Pending> = BTreeMap::new();
        for event in events {
            match event {
                VenueEvent::Exchange(event) => self.take(venue, event, &mut pending),
                VenueEvent::MarketOpened(card) => self.new_market(venue, &card.market.condition),
                VenueEvent::Activity(_) => {}
            }
        }
        for (condition, pending) in pending {
            self.flush(venue, &condition, &pending);
        }
    }

    fn take(&self, venue: &Venue, event: &ExchangeEvent, pending: &mut BTreeMap<ConditionId, Pending>) {
        match event {
            ExchangeEvent::BookChanged(change) => pending.entry(change.condition.clone()).or_default().note(change),
            ExchangeEvent::Trade(trade) => {
                let pending = pending.entry(trade.condition.clone()).or_default();
                pending.at = trade.matched_at;
                pending.snapshot = true;
                self.to_listeners_of(&[&trade.token], false, || last_trade(trade));
            }
            ExchangeEvent::TickChanged {
                at,
                condition,
                old,
                new,
            } => {
                let entry = pending.entry(condition.clone()).or_default();
                entry.at = *at;
                entry.snapshot = true;
                for token in tokens_of(venue, condition).iter().flatten() {
                    self.to_listeners_of(&[token], false, || {
                        json!({
                            "event_type": "tick_size_change",
                            "market": condition,
                            "asset_id": token,
                            "old_tick_size": old.to_string(),
                            "new_tick_size": new.to_string(),
                            "timestamp": at.0.to_string(),
                        })
                    });
                }
            }
            ExchangeEvent::Resolved { at, condition, payouts } => {
                // What changed before is told before.
                if let Some(before) = pending.remove(condition) {
                    self.tell_levels(venue, condition, &before);
                }
                self.resolved(venue, *at, condition, *payouts);
            }
            _ => {}
        }
    }

    fn flush(&mut self, venue: &Venue, condition: &ConditionId, pending: &Pending) {
        let Some(tokens) = tokens_of(venue, condition) else {
            return;
        };
        let views = tokens.each_ref().map(|token| venue.exchange().book(token));
        if pending.snapshot && views.iter().all(Option::is_some) {
            for view in views.iter().flatten() {
                self.to_listeners_of(&[&view.token], false, || book(view));
            }
        } else {
            self.tell_levels(venue, condition, pending);
        }
        for view in views.iter().flatten() {
            let best = (view.best_bid(), view.best_ask());
            if self.told_best.insert(view.token.clone(), best) != Some(best) {
                self.to_listeners_of(&[&view.token], true, || {
                    best_bid_ask(condition, &view.token, best, pending.at)
                });
            }
        }
    }

    fn tell_levels(&self, venue: &Venue, condition: &ConditionId, pending: &Pending) {
        let Some(tokens) = tokens_of(venue, condition) else {
            return;
        };
        if pending.levels.is_empty() {
            return;
        }
        let [first, second] = &tokens;
        self.to_listeners_of(&[first, second], false, || {
            price_change(venue, condition, &tokens, pending)
        });
    }

    fn resolved(&self, venue: &Venue, at: VenueMs, condition: &ConditionId, payouts: [Price; 2]) {
        let Some(row) = venue.market(condition) else { return };
        let [first, second] = &row.market.outcomes;
        let [paid, _] = payouts;
        // Half each has no winner; the venue then names none.
        let winner: Option<&Outcome> = match paid {
            Price::ONE => Some(first),
            Price::ZERO => Some(second),
            _ => None,
        };
        self.to_listeners_of(&[&first.token, &second.token], true, || {
            json!({
                "event_type": "market_resolved",
                "id": row.card.id,
                "market": condition,
                "assets_ids": [first.token, second.token],
                "winning_asset_id": winner.map_or("", |outcome| outcome.token.as_str()),
                "winning_outcome": winner.map_or("", |outcome| outcome.name.as_str()),
                "timestamp": at.0.to_string(),
                "tags": tags(&row),
            })
        });
    }

    fn new_market(&self, venue: &Venue, condition: &ConditionId) {
        let Some(row) = venue.market(condition) else { return };
        let message = frame(&new_market(&row));
        for listener in self.listeners.values().filter(|listener| listener.custom) {
            listener.outbox.send(&message);
        }
    }

    /// Sends a message to everyone who listens to one of the tokens. It is only written when somebody does.
    fn to_listeners_of(&self, tokens: &[&TokenId], custom_only: bool, message: impl FnOnce() -> Value) {
        let listens = |listener: &&Listener| {
            (listener.custom || !custom_only) && tokens.iter().any(|token| listener.tokens.contains(*token))
        };
        let mut listeners = self.listeners.values().filter(listens).peekable();
        if listeners.peek().is_none() {
            return;
        }
        let message = frame(&message());
        for listener in listeners {
            listener.outbox.send(&message);
        }
    }
}

/// What a subscription asks for besides its tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wishes {
    /// The books at once.
    pub(crate) dump: bool,
    /// `best_bid_ask`, `new_market`, `market_resolved`.
    pub(crate) custom: bool,
}

impl Pending {
    fn note(&mut self, change: &BookChange) {
        self.at = change.at;
        self.cause = Some(change.cause.clone());
        self.levels
            .insert((change.side == Side::Buy, change.price), change.shares);
    }
}

fn tokens_of(venue: &Venue, condition: &ConditionId) -> Option<[TokenId; 2]> {
    let market = venue.exchange().market(condition)?;
    Some(market.outcomes.each_ref().map(|outcome| outcome.token.clone()))
}

fn book(view: &pilotfish_exchange::BookView) -> Value {
    let mut value = clob_rows::book(view);
    if let Value::Object(fields) = &mut value {
        fields.insert("event_type".to_owned(), "book".into());
        // Only the REST answer tells these.
        fields.remove("min_order_size");
        fields.remove("neg_risk");
    }
    value
}

fn last_trade(trade: &Trade) -> Value {
    json!({
        "event_type": "last_trade_price",
        "market": trade.condition,
        "asset_id": trade.token,
        "fee_rate_bps": "0",
        "price": trade.price.to_string(),
        "side": trade.side,
        "size": trade.shares.to_string(),
        "timestamp": trade.matched_at.0.to_string(),
        "transaction_hash": trade.transaction,
    })
}

/// Every level that moved, as both outcomes' books show it. The best prices are those after all of it.
fn price_change(venue: &Venue, condition: &ConditionId, tokens: &[TokenId; 2], pending: &Pending) -> Value {
    let bests = tokens
        .each_ref()
        .map(|token| venue.exchange().best(token).unwrap_or_default());
    let hash = pending.cause.as_ref().map_or("", |cause| cause.as_str());
    let mut changes = Vec::with_capacity(pending.levels.len() * 2);
    for ((bid, price), shares) in &pending.levels {
        let yes_side = if *bid { Side::Buy } else { Side::Sell };
        let views = [(yes_side, *price), (yes_side.opposite(), price.complement())];
        for ((token, (best_bid, best_ask)), (side, price)) in tokens.iter().zip(bests).zip(views) {
            changes.push(json!({
                "asset_id": token,
                "price": price.to_string(),
                "size": shares.to_string(),
                "side": side,
                "hash": hash,
                "best_bid": price_text(best_bid),
                "best_ask": price_text(best_ask),
            }));
        }
    }
    json!({
        "event_type": "price_change",
        "market": condition,
        "price_changes": changes,
        "timestamp": pending.at.0.to_string(),
    })
}

fn best_bid_ask(condition: &ConditionId, token: &TokenId, (bid, ask): Best, at: VenueMs) -> Value {
    let spread = bid.zip(ask).map(|(bid, ask)| ask - bid);
    json!({
        "event_type": "best_bid_ask",
        "market": condition,
        "asset_id": token,
        "best_bid": price_text(bid),
        "best_ask": price_text(ask),
        "spread": price_text(spread),
        "timestamp": at.0.to_string(),
    })
}

/// A price; nothing where there is none, as the venue writes it.
fn price_text(price: Option<Price>) -> String {
    price.map(|price| price.to_string()).unwrap_or_default()
}

fn tags(row: &MarketRow) -> Vec<&str> {
    let category = row.market.category.as_str();
    if category.is_empty() {
        Vec::new()
    } else {
        vec![category]
    }
}

fn new_market(row: &MarketRow) -> Value {
    let (card, now) = (&row.card, &row.market);
    let tokens = now.outcomes.each_ref().map(|outcome| &outcome.token);
    json!({
        "event_type": "new_market",
        "id": card.id,
        "question": now.question,
        "market": now.condition,
        "slug": now.slug,
        "description": card.description,
        "assets_ids": tokens,
        "outcomes": now.outcomes.each_ref().map(|outcome| &outcome.name),
        "event_message": {
            "id": card.event_id,
            "ticker": now.event_slug,
            "slug": now.event_slug,
            "title": card.event_title,
            "description": card.description,
        },
        "timestamp": card.opened_at.0.to_string(),
        "tags": tags(row),
        "condition_id": now.condition,
        "active": true,
        "clob_token_ids": tokens,
        "sports_market_type": "",
        "line": "",
        "game_start_time": row.rules.game_start.map(iso_instant).unwrap_or_default(),
        "order_price_min_tick_size": now.tick.to_string(),
        "group_item_title": "",
        "taker_base_fee": "0",
        "fees_enabled": now.fee.rate_micros > 0,
        "fee_schedule": gamma_rows::fee_schedule(row),
    })
}
