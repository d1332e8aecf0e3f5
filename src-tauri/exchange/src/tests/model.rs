//! Price-time priority against the plainest model there is: a list of resting orders, searched from the start.

use pilotfish_copy::market::Side;
use proptest::prelude::*;

use super::*;

/// One resting order of the model, in YES.
#[derive(Debug, Clone)]
struct Resting {
    id: OrderHash,
    side: Side,
    price: i64,
    lots: i64,
}

/// Takes an order the plain way; gives what it met: (maker, lots, YES price).
fn take(book: &mut Vec<Resting>, id: OrderHash, side: Side, limit: i64, mut lots: i64) -> Vec<(OrderHash, i64, i64)> {
    let mut met = Vec::new();
    while lots > 0 {
        let willing = |other: &&mut Resting| {
            other.side != side
                && if side == Side::Buy {
                    other.price <= limit
                } else {
                    other.price >= limit
                }
        };
        // `min_by_key` gives the first of equals, and the list is in the order of arrival.
        let best = book
            .iter_mut()
            .filter(willing)
            .min_by_key(|other| if side == Side::Buy { other.price } else { -other.price });
        let Some(best) = best else { break };
        let filled = lots.min(best.lots);
        best.lots -= filled;
        lots -= filled;
        met.push((best.id.clone(), filled, best.price));
        book.retain(|other| other.lots > 0);
    }
    if lots > 0 {
        book.push(Resting {
            id,
            side,
            price: limit,
            lots,
        });
    }
    met
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn fills_come_in_price_time_order(
        stream in prop::collection::vec((0..2_usize, any::<bool>(), 40..60_i64, 500..3_000_i64, 0..6_usize), 1..80)
    ) {
        let mut fixture = Fixture::new();
        let mut book: Vec<Resting> = Vec::new();
        let mut placed_by = std::collections::BTreeMap::new();
        for (nth, (outcome, buys, cents, lots, cancel)) in stream.into_iter().enumerate() {
            // A wallet of its own for every order: no self-match, and money and shares enough.
            let owner = u8::try_from(nth + 10).unwrap();
            fixture.exchange.open_account(&wallet(owner), AccountKind::Agent);
            fixture.exchange.deposit(&wallet(owner), usd("1000")).unwrap();
            fixture.exchange.split(fixture.now, &wallet(owner), &condition("b"), shares("100")).unwrap();
            let side = if buys { Side::Buy } else { Side::Sell };
            let size = Shares::from_micros(lots * 10_000).to_string();
            let limit = Price::from_micros(cents * 10_000).to_string();
            fixture.exchange.drain_events();
            fixture.gtc(owner, "b", outcome, side, &size, &limit);
            let id = fixture.last_id();
            placed_by.insert(id.clone(), owner);
            let (side, cents) = if outcome == 0 { (side, cents) } else { (side.opposite(), 100 - cents) };
            let met: Vec<_> = fixture
                .trades()
                .into_iter()
                .flat_map(|trade| trade.legs)
                .map(|leg| {
                    let in_yes = if leg.outcome == 0 { leg.price } else { leg.price.complement() };
                    (leg.order, leg.shares.micros() / 10_000, in_yes.micros() / 10_000)
                })
                .collect();
            prop_assert_eq!(met, take(&mut book, id, side, cents, lots));
            if cancel == 0 && !book.is_empty() {
                let gone = book.remove(nth % book.len());
                fixture.exchange.cancel(fixture.now, &wallet(placed_by[&gone.id]), &gone.id).unwrap();
            }
        }
    }
}
