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
    /// Make a new key, and show its address. The key itself is never shown.
    Generate(KeyPlace),
    /// Keep the relayer API key of an account (polymarket.com, settings), by which approvals and redemptions are sent: typed at the prompt
    /// without being shown, or from standard input.
    Relayer {
        /// Whose, by the address of the private key, where there is more than one.
        #[arg(long, value_parser = parse::address)]
        account: Option<WalletAddress>,
        #[command(flatten)]
        place: KeyPlace,
    },
    /// Show the addresses of the keys there are.
    #[command(alias = "show-address")]
    Show(KeyPlace),
    /// Delete a key and everything kept with it, after the word `delete` is typed.
    Delete {
        /// Whose key, by its address, where there is more than one.
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
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object a key.
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
