//! The screens after the main job: positions and their close, history and its file, an order's path, the figures.

use pilotfish_copy::entity::OrderStatus;
use pilotfish_copy::event::Notice;
use pilotfish_copy::ids::CopyOrderId;
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Price, Usd};

use pilotfish_engine::port::FeedEvent;
use pilotfish_engine::testing::venue::{market, yes};
use pilotfish_engine::testing::{is_live, seen, until};

use super::Stage;
use crate::Api;
use crate::frame::announcement::announcement;
use crate::types::{
    Announcement, Attention, CloseDraft, CloseTarget, DecisionFilter, DecisionVerdict, DecisionsQuery, FolderName,
    GateBasis, GateOutcome, HistoryFilter, HistoryQuery, Id, Period, SignalKind, SkipReason,
};
use pilotfish_engine::{EngineHandle, Mode, NamedNotice};

impl Stage {
    /// An engine that holds 5 shares, bought at 0.58.
    pub(super) async fn holding(&self) -> (EngineHandle, Api) {
        let (engine, api) = self.copying().await;
        self.script.trades(Side::Buy, "100", "0.58").await;
        until(&engine, "the copy rests", is_live).await;
        let hash = self.script.scene(|scene| scene.posts[0].0.clone());
        self.script.fill(&hash).await;
        until(&engine, "the copy is over", |core| {
            let mut orders = core.state().orders.values();
            orders.all(|order| order.status == OrderStatus::Ended) && !core.state().holdings.is_empty()
        })
        .await;
        (engine, api)
    }
}

impl Stage {
    /// The market is closed and pays this, and the engine knows.
    async fn pays(&self, engine: &EngineHandle, payouts: [Price; 2]) {
        self.script.scene(|scene| {
            scene.markets = vec![Market {
                closed: true,
                accepting_orders: false,
                payouts: Some(payouts),
                ..market()
            }];
        });
        self.script.say(FeedEvent::MarketChanged(yes())).await;
        until(engine, "the market has resolved", |core| {
            let mut holdings = core.state().holdings.values();
            holdings.all(|holding| holding.payout == Some(payouts[0]))
        })
        .await;
    }
}

fn query(limit: u32) -> HistoryQuery {
    HistoryQuery {
        filter: HistoryFilter::default(),
        after: None,
        limit,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_is_shown_at_its_price_and_closed_by_one_fast_sale() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let token = yes().to_string();
    until(&engine, "the book is known", |core| core.book(&yes()).is_some()).await;
    let positions = api.positions().await.unwrap();
    assert_eq!(positions.rows.len(), 1);
    let row = &positions.rows[0];
    assert_eq!((row.market.as_str(), row.outcome.as_str()), ("Will it rain?", "Yes"));
    assert_eq!(
        (row.shares.as_str(), row.average_cost.as_str(), row.cost.as_str()),
        ("5", "0.58", "2.9")
    );
    // The middle of 0.58 and 0.59.
    assert_eq!(
        (row.price.as_deref(), row.value.as_deref(), row.pnl.as_deref()),
        (Some("0.585"), Some("2.93"), Some("0.03"))
    );
    assert_eq!(
        (row.pnl_percent.as_deref(), positions.pnl.as_str()),
        (Some("0.9"), "0.03")
    );
    assert_eq!((row.follow_status.as_str(), row.closing), ("active", None));
    // Fees apart, it is even where it was bought; the bid brings it all.
    assert_eq!(
        (row.break_even.as_deref(), row.bid_value.as_deref(), row.bid_takes_all),
        (Some("0.58"), Some("2.9"), true)
    );
    assert_eq!(
        (positions.markets, positions.hedges.len(), positions.bid_value.as_str()),
        (1, 0, "2.9")
    );
    let frame = api.frame().await.unwrap();
    assert_eq!(frame.sums.pnl, positions.pnl, "the frame says the same");

    let all = close(row.follow, &token);
    let previews = api.preview_close(all.clone()).await.unwrap();
    assert_eq!(
        (previews.closed, previews.unpriced, previews.proceeds.as_str()),
        (1, 0, "2.9")
    );
    let preview = &previews.each[0];
    assert_eq!((preview.shares.as_str(), preview.bound.as_str()), ("5", "0.485"));
    assert_eq!(
        (
            preview.proceeds.as_deref(),
            preview.price.as_deref(),
            preview.result.as_deref()
        ),
        (Some("2.9"), Some("0.58"), Some("0"))
    );
    assert_eq!(preview.problem, None);

    let order = api.close(all.clone()).await.unwrap().orders[0];
    let closing = api.order(order).await.unwrap().order;
    assert_eq!((closing.side.as_str(), closing.shares.as_str()), ("SELL", "5"));
    let sold = |id: Id| announced(&engine, CopyOrderId(id.0));
    assert_eq!(sold(order).trader, None, "nobody is copied by it");
    let bought = engine.core().state().orders.keys().next().copied().unwrap();
    assert_eq!(announced(&engine, bought).trader.as_deref(), Some("25usdc"));
    let again = &api.positions().await.unwrap().rows[0];
    assert_eq!((again.selling.as_str(), again.closing), ("5", Some(order)));
    let refused = api.close(all.clone()).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.detail.as_str()),
        ("cannot_close", "nothing_to_sell")
    );
    let newest = DecisionsQuery {
        filter: DecisionFilter::default(),
        before: None,
        limit: 1,
    };
    let own = &api.decisions(newest).await.unwrap().rows[0];
    assert_eq!(
        (own.verdict, own.percentage.as_deref()),
        (DecisionVerdict::Yours, None),
        "nobody is told to have closed but the user"
    );
    let counts = api.decision_counts(DecisionFilter::default()).await.unwrap();
    assert_eq!(
        (counts.copied, counts.yours),
        (1, 2),
        "what was asked for twice is decided twice"
    );
    let nothing = api.preview_close(close(Id(9), &token)).await.unwrap_err();
    assert_eq!(nothing.code, "not_found");
    engine.shutdown().await;
}

/// What is said aloud of that order.
fn announced(engine: &EngineHandle, order: CopyOrderId) -> Announcement {
    announcement(&NamedNotice {
        notice: Notice::Converted { order },
        order: engine.core().state().orders.get(&order).cloned(),
        market: Some("Will it rain?".to_owned()),
        outcome: Some("Yes".to_owned()),
        trader: Some("25usdc".to_owned()),
    })
}

fn close(follow: Id, token: &str) -> CloseDraft {
    CloseDraft {
        target: CloseTarget::Position {
            follow,
            token: token.to_owned(),
        },
        percent: None,
        shares: None,
        limit: None,
        not_below: None,
        despite_foreign_orders: false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_is_closed_at_the_market_and_the_rest_at_a_limit() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    until(&engine, "the book is known", |core| core.book(&yes()).is_some()).await;
    let row = &api.positions().await.unwrap().rows[0];
    let part = CloseDraft {
        percent: Some(40),
        ..close(row.follow, &row.token)
    };
    assert_eq!(api.preview_close(part.clone()).await.unwrap().each[0].shares, "2");
    let order = api.close(part).await.unwrap().orders[0];
    let sale = api.order(order).await.unwrap().order;
    assert_eq!((sale.shares.as_str(), sale.execution.as_str()), ("2", "market"));
    assert_eq!(api.positions().await.unwrap().rows[0].selling, "2");

    let rest = CloseDraft {
        target: CloseTarget::Everything,
        limit: Some("0.7".to_owned()),
        ..close(row.follow, &row.token)
    };
    let refused = api.close(rest).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.detail.as_str()),
        ("cannot_close", "under_minimum_size"),
        "three shares do not rest where the least is five"
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_closed_at_a_limit_and_shown_to_stand_there() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let all = CloseDraft {
        target: CloseTarget::Everything,
        limit: Some("0.7".to_owned()),
        ..close(Id(1), "")
    };
    let preview = api.preview_close(all.clone()).await.unwrap().each.remove(0);
    // Five shares that cost 2.90 are offered at 0.70; nobody bids that, and who rests pays no fee.
    assert_eq!(
        (
            preview.rests.as_deref(),
            preview.once_filled.as_deref(),
            preview.once_filled_result.as_deref()
        ),
        (Some("5"), Some("3.5"), Some("0.6"))
    );
    let order = api.close(all).await.unwrap().orders[0];
    until(&engine, "it rests", is_live).await;
    let sale = api.order(order).await.unwrap().order;
    assert_eq!(
        (
            sale.shares.as_str(),
            sale.limit.as_deref(),
            sale.bound.as_str(),
            sale.execution.as_str()
        ),
        ("5", Some("0.7"), "0.7", "limit")
    );
    assert_eq!((sale.next_stage_at, sale.next_try_at), (None, None));
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fills_are_paged_summed_and_written_to_a_file_that_says_demo() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let page = api.history(query(1)).await.unwrap();
    let row = &page.rows[0];
    assert_eq!(
        (
            row.trader.as_str(),
            row.side.as_str(),
            row.value.as_str(),
            row.slippage.as_str()
        ),
        ("25usdc", "BUY", "2.9", "0")
    );
    assert_eq!(
        (row.realised.as_deref(), row.stage, row.liquidity.as_str()),
        (None, 1, "maker")
    );
    let next = HistoryQuery {
        after: page.next,
        ..query(1)
    };
    assert!(page.next.is_some());
    assert_eq!(api.history(next).await.unwrap().rows, []);

    let totals = api.history_totals(HistoryFilter::default()).await.unwrap();
    assert_eq!(
        (totals.fills, totals.bought.as_str(), totals.sold.as_str()),
        (1, "2.9", "0")
    );
    assert_eq!(totals.slippage_bps.as_deref(), Some("0.0"));
    assert_eq!(totals.traders[0].name, "25usdc");
    let odd = HistoryFilter {
        trader: Some("nobody".to_owned()),
        ..HistoryFilter::default()
    };
    assert_eq!(api.history_totals(odd).await.unwrap_err().code, "invalid_query");

    let path = stage.folder.path().join("history.csv");
    let exported = api.write_history(HistoryFilter::default(), &path).await.unwrap();
    assert_eq!(exported.rows, 1);
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[1].starts_with("demo,20"), "{}", lines[1]);
    assert!(
        lines[1].contains(",Will it rain?,Yes,BUY,5,0.58,0.58,0,0,2.9,0,,1,maker,confirmed,"),
        "{}",
        lines[1]
    );
    let again = api.write_history(HistoryFilter::default(), &path).await.unwrap_err();
    assert_eq!(again.code, "folder", "no file is written over");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_resolved_is_in_the_file_of_the_history_so_that_its_column_adds_up() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    stage.pays(&engine, [Price::ZERO, Price::ONE]).await;

    let file = |name: &str| stage.folder.path().join(name);
    let exported = api
        .write_history(HistoryFilter::default(), &file("all.csv"))
        .await
        .unwrap();
    assert_eq!(exported.rows, 2);
    let text = std::fs::read_to_string(file("all.csv")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[1].contains(",25usdc,") && lines[1].ends_with(",Will it rain?,Yes,RESOLUTION,5,0,,,,0,,-2.9,,,,"),
        "{}",
        lines[1]
    );
    assert!(lines[2].contains(",BUY,5,0.58,"), "{}", lines[2]);
    // Whoever asks for purchases gets no resolution, and another text finds neither.
    let purchases = HistoryFilter {
        side: Some(crate::types::Side::Buy),
        ..HistoryFilter::default()
    };
    assert_eq!(api.write_history(purchases, &file("bought.csv")).await.unwrap().rows, 1);
    let other = HistoryFilter {
        text: Some("snow".to_owned()),
        ..HistoryFilter::default()
    };
    assert_eq!(api.write_history(other, &file("other.csv")).await.unwrap().rows, 0);

    // What was made is what the column comes to, also where the exchange took its word back.
    let made = async |name: &str| {
        let shown = api.performance(Period::All).await.unwrap().figures;
        api.write_history(HistoryFilter::default(), &file(name)).await.unwrap();
        let text = std::fs::read_to_string(file(name)).unwrap();
        let mut rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = rows.next().unwrap();
        let place = header.iter().position(|name| *name == "realised_usd").unwrap();
        let column = rows.filter_map(|row| row[place].parse::<Usd>().ok());
        (shown.realised, column.sum::<Usd>().to_string())
    };
    assert_eq!(made("lost.csv").await, ("-2.9".to_owned(), "-2.9".to_owned()));
    stage.pays(&engine, [Price::ONE, Price::ZERO]).await;
    assert_eq!(made("won.csv").await, ("2.1".to_owned(), "2.1".to_owned()));
    let half = Price::from_micros(500_000);
    stage.pays(&engine, [half, half]).await;
    assert_eq!(made("half.csv").await, ("-0.4".to_owned(), "-0.4".to_owned()));
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_has_its_path_and_the_figures_of_every_period_add_up() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let first = Id(engine.core().state().orders.keys().next().unwrap().0);
    let path = api.order_path(first).await.unwrap();
    assert_eq!((path.points[0].bid.as_deref(), path.points[0].stage), (None, 1));
    let rested = path.points.iter().find(|point| point.limit.is_some()).unwrap();
    assert_eq!(
        (rested.bid.as_deref(), rested.ask.as_deref(), rested.limit.as_deref()),
        (Some("0.58"), Some("0.59"), Some("0.58"))
    );
    assert_eq!(path.points.last().unwrap().limit, None, "it is over");
    assert!(path.ahead.is_empty());
    assert_eq!(api.order_path(Id(99)).await.unwrap_err().code, "not_found");

    until(&engine, "the book is known", |core| core.book(&yes()).is_some()).await;
    for period in [Period::Day, Period::All] {
        let performance = api.performance(period).await.unwrap();
        let figures = &performance.figures;
        assert_eq!(
            (figures.pnl.as_str(), figures.open.as_str(), figures.realised.as_str()),
            ("0.03", "0.03", "0")
        );
        assert_eq!((figures.fills, figures.traded.as_str()), (1, "2.9"));
        assert_eq!((figures.orders_filled, figures.orders_ended), (1, 1));
        assert_eq!((figures.wins.of, figures.wins.percent.as_deref()), (0, None));
        assert_eq!(figures.traders.len(), 1);
        assert_eq!(figures.traders[0].pnl, figures.pnl);
        assert_eq!(
            performance.stages.iter().map(|stage| stage.fills).collect::<Vec<_>>(),
            [1, 0, 0, 0, 0]
        );
        assert_eq!(performance.slippage_median.as_deref(), Some("0"));
    }
    let dashboard = api.dashboard(Period::Week).await.unwrap();
    assert_eq!(
        (dashboard.sums.held.as_str(), dashboard.sums.reserved.as_str()),
        ("2.9", "0")
    );
    let last = dashboard
        .figures
        .curve
        .last()
        .map(|point| format!("{:.3}", point.value));
    assert_eq!(last.as_deref(), Some("0.025"));
    assert_eq!((dashboard.attention.len(), dashboard.next), (0, None));

    let row = &api.positions().await.unwrap().rows[0];
    let (follow, token) = (row.follow, row.token.clone());
    api.unfollow(follow).await.unwrap();
    let dashboard = api.dashboard(Period::Week).await.unwrap();
    let orphans = Attention::Orphans {
        count: 1,
        worth: "2.93".to_owned(),
    };
    assert_eq!(dashboard.attention[0], orphans);
    api.close(close(follow, &token)).await.unwrap();
    let dashboard = api.dashboard(Period::Week).await.unwrap();
    let working: Vec<(u32, u32)> = dashboard
        .stages
        .iter()
        .map(|stage| (stage.orders, stage.sales))
        .collect();
    // The user's own close is at the market from the beginning; no stage comes after it.
    assert_eq!(working, [(0, 0), (0, 0), (0, 0), (0, 0), (1, 1)]);
    assert_eq!(dashboard.next, None);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_figures_by_trader_are_written_to_a_file_that_says_demo() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    until(&engine, "the book is known", |core| core.book(&yes()).is_some()).await;
    let path = stage.folder.path().join("performance.csv");
    let exported = api.write_performance(Period::Month, &path).await.unwrap();
    assert_eq!(exported.rows, 1);
    let text = std::fs::read_to_string(&path).unwrap();
    let row = text.lines().nth(1).unwrap();
    assert!(row.starts_with("demo,month,,20"), "{row}");
    assert!(
        row.contains(",25usdc,0x0000") && row.ends_with(",0.025,0,1,0,0.0,0,0,0,,,"),
        "{row}"
    );
    assert_eq!(
        api.write_performance(Period::Month, &path).await.unwrap_err().code,
        "folder"
    );
    assert_eq!(
        api.export_performance(Period::Month).await.unwrap_err().code,
        "cannot_here"
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_are_where_the_window_says() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let api = stage.api(&engine);
    let paths = api.data_paths().await.unwrap();
    assert_eq!(paths.database, stage.home().database(Mode::Demo).display().to_string());
    assert!(paths.database_bytes > 0 && !paths.tray);
    assert_eq!(api.folder(FolderName::Logs).unwrap().display().to_string(), paths.logs);
    assert!(stage.home().logs().is_dir());
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_working_order_takes_the_other_side_when_the_user_does_not_wait() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let order = api.orders(crate::types::OrdersQuery { ended: false }).await.unwrap()[0].id;
    let preview = api.preview_take(order).await.unwrap();
    assert_eq!(
        (
            preview.shares.as_deref(),
            preview.price.as_deref(),
            preview.value.as_deref()
        ),
        (Some("5"), Some("0.59"), Some("2.95"))
    );
    assert_eq!(
        (preview.against_limit.as_deref(), preview.problem),
        (Some("0.05"), None)
    );
    api.take_now(order).await.unwrap();
    until(&engine, "a fill-and-kill is sent", |core| {
        core.state().children.values().any(|child| !child.kind.rests())
    })
    .await;
    seen(
        &stage.script,
        "the resting order, and then the one that takes",
        |scene| scene.posts.len() == 2,
    )
    .await;
    assert_eq!(api.take_now(Id(99)).await.unwrap_err().code, "not_found");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn decisions_are_told_with_their_gates_counted_and_found_by_verdict() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    // Under $1: 5 % of 20 shares.
    stage.script.trades(Side::Buy, "20", "0.58").await;
    until(&engine, "the second change is decided", |core| {
        core.state().signals.is_empty() && core.state().control.next_signal >= 3
    })
    .await;
    let asked = |verdict: Option<DecisionVerdict>| DecisionsQuery {
        filter: DecisionFilter {
            verdict,
            ..DecisionFilter::default()
        },
        before: None,
        limit: 50,
    };
    let page = api.decisions(asked(None)).await.unwrap();
    let verdicts: Vec<&str> = page.rows.iter().map(|row| row.verdict.as_str()).collect();
    assert_eq!((verdicts, page.next), (vec!["skipped", "copied"], None));
    let (small, copied) = (&page.rows[0], &page.rows[1]);
    assert_eq!(
        (copied.trader.as_str(), copied.market.as_str(), copied.change),
        ("25usdc", "Will it rain?", Some(SignalKind::NewPosition))
    );
    assert_eq!(
        (
            copied.shares.as_str(),
            copied.asked.as_deref(),
            copied.allowed.as_deref()
        ),
        ("100", Some("5"), Some("5"))
    );
    assert!(copied.order.is_some() && copied.after.is_some());
    let order_limit = copied.gates.iter().find(|gate| gate.gate == "order_limit").unwrap();
    let none_used = GateBasis::Money {
        used: "0".to_owned(),
        limit: "250".to_owned(),
    };
    assert_eq!(
        (&order_limit.basis, order_limit.outcome),
        (&none_used, GateOutcome::Passed)
    );
    assert_eq!((small.reason, small.order), (Some(SkipReason::UnderOneDollar), None));
    assert_eq!(small.gates.last().map(|gate| gate.outcome), Some(GateOutcome::Bound));
    let only = api.decisions(asked(Some(DecisionVerdict::Skipped))).await.unwrap();
    assert_eq!(only.rows, std::slice::from_ref(small));
    let mut odd = asked(None);
    odd.filter.trader = Some("nobody".to_owned());
    let odd = api.decisions(odd).await.unwrap_err();
    assert_eq!(odd.code, "invalid_query");

    let counts = api.decision_counts(DecisionFilter::default()).await.unwrap();
    assert_eq!((counts.all, counts.copied, counts.skipped), (2, 1, 1));
    assert_eq!(counts.traders[0].name, "25usdc");
    let nowhere = api.export_decisions(DecisionFilter::default()).await.unwrap_err();
    assert_eq!(nowhere.code, "cannot_here");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_resolved_market_owes_is_a_claim_that_becomes_cash_by_itself_in_the_demo() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    assert_eq!(api.claims().await.unwrap(), []);
    stage.script.scene(|scene| {
        scene.markets.push(Market {
            closed: true,
            accepting_orders: false,
            payouts: Some([Price::ONE, Price::ZERO]),
            ..market()
        });
    });
    stage.script.say(FeedEvent::MarketChanged(yes())).await;
    until(&engine, "the market has resolved", |core| {
        core.state()
            .claims
            .values()
            .any(|claim| claim.open() > pilotfish_copy::money::Usd::ZERO)
    })
    .await;
    let claims = api.claims().await.unwrap();
    let [claim] = claims.as_slice() else {
        panic!("{claims:?}");
    };
    assert_eq!(
        (claim.market.as_str(), claim.outcome.as_str()),
        ("Will it rain?", "Yes")
    );
    assert_eq!((claim.shares.as_str(), claim.usd.as_str()), ("5", "5"));
    // 5 shares for 2.90.
    assert_eq!(
        (claim.average_cost.as_deref(), claim.pnl.as_deref()),
        (Some("0.58"), Some("2.1"))
    );
    assert_eq!((claim.way, &claim.run), (crate::types::ClaimWay::Automatic, &None));
    // Nothing of it goes through a relayer: there is no live account.
    let refused = api.preview_redeem(Vec::new()).await.unwrap_err();
    assert_eq!(refused.code, "cannot_here");
    engine.shutdown().await;
}
