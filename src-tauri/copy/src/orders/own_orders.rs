//! The market without us: the venue's book shows our own resting orders too, and a price that counted them would chase itself
//! (our bid narrows the spread and lifts the middle, which lifts our bid).

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::entity::{ChildOrder, ChildState, CopyOrder};
use crate::ids::TokenId;
use crate::market::{Book, Level, Market, Side};
use crate::markets::Markets;
use crate::money::{Price, Shares};
use crate::self_cross::OwnResting;
use crate::state::State;

/// The best prices of a book, a share in USD.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BestPrices {
    /// The highest bid.
    pub bid: Option<Price>,
    /// The lowest ask.
    pub ask: Option<Price>,
}

impl BestPrices {
    fn of(book: &Book) -> Self {
        Self {
            bid: book.best_bid(),
            ask: book.best_ask(),
        }
    }
}

/// The book of a token less what our own orders rest there, on the token itself or, mirrored, on its complement.
///
/// Only orders known to rest are taken off, and never more than a level shows: a book that does not show them yet stays.
pub(crate) fn without_own<'a>(state: &State, market: &Market, book: &'a Book) -> Cow<'a, Book> {
    let complement = market.complement(&book.token);
    let mut ours = ours_on(state, &book.token, complement)
        .filter(|child| rests(child))
        .peekable();
    if ours.peek().is_none() {
        return Cow::Borrowed(book);
    }
    Cow::Owned(less(book, complement, ours))
}

fn ours_on<'a>(
    state: &'a State,
    token: &TokenId,
    complement: Option<&TokenId>,
) -> impl Iterator<Item = &'a ChildOrder> + use<'a> {
    let there = complement.map(|complement| state.slots_on(complement));
    state.slots_on(token).chain(there.into_iter().flatten())
}

/// The best prices of that token's book as last seen, without our own orders; nothing where no book was seen.
pub(crate) fn best_prices(state: &State, markets: &Markets, token: &TokenId) -> BestPrices {
    let Some(book) = markets.book(token) else {
        return BestPrices::default();
    };
    match state.market_of(token) {
        Some(market) => BestPrices::of(&without_own(state, market, book)),
        None => BestPrices::of(book),
    }
}

/// The same of every book that was seen.
pub(crate) fn all_best_prices<'a>(state: &State, markets: &'a Markets) -> BTreeMap<&'a TokenId, BestPrices> {
    markets
        .books()
        .map(|(token, _)| (token, best_prices(state, markets, token)))
        .collect()
}

/// Our orders that rest, or may rest or arrive, on a token or its complement, other than one order's own.
pub(crate) fn own_resting(state: &State, market: &Market, order: &CopyOrder) -> Vec<OwnResting> {
    let complement = market.complement(&order.token);
    ours_on(state, &order.token, complement)
        .filter(|child| child.order != order.id && child.state.may_rest())
        .map(|child| OwnResting {
            on_complement: child.token != order.token,
            side: child.side,
            price: child.kind.price(),
        })
        .collect()
}

/// A book less our own resting orders on its token or on its complement.
fn less<'a>(book: &Book, complement: Option<&TokenId>, ours: impl Iterator<Item = &'a ChildOrder>) -> Book {
    let mut others = book.clone();
    for child in ours {
        let (side, price) = if child.token == book.token {
            (child.side, child.kind.price())
        } else if Some(&child.token) == complement {
            (child.side.opposite(), child.kind.price().complement())
        } else {
            continue;
        };
        let levels = match side {
            Side::Buy => &mut others.bids,
            Side::Sell => &mut others.asks,
        };
        take_off(levels, price, left_of(child));
    }
    others
}

fn rests(child: &ChildOrder) -> bool {
    child.kind.rests() && matches!(child.state, ChildState::Live | ChildState::Cancelling)
}

fn left_of(child: &ChildOrder) -> Shares {
    match child.kind {
        crate::command::ChildKind::Resting { shares, .. } => {
            (shares - child.evidence.matched().max(child.evidence.traded)).max(Shares::ZERO)
        }
        _ => Shares::ZERO,
    }
}

fn take_off(levels: &mut Vec<Level>, price: Price, shares: Shares) {
    if let Some(level) = levels.iter_mut().find(|level| level.price == price) {
        level.shares = (level.shares - shares).max(Shares::ZERO);
    }
    levels.retain(|level| level.shares > Shares::ZERO);
}
