//! Control of accounts and venue: standings, modes, the way of settlements; and that a continued world knows of it.

use pilotfish_copy::market::Side;
use serde_json::{Value, json};

use super::client::{Client, OrderWish, Wallet, let_pass, options, paused, start};

async fn control(client: &Client, path: &str, body: &Value) -> Value {
    let (status, answer) = client.post_plain(path, body).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

async fn buy(client: &mut Client, token: &str, kind: &str, dollars: u64, shares: u64) -> (u16, Value) {
    let (_, body) = client.order(&OrderWish {
        wallet: Wallet::Deposit,
        token,
        side: Side::Buy,
        maker_micros: dollars * 10_000,
        taker_micros: shares * 1_000_000,
        kind,
        expiration_s: 0,
    });
    client.l2("POST", "/order", &body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standing_binds_every_wallet_of_an_account_and_outlives_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = paused(Some(folder.path())).await;
    let mut client = Client::authenticated(&server).await;
    let (token, _) = client.token_with_book().await;
    let path = format!("/sim/accounts/{:#x}", client.owner());
    let shown = control(&client, &path, &json!({"standing": "closed_only"})).await;
    let rows = shown["accounts"].as_array().unwrap();
    assert!(
        rows.len() >= 3 && rows.iter().all(|row| row["standing"] == "closed_only"),
        "{shown}"
    );
    let (status, refused) = buy(&mut client, &token, "GTC", 20, 20).await;
    assert_eq!(status, 400);
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .ends_with("address in closed only mode"),
        "{refused}"
    );
    server.shutdown().await;
    let server = start(options(Some(folder.path()))).await;
    server.set_clock(None, Some(true)).unwrap();
    let mut client = Client::authenticated(&server).await;
    let (status, again) = buy(&mut client, &token, "GTC", 20, 20).await;
    assert_eq!(
        (status, &again["error"]),
        (400, &refused["error"]),
        "a continued world knows"
    );
    control(&client, &path, &json!({"standing": "banned"})).await;
    let (_, refused) = buy(&mut client, &token, "GTC", 20, 20).await;
    assert!(
        refused["error"].as_str().unwrap().ends_with("address banned"),
        "{refused}"
    );
    control(&client, &path, &json!({"standing": "open"})).await;
    assert_eq!(buy(&mut client, &token, "GTC", 20, 20).await.0, 200);
    control(&client, &path, &json!({"approvals": {"standard": false}})).await;
    let (_, refused) = buy(&mut client, &token, "GTC", 20, 20).await;
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .contains("the allowance is not enough"),
        "{refused}"
    );
    let stranger = format!("/sim/accounts/0x{}", "9".repeat(40));
    assert_eq!(client.post_plain(&stranger, &json!({"standing": "open"})).await.0, 404);
    assert!(client.post_plain(&path, &json!({"standing": "famous"})).await.0 >= 400);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn modes_refuse_what_they_say_and_a_restart_ends_by_itself() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, _) = client.token_with_book().await;
    for (mode, status) in [
        ("disabled", 503),
        ("cancel_only", 503),
        ("post_only", 503),
        ("running", 200),
    ] {
        control(&client, "/sim/mode", &json!({"mode": mode})).await;
        let (got, answer) = buy(&mut client, &token, "GTC", 20, 20).await;
        assert_eq!(got, status, "{mode}: {answer}");
        let (cancels, _) = client.l2("DELETE", "/cancel-all", "").await;
        assert_eq!(cancels == 200, mode != "disabled", "{mode}");
    }
    control(&client, "/sim/mode", &json!({"mode": "restart", "for_ms": 60_000})).await;
    assert_eq!(client.get("/sim/mode").await.1["mode"], "restarting");
    assert_eq!(buy(&mut client, &token, "GTC", 20, 20).await.0, 425);
    let_pass(&server, 61_000).await;
    assert_eq!(client.get("/sim/mode").await.1["mode"], "post_only");
    let_pass(&server, 121_000).await;
    assert_eq!(client.get("/sim/mode").await.1["mode"], "running");
    assert_eq!(buy(&mut client, &token, "GTC", 20, 20).await.0, 200);
    server.shutdown().await;
}

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
    for (course, steps) in [
        ("failed", &["MATCHED", "RETRYING", "FAILED"][..]),
        ("retried", &["MATCHED", "RETRYING", "MINED", "CONFIRMED"]),
    ] {
        control(&client, "/sim/settlement", &json!({"course": course, "sweeps": 1})).await;
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
    server.shutdown().await;
}
