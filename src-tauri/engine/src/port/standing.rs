//! How we stand with a venue: whether it answers and lets us in, what time it has, what it allows us.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::checks::{Check, Depth};
use pilotfish_polymarket::public::Geoblock;
use pilotfish_polymarket::trading::key_trap::Cure;
use pilotfish_polymarket::{Budget, HostUse, RefusedContact, TradingApi, Transport, UnreadableRows};
use pilotfish_vault::Signer;

use super::Reply;

/// Whether we may trade there now. An answer that does not come permits nothing: unknown means no.
///
/// Which version of order and contract it wants is among the checks; an order of another version is refused with a reason of its
/// own, which halts too.
pub trait VenueStanding: Send + Sync + 'static {
    /// Logs in, and again as often as it is asked to: gets (or derives again) the API key of that signer and returns its id, the
    /// `owner` of our orders.
    fn connect<'a>(&'a self, signer: &'a Arc<Signer>, kind: WalletType, wallet: &'a WalletAddress)
    -> Reply<'a, String>;
    /// Tries what may help where the venue refuses an order because the API key is of another address, though it is not
    /// ([`key_trap`](pilotfish_polymarket::trading::key_trap)).
    fn cure_key<'a>(&'a self, cure: Cure, signer: &'a Arc<Signer>) -> Reply<'a, ()>;
    /// Whether it answers at all.
    fn probe(&self) -> Reply<'_, ()>;
    /// How far the venue's time is ahead of the system's, ms.
    fn skew_ms(&self) -> Reply<'_, i64>;
    /// Whether our account may only close positions.
    fn closed_only(&self) -> Reply<'_, bool>;
    /// Whether orders are taken from where we are.
    fn region(&self) -> Reply<'_, Geoblock>;
    /// Looks at the venue and, where we are logged in, at our account, without changing anything. What could not be asked is among
    /// the answers, as unknown.
    fn checks(&self, depth: Depth) -> BoxFuture<'_, Vec<Check>>;
    /// Every host that may be contacted, with what went there since the start; none where nothing goes out.
    fn hosts(&self) -> Vec<HostUse>;
    /// The last requests that were not made, oldest first: to a host that is not listed, or where a redirect pointed.
    fn refused_contacts(&self) -> Vec<RefusedContact>;
    /// What is being used of the request plans that can bind; none where nothing is planned.
    fn budgets(&self) -> Vec<Budget> {
        Vec::new()
    }
    /// The wire itself, with our login where there is one: for what only an account of the real venue asks (its wallet's rights and
    /// redemptions). None where there is no wire, and for a pretend account.
    fn wire(&self) -> Option<(Transport, Option<TradingApi>)> {
        None
    }
    /// Drops every connection, the streams' too, and makes new ones from now on: after a sleep the old ones are dead and do not
    /// say so. What waits for an answer gets none.
    fn drop_connections(&self);
    /// The rows that could not be read since the start, by the list or stream they came from.
    fn unreadable(&self) -> Vec<UnreadableRows>;
}
