//! Authentication, the clock, lists and sockets, over the real wire.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::super::state::real_seconds;
use super::super::{Geoblock, ServerOptions, Speed, serve};
use super::client::{Client, LocalBook, START, let_pass, options, paused, start};
use crate::ServeError;
use pilotfish_sim::venue::VenueOptions;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_created_once_derived_ever_after_and_gone_when_revoked() {
    let server = paused(None).await;
    let mut client = Client::new(&server);
    let now = real_seconds();
    let refused = (400, json!({ "error": "Could not derive api key!" }));
    assert_eq!(client.l1("GET", "/auth/derive-api-key", 0, now).await, refused);
    let (status, created) = client.l1("POST", "/auth/api-key", 0, now).await;
    assert_eq!(status, 200, "{created}");
    assert_eq!(
        client.l1("POST", "/auth/api-key", 0, now).await.1["error"],
        "Could not create api key"
    );
    assert_eq!(
        client.l1("GET", "/auth/derive-api-key", 0, now).await,
        (200, created.clone())
    );
    assert_ne!(
        client.l1("POST", "/auth/api-key", 1, now).await.1["apiKey"],
        created["apiKey"]
    );
    client.take_keys(&created);
    let (_, keys) = client.l2("GET", "/auth/api-keys", "").await;
    assert_eq!(keys["apiKeys"].as_array().unwrap().len(), 2);
    assert_eq!(
        client.l2("GET", "/auth/ban-status/closed-only", "").await,
        (200, json!({ "closed_only": false }))
    );
    assert_eq!(client.l2("DELETE", "/auth/api-key", "").await.0, 200);
    assert_eq!(client.l2("GET", "/auth/api-keys", "").await.0, 401);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_or_forged_request_is_unauthorized_and_changes_nothing() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let refused = (401, json!({ "error": "Unauthorized/Invalid api key" }));
    assert_eq!(
        client.l2_at("GET", "/data/orders", "", real_seconds() - 40).await,
        refused
    );
    assert_eq!(
        client.l2_at("GET", "/data/orders", "", real_seconds() + 40).await,
        refused
    );
    assert_eq!(client.get("/data/orders").await, refused, "without headers");
    let passphrase = std::mem::replace(&mut client.passphrase, "another".to_owned());
    assert_eq!(client.l2("GET", "/data/orders", "").await, refused);
    client.passphrase = passphrase;
    let key = std::mem::replace(&mut client.api_key, "00000000-0000-4000-8000-000000000000".to_owned());
    assert_eq!(client.l2("GET", "/data/orders", "").await, refused);
    client.api_key = key;
    assert_eq!(client.l2("GET", "/data/orders", "").await.0, 200);
    let stale = client.l1("POST", "/auth/api-key", 5, real_seconds() - 40).await;
    assert_eq!(stale, (401, json!({ "error": "Invalid L1 Request headers" })));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_is_read_set_paused_and_capped() {
    let server = start(ServerOptions {
        speed_most: Some(Speed::times(600)),
        ..options(None)
    })
    .await;
    let client = Client::new(&server);
    let (_, clock) = client.get("/sim/clock").await;
    assert_eq!(
        (&clock["speed"], &clock["max_speed"], &clock["paused"]),
        (&json!(60), &json!(600), &json!(false))
    );
    assert_eq!(clock["world"], server.world_id());
    assert!(clock["now_ms"].as_i64().unwrap() >= START.0);
    let (status, stopped) = client.post_plain("/sim/clock", &json!({ "paused": true })).await;
    assert_eq!(
        (status, &stopped["paused"], &stopped["speed"]),
        (200, &json!(true), &json!(60))
    );
    tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    assert_eq!(
        client.get("/sim/clock").await.1["now_ms"],
        stopped["now_ms"],
        "a paused clock stands still"
    );
    let (_, fast) = client.post_plain("/sim/clock", &json!({ "speed": 2.5 })).await;
    assert_eq!(fast["speed"], json!(2.5));
    for wrong in [json!(601), json!(0), json!(-1)] {
        let (status, answer) = client
            .post_plain("/sim/clock", &json!({ "speed": wrong, "paused": false }))
            .await;
        assert_eq!(status, 400, "{answer}");
    }
    assert_eq!(
        client.get("/sim/clock").await.1["paused"],
        true,
        "a refused setting changes nothing"
    );
    let before = real_seconds();
    let (_, time) = client.get("/time").await;
    assert!(
        (before..=real_seconds()).contains(&time.as_i64().unwrap()),
        "/time is real time, whatever the venue's clock says"
    );
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_loopback_and_free_ports_are_listened_on() {
    let venue = VenueOptions::seeded(7, START);
    let open = ServerOptions {
        listen: SocketAddr::from(([0, 0, 0, 0], 0)),
        ..ServerOptions::new(venue.clone())
    };
    assert!(matches!(serve(open).await, Err(ServeError::NotLoopback(_))));
    let server = paused(None).await;
    let taken = ServerOptions {
        listen: server.addr(),
        ..ServerOptions::new(venue)
    };
    assert!(matches!(serve(taken).await, Err(ServeError::Listen { .. })));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_routes_answer_and_refuse_as_documented() {
    let geoblock = Geoblock {
        blocked: true,
        country: "US".to_owned(),
        ..Geoblock::default()
    };
    let server = start(ServerOptions {
        geoblock,
        ..options(None)
    })
    .await;
    let client = Client::new(&server);
    assert_eq!(client.get("/").await, (200, json!("OK")));
    assert_eq!(client.get("/ok").await, (200, json!("OK")));
    assert_eq!(client.get("/version").await, (200, json!({ "version": 2 })));
    let blocked = json!({ "blocked": true, "ip": "127.0.0.1", "country": "US", "region": "" });
    assert_eq!(client.get("/api/geoblock").await.1, blocked);
    let unknown = json!({ "error": "No orderbook exists for the requested token id" });
    assert_eq!(client.get("/book?token_id=123").await, (404, unknown));
    let (token, book) = client.token_with_book().await;
    let price = |level: &Value| level["price"].as_str().unwrap().parse::<f64>().unwrap();
    let (bids, asks) = (book["bids"].as_array().unwrap(), book["asks"].as_array().unwrap());
    assert!(
        bids.windows(2).all(|pair| price(&pair[0]) < price(&pair[1])),
        "bids rise, the best is last"
    );
    assert!(
        asks.windows(2).all(|pair| price(&pair[0]) > price(&pair[1])),
        "asks fall, the best is last"
    );
    let (_, by_token) = client.get(&format!("/markets-by-token/{token}")).await;
    let condition = by_token["condition_id"].as_str().unwrap().to_owned();
    assert_eq!(condition, book["market"]);
    let (_, short) = client.get(&format!("/clob-markets/{condition}")).await;
    assert_eq!(
        short["mts"].to_string(),
        client.get(&format!("/tick-size?token_id={token}")).await.1["minimum_tick_size"].to_string()
    );
    assert_eq!(short["fd"]["to"], true);
    let (_, long) = client.get(&format!("/markets/{condition}")).await;
    assert_eq!(long["tokens"][0]["token_id"], token);
    let (_, books) = client
        .post_plain("/books", &json!([{ "token_id": token }, { "token_id": "123" }]))
        .await;
    assert_eq!(books.as_array().unwrap().len(), 1, "unknown tokens are left out");
    for route in [
        "price",
        "midpoint",
        "spread",
        "last-trade-price",
        "neg-risk",
        "fee-rate",
    ] {
        let (status, answer) = client.get(&format!("/{route}?token_id={token}&side=BUY")).await;
        assert_eq!(status, 200, "{route}: {answer}");
    }
    let (_, history) = client
        .get(&format!("/prices-history?market={token}&interval=1w&fidelity=60"))
        .await;
    assert!(history["history"].as_array().unwrap().len() > 24, "{history}");
    let (status, refused) = client
        .get(&format!("/prices-history?market={token}&interval=1m&fidelity=1"))
        .await;
    assert_eq!(status, 400);
    assert_eq!(
        refused["error"],
        "invalid filters: minimum 'fidelity' for '1m' range is 10"
    );
    assert_eq!(client.get("/nowhere").await.0, 404);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gamma_finds_markets_by_every_name_they_have() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (_, markets) = client.get("/markets?limit=500").await;
    let market = &markets[0];
    let text = |name: &str| market[name].as_str().unwrap().to_owned();
    let tokens: Vec<String> = serde_json::from_str(&text("clobTokenIds")).unwrap();
    let other = markets[1]["conditionId"].as_str().unwrap();
    let by_conditions = format!("/markets?condition_ids={}&condition_ids={other}", text("conditionId"));
    assert_eq!(client.get(&by_conditions).await.1.as_array().unwrap().len(), 2);
    for path in [
        format!("/markets?clob_token_ids={}&clob_token_ids={}", tokens[0], tokens[1]),
        format!("/markets?slug={}", text("slug")),
        format!("/markets?condition_ids={}&limit=5", text("conditionId")),
    ] {
        let (_, found) = client.get(&path).await;
        assert_eq!(found.as_array().map(Vec::len), Some(1), "{path}");
        assert_eq!(found[0]["id"], market["id"], "{path}");
    }
    for path in [
        format!("/markets/{}", text("id")),
        format!("/markets/slug/{}", text("slug")),
    ] {
        assert_eq!(
            client.get(&path).await.1["conditionId"],
            market["conditionId"],
            "{path}"
        );
    }
    assert_eq!(client.get("/markets/999999999").await.0, 404);
    let event = market["events"][0]["slug"].as_str().unwrap();
    let (_, found) = client.get(&format!("/events/slug/{event}")).await;
    let inside = found["markets"].as_array().unwrap();
    assert!(inside.iter().any(|inner| inner["id"] == market["id"]));
    let resolved = client.get("/markets?closed=true&limit=500").await.1;
    assert!(
        resolved
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["closed"] == true && row["umaResolutionStatus"] == "resolved")
    );
    assert!(markets.as_array().unwrap().iter().all(|row| row["closed"] == false));
    let mut seen = Vec::new();
    let mut path = "/markets/keyset?limit=7".to_owned();
    loop {
        let (_, page) = client.get(&path).await;
        seen.extend(page["markets"].as_array().unwrap().iter().map(|row| row["id"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/markets/keyset?limit=7&after_cursor={cursor}");
    }
    let all: Vec<Value> = markets
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(seen, all);
    assert_eq!(client.get("/markets/keyset?offset=3").await.0, 422);
    let word = text("question").split_whitespace().nth(1).unwrap().to_owned();
    let (_, found) = client.get(&format!("/public-search?q={word}&limit_per_type=50")).await;
    assert!(!found["events"].as_array().unwrap().is_empty(), "{word}");
    let (_, found) = client.get("/public-search?q=25usdc&search_profiles=true").await;
    let wallet = found["profiles"][0]["proxyWallet"].as_str().unwrap().to_owned();
    assert_eq!(
        client.get(&format!("/public-profile?address={wallet}")).await.1["name"],
        "25usdc"
    );
    let nobody = "0x00000000000000000000000000000000000000ff";
    assert_eq!(client.get(&format!("/public-profile?address={nobody}")).await.0, 404);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_pages_meet_and_limits_are_checked() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (_, board) = client.get("/v2/leaderboard?window=all&order=pnl").await;
    let rows = board["data"].as_array().unwrap();
    assert_eq!(rows[0]["rank"], 1);
    let traders: Vec<&str> = rows.iter().map(|row| row["user_id"].as_str().unwrap()).collect();
    assert!(traders.len() >= 15, "{} traders", traders.len());
    let user = traders[0];
    for route in ["trades", "activity"] {
        let filters = format!("/v2/{route}?user={user}&takerOnly=false&start=1");
        let (_, whole) = client.get(&format!("{filters}&limit=1000")).await;
        let all = whole["data"].as_array().unwrap();
        assert!(all.len() > 3, "{route}: {}", all.len());
        let limit = all.len() / 3 + 1;
        let (mut cursor, mut seen) = (String::new(), Vec::new());
        loop {
            let (status, page) = client.get(&format!("{filters}&limit={limit}{cursor}")).await;
            assert_eq!(status, 200, "{page}");
            seen.extend(page["data"].as_array().unwrap().iter().cloned());
            let pagination = &page["pagination"];
            assert_eq!(
                pagination["has_more"].as_bool().unwrap(),
                pagination["next_cursor"].is_string()
            );
            let Some(next) = pagination["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(&seen, all, "{route}");
    }
    let (_, positions) = client.get(&format!("/v2/positions?user={user}&limit=1000")).await;
    for row in positions["data"].as_array().unwrap() {
        assert!(row["current_size"].as_f64().unwrap() >= 0.1, "dust is not shown");
        assert_eq!(row["proxy_wallet"], user);
    }
    for (path, status) in [
        (format!("/v2/positions?user={user}&limit=1001"), 400),
        (format!("/v2/trades?user={user}&limit=0"), 400),
        ("/v2/positions".to_owned(), 400),
        ("/v2/activity".to_owned(), 400),
        ("/v2/value?user=nobody".to_owned(), 400),
        (format!("/v2/positions?user={user}&offset=5"), 400),
        (format!("/v2/positions?user={user}&sort_by=LUCK"), 400),
        (format!("/v2/activity?user={user}&type=UNHEARD_OF"), 400),
        ("/v2/unheard-of".to_owned(), 404),
        (format!("/v2/activity?user={user}&cursor=nonsense"), 400),
        ("/v2/leaderboard?window=fortnight".to_owned(), 400),
    ] {
        let (got, answer) = client.get(&path).await;
        assert_eq!(got, status, "{path}: {answer}");
        assert!(answer["error"].is_string() && answer["retryable"] == false, "{answer}");
    }
    let rewards = client.get(&format!("/v2/activity?user={user}&type=REWARD")).await.1;
    assert_eq!(rewards["data"], json!([]), "a kind this venue never writes");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_market_channel_keeps_a_local_book_equal_to_the_venues() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (token, _) = client.token_with_book().await;
    let mut socket = client.socket("/ws/market").await;
    socket
        .say(&json!({ "type": "market", "assets_ids": [token], "initial_dump": true }).to_string())
        .await;
    let first = socket.event(|event| event["event_type"] == "book").await;
    let mut book = LocalBook::of(&first);
    // Until a quarter of an hour and at least five messages have passed.
    server.set_clock(Some(Speed::times(600)), Some(false)).unwrap();
    let mut messages = 0;
    while messages < 5 || server.clock().unwrap().now.since(START) < 900_000 {
        let text = socket.hear().await;
        book.apply(&serde_json::from_str(&text).unwrap(), &token);
        messages += 1;
    }
    server.set_clock(None, Some(true)).unwrap();
    socket.say("PING").await;
    loop {
        let text = socket.hear().await;
        if text == "PONG" {
            break;
        }
        book.apply(&serde_json::from_str(&text).unwrap(), &token);
    }
    let (_, rest) = client.get(&format!("/book?token_id={token}")).await;
    assert_eq!(book, LocalBook::of(&rest));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_activity_stream_tells_every_trade_that_the_data_api_knows() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let from = server.clock().unwrap().now.0 / 1_000 + 1;
    let mut sockets = [client.socket("/rtds").await, client.socket("/").await];
    for (socket, kind) in sockets.iter_mut().zip(["trades", "orders_matched"]) {
        let asked = json!({ "action": "subscribe", "subscriptions": [{ "topic": "activity", "type": kind }] });
        socket.say(&asked.to_string()).await;
        assert_eq!(socket.ping().await, "", "the stream answers a PING with nothing");
    }
    let_pass(&server, 3_600_000).await;
    for (socket, taker_only) in sockets.iter_mut().zip(["false", "true"]) {
        socket.say("PING").await;
        let mut told = Vec::new();
        loop {
            let text = socket.hear().await;
            if text.is_empty() {
                break;
            }
            let message: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(message["topic"], "activity");
            if message["payload"]["timestamp"].as_i64().unwrap() >= from {
                told.push(message["payload"]["transactionHash"].clone());
            }
        }
        let (mut known, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/v2/trades?takerOnly={taker_only}&limit=1000&filter_amount=0{cursor}");
            let (_, page) = client.get(&path).await;
            let rows = page["data"].as_array().unwrap();
            let recent = rows.iter().filter(|row| row["timestamp"].as_i64().unwrap() >= from);
            known.extend(recent.map(|row| row["transaction_hash"].clone()));
            let older = rows.iter().any(|row| row["timestamp"].as_i64().unwrap() < from);
            let Some(next) = page["pagination"]["next_cursor"].as_str().filter(|_| !older) else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        known.reverse();
        assert!(told.len() > 10, "{} trades in an hour", told.len());
        assert_eq!(told, known, "taker_only={taker_only}");
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_user_channel_wants_credentials_and_nonsense_gets_an_answer() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let mut socket = client.socket("/ws/user").await;
    let auth = json!({ "apiKey": "00000000-0000-4000-8000-000000000000", "secret": "AA==", "passphrase": "p" });
    socket
        .say(&json!({ "type": "user", "auth": auth, "markets": [] }).to_string())
        .await;
    assert_eq!(socket.hear().await, "closed 1008");
    let mut socket = client.socket("/ws/market").await;
    socket.say("nonsense").await;
    assert_eq!(socket.hear().await, "INVALID OPERATION");
    assert_eq!(socket.ping().await, "PONG");
    let mut socket = client.socket("/rtds").await;
    socket.say("nonsense").await;
    assert_eq!(socket.ping().await, "");
    server.shutdown().await;
    assert_eq!(socket.hear().await, "closed 1001", "a stopping server says goodbye");
}
