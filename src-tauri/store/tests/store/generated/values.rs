//! What rows are made of: numbers, names and times.

use pilotfish_copy::entity::PriceSource;
use pilotfish_copy::ids::*;
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::*;
use proptest::prelude::*;
use proptest::sample::select;

use crate::common::token;

/// The venue time of every commit.
pub(crate) const AT: i64 = 1_800_000_000_000;
/// Ended orders stay live this long before the last commit, ms.
pub(crate) const LATE_MS: i64 = 3_660_000;
/// Follows, tokens and signals that rows refer to: small numbers, so that rows meet.
pub(crate) const FOLLOWS: u64 = 3;
pub(crate) const TOKENS: u64 = 4;

pub(crate) fn prices() -> impl Strategy<Value = Price> {
    (0..=MICRO).prop_map(Price::from_micros)
}
/// A price as the venue may give it: the schema does not judge it.
pub(crate) fn any_price() -> impl Strategy<Value = Price> {
    (-MICRO..=2 * MICRO).prop_map(Price::from_micros)
}
/// A size as the books may come to have it.
pub(crate) fn any_amount() -> impl Strategy<Value = Shares> {
    (-1_000_000_000_000..=1_000_000_000_000_i64).prop_map(Shares::from_micros)
}
pub(crate) fn amounts() -> impl Strategy<Value = Shares> {
    (1..=1_000_000_000_000_i64).prop_map(Shares::from_micros)
}
pub(crate) fn dollars() -> impl Strategy<Value = Usd> {
    (-1_000_000_000_000..=1_000_000_000_000_i64).prop_map(Usd::from_micros)
}
pub(crate) fn paid() -> impl Strategy<Value = Usd> {
    (0..=1_000_000_000_000_i64).prop_map(Usd::from_micros)
}
pub(crate) fn times() -> impl Strategy<Value = VenueMs> {
    (AT - 2 * LATE_MS..=AT).prop_map(VenueMs)
}
pub(crate) fn follows() -> impl Strategy<Value = FollowId> {
    (1..=FOLLOWS).prop_map(FollowId)
}
pub(crate) fn tokens() -> impl Strategy<Value = TokenId> {
    (0..TOKENS).prop_map(token)
}
pub(crate) fn sides() -> impl Strategy<Value = Side> {
    select(vec![Side::Buy, Side::Sell])
}
pub(crate) fn stages() -> impl Strategy<Value = Stage> {
    select(Stage::ALL.to_vec())
}
pub(crate) fn sources() -> impl Strategy<Value = PriceSource> {
    select(vec![PriceSource::Traded, PriceSource::Derived, PriceSource::Estimated])
}
