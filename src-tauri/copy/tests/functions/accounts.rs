//! The books: what is conserved, what is undone, and how it is told.

use pilotfish_copy::accounts::{
    Slippage, apply_fill, attribution, average_cost, average_slippage_bps, episode_result, episodes, fill_value,
    nothing_held, settle_resolution, slippage, slippage_usd, undo, unrealised, win_rate,
};
use pilotfish_copy::entity::{Fill, FillEffect, Holding};
use pilotfish_copy::ids::{ConditionId, FollowId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use proptest::prelude::*;

use super::common::{any_price, fill, price, shares, side, usd};

fn empty() -> Holding {
    nothing_held(FollowId(1), TokenId::new("1"), ConditionId::new("0xc0"))
}

fn booked(fills: &[Fill]) -> Holding {
    let mut holding = empty();
    for fill in fills {
        apply_fill(&mut holding, fill.side, fill.shares, fill.price, fill.fee);
    }
    holding
}

/// Books a fill and says what it did, as the core keeps it.
fn book(holding: &mut Holding, fill: &Fill) -> FillEffect {
    let before = holding.clone();
    apply_fill(holding, fill.side, fill.shares, fill.price, fill.fee);
    FillEffect {
        shares: holding.shares - before.shares,
        cost: holding.cost - before.cost,
        realised: holding.realised - before.realised,
        fee: holding.fees - before.fees,
        ..FillEffect::default()
    }
}

#[test]
fn a_sale_realises_against_the_average_cost() {
    let mut holding = empty();
    apply_fill(&mut holding, Side::Buy, shares("100"), price("0.40"), usd("0.96"));
    apply_fill(&mut holding, Side::Buy, shares("50"), price("0.60"), usd("0.48"));
    let realised = apply_fill(&mut holding, Side::Sell, shares("60"), price("0.55"), usd("0.10"));
    // 150 shares cost 70: 60 of them cost 28.
    assert_eq!(realised, usd("5"));
    assert_eq!(
        (holding.shares, holding.cost, holding.fees),
        (shares("90"), usd("42"), usd("1.54"))
    );
    assert_eq!(unrealised(&holding, price("0.50")), usd("3"));
    assert_eq!(average_cost(&holding), Some(price("0.466667")));
    assert_eq!(average_cost(&empty()), None);
}

#[test]
fn a_payout_closes_the_episode_and_is_paid_once() {
    let mut holding = empty();
    apply_fill(&mut holding, Side::Buy, shares("10"), price("0.40"), usd("0.10"));
    assert_eq!(settle_resolution(&mut holding, Price::ONE), usd("6"));
    assert_eq!(settle_resolution(&mut holding, Price::ONE), Usd::ZERO);
    assert_eq!(
        (holding.shares, holding.paid_shares, holding.realised),
        (Shares::ZERO, shares("10"), usd("6"))
    );
    assert_eq!(episode_result(&holding), usd("5.9"));
    let mut loser = empty();
    apply_fill(&mut loser, Side::Buy, shares("10"), price("0.40"), Usd::ZERO);
    assert_eq!(settle_resolution(&mut loser, Price::ZERO), usd("-4"));
}

#[test]
fn a_purchase_that_fails_after_its_shares_were_sold_leaves_the_profit_of_the_others() {
    let fills = [
        fill(1, Side::Buy, shares("10"), price("0.40"), Usd::ZERO),
        fill(2, Side::Buy, shares("10"), price("0.60"), usd("0.10")),
        fill(3, Side::Sell, shares("10"), price("0.70"), usd("0.05")),
    ];
    let mut holding = empty();
    let effects: Vec<FillEffect> = fills.iter().map(|fill| book(&mut holding, fill)).collect();
    assert_eq!(holding.realised, usd("2"));
    undo(&mut holding, &effects[1]);
    // The sale was of the shares at 0.40 after all.
    assert_eq!(
        (holding.shares, holding.cost, holding.realised, holding.fees),
        (Shares::ZERO, Usd::ZERO, usd("3"), usd("0.05"))
    );
}

#[test]
fn a_dear_purchase_that_fails_after_a_sale_leaves_no_cost_under_nothing() {
    let fills = [
        fill(1, Side::Buy, shares("10"), price("0.60"), Usd::ZERO),
        fill(2, Side::Buy, shares("6"), price("0.20"), Usd::ZERO),
        fill(3, Side::Sell, shares("5"), price("0.70"), Usd::ZERO),
    ];
    let mut holding = empty();
    let effects: Vec<FillEffect> = fills.iter().map(|fill| book(&mut holding, fill)).collect();
    assert_eq!((holding.cost, holding.realised), (usd("4.95"), usd("1.25")));
    undo(&mut holding, &effects[0]);
    // 1.05 more than the cost of what is left was taken out with the sale.
    assert_eq!(
        (holding.shares, holding.cost, holding.realised),
        (shares("1"), Usd::ZERO, usd("2.30"))
    );
}

#[test]
fn both_may_fail_in_any_order_and_nothing_is_left() {
    let buy = fill(1, Side::Buy, shares("20"), price("0.50"), usd("0.10"));
    let sale = fill(2, Side::Sell, shares("20"), price("0.60"), usd("0.20"));
    for order in [[0, 1], [1, 0]] {
        let mut holding = empty();
        let effects = [book(&mut holding, &buy), book(&mut holding, &sale)];
        for which in order {
            undo(&mut holding, &effects[which]);
        }
        assert_eq!(
            (holding.shares, holding.cost, holding.realised, holding.fees),
            (Shares::ZERO, Usd::ZERO, Usd::ZERO, Usd::ZERO),
            "{order:?}"
        );
    }
}

#[test]
fn a_sale_of_more_than_is_held_is_owed_until_it_is_covered() {
    let mut holding = empty();
    apply_fill(&mut holding, Side::Buy, shares("10"), price("0.50"), Usd::ZERO);
    let realised = apply_fill(&mut holding, Side::Sell, shares("30"), price("0.60"), Usd::ZERO);
    assert_eq!(
        (realised, holding.shares, holding.cost),
        (usd("1"), shares("-20"), usd("-12"))
    );
    let covered = apply_fill(&mut holding, Side::Buy, shares("30"), price("0.55"), Usd::ZERO);
    assert_eq!(
        (covered, holding.shares, holding.cost),
        (usd("1"), shares("10"), usd("5.5"))
    );
}

#[test]
fn what_covers_a_sale_of_too_much_is_dearer_by_the_rounding_and_never_cheaper() {
    let mut holding = empty();
    apply_fill(&mut holding, Side::Sell, shares("10"), price("0.60"), Usd::ZERO);
    // 30 for 10.000001: ten of them cost 3.333333⅔.
    let covered = pilotfish_copy::accounts::book(&mut holding, Side::Buy, shares("30"), usd("10.000001"), Usd::ZERO);
    assert_eq!(covered, usd("2.666666"));
    assert_eq!((holding.shares, holding.cost), (shares("20"), usd("6.666667")));
}

#[test]
fn a_lot_that_is_left_keeps_its_episode_open_and_less_does_not() {
    for (sold, episodes_told, base) in [("0.99", 1, "0"), ("0.990001", 2, "0.098999")] {
        let fills = [
            fill(1, Side::Buy, shares("1"), price("0.40"), Usd::ZERO),
            fill(2, Side::Sell, shares(sold), price("0.50"), Usd::ZERO),
            fill(3, Side::Buy, shares("1"), price("0.40"), Usd::ZERO),
        ];
        let found = episodes(&fills, |_| None);
        assert_eq!(found.len(), episodes_told, "{sold}");
        assert_eq!(found[0].closed_at.is_some(), episodes_told == 2, "{sold}");
        assert_eq!(booked(&fills).episode_base, usd(base), "{sold}");
    }
}

#[test]
fn a_fill_after_the_payout_is_paid_too() {
    let mut holding = booked(&[fill(1, Side::Buy, shares("10"), price("0.40"), Usd::ZERO)]);
    settle_resolution(&mut holding, Price::ONE);
    apply_fill(&mut holding, Side::Buy, shares("5"), price("0.50"), Usd::ZERO);
    settle_resolution(&mut holding, Price::ONE);
    assert_eq!((holding.paid_shares, holding.realised), (shares("15"), usd("8.5")));
}

#[test]
fn episodes_run_from_first_fill_to_zero_or_payout_net_of_fees() {
    let mut other = fill(6, Side::Buy, shares("10"), price("0.50"), Usd::ZERO);
    other.token = TokenId::new("2");
    let fills = [
        fill(1, Side::Buy, shares("10"), price("0.40"), usd("0.10")),
        fill(2, Side::Sell, shares("4"), price("0.50"), usd("0.10")),
        fill(3, Side::Sell, shares("6"), price("0.41"), usd("0.30")),
        fill(4, Side::Buy, shares("10"), price("0.50"), Usd::ZERO),
        fill(5, Side::Sell, shares("10"), price("0.55"), usd("0.01")),
        other,
    ];
    let found = episodes(&fills, |_| None);
    let told: Vec<_> = found
        .iter()
        .map(|episode| (episode.opened_at.0, episode.closed_at, episode.net))
        .collect();
    // The first made 0.46 before fees of 0.50.
    let expected = [
        (1_000, Some(VenueMs(3_000)), usd("-0.04")),
        (4_000, Some(VenueMs(5_000)), usd("0.49")),
        (6_000, None, Usd::ZERO),
    ];
    assert_eq!(told, expected);
    let rate = win_rate(&found);
    assert_eq!((rate.won, rate.closed), (1, 2));
    let paid = episodes(&fills, |token| {
        (token.as_str() == "2").then_some((Price::ONE, VenueMs(9_000)))
    });
    assert_eq!((paid[2].closed_at, paid[2].net), (Some(VenueMs(9_000)), usd("5")));
    assert_eq!(win_rate(&paid).won, 2);
}

#[test]
fn dust_that_is_paid_later_closes_no_episode_again() {
    let fills = [
        fill(1, Side::Buy, shares("1"), price("0.40"), Usd::ZERO),
        fill(2, Side::Sell, shares("0.995"), price("0.50"), Usd::ZERO),
    ];
    let found = episodes(&fills, |_| Some((Price::ONE, VenueMs(9_000))));
    assert_eq!((found.len(), found[0].closed_at), (1, Some(VenueMs(2_000))));
    assert_eq!(found[0].net, usd("0.1025"));
}

#[test]
fn an_episode_that_breaks_even_is_no_win_and_a_failed_fill_is_no_part_of_one() {
    let mut fills = [
        fill(1, Side::Buy, shares("10"), price("0.40"), Usd::ZERO),
        fill(2, Side::Buy, shares("10"), price("0.90"), Usd::ZERO),
        fill(3, Side::Sell, shares("10"), price("0.40"), Usd::ZERO),
    ];
    fills[1].settlement = Settlement::Failed;
    let found = episodes(&fills, |_| None);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].closed_at, found[0].net), (Some(VenueMs(3_000)), Usd::ZERO));
    assert_eq!((win_rate(&found).won, win_rate(&found).closed), (0, 1));
}

#[test]
fn slippage_is_positive_when_worse_on_both_sides() {
    assert_eq!(slippage(Side::Buy, price("0.53"), price("0.50")), price("0.03"));
    assert_eq!(slippage(Side::Sell, price("0.47"), price("0.50")), price("0.03"));
    assert_eq!(slippage(Side::Sell, price("0.52"), price("0.50")), price("-0.02"));
}

#[test]
fn average_slippage_is_weighted_by_shares_and_leaves_failed_fills_out() {
    let slipped = |n, held: &str, ours: &str, trader: &str| Fill {
        trader_price: price(trader),
        ..fill(n, Side::Buy, shares(held), price(ours), usd("9"))
    };
    let mut fills = vec![
        slipped(1, "10", "0.51", "0.50"),
        slipped(2, "30", "0.50", "0.50"),
        slipped(3, "9", "0.9", "0.1"),
    ];
    fills[2].settlement = Settlement::Failed;
    // 0.10 on 20.
    assert_eq!(average_slippage_bps(&fills), Some("50".parse().expect("a number")));
    assert_eq!(slippage_usd(&fills), usd("0.1"));
    assert_eq!(
        average_slippage_bps(&[slipped(1, "1", "0.301", "0.3")]),
        Some("33.33".parse().expect("a number"))
    );
    assert_eq!(average_slippage_bps(&[]), None);
    let sums = Slippage::of(&fills);
    assert_eq!((sums.per_share(), sums.usd()), (Some(price("0.0025")), usd("0.1")));
    assert_eq!(Slippage::default().per_share(), None);
    // Better by a third of a micro-dollar and by half of one: to the nearest, halves away from zero.
    for (better, rest, per_share) in [("1", "2", "0"), ("1", "1", "-0.000001")] {
        let fills = [slipped(1, better, "0.499999", "0.50"), slipped(2, rest, "0.50", "0.50")];
        assert_eq!(Slippage::of(&fills).per_share(), Some(price(per_share)));
    }
}

#[test]
fn attribution_adds_up_by_trader() {
    let trader = |digit: &str| WalletAddress::parse(&format!("0x{}", digit.repeat(40))).expect("an address");
    let (one, two) = (trader("1"), trader("2"));
    let mut holding = empty();
    apply_fill(&mut holding, Side::Buy, shares("10"), price("0.40"), usd("0.10"));
    apply_fill(&mut holding, Side::Sell, shares("5"), price("0.60"), usd("0.10"));
    let told = attribution([
        (&one, &holding, Some(price("0.50"))),
        (&one, &holding, None),
        (&two, &holding, Some(price("0.30"))),
    ]);
    assert_eq!(told[&one].net(), usd("2.1"));
    assert_eq!(told[&one].unpriced, 1);
    assert_eq!(told[&two].net(), usd("0.3"));
}

fn any_fills() -> impl Strategy<Value = Vec<Fill>> {
    let one = (side(), 1_i64..50_000_000, any_price(), 0_i64..100_000, any::<bool>());
    prop::collection::vec(one, 0..40).prop_map(|raw| {
        // Sales are cut to what is held, as the core does; some take all of it.
        let mut held = Shares::ZERO;
        let mut fills = Vec::new();
        for (n, (side, micros, at, fee, all)) in (1_u64..).zip(raw) {
            let moved = match side {
                Side::Buy => Shares::from_micros(micros),
                Side::Sell if all => held,
                Side::Sell => Shares::from_micros(micros).min(held),
            };
            if moved.is_zero() {
                continue;
            }
            held = if side == Side::Buy { held + moved } else { held - moved };
            fills.push(fill(n, side, moved, at, Usd::from_micros(fee)));
        }
        fills
    })
}

/// EventKind sales brought less what purchases cost.
fn cash(fills: &[Fill]) -> Usd {
    let flow = |fill: &Fill| match fill.side {
        Side::Buy => -fill_value(Side::Buy, fill.shares, fill.price),
        Side::Sell => fill_value(Side::Sell, fill.shares, fill.price),
    };
    fills.iter().map(flow).sum()
}

proptest! {
    #[test]
    fn money_is_conserved_and_cost_never_negative(fills in any_fills(), payout in prop::option::of(any_price())) {
        let mut holding = empty();
        for (n, fill) in fills.iter().enumerate() {
            let realised = apply_fill(&mut holding, fill.side, fill.shares, fill.price, fill.fee);
            prop_assert!(holding.cost >= Usd::ZERO && holding.shares >= Shares::ZERO);
            prop_assert!(!holding.shares.is_zero() || holding.cost.is_zero());
            prop_assert!(fill.side == Side::Sell || realised.is_zero());
            prop_assert_eq!(cash(&fills[..=n]), holding.realised - holding.cost);
        }
        prop_assert_eq!(holding.fees, fills.iter().map(|fill| fill.fee).sum::<Usd>());
        if let Some(payout) = payout {
            let brought = fill_value(Side::Sell, holding.shares, payout);
            settle_resolution(&mut holding, payout);
            prop_assert_eq!(cash(&fills) + brought, holding.realised);
            prop_assert!(holding.cost.is_zero() && holding.shares.is_zero());
        }
    }

    #[test]
    fn whatever_fails_in_whatever_order_cash_and_books_agree(
        fills in any_fills(),
        failing in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        prop_assume!(!fills.is_empty());
        let mut holding = empty();
        let effects: Vec<FillEffect> = fills.iter().map(|fill| book(&mut holding, fill)).collect();
        let mut gone = std::collections::BTreeSet::new();
        for which in failing {
            let which = which.index(fills.len());
            if gone.insert(which) {
                undo(&mut holding, &effects[which]);
            }
        }
        // What sales brought less what purchases cost is realised profit less the cost of what is held; and shares add up.
        let (mut cash, mut held) = (Usd::ZERO, Shares::ZERO);
        for (_, fill) in fills.iter().enumerate().filter(|(which, _)| !gone.contains(which)) {
            let value = fill_value(fill.side, fill.shares, fill.price);
            match fill.side {
                Side::Buy => { cash -= value; held += fill.shares; }
                Side::Sell => { cash += value; held -= fill.shares; }
            }
        }
        prop_assert_eq!(holding.shares, held);
        prop_assert_eq!(holding.realised - holding.cost, cash);
        prop_assert!(holding.cost >= Usd::ZERO || held < Shares::ZERO);
    }

    #[test]
    fn episodes_add_up_to_what_was_realised(fills in any_fills()) {
        let holding = booked(&fills);
        let found = episodes(&fills, |_| None);
        let open = found.iter().filter(|episode| episode.closed_at.is_none()).count();
        prop_assert_eq!(open, usize::from(!holding.shares.is_zero()));
        let told: Usd = found.iter().map(|episode| episode.net).sum();
        prop_assert_eq!(told, holding.realised - holding.fees);
        prop_assert_eq!(found.last().map_or(Usd::ZERO, |episode| episode.net), episode_result(&holding));
    }
}
