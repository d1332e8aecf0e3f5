//! The arguments of `key`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use pilotfish_copy::ids::WalletAddress;

use super::StoreChoice;
use crate::parse;

/// The commands of `key`. None takes a key as an argument: other programs can read those.
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Import a private key: typed at the prompt without being shown, or from standard input.
    Import(KeyPlace),
    /// Import an Ethereum keystore file (JSON, version 3); its passphrase is asked for.
    ImportKeystore {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        place: KeyPlace,
    },
    /// Create a new key and show its address. The key itself is never shown.
    Generate(KeyPlace),
    /// Store the relayer API key of an account (polymarket.com, settings), which sends approvals and redemptions: typed at the prompt
    /// without being shown, or from standard input.
    Relayer {
        /// Which account, by the address of its private key, if there is more than one.
        #[arg(long, value_parser = parse::address)]
        account: Option<WalletAddress>,
        #[command(flatten)]
        place: KeyPlace,
    },
    /// Show the addresses of the stored keys.
    #[command(alias = "show-address")]
    Show(KeyPlace),
    /// Delete a key and everything kept with it, after the word `delete` is typed.
    Delete {
        /// Which key, by address, if there is more than one.
        #[arg(long, value_parser = parse::address)]
        account: Option<WalletAddress>,
        #[command(flatten)]
        place: KeyPlace,
    },
}

/// Where a key is kept.
#[derive(Debug, Args)]
pub(crate) struct KeyPlace {
    /// The operating system's keychain, or a folder of encrypted files for a server without one. The files' passphrase is asked for
    /// at the terminal, or taken from the service manager's credential `pilotfish-keystore`.
    #[arg(long, value_enum, default_value = "keychain")]
    pub(crate) store: StoreChoice,
    /// The mode the key is for.
    #[arg(long, value_enum, default_value = "live")]
    pub(crate) mode: KeyMode,
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object per key.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Modes that have keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyMode {
    /// Real orders.
    Live,
    /// Pretend money.
    Paper,
}
