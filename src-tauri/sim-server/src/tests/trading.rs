//! Orders over the real wire: posting, refusals, fills, settlement, cancelling.

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Tick};
use serde_json::{Value, json};

use super::client::{Client, OrderWish, Wallet, let_pass, paused};

/// A level's price or size in base units.
pub(super) fn micros(value: &Value) -> i64 {
    value.as_str().unwrap().parse::<Shares>().unwrap().micros()
}

pub(super) fn best(book: &Value, side: &str) -> (i64, i64) {
    let level = book[side].as_array().unwrap().last().unwrap();
    (micros(&level["price"]), micros(&level["size"]))
}

fn unsigned(micros: i64) -> u64 {
    u64::try_from(micros).unwrap()
}

/// A purchase of 20 shares one tick over nothing, far under the market: it rests.
pub(super) fn resting<'a>(token: &'a str, book: &Value, wallet: Wallet, now_s: i64) -> OrderWish<'a> {
    let tick: Tick = book["tick_size"].as_str().unwrap().parse().unwrap();
    let price = tick.lowest().micros();
    let (bid, _) = best(book, "bids");
    assert!(price < bid, "the bid {bid} leaves room under it");
    let shares = 20_000_000;
    OrderWish {
        wallet,
        token,
        side: Side::Buy,
        maker_micros: unsigned(shares * price / 1_000_000),
        taker_micros: unsigned(shares),
        kind: "GTD",
        expiration_s: now_s + 60 + 3_600,
    }
}

/// A fill-and-kill purchase for about `dollars` at the ask or better.
pub(super) fn taking<'a>(token: &'a str, book: &Value, wallet: Wallet, dollars: u64) -> OrderWish<'a> {
    let (ask, _) = best(book, "asks");
    let shares = dollars * 1_000_000 * 1_000_000 / unsigned(ask) / 100 * 100;
    OrderWish {
        wallet,
        token,
        side: Side::Buy,
        maker_micros: dollars * 1_000_000,
        taker_micros: shares,
        kind: "FAK",
        expiration_s: 0,
    }
}

pub(super) fn now_s(server: &super::super::ServerHandle) -> i64 {
    server.clock().unwrap().now.0 / 1_000
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resting_order_is_seen_cancelled_and_known_again_for_every_wallet_type() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let mut socket = client.user_socket().await;
    for wallet in Wallet::ALL {
        let wish = resting(&token, &book, wallet, now_s(&server));
        let (id, body) = client.order(&wish);
        let (status, answer) = client.l2("POST", "/order", &body).await;
        assert_eq!(
            (status, &answer["orderID"], &answer["status"]),
            (200, &json!(id), &json!("live")),
            "{answer}"
        );
        assert_eq!(
            (&answer["makingAmount"], &answer["success"]),
            (&json!(""), &json!(true))
        );
        let placed = socket.event(|event| event["id"] == id).await;
        assert_eq!(
            (&placed["type"], &placed["status"]),
            (&json!("PLACEMENT"), &json!("LIVE"))
        );
        assert_eq!(placed["owner"], client.api_key);
        let (_, open) = client.l2("GET", &format!("/data/orders?asset_id={token}"), "").await;
        assert_eq!(
            (&open["count"], &open["next_cursor"], &open["limit"]),
            (&json!(1), &json!("LTE="), &json!(500))
        );
        assert_eq!(open["data"][0]["id"], id);
        assert_eq!(open["data"][0]["expiration"], wish.expiration_s.to_string());
        let (_, twice) = client.l2("POST", "/order", &body).await;
        assert_eq!(twice["error"], format!("order {id} is invalid. Duplicated."));
        let (_, gone) = client
            .l2("DELETE", "/order", &json!({ "orderID": id }).to_string())
            .await;
        assert_eq!(gone, json!({ "canceled": [id], "not_canceled": {} }));
        let event = socket.event(|event| event["id"] == id).await;
        assert_eq!(
            (&event["type"], &event["status"]),
            (&json!("CANCELLATION"), &json!("CANCELED"))
        );
        let (_, again) = client
            .l2("DELETE", "/order", &json!({ "orderID": id }).to_string())
            .await;
        assert_eq!(again["not_canceled"][&id], "already canceled or matched");
        assert_eq!(
            client.l2("GET", &format!("/data/order/{id}"), "").await.1["status"],
            "CANCELED"
        );
        let (_, twice) = client.l2("POST", "/order", &body).await;
        assert_eq!(
            twice["error"],
            format!("order {id} is invalid. Duplicated."),
            "a cancelled order is known too"
        );
    }
    assert_eq!(server.check_invariants().unwrap(), Vec::<String>::new());
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fill_and_kill_buys_and_settles_step_by_step() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let mut socket = client.user_socket().await;
    let mut market = client.socket("/ws/market").await;
    market
        .say(&json!({ "type": "market", "assets_ids": [token] }).to_string())
        .await;
    market.event(|event| event["event_type"] == "book").await;
    let balance = "/balance-allowance?asset_type=COLLATERAL&signature_type=3";
    let (_, before) = client.l2("GET", balance, "").await;
    assert_eq!(before["balance"], "10000000000");
    assert_eq!(before["allowances"].as_object().unwrap().len(), 3);
    let (id, body) = client.order(&taking(&token, &book, Wallet::Deposit, 3));
    let (status, answer) = client.l2("POST", "/order", &body).await;
    assert_eq!((status, &answer["status"]), (200, &json!("matched")), "{answer}");
    let (spent, bought) = (micros(&answer["makingAmount"]), micros(&answer["takingAmount"]));
    assert!(spent <= 3_000_000 && bought > 0, "{answer}");
    let trade_id = answer["tradeIDs"][0].as_str().unwrap().to_owned();
    let told = market.event(|event| event["event_type"] == "last_trade_price").await;
    assert_eq!((&told["asset_id"], &told["side"]), (&json!(token), &json!("BUY")));
    market
        .event(|event| event["event_type"] == "book" && event["asset_id"] == token)
        .await;
    let first = socket
        .event(|event| event["event_type"] == "trade" && event["id"] == trade_id)
        .await;
    assert_eq!(
        (&first["status"], &first["transaction_hash"]),
        (&json!("MATCHED"), &json!(""))
    );
    assert_eq!(
        (&first["trader_side"], &first["taker_order_id"]),
        (&json!("TAKER"), &json!(id))
    );
    let_pass(&server, 10_000).await;
    for status in ["MINED", "CONFIRMED"] {
        let event = socket
            .event(|event| event["event_type"] == "trade" && event["id"] == trade_id)
            .await;
        assert_eq!(event["status"], status);
        assert_ne!(event["transaction_hash"], "");
    }
    let (_, trades) = client.l2("GET", &format!("/data/trades?id={trade_id}"), "").await;
    assert_eq!(
        (&trades["data"][0]["status"], &trades["count"]),
        (&json!("CONFIRMED"), &json!(1))
    );
    let legs = trades["data"][0]["maker_orders"].as_array().unwrap();
    let summed: i64 = legs.iter().map(|leg| micros(&leg["matched_amount"])).sum();
    assert_eq!(summed, micros(&trades["data"][0]["size"]));
    let held = format!("/balance-allowance?asset_type=CONDITIONAL&token_id={token}&signature_type=3");
    assert_eq!(client.l2("GET", &held, "").await.1["balance"], bought.to_string());
    let paid = 10_000_000_000 - micros_text(&client.l2("GET", balance, "").await.1["balance"]);
    assert!(
        paid >= spent && paid <= spent + 150_000,
        "spent {spent}, paid {paid} with the fee"
    );
    let wallet = format!("{:#x}", client.wallet(Wallet::Deposit));
    let (_, positions) = client.get(&format!("/v2/positions?user={wallet}")).await;
    assert_eq!(positions["data"][0]["token_id"], token);
    assert_eq!(server.check_invariants().unwrap(), Vec::<String>::new());
    server.shutdown().await;
}

/// A balance: base units as a whole number in a string.
fn micros_text(value: &Value) -> i64 {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gtd_order_ends_a_minute_before_its_expiration() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let now = now_s(&server);
    let mut wish = resting(&token, &book, Wallet::Deposit, now);
    wish.expiration_s = now + 59;
    let (_, body) = client.order(&wish);
    assert_eq!(
        client.l2("POST", "/order", &body).await,
        (400, json!({ "error": "invalid expiration" }))
    );
    wish.expiration_s = now + 60 + 120;
    let (id, body) = client.order(&wish);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    let mut socket = client.user_socket().await;
    let_pass(&server, 125_000).await;
    let event = socket.event(|event| event["id"] == id).await;
    assert_eq!(event["type"], "CANCELLATION");
    assert_eq!(
        event["timestamp"],
        ((now + 120) * 1_000).to_string(),
        "a minute early, to the second"
    );
    server.shutdown().await;
}

/// What a case does to a good order's body.
type Tampering<'a> = &'a dyn Fn(&mut Value);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_orders_are_told_why_and_leave_no_trace() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let good = resting(&token, &book, Wallet::Account, now_s(&server));
    let tampered = |client: &mut Client, change: Tampering<'_>| {
        let mut body: Value = serde_json::from_str(&client.order(&good).1).unwrap();
        change(&mut body);
        body.to_string()
    };
    let signer = "the order signer address has to be the address of the API KEY";
    let cases: [(&str, Tampering<'_>); 11] = [
        ("invalid signature", &|body| body["order"]["salt"] = json!(999)),
        ("invalid signature", &|body| {
            body["order"]["signature"] = json!("0x1234")
        }),
        ("the order owner has to be the owner of the API KEY", &|body| {
            body["owner"] = json!("somebody")
        }),
        (signer, &|body| {
            body["order"]["signer"] = json!("0x00000000000000000000000000000000000000aa")
        }),
        (signer, &|body| body["order"]["signatureType"] = json!(3)),
        // The maker is not the signer's proxy.
        ("invalid signature", &|body| body["order"]["signatureType"] = json!(1)),
        ("Invalid order payload", &|body| body["order"]["makerAmount"] = json!(5)),
        ("Invalid order payload", &|body| body["orderType"] = json!("LATER")),
        ("Invalid order payload", &|body| {
            body["order"]["timestamp"] = json!("1793577600")
        }),
        ("No orderbook exists for the requested token id", &|body| {
            body["order"]["tokenId"] = json!("123")
        }),
        ("invalid expiration", &|body| body["orderType"] = json!("GTC")),
    ];
    for (reason, change) in cases {
        let body = tampered(&mut client, change);
        assert_eq!(
            client.l2("POST", "/order", &body).await,
            (400, json!({ "error": reason })),
            "{body}"
        );
    }
    let (ask, _) = best(&book, "asks");
    let tick: Tick = book["tick_size"].as_str().unwrap().parse().unwrap();
    let rich = OrderWish {
        maker_micros: 20_000_000_000,
        taker_micros: 20_000_000_000 * 100,
        ..good
    };
    let small = OrderWish {
        maker_micros: good.maker_micros / 200,
        taker_micros: 100_000,
        ..good
    };
    let uneven = OrderWish {
        maker_micros: good.maker_micros + 7,
        ..good
    };
    let low = OrderWish {
        kind: "FAK",
        expiration_s: 0,
        maker_micros: 1_000_000,
        taker_micros: unsigned(1_000_000_000_000 / tick.lowest().micros()),
        ..good
    };
    let fine = OrderWish {
        kind: "FAK",
        expiration_s: 0,
        maker_micros: 1_234_500,
        taker_micros: unsigned(1_234_500 * 1_000_000 / ask),
        ..good
    };
    let cheap = OrderWish {
        kind: "FAK",
        expiration_s: 0,
        maker_micros: 500_000,
        taker_micros: unsigned(500_000 * 1_000_000 / ask / 100 * 100),
        ..good
    };
    for (wish, part) in [
        (
            rich,
            "not enough balance / allowance: the balance is not enough -> balance: 10000000000",
        ),
        (small, "lower than the minimum:"),
        (
            uneven,
            "invalid amounts, the buy orders maker amount supports a max accuracy of",
        ),
        (low, "no orders found to match with FAK order."),
        (
            fine,
            "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals",
        ),
        (cheap, "min size: $1"),
    ] {
        let (_, body) = client.order(&wish);
        let (status, answer) = client.l2("POST", "/order", &body).await;
        let error = answer["error"].as_str().unwrap();
        assert!(status == 400 && error.contains(part), "{error}, not {part}");
    }
    assert_eq!(client.l2("GET", "/data/orders", "").await.1["count"], 0);
    assert_eq!(client.l2("GET", "/data/trades", "").await.1["count"], 0);
    assert_eq!(
        client.l2("DELETE", "/order", r#"{"orderID":"0x12"}"#).await,
        (400, json!({ "error": "Invalid orderID" }))
    );
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_answer_leg_by_leg_and_are_cancelled_by_list_market_and_all() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let good = resting(&token, &book, Wallet::Deposit, now_s(&server));
    let small = OrderWish {
        maker_micros: good.maker_micros / 200,
        taker_micros: 100_000,
        ..good
    };
    let mut ids = Vec::new();
    let mut batch = Vec::new();
    for wish in [good, small, good, good, good] {
        let (id, body) = client.order(&wish);
        ids.push(id);
        batch.push(serde_json::from_str::<Value>(&body).unwrap());
    }
    let (status, answer) = client
        .l2("POST", "/orders", &Value::from(batch.clone()).to_string())
        .await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        (&answer[0]["orderID"], &answer[0]["errorMsg"]),
        (&json!(ids[0]), &json!(""))
    );
    assert_eq!(
        (&answer[1]["orderID"], &answer[1]["success"]),
        (&json!(""), &json!(true))
    );
    assert!(
        answer[1]["errorMsg"]
            .as_str()
            .unwrap()
            .contains("lower than the minimum"),
        "{answer}"
    );
    let (_, gone) = client
        .l2("DELETE", "/orders", &json!([ids[0], ids[1]]).to_string())
        .await;
    assert_eq!(gone["canceled"], json!([ids[0]]));
    assert!(gone["not_canceled"][&ids[1]].is_string());
    let other = json!({ "market": "0x00", "asset_id": "" }).to_string();
    assert_eq!(
        client.l2("DELETE", "/cancel-market-orders", &other).await.1["canceled"],
        json!([])
    );
    let (_, one) = client
        .l2("DELETE", "/order", &json!({ "orderID": ids[2] }).to_string())
        .await;
    assert_eq!(one["canceled"], json!([ids[2]]));
    let market = json!({ "market": book["market"], "asset_id": token }).to_string();
    let (_, rest) = client.l2("DELETE", "/cancel-market-orders", &market).await;
    assert_eq!(rest["canceled"], json!([ids[3], ids[4]]));
    assert_eq!(client.l2("DELETE", "/cancel-all", "").await.1["canceled"], json!([]));
    let many = Value::from(vec![batch[0].clone(); 16]).to_string();
    let refused = json!({ "error": "Too many orders in payload: 16, max allowed: 15" });
    assert_eq!(client.l2("POST", "/orders", &many).await, (400, refused));
    server.shutdown().await;
}

#[test]
fn prices_and_shares_in_these_tests_are_base_units() {
    assert_eq!("0.52".parse::<Price>().unwrap().micros(), 520_000);
}
