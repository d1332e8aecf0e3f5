//! What the core is told. Every outside event becomes one of these, stamped with venue time by whoever hands it in.

mod account;
mod answer;
mod trader;
mod user;

use serde::{Deserialize, Serialize};

pub use account::{Liquidity, OpenOrder, OwnMovement, OwnMovementKind, OwnTrade, Settlement};
pub use answer::{CancelAnswer, OrderReport, PlaceOutcome, Refusal, RefusalCode};
pub use trader::{ActivityRow, ListQuality, Migration, RowKind, RowSource, SnapshotPosition};
pub use user::{CloseAmount, CloseHow, CloseRequest, CloseScope, UserInput};

use crate::entity::HaltReason;
use crate::event::WaitReason;
use crate::ids::{ChildId, ConditionId, OrderHash, RealMs, TokenId, TxHash, VenueMs, WalletAddress};
use crate::market::{Book, Market};
use crate::money::{Shares, Usd};

/// One input. The core takes it with [`crate::Core::step`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// Nothing but the time: deadlines are looked at.
    Tick,
    /// The venue's clock, read just now, answering `FetchTime` or unasked. The only thing that makes a jump of time true.
    VenueTime {
        /// What it shows.
        at: VenueMs,
    },
    /// The user asked for something.
    User(UserInput),
    /// A market's facts, new or changed.
    Market(Market),
    /// A book, answering `FetchBook` or unasked.
    Book(Book),
    /// The book that was asked for cannot be had.
    NoBook {
        /// The token it is about.
        token: TokenId,
        /// Why, in the venue's or the transport's words.
        reason: String,
    },
    /// Rows of a followed trader's activity, from whichever source.
    Rows {
        /// The trader's wallet.
        trader: WalletAddress,
        /// The rows, in any order, with any repetition.
        rows: Vec<ActivityRow>,
        /// Where they come from.
        source: RowSource,
    },
    /// The open positions of a followed trader, answering `PollPositions`: evidence, not truth.
    Snapshot {
        /// The trader's wallet.
        trader: WalletAddress,
        /// When the request for it was made, venue time. The answer's time is that of the input.
        requested_at: VenueMs,
        /// What kind of answer it is.
        quality: ListQuality,
        /// The positions.
        positions: Vec<SnapshotPosition>,
    },
    /// A trader moved a position, or everything, elsewhere without trading.
    Migration {
        /// The trader's wallet.
        trader: WalletAddress,
        /// The transaction.
        tx: TxHash,
        /// When, venue time.
        at: VenueMs,
        /// What moved.
        moved: Migration,
    },
    /// A poll failed; it is due again after its back-off.
    PollFailed {
        /// The poll.
        poll: Poll,
        /// What went wrong, in words.
        reason: String,
    },
    /// Our own cash at the venue, as it says.
    Account {
        /// pUSD.
        cash: Usd,
        /// When the request for it was made.
        requested_at: VenueMs,
    },
    /// Our own shares at the venue, as it says (every page of it): for reconciliation.
    OwnPositions {
        /// When the request for it was made.
        requested_at: VenueMs,
        /// Token and shares.
        positions: Vec<(TokenId, Shares)>,
    },
    /// The orders open in our account at the venue, as it says (every page of it).
    OwnOrders {
        /// When the request for it was made.
        requested_at: VenueMs,
        /// The orders, ours and others.
        open: Vec<OpenOrder>,
    },
    /// Movements of our own account that are no trades of ours.
    OwnMovements {
        /// The rows, in any order, with any repetition.
        rows: Vec<OwnMovement>,
    },
    /// A child was signed: its hash, committed together with the decision to place it and before it is sent.
    Signed {
        /// The child order.
        child: ChildId,
        /// Its order hash.
        hash: OrderHash,
        /// From then on, in real time, the venue takes the signed request no more: authentication stamp + 60 s + clock
        /// difference.
        void_after: RealMs,
    },
    /// A child could not be signed (the vault refused it): nothing was sent.
    SignRefused {
        /// The child order.
        child: ChildId,
        /// What went wrong, in words.
        reason: String,
    },
    /// What the venue answered to a placement.
    Placed {
        /// The child order.
        child: ChildId,
        /// Its answer.
        outcome: PlaceOutcome,
    },
    /// What the venue answered to a cancellation.
    CancelAnswer {
        /// The child order.
        child: ChildId,
        /// Its answer.
        answer: CancelAnswer,
    },
    /// What the venue says of an order, answering `LookUp` or from the user channel.
    OrderReport {
        /// The child order.
        child: ChildId,
        /// What it says.
        report: OrderReport,
        /// When it was read, in real time, of an answer that read orders and trades in full over a healthy connection.
        /// `None` of a pushed event, which is a hint.
        looked_at: Option<RealMs>,
    },
    /// One leg of a trade in which one of our orders took part; the same leg comes again as it settles.
    OwnTrade(OwnTrade),
    /// Something that halts was seen by the program around the core: a refused login, a region, a mode.
    HaltSeen {
        /// What halts.
        reason: HaltReason,
        /// Until when at least, where the venue said so.
        until: Option<VenueMs>,
        /// The venue's own words.
        words: String,
    },
    /// Evidence that it is over.
    HaltOver {
        /// What halts.
        reason: HaltReason,
    },
    /// Evidence that what orders wait for is there again: each that waits for it is tried at once.
    WaitOver {
        /// What they wait for.
        reason: WaitReason,
    },
    /// The venue became unreachable, or reachable again.
    Connection {
        /// Whether it answers.
        up: bool,
        /// What was seen.
        reason: String,
    },
}

impl Input {
    /// The poll that this answers by saying how things stood at an instant: worth nothing while nobody knows which instant it is.
    pub(crate) fn unread_poll(&self) -> Option<Poll> {
        match self {
            Self::Snapshot { trader, .. } => Some(Poll::Positions { trader: trader.clone() }),
            Self::Account { .. } | Self::OwnPositions { .. } | Self::OwnOrders { .. } => Some(Poll::Account),
            _ => None,
        }
    }

    /// When what it answers was asked for.
    pub(crate) fn requested_at_mut(&mut self) -> Option<&mut VenueMs> {
        match self {
            Self::Rows {
                source: RowSource::Poll { requested_at, .. },
                ..
            }
            | Self::Snapshot { requested_at, .. }
            | Self::Account { requested_at, .. }
            | Self::OwnPositions { requested_at, .. }
            | Self::OwnOrders { requested_at, .. } => Some(requested_at),
            _ => None,
        }
    }
}

/// The things the core asks to be read again and again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "poll", rename_all = "snake_case")]
pub enum Poll {
    /// A trader's positions.
    Positions {
        /// The trader's wallet.
        trader: WalletAddress,
    },
    /// A trader's activity since some time.
    Activity {
        /// The trader's wallet.
        trader: WalletAddress,
    },
    /// Our cash, open orders, trades, movements and positions.
    Account,
    /// The venue's clock.
    Time,
    /// A market's facts.
    Market {
        /// The market.
        condition: ConditionId,
    },
}
