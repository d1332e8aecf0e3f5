//! The venue's habits over the wire: switched, told, kept by the journal, and seen in answers; and the ledger.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use serde_json::{Value, json};

use super::super::{ServerOptions, Speed, serve};
use super::client::{Client, OrderWish, START, Wallet, let_pass, options, paused, start};
use pilotfish_sim::habits::{Habit, HabitSet};
use pilotfish_sim::venue::VenueOptions;

async fn choose(client: &Client, habits: &str) -> Value {
    let (status, told) = client.post_plain("/sim/habits", &json!({ "habits": habits })).await;
    assert_eq!(status, 200, "{told}");
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn habits_are_switched_by_name_and_told_with_what_they_do() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (_, told) = client.get("/sim/habits").await;
    assert_eq!(told["habits"], "none");
    assert_eq!(told["each"].as_array().unwrap().len(), Habit::every().count());
    let told = choose(&client, "late-trades,odd-rows").await;
    assert_eq!(told["habits"], "late-trades,odd-rows");
    let on = told["each"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|each| each["on"] == true);
    assert_eq!(on.count(), 2);
    let (status, refused) = client.post_plain("/sim/habits", &json!({ "habits": "nightly" })).await;
    assert!(
        status >= 400 && refused.to_string().contains("late-trades"),
        "{refused}"
    );
    assert_eq!(client.get("/sim/habits").await.1["habits"], "late-trades,odd-rows");
    server.shutdown().await;
}

/// An instant at which the habit limits public requests in world 7, for 57 s more. It follows from seed, habit and time alone:
/// whoever changes how often and how long it limits has to look for another.
const LIMITED_FROM: VenueMs = VenueMs(START.0 + 150_246_000);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limited_lane_answers_429_with_the_seconds_that_are_left() {
    let server = start(ServerOptions {
        speed: Speed::times(1),
        ..ServerOptions::new(VenueOptions::seeded(7, LIMITED_FROM))
    })
    .await;
    server.set_clock(None, Some(true)).unwrap();
    let client = Client::new(&server);
    let asked = || async { reqwest::get(format!("{}/v2/status", server.http_url())).await.unwrap() };
    assert_ne!(asked().await.status(), 429, "without the habit");
    choose(&client, "rate-limits").await;
    let answer = asked().await;
    assert_eq!(answer.status(), 429);
    let after: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&after), "{after}");
    assert_eq!(client.get("/sim/habits").await.0, 200, "control is never limited");
    let_pass(&server, 60_000).await;
    assert_ne!(asked().await.status(), 429, "it is over when it said so");
    server.shutdown().await;
}

/// Buys for two dollars at the market; gives the order's id.
async fn buy(client: &mut Client) -> String {
    let (token, book) = client.token_with_book().await;
    let ask: pilotfish_copy::money::Price = book["asks"].as_array().unwrap().last().unwrap()["price"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let taken = 2_000_000 * 1_000_000 / u64::try_from(ask.micros()).unwrap() / 100 * 100;
    let (id, body) = client.order(&OrderWish {
        wallet: Wallet::Deposit,
        token: &token,
        side: Side::Buy,
        maker_micros: 2_000_000,
        taker_micros: taken,
        kind: "FAK",
        expiration_s: 0,
    });
    let (status, answer) = client.l2("POST", "/order", &body).await;
    assert_eq!(status, 200, "{answer}");
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filled_order_has_left_the_look_up_and_the_ledger_knows_better() {
    let server = paused(None).await;
    let mut client = Client::authenticated(&server).await;
    let plain = buy(&mut client).await;
    let (_, found) = client.l2("GET", &format!("/data/order/{plain}"), "").await;
    assert_eq!(found["status"], "MATCHED");
    choose(&client, "late-trades,late-balances").await;
    let id = buy(&mut client).await;
    let (_, gone) = client.l2("GET", &format!("/data/order/{id}"), "").await;
    assert!(gone.is_null(), "{gone}");
    let (_, ledger) = client.get("/sim/ledger?after=0").await;
    let records = ledger["records"].as_array().unwrap();
    assert_eq!(ledger["more"], false);
    let fills: Vec<&Value> = records.iter().filter(|record| record["entry"] == "fill").collect();
    assert!(fills.iter().any(|fill| fill["order"] == id.as_str()), "{ledger}");
    assert!(fills.iter().all(|fill| fill["cash"].as_str().unwrap().starts_with('-')));
    assert!(
        records.iter().all(|record| record["shares"].is_array()),
        "what changed, not what was filled: {ledger}"
    );
    let sequence = |record: &Value| record["sequence"].as_u64().unwrap();
    assert!(records.windows(2).all(|two| sequence(&two[0]) + 1 == sequence(&two[1])));
    let last = sequence(records.last().unwrap());
    let (_, later) = client.get(&format!("/sim/ledger?after={last}")).await;
    assert_eq!(later["records"], json!([]));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn positions_of_one_address_are_a_copy_and_of_another_are_fresh() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let (_, found) = client.get("/public-search?q=25usdc&search_profiles=true").await;
    let who = found["profiles"][0]["proxyWallet"].as_str().unwrap().to_owned();
    choose(&client, "cached-positions").await;
    let list = |fresh: bool| {
        let more = if fresh { "&_=17" } else { "" };
        let path = format!("/v2/positions?user={who}&limit=500{more}");
        let client = &client;
        async move { client.get(&path).await.1["data"].to_string() }
    };
    let mut differed = 0;
    let mut changes = 0;
    let mut before = list(false).await;
    for _ in 0..60 {
        let_pass(&server, 60_000).await;
        let (copy, fresh) = (list(false).await, list(true).await);
        let shares = |text: &str| {
            let rows: Vec<Value> = serde_json::from_str(text).unwrap();
            rows.iter()
                .map(|row| format!("{} {}", row["token_id"], row["current_size"]))
                .collect::<Vec<_>>()
        };
        let sorted = |text: &str| {
            let mut rows = shares(text);
            rows.sort();
            rows
        };
        differed += u32::from(sorted(&copy) != sorted(&fresh));
        changes += u32::from(sorted(&copy) != sorted(&before));
        before = copy;
    }
    assert!(
        changes > 0 && differed > 0,
        "{changes} changes, {differed} minutes behind"
    );
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_long_the_slow_habits_last_at_most_is_chosen_and_kept_by_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let with = |habit_waits_most_ms| super::super::ServerOptions {
        habit_waits_most_ms,
        speed: Speed::from_thousandths(1).unwrap(),
        ..options(Some(folder.path()))
    };
    let journal = || std::fs::read_to_string(folder.path().join(pilotfish_sim::journal::FILE_NAME)).unwrap();
    let server = serve(with(None)).await.unwrap();
    let client = Client::new(&server);
    assert_eq!(client.get("/sim/habits").await.1["waits_most_ms"], Value::Null);
    server.shutdown().await;
    assert!(!journal().contains("habit_waits"), "nothing is written of it");

    let server = serve(with(Some(300_000))).await.unwrap();
    let client = Client::new(&server);
    assert_eq!(client.get("/sim/habits").await.1["waits_most_ms"], 300_000);
    let (status, told) = client
        .post_plain("/sim/habits", &json!({ "waits_most_ms": 120_000 }))
        .await;
    assert_eq!((status, &told["waits_most_ms"]), (200, &json!(120_000)));
    server.shutdown().await;
    assert_eq!(journal().matches("habit_waits").count(), 2);

    let server = serve(with(None)).await.unwrap();
    let client = Client::new(&server);
    assert_eq!(client.get("/sim/habits").await.1["waits_most_ms"], 120_000);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_world_with_habits_that_was_closed_goes_on_as_the_one_that_was_not() {
    let folder = tempfile::tempdir().unwrap();
    let with = |folder: Option<&std::path::Path>| super::super::ServerOptions {
        habits: HabitSet::all(),
        // As good as paused: a continued world begins to run at once.
        speed: Speed::from_thousandths(1).unwrap(),
        ..options(folder)
    };
    let server = serve(with(Some(folder.path()))).await.unwrap();
    let mut client = Client::authenticated(&server).await;
    let _id = buy(&mut client).await;
    let_pass(&server, 5 * 3_600_000).await;
    let (digest, now) = (server.digest().unwrap(), server.clock().unwrap().now);
    server.shutdown().await;
    let again = serve(with(Some(folder.path()))).await.unwrap();
    assert_eq!(again.clock().unwrap().now, now);
    assert_eq!(again.digest().unwrap(), digest);
    assert_eq!(again.check_invariants().unwrap(), Vec::<String>::new());
    again.shutdown().await;
}
