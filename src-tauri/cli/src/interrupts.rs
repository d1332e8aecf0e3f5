//! The signals that ask the program to end: Ctrl-C, and what a service manager or a system that shuts down sends.

use crate::error::CliError;

/// Listens for them from when it is made: one that comes while the program still starts is not lost, and does not end it midway.
pub(crate) struct Interrupts {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
    /// The console is closed, or the system shuts down.
    #[cfg(windows)]
    terminate: tokio::signal::windows::CtrlShutdown,
}

impl Interrupts {
    /// Within a runtime.
    ///
    /// # Errors
    /// When the system does not let it listen.
    pub(crate) fn listen() -> Result<Self, CliError> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }
        #[cfg(windows)]
        Ok(Self {
            interrupt: tokio::signal::windows::ctrl_c()?,
            terminate: tokio::signal::windows::ctrl_shutdown()?,
        })
    }

    /// Returns once one has come.
    pub(crate) async fn come(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
