//! What the window and the command line see: the core as it was after a commit.

use std::sync::Arc;

use pilotfish_copy::Core;

use crate::error::Failure;
use crate::key_wait::KeyMissing;

/// Where the engine is in its life.
#[derive(Debug, Clone)]
pub enum Phase {
    /// It reaches the venue and looks open orders up.
    Starting,
    /// Its key store does not give the key: nothing is signed, nothing is asked of the venue, and it looks again by itself.
    WaitingForKey(KeyMissing),
    /// It works.
    Running,
    /// It is over, and why.
    Failed(Failure),
}

/// A committed state.
#[derive(Debug, Clone)]
pub struct View {
    /// The core as of the last commit that was shown.
    pub core: Arc<Core>,
    /// Where the engine is.
    pub phase: Phase,
}
