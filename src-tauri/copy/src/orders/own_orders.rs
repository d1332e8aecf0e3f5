//! The market without us: the venue's book shows our own resting orders too, and a price that counted them would chase itself
//! (our bid narrows the spread and lifts the middle, which lifts our bid).

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::entity::CopyOrder;
use crate::ids::TokenId;
use crate::market::{Book, Level, Market, Side};
use crate::markets::Markets;
use crate::money::{Price, Shares};
use crate::self_cross::OwnResting;
use crate::state::{OwnOrder, State};

/// The best prices of a book, a share in USD.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BestPrices {
    /// The highest bid.
    pub bid: Option<Price>,
    /// The lowest ask.
    pub ask: Option<Price>,
}

/// The book of a token less what our own orders rest there, on the token itself or, mirrored, on its complement.
///
/// Only orders known to rest are taken off, and never more than a level shows: a book that does not show them yet stays.
pub(crate) fn without_own<'a>(state: &State, market: &Market, book: &'a Book) -> Cow<'a, Book> {
    let mut others = Cow::Borrowed(book);
    for (own, on_complement) in ours_on(state, &book.token, market.complement(&book.token)) {
        if own.shown.is_zero() {
            continue;
        }
        let (side, price) = as_seen(own, on_complement);
        let levels = match side {
            Side::Buy => &mut others.to_mut().bids,
            Side::Sell => &mut others.to_mut().asks,
        };
        take_off(levels, price, own.shown);
    }
    others
}

/// Our orders on a token, and on its complement.
fn ours_on<'a>(
    state: &'a State,
    token: &TokenId,
    complement: Option<&TokenId>,
) -> impl Iterator<Item = (&'a OwnOrder, bool)> + use<'a> {
    let there = complement.map(|complement| state.own_orders_on(complement).map(|own| (own, true)));
    state
        .own_orders_on(token)
        .map(|own| (own, false))
        .chain(there.into_iter().flatten())
}

/// The same order as the token's own book shows it: buying NO at q is selling YES at 1 − q.
fn as_seen(own: &OwnOrder, on_complement: bool) -> (Side, Price) {
    if on_complement {
        (own.side.opposite(), own.price.complement())
    } else {
        (own.side, own.price)
    }
}

/// The best prices of that token's book as last seen, without our own orders; nothing where no book was seen.
pub(crate) fn best_prices(state: &State, markets: &Markets, token: &TokenId) -> BestPrices {
    let Some(book) = markets.book(token) else {
        return BestPrices::default();
    };
    match state.market_of(token) {
        Some(market) => best_of_others(state, market, book),
        None => BestPrices {
            bid: book.best_bid(),
            ask: book.best_ask(),
        },
    }
}

/// The best prices of a book less what our own orders rest there: a look at the first levels, without a copy of them.
pub(crate) fn best_of_others(state: &State, market: &Market, book: &Book) -> BestPrices {
    let complement = market.complement(&book.token);
    let others_at = |side: Side, level: &Level| {
        let ours: Shares = ours_on(state, &book.token, complement)
            .filter(|(own, on_complement)| as_seen(own, *on_complement) == (side, level.price))
            .map(|(own, _)| own.shown)
            .sum();
        level.shares > ours
    };
    let best = |side: Side, levels: &[Level]| {
        let first = levels.iter().find(|level| others_at(side, level));
        first.map(|level| level.price)
    };
    BestPrices {
        bid: best(Side::Buy, &book.bids),
        ask: best(Side::Sell, &book.asks),
    }
}

/// The same of every book that was seen.
pub(crate) fn all_best_prices<'a>(state: &State, markets: &'a Markets) -> BTreeMap<&'a TokenId, BestPrices> {
    markets
        .books()
        .map(|(token, _)| (token, best_prices(state, markets, token)))
        .collect()
}

/// Our orders that rest, or may rest or arrive, on a token or its complement, other than one order's own, on the other side of
/// it: the only ones that it could meet.
pub(crate) fn own_resting(state: &State, market: &Market, order: &CopyOrder) -> Vec<OwnResting> {
    ours_on(state, &order.token, market.complement(&order.token))
        .filter(|(own, _)| own.order != order.id && own.may_rest)
        .filter(|(own, on_complement)| as_seen(own, *on_complement).0 != order.side)
        .map(|(own, on_complement)| OwnResting {
            on_complement,
            side: own.side,
            price: own.price,
        })
        .collect()
}

fn take_off(levels: &mut Vec<Level>, price: Price, shares: Shares) {
    if let Some(at) = levels.iter().position(|level| level.price == price)
        && let Some(level) = levels.get_mut(at)
    {
        level.shares = (level.shares - shares).max(Shares::ZERO);
        if level.shares.is_zero() {
            levels.remove(at);
        }
    }
}
