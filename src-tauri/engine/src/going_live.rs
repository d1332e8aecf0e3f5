//! Live trading begins with a person's word, given once for an account and a data folder and kept in its database. A live engine starts
//! where it stands, and where the test order has been there and back ([`test_order`](crate::test_order)), and nowhere else: no click,
//! link or argument takes its place.
//!
//! Whoever keeps it here has asked the person before; the command list does (`Api::go_live`).

use pilotfish_copy::entity::{Change, Control, GlobalLimits};
use pilotfish_copy::wallet::TradingAccount;
use pilotfish_store::{AccountLock, Batch, Identity, Mode, Store, StoreError};

use crate::clock::system_ms;
use crate::error::EngineError;
use crate::home::Home;
use crate::seat::OwnAccount;
use crate::stop::StopMarker;
use crate::test_order::TestRecord;

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

/// What the live data of a folder say of going live.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Whose data they are; none where there are none.
    pub account: Option<TradingAccount>,
    /// When a person confirmed it, ms of the computer's clock.
    pub confirmed_at: Option<i64>,
    /// When the test order had been there and back, likewise.
    pub tested_at: Option<i64>,
    /// The limits that are saved.
    pub limits: Option<GlobalLimits>,
    /// Whether anybody was ever followed with them.
    pub has_followed: bool,
    /// The last test order; one without an end was left open.
    pub last_test: Option<TestRecord>,
}

/// How far going live is in that folder. Read only: also while an engine runs on it.
///
/// # Errors
/// The store's, for data that cannot be read.
pub async fn standing(home: &Home) -> Result<Standing, EngineError> {
    let folder = home.mode(Mode::Live);
    let reader = match Store::open_read_only(&folder).await {
        Ok(reader) => reader,
        Err(StoreError::Absent(_)) => return Ok(Standing::default()),
        Err(StoreError::Older { .. }) => {
            Store::migrate(&folder).await?;
            Store::open_read_only(&folder).await?
        }
        Err(error) => return Err(error.into()),
    };
    let rows = reader.load().await?;
    let control = rows.iter().find_map(|row| match row {
        Change::Control(control) => Some(control),
        _ => None,
    });
    Ok(Standing {
        account: reader.identity().await?.account,
        confirmed_at: reader.live_confirmed_at().await?,
        tested_at: reader.live_tested_at().await?,
        limits: control.map(|control| control.limits.clone()),
        has_followed: control.is_some_and(|control| control.next_follow > Control::default().next_follow),
        last_test: reader.last_test_order().await?.as_ref().map(TestRecord::of),
    })
}

/// Keeps the limits that live trading of that account begins with. Asking before they allow more is the caller's.
///
/// # Errors
/// As [`confirm`].
pub async fn save_limits(home: &Home, own: &OwnAccount, limits: &GlobalLimits) -> Result<(), EngineError> {
    let store = open(home, own).await?;
    let rows = store.0.load().await?;
    let kept = rows.into_iter().find_map(|row| match row {
        Change::Control(control) => Some(control),
        _ => None,
    });
    let control = Control {
        limits: limits.clone(),
        ..kept.unwrap_or_default()
    };
    let at = store.0.reader().last_commit_at().await?.unwrap_or_default();
    let batch = Batch {
        changes: &[Change::Control(control)],
        events: &[],
        intents: &[],
        at,
    };
    store.0.commit(batch).await?;
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
