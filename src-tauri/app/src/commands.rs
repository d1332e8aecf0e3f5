//! The command list for the webview: each line of the engine's list hands on to the engine that is shown, and adds nothing.

use pilotfish_api::Engines;
use pilotfish_api::types::*;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{Runtime, State, Wry};
use tauri_specta::{Builder, Event, collect_commands, collect_events};

type Answer<T> = Result<T, ApiError>;

/// The event channel's message, under its name on the wire.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "update")]
#[serde(transparent)]
pub(crate) struct UpdateEvent(pub(crate) Update);

/// One command per line of the list, and the list with its event for the handler and the bindings.
macro_rules! hand_on {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty: $risk:ident;)*) => {
        $(
            #[tauri::command]
            #[specta::specta]
            async fn $name(engines: State<'_, Engines>, $($argument: $type),*) -> Answer<$answer> {
                engines.for_window(stringify!($name))?.$name($($argument),*).await
            }
        )*

        pub(crate) fn builder<R: Runtime>() -> Builder<R> {
            // One shape each, whichever way it goes: every field is always there.
            Builder::<R>::new()
                .disable_serde_phases()
                .commands(collect_commands![$($name),*])
                .events(collect_events![UpdateEvent])
        }
    };
}

pilotfish_api::command_list!(hand_on);

/// The UI's bindings as they follow from this list: the content of `ui/src/bindings.ts`.
///
/// # Errors
/// When a type cannot be said in TypeScript, in words.
pub fn bindings() -> Result<String, String> {
    let folder = std::env::temp_dir().join(format!("pilotfish-bindings-{}", std::process::id()));
    let file = folder.join("bindings.ts");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let exported = builder::<Wry>()
        .export(specta_typescript::Typescript::default(), &file)
        .map_err(|error| error.to_string())
        .and_then(|()| std::fs::read_to_string(&file).map_err(|error| error.to_string()));
    // A left-over in the temporary folder does no harm.
    let _ = std::fs::remove_dir_all(&folder);
    exported
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// `cargo xtask bindings` writes them; everywhere else they must be what is committed.
    #[test]
    fn bindings_are_those_of_the_command_list() {
        let made = super::bindings().expect("the list can be said in TypeScript");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/bindings.ts");
        if std::env::var_os("PILOTFISH_WRITE_BINDINGS").is_some() {
            std::fs::write(&file, &made).expect("ui/src/bindings.ts can be written");
        }
        let committed = std::fs::read_to_string(&file).expect("ui/src/bindings.ts");
        assert!(
            committed == made,
            "ui/src/bindings.ts is out of date: run `cargo xtask bindings`"
        );
    }
}
