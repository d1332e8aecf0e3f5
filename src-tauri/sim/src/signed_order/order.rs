//! A posted order: from the JSON of `POST /order` to what the exchange takes.
//!
//! Invariant: whatever comes out of here was signed by the key that posted it, for that very market's exchange, and
//! its id is the EIP-712 hash of what was signed. Nothing here changes the world; whether the order can be placed
//! (funds, minimums, ticks of a resting price) is the exchange's to say.

use alloy::primitives::{Address, B256, U256, hex};
use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs};
use pilotfish_copy::market::{Exchange as Contract, Side};
use pilotfish_copy::money::Tick;
use serde::Deserialize;

use super::identity::check_identity;
use super::key_holder::{Authenticated, wallet_address};
use super::typed_data::{SignatureRefused, TypedOrder};
use crate::venue::Venue;
use pilotfish_exchange::{NewOrder, OrderKind, Reject, check_amounts, decoded_amount, implied_price};

/// A GTD order ends that much before the expiration it names: the venue's security threshold.
pub const EXPIRATION_THRESHOLD_MS: i64 = 60_000;

/// The first and the last 13-digit number: a `timestamp` in seconds or in microseconds is a client's mistake.
const MILLISECONDS: std::ops::RangeInclusive<i64> = 1_000_000_000_000..=9_999_999_999_999;

/// Why a posted order did not become one. Printing it gives the venue's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefused {
    /// The body is not an order.
    #[error("Invalid order payload")]
    Payload,
    /// `owner` is not the key that asks.
    #[error("the order owner has to be the owner of the API KEY")]
    Owner,
    /// The signer is neither the key's account nor its deposit wallet.
    #[error("the order signer address has to be the address of the API KEY")]
    Signer,
    /// A wallet that may not trade as it is: its owner came after 2026-05-04 and has a deposit wallet for that.
    #[error("maker address not allowed, please use the deposit wallet flow")]
    Maker,
    /// An order of the first exchange, or signed for another version of the exchange than the token's.
    #[error("order_version_mismatch")]
    Version,
    /// The signature is malformed or another's, or the maker is not the signer's wallet of that type.
    #[error("invalid signature")]
    Signature(#[from] SignatureRefused),
    /// The exchange's own rules.
    #[error(transparent)]
    Rejected(#[from] Reject),
}

#[derive(Debug, Deserialize)]
struct Posted {
    order: PostedOrder,
    #[serde(rename = "orderType")]
    order_type: String,
    owner: String,
    #[serde(rename = "postOnly", default)]
    post_only: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PostedOrder {
    salt: u64,
    maker: Address,
    signer: Address,
    token_id: String,
    maker_amount: String,
    taker_amount: String,
    side: Side,
    expiration: String,
    signature_type: u8,
    timestamp: String,
    metadata: B256,
    builder: B256,
    signature: String,
}

/// The largest salt that survives JSON numbers: the venue would hash a larger one wrongly.
const SALT_MOST: u64 = (1 << 53) - 1;

/// An order as it came, every field read, nothing believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedOrderFields {
    /// What is signed.
    pub typed: TypedOrder,
    /// The signature's bytes.
    pub signature: Vec<u8>,
    /// The API key that says it owns the order.
    pub owner: String,
    pub token: TokenId,
    /// Bought or sold.
    pub side: Side,
    /// What the maker gives, base units.
    pub maker_micros: i64,
    /// What the maker takes, base units.
    pub taker_micros: i64,
    /// How long it lives.
    pub kind: OrderKind,
    /// GTD's end in Unix seconds, 0 for none. It travels unsigned.
    pub expiration_s: i64,
    /// The creation time that was signed.
    pub created_at: VenueMs,
    /// Refuse rather than take.
    pub post_only: bool,
}

/// Reads the body of `POST /order`, or one element of `POST /orders`.
///
/// # Errors
/// [`OrderRefused::Payload`] when a field is missing, of the wrong type, or out of its range.
pub fn decode_order(body: &str) -> Result<PostedOrderFields, OrderRefused> {
    let posted: Posted = serde_json::from_str(body).map_err(|_| not_an_order(body))?;
    let order = posted.order;
    let token_id = U256::from_str_radix(&order.token_id, 10).map_err(|_| OrderRefused::Payload)?;
    let micros = |text: &str| {
        text.parse::<i64>()
            .ok()
            .filter(|micros| *micros >= 0)
            .ok_or(OrderRefused::Payload)
    };
    let (maker_micros, taker_micros) = (micros(&order.maker_amount)?, micros(&order.taker_amount)?);
    let created_ms = micros(&order.timestamp)?;
    if !MILLISECONDS.contains(&created_ms) || order.salt > SALT_MOST {
        return Err(OrderRefused::Payload);
    }
    let unsigned = |micros: i64| U256::from(micros.unsigned_abs());
    Ok(PostedOrderFields {
        typed: TypedOrder {
            salt: U256::from(order.salt),
            maker: order.maker,
            signer: order.signer,
            tokenId: token_id,
            makerAmount: unsigned(maker_micros),
            takerAmount: unsigned(taker_micros),
            side: u8::from(order.side == Side::Sell),
            signatureType: order.signature_type,
            timestamp: unsigned(created_ms),
            metadata: order.metadata,
            builder: order.builder,
        },
        // Not the payload's fault: a signature that is no hex is a wrong signature.
        signature: hex::decode(&order.signature).unwrap_or_default(),
        owner: posted.owner,
        token: TokenId::new(&token_id.to_string()),
        side: order.side,
        maker_micros,
        taker_micros,
        kind: order_kind(&posted.order_type)?,
        expiration_s: micros(&order.expiration)?,
        created_at: VenueMs(created_ms),
        post_only: posted.post_only.unwrap_or(false),
    })
}

/// What is wrong with a body that is no order of today: an order of the first exchange (with `nonce` and `feeRateBps`,
/// without the `timestamp` that replaced them) is one of another version.
fn not_an_order(body: &str) -> OrderRefused {
    #[derive(Deserialize)]
    struct First {
        order: FirstOrder,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct FirstOrder {
        #[serde(rename = "nonce")]
        _nonce: serde::de::IgnoredAny,
        #[serde(rename = "feeRateBps")]
        _fee: serde::de::IgnoredAny,
        timestamp: Option<serde::de::IgnoredAny>,
    }
    match serde_json::from_str::<First>(body) {
        Ok(First { order }) if order.timestamp.is_none() => OrderRefused::Version,
        _ => OrderRefused::Payload,
    }
}

/// Reads and checks a posted order against the key that posted it and the venue as it stands: what `POST /order` does
/// before the exchange sees anything. The caller then places what it gets.
///
/// # Errors
/// Whatever is wrong, in the words the venue would use.
pub fn accept_signed_order(body: &str, key: &Authenticated, venue: &Venue) -> Result<NewOrder, OrderRefused> {
    accept_posted(&decode_order(body)?, key, venue)
}

/// [`accept_signed_order`] of an order that is read already.
///
/// # Errors
/// Whatever is wrong, in the words the venue would use.
pub fn accept_posted(posted: &PostedOrderFields, key: &Authenticated, venue: &Venue) -> Result<NewOrder, OrderRefused> {
    let unknown = || OrderRefused::Rejected(Reject::NoOrderbook(posted.token.clone()));
    let (market, _) = venue.exchange().market_of(&posted.token).ok_or_else(unknown)?;
    let terms = MarketTerms {
        contract: market.exchange,
        tick: market.tick,
    };
    let known = |id: &OrderHash| venue.exchange().order(id).is_some();
    accept(posted, key, terms, venue.now(), known)
}

/// What of a market decides how its orders are read.
#[derive(Debug, Clone, Copy)]
pub struct MarketTerms {
    pub contract: Contract,
    pub tick: Tick,
}

///
/// # Errors
/// Whatever is wrong, in the words the venue would use.
pub fn accept(
    posted: &PostedOrderFields,
    key: &Authenticated,
    terms: MarketTerms,
    now: VenueMs,
    known: impl Fn(&OrderHash) -> bool,
) -> Result<NewOrder, OrderRefused> {
    let id = check_identity(posted, key, terms.contract)?;
    // Before anything that time can change: the same bytes sent again are a duplicate, also after their expiry.
    if known(&id) {
        return Err(Reject::Duplicated(id).into());
    }
    check_amounts(
        posted.kind,
        posted.side,
        posted.maker_micros,
        posted.taker_micros,
        terms.tick,
    )?;
    let price = implied_price(&id, posted.side, posted.maker_micros, posted.taker_micros, terms.tick)?;
    Ok(NewOrder {
        owner: wallet_address(posted.typed.maker),
        token: posted.token.clone(),
        side: posted.side,
        price,
        amount: decoded_amount(posted.kind, posted.side, posted.maker_micros, posted.taker_micros),
        kind: posted.kind,
        post_only: posted.post_only,
        expires_at: effective_end(posted, now)?,
        created_at: posted.created_at,
        id,
    })
}

fn effective_end(posted: &PostedOrderFields, now: VenueMs) -> Result<Option<VenueMs>, Reject> {
    if posted.kind != OrderKind::Gtd {
        return if posted.expiration_s == 0 {
            Ok(None)
        } else {
            Err(Reject::Expiration)
        };
    }
    let end = VenueMs(posted.expiration_s.saturating_mul(1_000)).plus(-EXPIRATION_THRESHOLD_MS);
    if end.since(now) < 0 {
        Err(Reject::Expiration)
    } else {
        Ok(Some(end))
    }
}

fn order_kind(text: &str) -> Result<OrderKind, OrderRefused> {
    match text {
        "GTC" => Ok(OrderKind::Gtc),
        "GTD" => Ok(OrderKind::Gtd),
        "FAK" => Ok(OrderKind::Fak),
        "FOK" => Ok(OrderKind::Fok),
        _ => Err(OrderRefused::Payload),
    }
}
