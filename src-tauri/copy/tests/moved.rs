//! What moved without a trade: migrations of tokens and wallets, conversions, splits and merges of unreadable markets.

use pilotfish_copy::entity::{BelowMinimum, FollowStatus, PriceSource, SignalOrigin};
use pilotfish_copy::event::{EventKind, SkipReason, TraderNews};
use pilotfish_copy::ids::{FollowId, TokenId, TxHash, WalletAddress};
use pilotfish_copy::input::{ActivityRow, Input, Migration, RowKind, UserInput};
use pilotfish_copy::market::{Exchange, Side};
use pilotfish_copy::money::Shares;

use crate::common::{Desk, HOUR, MINUTE, at, bare_row, no, other, price, second_market, shares, trader, yes};

/// Twenty are held of a trader's hundred, who has this many other positions.
fn beside(others: usize) -> Desk {
    let mut desk = Desk::new();
    for n in 0..others {
        desk.positions.insert(TokenId::new(&format!("9{n:03}")), shares("100"));
    }
    desk.follow(at("20"));
    desk.buy_and_fill("100", "20");
    desk.settle("t1", pilotfish_copy::input::Settlement::Confirmed);
    desk.pass(HOUR);
    desk
}

fn sales_signalled(desk: &Desk) -> usize {
    let sale = |event: &&pilotfish_copy::event::Event| matches!(event.what, EventKind::Signal { side: Side::Sell, .. });
    desk.events.iter().filter(sale).count()
}

fn migrate(desk: &mut Desk, tx: &str, size: &str) {
    let second = second_market();
    let to = second.outcomes[0].token.clone();
    desk.more_markets.insert(second.condition.clone(), second.clone());
    desk.books
        .insert(to.clone(), (Some(price("0.58")), Some(price("0.59"))));
    let moved = desk.positions.entry(yes()).or_default();
    *moved -= shares(size);
    *desk.positions.entry(to.clone()).or_default() += shares(size);
    desk.give(Input::Migration {
        trader: trader(),
        tx: TxHash::new(tx),
        at: desk.now,
        moved: Migration::Token {
            from: yes(),
            to,
            condition: second.condition,
            shares: shares(size),
        },
    });
}

fn new_token() -> TokenId {
    second_market().outcomes[0].token.clone()
}

fn sells_new(desk: &mut Desk, tx: &str, size: &str) {
    let row = ActivityRow {
        condition: second_market().condition,
        ..bare_row(tx, Side::Sell, &new_token(), size, desk.now)
    };
    *desk.positions.entry(new_token()).or_default() -= shares(size);
    desk.streams(row);
    desk.pass(31_000);
}

#[test]
fn a_migration_of_a_token_is_no_sale_and_no_purchase_and_counts_once() {
    for restart in [false, true] {
        let mut desk = beside(9);
        migrate(&mut desk, "0xm", "100");
        if restart {
            desk.restart();
        }
        desk.give(Input::Migration {
            trader: trader(),
            tx: TxHash::new("0xm"),
            at: desk.now,
            moved: Migration::Token {
                from: yes(),
                to: new_token(),
                condition: second_market().condition,
                shares: shares("100"),
            },
        });
        desk.pass(3 * HOUR);
        assert_eq!((desk.signals(), desk.held(&yes())), (1, "20".into()), "{restart}");
        sells_new(&mut desk, "0xs", "50");
        assert_eq!(
            (desk.target(1, &yes()), desk.sales().len()),
            ("10".into(), 1),
            "sales of the new sell the old"
        );
        sells_new(&mut desk, "0xt", "50");
        assert_eq!(desk.target(1, &yes()), "0");
    }
}

#[test]
fn a_position_closed_after_a_migration_is_closed_whole_though_more_was_bought_of_the_new_token() {
    // A trade of the same second as the migration counts.
    let mut desk = bought_of_both();
    assert_eq!(desk.holds(1, &new_token()), "10");
    sells_new(&mut desk, "0xs", "150");
    let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
    assert_eq!(left.to_string(), "30", "{:?}", desk.skips());
}

/// Fifty of the new token are bought beside the hundred that moved there, and ten of ours filled.
fn bought_of_both() -> Desk {
    let mut desk = beside(9);
    migrate(&mut desk, "0xm", "100");
    let row = ActivityRow {
        condition: second_market().condition,
        ..bare_row("0xb", Side::Buy, &new_token(), "50", desk.now)
    };
    *desk.positions.entry(new_token()).or_default() += shares("50");
    desk.streams(row);
    desk.pass(31_000);
    let child = desk.live().expect("a child");
    desk.fill_child(child, "10");
    desk
}

#[test]
fn a_part_sold_after_a_migration_is_sold_of_the_old_token_alone_until_nothing_of_it_is_left_to_sell() {
    let mut desk = bought_of_both();
    let before = sales_signalled(&desk);
    sells_new(&mut desk, "0xs", "50");
    assert_eq!(sales_signalled(&desk), before + 1);
    assert_eq!(
        (desk.target(1, &yes()), desk.target(1, &new_token())),
        ("10".into(), "10".into())
    );
    sells_new(&mut desk, "0xt", "50");
    assert_eq!(
        (desk.target(1, &yes()), desk.target(1, &new_token())),
        ("0".into(), "10".into())
    );
    // The old one is still held, and all of it is being sold.
    assert_eq!(desk.held(&yes()), "20");
    sells_new(&mut desk, "0xu", "25");
    assert_eq!(
        (desk.target(1, &yes()), desk.target(1, &new_token())),
        ("0".into(), "5".into())
    );
}

#[test]
fn a_migration_to_another_wallet_stops_purchases_and_is_followed_when_the_user_says_so() {
    let to = WalletAddress::parse("0x2222222222222222222222222222222222222222").expect("an address");
    let mut desk = beside(9);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.give(Input::Migration {
        trader: trader(),
        tx: TxHash::new("0xw"),
        at: desk.now,
        moved: Migration::Wallet { to: to.clone() },
    });
    desk.pass(MINUTE);
    assert_eq!((desk.working(), desk.held(&yes())), (0, "20".into()));
    desk.restart();
    let positions = std::mem::take(&mut desk.positions);
    desk.of_others.insert(to.clone(), positions);
    desk.pass(3 * HOUR);
    assert_eq!((sales_signalled(&desk), desk.held(&yes())), (0, "20".into()), "no sale");
    desk.streams(bare_row("0xb", Side::Buy, &yes(), "100", desk.now));
    desk.pass(31_000);
    assert_eq!(desk.purchases().len(), 0);
    desk.user(UserInput::Relink { follow: FollowId(1) });
    desk.pass(2 * MINUTE);
    let follow = desk.core.state().follows[&FollowId(1)].clone();
    assert_eq!(
        (follow.trader.clone(), follow.status),
        (to.clone(), FollowStatus::Active)
    );
    let row = bare_row("0xs", Side::Sell, &yes(), "200", desk.now);
    desk.give(Input::Rows {
        trader: to,
        rows: vec![row],
        source: pilotfish_copy::input::RowSource::Stream,
    });
    desk.pass(31_000);
    assert_eq!(desk.target(1, &yes()), "0", "{:?}", desk.skips());
}

#[test]
fn after_a_migration_to_another_wallet_what_the_old_one_sells_is_still_sold() {
    let mut desk = beside(9);
    desk.give(Input::Migration {
        trader: trader(),
        tx: TxHash::new("0xw"),
        at: desk.now,
        moved: Migration::Wallet {
            to: WalletAddress::parse("0x2222222222222222222222222222222222222222").expect("an address"),
        },
    });
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(31_000);
    assert_eq!(
        (desk.target(1, &yes()), desk.sales().len()),
        ("10".into(), 1),
        "{:?}",
        desk.skips()
    );
    desk.trades(Side::Buy, &yes(), "50", "0.58");
    desk.pass(31_000);
    assert_eq!(
        (desk.purchases().len(), desk.last_skip()),
        (0, Some(SkipReason::WalletMoved))
    );
}

#[test]
fn a_conversion_sells_what_went_at_the_middle_and_buys_nothing_of_what_came() {
    for failing in [false, true] {
        let mut desk = Desk::new();
        desk.market.exchange = Exchange::NegRiskV2;
        desk.follow(at("20"));
        desk.trades(Side::Buy, &no(), "100", "0.42");
        desk.pass(31_000);
        desk.fill("20");
        desk.pass(2 * MINUTE);
        if failing {
            desk.activity_fails();
            desk.pass(6 * MINUTE);
        }
        let row = desk.row(RowKind::Conversion, &no(), "100", "0");
        desk.streams(row);
        desk.positions.insert(yes(), shares("100"));
        for n in 0..9 {
            desk.positions.insert(TokenId::new(&format!("9{n:03}")), shares("100"));
        }
        desk.pass(3 * HOUR);
        let bought =
            |event: &&pilotfish_copy::event::Event| matches!(event.what, EventKind::Signal { side: Side::Buy, .. });
        assert_eq!(
            desk.events.iter().filter(bought).count(),
            1,
            "{failing}: nothing that came is a purchase"
        );
        let sold = desk.events.iter().find_map(|event| match event.what {
            EventKind::Signal {
                side: Side::Sell,
                price,
                price_source,
                origin,
                ..
            } => Some((price, price_source, origin)),
            _ => None,
        });
        assert_eq!(
            sold,
            Some((price("0.415"), PriceSource::Estimated, SignalOrigin::Conversion))
        );
    }
}

/// A trader of two markets of a neg-risk event, and of nine others: a hundred NO of the first, a hundred of each of the second.
fn of_an_event() -> Desk {
    let mut desk = Desk::new();
    desk.market.exchange = Exchange::NegRiskV2;
    let mut second = second_market();
    second.exchange = Exchange::NegRiskV2;
    for outcome in &second.outcomes {
        desk.positions.insert(outcome.token.clone(), shares("100"));
    }
    desk.more_markets.insert(second.condition.clone(), second);
    desk.positions.insert(no(), shares("100"));
    for n in 0..9 {
        desk.positions.insert(TokenId::new(&format!("9{n:03}")), shares("100"));
    }
    desk.follow(at("20"));
    desk.pass(HOUR);
    desk
}

#[test]
fn only_what_a_conversion_took_is_sold_by_it() {
    let [second_yes, second_no] = second_market().outcomes.map(|outcome| outcome.token);
    // The row tells of its own token; of the other NO tokens the same number went.
    for (token, less, sold) in [
        (&second_no, "40", true),
        (&second_no, "41", false),
        (&second_yes, "40", false),
        (&no(), "40", false),
    ] {
        for restart in [false, true] {
            let mut desk = of_an_event();
            let row = desk.row(RowKind::Conversion, &no(), "40", "0");
            desk.streams(row);
            desk.pass(MINUTE);
            if restart {
                desk.restart();
            }
            *desk.positions.entry(token.clone()).or_default() -= shares(less);
            desk.pass(50 * MINUTE);
            let moved = |news: &TraderNews| matches!(news, TraderNews::MovedAway { .. });
            assert_eq!(
                (sales_signalled(&desk), desk.news().iter().any(moved)),
                (1 + usize::from(sold), !sold),
                "{token} {less} {restart}"
            );
        }
    }
}

/// A list that lost a fifth of the positions is doubted, and so never a sale, not even by a conversion; but not for ever.
#[test]
fn what_a_conversion_took_whole_is_told_in_the_end_where_the_list_is_doubted() {
    let [_, second_no] = second_market().outcomes.map(|outcome| outcome.token);
    let mut desk = of_an_event();
    let whole = desk.positions[&second_no];
    let row = desk.row(RowKind::Conversion, &no(), &whole.to_string(), "0");
    desk.streams(row);
    desk.pass(MINUTE);
    for gone in [second_no.clone(), TokenId::new("9000"), TokenId::new("9001")] {
        desk.positions.remove(&gone);
    }
    desk.pass(3 * HOUR);
    let moved = |news: &TraderNews| matches!(news, TraderNews::MovedAway { token, .. } if *token == second_no);
    assert!(desk.news().iter().any(moved), "{:?}", desk.news());
    let polls = |desk: &Desk| {
        let is_poll = |command: &&pilotfish_copy::command::Command| {
            matches!(command, pilotfish_copy::command::Command::PollPositions { .. })
        };
        desk.commands.iter().filter(is_poll).count()
    };
    let before = polls(&desk);
    desk.pass(HOUR);
    assert!(polls(&desk) - before < 20, "and is not looked for each minute");
}

#[test]
fn what_a_conversion_brought_is_no_purchase_however_long_the_program_was_off() {
    let mut desk = of_an_event();
    let row = desk.row(RowKind::Conversion, &no(), "40", "0");
    let [second_yes, _] = second_market().outcomes.map(|outcome| outcome.token);
    *desk.positions.entry(second_yes).or_default() += shares("40");
    desk.now = desk.now.plus(3 * HOUR);
    desk.activity_answers = false;
    desk.restart();
    desk.give(Input::Rows {
        trader: trader(),
        rows: vec![row],
        source: pilotfish_copy::input::RowSource::Poll {
            requested_at: desk.now,
            complete: false,
        },
    });
    desk.pass(20 * MINUTE);
    let came = |news: &TraderNews| matches!(news, TraderNews::CameIn { .. });
    assert!(desk.news().iter().any(came));
    assert_eq!(desk.signals(), sales_signalled(&desk));
}

/// Activity lacked rows a while ago, and answers again: what lists show is not judged before it was asked.
#[test]
fn what_a_conversion_brings_near_a_gap_is_no_purchase_though_its_row_comes_after_two_lists() {
    let [second_yes, _] = second_market().outcomes.map(|outcome| outcome.token);
    let mut desk = of_an_event();
    desk.give(Input::Rows {
        trader: trader(),
        rows: Vec::new(),
        source: pilotfish_copy::input::RowSource::Poll {
            requested_at: desk.now,
            complete: false,
        },
    });
    desk.pass(10 * MINUTE);
    let row = desk.row(RowKind::Conversion, &no(), "40", "0");
    *desk.positions.entry(second_yes.clone()).or_default() += shares("40");
    let seen = |desk: &Desk| {
        let known = desk.core.state().known_position(&(FollowId(1), second_yes.clone()));
        known.is_some_and(|known| known.pending.is_some())
    };
    while !seen(&desk) {
        desk.pass(1_000);
    }
    // The next poll of activity is answered a moment later than the second list.
    desk.activity_answers = false;
    desk.pass(65_000);
    desk.activity_answers = true;
    desk.polls(vec![row]);
    desk.pass(20 * MINUTE);
    let came = |news: &TraderNews| matches!(news, TraderNews::CameIn { token, .. } if *token == second_yes);
    assert!(desk.news().iter().any(came), "{:?}", desk.news());
    assert_eq!(desk.signals(), sales_signalled(&desk));
}

#[test]
fn a_row_of_an_unreadable_market_is_noted_after_hours_and_holds_nothing_back() {
    for kind in [RowKind::Merge, RowKind::Split] {
        for recovers in [false, true] {
            let mut desk = Desk::following("20");
            desk.facts_fail = true;
            let row = ActivityRow {
                token: TokenId::new("555"),
                condition: pilotfish_copy::ids::ConditionId::new("0xnowhere"),
                kind,
                ..bare_row("0xq", Side::Buy, &yes(), "100", desk.now)
            };
            desk.polls(vec![row.clone()]);
            desk.pass(2 * HOUR);
            if recovers {
                desk.facts_fail = false;
            }
            desk.pass(5 * HOUR);
            desk.polls(vec![row]);
            desk.pass(HOUR);
            assert!(!recovers || !desk.ignored().is_empty() || desk.signals() <= 1);
            let through = desk.core.state().follows[&FollowId(1)].activity_through;
            assert!(desk.now.since(through) < HOUR, "{kind:?}: activity goes on");
        }
    }
}

#[test]
fn a_signal_of_an_unreadable_market_is_skipped_after_hours_for_purchases_and_sales() {
    for side in [Side::Buy, Side::Sell] {
        for restart in [false, true] {
            let mut desk = Desk::following("20");
            desk.facts_fail = true;
            let row = ActivityRow {
                token: TokenId::new("555"),
                condition: pilotfish_copy::ids::ConditionId::new("0xnowhere"),
                ..bare_row("0xq", side, &yes(), "100", desk.now)
            };
            desk.streams(row);
            desk.pass(31_000);
            if restart {
                desk.restart();
            }
            let asked = desk.commands.len();
            desk.pass(24 * HOUR);
            assert!(desk.core.state().signals.is_empty(), "{side:?}");
            assert_eq!(desk.skips(), [SkipReason::MarketUnknown]);
            let fetches = desk.commands[asked..]
                .iter()
                .filter(|command| matches!(command, pilotfish_copy::command::Command::FetchMarket { .. }))
                .count();
            assert!(fetches < 60, "{fetches} requests");
        }
    }
}

#[test]
fn what_is_on_its_way_as_the_user_follows_to_another_wallet_is_sold_and_not_bought() {
    for side in [Side::Sell, Side::Buy] {
        let mut desk = beside(9);
        desk.give(Input::Migration {
            trader: trader(),
            tx: TxHash::new("0xw"),
            at: desk.now,
            moved: Migration::Wallet {
                to: WalletAddress::parse("0x2222222222222222222222222222222222222222").expect("an address"),
            },
        });
        desk.trades(side, &yes(), "50", "0.58");
        desk.user(UserInput::Relink { follow: FollowId(1) });
        desk.pass(HOUR);
        let sold = usize::from(side == Side::Sell);
        assert_eq!((desk.signals(), sales_signalled(&desk)), (1 + sold, sold), "{side:?}");
    }
}

#[test]
fn what_waits_to_be_bought_for_the_old_wallet_is_not_brought_along_by_the_new_one_and_what_waits_to_be_sold_is() {
    for (side, waits, held) in [(Side::Buy, "2", "20"), (Side::Sell, "-2", "20")] {
        let mut desk = Desk::new();
        desk.market.min_size = shares("5");
        let mut settings = at("20");
        settings.below_minimum = BelowMinimum::Accumulate;
        desk.follow(settings);
        desk.buy_and_fill("100", "20");
        desk.pass(HOUR);
        desk.trades(side, &yes(), "10", "0.58");
        desk.pass(31_000);
        assert_eq!(desk.waiting_changes(), [waits], "{side:?}");
        let moved = desk.positions.clone();
        desk.of_others.insert(other(), moved);
        desk.give(Input::Migration {
            trader: trader(),
            tx: TxHash::new("0xw"),
            at: desk.now,
            moved: Migration::Wallet { to: other() },
        });
        desk.user(UserInput::Relink { follow: FollowId(1) });
        desk.pass(3 * MINUTE);
        let (orders, target) = (desk.orders().len(), desk.target(1, &yes()));
        assert_eq!((desk.held(&yes()), target), (held.into(), held.into()), "{side:?}");
        desk.other_trades(side, &yes(), "20", "0.58");
        desk.pass(31_000);
        match side {
            // Four are too few, and two more of the old wallet's are not added.
            Side::Buy => {
                assert_eq!(
                    (desk.orders().len(), desk.waiting_changes()),
                    (orders, vec!["4".into()])
                );
            }
            Side::Sell => assert_eq!(desk.target(1, &yes()), "14", "{:?}", desk.skips()),
        }
    }
}
