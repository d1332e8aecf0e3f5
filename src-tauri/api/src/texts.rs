//! Texts that the window shares with notifications, the tray and the command line: one catalogue for all of them, which lies with
//! the window's (`ui/src/i18n/{en,fr}/shared.json`).

use std::sync::LazyLock;

use pilotfish_vault::words::Language;
use serde_json::Value;

static ENGLISH: LazyLock<Value> = LazyLock::new(|| read(include_str!("../../../ui/src/i18n/en/shared.json")));
static FRENCH: LazyLock<Value> = LazyLock::new(|| read(include_str!("../../../ui/src/i18n/fr/shared.json")));

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{
        BelowMinimum, ChildStanding, CopySides, EndReason, FollowStatus, HaltKind, IncidentCode, OrderStatus,
        RefusalCode, Settlement, Side, Style, TraderNewsKind, WaitReason,
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
    fn figures_are_put_in_and_one_is_told_from_many() {
        let of = |language, count| counted(language, "tray", "orders_one", "orders_other", count);
        assert_eq!(of(Language::English, 1), "1 open order");
        assert_eq!(of(Language::English, 0), "0 open orders");
        assert_eq!(of(Language::French, 0), "0 ordre ouvert");
        assert_eq!(of(Language::French, 7), "7 ordres ouverts");
    }
}
