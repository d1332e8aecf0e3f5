//! The window in which secrets are entered: a key, a keystore file, a relayer key. It is a window of its own with a page of its own, in
//! a web process and a store of its own that keep nothing and end with it, and its page may call one command.
//!
//! The command answers with an address or a refusal; what was entered goes to the key store and nowhere else. Neither the main window nor
//! any engine is told more than that something is there now. What it cannot protect from is other programs of the same user that read
//! the clipboard or the keyboard.

mod clipboard;
mod entering;
mod frame;
mod presence;
mod refusal;
#[cfg(test)]
mod shelf;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use pilotfish_api::types::{ApiError, ErrorCode, KeyPurpose};
use pilotfish_api::{Engines, Preferences};
use pilotfish_engine::{EngineError, Topic};
use pilotfish_vault::SecretKey;
use pilotfish_vault::store::StoreError;
use tauri::ipc::{Invoke, InvokeBody, InvokeError};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use zeroize::Zeroizing;

use crate::{notices, page_life, window};
use entering::Answer;
pub(crate) use entering::Entering;
use frame::{Asked, Entry, FRAME_BYTES_MOST};
pub(crate) use presence::Presence;
use refusal::{CLIPBOARD, LOCKED, Refusal};

pub(crate) const LABEL: &str = "key-import";
/// The window's one command.
pub(crate) const COMMAND: &str = "import_key";
const PAGE: &str = "key-import.html";
/// As the pictures of it are drawn, logical pixels.
const SIZE: (f64, f64) = (560.0, 560.0);
/// When the clipboard is cleared after a key was kept, if the key is still on it.
const CLEAR_AFTER: Duration = Duration::from_secs(30);

/// How long who widens what can be lost waits for the passphrase of the app.
const PROOF_WITHIN: Duration = Duration::from_secs(120);

/// How long a window that is destroyed may take to be gone.
const GONE_WITHIN: Duration = Duration::from_secs(3);

/// What the window is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// What the user asked for in the main window.
    For(KeyPurpose),
    /// The passphrase of the app, which something waits for.
    Proof,
}

/// Opens it for what the user asked for, or brings it to the front: one at a time.
pub(crate) fn open(app: &AppHandle, purpose: KeyPurpose) -> Result<(), ApiError> {
    if let Some(window) = app.get_webview_window(LABEL) {
        return window.set_focus().map_err(cannot_open);
    }
    open_new(app, Opening::For(purpose));
    Ok(())
}

fn open_new(app: &AppHandle, opening: Opening) {
    let app = app.clone();
    // Off the main thread: making a window from an event handler would wait for itself.
    tauri::async_runtime::spawn(async move {
        let presence = Arc::clone(app.state::<Arc<Presence>>().inner());
        let has_passphrase = tauri::async_runtime::spawn_blocking(move || presence.is_set());
        // Where nobody can say, the window asks for it: what is entered is checked all the same.
        let has_passphrase = has_passphrase.await.is_ok_and(|set| set != Ok(false));
        if let Err(error) = make(&app, opening, has_passphrase) {
            tracing::error!(%error, "the key window could not be made");
        }
    });
}

/// Whether the app has a passphrase.
///
/// # Errors
/// The key store's: unknown is not "none".
pub(crate) async fn has_passphrase(app: &AppHandle) -> Result<bool, ApiError> {
    let presence = Arc::clone(app.state::<Arc<Presence>>().inner());
    match tauri::async_runtime::spawn_blocking(move || presence.is_set()).await {
        Ok(set) => set.map_err(|error| EngineError::from(error).into()),
        Err(_) => Err(EngineError::from(StoreError::Other).into()),
    }
}

/// Whether the person who is there knows the passphrase of the app: asks for it where one is set. Where nobody can say whether one is,
/// or another secret is being entered, nothing is proven.
pub(crate) async fn is_proven(app: &AppHandle) -> bool {
    let presence = Arc::clone(app.state::<Arc<Presence>>().inner());
    let asked = Arc::clone(&presence);
    match tauri::async_runtime::spawn_blocking(move || asked.is_set()).await {
        Ok(Ok(false)) => return true,
        Ok(Ok(true)) => {}
        Ok(Err(error)) => {
            tracing::warn!(code = error.advice().code, "whether a passphrase is set is not known");
            return false;
        }
        Err(_) => return false,
    }
    if is_locked(app) && !presence.is_awaited() {
        // What it was opened for cannot be done any more, and it stands in the way of what opens the main one.
        close_wholly(app).await;
    }
    if let Some(window) = app.get_webview_window(LABEL) {
        // Most likely it lies behind the main one.
        if let Err(error) = window.set_focus() {
            tracing::warn!(%error, "the key window could not be brought to the front");
        }
        tracing::warn!("the passphrase cannot be asked for while another secret is entered");
        return false;
    }
    let proof = presence.awaited();
    open_new(app, Opening::Proof);
    let proven = tokio::time::timeout(PROOF_WITHIN, proof).await;
    if proven.is_err()
        && let Some(window) = app.get_webview_window(LABEL)
    {
        close(&window);
    }
    matches!(proven, Ok(Ok(())))
}

fn cannot_open(error: tauri::Error) -> ApiError {
    ApiError::new(
        ErrorCode::CannotHere,
        format!("the key window cannot be opened: {error}"),
    )
}

fn make(app: &AppHandle, opening: Opening, has_passphrase: bool) -> tauri::Result<()> {
    let preferences = app.state::<Engines>().shown().preferences();
    let turn = app.state::<window::Turn>();
    let _turn = turn.0.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = OwnFolder::new()?;
    let page = page(opening, has_passphrase, &preferences);
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App(page.into()));
    let window = window::without_network(builder)
        // A web context of its own that writes nothing. The folder gives it a name of its own too: the program's page and bridge are
        // made known to a context once.
        .incognito(true)
        .data_directory(folder.path.clone())
        .general_autofill_enabled(false)
        .devtools(false)
        .content_protected(true)
        .title(notices::language(app).pick("Pilotfish key", "Clé de Pilotfish"))
        .inner_size(SIZE.0, SIZE.1)
        .resizable(false)
        .maximizable(false)
        .minimizable(false)
        .center()
        .background_color(window::background(app))
        .on_navigation(|url| window::is_own(url) && url.path().trim_start_matches('/') == PAGE)
        // Shown with its page: what is typed before that would go nowhere.
        .visible(false)
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Finished
                && let Err(error) = window.show().and_then(|()| window.set_focus())
            {
                tracing::error!(%error, "the key window could not be shown");
            }
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    #[cfg(target_os = "linux")]
    crate::drawing::suit(&window);
    page_life::watch(&window);
    let app = app.clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            app.state::<Arc<Entering>>().forget();
            app.state::<Arc<Presence>>().give_up();
            folder.remove();
        }
    });
    Ok(())
}

/// The page's address, with how it is to look: it has no store to keep that in.
fn page(opening: Opening, has_passphrase: bool, preferences: &Preferences) -> String {
    let way = match opening {
        Opening::For(KeyPurpose::Key) => "key",
        Opening::For(KeyPurpose::Keystore) => "keystore",
        Opening::For(KeyPurpose::Generate) => "generate",
        Opening::For(KeyPurpose::RelayerKey) => "relayer_key",
        Opening::For(KeyPurpose::Passphrase) => "passphrase",
        Opening::Proof => "proof",
    };
    let passphrase = if has_passphrase { "&passphrase" } else { "" };
    let (language, theme, colours) = (
        preferences.language.as_str(),
        preferences.theme.as_str(),
        preferences.colours.as_str(),
    );
    let clipboard = if clipboard::READS { "&clipboard" } else { "" };
    format!("{PAGE}?way={way}&language={language}&theme={theme}&colours={colours}{clipboard}{passphrase}")
}

/// An empty folder for one opening of the window, removed with it.
struct OwnFolder {
    path: std::path::PathBuf,
}

impl OwnFolder {
    fn new() -> std::io::Result<Self> {
        static OPENED: AtomicU32 = AtomicU32::new(0);
        let opened = OPENED.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("pilotfish-key-window-{}-{opened}", std::process::id()));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        // Somebody else's folder of that name is not used.
        builder.create(&path)?;
        Ok(Self { path })
    }

    fn remove(&self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "the key window's folder could not be removed");
        }
    }
}

/// The handler of the whole program: the key window's command, and beside it the list of the main window's.
pub(crate) fn beside<R: Runtime>(
    list: impl Fn(Invoke<R>) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    move |invoke| {
        if invoke.message.command() == COMMAND {
            take(invoke);
            true
        } else {
            list(invoke)
        }
    }
}

/// Takes what was sent over into memory of our own, and lets the toolkit's copy of it go before anything else is done: the macro for
/// commands would keep that until the answer, which may wait a minute and a half for a keychain's user.
fn take<R: Runtime>(invoke: Invoke<R>) {
    let Invoke { message, resolver, .. } = invoke;
    let webview = message.webview_ref();
    let window = webview.app_handle().get_webview_window(webview.label());
    let frame = match message.payload() {
        InvokeBody::Raw(bytes) if bytes.len() <= FRAME_BYTES_MOST => Some(Zeroizing::new(bytes.clone())),
        _ => None,
    };
    drop(message);
    resolver.respond_async(async move {
        let answer = match (window, frame) {
            (Some(window), Some(frame)) => import_key(window, frame).await,
            _ => Err(Refusal::not_understood()),
        };
        answer.map_err(InvokeError::from)
    });
}

/// The key window's one command: look at what was entered, keep what was looked at, or close the window.
async fn import_key<R: Runtime>(window: WebviewWindow<R>, frame: Zeroizing<Vec<u8>>) -> Result<Answer, Refusal> {
    // The border says so already (tauri.conf.json); this window is not taken for another one's fault.
    if window.label() != LABEL {
        return Err(Refusal::not_understood());
    }
    let entering = state::<R, Entering>(&window)?;
    let asked = Asked::of(&frame).ok_or_else(Refusal::not_understood)?;
    if !asked.may_while_locked() && is_locked(window.app_handle()) {
        entering.forget();
        return Err(Refusal::of(LOCKED));
    }
    match asked {
        Asked::Leave => {
            close(&window);
            Ok(Answer::nothing())
        }
        Asked::Forget => {
            entering.forget();
            Ok(Answer::nothing())
        }
        Asked::Look(Entry::Clipboard) => {
            let text = clipboard::text(window.app_handle()).await;
            let text = text.ok_or_else(|| Refusal::of(CLIPBOARD))?;
            waiting(move || entering.look(Entry::Key(&text))).await
        }
        Asked::Look(_) => {
            waiting(move || match Asked::of(&frame) {
                Some(Asked::Look(entry)) => entering.look(entry),
                _ => Err(Refusal::not_understood()),
            })
            .await
        }
        Asked::Keep {
            address,
            clear_clipboard,
        } => {
            let kept = address.to_owned();
            let answer = waiting(move || entering.keep(&kept)).await?;
            told(&window, address.to_owned(), clear_clipboard);
            Ok(answer)
        }
        Asked::SetPassphrase { .. } | Asked::RemovePassphrase { .. } | Asked::Prove { .. } => {
            let presence = state::<R, Presence>(&window)?;
            let removes = matches!(Asked::of(&frame), Some(Asked::RemovePassphrase { .. }));
            waiting(move || match Asked::of(&frame) {
                Some(Asked::SetPassphrase { current, chosen }) => presence.set(current, chosen),
                Some(Asked::RemovePassphrase { current }) => presence.remove(current),
                Some(Asked::Prove { passphrase }) => presence.prove(passphrase),
                _ => Err(Refusal::not_understood()),
            })
            .await?;
            if removes {
                unlocked_for_good(&window);
            }
            close(&window);
            Ok(Answer::done())
        }
    }
}

fn state<R: Runtime, T: Send + Sync + 'static>(window: &WebviewWindow<R>) -> Result<Arc<T>, Refusal> {
    let state = window.try_state::<Arc<T>>().ok_or_else(Refusal::not_understood)?;
    Ok(Arc::clone(state.inner()))
}

/// Work that may wait for the user or take a second, on a thread that may.
async fn waiting<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Refusal::not_understood()))
}

/// Without a passphrase nothing would open a window that locked itself: it does not any more.
fn unlocked_for_good<R: Runtime>(window: &WebviewWindow<R>) {
    let Some(engines) = window.app_handle().try_state::<Engines>() else {
        return;
    };
    if let Err(error) = engines.shown().passphrase_removed() {
        tracing::error!(
            code = error.code.as_str(),
            detail = error.detail,
            "the window's lock could not be switched off"
        );
    }
}

/// A secret is kept: the window goes, and the main one reads what it shows of the way to live again.
fn told<R: Runtime>(window: &WebviewWindow<R>, address: String, clear_clipboard: bool) {
    let app = window.app_handle().clone();
    if let Some(engines) = app.try_state::<Engines>() {
        engines.touch(Topic::Settings);
    }
    close(window);
    if clear_clipboard {
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(CLEAR_AFTER).await;
            let text = clipboard::text(&app).await;
            let is_still_there = text.is_some_and(|text| {
                SecretKey::parse(&text).is_ok_and(|key| key.address().is_ok_and(|found| found == address))
            });
            if is_still_there {
                clipboard::clear(&app);
            }
        });
    }
}

/// Whether the main window is locked.
fn is_locked<R: Runtime>(app: &AppHandle<R>) -> bool {
    app.try_state::<Engines>()
        .is_some_and(|engines| engines.shown().is_locked())
}

/// Closes the window, if there is one, and waits until it has gone with all that was kept for it, or [`GONE_WITHIN`] is over.
async fn close_wholly(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    close(&window);
    let gone = async {
        while app.get_webview_window(LABEL).is_some() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // What its end does is done on the main thread, after it has left the list: what is asked there now comes later.
        let (done, after) = tokio::sync::oneshot::channel::<()>();
        if let Err(error) = app.run_on_main_thread(move || drop(done)) {
            tracing::warn!(%error, "the main thread could not be asked");
            return;
        }
        // The sender has gone: that is the answer.
        drop(after.await);
    };
    if tokio::time::timeout(GONE_WITHIN, gone).await.is_err() {
        tracing::warn!("the key window did not close");
    }
}

/// Destroys the window, and with it its web process.
fn close<R: Runtime>(window: &WebviewWindow<R>) {
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = window.destroy() {
            tracing::error!(%error, "the key window could not be closed");
        }
    });
}

#[cfg(test)]
mod tests {
    use pilotfish_api::types::{LanguageChoice, Theme};

    use super::*;

    #[test]
    fn the_page_is_told_how_to_look_and_nothing_else() {
        let preferences = Preferences {
            language: LanguageChoice::Fr,
            theme: Theme::Light,
            ..Preferences::default()
        };
        let page = page(Opening::For(KeyPurpose::Keystore), true, &preferences);
        let looks = "key-import.html?way=keystore&language=fr&theme=light&colours=standard";
        assert!(page.starts_with(looks) && page.ends_with("&passphrase"), "{page}");
    }
}
