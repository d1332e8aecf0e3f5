//! Reads of the window and writes of a day, measured on a generated database. Not run with the others:
//! `cargo test --release -p pilotfish-store --test store growth -- --ignored --nocapture`.

use std::time::Instant;

use pilotfish_copy::entity::*;
use pilotfish_copy::event::{Event, EventKind, OrderStep, SkipReason};
use pilotfish_copy::ids::*;
use pilotfish_copy::input::Settlement;
use pilotfish_copy::ladder::{Regime, Stage};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Tick};
use pilotfish_store::Store;
use pilotfish_store::read::activity::ActivityFilter;
use pilotfish_store::read::decisions::DecisionFilter;
use pilotfish_store::read::history::HistoryFilter;
use pilotfish_store::read::ledger_entries::LedgerFilter;
use sqlx::{Connection, Row, SqliteConnection};

use crate::common::*;

const FOLLOWS: u64 = 20;
const DECISIONS: u64 = 40_000;
const FILLS_AN_ORDER: u64 = 5;
const EVENTS: u64 = 240_000;
const A_COMMIT: u64 = 500;

/// Every fourth decision becomes an order with five fills, and price decisions, until there are 240,000 events.
async fn grown(store: &Store) {
    let mut rows = vec![Change::Control(control())];
    rows.extend((1..=FOLLOWS).map(|id| Change::Follow(follow(id))));
    rows.extend((1..=40).map(|id| Change::Market(market(id))));
    let mut events: Vec<Event> = Vec::new();
    let mut seq = 0;
    let mut tell = |events: &mut Vec<Event>, what| {
        seq += 1;
        events.push(event(seq, i64::try_from(seq).unwrap() * 1_000, what));
    };
    let more = (EVENTS - DECISIONS * 2 - DECISIONS / 4 * FILLS_AN_ORDER) / (DECISIONS / 4);
    for n in 1..=DECISIONS {
        let by = 1 + n % FOLLOWS;
        let copied = n % 4 == 0;
        let made = signal(n, by);
        let decision = Decision {
            order: copied.then_some(CopyOrderId(n)),
            skipped: (!copied).then_some(SkipReason::Limit),
            ..made.decision.clone().unwrap()
        };
        tell(&mut events, told(&made, "0.58"));
        let gates = std::sync::Arc::clone(&decision.gates);
        rows.push(Change::Signal(Signal {
            decision: Some(decision),
            ..made
        }));
        if copied {
            rows.push(Change::Order(CopyOrder {
                status: OrderStatus::Ended,
                end: Some(pilotfish_copy::event::EndReason::Filled),
                ended_at: Some(VenueMs(0)),
                ..order(n, by)
            }));
            rows.push(Change::Child(child(n, n, ChildState::Final)));
            let opened = OrderStep::Opened {
                shares: shares("5"),
                asked: shares("5"),
                trader_price: price("0.58"),
                gates,
            };
            tell(&mut events, step(n, by, opened));
            for part in 0..FILLS_AN_ORDER {
                rows.push(Change::Fill(Fill {
                    settlement: Settlement::Confirmed,
                    ..fill(&format!("{n}-{part}"), n, n, by)
                }));
                tell(&mut events, step(n, by, OrderStep::TakenNow {}));
            }
            for _ in 0..more {
                tell(&mut events, decision_on_price(n));
            }
        } else {
            let skip = EventKind::Skip {
                signal: SignalId(n),
                follow: FollowId(by),
                token: token(2),
                reason: SkipReason::Limit,
                asked: shares("5"),
                gates,
            };
            tell(&mut events, skip);
        }
        if n % A_COMMIT == 0 {
            commit(store, &rows, &events, &[]).await.unwrap();
            rows.clear();
            events.clear();
        }
    }
}

fn step(n: u64, by: u64, step: OrderStep) -> EventKind {
    EventKind::Order {
        order: CopyOrderId(n),
        signal: SignalId(n),
        follow: FollowId(by),
        token: token(2),
        side: Side::Buy,
        step,
    }
}

fn decision_on_price(n: u64) -> EventKind {
    EventKind::Price {
        order: CopyOrderId(n),
        token: token(2),
        side: Side::Buy,
        age_ms: 300_000,
        stage: Stage::Toward,
        previous_stage: Some(Stage::Trader),
        regime: Regime::Normal,
        trader_price: price("0.58"),
        bid: Some(price("0.58")),
        ask: Some(price("0.59")),
        tick: Tick::MILLI,
        limit: price("0.581"),
        previous: Some(price("0.58")),
        held_short: false,
    }
}

/// Decisions counted as they were before counts were kept.
const COUNTED_BEFORE: &str = "SELECT CASE WHEN t.kind = 'noted' THEN 'skipped' WHEN s.asked IS NULL THEN 'waiting' \
    WHEN s.copy_order IS NOT NULL AND s.allowed < s.asked THEN 'adjusted' WHEN s.copy_order IS NOT NULL THEN 'copied' \
    WHEN s.skip_reason IN ('limit', 'paused') THEN 'refused' ELSE 'skipped' END AS verdict, COUNT(*) AS n \
    FROM events t LEFT JOIN signals s ON s.id = t.signal LEFT JOIN markets m ON m.condition_id = (\
    SELECT condition_id FROM markets WHERE token_0 = t.token UNION ALL SELECT condition_id FROM markets \
    WHERE token_1 = t.token LIMIT 1) JOIN copy_trading_config c ON c.id = t.follow WHERE (+t.kind = 'signal' OR \
    (+t.kind = 'noted' AND t.reason NOT IN ('already_counted', 'too_old'))) GROUP BY verdict";

fn say(name: &str, since: Instant) {
    println!("{name} {:.2} ms", since.elapsed().as_secs_f64() * 1_000.0);
}

#[tokio::test]
#[ignore = "a measurement: minutes of a debug build"]
async fn reads_of_the_window_on_a_large_record() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    grown(&store).await;
    let reader = store.reader();
    let events: u64 = reader.event_counts().await.unwrap().values().sum();
    println!(
        "events {events}, decisions {DECISIONS}, fills {}",
        DECISIONS / 4 * FILLS_AN_ORDER
    );

    let since = Instant::now();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(home.path().join("pilotfish.db"));
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    let rows = sqlx::query(COUNTED_BEFORE).fetch_all(&mut conn).await.unwrap();
    let before: i64 = rows.iter().map(|row| row.get::<i64, _>("n")).sum();
    say("before decision_counts", since);
    let since = Instant::now();
    let counts = reader.decision_counts(&DecisionFilter::default()).await.unwrap();
    say("after decision_counts", since);
    assert_eq!(i64::try_from(counts.copied + counts.refused).unwrap(), before);
    for (name, from) in [("a tenth of it", 216_000_000), ("all of it", 0)] {
        let since = Instant::now();
        let within = DecisionFilter {
            from: Some(VenueMs(from)),
            ..DecisionFilter::default()
        };
        reader.decision_counts(&within).await.unwrap();
        say(&format!("after decision_counts with a date, {name}"), since);
    }
    let since = Instant::now();
    let nothing = DecisionFilter {
        verdict: Some(pilotfish_store::read::decisions::Verdict::Waiting),
        ..DecisionFilter::default()
    };
    assert!(reader.decisions(&nothing, None, 50).await.unwrap().items.is_empty());
    say("after decisions without a hit", since);

    let since = Instant::now();
    reader.follows().await.unwrap();
    say("before follows", since);
    let since = Instant::now();
    let mut through = None;
    loop {
        let page = reader.events_after(through, 2_000).await.unwrap();
        through = page.last().map(|event| event.seq).or(through);
        if page.len() < 2_000 {
            break;
        }
    }
    say("before counts (once a start)", since);
    let since = Instant::now();
    let totals = reader.follow_totals().await.unwrap();
    say("after follows and counts", since);
    assert_eq!(totals.len(), 20);

    let since = Instant::now();
    let all = HistoryFilter {
        from: Some(VenueMs(0)),
        ..HistoryFilter::default()
    };
    reader.history_totals(&all).await.unwrap();
    say("before history_totals", since);
    let since = Instant::now();
    reader.history_totals(&HistoryFilter::default()).await.unwrap();
    say("after history_totals", since);
    let since = Instant::now();
    let known = reader.known_record(FollowId(1), None).await.unwrap();
    say("before follow_record, a twentieth of the record (once a start)", since);
    let since = Instant::now();
    reader.known_record(FollowId(1), known).await.unwrap().unwrap();
    say("after follow_record", since);

    let text = "nothing has this in it";
    let since = Instant::now();
    let like = "SELECT COUNT(*) FROM journal t LEFT JOIN markets m ON m.condition_id = (\
        SELECT condition_id FROM markets WHERE token_0 = t.token UNION ALL SELECT condition_id FROM markets \
        WHERE token_1 = t.token LIMIT 1) LEFT JOIN copy_trading_config c ON c.id = t.follow \
        WHERE t.body LIKE ?1 OR m.question LIKE ?1 OR c.name LIKE ?1";
    let none: i64 = sqlx::query_scalar(like)
        .bind(format!("%{text}%"))
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert_eq!(none, 0);
    say("before activity with a text", since);
    let since = Instant::now();
    let events = ActivityFilter {
        text: text.to_owned(),
        ..ActivityFilter::default()
    };
    assert!(reader.activity(&events, None, 50).await.unwrap().items.is_empty());
    say("after activity with a text", since);
    let since = Instant::now();
    let fills = HistoryFilter {
        text: text.to_owned(),
        ..HistoryFilter::default()
    };
    assert!(reader.history(&fills, None, 50).await.unwrap().items.is_empty());
    say("after history with a text", since);

    let mut entries: Vec<Change> = Vec::new();
    for seq in 1..=100_000 {
        entries.push(Change::Ledger(LedgerEntry {
            seq,
            at: VenueMs(1),
            movement: Movement::Deposit,
            condition: None,
            follow: None,
            token: None,
            shares: Shares::ZERO,
            cash: usd("1"),
            claim: usd("0"),
            realised: usd("0"),
        }));
        if seq % 5_000 == 0 {
            commit(&store, &entries, &[], &[]).await.unwrap();
            entries.clear();
        }
    }
    let since = Instant::now();
    let summed = "SELECT MAX(balance) FROM (SELECT * FROM (SELECT *, SUM(cash) OVER (ORDER BY seq) AS balance FROM ledger) \
        WHERE seq < ? ORDER BY seq DESC LIMIT 50)";
    let balance: i64 = sqlx::query_scalar(summed)
        .bind(i64::MAX)
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert_eq!(balance, 100_000_000_000);
    say("before ledger with its balance, 100,000 entries", since);
    let since = Instant::now();
    let page = reader.ledger_entries(&LedgerFilter::default(), None, 50).await.unwrap();
    assert_eq!(page[0].balance, usd("100000"));
    say("after ledger with its balance", since);
}
