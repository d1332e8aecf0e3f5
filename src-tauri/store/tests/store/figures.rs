//! The read models on the history made by hand; every figure was worked out on paper, as the comments say.

use std::collections::BTreeMap;

use pilotfish_copy::ids::*;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Tick, Usd};
use pilotfish_store::EquityPoint;
use pilotfish_store::read::activity::ActivityFilter;
use pilotfish_store::read::history::HistoryFilter;
use pilotfish_store::read::holdings::HoldingScope;
use rust_decimal::Decimal;

use crate::by_hand::{events, history};
use crate::common::*;

fn bps(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}

#[tokio::test]
async fn figures_of_follows_are_those_worked_out_by_hand() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    history(&store).await;
    let follows = store.reader().follows().await.unwrap();
    assert_eq!(
        follows.iter().map(|view| view.follow.id.0).collect::<Vec<_>>(),
        vec![1, 2, 3]
    );
    let one = &follows[0].figures;
    assert_eq!(
        (one.realised, one.fees, one.net),
        (usd("1.31"), usd("0.10"), usd("1.21"))
    );
    assert_eq!(
        (one.open_cost, one.open_holdings, one.working_orders, one.fills),
        (usd("6"), 1, 0, 4)
    );
    // Bought 2.95 + 6, sold 3.40 + 0.86; the failed purchase counts nowhere.
    assert_eq!((one.bought, one.sold), (usd("8.95"), usd("4.26")));
    // Slipped 5 × 0.01 + 4 × 0.01 + 0 + 0 = 0.09 on 5 × 0.58 + 4 × 0.86 + 0.86 + 6 = 13.2: 68.18 bps.
    assert_eq!((one.slippage_usd, one.slippage_bps), (usd("0.09"), bps("68.18")));
    assert_eq!((one.episodes, one.wins), (1, 1));
    let two = &follows[1].figures;
    // 20 × 0.05 = 1 on 20 × 0.25 = 5.
    assert_eq!(
        (two.realised, two.net, two.slippage_bps),
        (usd("-6"), usd("-6.2"), bps("2000"))
    );
    assert_eq!(
        (two.episodes, two.wins, two.open_holdings, two.open_cost),
        (1, 0, 0, Usd::ZERO)
    );
    let three = &follows[2].figures;
    assert_eq!((three.working_orders, three.fills, three.slippage_bps), (1, 0, None));
}

#[tokio::test]
async fn performance_attributes_to_traders_and_stages() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    history(&store).await;
    for (minute, cash) in [(1, "100"), (2, "130"), (3, "90"), (4, "120"), (5, "110")] {
        let point = |at, cash| EquityPoint {
            at: VenueMs(at),
            cash,
            claims: usd("4"),
            holdings_value: usd("6"),
            realised: cash - usd("100"),
            unrealised: usd("-1"),
            fees: usd("2"),
        };
        keep_equity(&store, point(minute * 60_000, usd("7777"))).await;
        keep_equity(&store, point(minute * 60_000 + 59_999, usd(cash))).await;
    }
    let performance = store.reader().performance(100).await.unwrap();
    let total = &performance.total;
    assert_eq!(
        (total.realised, total.fees, total.net),
        (usd("-4.69"), usd("0.30"), usd("-4.99"))
    );
    assert_eq!(
        (total.fills, total.episodes, total.wins, total.working_orders),
        (5, 2, 1, 1)
    );
    // (0.09 + 1) on (13.2 + 5): 598.90 bps.
    assert_eq!((total.slippage_usd, total.slippage_bps), (usd("1.09"), bps("598.9")));

    let traders: Vec<_> = performance
        .traders
        .iter()
        .map(|result| (result.name.as_str(), result.figures.net, result.figures.fills))
        .collect();
    assert_eq!(
        traders,
        vec![("trader 1 again", usd("1.21"), 4), ("trader 2", usd("-6.2"), 1)]
    );
    assert_eq!(performance.traders[0].figures.working_orders, 1);

    let stages: Vec<_> = performance
        .stages
        .iter()
        .map(|stage| (stage.stage.number(), stage.fills, stage.value))
        .collect();
    assert_eq!(stages, vec![(1, 3, usd("9.81")), (4, 1, usd("3.4")), (5, 1, usd("6"))]);

    // One point a minute, the last of each; claims are worth what they say: the greatest fall is 140 to 100.
    assert_eq!(
        (performance.drawdown, performance.drawdown_from),
        (usd("40"), usd("140"))
    );
    let cash = |points: &[EquityPoint]| points.iter().map(|point| point.cash.to_string()).collect::<Vec<_>>();
    assert_eq!(cash(&performance.equity), ["100", "130", "90", "120", "110"]);
    assert_eq!(
        cash(&store.reader().equity(Some(VenueMs(180_000)), 100).await.unwrap()),
        ["90", "120", "110"]
    );
    let thin = store.reader().equity(None, 2).await.unwrap();
    assert!(thin.len() <= 3 && thin.last().unwrap().cash == usd("110"), "{thin:?}");
}

#[tokio::test]
async fn a_working_order_shows_its_words_its_child_and_its_story() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    history(&store).await;
    let reader = store.reader();
    let working = reader.working_orders().await.unwrap();
    assert_eq!(working.len(), 1);
    let view = &working[0];
    let words = view.market.as_ref().unwrap();
    assert_eq!((words.outcome.as_str(), words.slug.as_str()), ("No", "question-2"));
    assert_eq!(view.trader_name, "trader 1 again");
    assert_eq!(view.child.as_ref().unwrap().id, ChildId(7));

    let detail = reader.order_detail(CopyOrderId(6)).await.unwrap().unwrap();
    assert_eq!(&detail.view, view);
    assert_eq!(detail.signal, signal(6, 3));
    assert_eq!(
        detail.children.iter().map(|child| child.id.0).collect::<Vec<_>>(),
        vec![6, 7]
    );
    assert_eq!(
        detail.events.iter().map(|event| event.seq).collect::<Vec<_>>(),
        vec![2, 3, 4, 8]
    );
    let path: Vec<_> = detail
        .prices
        .iter()
        .map(|decision| (decision.limit, decision.previous))
        .collect();
    assert_eq!(path, vec![(price("0.58"), None), (price("0.59"), Some(price("0.58")))]);
    assert_eq!(
        (detail.prices[0].bid, detail.prices[0].ask, detail.prices[0].tick),
        (Some(price("0.57")), None, Tick::CENT)
    );
    assert_eq!(detail.fills, vec![]);
    assert_eq!(
        reader.order_detail(CopyOrderId(4)).await.unwrap().unwrap().fills.len(),
        2
    );
    assert_eq!(reader.order_detail(CopyOrderId(99)).await.unwrap(), None);

    // Which order and follow an order at the venue is of, by its hash; a stranger's is left out.
    let child = &detail.children[0];
    let asked = [child.hash.clone().unwrap(), hash(999)];
    let owners = reader.orders_of(&asked).await.unwrap();
    assert_eq!(owners.len(), 1);
    assert_eq!(owners[&asked[0]], (CopyOrderId(6), detail.view.order.follow));
    assert_eq!(reader.orders_of(&[]).await.unwrap(), BTreeMap::new());

    let ended = reader.ended_orders(None, 2).await.unwrap();
    assert_eq!(ended.iter().map(|view| view.order.id.0).collect::<Vec<_>>(), vec![5, 4]);
    let more = reader.ended_orders(Some(CopyOrderId(4)), 9).await.unwrap();
    assert_eq!(
        more.iter().map(|view| view.order.id.0).collect::<Vec<_>>(),
        vec![3, 2, 1]
    );
}

#[tokio::test]
async fn history_is_newest_first_paged_and_filtered() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    history(&store).await;
    let reader = store.reader();
    let all = reader
        .history(&HistoryFilter::default(), None, 100)
        .await
        .unwrap()
        .items;
    let trades = |items: &[pilotfish_store::read::history::HistoryItem]| {
        items.iter().map(|item| item.fill.trade.to_string()).collect::<String>()
    };
    assert_eq!(trades(&all), "fedcba");
    let sale = &all[4];
    assert_eq!(
        (sale.slippage, sale.slippage_usd, sale.value),
        (price("0.01"), usd("0.04"), usd("3.4"))
    );
    assert_eq!(
        (
            sale.trader_name.as_str(),
            sale.market.as_ref().unwrap().outcome.as_str()
        ),
        ("trader 1", "Yes")
    );

    let first = reader.history(&HistoryFilter::default(), None, 4).await.unwrap().items;
    let rest = reader
        .history(&HistoryFilter::default(), Some(first[3].place), 4)
        .await
        .unwrap()
        .items;
    assert_eq!(trades(&first) + &trades(&rest), "fedcba");

    let cases = [
        (
            HistoryFilter {
                trader: Some(wallet(2)),
                ..HistoryFilter::default()
            },
            "f",
        ),
        (
            HistoryFilter {
                follow: Some(FollowId(1)),
                side: Some(Side::Sell),
                ..HistoryFilter::default()
            },
            "cb",
        ),
        (
            HistoryFilter {
                from: Some(VenueMs(21_000)),
                until: Some(VenueMs(23_000)),
                ..HistoryFilter::default()
            },
            "cb",
        ),
        (
            HistoryFilter {
                condition: Some(condition(2)),
                ..HistoryFilter::default()
            },
            "f",
        ),
        (
            HistoryFilter {
                text: "QUESTION 2".to_owned(),
                ..HistoryFilter::default()
            },
            "f",
        ),
        (
            HistoryFilter {
                text: "question_2".to_owned(),
                ..HistoryFilter::default()
            },
            "",
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(
            trades(&reader.history(&filter, None, 100).await.unwrap().items),
            expected,
            "{filter:?}"
        );
    }
}

#[tokio::test]
async fn activity_is_newest_first_paged_and_filtered() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    history(&store).await;
    let reader = store.reader();
    let seqs = |items: Vec<pilotfish_store::read::activity::ActivityItem>| {
        items.into_iter().map(|item| item.event.seq).collect::<Vec<_>>()
    };
    let all = reader
        .activity(&ActivityFilter::default(), None, 100)
        .await
        .unwrap()
        .items;
    assert_eq!(
        all.iter().map(|item| item.event.clone()).rev().collect::<Vec<_>>(),
        events()
    );
    // A settlement names only its order: the follow and market come with it.
    let settlement = &all[2];
    assert_eq!(
        (settlement.follow, settlement.trader_name.as_deref()),
        (Some(FollowId(2)), Some("trader 2"))
    );
    assert_eq!(settlement.market.as_ref().unwrap().slug, "question-2");
    assert_eq!(all[0].market, None);

    assert_eq!(
        seqs(
            reader
                .activity(&ActivityFilter::default(), Some(4), 2)
                .await
                .unwrap()
                .items
        ),
        vec![3, 2]
    );
    let filter = |kinds: &[&str], follow: Option<u64>, text: &str| ActivityFilter {
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        follow: follow.map(FollowId),
        order: None,
        text: text.to_owned(),
    };
    let cases = [
        (filter(&["skip", "resolution"], None, ""), vec![10, 7, 6, 5]),
        (filter(&[], Some(3), ""), vec![8, 4, 3, 2]),
        (filter(&["price"], Some(3), ""), vec![8, 4]),
        (filter(&[], None, "trader 2"), vec![10, 9]),
        (filter(&[], None, "answer_for 100%"), vec![11]),
        (filter(&["fill"], None, ""), vec![]),
    ];
    for (filter, expected) in cases {
        assert_eq!(
            seqs(reader.activity(&filter, None, 100).await.unwrap().items),
            expected,
            "{filter:?}"
        );
    }
    let one = ActivityFilter {
        order: Some(CopyOrderId(5)),
        ..ActivityFilter::default()
    };
    assert_eq!(seqs(reader.activity(&one, None, 100).await.unwrap().items), vec![9]);
}

#[tokio::test]
async fn holdings_and_summary_say_what_is_held_and_what_happened() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let empty = store.reader().summary().await.unwrap();
    assert_eq!((empty.at, empty.control, empty.figures.fills), (None, None, 0));
    history(&store).await;
    let reader = store.reader();
    let open_ones = reader.holdings(HoldingScope::Open).await.unwrap();
    assert_eq!(open_ones.len(), 1);
    assert_eq!(
        (open_ones[0].holding.shares, open_ones[0].trader_name.as_str()),
        (shares("10"), "trader 1")
    );
    assert_eq!(open_ones[0].market.as_ref().unwrap().outcome, "Yes");
    let over = reader.holdings(HoldingScope::Over).await.unwrap();
    assert_eq!((over.len(), over[0].holding.follow), (1, FollowId(2)));

    let summary = reader.summary().await.unwrap();
    assert_eq!(
        (summary.identity, summary.at),
        (kept(&demo()), Some(VenueMs(50_000_000)))
    );
    assert_eq!(summary.control, Some(control()));
    assert_eq!((summary.active_follows, summary.follows_off), (2, 1));
    let count = |name: &str| summary.events.get(name).copied().unwrap_or(0);
    assert_eq!(
        (count("skip"), count("price"), count("resolution"), count("fill")),
        (3, 2, 1, 0)
    );
    assert_eq!((summary.skips["under_one_dollar"], summary.skips["limit"]), (2, 1));
    assert_eq!((summary.ends["filled"], summary.ends["market_resolved"]), (4, 1));
    assert_eq!(summary.figures.net, usd("-4.99"));
    assert_eq!(reader.skip_counts().await.unwrap(), summary.skips);
    assert_eq!(reader.event_counts().await.unwrap(), summary.events);
}
