//! The program on its computer.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Where things are on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataPaths {
    /// The folder of this mode's data.
    pub data: String,
    /// The database in it.
    pub database: String,
    /// Its size in bytes, what is not yet written back to it included.
    #[specta(type = u32)]
    pub database_bytes: u64,
    /// The folder of the logs.
    pub logs: String,
    /// Whether there is a tray; without one, closing minimises.
    pub tray: bool,
}

/// What is built in and under which terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Licence {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
}
