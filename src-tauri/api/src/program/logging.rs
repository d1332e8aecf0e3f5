//! How much is written into the log: chosen in the settings, or asked for by a second process, and in force at once.

use pilotfish_engine::{Topic, log_levels};

use crate::program::preferences::SettingsFile;
use crate::types::LogLevel;
use crate::{Api, ApiResult};

impl LogLevel {
    /// What it lets into the log, as the log's filter has it. Of other people's libraries only what went wrong, but for the last one.
    #[must_use]
    pub const fn filter(self) -> &'static str {
        match self {
            Self::Warnings => "warn",
            Self::Normal => "warn,pilotfish=info",
            Self::Detailed => "warn,pilotfish=debug",
            Self::Everything => "info,pilotfish=trace",
        }
    }
}

impl Api {
    /// Writes so much into the log from now on; the app does so after its next start, too.
    ///
    /// # Errors
    /// `folder` when the settings cannot be written: it holds until the program ends then.
    pub async fn set_log_level(&self, level: LogLevel) -> ApiResult<()> {
        log_levels::set(level.filter());
        {
            let mut file = self.settings_file();
            let mut changed: SettingsFile = file.clone();
            changed.preferences.log_level = level;
            if changed == *file {
                return Ok(());
            }
            changed.save(&self.shared.home)?;
            *file = changed;
        }
        self.shared.bus.touch([Topic::Settings]);
        Ok(())
    }
}
