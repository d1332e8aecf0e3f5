//! The rate limits that the venue publishes, off unless asked for.
//!
//! Two regimes, on two clocks. *By address*, in real time: the CDN counts requests on the wire, and the wire is real,
//! however fast the venue's clock runs. *By signer*, in venue time: the matching engine's token buckets refill with the
//! venue's clock, so that a demo at 600× is not throttled for what at the venue was ten minutes' orders (nor does a
//! paused venue refill any). `Retry-After` and `Poly-RateLimit-Reset` are told in real seconds, which clients wait in.

mod buckets;
mod http;
mod signer;
mod windows;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

pub(crate) use http::admit;

use signer::Signers;
use windows::{Admission, Windows};

/// Whether rate limits are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RateLimits {
    /// Nobody counts.
    #[default]
    Off,
    /// The limits by signer only warn (`Poly-RateLimit-Warning`), as the venue's did from 2026-07-24 on; those by address hold.
    Warn,
    /// Both hold.
    Enforce,
}

/// The counts of a server.
#[derive(Debug)]
pub(crate) struct Limits {
    mode: RateLimits,
    addresses: Mutex<BTreeMap<IpAddr, Windows>>,
    signers: Mutex<Signers>,
}

impl Limits {
    pub(crate) fn new(mode: RateLimits) -> Self {
        Self {
            mode,
            addresses: Mutex::default(),
            signers: Mutex::default(),
        }
    }

    /// What the limits by address say of a request.
    fn by_address(&self, address: IpAddr, method: &str, path: &str, now: Instant) -> Admission {
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        addresses.entry(address).or_default().admit(method, path, now)
    }

    // A panic while it was held leaves each bucket as whole as before: a charge is one subtraction.
    fn signers(&self) -> MutexGuard<'_, Signers> {
        self.signers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
