//! On macOS and Windows the system's own way. Windows may run a program without a window in its efficiency mode all the same.
//!
//! What Windows holds belongs to the thread that asked for it, and only that one can let it go: a thread of its own asks, waits and lets go.

use std::sync::mpsc::{Sender, channel};

use keepawake::Builder;
use tokio::sync::oneshot;

/// Sleep is held off while this is kept: the thread waits for its end.
pub(super) struct Held {
    _kept: Sender<()>,
}

impl Held {
    /// Asks the system.
    ///
    /// # Errors
    /// Why it does not, in words.
    pub(super) async fn hold(why: &str) -> Result<Self, String> {
        let why = why.to_owned();
        let (kept, gone) = channel::<()>();
        let (answers, answer) = oneshot::channel();
        std::thread::Builder::new()
            .name("awake".to_owned())
            .spawn(move || {
                let asked = Builder::default()
                    .display(false)
                    .idle(true)
                    .sleep(false)
                    .reason(why)
                    .app_name("Pilotfish")
                    .app_reverse_domain("app.pilotfish.desktop")
                    .create();
                match asked {
                    Ok(held) => {
                        // Nothing is ever sent: it returns once the other end is dropped, which it is too where nobody waits for the answer.
                        let _ = answers.send(Ok(()));
                        let _ = gone.recv();
                        drop(held);
                    }
                    Err(error) => {
                        let _ = answers.send(Err(error.to_string()));
                    }
                }
            })
            .map_err(|error| error.to_string())?;
        match answer.await {
            Ok(answered) => answered.map(|()| Self { _kept: kept }),
            Err(_) => Err("the thread that asks the system ended".to_owned()),
        }
    }
}
