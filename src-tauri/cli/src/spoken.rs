//! The language of what people are told. What programs read (`--json`) and the log are the same in every language.

use pilotfish_api::Preferences;
use pilotfish_engine::Home;
use pilotfish_vault::words::Language;

/// What `--language` said, if it did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spoken(pub(crate) Option<String>);

impl Spoken {
    /// The language: the option's, else that of the settings in that folder, else the system's.
    pub(crate) fn language(&self, home: &Home) -> Language {
        let saved = Preferences::saved(home).language;
        Language::of(self.0.as_deref().unwrap_or(saved.as_str()), &Language::locale())
    }

    /// The language of what has no folder, or comes before it is known (an error): the option's, else that of the settings in the
    /// usual folder, else the system's.
    pub(crate) fn without_folder(&self) -> Language {
        Home::resolve(None).map_or_else(
            |_| Language::of(self.0.as_deref().unwrap_or_default(), &Language::locale()),
            |home| self.language(&home),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_stands_above_the_settings() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::at(folder.path().to_owned());
        let settings = r#"{"language":"fr"}"#;
        std::fs::write(home.settings(), settings).expect("settings");
        assert_eq!(Spoken(None).language(&home), Language::French);
        assert_eq!(Spoken(Some("en".to_owned())).language(&home), Language::English);
    }
}
