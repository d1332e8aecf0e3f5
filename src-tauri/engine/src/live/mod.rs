//! Live trading: the account that was chosen, with the key that a key store keeps for it, at Polymarket.
//!
//! What is needed to open the data is in a file that holds no secret ([`ChosenAccount`]); the key is asked of the store when the engine
//! logs in. A store that does not give it keeps the engine waiting ([`Phase::WaitingForKey`](crate::view::Phase)), not failed: what is
//! committed can be looked at meanwhile. Nothing here confirms anything: [`going_live`](crate::going_live) does.

mod chosen;

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::Intervals;
use pilotfish_copy::wallet::TradingAccount;
use pilotfish_polymarket::Endpoints;
use pilotfish_vault::Chain;
use pilotfish_vault::store::KeyStore;

pub use chosen::{ChosenAccount, ChosenWallet, Evidence};

use crate::bus::Bus;
use crate::clock::RealClock;
use crate::disk::Room;
use crate::engine::{Engine, EngineHandle, EngineOptions, Venue};
use crate::error::EngineError;
use crate::home::{Home, account_locks};
use crate::order_signer::{KeySource, OwnAccount};

/// Where live and paper lead: Polymarket, with those addresses of a file in place of its own.
///
/// # Errors
/// [`EngineError::Address`] for a file that cannot be read, and for addresses that may not be used.
pub fn endpoints(file: Option<&Path>) -> Result<Endpoints, EngineError> {
    let refused = |error: String| EngineError::Address(error);
    match file {
        Some(path) => Endpoints::load(path).map_err(|error| refused(error.to_string())),
        None => Endpoints::polymarket().map_err(|error| refused(error.to_string())),
    }
}

/// The account that was chosen in that folder, whose key lies in that store. The store is not asked yet.
///
/// # Errors
/// [`EngineError::NoAccountChosen`], [`EngineError::WalletNotChosen`], [`EngineError::AccountFile`], and where the platform has no place
/// for locks.
pub fn account(home: &Home, keys: Arc<dyn KeyStore>) -> Result<OwnAccount, EngineError> {
    let chosen = ChosenAccount::load(home)?.ok_or(EngineError::NoAccountChosen)?;
    let wallet = chosen.wallet.ok_or(EngineError::WalletNotChosen)?;
    Ok(OwnAccount {
        account: TradingAccount {
            chain_id: Chain::Polygon.id(),
            funder: wallet.address,
            wallet_type: wallet.wallet_type,
        },
        evidence: wallet.evidence,
        keys: KeySource::Kept {
            store: keys,
            owner: chosen.owner,
        },
        locks: account_locks()?,
    })
}

/// What [`Engine::start`] and [`Engine::stop_without`] are given for the chosen account.
///
/// # Errors
/// As [`account`].
pub fn options(
    home: Home,
    keys: Arc<dyn KeyStore>,
    endpoints: Endpoints,
    bus: Bus,
) -> Result<EngineOptions, EngineError> {
    let own = account(&home, keys)?;
    let endpoints = Box::new(endpoints);
    Ok(EngineOptions {
        home,
        venue: Venue::Live { own, endpoints },
        bus,
        intervals: Intervals::default(),
        real: RealClock::default(),
        room: Room::default(),
        verify: false,
    })
}

/// Starts the engine of the chosen account.
///
/// # Errors
/// As [`account`] and [`Engine::start`]: nothing runs then. A key that the store does not give now is no error: the engine waits for it.
pub async fn start(
    home: Home,
    keys: Arc<dyn KeyStore>,
    endpoints: Endpoints,
    bus: Bus,
) -> Result<EngineHandle, EngineError> {
    Engine::start(options(home, keys, endpoints, bus)?).await
}
