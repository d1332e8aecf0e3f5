//! What the window and the command line see: the core as it was after a commit.

use std::sync::Arc;

use pilotfish_copy::Core;

use crate::api::types::ApiError;

/// Where the engine is in its life.
#[derive(Debug, Clone)]
pub(crate) enum Phase {
    /// It reaches the venue and looks open orders up.
    Starting,
    /// It works.
    Running,
    /// It is over, and why.
    Failed(ApiError),
}

/// A committed state.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) core: Arc<Core>,
    pub(crate) phase: Phase,
}
