//! Our own orders: what the core wants placed, made into a signed order with its hash and the bytes to send.

use alloy::primitives::{B256, U256};
use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::risk::OrderLimits;
use pilotfish_copy::wallet::WalletType;
use polymarket_client_sdk_v2::auth::ApiKey;
use polymarket_client_sdk_v2::clob::types::{OrderPayload, OrderSignature, OrderType, OrderV2, SignedOrder};

use crate::VaultError;
use crate::amounts::{self, Amounts, Precision};
use crate::limits;
use crate::terms::{Signed, Terms};

/// The largest salt that survives as a JSON number: 2⁵³ − 1.
pub const SALT_MAX: u64 = (1 << 53) - 1;

/// The venue drops a GTD order this long before the expiry it carries, in seconds (polymarket-api §4.3).
const SECURITY_THRESHOLD_S: u64 = 60;

/// What is asked of the signer.
#[derive(Debug, Clone, Copy)]
pub struct OrderRequest<'a> {
    /// The order the core decided.
    pub place: &'a PlaceChild,
    /// The kind of wallet that pays.
    pub wallet: WalletType,
    /// That wallet's address.
    pub funder: &'a WalletAddress,
    /// Makes two equal orders different. At most [`SALT_MAX`]; the caller draws it, so that virtual time can seed it.
    pub salt: u64,
    /// What it may be at the most, from who decided it; checked here once more.
    pub limits: &'a OrderLimits,
}

impl OrderRequest<'_> {
    /// The amounts this order would sign.
    ///
    /// # Errors
    /// As [`amounts`] says, and where they lie outside the limits.
    pub fn amounts(&self) -> Result<Amounts, VaultError> {
        let place = self.place;
        let amounts = match place.kind {
            ChildKind::Resting { price, shares, .. } => amounts::resting(place.side, place.tick, price, shares)?,
            ChildKind::BuyNow { price, budget } => amounts::buy_now(place.tick, price, budget, Precision::Flat)?,
            ChildKind::SellNow { price, shares } => amounts::sell_now(place.tick, price, shares, Precision::Flat)?,
        };
        // The side of a fill-and-kill is in its kind; a caller that contradicts itself is refused, not guessed at.
        let side_agrees = match place.kind {
            ChildKind::Resting { .. } => true,
            ChildKind::BuyNow { .. } => place.side == Side::Buy,
            ChildKind::SellNow { .. } => place.side == Side::Sell,
        };
        if !side_agrees {
            return Err(VaultError::Internal);
        }
        limits::check(self.limits, place, amounts)?;
        Ok(amounts)
    }

    /// The terms to sign, for the key with address `owner`.
    pub(crate) fn terms(&self, signer: &crate::Signer) -> Result<Terms, VaultError> {
        if self.salt > SALT_MAX {
            return Err(VaultError::Salt);
        }
        let token = self.place.token.as_str();
        Ok(Terms {
            chain: signer.chain(),
            exchange: self.place.exchange,
            token: U256::from_str_radix(token, 10).map_err(|_| VaultError::Token(token.to_owned()))?,
            side: self.place.side,
            amounts: self.amounts()?,
            wallet: self.wallet,
            maker: signer.maker(self.wallet, self.funder)?,
            owner: signer.owner(),
            salt: self.salt,
            timestamp_ms: to_unsigned(self.place.created_at.0)?,
            expiration_s: match self.place.kind {
                ChildKind::Resting { expires_at, .. } => wire_expiration_s(expires_at)?,
                ChildKind::BuyNow { .. } | ChildKind::SellNow { .. } => 0,
            },
            metadata: B256::ZERO,
            builder: B256::ZERO,
        })
    }

    pub(crate) fn wire_type(&self) -> WireType {
        if self.place.kind.rests() {
            WireType::Gtd
        } else {
            WireType::Fak
        }
    }
}

/// The expiry as it travels: whole seconds, never before the instant meant, and the venue's threshold later.
fn wire_expiration_s(expires_at: VenueMs) -> Result<u64, VaultError> {
    Ok(to_unsigned(expires_at.0)?
        .div_ceil(1_000)
        .saturating_add(SECURITY_THRESHOLD_S))
}

fn to_unsigned(ms: i64) -> Result<u64, VaultError> {
    u64::try_from(ms).map_err(|_| VaultError::Time(ms))
}

/// How an order behaves at the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireType {
    /// Rests until cancelled.
    Gtc,
    /// Rests until its expiry.
    Gtd,
    /// Fills what it can at once, the rest is dropped.
    Fak,
    /// All at once or nothing.
    Fok,
}

impl WireType {
    /// As the venue writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gtc => "GTC",
            Self::Gtd => "GTD",
            Self::Fak => "FAK",
            Self::Fok => "FOK",
        }
    }

    fn to_sdk(self) -> OrderType {
        match self {
            Self::Gtc => OrderType::GTC,
            Self::Gtd => OrderType::GTD,
            Self::Fak => OrderType::FAK,
            Self::Fok => OrderType::FOK,
        }
    }
}

/// The bytes of a signed order. Both texts have their fields in alphabetical order: what was sent is what is kept with the owner put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderBody {
    /// What is posted.
    pub sent: String,
    /// The same without the API key's owner: what is stored before anything is sent.
    pub kept: String,
}

/// A signed order: its hash is to be stored before its bytes are sent.
#[derive(Debug, Clone)]
pub struct SignedChild {
    hash: OrderHash,
    payload: OrderPayload,
    signature: OrderSignature,
    wire_type: WireType,
    post_only: bool,
    amounts: Amounts,
    expires_at: Option<VenueMs>,
}

impl SignedChild {
    pub(crate) fn new(
        signed: Signed,
        amounts: Amounts,
        wire_type: WireType,
        post_only: bool,
        expires_at: Option<VenueMs>,
    ) -> Self {
        Self {
            hash: OrderHash::new(&alloy::hex::encode_prefixed(signed.hash)),
            payload: signed.payload,
            signature: signed.signature,
            wire_type,
            post_only,
            amounts,
            expires_at,
        }
    }

    /// The same order, to be taken only if it rests: the venue is to refuse it where it would trade at once. That is said beside
    /// the signature and changes nothing of it.
    #[must_use]
    pub fn post_only(self) -> Self {
        let rests = matches!(self.wire_type, WireType::Gtc | WireType::Gtd);
        Self {
            post_only: rests,
            ..self
        }
    }

    /// The EIP-712 hash: the venue's order id, known before anything is sent.
    #[must_use]
    pub fn hash(&self) -> &OrderHash {
        &self.hash
    }

    /// How it behaves at the venue.
    #[must_use]
    pub fn wire_type(&self) -> WireType {
        self.wire_type
    }

    /// When the venue is to drop it, venue time; `None` for a fill-and-kill.
    #[must_use]
    pub fn expires_at(&self) -> Option<VenueMs> {
        self.expires_at
    }

    /// The amounts it signs.
    #[must_use]
    pub fn amounts(&self) -> Amounts {
        self.amounts
    }

    /// The signature, `0x` and hex digits: 65 bytes, or the longer wrap of a deposit wallet.
    #[must_use]
    pub fn signature(&self) -> String {
        self.signature.to_string()
    }

    /// The exact body to post. `owner` is the API key's UUID.
    ///
    /// # Errors
    /// [`VaultError::Credentials`] when `owner` is no UUID.
    pub fn body(&self, owner: &str) -> Result<OrderBody, VaultError> {
        let owner: ApiKey = owner.parse().map_err(|_| VaultError::Credentials)?;
        let order = SignedOrder::builder()
            .payload(self.payload.clone())
            .signature(self.signature.clone())
            .order_type(self.wire_type.to_sdk())
            .owner(owner)
            .post_only(self.post_only)
            .defer_exec(false)
            .build();
        let mut body = serde_json::to_value(&order).map_err(|_| VaultError::Internal)?;
        let signed = self.order().ok_or(VaultError::Internal)?;
        let fields = body
            .get_mut("order")
            .and_then(|order| order.as_object_mut())
            .ok_or(VaultError::Internal)?;
        // The official Python and TypeScript clients send EIP-55 addresses; the Rust one writes them in lower case.
        fields.insert("maker".to_owned(), signed.maker.to_checksum(None).into());
        fields.insert("signer".to_owned(), signed.signer.to_checksum(None).into());
        let written = |body: &serde_json::Value| serde_json::to_string(body).map_err(|_| VaultError::Internal);
        let sent = written(&body)?;
        body.as_object_mut()
            .and_then(|fields| fields.remove("owner"))
            .ok_or(VaultError::Internal)?;
        Ok(OrderBody {
            sent,
            kept: written(&body)?,
        })
    }

    fn order(&self) -> Option<&OrderV2> {
        self.payload.as_v2().or_else(|| self.payload.as_v3())
    }
}
