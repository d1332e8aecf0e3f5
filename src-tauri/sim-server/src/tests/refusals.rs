//! Every documented refusal of trading, provoked over the wire: its status, its words.

use pilotfish_copy::market::{Exchange as Contract, Side};
use serde_json::{Value, json};

use super::super::ServerHandle;
use super::super::state::real_seconds;
use super::client::{Client, OrderWish, Wallet, paused};
use super::trading::{now_s, resting, taking};

/// A paused world, a client, a token and its book.
async fn market() -> (ServerHandle, Client, String, Value) {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    (server, client, token, book)
}

fn refused(text: &str) -> (u16, Value) {
    (400, json!({ "error": text }))
}

async fn control(client: &Client, path: &str, body: Value) {
    let (status, answer) = client.post_plain(path, &body).await;
    assert_eq!(status, 200, "{path} {body}: {answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_restricted_modes_refuse_orders_and_cancels_as_documented() {
    let (server, mut client, token, book) = market().await;
    let wish = resting(&token, &book, Wallet::Deposit, now_s(&server));
    let (id, body) = client.order(&wish);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    let cancel = json!({ "orderID": id }).to_string();
    let disabled = "Trading is currently disabled. Check polymarket.com for updates";
    let cancel_only = "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.";
    // The matching engine's restart has no body to go by.
    for (mode, status, expected) in [
        ("restarting", 425, Value::Null),
        ("disabled", 503, json!({ "error": disabled })),
        ("cancel_only", 503, json!({ "error": cancel_only })),
    ] {
        control(&client, "/sim/mode", json!({ "mode": mode })).await;
        let body = client.order(&wish).1;
        assert_eq!(
            client.l2("POST", "/order", &body).await,
            (status, expected.clone()),
            "{mode}"
        );
        let batch = format!("[{body}]");
        assert_eq!(
            client.l2("POST", "/orders", &batch).await,
            (status, expected.clone()),
            "{mode}"
        );
        if mode != "cancel_only" {
            for (path, body) in [("/order", cancel.as_str()), ("/cancel-all", "")] {
                let answer = client.l2("DELETE", path, body).await;
                assert_eq!(answer, (status, expected.clone()), "{mode} {path}");
            }
        }
    }
    let (status, answer) = client.l2("DELETE", "/order", &cancel).await;
    assert_eq!(
        (status, &answer["canceled"]),
        (200, &json!([id])),
        "cancel-only takes cancels"
    );
    control(&client, "/sim/mode", json!({ "mode": "running" })).await;
    let body = client.order(&wish).1;
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn post_only_mode_says_when_to_come_back_and_takes_post_only_orders() {
    let (server, mut client, token, book) = market().await;
    control(&client, "/sim/mode", json!({ "mode": "post_only", "for_seconds": 90 })).await;
    let wish = resting(&token, &book, Wallet::Account, now_s(&server));
    let body = client.order(&wish).1;
    let request = client.l2_request("POST", "/order", &body, real_seconds());
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "90");
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let text = "post-only mode: only post-only orders and cancels are allowed";
    let expected = json!({ "error": text, "code": "post_only_mode", "retry_after_seconds": 90 });
    assert_eq!(answer, expected);
    let mut good: Value = serde_json::from_str(&client.order(&wish).1).unwrap();
    good["postOnly"] = json!(true);
    // Legs of both kinds: those that are allowed are taken.
    let batch = format!("[{body},{good}]");
    let (status, legs) = client.l2("POST", "/orders", &batch).await;
    assert_eq!(
        (status, &legs[0]["errorMsg"], &legs[1]["status"]),
        (200, &json!(text), &json!("live"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_bound_by_their_status() {
    let (server, mut client, token, book) = market().await;
    let wallet = client.address(Wallet::Deposit);
    let account = format!("/sim/accounts/{wallet}");
    let wish = resting(&token, &book, Wallet::Deposit, now_s(&server));
    let sale = OrderWish {
        side: Side::Sell,
        maker_micros: wish.taker_micros,
        taker_micros: wish.taker_micros / 2,
        ..wish
    };
    for (standing, expected) in [
        (
            "closed_only",
            refused(&format!("'{wallet}' address in closed only mode")),
        ),
        ("banned", refused(&format!("'{wallet}' address banned"))),
        (
            "blocked",
            (403, json!({ "error": "Trading restricted in your region" })),
        ),
    ] {
        control(&client, &account, json!({ "status": standing })).await;
        let body = client.order(&wish).1;
        assert_eq!(client.l2("POST", "/order", &body).await, expected);
        let (_, ban) = client.l2("GET", "/auth/ban-status/closed-only", "").await;
        assert_eq!(ban, json!({ "closed_only": standing == "closed_only" }));
    }
    // Closing is allowed; there is nothing to close here.
    control(&client, &account, json!({ "status": "closed_only" })).await;
    let (_, body) = client.order(&sale);
    let (_, answer) = client.l2("POST", "/order", &body).await;
    let text = answer["error"].as_str().unwrap();
    assert!(
        text.starts_with("not enough balance / allowance: the balance is not enough -> balance: 0"),
        "{text}"
    );
    control(&client, &account, json!({ "status": "open", "paused": true })).await;
    let body = client.order(&wish).1;
    let on_chain = refused("order canceled in the CTF exchange contract");
    assert_eq!(client.l2("POST", "/order", &body).await, on_chain);
    let (status, _) = client.post_plain(&account, &json!({ "status": "beloved" })).await;
    assert_eq!(status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_game_delays_what_takes_and_says_so() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let late = |market: &Value| market["secondsDelay"].as_u64().is_some_and(|seconds| seconds > 0);
    let (token, book) = client.token_of(late).await;
    let (id, body) = client.order(&taking(&token, &book, Wallet::Deposit, 5));
    let (status, answer) = client.l2("POST", "/order", &body).await;
    assert_eq!(
        (status, &answer["status"], &answer["orderID"]),
        (200, &json!("delayed"), &json!(id))
    );
    assert_eq!(answer["errorMsg"], "order match delayed due to market conditions");
    let (_, order) = client.l2("GET", &format!("/data/order/{id}"), "").await;
    assert_eq!(
        (&order["status"], &order["size_matched"]),
        (&json!("DELAYED"), &json!("0"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_came_late_trades_with_a_deposit_wallet_only() {
    let (server, mut client, token, book) = market().await;
    for wallet in Wallet::ALL {
        let account = format!("/sim/accounts/{}", client.address(wallet));
        let only = json!({ "status": "deposit_wallet_only" });
        if wallet != Wallet::Deposit {
            control(&client, &account, only).await;
        }
        let wish = resting(&token, &book, wallet, now_s(&server));
        let body = client.order(&wish).1;
        let answer = client.l2("POST", "/order", &body).await;
        if wallet == Wallet::Deposit {
            assert_eq!(answer.0, 200);
        } else {
            let flow = "maker address not allowed, please use the deposit wallet flow";
            assert_eq!(answer, refused(flow), "{wallet:?}");
            control(&client, &account, json!({ "status": "open" })).await;
            assert_eq!(client.l2("POST", "/order", &body).await.0, 200, "{wallet:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_allowance_names_the_spender() {
    let (server, mut client, token, book) = market().await;
    let account = format!("/sim/accounts/{}", client.address(Wallet::Deposit));
    let allow = |allowed: bool| {
        let allowance = json!({ "contract": "standard", "asset": "collateral", "allowed": allowed });
        json!({ "allowance": allowance })
    };
    control(&client, &account, allow(false)).await;
    let body = client.order(&resting(&token, &book, Wallet::Deposit, now_s(&server))).1;
    let spender = "0xE111180000d2663C0091e4f400237545B87B996B";
    let text =
        format!("not enough balance / allowance: the allowance is not enough -> spender: {spender}, allowance: 0");
    assert_eq!(client.l2("POST", "/order", &body).await, refused(&text));
    let path = "/balance-allowance?asset_type=COLLATERAL&signature_type=3";
    assert_eq!(client.l2("GET", path, "").await.1["allowances"][spender], "0");
    control(&client, &account, allow(true)).await;
    assert_ne!(client.l2("GET", path, "").await.1["allowances"][spender], "0");
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engines_own_troubles_come_on_request() {
    let (server, mut client, token, book) = market().await;
    let wallet = client.address(Wallet::Account);
    let wish = resting(&token, &book, Wallet::Account, now_s(&server));
    let discrepancy =
        "the price of the taker's order has a discrepancy greater than allowed with the worst maker order";
    for (reason, status, text) in [
        ("invalid_nonce", 400, "invalid nonce"),
        ("not_ready", 400, "the market is not yet ready to process new orders"),
        ("no_matching_orders", 500, "there are no matching orders"),
        ("fok_race", 500, "FOK orders are filled or killed"),
        ("rounding_issues", 500, "the trade contains rounding issues"),
        ("price_discrepancy", 500, discrepancy),
    ] {
        control(
            &client,
            "/sim/refusals",
            json!({ "reason": reason, "wallet": wallet, "orders": 2 }),
        )
        .await;
        let body = client.order(&wish).1;
        let answer = client.l2("POST", "/order", &body).await;
        assert_eq!(answer, (status, json!({ "error": text })));
        // In a batch it is the leg's.
        let (status, legs) = client.l2("POST", "/orders", &format!("[{body}]")).await;
        let leg = (&legs[0]["success"], &legs[0]["orderID"], &legs[0]["errorMsg"]);
        assert_eq!((status, leg), (200, (&json!(true), &json!(""), &json!(text))));
        // And it is over: the very same order is taken.
        assert_eq!(client.l2("POST", "/order", &body).await.0, 200, "{reason}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_for_another_version_of_the_exchange_is_a_version_mismatch() {
    let (server, mut client, token, book) = market().await;
    let wish = resting(&token, &book, Wallet::Deposit, now_s(&server));
    for wallet in Wallet::ALL {
        let wish = OrderWish { wallet, ..wish };
        let other = client.order_for(&wish, Contract::PositionsV3).1;
        assert_eq!(
            client.l2("POST", "/order", &other).await,
            refused("order_version_mismatch"),
            "{wallet:?}"
        );
        let neg_risk = client.order_for(&wish, Contract::NegRiskV2).1;
        assert_eq!(
            client.l2("POST", "/order", &neg_risk).await,
            refused("invalid signature"),
            "{wallet:?}"
        );
    }
    let mut first: Value = serde_json::from_str(&client.order(&wish).1).unwrap();
    let order = first["order"].as_object_mut().unwrap();
    order.remove("timestamp");
    order.insert("nonce".to_owned(), json!("0"));
    order.insert("feeRateBps".to_owned(), json!("0"));
    assert_eq!(
        client.l2("POST", "/order", &first.to_string()).await,
        refused("order_version_mismatch")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_orders_or_ids_are_refused_in_their_own_words() {
    let (_server, mut client, token, book) = market().await;
    let body = client.order(&taking(&token, &book, Wallet::Account, 5)).1;
    let many = format!("[{}]", vec![body; 16].join(","));
    let text = "Too many orders in payload: 16, max allowed: 15";
    assert_eq!(client.l2("POST", "/orders", &many).await, refused(text));
    let ids = json!(vec![format!("0x{}", "ab".repeat(32)); 1_001]).to_string();
    let text = "Too many orders in payload, max allowed: 1000";
    assert_eq!(client.l2("DELETE", "/orders", &ids).await, refused(text));
    let nonsense = json!({ "orderID": "0x12" }).to_string();
    assert_eq!(
        client.l2("DELETE", "/order", &nonsense).await,
        refused("Invalid orderID")
    );
}
