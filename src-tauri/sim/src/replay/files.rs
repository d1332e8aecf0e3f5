//! A recording's file as bytes, gzipped or plain.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use crate::error::SimError;

/// The file's text, unpacked if need be; what was read goes into the recording's name.
pub(super) fn contents(path: &Path, hasher: &mut Sha256) -> Result<Vec<u8>, SimError> {
    let unreadable = |source| SimError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut raw = Vec::new();
    BufReader::new(File::open(path).map_err(unreadable)?)
        .read_to_end(&mut raw)
        .map_err(unreadable)?;
    let text = if raw.starts_with(&[0x1f, 0x8b]) {
        let mut text = Vec::new();
        GzDecoder::new(raw.as_slice())
            .read_to_end(&mut text)
            .map_err(unreadable)?;
        text
    } else {
        raw
    };
    hasher.update(text.len().to_be_bytes());
    hasher.update(&text);
    Ok(text)
}
