//! Redeeming by hand: CTF tokens whole, protocol-V2 positions by outcome and amount.

use super::*;
use crate::REDEEMED_AFTER_MS;

#[test]
fn every_kind_of_position_is_split_merged_and_redeemed() {
    for contract in [Contract::StandardV2, Contract::NegRiskV2, Contract::PositionsV3] {
        let mut fixture = Fixture::new();
        fixture.list("c", contract, MarketRules::default());
        fixture.split(ANN, "c", "20");
        let (now, ann, c) = (fixture.now, wallet(ANN), condition("c"));
        fixture.exchange.merge(now, &ann, &c, shares("5")).unwrap();
        assert_eq!(fixture.cash(ANN), usd("985"));
        assert_eq!(fixture.exchange.redeem(now, &ann, &c), Err(Reject::NotReady));
        fixture.exchange.resolve(now, &c, 1).unwrap();
        fixture.exchange.drain_events();
        assert_eq!(fixture.exchange.redeem(now, &ann, &c), Ok(usd("15")));
        fixture.well();
        let paid: Vec<_> = fixture
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
        assert_eq!(fixture.exchange.redeem(now, &ann, &c), Ok(usd("0")), "nothing is left");
        fixture.advance(REDEEMED_AFTER_MS);
        assert_eq!(fixture.cash(ANN), usd("1000"));
    }
}

#[test]
fn only_protocol_v2_positions_redeem_a_part() {
    let mut fixture = Fixture::new();
    fixture.list("c", Contract::PositionsV3, MarketRules::default());
    for market in ["a", "c"] {
        fixture.split(ANN, market, "20");
    }
    let (now, ann) = (fixture.now, wallet(ANN));
    let part = |fixture: &mut Fixture, market: &str, size: &str| {
        let paid = fixture
            .exchange
            .redeem_shares(now, &ann, &token(market, 0), shares(size));
        fixture.well();
        paid
    };
    assert_eq!(part(&mut fixture, "c", "8"), Err(Reject::NotReady));
    for market in ["a", "c"] {
        fixture.exchange.resolve(now, &condition(market), 0).unwrap();
    }
    assert_eq!(part(&mut fixture, "a", "8"), Err(Reject::InvalidPayload));
    assert_eq!(part(&mut fixture, "c", "8"), Ok(usd("8")));
    assert!(matches!(part(&mut fixture, "c", "12.01"), Err(Reject::Balance { .. })));
    assert_eq!(part(&mut fixture, "c", "0"), Err(Reject::InvalidPayload));
    assert_eq!(part(&mut fixture, "zz", "1"), Err(Reject::NoOrderbook(token("zz", 0))));
    assert_eq!(fixture.holds(ANN, "c", 0), shares("12"));
}

#[test]
fn who_does_not_let_the_venue_redeem_keeps_the_shares_until_it_does_so_itself() {
    let mut fixture = Fixture::new();
    fixture.split(ANN, "b", "20");
    fixture.split(BOB, "b", "20");
    fixture.exchange.set_auto_redeem(&wallet(ANN), false).unwrap();
    fixture.exchange.resolve(fixture.now, &condition("b"), 0).unwrap();
    fixture.advance(REDEEMED_AFTER_MS);
    assert_eq!((fixture.cash(ANN), fixture.cash(BOB)), (usd("980"), usd("1000")));
    assert_eq!(fixture.holds(ANN, "b", 0), shares("20"));
    fixture
        .exchange
        .redeem(fixture.now, &wallet(ANN), &condition("b"))
        .unwrap();
    fixture.well();
    assert_eq!(fixture.cash(ANN), usd("1000"));
}
