//! Days of the market channel in one thread: every book kept from it stays the venue's, and the rarer events look as
//! recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pilotfish_copy::ids::TokenId;
use serde_json::Value;

use super::super::broadcaster::{Inbox, Outbox, frame, queue};
use super::super::clob::rows::book;
use super::super::clock::Speed;
use super::super::faults::Faults;
use super::super::faults::rule::SocketPattern;
use super::super::host::Host;
use super::super::sockets::market::Wishes;
use super::client::{LocalBook, START, vector_file};
use super::shapes::has_all;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::venue::VenueOptions;

const HOUR_MS: i64 = 3_600_000;

/// Every text that waits.
fn texts(inbox: &mut Inbox) -> Vec<Value> {
    assert!(
        !inbox.cut_off.is_cancelled(),
        "an hour of every market fits into the queue"
    );
    let mut texts = Vec::new();
    while let Ok(parcel) = inbox.parcels.try_recv() {
        match serde_json::from_str(&parcel.text).unwrap() {
            Value::Array(events) => texts.extend(events),
            event => texts.push(event),
        }
    }
    texts
}

#[test]
fn two_days_of_the_market_channel_keep_every_book_and_look_as_the_recorded_vectors() {
    let mut host = Host::open(
        VenueOptions::seeded(7, START),
        None,
        Speed::REAL,
        None,
        HabitSet::none(),
        &[],
    )
    .unwrap();
    let (outbox, mut inbox): (Outbox, Inbox) = queue(SocketPattern::User, Arc::new(Faults::new(1)));
    let connection = host.broadcaster.connect();
    let wishes = Wishes {
        dump: true,
        custom: true,
    };
    let mut books: BTreeMap<String, LocalBook> = BTreeMap::new();
    let mut seen: BTreeMap<String, Value> = BTreeMap::new();
    let mut bests: BTreeMap<String, (Value, Value)> = BTreeMap::new();
    for hour in 1..=48 {
        // Also what was opened since.
        let tokens: BTreeSet<TokenId> = host
            .venue
            .markets()
            .iter()
            .filter(|row| !row.market.closed)
            .flat_map(|row| row.market.outcomes.each_ref().map(|outcome| outcome.token.clone()))
            .collect();
        let new: Vec<TokenId> = tokens
            .into_iter()
            .filter(|token| !books.contains_key(token.as_str()))
            .collect();
        assert!(
            host.broadcaster
                .markets
                .subscribe(&host.venue, connection, &outbox, &new, wishes)
        );
        host.venue.advance_to(START.plus(hour * HOUR_MS));
        host.tell();
        for event in texts(&mut inbox) {
            let kind = event["event_type"].as_str().unwrap().to_owned();
            if kind == "book" {
                let token = event["asset_id"].as_str().unwrap().to_owned();
                books.entry(token).or_insert_with(|| LocalBook::of(&event));
            }
            if kind == "best_bid_ask" {
                let token = event["asset_id"].as_str().unwrap().to_owned();
                bests.insert(token, (event["best_bid"].clone(), event["best_ask"].clone()));
            }
            for (token, local) in &mut books {
                let whole = kind == "book" && event["asset_id"] == token.as_str();
                if whole || kind == "price_change" {
                    local.apply(&event, token);
                }
            }
            seen.insert(kind, event);
        }
        for (token, local) in &books {
            let Some(view) = host.venue.exchange().book(&TokenId::new(token)) else {
                continue;
            };
            assert_eq!(*local, LocalBook::of(&book(&view)), "hour {hour}, token {token}");
            if let Some((bid, ask)) = bests.get(token) {
                let text =
                    |price: Option<pilotfish_copy::money::Price>| price.map(|p| p.to_string()).unwrap_or_default();
                assert_eq!(
                    (bid, ask),
                    (&text(view.best_bid()).into(), &text(view.best_ask()).into()),
                    "{token}"
                );
            }
        }
    }
    let kinds: Vec<&str> = seen.keys().map(String::as_str).collect();
    for kind in [
        "best_bid_ask",
        "book",
        "last_trade_price",
        "market_resolved",
        "price_change",
    ] {
        assert!(kinds.contains(&kind), "{kind} in two days, only {kinds:?}");
    }
    let recordings = [
        ("best_bid_ask", "ws_market_best_bid_ask_msg"),
        ("market_resolved", "ws_market_resolved_msg"),
        ("new_market", "ws_market_new_market_msg"),
        ("tick_size_change", "ws_market_tick_size_msg"),
    ];
    for (kind, file) in recordings {
        match (seen.get(kind), vector_file(&format!("recorded/streams/{file}.json"))) {
            (Some(ours), Some(recorded)) => has_all(ours, &recorded, kind),
            (None, _) => println!("no {kind} happened in these two days"),
            (_, None) => {}
        }
    }
}

#[test]
fn a_listener_that_does_not_read_is_cut_off_and_the_others_go_on() {
    let (slow, slow_inbox) = queue(SocketPattern::User, Arc::new(Faults::new(1)));
    let (quick, mut quick_inbox) = queue(SocketPattern::User, Arc::new(Faults::new(1)));
    let message = frame(&Value::Null);
    while !slow.is_dead() {
        slow.send(&message);
        quick.send(&message);
        assert!(quick_inbox.parcels.try_recv().is_ok());
    }
    assert!(slow_inbox.cut_off.is_cancelled());
    assert!(!quick.is_dead());
    drop(quick_inbox);
    assert!(quick.is_dead(), "a closed socket is dead too");
}
