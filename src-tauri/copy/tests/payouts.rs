//! The end of a market: payouts, their corrections, claims, and the money they become.

use pilotfish_copy::event::{EventKind, IncidentCode};
use pilotfish_copy::ids::{TokenId, TxHash};
use pilotfish_copy::input::{Input, OwnMovement, OwnMovementKind, Settlement};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Usd};

use crate::common::{self, Desk, HOUR, MINUTE, at, price, usd, yes};

#[test]
fn what_fails_after_the_payout_takes_back_its_own_part_alone() {
    for (payout, realised) in [("1", "8.4"), ("0", "-11.6"), ("0.25", "-6.6")] {
        for restart in [false, true] {
            let mut desk = Desk::holding();
            desk.buy_and_fill("100", "20");
            desk.resolves(payout);
            if restart {
                desk.restart();
            }
            desk.pass(80 * HOUR);
            desk.settle("t2", Settlement::Failed);
            let book = desk.book_of(1, &yes());
            assert_eq!(
                (book.realised.to_string(), book.paid_shares.to_string()),
                (realised.into(), "20".into())
            );
            assert_eq!(desk.cash().to_string(), "9988.4");
        }
    }
}

#[test]
fn a_sale_that_fails_after_the_payout_is_paid_instead() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(31_000);
    desk.fill("10");
    desk.resolves("1");
    assert_eq!(desk.book_of(1, &yes()).paid_shares.to_string(), "10");
    desk.settle("t2", Settlement::Failed);
    let book = desk.book_of(1, &yes());
    assert_eq!(
        (book.shares.to_string(), book.paid_shares.to_string()),
        ("0".into(), "20".into())
    );
    assert_eq!(book.realised.to_string(), "8.4");
    assert_eq!(desk.working(), 0, "nothing is sold of a market that is over");
}

#[test]
fn a_trade_that_comes_after_the_payout_is_paid_though_nothing_was_held_before() {
    for payout in ["1", "0", "0.5"] {
        for restart in [false, true] {
            let mut desk = Desk::following("20");
            desk.trades(Side::Buy, &yes(), "100", "0.58");
            desk.pass(31_000);
            let child = desk.live().expect("a child");
            desk.resolves(payout);
            desk.pass(MINUTE);
            if restart {
                desk.restart();
            }
            desk.late_trade(child, "late", "5", Settlement::Confirmed);
            desk.pass(10 * MINUTE);
            let book = desk.book_of(1, &yes());
            assert_eq!(
                (book.shares.to_string(), book.paid_shares.to_string()),
                ("0".into(), "5".into()),
                "{payout}"
            );
            assert_eq!(desk.working(), 0);
        }
    }
}

#[test]
fn a_resolution_is_corrected_and_corrected_again_and_never_taken_back() {
    for restart in [false, true] {
        let mut desk = Desk::holding();
        for (payout, claim) in [("1", "20"), ("0", "0"), ("0.25", "5"), ("0.75", "15")] {
            desk.resolves(payout);
            if restart {
                desk.restart();
            }
            let owed: Usd = desk.core.state().claims.values().map(|claim| claim.open()).sum();
            assert_eq!(owed.to_string(), claim, "{payout}");
            assert_eq!(desk.book_of(1, &yes()).realised, usd(claim) - usd("11.6"));
        }
        let mut older = desk.market.clone();
        older.payouts = None;
        older.closed = false;
        desk.give(Input::Market(older));
        assert_eq!(
            desk.book_of(1, &yes()).payout,
            Some(price("0.75")),
            "older facts take nothing back"
        );
    }
}

#[test]
fn a_correction_is_seen_within_minutes_at_first_and_within_an_hour_later() {
    let owed = |desk: &Desk| -> Usd { desk.core.state().claims.values().map(|claim| claim.open()).sum() };
    for (after, within) in [(40 * MINUTE, 6 * MINUTE), (10 * HOUR, HOUR + MINUTE)] {
        let mut desk = Desk::holding();
        desk.resolves("0");
        desk.pass(after);
        assert_eq!(owed(&desk).to_string(), "0");
        desk.market.payouts = Some([Price::ONE, Price::ZERO]);
        desk.pass(within);
        assert_eq!(owed(&desk).to_string(), "20", "corrected {after} ms after it resolved");
    }
}

#[test]
fn payouts_that_cannot_be_true_pay_nothing_and_are_told() {
    for payouts in [["0.7", "0.7"], ["1.2", "-0.2"], ["0", "0"]] {
        let mut desk = Desk::holding();
        let mut market = desk.market.clone();
        market.closed = true;
        market.payouts = Some([price(payouts[0]), "0".parse().unwrap_or(Price::ZERO)]);
        market.payouts = Some(payouts.map(|text| text.parse().unwrap_or(Price::from_micros(-200_000))));
        desk.give(Input::Market(market));
        assert_eq!(desk.held(&yes()), "20", "{payouts:?}");
        let told = |event: &pilotfish_copy::event::Event| {
            matches!(
                &event.what,
                EventKind::Incident {
                    code: IncidentCode::MarketDisputed,
                    ..
                }
            )
        };
        assert!(desk.events.iter().any(told));
    }
}

fn redemption(id: &str, desk: &Desk, token: &TokenId, money: &str) -> OwnMovement {
    OwnMovement {
        id: TxHash::new(id),
        at: desk.now,
        kind: OwnMovementKind::Redemption {
            condition: common::condition(),
            token: token.clone(),
            usd: usd(money),
        },
    }
}

#[test]
fn a_payout_is_a_claim_until_it_is_redeemed_and_is_redeemed_once_whoever_shows_it() {
    for order in [
        "row",
        "cash",
        "row twice",
        "cash then row",
        "row then cash",
        "cash, restart, row",
    ] {
        let mut desk = Desk::holding();
        desk.pass(HOUR);
        desk.resolves("1");
        assert_eq!(desk.cash().to_string(), "9988.4", "a claim is no cash");
        let row = redemption("0xr", &desk, &yes(), "20");
        for what in order.split([' ', ',']) {
            match what {
                "row" => desk.give(Input::OwnMovements {
                    rows: vec![row.clone()],
                }),
                "twice" => desk.give(Input::OwnMovements {
                    rows: vec![row.clone(), row.clone()],
                }),
                "cash" => desk.balance_twice(usd("10008.4")),
                "restart" => desk.restart(),
                _ => {}
            }
        }
        desk.pass(HOUR);
        assert_eq!(desk.cash().to_string(), "10008.4", "{order}");
        let open: Usd = desk.core.state().claims.values().map(|claim| claim.open()).sum();
        assert_eq!(open, Usd::ZERO, "{order}");
        desk.balance_twice(usd("10008.4"));
        assert_eq!(desk.halt_count(), 0, "{order}");
    }
}

#[test]
fn a_correction_after_the_redemption_leaves_what_is_owed() {
    let mut desk = Desk::holding();
    desk.resolves("0.5");
    let row = redemption("0xr", &desk, &yes(), "10");
    desk.give(Input::OwnMovements { rows: vec![row] });
    desk.resolves("1");
    let open: Usd = desk.core.state().claims.values().map(|claim| claim.open()).sum();
    assert_eq!(
        (open.to_string(), desk.cash().to_string()),
        ("10".into(), "9998.4".into())
    );
}

#[test]
fn two_follows_of_one_token_are_paid_and_redeemed_each() {
    let mut desk = Desk::holding();
    desk.follow_other(at("10"));
    desk.other_trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("10");
    desk.resolves("1");
    let rows = vec![redemption("0xr", &desk, &yes(), "25")];
    desk.give(Input::OwnMovements { rows });
    let open: Vec<String> = desk
        .core
        .state()
        .claims
        .values()
        .map(|claim| claim.open().to_string())
        .collect();
    assert_eq!(open, ["0", "5"], "part by part");
}

#[test]
fn a_redemption_whose_row_names_no_token_turns_its_markets_claims_into_cash() {
    let mut desk = Desk::holding();
    desk.pass(HOUR);
    desk.resolves("1");
    let nameless = TokenId::new(common::condition().as_str());
    let row = redemption("0xr", &desk, &nameless, "20");
    desk.give(Input::OwnMovements {
        rows: vec![row.clone(), row],
    });
    desk.pass(HOUR);
    assert_eq!(desk.cash().to_string(), "10008.4", "once");
    let open: Usd = desk.core.state().claims.values().map(|claim| claim.open()).sum();
    assert_eq!(open, Usd::ZERO);
    desk.balance_twice(usd("10008.4"));
    assert_eq!(desk.halt_count(), 0, "nothing is unexplained");
}

#[test]
fn a_redemption_of_a_part_leaves_the_rest_owed() {
    let mut desk = Desk::holding();
    desk.pass(HOUR);
    desk.resolves("1");
    let row = redemption("0xr", &desk, &yes(), "12.5");
    desk.give(Input::OwnMovements { rows: vec![row] });
    desk.pass(HOUR);
    let open: Usd = desk.core.state().claims.values().map(|claim| claim.open()).sum();
    assert_eq!((desk.cash().to_string().as_str(), open), ("10000.9", usd("7.5")));
    // The rest, hours later.
    desk.pass(HOUR);
    let row = redemption("0xs", &desk, &yes(), "7.5");
    desk.give(Input::OwnMovements { rows: vec![row] });
    desk.balance_twice(usd("10008.4"));
    let open: Usd = desk.core.state().claims.values().map(|claim| claim.open()).sum();
    assert_eq!((open, desk.halt_count()), (Usd::ZERO, 0));
}
