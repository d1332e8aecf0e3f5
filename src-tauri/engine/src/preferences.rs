//! The settings that are not the core's: language, theme, notifications. One small file, written atomically.
//!
//! A file that cannot be read is never overwritten by reading it: the defaults are shown, and the next save replaces it.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::home::{Home, write_atomically};

/// What the user chose for the program itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// `en`, `fr`, or `system`.
    pub language: String,
    /// `dark`, `light`, or `system`.
    pub theme: String,
    /// Notify on fills.
    pub notify_fills: bool,
    /// Notify on cancellations.
    pub notify_cancellations: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: "system".to_owned(),
            theme: "dark".to_owned(),
            notify_fills: true,
            notify_cancellations: true,
        }
    }
}

impl Preferences {
    /// The languages there are.
    pub const LANGUAGES: [&'static str; 3] = ["system", "en", "fr"];
    /// The themes there are.
    pub const THEMES: [&'static str; 3] = ["system", "dark", "light"];

    /// Reads the file; without one, or with one that cannot be understood, the defaults.
    #[must_use]
    pub fn load(home: &Home) -> Self {
        let path = home.settings();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Self::default(),
            Err(error) => return Self::unread(path, &error.to_string()),
        };
        match serde_json::from_str::<Self>(&text) {
            Ok(read) => read.known(),
            Err(error) => Self::unread(path, &error.to_string()),
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written; the old one stays.
    pub fn save(&self, home: &Home) -> Result<(), EngineError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| EngineError::Failed(error.to_string()))?;
        write_atomically(&home.settings(), text.as_bytes())
    }

    /// Words that this version does not know become the defaults.
    fn known(mut self) -> Self {
        let defaults = Self::default();
        if !Self::LANGUAGES.contains(&self.language.as_str()) {
            self.language = defaults.language;
        }
        if !Self::THEMES.contains(&self.theme.as_str()) {
            self.theme = defaults.theme;
        }
        self
    }

    fn unread(path: PathBuf, reason: &str) -> Self {
        tracing::warn!(path = %path.display(), reason, "the settings cannot be read; the defaults are used");
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn what_is_saved_is_what_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("new"));
        assert_eq!(Preferences::load(&home), Preferences::default());
        let chosen = Preferences {
            language: "fr".to_owned(),
            theme: "light".to_owned(),
            notify_fills: false,
            notify_cancellations: true,
        };
        chosen.save(&home).unwrap();
        assert_eq!(Preferences::load(&home), chosen);
    }

    #[test]
    fn a_broken_file_gives_the_defaults_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        fs::write(home.settings(), "{broken").unwrap();
        assert_eq!(Preferences::load(&home), Preferences::default());
        assert_eq!(fs::read_to_string(home.settings()).unwrap(), "{broken");
        fs::write(home.settings(), r#"{"language":"xx","notifyFills":false}"#).unwrap();
        let read = Preferences::load(&home);
        assert_eq!((read.language.as_str(), read.notify_fills), ("system", false));
    }
}
