//! Days of random trading, fills, refusals, lost answers, failures and user's whims: what must hold after every step, holds.

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{BelowMinimum, CopySides, FollowSettings, OrderStatus, Style};
use pilotfish_copy::ids::{CopyOrderId, FollowId};
use pilotfish_copy::input::{
    Input, OwnTrade, PlaceOutcome, Refusal, RefusalCode, RowKind, RowSource, Settlement, UserInput,
};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Price, Shares, Usd};
use pilotfish_copy::{Core, Intervals};
use proptest::prelude::*;

use crate::common::{self, Desk, condition, no, trader, yes};

#[derive(Debug, Clone)]
enum Deed {
    Trade {
        side: Side,
        on_yes: bool,
        size: u32,
        cents: u32,
        seen_by: u8,
    },
    Fill {
        tenths: u32,
    },
    Fail,
    Book {
        bid: u32,
        spread: u32,
    },
    NoBook,
    Pass {
        minutes: u32,
    },
    Answer(u8),
    Silence(bool),
    User(u8),
    Resolve,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => (any::<bool>(), any::<bool>(), 1_u32..4_000, 3_u32..97, 0_u8..4).prop_map(
            |(buys, on_yes, size, cents, seen_by)| Deed::Trade {
                side: if buys { Side::Buy } else { Side::Sell },
                on_yes,
                size,
                cents,
                seen_by,
            }
        ),
        5 => (1_u32..=10).prop_map(|tenths| Deed::Fill { tenths }),
        1 => Just(Deed::Fail),
        4 => (2_u32..94, 1_u32..6).prop_map(|(bid, spread)| Deed::Book { bid, spread }),
        1 => Just(Deed::NoBook),
        6 => (1_u32..600).prop_map(|minutes| Deed::Pass { minutes }),
        2 => (0_u8..5).prop_map(Deed::Answer),
        1 => any::<bool>().prop_map(Deed::Silence),
        1 => (0_u8..9).prop_map(Deed::User),
    ]
}

fn settings(tenths: u16, fast: bool, accumulate: bool, sides: u8) -> FollowSettings {
    let mut settings = FollowSettings::at(pilotfish_copy::money::Percentage::from_tenths(tenths).expect("1 to 200"));
    settings.style = if fast { Style::Fast } else { Style::Ladder };
    settings.below_minimum = if accumulate {
        BelowMinimum::Accumulate
    } else {
        BelowMinimum::Ignore
    };
    settings.copy = match sides {
        0 => CopySides::Buys,
        1 => CopySides::Sells,
        _ => CopySides::Both,
    };
    settings
}

fn act(desk: &mut Desk, deed: &Deed) {
    match deed {
        Deed::Trade {
            side,
            on_yes,
            size,
            cents,
            seen_by,
        } => {
            let token = if *on_yes { yes() } else { no() };
            let held = desk.positions.get(&token).copied().unwrap_or(Shares::ZERO);
            let size = Shares::from_micros(i64::from(*size) * 1_000_000);
            let size = if *side == Side::Sell { size.min(held) } else { size };
            if size <= Shares::ZERO {
                return;
            }
            let at = format!("0.{cents:02}");
            let row = desk.row(RowKind::Trade(*side), &token, &size.to_string(), &at);
            for source in [
                RowSource::Stream,
                RowSource::Poll {
                    requested_at: desk.now,
                    complete: true,
                },
            ]
            .iter()
            .take(usize::from(*seen_by).min(2))
            {
                desk.give(Input::Rows {
                    trader: trader(),
                    rows: vec![row.clone()],
                    source: *source,
                });
            }
        }
        Deed::Fill { tenths } => {
            let Some(child) = desk.live() else { return };
            let row = desk.core.state().children[&child].clone();
            if let ChildKind::Resting { shares, .. } = row.kind {
                let left = shares - row.filled;
                let part = Shares::from_micros(left.micros() * i64::from(*tenths) / 10).floor_to_lot();
                if part >= LOT {
                    desk.fill_child(child, &part.to_string());
                }
            }
        }
        Deed::Fail => {
            let provisional = desk
                .core
                .state()
                .fills
                .values()
                .find(|fill| fill.settlement == Settlement::Matched)
                .cloned();
            if let Some(fill) = provisional {
                desk.visible.entry(fill.child).and_modify(|seen| *seen -= fill.shares);
                desk.give(Input::OwnTrade(OwnTrade {
                    trade: fill.trade,
                    hash: fill.hash,
                    token: fill.token,
                    side: fill.side,
                    shares: fill.shares,
                    price: fill.price,
                    liquidity: fill.liquidity,
                    fee: Some(fill.fee),
                    settlement: Settlement::Failed,
                    at: fill.at,
                }));
            }
        }
        Deed::Book { bid, spread } => {
            let ask = bid + spread;
            desk.book(&format!("0.{bid:02}"), &format!("0.{ask:02}"));
        }
        Deed::NoBook => desk.book("", ""),
        Deed::Pass { minutes } => desk.pass(i64::from(*minutes) * 60_000),
        Deed::Answer(which) => desk.answers.push(match which {
            0 => PlaceOutcome::Unknown {
                reason: "time-out".into(),
            },
            1 => PlaceOutcome::Refused(Refusal {
                code: RefusalCode::Balance,
                text: "balance".into(),
                retry_after_ms: None,
            }),
            2 => PlaceOutcome::Refused(Refusal {
                code: RefusalCode::Unavailable,
                text: "restart".into(),
                retry_after_ms: None,
            }),
            3 => PlaceOutcome::Delayed,
            _ => PlaceOutcome::Live,
        }),
        Deed::Silence(silent) => desk.silent = *silent,
        Deed::User(which) => desk.user(match which {
            0 => UserInput::Pause,
            1 => UserInput::Resume,
            2 => UserInput::CancelAll,
            3 => UserInput::SwitchFollow {
                follow: FollowId(1),
                on: false,
            },
            4 => UserInput::SwitchFollow {
                follow: FollowId(1),
                on: true,
            },
            5 => common::close_all(FollowId(1), &yes()),
            6 => UserInput::TakeNow {
                order: desk
                    .core
                    .state()
                    .orders
                    .keys()
                    .next_back()
                    .copied()
                    .unwrap_or(CopyOrderId(1)),
            },
            7 => UserInput::CancelOrders {
                orders: desk.core.state().orders.keys().copied().step_by(2).collect(),
            },
            _ => UserInput::StartAgain,
        }),
        Deed::Resolve => {
            desk.market.closed = true;
            desk.market.accepting_orders = false;
            desk.market.payouts = Some([Price::ONE, Price::ZERO]);
        }
    }
}

/// The invariants of architecture.md that are the core's own.
fn hold(desk: &Desk) {
    let state = desk.core.state();
    for order in state.orders.values() {
        let at_once = |child: &pilotfish_copy::entity::ChildOrder| {
            child.order == order.id && matches!(child.kind, ChildKind::BuyNow { .. })
        };
        let budget = state.children.values().any(at_once);
        assert!(order.filled <= order.shares + LOT || budget, "{order:?}");
        let ended = order.status == OrderStatus::Ended;
        assert!(
            !ended || state.slot(order.id).is_none(),
            "an ended order has a child: {order:?}"
        );
    }
    let reserved = desk.core.reserved();
    assert!(reserved >= Usd::ZERO && reserved <= Usd::dollars(1_500), "{reserved}");
    let spent = state.control.spent_on(desk.now.utc_day());
    assert!(spent >= Usd::ZERO, "{spent}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_invariants_hold_and_the_rows_rebuild_the_state(
        deeds in proptest::collection::vec(deed(), 1..60),
        tenths in 1_u16..=200,
        fast in any::<bool>(),
        accumulate in any::<bool>(),
        sides in 0_u8..6,
        resolves in any::<bool>(),
    ) {
        let mut desk = Desk::new();
        desk.follow(settings(tenths, fast, accumulate, sides));
        for deed in &deeds {
            act(&mut desk, deed);
            hold(&desk);
        }
        desk.silent = false;
        desk.answers.clear();
        if resolves {
            act(&mut desk, &Deed::Resolve);
        }
        desk.pass(40 * 3_600_000);
        hold(&desk);
        if resolves {
            prop_assert_eq!(desk.working(), 0, "a resolved market ends its orders");
            let open = desk.core.state().holdings.values().any(|holding| {
                holding.condition == condition() && !holding.shares.is_zero()
            });
            prop_assert!(!open, "and pays what is held");
        }
        let mut rebuilt = Core::restore(Intervals::default(), &desk.changes).state().clone();
        let mut state = desk.core.state().clone();
        // When an ended order is forgotten depends on when somebody looked; nothing can come of it any more.
        rebuilt.forget_ended(desk.now);
        state.forget_ended(desk.now);
        prop_assert_eq!(rebuilt, state);
        let mut keys: Vec<&str> = desk.events.iter().filter_map(|event| match &event.what {
            pilotfish_copy::event::EventKind::Signal { key, .. } => Some(key.as_str()),
            _ => None,
        }).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), all, "one change, one signal");
    }
}
