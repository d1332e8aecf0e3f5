//! What the streams ask for and what they make of what they hear.

use std::collections::BTreeSet;
use std::io::Read;

use axum::Router;
use axum::extract::ws::Message;
use axum::routing::get;
use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{OrderReport, RowKind, Settlement};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Tick;
use pilotfish_polymarket::RowSource;
use pilotfish_polymarket::streams::{
    ActivityEvent, MarketEvent, MarketTrade, StreamEvent, Subscription, Tuning, UserEvent, activity_stream,
    market_stream, user_stream,
};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::common::streams::{CALM, QUICK, item, next, said, soon, tell};
use crate::common::{OWNER, public, recorded, recorded_path, sockets, trading};

fn user_trade(status: &str, match_time: &str) -> Value {
    json!({
        "event_type": "trade", "type": "TRADE", "id": "t1", "taker_order_id": "0xAA", "asset_id": "71", "side": "BUY",
        "size": "4", "price": "0.5", "status": status, "match_time": match_time, "owner": OWNER, "trader_side": "TAKER",
        "maker_orders": [], "timestamp": "1795340799000",
    })
}

#[tokio::test]
async fn the_user_channel_logs_in_and_reads_every_shape() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let mut stream = user_stream(&trading(&base), CALM);
    let (path, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(path, "/ws/user");
    let login = said(&mut socket).await;
    assert_eq!(
        (login["type"].as_str(), login["auth"]["apiKey"].as_str()),
        (Some("user"), Some(OWNER))
    );
    assert_eq!(login["markets"], json!([]), "all markets");
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);

    for noise in ["[]", "", "PONG", "{}", r#"{"event_type":"brand_new"}"#] {
        socket.send(Message::text(noise)).await.unwrap();
    }
    let killed = json!({"event_type": "order", "type": "CANCELLATION", "id": "0xBB", "size_matched": "", "created_at": "",
        "status": "CANCELED_order couldn't be fully filled. FOK orders are fully filled or killed."});
    tell(&mut socket, &killed).await;
    let UserEvent::Unclear { hash, .. } = item(&mut stream).await else {
        panic!("how much was filled is unclear")
    };
    assert_eq!(hash, OrderHash::new("0xbb"));
    let invalid = json!({"event_type": "order", "type": "CANCELLATION", "id": "0xCC", "size_matched": "0", "original_size": "20", "status": "INVALID"});
    let resting = json!({"event_type": "order", "type": "UPDATE", "id": "0xDD", "size_matched": 25, "original_size": "100", "status": "LIVE"});
    tell(&mut socket, &json!([invalid, resting])).await;
    let closed = OrderReport::Closed {
        matched: "0".parse().unwrap(),
        status: "INVALID".to_owned(),
    };
    assert_eq!(
        item(&mut stream).await,
        UserEvent::Order {
            hash: OrderHash::new("0xcc"),
            report: closed
        }
    );
    let open = OrderReport::Open {
        matched: "25".parse().unwrap(),
    };
    assert_eq!(
        item(&mut stream).await,
        UserEvent::Order {
            hash: OrderHash::new("0xdd"),
            report: open
        }
    );
    for (status, at, settlement) in [
        ("MATCHED", "1795340798", Settlement::Matched),
        ("TRADE_STATUS_MINED", "2026-11-22T09:46:38Z", Settlement::Mined),
        ("CONFIRMED", "1795340798000", Settlement::Confirmed),
    ] {
        tell(&mut socket, &user_trade(status, at)).await;
        let UserEvent::Trade(leg) = item(&mut stream).await else {
            panic!("a trade")
        };
        assert_eq!(
            (leg.settlement, leg.at, leg.hash.as_str()),
            (settlement, VenueMs(1_795_340_798_000), "0xaa")
        );
    }
    socket.send(Message::text("{broken")).await.unwrap();
    assert!(matches!(next(&mut stream).await, StreamEvent::Gap { .. }));
}

fn book(token: &str, bid: &str, ask: &str) -> Value {
    json!({
        "event_type": "book", "asset_id": token, "timestamp": "1795338398277", "tick_size": "0.01",
        "bids": [{"price": "0.01", "size": "5"}, {"price": bid, "size": "100"}],
        "asks": [{"price": "0.99", "size": "5"}, {"price": ask, "size": "90"}],
    })
}

fn change(token: &str, side: &str, price: &str, size: &str, best: [&str; 2]) -> Value {
    json!({"event_type": "price_change", "timestamp": "1795338399000", "price_changes": [
        {"asset_id": token, "side": side, "price": price, "size": size, "best_bid": best[0], "best_ask": best[1]},
    ]})
}

async fn best(stream: &mut Subscription<MarketEvent>) -> (String, String) {
    match item(stream).await {
        MarketEvent::Book(book) => {
            assert!(
                book.bids.is_sorted_by(|a, b| a.price > b.price) && book.asks.is_sorted_by(|a, b| a.price < b.price)
            );
            (
                book.best_bid().unwrap().to_string(),
                book.best_ask().unwrap().to_string(),
            )
        }
        other => panic!("no book: {other:?}"),
    }
}

fn pair(bid: &str, ask: &str) -> (String, String) {
    (bid.to_owned(), ask.to_owned())
}

#[tokio::test]
async fn a_book_follows_its_changes_and_is_read_anew_where_it_disagrees() {
    let rest = get(|| async { book("71", "0.40", "0.60").to_string() });
    let (base, mut incoming) = sockets(Router::new().route("/book", rest)).await;
    let (_keep, wanted) = watch::channel(BTreeSet::from([TokenId::new("71")]));
    let mut stream = market_stream(&public(&base), CALM, wanted);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    let subscription = said(&mut socket).await;
    assert_eq!(subscription["assets_ids"], json!(["71"]));
    assert_eq!(
        (subscription["type"].as_str(), subscription["initial_dump"].as_bool()),
        (Some("market"), Some(true))
    );
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    tell(
        &mut socket,
        &json!([book("71", "0.50", "0.52"), book("99", "0.1", "0.2")]),
    )
    .await;
    assert_eq!(best(&mut stream).await, pair("0.5", "0.52"));
    tell(&mut socket, &change("71", "BUY", "0.51", "10", ["0.51", "0.52"])).await;
    assert_eq!(best(&mut stream).await, pair("0.51", "0.52"));
    tell(&mut socket, &change("71", "SELL", "0.52", "0", ["0.51", ""])).await;
    assert_eq!(
        best(&mut stream).await,
        pair("0.51", "0.99"),
        "an absolute size of nothing removes the level"
    );
    // The venue's best ask is not ours: only what is read over HTTP is shown.
    tell(&mut socket, &change("71", "BUY", "0.45", "10", ["0.51", "0.6"])).await;
    assert_eq!(best(&mut stream).await, pair("0.4", "0.6"));
    let retick =
        json!({"event_type": "tick_size_change", "asset_id": "71", "old_tick_size": "0.01", "new_tick_size": "0.001"});
    tell(&mut socket, &retick).await;
    let changed = MarketEvent::TickChanged {
        token: TokenId::new("71"),
        tick: Some(Tick::MILLI),
    };
    assert_eq!(item(&mut stream).await, changed);
    assert_eq!(best(&mut stream).await, pair("0.4", "0.6"));
    tell(
        &mut socket,
        &json!({"event_type": "market_resolved", "assets_ids": ["71", "52"]}),
    )
    .await;
    assert_eq!(
        item(&mut stream).await,
        MarketEvent::Resolved {
            token: TokenId::new("71")
        }
    );
}

#[tokio::test]
async fn subscriptions_change_while_the_connection_stands() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let (wanted, watched) = watch::channel(BTreeSet::new());
    let mut stream = market_stream(&public(&base), CALM, watched);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    let tokens = |ids: &[&str]| ids.iter().map(|id| TokenId::new(id)).collect::<BTreeSet<_>>();
    wanted.send_replace(tokens(&["71", "72"]));
    let first = said(&mut socket).await;
    assert_eq!(
        (first["type"].as_str(), &first["assets_ids"]),
        (Some("market"), &json!(["71", "72"]))
    );
    wanted.send_replace(tokens(&["72", "73"]));
    let (left, joined) = (said(&mut socket).await, said(&mut socket).await);
    assert_eq!(left, json!({"operation": "unsubscribe", "assets_ids": ["71"]}));
    assert_eq!(joined, json!({"operation": "subscribe", "assets_ids": ["73"]}));
    tell(
        &mut socket,
        &json!([book("71", "0.1", "0.2"), book("73", "0.3", "0.4")]),
    )
    .await;
    loop {
        match next(&mut stream).await {
            // There is no HTTP behind this venue: the first reading of the new books fails.
            StreamEvent::Gap { .. } => {}
            StreamEvent::Item(MarketEvent::Book(book)) => {
                assert_eq!(book.token, TokenId::new("73"), "nothing of what is no longer wanted");
                break;
            }
            other => panic!("{other:?}"),
        }
    }
}

fn published(wallet: &str, size: f64) -> Value {
    json!({"topic": "activity", "type": "trades", "timestamp": 1_795_338_399_123_i64, "connection_id": "abc=", "payload": {
        "proxyWallet": wallet, "asset": "71", "conditionId": "0xC8", "side": "SELL", "price": 0.523, "size": size,
        "timestamp": 1_795_338_398, "transactionHash": "0xFE", "outcomeIndex": 999,
    }})
}

#[tokio::test]
async fn the_firehose_is_filtered_by_wallet() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let ours = "0x00000000000000000000000000000000000000AA";
    let wallet = WalletAddress::parse(ours).unwrap();
    let (wanted, watched) = watch::channel(BTreeSet::new());
    let mut stream = activity_stream(public(&base).transport(), CALM, watched);
    let (path, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(path, "/rtds");
    let asked = said(&mut socket).await;
    assert_eq!(
        asked,
        json!({"action": "subscribe", "subscriptions": [{"topic": "activity", "type": "trades"}]})
    );
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    tell(&mut socket, &published(ours, 1.0)).await;
    // Answered before the set changes, so that the first one is seen to be left out.
    tell(
        &mut socket,
        &json!({"topic": "activity", "type": "trades", "payload": {"proxyWallet": "broken"}}),
    )
    .await;
    socket.send(Message::text("{broken")).await.unwrap();
    assert!(matches!(next(&mut stream).await, StreamEvent::Gap { .. }));
    wanted.send_replace(BTreeSet::from([wallet.clone()]));
    tell(
        &mut socket,
        &published("0x00000000000000000000000000000000000000bb", 2.0),
    )
    .await;
    tell(&mut socket, &published(ours, 9.56)).await;
    let ActivityEvent::Row { trader, row } = item(&mut stream).await else {
        panic!("a row")
    };
    assert_eq!(
        (trader, row.kind, row.shares.to_string().as_str()),
        (wallet, RowKind::Trade(Side::Sell), "9.56")
    );
    assert_eq!(
        (row.at, row.price.to_string().as_str(), row.tx.as_str()),
        (VenueMs(1_795_338_398_000), "0.523", "0xfe")
    );
}

#[tokio::test]
async fn a_message_of_several_trades_brings_each_and_a_broken_one_spoils_no_other() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let ours = "0x00000000000000000000000000000000000000aa";
    let wallet = WalletAddress::parse(ours).unwrap();
    let (_wanted, watched) = watch::channel(BTreeSet::from([wallet.clone()]));
    let mut stream = activity_stream(public(&base).transport(), CALM, watched);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    said(&mut socket).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    let payload = |wallet: &str, size: f64| published(wallet, size)["payload"].clone();
    let mut broken = payload(ours, 3.0);
    broken["price"] = json!(null);
    let mut message = published(ours, 1.0);
    message["payload"] = json!([
        payload(ours, 1.0),
        payload("0x00000000000000000000000000000000000000bb", 2.0),
        7,
        broken,
        payload(ours, 4.0)
    ]);
    tell(&mut socket, &message).await;
    for size in [Some("1"), None, Some("4")] {
        match (item(&mut stream).await, size) {
            (ActivityEvent::Row { row, .. }, Some(size)) => assert_eq!(row.shares.to_string(), size),
            (ActivityEvent::Moved { trader }, None) => assert_eq!(trader, wallet),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_trade_of_the_stream_that_cannot_be_read_has_its_traders_activity_read() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let ours = "0x00000000000000000000000000000000000000aa";
    let wallet = WalletAddress::parse(ours).unwrap();
    let (_keep, watched) = watch::channel(BTreeSet::from([wallet.clone()]));
    let api = public(&base);
    let mut stream = activity_stream(api.transport(), CALM, watched);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    let mut combination = published(ours, 1.0);
    combination["payload"]["isCombo"] = json!(true);
    let mut broken = published(ours, 1.0);
    broken["payload"]["transactionHash"] = Value::Null;
    tell(&mut socket, &combination).await;
    tell(&mut socket, &broken).await;
    assert_eq!(item(&mut stream).await, ActivityEvent::Moved { trader: wallet });
    let counted = api.transport().unreadable();
    assert_eq!((counted[0].source, counted[0].count), (RowSource::ActivityStream, 1));
}

#[tokio::test]
async fn where_trades_are_silent_their_sister_says_whose_activity_to_read() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let ours = "0x00000000000000000000000000000000000000aa";
    let trader = WalletAddress::parse(ours).unwrap();
    let (_keep, watched) = watch::channel(BTreeSet::from([trader.clone()]));
    let mut stream = activity_stream(public(&base).transport(), QUICK, watched);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    let asked = said(&mut socket).await;
    assert_eq!(asked["subscriptions"].as_array().unwrap().len(), 1);
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    drop(socket);
    assert!(matches!(next(&mut stream).await, StreamEvent::Disconnected { .. }));
    let (_, mut socket) = soon("another connection", incoming.recv()).await;
    let asked = said(&mut socket).await;
    let topics: Vec<_> = asked["subscriptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["type"].clone())
        .collect();
    assert_eq!(
        topics,
        ["trades", "orders_matched"],
        "both, since the first brought nothing"
    );
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    let mut matched = published(ours, 9.56);
    matched["type"] = json!("orders_matched");
    tell(&mut socket, &matched).await;
    assert_eq!(item(&mut stream).await, ActivityEvent::Moved { trader: trader.clone() });
    // `trades` speaks again: its sister is not needed any more, and would say the same twice.
    tell(
        &mut socket,
        &published("0x00000000000000000000000000000000000000bb", 1.0),
    )
    .await;
    assert_eq!(
        said(&mut socket).await,
        json!({"action": "unsubscribe", "subscriptions": [{"topic": "activity", "type": "orders_matched"}]})
    );
    tell(&mut socket, &matched).await;
    tell(&mut socket, &published(ours, 9.56)).await;
    assert!(matches!(item(&mut stream).await, ActivityEvent::Row { .. }));
}

#[tokio::test]
async fn more_tokens_than_a_connection_takes_are_spread_over_several() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let token = |number: usize| TokenId::new(&format!("{number:04}"));
    let (wanted, watched) = watch::channel((0..450).map(token).collect::<BTreeSet<_>>());
    let mut stream = market_stream(&public(&base), CALM, watched);
    let mut sockets = Vec::new();
    let mut asked = BTreeSet::new();
    for _ in 0..3 {
        let (_, mut socket) = soon("a connection", incoming.recv()).await;
        let frame = said(&mut socket).await;
        let tokens: Vec<String> = serde_json::from_value(frame["assets_ids"].clone()).unwrap();
        assert!(tokens.len() <= 200, "{}", tokens.len());
        asked.extend(tokens.iter().cloned());
        sockets.push((socket, tokens));
    }
    assert_eq!(asked.len(), 450, "each once");
    assert_eq!(next(&mut stream).await, StreamEvent::Connected, "once all are");
    for (socket, tokens) in &mut sockets {
        tell(socket, &book(&tokens[0], "0.5", "0.52")).await;
        let MarketEvent::Book(shown) = item(&mut stream).await else {
            panic!("a book")
        };
        assert_eq!(shown.token.as_str(), tokens[0]);
    }
    // One of them goes: the whole is down until it is back.
    drop(sockets.remove(1));
    assert!(matches!(next(&mut stream).await, StreamEvent::Disconnected { .. }));
    let (_, mut again) = soon("a connection", incoming.recv()).await;
    said(&mut again).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    // Fewer are wanted: a connection without any is closed, and no new one is made.
    wanted.send_replace((0..10).map(token).collect());
    sockets.push((again, Vec::new()));
    let mut closed = 0;
    for (mut socket, _) in sockets {
        closed += usize::from(loop {
            match soon("an end", async { Some(socket.recv().await) }).await {
                // The one that stays leaves its other tokens.
                Some(Ok(Message::Text(text))) if text.contains("\"0010\"") => break false,
                Some(Ok(Message::Text(_))) => {}
                _ => break true,
            }
        });
    }
    assert_eq!(closed, 2);
}

#[tokio::test]
async fn a_token_that_stops_on_a_healthy_connection_is_taken_from_http_and_subscribed_anew() {
    let rest = get(|| async { book("71", "0.40", "0.60").to_string() });
    let (base, mut incoming) = sockets(Router::new().route("/book", rest)).await;
    let (_keep, wanted) = watch::channel(BTreeSet::from([TokenId::new("71")]));
    let tuning = Tuning {
        // Its first news comes long before.
        quiet_token: std::time::Duration::from_secs(3),
        ..CALM
    };
    let mut stream = market_stream(&public(&base), tuning, wanted);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    said(&mut socket).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    tell(&mut socket, &book("71", "0.50", "0.52")).await;
    assert_eq!(best(&mut stream).await, pair("0.5", "0.52"));
    // From here on nothing of it is heard.
    assert_eq!(best(&mut stream).await, pair("0.4", "0.6"));
    assert_eq!(
        said(&mut socket).await,
        json!({"operation": "unsubscribe", "assets_ids": ["71"]})
    );
    assert_eq!(
        said(&mut socket).await,
        json!({"operation": "subscribe", "assets_ids": ["71"]})
    );
}

#[tokio::test]
async fn a_message_that_cannot_be_read_leaves_only_the_books_it_names_in_doubt() {
    let asked = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = asked.clone();
    let rest = get(
        move |axum::extract::RawQuery(query): axum::extract::RawQuery| async move {
            let token = query.unwrap().replace("token_id=", "");
            kept.lock().unwrap().push(token.clone());
            book(&token, "0.40", "0.60").to_string()
        },
    );
    let (base, mut incoming) = sockets(Router::new().route("/book", rest)).await;
    let (_keep, wanted) = watch::channel(["71", "72"].map(TokenId::new).into());
    let api = public(&base);
    let mut stream = market_stream(&api, CALM, wanted);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    tell(
        &mut socket,
        &json!([book("71", "0.50", "0.52"), book("72", "0.50", "0.52")]),
    )
    .await;
    for _ in 0..2 {
        assert_eq!(best(&mut stream).await, pair("0.5", "0.52"));
    }
    tell(&mut socket, &change("72", "BUY", "soon", "10", ["0.5", "0.52"])).await;
    assert_eq!(best(&mut stream).await, pair("0.4", "0.6"));
    assert_eq!(*asked.lock().unwrap(), ["72"]);
    let counted = api.transport().unreadable();
    assert_eq!((counted[0].source, counted[0].count), (RowSource::MarketStream, 1));
}

#[tokio::test]
async fn recorded_user_messages_are_read_vectors() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let mut stream = user_stream(&trading(&base), CALM);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    for name in [
        "cancellation",
        "fok_killed",
        "matched",
        "msg",
        "placement",
        "update",
        "venue_cancel",
    ] {
        let Some(text) = recorded(&format!("streams/ws_user_order_{name}.json")) else {
            continue;
        };
        socket.send(Message::text(text)).await.unwrap();
        let event = item(&mut stream).await;
        match name {
            "fok_killed" => assert!(matches!(event, UserEvent::Unclear { .. }), "{name}: {event:?}"),
            "placement" | "msg" | "update" => {
                assert!(
                    matches!(
                        &event,
                        UserEvent::Order {
                            report: OrderReport::Open { .. },
                            ..
                        }
                    ),
                    "{name}: {event:?}"
                );
            }
            _ => assert!(
                matches!(
                    &event,
                    UserEvent::Order {
                        report: OrderReport::Closed { .. },
                        ..
                    }
                ),
                "{name}: {event:?}"
            ),
        }
    }
    for name in ["ws_user_trade", "ws_user_trade_msg"] {
        let Some(text) = recorded(&format!("streams/{name}.json")) else {
            continue;
        };
        let mut trade: Value = serde_json::from_str(&text).unwrap();
        trade["owner"] = json!(OWNER);
        tell(&mut socket, &trade).await;
        let UserEvent::Trade(leg) = item(&mut stream).await else {
            panic!("{name}")
        };
        assert_eq!(
            (leg.shares.to_string().as_str(), leg.settlement),
            ("25", Settlement::Confirmed),
            "{name}"
        );
    }
}

#[tokio::test]
async fn recorded_market_messages_are_read_vectors() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let token = TokenId::new("71321045679252212594626385532706912750332728571942532289631379312455583992563");
    let (_keep, wanted) = watch::channel(BTreeSet::from([token.clone()]));
    let mut stream = market_stream(&public(&base), CALM, wanted);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    let Some(text) = recorded("streams/ws_market_book_msg.json") else {
        return;
    };
    let mut whole: Value = serde_json::from_str(&text).unwrap();
    whole["tick_size"] = json!("0.01");
    tell(&mut socket, &whole).await;
    assert_eq!(best(&mut stream).await, pair("0.5", "0.51"));
    for quiet in ["best_bid_ask", "new_market", "resolved"] {
        let Some(text) = recorded(&format!("streams/ws_market_{quiet}_msg.json")) else {
            continue;
        };
        socket.send(Message::text(text)).await.unwrap();
    }
    let Some(text) = recorded("streams/ws_market_last_trade_msg.json") else {
        return;
    };
    socket.send(Message::text(text)).await.unwrap();
    let traded = MarketEvent::Traded(MarketTrade {
        token: token.clone(),
        side: Side::Buy,
        price: "0.51".parse().unwrap(),
        shares: "25".parse().unwrap(),
        at: VenueMs(1_703_875_202_000),
        transaction: None,
    });
    assert_eq!(item(&mut stream).await, traded);
    let Some(text) = recorded("streams/ws_market_tick_size_msg.json") else {
        return;
    };
    socket.send(Message::text(text)).await.unwrap();
    assert_eq!(
        item(&mut stream).await,
        MarketEvent::TickChanged {
            token,
            tick: Some(Tick::CENT)
        }
    );
}

#[tokio::test]
async fn recorded_activity_is_read_vectors() {
    let Ok(file) = std::fs::File::open(recorded_path("streams/rtds_activity_2026-08-19.jsonl.gz")) else {
        println!("skipped: no recorded activity");
        return;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let frames: Vec<String> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let payloads: Vec<Value> = frames
        .iter()
        .filter_map(|frame| serde_json::from_str(frame).ok())
        .collect();
    let wallets: BTreeSet<WalletAddress> = payloads
        .iter()
        .filter_map(|value| WalletAddress::parse(value["payload"]["proxyWallet"].as_str()?).ok())
        .collect();
    let trades = payloads.iter().filter(|value| value["type"] == "trades").count();
    assert!(trades > 0 && !wallets.is_empty());
    let (base, mut incoming) = sockets(Router::new()).await;
    let (_keep, wanted) = watch::channel(wallets);
    let mut stream = activity_stream(
        public(&base).transport(),
        Tuning {
            capacity: 1_000,
            ..CALM
        },
        wanted,
    );
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    for frame in frames {
        socket.send(Message::text(frame)).await.unwrap();
    }
    for _ in 0..trades {
        let ActivityEvent::Row { row, .. } = item(&mut stream).await else {
            panic!("a row")
        };
        assert!(row.shares.micros() > 0 && row.price.micros() > 0 && row.at.0 > 1_787_000_000_000);
    }
}
