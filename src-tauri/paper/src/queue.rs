//! How far a resting order is from being filled, followed twice: as badly and as well as it can have gone.
//!
//! Each view is one number: the shares that still have to be traded at the order's price until it is filled whole. What is more
//! than the order's own shares lies ahead of it. A trade takes from the number; a cancellation ahead takes from what lies ahead.

use pilotfish_copy::money::{Rounding, Shares, mul_div};
use serde::{Deserialize, Serialize};

/// What a trade means for one of our resting orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trading {
    /// It was at the order's price: so many shares.
    At(Shares),
    /// It was beyond the order's price: everything at that price was gone before.
    Through,
    /// It says nothing of this order.
    Elsewhere,
}

/// A resting order's place at its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The shares that rest: those that the order did not take when it arrived.
    size: Shares,
    /// To be traded until it is filled whole, as badly as it can have gone.
    cautious: Shares,
    /// The same, as well as it can have gone. Never more than `cautious`.
    optimistic: Shares,
    /// The shares that the last book showed at its price.
    shown: Shares,
    /// Traded at its price since that book.
    traded: Shares,
    /// Whether no book was seen yet that is surely of a moment after the order's arrival.
    is_new: bool,
}

impl Queue {
    /// An order of `size` shares joins behind the `shown` ones; `ours_wait_for` is what lies ahead of our own earlier orders at
    /// the same price, where there are any.
    #[must_use]
    pub fn join(size: Shares, shown: Shares, ours_wait_for: Shares) -> Self {
        Self {
            size,
            cautious: size + shown.at_least(ours_wait_for),
            optimistic: size + shown,
            shown,
            traded: Shares::ZERO,
            is_new: true,
        }
    }

    /// Filled for certain.
    #[must_use]
    pub fn filled(&self) -> Shares {
        self.size - self.size.at_most(self.cautious)
    }

    /// Filled if everything went well. At least [`Queue::filled`].
    #[must_use]
    pub fn filled_optimistic(&self) -> Shares {
        self.size - self.size.at_most(self.optimistic)
    }

    /// What lies ahead, in the cautious view.
    #[must_use]
    pub fn ahead(&self) -> Shares {
        (self.cautious - self.size).at_least(Shares::ZERO)
    }

    /// What lies ahead, in the optimistic view.
    #[must_use]
    pub fn ahead_optimistic(&self) -> Shares {
        (self.optimistic - self.size).at_least(Shares::ZERO)
    }

    /// Takes a trade into account. In the cautious view it is of `cautious` shares at most: what our other orders left of it.
    pub fn trade(&mut self, cautious: Trading, optimistic: Trading) {
        if let Trading::At(shares) = optimistic {
            self.traded += shares;
        }
        self.cautious = after(self.cautious, cautious);
        self.optimistic = after(self.optimistic, optimistic).at_most(self.cautious);
    }

    /// Takes a book into account that shows so many shares at the order's price. `is_later`: it is of a moment after the order
    /// arrived.
    pub fn show(&mut self, shown: Shares, is_later: bool) {
        if self.is_new && is_later {
            // What it shows more may have come before us: the last book may have been an old one then.
            self.is_new = false;
            let untouched = self.cautious >= self.size;
            if untouched {
                self.cautious = self.cautious.at_least(self.size + shown);
            }
        }
        let before = (self.shown - self.traded).at_least(Shares::ZERO);
        let ahead = self.ahead_optimistic();
        if shown < before && ahead > Shares::ZERO {
            // Cancelled evenly: of what lies ahead, as large a part stays as of the level. Rounded in our favour.
            let stays = mul_div(ahead.micros(), shown.micros(), before.micros(), Rounding::Down);
            self.optimistic = self.size + Shares::from_micros(stays);
        }
        if self.optimistic > self.size {
            // No more can lie ahead than is shown.
            self.optimistic = self.optimistic.at_most(self.size + shown);
        }
        self.shown = shown;
        self.traded = Shares::ZERO;
    }

    /// What was traded since the last book is not known: nobody listened.
    pub fn lose_sight(&mut self) {
        self.traded = Shares::ZERO;
    }
}

fn after(needed: Shares, trading: Trading) -> Shares {
    match trading {
        Trading::At(shares) => (needed - shares).at_least(Shares::ZERO),
        Trading::Through => Shares::ZERO,
        Trading::Elsewhere => needed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(whole: i64) -> Shares {
        Shares::from_micros(whole * 1_000_000)
    }

    fn at(whole: i64) -> Trading {
        Trading::At(shares(whole))
    }

    /// An order of 10 behind 100.
    fn behind_100() -> Queue {
        let mut queue = Queue::join(shares(10), shares(100), Shares::ZERO);
        queue.show(shares(100), true);
        queue
    }

    #[test]
    fn it_is_filled_by_what_is_traded_beyond_the_shares_ahead() {
        let mut queue = behind_100();
        for (traded, filled) in [(60, 0), (40, 0), (4, 4), (3, 7), (9, 10)] {
            queue.trade(at(traded), at(traded));
            assert_eq!(queue.filled(), shares(filled));
            assert_eq!(queue.filled_optimistic(), shares(filled));
        }
    }

    #[test]
    fn a_trade_beyond_its_price_fills_it_whole() {
        let mut queue = behind_100();
        queue.trade(Trading::Through, Trading::Through);
        assert_eq!(queue.filled(), shares(10));
    }

    #[test]
    fn cancellations_help_the_optimistic_view_alone_and_there_by_their_share_of_the_level() {
        let mut queue = behind_100();
        queue.show(shares(200), true); // 100 joined behind us.
        queue.show(shares(150), true); // A quarter of the level went.
        assert_eq!(queue.ahead(), shares(100));
        assert_eq!(queue.ahead_optimistic(), shares(75));
        queue.show(shares(20), true);
        assert_eq!(queue.ahead_optimistic(), shares(10));
        queue.trade(at(15), at(15));
        assert_eq!((queue.filled(), queue.filled_optimistic()), (Shares::ZERO, shares(5)));
    }

    #[test]
    fn what_was_traded_is_no_cancellation() {
        let mut queue = behind_100();
        queue.show(shares(200), true);
        queue.trade(at(40), at(40));
        queue.show(shares(160), true);
        assert_eq!(queue.ahead_optimistic(), shares(60));
        assert_eq!(queue.ahead(), shares(60));
    }

    #[test]
    fn what_the_first_book_after_its_arrival_shows_more_may_lie_ahead() {
        let mut queue = Queue::join(shares(10), shares(100), Shares::ZERO);
        queue.show(shares(130), false);
        assert_eq!(queue.ahead(), shares(100), "of a moment before we came: known already");
        queue.show(shares(140), true);
        assert_eq!((queue.ahead(), queue.ahead_optimistic()), (shares(140), shares(100)));
        queue.show(shares(500), true);
        assert_eq!(queue.ahead(), shares(140), "whoever comes later stands behind us");
    }

    #[test]
    fn an_order_waits_for_what_our_earlier_ones_at_its_price_wait_for() {
        let queue = Queue::join(shares(10), shares(20), shares(100));
        assert_eq!((queue.ahead(), queue.ahead_optimistic()), (shares(100), shares(20)));
    }
}
