//! What a support bundle holds, as it is shown before it is written.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::SupportPart;

/// A bundle that was gathered and is not written yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupportPreview {
    /// Its number: what is written is this one, and no newer.
    pub number: u32,
    /// Its files, as they will be written.
    pub files: Vec<SupportFile>,
}

/// One file of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupportFile {
    /// Its name in the bundle.
    pub name: String,
    /// What it is about.
    pub part: SupportPart,
    /// Its size, bytes, before it is compressed.
    pub bytes: u32,
    /// How many things were taken out of it: addresses, names, paths, keys.
    pub hidden: u32,
    /// What it says; of a long one the end.
    pub text: String,
    /// The text is the end of a longer one.
    pub cut: bool,
}
