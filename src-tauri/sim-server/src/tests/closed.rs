//! `/closed-positions`: fields and their types, pages, orders, limits, and the habits of lists.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::client::{Client, paused, vector_file};
use super::shapes::has_all;

async fn busiest(client: &Client) -> String {
    let (_, found) = client.get("/public-search?q=25usdc&search_profiles=true").await;
    found["profiles"][0]["proxyWallet"].as_str().unwrap().to_owned()
}

/// The documented fields with a value of each type: those that version 1's lists of positions have too are also
/// compared with what was recorded of them.
fn documented() -> Value {
    json!({
        "proxyWallet": "0x", "asset": "1", "conditionId": "0x", "avgPrice": 0.5, "totalBought": 1.5, "realizedPnl": 1.5,
        "curPrice": 1.0, "timestamp": 1, "title": "", "slug": "", "icon": "", "eventSlug": "", "outcome": "Yes",
        "outcomeIndex": 0, "oppositeOutcome": "No", "oppositeAsset": "2", "endDate": "2026-01-01T00:00:00Z",
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_have_the_documented_fields_and_say_what_version_2_says() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let user = busiest(&client).await;
    let (_, rows) = client.get(&format!("/closed-positions?user={user}&limit=50")).await;
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 3, "{} rows", rows.len());
    for row in rows {
        has_all(row, &documented(), "a closed position");
        assert_eq!(
            row.as_object().unwrap().len(),
            documented().as_object().unwrap().len(),
            "{row}"
        );
        assert!(row["endDate"].as_str().unwrap().ends_with('Z'), "{row}");
    }
    if let Some(recorded) = vector_file("recorded/data_api_v1/positions.json") {
        let (ours, theirs) = (rows[0].as_object().unwrap(), recorded[0].as_object().unwrap());
        for (name, value) in theirs.iter().filter(|(name, _)| ours.contains_key(*name)) {
            let same = ours[name].is_number() == value.is_number() && ours[name].is_string() == value.is_string();
            assert!(same, "{name}: {} against {value}", ours[name]);
        }
    }
    let (_, version_2) = client
        .get(&format!("/v2/positions?user={user}&status=CLOSED&limit=1000"))
        .await;
    let known: BTreeSet<(String, String)> = version_2["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["token_id"].to_string(), row["realized_pnl"].to_string()))
        .collect();
    for row in rows {
        let found = (row["asset"].to_string(), row["realizedPnl"].to_string());
        assert!(known.contains(&found), "{row}");
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_meet_orders_hold_and_limits_are_checked() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let user = busiest(&client).await;
    let list = |more: String| {
        let path = format!("/closed-positions?user={user}{more}");
        let client = &client;
        async move { client.get(&path).await.1.as_array().unwrap().clone() }
    };
    let all = list("&limit=50".to_owned()).await;
    let mut paged = Vec::new();
    while paged.len() < all.len() {
        let page = list(format!("&limit=3&offset={}", paged.len())).await;
        assert!(!page.is_empty());
        paged.extend(page);
    }
    // The last page may go on beyond what one request gives at most.
    paged.truncate(all.len());
    assert_eq!(paged, all);
    assert_eq!(list(String::new()).await.len(), all.len().min(10));
    for (sort, field) in [
        ("REALIZEDPNL", "realizedPnl"),
        ("PRICE", "curPrice"),
        ("AVGPRICE", "avgPrice"),
        ("TIMESTAMP", "timestamp"),
    ] {
        for (direction, falls) in [("DESC", true), ("ASC", false)] {
            let rows = list(format!("&limit=50&sortBy={sort}&sortDirection={direction}")).await;
            let values: Vec<f64> = rows.iter().map(|row| row[field].as_f64().unwrap()).collect();
            let ordered = |two: &[f64]| if falls { two[0] >= two[1] } else { two[0] <= two[1] };
            assert!(values.windows(2).all(ordered), "{sort} {direction}: {values:?}");
        }
    }
    let condition = all[0]["conditionId"].as_str().unwrap();
    let of_one = list(format!("&market={condition}")).await;
    assert!(!of_one.is_empty() && of_one.iter().all(|row| row["conditionId"] == condition));
    let word = all[0]["title"]
        .as_str()
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .to_uppercase();
    assert!(!list(format!("&title={word}")).await.is_empty());
    for wrong in [
        "&limit=51",
        "&offset=100001",
        "&sortBy=SIZE",
        "&sortDirection=UP",
        "&market=0x1&eventId=2",
    ] {
        let (status, answer) = client.get(&format!("/closed-positions?user={user}{wrong}")).await;
        assert_eq!(status, 400, "{wrong}: {answer}");
    }
    assert_eq!(client.get("/closed-positions").await.0, 400);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cached_list_learns_later_what_was_closed() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let user = busiest(&client).await;
    client
        .post_plain("/sim/habits", &json!({ "habits": "cached-positions" }))
        .await;
    let closed = |more: &'static str| {
        let path = format!("/closed-positions?user={user}&limit=50&sortBy=TIMESTAMP{more}");
        let client = &client;
        async move {
            let rows = client.get(&path).await.1;
            rows.as_array()
                .unwrap()
                .iter()
                .map(|row| row["asset"].to_string())
                .collect::<BTreeSet<_>>()
        }
    };
    let mut behind = 0;
    for _ in 0..24 * 20 {
        server
            .app
            .0
            .act(|host| {
                host.venue.advance_to(host.venue.now().plus(180_000));
                host.venue.drain_events();
            })
            .unwrap();
        behind += u32::from(closed("").await != closed("&_=1").await);
    }
    assert!(behind > 0, "the plain address was never behind in a day");
    server.shutdown().await;
}
