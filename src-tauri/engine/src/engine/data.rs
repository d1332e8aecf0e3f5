//! Opening the data of one engine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pilotfish_copy::entity::{Change, Control, GlobalLimits};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::{Core, Intervals};
use pilotfish_store::{Identity, KeptIdentity, Mode, Reader, Store, StoreError};

use crate::error::EngineError;
use crate::order_signer::{AccountSource, demo_account};
use crate::port::DemoClock;

/// The data as they were when they were opened.
pub(super) struct Data {
    pub(super) store: Store,
    pub(super) core: Core,
    /// The time of the last commit.
    pub(super) floor: VenueMs,
}

pub(super) async fn open_data(folder: PathBuf, identity: Identity, intervals: Intervals) -> Result<Data, EngineError> {
    let mode = identity.mode();
    if mode == Mode::Live {
        confirmed_live(&folder).await?;
    }
    let store = Store::open(&folder, identity).await?;
    let rows = store.load().await?;
    let core = restored(mode, intervals, &rows);
    let floor = store.reader().last_commit_at().await?.unwrap_or_default();
    tracing::info!(rows = rows.len(), last_commit_ms = floor.0, "the data are open");
    Ok(Data { store, core, floor })
}

/// The core that those rows make, on top of what the mode begins with.
pub(crate) fn restored(mode: Mode, intervals: Intervals, rows: &[Change]) -> Core {
    Core::restore(intervals, beginning(mode).iter().chain(rows))
}

/// What stands before anything was kept: a demo's own limits. The kept row comes after it, and counts.
fn beginning(mode: Mode) -> Option<Change> {
    (mode == Mode::Demo).then(|| {
        Change::Control(Control {
            limits: GlobalLimits::of_demo(),
            ..Control::default()
        })
    })
}

/// That a person has confirmed live trading with these data, and that a test order has been there and back.
async fn confirmed_live(folder: &Path) -> Result<(), EngineError> {
    let Some(reader) = open_to_read(folder).await? else {
        return Err(EngineError::LiveNotConfirmed);
    };
    if reader.live_confirmed_at().await?.is_none() {
        return Err(EngineError::LiveNotConfirmed);
    }
    match reader.live_tested_at().await? {
        Some(_) => Ok(()),
        None => Err(EngineError::LiveNotTested),
    }
}

/// The state that the database holds; none where there is no database.
pub(crate) async fn kept_core(folder: PathBuf, mode: Mode, intervals: Intervals) -> Result<Option<Core>, EngineError> {
    match open_to_read(&folder).await? {
        Some(reader) => Ok(Some(restored(mode, intervals, &reader.load().await?))),
        None => Ok(None),
    }
}

/// Opens data to read, brought up to date where an earlier version wrote them; none where there are none.
pub(crate) async fn open_to_read(folder: &Path) -> Result<Option<Reader>, EngineError> {
    match Store::open_read_only(folder).await {
        Ok(reader) => Ok(Some(reader)),
        Err(StoreError::Absent(_)) => Ok(None),
        Err(StoreError::Older { .. }) => {
            Store::migrate(folder).await?;
            Ok(Some(Store::open_read_only(folder).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// Opening reads, checks and may migrate a whole database: not work for a thread that others wait for.
pub(crate) async fn on_its_own_thread<T, W>(work: impl FnOnce() -> W + Send + 'static) -> Result<T, EngineError>
where
    T: Send + 'static,
    W: Future<Output = Result<T, EngineError>>,
{
    let runtime = tokio::runtime::Handle::current();
    let done = tokio::task::spawn_blocking(move || runtime.block_on(work())).await;
    done.map_err(|error| EngineError::Failed(error.to_string()))?
}

/// The world that the demo's data in `folder` belong to; none where there are no data yet.
async fn kept_world(folder: PathBuf) -> Result<Option<String>, EngineError> {
    let Some(reader) = open_to_read(&folder).await? else {
        return Ok(None);
    };
    match reader.identity().await? {
        KeptIdentity {
            mode: Mode::Demo,
            world: Some(world),
            ..
        } => Ok(Some(world)),
        kept => Err(StoreError::OtherMode {
            found: kept.mode,
            wanted: Mode::Demo,
        }
        .into()),
    }
}

/// The identity of a demo's data: its account is made up of seed and world.
pub(super) fn demo_identity(seed: u64, world: String) -> Result<Identity, EngineError> {
    let account = demo_account(seed, &world)?;
    Ok(Identity::Demo { world, account })
}

/// What is to be opened at a start.
pub(super) enum Opening {
    /// These data.
    Data(Identity),
    /// Those of a new demo, whose world is its venue's to tell.
    NewDemo { seed: u64, clock: Arc<dyn DemoClock> },
}

/// What an engine of that account opens in `folder`.
pub(super) async fn opening(account: AccountSource, folder: &Path) -> Result<Opening, EngineError> {
    let identity = match account {
        AccountSource::Demo { seed, clock } => {
            let folder = folder.to_owned();
            match on_its_own_thread(move || kept_world(folder)).await? {
                Some(world) => demo_identity(seed, world)?,
                None => return Ok(Opening::NewDemo { seed, clock }),
            }
        }
        AccountSource::Paper(own) => Identity::Paper { account: own.account },
        AccountSource::Live(own) => Identity::Live { account: own.account },
    };
    Ok(Opening::Data(identity))
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::money::Usd;

    use super::*;

    #[test]
    fn a_demo_begins_with_limits_of_its_own_and_what_is_kept_counts_after_them() {
        let limits = |mode, rows: &[Change]| {
            restored(mode, Intervals::default(), rows)
                .state()
                .control
                .limits
                .clone()
        };
        // Wide enough for its $10,000 that three follows are copied and not refused.
        let demo = GlobalLimits::of_demo();
        assert_eq!(
            (demo.max_exposure, demo.max_daily_spend),
            (Usd::dollars(8_000), Usd::dollars(4_000))
        );
        assert_eq!(limits(Mode::Demo, &[]), GlobalLimits::of_demo());
        assert_eq!(limits(Mode::Paper, &[]), GlobalLimits::default());
        let kept = [Change::Control(Control::default())];
        assert_eq!(limits(Mode::Demo, &kept), GlobalLimits::default());
    }
}
