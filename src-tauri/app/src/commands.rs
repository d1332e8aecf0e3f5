//! The command list for the webview: each hands on to the engine's [`Api`] and adds nothing.

use pilotfish_engine::api::Api;
use pilotfish_engine::api::types::{
    ActivityPage, ActivityQuery, ApiError, FollowDraft, FollowPreview, FollowView, Frame, Id, Leaderboard,
    LeaderboardQuery, OrderDetail, OrderRow, OrdersQuery, Settings, TraderPage, Update,
};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;
use tauri_specta::{Builder, Event, collect_commands, collect_events};

use crate::window;

type Answer<T> = Result<T, ApiError>;

/// The event channel's message, under its name on the wire.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "update")]
#[serde(transparent)]
pub(crate) struct UpdateEvent(pub(crate) Update);

/// One command per line of the list: name, arguments, answer.
macro_rules! hand_on {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(
            $(#[$doc])*
            #[tauri::command]
            #[specta::specta]
            async fn $name(api: State<'_, Api>, $($argument: $type),*) -> Answer<$answer> {
                api.$name($($argument),*).await
            }
        )*
    };
}

hand_on! {
    frame() -> Frame;
    leaderboard(query: LeaderboardQuery) -> Leaderboard;
    switch_follow(follow: Id, on: bool) -> FollowView;
    unfollow(follow: Id) -> ();
    follows() -> Vec<FollowView>;
    orders(query: OrdersQuery) -> Vec<OrderRow>;
    order(order: Id) -> OrderDetail;
    cancel_order(order: Id) -> ();
    cancel_all_orders() -> u32;
    activity(query: ActivityQuery) -> ActivityPage;
    pause() -> Frame;
    resume() -> Frame;
    stop_all() -> Frame;
    start_again() -> Frame;
    set_clock(speed: Option<u32>, paused: Option<bool>) -> Frame;
    settings() -> Settings;
    save_settings(settings: Settings) -> Settings;
    reset_demo() -> Frame;
}

/// The same for commands about a trader, who is named first.
macro_rules! hand_on_trader {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(
            #[tauri::command]
            #[specta::specta]
            async fn $name(api: State<'_, Api>, address: String, $($argument: $type),*) -> Answer<$answer> {
                api.$name(&address, $($argument),*).await
            }
        )*
    };
}

hand_on_trader! {
    trader() -> TraderPage;
    preview_follow(draft: FollowDraft) -> FollowPreview;
    follow_defaults() -> FollowDraft;
    follow(draft: FollowDraft) -> FollowView;
}

/// The window has painted for the first time.
#[tauri::command]
#[specta::specta]
async fn ready(app: tauri::AppHandle) {
    window::painted(&app);
}

/// The list with its event, for the handler and for the bindings.
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .commands(collect_commands![
            frame,
            leaderboard,
            trader,
            preview_follow,
            follow_defaults,
            follow,
            switch_follow,
            unfollow,
            follows,
            orders,
            order,
            cancel_order,
            cancel_all_orders,
            activity,
            pause,
            resume,
            stop_all,
            start_again,
            set_clock,
            settings,
            save_settings,
            reset_demo,
            ready,
        ])
        .events(collect_events![UpdateEvent])
}

/// The UI's bindings as they follow from this list: the content of `ui/src/bindings.ts`.
///
/// # Errors
/// When a type cannot be said in TypeScript, in words.
pub fn bindings() -> Result<String, String> {
    let folder = std::env::temp_dir().join(format!("pilotfish-bindings-{}", std::process::id()));
    let file = folder.join("bindings.ts");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let exported = builder()
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
