//! Gamma's lists: pages, filters, orders, tags.

use std::collections::BTreeSet;

use serde_json::Value;

use super::client::{Client, paused};

/// Every row of a keyset list, page by page.
async fn walk(client: &Client, name: &str, query: &str) -> Vec<Value> {
    let (mut after, mut rows) = (String::new(), Vec::new());
    loop {
        let (status, page) = client.get(&format!("/{name}/keyset?{query}{after}")).await;
        assert_eq!(status, 200, "{page}");
        rows.extend(page[name].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => after = format!("&after_cursor={next}"),
            None => return rows,
        }
    }
}

fn ids(rows: &[Value]) -> BTreeSet<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keyset_pages_hold_every_row_once_and_refuse_offsets_and_long_pages() {
    let server = paused(None).await;
    let client = Client::new(&server);
    for (name, long) in [("markets", 101), ("events", 501)] {
        let small = walk(&client, name, "limit=7").await;
        let large = walk(&client, name, &format!("limit={}", long - 1)).await;
        assert_eq!(small, large, "{name}");
        assert_eq!(ids(&small).len(), small.len(), "{name}: each once");
        assert_eq!(client.get(&format!("/{name}/keyset?limit={long}")).await.0, 400);
        assert_eq!(client.get(&format!("/{name}/keyset?offset=1")).await.0, 422);
        let old = client.http.get(format!("{}/{name}", client.base)).send().await.unwrap();
        assert_eq!(old.headers()["deprecation"], "true");
        assert!(old.headers()["warning"].to_str().unwrap().contains("/keyset"));
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_find_what_they_name_and_orders_order() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let open = walk(&client, "markets", "limit=100").await;
    let closed = walk(&client, "markets", "limit=100&closed=true").await;
    assert!(open.iter().all(|row| row["closed"] == false) && closed.iter().all(|row| row["closed"] == true));
    assert!(!closed.is_empty());
    let plain: Vec<Value> = open
        .iter()
        .filter(|row| row["version"] == "v1")
        .take(2)
        .cloned()
        .collect();
    let (first, second) = (&plain[0], &plain[1]);
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let token =
        |row: &Value| serde_json::from_str::<Vec<String>>(row["clobTokenIds"].as_str().unwrap()).unwrap()[1].clone();
    for query in [
        format!(
            "condition_ids={}&condition_ids={}",
            text(first, "conditionId"),
            text(second, "conditionId")
        ),
        format!("clob_token_ids={},{}", token(first), token(second)),
        format!("slug={}&slug={}", text(first, "slug"), text(second, "slug")),
        format!("id={}&id={}", text(first, "id"), text(second, "id")),
    ] {
        assert_eq!(ids(&walk(&client, "markets", &query).await), ids(&plain), "{query}");
    }
    let hidden = walk(
        &client,
        "markets",
        &format!("condition_ids={}", text(&closed[0], "conditionId")),
    )
    .await;
    assert!(
        hidden.is_empty(),
        "a resolved market is only shown when closed=true is said"
    );
    assert!(walk(&client, "markets", "active=false").await.is_empty());
    let (_, tags) = client.get("/tags?limit=100").await;
    let tag = &tags[0];
    let by_slug = walk(&client, "markets", &format!("tag_slug={}", text(tag, "slug"))).await;
    let by_id = walk(&client, "markets", &format!("tag_id={}", text(tag, "id"))).await;
    assert!(!by_slug.is_empty() && by_slug == by_id);
    assert_eq!(
        client.get(&format!("/tags/{}", text(tag, "id"))).await.1["slug"],
        tag["slug"]
    );
    assert_eq!(
        client.get(&format!("/tags/slug/{}", text(tag, "slug"))).await.1["id"],
        tag["id"]
    );
    for (order, field) in [
        ("volume24hr", "volume24hr"),
        ("liquidityNum", "liquidityNum"),
        ("volumeNum", "volumeNum"),
    ] {
        let rows = walk(&client, "markets", &format!("order={order}&limit=9")).await;
        let falls = |a: &Value, b: &Value| a[field].as_f64() >= b[field].as_f64();
        assert!(rows.is_sorted_by(falls), "{order}");
        assert_eq!(rows.len(), open.len());
        let rising = walk(&client, "markets", &format!("order={order}&ascending=true")).await;
        assert!(rising.is_sorted_by(|a, b| falls(b, a)), "{order} rising");
    }
    let (_, least) = client.get("/markets/keyset?order=endDate&ascending=true&limit=1").await;
    let end = text(&least["markets"][0], "endDate");
    let until = walk(&client, "markets", &format!("end_date_max={end}")).await;
    assert!(!until.is_empty() && until.len() < open.len());
    assert_eq!(client.get("/markets/keyset?order=luck").await.0, 422);
    let worth = walk(&client, "markets", "volume_num_min=1000").await;
    assert!(worth.iter().all(|row| row["volumeNum"].as_f64() >= Some(1_000.0)));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_has_its_markets_and_its_tags() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let events = walk(&client, "events", "limit=500").await;
    let event = &events[0];
    let id = event["id"].as_str().unwrap();
    let (_, alone) = client.get(&format!("/events/{id}")).await;
    assert_eq!(&alone, event);
    let (_, named) = client
        .get(&format!("/events/slug/{}", event["slug"].as_str().unwrap()))
        .await;
    assert_eq!(&named, event);
    assert_eq!(client.get(&format!("/events/{id}/tags")).await.1, event["tags"]);
    let market = event["markets"][0]["id"].as_str().unwrap();
    let (_, market_alone) = client.get(&format!("/markets/{market}")).await;
    assert_eq!(market_alone["events"][0]["id"], id);
    assert_eq!(client.get(&format!("/markets/{market}/tags")).await.1, event["tags"]);
    assert_eq!(client.get("/events/1").await.0, 404);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neg_risk_events_games_and_positions_say_what_they_are() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let events = walk(&client, "events", "limit=500").await;
    let event = events
        .iter()
        .find(|event| event["negRisk"] == true)
        .expect("a neg-risk event");
    let markets = event["markets"].as_array().unwrap();
    assert!(markets.len() > 1, "several markets");
    assert!(event["negRiskMarketID"].as_str().is_some_and(|id| id.starts_with("0x")));
    for market in markets {
        assert_eq!(market["negRisk"], true);
        assert_eq!(market["negRiskMarketID"], event["negRiskMarketID"]);
        let tokens: Vec<String> = serde_json::from_str(market["clobTokenIds"].as_str().unwrap()).unwrap();
        let (_, answer) = client.get(&format!("/neg-risk?token_id={}", tokens[0])).await;
        assert_eq!(answer["neg_risk"], true);
    }
    let open = walk(&client, "markets", "limit=100").await;
    let plain = |row: &&Value| row["negRisk"] == false && row["version"] == "v1";
    assert!(open.iter().find(plain).expect("a plain one")["negRiskMarketID"].is_null());
    let game = open
        .iter()
        .find(|row| row["gameStartTime"].is_string())
        .expect("a game");
    let start = game["gameStartTime"].as_str().unwrap();
    assert!(start.ends_with("+00") && start.contains(' '), "{start}");
    assert!(
        game["secondsDelay"].as_u64() > Some(0) && game["clearBookOnStart"] == true,
        "{game}"
    );
    let positions = open.iter().find(|row| row["version"] == "v2").expect("positions");
    let list = |name: &str| serde_json::from_str::<Vec<String>>(positions[name].as_str().unwrap()).unwrap();
    assert_eq!((list("clobTokenIds").len(), list("positionIds").len()), (0, 2));
    server.shutdown().await;
}
