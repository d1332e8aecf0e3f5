//! Faults on request, over the real wire.

use pilotfish_copy::market::Side;
use serde_json::{Value, json};

use super::super::ServerHandle;
use super::super::state::real_seconds;
use super::client::{Client, OrderWish, Socket, Wallet, let_pass, paused};

async fn arm(client: &Client, rules: &Value) -> Value {
    let (status, armed) = client.post_plain("/sim/faults", rules).await;
    assert_eq!(status, 200, "{armed}");
    armed
}

async fn clear(client: &Client) {
    let cleared = client.http.delete(format!("{}/sim/faults", client.base)).send().await;
    assert_eq!(cleared.unwrap().status(), 200);
}

/// A resting purchase of 20 shares at a cent.
fn resting(client: &mut Client, token: &str) -> (String, String) {
    client.order(&OrderWish {
        wallet: Wallet::Deposit,
        token,
        side: Side::Buy,
        maker_micros: 200_000,
        taker_micros: 20_000_000,
        kind: "GTC",
        expiration_s: 0,
    })
}

/// Posts with L2 headers and gives what went wrong on the wire, if something did.
async fn post(client: &Client, body: &str) -> Result<(u16, String), reqwest::Error> {
    let request = client.l2_request("POST", "/order", body, real_seconds());
    let response = request.send().await?;
    Ok((response.status().as_u16(), response.text().await?))
}

async fn is_open(client: &Client, id: &str) -> bool {
    let (_, order) = client.l2("GET", &format!("/data/order/{id}"), "").await;
    order["status"] == "LIVE"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_leaves_an_order_and_a_lost_request_leaves_none() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, _) = client.token_with_book().await;
    for (when, open) in [("before", false), ("after", true)] {
        let rule = json!({"where": {"route": "POST /order"}, "what": {"kind": "drop", "when": when}, "count": 1});
        arm(&client, &rule).await;
        let (id, body) = resting(&mut client, &token);
        let lost = post(&client, &body).await.expect_err("no answer");
        assert!(lost.is_request() || lost.is_body() || lost.is_decode(), "{lost:?}");
        assert_eq!(is_open(&client, &id).await, open, "lost {when} it did anything");
    }
    let (_, shown) = client.get("/sim/faults").await;
    assert_eq!(shown["faults"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&shown["faults"][0]["hits"], &shown["faults"][1]["hits"]),
        (&json!(1), &json!(1))
    );
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_come_with_their_documented_bodies_before_or_after_the_effect() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, _) = client.token_with_book().await;
    for (status, body) in [
        (500, r#"{"error":"Internal server error"}"#),
        (429, r#"{"error":"Too Many Requests"}"#),
        (425, "Too Early"),
        (
            503,
            r#"{"error":"Trading is currently disabled. Check polymarket.com for updates"}"#,
        ),
    ] {
        let what = json!({"kind": "status", "status": status, "when": "after"});
        arm(
            &client,
            &json!({"where": {"route": "/order"}, "what": what, "count": 1}),
        )
        .await;
        let (id, order) = resting(&mut client, &token);
        assert_eq!(post(&client, &order).await.unwrap(), (status, body.to_owned()));
        assert!(is_open(&client, &id).await, "{status} after the effect");
    }
    let retry = |status| json!([{"where": {"route": "*"}, "what": {"kind": "status", "status": status}, "count": 1}]);
    arm(&client, &retry(429)).await;
    let limited = client
        .http
        .get(format!("{}/v2/value", client.base))
        .send()
        .await
        .unwrap();
    assert_eq!(limited.headers()["retry-after"], "1");
    let body: Value = serde_json::from_str(&limited.text().await.unwrap()).unwrap();
    assert_eq!(
        (&body["code"], &body["retryable"]),
        (&json!("rate_limited"), &json!(true))
    );
    arm(&client, &retry(502)).await;
    let page = client.http.get(format!("{}/book", client.base)).send().await.unwrap();
    assert!(page.text().await.unwrap().starts_with("<!DOCTYPE html>"));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_comes_cut_as_a_page_or_empty_and_rules_are_taken_back() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let url = format!("{}/time", client.base);
    let text = || async { client.http.get(&url).send().await.unwrap().text().await.unwrap() };
    for form in ["cut", "html", "empty"] {
        let what = json!({"kind": "garbage", "form": form});
        arm(&client, &json!({"where": {"route": "GET /time"}, "what": what})).await;
        let text = text().await;
        assert!(text.parse::<i64>().is_err() || text.len() < 10, "{form}: {text}");
        clear(&client).await;
    }
    assert!(text().await.parse::<i64>().is_ok(), "well again");
    let wrong = json!({"where": {"route": "/time"}, "what": {"kind": "silence"}});
    assert_eq!(client.post_plain("/sim/faults", &wrong).await.0, 400);
    let missing = client
        .http
        .delete(format!("{}/sim/faults/99", client.base))
        .send()
        .await;
    assert_eq!(missing.unwrap().status(), 404);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_page_is_the_same_until_it_is_too_old_or_its_url_is_another() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let what = json!({"kind": "stale", "max_age_s": 600});
    arm(&client, &json!({"where": {"route": "/v2/*"}, "what": what})).await;
    let get = |path: &'static str| {
        let request = client.http.get(format!("{}{path}", client.base));
        async move {
            let response = request.send().await.unwrap();
            let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
            let (age, hit) = (header("age").parse::<u64>().unwrap(), header("x-cache"));
            (age, hit, response.text().await.unwrap())
        }
    };
    const FEED: &str = "/v2/trades?limit=5";
    let (age, hit, first) = get(FEED).await;
    assert_eq!((age, hit.as_str()), (0, "Miss from cloudfront"));
    let_pass(&server, 400_000).await;
    let (age, hit, second) = get(FEED).await;
    assert!((400..600).contains(&age), "{age}");
    assert_eq!(hit, "Hit from cloudfront");
    assert_eq!(second, first);
    let (_, hit, fresh) = get("/v2/trades?limit=5&_=1").await;
    assert_eq!(hit, "Miss from cloudfront");
    assert_ne!(fresh, first, "in seven minutes somebody traded");
    let_pass(&server, 250_000).await;
    let (age, _, third) = get(FEED).await;
    assert_eq!(age, 0, "too old is fetched anew");
    assert_ne!(third, first);
    server.shutdown().await;
}

/// A socket on a busy token of the market channel, its first book taken.
async fn market_socket(server: &ServerHandle, client: &Client) -> (Socket, String) {
    let (token, _) = client.token_with_book().await;
    let mut socket = client.socket("/ws/market").await;
    let asked = json!({"type": "market", "assets_ids": [token]});
    socket.say(&asked.to_string()).await;
    assert_eq!(server.clock().unwrap().speed, super::super::Speed::times(60));
    socket.event(|event| event["event_type"] == "book").await;
    (socket, token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_socket_answers_pings_and_says_nothing_else() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (mut socket, token) = market_socket(&server, &client).await;
    arm(
        &client,
        &json!({"where": {"socket": "market"}, "what": {"kind": "silence"}}),
    )
    .await;
    let (_, body) = resting(&mut client, &token);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    // The next text after the change of the book is the answer to the PING.
    socket.say("PING").await;
    assert_eq!(socket.hear().await, "PONG");
    clear(&client).await;
    assert_eq!(client.l2("DELETE", "/cancel-all", "").await.0, 200);
    let change = socket.event(|event| event["event_type"] == "price_change").await;
    assert!(change["price_changes"].is_array());
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_come_twice_or_in_the_wrong_order_or_unreadable() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let (token, _) = client.token_with_book().await;
    let mut user = client.user_socket().await;
    let at_user = |what: Value| json!({"where": {"socket": "user"}, "what": what, "count": 1});
    arm(&client, &at_user(json!({"kind": "duplicate"}))).await;
    let (first, body) = resting(&mut client, &token);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    for _ in 0..2 {
        let text = user.hear().await;
        assert!(text.contains(&first) && text.contains("PLACEMENT"), "{text}");
    }
    arm(&client, &at_user(json!({"kind": "reorder"}))).await;
    let (second, body) = resting(&mut client, &token);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    let (third, body) = resting(&mut client, &token);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    assert!(user.hear().await.contains(&third), "the later one first");
    assert!(user.hear().await.contains(&second));
    arm(&client, &at_user(json!({"kind": "garbage", "form": "cut"}))).await;
    let (_, body) = resting(&mut client, &token);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    assert!(serde_json::from_str::<Value>(&user.hear().await).is_err());
    arm(&client, &at_user(json!({"kind": "disconnect", "code": 1012}))).await;
    let (_, body) = resting(&mut client, &token);
    assert_eq!(client.l2("POST", "/order", &body).await.0, 200);
    assert_eq!(user.hear().await, "closed 1012");
    server.shutdown().await;
}
