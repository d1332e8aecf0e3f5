//! Words that several commands print: those of the shared catalogue by their names, and the few that only a terminal needs.

use pilotfish_api::types::EngineState;
use pilotfish_vault::words::Language;

/// The name of a state's text in the shared catalogue (group `state`).
pub(crate) const fn state_name(state: EngineState) -> &'static str {
    match state {
        EngineState::Starting => "starting",
        EngineState::Running => "running",
        EngineState::Paused => "paused",
        EngineState::Stopped => "stopped",
        EngineState::Disconnected => "disconnected",
        EngineState::NoKey => "no_key",
        EngineState::Failed => "failed",
    }
}

/// So many follows.
pub(crate) fn follows(language: Language, count: u32) -> String {
    match (language, count) {
        (Language::English, 1) => "1 follow".to_owned(),
        (Language::English, _) => format!("{count} follows"),
        (Language::French, 0 | 1) => format!("{count} suivi"),
        (Language::French, _) => format!("{count} suivis"),
    }
}

#[cfg(test)]
mod tests {
    use pilotfish_api::texts;

    use super::*;

    #[test]
    fn every_state_has_its_text() {
        for state in [
            EngineState::Starting,
            EngineState::Running,
            EngineState::Paused,
            EngineState::Stopped,
            EngineState::Disconnected,
            EngineState::NoKey,
            EngineState::Failed,
        ] {
            let name = state_name(state);
            for language in [Language::English, Language::French] {
                assert_ne!(texts::text(language, "state", name), name, "{name}");
            }
        }
    }
}
