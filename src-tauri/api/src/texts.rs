//! Texts that the window shares with notifications, the tray and the command line: one catalogue for all of them, which lies with
//! the window's (`ui/src/i18n/{en,fr}/shared.json`; what errors say, in `errors.json` and `key-store.json` beside it).

use std::sync::LazyLock;

use pilotfish_vault::words::Language;
use serde_json::Value;

use crate::types::{ApiError, ErrorCode, ErrorReason};

static ENGLISH: LazyLock<Value> = LazyLock::new(|| read(include_str!("../../../ui/src/i18n/en/shared.json")));
static FRENCH: LazyLock<Value> = LazyLock::new(|| read(include_str!("../../../ui/src/i18n/fr/shared.json")));

static ERRORS: LazyLock<[Value; 2]> = LazyLock::new(|| {
    [
        read(include_str!("../../../ui/src/i18n/en/errors.json")),
        read(include_str!("../../../ui/src/i18n/en/key-store.json")),
    ]
});
static ERRORS_FRENCH: LazyLock<[Value; 2]> = LazyLock::new(|| {
    [
        read(include_str!("../../../ui/src/i18n/fr/errors.json")),
        read(include_str!("../../../ui/src/i18n/fr/key-store.json")),
    ]
});

/// The file is part of the program, and a test reads it whole.
fn read(file: &str) -> Value {
    serde_json::from_str(file).unwrap_or_default()
}

/// The text of that name in that group. A name that is not there is its own text: a test looks every kind up.
#[must_use]
pub fn text(language: Language, group: &str, name: &'static str) -> &'static str {
    let texts: &'static Value = match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
    };
    let found = texts.get(group).and_then(|group| group.get(name));
    found.and_then(Value::as_str).unwrap_or(name)
}

/// Whether the catalogue has a text of that name in that group: some groups say something of few kinds.
#[must_use]
pub fn has(language: Language, group: &str, name: &str) -> bool {
    let texts: &Value = match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
    };
    texts.get(group).and_then(|group| group.get(name)).is_some()
}

/// The text with its figures put in: `{{name}}` becomes the value of that name.
#[must_use]
pub fn filled(language: Language, group: &str, name: &'static str, figures: &[(&str, &str)]) -> String {
    figures
        .iter()
        .fold(text(language, group, name).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value)
        })
}

/// The same of something counted: `name_one` of one (in French of nothing, too), else `name_other`.
#[must_use]
pub fn counted(language: Language, group: &str, one: &'static str, other: &'static str, count: u32) -> String {
    let is_one = count == 1 || (count == 0 && language == Language::French);
    let name = if is_one { one } else { other };
    filled(language, group, name, &[("count", &count.to_string())])
}

/// What happened, as the window says it; none of a code without a text, which a test looks for.
fn what(language: Language, code: ErrorCode) -> Option<&'static str> {
    let files: &'static [Value; 2] = match language {
        Language::English => &ERRORS,
        Language::French => &ERRORS_FRENCH,
    };
    let texts = files.iter().find_map(|file| file.get(code.as_str()));
    texts?.get("what")?.as_str()
}

/// An error in one line: what happened in that language, and in brackets why exactly, in words of the catalogue where the error has a
/// reason, else as the engine said it (in English, with figures).
#[must_use]
pub fn of_error(language: Language, error: &ApiError) -> String {
    let why = match error.reason {
        Some(ErrorReason::Close(reason)) if has(language, "noClose", reason.as_str()) => {
            text(language, "noClose", reason.as_str()).to_owned()
        }
        Some(ErrorReason::Take(reason)) => text(language, "wait", reason.as_str()).to_owned(),
        Some(ErrorReason::AgainIn(seconds)) => counted(language, "again", "in_one", "in_other", seconds),
        Some(ErrorReason::Close(_)) | None => error.detail.clone(),
    };
    match what(language, error.code) {
        Some(what) if why.is_empty() => what.to_owned(),
        Some(what) => format!("{what} ({why})"),
        None => why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{
        BelowMinimum, ChildStanding, CopySides, EndReason, FollowStatus, HaltKind, IncidentCode, OrderStatus,
        RefusalCode, Settlement, Side, SkipReason, Style, TraderNewsKind, WaitReason,
    };

    #[test]
    fn every_kind_has_its_text_in_both_languages() {
        for language in [Language::English, Language::French] {
            let names = [
                (
                    "end",
                    EndReason::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
                ),
                ("refusal", RefusalCode::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("halt", HaltKind::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("trouble", IncidentCode::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("news", TraderNewsKind::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("style", Style::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("copy", CopySides::ALL.iter().map(|kind| kind.as_str()).collect()),
                (
                    "belowMinimum",
                    BelowMinimum::ALL.iter().map(|kind| kind.as_str()).collect(),
                ),
                (
                    "followStatus",
                    FollowStatus::ALL.iter().map(|kind| kind.as_str()).collect(),
                ),
                ("status", OrderStatus::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("child", ChildStanding::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("wait", WaitReason::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("settlement", Settlement::ALL.iter().map(|kind| kind.as_str()).collect()),
                ("side", Side::ALL.iter().map(|kind| kind.as_str()).collect()),
            ];
            for (group, names) in names {
                for name in names {
                    assert!(has(language, group, name), "{group}.{name}");
                }
            }
        }
    }

    #[test]
    fn every_error_is_told_in_both_languages_with_why() {
        for language in [Language::English, Language::French] {
            for code in ErrorCode::ALL {
                let told = what(language, *code);
                assert!(told.is_some_and(|text| !text.is_empty()), "{}", code.as_str());
            }
        }
        let error = ApiError::new(ErrorCode::NotFound, "there is no follow 3");
        let french = of_error(Language::French, &error);
        assert!(
            french.ends_with("(there is no follow 3)") && french.len() > error.detail.len() + 3,
            "{french}"
        );
        let closing = ApiError {
            reason: Some(ErrorReason::Close(SkipReason::MarketClosed)),
            ..ApiError::new(ErrorCode::CannotClose, "market_closed")
        };
        let told = of_error(Language::English, &closing);
        assert!(
            told.contains(text(Language::English, "noClose", "market_closed")),
            "{told}"
        );
    }

    #[test]
    fn an_exchange_that_asks_to_wait_is_told_with_the_seconds() {
        for (language, told) in [
            (Language::English, ["in 1 second)", "in 12 seconds)"]),
            (Language::French, ["dans 1 seconde)", "dans 12 secondes)"]),
        ] {
            for (seconds, end) in [1, 12].into_iter().zip(told) {
                let error = ApiError {
                    reason: Some(ErrorReason::AgainIn(seconds)),
                    ..ApiError::new(ErrorCode::VenueBusy, "the venue asks to wait")
                };
                let text = of_error(language, &error);
                assert!(text.contains("Polymarket") && text.ends_with(end), "{text}");
            }
        }
    }

    #[test]
    fn figures_are_put_in_and_one_is_told_from_many() {
        let of = |language, count| counted(language, "tray", "orders_one", "orders_other", count);
        assert_eq!(of(Language::English, 1), "1 open order");
        assert_eq!(of(Language::English, 0), "0 open orders");
        assert_eq!(of(Language::French, 0), "0 ordre ouvert");
        assert_eq!(of(Language::French, 7), "7 ordres ouverts");
    }
}
