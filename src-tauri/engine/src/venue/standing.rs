//! How we stand with the venue, over the wire.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::checks::{self, Check, Depth};
use pilotfish_polymarket::public::Geoblock;
use pilotfish_polymarket::trading::key_trap::{Cure, try_cure};
use pilotfish_polymarket::{Budget, HostUse, RefusedContact, TradingApi, Transport, UnreadableRows};
use pilotfish_vault::Signer;

use super::{PolymarketVenue, word};
use crate::clock::system_ms;
use crate::port::{Reply, VenueStanding};

impl VenueStanding for PolymarketVenue {
    fn connect<'a>(
        &'a self,
        signer: &'a Arc<Signer>,
        kind: WalletType,
        wallet: &'a WalletAddress,
    ) -> Reply<'a, String> {
        Box::pin(async move {
            let trading = match self.log_in_as_before(signer, kind, wallet).await.map_err(word)? {
                Some(trading) => trading,
                None => {
                    let trading = TradingApi::log_in(self.public.clone(), signer, kind, wallet.clone())
                        .await
                        .map_err(word)?;
                    self.keep(signer, &trading);
                    trading
                }
            };
            let owner = trading.owner();
            self.trading.send_replace(Some(trading));
            Ok(owner)
        })
    }

    fn cure_key<'a>(&'a self, cure: Cure, signer: &'a Arc<Signer>) -> Reply<'a, ()> {
        Box::pin(async move {
            let account = self.account()?;
            let cured = try_cure(cure, &account, signer).await.map_err(word)?;
            if cured.owner() != account.owner() {
                self.keep(signer, &cured);
            }
            self.trading.send_replace(Some(cured));
            Ok(())
        })
    }

    fn probe(&self) -> Reply<'_, ()> {
        Box::pin(async move { self.public.server_time().await.map(|_| ()).map_err(word) })
    }

    fn skew_ms(&self) -> Reply<'_, i64> {
        Box::pin(async move {
            let before = system_ms();
            let venue = self.public.server_time().await.map_err(word)?;
            let middle = before + (system_ms() - before) / 2;
            Ok(venue.since(VenueMs(middle)))
        })
    }

    fn closed_only(&self) -> Reply<'_, bool> {
        Box::pin(async move { self.account()?.closed_only().await.map_err(word) })
    }

    fn region(&self) -> Reply<'_, Geoblock> {
        Box::pin(async move { self.public.geoblock().await.map_err(word) })
    }

    fn checks(&self, depth: Depth) -> BoxFuture<'_, Vec<Check>> {
        Box::pin(async move { checks::checks(&self.public, self.login().as_ref(), depth).await })
    }

    fn hosts(&self) -> Vec<HostUse> {
        self.public.transport().hosts()
    }

    fn refused_contacts(&self) -> Vec<RefusedContact> {
        self.public.transport().refused()
    }

    fn budgets(&self) -> Vec<Budget> {
        self.public.transport().budgets()
    }

    fn drop_connections(&self) {
        self.public.transport().drop_connections();
    }

    fn wire(&self) -> Option<(Transport, Option<TradingApi>)> {
        Some((self.public.transport().clone(), self.login()))
    }

    fn unreadable(&self) -> Vec<UnreadableRows> {
        self.public.transport().unreadable()
    }
}
