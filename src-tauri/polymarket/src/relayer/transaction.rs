//! A transaction of the relayer's, as it tells of it. Two generations of its interface name the fields differently.

use alloy::primitives::U256;
use serde_json::Value;

use crate::Error;
use crate::fields::Fields;

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayerState {
    /// Taken.
    New,
    /// Sent to the chain.
    Executed,
    /// In a block. It may still be undone.
    Mined,
    /// Done, for good.
    Confirmed,
    /// Never sent: nothing happened, and nothing will.
    Invalid,
    /// Sent, and refused by the chain: nothing happened, and nothing will.
    Failed,
    /// Something else, in the relayer's word. Not final.
    Other(String),
}

impl RelayerState {
    /// Whether nothing more will become of it.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Confirmed | Self::Invalid | Self::Failed)
    }

    fn of(word: &str) -> Self {
        match word.trim().to_ascii_uppercase().trim_start_matches("STATE_") {
            "NEW" => Self::New,
            "EXECUTED" => Self::Executed,
            "MINED" => Self::Mined,
            "CONFIRMED" => Self::Confirmed,
            "INVALID" => Self::Invalid,
            "FAILED" => Self::Failed,
            _ => Self::Other(word.chars().take(60).collect()),
        }
    }
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RelayerTransaction {
    /// The relayer's own name for it.
    pub id: String,
    /// How far it is.
    pub state: RelayerState,
    /// `WALLET`, `SAFE`, `PROXY`; empty where it does not say.
    pub kind: String,
    /// The wallet's number that it carries, where it says.
    pub nonce: Option<U256>,
    /// The signature that it was submitted with, where it says.
    pub signature: Option<String>,
    /// Its hash on the chain, once it is there. It may be replaced before it is final.
    pub hash: Option<String>,
    /// Why it failed, in the relayer's words.
    pub words: Option<String>,
}

pub(super) fn read(row: &Value) -> Result<RelayerTransaction, Error> {
    let fields = Fields::of(row, "a relayer's transaction")?;
    let text = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| fields.text(name))
            .map(std::borrow::Cow::into_owned)
    };
    Ok(RelayerTransaction {
        id: fields.need("transactionID", text(&["transactionID", "transactionId", "id"]))?,
        state: RelayerState::of(&fields.need("state", fields.text("state"))?),
        kind: fields.words("type"),
        nonce: fields.text("nonce").and_then(|nonce| nonce.parse().ok()),
        signature: text(&["signature"]),
        hash: text(&["transactionHash", "hash"]),
        words: text(&["errorMsg", "error"]).map(|words| words.chars().take(300).collect()),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use serde_json::json;

    use super::*;

    #[test]
    fn both_generations_of_the_interface_are_read() {
        let old = read(
            &json!({"transactionID": "a1", "state": "STATE_MINED", "transactionHash": "", "nonce": "7",
            "type": "SAFE", "proxyAddress": "0x1", "metadata": ""}),
        )
        .unwrap();
        assert_eq!((old.id.as_str(), &old.state), ("a1", &RelayerState::Mined));
        assert_eq!((old.nonce, old.hash), (Some(U256::from(7)), None));
        let new = read(
            &json!({"transactionId": "b2", "state": "STATE_FAILED", "transactionHash": "0xaa",
            "errorMsg": "reverted", "nonce": 0}),
        )
        .unwrap();
        assert_eq!((new.state, new.hash.as_deref()), (RelayerState::Failed, Some("0xaa")));
        assert_eq!((new.words.as_deref(), new.nonce), (Some("reverted"), Some(U256::ZERO)));
    }

    #[test]
    fn only_what_is_certain_is_final() {
        for (word, is_final) in [
            ("STATE_NEW", false),
            ("STATE_EXECUTED", false),
            ("STATE_MINED", false),
            ("STATE_CONFIRMED", true),
            ("STATE_INVALID", true),
            ("STATE_FAILED", true),
            ("confirmed", true),
            ("STATE_REPLACED", false),
        ] {
            assert_eq!(RelayerState::of(word).is_final(), is_final, "{word}");
        }
    }
}
