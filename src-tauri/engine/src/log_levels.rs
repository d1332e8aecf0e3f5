//! How much goes into the log, changed while the program runs.
//!
//! A process has one log, so this is the process's. What [`crate::log_filter`] keeps out stays out, whatever is asked for here.

use std::sync::OnceLock;

use tracing_subscriber::{EnvFilter, Registry, reload};

/// Names what is logged, in place of what is chosen in the settings.
pub const VARIABLE: &str = "PILOTFISH_LOG";

static HANDLE: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// The layer that decides what is logged: as the environment says, else as given. To be made once, by the program.
#[must_use]
pub fn layer(otherwise: &str) -> reload::Layer<EnvFilter, Registry> {
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(otherwise));
    let (layer, handle) = reload::Layer::new(filter);
    // Where one was made before, that one is the program's.
    let _ = HANDLE.set(handle);
    layer
}

/// Logs by this filter from now on (`warn,pilotfish=debug`, say). Returns whether there is a log that it holds for.
pub fn set(filter: &str) -> bool {
    let Some(handle) = HANDLE.get() else { return false };
    match EnvFilter::try_new(filter) {
        Ok(filter) => handle.reload(filter).is_ok(),
        Err(error) => {
            tracing::warn!(filter, %error, "what is to be logged cannot be understood");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::fmt::MakeWriter;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(line)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Written {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    #[test]
    fn more_is_logged_from_the_moment_it_is_asked_for_and_less_again_after() {
        let written = Written::default();
        let lines = tracing_subscriber::fmt::layer().with_writer(written.clone());
        let subscriber = tracing_subscriber::registry().with(layer("warn")).with(lines);
        tracing::subscriber::with_default(subscriber, || {
            let say = |what: &str| tracing::debug!(what, "a detail");
            say("before");
            assert!(set("debug"));
            say("while");
            assert!(!set("pilotfish=loud"), "nonsense changes nothing");
            say("still");
            assert!(set("warn"));
            say("after");
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("while") && text.contains("still"), "{text}");
        assert!(!text.contains("before") && !text.contains("after"), "{text}");
    }
}
