//! How we stand with a paper venue: as with the real one where its market data are concerned, and well where our account is.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::checks::{Check, Depth};
use pilotfish_polymarket::public::Geoblock;
use pilotfish_polymarket::trading::key_trap::Cure;
use pilotfish_polymarket::{Budget, HostUse, RefusedContact, UnreadableRows};
use pilotfish_vault::Signer;

use super::shared::Shared;
use crate::port::{Reply, VenueStanding};

/// The API key of every paper account: it opens nothing anywhere.
const OWNER: &str = "00000000-0000-4000-8000-000000000000";

/// The real venue's standing, without our account.
pub(super) struct PaperStanding {
    shared: Arc<Shared>,
    real: Arc<dyn VenueStanding>,
}

impl PaperStanding {
    pub(super) fn new(shared: Arc<Shared>, real: Arc<dyn VenueStanding>) -> Self {
        Self { shared, real }
    }
}

impl VenueStanding for PaperStanding {
    /// Nothing is sent: the throw-away key is nobody's at the real venue.
    fn connect<'a>(&'a self, _: &'a Arc<Signer>, _: WalletType, _: &'a WalletAddress) -> Reply<'a, String> {
        Box::pin(async move { Ok(OWNER.to_owned()) })
    }

    /// The throw-away key is nobody's at the real venue: there is nothing to cure.
    fn cure_key<'a>(&'a self, _: Cure, _: &'a Arc<Signer>) -> Reply<'a, ()> {
        Box::pin(async move { Ok(()) })
    }

    fn probe(&self) -> Reply<'_, ()> {
        self.real.probe()
    }

    fn skew_ms(&self) -> Reply<'_, i64> {
        Box::pin(async move {
            let skew_ms = self.real.skew_ms().await?;
            self.shared.set_skew(skew_ms);
            Ok(skew_ms)
        })
    }

    fn closed_only(&self) -> Reply<'_, bool> {
        Box::pin(async move { Ok(false) })
    }

    /// Pretend orders are taken everywhere: reading is not restricted.
    fn region(&self) -> Reply<'_, Geoblock> {
        Box::pin(async move {
            Ok(Geoblock {
                blocked: false,
                ip: String::new(),
                country: String::new(),
                region: String::new(),
            })
        })
    }

    /// The real venue's, as far as anyone may ask.
    fn checks(&self, depth: Depth) -> BoxFuture<'_, Vec<Check>> {
        self.real.checks(depth)
    }

    fn hosts(&self) -> Vec<HostUse> {
        self.real.hosts()
    }

    fn refused_contacts(&self) -> Vec<RefusedContact> {
        self.real.refused_contacts()
    }

    fn budgets(&self) -> Vec<Budget> {
        self.real.budgets()
    }

    fn drop_connections(&self) {
        self.real.drop_connections();
    }

    fn unreadable(&self) -> Vec<UnreadableRows> {
        self.real.unreadable()
    }
}
