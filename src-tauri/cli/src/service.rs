//! What the service manager is told (systemd's protocol, `sd_notify(3)`): that the program can be commanded, what it does, that its
//! engine is alive, and that it ends. Without a service manager nobody is told anything.
//!
//! Ready means that the data are held and the socket listens, not that the venue answers: a server that starts before its network
//! is up waits for it, and starting it again would not bring the network. Alive means that the core loop takes things in: it is
//! asked twice within the time after which the manager would take the program for hung, and only its answer is handed on.

use std::time::Duration;

use pilotfish_api::Api;
use pilotfish_api::texts;
use pilotfish_api::types::Frame;
use pilotfish_engine::EngineHandle;
use pilotfish_vault::words::Language;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::said;

/// How long the data's opening is waited for before it is said to be ready, real time.
const FIRST_CONTACT: Duration = Duration::from_secs(30);
/// Between two looks at that, real time.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// How often what it does is looked at, real time.
const LOOK: Duration = Duration::from_secs(5);

/// One thing to tell.
enum News<'a> {
    Ready,
    Alive,
    Doing(&'a str),
    Ending,
}

/// The tasks that tell it. They end with it.
pub(crate) struct Service {
    tasks: JoinSet<()>,
}

impl Service {
    /// Tells of that engine from now on.
    pub(crate) fn begin(api: &Api, engine: &EngineHandle, language: Language) -> Self {
        let mut tasks = JoinSet::new();
        if is_managed() {
            tasks.spawn(tell_of(api.clone(), engine.clone(), language));
            if let Some(within) = watched_within() {
                tasks.spawn(keep_alive(engine.clone(), within / 2));
            }
        }
        Self { tasks }
    }

    /// The program ends now, because it was asked to or has nothing more to do.
    pub(crate) fn end(mut self) {
        self.tasks.abort_all();
        tell(&News::Ending);
    }
}

async fn tell_of(api: Api, engine: EngineHandle, language: Language) {
    api.heard().await;
    // Commands are taken once the data are open, which a new world's first contact precedes; an engine that waits for its key, or for its
    // network, is as ready as it can be.
    let begun = tokio::time::Instant::now();
    while engine.now().is_none() && engine.key_missing().is_none() && begun.elapsed() < FIRST_CONTACT {
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    tell(&News::Ready);
    let mut told = String::new();
    loop {
        let doing = doing(&api.frame_now(), language);
        if doing != told {
            tell(&News::Doing(&doing));
            told = doing;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Asks the core loop again and again, and hands its answers on. One that does not come within the pause is not waited for longer: the
/// next is asked for then, and the service manager counts.
async fn keep_alive(engine: EngineHandle, pause: Duration) {
    // A period of nothing is none.
    let mut asks = tokio::time::interval(pause.max(Duration::from_millis(1)));
    asks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        asks.tick().await;
        match tokio::time::timeout(pause, engine.beat()).await {
            Ok(Ok(())) => tell(&News::Alive),
            // It is over, and the program ends by itself.
            Ok(Err(_)) => return,
            Err(_) => tracing::error!("the engine takes nothing in: the service manager is not told that it is alive"),
        }
    }
}

/// One line about it, for `systemctl status`.
fn doing(frame: &Frame, language: Language) -> String {
    format!(
        "{}, {}, {}",
        texts::text(language, "state", said::state_name(frame.state)),
        said::follows(language, frame.follows),
        texts::counted(
            language,
            "tray",
            "orders_one",
            "orders_other",
            frame.sums.working_orders
        )
    )
}

#[cfg(target_os = "linux")]
fn is_managed() -> bool {
    std::env::var_os("NOTIFY_SOCKET").is_some_and(|socket| !socket.is_empty())
}

/// After how long without a word the service manager takes the program for hung; none where it does not watch.
#[cfg(target_os = "linux")]
fn watched_within() -> Option<Duration> {
    sd_notify::watchdog_enabled()
}

#[cfg(target_os = "linux")]
fn tell(news: &News<'_>) {
    use sd_notify::NotifyState;
    let state = match news {
        News::Ready => NotifyState::Ready,
        News::Alive => NotifyState::Watchdog,
        News::Doing(what) => NotifyState::Status(what),
        News::Ending => NotifyState::Stopping,
    };
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "the service manager could not be told");
    }
}

#[cfg(not(target_os = "linux"))]
const fn is_managed() -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
const fn watched_within() -> Option<Duration> {
    None
}

#[cfg(not(target_os = "linux"))]
const fn tell(news: &News<'_>) {
    match news {
        News::Ready | News::Alive | News::Doing(_) | News::Ending => {}
    }
}
