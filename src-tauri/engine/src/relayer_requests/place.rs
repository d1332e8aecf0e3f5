//! Where requests are made: beside a running engine, or without one.

use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::wallet::WalletType;
use pilotfish_copy::{Core, Intervals};
use pilotfish_polymarket::{Endpoints, TradingApi, Transport};
use pilotfish_store::{AccountLock, Identity, Mode, Reader, Store};
use pilotfish_vault::Signer;
use pilotfish_vault::store::KeyStore;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::{Account, RelayerError, RelayerWrite};
use crate::bus::Topic;
use crate::engine::{EngineHandle, kept_core, on_its_own_thread, open_to_read};
use crate::error::EngineError;
use crate::home::Home;
use crate::order_signer::OwnAccount;
use crate::port::{PortError, VenuePorts, within};
use crate::venue::PolymarketVenue;

/// How long logging in may take, real time.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(20);

pub(super) enum Place {
    Beside(EngineHandle),
    Alone(Box<Alone>),
}

pub(super) struct Alone {
    home: Home,
    own: OwnAccount,
    ports: VenuePorts,
    signer: OnceCell<Arc<Signer>>,
}

impl Place {
    pub(super) fn beside(engine: &EngineHandle) -> Result<Self, RelayerError> {
        match engine.mode() {
            Mode::Live => Ok(Self::Beside(engine.clone())),
            Mode::Demo | Mode::Paper => Err(RelayerError::NotLive),
        }
    }

    pub(super) fn alone(
        home: Home,
        own: OwnAccount,
        endpoints: Endpoints,
        keys: Arc<dyn KeyStore>,
    ) -> Result<Self, EngineError> {
        Ok(Self::Alone(Box::new(Alone {
            home,
            own,
            ports: PolymarketVenue::keeping(endpoints, keys)?,
            signer: OnceCell::new(),
        })))
    }

    /// What ends the tasks that follow requests.
    pub(super) fn stop(&self) -> CancellationToken {
        match self {
            Self::Beside(engine) => engine.shared.stop_token(),
            Self::Alone(_) => CancellationToken::new(),
        }
    }

    /// Who signs, for which wallet.
    pub(super) async fn account(&self) -> Result<Account, EngineError> {
        match self {
            Self::Beside(engine) => {
                let order_signer = engine
                    .shared
                    .stop_path
                    .login
                    .order_signer()
                    .ok_or(EngineError::NotReady)?;
                Ok(Account {
                    signer: Arc::clone(&order_signer.signer),
                    kind: order_signer.kind,
                    wallet: order_signer.wallet.clone(),
                })
            }
            Self::Alone(alone) => {
                let signer = alone.signer.get_or_try_init(|| alone.own.signer()).await?;
                Ok(Account {
                    signer: Arc::clone(signer),
                    kind: alone.own.account.wallet_type,
                    wallet: alone.own.account.funder.clone(),
                })
            }
        }
    }

    /// The kind of wallet that holds the money.
    pub(super) fn wallet_type(&self) -> WalletType {
        match self {
            Self::Beside(engine) => engine.wallet_type(),
            Self::Alone(alone) => alone.own.account.wallet_type,
        }
    }

    /// The wire, logged in.
    pub(super) async fn wire(&self) -> Result<(Transport, TradingApi), EngineError> {
        let logged_out = || EngineError::from(PortError::Denied("not logged in yet".to_owned()));
        let standing = match self {
            Self::Beside(engine) => &engine.shared.ports.standing,
            Self::Alone(alone) => &alone.ports.standing,
        };
        if let Some((transport, Some(trading))) = standing.wire() {
            return Ok((transport, trading));
        }
        if let Self::Alone(_) = self {
            let Account { signer, kind, wallet } = self.account().await?;
            within(LOGIN_TIMEOUT, standing.connect(&signer, kind, &wallet)).await?;
        }
        match standing.wire() {
            Some((transport, Some(trading))) => Ok((transport, trading)),
            _ => Err(logged_out()),
        }
    }

    /// The books as they are committed; none where nothing was ever written.
    pub(super) async fn core(&self) -> Result<Option<Arc<Core>>, EngineError> {
        match self {
            Self::Beside(engine) => Ok(Some(engine.core())),
            Self::Alone(alone) => {
                let folder = alone.home.mode(Mode::Live);
                let kept = on_its_own_thread(move || kept_core(folder, Mode::Live, Intervals::default())).await?;
                Ok(kept.map(Arc::new))
            }
        }
    }

    /// The requests' reading side; none where nothing was ever written.
    pub(super) async fn reader(&self) -> Result<Option<Reader>, EngineError> {
        match self {
            Self::Beside(engine) => Ok(Some(engine.reader().ok_or(EngineError::NotReady)?)),
            Self::Alone(alone) => {
                let folder = alone.home.mode(Mode::Live);
                on_its_own_thread(move || async move { open_to_read(&folder).await }).await
            }
        }
    }

    /// Writes, and returns when it is on the disk.
    pub(super) async fn write(&self, write: RelayerWrite) -> Result<u64, EngineError> {
        match self {
            Self::Beside(engine) => engine.write_relayer(write).await,
            Self::Alone(alone) => {
                let (home, own) = (alone.home.clone(), alone.own.clone());
                on_its_own_thread(move || write_alone(home, own, write)).await
            }
        }
    }

    /// The account is to be read: what was redeemed shows there.
    pub(super) async fn read_account(&self) {
        if let Self::Beside(engine) = self
            && let Err(error) = engine.look_again().await
        {
            tracing::warn!(%error, "the account is read with its next turn");
        }
    }

    /// The window is to read what stands here again.
    pub(super) fn tell(&self) {
        if let Self::Beside(engine) = self {
            engine.shared.bus.touch([Topic::Follows]);
        }
    }
}

/// Opens the account's data for this one write.
async fn write_alone(home: Home, own: OwnAccount, write: RelayerWrite) -> Result<u64, EngineError> {
    let account = own.account;
    let _lock = AccountLock::take(&own.locks, &account).await?;
    let folder = home.prepare(Mode::Live)?;
    let store = Store::open(&folder, Identity::Live { account }).await?;
    let written = write.carry_out(&store).await;
    store.close().await?;
    Ok(written?)
}
