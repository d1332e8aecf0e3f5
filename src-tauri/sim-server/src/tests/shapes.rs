//! Answers have the fields that were recorded, with the types they had. A missing recording is skipped, saying so.

use std::collections::BTreeSet;

use pilotfish_copy::market::Side;
use serde_json::{Value, json};

use super::client::{Client, OrderWish, Wallet, let_pass, paused, vector_file};

/// The fields of an object.
fn fields(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap_or_else(|| panic!("an object: {value}"))
        .keys()
        .map(String::as_str)
        .collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Every field of `recorded` is in `ours`, with the same type (null stands for any).
pub(super) fn has_all(ours: &Value, recorded: &Value, what: &str) {
    for (name, there) in recorded.as_object().unwrap() {
        let here = ours.get(name).unwrap_or_else(|| panic!("{what}: no {name} in {ours}"));
        let either_null = here.is_null() || there.is_null();
        assert!(
            either_null || kind(here) == kind(there),
            "{what}.{name}: {here} against {there}"
        );
    }
}

/// What the recorded messages, older or hand-written, do not say and the documentation does.
const DOCUMENTED: &[(&str, &[&str])] = &[
    ("ws_market_book_msg", &["hash", "tick_size", "last_trade_price"]),
    ("ws_user_trade_msg", &["transaction_hash"]),
    ("ws_market_last_trade_msg", &["transaction_hash"]),
    ("http_open_orders_page", &["count", "limit"]),
    (
        "http_order_response_ok",
        &[
            "makingAmount",
            "status",
            "takingAmount",
            "tradeIDs",
            "transactionsHashes",
        ],
    ),
    ("ws_user_order_cancellation", &["event_type"]),
];

/// Every field of `ours` is recorded or documented.
fn has_no_other(ours: &Value, recorded: &Value, what: &str) {
    let documented = DOCUMENTED.iter().find(|(name, _)| *name == what);
    let known = documented.map_or(&[][..], |(_, fields)| fields);
    let recorded = fields(recorded);
    let strange: Vec<&str> = fields(ours)
        .into_iter()
        .filter(|name| !recorded.contains(name) && !known.contains(name))
        .collect();
    assert!(
        strange.is_empty(),
        "{what}: neither recorded nor documented: {strange:?}"
    );
}

/// The same fields, none more, none less.
fn same(ours: &Value, recorded: &Value, what: &str) {
    assert_eq!(fields(ours), fields(recorded), "{what}");
    has_all(ours, recorded, what);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_api_answers_have_the_fields_of_the_recorded_vectors() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (_, found) = client.get("/public-search?q=25usdc").await;
    let user = found["profiles"][0]["proxyWallet"].as_str().unwrap().to_owned();
    let lists = [
        ("positions", format!("/v2/positions?user={user}")),
        ("trades", format!("/v2/trades?user={user}&taker_only=false")),
        ("activity", format!("/v2/activity?user={user}&type=TRADE")),
        ("leaderboard", "/v2/leaderboard?window=week".to_owned()),
    ];
    for (name, path) in lists {
        let Some(recorded) = vector_file(&format!("recorded/data_api_v2/{name}.json")) else {
            continue;
        };
        let (status, answer) = client.get(&path).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(fields(&answer), BTreeSet::from(["data", "pagination"]));
        let pagination = BTreeSet::from(["limit", "offset", "has_more", "next_cursor"]);
        assert_eq!(fields(&answer["pagination"]), pagination);
        same(&answer["data"][0], &recorded[0], name);
    }
    let singles = [
        (
            "leaderboard_standing",
            format!("/v2/leaderboard?window=week&user={user}"),
        ),
        ("user-stats", format!("/v2/user-stats?user={user}")),
        ("user-pnl", format!("/v2/user-pnl?user={user}&interval=1d&fidelity=1h")),
        ("value", format!("/v2/value?user={user}")),
    ];
    for (name, path) in singles {
        let Some(recorded) = vector_file(&format!("recorded/data_api_v2/{name}.json")) else {
            continue;
        };
        let (_, answer) = client.get(&path).await;
        same(&answer["data"], &recorded, name);
        if name == "user-pnl" {
            let points = answer["data"]["points"].as_array().unwrap();
            assert!(points.len() >= 24, "a day by the hour: {}", points.len());
            same(&points[0], &recorded["points"][0], "a point");
        }
        if name == "user-stats" {
            same(
                &answer["data"]["all_time_pnl"],
                &recorded["all_time_pnl"],
                "the all-time point",
            );
        }
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_markets_gamma_row_has_what_the_recorded_vectors_say_of_trading() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let Some(recorded) = vector_file("recorded/markets/gamma_market_2026-05-02.json") else {
        return;
    };
    let (_, markets) = client.get("/markets?limit=1").await;
    let needed = [
        "id",
        "question",
        "conditionId",
        "slug",
        "description",
        "resolutionSource",
        "endDate",
        "startDate",
        "outcomes",
        "outcomePrices",
        "clobTokenIds",
        "active",
        "closed",
        "archived",
        "restricted",
        "acceptingOrders",
        "acceptingOrdersTimestamp",
        "enableOrderBook",
        "orderPriceMinTickSize",
        "orderMinSize",
        "negRisk",
        "negRiskOther",
        "groupItemTitle",
        "feesEnabled",
        "feeSchedule",
        "clearBookOnStart",
        "umaResolutionStatuses",
        "bestBid",
        "bestAsk",
        "spread",
        "volume24hr",
        "liquidityNum",
        "rfqEnabled",
        "events",
    ];
    for name in needed {
        let (here, there) = (&markets[0][name], &recorded[0][name]);
        assert!(
            !here.is_null() && kind(here) == kind(there),
            "{name}: {here} against {there}"
        );
    }
    has_all(&markets[0]["feeSchedule"], &recorded[0]["feeSchedule"], "feeSchedule");
    for list in ["outcomes", "outcomePrices", "clobTokenIds"] {
        let inside: Vec<String> = serde_json::from_str(markets[0][list].as_str().unwrap()).unwrap();
        assert_eq!(inside.len(), 2, "{list}");
    }
    let Some(book) = vector_file("recorded/markets/clob_book_2026-05-02.json") else {
        return;
    };
    let (_, ours) = client.token_with_book().await;
    same(&ours, &book, "a book");
    same(&ours["bids"][0], &book["bids"][0], "a level");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_trades_and_events_have_the_fields_of_the_recorded_vectors() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let mut user = client.user_socket().await;
    let mut market = client.socket("/ws/market").await;
    let asked = json!({ "type": "market", "assets_ids": [token], "custom_feature_enabled": true });
    market.say(&asked.to_string()).await;
    let recorded = |name: &str| vector_file(&format!("recorded/streams/{name}.json"));
    let first = market.event(|event| event["event_type"] == "book").await;
    let now_s = server.clock().unwrap().now.0 / 1_000;
    let shares = 20_000_000;
    let gtd = OrderWish {
        wallet: Wallet::Deposit,
        token: &token,
        side: Side::Buy,
        maker_micros: shares / 100,
        taker_micros: shares,
        kind: "GTD",
        expiration_s: now_s + 7_200,
    };
    let (id, body) = client.order(&gtd);
    let (_, answer) = client.l2("POST", "/order", &body).await;
    let placed = user.event(|event| event["id"] == id).await;
    let changed = market.event(|event| event["event_type"] == "price_change").await;
    let ask = book["asks"].as_array().unwrap().last().unwrap()["price"]
        .as_str()
        .unwrap();
    let ask: pilotfish_copy::money::Price = ask.parse().unwrap();
    let taken = 2_000_000 * 1_000_000 / u64::try_from(ask.micros()).unwrap() / 100 * 100;
    let fak = OrderWish {
        maker_micros: 2_000_000,
        taker_micros: taken,
        kind: "FAK",
        expiration_s: 0,
        ..gtd
    };
    let (_, body) = client.order(&fak);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    let trade = user.event(|event| event["event_type"] == "trade").await;
    let last = market.event(|event| event["event_type"] == "last_trade_price").await;
    let (_, open) = client.l2("GET", "/data/orders", "").await;
    let (_, trades) = client.l2("GET", "/data/trades", "").await;
    let (_, gone) = client.l2("DELETE", "/cancel-all", "").await;
    let cancelled = user.event(|event| event["type"] == "CANCELLATION").await;
    let pairs = [
        ("ws_market_book_msg", &first),
        ("ws_user_order_msg", &placed),
        ("ws_market_price_change_msg", &changed),
        ("ws_user_trade_msg", &trade),
        ("ws_market_last_trade_msg", &last),
        ("http_open_orders_page", &open),
        ("http_open_order", &open["data"][0]),
        ("http_trade_report", &trades["data"][0]),
        ("http_order_response_ok", &answer),
        ("http_cancel_response_ok", &gone),
        ("ws_user_order_cancellation", &cancelled),
    ];
    for (name, ours) in pairs {
        if let Some(recorded) = recorded(name) {
            has_all(ours, &recorded, name);
            has_no_other(ours, &recorded, name);
        }
    }
    if let Some(recorded) = recorded("http_trade_report") {
        same(
            &trades["data"][0]["maker_orders"][0],
            &recorded["maker_orders"][0],
            "a maker's leg",
        );
    }
    if let Some(recorded) = recorded("ws_market_price_change_msg") {
        same(
            &changed["price_changes"][0],
            &recorded["price_changes"][0],
            "a price change",
        );
    }
    let (status, _) = client
        .l2("GET", "/balance-allowance?asset_type=COLLATERAL&signature_type=3", "")
        .await;
    assert_eq!(status, 200);
    let_pass(&server, 600_000).await;
    let best = market.event(|event| event["event_type"] == "best_bid_ask").await;
    if let Some(recorded) = recorded("ws_market_best_bid_ask_msg") {
        same(&best, &recorded, "best_bid_ask");
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stream_messages_have_the_fields_of_the_recorded_vectors() {
    let path = super::client::vector_path("recorded/streams/rtds_activity_2026-08-19.jsonl.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        println!("skipped: {}", path.display());
        return;
    };
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
    // The recorder kept each message as a string of JSON, and its own empty first line.
    let recorded: Value = text
        .lines()
        .filter_map(|line| serde_json::from_str::<String>(line).ok())
        .find_map(|line| serde_json::from_str(&line).ok())
        .unwrap();
    let server = paused(None).await;
    let client = Client::new(&server);
    let mut socket = client.socket("/").await;
    let asked = json!({ "action": "subscribe", "subscriptions": [{ "topic": "activity", "type": "trades" }] });
    socket.say(&asked.to_string()).await;
    assert_eq!(socket.ping().await, "");
    let_pass(&server, 1_200_000).await;
    let ours = socket.event(|event| event["topic"] == "activity").await;
    same(&ours, &recorded, "an envelope");
    same(&ours["payload"], &recorded["payload"], "a trade");
    server.shutdown().await;
}
