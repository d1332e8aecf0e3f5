//! The CLOB's routes beside trading: heartbeats, notifications, lists of markets, many books at once.

use serde_json::{Value, json};

use super::super::clients::HEART_STOPS_AFTER_MS;
use super::client::{Client, Wallet, let_pass, options, paused, start};
use super::trading::{now_s, resting, taking};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heart_that_stops_cancels_at_the_very_instant_and_only_its_owners() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let mut ids = Vec::new();
    for wallet in Wallet::ALL {
        let (id, body) = client.order(&resting(&token, &book, wallet, now_s(&server)));
        assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
        ids.push(id);
    }
    let started = server.clock().unwrap().now;
    let first = json!({ "heartbeat_id": null }).to_string();
    let (status, beat) = client.l2("POST", "/v1/heartbeats", &first).await;
    assert_eq!((status, &beat["error"]), (200, &Value::Null), "{beat}");
    let (status, wrong) = client.l2("POST", "/v1/heartbeats", &first).await;
    assert_eq!((status, &wrong["heartbeat_id"]), (400, &beat["heartbeat_id"]));
    let_pass(&server, HEART_STOPS_AFTER_MS + 5_000).await;
    let ended = started.plus(HEART_STOPS_AFTER_MS).0.div_euclid(1_000);
    let (_, told) = client.l2("GET", "/notifications", "").await;
    for id in &ids {
        let (_, order) = client.l2("GET", &format!("/data/order/{id}"), "").await;
        assert_eq!(order["status"], "CANCELED");
        let row = told
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["payload"]["order_id"] == *id);
        let row = row.expect("a notification of each cancellation");
        assert_eq!((&row["type"], &row["timestamp"]), (&json!(1), &json!(ended)));
    }
    // Nothing beats any more: the next one begins with the id that the venue names.
    let stale = json!({ "heartbeat_id": beat["heartbeat_id"] }).to_string();
    let (status, anew) = client.l2("POST", "/v1/heartbeats", &stale).await;
    assert_eq!(status, 400);
    let next = json!({ "heartbeat_id": anew["heartbeat_id"] }).to_string();
    assert_eq!(client.l2("POST", "/v1/heartbeats", &next).await.0, 200);
    assert_eq!(
        client.l2("POST", "/heartbeats", "").await,
        (200, json!({ "status": "ok" }))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fills_and_cancellations_are_told_until_they_are_taken_off() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let (bought, body) = client.order(&taking(&token, &book, Wallet::Proxy, 5));
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    let path = "/notifications?signature_type=1";
    let (_, told) = client.l2("GET", path, "").await;
    let rows = told.as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!((&row["type"], &row["owner"]), (&json!(2), &json!(client.api_key)));
        assert_eq!(
            (&row["payload"]["order_id"], &row["payload"]["asset_id"]),
            (&json!(bought), &json!(token))
        );
    }
    // Another wallet's are not shown, and all without a type are.
    assert_eq!(
        client.l2("GET", "/notifications?signature_type=2", "").await.1,
        json!([])
    );
    assert_eq!(client.l2("GET", "/notifications", "").await.1, told);
    let id = rows[0]["id"].clone();
    assert_eq!(
        client.l2("DELETE", &format!("/notifications?ids={id},17"), "").await,
        (200, json!("OK"))
    );
    let (_, left) = client.l2("GET", path, "").await;
    assert_eq!(left.as_array().unwrap().len(), rows.len() - 1);
    assert!(left.as_array().unwrap().iter().all(|row| row["id"] != id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lists_of_markets_are_pages_and_the_same_under_either_path() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (_, page) = client.get("/markets?next_cursor=MA==").await;
    assert_eq!(page, client.get("/clob/markets").await.1);
    let rows = page["data"].as_array().unwrap();
    assert_eq!(
        (&page["count"], &page["next_cursor"]),
        (&json!(rows.len()), &json!("LTE="))
    );
    let (_, gammas) = client.get("/markets?closed=true&limit=500").await;
    let (_, open) = client.get("/markets?limit=500").await;
    assert_eq!(
        rows.len(),
        gammas.as_array().unwrap().len() + open.as_array().unwrap().len()
    );
    let (_, sampled) = client.get("/sampling-simplified-markets").await;
    let sampled = sampled["data"].as_array().unwrap().clone();
    assert_eq!(sampled.len(), open.as_array().unwrap().len());
    let whole = rows
        .iter()
        .find(|row| row["condition_id"] == sampled[0]["condition_id"])
        .unwrap();
    for (field, value) in sampled[0].as_object().unwrap() {
        assert_eq!(value, &whole[field], "{field}");
    }
    let condition = sampled[0]["condition_id"].as_str().unwrap();
    let (_, events) = client.get(&format!("/markets/live-activity/{condition}")).await;
    assert!(
        events
            .as_array()
            .unwrap()
            .iter()
            .all(|event| event["market"]["condition_id"] == condition)
    );
    assert_eq!(client.get("/markets/live-activity/0x12").await.0, 404);
    assert_eq!(client.get("/sampling-markets?next_cursor=nonsense").await.0, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tokens_at_once_get_what_each_gets_alone() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (token, book) = client.token_with_book().await;
    let asked = json!([{ "token_id": token }, { "token_id": "12345" }]);
    assert_eq!(client.post_plain("/books", &asked).await.1, json!([book]));
    let alone = |path: &str| format!("{path}?token_id={token}");
    for (many, one, field) in [("/midpoints", "/midpoint", "mid"), ("/spreads", "/spread", "spread")] {
        let (_, single) = client.get(&alone(one)).await;
        let (_, found) = client.post_plain(many, &asked).await;
        assert_eq!(found, json!({ token.as_str(): single[field] }), "{many}");
    }
    let sides = json!([{ "token_id": token, "side": "BUY" }, { "token_id": token, "side": "SELL" }]);
    let (_, prices) = client.post_plain("/prices", &sides).await;
    for side in ["BUY", "SELL"] {
        let (_, single) = client.get(&format!("{}&side={side}", alone("/price"))).await;
        assert_eq!(prices[&token][side], single["price"]);
    }
    assert_eq!(client.post_plain("/prices", &asked).await.0, 400, "a price has a side");
    let (_, single) = client.get(&alone("/last-trade-price")).await;
    let (_, last) = client.post_plain("/last-trades-prices", &asked).await;
    assert_eq!(
        last,
        json!([{ "price": single["price"], "side": single["side"], "token_id": token }])
    );
    let many = vec![json!({ "token_id": token }); 501];
    assert_eq!(client.post_plain("/midpoints", &many.into()).await.0, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_wallet_of_a_key_begins_with_the_balance_and_its_own_shares() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let (_, body) = client.order(&taking(&token, &book, Wallet::Safe, 5));
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    for wallet in Wallet::ALL {
        let kind = wallet.signature_type();
        let cash = format!("/balance-allowance?asset_type=COLLATERAL&signature_type={kind}");
        let (_, cash) = client.l2("GET", &cash, "").await;
        let shares = format!("/balance-allowance?asset_type=CONDITIONAL&signature_type={kind}&token_id={token}");
        let (_, shares) = client.l2("GET", &shares, "").await;
        let untouched = cash["balance"] == "10000000000" && shares["balance"] == "0";
        assert_eq!(untouched, wallet != Wallet::Safe, "{wallet:?}: {cash} {shares}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_overridden_holds_in_the_continued_world() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(options(Some(folder.path()))).await;
    server.set_clock(None, Some(true)).unwrap();
    let mut client = Client::authenticated(&server).await;
    let account = format!("/sim/accounts/{}", client.address(Wallet::Account));
    for (path, body) in [
        ("/sim/mode", json!({ "mode": "post_only" })),
        (account.as_str(), json!({ "status": "closed_only" })),
        ("/sim/mode", json!({ "mode": "cancel_only", "for_seconds": 3_600 })),
    ] {
        assert_eq!(client.post_plain(path, &body).await.0, 200, "{path}");
    }
    server.shutdown().await;
    let server = paused(Some(folder.path())).await;
    client.base = server.http_url();
    let (_, ban) = client.l2("GET", "/auth/ban-status/closed-only", "").await;
    assert_eq!(ban, json!({ "closed_only": true }));
    let (token, book) = client.token_with_book().await;
    let body = client.order(&resting(&token, &book, Wallet::Deposit, now_s(&server))).1;
    assert_eq!(client.l2("POST", "/order", &body).await.0, 503);
}
