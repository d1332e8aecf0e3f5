//! How the streams live and die: silence, mute subscriptions, closes, drops, slow readers.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{Message, WebSocket};
use pilotfish_copy::ids::TokenId;
use pilotfish_polymarket::streams::{
    Alive, StreamEvent, Tuning, UserEvent, activity_stream, market_stream, user_stream,
};
use pilotfish_polymarket::{Endpoints, RateLimits, RequestTimeouts, Transport};
use serde_json::json;
use tokio::sync::watch;
use url::Url;

use crate::common::streams::{CALM, QUICK, TIMEOUT, item, next, said, soon, tell};
use crate::common::{public, sockets, trading};

#[tokio::test]
async fn a_socket_that_answers_nothing_is_given_up_and_opened_again() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let mut stream = user_stream(&trading(&base), QUICK);
    // Kept, so that it is silence and not a close that is noticed.
    let (_, mute) = soon("a connection", incoming.recv()).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    assert_eq!(
        next(&mut stream).await,
        StreamEvent::Disconnected {
            reason: "it went silent".to_owned()
        }
    );
    let (_, mut again) = soon("another connection", incoming.recv()).await;
    assert_eq!(said(&mut again).await["type"], "user", "it subscribes again");
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    drop(mute);
}

/// Answers every ping, and nothing else, until the connection ends.
async fn only_pongs(mut socket: WebSocket, pong: &'static str) {
    while let Some(Ok(message)) = socket.recv().await {
        if message.to_text().is_ok_and(|text| text == "PING") && socket.send(Message::text(pong)).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn a_firehose_that_only_answers_pings_is_dead_and_a_quiet_channel_is_not() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let transport = public(&base).transport().clone();
    let (_keep, wanted) = watch::channel(BTreeSet::new());
    let mut stream = activity_stream(
        &transport,
        Tuning {
            alive: Alive::News,
            ..QUICK
        },
        wanted.clone(),
    );
    let (_, socket) = soon("a connection", incoming.recv()).await;
    tokio::spawn(only_pongs(socket, ""));
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    assert!(matches!(next(&mut stream).await, StreamEvent::Disconnected { .. }));
    drop(stream);

    // A machine that stands still for so long is not meant.
    let patient = Tuning {
        silence: Duration::from_secs(4),
        ..QUICK
    };
    let mut quiet = activity_stream(&transport, patient, wanted);
    let socket = loop {
        // The stream dropped just now may still have opened one.
        let (_, mut socket) = soon("a connection", incoming.recv()).await;
        if let Some(Ok(Message::Text(_))) = socket.recv().await {
            break socket;
        }
    };
    tokio::spawn(only_pongs(socket, ""));
    assert_eq!(next(&mut quiet).await, StreamEvent::Connected);
    let longer_than_silence = patient.silence * 3 / 2;
    assert!(
        tokio::time::timeout(longer_than_silence, quiet.next()).await.is_err(),
        "pongs keep it alive"
    );
}

#[tokio::test]
async fn a_subscription_that_brings_nothing_is_made_again() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let (_keep, wanted) = watch::channel(BTreeSet::from([TokenId::new("71")]));
    let tuning = Tuning {
        first_news: Some(Duration::from_millis(200)),
        silence: TIMEOUT,
        ..QUICK
    };
    let mut stream = market_stream(&public(&base), tuning, wanted);
    let (_, socket) = soon("a connection", incoming.recv()).await;
    tokio::spawn(only_pongs(socket, "PONG"));
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    let StreamEvent::Disconnected { reason } = next(&mut stream).await else {
        panic!("it is dead")
    };
    assert_eq!(reason, "it took the subscription and said nothing");
    soon("another connection", incoming.recv()).await;
}

#[tokio::test]
async fn a_closed_connection_is_told_with_its_reason() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let mut stream = user_stream(&trading(&base), CALM);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    let slow = axum::extract::ws::CloseFrame {
        code: 1013,
        reason: "slow consumer".into(),
    };
    socket.send(Message::Close(Some(slow))).await.unwrap();
    let StreamEvent::Disconnected { reason } = next(&mut stream).await else {
        panic!("it is closed")
    };
    assert!(reason.contains("1013") && reason.contains("slow consumer"), "{reason}");
    soon("another connection", incoming.recv()).await;
}

#[tokio::test]
async fn dropping_a_stream_closes_its_connection_and_opens_no_other() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let mut stream = user_stream(&trading(&base), CALM);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    said(&mut socket).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    drop(stream);
    let end = tokio::time::timeout(TIMEOUT, socket.recv()).await.expect("the end");
    assert!(matches!(end, None | Some(Ok(Message::Close(_)))), "{end:?}");
    assert!(
        tokio::time::timeout(Duration::from_millis(300), incoming.recv())
            .await
            .is_err(),
        "no other"
    );
}

#[tokio::test]
async fn a_reader_that_is_too_slow_is_told_that_something_was_lost() {
    let (base, mut incoming) = sockets(Router::new()).await;
    let mut stream = user_stream(&trading(&base), Tuning { capacity: 2, ..CALM });
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    said(&mut socket).await;
    assert_eq!(next(&mut stream).await, StreamEvent::Connected);
    for n in 0..50 {
        let live = json!({"event_type": "order", "type": "UPDATE", "id": format!("0x{n}"), "size_matched": "1", "status": "LIVE"});
        tell(&mut socket, &live).await;
    }
    // A ping is answered in its turn: by then two wait, for which there was room, and the rest is lost.
    socket.send(Message::Ping("heard?".into())).await.unwrap();
    while !matches!(soon("a pong", socket.recv()).await.unwrap(), Message::Pong(_)) {}
    for expected in ["0x0", "0x1"] {
        assert!(matches!(item(&mut stream).await, UserEvent::Order { hash, .. } if hash.as_str() == expected));
    }
    tell(
        &mut socket,
        &json!({"event_type": "order", "id": "0xff", "size_matched": "1", "status": "LIVE"}),
    )
    .await;
    assert!(matches!(next(&mut stream).await, StreamEvent::Gap { .. }));
    assert!(matches!(item(&mut stream).await, UserEvent::Order { hash, .. } if hash.as_str() == "0xff"));
}

#[tokio::test]
async fn an_encrypted_address_that_is_none_is_an_error_and_no_panic() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let mut endpoints = Endpoints::local(&Url::parse("http://127.0.0.1:1").unwrap()).unwrap();
    endpoints.activity_stream = Url::parse(&format!("wss://127.0.0.1:{port}")).unwrap();
    let transport = Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).unwrap();
    let (_keep, wanted) = watch::channel(BTreeSet::new());
    let mut stream = activity_stream(&transport, QUICK, wanted);
    assert!(matches!(next(&mut stream).await, StreamEvent::Disconnected { .. }));
}
