//! What is written of requests, wherever it is written: by the engine's one writer, or by a store that is opened for it.

use pilotfish_store::{NewRelayerRequest, RequestProgress, Store, StoreError};

/// One change of the requests' table.
#[derive(Debug)]
pub(crate) enum RelayerWrite {
    /// A signed request, before it is sent.
    Begin(Box<NewRelayerRequest>),
    /// What became known of one.
    Note(u64, RequestProgress),
}

impl RelayerWrite {
    /// Writes it, and returns the request's number. It is on the disk then.
    pub(crate) async fn carry_out(&self, store: &Store) -> Result<u64, StoreError> {
        match self {
            Self::Begin(new) => store.begin_relayer_request(new).await,
            Self::Note(id, progress) => store.note_relayer_request(*id, progress).await.map(|()| *id),
        }
    }
}
