//! The Data API's lists and sums agree with one another.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::client::{Client, let_pass, paused};

async fn data(client: &Client, path: &str) -> Value {
    let (status, answer) = client.get(path).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer["data"].clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number: {value}"))
}

/// A market that several traders hold, and the first of them.
async fn held_market(client: &Client) -> (String, String) {
    let board = data(client, "/v2/leaderboard?window=all&limit=50").await;
    for leader in board.as_array().unwrap() {
        let user = leader["user_id"].as_str().unwrap();
        for position in data(client, &format!("/v2/positions?user={user}"))
            .await
            .as_array()
            .unwrap()
        {
            let condition = position["condition_id"].as_str().unwrap();
            let held = data(client, &format!("/v2/positions?condition={condition}")).await;
            if held.as_array().unwrap().len() > 2 && position["status"] == "OPEN" {
                return (condition.to_owned(), user.to_owned());
            }
        }
    }
    panic!("no market is held by three");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn holders_are_the_positions_of_a_market() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (condition, _) = held_market(&client).await;
    let path = format!("/v2/positions?condition={condition}&filter_amount=0&limit=1000");
    let positions = data(&client, &path).await;
    let gross = data(
        &client,
        &format!("/v2/holders?condition={condition}&include_pnl=true&min_balance=0"),
    )
    .await;
    let rows: Vec<&Value> = gross
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["holders"].as_array().unwrap())
        .collect();
    let of = |rows: &[&Value], amount: &str| -> BTreeSet<String> {
        rows.iter()
            .map(|row| format!("{} {} {}", row["proxy_wallet"], row["token_id"], row[amount]))
            .collect()
    };
    let all: Vec<&Value> = positions.as_array().unwrap().iter().collect();
    assert_eq!(of(&rows, "amount"), of(&all, "current_size"), "gross: every position");
    assert!(rows.iter().all(|row| row["avg_price"].is_number()));
    let net = data(&client, &format!("/v2/holders?condition={condition}")).await;
    for group in net.as_array().unwrap() {
        let amounts: Vec<f64> = group["holders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| number(&row["amount"]))
            .collect();
        assert!(
            amounts.is_sorted_by(|a, b| a >= b) && amounts.iter().all(|amount| *amount >= 1.0),
            "{amounts:?}"
        );
        assert!(group["holders"][0]["avg_price"].is_null(), "only with include_pnl");
    }
    for wrong in ["/v2/holders", "/v2/holders?condition=a,b&include_pnl=true"] {
        assert_eq!(client.get(wrong).await.0, 400, "{wrong}");
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_users_volume_is_the_sum_of_the_users_trades() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (_, user) = held_market(&client).await;
    let filters = format!("/v2/trades?user={user}&taker_only=false&filter_amount=0&start=1&limit=1000");
    let (mut cursor, mut rows) = (String::new(), Vec::new());
    loop {
        let (_, page) = client.get(&format!("{filters}{cursor}")).await;
        rows.extend(page["data"].as_array().unwrap().clone());
        match page["pagination"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let sum = |of: &dyn Fn(&Value) -> f64| rows.iter().map(of).sum::<f64>();
    let volume = data(&client, &format!("/v2/user-volume?user={user}")).await;
    assert_eq!(volume["trade_count"], rows.len());
    assert!(
        (number(&volume["volume"]) - sum(&|row| number(&row["size"]))).abs() < 0.01,
        "{volume}"
    );
    let worth = sum(&|row| number(&row["size"]) * number(&row["price"]));
    assert!(
        (number(&volume["volume_usdc"]) - worth).abs() < 0.1,
        "{volume} against {worth}"
    );
    let stats = data(&client, &format!("/v2/user-stats?user={user}")).await;
    let markets: BTreeSet<&str> = rows.iter().map(|row| row["condition_id"].as_str().unwrap()).collect();
    assert_eq!(stats["trades"], markets.len(), "markets, not rows");
    let none = data(&client, &format!("/v2/user-volume?user={user}&start=1&end=86400")).await;
    assert_eq!(none["trade_count"], 0, "in 1970");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statuses_filters_and_orders_of_positions_hold() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (_, user) = held_market(&client).await;
    let list = |query: String| {
        let client = &client;
        async move { data(client, &query).await.as_array().unwrap().clone() }
    };
    let all = format!("/v2/positions?user={user}&limit=1000&filter_amount=0");
    let open = list(format!("{all}&status=OPEN")).await;
    let closed = list(format!("{all}&status=CLOSED")).await;
    assert!(!open.is_empty() && !closed.is_empty());
    assert!(open.iter().all(|row| number(&row["current_size"]) > 0.0));
    assert!(
        closed
            .iter()
            .all(|row| number(&row["current_size"]) == 0.0 && row["status"] == "CLOSED")
    );
    for (status, fits) in [
        (
            "REDEEMABLE",
            &(|row: &Value| row["redeemable"] == true) as &dyn Fn(&Value) -> bool,
        ),
        ("REDEEMABLE_LOST", &|row| {
            row["redeemable"] == false && number(&row["current_price"]) == 0.0
        }),
        ("MERGEABLE", &|row| row["mergeable"] == true),
    ] {
        let rows = list(format!("{all}&status={status}")).await;
        assert!(rows.iter().all(fits), "{status}");
    }
    for (sort, field) in [
        ("TOKENS", "current_size"),
        ("REALIZED_PNL", "realized_pnl"),
        ("TOTAL_PNL", "total_pnl"),
        ("TIMESTAMP", "last_event_at"),
        ("AVG_PRICE", "avg_price"),
        ("PRICE", "current_price"),
    ] {
        let falling = list(format!("{all}&status=OPEN&sort_by={sort}")).await;
        assert!(
            falling.is_sorted_by(|a, b| number(&a[field]) >= number(&b[field])),
            "{sort}"
        );
        let rising = list(format!("{all}&status=OPEN&sortBy={sort}&sortDirection=ASC")).await;
        assert!(
            rising.is_sorted_by(|a, b| number(&a[field]) <= number(&b[field])),
            "{sort} rising"
        );
    }
    let event = open[0]["event_id"].as_str().unwrap();
    let of_event = list(format!("{all}&event_id={event}")).await;
    assert!(!of_event.is_empty() && of_event.iter().all(|row| row["event_id"] == event));
    let big = list(format!("/v2/positions?user={user}&filter_type=CASH&filter_amount=50")).await;
    assert!(big.iter().all(|row| number(&row["current_value"]) >= 50.0));
    // A walk goes on without its filters, and not with others.
    let (_, first) = client
        .get(&format!("/v2/positions?user={user}&status=CLOSED&limit=1"))
        .await;
    let cursor = first["pagination"]["next_cursor"].as_str().expect("more than one");
    let (_, bare) = client.get(&format!("/v2/positions?limit=1&cursor={cursor}")).await;
    assert_eq!(bare["data"][0]["status"], "CLOSED");
    assert_ne!(bare["data"][0]["token_id"], first["data"][0]["token_id"]);
    assert_eq!(
        client
            .get(&format!("/v2/positions?user={user}&status=OPEN&cursor={cursor}"))
            .await
            .0,
        400
    );
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prices_volumes_and_resolutions_of_markets_are_told() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (token, _) = client.token_with_book().await;
    let day = data(&client, &format!("/v2/prices-history?token_id={token}&interval=1d")).await;
    let day = day.as_array().unwrap();
    assert!(
        day.is_sorted_by(|a, b| number(&a["timestamp"]) < number(&b["timestamp"])),
        "{day:?}"
    );
    assert_eq!(day.last().unwrap()["resolution_seconds"], 0, "now, as it is");
    let wide = data(
        &client,
        &format!("/v2/prices-history?token_id={token}&interval=max&bucket_seconds=86400"),
    )
    .await;
    assert!(
        wide.as_array()
            .unwrap()
            .iter()
            .rev()
            .skip(1)
            .all(|row| number(&row["timestamp"]) % 86_400.0 == 0.0)
    );
    let as_of = data(
        &client,
        &format!("/v2/prices-history?token_id={token}&as_of={}", day[0]["timestamp"]),
    )
    .await;
    assert_eq!(as_of.as_array().unwrap().len(), 1);
    assert_eq!(client.get(&format!("/v2/prices-history?token_id={token}")).await.0, 400);
    let_pass(&server, 1_800_000).await;
    let (_, markets) = client.get("/markets?limit=200").await;
    let (_, resolved) = client.get("/markets?limit=5&closed=true").await;
    let gone = &resolved[0];
    let condition = gone["conditionId"].as_str().unwrap();
    let open = markets[0]["conditionId"].as_str().unwrap();
    let rows = data(&client, &format!("/v2/resolutions?condition={condition},{open}")).await;
    assert_eq!(rows[0]["status"], "resolved");
    let paid = gone["outcomePrices"].as_str().unwrap().starts_with("[\"1");
    assert_eq!(rows[0]["price"] == "1000000000000000000", paid, "{gone}");
    assert_eq!((&rows[1]["status"], &rows[1]["price"]), (&json!("posed"), &json!("69")));
    server.shutdown().await;
}
