//! The traders of a venue: what they hold, what they do, who they are.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_polymarket::public::{
    ActivityLine, ActivityRead, LeaderRow, Order, PnlPoint, PositionList, PositionRow, PositionState, Profile,
    TraderStats, Window,
};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{FeedEvent, Reply};

/// Who trades there, and how.
pub trait TraderDirectory: Send + Sync + 'static {
    /// The open positions of a trader, and what kind of list it is; past the venue's cache where `uncached`.
    fn positions<'a>(&'a self, trader: &'a WalletAddress, uncached: bool) -> Reply<'a, PositionList>;
    /// A trader's activity since then, oldest first: all of it, or up to the instant that it names, from which to read on.
    fn activity<'a>(&'a self, trader: &'a WalletAddress, since: VenueMs) -> Reply<'a, ActivityRead>;
    /// The leaderboard's first `limit` rows, of a category in lower case or of all.
    fn leaderboard<'a>(
        &'a self,
        window: Window,
        category: Option<&'a str>,
        order: Order,
        limit: usize,
    ) -> Reply<'a, Vec<LeaderRow>>;
    /// Who that is; [`PortError::NotFound`](super::PortError::NotFound) for a wallet without a profile.
    fn profile<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, Profile>;
    /// At most 50 whose name is like that.
    fn search<'a>(&'a self, text: &'a str) -> Reply<'a, Vec<Profile>>;
    /// The venue's sums over a trader.
    fn stats<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, TraderStats>;
    /// A trader's profit curve, oldest first.
    fn profit<'a>(&'a self, wallet: &'a WalletAddress, window: Window) -> Reply<'a, Vec<PnlPoint>>;
    /// A trader's positions with the words to show them: all, or the newest `enough`.
    fn position_rows<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        state: PositionState,
        enough: Option<usize>,
    ) -> Reply<'a, Vec<PositionRow>>;
    /// A trader's activity since then with the words to show it, newest first, at most `enough` rows.
    fn activity_lines<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        since: VenueMs,
        enough: usize,
    ) -> Reply<'a, Vec<ActivityLine>>;
    /// Runs the stream of those traders' activity until `stop`, reconnecting by itself.
    fn stream_activity(
        &self,
        traders: watch::Receiver<BTreeSet<WalletAddress>>,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()>;
}
