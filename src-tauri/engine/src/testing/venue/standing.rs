//! How we stand with the scripted venue, and its clock.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::checks::{Check, Depth};
use pilotfish_polymarket::public::Geoblock;
use pilotfish_polymarket::trading::key_trap::Cure;
use pilotfish_polymarket::{HostUse, RefusedContact, UnreadableRows};
use pilotfish_vault::Signer;

use super::{OWNER, Script, SeenRegion};
use crate::clock::ClockReading;
use crate::port::{DemoClock, PortError, Reply, VenueStanding};

impl VenueStanding for Script {
    fn connect<'a>(
        &'a self,
        signer: &'a Arc<Signer>,
        kind: WalletType,
        wallet: &'a WalletAddress,
    ) -> Reply<'a, String> {
        Box::pin(async move {
            self.ask("connect")?;
            if let Some(wire) = &self.wire {
                return wire.standing.connect(signer, kind, wallet).await;
            }
            self.scene(|scene| {
                scene.wallet = Some(wallet.clone());
                scene.key_revoked = false;
            });
            Ok(OWNER.to_owned())
        })
    }

    fn cure_key<'a>(&'a self, cure: Cure, _: &'a Arc<Signer>) -> Reply<'a, ()> {
        Box::pin(async move {
            self.ask("cure_key")?;
            self.scene(|scene| {
                scene.cures.push(cure);
                if scene.cured_by == Some(cure) {
                    scene.refusal = None;
                }
            });
            Ok(())
        })
    }

    fn probe(&self) -> Reply<'_, ()> {
        Box::pin(async move { self.ask("probe") })
    }

    fn skew_ms(&self) -> Reply<'_, i64> {
        Box::pin(async move { Ok(0) })
    }

    fn closed_only(&self) -> Reply<'_, bool> {
        Box::pin(async move {
            self.ask("closed_only")?;
            Ok(false)
        })
    }

    fn region(&self) -> Reply<'_, Geoblock> {
        Box::pin(async move {
            self.ask("region")?;
            let (blocked, country) = match self.scene(|scene| scene.region) {
                SeenRegion::Allowed => (false, "CH"),
                SeenRegion::Blocked => (true, "BE"),
                SeenRegion::Silent => return Err(PortError::Unreachable("no answer".to_owned())),
            };
            Ok(Geoblock {
                blocked,
                ip: "203.0.113.7".to_owned(),
                country: country.to_owned(),
                region: String::new(),
            })
        })
    }

    fn checks(&self, _depth: Depth) -> BoxFuture<'_, Vec<Check>> {
        Box::pin(async move { self.scene(|scene| scene.checks.clone()) })
    }

    fn hosts(&self) -> Vec<HostUse> {
        Vec::new()
    }

    fn refused_contacts(&self) -> Vec<RefusedContact> {
        Vec::new()
    }

    fn drop_connections(&self) {
        self.scene(|scene| scene.log.push("drop_connections"));
    }

    fn unreadable(&self) -> Vec<UnreadableRows> {
        self.scene(|scene| scene.unreadable.clone())
    }
}

impl DemoClock for Script {
    fn read(&self) -> Reply<'_, ClockReading> {
        Box::pin(async move {
            self.ask("clock")?;
            Ok(ClockReading {
                world: self.scene(|scene| scene.world.clone()),
                now: self.now(),
                speed_thousandths: self.speed_shown.lock().unwrap().unwrap_or(self.speed) * 1_000,
                paused: self.stands(),
                speed_most_thousandths: None,
            })
        })
    }

    /// While it stands a speed can be set, which it has once it runs; nothing else.
    fn set(&self, speed: Option<u32>, _paused: Option<bool>) -> Reply<'_, ClockReading> {
        Box::pin(async move {
            if !self.stands() {
                return Err(PortError::Unusable("this clock is not set".to_owned()));
            }
            if let Some(speed) = speed {
                *self.speed_shown.lock().unwrap() = Some(u64::from(speed));
            }
            self.read().await
        })
    }
}
