//! From the trader's profit on paper to ours: exact, whatever was decided and filled.

use pilotfish_copy::accounts::{Decided, Execution, Part, shortfall};
use pilotfish_copy::event::SkipReason;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Price, Shares, Usd};
use proptest::prelude::*;

use super::shortfall::assert_adds_up;

fn reasons() -> impl Strategy<Value = Option<SkipReason>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(SkipReason::Accumulating)),
        1 => Just(Some(SkipReason::UnderOneDollar)),
        1 => Just(Some(SkipReason::Paused)),
        1 => Just(Some(SkipReason::NothingHeld)),
        1 => Just(Some(SkipReason::TurnedRound)),
    ]
}

prop_compose! {
    fn executions()(
        shares in 1_i64..2_000_000_000,
        price in 0_i64..=1_000_000,
        trader in 0_i64..=1_000_000,
        fee in 0_i64..5_000_000,
        crossed: bool,
    ) -> Execution {
        Execution {
            shares: Shares::from_micros(shares),
            price: Price::from_micros(price),
            trader_price: Price::from_micros(trader),
            fee: Usd::from_micros(fee),
            crossed,
        }
    }
}

prop_compose! {
    /// Anything at all, also what no core would decide.
    fn anything()(
        token in 0_u8..3,
        kind in (any::<bool>(), any::<bool>(), prop::bool::weighted(0.1)),
        tenths in 1_u16..=200,
        change in 0_i64..50_000_000_000,
        prices in (0_i64..=1_000_000, 0_i64..=1_000_000),
        sizes in (0_i64..3_000_000_000, 0_i64..3_000_000_000, prop::option::of(0_i64..3_000_000_000)),
        skipped in reasons(),
        executions in prop::collection::vec(executions(), 0..4),
    ) -> Decided {
        let (sells, closes, by_user) = kind;
        Decided {
            token: TokenId::new(&token.to_string()),
            side: if sells { Side::Sell } else { Side::Buy },
            closes,
            by_user,
            percentage: Percentage::from_tenths(tenths).unwrap(),
            change: Shares::from_micros(change),
            price: Price::from_micros(prices.0),
            copy_price: Price::from_micros(prices.1),
            asked: Shares::from_micros(sizes.0),
            allowed: Shares::from_micros(sizes.1),
            held: sizes.2.map(Shares::from_micros),
            skipped,
            executions,
        }
    }
}

proptest! {
    #[test]
    fn paper_and_parts_give_ours_exactly_whatever_was_decided_and_filled(
        decided in prop::collection::vec(anything(), 0..12_usize),
        marks in prop::array::uniform3(prop::option::of(0_i64..=1_000_000)),
        off in -50_i64..50,
    ) {
        let mark = |token: &TokenId| {
            let place: usize = token.as_str().parse().unwrap();
            marks[place].map(Price::from_micros)
        };
        let exact = -shortfall(&decided, mark, Usd::ZERO).remainder;
        // The fills' own profit, worked out apart from how the parts are found, in 10^-12 USD.
        let last = |token: &TokenId| {
            let mut fills = decided.iter().filter(|one| one.token == *token).filter_map(|one| one.executions.last());
            fills.next_back().map(|fill| fill.price)
        };
        let mut profit = 0_i128;
        for one in &decided {
            let Some(worth) = mark(&one.token).or_else(|| last(&one.token)) else { continue };
            for fill in &one.executions {
                let a_share = i128::from(worth.micros() - fill.price.micros());
                let gain = i128::from(fill.shares.micros()) * a_share;
                profit += if one.side == Side::Buy { gain } else { -gain };
                profit -= i128::from(fill.fee.micros()) * 1_000_000;
            }
        }
        prop_assert!((i128::from(exact.micros()) * 1_000_000 - profit).abs() <= 500_000);
        let booked = exact + Usd::from_micros(off);
        let result = shortfall(&decided, mark, booked);
        prop_assert_eq!(result.ours, booked);
        prop_assert_eq!(result.remainder, Usd::from_micros(off));
        assert_adds_up(&result);
        let shown = result.in_cents();
        assert_adds_up(&shown);
        for (cents, exact) in shown.parts.iter().zip(&result.parts) {
            prop_assert_eq!(cents.effect.micros() % 10_000, 0);
            let most = if cents.part == Part::Rounding { 60_000 } else { 5_000 };
            prop_assert!((cents.effect - exact.effect).micros().abs() <= most);
        }
    }
}
