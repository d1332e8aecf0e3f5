//! Every refusal, with the venue's words.

use pilotfish_copy::market::Side;

use super::*;
use crate::{Asset, CancelRefused};

type Change = fn(&mut NewOrder);

#[test]
fn refusals_print_the_venues_texts() {
    let id = "0x0000000000000000000000000000000000000000000000000000000000000002";
    let cases: [(&str, Change, String); 17] = [
        ("off the tick", |o| o.price = price("0.505"), format!("order {id} is invalid. Price (0.505) breaks minimum tick size rule: 0.01")),
        ("above the range", |o| o.price = price("1"), format!("order {id} is invalid. Price (1) breaks minimum tick size rule: 0.01")),
        ("under the range", |o| o.price = price("0"), format!("order {id} is invalid. Price (0) breaks minimum tick size rule: 0.01")),
        ("too few shares", |o| o.amount = Amount::Shares(shares("4.99")), format!("order {id} is invalid. Size (4.99) lower than the minimum: 5")),
        ("nothing", |o| o.amount = Amount::Shares(shares("0")), "Invalid order payload".into()),
        ("a resting budget", |o| o.amount = Amount::Budget(usd("5")), "Invalid order payload".into()),
        ("shares for a FAK purchase", |o| o.kind = OrderKind::Fak, "Invalid order payload".into()),
        ("known id", |o| o.id = hash(1), format!("order {} is invalid. Duplicated.", hash(1))),
        ("unknown token", |o| o.token = TokenId::new("77"), "No orderbook exists for the requested token id".into()),
        ("unknown wallet", |o| o.owner = wallet(200), "maker address not allowed, please use the deposit wallet flow".into()),
        ("crossing though post-only", |o| { o.post_only = true; o.price = price("0.60"); }, "invalid post-only order: order crosses book".into()),
        ("post-only FAK", |o| { o.post_only = true; o.kind = OrderKind::Fak; o.amount = Amount::Budget(usd("5")); }, "invalid post-only order: only GTC and GTD orders can be post-only".into()),
        ("GTD without expiry", |o| o.kind = OrderKind::Gtd, "invalid expiration".into()),
        ("GTD that has expired", |o| { o.kind = OrderKind::Gtd; o.expires_at = Some(VenueMs(1_000)); }, "invalid expiration".into()),
        ("GTC with expiry", |o| o.expires_at = Some(VenueMs(99_000)), "invalid expiration".into()),
        ("a marketable order under a dollar", |o| { o.price = price("0.60"); o.kind = OrderKind::Fak; o.amount = Amount::Budget(usd("0.99")); }, "invalid amount for a marketable BUY order ($0.99), min size: $1".into()),
        ("no money", |o| o.amount = Amount::Shares(shares("2000.5")), "not enough balance / allowance: the balance is not enough -> balance: 1000000000, sum of matched orders: 0, order amount (inc. fees): 1000250000".into()),
    ];
    for (name, change, text) in cases {
        let mut fixture = Fixture::new();
        fixture.gtc(ZOE, "a", 1, Side::Buy, "10", "0.40"); // order 1: a YES ask at 0.60
        let mut order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.50");
        change(&mut order);
        let refused = fixture.place(order).expect_err(name);
        assert_eq!(refused.to_string(), text, "{name}");
        assert_eq!(refused.http_status(), 400, "{name}");
        assert_eq!(
            fixture.exchange.account(&wallet(ANN)).unwrap().working_orders(),
            0,
            "{name}"
        );
    }
}

#[test]
fn a_sale_needs_shares_not_yet_offered() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .split(fixture.now, &wallet(ANN), &condition("a"), shares("20"))
        .unwrap();
    fixture.gtc(ANN, "a", 0, Side::Sell, "15", "0.70");
    let order = fixture.order(ANN, "a", 0, Side::Sell, "6", "0.70");
    assert_eq!(
        fixture.place(order),
        Err(Reject::Balance {
            balance_micros: 20_000_000,
            working_micros: 15_000_000,
            amount_micros: 6_000_000
        })
    );
    fixture.gtc(ANN, "a", 0, Side::Sell, "5", "0.70");
    fixture.gtc(ANN, "a", 1, Side::Sell, "20", "0.70");
}

#[test]
fn a_marketable_purchase_needs_its_fee_too() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "a", 1, Side::Buy, "100", "0.50");
    fixture
        .exchange
        .withdraw(fixture.now, &wallet(ANN), usd("994.99"))
        .unwrap();
    // 10 at 0.50 cost 5 and 0.1 of fee; 5.01 are there.
    let order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.50");
    assert_eq!(
        fixture.place(order),
        Err(Reject::Balance {
            balance_micros: 5_010_000,
            working_micros: 0,
            amount_micros: 5_100_000
        })
    );
    assert!(matches!(
        fixture.fak(ANN, "a", 0, Side::Buy, "5", "0.50"),
        Err(Reject::Balance { .. })
    ));
    fixture.fak(ANN, "a", 0, Side::Buy, "4.91", "0.50").unwrap();
    // It must be covered at its limit, whatever better price waits: 10 at 0.60 and the fee there.
    let order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.60");
    let refused = fixture.place(order);
    assert!(
        matches!(
            refused,
            Err(Reject::Balance {
                amount_micros: 6_096_000,
                ..
            })
        ),
        "{refused:?}"
    );
    // A resting purchase pays no fee, so it needs none.
    fixture.gtc(CAT, "a", 0, Side::Buy, "2500", "0.40");
}

#[test]
fn a_contract_that_was_not_approved_is_named() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .set_allowance(&wallet(ANN), Contract::StandardV2, Asset::Collateral, false)
        .unwrap();
    let order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.50");
    assert_eq!(
        fixture.place(order).unwrap_err().to_string(),
        "not enough balance / allowance: the allowance is not enough -> spender: 0xE111180000d2663C0091e4f400237545B87B996B, allowance: 0"
    );
    fixture
        .exchange
        .set_allowance(&wallet(ANN), Contract::StandardV2, Asset::Collateral, true)
        .unwrap();
    fixture.gtc(ANN, "a", 0, Side::Buy, "10", "0.50");
}

#[test]
fn small_marketable_orders_are_measured_by_what_they_meet() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .split(fixture.now, &wallet(ANN), &condition("a"), shares("20"))
        .unwrap();
    fixture.gtc(BOB, "a", 0, Side::Buy, "100", "0.50");
    // Under the 5 shares of a resting order, but worth a dollar at the bid though not at its limit.
    fixture.fak(ANN, "a", 0, Side::Sell, "2", "0.10").unwrap();
    let refused = fixture.fak(ANN, "a", 0, Side::Sell, "1.9", "0.10").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "invalid amount for a marketable SELL order ($0.95), min size: $1"
    );
    // What meets nothing is told so, whatever it would be worth.
    assert_eq!(
        fixture.fak(ANN, "a", 1, Side::Sell, "1", "0.60"),
        Err(Reject::FakNoMatch)
    );
    // A marketable GTC obeys both rules.
    let order = fixture.order(ANN, "a", 0, Side::Sell, "4", "0.10");
    assert!(matches!(fixture.place(order), Err(Reject::MinimumSize { .. })));
}

#[test]
fn markets_that_take_no_orders_say_so() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .set_accepting(fixture.now, &condition("a"), false)
        .unwrap();
    let order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.50");
    assert_eq!(fixture.place(order), Err(Reject::NotReady));
    fixture.exchange.resolve(fixture.now, &condition("a"), 0).unwrap();
    let order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.50");
    assert_eq!(fixture.place(order), Err(Reject::NoOrderbook(token("a", 0))));
    assert!(fixture.exchange.book(&token("a", 0)).is_none());
}

#[test]
fn a_finer_tick_takes_coarser_prices_but_not_the_reverse() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .set_tick(fixture.now, &condition("a"), Tick::MILLI)
        .unwrap();
    fixture.gtc(ANN, "a", 0, Side::Buy, "10", "0.501");
    fixture.gtc(ANN, "a", 0, Side::Buy, "10", "0.49");
    fixture
        .exchange
        .set_tick(fixture.now, &condition("a"), Tick::CENT)
        .unwrap();
    let order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.501");
    assert!(matches!(fixture.place(order), Err(Reject::Tick { .. })));
    assert_eq!(
        fixture.exchange.open_orders(&wallet(ANN)).count(),
        2,
        "what rests stays"
    );
}

#[test]
fn cancelling_what_is_not_there() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "a", 0, Side::Buy, "10", "0.50");
    let (id, now) = (fixture.last_id(), fixture.now);
    assert_eq!(
        fixture.exchange.cancel(now, &wallet(ANN), &id),
        Err(CancelRefused::NotFound),
        "another's"
    );
    assert_eq!(
        fixture.exchange.cancel(now, &wallet(ZOE), &hash(99)),
        Err(CancelRefused::NotFound)
    );
    assert_eq!(fixture.exchange.cancel(now, &wallet(ZOE), &id), Ok(()));
    let again = fixture.exchange.cancel(now, &wallet(ZOE), &id).unwrap_err();
    assert_eq!(again.to_string(), "already canceled or matched");
    let mut order = fixture.order(ZOE, "a", 0, Side::Buy, "10", "0.50");
    order.id = id.clone();
    assert_eq!(
        fixture.place(order),
        Err(Reject::Duplicated(id)),
        "an ended order's id stays known"
    );
}
