//! What can go wrong around the server, by what the caller can do about it.

use std::net::SocketAddr;

use pilotfish_sim::error::SimError;

use crate::refusal::Refusal;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The world cannot be made or continued: see its own words.
    #[error(transparent)]
    World(#[from] SimError),
    /// The address is taken or not this machine's: choose another port.
    #[error("cannot listen on {addr}: {source}")]
    Listen { addr: SocketAddr, source: std::io::Error },
    /// The address is not loopback: a pretended venue is nobody else's business.
    #[error("the simulated venue listens on loopback only, not on {0}")]
    NotLoopback(std::net::IpAddr),
    /// The certificates cannot be made: mostly a name that is none.
    #[error("no certificate can be made: {0}")]
    Tls(String),
    /// The authority's certificate cannot be written.
    #[error("cannot write {}: {source}", .path.display())]
    Authority {
        path: std::path::PathBuf,
        source: std::io::Error,
    },
    /// The server broke down, or takes no such command.
    #[error("{0}")]
    Refused(String),
}

impl From<Refusal> for ServeError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.text)
    }
}
