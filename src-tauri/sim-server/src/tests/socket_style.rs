//! The sockets' habits.

use pilotfish_copy::market::Side;
use serde_json::{Value, json};

use super::client::{Client, OrderWish, Wallet, let_pass, paused};

async fn choose(client: &Client, quirks: &Value) {
    let (status, set) = client.post_plain("/sim/habits", quirks).await;
    assert_eq!(status, 200, "{set}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trades_carry_their_instants_in_the_style_that_was_chosen() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let ask: pilotfish_copy::money::Price = book["asks"].as_array().unwrap().last().unwrap()["price"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let mut user = client.user_socket().await;
    for (style, dates) in [("seconds", false), ("iso", true)] {
        choose(&client, &json!({"trade_stamps": style})).await;
        let taken = 2_000_000 * 1_000_000 / u64::try_from(ask.micros()).unwrap() / 100 * 100;
        let (_, body) = client.order(&OrderWish {
            wallet: Wallet::Deposit,
            token: &token,
            side: Side::Buy,
            maker_micros: 2_000_000,
            taker_micros: taken,
            kind: "FAK",
            expiration_s: 0,
        });
        assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
        let trade = user.event(|event| event["event_type"] == "trade").await;
        for name in ["match_time", "last_update"] {
            let text = trade[name].as_str().unwrap();
            assert_eq!(text.contains('T'), dates, "{style}: {text}");
            assert_eq!(text.parse::<i64>().is_ok(), !dates, "{style}: {text}");
        }
        assert!(
            trade["timestamp"].as_str().unwrap().parse::<i64>().is_ok(),
            "always milliseconds"
        );
    }
    let (status, answer) = client
        .post_plain("/sim/habits", &json!({"trade_stamps": "roman"}))
        .await;
    assert!(status >= 400, "{answer}");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_order_has_none_of_is_null_and_a_killed_one_is_blank() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, _) = client.token_with_book().await;
    let mut user = client.user_socket().await;
    let wish = OrderWish {
        wallet: Wallet::Deposit,
        token: &token,
        side: Side::Buy,
        maker_micros: 200_000,
        taker_micros: 20_000_000,
        kind: "GTC",
        expiration_s: 0,
    };
    let (_, body) = client.order(&wish);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    let placed = user.event(|event| event["type"] == "PLACEMENT").await;
    assert_eq!(
        (&placed["associate_trades"], &placed["expiration"]),
        (&Value::Null, &Value::Null)
    );
    let fok = OrderWish {
        maker_micros: 1_000_000,
        taker_micros: 100_000_000,
        kind: "FOK",
        ..wish
    };
    let (id, body) = client.order(&fok);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 400);
    let killed = user.event(|event| event["id"] == id).await;
    assert_eq!(
        (&killed["size_matched"], &killed["created_at"]),
        (&json!(""), &json!(""))
    );
    assert_eq!(
        (&killed["associate_trades"], &killed["expiration"]),
        (&json!([]), &json!("0"))
    );
    assert!(killed["status"].as_str().unwrap().starts_with("CANCELED_"), "{killed}");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_activity_stream_falls_silent_without_pings_and_does_not_close() {
    let server = paused(None).await;
    let client = Client::new(&server);
    choose(&client, &json!({"stream_patience_ms": 0})).await;
    let mut mute = client.socket("/rtds").await;
    let asked = json!({"action": "subscribe", "subscriptions": [{"topic": "activity", "type": "trades"}]});
    mute.say(&asked.to_string()).await;
    assert_eq!(mute.ping().await, "", "an empty text, no PONG");
    let_pass(&server, 1_200_000).await;
    mute.say("PING").await;
    assert_eq!(
        mute.hear().await,
        "",
        "of twenty minutes' trades nothing came, and it lives"
    );
    choose(&client, &json!({"stream_patience_ms": 360_000})).await;
    let mut heard = client.socket("/rtds").await;
    heard.say(&asked.to_string()).await;
    assert_eq!(heard.ping().await, "");
    let_pass(&server, 1_200_000).await;
    assert_eq!(
        heard.event(|event| event["topic"] == "activity").await["type"],
        "trades"
    );
    server.shutdown().await;
}
