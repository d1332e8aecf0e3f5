//! How the program stands with the key of the live account: four things that must hold, one after the other, and what rests at the
//! exchange meanwhile. No secret comes here: a key is read, compared with its address and dropped.
//!
//! Looking may make the system ask its user to unlock the keychain, so that it is done when somebody asks for it, and never because a
//! page is open. What rests is read from the data, with an engine or without one.

pub(crate) mod shapes;

use std::sync::{Arc, MutexGuard, PoisonError};

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Rounding, Usd};
use pilotfish_engine::live::ChosenAccount;
use pilotfish_engine::view::Phase;
use pilotfish_engine::{EngineError, EngineHandle, KEY_AGAIN, KeyMissing, Mode};
use pilotfish_store::read::orders::OrderView;
use pilotfish_store::{Reader, Store};
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::{EntryName, KeyStore, SecretKind, SecretMode, StoreError, StorePlace};

use crate::hosts::system_ms;
use crate::traders::resolve::shown;
use crate::types::{ErrorCode, Id, KeyKeeper, KeyOutcome, KeyRung, KeyRungKind, KeyStanding, Ms, RestingOrder};
use crate::{Api, ApiResult, Connected, problem};

/// What the last look at the key found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// When; none where that is not known.
    at_ms: Option<i64>,
    found: Result<(), StoreError>,
    /// Since when an engine waits for it.
    waiting_since_ms: Option<i64>,
}

impl Look {
    fn now(found: Result<(), StoreError>) -> Self {
        Self {
            at_ms: Some(system_ms()),
            found,
            waiting_since_ms: None,
        }
    }
}

impl From<KeyMissing> for Look {
    fn from(missing: KeyMissing) -> Self {
        Self {
            at_ms: Some(missing.looked_at.0),
            found: Err(missing.reason),
            waiting_since_ms: Some(missing.since.0),
        }
    }
}

impl Api {
    /// How it stood when the key was last looked for, and what rests now. The keychain is not asked.
    ///
    /// # Errors
    /// `account_file` where the chosen account cannot be read; the store's.
    pub async fn key_standing(&self) -> ApiResult<KeyStanding> {
        let live = self.live_engine();
        let look = live.as_ref().and_then(|engine| look_of(engine));
        self.standing_with_key(look.or_else(|| self.last_look())).await
    }

    /// Looks for the key now. The system may ask to unlock the keychain. An engine that waits for it goes on with it; none is started.
    ///
    /// # Errors
    /// As [`Api::key_standing`]; `no_account_chosen` where none is chosen, `cannot_here` where this program holds no keys.
    pub async fn look_for_key(&self) -> ApiResult<KeyStanding> {
        if let Some(engine) = self.live_engine().filter(|engine| engine.key_missing().is_some()) {
            let missing = engine.look_for_key().await;
            let look = missing.map_or_else(|| Look::now(Ok(())), Look::from);
            return self.standing_with_key(Some(look)).await;
        }
        let keys = self.host()?.keys()?;
        let chosen = ChosenAccount::load(&self.shared.home)?.map(|account| account.owner);
        let owner =
            chosen.ok_or_else(|| problem(ErrorCode::NoAccountChosen, "no account was chosen to trade live with"))?;
        // It may wait for as long as the system asks its user.
        let found = tokio::task::spawn_blocking(move || look(keys.as_ref(), &owner))
            .await
            .unwrap_or(Err(StoreError::Other));
        let look = Look::now(found);
        *self.looks() = Some(look);
        self.standing_with_key(Some(look)).await
    }

    fn looks(&self) -> MutexGuard<'_, Option<Look>> {
        self.shared
            .together
            .key_look
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn last_look(&self) -> Option<Look> {
        *self.looks()
    }

    fn live_engine(&self) -> Option<Arc<Connected>> {
        let lists = self.shared.together.lists();
        let live = lists.into_iter().find(|list| list.mode() == Mode::Live)?;
        live.engine().ok()
    }

    async fn standing_with_key(&self, look: Option<Look>) -> ApiResult<KeyStanding> {
        let owner = ChosenAccount::load(&self.shared.home)?.map(|account| account.owner);
        let keys = self.shared.host.as_ref().and_then(|host| host.keys().ok());
        let place = keys.map_or(StorePlace::Keychain, |keys: Arc<dyn KeyStore>| keys.place());
        let (resting, buys) = match self.live_reader().await? {
            Some(reader) => resting(&reader.working_orders().await?),
            None => (Vec::new(), Usd::ZERO),
        };
        let entry = owner.clone().map(|account| {
            let name = EntryName::Secret {
                mode: SecretMode::Live,
                account,
                kind: SecretKind::PrivateKey,
            };
            name.to_string()
        });
        let waiting_since = look.and_then(|look| look.waiting_since_ms);
        Ok(KeyStanding {
            owner: owner.map(|owner| owner.to_string()),
            keeper: match place {
                StorePlace::Keychain => KeyKeeper::Keychain,
                StorePlace::EncryptedFolder => KeyKeeper::EncryptedFolder,
            },
            entry,
            looked_at: look.and_then(|look| look.at_ms).map(Ms),
            since: waiting_since.map(Ms),
            every: waiting_since.map(|_| Ms(i64::try_from(KEY_AGAIN.as_millis()).unwrap_or(i64::MAX))),
            rungs: rungs(look.map(|look| look.found)),
            problem: look
                .and_then(|look| look.found.err())
                .map(|error| EngineError::from(error).code()),
            resting,
            resting_buys: buys.to_string(),
        })
    }

    /// The live data, by the engine that has them or beside it; none where there are none yet.
    async fn live_reader(&self) -> ApiResult<Option<Reader>> {
        if let Some(reader) = self.live_engine().and_then(|engine| engine.reader()) {
            return Ok(Some(reader));
        }
        match Store::open_read_only(&self.shared.home.mode(Mode::Live)).await {
            Ok(reader) => Ok(Some(reader)),
            Err(pilotfish_store::StoreError::Absent(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// What an engine knows of its key: that it misses it, or that it has it since it trades.
fn look_of(engine: &EngineHandle) -> Option<Look> {
    if let Some(missing) = engine.key_missing() {
        return Some(missing.into());
    }
    matches!(engine.view().phase, Phase::Running).then(|| Look {
        at_ms: None,
        ..Look::now(Ok(()))
    })
}

/// Reads the key and lets it go: it is checked against its address on the way.
fn look(keys: &dyn KeyStore, owner: &WalletAddress) -> Result<(), StoreError> {
    Accounts::of(keys, SecretMode::Live).key(owner).map(drop)
}

/// Which of the four an obstacle is.
const fn rung_of(error: StoreError) -> KeyRungKind {
    match error {
        StoreError::NoBus
        | StoreError::NoProvider
        | StoreError::OwnerChanged
        | StoreError::Other
        | StoreError::Folder
        | StoreError::NotPrivate
        | StoreError::Random => KeyRungKind::Running,
        StoreError::Locked
        | StoreError::Denied
        | StoreError::TimedOut
        | StoreError::WrongPassphrase
        | StoreError::NoPassphrase
        | StoreError::BadPassphrase => KeyRungKind::Unlocked,
        StoreError::Gone | StoreError::Ambiguous | StoreError::NotKept | StoreError::NotConfirmed => KeyRungKind::Entry,
        StoreError::Damaged | StoreError::WrongKey | StoreError::NotKeystore | StoreError::KeystoreTooCostly => {
            KeyRungKind::RightKey
        }
    }
}

/// Those before the obstacle hold; those after it cannot be seen.
fn rungs(found: Option<Result<(), StoreError>>) -> Vec<KeyRung> {
    let failed = found.map(|outcome| outcome.err().map(rung_of));
    let outcome = |rung: KeyRungKind| match failed {
        None => KeyOutcome::Unseen,
        Some(None) => KeyOutcome::Passed,
        Some(Some(failed)) => match rung.cmp(&failed) {
            std::cmp::Ordering::Less => KeyOutcome::Passed,
            std::cmp::Ordering::Equal => KeyOutcome::Failed,
            std::cmp::Ordering::Greater => KeyOutcome::Unseen,
        },
    };
    [
        KeyRungKind::Running,
        KeyRungKind::Unlocked,
        KeyRungKind::Entry,
        KeyRungKind::RightKey,
    ]
    .into_iter()
    .map(|rung| KeyRung {
        rung,
        outcome: outcome(rung),
    })
    .collect()
}

/// What rests at the exchange, the first to end first, and what its purchases may still cost.
fn resting(orders: &[OrderView]) -> (Vec<RestingOrder>, Usd) {
    let mut rest: Vec<(Option<i64>, RestingOrder)> = Vec::new();
    let mut buys = Usd::ZERO;
    for view in orders {
        let Some(child) = view.child.as_ref().filter(|child| child.state.holds_slot()) else {
            continue;
        };
        let left = child.open_shares();
        let limit = child.kind.price();
        let expires = match child.kind {
            ChildKind::Resting { expires_at, .. } => Some(expires_at.0),
            ChildKind::BuyNow { .. } | ChildKind::SellNow { .. } => None,
        };
        if child.side == Side::Buy {
            buys += left.value(limit, Rounding::Up);
        }
        let market = view.market.as_ref();
        let order = RestingOrder {
            order: Id(view.order.id.0),
            address: view.order.trader.to_string(),
            trader: shown(&view.trader_name, &view.order.trader),
            market: market.map(|market| market.question.clone()).unwrap_or_default(),
            outcome: market.map(|market| market.outcome.clone()).unwrap_or_default(),
            side: child.side.into(),
            left: left.to_string(),
            limit: limit.to_string(),
            expires: expires.map(Ms),
        };
        rest.push((expires, order));
    }
    rest.sort_by_key(|(expires, order)| (expires.unwrap_or(i64::MAX), order.order));
    (rest.into_iter().map(|(_, order)| order).collect(), buys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_behind_an_obstacle_cannot_be_seen() {
        let outcomes = |found| -> Vec<KeyOutcome> { rungs(found).iter().map(|rung| rung.outcome).collect() };
        use KeyOutcome::{Failed, Passed, Unseen};
        assert_eq!(outcomes(None), [Unseen; 4], "nobody looked");
        assert_eq!(outcomes(Some(Ok(()))), [Passed; 4]);
        for (error, expected) in [
            (StoreError::NoProvider, [Failed, Unseen, Unseen, Unseen]),
            (StoreError::Locked, [Passed, Failed, Unseen, Unseen]),
            (StoreError::Gone, [Passed, Passed, Failed, Unseen]),
            (StoreError::WrongKey, [Passed, Passed, Passed, Failed]),
        ] {
            assert_eq!(outcomes(Some(Err(error))), expected, "{error:?}");
        }
    }

    #[test]
    fn every_obstacle_stands_on_one_of_the_four() {
        for error in StoreError::ALL {
            let failed = rungs(Some(Err(error)))
                .into_iter()
                .filter(|rung| rung.outcome == KeyOutcome::Failed);
            assert_eq!(failed.count(), 1, "{error:?}");
        }
    }
}
