//! One thing at a time, with figures that can be checked in the head.

use pilotfish_copy::ids::{OrderHash, TokenId, TxHash, VenueMs};
use pilotfish_copy::input::{Liquidity, OrderReport, OwnMovementKind};
use pilotfish_copy::market::{Book, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_paper::{Amount, CancelRefused, Lifetime, NewOrder, PaperEvent, PaperVenue, Print, Reject, Row};

use crate::common::*;

fn at(ms: i64) -> VenueMs {
    VenueMs(ms)
}

#[test]
fn a_marketable_purchase_walks_the_book_with_the_fee_of_each_level() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.49", "50")], &[("0.5", "20"), ("0.52", "100")]), at(1));
    let placed = venue.accept(order("a", Side::Buy, "0.52", "50"), at(2)).unwrap();
    assert_eq!((placed.taken, placed.rests), (shares("50"), false));
    let trades: Vec<_> = venue.trades_since(at(0)).cloned().collect();
    let told: Vec<_> = trades
        .iter()
        .map(|trade| (trade.price, trade.shares, trade.fee.unwrap(), trade.liquidity))
        .collect();
    // 20 × 0.07 × 0.5 × 0.5 and 30 × 0.07 × 0.52 × 0.48.
    assert_eq!(
        told,
        [
            (price("0.5"), shares("20"), usd("0.35"), Liquidity::Taker),
            (price("0.52"), shares("30"), usd("0.52416"), Liquidity::Taker),
        ]
    );
    assert_eq!(venue.account().cash, usd("1000") - usd("25.6") - usd("0.87416"));
    assert_eq!(venue.account().shares(&TokenId::new(YES)), shares("50"));
}

#[test]
fn what_we_took_is_not_taken_twice_and_not_by_the_other_outcome_either() {
    let mut venue = venue();
    let now = |ms| book(ms, &[("0.49", "50")], &[("0.5", "20"), ("0.6", "5")]);
    venue.show(&now(1), at(1));
    venue.accept(order("a", Side::Buy, "0.5", "20"), at(2)).unwrap();
    venue.show(&now(3), at(3));
    let again = venue.accept(order("b", Side::Buy, "0.5", "20"), at(4)).unwrap();
    assert_eq!((again.taken, again.rests), (Shares::ZERO, true), "it rests at 0.50");
    // A sale of the other outcome at 0.50 would meet the same twenty, mirrored as a bid for it.
    let mut sale = order("c", Side::Sell, "0.5", "20");
    sale.token = TokenId::new(NO);
    assert_eq!(venue.accept(sale, at(5)), Err(Reject::Balance), "no shares of it");
}

#[test]
fn a_resting_order_waits_for_what_was_shown_before_it() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "100")], &[("0.52", "100")]), at(1));
    let placed = venue.accept(order("a", Side::Buy, "0.5", "10"), at(2)).unwrap();
    assert_eq!((placed.taken, placed.rests), (Shares::ZERO, true));
    venue.show(&book(3, &[("0.5", "100")], &[("0.52", "100")]), at(3));
    venue.trade(&print(4, Side::Sell, "0.5", "95"), at(4));
    assert_eq!(filled(&venue, "a"), (Shares::ZERO, Shares::ZERO));
    venue.trade(&print(5, Side::Sell, "0.5", "9"), at(5));
    assert_eq!(filled(&venue, "a"), (shares("4"), shares("4")));
    venue.trade(&print(6, Side::Sell, "0.5", "7"), at(6));
    assert_eq!(filled(&venue, "a"), (shares("10"), shares("10")));
    assert_eq!(venue.account().cash, usd("995"), "its own price, and no fee");
    let events = venue.take_events();
    let trades = events.iter().filter(|event| matches!(event, PaperEvent::Trade(_)));
    assert_eq!(trades.count(), 2);
    assert!(matches!(
        events.last(),
        Some(PaperEvent::Order { report: OrderReport::Closed { matched, .. }, .. }) if *matched == shares("10")
    ));
}

#[test]
fn a_trade_beyond_our_price_fills_us_and_one_short_of_it_does_not() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "100")], &[("0.52", "100")]), at(1));
    venue.accept(order("a", Side::Buy, "0.5", "10"), at(2)).unwrap();
    venue.trade(&print(3, Side::Sell, "0.51", "1000"), at(3));
    assert_eq!(filled(&venue, "a"), (Shares::ZERO, Shares::ZERO));
    venue.trade(&print(4, Side::Sell, "0.49", "1"), at(4));
    assert_eq!(filled(&venue, "a"), (shares("10"), shares("10")));
}

#[test]
fn a_taker_of_our_own_side_at_our_price_counts_to_the_optimistic_figure_alone() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "30")], &[("0.52", "100")]), at(1));
    venue.accept(order("a", Side::Buy, "0.5", "10"), at(2)).unwrap();
    venue.trade(&print(3, Side::Buy, "0.5", "36"), at(3));
    assert_eq!(filled(&venue, "a"), (Shares::ZERO, shares("6")));
    let figures = venue.figures();
    assert_eq!(figures.booked, Some(Usd::ZERO));
    // Six at 0.50 where the middle is 0.51.
    assert_eq!((figures.cautious, figures.optimistic), (Usd::ZERO, usd("0.06")));
}

#[test]
fn a_trade_of_the_other_outcome_counts_mirrored_and_once_where_both_are_told() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "30")], &[("0.52", "100")]), at(1));
    venue.accept(order("a", Side::Buy, "0.5", "100"), at(2)).unwrap();
    let transaction = Some(TxHash::new("0xaa"));
    // Somebody buys NO at 0.50 from bids for YES at 0.50: a pair is minted.
    let mint = Print {
        token: TokenId::new(NO),
        transaction: transaction.clone(),
        ..print(3, Side::Buy, "0.5", "40")
    };
    let mirror = Print {
        transaction,
        ..print(3, Side::Sell, "0.5", "40")
    };
    venue.trade(&mint, at(3));
    venue.trade(&mirror, at(3));
    assert_eq!(filled(&venue, "a").0, shares("10"));
}

#[test]
fn two_of_our_orders_share_one_trade_in_the_order_in_which_they_came() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "10")], &[("0.52", "100")]), at(1));
    venue.accept(order("a", Side::Buy, "0.5", "10"), at(2)).unwrap();
    venue.accept(order("b", Side::Buy, "0.5", "10"), at(3)).unwrap();
    venue.accept(order("best", Side::Buy, "0.51", "5"), at(3)).unwrap();
    venue.trade(&print(4, Side::Sell, "0.5", "30"), at(4));
    assert_eq!(filled(&venue, "best").0, shares("5"), "a trade below it");
    assert_eq!(
        filled(&venue, "a").0,
        shares("10"),
        "behind ten, of the 25 that are left"
    );
    assert_eq!(filled(&venue, "b"), (shares("5"), shares("10")));
}

#[test]
fn post_only_fill_or_kill_and_fill_and_kill_do_as_they_are_called() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "10")], &[("0.52", "30")]), at(1));
    let with = |hash: &str, lifetime, post_only| NewOrder {
        lifetime,
        post_only,
        ..order(hash, Side::Buy, "0.52", "10")
    };
    assert_eq!(
        venue.accept(with("a", Lifetime::Gtc, true), at(2)),
        Err(Reject::Crosses)
    );
    let market = |hash: &str, lifetime, budget: &str| NewOrder {
        amount: Amount::Budget(usd(budget)),
        ..with(hash, lifetime, false)
    };
    assert_eq!(
        venue.accept(market("b", Lifetime::Fok, "20"), at(2)),
        Err(Reject::FokKilled)
    );
    let placed = venue.accept(market("c", Lifetime::Fak, "20"), at(2)).unwrap();
    assert_eq!((placed.taken, placed.rests), (shares("30"), false));
    assert_eq!(
        venue.accept(market("d", Lifetime::Fak, "20"), at(2)),
        Err(Reject::NoMatch)
    );
    let small = NewOrder {
        amount: Amount::Budget(usd("0.99")),
        ..with("e", Lifetime::Fak, false)
    };
    assert!(matches!(
        venue.accept(small, at(2)),
        Err(Reject::MarketableMinimum { .. })
    ));
    let coarse = order("f", Side::Buy, "0.505", "10");
    assert!(matches!(venue.accept(coarse, at(2)), Err(Reject::Tick { .. })));
    let few = order("g", Side::Buy, "0.4", "4.99");
    assert!(matches!(venue.accept(few, at(2)), Err(Reject::MinimumSize { .. })));
}

#[test]
fn an_order_before_any_book_is_refused_and_a_finer_tick_is_taken_from_the_book() {
    let mut venue = venue();
    assert_eq!(
        venue.accept(order("a", Side::Buy, "0.5", "10"), at(1)),
        Err(Reject::NoBook)
    );
    let mut fine = book(2, &[("0.97", "10")], &[("0.98", "10")]);
    fine.tick = Tick::MILLI;
    venue.show(&fine, at(2));
    venue.accept(order("b", Side::Buy, "0.975", "10"), at(3)).unwrap();
    let unknown = NewOrder {
        token: TokenId::new("77"),
        ..order("c", Side::Buy, "0.5", "10")
    };
    assert_eq!(venue.accept(unknown, at(3)), Err(Reject::NoOrderbook));
}

#[test]
fn an_order_ends_at_its_expiry_or_when_cancelled_and_its_hash_is_used_once() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "10")], &[("0.52", "30")]), at(1));
    let until = NewOrder {
        lifetime: Lifetime::Gtd(at(1_000)),
        ..order("a", Side::Buy, "0.5", "10")
    };
    venue.accept(until.clone(), at(2)).unwrap();
    assert_eq!(venue.accept(until, at(3)), Err(Reject::Duplicated));
    venue.advance(at(999));
    assert_eq!(venue.open_orders().count(), 1);
    venue.trade(&print(1_000, Side::Sell, "0.4", "10"), at(1_000));
    assert_eq!(filled(&venue, "a").0, Shares::ZERO);
    assert_eq!(venue.cancel(&OrderHash::new("a"), at(1_001)), Err(CancelRefused::Ended));
    assert_eq!(
        venue.cancel(&OrderHash::new("z"), at(1_001)),
        Err(CancelRefused::NotFound)
    );
    venue.accept(order("b", Side::Buy, "0.5", "10"), at(1_002)).unwrap();
    venue.cancel(&OrderHash::new("b"), at(1_003)).unwrap();
    let report = venue.order(&OrderHash::new("b")).unwrap().report();
    assert!(matches!(report, OrderReport::Closed { matched, .. } if matched.is_zero()));
}

#[test]
fn a_purchase_beyond_the_money_is_refused_and_one_that_another_left_without_is_cancelled() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "10")], &[("0.52", "3000")]), at(1));
    assert_eq!(
        venue.accept(order("a", Side::Buy, "0.5", "2001"), at(2)),
        Err(Reject::Balance)
    );
    venue.accept(order("b", Side::Buy, "0.5", "1500"), at(2)).unwrap();
    assert_eq!(
        venue.accept(order("c", Side::Buy, "0.5", "600"), at(2)),
        Err(Reject::Balance)
    );
    venue.accept(order("d", Side::Buy, "0.4", "100"), at(2)).unwrap();
    venue.trade(&print(3, Side::Sell, "0.45", "1"), at(3));
    assert_eq!(venue.account().cash, usd("250"));
    assert_eq!(venue.open_orders().count(), 1, "forty dollars are still there");
    assert_eq!(
        venue.accept(order("e", Side::Sell, "0.6", "1600"), at(4)),
        Err(Reject::Balance)
    );
    venue.accept(order("f", Side::Sell, "0.6", "1500"), at(4)).unwrap();
    assert_eq!(
        venue.accept(order("g", Side::Sell, "0.7", "5"), at(4)),
        Err(Reject::Balance)
    );
}

#[test]
fn a_resolution_ends_orders_and_is_redeemed_at_what_it_really_paid() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "10")], &[("0.52", "30")]), at(1));
    venue.accept(order("a", Side::Buy, "0.52", "40"), at(2)).unwrap();
    let before = venue.account().cash;
    let mut over = market();
    over.closed = true;
    over.payouts = Some([price("0.5"), price("0.5")]);
    venue.learn(&over, at(3));
    assert_eq!(venue.open_orders().count(), 0);
    assert_eq!(venue.figures().booked, Some(before - usd("1000") + usd("15")));
    venue.advance(at(600_002));
    assert_eq!(venue.account().cash, before);
    venue.advance(at(600_003));
    assert_eq!(venue.account().cash, before + usd("15"));
    let movements: Vec<_> = venue.movements_since(at(0)).collect();
    assert!(matches!(
        movements.as_slice(),
        [movement] if matches!(&movement.kind, OwnMovementKind::Redemption { usd: paid, .. } if *paid == usd("15"))
    ));
    assert_eq!(venue.account().holdings.len(), 0);
}

#[test]
fn the_account_is_the_same_after_a_restart_and_the_gap_is_counted() {
    let mut venue = venue();
    venue.regain_sight(at(0));
    venue.show(&book(1, &[("0.5", "30")], &[("0.52", "20")]), at(1));
    venue.accept(order("a", Side::Buy, "0.52", "30"), at(2)).unwrap();
    venue.trade(&print(3, Side::Sell, "0.52", "4"), at(3));
    venue.advance(at(60_010));
    venue.lose_sight(at(60_010));
    let rows = venue.take_changes().into_iter().map(|change| Row {
        kind: change.kind.to_owned(),
        key: change.key,
        body: change.body.unwrap(),
    });
    let mut again = PaperVenue::restore(rows).unwrap().unwrap();
    assert_eq!(again.account(), venue.account());
    assert_eq!(again.orders().collect::<Vec<_>>(), venue.orders().collect::<Vec<_>>());
    assert_eq!(
        again.trades_since(at(0)).collect::<Vec<_>>(),
        venue.trades_since(at(0)).collect::<Vec<_>>()
    );
    assert_eq!(
        again.accept(order("b", Side::Buy, "0.5", "5"), at(61_000)),
        Err(Reject::NoBook),
        "no book is known any more"
    );
    again.regain_sight(at(160_010));
    assert_eq!(again.figures().unwatched_ms, 100_000);
    again.trade(&print(160_020, Side::Sell, "0.52", "6"), at(160_020));
    assert_eq!(filled(&again, "a").0, shares("30"));
    assert!(
        again
            .trades_since(at(160_000))
            .all(|trade| trade.trade.as_str() != "paper-1")
    );
    let unread = Row {
        kind: "order".to_owned(),
        key: "x".to_owned(),
        body: "{}".to_owned(),
    };
    assert!(PaperVenue::restore([unread]).is_err(), "nothing is guessed");
    assert!(PaperVenue::restore([]).unwrap().is_none());
}

#[test]
fn a_holding_without_a_price_widens_the_result() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "30")], &[("0.52", "20")]), at(1));
    venue.accept(order("a", Side::Buy, "0.52", "20"), at(2)).unwrap();
    venue.show(&book(3, &[], &[("0.52", "20")]), at(3));
    let figures = venue.figures();
    assert_eq!(figures.booked, None);
    assert_eq!(figures.optimistic - figures.cautious, usd("20"));
    assert_eq!(venue.mark(&TokenId::new(YES)), None::<Price>);
}

#[test]
fn a_book_is_handed_on_with_our_orders_in_it_and_without_what_we_took() {
    let mut venue = venue();
    let real = book(1, &[("0.5", "30")], &[("0.52", "20"), ("0.53", "40")]);
    venue.show(&real, at(1));
    assert_eq!(venue.with_ours(&real), real);
    venue.accept(order("a", Side::Buy, "0.52", "50"), at(2)).unwrap();
    venue.accept(order("b", Side::Buy, "0.5", "10"), at(3)).unwrap();
    let ours = venue.with_ours(&real);
    assert_eq!(ours.bids, levels(&[("0.52", "30"), ("0.5", "40")]));
    assert_eq!(ours.asks, levels(&[("0.53", "40")]));
    let mirrored = Book {
        token: TokenId::new(NO),
        bids: levels(&[("0.48", "20"), ("0.47", "40")]),
        asks: levels(&[("0.5", "30")]),
        ..real
    };
    let ours = venue.with_ours(&mirrored);
    assert_eq!(ours.bids, levels(&[("0.47", "40")]));
    assert_eq!(ours.asks, levels(&[("0.48", "30"), ("0.5", "40")]));
}

#[test]
fn a_clock_that_was_far_ahead_is_not_followed_for_ever() {
    let mut venue = venue();
    venue.show(&book(1, &[("0.5", "30")], &[("0.52", "20")]), at(1));
    venue.advance(at(400_000));
    venue.advance(at(2_000));
    let until = NewOrder {
        lifetime: Lifetime::Gtd(at(90_000)),
        ..order("a", Side::Buy, "0.5", "10")
    };
    venue.accept(until, at(2_001)).unwrap();
    venue.advance(at(1_990));
    assert_eq!(venue.open_orders().count(), 1);
    venue.advance(at(90_000));
    assert_eq!(venue.open_orders().count(), 0);
}
