//! The key of a live engine: it lies in a store, may be away, and may be another's.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pilotfish_copy::entity::{FollowSettings, OrderStatus};
use pilotfish_copy::ids::{RealMs, VenueMs, WalletAddress};
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Percentage;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::memory::{InMemory, Trouble};
use pilotfish_vault::store::{EntryName, KeyStore, SecretBytes, SecretMode, StoreError};
use pilotfish_vault::{SecretKey, Signer};

use crate::clock::system_ms;
use crate::engine::{EngineHandle, Venue};
use crate::live::{self, ChosenAccount, ChosenWallet, Evidence};
use crate::testing::venue::trader;
use crate::testing::{PATIENCE, Stage, is_live, live as live_at, until};
use crate::view::Phase;
use crate::{ErrorCode, KeySource, OwnAccount};

/// An account whose key lies in a store of its own, chosen in the stage's folder.
struct Kept {
    stage: Stage,
    store: Arc<InMemory>,
    owner: WalletAddress,
}

impl Kept {
    fn new() -> Self {
        let stage = Stage::new();
        let store = Arc::new(InMemory::default());
        let key = SecretKey::generate().unwrap();
        let owner = Accounts::of(store.as_ref(), SecretMode::Live).import(&key).unwrap();
        let address = Signer::new(&key).unwrap().wallet(WalletType::Deposit).unwrap();
        let chosen = ChosenAccount {
            owner: owner.clone(),
            wallet: Some(ChosenWallet {
                wallet_type: WalletType::Deposit,
                address,
                evidence: Evidence::Derived,
            }),
            chosen_at: 1,
        };
        chosen.save(&stage.home()).unwrap();
        Self { stage, store, owner }
    }

    /// As [`live::account`] says it, with locks of the test's own.
    fn account(&self) -> OwnAccount {
        let keys: Arc<dyn KeyStore> = Arc::<InMemory>::clone(&self.store);
        OwnAccount {
            locks: self.stage.folder.path().join("locks"),
            ..live::account(&self.stage.home(), keys).unwrap()
        }
    }

    fn venue(&self) -> Venue {
        live_at(self.account())
    }

    async fn started(&self) -> EngineHandle {
        self.stage.start_own(self.stage.home(), self.venue()).await.unwrap()
    }

    fn asked_the_venue(&self) -> bool {
        self.stage.script.scene(|scene| !scene.calls.is_empty())
    }
}

async fn missing(engine: &EngineHandle) -> StoreError {
    let mut views = engine.views();
    let waiting = views.wait_for(|view| matches!(view.phase, Phase::WaitingForKey(_)));
    tokio::time::timeout(PATIENCE, waiting).await.unwrap().unwrap();
    engine.key_missing().unwrap().reason
}

async fn trades(engine: &EngineHandle) {
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_without_its_key_can_be_looked_at_and_goes_on_when_it_is_there() {
    let kept = Kept::new();
    kept.store.set_trouble(Trouble::Fails(StoreError::Locked));
    let engine = kept.started().await;
    assert_eq!(missing(&engine).await, StoreError::Locked);
    // What the user asks for is taken in, and what is committed can be read.
    engine.ask(UserInput::Pause).await.unwrap();
    assert!(engine.core().state().is_paused());
    assert!(engine.reader().is_some());
    assert!(
        matches!(engine.view().phase, Phase::WaitingForKey(_)),
        "also after a commit"
    );
    assert!(!kept.asked_the_venue(), "nothing is asked without the key");
    // A look that does not find it says so; then it is there.
    kept.store.set_trouble(Trouble::Fails(StoreError::Gone));
    let found = engine.look_for_key().await.unwrap();
    assert_eq!(found.reason, StoreError::Gone);
    assert!(found.since <= found.looked_at && found.looked_at > RealMs(0));
    kept.store.cure();
    assert_eq!(engine.look_for_key().await, None);
    trades(&engine).await;
    assert_eq!(engine.key_missing(), None);
    assert!(engine.core().state().is_paused(), "what the user asked for stands");
    engine.shutdown().await;
}

/// A store that answers when it is let: its user has not typed the password yet.
#[derive(Debug)]
struct Slow {
    store: Arc<InMemory>,
    answers: AtomicBool,
}

impl KeyStore for Slow {
    fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        let begun = Instant::now();
        while !self.answers.load(Ordering::Acquire) {
            if begun.elapsed() > 2 * PATIENCE {
                return Err(StoreError::TimedOut);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        self.store.read(name)
    }

    fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
        self.store.write(name, secret)
    }

    fn delete(&self, name: &EntryName) -> Result<(), StoreError> {
        self.store.delete(name)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keychain_that_takes_its_time_holds_up_neither_a_look_nor_a_stop() {
    let kept = Kept::new();
    let slow = Arc::new(Slow {
        store: Arc::clone(&kept.store),
        answers: AtomicBool::new(false),
    });
    let keys: Arc<dyn KeyStore> = Arc::<Slow>::clone(&slow);
    let own = OwnAccount {
        locks: kept.stage.folder.path().join("locks"),
        ..live::account(&kept.stage.home(), keys).unwrap()
    };
    let started = kept.stage.start_own(kept.stage.home(), live_at(own));
    let engine = tokio::time::timeout(PATIENCE, started).await.unwrap().unwrap();
    engine.ask(UserInput::Pause).await.unwrap();
    assert!(engine.core().state().is_paused());
    let report = tokio::time::timeout(PATIENCE, engine.stop_all()).await.unwrap();
    assert!(
        !report.is_complete() && report.trouble[0].contains("without the key"),
        "{report:?}"
    );
    until(&engine, "the stop is committed", |core| core.state().is_stopped()).await;
    assert!(!kept.asked_the_venue(), "nothing is asked without the key");
    slow.answers.store(true, Ordering::Release);
    trades(&engine).await;
    assert!(engine.core().state().is_stopped(), "what the user asked for stands");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keychain_that_is_locked_while_it_runs_changes_nothing_before_the_next_start() {
    let kept = Kept::new();
    let engine = kept.started().await;
    trades(&engine).await;
    kept.store.set_trouble(Trouble::Fails(StoreError::Locked));
    engine.shared.stop_path.login.age().await;
    engine.shared.stop_path.login.again().await.unwrap();
    assert!(engine.stop_all().await.is_complete());
    engine.shutdown().await;

    let engine = kept.started().await;
    assert_eq!(missing(&engine).await, StoreError::Locked);
    assert!(
        engine.core().state().is_stopped(),
        "a stop stands whatever else is missing"
    );
    kept.store.cure();
    assert_eq!(engine.look_for_key().await, None);
    trades(&engine).await;
    assert!(engine.core().state().is_stopped(), "and is not lifted by a key");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_traders_did_while_the_key_was_missing_is_read_when_it_comes_as_old_as_it_is() {
    let kept = Kept::new();
    let engine = kept.started().await;
    trades(&engine).await;
    // A purchase counts for ten minutes, and the trader trades a second after the follow at the earliest.
    let follow = UserInput::Follow {
        trader: trader(),
        name: "25usdc".to_owned(),
        settings: FollowSettings {
            max_purchase_age_ms: Some(600_000),
            ..FollowSettings::at(Percentage::from_tenths(50).unwrap())
        },
    };
    engine.ask(follow).await.unwrap();
    kept.stage.copies(&engine).await;
    engine.shutdown().await;

    kept.store.set_trouble(Trouble::Fails(StoreError::Locked));
    let engine = kept.started().await;
    missing(&engine).await;
    let calls = kept.stage.script.scene(|scene| scene.calls.clone());
    kept.stage.script.stand_at(VenueMs(system_ms() + 1_000));
    kept.stage.script.trades_unsaid(Side::Buy, "100", "0.58");
    assert_eq!(
        kept.stage.script.scene(|scene| scene.calls.clone()),
        calls,
        "nobody is asked without the key"
    );
    kept.store.cure();
    assert_eq!(engine.look_for_key().await, None);
    trades(&engine).await;
    // From there on it is a change like any other: it is decided by its age.
    until(&engine, "it is seen", |core| {
        let state = core.state();
        !(state.pending.is_empty() && state.signals.is_empty() && state.orders.is_empty())
    })
    .await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_without_the_key_stands_and_says_what_it_could_not_do() {
    let kept = Kept::new();
    kept.store.set_trouble(Trouble::Fails(StoreError::Denied));
    let engine = kept.started().await;
    missing(&engine).await;
    assert_eq!(
        engine.wallet(),
        Some(kept.account().account.funder),
        "whose it is is known"
    );
    let report = engine.stop_all().await;
    assert!(!report.is_complete());
    assert!(report.trouble[0].contains("without the key"), "{report:?}");
    until(&engine, "the stop is committed", |core| core.state().is_stopped()).await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_that_a_locked_keychain_cuts_in_two_goes_on_by_itself_when_it_is_unlocked() {
    let kept = Kept::new();
    let script = &kept.stage.script;
    let engine = kept.started().await;
    trades(&engine).await;
    let follow = UserInput::Follow {
        trader: trader(),
        name: "25usdc".to_owned(),
        settings: FollowSettings {
            gather_ms: Some(0),
            ..FollowSettings::at(Percentage::from_tenths(50).unwrap())
        },
    };
    engine.ask(follow).await.unwrap();
    kept.stage.copies(&engine).await;
    // The trader trades a second after the follow at the earliest.
    script.stand_at(VenueMs(system_ms() + 1_000));
    script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let hash = script.scene(|scene| scene.posts[0].0.clone());
    let is_open = || script.scene(|scene| scene.orders[&hash].open);

    // The venue does not answer, the keychain is locked, the program ends and is started again.
    script.scene(|scene| {
        scene.unreachable = true;
        scene.cancels_to_fail = u32::MAX;
    });
    assert!(!engine.stop_all().await.is_complete());
    kept.store.set_trouble(Trouble::Fails(StoreError::Locked));
    engine.shutdown().await;
    script.scene(|scene| scene.unreachable = false);
    let engine = kept.started().await;
    assert_eq!(missing(&engine).await, StoreError::Locked);
    assert!(engine.core().state().is_stopped(), "the stop stands");
    let report = engine.stop_all().await;
    assert!(
        !report.is_complete() && report.trouble[0].contains("without the key"),
        "{report:?}"
    );
    assert!(is_open(), "and says that it could not be carried out");

    kept.store.cure();
    assert_eq!(engine.look_for_key().await, None);
    // Without the key the real venue takes no cancellation.
    script.scene(|scene| scene.cancels_to_fail = 0);
    until(&engine, "the order is over, and nobody asked again", |core| {
        let mut orders = core.state().orders.values();
        orders.all(|order| order.status == OrderStatus::Ended)
    })
    .await;
    assert!(!is_open());
    assert!(
        engine.core().state().is_stopped(),
        "and the stop is not lifted by a key"
    );
    assert_eq!(kept.stage.posts(), 1);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_another_address_signs_nothing() {
    let kept = Kept::new();
    let other = Accounts::of(kept.store.as_ref(), SecretMode::Live)
        .import(&SecretKey::generate().unwrap())
        .unwrap();
    let name = |account: &WalletAddress| pilotfish_vault::store::EntryName::Secret {
        mode: SecretMode::Live,
        account: account.clone(),
        kind: pilotfish_vault::store::SecretKind::PrivateKey,
    };
    let theirs = kept.store.read(&name(&other)).unwrap();
    kept.store.write(&name(&kept.owner), &theirs).unwrap();
    let engine = kept.started().await;
    assert_eq!(missing(&engine).await, StoreError::WrongKey);
    assert!(!kept.asked_the_venue());
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_that_is_not_the_keys_fails_the_engine_in_words_of_its_own() {
    let kept = Kept::new();
    let mut account = kept.account();
    account.account.funder = WalletAddress::parse(&format!("0x{}", "7".repeat(40))).unwrap();
    let started = kept.stage.start_own(kept.stage.home(), live_at(account)).await;
    let engine = started.unwrap();
    let failed = engine.trading().await.unwrap_err();
    assert_eq!(failed.code, "wrong_wallet", "{failed}");
    assert!(!kept.asked_the_venue());
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_wallet_that_lies_elsewhere_signs_by_the_profiles_word() {
    let kept = Kept::new();
    let mut account = kept.account();
    let elsewhere = WalletAddress::parse(&format!("0x{}", "7".repeat(40))).unwrap();
    account.account.funder = elsewhere.clone();
    account.evidence = Evidence::Profile;
    let signer = account.signer().await.unwrap();
    assert_eq!(signer.wallet(WalletType::Deposit), Ok(elsewhere.clone()));
    let engine = kept.stage.start_own(kept.stage.home(), live_at(account)).await.unwrap();
    trades(&engine).await;
    assert_eq!(engine.wallet(), Some(elsewhere));
    engine.shutdown().await;
}

#[test]
fn an_account_is_opened_only_where_key_and_wallet_were_chosen() {
    let kept = Kept::new();
    let home = kept.stage.home();
    let code = || {
        let keys: Arc<dyn KeyStore> = Arc::<InMemory>::clone(&kept.store);
        live::account(&home, keys).map(drop).map_err(|error| error.code())
    };
    assert_eq!(code(), Ok(()));
    assert!(matches!(kept.account().keys, KeySource::Kept { owner, .. } if owner == kept.owner));
    let chosen = ChosenAccount::load(&home).unwrap().unwrap();
    ChosenAccount { wallet: None, ..chosen }.save(&home).unwrap();
    assert_eq!(code(), Err(ErrorCode::WalletNotChosen));
    ChosenAccount::remove(&home).unwrap();
    assert_eq!(code(), Err(ErrorCode::NoAccountChosen));
    std::fs::write(home.mode(crate::Mode::Live).join("account.json"), "{}").unwrap();
    assert_eq!(code(), Err(ErrorCode::AccountFile));
}
