//! Figures for programs that watch others: offered where that is switched on, on this computer, with nothing of the account among them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Stage;

const ANY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// Only a test that fails waits so long.
const LIMIT: Duration = Duration::from_secs(120);

/// A place that nobody has now.
fn free_place() -> SocketAddr {
    let listener = std::net::TcpListener::bind(ANY).unwrap();
    listener.local_addr().unwrap()
}

/// Waits until nothing is offered there.
async fn ends_at(place: SocketAddr) {
    let begun = Instant::now();
    while TcpStream::connect(place).await.is_ok() {
        assert!(begun.elapsed() < LIMIT, "it is offered still");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn asked(at: SocketAddr, host: &str, more: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(at).await?;
    let request = format!("GET /metrics HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_offered_to_this_computer_while_they_are_switched_on_and_name_nobody() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    let at = api.offer_metrics_at(true, ANY).await.unwrap().unwrap();
    assert!(at.ip().is_loopback());

    let text = asked(at, &at.to_string(), "").await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    for figure in [
        "pilotfish_engine_running{mode=\"demo\"}",
        "pilotfish_stage_passed{mode=\"demo\",stage=\"commit\"}",
        "pilotfish_stage_seconds{mode=\"demo\",stage=\"sign\",quantile=\"0.99\"}",
        "pilotfish_waiting{mode=\"demo\",kind=\"messages\"}",
        "pilotfish_requests_sent{mode=\"demo\"}",
    ] {
        assert!(text.contains(figure), "{figure} is not in {text}");
    }
    assert!(text.contains("# EOF"));
    // Neither our wallet nor any other, nor money.
    assert!(!text.contains("0x") && !text.to_lowercase().contains("usd"), "{text}");

    // A page in a browser that leads its own name here, or asks from another place, gets nothing.
    let ours = at.to_string();
    for (host, more) in [
        ("evil.example", ""),
        (ours.as_str(), "Origin: https://evil.example\r\n"),
    ] {
        let refused = asked(at, host, more).await.unwrap();
        assert!(
            refused.starts_with("HTTP/1.1 403") && !refused.contains("pilotfish_"),
            "{refused}"
        );
    }

    assert_eq!(api.offer_metrics_at(false, ANY).await.unwrap(), None);
    ends_at(at).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_off_at_first_says_where_its_place_is_taken_and_is_nowhere_but_here() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    assert!(!api.preferences().metrics);
    let taken = std::net::TcpListener::bind(ANY).unwrap();
    let refused = api.offer_metrics_at(true, taken.local_addr().unwrap()).await;
    assert_eq!(refused.unwrap_err().code, "metrics");
    // What is offered stays where it is while another place cannot be had, and moves to one that can.
    let first = api.offer_metrics_at(true, free_place()).await.unwrap().unwrap();
    let refused = api.offer_metrics_at(true, taken.local_addr().unwrap()).await;
    assert_eq!(refused.unwrap_err().code, "metrics");
    assert!(asked(first, &first.to_string(), "").await.unwrap().contains("# EOF"));
    let second = api.offer_metrics_at(true, free_place()).await.unwrap().unwrap();
    assert!(asked(second, &second.to_string(), "").await.unwrap().contains("# EOF"));
    ends_at(first).await;
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let refused = api.offer_metrics_at(true, everywhere).await;
    assert_eq!(refused.unwrap_err().code, "metrics");
}
