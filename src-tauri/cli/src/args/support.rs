//! The arguments of `support`.

use std::path::PathBuf;

use clap::Args;
use pilotfish_engine::Mode;

use crate::parse;

pub(super) const SUPPORT_HELP: &str = "\
The file contains the version and the system, the settings, the state of the engines, measurements, the hosts contacted, and the ends of the
logs; addresses, names, paths and anything that looks like a key are removed. Databases and keys are never included. A service's log is kept
by the service manager (`journalctl -u pilotfish@NAME`) and is not included.

With --json: one object, {\"kind\": \"support_preview\", \"preview\": {number, files: [{name, part, bytes, hidden, text, cut}]}}, and exit
code 1; with --yes, {\"kind\": \"support_written\", path, files}.";

/// Options of `support`.
#[derive(Debug, Args)]
pub(crate) struct Support {
    /// The file to write; it must not exist yet. Without it, `pilotfish-MODE-support.zip` in the current folder.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Also show the text of each file; of a long one, the end.
    #[arg(long)]
    pub(crate) contents: bool,
    /// Write it without asking.
    #[arg(long)]
    pub(crate) yes: bool,
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}
