//! Why calls of the wallet could not be previewed or sent.

use crate::error::EngineError;
use crate::error_code::ErrorCode;

/// Whatever the variant, nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum RelayerError {
    /// Only a live account has a relayer. Nothing to do.
    #[error("only a live account sends anything through the relayer")]
    NotLive,
    /// No relayer key is kept for the account. Make one at polymarket.com (Settings, API keys) and enter it.
    #[error(
        "there is no relayer key for this account: make one at polymarket.com under Settings, API keys, and enter it"
    )]
    NoRelayerKey,
    /// The preview is unknown or too old. Make it anew.
    #[error("this preview is not good any more: look at it again")]
    PreviewGone,
    /// What would be sent is not what was shown any more. Make it anew.
    #[error("something changed since this was shown, so that other calls would be sent: look at them again")]
    PreviewChanged,
    /// Another request of the wallet may still happen. Wait for it.
    #[error("another request of this wallet (number {0}) is not over yet: wait for it")]
    Open(u64),
    /// Nothing is owed for that token.
    #[error("nothing is owed for the token {0}")]
    NoClaim(String),
    /// No request has that number.
    #[error("there is no such request")]
    NoRequest,
    /// The engine's, the store's, the key store's or the venue's.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl RelayerError {
    /// What it is called.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotLive => ErrorCode::NotLive,
            Self::NoRelayerKey => ErrorCode::NoRelayerKey,
            Self::PreviewGone => ErrorCode::PreviewGone,
            Self::PreviewChanged => ErrorCode::PreviewChanged,
            Self::Open(_) => ErrorCode::RequestOpen,
            Self::NoClaim(_) => ErrorCode::NoClaim,
            Self::NoRequest => ErrorCode::NoRequest,
            Self::Engine(error) => error.code(),
        }
    }
}
