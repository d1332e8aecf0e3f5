//! The way of settlements on request, told step by step.

use pilotfish_copy::market::Side;
use serde_json::json;

use super::client::{Client, OrderWish, Wallet, let_pass, paused};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_settlement_fails_and_the_user_channel_tells_each_step() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, book) = client.token_with_book().await;
    let ask: pilotfish_copy::money::Price = book["asks"].as_array().unwrap().last().unwrap()["price"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let mut user = client.user_socket().await;
    for (path, steps) in [
        ("failed", &["MATCHED", "RETRYING", "FAILED"][..]),
        ("retried", &["MATCHED", "RETRYING", "MINED", "CONFIRMED"]),
    ] {
        let wallet = client.address(Wallet::Deposit);
        let asked = json!({"path": path, "sweeps": 1, "wallet": wallet});
        let (status, answer) = client.post_plain("/sim/settlement", &asked).await;
        assert_eq!(status, 200, "{answer}");
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
        // Between this and the match nobody else trades: the clock stands.
        let (status, answer) = client.l2("POST", "/order", &body).await;
        assert_eq!(status, 200, "{answer}");
        let id = answer["tradeIDs"][0].as_str().unwrap().to_owned();
        let mut seen = Vec::new();
        seen.push(
            user.event(|event| event["id"] == id).await["status"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
        let_pass(&server, 10_000).await;
        while seen.len() < steps.len() {
            let event = user.event(|event| event["id"] == id).await;
            seen.push(event["status"].as_str().unwrap().to_owned());
        }
        assert_eq!(seen, steps);
    }
    let unheard = json!({"path": "backwards", "wallet": format!("0x{}", "1".repeat(40))});
    assert_eq!(client.post_plain("/sim/settlement", &unheard).await.0, 400);
    let (_, account) = client
        .get(&format!("/sim/accounts/{}", client.address(Wallet::Deposit)))
        .await;
    assert_eq!(account["status"], "open");
    assert_eq!(client.get("/sim/mode").await.1["mode"], "running");
    server.shutdown().await;
}
