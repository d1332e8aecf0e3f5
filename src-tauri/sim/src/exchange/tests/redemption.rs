//! Redeeming by hand: CTF tokens whole, protocol-V2 positions by outcome and amount.

use super::*;
use crate::exchange::REDEEMED_AFTER_MS;

#[test]
fn every_kind_of_position_is_split_merged_and_redeemed() {
    for contract in [Contract::StandardV2, Contract::NegRiskV2, Contract::PositionsV3] {
        let mut floor = Floor::new();
        floor.list("c", contract, MarketRules::default());
        floor.split(ANN, "c", "20");
        let (now, ann, c) = (floor.now, wallet(ANN), condition("c"));
        floor.exchange.merge(now, &ann, &c, shares("5")).unwrap();
        assert_eq!(floor.cash(ANN), usd("985"));
        assert_eq!(floor.exchange.redeem(now, &ann, &c), Err(Reject::NotReady));
        floor.exchange.resolve(now, &c, 1).unwrap();
        floor.exchange.drain_events();
        assert_eq!(floor.exchange.redeem(now, &ann, &c), Ok(usd("15")));
        floor.well();
        let paid: Vec<_> = floor
            .exchange
            .drain_events()
            .into_iter()
            .map(|event| match event {
                ExchangeEvent::Redeemed {
                    outcome,
                    value,
                    transaction,
                    ..
                } => (outcome, value, transaction),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(paid.len(), 2, "one for each outcome");
        assert_eq!((paid[0].1, paid[1].1), (usd("0"), usd("15")));
        assert_eq!(paid[0].2, paid[1].2, "one transaction");
        assert_eq!(floor.exchange.redeem(now, &ann, &c), Ok(usd("0")), "nothing is left");
        floor.advance(REDEEMED_AFTER_MS);
        assert_eq!(floor.cash(ANN), usd("1000"));
    }
}

#[test]
fn only_protocol_v2_positions_redeem_a_part() {
    let mut floor = Floor::new();
    floor.list("c", Contract::PositionsV3, MarketRules::default());
    for market in ["a", "c"] {
        floor.split(ANN, market, "20");
    }
    let (now, ann) = (floor.now, wallet(ANN));
    let part = |floor: &mut Floor, market: &str, size: &str| {
        let paid = floor.exchange.redeem_shares(now, &ann, &token(market, 0), shares(size));
        floor.well();
        paid
    };
    assert_eq!(part(&mut floor, "c", "8"), Err(Reject::NotReady));
    for market in ["a", "c"] {
        floor.exchange.resolve(now, &condition(market), 0).unwrap();
    }
    assert_eq!(part(&mut floor, "a", "8"), Err(Reject::InvalidPayload));
    assert_eq!(part(&mut floor, "c", "8"), Ok(usd("8")));
    assert!(matches!(part(&mut floor, "c", "12.01"), Err(Reject::Balance { .. })));
    assert_eq!(part(&mut floor, "c", "0"), Err(Reject::InvalidPayload));
    assert_eq!(part(&mut floor, "zz", "1"), Err(Reject::NoOrderbook(token("zz", 0))));
    assert_eq!(floor.holds(ANN, "c", 0), shares("12"));
}

#[test]
fn who_does_not_let_the_venue_redeem_keeps_the_shares_until_it_does_so_itself() {
    let mut floor = Floor::new();
    floor.split(ANN, "b", "20");
    floor.split(BOB, "b", "20");
    floor.exchange.set_auto_redeem(&wallet(ANN), false).unwrap();
    floor.exchange.resolve(floor.now, &condition("b"), 0).unwrap();
    floor.advance(REDEEMED_AFTER_MS);
    assert_eq!((floor.cash(ANN), floor.cash(BOB)), (usd("980"), usd("1000")));
    assert_eq!(floor.holds(ANN, "b", 0), shares("20"));
    floor.exchange.redeem(floor.now, &wallet(ANN), &condition("b")).unwrap();
    floor.well();
    assert_eq!(floor.cash(ANN), usd("1000"));
}
