//! Texts for people, in both of the program's languages, side by side.

use serde::{Deserialize, Serialize};

/// A language of the program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
}

impl Language {
    /// The language of a setting: `en`, `fr`, or anything else (`system`) for the one of the environment's locale, as
    /// `LC_ALL` or `LANG` has it. English where that is none of ours.
    #[must_use]
    pub fn of(setting: &str, locale: &str) -> Self {
        let word = if matches!(setting, "en" | "fr") {
            setting
        } else {
            locale
        };
        if word.starts_with("fr") {
            Self::French
        } else {
            Self::English
        }
    }

    /// The locale that the environment names; empty where it names none.
    #[must_use]
    pub fn locale() -> String {
        let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        named("LC_ALL").or_else(|| named("LANG")).unwrap_or_default()
    }

    /// The text in this language.
    #[must_use]
    pub const fn pick<'a>(self, english: &'a str, french: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::French => french,
        }
    }
}

/// A text in both languages. It never holds a secret: it is written here, not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: &'static str,
    /// French.
    pub fr: &'static str,
}

impl Words {
    /// A text, English first.
    #[must_use]
    pub const fn new(en: &'static str, fr: &'static str) -> Self {
        Self { en, fr }
    }

    /// The text in that language.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        language.pick(self.en, self.fr)
    }
}

/// A text in both languages that has figures or names in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

impl Said {
    /// A text, English first.
    #[must_use]
    pub fn new(en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            fr: fr.into(),
        }
    }

    /// The text in that language.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.en, &self.fr)
    }
}

impl From<Words> for Said {
    fn from(words: Words) -> Self {
        Self::new(words.en, words.fr)
    }
}

/// What happened and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// A stable word for programs.
    pub code: &'static str,
    /// What happened.
    pub what: Words,
    /// The way out.
    pub way_out: Words,
}

impl Advice {
    /// What happened and what to do, in that language: two sentences.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        format!("{} {}", self.what.text(language), self.way_out.text(language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_stands_above_the_locale() {
        assert_eq!(Language::of("fr", "en_GB.UTF-8"), Language::French);
        assert_eq!(Language::of("en", "fr_FR.UTF-8"), Language::English);
        assert_eq!(Language::of("system", "fr_CA.UTF-8"), Language::French);
        assert_eq!(Language::of("system", "de_DE.UTF-8"), Language::English);
        assert_eq!(Language::of("system", ""), Language::English);
        let words = Words::new("Try again.", "Réessayez.");
        assert_eq!(words.text(Language::French), "Réessayez.");
        assert_eq!(Said::from(words).text(Language::English), "Try again.");
    }
}
