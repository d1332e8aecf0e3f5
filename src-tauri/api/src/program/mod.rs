//! The program itself: pause and stop, settings, files, closing, quitting.

pub(crate) mod closing;
pub(crate) mod control;
pub(crate) mod host;
pub(crate) mod logging;
pub(crate) mod notifications;
pub(crate) mod opening;
pub(crate) mod preferences;
pub(crate) mod quit;
pub(crate) mod remembered;
pub(crate) mod settings;
pub(crate) mod shapes;
pub(crate) mod skip;
