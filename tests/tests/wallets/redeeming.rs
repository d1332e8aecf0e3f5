//! Approvals and redemption from their preview to the wallet's money, for each kind of wallet that has a relayer and each kind of
//! market: over real HTTP, with the program's own service and its own database, against the simulated venue's ledger. And what is cut
//! off on the way: nothing is sent twice.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{Change, Claim, Follow, FollowSettings, FollowStatus};
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs};
use pilotfish_copy::market::{Exchange, Market, Side};
use pilotfish_copy::money::{Percentage, Price, Rounding, Shares, Usd};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::Home;
use pilotfish_engine::OwnAccount;
use pilotfish_engine::relayer_requests::{
    CallsPlan, LeftOutBecause, Pace, RelayerError, RelayerRequestRow, RelayerRequests, RequestState,
};
use pilotfish_polymarket::{Endpoints, PublicApi, RateLimits, RequestTimeouts, TradingApi, Transport};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_store::{Batch, Identity, KeptCall, NewRelayerRequest, RequestPurpose, Store};
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::memory::InMemory;
use pilotfish_vault::store::{KeyStore, SecretMode};
use pilotfish_vault::{RelayerCredentials, Signer};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use super::{START, Trader, now};

/// For a busy machine.
pub(super) const LIMIT: Duration = Duration::from_secs(120);
const CONTRACTS: [Exchange; 3] = [Exchange::StandardV2, Exchange::NegRiskV2, Exchange::PositionsV3];
/// Questions come quickly here: the world runs at sixty times.
pub(super) const PACE: Pace = Pace {
    ask_every: Duration::from_millis(200),
    unseen_for: Duration::from_secs(600),
};

async fn world() -> (ServerHandle, Url) {
    let server = serve(ServerOptions {
        speed: Speed::times(60),
        ..ServerOptions::new(VenueOptions::seeded(7, now()))
    })
    .await
    .expect("a served world");
    let base = Url::parse(&format!("http://{}", server.addr())).expect("an address");
    (server, base)
}

pub(super) async fn control(base: &Url, path: &str, body: Value) -> Value {
    let client = reqwest::Client::new();
    let sent = client.post(base.join(path).expect("an address")).json(&body).send();
    let answer = sent.await.expect("an answer");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.json().await.unwrap_or_default()
}

/// What the venue's ledger has of a wallet.
async fn ledger(base: &Url, wallet: &str) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let page = base.join(&format!("sim/ledger?after={after}")).expect("an address");
        let page: Value = reqwest::get(page).await.expect("an answer").json().await.expect("JSON");
        let records = page.get("records").and_then(Value::as_array).expect("records");
        after += records.len();
        let own = records.iter().filter(|record| record["owner"] == wallet);
        found.extend(own.cloned());
        if page.get("more") != Some(&Value::Bool(true)) {
            return found;
        }
    }
}

/// The names of the transactions that the relayer was given by a wallet.
async fn relayed(base: &Url, wallet: &str) -> Vec<String> {
    let mut ids: Vec<String> = ledger(base, wallet)
        .await
        .iter()
        .filter(|record| record["entry"] == "relayed")
        .map(|record| record["id"].as_str().expect("an id").to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// An account of its own: a wallet of that kind without any approval, its keys, its folder, and the service on them.
pub(super) struct Owner {
    base: Url,
    pub(super) public: PublicApi,
    trader: Trader,
    pub(super) keys: Arc<InMemory>,
    folder: TempDir,
    wallet: String,
}

impl Owner {
    pub(super) async fn with(base: &Url, seed: u64, kind: WalletType, name: &str) -> Self {
        let endpoints = Endpoints::local(base).expect("addresses");
        let transport =
            Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).expect("a transport");
        let public = PublicApi::new(transport);
        let signer = Signer::demo(seed, "redeeming").expect("a key");
        let owner = signer.address();
        control(base, &format!("sim/owners/{owner}"), json!({ "wallet": name })).await;
        let key = control(base, "sim/relayer-keys", json!({ "address": owner })).await;
        let key = key.get("key").and_then(Value::as_str).expect("a relayer key");
        let keys = Arc::new(InMemory::default());
        let credentials = RelayerCredentials::relayer(key, &owner).expect("credentials");
        let account = pilotfish_copy::ids::WalletAddress::parse(&owner).expect("an address");
        Accounts::of(keys.as_ref(), SecretMode::Live)
            .keep_relayer_credentials(&account, &credentials)
            .expect("kept");
        let funder = signer.wallet(kind).expect("a wallet");
        signer
            .confirm_wallet(kind, &funder, pilotfish_vault::WalletEvidence::Derived)
            .expect("its own wallet");
        let trading = TradingApi::log_in(public.clone(), &signer, kind, funder.clone())
            .await
            .expect("an API key");
        let wallet = funder.to_string();
        control(base, &format!("sim/accounts/{wallet}"), json!({ "approvals": false })).await;
        Self {
            base: base.clone(),
            public,
            trader: Trader {
                signer,
                wallet: kind,
                trading,
                orders: 0,
            },
            keys,
            folder: tempfile::tempdir().expect("a folder"),
            wallet,
        }
    }

    pub(super) fn own(&self, seed: u64) -> OwnAccount {
        let signer = Arc::new(Signer::demo(seed, "redeeming").expect("a key"));
        OwnAccount::derived(signer, self.trader.wallet, self.folder.path().join("locks")).expect("an account")
    }

    pub(super) fn home(&self) -> Home {
        Home::at(self.folder.path().join("home"))
    }

    pub(super) fn requests(&self, seed: u64, pace: Pace) -> RelayerRequests {
        let keys: Arc<dyn KeyStore> = Arc::clone(&self.keys) as Arc<dyn KeyStore>;
        let endpoints = Endpoints::local(&self.base).expect("addresses");
        RelayerRequests::alone(self.home(), self.own(seed), endpoints, keys, pace).expect("the service")
    }

    /// The live database of the account.
    async fn store(&self, seed: u64) -> Store {
        let folder = self.home().prepare(pilotfish_engine::Mode::Live).expect("a folder");
        let account = self.own(seed).account;
        Store::open(&folder, Identity::Live { account })
            .await
            .expect("the live data")
    }

    pub(super) async fn cash(&self) -> Usd {
        self.trader.trading.balance().await.expect("a balance").cash
    }

    /// Buys some of both outcomes, so that one of them wins.
    pub(super) async fn buys_both(&mut self, market: &Market) -> Vec<(TokenId, Shares)> {
        let mut held = Vec::new();
        for outcome in &market.outcomes {
            let book = self.public.book(&outcome.token).await.expect("a book");
            let bound =
                (book.best_ask().expect("an ask") + Price::from_micros(50_000)).min(Price::from_micros(990_000));
            let bound = market.tick.floor(bound);
            let budget = Usd::from_micros(super::LOT.value(bound, Rounding::Up).micros() / 10_000 * 10_000);
            let now = self.public.server_time().await.expect("the time");
            let kind = ChildKind::BuyNow { price: bound, budget };
            let order = self.trader.sign(market, &outcome.token, Side::Buy, kind, now);
            let posted = self.trader.post(&order).await;
            let pilotfish_copy::input::PlaceOutcome::Matched { shares } = posted else {
                panic!("{}: {posted:?}", market.question)
            };
            held.push((outcome.token.clone(), shares));
        }
        held
    }

    /// The books as the core has them once those markets have resolved: what was held is owed.
    pub(super) async fn books(&self, seed: u64, owed: &[(Market, TokenId, Shares, Usd)], at: VenueMs) {
        let store = self.store(seed).await;
        let mut changes = vec![Change::Follow(Follow {
            id: FollowId(1),
            trader: pilotfish_copy::ids::WalletAddress::parse("0x56687bf447db6ffa42ffe2204a05edaa20f55839")
                .expect("an address"),
            name: "somebody".to_owned(),
            settings: FollowSettings::at(Percentage::MOST),
            status: FollowStatus::Off,
            created_at: START,
            started_at: START,
            baseline_at: Some(START),
            activity_through: START,
            activity_gap_at: None,
            moved_to: None,
        })];
        for (market, token, shares, usd) in owed {
            changes.push(Change::Market(market.clone()));
            changes.push(Change::Claim(Claim {
                follow: FollowId(1),
                token: token.clone(),
                condition: market.condition.clone(),
                shares: *shares,
                usd: *usd,
                redeemed: Usd::ZERO,
                since: START,
            }));
        }
        let batch = Batch {
            changes: &changes,
            events: &[],
            intents: &[],
            at,
        };
        store.commit(batch).await.expect("a commit");
        store.close().await.expect("closed");
    }
}

/// Waits until a request is over.
async fn over(requests: &RelayerRequests, id: u64) -> RelayerRequestRow {
    let begun = Instant::now();
    loop {
        let row = requests.row(id).await.expect("the request");
        if row.state.is_over() {
            return row;
        }
        assert!(begun.elapsed() < LIMIT, "not over: {row:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub(super) async fn send(requests: &RelayerRequests, plan: &CallsPlan) -> RelayerRequestRow {
    let sent = requests.send(plan.id.expect("something to send")).await.expect("sent");
    over(requests, sent.id).await
}

/// Those that end soonest, one of each contract, with asks on both sides.
pub(super) async fn soon_over(public: &PublicApi, base: &Url) -> Vec<Market> {
    let listed: Value = reqwest::get(base.join("markets?closed=false&limit=500").expect("an address"))
        .await
        .expect("Gamma's list")
        .json()
        .await
        .expect("JSON");
    let mut markets = Vec::new();
    for row in listed.as_array().expect("rows") {
        let condition = pilotfish_copy::ids::ConditionId::new(row["conditionId"].as_str().expect("a condition"));
        let market = public.market_by_condition(&condition).await.expect("a market");
        let now = public.server_time().await.expect("the time");
        if market.accepting_orders && market.end.is_some_and(|end| end.since(now) > 6 * super::HOUR_MS) {
            markets.push(market);
        }
    }
    markets.sort_by_key(|market| market.end);
    let mut chosen = Vec::new();
    for contract in CONTRACTS {
        let mut found = None;
        for market in markets.iter().filter(|market| market.exchange == contract) {
            let mut both = true;
            for outcome in &market.outcomes {
                let book = public.book(&outcome.token).await;
                both &= book.is_ok_and(|book| book.best_ask().is_some_and(|ask| ask < Price::from_micros(900_000)));
            }
            if both {
                found = Some(market.clone());
                break;
            }
        }
        chosen.push(found.unwrap_or_else(|| panic!("no market of {contract:?} ends soon")));
    }
    chosen
}

pub(super) async fn resolved(public: &PublicApi, base: &Url, market: &Market) -> Market {
    control(base, "sim/clock", json!({ "speed": 100_000 })).await;
    let begun = Instant::now();
    let resolved = loop {
        // A world that runs so fast may leave a question unanswered: it is asked again.
        let now = public.market_by_condition(&market.condition).await.ok();
        if let Some(market) = now.filter(|market| market.payouts.is_some()) {
            break market;
        }
        assert!(begun.elapsed() < LIMIT * 3, "{} does not resolve", market.question);
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    control(base, "sim/clock", json!({ "speed": 60 })).await;
    resolved
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxys_approvals_are_given_and_what_resolved_becomes_cash_for_each_kind_of_market() {
    whole_way(21, WalletType::Proxy, "proxy").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_safes_approvals_are_given_and_what_resolved_becomes_cash_for_each_kind_of_market() {
    whole_way(22, WalletType::Safe, "safe").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_wallets_approvals_are_given_and_what_resolved_becomes_cash_for_each_kind_of_market() {
    whole_way(23, WalletType::Deposit, "deposit_uups").await;
}

async fn whole_way(seed: u64, kind: WalletType, name: &str) {
    let (server, base) = world().await;
    from_approval_to_cash(&base, seed, kind, name).await;
    server.shutdown().await;
}

async fn from_approval_to_cash(base: &Url, seed: u64, kind: WalletType, name: &str) {
    let mut owner = Owner::with(base, seed, kind, name).await;
    let requests = owner.requests(seed, PACE);
    let plan = requests.preview_approvals().await.expect("a preview");
    assert_eq!(plan.left_out, [], "{kind:?}");
    // pUSD and shares, for each of the three exchanges.
    assert_eq!(plan.calls.len(), 6, "{kind:?}: {:?}", plan.calls);
    let row = send(&requests, &plan).await;
    assert_eq!(row.state, RequestState::Confirmed, "{kind:?}: {row:?}");
    let again = requests.preview_approvals().await.expect("a preview");
    assert_eq!((again.id, again.calls.len()), (None, 0), "{kind:?}: nothing is missing");
    let gone = requests
        .send(plan.id.expect("it had one"))
        .await
        .expect_err("it was used");
    assert!(matches!(gone, RelayerError::PreviewGone), "{gone}");

    let mut owed = Vec::new();
    let mut held = Vec::new();
    for market in soon_over(&owner.public, base).await {
        let shares = owner.buys_both(&market).await;
        held.push((market, shares));
    }
    for (market, shares) in &held {
        let market = resolved(&owner.public, base, market).await;
        for (token, shares) in shares {
            let payout = market.payout(token).expect("it resolved");
            let usd = shares.value(payout, Rounding::Down);
            if usd > Usd::ZERO {
                owed.push((market.clone(), token.clone(), *shares, usd));
            }
        }
    }
    owner.books(seed, &owed, START).await;
    let before = owner.cash().await;
    let plan = requests.preview_redemption(&[]).await.expect("a preview");
    assert_eq!(plan.left_out, [], "{kind:?}");
    assert_eq!(plan.claims.len(), owed.len(), "{kind:?}");
    // Three rights that the redeeming contracts lack, and a call for each of the three markets at least.
    assert!(plan.calls.len() >= 6, "{kind:?}: {:?}", plan.calls);
    let row = send(&requests, &plan).await;
    assert_eq!(row.state, RequestState::Confirmed, "{kind:?}: {row:?}");
    owner.trader.trading.refresh_balance().await.expect("a refresh");
    let paid: Usd = owed.iter().map(|(.., usd)| *usd).sum();
    let is_paid = |usd: Usd| (usd.micros() - paid.micros()).abs() < 10_000;
    let came = owner.cash().await - before;
    assert!(is_paid(came), "{kind:?}: {came} for {paid}");
    let hash = row.transaction_hash.expect("it was mined");
    let redeemed = ledger(base, &owner.wallet).await;
    let redeemed = redeemed
        .iter()
        .filter(|record| record["entry"] == "redeemed" && record["transaction"] == hash.as_str());
    assert!(
        redeemed.count() >= CONTRACTS.len(),
        "{kind:?}: the venue's ledger has them"
    );
    // Its own movements say the same, which is what the books go by.
    let movements = owner.trader.trading.own_movements(VenueMs(0)).await.expect("movements");
    let told: Usd = movements
        .iter()
        .map(|movement| match &movement.kind {
            pilotfish_copy::input::OwnMovementKind::Redemption { usd, .. } => *usd,
            _ => Usd::ZERO,
        })
        .sum();
    assert!(is_paid(told), "{kind:?}: {told} for {paid}");
    // The books have not read the account here: what was redeemed is not redeemed again all the same.
    let again = requests.preview_redemption(&[]).await.expect("a preview");
    assert_eq!((again.id, again.calls.len()), (None, 0), "{kind:?}: {:?}", again.calls);
    assert!(again.left_out.iter().all(|one| one.because == LeftOutBecause::NotHeld));
    assert_eq!(
        relayed(base, &owner.wallet).await.len(),
        2,
        "{kind:?}: each was sent once"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_whose_answer_is_lost_is_looked_up_and_not_sent_again() {
    let (server, base) = world().await;
    for (seed, kind, name) in [
        (31, WalletType::Proxy, "proxy"),
        (32, WalletType::Safe, "safe"),
        (33, WalletType::Deposit, "deposit_uups"),
    ] {
        let owner = Owner::with(&base, seed, kind, name).await;
        let requests = owner.requests(seed, PACE);
        let plan = requests.preview_approvals().await.expect("a preview");
        let lost = json!({
            "where": { "route": "POST /submit" }, "what": { "kind": "drop", "when": "after" }, "count": 1,
        });
        control(&base, "sim/faults", lost).await;
        let sent = requests.send(plan.id.expect("something to send")).await.expect("sent");
        assert_eq!(
            (sent.state, sent.transaction_id.as_deref()),
            (RequestState::Unknown, None),
            "{kind:?}"
        );
        // While it may still happen nothing else is sent.
        let second = requests.preview_approvals().await.expect("a preview");
        if let Some(id) = second.id {
            let refused = requests.send(id).await;
            assert!(
                matches!(refused, Err(RelayerError::Open(_) | RelayerError::PreviewChanged)),
                "{kind:?}: {refused:?}"
            );
        }
        let row = over(&requests, sent.id).await;
        assert_eq!(row.state, RequestState::Confirmed, "{kind:?}: {row:?}");
        assert_eq!(
            relayed(&base, &owner.wallet).await,
            [row.transaction_id.expect("its name")],
            "{kind:?}"
        );
    }
    server.shutdown().await;
}

/// The request as a process that was killed between its commit and its submission leaves it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_was_written_and_never_left_is_not_sent_by_the_next_start() {
    let (server, base) = world().await;
    let seed = 41;
    let owner = Owner::with(&base, seed, WalletType::Safe, "safe").await;
    let store = owner.store(seed).await;
    let new = NewRelayerRequest {
        purpose: RequestPurpose::Approvals,
        wallet: owner.wallet.clone(),
        wallet_type: WalletType::Safe,
        nonce: "0".to_owned(),
        calls: vec![KeptCall {
            contract: "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB".to_owned(),
            data: "0x095ea7b3".to_owned(),
        }],
        claims: Vec::new(),
        body: json!({ "type": "SAFE", "nonce": "0", "signature": "0x01" }).to_string(),
        good_until: None,
        at: 1,
    };
    let id = store.begin_relayer_request(&new).await.expect("written");
    store.close().await.expect("closed");

    let patient = Pace {
        unseen_for: Duration::MAX,
        ..PACE
    };
    let requests = owner.requests(seed, patient);
    requests.resume();
    let plan = requests.preview_approvals().await.expect("a preview");
    let refused = requests
        .send(plan.id.expect("something to send"))
        .await
        .expect_err("one is open");
    assert!(matches!(refused, RelayerError::Open(open) if open == id), "{refused}");
    assert_eq!(
        requests.look(id).await.expect("looked up").state,
        RequestState::Committed
    );
    drop(requests);

    // It was not seen for long enough: it is given up, and the next one goes out with the same number.
    let requests = owner.requests(seed, PACE);
    requests.resume();
    assert_eq!(over(&requests, id).await.state, RequestState::Lapsed);
    assert_eq!(
        relayed(&base, &owner.wallet).await,
        Vec::<String>::new(),
        "nothing was sent"
    );
    let plan = requests.preview_approvals().await.expect("a preview");
    let row = send(&requests, &plan).await;
    assert_eq!(
        (row.state, row.request.nonce.as_str()),
        (RequestState::Confirmed, "0"),
        "{row:?}"
    );
    assert_eq!(relayed(&base, &owner.wallet).await.len(), 1);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_since_it_was_shown_is_not_sent_and_a_failure_says_so() {
    let (server, base) = world().await;
    let seed = 51;
    let owner = Owner::with(&base, seed, WalletType::Deposit, "deposit_uups").await;
    let requests = owner.requests(seed, PACE);
    let (first, second) = (
        requests.preview_approvals().await.expect("a preview"),
        requests.preview_approvals().await.expect("a preview"),
    );
    let row = send(&requests, &first).await;
    assert_eq!(row.state, RequestState::Confirmed, "{row:?}");
    let changed = requests
        .send(second.id.expect("it had one"))
        .await
        .expect_err("it changed");
    assert!(matches!(changed, RelayerError::PreviewChanged), "{changed}");
    assert_eq!(relayed(&base, &owner.wallet).await.len(), 1);

    // Without a relayer key nothing leaves, and it is said which key is missing.
    control(
        &base,
        &format!("sim/accounts/{}", owner.wallet),
        json!({ "approvals": false }),
    )
    .await;
    let keyless = RelayerRequests::alone(
        owner.home(),
        owner.own(seed),
        Endpoints::local(&base).expect("addresses"),
        Arc::new(InMemory::default()),
        PACE,
    )
    .expect("the service");
    let plan = keyless.preview_approvals().await.expect("a preview");
    assert!(!keyless.has_relayer_key().await.expect("an answer"));
    let missing = keyless
        .send(plan.id.expect("something to send"))
        .await
        .expect_err("no key");
    assert_eq!(missing.code(), "no_relayer_key");

    // A relayer that refuses.
    let broken = json!({
        "where": { "route": "POST /submit" }, "what": { "kind": "status", "status": 400, "body": "{\"error\":\"not today\"}" }, "count": 1,
    });
    control(&base, "sim/faults", broken).await;
    let plan = requests.preview_approvals().await.expect("a preview");
    let row = send(&requests, &plan).await;
    assert_eq!(row.state, RequestState::Refused);
    assert!(row.words.expect("its words").contains("not today"));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_address_is_shown_what_it_has_to_send_itself() {
    let (server, base) = world().await;
    let seed = 61;
    let owner = Owner::with(&base, seed, WalletType::Eoa, "account").await;
    let requests = owner.requests(seed, PACE);
    let plan = requests.preview_approvals().await.expect("a preview");
    assert_eq!((plan.id, plan.next), (None, None));
    assert_eq!(plan.calls.len(), 6, "{:?}", plan.calls);
    assert_eq!(plan.owner.to_lowercase(), plan.wallet.to_lowercase());
    server.shutdown().await;
}
