//! What goes over the wire to the venue.

use pilotfish_copy::command::PlaceChild;
use pilotfish_copy::ids::{ChildId, ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};

use crate::simulate::script::{CancelReply, LookAnswer, PlaceAnswer};

/// A request on its way.
#[derive(Debug)]
pub(crate) enum Request {
    /// An order, signed.
    Place {
        place: PlaceChild,
        hash: OrderHash,
        /// Its number: the first of answer and time-out counts.
        number: u64,
        run: u64,
        fault: Option<PlaceAnswer>,
    },
    /// A cancellation.
    Cancel {
        child: ChildId,
        hash: OrderHash,
        number: u64,
        run: u64,
        fault: Option<CancelReply>,
    },
    /// A look at an order.
    Look {
        child: ChildId,
        hash: OrderHash,
        run: u64,
        fault: Option<LookAnswer>,
    },
    /// A book.
    Book { token: TokenId, run: u64 },
    /// A market's facts.
    Market { condition: ConditionId, run: u64 },
    /// A trader's positions.
    Positions {
        trader: WalletAddress,
        uncached: bool,
        requested_at: VenueMs,
        run: u64,
    },
    /// A trader's activity.
    Activity {
        trader: WalletAddress,
        since: VenueMs,
        requested_at: VenueMs,
        run: u64,
    },
    /// Our own account.
    Account {
        since: VenueMs,
        requested_at: VenueMs,
        run: u64,
    },
    /// The venue's clock.
    Time { run: u64 },
}
