//! Our own orders never meet.

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Tick};
use pilotfish_copy::self_cross::{HeldLimit, OwnResting, back_off_from_own_orders};
use proptest::prelude::*;

use super::common::{any_price, price, side, tick};

fn own(on_complement: bool, side: Side, at: &str) -> OwnResting {
    OwnResting {
        on_complement,
        side,
        price: price(at),
    }
}

#[test]
fn a_child_is_held_one_tick_short_of_our_own_order() {
    // (side, limit, our own order, what is left and whether it was held short)
    let cases = [
        (Side::Buy, "0.50", own(false, Side::Sell, "0.50"), Some(("0.49", true))),
        (Side::Buy, "0.50", own(false, Side::Sell, "0.51"), Some(("0.50", false))),
        (Side::Buy, "0.50", own(false, Side::Sell, "0.45"), Some(("0.44", true))),
        (Side::Buy, "0.50", own(false, Side::Buy, "0.45"), Some(("0.50", false))),
        // BUY YES at p against BUY NO at 1 − p or more.
        (Side::Buy, "0.60", own(true, Side::Buy, "0.40"), Some(("0.59", true))),
        (Side::Buy, "0.60", own(true, Side::Buy, "0.39"), Some(("0.60", false))),
        (Side::Buy, "0.60", own(true, Side::Sell, "0.40"), Some(("0.60", false))),
        (Side::Sell, "0.50", own(false, Side::Buy, "0.52"), Some(("0.53", true))),
        (Side::Sell, "0.60", own(true, Side::Sell, "0.40"), Some(("0.61", true))),
        (Side::Sell, "0.60", own(true, Side::Sell, "0.41"), Some(("0.60", false))),
        // Nothing is left under the lowest price there is.
        (Side::Buy, "0.50", own(false, Side::Sell, "0.01"), None),
        (Side::Sell, "0.50", own(false, Side::Buy, "0.99"), None),
    ];
    for (side, limit, resting, expected) in cases {
        let expected = expected.map(|(limit, short)| HeldLimit {
            limit: price(limit),
            short,
        });
        assert_eq!(
            back_off_from_own_orders(side, price(limit), Tick::CENT, &[resting]),
            expected,
            "{side:?} {limit} {resting:?}"
        );
    }
}

#[test]
fn an_order_off_todays_tick_is_kept_clear_of_too() {
    let held = back_off_from_own_orders(
        Side::Buy,
        price("0.50"),
        Tick::CENT,
        &[own(false, Side::Sell, "0.4975")],
    );
    assert_eq!(
        held,
        Some(HeldLimit {
            limit: price("0.49"),
            short: true
        })
    );
}

fn any_own() -> impl Strategy<Value = OwnResting> {
    (any::<bool>(), side(), any_price()).prop_map(|(on_complement, side, price)| OwnResting {
        on_complement,
        side,
        price,
    })
}

fn crosses(side: Side, limit: Price, order: &OwnResting) -> bool {
    match (side, order.on_complement, order.side) {
        (Side::Buy, false, Side::Sell) => order.price <= limit,
        (Side::Buy, true, Side::Buy) => order.price >= limit.complement(),
        (Side::Sell, false, Side::Buy) => order.price >= limit,
        (Side::Sell, true, Side::Sell) => order.price <= limit.complement(),
        _ => false,
    }
}

proptest! {
    #[test]
    fn what_is_left_crosses_nothing_and_is_no_shorter_than_needed(
        side in side(), at in any_price(), tick in tick(), own in prop::collection::vec(any_own(), 0..6),
    ) {
        let limit = tick.clamp(tick.floor(at));
        let next = |price: Price| match side {
            Side::Buy => price + tick.step(),
            Side::Sell => price - tick.step(),
        };
        match back_off_from_own_orders(side, limit, tick, &own) {
            Some(held) => {
                prop_assert!(tick.divides(held.limit));
                prop_assert!((tick.lowest()..=tick.highest()).contains(&held.limit));
                prop_assert!(!own.iter().any(|order| crosses(side, held.limit, order)));
                prop_assert_eq!(held.short, held.limit != limit);
                if held.short {
                    prop_assert!(own.iter().any(|order| crosses(side, next(held.limit), order)));
                }
            }
            None => {
                let end = if side == Side::Buy { tick.lowest() } else { tick.highest() };
                prop_assert!(own.iter().any(|order| crosses(side, end, order)));
            }
        }
    }
}
