//! Against whoever shows notifications on a bus of our own: one that remembers, one that refuses, one that never answers, and none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex as Plain;

use pilotfish_api::types::{Id, Mode, Place};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use zbus::fdo;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use super::super::{Button, StopsTrader};
use super::*;

/// What has to come comes long before; only a test that fails waits so long.
const LIMIT: Duration = Duration::from_secs(120);

/// A bus, ended with this.
struct Bus {
    daemon: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Bus {
    /// None where no bus daemon is installed.
    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let listen = format!("--address=unix:path={}", folder.path().join("bus").display());
        let started = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1", &listen])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut daemon) = started else {
            println!("skipped: dbus-daemon is not installed");
            return None;
        };
        let mut address = String::new();
        let mut said = BufReader::new(daemon.stdout.take().unwrap());
        said.read_line(&mut address).unwrap();
        Some(Self {
            daemon,
            address: address.trim().to_owned(),
            _folder: folder,
        })
    }

    async fn serve(&self, server: Remembers) -> Connection {
        zbus::connection::Builder::address(self.address.as_str())
            .unwrap()
            .serve_at(PLACE, server)
            .unwrap()
            .name(NAME)
            .unwrap()
            .build()
            .await
            .unwrap()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Manner {
    Shows,
    ShowsLetters,
    Refuses,
    NeverAnswers,
}

#[derive(Debug, Clone, PartialEq)]
struct Shown {
    app: String,
    title: String,
    body: String,
    actions: Vec<String>,
}

struct Remembers {
    manner: Arc<Plain<Manner>>,
    shown: Arc<Plain<Vec<Shown>>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Remembers {
    #[allow(clippy::too_many_arguments, reason = "the freedesktop interface has so many")]
    async fn notify(
        &self,
        app: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> fdo::Result<u32> {
        let manner = *self.manner.lock().unwrap();
        match manner {
            Manner::Refuses => return Err(fdo::Error::LimitsExceeded("too many".to_owned())),
            Manner::NeverAnswers => std::future::pending().await,
            Manner::Shows | Manner::ShowsLetters => {}
        }
        let mut shown = self.shown.lock().unwrap();
        shown.push(Shown {
            app: app.to_owned(),
            title: summary.to_owned(),
            body: body.to_owned(),
            actions,
        });
        Ok(u32::try_from(shown.len()).unwrap())
    }

    async fn get_capabilities(&self) -> Vec<String> {
        let all: &[&str] = match *self.manner.lock().unwrap() {
            Manner::ShowsLetters => &["body"],
            _ => &["body", "body-markup", "actions"],
        };
        all.iter().map(|one| (*one).to_owned()).collect()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

fn note() -> Note {
    Note {
        title: "Filled – BUY <YES>".to_owned(),
        body: "Tom & Jerry? · <a href=\"https://x\">Update</a>".to_owned(),
        opens: Some((Mode::Demo, Place::Order { order: Id(7) })),
        open_label: "Open".to_owned(),
        button: Some(Button {
            label: "Stop copying 25usdc".to_owned(),
            stops: StopsTrader {
                mode: Mode::Demo,
                follow: Id(3),
                trader: "25usdc".to_owned(),
            },
        }),
    }
}

fn desk(address: &str, patience: Duration) -> (Desk, UnboundedReceiver<Act>) {
    let (acts, done) = unbounded_channel();
    let desk = Desk::at(Some(address.to_owned()), patience, move |act| {
        let _ = acts.send(act);
    });
    (desk, done)
}

/// What was shown, for both sides.
type AllShown = Arc<Plain<Vec<Shown>>>;

/// One that does so, its manner, and what it has shown.
fn server(manner: Manner) -> (Remembers, Arc<Plain<Manner>>, AllShown) {
    let (manner, shown) = (Arc::new(Plain::new(manner)), Arc::default());
    let server = Remembers {
        manner: Arc::clone(&manner),
        shown: Arc::clone(&shown),
    };
    (server, manner, shown)
}

async fn next(done: &mut UnboundedReceiver<Act>) -> Act {
    let act = tokio::time::timeout(LIMIT, done.recv()).await;
    act.expect("within the limit").expect("the desk is there")
}

#[tokio::test(flavor = "multi_thread")]
async fn it_arrives_as_letters_and_what_is_clicked_comes_back() {
    let Some(bus) = Bus::start() else { return };
    let (server, _, shown) = server(Manner::Shows);
    let connection = bus.serve(server).await;
    let (desk, mut done) = desk(&bus.address, LIMIT);
    assert_eq!(desk.show(note()).await, Ok(Delivery::Taken));
    let one = shown.lock().unwrap()[0].clone();
    let expected = Shown {
        app: "Pilotfish".to_owned(),
        // Titles are no markup anywhere.
        title: "Filled – BUY <YES>".to_owned(),
        body: "Tom &amp; Jerry? · &lt;a href=\"https://x\"&gt;Update&lt;/a&gt;".to_owned(),
        actions: ["default", "Open", "stop", "Stop copying 25usdc"]
            .map(str::to_owned)
            .to_vec(),
    };
    assert_eq!(one, expected);

    let emitter = SignalEmitter::new(&connection, PLACE).unwrap();
    // One that is not ours does nothing.
    Remembers::action_invoked(&emitter, 99, "default").await.unwrap();
    Remembers::action_invoked(&emitter, 1, "stop").await.unwrap();
    Remembers::action_invoked(&emitter, 1, "default").await.unwrap();
    assert_eq!(next(&mut done).await, Act::Stop(note().button.unwrap().stops));
    assert_eq!(next(&mut done).await, Act::Open(note().opens));

    // After it was closed it does nothing, and the next one is another.
    Remembers::notification_closed(&emitter, 1, 2).await.unwrap();
    assert_eq!(desk.show(Note { opens: None, ..note() }).await, Ok(Delivery::Taken));
    Remembers::action_invoked(&emitter, 1, "default").await.unwrap();
    Remembers::action_invoked(&emitter, 2, "default").await.unwrap();
    assert_eq!(next(&mut done).await, Act::Open(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desktop_that_shows_letters_gets_letters_and_no_buttons() {
    let Some(bus) = Bus::start() else { return };
    let (server, _, shown) = server(Manner::ShowsLetters);
    let _connection = bus.serve(server).await;
    let (desk, _done) = desk(&bus.address, LIMIT);
    assert_eq!(desk.show(note()).await, Ok(Delivery::Taken));
    let one = shown.lock().unwrap()[0].clone();
    assert_eq!((one.body, one.actions), (note().body, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_shown_is_known_with_the_reason() {
    let Some(bus) = Bus::start() else { return };
    let nobody = desk(&bus.address, LIMIT).0;
    assert_eq!(nobody.show(note()).await, Err(NotShown::NoServer));

    let (server, manner, shown) = server(Manner::Refuses);
    let _connection = bus.serve(server).await;
    // It came after the desk had looked for it.
    assert_eq!(nobody.show(note()).await, Err(NotShown::Refused));

    *manner.lock().unwrap() = Manner::NeverAnswers;
    let (short, _done) = desk(&bus.address, Duration::from_secs(2));
    assert_eq!(short.show(note()).await, Err(NotShown::Silent));
    *manner.lock().unwrap() = Manner::Shows;
    assert_eq!(nobody.show(note()).await, Ok(Delivery::Taken));
    assert_eq!(shown.lock().unwrap().len(), 1);

    let (no_bus, _done) = desk("unix:path=/nowhere/at/all", LIMIT);
    assert_eq!(no_bus.show(note()).await, Err(NotShown::NoBus));
}
