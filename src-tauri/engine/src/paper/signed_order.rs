//! A signed order's bytes, read back as the venue reads them: amounts, not a price and a size.

use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Tick, Usd, mul_div};
use pilotfish_paper::{Amount, Lifetime, NewOrder};
use serde::Deserialize;

/// The venue drops a GTD order this long before the expiry it carries, ms (polymarket-api §4.3).
const SECURITY_THRESHOLD_MS: i64 = 60_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    order: Signed,
    order_type: String,
    #[serde(default)]
    post_only: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signed {
    token_id: String,
    maker_amount: String,
    taker_amount: String,
    side: String,
    expiration: String,
}

/// The order in those bytes, at the market's tick. None where they say no order that the program makes.
pub(super) fn read(hash: &OrderHash, body: &str, tick: Tick) -> Option<NewOrder> {
    let Body {
        order,
        order_type,
        post_only,
    } = serde_json::from_str(body).ok()?;
    let side = match order.side.as_str() {
        "BUY" => Side::Buy,
        "SELL" => Side::Sell,
        _ => return None,
    };
    let (maker, taker): (i64, i64) = (order.maker_amount.parse().ok()?, order.taker_amount.parse().ok()?);
    let (value, size) = match side {
        Side::Buy => (maker, taker),
        Side::Sell => (taker, maker),
    };
    if value <= 0 || size <= 0 {
        return None;
    }
    let expiration_s: i64 = order.expiration.parse().ok()?;
    let lifetime = match order_type.as_str() {
        "GTC" => Lifetime::Gtc,
        "GTD" => Lifetime::Gtd(VenueMs(
            expiration_s.checked_mul(1_000)?.checked_sub(SECURITY_THRESHOLD_MS)?,
        )),
        "FAK" => Lifetime::Fak,
        "FOK" => Lifetime::Fok,
        _ => return None,
    };
    // Amounts are rounded down, by less than a tick: of a purchase the shares, so that the price they imply is at the limit or a
    // little above it, of a sale the dollars, so that it is at the limit or a little below. A resting order's are exact.
    let price = match side {
        Side::Buy => tick.floor(Price::from_micros(mul_div(value, MICRO, size, Rounding::Down))),
        Side::Sell => tick.ceil(Price::from_micros(mul_div(value, MICRO, size, Rounding::Up))),
    };
    let amount = if side == Side::Buy && !lifetime.rests() {
        Amount::Budget(Usd::from_micros(value))
    } else {
        Amount::Shares(Shares::from_micros(size))
    };
    Some(NewOrder {
        hash: hash.clone(),
        token: TokenId::new(&order.token_id),
        side,
        price,
        amount,
        lifetime,
        post_only: post_only.unwrap_or(false),
    })
}

/// The token in those bytes.
pub(super) fn token(body: &str) -> Option<TokenId> {
    let body: Body = serde_json::from_str(body).ok()?;
    Some(TokenId::new(&body.order.token_id))
}
