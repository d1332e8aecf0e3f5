//! Names, certificates and proxies.

use std::collections::BTreeSet;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::ids::{TokenId, WalletAddress};
use pilotfish_copy::input::{CancelAnswer, OrderReport, PlaceOutcome};
use pilotfish_copy::market::{Exchange, Side};
use pilotfish_copy::money::{Price, Shares};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::port::{Feed, FeedEvent, VenuePorts};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_polymarket::{Endpoints, PublicApi};
use pilotfish_tests::process::run;
use pilotfish_tests::programs::cli;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::scene::{LIMIT, NAMES, Scene, UNCERTIFIED, public};
use crate::trading::{Trader, market_of};

/// A wallet that does nothing.
fn nobody() -> WalletAddress {
    WalletAddress::parse("0x00000000000000000000000000000000000000aa").expect("an address")
}

/// An order rests and is cancelled, by whatever way the client goes.
pub(crate) async fn rests_and_is_cancelled(public: &PublicApi) {
    let mut trader = Trader::with(WalletType::Deposit, public).await;
    let (market, _) = market_of(Exchange::StandardV2, public).await;
    let now = public.server_time().await.expect("the time");
    let kind = ChildKind::Resting {
        price: Price::from_micros(100_000),
        shares: Shares::from_micros(10_000_000),
        expires_at: now.plus(3_600_000),
    };
    let order = trader.sign(&market, &market.outcomes[0].token, Side::Buy, kind, now);
    assert_eq!(trader.post(&order).await, PlaceOutcome::Live);
    let (trades, report) = trader.look_up(&order).await;
    assert_eq!((trades.len(), report), (0, OrderReport::Open { matched: Shares::ZERO }));
    assert_eq!(trader.trading.cancel(order.hash()).await, CancelAnswer::Cancelled);
}

/// The streams that stand within the limit, of books and everybody's trades.
pub(crate) async fn streams_stand(ports: &VenuePorts, token: TokenId) {
    let (sender, mut events) = mpsc::channel(1_024);
    let stop = CancellationToken::new();
    let (_wants, wanted) = watch::channel(BTreeSet::from([token]));
    tokio::spawn(ports.market_data.stream_books(wanted, sender.clone(), stop.clone()));
    let (_follows, followed) = watch::channel(BTreeSet::from([nobody()]));
    tokio::spawn(ports.traders.stream_activity(followed, sender, stop.clone()));
    let mut up = Vec::new();
    while up.len() < 2 {
        let event = tokio::time::timeout(LIMIT, events.recv()).await;
        match event.expect("the streams come up").expect("an event") {
            FeedEvent::Up(feed) if !up.contains(&feed) => up.push(feed),
            _ => {}
        }
    }
    assert!(up.contains(&Feed::Books), "{up:?}");
    stop.cancel();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_and_streams_go_by_names_that_only_the_proxy_knows() {
    let scene = Scene::new(None).await;
    let endpoints = scene.endpoints();
    let there = public(endpoints.clone());
    rests_and_is_cancelled(&there).await;
    let (market, _) = market_of(Exchange::StandardV2, &there).await;
    let ports = PolymarketVenue::at(endpoints).expect("a venue");
    streams_stand(&ports, market.outcomes[0].token.clone()).await;
    let asked = scene.network.asked();
    assert!(!asked.is_empty());
    for line in &asked {
        let is_known = NAMES
            .iter()
            .any(|name| *line == format!("CONNECT {name}:443 HTTP/1.1 -> 200"));
        assert!(
            is_known,
            "the proxy is asked for names and to connect, and nothing else: {line}"
        );
    }
    for name in ["clob.test", "gamma.test", "streams.test"] {
        assert!(asked.iter().any(|line| line.contains(name)), "{name} in {asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_s_sign_in_is_used_for_requests_and_streams_and_never_shown() {
    let scene = Scene::new(Some(("me", "marked-password"))).await;
    let with = |name: &str, password: &str| {
        let proxy = scene.network.url_with(name, password);
        let file = scene.endpoints_file("signed.json", &json!({ "proxy": proxy }));
        Endpoints::load(&file).expect("endpoints")
    };
    let there = public(with("me", "marked-password"));
    rests_and_is_cancelled(&there).await;
    let (market, _) = market_of(Exchange::StandardV2, &there).await;
    let ports = PolymarketVenue::at(with("me", "marked-password")).expect("a venue");
    streams_stand(&ports, market.outcomes[0].token.clone()).await;
    assert!(scene.network.asked().iter().all(|line| line.ends_with("200")));

    let refused = public(with("me", "wrong-password")).server_time().await.unwrap_err();
    assert!(!refused.to_string().contains("wrong-password"), "{refused}");
    assert!(scene.network.asked().iter().any(|line| line.ends_with("407")));
    let without = public(scene.endpoints()).server_time().await;
    assert!(without.is_err(), "nobody is let through without the sign-in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_are_checked_whatever_is_trusted_besides() {
    let scene = Scene::new(None).await;
    let proxy = scene.network.url();
    let load = |more: &serde_json::Value| {
        let file = scene.endpoints_file("other.json", more);
        Endpoints::load(&file)
    };
    let stranger = load(&json!({ "proxy": proxy, "authority": null })).expect("endpoints");
    let refused = public(stranger.clone()).server_time().await.unwrap_err();
    assert!(refused.to_string().to_lowercase().contains("certificate"), "{refused}");
    let ports = PolymarketVenue::at(stranger).expect("a venue");
    let (sender, mut events) = mpsc::channel(64);
    let stop = CancellationToken::new();
    let (_follows, followed) = watch::channel(BTreeSet::from([nobody()]));
    tokio::spawn(ports.traders.stream_activity(followed, sender, stop.clone()));
    let first = tokio::time::timeout(LIMIT, events.recv()).await.expect("a word");
    assert!(
        !matches!(first, Some(FeedEvent::Up(_))),
        "a stream stands on a certificate that nobody trusts"
    );
    stop.cancel();
    // The authority is trusted, and the certificate is for other names.
    let elsewhere = json!({ "proxy": proxy, "clob": format!("https://{UNCERTIFIED}") });
    let refused = public(load(&elsewhere).expect("endpoints"))
        .server_time()
        .await
        .unwrap_err();
    assert!(refused.to_string().to_lowercase().contains("certificate"), "{refused}");
    let missing = load(&json!({ "authority": "nowhere.pem" })).unwrap_err();
    assert!(missing.to_string().contains("nowhere.pem"), "{missing}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_environment_s_proxy_carries_the_program_and_its_password_is_in_no_output() {
    let scene = Scene::new(Some(("me", "marked-password"))).await;
    let file = scene.endpoints_file("environment.json", &json!({}));
    let home = scene.folder.path().join("home");
    let doctor = |proxy: &str, none_for: &str| {
        let mut command = cli(scene.folder.path());
        command
            .args(["doctor", "--json", "--endpoints"])
            .arg(&file)
            .arg("--home")
            .arg(&home);
        for name in [
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "no_proxy",
            "HTTP_PROXY",
            "ALL_PROXY",
        ] {
            command.env_remove(name);
        }
        command
            .env("HTTPS_PROXY", proxy)
            .env("NO_PROXY", none_for)
            .env("PILOTFISH_LOG", "trace");
        command
    };
    let proxy = scene.network.url_with("me", "marked-password");
    let mut command = doctor(&proxy, "");
    let ended = tokio::task::spawn_blocking(move || run(&mut command, LIMIT))
        .await
        .expect("an end");
    let asked = scene.network.asked();
    for name in [
        "clob.test",
        "data.test",
        "gamma.test",
        "streams.test",
        "site.test",
        "node.test",
    ] {
        let is_reached = asked.iter().any(|line| line.contains(name) && line.ends_with("200"));
        assert!(is_reached, "{name} is not reached: {asked:?}\n{}", ended.stdout);
    }
    for said in [&ended.stdout, &ended.stderr] {
        assert!(!said.contains("marked-password") && !said.contains("bWU6bWFya2VkLXBhc3N3b3Jk"));
    }
    assert!(ended.stdout.contains("clob.test"), "{}", ended.stdout);
    let is_told = |line: &str| line.contains("\"authority\"") && line.contains("authority.pem");
    assert!(ended.stdout.lines().any(is_told), "{}", ended.stdout);

    // What is to be reached without it is: nobody else knows the name, so it is not found.
    let before = scene.network.asked().len();
    let mut command = doctor(
        &proxy,
        "clob.test,data.test,gamma.test,relayer.test,node.test,streams.test,site.test",
    );
    let ended = tokio::task::spawn_blocking(move || run(&mut command, LIMIT))
        .await
        .expect("an end");
    assert_ne!(ended.code, Some(0));
    assert_eq!(scene.network.asked().len(), before, "nothing was asked of the proxy");
}
