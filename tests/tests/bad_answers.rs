//! The whole program through hours in which the venue's answers cannot be read, in single rows or at all: it goes on copying,
//! and when it is over, books and venue agree.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_tests::account::Account;
use pilotfish_tests::database::Database;
use pilotfish_tests::lines::text;
use pilotfish_tests::process::{Running, assert_tidy};
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::wait_until;
use serde_json::{Value, json};
use tempfile::TempDir;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
const SEED: u64 = 7;
/// While the account is looked at.
const CALM: Speed = Speed::times(60);
/// Meanwhile: twenty minutes a second, which a busy machine keeps up too.
const FAST: Speed = Speed::times(1_200);
/// For a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

struct Scene {
    server: ServerHandle,
    account: Account,
    home: TempDir,
    _user: TempDir,
    program: Running,
}

impl Scene {
    /// A program that copies, at a venue that answers as it should.
    async fn copying() -> Self {
        let server = serve(ServerOptions {
            speed: CALM,
            ..ServerOptions::new(VenueOptions::seeded(SEED, START))
        })
        .await
        .expect("a venue");
        let account = Account::at(&server.http_url(), SEED).await;
        let (home, user) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (url, seed) = (server.http_url(), SEED.to_string());
        let mut command = cli(user.path());
        let args = [
            "demo", "--venue", &url, "--seed", &seed, "--follow", "25usdc:5", "--json", "--home",
        ];
        let program = Running::start(command.args(args).arg(home.path()));
        wait_until(LIMIT, "it copies", || program.stdout().contains("\"baseline\""));
        Self {
            server,
            account,
            home,
            _user: user,
            program,
        }
    }

    async fn arm(&self, rule: &Value) {
        let sent = reqwest::Client::new()
            .post(format!("{}/sim/faults", self.server.http_url()))
            .header("content-type", "application/json")
            .body(rule.to_string())
            .send()
            .await
            .expect("an answer");
        assert!(sent.status().is_success(), "{rule}: {:?}", sent.text().await);
    }

    async fn disarm(&self) {
        let sent = reqwest::Client::new()
            .delete(format!("{}/sim/faults", self.server.http_url()))
            .send()
            .await
            .expect("an answer");
        assert!(sent.status().is_success());
    }

    async fn data(&self) -> Database {
        Database::open(self.home.path()).await
    }

    /// Under these rules, until so many orders of ours were executed.
    async fn trade_under(&mut self, rules: &[Value], fills: usize) {
        for rule in rules {
            self.arm(rule).await;
        }
        self.server.set_clock(Some(FAST), None).expect("a faster clock");
        let begun = Instant::now();
        loop {
            let booked = self.data().await.fills().await.len();
            assert!(self.program.ended().is_none(), "it ended: {}", self.program.stderr());
            if booked >= fills {
                break;
            }
            assert!(
                begun.elapsed() < LIMIT,
                "only {booked} fills: {}",
                self.program.stderr()
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        self.disarm().await;
        self.server.set_clock(Some(CALM), None).expect("a slower clock");
    }

    /// Waits until books and venue agree, at a clock that stands whenever they are compared.
    async fn agree(&self) {
        let begun = Instant::now();
        loop {
            self.server.set_clock(None, Some(true)).expect("the clock stands");
            tokio::time::sleep(Duration::from_millis(300)).await;
            let compared = self.compare().await;
            self.server.set_clock(None, Some(false)).expect("the clock runs");
            let Err(difference) = compared else { return };
            assert!(begun.elapsed() < LIMIT, "books and venue differ: {difference}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn compare(&self) -> Result<(), String> {
        let mut data = self.data().await;
        let open = data
            .texts("SELECT hash || ' ' || state FROM child_orders WHERE state IN ('prepared', 'unknown', 'cancelling', 'closing')")
            .await;
        if !open.is_empty() {
            return Err(format!("the fate of {open:?} is open"));
        }
        let live: BTreeSet<String> = data
            .texts("SELECT hash FROM child_orders WHERE state = 'live'")
            .await
            .into_iter()
            .collect();
        let rows = self.account.all("/data/orders").await;
        let resting: BTreeSet<String> = rows.iter().map(|row| text(row, "id").to_owned()).collect();
        if live != resting {
            return Err(format!("live {live:?}, resting {resting:?}"));
        }
        let fills = data.fills().await;
        let booked: BTreeSet<(String, String)> = fills
            .iter()
            .filter(|fill| fill.settlement != "failed")
            .map(|fill| (fill.trade.clone(), fill.hash.clone()))
            .collect();
        let traded = self.traded().await;
        if booked != traded {
            return Err(format!("booked {booked:?}, traded {traded:?}"));
        }
        Ok(())
    }

    /// Trade and order of every execution of ours that has not failed.
    async fn traded(&self) -> BTreeSet<(String, String)> {
        let mut legs = BTreeSet::new();
        for row in self.account.all("/data/trades").await {
            if text(&row, "status") == "FAILED" {
                continue;
            }
            let trade = text(&row, "id").to_owned();
            if text(&row, "trader_side") == "TAKER" {
                legs.insert((trade.clone(), text(&row, "taker_order_id").to_owned()));
            }
            let makers = row["maker_orders"].as_array().expect("the makers' orders").iter();
            let ours = makers.filter(|maker| text(maker, "maker_address").eq_ignore_ascii_case(&self.account.wallet));
            legs.extend(ours.map(|maker| (trade.clone(), text(maker, "order_id").to_owned())));
        }
        legs
    }

    /// No more was signalled as bought than the trader bought since.
    async fn nothing_was_bought_twice(&self) {
        let mut data = self.data().await;
        let signalled = data
            .texts(
                "SELECT token || ' ' || SUM(shares_after - shares_before) FROM signals WHERE side = 'BUY' GROUP BY token",
            )
            .await;
        assert!(!signalled.is_empty());
        let traders = data.texts("SELECT DISTINCT trader FROM signals").await;
        let [trader] = traders.as_slice() else {
            panic!("{traders:?}")
        };
        let bought = self.bought_by(trader).await;
        for row in &signalled {
            let (token, shares) = row.split_once(' ').expect("token and shares");
            let shares: i64 = shares.parse().expect("micro-shares");
            let traded = bought.get(token).copied().unwrap_or(0);
            assert!(shares <= traded, "{shares} of {token} signalled, {traded} bought");
        }
    }

    /// What a trader bought since the start, by token, in micro-shares.
    async fn bought_by(&self, trader: &str) -> BTreeMap<String, i64> {
        let start = START.0.div_euclid(1_000).to_string();
        let mut sums = BTreeMap::new();
        let mut cursor = String::new();
        loop {
            let filters = [
                ("user", trader),
                ("type", "TRADE"),
                ("side", "BUY"),
                ("start", &start),
                ("limit", "1000"),
                ("cursor", &cursor),
            ];
            let given: Vec<_> = filters.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            let page = self.account.public("/v2/activity", &given).await;
            for row in page["data"].as_array().expect("rows") {
                let size = row["size"].as_f64().expect("a size");
                *sums.entry(text(row, "token_id").to_owned()).or_insert(0) += micro_shares(size);
            }
            match page["pagination"]["next_cursor"].as_str() {
                Some(next) if page["pagination"]["has_more"] == true => next.clone_into(&mut cursor),
                _ => return sums,
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a figure of a test")]
fn micro_shares(size: f64) -> i64 {
    (size * 1e6).round() as i64
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rows_in_every_list_stop_no_trader_no_order_and_not_the_account() {
    let mut scene = Scene::copying().await;
    let rows = |route: &str| json!({"where": {"route": route}, "what": {"kind": "garbage", "form": "rows"}});
    let rules = ["GET /v2/*", "GET /data/*", "GET /markets*"].map(rows);
    scene.trade_under(&rules, 4).await;
    scene.agree().await;
    scene.nothing_was_bought_twice().await;
    assert_tidy(&scene.program.stderr());
    scene.program.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_cut_empty_or_pages_lose_nothing_and_double_nothing() {
    let mut scene = Scene::copying().await;
    let mut rules: Vec<Value> = ["cut", "html", "empty"]
        .map(|form| {
            json!({"where": {"route": "*"}, "what": {"kind": "garbage", "form": form, "when": "after"}, "probability": 0.1})
        })
        .into();
    rules.push(json!({"where": {"socket": "*"}, "what": {"kind": "garbage", "form": "cut"}, "probability": 0.1}));
    scene.trade_under(&rules, 4).await;
    scene.agree().await;
    scene.nothing_was_bought_twice().await;
    assert_tidy(&scene.program.stderr());
    scene.program.kill();
}
