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
    for (own, on_complement) in OwnOrders::on(state, market, &book.token).iter() {
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

/// Our orders on a token, and on its complement, found once.
pub(crate) struct OwnOrders<'a> {
    here: &'a [OwnOrder],
    there: &'a [OwnOrder],
}

impl<'a> OwnOrders<'a> {
    pub(crate) fn on(state: &'a State, market: &Market, token: &TokenId) -> Self {
        let complement = market.complement(token);
        Self {
            here: state.own_orders_on(token),
            there: complement.map_or(&[], |complement| state.own_orders_on(complement)),
        }
    }

    /// Each, and whether it is on the complement.
    fn iter(&self) -> impl Iterator<Item = (&'a OwnOrder, bool)> + use<'a> {
        let here = self.here.iter().map(|own| (own, false));
        here.chain(self.there.iter().map(|own| (own, true)))
    }

    /// The best prices of the token's book less what our own orders rest there: a look at the first levels, without a copy of them.
    pub(crate) fn best_of_others(&self, book: &Book) -> BestPrices {
        let others_at = |side: Side, level: &Level| {
            let ours: Shares = self
                .iter()
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

    /// Those that rest, or may rest or arrive, other than one order's own, on the other side of it: the only ones that it could
    /// meet.
    pub(crate) fn resting_against(&self, order: &CopyOrder) -> Vec<OwnResting> {
        self.iter()
            .filter(|(own, _)| own.order != order.id && own.may_rest)
            .filter(|(own, on_complement)| as_seen(own, *on_complement).0 != order.side)
            .map(|(own, on_complement)| OwnResting {
                on_complement,
                side: own.side,
                price: own.price,
            })
            .collect()
    }
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
        Some(market) => OwnOrders::on(state, market, token).best_of_others(book),
        None => BestPrices {
            bid: book.best_bid(),
            ask: book.best_ask(),
        },
    }
}

/// The same of every book that was seen.
pub(crate) fn all_best_prices<'a>(state: &State, markets: &'a Markets) -> BTreeMap<&'a TokenId, BestPrices> {
    markets
        .books()
        .map(|(token, _)| (token, best_prices(state, markets, token)))
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
