//! Builders shared by the tests.

use pilotfish_copy::entity::Fill;
use pilotfish_copy::ids::{ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, TokenId, TradeId, VenueMs};
use pilotfish_copy::input::{Liquidity, Settlement};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use proptest::prelude::*;

pub(crate) fn price(text: &str) -> Price {
    text.parse().expect("a price")
}

pub(crate) fn shares(text: &str) -> Shares {
    text.parse().expect("shares")
}

pub(crate) fn usd(text: &str) -> Usd {
    text.parse().expect("an amount")
}

pub(crate) fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Buy), Just(Side::Sell)]
}

pub(crate) fn tick() -> impl Strategy<Value = Tick> {
    prop::sample::select(Tick::ALL.to_vec())
}

/// A price strictly between 0 and 1, on no particular tick.
pub(crate) fn any_price() -> impl Strategy<Value = Price> {
    (1_i64..1_000_000).prop_map(Price::from_micros)
}

pub(crate) fn book(bids: &[(&str, &str)], asks: &[(&str, &str)]) -> Book {
    let levels = |side: &[(&str, &str)]| {
        side.iter()
            .map(|(at, held)| Level {
                price: price(at),
                shares: shares(held),
            })
            .collect::<Vec<_>>()
    };
    book_of(levels(bids), levels(asks), Tick::CENT)
}

pub(crate) fn book_of(bids: Vec<Level>, asks: Vec<Level>, tick: Tick) -> Book {
    Book {
        token: TokenId::new("1"),
        observed_at: VenueMs(0),
        bids,
        asks,
        tick,
    }
}

/// A fill of follow 1 in token "1", as number `n`.
pub(crate) fn fill(n: u64, side: Side, held: Shares, at: Price, fee: Usd) -> Fill {
    Fill {
        trade: TradeId::new(&format!("trade-{n}")),
        hash: OrderHash::new(&format!("0x{n:064x}")),
        child: ChildId(n),
        order: CopyOrderId(1),
        follow: FollowId(1),
        token: TokenId::new("1"),
        condition: ConditionId::new("0xc0"),
        side,
        shares: held,
        price: at,
        trader_price: at,
        fee,
        liquidity: Liquidity::Taker,
        settlement: Settlement::Matched,
        at: VenueMs(i64::try_from(n).expect("a small number") * 1_000),
        realised: Usd::ZERO,
        effect: pilotfish_copy::entity::FillEffect::default(),
        stage: Stage::Trader,
    }
}
