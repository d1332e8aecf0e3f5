//! Neg-risk events: joining, converting, resolving; what the adapter pays is always there.

use pilotfish_copy::market::Side;

use super::*;
use crate::{EventId, REDEEMED_AFTER_MS};

const MARKETS: [&str; 4] = ["n0", "n1", "n2", "n3"];

fn event() -> EventId {
    EventId::new("0xe1")
}

fn rules() -> MarketRules {
    MarketRules {
        event: Some(event()),
        ..MarketRules::default()
    }
}

/// A fixture with an event of that many markets.
pub(super) fn event_fixture(markets: usize) -> Fixture {
    let mut fixture = Fixture::new();
    fixture.exchange.add_event(event()).unwrap();
    for name in &MARKETS[..markets] {
        fixture.list(name, Contract::NegRiskV2, rules());
    }
    fixture
}

fn convert(fixture: &mut Fixture, no_of: &[&str], size: &str) -> Result<crate::NegRiskConversion, Reject> {
    let no_of: Vec<_> = no_of.iter().map(|name| condition(name)).collect();
    let done = fixture
        .exchange
        .convert(fixture.now, &wallet(ANN), &event(), &no_of, shares(size));
    fixture.well();
    done
}

/// Ann's YES and NO of every market, in whole shares.
fn held(fixture: &Fixture, markets: usize) -> Vec<[i64; 2]> {
    MARKETS[..markets]
        .iter()
        .map(|name| [0, 1].map(|outcome| fixture.holds(ANN, name, outcome).micros() / 1_000_000))
        .collect()
}

#[test]
fn an_event_lists_its_markets_and_each_knows_its_event() {
    let fixture = event_fixture(3);
    assert_eq!(fixture.exchange.events().collect::<Vec<_>>(), [&event()]);
    let names: Vec<_> = fixture
        .exchange
        .event_markets(&event())
        .map(|market| market.slug.clone())
        .collect();
    assert_eq!(names, ["n0", "n1", "n2"]);
    assert_eq!(fixture.exchange.event_of(&condition("n1")), Some(&event()));
    assert_eq!(fixture.exchange.event_of(&condition("a")), None);
    assert_eq!(fixture.exchange.event_markets(&EventId::new("0xe2")).count(), 0);
    assert!(fixture.exchange.book(&token("n1", 0)).unwrap().neg_risk);
}

#[test]
fn only_neg_risk_markets_join_an_event_that_is_there() {
    let mut fixture = event_fixture(2);
    assert!(fixture.exchange.add_event(event()).is_err(), "once");
    let mut other = spec("x", FEE);
    other.rules = rules();
    assert!(fixture.exchange.add_market(other.clone()).is_err(), "a standard market");
    other.market.exchange = Contract::NegRiskV2;
    other.rules.event = Some(EventId::new("0xe2"));
    assert!(fixture.exchange.add_market(other.clone()).is_err(), "an unknown event");
    other.rules = rules();
    fixture.exchange.resolve(fixture.now, &condition("n0"), 0).unwrap();
    assert!(fixture.exchange.add_market(other).is_err(), "a decided event");
}

#[test]
fn no_shares_become_yes_of_the_others_and_a_dollar_for_each_but_one() {
    // (NO of, YES and NO afterwards, pUSD): 10 NO of each market were held, and no YES.
    type Case = (&'static [&'static str], Vec<[i64; 2]>, &'static str);
    let cases: [Case; 4] = [
        (&["n0"], vec![[0, 6], [4, 10], [4, 10], [4, 10]], "0"),
        (&["n3", "n1"], vec![[4, 10], [0, 6], [4, 10], [0, 6]], "4"),
        (&["n0", "n1", "n2"], vec![[0, 6], [0, 6], [0, 6], [4, 10]], "8"),
        (&["n0", "n1", "n2", "n3"], vec![[0, 6]; 4], "12"),
    ];
    for (no_of, after, cash) in cases {
        let mut fixture = event_fixture(4);
        for name in MARKETS {
            fixture.split(ANN, name, "10");
            let (now, ann, bob) = (fixture.now, wallet(ANN), wallet(BOB));
            fixture
                .exchange
                .transfer(now, &ann, &bob, &token(name, 0), shares("10"))
                .unwrap();
        }
        let before = fixture.cash(ANN);
        fixture.exchange.drain_events();
        let done = convert(&mut fixture, no_of, "4").unwrap();
        assert_eq!(held(&fixture, 4), after, "{no_of:?}");
        assert_eq!(fixture.cash(ANN) - before, usd(cash), "{no_of:?}");
        assert_eq!(
            (done.cash, done.gave_no_of.len(), done.got_yes_of.len()),
            (usd(cash), no_of.len(), 4 - no_of.len())
        );
        assert_eq!(
            fixture.exchange.drain_events(),
            [ExchangeEvent::NegRiskConverted(Box::new(done))]
        );
    }
}

#[test]
fn whatever_comes_true_every_holder_is_paid_and_nothing_is_left() {
    for winner in 0..3 {
        let mut fixture = event_fixture(3);
        fixture.split(ANN, "n0", "10");
        fixture.split(ANN, "n1", "10");
        convert(&mut fixture, &["n0", "n1"], "7").unwrap();
        for (place, name) in MARKETS[..3].iter().enumerate() {
            let outcome = usize::from(place != winner);
            fixture
                .exchange
                .resolve(fixture.now, &condition(name), outcome)
                .unwrap();
            fixture.well();
        }
        fixture.advance(REDEEMED_AFTER_MS);
        // 20 pUSD in pairs: each pair pays a dollar, and a conversion is worth what was given whatever comes true.
        assert_eq!(fixture.cash(ANN), usd("1000"), "n{winner}");
        assert_eq!(fixture.exchange.account(&wallet(ANN)).unwrap().holdings().count(), 0);
    }
}

#[test]
fn a_market_that_came_out_no_gives_nothing_and_cannot_be_given() {
    let mut fixture = event_fixture(4);
    for name in ["n0", "n3"] {
        fixture.split(ANN, name, "10");
    }
    fixture.exchange.resolve(fixture.now, &condition("n3"), 1).unwrap();
    assert_eq!(convert(&mut fixture, &["n3", "n0"], "5"), Err(Reject::NotReady));
    let done = convert(&mut fixture, &["n0"], "5").unwrap();
    assert_eq!(done.got_yes_of, [condition("n1"), condition("n2")]);
    for (name, outcome) in [("n0", 1), ("n1", 0), ("n2", 1)] {
        fixture
            .exchange
            .resolve(fixture.now, &condition(name), outcome)
            .unwrap();
        fixture.well();
    }
    fixture.advance(REDEEMED_AFTER_MS);
    assert_eq!(fixture.cash(ANN), usd("1000"));
}

#[test]
fn an_event_comes_true_once_and_pays_whole_dollars() {
    let mut fixture = event_fixture(3);
    let half = Price::from_micros(500_000);
    let n0 = condition("n0");
    assert!(fixture.exchange.resolve_paying(fixture.now, &n0, [half, half]).is_err());
    fixture.exchange.resolve(fixture.now, &n0, 0).unwrap();
    assert!(fixture.exchange.resolve(fixture.now, &condition("n1"), 0).is_err());
    fixture.exchange.resolve(fixture.now, &condition("n1"), 1).unwrap();
    fixture.split(ANN, "n2", "5");
    assert_eq!(
        convert(&mut fixture, &["n2"], "5"),
        Err(Reject::NotReady),
        "it is decided"
    );
}

#[test]
fn what_cannot_be_converted_is_refused_without_a_trace() {
    let mut fixture = event_fixture(3);
    fixture.split(ANN, "n0", "10");
    let cases: [(&[&str], &str, Reject); 5] = [
        (&[], "5", Reject::InvalidPayload),
        (&["n0", "n0"], "5", Reject::InvalidPayload),
        (&["n0", "a"], "5", Reject::InvalidPayload),
        (&["n0"], "0", Reject::InvalidPayload),
        (
            &["n0"],
            "10.5",
            Reject::Balance {
                balance_micros: 10_000_000,
                working_micros: 0,
                amount_micros: 10_500_000,
            },
        ),
    ];
    for (no_of, size, refusal) in cases {
        assert_eq!(convert(&mut fixture, no_of, size), Err(refusal), "{no_of:?} {size}");
    }
    assert_eq!(held(&fixture, 3), [[10, 10], [0, 0], [0, 0]]);
    let alone = event_fixture(1);
    let done = alone
        .exchange
        .clone()
        .convert(alone.now, &wallet(ANN), &event(), &[condition("n0")], shares("1"));
    assert!(done.is_err());
}

#[test]
fn a_conversion_takes_the_sales_that_it_leaves_bare() {
    let mut fixture = event_fixture(3);
    fixture.split(ANN, "n0", "10");
    fixture.gtc(ANN, "n0", 1, Side::Sell, "10", "0.70");
    convert(&mut fixture, &["n0"], "1").unwrap();
    assert_eq!(fixture.exchange.open_orders(&wallet(ANN)).count(), 0);
    // What came of it trades like any other share.
    fixture.gtc(BOB, "n1", 0, Side::Buy, "5", "0.30");
    fixture.split(ANN, "n0", "10");
    convert(&mut fixture, &["n0"], "6").unwrap();
    let placed = fixture.fak(ANN, "n1", 0, Side::Sell, "5", "0.30").unwrap();
    assert_eq!(placed.value, usd("1.5"));
}
