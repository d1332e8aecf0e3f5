//! Live trading begins with a person's word, given once for an account and a data folder and kept in its database. A live engine starts
//! where it stands, and where the test order has been there and back ([`test_order`](crate::test_order)), and nowhere else: no click,
//! link or argument takes its place.
//!
//! Whoever keeps it here has asked the person before; the command list does (`Api::go_live`).

use std::path::PathBuf;

use pilotfish_copy::entity::{Change, Control, Follow, GlobalLimits};
use pilotfish_copy::wallet::TradingAccount;
use pilotfish_store::{AccountLock, Batch, Identity, Mode, Store, StoreError};

use crate::clock::system_ms;
use crate::engine::{on_its_own_thread, open_to_read};
use crate::error::EngineError;
use crate::home::Home;
use crate::order_signer::OwnAccount;
use crate::stop::StopMarker;
use crate::test_order::TestRecord;

/// Keeps that live trading of that account was confirmed for this folder, and lifts a stop that stands beside its data. Where it was
/// confirmed already, that stays.
///
/// # Errors
/// `account_in_use` where an engine runs on it, `other_account` where the folder's data are another's, the folder's and the store's.
pub async fn confirm(home: &Home, own: &OwnAccount) -> Result<(), EngineError> {
    // A test order that could not be cancelled stopped the account: this is the word that starts it again.
    let marker = StopMarker::in_folder(&home.mode(Mode::Live));
    with_data(home, own, move |store| async move {
        store.confirm_live(system_ms()).await?;
        marker.lift()?;
        Ok(store)
    })
    .await
}

/// Takes it back: no live engine starts there until it is confirmed anew. Orders that rest are not touched.
///
/// # Errors
/// As [`confirm`].
pub async fn withdraw(home: &Home, own: &OwnAccount) -> Result<(), EngineError> {
    with_data(home, own, |store| async move {
        store.withdraw_live().await?;
        Ok(store)
    })
    .await
}

/// Where the word cannot be taken back: the stop is written down beside the data, so that the next engine there is stopped until somebody
/// starts it again. On a full disk there is often room for its name.
///
/// # Errors
/// [`EngineError::Folder`] where not even that can be written.
pub fn stop_the_next(home: &Home) -> Result<(), EngineError> {
    StopMarker::in_folder(&home.mode(Mode::Live)).set()
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
    /// Whether nothing but limits was ever kept in them: no word stands, no order was sent, no engine read its account.
    pub is_blank: bool,
}

/// How far going live is in that folder. Read only: also while an engine runs on it.
///
/// # Errors
/// The store's, for data that cannot be read.
pub async fn standing(home: &Home) -> Result<Standing, EngineError> {
    let folder = home.mode(Mode::Live);
    on_its_own_thread(move || of_folder(folder)).await
}

async fn of_folder(folder: PathBuf) -> Result<Standing, EngineError> {
    let Some(reader) = open_to_read(&folder).await? else {
        return Ok(Standing::default());
    };
    let rows = reader.load().await?;
    let control = rows.iter().find_map(|row| match row {
        Change::Control(control) => Some(control),
        _ => None,
    });
    let confirmed_at = reader.live_confirmed_at().await?;
    let last_test = reader.last_test_order().await?.as_ref().map(TestRecord::of);
    let has_sent = !reader.last_relayer_requests(1).await?.is_empty();
    let only_limits = rows.iter().all(|row| match row {
        Change::Control(control) => {
            let limits = control.limits.clone();
            *control
                == Control {
                    limits,
                    ..Control::default()
                }
        }
        _ => false,
    });
    Ok(Standing {
        account: reader.identity().await?.account,
        confirmed_at,
        tested_at: reader.live_tested_at().await?,
        limits: control.map(|control| control.limits.clone()),
        has_followed: control.is_some_and(|control| control.next_follow > Control::default().next_follow),
        is_blank: only_limits && !has_sent && confirmed_at.is_none() && last_test.is_none(),
        last_test,
    })
}

/// Removes live data that nothing but limits was ever kept in, so that another account may have the folder.
///
/// # Errors
/// `other_account` where more is kept; `already_running` while somebody has them; the folder's and the store's.
pub async fn remove_blank(home: &Home) -> Result<(), EngineError> {
    let (folder, database) = (home.mode(Mode::Live), home.database(Mode::Live));
    let standing = standing(home).await?;
    let Some(account) = standing.account else {
        return Ok(());
    };
    if !standing.is_blank {
        let (found, wanted) = (account.clone(), account);
        return Err(StoreError::OtherAccount { found, wanted }.into());
    }
    on_its_own_thread(move || async move {
        // Nobody else has them, and their log is written back.
        Store::open(&folder, Identity::Live { account }).await?.close().await?;
        for ending in ["", "-wal", "-shm"] {
            let mut path = database.clone().into_os_string();
            path.push(ending);
            match std::fs::remove_file(&path) {
                Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                    let path = PathBuf::from(path);
                    return Err(EngineError::Folder { path, source });
                }
                _ => {}
            }
        }
        Ok(())
    })
    .await
}

/// Keeps the limits that live trading of that account begins with. Asking before they allow more is the caller's.
///
/// # Errors
/// As [`confirm`].
pub async fn save_limits(home: &Home, own: &OwnAccount, limits: &GlobalLimits) -> Result<(), EngineError> {
    let limits = limits.clone();
    with_data(home, own, |store| async move {
        let rows = store.load().await?;
        let kept = rows.into_iter().find_map(|row| match row {
            Change::Control(control) => Some(control),
            _ => None,
        });
        let control = Control {
            limits,
            ..kept.unwrap_or_default()
        };
        let at = store.reader().last_commit_at().await?.unwrap_or_default();
        let batch = Batch {
            changes: &[Change::Control(control)],
            events: &[],
            intents: &[],
            at,
        };
        store.commit(batch).await?;
        Ok(store)
    })
    .await
}

/// For tests of live engines, which send no test order first: as if one had been there and back.
///
/// # Errors
/// As [`confirm`].
#[cfg(any(test, feature = "test-util"))]
pub async fn count_as_tested(home: &Home, own: &OwnAccount) -> Result<(), EngineError> {
    with_data(home, own, |store| async move {
        store.count_as_tested(system_ms()).await?;
        Ok(store)
    })
    .await
}

/// Every follow in a mode's data of that folder, removed ones too; none where there are no data. Read only, as [`standing`].
///
/// # Errors
/// As [`standing`].
pub async fn follows(home: &Home, mode: Mode) -> Result<Vec<Follow>, EngineError> {
    let folder = home.mode(mode);
    on_its_own_thread(move || async move {
        let Some(reader) = open_to_read(&folder).await? else {
            return Ok(Vec::new());
        };
        let rows = reader.load().await?;
        let follows = rows.into_iter().filter_map(|row| match row {
            Change::Follow(follow) => Some(follow),
            _ => None,
        });
        Ok(follows.collect())
    })
    .await
}

/// Opens the data, has that done with them and closes them again.
async fn with_data<W>(
    home: &Home,
    own: &OwnAccount,
    work: impl FnOnce(Store) -> W + Send + 'static,
) -> Result<(), EngineError>
where
    W: Future<Output = Result<Store, EngineError>>,
{
    let (home, own) = (home.clone(), own.clone());
    on_its_own_thread(move || async move {
        let (store, lock) = open(&home, &own).await?;
        let closed = work(store).await?.close().await;
        drop(lock);
        Ok(closed?)
    })
    .await
}

/// The data, and the lock of their account for as long. Opening may migrate a whole database: on a thread of its own.
pub(crate) async fn open(home: &Home, own: &OwnAccount) -> Result<(Store, AccountLock), EngineError> {
    let account = own.account.clone();
    let lock = AccountLock::take(&own.locks, &account).await?;
    let folder = home.prepare(Mode::Live)?;
    Ok((Store::open(&folder, Identity::Live { account }).await?, lock))
}
