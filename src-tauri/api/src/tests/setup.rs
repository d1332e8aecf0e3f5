//! The way to live, step by step, over a scripted venue: each step, what is refused and why, and what a restart finds.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use pilotfish_copy::entity::FollowSettings;
use pilotfish_copy::ids::{TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{Migration, Refusal, RefusalCode, SnapshotPosition, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Usd};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::port::VenuePorts;
use pilotfish_engine::test_order::Pace;
use pilotfish_engine::testing::venue::{condition, no, trader};
use pilotfish_engine::testing::{self, PATIENCE};
use pilotfish_engine::{Bus, Engine, EngineError, EngineHandle, EngineOptions, Mode, OwnAccount, live};
use pilotfish_polymarket::checks::{Check, CheckKind, Found, Outcome, Remedy, Spending};
use pilotfish_polymarket::public::MigrationRow;
use pilotfish_polymarket::trading::key_trap::Cure;
use pilotfish_polymarket::wallets::{Doubt, Seen, ShownAddress, Verdict, WalletCandidate, WalletCandidates};
use pilotfish_polymarket::{Endpoints, Error};
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::memory::{InMemory, Trouble};
use pilotfish_vault::store::{KeyStore, SecretMode, StoreError};
use pilotfish_vault::wallets::with_checksum;
use pilotfish_vault::{SecretKey, Signer};

use super::program::Person;
use crate::setup::carried::{self, Carried};
use crate::setup::way::{Lookups, Venue};
use crate::types::{
    ApiKeyCure, CureState, ErrorCode, Id, LimitsView, SetupCheckKind, SetupFinding, SetupOutcome, SetupStep,
    TestFailure, TestOrderRun, TestOutcome, TestStep, TestStepState, WalletKind, WalletVerdict,
};
use crate::{Api, ApiOptions, ApiResult, Confirm, Engines, Host};

/// The trap's words (polymarket-api §3.3).
pub(super) const TRAP: &str = "the order signer address has to be the address of the API KEY";

/// What is said of the key's wallets.
pub(super) struct Said {
    exists: Mutex<Option<bool>>,
    named: Mutex<Option<WalletAddress>>,
    /// What is made of the one wallet that is found, where it is not recommended.
    pub(super) verdict: Mutex<Option<Verdict>>,
}

impl Lookups for Said {
    fn find<'a>(&'a self, signer: &'a Signer) -> BoxFuture<'a, Result<WalletCandidates, Error>> {
        let shown = |full: String| ShownAddress {
            groups: full.as_bytes()[2..]
                .chunks(4)
                .map(|group| String::from_utf8_lossy(group).into_owned())
                .collect(),
            full,
        };
        let wallet = signer.wallet(WalletType::Deposit).unwrap();
        let candidate = WalletCandidate {
            kind: WalletType::Deposit,
            form: None,
            address: shown(with_checksum(&wallet)),
            profile: Seen::Yes,
            deployed: Some(Seen::Yes),
            code: Seen::Yes,
            cash: Some(Usd::dollars(862)),
        };
        let verdict = self.verdict.lock().unwrap().clone();
        let mut candidates = vec![candidate];
        if let Some(Verdict::Doubt(Doubt::Several { .. })) = verdict {
            candidates.push(WalletCandidate {
                kind: WalletType::Safe,
                address: shown(with_checksum(&signer.wallet(WalletType::Safe).unwrap())),
                ..candidates[0].clone()
            });
        }
        let found = WalletCandidates {
            owner: shown(signer.address()),
            candidates,
            verdict: verdict.unwrap_or(Verdict::Recommended { place: 0 }),
        };
        Box::pin(std::future::ready(Ok(found)))
    }

    fn profile<'a>(&'a self, _: &'a WalletAddress) -> BoxFuture<'a, Result<WalletAddress, Error>> {
        let named = self.named.lock().unwrap().clone();
        let named = named.ok_or_else(|| Error::NotFound("a profile".to_owned()));
        Box::pin(std::future::ready(named))
    }

    fn exists<'a>(&'a self, _: WalletType, _: &'a WalletAddress) -> BoxFuture<'a, Result<bool, Error>> {
        let exists = *self.exists.lock().unwrap();
        let exists = exists.ok_or_else(|| Error::NoAnswer("scripted".to_owned()));
        Box::pin(std::future::ready(exists))
    }

    fn cash<'a>(&'a self, _: &'a WalletAddress) -> BoxFuture<'a, Result<Usd, Error>> {
        Box::pin(std::future::ready(Ok(Usd::dollars(862))))
    }
}

/// A computer: its folder, its keychain, the venue, and somebody before it.
pub(super) struct Computer {
    pub(super) stage: testing::Stage,
    pub(super) keys: Arc<InMemory>,
    pub(super) person: Arc<Person>,
    pub(super) said: Arc<Said>,
    pub(super) owners: Vec<WalletAddress>,
}

fn key(number: u8) -> SecretKey {
    SecretKey::from_bytes(&[number; 32]).unwrap()
}

impl Computer {
    fn new() -> Self {
        Self::with_keys(&[7, 8])
    }

    pub(super) fn with_keys(numbers: &[u8]) -> Self {
        let keys = Arc::new(InMemory::default());
        let accounts = Accounts::of(keys.as_ref(), SecretMode::Live);
        let owners = numbers
            .iter()
            .map(|number| accounts.import(&key(*number)).unwrap())
            .collect();
        let this = Self {
            stage: testing::Stage::new(),
            person: Arc::new(Person::default()),
            said: Arc::new(Said {
                exists: Mutex::new(Some(true)),
                named: Mutex::new(None),
                verdict: Mutex::new(None),
            }),
            owners,
            keys,
        };
        this.stage.script.scene(|scene| {
            scene.tells_orders = true;
            scene.checks = all_well();
            // Held before: an empty first list would have to be read twice, a minute apart.
            scene.positions = vec![SnapshotPosition {
                token: no(),
                condition: condition(),
                shares: "100".parse().unwrap(),
                average_cost: "0.42".parse().unwrap(),
                current_price: "0.42".parse().unwrap(),
                redeemable: false,
            }];
        });
        this
    }

    fn locks(&self) -> PathBuf {
        self.stage.folder.path().join("locks")
    }

    pub(super) fn wallet(&self) -> WalletAddress {
        Signer::new(&key(7)).unwrap().wallet(WalletType::Deposit).unwrap()
    }

    /// The program, started on it.
    pub(super) fn program(&self) -> (Api, Engines) {
        let desk = Arc::new(Desk {
            keys: Arc::clone(&self.keys),
            person: Arc::clone(&self.person),
            options: EngineOptions {
                verify: true,
                ..self.stage.options()
            },
            ports: VenuePorts::at(&self.stage.script),
            locks: self.locks(),
            engines: OnceLock::new(),
        });
        let api = Api::new(ApiOptions {
            home: self.stage.home(),
            mode: Mode::Demo,
            version: "0.0.0".to_owned(),
            bus: Bus::new(),
            listens: false,
            host: Some(Arc::clone(&desk) as Arc<dyn Host>),
        });
        let venue = Venue {
            ports: VenuePorts::at(&self.stage.script),
            lookups: Arc::clone(&self.said) as Arc<dyn Lookups>,
        };
        let pace = Pace {
            rests: Duration::from_millis(5),
            patience: Duration::from_millis(400),
            every: Duration::from_millis(2),
        };
        api.shared.together.way.stage(venue, self.locks(), pace);
        let engines = Engines::new(api.clone());
        assert!(desk.engines.set(engines.clone()).is_ok());
        (api, engines)
    }

    fn api(&self) -> Api {
        self.program().0
    }

    /// One that is confirmed, and whose test order comes next.
    async fn confirmed(&self) -> Api {
        let api = self.api();
        self.walk_to_confirmation(&api).await;
        self.person.says(true);
        api.confirm_live(Some("750".to_owned())).await.unwrap();
        api
    }

    async fn walk_to_confirmation(&self, api: &Api) {
        api.choose_account(self.owners[0].to_string()).await.unwrap();
        api.confirm_wallet(WalletKind::Deposit, self.wallet().to_string())
            .await
            .unwrap();
        api.setup_checks().await.unwrap();
        api.save_live_limits(limits("750")).await.unwrap();
    }

    fn posts(&self) -> usize {
        self.stage.posts()
    }
}

pub(super) fn limits(exposure: &str) -> LimitsView {
    LimitsView {
        max_exposure: exposure.to_owned(),
        max_daily_spend: "150".to_owned(),
        max_open_orders: 12,
        reserve: "10".to_owned(),
        max_daily_loss: "75".to_owned(),
    }
}

pub(super) fn check(kind: CheckKind, outcome: Outcome, found: Found) -> Check {
    let remedy = (outcome != Outcome::Ok).then_some(Remedy::TryAgain);
    Check {
        kind,
        outcome,
        found,
        remedy,
    }
}

/// What the venue's checks find where nothing stands in the way.
pub(super) fn all_well() -> Vec<Check> {
    let spender = Spending {
        spender: "0xe111180000d2663c0091e4f400237545b87b996b".to_owned(),
        contract: None,
        may: true,
    };
    vec![
        check(
            CheckKind::Region,
            Outcome::Ok,
            Found::Region {
                blocked: false,
                country: "IE".to_owned(),
                region: String::new(),
            },
        ),
        check(
            CheckKind::Clock,
            Outcome::Ok,
            Found::Clock {
                ahead_ms: 200,
                most_ms: 2_000,
            },
        ),
        check(
            CheckKind::Version,
            Outcome::Ok,
            Found::Version { found: 2, expected: 2 },
        ),
        check(CheckKind::ApiKey, Outcome::Ok, Found::KeyTaken),
        check(CheckKind::Standing, Outcome::Ok, Found::Standing { closed_only: false }),
        check(
            CheckKind::Balance,
            Outcome::Ok,
            Found::Cash {
                cash: Usd::dollars(862),
            },
        ),
        check(
            CheckKind::Approvals,
            Outcome::Ok,
            Found::Spending {
                spenders: vec![spender],
            },
        ),
    ]
}

/// The program around the lists.
struct Desk {
    keys: Arc<InMemory>,
    person: Arc<Person>,
    options: EngineOptions,
    ports: VenuePorts,
    locks: PathBuf,
    engines: OnceLock<Engines>,
}

impl Host for Desk {
    fn confirm(&self) -> Option<Arc<dyn Confirm>> {
        Some(Arc::clone(&self.person) as Arc<dyn Confirm>)
    }
    fn keys(&self) -> ApiResult<Arc<dyn KeyStore>> {
        Ok(Arc::clone(&self.keys) as Arc<dyn KeyStore>)
    }
    fn endpoints(&self) -> ApiResult<Endpoints> {
        // Nobody listens there: what is asked beside the scripted venue fails alike on every machine, and reaches none.
        Ok(Endpoints::local_at("http://127.0.0.1:9").unwrap())
    }
    fn start_live(&self) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(async move {
            let list = self.engines.get().unwrap().add(Mode::Live, Bus::new())?.api();
            let own = live::account(&self.options.home, self.keys()?)?;
            let own = OwnAccount {
                locks: self.locks.clone(),
                ..own
            };
            let options = EngineOptions {
                venue: testing::live(own),
                ..self.options.clone()
            };
            list.attach(Engine::start_with(options, self.ports.clone()).await?);
            Ok(())
        })
    }
    fn end(&self, mode: Mode) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(async move {
            if let Some(engine) = self.engines.get().unwrap().remove(mode) {
                engine.shutdown().await;
            }
            Ok(())
        })
    }
}

/// Waits until the test order is over.
pub(super) async fn over(api: &Api) -> TestOrderRun {
    let begun = Instant::now();
    loop {
        let run = api.test_order().await.unwrap();
        if !run.running && run.ended.is_some() {
            return run;
        }
        assert!(begun.elapsed() < PATIENCE, "{run:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

pub(super) async fn tested(api: &Api) -> TestOrderRun {
    api.preview_test_order().await.unwrap();
    api.send_test_order().await.unwrap();
    over(api).await
}

fn code<T: std::fmt::Debug>(answer: ApiResult<T>) -> ErrorCode {
    answer.unwrap_err().code
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way_and_a_restart_at_each_step() {
    let computer = Computer::new();
    let at = |step: SetupStep| {
        let computer = &computer;
        async move {
            let setup = computer.api().setup().await.unwrap();
            assert_eq!(setup.step, step, "{setup:#?}");
            setup
        }
    };
    let setup = at(SetupStep::Key).await;
    assert_eq!((setup.keys.len(), setup.account), (2, None));
    let api = computer.api();
    let setup = api.choose_account(computer.owners[0].to_string()).await.unwrap();
    assert!(setup.keys.iter().any(|key| key.chosen), "{setup:?}");
    at(SetupStep::Wallet).await;

    let found = api.find_wallets().await.unwrap();
    assert_eq!(found.verdict, WalletVerdict::Recommended { place: 0 });
    api.confirm_wallet(WalletKind::Deposit, found.wallets[0].address.full.clone())
        .await
        .unwrap();
    let setup = at(SetupStep::Checks).await;
    let wallet = setup.account.unwrap().wallet.unwrap();
    assert_eq!((wallet.address.groups.len(), wallet.kind), (10, WalletKind::Deposit));

    let checks = api.setup_checks().await.unwrap();
    assert_eq!(checks.len(), 8);
    assert!(
        checks.iter().all(|check| check.outcome == SetupOutcome::Ok),
        "{checks:#?}"
    );
    assert_eq!(api.setup().await.unwrap().step, SetupStep::Limits);
    // What was found holds for the program that found it.
    assert!(
        at(SetupStep::Checks)
            .await
            .checks
            .iter()
            .all(|check| check.outcome == SetupOutcome::NotRun)
    );

    let setup = api.save_live_limits(limits("750")).await.unwrap();
    assert_eq!((setup.step, setup.at_risk.as_str()), (SetupStep::Confirmation, "750"));
    let again = computer.api();
    again.setup_checks().await.unwrap();
    assert_eq!(again.setup().await.unwrap().step, SetupStep::Confirmation);
    assert_eq!(code(again.enter_live().await), "live_not_confirmed");

    computer.person.says(true);
    let setup = api.confirm_live(Some("$750.00".to_owned())).await.unwrap();
    assert_eq!(setup.step, SetupStep::TestOrder);
    let asked = computer.person.asked().remove(0);
    assert!(asked.text.en.contains(computer.wallet().as_str()), "{asked:?}");
    at(SetupStep::TestOrder).await;
    assert_eq!(code(api.enter_live().await), "live_not_tested");
    assert_eq!(code(api.send_test_order().await), "preview_first");
    assert_eq!(computer.posts(), 0, "no step before sent anything");

    let api = computer.api();
    let shown = api.preview_test_order().await.unwrap();
    assert_eq!(
        (shown.shares.as_str(), shown.price.as_str(), shown.worst_case.as_str()),
        ("5", "0.001", "0.005")
    );
    api.send_test_order().await.unwrap();
    let run = over(&api).await;
    assert_eq!(run.outcome, Some(TestOutcome::Passed), "{run:#?}");
    assert!(
        run.steps.iter().all(|step| step.state == TestStepState::Done),
        "{run:#?}"
    );
    assert_eq!(computer.posts(), 1);
    at(SetupStep::Done).await;
    // What happened is kept.
    let kept = computer.api().test_order().await.unwrap();
    assert_eq!((&kept.outcome, &kept.log), (&run.outcome, &run.log));

    let (api, engines) = computer.program();
    let frame = api.enter_live().await.unwrap();
    assert_eq!(frame.mode, crate::types::Mode::Live);
    assert!(api.setup().await.unwrap().runs);
    assert_eq!(engines.shown().mode(), Mode::Live);

    // Out again: nothing of it stands any more.
    let frame = engines.shown().leave_live().await.unwrap();
    assert_eq!(frame.mode, crate::types::Mode::Demo);
    assert_eq!(code(api.enter_live().await), "live_not_confirmed");
    at(SetupStep::Checks).await;
    assert_eq!(computer.person.asked(), [], "nothing more was asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_live_goes_on_showing_what_was_looked_at() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    tested(&api).await;
    // No live engine runs in this program: a paper one does, and the demo is looked at.
    let (api, engines) = computer.program();
    engines
        .add(Mode::Paper, Bus::new())
        .unwrap()
        .api()
        .attach(paper(&computer).await);
    assert_eq!(api.leave_live().await.unwrap().mode, crate::types::Mode::Demo);
    assert_eq!(engines.shown().mode(), Mode::Demo);
    let setup = api.setup().await.unwrap();
    assert_eq!(
        (setup.confirmed_at, setup.tested_at),
        (None, None),
        "the word is taken back"
    );
    engines.show(Mode::Paper).unwrap();
    let frame = engines.shown().leave_live().await.unwrap();
    assert_eq!(
        (frame.mode, engines.shown().mode()),
        (crate::types::Mode::Paper, Mode::Paper)
    );
    engines.end().await;

    // One runs, and the demo is looked at.
    let api = computer.confirmed().await;
    tested(&api).await;
    let (api, engines) = computer.program();
    api.enter_live().await.unwrap();
    engines.show(Mode::Demo).unwrap();
    assert_eq!(api.leave_live().await.unwrap().mode, crate::types::Mode::Demo);
    assert!(engines.account().is_none(), "its engine has ended");
    engines.end().await;
}

/// A follow of the trader's, at so many tenths of a percent.
fn follow_at(tenths: u16) -> UserInput {
    UserInput::Follow {
        trader: trader(),
        name: "25usdc".to_owned(),
        settings: FollowSettings::at(Percentage::from_tenths(tenths).unwrap()),
    }
}

/// The program in live, following the trader.
async fn live_with_a_follow(computer: &Computer) -> (Api, Engines) {
    let api = computer.confirmed().await;
    tested(&api).await;
    let (api, engines) = computer.program();
    api.enter_live().await.unwrap();
    let live = engines.shown();
    let engine = live.engine().unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    engine.ask(follow_at(50)).await.unwrap();
    (live, engines)
}

/// The same, with a copy that rests.
async fn live_with_an_order(computer: &Computer) -> (Api, Engines) {
    let (live, engines) = live_with_a_follow(computer).await;
    let engine = live.engine().unwrap();
    computer.stage.copies(&engine).await;
    // What is traded in the second of the follow counts as held before.
    let script = &computer.stage.script;
    script.stand_at(VenueMs(system_ms() + 1_000));
    script.trades(Side::Buy, "100", "0.58").await;
    testing::until(&engine, "the copy rests", testing::is_live).await;
    (live, engines)
}

fn open_orders(computer: &Computer) -> usize {
    let open = |scene: &mut testing::venue::Scene| scene.orders.values().filter(|order| order.open).count();
    computer.stage.script.scene(open)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_live_cancels_what_works_sees_it_over_and_takes_the_word_back() {
    let computer = Computer::new();
    let (live, engines) = live_with_an_order(&computer).await;
    assert_eq!(open_orders(&computer), 1);
    let frame = live.leave_live().await.unwrap();
    assert_eq!(frame.mode, crate::types::Mode::Demo);
    assert_eq!(open_orders(&computer), 0, "nothing rests any more");
    assert!(engines.account().is_none(), "its engine has ended");
    let setup = engines.shown().setup().await.unwrap();
    assert_eq!((setup.confirmed_at, setup.tested_at, setup.runs), (None, None, false));
    assert_eq!(code(engines.shown().enter_live().await), "live_not_confirmed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_word_names_whom_live_goes_on_copying() {
    let computer = Computer::new();
    let (live, engines) = live_with_a_follow(&computer).await;
    live.leave_live().await.unwrap();
    engines.end().await;
    assert!(
        !computer.person.asked()[0].text.en.contains("25usdc"),
        "nobody was followed then"
    );
    drop(computer.confirmed().await);
    let asked = computer.person.asked();
    let named = asked[0].text.en.contains("25usdc") && asked[0].text.en.contains(trader().as_str());
    assert!(named, "{asked:?}");
    assert_eq!(
        carried::kept(&computer.stage.home()),
        Some(Vec::new()),
        "they are in live's own data"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_live_does_not_leave_what_the_exchange_does_not_let_go() {
    let computer = Computer::new();
    let (live, engines) = live_with_an_order(&computer).await;
    computer.stage.script.scene(|scene| scene.cancels_to_fail = u32::MAX);
    assert_eq!(code(live.leave_live().await), "cancel_unfinished");
    assert_eq!(open_orders(&computer), 1);
    let setup = engines.shown().setup().await.unwrap();
    assert!(
        setup.runs && setup.confirmed_at.is_some() && setup.tested_at.is_some(),
        "{setup:#?}"
    );
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_that_cannot_be_taken_back_starts_nothing_that_trades() {
    let computer = Computer::new();
    let (live, engines) = live_with_a_follow(&computer).await;
    let file = computer.stage.home().mode(Mode::Live).join("account.json");
    let account = std::fs::read(&file).unwrap();
    std::fs::write(&file, "{").unwrap();
    assert_eq!(code(live.leave_live().await), "account_file");
    assert!(
        engines.account().is_none() && open_orders(&computer) == 0,
        "it has ended all the same"
    );
    std::fs::write(&file, account).unwrap();
    let (api, engines) = computer.program();
    assert!(api.setup().await.unwrap().confirmed_at.is_some(), "the word stands");
    api.enter_live().await.unwrap();
    let engine = engines.shown().engine().unwrap();
    testing::until(&engine, "it is stopped", |core| core.state().is_stopped()).await;
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_word_went_for_is_followed_in_live_also_after_restarts_in_between() {
    let computer = Computer::new();
    let paper = |input: UserInput| async {
        let own = testing::own(3, &computer.locks());
        let paper = testing::paper(own);
        let engine = computer.stage.start_own(computer.stage.home(), paper).await.unwrap();
        tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
        engine.ask(input).await.unwrap();
        engine.shutdown().await;
    };
    // Also what they held already, with pretend money.
    let wanted = UserInput::Follow {
        trader: trader(),
        name: "25usdc".to_owned(),
        settings: FollowSettings {
            copy_existing: true,
            ..FollowSettings::at(Percentage::from_tenths(20).unwrap())
        },
    };
    paper(wanted).await;
    let api = computer.confirmed().await;
    let asked = computer.person.asked();
    assert!(asked[0].text.en.contains("25usdc"), "{asked:?}");
    // What changes in paper after the word is not what the word went for.
    let follow = pilotfish_copy::ids::FollowId(1);
    paper(UserInput::Unfollow { follow }).await;
    drop(api);

    let api = computer.api();
    let setup = api.setup().await.unwrap();
    assert_eq!(setup.carried_over.len(), 1, "as it was confirmed: {setup:#?}");
    assert_eq!(tested(&api).await.outcome, Some(TestOutcome::Passed));
    let (api, engines) = computer.program();
    api.enter_live().await.unwrap();
    let live = engines.shown().engine().unwrap();
    let followed = |engine: &EngineHandle| -> Vec<(String, u16, bool)> {
        let core = engine.core();
        let follows = core.state().follows.values();
        let set = |follow: &FollowSettings| (follow.percentage.tenths(), follow.copy_existing);
        follows
            .map(|follow| {
                let (tenths, existing) = set(&follow.settings);
                (follow.name.clone(), tenths, existing)
            })
            .collect()
    };
    assert_eq!(
        followed(&live),
        [("25usdc".to_owned(), 20, false)],
        "nothing that they hold already is bought with real money"
    );
    assert!(!computer.stage.home().mode(Mode::Live).join("carried.json").exists());
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_the_user_unfollowed_is_not_taken_over_by_a_later_start() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    tested(&api).await;
    let (api, engines) = computer.program();
    api.enter_live().await.unwrap();
    let live = engines.shown();
    let engine = live.engine().unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    // One that could not be taken over at first, whom the user then followed by hand, and follows no more.
    let waiting = Carried {
        trader: trader(),
        name: "25usdc".to_owned(),
        settings: FollowSettings::at(Percentage::from_tenths(20).unwrap()),
    };
    carried::keep(&computer.stage.home(), &[waiting]).unwrap();
    engine.ask(follow_at(50)).await.unwrap();
    let follow = engine.core().state().follow_of(&trader()).unwrap().id;
    engine.ask(UserInput::Unfollow { follow }).await.unwrap();
    live.take_over().await;
    assert!(engine.core().state().follow_of(&trader()).is_none(), "it is not back");
    assert_eq!(carried::kept(&computer.stage.home()), None, "nobody waits any more");
    engines.end().await;
}

fn wallet_of(digit: char) -> WalletAddress {
    WalletAddress::parse(&format!("0x{}", digit.to_string().repeat(40))).unwrap()
}

/// The venue tells that the trader has everything in another wallet, whenever their activity is read from now on.
fn moves_to(computer: &Computer, to: &WalletAddress) {
    let row = MigrationRow {
        tx: TxHash::new("0x77"),
        at: VenueMs(system_ms()),
        moved: Migration::Wallet { to: to.clone() },
        from_condition: None,
    };
    computer.stage.script.scene(|scene| scene.migrations = vec![row]);
}

async fn move_is_seen(engine: &EngineHandle) {
    testing::until(engine, "the move is seen", |core| {
        core.state().follows.values().any(|follow| follow.moved_to.is_some())
    })
    .await;
}

/// An engine of paper on the computer's data.
async fn paper(computer: &Computer) -> EngineHandle {
    let venue = testing::paper(testing::own(3, &computer.locks()));
    let engine = computer.stage.start_own(computer.stage.home(), venue).await.unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    engine
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wallet_that_a_follow_left_is_not_taken_over_by_a_later_start() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    tested(&api).await;
    let (api, engines) = computer.program();
    api.enter_live().await.unwrap();
    let live = engines.shown();
    let engine = live.engine().unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    let to = wallet_of('c');
    moves_to(&computer, &to);
    engine.ask(follow_at(50)).await.unwrap();
    move_is_seen(&engine).await;
    // The list could not be put away when live began: both stand in it still.
    let other = wallet_of('b');
    let waiting = [trader(), other.clone()].map(|trader| Carried {
        trader,
        name: "25usdc".to_owned(),
        settings: FollowSettings::at(Percentage::from_tenths(20).unwrap()),
    });
    carried::keep(&computer.stage.home(), &waiting).unwrap();
    let follow = engine.core().state().follow_of(&trader()).unwrap().id;
    computer.person.says(true);
    let moved = live.relink(Id(follow.0)).await.unwrap();
    assert_eq!(moved.address, to.to_string());
    live.take_over().await;
    let core = engine.core();
    let followed: Vec<&WalletAddress> = core.state().follows.values().map(|follow| &follow.trader).collect();
    assert_eq!(
        followed,
        [&to, &other],
        "what is traded in the old wallet is copied no more"
    );
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_that_was_left_in_paper_goes_along_to_live_neither_before_nor_after_the_word() {
    let computer = Computer::new();
    let home = computer.stage.home();
    let engine = paper(&computer).await;
    engine.ask(follow_at(20)).await.unwrap();
    computer.stage.copies(&engine).await;
    engine.shutdown().await;
    let api = computer.api();
    computer.walk_to_confirmation(&api).await;
    computer.person.says(true);
    api.confirm_live(Some("750".to_owned())).await.unwrap();
    let asked = computer.person.asked();
    assert!(asked[0].text.en.contains("25usdc"), "{asked:?}");
    assert_eq!(api.setup().await.unwrap().carried_over.len(), 1);

    // After the word the trader moves, and the user has not followed them yet.
    let waiting = carried::kept(&home).unwrap();
    assert_eq!(waiting.len(), 1);
    let to = wallet_of('c');
    moves_to(&computer, &to);
    let engine = paper(&computer).await;
    move_is_seen(&engine).await;
    engine.shutdown().await;
    tested(&api).await;
    let (api, engines) = computer.program();
    api.enter_live().await.unwrap();
    let live = engines.shown();
    let engine = live.engine().unwrap();
    assert_eq!(engine.core().state().follows.len(), 0, "a wallet that was left");
    assert_eq!(carried::kept(&home), None);
    live.leave_live().await.unwrap();

    // The next word goes for nobody either, as long as they are not followed to their new wallet.
    let setup = api.setup().await.unwrap();
    assert_eq!(setup.carried_over.len(), 0, "{setup:#?}");

    // Followed there in paper, what a word went for before does not bring the old one back.
    carried::keep(&home, &waiting).unwrap();
    let list = engines.add(Mode::Paper, Bus::new()).unwrap().api();
    list.attach(paper(&computer).await);
    list.relink(Id(1)).await.unwrap();
    assert_eq!(carried::kept(&home), Some(Vec::new()));
    let setup = api.setup().await.unwrap();
    let addresses: Vec<&str> = setup.carried_over.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(addresses, [to.as_str()], "{setup:#?}");
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_accounts_own_wallet_is_copied_in_live_by_no_way() {
    let computer = Computer::new();
    let home = computer.stage.home();
    let engine = paper(&computer).await;
    let looked_at = UserInput::Follow {
        trader: computer.wallet(),
        name: "myself".to_owned(),
        settings: FollowSettings::at(Percentage::from_tenths(20).unwrap()),
    };
    engine.ask(looked_at).await.unwrap();
    engine.shutdown().await;
    let api = computer.confirmed().await;
    let asked = computer.person.asked();
    assert!(!asked[0].text.en.contains("myself"), "{asked:?}");
    assert_eq!(carried::kept(&home), Some(Vec::new()));
    // As an earlier version kept it.
    let own = Carried {
        trader: computer.wallet(),
        name: "myself".to_owned(),
        settings: FollowSettings::at(Percentage::from_tenths(20).unwrap()),
    };
    carried::keep(&home, &[own]).unwrap();
    tested(&api).await;
    let (api, engines) = computer.program();
    api.enter_live().await.unwrap();
    let live = engines.shown();
    let engine = live.engine().unwrap();
    assert_eq!(
        engine.wallet(),
        Some(computer.wallet()),
        "known before anybody logged in"
    );
    assert_eq!(engine.core().state().follows.len(), 0);

    // A trader whose rows say that they moved to us.
    moves_to(&computer, &computer.wallet());
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    engine.ask(follow_at(50)).await.unwrap();
    move_is_seen(&engine).await;
    computer.person.says(true);
    assert_eq!(code(live.relink(Id(1)).await), "own_address");
    assert!(engine.core().state().follow_of(&trader()).is_some());
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_check_may_fail_be_unknown_or_not_have_been_looked_at() {
    let computer = Computer::new();
    let api = computer.api();
    computer.walk_to_confirmation(&api).await;
    computer.person.says(true);
    let confirm = |api: Api| async move { api.confirm_live(Some("750".to_owned())).await };
    let kinds = [
        (CheckKind::Region, SetupCheckKind::Region, "region"),
        (CheckKind::Standing, SetupCheckKind::Standing, "standing"),
        (CheckKind::Clock, SetupCheckKind::Clock, "clock"),
        (CheckKind::ApiKey, SetupCheckKind::ApiKey, "api_key"),
        (
            CheckKind::Balance,
            SetupCheckKind::BalanceApprovals,
            "balance_approvals",
        ),
        (CheckKind::Version, SetupCheckKind::Venue, "venue"),
    ];
    for (kind, shown, name) in kinds {
        for outcome in [Outcome::Failed, Outcome::Unknown] {
            let words = "scripted".to_owned();
            let bad = check(kind, outcome, Found::NoAnswer { words });
            computer.stage.script.scene(|scene| {
                scene.checks = all_well();
                scene.checks.retain(|check| check.kind != kind);
                scene.checks.push(bad);
            });
            let checks = api.setup_checks().await.unwrap();
            let this = checks.iter().find(|check| check.kind == shown).unwrap();
            let expected = if outcome == Outcome::Failed {
                SetupOutcome::Failed
            } else {
                SetupOutcome::Unknown
            };
            assert_eq!(this.outcome, expected, "{name}");
            let refused = confirm(api.clone()).await.unwrap_err();
            assert_eq!(refused.code, "checks_not_passed", "{name}");
            assert!(refused.detail.ends_with(&format!(": {name}")), "{refused:?}");
        }
    }
    computer.stage.script.scene(|scene| scene.checks = all_well());
    for (exists, outcome) in [(Some(false), SetupOutcome::Failed), (None, SetupOutcome::Unknown)] {
        *computer.said.exists.lock().unwrap() = exists;
        let wallet = api.check_again(SetupCheckKind::Wallet).await.unwrap();
        assert_eq!(wallet.outcome, outcome);
        assert_eq!(code(confirm(api.clone()).await), "checks_not_passed");
    }
    *computer.said.exists.lock().unwrap() = Some(true);
    // The exchange moved the account to another wallet after it was confirmed: it is told, and nobody is kept from trading.
    let elsewhere = Signer::new(&key(8)).unwrap().wallet(WalletType::Deposit).unwrap();
    *computer.said.named.lock().unwrap() = Some(elsewhere.clone());
    let wallet = api.check_again(SetupCheckKind::Wallet).await.unwrap();
    assert_eq!(wallet.outcome, SetupOutcome::Warning);
    let named = |finding: &SetupFinding| match finding {
        SetupFinding::WalletMoved { named } => Some(named.full.to_lowercase()),
        _ => None,
    };
    assert_eq!(wallet.findings.first().and_then(named), Some(elsewhere.to_string()));
    *computer.said.named.lock().unwrap() = None;
    for (trouble, outcome) in [
        (StoreError::Locked, SetupOutcome::Unknown),
        (StoreError::Gone, SetupOutcome::Failed),
    ] {
        computer.keys.set_trouble(Trouble::Fails(trouble));
        let checks = api.setup_checks().await.unwrap();
        let key = &checks[0];
        assert_eq!((key.kind, key.outcome), (SetupCheckKind::Key, outcome), "{trouble:?}");
        let told = SetupFinding::KeyTrouble {
            code: EngineError::from(trouble).code(),
        };
        assert_eq!(key.findings, [told]);
        assert_eq!(code(confirm(api.clone()).await), "checks_not_passed");
    }
    computer.keys.cure();
    // In another program nothing was looked at.
    let other = computer.api();
    assert_eq!(code(confirm(other).await), "checks_not_passed");
    assert_eq!(computer.person.asked(), [], "nobody was asked");
    api.setup_checks().await.unwrap();
    // Not as usual is no obstacle.
    let mut odd = all_well();
    odd.push(check(
        CheckKind::Relayer,
        Outcome::Warning,
        Found::NoAnswer {
            words: "scripted".to_owned(),
        },
    ));
    computer.stage.script.scene(|scene| scene.checks = odd);
    api.setup_checks().await.unwrap();
    confirm(api).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_and_an_amount_that_is_not_typed_keep_nothing() {
    let computer = Computer::new();
    let api = computer.api();
    api.choose_account(computer.owners[0].to_string()).await.unwrap();
    let wallet = computer.wallet().to_string();
    assert_eq!(code(api.save_live_limits(limits("750")).await), "wallet_not_chosen");
    api.confirm_wallet(WalletKind::Deposit, wallet).await.unwrap();
    api.setup_checks().await.unwrap();
    assert_eq!(code(api.confirm_live(None).await), "limits_not_saved");
    api.save_live_limits(limits("750")).await.unwrap();
    for typed in [None, Some(""), Some("75"), Some("seven hundred"), Some("750.01")] {
        let refused = api.confirm_live(typed.map(str::to_owned)).await;
        assert_eq!(code(refused), "amount_not_typed", "{typed:?}");
    }
    assert_eq!(computer.person.asked(), []);
    assert_eq!(code(api.confirm_live(Some("750".to_owned())).await), "not_confirmed");
    assert_eq!(api.setup().await.unwrap().confirmed_at, None);
    assert_eq!(code(api.send_test_order().await), "live_not_confirmed");
    assert_eq!(computer.posts(), 0);
    for bad in ["-1", "much"] {
        assert!(api.save_live_limits(limits(bad)).await.is_err(), "{bad}");
    }
    // Up to $500 nothing is typed.
    api.save_live_limits(limits("500")).await.unwrap();
    computer.person.says(true);
    let other = computer.api();
    other.setup_checks().await.unwrap();
    other.confirm_live(None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_key_or_wallet_begins_anew_and_data_stay_with_their_account() {
    let computer = Computer::new();
    let api = computer.api();
    let theirs = Signer::new(&key(8)).unwrap().wallet(WalletType::Deposit).unwrap();
    assert_eq!(code(api.choose_account(theirs.to_string()).await), "unknown_account");
    assert_eq!(
        code(api.confirm_wallet(WalletKind::Deposit, theirs.to_string()).await),
        "no_account_chosen"
    );
    computer.walk_to_confirmation(&api).await;
    // Not a wallet of this key's, whoever says so, but for a deposit wallet that its profile names.
    for kind in [
        WalletKind::Deposit,
        WalletKind::Safe,
        WalletKind::Proxy,
        WalletKind::Eoa,
    ] {
        assert_eq!(
            code(api.confirm_wallet(kind, theirs.to_string()).await),
            "wrong_wallet",
            "{kind:?}"
        );
    }
    *computer.said.named.lock().unwrap() = Some(theirs.clone());
    assert_eq!(
        code(api.confirm_wallet(WalletKind::Safe, theirs.to_string()).await),
        "wrong_wallet"
    );
    // Limits alone bind the folder to nobody.
    let setup = api
        .confirm_wallet(WalletKind::Deposit, theirs.to_string())
        .await
        .unwrap();
    assert!(!setup.limits_saved, "{setup:?}");
    api.confirm_wallet(WalletKind::Deposit, computer.wallet().to_string())
        .await
        .unwrap();
    api.setup_checks().await.unwrap();
    api.save_live_limits(limits("750")).await.unwrap();
    computer.person.says(true);
    api.confirm_live(Some("750".to_owned())).await.unwrap();
    // A word does, and what was sent.
    let other = api.confirm_wallet(WalletKind::Deposit, theirs.to_string()).await;
    assert_eq!(code(other), "other_account");
    computer.person.asked();
    assert_eq!(
        code(api.confirm_wallet(WalletKind::Deposit, "0x12".to_owned()).await),
        "address"
    );

    let setup = api.choose_account(computer.owners[1].to_string()).await.unwrap();
    assert_eq!(setup.step, SetupStep::Wallet);
    assert!(
        setup.checks.iter().all(|check| check.outcome == SetupOutcome::NotRun),
        "{setup:?}"
    );
    computer.person.says(true);
    assert_eq!(
        code(api.confirm_live(Some("750".to_owned())).await),
        "wallet_not_chosen"
    );

    // A key that is deleted takes its choice along.
    let words = |typed: &str| (computer.owners[1].to_string(), typed.to_owned());
    let (owner, typed) = words("yes");
    assert_eq!(code(api.delete_key(owner, typed).await), "key_not_confirmed");
    computer.person.says(false);
    let (owner, typed) = words("supprimer");
    assert_eq!(code(api.delete_key(owner, typed).await), "not_confirmed");
    assert_eq!(api.setup().await.unwrap().keys.len(), 2, "a no keeps it");
    let asked = computer.person.asked();
    assert!(asked[0].text.en.contains(computer.owners[1].as_str()), "{asked:?}");
    computer.person.says(true);
    let api = computer.api();
    let (owner, typed) = words("supprimer");
    let setup = api.delete_key(owner, typed).await.unwrap();
    assert_eq!((setup.step, setup.keys.len()), (SetupStep::Key, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_wallet_elsewhere_is_taken_where_the_profile_names_it() {
    let computer = Computer::new();
    let api = computer.api();
    let theirs = Signer::new(&key(8)).unwrap().wallet(WalletType::Deposit).unwrap();
    *computer.said.named.lock().unwrap() = Some(theirs.clone());
    api.choose_account(computer.owners[0].to_string()).await.unwrap();
    let setup = api
        .confirm_wallet(WalletKind::Deposit, theirs.to_string())
        .await
        .unwrap();
    let wallet = setup.account.unwrap().wallet.unwrap();
    assert_eq!(wallet.evidence, crate::types::EvidenceKind::Profile);
    let checks = api.setup_checks().await.unwrap();
    assert!(
        checks.iter().all(|check| check.outcome == SetupOutcome::Ok),
        "{checks:#?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_keys_trap_leads_through_its_cures_and_each_is_proven_by_the_test_order() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    let refusal = Refusal {
        code: RefusalCode::Authentication,
        text: TRAP.to_owned(),
        retry_after_ms: None,
    };
    computer.stage.script.scene(|scene| {
        scene.refusal = Some(refusal);
        scene.cured_by = Some(Cure::ReadWalletAgain);
    });
    assert_eq!(code(api.fix_api_key(ApiKeyCure::DeriveAgain).await), "no_key_trap");
    let run = tested(&api).await;
    let failed = TestOutcome::Failed {
        step: TestStep::Resting,
        why: TestFailure::KeyTrap,
    };
    assert_eq!(run.outcome, Some(failed), "{run:#?}");
    let setup = api.setup().await.unwrap();
    assert_eq!(
        (setup.step, setup.confirmed_at),
        (SetupStep::Checks, None),
        "nothing is live"
    );
    let trap = setup.key_trap.unwrap();
    assert_eq!((trap.words.as_str(), trap.next), (TRAP, Some(ApiKeyCure::DeriveAgain)));
    let key = api.check_again(SetupCheckKind::ApiKey).await.unwrap();
    assert_eq!(key.outcome, SetupOutcome::Failed);
    assert_eq!(
        code(api.confirm_live(Some("750".to_owned())).await),
        "checks_not_passed"
    );
    assert_eq!(code(api.fix_api_key(ApiKeyCure::DeleteAndMake).await), "cure_too_early");

    for (cure, passes) in [(ApiKeyCure::DeriveAgain, false), (ApiKeyCure::ReadWalletAgain, true)] {
        let setup = api.fix_api_key(cure).await.unwrap();
        let trap = setup.key_trap.unwrap();
        let state = trap.cures.iter().find(|view| view.cure == cure).unwrap().state;
        assert_eq!((state, trap.next), (CureState::Done, None), "the test order is next");
        api.confirm_live(Some("750".to_owned())).await.unwrap();
        let run = tested(&api).await;
        assert_eq!(run.outcome == Some(TestOutcome::Passed), passes, "{cure:?}: {run:#?}");
        if !passes {
            let trap = api.setup().await.unwrap().key_trap.unwrap();
            assert_eq!(trap.cures[0].state, CureState::RefusedAgain);
            assert_eq!(trap.next, Some(ApiKeyCure::ReadWalletAgain));
        }
    }
    let setup = api.setup().await.unwrap();
    assert_eq!((setup.step, setup.key_trap), (SetupStep::Done, None));
    let tried = computer.stage.script.scene(|scene| scene.cures.clone());
    assert_eq!(tried, [Cure::DeriveAgain, Cure::ReadWalletAgain]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_that_the_venue_does_not_see_is_the_same_trap() {
    let computer = Computer::new();
    let api = computer.api();
    computer.walk_to_confirmation(&api).await;
    let shows = |cash: Usd| {
        computer.stage.script.scene(|scene| {
            scene.checks = all_well();
            scene.checks.retain(|check| check.kind != CheckKind::Balance);
            let outcome = if cash > Usd::ZERO { Outcome::Ok } else { Outcome::Failed };
            scene
                .checks
                .push(check(CheckKind::Balance, outcome, Found::Cash { cash }));
        });
    };
    shows(Usd::ZERO);
    // A deposit that does not show yet, for as long as that is usual.
    let money = api.check_again(SetupCheckKind::BalanceApprovals).await.unwrap();
    let [SetupFinding::CashNotShownYet { chain, until }] = money.findings.as_slice() else {
        panic!("{money:#?}");
    };
    assert_eq!((money.outcome, chain.as_str()), (SetupOutcome::Unknown, "862"));
    let left = until.0 - money.at.unwrap().0;
    assert!((60_000..=120_000).contains(&left), "{left} ms are left");
    let setup = api.setup().await.unwrap();
    assert_eq!(
        (setup.step, setup.key_trap),
        (SetupStep::Checks, None),
        "no trap yet, and no way past it"
    );
    assert_eq!(code(api.fix_api_key(ApiKeyCure::DeriveAgain).await), "no_key_trap");
    // It shows: nothing is remembered of it.
    shows(Usd::dollars(862));
    let money = api.check_again(SetupCheckKind::BalanceApprovals).await.unwrap();
    assert_eq!(money.outcome, SetupOutcome::Ok);
    assert_eq!(api.shared.together.way.lock().unseen_since, None);
    // Two minutes without.
    shows(Usd::ZERO);
    api.check_again(SetupCheckKind::BalanceApprovals).await.unwrap();
    {
        let mut remembered = api.shared.together.way.lock();
        remembered.unseen_since = remembered.unseen_since.map(|since| since - 120_000);
    }
    let money = api.check_again(SetupCheckKind::BalanceApprovals).await.unwrap();
    let unseen = SetupFinding::CashNotSeen {
        chain: "862".to_owned(),
    };
    assert_eq!((money.outcome, money.findings), (SetupOutcome::Failed, vec![unseen]));
    let setup = api.fix_api_key(ApiKeyCure::DeriveAgain).await.unwrap();
    let trap = setup.key_trap.unwrap();
    assert_eq!(
        (trap.cures[0].state, trap.next),
        (CureState::RefusedAgain, Some(ApiKeyCure::ReadWalletAgain)),
        "it did not help"
    );
    shows(Usd::dollars(862));
    let setup = api.fix_api_key(ApiKeyCure::ReadWalletAgain).await.unwrap();
    assert_eq!(setup.step, SetupStep::Confirmation, "{setup:#?}");
    assert_eq!(setup.key_trap, None, "nothing was refused, and the money is seen");
    computer.person.says(true);
    api.confirm_live(Some("750".to_owned())).await.unwrap();
    assert_eq!(tested(&api).await.outcome, Some(TestOutcome::Passed));
    assert_eq!(api.setup().await.unwrap().key_trap, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn once_confirmed_limits_that_allow_more_are_asked_about() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    computer.person.asked();
    computer.person.says(false);
    api.save_live_limits(limits("600")).await.unwrap();
    assert_eq!(computer.person.asked(), [], "less");
    assert_eq!(code(api.save_live_limits(limits("601")).await), "not_confirmed");
    assert_eq!(computer.person.asked().len(), 1);
    assert_eq!(api.setup().await.unwrap().limits.max_exposure, "600");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_program_changes_nothing_under_a_live_engine() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    tested(&api).await;
    let (running, engines) = computer.program();
    running.enter_live().await.unwrap();
    let second = computer.api();
    let in_use = |code| matches!(code, ErrorCode::AccountInUse | ErrorCode::AlreadyRunning);
    let codes = [
        code(second.choose_account(computer.owners[1].to_string()).await),
        code(
            second
                .delete_key(computer.owners[0].to_string(), "delete".to_owned())
                .await,
        ),
        code(second.save_live_limits(limits("100")).await),
        code(second.leave_live().await),
        code(second.enter_live().await),
    ];
    assert!(codes.iter().all(|code| in_use(*code)), "{codes:?}");
    assert_eq!(second.setup().await.unwrap().step, SetupStep::Done, "it may look");
    let run = tested(&second).await;
    let TestOutcome::NotSent { code, .. } = run.outcome.clone().unwrap() else {
        panic!("{run:#?}");
    };
    assert!(in_use(code) && run.ended.is_some(), "{run:#?}");
    assert_eq!(computer.posts(), 1, "nothing more was sent");
    assert_eq!(
        second.setup().await.unwrap().step,
        SetupStep::Done,
        "and nothing taken back"
    );
    engines.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_order_that_the_saved_limits_do_not_allow_is_not_sent_and_goes_once_they_do() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    let none = LimitsView {
        max_open_orders: 0,
        ..limits("750")
    };
    api.save_live_limits(none).await.unwrap();
    let run = tested(&api).await;
    let TestOutcome::NotSent { code, detail } = run.outcome.clone().unwrap() else {
        panic!("{run:#?}");
    };
    assert_eq!(code, "limit_open_orders", "{detail}");
    assert!(detail.contains("0 of 0 are open"), "{detail}");
    assert_eq!((computer.posts(), run.log.len(), run.running), (0, 0, false));
    let setup = api.setup().await.unwrap();
    assert_eq!(setup.step, SetupStep::TestOrder, "the confirmation stands");
    assert!(
        run.steps.iter().all(|step| step.state == TestStepState::Waiting),
        "{run:#?}"
    );
    // More is asked about, and then the same page goes on.
    computer.person.says(true);
    api.save_live_limits(limits("750")).await.unwrap();
    assert_eq!(tested(&api).await.outcome, Some(TestOutcome::Passed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_that_a_test_order_does_not_find_is_looked_at_again_and_the_confirmation_stands() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    let empty = |cash: &str| {
        computer
            .stage
            .script
            .scene(|scene| scene.stray_cash = cash.parse().unwrap());
    };
    empty("-10000");
    let run = tested(&api).await;
    let Some(TestOutcome::NotSent { code, .. }) = &run.outcome else {
        panic!("{run:#?}");
    };
    assert_eq!(*code, "no_balance");
    let setup = api.setup().await.unwrap();
    let looked_at = |kind| setup.checks.iter().find(|check| check.kind == kind).unwrap().outcome;
    assert_eq!(
        (
            looked_at(SetupCheckKind::BalanceApprovals),
            looked_at(SetupCheckKind::Region)
        ),
        (SetupOutcome::NotRun, SetupOutcome::Ok),
        "the page of the checks says nothing that the order has disproved"
    );
    assert!(setup.confirmed_at.is_some());
    empty("0");
    api.setup_checks().await.unwrap();
    assert_eq!(tested(&api).await.outcome, Some(TestOutcome::Passed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_test_order_is_under_way_the_frame_says_so_and_nothing_is_copied_with_real_money() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    assert!(!api.frame_now().testing);
    let (sent, is_sent) = std::sync::mpsc::channel();
    let (goes_on, waits) = std::sync::mpsc::channel::<()>();
    let waits = Mutex::new(waits);
    computer.stage.script.on_post(move |_, _| {
        sent.send(()).unwrap();
        waits.lock().unwrap().recv_timeout(PATIENCE).unwrap();
    });
    api.preview_test_order().await.unwrap();
    api.send_test_order().await.unwrap();
    let is_sent = tokio::task::spawn_blocking(move || {
        is_sent.recv_timeout(PATIENCE).unwrap();
        is_sent
    });
    let is_sent = is_sent.await.unwrap();
    let frame = api.frame_now();
    assert!(frame.testing);
    assert!(!frame.modes.contains(&crate::types::Mode::Live), "no engine of it runs");
    assert_eq!(code(api.enter_live().await), "live_not_tested");
    goes_on.send(()).unwrap();
    assert_eq!(over(&api).await.outcome, Some(TestOutcome::Passed));
    assert!(!api.frame_now().testing);

    // A stop of everything stops it too; this program runs nothing else.
    api.preview_test_order().await.unwrap();
    api.send_test_order().await.unwrap();
    tokio::task::spawn_blocking(move || is_sent.recv_timeout(PATIENCE).unwrap())
        .await
        .unwrap();
    assert_eq!(code(api.stop_all().await), "venue_unreachable");
    goes_on.send(()).unwrap();
    let stopped = TestOutcome::Failed {
        step: TestStep::Resting,
        why: TestFailure::Stopped,
    };
    assert_eq!(over(&api).await.outcome, Some(stopped));
    let setup = api.setup().await.unwrap();
    assert_eq!((setup.confirmed_at, setup.tested_at), (None, None));
    assert_eq!(open_orders(&computer), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_order_that_failed_is_told_and_live_does_not_start() {
    let computer = Computer::new();
    let api = computer.confirmed().await;
    computer
        .stage
        .script
        .scene(|scene| scene.executes = Some("5".parse().unwrap()));
    let run = tested(&api).await;
    let failed = TestOutcome::Failed {
        step: TestStep::Resting,
        why: TestFailure::Filled,
    };
    assert_eq!(run.outcome, Some(failed), "{run:#?}");
    assert_eq!(code(api.enter_live().await), "live_not_confirmed");
    let kept = computer.api().test_order().await.unwrap();
    assert_eq!(kept.outcome, run.outcome);
}
