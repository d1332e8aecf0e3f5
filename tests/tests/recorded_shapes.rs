//! What Polymarket answered and what the simulated venue answers, side by side: read by the same code, and with the same
//! fields of the same JSON types. A test is named after its route. Each says that it is skipped when the recordings
//! (`PILOTFISH_VECTORS`, else `../shared/data`) are not there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use futures_util::{SinkExt, StreamExt};
use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs, WalletAddress};
use pilotfish_polymarket::public::{Order, PositionState, Window};
use pilotfish_polymarket::{Endpoints, PublicApi, RateLimits, RequestTimeouts, Transport};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_tests::programs::repository;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use url::Url;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);

/// For what a venue on a busy machine comes to in its own time.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(300);

/// Whose answers were recorded.
const CAR: &str = "0x7c3db723f1d4d8cb9c550095203b686cb11e5c6b";

fn recorded_path(file: &str) -> PathBuf {
    let beside = || repository().join("../shared/data");
    let folder = std::env::var_os("PILOTFISH_VECTORS").map_or_else(beside, PathBuf::from);
    folder.join("recorded").join(file)
}

fn recorded_text(file: &str) -> Option<String> {
    let path = recorded_path(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            println!("skipped: {} cannot be read ({error})", path.display());
            None
        }
    }
}

/// The rows of a recorded file: its list's, or the one it is.
fn recorded(file: &str) -> Option<Vec<Value>> {
    let value: Value = serde_json::from_str(&recorded_text(file)?).unwrap();
    Some(rows_of(value))
}

fn rows_of(value: Value) -> Vec<Value> {
    match value {
        Value::Array(rows) => rows,
        one => vec![one],
    }
}

async fn venue() -> ServerHandle {
    let server = serve(ServerOptions::new(VenueOptions::seeded(7, START))).await.unwrap();
    server.set_clock(None, Some(true)).unwrap();
    server
}

async fn get(server: &ServerHandle, path: &str) -> Value {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(format!("{}{path}", server.http_url())).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// A named trader of the world who has traded.
async fn trader(server: &ServerHandle) -> String {
    let board = get(server, "/v2/leaderboard?window=week&limit=1").await;
    board["data"][0]["user_id"].as_str().unwrap().to_owned()
}

/// Where ours may differ from what was recorded, and why is said where it is used.
#[derive(Default)]
struct But {
    /// Fields that only ours have.
    more: &'static [&'static str],
    /// Fields of every recorded row that ours do not have.
    fewer: &'static [&'static str],
}

/// Name → JSON types, over all rows, and the names that every row has.
fn shape(rows: &[Value]) -> (BTreeMap<&str, BTreeSet<&'static str>>, BTreeSet<&str>) {
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        for (name, value) in row.as_object().unwrap_or_else(|| panic!("an object: {row}")) {
            kinds.entry(name).or_default().insert(match value {
                Value::Null => "null",
                Value::Bool(_) => "bool",
                Value::Number(_) => "number",
                Value::String(_) => "string",
                Value::Array(_) => "array",
                Value::Object(_) => "object",
            });
        }
    }
    let always = |name: &&&str| rows.iter().all(|row| row.get(**name).is_some());
    let always = kinds.keys().filter(always).copied().collect();
    (kinds, always)
}

/// Ours have every field that each recorded row has, no field that none has, and no other types; null fits any.
fn same_shape(route: &str, ours: &[Value], recorded: &[Value], but: &But) {
    assert!(!ours.is_empty() && !recorded.is_empty(), "{route}: nothing to compare");
    let ((our_kinds, our_always), (their_kinds, their_always)) = (shape(ours), shape(recorded));
    let missing: Vec<&&str> = their_always
        .iter()
        .filter(|name| !our_always.contains(**name) && !but.fewer.contains(name))
        .collect();
    let strange: Vec<&&str> = our_kinds
        .keys()
        .filter(|name| !their_kinds.contains_key(**name) && !but.more.contains(name))
        .collect();
    let mut wrong = Vec::new();
    for (name, kinds) in &our_kinds {
        let Some(theirs) = their_kinds.get(name) else { continue };
        let theirs: BTreeSet<&str> = theirs.iter().copied().filter(|kind| *kind != "null").collect();
        let others: Vec<&&str> = kinds
            .iter()
            .filter(|kind| **kind != "null" && !theirs.contains(**kind))
            .collect();
        if !theirs.is_empty() && !others.is_empty() {
            wrong.push(format!("{name}: {others:?} instead of {theirs:?}"));
        }
    }
    let idle = but.more.iter().filter(|name| their_kinds.contains_key(**name));
    let idle: Vec<&&str> = idle
        .chain(but.fewer.iter().filter(|name| our_always.contains(**name)))
        .collect();
    assert!(idle.is_empty(), "{route}: no difference any more: {idle:?}");
    assert!(
        missing.is_empty() && strange.is_empty() && wrong.is_empty(),
        "{route}: missing {missing:?}; not recorded {strange:?}; types {wrong:?}"
    );
}

/// A list of the Data API in its envelope.
async fn data_list(route: &str, path: impl AsyncFnOnce(&ServerHandle) -> String, file: &str) {
    let Some(recorded) = recorded(&format!("data_api_v2/{file}.json")) else {
        return;
    };
    let server = venue().await;
    let answer = get(&server, &path(&server).await).await;
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&answer), ["data", "pagination"], "{route}");
    let pagination = ["has_more", "limit", "next_cursor", "offset"];
    assert_eq!(fields(&answer["pagination"]), pagination, "{route}");
    same_shape(route, &rows_of(answer["data"].clone()), &recorded, &But::default());
    server.shutdown().await;
}

/// A single thing of the Data API in its envelope, and its part `inside`, if it has one.
async fn data_one(route: &str, path: impl AsyncFnOnce(&ServerHandle) -> String, file: &str, inside: Option<&str>) {
    let Some(recorded) = recorded(&format!("data_api_v2/{file}.json")) else {
        return;
    };
    let server = venue().await;
    let answer = get(&server, &path(&server).await).await["data"].clone();
    let ours = rows_of(answer);
    same_shape(route, &ours, &recorded, &But::default());
    if let Some(name) = inside {
        let part = |rows: &[Value]| rows_of(rows[0][name].clone());
        same_shape(route, &part(&ours), &part(&recorded), &But::default());
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_positions() {
    let path = async |server: &ServerHandle| format!("/v2/positions?user={}", trader(server).await);
    data_list("/v2/positions", path, "positions").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_positions_that_are_closed() {
    let path = async |server: &ServerHandle| format!("/v2/positions?user={}&status=CLOSED", trader(server).await);
    data_list("/v2/positions?status=CLOSED", path, "positions").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_trades() {
    data_list("/v2/trades", async |_: &ServerHandle| "/v2/trades".to_owned(), "trades").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_activity() {
    let path = async |server: &ServerHandle| format!("/v2/activity?user={}", trader(server).await);
    data_list("/v2/activity", path, "activity").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_leaderboard() {
    let path = async |_: &ServerHandle| "/v2/leaderboard?window=day".to_owned();
    data_list("/v2/leaderboard", path, "leaderboard").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_leaderboard_of_one_user() {
    let path = async |server: &ServerHandle| format!("/v2/leaderboard?user={}", trader(server).await);
    data_one("/v2/leaderboard?user=", path, "leaderboard_standing", None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_value() {
    let path = async |server: &ServerHandle| format!("/v2/value?user={}", trader(server).await);
    data_one("/v2/value", path, "value", None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_user_stats() {
    let path = async |server: &ServerHandle| format!("/v2/user-stats?user={}", trader(server).await);
    data_one("/v2/user-stats", path, "user-stats", Some("all_time_pnl")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_user_pnl() {
    let path = async |server: &ServerHandle| {
        let user = trader(server).await;
        format!("/v2/user-pnl?user={user}&interval=1d&fidelity=1h")
    };
    data_one("/v2/user-pnl", path, "user-pnl", Some("points")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v2_resolutions() {
    let path = async |server: &ServerHandle| {
        let mut conditions = Vec::new();
        for list in ["/markets/keyset?limit=1", "/markets/keyset?limit=1&closed=true"] {
            let page = get(server, list).await;
            conditions.push(page["markets"][0]["conditionId"].as_str().unwrap().to_owned());
        }
        format!("/v2/resolutions?condition={}", conditions.join(","))
    };
    data_one("/v2/resolutions", path, "resolutions", None).await;
}

/// A recorded Gamma market's own markets, of all kinds.
fn recorded_markets() -> Option<Vec<Value>> {
    let files = [
        "streams/gamma_market.json",
        "streams/gamma_market_closed_binary_accepting_false.json",
        "streams/gamma_market_closed_binary_accepting_true.json",
        "streams/gamma_market_sports_market_map_handicap.json",
        "streams/gamma_market_sports_market_money_line.json",
        "markets/gamma_market_2026-05-02.json",
        "markets/gamma_markets_dr-manhattan.json",
    ];
    let found: Option<Vec<Vec<Value>>> = files.iter().map(|file| recorded(file)).collect();
    Some(found?.concat())
}

/// Gamma has written these since September and October 2026, after the recordings (polymarket-api §8).
const GAMMA_SINCE: &[&str] = &["positionIds", "resolutionStatus", "version"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gamma_markets() {
    let Some(recorded) = recorded_markets() else { return };
    let server = venue().await;
    let mut ours = get(&server, "/markets/keyset?limit=100").await["markets"].clone();
    let closed = get(&server, "/markets/keyset?limit=100&closed=true").await["markets"].clone();
    ours.as_array_mut().unwrap().extend(rows_of(closed));
    let ours = rows_of(ours);
    let but = But {
        more: GAMMA_SINCE,
        ..But::default()
    };
    same_shape("/markets", &ours, &recorded, &but);
    let schedules = |rows: &[Value]| -> Vec<Value> {
        let all = rows.iter().map(|row| row["feeSchedule"].clone());
        all.filter(Value::is_object).collect()
    };
    same_shape(
        "/markets feeSchedule",
        &schedules(&ours),
        &schedules(&recorded),
        &But::default(),
    );
    server.shutdown().await;
}

/// Fields of every recorded event that only dress it: how its page is drawn, sums over longer times, its deployment.
const EVENT_DRESS: &[&str] = &["competitive", "volume1mo", "volume1wk", "volume1yr"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gamma_events_and_public_search() {
    let (Some(events), Some(found)) = (
        recorded("streams/gamma_event.json"),
        recorded("streams/search_response.json"),
    ) else {
        return;
    };
    let recorded = [events, rows_of(found[0]["events"].clone())].concat();
    let server = venue().await;
    let ours = rows_of(get(&server, "/events/keyset?limit=500").await["events"].clone());
    // Older events say their category too, as the SDK knows.
    let but = But {
        more: &["category"],
        fewer: EVENT_DRESS,
    };
    same_shape("/events", &ours, &recorded, &but);
    let search = get(&server, "/public-search?q=bitcoin").await;
    // Nobody had asked for tags and profiles when it was recorded.
    let asked_more = But {
        more: &["profiles", "tags"],
        ..But::default()
    };
    same_shape("/public-search", &rows_of(search.clone()), &found, &asked_more);
    same_shape(
        "/public-search events",
        &rows_of(search["events"].clone()),
        &recorded,
        &but,
    );
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gamma_tags() {
    let Some(recorded) = recorded("streams/gamma_tags.json") else {
        return;
    };
    let server = venue().await;
    let ours = rows_of(get(&server, "/tags").await);
    same_shape("/tags", &ours, &recorded, &But::default());
    server.shutdown().await;
}

/// A token of an open market with both sides in its book.
async fn busy_token(server: &ServerHandle) -> (String, String) {
    let page = get(server, "/markets/keyset?limit=100").await;
    for market in page["markets"].as_array().unwrap() {
        let tokens: Vec<String> = serde_json::from_str(market["clobTokenIds"].as_str().unwrap()).unwrap();
        let Some(token) = tokens.first() else { continue };
        let book = get(server, &format!("/book?token_id={token}")).await;
        let full = |side: &str| !book[side].as_array().unwrap().is_empty();
        if full("bids") && full("asks") {
            return (market["conditionId"].as_str().unwrap().to_owned(), token.clone());
        }
    }
    panic!("no market has a book");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clob_book() {
    let Some(recorded) = recorded("markets/clob_book_2026-05-02.json") else {
        return;
    };
    let server = venue().await;
    let (_, token) = busy_token(&server).await;
    let ours = rows_of(get(&server, &format!("/book?token_id={token}")).await);
    same_shape("/book", &ours, &recorded, &But::default());
    for side in ["bids", "asks"] {
        let levels = |rows: &[Value]| rows_of(rows[0][side].clone());
        same_shape("/book levels", &levels(&ours), &levels(&recorded), &But::default());
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clob_market() {
    let (Some(first), Some(second)) = (
        recorded("streams/clob_market_closed_binary_accepting_false.json"),
        recorded("streams/clob_market_closed_binary_accepting_true.json"),
    ) else {
        return;
    };
    let recorded = [first, second].concat();
    let server = venue().await;
    let (condition, _) = busy_token(&server).await;
    let closed = get(&server, "/markets/keyset?limit=1&closed=true").await;
    let closed = closed["markets"][0]["conditionId"].as_str().unwrap().to_owned();
    let mut ours = Vec::new();
    for condition in [condition, closed] {
        ours.push(get(&server, &format!("/markets/{condition}")).await);
    }
    same_shape("/markets/{condition}", &ours, &recorded, &But::default());
    let tokens = |rows: &[Value]| {
        rows.iter()
            .flat_map(|row| rows_of(row["tokens"].clone()))
            .collect::<Vec<_>>()
    };
    same_shape(
        "/markets/{condition} tokens",
        &tokens(&ours),
        &tokens(&recorded),
        &But::default(),
    );
    server.shutdown().await;
}

/// Messages of a socket by their kind, until each wanted one was heard.
async fn messages(
    server: &ServerHandle,
    path: &str,
    asked: &Value,
    wanted: &[&str],
    kind: &str,
) -> BTreeMap<String, Value> {
    let (mut socket, _) = tokio_tungstenite::connect_async(format!("{}{path}", server.socket_url()))
        .await
        .unwrap();
    socket.send(Message::text(asked.to_string())).await.unwrap();
    // Days in seconds: markets open and resolve now and then only.
    server.set_clock(Some(Speed::times(7_200)), Some(false)).unwrap();
    let mut found = BTreeMap::new();
    let deadline = tokio::time::Instant::now() + LIMIT;
    while !wanted.iter().all(|name| found.contains_key(*name)) {
        let next = tokio::time::timeout_at(deadline, socket.next()).await;
        let next = next.unwrap_or_else(|_| panic!("within {LIMIT:?} only {:?}", found.keys()));
        let Some(Ok(Message::Text(text))) = next else { continue };
        let Ok(value) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        for message in rows_of(value) {
            found
                .entry(message[kind].as_str().unwrap_or_default().to_owned())
                .or_insert(message);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ws_market() {
    let files = [
        (
            "book",
            "ws_market_book_msg",
            But {
                more: &["hash", "last_trade_price", "tick_size"],
                ..But::default()
            },
        ),
        ("price_change", "ws_market_price_change_msg", But::default()),
        // The recorded one is from before the field came (polymarket-api §6.2).
        (
            "last_trade_price",
            "ws_market_last_trade_msg",
            But {
                more: &["transaction_hash"],
                ..But::default()
            },
        ),
        ("best_bid_ask", "ws_market_best_bid_ask_msg", But::default()),
        (
            "new_market",
            "ws_market_new_market_msg",
            But {
                more: &["taker_base_fee", "fees_enabled", "fee_schedule"],
                ..But::default()
            },
        ),
        ("market_resolved", "ws_market_resolved_msg", But::default()),
    ];
    if recorded("streams/ws_market_book_msg.json").is_none() {
        return;
    }
    let server = venue().await;
    let page = get(&server, "/markets/keyset?limit=100").await;
    let tokens: Vec<String> = rows_of(page["markets"].clone())
        .iter()
        .flat_map(|market| serde_json::from_str::<Vec<String>>(market["clobTokenIds"].as_str().unwrap()).unwrap())
        .collect();
    let asked = json!({"type": "market", "assets_ids": tokens, "custom_feature_enabled": true});
    let wanted = files.each_ref().map(|(name, ..)| *name);
    let ours = messages(&server, "/ws/market", &asked, &wanted, "event_type").await;
    for (name, file, but) in files {
        let Some(recorded) = recorded(&format!("streams/{file}.json")) else {
            continue;
        };
        same_shape(name, &[ours[name].clone()], &recorded, &but);
        if name == "price_change" {
            let changes = |row: &Value| rows_of(row["price_changes"].clone());
            same_shape(name, &changes(&ours[name]), &changes(&recorded[0]), &But::default());
        }
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rtds_activity() {
    let Some(recorded) = recorded_frames("streams/rtds_activity_2026-08-19.jsonl.gz") else {
        return;
    };
    let server = venue().await;
    let asked = json!({"action": "subscribe", "subscriptions": [{"topic": "activity", "type": "trades"}]});
    let ours = messages(&server, "/rtds", &asked, &["trades"], "type").await;
    same_shape("/rtds", &[ours["trades"].clone()], &recorded, &But::default());
    let payloads = |rows: &[Value]| rows.iter().map(|row| row["payload"].clone()).collect::<Vec<_>>();
    let ours = [ours["trades"].clone()];
    same_shape("/rtds payload", &payloads(&ours), &payloads(&recorded), &But::default());
    server.shutdown().await;
}

/// Recorded frames: each line is a string that holds JSON, but for the recorder's own first one.
fn recorded_frames(file: &str) -> Option<Vec<Value>> {
    let path = recorded_path(file);
    let Ok(packed) = std::fs::File::open(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text).unwrap();
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<String>(line).ok());
    Some(lines.filter_map(|line| serde_json::from_str(&line).ok()).collect())
}

fn adapter(base: &str) -> PublicApi {
    let endpoints = Endpoints::local(&Url::parse(base).unwrap()).unwrap();
    PublicApi::new(Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).unwrap())
}

/// A venue that answers with the recordings.
async fn recordings() -> Option<String> {
    let book = recorded_text("markets/clob_book_2026-05-02.json")?;
    let market = recorded_text("markets/gamma_market_2026-05-02.json")?;
    recorded_text("data_api_v2/positions.json")?;
    let answer = move |request: Request| {
        let path = request.uri().path().to_owned();
        let (book, market) = (book.clone(), market.clone());
        async move {
            let body = match path.as_str() {
                "/book" => Some(book),
                "/markets" | "/markets/keyset" => Some(market),
                path => path
                    .strip_prefix("/v2/")
                    .and_then(|name| recorded_text(&format!("data_api_v2/{name}.json"))),
            };
            // As the venue says it; a 404 without its words is a gateway's.
            let not_there = || (StatusCode::NOT_FOUND, r#"{"error":"not found"}"#.to_owned());
            body.map_or_else(not_there, |body| (StatusCode::OK, body))
        }
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await.unwrap() });
    Some(base)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_adapter_reads_both_with_the_same_code() {
    let Some(theirs) = recordings().await else { return };
    let server = venue().await;
    let user = trader(&server).await;
    let (condition, token) = busy_token(&server).await;
    let recorded_market = recorded("markets/gamma_market_2026-05-02.json").unwrap();
    let text = |name: &str| recorded_market[0][name].as_str().unwrap().to_owned();
    let their_tokens: Vec<String> = serde_json::from_str(&text("clobTokenIds")).unwrap();
    for (base, user, condition, token) in [
        (theirs, CAR.to_owned(), text("conditionId"), their_tokens[0].clone()),
        (server.http_url(), user, condition, token),
    ] {
        let api = adapter(&base);
        let wallet = WalletAddress::parse(&user).unwrap();
        let positions = api.position_rows(&wallet, PositionState::Open, None).await.unwrap();
        assert!(
            positions
                .iter()
                .all(|row| row.shares.micros() > 0 && !row.question.is_empty()),
            "{base}"
        );
        assert!(!positions.is_empty(), "{base}");
        let rows = api.activity_lines(&wallet, VenueMs(0), 50).await.unwrap();
        assert!(
            !rows.is_empty() && rows.iter().all(|row| row.shares.micros() > 0),
            "{base}"
        );
        let leaders = api.leaderboard(Window::Day, None, Order::Pnl, 10).await.unwrap();
        assert_eq!(leaders[0].rank, 1, "{base}");
        let stats = api.user_stats(&wallet).await.unwrap();
        assert!(
            stats.trades.is_some() && stats.pnl.is_some() && stats.since.is_some(),
            "{base}: {stats:?}"
        );
        assert!(api.pnl_series(&wallet, Window::Day).await.unwrap().len() > 1, "{base}");
        assert!(api.value(&wallet).await.unwrap().micros() > 0, "{base}");
        let market = api.market_by_condition(&ConditionId::new(&condition)).await.unwrap();
        assert!(
            market.outcomes[0].token.as_str() == token && market.end.is_some(),
            "{base}: {market:?}"
        );
        let book = api.book(&TokenId::new(&token)).await.unwrap();
        assert!(
            book.best_bid().zip(book.best_ask()).is_some_and(|(bid, ask)| bid < ask),
            "{base}"
        );
    }
    server.shutdown().await;
}
