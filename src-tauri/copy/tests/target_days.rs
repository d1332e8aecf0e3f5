//! Days of whatever may happen: the target is what is held and what works.

use pilotfish_copy::entity::Style;
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::input::{Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Shares};
use proptest::prelude::*;

use crate::common::{AT_MARKET, Desk, MINUTE, at, close, percent, yes};

#[derive(Debug, Clone)]
enum Deed {
    Trade(bool, u32),
    Fill(u32),
    Fail,
    Cancel,
    Close(u8),
    Pass(u32),
    Restart,
    Pause(bool),
    Stop(bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => (any::<bool>(), 1_u32..300).prop_map(|(buys, size)| Deed::Trade(buys, size)),
        5 => (1_u32..=10).prop_map(Deed::Fill),
        1 => Just(Deed::Fail),
        1 => Just(Deed::Cancel),
        1 => (1_u8..=100).prop_map(Deed::Close),
        3 => (1_u32..120).prop_map(Deed::Pass),
        1 => Just(Deed::Restart),
        1 => any::<bool>().prop_map(Deed::Pause),
        1 => any::<bool>().prop_map(Deed::Stop),
    ]
}

fn act(desk: &mut Desk, deed: &Deed) {
    match deed {
        Deed::Trade(buys, size) => {
            let held = desk.positions.get(&yes()).copied().unwrap_or_default();
            let size = Shares::from_micros(i64::from(*size) * 1_000_000);
            let (side, size) = if *buys {
                (Side::Buy, size)
            } else {
                (Side::Sell, size.min(held))
            };
            if size > Shares::ZERO {
                desk.trades(side, &yes(), &size.to_string(), "0.585");
            }
        }
        Deed::Fill(tenths) => {
            if let Some(child) = desk.live() {
                let open = desk.row_of(child).open_shares().micros() / 10 * i64::from(*tenths);
                let size = Shares::from_micros(open).floor_to_lot();
                if size > Shares::ZERO {
                    desk.fill_child(child, &size.to_string());
                }
            }
        }
        Deed::Fail => {
            let fill = desk
                .core
                .state()
                .provisional_fills()
                .next()
                .map(|fill| fill.trade.clone());
            if let Some(trade) = fill {
                desk.settle(trade.as_str(), Settlement::Failed);
            }
        }
        Deed::Cancel => {
            let order = desk
                .orders()
                .into_iter()
                .find(pilotfish_copy::entity::CopyOrder::is_open);
            if let Some(order) = order {
                desk.user(UserInput::CancelOrder { order: order.id });
            }
        }
        Deed::Close(part) => desk.user(close(1, &yes(), percent(*part), AT_MARKET)),
        Deed::Pass(minutes) => desk.pass(i64::from(*minutes) * MINUTE),
        Deed::Restart => desk.restart(),
        Deed::Pause(on) => desk.user(if *on { UserInput::Pause } else { UserInput::Resume }),
        Deed::Stop(on) => desk.user(if *on { UserInput::StopAll } else { UserInput::StartAgain }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Orders are what is missing to the target: whatever happens, once what was asked for is done.
    #[test]
    fn a_target_is_what_is_held_and_what_works(fast in any::<bool>(), deeds in prop::collection::vec(deed(), 1..40)) {
        let mut settings = at("20");
        settings.style = if fast { Style::Fast } else { Style::Ladder };
        let mut desk = Desk::with(settings);
        for deed in &deeds {
            act(&mut desk, deed);
            desk.pass(91_000);
            let state = desk.core.state();
            prop_assert!(state.reversals.is_empty(), "{deed:?}");
            let pair = (FollowId(1), yes());
            let works = |side: Side| -> Shares {
                state.open_orders(&pair).filter(|order| order.side == side).map(|order| order.remaining()).sum()
            };
            let held = state.holdings.get(&pair).map_or(Shares::ZERO, |holding| holding.shares);
            if held < Shares::ZERO {
                break; // Sold, and then the purchase failed: the next purchase delivers what is owed first.
            }
            let there = (held.max(Shares::ZERO) + works(Side::Buy) - works(Side::Sell)).max(Shares::ZERO);
            let target = state.target(&pair);
            prop_assert!((target - there).abs() < LOT + LOT, "{deed:?}: target {target}, there {there}, held {held}");
            prop_assert!(works(Side::Sell) <= held.max(Shares::ZERO), "{deed:?}: sells more than is held");
        }
    }
}
