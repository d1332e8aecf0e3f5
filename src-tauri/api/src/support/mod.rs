//! The support bundle: what a person can hand to somebody who helps them. It is gathered, redacted and shown first; what is written then
//! is what was shown, byte by byte, in one zip file that only its owner can read.
//!
//! The database is not in it, nor is anything of the key store: what it would take to find a fault there is asked for by name.

mod gather;
mod redact;
pub(crate) mod shapes;

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use pilotfish_engine::EngineError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::records::export::write_new;
use crate::types::{ErrorCode, Exported, SupportFile, SupportPart, SupportPreview};
use crate::{Api, ApiResult, problem};

/// So much of a file's end is shown, bytes.
const SHOWN_MOST: usize = 60_000;

/// A file as it will be written.
#[derive(Debug, Clone)]
pub(crate) struct Gathered {
    name: String,
    part: SupportPart,
    text: String,
    hidden: u32,
}

/// The bundle that was shown last and not written yet.
#[derive(Debug, Default)]
pub(crate) struct Bundles {
    state: Mutex<(u32, Option<Vec<Gathered>>)>,
}

impl Bundles {
    fn keep(&self, files: Vec<Gathered>) -> u32 {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = state.0.wrapping_add(1);
        state.1 = Some(files);
        state.0
    }

    fn take(&self, number: u32) -> Option<Vec<Gathered>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.0 == number).then(|| state.1.take()).flatten()
    }
}

impl Api {
    /// Gathers a support bundle and shows what is in it. Nothing is written.
    ///
    /// # Errors
    /// Never for what cannot be read: a part that is not there is left out.
    pub async fn preview_support(&self) -> ApiResult<SupportPreview> {
        let files = self.gather_support().await?;
        let shown = files.iter().map(shown).collect();
        let number = self.shared.together.bundles.keep(files);
        Ok(SupportPreview { number, files: shown })
    }

    /// Writes the bundle of that number among the user's downloads, without a desktop beside the logs, readable for its owner only.
    ///
    /// # Errors
    /// `changed_meanwhile` where another one was shown since, or this one is written; `folder` when it cannot be written.
    pub async fn write_support(&self, number: u32) -> ApiResult<Exported> {
        let name = format!("pilotfish-{}-support.zip", self.shared.mode);
        let path = match self.host() {
            Ok(host) => host.download(&name)?,
            // It is fetched from there at once; what is there was never fetched.
            Err(_) => {
                let path = self.shared.home.prepare_logs()?.join(name);
                let _ = tokio::fs::remove_file(&path).await;
                path
            }
        };
        self.write_support_to(number, &path).await
    }

    /// The same to a file that must not be there yet.
    ///
    /// # Errors
    /// As [`Api::write_support`].
    pub async fn write_support_to(&self, number: u32, path: &Path) -> ApiResult<Exported> {
        let files = self.shared.together.bundles.take(number).ok_or_else(|| {
            problem(
                ErrorCode::ChangedMeanwhile,
                "another support bundle was shown since, or this one is written already",
            )
        })?;
        let rows = u32::try_from(files.len()).unwrap_or(u32::MAX);
        let packed = packed(&files).map_err(|error| EngineError::Failed(error.to_string()))?;
        write_new(path, &packed, true).await?;
        Ok(Exported {
            path: path.display().to_string(),
            rows,
        })
    }
}

fn shown(file: &Gathered) -> SupportFile {
    let from = file.text.len().saturating_sub(SHOWN_MOST);
    let from = file.text.ceil_char_boundary(from);
    let tail = file.text.get(from..).unwrap_or_default();
    let tail = match from {
        0 => tail,
        _ => tail.split_once('\n').map_or(tail, |(_, whole)| whole),
    };
    SupportFile {
        name: file.name.clone(),
        part: file.part,
        bytes: u32::try_from(file.text.len()).unwrap_or(u32::MAX),
        hidden: file.hidden,
        text: tail.to_owned(),
        cut: from > 0,
    }
}

/// All of them in one file.
fn packed(files: &[Gathered]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // No times: when something was written stands in it where it matters.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600);
    for file in files {
        archive.start_file(file.name.as_str(), options)?;
        archive.write_all(file.text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}
