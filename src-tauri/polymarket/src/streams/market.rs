//! Books of the wanted tokens, assembled from snapshots and changes, and read over HTTP where the two disagree.
//!
//! A token of which nothing was heard for a while is compared over HTTP: single tokens are known to stop on a socket that goes on
//! for all others. One that differs is taken from there, and subscribed anew.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use pilotfish_copy::ids::{TokenId, TxHash, VenueMs};
use pilotfish_copy::market::{Book, Side};
use pilotfish_copy::money::{Price, Shares, Tick};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::books::{LevelChange, LocalBook};
use super::socket::{Channel, Heard, Outbox};
use super::{Subscription, Tuning, shards};
use crate::fields::Fields;
use crate::unreadable::RowSource;
use crate::{Error, PublicApi, json, public};

/// The wait before a book in doubt is read over HTTP: a whole one usually comes by itself, after every trade.
const RESYNC_AFTER: Duration = Duration::from_millis(300);

/// Quiet tokens are looked for so often in the time after which they are quiet.
const LOOKS_A_TIME: u32 = 10;

/// What the market channel says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketEvent {
    /// A book as it is now.
    Book(Book),
    /// A token's price step changed: read the market's facts again.
    TickChanged {
        /// The token it is about.
        token: TokenId,
        /// To what, where it is one we know.
        tick: Option<Tick>,
    },
    /// Somebody traded.
    Traded(MarketTrade),
    /// A token's market resolved: read its facts again.
    Resolved {
        /// The token it is about.
        token: TokenId,
    },
}

/// A trade of anybody's, as its taker made it. The channel tells one for each price that a taker met, of the taker's token only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketTrade {
    /// The taker's token.
    pub token: TokenId,
    /// Whether the taker bought or sold.
    pub side: Side,
    /// The price, in that token.
    pub price: Price,
    /// The shares.
    pub shares: Shares,
    /// When it matched, venue time.
    pub at: VenueMs,
    /// Its transaction, where the venue names it.
    pub transaction: Option<TxHash>,
}

/// The books of the wanted tokens, over as many connections as they need. The set may change while it runs.
#[must_use]
pub fn market_stream(
    public: &PublicApi,
    tuning: Tuning,
    wanted: watch::Receiver<BTreeSet<TokenId>>,
) -> Subscription<MarketEvent> {
    shards::spread(public, tuning, wanted)
}

/// One connection's tokens and their books.
pub(super) struct MarketChannel {
    public: PublicApi,
    wanted: watch::Receiver<BTreeSet<TokenId>>,
    books: BTreeMap<TokenId, LocalBook>,
    reads: JoinSet<(TokenId, Result<Book, Error>)>,
    /// The tokens of `reads`: one reading at a time.
    reading: BTreeSet<TokenId>,
    /// A book that was read and not yet taken.
    read: Option<(TokenId, Result<Book, Error>)>,
    /// When each token was last heard of or compared.
    heard: BTreeMap<TokenId, Instant>,
    /// Tokens that were quiet for too long and are compared, and what was known of their book then.
    compared: BTreeMap<TokenId, Option<Book>>,
    /// A token of which nothing was heard for so long is compared over HTTP.
    quiet_after: Duration,
    /// When such tokens are looked for.
    look_at: Instant,
    /// Tokens to subscribe anew.
    stale: BTreeSet<TokenId>,
}

impl Channel for MarketChannel {
    type Item = MarketEvent;

    fn open(&mut self) -> Vec<Zeroizing<String>> {
        self.reads = JoinSet::new();
        self.reading.clear();
        self.read = None;
        self.compared.clear();
        self.stale.clear();
        let wanted = self.take_wanted();
        let now = Instant::now();
        self.heard = wanted.iter().map(|token| (token.clone(), now)).collect();
        self.books = wanted
            .iter()
            .map(|token| (token.clone(), LocalBook::new(token.clone())))
            .collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        vec![Zeroizing::new(first_subscription(&wanted))]
    }

    fn expects_news(&self) -> bool {
        !self.books.is_empty()
    }

    fn hear(&mut self, text: &str, out: &mut Outbox<MarketEvent>) -> Heard {
        let Ok(value) = json::read(text) else {
            self.doubt_all("a message that is no JSON", out);
            return Heard::News;
        };
        let one = std::slice::from_ref(&value);
        let mut touched = BTreeSet::new();
        for message in value.as_array().map_or(one, Vec::as_slice) {
            let taken = self.message(message, &mut touched, out);
            let transport = self.public.transport().clone();
            if transport.readable(RowSource::MarketStream, message, taken).is_none() {
                self.doubt_named(message, out);
            }
        }
        let now = Instant::now();
        for token in touched {
            self.show(&token, out);
            self.heard.insert(token, now);
        }
        Heard::News
    }

    async fn wake(&mut self) {
        if self.read.is_some() {
            return;
        }
        tokio::select! {
            // A closed sender means that the set stays as it is.
            Ok(()) = self.wanted.changed() => {}
            Some(read) = self.reads.join_next() => self.read = read.ok(),
            () = tokio::time::sleep_until(self.look_at) => {}
        }
    }

    fn woken(&mut self, out: &mut Outbox<MarketEvent>) -> Vec<Zeroizing<String>> {
        if let Some((token, read)) = self.read.take() {
            self.resync(&token, read, out);
        }
        self.compare_quiet();
        self.resubscribe()
    }
}

impl MarketChannel {
    pub(super) fn new(public: PublicApi, wanted: watch::Receiver<BTreeSet<TokenId>>, quiet_after: Duration) -> Self {
        Self {
            public,
            wanted,
            books: BTreeMap::new(),
            reads: JoinSet::new(),
            reading: BTreeSet::new(),
            read: None,
            heard: BTreeMap::new(),
            compared: BTreeMap::new(),
            quiet_after,
            look_at: Instant::now() + quiet_after / LOOKS_A_TIME,
            stale: BTreeSet::new(),
        }
    }

    fn take_wanted(&mut self) -> BTreeSet<TokenId> {
        self.wanted.borrow_and_update().clone()
    }

    /// Has the books of the tokens read that were quiet for too long.
    fn compare_quiet(&mut self) {
        let now = Instant::now();
        if now < self.look_at {
            return;
        }
        self.look_at = now + self.quiet_after / LOOKS_A_TIME;
        let quiet: Vec<TokenId> = self
            .heard
            .iter()
            .filter(|(_, at)| now.saturating_duration_since(**at) >= self.quiet_after)
            .map(|(token, _)| token.clone())
            .collect();
        for token in quiet {
            let known = self.books.get(&token).and_then(LocalBook::shown);
            self.heard.insert(token.clone(), now);
            self.compared.insert(token.clone(), known);
            self.read_anew(token);
        }
    }

    /// Frames that take the subscriptions from what they are to what is wanted.
    fn resubscribe(&mut self) -> Vec<Zeroizing<String>> {
        let before: BTreeSet<TokenId> = self.books.keys().cloned().collect();
        let wanted = self.take_wanted();
        let gone: BTreeSet<TokenId> = before.difference(&wanted).cloned().collect();
        let new: BTreeSet<TokenId> = wanted.difference(&before).cloned().collect();
        self.books.retain(|token, _| wanted.contains(token));
        self.heard.retain(|token, _| wanted.contains(token));
        self.compared.retain(|token, _| wanted.contains(token));
        let now = Instant::now();
        self.heard.extend(new.iter().map(|token| (token.clone(), now)));
        self.books
            .extend(new.iter().map(|token| (token.clone(), LocalBook::new(token.clone()))));
        let mut frames = Vec::new();
        if !gone.is_empty() {
            frames.push(json!({"operation": "unsubscribe", "assets_ids": gone}).to_string());
        }
        for token in &new {
            // A later subscription may bring no first book: it is read unless one comes meanwhile.
            self.read_anew(token.clone());
        }
        if !new.is_empty() {
            // The first subscription of a connection is another message than a later one.
            let first = before.is_empty();
            let later = || json!({"operation": "subscribe", "assets_ids": new}).to_string();
            frames.push(if first { first_subscription(&new) } else { later() });
        }
        let stale: BTreeSet<TokenId> = std::mem::take(&mut self.stale).intersection(&wanted).cloned().collect();
        if !stale.is_empty() {
            for operation in ["unsubscribe", "subscribe"] {
                frames.push(json!({"operation": operation, "assets_ids": stale}).to_string());
            }
        }
        frames.into_iter().map(Zeroizing::new).collect()
    }

    fn message(
        &mut self,
        message: &Value,
        touched: &mut BTreeSet<TokenId>,
        out: &mut Outbox<MarketEvent>,
    ) -> Result<(), Error> {
        let fields = Fields::of(message, "a message")?;
        let at = fields.instant("timestamp").unwrap_or(VenueMs(0));
        match fields.text("event_type").unwrap_or_default().as_ref() {
            "book" => {
                let token = fields.need("asset_id", fields.token("asset_id"))?;
                let (bids, asks) = public::parse_levels(&fields)?;
                if let Some(book) = self.books.get_mut(&token) {
                    book.replace(&bids, &asks, public::tick(&fields, "tick_size"), at);
                    touched.insert(token);
                }
            }
            "price_change" => self.price_change(&fields, at, touched)?,
            "tick_size_change" => {
                let token = fields.need("asset_id", fields.token("asset_id"))?;
                if let Some(book) = self.books.get_mut(&token) {
                    let tick = public::tick(&fields, "new_tick_size");
                    book.retick(tick);
                    out.item(MarketEvent::TickChanged {
                        token: token.clone(),
                        tick,
                    });
                    touched.insert(token);
                }
            }
            "market_resolved" => {
                for token in fields.texts("assets_ids").iter().map(|id| TokenId::new(id)) {
                    if self.books.contains_key(&token) {
                        out.item(MarketEvent::Resolved { token });
                    }
                }
            }
            "last_trade_price" => {
                let token = fields.need("asset_id", fields.token("asset_id"))?;
                if self.books.contains_key(&token) {
                    out.item(MarketEvent::Traded(MarketTrade {
                        side: fields.need("side", fields.side("side"))?,
                        price: fields.need("price", fields.price("price"))?,
                        shares: fields.need("size", fields.shares("size"))?,
                        at,
                        transaction: fields
                            .text("transaction_hash")
                            .map(|hash| TxHash::new(&hash.to_ascii_lowercase())),
                        token,
                    }));
                }
            }
            // Best prices, new markets, and what is yet to be invented.
            _ => {}
        }
        Ok(())
    }

    fn price_change(&mut self, fields: &Fields<'_>, at: VenueMs, touched: &mut BTreeSet<TokenId>) -> Result<(), Error> {
        // All changes of a message first: its best prices are those after the whole of it.
        let mut last: BTreeMap<TokenId, LevelChange> = BTreeMap::new();
        for value in fields.list("price_changes") {
            let fields = Fields::of(value, "a price change")?;
            let token = fields.need("asset_id", fields.token("asset_id"))?;
            let Some(book) = self.books.get_mut(&token) else {
                continue;
            };
            let change = LevelChange {
                side: fields.need("side", fields.side("side"))?,
                price: fields.need("price", fields.price("price"))?,
                shares: fields.need("size", fields.shares("size"))?,
                best_bid: fields.price("best_bid"),
                best_ask: fields.price("best_ask"),
            };
            book.change(change, at);
            last.insert(token, change);
        }
        for (token, change) in last {
            if let Some(book) = self.books.get_mut(&token) {
                book.check(change);
                touched.insert(token);
            }
        }
        Ok(())
    }

    /// Shows a book, or has it read where it is in doubt.
    fn show(&mut self, token: &TokenId, out: &mut Outbox<MarketEvent>) {
        match self.books.get(token).map(LocalBook::shown) {
            Some(Some(book)) => out.item(MarketEvent::Book(book)),
            Some(None) => self.read_anew(token.clone()),
            None => {}
        }
    }

    fn read_anew(&mut self, token: TokenId) {
        if !self.reading.insert(token.clone()) {
            return;
        }
        let public = self.public.clone();
        self.reads.spawn(async move {
            tokio::time::sleep(RESYNC_AFTER).await;
            let read = public.book(&token).await;
            (token, read)
        });
    }

    fn resync(&mut self, token: &TokenId, read: Result<Book, Error>, out: &mut Outbox<MarketEvent>) {
        self.reading.remove(token);
        let compared = self.compared.remove(token);
        let Some(book) = self.books.get_mut(token) else { return };
        match read {
            Ok(fresh)
                if compared
                    .as_ref()
                    .is_some_and(|known| is_stale(known.as_ref(), book, &fresh)) =>
            {
                tracing::debug!(%token, "a book stood still on its stream");
                book.replace(&fresh.bids, &fresh.asks, Some(fresh.tick), fresh.observed_at);
                self.stale.insert(token.clone());
                self.show(token, out);
            }
            // A whole book that came meanwhile is at least as fresh.
            Ok(_) if book.is_trusted() => {}
            Ok(fresh) => {
                book.replace(&fresh.bids, &fresh.asks, Some(fresh.tick), fresh.observed_at);
                self.show(token, out);
            }
            // It stays in doubt, and is read with the next change that touches it; a closed market has none.
            Err(error) => out.gap(format!("the book of {token}: {error}")),
        }
    }

    /// A message that cannot be read: the books that it names are in doubt; where it names none of ours, all are.
    fn doubt_named(&mut self, message: &Value, out: &mut Outbox<MarketEvent>) {
        let Ok(fields) = Fields::of(message, "a message") else {
            self.doubt_all("a message that cannot be read", out);
            return;
        };
        let entries = fields.list("price_changes").iter();
        let entries = entries.filter_map(|entry| Fields::of(entry, "a price change").ok());
        let named: BTreeSet<TokenId> = entries
            .chain([fields])
            .filter_map(|fields| fields.token("asset_id"))
            .collect();
        let ours: Vec<TokenId> = named
            .iter()
            .filter(|token| self.books.contains_key(token))
            .cloned()
            .collect();
        if named.is_empty() {
            self.doubt_all("a message that cannot be read", out);
        } else {
            self.doubt(ours);
        }
    }

    fn doubt_all(&mut self, reason: &str, out: &mut Outbox<MarketEvent>) {
        out.gap(reason.to_owned());
        self.doubt(self.books.keys().cloned().collect());
    }

    fn doubt(&mut self, tokens: Vec<TokenId>) {
        for token in tokens {
            if let Some(book) = self.books.get_mut(&token) {
                book.doubt();
            }
            self.read_anew(token);
        }
    }
}

/// Whether a token's stream has stopped: nothing was heard of it since before its book was asked for, and the book is another.
fn is_stale(known: Option<&Book>, now: &LocalBook, fresh: &Book) -> bool {
    let shown = now.shown();
    let untouched = shown.as_ref() == known;
    let differs = shown.is_none_or(|book| (&book.bids, &book.asks) != (&fresh.bids, &fresh.asks));
    untouched && differs
}

fn first_subscription(tokens: &BTreeSet<TokenId>) -> String {
    json!({"type": "market", "assets_ids": tokens, "initial_dump": true, "custom_feature_enabled": true, "level": 2})
        .to_string()
}
