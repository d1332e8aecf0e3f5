//! A market as an object: its page, its book, its chart, its trades, and its page on the web.

use std::sync::Arc;

use pilotfish_copy::market::Side;
use pilotfish_engine::Mode;
use pilotfish_engine::testing::venue::{condition, market, no, yes};
use pilotfish_engine::testing::{is_live, until};

use super::Stage;
use super::program::Program;
use crate::types::{BookSides, ChartSpan, ErrorCode, MarketState, Period, TradeOf, WebPage};
use crate::{Api, ApiOptions};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_markets_page_has_everything_of_ours_in_it() {
    let stage = Stage::new();
    let (_engine, api) = stage.holding().await;
    let page = api.market(condition().to_string()).await.unwrap();
    assert_eq!(
        (page.question.as_str(), page.category.as_str()),
        ("Will it rain?", "weather")
    );
    assert_eq!(
        (page.state, page.volume.as_deref()),
        (MarketState::Trading, Some("5000"))
    );
    let prices: Vec<_> = page.outcomes.iter().map(|outcome| outcome.price.as_deref()).collect();
    assert_eq!(
        prices,
        [Some("0.585"), Some("0.415")],
        "the middle of 0.58 and 0.59, and its mirror"
    );
    assert_eq!(
        (
            page.rules.known,
            page.rules.text.as_str(),
            page.rules.tick.as_str(),
            page.rules.min_shares.as_str()
        ),
        (true, "It pays if it rains.", "0.001", "5")
    );
    assert_eq!(page.rules.fee_percent, None);
    // 5 shares at 0.58.
    let [held] = page.positions.as_slice() else {
        panic!("{:?}", page.positions);
    };
    assert_eq!(
        (
            held.position.cost.as_str(),
            held.pays.as_str(),
            held.pays_result.as_str()
        ),
        ("2.9", "5", "2.1")
    );
    assert_eq!((page.leading, page.fills.len(), page.orders.len()), (0, 1, 1));
    assert_eq!((page.decisions.len(), page.more_decisions), (1, false));
    let condition = condition().to_string();
    assert!(page.fills.iter().all(|row| row.condition == condition));
    assert!(page.orders.iter().all(|row| row.condition == condition));
    assert!(
        page.decisions
            .iter()
            .all(|row| row.condition.as_ref() == Some(&condition))
    );
    let [holder] = page.holders.as_slice() else {
        panic!("{:?}", page.holders);
    };
    assert_eq!(
        (holder.shares.as_str(), holder.percentage.as_str(), page.copied),
        ("100", "5", 1)
    );
    assert_eq!(
        (&holder.average_cost, &holder.pnl),
        (&None, &None),
        "their list does not say"
    );
    let last = holder.last.as_ref().unwrap();
    assert_eq!(
        (
            last.bought,
            last.shares.as_str(),
            last.price.as_str(),
            last.verdict.as_str()
        ),
        (true, "100", "0.58", "copied")
    );
    // A token leads to its market, too.
    let by_token = api.market(no().to_string()).await.unwrap();
    assert_eq!(by_token.condition, page.condition);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_knows_is_said_and_what_the_books_know_is_shown_without_the_venue() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    for unknown in ["0xdead", "12345", "", "rain", "https://polymarket.com"] {
        let error = api.market(unknown.to_owned()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::UnknownMarket, "{unknown}");
    }
    stage.script.scene(|scene| scene.unreachable = true);
    // One that has read nothing before.
    let other = stage.api(&engine);
    let page = other.market(yes().to_string()).await.unwrap();
    assert_eq!((page.rules.known, page.question.as_str()), (false, "Will it rain?"));
    assert_eq!((page.fills.len(), page.positions.len()), (1, 1));
    assert_eq!(page.outcomes[0].price, None, "no price is better than an old one");
    assert!(other.market_book(yes().to_string(), 0).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_book_shows_which_of_it_is_ours_and_is_measured_without_it() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let book = api.market_book(condition().to_string(), 0).await.unwrap();
    assert_eq!((book.sides, book.has_ours), (BookSides::Both, true));
    let best = &book.bids[0];
    assert_eq!(
        (
            best.price.as_str(),
            best.shares.as_str(),
            best.total.as_str(),
            best.ours.as_deref()
        ),
        ("0.58", "1000", "580", Some("5"))
    );
    assert_eq!(book.asks[0].ours, None);
    assert_eq!(
        (
            book.mid.as_deref(),
            book.spread.as_deref(),
            book.spread_percent.as_deref()
        ),
        (Some("0.585"), Some("0.01"), Some("1.7"))
    );
    assert!(book.age.0 < 5_000);
    assert_eq!(
        api.market_book(condition().to_string(), 2).await.unwrap_err().code,
        ErrorCode::OutOfRange
    );
    stage.script.scene(|scene| scene.books_gone = true);
    let none = api.market_book(condition().to_string(), 1).await.unwrap();
    assert_eq!((none.sides, none.mid, none.bids.len()), (BookSides::NoBook, None, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chart_has_prices_fills_trades_and_limits_on_the_scale_of_its_outcome() {
    let stage = Stage::new();
    let (_engine, api) = stage.holding().await;
    let yes = api
        .market_chart(condition().to_string(), 0, ChartSpan::Day)
        .await
        .unwrap();
    let prices: Vec<&str> = yes.points.iter().map(|point| point.price.as_str()).collect();
    assert_eq!((prices, yes.change.as_deref()), (vec!["0.55", "0.585"], Some("0.035")));
    assert!(
        yes.points
            .iter()
            .all(|point| yes.from <= point.at && point.at <= yes.until)
    );
    assert_eq!((yes.fills.len(), yes.trades.len(), yes.limits.len()), (1, 1, 1));
    assert_eq!(
        (yes.fills[0].drawn.as_str(), yes.trades[0].shares.as_str()),
        ("0.58", "100")
    );
    let limit = &yes.limits[0];
    assert_eq!((limit.buys, limit.points[0].limit.as_deref()), (true, Some("0.58")));
    assert_eq!(limit.points.last().unwrap().limit, None, "it is over");
    assert_eq!(yes.fills[0].order, Some(limit.order));
    // The other outcome's chart draws the same at what is left to 1, and says the price that was paid.
    let no = api
        .market_chart(condition().to_string(), 1, ChartSpan::Day)
        .await
        .unwrap();
    assert_eq!(
        (no.fills[0].price.as_str(), no.fills[0].drawn.as_str()),
        ("0.58", "0.42")
    );
    assert_eq!(no.limits[0].points[0].limit.as_deref(), Some("0.42"));
    assert_eq!(no.change.as_deref(), Some("-0.035"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_markets_trades_say_whose_they_are() {
    let stage = Stage::new();
    let (_engine, api) = stage.copying().await;
    let trades = api.market_trades(condition().to_string()).await.unwrap();
    assert_eq!(trades.len(), 1);
    assert!(
        matches!(trades[0].whose, TradeOf::Followed { .. }),
        "{:?}",
        trades[0].whose
    );
    assert_eq!(
        (trades[0].outcome_index, trades[0].price.as_str(), trades[0].bought),
        (1, "0.42", true)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_on_the_web_is_opened_by_the_system_and_the_demo_has_none() {
    let stage = Stage::new();
    let (engine, demo) = stage.copying().await;
    let page = || WebPage::Market {
        market: condition().to_string(),
    };
    assert_eq!(demo.open_page(page()).await.unwrap_err().code, ErrorCode::NoPage);

    let paper = |host: Option<Arc<Program>>| {
        let api = Api::new(ApiOptions {
            home: stage.home(),
            mode: Mode::Paper,
            version: "0.0.0".to_owned(),
            bus: stage.bus.clone(),
            listens: false,
            host: host.map(|host| host as Arc<dyn crate::Host>),
        });
        api.attach(engine.clone());
        api
    };
    let program = Arc::new(Program::default());
    let opened = paper(Some(Arc::clone(&program))).open_page(page()).await.unwrap();
    let address = format!("https://polymarket.com/event/{}/{}", market().event_slug, market().slug);
    assert_eq!((opened.opened, opened.address.as_str()), (true, address.as_str()));
    assert_eq!(*program.pages.lock().unwrap(), [address.as_str()]);
    // Without a desktop the address can still be copied.
    let copied = paper(None).open_page(page()).await.unwrap();
    assert_eq!((copied.opened, copied.address), (false, address));
    let wrong = WebPage::Transaction {
        hash: "https://evil.example".to_owned(),
    };
    let api = paper(Some(Arc::clone(&program)));
    assert_eq!(api.open_page(wrong).await.unwrap_err().code, ErrorCode::NoPage);
    assert_eq!(program.pages.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_traders_curve_of_a_period_begins_at_nothing() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    let wallet = pilotfish_engine::testing::venue::trader().to_string();
    let curve = api.trader_curve(wallet, Period::Week).await.unwrap();
    let values: Vec<f64> = curve.points.iter().map(|point| point.value).collect();
    assert_eq!((values, curve.made.as_deref()), (vec![0.0, 50.0], Some("50")));
    let error = api.trader_curve("somebody".to_owned(), Period::Day).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::UnknownTrader);
}
