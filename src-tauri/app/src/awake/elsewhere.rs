//! On macOS and Windows the system's own way. On macOS a program that holds it is left alone by App Nap; Windows may run one without a
//! window in its efficiency mode all the same.

use keepawake::{Builder, KeepAwake};

/// Sleep is held off while this is kept.
pub(super) struct Held {
    _awake: KeepAwake,
}

impl Held {
    /// Asks the system.
    ///
    /// # Errors
    /// Why it does not, in words.
    pub(super) async fn hold(why: &str) -> Result<Self, String> {
        let asked = Builder::default()
            .display(false)
            .idle(true)
            .sleep(false)
            .reason(why)
            .app_name("Pilotfish")
            .app_reverse_domain("app.pilotfish.desktop")
            .create();
        let _awake = asked.map_err(|error| error.to_string())?;
        Ok(Self { _awake })
    }
}
