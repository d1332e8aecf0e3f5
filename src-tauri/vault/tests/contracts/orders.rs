//! Orders as the app signs them, taken from the very body it would post.

use alloy::primitives::{Address, B256, U256};
use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange, FeeSchedule, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_copy::risk::OrderLimits;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::{Chain, OrderRequest, Signer, WalletEvidence};
use serde_json::Value;

/// An order as a contract sees it: eleven words and a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Posted {
    /// The contract it is signed for.
    pub(crate) exchange: Address,
    /// The struct's fields in its order.
    pub(crate) fields: [B256; FIELDS.len()],
    /// What the wire carries.
    pub(crate) signature: Vec<u8>,
    /// What the app says its hash is.
    pub(crate) hash: B256,
    /// What it is, for messages.
    pub(crate) told: String,
}

/// The struct's fields with their widths in bytes.
pub(crate) const FIELDS: [(&str, usize); 11] = [
    ("salt", 32),
    ("maker", 20),
    ("signer", 20),
    ("tokenId", 32),
    ("makerAmount", 32),
    ("takerAmount", 32),
    ("side", 1),
    ("signatureType", 1),
    ("timestamp", 32),
    ("metadata", 32),
    ("builder", 32),
];

impl Posted {
    /// From the body the app posts.
    fn from_body(body: &str, exchange: Address, hash: &str, told: String) -> Self {
        let body: Value = serde_json::from_str(body).expect("JSON");
        let order = &body["order"];
        let fields = FIELDS.map(|(name, _)| match (name, &order[name]) {
            ("side", side) => B256::from(U256::from(u8::from(side == "SELL"))),
            ("maker" | "signer", Value::String(text)) => super::chain::word(text.parse().expect("an address")),
            ("metadata" | "builder", Value::String(text)) => text.parse().expect("32 bytes"),
            (_, Value::String(text)) => B256::from(U256::from_str_radix(text, 10).expect("a number")),
            (_, number) => B256::from(U256::from(number.as_u64().expect("a number"))),
        });
        let signature = order["signature"].as_str().expect("a signature");
        Self {
            exchange,
            fields,
            signature: alloy::hex::decode(signature).expect("hex"),
            hash: hash.parse().expect("a hash"),
            told,
        }
    }

    /// A copy with another value in a field.
    pub(crate) fn with(&self, name: &str, value: B256) -> Self {
        let mut other = self.clone();
        other.fields[index(name)] = value;
        other
    }

    /// Every copy with one byte of a field or of the signature changed, and where.
    pub(crate) fn one_byte_changed(&self) -> impl Iterator<Item = (String, Self)> {
        let fields = FIELDS.iter().enumerate().flat_map(move |(field, (name, width))| {
            (32 - width..32).map(move |byte| {
                let mut other = self.clone();
                other.fields[field].0[byte] ^= 1;
                (format!("{name}, byte {byte}"), other)
            })
        });
        let signature = (0..self.signature.len()).flat_map(move |byte| {
            // The second turns a recovery byte of 27 into 28 and back, which the first cannot.
            [0x01, 0x07].map(|bits| {
                let mut other = self.clone();
                other.signature[byte] ^= bits;
                (format!("signature, byte {byte} ^ {bits}"), other)
            })
        });
        fields.chain(signature)
    }
}

fn index(name: &str) -> usize {
    FIELDS.iter().position(|(field, _)| *field == name).expect("a field")
}

/// Who signs, for which wallet.
pub(crate) struct Account {
    pub(crate) signer: Signer,
    pub(crate) wallet: WalletType,
    pub(crate) funder: WalletAddress,
}

impl Account {
    /// The key's own wallet of that type.
    pub(crate) fn own(signer: Signer, wallet: WalletType) -> Self {
        let funder = signer.wallet(wallet).expect("a wallet");
        Self { signer, wallet, funder }
    }

    /// Signs as the engine asks: through the vault's one way in.
    pub(crate) fn sign(&self, exchange: Exchange, side: Side, tick: Tick, kind: ChildKind) -> Posted {
        let place = PlaceChild {
            child: ChildId(1),
            // Beyond 2²⁵⁵, so that every byte of it counts.
            token: TokenId::new("81321045679252212594626385532706912750332728571942532289631379312455583992563"),
            exchange,
            tick,
            side,
            kind,
            created_at: VenueMs(1_793_577_600_123),
        };
        let many = Shares::from_micros(1_000_000_000_000);
        let limits = match side {
            Side::Buy => OrderLimits::purchase_alone(Usd::dollars(1_000), FeeSchedule::FREE, many, Price::ONE),
            Side::Sell => OrderLimits::sale(many, Price::ZERO),
        };
        let derived = WalletEvidence::Derived;
        let named = WalletEvidence::ConfirmedByUser { profile: &self.funder };
        self.signer
            .confirm_wallet(self.wallet, &self.funder, derived)
            .or_else(|_| self.signer.confirm_wallet(self.wallet, &self.funder, named))
            .expect("a wallet of the signer's");
        let request = OrderRequest {
            place: &place,
            wallet: self.wallet,
            funder: &self.funder,
            salt: pilotfish_vault::SALT_MAX - 4_711,
            limits: &limits,
        };
        let signed = self.signer.sign_order(&request).expect("a signed order");
        let body = signed.body("00000000-1111-2222-3333-444444444444").expect("a body");
        let told = format!("{exchange:?} {:?} {side:?} {kind:?} tick {tick}", self.wallet);
        let contract = Chain::Polygon.exchange(exchange);
        Posted::from_body(&body.sent, contract, signed.hash().as_str(), told)
    }

    /// One of every kind of order the engine makes.
    pub(crate) fn every_kind(&self, exchange: Exchange) -> Vec<Posted> {
        let resting = ChildKind::Resting {
            price: "0.58".parse().expect("a price"),
            shares: "21.04".parse().expect("shares"),
            expires_at: VenueMs(1_793_599_200_001),
        };
        let buy = ChildKind::BuyNow {
            price: "0.523".parse().expect("a price"),
            budget: Usd::dollars(5),
        };
        let sell = ChildKind::SellNow {
            price: "0.0025".parse().expect("a price"),
            shares: "133.33".parse().expect("shares"),
        };
        [
            (Side::Buy, Tick::CENT, resting),
            (Side::Sell, Tick::CENT, resting),
            (Side::Buy, Tick::MILLI, buy),
            (Side::Sell, Tick::QUARTER_CENT, sell),
        ]
        .map(|(side, tick, kind)| self.sign(exchange, side, tick, kind))
        .into()
    }
}
