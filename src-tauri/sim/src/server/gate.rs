//! What stands in front of all routes: rate limits first, as the CDN is, then faults.

use std::sync::Arc;

use super::faults::Faults;
use super::limits::Limits;
use super::state::App;

/// What the layers in front of the routes share.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) app: App,
    pub(crate) faults: Arc<Faults>,
    pub(crate) limits: Arc<Limits>,
}
