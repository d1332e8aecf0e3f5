//! The public interfaces over real HTTP: pages, failures, and the recorded answers of the venue.

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{ListQuality, Migration, RowKind};
use pilotfish_copy::market::{Exchange, Side};
use pilotfish_copy::money::{Price, Tick};
use pilotfish_polymarket::public::{Order, PositionList, PositionState, PriceSpan, ResolutionStage, Window};
use pilotfish_polymarket::{Advice, Error, PublicApi, RowSource};
use serde_json::{Value, json};

use crate::common::{Log, nobody, public, recorded, venue};

fn wallet() -> WalletAddress {
    WalletAddress::parse(&format!("0x{:040x}", 0xabc)).unwrap()
}

/// A venue that answers everything with this.
async fn always(status: u16, body: impl Into<String>) -> (PublicApi, Log) {
    let body = body.into();
    let (base, log) = venue(move |_| std::future::ready((status, body.clone()))).await;
    (public(&base), log)
}

fn position(token: usize) -> Value {
    json!({"token_id": token.to_string(), "condition_id": "0xC8", "current_size": 1.5, "avg_price": "0.25", "status": "OPEN"})
}

#[tokio::test]
async fn an_empty_cursor_is_the_end_and_not_the_beginning() {
    for pagination in [
        json!({"has_more": false, "next_cursor": ""}),
        json!({"next_cursor": ""}),
    ] {
        let page = json!({"data": [position(0)], "pagination": pagination}).to_string();
        let (base, log) = venue(move |_| std::future::ready((200, page.clone()))).await;
        let list = public(&base).positions(&wallet(), false).await.unwrap();
        assert_eq!((list.positions.len(), list.quality.complete), (1, true), "{pagination}");
        assert_eq!(log.lock().unwrap().len(), 1, "{pagination}");
    }
}

#[tokio::test]
async fn positions_are_all_pages_with_every_filter_again() {
    let (base, log) = venue(|asked| {
        let page: usize = asked.param("cursor").parse().unwrap_or(0);
        let next = if page < 2 {
            json!((page + 1).to_string())
        } else {
            Value::Null
        };
        let body = json!({"data": [position(page)], "pagination": {"has_more": page < 2, "next_cursor": next}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    let list = public(&base).positions(&wallet(), false).await.unwrap();
    let positions = list.positions;
    assert_eq!(
        list.quality,
        ListQuality {
            uncached: false,
            complete: true
        }
    );
    assert_eq!(
        positions
            .iter()
            .map(|position| position.token.as_str())
            .collect::<Vec<_>>(),
        ["0", "1", "2"]
    );
    assert_eq!(
        (
            positions[0].condition.as_str(),
            positions[0].shares.to_string().as_str()
        ),
        ("0xc8", "1.5")
    );
    let log = log.lock().unwrap();
    assert_eq!(
        log.len(),
        4,
        "and the first page again, to see whether the list stood still"
    );
    for asked in log.iter() {
        let given = [
            asked.param("user"),
            asked.param("status"),
            asked.param("filter_amount"),
            asked.param("limit"),
        ];
        assert_eq!(
            given,
            [
                wallet().to_string(),
                "OPEN".to_owned(),
                "0".to_owned(),
                "1000".to_owned()
            ]
        );
        assert_eq!(asked.param("_"), "", "no cache is busted");
    }
}

#[tokio::test]
async fn a_page_that_fails_or_never_ends_fails_the_whole() {
    let (base, _) = venue(|asked| {
        let body = json!({"data": [position(1)], "pagination": {"has_more": true, "next_cursor": "2"}});
        std::future::ready(if asked.param("cursor").is_empty() {
            (200, body.to_string())
        } else {
            (500, String::new())
        })
    })
    .await;
    let error = public(&base).positions(&wallet(), false).await.unwrap_err();
    assert!(matches!(error, Error::Wait { status: 500, .. }), "{error}");
    let (base, _) = venue(|asked| {
        let next = format!("{}x", asked.param("cursor"));
        let page = position(next.len());
        let body = json!({"data": [page], "pagination": {"has_more": true, "next_cursor": next}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    let list = public(&base).positions(&wallet(), false).await.unwrap();
    assert_eq!((list.positions.len(), list.quality.complete), (100, false), "it is cut");
    assert!(matches!(
        public(&base).position_rows(&wallet(), PositionState::Open, None).await,
        Err(Error::Incomplete { .. })
    ));
}

/// Pages of positions by cursor, and what the n-th request for one is answered.
async fn list_of(
    pages: impl Fn(&str, usize) -> (Vec<Value>, Option<&'static str>) + Clone + Send + Sync + 'static,
) -> PositionList {
    let asked_before = std::sync::Arc::new(std::sync::Mutex::new(Vec::<String>::new()));
    let (base, _) = venue(move |asked| {
        let cursor = asked.param("cursor");
        let mut before = asked_before.lock().unwrap();
        let times = before.iter().filter(|other| **other == cursor).count();
        before.push(cursor.clone());
        let (data, next) = pages(&cursor, times);
        let body = json!({"data": data, "pagination": {"has_more": next.is_some(), "next_cursor": next}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    public(&base).positions(&wallet(), true).await.unwrap()
}

#[tokio::test]
async fn a_list_that_is_not_the_whole_says_so_and_keeps_what_could_be_read() {
    let one = |list: &PositionList| (list.positions.len(), list.quality.complete);
    // A row that cannot be read.
    let list = list_of(|_, _| (vec![json!({"token_id": "1"}), position(2)], None)).await;
    assert_eq!(one(&list), (1, false));
    // A page that names its own cursor as the next.
    let list = list_of(|cursor, _| match cursor {
        "" => (vec![position(1)], Some("a")),
        _ => (vec![position(2)], Some("a")),
    })
    .await;
    assert_eq!(one(&list), (2, false));
    // A row that comes on two pages.
    let list = list_of(|cursor, _| match cursor {
        "" => (vec![position(1), position(2)], Some("a")),
        _ => (vec![position(2), position(3)], None),
    })
    .await;
    assert_eq!(one(&list), (3, false));
    // A list that moved by a row while it was read: the second page begins a row too late.
    let list = list_of(|cursor, times| match (cursor, times) {
        ("", 0) => (vec![position(1), position(2)], Some("a")),
        ("", _) => (vec![position(2), position(3)], Some("a")),
        _ => (vec![position(4)], None),
    })
    .await;
    assert_eq!(one(&list), (3, false));
    // The whole.
    let list = list_of(|cursor, _| match cursor {
        "" => (vec![position(1), position(2)], Some("a")),
        _ => (vec![position(3)], None),
    })
    .await;
    assert_eq!(one(&list), (3, true));
}

#[tokio::test]
async fn an_uncached_list_is_asked_for_under_addresses_that_nobody_asked_before() {
    let (api, log) = always(200, json!({"data": []}).to_string()).await;
    for _ in 0..2 {
        let list = api.positions(&wallet(), true).await.unwrap();
        assert_eq!(list.quality, ListQuality::FULL);
    }
    let log = log.lock().unwrap();
    let stamps: Vec<String> = log.iter().map(|asked| asked.param("_")).collect();
    assert!(!stamps[0].is_empty() && stamps[0] != stamps[1], "{stamps:?}");
}

#[tokio::test]
async fn an_unreachable_or_strange_venue_is_told_apart() {
    let error = public(&nobody().await).server_time().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)) && error.is_silence(), "{error}");
    for (status, body) in [(200, "<html>"), (200, ""), (200, "\"soon\""), (200, "{}")] {
        let (api, _) = always(status, body).await;
        let error = api.server_time().await.unwrap_err();
        assert!(
            matches!(error, Error::Unreadable(_)) && !error.is_silence(),
            "{body}: {error}"
        );
    }
    let (api, log) = always(302, "").await;
    assert!(matches!(
        api.server_time().await,
        Err(Error::Refused { status: 302, .. })
    ));
    assert_eq!(log.lock().unwrap().len(), 1, "a redirect is not followed");
    let (api, _) = always(429, "").await;
    let advice = api.server_time().await.unwrap_err().advice();
    assert_eq!(advice, Advice::TryLater(Some(std::time::Duration::from_secs(7))));
}

/// This machine's clock: on a busy one seconds pass between two looks at it.
fn unix_s() -> i64 {
    i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap()
}

#[tokio::test]
async fn the_venues_clock_corrects_the_stamps() {
    let now_s = unix_s();
    let (api, _) = always(200, (now_s + 3_600).to_string()).await;
    let skew_ms = api.clock_skew_ms().await.unwrap();
    let passed_s = unix_s() - now_s;
    assert!(
        (skew_ms - 3_600_000).abs() < 2_000 + passed_s * 1_000,
        "{skew_ms} after {passed_s} s"
    );
    let stamp_s = api.transport().stamp_s();
    assert!((stamp_s - now_s - 3_600).abs() <= 2 + unix_s() - now_s);
}

#[tokio::test]
async fn a_clock_that_is_far_off_counts_only_if_it_says_so_twice() {
    let now_s = unix_s();
    for answers in [
        // One absurd answer between good ones.
        [now_s + 86_400 * 400, now_s],
        [now_s - 7_200, now_s],
        [1_795_338_398 / 2, 1_795_338_398 / 2],
        [1, 1],
    ] {
        let left = std::sync::Arc::new(std::sync::Mutex::new(answers.to_vec()));
        let (base, _) = venue(move |_| std::future::ready((200, left.lock().unwrap().remove(0).to_string()))).await;
        let api = public(&base);
        let found = api.server_time().await;
        assert!(matches!(found, Err(Error::Unreadable(_))), "{answers:?}: {found:?}");
        assert_eq!(api.transport().skew_ms(), 0, "{answers:?}");
    }
    let now_s = unix_s();
    let (api, log) = always(200, (now_s - 7_200).to_string()).await;
    let skew_ms = api.clock_skew_ms().await.unwrap();
    let passed_s = unix_s() - now_s;
    assert!(
        (skew_ms + 7_200_000).abs() < 2_000 + passed_s * 1_000,
        "{skew_ms} after {passed_s} s"
    );
    assert_eq!(log.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn activity_is_every_kind_that_moves_a_position_with_a_token_for_each() {
    let tx = |n: u8| format!("0x{n:064X}");
    let rows = json!({"data": [
        {"type": "TRADE", "token_id": "71", "condition_id": "0xC8", "side": "SELL", "size": "2", "price": 0.5, "timestamp": 1_788_886_609, "transaction_hash": tx(1)},
        {"type": "SPLIT", "token_id": "", "condition_id": "0xc8", "side": "", "size": 3, "price": null, "timestamp": "1788886610", "transaction_hash": tx(2)},
        {"type": "REDEEM", "token_id": "52", "condition_id": "0xc8", "size": 3, "price": 0, "timestamp": 1_788_886_611, "transaction_hash": tx(3)},
        {"type": "REWARD", "token_id": "", "condition_id": "", "size": 3, "timestamp": 1_788_886_611, "transaction_hash": tx(4)},
        {"type": "CONVERSION", "token_id": "", "condition_id": "", "size": 3, "timestamp": 1_788_886_611, "transaction_hash": tx(5)},
        {"type": "CONVERSION", "token_id": "", "condition_id": "0xc8", "size": 3, "timestamp": 1_788_886_611, "transaction_hash": tx(10)},
        {"type": "MIGRATION", "token_id": "71", "condition_id": "0xc8", "size": 3, "timestamp": 1_788_886_611, "transaction_hash": tx(6), "to_token_id": "99"},
        {"type": "MIGRATION", "token_id": "52", "condition_id": "0xc8", "size": 3, "timestamp": 1_788_886_611, "transaction_hash": tx(7), "to_wallet": format!("0x{:040x}", 0xdef)},
        {"type": "MIGRATION", "token_id": "52", "condition_id": "0xc8", "size": 3, "timestamp": 1_788_886_611, "transaction_hash": tx(8)},
        {"type": "MIGRATION", "token_id": "71", "condition_id": "0xc8", "size": 4, "timestamp": 1_788_886_611, "transaction_hash": tx(9)},
        {"type": "MIGRATION", "token_id": "99", "condition_id": "0xd9", "size": 4, "timestamp": 1_788_886_611, "transaction_hash": tx(9)},
        {"type": "TRADE", "is_combo": true, "timestamp": 1_788_886_611},
        {"type": "BRAND_NEW", "timestamp": 1_788_886_611},
    ], "pagination": {"next_cursor": null}});
    let (base, log) = venue(move |asked| {
        std::future::ready(match asked.path.as_str() {
            "/v2/activity" => (200, rows.to_string()),
            "/markets/keyset" => (200, json!([gamma()]).to_string()),
            _ => (404, r#"{"error":"market not found"}"#.to_owned()),
        })
    })
    .await;
    let api = public(&base);
    for _ in 0..2 {
        let found = api.activity(&wallet(), VenueMs(1_788_886_600_900)).await.unwrap();
        let shown: Vec<_> = found.rows.iter().map(|row| (row.kind, row.token.as_str())).collect();
        assert_eq!(
            shown,
            [
                (RowKind::Trade(Side::Sell), "71"),
                (RowKind::Split, "71"),
                (RowKind::Redeem, "52"),
                (RowKind::Conversion, "52")
            ]
        );
        assert_eq!(found.rows[0].tx.as_str(), tx(1).to_lowercase());
        let moved: Vec<_> = found.migrations.iter().map(|row| row.moved.clone()).collect();
        assert_eq!(
            moved,
            [
                Migration::Token {
                    from: TokenId::new("71"),
                    to: TokenId::new("99"),
                    condition: ConditionId::new("0xc8"),
                    shares: "3".parse().unwrap()
                },
                Migration::Wallet {
                    to: WalletAddress::parse(&format!("0x{:040x}", 0xdef)).unwrap()
                },
                Migration::Token {
                    from: TokenId::new("71"),
                    to: TokenId::new("99"),
                    condition: ConditionId::new("0xd9"),
                    shares: "4".parse().unwrap()
                },
            ],
            "one without a destination says nothing, two of a transaction say it together"
        );
        assert!(found.complete);
    }
    let log = log.lock().unwrap();
    assert_eq!(log[0].param("start"), "1788886600");
    assert_eq!(
        log.iter().filter(|asked| asked.path == "/markets/keyset").count(),
        1,
        "a market's tokens are asked for once"
    );
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_left_out_of_activity_which_is_then_not_complete() {
    let row = |token: &str, size: Value| {
        json!({"type": "TRADE", "token_id": token, "condition_id": "0xC8", "side": "BUY", "size": size, "price": 0.5,
               "timestamp": 1_788_886_609, "transaction_hash": "0x01"})
    };
    let body = json!({"data": [row("1", json!("2")), row("2", json!("")), row("3", json!(4))]});
    let (api, _) = always(200, body.to_string()).await;
    let found = api.activity(&wallet(), VenueMs(1)).await.unwrap();
    assert_eq!((found.rows.len(), found.complete), (2, false));
    let body = json!({"data": [row("1", json!("2"))], "pagination": {"has_more": true, "next_cursor": null}});
    let (api, _) = always(200, body.to_string()).await;
    assert!(api.activity(&wallet(), VenueMs(1)).await.unwrap().complete);
}

fn gamma() -> Value {
    json!({
        "conditionId": "0xC8", "question": "Will it?", "slug": "will-it", "endDate": "2026-12-31T00:00:00Z", "closed": false,
        "outcomes": "[\"Yes\", \"No\"]", "outcomePrices": "[\"0.5\", \"0.5\"]", "clobTokenIds": "[\"71\", \"52\"]",
        "acceptingOrders": true, "orderPriceMinTickSize": 0.01, "orderMinSize": 5, "negRisk": false,
    })
}

#[tokio::test]
async fn a_market_is_gammas_words_and_the_clobs_facts() {
    let (base, _) = venue(|asked| {
        std::future::ready(match asked.path.as_str() {
            "/markets/keyset" if asked.param("closed") == "false" => (200, json!([gamma()]).to_string()),
            "/clob-markets/0xc8" => (
                200,
                json!({"mts": 0.001, "mos": 1, "nr": true, "ao": true, "fd": {"r": 0.05, "e": 1}}).to_string(),
            ),
            _ => (200, "[]".to_owned()),
        })
    })
    .await;
    let market = public(&base)
        .market_by_condition(&ConditionId::new("0xc8"))
        .await
        .unwrap();
    assert_eq!((market.tick, market.exchange), (Tick::MILLI, Exchange::NegRiskV2));
    assert_eq!(
        (market.min_size.to_string().as_str(), market.fee.rate_micros),
        ("1", 50_000)
    );
    assert_eq!(market.question, "Will it?");
    let missing = public(&base).market_by_condition(&ConditionId::new("0xdd")).await;
    assert!(matches!(missing, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn a_closed_market_is_asked_for_by_name_and_its_winner_where_prices_do_not_say() {
    let (base, _) = venue(|asked| {
        let mut closed = gamma();
        closed["closed"] = json!(true);
        closed["outcomePrices"] = json!("[\"0\", \"0\"]");
        std::future::ready(match (asked.path.as_str(), asked.param("closed").as_str()) {
            ("/markets/keyset", "true") => (200, json!([closed]).to_string()),
            ("/markets/keyset", _) => (200, "[]".to_owned()),
            ("/markets/0xc8", _) => (
                200,
                json!({"tokens": [{"token_id": "71", "winner": false}, {"token_id": "52", "winner": true}]})
                    .to_string(),
            ),
            _ => (404, r#"{"error":"market not found"}"#.to_owned()),
        })
    })
    .await;
    let markets = public(&base)
        .markets_by_tokens(&[TokenId::new("52"), TokenId::new("71")])
        .await
        .unwrap();
    assert_eq!(markets.len(), 1, "one market, though both its tokens were asked for");
    assert!(markets[0].closed && !markets[0].accepting_orders);
    assert_eq!(markets[0].payouts, Some([Price::ZERO, Price::ONE]));
}

#[tokio::test]
async fn a_books_best_levels_are_the_highest_bid_and_the_lowest_ask_in_any_order() {
    let level = |price: &str, size: &str| json!({"price": price, "size": size});
    let mut body = json!({
        "asset_id": "71", "timestamp": "1795338398277", "tick_size": "0.01",
        "bids": [level("0.48", "100"), level("0.50", "150"), level("0.49", "0")], "asks": [level("0.51", "120"), level("0.53", "90")],
    });
    let (api, _) = always(200, body.to_string()).await;
    let book = api.book(&TokenId::new("71")).await.unwrap();
    assert_eq!(
        (book.best_bid(), book.best_ask()),
        (Some("0.5".parse().unwrap()), Some("0.51".parse().unwrap()))
    );
    assert_eq!((book.bids.len(), book.observed_at), (2, VenueMs(1_795_338_398_277)));
    assert!(api.book(&TokenId::new("72")).await.is_err(), "another token's book");
    let (api, _) = always(404, r#"{"error":"No orderbook exists for the requested token id"}"#).await;
    assert!(matches!(api.book(&TokenId::new("71")).await, Err(Error::NotFound(_))));
    // Without a tick in the book it is asked for.
    body["tick_size"] = Value::Null;
    let (base, _) = venue(move |asked| {
        let tick = json!({"minimum_tick_size": 0.0025}).to_string();
        std::future::ready((
            200,
            if asked.path == "/tick-size" {
                tick
            } else {
                body.to_string()
            },
        ))
    })
    .await;
    assert_eq!(
        public(&base).book(&TokenId::new("71")).await.unwrap().tick,
        Tick::QUARTER_CENT
    );
}

/// The recorded answers, served as pages or as they are.
#[tokio::test]
async fn recorded_data_api_answers_are_read_vectors() {
    let (base, log) = venue(|asked| {
        let file = asked.path.trim_start_matches("/v2/").to_owned();
        std::future::ready((
            200,
            recorded(&format!("data_api_v2/{file}.json")).unwrap_or_else(|| "[]".to_owned()),
        ))
    })
    .await;
    if recorded("data_api_v2/positions.json").is_none() {
        return;
    }
    let api = public(&base);
    let car = WalletAddress::parse("0x7c3db723f1d4d8cb9c550095203b686cb11e5c6b").unwrap();
    let positions = api.position_rows(&car, PositionState::Open, None).await.unwrap();
    assert!(
        !positions.is_empty()
            && positions
                .iter()
                .all(|row| row.shares.micros() > 0 && !row.question.is_empty())
    );
    let rows = api.activity(&car, VenueMs(0)).await.unwrap().rows;
    assert!(!rows.is_empty());
    assert_eq!(
        (rows[0].shares.to_string().as_str(), rows[0].price.to_string().as_str()),
        ("14.285715", "0.93")
    );
    let leaders = api
        .leaderboard(Window::Week, Some("politics"), Order::Volume, 10)
        .await
        .unwrap();
    assert_eq!((leaders[0].rank, leaders[0].name.as_str()), (1, "Noprajsk"));
    let stats = api.user_stats(&car).await.unwrap();
    assert_eq!(
        (stats.trades, stats.since),
        (Some(8_610), Some(VenueMs(1_707_440_911_000)))
    );
    assert!(api.pnl_series(&car, Window::Day).await.unwrap().len() > 1);
    assert_eq!(api.value(&car).await.unwrap().to_string(), "684953.8942");
    let log = log.lock().unwrap();
    let leaderboard = log.iter().find(|asked| asked.path == "/v2/leaderboard").unwrap();
    let asked = ["window", "category", "order", "limit"].map(|name| leaderboard.param(name));
    assert_eq!(asked, ["week", "politics", "vol", "10"]);
}

#[tokio::test]
async fn recorded_markets_and_books_are_read_vectors() {
    for file in [
        "streams/gamma_market.json",
        "streams/gamma_market_closed_binary_accepting_false.json",
        "streams/gamma_market_closed_binary_accepting_true.json",
        "streams/gamma_market_closed_zero_zero_legacy.json",
        "streams/gamma_market_sports_market_map_handicap.json",
        "streams/gamma_market_sports_market_money_line.json",
        "markets/gamma_market_2026-05-02.json",
    ] {
        let Some(text) = recorded(file) else { continue };
        let value: Value = serde_json::from_str(&text).unwrap();
        let one = value.as_array().map_or(&value, |list| &list[0]).clone();
        let condition = ConditionId::new(&one["conditionId"].as_str().unwrap().to_lowercase());
        let (base, _) = venue(move |asked| {
            let listed = asked.path == "/markets/keyset";
            std::future::ready(if listed {
                (200, json!([one]).to_string())
            } else {
                (404, r#"{"error":"market not found"}"#.to_owned())
            })
        })
        .await;
        let found = public(&base).market_by_condition(&condition).await;
        let tokens = value.as_array().map_or(&value, |list| &list[0])["clobTokenIds"].is_string();
        match found {
            Ok(market) => assert!(tokens && !market.outcomes[0].token.as_str().is_empty(), "{file}"),
            Err(error) => assert!(!tokens && matches!(error, Error::Unreadable(_)), "{file}: {error}"),
        }
    }
    let Some(text) = recorded("streams/clob_book_response.json") else {
        return;
    };
    let (base, _) = venue(move |asked| {
        let tick = json!({"minimum_tick_size": "0.01"}).to_string();
        std::future::ready((200, if asked.path == "/tick-size" { tick } else { text.clone() }))
    })
    .await;
    let book = public(&base).book(&TokenId::new("12345678901234567890")).await.unwrap();
    assert_eq!(
        (book.best_bid(), book.best_ask()),
        (Some("0.5".parse().unwrap()), Some("0.51".parse().unwrap()))
    );
}

fn activity_row(tx: usize, at_s: i64) -> Value {
    json!({"type": "TRADE", "side": "BUY", "token_id": "71", "condition_id": "0xC8", "size": 1, "price": 0.5,
           "timestamp": at_s, "transaction_hash": format!("0x{tx:x}")})
}

#[tokio::test]
async fn a_long_activity_is_read_in_parts_that_always_get_ahead() {
    const ROWS: usize = 12_345;
    // Two rows a second, pages of a thousand, oldest first.
    let (base, log) = venue(|asked| {
        let start: i64 = asked.param("start").parse().unwrap();
        let from: usize = asked.param("cursor").parse().unwrap_or_else(|_| {
            let seconds = usize::try_from((start - 1_790_000_000).max(0)).unwrap();
            seconds * 2
        });
        let to = (from + 1_000).min(ROWS);
        let data: Vec<Value> = (from..to)
            .map(|row| activity_row(row, 1_790_000_000 + i64::try_from(row / 2).unwrap()))
            .collect();
        let next = (to < ROWS).then(|| to.to_string());
        let body = json!({"data": data, "pagination": {"has_more": next.is_some(), "next_cursor": next}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    let api = public(&base);
    let mut since = VenueMs(1_790_000_000_000);
    let mut seen = std::collections::BTreeSet::new();
    let mut parts = 0;
    loop {
        let read = api.activity(&wallet(), since).await.unwrap();
        assert!(read.complete);
        seen.extend(read.rows.iter().map(|row| row.tx.clone()));
        parts += 1;
        match read.through {
            Some(through) => {
                assert!(through > since, "{through:?}");
                since = through;
            }
            None => break,
        }
    }
    assert_eq!((seen.len(), parts), (ROWS, 3));
    assert!(log.lock().unwrap().len() <= 5 + 5 + 3 + 1);
}

#[tokio::test]
async fn a_venue_that_begins_at_the_very_beginning_is_read_from_the_newest_back() {
    const ROWS: usize = 12_345;
    // Two rows a second, pages of a thousand, and no ear for `start`.
    let (base, log) = venue(|asked| {
        let from: usize = asked.param("cursor").parse().unwrap_or(0);
        let to = (from + 1_000).min(ROWS);
        let is_backwards = asked.param("sort_direction") == "DESC";
        let data: Vec<Value> = (from..to)
            .map(|place| if is_backwards { ROWS - 1 - place } else { place })
            .map(|row| activity_row(row, 1_790_000_000 + i64::try_from(row / 2).unwrap()))
            .collect();
        let next = (to < ROWS).then(|| to.to_string());
        let body = json!({"data": data, "pagination": {"has_more": next.is_some(), "next_cursor": next}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    // The last row is of 6172 s after the first.
    let since = VenueMs(1_790_000_000_000 + 6_000_000);
    let read = public(&base).activity(&wallet(), since).await.unwrap();
    assert_eq!((read.rows.len(), read.complete, read.through), (345, true, None));
    assert!(read.rows.is_sorted_by_key(|row| row.at) && read.rows.iter().all(|row| row.at >= since));
    assert!(log.lock().unwrap().len() <= 5 + 5);
    // Where the newest pages do not reach back so far, it is not all.
    let long_ago = VenueMs(1_790_000_000_000 + 3_000_000);
    let error = public(&base).activity(&wallet(), long_ago).await.unwrap_err();
    assert!(matches!(error, Error::Incomplete { .. }), "{error:?}");
}

#[tokio::test]
async fn a_page_of_activity_that_comes_again_is_not_counted_twice() {
    // The cursor is ignored.
    let (base, _) = venue(|_| {
        let data: Vec<Value> = (0..4)
            .map(|row| activity_row(row, 1_790_000_000 + i64::try_from(row).unwrap()))
            .collect();
        let body = json!({"data": data, "pagination": {"has_more": true, "next_cursor": "A"}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    let read = public(&base).activity(&wallet(), VenueMs(1)).await.unwrap();
    assert_eq!(read.rows.len(), 4);
    assert_eq!(read.through, Some(VenueMs(1_790_000_003_000)), "and it is not all");
    // Two pages that overlap by a row.
    let (base, _) = venue(|asked| {
        let rows = if asked.param("cursor").is_empty() { 0..3 } else { 2..5 };
        let data: Vec<Value> = rows.map(|row| activity_row(row, 1_790_000_000)).collect();
        let next = asked.param("cursor").is_empty().then_some("a");
        let body = json!({"data": data, "pagination": {"has_more": next.is_some(), "next_cursor": next}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    let read = public(&base).activity(&wallet(), VenueMs(1)).await.unwrap();
    assert_eq!((read.rows.len(), read.complete), (5, false));
}

/// Activity in two pages, by the number of each row.
async fn activity_in_two_pages(first: Vec<usize>, second: Vec<usize>) -> (Vec<usize>, bool) {
    let (base, _) = venue(move |asked| {
        let is_first = asked.param("cursor").is_empty();
        let rows = if is_first { &first } else { &second };
        let data: Vec<Value> = rows.iter().map(|row| activity_row(*row, 1_790_000_000)).collect();
        let next = is_first.then_some("a");
        let body = json!({"data": data, "pagination": {"has_more": next.is_some(), "next_cursor": next}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    let read = public(&base).activity(&wallet(), VenueMs(1)).await.unwrap();
    let number = |row: &pilotfish_copy::input::ActivityRow| {
        usize::from_str_radix(row.tx.as_str().trim_start_matches("0x"), 16).unwrap()
    };
    let mut numbers: Vec<usize> = read.rows.iter().map(number).collect();
    numbers.sort_unstable();
    (numbers, read.complete)
}

#[tokio::test]
async fn pages_that_overlap_however_count_each_row_once_and_are_not_taken_for_the_whole() {
    for (first, second, rows) in [
        // By more than one row.
        (vec![1, 2, 3, 4], vec![3, 4, 5], vec![1, 2, 3, 4, 5]),
        // Rows of one instant, in another order on each page.
        (vec![1, 2, 3], vec![4, 2, 5], vec![1, 2, 3, 4, 5]),
        (vec![1, 2, 3], vec![3, 1, 6], vec![1, 2, 3, 6]),
        // One of two that are alike comes again.
        (vec![1, 2, 2], vec![2, 3], vec![1, 2, 2, 3]),
        // Two that are alike, at the edge of two pages: one of them is seen, the other with the next reading.
        (vec![1, 2], vec![2, 3], vec![1, 2, 3]),
        // More that are alike than on the first page.
        (vec![1, 2], vec![2, 2, 3], vec![1, 2, 2, 3]),
    ] {
        let read = activity_in_two_pages(first.clone(), second.clone()).await;
        assert_eq!(read, (rows, false), "{first:?} {second:?}");
    }
    let whole = activity_in_two_pages(vec![1, 2, 2], vec![3, 4]).await;
    assert_eq!(
        whole,
        (vec![1, 2, 2, 3, 4], true),
        "what is alike on one page is several"
    );
}

#[tokio::test]
async fn a_row_of_another_wallet_is_nobodys_to_copy_or_to_book() {
    let other = format!("0x{:040X}", 0xdef);
    let foreign = |mut row: Value| {
        row["proxy_wallet"] = json!(other);
        row
    };
    let ours = |mut row: Value| {
        row["proxy_wallet"] = json!(wallet().to_string().to_uppercase().replace("0X", "0x"));
        row
    };
    let body = json!({"data": [foreign(activity_row(1, 1_790_000_000)), ours(activity_row(2, 1_790_000_001))]});
    let (api, _) = always(200, body.to_string()).await;
    let read = api.activity(&wallet(), VenueMs(1)).await.unwrap();
    assert_eq!((read.rows.len(), read.complete), (1, false));
    assert_eq!(read.rows[0].tx.as_str(), "0x2");
    assert_eq!(api.activity_lines(&wallet(), VenueMs(1), 10).await.unwrap().len(), 1);

    let body = json!({"data": [ours(position(1)), foreign(position(2))]});
    let (api, _) = always(200, body.to_string()).await;
    let list = api.positions(&wallet(), true).await.unwrap();
    assert_eq!((list.positions.len(), list.quality.complete), (1, false));
    let shown = api.position_rows(&wallet(), PositionState::Open, None).await.unwrap();
    assert_eq!(shown.len(), 1);

    // The answer to another address, from a cache: nothing of it is this trader's, and nothing is gone.
    let body = json!({"data": [foreign(position(1)), foreign(position(2))]});
    let (api, _) = always(200, body.to_string()).await;
    let list = api.positions(&wallet(), true).await.unwrap();
    assert_eq!((list.positions.len(), list.quality.complete), (0, false));
}

#[tokio::test]
async fn a_trade_that_names_no_market_is_lost_and_not_unimportant() {
    for nothing in [Value::Null, json!("")] {
        let mut row = activity_row(1, 1_790_000_000);
        row["condition_id"] = nothing;
        let body = json!({"data": [row, activity_row(2, 1_790_000_001)]});
        let (api, _) = always(200, body.to_string()).await;
        let read = api.activity(&wallet(), VenueMs(1)).await.unwrap();
        assert_eq!((read.rows.len(), read.complete), (1, false));
    }
}

#[tokio::test]
async fn rows_of_every_broken_kind_leave_the_others_as_they_are() {
    let broken = |field: &str, value: Value| {
        let mut row = activity_row(1, 1_790_000_000);
        row[field] = value;
        row
    };
    for (field, value) in [
        ("type", json!("FILL")),
        ("type", Value::Null),
        ("side", json!("")),
        ("side", json!("HOLD")),
        ("token_id", Value::Null),
        ("token_id", json!("")),
        ("size", Value::Null),
        ("size", json!({"amount": 1})),
        ("size", json!("1,000")),
        ("size", json!("NaN")),
        ("size", json!(-1)),
        ("price", Value::Null),
        ("price", json!("")),
        ("price", json!(1.01)),
        ("price", json!(-0.01)),
        ("price", json!(0)),
        ("price", json!(1)),
        ("price", json!(1.5e73)),
        ("timestamp", Value::Null),
        ("timestamp", json!(0)),
        ("timestamp", json!("soon")),
        // The year 5138.
        ("timestamp", json!(99_999_999_999_i64)),
        ("transaction_hash", Value::Null),
        ("transaction_hash", json!("")),
    ] {
        let body = json!({"data": [broken(field, value.clone()), activity_row(2, 1_790_000_001)]});
        let (api, _) = always(200, body.to_string()).await;
        let read = api.activity(&wallet(), VenueMs(1)).await.unwrap();
        assert_eq!((read.rows.len(), read.complete), (1, false), "{field}: {value}");
        assert_eq!(api.transport().unreadable()[0].count, 1, "{field}: {value} is told");
    }
    // Rows that are no rows at all.
    for row in [Value::Null, json!("row"), json!(7), json!([])] {
        let body = json!({"data": [row, activity_row(2, 1_790_000_001)]});
        let (api, _) = always(200, body.to_string()).await;
        let read = api.activity(&wallet(), VenueMs(1)).await.unwrap();
        assert_eq!((read.rows.len(), read.complete), (1, false), "{row}");
    }
    for (field, value) in [
        ("token_id", Value::Null),
        ("condition_id", json!("")),
        ("condition_id", Value::Null),
        ("current_size", Value::Null),
        ("current_size", json!("")),
        ("current_size", json!(-3)),
        ("current_size", json!("1e400")),
    ] {
        let mut row = position(1);
        row[field] = value.clone();
        let body = json!({"data": [row, position(2)]});
        let (api, _) = always(200, body.to_string()).await;
        let list = api.positions(&wallet(), true).await.unwrap();
        assert_eq!(
            (list.positions.len(), list.quality.complete),
            (1, false),
            "{field}: {value}"
        );
    }
}

#[tokio::test]
async fn figures_in_other_dress_are_the_same_figures() {
    let mut row = activity_row(1, 1_790_000_000);
    (row["size"], row["price"]) = (json!("1.25e1"), json!("5e-1"));
    (row["type"], row["side"]) = (json!("trade"), json!("buy"));
    row["timestamp"] = json!("1790000000123456");
    let (api, _) = always(200, json!({ "data": [row] }).to_string()).await;
    let read = api.activity(&wallet(), VenueMs(1)).await.unwrap();
    let shown = read
        .rows
        .iter()
        .map(|row| (row.shares.to_string(), row.price.to_string(), row.at));
    let expected = ("12.5".to_owned(), "0.5".to_owned(), VenueMs(1_790_000_000_123));
    assert_eq!((shown.collect::<Vec<_>>(), read.complete), (vec![expected], true));
}

#[tokio::test]
async fn a_list_that_is_no_list_is_an_error_and_not_an_empty_one() {
    for body in [
        "<html><body>Just a moment...</body></html>",
        "",
        "{}",
        r#"{"error":"internal"}"#,
        r#"{"data":{}}"#,
        r#"{"data":"none"}"#,
        r#"{"success":false}"#,
        "true",
    ] {
        let (api, _) = always(200, body).await;
        let list = api.positions(&wallet(), true).await;
        assert!(matches!(list, Err(Error::Unreadable(_))), "{body}: {list:?}");
        let read = api.activity(&wallet(), VenueMs(1)).await;
        assert!(matches!(read, Err(Error::Unreadable(_))), "{body}: {read:?}");
    }
    for (status, body) in [(500, "[]"), (404, "[]"), (502, ""), (429, "{}"), (302, "[]"), (204, "")] {
        let (api, _) = always(status, body).await;
        assert!(api.positions(&wallet(), true).await.is_err(), "{status} {body}");
    }
}

#[tokio::test]
async fn markets_that_were_not_asked_for_are_left_alone() {
    let (base, log) = venue(|asked| {
        let mut other = gamma();
        (other["conditionId"], other["clobTokenIds"]) = (json!("0xD9"), json!("[\"9\", \"8\"]"));
        std::future::ready(match asked.path.as_str() {
            // The filter has no effect.
            "/markets/keyset" => (200, json!([other, gamma()]).to_string()),
            _ => (404, r#"{"error":"market not found"}"#.to_owned()),
        })
    })
    .await;
    let markets = public(&base).markets_by_tokens(&[TokenId::new("52")]).await.unwrap();
    let conditions: Vec<_> = markets.iter().map(|market| market.condition.as_str()).collect();
    assert_eq!(conditions, ["0xc8"]);
    assert!(log.lock().unwrap().iter().all(|asked| !asked.path.contains("0xd9")));
    let missing = public(&base).market_by_condition(&ConditionId::new("0xee")).await;
    assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
}

#[tokio::test]
async fn a_payout_that_is_neither_whole_nor_half_is_the_oracles_and_a_last_price_is_none() {
    for (prices, oracle, paid) in [
        (
            "[\"0.25\", \"0.75\"]",
            Some("250000000000000000"),
            Some(("0.25", "0.75")),
        ),
        (
            "[\"0.9995\", \"0.0005\"]",
            Some("1000000000000000000"),
            Some(("1", "0")),
        ),
        ("[\"0.9995\", \"0.0005\"]", None, None),
        ("[\"0\", \"0\"]", Some("0"), Some(("0", "1"))),
        ("[\"0\", \"0\"]", Some("69"), None),
        ("", None, None),
    ] {
        let (base, _) = venue(move |asked| {
            let mut closed = gamma();
            (closed["closed"], closed["outcomePrices"]) = (json!(true), json!(prices));
            std::future::ready(match asked.path.as_str() {
                "/markets/keyset" => (200, json!([closed]).to_string()),
                "/v2/resolutions" => {
                    let row = |price: &str| json!({"condition_id": "0xC8", "status": "resolved", "price": price});
                    (
                        200,
                        json!({"data": oracle.map(row).into_iter().collect::<Vec<_>>()}).to_string(),
                    )
                }
                _ => (404, r#"{"error":"market not found"}"#.to_owned()),
            })
        })
        .await;
        let market = public(&base)
            .market_by_condition(&ConditionId::new("0xc8"))
            .await
            .unwrap();
        let shown = market.payouts.map(|pair| pair.map(|paid| paid.to_string()));
        let paid = paid.map(|(first, second): (&str, &str)| [first.to_owned(), second.to_owned()]);
        assert_eq!(shown, paid, "{prices} {oracle:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_a_level_is_none_or_spoils_the_book() {
    let book = |bids: Value, asks: Value| {
        json!({"asset_id": "71", "timestamp": "1790000000123", "tick_size": "0.01", "bids": bids, "asks": asks})
            .to_string()
    };
    let level = |price: &str, size: &str| json!({"price": price, "size": size});
    let body = book(
        json!([
            level("0", "5"),
            level("0.5", "5"),
            level("0.4", "-5"),
            level("0.3", "0")
        ]),
        json!([level("0.6", "1e1"), level("1", "5")]),
    );
    let (api, _) = always(200, body).await;
    let found = api.book(&TokenId::new("71")).await.unwrap();
    let shown = |levels: &[pilotfish_copy::market::Level]| {
        levels
            .iter()
            .map(|level| (level.price.to_string(), level.shares.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&found.bids), [("0.5".to_owned(), "5".to_owned())]);
    assert_eq!(shown(&found.asks), [("0.6".to_owned(), "10".to_owned())]);
    for (price, size) in [
        ("1.5", "5"),
        ("-0.5", "5"),
        ("51", "5"),
        ("", "5"),
        ("0.5", ""),
        ("0.5", "many"),
    ] {
        let (api, _) = always(200, book(json!([level(price, size)]), json!([]))).await;
        let found = api.book(&TokenId::new("71")).await;
        assert!(matches!(found, Err(Error::Unreadable(_))), "{price} {size}: {found:?}");
    }
    let (api, _) = always(200, book(json!([]), json!([]))).await;
    let other = api.book(&TokenId::new("52")).await;
    assert!(matches!(other, Err(Error::Unreadable(_))), "another token's: {other:?}");
}

#[tokio::test]
async fn twelve_thousand_positions_on_sixty_pages_are_a_list_like_another() {
    const PAGES: usize = 60;
    const ROWS: usize = 200;
    let (base, log) = venue(|asked| {
        let page: usize = asked.param("cursor").parse().unwrap_or(0);
        let data: Vec<Value> = (page * ROWS..(page + 1) * ROWS).map(position).collect();
        let next = (page + 1 < PAGES).then(|| (page + 1).to_string());
        let body = json!({"data": data, "pagination": {"has_more": next.is_some(), "next_cursor": next}});
        std::future::ready((200, body.to_string()))
    })
    .await;
    let list = public(&base).positions(&wallet(), true).await.unwrap();
    assert_eq!((list.positions.len(), list.quality.complete), (PAGES * ROWS, true));
    assert_eq!(log.lock().unwrap().len(), PAGES + 1);
}

#[tokio::test]
async fn a_page_that_says_there_is_more_and_not_where_is_not_the_end() {
    let (api, _) = always(
        200,
        json!({"data": [position(1)], "pagination": {"has_more": true, "next_cursor": null}}).to_string(),
    )
    .await;
    let list = api.positions(&wallet(), true).await.unwrap();
    assert_eq!((list.positions.len(), list.quality.complete), (1, false));
    let full: Vec<Value> = (0..1_000).map(position).collect();
    let (api, _) = always(200, json!({ "data": full }).to_string()).await;
    assert!(
        !api.positions(&wallet(), true).await.unwrap().quality.complete,
        "as many rows as a page can hold"
    );
}

#[tokio::test]
async fn a_row_of_a_market_that_is_gone_spoils_no_other() {
    let (base, _) = venue(|asked| {
        let mut split = activity_row(1, 1_790_000_000);
        split["type"] = json!("SPLIT");
        split["token_id"] = Value::Null;
        let mut redeemed = split.clone();
        redeemed["type"] = json!("REDEEM");
        let body = match asked.path.as_str() {
            "/v2/activity" => {
                json!({"data": [split, redeemed, activity_row(2, 1_790_000_001)], "pagination": {"has_more": false}})
            }
            _ => json!([]),
        };
        std::future::ready((200, body.to_string()))
    })
    .await;
    let api = public(&base);
    let read = api.activity(&wallet(), VenueMs(1)).await.unwrap();
    assert_eq!((read.rows.len(), read.complete), (1, false));
    let counted = api.transport().unreadable();
    assert_eq!(
        counted.iter().map(|rows| (rows.source, rows.count)).collect::<Vec<_>>(),
        [(RowSource::Activity, 1)]
    );
}

#[tokio::test]
async fn a_holding_of_fewer_than_no_shares_is_left_out_and_a_token_as_a_number_keeps_its_digits() {
    const TOKEN: &str = "71321045679252212594626385532706912750332728571942532289631379312455583992563";
    let mut negative = position(1);
    negative["current_size"] = json!(-0.000_001);
    let mut strange = position(2);
    strange["avg_price"] = json!("15000000000");
    let body = json!({"data": [negative, strange, position(3)]}).to_string();
    let body = body.replace(r#""token_id":"3""#, &format!(r#""token_id":{TOKEN}"#));
    let (api, _) = always(200, body).await;
    let list = api.positions(&wallet(), true).await.unwrap();
    assert_eq!((list.positions.len(), list.quality.complete), (2, false));
    let shown: Vec<_> = list
        .positions
        .iter()
        .map(|row| (row.token.as_str(), row.average_cost.micros()))
        .collect();
    assert_eq!(shown, [("2", 0), (TOKEN, 250_000)]);
}

#[tokio::test]
async fn a_price_history_is_asked_for_as_fine_as_the_venue_allows_and_read_in_order() {
    let (base, log) = venue(|_| {
        let history = json!({"history": [
            {"t": 1_795_338_400, "p": 0.52}, {"t": 1_795_338_100, "p": "0.51"}, {"t": 1_795_338_700, "p": 7}, {"p": 0.5},
        ]});
        std::future::ready((200, history.to_string()))
    })
    .await;
    let api = public(&base);
    let points = api.price_history(&TokenId::new("71"), PriceSpan::Week).await.unwrap();
    let told: Vec<(i64, String)> = points
        .iter()
        .map(|point| (point.at.0, point.price.to_string()))
        .collect();
    assert_eq!(
        told,
        [
            (1_795_338_100_000, "0.51".to_owned()),
            (1_795_338_400_000, "0.52".to_owned())
        ],
        "what cannot be a price or has no time is left out"
    );
    let asked = log.lock().unwrap()[0].clone();
    assert_eq!(
        (
            asked.path.as_str(),
            asked.param("market"),
            asked.param("interval"),
            asked.param("fidelity")
        ),
        ("/prices-history", "71".to_owned(), "1w".to_owned(), "30".to_owned())
    );
    let (api, _) = always(200, r#"{"history": []}"#).await;
    assert!(
        api.price_history(&TokenId::new("71"), PriceSpan::All)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_markets_rules_dates_and_volume_are_read_where_they_are_told() {
    let told = |change: fn(&mut Value)| async move {
        let (base, _) = venue(move |asked| {
            let mut market = gamma();
            change(&mut market);
            std::future::ready(if asked.path == "/markets/keyset" {
                (200, json!([market]).to_string())
            } else {
                (404, r#"{"error":"market not found"}"#.to_owned())
            })
        })
        .await;
        public(&base).market_details(&ConditionId::new("0xc8")).await.unwrap()
    };
    let rich = told(|market| {
        market["description"] = json!(" It resolves to Yes if it does. ");
        market["resolutionSource"] = json!("weather.gov");
        market["startDate"] = json!("2026-10-30T00:00:00Z");
        market["volumeNum"] = json!(4812300.5);
        market["volume24hr"] = json!("318400");
        market["umaResolutionStatus"] = json!("proposed");
    })
    .await;
    assert_eq!(
        (rich.description.as_str(), rich.resolution_source.as_str()),
        ("It resolves to Yes if it does.", "weather.gov")
    );
    assert_eq!(rich.opened_at, Some(VenueMs(1_793_318_400_000)));
    assert_eq!(rich.volume.map(|usd| usd.to_string()).as_deref(), Some("4812300.5"));
    assert_eq!(rich.volume_24h.map(|usd| usd.to_string()).as_deref(), Some("318400"));
    assert_eq!(rich.resolution, ResolutionStage::Proposed);
    let poor = told(|_| ()).await;
    assert_eq!(
        (poor.description.as_str(), poor.volume, poor.closed_at, poor.resolution),
        ("", None, None, ResolutionStage::Open)
    );
}

#[tokio::test]
async fn the_trades_of_a_market_are_its_takers_newest_first() {
    let row = |at: i64, size: f64| {
        json!({"proxy_wallet": wallet().to_string(), "side": "BUY", "token_id": "71", "condition_id": "0xC8", "size": size,
            "price": 0.608, "timestamp": at, "transaction_hash": format!("0x{at:064x}")})
    };
    let (base, log) = venue(move |_| {
        let page = json!({"data": [row(1_795_338_410, 1.0), row(1_795_338_430, 3.0), row(1_795_338_420, 2.0)], "pagination": {"has_more": false}});
        std::future::ready((200, page.to_string()))
    })
    .await;
    let trades = public(&base).market_trades(&ConditionId::new("0xc8"), 3).await.unwrap();
    let shares: Vec<String> = trades.iter().map(|trade| trade.shares.to_string()).collect();
    assert_eq!(shares, ["3", "2", "1"]);
    let asked = log.lock().unwrap()[0].clone();
    assert_eq!(
        (asked.param("condition"), asked.param("taker_only")),
        ("0xc8".to_owned(), "true".to_owned())
    );
}
