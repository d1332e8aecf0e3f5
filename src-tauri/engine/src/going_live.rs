//! Live trading begins with a person's word, given once for an account and a data folder and kept in its database. A live engine starts
//! where it stands, and where the test order has been there and back ([`test_order`](crate::test_order)), and nowhere else: no click,
//! link or argument takes its place.
//!
//! Whoever keeps it here has asked the person before; the command list does (`Api::go_live`).

use pilotfish_store::{AccountLock, Identity, Mode, Store};

use crate::clock::system_ms;
use crate::error::EngineError;
use crate::home::Home;
use crate::seat::OwnAccount;
use crate::stop::StopMarker;

/// Keeps that live trading of that account was confirmed for this folder, and lifts a stop that stands beside its data. Where it was
/// confirmed already, that stays.
///
/// # Errors
/// `account_in_use` where an engine runs on it, `other_account` where the folder's data are another's, the folder's and the store's.
pub async fn confirm(home: &Home, own: &OwnAccount) -> Result<(), EngineError> {
    let store = open(home, own).await?;
    store.0.confirm_live(system_ms()).await?;
    // A test order that could not be cancelled stopped the account: this is the word that starts it again.
    StopMarker::in_folder(&home.mode(Mode::Live)).lift()?;
    Ok(store.0.close().await?)
}

/// Takes it back: no live engine starts there until it is confirmed anew. Orders that rest are not touched.
///
/// # Errors
/// As [`confirm`].
pub async fn withdraw(home: &Home, own: &OwnAccount) -> Result<(), EngineError> {
    let store = open(home, own).await?;
    store.0.withdraw_live().await?;
    Ok(store.0.close().await?)
}

/// For tests of live engines, which send no test order first: as if one had been there and back.
///
/// # Errors
/// As [`confirm`].
#[cfg(any(test, feature = "test-util"))]
pub async fn count_as_tested(home: &Home, own: &OwnAccount) -> Result<(), EngineError> {
    let store = open(home, own).await?;
    store.0.count_as_tested(system_ms()).await?;
    Ok(store.0.close().await?)
}

/// The data, and the lock of their account for as long.
pub(crate) async fn open(home: &Home, own: &OwnAccount) -> Result<(Store, AccountLock), EngineError> {
    let account = own.account.clone();
    let lock = AccountLock::take(&own.locks, &account).await?;
    let folder = home.prepare(Mode::Live)?;
    Ok((Store::open(&folder, Identity::Live { account }).await?, lock))
}
