//! Our orders and our account at a venue.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs};
use pilotfish_copy::input::{CancelAnswer, OpenOrder, OrderReport, OwnMovement, OwnTrade, PlaceOutcome};
use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::{Shares, Usd};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{FeedEvent, Reply};
use crate::departure::Departure;

/// What became of an order, read in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLookup {
    /// All our legs of it among our trades.
    pub trades: Vec<OwnTrade>,
    /// What the order look-up says, with what the trades show.
    pub report: OrderReport,
    /// Whether everything about the order could be read.
    pub complete: bool,
}

/// Where orders go, and whose account they are.
pub trait TradingVenue: Send + Sync + 'static {
    /// Sends a committed order's bytes, once; right before, it asks [`Departure::leave`], and sends nothing where that says no.
    fn post<'a>(
        &'a self,
        hash: &'a OrderHash,
        body: &'a str,
        departure: &'a Departure<'_>,
    ) -> BoxFuture<'a, PlaceOutcome>;
    /// Cancels an order, asking once.
    fn cancel<'a>(&'a self, hash: &'a OrderHash) -> BoxFuture<'a, CancelAnswer>;
    /// Cancels those orders in one request, at most 1,000; returns those it cancelled.
    fn cancel_many<'a>(&'a self, hashes: &'a [OrderHash]) -> Reply<'a, Vec<OrderHash>>;
    /// Cancels every open order of our account, whoever placed it; returns those it cancelled.
    fn cancel_all(&self) -> Reply<'_, Vec<OrderHash>>;
    /// Reads what became of an order, in the orders and in all trades since `since`.
    fn look_up<'a>(&'a self, hash: &'a OrderHash, since: VenueMs) -> Reply<'a, OrderLookup>;
    /// Every open order of our account, whoever placed it.
    fn own_orders(&self) -> Reply<'_, Vec<OpenOrder>>;
    /// Our trades since then, every page of them.
    fn own_trades(&self, since: VenueMs) -> Reply<'_, Vec<OwnTrade>>;
    /// Movements of our account since then that are no trades.
    fn own_movements(&self, since: VenueMs) -> Reply<'_, Vec<OwnMovement>>;
    /// Our positions, every page of them.
    fn own_positions(&self) -> Reply<'_, Vec<(TokenId, Shares)>>;
    /// Our cash.
    fn cash(&self) -> Reply<'_, Usd>;
    /// Whether each contract that has to may move our cash and the shares of those tokens, by a word for each.
    fn approvals<'a>(&'a self, tokens: &'a [(TokenId, Exchange)]) -> Reply<'a, BTreeMap<String, bool>>;
    /// Runs the stream of our own orders and trades until `stop`, reconnecting by itself.
    fn stream_account(&self, events: mpsc::Sender<FeedEvent>, stop: CancellationToken) -> BoxFuture<'static, ()>;
}
