//! The settings that are not the core's: language, theme, notifications. One small file, written atomically.
//!
//! A file that cannot be read is never overwritten by reading it: the defaults are shown, and the next save replaces it.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use specta::Type;

use crate::diagnostics::metrics::{PORT, PORT_LEAST};
use crate::types::{Colours, Density, LanguageChoice, LockAfter, LogLevel, Theme, UpdateChannel};
use pilotfish_engine::EngineError;
use pilotfish_engine::home::{Home, write_atomically};

use crate::program::remembered::{Kept, lenient};

/// What the user chose for the program itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// The language.
    pub language: LanguageChoice,
    /// Dark or light.
    pub theme: Theme,
    /// Notify on fills.
    pub notify_fills: bool,
    /// Notify on cancellations.
    pub notify_cancellations: bool,
    /// Notify on part fills.
    pub notify_part_fills: bool,
    /// Notify when an order goes to market.
    pub notify_conversions: bool,
    /// Notify when the venue refuses an order.
    pub notify_refusals: bool,
    /// Notify on a lost connection and when it is back.
    pub notify_connection: bool,
    /// Notify when a limit cuts or stops a purchase.
    pub notify_limits: bool,
    /// Notify when a trade was not copied though it was wanted: seen too late, held back, or its market was not to be traded.
    pub notify_skips: bool,
    /// Notify when resolved positions became money.
    pub notify_redemptions: bool,
    /// Notify on a new version.
    pub notify_updates: bool,
    /// No notification between `quiet_from` and `quiet_until`, local time, but of what is urgent: a refusal, a lost
    /// connection, trouble, and that everything was stopped.
    pub quiet_hours: bool,
    /// `HH:MM`.
    pub quiet_from: String,
    /// `HH:MM`; before `quiet_from` it is the next day's.
    pub quiet_until: String,
    /// The height of rows.
    pub density: Density,
    /// How gain and loss are coloured.
    pub colours: Colours,
    /// Start with the computer.
    pub start_at_login: bool,
    /// Start in the tray, without the window.
    pub start_hidden: bool,
    /// Closing the window leaves the engine running in the tray.
    pub close_to_tray: bool,
    /// A closed window is kept, hidden, so that it is there at once: at the price of its memory.
    pub keep_window: bool,
    /// The computer does not go to sleep by itself while orders work.
    pub stay_awake: bool,
    /// A key anywhere on the computer stops everything.
    pub stop_shortcut: bool,
    /// Look for new versions, and fetch them.
    pub look_for_updates: bool,
    /// Which versions.
    pub update_channel: UpdateChannel,
    /// Offer figures to programs of this computer that watch others.
    pub metrics: bool,
    /// On which port of this computer, from 1024 on.
    pub metrics_port: u16,
    /// How much is written into the log.
    pub log_level: LogLevel,
    /// When the window locks itself.
    pub lock_after: LockAfter,
    /// The first step of onboarding has been taken.
    pub welcomed: bool,
}

/// What the file holds: the user's choices, and what the program remembers beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsFile {
    #[serde(flatten)]
    pub(crate) preferences: Preferences,
    /// The user was told once that a closed window leaves the engine running.
    pub(crate) told_of_tray: bool,
    /// The window was locked by hand and not opened since: the program begins locked.
    pub(crate) locked: bool,
    /// What the window remembers.
    #[serde(deserialize_with = "lenient")]
    pub(crate) window: Kept,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: LanguageChoice::System,
            theme: Theme::Dark,
            notify_fills: true,
            notify_cancellations: true,
            notify_part_fills: true,
            notify_conversions: true,
            notify_refusals: true,
            notify_connection: true,
            notify_limits: true,
            notify_skips: true,
            notify_redemptions: true,
            notify_updates: true,
            quiet_hours: false,
            quiet_from: "22:00".to_owned(),
            quiet_until: "07:00".to_owned(),
            density: Density::Default,
            colours: Colours::Standard,
            start_at_login: false,
            start_hidden: false,
            close_to_tray: true,
            keep_window: false,
            stay_awake: false,
            stop_shortcut: false,
            look_for_updates: true,
            update_channel: UpdateChannel::Stable,
            metrics: false,
            metrics_port: PORT,
            log_level: LogLevel::Normal,
            lock_after: LockAfter::Never,
            welcomed: false,
        }
    }
}

impl Preferences {
    /// Those that are saved in that folder; the defaults where none are, or where they cannot be understood.
    #[must_use]
    pub fn saved(home: &Home) -> Self {
        SettingsFile::load(home).preferences
    }

    /// Times that are none become the defaults.
    fn known(mut self) -> Self {
        let defaults = Self::default();
        if minute_of_day(&self.quiet_from).is_none() {
            self.quiet_from = defaults.quiet_from;
        }
        if minute_of_day(&self.quiet_until).is_none() {
            self.quiet_until = defaults.quiet_until;
        }
        if self.metrics_port < PORT_LEAST {
            self.metrics_port = defaults.metrics_port;
        }
        self
    }

    /// The port on which figures are offered; none where they are not.
    #[must_use]
    pub fn metrics_offered(&self) -> Option<u16> {
        self.metrics.then_some(self.metrics_port)
    }

    /// Whether that minute of the day, local time, lies in the quiet hours.
    #[must_use]
    pub fn is_quiet(&self, minute: u32) -> bool {
        let (Some(from), Some(until)) = (minute_of_day(&self.quiet_from), minute_of_day(&self.quiet_until)) else {
            return false;
        };
        let within = if from <= until {
            (from..until).contains(&minute)
        } else {
            minute >= from || minute < until
        };
        self.quiet_hours && within
    }
}

impl SettingsFile {
    /// Reads the file; without one, or with one that cannot be understood, the defaults.
    pub(crate) fn load(home: &Home) -> Self {
        let path = home.settings();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Self::default(),
            Err(error) => return Self::unread(path, &error.to_string()),
        };
        match Self::parse(&text) {
            Ok(read) => Self {
                preferences: read.preferences.known(),
                ..read
            },
            Err(error) => Self::unread(path, &error.to_string()),
        }
    }

    /// What a file of another version does not say is as at first.
    fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let mut said: Map<String, Value> = serde_json::from_str(text)?;
        said.retain(|name, value| is_known(name, value));
        let mut whole = serde_json::to_value(Self::default())?;
        if let Value::Object(whole) = &mut whole {
            whole.extend(said);
        }
        serde_json::from_value(whole)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written; the old one stays.
    pub(crate) fn save(&self, home: &Home) -> Result<(), EngineError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| EngineError::Failed(error.to_string()))?;
        write_atomically(&home.settings(), text.as_bytes())
    }

    fn unread(path: PathBuf, reason: &str) -> Self {
        tracing::warn!(path = %path.display(), reason, "the settings cannot be read; the defaults are used");
        Self::default()
    }
}

/// A choice that this version does not offer is as if it had not been made.
fn is_known(name: &str, value: &Value) -> bool {
    match name {
        "language" => LanguageChoice::deserialize(value).is_ok(),
        "theme" => Theme::deserialize(value).is_ok(),
        "density" => Density::deserialize(value).is_ok(),
        "colours" => Colours::deserialize(value).is_ok(),
        "logLevel" => LogLevel::deserialize(value).is_ok(),
        "lockAfter" => LockAfter::deserialize(value).is_ok(),
        "updateChannel" => UpdateChannel::deserialize(value).is_ok(),
        _ => true,
    }
}

/// The minute of the day of `HH:MM`.
#[must_use]
pub(crate) fn minute_of_day(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str, most: u32| {
        let is_plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|number| is_plain && *number <= most)
    };
    Some(two_digits(hour, 23)? * 60 + two_digits(minute, 59)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn what_is_saved_is_what_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("new"));
        assert_eq!(SettingsFile::load(&home), SettingsFile::default());
        let chosen = SettingsFile {
            preferences: Preferences {
                language: LanguageChoice::Fr,
                theme: Theme::Light,
                notify_fills: false,
                density: Density::Compact,
                ..Preferences::default()
            },
            told_of_tray: true,
            locked: true,
            window: Kept::default(),
        };
        chosen.save(&home).unwrap();
        assert_eq!(SettingsFile::load(&home), chosen);
    }

    #[test]
    fn a_broken_file_gives_the_defaults_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        fs::write(home.settings(), "{broken").unwrap();
        assert_eq!(SettingsFile::load(&home), SettingsFile::default());
        assert_eq!(fs::read_to_string(home.settings()).unwrap(), "{broken");
        fs::write(
            home.settings(),
            r#"{"language":"xx","notifyFills":false,"quietFrom":"9:00"}"#,
        )
        .unwrap();
        let SettingsFile {
            preferences: read,
            told_of_tray,
            locked,
            window: _,
        } = SettingsFile::load(&home);
        assert!(!told_of_tray && !locked);
        assert_eq!((read.language, read.notify_fills), (LanguageChoice::System, false));
        assert_eq!((read.quiet_from.as_str(), read.close_to_tray), ("22:00", true));
    }

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        assert_eq!(minute_of_day("07:05"), Some(425));
        for bad in ["7:05", "24:00", "12:60", "12", "+1:00", "12:000", ""] {
            assert_eq!(minute_of_day(bad), None, "{bad:?}");
        }
        let night = Preferences {
            quiet_hours: true,
            ..Preferences::default()
        };
        let quiet = [0, 419, 420, 1_319, 1_320, 1_439].map(|minute| night.is_quiet(minute));
        assert_eq!(quiet, [true, true, false, false, true, true]);
        let noon = Preferences {
            quiet_from: "12:00".to_owned(),
            quiet_until: "13:00".to_owned(),
            ..night.clone()
        };
        assert_eq!(
            [719, 720, 779, 780].map(|minute| noon.is_quiet(minute)),
            [false, true, true, false]
        );
        let off = Preferences {
            quiet_hours: false,
            ..night
        };
        assert!(!off.is_quiet(0));
    }
}
