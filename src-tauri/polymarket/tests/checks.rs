//! What the checks say of a venue that answers this or that.

use pilotfish_polymarket::checks::{Check, CheckKind, Depth, Outcome, Remedy, checks};
use serde_json::json;

use crate::common::{Asked, account, public, venue};

/// `version`, `blocked`, `closed_only`, this computer's clock minus the venue's in seconds.
#[derive(Debug, Clone, Copy)]
struct Shown {
    version: u64,
    blocked: bool,
    closed_only: bool,
    behind_s: i64,
    allowance: &'static str,
}

const USUAL: Shown = Shown {
    version: 2,
    blocked: false,
    closed_only: false,
    behind_s: 0,
    allowance: "115792089237316195423570985008687907853269984665640564039457584007913129639935",
};

fn now_s() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

fn word(text: &str) -> String {
    format!("{:064x}", text.parse::<u128>().unwrap())
}

fn text(text: &str) -> String {
    let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{}{bytes:0<64}", word(&text.len().to_string()))
}

/// What an exchange contract answers to `eip712Domain()`.
fn domain(contract: &str, version: &str) -> String {
    let head = [
        format!("{:0<64}", "0f"),
        word("224"),
        word("288"),
        word("137"),
        format!("{:0>64}", contract.trim_start_matches("0x")),
        word("0"),
        word("352"),
    ];
    let name = text("Polymarket CTF Exchange");
    format!("0x{}{name}{}{}", head.concat(), text(version), word("0"))
}

fn answer(asked: &Asked, shown: Shown) -> (u16, String) {
    let market = json!({"conditionId": "0xab", "acceptingOrders": true});
    let body = match asked.path.as_str() {
        "/time" => json!(now_s() + shown.behind_s),
        "/version" => json!({"version": shown.version}),
        "/markets/keyset" => json!({"markets": [market], "next_cursor": null}),
        "/clob-markets/0xab" => json!({"mos": 5, "mts": 0.01, "fd": {"r": 0.04, "e": 1, "to": true}}),
        "/api/geoblock" => json!({"blocked": shown.blocked, "ip": "203.0.113.7", "country": "BE", "region": ""}),
        "/auth/ban-status/closed-only" => json!({"closed_only": shown.closed_only}),
        "/balance-allowance" => json!({"balance": "250500000", "allowances": {
            "0xE111180000d2663C0091e4f400237545B87B996B": shown.allowance,
        }}),
        "/v2/positions" => json!({"data": []}),
        "/deployed" => json!({"deployed": false}),
        "/rpc" => {
            let call: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
            let result = match call["method"].as_str().unwrap() {
                "eth_chainId" => json!("0x89"),
                _ => {
                    let to = call["params"][0]["to"].as_str().unwrap().to_lowercase();
                    let version = if to.starts_with("0xe333") { "3" } else { "2" };
                    json!(domain(&to, version))
                }
            };
            json!({"jsonrpc": "2.0", "id": 1, "result": result})
        }
        _ => return (404, json!({"error": "not here"}).to_string()),
    };
    (200, body.to_string())
}

async fn look(shown: Shown, depth: Depth) -> Vec<Check> {
    let (base, _) = venue(move |asked| async move { answer(&asked, shown) }).await;
    let public = public(&base);
    let account = account(public.clone());
    checks(&public, Some(&account), depth).await
}

fn of(checks: &[Check], kind: CheckKind) -> &Check {
    checks.iter().find(|check| check.kind == kind).unwrap()
}

#[tokio::test]
async fn a_venue_as_it_should_be_passes_the_canary() {
    let found = look(USUAL, Depth::Canary).await;
    assert!(found.iter().all(|check| check.outcome == Outcome::Ok), "{found:#?}");
    let kinds: Vec<CheckKind> = found.iter().map(|check| check.kind).collect();
    assert_eq!(
        kinds,
        [
            CheckKind::Clock,
            CheckKind::Version,
            CheckKind::Domains,
            CheckKind::Fees,
            CheckKind::Sizes,
            CheckKind::Ticks,
            CheckKind::ApiKey,
            CheckKind::Standing,
        ]
    );
}

#[tokio::test]
async fn everything_is_looked_at_and_what_cannot_be_reached_is_named() {
    let found = look(USUAL, Depth::Everything).await;
    let services = [
        CheckKind::Orders,
        CheckKind::TraderData,
        CheckKind::Markets,
        CheckKind::Relayer,
        CheckKind::Polygon,
        CheckKind::Region,
        CheckKind::Balance,
        CheckKind::Approvals,
    ];
    for kind in services {
        assert_eq!(of(&found, kind).outcome, Outcome::Ok, "{:?}", of(&found, kind));
    }
    // This venue has no sockets.
    for kind in [
        CheckKind::MarketStream,
        CheckKind::UserStream,
        CheckKind::ActivityStream,
    ] {
        assert_eq!(of(&found, kind).outcome, Outcome::Failed);
        assert_eq!(of(&found, kind).remedy, Some(Remedy::CheckNetwork));
    }
    assert_eq!(of(&found, CheckKind::Balance).sentence(), "Balance: 250.5 pUSD");
}

#[tokio::test]
async fn each_thing_that_is_wrong_fails_its_own_check_and_says_what_to_do() {
    let wrong = Shown {
        version: 3,
        blocked: true,
        closed_only: true,
        behind_s: 90,
        allowance: "0",
    };
    let found = look(wrong, Depth::Everything).await;
    for (kind, remedy) in [
        (CheckKind::Version, Remedy::Update),
        (CheckKind::Region, Remedy::NotFromHere),
        (CheckKind::Standing, Remedy::SeeAccount),
        (CheckKind::Clock, Remedy::SetClock),
        (CheckKind::Approvals, Remedy::Approve),
    ] {
        let check = of(&found, kind);
        assert_eq!(
            (check.outcome, check.remedy),
            (Outcome::Failed, Some(remedy)),
            "{check:?}"
        );
    }
    let clock = of(&found, CheckKind::Clock).sentence();
    assert!(clock.contains("s behind Polymarket; up to 2.0 s is safe"), "{clock}");
    let written = serde_json::to_string(&found).unwrap();
    assert!(!written.contains("203.0.113.7"), "our own address is not written down");
}

#[tokio::test]
async fn a_silent_venue_is_unknown_and_never_right() {
    let base = crate::common::nobody().await;
    let found = checks(&public(&base), None, Depth::Canary).await;
    assert!(
        found.iter().all(|check| check.outcome == Outcome::Unknown),
        "{found:#?}"
    );
}
