//! A trader's changes become signals: one real change, exactly one signal, whichever sources see it.
//!
//! The known position of a trader in a token is baseline plus signals. Rows of activity move it at once (`rows`) and are
//! gathered into a signal; a snapshot (`snapshot`) signals only what differs from it, when two polls agree.

mod rows;
mod snapshot;

use crate::core::Core;
use crate::entity::{Change, Gather, PriceSource, Signal, SignalKind, SignalOrigin};
use crate::event::{SkipReason, What};
use crate::ids::{ConditionId, FollowId, TokenId, VenueMs};
use crate::market::Side;
use crate::money::{MICRO, Price, Rounding, Shares, mul_div};
use crate::state::Pair;

/// A trader's rest under this is nothing: the venue's lists hide balances under 0.01 share (polymarket-api §4.4).
pub(crate) const TRADER_DUST: Shares = Shares::from_micros(10_000);

/// A change as it was observed, about to become a signal.
pub(crate) struct Observed {
    pub(crate) follow: FollowId,
    pub(crate) token: TokenId,
    pub(crate) condition: ConditionId,
    pub(crate) side: Side,
    pub(crate) before: Shares,
    pub(crate) after: Shares,
    pub(crate) price: Price,
    pub(crate) price_source: PriceSource,
    pub(crate) origin: SignalOrigin,
    pub(crate) at: VenueMs,
    pub(crate) key: String,
}

/// Which of the four kinds of change it is.
fn kind_of(side: Side, before: Shares, after: Shares) -> SignalKind {
    match side {
        Side::Buy if before <= TRADER_DUST => SignalKind::NewPosition,
        Side::Buy => SignalKind::SizeIncrease,
        Side::Sell if after <= TRADER_DUST => SignalKind::PositionClosed,
        Side::Sell => SignalKind::SizeDecrease,
    }
}

impl Core {
    /// Makes the signal, records it and decides on it.
    pub(crate) fn signal(&mut self, change: Observed) {
        let Some(follow) = self.state.follows.get(&change.follow) else {
            return;
        };
        let signal = Signal {
            id: crate::ids::SignalId(0),
            key: change.key,
            follow: follow.id,
            trader: follow.trader.clone(),
            token: change.token,
            condition: change.condition,
            kind: kind_of(change.side, change.before, change.after),
            side: change.side,
            before: change.before,
            after: change.after,
            price: change.price,
            price_source: change.price_source,
            origin: change.origin,
            at: change.at,
            seen_at: self.now,
            decision: None,
        };
        let signal = Signal {
            id: self.next_signal_id(),
            ..signal
        };
        self.tell(What::Signal {
            signal: signal.id,
            key: signal.key.clone(),
            follow: signal.follow,
            trader: signal.trader.clone(),
            token: signal.token.clone(),
            condition: signal.condition.clone(),
            change: signal.kind,
            side: signal.side,
            before: signal.before,
            after: signal.after,
            price: signal.price,
            price_source: signal.price_source,
            origin: signal.origin,
            traded_at: signal.at,
        });
        let id = signal.id;
        self.put(Change::Signal(signal));
        self.decide(id);
    }

    /// Turns gathered rows into their signal.
    pub(crate) fn flush_gather(&mut self, pair: &Pair) {
        let Some(gather) = self.state.gathers.get(pair).cloned() else {
            return;
        };
        self.put(Change::GatherGone {
            follow: gather.follow,
            token: gather.token.clone(),
        });
        let price = Price::from_micros(mul_div(
            gather.value.micros(),
            MICRO,
            gather.shares.micros(),
            Rounding::HalfUp,
        ));
        let after = match gather.side {
            Side::Buy => gather.before + gather.shares,
            Side::Sell => (gather.before - gather.shares).at_least(Shares::ZERO),
        };
        self.signal(Observed {
            key: gather_key(&gather, after),
            follow: gather.follow,
            token: gather.token,
            condition: gather.condition,
            side: gather.side,
            before: gather.before,
            after,
            price,
            price_source: gather.price_source,
            origin: match gather.price_source {
                PriceSource::Traded => SignalOrigin::Trades,
                PriceSource::Derived | PriceSource::Estimated => SignalOrigin::Merge,
            },
            at: gather.traded_at,
        });
    }

    /// Records activity that leads to no signal.
    pub(crate) fn note(&mut self, follow: FollowId, token: &TokenId, reason: SkipReason, shares: Shares) {
        self.tell(What::Noted {
            follow,
            token: token.clone(),
            reason,
            shares,
        });
    }

    /// What the token is worth now, as far as anything was seen: the book's middle, else the last snapshot's price.
    pub(crate) fn estimate(&self, pair: &Pair) -> Option<Price> {
        let book = self.books.get(&pair.1);
        book.and_then(crate::market::Book::mid)
            .or_else(|| self.state.known.get(pair).and_then(|known| known.last_price))
            .or_else(|| book.and_then(|book| book.best_bid().or(book.best_ask())))
    }
}

/// The same rows give the same key whoever saw them: who, where, which way, the first transaction, how much at what value,
/// and where it led. A row counts once, so no two gathers share all of that.
fn gather_key(gather: &Gather, after: Shares) -> String {
    let Gather {
        follow,
        token,
        first_tx,
        shares,
        value,
        before,
        ..
    } = gather;
    format!(
        "{follow}/{token}/{}/{first_tx}/{shares}@{value}/{before}>{after}",
        gather.side.as_str()
    )
}
