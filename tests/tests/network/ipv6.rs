//! IPv6: the venue, the proxy, and the command line's own venue on it.

use std::net::{Ipv6Addr, SocketAddr};

use pilotfish_copy::market::Exchange;
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_polymarket::Endpoints;
use pilotfish_tests::network::{Network, NetworkOptions};
use pilotfish_tests::process::{Running, run};
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::wait_for;
use serde_json::json;

use crate::named::{rests_and_is_cancelled, streams_stand};
use crate::scene::{LIMIT, NAMES, Scene, now, public, served};
use crate::trading::market_of;

const HERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V6(Ipv6Addr::LOCALHOST), 0);

/// Whether this machine has it; containers often have not.
fn is_missing() -> bool {
    let missing = std::net::TcpListener::bind(HERE).is_err();
    if missing {
        println!("skipped: no IPv6 on this machine");
    }
    missing
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_venue_is_reached_at_an_address_of_version_6_by_tls() {
    if is_missing() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let server = served(HERE, &folder).await;
    let file = folder.path().join("endpoints.json");
    std::fs::write(&file, json!({ "authority": "authority.pem" }).to_string()).expect("a file");
    assert!(server.http_url().starts_with("https://[::1]:"), "{}", server.http_url());
    let mut endpoints = Endpoints::local_at(&server.http_url()).expect("loopback");
    endpoints.authority = Endpoints::load(&file).expect("endpoints").authority;
    let there = public(endpoints.clone());
    rests_and_is_cancelled(&there).await;
    let (market, _) = market_of(Exchange::StandardV2, &there).await;
    let ports = PolymarketVenue::at(endpoints).expect("a venue");
    streams_stand(&ports, market.outcomes[0].token.clone()).await;
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_at_an_address_of_version_6_carries_requests_and_streams() {
    if is_missing() {
        return;
    }
    let mut scene = Scene::new(None).await;
    scene.network = Network::start(NetworkOptions {
        listen: HERE,
        ..NetworkOptions::to(scene.server.addr(), &NAMES)
    })
    .await;
    assert!(scene.network.url().starts_with("http://[::1]:"));
    let endpoints = scene.endpoints();
    let there = public(endpoints.clone());
    rests_and_is_cancelled(&there).await;
    let (market, _) = market_of(Exchange::StandardV2, &there).await;
    let ports = PolymarketVenue::at(endpoints).expect("a venue");
    streams_stand(&ports, market.outcomes[0].token.clone()).await;
    assert!(scene.network.asked().iter().any(|line| line.contains("streams.test")));
}

#[test]
fn the_command_line_serves_on_version_6_and_its_doctor_looks_at_it() {
    if is_missing() {
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let mut command = cli(home.path());
    command.args(["sim", "serve", "--port", "0", "--ipv6", "--seed", "7"]);
    let server = Running::start(&mut command);
    let url = wait_for(LIMIT, "the venue's address", || {
        let said = server.stdout();
        let (line, _) = said.split_once('\n')?;
        Some(line.to_owned())
    });
    assert!(url.starts_with("http://[::1]:"), "{url}");
    // Its clock is this computer's, however long the world took to be made.
    let clock = tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let asked = client.get(format!("{url}/sim/clock")).send().await.expect("an answer");
        asked.json::<serde_json::Value>().await.expect("JSON")
    });
    let off_ms = clock["now_ms"].as_i64().expect("a time") - now().0;
    assert!(off_ms.abs() < 2_000, "{off_ms} ms off");
    let mut doctor = cli(home.path());
    doctor
        .args(["doctor", "--json", "--venue", &url, "--home"])
        .arg(home.path());
    let ended = run(&mut doctor, LIMIT);
    assert!(ended.stdout.contains("[::1]"), "{}{}", ended.stdout, ended.stderr);
    for line in ended.stdout.lines().filter(|line| line.contains("\"kind\":\"check\"")) {
        assert!(!line.contains("\"verdict\":\"failed\""), "{line}");
    }
}
