//! What can go wrong when markets and events are set up: the caller names what is not there, or lists it twice.
//!
//! Refusals of orders are answers, not errors: [`Reject`](crate::Reject) and [`CancelRefused`](crate::CancelRefused).

/// The words say what does not fit; the exchange is unchanged. Whoever set it up has to ask for something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SetupError(pub String);
