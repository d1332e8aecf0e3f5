//! What the core wants done. Carried out only after the records of the same step are committed.

use serde::{Deserialize, Serialize};

use crate::event::Notice;
use crate::ids::{ChildId, ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use crate::market::{Exchange, Side};
use crate::money::{Price, Shares, Tick, Usd};

/// One command. Its outcome comes back as an [`crate::input::Input`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Sign this child, hand in `Signed`, commit, then send it.
    Place(PlaceChild),
    /// Cancel this child. Answer: `CancelAnswer`.
    Cancel {
        /// The child order.
        child: ChildId,
        /// Its hash.
        hash: OrderHash,
    },
    /// Read what became of this child, in orders and in trades. Answer: `OwnTrade`s, then `OrderReport`.
    LookUp {
        /// The child order.
        child: ChildId,
        /// Its hash.
        hash: OrderHash,
    },
    /// Read a book. Answer: `Book` or `NoBook`.
    FetchBook {
        /// The token it is about.
        token: TokenId,
    },
    /// Read a market's facts. Answer: `Market` or `PollFailed`.
    FetchMarket {
        /// The market.
        condition: ConditionId,
    },
    /// Read all positions of a trader. Answer: `Snapshot` or `PollFailed`.
    PollPositions {
        /// The trader's wallet.
        trader: WalletAddress,
        /// Whether the answer has to come uncached, because something hangs on it.
        uncached: bool,
    },
    /// Read a trader's activity from `since` on. Answers: `Rows` (and `Migration`s before it), or `PollFailed`.
    PollActivity {
        /// The trader's wallet.
        trader: WalletAddress,
        /// From when, inclusive.
        since: VenueMs,
    },
    /// Read our open orders, our trades and movements since `since`, our cash and our positions. Answers, in this order:
    /// `OwnOrders`, `OwnTrade`s, `OwnMovements`, `Account`, `OwnPositions`; what cannot be read is left out.
    PollAccount {
        /// Trades and movements from when on, inclusive.
        since: VenueMs,
    },
    /// Read the venue's clock. Answer: `VenueTime` or `PollFailed`.
    FetchTime,
    /// Tell the user.
    Notify(Notice),
}

/// A child order to be signed and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceChild {
    /// The child order.
    pub child: ChildId,
    /// The token.
    pub token: TokenId,
    /// The contract it is signed for.
    pub exchange: Exchange,
    /// The market's tick, for the amounts' precision.
    pub tick: Tick,
    /// Buys or sells.
    pub side: Side,
    /// The kind, with its amounts.
    pub kind: ChildKind,
    /// Signed into the order as its creation time, venue ms.
    pub created_at: VenueMs,
}

/// The kinds of child orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChildKind {
    /// Rests until it expires (GTD).
    Resting {
        /// The limit price.
        price: Price,
        /// Shares, whole lots.
        shares: Shares,
        /// When the venue is to drop it, venue time. On the wire 60 s are added, the venue's security threshold.
        expires_at: VenueMs,
    },
    /// A fill-and-kill purchase: spends at most the budget at no worse than the price.
    BuyNow {
        /// The worst price.
        price: Price,
        /// The most it may spend without fees, whole cents.
        budget: Usd,
    },
    /// A fill-and-kill sale at no worse than the price.
    SellNow {
        /// The worst price.
        price: Price,
        /// Shares, whole lots.
        shares: Shares,
    },
}

impl ChildKind {
    /// The worst price it may trade at.
    #[must_use]
    pub const fn price(self) -> Price {
        match self {
            Self::Resting { price, .. } | Self::BuyNow { price, .. } | Self::SellNow { price, .. } => price,
        }
    }

    /// Whether it rests on the book.
    #[must_use]
    pub const fn rests(self) -> bool {
        matches!(self, Self::Resting { .. })
    }
}
