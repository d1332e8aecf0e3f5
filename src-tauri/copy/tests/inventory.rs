//! A trader's positions that change without a trade (product.md §4): splits, merges, conversions, redemptions.

use pilotfish_copy::entity::{PriceSource, SignalKind, SignalOrigin};
use pilotfish_copy::event::{EventKind, SkipReason};
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::input::{Input, RowKind, RowSource};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Price;

use crate::common::{self, Desk, no, price, trader, yes};

/// A desk that holds 10 YES and 10 NO of a trader who holds 50 of each.
fn hedged() -> Desk {
    let mut desk = Desk::following("20");
    for (token, at) in [(yes(), "0.58"), (no(), "0.41")] {
        desk.trades(Side::Buy, &token, "50", at);
        desk.pass(30_000);
        desk.fill("10");
    }
    assert_eq!(
        (desk.held(&yes()), desk.held(&no())),
        ("10".to_owned(), "10".to_owned())
    );
    desk
}

fn polled(desk: &mut Desk, kind: RowKind, token: &TokenId, size: &str) {
    let row = desk.row(kind, token, size, "0");
    desk.give(Input::Rows {
        trader: trader(),
        rows: vec![row],
        source: RowSource::Poll {
            requested_at: desk.now,
            complete: true,
        },
    });
}

/// Token, kind, price, how it is known, and where the change was seen, newest first.
type Told = (TokenId, SignalKind, Price, PriceSource, SignalOrigin);

fn newest_signals(desk: &Desk, count: usize) -> Vec<Told> {
    let told = desk.events.iter().rev().filter_map(|event| match &event.what {
        EventKind::Signal {
            token,
            change,
            price,
            price_source,
            origin,
            ..
        } => Some((token.clone(), *change, *price, *price_source, *origin)),
        _ => None,
    });
    told.take(count).collect()
}

fn noted(desk: &Desk) -> Vec<SkipReason> {
    let notes = desk.events.iter().filter_map(|event| match &event.what {
        EventKind::Ignored { reason, .. } => Some(*reason),
        _ => None,
    });
    notes.collect()
}

#[test]
fn a_merge_is_a_decrease_of_both_outcomes_at_the_middle() {
    let mut desk = hedged();
    let before = desk.signals();
    // One row a merge, in the market's first outcome; the desk's own book of positions needs the other leg too.
    *desk.positions.get_mut(&no()).expect("held") -= common::shares("25");
    polled(&mut desk, RowKind::Merge, &yes(), "25");
    desk.pass(30_000);
    assert_eq!(desk.signals(), before + 2, "one for each outcome");
    let decrease = |token: TokenId, middle: &str| {
        let kind = SignalKind::SizeDecrease;
        (token, kind, price(middle), PriceSource::Estimated, SignalOrigin::Merge)
    };
    let mut signals = newest_signals(&desk, 2);
    signals.sort();
    let mut expected = vec![decrease(yes(), "0.585"), decrease(no(), "0.415")];
    expected.sort();
    assert_eq!(signals, expected);
}

#[test]
fn a_split_moves_what_is_known_and_is_not_copied() {
    let mut desk = hedged();
    let before = (desk.signals(), desk.placements());
    *desk.positions.get_mut(&no()).expect("held") += common::shares("40");
    polled(&mut desk, RowKind::Split, &yes(), "40");
    desk.pass(3_600_000);
    assert_eq!(
        (desk.signals(), desk.placements()),
        before,
        "snapshots agree with it afterwards"
    );
    assert_eq!(noted(&desk), [SkipReason::Split, SkipReason::Split]);
}

#[test]
fn a_redemption_never_leads_to_an_order() {
    let mut desk = hedged();
    let before = (desk.signals(), desk.placements());
    polled(&mut desk, RowKind::Redeem, &yes(), "50");
    desk.pass(3_600_000);
    assert_eq!((desk.signals(), desk.placements()), before);
    assert_eq!(noted(&desk), [SkipReason::Redemption]);
}

#[test]
fn a_conversion_is_a_decrease_at_the_middle() {
    let mut desk = hedged();
    let before = desk.signals();
    polled(&mut desk, RowKind::Conversion, &no(), "50");
    desk.pass(1_200_000);
    assert_eq!(desk.signals(), before + 1);
    let closed = (
        no(),
        SignalKind::PositionClosed,
        price("0.415"),
        PriceSource::Estimated,
        SignalOrigin::Conversion,
    );
    assert_eq!(newest_signals(&desk, 1), [closed]);
}
