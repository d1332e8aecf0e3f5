//! The signals that ask the program to end: Ctrl-C, and what a service manager, a console that is closed, or a system that shuts down sends.

use crate::error::CliError;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// Listens for them from when it is made: one that comes while the program still starts is not lost, and does not end it midway.
pub(crate) struct Interrupts(system::Listening);

impl Interrupts {
    /// Within a runtime.
    ///
    /// # Errors
    /// When the system does not let it listen.
    pub(crate) fn listen() -> Result<Self, CliError> {
        Ok(Self(system::Listening::begin()?))
    }

    /// Returns once one has come.
    pub(crate) async fn come(&mut self) {
        self.0.come().await;
    }
}

#[cfg(unix)]
mod unix {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub(super) struct Listening {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Listening {
        pub(super) fn begin() -> std::io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        pub(super) async fn come(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
        }
    }
}

#[cfg(windows)]
mod windows {
    use tokio::signal::windows::{
        CtrlBreak, CtrlC, CtrlClose, CtrlLogoff, CtrlShutdown, ctrl_break, ctrl_c, ctrl_close, ctrl_logoff,
        ctrl_shutdown,
    };

    pub(super) struct Listening {
        interrupt: CtrlC,
        interrupt_by_break: CtrlBreak,
        /// The console's window is closed. The system waits a few seconds, then it ends the program.
        close: CtrlClose,
        /// These two come to services alone.
        log_off: CtrlLogoff,
        shut_down: CtrlShutdown,
    }

    impl Listening {
        pub(super) fn begin() -> std::io::Result<Self> {
            Ok(Self {
                interrupt: ctrl_c()?,
                interrupt_by_break: ctrl_break()?,
                close: ctrl_close()?,
                log_off: ctrl_logoff()?,
                shut_down: ctrl_shutdown()?,
            })
        }

        pub(super) async fn come(&mut self) {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.interrupt_by_break.recv() => {}
                _ = self.close.recv() => {}
                _ = self.log_off.recv() => {}
                _ = self.shut_down.recv() => {}
            }
        }
    }
}
