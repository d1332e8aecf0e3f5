//! What an account may do: bans, close-only, allowances, the owner's switch, refusals on request.

use pilotfish_copy::market::Side;

use super::*;
use crate::exchange::{Asset, CancelReason, Refusals, Standing, spender};

#[test]
fn each_standing_refuses_with_its_status_and_words() {
    let cases = [
        (Standing::Open, None, None),
        (
            Standing::ClosedOnly,
            Some((400, format!("'{}' address in closed only mode", wallet(ANN)))),
            None,
        ),
        (
            Standing::Banned,
            Some((400, format!("'{}' address banned", wallet(ANN)))),
            Some(400),
        ),
        (
            Standing::Blocked,
            Some((403, "Trading restricted in your region".to_owned())),
            Some(403),
        ),
    ];
    for (standing, buying, selling) in cases {
        let mut floor = Floor::new();
        floor.split(ANN, "a", "20");
        floor.gtc(ANN, "a", 0, Side::Buy, "10", "0.30");
        let resting = floor.last_id();
        floor.exchange.set_standing(&wallet(ANN), standing).unwrap();
        assert_eq!(floor.exchange.account(&wallet(ANN)).unwrap().standing(), standing);
        let order = floor.order(ANN, "a", 0, Side::Buy, "10", "0.30");
        let refused = floor.place(order).err();
        assert_eq!(
            refused.map(|refused| (refused.http_status(), refused.to_string())),
            buying
        );
        let order = floor.order(ANN, "a", 1, Side::Sell, "10", "0.80");
        let refused = floor.place(order).err();
        assert_eq!(
            refused.map(|refused| refused.http_status()),
            selling,
            "{standing:?} sells"
        );
        floor.exchange.cancel(floor.now, &wallet(ANN), &resting).unwrap();
    }
    assert!(
        Floor::new()
            .exchange
            .set_standing(&wallet(77), Standing::Banned)
            .is_err()
    );
}

#[test]
fn an_allowance_is_asked_for_the_asset_and_the_contract_at_hand() {
    let contracts = [Contract::StandardV2, Contract::NegRiskV2, Contract::PositionsV3];
    for contract in contracts {
        for asset in [Asset::Collateral, Asset::Shares] {
            let mut floor = Floor::new();
            floor.list("c", contract, MarketRules::default());
            floor.split(ANN, "c", "20");
            floor
                .exchange
                .set_allowance(&wallet(ANN), contract, asset, false)
                .unwrap();
            for side in [Side::Buy, Side::Sell] {
                let limit = if side == Side::Buy { "0.30" } else { "0.80" };
                let order = floor.order(ANN, "c", 0, side, "10", limit);
                let refused = floor.place(order).err().map(|refused| refused.to_string());
                let expected = (Asset::given(side) == asset).then(|| {
                    format!(
                        "not enough balance / allowance: the allowance is not enough -> spender: {}, allowance: 0",
                        spender(contract)
                    )
                });
                assert_eq!(refused, expected, "{contract:?} {asset:?} {side:?}");
            }
            // Another contract's market does not mind.
            let other = if contract == Contract::StandardV2 { "c" } else { "a" };
            if other == "a" {
                floor.gtc(ANN, other, 0, Side::Buy, "10", "0.30");
            }
            assert!(!floor.exchange.account(&wallet(ANN)).unwrap().approved(contract));
        }
    }
}

#[test]
fn a_maker_that_took_its_allowance_back_is_passed_over_and_cancelled() {
    let mut floor = Floor::new();
    floor.gtc(ZOE, "b", 1, Side::Buy, "10", "0.50");
    let bare = floor.last_id();
    floor.gtc(BOB, "b", 1, Side::Buy, "10", "0.49");
    floor
        .exchange
        .set_allowance(&wallet(ZOE), Contract::StandardV2, Asset::Collateral, false)
        .unwrap();
    let placed = floor.fak(ANN, "b", 0, Side::Buy, "5.1", "0.51").unwrap();
    assert_eq!((placed.shares, placed.value), (shares("10"), usd("5.1")));
    assert_eq!(floor.known(&bare).ended_by, Some(CancelReason::Unfunded));
    assert_eq!(floor.cash(ZOE), usd("1000"));
}

#[test]
fn an_owner_that_paused_itself_on_chain_neither_takes_nor_makes() {
    let mut floor = Floor::new();
    floor.gtc(ZOE, "b", 1, Side::Buy, "10", "0.50");
    let resting = floor.last_id();
    floor.exchange.set_paused(&wallet(ZOE), true).unwrap();
    let order = floor.order(ZOE, "b", 0, Side::Buy, "10", "0.30");
    assert_eq!(
        floor.place(order).unwrap_err().to_string(),
        "order canceled in the CTF exchange contract"
    );
    assert_eq!(floor.fak(ANN, "b", 0, Side::Buy, "5", "0.50"), Err(Reject::FakNoMatch));
    assert!(floor.known(&resting).is_live(), "a refused order leaves no trace");
    floor.gtc(ANN, "b", 0, Side::Buy, "10", "0.50");
    assert!(!floor.known(&resting).is_live());
    floor.exchange.set_paused(&wallet(ZOE), false).unwrap();
    floor.gtc(ZOE, "b", 0, Side::Buy, "10", "0.30");
}

#[test]
fn refusals_on_request_come_as_often_as_asked_and_to_whom() {
    let names = [
        ("invalid_nonce", 400, "invalid nonce"),
        ("no_matching_orders", 500, "there are no matching orders"),
        ("fok_race", 500, "FOK orders are filled or killed"),
        ("rounding_issues", 500, "the trade contains rounding issues"),
        (
            "price_discrepancy",
            500,
            "the price of the taker's order has a discrepancy greater than allowed with the worst maker order",
        ),
        ("not_ready", 400, "the market is not yet ready to process new orders"),
    ];
    for (name, status, text) in names {
        let mut floor = Floor::new();
        let reject = Reject::on_request(name).unwrap();
        floor.exchange.refuse_next(Refusals {
            reject,
            orders: 2,
            owner: Some(wallet(ANN)),
        });
        for n in 0..3 {
            floor.gtc(BOB, "a", 0, Side::Buy, "10", "0.30");
            let order = floor.order(ANN, "a", 0, Side::Buy, "10", "0.30");
            let refused = floor.place(order).err();
            let expected = (n < 2).then(|| (status, text.to_owned()));
            assert_eq!(
                refused.map(|refused| (refused.http_status(), refused.to_string())),
                expected,
                "{name} {n}"
            );
        }
    }
    assert_eq!(Reject::on_request("bad_mood"), None);
}
