//! What can go wrong around the simulated Polymarket, by what the caller can do about it.
//!
//! The world itself cannot fail: refusals of orders are answers (`pilotfish_exchange::Reject`), not errors.

use std::path::PathBuf;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// A file cannot be opened or read: fix the path or its rights.
    #[error("cannot read {path}: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// A file is readable but does not hold what it should: another file is needed.
    #[error("{path}, line {line}: {reason}")]
    Malformed {
        path: PathBuf,
        /// The line, from 1 (the header is line 1).
        line: u64,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// The options contradict each other or lie out of range: fix the input.
    #[error("{0}")]
    Options(String),
    /// The journal of a world cannot be opened, read or written: fix the folder or its rights, or free the disk.
    #[error("cannot use the world's journal {path}: {source}")]
    Journal { path: PathBuf, source: std::io::Error },
    /// The journal of a world is damaged: only a new world helps.
    #[error("the world's journal {path} is damaged in line {line} ({reason}): \"Reset demo\" starts another world")]
    JournalMalformed {
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it, in words.
        reason: String,
    },
    /// The folder holds another world than the one asked for: start with that one's options, or reset.
    #[error("{path} holds the world {found}, not {wanted}: \"Reset demo\" starts another world there")]
    AnotherWorld {
        path: PathBuf,
        /// Which world it belongs to.
        found: String,
        /// Which was asked for.
        wanted: String,
    },
    /// Another process runs that world: stop it first.
    #[error("another process runs the world in {path}")]
    InUse { path: PathBuf },
}
