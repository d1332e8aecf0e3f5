//! The market without us: the venue's book shows our own resting orders too, and a price that counted them would chase itself
//! (our bid narrows the spread and lifts the middle, which lifts our bid).

use std::collections::BTreeMap;

use crate::core::Core;
use crate::entity::{Child, ChildState};
use crate::ids::TokenId;
use crate::market::{Book, Level, Market, Side};
use crate::money::{Price, Shares};

/// The best prices of a book, a share in USD.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Touch {
    /// The highest bid.
    pub bid: Option<Price>,
    /// The lowest ask.
    pub ask: Option<Price>,
}

impl Touch {
    fn of(book: &Book) -> Self {
        Self {
            bid: book.best_bid(),
            ask: book.best_ask(),
        }
    }
}

impl Core {
    /// The book of a token less what our own orders rest there, on the token itself or, mirrored, on its complement.
    ///
    /// Only orders known to rest are taken off, and never more than a level shows: a book that does not show them yet stays.
    pub(crate) fn without_own(&self, market: &Market, book: &Book) -> Book {
        let ours = self.state.children.values().filter(|child| rests(child));
        less(book, market.complement(&book.token), ours)
    }

    /// The best prices of that token's book as last seen, without our own orders; nothing where no book was seen.
    #[must_use]
    pub fn touch(&self, token: &TokenId) -> Touch {
        let Some(book) = self.books.get(token) else {
            return Touch::default();
        };
        match self.state.market_of(token) {
            Some(market) => Touch::of(&self.without_own(market, book)),
            None => Touch::of(book),
        }
    }

    /// The same of every book that was seen. Once through the children, not once a token: there may be thousands of both.
    #[must_use]
    pub fn touches(&self) -> BTreeMap<&TokenId, Touch> {
        let mut ours: BTreeMap<&TokenId, Vec<&Child>> = BTreeMap::new();
        for child in self.state.children.values().filter(|child| rests(child)) {
            ours.entry(&child.token).or_default().push(child);
        }
        let of = |token: &TokenId| ours.get(token).into_iter().flatten().copied();
        self.books
            .iter()
            .map(|(token, book)| {
                let complement = self.state.market_of(token).and_then(|market| market.complement(token));
                let mut here = of(token).chain(complement.into_iter().flat_map(of)).peekable();
                if here.peek().is_some() {
                    (token, Touch::of(&less(book, complement, here)))
                } else {
                    (token, Touch::of(book))
                }
            })
            .collect()
    }
}

/// A book less our own resting orders on its token or on its complement.
fn less<'a>(book: &Book, complement: Option<&TokenId>, ours: impl Iterator<Item = &'a Child>) -> Book {
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

fn rests(child: &Child) -> bool {
    child.kind.rests() && matches!(child.state, ChildState::Live | ChildState::Cancelling)
}

fn left_of(child: &Child) -> Shares {
    match child.kind {
        crate::command::ChildKind::Resting { shares, .. } => (shares - child.matched).at_least(Shares::ZERO),
        _ => Shares::ZERO,
    }
}

fn take_off(levels: &mut Vec<Level>, price: Price, shares: Shares) {
    if let Some(level) = levels.iter_mut().find(|level| level.price == price) {
        level.shares = (level.shares - shares).at_least(Shares::ZERO);
    }
    levels.retain(|level| level.shares > Shares::ZERO);
}
