//! Live trading begins with a person's word, given once for an account and a data folder and kept in its database. A live engine starts
//! where it stands and nowhere else: no click, link or argument takes its place.
//!
//! Whoever keeps it here has asked the person before; the command list does (`Api::go_live`).

use pilotfish_store::{AccountLock, Identity, Mode, Store};

use crate::clock::system_ms;
use crate::error::EngineError;
use crate::home::Home;
use crate::seat::OwnAccount;

/// Keeps that live trading of that account was confirmed for this folder. Where it was already, nothing changes.
///
/// # Errors
/// `account_in_use` where an engine runs on it, `other_account` where the folder's data are another's, the folder's and the store's.
pub async fn confirm(home: &Home, own: &OwnAccount) -> Result<(), EngineError> {
    let store = open(home, own).await?;
    store.0.confirm_live(system_ms()).await?;
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

/// The data, and the lock of their account for as long.
async fn open(home: &Home, own: &OwnAccount) -> Result<(Store, AccountLock), EngineError> {
    let account = own.account.clone();
    let lock = AccountLock::take(&own.locks, &account).await?;
    let folder = home.prepare(Mode::Live)?;
    Ok((Store::open(&folder, Identity::Live { account }).await?, lock))
}
