//! Names of things: who, which market, which order. Newtypes, so that a token id cannot stand where a market's does.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The first bytes of a text as a number (without a leading `0x`, which says nothing), so that most comparisons of two ids
/// need not follow a pointer. A function of the text alone.
fn leading(text: &str) -> u64 {
    let bytes = text.strip_prefix("0x").unwrap_or(text).as_bytes();
    let mut first = [0_u8; 8];
    for (to, from) in first.iter_mut().zip(bytes) {
        *to = *from;
    }
    u64::from_be_bytes(first)
}

/// Equality, order and printing of an id that keeps its leading bytes beside its text.
macro_rules! compared_by_leading {
    ($name:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.leading == other.leading && (Arc::ptr_eq(&self.text, &other.text) || self.text == other.text)
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.leading.cmp(&other.leading).then_with(|| {
                    if Arc::ptr_eq(&self.text, &other.text) {
                        std::cmp::Ordering::Equal
                    } else {
                        self.text.cmp(&other.text)
                    }
                })
            }
        }

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.text.hash(state);
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.text.as_ref().to_owned()
            }
        }
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Serialize)]
        #[serde(into = "String")]
        pub struct $name {
            leading: u64,
            text: Arc<str>,
        }

        impl $name {
            /// Takes the text as it is.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self {
                    leading: leading(text),
                    text: Arc::from(text),
                }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        compared_by_leading!($name);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok(Self::new(&text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }
    };
}

text_id! {
    /// An outcome's ERC-1155 token id, in decimal digits.
    TokenId
}
text_id! {
    /// A market's condition id, `0x` and 64 lower-case hex digits.
    ConditionId
}
text_id! {
    /// The EIP-712 hash of an order, which is the venue's order id: `0x` and 64 lower-case hex digits.
    OrderHash
}
text_id! {
    /// The venue's id of one match.
    TradeId
}
text_id! {
    /// A transaction hash, `0x` and 64 lower-case hex digits.
    TxHash
}

/// A trader's (or our own) proxy-wallet address: `0x` and 40 lower-case hex digits. The key of a copy target is always
/// the proxy wallet, never the signer behind it (polymarket-api §7.8).
#[derive(Clone, Serialize)]
#[serde(into = "String")]
pub struct WalletAddress {
    leading: u64,
    text: Arc<str>,
}

/// A text that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a wallet address (0x and 40 hex digits): {0:?}")]
pub struct AddressError(pub String);

impl WalletAddress {
    fn of(text: &str) -> Self {
        Self {
            leading: leading(text),
            text: Arc::from(text),
        }
    }

    /// Reads `0x` and 40 hex digits in any case.
    ///
    /// # Errors
    /// When the text is not of that form.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let trimmed = text.trim();
        let digits = trimmed.strip_prefix("0x").or_else(|| trimmed.strip_prefix("0X"));
        match digits {
            Some(hex) if hex.len() == 40 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Ok(Self::of(&format!("0x{}", hex.to_ascii_lowercase())))
            }
            _ => Err(AddressError(text.to_owned())),
        }
    }

    /// The text, lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

compared_by_leading!(WalletAddress);

impl<'de> Deserialize<'de> for WalletAddress {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for WalletAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for WalletAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id! {
    /// One follow. Given by the core, never reused.
    FollowId
}
number_id! {
    /// One signal. Given by the core, never reused.
    SignalId
}
number_id! {
    /// One copy order. Given by the core, never reused.
    CopyOrderId
}
number_id! {
    /// One child order. Given by the core, never reused.
    ChildId
}

/// An instant of real time: UTC milliseconds since 1970 by a clock that nobody speeds up. In paper and live it agrees with the
/// venue's clock; in the demo the venue's clock runs faster. The core never reads it; it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RealMs(pub i64);

impl RealMs {
    /// Milliseconds from `earlier` to here; negative when it lies after.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// `ms` later.
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

/// An instant on the venue's clock: UTC milliseconds since 1970. The core never reads a clock; it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VenueMs(pub i64);

impl VenueMs {
    /// `ms` later.
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to here; negative when it lies after.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The UTC day it lies in, counted from 1970.
    #[must_use]
    pub fn utc_day(self) -> i64 {
        self.0.div_euclid(86_400_000)
    }
}
