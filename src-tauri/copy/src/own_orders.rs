//! The market without us: the venue's book shows our own resting orders too, and a price that counted them would chase itself
//! (our bid narrows the spread and lifts the middle, which lifts our bid).

use crate::core::Core;
use crate::entity::{Child, ChildState};
use crate::market::{Book, Level, Market, Side};
use crate::money::{Price, Shares};

impl Core {
    /// The book of a token less what our own orders rest there, on the token itself or, mirrored, on its complement.
    ///
    /// Only orders known to rest are taken off, and never more than a level shows: a book that does not show them yet stays.
    pub(crate) fn without_own(&self, market: &Market, book: &Book) -> Book {
        let mut others = book.clone();
        let complement = market.complement(&book.token);
        for child in self.state.children.values().filter(|child| rests(child)) {
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
