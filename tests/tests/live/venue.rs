//! The venue as its own program, over TLS and with all its habits, and what it alone knows.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::market::{Exchange, Market};
use pilotfish_copy::money::Price;
use pilotfish_engine::clock::system_ms;
use pilotfish_polymarket::{Endpoints, PublicApi, RateLimits, RequestTimeouts, Transport};
use pilotfish_tests::account::api_key;
use pilotfish_tests::lines::parse_micros;
use pilotfish_tests::process::Running;
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::wait_for;
use pilotfish_vault::Signer;
use reqwest::{Certificate, Client};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::Live;

/// The world: the same in every run. In this one the first transaction that the relayer takes is stuck, and goes through after all.
const SEED: &str = "11";
/// So long the two habits last that would last for up to an hour: a resolution that is wrong at first, and a transaction that is stuck.
const WAITS_AT_MOST: &str = "2m";
/// A purchase is copied up to an hour before its market ends; a market that is traded in lasts a while longer.
const LASTS_LEAST_MS: i64 = 100 * 60_000;
/// What a fill's cash may be off, micro-pUSD: its price is told to six digits, and its fee is rounded for each resting order met.
const OFF_MOST: i64 = 100;
/// A venue's clock that is further off is one that a habit has put off: those are 35 s at least, and the world's own is real time.
const CLOCK_OFF_MS: i64 = 20_000;
/// Books and venue come to the same within this, real time.
const AGREES_WITHIN: Duration = Duration::from_secs(150);

/// A balance lags a movement by no more than this, ms, and a second for whole seconds.
const BALANCE_LAGS_MS: i64 = 61_000;

/// A served venue.
pub(crate) struct Venue {
    _program: Running,
    pub(crate) folder: TempDir,
    base: String,
    client: Client,
    pub(crate) public: PublicApi,
    /// When it was there, by its own clock.
    began: VenueMs,
}

impl Venue {
    /// Serves one in which that key has an account with that wallet alone.
    pub(crate) async fn serve(owner: &str, wallet: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = folder.path().join("authority.pem");
        let mut command = cli(folder.path());
        command
            .args([
                "sim",
                "serve",
                "--seed",
                SEED,
                "--habits",
                "all",
                "--habit-waits-at-most",
                WAITS_AT_MOST,
                "--balance",
                "1000",
                "--tls",
            ])
            .args(["--name", "polymarket.test", "--account", &format!("{owner}={wallet}")])
            .arg("--authority")
            .arg(&authority);
        let program = Running::start(&mut command);
        let base = wait_for(Duration::from_secs(60), "the venue's address", || {
            program
                .stdout()
                .lines()
                .next()
                .map(str::to_owned)
                .filter(|line| line.starts_with("https://"))
        });
        let endpoints = folder.path().join("endpoints.json");
        let socket = base.replacen("https", "wss", 1);
        let addresses = json!({
            "clob": base, "data": base, "gamma": base, "relayer": base, "polygon": format!("{base}/rpc"),
            "market_stream": format!("{socket}/ws/market"), "user_stream": format!("{socket}/ws/user"),
            "activity_stream": format!("{socket}/rtds"), "geoblock": format!("{base}/api/geoblock"),
            "proxy": "none", "authority": "authority.pem",
        });
        std::fs::write(&endpoints, addresses.to_string()).unwrap();
        let pem = std::fs::read(&authority).unwrap();
        let client = Client::builder()
            .no_proxy()
            .tls_certs_only([Certificate::from_pem(&pem).unwrap()])
            .build()
            .unwrap();
        let known = Endpoints::load(&endpoints).unwrap();
        let transport = Transport::new(known, RequestTimeouts::default(), RateLimits::Unpaced).unwrap();
        let public = PublicApi::new(transport);
        let began = loop {
            // With all its habits the venue refuses a question now and then.
            if let Ok(now) = public.server_time().await {
                break now;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        Self {
            _program: program,
            folder,
            base,
            client,
            public,
            began,
        }
    }

    /// Waits until the balance that the account opened with is shown whenever it is asked for: it may lag a movement by a minute.
    pub(crate) async fn shows_the_opening_balance(&self) {
        loop {
            let now = self.public.server_time().await;
            if now.is_ok_and(|now| now.since(self.began) > BALANCE_LAGS_MS) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> &str {
        &self.base
    }

    /// The certificate of whoever vouches for it.
    pub(crate) fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// The addresses, as a file.
    pub(crate) fn endpoints(&self) -> PathBuf {
        self.folder.path().join("endpoints.json")
    }

    /// Asks something public.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Secret and passphrase of the API key that the venue gave the account of that key.
    #[allow(dead_code, reason = "the run in the window looks for them")]
    pub(crate) async fn api_secrets(&self, key: &[u8; 32]) -> (String, String) {
        let signer = Signer::from_key(&(*key).into()).unwrap();
        let given = api_key(&self.client, &self.base, &signer).await;
        let field = |name: &str| given[name].as_str().unwrap().to_owned();
        (field("secret"), field("passphrase"))
    }

    /// Tells it something that the real one cannot be told.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        let sent = self
            .client
            .post(format!("{}{path}", self.base))
            .json(&body)
            .send()
            .await;
        let answer = sent.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// A market of the standard exchange that lasts for some hours, with both sides in the middle of its book.
    pub(crate) async fn market_to_trade(&self) -> Market {
        let begun = Instant::now();
        loop {
            if let Some(market) = self.look_for_market().await {
                return market;
            }
            assert!(begun.elapsed() < AGREES_WITHIN, "no market to trade in");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn look_for_market(&self) -> Option<Market> {
        let now = self.public.server_time().await.ok()?;
        for offset in [0, 100, 200, 300] {
            let listed = self
                .get(&format!("/markets?closed=false&limit=100&offset={offset}"))
                .await;
            for row in listed.as_array().into_iter().flatten() {
                let condition = ConditionId::new(row["conditionId"].as_str()?);
                let Ok(market) = self.public.market_by_condition(&condition).await else {
                    continue;
                };
                let left = market.end.map_or(i64::MAX, |end| end.since(now));
                let is_of_kind = market.exchange == Exchange::StandardV2 && market.accepting_orders;
                if is_of_kind && left >= LASTS_LEAST_MS && self.is_middling(&market).await {
                    return Some(market);
                }
            }
        }
        None
    }

    async fn is_middling(&self, market: &Market) -> bool {
        let middling = |price: Option<Price>| price.is_some_and(|price| (250_000..=750_000).contains(&price.micros()));
        for outcome in &market.outcomes {
            let Ok(book) = self.public.book(&outcome.token).await else {
                return false;
            };
            if !middling(book.best_bid()) || !middling(book.best_ask()) {
                return false;
            }
        }
        true
    }

    /// The next order of that wallet that takes is matched, and its settlement fails.
    pub(crate) async fn fails_the_next_settlement_of(&self, wallet: &str) {
        let asked = json!({ "path": "failed", "wallet": wallet });
        self.control("/sim/settlement", asked).await;
    }

    /// Waits until a fill of that wallet was undone.
    pub(crate) async fn has_undone_a_fill_of(&self, wallet: &str, limit: Duration) {
        let begun = Instant::now();
        while !self
            .ledger(wallet)
            .await
            .iter()
            .any(|record| record["entry"] == "fill_undone")
        {
            assert!(begun.elapsed() < limit, "no fill was undone within {limit:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// That market resolves now, for its second outcome; it is told to have resolved for the first one until that is corrected.
    pub(crate) async fn resolves_wrongly_at_first(&self, market: &Market) {
        let path = format!("/sim/markets/{}", market.condition);
        self.control(&path, json!({ "resolve": 1, "wrong_first": true })).await;
    }

    /// What happened to that wallet, oldest first.
    pub(crate) async fn ledger(&self, wallet: &str) -> Vec<Value> {
        let (mut records, mut after) = (Vec::new(), 0);
        loop {
            let page = self.get(&format!("/sim/ledger?after={after}")).await;
            for record in page["records"].as_array().unwrap() {
                after = record["sequence"].as_u64().unwrap();
                if record["owner"]
                    .as_str()
                    .is_some_and(|owner| owner.eq_ignore_ascii_case(wallet))
                {
                    records.push(record.clone());
                }
            }
            if page["more"] != json!(true) {
                return records;
            }
        }
    }

    /// What that wallet has by the ledger alone: micro-pUSD, how far books may be off it, and micro-shares by token.
    async fn books(&self, wallet: &str) -> (i64, i64, BTreeMap<TokenId, i64>) {
        let (mut cash, mut off_most) = (0, 0);
        let mut shares: BTreeMap<TokenId, i64> = BTreeMap::new();
        let micros = |value: &Value| parse_micros(value.as_str().unwrap()).unwrap();
        for record in self.ledger(wallet).await {
            cash += micros(&record["cash"]);
            if record["entry"] == "fill" || record["entry"] == "fill_undone" {
                off_most += OFF_MOST;
            }
            for change in record["shares"].as_array().unwrap() {
                let token = TokenId::new(change[0].as_str().unwrap());
                *shares.entry(token).or_default() += micros(&change[1]);
            }
        }
        shares.retain(|_, held| *held != 0);
        (cash, off_most, shares)
    }

    /// Waits until the program's books are the venue's ledger: cash to a cent's hundredth a fill, shares to the last digit.
    /// Of a market that has resolved our books have claims, and what pays nothing is gone; the ledger has the shares until they are redeemed.
    pub(crate) async fn agrees_with(&self, live: &Live, resolved: Option<&Market>) {
        let begun = Instant::now();
        let is_over = |token: &TokenId| {
            resolved.is_some_and(|market| market.outcomes.iter().any(|outcome| outcome.token == *token))
        };
        loop {
            let (cash, off_most, shares) = self.books(live.wallet()).await;
            let (our_cash, ours) = live.books();
            let claimed = live.claimed();
            let held: BTreeMap<TokenId, i64> = shares
                .iter()
                .filter(|(token, _)| !is_over(token))
                .map(|(token, held)| (token.clone(), *held))
                .collect();
            if our_cash.is_some_and(|ours| (ours - cash).abs() <= off_most) && ours == held {
                return;
            }
            assert!(
                begun.elapsed() < AGREES_WITHIN,
                "books and ledger differ: cash {our_cash:?} and {cash}, shares {ours:?} and {held:?} (claims {claimed:?}); {}",
                live.trouble()
            );
            tokio::time::sleep(Duration::from_millis(500)).await;
            self.lets_trade(live.wallet()).await;
            live.answers_halts();
        }
    }

    /// All habits from now on, those too that were ended.
    pub(crate) async fn has_all_habits(&self) {
        self.control("/sim/habits", json!({ "habits": "all" })).await;
    }

    /// Takes away what lasts for an hour or hours and only others can end: an account that a habit has closed or banned is open again, as
    /// when its owner wrote to the venue, a venue that takes nothing takes orders again, and a clock that is off and a key that is refused
    /// are mended. Where none of that stands just now, every habit stays.
    pub(crate) async fn lets_trade(&self, wallet: &str) {
        let account = self.get(&format!("/sim/accounts/{wallet}")).await;
        if account["key_refused"] == true {
            self.ends("revoked-keys").await;
        }
        if self.clock_is_off().await {
            self.ends("clock-off").await;
        }
        if account["status"] != "open" {
            self.control(&format!("/sim/accounts/{wallet}"), json!({ "status": "open" }))
                .await;
        }
        let mode = self.get("/sim/mode").await["mode"].clone();
        if mode == "cancel_only" || mode == "disabled" {
            self.control("/sim/mode", json!({ "mode": "running" })).await;
        }
    }

    /// Whether the venue tells another time than this computer. One that does not answer tells none.
    async fn clock_is_off(&self) -> bool {
        let told = self.public.server_time().await;
        told.is_ok_and(|told| told.since(VenueMs(system_ms())).abs() > CLOCK_OFF_MS)
    }

    /// Ends a habit.
    async fn ends(&self, habit: &str) {
        let all = self.get("/sim/habits").await;
        let each = all["each"].as_array().unwrap().iter();
        let on = each.filter(|one| one["on"] == true);
        let kept: Vec<&str> = on
            .map(|one| one["name"].as_str().unwrap())
            .filter(|name| *name != habit)
            .collect();
        println!("ended, since it lasts for long: {habit}");
        self.control("/sim/habits", json!({ "habits": kept.join(",") })).await;
    }

    /// Orders of that wallet that the exchange has open.
    pub(crate) async fn open_orders_of(&self, wallet: &str) -> u64 {
        self.get(&format!("/sim/accounts/{wallet}")).await["working_orders"]
            .as_u64()
            .unwrap()
    }
}
