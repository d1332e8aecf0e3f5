//! What an account may do: bans, close-only, allowances, the owner's switch, refusals on request.

use pilotfish_copy::market::Side;

use super::*;
use crate::{AccountStatus, Asset, CancelReason, Refusals, Spender, TokenKind};

#[test]
fn each_standing_refuses_with_its_status_and_words() {
    let cases = [
        (AccountStatus::Open, None, None),
        (
            AccountStatus::ClosedOnly,
            Some((400, format!("'{}' address in closed only mode", wallet(ANN)))),
            None,
        ),
        (
            AccountStatus::Banned,
            Some((400, format!("'{}' address banned", wallet(ANN)))),
            Some(400),
        ),
        (
            AccountStatus::Blocked,
            Some((403, "Trading restricted in your region".to_owned())),
            Some(403),
        ),
    ];
    for (status, buying, selling) in cases {
        let mut fixture = Fixture::new();
        fixture.split(ANN, "a", "20");
        fixture.gtc(ANN, "a", 0, Side::Buy, "10", "0.30");
        let resting = fixture.last_id();
        fixture.exchange.set_account_status(&wallet(ANN), status).unwrap();
        assert_eq!(fixture.exchange.account(&wallet(ANN)).unwrap().status(), status);
        let order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.30");
        let refused = fixture.place(order).err();
        assert_eq!(
            refused.map(|refused| (refused.http_status(), refused.to_string())),
            buying
        );
        let order = fixture.order(ANN, "a", 1, Side::Sell, "10", "0.80");
        let refused = fixture.place(order).err();
        assert_eq!(
            refused.map(|refused| refused.http_status()),
            selling,
            "{status:?} sells"
        );
        fixture.exchange.cancel(fixture.now, &wallet(ANN), &resting).unwrap();
    }
    assert!(
        Fixture::new()
            .exchange
            .set_account_status(&wallet(77), AccountStatus::Banned)
            .is_err()
    );
}

#[test]
fn an_allowance_is_asked_for_the_asset_and_the_contract_at_hand() {
    let contracts = [Contract::StandardV2, Contract::NegRiskV2, Contract::PositionsV3];
    for contract in contracts {
        for asset in [Asset::Collateral, Asset::Shares] {
            let mut fixture = Fixture::new();
            fixture.list("c", contract, MarketRules::default());
            fixture.split(ANN, "c", "20");
            fixture
                .exchange
                .set_allowance(&wallet(ANN), contract, asset, false)
                .unwrap();
            for side in [Side::Buy, Side::Sell] {
                let limit = if side == Side::Buy { "0.30" } else { "0.80" };
                let order = fixture.order(ANN, "c", 0, side, "10", limit);
                let refused = fixture.place(order).err().map(|refused| refused.to_string());
                let expected = (Asset::given(side) == asset).then(|| {
                    format!(
                        "not enough balance / allowance: the allowance is not enough -> spender: {}, allowance: 0",
                        Spender::from(contract)
                    )
                });
                assert_eq!(refused, expected, "{contract:?} {asset:?} {side:?}");
            }
            // Another contract's market does not mind.
            let other = if contract == Contract::StandardV2 { "c" } else { "a" };
            if other == "a" {
                fixture.gtc(ANN, other, 0, Side::Buy, "10", "0.30");
            }
            assert!(!fixture.exchange.account(&wallet(ANN)).unwrap().approved(contract));
        }
    }
}

#[test]
fn a_maker_that_took_its_allowance_back_is_passed_over_and_cancelled() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "b", 1, Side::Buy, "10", "0.50");
    let bare = fixture.last_id();
    fixture.gtc(BOB, "b", 1, Side::Buy, "10", "0.49");
    fixture
        .exchange
        .set_allowance(&wallet(ZOE), Contract::StandardV2, Asset::Collateral, false)
        .unwrap();
    let placed = fixture.fak(ANN, "b", 0, Side::Buy, "5.1", "0.51").unwrap();
    assert_eq!((placed.shares, placed.value), (shares("10"), usd("5.1")));
    assert_eq!(fixture.known(&bare).ended_by, Some(CancelReason::Unfunded));
    assert_eq!(fixture.cash(ZOE), usd("1000"));
}

#[test]
fn an_owner_that_paused_itself_on_chain_neither_takes_nor_makes() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "b", 1, Side::Buy, "10", "0.50");
    let resting = fixture.last_id();
    fixture.exchange.set_paused(&wallet(ZOE), true).unwrap();
    let order = fixture.order(ZOE, "b", 0, Side::Buy, "10", "0.30");
    assert_eq!(
        fixture.place(order).unwrap_err().to_string(),
        "order canceled in the CTF exchange contract"
    );
    assert_eq!(
        fixture.fak(ANN, "b", 0, Side::Buy, "5", "0.50"),
        Err(Reject::FakNoMatch)
    );
    assert!(fixture.known(&resting).is_live(), "a refused order leaves no trace");
    fixture.gtc(ANN, "b", 0, Side::Buy, "10", "0.50");
    assert!(!fixture.known(&resting).is_live());
    fixture.exchange.set_paused(&wallet(ZOE), false).unwrap();
    fixture.gtc(ZOE, "b", 0, Side::Buy, "10", "0.30");
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
        let mut fixture = Fixture::new();
        let reject = Reject::on_request(name).unwrap();
        fixture.exchange.refuse_next(Refusals {
            reject,
            orders: 2,
            owner: Some(wallet(ANN)),
        });
        for n in 0..3 {
            fixture.gtc(BOB, "a", 0, Side::Buy, "10", "0.30");
            let order = fixture.order(ANN, "a", 0, Side::Buy, "10", "0.30");
            let refused = fixture.place(order).err();
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

#[test]
fn what_an_account_approves_is_told_once_and_decides_who_redeems_for_it() {
    let mut fixture = Fixture::new();
    fixture.split(ANN, "b", "20");
    fixture.exchange.drain_events();
    for _ in 0..2 {
        let revoked = fixture
            .exchange
            .approve(&wallet(ANN), Spender::AutoRedeemer, TokenKind::Ctf, false);
        assert_eq!(revoked, Ok(()));
    }
    let told = fixture.exchange.drain_events();
    assert!(
        matches!(
            &told[..],
            [crate::ExchangeEvent::Approved {
                spender: Spender::AutoRedeemer,
                allowed: false,
                ..
            }]
        ),
        "{told:?}"
    );
    let account = fixture.exchange.account(&wallet(ANN)).unwrap();
    assert!(account.approves(Spender::AutoRedeemer, TokenKind::Positions));
    fixture.exchange.resolve(fixture.now, &condition("b"), 0).unwrap();
    fixture.advance(crate::REDEEMED_AFTER_MS);
    assert_eq!(fixture.holds(ANN, "b", 0), shares("20"));
    let hash = pilotfish_copy::ids::TxHash::new("0xabc");
    let paid = fixture
        .exchange
        .redeem_in(fixture.now, &wallet(ANN), &condition("b"), Some(&hash));
    assert_eq!(paid, Ok(usd("20")));
    let named = |event: &crate::ExchangeEvent| match event {
        crate::ExchangeEvent::Redeemed { transaction, .. } => transaction == &hash,
        _ => false,
    };
    assert_eq!(
        fixture
            .exchange
            .drain_events()
            .iter()
            .filter(|event| named(event))
            .count(),
        2
    );
    fixture.well();
}

#[test]
fn the_legacy_adapter_is_asked_for_neg_risk_sales_only_where_it_is_required() {
    for required in [false, true] {
        let mut fixture = Fixture::new();
        fixture.list("n", Contract::NegRiskV2, MarketRules::default());
        fixture.split(ANN, "n", "20");
        fixture.exchange.require_legacy_approval(required);
        let legacy = Spender::LegacyNegRiskAdapter;
        fixture
            .exchange
            .approve(&wallet(ANN), legacy, TokenKind::Ctf, false)
            .unwrap();
        for side in [Side::Buy, Side::Sell] {
            let limit = if side == Side::Buy { "0.30" } else { "0.80" };
            let order = fixture.order(ANN, "n", 0, side, "10", limit);
            let refused = fixture.place(order).err();
            let expected = (required && side == Side::Sell).then_some(crate::Reject::Allowance(legacy));
            assert_eq!(refused, expected, "{required} {side:?}");
        }
    }
}
