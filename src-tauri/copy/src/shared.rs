//! A value that copies share until one of them changes it: publishing the state costs a counter, not a copy.

use std::ops::Deref;
use std::sync::Arc;

/// Shared until it is changed. Whoever changes it while it is shared gets a copy of its own first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Shared<T>(Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Clone> Shared<T> {
    /// The value, to be changed.
    pub(crate) fn edit(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
