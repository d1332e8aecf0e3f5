//! The conversion's invariants, played against the book it was planned on and against better ones.

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::final_sweep::{NothingExecutable, Sweep, plan};
use pilotfish_copy::market::{Level, Side};
use pilotfish_copy::money::{LOT, MICRO, Price, Rounding, Shares, Tick, Usd};
use proptest::prelude::*;

use super::common::{book, book_of, price, shares, tick, usd};

#[test]
fn a_purchase_takes_the_levels_it_needs_and_no_more_money() {
    let book = book(&[], &[("0.50", "10"), ("0.52", "10"), ("0.60", "100")]);
    // (wanted, bound, worst, shares, budget)
    let cases = [
        ("5", "0.68", "0.50", "5", "2.50"),
        ("15", "0.68", "0.52", "15", "7.60"),
        ("30", "0.68", "0.60", "30", "16.20"),
        // The bound leaves two levels of three.
        ("30", "0.55", "0.52", "20", "10.20"),
        ("15.33", "0.68", "0.52", "15.33", "7.77"),
    ];
    for (wanted, bound, worst, taken, budget) in cases {
        let planned = plan(Side::Buy, &book, shares(wanted), price(bound), Tick::CENT).expect("executable");
        let expected = Sweep {
            worst: price(worst),
            shares: shares(taken),
            budget: Some(usd(budget)),
            best: price("0.50"),
        };
        assert_eq!(planned, expected, "{wanted} up to {bound}");
        assert_eq!(
            planned.child_kind(),
            ChildKind::BuyNow {
                price: price(worst),
                budget: usd(budget)
            }
        );
    }
}

#[test]
fn a_sale_names_its_shares_in_lots() {
    let book = book(&[("0.50", "10"), ("0.48", "10"), ("0.30", "100")], &[]);
    // (wanted, bound, worst, shares)
    let cases = [
        ("5.019", "0.40", "0.50", "5.01"),
        ("15", "0.40", "0.48", "15"),
        ("50", "0.40", "0.48", "50"),
    ];
    for (wanted, bound, worst, sold) in cases {
        let planned = plan(Side::Sell, &book, shares(wanted), price(bound), Tick::CENT).expect("executable");
        assert_eq!(
            planned.child_kind(),
            ChildKind::SellNow {
                price: price(worst),
                shares: shares(sold)
            }
        );
    }
}

#[test]
fn what_cannot_be_executed_says_why() {
    let book = book(&[("0.50", "10")], &[("0.55", "1"), ("0.70", "100")]);
    // (side, wanted, bound, why)
    let cases = [
        (Side::Buy, "10", "0.54", NothingExecutable::BeyondBound),
        (Side::Sell, "10", "0.51", NothingExecutable::BeyondBound),
        (Side::Buy, "10", "0.60", NothingExecutable::UnderOneDollar),
        (Side::Sell, "1.99", "0.40", NothingExecutable::UnderOneDollar),
        (Side::Buy, "0.009", "0.99", NothingExecutable::NothingWanted),
    ];
    for (side, wanted, bound, why) in cases {
        assert_eq!(
            plan(side, &book, shares(wanted), price(bound), Tick::CENT),
            Err(why),
            "{side:?} {wanted}"
        );
    }
    assert!(
        plan(Side::Sell, &book, shares("2"), price("0.40"), Tick::CENT).is_ok(),
        "a whole dollar is enough"
    );
}

#[test]
fn a_level_off_todays_tick_is_met_but_not_past_the_bound() {
    let book = book(&[], &[("0.5025", "10")]);
    let met = plan(Side::Buy, &book, shares("10"), price("0.51"), Tick::CENT).expect("executable");
    assert_eq!((met.worst, met.budget), (price("0.51"), Some(usd("5.02"))));
    let refused = plan(Side::Buy, &book, shares("10"), price("0.505"), Tick::CENT);
    assert_eq!(refused, Err(NothingExecutable::BeyondBound));
}

fn levels() -> impl Strategy<Value = (Tick, Vec<Level>)> {
    let level = (1_i64..10_000, 0_i64..500_000);
    (tick(), prop::collection::vec(level, 0..12)).prop_map(|(tick, raw)| {
        let steps = MICRO / tick.micros();
        let mut levels: Vec<Level> = raw
            .into_iter()
            .map(|(step, lots)| Level {
                price: Price::from_micros((1 + step % (steps - 1)) * tick.micros()),
                shares: Shares::from_micros(lots * LOT.micros()),
            })
            .collect();
        levels.sort_by_key(|level| level.price);
        (tick, levels)
    })
}

/// Executes a fill-and-kill purchase as a venue does: best level first, within the price, until the budget is spent.
fn buy(asks: &[Level], worst: Price, budget: Usd) -> (Shares, Usd) {
    let mut filled = Shares::ZERO;
    let mut spent = Usd::ZERO;
    for level in asks.iter().filter(|level| level.price <= worst) {
        let left = i128::from((budget - spent).micros()) * i128::from(MICRO) / i128::from(level.price.micros());
        let taken = level
            .shares
            .min(Shares::from_micros(i64::try_from(left).expect("in range")));
        filled += taken;
        spent += taken.value(level.price, Rounding::Up);
    }
    (filled, spent)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_purchase_spends_at_most_its_budget_and_fills_at_most_what_was_wanted(
        (tick, asks) in levels(), lots in 1_i64..1_000_000, bound in 0_i64..1_200_000,
    ) {
        let (wanted, bound) = (Shares::from_micros(lots * LOT.micros()), Price::from_micros(bound));
        let book = book_of(Vec::new(), asks.clone(), tick);
        if let Ok(planned) = plan(Side::Buy, &book, wanted, bound, tick) {
            let budget = planned.budget.expect("a purchase has a budget");
            prop_assert!(planned.worst <= bound && tick.divides(planned.worst));
            prop_assert!(planned.shares <= wanted);
            prop_assert!(budget >= Usd::ONE && budget == budget.floor_to_cent());
            let (filled, spent) = buy(&asks, planned.worst, budget);
            prop_assert!(spent <= budget);
            prop_assert!(filled <= wanted + LOT, "{filled} of {wanted}");
            // Only the rounding to cents stays unspent.
            prop_assert!(spent + Usd::from_micros(20) >= budget, "{spent} of {budget}");
        }
    }

    #[test]
    fn on_a_better_book_it_fills_more_only_for_less_a_share(
        (tick, asks) in levels(), lots in 1_i64..1_000_000, gain in 1_i64..50,
    ) {
        let wanted = Shares::from_micros(lots * LOT.micros());
        let book = book_of(Vec::new(), asks.clone(), tick);
        if let Ok(planned) = plan(Side::Buy, &book, wanted, Price::ONE, tick) {
            let budget = planned.budget.expect("a purchase has a budget");
            let gained = Price::from_micros(gain * tick.micros());
            let better: Vec<Level> =
                asks.iter().map(|level| Level { price: tick.clamp(level.price - gained), ..*level }).collect();
            let (filled, spent) = buy(&better, planned.worst, budget);
            prop_assert!(spent <= budget);
            // Shares past what was planned came because the same money bought more.
            if filled > planned.shares + LOT {
                let per_share =
                    |money: Usd, held: Shares| i128::from(money.micros()) * 1_000_000 / i128::from(held.micros());
                prop_assert!(per_share(spent, filled) < per_share(budget + usd("0.01"), planned.shares));
            }
        }
    }

    #[test]
    fn a_sale_never_asks_for_more_than_is_wanted_nor_under_its_bound(
        (tick, mut bids) in levels(), micros in 1_i64..1_000_000_000, bound in 0_i64..1_200_000,
    ) {
        bids.reverse();
        let (wanted, bound) = (Shares::from_micros(micros), Price::from_micros(bound));
        let book = book_of(bids, Vec::new(), tick);
        if let Ok(planned) = plan(Side::Sell, &book, wanted, bound, tick) {
            prop_assert!(planned.shares <= wanted && planned.shares == planned.shares.floor_to_lot());
            prop_assert!(planned.worst >= bound && tick.divides(planned.worst));
            prop_assert!(planned.budget.is_none());
        }
    }
}
