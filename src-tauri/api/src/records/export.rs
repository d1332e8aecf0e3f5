//! Files that a person asks for: their name says which money it was, and no file is ever written over.

use std::path::{Path, PathBuf};

use crate::records::csv::Csv;
use crate::types::Exported;
use crate::{Api, ApiResult};
use pilotfish_engine::EngineError;
use pilotfish_store::private::create_privately;
use pilotfish_vault::words::Language;

impl Api {
    /// The language of the settings, or the system's.
    pub(crate) fn language(&self) -> Language {
        Language::of(self.preferences().language.as_str(), &Language::locale())
    }

    /// A new file among the user's downloads: `pilotfish-demo-history.csv` of what is called `history` in demo.
    ///
    /// # Errors
    /// `folder` when there is no such folder and none can be made, `cannot_here` without a desktop.
    pub(crate) fn download_path(&self, what: &str) -> ApiResult<PathBuf> {
        self.host()?
            .download(&format!("pilotfish-{}-{what}.csv", self.shared.mode))
    }
}

impl Csv {
    /// Writes the table to a file that must not be there yet.
    ///
    /// # Errors
    /// `folder` when it cannot be written; none is left behind then.
    pub(crate) async fn save(self, path: &Path) -> ApiResult<Exported> {
        let (text, rows) = self.finish();
        write_new(path, text.as_bytes(), false).await?;
        Ok(Exported {
            path: path.display().to_string(),
            rows,
        })
    }
}

/// Writes a file that is not there yet, for its owner only where that is asked for; what could not be finished is taken away again.
pub(crate) async fn write_new(path: &Path, content: &[u8], private: bool) -> Result<(), EngineError> {
    let fail = |source| EngineError::Folder {
        path: path.to_owned(),
        source,
    };
    let mut options = std::fs::OpenOptions::new();
    if private {
        create_privately(&mut options);
    }
    options.write(true).create_new(true);
    let mut file = tokio::fs::OpenOptions::from(options).open(path).await.map_err(fail)?;
    let written = async {
        tokio::io::AsyncWriteExt::write_all(&mut file, content).await?;
        file.sync_all().await
    };
    if let Err(error) = written.await {
        if let Err(left) = tokio::fs::remove_file(path).await {
            tracing::warn!(%left, path = %path.display(), "an unfinished file stays behind");
        }
        return Err(fail(error));
    }
    Ok(())
}
