//! Our account over real HTTP: what is sent, byte for byte, and what every answer comes to.

use std::time::Duration;

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs};
use pilotfish_copy::input::{
    CancelAnswer, Liquidity, OrderReport, OwnMovementKind, PlaceOutcome, RefusalCode, Settlement,
};
use pilotfish_polymarket::trading::PostedOrder;
use pilotfish_polymarket::{Advice, Error, RequestTimeouts, RowSource, TradingApi};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

use crate::common::{OWNER, account, credentials, nobody, public, serve, signer, trading, venue, with_timeouts};

const HASH: &str = "0x44ae000000000000000000000000000000000000000000000000000000000001";
const BODY: &str = r#"{"order":{"side":"BUY","makerAmount":"5000000","takerAmount":"9560200"},"orderType":"FAK"}"#;

async fn post(base: &Url) -> PlaceOutcome {
    trading(base)
        .post(
            &PostedOrder {
                hash: &OrderHash::new(HASH),
                body: BODY,
            },
            &|| Ok(()),
        )
        .await
}

#[tokio::test]
async fn an_order_is_posted_once_with_its_exact_bytes_and_a_valid_hmac() {
    let answer = json!({"success": true, "errorMsg": "", "orderID": HASH, "status": "live"}).to_string();
    let (base, log) = venue(move |_| std::future::ready((200, answer.clone()))).await;
    assert_eq!(post(&base).await, PlaceOutcome::Live);
    let log = log.lock().unwrap();
    let [asked] = log.as_slice() else {
        panic!("asked {} times", log.len())
    };
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str(), asked.body.as_str()),
        ("POST", "/order", BODY)
    );
    let stamp_s = asked.headers["POLY_TIMESTAMP"].to_str().unwrap().parse().unwrap();
    let expected = credentials()
        .l2_headers(&signer().address(), stamp_s, "POST", "/order", BODY)
        .unwrap();
    for (name, value) in expected.iter() {
        assert_eq!(asked.headers[name], value, "{name}");
    }
}

#[tokio::test]
async fn every_answer_to_an_order_has_its_outcome() {
    let refusals = [
        (425, "", RefusalCode::Unavailable),
        (
            503,
            r#"{"error":"post-only mode: only post-only orders and cancels are allowed","code":"post_only_mode"}"#,
            RefusalCode::Unavailable,
        ),
        (
            503,
            r#"{"error":"Trading is currently disabled. Check polymarket.com for updates"}"#,
            RefusalCode::Unavailable,
        ),
        (
            400,
            r#"{"error":"no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found."}"#,
            RefusalCode::NoMatch,
        ),
        (
            200,
            r#"{"success":true,"errorMsg":"order 0x is invalid. Size (3) lower than the minimum: 5","orderID":"","status":""}"#,
            RefusalCode::MinimumSize,
        ),
        (
            200,
            r#"{"success":false,"orderID":null,"errorMsg":"Insufficient balance"}"#,
            RefusalCode::Balance,
        ),
        (429, "", RefusalCode::RateLimited),
    ];
    for (status, body, code) in refusals {
        let (base, _) = venue(move |_| std::future::ready((status, body.to_owned()))).await;
        let PlaceOutcome::Refused(refusal) = post(&base).await else {
            panic!("{status} {body}")
        };
        assert_eq!(refusal.code, code, "{status} {body}");
        let asks_to_wait = matches!(status, 425 | 429 | 503).then_some(7_000);
        assert!(
            asks_to_wait.is_none() || refusal.retry_after_ms == asks_to_wait,
            "the Retry-After of {status} is kept: {refusal:?}"
        );
    }
    let unknowns = [
        (400, r#"{"error":"order 0x44ae is invalid. Duplicated."}"#),
        (200, r#"{"success":true,"orderID":"#),
        (500, r#"{"error":"Internal server error"}"#),
        (503, "upstream connect error"),
        (302, ""),
    ];
    for (status, body) in unknowns {
        let (base, log) = venue(move |_| std::future::ready((status, body.to_owned()))).await;
        let outcome = post(&base).await;
        assert!(
            matches!(outcome, PlaceOutcome::Unknown { .. }),
            "{status} {body}: {outcome:?}"
        );
        assert_eq!(log.lock().unwrap().len(), 1, "neither repeated nor redirected");
    }
}

#[tokio::test]
async fn no_answer_is_unknown_and_no_connection_is_not() {
    let (base, log) = venue(|_| std::future::pending()).await;
    let order = PostedOrder {
        hash: &OrderHash::new(HASH),
        body: BODY,
    };
    let account = account(with_timeouts(&base, RequestTimeouts::default()));
    let time_passes = async {
        while log.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        // Once the order is at the venue, and not before, its time-out need not be waited for.
        tokio::time::pause();
    };
    let (outcome, ()) = tokio::join!(account.post(&order, &|| Ok(())), time_passes);
    tokio::time::resume();
    assert!(
        matches!(outcome, PlaceOutcome::Unknown { .. }),
        "a time-out: {outcome:?}"
    );
    assert_eq!(log.lock().unwrap().len(), 1);
    let PlaceOutcome::Refused(refusal) = post(&nobody().await).await else {
        panic!("nothing was sent")
    };
    assert_eq!(refusal.code, RefusalCode::Unavailable);
}

/// Answers every connection with these bytes and hangs up.
async fn blunt(bytes: &'static [u8]) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.read(&mut [0; 4_096]).await;
            let _ = socket.write_all(bytes).await;
        }
    });
    base
}

#[tokio::test]
async fn a_connection_cut_after_the_bytes_left_is_unknown() {
    for cut in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"success\":true",
        b"rubbish\r\n\r\n",
    ] {
        let base = blunt(cut).await;
        assert!(matches!(post(&base).await, PlaceOutcome::Unknown { .. }), "{cut:?}");
        let cancel = trading(&base).cancel(&OrderHash::new(HASH)).await;
        assert!(matches!(cancel, CancelAnswer::Unknown { .. }), "{cut:?}");
    }
}

#[tokio::test]
async fn the_key_is_derived_and_made_only_where_there_is_none() {
    let key = json!({"apiKey": OWNER, "secret": "c2VjcmV0", "passphrase": "p"}).to_string();
    let (there, log) = venue({
        let key = key.clone();
        move |_| std::future::ready((200, key.clone()))
    })
    .await;
    let found = TradingApi::derive_or_create_key(&public(&there), &signer())
        .await
        .unwrap();
    assert_eq!(found.owner(), OWNER);
    assert_eq!(log.lock().unwrap()[0].path, "/auth/derive-api-key");
    assert_eq!(log.lock().unwrap()[0].headers["POLY_NONCE"], "0");

    let (missing, log) = venue(move |asked| {
        let made = asked.method == "POST";
        std::future::ready(if made {
            (200, key.clone())
        } else {
            (400, r#"{"error":"Could not derive api key!"}"#.to_owned())
        })
    })
    .await;
    assert!(
        TradingApi::derive_or_create_key(&public(&missing), &signer())
            .await
            .is_ok()
    );
    let paths: Vec<_> = log.lock().unwrap().iter().map(|asked| asked.path.clone()).collect();
    assert_eq!(paths, ["/auth/derive-api-key", "/auth/api-key"]);

    let (broken, log) = venue(|_| std::future::ready((500, String::new()))).await;
    let error = TradingApi::derive_or_create_key(&public(&broken), &signer())
        .await
        .unwrap_err();
    assert!(matches!(error.advice(), Advice::TryLater(_)), "{error}");
    assert_eq!(
        log.lock().unwrap().len(),
        1,
        "a broken venue is not asked for another key"
    );
    let (odd, _) =
        venue(|_| std::future::ready((200, r#"{"apiKey":"x","secret":"hush","passphrase":"hush"}"#.to_owned()))).await;
    let error = TradingApi::derive_or_create_key(&public(&odd), &signer())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Unreadable(what) if !what.contains("hush")),
        "{error}"
    );
}

fn trade(id: &str, taker: &str, maker: &str, at_s: i64, status: &str) -> serde_json::Value {
    json!({
        "id": id, "taker_order_id": taker, "asset_id": "71", "market": "0xc8", "side": "BUY", "size": "4", "price": "0.5",
        "status": status, "match_time": at_s.to_string(), "trader_side": "TAKER", "owner": OWNER,
        "maker_orders": [{"order_id": maker, "owner": "x", "matched_amount": "4", "price": "0.5", "asset_id": "71", "side": "SELL"}],
    })
}

#[tokio::test]
async fn a_look_up_reads_the_order_and_every_page_of_trades_without_a_token_filter() {
    let (base, log) = venue(|asked| {
        std::future::ready(match (asked.path.as_str(), asked.param("next_cursor").as_str()) {
            ("/data/trades", "") => (200, json!({"data": [trade("t1", HASH, "0xmm", 1_795_338_398, "TRADE_STATUS_CONFIRMED")], "next_cursor": "Mg=="}).to_string()),
            ("/data/trades", "Mg==") => {
                let ours = trade("t2", "0xelse", HASH, 1_795_338_399, "MINED");
                let other = trade("t3", "0xelse", "0xmm", 1_795_338_400, "MINED");
                (200, json!({"data": [ours, other], "next_cursor": "LTE="}).to_string())
            }
            _ => (200, "null".to_owned()),
        })
    })
    .await;
    let hash = OrderHash::new(HASH);
    let found = trading(&base).look_up(&hash, VenueMs(1_795_338_398_500)).await.unwrap();
    assert_eq!(
        found.report,
        OrderReport::Missing {
            matched: "8".parse().unwrap()
        }
    );
    assert!(found.complete);
    let shown: Vec<_> = found
        .trades
        .iter()
        .map(|leg| (leg.trade.as_str(), leg.liquidity, leg.settlement))
        .collect();
    assert_eq!(
        shown,
        [
            ("t1", Liquidity::Taker, Settlement::Confirmed),
            ("t2", Liquidity::Maker, Settlement::Mined)
        ]
    );
    let log = log.lock().unwrap();
    assert_eq!(
        log[0].path,
        format!("/data/order/{HASH}"),
        "the order first, the trades after it"
    );
    for page in &log[1..] {
        assert_eq!(
            (page.param("after").as_str(), page.param("asset_id").as_str()),
            ("1795338397", "")
        );
    }
}

#[tokio::test]
async fn a_look_up_that_cannot_read_everything_says_nothing() {
    let (base, _) = venue(|asked| {
        let order = json!({"id": HASH, "asset_id": "7", "side": "BUY", "original_size": "4", "size_matched": "", "status": "LIVE"});
        let found = if asked.path == "/data/trades" { (503, String::new()) } else { (200, order.to_string()) };
        std::future::ready(found)
    })
    .await;
    let error = trading(&base)
        .look_up(&OrderHash::new(HASH), VenueMs(0))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Wait {
                status: 503,
                retry_after: Some(_),
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_trade_that_cannot_be_read_spoils_only_the_look_up_of_its_own_order() {
    let (base, _) = venue(|asked| {
        let mut broken = trade("t1", HASH, "0xmm", 1_795_338_398, "MINED");
        broken["size"] = json!("");
        let other = trade("t2", "0xe15e", "0xmm", 1_795_338_399, "MINED");
        let body = json!({"data": [broken, other], "next_cursor": "LTE="});
        std::future::ready(if asked.path == "/data/trades" {
            (200, body.to_string())
        } else {
            (200, "null".to_owned())
        })
    })
    .await;
    let api = trading(&base);
    let ours = api.look_up(&OrderHash::new(HASH), VenueMs(1)).await.unwrap();
    assert!(ours.trades.is_empty() && !ours.complete, "{ours:?}");
    let other = api.look_up(&OrderHash::new("0xe15e"), VenueMs(1)).await.unwrap();
    assert_eq!((other.trades.len(), other.complete), (1, true));
    assert_eq!(api.own_trades(VenueMs(1)).await.unwrap().len(), 1, "the rest is taken");
}

#[tokio::test]
async fn an_order_that_is_over_by_a_word_and_not_by_its_figures_keeps_its_look_up_open() {
    let look_up = async |status: &'static str, matched: serde_json::Value| {
        let (base, _) = venue(move |asked| {
            let order = json!({"id": HASH, "asset_id": "7", "side": "BUY", "original_size": "4", "size_matched": matched, "status": status});
            let trades = json!({"data": [], "next_cursor": "LTE="});
            std::future::ready((200, if asked.path == "/data/trades" { trades } else { order }.to_string()))
        })
        .await;
        trading(&base).look_up(&OrderHash::new(HASH), VenueMs(1)).await
    };
    let zero = "0".parse().unwrap();
    for status in ["MATCHED", "FILLED", "ORDER_STATUS_MATCHED"] {
        let found = look_up(status, json!("0")).await.unwrap();
        assert_eq!(found.report, OrderReport::Open { matched: zero }, "{status}");
    }
    for status in ["MATCHED", "CANCELED", "CANCELED_MARKET_RESOLVED", "INVALID"] {
        let nothing = look_up(status, json!(null)).await;
        assert!(matches!(nothing, Err(Error::Unreadable(_))), "{status}: {nothing:?}");
    }
    let cancelled = look_up("CANCELED", json!("0")).await.unwrap();
    assert!(matches!(cancelled.report, OrderReport::Closed { .. }));
}

/// As the venue wrote it in v1: `asset` is empty.
#[tokio::test]
async fn a_redemption_that_names_no_token_is_its_markets() {
    let condition = format!("0x{}", "ab".repeat(32));
    let funder = trading(&nobody().await).funder().to_string();
    let body = json!({"data": [{"type": "REDEEM", "usdc_size": "47.5", "timestamp": 1_788_886_609, "transaction_hash": "0x02",
               "proxy_wallet": funder, "condition_id": condition, "token_id": ""}]});
    let (base, _) = venue(move |_| std::future::ready((200, body.to_string()))).await;
    let found = trading(&base).own_movements(VenueMs(1)).await.unwrap();
    let expected = OwnMovementKind::Redemption {
        condition: ConditionId::new(&condition),
        token: TokenId::new(&condition),
        usd: "47.5".parse().unwrap(),
    };
    assert_eq!(found.iter().map(|row| &row.kind).collect::<Vec<_>>(), [&expected]);
}

#[tokio::test]
async fn a_movement_of_another_wallet_is_not_booked() {
    let row = |wallet: &str, n: u8| {
        json!({"type": "DEPOSIT", "usdc_size": "100", "timestamp": 1_788_886_609, "transaction_hash": format!("0x{n:02X}"),
               "proxy_wallet": wallet})
    };
    let funder = trading(&nobody().await).funder().to_string();
    let body = json!({"data": [row(&format!("0x{:040x}", 0xdef), 1), row(&funder, 2)]});
    let (base, _) = venue(move |_| std::future::ready((200, body.to_string()))).await;
    let found = trading(&base).own_movements(VenueMs(1)).await.unwrap();
    assert_eq!(found.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["0x02"]);
}

/// The key that is found where the venue gives it to the questions that `answer` names, and the questions that came: `d0` derives the key
/// of number 0, `m1` makes that of number 1.
async fn keys_of(answer: fn(&str) -> bool) -> (Result<String, Error>, Vec<String>) {
    let shown = |asked: &crate::common::Asked| {
        let what = if asked.path == "/auth/api-key" { "m" } else { "d" };
        format!("{what}{}", asked.headers["POLY_NONCE"].to_str().unwrap())
    };
    let (base, log) = venue(move |asked| {
        let body = if answer(&shown(&asked)) {
            (
                200,
                json!({"apiKey": OWNER, "secret": "c2VjcmV0", "passphrase": "p"}).to_string(),
            )
        } else {
            (400, r#"{"error":"Could not derive api key!"}"#.to_owned())
        };
        std::future::ready(body)
    })
    .await;
    let found = TradingApi::derive_or_create_key(&public(&base), &signer()).await;
    let asked = log.lock().unwrap().iter().map(shown).collect();
    (found.map(|credentials| credentials.owner()), asked)
}

#[tokio::test]
async fn a_key_that_is_neither_given_nor_made_gives_way_to_the_next_number() {
    // Deleted: the venue gives it no more, and makes it no more.
    let (found, asked) = keys_of(|question| question == "m1").await;
    assert_eq!(
        (found.unwrap().as_str(), asked.join(" ").as_str()),
        (OWNER, "d0 m0 d0 d1 m1")
    );
    let (found, asked) = keys_of(|question| question == "d1").await;
    assert_eq!(
        (found.unwrap().as_str(), asked.join(" ").as_str()),
        (OWNER, "d0 m0 d0 d1")
    );
    // A venue that makes none at all is not asked for ever.
    let (found, asked) = keys_of(|_| false).await;
    assert!(matches!(found, Err(Error::Refused { status: 400, .. })), "{found:?}");
    assert_eq!(asked.len(), 12);
}

#[tokio::test]
async fn a_key_that_another_program_made_meanwhile_is_found() {
    use std::sync::atomic::{AtomicU32, Ordering};
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let (found, asked) = keys_of(|question| question == "d0" && ASKED.fetch_add(1, Ordering::Relaxed) > 0).await;
    assert_eq!((found.unwrap().as_str(), asked.join(" ").as_str()), (OWNER, "d0 m0 d0"));
}

#[tokio::test]
async fn logging_in_compares_the_clocks_first() {
    let now_s = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    let (base, log) = venue(move |asked| {
        let key = json!({"apiKey": OWNER, "secret": "c2VjcmV0", "passphrase": "hush"});
        std::future::ready(match asked.path.as_str() {
            "/time" => (200, (now_s + 90).to_string()),
            _ => (200, key.to_string()),
        })
    })
    .await;
    let signer = signer();
    let funder = signer.wallet(pilotfish_copy::wallet::WalletType::Eoa).unwrap();
    let api = TradingApi::log_in(public(&base), &signer, pilotfish_copy::wallet::WalletType::Eoa, funder).await;
    assert!(api.is_ok());
    let log = log.lock().unwrap();
    let paths: Vec<_> = log.iter().map(|asked| asked.path.as_str()).collect();
    assert_eq!(paths, ["/time", "/auth/derive-api-key"]);
    let stamp_s: i64 = log[1].headers["POLY_TIMESTAMP"].to_str().unwrap().parse().unwrap();
    assert!(
        (stamp_s - now_s - 90).abs() <= 3,
        "a clock that is 90 s off is corrected"
    );
}

#[tokio::test]
async fn movements_of_the_account_are_its_redemptions_deposits_and_withdrawals() {
    let row = |kind: &str, usd: &str, n: u8| {
        json!({"type": kind, "token_id": "71", "condition_id": "0xC8", "size": 3, "usdc_size": usd,
               "timestamp": 1_788_886_609, "transaction_hash": format!("0x{n:02X}")})
    };
    let body = json!({"data": [row("REDEEM", "3", 0xa1), row("REDEEM", "0", 0xa1), row("DEPOSIT", "100", 0xa2), row("WITHDRAWAL", "4.5", 0xa3)]});
    let (base, log) = venue(move |_| std::future::ready((200, body.to_string()))).await;
    let found = trading(&base).own_movements(VenueMs(1_788_886_600_000)).await.unwrap();
    let shown: Vec<_> = found.iter().map(|row| (row.id.as_str(), &row.kind)).collect();
    let usd = |text: &str| text.parse().unwrap();
    assert_eq!(
        shown,
        [
            (
                "0xa1",
                &OwnMovementKind::Redemption {
                    condition: ConditionId::new("0xc8"),
                    token: TokenId::new("71"),
                    usd: usd("3")
                }
            ),
            ("0xa2", &OwnMovementKind::Deposit { usd: usd("100") }),
            ("0xa3", &OwnMovementKind::Withdrawal { usd: usd("4.5") }),
        ]
    );
    assert_eq!(log.lock().unwrap()[0].param("type"), "REDEEM,DEPOSIT,WITHDRAWAL");
}

#[tokio::test]
async fn orders_trades_and_balance_of_the_account_are_read() {
    let open = json!({"data": [
        {"id": "0xAB", "asset_id": "7", "side": "BUY", "original_size": "10", "size_matched": "2.5", "status": "LIVE", "price": "0.5",
         "expiration": null, "associate_trades": null, "created_at": 1_703_875_200},
        {"id": "0xCD", "asset_id": "7", "side": "SELL", "original_size": 3, "size_matched": null, "status": "NEW"},
    ], "next_cursor": "LTE="});
    let (base, log) = venue(move |asked| {
        std::future::ready((
            200,
            match asked.path.as_str() {
                "/data/orders" => open.to_string(),
                "/data/trades" => json!({"data": null, "next_cursor": ""}).to_string(),
                "/balance-allowance" => json!({"balance": "250500000", "allowances": {"0xE1": "1"}}).to_string(),
                "/cancel-all" => {
                    json!({"canceled": ["0xAB"], "not_canceled": {"0xCD": "already canceled or matched"}}).to_string()
                }
                other => panic!("{other}"),
            },
        ))
    })
    .await;
    let trading = trading(&base);
    let orders = trading.open_orders().await.unwrap();
    assert_eq!(
        orders.iter().map(|order| order.open.to_string()).collect::<Vec<_>>(),
        ["7.5", "3"]
    );
    assert_eq!(trading.own_trades(VenueMs(0)).await.unwrap(), []);
    assert_eq!(trading.balance().await.unwrap().cash.to_string(), "250.5");
    let report = trading.cancel_all().await.unwrap();
    assert_eq!(
        (report.cancelled.len(), report.not_cancelled[0].1.as_str()),
        (1, "already canceled or matched")
    );
    assert_eq!(log.lock().unwrap()[2].param("signature_type"), "0");
}

#[tokio::test]
async fn an_order_that_may_not_leave_any_more_is_refused_and_not_sent() {
    let (base, log) = venue(|_| std::future::ready((200, String::new()))).await;
    let order = PostedOrder {
        hash: &OrderHash::new(HASH),
        body: BODY,
    };
    let outcome = trading(&base).post(&order, &|| Err("stopped".to_owned())).await;
    let PlaceOutcome::Refused(refusal) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(refusal.code, RefusalCode::Local);
    assert!(refusal.text.contains("stopped") && log.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_asked_while_the_venue_wants_to_be_left_alone_is_not_sent_and_says_for_how_long() {
    let (base, log) = venue(|_| std::future::ready((429, r#"{"error":"Too Many Requests"}"#.to_owned()))).await;
    let impatient = RequestTimeouts {
        turn: Duration::from_secs(1),
        ..RequestTimeouts::default()
    };
    let trading = account(with_timeouts(&base, impatient));
    let order = PostedOrder {
        hash: &OrderHash::new(HASH),
        body: BODY,
    };
    // The venue of these tests says `Retry-After: 7`.
    for _ in 0..2 {
        let outcome = trading.post(&order, &|| Ok(())).await;
        let PlaceOutcome::Refused(refusal) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(refusal.code, RefusalCode::RateLimited);
        let wait = refusal.retry_after_ms.unwrap();
        assert!((1_000..=7_000).contains(&wait), "{wait}");
    }
    trading.open_orders().await.unwrap_err();
    let error = trading.open_orders().await.unwrap_err();
    assert!(matches!(error, Error::Paced { status: Some(429), .. }), "{error}");
    assert!(matches!(error.advice(), Advice::TryLater(Some(_))) && !error.is_silence());
    let paths: Vec<String> = log.lock().unwrap().iter().map(|asked| asked.path.clone()).collect();
    assert_eq!(paths, ["/order", "/data/orders"], "each once");
    let hash = OrderHash::new(HASH);
    trading.cancel(&hash).await;
    assert_eq!(
        log.lock().unwrap().len(),
        3,
        "a cancellation does not stand behind them"
    );
}

#[tokio::test]
async fn an_order_is_not_there_only_where_the_venue_says_so_itself() {
    let cases = [
        (200, "null", true),
        (404, r#"{"error":"order not found"}"#, true),
        (404, r#"{"error":"not found"}"#, false),
        (404, r#"{"message":"no Route matched with those values"}"#, false),
        (404, "404 page not found", false),
        (404, "<html>Not Found</html>", false),
        (404, "", false),
        (200, "", false),
        (502, "null", false),
    ];
    for (status, body, is_missing) in cases {
        let (base, _) = venue(move |_| std::future::ready((status, body.to_owned()))).await;
        let found = trading(&base).order(&OrderHash::new(HASH)).await;
        assert_eq!(found == Ok(None), is_missing, "{status} {body}: {found:?}");
        assert!(is_missing || found.is_err(), "{status} {body}");
    }
}

fn open_order(id: &str) -> serde_json::Value {
    json!({"id": id, "asset_id": "7", "side": "BUY", "original_size": "10", "size_matched": "0", "status": "LIVE", "price": "0.5"})
}

/// What a list of pages by cursor is read as: the ids, or that it fails.
async fn orders_of(
    page: impl Fn(&str, usize) -> serde_json::Value + Clone + Send + Sync + 'static,
) -> Result<Vec<String>, Error> {
    let asked_before = std::sync::Arc::new(std::sync::Mutex::new(Vec::<String>::new()));
    let (base, _) = venue(move |asked| {
        let cursor = asked.param("next_cursor");
        let mut before = asked_before.lock().unwrap();
        let times = before.iter().filter(|other| **other == cursor).count();
        before.push(cursor.clone());
        std::future::ready((200, page(&cursor, times).to_string()))
    })
    .await;
    let orders = trading(&base).open_orders().await?;
    Ok(orders.iter().map(|order| order.hash.as_str().to_owned()).collect())
}

#[tokio::test]
async fn an_order_that_says_it_is_over_is_not_open_though_it_is_listed() {
    let with = |id: &str, name: &str, value: &str| {
        let mut order = open_order(id);
        order[name] = value.into();
        order
    };
    let listed = orders_of(move |_, _| {
        let over = [
            with("0x1", "status", "CANCELED"),
            with("0x2", "status", "MATCHED"),
            with("0x3", "size_matched", "10"),
        ];
        let open = [
            open_order("0x4"),
            with("0x5", "size_matched", "9.99"),
            with("0x6", "status", ""),
        ];
        let all = [&over[..], &open].concat();
        json!({ "data": all })
    })
    .await;
    assert_eq!(listed.unwrap(), ["0x4", "0x5", "0x6"]);
}

#[tokio::test]
async fn a_part_of_our_own_list_never_passes_for_the_whole() {
    let one = |id: &str, next: &str| json!({"data": [open_order(id)], "next_cursor": next, "limit": 1, "count": 1});
    // Whole: two pages, an empty one between them, and the end in each of its forms.
    let whole = orders_of(move |cursor, _| match cursor {
        "" => one("0x1", "a"),
        "a" => json!({"data": [], "next_cursor": "b", "limit": 1, "count": 0}),
        _ => one("0x2", "LTE="),
    })
    .await;
    assert_eq!(whole.unwrap(), ["0x1", "0x2"]);
    let bare = orders_of(|_, _| json!({"data": [open_order("0x1")]})).await;
    assert_eq!(bare.unwrap(), ["0x1"]);
    // A cursor that is ignored: the first page comes again under every one.
    let ignored = orders_of(move |cursor, _| one("0x1", if cursor.is_empty() { "a" } else { "b" })).await;
    assert!(matches!(ignored, Err(Error::Incomplete { .. })), "{ignored:?}");
    // Cursors in a circle.
    let circle = orders_of(|cursor, _| match cursor {
        "" => json!({"data": [open_order("0x1")], "next_cursor": "a"}),
        "a" => json!({"data": [open_order("0x2")], "next_cursor": "b"}),
        _ => json!({"data": [open_order("0x3")], "next_cursor": "a"}),
    })
    .await;
    assert!(matches!(circle, Err(Error::Incomplete { .. })), "{circle:?}");
    // Cut: a full page without a cursor, and fewer rows than the answer says.
    for page in [
        json!({"data": [open_order("0x1")], "limit": 1}),
        json!({"data": [open_order("0x1")], "next_cursor": "LTE=", "limit": 500, "count": 2}),
    ] {
        let cut = orders_of(move |_, _| page.clone()).await;
        assert!(matches!(cut, Err(Error::Incomplete { .. })), "{cut:?}");
    }
}

#[tokio::test]
async fn a_list_of_orders_that_moves_while_it_is_read_is_read_again_and_given_up_if_it_goes_on() {
    let page = |ids: &[&str], next: &str| {
        let rows: Vec<_> = ids.iter().map(|id| open_order(id)).collect();
        json!({"data": rows, "next_cursor": next})
    };
    // The first order was filled after the first page, so that the third moved up, past the cursor.
    let once = orders_of(move |cursor, times| match (cursor, times) {
        ("", 0) => page(&["0x1", "0x2"], "a"),
        ("", _) => page(&["0x2", "0x3"], "a"),
        _ => page(&["0x4"], "LTE="),
    })
    .await;
    assert_eq!(once.unwrap(), ["0x2", "0x3", "0x4"]);
    let forever = orders_of(move |cursor, times| match cursor {
        "" => page(&[&format!("0x{times}"), "0xff"], "a"),
        _ => page(&["0xfe"], "LTE="),
    })
    .await;
    assert!(matches!(forever, Err(Error::Unreadable(_))), "{forever:?}");
}

#[tokio::test]
async fn a_trade_on_two_pages_is_one_trade() {
    let (base, _) = venue(|asked| {
        let trade = |id: &str| trade(id, HASH, "0xmm", 1_795_338_398, "MINED");
        let page = match asked.param("next_cursor").as_str() {
            "" => json!({"data": [trade("t3"), trade("t2")], "next_cursor": "a"}),
            // A new trade came on top, so that everything moved down.
            _ => json!({"data": [trade("t2"), trade("t1")], "next_cursor": "LTE="}),
        };
        std::future::ready((200, page.to_string()))
    })
    .await;
    let trades = trading(&base).own_trades(VenueMs(1)).await.unwrap();
    let ids: Vec<&str> = trades.iter().map(|trade| trade.trade.as_str()).collect();
    assert_eq!(ids, ["t3", "t2", "t1"]);
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_counted_by_list() {
    let (base, _) = venue(|asked| {
        let body = match asked.path.as_str() {
            "/data/orders" => json!({"data": [{"id": "0x1", "owner": OWNER}], "next_cursor": "LTE="}),
            _ => json!({"data": [{"id": "t1", "owner": OWNER}, {"id": "t2"}], "next_cursor": "LTE="}),
        };
        std::future::ready((200, body.to_string()))
    })
    .await;
    let api = trading(&base);
    assert_eq!(api.open_orders().await.unwrap(), []);
    assert_eq!(api.own_trades(VenueMs(1)).await.unwrap(), []);
    let counted = api.public().transport().unreadable();
    let counts: Vec<_> = counted.iter().map(|rows| (rows.source, rows.count)).collect();
    assert_eq!(counts, [(RowSource::OwnOrders, 1), (RowSource::OwnTrades, 2)]);
    assert!(counted.iter().all(|rows| !rows.sample.contains(OWNER)), "{counted:?}");
}

#[tokio::test]
async fn a_list_without_end_is_an_error_and_not_a_part() {
    let (base, _) = venue(|asked| {
        let next = format!("{}x", asked.param("next_cursor"));
        std::future::ready((200, json!({"data": [], "next_cursor": next}).to_string()))
    })
    .await;
    assert!(matches!(
        trading(&base).open_orders().await,
        Err(Error::Incomplete { .. })
    ));
}

#[tokio::test]
async fn a_base_address_may_have_a_path_that_the_hmac_does_not_cover() {
    let router = axum::Router::new().nest(
        "/venue",
        axum::Router::new().fallback(|headers: axum::http::HeaderMap| async move {
            let stamp_s = headers["POLY_TIMESTAMP"].to_str().unwrap().parse().unwrap();
            let expected = credentials()
                .l2_headers(&signer().address(), stamp_s, "GET", "/balance-allowance", "")
                .unwrap();
            let signature = expected
                .iter()
                .find(|(name, _)| *name == "POLY_SIGNATURE")
                .unwrap()
                .1
                .to_owned();
            assert_eq!(headers["POLY_SIGNATURE"], signature.as_str());
            json!({"balance": "1000000"}).to_string()
        }),
    );
    let base = serve(router).await.join("venue/").unwrap();
    assert_eq!(trading(&base).balance().await.unwrap().cash.to_string(), "1");
}
