//! A world that was closed and opened again is the world that was never closed.

use serde_json::json;

use super::super::{ServerHandle, ServerOptions, serve};
use super::client::{Client, OrderWish, START, Wallet, let_pass, options, paused};
use crate::ServeError;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;
use pilotfish_sim::error::SimError;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::journal::{FILE_NAME, Journal};
use pilotfish_sim::venue::VenueOptions;

/// Rests an order on the first market with a book; gives its id.
async fn rest(server: &ServerHandle, client: &mut Client, shares_micros: u64) -> String {
    let (token, _) = client.token_with_book().await;
    let now_s = server.clock().unwrap().now.0 / 1_000;
    let (id, body) = client.order(&OrderWish {
        wallet: Wallet::Deposit,
        token: &token,
        side: Side::Buy,
        maker_micros: shares_micros / 100,
        taker_micros: shares_micros,
        kind: "GTD",
        expiration_s: now_s + 86_400,
    });
    let (status, answer) = client.l2("POST", "/order", &body).await;
    assert_eq!(status, 200, "{answer}");
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_and_opening_again_gives_the_same_world_and_the_same_keys() {
    let folder = tempfile::tempdir().unwrap();
    let server = paused(Some(folder.path())).await;
    let mut client = Client::authenticated(&server).await;
    let_pass(&server, 60_000).await;
    let kept = rest(&server, &mut client, 20_000_000).await;
    let gone = rest(&server, &mut client, 30_000_000).await;
    let_pass(&server, 600_000).await;
    assert_eq!(
        client
            .l2("DELETE", "/order", &json!({ "orderID": gone }).to_string())
            .await
            .0,
        200
    );
    let_pass(&server, 120_000).await;
    let (digest, clock) = (server.digest().unwrap(), server.clock().unwrap());
    let (_, orders) = client.l2("GET", "/data/orders", "").await;
    assert_eq!(orders["data"][0]["id"], kept);
    server.shutdown().await;

    let server = paused(Some(folder.path())).await;
    let reopened = server.clock().unwrap().now;
    assert!(
        reopened >= clock.now && reopened.since(clock.now) < 60_000,
        "it goes on where it stopped"
    );
    let again = Client::authenticated(&server).await;
    assert_eq!(
        (&again.api_key, &again.secret),
        (&client.api_key, &client.secret),
        "derived, not made anew"
    );
    client.base = server.http_url();
    assert_eq!(client.l2("GET", "/data/orders", "").await.1, orders);
    server.shutdown().await;

    // The digest names the time, so compare a world brought by the journal alone to where the first one was closed.
    let host = super::super::host::Host::open(
        VenueOptions::seeded(7, START),
        Some(folder.path()),
        super::super::Speed::REAL,
        None,
        HabitSet::none(),
        &[],
    );
    let mut unbroken = reference_of(folder.path());
    let host = host.unwrap();
    unbroken.advance_to(host.venue.now());
    assert_eq!(host.venue.digest(), unbroken.digest());
    assert!(!digest.is_empty());
}

/// The world that the commands in the journal make when nobody ever stops: applied straight to a venue.
fn reference_of(folder: &std::path::Path) -> pilotfish_sim::venue::Venue {
    let mut venue = pilotfish_sim::venue::Venue::new(VenueOptions::seeded(7, START)).unwrap();
    let text = std::fs::read_to_string(folder.join(FILE_NAME)).unwrap();
    for line in text.lines().skip(1) {
        let line: pilotfish_sim::journal::Line = serde_json::from_str(line).unwrap();
        match line.entry {
            pilotfish_sim::journal::Entry::Place(order) => {
                venue.advance_to(line.at);
                venue.place(order.into()).unwrap();
            }
            pilotfish_sim::journal::Entry::Cancel { owner, order } => {
                venue.advance_to(line.at);
                venue.cancel(&owner, &order).unwrap();
            }
            pilotfish_sim::journal::Entry::Authenticate { owner, .. } => {
                venue.advance_to(line.at);
                for wallet in pilotfish_sim::signed_order::KeyHolder::of(owner.parse().unwrap()).wallets() {
                    venue.enroll(&wallet);
                }
            }
            pilotfish_sim::journal::Entry::Clock
            | pilotfish_sim::journal::Entry::Revoke { .. }
            | pilotfish_sim::journal::Entry::Relay { .. }
            | pilotfish_sim::journal::Entry::Override(_) => {}
        }
    }
    venue
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paused_world_has_the_same_digest_after_it_was_reopened() {
    let folder = tempfile::tempdir().unwrap();
    let stopped = |folder: &std::path::Path| ServerOptions {
        speed: super::super::Speed::from_thousandths(1).unwrap(),
        ..options(Some(folder))
    };
    let server = serve(stopped(folder.path())).await.unwrap();
    server.set_clock(None, Some(true)).unwrap();
    let mut client = Client::authenticated(&server).await;
    rest(&server, &mut client, 20_000_000).await;
    let_pass(&server, 300_000).await;
    let digest = server.digest().unwrap();
    server.shutdown().await;
    let host = super::super::host::Host::open(
        VenueOptions::seeded(7, START),
        Some(folder.path()),
        super::super::Speed::REAL,
        None,
        HabitSet::none(),
        &[],
    );
    assert_eq!(host.unwrap().venue.digest(), digest);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_seed_or_balance_is_refused_and_another_start_is_not() {
    let folder = tempfile::tempdir().unwrap();
    paused(Some(folder.path())).await.shutdown().await;
    let written = std::fs::read(folder.path().join(FILE_NAME)).unwrap();
    let with = |venue| ServerOptions {
        folder: Some(folder.path().to_owned()),
        ..ServerOptions::new(venue)
    };
    let seeded = VenueOptions::seeded(8, START);
    let richer = VenueOptions {
        balance: Usd::dollars(20_000),
        ..VenueOptions::seeded(7, START)
    };
    for other in [seeded, richer] {
        let refused = serve(with(other)).await.unwrap_err();
        assert!(
            matches!(refused, ServeError::World(SimError::AnotherWorld { .. }))
                && refused.to_string().contains("Reset demo"),
            "{refused}"
        );
    }
    assert_eq!(
        std::fs::read(folder.path().join(FILE_NAME)).unwrap(),
        written,
        "a refused journal is not touched"
    );
    let later = serve(with(VenueOptions::seeded(7, START.plus(86_400_000))))
        .await
        .unwrap();
    assert!(
        later.clock().unwrap().now < START.plus(86_400_000),
        "a journal keeps its own start"
    );
    assert!(matches!(
        serve(options(Some(folder.path()))).await,
        Err(ServeError::World(SimError::InUse { .. }))
    ));
    later.shutdown().await;
    let (_journal, found) = Journal::open(folder.path()).unwrap();
    assert_eq!(found.unwrap().header.seed, 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_of_another_version_of_the_world_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = paused(Some(folder.path())).await;
    let world = server.world_id().to_owned();
    server.shutdown().await;
    let path = folder.path().join(FILE_NAME);
    let text = std::fs::read_to_string(&path)
        .unwrap()
        .replace(&world, "0123456789abcdef");
    std::fs::write(&path, text).unwrap();
    assert!(matches!(
        serve(options(Some(folder.path()))).await,
        Err(ServeError::World(SimError::AnotherWorld { .. }))
    ));
}
