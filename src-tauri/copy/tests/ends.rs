//! What ends a purchase: its own limit, its age, rules that it breaks, a rest that can never be worth a dollar.

use pilotfish_copy::entity::{CopySides, OrderStatus, Style};
use pilotfish_copy::event::{EndReason, SkipReason};
use pilotfish_copy::input::Input;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;

use crate::common::{Desk, HOUR, MINUTE, at, price, shares, usd, yes};

#[test]
fn an_order_whose_own_limit_is_used_up_ends_and_reserves_nothing() {
    for (style, limit) in [(Style::Ladder, "20"), (Style::Fast, "20"), (Style::Fast, "11.5")] {
        let mut settings = at("20");
        settings.style = style;
        settings.max_order = usd(limit);
        let mut desk = Desk::with(settings);
        desk.trades(Side::Buy, &yes(), "1000", "0.58");
        desk.pass(31_000);
        desk.book("0.64", "0.65");
        desk.pass(70 * HOUR);
        let order = desk.last_order();
        assert!(order.value <= usd(limit), "{style:?}: {}", order.value);
        assert_eq!(
            (order.status, desk.core.reserved()),
            (OrderStatus::Ended, Usd::ZERO),
            "{style:?} {order:?}"
        );
    }
}

#[test]
fn a_purchase_that_nobody_fills_ends_a_day_after_its_ladder_and_a_sale_never() {
    for (after_ms, shrunk) in [(None, false), (Some(HOUR), false), (None, true)] {
        let mut settings = at("20");
        settings.purchase_ends_after_ms = after_ms;
        let mut desk = Desk::new();
        if shrunk {
            desk.market.end = Some(desk.now.plus(60 * HOUR)); // The ladder takes 30 h.
        }
        desk.follow(settings);
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk.book("0.90", "0.91");
        let ladder = if shrunk { 30 } else { 36 };
        let more = after_ms.unwrap_or(24 * HOUR);
        desk.pass(ladder * HOUR + more - HOUR);
        assert_eq!(desk.working(), 1, "{after_ms:?} {shrunk}");
        desk.pass(HOUR + 6 * MINUTE);
        assert_eq!(desk.ended(), [EndReason::Expired], "{after_ms:?} {shrunk}");
    }
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.58");
    desk.book("0.20", "0.21");
    desk.pass(60 * 24 * HOUR);
    assert_eq!(desk.sales().len(), 1, "a sale stays at its bound");
    desk.book("0.50", "0.51");
    desk.pass(HOUR);
    assert_eq!(desk.held(&yes()), "0");
}

fn working_purchase_then(change: impl FnOnce(&mut Desk)) -> Desk {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    change(&mut desk);
    desk.pass(6 * MINUTE);
    desk
}

#[test]
fn band_time_filter_and_winding_down_end_a_working_purchase_and_no_exit() {
    type Change = fn(&mut Desk);
    let cases: [(Change, EndReason); 5] = [
        (
            |desk| {
                let mut settings = at("20");
                settings.copy = CopySides::Sells;
                desk.update(settings);
            },
            EndReason::SideNotCopied,
        ),
        (
            |desk| {
                let mut settings = at("20");
                settings.exclude_keywords = vec!["TRUMP".into()];
                desk.update(settings);
            },
            EndReason::Filtered,
        ),
        (
            |desk| {
                let mut settings = at("20");
                settings.categories = vec!["crypto".into()];
                desk.update(settings);
            },
            EndReason::Filtered,
        ),
        (
            |desk| {
                let mut settings = at("20");
                settings.price_max = price("0.57");
                desk.update(settings);
            },
            EndReason::PriceBand,
        ),
        (
            |desk| {
                desk.market.end = Some(desk.now.plus(HOUR));
                let market = desk.market.clone();
                desk.give(Input::Market(market));
            },
            EndReason::TooCloseToResolution,
        ),
    ];
    for (change, end) in cases {
        let mut desk = working_purchase_then(change);
        assert_eq!(desk.ended(), [end]);
        assert_eq!((desk.holds_slots(), desk.target(1, &yes())), (0, "0".into()), "{end:?}");
        desk.pass(40 * HOUR);
        assert_eq!(desk.held(&yes()), "0");
        let mut exiting = Desk::holding();
        exiting.trades(Side::Sell, &yes(), "50", "0.70");
        exiting.pass(31_000);
        change(&mut exiting);
        exiting.pass(6 * MINUTE);
        assert_eq!(exiting.sales().len(), 1, "{end:?} binds purchases only");
    }
}

#[test]
fn a_purchase_whose_price_leaves_the_band_ends_when_the_market_comes_to_know_its_outcome() {
    let mut desk = working_purchase_then(|desk| desk.book("0.985", "0.989"));
    let mut settings = at("20");
    settings.max_slippage = price("0.5");
    desk.update(settings);
    desk.pass(30 * HOUR);
    assert_eq!(desk.held(&yes()), "0");
    assert!(desk.resting().iter().all(|(_, at, _)| price(at) <= price("0.98")));
}

#[test]
fn nothing_is_rounded_up_to_a_minimum_and_no_sale_is_cut_below_it_into_dust() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "24", "0.58"); // 4.8
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::UnderMinimumSize));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("20");
    desk.trades(Side::Sell, &yes(), "24", "0.60");
    desk.pass(31_000);
    assert_eq!(
        (desk.last_skip(), desk.target(1, &yes())),
        (Some(SkipReason::UnderMinimumSize), "20".into())
    );
    // A limit that leaves less than the minimum refuses: the minimum is not forced through it.
    let mut settings = at("20");
    settings.max_order = usd("2");
    desk.update(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    assert_eq!((desk.last_skip(), desk.working()), (Some(SkipReason::Limit), 0));
}

#[test]
fn a_rest_that_can_never_be_worth_a_dollar_ends_on_every_book() {
    for (bid, ask) in [("0.89", "0.90"), ("0.58", "0.59"), ("", "0.95"), ("0.30", "")] {
        let mut desk = Desk::new();
        desk.market.min_size = shares("5");
        desk.follow(at("5"));
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk.fill("4.5");
        desk.book(bid, ask);
        desk.pass(40 * HOUR);
        assert_eq!((desk.working(), desk.core.reserved()), (0, Usd::ZERO), "{bid}/{ask}");
    }
    // A sale's rest can be worth a dollar only where the price may rise to it.
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(at("5"));
    desk.buy_and_fill("100", "5");
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    desk.fill("4.5");
    desk.pass(40 * HOUR);
    assert_eq!((desk.working(), desk.held(&yes())), (0, "0.5".into()));
}
