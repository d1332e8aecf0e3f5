//! The command list for the webview: each hands on to the engine's [`Api`] and adds nothing but what only the program on
//! this computer has (its folders, its notifications).

use pilotfish_engine::api::Api;
use pilotfish_engine::api::types::{
    ActivityPage, ActivityQuery, ApiError, ClosePreview, Dashboard, DataPaths, Exported, FollowDraft, FollowPreview,
    FollowView, Frame, HistoryFilter, HistoryPage, HistoryQuery, HistoryTotals, Id, Leaderboard, LeaderboardQuery,
    Licence, OrderDetail, OrderPath, OrderRow, OrdersQuery, Performance, Period, Positions, Settings, TraderPage,
    Update,
};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, State};
use tauri_specta::{Builder, Event, collect_commands, collect_events};

use crate::{computer, login, notices, window};

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
    order_path(order: Id) -> OrderPath;
    positions() -> Positions;
    preview_close(follow: Id, token: String) -> ClosePreview;
    close_position(follow: Id, token: String) -> Id;
    history(query: HistoryQuery) -> HistoryPage;
    history_totals(filter: HistoryFilter) -> HistoryTotals;
    performance(period: Period) -> Performance;
    dashboard(period: Period) -> Dashboard;
    activity(query: ActivityQuery) -> ActivityPage;
    pause() -> Frame;
    resume() -> Frame;
    stop_all() -> Frame;
    start_again() -> Frame;
    set_clock(speed: Option<u32>, paused: Option<bool>) -> Frame;
    settings() -> Settings;
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

/// Saves everything in Settings; starting with the computer is the computer's to know.
#[tauri::command]
#[specta::specta]
async fn save_settings(app: AppHandle, api: State<'_, Api>, settings: Settings) -> Answer<Settings> {
    let at_login = settings.start_at_login;
    if at_login != api.preferences().start_at_login {
        login::set(&app, at_login)?;
    }
    api.save_settings(settings).await
}

/// Writes the fills that the filter finds to a file among the user's downloads.
#[tauri::command]
#[specta::specta]
async fn export_history(app: AppHandle, api: State<'_, Api>, filter: HistoryFilter) -> Answer<Exported> {
    let path = computer::download(&app, &api.history_file_name())?;
    api.export_history(filter, &path).await
}

/// Where things are on this computer.
#[tauri::command]
#[specta::specta]
async fn data_paths(api: State<'_, Api>) -> Answer<DataPaths> {
    Ok(api.data_paths(computer::has_tray().await))
}

/// Opens the folder `data` or `logs` in the computer's file manager.
#[tauri::command]
#[specta::specta]
async fn open_folder(api: State<'_, Api>, which: String) -> Answer<()> {
    computer::open(&api.folder(&which)?)
}

/// What is built in and under which terms.
#[tauri::command]
#[specta::specta]
async fn licences() -> Answer<Vec<Licence>> {
    Ok(computer::licences())
}

/// Shows a notification, whatever is switched off and at whatever hour.
#[tauri::command]
#[specta::specta]
async fn test_notification(app: AppHandle) -> Answer<()> {
    notices::test(&app)
}

/// The window has painted for the first time.
#[tauri::command]
#[specta::specta]
async fn ready(app: AppHandle) {
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
            order_path,
            positions,
            preview_close,
            close_position,
            history,
            history_totals,
            export_history,
            performance,
            dashboard,
            activity,
            pause,
            resume,
            stop_all,
            start_again,
            set_clock,
            settings,
            save_settings,
            reset_demo,
            data_paths,
            open_folder,
            licences,
            test_notification,
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
