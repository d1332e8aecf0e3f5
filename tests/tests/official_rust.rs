//! The official Rust SDK (`polymarket_client_sdk_v2`) as a judge: its own client and its own types take what the
//! simulated venue answers. What they do not take, and why, is listed where it is left out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::BTreeSet;
use std::str::FromStr;

use alloy::primitives::{Address, B256, U256};
use alloy::signers::Signer as _;
use alloy::signers::local::PrivateKeySigner;
use futures_util::{SinkExt, StreamExt};
use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, SocketStyle, Speed, TradeStamps, serve};
use pilotfish_tests::account::Account;
use polymarket_client_sdk_v2::POLYGON;
use polymarket_client_sdk_v2::clob::types::request::{
    BalanceAllowanceRequest, LastTradePriceRequest, MidpointRequest, OrderBookSummaryRequest, OrdersRequest,
    PriceRequest, TradesRequest,
};
use polymarket_client_sdk_v2::clob::types::response::OrderBookSummaryResponse;
use polymarket_client_sdk_v2::clob::types::{Amount, AssetType, OrderStatusType, OrderType, Side, SignatureType};
use polymarket_client_sdk_v2::clob::ws::types::response::WsMessage;
use polymarket_client_sdk_v2::clob::{Client, Config};
use polymarket_client_sdk_v2::gamma;
use polymarket_client_sdk_v2::gamma::types::request as asked;
use polymarket_client_sdk_v2::types::Decimal;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);

/// For what a venue on a busy machine comes to in its own time.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(300);

async fn venue() -> ServerHandle {
    serve(ServerOptions {
        speed: Speed::times(60),
        ..ServerOptions::new(VenueOptions::seeded(7, START))
    })
    .await
    .unwrap()
}

fn client(server: &ServerHandle) -> Client {
    Client::new(&format!("{}/", server.http_url()), Config::default()).unwrap()
}

/// An open market with both sides in its book: its condition, its first token and the book.
async fn busy_market(server: &ServerHandle) -> (String, U256, OrderBookSummaryResponse) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/markets/keyset?limit=100", server.http_url());
    let page: Value = http.get(url).send().await.unwrap().json().await.unwrap();
    for market in page["markets"].as_array().unwrap() {
        let tokens: Vec<String> = serde_json::from_str(market["clobTokenIds"].as_str().unwrap()).unwrap();
        let Some(token) = tokens.first().and_then(|token| U256::from_str(token).ok()) else {
            continue;
        };
        let request = OrderBookSummaryRequest::builder().token_id(token).build();
        let book = client(server).order_book(&request).await.unwrap();
        // A cent's tick: on finer ones the SDK's market orders break the venue's flat precision rule (polymarket-api §4.6).
        let in_cents = book.tick_size.as_decimal() == Decimal::new(1, 2);
        if in_cents && !book.bids.is_empty() && !book.asks.is_empty() {
            return (market["conditionId"].as_str().unwrap().to_owned(), token, book);
        }
    }
    panic!("no market has a book in cents");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn public_routes_of_the_clob_are_taken() {
    let server = venue().await;
    let client = client(&server);
    let (condition, token, book) = busy_market(&server).await;
    assert_eq!(client.ok().await.unwrap(), "OK");
    assert!(client.server_time().await.unwrap() > 1_700_000_000);
    assert_eq!(client.version().await.unwrap(), 2);
    let tick = client.tick_size(token).await.unwrap();
    assert_eq!(book.tick_size.as_decimal(), tick.minimum_tick_size.as_decimal());
    assert!(!client.neg_risk(token).await.unwrap().neg_risk);
    let market = client.market(&condition).await.unwrap();
    assert_eq!(market.tokens.len(), 2);
    assert!(market.tokens.iter().any(|outcome| outcome.token_id == token));
    let info = client.clob_market_info(&condition).await.unwrap();
    assert_eq!(info.tokens.len(), 2);
    let by_token = client.market_by_token(token).await.unwrap();
    assert_eq!(by_token.primary_token_id, token);
    let mid = client
        .midpoint(&MidpointRequest::builder().token_id(token).build())
        .await
        .unwrap();
    assert!(mid.mid > Decimal::ZERO && mid.mid < Decimal::ONE);
    let price = PriceRequest::builder().token_id(token).side(Side::Buy).build();
    assert!(client.price(&price).await.unwrap().price > Decimal::ZERO);
    client
        .last_trade_price(&LastTradePriceRequest::builder().token_id(token).build())
        .await
        .unwrap();
    let request = OrderBookSummaryRequest::builder().token_id(token).build();
    assert_eq!(client.order_books(&[request]).await.unwrap().len(), 1);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_and_trades_of_a_deposit_wallet_are_placed_read_and_cancelled() {
    let server = venue().await;
    let account = Account::at(&server.http_url(), 7).await;
    let signer = PrivateKeySigner::from_slice(&account.key)
        .unwrap()
        .with_chain_id(Some(POLYGON));
    let client = client(&server)
        .authentication_builder(&signer)
        .signature_type(SignatureType::Poly1271)
        .funder(account.wallet.parse::<Address>().unwrap())
        .authenticate()
        .await
        .unwrap();
    assert!(!client.closed_only_mode().await.unwrap().closed_only);
    client.api_keys().await.unwrap();
    let balance = BalanceAllowanceRequest::builder()
        .asset_type(AssetType::Collateral)
        .build();
    let balance = client.balance_allowance(balance).await.unwrap();
    assert!(
        balance.balance > Decimal::ZERO && balance.allowances.len() >= 3,
        "{balance:?}"
    );
    let (_, token, book) = busy_market(&server).await;
    let resting = client
        .limit_order()
        .token_id(token)
        .side(Side::Buy)
        .price(book.tick_size.as_decimal())
        .size(Decimal::from(20))
        .build()
        .await
        .unwrap();
    let signed = client.sign(&signer, resting).await.unwrap();
    let placed = client.post_order(signed).await.unwrap();
    assert!(placed.success && placed.status == OrderStatusType::Live, "{placed:?}");
    let open = client.orders(&OrdersRequest::default(), None).await.unwrap();
    assert_eq!(open.data.len(), 1);
    assert_eq!(open.data[0].id, placed.order_id);
    assert_eq!(
        client.order(&placed.order_id).await.unwrap().original_size,
        Decimal::from(20)
    );
    // Whole cents: what the SDK's market builder rounds otherwise the venue refuses (polymarket-api §4.6).
    let taking = client
        .market_order()
        .token_id(token)
        .side(Side::Buy)
        .amount(Amount::usdc(Decimal::from(5)).unwrap())
        .order_type(OrderType::FAK)
        .build()
        .await
        .unwrap();
    let signed = client.sign(&signer, taking).await.unwrap();
    let taken = client.post_order(signed).await.unwrap();
    assert!(taken.success && !taken.trade_ids.is_empty(), "{taken:?}");
    let trades = client.trades(&TradesRequest::default(), None).await.unwrap();
    let ids: BTreeSet<&str> = trades.data.iter().map(|trade| trade.id.as_str()).collect();
    assert!(taken.trade_ids.iter().all(|id| ids.contains(id.as_str())), "{ids:?}");
    let gone = client.cancel_all_orders().await.unwrap();
    assert_eq!(gone.canceled, [placed.order_id]);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gammas_lists_and_single_rows_are_taken() {
    let server = venue().await;
    let client = gamma::Client::new(&format!("{}/", server.http_url())).unwrap();
    let markets = client
        .markets(&asked::MarketsRequest::builder().limit(100).build())
        .await
        .unwrap();
    assert!(!markets.is_empty());
    for market in &markets {
        let whole = market.condition_id.is_some() && market.end_date.is_some() && market.best_ask.is_some();
        assert!(
            whole
                && market
                    .clob_token_ids
                    .as_ref()
                    .is_some_and(|ids| matches!(ids.len(), 0 | 2)),
            "{market:?}"
        );
    }
    let closed = asked::MarketsRequest::builder().limit(20).closed(true).build();
    let closed = client.markets(&closed).await.unwrap();
    assert!(
        closed
            .iter()
            .all(|market| market.closed == Some(true) && market.closed_time.is_some())
    );
    let first = &markets[0];
    let by_id = asked::MarketByIdRequest::builder().id(first.id.clone()).build();
    assert_eq!(client.market_by_id(&by_id).await.unwrap().slug, first.slug);
    let slug = first.slug.clone().unwrap();
    let by_slug = asked::MarketBySlugRequest::builder().slug(slug).build();
    assert_eq!(client.market_by_slug(&by_slug).await.unwrap().id, first.id);
    let events = client
        .events(&asked::EventsRequest::builder().limit(100).build())
        .await
        .unwrap();
    assert!(
        events
            .iter()
            .all(|event| event.markets.as_ref().is_some_and(|markets| !markets.is_empty()))
    );
    let event = asked::EventByIdRequest::builder().id(events[0].id.clone()).build();
    assert_eq!(client.event_by_id(&event).await.unwrap().slug, events[0].slug);
    let tags = client.tags(&asked::TagsRequest::builder().build()).await.unwrap();
    assert!(!tags.is_empty());
    let found = asked::SearchRequest::builder()
        .q("25usdc")
        .search_profiles(true)
        .build();
    let found = client.search(&found).await.unwrap();
    let wallet = found.profiles.unwrap()[0].proxy_wallet.unwrap();
    let profile = asked::PublicProfileRequest::builder().address(wallet).build();
    assert_eq!(
        client.public_profile(&profile).await.unwrap().proxy_wallet,
        Some(wallet)
    );
    server.shutdown().await;
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// A socket whose subscription has been taken, and what it said before it said so.
async fn subscribed(server: &ServerHandle, path: &str, subscription: &Value) -> (Socket, Vec<String>) {
    let (mut socket, _) = tokio_tungstenite::connect_async(format!("{}{path}", server.socket_url()))
        .await
        .unwrap();
    socket.send(Message::text(subscription.to_string())).await.unwrap();
    socket.send(Message::text("PING")).await.unwrap();
    let mut early = Vec::new();
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) if text.as_str() == "PONG" => return (socket, early),
            Some(Ok(Message::Text(text))) => early.push(text.to_string()),
            other => panic!("no PONG: {other:?}"),
        }
    }
}

/// Everything until each wanted event was heard. Each message is read as the SDK reads it.
async fn heard((mut socket, early): (Socket, Vec<String>), wanted: &[&str]) -> Vec<WsMessage> {
    let mut missing: BTreeSet<&str> = wanted.iter().copied().collect();
    let (mut read, mut texts) = (Vec::new(), early);
    let deadline = tokio::time::Instant::now() + LIMIT;
    loop {
        for text in texts.drain(..) {
            let Ok(value) = serde_json::from_str::<Value>(&text) else {
                continue;
            };
            let messages = value.as_array().cloned().unwrap_or_else(|| vec![value]);
            for message in messages {
                missing.remove(message["event_type"].as_str().unwrap_or_default());
                if lacks_a_price(&message) {
                    continue;
                }
                let taken = serde_json::from_value::<WsMessage>(message.clone());
                read.push(taken.unwrap_or_else(|error| panic!("{error}: {message}")));
            }
        }
        if missing.is_empty() {
            return read;
        }
        let next = tokio::time::timeout_at(deadline, socket.next()).await;
        match next.unwrap_or_else(|_| panic!("within {LIMIT:?} not heard: {missing:?}")) {
            Some(Ok(Message::Text(text))) => texts.push(text.to_string()),
            Some(Ok(_)) => {}
            other => panic!("the socket ended: {other:?}"),
        }
    }
}

/// What the SDK is known not to read (polymarket-api §6.4, §9.6): an empty price of a side without offers, a killed
/// order's empty size.
fn lacks_a_price(message: &Value) -> bool {
    let empty = |value: &Value, name: &str| value[name] == "";
    let none = Vec::new();
    let changes = message["price_changes"].as_array().unwrap_or(&none);
    let sides = ["best_bid", "best_ask", "spread", "winning_asset_id"];
    sides.iter().any(|name| empty(message, name))
        || changes
            .iter()
            .any(|change| sides.iter().any(|name| empty(change, name)))
        || empty(message, "size_matched")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_the_market_channel_are_taken() {
    let server = venue().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/markets/keyset?limit=100", server.http_url());
    let page: Value = http.get(url).send().await.unwrap().json().await.unwrap();
    let markets = page["markets"].as_array().unwrap();
    let tokens: Vec<String> = markets
        .iter()
        .flat_map(|market| serde_json::from_str::<Vec<String>>(market["clobTokenIds"].as_str().unwrap()).unwrap())
        .collect();
    // Days in seconds: markets open and resolve now and then only.
    server.set_clock(Some(Speed::times(7_200)), None).unwrap();
    let asked = json!({"type": "market", "assets_ids": tokens, "custom_feature_enabled": true});
    let wanted = [
        "book",
        "price_change",
        "last_trade_price",
        "best_bid_ask",
        "new_market",
        "market_resolved",
    ];
    let read = heard(subscribed(&server, "/ws/market", &asked).await, &wanted).await;
    assert!(read.iter().all(WsMessage::is_market));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_the_user_channel_are_taken_with_stamps_in_seconds() {
    let server = serve(ServerOptions {
        style: SocketStyle {
            trade_stamps: TradeStamps::Seconds,
            ..SocketStyle::default()
        },
        ..ServerOptions::new(VenueOptions::seeded(7, START))
    })
    .await
    .unwrap();
    let account = Account::at(&server.http_url(), 7).await;
    let signer = PrivateKeySigner::from_slice(&account.key)
        .unwrap()
        .with_chain_id(Some(POLYGON));
    let client = client(&server)
        .authentication_builder(&signer)
        .signature_type(SignatureType::Poly1271)
        .funder(account.wallet.parse::<Address>().unwrap())
        .authenticate()
        .await
        .unwrap();
    let (_, token, _) = busy_market(&server).await;
    let user = subscribed(&server, "/ws/user", &account.user_subscription()).await;
    let order = client
        .market_order()
        .token_id(token)
        .side(Side::Buy)
        .amount(Amount::usdc(Decimal::from(5)).unwrap())
        .order_type(OrderType::FAK)
        .build()
        .await
        .unwrap();
    let signed = client.sign(&signer, order).await.unwrap();
    client.post_order(signed).await.unwrap();
    let read = heard(user, &["order", "trade"]).await;
    assert!(read.iter().all(WsMessage::is_user));
    let trade = read.iter().find_map(|message| match message {
        WsMessage::Trade(trade) => Some(trade),
        _ => None,
    });
    let trade = trade.expect("a trade");
    assert!(trade.matchtime.is_some() && trade.market != B256::ZERO, "{trade:?}");
    server.shutdown().await;
}
